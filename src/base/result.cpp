#include "base/result.h"

namespace kawat {

std::string Error::message() const {
  std::string out = "error " + std::to_string(static_cast<int>(code));
  if (!where.empty()) out += " at " + where;
  out += ": " + what;
  if (!hint.empty()) out += " (" + hint + ")";
  return out;
}

}  // namespace kawat
