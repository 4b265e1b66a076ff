#include <gtest/gtest.h>

#include <string>

#include "../../fuzz/fetch_targets.h"
#include "mutations.h"

namespace kawat {
namespace {

TEST(FetchFuzz, RandomAndMutatedBytes) {
  const std::string seeds[] = {
      "/news/2024?page=2\nuser-agent: *\ndisallow: /news/*?page=$\nallow: /news/a\ncrawl-delay: 2\n",
      "https://www.Example.org:8080/a/../b%20c?x=1&utm_source=rss#top\nUser-Agent: kawat/1\r\nDisallow: /*b$\r\n",
      "//user@b\xC3\xBC"
      "cher.example/\xC3\xA9\n*a*b*c",
      "http://[::1]:80/?q\n$*$"};
  fuzz::mutate(seeds, "./?#:@%*$\n[]a", [](const std::string& s) { fuzz::robots(s); });
}

}  // namespace
}  // namespace kawat
