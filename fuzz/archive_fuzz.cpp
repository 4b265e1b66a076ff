// Any bytes as a record of a web archive, and as the response in it.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::archive({reinterpret_cast<const char*>(data), size});
  return 0;
}
