// Whether a name sounds like one of the people at home or of people elsewhere: weights of letters, learned by
// tools/name_origin.py from the tables of persons.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"

namespace kawat::lexicon {

// Immutable after opening: any number of threads. A language without the file knows nothing, and every name is worth 0.
class NameOrigin {
 public:
  NameOrigin() = default;
  // data/lang/<language>/name_origin.tsv. Code::bad_table: a weight is no number.
  static Result<NameOrigin> open(const Pack& pack, std::string_view language);

  // Log odds that a person of this name is of the home state; below -1.5 one in 30 of those at home, and half of the others.
  // Words of one or two letters say nothing. 0: unknown.
  float judge(std::string_view name) const;

 private:
  float bias_ = 0;
  std::vector<std::pair<std::uint64_t, float>> weights_;  // by hash of the letters
};

}  // namespace kawat::lexicon
