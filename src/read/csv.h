// Tables of articles: CSV and TSV with named columns (RFC 4180, with ',', ';', tab or '|' between the cells).
//
// Own code, for what libraries do not do: a quotation mark that is never closed costs its line, not the rest of the file.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "read/fields.h"

namespace kawat::read {

struct Columns {
  char delimiter = ',';
  std::vector<std::optional<FieldNames::Found>> fields;  // by column; what is no field of an article is none
};

// The columns when `head` begins with a line of column names of which one holds the article's text or page; else none.
std::optional<Columns> find_columns(std::string_view head, const FieldNames& names);

// The end of the record that begins at `from`: the line break after it, or the end of `bytes`, or npos when a quoted cell is
// still open there.
std::size_t record_end(std::string_view bytes, std::size_t from, char delimiter);

// The cells of one record, unquoted.
void split_record(std::string_view record, char delimiter, std::vector<std::string>& cells);

}  // namespace kawat::read
