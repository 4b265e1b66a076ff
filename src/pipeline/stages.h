// The stages of one language. Built once, read by all threads.
#pragma once

#include <string>

#include "actors/finder.h"
#include "context/context.h"
#include "events/coder.h"
#include "lexicon/ontology.h"
#include "lexicon/pack.h"
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

  static Result<Stages> build(const lexicon::Pack& pack, std::string_view code, const lexicon::Ontology& ontology);
};

}  // namespace kawat::pipeline
