// Items of a list as JSON, CSV or Parquet from one description of their fields:
//
//   struct PairItem { std::string a, b; std::int64_t stories = 0; };
//   template <class Visit> void each_field(const PairItem& p, Visit&& visit) { visit("a", p.a), visit("b", p.b), … }
//
// Empty strings, NaN and kNoDay are null.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/database.h"
#include "base/escape.h"
#include "base/json.h"
#include "serve/event_index.h"

namespace kawat::serve {

struct Date {
  std::int32_t days = kNoDay;
};

struct JsonItem {
  std::string& out;
  bool first = true;
  template <class T>
  void operator()(std::string_view name, const T& value) {
    out += first ? '{' : ',';
    first = false;
    out += '"';
    out += name;
    out += "\":";
    put(value);
  }
  void put(std::string_view s) { s.empty() ? void(out += "null") : append_json(s, out); }
  void put(const std::string& s) { put(std::string_view(s)); }
  void put(std::int64_t v) { out += std::to_string(v); }
  void put(double v) { append_json(v, out); }
  void put(bool v) { out += v ? "true" : "false"; }
  void put(Date d) { put(iso(d.days)); }
  void put(const std::vector<std::string>& list) {
    out += '[';
    for (const std::string& s : list) out += out.back() == '[' ? "" : ",", append_json(s, out);
    out += ']';
  }
};
template <class Item>
void append_item(const Item& item, std::string& out) {
  each_field(item, JsonItem{out});
  out += '}';
}

struct CsvItem {
  std::string& out;
  bool first = true;
  template <class T>
  void operator()(std::string_view, const T& value) {
    if (!first) out += ',';
    first = false;
    put(value);
  }
  void put(std::string_view s) { append_csv(s, ',', out); }
  void put(const std::string& s) { put(std::string_view(s)); }
  void put(std::int64_t v) { out += std::to_string(v); }
  void put(double v) {
    if (std::isfinite(v)) append_json(v, out);
  }
  void put(bool v) { out += v ? "true" : "false"; }
  void put(Date d) { out += iso(d.days); }
  void put(const std::vector<std::string>& list) {
    std::string all;
    for (const std::string& s : list) all += (all.empty() ? "" : ";") + s;
    append_csv(all, ',', out);
  }
};
struct CsvHead {
  std::string& out;
  bool first = true;
  template <class T>
  void operator()(std::string_view name, const T&) {
    if (!first) out += ',';
    first = false;
    out += name;
  }
};

struct SqlColumns {
  std::string& out;
  template <class T>
  void operator()(std::string_view name, const T& value) {
    out += (out.empty() ? "" : ", ") + archive::identifier(name) + " " + type(value);
  }
  static const char* type(std::string_view) { return "VARCHAR"; }
  static const char* type(const std::string&) { return "VARCHAR"; }
  static const char* type(std::int64_t) { return "BIGINT"; }
  static const char* type(double) { return "DOUBLE"; }
  static const char* type(bool) { return "BOOLEAN"; }
  static const char* type(Date) { return "DATE"; }
  static const char* type(const std::vector<std::string>&) { return "VARCHAR[]"; }
};
// Appends to a table of SqlColumns; lists as DuckDB writes them.
struct SqlRow {
  duckdb_appender appender;
  template <class T>
  void operator()(std::string_view, const T& value) {
    put(value);
  }
  void put(std::string_view s) {
    s.empty() ? duckdb_append_null(appender) : duckdb_append_varchar_length(appender, s.data(), s.size());
  }
  void put(const std::string& s) { put(std::string_view(s)); }
  void put(std::int64_t v) { duckdb_append_int64(appender, v); }
  void put(double v) { std::isfinite(v) ? duckdb_append_double(appender, v) : duckdb_append_null(appender); }
  void put(bool v) { duckdb_append_bool(appender, v); }
  void put(Date d) { d.days == kNoDay ? duckdb_append_null(appender) : duckdb_append_date(appender, {d.days}); }
  void put(const std::vector<std::string>& list) {
    std::vector<duckdb_value> values;
    for (const std::string& s : list) values.push_back(duckdb_create_varchar_length(s.data(), s.size()));
    duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_value all = duckdb_create_list_value(text, values.data(), values.size());
    duckdb_append_value(appender, all);
    duckdb_destroy_value(&all);
    for (duckdb_value& v : values) duckdb_destroy_value(&v);
    duckdb_destroy_logical_type(&text);
  }
};

}  // namespace kawat::serve
