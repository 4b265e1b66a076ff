// What the network sees of one word: rows of two tables, its vocabulary word and its affixes and shape.
//
//   Features f;  features(token, f);   f.word is looked up in the vocabulary, f.affix[] are rows of the affix table.
//
// Pure functions, shared by the parser and the trainer so that both see the same word. Digits count as 0.
#pragma once

#include <array>
#include <cstdint>

#include "model/syntax.h"

namespace kawat::syntax {

inline constexpr int kAffixBits = 13;
inline constexpr std::uint32_t kShapeRows = 32;
inline constexpr std::uint32_t kAffixRows = (1u << kAffixBits) + kShapeRows;  // hashed affixes, then shapes
inline constexpr int kAffixes = 10;                                           // prefixes 1–4, suffixes 1–5, shape

struct Features {
  std::uint64_t word = 0;  // hash of the folded form with digits as 0
  std::array<std::uint32_t, kAffixes> affix{};
};

void features(const model::Token& token, Features& out);

// Row of the affix table for the case, digit, spacing and clitic bits of a token.
inline std::uint32_t shape_row(std::uint8_t shape) {
  std::uint32_t s = (shape & model::kCapital ? 1u : 0u) | (shape & model::kAllCaps ? 2u : 0u) |
                    (shape & model::kHasDigit ? 4u : 0u) | (shape & model::kSpaceAfter ? 8u : 0u) |
                    (shape & model::kClitic ? 16u : 0u);
  return (1u << kAffixBits) + s;
}

}  // namespace kawat::syntax
