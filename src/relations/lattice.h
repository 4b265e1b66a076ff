// A hidden level (log-odds of cooperation, log of a rate) on a lattice of evenly spaced points, and what the counts say about it.
//
// Filtering and smoothing sum over the points (Kitagawa 1987) instead of approximating by a Gaussian: the counts are small,
// levels near 0 and 1 are common, and levels jump. Pure functions over plain values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "relations/series.h"

namespace kawat::relations {

struct Lattice {
  std::vector<double> points;  // ascending, `step` apart; each stands for the cell of that width around it
  std::vector<double> prior;   // of a level nothing is known about; sums to 1
  double step = 0;
};

// Log-odds from −5.2 to 5.2 (shares of 0.5 % to 99.5 %); the prior is a Beta(a, b) of the share.
Lattice share_lattice(double a = 1, double b = 1);
// Logs of rates from a fiftieth of a story a period to three times the most seen; every point alike.
Lattice rate_lattice(std::uint32_t most_stories);

// Likelihood of each period's counts at each point, scaled so that the best point has 1. Periods with equal counts share a row.
struct Likelihood {
  std::vector<double> rows;           // rows × points
  std::vector<std::uint32_t> row_of;  // period → row
  std::vector<double> log_scale;      // row → log of what it was divided by
  std::size_t points = 0;

  std::size_t periods() const { return row_of.size(); }
  std::span<const double> at(std::size_t period) const { return {rows.data() + row_of[period] * points, points}; }
  double scale(std::size_t period) const { return log_scale[row_of[period]]; }
};
// Periods that were not observed, and shares of no story, say nothing: all points have 1.
// One likelihood for each burst or dispersion.
std::vector<Likelihood> share_likelihoods(const Lattice&, const PairSeries&, std::span<const double> bursts);
std::vector<Likelihood> volume_likelihoods(const Lattice&, const PairSeries&, std::span<const double> dispersions);

// How a level moves from one period to the next: with chance `jump` it is drawn anew from the prior, else it takes a Gaussian
// step of standard deviation `drift`, thrown back where it would leave the lattice.
class Motion {
 public:
  Motion(const Lattice&, double drift, double jump);
  // One period on. Both spans have a weight for each point and do not overlap; the sum stays.
  void ahead(std::span<const double> from, std::span<double> to) const;
  // The same backwards: what values one period on are worth now.
  void back(std::span<const double> from, std::span<double> to) const;
  // The Gaussian step alone, without the jump; forwards and backwards are the same.
  void step(std::span<const double> from, std::span<double> to) const;
  // The same where only the points [low, high) of `from` have weight: returns which of `to` have, the others are set to 0.
  std::pair<std::size_t, std::size_t> step(std::span<const double> from, std::size_t low, std::size_t high,
                                           std::span<double> to) const;
  std::size_t reach() const { return kernel_.size() - 1; }  // points
  bool still() const { return kernel_.size() == 1; }
  const double* kernel() const { return kernel_.data(); }  // [d]: chance of a step by d points, either way
  double jump() const { return jump_; }

 private:
  std::vector<double> prior_, kernel_;
  double jump_ = 0;
};

struct Filtered {
  double log_evidence = 0;
  std::vector<double> log_evidences;  // of the periods up to this one
  std::vector<double> levels;         // periods × points: the level as known when the period had been seen
};
Filtered filter(const Lattice&, const Likelihood&, const Motion&);
void filter(const Lattice&, const Likelihood&, const Motion&, Filtered& out);  // uses the room that `out` has
// Of the periods up to each, alone.
std::vector<double> log_evidences(const Lattice&, const Likelihood&, const Motion&);
// Adds to `out`, periods × points, `weight` times the level as known from the whole series.
void add_smoothed(const Lattice&, const Likelihood&, const Motion&, const Filtered&, double weight, std::span<double> out);

// Quantile of weights over the cells, between the points as well. Weights need not sum to 1.
double quantile(const Lattice&, std::span<const double> weights, double p);

// The level of a whole series, averaged over what is unknown about it: the burst parameter of its counts and its drift. Each
// combination is weighed by how well it explains the series.
struct LevelOptions {
  std::vector<double> bursts;                    // of share_likelihood or volume_likelihood; not empty
  std::vector<double> drifts;                    // not empty
  std::vector<double> burst_prior, drift_prior;  // weights; empty = all alike
  double jump = 0;                               // chance a period
};
// Combinations of burst and drift that explain a series lie around the best one. They are looked at from neighbour to neighbour,
// the best first, until the next is e^−14 of the best: combination → its worth (a logarithm), −infinity where none was asked for.
std::vector<double> explore(std::size_t bursts, std::size_t drifts, const std::function<double(std::size_t)>& worth);
// Of combination burst · drifts + drift.
double prior_weight(const LevelOptions&, std::size_t combination);
struct Level {
  std::vector<double> smoothed;           // periods × points
  std::vector<double> weights;            // bursts × drifts, sum 1
  double burst = 0, drift = 0;            // means under the weights
  double best_burst = 0, best_drift = 0;  // of the largest likelihood
  double log_evidence = 0;
};
// `counts` has one likelihood for each of options.bursts, all of one series.
Level estimate_level(const Lattice&, std::span<const Likelihood> counts, const LevelOptions&);

}  // namespace kawat::relations
