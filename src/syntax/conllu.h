// CoNLL-U, the ten-column text form of Universal Dependencies: reading words (and trees, where given), writing trees.
//
//   auto file = read_conllu(input, "dev.conllu");        // error 109 names the line
//   auto out = parse_conllu(parser, input);               // same words, same comments and ranges, new tags and heads
//
// Pure functions. Errors: bad_conllu with the line.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/analysis.h"

namespace kawat::syntax {

class Parser;

// A file with its words as tokens. Movable; views point into `text` and `analysis.arena`.
struct Conllu {
  enum class Kind : std::uint8_t { comment, range, word };
  struct Line {
    Kind kind = Kind::comment;
    std::string_view raw;     // in the input
    std::uint32_t token = 0;  // for words: index into analysis.tokens
  };
  std::unique_ptr<std::string> text = std::make_unique<std::string>();  // words joined as SpaceAfter says, a line per sentence
  model::Analysis analysis;               // upos, lemma (folded, empty for _), head and deprel as the file has them
  std::vector<Line> lines;                // of all sentences; empty nodes left out
  std::vector<std::uint32_t> line_begin;  // first line of each sentence, and one past the last
};

// The input must outlive the result. `name` is used in errors.
Result<Conllu> read_conllu(std::string_view input, std::string_view name = "CoNLL-U");

// Appends one sentence: range lines for words with split clitics, ten columns, an empty line.
void write_conllu(const model::Analysis& analysis, std::uint32_t sentence, std::string_view text, std::string& out);

// Reads words, parses them, writes them again with comments and ranges kept.
Result<std::string> parse_conllu(const Parser& parser, std::string_view input, std::string_view name = "CoNLL-U");

// Sets the shape bits that depend on the word alone: case and digits.
std::uint8_t word_shape(std::string_view word);

}  // namespace kawat::syntax
