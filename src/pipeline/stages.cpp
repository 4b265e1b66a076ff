#include "pipeline/stages.h"

#include <algorithm>

namespace kawat::pipeline {

using events::Promise;

void Stages::promises(const model::Analysis& a, std::vector<Promise>& out) const {
  out.resize(a.sentences.size());
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) out[s] = coder.promise(a, s);
  if (std::find(out.begin(), out.end(), Promise::act) == out.end()) std::fill(out.begin(), out.end(), Promise::none);
}

bool Stages::needs_tree(const model::Analysis& a, const std::vector<Promise>& promised, std::uint32_t sentence) const {
  auto any = [&](std::uint32_t before, std::uint32_t after, Promise least) {
    auto first = promised.begin() + std::max(sentence, before) - before;
    auto last = promised.begin() + std::min<std::size_t>(sentence + after + 1, promised.size());
    return std::any_of(first, last, [&](Promise p) { return p >= least; });
  };
  // Who is meant is told by the sentence before, seldom by others (decision 6).
  constexpr std::uint32_t kBefore = 1, kAfter = 0;
  if (promised[sentence] != Promise::none && any(kAfter, kBefore, Promise::act)) return true;
  return any(1, 1, Promise::word) && context.may_speak(a, sentence);
}

Result<Stages> Stages::build(const lexicon::Pack& pack, std::string_view code, const lexicon::Ontology& ontology) {
  auto segmenter = text::Segmenter::build(pack, code);
  if (!segmenter) return fail(segmenter.error());
  auto parser = syntax::Parser::build(pack, code);
  if (!parser) return fail(parser.error());
  auto finder = actors::Finder::build(pack, code);
  if (!finder) return fail(finder.error());
  auto coder = events::Coder::build(pack, code, ontology);
  if (!coder) return fail(coder.error());
  auto context = context::Context::build(pack, code);
  if (!context) return fail(context.error());
  return Stages{std::string(code),  std::move(*segmenter), std::move(*parser),
                std::move(*finder), std::move(*coder),     std::move(*context)};
}

}  // namespace kawat::pipeline
