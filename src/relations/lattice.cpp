#include "relations/lattice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>
#include <unordered_map>
#include <utility>

#include "relations/distributions.h"
#include "relations/loops.h"

namespace kawat::relations {
namespace {

// A combination of burst and drift below this share of the best one's weight is left out of the smoothing.
constexpr double kNegligibleWeight = 1e-4;

// What is e^−14 of the best combination, and all beyond it, is not looked at.
constexpr double kFar = 14;

// Counts less likely than this are as good as impossible: the inverse would not be a number.
constexpr double kImpossibleCount = 1e-300;

void normalise(std::span<double> v) {
  double sum = 0;
  for (double x : v) sum += x;
  if (sum > 0) {
    for (double& x : v) x /= sum;
  }
}

// The different counts that periods have, each once.
struct Kinds {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
  std::vector<std::uint32_t> of;  // period → place in `all`
};
template <class Key>
Kinds kinds_of(const PairSeries& series, Key key) {
  Kinds out;
  std::unordered_map<std::uint64_t, std::uint32_t> seen;
  for (const PeriodCounts& p : series.periods) {
    std::pair<std::uint32_t, std::uint32_t> k = key(p);
    auto [found, is_new] = seen.try_emplace(std::uint64_t{k.first} << 32 | k.second, static_cast<std::uint32_t>(out.all.size()));
    if (is_new) out.all.push_back(k);
    out.of.push_back(found->second);
  }
  return out;
}

// Logarithms of a·(a+1)…(a+n−1), for each n.
std::vector<double> log_risings(double a, std::uint32_t most) {
  std::vector<double> out(std::size_t{most} + 1, 0);
  for (std::uint32_t n = 0; n < most; ++n) out[n + 1] = out[n] + std::log(a + n);
  return out;
}

// For each point: (a·(a+1)…(a+k−1)) / (size·(size+1)…(size+k−1)), a being `share` of size, for those k that are asked for;
// share^k where there is no size. As products, without a logarithm for each point: what gets small is multiplied by 2^64 now and
// then.
class Ratios {
 public:
  static constexpr std::uint32_t kMost = 4096;  // beyond, tables are not worth their memory

  Ratios(std::span<const double> shares, double size, const std::vector<bool>& asked) : row_of_(asked.size()) {
    // Eight factors of a share of the lattice do not get below 2^−64, so that what is kept stays above 2^−128.
    constexpr std::size_t kChecked = 8;
    std::vector<double> now(shares.size(), 1), times(shares.size(), 0);
    for (std::size_t k = 0; k < asked.size(); ++k) {
      if (asked[k]) {
        row_of_[k] = values_.size();
        values_.insert(values_.end(), now.begin(), now.end()), times_.insert(times_.end(), times.begin(), times.end());
      }
      const auto j = static_cast<double>(k);
      if (size > 0) {
        const double by = 1 / (size + j);
        for (std::size_t i = 0; i < now.size(); ++i) now[i] *= (shares[i] * size + j) * by;
      } else {
        for (std::size_t i = 0; i < now.size(); ++i) now[i] *= shares[i];
      }
      if (k % kChecked != kChecked - 1) continue;
      for (std::size_t i = 0; i < now.size(); ++i) {
        const bool small = now[i] < 0x1p-64;
        now[i] *= small ? 0x1p64 : 1, times[i] += small;
      }
    }
  }
  // Point → value, and how often it was multiplied.
  const double* values(std::uint32_t k) const { return values_.data() + row_of_[k]; }
  const double* times(std::uint32_t k) const { return times_.data() + row_of_[k]; }

