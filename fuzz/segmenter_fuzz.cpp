// Any bytes as a text for the segmenters and the language identifier.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::segmenter({reinterpret_cast<const char*>(data), size});
  return 0;
}
