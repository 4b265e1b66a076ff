#include "pipeline/tellings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <unordered_set>

#include "base/text.h"
#include "context/places.h"
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
};

namespace {

constexpr std::uint32_t kNearby = 6;  // sentences after the first whose words count

std::uint64_t place_id(double latitude, double longitude) {
  std::array<char, 48> buffer;
  // A hundredth of a degree is about a kilometre: tables that differ by less mean the same town.
  int n = std::snprintf(buffer.data(), buffer.size(), "place %.2f %.2f", latitude, longitude);
  return word_hash({buffer.data(), static_cast<std::size_t>(n)});
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

// A number as it is spelt in news: "1,000", "1.000", "51,5" → 1000, 1000, 51. 0 = none.
std::uint64_t count_of(std::string_view s, bool& plain) {
  std::uint64_t value = 0;
  std::size_t group = 0;
  plain = true;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] >= '0' && s[i] <= '9') {
      if (value > 1'000'000'000'000) return 0;
      value = value * 10 + static_cast<std::uint64_t>(s[i] - '0'), ++group;
    } else if ((s[i] == '.' || s[i] == ',') && i > 0) {
      bool thousands = s.size() - i - 1 >= 3 && (s.size() - i) % 4 == 0;
      if (!thousands) return value;
      plain = false;
    } else {
      return 0;
    }
  }
  return value;
}

// Reads the clues out of sentences of one document.
class Reader {
 public:
  Reader(const TellingMaker::Scratch& scratch, const lexicon::Topics& topics, const context::Places& places,
         const model::Document& d, const model::Analysis& a)
      : scratch_(scratch), topics_(topics), places_(places), d_(d), a_(a) {}

  // Words that the text writes with a capital where it need not: only these are names in a headline.
  void collect_names(std::unordered_set<std::uint64_t>& names) const {
    for (const model::Sentence& s : a_.sentences) {
      if (s.title) continue;
      for (std::uint32_t t = s.first + 1; t < s.last; ++t) {
        const Token& w = a_.tokens[t];
        if ((w.shape & model::kCapital) && !(w.shape & model::kSentenceStart)) names.insert(w.hash);
      }
    }
  }

  void read(std::uint32_t sentence, const std::unordered_set<std::uint64_t>& names, bool words, Clues& out) const {
    const model::Sentence& s = a_.sentences[sentence];
    std::vector<char> taken(s.size(), 0);  // tokens that are told already: no names or words by themselves
    for (const model::Mention& m : a_.mentions) {
      if (m.sentence != sentence) continue;
      if (m.kind == model::MentionKind::pronoun) continue;
      if (std::uint64_t who = identity(m.actor); who != 0) {
        add(ClueKind::name, who, m.actor.name, out);
        if (m.kind == model::MentionKind::name) take(taken, s, m.first, m.last);
      }
      if (is_country(m.actor.country))
        add(ClueKind::country, word_hash("country " + std::string(m.actor.country.view())), m.actor.country.view(), out);
      if (m.actor.kind == model::ActorKind::state) take(taken, s, m.first, m.last);
    }
    for (std::uint32_t t = s.first; t < s.last;) {
      std::uint32_t n = 0;
      if (!taken[t - s.first]) {
        context::Place p = places_.at(a_, t, s.last, n);
        if (n > 0 && t == s.first && names.count(a_.tokens[t].hash) == 0 && n == 1) n = 0;  // an ordinary word at the start
        if (n > 0 && p.located) {
          add(ClueKind::place, place_id(p.latitude, p.longitude), p.name, out);
          take(taken, s, t, t + n);
        } else if (n > 0 && p.known) {
          add(ClueKind::country, word_hash("country " + std::string(p.country)), p.country, out);
          take(taken, s, t, t + n);
        }
      }
      t += std::max(1u, n);
    }
    std::vector<char> calendar(s.size(), 0);
    std::span<const Token> tokens(a_.tokens);
    for (std::uint32_t t = s.first; t < s.last;) {
      auto m = topics_.at(tokens.subspan(t, s.last - t));
      for (std::uint32_t code : m.topics) {
        lexicon::Topic topic = lexicon::Topics::topic(code);
        auto text = [&] { return model::Span{tokens[t].span.begin, tokens[t + m.words - 1].span.end}.in(d_.text); };
        if (topic.kind == lexicon::TopicKind::calendar)
          take(calendar, s, t, t + m.words);
        else if (topic.kind == lexicon::TopicKind::number)
          number(topic.value, out);
        else
          add(topic.kind == lexicon::TopicKind::weak ? ClueKind::weak : ClueKind::topic,
              word_hash("topic " + std::to_string(topic.value)), text(), out);
      }
      if (m.words > 0) take(taken, s, t, t + m.words);
      t += std::max(1u, m.words);
    }
    for (std::uint32_t t = s.first; t < s.last; ++t) {
      const Token& w = a_.tokens[t];
      std::uint32_t i = t - s.first;
      if (w.shape & model::kHasDigit) {
        bool beside = calendar[i] || (i > 0 && calendar[i - 1]) || (i + 1 < s.size() && calendar[i + 1]);
        bool plain = true;
        std::uint64_t n = beside ? 0 : count_of(w.norm, plain);
        if (n > 0 && !(plain && n >= 1900 && n < 2100)) number(n, out);
        continue;
      }
      if (w.norm.size() < 3) continue;
      bool name = (w.shape & model::kCapital) && names.count(w.hash) != 0;
      if (name && !taken[i] && !calendar[i]) add(ClueKind::name, word_hash("name " + std::string(w.norm)), w.norm, out);
      if (words && !name && !calendar[i] && content(w, s.tagged)) {
        std::string_view lemma = w.lemma.empty() ? w.norm : w.lemma;
        add(ClueKind::word, word_hash(a_.language + " " + std::string(lemma)), lemma, out);
      }
    }
  }

