// kawat dyad: the relation of a pair over time.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>

#include "archive/archive.h"
#include "base/escape.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/filter_options.h"
#include "cli/png.h"
#include "cli/series_options.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"
#include "relations/changes.h"
#include "relations/load.h"
#include "relations/plot.h"
#include "relations/relation.h"
#include "relations/relation_json.h"

namespace kawat::cli {
namespace {

using namespace relations;

struct DyadFlags {
  std::string archive, a, b, format, output, plot;
  SeriesOptions series;
  double interval = 0.9;
  std::size_t stories = 3;
  bool one_way = false, quiet = false;
  Colour colour = Colour::automatic;
};

std::string day(const PairSeries& s, std::size_t period) {
  return model::iso(start_of(s.first, s.step, static_cast<std::ptrdiff_t>(period)));
}

constexpr const char* kEstimates[] = {"share", "share_log_odds", "level", "level_log_odds", "volume", "volume_level"};
std::array<const Estimate*, 6> estimates(const RelationPeriod& p) {
  return {&p.share, &p.share_log_odds, &p.level, &p.level_log_odds, &p.volume, &p.volume_level};
}

// Planned, possible, denied and long past: two columns each.
void apart_json(const ApartSeries& apart, const ApartCounts& counts, std::string& out) {
  for (model::Modality m : apart.modalities) {
    out +=
        fmt::format(",\"{0}_cooperation\":{1},\"{0}_conflict\":{2}", name(m), counts.of(m).cooperative, counts.of(m).conflictual);
  }
}

std::string head(const char* kind, const PairSeries& s, const std::string& start) {
  return fmt::format("{{\"kind\":\"{}\",\"a\":{},\"b\":{},\"start\":\"{}\"", kind, json_string(s.a), json_string(s.b), start);
}

// A change with the stories that made it.
struct Told {
  const Change* change;
  std::vector<StoryLine> stories;
};

std::string story_json(const StoryLine& line) {
  return fmt::format(
      "{{\"story_id\":{},\"event_type\":{},\"day\":\"{}\",\"actor\":{},\"recipient\":{},\"text\":{},\"articles\":{},\"outlet\":{}"
      ","
      "\"doc_id\":{},\"title\":{},\"url\":{}}}",
      json_string(line.story_id), json_string(line.type), model::iso(line.day), json_string(line.actor),
      json_string(line.recipient), json_string(line.evidence), line.articles, json_string(line.outlet), json_string(line.doc_id),
      json_string(line.title), json_string(line.url));
}

std::string as_json(const PairSeries& s, const Relation& r, const Changes& c, const ApartSeries& apart,
                    const std::vector<Told>& told) {
  std::string out;
  for (std::size_t i = 0; i < r.periods.size(); ++i) {
    out += "{" + period_fields(s, r, c, i);
    apart_json(apart, apart.periods[i], out);
    out += "}\n";
  }
  for (const ApartCounts& counts : apart.outside) {
    out += head("outside", s, model::iso(counts.start));
    apart_json(apart, counts, out);
    out += "}\n";
  }
  for (const Told& t : told) {
    out += "{" + change_fields(s, *t.change);
    out += ",\"stories\":[";
    for (std::size_t k = 0; k < t.stories.size(); ++k) out += (k > 0 ? "," : "") + story_json(t.stories[k]);
    out += "]}\n";
  }
  return out;
}

std::string as_csv(const PairSeries& s, const Relation& r, const Changes& c, const ApartSeries& apart) {
  std::string out = "a,b,start,observed,stories,quad1,quad2,quad3,quad4,effective_stories";
  for (const char* e : kEstimates) out += fmt::format(",{0},{0}_low,{0}_high", e);
  out += ",goldstein,intensity,change_probability";
  for (model::Modality m : apart.modalities) out += fmt::format(",{0}_cooperation,{0}_conflict", name(m));
  out += '\n';
  std::string a, b;
  append_csv(s.a, ',', a), append_csv(s.b, ',', b);
  for (std::size_t i = 0; i < r.periods.size(); ++i) {
    const RelationPeriod& p = r.periods[i];
    out += fmt::format("{},{},{},{},{},{},{},{},{},", a, b, day(s, i), p.observed, p.stories, p.quads[0], p.quads[1], p.quads[2],
                       p.quads[3]);
    append_json(p.effective_stories, out);
    for (const Estimate* e : estimates(p)) {
      for (double v : {e->mean, e->low, e->high}) out += ',', append_json(v, out);
    }
    for (double v : {p.goldstein, p.intensity, i < c.probability.size() ? c.probability[i] : 0}) out += ',', append_json(v, out);
    for (model::Modality m : apart.modalities) {
      const auto& sides = apart.periods[i].of(m);
      out += fmt::format(",{},{}", sides.cooperative, sides.conflictual);
    }
    out += '\n';
  }
  return out;
}

std::size_t code_points(std::string_view s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// Words in lines of at most `width` code points, each after `indent` blanks.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out, line(indent, ' ');
  std::size_t used = indent;
  bool empty = true;
  for (std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    std::size_t long_is = code_points(word);
    if (!empty && used + 1 + long_is > width) {
      out += line + '\n';
      line.assign(indent, ' '), used = indent, empty = true;
    }
    if (!empty) line += ' ', ++used;
    line += word, used += long_is, empty = false;
  }
  return empty ? out : out + line + '\n';
}

// The types of events that made the difference, the largest parts first.
std::string mix_words(const Change& c) {
  std::string more, less;
  std::size_t told = 0;
  for (const MixPart& part : c.mix) {
    if (told == 4 || part.part < 0.05) break;
    std::string& to = part.after > part.before ? more : less;
    to += fmt::format("{}{} {:.0f} → {:.0f} %", to.empty() ? "" : ", ", name(part.type), 100 * part.before, 100 * part.after);
    ++told;
  }
  std::string out;
  if (!more.empty()) out += "more " + more;
  if (!less.empty()) out += (out.empty() ? "less " : "; less ") + less;
  return out;
}

std::string shortened(std::string text, std::size_t most) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (code_points(text) <= most) return text;
  std::size_t at = 0;
  for (std::size_t n = 0; n < most; ++n) next_code_point(text, at);
  std::size_t blank = text.rfind(' ', at);
  return text.substr(0, blank == std::string::npos || blank == 0 ? at : blank) + " …";
}

std::string as_text(const PairSeries& s, const Relation& r, const Changes& c, const ApartSeries& apart,
                    const std::vector<Told>& told, const std::string& title, int columns, bool colour) {
  TerminalOptions look;
  look.title = title, look.columns = columns, look.color = colour, look.apart = &apart;
  auto width = static_cast<std::size_t>(columns);
  auto bold = [&](const std::string& words) { return colour ? "\x1b[1m" + words + "\x1b[0m" : words; };
  std::string text = plot_terminal(r, c, look);
  text += "\n" + wrapped(describe(r, {}, PlotLanguage::en), 0, width);
  if (std::string words = describe(apart, PlotLanguage::en); !words.empty()) text += wrapped(words, 0, width);
  if (told.empty()) text += wrapped("No change is sure enough to be told.", 0, width);
  for (const Told& t : told) {
    const Change& change = *t.change;
    std::string when = change.from == change.to ? day(s, change.at) : day(s, change.from) + " … " + day(s, change.to);
    text += "\n" + bold(fmt::format("{}  {}", day(s, change.at), change.size.mean > 0 ? "closer" : "further apart")) + "\n";
    text += wrapped(fmt::format("share {:.0f} → {:.0f} %; between {} with probability {:.2f}", 100 * change.before.mean,
                                100 * change.after.mean, when, change.probability),
                    2, width);
    text += wrapped(mix_words(change), 2, width);
    for (const StoryLine& line : t.stories) {
      text += wrapped(fmt::format("{}  {}  {} → {}{}", model::iso(line.day), line.type, line.actor, line.recipient,
                                  line.articles > 1 ? fmt::format("  ({} articles)", line.articles) : ""),
                      2, width);
      text += wrapped(shortened(line.evidence, 160), 6, width);
    }
  }
  return text;
}

int dyad(const DyadFlags& o) {
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
  auto apart = load_apart(*there, *query, *series);
  if (!apart) return complain(apart.error());
  RelationOptions options;
  options.interval = o.interval;
  ChangeOptions change_options;
  change_options.interval = o.interval;
  Relation relation = relate(*series, options);
  Changes changes = find_changes(*series, change_options);
  bool terminal = to_terminal(o.output);
  std::string format = o.format.empty() ? (terminal ? "plot" : "jsonl") : o.format;
  std::vector<Told> told;
  for (const Change& c : changes.changes) {
    if (format == "csv") break;
    auto why = load_reasons(*there, *query, *series, c, o.stories);
    if (!why) return complain(why.error());
    told.push_back({&c, std::move(*why)});
  }
  std::string title = fmt::format("{} {} {}", o.a, o.one_way ? "→" : "–", o.b);
  if (!o.plot.empty()) {
    Output picture;
    if (auto ok = picture.open(o.plot); !ok) return picture.failed(ok.error());
    std::string drawn = plot_svg(relation, changes, {.title = title, .apart = &*apart});
    if (lower(o.plot).ends_with(".png")) {
      constexpr double kScale = 2;  // sharp in print and on fine screens
      auto png = png_of(drawn, kScale, o.plot);
      if (!png) return complain(png.error());
      drawn = std::move(*png);
    }
    auto ok = picture.write(drawn);
    if (ok) ok = picture.close();
    if (!ok) return picture.failed(ok.error());
  }
  std::string text = format == "jsonl" ? as_json(*series, relation, changes, *apart, told)
                     : format == "csv"
                         ? as_csv(*series, relation, changes, *apart)
                         : as_text(*series, relation, changes, *apart, told, title,
                                   std::clamp(terminal ? terminal_width() : 100, 40, 160), use_colour(o.colour, stdout));
  const int exit = write_all(o.output, text, kOk);
  if (exit == kOk && !o.quiet) {
    std::uint64_t stories = 0;
    for (const RelationPeriod& p : relation.periods) stories += p.stories;
    std::fprintf(stderr, "%llu %s in %zu %s, %zu %s\n", static_cast<unsigned long long>(stories), o.series.count.c_str(),
                 relation.periods.size(), series->step == Step::week ? "weeks" : "months", changes.changes.size(),
                 changes.changes.size() == 1 ? "change" : "changes");
  }
  return exit;
}

}  // namespace