 private:
  std::vector<std::size_t> row_of_;
  std::vector<double> values_, times_;
};

// Scaled so that the best point has 1; `log_scale` is what that one had already.
void add_row(Likelihood& to, std::size_t begin, double log_scale) {
  double* row = to.rows.data() + begin;
  const double best = largest(row, to.points);
  scale(row, 1 / best, row, to.points);
  to.log_scale.push_back(log_scale + std::log(best));
}

// Logarithms → values of which the best is 1; returns its logarithm.
double from_logs(double* row, std::size_t points) {
  const double best = largest(row, points);
  for (std::size_t i = 0; i < points; ++i) row[i] -= best;
  exponentials(row, points);
  return best;
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

std::vector<Likelihood> share_likelihoods(const Lattice& lattice, const PairSeries& series, std::span<const double> bursts) {
  const std::size_t g = lattice.points.size();
  Kinds kinds = kinds_of(series, [](const PeriodCounts& p) {
    std::uint32_t n = p.observed ? p.stories() : 0;
    return std::pair(n ? p.cooperative() : 0, n);
  });
  std::uint32_t most = 0, most_cooperative = 0, most_conflictual = 0;
  for (auto [k, n] : kinds.all) {
    if (n > Ratios::kMost) continue;
    most = std::max(most, n), most_cooperative = std::max(most_cooperative, k),
    most_conflictual = std::max(most_conflictual, n - k);
  }
  std::vector<bool> cooperative(std::size_t{most_cooperative} + 1), conflictual(std::size_t{most_conflictual} + 1);
  for (auto [k, n] : kinds.all) {
    if (n <= Ratios::kMost) cooperative[k] = true, conflictual[n - k] = true;
  }
  std::vector<double> shares, others, factorials = log_risings(1, most);
  for (double x : lattice.points) shares.push_back(share_of(x)), others.push_back(share_of(-x));
  std::vector<Likelihood> out;
  for (double burst : bursts) {
    Likelihood& l = out.emplace_back();
    l.points = g, l.row_of = kinds.of;
    l.rows.reserve(kinds.all.size() * g);
    const double size = burst > 0 ? (1 - burst) / burst : 0;
    const Ratios rising(shares, size, cooperative), falling(others, size, conflictual);
    const std::vector<double> sizes = size > 0 ? log_risings(size, most) : std::vector<double>(std::size_t{most} + 1, 0);
    for (auto [k, n] : kinds.all) {
      const std::size_t begin = l.rows.size();
      if (n == 0) {
        l.rows.resize(begin + g, 1), l.log_scale.push_back(0);
        continue;
      }
      if (n > Ratios::kMost) {
        for (double share : shares) l.rows.push_back(log_beta_binomial(k, n, share, burst));
        l.log_scale.push_back(from_logs(l.rows.data() + begin, g));
        continue;
      }
      const double *a = rising.values(k), *b = falling.values(n - k), *a_times = rising.times(k), *b_times = falling.times(n - k);
      l.rows.resize(begin + g);
      double* row = l.rows.data() + begin;
      double least = a_times[0] + b_times[0], most_times = 0;
      for (std::size_t i = 0; i < g; ++i) {
        row[i] = a[i] * b[i];
        least = std::min(least, a_times[i] + b_times[i]), most_times = std::max(most_times, a_times[i] + b_times[i]);
      }
      for (std::size_t i = 0; i < g && most_times > least; ++i) {
        const double times = a_times[i] + b_times[i] - least;
        if (times > 0) row[i] = times < 16 ? row[i] * std::ldexp(1.0, -64 * static_cast<int>(times)) : 0;
      }
      const double chosen = factorials[n] - factorials[k] - factorials[n - k];
      add_row(l, begin, chosen + sizes[k] + sizes[n - k] - sizes[n] - 64 * std::log(2.0) * least);
    }
  }
  return out;
}

std::vector<Likelihood> volume_likelihoods(const Lattice& lattice, const PairSeries& series,
                                           std::span<const double> dispersions) {
  const std::size_t g = lattice.points.size();
  Kinds kinds =
      kinds_of(series, [](const PeriodCounts& p) { return std::pair(p.observed ? p.stories() : kUnseen, std::uint32_t{0}); });
  std::vector<Likelihood> out;
  for (double dispersion : dispersions) {
    Likelihood& l = out.emplace_back();
    l.points = g, l.row_of = kinds.of;
    l.rows.resize(kinds.all.size() * g, 1);
    // Of log_negative_binomial(): what is the same whatever the count, and what each story adds.
    std::vector<double> none(g), each(g);
    for (std::size_t i = 0; i < g; ++i) {
      const double rate = std::exp(lattice.points[i]);
      none[i] = dispersion > 0 ? -std::log1p(rate * dispersion) / dispersion : -rate;
      each[i] = dispersion > 0 ? std::log(rate * dispersion) - std::log1p(rate * dispersion) : lattice.points[i];
    }
    for (std::size_t r = 0; r < kinds.all.size(); ++r) {
      const std::uint32_t n = kinds.all[r].first;
      double* row = l.rows.data() + r * g;
      if (n == kUnseen) {
        l.log_scale.push_back(0);
        continue;
      }
      for (std::size_t i = 0; i < g; ++i) row[i] = n * each[i] + none[i];
      const double best = from_logs(row, g);
      l.log_scale.push_back(best + (dispersion > 0 ? log_rising(1 / dispersion, n) : 0) - log_rising(1, n));
    }
  }
  return out;
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
    if (from.data() != to.data()) std::copy(from.begin(), from.end(), to.begin());
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
  if (begin == 0) {
    std::reverse_copy(mid, mid + reach, mid - reach);
  } else {
    std::fill(mid + begin - reach, mid + begin, 0);
  }
  if (end == n) {
    std::reverse_copy(mid + n - reach, mid + n, mid + n);
  } else {
    std::fill(mid + end, mid + end + reach, 0);
  }
  std::fill(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(begin), 0);
  std::fill(to.begin() + static_cast<std::ptrdiff_t>(end), to.end(), 0);
  spread(mid, kernel_.data(), reach, begin, end, to.data());
  return {begin, end};
}

void Motion::ahead(std::span<const double> from, std::span<double> to) const {
  step(from, to);
  const double sum = sum_of(from.data(), from.size());
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = (1 - jump_) * to[i] + jump_ * sum * prior_[i];
}

namespace {

// Weights of all points, with room on both sides for what a step would throw out; that comes back.
class Mirrored {
 public:
  Mirrored(std::size_t points, std::size_t reach) : room_(points + 2 * reach), points_(points), reach_(reach) {}
  double* weights() { return room_.data() + reach_; }
  const double* mirrored() {
    double* mid = weights();
    for (std::size_t d = 1; d <= reach_; ++d) {
      mid[-static_cast<std::ptrdiff_t>(d)] = mid[d - 1], mid[points_ - 1 + d] = mid[points_ - d];
    }
    return mid;
  }

 private:
  std::vector<double> room_;
  std::size_t points_, reach_;
};

// Motion::back() of `from`; returns the sum.
double step_back(const Motion& motion, std::span<const double> prior, Mirrored& from, double* to) {
  const double fresh = product_sum(prior.data(), from.weights(), prior.size());
  spread(from.mirrored(), motion.kernel(), motion.reach(), 0, prior.size(), to);  // the kernel is symmetric
  return lift(to, 1 - motion.jump(), motion.jump() * fresh, prior.size());
}

}  // namespace

void Motion::back(std::span<const double> from, std::span<double> to) const {
  Mirrored room(from.size(), reach());
  std::copy(from.begin(), from.end(), room.weights());
  step_back(*this, prior_, room, to.data());
}

namespace {

// each(period, level as known then, log evidence of the periods up to it).
template <class Each>
void filter_each(const Lattice& lattice, const Likelihood& counts, const Motion& motion, Each each) {
  const std::size_t g = counts.points;
  Mirrored now(g, motion.reach());
  std::vector<double> next(g);
  double log_evidence = 0;
  for (std::size_t t = 0; t < counts.periods(); ++t) {
    const double* row = counts.at(t).data();
    double sum = 0;
    if (t) {
      spread(now.mirrored(), motion.kernel(), motion.reach(), 0, g, next.data());
      sum = move_on(next.data(), 1 - motion.jump(), motion.jump(), lattice.prior.data(), row, g);
    } else {
      std::copy(lattice.prior.begin(), lattice.prior.end(), next.begin());
      sum = weigh(next.data(), row, g);
    }
    if (sum < kImpossibleCount) {
      // Without jumps the level may be where these counts cannot come from. Taken up anew, at a price no other model can miss.
      log_evidence += std::log(kImpossibleCount);
      std::copy(lattice.prior.begin(), lattice.prior.end(), next.begin());
      sum = weigh(next.data(), row, g);
    }
    scale(next.data(), 1 / sum, now.weights(), g);
    log_evidence += std::log(sum) + counts.scale(t);
    each(t, now.weights(), log_evidence);
  }
}

}  // namespace

void filter(const Lattice& lattice, const Likelihood& counts, const Motion& motion, Filtered& out) {
  const std::size_t g = counts.points;
  out.levels.clear(), out.log_evidences.clear();
  out.levels.reserve(counts.periods() * g), out.log_evidences.reserve(counts.periods());
  filter_each(lattice, counts, motion, [&](std::size_t, const double* level, double log_evidence) {
    out.levels.insert(out.levels.end(), level, level + g);
    out.log_evidences.push_back(log_evidence);
  });
  out.log_evidence = out.log_evidences.empty() ? 0 : out.log_evidences.back();
}
Filtered filter(const Lattice& lattice, const Likelihood& counts, const Motion& motion) {
  Filtered out;
  filter(lattice, counts, motion, out);
  return out;
}

std::vector<double> log_evidences(const Lattice& lattice, const Likelihood& counts, const Motion& motion) {
  std::vector<double> out;
  out.reserve(counts.periods());
  filter_each(lattice, counts, motion, [&](std::size_t, const double*, double log_evidence) { out.push_back(log_evidence); });
  return out;
}

void add_smoothed(const Lattice& lattice, const Likelihood& counts, const Motion& motion, const Filtered& filtered, double weight,
                  std::span<double> out) {
  const std::size_t g = counts.points, n = counts.periods();
  Mirrored seen(g, motion.reach());
  std::vector<double> later(g, 1);
  for (std::size_t t = n; t-- > 0;) {
    if (t + 1 < n) {
      scale(counts.at(t + 1).data(), 1, seen.weights(), g);
      weigh(seen.weights(), later.data(), g);
      const double sum = step_back(motion, lattice.prior, seen, later.data());
      if (sum > 0) scale(later.data(), 1 / sum, later.data(), g);
    }
    const double *level = filtered.levels.data() + t * g, sum = product_sum(level, later.data(), g);
    if (sum > 0) add_product(out.data() + t * g, weight / sum, level, later.data(), g);
  }
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

std::vector<double> explore(std::size_t bursts, std::size_t drifts, const std::function<double(std::size_t)>& worth) {
  std::vector<double> out(bursts * drifts, -INFINITY);
  std::vector<bool> seen(out.size(), false);
  std::priority_queue<std::pair<double, std::size_t>> edge;
  double best = -INFINITY;
  auto look = [&](std::size_t burst, std::size_t drift) {
    const std::size_t c = burst * drifts + drift;
    if (seen[c]) return;
    seen[c] = true, out[c] = worth(c), best = std::max(best, out[c]);
    edge.emplace(out[c], c);
  };
  // Where most series are.
  look(std::min<std::size_t>(2, bursts - 1), std::min<std::size_t>(1, drifts - 1));
  while (!edge.empty()) {
    auto [value, c] = edge.top();
    edge.pop();
    if (value < best - kFar) break;
    const std::size_t burst = c / drifts, drift = c % drifts;
    for (std::size_t b = burst ? burst - 1 : 0; b <= std::min(burst + 1, bursts - 1); ++b) {
      for (std::size_t d = drift ? drift - 1 : 0; d <= std::min(drift + 1, drifts - 1); ++d) look(b, d);
    }
  }
  return out;
}

double prior_weight(const LevelOptions& o, std::size_t combination) {
  double burst = o.burst_prior.empty() ? 1 : o.burst_prior[combination / o.drifts.size()];
  return burst * (o.drift_prior.empty() ? 1 : o.drift_prior[combination % o.drifts.size()]);
}

Level estimate_level(const Lattice& lattice, std::span<const Likelihood> counts, const LevelOptions& o) {
  const std::size_t drifts = o.drifts.size(), combinations = o.bursts.size() * drifts, g = lattice.points.size();
  const std::size_t n = counts.front().periods();
  Level out;
  out.smoothed.assign(n * g, 0);
  std::vector<Motion> motions;
  for (double drift : o.drifts) motions.emplace_back(lattice, drift, o.jump);
  // Only what may be smoothed keeps its levels; the others give their room to the next.
  std::vector<Filtered> kept(combinations), rooms;
  double best = -INFINITY, best_evidence = -INFINITY;
  std::vector<double> weights(combinations, -INFINITY);
  auto negligible = [&](std::size_t c) { return weights[c] < best + std::log(kNegligibleWeight); };
  auto give_up = [&](Filtered& f) {
    if (f.levels.capacity() > 0) rooms.push_back(std::move(f)), f = {};
  };
  out.weights = explore(o.bursts.size(), drifts, [&](std::size_t c) {
    if (!rooms.empty()) kept[c] = std::move(rooms.back()), rooms.pop_back();
    filter(lattice, counts[c / drifts], motions[c % drifts], kept[c]);
    const double evidence = kept[c].log_evidence;
    if (evidence > best_evidence) {
      best_evidence = evidence;
      out.best_burst = o.bursts[c / drifts], out.best_drift = o.drifts[c % drifts];
    }
    const double weight = evidence + std::log(prior_weight(o, c));
    weights[c] = weight;
    if (weight > best) {
      best = weight;
      for (std::size_t before = 0; before < combinations; ++before) {
        if (negligible(before)) give_up(kept[before]);
      }
    } else if (negligible(c)) {
      give_up(kept[c]);
    }
    return weight;
  });
  double sum = 0, priors = 0;
  for (std::size_t c = 0; c < combinations; ++c) {
    sum += out.weights[c] = std::exp(out.weights[c] - best);
    priors += prior_weight(o, c);
  }
  out.log_evidence = best + std::log(sum / priors);
  for (std::size_t c = 0; c < combinations; ++c) {
    double weight = out.weights[c] /= sum;
    out.burst += weight * o.bursts[c / drifts], out.drift += weight * o.drifts[c % drifts];
    if (kept[c].levels.empty()) continue;
    add_smoothed(lattice, counts[c / drifts], motions[c % drifts], kept[c], weight, out.smoothed);
  }
  return out;
}

}  // namespace kawat::relations
