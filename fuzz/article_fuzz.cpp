// Any bytes as an article for find_parts.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::article({reinterpret_cast<const char*>(data), size});
  return 0;
}
