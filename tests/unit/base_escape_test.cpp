#include "base/escape.h"

#include <gtest/gtest.h>

namespace kawat {
namespace {

std::string cell(std::string_view s, char separator) {
  std::string out;
  append_csv(s, separator, out);
  return out;
}

TEST(Escape, Csv) {
  EXPECT_EQ(cell("plain; text", ','), "plain; text");
  EXPECT_EQ(cell("a,b", ','), "\"a,b\"");
  EXPECT_EQ(cell("a;b", ';'), "\"a;b\"");
  EXPECT_EQ(cell("say \"no\"\nagain", ','), "\"say \"\"no\"\" again\"");
  EXPECT_EQ(cell("a\t\"b\"\n", '\t'), "a \"b\" ");
}

TEST(Escape, Xml) { EXPECT_EQ(xml_escaped("<a b=\"1\">x & y\x01\n"), "&lt;a b=&quot;1&quot;&gt;x &amp; y\n"); }

}  // namespace
}  // namespace kawat
