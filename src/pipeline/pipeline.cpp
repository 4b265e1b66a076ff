#include "pipeline/pipeline.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "actors/finder.h"
#include "base/text.h"
#include "context/context.h"
#include "pipeline/stages.h"
#include "read/article.h"
#include "text/identify.h"
#include "text/segmenter.h"

namespace kawat::pipeline {

struct Pipeline::Slot {
  std::string code;
  std::once_flag once;
  std::unique_ptr<Stages> stages;
  Error error;
};

Result<Pipeline> Pipeline::build(const lexicon::Pack& pack) {
  Pipeline p;
  p.pack_ = &pack;
  auto ontology = lexicon::Ontology::build(pack);
  if (!ontology) return fail(ontology.error());
  p.ontology_ = std::make_unique<lexicon::Ontology>(std::move(*ontology));
  for (std::string& code : pack.languages()) {
    p.slots_.push_back(std::make_unique<Slot>());
    p.slots_.back()->code = std::move(code);
  }
  auto identifier = text::Identifier::build(pack);
  if (!identifier) return fail(identifier.error());
  p.identifier_ = std::make_unique<text::Identifier>(std::move(*identifier));
  auto parts = read::PartFinder::build(pack);
  if (!parts) return fail(parts.error());
  p.parts_ = std::make_unique<read::PartFinder>(std::move(*parts));
  return p;
}

Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

Result<const Stages*> Pipeline::language(std::string_view code) const {
  std::string_view primary = code.substr(0, code.find_first_of("-_"));
  for (const auto& slot : slots_) {
    if (slot->code != primary) continue;
    std::call_once(slot->once, [&] {
      auto stages = Stages::build(*pack_, slot->code, *ontology_);
      if (stages)
        slot->stages = std::make_unique<Stages>(std::move(*stages));
      else
        slot->error = stages.error();
    });
    if (slot->stages == nullptr) return fail(slot->error);
    return slot->stages.get();
  }
  std::string known;
  for (const auto& slot : slots_) known += (known.empty() ? "" : ", ") + slot->code;
  return fail(Code::unsupported_language, "", "language '" + std::string(code) + "' is not supported", "supported: " + known);
}

void Pipeline::identify(model::Document& d) const {
  if (d.language.empty()) d.language = identifier_->identify(d.text).code;
}

Status Pipeline::analyse(model::Document& d, Worker& w, Depth depth) const {
  model::Analysis& a = w.analysis;
  a.clear();
  if (trim(d.text).empty()) return fail(Code::empty_document, d.id, "the document has no text");
  identify(d);
  if (d.language == "und") {
    return fail(Code::unsupported_language, d.id, "the language cannot be told", "say it with --lang or the key \"language\"");
  }
  auto found = language(d.language);
  if (!found) {
    Error e = found.error();
    e.where = d.id;
    return fail(std::move(e));
  }
  const Stages& stages = **found;
  a.language = stages.code;
  if (!d.headline) parts_->find(d);
  stages.segmenter.segment(d, a);
  if (depth == Depth::tokens) return {};
  if (depth == Depth::trees) {
    for (std::uint32_t s = 0; s < a.sentences.size(); ++s) stages.parser.parse(a, s, w.syntax);
    return {};
  }
  stages.finder.find(d, a);
  if (depth == Depth::names) {
    stages.finder.resolve(d, a);
    return {};
  }
  stages.promises(a, w.promised);
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    bool wanted = depth == Depth::quotes ? stages.context.may_speak(a, s) : stages.needs_tree(a, w.promised, s);
    if (wanted) stages.parser.parse(a, s, w.syntax);
  }
  stages.finder.resolve(d, a);
  stages.context.quotes(d, a);
  if (depth == Depth::quotes) return {};
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    if (w.promised[s] == events::Promise::act) stages.coder.code(a, s, w.events);
  }
  stages.context.complete(d, a);
  stages.coder.settle(a);
  return {};
}

namespace {

struct Marked {
  std::string text;
  model::Span source, target;
};

// All that one tag marks, in order, without a mark that is left open.
struct Marks {
  std::vector<model::Span> spans;
  std::uint32_t from = 0;
  bool open = false;

