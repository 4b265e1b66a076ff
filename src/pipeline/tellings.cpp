#include "pipeline/tellings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <tuple>
#include <unordered_set>

#include "base/text.h"
#include "context/dates.h"
#include "context/places.h"
#include "lexicon/topics.h"
#include "pipeline/rows.h"
#include "pipeline/stages.h"

namespace kawat::pipeline {

using model::Token;
using stories::Clue;
using stories::ClueKind;
using stories::Clues;
using stories::Told;

struct TellingMaker::Language {
  lexicon::Topics topics;
  context::Places places;
  context::DateFinder dates;
};

namespace {

constexpr std::uint32_t kNearby = 6;  // sentences after the first whose words count

std::uint64_t place_hash(double latitude, double longitude) {
  std::array<char, 48> buffer{"place "};
  char *at = buffer.data() + 6, *end = buffer.data() + buffer.size();
  // A hundredth of a degree is about a kilometre: tables that differ by less mean the same town.
  at = std::to_chars(at, end, latitude, std::chars_format::fixed, 2).ptr;
  *at++ = ' ';
  at = std::to_chars(at, end, longitude, std::chars_format::fixed, 2).ptr;
  return word_hash({buffer.data(), at});
}

bool is_country(model::Code3 c) {
  return !c.empty() && c != model::Code3("IGO") && c != model::Code3("NGO") && c != model::Code3("IMG") &&
         c != model::Code3("MNC") && c != model::Code3("---");
}

// Who that is in any language: the Wikidata number, else the name of the table; states are their code.
std::uint64_t identity(const model::ActorRef& a) {
  if (a.kind == model::ActorKind::state || a.kind == model::ActorKind::none) return 0;
  if (!a.wikidata.empty()) return word_hash("who " + std::string(a.wikidata));
  bool named = a.kind == model::ActorKind::person || a.kind == model::ActorKind::organisation ||
               a.kind == model::ActorKind::armed_group || a.kind == model::ActorKind::party || a.kind == model::ActorKind::media;
  return named && !a.name.empty() ? word_hash("who " + fold(a.name)) : 0;
}

// A number as it is spelt in news: "1,000", "1.000", "51,5" → 1000, 1000, 51. 0 = none, or a year.
std::uint64_t count_of(std::string_view s) {
  std::uint64_t value = 0;
  bool plain = true;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] >= '0' && s[i] <= '9') {
      if (value > 1'000'000'000'000) return 0;
      value = value * 10 + static_cast<std::uint64_t>(s[i] - '0');
    } else if ((s[i] == '.' || s[i] == ',') && i > 0) {
      bool thousands = s.size() - i > 3 && (s.size() - i) % 4 == 0;
      if (!thousands) return value;
      plain = false;
    } else {
      return 0;
    }
  }
  return plain && value >= 1900 && value < 2100 ? 0 : value;
}

ClueKind clue_kind(lexicon::TopicKind k) {
  switch (k) {
    case lexicon::TopicKind::act:
      return ClueKind::act;
    case lexicon::TopicKind::answer:
      return ClueKind::answer;
    case lexicon::TopicKind::weak:
      return ClueKind::weak;
    default:
      return ClueKind::thing;
  }
}

using Names = std::vector<std::uint64_t>;  // ascending

