#include "relations/generate.h"

#include <algorithm>
#include <boost/random/beta_distribution.hpp>
#include <boost/random/binomial_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>

#include "relations/distributions.h"

namespace kawat::relations {
namespace {

// The types of a quad class that come up, each half as often as the one before it, and their weights on two scales.
struct Kind {
  model::EventType type;
  double goldstein, intensity;
};
constexpr std::array<std::array<Kind, 2>, 4> kKinds = {{
    {{{model::EventType::CONSULT, 1, 2.5}, {model::EventType::SUPPORT, 3.5, 5}}},
    {{{model::EventType::COOPERATE, 6, 9.5}, {model::EventType::AID, 7, 10}}},
    {{{model::EventType::ACCUSE, -2, -3}, {model::EventType::REJECT, -4, -2}}},
    {{{model::EventType::SANCTION, -6, -6}, {model::EventType::ASSAULT, -9, -9}}},
}};

// Where a drifting level is thrown back: shares of 2 % and 98 %.
constexpr double kFarthest = 3.9;

using Random = boost::random::mt19937_64;

std::uint32_t binomial(Random& random, std::uint32_t n, double p) {
  if (!n) return 0;
  return static_cast<std::uint32_t>(boost::random::binomial_distribution<int, double>(static_cast<int>(n), p)(random));
}

void add_stories(Random& random, std::size_t quad, std::uint32_t n, PeriodCounts& to) {
  std::uint32_t second = binomial(random, n, 1.0 / 3);
  to.quads[quad] += n;
  std::array<std::uint32_t, 2> counts = {n - second, second};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const Kind& kind = kKinds[quad][i];
    to.types[static_cast<std::size_t>(kind.type)] += counts[i];
    to.goldstein += counts[i] * kind.goldstein, to.intensity += counts[i] * kind.intensity;
  }
}

}  // namespace

Generated generate(const Recipe& r, std::uint64_t seed) {
  Random random(seed);
  Generated out;
  out.series.a = "AAA", out.series.b = "BBB";
  out.series.step = r.step;
  out.series.first = {2014, 1, 6};  // a Monday
  double level = r.log_odds, share = 0.5;
  std::size_t next = 0;
  for (std::size_t t = 0; t < r.periods; ++t) {
    if (t && r.drift > 0) {
      level += boost::random::normal_distribution<double>(0, r.drift)(random);
      level = std::abs(level) > kFarthest ? std::copysign(2 * kFarthest, level) - level : level;
    }
    bool changed = next < r.changes.size() && r.changes[next].at == t;
    if (changed) level = r.changes[next++].log_odds;
    out.log_odds.push_back(level);
    if (r.burst <= 0) {
      share = share_of(level);
    } else if (changed || t % std::max<std::size_t>(r.burst_length, 1) == 0) {
      double size = (1 - r.burst) / r.burst;
      // Kept from exactly 0: a sum of two parts that are both 0 has no share.
      share = boost::random::beta_distribution<double>(share_of(level) * size, share_of(-level) * size)(random);
      if (!(share >= 0 && share <= 1)) share = share_of(level) < 0.5 ? 0 : 1;
    }
    double rate = r.stories;
    if (r.dispersion > 0) rate *= boost::random::gamma_distribution<double>(1 / r.dispersion, r.dispersion)(random);
    auto n = rate > 0 ? static_cast<std::uint32_t>(boost::random::poisson_distribution<int, double>(rate)(random)) : 0;
    std::uint32_t cooperative = binomial(random, n, share);
    PeriodCounts& counts = out.series.periods.emplace_back();
    std::uint32_t material = binomial(random, cooperative, 0.25);
    add_stories(random, 0, cooperative - material, counts);
    add_stories(random, 1, material, counts);
    material = binomial(random, n - cooperative, 0.3);
    add_stories(random, 2, n - cooperative - material, counts);
    add_stories(random, 3, material, counts);
    if (r.gap_every && t % r.gap_every < r.gap_length) counts = {}, counts.observed = false;
  }
  return out;
}

}  // namespace kawat::relations
