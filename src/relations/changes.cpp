#include "relations/changes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <deque>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>

#include "relations/distributions.h"
#include "relations/lattice.h"
#include "relations/loops.h"
#include "relations/mix.h"

namespace kawat::relations {
namespace {

// A regime's start whose chance fell below this is given up; the data would have to speak 10^12 to 1 to bring it back.
constexpr double kForgotten = 1e-12;
// What is less than this of a level, at either end of it, is left out.
constexpr double kTail = 1e-12;
// Neighbouring starts whose levels are this much alike (half the sum of the differences) go on as one: see Runs.
constexpr double kAlike = 1e-3;
// An alarm is about a change in this many years before it.
constexpr double kAlarmYears = 1;
// Counts less likely than this, given a regime, rule it out: its inverse would not be a number.
constexpr double kImpossible = 1e-300;
// A change told this many periods off is as good as found.
constexpr std::size_t kNear = 2;
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

// Many steps of a drift at once, for stretches in which nothing is told: powers of its matrix by squaring.
class Leaps {
 public:
  Leaps(const Lattice& lattice, double drift) : motion_(lattice, drift, 0), g_(lattice.points.size()) {}
  const Motion& motion() const { return motion_; }

  // Moves weights of the points [low, high) by `steps`; returns which have weight then.
  std::pair<std::size_t, std::size_t> leap(std::span<double> weights, std::size_t low, std::size_t high, std::size_t steps) {
    if (motion_.still()) return {low, high};
    // A product with a full matrix costs as much as some steps.
    auto products = static_cast<std::size_t>(std::popcount(steps));
    if (steps * 2 * motion_.reach() <= products * g_) {
      for (std::size_t i = 0; i < steps; ++i) std::tie(low, high) = motion_.step(weights, low, high, weights);
      return {low, high};
    }
    spare_.resize(g_);
    for (std::size_t bit = 0; steps >> bit; ++bit) {
      if (!(steps >> bit & 1)) continue;
      const std::vector<double>& matrix = power(bit);
      std::copy(weights.begin(), weights.end(), spare_.begin());
      std::fill(weights.begin(), weights.end(), 0);
      for (std::size_t i = low; i < high; ++i) add_scaled(weights.data(), spare_[i], matrix.data() + i * g_, g_);
      low = 0, high = g_;
    }
    return {low, high};
  }
  // What is known, so many steps on, of a level of which nothing is.
  const std::vector<double>& unknown(const std::vector<double>& prior, std::size_t steps) {
    if (unknown_.empty()) unknown_.push_back(prior);
    while (unknown_.size() <= steps) {
      std::vector<double> next(g_);
      motion_.step(unknown_.back(), next);
      unknown_.push_back(std::move(next));
    }
    return unknown_[steps];
  }

 private:
  // 2^bit steps: from each point (row) to each.
  const std::vector<double>& power(std::size_t bit) {
    while (powers_.size() <= bit) {
      std::vector<double> next(g_ * g_, 0);
      if (powers_.empty()) {
        std::vector<double> unit(g_, 0);
        for (std::size_t i = 0; i < g_; ++i) {
          unit[i] = 1;
          motion_.step(unit, std::span(next).subspan(i * g_, g_));
          unit[i] = 0;
        }
      } else {
        const std::vector<double>& half = powers_.back();
        for (std::size_t i = 0; i < g_; ++i) {
          for (std::size_t k = 0; k < g_; ++k) {
            if (double w = half[i * g_ + k]; w > 0) add_scaled(next.data() + i * g_, w, half.data() + k * g_, g_);
          }
        }
      }
      powers_.push_back(std::move(next));
    }
    return powers_[bit];
  }

  Motion motion_;
  std::size_t g_;
  std::vector<double> spare_;
  std::vector<std::vector<double>> powers_, unknown_;
};

// What a regime's counts are like: how bursty, and how its level drifts.
struct Model {
  const Likelihood* counts;
  std::shared_ptr<Leaps> drift;
  double weight;                      // how well it explains the whole series, among the models that are kept
  std::vector<double> log_evidences;  // of the periods up to each
};

// Counts that say nothing of the level.
bool silent(std::span<const double> counts) {
  return std::all_of(counts.begin(), counts.end(), [](double chance) { return chance == 1; });
}

// What is known of a regime's level: weights of the points [low, high) of the lattice, the others are next to nothing. The
// weights are kept by somebody else, and sum to `sum`.
struct Belief {
  std::span<double> weights;
  std::size_t low = 0, high = 0;
  double sum = 1;

