#include "relations/forecast.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "relations/distributions.h"

namespace kawat::relations {
namespace {

constexpr double kNegligible = 1e-4;
constexpr double kBeyond = 1e-6;

// A level's states under every combination of burst and drift, and what they say of periods to come.
class Outlook {
 public:
  Outlook(Lattice lattice, const std::vector<Likelihood>& counts, const LevelOptions& o)
      : lattice_(std::move(lattice)), options_(o) {
    for (std::size_t b = 0; b < o.bursts.size(); ++b) {
      for (double drift : o.drifts) {
        motions_.emplace_back(lattice_, drift, o.jump);
        states_.push_back(filter(lattice_, counts[b], motions_.back()));
      }
    }
  }
  const Lattice& lattice() const { return lattice_; }
  double burst(std::size_t b) const { return options_.bursts[b]; }

  // bursts × points: chances `ahead` periods after period t, from the periods up to t.
  std::vector<double> after(std::size_t t, std::size_t ahead) const {
    const std::size_t g = lattice_.points.size(), drifts = options_.drifts.size();
    std::vector<double> weights, out(options_.bursts.size() * g, 0), now(g), next(g);
    double best = -INFINITY, sum = 0;
    for (const Filtered& f : states_) best = std::max(best, f.log_evidences[t]);
    for (std::size_t c = 0; c < states_.size(); ++c) {
      weights.push_back(prior_weight(options_, c) * std::exp(states_[c].log_evidences[t] - best)), sum += weights.back();
    }
    for (std::size_t c = 0; c < states_.size(); ++c) {
      if (weights[c] < kNegligible) continue;
      std::copy_n(states_[c].levels.begin() + static_cast<std::ptrdiff_t>(t * g), g, now.begin());
      for (std::size_t i = 0; i < ahead; ++i) motions_[c].ahead(now, next), now.swap(next);
      for (std::size_t i = 0; i < g; ++i) out[c / drifts * g + i] += weights[c] / sum * now[i];
    }
    double total = std::accumulate(out.begin(), out.end(), 0.0);
    for (double& x : out) x /= total;
    return out;
  }
  // bursts × points: chance of n stories; of the outlook of a volume.
  std::span<const double> counts(std::uint32_t n) {
    while (counts_.size() <= n && counts_.size() < kKept) {
      std::vector<double> next;
      tabulate_counts(static_cast<std::uint32_t>(counts_.size()), next);
      counts_.push_back(std::move(next));
    }
    if (n < kKept) return counts_[n];
    tabulate_counts(n, rare_);
    return rare_;
  }
  // bursts × points: chance that of n stories more than half are conflict; of the outlook of a share.
  std::span<const double> prevails(std::uint32_t n) {
    auto [found, is_new] = prevails_.try_emplace(n);
    std::vector<double>& out = found->second;
    if (!is_new) return out;
    const std::size_t g = lattice_.points.size();
    out.resize(options_.bursts.size() * g);
    for (std::size_t i = 0; i < out.size(); ++i) {
      double share = share_of(lattice_.points[i % g]);
      for (std::uint32_t k = 0; 2 * k < n; ++k) out[i] += std::exp(log_beta_binomial(k, n, share, burst(i / g)));
      out[i] = std::min(out[i], 1.0);
    }
    return out;
  }
  // The same whatever the burst.
  std::vector<double> levels(std::span<const double> chances) const {
    std::vector<double> out(lattice_.points.size(), 0);
    for (std::size_t i = 0; i < chances.size(); ++i) out[i % out.size()] += chances[i];
    return out;
  }

 private:
  static constexpr std::uint32_t kKept = 4096;  // beyond, tables are not worth their memory
  void tabulate_counts(std::uint32_t n, std::vector<double>& out) const {
    const std::size_t g = lattice_.points.size();
    out.resize(options_.bursts.size() * g);
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = std::exp(log_negative_binomial(n, std::exp(lattice_.points[i % g]), burst(i / g)));
  }

