#include "relations/lattice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "relations/distributions.h"

namespace kawat::relations {
namespace {

// A combination of burst and drift below this share of the best one's weight is left out of the smoothing.
constexpr double kNegligibleWeight = 1e-4;

// Counts less likely than this are as good as impossible: the inverse would not be a number.
constexpr double kImpossibleCount = 1e-300;

void normalise(std::span<double> v) {
  double sum = 0;
  for (double x : v) sum += x;
  if (sum > 0) {
    for (double& x : v) x /= sum;
  }
}

// One row for each kind of period; `key` tells them apart, `log_chance` has the log-likelihood of a key at a point.
template <class Key, class Chance>
Likelihood tabulate(const Lattice& lattice, const PairSeries& series, Key key, Chance log_chance) {
  Likelihood out;
  out.points = lattice.points.size();
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> seen;
  for (const PeriodCounts& p : series.periods) {
    auto k = key(p);
    auto [found, is_new] = seen.try_emplace(k, static_cast<std::uint32_t>(out.log_scale.size()));
    out.row_of.push_back(found->second);
    if (!is_new) continue;
    std::size_t begin = out.rows.size();
    for (double point : lattice.points) out.rows.push_back(log_chance(k, point));
    double best = *std::max_element(out.rows.begin() + static_cast<std::ptrdiff_t>(begin), out.rows.end());
    for (std::size_t i = begin; i < out.rows.size(); ++i) out.rows[i] = std::exp(out.rows[i] - best);
    out.log_scale.push_back(best);
  }
  return out;
}

constexpr std::uint32_t kUnseen = 0xffffffff;

}  // namespace

Lattice share_lattice(double a, double b) {
  constexpr int kHalf = 65;
  Lattice out;
  out.step = 0.08;
  for (int i = -kHalf; i <= kHalf; ++i) {
    double x = i * out.step;
    out.points.push_back(x);
    // The Beta density on the scale of log-odds.
    out.prior.push_back(std::exp(-a * std::log1p(std::exp(-x)) - b * std::log1p(std::exp(x))));
  }
  normalise(out.prior);
  return out;
}

Lattice rate_lattice(std::uint32_t most_stories) {
  constexpr int kPoints = 121;
  Lattice out;
  double low = std::log(0.02), high = std::log(3.0 * std::max<std::uint32_t>(most_stories, 1));
  out.step = (high - low) / (kPoints - 1);
  for (int i = 0; i < kPoints; ++i) out.points.push_back(low + i * out.step);
  out.prior.assign(kPoints, 1.0 / kPoints);
  return out;
}

Likelihood share_likelihood(const Lattice& lattice, const PairSeries& series, double burst) {
  return tabulate(
      lattice, series,
      [](const PeriodCounts& p) {
        std::uint32_t n = p.observed ? p.stories() : 0;
        return std::pair(n ? p.cooperative() : 0, n);
      },
      [&](auto key, double point) {
        return key.second ? log_beta_binomial(key.first, key.second, share_of(point), burst) : 0.0;
      });
}

Likelihood volume_likelihood(const Lattice& lattice, const PairSeries& series, double dispersion) {
  return tabulate(
      lattice, series, [](const PeriodCounts& p) { return std::pair(p.observed ? p.stories() : kUnseen, std::uint32_t{0}); },
      [&](auto key, double point) {
        return key.first == kUnseen ? 0.0 : log_negative_binomial(key.first, std::exp(point), dispersion);
      });
}

Motion::Motion(const Lattice& lattice, double drift, double jump) : prior_(lattice.prior), jump_(jump) {
  double steps = drift / lattice.step;
  if (steps <= 0) {
    kernel_ = {1};
  } else if (steps < 0.7) {
    // Too short for the lattice: now and then a whole step, so that the variance is right.
    kernel_ = {1 - steps * steps, steps * steps / 2};
  } else {
    auto reach = std::min(static_cast<std::size_t>(std::ceil(4.5 * steps)), lattice.points.size() - 1);
    double sum = 0;
    for (std::size_t d = 0; d <= reach; ++d) {
      kernel_.push_back(std::exp(-0.5 * static_cast<double>(d * d) / (steps * steps)));
      sum += d ? 2 * kernel_[d] : kernel_[d];
    }
    for (double& k : kernel_) k /= sum;
  }
}

void Motion::step(std::span<const double> from, std::span<double> to) const { step(from, 0, from.size(), to); }

std::pair<std::size_t, std::size_t> Motion::step(std::span<const double> from, std::size_t low, std::size_t high,
                                                 std::span<double> to) const {
  const std::size_t n = from.size(), reach = kernel_.size() - 1;
  if (reach == 0) {
    std::copy(from.begin(), from.end(), to.begin());
    return {low, high};
  }
  // Mirrored ends: what would leave comes back. On the stack, as this is the innermost loop of everything.
  constexpr std::size_t kUsual = 512;
  std::array<double, kUsual> usual;
  std::vector<double> large;
  if (n + 2 * reach > kUsual) large.resize(n + 2 * reach);
  double* mid = (large.empty() ? usual.data() : large.data()) + reach;
  const std::size_t begin = low > reach ? low - reach : 0, end = std::min(n, high + reach);
  std::fill(mid + begin, mid + low, 0),
      std::copy(from.begin() + static_cast<std::ptrdiff_t>(low), from.begin() + static_cast<std::ptrdiff_t>(high), mid + low),
      std::fill(mid + high, mid + end, 0);
  for (std::size_t d = 1; d <= reach; ++d) {
    std::size_t left = begin + d - 1, right = end - d;
    mid[static_cast<std::ptrdiff_t>(begin) - static_cast<std::ptrdiff_t>(d)] = begin == 0 && left < n ? mid[left] : 0;
    mid[end - 1 + d] = end == n && d <= n ? mid[right] : 0;
  }
  std::fill(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(begin), 0);
  std::fill(to.begin() + static_cast<std::ptrdiff_t>(end), to.end(), 0);
  // Sixteen at a time, which stay in registers; always in the same order, so that the bits are the same everywhere.
  constexpr std::size_t kBlock = 16;
  std::size_t i = begin;
  for (; i + kBlock <= end; i += kBlock) {
    double sums[kBlock];
    for (std::size_t j = 0; j < kBlock; ++j) sums[j] = kernel_[0] * mid[i + j];
    for (std::size_t d = 1; d <= reach; ++d) {
      const double k = kernel_[d], *left = mid + i - d, *right = mid + i + d;
      for (std::size_t j = 0; j < kBlock; ++j) sums[j] += k * (left[j] + right[j]);
    }
    std::copy_n(sums, kBlock, to.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (; i < end; ++i) {
    double sum = kernel_[0] * mid[i];
    for (std::size_t d = 1; d <= reach; ++d) sum += kernel_[d] * (mid[i - d] + mid[i + d]);
    to[i] = sum;
  }
  return {begin, end};
}

void Motion::ahead(std::span<const double> from, std::span<double> to) const {
  step(from, to);
  double sum = 0;
  for (double x : from) sum += x;
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = (1 - jump_) * to[i] + jump_ * sum * prior_[i];
}

void Motion::back(std::span<const double> from, std::span<double> to) const {
  step(from, to);  // the kernel is symmetric
  double fresh = 0;
  for (std::size_t i = 0; i < from.size(); ++i) fresh += prior_[i] * from[i];
  for (double& x : to) x = (1 - jump_) * x + jump_ * fresh;
}

Filtered filter(const Lattice& lattice, const Likelihood& counts, const Motion& motion) {
  const std::size_t g = counts.points, n = counts.periods();
  Filtered out;
  out.levels.resize(n * g);
  std::vector<double> now(lattice.prior), next(g);
  for (std::size_t t = 0; t < n; ++t) {
    if (t) motion.ahead(now, next), now.swap(next);
    auto row = counts.at(t);
    double sum = 0;
    for (std::size_t i = 0; i < g; ++i) next[i] = now[i] * row[i], sum += next[i];
    if (sum < kImpossibleCount) {
      // Without jumps the level may be where these counts cannot come from. Taken up anew, at a price no other model can miss.
      out.log_evidence += std::log(kImpossibleCount), sum = 0;
      for (std::size_t i = 0; i < g; ++i) next[i] = lattice.prior[i] * row[i], sum += next[i];
    }
    now.swap(next);
    for (double& x : now) x /= sum;
    out.log_evidence += std::log(sum) + counts.scale(t);
    out.log_evidences.push_back(out.log_evidence);
    std::copy(now.begin(), now.end(), out.levels.begin() + static_cast<std::ptrdiff_t>(t * g));
  }
  return out;
}

std::vector<double> smooth(const Likelihood& counts, const Motion& motion, const Filtered& filtered) {
  const std::size_t g = counts.points, n = counts.periods();
  std::vector<double> out(filtered.levels), later(g, 1), seen(g);
  for (std::size_t t = n; t-- > 0;) {
    if (t + 1 < n) {
      auto row = counts.at(t + 1);
      for (std::size_t i = 0; i < g; ++i) seen[i] = row[i] * later[i];
      motion.back(seen, later);
      normalise(later);
    }
    std::span<double> level(out.data() + t * g, g);
    for (std::size_t i = 0; i < g; ++i) level[i] *= later[i];
    normalise(level);
  }
  return out;
}

double quantile(const Lattice& lattice, std::span<const double> weights, double p) {
  double total = 0;
  for (double w : weights) total += w;
  double left = p * total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (left <= weights[i] && weights[i] > 0) return lattice.points[i] + (left / weights[i] - 0.5) * lattice.step;
    left -= weights[i];
  }
  return lattice.points.back() + lattice.step / 2;
}

double prior_weight(const LevelOptions& o, std::size_t combination) {
  double burst = o.burst_prior.empty() ? 1 : o.burst_prior[combination / o.drifts.size()];
  return burst * (o.drift_prior.empty() ? 1 : o.drift_prior[combination % o.drifts.size()]);
}

Level estimate_level(const Lattice& lattice, std::span<const Likelihood> counts, const LevelOptions& o) {
  const std::size_t bursts = o.bursts.size(), drifts = o.drifts.size(), g = lattice.points.size();
  const std::size_t n = counts.front().periods();
  Level out;
  out.smoothed.assign(n * g, 0);
  out.last.assign(bursts * drifts * g, 0);
  std::vector<Filtered> filtered(bursts * drifts);
  std::vector<Motion> motions;
  for (double drift : o.drifts) motions.emplace_back(lattice, drift, o.jump);
  double best = -INFINITY, best_evidence = -INFINITY;
  for (std::size_t c = 0; c < filtered.size(); ++c) {
    filtered[c] = filter(lattice, counts[c / drifts], motions[c % drifts]);
    if (filtered[c].log_evidence > best_evidence) {
      best_evidence = filtered[c].log_evidence;
      out.best_burst = o.bursts[c / drifts], out.best_drift = o.drifts[c % drifts];
    }
    out.weights.push_back(filtered[c].log_evidence + std::log(prior_weight(o, c)));
    best = std::max(best, out.weights[c]);
  }
  double sum = 0, priors = 0;
  for (std::size_t c = 0; c < filtered.size(); ++c) {
    sum += out.weights[c] = std::exp(out.weights[c] - best);
    priors += prior_weight(o, c);
  }
  out.log_evidence = best + std::log(sum / priors);
  for (std::size_t c = 0; c < filtered.size(); ++c) {
    double weight = out.weights[c] /= sum;
    out.burst += weight * o.bursts[c / drifts], out.drift += weight * o.drifts[c % drifts];
    if (n)
      std::copy_n(filtered[c].levels.end() - static_cast<std::ptrdiff_t>(g), g,
                  out.last.begin() + static_cast<std::ptrdiff_t>(c * g));
    if (weight * sum < kNegligibleWeight) continue;  // the best has weight 1 / sum
    auto smoothed = smooth(counts[c / drifts], motions[c % drifts], filtered[c]);
    for (std::size_t i = 0; i < smoothed.size(); ++i) out.smoothed[i] += weight * smoothed[i];
  }
  return out;
}

}  // namespace kawat::relations
