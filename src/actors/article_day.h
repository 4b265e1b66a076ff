// The day that an article speaks on. Internal to actors.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicon/actors.h"
#include "model/analysis.h"

namespace kawat::actors {

inline std::int32_t day_number(model::Day d) {
  return d.known() ? d.year * 10000 + (d.month ? d.month : 6) * 100 + (d.day ? d.day : 15) : 0;
}
// As yyyymmdd: when it was published, else the first date written in figures ("18/9/2019"); 0 = unknown.
std::int32_t day_of(const model::Document& document);

// Of an article without either: the day that fits its weekdays ("Senin (23/9)"), its dates in words ("23 September 2019"), the
// years it names and above all the terms of the officers it names; 0 = nothing to tell by.
std::int32_t supposed_day(const lexicon::ActorTable& table, std::uint8_t language_bit, const model::Document& document,
                          const std::vector<model::Token>& tokens);

}  // namespace kawat::actors
