#include "events/matcher.h"

#include <algorithm>
#include <climits>

namespace kawat::events {

using lexicon::Element;
using lexicon::ElementKind;
using lexicon::Frame;
using lexicon::Link;
using lexicon::Role;
using model::Deprel;
using model::Upos;

namespace {

constexpr int kWindow = 14;  // words of one phrase stand no further apart than this
constexpr int kReach = 10;   // nor a preposition from the word before it

bool counted(const Tree& tree, int noun) {
  bool number = false;
  tree.children(noun, [&](int c) { number = number || tree.rel(c) == Deprel::nummod; });
  return number;
}

// "…," he said: no phrase reaches over the end of somebody's words.
bool speech_ends(const Tree& tree, int from, int to) {
  for (int t = from + 2; t < to; ++t) {
    std::string_view mark = tree.at(t).norm, before = tree.at(t - 1).norm;
    bool closes = mark == "\"" || mark == "''" || mark == "\xE2\x80\x9D";
    if (closes && (before == "," || before == "." || before == "?" || before == "!")) return true;
  }
  return false;
}

}  // namespace

// The word of violence above the noun that a clause with "that" hangs on; else the subject as it is.
int Matcher::behind_violence(const Tree& tree, int verb, int subject) const {
  if (classes_->verb_shows_passive() || subject < 0 || tree.rel(verb) != Deprel::acl_relcl || tree.head(verb) != subject)
    return subject;
  bool thing = false;
  tree.children(verb,
                [&](int c) { thing = thing || (tree.rel(c) == Deprel::nsubj && tree.at(c).norm != "who" && tree.relative(c)); });
  for (int x = subject, steps = 0; thing && steps < 4 && x >= 0 && tree.nominal(x); ++steps) {
    if (has(classes_->instrument, tree.at(x).hash)) return x;
    const int up = tree.head(x);
    x = up >= 0 && up < x ? up : -1;
  }
  return subject;
}

// Whether the frame's words on one side of element `e`, which token `at` is, stand as near each other as place_words() wants
// them.
bool Matcher::near(const model::Analysis& a, const model::Sentence& s, std::uint32_t at, const Frame& f, int e,
                   int direction) const {
  auto elements = frames_->elements(f);
  for (e += direction; e >= 0 && e < f.elements; e += direction) {
    const Element& next = elements[static_cast<std::size_t>(e)];
    if (next.kind == ElementKind::function && direction > 0) {
      const std::uint32_t end = std::min(at + kReach, s.last);
      std::uint32_t t = at + 1;
      while (t < end && !frames_->matches(next, a.tokens[t].hash)) ++t;
      if (t >= end) return false;
    }
    if (next.kind != ElementKind::word) continue;
    const std::uint32_t low = at - std::min<std::uint32_t>(kWindow, at - s.first), high = std::min(at + kWindow + 1, s.last);
    for (std::uint32_t t = low; t < high; ++t) {
      if (t != at && frames_->matches(next, a.tokens[t].hash) && near(a, s, t, f, e, direction)) return true;
    }
    return false;
  }
  return true;
}

Promise Matcher::promise(const model::Analysis& a, std::uint32_t sentence) const {
  const model::Sentence& s = a.sentences[sentence];
  lexicon::WordSet words(*frames_);
  for (std::uint32_t t = s.first; t < s.last; ++t) words.add(a.tokens[t].hash);
  Promise out = Promise::none;
  for (std::uint32_t t = s.first; t < s.last; ++t) {
    for (std::uint16_t choice : frames_->choices(a.tokens[t].hash)) {
      for (const lexicon::Trigger& trigger : frames_->triggered(choice)) {
        out = Promise::word;
        const Frame& f = frames_->all()[trigger.frame];
        if (f.type != model::EventType::none && words.may_hold(trigger) && near(a, s, t, f, f.key, -1) &&
            near(a, s, t, f, f.key, +1))
          return Promise::act;
      }
    }
  }
  return out;
}

// A verb that ends things stands between two words of a phrase, over the second one or, as the tree may have it, below it.
bool Matcher::undone(const Tree& tree, int first, int second) const {
  for (int t = first + 1; t < second; ++t) {
    if (tree.at(t).upos == Upos::VERB && (tree.head(second) == t || tree.head(t) == second) &&
        has(classes_->governs_undone, tree.at(t).hash))
      return true;
  }
  return false;
}

// Finds the other words of the phrase around its key word: near it, and joined to it in the tree.
bool Matcher::place_words(const Tree& tree, int key, Match& m) const {
  const Frame& f = *m.frame;
  auto elements = frames_->elements(f);
  if (f.words > m.words.size()) return false;
  m.count = 0;
  int key_slot = 0;
  for (int e = 0; e < f.key; ++e) key_slot += elements[static_cast<std::size_t>(e)].kind == ElementKind::word;
  int slot = 0;
  m.words.fill(-1);
  m.words[static_cast<std::size_t>(key_slot)] = static_cast<std::int16_t>(key);
  auto placed = [&](int t) { return std::find(m.words.begin(), m.words.end(), t) != m.words.end(); };
  auto neighbours = [&](const Element& e) { return &e > &elements.front() && (&e)[-1].kind == ElementKind::word; };
  // From the key outwards, so that each word is placed beside one that already stands.
  auto place = [&](const Element& e, int at, int beside, int direction, bool after_function) {
    int best = -1, best_cost = 1000;
    int low = std::max(0, beside - kWindow), high = std::min(tree.size() - 1, beside + kWindow);
    for (int t = low; t <= high; ++t) {
      if (t == beside || !frames_->matches(e, tree.at(t).hash)) continue;
      if (placed(t)) continue;
      bool in_order = (t - beside) * direction > 0;
      int gap = std::abs(t - beside);
      int apart = tree.distance(t, beside, 3);
      // The other way round only where syntax turns the phrase about: passives, relative clauses.
      if (!in_order && (apart > 1 || f.type == model::EventType::none)) continue;
      if (!in_order && after_function && tree.rel(t) != Deprel::nsubj_pass) continue;
      if (!in_order) {
        auto turns = [&](int x, int y) {
          Deprel rx = tree.rel(x);
          if (rx == Deprel::nsubj_pass && tree.rel(y) == Deprel::acl && tree.head(y) > x) return false;
          if (rx == Deprel::acl && tree.rel(y) == Deprel::nsubj_pass && tree.head(x) > y) return false;
          // "killed in Iraq since the invasion": a clause is turned about its own noun only.
          const bool clause = rx == Deprel::acl || rx == Deprel::acl_relcl;
          // "refugees returning home" are returned by nobody.
          if (rx == Deprel::acl && !classes_->verb_shows_passive() && tree.at(x).norm.ends_with("ing") && tree.object(x) < 0)
            return false;
          return rx == Deprel::nsubj_pass || (clause && tree.head(x) == y) ||
                 (rx == Deprel::nsubj && tree.passive(y, lexicon::Voice::any));
        };
        if (!turns(t, beside) && !turns(beside, t)) continue;
        // "the war, which ended", "perang yang berakhir": the noun of a clause that has it for its subject is no object.
        auto its_subject = [&](int noun, int verb) {
          if (tree.rel(verb) != Deprel::acl_relcl || tree.head(verb) != noun ||
              tree.passive(verb, frames_->voice(e, tree.at(verb).hash)))
            return false;
          bool relative = false;
          tree.children(verb, [&](int c) {
            relative = relative || (tree.rel(c) == Deprel::nsubj && has(classes_->relative, tree.at(c).hash));
          });
          return relative;
        };
        if (f.type != model::EventType::none && (its_subject(t, beside) || its_subject(beside, t))) continue;
      }
      // "were killed, said the police chief": who speaks of the act is no word of it.
      if (t > beside && tree.rel(t) == Deprel::nsubj && tree.head(t) >= 0 && tree.head(t) != beside &&
          has(classes_->governs_report, tree.at(tree.head(t)).hash)) {
        continue;
      }
      // "beaten by soldiers" does not say that soldiers were beaten.
      // "responded by launching rockets": before a verb it says how.
      const bool means = tree.verb_like(t) && tree.rel(t) != Deprel::obl && !classes_->verb_shows_passive();
      if (!after_function && (tree.rel(t) == Deprel::obl_agent || (!means && tree.has_case(t, classes_->by)))) continue;
      // What is no act stands as it is written.
      if (f.type == model::EventType::none && f.words == f.elements &&
          (gap > 2 || (gap == 2 && !after_function && tree.at((t + beside) / 2).upos == Upos::ADP)))
        continue;
      // Another clause's verb is not the phrase's noun: "attacked Syria and condemned Iran".
      Deprel r = tree.rel(t);
      if (tree.verb_like(t) && apart > 0 && (r == Deprel::conj || r == Deprel::parataxis || r == Deprel::acl_relcl) &&
          tree.head(t) != beside && !tree.below(beside, t)) {
        continue;
      }
      // "considers lifting sanctions" considers none.
      if (f.type != model::EventType::none && in_order && undone(tree, std::min(t, beside), std::max(t, beside))) continue;
      // Nor is a clause with a subject of its own: "claimed that Israel attacked" is no "claims attack".
      if (neighbours(e) && tree.verb_like(t) && tree.subject(t) > beside && tree.subject(t) < t) continue;
      // "declared that another group was responsible": nor did he do it who says that another did.
      if (f.type == model::EventType::ASSAULT && direction < 0 && t < beside && tree.verb_like(t) && tree.verb_like(beside) &&
          (&e)[1].kind == ElementKind::word) {
        bool own = false;
        tree.children(beside, [&](int c) {
          own = own || (tree.rel(c) == Deprel::nsubj && c > t && c < beside && tree.at(c).upos != Upos::PRON);
        });
        if (own) continue;
      }
      if (apart > 3 && gap > 2) continue;
      if (gap > 2 && tree.verb_like(std::min(t, beside)) && speech_ends(tree, std::min(t, beside), std::max(t, beside))) continue;
      int cost = gap + 4 * apart + (in_order ? 0 : 6);
      if (cost < best_cost) best = t, best_cost = cost;
    }
    if (best >= 0) {
      m.words[static_cast<std::size_t>(at)] = static_cast<std::int16_t>(best);
      if (tree.distance(best, beside, 3) > 3) m.loose = true;
    }
    return best >= 0;
  };
  int beside = key;
  slot = key_slot;
  for (int e = f.key - 1; e >= 0; --e) {
    const Element& element = elements[static_cast<std::size_t>(e)];
    if (element.kind != ElementKind::word) continue;
    if (!place(element, --slot, beside, -1, e > 0 && elements[static_cast<std::size_t>(e - 1)].kind == ElementKind::function))
      return false;
    beside = m.words[static_cast<std::size_t>(slot)];
  }
  beside = key;
  slot = key_slot;
  for (int e = f.key + 1; e < f.elements; ++e) {
    const Element& element = elements[static_cast<std::size_t>(e)];
    if (element.kind == ElementKind::role) continue;
    if (element.kind == ElementKind::function) {
      // "told the Commons that troops … to the police" is no "tells B to *": the word hangs on the phrase.
      bool there = false;
      // What is no act stands as it is written: "closed the border to stop …" is no "close to the border".
      const int reach = f.type == model::EventType::none ? 3 : kReach;
      for (int t = beside + 1; t < std::min(tree.size(), beside + reach) && !there; ++t) {
        if (!frames_->matches(element, tree.at(t).hash)) continue;
        if (f.type == model::EventType::none && t == beside + 2 && tree.nominal(t - 1)) break;
        there = t == beside + 1;
        int below = t;
        // "called the pact a pretext for war" calls for nothing.
        bool named = false;
        if (f.type == model::EventType::REQUEST && !classes_->verb_shows_passive() && !has(classes_->purpose, tree.at(t).hash) &&
            elements[static_cast<std::size_t>(e - 1)].kind == ElementKind::word)
          tree.children(beside, [&](int c) {
            named = named || (c > beside && c < t && (tree.rel(c) == Deprel::obj || tree.rel(c) == Deprel::xcomp) &&
                              tree.nominal(c) && tree.case_of(c) < 0 && !placed(c));
          });
        if (named) continue;
        for (int up = t, steps = 0; up >= 0 && steps < 5 && !there; up = tree.head(up), ++steps) {
          // "told that they would pay if they refused to speak": who has a subject of his own is not told to.
          bool clause = false;
          if (steps > 1 && f.type != model::EventType::none && !classes_->verb_shows_passive() && !placed(up) &&
              has(classes_->purpose, tree.at(t).hash) && tree.rel(below) != Deprel::conj)
            tree.children(up, [&](int c) { clause = clause || tree.rel(c) == Deprel::nsubj; });
          if (clause) break;
          below = up;
          there = placed(up);
          if (steps > 0 &&
              (tree.rel(up) == Deprel::ccomp || tree.rel(up) == Deprel::parataxis || tree.rel(up) == Deprel::acl_relcl) &&
              !has(classes_->purpose, tree.at(t).hash)) {
            break;
          }
          // "called a station to take the blame for …" calls for nothing.
          if (steps > 1 && f.type != model::EventType::none && tree.verb_like(up) && !classes_->verb_shows_passive() &&
              (tree.rel(up) == Deprel::xcomp || tree.rel(up) == Deprel::advcl || tree.rel(up) == Deprel::acl) &&
              !has(classes_->purpose, tree.at(t).hash)) {
            break;
          }
        }
      }
      if (!there) return false;
      continue;
    }
    if (!place(element, ++slot, beside, +1, elements[static_cast<std::size_t>(e - 1)].kind == ElementKind::function))
      return false;
    beside = m.words[static_cast<std::size_t>(slot)];
  }
  m.count = f.words;
  // Functions between anchor and key ("calls on * to release"): after the anchor.
  slot = -1;
  for (int e = 0; e < f.elements; ++e) {
    const Element& element = elements[static_cast<std::size_t>(e)];
    if (element.kind == ElementKind::word) ++slot;
    if (e == f.anchor) m.anchor = m.words[static_cast<std::size_t>(slot)];
    if (element.kind == ElementKind::function && e < f.key && e > f.anchor) {
      bool there = false;
      for (int t = m.anchor + 1; t < key && !there; ++t) there = frames_->matches(element, tree.at(t).hash);
      if (!there) return false;
    }
  }
  return m.anchor >= 0 && !strange_auxiliary(tree, m) && !noun_for_verb(tree, m) && !another_clause(tree, m) &&
         !torn_compound(tree, m) && !told_fact(tree, m) && !inside_relative(tree, m) && !verb_for_noun(tree, m);
}

// The phrase's word after its anchor; -1 = none.
int Match::after_anchor() const {
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (words[i] == anchor) return words[i + 1];
  }
  return -1;
}

