// Series with known truth: for measuring how well the methods of this folder work, and for what size of change they could see.
//
// The same recipe and seed give the same series, whatever the machine.
#pragma once

#include <cstdint>
#include <vector>

#include "relations/series.h"

namespace kawat::relations {

struct PlantedChange {
  std::size_t at = 0;   // first period of the new regime
  double log_odds = 0;  // level of the share from there on
};

struct Recipe {
  Step step = Step::week;
  std::size_t periods = 520;
  double log_odds = 0;                 // level of the first regime
  std::vector<PlantedChange> changes;  // ascending
  double drift = 0;                    // of the log-odds within regimes, a period; thrown back at shares of 2 % and 98 %
  double stories = 10;                 // mean a period
  double dispersion = 0;               // of the volume: variance = rate + dispersion · rate²
  double burst = 0;                    // correlation of two stories of one period
  std::size_t burst_length = 1;        // periods that one burst lasts; beyond 1 the methods' own assumption is broken
  std::size_t gap_every = 0;           // every so many periods …
  std::size_t gap_length = 0;          // … so many are missing: not observed
};

struct Generated {
  PairSeries series;
  std::vector<double> log_odds;  // true level of each period
};

Generated generate(const Recipe&, std::uint64_t seed);

}  // namespace kawat::relations
