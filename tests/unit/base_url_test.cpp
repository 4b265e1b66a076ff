#include "base/url.h"

#include <gtest/gtest.h>

namespace kawat {
namespace {

std::string parsed(std::string_view s) {
  auto url = parse_url(s);
  return url ? url->text() : "none";
}
std::string resolved(std::string_view base, std::string_view reference) {
  auto b = parse_url(base);
  if (!b) return "no base";
  auto url = resolve_url(*b, reference);
  return url ? url->text() : "none";
}

TEST(Url, OneSpelling) {
  EXPECT_EQ(parsed(" HTTPS://Www.Example.ORG:443/a/./b/../c?x=1#part "), "https://www.example.org/a/c?x=1");
  EXPECT_EQ(parsed("http://example.org"), "http://example.org/");
  EXPECT_EQ(parsed("http://example.org:8080?q"), "http://example.org:8080/?q");
  EXPECT_EQ(parsed("http://example.org./a b\n/\xC3\xA9"), "http://example.org/a%20b/%C3%A9");
  EXPECT_EQ(parsed("http://b\xC3\xBC"
                   "cher.example/"),
            "http://xn--bcher-kva.example/");
  EXPECT_EQ(parsed("http://[::1]:80/x"), "http://[::1]/x");
  EXPECT_EQ(parsed("http://a.example/%7Euser/%2F"), "http://a.example/%7Euser/%2F");
}

TEST(Url, WhatIsNotFetched) {
  for (std::string_view s : {"",
                             "ftp://example.org/",
                             "file:///etc/passwd",
                             "javascript:alert(1)",
                             "http:///x",
                             "http://",
                             "//example.org/",
                             "/a",
                             "http://user@example.org/",
                             "http://user:pw@example.org/",
                             "http://a b/",
                             "http://ex\\ample.org/",
                             "http://a../",
                             "http://.a/",
                             "http://a..b/",
                             "http://example.org:99999/",
                             "http://example.org:x/",
                             "http://[::1/",
                             "http://[::g]/",
                             "mailto:a@example.org",
                             "http://\xFF\xFE/"})
    EXPECT_EQ(parsed(s), "none") << s;
  EXPECT_EQ(parsed("http://example.org/" + std::string(5000, 'a')), "none");
}

TEST(Url, References) {
  // The examples of RFC 3986, 5.4, where they are http.
  constexpr std::string_view base = "http://a/b/c/d;p?q";
  EXPECT_EQ(resolved(base, "g"), "http://a/b/c/g");
  EXPECT_EQ(resolved(base, "./g/"), "http://a/b/c/g/");
  EXPECT_EQ(resolved(base, "/g"), "http://a/g");
  EXPECT_EQ(resolved(base, "//g"), "http://g/");
  EXPECT_EQ(resolved(base, "?y"), "http://a/b/c/d;p?y");
  EXPECT_EQ(resolved(base, "g?y/./x"), "http://a/b/c/g?y/./x");
  EXPECT_EQ(resolved(base, "#s"), "http://a/b/c/d;p?q");
  EXPECT_EQ(resolved(base, ""), "http://a/b/c/d;p?q");
  EXPECT_EQ(resolved(base, ".."), "http://a/b/");
  EXPECT_EQ(resolved(base, "../../../g"), "http://a/g");
  EXPECT_EQ(resolved(base, "g;x=1/../y"), "http://a/b/c/y");
  EXPECT_EQ(resolved(base, "file:///etc/passwd"), "none");
  EXPECT_EQ(resolved(base, "https://other.example/x"), "https://other.example/x");
}

TEST(Url, ArticleKey) {
  auto key = [](std::string_view s) { return article_key(*parse_url(s)); };
  EXPECT_EQ(key("http://a.example/x?utm_source=rss&id=7&fbclid=abc#top"), "https://a.example/x?id=7");
  EXPECT_EQ(key("https://a.example/x?utm_medium=x"), "https://a.example/x");
  EXPECT_NE(key("https://a.example/x?id=7"), key("https://a.example/x?id=8"));
}

}  // namespace
}  // namespace kawat
