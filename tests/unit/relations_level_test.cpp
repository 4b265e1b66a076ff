// The level on its lattice against closed forms (a Beta prior and binomial counts have them) and against sums over everything.
#include "relations/lattice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "relations/distributions.h"
#include "relations_helpers.h"

namespace kawat::relations {
namespace {

constexpr double kNone[] = {0};

Likelihood likelihood_of(const Lattice& l, const PairSeries& s, double burst) {
  return share_likelihoods(l, s, {&burst, 1}).front();
}
std::vector<double> smoothed_of(const Lattice& l, const Likelihood& counts, const Motion& motion, const Filtered& f) {
  std::vector<double> out(f.levels.size(), 0);
  add_smoothed(l, counts, motion, f, 1, out);
  return out;
}

TEST(RelationsLattice, PriorIsUniformOnTheShare) {
  Lattice l = share_lattice();
  for (double p : {0.1, 0.25, 0.5, 0.9}) EXPECT_NEAR(share_of(quantile(l, l.prior, p)), p, 0.005);
}

TEST(RelationsLattice, OnePeriodIsTheBetaPosterior) {
  Lattice l = share_lattice();
  Likelihood counts = likelihood_of(l, series_of({{7, 3}}), 0);
  Filtered f = filter(l, counts, Motion(l, 0, 0));
  for (double p : {0.05, 0.5, 0.95}) EXPECT_NEAR(share_of(quantile(l, f.levels, p)), beta_quantile(8, 4, p), 0.004);
  EXPECT_NEAR(f.log_evidence, std::log(1.0 / 11), 0.015);  // every k of 10 alike
}

TEST(RelationsLattice, WithoutMotionPeriodsArePooled) {
  Lattice l = share_lattice();
  PairSeries s = series_of({{7, 3}, {-1, 0}, {0, 0}, {2, 8}, {4, 6}});
  Likelihood counts = likelihood_of(l, s, 0);
  Motion still(l, 0, 0);
  Filtered f = filter(l, counts, still);
  auto smoothed = smoothed_of(l, counts, still, f);
  std::span<const double> first(smoothed.data(), l.points.size());
  for (double p : {0.05, 0.95}) EXPECT_NEAR(share_of(quantile(l, first, p)), beta_quantile(14, 18, p), 0.004);
  // C(10,7) C(10,2) C(10,4) B(14, 18)
  EXPECT_NEAR(f.log_evidence, std::log(120.0 * 45 * 210) + log_beta(14, 18), 0.02);
}

TEST(RelationsLattice, WithAJumpEveryPeriodPeriodsAreStrangers) {
  Lattice l = share_lattice();
  Likelihood counts = likelihood_of(l, series_of({{9, 1}, {1, 9}}), 0);
  Motion jump(l, 0, 1);
  Filtered f = filter(l, counts, jump);
  auto smoothed = smoothed_of(l, counts, jump, f);
  EXPECT_NEAR(f.log_evidence, 2 * std::log(1.0 / 11), 0.02);
  EXPECT_NEAR(share_of(quantile(l, std::span(smoothed).first(l.points.size()), 0.5)), beta_quantile(10, 2, 0.5), 0.004);
}

// Forward and backward against the sum over all paths of three periods.
TEST(RelationsLattice, SmoothingIsTheSumOverAllPaths) {
  Lattice l;
  l.step = 0.5;
  for (int i = -3; i <= 3; ++i) l.points.push_back(0.5 * i);
  l.prior = {0.05, 0.1, 0.2, 0.3, 0.2, 0.1, 0.05};
  Likelihood counts = likelihood_of(l, series_of({{8, 2}, {5, 5}, {1, 6}}), 0.05);
  Motion motion(l, 0.4, 0.1);
  const std::size_t g = 7;
  std::vector<std::vector<double>> move(g, std::vector<double>(g));
  for (std::size_t i = 0; i < g; ++i) {
    std::vector<double> at(g, 0), to(g);
    at[i] = 1;
    motion.ahead(at, to);
    move[i] = to;
    EXPECT_NEAR(std::accumulate(to.begin(), to.end(), 0.0), 1, 1e-12);
  }
  std::vector<double> worth = {3, 1, 4, 1, 5, 9, 2}, now(g);
  motion.back(worth, now);
  for (std::size_t i = 0; i < g; ++i) {
    EXPECT_NEAR(now[i], std::inner_product(worth.begin(), worth.end(), move[i].begin(), 0.0), 1e-12);
  }
  std::vector<double> middle(g, 0);
  double all = 0;
  for (std::size_t a = 0; a < g; ++a) {
    for (std::size_t b = 0; b < g; ++b) {
      for (std::size_t c = 0; c < g; ++c) {
        double path = l.prior[a] * counts.at(0)[a] * move[a][b] * counts.at(1)[b] * move[b][c] * counts.at(2)[c];
        middle[b] += path, all += path;
      }
    }
  }
  Filtered f = filter(l, counts, motion);
  auto smoothed = smoothed_of(l, counts, motion, f);
  EXPECT_NEAR(f.log_evidence, std::log(all) + counts.scale(0) + counts.scale(1) + counts.scale(2), 1e-10);
  for (std::size_t b = 0; b < g; ++b) EXPECT_NEAR(smoothed[g + b], middle[b] / all, 1e-12);
}

TEST(RelationsLattice, StepsHaveTheirVariance) {
  Lattice l = share_lattice();
  for (double drift : {0.02, 0.05, 0.06, 0.1, 0.4}) {
    std::vector<double> at(l.points.size(), 0), to(l.points.size());
    at[65] = 1;
    Motion(l, drift, 0).ahead(at, to);
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < to.size(); ++i) mean += to[i] * l.points[i], square += to[i] * l.points[i] * l.points[i];
    EXPECT_NEAR(mean, 0, 1e-12);
    EXPECT_NEAR(std::sqrt(square), drift, drift * 0.02) << drift;
  }
}

TEST(RelationsLattice, QuantilesBetweenPoints) {
  Lattice l;
  l.step = 1, l.points = {0, 1, 2};
  std::vector<double> w = {1, 2, 1};
  EXPECT_DOUBLE_EQ(quantile(l, w, 0.25), 0.5);
  EXPECT_DOUBLE_EQ(quantile(l, w, 0.5), 1);
  EXPECT_DOUBLE_EQ(quantile(l, w, 0.125), 0);
  EXPECT_DOUBLE_EQ(quantile(l, w, 1), 2.5);
}

TEST(RelationsLattice, RateOfOnePeriodIsTheGammaPosterior) {
  Lattice l = rate_lattice(30);
  PairSeries s;
  repeat(s, 3, 5, 5);
  Filtered f = filter(l, volume_likelihoods(l, s, kNone).front(), Motion(l, 0, 0));
  std::span<const double> last(f.levels.data() + 2 * l.points.size(), l.points.size());
  // A prior even on the log of the rate is Gamma(0, 0); 30 stories in 3 periods make it Gamma(30, 3).
  for (double p : {0.05, 0.5, 0.95}) EXPECT_NEAR(std::exp(quantile(l, last, p)), gamma_quantile(30, 3, p), 0.05);
}

TEST(RelationsLattice, CombinationsAreWeighedByEvidence) {
  Lattice l = share_lattice();
  PairSeries s = series_of({{19, 1}, {2, 18}, {18, 2}, {1, 19}, {20, 0}, {3, 17}});
  LevelOptions o;
  o.bursts = {0, 0.5}, o.drifts = {0, 0.1};
  std::vector<Likelihood> counts = {likelihood_of(l, s, 0), likelihood_of(l, s, 0.5)};
  Level level = estimate_level(l, counts, o);
  double sum = 0, expected_burst = 0, best = -INFINITY;
  std::vector<double> evidence;
  for (std::size_t b = 0; b < 2; ++b) {
    for (std::size_t d = 0; d < 2; ++d) evidence.push_back(filter(l, counts[b], Motion(l, o.drifts[d], 0)).log_evidence);
  }
  for (double e : evidence) best = std::max(best, e);
  for (double e : evidence) sum += std::exp(e - best);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(level.weights[i], std::exp(evidence[i] - best) / sum, 1e-12);
    expected_burst += level.weights[i] * o.bursts[i / 2];
  }
  EXPECT_NEAR(level.burst, expected_burst, 1e-12);
  EXPECT_EQ(level.best_burst, 0.5);
  EXPECT_GT(level.burst, 0.49);
  EXPECT_NEAR(level.log_evidence, best + std::log(sum / 4), 1e-12);
}