  std::vector<stories::Party> parties(const std::vector<std::int32_t>& mentions) const {
    std::vector<stories::Party> out;
    for (std::int32_t at : mentions) {
      const model::Mention& m = a_.mentions[static_cast<std::size_t>(at)];
      stories::Party p{m.actor.country, m.actor.sector, identity(m.actor)};
      if (p.name == 0 && !m.actor.resolved())
        p.name = word_hash("name " + fold(m.actor.name.empty() ? m.span.in(d_.text) : m.actor.name));
      if (std::find(out.begin(), out.end(), p) == out.end()) out.push_back(p);
    }
    std::sort(out.begin(), out.end(), [](const stories::Party& x, const stories::Party& y) {
      return std::tuple(x.country.view(), x.sector.view(), x.name) < std::tuple(y.country.view(), y.sector.view(), y.name);
    });
    return out;
  }

 private:
  static void take(std::vector<char>& taken, const model::Sentence& s, std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t t = std::max(first, s.first); t < std::min(last, s.last); ++t) taken[t - s.first] = 1;
  }
  static bool content(const Token& w, bool tagged) {
    if (!tagged) return w.norm.size() >= 5;
    return w.upos == model::Upos::NOUN || w.upos == model::Upos::VERB || w.upos == model::Upos::ADJ ||
           w.upos == model::Upos::PROPN;
  }
  void number(std::uint64_t n, Clues& out) const {
    add(ClueKind::number, word_hash("number " + std::to_string(n)), std::to_string(n), out);
  }
  void add(ClueKind kind, std::uint64_t id, std::string_view words, Clues& out) const {
    out.push_back({id, kind});
    if (scratch_.shown != nullptr) scratch_.shown->try_emplace(id, words);
  }

  const TellingMaker::Scratch& scratch_;
  const lexicon::Topics& topics_;
  const context::Places& places_;
  const model::Document& d_;
  const model::Analysis& a_;
};

void tidy(Clues& c) {
  std::sort(c.begin(), c.end(), [](const Clue& x, const Clue& y) { return x.id < y.id; });
  c.erase(std::unique(c.begin(), c.end(), [](const Clue& x, const Clue& y) { return x.id == y.id; }), c.end());
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
  if (e.where.located) out.place = place_id(e.where.latitude, e.where.longitude);
  out.place_country = model::Code3(e.where.country);
}

}  // namespace

