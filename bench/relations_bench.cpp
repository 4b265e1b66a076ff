// How well relations are read: series with known truth, many pairs, fixed seeds. Not for speed, though it tells that too.
//
//   build/bench/bench_relations [--set tune|report] [--pairs N] [--threads N] [PART…]
//
// Parts: steady changes news level forecasts along speed. --changes-a-year, --least, --alarm: other options of find_changes().
// `tune` is the set of seeds the priors were chosen on, `report` the one whose figures are told.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include "relations/changes.h"
#include "relations/distributions.h"
#include "relations/forecast.h"
#include "relations/generate.h"
#include "relations/relation.h"

namespace {

using namespace kawat::relations;

// Numbers for recipes; the series have their own generator.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double between(double low, double high) { return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53; }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return values.begin()[bits() % values.size()];
  }

 private:
  std::uint64_t state_;
};

struct Setting {
  std::uint64_t seed = 0x5eed0001;
  std::size_t pairs = 200;
  std::size_t threads = 1;
  ChangeOptions options;
};

struct Rate {
  std::size_t yes = 0, all = 0;
  void add(bool b) { yes += b, ++all; }
  double percent() const { return all ? 100.0 * static_cast<double>(yes) / static_cast<double>(all) : NAN; }
};

// Level, bursts, volume and gaps as they come: a wide spread.
Recipe some_pair(Random& r) {
  Recipe out;
  out.stories = std::exp(r.between(0, std::log(50)));
  out.log_odds = log_odds(r.between(0.05, 0.95));
  out.burst = r.one_of({0.0, 0.02, 0.05, 0.1, 0.2});
  out.dispersion = r.one_of({0.0, 0.2, 0.5, 1.0});
  if (r.one_of({0, 0, 1})) out.gap_every = 52, out.gap_length = r.one_of<std::size_t>({2, 4, 8});
  return out;
}

template <class Each>
void in_parallel(const Setting& s, Each each) {
  std::vector<std::thread> threads;
  for (std::size_t k = 0; k < s.threads; ++k) {
    threads.emplace_back([&, k] {
      for (std::size_t i = k; i < s.pairs; i += s.threads) each(i);
    });
  }
  for (auto& t : threads) t.join();
}

// Series in which nothing changes: what is told all the same.
void steady(const Setting& s, double drift, std::size_t burst_length, const char* name) {
  struct Row {
    double years = 0;
    std::size_t changes = 0, alarms = 0;
  };
  std::vector<Row> rows(s.pairs);
  std::vector<double> volume(s.pairs);
  in_parallel(s, [&](std::size_t i) {
    Random r(s.seed + 7919 * i);
    Recipe recipe = some_pair(r);
    recipe.drift = drift, recipe.burst_length = burst_length;
    Generated g = generate(recipe, r.bits());
    Changes c = find_changes(g.series, s.options);
    rows[i] = {static_cast<double>(recipe.periods) / 52.18, c.changes.size(), c.alarms.size()};
    volume[i] = recipe.stories;
  });
  Row sum;
  for (const Row& r : rows) sum.years += r.years, sum.changes += r.changes, sum.alarms += r.alarms;
  std::printf("%-34s %6zu pairs  per 10 years: changes %.2f  alarms %.2f\n", name, s.pairs,
              10 * static_cast<double>(sum.changes) / sum.years, 10 * static_cast<double>(sum.alarms) / sum.years);
}

struct Found {
  bool found = false, near = false, alarmed = false;
  double delay = NAN;
  bool where = false, size = false, before = false, after = false;
  std::size_t false_changes = 0, width = 0;
};

