// Any bytes as an article for the whole program: sentences, trees, actors, events, quotes, rows in every format.
#include <memory>

#include "fuzz/targets.h"
#include "pipeline/pipeline.h"
#include "pipeline/rows.h"

namespace {

using namespace kawat;

struct Engine {
  pipeline::Pipeline pipeline = pipeline::Pipeline::build(fuzz::pack()).value();
  pipeline::RowWriter jsonl{pipeline::Format::jsonl, pipeline.ontology()}, csv{pipeline::Format::csv, pipeline.ontology()},
      table{pipeline::Format::table, pipeline.ontology()};
  std::unique_ptr<pipeline::Pipeline::Worker> worker = std::make_unique<pipeline::Pipeline::Worker>();
  std::string out;
};

void check_span(model::Span s, std::string_view text) { fuzz::promise(s.begin <= s.end && s.end <= text.size()); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Engine engine;
  if (size < 2) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  model::Document d;
  read::ReadOptions options;
  if (!read::parse_text_document(bytes, options, nullptr, d)) return 0;
  d.language = data[0] % 2 == 0 ? "id" : "en";
  if (data[0] % 4 > 1) d.published = {2024, 10, 8};
  auto& w = *engine.worker;
  for (auto depth : {pipeline::Depth::events, pipeline::Depth::quotes, pipeline::Depth::trees}) {
    fuzz::promise(engine.pipeline.analyse(d, w, depth).has_value());
    const model::Analysis& a = w.analysis;
    for (const model::Mention& m : a.mentions) {
      check_span(m.span, d.text);
      fuzz::promise(m.first <= m.last && m.last <= a.tokens.size() && m.sentence < a.sentences.size());
      fuzz::promise(m.antecedent < static_cast<std::int32_t>(a.mentions.size()));
    }
    for (const model::Quote& q : a.quotes)
      check_span(q.speaker, d.text), check_span(q.content, d.text), check_span(q.cue, d.text);
    for (const model::Sentence& s : a.sentences) {
      if (!s.parsed) continue;
      int roots = 0;
      for (std::uint32_t t = s.first; t < s.last; ++t) {
        std::int32_t head = a.tokens[t].head;
        roots += head < 0;
        fuzz::promise(head < 0 || (head >= static_cast<std::int32_t>(s.first) && head < static_cast<std::int32_t>(s.last)));
      }
      fuzz::promise(roots == 1);
    }
    if (depth != pipeline::Depth::events) continue;
    for (const model::Event& e : a.events) {
      check_span(e.trigger, d.text);
      fuzz::promise(e.sentence < a.sentences.size() && e.actor < static_cast<std::int32_t>(a.mentions.size()) &&
                    e.recipient < static_cast<std::int32_t>(a.mentions.size()) && e.confidence >= 0 && e.confidence <= 1);
    }
    for (const auto* writer : {&engine.jsonl, &engine.csv, &engine.table}) {
      engine.out.clear();
      writer->document(d, a, 0, engine.out);
      fuzz::promise(first_invalid_utf8(engine.out) == std::string_view::npos);
    }
  }
  return 0;
}