// The word right behind the anchor in the phrase, with nothing but an owner between; -1 = none.
int Matcher::beside_anchor(const Match& m) const {
  auto elements = frames_->elements(*m.frame);
  std::size_t next = static_cast<std::size_t>(m.frame->anchor) + 1;
  while (next < elements.size() && elements[next].kind == ElementKind::role && elements[next].link == Link::owner) ++next;
  return next < elements.size() && elements[next].kind == ElementKind::word ? m.after_anchor() : -1;
}

// "in exchange for prisoners" is no "exchanges prisoners", "the target was a village" no "targets a village": a noun has its
// object behind "of" or before itself.
bool Matcher::noun_for_verb(const Tree& tree, const Match& m) const {
  if (m.frame->nominal || m.frame->type == model::EventType::none) return false;
  if (classes_->verb_shows_passive()) {
    // "kritik terhadap Israel soal rencana …" criticizes no plan: a headline's verb has its object without a preposition.
    const int object = beside_anchor(m);
    if (object < 0 || tree.at(m.anchor).upos != Upos::NOUN) return false;
    for (int t = m.anchor + 1; t < object; ++t) {
      if (tree.at(t).upos == Upos::ADP && !m.has_word(t)) return true;
    }
    return false;
  }
  // "close to the border" closes none, "armed clashes with police" arm no police.
  const model::Token& anchor = tree.at(m.anchor);
  if (anchor.upos == Upos::ADJ && tree.rel(m.anchor) == Deprel::amod && m.frame->words > 1) {
    int what = beside_anchor(m);
    if (what >= 0 && tree.nominal(what) && tree.head(m.anchor) != what) return true;
  }
  if (anchor.upos != Upos::NOUN) return false;
  // "clashed during protests over …": behind a preposition a noun does nothing.
  int marked_by = tree.case_of(m.anchor);
  bool of_action = tree.at(m.anchor).norm.ends_with("ing") ||
                   (m.anchor + 1 < tree.size() && has(classes_->purpose, tree.at(m.anchor + 1).hash));  // "members of it plan to"
  if (marked_by >= 0 && marked_by < m.anchor && !m.has_word(marked_by) && !of_action) return true;
  int object = beside_anchor(m);
  if (object <= m.anchor + 1 || !tree.nominal(object)) return false;  // side by side: a headline's verb
  int marked = tree.case_of(object);
  return !tree.below(object, m.anchor) || (marked >= 0 && !has(classes_->agent, tree.at(marked).hash));
}

