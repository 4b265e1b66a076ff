// What the benchmarks share: the pack, the pipeline, the articles of data/samples (or of $KAWAT_BENCH, a text or JSONL file or a
// folder). One thread.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "lexicon/pack.h"
#include "pipeline/pipeline.h"
#include "pipeline/stages.h"
#include "read/reader.h"

namespace kawat::bench {

struct Setting {
  lexicon::Pack pack =
      lexicon::Pack::open(std::getenv("KAWAT_PACK") != nullptr ? std::getenv("KAWAT_PACK") : KAWAT_PACK_BUILT).value();
  pipeline::Pipeline pipeline = pipeline::Pipeline::build(pack).value();
  std::vector<model::Document> all;

  Setting() {
    const char* chosen = std::getenv("KAWAT_BENCH");
    auto reader = read::Reader::open({chosen != nullptr ? chosen : KAWAT_SAMPLES}, {}, &pipeline.parts()).value();
    model::Document d;
    for (auto step = reader.next(d); step != read::Step::end; step = reader.next(d)) {
      if (step != read::Step::document) continue;
      // Its language and nothing else: each benchmark starts from the article as it was read.
      pipeline::Pipeline::Worker worker;
      if (pipeline.analyse(d, worker, pipeline::Depth::tokens)) all.push_back(std::move(d));
    }
  }

  std::vector<const model::Document*> of(std::string_view language) const {
    std::vector<const model::Document*> out;
    for (const auto& d : all) {
      if (d.language == language) out.push_back(&d);
    }
    return out;
  }
};

inline const Setting& setting() {
  static const Setting s;
  return s;
}

inline const char* const kLanguages[] = {"id", "en"};

// What the stages before the measured one leave behind.
struct Prepared {
  model::Document document;
  std::unique_ptr<pipeline::Pipeline::Worker> worker = std::make_unique<pipeline::Pipeline::Worker>();
};

enum class Upto { segmented, found, parsed };

inline std::vector<Prepared> prepare(std::string_view language, Upto upto) {
  const pipeline::Stages& stages = **setting().pipeline.language(language);
  std::vector<Prepared> out;
  for (const model::Document* d : setting().of(language)) {
    Prepared p;
    p.document = *d;
    model::Analysis& a = p.worker->analysis;
    a.language = stages.code;
    stages.segmenter.segment(p.document, a);
    if (upto != Upto::segmented) stages.finder.find(p.document, a);
    if (upto == Upto::parsed) {
      stages.promises(a, p.worker->promised);
      for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
        if (stages.needs_tree(a, p.worker->promised, s)) stages.parser.parse(a, s, p.worker->syntax);
      }
    }
    out.push_back(std::move(p));
  }
  return out;
}

// Words, as the segmenter counts them, and text a second.
inline void count(benchmark::State& state, std::size_t words, std::size_t bytes) {
  state.counters["words/s"] = benchmark::Counter(static_cast<double>(words), benchmark::Counter::kIsIterationInvariantRate);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}

}  // namespace kawat::bench
