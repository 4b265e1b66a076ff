#include "archive/selection.h"

#include <set>

#include "archive/tables.h"

namespace kawat::archive {

Selection::Selection(const Asked& archive, Filter filter) : archive_(&archive), filter_(std::move(filter)) {}

std::string Selection::from(bool titles, const std::string& month) const {
  std::vector<const Part*> parts = parts_for(filter_, archive_->manifest());
  if (!month.empty()) std::erase_if(parts, [&](const Part* p) { return p->month != month; });
  std::string out = "FROM " + scan(archive_->layout(), table(kEvents), parts) + " e";
  if (titles || needs_documents(filter_)) out += " LEFT JOIN documents d ON d.doc_id = e.doc_id";
  return out + " WHERE " + condition(filter_);
}

std::vector<std::string> Selection::months() const {
  std::set<std::string> all;
  for (const Part* p : parts_for(filter_, archive_->manifest())) all.insert(p->month);
  return {all.begin(), all.end()};  // "unknown" comes after the digits
}

}  // namespace kawat::archive
