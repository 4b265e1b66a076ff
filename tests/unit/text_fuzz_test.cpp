// Random and mutated bytes for a second: what the fuzz target checks, in every test run.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <string>

#define KAWAT_FUZZ_TEXT_ONLY
#include "../../fuzz/targets.h"

namespace kawat {
namespace {

TEST(TextFuzz, RandomAndMutatedBytes) {
  ::setenv("KAWAT_PACK", KAWAT_BINARY "/kawat.pack", 0);
  const std::string seeds[] = {
      "“Kami pergi. Dia tidak,” kata H. M. Soeharto (8/10/2024). U.S.-led e-mail x@y.z http://a.b/c. "
      "Rp5.000-an APBD-nya km² "
      "1.5-2,6",
      "The rebels' can't won’t cannot 'tis :-) ... [...] a.m. A.B.C. #tag @me 8/10 1970s-80s --- AS-Tiongkok "
      "\xC2\xA0\xE2\x80\x8B\n\n\r\n.,X"};
  std::mt19937 random(7);
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  while (std::chrono::steady_clock::now() < end) {
    std::string s = seeds[random() % 2];
    if (random() % 4 == 0) {
      s.resize(random() % 60);
      for (char& c : s) c = static_cast<char>(random());
    }
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
          s.insert(at, 1, ".-'\"@/\n,)(8A\xE2"[random() % 13]);
          break;
      }
    }
    fuzz::segmenter(s);
  }
}

}  // namespace
}  // namespace kawat
