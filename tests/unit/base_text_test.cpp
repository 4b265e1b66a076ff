#include <gtest/gtest.h>

#include "base/text.h"

namespace kawat {
namespace {

TEST(Text, FoldsCaseMarksAndQuotes) {
  EXPECT_EQ(fold("Erdoğan"), "erdogan");
  EXPECT_EQ(fold("Côte d’Ivoire"), "cote d'ivoire");
  EXPECT_EQ(fold("“AS–Tiongkok”"), "\"as-tiongkok\"");
}

TEST(Text, FindsTheFirstBadByte) {
  EXPECT_EQ(first_invalid_utf8("Jakarta — selesai"), std::string_view::npos);
  EXPECT_EQ(first_invalid_utf8("ab\xff"), 2u);
  EXPECT_EQ(first_invalid_utf8("ab\xe2\x80"), 2u);
  EXPECT_EQ(first_invalid_utf8("\xed\xa0\x80"), 0u);  // surrogate
}

TEST(Text, CountsCodePoints) {
  std::string s;
  for (int i = 0; i < 100; ++i) s += "é“a";
  CodePointIndex index(s);
  EXPECT_EQ(index.at(0), 0u);
  EXPECT_EQ(index.at(6), 3u);
  EXPECT_EQ(index.at(static_cast<std::uint32_t>(s.size())), 300u);
}

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("widodo", "widodo", 1), 0);
  EXPECT_EQ(edit_distance("makron", "macron", 1), 1);
  EXPECT_EQ(edit_distance("", "ab", 3), 2);
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3);  // more than asked for
  std::string lang(200, 'a');
  EXPECT_EQ(edit_distance(lang, lang + "bb", 3), 2);
}

TEST(Text, HasWord) {
  EXPECT_TRUE(has_word("kim jong un", "kim") && has_word("kim jong un", "jong") && has_word("kim jong un", "un"));
  EXPECT_FALSE(has_word("kim jong un", "on") || has_word("kim jong un", "jo") || has_word("kim jong un", "ong"));
  EXPECT_TRUE(has_word("unun un", "un"));
  EXPECT_FALSE(has_word("", "a") || has_word("a", ""));
}

}  // namespace
}  // namespace kawat
