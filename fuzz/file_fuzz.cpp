// Any bytes as a file: gzip and zstd, JSONL, arrays, tables, web archives, pages, text.
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kawat::fuzz::file({reinterpret_cast<const char*>(data), size});
  return 0;
}
