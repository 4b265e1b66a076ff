// Words, sentences and Universal Dependencies trees as flat arrays.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/span.h"

namespace kawat::model {

enum class Upos : std::uint8_t {
  ADJ,
  ADP,
  ADV,
  AUX,
  CCONJ,
  DET,
  INTJ,
  NOUN,
  NUM,
  PART,
  PRON,
  PROPN,
  PUNCT,
  SCONJ,
  SYM,
  VERB,
  X,
};
inline constexpr int kUposCount = 17;
std::string_view name(Upos);
Upos upos_from(std::string_view);  // X when unknown

// Universal relations, and the subtypes that the coder uses. Other subtypes fold into their relation.
enum class Deprel : std::uint8_t {
  root,
  nsubj,
  nsubj_pass,
  obj,
  iobj,
  csubj,
  csubj_pass,
  ccomp,
  xcomp,
  obl,
  obl_agent,
  obl_tmod,
  vocative,
  expl,
  dislocated,
  advcl,
  advcl_relcl,
  advmod,
  discourse,
  aux,
  aux_pass,
  cop,
  mark,
  nmod,
  nmod_poss,
  nmod_tmod,
  appos,
  nummod,
  acl,
  acl_relcl,
  amod,
  det,
  clf,
  case_,
  conj,
  cc,
  fixed,
  flat,
  list,
  parataxis,
  compound,
  compound_prt,
  orphan,
  goeswith,
  reparandum,
  punct,
  dep,
};
inline constexpr int kDeprelCount = 47;
std::string_view name(Deprel);         // "nsubj:pass"
Deprel deprel_from(std::string_view);  // folds unknown subtypes; dep when unknown
constexpr bool is_subject(Deprel d) { return d == Deprel::nsubj || d == Deprel::nsubj_pass; }  // of a noun, active or passive

enum Shape : std::uint8_t {
  kCapital = 1,  // first letter upper case
  kAllCaps = 2,  // at least two letters, all upper case
  kHasDigit = 4,
  kSpaceAfter = 8,  // white space or the end follows
  kSentenceStart = 16,
  kClitic = 32,  // split off the word before it ("-nya", "n't")
};

struct Token {
  Span span;               // in Document::text
  std::uint64_t hash = 0;  // word_hash(norm)
  std::string_view norm;   // folded form (base/text.h)
  std::string_view lemma;  // folded; empty until tagged
  std::int32_t head = -1;  // index into Analysis::tokens; -1 = root or not parsed
  Upos upos = Upos::X;
  Deprel deprel = Deprel::dep;
  std::uint8_t shape = 0;  // Shape bits
};

struct Sentence {
  Span span;                // in Document::text
  std::uint32_t first = 0;  // tokens [first, last)
  std::uint32_t last = 0;
  bool title = false;  // stands in Document::title's place (a headline inside the text)
  bool tagged = false;
  bool parsed = false;
  bool starts_paragraph = false;
  std::uint32_t size() const { return last - first; }
};

}  // namespace kawat::model
