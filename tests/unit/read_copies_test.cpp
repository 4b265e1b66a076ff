#include "read/copies.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kawat::read {
namespace {

model::Document article(const std::string& id, const std::string& text) {
  model::Document d;
  d.id = id, d.text = text;
  return d;
}

// Sentences of words that do not repeat, so that texts share what the test gives them.
std::string sentences(unsigned seed, int count) {
  static const std::vector<std::string> words = {"menteri", "bertemu", "duta",   "besar",     "rapat",  "jakarta",
                                                 "kerja",   "sama",    "dagang", "pelabuhan", "ekspor", "laut",
                                                 "negara",  "kedua",   "bilang", "akan",      "tidak",  "perdana"};
  std::string out;
  for (int s = 0; s < count; ++s) {
    for (int w = 0; w < 12; ++w) {
      seed = seed * 1664525 + 1013904223;
      out += (w > 0 ? " " : "") + words[seed >> 16 & 15];
    }
    out += ". ";
  }
  return out;
}

std::string find(CopyFinder& copies, const model::Document& d) { return copies.find_or_add(d, sketch_of(d)); }

TEST(Copies, TheSameTextUnderAnotherHeadline) {
  CopyFinder copies;
  std::string text = sentences(1, 20);
  EXPECT_EQ(find(copies, article("a", text)), "");
  EXPECT_EQ(find(copies, article("b", "JAKARTA - " + text + " Laporan kami.")), "a");
  EXPECT_EQ(find(copies, article("c", text.substr(0, text.size() * 85 / 100))), "a");
  EXPECT_EQ(find(copies, article("d", sentences(2, 20))), "");
  // Half of it is another article.
  EXPECT_EQ(find(copies, article("e", text.substr(0, text.size() / 2) + sentences(3, 10))), "");
}

TEST(Copies, TypographyDoesNotCount) {
  EXPECT_GT(likeness(sketch_of(article("a", "\"" + sentences(5, 9) + "\" - kata dia")),
                     sketch_of(article("b", "\xE2\x80\x9C" + sentences(5, 9) + "\xE2\x80\x9D \xE2\x80\x93 kata dia"))),
            0.99);
}

TEST(Copies, BulletinsOfOneFormAreNotCopies) {
  auto quake = [](const std::string& size, const std::string& time, const std::string& depth, const std::string& place) {
    return "Gempa bumi dengan magnitudo " + size + " terjadi pada pukul " + time +
           " WIB. Pusat gempa berada di laut pada kedalaman " + depth + " kilometer, " + place + " kilometer dari pantai. " +
           sentences(9, 6);
  };
  CopyFinder copies;
  EXPECT_EQ(find(copies, article("a", quake("5,1", "10.22", "10", "48"))), "");
  EXPECT_EQ(find(copies, article("b", quake("4,7", "03.51", "33", "121"))), "");
  EXPECT_EQ(find(copies, article("c", quake("5,1", "10.22", "10", "48") + " Warga panik.")), "a");
}

TEST(Copies, ShortTextsHaveToBeEqual) {
  CopyFinder copies;
  std::string text = sentences(4, 2);  // 24 words
  EXPECT_EQ(find(copies, article("a", text)), "");
  EXPECT_EQ(find(copies, article("b", text + " lagi")), "");
  EXPECT_EQ(find(copies, article("c", text)), "a");
  EXPECT_EQ(find(copies, article("d", "Baca selengkapnya di sini")), "");
  EXPECT_EQ(find(copies, article("e", "Baca selengkapnya di sini")), "");
}

TEST(Copies, MemoryIsBounded) {
  CopyFinder copies(20);
  model::Document first = article("first", sentences(7, 8));
  EXPECT_EQ(find(copies, first), "");
  for (unsigned i = 0; i < 19; ++i) EXPECT_EQ(find(copies, article("x", sentences(100 + i, 8))), "");
  EXPECT_EQ(find(copies, first), "first");
  EXPECT_EQ(find(copies, article("x", sentences(200, 8))), "");
  EXPECT_EQ(find(copies, first), "");
}

}  // namespace
}  // namespace kawat::read
