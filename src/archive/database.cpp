#include "archive/database.h"

#include <utility>

namespace kawat::archive {
namespace {

bool has(std::string_view s, std::string_view part) { return s.find(part) != std::string_view::npos; }

// The first line says it; the others show the statement.
std::string first_line(std::string_view message) { return std::string(message.substr(0, message.find('\n'))); }

}  // namespace

Error database_error(std::string_view message, Code code) {
  if (has(message, "INTERRUPT"))
    return {Code::query_limit, "", "it took longer than allowed", "ask for less, or allow more with --max-seconds"};
  if (has(message, "Out of Memory"))
    return {Code::query_limit, "", first_line(message), "ask for less, or allow more with --max-memory"};
  if (has(message, "No space left") || has(message, "File too large") || has(message, "Disk quota") ||
      has(message, "Could not write") || has(message, "Cannot open file") || has(message, "Read-only file system"))
    return {Code::write_failed, "", first_line(message), "the archive is as it was before; make room and run it again"};
  return {code, "", first_line(message), ""};
}

Answer::Answer(Answer&& o) noexcept
    : result_(o.result_), chunk_(std::exchange(o.chunk_, nullptr)), open_(std::exchange(o.open_, false)) {}
Answer& Answer::operator=(Answer&& o) noexcept {
  if (this != &o) {
    clear();
    result_ = o.result_, chunk_ = std::exchange(o.chunk_, nullptr), open_ = std::exchange(o.open_, false);
  }
  return *this;
}
Answer::~Answer() { clear(); }
void Answer::clear() {
  if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
  if (open_) duckdb_destroy_result(&result_);
  open_ = false;
}
std::size_t Answer::columns() const { return duckdb_column_count(const_cast<duckdb_result*>(&result_)); }
AnswerColumn Answer::column(std::size_t at) const {
  auto* result = const_cast<duckdb_result*>(&result_);
  return {duckdb_column_name(result, at), duckdb_column_type(result, at)};
}
duckdb_logical_type Answer::logical_type(std::size_t at) const {
  return duckdb_column_logical_type(const_cast<duckdb_result*>(&result_), at);
}
Result<duckdb_data_chunk> Answer::next() {
  if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
  chunk_ = duckdb_fetch_chunk(result_);
  if (chunk_ == nullptr) {
    const char* error = duckdb_result_error(&result_);
    if (error != nullptr && *error != 0) return fail(database_error(error));
  }
  return chunk_;
}

Result<Database> Database::open(const DatabaseOptions& options) {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  auto set = [&config](const char* name, const std::string& value) { duckdb_set_config(config, name, value.c_str()); };
  if (options.threads > 0) set("threads", std::to_string(options.threads));
  if (!options.memory_limit.empty()) set("memory_limit", options.memory_limit);
  set("temp_directory", options.temporary_folder);
  // Nothing is loaded from the network, ever.
  set("autoinstall_known_extensions", "false");
  set("autoload_known_extensions", "false");
  set("enable_progress_bar", "false");
  Database out;
  char* error = nullptr;
  duckdb_state state = duckdb_open_ext(nullptr, &out.database_, config, &error);
  duckdb_destroy_config(&config);
  if (state != DuckDBSuccess) {
    std::string message = error == nullptr ? "DuckDB does not start" : error;
    duckdb_free(error);
    return fail(Code::internal, "", message);
  }
  if (duckdb_connect(out.database_, &out.connection_) != DuckDBSuccess) return fail(Code::internal, "", "DuckDB does not start");
  return out;
}

Database::Database(Database&& o) noexcept
    : database_(std::exchange(o.database_, nullptr)), own_(o.own_), connection_(std::exchange(o.connection_, nullptr)) {}
Database& Database::operator=(Database&& o) noexcept {
  std::swap(database_, o.database_);
  std::swap(own_, o.own_);
  std::swap(connection_, o.connection_);
  return *this;
}
Database::~Database() {
  if (connection_ != nullptr) duckdb_disconnect(&connection_);
  if (database_ != nullptr && own_) duckdb_close(&database_);
}

Result<Database> Database::beside() const {
  Database out;
  out.database_ = database_, out.own_ = false;
  if (duckdb_connect(database_, &out.connection_) != DuckDBSuccess) return fail(Code::internal, "", "DuckDB gives no connection");
  return out;
}

Status Database::run(const std::string& sql) {
  duckdb_result result;
  duckdb_state state = duckdb_query(connection_, sql.c_str(), &result);
  if (state != DuckDBSuccess) {
    const char* error = duckdb_result_error(&result);
    Error e = database_error(error == nullptr ? "unknown" : error);
    duckdb_destroy_result(&result);
    return fail(std::move(e));
  }
  duckdb_destroy_result(&result);
  return {};
}

Result<Answer> Database::ask(const std::string& sql, bool stream) {
  Answer out;
  duckdb_state state = DuckDBError;
  std::string message;
  if (!stream) {
    state = duckdb_query(connection_, sql.c_str(), &out.result_);
    out.open_ = true;
    if (state != DuckDBSuccess) {
      const char* error = duckdb_result_error(&out.result_);
      message = error == nullptr ? "unknown" : error;
    }
  } else {
    duckdb_prepared_statement statement = nullptr;
    if (duckdb_prepare(connection_, sql.c_str(), &statement) != DuckDBSuccess) {
      const char* error = duckdb_prepare_error(statement);
      message = error == nullptr ? "unknown" : error;
    } else {
      duckdb_pending_result pending = nullptr;
      state = duckdb_pending_prepared_streaming(statement, &pending);
      if (state == DuckDBSuccess) {
        state = duckdb_execute_pending(pending, &out.result_);
        out.open_ = true;
      }
      if (state != DuckDBSuccess) {
        const char* error = out.open_ ? duckdb_result_error(&out.result_) : nullptr;
        if (error == nullptr || *error == 0) error = duckdb_pending_error(pending);
        message = error == nullptr ? "unknown" : error;
      }
      duckdb_destroy_pending(&pending);
    }
    duckdb_destroy_prepare(&statement);
  }
  if (state != DuckDBSuccess) return fail(database_error(message));
  return out;
}

Result<std::int64_t> Database::number(const std::string& sql) {
  auto answer = ask("SELECT CAST((" + sql + ") AS BIGINT)");
  if (!answer) return fail(answer.error());
  auto chunk = answer->next();
  if (!chunk) return fail(chunk.error());
  if (*chunk == nullptr || duckdb_data_chunk_get_size(*chunk) == 0) return fail(Code::internal, "", "an empty answer");
  return static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(*chunk, 0)))[0];
}

