// Bytes of one file or of standard input, unpacked where they are gzip or zstd. One thread at a time.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct ZSTD_DCtx_s;

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
  enum class Packing : std::uint8_t { unknown, none, gzip, zstd };
  Result<bool> fill();
  Result<bool> ungzip(std::string& out);
  Result<bool> unzstd(std::string& out);
  Result<bool> next_member();
  Status take_dictionary();
  tl::unexpected<Error> damaged(const char* what);
  int fd_ = -1;
  bool owned_ = true;
  std::string path_;
  std::string raw_;  // read, not yet handed on
  std::size_t at_ = 0;
  std::uint64_t taken_ = 0, members_ = 0;  // members_: of gzip, read whole
  Packing packing_ = Packing::unknown;
  bool ended_ = false, in_frame_ = false;
  struct ZstdEnd {
    void operator()(ZSTD_DCtx_s* context) const;
  };
  std::unique_ptr<z_stream> z_;
  std::unique_ptr<ZSTD_DCtx_s, ZstdEnd> zstd_;
};

}  // namespace kawat::read
