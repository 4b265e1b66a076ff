#include "archive/selection.h"

#include <set>

#include "archive/sql.h"
#include "archive/tables.h"

namespace kawat::archive {

Selection::Selection(Asked& archive, Filter filter) : archive_(&archive), filter_(std::move(filter)) {}

std::string Selection::from(bool titles, const std::string& month) const {
  std::vector<const Part*> parts = parts_for(filter_, archive_->manifest());
  if (!month.empty()) keep_months(parts, [&](const std::string& of) { return of == month; });
  const Table& events = table(kEvents);
  std::string out = "FROM " + scan(archive_->layout(), events, parts) + " e";
  if (titles || needs_documents(filter_)) out += " LEFT JOIN documents d ON d.doc_id = e.doc_id";
  out += " WHERE " + condition(filter_);
  return month.empty() ? out : out + " AND " + events.month + " = " + literal(month);
}

Result<std::vector<std::string>> Selection::months() const {
  std::vector<const Part*> own = parts_for(filter_, archive_->manifest());
  const std::vector<const Part*> others = take_others(own);
  std::set<std::string> all;
  for (const Part* p : own) all.insert(p->month);
  if (!others.empty()) {
    const Table& events = table(kEvents);
    auto read = archive_->table("SELECT DISTINCT " + events.month + " FROM " + scan(archive_->layout(), events, others) + " e");
    if (!read) return fail(read.error());
    for (const auto& row : *read) {
      if (may_be_of(filter_, row[0])) all.insert(row[0]);
    }
  }
  return std::vector<std::string>(all.begin(), all.end());  // "unknown" comes after the digits
}

}  // namespace kawat::archive
