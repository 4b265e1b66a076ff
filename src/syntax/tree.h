// The best tree under a matrix of arc scores: greedy heads where they already form a tree, else Chu-Liu and Edmonds.
// Exactly one word hangs from the root. Pure function.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kawat::syntax {

// scores[d·stride + h]: word h as the head of word d, column n: the root. Writes heads[n], -1 = root.
void best_tree(const std::int32_t* scores, int n, std::ptrdiff_t stride, std::int32_t* heads);

}  // namespace kawat::syntax
