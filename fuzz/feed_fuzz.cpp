// Any bytes as a feed, a sitemap, a list of feeds; and as a piece of HTML.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::feed({reinterpret_cast<const char*>(data), size});
  return 0;
}
