#include "relations/changes.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "relations/distributions.h"
#include "relations/lattice.h"
#include "relations/mix.h"

namespace kawat::relations {
namespace {

// A regime's start whose chance fell below this is given up; the data would have to speak 10^15 to 1 to bring it back.
constexpr double kForgotten = 1e-15;
// An alarm is about a change in this many years before it.
constexpr double kAlarmYears = 1;
// At most so many changes are told apart; more frequent ones are drift.
constexpr std::size_t kMostChanges = 40;
// How much likelier than beforehand a change within its interval must have become.
constexpr double kLeastEvidence = 10;

struct Settings {
  double hazard, tail, least, alarm;
  std::size_t alarm_window;
};

Settings settings_of(Step step, const ChangeOptions& o) {
  double periods = step == Step::week ? 52.18 : 12;
  Settings out;
  out.hazard = std::clamp(o.changes_a_year / periods, 1e-6, 0.5);
  out.tail = (1 - std::clamp(o.interval, 0.01, 0.999)) / 2;
  out.least = std::clamp(o.least_probability, 0.01, 1.0);
  out.alarm = std::clamp(o.alarm_probability, 0.01, 1.0);
  out.alarm_window = static_cast<std::size_t>(std::ceil(kAlarmYears * periods));
  return out;
}

// Run lengths under one burst parameter: at(s, t) is the chance, known at the end of period t, that the present regime began with
// period s.
class Runs {
 public:
  Runs(const Lattice& lattice, const Likelihood& counts, double hazard) : periods_(counts.periods()) {
    const std::size_t g = counts.points;
    chance_.assign(periods_ * (periods_ + 1) / 2, 0);
    std::vector<double> posterior(periods_ * g), weight(periods_, 0);
    std::vector<char> alive(periods_, 0);
    for (std::size_t t = 0; t < periods_; ++t) {
      auto row = counts.at(t);
      std::copy(lattice.prior.begin(), lattice.prior.end(), posterior.begin() + static_cast<std::ptrdiff_t>(t * g));
      for (std::size_t s = 0; s < t; ++s) weight[s] *= 1 - hazard;
      weight[t] = t ? hazard : 1;
      alive[t] = 1;
      double total = 0;
      for (std::size_t s = 0; s <= t; ++s) {
        if (!alive[s]) continue;
        double sum = multiply(std::span(posterior).subspan(s * g, g), row);
        for (std::size_t i = 0; i < g; ++i) posterior[s * g + i] /= sum;
        total += weight[s] *= sum;
      }
      for (std::size_t s = 0; s <= t; ++s) {
        weight[s] /= total;
        if (alive[s] && weight[s] < kForgotten) alive[s] = 0, weight[s] = 0;
        chance_[t * (t + 1) / 2 + s] = weight[s];
      }
      log_evidence_.push_back((t ? log_evidence_.back() : 0) + std::log(total) + counts.scale(t));
    }
  }
  double at(std::size_t s, std::size_t t) const { return chance_[t * (t + 1) / 2 + s]; }
  double log_evidence(std::size_t t) const { return log_evidence_[t]; }
  double log_evidence() const { return log_evidence_.back(); }
  std::size_t periods() const { return periods_; }

  // Period → chance, known from the whole series, that a regime begins with it. Period 0 is no change.
  std::vector<double> begins() const {
    std::vector<double> out(periods_, 0);
    return chain(out, periods_, periods_), out;
  }
  // Chance that no regime begins within [from, to].
  double none_within(std::size_t from, std::size_t to) const {
    std::vector<double> out(periods_, 0);
    return chain(out, from, to);
  }

