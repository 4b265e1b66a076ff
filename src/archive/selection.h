// The events of a filter, as SQL over the parts that can hold them.
#pragma once

#include <string>
#include <vector>

#include "archive/asked.h"
#include "archive/filter.h"
#include "base/result.h"

namespace kawat::archive {

// SQL that answers with the events of a filter.
class Selection {
 public:
  Selection(Asked& archive, Filter filter);
  // FROM … WHERE … with the events as e and the documents as d (only where `titles` or the filter ask for them).
  std::string from(bool titles, const std::string& month = {}) const;
  bool needs_titles() const { return needs_documents(filter_); }
  // That may have some, in order of time; unknown days last.
  Result<std::vector<std::string>> months() const;

 private:
  Asked* archive_;
  Filter filter_;
};

}  // namespace kawat::archive
