#include "read/input.h"

#include <algorithm>

namespace kawat::read {

Result<Input> Input::open(const std::string& path) {
  auto source = Source::open(path);
  if (!source) return fail(source.error());
  return Input(std::move(*source));
}

std::string_view Input::take(std::size_t n) {
  std::string_view taken = rest().substr(0, n);
  at_ += taken.size();
  return taken;
}

bool Input::more() {
  if (ended_) return false;
  if (at_ > 0 && at_ * 2 >= buffer_.size()) buffer_.erase(0, at_), at_ = 0;
  auto read = source_.read(buffer_);
  if (!read) fault_ = read.error();
  if (!read || !*read) ended_ = true;
  return !ended_;
}

bool Input::ensure(std::size_t n) {
  while (size() < n) {
    if (!more()) return false;
  }
  return true;
}

void Input::skip(std::uint64_t n) {
  for (;;) {
    std::uint64_t here = std::min<std::uint64_t>(n, size());
    drop(here);
    n -= here;
    if (n == 0 || !more()) return;
  }
}

}  // namespace kawat::read
