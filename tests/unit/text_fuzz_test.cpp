#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#define KAWAT_FUZZ_TEXT_ONLY
#include "../../fuzz/targets.h"
#include "mutations.h"

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
  fuzz::mutate(seeds, ".-'\"@/\n,)(8A\xE2", [](const std::string& s) { fuzz::segmenter(s); });
}

}  // namespace
}  // namespace kawat
