// The relation of a pair over time: how cooperative it is and how much there is of it, each with what is not known about it.
//
//   Relation r = relate(series);
//   r.periods[i].share.mean      this period alone: 0 all conflict … 1 all cooperation
//   r.periods[i].level.low       the level the relation is at, from the whole series
//
// docs/methods/ has the formulas. Pure functions, any thread; about 20 ms for ten years of weeks.
#pragma once

#include <vector>

#include "relations/lattice.h"
#include "relations/series.h"

namespace kawat::relations {

struct RelationOptions {
  double interval = 0.9;       // probability of every interval, in (0, 1)
  double jumps_a_year = 0.25;  // how often a relation is expected to break with its past
};

struct RelationPeriod {
  model::Day start;
  bool observed = true;
  std::uint32_t stories = 0;
  double effective_stories = 0;  // what they are worth after tempering for bursts

  Estimate share;           // of cooperation, from this period alone
  Estimate share_log_odds;  // the same on the scale of log-odds
  Estimate level;           // share, from the whole series
  Estimate level_log_odds;
  Estimate volume;        // stories a period, from this period alone
  Estimate volume_level;  // from the whole series

  // Classic views; 0 where there are no stories.
  std::array<std::uint32_t, 4> quads{};
  double goldstein = 0;  // sum (net)
  double intensity = 0;  // mean of a story
};

struct Relation {
  Step step = Step::week;
  std::vector<RelationPeriod> periods;
  double burst = 0;              // correlation of two stories of one period, 0 to 1
  double drift = 0;              // log-odds a period, standard deviation of its steps
  double volume_dispersion = 0;  // variance of counts = rate + dispersion · rate²
  double volume_drift = 0;       // log rate a period
};

// An empty series gives an empty relation. Options outside their range are brought into it.
Relation relate(const PairSeries&, const RelationOptions& = {});

// What relate() tries for a step; for those who need the states themselves (forecasts).
LevelOptions share_level_options(Step, const RelationOptions&);
LevelOptions volume_level_options(Step, const RelationOptions&);

// The share of one count alone: Jeffreys' Beta(½, ½), the counts tempered to effective_stories().
Estimate share_of_counts(std::uint32_t cooperative, std::uint32_t stories, double burst, double interval);
Estimate share_log_odds_of_counts(std::uint32_t cooperative, std::uint32_t stories, double burst, double interval);
// The rate of one count alone: Gamma(½, 0), the count divided by 1 + dispersion · `usual` (its variance over Poisson's).
Estimate rate_of_count(std::uint32_t stories, double dispersion, double usual, double interval);

}  // namespace kawat::relations
