// Files: whole reads and read-only maps. Errors name the path.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace kawat {

Result<std::string> read_file(const std::string& path);
// Writes beside and renames, so that a reader never sees half a file.
Status write_file(const std::string& path, std::string_view bytes);

// A file mapped read-only for as long as the object lives. Share freely between threads.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace kawat
