#include "archive/tables.h"

#include "archive/document.h"
#include "archive/sql.h"
#include "model/row.h"

namespace kawat::archive {
namespace {

const char* sql_type(const std::string&) { return "VARCHAR"; }
const char* sql_type(std::int32_t) { return "INTEGER"; }
const char* sql_type(double) { return "DOUBLE"; }
const char* sql_type(bool) { return "BOOLEAN"; }
const char* sql_type(const model::Day&) { return "DATE"; }
const char* sql_type(const std::vector<std::string>&) { return "VARCHAR[]"; }
const char* sql_type(const std::vector<model::RowSource>&) {
  return "STRUCT(\"name\" VARCHAR, code VARCHAR, kind VARCHAR, \"text\" VARCHAR)[]";
}

std::vector<Table> make_tables() {
  Table documents{kDocuments, {}, "outlet, doc_id", true};
  Document d;
  each_document_column(
      d, [&](std::string_view name, const auto& value) { documents.columns.push_back({std::string(name), sql_type(value)}); });
  for (const char* name : {"story_id", "content_key", "kawat_version"}) documents.columns.push_back({name, "VARCHAR"});
  documents.columns.push_back({"event_count", "INTEGER"});
  documents.columns.push_back({"added", "TIMESTAMP"});

  // Sorted by pair, so that a part's row groups hold few pairs each and their statistics tell which.
  Table events{kEvents, {}, "pair, actor_code, recipient_code, date_start, event_id", true};
  model::EventRow row;
  model::each_column(row, [&](std::string_view name, const auto& value) {
    if (!is_of_document(name)) events.columns.push_back({std::string(name), sql_type(value)});
  });
  events.columns.push_back({"pair", "VARCHAR"});
  events.columns.push_back({"event_first", "BOOLEAN"});

  Table inputs{
      kInputs, {{"input", "VARCHAR"}, {"path", "VARCHAR"}, {"documents", "INTEGER"}, {"added", "TIMESTAMP"}}, "path", false};
  return {std::move(documents), std::move(events), std::move(inputs)};
}

}  // namespace

bool is_of_document(std::string_view column) {
  return column == "url" || column == "title" || column == "author" || column == "copy_of";
}

const std::vector<Table>& tables() {
  static const std::vector<Table> all = make_tables();
  return all;
}

const Table& table(std::string_view name) {
  for (const Table& t : tables()) {
    if (t.name == name) return t;
  }
  return tables().front();
}

std::string create_table(const Table& t) {
  std::string out = "CREATE OR REPLACE TABLE " + identifier(t.name) + " (";
  for (const TableColumn& c : t.columns) out += (&c == &t.columns.front() ? "" : ", ") + identifier(c.name) + " " + c.type;
  return out + ")";
}

std::string scan(const Layout& layout, const Table& t, const std::vector<const Part*>& parts) {
  if (parts.empty()) {
    std::string columns;
    for (const TableColumn& c : t.columns) columns += "CAST(NULL AS " + c.type + ") AS " + identifier(c.name) + ", ";
    return "(SELECT " + columns + "CAST(NULL AS VARCHAR) AS month WHERE false)";
  }
  std::vector<std::string> files;
  for (const Part* p : parts) files.push_back(layout.file(*p));
  return "read_parquet(" + list_of(files) +
         (t.by_month ? ", hive_partitioning = true, hive_types = {'month': VARCHAR})" : ", hive_partitioning = false)");
}

std::string contract_select(bool with_documents) {
  std::string out;
  model::EventRow row;
  model::each_column(row, [&](std::string_view name, const auto&) {
    if (!out.empty()) out += ", ";
    std::string column = identifier(name);
    if (name == "story_id")
      out += "coalesce(e.story_id, e.event_group) AS story_id";
    else if (is_of_document(name))
      out += (with_documents ? "d." + column : "CAST(NULL AS VARCHAR)") + " AS " + column;
    else
      out += "e." + column;
  });
  return out;
}

std::string create_views(const Layout& layout, const Manifest& manifest) {
  std::string documents = scan(layout, table(kDocuments), manifest.of(kDocuments));
  std::string events = scan(layout, table(kEvents), manifest.of(kEvents));
  return "CREATE OR REPLACE VIEW documents AS SELECT * FROM " + documents + ";" +
         "CREATE OR REPLACE VIEW events AS SELECT * REPLACE (coalesce(story_id, event_group) AS story_id) FROM " + events + ";" +
         "CREATE OR REPLACE VIEW event_rows AS SELECT " + contract_select(true) +
         ", e.pair, e.month FROM events e LEFT JOIN documents d ON d.doc_id = e.doc_id;" +
         "CREATE OR REPLACE VIEW stories AS SELECT story_id, min(date_start) AS first_day, max(date_start) AS last_day, "
         "mode(event_type) AS "
         "event_type, mode(pair) AS pair, count(DISTINCT doc_id) AS documents, count(DISTINCT outlet) AS outlets, avg(goldstein) "
         "AS goldstein "
         "FROM events GROUP BY story_id;";
}

}  // namespace kawat::archive
