// Which events are meant, as SQL over the stored events (alias e) and, for titles, the documents (alias d).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/manifest.h"
#include "base/result.h"
#include "model/document.h"

namespace kawat::archive {

// Empty means any. Lists are alternatives; the fields hold together. Parties are codes ("RUS" and "RUSGOV" alike for "RUS"),
// Wikidata items ("Q7747") or parts of a name.
struct Filter {
  std::vector<std::string> actors, recipients;
  std::string one, other;  // a pair, in either direction
  std::vector<std::string> types, modes, contexts, modalities, places, outlets, speakers, languages;
  std::vector<int> quads;
  model::Day from, to;  // of date_start
  double min_confidence = 0;
  std::string text;  // each word of it in the title or the sentence
};

// 2024, 2024-10 or 2024-10-08 as the first (or last) day of it. Error bad_option, `where` is the flag or parameter.
Result<model::Day> parse_day(const std::string& where, const std::string& text, bool last);

// What an actor is asked for by: a code (RUS, IDNMIL), a Wikidata item (Q7747); anything else is part of a name.
bool is_code(const std::string& s);
bool is_item(const std::string& s);

// The condition; "true" where everything is meant.
std::string condition(const Filter& filter);
// Whether the condition needs the documents.
bool needs_documents(const Filter& filter);
// Whether events of this month ("2024-10", "unknown") may be among them.
bool may_be_of(const Filter& filter, const std::string& month);
// Parts that can hold such events.
std::vector<const Part*> parts_for(const Filter& filter, const Manifest& manifest);

}  // namespace kawat::archive
