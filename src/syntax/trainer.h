// Trains the tagger and parser of a language from CoNLL-U treebanks and writes its syntax.model.
//
//   TrainOptions o;  o.train = {{"a.conllu"}, {"b.conllu"}};  o.dev = "dev.conllu";  o.output = "syntax.model";
//   auto done = train(o, [](std::string_view line) { … });
//
// Deterministic for a seed on one kind of processor; one thread. Errors: those of its files, bad_option.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "syntax/conllu.h"
#include "syntax/shape.h"

namespace kawat::syntax {

struct Treebank {
  std::string path;
  float weight = 1;  // of its sentences in the loss
  int repeat = 1;    // times per epoch
};

struct TrainOptions {
  std::vector<Treebank> train;      // each file has its own way of annotating, which the network learns apart
  int follow = 0;                   // the file whose way the parser shall follow
  std::string dev;                  // may be empty
  std::vector<std::string> raw;     // plain text for word vectors, a paragraph per line
  std::string vectors;              // or ready word vectors, "word v1 v2 …" per line
  std::string save_vectors;         // where learned vectors go; empty: nowhere
  std::string lemma_table;          // lemmas.tsv of the language; may be empty
  std::vector<std::string> lemmas;  // further CoNLL-U files to learn lemmas from
  std::string output;
  std::uint64_t seed = 1;
  int epochs = 20;
  int batch = 700;  // words
  float rate = 0.002f;
  float dropout = 0.25f;
  float word_dropout = 0.5f;  // α of α / (α + frequency)
  std::size_t words = 40000;  // most words with a row of their own
  Dimensions dimensions;
};

Status train(const TrainOptions& options, const std::function<void(std::string_view)>& progress);

// Shares of words in percent; labels without their subtypes.
struct Scores {
  std::size_t words = 0;
  double upos = 0, uas = 0, las = 0, lemma = 0;
};
Result<Scores> evaluate(const Parser& parser, const std::string& path);

}  // namespace kawat::syntax
