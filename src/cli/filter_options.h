// Flags that say which events of an archive are meant; query and export share them.
#pragma once

#include <string>
#include <vector>

#include "archive/filter.h"
#include "base/result.h"
#include "cli/options.h"

namespace kawat::cli {

struct FilterOptions {
  archive::Filter filter;
  std::vector<std::string> pair;
  std::string from, to;
  // The last day is --until, and --to where that is free.
  void add(CLI::App& verb, bool to_is_free = true);
  // Error bad_option when a date is none.
  Result<archive::Filter> read() const;
};

// 2024, 2024-10 or 2024-10-08 as the first (or last) day of it.
Result<model::Day> day_of(const std::string& flag, const std::string& text, bool last);

}  // namespace kawat::cli
