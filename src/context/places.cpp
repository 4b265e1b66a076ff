#include "context/places.h"

#include <algorithm>
#include <span>

namespace kawat::context {

using lexicon::PlaceEntry;

Place Places::place(const PlaceEntry& e) const {
  return {table_.name(e), e.country, e.latitude, e.longitude, true, (e.flags & PlaceEntry::kState) == 0};
}

Place Places::at(const model::Analysis& a, std::uint32_t token, std::uint32_t last, std::uint32_t& words) const {
  words = 0;
  const lexicon::Phrases& names = table_.names();
  if (token >= last || !(a.tokens[token].shape & model::kCapital)) return {};
  auto m = names.longest(std::span<const model::Token>(a.tokens).subspan(token, last - token));
  auto values = names.values(m);
  if (values.empty()) return {};
  const PlaceEntry* found = &table_.entries()[values[0]];
  if ((found->flags & PlaceEntry::kCapsOnly) != 0 && !(a.tokens[token].shape & model::kAllCaps)) return {};
  words = m.words;
  if (values.size() > 1) {
    // Who is named elsewhere says which one is meant.
    auto named = [&](const PlaceEntry& e) {
      model::Code3 country{std::string_view(e.country)};
      return std::count_if(a.mentions.begin(), a.mentions.end(), [&](const model::Mention& x) {
        return x.actor.country == country && (x.last <= token || x.first >= token + m.words);
      });
    };
    std::ptrdiff_t most = named(*found);
    for (std::uint32_t v : values.subspan(1)) {
      const PlaceEntry& e = table_.entries()[v];
      if (std::ptrdiff_t n = named(e); most == 0 && n > most) found = &e, most = n;
    }
  }
  return place(*found);
}

Place Places::named(std::string_view folded) const {
  auto values = table_.names().values(table_.names().find(folded));
  return values.empty() ? Place{} : place(table_.entries()[values[0]]);
}

Place Places::state(std::string_view country) const {
  auto states = table_.states();
  auto e = std::find_if(states.begin(), states.end(), [&](const PlaceEntry& x) { return x.country == country; });
  return e == states.end() ? Place{} : place(*e);
}

Place Places::capital_of(std::string_view country) const {
  for (const PlaceEntry& e : table_.entries()) {
    if ((e.flags & PlaceEntry::kCapital) != 0 && e.country == country) return place(e);
  }
  return {};
}

}  // namespace kawat::context