TellingMaker::TellingMaker(const Pipeline& pipeline) : pipeline_(&pipeline) {
  for (const std::string& code : pipeline.pack().languages()) {
    languages_.emplace(code, std::make_unique<Language>(
                                 Language{lexicon::Topics(pipeline.pack(), code), context::Places(pipeline.pack(), code)}));
  }
}

TellingMaker::~TellingMaker() = default;

Status TellingMaker::tell(const model::Document& d, Pipeline::Worker& worker, Scratch& scratch, std::vector<Told>& out) const {
  model::Analysis& a = worker.analysis;
  auto stages = pipeline_->language(a.language);
  if (!stages) return fail(stages.error());
  const Language& language = *languages_.find(a.language)->second;
  Reader reader(scratch, language.topics, language.places, d, a);
  std::unordered_set<std::uint64_t> names;
  reader.collect_names(names);
  std::uint32_t lead = 0;
  while (lead + 1 < a.sentences.size() && a.sentences[lead].title) ++lead;

  Told main;
  main.id = d.id, main.doc_id = d.id, main.copy_of = d.copy_of, main.outlet = d.outlet, main.language = a.language,
  main.published = d.published;
  main.main = true;
  std::uint32_t title_types = 0;
  bool has_title = !trim(d.title).empty();
  if (has_title) {
    model::Document t;
    t.id = d.id, t.text = d.title, t.language = a.language, t.home = d.home, t.outlet = d.outlet, t.url = d.url,
    t.published = d.published;
    if (pipeline_->analyse(t, scratch.title, Depth::events)) {
      model::Analysis& b = scratch.title.analysis;
      Reader headline(scratch, language.topics, language.places, t, b);
      for (std::uint32_t s = 0; s < b.sentences.size(); ++s) {
        if (!b.sentences[s].tagged) (*stages)->parser.parse(b, s, scratch.title.syntax);
        headline.read(s, names, true, main.title);
      }
      for (const model::Event& e : b.events) title_types |= bit(e.type);
      if (!b.events.empty()) describe(b.events.front(), b, headline, main);
    }
  }
  if (!a.sentences.empty()) {
    if (!a.sentences[lead].tagged) (*stages)->parser.parse(a, lead, worker.syntax);
    reader.read(lead, names, true, main.lead);
    for (std::uint32_t s = lead + 1; s < a.sentences.size() && s <= lead + kNearby; ++s) reader.read(s, names, false, main.rest);
  }
  // The act that the first sentence turns on: one that the headline has too, then what was done before what is asked or denied,
  // then the one nearest to the root.
  const model::Event* chosen = nullptr;
  std::tuple<bool, bool, int, std::uint32_t> best;
  main.types = title_types;
  for (const model::Event& e : a.events) {
    if (e.sentence != lead) continue;
    main.types |= bit(e.type);
    std::tuple rank(!(title_types & bit(e.type)), e.modality != model::Modality::actual, depth(a, e.trigger_token),
                    e.trigger.begin);
    if (chosen == nullptr || rank < best) chosen = &e, best = rank;
  }
  std::string key = document_key(d);
  if (chosen != nullptr) {
    describe(*chosen, a, reader, main);
    main.id = group_id(key, a, *chosen);
  }
  main.lead.insert(main.lead.end(), main.title.begin(), main.title.end());
  tidy(main.lead), tidy(main.title), tidy(main.rest);
  out.push_back(std::move(main));

  std::uint32_t sequence = 0;
  std::unordered_set<std::string> done{out.back().id};
  for (const model::Event& e : a.events) {
    std::string id = group_id(key, a, e);
    if (!done.insert(id).second) continue;
    Told t;
    t.id = std::move(id), t.doc_id = d.id, t.copy_of = d.copy_of, t.outlet = d.outlet, t.language = a.language,
    t.published = d.published;
    t.sequence = ++sequence;
    describe(e, a, reader, t);
    t.types = bit(e.type);
    reader.read(e.sentence, names, true, t.lead);
    for (std::uint32_t s = e.sentence > 0 ? e.sentence - 1 : 0; s <= e.sentence + 1 && s < a.sentences.size(); ++s) {
      if (s != e.sentence) reader.read(s, names, false, t.rest);
    }
    tidy(t.lead), tidy(t.rest);
    out.push_back(std::move(t));
  }
  return {};
}

}  // namespace kawat::pipeline