  void begin(std::uint32_t at) { from = at, open = true; }
  bool end(std::uint32_t at) {
    if (!open) return false;
    open = false;
    spans.push_back({from, at});
    return true;
  }
};

// A party may be marked wherever it is named: the two marks that stand nearest to each other are read. An actor inside the
// other's phrase is no party of its own: the act is judged as one-sided.
void choose_marks(const Marks& source, const Marks& target, Marked& out) {
  std::uint32_t nearest = 0xFFFFFFFF;
  out.source = source.spans.front();
  for (const model::Span& s : source.spans) {
    for (const model::Span& t : target.spans) {
      if (s.overlaps(t)) continue;
      std::uint32_t gap = s.begin < t.begin ? t.begin - s.end : s.begin - t.end;
      if (gap < nearest) nearest = gap, out.source = s, out.target = t;
    }
  }
}

Result<Marked> unmark(std::string_view in) {
  Marked out;
  constexpr std::array<std::string_view, 4> tags = {"<s>", "</s>", "<t>", "</t>"};
  std::array<Marks, 2> marks;
  bool good = true;
  for (std::size_t i = 0; i < in.size();) {
    std::size_t tag = 0;
    while (tag < 4 && !in.substr(i).starts_with(tags[tag])) ++tag;
    if (tag == 4) {
      out.text += in[i++];
      continue;
    }
    auto at = static_cast<std::uint32_t>(out.text.size());
    if (tag % 2 == 0)
      marks[tag / 2].begin(at);
    else
      good = marks[tag / 2].end(at) && good;
    i += tags[tag].size();
  }
  const auto& [source, target] = marks;
  if (!good || source.open || target.open || (source.spans.empty() && target.spans.empty())) {
    return fail(Code::bad_marks, "", "the text needs <s>…</s> for the actor, <t>…</t> for the recipient, or one of them",
                "mark the actors");
  }
  choose_marks(source.spans.empty() ? target : source, target, out);
  return out;
}

// The marked phrase as one mention: it takes the place of those that overlap it.
std::int32_t put_mention(model::Analysis& a, model::Span span, std::string_view text) {
  std::uint32_t first = 0xFFFFFFFF, last = 0;
  for (std::uint32_t t = 0; t < a.tokens.size(); ++t) {
    if (!a.tokens[t].span.overlaps(span)) continue;
    first = std::min(first, t), last = t + 1;
  }
  if (first == 0xFFFFFFFF) return -1;
  model::Mention m;
  m.span = span, m.first = first, m.last = last, m.head = first;
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    if (a.sentences[s].first <= first && first < a.sentences[s].last) m.sentence = s;
  }
  m.last = std::min(m.last, a.sentences[m.sentence].last);
  m.kind = model::MentionKind::name;
  for (const model::Mention& old : a.mentions) {
    if (old.span.overlaps(span) && old.actor.resolved()) {
      m.actor = old.actor;
      break;
    }
  }
  if (!m.actor.resolved()) m.actor.country = model::Code3("---"), m.actor.name = a.arena.copy(span.in(text));
  std::erase_if(a.mentions, [&](const model::Mention& old) { return old.first < m.last && m.first < old.last; });
  auto at = std::lower_bound(a.mentions.begin(), a.mentions.end(), m.first,
                             [](const model::Mention& x, std::uint32_t t) { return x.first < t; });
  return static_cast<std::int32_t>(a.mentions.insert(at, m) - a.mentions.begin());
}

}  // namespace

Result<events::Relation> Pipeline::relate(std::string_view marked_text, std::string_view code, Worker& w,
                                          events::Features* features) const {
  auto marked = unmark(marked_text);
  if (!marked) return fail(marked.error());
  model::Document d;
  d.text = std::move(marked->text);
  d.language = code.empty() ? identifier_->identify(d.text).code : std::string(code);
  auto found = language(d.language);
  if (!found && code.empty()) found = language("en");
  if (!found) return fail(found.error());
  const Stages& stages = **found;
  model::Analysis& a = w.analysis;
  a.clear();
  a.language = stages.code;
  stages.segmenter.segment(d, a);
  stages.finder.find(d, a);
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) stages.parser.parse(a, s, w.syntax);
  stages.finder.resolve(d, a);
  // Antecedents and members are positions: replacing mentions would break them, and they do not matter here.
  for (model::Mention& m : a.mentions) m.antecedent = -1, m.members.fill(-1);
  put_mention(a, marked->source, d.text);
  if (!marked->target.empty()) put_mention(a, marked->target, d.text);
  auto at = [&](model::Span span) {
    for (std::size_t i = 0; i < a.mentions.size(); ++i) {
      if (a.mentions[i].span == span) return static_cast<std::int32_t>(i);
    }
    return -1;
  };
  std::int32_t from = at(marked->source), to = marked->target.empty() ? from : at(marked->target);
  for (std::int32_t m : {from, to}) {
    if (m < 0) continue;
    model::Mention& x = a.mentions[static_cast<std::size_t>(m)];
    for (std::uint32_t t = x.first; t < x.last; ++t) {
      std::int32_t h = a.tokens[t].head;
      if (h < 0 || h < static_cast<std::int32_t>(x.first) || h >= static_cast<std::int32_t>(x.last)) {
        x.head = t;
        break;
      }
    }
    x.locative = false;
  }
  return stages.coder.relate(a, from, to, w.events, features);
}

}  // namespace kawat::pipeline
