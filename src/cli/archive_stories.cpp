#include "cli/archive_stories.h"

#include <fmt/format.h>
#include <unistd.h>

#include "archive/archive.h"
#include "archive/tables.h"
#include "cli/answer_printer.h"
#include "cli/filter_options.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

using archive::literal;

const std::string kDays =
    "CASE WHEN s.last_day > s.first_day THEN concat(s.first_day, '…', s.last_day) ELSE coalesce(CAST(s.first_day AS VARCHAR), "
    "'-') "
    "END";
const std::string kWhat = "coalesce(s.event_type || coalesce('/' || s.event_mode, ''), '-')";

std::string parties(const std::string& list, int most) {
  return "nullif(array_to_string(list_transform(s." + list + "[:" + std::to_string(most) +
         "], lambda p: concat(p.\"name\", ' [' || p.code || ']')), ', '), '')";
}

std::string who(int most) { return "concat(" + parties("actors", most) + ", ' → ' || " + parties("recipients", most) + ")"; }

const std::string kFields = "nullif(array_to_string(list_transform(s.disagreements, lambda d: d.field), ', '), '')";

Status print_all(archive::Archive& there, const std::string& sql, const std::string& format, const ArchiveStories& o, Output& out,
                 std::uint64_t& rows) {
  bool terminal = to_terminal(o.output);
  AnswerPrinter printer({format, true, use_colour(o.colour, stdout), terminal ? terminal_width() : 0, false, 0}, out);
  auto answer = there.database().ask(sql, true);
  if (!answer) return fail(answer.error());
  if (auto done = printer.take(*answer); !done) return fail(done.error());
  rows = printer.rows();
  return printer.end();
}

// What each source says, and whose words it gives: the stored sources with their event's and their article's columns.
std::string sources(const std::string& id) {
  return "SELECT t.doc_id, t.event_group, t.outlet, t.\"language\", t.published, t.main, d.title, d.url, d.copy_of, "
         "e.event_type, "
         "e.date_start, e.date_end, e.evidence_text, e.attribution FROM (SELECT unnest(sources, recursive := true), "
         "generate_subscripts(sources, 1) AS place FROM stories WHERE story_id = " +
         literal(id) +
         ") t LEFT JOIN documents d ON d.doc_id = t.doc_id LEFT JOIN (SELECT event_group, first(event_type ORDER BY event_id) AS "
         "event_type, first(date_start ORDER BY event_id) AS date_start, first(date_end ORDER BY event_id) AS date_end, "
         "first(evidence_text ORDER BY event_id) AS evidence_text, first(attribution ORDER BY event_id) AS attribution FROM "
         "events "
         "WHERE story_id = " +
         literal(id) + " GROUP BY event_group) e ON e.event_group = t.event_group ORDER BY t.place";
}

Status print_one(archive::Archive& there, const std::string& id, const std::string& format, const ArchiveStories& o,
                 Output& out) {
  auto& db = there.database();
  if (format != "table") {
    std::uint64_t rows = 0;
    return print_all(there,
                     "SELECT s.story_id, s.first_day, s.last_day, s.event_type, s.event_mode, s.actors, s.recipients, s.place, "
                     "s.documents, s.outlets, s.languages, (SELECT list(x) FROM (" +
                         sources(id) + ") x) AS sources, s.disagreements FROM stories s WHERE s.story_id = " + literal(id),
                     format, o, out, rows);
  }
  auto head = db.table("SELECT " + kDays + ", " + kWhat + ", " + who(100) +
                       ", s.documents, s.outlets, array_to_string(s.languages, ', '), coalesce(s.place, '') FROM stories s WHERE "
                       "s.story_id = " +
                       literal(id));
  if (!head) return fail(head.error());
  auto told = db.table(
      "SELECT coalesce(CAST(published AS VARCHAR), '-'), doc_id, coalesce(nullif(array_to_string(list_transform(attribution, "
      "lambda "
      "s: s.\"name\"), ' › '), ''), outlet, '-'), main, coalesce(evidence_text, title, ''), coalesce(url, ''), coalesce(copy_of, "
      "'') FROM (" +
      sources(id) + ")");
  if (!told) return fail(told.error());
  auto differ = db.table(
      "SELECT d.field, array_to_string(list_transform(d.\"values\", lambda v: v.\"value\" || ' (' || "
      "array_to_string(v.documents, ', ') || ')'), '; ') FROM (SELECT unnest(disagreements) AS d FROM stories WHERE story_id = " +
      literal(id) + ")");
  if (!differ) return fail(differ.error());
  bool colour = use_colour(o.colour, stdout);
  const auto& h = head->front();
  std::string first = fmt::format("{}  {}  {}", h[0], h[1], h[2]);
  std::string text = colour ? "\x1b[1m" + first + "\x1b[0m\n" : first + "\n";
  text += fmt::format("  story {} · {} article{} · {} outlet{} · {}{}\n", id, h[3], h[3] == "1" ? "" : "s", h[4],
                      h[4] == "1" ? "" : "s", h[5], h[6].empty() ? "" : " · " + h[6]);
  for (const auto& t : *told) {
    text += fmt::format("    {} {} {}{}: {}\n", t[0], t[1], t[2], t[3] == "false" ? " (in passing)" : "",
                        t[6].empty() ? t[4] : "a copy of " + t[6]);
    if (!t[5].empty()) text += fmt::format("      {}\n", t[5]);
  }
  for (const auto& d : *differ) text += fmt::format("    they differ on the {}: {}\n", d[0], d[1]);
  return out.write(text + "\n");
}

