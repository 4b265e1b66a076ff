#include "syntax/verbless.h"

#include <algorithm>

namespace kawat::syntax {

using model::Deprel;
using model::Token;
using model::Upos;

namespace {

constexpr int kLongest = 24;  // words of a clause that is built anew
constexpr int kTail = 8;      // words of "…, witnesses said"

bool verb(const Token& t) { return t.upos == Upos::VERB || t.upos == Upos::AUX; }
bool nominal(const Token& t) {
  return t.upos == Upos::NOUN || t.upos == Upos::PROPN || t.upos == Upos::PRON || t.upos == Upos::NUM || t.upos == Upos::X ||
         t.upos == Upos::SYM;
}
bool opens_phrase(const Token& t) { return nominal(t) || t.upos == Upos::DET || t.upos == Upos::ADJ; }

// Noun phrases left to right: the last noun of a run is its head. What a preposition leads in hangs on the verb, or on the noun
// before the verb and behind "of". Gives the head of the first run, -1 where there is none.
int phrases(Token* tokens, int begin, int end, int verb, std::int32_t offset, const std::vector<bool>& of) {
  int first = -1, before = -1, preposition = -1, joint = -1;
  for (int i = begin; i < end;) {
    Token& t = tokens[i];
    if (!opens_phrase(t)) {
      t.head = offset + verb;
      t.deprel = t.upos == Upos::PUNCT ? Deprel::punct : t.upos == Upos::ADV ? Deprel::advmod : Deprel::dep;
      if (t.upos == Upos::ADP) preposition = i;
      if (t.upos == Upos::CCONJ || t.norm == ",") joint = before >= 0 ? i : -1;
      ++i;
      continue;
    }
    int last = i;
    while (last < end && opens_phrase(tokens[last])) ++last;
    int head = last - 1;
    while (head > i && !nominal(tokens[head])) --head;
    for (int k = i; k < last; ++k) {
      const Upos u = tokens[k].upos;
      tokens[k].head = offset + head;
      tokens[k].deprel = u == Upos::DET   ? Deprel::det
                         : u == Upos::ADJ ? Deprel::amod
                         : u == Upos::NUM ? Deprel::nummod
                                          : Deprel::compound;
    }
    Token& h = tokens[head];
    if (preposition >= 0) {
      const bool on_noun = before >= 0 && (head < verb || of[static_cast<std::size_t>(preposition)]);
      tokens[preposition].head = offset + head, tokens[preposition].deprel = Deprel::case_;
      h.head = offset + (on_noun ? before : verb), h.deprel = on_noun ? Deprel::nmod : Deprel::obl;
    } else if (joint >= 0) {
      tokens[joint].head = offset + head, tokens[joint].deprel = tokens[joint].norm == "," ? Deprel::punct : Deprel::cc;
      h.head = offset + before, h.deprel = Deprel::conj;
    } else {
      h.head = offset + verb, h.deprel = first < 0 ? Deprel::obj : Deprel::obl_tmod;
    }
    if (first < 0) first = head;
    if (joint < 0) before = head;
    preposition = joint = -1;
    i = last;
  }
  return first;
}

// "Leaders of the opposition called for a strike": the only verb of a sentence is no participle of its subject.
void promote(Token* tokens, int n, int v, std::int32_t offset) {
  if (tokens[v].upos != Upos::VERB || tokens[v].deprel != Deprel::acl || tokens[v].norm.ends_with("ing")) return;
  int root = tokens[v].head - offset;
  while (root >= 0 && root < v && tokens[root].deprel != Deprel::root) {
    if (tokens[root].deprel != Deprel::nmod) return;
    root = tokens[root].head - offset;
  }
  if (root < 0 || root >= v || !nominal(tokens[root]) || tokens[root].head >= 0) return;
  for (int i = 0; i < n; ++i) {
    const bool of_verb = tokens[i].head == offset + v;
    if (of_verb && i < v && (tokens[i].deprel == Deprel::mark || tokens[i].deprel == Deprel::nsubj)) return;
    if (of_verb && tokens[i].deprel == Deprel::obl_agent) return;
    // A clause of the sentence's own behind it: the participle was one.
    if (i > v && verb(tokens[i]) && tokens[i].head == offset + root) return;
  }
  tokens[v].head = -1, tokens[v].deprel = Deprel::root;
  tokens[root].head = offset + v, tokens[root].deprel = Deprel::nsubj;
  for (int i = v + 1; i < n; ++i) {
    if (tokens[i].head == offset + root) tokens[i].head = offset + v;
  }
}

}  // namespace

std::uint8_t HiddenVerbs::kind(std::string_view name) {
  constexpr std::pair<std::string_view, Kind> kNames[] = {{"past", past},   {"singular", singular}, {"plural", plural},
                                                          {"alone", alone}, {"many", many},         {"of", of}};
  for (const auto& [known, kind] : kNames) {
    if (known == name) return kind;
  }
  return 0;
}

void HiddenVerbs::add(std::uint64_t word, std::uint8_t kind) {
  auto at = std::lower_bound(words_.begin(), words_.end(), std::pair{word, std::uint8_t{0}});
  if (at != words_.end() && at->first == word)
    at->second |= kind;
  else
    words_.insert(at, {word, kind});
}

std::uint8_t HiddenVerbs::find(std::uint64_t word) const {
  auto at = std::lower_bound(words_.begin(), words_.end(), std::pair{word, std::uint8_t{0}});
  return at != words_.end() && at->first == word ? at->second : std::uint8_t{0};
}

// The word of tokens[begin…end) that can be its verb: a noun phrase before it that agrees with it, another behind it.
int HiddenVerbs::hidden(const Token* tokens, int begin, int end) const {
  bool joined = false;
  for (int i = begin + 1; i < end; ++i) {
    const Token &t = tokens[i], &before = tokens[i - 1];
    joined = joined || t.upos == Upos::CCONJ || (t.norm == "," && i + 1 < end && tokens[i + 1].upos == Upos::PROPN);
    const std::uint8_t kinds = find(t.hash) & static_cast<std::uint8_t>(~(many | of));
    if (kinds == 0 || t.upos == Upos::VERB || (!nominal(before) && before.upos != Upos::ADJ)) continue;
    if (before.upos == Upos::NUM) continue;
    const bool several = joined || (find(before.hash) & many) != 0 || (before.upos == Upos::NOUN && before.norm.ends_with('s'));
    const bool agrees = (kinds & past) != 0 || ((kinds & singular) != 0 && !several && before.upos != Upos::ADJ) ||
                        ((kinds & plural) != 0 && several);
    if (!agrees) continue;
    const bool object = i + 1 < end && opens_phrase(tokens[i + 1]);
    const bool leads_on = i + 1 >= end || tokens[i + 1].upos == Upos::ADP || tokens[i + 1].upos == Upos::PUNCT;
    if (object || (leads_on && (kinds & alone) != 0 && (kinds & (plural | past)) != 0)) return i;
  }
  return -1;
}

int HiddenVerbs::mend(Token* tokens, int n, std::int32_t offset) const {
  if (words_.empty()) return -1;
  int first_verb = n;
  for (int i = 0; i < n && first_verb == n; ++i) first_verb = verb(tokens[i]) ? i : n;
  if (first_verb < n) promote(tokens, n, first_verb, offset);
  int end = n;
  if (first_verb < n) {
    // "…, witnesses said": only the words before the last comma have none.
    int comma = first_verb;
    while (comma > 0 && tokens[comma].norm != ",") --comma;
    if (comma == 0 || n - comma > kTail) return -1;
    end = comma;
  } else {
    while (end > 0 && tokens[end - 1].upos == Upos::PUNCT) --end;
  }
  if (end < 3 || end > kLongest) return -1;
  for (int i = 0; i < end; ++i) {
    if (tokens[i].norm == ":" || tokens[i].norm == ";" || tokens[i].norm == "\"") return -1;
  }
  const int v = hidden(tokens, 0, end);
  if (v < 0) return -1;
  // What hung outside keeps its place; the verb takes that of the top word.
  std::int32_t over = -1;
  Deprel link = Deprel::root;
  for (int i = 0; i < end; ++i) {
    const int h = tokens[i].head - offset;
    if (tokens[i].head < 0 || h >= end) {
      over = tokens[i].head, link = tokens[i].deprel;
      break;
    }
  }
  if (over >= 0) link = Deprel::ccomp;
  tokens[v].upos = Upos::VERB, tokens[v].head = over, tokens[v].deprel = link;
  std::vector<bool> owns(static_cast<std::size_t>(n));
  for (int i = 0; i < end; ++i) owns[static_cast<std::size_t>(i)] = (find(tokens[i].hash) & of) != 0;
  const int subject = phrases(tokens, 0, v, v, offset, owns);
  if (subject >= 0) tokens[subject].deprel = Deprel::nsubj;
  phrases(tokens, v + 1, end, v, offset, owns);
  // Words behind the clause that hung on one of its nouns hang on its verb.
  for (int i = end; i < n; ++i) {
    const int h = tokens[i].head - offset;
    if (tokens[i].head >= 0 && h < end && h != v) tokens[i].head = offset + v;
  }
  return v;
}

}  // namespace kawat::syntax