// Words that the text writes with a capital where it need not: only these are names in a headline.
Names names_of(const model::Analysis& a) {
  Names out;
  for (const model::Sentence& s : a.sentences) {
    if (s.title) continue;
    for (std::uint32_t t = s.first + 1; t < s.last; ++t) {
      const Token& w = a.tokens[t];
      if ((w.shape & model::kCapital) && !(w.shape & model::kSentenceStart)) out.push_back(w.hash);
    }
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Reads the clues out of sentences of one document, each once. names: those of the article.
class Reader {
 public:
  Reader(const lexicon::Topics& topics, const context::Places& places, const Names& names, const model::Document& d,
         const model::Analysis& a)
      : topics_(topics), places_(places), names_(names), d_(d), a_(a), read_(a.sentences.size()) {}

  // Appends the clues of a sentence and what it counts.
  void read(std::uint32_t sentence, Clues& out, std::vector<stories::Count>& counts) {
    Read& r = read_[sentence];
    if (!r.done) read(sentence, r);
    auto append = [](const auto& from, const Stretch& s, auto& to) {
      to.insert(to.end(), from.begin() + s.first, from.begin() + s.last);
    };
    append(clues_, r.clues, out), append(counts_, r.counts, counts);
  }

  // The first state that the sentence names.
  model::Code3 subject(std::uint32_t sentence) const {
    for (const model::Mention& m : a_.mentions_of(sentence)) {
      if (is_country(m.actor.country)) return m.actor.country;
    }
    return {};
  }

  // The first person or organisation that the sentence names.
  Clue first_name(std::uint32_t sentence) const {
    for (const model::Mention& m : a_.mentions_of(sentence)) {
      if (std::uint64_t who = identity(m.actor); who != 0) return {ClueKind::name, who};
    }
    return {};
  }

  // The first day that the sentence names, for acts without a date of their own.
  model::When day(std::uint32_t sentence, const context::DateFinder& dates) const {
    context::DateState state;
    state.anchor = d_.published;
    std::vector<context::TimeExpression> found;
    dates.find(a_, sentence, state, found);
    for (const context::TimeExpression& e : found) {
      if (!e.attributive && !e.pivot && !e.ongoing && e.when.start.known() && e.when.precision == model::Precision::day)
        return e.when;
    }
    return {};
  }

  std::vector<stories::Party> parties(const std::vector<std::int32_t>& of) const {
    std::vector<stories::Party> out;
    for (std::int32_t at : of) {
      const model::Mention& m = a_.mentions[static_cast<std::size_t>(at)];
      std::string name(m.actor.name.empty() ? m.span.in(d_.text) : m.actor.name);
      stories::Party p{m.actor.country, m.actor.sector, identity(m.actor), std::move(name)};
      if (p.identity == 0 && !m.actor.resolved()) p.identity = word_hash("name " + fold(p.name));
      out.push_back(std::move(p));
    }
    auto key = [](const stories::Party& p) { return std::tuple(p.country.view(), p.sector.view(), p.identity); };
    std::sort(out.begin(), out.end(), [&](const auto& x, const auto& y) { return key(x) < key(y); });
    out.erase(std::unique(out.begin(), out.end(), [&](const auto& x, const auto& y) { return key(x) == key(y); }), out.end());
    return out;
  }

 private:
  struct Stretch {
    std::ptrdiff_t first = 0, last = 0;
  };
  struct Read {
    bool done = false;
    Stretch clues, counts;
  };

  // A token of the sentence that is being read.
  enum : std::uint8_t {
    kTaken = 1,     // told already: no name by itself
    kCalendar = 2,  // a month, a weekday, an hour
    kShare = 4,     // "percent"
  };
  struct Seen {
    std::uint8_t is = 0;
    std::uint64_t subject = 0;  // thing or act that begins here
  };

  void read(std::uint32_t sentence, Read& out) {
    const model::Sentence& s = a_.sentences[sentence];
    out.done = true;
    out.clues.first = std::ssize(clues_), out.counts.first = std::ssize(counts_);
    seen_.assign(s.size(), {});
    mentions(sentence);
    places(s);
    topics(s);
    names_and_numbers(s);
    out.clues.last = std::ssize(clues_), out.counts.last = std::ssize(counts_);
  }

  void mark(const model::Sentence& s, std::uint8_t as, std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t t = std::max(first, s.first); t < std::min(last, s.last); ++t) seen_[t - s.first].is |= as;
  }

  void mentions(std::uint32_t sentence) {
    const model::Sentence& s = a_.sentences[sentence];
    for (const model::Mention& m : a_.mentions_of(sentence)) {
      if (m.kind == model::MentionKind::pronoun) continue;
      if (std::uint64_t who = identity(m.actor); who != 0) {
        clues_.emplace_back(ClueKind::name, who);
        if (m.kind == model::MentionKind::name) mark(s, kTaken, m.first, m.last);
      }
      if (is_country(m.actor.country)) clues_.push_back(stories::country_clue(m.actor.country));
      if (m.actor.kind == model::ActorKind::state) mark(s, kTaken, m.first, m.last);
    }
  }

  void places(const model::Sentence& s) {
    for (std::uint32_t t = s.first, n = 0; t < s.last; t += std::max(1u, n)) {
      n = 0;
      if (seen_[t - s.first].is & kTaken) continue;
      context::Place p = places_.at(a_, t, s.last, n);
      if (n == 1 && t == s.first && !std::ranges::binary_search(names_, a_.tokens[t].hash))
        n = 0;  // an ordinary word at the start
      if (n == 0) continue;
      if (p.located)
        clues_.emplace_back(ClueKind::place, place_hash(p.latitude, p.longitude));
      else
        clues_.push_back(stories::country_clue(model::Code3(p.country)));
      mark(s, kTaken, t, t + n);
    }
  }

  void topics(const model::Sentence& s) {
    std::span<const Token> tokens(a_.tokens);
    for (std::uint32_t t = s.first, n = 0; t < s.last; t += std::max(1u, n)) {
      auto m = topics_.at(tokens.subspan(t, s.last - t));
      n = m.words;
      for (std::uint32_t code : m.topics) {
        lexicon::Topic topic = lexicon::Topics::topic(code);
        if (topic.kind == lexicon::TopicKind::share) {
          mark(s, kShare, t, t + n);
        } else if (topic.kind == lexicon::TopicKind::calendar) {
          mark(s, kCalendar, t, t + n);
        } else if (topic.kind == lexicon::TopicKind::number) {
          clues_.emplace_back(ClueKind::number, topic.value);
        } else {
          ClueKind kind = clue_kind(topic.kind);
          clues_.emplace_back(kind, topic.value);
          if (kind == ClueKind::thing || kind == ClueKind::act) seen_[t - s.first].subject = topic.value;
        }
      }
      if (n > 0) mark(s, kTaken, t, t + n);
    }
  }

  void names_and_numbers(const model::Sentence& s) {
    auto calendar = [this](std::uint32_t i) { return (seen_[i].is & kCalendar) != 0; };
    for (std::uint32_t t = s.first; t < s.last; ++t) {
      const Token& w = a_.tokens[t];
      std::uint32_t i = t - s.first;
      if (w.shape & model::kHasDigit) {
        bool beside = calendar(i) || (i > 0 && calendar(i - 1)) || (i + 1 < s.size() && calendar(i + 1));
        std::uint64_t n = beside ? 0 : count_of(w.norm);
        if (n > 0) clues_.emplace_back(ClueKind::number, n), count(s, i, n);
        continue;
      }
      if (!(w.shape & model::kCapital) || w.norm.size() < 3 || (seen_[i].is & (kCalendar | kTaken)) != 0) continue;
      if (std::ranges::binary_search(names_, w.hash))
        clues_.emplace_back(ClueKind::name, word_hash("name " + std::string(w.norm)));
    }
  }

  // What the number at token i counts: the thing or act that follows soon ("30 people were killed"), else the one just before
  // ("menewaskan 30 orang").
  void count(const model::Sentence& s, std::uint32_t i, std::uint64_t n) {
    constexpr std::uint32_t kAfter = 4, kBefore = 2;
    if (i + 1 < s.size() && (seen_[i + 1].is & kShare)) return;
    std::uint32_t first = s.first, at = s.size();
    for (std::uint32_t k = i + 1; k < std::min(i + 1 + kAfter, s.size()) && at == s.size(); ++k) {
      if (a_.tokens[first + k].norm == "," || (a_.tokens[first + k].shape & model::kHasDigit)) break;
      if (seen_[k].subject != 0) at = k;
    }
    for (std::uint32_t k = i; k > 0 && i - k < kBefore && at == s.size(); --k) {
      if (seen_[k - 1].subject != 0) at = k - 1;
    }
    if (at < s.size()) counts_.push_back({seen_[at].subject, n, std::string(a_.tokens[first + at].norm)});
  }

  const lexicon::Topics& topics_;
  const context::Places& places_;
  const Names& names_;
  const model::Document& d_;
  const model::Analysis& a_;
  std::vector<Read> read_;  // by sentence
  Clues clues_;             // of the sentences read so far
  std::vector<stories::Count> counts_;
  std::vector<Seen> seen_;  // by token of the sentence that is being read
};

void tidy(Clues& c) {
  std::sort(c.begin(), c.end());
  c.erase(std::unique(c.begin(), c.end()), c.end());
}

// How far below the root of its sentence an act stands.
int depth(const model::Analysis& a, std::uint32_t token) {
  int steps = 0;
  for (std::int32_t t = static_cast<std::int32_t>(token); a.tokens[static_cast<std::size_t>(t)].head >= 0 && steps < 50; ++steps)
    t = a.tokens[static_cast<std::size_t>(t)].head;
  return steps;
}

std::uint32_t bit(model::EventType t) { return 1u << static_cast<unsigned>(t); }

void describe(const model::Event& e, const model::Analysis& a, const Reader& reader, Told& out) {
  out.type = e.type, out.mode = e.mode, out.modality = e.modality;
  std::vector<std::int32_t> actors, recipients;
  for (const model::Event& row : a.events) {
    if (row.group != e.group) continue;
    if (row.actor >= 0) actors.push_back(row.actor);
    if (row.recipient >= 0) recipients.push_back(row.recipient);
  }
  out.actors = reader.parties(actors), out.recipients = reader.parties(recipients);
  out.start = e.when.start, out.end = e.when.end.known() ? e.when.end : e.when.start, out.precision = e.when.precision;
  out.dated_by_text = !e.when.text.empty();
  if (e.where.located) out.place = place_hash(e.where.latitude, e.where.longitude), out.place_name = e.where.name;
  for (const model::Source& source : e.attribution) out.attribution.emplace_back(source.name);
}

// The act that the first sentence turns on: what was done before what is asked or denied, then the one nearest to the root.
const model::Event* main_event(const model::Analysis& a, std::uint32_t lead) {
  const model::Event* chosen = nullptr;
  std::tuple<bool, int, std::uint32_t> best;
  for (const model::Event& e : a.events) {
    if (e.sentence != lead) continue;
    std::tuple rank(e.modality != model::Modality::actual, depth(a, e.trigger_token), e.trigger.begin);
    if (chosen == nullptr || rank < best) chosen = &e, best = rank;
  }
  return chosen;
}

}  // namespace

