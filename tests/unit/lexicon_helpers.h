#pragma once

#include <string>

#include "base/file.h"

namespace kawat::lexicon {

// A file of the shipped data.
inline std::string data(const std::string& name) { return *read_file(std::string(KAWAT_SOURCE) + "/data/" + name); }

}  // namespace kawat::lexicon
