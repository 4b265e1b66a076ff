// The stages of one language. Built once, read by all threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/finder.h"
#include "context/context.h"
#include "events/coder.h"
#include "lexicon/ontology.h"
#include "lexicon/pack.h"
#include "model/analysis.h"
#include "syntax/parser.h"
#include "text/segmenter.h"

namespace kawat::pipeline {

struct Stages {
  std::string code;
  text::Segmenter segmenter;
  syntax::Parser parser;
  actors::Finder finder;
  events::Coder coder;
  context::Context context;

  // What each sentence promises.
  void promises(const model::Analysis& a, std::vector<events::Promise>& out) const;
  // Whether events need the tree of this sentence: its own, or those near it.
  bool needs_tree(const model::Analysis& a, const std::vector<events::Promise>& promised, std::uint32_t sentence) const;

  static Result<Stages> build(const lexicon::Pack& pack, std::string_view code, const lexicon::Ontology& ontology);
};

}  // namespace kawat::pipeline
