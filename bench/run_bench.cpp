// The whole program without its start: articles in, rows of JSONL out, on one thread and on more.
#include "bench/articles.h"
#include "pipeline/rows.h"
#include "pipeline/run.h"

namespace {

using namespace kawat;
using namespace kawat::bench;

// One article after the other through all stages.
void analyse(benchmark::State& state) {
  const char* code = kLanguages[state.range(0)];
  state.SetLabel(code);
  auto documents = setting().of(code);
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  pipeline::RowWriter writer(pipeline::Format::jsonl, setting().pipeline.ontology());
  std::string out;
  std::size_t words = 0, bytes = 0;
  for (auto _ : state) {
    words = bytes = 0;
    for (const model::Document* d : documents) {
      model::Document copy = *d;
      out.clear();
      if (setting().pipeline.analyse(copy, *worker, pipeline::Depth::events)) writer.document(copy, worker->analysis, 0, out);
      words += worker->analysis.tokens.size(), bytes += d->text.size();
    }
  }
  count(state, words, bytes);
}
BENCHMARK(analyse)->Arg(0)->Arg(1);

// Reading, batches and writing too. The samples are few, so they are read fifty times.
void whole(benchmark::State& state) {
  const pipeline::Pipeline& p = setting().pipeline;
  const char* chosen = std::getenv("KAWAT_BENCH");
  std::vector<std::string> paths(chosen != nullptr ? 1 : 50, chosen != nullptr ? chosen : KAWAT_SAMPLES);
  pipeline::RowWriter writer(pipeline::Format::jsonl, p.ontology());
  std::uint64_t rows = 0, bytes = 0;
  for (auto _ : state) {
    auto reader = read::Reader::open(paths, {}, &p.parts()).value();
    auto summary = pipeline::run(
        reader, static_cast<unsigned>(state.range(0)),
        [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
          if (auto ok = p.analyse(d, w, pipeline::Depth::events); !ok) return fail(ok.error());
          return writer.document(d, w.analysis, 0, out);
        },
        [&](std::string_view out) -> Status {
          benchmark::DoNotOptimize(out.data());
          return {};
        });
    rows = summary->rows, bytes = summary->bytes;
  }
  state.counters["rows"] = static_cast<double>(rows);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
}
BENCHMARK(whole)->Arg(1)->Arg(2)->ArgName("threads")->UseRealTime()->Unit(benchmark::kMillisecond);

// From nothing to ready: the pack mapped, tables built, one language loaded.
void start(benchmark::State& state) {
  const char* code = kLanguages[state.range(0)];
  state.SetLabel(code);
  for (auto _ : state) {
    auto p = pipeline::Pipeline::build(setting().pack);
    benchmark::DoNotOptimize(p->language(code).has_value());
  }
}
BENCHMARK(start)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