// What was told about a change planted at `at`, the only one of the series.
Found judge(const Changes& c, std::size_t at, double from, double to) {
  Found out;
  const Change* best = nullptr;
  auto distance = [&](const Change& x) { return x.at > at ? x.at - at : at - x.at; };
  for (const Change& x : c.changes) {
    if (!best || distance(x) < distance(*best)) best = &x;
  }
  if (best && (distance(*best) <= 26)) {
    out.found = true, out.near = distance(*best) <= 2;
    out.where = best->from <= at && at <= best->to, out.width = best->to - best->from + 1;
    out.size = best->size.low <= to - from && to - from <= best->size.high;
    out.before = best->before.low <= share_of(from) && share_of(from) <= best->before.high;
    out.after = best->after.low <= share_of(to) && share_of(to) <= best->after.high;
  }
  out.false_changes = c.changes.size() - out.found;
  for (const Alarm& a : c.alarms) {
    if (a.raised < at || a.raised > at + 52) continue;
    out.delay = static_cast<double>(a.raised - at), out.alarmed = out.delay <= 2;
    break;
  }
  return out;
}

// Where one would put the change who knew both levels, the burst, and that there is one change: no method can know more. The
// middle of the five weeks that hold it most likely.
std::size_t best_guess(const Recipe& r, const PairSeries& s) {
  const double before = share_of(r.log_odds), after = share_of(r.changes[0].log_odds);
  std::vector<double> log_chance(s.periods.size(), 0);
  for (std::size_t t = 1; t < log_chance.size(); ++t) {
    const PeriodCounts& p = s.periods[t - 1];
    log_chance[t] = log_chance[t - 1];
    if (!p.observed || p.stories() == 0) continue;
    log_chance[t] += log_beta_binomial(p.cooperative(), p.stories(), before, r.burst) -
                     log_beta_binomial(p.cooperative(), p.stories(), after, r.burst);
  }
  const double top = *std::max_element(log_chance.begin(), log_chance.end());
  std::size_t out = 0;
  double best = -1;
  for (std::size_t t = 2; t + 2 < log_chance.size(); ++t) {
    double mass = 0;
    for (std::size_t i = t - 2; i <= t + 2; ++i) mass += std::exp(log_chance[i] - top);
    if (mass > best) best = mass, out = t;
  }
  return out;
}

// `burst` below 0: any.
void one_change(const Setting& s, std::pair<double, double> stories, double burst, std::pair<double, double> size) {
  struct Row {
    Found told;
    bool possible = false;
  };
  std::vector<Row> rows(s.pairs);
  in_parallel(s, [&](std::size_t i) {
    Random r(s.seed + 104729 * i + 31);
    Recipe recipe = some_pair(r);
    const bool fixed = stories.first == stories.second && size.first == size.second;
    recipe.stories = fixed ? stories.first : std::exp(r.between(std::log(stories.first), std::log(stories.second)));
    if (burst >= 0) recipe.burst = burst;
    // Both levels between shares of 3 % and 97 %, the middle anywhere that allows it.
    const double by = fixed ? size.first : r.between(size.first, size.second);
    double room = std::max(0.0, 3.5 - by / 2), middle = r.between(-room, room), sign = r.one_of({-1.0, 1.0});
    recipe.log_odds = middle - sign * by / 2;
    std::size_t at = 60 + r.bits() % 400;
    recipe.changes = {{at, middle + sign * by / 2}};
    Generated g = generate(recipe, r.bits());
    const std::size_t guess = best_guess(recipe, g.series);
    rows[i] = {judge(find_changes(g.series, s.options), at, recipe.log_odds, recipe.changes[0].log_odds),
               (guess > at ? guess - at : at - guess) <= 2};
  });
  Rate found, near, possible, alarmed, where, sized, before, after;
  std::vector<double> delays, widths;
  double extra = 0;
  for (const auto& [f, can] : rows) {
    found.add(f.found), near.add(f.near), possible.add(can), alarmed.add(f.alarmed);
    extra += static_cast<double>(f.false_changes);
    if (!std::isnan(f.delay)) delays.push_back(f.delay);
    if (!f.found) continue;
    where.add(f.where), sized.add(f.size), before.add(f.before), after.add(f.after);
    widths.push_back(static_cast<double>(f.width));
  }
  auto median = [](std::vector<double> v) {
    if (v.empty()) return static_cast<double>(NAN);
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
  };
  auto range = [](std::pair<double, double> p) {
    return p.first == p.second ? fmt::format("{:.3g}", p.first) : fmt::format("{:.3g}-{:.3g}", p.first, p.second);
  };
  std::printf("%7s %6s %5s | %6.1f %7.1f %9.1f | %7.1f %7.0f | %6.1f %5.0f %6.1f %6.1f %6.1f | %5.2f\n", range(stories).c_str(),
              burst < 0 ? "any" : std::to_string(burst).substr(0, 4).c_str(), range(size).c_str(), found.percent(),
              near.percent(), possible.percent(), alarmed.percent(), median(delays), where.percent(), median(widths),
              sized.percent(), before.percent(), after.percent(), extra / static_cast<double>(s.pairs));
}

