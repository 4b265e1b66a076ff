// Questions to a large archive: KAWAT_ARCHIVE=DIR, as make_archive made it.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "archive/archive.h"
#include "archive/query.h"
#include "archive/series.h"

namespace {

using namespace kawat;

Result<archive::Archive> open() {
  const char* folder = std::getenv("KAWAT_ARCHIVE");
  return archive::Archive::open(folder == nullptr ? "" : folder);
}

// Pairs from the most frequent to a rare one.
constexpr const char* kPairs[][2] = {{"IDN", "MYS"}, {"DAX", "IDN"}, {"GBX", "MJX"}};

void cold(benchmark::State& state) {
  for (auto _ : state) {
    auto there = open();
    if (!there) return state.SkipWithError(there.error().message().c_str());
    archive::Filter f;
    f.one = kPairs[state.range(0)][0], f.other = kPairs[state.range(0)][1];
    auto rows = archive::series(*there, f, archive::Period::month);
    if (!rows) return state.SkipWithError(rows.error().message().c_str());
    state.counters["rows"] = static_cast<double>(rows->size());
  }
}

// Of an archive that stays open, as in a server.
void warm(benchmark::State& state) {
  auto there = open();
  if (!there) return state.SkipWithError(there.error().message().c_str());
  archive::Filter f;
  f.one = kPairs[state.range(0)][0], f.other = kPairs[state.range(0)][1];
  for (auto _ : state) {
    auto rows = archive::series(*there, f, state.range(1) == 0 ? archive::Period::month : archive::Period::week);
    if (!rows) return state.SkipWithError(rows.error().message().c_str());
  }
}

void overview(benchmark::State& state) {
  auto there = open();
  if (!there) return state.SkipWithError(there.error().message().c_str());
  for (auto _ : state) {
    auto rows = archive::pairs(*there, {});
    if (!rows) return state.SkipWithError(rows.error().message().c_str());
    state.counters["pairs"] = static_cast<double>(rows->size());
  }
}

void first_page(benchmark::State& state) {
  auto there = open();
  if (!there) return state.SkipWithError(there.error().message().c_str());
  archive::Filter f;
  f.one = "IDN", f.other = "MYS", f.from = {2020, 3, 1}, f.to = {2020, 3, 31};
  archive::Selection selection(*there, f);
  for (auto _ : state) {
    auto total = archive::count(*there, selection);
    if (!total) return state.SkipWithError(total.error().message().c_str());
    auto ok =
        archive::each_answer(*there, selection, {"e.event_id, d.title"}, *total, 50, [](archive::Answer& a) -> Result<bool> {
          for (;;) {
            auto chunk = a.next();
            if (!chunk) return fail(chunk.error());
            if (*chunk == nullptr) return true;
          }
        });
    if (!ok) return state.SkipWithError(ok.error().message().c_str());
  }
}

BENCHMARK(cold)->DenseRange(0, 2)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(warm)->ArgsProduct({{0, 1, 2}, {0, 1}})->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(overview)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(first_page)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
