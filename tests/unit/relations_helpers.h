#pragma once

#include <cmath>
#include <initializer_list>
#include <utility>

#include "relations/series.h"

namespace kawat::relations {

// A series of {cooperative, conflictual} stories; {-1, …} was not observed.
inline PairSeries series_of(std::initializer_list<std::pair<int, int>> counts, Step step = Step::week) {
  PairSeries out{"IDN", "AUS", step, {2024, 1, 1}, {}};
  for (auto [cooperative, conflictual] : counts) {
    PeriodCounts& p = out.periods.emplace_back();
    p.observed = cooperative >= 0;
    if (!p.observed) continue;
    p.quads = {static_cast<std::uint32_t>(cooperative), 0, static_cast<std::uint32_t>(conflictual), 0};
  }
  return out;
}

inline double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

// `periods` times the same.
inline void repeat(PairSeries& series, std::size_t periods, std::uint32_t cooperative, std::uint32_t conflictual) {
  PeriodCounts p;
  p.quads = {cooperative, 0, conflictual, 0};
  series.periods.insert(series.periods.end(), periods, p);
}

}  // namespace kawat::relations
