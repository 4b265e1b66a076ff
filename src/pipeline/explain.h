// Why each event of a document was coded and what was turned down, for programs: `kawat explain --format json`, the C library.
// Pure functions of their input.
#pragma once

#include <string>
#include <vector>

#include "events/coder.h"
#include "lexicon/ontology.h"
#include "model/analysis.h"
#include "model/document.h"

namespace kawat::pipeline {

// "name", "office", …
const char* kind_name(model::MentionKind kind);

// Appends one JSON object and a line break: sentences with their words, actors and what was turned down; events as rows of the
// contract. Spans count code points of the text. rejected: what Coder::Scratch::rejected collected.
void explain_json(const model::Document& d, const model::Analysis& a, const std::vector<events::Rejected>& rejected,
                  const lexicon::Ontology& o, std::string& out);

}  // namespace kawat::pipeline
