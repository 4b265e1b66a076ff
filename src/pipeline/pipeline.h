// The stages in their order, for one document at a time. Built once, shared by all threads; each thread has its Worker.
//
//   auto pipeline = Pipeline::build(pack);           // languages are loaded when the first document needs them
//   Pipeline::Worker worker;
//   auto ok = pipeline->analyse(document, worker, Depth::events);   // → worker.analysis
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/coder.h"
#include "lexicon/ontology.h"
#include "lexicon/pack.h"
#include "model/analysis.h"
#include "model/document.h"
#include "read/article.h"
#include "syntax/parser.h"
#include "text/identify.h"

namespace kawat::pipeline {

enum class Depth {
  tokens,  // sentences and words
  names,   // the political actors that are named
  trees,   // every sentence parsed
  quotes,  // who said what, in the whole article
  events,  // who did what to whom, when, where, according to whom
};

struct Stages;  // the stages of one language

class Pipeline {
 public:
  struct Worker {
    model::Analysis analysis;
    model::Analysis headline;  // tellings: the title, analysed by itself
    syntax::Parser::Scratch syntax;
    events::Coder::Scratch events;
    std::vector<events::Promise> promised;  // by sentence
    std::string_view left_out;              // set by a job that does not want its document: why
  };

  static Result<Pipeline> build(const lexicon::Pack& pack);
  Pipeline(Pipeline&&) noexcept;
  ~Pipeline();

  // Fills worker.analysis; sets document.language where it was empty. Errors are the document's own (unsupported language,
  // empty text) or those of the language pack.
  Status analyse(model::Document& document, Worker& worker, Depth depth) const;

  // Fills document.language where it is empty, as far as it can be told ("und").
  void identify(model::Document& document) const;

  // The stages of one language, loaded on first use.
  Result<const Stages*> language(std::string_view code) const;
  const lexicon::Ontology& ontology() const { return *ontology_; }
  const lexicon::Pack& pack() const { return *pack_; }
  const read::PartFinder& parts() const { return *parts_; }

  // `kawat relate`: text with <s>…</s> and <t>…</t>.
  Result<events::Relation> relate(std::string_view marked, std::string_view language, Worker& worker,
                                  events::Features* features = nullptr) const;

 private:
  Pipeline() = default;
  struct Slot;
  const lexicon::Pack* pack_ = nullptr;
  std::unique_ptr<lexicon::Ontology> ontology_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::unique_ptr<text::Identifier> identifier_;
  std::unique_ptr<read::PartFinder> parts_;
};

}  // namespace kawat::pipeline
