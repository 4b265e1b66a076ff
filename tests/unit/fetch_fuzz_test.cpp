// Random and mutated bytes for a second: what the fuzz target checks, in every test run.
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "../../fuzz/fetch_targets.h"

namespace kawat {
namespace {

TEST(FetchFuzz, RandomAndMutatedBytes) {
  const std::string seeds[] = {
      "/news/2024?page=2\nuser-agent: *\ndisallow: /news/*?page=$\nallow: /news/a\ncrawl-delay: 2\n",
      "https://www.Example.org:8080/a/../b%20c?x=1&utm_source=rss#top\nUser-Agent: kawat/1\r\nDisallow: /*b$\r\n",
      "//user@b\xC3\xBC"
      "cher.example/\xC3\xA9\n*a*b*c",
      "http://[::1]:80/?q\n$*$"};
  std::mt19937 random(7);
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  while (std::chrono::steady_clock::now() < end) {
    std::string s = seeds[random() % std::size(seeds)];
    for (std::size_t n = random() % 12; n > 0 && !s.empty(); --n) {
      std::size_t at = random() % s.size();
      switch (random() % 4) {
        case 0:
          s[at] = static_cast<char>(random());
          break;
        case 1:
          s.erase(at, random() % 6);
          break;
        case 2:
          s.insert(at, s.substr(random() % s.size(), random() % 8));
          break;
        default:
          s.insert(at, 1, "./?#:@%*$\n[]a"[random() % 13]);
          break;
      }
    }
    fuzz::robots(s);
  }
}

}  // namespace
}  // namespace kawat
