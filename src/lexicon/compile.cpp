#include "lexicon/compile.h"

namespace kawat::lexicon {

Status compile(const Source& source, PackWriter& out) {
  for (const auto& [name, bytes] : source.files) out.add(name, bytes);
  return {};
}

}  // namespace kawat::lexicon
