// DuckDB in memory, for one thread at a time: statements run to their end, answers come in chunks. Internal to the archive.
#pragma once

#include <duckdb.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/sql.h"
#include "base/result.h"

namespace kawat::archive {

struct DatabaseOptions {
  unsigned threads = 0;            // 0 = all cores
  std::string memory_limit{};      // "1GB"; empty = DuckDB's own, 80 % of the machine
  std::string temporary_folder{};  // where what does not fit into memory goes; empty = nowhere
};

// One column of an answer: name and type as DuckDB has them.
struct AnswerColumn {
  std::string name;
  duckdb_type type = DUCKDB_TYPE_INVALID;
};

// An answer that is fetched chunk by chunk.
class Answer {
 public:
  Answer() = default;
  Answer(Answer&& o) noexcept;
  Answer& operator=(Answer&& o) noexcept;
  ~Answer();
  std::size_t columns() const;
  AnswerColumn column(std::size_t at) const;
  duckdb_logical_type logical_type(std::size_t at) const;  // to be destroyed by the caller
  // The next chunk, null at the end; it lives until the next call.
  Result<duckdb_data_chunk> next();

 private:
  friend class Database;
  void clear();
  duckdb_result result_{};
  duckdb_data_chunk chunk_ = nullptr;
  bool open_ = false;
};

class Database {
 public:
  static Result<Database> open(const DatabaseOptions& options = {});
  Database(Database&& o) noexcept;
  Database& operator=(Database&& o) noexcept;
  ~Database();

  // Another connection to the same tables, for another thread; it must not outlive this one.
  Result<Database> beside() const;

  Status run(const std::string& sql);                                           // one or several statements, answers dropped
  Result<Answer> ask(const std::string& sql, bool stream = false);              // one statement
  Result<std::int64_t> number(const std::string& sql);                          // the only value of the answer
  Result<std::vector<std::vector<std::string>>> table(const std::string& sql);  // all values as text; null = ""
  Result<std::uint64_t> number_of_copy(const std::string& sql);                 // the rows that a COPY wrote
  void interrupt();  // from any thread: what runs ends with query_limit
  duckdb_connection connection() const { return connection_; }

 private:
  Database() = default;
  duckdb_database database_ = nullptr;
  bool own_ = true;
  duckdb_connection connection_ = nullptr;
};

// What DuckDB says, as an error of ours: a full disk and refused writes are write_failed, limits query_limit, else `code`.
Error database_error(std::string_view message, Code code = Code::bad_query);

// The bytes of a VARCHAR.
inline std::string_view text_of(const duckdb_string_t& s) {
  return s.value.inlined.length <= 12 ? std::string_view(s.value.inlined.inlined, s.value.inlined.length)
                                      : std::string_view(s.value.pointer.ptr, s.value.pointer.length);
}
inline bool is_valid(const uint64_t* validity, idx_t row) {
  return validity == nullptr || (validity[row / 64] >> (row % 64) & 1) != 0;
}

}  // namespace kawat::archive