 private:
  static double multiply(std::span<double> v, std::span<const double> by) {
    double sums[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= v.size(); i += 4) {
      for (std::size_t j = 0; j < 4; ++j) sums[j] += v[i + j] *= by[i + j];
    }
    for (; i < v.size(); ++i) sums[0] += v[i] *= by[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
  // Reads the run lengths backwards: the last regime's start, from there the one's before it, … . No regime may begin within
  // [from, to]. Returns the chance of the ways that are left.
  double chain(std::vector<double>& begins, std::size_t from, std::size_t to) const {
    double whole = 0;
    auto spread = [&](std::size_t end, double weight) {
      whole += weight * at(0, end);
      for (std::size_t s = 1; s <= end; ++s) begins[s] += weight * at(s, end);
    };
    spread(periods_ - 1, 1);
    for (std::size_t s = periods_; s-- > 1;) {
      if (s >= from && s <= to) continue;
      if (begins[s] > 0) spread(s - 1, begins[s]);
    }
    return whole;
  }

  std::size_t periods_;
  std::vector<double> chance_, log_evidence_;
};

// The likeliest changes, for each number of them.
std::vector<std::vector<std::size_t>> likeliest(const Runs& runs, std::size_t most) {
  const std::size_t n = runs.periods();
  // best[m][s]: log chance of the best way to m changes of which the last is at s; came[m][s]: the one before it.
  std::vector<std::vector<double>> best(most + 1, std::vector<double>(n, -INFINITY));
  std::vector<std::vector<std::uint32_t>> came(most + 1, std::vector<std::uint32_t>(n, 0));
  best[0][0] = 0;
  for (std::size_t end = 0; end < n; ++end) {
    if (end + 1 == n) break;
    for (std::size_t s = 0; s <= end; ++s) {
      double chance = runs.at(s, end);
      if (chance <= 0) continue;
      double log_chance = std::log(chance);
      for (std::size_t m = 0; m < most; ++m) {
        double way = best[m][s] + log_chance;
        if (way > best[m + 1][end + 1]) best[m + 1][end + 1] = way, came[m + 1][end + 1] = static_cast<std::uint32_t>(s);
      }
    }
  }
  std::vector<std::vector<std::size_t>> out;
  for (std::size_t m = 1; m <= most; ++m) {
    double top = -INFINITY;
    std::size_t last = 0;
    for (std::size_t s = 1; s < n; ++s) {
      double chance = runs.at(s, n - 1);
      if (chance > 0 && best[m][s] + std::log(chance) > top) top = best[m][s] + std::log(chance), last = s;
    }
    if (top == -INFINITY) break;
    std::vector<std::size_t> ways;
    for (std::size_t k = m; k > 0; --k) ways.push_back(last), last = came[k][last];
    out.emplace_back(ways.rbegin(), ways.rend());
  }
  return out;
}

// What two neighbouring regimes [begin, at) and [at, end) say about the change between them.
struct Split {
  std::vector<double> where;          // begin + 1 + i → chance that the second regime begins there
  std::vector<double> before, after;  // points: level on either side, averaged over where
  std::vector<double> size;           // 2 · points − 1: after − before, in steps of the lattice
};

Split split(const Lattice& lattice, std::span<const Likelihood> counts, std::span<const double> weights, std::size_t begin,
            std::size_t end) {
  const std::size_t g = lattice.points.size(), places = end - begin - 1;
  Split out;
  out.where.assign(places, 0), out.before.assign(g, 0), out.after.assign(g, 0), out.size.assign(2 * g - 1, 0);
  struct Side {
    std::vector<double> level;  // normalised
    double log_evidence = 0;
  };
  for (std::size_t b = 0; b < counts.size(); ++b) {
    if (weights[b] < 1e-3) continue;
    // The level of [begin, begin + 1 + i) and of [begin + 1 + i, end), grown period by period from the two ends.
    std::vector<Side> first(places), second(places);
    Side side{lattice.prior, 0};
    auto take = [&](std::size_t t) {
      auto row = counts[b].at(t);
      double sum = 0;
      for (std::size_t i = 0; i < g; ++i) sum += side.level[i] *= row[i];
      for (double& x : side.level) x /= sum;
      side.log_evidence += std::log(sum);
    };
    for (std::size_t i = 0; i < places; ++i) take(begin + i), first[i] = side;
    side = {lattice.prior, 0};
    for (std::size_t i = places; i-- > 0;) take(begin + 1 + i), second[i] = side;
    std::vector<double> where(places);
    double best = -INFINITY, sum = 0;
    for (std::size_t i = 0; i < places; ++i) best = std::max(best, where[i] = first[i].log_evidence + second[i].log_evidence);
    for (double& w : where) sum += w = std::exp(w - best);
    for (std::size_t i = 0; i < places; ++i) {
      double w = weights[b] * where[i] / sum;
      out.where[i] += w;
      if (w < 1e-4) continue;
      for (std::size_t j = 0; j < g; ++j) out.before[j] += w * first[i].level[j], out.after[j] += w * second[i].level[j];
      for (std::size_t j = 0; j < g; ++j) {
        double from = w * first[i].level[j];
        if (from < 1e-12) continue;
        for (std::size_t k = 0; k < g; ++k) out.size[k + g - 1 - j] += from * second[i].level[k];
      }
    }
  }
  return out;
}

template <class Scale>
Estimate estimate(const Lattice& lattice, std::span<const double> weights, double tail, Scale scale) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * scale(lattice.points[i]), total += weights[i];
  return {sum / total, scale(quantile(lattice, weights, tail)), scale(quantile(lattice, weights, 1 - tail))};
}

// The shortest run of places that holds `mass` of all.
std::pair<std::size_t, std::size_t> shortest(const std::vector<double>& where, double mass) {
  std::pair<std::size_t, std::size_t> best{0, where.size() - 1};
  double sum = 0, total = 0;
  for (double w : where) total += w;
  std::size_t low = 0;
  for (std::size_t high = 0; high < where.size(); ++high) {
    sum += where[high];
    while (low < high && sum - where[low] >= mass * total) sum -= where[low++];
    if (sum >= mass * total && high - low < best.second - best.first) best = {low, high};
  }
  return best;
}

struct Detector {
  const Lattice& lattice;
  std::span<const Likelihood> counts;
  Settings set;
  std::vector<Runs> runs;
  std::vector<double> weights;  // of the burst parameters

