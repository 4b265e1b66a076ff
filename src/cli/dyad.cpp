// kawat dyad: the relation of a pair over time.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/json.h"
#include "cli/common.h"
#include "cli/filter_options.h"
#include "cli/series_options.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"
#include "relations/changes.h"
#include "relations/load.h"
#include "relations/plot.h"
#include "relations/relation.h"

namespace kawat::cli {
namespace {

using namespace relations;

struct Options {
  std::string archive, a, b, format, output, plot;
  SeriesOptions series;
  double interval = 0.9;
  bool one_way = false, quiet = false;
  Colour colour = Colour::automatic;
};

std::string day(const PairSeries& s, std::size_t period) {
  return pipeline::iso(start_of(s.first, s.step, static_cast<std::ptrdiff_t>(period)));
}

void number(const char* name, double v, std::string& out) {
  out += fmt::format(",\"{}\":", name);
  append_json(v, out);
}
void estimate(const std::string& name, const Estimate& e, std::string& out) {
  number(name.c_str(), e.mean, out), number((name + "_low").c_str(), e.low, out), number((name + "_high").c_str(), e.high, out);
}

constexpr const char* kEstimates[] = {"share", "share_log_odds", "level", "level_log_odds", "volume", "volume_level"};
std::array<const Estimate*, 6> estimates(const RelationPeriod& p) {
  return {&p.share, &p.share_log_odds, &p.level, &p.level_log_odds, &p.volume, &p.volume_level};
}

std::string as_json(const PairSeries& s, const Relation& r, const Changes& c) {
  std::string out;
  for (std::size_t i = 0; i < r.periods.size(); ++i) {
    const RelationPeriod& p = r.periods[i];
    out += fmt::format("{{\"kind\":\"period\",\"a\":{},\"b\":{},\"start\":\"{}\",\"observed\":{},\"stories\":{}",
                       json_string(s.a), json_string(s.b), day(s, i), p.observed, p.stories);
    for (std::size_t q = 0; q < 4; ++q) out += fmt::format(",\"quad{}\":{}", q + 1, p.quads[q]);
    number("effective_stories", p.effective_stories, out);
    for (std::size_t k = 0; k < 6; ++k) estimate(kEstimates[k], *estimates(p)[k], out);
    number("goldstein", p.goldstein, out), number("intensity", p.intensity, out);
    number("change_probability", i < c.probability.size() ? c.probability[i] : 0, out);
    out += "}\n";
  }
  for (const Change& change : c.changes) {
    out += fmt::format("{{\"kind\":\"change\",\"a\":{},\"b\":{},\"start\":\"{}\",\"from\":\"{}\",\"to\":\"{}\"", json_string(s.a),
                       json_string(s.b), day(s, change.at), day(s, change.from), day(s, change.to));
    number("probability", change.probability, out);
    estimate("before", change.before, out), estimate("after", change.after, out), estimate("size", change.size, out);
    out += ",\"mix\":[";
    for (std::size_t k = 0; k < change.mix.size(); ++k) {
      out += fmt::format("{}{{\"event_type\":\"{}\"", k > 0 ? "," : "", name(change.mix[k].type));
      number("before", change.mix[k].before, out), number("after", change.mix[k].after, out),
          number("part", change.mix[k].part, out);
      out += '}';
    }
    out += "]}\n";
  }
  return out;
}

std::string as_csv(const PairSeries& s, const Relation& r, const Changes& c) {
  std::string out = "a,b,start,observed,stories,quad1,quad2,quad3,quad4,effective_stories";
  for (const char* e : kEstimates) out += fmt::format(",{0},{0}_low,{0}_high", e);
  out += ",goldstein,intensity,change_probability\n";
  for (std::size_t i = 0; i < r.periods.size(); ++i) {
    const RelationPeriod& p = r.periods[i];
    out += fmt::format("{},{},{},{},{},{},{},{},{},", s.a, s.b, day(s, i), p.observed, p.stories, p.quads[0], p.quads[1],
                       p.quads[2], p.quads[3]);
    append_json(p.effective_stories, out);
    for (const Estimate* e : estimates(p)) {
      for (double v : {e->mean, e->low, e->high}) out += ',', append_json(v, out);
    }
    for (double v : {p.goldstein, p.intensity, i < c.probability.size() ? c.probability[i] : 0}) out += ',', append_json(v, out);
    out += '\n';
  }
  return out;
}

// The stories of the periods around a change that are told most, for the reader who asks why.
Result<std::string> reasons(archive::Archive& archive, const SeriesQuery& query, const PairSeries& s, const Change& c) {
  SeriesQuery here = query;
  // From where it may have begun, far enough into the new regime to see what that is made of.
  std::size_t end = std::max(c.to, c.at) + 1;
  for (std::uint32_t seen = 0; end < s.periods.size() && seen < 3; ++end) seen += s.periods[end].stories();
  here.from = start_of(s.first, s.step, static_cast<std::ptrdiff_t>(c.from));
  here.to = start_of(s.first, s.step, static_cast<std::ptrdiff_t>(end));
  auto stories = load_stories(archive, here, 3);
  if (!stories) return fail(stories.error());
  std::string out;
  for (const StoryLine& line : *stories) {
    std::string text = line.evidence.size() > 160 ? line.evidence.substr(0, line.evidence.find(' ', 150)) + " …" : line.evidence;
    std::replace(text.begin(), text.end(), '\n', ' ');
    out += fmt::format("    {} {} {} → {} ({} {}): {}\n", pipeline::iso(line.day), line.type, line.actor, line.recipient,
                       line.articles, line.articles == 1 ? "article" : "articles", text);
  }
  return out;
}

int dyad(const Options& o) {
  auto there = archive::Archive::open(o.archive);
  if (!there) return complain(there.error());
  auto query = o.series.read();
  if (!query) return complain(query.error());
  query->a = o.a, query->b = o.b, query->one_way = o.one_way;
  auto series = load_pair(*there, *query);
  if (!series) return complain(series.error());
  if (series->periods.empty()) {
    std::fprintf(stderr, "kawat: the archive tells nothing about %s and %s\n", o.a.c_str(), o.b.c_str());
    return kNothing;
  }
  RelationOptions options;
  options.interval = o.interval;
  ChangeOptions change_options;
  change_options.interval = o.interval;
  Relation relation = relate(*series, options);
  Changes changes = find_changes(*series, change_options);
  std::string title = fmt::format("{} – {}", o.a, o.b);
  if (!o.plot.empty()) {
    Output picture;
    if (auto ok = picture.open(o.plot); !ok) return picture.failed(ok.error());
    auto ok = picture.write(plot_svg(relation, changes, {.title = title}));
    if (ok) ok = picture.close();
    if (!ok) return picture.failed(ok.error());
  }
  bool terminal = ::isatty(STDOUT_FILENO) != 0 && (o.output.empty() || o.output == "-");
  std::string format = o.format.empty() ? (terminal ? "plot" : "jsonl") : o.format;
  std::string text;
  if (format == "jsonl") {
    text = as_json(*series, relation, changes);
  } else if (format == "csv") {
    text = as_csv(*series, relation, changes);
  } else {
    TerminalOptions look;
    look.title = title, look.columns = std::clamp(terminal ? terminal_width() : 100, 40, 160),
    look.color = use_colour(o.colour, stdout);
    text = plot_terminal(relation, changes, look);
    text += "\n" + describe(relation, changes, PlotLanguage::en) + "\n";
    for (const Change& c : changes.changes) {
      text += fmt::format("\n  {}: {} with probability {:.2f}\n", day(*series, c.at),
                          c.size.mean > 0 ? "closer" : "further apart", c.probability);
      std::string mix;
      for (std::size_t k = 0; k < std::min<std::size_t>(3, c.mix.size()); ++k)
        mix += fmt::format("{}{} {:.0f} % → {:.0f} %", k > 0 ? ", " : "", name(c.mix[k].type), 100 * c.mix[k].before,
                           100 * c.mix[k].after);
      if (!mix.empty()) text += "    " + mix + "\n";
      auto why = reasons(*there, *query, *series, c);
      if (!why) return complain(why.error());
      text += *why;
    }
  }
  Output out;
  if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
  auto ok = out.write(text);
  if (ok) ok = out.close();
  if (!ok) return out.failed(ok.error());
  if (!o.quiet) {
    std::uint64_t stories = 0;
    for (const RelationPeriod& p : relation.periods) stories += p.stories;
    std::fprintf(stderr, "%llu %s in %zu %s, %zu changes\n", static_cast<unsigned long long>(stories), o.series.count.c_str(),
                 relation.periods.size(), series->step == Step::week ? "weeks" : "months", changes.changes.size());
  }
  return kOk;
}

}  // namespace

void add_dyad(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("dyad", "the relation of a pair over time: cooperation against conflict, volume, changes");
  verb->footer(
      "Examples:\n"
      "  kawat dyad -a news/ PRK RUS\n"
      "  kawat dyad -a news/ IDN AUS --step week --from 2013 --to 2014\n"
      "  kawat dyad -a news/ PRK RUS --format csv -o relation.csv --plot relation.svg\n");
  verb->add_option("one", o->a, "who: a code (RUS, IDNMIL), a Wikidata item, or part of a name")->type_name("A")->required();
  verb->add_option("other", o->b, "and whom, likewise")->type_name("B")->required();
  verb->add_option("-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
  o->series.add(*verb);
  verb->add_flag("--one-way", o->one_way, "only what A did to B");
  verb->add_option("--interval", o->interval, "probability of the intervals (0.9)")->check(CLI::Range(0.5, 0.999));
  verb->add_option("--format", o->format, "plot, jsonl or csv (default: plot on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(CLI::IsMember({"plot", "jsonl", "csv"}));
  verb->add_option("--plot", o->plot, "also draw it into this file (SVG)")->type_name("FILE");
  add_output(*verb, o->output);
  add_colour(*verb, o->colour);
  verb->add_flag("-q,--quiet", o->quiet, "no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return dyad(*o); }; });
}

}  // namespace kawat::cli
