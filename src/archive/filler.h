// Rows of ours as a table that a statement reads: typed values go straight into the vectors of DuckDB. Internal to the archive.
#pragma once

#include <duckdb.h>

#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "archive/database.h"
#include "archive/tables.h"
#include "archive/telling.h"
#include "model/row.h"

namespace kawat::archive {

// One value into a vector; what is missing becomes null.
void set_null(duckdb_vector v, idx_t at);
template <class T>
void store(duckdb_vector v, idx_t at, T value) {
  static_cast<T*>(duckdb_vector_get_data(v))[at] = value;
}
inline void set(duckdb_vector v, idx_t at, std::string_view s) {
  duckdb_vector_assign_string_element_len(v, at, s.data(), s.size());
}
inline void set(duckdb_vector v, idx_t at, const std::string& s) {
  s.empty() ? set_null(v, at) : set(v, at, std::string_view(s));
}
inline void set(duckdb_vector v, idx_t at, std::int32_t n) { n < 0 ? set_null(v, at) : store(v, at, n); }
inline void set(duckdb_vector v, idx_t at, double n) { std::isnan(n) ? set_null(v, at) : store(v, at, n); }
inline void set(duckdb_vector v, idx_t at, bool b) { store(v, at, b); }
inline void set(duckdb_vector v, idx_t at, const model::Day& d) {
  d.known() ? store(v, at, duckdb_date{static_cast<std::int32_t>(days_since_1970(d))}) : set_null(v, at);
}
// A list; an empty text in it is no null.
template <class Item>
void set(duckdb_vector v, idx_t at, const std::vector<Item>& list);
// A structure, field by field.
template <class... Fields>
void set_fields(duckdb_vector v, idx_t at, const Fields&... fields) {
  idx_t field = 0;
  (set(duckdb_struct_vector_get_child(v, field++), at, fields), ...);
}
inline void set(duckdb_vector v, idx_t at, const model::RowSource& s) {
  set_fields(v, at, std::string_view(s.name), s.code, s.kind, s.text);
}
void set(duckdb_vector v, idx_t at, const StoryRow::Party& p);
void set(duckdb_vector v, idx_t at, const StoryRow::Source& s);
void set(duckdb_vector v, idx_t at, const StoryRow::Value& value);
void set(duckdb_vector v, idx_t at, const StoryRow::Disagreement& d);
template <class Item>
void set(duckdb_vector v, idx_t at, const std::vector<Item>& list) {
  const idx_t begin = duckdb_list_vector_get_size(v);
  duckdb_list_vector_reserve(v, begin + list.size());
  duckdb_list_vector_set_size(v, begin + list.size());
  store(v, at, duckdb_list_entry{begin, list.size()});
  duckdb_vector items = duckdb_list_vector_get_child(v);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if constexpr (std::is_same_v<Item, std::string>)
      set(items, begin + i, std::string_view(list[i]));
    else
      set(items, begin + i, list[i]);
  }
}

// Puts rows into a chunk: begin_row(), then a value for each column in order.
class Filler {
 public:
  explicit Filler(duckdb_data_chunk chunk);

  void begin_row() { row_ = filled_++, column_ = 0; }
  idx_t rows() const { return filled_; }
  template <class T>
  void put(const T& value) {
    set(vectors_[column_++], row_, value);
  }
  void put_any(std::int32_t v) { store(vectors_[column_++], row_, v); }  // also a negative one
  void put_timestamp(std::int64_t microseconds) { store(vectors_[column_++], row_, duckdb_timestamp{microseconds}); }
  void null() { set_null(vectors_[column_++], row_); }

 private:
  std::vector<duckdb_vector> vectors_;
  idx_t row_ = 0, filled_ = 0;
  std::size_t column_ = 0;
};

void put_telling(const Telling& t, Filler& f);

// Rows that a statement reads where they are, in their order: "SELECT … FROM " + rows.from(). Must outlive the statement, and
// put_row may be called from a thread of DuckDB.
struct GivenRows {
  const Table* table = nullptr;  // its columns
  std::size_t rows = 0;
  std::function<void(Filler&, std::size_t)> put_row;
  std::string from() const;
};
// Before the first statement that reads given rows; only for databases that run no statements of others.
Status allow_given_rows(Database& database);

}  // namespace kawat::archive
