// What kinds of events a stretch of a series is made of, and what makes two stretches differ. Pure functions, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "relations/series.h"

namespace kawat::relations {

// Stories by event type.
struct Mix {
  std::array<double, model::kEventTypeCount> stories{};
  double total = 0;
};
// Of the periods [begin, end) that were observed.
Mix mix_of(const PairSeries&, std::size_t begin, std::size_t end);

// How much a type of event made two mixes differ.
struct MixPart {
  model::EventType type = model::EventType::none;
  double before = 0, after = 0;  // share among the stories, 0 to 1
  double part = 0;               // of the divergence, 0 to 1; the parts of all types sum to 1
};

// Jensen–Shannon divergence of two mixes in bits: 0 alike, 1 nothing in common. Each type counts half a story more than was seen,
// so that a type seen once is no wonder. `parts` gets the types that either mix has, the largest part first. 0 and no parts where
// a mix is empty.
double divergence(const Mix& before, const Mix& after, std::vector<MixPart>& parts);

}  // namespace kawat::relations