// The tables against the distributions themselves: few stories, many, more than there are tables for.
TEST(RelationsLattice, LikelihoodsAreTheDistributions) {
  Lattice l = share_lattice();
  PairSeries s = series_of({{0, 1}, {7, 3}, {0, 200}, {150, 350}, {2000, 1000}, {5000, 1}, {0, 0}, {-1, 0}});
  const std::vector<double> bursts = {0, 0.02, 0.35, 0.95}, dispersions = {0, 0.05, 1.2};
  std::vector<Likelihood> shares = share_likelihoods(l, s, bursts);
  for (std::size_t b = 0; b < bursts.size(); ++b) {
    for (std::size_t t = 0; t < 6; ++t) {
      const PeriodCounts& p = s.periods[t];
      for (std::size_t i = 0; i < l.points.size(); ++i) {
        double truth = log_beta_binomial(p.cooperative(), p.stories(), share_of(l.points[i]), bursts[b]);
        double told = std::log(shares[b].at(t)[i]) + shares[b].scale(t);
        if (truth - shares[b].scale(t) < -650) {
          EXPECT_LT(shares[b].at(t)[i], 1e-270);
        } else {
          EXPECT_NEAR(told, truth, 1e-9 * std::max(1.0, std::abs(truth))) << bursts[b] << " " << t << " " << i;
        }
      }
    }
    for (std::size_t t : {6, 7}) EXPECT_EQ(*std::min_element(shares[b].at(t).begin(), shares[b].at(t).end()), 1);
  }
  l = rate_lattice(5001);
  std::vector<Likelihood> volumes = volume_likelihoods(l, s, dispersions);
  for (std::size_t d = 0; d < dispersions.size(); ++d) {
    for (std::size_t t = 0; t < 7; ++t) {
      for (std::size_t i = 0; i < l.points.size(); ++i) {
        double truth = log_negative_binomial(s.periods[t].stories(), std::exp(l.points[i]), dispersions[d]);
        if (truth - volumes[d].scale(t) < -650) continue;
        EXPECT_NEAR(std::log(volumes[d].at(t)[i]) + volumes[d].scale(t), truth, 1e-9 * std::max(1.0, std::abs(truth)));
      }
    }
    EXPECT_EQ(volumes[d].at(7)[0], 1);
  }
}