Result<TellingMaker> TellingMaker::build(const Pipeline& pipeline) {
  TellingMaker maker(pipeline);
  for (const std::string& code : pipeline.pack().languages()) {
    auto dates = context::DateFinder::build(pipeline.pack(), code);
    if (!dates) return fail(dates.error());
    maker.languages_.emplace(
        code, std::make_unique<Language>(
                  Language{lexicon::Topics(pipeline.pack(), code), context::Places(pipeline.pack(), code), std::move(*dates)}));
  }
  return maker;
}

TellingMaker::TellingMaker(const Pipeline& pipeline) : pipeline_(&pipeline) {}
TellingMaker::TellingMaker(TellingMaker&&) noexcept = default;

TellingMaker::~TellingMaker() = default;

Status TellingMaker::tell(const model::Document& d, Pipeline::Worker& worker, std::vector<Told>& out) const {
  const model::Analysis& a = worker.analysis;
  auto stages = pipeline_->language(a.language);
  if (!stages) return fail(stages.error());
  const Language& language = *languages_.find(a.language)->second;
  const Names names = names_of(a);
  Reader reader(language.topics, language.places, names, d, a);
  std::uint32_t lead = 0;
  while (lead + 1 < a.sentences.size() && a.sentences[lead].title) ++lead;
  const model::Code3 home = (*stages)->finder.home(d).country;
  auto telling = [&] {
    Told t;
    t.doc_id = d.id, t.copy_of = d.copy_of, t.outlet = d.outlet, t.language = a.language, t.published = d.published;
    t.home = home;
    return t;
  };

  const model::Event* act = main_event(a, lead);
  Told main = telling();
  main.id = d.id, main.main = true;
  if (!trim(d.title).empty()) {
    model::Document t;
    t.id = d.id, t.text = d.title, t.language = a.language, t.home = d.home, t.outlet = d.outlet, t.url = d.url,
    t.published = d.published, t.headline = true;
    // It is asked for its act where the first sentence tells none, though others do.
    const Depth depth = act == nullptr && !a.events.empty() ? Depth::events : Depth::names;
    // By the same worker, who has just met most of its words.
    std::swap(worker.analysis, worker.headline);
    const bool read = pipeline_->analyse(t, worker, depth).has_value();
    std::swap(worker.analysis, worker.headline);
    if (read) {
      const model::Analysis& b = worker.headline;
      Reader headline(language.topics, language.places, names, t, b);
      for (std::uint32_t s = 0; s < b.sentences.size(); ++s) {
        headline.read(s, main.title, main.counts);
        if (main.title_subject.empty()) main.title_subject = headline.subject(s);
      }
      for (const model::Event& e : b.events) main.types |= bit(e.type);
      if (!b.events.empty()) describe(b.events.front(), b, headline, main);
    }
    main.evidence = d.title;
  }
  if (!a.sentences.empty()) {
    reader.read(lead, main.lead, main.counts);
    main.subject = reader.subject(lead), main.first_name = reader.first_name(lead);
    main.evidence = trim(a.sentences[lead].span.in(d.text));
    for (std::uint32_t s = lead + 1; s < a.sentences.size() && s <= lead + kNearby; ++s) reader.read(s, main.rest, main.counts);
  }
  const std::string key = a.events.empty() ? std::string() : document_key(d);
  if (act != nullptr) {
    describe(*act, a, reader, main);
    main.id = group_id(key, a, *act);
  }
  for (const model::Event& e : a.events) main.types |= e.sentence == lead ? bit(e.type) : 0;
  if (!main.dated_by_text && !a.sentences.empty()) {
    if (model::When when = reader.day(lead, language.dates); when.start.known())
      main.start = when.start, main.end = when.end.known() ? when.end : when.start, main.precision = when.precision,
      main.dated_by_text = true;
  }
  if (main.attribution.empty() && !d.outlet.empty()) main.attribution.push_back(d.outlet);
  main.lead.insert(main.lead.end(), main.title.begin(), main.title.end());
  tidy(main.lead), tidy(main.title), tidy(main.rest);
  out.push_back(std::move(main));

  std::uint32_t sequence = 0;
  std::unordered_set<std::string> done{out.back().id};
  for (const model::Event& e : a.events) {
    std::string id = group_id(key, a, e);
    if (!done.insert(id).second) continue;
    Told t = telling();
    t.id = std::move(id);
    t.sequence = ++sequence;
    describe(e, a, reader, t);
    t.types = bit(e.type);
    t.subject = reader.subject(e.sentence), t.first_name = reader.first_name(e.sentence);
    t.evidence = trim(a.sentences[e.sentence].span.in(d.text));
    reader.read(e.sentence, t.lead, t.counts);
    std::vector<stories::Count> elsewhere;
    for (std::uint32_t s = e.sentence > 0 ? e.sentence - 1 : 0; s <= e.sentence + 1 && s < a.sentences.size(); ++s) {
      if (s != e.sentence) reader.read(s, t.rest, elsewhere);
    }
    tidy(t.lead), tidy(t.rest);
    out.push_back(std::move(t));
  }
  return {};
}

}  // namespace kawat::pipeline
