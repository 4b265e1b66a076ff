#include "events/tree.h"

#include <algorithm>

namespace kawat::events {

using model::Deprel;
using model::Upos;

bool has(Hashes sorted, std::uint64_t hash) { return std::binary_search(sorted.begin(), sorted.end(), hash); }

void Tree::set(const model::Analysis& a, std::uint32_t sentence, const Classes& classes) {
  const model::Sentence& s = a.sentences[sentence];
  tokens_ = a.tokens.data() + s.first;
  classes_ = &classes;
  sentence_ = sentence;
  n_ = static_cast<int>(s.size());
  auto n = static_cast<std::size_t>(n_);
  head_.assign(n, -1);
  rel_.resize(n);
  first_child_.assign(n, -1);
  next_.assign(n, -1);
  for (int i = 0; i < n_; ++i) {
    const int h = tokens_[i].head < 0 ? -1 : tokens_[i].head - static_cast<int>(s.first);
    if (h >= 0 && h < n_ && h != i) head_[static_cast<std::size_t>(i)] = h;
    rel_[static_cast<std::size_t>(i)] = tokens_[i].deprel;
  }
  for (int i = 0; i < n_; ++i) {
    if (head(i) < 0) continue;
    if (classes.verb_shows_passive() && (rel(i) == Deprel::nsubj || rel(i) == Deprel::obj)) asked(i);
    if (rel(i) == Deprel::conj && at(i).upos == Upos::VERB) joined(i);
    if (rel(i) == Deprel::case_) astray(i);
    if (rel(i) == Deprel::mark) told(i);
    // "The US and France suspended aid": what stands before a verb is no part of its object's name but its subject.
    const int noun = head(i), v = head(noun);
    if (rel(i) == Deprel::compound && at(i).upos == Upos::PROPN && v > i && v < noun && rel(noun) == Deprel::obj &&
        at(v).upos == Upos::VERB && !classes.verb_shows_passive()) {
      bool subject = false;
      for (int c = 0; c < n_; ++c) subject = subject || (head(c) == v && is_subject(rel(c)));
      if (!subject) rel_[static_cast<std::size_t>(i)] = Deprel::nsubj, head_[static_cast<std::size_t>(i)] = v;
    }
  }
  for (int i = n_ - 1; i >= 0; --i) {
    const int h = head(i);
    if (h < 0) continue;
    next_[static_cast<std::size_t>(i)] = first_child_[static_cast<std::size_t>(h)];
    first_child_[static_cast<std::size_t>(h)] = i;
  }
}

// "memanggil duta besar dan mendesak Moskow menghentikan …": who stands behind a verb of asking is asked, and the next verb is
// what he shall do, where the tree joins it to the verbs before.
void Tree::asked(int who) {
  if (who == 0 || !nominal(who) || at(who - 1).upos != Upos::VERB) return;
  const int v = who - 1;
  if (!at(v).norm.starts_with("me") || !has(classes_->object_control, at(v).hash)) return;
  int act = head(who);
  if (act == v) {
    act = who + 1;
    while (act < n_ && at(act).upos != Upos::VERB && at(act).upos != Upos::PUNCT &&
           (below(act, who) || at(act).upos == Upos::AUX || at(act).upos == Upos::ADV))
      ++act;
  }
  if (act <= who || act >= n_ || at(act).upos != Upos::VERB) return;
  const bool beside = (head(act) == v || head(act) == head(v)) &&
                      (rel(act) == Deprel::conj || rel(act) == Deprel::parataxis || rel(act) == Deprel::advcl);
  // "menuntut Presiden Vucic mundur": or takes it for a part of the name.
  const bool named = below(act, who) && (rel(act) == Deprel::flat || rel(act) == Deprel::nmod || rel(act) == Deprel::amod);
  if (!beside && !named) return;
  if (head(who) == v) rel_[static_cast<std::size_t>(who)] = Deprel::obj;
  rel_[static_cast<std::size_t>(act)] = Deprel::xcomp, head_[static_cast<std::size_t>(act)] = v;
}

// "dismissed allegations that its agents had poisoned him": no relative clause, which would state it, nor one of its own beside
// the verb ("menolak klaim bahwa …"), but what is alleged.
void Tree::told(int mark) {
  const int v = head(mark), h = head(v);
  if (h < 0 || h > mark || !has(classes_->complement, at(mark).hash)) return;
  auto claims = [&](int noun) { return has(classes_->hearsay, at(noun).hash) || has(classes_->charge, at(noun).hash); };
  if (rel(v) == Deprel::acl_relcl && claims(h)) rel_[static_cast<std::size_t>(v)] = Deprel::acl;
  const int noun = mark - 1;
  if (rel(v) == Deprel::advcl && noun > h && head(noun) == h && rel(noun) == Deprel::obj && claims(noun))
    rel_[static_cast<std::size_t>(v)] = Deprel::acl, head_[static_cast<std::size_t>(v)] = noun;
}

// "met with President X Tuesday evening": the preposition may hang on the day; it belongs to the phrase right behind it.
void Tree::astray(int preposition) {
  const int day = head(preposition);
  if (day < preposition + 2 || head(day) < 0 || head(day) > preposition) return;
  for (int x = preposition + 1; x < day; ++x) {
    if (head(x) != head(day) || !nominal(x) || (rel(x) != Deprel::obl && rel(x) != Deprel::obj && rel(x) != Deprel::nmod))
      continue;
    for (int t = preposition + 1; t < x; ++t) {
      if (!below(t, x)) return;
    }
    head_[static_cast<std::size_t>(preposition)] = x;
    return;
  }
}

// "Hamas membebaskan warga Israel dan Israel membebaskan tahanan": who is joined to the object of the verb before, right before
// a verb that no word joins, does what that one says.
void Tree::joined(int verb) {
  if (has(classes_->effect, at(verb).hash)) return;
  int before = verb - 1, top = -1;
  while (before > 0 && (at(before).upos == Upos::AUX || at(before).upos == Upos::ADV)) --before;
  for (int up = before, steps = 0; steps < 6 && up > head(verb) && nominal(up); ++steps, up = head(up)) {
    if (rel(up) == Deprel::conj) {
      top = up;
      break;
    }
  }
  if (top < 0 || below(verb, top)) return;  // a tree stays a tree
  bool joins = false;
  for (int i = 0; i < n_; ++i) {
    if (head(i) == verb && is_subject(rel(i))) return;
    if (rel(i) != Deprel::cc || (head(i) != verb && head(i) != top)) continue;
    if (i > top) return;
    joins = true;  // it may hang on either
    for (int t = i + 1; t < top; ++t) joins = joins && below(t, top);
  }
  if (!joins) return;
  rel_[static_cast<std::size_t>(top)] = Deprel::nsubj, head_[static_cast<std::size_t>(top)] = verb;
}

bool Tree::below(int i, int ancestor) const {
  for (int steps = 0; i >= 0 && steps < 64; ++steps) {
    if (i == ancestor) return true;
    i = head(i);
  }
  return false;
}

int Tree::distance(int i, int j, int most) const {
  // Few edges are asked for, so climbing from both ends is cheap.
  int up_i = 0;
  for (int x = i; x >= 0 && up_i <= most; x = head(x), ++up_i) {
    int up_j = 0;
    for (int y = j; y >= 0 && up_i + up_j <= most; y = head(y), ++up_j) {
      if (x == y) return up_i + up_j;
    }
  }
  return most + 1;
}

bool Tree::verb_like(int i) const { return at(i).upos == Upos::VERB || at(i).upos == Upos::AUX; }
bool Tree::nominal(int i) const {
  Upos u = at(i).upos;
  return u == Upos::NOUN || u == Upos::PROPN || u == Upos::PRON || u == Upos::NUM || u == Upos::X || u == Upos::SYM ||
         u == Upos::DET;
}

int Tree::case_of(int i) const {
  for (int c = first_child(i); c >= 0; c = next(c)) {
    if (rel(c) == Deprel::case_) return c;
  }
  return -1;
}

bool Tree::has_case(int i, Hashes preps) const {
  for (int c = first_child(i); c >= 0; c = next(c)) {
    if ((rel(c) == Deprel::case_ || rel(c) == Deprel::mark) && std::find(preps.begin(), preps.end(), at(c).hash) != preps.end())
      return true;
  }
  return false;
}

bool Tree::marked(int v) const {
  for (int c = first_child(v); c >= 0; c = next(c)) {
    if (rel(c) == Deprel::mark) return true;
  }
  return false;
}

bool Tree::passive(int v, lexicon::Voice form) const {
  if (form == lexicon::Voice::passive) return true;
  if (form == lexicon::Voice::active) return false;
  bool object = false, marked = false, subject = false, agent_only = false;
  for (int c = first_child(v); c >= 0; c = next(c)) {
    Deprel r = rel(c);
    if (r == Deprel::nsubj_pass || r == Deprel::aux_pass || r == Deprel::csubj_pass) marked = true;
    agent_only = agent_only || r == Deprel::obl_agent;
    object = object || r == Deprel::obj;
    subject = subject || r == Deprel::nsubj;
  }
  if (marked || (agent_only && !subject)) return true;  // "spoke by phone" has a subject of its own
  if (classes_->verb_shows_passive()) return false;     // the language shows its passive on the verb
  // A bare participle after its noun or after a conjoined passive: "the town bombed by rebels", "was held and beaten".
  std::string_view w = at(v).norm;
  bool participle = at(v).upos == Upos::VERB && !w.ends_with("ing") && at(v).lemma != w;
  if (!participle || object || subject) return false;
  if (rel(v) == Deprel::acl) return true;
  if (rel(v) == Deprel::conj && head(v) >= 0 && verb_like(head(v)) && !object) return passive(head(v), form);
  return agent(v) >= 0;
}

bool Tree::relative(int i) const { return at(i).upos == Upos::PRON && has(classes_->relative, at(i).hash); }

// "Taliban militants Friday freed …": the day is no doer, the noun that hangs on it is; -1 = there is none.
int Tree::beside_day(int i) const {
  if (!has(classes_->day, at(i).hash)) return i;
  for (int c = first_child(i); c >= 0 && c < i; c = next(c)) {
    if (nominal(c) && case_of(c) < 0 && (rel(c) == Deprel::compound || rel(c) == Deprel::nmod || rel(c) == Deprel::nsubj))
      return c;
  }
  return -1;
}

int Tree::antecedent(int pronoun, int v, int depth) const {
  int h = head(v);
  bool clause = rel(v) == Deprel::acl_relcl || rel(v) == Deprel::acl;
  if (h >= 0 && h < pronoun && nominal(h)) {
    // "at a church in Jolo, southern Philippines, that killed": not the place did it.
    return rel(h) == Deprel::appos && head(h) >= 0 && nominal(head(h)) && case_of(head(h)) >= 0 ? head(h) : h;
  }
  // "a man living abroad who …", "yang … dan yang …"
  if (h >= 0 && verb_like(h) && (rel(v) == Deprel::conj || (clause && rel(h) == Deprel::acl))) return subject(h, depth + 1);
  // The clause hangs elsewhere: the noun phrase that ends right before the pronoun is meant.
  int t = phrase_before(pronoun);
  return t < 0 && clause ? h : t;
}

int Tree::phrase_before(int word) const {
  int t = word - 1;
  while (t >= 0 && at(t).upos == Upos::PUNCT && at(t).norm != ";") --t;
  if (t >= 0 && (at(t).upos == Upos::DET || at(t).upos == Upos::ADJ) && head(t) >= 0 && head(t) < t) t = head(t);
  if (t < 0 || !nominal(t)) return -1;
  for (int up = head(t); up >= 0 && up < word && nominal(up) && case_of(t) < 0; up = head(t)) {
    Deprel r = rel(t);
    if (r != Deprel::nmod && r != Deprel::flat && r != Deprel::compound && r != Deprel::appos && r != Deprel::nmod_poss) break;
    t = up;
  }
  return t;
}

// "was hit by a bomber, killing two": who hit has killed. "Troops backed by jets stepped up …": without a comma the passive
// only describes who goes on.
int Tree::beside_passive(int v, int h, int depth) const {
  if (!passive(h, lexicon::Voice::any)) return subject(h, depth + 1);
  int first = v;
  for (int c = first_child(v); c >= 0 && c < v; c = next(c)) first = std::min(first, c);
  bool comma = (first > 0 && at(first - 1).upos == Upos::PUNCT) || at(first).upos == Upos::PUNCT;
  if (!comma && classes_->verb_shows_passive() && h < v) return subject(h, depth + 1);
  return agent(h);
}

int Tree::subject(int v, int depth) const {
  if (depth > 5 || v < 0) return -1;
  int infinitive = -1, found = -1;
  for (int c = first_child(v); c >= 0; c = next(c)) {
    Deprel r = rel(c);
    // Of two, the nearer one before the verb: "Soal ini, pemerintah meminta …".
    if (is_subject(r) && found < 0) found = beside_day(c);
    if (r == Deprel::mark && has(classes_->purpose, at(c).hash)) infinitive = c;
  }
  // "Putin: Ukraina menyerang Moskow": who stands before the colon speaks.
  for (int c = found; c >= 0; c = next(c)) {
    if (rel(c) != Deprel::nsubj || c == found || c > v) continue;
    bool colon = false;
    for (int t = std::min(c, found); t < std::max(c, found); ++t) colon = colon || at(t).norm == ":";
    if (colon) found = std::max(c, found);
  }
  // "the minister in a statement received by AFP": a participle belongs to the noun before it.
  if (found >= 0 && rel(v) == Deprel::acl && head(v) > found && head(v) < v && !relative(found)) found = head(v);
  // "berunjuk rasa di depan Gedung DPR menolak …": what completes a place is no subject.
  if (int h = head(v); found > 1 && classes_->verb_shows_passive() && h >= 0 && h < found && found < v && nominal(found - 1) &&
                       head(found - 1) == h && case_of(found - 1) == found - 2 && rel(v) != Deprel::acl_relcl)
    return subject(h, depth + 1);
  if (found >= 0) return relative(found) ? antecedent(found, v, depth) : found;
  // "menyebut militer membakar desa": right before a verb of the active voice stands its subject, whatever the tree calls it.
  for (int c = first_child(v); c >= 0 && c < v && depth == 0 && classes_->verb_shows_passive(); c = next(c)) {
    if (rel(c) == Deprel::obj && nominal(c) && !relative(c) && case_of(c) < 0 && object(v) > v && at(v).norm.starts_with("me"))
      return c;
  }
  // "Sebanyak 20 orang tewas": a measure before its people may pass for an adjunct.
  for (int c = first_child(v); c >= 0 && c < v && depth == 0; c = next(c)) {
    if (rel(c) != Deprel::obl || case_of(c) >= 0 || !nominal(c)) continue;
    for (int g = first_child(c); g >= 0; g = next(g)) {
      if (g > c && g < v && rel(g) == Deprel::nmod && case_of(g) < 0 && first_child(g) >= 0 &&
          rel(first_child(g)) == Deprel::nummod)
        return g;
    }
  }
  // "sejak Presiden Abbas menyerukan …": a word that is conjunction and preposition makes an adjunct of the clause's subject.
  for (int c = first_child(v); c >= 0 && c < v && classes_->verb_shows_passive(); c = next(c)) {
    if (rel(c) != Deprel::obl || !nominal(c) || !has_case(c, classes_->opens_clause)) continue;
    bool adjacent = true;
    for (int t = c + 1; t < v && adjacent; ++t) {
      Deprel r = rel(t);
      adjacent = below(t, c) || r == Deprel::aux || r == Deprel::advmod || r == Deprel::obl_tmod || below(head(t), v);
      adjacent = adjacent && at(t).upos != Upos::PUNCT;
    }
    if (adjacent) return c;
  }
  // "sampai Hamas mengakui Israel": or one that hangs elsewhere.
  const bool finite = classes_->verb_shows_passive() || !at(v).norm.ends_with("ing");
  if (finite && (rel(v) == Deprel::advcl || (rel(v) == Deprel::ccomp && classes_->verb_shows_passive()))) {
    int first = v;
    while (first > 0 && (rel(first - 1) == Deprel::aux || rel(first - 1) == Deprel::advmod)) --first;
    for (int t = first - 1, steps = 0; t >= 0 && steps < 4 && nominal(t) && first - t < 8; t = head(t), ++steps) {
      if (has_case(t, classes_->opens_clause)) return t;
      if (head(t) > t) break;
    }
  }
  // "Kamis, tentara AS yang … menyerbu": the day takes the subject with it.
  for (int c = first_child(v); c >= 0 && c < v && classes_->verb_shows_passive() && depth == 0; c = next(c)) {
    if (rel(c) != Deprel::obl_tmod || !has(classes_->day, at(c).hash)) continue;
    for (int g = first_child(c); g >= 0; g = next(g)) {
      if (g > c && g < v && rel(g) == Deprel::nmod && nominal(g) && case_of(g) < 0 && at(g - 1).norm == ",") return g;
    }
  }
  // "as the rebels step up attacks": right before a verb that has an object its subject may pass for a part of its name.
  for (int c = first_child(v); c >= 0 && c < v && depth == 0 && !classes_->verb_shows_passive(); c = next(c)) {
    if (c == v - 1 && rel(c) == Deprel::compound && nominal(c) && at(v).upos == Upos::VERB && object(v) > v) return c;
  }
  int h = head(v);
  if (h < 0) return -1;
  // "150 peziarah tewas dalam …": the word for what befell them may pass for their attribute.
  if (rel(v) == Deprel::amod && h < v && classes_->verb_shows_passive() && nominal(h)) return h;
  // "fired on envoys visiting the town, wounding two": behind a comma the effect is that of the clause around.
  if (depth == 0 && infinitive < 0 && (rel(v) == Deprel::acl || rel(v) == Deprel::advcl) && v > 1 && at(v - 1).norm == "," &&
      has(classes_->effect, at(v).hash) && !has(classes_->instrument, at(h).hash)) {
    int top = h;
    bool climbed = false;
    while (top >= 0 && (!verb_like(top) || rel(top) == Deprel::acl) && !has(classes_->instrument, at(top).hash)) {
      climbed = climbed || rel(top) == Deprel::acl;
      top = head(top);
    }
    if (climbed && top >= 0) return verb_like(top) ? beside_passive(v, top, depth) : top;
  }
  // "struck near the parliament building killing five": nor is it the doing of any other noun on the way to the clause's verb,
  // but behind no comma of its object ("a man killing").
  const bool comma = v > 0 && at(v - 1).norm == ",";
  if (depth == 0 && infinitive < 0 && rel(v) == Deprel::acl && !classes_->verb_shows_passive() && h < v &&
      (comma || case_of(h) >= 0) && has(classes_->effect, at(v).hash) && object(v) > v) {
    int top = h;
    while (top >= 0 && nominal(top) && !has(classes_->instrument, at(top).hash) &&
           (case_of(top) >= 0 || rel(top) == Deprel::conj || rel(top) == Deprel::appos || (comma && rel(top) == Deprel::obj))) {
      top = head(top);
    }
    if (top >= 0) return verb_like(top) ? beside_passive(v, top, depth) : top;
  }
  switch (rel(v)) {
    case Deprel::acl_relcl:
      return h;
    case Deprel::acl:
      // "turun ke jalan menuntut …": without "yang" the verb goes on with the clause, not with where it happens.
      if (infinitive < 0 && classes_->verb_shows_passive() && depth == 0 && h < v && rel(h) == Deprel::obl && case_of(h) >= 0 &&
          !has(classes_->intent, at(h).hash) && at(v).norm.starts_with("me") && head(h) >= 0 && verb_like(head(h)) &&
          first_child(v) != v - 1) {
        if (const int s = subject(head(h), depth + 1); s >= 0) return s;
      }
      // "suspected by the police of hiding …": who is suspected did it, not who suspects.
      if (int g = head(h); infinitive < 0 && !classes_->verb_shows_passive() && at(v).norm.ends_with("ing") && g >= 0 &&
                           agent(g) == h && has_case(v, classes_->agent) && passive(g, lexicon::Voice::any))
        return subject(g, depth + 1);
      // "upaya memperbaiki hubungan": a noun of intent has its complement bare where verbs have no infinitive mark.
      if (infinitive < 0 && !(classes_->verb_shows_passive() && has(classes_->intent, at(h).hash))) return h;
      // "its plan to attack", "kesepakatan untuk membantu": the doer is the owner of the noun.
      if (int p = possessor(h, classes_->agent); p >= 0) return p;
      return head(h) >= 0 ? subject(head(h), depth + 1) : -1;
    case Deprel::parataxis:
      if (verb_like(h) && classes_->verb_shows_passive() && !marked(v)) return beside_passive(v, h, depth);
      return verb_like(h) || at(h).upos == Upos::ADJ || rel(h) == Deprel::root ? subject(h, depth + 1) : -1;
    case Deprel::conj:
      if (verb_like(h) || at(h).upos == Upos::ADJ || rel(h) == Deprel::root) return subject(h, depth + 1);
      // "menyebut hal itu kecaman dan mendesak …": a verb joined to a noun goes on with the clause around it.
      if (!verb_like(v)) return -1;
      while (h >= 0 && !verb_like(h)) h = head(h);
      return h >= 0 ? subject(h, depth + 1) : -1;
    case Deprel::xcomp:
    case Deprel::ccomp:
    case Deprel::advcl:
    case Deprel::csubj:
      if (has(classes_->object_control, at(h).hash) &&
          (rel(v) != Deprel::advcl || (v > h && (classes_->verb_shows_passive() ? !marked(v) : infinitive > h)))) {
        for (int c = first_child(h); c >= 0; c = next(c)) {
          // "allow Ukraine to fire": right before the "to", as the clause may be one of purpose.
          if (rel(v) == Deprel::advcl && !classes_->verb_shows_passive() && c + 1 != infinitive) continue;
          if ((rel(c) == Deprel::obj || rel(c) == Deprel::iobj) && c < v) return c;
          if (rel(c) == Deprel::obl && c < v && c > h && nominal(c)) return c;  // "calls on Iran to", "meminta kepada"
        }
      }
      // "…, the agency said": who speaks after the words is no part of them; a clause of the sentence's own may hold its subject.
      if (rel(v) == Deprel::ccomp && h > v) {
        for (int c = first_child(h); c >= 0 && c < v; c = next(c)) {
          if (rel(c) == Deprel::nsubj && !relative(c)) return c;  // hung on the verb of speech by mistake
        }
        for (int c = first_child(v); c >= 0 && c < v; c = next(c)) {
          if (rel(c) != Deprel::advcl && rel(c) != Deprel::acl) continue;
          for (int g = first_child(c); g >= 0; g = next(g)) {
            if (g < c && rel(g) == Deprel::nsubj && !relative(g)) return g;
          }
        }
        return -1;
      }
      // "understands the diplomats left": the tree takes the clause's subject for the object.
      if (rel(v) == Deprel::ccomp && infinitive < 0 && !marked(v)) {
        for (int c = first_child(h); c >= 0; c = next(c)) {
          bool adjunct = rel(c) == Deprel::obl && classes_->verb_shows_passive();  // "mengatakan 70 orang cedera"
          if ((rel(c) == Deprel::obj || rel(c) == Deprel::nsubj || adjunct) && c > h && c < v && nominal(c) && case_of(c) < 0)
            return c;
        }
      }
      // "thanked Qatar for mediating": who is thanked did it.
      if (rel(v) == Deprel::advcl && infinitive < 0 && v > h && !classes_->verb_shows_passive() && at(v).norm.ends_with("ing") &&
          first_child(v) >= 0 && has(classes_->aim, at(first_child(v)).hash)) {
        const int whom = passive(h, lexicon::Voice::any) ? subject(h, depth + 1) : object(h);
        if (whom >= 0 && whom < v) return whom;
      }
      // "menghukum seorang dokter karena membantu …", "menjatuhkan hukuman pada X karena …": who is blamed did it.
      if (rel(v) == Deprel::advcl && v > h && has(classes_->blame, at(h).hash) && has_case(v, classes_->cause)) {
        int whom = -1;
        for (int c = first_child(h); c >= 0 && c < v; c = next(c)) {
          const bool addressed = rel(c) == Deprel::obl && c > h && nominal(c) && case_of(c) >= 0 && rel(c) != Deprel::obl_tmod;
          if (addressed || (rel(c) == Deprel::obj && whom < 0)) whom = c;
        }
        if (whom >= 0) return whom;
      }
      // "prevented protesters from marching": so did who was prevented.
      if (rel(v) == Deprel::advcl && v > h && !classes_->verb_shows_passive() && at(v).norm.ends_with("ing") &&
          has_case(v, classes_->agent) && !has_case(v, classes_->by) && !passive(h, lexicon::Voice::any)) {
        if (const int whom = object(h); whom > h && whom < v) return whom;
      }
      // "keputusan Presiden untuk menyerang": the infinitive belongs to the noun of intent that it follows.
      if (infinitive > 0 && rel(v) == Deprel::advcl) {
        if (int noun = phrase_before(infinitive); noun >= 0 && noun != h && has(classes_->intent, at(noun).hash)) {
          if (int p = possessor(noun, classes_->agent); p >= 0) return p;
        }
      }
      // "…, officials said, killing one man": the words told go on.
      if (infinitive < 0 && !marked(v) && has(classes_->effect, at(v).hash) && has(classes_->governs_report, at(h).hash)) {
        for (int c = first_child(h); c >= 0 && c < v; c = next(c)) {
          if (rel(c) == Deprel::ccomp) return beside_passive(v, c, depth);
        }
        if (rel(h) == Deprel::parataxis && head(h) >= 0 && head(h) < h) return beside_passive(v, head(h), depth);
      }
      if (rel(v) == Deprel::advcl && infinitive < 0 && !marked(v)) return beside_passive(v, h, depth);
      return subject(h, depth + 1);
    case Deprel::obj:
    case Deprel::obl:
    case Deprel::nmod:
    case Deprel::nsubj_pass:
      return verb_like(v) || verb_like(h) ? (rel(v) == Deprel::nsubj_pass ? agent(h) : subject(h, depth + 1)) : -1;
    default:
      return -1;
  }
}

int Tree::object(int v) const {
  int before = -1;  // "Two days after Israel bombed Syria": what stands before the verb gives way to what follows it
  for (int c = first_child(v); c >= 0; c = next(c)) {
    if (rel(c) != Deprel::obj || has(classes_->day, at(c).hash)) continue;
    if (has(classes_->span, at(c).hash) && first_child(c) >= 0 && rel(first_child(c)) == Deprel::nummod)
      continue;  // "freed two months after …"
    if (c > v) return c;
    if (before < 0) before = relative(c) ? antecedent(c, v, 0) : c;
  }
  if (before >= 0) return before;
  for (int c = first_child(v); c >= 0; c = next(c)) {
    if (rel(c) == Deprel::iobj) return c;
  }
  // "menuding Rusia berada di balik …": so with any verb that has its subject before it.
  if (classes_->verb_shows_passive()) {
    for (int c = first_child(v); c >= 0; c = next(c)) {
      if (rel(c) == Deprel::nsubj && c > v && subject(v) >= 0 && subject(v) < v) return c;
    }
  }
  // "demanded the government stop", "menyerukan Israel dan Palestina menahan diri": who is asked may pass for the subject of
  // the complement or for a second subject behind the verb.
  if (has(classes_->object_control, at(v).hash)) {
    for (int c = first_child(v); c >= 0; c = next(c)) {
      if (rel(c) == Deprel::nsubj && c > v && subject(v) < v) return c;
      if ((rel(c) != Deprel::ccomp && rel(c) != Deprel::xcomp) || c < v) continue;
      int named = -1;
      bool that = false;  // "warned that …" asks nobody
      for (int g = first_child(c); g >= 0; g = next(g)) {
        if (rel(g) == Deprel::nsubj && g > v && named < 0) named = g;
        that = that || (rel(g) == Deprel::mark && g < c && !has(classes_->purpose, at(g).hash));
      }
      if (named >= 0 && !that) return named;
    }
  }
  if (rel(v) == Deprel::acl_relcl && head(v) >= 0) {
    for (int c = first_child(v); c >= 0; c = next(c)) {
      if (rel(c) == Deprel::nsubj && !has(classes_->relative, at(c).hash)) return head(v);
    }
  }
  // "attacked and destroyed the village": the object hangs on one of the two verbs.
  for (int c = first_child(v); c >= 0; c = next(c)) {
    if (rel(c) == Deprel::conj && verb_like(c)) {
      for (int o = first_child(c); o >= 0; o = next(o)) {
        if (rel(o) == Deprel::nsubj) return -1;
        if (rel(o) == Deprel::obj) return o;
      }
      return -1;
    }
  }
  // "captured or killed the fighters": it may hang on the first.
  if (int h = head(v); rel(v) == Deprel::conj && h >= 0 && h < v && verb_like(h)) {
    for (int c = first_child(v); c >= 0; c = next(c)) {
      if (is_subject(rel(c)) || rel(c) == Deprel::aux_pass || rel(c) == Deprel::obl_agent) return -1;
    }
    for (int c = first_child(h); c >= 0; c = next(c)) {
      if (rel(c) == Deprel::obj && c > v && c <= v + 8 && !has(classes_->day, at(c).hash)) return c;
    }
  }
  return -1;
}

int Tree::agent(int v) const {
  int bare = -1;
  for (int c = first_child(v); c >= 0; c = next(c)) {
    Deprel r = rel(c);
    if (r == Deprel::obl_agent) return c;
    if ((r == Deprel::obl || r == Deprel::nmod) && c > v) {
      if (has_case(c, classes_->by)) return c;
    }
    // Indonesian leaves "oleh" out right behind the verb: "dikunjungi Presiden".
    if (bare < 0 && c > v && c <= v + 4 && nominal(c) && case_of(c) < 0 &&
        (r == Deprel::obl || r == Deprel::obj || r == Deprel::nmod || r == Deprel::nsubj ||
         (r == Deprel::nsubj_pass && c == v + 1 && subject(v) < v))) {  // "yang dituduh Washington memasok senjata"
      bare = c;
    }
  }
  // "Teheran dituduh Washington …": of two subjects the one right behind the verb is the doer.
  bool before = false;
  for (int c = first_child(v); c >= 0 && bare < 0 && classes_->verb_shows_passive(); c = next(c)) {
    if (rel(c) != Deprel::nsubj_pass) continue;
    if (before && c > v && c <= v + 2 && nominal(c) && case_of(c) < 0) bare = c;
    before = before || c < v;
  }
  if (bare >= 0 && classes_->verb_shows_passive()) return bare;
  // "dipukuli dan ditangkapi polisi": the doer hangs on the second of two.
  for (int c = first_child(v); c >= 0 && classes_->verb_shows_passive(); c = next(c)) {
    if (rel(c) != Deprel::conj || c < v || !at(c).norm.starts_with("di") || !at(v).norm.starts_with("di")) continue;
    for (int g = first_child(c); g >= 0; g = next(g)) {
      if (g > c && g <= c + 2 && nominal(g) && (rel(g) == Deprel::obl || rel(g) == Deprel::obj) && case_of(g) < 0) return g;
      if (g > c && (rel(g) == Deprel::obl_agent || (rel(g) == Deprel::obl && has_case(g, classes_->by)))) return g;
    }
  }
  // "dicopot dari jabatannya oleh X": the doer may hang on the noun before.
  for (int c = first_child(v); c >= 0 && classes_->verb_shows_passive(); c = next(c)) {
    if (rel(c) != Deprel::obl || c < v) continue;
    for (int g = first_child(c); g >= 0; g = next(g)) {
      if (g > c && rel(g) == Deprel::nmod && has_case(g, classes_->by)) return g;
    }
  }
  // "didesak mundur oleh X": the doer may hang on the complement.
  for (int c = first_child(v); c >= 0; c = next(c)) {
    if (rel(c) != Deprel::xcomp && rel(c) != Deprel::ccomp) continue;
    for (int g = first_child(c); g >= 0; g = next(g)) {
      if (g > c && (rel(g) == Deprel::obl_agent || has_case(g, classes_->by))) return g;
      // "ditembak jatuh Iran": what fell has no object.
      if (g == c + 1 && c == v + 1 && classes_->verb_shows_passive() && rel(g) == Deprel::obj &&
          has(classes_->accident, at(c).hash))
        return g;
    }
  }
  return -1;
}

void Tree::possessors(int noun, Hashes preps, std::vector<int>& out) const {
  auto beside = [&](Deprel r) {
    return r == Deprel::nmod || r == Deprel::obl || r == Deprel::obl_agent || r == Deprel::compound || r == Deprel::amod ||
           r == Deprel::flat;
  };
  for (int c = first_child(noun); c >= 0; c = next(c)) {
    if (rel(c) == Deprel::nmod_poss) out.push_back(c);
  }
  for (int c = first_child(noun); c >= 0; c = next(c)) {
    int k = case_of(c);
    if (beside(rel(c)) && k >= 0 && std::find(preps.begin(), preps.end(), at(k).hash) != preps.end()) out.push_back(c);
  }
  for (int c = first_child(noun); c >= 0; c = next(c)) {
    if (beside(rel(c)) && case_of(c) < 0) out.push_back(c);
  }
}

int Tree::possessor(int noun, Hashes preps) const {
  std::vector<int> all;
  possessors(noun, preps, all);
  return all.empty() ? -1 : all.front();
}

}  // namespace kawat::events
