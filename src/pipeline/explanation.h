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

}  // namespace kawat::pipeline
