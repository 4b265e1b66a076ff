#include "relations/changes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
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
// Counts less likely than this, given a regime, rule it out: its inverse would not be a number.
constexpr double kImpossible = 1e-300;
// At most so many changes are told apart; more frequent ones are drift.
constexpr std::size_t kMostChanges = 40;
// Models that explain the series less than this, of all, are left out.
constexpr double kLeastWeight = 0.04;
// Beforehand a regime that drifts is less likely than one that does not, for each drift that is tried: natural logarithm.
constexpr double kDriftDoubt = 1;
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

std::vector<double> drifts_of(Step step, const ChangeOptions& o) {
  std::vector<double> out;
  for (double d : o.drifts) out.push_back(std::max(d, 0.0) * (step == Step::month ? std::sqrt(365.25 / 12 / 7) : 1));
  return out;
}

// What a regime's counts are like: how bursty, and how its level drifts.
struct Model {
  const Likelihood* counts;
  Motion drift;
  double weight;                      // how well it explains the whole series, among the models that are kept
  std::vector<double> log_evidences;  // of the periods up to each
};

// One period of a regime: its level takes a step (but for the first), then the counts are seen. Returns their chance.
double live(std::span<double> level, std::span<const double> counts, const Motion& drift, bool first, std::span<double> spare) {
  if (!first && !drift.still()) drift.step(level, spare), std::copy(spare.begin(), spare.end(), level.begin());
  double sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= level.size(); i += 4) {
    for (std::size_t j = 0; j < 4; ++j) sums[j] += level[i + j] *= counts[i + j];
  }
  for (; i < level.size(); ++i) sums[0] += level[i] *= counts[i];
  double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  if (sum < kImpossible) {
    std::fill(level.begin(), level.end(), 0);
    return 0;
  }
  double by = 1 / sum;
  for (double& x : level) x *= by;
  return sum;
}

