// Which language a text is written in.
//
//   auto identifier = Identifier::build(pack);
//   identifier->identify("Presiden itu mengatakan bahwa …")  →  {"id", 0.97}
//
// Scores of function words, endings and beginnings (data/language-id.tsv) for languages in Latin script, the script for others.
// Reads at most the first few hundred words. Immutable once built: share freely between threads; never fails.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"

namespace kawat::text {

struct Guess {
  std::string code;       // ISO 639-1; "und" when there is nothing to go by
  double confidence = 0;  // 0 … 1; above 0.5 it is hardly ever wrong on whole sentences
};

class Identifier {
 public:
  // Error bad_table names the row. Without the table only scripts are told apart.
  static Result<Identifier> build(const lexicon::Pack& pack);
  Guess identify(std::string_view text) const;

 private:
  struct Weight {
    std::uint32_t languages = 0;  // bit set
    float each = 0;
  };
  struct Affix {
    std::string form;
    Weight weight;
  };
  std::vector<std::string> codes_;
  std::unordered_map<std::uint64_t, Weight> words_;
  std::vector<Affix> suffixes_, prefixes_;
};

}  // namespace kawat::text
