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

}  // namespace
}  // namespace kawat
