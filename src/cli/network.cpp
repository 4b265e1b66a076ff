// kawat network and kawat rising: all pairs of a window.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "archive/archive.h"
#include "base/json.h"
#include "cli/common.h"
#include "cli/filter_options.h"
#include "cli/series_options.h"
#include "cli/verbs.h"
#include "relations/load.h"
#include "relations/network.h"

namespace kawat::cli {
namespace {

using namespace relations;

struct NetworkFlags {
  std::string archive, format, output, before, after;
  SeriesOptions series;
  std::size_t top = 20;
  std::uint32_t least = 3;
  double interval = 0.9, certain = 0.95;
  bool quiet = false;
  Colour colour = Colour::automatic;
};

Result<std::vector<Tie>> ties(archive::Archive& archive, const SeriesQuery& query, std::uint32_t least) {
  auto all = load_pairs(archive, query);
  if (!all) return fail(all.error());
  std::vector<Tie> out;
  for (const PairSeries& s : *all) {
    Tie tie = tie_of(s, 0, s.periods.size());
    if (tie.stories >= least) out.push_back(std::move(tie));
  }
  return out;
}

void put(const char* name, double v, std::string& out) {
  out += fmt::format(",\"{}\":", name);
  append_json(v, out);
}
void put(const std::string& name, const Estimate& e, std::string& out) {
  put(name.c_str(), e.mean, out), put((name + "_low").c_str(), e.low, out), put((name + "_high").c_str(), e.high, out);
}

std::string network_json(const Network& n) {
  std::string out;
  for (const PairScore& p : n.pairs) {
    out += fmt::format("{{\"kind\":\"pair\",\"a\":\"{}\",\"b\":\"{}\",\"stories\":{}", p.a, p.b, p.stories);
    put("share", p.share, out), put("closeness", p.closeness, out);
    out += "}\n";
  }
  for (const ActorScore& a : n.actors) {
    out += fmt::format("{{\"kind\":\"actor\",\"name\":\"{}\",\"partners\":{},\"stories\":{},\"community\":{}", a.name, a.degree,
                       a.stories, a.community);
    put("cooperation", a.cooperation, out), put("conflict", a.conflict, out), put("eigenvector", a.eigenvector, out);
    if (n.has_betweenness) put("betweenness", a.betweenness, out);
    out += "}\n";
  }
  return out;
}

std::string bold(const std::string& words, bool colour) { return colour ? "\x1b[1m" + words + "\x1b[0m" : words; }

// "83 % (74 … 92)"
std::string share_words(const Estimate& e) {
  return fmt::format("{:.0f} % ({:.0f} … {:.0f})", 100 * e.mean, 100 * e.low, 100 * e.high);
}
// "0.96 (0.05 … 1.53)"
std::string number_words(const Estimate& e) { return fmt::format("{:.2f} ({:.2f} … {:.2f})", e.mean, e.low, e.high); }

std::string network_text(Network n, std::size_t top, bool colour) {
  std::string out = fmt::format("{} actors, {} pairs, {} communities (modularity {:.2f})\n", n.actors.size(), n.pairs.size(),
                                n.communities, n.modularity);
  auto pair_lines = [&](const char* title, bool close) {
    std::stable_sort(n.pairs.begin(), n.pairs.end(), [close](const PairScore& x, const PairScore& y) {
      return close ? x.closeness.low > y.closeness.low : x.closeness.high < y.closeness.high;
    });
    out += "\n" +
           bold(fmt::format("{:<22}  {:>7}  {:>20}  {:>22}", title, "stories", "share of cooperation", "closeness"), colour) +
           "\n";
    std::size_t shown = 0;
    for (const PairScore& p : n.pairs) {
      if (shown == top || (close ? p.closeness.mean <= 0 : p.closeness.mean >= 0)) break;
      bool sure = close ? p.closeness.low > 0 : p.closeness.high < 0;
      out += fmt::format("{:<22}  {:>7}  {:>20}  {:>22}\n", p.a + "-" + p.b + (sure ? "" : "  ?"), p.stories,
                         share_words(p.share), number_words(p.closeness));
      ++shown;
    }
    if (shown == 0) out += "none\n";
  };
  pair_lines("Close", true), pair_lines("At odds", false);
  std::stable_sort(n.actors.begin(), n.actors.end(), [](const auto& x, const auto& y) { return x.stories > y.stories; });
  out += "\n" +
         bold(fmt::format("{:<6} {:>7} {:>8} {:>11} {:>8} {:>11} {:>11} {:>9}", "Actors", "stories", "partners", "cooperation",
                          "conflict", "eigenvector", "betweenness", "community"),
              colour) +
         "\n";
  for (std::size_t i = 0; i < std::min(top, n.actors.size()); ++i) {
    const ActorScore& a = n.actors[i];
    std::string between = n.has_betweenness ? fmt::format("{:.2f}", a.betweenness) : "-";
    out += fmt::format("{:<6} {:>7} {:>8} {:>11.2f} {:>8.2f} {:>11.2f} {:>11} {:>9}\n", a.name, a.stories, a.degree,
                       a.cooperation.mean, a.conflict.mean, a.eigenvector, between, a.community + 1);
  }
  out += "\n" + bold("Communities", colour) + "\n";
  for (std::size_t c = 0; c < n.communities; ++c) {
    std::string line = fmt::format("{:>3} ", c + 1);
    std::size_t used = line.size();
    for (const ActorScore& a : n.actors) {
      if (a.community != c) continue;
      if (used + 1 + a.name.size() > 80) line += "\n    ", used = 4;
      line += " " + a.name, used += 1 + a.name.size();
    }
    out += line + "\n";
  }
  return out +
         "\nCloseness is log(1 + stories) · (2 · share − 1): above 0 friends, below 0 foes.\n"
         "? means that its interval holds both. The surest stand first.\n";
}

std::string shifts_text(const std::vector<Shift>& list, const char* title, bool colour) {
  std::string out =
      bold(fmt::format("{:<14} {:>13} {:>14} {:>23} {:>12}", title, "stories", "share", "change (log-odds)", "certain"), colour) +
      "\n";
  for (const Shift& s : list) {
    out += fmt::format(
        "{:<14} {:>13} {:>14} {:>23} {:>10.1f} %\n", s.a + "-" + s.b, fmt::format("{} → {}", s.stories_before, s.stories_after),
        fmt::format("{:.0f} → {:.0f} %", 100 * s.before.mean, 100 * s.after.mean), number_words(s.change), 100 * s.probability);
  }
  return list.empty() ? out + "none\n" : out;
}

int written(const NetworkFlags& o, const std::string& text, bool any) { return write_all(o.output, text, any ? kOk : kNothing); }

bool as_text(const NetworkFlags& o) {
  bool terminal = to_terminal(o.output);
  return o.format == "table" || (o.format.empty() && terminal);
}

int network(const NetworkFlags& o) {
  auto there = archive::Archive::open(o.archive);
  if (!there) return complain(there.error());
  auto query = o.series.read();
  if (!query) return complain(query.error());
  query->step = Step::month;
  auto all = ties(*there, *query, o.least);
  if (!all) return complain(all.error());
  NetworkOptions options;
  options.interval = o.interval;
  Network n = network_of(*all, options);
  if (!o.quiet) std::fprintf(stderr, "%zu pairs of at least %u stories\n", n.pairs.size(), o.least);
  return written(o, as_text(o) ? network_text(n, o.top, use_colour(o.colour, stdout)) : network_json(n), !n.pairs.empty());
}

// "2023", "2023-07..2024-06" → the days of a window.
Result<SeriesQuery> window(const NetworkFlags& o, const char* flag, const std::string& text) {
  auto query = o.series.read();
  if (!query) return query;
  query->step = Step::month;
  std::size_t dots = text.find("..");
  auto from = day_of(flag, text.substr(0, dots), false);
  if (!from) return fail(from.error());
  auto to = day_of(flag, dots == std::string::npos ? text : text.substr(dots + 2), true);
  if (!to) return fail(to.error());
  query->from = *from, query->to = *to;
  return query;
}

int rising(const NetworkFlags& o) {
  auto there = archive::Archive::open(o.archive);
  if (!there) return complain(there.error());
  std::vector<Tie> sides[2];
  for (int side = 0; side < 2; ++side) {
    auto query = side == 0 ? window(o, "--before", o.before) : window(o, "--after", o.after);
    if (!query) return complain(query.error());
    auto all = ties(*there, *query, o.least);
    if (!all) return complain(all.error());
    sides[side] = std::move(*all);
  }
  NetworkOptions options;
  options.interval = o.interval;
  Shifts shifts = shifts_between(sides[0], sides[1], o.certain, options);
  std::string text;
  bool table = as_text(o);
  for (auto* list : {&shifts.rising, &shifts.falling}) {
    bool up = list == &shifts.rising;
    if (list->size() > o.top) list->resize(o.top);
    if (table) {
      text += (up ? "" : "\n") + shifts_text(*list, up ? "Closer" : "Further apart", use_colour(o.colour, stdout));
      continue;
    }
    for (const Shift& s : *list) {
      text += fmt::format("{{\"kind\":\"{}\",\"a\":\"{}\",\"b\":\"{}\",\"stories_before\":{},\"stories_after\":{}",
                          up ? "rising" : "falling", s.a, s.b, s.stories_before, s.stories_after);
      put("before", s.before, text), put("after", s.after, text), put("change", s.change, text);
      put("probability", s.probability, text);
      text += "}\n";
    }
  }
  if (!o.quiet)
    std::fprintf(stderr,
                 "%zu pairs in both windows: %zu closer, %zu further apart; of these about %.1f may have gone the other way\n",
                 shifts.compared, shifts.rising.size(), shifts.falling.size(), shifts.expected_wrong);
  return written(o, text, !shifts.rising.empty() || !shifts.falling.empty());
}

void add_common(CLI::App& verb, NetworkFlags& o) {
  add_option(verb, "-a,--archive", o.archive, "folder of the archive")->type_name("DIR")->required();
  add_option(verb, "--least", o.least, "leave out pairs with fewer stories (3)")->check(range(1, 1000000));
  add_option(verb, "--top", o.top, "lines of each list in a table (20)")->check(range(1, 100000));
  add_option(verb, "--interval", o.interval, "probability of the intervals (0.9)")->check(range(0.5, 0.999));
  add_option(verb, "--format", o.format, "table or jsonl (default: table on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(one_of({"table", "jsonl"}));
  add_output(verb, o.output);
  add_colour(verb, o.colour);
  add_flag(verb, "-q,--quiet", o.quiet, "no summary");
}

}  // namespace

void add_network(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<NetworkFlags>();
  CLI::App* verb =
      add_verb(app, "network", "who is close to whom in a window of time, who stands between, which groups there are");
  verb->footer(
      "Examples:\n"
      "  kawat network -a news/ --from 2024\n"
      "  kawat network -a news/ --from 2022-02 --to 2023-12 --format jsonl -o network.jsonl\n");
  add_common(*verb, *o);
  o->series.add(*verb, false);
  verb->callback([o, &shared] { shared.chosen = [o] { return network(*o); }; });
}

void add_rising(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<NetworkFlags>();
  CLI::App* verb = add_verb(app, "rising", "pairs that came closer, or moved apart, between two windows of time");
  verb->footer(
      "Examples:\n"
      "  kawat rising -a news/ --before 2023 --after 2024\n"
      "  kawat rising -a news/ --before 2010..2019 --after 2022-07..2024-12\n");
  add_common(*verb, *o);
  add_option(*verb, "--before", o->before, "first window: a year, month or day, or two with .. between them")
      ->type_name("WINDOW")
      ->required();
  add_option(*verb, "--after", o->after, "second window, likewise")->type_name("WINDOW")->required();
  add_option(*verb, "--certain", o->certain, "probability of the direction at least (0.95)")->check(range(0.5, 0.9999));
  o->series.add(*verb, false, false);
  verb->callback([o, &shared] { shared.chosen = [o] { return rising(*o); }; });
}

}  // namespace kawat::cli