// "won the vote that gave them control" is no "wins control": the object hangs on the verb within its own clause.
bool Matcher::another_clause(const Tree& tree, const Match& m) const {
  if (m.frame->nominal || !tree.verb_like(m.anchor)) return false;
  // "killed when a train caught fire" is no act; "meets X, but has low expectations" no "meets expectations".
  if (m.frame->type == model::EventType::none && (m.count > 2 || tree.passive(m.anchor, lexicon::Voice::any))) return false;
  int object = beside_anchor(m);
  if (object < 0) return false;
  bool auxiliary = tree.rel(m.anchor) == Deprel::aux || tree.rel(m.anchor) == Deprel::advmod;
  if (tree.verb_like(object)) {
    int top = auxiliary ? tree.head(m.anchor) : m.anchor;
    if (!tree.below(object, top)) return std::abs(object - m.anchor) > 3;
    // "approved sanctions because it refused to stop" did not agree to stop.
    for (int x = object; x != top; x = tree.head(x)) {
      bool reason = false;
      tree.children(x, [&](int c) {
        reason = reason || (tree.rel(c) == Deprel::mark && c > m.anchor && !has(classes_->purpose, tree.at(c).hash));
      });
      if (reason && tree.rel(x) == Deprel::advcl) return true;
    }
    return false;
  }
  if (!tree.nominal(object) || tree.below(m.anchor, object)) return false;
  if (!tree.below(object, m.anchor)) return std::abs(object - m.anchor) > 3;
  for (int x = object; x >= 0 && x != m.anchor; x = tree.head(x)) {
    Deprel r = tree.rel(x);
    if (r == Deprel::acl_relcl || r == Deprel::advcl || r == Deprel::ccomp || r == Deprel::parataxis) return true;
    // "sank after a collision with a ship" sinks none; "a wave of attacks" are attacks.
    int marked = tree.case_of(x);
    bool part_of_verb =
        marked >= 0 && (has(classes_->agent, tree.at(marked).hash) || has(classes_->object_mark, tree.at(marked).hash));
    if (marked >= 0 && !part_of_verb && (!counted(tree, x) || has(classes_->aim, tree.at(marked).hash))) return true;
    // "banned papers and jailed reporters" bans no reporters.
    if (r == Deprel::conj && tree.verb_like(x) && tree.object(m.anchor) >= 0 && !m.has_word(tree.object(m.anchor))) return true;
  }
  return false;
}

// "called the place where the terrorists hid …" calls nobody a terrorist: a word may not stand in a relative clause of its own.
bool Matcher::inside_relative(const Tree& tree, const Match& m) const {
  if (m.frame->type == model::EventType::none) return false;
  // "who arrived in Rome on Monday, held talks": nor may the phrase go on where its relative clause has ended.
  if (!m.frame->nominal && tree.rel(m.anchor) == Deprel::acl_relcl && tree.head(m.anchor) >= 0 &&
      tree.head(m.anchor) < m.anchor) {
    for (int i = 0; i < m.count; ++i) {
      int w = m.words[static_cast<std::size_t>(i)];
      if (w <= m.anchor || tree.below(w, m.anchor)) continue;
      for (int t = m.anchor + 1; t < w; ++t) {
        if (tree.at(t).norm == ",") return true;
      }
    }
  }
  if (classes_->verb_shows_passive()) return false;
  for (int i = 0; i < m.count; ++i) {
    int w = m.words[static_cast<std::size_t>(i)];
    if (w == m.anchor || !tree.below(w, m.anchor)) continue;
    for (int x = w; x >= 0 && x != m.anchor; x = tree.head(x)) {
      if (tree.rel(x) == Deprel::acl_relcl && !m.has_word(x) && !m.has_word(tree.head(x))) return true;
    }
  }
  return false;
}

