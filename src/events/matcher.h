// Frames on one parsed sentence: which phrases are there, and which noun phrases fill their roles.
// Knows nothing of actors, modality or rules between events. Share freely; scratch is the caller's.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "events/tree.h"
#include "lexicon/frames.h"
#include "model/analysis.h"

namespace kawat::events {

// A noun phrase in a role, by its head token (local index).
struct Filler {
  std::int16_t token = -1;
  std::array<std::int16_t, 3> others{-1, -1, -1};  // looked at in turn when the first names nobody
  bool by_order = false;                           // found by its place in the sentence, not by the tree
  bool inside = false;                             // "* B": the first actor from here on
};

struct Match {
  const lexicon::Frame* frame = nullptr;
  std::array<std::int16_t, 8> words{};  // tokens of the word elements, in the order of the phrase
  std::uint8_t count = 0;
  std::int16_t anchor = -1;
  bool passive = false;
  bool before_noun = false;         // passive, as "slain" in "the slain leader"
  bool misread = false;             // a verb between subject and object that the tree takes for an attribute
  bool headline = false;            // the verb is written like a name; roles go by order
  bool loose = false;               // some word hangs elsewhere in the tree
  std::array<Filler, 4> fillers{};  // by role element, in the order of the phrase
  std::array<const lexicon::Element*, 4> roles{};
  std::uint8_t role_count = 0;

  int after_anchor() const;
  bool has_word(int token) const { return std::find(words.begin(), words.begin() + count, token) != words.begin() + count; }
  bool shares_word(const Match& o) const {
    return std::any_of(words.begin(), words.begin() + count, [&](int token) { return o.has_word(token); });
  }
};

// What the words of a sentence say before it is parsed.
enum class Promise : std::uint8_t {
  none,
  word,  // a word that acts are known by
  act,   // all words of a phrase that is an act
};

// The token of the first word of the phrase that follows its element e, INT_MAX where there is none.
int word_after(std::span<const lexicon::Element> elements, const Match& m, int e);

class Matcher {
 public:
  Matcher(const lexicon::Frames& frames, const Classes& classes) : frames_(&frames), classes_(&classes) {}

  // By token hashes alone: cheap.
  Promise promise(const model::Analysis& a, std::uint32_t sentence) const;
  // All frames whose words are there, roles looked up but not judged. Appends to `out`.
  void find(const Tree& tree, std::vector<Match>& out) const;

 private:
  bool near(const model::Analysis& a, const model::Sentence& s, std::uint32_t at, const lexicon::Frame& f, int e,
            int direction) const;
  bool place_words(const Tree& tree, int key, Match& m) const;
  bool undone(const Tree& tree, int first, int second) const;
  bool strange_auxiliary(const Tree& tree, const Match& m) const;
  int beside_anchor(const Match& m) const;
  bool noun_for_verb(const Tree& tree, const Match& m) const;
  bool another_clause(const Tree& tree, const Match& m) const;
  bool verb_for_noun(const Tree& tree, const Match& m) const;
  bool torn_compound(const Tree& tree, const Match& m) const;
  bool inside_relative(const Tree& tree, const Match& m) const;
  bool told_fact(const Tree& tree, const Match& m) const;
  bool appeal(const Tree& tree, const Match& m) const;
  int behind_violence(const Tree& tree, int verb, int subject) const;
  void fill(const Tree& tree, Match& m) const;
  // One role each, by how the phrase links it.
  void fill_subject(const Tree& tree, const Match& m, Filler& fill) const;
  void fill_object(const Tree& tree, const Match& m, int e, Filler& fill) const;
  void fill_oblique(const Tree& tree, const Match& m, int e, Filler& fill) const;
  void fill_possessor(const Tree& tree, const Match& m, int e, Filler& fill) const;
  void fill_clause_subject(const Tree& tree, const Match& m, Filler& fill) const;
  void fill_owner(const Tree& tree, const Match& m, int e, Filler& fill) const;
  void fill_behind(const Tree& tree, const Match& m, int e, Filler& fill) const;
  void fill_inside(const Tree& tree, const Match& m, Filler& fill) const;
  int oblique(const Tree& tree, const Match& m, const lexicon::Element& e, bool& by_order) const;

  const lexicon::Frames* frames_;
  const Classes* classes_;
};

}  // namespace kawat::events
