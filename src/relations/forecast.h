// What the next periods may bring, from the same model as the level (relation.h), and how good such forecasts have been.
//
//   Forecast f = forecast(series, 8);
//   f.periods[0].conflict_prevails        chance that more than half of the next period's stories are conflict
//   Evaluation e = evaluate(series);      each past period forecast from those before it
//   e.share.model.log_score < e.share.usual.log_score    the model has beaten the simple rule
//
// docs/methods/forecast.md has the formulas. A forecast knows nothing but the counts of the pair. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relations/relation.h"
#include "relations/series.h"

namespace kawat::relations {

struct ForecastPeriod {
  model::Day start;
  Estimate level;                // share of cooperation that the relation will be at
  Estimate rate;                 // stories a period that it will be at
  Estimate stories;              // stories that will be counted: bursts and chance included; whole numbers at the ends
  std::vector<double> counts;    // chance of 0, 1, 2 … stories; what is beyond the last is below 10⁻⁶
  double conflict_prevails = 0;  // chance that of the stories, if there are any, more than half are conflict
};
struct Forecast {
  std::vector<ForecastPeriod> periods;
};
// `ahead` periods after the last of the series. An empty series gives an empty forecast.
Forecast forecast(const PairSeries&, std::size_t ahead, const RelationOptions& = {});

// Proper scores, the smaller the better: nobody gains by telling other chances than those believed in.
double log_score(std::span<const double> chances, std::size_t outcome);  // −log of the chance given to what came; nats
double brier_score(double chance, bool came);                            // squared distance, 0 to 1
// Continuous ranked probability score of counts: the mean of |outcome − draw|, less half the mean distance of two draws.
double crps(std::span<const double> chances, std::size_t outcome);

struct Scores {
  std::size_t periods = 0;
  double log_score = 0, second = 0;  // means over the periods
};
// `second` is Brier's of "conflict prevails" for the share, the CRPS for the volume. `usual` draws on the mean and the spread of
// all past periods, `last` on the last period that was observed (and had stories).
struct Contest {
  Scores model, usual, last;
  double within = 0;  // share of outcomes in the model's intervals; for the volume only
};
struct Evaluation {
  Contest share, volume;
};
// Forecasts each period from `begin` on, `ahead` periods before it, from nothing but what was known then.
Evaluation evaluate(const PairSeries&, std::size_t begin = 52, std::size_t ahead = 1, const RelationOptions& = {});

}  // namespace kawat::relations
