// Flags that say what is counted into series; dyad, network and rising share them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "relations/load.h"

namespace kawat::cli {

struct SeriesOptions {
  std::string step = "month", count = "stories", from, to;
  std::vector<std::string> modalities = {"actual"};
  double min_confidence = 0;
  void add(CLI::App& verb, bool with_step = true, bool with_days = true);
  // Error bad_option when a date is none.
  Result<relations::SeriesQuery> read() const;
};

}  // namespace kawat::cli
