// An archive of which something is asked in SQL: which parts there are, and who runs the statements. Archive does with a DuckDB
// of its own; the C library lets its caller do it.
#pragma once

#include <string>
#include <vector>

#include "archive/manifest.h"
#include "base/result.h"

namespace kawat::archive {

class Asked {
 public:
  virtual const Manifest& manifest() const = 0;
  virtual const Layout& layout() const = 0;
  // All values of the answer of one statement over the parts and views, as text; null = "".
  virtual Result<std::vector<std::vector<std::string>>> table(const std::string& sql) = 0;

 protected:
  Asked() = default;
  Asked(const Asked&) = default;
  Asked& operator=(const Asked&) = default;
  ~Asked() = default;
};

}  // namespace kawat::archive
