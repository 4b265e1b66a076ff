// Why events were coded, sentence by sentence, in words: who was found, who speaks, what act by which rule, what was turned down.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/coder.h"
#include "lexicon/ontology.h"
#include "model/analysis.h"
#include "model/document.h"

namespace kawat::pipeline {

std::string_view kind_name(model::MentionKind kind);  // "name", "office", …

// One line each, beginning with "actor", "says", "event" or "not".
std::vector<std::string> sentence_notes(const model::Document& d, const model::Analysis& a,
                                        const std::vector<events::Rejected>& rejected, const lexicon::Ontology& ontology,
                                        std::uint32_t sentence);

// For programs (`kawat explain --format json`, the C library): appends one JSON object and a line break, with sentences, their
// words, actors and what was turned down, and the events as rows of the contract. Spans count code points of the text.
void explain_json(const model::Document& d, const model::Analysis& a, const std::vector<events::Rejected>& rejected,
                  const lexicon::Ontology& o, std::string& out);

}  // namespace kawat::pipeline
