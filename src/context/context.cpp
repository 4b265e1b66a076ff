#include "context/context.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include "base/text.h"
#include "context/dates.h"
#include "context/places.h"
#include "context/reading.h"
#include "context/speech.h"
#include "context/statements.h"
#include "lexicon/actors.h"

namespace kawat::context {

using model::Deprel;
using model::Event;
using model::Modality;
using model::Upos;

namespace {

enum PlaceWord : std::uint32_t {
  kIn = 1,
  kTo = 2,
  kCapitalOf = 4,
  kVisit = 8,
  kFiller = 16,
  kWhere = 32,
  kHome = 64,
  kOut = 128
};

// How firmly a phrase of a sentence belongs to a trigger; 0 = not at all.
enum Bond : int { kNone = 0, kLoose = 1, kShared = 2, kClauseBond = 3, kDirectBond = 4 };

bool clause_edge(Deprel rel) {
  switch (rel) {
    case Deprel::ccomp:
    case Deprel::advcl:
    case Deprel::advcl_relcl:
    case Deprel::acl:
    case Deprel::acl_relcl:
    case Deprel::parataxis:
    case Deprel::csubj:
    case Deprel::csubj_pass:
    case Deprel::conj:
      return true;
    default:
      return false;
  }
}

struct Phrase {
  Range words;
  std::uint32_t head = 0;
};

std::uint32_t head_of(const model::Analysis& a, Range r) {
  for (std::uint32_t t = r.first; t < r.last; ++t) {
    std::int32_t h = a.tokens[t].head;
    if ((h < static_cast<std::int32_t>(r.first) || h >= static_cast<std::int32_t>(r.last)) &&
        a.tokens[t].deprel != Deprel::case_ && a.tokens[t].deprel != Deprel::punct)
      return t;
  }
  return r.first;
}

// "a spokesman for President Trump", "juru bicara Presiden Donald Trump": the name in it is his master's.
bool serves_leader(const Reading& r, const model::Mention& m, const lexicon::ActorTable& actors) {
  const model::Analysis& a = r.a;
  std::uint32_t t = m.first;
  while (t < m.last && a.tokens[t].upos == Upos::DET) ++t;
  for (; t < m.last; ++t) {
    if (std::uint32_t n = r.speech.word(a, t, m.last, kServant)) {
      t += n;
      break;
    }
    if (r.is(t, ',')) return false;
  }
  if (t >= m.last) return false;
  for (std::uint32_t k = t; k < m.last; ++k) {
    if (r.is(k, ',')) return false;  // "a spokesman for the Taliban, Zabihullah Mujahid"
  }
  std::span<const lexicon::ActorEntry> entries = actors.entries();
  if (m.actor.entry < 0 || static_cast<std::size_t>(m.actor.entry) >= entries.size()) return false;
  const lexicon::ActorEntry& x = entries[static_cast<std::size_t>(m.actor.entry)];
  bool person = lexicon::is_person(x);
  if (a.tokens[t].upos == Upos::ADP) return person;
  return x.type == lexicon::EntryType::leader && actors.string(x.office).find("spokes") == std::string_view::npos;
}

// What a speaker is called: the canonical name of the mention in his words, or the words where that is only somebody whom he
// serves ("a spokesman for Donald Trump", "the head of the Red Crescent") or part of them ("a doctors' group").
std::string_view source_name(const Reading& r, std::int32_t mention, model::Span text, const lexicon::ActorTable& actors) {
  const model::Analysis& a = r.a;
  if (mention < 0) return text.in(r.d.text);
  const model::Mention& m = a.mentions[mention];
  bool name = m.kind == model::MentionKind::name || m.kind == model::MentionKind::unknown;
  const std::string_view words = text.in(r.d.text);
  if (!text.contains(m.span) || !a.sentences[m.sentence].parsed || text.end - text.begin > 80) return r.name(mention);
  if (name && serves_leader(r, m, actors)) return words;
  if (!name && r.root(mention) == mention && r.serves(mention, r.mention_at(m.last))) return words;
  Range range{m.first, m.last};
  while (range.first > 0 && a.tokens[range.first - 1].span.begin >= text.begin) --range.first;
  while (range.last < r.count() && a.tokens[range.last].span.end <= text.end) ++range.last;
  for (std::uint32_t k = range.first; k < m.first; ++k) {
    if (r.ends_with_name(range, r.mention_at(k))) return r.name(mention);
  }
  // Up from the mention to the word that carries the phrase.
  std::int32_t t = static_cast<std::int32_t>(m.head);
  bool owned = false;
  for (; t >= 0 && a.tokens[t].head >= 0 && text.contains(a.tokens[a.tokens[t].head].span); t = a.tokens[t].head) {
    std::int32_t up = a.tokens[t].head;
    if (a.tokens[up].upos != Upos::NOUN || m.span.contains(a.tokens[up].span)) continue;
    Deprel rel = a.tokens[t].deprel;
    owned = owned || rel == Deprel::nmod || rel == Deprel::nmod_poss || !name ||
            (rel == Deprel::compound && (m.actor.kind == model::ActorKind::state || m.actor.kind == model::ActorKind::media));
  }
  if (!owned || r.speech.word(a, static_cast<std::uint32_t>(t), r.count(), kDocument)) return r.name(mention);
  // Without what is told of him: "a doctors' group | linked to the protesters".
  std::uint32_t end = std::max(a.tokens[t].span.end, m.span.end);
  return model::Span{text.begin, std::min(end, text.end)}.in(r.d.text);
}

// "denied backing the rebels who captured the city", "ordered troops in after gunmen had struck": what stands in a relative
// clause or beside the words of a report without a clause is told by the writer.
bool told_beside(const Reading& r, std::uint32_t cue, Range content, std::uint32_t trigger) {
  const model::Analysis& a = r.a;
  bool beside = false;
  std::uint32_t t = trigger;
  for (int steps = 0; steps < 12 && t != cue; ++steps) {
    if (a.tokens[t].head < 0) return false;
    Deprel rel = a.tokens[t].deprel;
    if (rel == Deprel::ccomp && a.tokens[t].head == static_cast<std::int32_t>(cue)) return false;
    bool clause = rel == Deprel::acl_relcl;
    // Further in, a clause of time or purpose is part of what is said.
    if (rel == Deprel::advcl && a.tokens[t].head == static_cast<std::int32_t>(cue)) {
      for (std::uint32_t k = t; k-- > 0 && k + 12 > t;) {
        clause = clause || (a.tokens[k].head == static_cast<std::int32_t>(t) && a.tokens[k].deprel == Deprel::mark &&
                            a.tokens[k].upos == Upos::SCONJ && r.speech.word(a, k, t, kThat) == 0);
      }
    }
    if (clause && r.extent(t).first <= content.first) return false;  // "told the agency that he left": the words themselves
    beside = beside || clause;
    t = static_cast<std::uint32_t>(a.tokens[t].head);
  }
  return beside && t == cue;
}

// What a statement holds is a thing ("announced the expulsion of two envoys"), not a clause.
bool names_a_thing(const model::Analysis& a, Range content) {
  const model::Token& h = a.tokens[head_of(a, content)];
  bool object = h.deprel == Deprel::obj || h.deprel == Deprel::obl || h.deprel == Deprel::iobj || h.deprel == Deprel::nmod;
  return object && h.upos != Upos::VERB && h.upos != Upos::AUX;
}

// "the attack, which killed two and hurt ten": the verb describes the act that a noun names.
bool describes(const model::Analysis& a, const Event& e, const Event& f) {
  if (&e == &f || f.sentence != e.sentence || !a.sentences[e.sentence].parsed) return false;
  std::int32_t t = static_cast<std::int32_t>(e.trigger_token);
  while (t >= 0 && a.tokens[t].deprel == Deprel::conj) t = a.tokens[t].head;
  if (t < 0 || a.tokens[t].head < 0 || (a.tokens[t].deprel != Deprel::acl_relcl && a.tokens[t].deprel != Deprel::acl))
    return false;
  const model::Token& noun = a.tokens[a.tokens[t].head];
  return noun.upos == Upos::NOUN && f.trigger.contains(noun.span);
}

// The same act told twice has one day and one place: a sentence that gives none takes them from the nearest one that does.
void same_act(model::Analysis& a, const model::Document& d) {
  const model::Day published = d.published;
  auto country = [&](std::int32_t m) { return m < 0 ? std::string_view{} : a.mentions[m].actor.country.view(); };
  // The same parties, of which one telling may leave out one.
  auto alike = [&](const Event& e, const Event& f) {
    std::string_view x = country(e.actor), y = country(f.actor), p = country(e.recipient), q = country(f.recipient);
    bool known = (x == y && !x.empty()) || (p == q && !p.empty());
    return known && (x == y || x.empty() || y.empty()) && (p == q || p.empty() || q.empty());
  };
  for (Event& e : a.events) {
    bool undated = e.when.text.empty() && e.modality == Modality::actual;
    bool unplaced = e.where.text.empty() && e.where.country.empty();
    if (!undated && !unplaced) continue;
    const Event* day = nullptr;
    for (const Event& f : a.events) {
      if (undated && !f.when.text.empty() && describes(a, e, f)) day = &f;
    }
    if (day != nullptr) e.when = day->when, undated = false, day = nullptr;
    if (country(e.actor).empty() && country(e.recipient).empty()) continue;
    const Event* place = nullptr;
    auto far = [&](const Event& f) { return f.sentence > e.sentence ? f.sentence - e.sentence : e.sentence - f.sentence; };
    for (const Event& f : a.events) {
      if (&f == &e || f.type != e.type || f.modality != e.modality || f.mode != e.mode) continue;
      bool same = alike(e, f);
      bool turned = f.group == e.group && f.sentence == e.sentence;
      if (!same && !turned) continue;
      if (undated && !f.when.text.empty() && f.when.precision == model::Precision::day && f.when.start.known() &&
          f.when.start == f.when.end && far(f) <= 6 && (day == nullptr || far(f) < far(*day))) {
        std::int64_t ago = published.known() ? days_since_1970(published) - days_since_1970(f.when.start) : 0;
        if (ago >= 0 && ago <= 10) day = &f;
      }
      if (unplaced && !f.where.text.empty() && !f.where.country.empty() && far(f) <= 6 &&
          (place == nullptr || far(f) < far(*place)))
        place = &f;
    }
    if (day == nullptr && undated && published.known() && !country(e.actor).empty() && !country(e.recipient).empty()) {
      // What the lead dates goes on for its parties in the sentences right behind it.
      for (const Event& f : a.events) {
        bool parties = country(f.recipient) == country(e.recipient) && alike(e, f);
        if (!parties || f.sentence > 2 || f.sentence >= e.sentence || e.sentence - f.sentence > 3 || f.when.text.empty() ||
            f.modality != Modality::actual)
          continue;
        if (f.when.precision != model::Precision::day || !(f.when.start == f.when.end)) continue;
        std::int64_t ago = days_since_1970(published) - days_since_1970(f.when.start);
        if (ago >= 0 && ago <= 7) day = &f;
      }
    }
    if (day == nullptr && undated && (a.sentences[e.sentence].title || e.sentence == 0)) {
      // A headline has the day of the first act of the same parties below it.
      for (const Event& f : a.events) {
        if (f.sentence <= e.sentence || f.sentence > e.sentence + 2 || f.when.text.empty() ||
            f.when.precision != model::Precision::day || f.modality != Modality::actual)
          continue;
        bool parties = country(f.actor) == country(e.actor) && !country(e.actor).empty();
        std::int64_t ago = published.known() ? days_since_1970(published) - days_since_1970(f.when.start) : 0;
        if (parties && ago >= 0 && ago <= 10) {
          day = &f;
          break;
        }
      }
    }
    if (day != nullptr) e.when = day->when;
    if (place != nullptr) e.where = place->where;
  }
}

}  // namespace

struct Context::Parts {
  DateFinder dates;
  Speech speech;
  Places places;
  std::string word_bytes;
  lexicon::Phrases place_words;
  lexicon::ActorTable actors;

