// kawat stories: the same event told by many articles.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "base/json.h"
#include "cli/archive_stories.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"
#include "pipeline/tellings.h"
#include "stories/linker.h"
#include "stories/story.h"

namespace kawat::cli {
namespace {

using stories::Told;

struct StoriesFlags {
  InputOptions input;
  std::string format, output;
  ArchiveStories archive;
  std::size_t least = 0;
  Colour colour = Colour::automatic;
};

std::string text_or_null(std::string_view s) { return s.empty() ? "null" : json_string(s); }

std::string code(const stories::Party& p) { return std::string(p.country.view()) + std::string(p.sector.view()); }

template <class Items, class F>
std::string list(const Items& items, F&& one) {
  std::string out = "[";
  for (const auto& item : items) out += (out.size() > 1 ? "," : "") + one(item);
  return out + "]";
}

std::string json(const Told& t) {
  std::string out = "{\"doc_id\":" + json_string(t.doc_id);
  out += ",\"event_group\":" + (t.id == t.doc_id ? "null" : json_string(t.id));
  out += ",\"main\":" + std::string(t.main ? "true" : "false");
  out += ",\"outlet\":" + text_or_null(t.outlet) + ",\"published\":" + text_or_null(model::iso(t.published));
  out += ",\"language\":" + json_string(t.language) + ",\"copy_of\":" + text_or_null(t.copy_of);
  out += ",\"event_type\":" + text_or_null(name(t.type)) + ",\"evidence_text\":" + text_or_null(t.evidence);
  out += ",\"attribution\":" + list(t.attribution, [](const std::string& s) { return json_string(s); });
  return out + "}";
}

std::string json(const stories::Story& s) {
  auto parties = [](const std::vector<stories::Party>& all) {
    return list(all, [](const stories::Party& p) {
      return "{\"name\":" + text_or_null(p.name) + ",\"code\":" + text_or_null(code(p)) + "}";
    });
  };
  auto strings = [](const std::vector<std::string>& all) {
    return list(all, [](const std::string& x) { return json_string(x); });
  };
  std::string out = "{\"story_id\":" + json_string(s.id) + ",\"event_type\":" + text_or_null(name(s.type));
  out += ",\"actors\":" + parties(s.actors) + ",\"recipients\":" + parties(s.recipients);
  out += ",\"date_start\":" + text_or_null(model::iso(s.start)) + ",\"date_end\":" + text_or_null(model::iso(s.end));
  out += ",\"documents\":" + std::to_string(s.documents) + ",\"outlets\":" + std::to_string(s.outlets);
  out += ",\"languages\":" + strings(s.languages) + ",\"sources\":" + list(s.tellings, [](const Told* t) { return json(*t); });
  out += ",\"disagreements\":" + list(s.disagreements, [&](const stories::Disagreement& d) {
           return "{\"field\":" + json_string(d.field) + ",\"values\":" +
                  list(d.values,
                       [&](const auto& v) {
                         return "{\"value\":" + json_string(v.value) + ",\"documents\":" + strings(v.documents) + "}";
                       }) +
                  "}";
         });
  return out + "}\n";
}

std::string names(const std::vector<stories::Party>& parties) {
  std::string out;
  for (std::size_t i = 0; i < parties.size() && i < 3; ++i)
    out += (i > 0 ? ", " : "") + parties[i].name + (code(parties[i]).empty() ? "" : " [" + code(parties[i]) + "]");
  return parties.size() > 3 ? out + ", …" : out;
}

std::string table(const stories::Story& s, bool colour) {
  std::string days = model::iso(s.start);
  if (s.end.known() && s.end != s.start) days += "…" + model::iso(s.end);
  std::string head = fmt::format("{}  {}", days.empty() ? "-" : days, s.type == model::EventType::none ? "-" : name(s.type));
  if (!s.actors.empty()) head += "  " + names(s.actors);
  if (!s.recipients.empty()) head += " → " + names(s.recipients);
  std::string out = colour ? "\x1b[1m" + head + "\x1b[0m\n" : head + "\n";
  out += fmt::format("  story {} · {} article{} · {} outlet{} · {}\n", s.id, s.documents, s.documents == 1 ? "" : "s", s.outlets,
                     s.outlets == 1 ? "" : "s", fmt::join(s.languages, ", "));
  for (const Told* t : s.tellings) {
    out += fmt::format("    {} {} {}{}: {}\n", t->published.known() ? model::iso(t->published) : "-", t->doc_id,
                       t->attribution.empty() ? t->outlet : fmt::format("{}", fmt::join(t->attribution, " › ")),
                       t->main ? "" : " (in passing)", t->evidence);
  }
  for (const stories::Disagreement& d : s.disagreements) {
    out += "    they differ on the " + d.field + ":";
    for (std::size_t i = 0; i < d.values.size(); ++i)
      out += fmt::format("{} {} ({})", i > 0 ? ";" : "", d.values[i].value, fmt::join(d.values[i].documents, ", "));
    out += "\n";
  }
  return out + "\n";
}

// Each pair of articles that was compared, with what was found: why two are one story or not, and what weights are learned from.
std::string pairs(const stories::Linker& linker) {
  std::string out;
  linker.each_pair([&](const stories::Compared& a, const stories::Compared& b, double likeness) {
    if (!a.told().main || !b.told().main) return;
    out += "{\"a\":" + json_string(a.told().doc_id) + ",\"b\":" + json_string(b.told().doc_id);
    out +=
        fmt::format(",\"likeness\":{:.3f},\"same_story\":{}", likeness, linker.story(a.told().id) == linker.story(b.told().id));
    out += ",\"compared\":{";
    stories::Features f = stories::compare(a, b);
    bool first = true;
    for (std::size_t i = 1; i < f.size(); ++i) {
      if (f[i] == 0) continue;
      out += fmt::format("{}\"{}\":{:.4g}", first ? "" : ",", name(static_cast<stories::Feature>(i)), f[i]);
      first = false;
    }
    out += "}}\n";
  });
  return out;
}

struct Counts {
  std::size_t stories = 0, shared = 0, bilingual = 0;
};

Status write(const stories::Linker& linker, const StoriesFlags& o, const std::string& format, Output& out, Counts& counts) {
  std::size_t least = o.least > 0 ? o.least : format == "table" ? 2 : 1;
  bool colour = use_colour(o.colour, stdout);
  for (const auto& members : linker.stories()) {
    stories::Story s = stories::summarise(members);
    ++counts.stories, counts.shared += s.documents > 1, counts.bilingual += s.languages.size() > 1;
    if (s.documents < least || (format != "table" && format != "jsonl")) continue;
    s.disagreements = stories::disagreements(members);
    if (auto ok = out.write(format == "table" ? table(s, colour) : json(s)); !ok) return ok;
  }
  if (format == "pairs") return out.write(pairs(linker));
  if (format != "documents") return {};
  for (const auto& members : linker.stories()) {
    for (const Told* t : members) {
      if (!t->main) continue;
      std::string line = "{\"doc_id\":" + json_string(t->doc_id) + ",\"story_id\":" + json_string(linker.story(t->id)) + "}\n";
      if (auto ok = out.write(line); !ok) return ok;
    }
  }
  return {};
}

int stories_verb(const StoriesFlags& o) {
  if (!o.archive.archive.empty()) {
    ArchiveStories a = o.archive;
    a.format = o.format, a.output = o.output, a.ids = o.input.paths, a.least = o.least, a.quiet = o.input.quiet;
    a.colour = o.colour;
    return archive_stories(a);
  }
  if (o.input.paths.empty())
    return complain({Code::bad_option, "stories", "of what?", "name files with articles, or an archive with -a"});
  if (o.format == "csv")
    return complain({Code::bad_option, "--format", "csv is for the stories of an archive", "use jsonl, or -a DIR"});
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  auto maker = pipeline::TellingMaker::build(p);
  if (!maker) return complain(maker.error());
  auto likeness = stories::Likeness::build((*engine)->pack);
  if (!likeness) return complain(likeness.error());
  bool terminal = to_terminal(o.output);
  std::string format = o.format.empty() ? (terminal ? "table" : "jsonl") : o.format;

  stories::Linker linker(*likeness, o.input.threads());
  std::mutex mutex;
  read::CopyFinder copies;
  Counts counts;
  auto job = [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string&) -> Result<std::uint64_t> {
    if (auto ok = p.analyse(d, w, pipeline::Depth::events); !ok) return fail(ok.error());
    std::vector<Told> tellings;
    if (auto ok = maker->tell(d, w, tellings); !ok) return fail(ok.error());
    std::uint64_t n = tellings.size();
    std::lock_guard lock(mutex);
    linker.add(std::move(tellings));
    return n;
  };
  auto finish = [&](Output& out) -> Status {
    if (!o.input.quiet && ::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\rlinking %zu tellings …\x1b[K", linker.size());
    linker.link();
    return write(linker, o, format, out, counts);
  };
  int exit = run_over(p, o.input, o.output, "", "tellings", job, &copies, finish);
  if (!o.input.quiet && linker.size() > 0) {
    std::fprintf(stderr, "%zu stories: %zu told by several articles, %zu in several languages; %llu pairs compared\n",
                 counts.stories, counts.shared, counts.bilingual, static_cast<unsigned long long>(linker.compared()));
  }
  return exit;
}

}  // namespace

void add_stories(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<StoriesFlags>();
  CLI::App* verb = add_verb(app, "stories", "the same event told by many articles: one story, all its sources");
  verb->footer(
      "Examples:\n"
      "  kawat stories news.jsonl --least 3\n"
      "  kawat stories news/ --format jsonl -o stories.jsonl\n"
      "  kawat stories news.jsonl --format documents          the story of each article\n"
      "  kawat stories -a news/ --from 2024-06                those of an archive\n"
      "  kawat stories -a news/ 5c0d3f                        one of them: every source, and where they disagree\n");
  o->input.add(*verb);
  verb->get_option("files")->required(false)->description(
      "articles: text or JSONL files, folders, -; with -a: stories, by the first digits of their id");
  add_option(*verb, "-a,--archive", o->archive.archive, "the stories of this archive")->type_name("DIR");
  add_option(*verb, "--from", o->archive.from, "with -a: those of this day or later (2024, 2024-10 or 2024-10-08)")
      ->type_name("DAY");
  add_option(*verb, "--to", o->archive.to, "with -a: those of this day or earlier")->type_name("DAY");
  add_option(*verb, "--limit", o->archive.limit, "with -a: at most so many")
      ->type_name("N")
      ->check(range(std::uint64_t{1}, std::uint64_t{1} << 62));
  add_option(*verb, "--format", o->format,
             "table; jsonl: a story a line; csv (of an archive); documents: doc_id and story_id of each article; pairs: "
             "what was compared "
             "(default: table on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(one_of({"table", "jsonl", "csv", "documents", "pairs"}));
  add_option(*verb, "--least", o->least, "only stories told by so many articles (default: 2 in tables and of archives, else 1)")
      ->check(range(1, 1000000));
  add_output(*verb, o->output);
  add_colour(*verb, o->colour);
  verb->callback([o, &shared] { shared.chosen = [o] { return stories_verb(*o); }; });
}

}  // namespace kawat::cli
