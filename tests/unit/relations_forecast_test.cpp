#include "relations/forecast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "relations/distributions.h"
#include "relations/generate.h"
#include "relations_helpers.h"

namespace kawat::relations {
namespace {

TEST(RelationsForecast, ScoresByHand) {
  std::vector<double> chances = {0.5, 0.3, 0.2};
  EXPECT_NEAR(log_score(chances, 1), -std::log(0.3), 1e-12);
  EXPECT_NEAR(log_score(chances, 9), -std::log(1e-12), 1e-12);
  EXPECT_DOUBLE_EQ(brier_score(0.7, true), 0.09);
  EXPECT_DOUBLE_EQ(brier_score(0.7, false), 0.49);
  // Distribution 0.5, 0.8, 1 against the step at 1: 0.5² + 0.2².
  EXPECT_NEAR(crps(chances, 1), 0.25 + 0.04, 1e-12);
  // A sure forecast scores its distance, wherever the list ends.
  std::vector<double> sure = {0, 1};
  EXPECT_NEAR(crps(sure, 1), 0, 1e-12);
  EXPECT_NEAR(crps(sure, 4), 3, 1e-12);
  // By its definition: the mean of |outcome − draw|, less half the mean distance of two draws.
  // definition.
  double mean = 0, apart = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    mean += chances[i] * std::abs(static_cast<double>(i) - 2);
    for (std::size_t j = 0; j < 3; ++j)
      apart += chances[i] * chances[j] * std::abs(static_cast<double>(i) - static_cast<double>(j));
  }
  EXPECT_NEAR(crps(chances, 2), mean - apart / 2, 1e-12);
}

TEST(RelationsForecast, GrowsLessSure) {
  PairSeries s;
  repeat(s, 80, 7, 3);
  Forecast f = forecast(s, 12);
  ASSERT_EQ(f.periods.size(), 12u);
  EXPECT_EQ(f.periods[0].start, start_of(s.first, s.step, 80));
  double before = 0;
  for (const ForecastPeriod& p : f.periods) {
    EXPECT_NEAR(std::accumulate(p.counts.begin(), p.counts.end(), 0.0), 1, 1e-3);
    EXPECT_LE(p.stories.low, p.stories.mean);
    EXPECT_GE(p.stories.high, p.stories.mean);
    EXPECT_GE(p.level.high - p.level.low, before - 1e-9);
    before = p.level.high - p.level.low;
  }
  EXPECT_NEAR(f.periods[0].level.mean, 0.7, 0.03);
  EXPECT_NEAR(f.periods[0].stories.mean, 10, 1);
  EXPECT_LT(f.periods[0].conflict_prevails, 0.25);
  EXPECT_TRUE(forecast({}, 3).periods.empty());
  PairSeries t;
  repeat(t, 60, 1, 9);
  EXPECT_GT(forecast(t, 1).periods[0].conflict_prevails, 0.9);
}

// In a steady series nothing can beat the mean of the past by much; where the level moves, the model does.
TEST(RelationsForecast, BeatsSimpleRulesWhereTheLevelMoves) {
  Recipe recipe;
  recipe.periods = 260, recipe.stories = 12, recipe.dispersion = 0.2, recipe.burst = 0.05;
  recipe.log_odds = 1.5, recipe.changes = {{100, -1}, {180, 1}};
  Evaluation moved = evaluate(generate(recipe, 11).series);
  EXPECT_EQ(moved.volume.model.periods, 208u);
  EXPECT_LT(moved.share.model.log_score, moved.share.usual.log_score - 0.1);
  EXPECT_LT(moved.share.model.log_score, moved.share.last.log_score - 0.1);
  EXPECT_LT(moved.share.model.second, moved.share.usual.second);
  recipe.changes.clear();
  Evaluation still = evaluate(generate(recipe, 11).series);
  EXPECT_NEAR(still.share.model.log_score, still.share.usual.log_score, 0.05);
  EXPECT_NEAR(still.volume.model.log_score, still.volume.usual.log_score, 0.05);
  EXPECT_LT(still.volume.model.second, still.volume.last.second);
  EXPECT_GE(still.volume.within, 0.85);
  EXPECT_LE(still.volume.within, 0.97);  // whole numbers: a little more than asked for
}

// What comes after a period changes nothing in its forecast.
TEST(RelationsForecast, KnowsNothingOfTheFuture) {
  Recipe recipe;
  recipe.periods = 80, recipe.stories = 6;
  PairSeries s = generate(recipe, 4).series, early = s, other = s;
  early.periods.resize(70);
  for (std::size_t t = 70; t < 80; ++t) other.periods[t].quads = {0, 0, 90, 90};
  Evaluation a = evaluate(early, 60, 3);
  for (std::size_t t = 70; t < 80; ++t) other.periods[t].observed = s.periods[t].observed = false;
  Evaluation b = evaluate(other, 60, 3), c = evaluate(s, 60, 3);
  EXPECT_EQ(a.share.model.log_score, b.share.model.log_score);
  EXPECT_EQ(a.volume.model.log_score, b.volume.model.log_score);
  EXPECT_EQ(b.volume.model.second, c.volume.model.second);
}

TEST(RelationsForecast, FirstForecastIsThatOfTheSeriesUpToThen) {
  Recipe recipe;
  recipe.periods = 61, recipe.stories = 6;
  PairSeries s = generate(recipe, 4).series, known = s;
  known.periods.resize(60);
  Evaluation e = evaluate(s, 60, 1);
  EXPECT_EQ(e.volume.model.periods, 1u);
  Forecast f = forecast(known, 1);
  EXPECT_NEAR(e.volume.model.log_score, log_score(f.periods[0].counts, s.periods[60].stories()), 1e-6);
}

}  // namespace
}  // namespace kawat::relations
