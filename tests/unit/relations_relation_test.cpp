#include "relations/relation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "relations/distributions.h"
#include "relations/generate.h"
#include "relations_helpers.h"

namespace kawat::relations {
namespace {

// 8 of 20 at burst 0.1 are worth 20 / 2.9 stories: Beta(0.5 + 2.7586, 0.5 + 4.1379). Quantiles by SciPy.
TEST(RelationsRelation, OneCountTempered) {
  Estimate share = share_of_counts(8, 20, 0.1, 0.9);
  EXPECT_NEAR(share.mean, 0.4126637554585153, 1e-12);
  EXPECT_NEAR(share.low, 0.15442823, 1e-8);
  EXPECT_NEAR(share.high, 0.69749517, 1e-8);
  Estimate odds = share_log_odds_of_counts(8, 20, 0.1, 0.9);
  EXPECT_NEAR(odds.mean, -0.40251734495685776, 1e-10);
  EXPECT_NEAR(odds.low, -1.70028361, 1e-7);
  EXPECT_NEAR(odds.high, 0.83539836, 1e-7);
}

TEST(RelationsRelation, OneRateTempered) {
  Estimate rate = rate_of_count(12, 0.15, 10, 0.9);
  EXPECT_NEAR(rate.mean, 13.25, 1e-12);  // (0.5 + 12 / 2.5) · 2.5
  EXPECT_NEAR(rate.low, 5.39858778, 1e-7);
  EXPECT_NEAR(rate.high, 23.91262342, 1e-7);
}

TEST(RelationsRelation, NoStoriesSayNothing) {
  Estimate share = share_of_counts(0, 0, 0.1, 0.9);
  EXPECT_DOUBLE_EQ(share.mean, 0.5);
  EXPECT_NEAR(share.low, std::pow(std::sin(0.05 * std::acos(-1) / 2), 2), 1e-9);  // the arcsine law
  EXPECT_TRUE(relate({}).periods.empty());
}

TEST(RelationsRelation, ClassicViews) {
  PairSeries s = series_of({{3, 1}, {-1, 0}, {0, 0}});
  s.periods[0].goldstein = 7.5, s.periods[0].intensity = -2;
  s.periods[1].goldstein = 99;  // of a period not read: not told
  Relation r = relate(s);
  ASSERT_EQ(r.periods.size(), 3u);
  EXPECT_EQ(r.periods[0].stories, 4u);
  EXPECT_EQ(r.periods[0].quads, (std::array<std::uint32_t, 4>{3, 0, 1, 0}));
  EXPECT_DOUBLE_EQ(r.periods[0].goldstein, 7.5);
  EXPECT_DOUBLE_EQ(r.periods[0].intensity, -0.5);
  EXPECT_FALSE(r.periods[1].observed);
  EXPECT_EQ(r.periods[1].goldstein, 0);
  EXPECT_EQ(r.periods[1].start, (model::Day{2024, 1, 8}));
  EXPECT_EQ(r.periods[2].volume.low, rate_of_count(0, r.volume_dispersion, r.periods[2].volume_level.mean, 0.9).low);
}

TEST(RelationsRelation, LevelIsSurerThanOnePeriodAndLessSureInGaps) {
  PairSeries s;
  repeat(s, 30, 6, 4), s.periods.resize(60);
  for (std::size_t t = 30; t < 60; ++t) s.periods[t].observed = false;
  Relation r = relate(s);
  auto width = [](const Estimate& e) { return e.high - e.low; };
  EXPECT_LT(width(r.periods[15].level), width(r.periods[15].share) / 3);
  for (std::size_t t = 31; t < 60; ++t) EXPECT_GE(width(r.periods[t].level) + 1e-9, width(r.periods[t - 1].level)) << t;
  EXPECT_GT(width(r.periods[59].level), 1.5 * width(r.periods[29].level));
}

TEST(RelationsRelation, BurstsAreLearned) {
  Recipe calm, bursty;
  calm.stories = bursty.stories = 20, bursty.burst = 0.2, calm.periods = bursty.periods = 260;
  Relation a = relate(generate(calm, 1).series), b = relate(generate(bursty, 1).series);
  EXPECT_LT(a.burst, 0.02);
  EXPECT_NEAR(b.burst, 0.2, 0.06);
  EXPECT_LT(b.periods[100].effective_stories, a.periods[100].effective_stories);
}

TEST(RelationsRelation, ABreakStaysSharp) {
  PairSeries s;
  repeat(s, 40, 9, 1), repeat(s, 40, 2, 8);
  Relation r = relate(s);
  EXPECT_GT(r.periods[38].level.mean, 0.85);
  EXPECT_LT(r.periods[41].level.mean, 0.27);
  // All of one colour stays within (0, 1).
  PairSeries war;
  repeat(war, 20, 0, 30);
  Relation w = relate(war);
  EXPECT_GT(w.periods[10].level.low, 0);
  EXPECT_LT(w.periods[10].level.high, 0.05);
}

TEST(RelationsRelation, SameSeriesSameBits) {
  Recipe recipe;
  recipe.periods = 80, recipe.burst = 0.1, recipe.dispersion = 0.3;
  PairSeries s = generate(recipe, 5).series;
  Relation a = relate(s), b = relate(s);
  for (std::size_t t = 0; t < a.periods.size(); ++t) {
    EXPECT_EQ(a.periods[t].level.mean, b.periods[t].level.mean);
    EXPECT_EQ(a.periods[t].volume_level.high, b.periods[t].volume_level.high);
  }
}

// Counts as no pair has them leave every figure a number, in its range.
TEST(RelationsRelation, WildCounts) {
  std::vector<PairSeries> all = {
      series_of({{0, 0}}), series_of({{-1, 0}}), series_of({{2000000, 0}, {0, 2000000}, {2000000, 0}, {1, 1}}),
      series_of({{0, 0}, {0, 0}, {0, 0}}), series_of({{50000, 50000}, {0, 0}, {-1, 0}, {0, 90000}, {90000, 0}})};
  PairSeries long_lull;
  repeat(long_lull, 60, 30000, 1), repeat(long_lull, 60, 1, 30000), all.push_back(long_lull);
  RelationOptions odd;
  odd.interval = 7, odd.jumps_a_year = 0;
  for (const PairSeries& s : all) {
    for (const RelationOptions& o : {RelationOptions{}, odd}) {
      for (const RelationPeriod& p : relate(s, o).periods) {
        for (const Estimate& e : {p.level, p.share}) {
          EXPECT_TRUE(e.low >= 0 && e.low <= e.high && e.high <= 1 && e.mean >= 0 && e.mean <= 1)
              << e.low << ' ' << e.mean << ' ' << e.high;
        }
        EXPECT_TRUE(std::isfinite(p.volume_level.mean) && std::isfinite(p.volume_level.high) && p.volume_level.low > 0);
      }
    }
  }
}

// The printed intervals can be taken by their word (bench/relations_bench.cpp
// measures more of this).
TEST(RelationsRelation, IntervalsHoldTheTruthAsOftenAsTheySay) {
  std::size_t in = 0, alone = 0, all = 0;
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    Recipe recipe;
    recipe.periods = 156, recipe.stories = 2 + 2.0 * static_cast<double>(seed), recipe.drift = 0.08, recipe.burst = 0.05;
    recipe.log_odds = static_cast<double>(seed % 5) - 2;
    Generated g = generate(recipe, 1000 + seed);
    Relation r = relate(g.series);
    for (std::size_t t = 0; t < recipe.periods; ++t) {
      double truth = share_of(g.log_odds[t]);
      in += r.periods[t].level.low <= truth && truth <= r.periods[t].level.high;
      alone += r.periods[t].share.low <= truth && truth <= r.periods[t].share.high;
      ++all;
    }
  }
  double level = static_cast<double>(in) / static_cast<double>(all),
         share = static_cast<double>(alone) / static_cast<double>(all);
  EXPECT_GE(level, 0.85);
  EXPECT_LE(level, 0.95);
  EXPECT_GE(share, 0.85);
  EXPECT_LE(share, 0.95);
}

}  // namespace
}  // namespace kawat::relations
