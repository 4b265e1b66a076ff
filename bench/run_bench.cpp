// The whole program without its start: articles in, rows of JSONL out, on one thread and on more.
#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

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

// What each stage costs within the whole: one pass, a clock read after each stage of each article, so that all of them meet the
// same caches and the same machine. Shares of the time.
void steps(benchmark::State& state) {
  using Clock = std::chrono::steady_clock;
  static constexpr const char* kNames[] = {"segment", "mentions", "promise", "parse", "resolve",
                                           "quotes",  "code",     "context", "rows"};
  const char* code = kLanguages[state.range(0)];
  state.SetLabel(code);
  const pipeline::Stages& stages = **setting().pipeline.language(code);
  auto documents = setting().of(code);
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  pipeline::RowWriter writer(pipeline::Format::jsonl, setting().pipeline.ontology());
  model::Analysis& a = worker->analysis;
  std::string out;
  std::array<Clock::duration, std::size(kNames)> took{};
  std::size_t parsed = 0, all = 0;
  for (auto _ : state) {
    for (const model::Document* document : documents) {
      model::Document d = *document;
      a.clear();
      a.language = stages.code;
      out.clear();
      auto before = Clock::now();
      std::size_t stage = 0;
      auto lap = [&] {
        auto now = Clock::now();
        took[stage++] += now - before;
        before = now;
      };
      stages.segmenter.segment(d, a);
      lap();
      stages.finder.find(d, a);
      lap();
      stages.promises(a, worker->promised);
      lap();
      auto count = static_cast<std::uint32_t>(a.sentences.size());
      for (std::uint32_t s = 0; s < count; ++s) {
        if (stages.needs_tree(a, worker->promised, s)) stages.parser.parse(a, s, worker->syntax);
      }
      lap();
      stages.finder.resolve(d, a);
      lap();
      stages.context.quotes(d, a);
      lap();
      for (std::uint32_t s = 0; s < count; ++s) {
        if (worker->promised[s] == events::Promise::act) stages.coder.code(a, s, worker->events);
      }
      lap();
      stages.context.complete(d, a);
      stages.coder.settle(a);
      lap();
      writer.document(d, a, 0, out);
      lap();
      all += count;
      parsed += static_cast<std::size_t>(
          std::count_if(a.sentences.begin(), a.sentences.end(), [](const model::Sentence& s) { return s.parsed; }));
    }
  }
  auto seconds = [](Clock::duration x) { return std::chrono::duration<double>(x).count(); };
  double whole = 0;
  for (Clock::duration t : took) whole += seconds(t);
  for (std::size_t i = 0; i < took.size(); ++i)
    state.counters[std::to_string(i + 1) + " " + kNames[i] + " %"] = 100 * seconds(took[i]) / whole;
  state.counters["sentences parsed %"] = 100 * static_cast<double>(parsed) / static_cast<double>(all);
  state.counters["sentences/s"] = static_cast<double>(all) / whole;
}
BENCHMARK(steps)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

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
