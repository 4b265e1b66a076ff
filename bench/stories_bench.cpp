// What stories cost: what articles tell once they are analysed, and which of them tell the same.
#include "bench/articles.h"
#include "pipeline/tellings.h"
#include "stories/linker.h"

namespace {

using namespace kawat;
using namespace kawat::bench;

const pipeline::TellingMaker& maker() {
  static const pipeline::TellingMaker m = pipeline::TellingMaker::build(setting().pipeline).value();
  return m;
}

// What all articles tell.
const std::vector<stories::Told>& told() {
  static const std::vector<stories::Told> all = [] {
    std::vector<stories::Told> out;
    pipeline::Pipeline::Worker worker;
    for (const model::Document& d : setting().all) {
      model::Document copy = d;
      if (setting().pipeline.analyse(copy, worker, pipeline::Depth::events)) (void)maker().tell(copy, worker, out);
    }
    return out;
  }();
  return all;
}

// Of a few articles, analysed before.
void tell(benchmark::State& state) {
  constexpr std::size_t kFew = 100;
  std::vector<Prepared> articles;
  for (const model::Document& d : setting().all) {
    if (articles.size() == kFew) break;
    Prepared p;
    p.document = d;
    if (setting().pipeline.analyse(p.document, *p.worker, pipeline::Depth::events)) articles.push_back(std::move(p));
  }
  std::vector<stories::Told> out;
  for (auto _ : state) {
    out.clear();
    for (Prepared& p : articles) benchmark::DoNotOptimize(maker().tell(p.document, *p.worker, out).has_value());
  }
  state.counters["tellings"] = static_cast<double>(out.size());
}
BENCHMARK(tell)->Unit(benchmark::kMillisecond);

// All at once, with so many threads.
void link(benchmark::State& state) {
  (void)told();
  const auto likeness = stories::Likeness::build(setting().pack).value();
  std::uint64_t compared = 0;
  for (auto _ : state) {
    stories::Linker linker(likeness, static_cast<unsigned>(state.range(0)));
    linker.add(told());
    benchmark::DoNotOptimize(linker.link().size());
    compared = linker.compared();
  }
  state.counters["compared"] = static_cast<double>(compared);
}
BENCHMARK(link)->Arg(1)->Arg(2)->ArgName("threads")->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
