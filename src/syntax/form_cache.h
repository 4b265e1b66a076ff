// What the first layer makes of a word depends on the word's form alone: kept for forms seen lately, since most words of a text
// are few forms. A slot holds the three products of a word (as the neighbour after, the word itself, the neighbour before of what
// is computed).
//
// One per thread, of any number of models; its state never changes a result. About 12 MB when in use.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kawat::syntax {

class FormCache {
 public:
  // `width` values in a slot; what was kept with another width is forgotten.
  void ready(std::size_t width) {
    if (width == width_) return;
    width_ = width;
    keys_.assign(kSlots, 0);
    values_.assign(kSlots * width, 0);
  }
  // Null where the form is not kept. Valid until the next keep().
  const std::int32_t* find(std::uint64_t key) const {
    std::size_t at = slot(key);
    return keys_[at] == key ? values_.data() + at * width_ : nullptr;
  }
  void keep(std::uint64_t key, const std::int32_t* values) {
    std::size_t at = slot(key);
    keys_[at] = key;
    std::copy_n(values, width_, values_.data() + at * width_);
  }

  // Of a form under a model; never 0.
  static std::uint64_t key(std::uint64_t form_hash, std::uint8_t shape, std::uint64_t model) {
    std::uint64_t h = (form_hash ^ model ^ (std::uint64_t{shape} << 56)) * 0x9E3779B97F4A7C15ull;
    return (h ^ h >> 29) | 1;
  }

 private:
  static constexpr int kBits = 13;
  static constexpr std::size_t kSlots = std::size_t{1} << kBits;
  static std::size_t slot(std::uint64_t key) { return key >> (64 - kBits); }

  std::size_t width_ = 0;
  std::vector<std::uint64_t> keys_;
  std::vector<std::int32_t> values_;
};

}  // namespace kawat::syntax
