// The act between two marked actors: the same frames, but every reading is ranked instead of the best being asked for, and a
// learned model weighs the words and the tree between the two.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "events/coder.h"
#include "events/draft.h"

namespace kawat::events {

using model::EventType;
using model::Mention;
using model::Modality;

namespace {

// Collects feature names as hashes; one buffer, no strings kept.
class Collector {
 public:
  explicit Collector(Features& out) : out_(out) {}
  template <class... Parts>
  void add(Parts... parts) {
    key_.clear();
    ((key_ += parts, key_ += '\x1f'), ...);
    out_.push_back(word_hash(key_));
  }

 private:
  Features& out_;
  std::string key_;
};

}  // namespace

namespace {

// Cooperation or conflict first, then the type: several weak signs of one side outweigh a single one of the other. Who have to
// do with each other without an act live in peace. The question takes for granted that something stands between the two: what
// the model takes for nothing counts half, on the side of what the frames read there. Yielding by word or by deed is one when
// it stands against the rest.
std::size_t most_likely(const TypeScores& p, bool framed_hostile, const lexicon::Ontology& ontology) {
  auto conflict = [&](std::size_t t) { return ontology.type(static_cast<EventType>(t)).quad > 2; };
  auto yields = [](std::size_t t) { return t == std::size_t(EventType::CONCEDE) || t == std::size_t(EventType::RETREAT); };
  float hostile = framed_hostile ? 0.5f * p[kApart] : 0.f, friendly = p[0] + 0.5f * p[kApart] - hostile;
  for (std::size_t t = 1; t < kApart; ++t) (conflict(t) ? hostile : friendly) += p[t];
  float yielding = p[std::size_t(EventType::CONCEDE)] + p[std::size_t(EventType::RETREAT)];
  std::size_t top = 0;
  float best = -1;
  for (std::size_t t = 1; t < kApart; ++t) {
    if (conflict(t) != (hostile > friendly)) continue;
    float score = yields(t) ? yielding + 1e-3f * p[t] : p[t];
    if (score > best) top = t, best = score;
  }
  return top;
}

}  // namespace

std::vector<Coder::Reading> Coder::readings(const model::Analysis& a, std::uint32_t sentence, const std::vector<Draft>& found,
                                            std::int32_t from, std::int32_t to) const {
  std::vector<Reading> out;
  auto mention = [&](std::int32_t at) -> const Mention& { return a.mentions[static_cast<std::size_t>(at)]; };
  bool own = mention(from).sentence == sentence && mention(to).sentence == sentence;
  auto any = [&](const std::vector<std::int32_t>& list, std::int32_t wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
  };
  int first = static_cast<int>(a.sentences[sentence].first);
  for (const Draft& draft : found) {
    if (draft.match.frame->type == EventType::none) continue;
    Reading r;
    r.frame = draft.match.frame;
    r.modality = draft.modality;
    r.silenced = std::any_of(found.begin(), found.end(), [&](const Draft& none) {
      return none.match.frame->type == EventType::none && none.match.count >= draft.match.count &&
             none.match.shares_word(draft.match);
    });
    float score = static_cast<float>(draft.match.count) - (r.silenced ? 2.f : 0.f) - (draft.match.loose ? 0.5f : 0.f);
    bool af = any(draft.actors, from), rt = any(draft.recipients, to), at = any(draft.actors, to),
         rf = any(draft.recipients, from);
    r.actor = af, r.recipient = rt || (at && draft.symmetric), r.reversed = at && rf;
    if (af) score += 2.f;
    if (rt) score += 2.f;
    if (at && draft.symmetric)
      score += 2.f;
    else if (at)
      score += af ? 0.5f : -0.5f;
    if (rf && !draft.symmetric) score -= 0.5f;
    if (!af && !rt && !draft.actors.empty() && !draft.recipients.empty() && !at && !rf) score -= 1.f;  // between others
    if (own) {
      auto gap = [&](std::int32_t m) { return std::abs(static_cast<int>(mention(m).head) - first - draft.match.anchor); };
      score -= 0.06f * static_cast<float>(std::min(gap(from), 20) + std::min(gap(to), 20));
      int low = static_cast<int>(std::min(mention(from).head, mention(to).head)) - first;
      int high = static_cast<int>(std::max(mention(from).head, mention(to).head)) - first;
      if (draft.match.anchor > low && draft.match.anchor < high) score += 0.5f;
    } else {
      score -= 1.5f;
    }
    r.score = score;
    if (own) r.anchor = draft.match.anchor;
    out.push_back(r);
  }
  std::stable_sort(out.begin(), out.end(), [](const Reading& x, const Reading& y) { return x.score > y.score; });
  return out;
}

void Coder::pair_features(const model::Analysis& a, std::int32_t from, std::int32_t to, const std::vector<Reading>& readings,
                          const Scratch& s, Features& out) const {
  const Mention &x = a.mentions[static_cast<std::size_t>(from)], &y = a.mentions[static_cast<std::size_t>(to)];
  const model::Sentence& sentence = a.sentences[x.sentence];
  Collector c(out);
  c.add("bias");
  bool forward = x.first < y.first;
  c.add("order", forward ? "st" : "ts");
  auto lemma = [&](const model::Token& t) { return t.lemma.empty() ? t.norm : t.lemma; };
  std::uint32_t low = std::min(x.last, y.last), high = std::max(x.first, y.first);
  std::string_view previous = "<";
  for (std::uint32_t t = sentence.first; t < sentence.last; ++t) {
    if ((t >= x.first && t < x.last) || (t >= y.first && t < y.last)) {
      previous = t >= x.first && t < x.last ? "<s>" : "<t>";
      continue;
    }
    const model::Token& token = a.tokens[t];
    if (token.upos == model::Upos::PUNCT && token.norm != "\"") continue;
    std::string_view where = t < low && t < high ? "before" : t >= low && t < high ? "between" : "after";
    std::string_view word = lemma(token);
    bool content = token.upos == model::Upos::VERB || token.upos == model::Upos::NOUN || token.upos == model::Upos::ADJ;
    if (content) c.add("any", word), c.add("stem", word.substr(0, 5));
    c.add(where, word);
    if (where == "between") {
      c.add("pair", previous, word);
      if (content) c.add("form", token.norm);
    }
    previous = word;
  }
  // The way through the tree, and the words on it.
  if (x.sentence == y.sentence) {
    int i = static_cast<int>(x.head - sentence.first), j = static_cast<int>(y.head - sentence.first);
    std::vector<int> up_i, up_j;
    for (int n = i; n >= 0 && up_i.size() < 12; n = s.tree.head(n)) up_i.push_back(n);
    for (int n = j; n >= 0 && up_j.size() < 12; n = s.tree.head(n)) up_j.push_back(n);
    std::size_t pi = 0, pj = 0;
    for (std::size_t p = 0; p < up_i.size() && pi == 0 && pj == 0; ++p) {
      for (std::size_t q = 0; q < up_j.size(); ++q) {
        if (up_i[p] == up_j[q]) {
          pi = p, pj = q;
          break;
        }
      }
      if (pi != 0 || pj != 0) break;
    }
    std::string path;
    for (std::size_t p = 0; p < pi; ++p) path += std::string(name(s.tree.rel(up_i[p]))) + "<";
    path += "|";
    for (std::size_t q = pj; q-- > 0;) path += ">" + std::string(name(s.tree.rel(up_j[q])));
    if (pi + pj <= 5) c.add("path", path);
    auto on_path = [&](int n) {
      std::string_view word = lemma(s.tree.at(n));
      c.add("on", word);
      for (int k = s.tree.first_child(n); k >= 0; k = s.tree.next(k)) {
        model::Deprel r = s.tree.rel(k);
        if (r == model::Deprel::obj || r == model::Deprel::xcomp || r == model::Deprel::compound_prt ||
            r == model::Deprel::advmod || r == model::Deprel::obl) {
          c.add("arm", word, lemma(s.tree.at(k)));
          if (r == model::Deprel::obj || r == model::Deprel::xcomp) c.add("armw", lemma(s.tree.at(k)));
        }
      }
    };
    for (std::size_t p = 1; p <= pi && p < up_i.size(); ++p) on_path(up_i[p]);
    for (std::size_t q = 1; q < pj && q < up_j.size(); ++q) on_path(up_j[q]);
    if (pi < up_i.size())
      c.add("top", lemma(s.tree.at(up_i[pi])), pi > 0 ? name(s.tree.rel(up_i[pi - 1])) : std::string_view("-"));
  }
  // What the two hang on, and what follows them.
  auto party = [&](const Mention& m, std::string_view which) {
    if (m.last < sentence.last) c.add("right", which, lemma(a.tokens[m.last]));
    if (m.sentence != x.sentence) return;
    int at = static_cast<int>(m.head - sentence.first), over = s.tree.head(at), preposition = s.tree.case_of(at);
    std::string_view link = preposition < 0 ? std::string_view("-") : lemma(s.tree.at(preposition));
    c.add("link", which, name(s.tree.rel(at)), link);
    if (over >= 0) c.add("over", which, link, lemma(s.tree.at(over)));
  };
  party(x, "s"), party(y, "t");
  // What the frames say.
  std::size_t rank = 0;
  for (const Reading& r : readings) {
    if (r.silenced) continue;
    std::string_view type = model::name(r.frame->type);
    if (rank == 0) {
      c.add("best", type);
      c.add("bestmode", type, std::to_string(r.frame->mode), model::name(r.modality));
      c.add("bestroles", type, r.actor ? "s" : "-", r.recipient ? "t" : "-", r.reversed ? "r" : "-");
    } else if (rank < 4) {
      c.add("also", type), c.add("alsomode", type, std::to_string(r.frame->mode));
    }
    if (r.actor && r.recipient) c.add("both", type);
    if (rank < 3 && r.anchor >= 0) {
      auto steps = [&](const Mention& m) {
        return std::to_string(s.tree.distance(static_cast<int>(m.head - sentence.first), r.anchor, 3));
      };
      c.add("steps", ontology_->type(r.frame->type).quad > 2 ? "hostile" : "friendly", steps(x), steps(y));
    }
    ++rank;
  }
  if (rank == 0) c.add("best", "none");
  c.add("sector", x.actor.sector.view(), "s"), c.add("sector", y.actor.sector.view(), "t");
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

Relation Coder::relate(const model::Analysis& a, std::int32_t from, std::int32_t to, Scratch& s, Features* features) const {
  Relation best;
  if (from < 0 || to < 0) return best;
  std::uint32_t x = a.mentions[static_cast<std::size_t>(from)].sentence, y = a.mentions[static_cast<std::size_t>(to)].sentence;
  std::vector<Reading> all;
  for (std::uint32_t sentence = std::min(x, y); sentence <= std::max(x, y); ++sentence) {
    if (!a.sentences[sentence].parsed) continue;
    prepare(a, sentence, s);
    auto some = readings(a, sentence, drafts(a, sentence, s), from, to);
    all.insert(all.end(), some.begin(), some.end());
  }
  std::stable_sort(all.begin(), all.end(), [](const Reading& p, const Reading& q) { return p.score > q.score; });
  prepare(a, x, s);
  Features own;
  Features& f = features != nullptr ? *features : own;
  f.clear();
  pair_features(a, from, to, all, s, f);
  if (ranker_.known()) {
    TypeScores p = ranker_.score(f);
    auto framed = std::find_if(all.begin(), all.end(), [](const Reading& r) { return !r.silenced; });
    bool hostile = framed != all.end() && ontology_->type(framed->frame->type).quad > 2;
    std::size_t top = most_likely(p, hostile, *ontology_);
    best.type = static_cast<EventType>(top);
    best.confidence = p[top];
    best.rule = "model";
    for (const Reading& r : all) {
      if (r.silenced || r.frame->type != best.type) continue;
      best.mode = r.frame->mode;
      best.modality = r.modality;
      best.rule = frames_.rule(*r.frame);
      break;
    }
    return best;
  }
  if (!all.empty()) {
    const Reading& r = all.front();
    best.type = r.frame->type, best.mode = r.frame->mode, best.modality = r.modality;
    best.rule = frames_.rule(*r.frame);
    best.confidence = std::clamp(0.35f + 0.12f * r.score, 0.05f, 0.95f);
    plan(best.type, best.mode, best.modality);
  }
  return best;
}

}  // namespace kawat::events