  Detector(const Lattice& l, std::span<const Likelihood> c, const Settings& s) : lattice(l), counts(c), set(s) {
    for (const Likelihood& likelihood : counts) runs.emplace_back(lattice, likelihood, set.hazard);
    weights = weights_at(counts.front().periods() - 1);
  }
  std::vector<double> weights_at(std::size_t t) const {
    std::vector<double> out;
    double best = -INFINITY, sum = 0;
    for (const Runs& r : runs) out.push_back(r.log_evidence(t)), best = std::max(best, out.back());
    for (double& w : out) sum += w = std::exp(w - best);
    for (double& w : out) w /= sum;
    return out;
  }
  double probability(std::size_t from, std::size_t to) const {
    double none = 0;
    for (std::size_t b = 0; b < runs.size(); ++b) {
      if (weights[b] >= 1e-4) none += weights[b] * runs[b].none_within(from, to);
    }
    return std::clamp(1 - none, 0.0, 1.0);
  }

  template <class Scale>
  std::vector<Change> changes(Scale scale) const {
    const std::size_t n = counts.front().periods();
    auto main = static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
    std::vector<Change> out;
    for (const auto& ways : likeliest(runs[main], std::min(kMostChanges, n - 1))) {
      std::vector<Change> all;
      for (std::size_t i = 0; i < ways.size(); ++i) {
        std::size_t begin = i ? ways[i - 1] : 0, end = i + 1 < ways.size() ? ways[i + 1] : n;
        Split parts = split(lattice, counts, weights, begin, end);
        auto [low, high] = shortest(parts.where, 1 - 2 * set.tail);
        Change c;
        c.from = begin + 1 + low, c.to = begin + 1 + high;
        c.at =
            begin + 1 + static_cast<std::size_t>(std::max_element(parts.where.begin(), parts.where.end()) - parts.where.begin());
        c.probability = probability(c.from, c.to);
        double before = 1 - std::pow(1 - set.hazard, static_cast<double>(c.to - c.from + 1));
        double evidence = c.probability / std::max(1 - c.probability, 1e-12) * (1 - before) / before;
        if (c.probability < set.least || evidence < kLeastEvidence) break;
        c.before = estimate(lattice, parts.before, set.tail, scale), c.after = estimate(lattice, parts.after, set.tail, scale);
        Lattice sizes;
        sizes.step = lattice.step;
        for (std::size_t k = 0; k < parts.size.size(); ++k) {
          sizes.points.push_back((static_cast<double>(k) - static_cast<double>(lattice.points.size() - 1)) * lattice.step);
        }
        c.size = estimate(sizes, parts.size, set.tail, [](double x) { return x; });
        all.push_back(c);
      }
      // Two opposite changes may be seen only together: a number that fails does not end the search.
      if (all.size() == ways.size()) out = std::move(all);
      if (ways.size() > out.size() + 4) break;
    }
    return out;
  }

