// Whether an act happened, is planned, possible, denied, or only alleged.
#include <algorithm>

#include "events/coder.h"
#include "events/draft.h"

namespace kawat::events {

using model::Deprel;
using model::EventType;
using model::Modality;
using model::Upos;

// "accused Russia of waging a campaign of aggression", "tuduhan bahwa Iran menyerang": told as a charge, not as done.
bool Coder::claimed(const Tree& tree, const Match& m) const {
  // "…, sementara Moskow mengusir diplomat": another's act behind a comma.
  auto apart = [&](int verb) {
    int first = tree.first_child(verb);
    if (first <= 0 || first >= verb || !beside(tree, verb)) return false;
    return (tree.at(first).norm == "," || tree.at(first - 1).norm == ",") && tree.subject(verb) > first;
  };
  int x = m.anchor;
  for (int steps = 0; steps < 12 && x >= 0; ++steps) {
    int h = tree.head(x);
    if (h < 0) return false;
    Deprel r = tree.rel(x);
    bool clause = r == Deprel::ccomp || r == Deprel::xcomp || r == Deprel::acl ||
                  (r == Deprel::advcl && h < x && tree.marked(x) && !apart(x));
    // "accused of a campaign of aggression"
    clause = clause || (r == Deprel::obl && tree.has_case(x, classes_.agent));
    // "a charge denied by Tehran": it is denied all the same.
    const bool denial = x == m.anchor && r == Deprel::acl && has(classes_.governs_denied, tree.at(x).hash);
    // … and "denied allegations that its troops killed him": that is the denial of a deed.
    const int over = tree.head(h);
    const bool denied = r == Deprel::acl && tree.rel(h) == Deprel::obj && over >= 0 && classes_.takes_back(tree.at(over).hash);
    if (clause && !denial && !denied && h < x && !m.has_word(h) && has(classes_.charge, tree.at(h).hash)) return true;
    if (r == Deprel::acl_relcl || apart(x)) return false;  // a relative clause states, "while Moscow expelled …" too
    x = h;
  }
  return false;
}

// "reports that Israel attacked Iran are false", "kabar bahwa keduanya bertemu tidak benar": what is told of the report, by
// order.
bool Coder::untrue(const Tree& tree, const Match& m) const {
  constexpr int kBefore = 14, kAfter = 24;
  bool report = false;
  for (int t = m.anchor - 1; t >= std::max(0, m.anchor - kBefore) && !report; --t) {
    if (tree.at(t).upos == Upos::PUNCT) return false;
    report = (tree.at(t).upos != Upos::VERB || t == 0) && !m.has_word(t) && has(classes_.hearsay, tree.at(t).hash);
  }
  if (!report) return false;
  for (int t = m.anchor + 1; t < std::min(tree.size(), m.anchor + kAfter); ++t) {
    if (tree.at(t).norm == ";" || has(classes_.condition, tree.at(t).hash)) return false;
    const bool beside = t > 0 && has(classes_.negation, tree.at(t - 1).hash);
    if (has(classes_.untrue, tree.at(t).hash)) return !beside;
    if (beside && has(classes_.valid, tree.at(t).hash)) return true;
  }
  return false;
}

// "An earthquake killed 20": what does it is no one. Of those killed by nobody told, a word of mishap and none of arms decides.
bool Coder::mishap(const Tree& tree, const Match& m, bool nobody) const {
  int by = m.passive ? tree.agent(m.anchor) : tree.subject(m.anchor);
  if (by >= 0 && has(classes_.mishap, tree.at(by).hash)) return true;
  // "The helicopter crashed, killing 12": the crash did it.
  if (int h = tree.head(m.anchor); h >= 0 && h < m.anchor && has(classes_.effect, tree.at(m.anchor).hash)) {
    for (int steps = 0; steps < 3 && h >= 0; ++steps, h = tree.head(h)) {
      if (has(classes_.accident, tree.at(h).hash) && !tree.passive(h, lexicon::Voice::any)) return true;
    }
    // The tree may hang the effect on the whole clause, whose subject crashed.
    bool crashed = false;
    if (by >= 0) tree.children(by, [&](int c) { crashed = crashed || has(classes_.accident, tree.at(c).hash); });
    if (crashed) return true;
  }
  if (!nobody) return false;
  for (int t = 0; t < tree.size(); ++t) {
    // "went off accidentally", "meledak secara tidak sengaja"
    bool unmeant = has(classes_.unmeant, tree.at(t).hash) &&
                   (!classes_.verb_shows_passive() || (t > 0 && has(classes_.negation, tree.at(t - 1).hash)));
    // "killed in a coal pit blast", "ledakan di tambang": what blew up was no weapon.
    const std::uint64_t what = tree.at(t).hash;
    int x = has(classes_.industrial, what) && !has(classes_.instrument, what) ? t : -1;
    for (int steps = 0; steps < 4 && x >= 0 && tree.nominal(x); ++steps, x = tree.head(x)) {
      if (has(classes_.instrument, tree.at(x).hash)) return has(classes_.industrial, tree.at(x).hash);
    }
    if (unmeant) return true;
    // "were killed when two helicopters collided"
    if (!m.frame->nominal && !classes_.verb_shows_passive() && t > m.anchor && has(classes_.accident, what) &&
        tree.verb_like(t) && tree.object(t) < 0 && !tree.passive(t, lexicon::Voice::any) && !m.has_word(t))
      return true;
  }
  if (m.frame->nominal) return false;
  bool found = false;
  for (int t = 0; t < tree.size(); ++t) {
    if (has(classes_.instrument, tree.at(t).hash)) return false;
    found = found || has(classes_.mishap, tree.at(t).hash);
  }
  return found;
}

Modality Coder::modality(const Tree& tree, const Match& m) const {
  if (m.frame->modality != 0xFF) return static_cast<Modality>(m.frame->modality);
  bool negated = untrue(tree, m), hypothetical = false, future = false, would = false, told = false;
  int x = m.anchor;
  // "said talks would resume": what is told of the past as coming is planned.
  auto telling = [&](int verb) {
    std::string_view w = tree.at(verb).norm;
    return has(classes_.governs_report, tree.at(verb).hash) && tree.at(verb).upos == Upos::VERB && w != tree.at(verb).lemma &&
           !w.ends_with("s") && !w.ends_with("ing");
  };
  auto may = [&](std::uint64_t h) {
    if (!has(classes_.hypothetical_aux, h)) return;
    (has(classes_.would, h) ? would : hypothetical) = true;
  };
  // A particle that the phrase itself has ("tidak mengakui") is part of the act; "not only" denies nothing.
  auto negates = [&](int t) {
    if (!has(classes_.negation, tree.at(t).hash)) return false;
    if (m.has_word(t)) return false;
    return t + 1 >= tree.size() || !has(classes_.only, tree.at(t + 1).hash);
  };
  // Particles right before the act, whatever the tree says.
  for (int t = x - 1; t >= std::max(0, x - 2); --t) {
    std::uint64_t h = tree.at(t).hash;
    if (negates(t)) negated = true;
    if (has(classes_.future, h)) future = true;
    if (tree.at(t).upos == Upos::PART && has(classes_.condition, h)) hypothetical = true;  // "apakah akan menyerang"
    may(h);
    if (!has(classes_.negation, h) && !has(classes_.future, h) && !has(classes_.hypothetical_aux, h) &&
        tree.at(t).upos != Upos::ADV && tree.at(t).upos != Upos::AUX && tree.at(t).upos != Upos::PART) {
      break;
    }
  }
  // "peluang pertemuan": a noun before a bare noun rules it, whatever the tree says.
  if (m.frame->nominal && x > 0 && classes_.verb_shows_passive() && !m.has_word(x - 1) && tree.at(x - 1).upos != Upos::VERB &&
      has(classes_.governs_hypothetical, tree.at(x - 1).hash))
    hypothetical = true;
  // "proposed cutting diplomatic ties": a participle behind such a verb is what is proposed, though the tree hangs it on its
  // object.
  if (x > 0 && tree.rel(x) == Deprel::amod && tree.at(x).upos == Upos::VERB && tree.at(x - 1).upos == Upos::VERB &&
      !m.has_word(x - 1)) {
    const std::uint64_t g = tree.at(x - 1).hash;
    hypothetical = hypothetical || has(classes_.governs_hypothetical, g);
    negated = negated || classes_.takes_back(g);
  }
  // "is to hold talks"
  auto is_to = [&](int verb) {
    bool be = false, to_do = false;
    for (int c = tree.first_child(verb); c >= 0 && c < verb; c = tree.next(c)) {
      be = be || ((tree.rel(c) == Deprel::cop || tree.rel(c) == Deprel::aux) && has(classes_.passive, tree.at(c).hash));
      to_do = to_do || (be && tree.rel(c) == Deprel::mark && has(classes_.purpose, tree.at(c).hash));
    }
    return to_do;
  };
  future = is_to(x);
  // "had no contacts", "tidak ada kesepakatan": the noun of the phrase is denied.
  for (int i = 0; i < m.count; ++i) {
    int w = m.words[static_cast<std::size_t>(i)];
    if (w == m.anchor) continue;
    for (int c = tree.first_child(w); c >= 0; c = tree.next(c)) {
      if (tree.rel(c) == Deprel::det && c < w && negates(c)) negated = true;
    }
  }
  // "pertemuan yang akan digelar pekan depan", "talks to be held next week": the clause or the day beside the noun tells when.
  for (int c = tree.first_child(x); c >= 0 && m.frame->nominal; c = tree.next(c)) {
    Deprel r = tree.rel(c);
    if (c < x) continue;
    if (r == Deprel::obl_tmod || r == Deprel::nmod_tmod) {
      tree.children(c, [&](int g) { future = future || has(classes_.future_word, tree.at(g).hash); });
    }
    bool clause = (r == Deprel::acl_relcl || r == Deprel::acl) &&
                  (has(classes_.light, tree.at(c).hash) || has(classes_.exists, tree.at(c).hash));
    if (!clause) continue;
    bool passive = false, to = false;
    for (int g = tree.first_child(c); g >= 0 && g < c; g = tree.next(g)) {
      std::uint64_t h = tree.at(g).hash;
      if (negates(g)) negated = true;
      if (has(classes_.future, h)) future = true;
      if (tree.rel(g) == Deprel::aux || tree.rel(g) == Deprel::advmod) may(h);
      passive = passive || tree.rel(g) == Deprel::aux_pass;
      to = to || (tree.rel(g) == Deprel::mark && has(classes_.purpose, h));
    }
    future = future || (to && passive);
  }
  // "talks next week between", "pertemuan pekan depan": so does the day right behind, whatever it hangs on.
  if (m.frame->nominal && x + 2 < tree.size()) {
    const int t = tree.nominal(x + 1) ? x + 2 : x + 1;
    const int day = t == x + 1 ? t + 1 : x + 1;
    future = future || (has(classes_.future_word, tree.at(t).hash) && !m.has_word(t) && tree.at(day).upos != Upos::PUNCT &&
                        tree.rel(day) != Deprel::case_ && !m.has_word(day) && !tree.nominal(t) &&
                        (has(classes_.span, tree.at(day).hash) || has(classes_.day, tree.at(day).hash) ||
                         tree.at(day).upos == Upos::DET || (t == x + 2 && tree.rel(t) != Deprel::case_)));
  }
  auto marked_by = [&](int clause, int before, Hashes words) {
    bool found = false;
    tree.children(clause,
                  [&](int c) { found = found || (tree.rel(c) == Deprel::mark && c < before && has(words, tree.at(c).hash)); });
    return found;
  };
  // What stands inside a condition has not happened: "jika terjadi agresi", "if there are attacks".
  for (int up = x, steps = 0; steps < 5 && up >= 0; ++steps, up = tree.head(up)) {
    hypothetical = hypothetical || marked_by(up, x, classes_.condition);
    Deprel r = tree.rel(up);
    if (r == Deprel::advcl || r == Deprel::conj || r == Deprel::ccomp || r == Deprel::acl_relcl || r == Deprel::parataxis) break;
  }
  bool through_conj = false;
  // "will discuss whether to …" discusses.
  auto conditional = [&](int verb) {
    bool found = false;
    tree.children(verb, [&](int c) {
      found = found || (tree.rel(c) == Deprel::advcl && marked_by(c, tree.size(), classes_.condition) &&
                        !marked_by(c, tree.size(), classes_.question));
    });
    return found;
  };
  // A threat with a condition is made all the same.
  bool may_depend = m.frame->type != EventType::THREATEN;
  // The phrase may begin at the auxiliary of its verb: "akan membantu".
  if (int verb = tree.head(x); tree.rel(x) == Deprel::aux && verb >= 0 && m.has_word(verb)) {
    hypothetical = hypothetical || (may_depend && conditional(verb));
    // "membantah akan bertemu", "menepis kabar bahwa mereka akan bertemu": the plan is denied with its verb.
    if (int g = tree.head(verb);
        g >= 0 && (has(classes_.governs_denied, tree.at(g).hash) || has(classes_.hearsay, tree.at(g).hash)))
      x = verb;
  }
  for (int steps = 0; steps < 6 && x >= 0; ++steps) {
    hypothetical = hypothetical || (may_depend && conditional(x));
    for (int c = tree.first_child(x); c >= 0; c = tree.next(c)) {
      Deprel r = tree.rel(c);
      std::uint64_t h = tree.at(c).hash;
      if (r == Deprel::advcl) continue;
      bool particle = r == Deprel::advmod || r == Deprel::aux || r == Deprel::aux_pass || r == Deprel::det || r == Deprel::mark ||
                      r == Deprel::cop || r == Deprel::dep || r == Deprel::case_ || r == Deprel::amod || r == Deprel::cc;
      if (!particle || c > x + 1) continue;
      if (!through_conj && negates(c)) negated = true;
      if (has(classes_.future, h)) future = true;
      if (r != Deprel::mark) may(h);
      if (has(classes_.condition, h)) hypothetical = true;
      if (r == Deprel::amod && has(classes_.future_word, h)) future = true;
    }
    tree.children(x, [&](int c) { told = told || (tree.rel(c) == Deprel::parataxis && telling(c)); });
    int h = tree.head(x);
    if (h < 0) break;
    Deprel r = tree.rel(x);
    std::uint64_t g = tree.at(h).hash;
    told = told || (r == Deprel::ccomp && telling(h));
    bool complement = r == Deprel::xcomp || r == Deprel::ccomp || r == Deprel::csubj || r == Deprel::acl || r == Deprel::obj ||
                      r == Deprel::nsubj_pass || r == Deprel::advcl || r == Deprel::obl || r == Deprel::nmod ||
                      r == Deprel::csubj_pass;
    if (r == Deprel::conj) {
      through_conj = true;
      x = h;
      continue;
    }
    // "belum ada pembicaraan", "no clashes took place": that there is none is said of the verb.
    if (r == Deprel::nsubj && m.frame->nominal && has(classes_.exists, g)) {
      for (int c = tree.first_child(h); c >= 0 && c < h; c = tree.next(c)) negated = negated || negates(c);
    }
    // "menepis kabar bahwa A akan bertemu B": the verb over the rumour tells.
    if ((r == Deprel::acl || r == Deprel::ccomp || r == Deprel::advcl) && has(classes_.hearsay, g)) {
      x = h;
      continue;
    }
    if (!complement) break;
    // "approved the law despite protests": they were no part of it.
    // "warned during a visit": nor is when it was said.
    const bool meant = has(classes_.governs_future, g) || has(classes_.governs_hypothetical, g);
    if (r == Deprel::obl && meant && tree.has_case(x, classes_.opens_clause)) break;
    if (r == Deprel::advcl || r == Deprel::obl || r == Deprel::nmod || r == Deprel::acl) {
      // "akan tiba dalam rangka menemui B"
      bool to = has(classes_.sake, tree.at(x).hash) || (r == Deprel::acl && has(classes_.sake, g)), other = false, that = false,
           towards = false;
      for (int c = tree.first_child(x); c >= 0; c = tree.next(c)) {
        if (tree.rel(c) != Deprel::mark && tree.rel(c) != Deprel::case_) continue;
        // "to" before a noun tells no purpose ("leading to the resignation"), "untuk" does.
        bool purpose = has(classes_.purpose, tree.at(c).hash) && (tree.rel(c) == Deprel::mark || classes_.verb_shows_passive());
        // "will fly there for talks"
        bool talks = m.frame->type == EventType::CONSULT && m.frame->nominal && r == Deprel::obl;
        purpose = purpose || (talks && has(classes_.aim, tree.at(c).hash));
        towards = towards || has(classes_.aim, tree.at(c).hash);
        that = that || (!purpose && has(classes_.complement, tree.at(c).hash));
        to = to || purpose, other = other || (!purpose && tree.rel(c) == Deprel::mark);
      }
      // "menepis kabar bahwa A akan bertemu B" may hang on the verb.
      if (r == Deprel::advcl && that && has(classes_.governs_denied, g)) negated = true;
      const bool governed = meant || has(classes_.governs_negated, g);
      // "set fire to a station, killing three": what it led to happened as it did.
      if (r == Deprel::advcl && !other && !to && !towards && x > h && !classes_.verb_shows_passive() &&
          tree.at(x).norm.ends_with("ing") && tree.at(x - 1).norm == ",")
        break;
      // "plans to leave after visiting Cairo", not "called for cutting ties"
      if (r == Deprel::advcl && other && !to && !(towards && governed)) break;
      // One who flew to meet somebody has met him, as far as news tells; one who will fly has not.
      if (to && !governed && m.frame->type == EventType::CONSULT) {
        future = future || is_to(h);
        x = h;
        continue;
      }
      if (to && !governed) future = true;
      if (!governed) break;
    }
    if (m.has_word(h)) {
      x = h;  // "rencana pertemuan", "agrees to visit": the phrase says so itself
      continue;
    }
    // "ordered the expulsion of", "melakukan pengusiran": done as far as news tells.
    if (m.frame->nominal && (r == Deprel::obj || r == Deprel::nsubj_pass) && has(classes_.light, g)) {
      x = h;
      continue;
    }
    if (has(classes_.governs_report, g)) break;
    if (classes_.takes_back(g)) {
      negated = true;
    } else if (has(classes_.governs_hypothetical, g)) {
      hypothetical = true;
    } else if (has(classes_.governs_future, g)) {
      future = true;
    } else if (!has(classes_.governs_past, g) && !has(classes_.light, g) && (r == Deprel::obj || r == Deprel::nsubj_pass)) {
      break;
    }
    x = h;
  }
  if (would) (told && !hypothetical ? future : hypothetical) = true;
  return negated ? Modality::negated : hypothetical ? Modality::hypothetical : future ? Modality::future : Modality::actual;
}

bool Coder::plan(EventType& type, std::int16_t& mode, Modality& modality) {
  if (modality != Modality::future) return false;
  switch (type) {
    case EventType::AGREE:
    case EventType::CONCEDE:
      modality = Modality::actual;
      return false;
    case EventType::CONSULT:
    case EventType::SUPPORT:
    case EventType::COOPERATE:
    case EventType::AID:
      type = EventType::AGREE;
      break;
    case EventType::RETREAT:
      type = EventType::CONCEDE;
      break;
    default:
      return false;
  }
  mode = -1;
  modality = Modality::actual;
  return true;
}

}  // namespace kawat::events