// The story that begins so; or of its events.
Result<std::string> find(archive::Archive& there, const std::string& id) {
  const std::string like = "starts_with(story_id, " + literal(id) + ")";
  auto found = there.database().table(
      "SELECT story_id FROM " +
      archive::scan(there.layout(), archive::table(archive::kStories), there.manifest().of(archive::kStories)) + " WHERE " +
      like + " LIMIT 2");
  if (!found) return fail(found.error());
  if (found->empty()) {
    found = there.database().table("SELECT DISTINCT story_id FROM events WHERE " + like + " OR event_group = " + literal(id) +
                                   " OR event_id = " + literal(id) + " LIMIT 2");
    if (!found) return fail(found.error());
  }
  if (found->empty()) return std::string();
  if (found->size() > 1) return fail(Code::bad_option, id, "several stories begin with that", "give more of it");
  return (*found)[0][0];
}

}  // namespace

int archive_stories(const ArchiveStories& o) {
  bool terminal = to_terminal(o.output);
  std::string format = o.format.empty() ? (terminal ? "table" : "jsonl") : o.format;
  if (format != "table" && format != "jsonl" && format != "csv")
    return complain({Code::bad_option, "--format", "an archive's stories come as table, jsonl or csv", ""});
  auto there = archive::Archive::open(o.archive);
  if (!there) return complain(there.error());
  Output out;
  if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
  bool nothing = true;
  for (const std::string& given : o.ids) {
    auto id = find(*there, given);
    if (!id) return complain(id.error());
    if (id->empty()) {
      std::fprintf(stderr, "kawat: no story begins with %s\n", given.c_str());
      continue;
    }
    if (auto ok = print_one(*there, *id, format, o, out); !ok) return out.failed(ok.error());
    nothing = false;
  }
  if (o.ids.empty()) {
    std::string where = "s.documents >= " + std::to_string(o.least > 0 ? o.least : 2);
    for (const auto& [flag, text, condition] :
         {std::tuple{"--from", o.from, "s.last_day >= DATE '"}, std::tuple{"--to", o.to, "s.first_day <= DATE '"}}) {
      if (text.empty()) continue;
      auto day = day_of(flag, text, std::string_view(flag) == "--to");
      if (!day) return complain(day.error());
      where += fmt::format(" AND {}{:04}-{:02}-{:02}'", condition, day->year, day->month, day->day);
    }
    // Stories of one article are events that stand alone.
    std::string from =
        o.least == 1 ? "stories"
                     : archive::scan(there->layout(), archive::table(archive::kStories), there->manifest().of(archive::kStories));
    std::string columns =
        format == "table"
            ? kDays + " AS \"when\", " + kWhat + " AS what, " + who(2) +
                  " AS \"who, to whom\", s.documents AS articles, s.outlets AS outlets, array_to_string(s.languages, ' ') AS "
                  "\"in\", " +
                  "coalesce(" + kFields + ", '') AS \"they differ on\", s.story_id AS story"
            : std::string(
                  "s.story_id, s.first_day, s.last_day, s.event_type, s.event_mode, s.actors, s.recipients, s.place, "
                  "s.documents, s.outlets, s.languages, s.sources, s.disagreements");
    std::uint64_t rows = 0;
    auto ok = print_all(*there,
                        "SELECT " + columns + " FROM " + from + " s WHERE " + where + " ORDER BY s.first_day, s.story_id" +
                            (o.limit > 0 ? " LIMIT " + std::to_string(o.limit) : ""),
                        format, o, out, rows);
    if (!ok) return out.failed(ok.error());
    if (!o.quiet) std::fprintf(stderr, "%llu stories\n", static_cast<unsigned long long>(rows));
    nothing = rows == 0;
  }
  if (auto ok = out.close(); !ok) return out.failed(ok.error());
  return nothing ? kNothing : kOk;
}

}  // namespace kawat::cli