TEST(RelationsLattice, EvidencesAreThoseOfTheFilter) {
  Lattice l = share_lattice();
  Likelihood counts = likelihood_of(l, series_of({{7, 3}, {-1, 0}, {2, 8}, {0, 0}, {0, 40}}), 0.05);
  Motion motion(l, 0.24, 0.01);
  Filtered f = filter(l, counts, motion);
  EXPECT_EQ(log_evidences(l, counts, motion), f.log_evidences);
  EXPECT_EQ(f.log_evidence, f.log_evidences.back());
}

// From a corner of a slope to its top and what is near it, and no farther.
TEST(RelationsLattice, ExploresAroundTheBest) {
  std::size_t asked = 0;
  auto worth = [&](std::size_t c) {
    ++asked;
    double b = static_cast<double>(c / 6) - 5, d = static_cast<double>(c % 6) - 4;
    return -5 * (b * b + d * d) - 1000;
  };
  std::vector<double> all = explore(6, 6, worth);
  EXPECT_LT(asked, 30u);
  for (std::size_t c = 0; c < all.size(); ++c) {
    if (double w = worth(c); w > -1014) {
      EXPECT_EQ(all[c], w);
    }
  }
  EXPECT_EQ(all[0], -INFINITY);
  EXPECT_EQ(explore(1, 1, [](std::size_t) { return -INFINITY; }).size(), 1u);
}

}  // namespace
}  // namespace kawat::relations
