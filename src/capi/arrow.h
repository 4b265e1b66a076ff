// Arrow arrays over the C data interface: texts out of what others made, columns of our own. Internal to the C library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kawat/kawat.h"
#include "model/row.h"

namespace kawat::capi {

// A column of somebody else's, read as text: strings as they are, whole numbers in digits, days as "2024-10-08". The schema and
// the array must outlive it.
class TextColumn {
 public:
  // Error bad_arrow when the type cannot be read as text. rows: how many will be asked for, from 0; first: where they begin in
  // the array, beside the array's own offset.
  static Result<TextColumn> open(const ArrowSchema& schema, const ArrowArray& array, std::int64_t first, std::int64_t rows);
  // False when the value is null; else it is put into `out`.
  bool get(std::int64_t row, std::string& out) const;

 private:
  enum class Kind { none, text32, text64, view, integer, day, milliseconds, timestamp, dictionary };
  bool get_at(std::int64_t at, std::string& out) const;
  Kind kind_ = Kind::none;
  char width_ = 'l';              // of integers and of the keys of a dictionary, as Arrow's format letter
  std::int64_t per_day_ = 86400;  // ticks of timestamps
  const ArrowArray* array_ = nullptr;
  std::int64_t first_ = 0;
  std::vector<TextColumn> values_;  // of a dictionary: one
};

// What a column is called and holds.
struct Field {
  std::string name, format;
  std::vector<Field> children{};
  bool nullable = true;
};

// The values of one column as they come.
class Column {
 public:
  explicit Column(const Field& field);
  void null();
  void add(std::string_view text);
  void add(std::int32_t v);
  void add(std::int64_t v);
  void add(double v);
  void add(bool v);
  void add(const model::Day& day);
  void add(const std::vector<std::string>& list);
  void add(const std::vector<model::RowSource>& list);
  // All of `other` behind what is here. Same field.
  void append(const Column& other);
  std::size_t length() const { return valid_.size(); }
  std::size_t text_bytes() const;  // of the largest text column in it
  void move_to(ArrowArray& out);   // leaves an empty column

 private:
  template <class T>
  void put(T v);
  void end_list();
  std::vector<std::uint8_t> valid_;  // a byte each until it leaves
  std::string bytes_;                // fixed values, or the bytes of texts
  std::vector<std::int32_t> ends_;   // of texts and lists, with a 0 before
  std::vector<Column> children_;
  char kind_;          // 'u' text or bytes, 'l' list, 's' struct, 'f' fixed, 'b' boolean
  std::size_t width_;  // bytes of a fixed value
};

// Rows of several columns.
class Table {
 public:
  explicit Table(const std::vector<Field>& fields);
  Column& operator[](std::size_t i) { return columns_[i]; }
  void append(const Table& other);
  std::size_t rows() const { return columns_.front().length(); }
  std::size_t text_bytes() const;
  void move_to(ArrowArray& out);

 private:
  std::vector<Column> columns_;
};

const std::vector<Field>& event_fields();
const std::vector<Field>& skipped_fields();
// Of coded articles (capi/intake.h) and of those that were skipped or left out.
const std::vector<Field>& coded_fields();
void add_row(const model::EventRow& row, Table& table);

void make_schema(const std::vector<Field>& fields, ArrowSchema& out);
// A stream whose batches are made when they are asked for: next() gives nothing at the end. It is not called again after that,
// or after an error, which the consumer gets as text.
void make_stream(const std::vector<Field>& fields, std::function<Result<std::optional<Table>>()> next, ArrowArrayStream& out);
// A stream of finished batches.
void make_stream(const std::vector<Field>& fields, std::vector<Table>&& batches, ArrowArrayStream& out);

}  // namespace kawat::capi