Result<std::uint64_t> Database::number_of_copy(const std::string& sql) {
  auto answer = ask(sql);
  if (!answer) return fail(answer.error());
  auto chunk = answer->next();
  if (!chunk) return fail(chunk.error());
  if (*chunk == nullptr || duckdb_data_chunk_get_size(*chunk) == 0) return 0;
  return static_cast<std::uint64_t>(
      static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(*chunk, 0)))[0]);
}

Result<std::vector<std::vector<std::string>>> Database::table(const std::string& sql) {
  auto answer = ask("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (" + sql + ")");
  if (!answer) return fail(answer.error());
  std::vector<std::vector<std::string>> out;
  for (;;) {
    auto chunk = answer->next();
    if (!chunk) return fail(chunk.error());
    if (*chunk == nullptr) return out;
    idx_t rows = duckdb_data_chunk_get_size(*chunk), columns = duckdb_data_chunk_get_column_count(*chunk);
    std::size_t first = out.size();
    out.resize(first + rows, std::vector<std::string>(columns));
    for (idx_t c = 0; c < columns; ++c) {
      duckdb_vector v = duckdb_data_chunk_get_vector(*chunk, c);
      const auto* data = static_cast<const duckdb_string_t*>(duckdb_vector_get_data(v));
      const uint64_t* validity = duckdb_vector_get_validity(v);
      for (idx_t r = 0; r < rows; ++r) {
        if (is_valid(validity, r)) out[first + r][c] = text_of(data[r]);
      }
    }
  }
}

void Database::interrupt() { duckdb_interrupt(connection_); }

}  // namespace kawat::archive
