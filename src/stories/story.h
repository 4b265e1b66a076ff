// One story for the eye: what its tellings have in common, who tells it, and where they disagree. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/event.h"
#include "stories/told.h"

namespace kawat::stories {

// What the sources say differently about one thing.
struct Disagreement {
  struct Value {
    std::string value;                   // "2024-06-19", "30", "Jakarta", "IDNGOV"
    std::vector<std::string> documents;  // doc_id of those who say so, in the order of their days
  };
  std::string field;          // "date", "place", "actor", "recipient", "number of killed"
  std::vector<Value> values;  // at least two; what most say first
};

struct Story {
  std::string id;
  model::EventType type = model::EventType::none;  // of most tellings
  std::vector<Party> actors, recipients;           // of that type, those of most tellings first
  model::Day start, end;                           // the days that most tellings give; else of publication
  std::size_t documents = 0, outlets = 0;
  std::vector<std::string> languages;
  std::vector<const Told*> tellings;  // the earliest first
  std::vector<Disagreement> disagreements;
};

// members: the earliest first, as Linker::stories() gives them; not empty. The story refers to them.
Story summarise(const std::vector<const Told*>& members);
std::vector<Disagreement> disagreements(const std::vector<const Told*>& members);

}  // namespace kawat::stories
