// The unread bytes of one file: a window that grows at its end and is forgotten at its front. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "read/source.h"

namespace kawat::read {

class Input {
 public:
  static Result<Input> open(const std::string& path);

  std::string_view rest() const { return std::string_view(buffer_).substr(at_); }
  std::size_t size() const { return buffer_.size() - at_; }
  // Takes bytes off the front.
  std::string_view take(std::size_t n);
  void drop(std::size_t n) { at_ += n; }
  // Reads on; false when nothing more comes. Views into the rest are void afterwards.
  bool more();
  // Reads on until there are n bytes; false when there will not be.
  bool ensure(std::size_t n);
  // Drops bytes, also such as have not been read yet.
  void skip(std::uint64_t n);

  // Why reading ended before the end of the file, once.
  std::optional<Error> take_fault() { return std::exchange(fault_, std::nullopt); }
  bool faulty() const { return fault_.has_value(); }
  std::uint64_t bytes_read() const { return source_.bytes_read(); }  // on disk

 private:
  explicit Input(Source source) : source_(std::move(source)) {}
  Source source_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false;
  std::optional<Error> fault_;
};

}  // namespace kawat::read
