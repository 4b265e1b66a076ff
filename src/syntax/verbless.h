// A clause in which the tagger finds no verb because the verb looks like a noun: "Police shot three demonstrators", "Court jails
// activist". Forms that may be such a verb are listed in lemmas.tsv ("verbal past|singular|plural|alone|many|of form form…").
//
//   auto verbs = HiddenVerbs(rows);  int verb = verbs.mend(tokens, n, offset);   // -1: nothing to mend
//
// Immutable, shared between threads. The tree stays a tree with one root.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "model/syntax.h"

namespace kawat::syntax {

class HiddenVerbs {
 public:
  enum Kind : std::uint8_t {
    past = 1,      // goes with any subject
    singular = 2,  // goes with a subject that is one
    plural = 4,    // goes with a subject that is many
    alone = 8,     // may have no object
    many = 16,     // no verb: nouns that are many without an ending ("police")
    of = 32,       // no verb: the preposition that hangs on the noun before it
  };
  static std::uint8_t kind(std::string_view name);  // 0 = unknown
  void add(std::uint64_t word, std::uint8_t kind);
  // Tags, heads and labels of tokens[0…n), heads counted from `offset`, where a verb was hidden; its place, or -1.
  int mend(model::Token* tokens, int n, std::int32_t offset) const;

 private:
  std::uint8_t find(std::uint64_t word) const;
  int hidden(const model::Token* tokens, int begin, int end) const;

  std::vector<std::pair<std::uint64_t, std::uint8_t>> words_;  // sorted
};

}  // namespace kawat::syntax
