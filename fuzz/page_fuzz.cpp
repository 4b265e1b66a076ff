// Any bytes as a web page.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::page({reinterpret_cast<const char*>(data), size});
  return 0;
}
