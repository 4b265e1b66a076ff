// Sizes of the network, and the tables that both of its forms share.
#pragma once

#include <cstdint>

#include "model/syntax.h"

namespace kawat::syntax {

struct Dimensions {
  std::int32_t embed = 96;
  std::int32_t hidden = 128;
  std::int32_t arc = 96;
  std::int32_t label = 96;
  std::int32_t vector = 0;  // of the static vectors, training only
};

inline constexpr int kTagColumns = 32;    // 17 tags, padded
inline constexpr int kLabelColumns = 64;  // 47 labels, padded
inline constexpr int kDistanceColumns = 32;
static_assert(model::kUposCount <= kTagColumns && model::kDeprelCount <= kLabelColumns);

// Bucket of the way from a word to its possible head: 0 root, 1–12 to the left, 13–24 to the right.
constexpr int distance_bucket(int head_minus_dependent) {
  int d = head_minus_dependent < 0 ? -head_minus_dependent : head_minus_dependent;
  int b = d <= 5 ? d : d <= 7 ? 6 : d <= 9 ? 7 : d <= 12 ? 8 : d <= 16 ? 9 : d <= 22 ? 10 : d <= 32 ? 11 : 12;
  return head_minus_dependent < 0 ? b : 12 + b;
}

}  // namespace kawat::syntax
