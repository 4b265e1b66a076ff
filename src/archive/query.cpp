#include "archive/query.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "archive/tables.h"

namespace kawat::archive {
namespace {

constexpr std::uint64_t kSortedAtOnce = 50'000;  // events whose rows fit into little memory

}  // namespace

Result<std::uint64_t> count(Archive& archive, const Selection& selection) {
  auto n = archive.database().number("SELECT count(*) " + selection.from(false));
  if (!n) return fail(n.error());
  return static_cast<std::uint64_t>(*n);
}

Status each_answer(Archive& archive, const Selection& selection, const Columns& columns, std::uint64_t total, std::uint64_t limit,
                   const std::function<Result<bool>(Answer&)>& each) {
  Database& database = archive.database();
  std::vector<std::string> months{std::string()};
  if (total > kSortedAtOnce) {
    auto all = selection.months();
    if (!all) return fail(all.error());
    months = std::move(*all);
  }
  std::uint64_t left = limit == 0 ? total : std::min(limit, total);
  const std::string order = " ORDER BY e.date_start NULLS LAST, e.event_id";
  for (const std::string& month : months) {
    if (left == 0) break;
    // The events alone at first: they tell which documents are wanted, and those of other months need not be read.
    if (auto ok = database.run("CREATE OR REPLACE TEMP TABLE picked AS SELECT e.* " +
                               selection.from(selection.needs_titles(), month) + order + " LIMIT " + std::to_string(left));
        !ok)
      return ok;
    auto here = database.number("SELECT count(*) FROM picked");
    if (!here) return fail(here.error());
    if (*here == 0 && months.size() > 1) continue;
    std::string documents;
    if (columns.documents) {
      auto published = database.table("SELECT DISTINCT " + table(kDocuments).month + " FROM picked e");
      if (!published) return fail(published.error());
      std::set<std::string> wanted;
      for (const auto& row : *published) wanted.insert(row[0]);
      std::vector<const Part*> parts = archive.manifest().of(kDocuments);
      keep_months(parts, [&](const std::string& of) { return wanted.contains(of); });
      documents = " LEFT JOIN " + scan(archive.layout(), table(kDocuments), parts) + " d ON d.doc_id = e.doc_id";
    }
    auto answer = database.ask("SELECT " + columns.select + " FROM picked e" + documents + columns.joins + order, true);
    if (!answer) return fail(answer.error());
    auto more = each(*answer);
    if (!more) return fail(more.error());
    if (!*more) return {};
    left -= std::min(left, static_cast<std::uint64_t>(*here));
  }
  return {};
}

Status lock_down(Archive& archive, const std::vector<std::string>& writes) {
  std::vector<std::string> paths = writes;
  for (const Part& p : archive.manifest().parts) paths.push_back(archive.layout().file(p));
  for (const std::string& sql : {"SET allowed_paths = " + list_of(paths), std::string("SET enable_external_access = false"),
                                 std::string("SET lock_configuration = true")}) {
    if (auto ok = archive.database().run(sql); !ok) return ok;
  }
  return {};
}

Status check_select(Archive& archive, const std::string& sql) {
  duckdb_connection connection = archive.database().connection();
  duckdb_extracted_statements statements = nullptr;
  idx_t n = duckdb_extract_statements(connection, sql.c_str(), &statements);
  Status out;
  if (n == 0) {
    const char* error = duckdb_extract_statements_error(statements);
    out = fail(database_error(error == nullptr ? "no statement" : error));
  } else if (n > 1) {
    out = fail(Code::bad_query, "", "these are several statements", "give one SELECT");
  } else {
    duckdb_prepared_statement statement = nullptr;
    if (duckdb_prepare_extracted_statement(connection, statements, 0, &statement) != DuckDBSuccess) {
      const char* error = duckdb_prepare_error(statement);
      out = fail(database_error(error == nullptr ? "unknown" : error));
    } else if (duckdb_prepared_statement_type(statement) != DUCKDB_STATEMENT_TYPE_SELECT) {
      out = fail(Code::bad_query, "", "this is no SELECT", "an archive is only read here");
    }
    duckdb_destroy_prepare(&statement);
  }
  duckdb_destroy_extracted(&statements);
  return out;
}

struct Deadline::State {
  std::mutex mutex;
  std::condition_variable_any over;
  std::jthread thread;
};

Deadline::Deadline(Archive& archive, double seconds) : state_(std::make_unique<State>()) {
  if (seconds <= 0) return;
  state_->thread = std::jthread([this, &archive, seconds](std::stop_token stop) {
    std::unique_lock lock(state_->mutex);
    auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    state_->over.wait_until(lock, stop, until, [] { return false; });
    // What is asked after the end of time is interrupted as well.
    while (!stop.stop_requested()) {
      archive.database().interrupt();
      state_->over.wait_for(lock, stop, std::chrono::milliseconds(50), [] { return false; });
    }
  });
}
Deadline::~Deadline() = default;

}  // namespace kawat::archive
