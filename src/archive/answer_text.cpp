#include "archive/answer_text.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/escape.h"
#include "base/json.h"
#include "model/day.h"

namespace kawat::archive {
namespace {

std::int64_t floor_seconds(std::int64_t micros) { return micros / 1'000'000 - (micros % 1'000'000 < 0 ? 1 : 0); }

// Sums are 128 bits wide.
std::string wide(duckdb_hugeint v) {
  __extension__ using Wide = unsigned __int128;
  bool negative = v.upper < 0;
  Wide w = static_cast<Wide>(static_cast<std::uint64_t>(v.upper)) << 64 | v.lower;
  if (negative) w = ~w + 1;
  std::string out;
  do out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(w % 10))), w /= 10;
  while (w != 0);
  return negative ? "-" + out : out;
}

bool is_simple(duckdb_type t) {
  switch (t) {
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_TIMESTAMP:
      return true;
    default:
      return false;
  }
}

// Calls visit with the type of each part of a nested one.
bool is_writable(duckdb_logical_type type) {
  duckdb_type t = duckdb_get_type_id(type);
  bool ok = true;
  if (t == DUCKDB_TYPE_LIST) {
    duckdb_logical_type child = duckdb_list_type_child_type(type);
    ok = is_writable(child);
    duckdb_destroy_logical_type(&child);
  } else if (t == DUCKDB_TYPE_STRUCT) {
    for (idx_t i = 0; ok && i < duckdb_struct_type_child_count(type); ++i) {
      duckdb_logical_type child = duckdb_struct_type_child_type(type, i);
      ok = is_writable(child);
      duckdb_destroy_logical_type(&child);
    }
  } else {
    ok = is_simple(t);
  }
  return ok;
}

template <class T>
T value(duckdb_vector v, idx_t row) {
  return static_cast<const T*>(duckdb_vector_get_data(v))[row];
}

void number(duckdb_vector v, duckdb_type type, idx_t row, std::string& out) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      out += value<bool>(v, row) ? "true" : "false";
      return;
    case DUCKDB_TYPE_TINYINT:
      out += std::to_string(value<std::int8_t>(v, row));
      return;
    case DUCKDB_TYPE_SMALLINT:
      out += std::to_string(value<std::int16_t>(v, row));
      return;
    case DUCKDB_TYPE_INTEGER:
      out += std::to_string(value<std::int32_t>(v, row));
      return;
    case DUCKDB_TYPE_BIGINT:
      out += std::to_string(value<std::int64_t>(v, row));
      return;
    case DUCKDB_TYPE_UTINYINT:
      out += std::to_string(value<std::uint8_t>(v, row));
      return;
    case DUCKDB_TYPE_USMALLINT:
      out += std::to_string(value<std::uint16_t>(v, row));
      return;
    case DUCKDB_TYPE_UINTEGER:
      out += std::to_string(value<std::uint32_t>(v, row));
      return;
    case DUCKDB_TYPE_UBIGINT:
      out += std::to_string(value<std::uint64_t>(v, row));
      return;
    case DUCKDB_TYPE_HUGEINT:
      out += wide(value<duckdb_hugeint>(v, row));
      return;
    case DUCKDB_TYPE_FLOAT:
      append_json(static_cast<double>(value<float>(v, row)), out);
      return;
    case DUCKDB_TYPE_DOUBLE:
      append_json(value<double>(v, row), out);
      return;
    default:
      return;
  }
}

bool as_text(duckdb_vector v, duckdb_type type, idx_t row, std::string& out) {
  switch (type) {
    case DUCKDB_TYPE_VARCHAR:
      out = text_of(static_cast<const duckdb_string_t*>(duckdb_vector_get_data(v))[row]);
      return true;
    case DUCKDB_TYPE_DATE:
      out = model::iso_day(value<duckdb_date>(v, row).days);
      return true;
    case DUCKDB_TYPE_TIMESTAMP:
      out = model::iso_time(floor_seconds(value<duckdb_timestamp>(v, row).micros));
      return true;
    default:
      return false;
  }
}

}  // namespace

AnswerText::AnswerText(const Answer& answer) {
  for (std::size_t i = 0; i < answer.columns(); ++i) {
    names_.push_back(answer.column(i).name);
    types_.push_back(answer.logical_type(i));
  }
}

AnswerText::~AnswerText() {
  for (duckdb_logical_type& t : types_) duckdb_destroy_logical_type(&t);
}

void AnswerText::csv_header(std::string& out, char by) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (i > 0) out += by;
    append_csv(names_[i], by, out);
  }
  out += '\n';
}

void AnswerText::json_row(duckdb_data_chunk chunk, idx_t row, std::string& out) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    out += i == 0 ? '{' : ',';
    append_json(names_[i], out);
    out += ':';
    json(duckdb_data_chunk_get_vector(chunk, i), types_[i], row, out);
  }
  out += "}\n";
}

