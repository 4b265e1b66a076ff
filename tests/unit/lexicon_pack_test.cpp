#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <random>

#include "base/text.h"
#include "lexicon/pack.h"
#include "lexicon/phrases.h"

namespace kawat::lexicon {
namespace {

std::vector<model::Token> tokens(std::string_view folded) {
  std::vector<model::Token> out;
  for (std::string_view word : split(folded, ' ')) {
    model::Token t;
    t.norm = word;
    t.hash = word_hash(word);
    out.push_back(t);
  }
  return out;
}

TEST(Phrases, LongestMatchAndAllValues) {
  PhraseBuilder b;
  b.add("korea", 1), b.add("korea utara", 2), b.add("korea utara", 3), b.add("korea utara bersatu padu", 4);
  std::string bytes = b.finish();
  Phrases p(bytes);
  auto m = p.longest(tokens("korea utara bersatu"));
  EXPECT_EQ(m.words, 2u);
  ASSERT_EQ(p.values(m).size(), 2u);
  EXPECT_EQ(p.values(m)[1], 3u);
  EXPECT_EQ(p.longest(tokens("utara korea")).words, 0u);
  EXPECT_EQ(p.find("korea utara bersatu padu").words, 4u);
  EXPECT_EQ(p.find("korea utara bersatu").words, 0u);
}

TEST(Pack, KeepsSectionsAndRefusesDamage) {
  std::string path = std::filesystem::temp_directory_path() / ("kawat-pack-" + std::to_string(::getpid()));
  PackWriter w;
  w.add("b", "two"), w.add("a/x", "one"), w.add("lang/id/words", "");
  ASSERT_TRUE(w.write(path));
  auto pack = Pack::open(path);
  ASSERT_TRUE(pack);
  EXPECT_EQ(pack->section("a/x"), "one");
  EXPECT_EQ(pack->section("missing"), "");
  EXPECT_EQ(pack->languages(), std::vector<std::string>{"id"});
  std::string whole = *read_file(path);
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    std::string bad = whole.substr(0, random() % whole.size());
    if (i % 2 == 0 && !bad.empty()) bad[random() % bad.size()] = static_cast<char>(random());
    if (bad.empty()) continue;
    ASSERT_TRUE(write_file(path, bad));
    if (auto p = Pack::open(path)) {
      for (std::string_view name : p->list("")) (void)p->section(name).size();
    }
  }
  std::remove(path.c_str());
  EXPECT_EQ(Pack::open(path).error().code, Code::pack_missing);
}

}  // namespace
}  // namespace kawat::lexicon
