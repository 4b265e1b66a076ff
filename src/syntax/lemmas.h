// The dictionary form of a word. (Filled in below; views into the model or the caller's arena.)
#pragma once

#include <string>
#include <string_view>

#include "base/arena.h"
#include "model/syntax.h"

namespace kawat::syntax {

class Lemmas {
 public:
  std::string_view find(const model::Token& t, Arena&, std::string&) const { return t.norm; }
};

}  // namespace kawat::syntax
