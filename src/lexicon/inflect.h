// All forms of a word by the rules of data/lang/<code>/inflection.tsv. Used at build time only: slow and simple.
#pragma once

#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/frames.h"

namespace kawat::lexicon {

class Inflector {
 public:
  static Result<Inflector> read(std::string_view table, const std::string& where);
  // The word itself first; every form once.
  const std::vector<std::pair<std::string, Voice>>& forms(const std::string& word) const;

 private:
  struct Rule {
    std::regex pattern;
    std::string replacement;
    Voice voice = Voice::any;
  };
  std::vector<Rule> base_, form_;
  std::map<std::string, std::vector<std::string>> irregular_;
  std::map<std::string, std::string> irregular_base_;
  mutable std::map<std::string, std::vector<std::pair<std::string, Voice>>> known_;
};

}  // namespace kawat::lexicon
