// Events that no frame gives: the learned model reads the words and the tree between each two actors of the sentence.
#include <algorithm>
#include <array>

#include "events/coder.h"
#include "events/draft.h"

namespace kawat::events {

using model::ActorKind;
using model::EventType;
using model::Mention;
using model::MentionKind;

namespace {

constexpr std::size_t kMost = 5;  // actors of a sentence that are paired
constexpr float kSure = 0.85f;    // below it the frames' silence counts for more

bool acts(const Mention& m) {
  if (m.locative || !m.actor.resolved() || m.actor.country.empty()) return false;
  if (m.kind == MentionKind::pronoun || m.kind == MentionKind::group || m.actor.kind == ActorKind::media) return false;
  return m.actor.kind != ActorKind::place;
}

}  // namespace

void Coder::infer(model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  std::array<std::int32_t, kMost> who{};
  std::size_t count = 0;
  std::int32_t last = -1;
  for (std::int32_t at : s.mention_at) {
    if (at < 0 || at == last) continue;
    last = at;
    if (acts(a.mentions[static_cast<std::size_t>(at)]) && count < who.size()) who[count++] = at;
  }
  if (count < 2) return;
  std::vector<Draft> found = drafts(a, sentence, s);  // again, as choose() has taken the first ones apart
  Features features;
  EventType type = EventType::none;
  float best = kSure;
  std::int32_t actor = -1, recipient = -1;
  for (std::size_t i = 0; i < count; ++i) {
    const model::ActorRef& x = a.mentions[static_cast<std::size_t>(who[i])].actor;
    for (std::size_t j = 0; j < count; ++j) {
      const model::ActorRef& y = a.mentions[static_cast<std::size_t>(who[j])].actor;
      if (i == j || (x.country == y.country && (x.sector == y.sector || x.sector.empty() || y.sector.empty()))) continue;
      features.clear();
      pair_features(a, who[i], who[j], readings(a, sentence, found, who[i], who[j]), s, features);
      TypeScores p = ranker_.score(features);
      for (std::size_t t = 1; t < kApart; ++t) {
        if (static_cast<EventType>(t) == EventType::ASSAULT) continue;  // violence has words, and the frames know them
        if (p[t] > best) best = p[t], type = static_cast<EventType>(t), actor = who[i], recipient = who[j];
      }
    }
  }
  if (type == EventType::none) return;
  // The act's word: the verb over both, else over the actor.
  std::uint32_t first = a.sentences[sentence].first;
  int x = static_cast<int>(a.mentions[static_cast<std::size_t>(actor)].head - first);
  int y = static_cast<int>(a.mentions[static_cast<std::size_t>(recipient)].head - first);
  int top = x;
  while (top >= 0 && !(s.tree.verb_like(top) && s.tree.below(y, top))) top = s.tree.head(top);
  if (top < 0) return;
  lexicon::Frame frame;
  Match match;
  match.frame = &frame, match.anchor = static_cast<std::int16_t>(top), match.count = 1;
  match.words.fill(-1);
  match.words[0] = match.anchor;
  frame.type = type;
  Draft d;
  d.match = match;
  d.actors = {actor}, d.recipients = {recipient};
  d.modality = modality(s.tree, match);
  if (d.modality != model::Modality::actual && d.modality != model::Modality::future) return;
  std::size_t rows = a.events.size();
  emit(a, sentence, d);
  for (; rows < a.events.size(); ++rows) {
    model::Event& e = a.events[rows];
    e.rule = "model";
    e.confidence = 0.6f * best;  // less than any phrase gives
    e.cameo = ontology_->type(e.type).cameo;
  }
}

}  // namespace kawat::events
