#include "serve/endpoints.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "archive/answer_text.h"
#include "archive/files.h"
#include "archive/query.h"
#include "pipeline/actor_card.h"
#include "serve/event_rows.h"
#include "serve/list_answer.h"
#include "serve/names.h"

namespace kawat::serve {

std::span<const Route> routes() {
  static constexpr unsigned kEvents = kFilter | kWindow | kPage;
  static const Route all[] = {
      {"GET", "/overview", kNone, false, true, Runs::queries, get_overview},
      {"GET", "/moving", kWindow | kPeriods | kPage | kCount, true, true, Runs::queries, get_moving},
      {"GET", "/actors", kSearch | kPage, true, true, Runs::queries, get_actors},
      {"GET", "/actors/{code}", kNone, false, true, Runs::queries, get_actor},
      {"GET", "/pairs", kWindow | kPage | kCount | kConfidence, true, true, Runs::queries, get_pairs},
      {"GET", "/pairs/{a}/{b}", kWindow | kStep | kCount | kConfidence, false, true, Runs::queries, get_pair},
      {"GET", "/pairs/{a}/{b}/stories", kEvents | kOrder, true, true, Runs::queries, get_pair_stories},
      {"GET", "/stories", kEvents | kOrder, true, true, Runs::queries, get_stories},
      {"GET", "/stories/{id}", kNone, false, true, Runs::queries, get_story},
      {"GET", "/events", kEvents, true, true, Runs::queries, get_events},
      {"GET", "/events/{id}", kNone, false, true, Runs::queries, get_event},
      {"GET", "/documents", kDocument | kWindow | kPage, true, true, Runs::queries, get_documents},
      {"GET", "/documents/{id}", kNone, false, true, Runs::queries, get_document},
      {"GET", "/network", kWindow | kPage | kCount | kConfidence, false, true, Runs::queries, get_network},
      {"GET", "/map", kEvents, true, true, Runs::queries, get_map},
      {"POST", "/code", kNone, false, false, Runs::coding, post_code},
      {"POST", "/corrections", kNone, false, false, Runs::queries, post_correction},
      {"GET", "/corrections", kPage, true, false, Runs::queries, get_corrections},
      {"GET", "/corrections/export", kAs, false, false, Runs::queries, export_corrections},
      {"GET", "/sql", kSearch, true, true, Runs::queries, get_sql},
  };
  return all;
}

const char* type_of(Format format) {
  switch (format) {
    case Format::csv:
      return "text/csv; charset=utf-8; header=present";
    case Format::jsonl:
      return "application/jsonl";
    case Format::parquet:
      return "application/vnd.apache.parquet";
    case Format::json:
      break;
  }
  return "application/json";
}

namespace {

// A file of the temporary folder that goes with its owner.
class Scratch {
 public:
  Scratch() : path_((std::filesystem::temp_directory_path() / ("kawat-" + archive::random_name())).string()) {}
  ~Scratch() { ::unlink(path_.c_str()); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

Response file_answer(Format format, std::function<Status(const std::string& path)> make) {
  Response out;
  out.type = type_of(format);
  out.stream = [make = std::move(make)](const Write& write) -> Status {
    Scratch scratch;
    if (auto ok = make(scratch.path()); !ok) return ok;
    int file = ::open(scratch.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail(Code::internal, "", std::string("the file that was made cannot be read: ") + std::strerror(errno));
    std::vector<char> buffer(1 << 16);
    Status ok;
    for (;;) {
      ssize_t n = ::read(file, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) ok = fail(Code::internal, "", std::strerror(errno));
      if (n <= 0) break;
      ok = write({buffer.data(), static_cast<std::size_t>(n)});
      if (!ok) break;
    }
    ::close(file);
    return ok;
  };
  return out;
}

Result<Response> sql_answer(Context& c, const std::string& sql) {
  const std::string folder = c.service.options().folder;
  if (c.format == Format::parquet) {
    return file_answer(c.format, [folder, sql](const std::string& path) -> Status {
      auto archive = archive::Archive::open(folder, {.threads = 1, .memory_limit = "1GB"});
      if (!archive) return fail(archive.error());
      return archive->database().run("COPY (" + sql + ") TO " + archive::literal(path) + " (FORMAT parquet, COMPRESSION zstd)");
    });
  }
  Response out;
  out.type = type_of(c.format);
  out.stream = [folder, sql, format = c.format](const Write& write) -> Status {
    auto archive = archive::Archive::open(folder, {.threads = 1, .memory_limit = "1GB"});
    if (!archive) return fail(archive.error());
    auto answer = archive->database().ask(sql, true);
    if (!answer) return fail(answer.error());
    bool begun = false;
    std::uint64_t rows = 0;
    if (format == Format::json) {
      if (auto ok = write("{\"items\":["); !ok) return ok;
    }
    if (auto ok = write_rows(*answer, format, write, begun, rows); !ok) return ok;
    return format == Format::json ? write("],\"total\":" + std::to_string(rows) + ",\"next\":null}\n") : Status{};
  };
  return out;
}

// A database of its own for each statement of a stranger: locked down, with limits, gone afterwards.
Result<Response> get_sql(Context& c) {
  const ServiceOptions& o = c.service.options();
  if (!o.allow_sql) return fail(Code::forbidden, "", "SQL is not allowed here", "start the server with --allow-sql");
  if (c.query.q.empty()) return fail(Code::bad_option, "q", "there is no statement", "?q=SELECT …");
  if (c.query.q.size() > 20'000) return fail(Code::too_large, "q", "the statement is too long", "at most 20000 bytes");
  if (c.format == Format::parquet) return fail(Code::bad_option, "", "not as Parquet", "JSON, JSONL or CSV");
  auto archive = archive::Archive::open(o.folder, {.threads = 1, .memory_limit = o.memory_limit});
  if (!archive) return fail(archive.error());
  if (auto ok = archive::lock_down(*archive); !ok) return fail(ok.error());
  archive::Deadline deadline(*archive, o.sql_seconds);
  if (auto ok = archive::check_select(*archive, c.query.q); !ok) return fail(ok.error());
  auto sql = archive::AnswerText::writable(archive->database(),
                                           "SELECT * FROM (" + c.query.q + "\n) LIMIT " + std::to_string(o.sql_rows + 1));
  if (!sql) return fail(sql.error());
  auto answer = archive->database().ask(*sql, true);
  if (!answer) return fail(answer.error());
  constexpr std::size_t kMostBytes = 64 << 20;
  Response out;
  out.type = type_of(c.format);
  bool begun = false;
  std::uint64_t rows = 0;
  if (c.format == Format::json) out.body = "{\"items\":[";
  auto done = write_rows(
      *answer, c.format,
      [&](std::string_view text) -> Status {
        if (rows > o.sql_rows)
          return fail(Code::query_limit, "", "more than " + std::to_string(o.sql_rows) + " rows", "ask for less, with LIMIT");
        if (out.body.size() + text.size() > kMostBytes)
          return fail(Code::query_limit, "", "the answer is longer than 64 MB", "ask for less, with LIMIT");
        out.body += text;
        return {};
      },
      begun, rows);
  if (done && rows > o.sql_rows)
    done = fail(Code::query_limit, "", "more than " + std::to_string(o.sql_rows) + " rows", "ask for less, with LIMIT");
  if (!done) return fail(done.error());
  if (c.format == Format::json) out.body += "],\"total\":" + std::to_string(rows) + ",\"next\":null}\n";
  return out;
}

std::string actor_facts(const Context& c, const std::string& code) {
  const pipeline::Pipeline* p = c.service.options().pipeline;
  auto card = p == nullptr ? Result<pipeline::ActorCard>() : pipeline::actor_card(p->pack(), code, 40);
  if (!card) card = pipeline::ActorCard{};
  auto text = [](const std::string& s) { return s.empty() ? std::string("null") : json_string(s); };
  std::string out = "\"names\":{\"id\":" + text(card->name_id) + ",\"en\":" + text(card->name_en) + "},\"offices\":[";
  for (const pipeline::ActorOffice& o : card->offices) {
    out += out.back() == '[' ? "{" : ",{";
    out += "\"person\":" + json_string(o.person) + ",\"title\":" + text(o.title) + ",\"from\":" + text(o.from) +
           ",\"to\":" + text(o.to) + ",\"wikidata\":" + text(o.wikidata) + "}";
  }
  return out + "]";
}

}  // namespace kawat::serve
