// The tables of an archive as SQL: what their columns are called, how parts are sorted, and the views over them. docs/archive.md
// describes them. Internal to the archive.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/manifest.h"
#include "model/document.h"

namespace kawat::archive {

struct TableColumn {
  std::string name, type;  // of DuckDB: "VARCHAR", "DATE", …
};

struct Table {
  std::string_view name;
  std::vector<TableColumn> columns;  // as stored; the month is in the path only
  std::string order;                 // how a part is sorted
  std::string month;                 // that of a row `e`, as SQL; empty where the table is not by month
  bool by_month() const { return !month.empty(); }
};

const std::vector<Table>& tables();
const Table& table(std::string_view name);
// The partition of a day: "2024-10", "unknown".
std::string month_of(const model::Day& d);

// Columns of the contract that no part of the events holds, since the documents do.
bool is_of_document(std::string_view column);

std::string create_table(const Table& t, const std::string& as = {});  // for staging; `as`: under another name

// FROM clause over parts; an empty table where there are none.
// with_file: with the column "filename", the path of the part.
std::string scan(const Layout& layout, const Table& t, const std::vector<const Part*>& parts, bool with_file = false);

// Views "events" (as stored, story_id filled in), "documents", "event_rows" (every column of the contract, in its order),
// "stories" and "actors" (one row each).
std::string create_views(const Layout& layout, const Manifest& manifest);
// SELECT list of the contract over event columns `e` and, where with_documents, document columns `d`.
std::string contract_select(bool with_documents);

}  // namespace kawat::archive
