// The act between two marked actors: the same frames, but every reading is ranked instead of the best being asked for.
#include <algorithm>
#include <cmath>

#include "events/coder.h"
#include "events/draft.h"

namespace kawat::events {

using model::EventType;
using model::Mention;

Relation Coder::relate(const model::Document& d, model::Analysis& a, std::int32_t from, std::int32_t to, Scratch& s) const {
  (void)d;
  Relation best;
  if (from < 0 || to < 0) return best;
  auto mention = [&](std::int32_t at) -> const Mention& { return a.mentions[static_cast<std::size_t>(at)]; };
  float best_score = -1e9f;
  auto consider = [&](std::uint32_t sentence, bool own) {
    if (!a.sentences[sentence].parsed) return;
    prepare(a, sentence, s);
    auto found = drafts(a, sentence, s);
    auto is = [&](std::int32_t at, std::int32_t wanted) {
      return at == wanted || mention(at).antecedent == wanted || mention(wanted).antecedent == at ||
             (mention(at).antecedent >= 0 && mention(at).antecedent == mention(wanted).antecedent);
    };
    auto any = [&](const std::vector<std::int32_t>& list, std::int32_t wanted) {
      return std::any_of(list.begin(), list.end(), [&](std::int32_t at) { return is(at, wanted); });
    };
    int first = static_cast<int>(a.sentences[sentence].first);
    for (const Draft& draft : found) {
      if (draft.match.frame->type == EventType::none) continue;
      bool silenced = std::any_of(found.begin(), found.end(), [&](const Draft& none) {
        if (none.match.frame->type != EventType::none || none.match.count < draft.match.count) return false;
        for (int i = 0; i < none.match.count; ++i) {
          for (int j = 0; j < draft.match.count; ++j) {
            if (none.match.words[static_cast<std::size_t>(i)] == draft.match.words[static_cast<std::size_t>(j)]) return true;
          }
        }
        return false;
      });
      float score = static_cast<float>(draft.match.count) - (silenced ? 2.f : 0.f) - (draft.match.loose ? 0.5f : 0.f);
      bool af = any(draft.actors, from), rt = any(draft.recipients, to), at = any(draft.actors, to), rf = any(draft.recipients, from);
      if (af) score += 2.f;
      if (rt) score += 2.f;
      if (at && draft.symmetric) score += 2.f;
      else if (at) score += af ? 0.5f : -0.5f;
      if (rf && !draft.symmetric) score -= 0.5f;
      if (!af && !rt && !draft.actors.empty() && !draft.recipients.empty() && !at && !rf) score -= 1.f;  // between others
      if (own) {
        auto gap = [&](std::int32_t m) {
          int x = static_cast<int>(mention(m).head) - first;
          return std::abs(x - draft.match.anchor);
        };
        float near = static_cast<float>(std::min(gap(from), 20) + std::min(gap(to), 20));
        score -= 0.06f * near;
        int low = static_cast<int>(std::min(mention(from).head, mention(to).head)) - first;
        int high = static_cast<int>(std::max(mention(from).head, mention(to).head)) - first;
        if (draft.match.anchor > low && draft.match.anchor < high) score += 0.5f;
      } else {
        score -= 1.5f;
      }
      if (score > best_score) {
        best_score = score;
        best.type = draft.match.frame->type;
        best.mode = draft.match.frame->mode;
        best.modality = draft.modality;
        best.rule = frames_.rule(*draft.match.frame);
      }
    }
  };
  std::uint32_t x = mention(from).sentence, y = mention(to).sentence;
  for (std::uint32_t sentence = std::min(x, y); sentence <= std::max(x, y); ++sentence) consider(sentence, x == y);
  if (best.type != EventType::none) {
    best.confidence = std::clamp(0.35f + 0.12f * best_score, 0.05f, 0.95f);
    // Plans are judged by the same rule as in articles.
    if (best.modality == model::Modality::future) {
      if (best.type == EventType::CONSULT || best.type == EventType::SUPPORT || best.type == EventType::COOPERATE || best.type == EventType::AID) {
        best.type = EventType::AGREE, best.mode = -1, best.modality = model::Modality::actual;
      } else if (best.type == EventType::RETREAT) {
        best.type = EventType::CONCEDE, best.mode = -1, best.modality = model::Modality::actual;
      }
    }
  }
  return best;
}

}  // namespace kawat::events
