// Towns, provinces and other places with their countries and coordinates, and states by name without coordinates.
// Share freely between threads.
#pragma once

#include <cstdint>
#include <string_view>

#include "lexicon/pack.h"
#include "lexicon/place_table.h"
#include "model/analysis.h"

namespace kawat::context {

struct Place {
  std::string_view name;     // in the language asked for; a view into the pack
  std::string_view country;  // ISO 3166 alpha-3
  double latitude = 0, longitude = 0;
  bool known = false;    // false: no place was found
  bool located = false;  // coordinates known
  explicit operator bool() const { return known; }
};

class Places {
 public:
  Places(const lexicon::Pack& pack, std::string_view language) : table_(pack, language) {}
  // The longest place name that starts at this token; its first word must be capitalised. words = 0: none. Of namesakes the one
  // whose state the article names; else the first of the table, the biggest.
  Place at(const model::Analysis& a, std::uint32_t token, std::uint32_t last, std::uint32_t& words) const;
  Place named(std::string_view folded) const;
  Place capital_of(std::string_view country) const;
  Place state(std::string_view country) const;  // by its code

 private:
  Place place(const lexicon::PlaceEntry& e) const;
  lexicon::PlaceTable table_;
};

}  // namespace kawat::context
