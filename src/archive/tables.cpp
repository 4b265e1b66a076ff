#include "archive/tables.h"

#include <array>
#include <cstdio>

#include "archive/document.h"
#include "archive/sql.h"
#include "archive/telling.h"
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

std::string month_of_day(const std::string& day) { return "coalesce(strftime(" + day + ", '%Y-%m'), 'unknown')"; }

std::vector<Table> make_tables() {
  Table documents{kDocuments, {}, "outlet, doc_id", month_of_day("e.published")};
  Document d;
  each_document_column(
      d, [&](std::string_view name, const auto& value) { documents.columns.push_back({std::string(name), sql_type(value)}); });
  for (const char* name : {"story_id", "content_key", "kawat_version"}) documents.columns.push_back({name, "VARCHAR"});
  documents.columns.push_back({"event_count", "INTEGER"});
  documents.columns.push_back({"added", "TIMESTAMP"});

  // Sorted by pair, so that a part's row groups hold few pairs each and their statistics tell which.
  Table events{kEvents, {}, "pair, actor_code, recipient_code, date_start, event_id", month_of_day("e.date_start")};
  model::EventRow row;
  model::each_column(row, [&](std::string_view name, const auto& value) {
    if (!is_of_document(name)) events.columns.push_back({std::string(name), sql_type(value)});
  });
  events.columns.push_back({"pair", "VARCHAR"});
  events.columns.push_back({"event_first", "BOOLEAN"});

  Table inputs{
      kInputs, {{"input", "VARCHAR"}, {"path", "VARCHAR"}, {"documents", "INTEGER"}, {"added", "TIMESTAMP"}}, "path", {}};

  // What is known of a story told several times.
  const std::string parties = "STRUCT(\"name\" VARCHAR, code VARCHAR)[]";
  Table stories{
      kStories,
      {{"story_id", "VARCHAR"},
       {"first_day", "DATE"},
       {"last_day", "DATE"},
       {"event_type", "VARCHAR"},
       {"event_mode", "VARCHAR"},
       {"actors", parties},
       {"recipients", parties},
       {"place", "VARCHAR"},
       {"documents", "INTEGER"},
       {"outlets", "INTEGER"},
       {"languages", "VARCHAR[]"},
       {"sources",
        "STRUCT(doc_id VARCHAR, event_group VARCHAR, outlet VARCHAR, \"language\" VARCHAR, published DATE, main BOOLEAN)[]"},
       {"disagreements", "STRUCT(field VARCHAR, \"values\" STRUCT(\"value\" VARCHAR, documents VARCHAR[])[])[]"}},
      "first_day, story_id",
      month_of_day("e.sources[1].published")};
  Table tellings{
      kTellings, {}, "period, doc_id, telling", month_of_day("DATE '1970-01-01' + e.period * " + std::to_string(kPeriodDays))};
  Telling t;
  each_telling_column(t, [&](std::string_view name, const auto& value) {
    tellings.columns.push_back({std::string(name), name == "packed" ? "BLOB" : sql_type(value)});
  });
  Table unlinked{kUnlinked, tellings.columns, tellings.order, {}};
  return {std::move(documents), std::move(events),   std::move(inputs),
          std::move(stories),   std::move(tellings), std::move(unlinked)};
}

std::string party_list(const std::string& side) {
  return "list_sort(list_distinct(list({'name': " + side + "_name, 'code': " + side + "_code}) FILTER (" + side +
         "_name IS NOT NULL OR " + side + "_code IS NOT NULL)))";
}

std::string actor_side(const std::string& side, const std::string& events) {
  return "SELECT " + side + "_code AS code, " + side + "_wikidata AS wikidata, " + side + "_country AS country, " + side +
         "_sector AS sector, " + side +
         "_name AS \"name\", date_start AS day, coalesce(story_id, event_group) AS story, "
         "event_group FROM " +
         events + " WHERE " + side + "_code IS NOT NULL OR " + side + "_name IS NOT NULL";
}

