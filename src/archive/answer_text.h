// Rows of an answer as JSONL, CSV or cells for the eye. Dates are ISO 8601, lists in CSV are joined with ";", links of an
// attribution written kind:name. One thread at a time.
#pragma once

#include <string>
#include <vector>

#include "archive/database.h"

namespace kawat::archive {

class AnswerText {
 public:
  explicit AnswerText(const Answer& answer);
  AnswerText(const AnswerText&) = delete;
  AnswerText& operator=(const AnswerText&) = delete;
  ~AnswerText();
  const std::vector<std::string>& names() const { return names_; }
  void csv_header(std::string& out, char by = ',') const;
  void json_row(duckdb_data_chunk chunk, idx_t row, std::string& out) const;
  void csv_row(duckdb_data_chunk chunk, idx_t row, std::string& out, char by = ',') const;
  std::vector<std::string> cells(duckdb_data_chunk chunk, idx_t row) const;

  // Whether every column is of a type that can be written; else `sql` with those cast to text.
  static Result<std::string> writable(Database& database, const std::string& sql);

 private:
  void json(duckdb_vector v, duckdb_logical_type type, idx_t row, std::string& out) const;
  void plain(duckdb_vector v, duckdb_logical_type type, idx_t row, std::string& out) const;
  std::vector<std::string> names_;
  std::vector<duckdb_logical_type> types_;
};

}  // namespace kawat::archive
