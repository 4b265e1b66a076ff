// A stretch of a document's text, in bytes, end exclusive. Code points are counted only on output.
#pragma once

#include <cstdint>
#include <string_view>

namespace kawat::model {

struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool empty() const { return begin >= end; }
  bool contains(Span o) const { return begin <= o.begin && o.end <= end; }
  bool overlaps(Span o) const { return begin < o.end && o.begin < end; }
  std::string_view in(std::string_view text) const {
    return begin <= end && end <= text.size() ? text.substr(begin, end - begin) : std::string_view{};
  }
  friend bool operator==(Span, Span) = default;
};

}  // namespace kawat::model