// "told reporters that he was released" is no "told them to release".
bool Matcher::told_fact(const Tree& tree, const Match& m) const {
  auto elements = frames_->elements(*m.frame);
  std::size_t next = static_cast<std::size_t>(m.frame->anchor) + 1;
  bool addressed = next < elements.size() && elements[next].kind == ElementKind::role && elements[next].link == Link::object;
  if (!addressed || classes_->verb_shows_passive() || m.frame->type == model::EventType::none) return false;
  if (next + 1 >= elements.size() || elements[next + 1].kind != ElementKind::word) return false;
  int deed = m.after_anchor();
  if (deed < 0) return false;
  const int whom = tree.object(m.anchor);
  for (int x = deed; x >= 0 && x != m.anchor; x = tree.head(x)) {
    bool fact = tree.rel(x) == Deprel::acl_relcl;
    tree.children(x, [&](int c) {
      fact = fact || (tree.rel(c) == Deprel::mark && c > m.anchor && !has(classes_->purpose, tree.at(c).hash));
      // "told reporters the deal was struck at a meeting"
      fact = fact || (whom >= 0 && c > whom && c < x && is_subject(tree.rel(c)));
    });
    if (fact) return true;
  }
  return false;
}

// "Stop the war," "Tarik pasukan Anda": a bare verb without a subject that opens what somebody says.
bool Matcher::appeal(const Tree& tree, const Match& m) const {
  const int a = m.anchor, next = a + 1;
  const model::Token& verb = tree.at(a);
  if (next >= tree.size()) return false;
  if (classes_->verb_shows_passive()) {
    const auto form = frames_->voice(frames_->elements(*m.frame)[m.frame->anchor], verb.hash);
    if (form != lexicon::Voice::bare && !has(classes_->appeal, verb.hash)) return false;
  } else {
    // "Support this agreement": before an article a noun is a verb.
    const bool object = tree.at(next).upos == Upos::DET || tree.at(next).upos == Upos::PRON;
    if (verb.norm != verb.lemma || (verb.upos != Upos::VERB && !object)) return false;
  }
  // "Support for the deal", "Release of the hostages": a noun after all, unless the phrase has the preposition ("interferes in
  // *").
  if (m.count == 1 && tree.at(next).upos == Upos::PUNCT) return false;
  if (m.frame->elements == 1 && tree.at(next).upos == Upos::ADP) return false;
  // Of several joined by "and" the first opens.
  int first = a;
  for (bool up = true; up && !has(classes_->appeal, tree.at(first).hash);) {
    bool other = false;  // a clause with a subject, or a noun
    tree.children(first, [&](int c) {
      const Deprel r = tree.rel(c);
      other = other || (c < first && !has(classes_->appeal, tree.at(c).hash) &&
                        (is_subject(r) || r == Deprel::aux || r == Deprel::cop || r == Deprel::mark || r == Deprel::case_));
    });
    if (other) return false;
    up = tree.rel(first) == Deprel::conj && tree.head(first) >= 0 && tree.head(first) < first;
    if (up) first = tree.head(first);
  }
  while (first > 0 && has(classes_->appeal, tree.at(first - 1).hash)) --first;
  const std::string_view before = first > 0 ? tree.at(first - 1).norm : std::string_view();
  if (first > 0 && before != "\"" && before != "``" && before != "\xE2\x80\x9C" && before != ":") return false;
  return std::all_of(m.words.begin(), m.words.begin() + m.count, [&](int w) { return w >= a && w <= a + 8; });
}

// "the military wing of the movement" is no military movement.
bool Matcher::torn_compound(const Tree& tree, const Match& m) const {
  if (!m.frame->nominal || m.frame->type == model::EventType::none || m.frame->anchor == 0) return false;
  auto elements = frames_->elements(*m.frame);
  if (elements[static_cast<std::size_t>(m.frame->anchor) - 1].kind != ElementKind::word) return false;
  for (int i = 1; i < m.count; ++i) {
    int w = m.words[static_cast<std::size_t>(i) - 1];
    if (m.words[static_cast<std::size_t>(i)] == m.anchor) return !tree.below(w, m.anchor) && m.anchor - w > 1;
  }
  return false;
}

// "is cutting aid": with an auxiliary the word is the clause's verb, not the noun "cut".
bool Matcher::verb_for_noun(const Tree& tree, const Match& m) const {
  if (!m.frame->nominal || m.frame->type == model::EventType::none || tree.at(m.anchor).upos != Upos::VERB) return false;
  // "B's ambassador is summoned to A": the phrase itself has a verb here, "has been summoned".
  bool auxiliary = false, own = false;
  tree.children(m.anchor, [&](int c) {
    auxiliary = auxiliary || (tree.rel(c) == Deprel::aux && c < m.anchor);
    own = own || (tree.rel(c) == Deprel::aux_pass && m.has_word(c));
  });
  return auxiliary && !own;
}

// "has closed the border to stop …" is no "has to stop", "had been marching, … died in custody" no "is in custody": an auxiliary
// goes with its own verb.
bool Matcher::strange_auxiliary(const Tree& tree, const Match& m) const {
  for (int i = 0; i < m.count; ++i) {
    int w = m.words[static_cast<std::size_t>(i)];
    if (tree.rel(w) != Deprel::aux || m.has_word(tree.head(w))) continue;
    if (has(classes_->semimodal, tree.at(w).hash)) return true;
    if (w == m.anchor && m.frame->type != model::EventType::none && has(classes_->passive, tree.at(w).hash) &&
        tree.verb_like(tree.head(w)))
      return true;
  }
  return false;
}

