// Any bytes as a robots.txt and an address.
#include "fuzz/fetch_targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::robots({reinterpret_cast<const char*>(data), size});
  return 0;
}