  void set(std::span<const double> all) {
    std::copy(all.begin(), all.end(), weights.begin());
    low = 0, high = all.size(), sum = 1;
  }
  void step(Leaps& drift, std::size_t steps) { std::tie(low, high) = drift.leap(weights, low, high, steps); }
  // The counts are seen; returns their chance.
  double see(std::span<const double> counts) {
    constexpr double kSmall = 1e-60;  // far from the limits of a double
    double* w = weights.data();
    const double now = weigh(w + low, counts.data() + low, high - low), chance = now / sum;
    if (chance < kImpossible) {
      std::fill(weights.begin(), weights.end(), 0);
      sum = 1;
      return 0;
    }
    sum = now;
    if (sum < kSmall) scale(w + low, 1 / sum, w + low, high - low), sum = 1;
    const double tail = kTail * sum;
    while (low + 1 < high && w[low] < tail) w[low++] = 0;
    while (low + 1 < high && w[high - 1] < tail) w[--high] = 0;
    return chance;
  }
  bool alike(const Belief& other) const {
    std::size_t begin = std::min(low, other.low), end = std::max(high, other.high);
    return difference_sum(weights.data() + begin, 1 / sum, other.weights.data() + begin, 1 / other.sum, end - begin) <=
           2 * kAlike;
  }
  // Both together, `share` of it the other.
  void mix(const Belief& other, double share) {
    low = std::min(low, other.low), high = std::max(high, other.high);
    blend(weights.data() + low, (1 - share) / sum, other.weights.data() + low, share / other.sum, high - low);
    sum = 1;
  }
};

// Run lengths under one model: at(s, t) is the chance, known at the end of period t, that the present regime began with period s.
//
// Regimes that began side by side soon know the same of the level. From then on they go on as one run with the mean of their
// levels, in which each keeps its part: what the run as a whole is worth stays exact, because levels and counts act linearly; how
// it is divided is off by what their levels still differed. That, and not a longest run, is what makes long series quick.
class Runs {
 public:
  Runs(const Lattice& lattice, const Model& model, double hazard) : periods_(model.counts->periods()) {
    struct Run {
      Belief level;
      double weight;
      std::size_t since;        // the period that its level is of; those after it told nothing
      bool unknown;             // nothing was told of it yet
      std::size_t first, last;  // its starts, both included; parts has what each is of the weight
    };
    const std::size_t g = model.counts->points;
    chance_.assign(periods_ * (periods_ + 1) / 2, 0);
    std::vector<Run> runs;
    std::vector<double> parts(periods_, 0);
    std::deque<std::vector<double>> room;  // of the levels
    std::vector<std::span<double>> free;
    auto give_up = [&](Run& run) { free.push_back(run.level.weights); };
    for (std::size_t t = 0; t < periods_; ++t) {
      auto row = model.counts->at(t);
      for (Run& run : runs) run.weight *= 1 - hazard;
      if (free.empty()) free.emplace_back(room.emplace_back(g));
      runs.push_back({{free.back(), 0, g, 1}, t ? hazard : 1, t, true, t, t});
      free.pop_back(), parts[t] = 1;
      const bool nothing = silent(row);
      double total = 0;
      for (Run& run : runs) {
        if (!nothing) {
          if (run.unknown) {
            run.level.set(model.drift->unknown(lattice.prior, t - run.since));
          } else {
            run.level.step(*model.drift, t - run.since);
          }
          run.weight *= run.level.see(row), run.since = t, run.unknown = false;
        }
        total += run.weight;
      }
      double* chances = chance_.data() + t * (t + 1) / 2;
      for (Run& run : runs) {
        run.weight /= total;
        scale(parts.data() + run.first, run.weight, chances + run.first, run.last + 1 - run.first);
      }
      if (nothing) continue;
      // From the oldest on; the youngest are too different still.
      std::size_t kept = 0;
      for (std::size_t i = 0; i < runs.size(); ++i) {
        Run& now = runs[i];
        if (now.weight < kForgotten) {
          give_up(now);
          continue;
        }
        if (kept == 0 || !runs[kept - 1].level.alike(now.level)) {
          runs[kept++] = now;
          continue;
        }
        Run& old = runs[kept - 1];
        double weight = old.weight + now.weight, share = now.weight / weight;
        scale(parts.data() + old.first, 1 - share, parts.data() + old.first, old.last + 1 - old.first);
        std::fill(parts.begin() + static_cast<std::ptrdiff_t>(old.last) + 1,
                  parts.begin() + static_cast<std::ptrdiff_t>(now.first),
                  0);  // those in between were forgotten
        scale(parts.data() + now.first, share, parts.data() + now.first, now.last + 1 - now.first);
        old.level.mix(now.level, share), old.weight = weight, old.last = now.last;
        give_up(now);
      }
      runs.resize(kept);
    }
  }
  double at(std::size_t s, std::size_t t) const { return chance_[t * (t + 1) / 2 + s]; }
  std::size_t periods() const { return periods_; }