int Matcher::oblique(const Tree& tree, const Match& m, const Element& e, bool& by_order) const {
  // Element forms are few and unsorted; matches() compares them.
  auto marked = [&](int c) {
    for (int k = tree.first_child(c); k >= 0; k = tree.next(k)) {
      if ((tree.rel(k) == Deprel::case_ || tree.rel(k) == Deprel::mark || tree.rel(k) == Deprel::advmod) &&
          frames_->matches(e, tree.at(k).hash))
        return true;
    }
    return false;
  };
  for (int i = m.count - 1; i >= 0; --i) {
    int w = m.words[static_cast<std::size_t>(i)];
    int found = -1;
    tree.children(w, [&](int c) {
      if (found < 0 && tree.rel(c) != Deprel::nsubj && tree.rel(c) != Deprel::conj && marked(c)) found = c;
    });
    if (found >= 0) return found;
  }
  int a = m.anchor;
  int found = -1;
  tree.children(a, [&](int c) {
    // One deeper: "memberikan bantuan kemanusiaan kepada", where the object hides the role.
    // "summoned over the expulsion of six Britons" summons nobody of theirs.
    const bool aside = tree.rel(c) == Deprel::obl && tree.case_of(c) >= 0 && !m.has_word(c) && !classes_->verb_shows_passive();
    if (found < 0 && c > a && !aside &&
        (tree.rel(c) == Deprel::obj || tree.rel(c) == Deprel::obl || tree.rel(c) == Deprel::xcomp)) {
      tree.children(c, [&](int g) {
        if (found < 0 && tree.rel(g) != Deprel::conj && marked(g)) found = g;
      });
    }
  });
  if (found >= 0) return found;
  int last = *std::max_element(m.words.begin(), m.words.begin() + m.count);
  bool passed = false, crossed = false;
  // "a meeting earlier the same day in Cairo between A and B"
  const bool between = m.frame->symmetric && m.frame->nominal;
  int bracketed = 0;
  for (int t = last + 1; t < std::min(tree.size() - 1, last + bracketed + (between ? 14 : 8)); ++t) {
    // "melakukan kunjungan (tak diumumkan) ke B": what is in brackets stands aside.
    if (tree.at(t).norm == "(") {
      int close = t + 1;
      while (close < tree.size() && close < t + 8 && tree.at(close).norm != ")") ++close;
      if (close + 1 < tree.size() && tree.at(close).norm == ")") {
        bracketed += close + 1 - t;
        t = close;
        continue;
      }
    }
    if (t >= last + bracketed + 8) {  // only "between" reaches so far
      if (tree.verb_like(t)) break;
      if (tree.at(t).upos == Upos::ADP && !has(classes_->between, tree.at(t).hash)) continue;
    }
    // "talks in Washington, Tuesday, between A and B": the parties may stand behind place and day.
    bool parties = m.frame->symmetric && tree.at(t).norm == ",";
    if (tree.at(t).upos == Upos::PUNCT && tree.at(t).norm != "-" && !parties) break;
    if (passed && tree.verb_like(t)) break;
    passed = passed || tree.at(t).norm == ",";
    crossed = crossed || (tree.verb_like(t) && tree.rel(t) != Deprel::acl && !classes_->verb_shows_passive());
    if (frames_->matches(e, tree.at(t).hash)) {
      by_order = true;
      int h = tree.head(t);
      h = h > t && h < t + 8 ? h : t + 1;
      // "The attack came amid an increase in raids": behind a verb another noun has its own complement.
      const int up = crossed ? tree.head(h) : -1;
      if (up > last && !m.frame->symmetric && tree.nominal(up) && !tree.verb_like(up) && tree.rel(h) == Deprel::nmod) return -1;
      return h;
    }
  }
  return -1;
}

int word_after(std::span<const Element> elements, const Match& m, int e) {
  int slot = 0;
  for (int k = 0; k < e; ++k) slot += elements[static_cast<std::size_t>(k)].kind == ElementKind::word ? 1 : 0;
  return slot < m.count ? m.words[static_cast<std::size_t>(slot)] : INT_MAX;
}

namespace {

// The likeliest first, the others in turn.
void take(const std::vector<int>& all, Filler& fill) {
  if (!all.empty()) fill.token = static_cast<std::int16_t>(all.front());
  for (std::size_t i = 1; i < all.size() && i <= fill.others.size(); ++i) fill.others[i - 1] = static_cast<std::int16_t>(all[i]);
}

}  // namespace

void Matcher::fill_subject(const Tree& tree, const Match& m, Filler& fill) const {
  const Frame& f = *m.frame;
  const int a = m.anchor;
  auto set = [&](int t) { fill.token = static_cast<std::int16_t>(t); };
  if (m.headline) return;
  if (f.nominal) {
    set(tree.subject(a));
    return;
  }
  if (!m.passive) {
    int s = tree.subject(a);
    // "the gunship raided targets": a verb that the tree takes for an attribute stands between its subject and its object.
    if (s < 0 && m.misread) s = a - 1;
    // "an air strike on a school that killed 20": the strike killed, not the school.
    if (f.type == model::EventType::ASSAULT) s = behind_violence(tree, a, s);
    if (s < 0 && f.words > 1) s = tree.subject(m.words[static_cast<std::size_t>(m.count - 1)]);
    // A subject that is one of the phrase's own words, or stands inside it, is a parse gone wrong.
    if (s >= 0 && m.has_word(s)) s = -1;
    set(s);
    // A topic may pass for a second subject: "Soal ini, pemerintah meminta …".
    std::size_t other = 0;
    tree.children(a, [&](int c) {
      if (tree.rel(c) == Deprel::nsubj && c != s && c < a && !m.has_word(c) && other < fill.others.size())
        fill.others[other++] = static_cast<std::int16_t>(c);
    });
    // "a resolution initiated by A working with B": where the subject of the passive does nothing, its doer may go on.
    if (int h = tree.head(a); h >= 0 && s >= 0 && tree.rel(a) == Deprel::advcl && other < fill.others.size() &&
                              tree.subject(a) == tree.subject(h) && tree.passive(h, lexicon::Voice::any)) {
      if (int by = tree.agent(h); by >= 0 && !m.has_word(by)) fill.others[other++] = static_cast<std::int16_t>(by);
    }
  } else {
    set(tree.agent(a));
  }
}

