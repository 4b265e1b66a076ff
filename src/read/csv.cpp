#include "read/csv.h"

#include <algorithm>

#include "base/text.h"

namespace kawat::read {

std::size_t record_end(std::string_view bytes, std::size_t from, char delimiter) {
  bool quoted = false, begins = true;  // begins: of a cell
  for (std::size_t i = from; i < bytes.size(); ++i) {
    char c = bytes[i];
    if (quoted) {
      i = bytes.find('"', i);
      if (i == std::string_view::npos) return i;
      if (i + 1 < bytes.size() && bytes[i + 1] == '"')
        ++i;
      else
        quoted = begins = false;
    } else if (c == '\n') {
      return i;
    } else if (c == '"' && begins) {
      quoted = true;
    } else {
      begins = c == delimiter;
    }
  }
  return quoted ? std::string_view::npos : bytes.size();
}

void split_record(std::string_view record, char delimiter, std::vector<std::string>& cells) {
  if (record.ends_with('\r')) record.remove_suffix(1);
  cells.clear();
  for (std::size_t at = 0;; ++at) {
    std::string& cell = cells.emplace_back();
    if (at < record.size() && record[at] == '"') {
      for (++at; at < record.size(); ++at) {
        if (record[at] != '"')
          cell += record[at];
        else if (at + 1 < record.size() && record[at + 1] == '"')
          cell += record[at++];
        else
          break;
      }
      if (at < record.size()) ++at;
      // Something behind the closing mark: the marks belong to the text.
      if (at < record.size() && record[at] != delimiter) cell = '"' + cell + '"';
    }
    std::size_t end = std::min(record.find(delimiter, at), record.size());
    cell.append(record, at, end - at);
    at = end;
    if (at >= record.size()) return;
  }
}

std::optional<Columns> find_columns(std::string_view head, const FieldNames& names) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  std::string_view line = head.substr(0, std::min(head.find('\n'), head.size()));
  Columns best;
  std::size_t known = 0;
  std::vector<std::string> cells;
  for (char delimiter : {',', '\t', ';', '|'}) {
    split_record(line, delimiter, cells);
    // A sentence has commas too: every cell has to look like a name.
    if (cells.size() < 2 || std::any_of(cells.begin(), cells.end(), [](const std::string& c) {
          return c.size() > 60 || std::count(c.begin(), c.end(), ' ') > 3 || c.find('.') + 1 == c.size();
        }))
      continue;
    Columns columns;
    columns.delimiter = delimiter;
    std::size_t here = 0;
    bool text = false, plain = true;
    for (const std::string& c : cells) {
      plain &=
          std::all_of(c.begin(), c.end(), [](char x) { return (x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || x == '_'; });
      const FieldNames::Found* f = names.find(trim(c));
      columns.fields.push_back(f == nullptr ? std::nullopt : std::optional(*f));
      here += f != nullptr;
      text |= f != nullptr && (f->field == Field::text || f->field == Field::html);
    }
    // "Berita, Jakarta" is a headline; "text,label" is not.
    if (text && (here >= 2 || plain) && here > known) best = std::move(columns), known = here;
  }
  return known == 0 ? std::nullopt : std::optional(std::move(best));
}

}  // namespace kawat::read