// As scan(), with the month that each row has rather than that of its part.
std::string scan_by_month(const Layout& layout, const Table& t, const Manifest& manifest) {
  std::vector<const Part*> own = manifest.of(t.name);
  const std::vector<const Part*> others = take_others(own);
  if (others.empty()) return scan(layout, t, own);
  const std::string mixed = "SELECT * REPLACE (" + t.month + " AS month) FROM " + scan(layout, t, others) + " e";
  if (own.empty()) return "(" + mixed + ")";
  // Apart, so that a condition on the month still leaves out the parts of others.
  return "(SELECT * FROM " + scan(layout, t, own) + " UNION ALL " + mixed + ")";
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

std::string create_table(const Table& t, const std::string& as) {
  std::string out = "CREATE OR REPLACE TABLE " + identifier(as.empty() ? t.name : std::string_view(as)) + " (";
  for (const TableColumn& c : t.columns) out += (&c == &t.columns.front() ? "" : ", ") + identifier(c.name) + " " + c.type;
  return out + ")";
}

std::string scan(const Layout& layout, const Table& t, const std::vector<const Part*>& parts, bool with_file) {
  if (parts.empty()) {
    std::string columns;
    for (const TableColumn& c : t.columns) columns += "CAST(NULL AS " + c.type + ") AS " + identifier(c.name) + ", ";
    return "(SELECT " + columns + (with_file ? "CAST(NULL AS VARCHAR) AS filename, " : "") +
           "CAST(NULL AS VARCHAR) AS month WHERE false)";
  }
  std::vector<std::string> files;
  for (const Part* p : parts) files.push_back(layout.file(*p));
  return "read_parquet(" + list_of(files) + (with_file ? ", filename = true" : "") +
         (t.by_month() ? ", hive_partitioning = true, hive_types = {'month': VARCHAR})" : ", hive_partitioning = false)");
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
  const std::string documents = scan_by_month(layout, table(kDocuments), manifest);
  const std::string events = scan_by_month(layout, table(kEvents), manifest);
  return "CREATE OR REPLACE VIEW documents AS SELECT * FROM " + documents + ";" +
         "CREATE OR REPLACE VIEW events AS SELECT * REPLACE (coalesce(story_id, event_group) AS story_id) FROM " + events + ";" +
         "CREATE OR REPLACE VIEW event_rows AS SELECT " + contract_select(true) +
         ", e.pair, e.month FROM events e LEFT JOIN documents d ON d.doc_id = e.doc_id;" +
         // Those told several times stand in their table, all others are one event each, whose rows may differ (a town for one
         // pair, none for another): what is told of it may not hang on their order.
         "CREATE OR REPLACE VIEW stories AS SELECT s.* EXCLUDE (month), e.pair, e.goldstein FROM " +
         scan(layout, table(kStories), manifest.of(kStories)) +
         " s LEFT JOIN (SELECT story_id, mode(pair ORDER BY pair) AS pair, round(avg(goldstein), 4) AS goldstein FROM " + events +
         " WHERE story_id IS NOT NULL GROUP BY story_id) e ON e.story_id = s.story_id UNION ALL BY NAME "
         "SELECT event_group AS story_id, min(date_start) AS first_day, max(date_end) AS last_day, min(event_type) AS "
         "event_type, "
         "min(event_mode) AS event_mode, " +
         party_list("actor") + " AS actors, " + party_list("recipient") +
         " AS recipients, min(place_name) AS place, 1 AS documents, 1 AS outlets, [first(\"language\")] AS languages, "
         "[{'doc_id': first(doc_id), 'event_group': event_group, 'outlet': first(outlet), 'language': first(\"language\"), "
         "'published': first(published), 'main': CAST(NULL AS BOOLEAN)}] AS sources, min(pair) AS pair, round(avg(goldstein), 4) "
         "AS "
         "goldstein "
         "FROM " +
         events +
         " WHERE story_id IS NULL GROUP BY event_group;"
         // Who they are by code and Wikidata number, else by code and name.
         "CREATE OR REPLACE VIEW actors AS SELECT code, wikidata, any_value(country) AS country, any_value(sector) AS sector, "
         "mode(\"name\" ORDER BY \"name\") AS \"name\", list_sort(list(DISTINCT \"name\")) AS names, min(day) AS first_day, "
         "max(day) AS last_day, "
         "count(DISTINCT story) AS stories, count(DISTINCT event_group) AS events FROM (" +
         actor_side("actor", events) + " UNION ALL " + actor_side("recipient", events) +
         ") GROUP BY code, wikidata, CASE WHEN wikidata IS NULL THEN \"name\" END;";
}

std::string month_of(const model::Day& d) {
  if (!d.known()) return "unknown";
  std::array<char, 32> buffer;
  int n = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d", d.year, d.month > 0 ? d.month : 1);
  return {buffer.data(), static_cast<std::size_t>(n)};
}

}  // namespace kawat::archive
