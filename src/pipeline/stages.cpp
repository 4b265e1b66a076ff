#include "pipeline/stages.h"

namespace kawat::pipeline {

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