void Matcher::fill_object(const Tree& tree, const Match& m, int e, Filler& fill) const {
  const int a = m.anchor;
  auto elements = frames_->elements(*m.frame);
  auto set = [&](int t) { fill.token = static_cast<std::int16_t>(t); };
  if (m.headline) return;
  if (!m.passive) {
    int o = m.misread ? tree.head(a) : tree.object(a);
    // The object slot is taken by a word of the phrase in "pays B a visit": the other object is meant.
    if (o >= 0 && m.has_word(o)) {
      o = -1;
      tree.children(a, [&](int c) {
        if (tree.rel(c) == Deprel::iobj) o = c;
      });
    }
    // "leaving two airmen dead": who stands between the verb and the word for what became of them.
    if (o < 0 && !classes_->verb_shows_passive()) {
      if (const int state = m.after_anchor(); state > a && tree.at(state).upos == Upos::ADJ) {
        tree.children(state, [&](int c) {
          if (c > a && c < state && tree.nominal(c) && tree.rel(c) != Deprel::nummod && tree.case_of(c) < 0) o = c;
        });
      }
    }
    // "ingin B menghentikan …": who shall act may be the subject of what he shall do.
    if (const int act = word_after(elements, m, e); o < 0 && act < tree.size() && act > a && tree.verb_like(act)) {
      tree.children(act, [&](int c) {
        if (c > a && c < act && tree.rel(c) == Deprel::nsubj && tree.nominal(c)) o = c;
      });
    }
    // Indonesian attaches some objects as obl or nmod without preposition; English ones after a particle.
    if (o < 0) {
      tree.children(a, [&](int c) {
        if (o < 0 && c > a && c <= a + 6 && tree.nominal(c) && tree.case_of(c) < 0 &&
            (tree.rel(c) == Deprel::obl || tree.rel(c) == Deprel::nmod || tree.rel(c) == Deprel::xcomp ||
             tree.rel(c) == Deprel::ccomp) &&
            !m.has_word(c)) {
          o = c;
        }
      });
    }
    set(o);
  } else {
    int s = m.before_noun ? tree.head(a) : tree.subject(a);
    if (s >= 0 && s == tree.agent(a)) s = -1;
    set(s);
    // "a German, 27 years old, who was abducted": the clause may hang on the measure beside the person.
    std::size_t other = 0;
    if (s >= 0 && s == tree.head(a) && (tree.rel(a) == Deprel::acl_relcl || tree.rel(a) == Deprel::acl)) {
      for (int up = tree.head(s), steps = 0; up >= 0 && steps < 3 && other < fill.others.size(); up = tree.head(up), ++steps) {
        // "recaptured an airport occupied by rebels": who recaptured was not occupied.
        int from = other > 0 ? fill.others[other - 1] : s;
        if (tree.verb_like(up) && (tree.rel(from) == Deprel::obj || tree.rel(from) == Deprel::obl)) break;
        int candidate = tree.verb_like(up) ? tree.subject(up) : up;
        if (candidate >= 0 && candidate < a && !m.has_word(candidate))
          fill.others[other++] = static_cast<std::int16_t>(candidate);
        if (tree.verb_like(up)) break;
      }
    }
  }
}

void Matcher::fill_oblique(const Tree& tree, const Match& m, int e, Filler& fill) const {
  auto elements = frames_->elements(*m.frame);
  const Element& role = elements[static_cast<std::size_t>(e)];
  auto set = [&](int t) { fill.token = static_cast<std::int16_t>(t); };
  bool by_order = false;
  set(oblique(tree, m, role, by_order));
  fill.by_order = by_order;
}

void Matcher::fill_possessor(const Tree& tree, const Match& m, int e, Filler& fill) const {
  const Frame& f = *m.frame;
  const int a = m.anchor;
  auto elements = frames_->elements(*m.frame);
  const Element& role = elements[static_cast<std::size_t>(e)];
  const int last = *std::max_element(m.words.begin(), m.words.begin() + m.count);
  std::vector<int> all;
  tree.possessors(a, role.role == Role::recipient ? Hashes{} : classes_->agent, all);
  // "kasus pemecatan 600 tentara": where owners stand bare behind, the tree may hang them on the noun before.
  // "jumlah bantuan AS kepada B": so the doer's, right behind.
  if (int h = tree.head(a); all.empty() && classes_->verb_shows_passive() && h >= 0 && h < a && tree.nominal(h)) {
    const int reach = role.role == Role::recipient ? 4 : 1;
    tree.children(h, [&](int c) {
      if (c > a && c <= a + reach && tree.rel(c) == Deprel::nmod && tree.nominal(c) && tree.case_of(c) < 0 && !m.has_word(c))
        all.push_back(c);
    });
  }
  std::erase_if(all, [&](int c) { return m.has_word(c) && (tree.first_child(c) < 0 || role.role == Role::actor); });
  if (role.role != Role::recipient) {
    // "launched an attack on", "serangan yang dilakukan …": the light verb knows who.
    int h = tree.head(a);
    // "provided details on the attack" did not attack.
    const bool aside = tree.rel(a) == Deprel::obl && !classes_->verb_shows_passive() && h >= 0 && tree.object(h) > h;
    // "mengkonfirmasi telah terjadi serangan": what there was has its doer nowhere above.
    const bool there_was = h >= 0 && classes_->verb_shows_passive() && has(classes_->exists, tree.at(h).hash);
    if (h >= 0 && tree.verb_like(h) && has(classes_->light, tree.at(h).hash) && !aside && !there_was) {
      bool passive = tree.passive(h, lexicon::Voice::any) || tree.rel(a) == Deprel::nsubj_pass;
      int p = passive ? tree.agent(h) : tree.subject(h);
      // "days after an offensive began": the act that is itself the subject is nobody's by that.
      if (p >= 0 && p != a && tree.rel(a) != Deprel::nsubj) all.push_back(p);
    }
    tree.children(a, [&](int c) {
      if ((tree.rel(c) == Deprel::acl_relcl || tree.rel(c) == Deprel::acl) && has(classes_->light, tree.at(c).hash)) {
        int p = tree.agent(c);
        if (p < 0) p = tree.subject(c);
        if (p >= 0 && p != a) all.push_back(p);
      }
    });
    // "the attack on Kabul by …": the doer may hang on another word of the phrase.
    for (int t = last + 1; t < std::min(tree.size() - 1, last + 9); ++t) {
      if (has(classes_->by, tree.at(t).hash)) {
        int p = tree.head(t);
        // "protes soal rencana otonomi oleh gubernur": the plan is his.
        int plan = p > t ? tree.head(p) : -1;
        bool of_plan = plan > last && plan < t && has(classes_->intent, tree.at(plan).hash);
        if (!of_plan) all.push_back(p > t && p < t + 8 ? p : t + 1);
        break;
      }
      if (tree.verb_like(t)) break;
    }
    // "after talks with B, A said …": a joint act has its other party in the clause around it.
    bool joint = f.symmetric || f.type == model::EventType::CONSULT || f.type == model::EventType::AGREE;
    if (joint && h >= 0 && tree.verb_like(h) && !has(classes_->light, tree.at(h).hash) &&
        !has(classes_->governs_flight, tree.at(h).hash)) {  // who fled the fighting did not fight
      Deprel r = tree.rel(a);
      // Who ends or discusses a war has not fought it.
      bool told_of = r == Deprel::obj && f.type == model::EventType::ASSAULT;
      if (!told_of &&
          (r == Deprel::obl || r == Deprel::advcl || r == Deprel::nmod || r == Deprel::obj || r == Deprel::obl_tmod)) {
        int p = tree.subject(h);
        if (p >= 0 && p != a) all.push_back(p);
      }
    }
  }
  take(all, fill);
}

