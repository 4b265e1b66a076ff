// Any bytes as JSONL, as one JSON object and as a text file: no crash, and documents keep their promises.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::reader({reinterpret_cast<const char*>(data), size});
  return 0;
}