void AnswerText::csv_row(duckdb_data_chunk chunk, idx_t row, std::string& out, char by) const {
  std::string cell;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (i > 0) out += by;
    cell.clear();
    plain(duckdb_data_chunk_get_vector(chunk, i), types_[i], row, cell);
    append_csv(cell, by, out);
  }
  out += '\n';
}

std::vector<std::string> AnswerText::cells(duckdb_data_chunk chunk, idx_t row) const {
  std::vector<std::string> out(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i) plain(duckdb_data_chunk_get_vector(chunk, i), types_[i], row, out[i]);
  return out;
}

void AnswerText::json(duckdb_vector v, duckdb_logical_type type, idx_t row, std::string& out) const {
  if (!is_valid(duckdb_vector_get_validity(v), row)) {
    out += "null";
    return;
  }
  duckdb_type t = duckdb_get_type_id(type);
  std::string text;
  if (t == DUCKDB_TYPE_LIST) {
    auto entry = value<duckdb_list_entry>(v, row);
    duckdb_vector child = duckdb_list_vector_get_child(v);
    duckdb_logical_type child_type = duckdb_list_type_child_type(type);
    out += '[';
    for (idx_t i = 0; i < entry.length; ++i) {
      if (i > 0) out += ',';
      json(child, child_type, entry.offset + i, out);
    }
    out += ']';
    duckdb_destroy_logical_type(&child_type);
  } else if (t == DUCKDB_TYPE_STRUCT) {
    for (idx_t i = 0; i < duckdb_struct_type_child_count(type); ++i) {
      char* name = duckdb_struct_type_child_name(type, i);
      duckdb_logical_type child_type = duckdb_struct_type_child_type(type, i);
      out += i == 0 ? '{' : ',';
      append_json(name, out);
      out += ':';
      json(duckdb_struct_vector_get_child(v, i), child_type, row, out);
      duckdb_destroy_logical_type(&child_type);
      duckdb_free(name);
    }
    out += '}';
  } else if (as_text(v, t, row, text)) {
    append_json(text, out);
  } else {
    number(v, t, row, out);
  }
}

void AnswerText::plain(duckdb_vector v, duckdb_logical_type type, idx_t row, std::string& out) const {
  if (!is_valid(duckdb_vector_get_validity(v), row)) return;
  duckdb_type t = duckdb_get_type_id(type);
  std::string text;
  if (t == DUCKDB_TYPE_LIST) {
    auto entry = value<duckdb_list_entry>(v, row);
    duckdb_vector child = duckdb_list_vector_get_child(v);
    duckdb_logical_type child_type = duckdb_list_type_child_type(type);
    for (idx_t i = 0; i < entry.length; ++i) {
      if (i > 0) out += ';';
      plain(child, child_type, entry.offset + i, out);
    }
    duckdb_destroy_logical_type(&child_type);
  } else if (t == DUCKDB_TYPE_STRUCT) {
    // Of an attribution what the CSV of `kawat code` says: kind:name.
    idx_t name_at = 0, kind_at = 0, count = duckdb_struct_type_child_count(type);
    bool named = false, kinded = false;
    for (idx_t i = 0; i < count; ++i) {
      char* name = duckdb_struct_type_child_name(type, i);
      if (std::string_view(name) == "name") name_at = i, named = true;
      if (std::string_view(name) == "kind") kind_at = i, kinded = true;
      duckdb_free(name);
    }
    if (named && kinded) {
      duckdb_logical_type kind_type = duckdb_struct_type_child_type(type, kind_at);
      duckdb_logical_type name_type = duckdb_struct_type_child_type(type, name_at);
      plain(duckdb_struct_vector_get_child(v, kind_at), kind_type, row, out);
      out += ':';
      plain(duckdb_struct_vector_get_child(v, name_at), name_type, row, out);
      duckdb_destroy_logical_type(&kind_type);
      duckdb_destroy_logical_type(&name_type);
    } else {
      json(v, type, row, out);
    }
  } else if (as_text(v, t, row, text)) {
    out += text;
  } else {
    number(v, t, row, out);
  }
}

Result<std::string> AnswerText::writable(Database& database, const std::string& sql) {
  auto head = database.ask("SELECT * FROM (" + sql + "\n) LIMIT 0");
  if (!head) return fail(head.error());
  std::string columns;
  bool all = true;
  for (std::size_t i = 0; i < head->columns(); ++i) {
    duckdb_logical_type type = head->logical_type(i);
    std::string name = identifier(head->column(i).name);
    bool ok = is_writable(type);
    all = all && ok;
    columns += (i > 0 ? ", " : "") + (ok ? name : "CAST(" + name + " AS VARCHAR) AS " + name);
    duckdb_destroy_logical_type(&type);
  }
  return all ? sql : "SELECT " + columns + " FROM (" + sql + "\n)";
}

}  // namespace kawat::archive
