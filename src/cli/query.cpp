// kawat query: events of an archive.
#include <unistd.h>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "archive/answer_text.h"
#include "archive/query.h"
#include "archive/tables.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/filter_options.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

struct Options {
  std::string archive, sql, format, output;
  FilterOptions filter;
  std::uint64_t limit = 0;
  double max_seconds = 600;
  std::string max_memory;
  bool quiet = false;
  Colour colour = Colour::automatic;
};

// Code points, near enough to columns for the languages that are coded.
std::size_t width_of(std::string_view s) {
  std::size_t n = 0;
  for (char c : s) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

std::string fit(std::string_view s, std::size_t width, bool pad) {
  std::string out;
  std::size_t n = 0, all = width_of(s);
  for (std::size_t at = 0; at < s.size() && n < (all > width ? width - 1 : width);) {
    std::size_t from = at;
    next_code_point(s, at);
    out += s.substr(from, at - from);
    ++n;
  }
  if (all > width) out += "…", ++n;
  if (pad) out.append(width - n, ' ');
  return out;
}

// Rows for the eye, columns as wide as the first rows need.
class Table {
 public:
  Table(const std::vector<std::string>& names, bool colour, int width) : names_(names), colour_(colour), width_(width) {}
  void row(std::vector<std::string> cells, std::string& out) {
    for (std::string& cell : cells) {
      for (char& c : cell) {
        if (c == '\n' || c == '\t' || c == '\r') c = ' ';
      }
    }
    if (widths_.empty()) {
      waiting_.push_back(std::move(cells));
      if (waiting_.size() >= 200) settle(out);
    } else {
      line(cells, out, false);
    }
  }
  void end(std::string& out) {
    if (widths_.empty()) settle(out);
  }

 private:
  void settle(std::string& out) {
    for (const std::string& name : names_) widths_.push_back(width_of(name));
    for (const auto& cells : waiting_) {
      for (std::size_t i = 0; i < cells.size(); ++i)
        widths_[i] = std::max(widths_[i], std::min<std::size_t>(width_of(cells[i]), 40));
    }
    line(names_, out, true);
    for (const auto& cells : waiting_) line(cells, out, false);
    waiting_.clear();
  }
  void line(const std::vector<std::string>& cells, std::string& out, bool head) const {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += "  ";
      text += fit(cells[i], widths_[i], i + 1 < cells.size());
    }
    if (width_ > 0) text = fit(text, static_cast<std::size_t>(width_), false);
    out += (colour_ && head ? "\x1b[1m" : "") + text + (colour_ && head ? "\x1b[0m" : "") + "\n";
  }
  std::vector<std::string> names_;
  bool colour_;
  int width_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> waiting_;
};

const std::string kForTheEye =
    "CASE WHEN e.date_start IS NULL THEN '-' WHEN e.date_end > e.date_start THEN concat(e.date_start, '…', e.date_end) ELSE "
    "CAST(e.date_start AS "
    "VARCHAR) END AS \"when\", concat(e.event_type, '/' || e.event_mode) AS what, "
    "coalesce(nullif(concat(e.actor_name, ' [' || e.actor_code || ']'), ''), '-') AS who, "
    "coalesce(nullif(concat(e.recipient_name, ' [' || e.recipient_code || ']'), ''), '-') AS \"to whom\", e.modality AS how, "
    "array_to_string(list_transform(e.attribution, lambda s: s.\"name\"), ' › ') AS \"according to\"";

// Writes answers as they come.
class Printer {
 public:
  Printer(const std::string& format, Output& out, bool colour, int width)
      : format_(format), out_(out), colour_(colour), width_(width) {}
  std::uint64_t rows() const { return rows_; }
  Result<bool> take(archive::Answer& answer) {
    archive::AnswerText text(answer);
    std::string buffer;
    if (!begun_) {
      begun_ = true;
      if (format_ == "csv") text.csv_header(buffer);
      if (format_ == "table") table_.emplace(text.names(), colour_, width_);
    }
    for (;;) {
      auto chunk = answer.next();
      if (!chunk) return fail(chunk.error());
      if (*chunk == nullptr) break;
      idx_t n = duckdb_data_chunk_get_size(*chunk);
      for (idx_t r = 0; r < n; ++r) {
        if (format_ == "csv")
          text.csv_row(*chunk, r, buffer);
        else if (format_ == "table")
          table_->row(text.cells(*chunk, r), buffer);
        else
          text.json_row(*chunk, r, buffer);
      }
      rows_ += n;
      if (auto ok = out_.write(buffer); !ok) return fail(ok.error());
      buffer.clear();
    }
    if (auto ok = out_.write(buffer); !ok) return fail(ok.error());
    return true;
  }
  Status end() {
    if (!table_) return {};
    std::string buffer;
    table_->end(buffer);
    return out_.write(buffer);
  }

