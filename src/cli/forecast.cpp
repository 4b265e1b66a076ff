// kawat forecast: what the next periods of a relation may bring, and how good such forecasts have been.
#include "relations/forecast.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <memory>

#include "archive/archive.h"
#include "base/escape.h"
#include "base/json.h"
#include "cli/common.h"
#include "cli/series_options.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"
#include "relations/load.h"

namespace kawat::cli {
namespace {

using namespace relations;

struct ForecastFlags {
  std::string archive, a, b, format, output;
  SeriesOptions series;
  std::size_t periods = 6;
  double interval = 0.9;
  bool one_way = false, backtest = false, quiet = false;
  Colour colour = Colour::automatic;
};

// Scores of forecasts made `ahead` periods before.
struct Tested {
  std::size_t ahead;
  Evaluation scores;
};

constexpr std::size_t kLeastPast = 12;  // periods that must be known before the first forecast of a back-test

std::size_t first_tested(const PairSeries& s) {
  return std::max<std::size_t>(s.step == Step::week ? 52 : 24, s.periods.size() / 4);
}

void number(const char* name, double v, std::string& out) {
  out += fmt::format(",\"{}\":", name);
  append_json(v, out);
}
void estimate(const std::string& name, const Estimate& e, std::string& out) {
  number(name.c_str(), e.mean, out), number((name + "_low").c_str(), e.low, out), number((name + "_high").c_str(), e.high, out);
}

double any_story(const ForecastPeriod& p) { return p.counts.empty() ? 0 : 1 - p.counts[0]; }

std::string as_json(const PairSeries& s, const Forecast& f, const std::vector<Tested>& tested) {
  std::string out;
  for (std::size_t h = 0; h < f.periods.size(); ++h) {
    const ForecastPeriod& p = f.periods[h];
    out += fmt::format("{{\"kind\":\"forecast\",\"a\":{},\"b\":{},\"start\":\"{}\",\"ahead\":{}", json_string(s.a),
                       json_string(s.b), model::iso(p.start), h + 1);
    estimate("level", p.level, out), estimate("volume_level", p.rate, out), estimate("stories", p.stories, out);
    number("any_story", any_story(p), out), number("conflict_prevails", p.conflict_prevails, out);
    out += "}\n";
  }
  for (const Tested& t : tested) {
    for (bool share : {true, false}) {
      const Contest& c = share ? t.scores.share : t.scores.volume;
      out += fmt::format("{{\"kind\":\"backtest\",\"of\":\"{}\",\"ahead\":{},\"periods\":{}", share ? "share" : "volume", t.ahead,
                         c.model.periods);
      for (auto [name, scores] : {std::pair("model", &c.model), std::pair("usual", &c.usual), std::pair("last", &c.last)}) {
        number(fmt::format("{}_log_score", name).c_str(), scores->log_score, out);
        number(fmt::format("{}_{}", name, share ? "brier" : "crps").c_str(), scores->second, out);
      }
      if (!share) number("within", c.within, out);
      out += "}\n";
    }
  }
  return out;
}

std::string as_csv(const PairSeries& s, const Forecast& f) {
  std::string out =
      "a,b,start,ahead,level,level_low,level_high,volume_level,volume_level_low,volume_level_high,stories,stories_low,stories_"
      "high,"
      "any_story,conflict_prevails\n";
  std::string a, b;
  append_csv(s.a, ',', a), append_csv(s.b, ',', b);
  for (std::size_t h = 0; h < f.periods.size(); ++h) {
    const ForecastPeriod& p = f.periods[h];
    out += fmt::format("{},{},{},{}", a, b, model::iso(p.start), h + 1);
    for (const Estimate* e : {&p.level, &p.rate, &p.stories}) {
      for (double v : {e->mean, e->low, e->high}) out += ',', append_json(v, out);
    }
    for (double v : {any_story(p), p.conflict_prevails}) out += ',', append_json(v, out);
    out += '\n';
  }
  return out;
}

// "2024-06" of a month, "2024-06-03" of a week.
std::string period_name(const PairSeries& s, model::Day start) {
  std::string day = model::iso(start);
  return s.step == Step::month ? day.substr(0, 7) : day;
}

// What the scores say: a forecast is worth something where it beats both rules by both scores.
std::string verdict(const Contest& c, const char* what) {
  auto better = [](const Scores& x, const Scores& y) { return (x.log_score < y.log_score) + (x.second < y.second); };
  int usual = better(c.model, c.usual), last = better(c.model, c.last);
  if (usual == 2 && last == 2) return fmt::format("{}: better than both rules.\n", what);
  if (usual < 2 && usual <= last)
    return fmt::format("{}: {} the mean of all that was before.\n", what, usual == 0 ? "no better than" : "about as good as");
  return fmt::format("{}: {} the last period alone.\n", what, last == 0 ? "no better than" : "about as good as");
}

std::string as_text(const ForecastFlags& o, const PairSeries& s, const Forecast& f, const std::vector<Tested>& tested,
                    bool colour) {
  auto bold = [&](const std::string& words) { return colour ? "\x1b[1m" + words + "\x1b[0m" : words; };
  std::string out = bold(fmt::format("{} {} {}, after {}", o.a, o.one_way ? "→" : "–", o.b,
                                     period_name(s, start_of(s.first, s.step, std::ssize(s.periods) - 1)))) +
                    "\n\n";
  out += bold(fmt::format("{:<10}  {:>20}  {:>16}  {:>8}  {:>17}", s.step == Step::month ? "month" : "week of",
                          "share of cooperation", "stories", "any", "conflict prevails")) +
         "\n";
  for (const ForecastPeriod& p : f.periods) {
    std::string share = fmt::format("{:.0f} % ({:.0f} – {:.0f})", 100 * p.level.mean, 100 * p.level.low, 100 * p.level.high);
    std::string stories = fmt::format("{:.1f} ({:.0f} – {:.0f})", p.stories.mean, p.stories.low, p.stories.high);
    out += fmt::format("{:<10}  {:>20}  {:>16}  {:>6.0f} %  {:>15.0f} %\n", period_name(s, p.start), share, stories,
                       100 * any_story(p), 100 * p.conflict_prevails);
  }
  for (const Tested& t : tested) {
    const Contest &share = t.scores.share, &volume = t.scores.volume;
    out += "\n" +
           bold(fmt::format("Back-test: {} {} forecast {} ahead, from what was known then", volume.model.periods,
                            s.step == Step::month ? "months" : "weeks", t.ahead)) +
           "\n";
    out += fmt::format("{:<36}{:>9}{:>9}{:>9}\n", "the smaller the better", "forecast", "usual", "last");
    auto line = [&](const char* name, double model, double usual, double last) {
      out += fmt::format("{:<36}{:>9.3f}{:>9.3f}{:>9.3f}\n", name, model, usual, last);
    };
    if (share.model.periods) {
      line(fmt::format("share ({} with stories): log score", share.model.periods).c_str(), share.model.log_score,
           share.usual.log_score, share.last.log_score);
      line("conflict prevails: Brier", share.model.second, share.usual.second, share.last.second);
    }
    line("volume: log score", volume.model.log_score, volume.usual.log_score, volume.last.log_score);
    line("volume: CRPS, stories", volume.model.second, volume.usual.second, volume.last.second);
    out += fmt::format("{:.0f} % of the counts were within the {:.0f} % interval.\n", 100 * volume.within, 100 * o.interval);
    if (share.model.periods) out += verdict(share, "Share");
    out += verdict(volume, "Volume");
  }
  return out;
}

int forecast_pair(const ForecastFlags& o) {
  auto there = archive::Archive::open(o.archive);
  if (!there) return complain(there.error());
  auto query = o.series.read();
  if (!query) return complain(query.error());
  query->a = o.a, query->b = o.b, query->one_way = o.one_way, query->to_the_end = true;
  auto series = load_pair(*there, *query);
  if (!series) return complain(series.error());
  if (series->periods.empty()) {
    std::fprintf(stderr, "kawat: the archive tells nothing about %s and %s\n", o.a.c_str(), o.b.c_str());
    return kNothing;
  }
  RelationOptions options;
  options.interval = o.interval;
  Forecast ahead = forecast(*series, o.periods, options);
  std::vector<Tested> tested;
  const std::size_t begin = first_tested(*series);
  bool live = o.backtest && !o.quiet && ::isatty(STDERR_FILENO) != 0;
  if (o.backtest && begin + kLeastPast > series->periods.size()) {
    std::fprintf(stderr, "kawat: %zu periods are too few for a back-test, which needs %zu\n", series->periods.size(),
                 begin + kLeastPast);
  } else if (o.backtest) {
    for (std::size_t h : {std::size_t{1}, o.periods}) {
      if (!tested.empty() && tested.back().ahead == h) continue;
      if (live) std::fprintf(stderr, "\rback-test, %zu ahead …\x1b[K", h);
      tested.push_back({h, evaluate(*series, begin, h, options)});
    }
    if (live) std::fprintf(stderr, "\r\x1b[K");
    std::erase_if(tested, [](const Tested& t) { return t.scores.volume.model.periods == 0; });
  }
  bool terminal = to_terminal(o.output);
  std::string format = o.format.empty() ? (terminal ? "table" : "jsonl") : o.format;
  std::string text = format == "jsonl" ? as_json(*series, ahead, tested)
                     : format == "csv" ? as_csv(*series, ahead)
                                       : as_text(o, *series, ahead, tested, use_colour(o.colour, stdout));
  const int exit = write_all(o.output, text, kOk);
  if (exit == kOk && !o.quiet) {
    std::uint64_t stories = 0;
    for (const PeriodCounts& p : series->periods) stories += p.observed ? p.stories() : 0;
    std::fprintf(stderr, "from %llu %s in %zu %s; it knows nothing but these counts\n", static_cast<unsigned long long>(stories),
                 o.series.count.c_str(), series->periods.size(), series->step == Step::week ? "weeks" : "months");
  }
  return exit;
}

}  // namespace

void add_forecast(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ForecastFlags>();
  CLI::App* verb = add_verb(app, "forecast", "what the next periods of a relation may bring, with intervals and scores");
  verb->footer(
      "Examples:\n"
      "  kawat forecast -a news/ PRK RUS\n"
      "  kawat forecast -a news/ IDN AUS --step week --periods 12 --backtest\n"
      "  kawat forecast -a news/ PRK RUS --to 2023 --format csv -o ahead.csv    as it would have been then\n");
  add_option(*verb, "one", o->a, "who: a code (RUS, IDNMIL), a Wikidata item, or part of a name")->type_name("A")->required();
  add_option(*verb, "other", o->b, "and whom, likewise")->type_name("B")->required();
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
  add_option(*verb, "--periods", o->periods, "how many weeks or months ahead (6)")->check(range(1, 520));
  add_flag(*verb, "--backtest", o->backtest, "also forecast the past, from what was known then, and score it");
  o->series.add(*verb);
  add_flag(*verb, "--one-way", o->one_way, "only what A did to B");
  add_option(*verb, "--interval", o->interval, "probability of the intervals (0.9)")->check(range(0.5, 0.999));
  add_option(*verb, "--format", o->format, "table, jsonl or csv (default: table on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(one_of({"table", "jsonl", "csv"}));
  add_output(*verb, o->output);
  add_colour(*verb, o->colour);
  add_flag(*verb, "-q,--quiet", o->quiet, "no progress and no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return forecast_pair(*o); }; });
}

}  // namespace kawat::cli
