// Of several readings of the same words the best, and of several acts those that are told as acts.
#include <algorithm>

#include "events/coder.h"
#include "events/draft.h"

namespace kawat::events {

using lexicon::Element;
using model::Deprel;
using model::EventType;
using model::Mention;
using model::Modality;
using model::Upos;

// "fired rockets at the city, killing ten", "turun ke jalan, menuntut pencabutan": what an attack did and what a protest is for
// are no further acts.
bool Coder::part_of(const model::Analysis& a, const Tree& tree, const Draft& part, Draft& whole) const {
  EventType type = whole.match.frame->type, of = part.match.frame->type;
  // "menggelar aksi unjuk rasa": one protest in two nouns.
  if (type == EventType::PROTEST && of == type && part.actors.empty()) {
    int noun = part.match.anchor;
    for (int steps = 0; steps < 2 && noun >= 0 && tree.rel(noun) == Deprel::nmod; ++steps) noun = tree.head(noun);
    return noun >= 0 && noun != part.match.anchor && whole.match.has_word(noun);
  }
  // "fired tear gas to disperse protesters", "blocked roads to condemn …": what an act is for is told with it.
  if (!part.match.frame->nominal && part.actors == whole.actors && part.modality == Modality::future &&
      whole.modality == Modality::actual && (type == EventType::PROTEST || type == EventType::ASSAULT) &&
      (of == EventType::ACCUSE || of == EventType::REQUEST || of == EventType::REJECT || of == EventType::COERCE) &&
      (part.recipients.empty() || part.recipients == whole.recipients) && tree.head(part.match.anchor) >= 0 &&
      (tree.head(part.match.anchor) == whole.match.anchor || whole.match.has_word(tree.head(part.match.anchor)))) {
    for (int c = tree.first_child(part.match.anchor); c >= 0; c = tree.next(c)) {
      if (tree.rel(c) == Deprel::mark && has(classes_.purpose, tree.at(c).hash)) return true;
    }
  }
  if (part.match.frame->nominal || part.actors != whole.actors || part.actors.empty() || part.modality != whole.modality) {
    // "blocked a road to protest", "berunjuk rasa untuk menentang X"
    bool aim =
        type == EventType::PROTEST && part.actors == whole.actors &&
        (of == EventType::PROTEST || (!part.match.frame->nominal && (of == EventType::REQUEST || of == EventType::REJECT ||
                                                                     of == EventType::ACCUSE || of == EventType::SUPPORT)));
    if (!aim) return false;
  }
  std::int16_t mode = part.match.frame->mode;
  bool effect = type == EventType::ASSAULT && of == EventType::ASSAULT &&
                (mode < 0 || has_mode(mode, "destroy") || has_mode(mode, "targeted"));
  bool aim = type == EventType::PROTEST && (of == EventType::REQUEST || of == EventType::REJECT || of == EventType::PROTEST ||
                                            of == EventType::ACCUSE || of == EventType::SUPPORT);
  if (!effect && !aim) return false;
  bool hangs = false;
  int x = part.match.anchor;
  for (int steps = 0; steps < 4 && x >= 0 && x != whole.match.anchor && !whole.match.has_word(x); ++steps) {
    Deprel r = tree.rel(x);
    bool clause = r == Deprel::advcl || r == Deprel::parataxis || (aim && (r == Deprel::xcomp || r == Deprel::acl));
    bool subject = false, marked = false, joined = false;
    for (int c = tree.first_child(x); c >= 0; c = tree.next(c)) {
      subject = subject || ((tree.rel(c) == Deprel::nsubj || tree.rel(c) == Deprel::nsubj_pass) && tree.subject(x) == c);
      marked = marked || (tree.rel(c) == Deprel::mark && !(aim && has(classes_.purpose, tree.at(c).hash)));
      joined = joined || tree.rel(c) == Deprel::cc;
    }
    bool listed = r == Deprel::conj && !joined;  // a comma alone may join what hangs on the verb
    if (subject || marked || (!clause && r != Deprel::conj)) return false;
    hangs = hangs || clause || (listed && (aim || has(classes_.effect, tree.at(x).hash)));
    int below = x;
    x = tree.head(x);
    // "…, killing ten, officials said": the words told stand before.
    for (int c = x >= 0 && has(classes_.governs_report, tree.at(x).hash) ? tree.first_child(x) : -1; c >= 0 && c < below;
         c = tree.next(c)) {
      if (tree.rel(c) == Deprel::ccomp) x = c;
    }
  }
  if (!hangs || x < 0 || (x != whole.match.anchor && !whole.match.has_word(x))) return false;
  if (!effect || part.recipients.empty()) return effect || aim;
  // The people hurt say more than the place that was hit; others than those hit are victims of their own.
  auto who = [&](std::int32_t at) -> const model::ActorRef& { return a.mentions[static_cast<std::size_t>(at)].actor; };
  const model::ActorRef& hurt = who(part.recipients[0]);
  bool same = std::all_of(whole.recipients.begin(), whole.recipients.end(), [&](std::int32_t at) {
    return who(at).country == hurt.country && (who(at).sector.empty() || who(at).sector == hurt.sector);
  });
  if (same) whole.recipients = part.recipients;
  return same;
}

// One reading for each act: the frame with most of its words and roles wins over those that share a word with it.
void Coder::choose(std::vector<Draft>& drafts, const model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  auto governs = [](const Draft& d) {
    EventType t = d.match.frame->type;
    return t == EventType::REQUEST || t == EventType::THREATEN || t == EventType::ACCUSE || t == EventType::REJECT ||
           t == EventType::AGREE || t == EventType::CONCEDE;
  };
  // "condemned the attack on *": who stands behind "on" was attacked and is not blamed.
  auto victim = [&](const Draft& blame, std::int32_t at) {
    const Mention& x = a.mentions[static_cast<std::size_t>(at)];
    const Match& m = blame.match;
    if (m.frame->type != EventType::ACCUSE || m.count < 2 || x.sentence != sentence) return false;
    int last = *std::max_element(m.words.begin(), m.words.begin() + m.count);
    int place = static_cast<int>(x.first - a.sentences[sentence].first);
    for (const Element& e : frames_.elements(*m.frame)) {
      if (e.kind != lexicon::ElementKind::function) continue;
      for (int t = last + 1; t < place; ++t) {
        if (frames_.matches(e, s.tree.at(t).hash)) return true;
      }
    }
    return false;
  };
  // "mengancam akan memecat anggota DPR": the threat, which knows the deed by name, before the deed.
  for (Draft& d : drafts) {
    if (d.reason != nullptr || !governs(d) || d.match.count < 2) continue;
    // "Israel must stop the attacks": that it stops them is demanded, not told.
    bool must = d.match.frame->type == EventType::REQUEST && d.actors.empty() && d.match.frame->modality != 0xFF;
    for (const Draft& deed : drafts) {
      bool named = deed.reason == nullptr && !governs(deed) && deed.match.frame->type != EventType::none &&
                   deed.score >= d.score && deed.match.anchor != d.match.anchor && d.match.has_word(deed.match.anchor);
      if (named && ((must && deed.modality != Modality::actual) || s.tree.below(deed.match.anchor, d.match.anchor)))
        d.score = deed.score + 0.05f;
    }
  }
  // "the two sides agreed to create the post of prime minister": both parties are known, one of their own offices is no third,
  // nor is somebody named in what they agreed on.
  auto own = [&](const Draft& d) {
    auto ref = [&](std::int32_t at) -> const model::ActorRef& { return a.mentions[static_cast<std::size_t>(at)].actor; };
    return !d.recipients.empty() && std::all_of(d.recipients.begin(), d.recipients.end(), [&](std::int32_t y) {
      return std::any_of(d.actors.begin(), d.actors.end(),
                         [&](std::int32_t x) { return ref(x).country == ref(y).country && ref(x).sector == ref(y).sector; });
    });
  };
  for (Draft& d : drafts) {
    if (d.reason != nullptr || !d.symmetric || d.actors.size() < 2) continue;
    for (const Draft& k : drafts) {
      if (k.reason == nullptr && !k.symmetric && k.match.anchor == d.match.anchor && k.match.frame->type == d.match.frame->type &&
          k.score >= d.score && (own(k) || (k.by_order && d.match.frame->type == EventType::AGREE)))
        d.score = k.score + 0.05f;
    }
  }
  // An exercise of two states is a joint one: "Vietnam and the Philippines held their first drills".
  for (Draft& joint : drafts) {
    if (joint.reason != nullptr || joint.match.frame->type != EventType::COOPERATE || !joint.symmetric) continue;
    if (joint.actors.size() < 2) continue;
    auto state = [&](std::size_t i) { return a.mentions[static_cast<std::size_t>(joint.actors[i])].actor.country; };
    for (const Draft& d : drafts) {
      bool alone = d.reason == nullptr && d.match.frame->type == EventType::MOBILIZE && d.match.anchor == joint.match.anchor &&
                   d.actors == joint.actors && state(0) != state(1);
      if (alone) joint.score = std::max(joint.score, d.score + 0.05f);
    }
  }
  std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& x, const Draft& y) { return x.score > y.score; });
  std::vector<Draft> kept;
  auto reject = [&](const Draft& d, const char* why) {
    if (s.rejected == nullptr || d.match.frame->type == EventType::none) return;
    std::uint32_t token = a.sentences[sentence].first + static_cast<std::uint32_t>(d.match.anchor);
    s.rejected->push_back({sentence, a.tokens[token].span, d.match.frame->type, frames_.rule(*d.match.frame), why});
  };
  auto same_words = [](const Match& x, const Match& y) {
    return x.count == y.count && std::equal(x.words.begin(), x.words.begin() + x.count, y.words.begin());
  };
  auto owned = [&](const lexicon::Frame& f) {
    auto elements = frames_.elements(f);
    return std::any_of(elements.begin(), elements.end(), [](const Element& e) {
      return e.kind == lexicon::ElementKind::role && e.role == lexicon::Role::recipient && e.link == lexicon::Link::owner;
    });
  };
  auto within = [](const Match& inner, const Match& outer) {
    return std::all_of(inner.words.begin(), inner.words.begin() + inner.count, [&](int w) { return outer.has_word(w); });
  };
  for (Draft& d : drafts) {
    if (d.reason != nullptr) {
      reject(d, d.reason);
      continue;
    }
    const char* why = nullptr;
    const bool none = d.match.frame->type == EventType::none;  // silences what is left of its words
    for (Draft& k : kept) {
      if (none || !d.match.shares_word(k.match)) continue;
      // "condemned the arrest of ten monks": the arrest is condemned and was made.
      if (k.match.frame->type == EventType::ACCUSE && d.match.frame->nominal && !d.recipients.empty() &&
          d.match.frame->type != EventType::ACCUSE && d.match.frame->type != EventType::none &&
          k.match.anchor != d.match.anchor && k.recipients != d.recipients && !d.symmetric) {
        continue;
      }
      // "killed in clashes between A and B": who fought is told beside who died. "welcomed the talks between A and B": they were
      // held.
      const EventType outer = k.match.frame->type, inner = d.match.frame->type;
      bool between = d.match.frame->nominal && d.symmetric && d.actors.size() + d.recipients.size() > 1;
      if (between && k.match.anchor != d.match.anchor &&
          ((outer == EventType::ASSAULT && inner == EventType::ASSAULT && k.actors.empty()) ||
           (outer == EventType::SUPPORT && inner == EventType::CONSULT && k.actors != d.actors))) {
        continue;
      }
      bool twin = same_words(d.match, k.match) && d.match.frame->pattern == k.match.frame->pattern &&
                  d.match.frame->type != k.match.frame->type && k.match.frame->type != EventType::none;
      if (!twin) {
        why = k.match.frame->type == EventType::none ? "silenced: no act here" : "a better phrase covers it";
        // The longer phrase may know less of who: it learns from the shorter one.
        bool one = k.match.anchor == d.match.anchor || (k.match.has_word(d.match.anchor) && d.match.count == 1);
        const bool same_act = k.match.frame->type == d.match.frame->type, one_way = !k.symmetric && !d.symmetric;
        if (same_act && one && one_way && k.recipients.empty() && !d.recipients.empty() && !victim(k, d.recipients[0]) &&
            std::find(k.actors.begin(), k.actors.end(), d.recipients[0]) == k.actors.end() &&
            (k.actors == d.actors || k.actors.empty() || d.actors.empty())) {
          k.recipients = d.recipients;
          if (k.actors.empty()) k.actors = d.actors;
        }
        // "rejected Macron's proposal to send troops to *": the owner is more certain than who stands somewhere behind.
        if (same_act && one_way && k.by_order && !d.by_order && k.actors == d.actors && !d.recipients.empty() &&
            within(k.match, d.match) && owned(*d.match.frame)) {
          k.recipients = d.recipients;
        }
        // "dipanggil ke Kemlu Inggris terkait …": so with who did it.
        if (same_act && one_way && k.actors.empty() && !d.actors.empty() && !d.by_order && k.recipients == d.recipients &&
            within(d.match, k.match) && std::find(k.recipients.begin(), k.recipients.end(), d.actors[0]) == k.recipients.end()) {
          k.actors = d.actors;
        }
        // "A and B agreed to end the crisis": with each other, as the shorter phrase knows.
        if (same_act && k.match.anchor == d.match.anchor && d.symmetric && !k.symmetric && k.recipients.empty() &&
            d.recipients.empty() && !k.actors.empty() && k.actors == d.actors) {
          k.symmetric = true;
        }
        break;
      }
    }
    if (why != nullptr) {
      reject(d, why);
      continue;
    }
    kept.push_back(std::move(d));
  }
  std::erase_if(kept, [](const Draft& d) { return d.match.frame->type == EventType::none; });
  // "menepis tudingan bahwa …": the deed is denied; that somebody accuses them is not.
  std::erase_if(kept, [&](const Draft& d) {
    const int over = s.tree.head(d.match.anchor);
    if (d.match.frame->type != EventType::ACCUSE || !d.match.frame->nominal || !d.actors.empty() ||
        d.modality != Modality::negated || over < 0 || !has(classes_.governs_denied, s.tree.at(over).hash))
      return false;
    reject(d, "is only alleged");
    return true;
  });
  // What is demanded, threatened, denied or complained of is no act of its own.
  std::vector<bool> drop(kept.size(), false);
  for (std::size_t j = 0; j < kept.size(); ++j) {
    const Draft& of = kept[j];
    if (!claimed(s.tree, of.match)) continue;
    drop[j] = true;
    reject(of, "is only alleged");
  }
  // "menewaskan lima orang dalam serangan di Baghdad": the place of an attack whose victims are told is none of them.
  auto place = [&](std::int32_t at) {
    const Mention& x = a.mentions[static_cast<std::size_t>(at)];
    return x.locative || x.actor.kind == model::ActorKind::place;
  };
  for (std::size_t j = 0; j < kept.size(); ++j) {
    const Draft& of = kept[j];
    if (drop[j] || of.match.frame->type != EventType::ASSAULT || !of.match.frame->nominal || !of.actors.empty() ||
        s.tree.rel(of.match.anchor) == Deprel::conj || of.recipients.empty() ||
        !std::all_of(of.recipients.begin(), of.recipients.end(), place))
      continue;
    drop[j] = std::any_of(kept.begin(), kept.end(), [&](const Draft& k) {
      return &k != &of && k.match.frame->type == EventType::ASSAULT && k.modality == of.modality && !k.recipients.empty() &&
             std::none_of(k.recipients.begin(), k.recipients.end(), place);
    });
    if (drop[j]) reject(of, "is part of another act");
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EventType t = kept[i].match.frame->type;
    if (!governs(kept[i])) continue;
    // "mengecam penangkapan X": what is condemned did happen; what is alleged or demanded need not.
    bool denies = has(classes_.governs_denied, s.tree.at(kept[i].match.anchor).hash);
    bool condemns = t == EventType::ACCUSE && has_mode(kept[i].match.frame->mode, "disapprove");
    for (std::size_t j = 0; j < kept.size(); ++j) {
      if (i == j || kept[i].match.shares_word(kept[j].match)) continue;
      if (condemns && kept[j].match.frame->nominal && !kept[j].recipients.empty()) continue;
      // "memerintahkan pengusiran dua diplomat": ordered is the deed, not the diplomats to do something.
      if (t == EventType::REQUEST && kept[i].descended && kept[j].match.frame->nominal && !kept[j].recipients.empty() &&
          s.tree.head(kept[j].match.anchor) == kept[i].match.anchor && s.tree.rel(kept[j].match.anchor) == Deprel::obj &&
          has(classes_.light, s.tree.at(kept[i].match.anchor).hash)) {
        drop[i] = true;
        reject(kept[i], "the ordered act is coded");
        break;
      }
      int x = kept[j].match.anchor;
      int top = kept[i].match.anchor;
      if (!s.tree.below(x, top) || x == top) continue;
      // Climb to the edge under the governing act; another act beside it stays.
      bool told = false;  // "talks with rebels who have fought the army": a relative clause states
      while (s.tree.head(x) != top && s.tree.head(x) >= 0) {
        told = told || s.tree.rel(x) == Deprel::acl_relcl || beside(s.tree, x);
        x = s.tree.head(x);
      }
      if (told) continue;
      Deprel r = s.tree.rel(x);
      if (r == Deprel::conj || r == Deprel::parataxis || r == Deprel::nsubj || r == Deprel::nsubj_pass) continue;
      // "brushed off the suggestion that troops could be sent": what was suggested is not denied.
      const Match& m = kept[i].match;
      const bool suggested = std::any_of(m.words.begin(), m.words.begin() + m.count, [&](int w) {
        return w != m.anchor && has(classes_.governs_hypothetical, s.tree.at(w).hash);
      });
      if (denies && !suggested && kept[j].modality == Modality::negated) {
        drop[i] = true;
        reject(kept[i], "the denied act is coded");
        continue;
      }
      bool temporal =
          r == Deprel::advcl && !has(classes_.purpose, s.tree.first_child(x) >= 0 ? s.tree.at(s.tree.first_child(x)).hash : 0);
      // "menuduh militer membunuh warga": nothing marks what is alleged.
      const bool complement = r == Deprel::advcl && classes_.verb_shows_passive() && !s.tree.marked(x) && s.tree.head(x) == top &&
                              has(classes_.object_control, s.tree.at(top).hash);
      if (temporal && !complement) continue;
      drop[j] = true;
      reject(kept[j], "is what another act is about");
    }
  }
  for (std::size_t j = 0; j < kept.size(); ++j) {
    for (std::size_t i = 0; i < kept.size() && !drop[j]; ++i) {
      if (i == j || drop[i] || !part_of(a, s.tree, kept[j], kept[i])) continue;
      drop[j] = true;
      reject(kept[j], "is part of another act");
    }
  }
  drafts.clear();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!drop[i]) drafts.push_back(std::move(kept[i]));
  }
  std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& x, const Draft& y) { return x.match.anchor < y.match.anchor; });
}

