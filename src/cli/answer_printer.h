// Answers of an archive on the way out: JSONL, CSV, a table for the eye; Parquet by way of DuckDB.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "archive/archive.h"
#include "archive/database.h"
#include "base/result.h"
#include "cli/common.h"

namespace kawat::cli {

// Writes the rows of answers of the same columns as they come.
class AnswerPrinter {
 public:
  struct Style {
    std::string format;       // "jsonl", "csv", "tsv", "table"
    bool header = true;       // of csv and tsv
    bool colour = false;      // of table
    int width = 0;            // of table; 0 = any
    bool progress = false;    // on standard error
    std::uint64_t total = 0;  // rows that will come; 0 = unknown
  };
  AnswerPrinter(Style style, Output& out);
  ~AnswerPrinter();
  std::uint64_t rows() const { return rows_; }
  Result<bool> take(archive::Answer& answer);  // true: more may come
  Status end();

 private:
  class Table;
  Style style_;
  Output& out_;
  bool begun_ = false;
  std::unique_ptr<Table> table_;
  std::uint64_t rows_ = 0;
};

// The rows of a SELECT into a file that appears when it is whole; returns how many.
Result<std::uint64_t> write_parquet(archive::Archive& archive, const std::string& sql, const std::string& path);

}  // namespace kawat::cli
