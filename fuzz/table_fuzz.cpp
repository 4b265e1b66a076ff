// Any bytes as a table of articles.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::table({reinterpret_cast<const char*>(data), size});
  return 0;
}
