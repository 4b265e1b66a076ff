// A relation and its changes as JSON objects: the lines of `kawat dyad --format jsonl`, and what the server answers.
#pragma once

#include <string>

#include "relations/changes.h"
#include "relations/relation.h"

namespace kawat::relations {

// Fields of an object without its brackets, beginning with "kind".
std::string period_fields(const PairSeries&, const Relation&, const Changes&, std::size_t period);
std::string change_fields(const PairSeries&, const Change&);

}  // namespace kawat::relations