void head_of_changes(const Setting& s) {
  std::printf("\none planted change in ten years of weeks, %zu pairs a line; percent\n", s.pairs);
  std::printf("stories  burst  size |  found  within2  possible | alarm<=2  delay |  where width   size before  after | extra\n");
}

void changes(const Setting& s) {
  head_of_changes(s);
  for (double stories : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0}) {
    for (double size : {1.0, 2.0, 3.0, 4.0}) one_change(s, {stories, stories}, -1, {size, size});
  }
  for (double burst : {0.0, 0.05, 0.2}) {
    for (double size : {1.0, 2.0, 3.0, 4.0}) one_change(s, {10, 10}, burst, {size, size});
  }
}

// Pairs as the news has them, and breaks that would be called so: from 27 to 73 % of cooperation up to from 12 to 88 %.
void news(const Setting& s) {
  head_of_changes(s);
  one_change(s, {5, 50}, -1, {2, 4});
  one_change(s, {1, 5}, -1, {2, 4});
  one_change(s, {5, 50}, -1, {1, 2});
}

// One-step forecasts against two simple rules; means over periods and pairs.
void forecasts(const Setting& s, double drift, std::size_t changes, const char* name) {
  std::vector<Evaluation> rows(s.pairs);
  in_parallel(s, [&](std::size_t i) {
    Random r(s.seed + 32452843 * i + 11);
    Recipe recipe = some_pair(r);
    recipe.periods = 208, recipe.drift = drift;
    for (std::size_t k = 1; k <= changes; ++k) {
      recipe.changes.push_back({60 + (k - 1) * 60 + r.bits() % 40, log_odds(r.between(0.05, 0.95))});
    }
    rows[i] = evaluate(generate(recipe, r.bits()).series);
  });
  auto mean = [&](auto value) {
    double sum = 0, all = 0;
    for (const Evaluation& e : rows) {
      if (e.share.model.periods) sum += value(e), ++all;
    }
    return sum / all;
  };
  double better = mean([](const Evaluation& e) { return e.share.model.log_score < e.share.usual.log_score ? 100.0 : 0.0; });
  std::printf(
      "%-28s share: log score %.3f (usual %.3f, last %.3f)  Brier %.3f (%.3f, %.3f)  better than usual %3.0f %% of pairs\n", name,
      mean([](const Evaluation& e) { return e.share.model.log_score; }),
      mean([](const Evaluation& e) { return e.share.usual.log_score; }),
      mean([](const Evaluation& e) { return e.share.last.log_score; }),
      mean([](const Evaluation& e) { return e.share.model.second; }),
      mean([](const Evaluation& e) { return e.share.usual.second; }),
      mean([](const Evaluation& e) { return e.share.last.second; }), better);
  std::printf("%-28s volume: log score %.3f (usual %.3f, last %.3f)  CRPS %.2f (%.2f, %.2f)  within 90 %% intervals %.1f %%\n",
              "", mean([](const Evaluation& e) { return e.volume.model.log_score; }),
              mean([](const Evaluation& e) { return e.volume.usual.log_score; }),
              mean([](const Evaluation& e) { return e.volume.last.log_score; }),
              mean([](const Evaluation& e) { return e.volume.model.second; }),
              mean([](const Evaluation& e) { return e.volume.usual.second; }),
              mean([](const Evaluation& e) { return e.volume.last.second; }),
              100 * mean([](const Evaluation& e) { return e.volume.within; }));
}

