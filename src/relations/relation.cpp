#include "relations/relation.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "relations/distributions.h"
#include "relations/loops.h"

namespace kawat::relations {
namespace {

constexpr double kWeeksOfMonth = 365.25 / 12 / 7;

// Before the series has spoken, strong bursts and strong drift are less likely than weak ones.
const std::vector<double> kSeldom = {1, 1, 1, 0.6, 0.3, 0.15};

double tail(double interval) { return (1 - std::clamp(interval, 0.01, 0.999)) / 2; }

double jump_chance(Step step, const RelationOptions& o) {
  double periods = step == Step::week ? 52.18 : 12;
  return std::clamp(o.jumps_a_year / periods, 0.0, 0.5);
}

struct TemperedShare {
  double a, b;  // of the Beta
};
TemperedShare tempered(std::uint32_t cooperative, std::uint32_t stories, double burst) {
  double worth = effective_stories(stories, burst), share = stories ? static_cast<double>(cooperative) / stories : 0;
  return {0.5 + worth * share, 0.5 + worth * (1 - share)};
}

// Of one period's counts alone, on both scales.
struct Alone {
  Estimate share, log_odds;
};
Alone alone(std::uint32_t cooperative, std::uint32_t stories, double burst, double interval) {
  auto [a, b] = tempered(cooperative, stories, burst);
  // The upper end of the share is 1 less the lower end of the other share: no digits are lost near 1.
  const double low = beta_quantile(a, b, tail(interval)), left = beta_quantile(b, a, tail(interval));
  return {{a / (a + b), low, 1 - left}, {digamma(a) - digamma(b), log_odds(low), -log_odds(left)}};
}

}  // namespace

Estimate share_of_counts(std::uint32_t cooperative, std::uint32_t stories, double burst, double interval) {
  return alone(cooperative, stories, burst, interval).share;
}

Estimate share_log_odds_of_counts(std::uint32_t cooperative, std::uint32_t stories, double burst, double interval) {
  return alone(cooperative, stories, burst, interval).log_odds;
}

Estimate rate_of_count(std::uint32_t stories, double dispersion, double usual, double interval) {
  double excess = 1 + dispersion * usual;
  double shape = 0.5 + stories / excess, rate = 1 / excess;
  return {shape / rate, gamma_quantile(shape, rate, tail(interval)), gamma_quantile(shape, rate, 1 - tail(interval))};
}

LevelOptions share_level_options(Step step, const RelationOptions& o) {
  LevelOptions out;
  out.bursts = {0, 0.02, 0.05, 0.1, 0.2, 0.35};
  out.drifts = {0, 0.03, 0.06, 0.12, 0.24, 0.48};
  out.burst_prior = kSeldom, out.drift_prior = kSeldom;
  if (step == Step::month) {
    for (double& d : out.drifts) d *= std::sqrt(kWeeksOfMonth);
  }
  out.jump = jump_chance(step, o);
  return out;
}

LevelOptions volume_level_options(Step step, const RelationOptions& o) {
  LevelOptions out;
  out.bursts = {0, 0.05, 0.15, 0.3, 0.6, 1.2};
  out.drifts = {0, 0.03, 0.06, 0.12, 0.24, 0.48};
  out.burst_prior = kSeldom, out.drift_prior = kSeldom;
  if (step == Step::month) {
    for (double& d : out.drifts) d *= std::sqrt(kWeeksOfMonth);
  }
  out.jump = jump_chance(step, o);
  return out;
}

Relation relate(const PairSeries& series, const RelationOptions& o) {
  Relation out;
  out.step = series.step;
  if (series.periods.empty()) return out;
  const double low = tail(o.interval), high = 1 - low;

  Lattice shares = share_lattice();
  LevelOptions share_options = share_level_options(series.step, o);
  std::vector<Likelihood> counts = share_likelihoods(shares, series, share_options.bursts);
  Level level = estimate_level(shares, counts, share_options);
  out.burst = level.burst, out.drift = level.drift;

  std::uint32_t most = 0;
  for (const PeriodCounts& p : series.periods) most = std::max(most, p.observed ? p.stories() : 0);
  Lattice rates = rate_lattice(most);
  LevelOptions volume_options = volume_level_options(series.step, o);
  counts = volume_likelihoods(rates, series, volume_options.bursts);
  Level volume = estimate_level(rates, counts, volume_options);
  out.volume_dispersion = volume.burst, out.volume_drift = volume.drift;

  std::vector<double> share_at, rate_at;
  for (double x : shares.points) share_at.push_back(share_of(x));
  for (double x : rates.points) rate_at.push_back(std::exp(x));
  std::map<std::pair<std::uint32_t, std::uint32_t>, Alone> known;  // periods of the same counts
  for (std::size_t t = 0; t < series.periods.size(); ++t) {
    const PeriodCounts& from = series.periods[t];
    RelationPeriod p;
    p.start = start_of(series.first, series.step, static_cast<std::ptrdiff_t>(t));
    p.observed = from.observed;
    if (from.observed) {
      p.stories = from.stories(), p.quads = from.quads, p.goldstein = from.goldstein;
      if (p.stories) p.intensity = from.intensity / p.stories;
    }
    p.effective_stories = effective_stories(p.stories, out.burst);
    std::uint32_t cooperative = p.quads[0] + p.quads[1];
    auto [found, is_new] = known.try_emplace({cooperative, p.stories});
    if (is_new) found->second = alone(cooperative, p.stories, out.burst, o.interval);
    p.share = found->second.share, p.share_log_odds = found->second.log_odds;

    std::span<const double> at(level.smoothed.data() + t * shares.points.size(), shares.points.size());
    p.level_log_odds = {0, quantile(shares, at, low), quantile(shares, at, high)};
    p.level = {0, share_of(p.level_log_odds.low), share_of(p.level_log_odds.high)};
    p.level.mean = product_sum(at.data(), share_at.data(), at.size());
    p.level_log_odds.mean = product_sum(at.data(), shares.points.data(), at.size());
    at = {volume.smoothed.data() + t * rates.points.size(), rates.points.size()};
    p.volume_level = {0, std::exp(quantile(rates, at, low)), std::exp(quantile(rates, at, high))};
    p.volume_level.mean = product_sum(at.data(), rate_at.data(), at.size());
    if (from.observed) p.volume = rate_of_count(p.stories, out.volume_dispersion, p.volume_level.mean, o.interval);
    out.periods.push_back(p);
  }
  return out;
}

}  // namespace kawat::relations
