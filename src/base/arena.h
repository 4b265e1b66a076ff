// A bump allocator for the strings of one document: copies live until reset(). One thread at a time.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace kawat {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  char* take(std::size_t n) {
    if (block_ == blocks_.size() || used_ + n > blocks_[block_].size) next(n);
    char* p = blocks_[block_].bytes.get() + used_;
    used_ += n;
    return p;
  }
  std::string_view copy(std::string_view s) {
    if (s.empty()) return {};
    char* p = take(s.size());
    std::memcpy(p, s.data(), s.size());
    return {p, s.size()};
  }
  // Keeps the memory, forgets the contents: every view handed out so far is dead.
  void reset() { block_ = 0, used_ = 0; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  void next(std::size_t n) {
    while (block_ < blocks_.size()) {
      ++block_, used_ = 0;
      if (block_ < blocks_.size() && blocks_[block_].size >= n) return;
    }
    std::size_t size = n > kBlock ? n : kBlock;
    blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size});
    block_ = blocks_.size() - 1, used_ = 0;
  }
  static constexpr std::size_t kBlock = 1 << 16;
  std::vector<Block> blocks_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

}  // namespace kawat