// Alarms are read off the whole series, with what it says about bursts and drift. Is that what one would have been told week by
// week?
void along(const Setting& s) {
  struct Row {
    std::size_t weekly = 0, hindsight = 0, both = 0;
  };
  std::vector<Row> rows(s.pairs);
  in_parallel(s, [&](std::size_t i) {
    Random r(s.seed + 15485863 * i + 3);
    Recipe recipe = some_pair(r);
    recipe.periods = 208;
    recipe.changes = {{60 + r.bits() % 60, log_odds(r.between(0.05, 0.95))},
                      {140 + r.bits() % 50, log_odds(r.between(0.05, 0.95))}};
    Generated g = generate(recipe, r.bits());
    std::vector<std::size_t> hindsight, weekly;
    for (const Alarm& a : find_changes(g.series, s.options).alarms) hindsight.push_back(a.raised);
    PairSeries known = g.series;
    known.periods.clear();
    for (const PeriodCounts& p : g.series.periods) {
      known.periods.push_back(p);
      Changes now = find_changes(known, s.options);
      if (!now.alarms.empty() && now.alarms.back().raised + 1 == known.periods.size()) weekly.push_back(known.periods.size() - 1);
    }
    rows[i] = {weekly.size(), hindsight.size(), 0};
    for (std::size_t w : weekly) {
      rows[i].both += std::any_of(hindsight.begin(), hindsight.end(), [&](std::size_t h) { return h + 2 >= w && h <= w + 2; });
    }
  });
  Row sum;
  for (const Row& r : rows) sum.weekly += r.weekly, sum.hindsight += r.hindsight, sum.both += r.both;
  std::printf(
      "\n%zu pairs of four years with two changes: alarms week by week %zu, in hindsight %zu, the same within two weeks %zu\n",
      s.pairs, sum.weekly, sum.hindsight, sum.both);
}

// Processor time of one pair, in seconds.
void speed(const Setting& s) {
  std::printf("\nprocessor seconds a pair         relate  changes  volume changes\n");
  auto one = [&](const char* name, Step step, std::size_t periods, double stories, double drift) {
    Random r(s.seed);
    Recipe recipe;
    recipe.step = step, recipe.periods = periods, recipe.stories = stories, recipe.drift = drift, recipe.burst = 0.05;
    recipe.changes = {{periods / 2, 1.5}};
    PairSeries series = generate(recipe, r.bits()).series;
    auto took = [](auto work) {
      std::clock_t began = std::clock();
      work();
      return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    };
    double a = took([&] { relate(series); }), b = took([&] { find_changes(series); }),
           c = took([&] { find_volume_changes(series); });
    std::printf("%-30s %8.3f %8.3f %15.3f\n", name, a, b, c);
  };
  for (double stories : {0.2, 5.0, 50.0}) {
    one(fmt::format("520 weeks of {} stories", stories).c_str(), Step::week, 520, stories, 0.06);
    one(fmt::format("926 months of {} stories", stories).c_str(), Step::month, 926, stories, 0.12);
    one(fmt::format("1560 weeks of {} stories", stories).c_str(), Step::week, 1560, stories, 0.06);
  }
}