 private:
  std::string format_;
  Output& out_;
  bool colour_;
  int width_;
  bool begun_ = false;
  std::optional<Table> table_;
  std::uint64_t rows_ = 0;
};

// Parquet is written by DuckDB itself, aside.
int to_parquet(archive::Archive& there, const std::string& sql, const Options& o) {
  std::string part = o.output + ".part";
  auto done = there.database().number("SELECT count(*) FROM (" + sql + "\n)");
  if (done) {
    auto ok = there.database().run("COPY (" + sql + "\n) TO " + archive::literal(part) + " (FORMAT parquet, COMPRESSION zstd)");
    if (!ok) done = tl::unexpected<Error>(ok.error());
  }
  std::error_code ec;
  if (done) std::filesystem::rename(part, o.output, ec);
  if (done && ec) done = fail(Code::write_failed, o.output, "cannot write: " + ec.message());
  if (!done) {
    std::filesystem::remove(part, ec);
    return complain(done.error());
  }
  if (!o.quiet) std::fprintf(stderr, "%lld rows\n", static_cast<long long>(*done));
  return *done > 0 ? kOk : kNothing;
}

int query(const Options& o) {
  auto filter = o.filter.read();
  if (!filter) return complain(filter.error());
  bool terminal = ::isatty(STDOUT_FILENO) != 0 && (o.output.empty() || o.output == "-");
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
  if (!o.sql.empty()) {
    std::vector<std::string> writes;
    if (format == "parquet") writes.push_back(std::filesystem::absolute(o.output + ".part").string());
    if (auto ok = archive::lock_down(*there, writes); !ok) return complain(ok.error());
    if (auto ok = archive::check_select(*there, o.sql); !ok) return complain(ok.error());
    std::string sql = o.limit > 0 ? "SELECT * FROM (" + o.sql + "\n)" + limit : o.sql;
    if (format == "parquet") {
      Options absolute = o;
      absolute.output = std::filesystem::absolute(o.output).string();
      return to_parquet(*there, sql, absolute);
    }
    auto writable = archive::AnswerText::writable(there->database(), sql);
    if (!writable) return complain(writable.error());
    Output out;
    if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
    Printer printer(format, out, use_colour(o.colour, stdout), width);
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
    return to_parquet(*there,
                      "SELECT " + archive::contract_select(true) + " " + selection.from(true) +
                          " ORDER BY e.date_start NULLS LAST, e.event_id" + limit,
                      o);
  }
  Output out;
  if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
  Printer printer(format, out, use_colour(o.colour, stdout), width);
  auto done = archive::each_answer(*there, selection, format == "table" ? kForTheEye : archive::contract_select(true), *total,
                                   o.limit, [&](archive::Answer& answer) { return printer.take(answer); });
  if (!done) return out.failed(done.error());
  if (auto ok = printer.end(); !ok) return out.failed(ok.error());
  if (auto ok = out.close(); !ok) return out.failed(ok.error());
  return *total > 0 ? kOk : kNothing;
}

}  // namespace

void add_query(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("query", "events of an archive");
  verb->footer(
      "Examples:\n"
      "  kawat query -a news/ --pair IDN,MYS --from 2024 --quad 3,4\n"
      "  kawat query -a news/ --actor \"Prabowo\" --type CONSULT --format csv -o meetings.csv\n"
      "  kawat query -a news/ --text \"laut natuna\" --limit 20\n"
      "  kawat query -a news/ --sql \"SELECT pair, count(*) AS n FROM events GROUP BY pair ORDER BY n DESC LIMIT 10\"\n");
  verb->add_option("-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
  o->filter.add(*verb);
  verb->add_option("--sql", o->sql, "one SELECT over the views events, documents, event_rows, instead of the filters")
      ->type_name("SELECT");
  verb->add_option("--limit", o->limit, "at most so many rows")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62));
  verb->add_option("--format", o->format, "jsonl, csv, table or parquet (default: table on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(CLI::IsMember({"jsonl", "csv", "table", "parquet"}));
  add_output(*verb, o->output);
  verb->add_option("--max-seconds", o->max_seconds, "give up after so long (600; 0: never)")->check(CLI::Range(0.0, 1e9));
  verb->add_option("--max-memory", o->max_memory, "use no more memory, e.g. 2GB (default: 80 % of the machine's)")
      ->type_name("SIZE");
  verb->add_flag("-q,--quiet", o->quiet, "no total and no summary");
  add_colour(*verb, o->colour);
  verb->callback([o, &shared] { shared.chosen = [o] { return query(*o); }; });
}

}  // namespace kawat::cli