// "agreed after weeks of pressure": a clause of time or cause tells what happened.
bool Coder::beside(const Tree& tree, int verb) const {
  if (tree.rel(verb) != Deprel::advcl) return false;
  for (int c = tree.first_child(verb); c >= 0 && c < verb; c = tree.next(c)) {
    std::uint64_t h = tree.at(c).hash;
    if (tree.rel(c) == Deprel::mark && tree.at(c).upos == Upos::SCONJ && !has(classes_.purpose, h) &&
        !has(classes_.condition, h) && !has(classes_.complement, h))
      return true;
  }
  return false;
}

bool Coder::has_mode(std::int16_t mode, std::string_view name) const {
  return mode >= 0 && ontology_->modes()[static_cast<std::size_t>(mode)].name == name;
}

void Coder::recode(model::Event& e, EventType type, std::string_view mode) const {
  e.type = type, e.mode = mode.empty() ? std::int16_t{-1} : static_cast<std::int16_t>(ontology_->mode(type, mode));
  e.cameo = e.mode < 0 ? ontology_->type(type).cameo : ontology_->modes()[static_cast<std::size_t>(e.mode)].cameo;
}

// Who holds people without the power of a state has abducted them; a crowd that blocks something protests; a government that
// protests marches nowhere, and the armed do not riot.
void Coder::outlawed(const model::Analysis& a, const model::Mention& who, model::Event& e) const {
  const model::ActorRef& by = who.actor;
  bool arrest = e.type == EventType::COERCE && has_mode(e.mode, "arrest");
  std::string_view sector = by.sector.view().substr(0, 3);
  const bool crowd = sector == "CVL" || sector == "OPP" || sector == "EDU" || sector == "LAB" || sector == "AGR";
  if (crowd && e.type == EventType::COERCE && !arrest && has(classes_.blockade, a.tokens[e.trigger_token].hash)) {
    return recode(e, EventType::PROTEST, "obstruct");
  }
  const bool government = sector == "GOV" || (sector.empty() && by.kind == model::ActorKind::state && !who.plural);
  // "Police blocked the road"
  if ((government || sector == "COP" || sector == "MIL") && e.type == EventType::PROTEST && has_mode(e.mode, "obstruct")) {
    return recode(e, EventType::COERCE, "restrict");
  }
  // "Gunmen seized the engineers": people in the hands of outlaws are held by force.
  const bool outlaw = sector == "REB" || sector == "CRM" || sector == "UAF" || by.country == model::Code3("IMG");
  if (outlaw && e.type == EventType::COERCE && has_mode(e.mode, "seize") && e.recipient >= 0 &&
      has(classes_.captive, a.tokens[e.trigger_token].hash)) {
    const Mention& held = a.mentions[static_cast<std::size_t>(e.recipient)];
    if (!held.locative && (held.actor.kind == model::ActorKind::person || (held.plural && !held.actor.sector.empty())))
      return recode(e, EventType::ASSAULT, "abduct");
  }
  // "Gangs set fire to a police station": no crowd.
  const bool riot = e.type == EventType::PROTEST && has_mode(e.mode, "riot");
  if (riot && (outlaw || sector == "MIL")) return recode(e, EventType::ASSAULT, "destroy");
  if (riot && sector == "COP") return recode(e, EventType::ASSAULT);  // "police stormed the embassy"
  if (government && e.type == EventType::PROTEST && has(classes_.complaint, a.tokens[e.trigger_token].hash)) {
    return recode(e, EventType::ACCUSE, "disapprove");
  }
  if (!arrest || (sector != "REB" && sector != "CRM" && sector != "UAF" && by.country != model::Code3("IMG"))) return;
  recode(e, EventType::ASSAULT, "abduct");
}