void add_dyad(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<DyadFlags>();
  CLI::App* verb = add_verb(app, "dyad", "the relation of a pair over time: cooperation against conflict, volume, changes");
  verb->footer(
      "Examples:\n"
      "  kawat dyad -a news/ PRK RUS\n"
      "  kawat dyad -a news/ IDN AUS --step week --from 2013 --to 2014\n"
      "  kawat dyad -a news/ PRK RUS --format csv -o relation.csv --plot relation.svg\n");
  add_option(*verb, "one", o->a, "who: a code (RUS, IDNMIL), a Wikidata item, or part of a name")->type_name("A")->required();
  add_option(*verb, "other", o->b, "and whom, likewise")->type_name("B")->required();
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
  o->series.add(*verb);
  add_flag(*verb, "--one-way", o->one_way, "only what A did to B");
  add_option(*verb, "--interval", o->interval, "probability of the intervals (0.9)")->check(range(0.5, 0.999));
  add_option(*verb, "--stories", o->stories, "of each change, so many stories that made it (3)")->check(range(0, 100));
  add_option(*verb, "--format", o->format, "plot, jsonl or csv (default: plot on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(one_of({"plot", "jsonl", "csv"}));
  add_option(*verb, "--plot", o->plot, "also draw it into this file: SVG, or PNG where its name ends so")->type_name("FILE");
  add_output(*verb, o->output);
  add_colour(*verb, o->colour);
  add_flag(*verb, "-q,--quiet", o->quiet, "no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return dyad(*o); }; });
}

}  // namespace kawat::cli