// Run lengths under one model: at(s, t) is the chance, known at the end of period t, that the present regime began with period s.
class Runs {
 public:
  Runs(const Lattice& lattice, const Model& model, double hazard) : periods_(model.counts->periods()) {
    const std::size_t g = model.counts->points;
    chance_.assign(periods_ * (periods_ + 1) / 2, 0);
    std::vector<double> levels(periods_ * g), weight(periods_, 0), spare(g);
    for (std::size_t t = 0; t < periods_; ++t) {
      auto row = model.counts->at(t);
      std::copy(lattice.prior.begin(), lattice.prior.end(), levels.begin() + static_cast<std::ptrdiff_t>(t * g));
      for (std::size_t s = 0; s < t; ++s) weight[s] *= 1 - hazard;
      weight[t] = t ? hazard : 1;
      double total = 0;
      for (std::size_t s = 0; s <= t; ++s) {
        if (weight[s] <= 0) continue;
        total += weight[s] *= live(std::span(levels).subspan(s * g, g), row, model.drift, s == t, spare);
      }
      for (std::size_t s = 0; s <= t; ++s) {
        weight[s] /= total;
        if (weight[s] < kForgotten) weight[s] = 0;
        chance_[t * (t + 1) / 2 + s] = weight[s];
      }
    }
  }
  double at(std::size_t s, std::size_t t) const { return chance_[t * (t + 1) / 2 + s]; }
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
  std::vector<double> chance_;
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
    std::vector<std::size_t> ways;
    if (top == -INFINITY) continue;  // so few are out of the question

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

Split split(const Lattice& lattice, std::span<const Model> models, std::size_t begin, std::size_t end) {
  const std::size_t g = lattice.points.size(), places = end - begin - 1;
  Split out;
  out.where.assign(places, 0), out.before.assign(g, 0), out.after.assign(g, 0), out.size.assign(2 * g - 1, 0);
  struct Side {
    std::vector<double> level;  // normalised
    double log_evidence = 0;
  };
  std::vector<double> spare(g);
  for (const Model& model : models) {
    // The level at the end of [begin, begin + 1 + i), grown from the front, and at the beginning of [begin + 1 + i, end), grown
    // from the back: there the level is what the counts say of it, without the prior, until the side is complete.
    std::vector<Side> first(places), second(places);
    Side side{lattice.prior, 0};
    for (std::size_t i = 0; i < places; ++i) {
      side.log_evidence += std::log(live(side.level, model.counts->at(begin + i), model.drift, i == 0, spare));
      first[i] = side;
    }
    side = {std::vector<double>(g, 1.0 / static_cast<double>(g)), 0};
    for (std::size_t i = places; i-- > 0;) {
      side.log_evidence += std::log(live(side.level, model.counts->at(begin + 1 + i), model.drift, i + 1 == places, spare));
      second[i] = side;
      double sum = 0;
      for (std::size_t j = 0; j < g; ++j) sum += second[i].level[j] *= lattice.prior[j];
      for (double& x : second[i].level) x = sum > 0 ? x / sum : 0;
      second[i].log_evidence += std::log(sum);
    }
    std::vector<double> where(places);
    double best = -INFINITY, sum = 0;
    for (std::size_t i = 0; i < places; ++i) best = std::max(best, where[i] = first[i].log_evidence + second[i].log_evidence);
    if (best == -INFINITY) continue;  // this model cannot explain the two regimes at all
    for (double& w : where) sum += w = std::exp(w - best);
    for (std::size_t i = 0; i < places; ++i) {
      double w = model.weight * where[i] / sum;
      out.where[i] += w;
      if (w < 1e-4) continue;
      for (std::size_t j = 0; j < g; ++j) {
        double from = w * first[i].level[j];
        out.before[j] += from, out.after[j] += w * second[i].level[j];
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
  Settings set;
  std::vector<Model> models;
  std::vector<Runs> runs;
  std::size_t periods;

  // Models are bursts × drifts; those that hardly explain the series are left out. Their evidence comes from the filter, which
  // has the same regimes without keeping them apart.
  Detector(const Lattice& l, std::span<const Likelihood> counts, std::span<const double> drifts, const Settings& s)
      : lattice(l), set(s), periods(counts.front().periods()) {
    double best = -INFINITY, sum = 0;
    for (const Likelihood& likelihood : counts) {
      for (double drift : drifts) {
        Filtered f = filter(lattice, likelihood, Motion(lattice, drift, set.hazard));
        double weight = f.log_evidence - (drift > 0 ? kDriftDoubt : 0);
        models.push_back({&likelihood, Motion(lattice, drift, 0), weight, std::move(f.log_evidences)});
        best = std::max(best, weight);
      }
    }
    for (Model& m : models) sum += m.weight = std::exp(m.weight - best);
    std::erase_if(models, [&](const Model& m) { return m.weight < kLeastWeight * sum; });
    sum = 0;
    for (const Model& m : models) sum += m.weight;
    for (Model& m : models) m.weight /= sum, runs.emplace_back(lattice, m, set.hazard);
  }
  std::vector<double> weights_at(std::size_t t) const {
    std::vector<double> out;
    double best = -INFINITY, sum = 0;
    for (const Model& m : models)
      out.push_back(m.log_evidences[t] - (m.drift.still() ? 0 : kDriftDoubt)), best = std::max(best, out.back());
    for (double& w : out) sum += w = std::exp(w - best);
    for (double& w : out) w /= sum;
    return out;
  }
  double probability(std::size_t from, std::size_t to) const {
    double none = 0;
    for (std::size_t m = 0; m < runs.size(); ++m) none += models[m].weight * runs[m].none_within(from, to);
    return std::clamp(1 - none, 0.0, 1.0);
  }

  template <class Scale>
  std::vector<Change> changes(Scale scale) const {
    const std::size_t n = periods;
    auto heaviest =
        std::max_element(models.begin(), models.end(), [](const Model& a, const Model& b) { return a.weight < b.weight; });
    auto main = static_cast<std::size_t>(heaviest - models.begin());
    std::vector<Change> out;
    std::vector<double> begins = runs[main].begins();
    double expected = std::accumulate(begins.begin(), begins.end(), 0.0);
    std::size_t most = std::min({kMostChanges, n - 1, static_cast<std::size_t>(expected) + 5});
    for (const auto& ways : likeliest(runs[main], most)) {
      std::vector<Change> all;
      for (std::size_t i = 0; i < ways.size(); ++i) {
        std::size_t begin = i ? ways[i - 1] : 0, end = i + 1 < ways.size() ? ways[i + 1] : n;
        Split parts = split(lattice, models, begin, end);
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
    }
    return out;
  }

  std::vector<Alarm> alarms() const {
    std::vector<Alarm> out;
    std::size_t since = 0;
    for (std::size_t t = 1; t < periods; ++t) {
      std::vector<double> now = weights_at(t);
      std::size_t low = std::max(since + 1, t >= set.alarm_window ? t - set.alarm_window + 1 : 1);
      Alarm a{t, t, 0};
      double best = 0;
      for (std::size_t s = low; s <= t; ++s) {
        double chance = 0;
        for (std::size_t m = 0; m < runs.size(); ++m) chance += now[m] * runs[m].at(s, t);
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
Changes detect(const PairSeries& series, const Lattice& lattice, std::span<const Likelihood> counts,
               std::span<const double> drifts, const Settings& set, Scale scale) {
  Changes out;
  Detector detector(lattice, counts, drifts, set);
  out.probability.assign(series.periods.size(), 0);
  for (std::size_t m = 0; m < detector.models.size(); ++m) {
    auto begins = detector.runs[m].begins();
    for (std::size_t t = 0; t < begins.size(); ++t) out.probability[t] += detector.models[m].weight * begins[t];
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
  if (series.periods.size() < 2 || o.bursts.empty() || o.drifts.empty()) return none;
  Lattice lattice = share_lattice();
  std::vector<Likelihood> counts;
  for (double burst : o.bursts) counts.push_back(share_likelihood(lattice, series, std::clamp(burst, 0.0, 0.95)));
  return detect(series, lattice, counts, drifts_of(series.step, o), settings_of(series.step, o), share_of);
}

Changes find_volume_changes(const PairSeries& series, const ChangeOptions& o) {
  Changes none;
  none.probability.assign(series.periods.size(), 0);
  if (series.periods.size() < 2 || o.dispersions.empty() || o.drifts.empty()) return none;
  std::uint32_t most = 0;
  for (const PeriodCounts& p : series.periods) most = std::max(most, p.observed ? p.stories() : 0);
  Lattice lattice = rate_lattice(most);
  std::vector<Likelihood> counts;
  for (double dispersion : o.dispersions) counts.push_back(volume_likelihood(lattice, series, std::max(dispersion, 0.0)));
  return detect(series, lattice, counts, drifts_of(series.step, o), settings_of(series.step, o),
                [](double x) { return std::exp(x); });
}

}  // namespace kawat::relations
