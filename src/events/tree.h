// One parsed sentence as a tree that can be asked for subjects, objects and agents, across control, relative clauses,
// coordination and voice. Indices are local: 0 = first token of the sentence. Reused from sentence to sentence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lexicon/frames.h"
#include "model/analysis.h"

namespace kawat::events {

using Hashes = std::span<const std::uint64_t>;
bool has(Hashes sorted, std::uint64_t hash);

// Word classes of one language that the tree questions need; views into a Grammar.
struct Classes {
  Hashes agent;     // beside a noun: by, of, oleh, dari
  Hashes by;        // of a passive: by, oleh
  Hashes relative;  // who, yang
  Hashes object_control, light, negation, future, future_word, hypothetical_aux, condition, only, sport, purpose, passive,
      possessor, reciprocal, with, instrument, day, intent, between, charge, namely, semimodal, mishap, clock, object_mark,
      exists, aim, war, effect, complement, hearsay, would, death, violence, opens_clause, about, question, suicide, aircraft,
      blockade, accident, untrue, alone, unmeant, industrial, valid, blame, cause, span, complaint, others, sake, self, appeal,
      captive;
  Hashes governs_future, governs_hypothetical, governs_negated, governs_denied, governs_report, governs_past, governs_flight,
      governs_undone, governs_regard;

  // "dikunjungi", not "was visited": few or no auxiliaries of the passive.
  bool verb_shows_passive() const { return passive.size() < 3; }
  // A verb or noun by which what stands below it did not happen, or is said not to have.
  bool takes_back(std::uint64_t governor) const { return has(governs_negated, governor) || has(governs_denied, governor); }
};

class Tree {
 public:
  void set(const model::Analysis& a, std::uint32_t sentence, const Classes& classes);

  int size() const { return n_; }
  std::uint32_t sentence() const { return sentence_; }
  const model::Token& at(int i) const { return tokens_[i]; }
  int head(int i) const { return head_[static_cast<std::size_t>(i)]; }  // -1 = root
  model::Deprel rel(int i) const { return rel_[static_cast<std::size_t>(i)]; }
  int first_child(int i) const { return first_child_[static_cast<std::size_t>(i)]; }
  int next(int i) const { return next_[static_cast<std::size_t>(i)]; }
  template <class F>
  void children(int i, F&& f) const {
    for (int c = first_child(i); c >= 0; c = next(c)) f(c);
  }
  bool below(int i, int ancestor) const;       // i itself counts
  int distance(int i, int j, int most) const;  // edges between them, most + 1 when further
  bool verb_like(int i) const;
  bool nominal(int i) const;
  int case_of(int i) const;  // child with relation case, -1
  bool has_case(int i, Hashes preps) const;

  bool relative(int i) const;  // a pronoun of a relative clause
  bool marked(int v) const;    // by a conjunction or "to"
  bool passive(int v, lexicon::Voice form) const;
  int subject(int v, int depth = 0) const;  // surface subject, found across control and relative clauses; -1
  int object(int v) const;
  int agent(int v) const;  // of a passive
  // Who stands beside a noun of action as its doer or its owner: the likeliest first; -1 = none.
  int possessor(int noun, Hashes preps) const;
  // All who may: owners, then those marked by a preposition, then bare neighbours. Appends to `out`.
  void possessors(int noun, Hashes preps, std::vector<int>& out) const;

 private:
  void asked(int who);
  void astray(int preposition);
  void told(int mark);
  void joined(int verb);
  int antecedent(int pronoun, int v, int depth) const;  // what a relative pronoun of the clause of v stands for; -1
  int beside_day(int i) const;
  int phrase_before(int word) const;  // head of the noun phrase that ends right before the word; -1
  int beside_passive(int v, int h, int depth) const;

  const model::Token* tokens_ = nullptr;
  const Classes* classes_ = nullptr;
  int n_ = 0;
  std::uint32_t sentence_ = 0;
  std::vector<int> head_, first_child_, next_;
  std::vector<model::Deprel> rel_;
};

}  // namespace kawat::events
