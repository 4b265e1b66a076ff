// Places with coordinates, and states by name: data/actors/places.tsv, the cities that the build adds, data/actors/states.tsv,
// compiled at build time and mapped. Views live as long as the Pack; share freely between threads.
//
// Sections: "places/entries.bin", "places/strings", and per language of names "places/<en|id>.phrases" (name → entries, those of
// the hand-written table before the cities, the bigger city before the smaller).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "lexicon/compile.h"
#include "lexicon/pack.h"
#include "lexicon/phrases.h"

namespace kawat::lexicon {

struct PlaceEntry {
  static constexpr std::uint8_t kCapital = 1, kRegion = 2, kState = 4, kCapsOnly = 8;
  std::uint32_t name_en = 0, name_id = 0;  // offsets into the strings
  float latitude = 0, longitude = 0;       // degrees; not of states
  char country[4] = {};
  std::uint8_t flags = 0;
  std::uint8_t pad[3] = {};
};

class PlaceTable {
 public:
  PlaceTable() = default;
  PlaceTable(const Pack& pack, std::string_view language);

  const Phrases& names() const { return names_; }
  std::span<const PlaceEntry> entries() const { return entries_; }
  std::span<const PlaceEntry> states() const { return states_; }  // the part of them that are states; the usual name first
  std::string_view name(const PlaceEntry& e) const { return strings_.data() + (indonesian_ ? e.name_id : e.name_en); }

 private:
  Phrases names_;
  std::span<const PlaceEntry> entries_, states_;
  std::string_view strings_;
  bool indonesian_ = false;
};

// Called by compile(). Error bad_table where a place has no country or coordinates.
Status compile_places(const Source& source, PackWriter& out);

}  // namespace kawat::lexicon
