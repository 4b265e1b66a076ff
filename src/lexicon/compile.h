// data/ → pack sections. Small tables are kept as text and read at start; big ones are compiled here, at build time.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "lexicon/pack.h"

namespace kawat::lexicon {

struct Source {
  std::map<std::string, std::string> files;  // path below data/ → bytes
};

// Errors name the file and line that cannot be compiled.
Status compile(const Source& source, PackWriter& out);

}  // namespace kawat::lexicon
