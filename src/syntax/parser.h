// Tags, lemmas and the dependency tree of a sentence.
//
//   auto parser = Parser::build(pack, "id");
//   Parser::Scratch scratch;                       // one per thread
//   parser->parse(analysis, sentence, scratch);    // upos, lemma, head, deprel; a tree with one root, always
//
// Immutable, shared between threads; the pack must outlive it. The result depends neither on the processor nor on the number of
// threads. build fails with bad_model or unsupported_language; tag and parse do not fail.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"
#include "model/analysis.h"
#include "syntax/features.h"
#include "syntax/form_cache.h"
#include "syntax/lemmas.h"
#include "syntax/model_file.h"
#include "syntax/punctuation.h"

namespace kawat::syntax {

class Parser {
 public:
  struct Scratch {
    std::vector<Features> features;
    std::vector<std::uint32_t> rows, missing;
    std::vector<std::uint64_t> forms;
    std::vector<const std::int32_t*> products;
    FormCache cache;
    std::vector<std::int16_t> x, a, b, dependent, key, packed, label_head, label_mid;
    std::vector<std::int32_t> fresh, sums, scores, near, heads;
    std::vector<float> state;
    Lemmas::Scratch lemmas;
    PunctuationRules::Scratch punctuation;
  };

  // Section "lang/<language>/syntax.model", used where it lies.
  static Result<Parser> build(const lexicon::Pack& pack, std::string_view language);
  // The same from bytes and a lemma table that outlive the parser.
  static Result<Parser> from_bytes(std::string_view bytes, std::string_view name, std::string_view lemma_table = {});

  void tag(model::Analysis& a, std::uint32_t sentence, Scratch& s) const;
  void parse(model::Analysis& a, std::uint32_t sentence, Scratch& s) const;

 private:
  Parser(ModelFile file, Lemmas lemmas);
  void embed(const model::Token* tokens, Scratch& s) const;
  void first_layer(const model::Token* tokens, int n, std::int16_t* out, Scratch& s) const;
  void conv(int n, const std::int16_t* in, Array weights, Array bias, std::int16_t* out, Scratch& s) const;
  void gated(int n, std::int16_t* io, Array weights, Array bias, Scratch& s) const;
  void lower(model::Token* tokens, int n, bool keep_tags, Scratch& s) const;
  void upper(model::Token* tokens, int n, std::int32_t offset, Scratch& s) const;

  ModelFile file_;
  std::uint64_t identity_;  // of the first layer, for the cache of a thread that uses several models
  Lemmas lemmas_;
  PunctuationRules punctuation_;
};

}  // namespace kawat::syntax
