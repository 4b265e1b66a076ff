// What the tables of data/actors know of a code: its names, and who held its offices when.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"

namespace kawat::pipeline {

struct ActorOffice {
  std::string person, title, from, to, wikidata;  // days; an empty end means "still"
};
struct ActorCard {
  std::string name_id, name_en, wikidata;  // of a state or body; empty where the tables have none
  std::vector<ActorOffice> offices;        // the latest first
};

// "RUS": the state, all offices of it; "RUSGOV": those of that sector. Reads the mapped tables, any thread.
Result<ActorCard> actor_card(const lexicon::Pack& pack, std::string_view code, std::size_t most_offices);

}  // namespace kawat::pipeline