  std::vector<Alarm> alarms() const {
    std::vector<Alarm> out;
    std::size_t since = 0;
    for (std::size_t t = 1; t < counts.front().periods(); ++t) {
      std::vector<double> now = weights_at(t);
      std::size_t low = std::max(since + 1, t >= set.alarm_window ? t - set.alarm_window + 1 : 1);
      Alarm a{t, t, 0};
      double best = 0;
      for (std::size_t s = low; s <= t; ++s) {
        double chance = 0;
        for (std::size_t b = 0; b < runs.size(); ++b) chance += now[b] * runs[b].at(s, t);
        a.probability += chance;
        if (chance > best) best = chance, a.at = s;
      }
      if (a.probability < set.alarm) continue;
      out.push_back(a), since = t;
    }
    return out;
  }
};

template <class Scale>
Changes detect(const PairSeries& series, const Lattice& lattice, std::span<const Likelihood> counts, const Settings& set,
               Scale scale) {
  Changes out;
  Detector detector(lattice, counts, set);
  out.probability.assign(series.periods.size(), 0);
  for (std::size_t b = 0; b < counts.size(); ++b) {
    auto begins = detector.runs[b].begins();
    for (std::size_t t = 0; t < begins.size(); ++t) out.probability[t] += detector.weights[b] * begins[t];
  }
  for (double p : out.probability) out.expected += p;
  out.alarms = detector.alarms();
  out.changes = detector.changes(scale);
  for (std::size_t i = 0; i < out.changes.size(); ++i) {
    Change& c = out.changes[i];
    std::size_t begin = i ? out.changes[i - 1].at : 0;
    std::size_t end = i + 1 < out.changes.size() ? out.changes[i + 1].at : series.periods.size();
    Mix before = mix_of(series, begin, c.at), after = mix_of(series, c.at, end);
    c.divergence = divergence(before, after, c.mix);
  }
  return out;
}

}  // namespace

Changes find_changes(const PairSeries& series, const ChangeOptions& o) {
  Changes none;
  none.probability.assign(series.periods.size(), 0);
  if (series.periods.size() < 2 || o.bursts.empty()) return none;
  Lattice lattice = share_lattice();
  std::vector<Likelihood> counts;
  for (double burst : o.bursts) counts.push_back(share_likelihood(lattice, series, std::clamp(burst, 0.0, 0.95)));
  return detect(series, lattice, counts, settings_of(series.step, o), share_of);
}

Changes find_volume_changes(const PairSeries& series, const ChangeOptions& o) {
  Changes none;
  none.probability.assign(series.periods.size(), 0);
  if (series.periods.size() < 2 || o.dispersions.empty()) return none;
  std::uint32_t most = 0;
  for (const PeriodCounts& p : series.periods) most = std::max(most, p.observed ? p.stories() : 0);
  Lattice lattice = rate_lattice(most);
  std::vector<Likelihood> counts;
  for (double dispersion : o.dispersions) counts.push_back(volume_likelihood(lattice, series, std::max(dispersion, 0.0)));
  return detect(series, lattice, counts, settings_of(series.step, o), [](double x) { return std::exp(x); });
}

}  // namespace kawat::relations