  std::vector<std::vector<double>> counts_;
  std::vector<double> rare_;
  std::map<std::uint32_t, std::vector<double>> prevails_;
  Lattice lattice_;
  LevelOptions options_;
  std::vector<Motion> motions_;
  std::vector<Filtered> states_;
};

Outlook share_outlook(const PairSeries& series, const RelationOptions& o) {
  Lattice lattice = share_lattice();
  LevelOptions options = share_level_options(series.step, o);
  return {lattice, share_likelihoods(lattice, series, options.bursts), options};
}
std::uint32_t most_stories(const PairSeries& series, std::size_t end) {
  std::uint32_t most = 0;
  for (std::size_t t = 0; t < end; ++t) most = std::max(most, series.periods[t].observed ? series.periods[t].stories() : 0);
  return most;
}
Outlook volume_outlook(const PairSeries& series, std::uint32_t most, const RelationOptions& o) {
  Lattice lattice = rate_lattice(most);
  LevelOptions options = volume_level_options(series.step, o);
  return {lattice, volume_likelihoods(lattice, series, options.bursts), options};
}

double weighed(std::span<const double> chances, std::span<const double> of) {
  double sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= chances.size(); i += 4) {
    for (std::size_t j = 0; j < 4; ++j) sums[j] += chances[i + j] * of[i + j];
  }
  for (; i < chances.size(); ++i) sums[0] += chances[i] * of[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// Chances of 0, 1, 2 … stories.
std::vector<double> counts_of(Outlook& outlook, std::span<const double> chances) {
  std::vector<double> out;
  double left = 1;
  for (std::uint32_t n = 0; left > kBeyond && n < 1000000; ++n) {
    double chance = weighed(chances, outlook.counts(n));
    out.push_back(chance), left -= chance;
    // What was left out above is never reached.
    if (n > 10 && chance < 1e-9 && left < 1e-3) break;
  }
  return out;
}

double chance_of(const Outlook& outlook, std::span<const double> chances, std::uint32_t k, std::uint32_t n) {
  const std::size_t g = outlook.lattice().points.size();
  double out = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    if (chances[i] >= 1e-9)
      out += chances[i] * std::exp(log_beta_binomial(k, n, share_of(outlook.lattice().points[i % g]), outlook.burst(i / g)));
  }
  return out;
}
// That of n stories more than half are conflict, under any chances of k.
template <class Chance>
double prevails(std::uint32_t n, Chance chance) {
  double out = 0;
  for (std::uint32_t k = 0; 2 * k < n; ++k) out += chance(k);
  return std::clamp(out, 0.0, 1.0);
}

std::size_t count_quantile(std::span<const double> chances, double p) {
  double sum = 0;
  for (std::size_t n = 0; n < chances.size(); ++n) {
    if ((sum += chances[n]) >= p) return n;
  }
  return chances.empty() ? 0 : chances.size() - 1;
}

Estimate estimate(const Lattice& lattice, std::span<const double> levels, double tail, double (*scale)(double)) {
  Estimate out{0, scale(quantile(lattice, levels, tail)), scale(quantile(lattice, levels, 1 - tail))};
  for (std::size_t i = 0; i < levels.size(); ++i) out.mean += levels[i] * scale(lattice.points[i]);
  return out;
}

// Mean and variance of what has been.
struct Past {
  double n = 0, sum = 0, squares = 0;
  void add(double x) { ++n, sum += x, squares += x * x; }
  double mean() const { return sum / n; }
  double variance() const { return n > 1 ? std::max(0.0, (squares - sum * sum / n) / (n - 1)) : 0; }
};

// Shares of past periods, and what they vary beyond the binomial.
struct PastShares {
  double stories = 0, cooperative = 0, squares = 0, off = 0, periods = 0;
  void add(std::uint32_t k, std::uint32_t n) {
    stories += n, cooperative += k, squares += static_cast<double>(n) * n, ++periods;
    off += static_cast<double>(k) * k / n;  // Σ n p²
  }
  double mean() const { return (cooperative + 0.5) / (stories + 1); }
  double burst() const {
    double m = mean(), spread = off - cooperative * cooperative / std::max(stories, 1.0);
    double spare = stories - squares / std::max(stories, 1.0) - (periods - 1);
    return spare > 0 ? std::clamp((spread / (m * (1 - m)) - (periods - 1)) / spare, 0.0, 0.5) : 0.1;
  }
};

double tail_of(const RelationOptions& o) { return (1 - std::clamp(o.interval, 0.01, 0.999)) / 2; }

void add(Scores& s, double log, double second) { ++s.periods, s.log_score += log, s.second += second; }
void finish(Scores& s) {
  if (s.periods) s.log_score /= static_cast<double>(s.periods), s.second /= static_cast<double>(s.periods);
}

}  // namespace

double log_score(std::span<const double> chances, std::size_t outcome) {
  // What is beyond the list has next to no chance, but some.
  double chance = outcome < chances.size() ? chances[outcome] : 0;
  return -std::log(std::max(chance, 1e-12));
}

double brier_score(double chance, bool came) { return (chance - came) * (chance - came); }

double crps(std::span<const double> chances, std::size_t outcome) {
  double below = 0, out = 0;
  for (std::size_t n = 0; n < std::max(chances.size(), outcome); ++n) {
    if (n < chances.size()) below += chances[n];
    double gap = below - (n >= outcome ? 1 : 0);
    out += gap * gap;
  }
  return out;
}

Forecast forecast(const PairSeries& series, std::size_t ahead, const RelationOptions& o) {
  Forecast out;
  if (series.periods.empty()) return out;
  const double tail = tail_of(o);
  const std::size_t last = series.periods.size() - 1;
  Outlook share = share_outlook(series, o), volume = volume_outlook(series, most_stories(series, last + 1), o);
  for (std::size_t h = 1; h <= ahead; ++h) {
    ForecastPeriod p;
    p.start = start_of(series.first, series.step, static_cast<std::ptrdiff_t>(last + h));
    auto shares = share.after(last, h), rates = volume.after(last, h);
    p.level = estimate(share.lattice(), share.levels(shares), tail, share_of);
    p.rate = estimate(volume.lattice(), volume.levels(rates), tail, [](double x) { return std::exp(x); });
    p.counts = counts_of(volume, rates);
    for (std::size_t n = 0; n < p.counts.size(); ++n) p.stories.mean += p.counts[n] * static_cast<double>(n);
    p.stories.low = static_cast<double>(count_quantile(p.counts, tail));
    p.stories.high = static_cast<double>(count_quantile(p.counts, 1 - tail));
    // Each number of stories with its chance; of many numbers some that stand for equal parts of it.
    constexpr std::size_t kMany = 60;
    double any = 0;
    auto weigh = [&](std::size_t n, double chance) {
      auto stories = static_cast<std::uint32_t>(n);
      if (n) p.conflict_prevails += chance * std::min(1.0, weighed(shares, share.prevails(stories)));
      if (n) any += chance;
    };
    if (p.counts.size() <= kMany) {
      for (std::size_t n = 1; n < p.counts.size(); ++n) weigh(n, p.counts[n]);
    } else {
      for (std::size_t i = 0; i < kMany; ++i) {
        weigh(count_quantile(p.counts, p.counts[0] + (1 - p.counts[0]) * (static_cast<double>(i) + 0.5) / kMany), 1);
      }
    }
    if (any > 0) p.conflict_prevails /= any;
    out.periods.push_back(std::move(p));
  }
  return out;
}

Evaluation evaluate(const PairSeries& series, std::size_t begin, std::size_t ahead, const RelationOptions& o) {
  Evaluation out;
  const std::size_t n = series.periods.size();
  ahead = std::max<std::size_t>(ahead, 1);
  begin = std::max(begin, ahead);
  if (begin >= n) return out;
  const double tail = tail_of(o);
  Outlook share = share_outlook(series, o);
  // How far the lattice of rates goes must not tell of the future: it is made anew when more stories were seen.
  std::uint32_t most = most_stories(series, begin + 1 - ahead);
  Outlook volume = volume_outlook(series, most, o);
  Past counts;
  PastShares shares;
  std::size_t known = 0;
  std::uint32_t last_count = 0, last_k = 0, last_n = 0;
  double held = 0;
  for (std::size_t t = begin; t < n; ++t) {
    for (; known + ahead <= t; ++known) {
      const PeriodCounts& p = series.periods[known];
      if (!p.observed) continue;
      counts.add(p.stories()), last_count = p.stories();
      if (p.stories()) shares.add(p.cooperative(), p.stories()), last_k = p.cooperative(), last_n = p.stories();
    }
    const PeriodCounts& now = series.periods[t];
    if (!now.observed || counts.n < 2) continue;

    if (auto seen = most_stories(series, t + 1 - ahead); seen > most + most / 2)
      most = seen, volume = volume_outlook(series, most, o);
    auto chances = counts_of(volume, volume.after(t - ahead, ahead));
    std::uint32_t came = now.stories();
    add(out.volume.model, log_score(chances, came), crps(chances, came));
    held += came >= count_quantile(chances, tail) && came <= count_quantile(chances, 1 - tail);
    auto simple = [&](Scores& to, double rate, double dispersion) {
      std::vector<double> pmf;
      for (double sum = 0; sum < 1 - kBeyond && pmf.size() < 100000; sum += pmf.back()) {
        pmf.push_back(std::exp(log_negative_binomial(static_cast<std::uint32_t>(pmf.size()), rate, dispersion)));
      }
      double log = came < pmf.size() ? -std::log(std::max(pmf[came], 1e-12))
                                     : -std::max(log_negative_binomial(came, rate, dispersion), std::log(1e-12));
      add(to, log, crps(pmf, came));
    };
    double rate = std::max(counts.mean(), 0.05);
    simple(out.volume.usual, rate, std::max(0.0, (counts.variance() - rate) / (rate * rate)));
    // Gamma(½ + count, 1): the rate of the last period alone.
    simple(out.volume.last, last_count + 0.5, 1 / (last_count + 0.5));

    if (!came || !last_n) continue;
    std::uint32_t k = now.cooperative();
    bool conflict = 2 * k < came;
    auto settle = [&](Scores& to, auto chance) {
      add(to, -std::log(std::max(chance(k), 1e-12)), brier_score(prevails(came, chance), conflict));
    };
    auto states = share.after(t - ahead, ahead);
    add(out.share.model, -std::log(std::max(chance_of(share, states, k, came), 1e-12)),
        brier_score(std::min(1.0, weighed(states, share.prevails(came))), conflict));
    settle(out.share.usual, [&](std::uint32_t x) { return std::exp(log_beta_binomial(x, came, shares.mean(), shares.burst())); });
    // Beta(½ + k, ½ + n − k), which is a beta-binomial with correlation 1 / (n + 2).
    settle(out.share.last, [&](std::uint32_t x) {
      return std::exp(log_beta_binomial(x, came, (last_k + 0.5) / (last_n + 1), 1.0 / (last_n + 2)));
    });
  }
  out.volume.within = out.volume.model.periods ? held / static_cast<double>(out.volume.model.periods) : 0;
  for (Contest* c : {&out.share, &out.volume}) finish(c->model), finish(c->usual), finish(c->last);
  return out;
}

}  // namespace kawat::relations