// Whether the intervals hold the truth: several changes, drift, gaps.
void level(const Setting& s, double drift, std::size_t changes, Step step, const char* name) {
  struct Row {
    Rate level, near, alone, volume, gap;
    double width = 0;
  };
  std::vector<Row> rows(s.pairs);
  in_parallel(s, [&](std::size_t i) {
    Random r(s.seed + 1299709 * i + 7);
    Recipe recipe = some_pair(r);
    recipe.step = step, recipe.drift = drift;
    if (step == Step::month) recipe.periods = 120, recipe.gap_every = recipe.gap_every ? 12 : 0, recipe.gap_length = 1;
    std::size_t length = recipe.periods / (changes + 1);
    for (std::size_t k = 1; k <= changes; ++k) {
      recipe.changes.push_back({k * length + r.bits() % (length / 2), log_odds(r.between(0.05, 0.95))});
    }
    Generated g = generate(recipe, r.bits());
    Relation relation = relate(g.series);
    Row& row = rows[i];
    for (std::size_t t = 0; t < recipe.periods; ++t) {
      const RelationPeriod& p = relation.periods[t];
      double truth = share_of(g.log_odds[t]);
      bool in = p.level.low <= truth && truth <= p.level.high;
      row.level.add(in), row.width += (p.level.high - p.level.low) / static_cast<double>(recipe.periods);
      for (const PlantedChange& c : recipe.changes) {
        if (t + 4 >= c.at && t < c.at + 4) row.near.add(in);
      }
      if (!p.observed) {
        row.gap.add(in);
        continue;
      }
      row.alone.add(p.share.low <= truth && truth <= p.share.high);
      row.volume.add(p.volume_level.low <= recipe.stories && recipe.stories <= p.volume_level.high);
    }
  });
  Rate all, near, alone, volume, gap, worst;
  double width = 0;
  for (const Row& r : rows) {
    auto join = [](Rate& to, const Rate& from) { to.yes += from.yes, to.all += from.all; };
    join(all, r.level), join(near, r.near), join(alone, r.alone), join(volume, r.volume), join(gap, r.gap);
    width += r.width / static_cast<double>(s.pairs);
  }
  std::printf("%-34s level %5.1f (at changes %5.1f, in gaps %5.1f, width %.3f)  period alone %5.1f  volume %5.1f\n", name,
              all.percent(), near.percent(), gap.percent(), width, alone.percent(), volume.percent());
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 12);
  Setting s;
  std::vector<std::string> parts;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--set" && i + 1 < argc) {
      s.seed = std::strcmp(argv[++i], "report") == 0 ? 0xca11ab1e : 0x5eed0001;
    } else if (word == "--pairs" && i + 1 < argc) {
      s.pairs = std::strtoul(argv[++i], nullptr, 10);
    } else if (word == "--threads" && i + 1 < argc) {
      s.threads = std::max(1ul, std::strtoul(argv[++i], nullptr, 10));
    } else if (word == "--alarm" && i + 1 < argc) {
      s.options.alarm_probability = std::strtod(argv[++i], nullptr);
    } else if (word == "--least" && i + 1 < argc) {
      s.options.least_probability = std::strtod(argv[++i], nullptr);
    } else if (word == "--changes-a-year" && i + 1 < argc) {
      s.options.changes_a_year = std::strtod(argv[++i], nullptr);
    } else {
      parts.push_back(word);
    }
  }
  auto wanted = [&](const char* part) { return parts.empty() || std::find(parts.begin(), parts.end(), part) != parts.end(); };
  auto began = std::chrono::steady_clock::now();
  if (wanted("steady")) {
    std::printf("nothing planted, ten years of weeks\n");
    steady(s, 0, 1, "level");
    steady(s, 0.03, 1, "drift 0.03 a week");
    steady(s, 0.06, 1, "drift 0.06 a week");
    steady(s, 0, 3, "bursts of three weeks");
  }
  if (wanted("changes")) changes(s);
  if (wanted("news")) news(s);
  if (wanted("level")) {
    std::printf("\n90 %% intervals that hold the truth, percent of periods\n");
    level(s, 0, 0, Step::week, "weeks, level");
    level(s, 0, 3, Step::week, "weeks, three changes");
    level(s, 0.06, 0, Step::week, "weeks, drift 0.06");
    level(s, 0.06, 3, Step::week, "weeks, drift 0.06, three changes");
    level(s, 0.25, 0, Step::week, "weeks, drift 0.25");
    level(s, 0.12, 2, Step::month, "months, drift 0.12, two changes");
  }
  if (wanted("forecasts")) {
    std::printf("\nforecasts of the next week, four years, from the second year on, %zu pairs; the smaller the better\n",
                s.pairs);
    forecasts(s, 0, 0, "level");
    forecasts(s, 0, 2, "two changes");
    forecasts(s, 0.06, 0, "drift 0.06 a week");
  }
  if (wanted("along")) along(s);
  if (wanted("speed")) speed(s);
  std::printf("\n%.0f s\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  return 0;
}
