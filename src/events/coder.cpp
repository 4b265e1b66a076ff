#include "events/coder.h"

#include <algorithm>

#include "base/text.h"
#include "events/draft.h"

namespace kawat::events {

using lexicon::Frame;
using model::Deprel;
using model::EventType;
using model::Mention;
using model::MentionKind;
using model::Modality;
using model::Upos;

Coder::Coder(lexicon::Frames frames, lexicon::Grammar grammar, lexicon::Grammar governors, Ranker ranker,
             const lexicon::Ontology& ontology)
    : frames_(frames), grammar_(std::move(grammar)), governors_(std::move(governors)), ontology_(&ontology), ranker_(ranker) {
  classes_ = classes();
}

Result<Coder> Coder::build(const lexicon::Pack& pack, std::string_view language, const lexicon::Ontology& ontology) {
  std::string folder = "lang/" + std::string(language) + "/";
  auto frames = lexicon::Frames::open(pack.section(folder + "frames.bin"));
  if (!frames) return fail(frames.error());
  auto ranker = Ranker::open(pack.section(folder + "ranker.model"));
  if (!ranker) return fail(ranker.error());
  std::vector<std::pair<std::uint64_t, std::uint64_t>> contexts;
  for (const lexicon::Row& row : lexicon::rows(pack.section(folder + "contexts.tsv"))) {
    int bit = ontology.context(row.cell(0));
    if (bit < 0) {
      return fail(Code::bad_table, "data/" + folder + "contexts.tsv", "unknown context '" + std::string(row.cell(0)) + "'");
    }
    for (std::string_view word : split(row.cell(1), ' ')) {
      if (!word.empty()) contexts.emplace_back(word_hash(word), 1ull << bit);
    }
  }
  std::sort(contexts.begin(), contexts.end());
  Coder coder(*frames, lexicon::Grammar::read(pack.section(folder + "grammar.tsv")),
              lexicon::Grammar::read(pack.section(folder + "governors.tsv")), *ranker, ontology);
  coder.contexts_ = std::move(contexts);
  return coder;
}

Classes Coder::classes() const {
  Classes c;
  c.agent = grammar_.words("agentprep");
  c.by = grammar_.words("by");
  c.relative = grammar_.words("relative");
  c.object_control = governors_.words("object_control");
  c.blame = governors_.words("blame");
  c.cause = grammar_.words("cause");
  c.light = governors_.words("light");
  c.negation = grammar_.words("negation");
  c.future = grammar_.words("future");
  c.future_word = grammar_.words("future_word");
  c.hypothetical_aux = grammar_.words("hypothetical_aux");
  c.sport = grammar_.words("sport");
  c.only = grammar_.words("only");
  c.condition = grammar_.words("condition");
  c.purpose = grammar_.words("purpose");
  c.passive = grammar_.words("passive");
  c.possessor = grammar_.words("possessor");
  c.reciprocal = grammar_.words("reciprocal");
  c.with = grammar_.words("with");
  c.instrument = grammar_.words("instrument");
  c.day = grammar_.words("day");
  c.intent = grammar_.words("intent");
  c.between = grammar_.words("between");
  c.charge = governors_.words("charge");
  c.namely = grammar_.words("namely");
  c.mishap = grammar_.words("mishap");
  c.clock = grammar_.words("clock");
  c.complement = grammar_.words("mark");
  c.hearsay = grammar_.words("hearsay");
  c.would = grammar_.words("would");
  c.death = grammar_.words("death");
  c.violence = grammar_.words("violence");
  c.span = grammar_.words("span");
  c.opens_clause = grammar_.words("opens_clause");
  c.question = grammar_.words("question");
  c.about = grammar_.words("about");
  c.blockade = grammar_.words("blockade");
  c.suicide = grammar_.words("suicide");
  c.aircraft = grammar_.words("aircraft");
  c.accident = grammar_.words("accident");
  c.alone = grammar_.words("alone");
  c.unmeant = grammar_.words("unmeant");
  c.industrial = grammar_.words("industrial");
  c.complaint = grammar_.words("complaint");
  c.others = grammar_.words("others");
  c.captive = grammar_.words("captive");
  c.appeal = grammar_.words("appeal");
  c.untrue = grammar_.words("untrue");
  c.valid = grammar_.words("valid");
  c.exists = grammar_.words("exists");
  c.aim = grammar_.words("aim");
  c.sake = grammar_.words("sake");
  c.self = grammar_.words("self");
  c.war = grammar_.words("war");
  c.effect = grammar_.words("effect");
  c.governs_flight = governors_.words("flight");
  c.governs_undone = governors_.words("undone");
  c.governs_regard = governors_.words("regard");
  c.semimodal = grammar_.words("semimodal");
  c.object_mark = grammar_.words("object_mark");
  c.governs_future = governors_.words("future");
  c.governs_hypothetical = governors_.words("hypothetical");
  c.governs_negated = governors_.words("negated");
  c.governs_denied = governors_.words("denied");
  c.governs_report = governors_.words("report");
  c.governs_past = governors_.words("past");
  return c;
}

Promise Coder::promise(const model::Analysis& a, std::uint32_t sentence) const {
  auto in = a.mentions_of(sentence);
  bool actor = std::any_of(in.begin(), in.end(), [](const Mention& m) {
    return m.actor.resolved() || m.kind == MentionKind::pronoun || m.kind == MentionKind::group;
  });
  return actor ? Matcher(frames_, classes_).promise(a, sentence) : Promise::none;
}

void Coder::prepare(const model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  const model::Sentence& sentence_ = a.sentences[sentence];
  s.tree.set(a, sentence, classes_);
  s.mention_at.assign(sentence_.size(), -1);
  for (const Mention& m : a.mentions_of(sentence)) {
    for (std::uint32_t t = std::max(m.first, sentence_.first); t < std::min(m.last, sentence_.last); ++t) {
      s.mention_at[t - sentence_.first] = index_of(a, m);
    }
  }
}

// Words of violence and none of mishap in the sentence, somebody under arms, or an attack told shortly before.
bool Coder::violent(const model::Analysis& a, std::uint32_t sentence, const Tree& tree) const {
  bool found = false;
  for (int t = 0; t < tree.size(); ++t) {
    if (has(classes_.mishap, tree.at(t).hash)) return false;
    found = found || has(classes_.violence, tree.at(t).hash);
  }
  for (const Mention& m : a.mentions_of(sentence)) {
    std::string_view sector = m.actor.sector.view().substr(0, 3);
    found = found || sector == "REB" || sector == "UAF";
  }
  for (auto e = a.events.rbegin(); e != a.events.rend() && e->sentence + 2 >= sentence && !found; ++e) {
    found = e->type == EventType::ASSAULT && e->modality == Modality::actual;
  }
  return found;
}

std::uint64_t Coder::contexts(const model::Analysis& a, std::uint32_t sentence) const {
  std::uint64_t out = 0;
  for (std::uint32_t t = a.sentences[sentence].first; t < a.sentences[sentence].last; ++t) {
    std::uint64_t h = a.tokens[t].hash;
    for (auto at = std::lower_bound(contexts_.begin(), contexts_.end(), std::pair{h, std::uint64_t{0}});
         at != contexts_.end() && at->first == h; ++at) {
      out |= at->second;
    }
  }
  return out;
}

void Coder::emit(model::Analysis& a, std::uint32_t sentence, const Draft& d) const {
  const Frame& f = *d.match.frame;
  const model::Sentence& in = a.sentences[sentence];
  model::Event e;
  e.sentence = sentence;
  e.type = f.type;
  e.mode = f.mode;
  e.modality = d.modality;
  e.contexts = f.contexts | contexts(a, sentence);
  e.cameo = f.cameo;
  e.rule = frames_.rule(f);
  // A promise to give way is a concession in PLOVER; CAMEO, and so the question about two actors, counts it as an agreement.
  if (e.type == EventType::AGREE && ontology_->cameo()[e.cameo].code.starts_with("035")) e.type = EventType::CONCEDE;
  if (plan(e.type, e.mode, e.modality)) e.cameo = ontology_->type(e.type).cameo;
  // "would regard it as an act of war": of what has not been done yet a warning.
  if (e.type == EventType::ACCUSE && e.modality == model::Modality::future &&
      has(classes_.governs_regard, a.tokens[in.first + static_cast<std::uint32_t>(d.match.anchor)].hash)) {
    recode(e, EventType::THREATEN);
    e.modality = model::Modality::actual;
  }
  int low = d.match.anchor, high = d.match.anchor;
  for (int i = 0; i < d.match.count; ++i) {
    low = std::min<int>(low, d.match.words[static_cast<std::size_t>(i)]);
    high = std::max<int>(high, d.match.words[static_cast<std::size_t>(i)]);
  }
  if (high - low > 8) low = high = d.match.anchor;
  e.trigger_token = in.first + static_cast<std::uint32_t>(d.match.anchor);
  e.trigger = {a.tokens[in.first + static_cast<std::uint32_t>(low)].span.begin,
               a.tokens[in.first + static_cast<std::uint32_t>(high)].span.end};
  float c = 0.62f + 0.08f * static_cast<float>(std::min<int>(d.match.count - 1, 2)) + (d.by_order ? -0.15f : 0.1f) +
            (d.descended ? -0.08f : 0.f) + (d.match.loose ? -0.12f : 0.f);
  e.confidence = std::clamp(c, 0.05f, 0.97f);
  // "A suicide bomber attacked …", "fighter jets hit …": what the doer is called says how.
  for (std::size_t i = 0; e.type == EventType::ASSAULT && e.mode < 0 && i < d.actors.size(); ++i) {
    const Mention& by = a.mentions[static_cast<std::size_t>(d.actors[i])];
    for (std::uint32_t t = by.first; t < by.last && e.mode < 0; ++t) {
      if (has(classes_.suicide, a.tokens[t].hash))
        recode(e, EventType::ASSAULT, "suicide-attack");
      else if (has(classes_.aircraft, a.tokens[t].hash))
        recode(e, EventType::ASSAULT, "aerial");
    }
  }
  e.group = a.events.empty() ? 0 : a.events.back().group + 1;
  int rows = 0;
  auto row = [&](std::int32_t actor, std::int32_t recipient) {
    if (actor >= 0 && recipient >= 0) {
      const model::ActorRef &x = a.mentions[static_cast<std::size_t>(actor)].actor,
                            &y = a.mentions[static_cast<std::size_t>(recipient)].actor;
      // A state does nothing to itself; it is one party named twice.
      if (!x.country.empty() && x.country == y.country && x.sector.empty() && y.sector.empty() &&
          x.kind == model::ActorKind::state && y.kind == model::ActorKind::state) {
        return;
      }
    }
    if (actor >= 0 && actor == recipient) return;
    if (++rows > 12) return;
    e.actor = actor, e.recipient = recipient;
    a.events.push_back(e);
    if (actor >= 0) outlawed(a, a.mentions[static_cast<std::size_t>(actor)], a.events.back());
  };
  if (d.symmetric && d.recipients.empty()) {
    for (std::int32_t x : d.actors) {
      for (std::int32_t y : d.actors) {
        if (x != y) row(x, y);
      }
    }
    return;
  }
  if (f.imperative) {
    row(-1, -1);
  } else if (d.actors.empty()) {
    for (std::int32_t y : d.recipients) row(-1, y);
  } else if (d.recipients.empty()) {
    for (std::int32_t x : d.actors) row(x, -1);
  }
  for (std::int32_t x : d.actors) {
    for (std::int32_t y : d.recipients) {
      row(x, y);
      if (d.symmetric) row(y, x);
    }
  }
}

void Coder::code(model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  prepare(a, sentence, s);
  int sport = 0;
  for (int t = 0; t < s.tree.size(); ++t) {
    sport += has(classes_.sport, s.tree.at(t).hash);
    // "beat Thailand 3-1": a score.
    auto goals = [&](int i) { return s.tree.at(i).norm.size() == 1 && (s.tree.at(i).shape & model::kHasDigit) != 0; };
    sport += t > 0 && t + 1 < s.tree.size() && s.tree.at(t).norm == "-" && goals(t - 1) && goals(t + 1) &&
             s.tree.at(t - 1).span.end == s.tree.at(t).span.begin;
  }
  if (sport > 1) return;
  std::vector<Draft> found = drafts(a, sentence, s);
  choose(found, a, sentence, s);
  if (found.empty() && ranker_.known()) infer(a, sentence, s);
  for (Draft& d : found) {
    for (auto* list : {&d.actors, &d.recipients}) {
      for (std::int32_t& at : *list) {
        if (d.of_states) at = state_of(a, at);
      }
      // "menempatkan ribuan prajurit di Irak": the troops are the doer's own, the land is where they go.
      if (list == &d.recipients && d.match.frame->type == EventType::MOBILIZE) {
        for (std::int32_t& at : *list) {
          const Mention& x = a.mentions[static_cast<std::size_t>(at)];
          bool own = false;
          for (std::uint32_t t = x.first; t < x.last && x.sentence == sentence; ++t)
            own = own || d.match.has_word(static_cast<int>(t - a.sentences[sentence].first));
          if (own && x.kind != MentionKind::name && x.actor.sector == model::Code3("MIL")) at = state_of(a, at);
        }
      }
      of_many_states(a, *list);
      if (!d.symmetric) of_one_side(a, *list);
    }
    if (!d.of_states) owners_of_words(a, sentence, s, d);
    emit(a, sentence, d);
  }
}

}  // namespace kawat::events
