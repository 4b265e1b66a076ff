// Where punctuation hangs. Networks that score arcs one by one are weak at it, while treebanks follow rules that only depend on
// the tree of the words: a comma hangs from the phrase it sets off, or from that phrase's governor, as the treebank has it. The
// rules are counted from a treebank by kind of mark, side and relation of the phrase.
//
//   PunctuationCounts counts;  counts.add(sentence, offset, true);  auto table = counts.decide();
//   PunctuationRules(table).apply(tokens, n, offset, scratch);
//
// Immutable; apply is safe from many threads and keeps the tree a tree: only marks without dependents move.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "model/syntax.h"

namespace kawat::syntax {

class PunctuationRules {
 public:
  // What a mark can hang from: as the network says, the highest word reached to the right or left without crossing the mark, the
  // governors of those, the root; for pairs of quotes and brackets `right` is the top of the words between and `right_head` its
  // governor.
  enum Target : std::uint8_t { keep, right, left, right_head, left_head, root, kTargets };

  struct Scratch {
    std::vector<std::int32_t> partner;
    std::vector<std::uint8_t> mark;
  };

  static constexpr std::size_t kKinds = 9, kSides = 4;
  static constexpr std::size_t kCells = kKinds * kSides * static_cast<std::size_t>(model::kDeprelCount);

  // A table of Target, kCells long; anything else is no rules at all.
  explicit PunctuationRules(std::span<const std::uint8_t> table = {})
      : table_(table.size() == kCells ? table : std::span<const std::uint8_t>{}) {}

  // tokens[0…n) of one sentence, heads counted from `offset`.
  void apply(model::Token* tokens, int n, std::int32_t offset, Scratch& scratch) const;

 private:
  std::span<const std::uint8_t> table_;
};

// Counts the rules of treebanks. The treebank to follow weighs first, others fill its gaps.
class PunctuationCounts {
 public:
  void add(std::span<const model::Token> sentence, std::int32_t offset, bool follow);
  std::vector<std::uint8_t> decide() const;

 private:
  using Votes = std::array<std::uint32_t, PunctuationRules::kTargets>;
  std::vector<Votes> followed_ = std::vector<Votes>(PunctuationRules::kCells),
                     all_ = std::vector<Votes>(PunctuationRules::kCells);
  PunctuationRules::Scratch scratch_;
};

}  // namespace kawat::syntax
