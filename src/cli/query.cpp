// kawat query: events of an archive.
#include <unistd.h>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "archive/answer_text.h"
#include "archive/query.h"
#include "archive/tables.h"
#include "cli/answer_printer.h"
#include "cli/common.h"
#include "cli/filter_options.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

struct QueryFlags {
  std::string archive, format, output;
  std::optional<std::string> sql;
  FilterOptions filter;
  std::uint64_t limit = 0;
  double max_seconds = 600;
  std::string max_memory;
  bool quiet = false;
  Colour colour = Colour::automatic;
};

const std::string kForTheEye =
    "CASE WHEN e.date_start IS NULL THEN '-' WHEN e.date_end > e.date_start THEN concat(e.date_start, '…', e.date_end) ELSE "
    "CAST(e.date_start AS "
    "VARCHAR) END AS \"when\", concat(e.event_type, '/' || e.event_mode) AS what, "
    "coalesce(nullif(concat(e.actor_name, ' [' || e.actor_code || ']'), ''), '-') AS who, "
    "coalesce(nullif(concat(e.recipient_name, ' [' || e.recipient_code || ']'), ''), '-') AS \"to whom\", e.modality AS how, "
    "array_to_string(list_transform(e.attribution, lambda s: s.\"name\"), ' › ') AS \"according to\"";

int query(const QueryFlags& o) {
  auto filter = o.filter.read();
  if (!filter) return complain(filter.error());
  bool terminal = to_terminal(o.output);
  std::string format = o.format.empty() ? (terminal ? "table" : "jsonl") : o.format;
  if (format == "parquet" && (o.output.empty() || o.output == "-"))
    return complain({Code::bad_option, "--format", "parquet is no text", "name a file with -o"});
  archive::ReadOptions read;
  read.memory_limit = o.max_memory;
  auto there = archive::Archive::open(o.archive, read);
  if (!there) return complain(there.error());
  archive::Deadline deadline(*there, o.max_seconds);
  int width = terminal ? terminal_width() : 0;
  auto start = std::chrono::steady_clock::now();
  auto seconds = [&start] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };

  std::string limit = o.limit > 0 ? " LIMIT " + std::to_string(o.limit) : "";
  if (o.sql) {
    std::vector<std::string> writes;
    if (format == "parquet") writes.push_back(std::filesystem::absolute(o.output + ".part").string());
    if (auto ok = archive::lock_down(*there, writes); !ok) return complain(ok.error());
    if (auto ok = archive::check_select(*there, *o.sql); !ok) return complain(ok.error());
    std::string sql = o.limit > 0 ? "SELECT * FROM (" + *o.sql + "\n)" + limit : *o.sql;
    if (format == "parquet") {
      auto rows = write_parquet(*there, sql, std::filesystem::absolute(o.output).string());
      if (!rows) return complain(rows.error());
      if (!o.quiet) std::fprintf(stderr, "%llu rows; %.2f s\n", static_cast<unsigned long long>(*rows), seconds());
      return *rows > 0 ? kOk : kNothing;
    }
    auto writable = archive::AnswerText::writable(there->database(), sql);
    if (!writable) return complain(writable.error());
    Output out;
    if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
    AnswerPrinter printer({format, true, use_colour(o.colour, stdout), width, !terminal && !o.quiet, 0}, out);
    auto answer = there->database().ask(*writable, true);
    if (!answer) return complain(answer.error());
    auto done = printer.take(*answer);
    if (!done) return out.failed(done.error());
    if (auto ok = printer.end(); !ok) return out.failed(ok.error());
    if (auto ok = out.close(); !ok) return out.failed(ok.error());
    if (!o.quiet) std::fprintf(stderr, "%llu rows; %.2f s\n", static_cast<unsigned long long>(printer.rows()), seconds());
    return printer.rows() > 0 ? kOk : kNothing;
  }

  archive::Selection selection(*there, *filter);
  auto total = archive::count(*there, selection);
  if (!total) return complain(total.error());
  if (!o.quiet) {
    std::fprintf(stderr, "%llu events of %llu%s\n", static_cast<unsigned long long>(*total),
                 static_cast<unsigned long long>(there->manifest().rows(archive::kEvents)),
                 o.limit > 0 && o.limit < *total ? fmt::format(", the first {}", o.limit).c_str() : "");
  }
  if (format == "parquet") {
    auto rows = write_parquet(*there,
                              "SELECT " + archive::contract_select(true) + " " + selection.from(true) +
                                  " ORDER BY e.date_start NULLS LAST, e.event_id" + limit,
                              o.output);
    if (!rows) return complain(rows.error());
    return *rows > 0 ? kOk : kNothing;
  }
  Output out;
  if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
  AnswerPrinter printer({format, true, use_colour(o.colour, stdout), width, !terminal && !o.quiet,
                         o.limit > 0 ? std::min(o.limit, *total) : *total},
                        out);
  auto done = archive::each_answer(*there, selection,
                                   {format == "table" ? kForTheEye : archive::contract_select(true), {}, format != "table"},
                                   *total, o.limit, [&](archive::Answer& answer) { return printer.take(answer); });
  if (!done) return out.failed(done.error());
  if (auto ok = printer.end(); !ok) return out.failed(ok.error());
  if (auto ok = out.close(); !ok) return out.failed(ok.error());
  return *total > 0 ? kOk : kNothing;
}

}  // namespace

void add_query(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<QueryFlags>();
  CLI::App* verb = add_verb(app, "query", "events of an archive");
  verb->footer(
      "Examples:\n"
      "  kawat query -a news/ --pair IDN,MYS --from 2024 --quad 3,4\n"
      "  kawat query -a news/ --actor \"Prabowo\" --type CONSULT --format csv -o meetings.csv\n"
      "  kawat query -a news/ --text \"laut natuna\" --limit 20\n"
      "  kawat query -a news/ --sql \"SELECT pair, count(*) AS n FROM events GROUP BY pair ORDER BY n DESC LIMIT 10\"\n");
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
  o->filter.add(*verb);
  add_option(*verb, "--sql", o->sql,
             "one SELECT over the views events, documents, stories, actors, event_rows, instead of the filters")
      ->type_name("SELECT");
  add_option(*verb, "--limit", o->limit, "at most so many rows")
      ->type_name("N")
      ->check(range(std::uint64_t{1}, std::uint64_t{1} << 62));
  add_option(*verb, "--format", o->format, "jsonl, csv, table or parquet (default: table on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(one_of({"jsonl", "csv", "table", "parquet"}));
  add_output(*verb, o->output);
  add_option(*verb, "--max-seconds", o->max_seconds, "give up after so long (600; 0: never)")->check(range(0.0, 1e9));
  add_option(*verb, "--max-memory", o->max_memory, "use no more memory, e.g. 2GB (default: 80 % of the machine's)")
      ->type_name("SIZE");
  add_flag(*verb, "-q,--quiet", o->quiet, "no total and no summary");
  add_colour(*verb, o->colour);
  verb->callback([o, &shared] { shared.chosen = [o] { return query(*o); }; });
}

}  // namespace kawat::cli
