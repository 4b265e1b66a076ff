// Labelled sets on disk → what is to be coded and what should come out.
//
//   sentences  JSONL: {"id", "text", "lang", "events": […]}
//   documents  JSONL: {"doc_id", "lang", "published", "outlet", "events": […], "noise": […]}, texts in files beside it
//   pairs      JSONL: {"id", "text" with <s>…</s> and <t>…</t>, "lang", "label", "quad"}; or a table of labelled sentences as
//              under data/lang/<code>/examples: type, mode, modality, text
//   sides      JSONL: as pairs, with "conflict": 0 or 1 instead of the label
//   cases      *.case
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/eval_cases.h"
#include "cli/eval_score.h"

namespace kawat::cli::eval {

enum class Kind { sentences, documents, pairs, sides, cases };

struct Pair {
  std::string id, text, language;
  std::string label;           // a type, "YIELD" (either of CONCEDE and RETREAT) or "NONE"
  std::string mode, modality;  // examples
  int quad = 0;                // 0 = the label's own
  bool conflict = false;       // sides
  bool example = false;        // carries mode and modality
};

struct Set {
  std::string name;  // the first word of its measures
  Kind kind = Kind::sentences;
  std::vector<std::string> paths;
  std::vector<Item> items;                // sentences, documents
  std::vector<nlohmann::json> documents;  // what is read for each item: {"id", "text", "language", …}
  std::vector<Pair> pairs;                // pairs, sides
  std::vector<Case> cases;
  std::size_t size() const { return items.size() + pairs.size() + cases.size(); }
};

struct SetOptions {
  std::string language;  // only this one; and the language of what does not say its own
  std::string texts;     // folder of the documents' texts, or the text of the only one
};

// `paths`: files and folders, each may be written NAME=PATH. Sets of one name and kind are joined. Empty where nothing is left.
Result<std::vector<Set>> read_sets(const std::vector<std::string>& paths, const SetOptions& options);

}  // namespace kawat::cli::eval
