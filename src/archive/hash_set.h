// A set of 64-bit hashes, 11 to 23 bytes each. 0 is never in it. One thread at a time.
#pragma once

#include <cstdint>
#include <vector>

namespace kawat::archive {

class HashSet {
 public:
  bool has(std::uint64_t v) const {
    if (slots_.empty()) return false;
    for (std::size_t at = v & mask();; at = (at + 1) & mask()) {
      if (slots_[at] == v) return true;
      if (slots_[at] == 0) return false;
    }
  }
  // False when it was there.
  bool add(std::uint64_t v) {
    if (v == 0) return false;
    if ((count_ + 1) * 10 > slots_.size() * 7) grow();
    std::size_t at = v & mask();
    for (; slots_[at] != 0; at = (at + 1) & mask()) {
      if (slots_[at] == v) return false;
    }
    slots_[at] = v;
    ++count_;
    return true;
  }
  std::size_t size() const { return count_; }

 private:
  std::size_t mask() const { return slots_.size() - 1; }
  void grow() {
    std::vector<std::uint64_t> old = std::move(slots_);
    slots_.assign(old.empty() ? 1024 : old.size() * 2, 0);
    count_ = 0;
    for (std::uint64_t v : old) add(v);
  }
  std::vector<std::uint64_t> slots_;
  std::size_t count_ = 0;
};

}  // namespace kawat::archive
