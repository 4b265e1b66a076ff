// Towns, provinces and other places with their countries and coordinates, read from data/actors/places.tsv, and states by name
// (data/actors/states.tsv) without coordinates.
// Share freely between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"
#include "lexicon/phrases.h"
#include "model/analysis.h"

namespace kawat::context {

struct Place {
  std::string_view name;     // in the language asked for; a view into the pack
  std::string_view country;  // ISO 3166 alpha-3
  double latitude = 0, longitude = 0;
  bool located = true;  // coordinates known
  bool capital = false;
  bool all_caps = false;  // "AS": only written so
  bool region = false;    // province, state, strip: larger than a town
};

class Places {
 public:
  static Result<Places> build(const lexicon::Pack& pack, std::string_view language);
  // The longest place name that starts at this token; its first word must be capitalised. words = 0: none.
  const Place* at(const model::Analysis& a, std::uint32_t token, std::uint32_t last, std::uint32_t& words) const;
  const Place* named(std::string_view folded) const;
  const Place* capital_of(std::string_view country) const;
  const Place* state(std::string_view country) const;  // by its code; nullptr for no state

 private:
  std::vector<Place> places_;
  std::unique_ptr<std::string> bytes_;
  lexicon::Phrases phrases_;
};

}  // namespace kawat::context