void Coder::settle(model::Analysis& a) const {
  auto who = [&](std::int32_t at) -> const model::ActorRef* {
    return at < 0 ? nullptr : &a.mentions[static_cast<std::size_t>(at)].actor;
  };
  auto same = [&](std::int32_t x, std::int32_t y) {
    const model::ActorRef *p = who(x), *q = who(y);
    if (p == nullptr || q == nullptr) return p == q;
    // A state as such and its government are one party.
    auto party = [](const model::ActorRef& r) {
      return r.sector == model::Code3("GOV") && !r.country.empty() ? model::Code3() : r.sector;
    };
    if (p->country != q->country || party(*p) != party(*q)) return false;
    // Two ministers of one government are two actors; a minister and "the government" may be one.
    bool persons = p->kind == model::ActorKind::person && q->kind == model::ActorKind::person;
    // So are two parties or two armed groups.
    auto named = [](const model::ActorRef& r) {
      return r.entry >= 0 && (r.kind == model::ActorKind::party || r.kind == model::ActorKind::armed_group);
    };
    persons = persons || (named(*p) && named(*q));
    return !(persons || !p->resolved()) || p->name == q->name;
  };
  auto sector = [&](std::int32_t at) { return who(at) == nullptr ? model::Code3() : who(at)->sector; };
  auto meet = [](const model::When& x, const model::When& y) {
    if (!x.start.known() || !y.start.known()) return true;
    if (!(x.end < y.start) && !(y.end < x.start)) return true;
    // A day taken from the article is no more than near.
    auto days = [](model::Day d) { return d.year * 372 + d.month * 31 + d.day; };
    bool taken = x.text.empty() || y.text.empty();
    int gap = x.end < y.start ? days(y.start) - days(x.end) : days(x.start) - days(y.end);
    return taken && gap <= 7;
  };
  std::vector<bool> drop(a.events.size(), false);
  // A demand without a doer is its speaker's.
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    model::Event& e = a.events[i];
    if (e.type != EventType::REQUEST || e.actor >= 0) continue;
    for (const model::Source& source : e.attribution) {
      if (source.kind == model::SourceKind::speaker && source.mention >= 0 &&
          a.mentions[static_cast<std::size_t>(source.mention)].actor.resolved()) {
        e.actor = source.mention;
        break;
      }
    }
    drop[i] = e.actor < 0 || same(e.actor, e.recipient);
  }
  for (std::size_t j = 1; j < a.events.size(); ++j) {
    if (drop[j]) continue;
    for (std::size_t i = 0; i < j; ++i) {
      if (drop[i]) continue;
      model::Event& x = a.events[i];
      const model::Event& y = a.events[j];
      if (x.type != y.type || x.modality != y.modality || !same(x.actor, y.actor) || !same(x.recipient, y.recipient) ||
          !meet(x.when, y.when))
        continue;
      if (x.mode >= 0 && y.mode >= 0 && x.mode != y.mode) continue;
      if (x.cameo != y.cameo && x.type != EventType::AGREE && x.type != EventType::CONSULT &&
          (sector(x.actor) != sector(y.actor) || sector(x.recipient) != sector(y.recipient)))
        continue;
      // "congratulated" on the day and "signed a treaty" some time this year are two acts; a loose span makes them no one.
      if (x.cameo != y.cameo && (x.when.precision != y.when.precision)) {
        bool loose = std::max(x.when.precision, y.when.precision) > model::Precision::week;
        if (loose && (x.when.text.empty() != y.when.text.empty())) continue;
      }
      drop[j] = true;
      // The fuller telling wins its fields.
      if (x.mode < 0 && y.mode >= 0) x.mode = y.mode, x.cameo = y.cameo;
      if (x.when.text.empty() && !y.when.text.empty()) x.when = y.when;
      if (x.where.country.empty()) x.where = y.where;
      if (sector(x.actor).empty() && !sector(y.actor).empty()) x.actor = y.actor;
      if (sector(x.recipient).empty() && !sector(y.recipient).empty()) x.recipient = y.recipient;
      x.contexts |= y.contexts;
      break;
    }
  }
  // "ditahan KPK usai terjaring operasi": told once with its doer and once without.
  for (std::size_t j = 0; j < a.events.size(); ++j) {
    for (std::size_t i = 0; i < a.events.size() && !drop[j]; ++i) {
      const model::Event &x = a.events[i], &y = a.events[j];
      if (i == j || drop[i] || y.type == EventType::ASSAULT || y.actor >= 0 || y.recipient < 0 || x.actor < 0 ||
          x.sentence != y.sentence)
        continue;
      drop[j] = x.type == y.type && x.modality == y.modality && same(x.recipient, y.recipient) &&
                (x.mode == y.mode || x.mode < 0 || y.mode < 0);
      if (drop[j] && x.mode < 0) a.events[i].mode = y.mode, a.events[i].cameo = y.cameo;
      if (drop[j] && x.when.text.empty() && !y.when.text.empty()) a.events[i].when = y.when;
    }
  }
  // Forces on the move are part of the attack that the same article reports.
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    if (a.events[i].type != EventType::MOBILIZE || drop[i]) continue;
    for (std::size_t j = 0; j < a.events.size(); ++j) {
      if (!drop[j] && a.events[j].type == EventType::ASSAULT && a.events[j].modality == Modality::actual &&
          a.events[i].modality == Modality::actual && same(a.events[i].actor, a.events[j].actor)) {
        drop[i] = true;
      }
    }
  }
  std::size_t to = 0;
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    if (drop[i]) continue;
    if (to != i) a.events[to] = std::move(a.events[i]);
    ++to;
  }
  a.events.resize(to);
}

}  // namespace kawat::events
