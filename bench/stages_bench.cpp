// Each stage alone, on one thread: how many words a second it takes.
#include "actors/finder.h"
#include "bench/articles.h"
#include "context/context.h"
#include "text/segmenter.h"

namespace {

using namespace kawat;
using namespace kawat::bench;

const char* language(benchmark::State& state) {
  const char* code = kLanguages[state.range(0)];
  state.SetLabel(code);
  return code;
}

void segment(benchmark::State& state) {
  const char* code = language(state);
  const pipeline::Stages& stages = **setting().pipeline.language(code);
  auto documents = setting().of(code);
  model::Analysis a;
  std::size_t words = 0, bytes = 0;
  for (auto _ : state) {
    words = bytes = 0;
    for (const model::Document* d : documents) {
      a.clear();
      stages.segmenter.segment(*d, a);
      words += a.tokens.size(), bytes += d->text.size();
    }
  }
  count(state, words, bytes);
}
BENCHMARK(segment)->Arg(0)->Arg(1);

// Tags, lemmas and trees of every sentence.
void parse(benchmark::State& state) {
  const char* code = language(state);
  const pipeline::Stages& stages = **setting().pipeline.language(code);
  auto prepared = prepare(code, Upto::segmented);
  std::size_t words = 0, bytes = 0;
  for (auto _ : state) {
    words = bytes = 0;
    for (Prepared& p : prepared) {
      model::Analysis& a = p.worker->analysis;
      for (std::uint32_t s = 0; s < a.sentences.size(); ++s) stages.parser.parse(a, s, p.worker->syntax);
      words += a.tokens.size(), bytes += p.document.text.size();
    }
  }
  count(state, words, bytes);
}
BENCHMARK(parse)->Arg(0)->Arg(1);

// The pass over all words that finds actors; most sentences see no more than this.
void mentions(benchmark::State& state) {
  const char* code = language(state);
  const pipeline::Stages& stages = **setting().pipeline.language(code);
  auto prepared = prepare(code, Upto::segmented);
  std::size_t words = 0, bytes = 0;
  for (auto _ : state) {
    words = bytes = 0;
    for (Prepared& p : prepared) {
      p.worker->analysis.mentions.clear();
      stages.finder.find(p.document, p.worker->analysis);
      words += p.worker->analysis.tokens.size(), bytes += p.document.text.size();
    }
  }
  count(state, words, bytes);
}
BENCHMARK(mentions)->Arg(0)->Arg(1);

// Who is meant, who speaks, what happened, when and where: everything after the trees. The trees are copied in each time, and the
// copy is not measured.
void events(benchmark::State& state) {
  const char* code = language(state);
  const pipeline::Stages& stages = **setting().pipeline.language(code);
  auto prepared = prepare(code, Upto::parsed);
  std::size_t words = 0, bytes = 0;
  for (auto _ : state) {
    words = bytes = 0;
    for (Prepared& p : prepared) {
      state.PauseTiming();
      model::Analysis& a = p.worker->analysis;
      auto mentions = a.mentions;
      state.ResumeTiming();
      stages.finder.resolve(p.document, a);
      stages.context.quotes(p.document, a);
      for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
        if (p.worker->promised[s] == events::Promise::act) stages.coder.code(a, s, p.worker->events);
      }
      stages.context.complete(p.document, a);
      stages.coder.settle(a);
      state.PauseTiming();
      words += a.tokens.size(), bytes += p.document.text.size();
      a.mentions = std::move(mentions);
      a.quotes.clear(), a.events.clear();
      state.ResumeTiming();
    }
  }
  count(state, words, bytes);
}
BENCHMARK(events)->Arg(0)->Arg(1);

}  // namespace
