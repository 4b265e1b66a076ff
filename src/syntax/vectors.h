// Static word vectors: read from a text file, or learned from raw text by position-aware skip-gram with negative samples.
// Training only. Keys are word hashes as features() gives them. One thread; deterministic for a seed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace kawat::syntax {

struct Vectors {
  int dimension = 0;
  std::unordered_map<std::uint64_t, std::int32_t> rows;  // word hash → row
  std::vector<std::uint64_t> words;                      // by falling frequency; words[i] has row i + 1
  std::vector<float> values;                             // row 0 is zero
  std::vector<std::string> spelled;                      // by row - 1
};

// The key of a word: digits count as 0.
std::uint64_t vector_key(std::string_view folded);

// Lines "word v1 v2 …", most frequent first; values are scaled to a common size.
Result<Vectors> read_vectors(const std::string& path, std::size_t most);

Status write_vectors(const Vectors& vectors, const std::string& path);

struct VectorOptions {
  int dimension = 64;
  int epochs = 6;
  int window = 2;
  int negatives = 5;
  int least = 4;  // rarer words get no vector
  std::size_t most = 60000;
  std::uint64_t seed = 1;
};
Vectors train_vectors(const std::vector<std::string>& texts, const VectorOptions& options,
                      const std::function<void(std::string_view)>& progress);

}  // namespace kawat::syntax
