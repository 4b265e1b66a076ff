// Any bytes as a page in the character set that the first line names.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::charset({reinterpret_cast<const char*>(data), size});
  return 0;
}
