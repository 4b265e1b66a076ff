#include "read/html_text.h"

#include <gtest/gtest.h>

#include <chrono>

namespace kawat::read {
namespace {

TEST(HtmlText, MarkupAndReferences) {
  EXPECT_EQ(plain_text("a &lt; b"), "a < b");
  EXPECT_EQ(plain_text("<p>Satu &amp; dua</p><p>Tiga<br>empat</p><script>x('</p>')</script>"), "Satu & dua\n\nTiga\nempat");
  EXPECT_EQ(plain_text("  tanpa   tanda  "), "tanpa tanda");
  EXPECT_EQ(plain_text("1 < 2 & 3 > 2 &unknown; &#8217;&#x2019;&#146;&nbsp;&eacute;&Eacute;"),
            "1 < 2 & 3 > 2 &unknown; \xE2\x80\x99\xE2\x80\x99\xE2\x80\x99 \xC3\xA9\xC3\x89");
  EXPECT_EQ(plain_text("<a title='a > b' href=x>Tautan</a><!-- <p> --> dan <STYLE>p{}</style>lagi"), "Tautan dan lagi");
  EXPECT_EQ(plain_text("<a title=\"offen>Satu</a> dua"), "Satu dua");
  EXPECT_EQ(plain_text("<![CDATA[x]]><?php y ?>z"), "z");
  EXPECT_EQ(plain_text("<"), "<");
  EXPECT_EQ(plain_text("<p"), "");
  EXPECT_EQ(plain_text(""), "");
  EXPECT_EQ(plain_text("<script>"), "");
}

TEST(HtmlText, References) {
  auto one = [](std::string_view s) {
    std::string out;
    std::size_t n = take_reference(s, out);
    return out + ":" + std::to_string(n);
  };
  EXPECT_EQ(one("&yuml;x"), "\xC3\xBF:6");
  EXPECT_EQ(one("&hellip;"), "\xE2\x80\xA6:8");
  EXPECT_EQ(one("&#0;"), "\xEF\xBF\xBD:4");
  EXPECT_EQ(one("&#8;"), "\xEF\xBF\xBD:4");
  EXPECT_EQ(one("&#xD800;"), "\xEF\xBF\xBD:8");
  EXPECT_EQ(one("&#99999999999;"), "\xEF\xBF\xBD:14");
  for (std::string_view none : {"&", "&;", "&#;", "&#x;", "&#xg;", "&amp", "amp;", "& amp;"}) EXPECT_EQ(one(none), ":0") << none;
}

TEST(HtmlText, TimeGrowsWithTheBytes) {
  auto start = std::chrono::steady_clock::now();
  for (std::string_view piece : {"<a b=\"", "<!--", "<script>", "<p", "</", "&", "<div>", "&#1", "<br ='>", "</script"}) {
    std::string s;
    while (s.size() < 1 << 20) s += piece;
    plain_text(s);
    plain_text("<script>" + s);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace kawat::read
