// Articles that are coded away from their archive, by many processes at once, and taken in later by one, in the order of the
// input: Spark codes them so (docs/spark.md). What comes of it is what `kawat ingest` makes of the same files.
//
//   ArticleCoder coder(pipeline, teller, options);             // one for each thread, anywhere
//   coder.code(std::move(document), coded);                    // → bytes that can be stored and sent
//   …
//   Taking taking(writer, read::CopyRule::drop);               // taking.h: beside the archive, in the order of the input
//   taking.take(std::move(coded));
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/recording.h"
#include "intake/teller.h"
#include "pipeline/pipeline.h"
#include "read/copies.h"

namespace kawat::intake {

// Grows when the bytes of a Coded mean something else than before.
inline constexpr std::string_view kFormat = "kawat coded 1";

// One document of the input.
struct Coded {
  std::string id;
  std::string sketch;  // read::Sketch; by it near-copies are found, also of what could not be coded
  std::string record;  // archive/record.h; empty where the document was skipped or left out
  std::uint32_t events = 0;
  // Of the three above: what was damaged on its way is not taken in.
  std::uint64_t hash() const;
};

struct CodingOptions : RecordOptions {
  std::vector<std::string> languages;  // primary subtags, "id"; others are left out; empty: all
  bool known = false;                  // the archive has all of it: only what copies are told by, and which documents they are
};

class ArticleCoder {
 public:
  // Both must outlive it.
  ArticleCoder(const pipeline::Pipeline& pipeline, const Teller& teller, CodingOptions options);
  // Why the document was left out by design, or nothing. Errors are the document's own; `out` then holds what finding copies
  // needs.
  Result<std::string_view> code(model::Document&& document, Coded& out);

 private:
  const pipeline::Pipeline* pipeline_;
  const Teller* teller_;
  CodingOptions options_;
  pipeline::Pipeline::Worker worker_;
};

}  // namespace kawat::intake
