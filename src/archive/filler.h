// Typed values into the vectors of DuckDB: rows of a staging table. Internal to the archive.
#pragma once

#include <duckdb.h>

#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "archive/database.h"
#include "archive/tables.h"
#include "archive/telling.h"
#include "model/row.h"

namespace kawat::archive {

// Appends rows to one staging table. begin_row(), then a value for each column in order; close() at the end.
class Filler {
 public:
  Filler(Database& database, std::string_view table);
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;
  ~Filler();

  Status begin_row();
  void put(const std::string& s) { s.empty() ? null() : put(std::string_view(s)); }
  void put(std::string_view s) { duckdb_vector_assign_string_element_len(vectors_[column_++], row_, s.data(), s.size()); }
  void put(std::int32_t v) { v < 0 ? null() : store(v); }
  void put(double v) { std::isnan(v) ? null() : store(v); }
  void put(bool v) { store(v); }
  void put(const model::Day& d) { d.known() ? store(duckdb_date{static_cast<std::int32_t>(days_since_1970(d))}) : null(); }
  void put(const std::vector<std::string>& list);
  void put(const std::vector<model::RowSource>& list);
  void put_any(std::int32_t v) { store(v); }  // also a negative one
  void put_timestamp(std::int64_t microseconds) { store(duckdb_timestamp{microseconds}); }
  void null();
  Status close();

 private:
  template <class T>
  void store(T v) {
    static_cast<T*>(duckdb_vector_get_data(vectors_[column_++]))[row_] = v;
  }
  idx_t grow_list(std::size_t items);
  Status flush();

  duckdb_appender appender_ = nullptr;
  duckdb_data_chunk chunk_ = nullptr;
  std::vector<duckdb_logical_type> types_;
  std::vector<duckdb_vector> vectors_;
  idx_t row_ = 0, filled_ = 0;
  std::size_t column_ = 0;
  std::string failure_;
};

void put_telling(const Telling& t, Filler& f);

}  // namespace kawat::archive
