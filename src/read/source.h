// Bytes of one file or of standard input, unpacked where they are gzip. One thread at a time.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace kawat::read {

class Source {
 public:
  static Result<Source> open(const std::string& path);  // "-": standard input
  Source(Source&& o) noexcept;
  Source& operator=(Source&&) = delete;
  ~Source();

  // Appends up to about 256 KiB to `out`. False at the end. Error file_unreadable when reading or unpacking fails. Behind a whole
  // gzip member a damaged one is passed over: a line break stands for what is missing.
  Result<bool> read(std::string& out);
  std::uint64_t bytes_read() const { return taken_; }  // on disk

 private:
  Source() = default;
  Result<bool> fill();
  Result<bool> next_member();
  int fd_ = -1;
  bool owned_ = true;
  std::string path_;
  std::string raw_;  // read, not yet handed on
  std::size_t at_ = 0;
  std::uint64_t taken_ = 0, members_ = 0;  // members_: of gzip, read whole
  bool sniffed_ = false, ended_ = false, packed_ = false;
  std::unique_ptr<z_stream> z_;
};

}  // namespace kawat::read