  std::uint32_t place_word(const model::Analysis& a, std::uint32_t token, std::uint32_t last, std::uint32_t use) const {
    std::uint32_t words = 0;
    if (token >= last) return words;
    place_words.each(std::span<const model::Token>(a.tokens).subspan(token, last - token), [&](lexicon::Phrases::Match m) {
      for (std::uint32_t v : place_words.values(m)) {
        if (v & use) words = m.words;
      }
    });
    return words;
  }

  void terms(const model::Analysis& a, DateState& state) const;
  int bond(const Reading& r, Range phrase, const Event& e) const;
  void when(const Reading& r, std::span<const TimeExpression> found, std::span<const std::size_t> begins, Event& e,
            int newest) const;
  bool beside_act(const Reading& r, std::span<const TimeExpression> found, Event& e, const TimeExpression* dated) const;
  const TimeExpression* said_when(const Reading& r, std::span<const TimeExpression> found, std::span<const std::size_t> begins,
                                  const Event& e) const;
  void told_day(const Reading& r, std::span<const TimeExpression> found, Event& e) const;
  void where(const Reading& r, model::Analysis& a, std::span<const TimeExpression> found, Event& e) const;
  bool town_behind(const Reading& r, std::uint32_t token, model::Where& out, Range& words) const;
  int said_where(const Reading& r, const Event& e, model::Where& out) const;
  void where_of_parties(const Reading& r, model::Analysis& a, Event& e) const;
  void sources(const Reading& r, const Statements& statements, model::Analysis& a, Event& e) const;
  bool unlisted(const Reading& r, std::uint32_t token, model::Where& out, Range& words) const;
  bool place_at(const Reading& r, std::uint32_t token, std::uint32_t last, model::Where& out, Range& words) const;
};

Context::Context() : parts_(nullptr) {}
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;
Context::~Context() = default;

Result<Context> Context::build(const lexicon::Pack& pack, std::string_view language) {
  auto dates = DateFinder::build(pack, language);
  if (!dates) return tl::unexpected(dates.error());
  auto speech = Speech::build(pack, language);
  if (!speech) return tl::unexpected(speech.error());
  auto actors = lexicon::ActorTable::open(pack, language);
  if (!actors) return tl::unexpected(actors.error());
  std::string name = "lang/" + std::string(language) + "/places.tsv";
  lexicon::PhraseBuilder words;
  for (const lexicon::Row& row : lexicon::rows(pack.section(name))) {
    static constexpr std::string_view kUses[] = {"in", "to", "capital", "visit", "the", "where", "home", "from"};
    auto use = std::find(std::begin(kUses), std::end(kUses), trim(row.cell(1)));
    if (use == std::end(kUses))
      return fail(Code::bad_table, "data/" + name + ":" + std::to_string(row.line),
                  "unknown use '" + std::string(row.cell(1)) + "'");
    for (std::string_view phrase : split(row.cell(0), '|')) words.add(fold(trim(phrase)), 1u << (use - std::begin(kUses)));
  }
  Context c;
  c.parts_ = std::make_unique<Parts>(
      Parts{std::move(*dates), std::move(*speech), Places(pack, language), words.finish(), {}, std::move(*actors)});
  c.parts_->place_words = lexicon::Phrases(c.parts_->word_bytes);
  return c;
}

bool Context::may_speak(const model::Analysis& a, std::uint32_t sentence) const {
  const model::Sentence& s = a.sentences[sentence];
  for (std::uint32_t i = s.first; i < s.last; ++i) {
    if (!parts_->speech.any_cue(a.tokens[i].hash)) continue;
    Cue c = parts_->speech.cue(a, i, s.last);
    if (c.words && c.kind != CueKind::none) return true;
  }
  return false;
}

void Context::quotes(const model::Document& d, model::Analysis& a) const {
  a.quotes.clear();
  bool any = false;
  for (std::uint32_t s = 0; s < a.sentences.size() && !any; ++s) {
    any = may_speak(a, s);
    // "Putin: Ukraina menyerang Moskow"
    const model::Sentence& x = a.sentences[s];
    for (std::uint32_t i = x.first; i < x.last && x.size() < 25 && !any; ++i) {
      std::string_view n = a.tokens[i].norm;
      any = n == ":" || (i + 6 >= x.last && (n == "-" || n == "\xE2\x80\x93"));
    }
  }
  if (!any) return;
  Reading r(parts_->speech, d, a);
  Statements(r).run(a.quotes);
}

// Between which days an article without a day was written: all leaders that it names with their office were in one.
void Context::Parts::terms(const model::Analysis& a, DateState& state) const {
  struct Term {
    std::int32_t from, to;  // yyyymmdd
  };
  std::span<const lexicon::ActorEntry> entries = actors.entries();
  std::vector<Term> open{{0, lexicon::kOpenEnd}}, both;
  std::vector<std::uint32_t> seen;
  for (const model::Mention& m : a.mentions) {
    if (m.kind != model::MentionKind::name || m.actor.entry < 0 || static_cast<std::size_t>(m.actor.entry) >= entries.size())
      continue;
    const lexicon::ActorEntry& x = entries[static_cast<std::size_t>(m.actor.entry)];
    auto words = static_cast<std::uint32_t>(std::count(m.actor.name.begin(), m.actor.name.end(), ' ')) + 1;
    if (x.type != lexicon::EntryType::leader || x.person == 0 || m.actor.sector.view() != "GOV" || m.last - m.first <= words)
      continue;
    if (std::find(seen.begin(), seen.end(), x.person) != seen.end()) continue;
    seen.push_back(x.person);
    both.clear();
    for (const lexicon::ActorEntry& e : entries) {
      if (e.type != lexicon::EntryType::leader || e.person != x.person || std::string_view(e.sector) != "GOV") continue;
      for (const Term& t : open) {
        std::int32_t from = std::max(t.from, e.from), to = std::min(t.to, e.to);
        if (from < to) both.push_back({from, to});
      }
    }
    if (both.empty()) return;
    open.swap(both);
  }
  Term all = open.front();
  for (const Term& t : open) all.from = std::min(all.from, t.from), all.to = std::max(all.to, t.to);
  if (all.from == 0 || all.to == lexicon::kOpenEnd) return;
  auto day = [](std::int32_t n) { return model::Day{n / 10000, n / 100 % 100, n % 100}; };
  state.earliest = day(all.from), state.latest = day(all.to);
}

int Context::Parts::bond(const Reading& r, Range phrase, const Event& e) const {
  const model::Analysis& a = r.a;
  const model::Sentence& s = a.sentences[e.sentence];
  std::uint32_t t = e.trigger_token;
  if (t < s.first || t >= s.last) return kNone;
  for (int steps = 0; s.parsed && steps < 3 && a.tokens[t].upos != Upos::VERB && a.tokens[t].upos != Upos::NOUN &&
                      a.tokens[t].head >= 0 && e.trigger.contains(a.tokens[a.tokens[t].head].span);
       ++steps) {
    t = static_cast<std::uint32_t>(a.tokens[t].head);  // "tidak akan bertemu": the verb acts, not its auxiliary
  }
  const model::Span words = r.span(phrase);
  if (e.trigger.contains(words)) return kDirectBond;
  // Right before or behind the verb: "Solana pada Selasa bertemu …", whatever the tree says.
  if (a.tokens[t].upos == Upos::VERB && (phrase.last == t || phrase.first == t + 1)) return kDirectBond;
  auto acts = [&](std::int32_t k) {
    return k == static_cast<std::int32_t>(t) || (k >= 0 && e.trigger.contains(a.tokens[k].span));
  };
  // A word of the trigger that is no act but names somebody.
  auto names = [&](std::int32_t k) {
    return k != static_cast<std::int32_t>(t) && r.mention_at(static_cast<std::uint32_t>(k)) >= 0;
  };
  if (!s.parsed) {
    // No tree: the words between must not start another clause.
    std::uint32_t from = std::min(t, phrase.first), to = std::max(t, phrase.last);
    std::uint32_t commas = 0;
    for (std::uint32_t k = from + 1; k < to; ++k) {
      if (phrase.has(k)) continue;
      if (r.mark(k) || r.speech.word(a, k, s.last, kThat)) return kNone;
      if (r.is(k, ',') || r.is(k, ';')) ++commas;
    }
    if (phrase.first <= s.first + 1) return commas <= 1 ? kClauseBond : kLoose;
    return commas == 0 ? kClauseBond : commas == 1 ? kLoose : kNone;
  }
  std::uint32_t h = head_of(a, phrase);
  // Up from the phrase to the trigger, or to the word that governs both.
  auto at = static_cast<std::int32_t>(h);
  bool crossed = false, described = false;
  for (int steps = 0; at >= 0 && steps < 100; ++steps) {
    if (at == static_cast<std::int32_t>(t)) return crossed ? kNone : described ? kLoose : steps == 1 ? kDirectBond : kClauseBond;
    if (static_cast<std::uint32_t>(at) != h && r.below(t, static_cast<std::uint32_t>(at))) break;
    // A phrase inside a clause below the trigger dates that clause: "… the attack that killed ten on Monday".
    Deprel edge = a.tokens[at].deprel;
    bool nouns = edge == Deprel::conj && a.tokens[at].upos != Upos::VERB && a.tokens[at].upos != Upos::AUX;
    if (clause_edge(edge) && !nouns && static_cast<std::uint32_t>(at) != h) {
      if (edge == Deprel::conj && a.tokens[at].head >= 0 && a.tokens[a.tokens[at].head].deprel == Deprel::acl_relcl &&
          acts(a.tokens[a.tokens[at].head].head)) {
        described = true, at = a.tokens[at].head;  // "the attack that killed two and hurt ten on Monday"
        continue;
      }
      // "arrested dozens of students who had protested since": what people do besides is not the act.
      bool describes = (edge == Deprel::acl || edge == Deprel::acl_relcl) && acts(a.tokens[at].head) && !names(a.tokens[at].head);
      // What is planned or asked for carries its own date: "sepakat bertemu di Oslo pada 5 Oktober".
      bool planned = e.modality == Modality::future || e.type == model::EventType::AGREE || e.type == model::EventType::REQUEST;
      if (planned && (edge == Deprel::advcl || edge == Deprel::ccomp || edge == Deprel::conj)) {
        described = true, at = a.tokens[at].head;
        continue;
      }
      // A participle without a subject of its own: its last phrase often dates the whole.
      if (edge == Deprel::advcl && static_cast<std::uint32_t>(at) > t && phrase.last + 2 >= s.last &&
          r.child(static_cast<std::uint32_t>(at), {Deprel::nsubj, Deprel::nsubj_pass, Deprel::mark}) == kNoToken) {
        described = true, at = a.tokens[at].head;
        continue;
      }
      bool happens = dates.happens(a, static_cast<std::uint32_t>(at));
      if (!describes && !(happens && a.tokens[t].upos != Upos::VERB))
        crossed = true;
      else if (!happens)
        described = true;
    }
    at = a.tokens[at].head;
  }
  if (at < 0 || crossed) return kNone;
  // "Washington, where he met …": the relative clause happens at its place.
  if (phrase.has(static_cast<std::uint32_t>(at))) {
    for (auto k = static_cast<std::int32_t>(t); k >= 0 && k != at; k = a.tokens[k].head) {
      if (a.tokens[k].head == at && a.tokens[k].deprel == Deprel::acl_relcl && k == static_cast<std::int32_t>(t)) {
        for (std::uint32_t w = phrase.last; w < t; ++w) {
          if (place_word(a, w, t, kWhere)) return kShared;
        }
      }
    }
    return kNone;
  }
  // Down from the common word to the trigger.
  int best = kClauseBond;
  for (auto k = static_cast<std::int32_t>(t); k >= 0 && k != at; k = a.tokens[k].head) {
    Deprel rel = a.tokens[k].deprel;
    if (rel == Deprel::conj) {
      best = std::min<int>(best, kShared);
    } else if (rel == Deprel::advcl || rel == Deprel::acl || rel == Deprel::advcl_relcl) {
      // A clause that hangs on a dated one shares its date only loosely: "…, saying", "to meet".
      best = std::min<int>(best, kLoose);
    } else if (clause_edge(rel)) {
      // A date at the very start of the sentence frames what follows.
      if (rel == Deprel::parataxis && (phrase.first <= s.first + 1 || phrase.first > static_cast<std::uint32_t>(k)))
        best = std::min<int>(best, kLoose);
      else
        return kNone;
    }
  }
  return best;
}

// The day on which the statement that tells the event was made: "…," kata Kim, Senin (7/10/2024).
const TimeExpression* Context::Parts::said_when(const Reading& r, std::span<const TimeExpression> found,
                                                std::span<const std::size_t> begins, const Event& e) const {
  const model::Day published = r.d.published;
  for (const model::Quote& q : r.a.quotes) {
    if (q.cue.empty() || !q.content.overlaps(e.trigger) || q.content.begin > e.trigger.begin) continue;
    auto state = [&](std::int32_t m) { return m < 0 ? std::string_view{} : r.a.mentions[m].actor.country.view(); };
    // Acts done by speaking; of others only what the speaker himself announces.
    using enum model::EventType;
    bool verbal = e.type == AGREE || e.type == SUPPORT || e.type == CONCEDE || e.type == REQUEST || e.type == ACCUSE ||
                  e.type == REJECT || e.type == THREATEN;
    bool own =
        (e.actor < 0 && verbal) || r.same(e.actor, q.speaker_mention) ||
        ((verbal || e.modality == Modality::future) && !state(e.actor).empty() && state(e.actor) == state(q.speaker_mention));
    if (!own && (published.known() || e.modality != Modality::actual)) continue;
    auto cue = std::lower_bound(r.a.tokens.begin(), r.a.tokens.end(), q.cue.begin,
                                [](const model::Token& t, std::uint32_t begin) { return t.span.begin < begin; });
    if (cue == r.a.tokens.end()) continue;
    auto c = static_cast<std::uint32_t>(cue - r.a.tokens.begin());
    std::uint32_t s = r.sentence_of(c);
    if (s + 1 >= begins.size()) continue;
    const TimeExpression* best = nullptr;
    for (const TimeExpression& x : found.subspan(begins[s], begins[s + 1] - begins[s])) {
      if (x.attributive || x.ongoing || x.pivot || x.when.precision != model::Precision::day ||
          q.content.overlaps(r.span({x.first, x.last})))
        continue;
      if (x.first < c && x.last + 12 < c) continue;
      if (published.known() &&
          (!x.when.start.known() || x.when.start > published || days_since_1970(published) - days_since_1970(x.when.start) > 7))
        continue;
      best = &x;
    }
    if (best != nullptr) return best;
  }
  return nullptr;
}

// "on Wednesday, a day after Putin met Xi", "two days after the attack on 5 May, Iran …": acts that date each other.
bool Context::Parts::beside_act(const Reading& r, std::span<const TimeExpression> found, Event& e,
                                const TimeExpression* dated) const {
  const model::Analysis& a = r.a;
  const model::Sentence& s = a.sentences[e.sentence];
  if (!s.parsed) return false;
  for (const TimeExpression& x : found) {
    if (!x.pivot) continue;
    std::int32_t clause = a.tokens[x.last - 1].head;
    // A clause before the rest ends at its comma, whatever the tree says.
    std::uint32_t comma = x.last;
    bool leads = x.first <= s.first + 1;
    while (leads && comma < s.last && !r.is(comma, ',')) ++comma;
    leads = leads && comma < s.last;
    if (!leads && clause < static_cast<std::int32_t>(x.last)) continue;
    auto behind = [&](std::uint32_t t) {
      return t >= x.last && (leads ? t < comma : r.below(t, static_cast<std::uint32_t>(clause)));
    };
    const bool inside = behind(e.trigger_token);
    bool other = dated != nullptr && !behind(dated->first);
    if (!inside && (other || (!leads && bond(r, {x.first, x.last}, e) < kShared))) continue;
    const TimeExpression* base = nullptr;
    bool own = false;
    for (const TimeExpression& y : found) {
      bool within = behind(y.first);
      if (y.pivot || y.attributive || y.when.precision != model::Precision::day || !y.when.start.known()) continue;
      own = own || (within && inside);
      if (within != inside && base == nullptr) base = &y;
    }
    if (own || base == nullptr) continue;
    model::Day day = model::day_at(days_since_1970(base->when.start) + (inside ? -x.shift : x.shift));
    e.when = {day, day, model::Precision::day, inside ? base->when.text : r.span({x.first, x.last})};
    return true;
  }
  return false;
}

void Context::Parts::when(const Reading& r, std::span<const TimeExpression> all, std::span<const std::size_t> begins, Event& e,
                          int newest) const {
  const model::Day published = r.d.published;
  std::span<const TimeExpression> found = all.subspan(begins[e.sentence], begins[e.sentence + 1] - begins[e.sentence]);
  const TimeExpression* best = nullptr;
  int strength = kNone;
  std::uint32_t distance = 0;
  for (const TimeExpression& x : found) {
    if (x.pivot) continue;
    std::uint32_t gap =
        x.first > e.trigger_token ? x.first - e.trigger_token : e.trigger_token - std::min(e.trigger_token, x.last);
    int b = bond(r, {x.first, x.last}, e);
    if (x.attributive && b < kDirectBond) continue;
    if (b > strength || (b == strength && b != kNone && gap < distance)) best = &x, strength = b, distance = gap;
  }
  // The one date of a sentence whose only clause tells the event.
  if (best == nullptr && found.size() == 1 && !found[0].attributive && !found[0].pivot && r.a.sentences[e.sentence].parsed) {
    const model::Sentence& s = r.a.sentences[e.sentence];
    bool one_clause = true;
    for (std::uint32_t t = s.first; t < s.last && one_clause; ++t)
      one_clause = !clause_edge(r.tok(t).deprel) || r.tok(t).upos != Upos::VERB;
    if (one_clause) best = &found[0];
  }
  if (best != nullptr && best->when.precision > model::Precision::day) {
    // "a year later, on 10 September": the finer of two words for one day.
    for (const TimeExpression& x : found) {
      bool next = x.first >= best->last && x.first <= best->last + 2 && !x.pivot;
      bool within = best->when.start <= x.when.start && x.when.end <= best->when.end;
      if (next && x.when.precision == model::Precision::day && x.when.start.known() && (within || !r.is(best->last, ',')))
        best = &x;
    }
  }
  if (beside_act(r, found, e, strength > kLoose ? best : nullptr)) return;
  bool past_age = dates.past_age(r.a, e.sentence);
  if (best == nullptr && (e.modality == Modality::actual || e.modality == Modality::future) && !past_age)
    best = said_when(r, all, begins, e);
  if (best != nullptr) {
    e.when = best->when;
    if (e.modality == Modality::actual && !best->ongoing && is_historical(e.when, published, newest))
      e.modality = Modality::historical;
    if (past_age && e.modality == Modality::actual && strength < kDirectBond && best->ongoing) e.modality = Modality::historical;
  } else if (past_age && e.modality == Modality::actual) {
    e.modality = Modality::historical;
  }
  if (best == nullptr && e.modality == Modality::actual && published.known()) {
    e.when = {published, published, model::Precision::day, {}};
  }
}

// Nothing said when: it was known by the day on which it was told, "…, lapor BBC, Sabtu (4/1)", "…, police said on Monday".
void Context::Parts::told_day(const Reading& r, std::span<const TimeExpression> found, Event& e) const {
  const model::Day published = r.d.published;
  if (!e.when.text.empty() || e.modality != Modality::actual || !published.known()) return;
  const model::Sentence& s = r.a.sentences[e.sentence];
  std::uint32_t cue = kNoToken;
  for (std::uint32_t t = s.first; t < s.last && cue == kNoToken; ++t) {
    Cue c = r.speech.cue(r.a, t, s.last);
    if (c.words == 0 || r.inside[t] >= 0 || c.kind == CueKind::thought || e.trigger.contains(r.a.tokens[t].span)) continue;
    bool leads = c.kind == CueKind::relay && t<s.first + 4, behind = t> e.trigger_token && r.is(t - 1, ',');
    if (leads || behind) cue = t;
  }
  if (cue == kNoToken) return;
  for (const TimeExpression& x : found) {
    if (x.first <= cue || x.attributive || x.ongoing || x.pivot || x.when.precision != model::Precision::day) continue;
    std::int64_t ago = x.when.start.known() ? days_since_1970(published) - days_since_1970(x.when.start) : -1;
    if (ago < 0 || ago > 7 || !(x.when.start == x.when.end)) continue;
    e.when = x.when;
    return;
  }
}

// A place name at this token, with words that may stand before it: "in the Syrian capital", "di ibu kota Suriah".
bool Context::Parts::place_at(const Reading& r, std::uint32_t token, std::uint32_t last, model::Where& out, Range& words) const {
  const model::Analysis& a = r.a;
  std::uint32_t i = token;
  bool capital = false;
  std::string_view state;
  for (int steps = 0; steps < 6 && i < last; ++steps) {
    if (std::uint32_t n = place_word(a, i, last, kCapitalOf)) {
      capital = true, i += n;
      if (!state.empty()) {
        if (const Place p = places.capital_of(state)) {
          words = {token, i};
          out.text = r.span(words), out.name = p.name, out.country = p.country;
          out.latitude = p.latitude, out.longitude = p.longitude, out.located = p.located;
          return true;
        }
        return false;
      }
      continue;
    }
    std::uint32_t n = 0;
    if (Place p = places.at(a, i, last, n)) {
      // "New York Times", "Jakarta Post": the mention goes on.
      std::int32_t m = r.mention_at(i);
      if (m >= 0 && a.mentions[m].last > i + n && a.mentions[m].actor.kind != model::ActorKind::state &&
          a.mentions[m].actor.kind != model::ActorKind::place && a.mentions[m].kind == model::MentionKind::name) {
        return false;
      }
      words = {i, i + n};
      if (!p.located && capital) {
        // "di ibu kota Suriah"
        if (const Place seat = places.capital_of(p.country)) words.first = token, p = seat;
      } else if (!p.located && place_word(a, i + n, last, kCapitalOf)) {
        state = p.country, i += n;
        continue;
      }
      out.text = r.span(words), out.name = p.name, out.country = p.country;
      out.latitude = p.latitude, out.longitude = p.longitude, out.located = p.located;
      return true;
    }
    std::int32_t m = r.mention_at(i);
    if (m >= 0 &&
        (a.mentions[m].locative || a.mentions[m].actor.kind == model::ActorKind::state ||
         a.mentions[m].actor.kind == model::ActorKind::place) &&
        a.mentions[m].actor.country.view().size() == 3 && a.mentions[m].actor.sector.empty()) {
      const model::Mention& x = a.mentions[m];
      state = x.actor.country.view();
      if (capital) {
        if (const Place p = places.capital_of(state)) {
          words = {token, x.last};
          out.text = r.span(words), out.name = p.name, out.country = p.country;
          out.latitude = p.latitude, out.longitude = p.longitude, out.located = p.located;
          return true;
        }
      }
      if (place_word(a, x.last, last, kCapitalOf)) {
        i = x.last;
        continue;
      }
      if (x.actor.kind != model::ActorKind::state && x.actor.kind != model::ActorKind::place && !x.locative) return false;
      words = {x.first, x.last};
      out.text = x.span, out.name = x.actor.name, out.country = state;
      return true;
    }
    n = place_word(a, i, last, kFiller);
    if (n == 0) return false;
    i += n;
  }
  return false;
}

// A name behind "in" that no table knows: "di Istana Bogor", "in Highfield". A known place within or right behind it gives the
// country.
bool Context::Parts::unlisted(const Reading& r, std::uint32_t token, model::Where& out, Range& words) const {
  const model::Analysis& a = r.a;
  if (token >= a.tokens.size()) return false;  // the text ends right behind the preposition
  const model::Sentence& s = a.sentences[r.sentence_of(token)];
  if (!s.parsed || token >= s.last || !(r.tok(token).shape & model::kCapital) || (r.tok(token).shape & model::kHasDigit))
    return false;
  std::int32_t m = r.mention_at(token);
  if (m >= 0 && a.mentions[m].first == token && a.mentions[m].actor.resolved()) return false;
  Range phrase{token, token};
  while (phrase.last < s.last && phrase.last < token + 8 && (r.tok(phrase.last).shape & model::kCapital) && !r.mark(phrase.last))
    ++phrase.last;
  if (phrase.empty()) return false;
  std::uint32_t h = head_of(a, phrase);
  if (!r.tok(h).head || (a.tokens[h].upos != Upos::PROPN && a.tokens[h].upos != Upos::NOUN)) return false;
  if (a.tokens[h].deprel != Deprel::obl && a.tokens[h].deprel != Deprel::nmod) return false;
  words = phrase;
  out = {};
  out.text = r.span(phrase), out.name = out.text.in(r.d.text);
  std::uint32_t last = phrase.last;
  if (r.is(last, ',') && last + 1 < s.last) last = std::min(s.last, last + 5);
  for (std::uint32_t t = token; t < last; ++t) {
    std::uint32_t n = 0;
    if (const Place p = places.at(a, t, s.last, n)) {
      out.country = p.country, out.latitude = p.latitude, out.longitude = p.longitude, out.located = p.located;
      break;
    }
  }
  return true;
}

// "di Istana Negara, Jakarta": the town behind the seat of a body.
bool Context::Parts::town_behind(const Reading& r, std::uint32_t token, model::Where& out, Range& words) const {
  const model::Analysis& a = r.a;
  std::int32_t m = r.mention_at(token);
  if (m < 0) return false;
  const std::uint32_t last = a.sentences[r.sentence_of(token)].last, next = a.mentions[m].last;
  std::uint32_t n = 0;
  if (!r.is(next, ',')) return false;
  const Place p = places.at(a, next + 1, last, n);
  if (!p || !p.located) return false;
  words = {a.mentions[m].first, next + 1 + n};
  out.text = r.span({next + 1, next + 1 + n}), out.name = p.name, out.country = p.country;
  out.latitude = p.latitude, out.longitude = p.longitude, out.located = true;
  return true;
}

// "…," kata Hua di Beijing: what the speaker himself does by speaking happens where he speaks.
int Context::Parts::said_where(const Reading& r, const Event& e, model::Where& out) const {
  const model::Analysis& a = r.a;
  for (const model::Quote& q : a.quotes) {
    if (!q.direct || q.cue.empty() || q.speaker_mention < 0 || e.actor < 0 || !q.content.overlaps(e.trigger) ||
        q.content.begin > e.trigger.begin)
      continue;
    const model::Code3 state = a.mentions[e.actor].actor.country;
    if (!r.same(e.actor, q.speaker_mention) && (state.empty() || !(state == a.mentions[q.speaker_mention].actor.country)))
      continue;
    auto cue = std::lower_bound(a.tokens.begin(), a.tokens.end(), q.cue.begin,
                                [](const model::Token& t, std::uint32_t begin) { return t.span.begin < begin; });
    if (cue == a.tokens.end()) continue;
    auto c = static_cast<std::uint32_t>(cue - a.tokens.begin());
    std::uint32_t last = a.sentences[r.sentence_of(c)].last;
    for (std::uint32_t i = c + 1; i < std::min(last, c + 16) && !r.mark(i); ++i) {
      std::uint32_t in = place_word(a, i, last, kIn);
      if (in == 0 || q.content.overlaps(a.tokens[i].span)) continue;
      Range words;
      model::Where place;
      if (place_at(r, i + in, last, place, words)) return out = place, kShared;
    }
  }
  return kNone;
}

void Context::Parts::where(const Reading& r, model::Analysis& a, std::span<const TimeExpression> found, Event& e) const {
  const model::Sentence& s = a.sentences[e.sentence];
  model::Where best, place;
  int strength = kNone;
  std::uint32_t distance = 0;
  bool visit = false, home = false;
  for (std::uint32_t t = s.first; t < s.last; ++t) {
    if (t != e.trigger_token && !(e.trigger.contains(a.tokens[t].span))) continue;
    visit = visit || (e.type == model::EventType::CONSULT && place_word(a, t, s.last, kVisit) != 0);
    home = home || place_word(a, t, s.last, kHome) != 0;
  }
  bool sends = e.type == model::EventType::AID || e.type == model::EventType::MOBILIZE || e.type == model::EventType::AGREE;
  home = home && (e.type == model::EventType::CONSULT || e.type == model::EventType::SANCTION ||
                  e.type == model::EventType::ACCUSE || e.type == model::EventType::COERCE || e.type == model::EventType::REJECT);
  for (std::uint32_t i = s.first; i < s.last; ++i) {
    std::uint32_t in = place_word(a, i, s.last, kIn);
    std::uint32_t to = in ? 0u : place_word(a, i, s.last, kTo);
    if (to && e.type != model::EventType::CONSULT && !sends)
      to = 0;  // the way to a place counts for visits, meetings and what is sent
    std::uint32_t out = in || to || !home ? 0u : place_word(a, i, s.last, kOut);
    if (!in && !to && !out) continue;
    if (std::any_of(found.begin(), found.end(), [&](const TimeExpression& x) { return x.first <= i + in && i + in < x.last; }))
      continue;  // "in May"
    to += out;
    Range words;
    place = {};
    if (!place_at(r, i + in + to, s.last, place, words) && !(in && unlisted(r, i + in, place, words)) &&
        !(in && town_behind(r, i + in, place, words)))
      continue;
    // "Washington, where he met …"
    std::uint32_t after = r.is(words.last, ',') ? words.last + 1 : words.last;
    bool joined = place_word(a, after, s.last, kWhere) && e.trigger_token > after && e.trigger_token < after + 6;
    if (to && !out && e.recipient >= 0 && r.mention_at(words.first) != e.recipient && !visit && !sends && !joined) continue;
    int b = bond(r, words, e);
    if (joined) b = std::max<int>(b, kClauseBond);
    if (b < kShared) continue;
    std::uint32_t gap = i > e.trigger_token ? i - e.trigger_token : e.trigger_token - i;
    if (b > strength || (b == strength && gap < distance)) best = place, strength = b, distance = gap;
  }
  if (strength == kNone && visit && e.recipient >= 0) {
    const model::Mention& m = a.mentions[e.recipient];
    Range words;
    place = {};
    if (m.sentence == e.sentence && m.kind == model::MentionKind::name && place_at(r, m.first, m.last, place, words) &&
        words.last == m.last)
      best = place, strength = kShared;
  }
  // An attack on a state by its name happens there.
  if (strength == kNone && e.type == model::EventType::ASSAULT && e.recipient >= 0) {
    const model::Mention& m = a.mentions[e.recipient];
    Range words;
    place = {};
    bool named = (m.actor.kind == model::ActorKind::state || m.actor.kind == model::ActorKind::place) &&
                 m.kind == model::MentionKind::name && m.actor.sector.empty();
    if (m.sentence == e.sentence && named && place_at(r, m.first, m.last, place, words) && words.last == m.last)
      best = place, strength = kShared;
  }
  if (strength == kNone) strength = said_where(r, e, best);
  if (strength == kNone && home && !visit && e.actor >= 0) {
    // Who summons, expels or receives does so at home.
    if (const Place p = places.state(a.mentions[e.actor].actor.country.view()))
      best = {}, best.name = p.name, best.country = p.country, strength = kShared;
  }
  if (strength == kNone) return;
  best.name = a.arena.copy(best.name), best.country = a.arena.copy(best.country);
  e.where = best;
}

// Nothing said where: what the parties tell. Acts within one state happen there; an attack where its target is; what an article
// with a dateline tells first of its own state, there. No coordinates and no words, only the country.
void Context::Parts::where_of_parties(const Reading& r, model::Analysis& a, Event& e) const {
  using model::EventType;
  if (!e.where.country.empty() || (e.modality != Modality::actual && e.modality != Modality::historical)) return;
  auto state_of = [&](std::int32_t m) { return m < 0 ? Place{} : places.state(a.mentions[m].actor.country.view()); };
  const Place actor = state_of(e.actor);
  const Place recipient = state_of(e.recipient);
  Place found;
  if (e.type == EventType::ASSAULT && recipient) {
    const model::Mention& m = a.mentions[e.recipient];
    bool people = m.kind != model::MentionKind::generic && (m.actor.kind == model::ActorKind::person || !m.actor.sector.empty());
    if (!people || (actor && actor.country == recipient.country)) found = recipient;
  } else if (actor && recipient && actor.country == recipient.country && e.actor != e.recipient) {
    found = actor;
  } else if (e.recipient < 0 &&
             (e.type == EventType::PROTEST || (e.actor >= 0 && a.mentions[e.actor].actor.sector.view() == "REB"))) {
    found = actor;  // demonstrators and rebels act at home
  } else if (!r.d.dateline_place.empty() && e.sentence <= 3 &&
             (e.type == EventType::CONSULT || e.type == EventType::PROTEST || e.type == EventType::COERCE ||
              e.type == EventType::SUPPORT)) {
    const Place p = places.named(fold(r.d.dateline_place));
    if (p && ((actor && actor.country == p.country) || (recipient && recipient.country == p.country)))
      found = places.state(p.country);
  }
  if (!found) return;
  if (e.where.text.empty()) e.where.name = a.arena.copy(found.name);
  e.where.country = a.arena.copy(found.country);
}

void Context::Parts::sources(const Reading& r, const Statements& statements, model::Analysis& a, Event& e) const {
  e.attribution.clear();
  e.is_quote = false;
  std::int32_t segment = e.trigger_token < r.inside.size() ? r.inside[e.trigger_token] : -1;
  if (segment >= 0) e.is_quote = r.segments[static_cast<std::size_t>(segment)].statement;

  auto token_at = [&](std::uint32_t begin) {
    auto t = std::lower_bound(a.tokens.begin(), a.tokens.end(), begin,
                              [](const model::Token& x, std::uint32_t b) { return x.span.begin < b; });
    return t != a.tokens.end() && t->span.begin == begin ? static_cast<std::uint32_t>(t - a.tokens.begin()) : kNoToken;
  };
  auto add = [&](std::int32_t mention, model::Span text, bool medium) {
    if (text.empty() && mention < 0) return;
    std::string_view name = source_name(r, mention, text, actors);
    std::uint32_t t = token_at(text.begin);
    bool one = t != kNoToken && name == text.in(r.d.text) && text == a.tokens[t].span;
    if (one && (r.speech.word(a, t, r.count(), kHe) || (mention >= 0 && a.mentions[mention].kind == model::MentionKind::pronoun)))
      return;  // "…," katanya, and nobody knows who
    for (const model::Source& x : e.attribution) {
      if ((mention >= 0 && r.same(x.mention, mention)) || x.name == name) return;
      // "Teheran", "Iran": one state speaks.
      if (mention >= 0 && x.mention >= 0 && a.mentions[mention].actor.kind == model::ActorKind::state &&
          a.mentions[x.mention].actor.kind == model::ActorKind::state &&
          a.mentions[mention].actor.country == a.mentions[x.mention].actor.country)
        return;
    }
    model::Source x;
    x.kind = medium ? model::SourceKind::agency : model::SourceKind::speaker;
    x.mention = mention, x.text = text, x.name = a.arena.copy(name);
    if (mention >= 0) {
      std::int32_t root = r.root(mention);
      x.code = a.mentions[mention].actor.resolved() ? a.mentions[mention].actor.code() : a.mentions[root].actor.code();
    }
    e.attribution.push_back(std::move(x));
  };

  // Statements around the trigger, innermost first.
  std::vector<std::size_t> around;
  for (std::size_t q = 0; q < a.quotes.size(); ++q) {
    const model::Quote& x = a.quotes[q];
    if (x.speaker.empty() || !x.content.overlaps(e.trigger)) continue;
    // "an election that the opposition says was rigged": what is only said has its sayer, even where saying it is the act.
    std::uint32_t said = x.cue.overlaps(e.trigger) ? token_at(x.cue.begin) : kNoToken;
    bool plain = said != kNoToken && (r.speech.cue(a, said, r.count()).uses & kPlain);
    if (!plain && (x.cue.overlaps(e.trigger) || x.speaker.overlaps(e.trigger) || x.content.begin > e.trigger.begin)) continue;
    if (x.direct && segment < 0) continue;  // between the parts of a quotation
    around.push_back(q);
  }
  std::stable_sort(around.begin(), around.end(), [&](std::size_t x, std::size_t y) {
    return a.quotes[x].content.end - a.quotes[x].content.begin < a.quotes[y].content.end - a.quotes[y].content.begin;
  });
  std::vector<Relay> media, relays;
  std::vector<std::uint32_t> cues, told_in;
  statements.relays(e.sentence, relays);
  auto tokens_of = [&](model::Span span) {
    std::uint32_t first = token_at(span.begin), last = first;
    while (last < r.count() && a.tokens[last].span.begin < span.end) ++last;
    return Range{first, last};
  };
  for (std::size_t q : around) {
    const model::Quote& x = a.quotes[q];
    bool announces = false;
    if (std::uint32_t t = x.cue.empty() ? kNoToken : token_at(x.cue.begin); t != kNoToken) {
      std::uint32_t in = r.sentence_of(t);
      Cue c = r.speech.cue(a, t, a.sentences[in].last);
      Range content = tokens_of(x.content);
      bool thing = !content.empty() && names_a_thing(a, content);
      // "claimed to have attacked" tells, "promised to attack" does not.
      bool intends = !content.empty() && a.tokens[content.first].upos == Upos::PART &&
                     (content.first + 1 >= content.last || a.tokens[content.first + 1].upos != Upos::AUX);
      announces = (c.uses & kClause) && !thing && !intends;
      // "announced that …" tells, "announced the …" names what happened anyway.
      bool fact = (c.uses & kFact) && (thing || !(c.uses & kClause) || !(c.uses & kObject));
      bool document = false;  // "a letter from the ministry shows"
      for (Range who = tokens_of(x.speaker); who.first < who.last && c.kind == CueKind::thought && !document; ++who.first)
        document = r.speech.word(a, who.first, who.last, kDocument) != 0;
      if ((c.kind == CueKind::thought && !document) || c.kind == CueKind::relay || (!x.direct && fact)) continue;
      if (!x.direct && told_beside(r, t, content, e.trigger_token)) continue;
      cues.push_back(t);
      // A quotation over several sentences: who passes it on stands beside the cue.
      if (in != e.sentence && std::find(told_in.begin(), told_in.end(), in) == told_in.end())
        told_in.push_back(in), statements.relays(in, relays);
    }
    // Somebody who does what he does by speaking is no witness; one who tells of his own acts in a clause of their own is.
    if (!x.direct && !announces && e.actor >= 0 && x.speaker_mention >= 0 && r.same(e.actor, x.speaker_mention) &&
        !x.content.contains(a.mentions[e.actor].span))
      continue;
    bool medium = r.media(x.speaker_mention);
    for (std::uint32_t t = token_at(x.speaker.begin); !medium && t < r.count() && a.tokens[t].span.begin < x.speaker.end; ++t)
      medium = r.speech.word(a, t, r.count(), kMedium) != 0;  // "kantor berita Yonhap", "state television"
    if (medium) {
      Relay m;
      m.mention = x.speaker_mention;
      m.words.first = token_at(x.speaker.begin);
      if (m.words.first == kNoToken) continue;
      m.words.last = m.words.first + 1;
      while (m.words.last < r.count() && a.tokens[m.words.last - 1].span.end < x.speaker.end) ++m.words.last;
      media.push_back(m);
      continue;
    }
    add(x.speaker_mention, x.speaker, false);
  }
  for (std::uint32_t next = e.sentence + 1; next < a.sentences.size() && next <= e.sentence + 2 && statements.points_back(next);
       ++next) {
    statements.relays(next, relays);
    break;
  }
  std::erase_if(relays,
                [&](const Relay& x) { return x.told != kNoToken && std::find(cues.begin(), cues.end(), x.told) == cues.end(); });
  for (const Relay& x : relays) {
    if (x.inner) add(x.mention, r.span(x.words), !e.attribution.empty());
  }
  for (const Relay& x : media) add(x.mention, r.span(x.words), !e.attribution.empty());
  for (const Relay& x : relays) {
    // The relay is no source of what it does itself.
    if (x.mention >= 0 && e.actor >= 0 && r.same(x.mention, e.actor)) continue;
    if (!x.inner) add(x.mention, r.span(x.words), !e.attribution.empty());
  }
  if (!r.d.outlet.empty()) {
    model::Source x;
    x.kind = model::SourceKind::outlet;
    x.name = a.arena.copy(r.d.outlet);
    e.attribution.push_back(std::move(x));
  }
}

void Context::complete(const model::Document& d, model::Analysis& a) const {
  if (a.events.empty()) return;
  const Parts& p = *parts_;
  // Dates of the whole text up to its last event, in order: later ones lean on earlier ones.
  std::uint32_t last = 0;
  for (const Event& e : a.events) last = std::max(last, e.sentence);
  std::vector<TimeExpression> found;
  std::vector<std::size_t> begins;
  DateState state;
  state.anchor = d.published;
  if (!d.published.known()) p.terms(a, state);
  int newest = 0;
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    begins.push_back(found.size());
    if (s <= last || !d.published.known()) p.dates.find(a, s, state, found);
  }
  begins.push_back(found.size());
  for (const TimeExpression& x : found) newest = std::max(newest, x.when.end.year);

  Reading r(p.speech, d, a);
  Statements statements(r);
  for (Event& e : a.events) {
    if (e.sentence >= a.sentences.size()) continue;
    auto here = std::span<const TimeExpression>(found).subspan(begins[e.sentence], begins[e.sentence + 1] - begins[e.sentence]);
    p.when(r, found, begins, e, newest);
    p.where(r, a, here, e);
    p.sources(r, statements, a, e);
  }
  same_act(a, d);
  for (Event& e : a.events) {
    if (e.sentence < a.sentences.size())
      p.told_day(
          r, std::span<const TimeExpression>(found).subspan(begins[e.sentence], begins[e.sentence + 1] - begins[e.sentence]), e);
  }
  for (Event& e : a.events) p.where_of_parties(r, a, e);
}

}  // namespace kawat::context
