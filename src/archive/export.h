// The layouts that `kawat export` writes: the contract's own columns, and those of other event data.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/archive.h"
#include "archive/query.h"

namespace kawat::archive {

struct ExportColumn {
  std::string name;
  std::string sql;      // over the events e, the documents d, and the tables of add_names()
  std::string meaning;  // for the codebook
};

struct ExportLayout {
  std::string_view name, what;
  char by = ',';             // between the columns of a text
  bool header = true;        // a first line of names
  bool only_actual = false;  // it cannot say that something was not done: only what was, unless asked otherwise
  std::vector<ExportColumn> columns;
  std::vector<std::string> notes;
  std::string select() const;
};

// "events" (for CSV, JSONL, Parquet), "gdelt1", "gdelt2", "icews", "polecat"; null for others.
const ExportLayout* export_layout(std::string_view name);

// Words and codes that the layouts need and the archive does not hold.
struct Names {
  struct Country {
    std::string iso3, fips, cow, cameo;
  };
  std::vector<Country> countries;
  std::vector<std::pair<std::string, std::string>> cameo, sectors;  // code, meaning
};
Status add_names(Archive& archive, const Names& names);
// The joins that go behind FROM events e.
std::string name_joins();

// What a file beside the export says about its columns, in Markdown.
struct CodebookFacts {
  std::string archive, file, asked;  // asked: the flags
  std::uint64_t rows = 0, generation = 0;
};
std::string codebook(const ExportLayout& layout, const CodebookFacts& facts, const std::vector<std::string>& types);

// Who did how much to whom as a directed graph. Level: "country", "code", "name".
enum class GraphFormat { graphml, gexf };
struct GraphSize {
  std::uint64_t nodes = 0, edges = 0;
};
Result<GraphSize> write_graph(Archive& archive, const Selection& selection, GraphFormat format, const std::string& level,
                              const std::function<Status(std::string_view)>& out);

}  // namespace kawat::archive