  // Reads the run lengths backwards: the last regime's start, from there the one's before it, … . Period → chance, known from the
  // whole series, that a regime begins with it. Period 0 is no change.
  std::vector<double> begins() const {
    std::vector<double> out(periods_, 0);
    auto spread = [&](std::size_t end, double weight) {
      add_scaled(out.data() + 1, weight, chance_.data() + end * (end + 1) / 2 + 1, end);
    };
    spread(periods_ - 1, 1);
    for (std::size_t s = periods_; s-- > 1;) {
      if (out[s] > 0) spread(s - 1, out[s]);
    }
    return out;
  }
  // Chance that no regime begins within [from, to]: that one reaches over it. `begins` as above.
  double none_within(const std::vector<double>& begins, std::size_t from, std::size_t to) const {
    double out = 0;
    for (std::size_t end = to; end < periods_; ++end) {
      double ends = end + 1 < periods_ ? begins[end + 1] : 1;
      if (ends <= 0) continue;
      out += ends * sum_of(chance_.data() + end * (end + 1) / 2, from);
    }
    return out;
  }

 private:
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

// Where, between its two neighbours, the change lies that ends the regime begun with `begin` and opens the one that lasts until
// `end`: begin + 1 + i → chance that the second regime begins there. [model] for each model, times its weight.
std::vector<std::vector<double>> places_of(std::span<const Model> models, std::span<const Runs> runs, std::size_t begin,
                                           std::size_t end) {
  std::vector<std::vector<double>> out;
  for (std::size_t m = 0; m < models.size(); ++m) {
    std::vector<double>& where = out.emplace_back(end - begin - 1);
    double sum = 0;
    // The chances of the counts before and after cancel out of at().
    for (std::size_t i = 0; i < where.size(); ++i) {
      sum += where[i] = runs[m].at(begin, begin + i) * runs[m].at(begin + 1 + i, end - 1);
    }
    for (double& w : where) w = sum > 0 ? models[m].weight * w / sum : 0;
  }
  return out;
}

// What two neighbouring regimes [begin, at) and [at, end) say about the levels on either side of the change between them,
// averaged over where it may be.
struct Sides {
  std::vector<double> before, after;  // points
  std::vector<double> size;           // 2 · points − 1: after − before, in steps of the lattice
};

Sides sides_of(const Lattice& lattice, std::span<const Model> models, const std::vector<std::vector<double>>& where,
               std::size_t begin, std::size_t end) {
  constexpr double kWorthwhile = 1e-4;  // places less likely than this are left out
  const std::size_t g = lattice.points.size(), places = end - begin - 1;
  Sides out;
  out.before.assign(g, 0), out.after.assign(g, 0);
  std::vector<double> size(2 * g - 1, 0);
  for (std::size_t m = 0; m < models.size(); ++m) {
    std::size_t first = places, last = 0;
    for (std::size_t i = 0; i < places; ++i) {
      if (where[m][i] >= kWorthwhile) first = std::min(first, i), last = i;
    }
    if (first == places) continue;
    // The level at the end of [begin, begin + 1 + i), grown from the front.
    std::vector<double> fronts(places * g), room(g), spare(g);
    std::vector<std::pair<std::size_t, std::size_t>> bounds(places);
    Belief level{room, 0, g, 1};
    level.set(lattice.prior);
    for (std::size_t i = 0; i <= last; ++i) {
      if (i > 0) level.step(*models[m].drift, 1);
      level.see(models[m].counts->at(begin + i));
      if (where[m][i] < kWorthwhile) continue;
      scale(room.data(), 1 / level.sum, fronts.data() + i * g, g), bounds[i] = {level.low, level.high};
    }
    // And at the beginning of [begin + 1 + i, end), grown from the back: what the counts say of it, the prior comes last.
    level.set(std::vector<double>(g, 1.0 / static_cast<double>(g)));
    for (std::size_t i = places; i-- > first;) {
      if (i + 1 < places) level.step(*models[m].drift, 1);
      level.see(models[m].counts->at(begin + 1 + i));
      double w = where[m][i];
      if (w < kWorthwhile) continue;
      const std::size_t low = level.low, n = level.high - level.low;
      scale(room.data() + low, 1, spare.data() + low, n);
      double sum = weigh(spare.data() + low, lattice.prior.data() + low, n);
      if (sum <= 0) continue;
      scale(spare.data() + low, 1 / sum, spare.data() + low, n);
      add_scaled(out.after.data() + low, w, spare.data() + low, n);
      const double* front = fronts.data() + i * g;
      add_scaled(out.before.data(), w, front, g);
      for (std::size_t j = bounds[i].first; j < bounds[i].second; ++j) {
        double from = w * front[j];
        if (from >= 1e-9) add_scaled(size.data() + low + g - 1 - j, from, spare.data() + low, n);
      }
    }
  }
  // Points stand for cells: the difference of two evens is a triangle, three quarters of it in the middle cell.
  out.size.resize(size.size());
  for (std::size_t k = 0; k < size.size(); ++k) {
    out.size[k] = 0.75 * size[k] + 0.125 * (size[k ? k - 1 : k] + size[k + 1 < size.size() ? k + 1 : k]);
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

// The place within [low, high] that has the most around it. The likeliest place alone is more often more than kNear off.
std::size_t middle_of_most(const std::vector<double>& where, std::size_t low, std::size_t high) {
  std::size_t out = low;
  double best = -1;
  for (std::size_t i = low; i <= high; ++i) {
    double around = 0;
    for (std::size_t j = i > kNear ? i - kNear : 0; j < std::min(where.size(), i + kNear + 1); ++j) around += where[j];
    // Of places that have the same around them the likeliest.
    around += where[i] * 1e-6;
    if (around > best) best = around, out = i;
  }
  return out;
}

struct Detector {
  const Lattice& lattice;
  Settings set;
  std::vector<Model> models;
  std::vector<Runs> runs;
  std::vector<std::vector<double>> begins;  // of each of the runs
  std::size_t periods;

  // Models are bursts × drifts; those that hardly explain the series are left out. Their evidence comes from the filter, which
  // has the same regimes without keeping them apart.
  Detector(const Lattice& l, std::span<const Likelihood> counts, std::span<const double> drifts, const Settings& s)
      : lattice(l), set(s), periods(counts.front().periods()) {
    std::vector<std::shared_ptr<Leaps>> leaps(drifts.size());
    std::vector<std::vector<double>> evidences(counts.size() * drifts.size());
    std::vector<double> worth = explore(counts.size(), drifts.size(), [&](std::size_t c) {
      const double drift = drifts[c % drifts.size()];
      evidences[c] = log_evidences(lattice, counts[c / drifts.size()], Motion(lattice, drift, set.hazard));
      return evidences[c].back() - (drift > 0 ? kDriftDoubt : 0);
    });
    const double best = *std::max_element(worth.begin(), worth.end());
    double sum = 0;
    for (std::size_t c = 0; c < worth.size(); ++c) {
      if (worth[c] == -INFINITY) continue;
      auto& drift = leaps[c % drifts.size()];
      if (!drift) drift = std::make_shared<Leaps>(lattice, drifts[c % drifts.size()]);
      models.push_back({&counts[c / drifts.size()], drift, worth[c], std::move(evidences[c])});
    }
    for (Model& m : models) sum += m.weight = std::exp(m.weight - best);
    std::erase_if(models, [&](const Model& m) { return m.weight < kLeastWeight * sum; });
    sum = 0;
    for (const Model& m : models) sum += m.weight;
    for (Model& m : models) m.weight /= sum, runs.emplace_back(lattice, m, set.hazard), begins.push_back(runs.back().begins());
  }
  std::vector<double> weights_at(std::size_t t) const {
    std::vector<double> out;
    double best = -INFINITY, sum = 0;
    for (const Model& m : models)
      out.push_back(m.log_evidences[t] - (m.drift->motion().still() ? 0 : kDriftDoubt)), best = std::max(best, out.back());
    for (double& w : out) sum += w = std::exp(w - best);
    for (double& w : out) w /= sum;
    return out;
  }
  double probability(std::size_t from, std::size_t to) const {
    double none = 0;
    for (std::size_t m = 0; m < runs.size(); ++m) none += models[m].weight * runs[m].none_within(begins[m], from, to);
    return std::clamp(1 - none, 0.0, 1.0);
  }

  template <class Scale>
  std::vector<Change> changes(Scale scale) const {
    const std::size_t n = periods;
    auto heaviest =
        std::max_element(models.begin(), models.end(), [](const Model& a, const Model& b) { return a.weight < b.weight; });
    auto main = static_cast<std::size_t>(heaviest - models.begin());
    double expected = std::accumulate(begins[main].begin(), begins[main].end(), 0.0);
    std::size_t most = std::min({kMostChanges, n - 1, static_cast<std::size_t>(expected) + 5});
    // Two opposite changes may be seen only together: a number that fails does not end the search.
    std::vector<Change> out;
    std::map<std::pair<std::size_t, std::size_t>, std::optional<Change>> known;  // of neighbours; none: not to be told
    for (const auto& ways : likeliest(runs[main], most)) {
      std::vector<Change> all;
      for (std::size_t i = 0; i < ways.size(); ++i) {
        std::pair between(i ? ways[i - 1] : 0, i + 1 < ways.size() ? ways[i + 1] : n);
        auto [found, is_new] = known.try_emplace(between);
        if (is_new) found->second = change_between(between.first, between.second, scale);
        if (!found->second) break;
        all.push_back(*found->second);
      }
      if (all.size() == ways.size()) out = std::move(all);
    }
    return out;
  }
  // The change between two neighbours; none where it is not sure enough to be told.
  template <class Scale>
  std::optional<Change> change_between(std::size_t begin, std::size_t end, Scale scale) const {
    auto by_model = places_of(models, runs, begin, end);
    std::vector<double> where(end - begin - 1, 0);
    for (const auto& chances : by_model) {
      for (std::size_t i = 0; i < where.size(); ++i) where[i] += chances[i];
    }
    auto [low, high] = shortest(where, 1 - 2 * set.tail);
    Change c;
    c.from = begin + 1 + low, c.to = begin + 1 + high;
    c.at = begin + 1 + middle_of_most(where, low, high);
    // In a stretch in which nothing is told places are about alike: the change shows at its end.
    while (c.at + 1 < end && silent(models.front().counts->at(c.at))) ++c.at;
    c.to = std::max(c.to, c.at);
    c.probability = probability(c.from, c.to);
    double before = 1 - std::pow(1 - set.hazard, static_cast<double>(c.to - c.from + 1));
    double evidence = c.probability / std::max(1 - c.probability, 1e-12) * (1 - before) / before;
    if (c.probability < set.least || evidence < kLeastEvidence) return std::nullopt;
    Sides parts = sides_of(lattice, models, by_model, begin, end);
    c.before = estimate(lattice, parts.before, set.tail, scale), c.after = estimate(lattice, parts.after, set.tail, scale);
    Lattice sizes;
    sizes.step = lattice.step;
    for (std::size_t k = 0; k < parts.size.size(); ++k) {
      sizes.points.push_back((static_cast<double>(k) - static_cast<double>(lattice.points.size() - 1)) * lattice.step);
    }
    c.size = estimate(sizes, parts.size, set.tail, [](double x) { return x; });
    if (c.size.low <= 0 && c.size.high >= 0) return std::nullopt;  // something may have happened, but nobody can say what
    return c;
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
    const auto& begins = detector.begins[m];
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
  std::vector<double> bursts;
  for (double burst : o.bursts) bursts.push_back(std::clamp(burst, 0.0, 0.95));
  std::vector<Likelihood> counts = share_likelihoods(lattice, series, bursts);
  return detect(series, lattice, counts, drifts_of(series.step, o), settings_of(series.step, o), share_of);
}

Changes find_volume_changes(const PairSeries& series, const ChangeOptions& o) {
  Changes none;
  none.probability.assign(series.periods.size(), 0);
  if (series.periods.size() < 2 || o.dispersions.empty() || o.drifts.empty()) return none;
  std::uint32_t most = 0;
  for (const PeriodCounts& p : series.periods) most = std::max(most, p.observed ? p.stories() : 0);
  Lattice lattice = rate_lattice(most);
  std::vector<double> dispersions;
  for (double dispersion : o.dispersions) dispersions.push_back(std::max(dispersion, 0.0));
  std::vector<Likelihood> counts = volume_likelihoods(lattice, series, dispersions);
  return detect(series, lattice, counts, drifts_of(series.step, o), settings_of(series.step, o),
                [](double x) { return std::exp(x); });
}

}  // namespace kawat::relations