void Matcher::fill_clause_subject(const Tree& tree, const Match& m, Filler& fill) const {
  const int a = m.anchor;
  const int last = *std::max_element(m.words.begin(), m.words.begin() + m.count);
  auto set = [&](int t) { fill.token = static_cast<std::int16_t>(t); };
  int s = -1;
  bool undergoes = false;
  tree.children(a, [&](int c) {
    if (s < 0 && (tree.rel(c) == Deprel::ccomp || tree.rel(c) == Deprel::xcomp || tree.rel(c) == Deprel::advcl)) {
      tree.children(c, [&](int g) {
        // "mendesak agar X dilantik": who is acted upon is not who is asked.
        if (s < 0 && tree.rel(g) == Deprel::nsubj) s = g;
        if (tree.rel(g) == Deprel::nsubj_pass) undergoes = true;
      });
    }
  });
  fill.inside = s < 0;
  if (s >= 0 || !undergoes) set(s >= 0 ? s : last + 1 < tree.size() ? last + 1 : -1);
}

void Matcher::fill_owner(const Tree& tree, const Match& m, int e, Filler& fill) const {
  const Frame& f = *m.frame;
  auto elements = frames_->elements(*m.frame);
  int w = -1, slot = -1;
  for (int k = 0; k < f.elements; ++k) {
    if (elements[static_cast<std::size_t>(k)].kind != ElementKind::word) continue;
    ++slot;
    if (k > e) {
      w = m.words[static_cast<std::size_t>(slot)];
      break;
    }
  }
  std::vector<int> all;
  if (w >= 0) tree.possessors(w, classes_->agent, all);
  // "The US suspended aid": who stands before the verb does not own what stands behind it.
  if (!classes_->verb_shows_passive() && !m.passive && w > m.anchor) std::erase_if(all, [&](int c) { return c < m.anchor; });
  take(all, fill);
}

void Matcher::fill_behind(const Tree& tree, const Match& m, int e, Filler& fill) const {
  const int a = m.anchor;
  auto elements = frames_->elements(*m.frame);
  const Element& role = elements[static_cast<std::size_t>(e)];
  int w = a, slot = -1;
  for (int k = 0; k < e; ++k) {
    if (elements[static_cast<std::size_t>(k)].kind == ElementKind::word) w = m.words[static_cast<std::size_t>(++slot)];
  }
  std::vector<int> all;
  tree.possessors(w, role.role == Role::recipient ? Hashes{} : classes_->agent, all);
  // "serangan udara Israel": what stands behind the last word may hang on the one before.
  for (int up = tree.head(w); all.empty() && up >= 0 && m.has_word(up) && tree.nominal(up); up = tree.head(up)) {
    tree.children(up, [&](int c) {
      if (c > w && tree.case_of(c) < 0 && (tree.rel(c) == Deprel::nmod || tree.rel(c) == Deprel::flat)) all.push_back(c);
    });
  }
  if (int o = m.passive ? tree.subject(a) : tree.object(a); o >= 0) all.push_back(o);
  std::erase_if(all, [&](int c) { return m.has_word(c); });
  take(all, fill);
}

void Matcher::fill_inside(const Tree& tree, const Match& m, Filler& fill) const {
  const int last = *std::max_element(m.words.begin(), m.words.begin() + m.count);
  auto set = [&](int t) { fill.token = static_cast<std::int16_t>(t); };
  fill.inside = true;
  set(last + 1 < tree.size() ? last + 1 : -1);
}

void Matcher::fill(const Tree& tree, Match& m) const {
  const Frame& f = *m.frame;
  int a = m.anchor;
  auto elements = frames_->elements(f);
  m.role_count = 0;
  auto form = frames_->voice(elements[f.anchor], tree.at(a).hash);
  m.passive = !f.nominal && !f.surface && tree.passive(a, form);
  // "Seorang prajurit tewas oleh bom di Irak": who undergoes what the word itself says is its subject, whatever did it.
  if (m.passive && classes_->verb_shows_passive() && form == lexicon::Voice::any && elements[0].kind == ElementKind::role &&
      elements[0].role == Role::recipient && elements[0].link == Link::subject)
    m.passive = false;
  // "The minister resigned": without an auxiliary or a doer a verb that takes no object is none, whatever the tree calls its
  // subject.
  if (m.passive && !classes_->verb_shows_passive() && tree.agent(a) < 0) {
    bool takes = f.words > 1 || (tree.rel(a) == Deprel::acl && !f.symmetric), auxiliary = false;
    for (const Element& e : elements) takes = takes || (e.kind == ElementKind::role && e.link == Link::object);
    tree.children(a, [&](int c) { auxiliary = auxiliary || tree.rel(c) == Deprel::aux_pass || tree.rel(c) == Deprel::aux; });
    m.passive = (takes && !(tree.object(a) > a)) || auxiliary;  // "froze aid" has its object
  }
  // "the slain leader": a participle before its noun is passive; "have freed", "gunship raided" are verbs that were misread.
  auto subject_like = [&](Upos u) { return u == Upos::AUX || u == Upos::NOUN || u == Upos::PROPN || u == Upos::PRON; };
  m.before_noun = !f.nominal && !f.surface && !classes_->verb_shows_passive() &&
                  (tree.rel(a) == Deprel::amod || tree.rel(a) == Deprel::compound) && tree.at(a).upos != Upos::NOUN &&
                  tree.at(a).upos != Upos::PROPN && tree.head(a) > a &&
                  (tree.at(a).upos == Upos::ADJ || tree.at(a).norm != tree.at(a).lemma) && !tree.at(a).norm.ends_with("ing") &&
                  (a == 0 || !subject_like(tree.at(a - 1).upos));
  m.passive = m.passive || m.before_noun;
  m.misread = !f.nominal && !f.surface && !m.before_noun && !classes_->verb_shows_passive() && tree.rel(a) == Deprel::amod &&
              tree.at(a).upos == Upos::VERB && tree.head(a) > a && tree.at(a).norm != tree.at(a).lemma &&
              !tree.at(a).norm.ends_with("ing") && a > 0 && tree.nominal(a - 1) && tree.head(a - 1) == tree.head(a);
  // "Taliban leader captured in Karachi": headlines leave the auxiliary out. A verb that needs an object and has none was
  // passive.
  if (!m.passive && !f.nominal && !f.surface && !classes_->verb_shows_passive() && f.words == 1 &&
      tree.at(a).norm != tree.at(a).lemma && !tree.at(a).norm.ends_with("ing") && !tree.at(a).norm.ends_with("s")) {
    bool wants = false, free = tree.object(a) < 0 && tree.subject(a) >= 0;
    // "A bomber struck near the market": some verbs need no object, and headlines leave articles out too.
    if (free && has(classes_->alone, tree.at(a).hash)) {
      tree.children(tree.subject(a), [&](int c) { free = free && !(tree.rel(c) == Deprel::det && c < tree.subject(a)); });
    }
    for (const Element& e : elements) {
      wants = wants || (e.kind == ElementKind::role && e.link == Link::object && !e.optional);
    }
    tree.children(a, [&](int c) {
      Deprel r = tree.rel(c);
      free = free && !(r == Deprel::conj && c > a && tree.verb_like(c));  // "summoned and threatened to expel the envoys"
      free = free && r != Deprel::aux && r != Deprel::xcomp && r != Deprel::ccomp && r != Deprel::compound_prt;
      // "seized at least 19 activists": counted people are its object, whatever hangs between.
      free = free && !(c > a && tree.nominal(c) && tree.case_of(c) < 0 && counted(tree, c));
    });
    // "killed one man and captured another": joined to a verb with an object, it is as active.
    bool own = false;  // "and wounded were two others"
    tree.children(a, [&](int c) { own = own || is_subject(tree.rel(c)); });
    if (const int h = tree.head(a); !own && tree.rel(a) == Deprel::conj && h >= 0 && h < a && tree.verb_like(h) &&
                                    tree.object(h) > h && !tree.passive(h, lexicon::Voice::any))
      free = false;
    m.passive = wants && free;
    m.loose = m.loose || m.passive;
  }
  for (int e = 0; e < f.elements; ++e) {
    const Element& role = elements[static_cast<std::size_t>(e)];
    if (role.kind != ElementKind::role || m.role_count >= m.fillers.size()) continue;
    Filler fill;
    switch (role.link) {
      case Link::subject:
        fill_subject(tree, m, fill);
        break;
      case Link::object:
        fill_object(tree, m, e, fill);
        break;
      case Link::oblique:
        fill_oblique(tree, m, e, fill);
        break;
      case Link::possessor:
        fill_possessor(tree, m, e, fill);
        break;
      case Link::clause_subject:
        fill_clause_subject(tree, m, fill);
        break;
      case Link::owner:
        fill_owner(tree, m, e, fill);
        break;
      case Link::behind:
        fill_behind(tree, m, e, fill);
        break;
      case Link::inside:
        fill_inside(tree, m, fill);
        break;
    }
    m.roles[m.role_count] = &role;
    m.fillers[m.role_count++] = fill;
  }
  // "Israeli shelling of Lebanon": of two owners the one before the noun acts, upon the one behind "of".
  if (!f.nominal || f.symmetric || classes_->verb_shows_passive()) return;
  int doer = -1, victim = -1;
  for (int r = 0; r < m.role_count; ++r) {
    const Element& role = *m.roles[static_cast<std::size_t>(r)];
    if (role.link != Link::possessor) continue;
    if (role.role == Role::actor) doer = r;
    if (role.role == Role::recipient) victim = r;
  }
  if (doer < 0 || victim < 0) return;
  Filler& by = m.fillers[static_cast<std::size_t>(doer)];
  Filler& to = m.fillers[static_cast<std::size_t>(victim)];
  if (to.token >= 0 && to.token < a && by.token > a && tree.case_of(by.token) >= 0 &&
      tree.at(tree.case_of(by.token)).norm == "of")
    std::swap(by, to);
}

