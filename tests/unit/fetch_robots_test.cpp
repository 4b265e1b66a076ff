#include "fetch/robots.h"

#include <gtest/gtest.h>

#include <chrono>

namespace kawat::fetch {
namespace {

bool allows(std::string_view robots, std::string_view target) { return Robots::parse(robots, "kawat").allows(target); }

TEST(Robots, LongestPatternDecidesAndAllowWinsTies) {
  constexpr std::string_view r = "user-agent: *\nallow: /p\ndisallow: /\n";
  EXPECT_TRUE(allows(r, "/page"));
  EXPECT_FALSE(allows(r, "/other"));
  EXPECT_TRUE(allows("user-agent: *\nallow: /folder\ndisallow: /folder\n", "/folder/page"));
  EXPECT_FALSE(allows("user-agent: *\nallow: /page\ndisallow: /*.htm\n", "/page.htm"));
  EXPECT_TRUE(allows("user-agent: *\nallow: /$\ndisallow: /\n", "/"));
  EXPECT_FALSE(allows("user-agent: *\nallow: /$\ndisallow: /\n", "/page.htm"));
  EXPECT_TRUE(allows(r, "/robots.txt"));
}

TEST(Robots, GroupsOfThisProgramElseOfAll) {
  constexpr std::string_view r =
      "User-agent: *\nDisallow: /\n\nUser-Agent: Kawat/2.0\nuser-agent: other\nDisallow: /private\n\n"
      "user-agent: kawat-news\nDisallow: /news\n\nUSER-AGENT: KAWAT\nDisallow: /more\n";
  EXPECT_TRUE(allows(r, "/news/a"));
  EXPECT_FALSE(allows(r, "/private/a"));
  EXPECT_FALSE(allows(r, "/more"));  // groups of one name count together
  EXPECT_FALSE(Robots::parse(r, "nobody").allows("/news"));
  EXPECT_TRUE(Robots::parse("user-agent: somebody\ndisallow: /\n", "kawat").allows("/x"));
  EXPECT_TRUE(allows("user-agent: *\ndisallow: /\nuser-agent: kawat\ndisallow:\n", "/x"));
  EXPECT_TRUE(allows("disallow: /\n", "/x"));  // of no group
}

TEST(Robots, StarsAndEnds) {
  EXPECT_FALSE(allows("user-agent: *\ndisallow: /*/print$\n", "/a/b/print"));
  EXPECT_TRUE(allows("user-agent: *\ndisallow: /*/print$\n", "/a/b/print/2"));
  EXPECT_TRUE(allows("user-agent: *\ndisallow: /*/print$\n", "/print"));
  EXPECT_FALSE(allows("user-agent: *\ndisallow: *.pdf$\n", "/x.pdf.pdf"));
  EXPECT_FALSE(allows("user-agent: *\ndisallow: /a*b*c\n", "/axxbyybc"));
  EXPECT_TRUE(allows("user-agent: *\ndisallow: /a*b*c\n", "/axxbyyb"));
  EXPECT_FALSE(allows("user-agent: *\ndisallow: /*?page=\n", "/list?page=2"));
  EXPECT_FALSE(allows("user-agent: *\ndisallow: /fish*\n", "/fish"));
}

TEST(Robots, SpellingsOfOneAddress) {
  EXPECT_FALSE(allows("user-agent: *\ndisallow: /caf\xC3\xA9\n", "/caf%C3%A9/x"));
  EXPECT_FALSE(allows("user-agent: *\ndisallow: /caf%c3%a9\n", "/caf%C3%A9"));
  EXPECT_FALSE(allows("user-agent: *\ndisallow: /%7Ejoe\n", "/~joe/"));
  EXPECT_TRUE(allows("user-agent: *\ndisallow: /a%2Fb\n", "/a/b"));
}

TEST(Robots, LinesAsTheyAreFound) {
  EXPECT_FALSE(allows("\xEF\xBB\xBFUser-agent : * # all\r\rDisallow : /x # no\r\n", "/x"));
  EXPECT_FALSE(allows("user-agent: *\nsitemap: https://a.example/s.xml\ndisallow: /x", "/x"));
  EXPECT_FALSE(allows("user-agent: *\ndisallow: x\n", "/x"));  // without the slash
  EXPECT_TRUE(allows("<!doctype html><html>not found</html>", "/x"));
  EXPECT_TRUE(allows("", "/x"));
  EXPECT_FALSE(Robots::refuse_all().allows("/x"));
  EXPECT_TRUE(Robots::allow_all().allows("/x"));
}

TEST(Robots, CrawlDelay) {
  EXPECT_EQ(Robots::parse("user-agent: *\ncrawl-delay: 2.5\ndisallow: /x\n", "kawat").crawl_delay(), 2.5);
  EXPECT_EQ(Robots::parse("user-agent: *\ncrawl-delay: 9\nuser-agent: kawat\ndisallow: /\n", "other").crawl_delay(), 9);
  EXPECT_FALSE(Robots::parse("user-agent: *\ncrawl-delay: much\n", "kawat").crawl_delay().has_value());
  EXPECT_FALSE(Robots::parse("user-agent: *\ncrawl-delay: -1\n", "kawat").crawl_delay().has_value());
}

TEST(Robots, WhatStandsBehindTheLimitIsNotRead) {
  std::string r = "user-agent: *\n" + std::string(Robots::kMostBytes, '#') + "\ndisallow: /\n";
  EXPECT_TRUE(allows(r, "/x"));
}

TEST(Robots, HostilePatternsAreQuick) {
  std::string pattern = "/", target = "/" + std::string(4000, 'a');
  for (int i = 0; i < 500; ++i) pattern += "*a";
  std::string r = "user-agent: *\n";
  while (r.size() < Robots::kMostBytes) r += "disallow: " + pattern + "b\n";
  auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(allows(r, target));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace kawat::fetch
