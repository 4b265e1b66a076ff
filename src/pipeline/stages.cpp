#include "pipeline/stages.h"

#include <algorithm>

namespace kawat::pipeline {

using events::Promise;

void Stages::promises(const model::Analysis& a, std::vector<Promise>& out) const {
  out.resize(a.sentences.size());
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) out[s] = coder.promise(a, s);
}

bool Stages::needs_tree(const model::Analysis& a, const std::vector<Promise>& promised, std::uint32_t sentence) const {
  auto act = [&](std::uint32_t s) { return s < promised.size() && promised[s] == Promise::act; };
  if (act(sentence)) return true;
  const bool before = act(sentence + 1);
  // Who is meant by "he" is told by the sentence before, seldom by others (decision 6).
  if (before && promised[sentence] != Promise::none) {
    auto mentions = a.mentions_of(sentence + 1);
    auto stands_for = [](const model::Mention& m) { return m.kind == model::MentionKind::pronoun; };
    if (std::any_of(mentions.begin(), mentions.end(), stands_for)) return true;
  }
  // Who tells of the act may be named beside it.
  return (before || (sentence > 0 && act(sentence - 1))) && context.may_speak(a, sentence);
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