void Matcher::find(const Tree& tree, std::vector<Match>& out) const {
  lexicon::WordSet words(*frames_);
  for (int t = 0; t < tree.size(); ++t) words.add(tree.at(t).hash);
  std::vector<std::uint32_t> whole;
  for (int t = 0; t < tree.size(); ++t) {
    whole.clear();
    for (std::uint16_t choice : frames_->choices(tree.at(t).hash)) {
      for (const lexicon::Trigger& trigger : frames_->triggered(choice)) {
        if (words.may_hold(trigger)) whole.push_back(trigger.frame);
      }
    }
    std::sort(whole.begin(), whole.end());  // where all else is equal, what is written first wins
    for (std::uint32_t id : whole) {
      Match m;
      m.frame = &frames_->all()[id];
      if (!place_words(tree, t, m)) continue;
      const model::Token& anchor = tree.at(m.anchor);
      auto form = frames_->voice(frames_->elements(*m.frame)[m.frame->anchor], anchor.hash);
      bool certain = form == lexicon::Voice::passive;
      // "given China's programs", "following talks": what serves as a preposition does nothing.
      if (!m.frame->nominal && m.frame->type != model::EventType::none && tree.rel(m.anchor) == Deprel::case_ &&
          !classes_->verb_shows_passive())
        continue;
      // "B is killed in *" is not "militants killed two in an ambush".
      if (m.frame->surface && anchor.upos == Upos::VERB && !classes_->verb_shows_passive() && tree.object(m.anchor) >= 0 &&
          !m.has_word(tree.object(m.anchor)) && !tree.passive(m.anchor, lexicon::Voice::any)) {
        continue;
      }
      if (m.frame->imperative) {
        if (!appeal(tree, m)) continue;
      } else if (m.frame->nominal) {
        if (m.frame->type != model::EventType::none && anchor.upos == Upos::VERB && !anchor.norm.ends_with("ing") &&
            tree.first_child(m.anchor) >= 0 && tree.subject(m.anchor) >= 0 && !classes_->verb_shows_passive() &&
            (m.frame->words < 2 || tree.object(m.anchor) >= 0)) {
          continue;  // the verb has frames of its own
        }
        // "strike groups", "attack helicopter": the noun only names what kind of thing the other is.
        if (m.frame->type != model::EventType::none && tree.rel(m.anchor) == Deprel::compound &&
            (m.frame->words == 1 ||
             (!classes_->verb_shows_passive() && tree.head(m.anchor) > m.anchor && !m.has_word(tree.head(m.anchor)))))
          continue;
      } else if (!classes_->verb_shows_passive() && !m.frame->surface && m.anchor > 0 && anchor.norm != anchor.lemma &&
                 tree.rel(m.anchor - 1) == Deprel::det && tree.head(m.anchor - 1) == m.anchor) {
        continue;  // "loaded the injured into cars": people, not what was done
      } else if (!certain && !tree.verb_like(m.anchor) && m.frame->words < 2) {
        // A noun of the same form ("the attack", "bantuan") is not the verb, unless it has a subject as verbs do.
        bool governs = false;
        tree.children(m.anchor, [&](int c) { governs = governs || is_subject(tree.rel(c)) || tree.rel(c) == Deprel::obj; });
        bool verbal_form = anchor.lemma != anchor.norm && anchor.upos == Upos::ADJ;
        // "Israel Serang Lebanon": headlines write every word like a name.
        bool finite = form == lexicon::Voice::bare || (!classes_->verb_shows_passive() && anchor.norm.ends_with("s"));
        bool headline = finite && (anchor.shape & model::kCapital) != 0 && m.anchor > 0 && m.anchor + 1 < tree.size() &&
                        (tree.at(m.anchor - 1).shape & model::kCapital) != 0 &&
                        (tree.at(m.anchor + 1).shape & model::kCapital) != 0;
        if (!governs && !verbal_form && !headline) continue;
        m.headline = headline && !governs;
      }
      if (m.frame->type != model::EventType::none) fill(tree, m);
      out.push_back(m);
    }
  }
}

}  // namespace kawat::events
