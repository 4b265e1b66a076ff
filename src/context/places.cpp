#include "context/places.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string>

#include "base/text.h"

namespace kawat::context {

Result<Places> Places::build(const lexicon::Pack& pack, std::string_view language) {
  Places p;
  lexicon::PhraseBuilder names;
  for (const lexicon::Row& row : lexicon::rows(pack.section("actors/places.tsv"))) {
    // name_en|aliases  name_id|aliases  country  kind  latitude  longitude
    Place place;
    std::string_view own = language == "id" && !row.cell(1).empty() ? row.cell(1) : row.cell(0);
    place.name = own.substr(0, own.find('|'));
    place.country = trim(row.cell(2));
    place.capital = row.cell(3) == "capital", place.region = row.cell(3) == "region";
    auto read = [](std::string_view s, double& out) {
      s = trim(s);
      auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out);
      return error == std::errc() && end == s.data() + s.size();
    };
    if (place.country.size() != 3 || !read(row.cell(4), place.latitude) || !read(row.cell(5), place.longitude)) {
      return fail(Code::bad_table, "data/actors/places.tsv:" + std::to_string(row.line),
                  "a place needs a country of three letters and two numbers");
    }
    auto index = static_cast<std::uint32_t>(p.places_.size());
    for (std::size_t column : {0u, 1u}) {
      for (std::string_view name : split(row.cell(column), '|')) {
        std::string folded = fold(trim(name));
        if (!folded.empty()) names.add(folded, index);
      }
    }
    p.places_.push_back(place);
  }
  for (const lexicon::Row& row : lexicon::rows(pack.section("actors/states.tsv"))) {
    // code  from  to  names_en  names_id …
    std::string_view code = trim(row.cell(0)), cell = row.cell(language == "id" ? 4 : 3);
    if (code.size() != 3 || !row.cell(2).empty()) continue;
    Place place;
    place.name = cell.substr(0, cell.find('|')), place.country = code, place.located = false, place.region = true;
    if (place.name.starts_with('=')) place.name.remove_prefix(1);
    for (std::string_view name : split(cell, '|')) {
      if (name.starts_with('=')) name.remove_prefix(1);
      if (name.size() < 2) continue;
      Place own = place;
      own.all_caps = std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
      names.add(fold(trim(name)), static_cast<std::uint32_t>(p.places_.size()));
      p.places_.push_back(own);
    }
  }
  p.bytes_ = std::make_unique<std::string>(names.finish());
  p.phrases_ = lexicon::Phrases(*p.bytes_);
  return p;
}

const Place* Places::at(const model::Analysis& a, std::uint32_t token, std::uint32_t last, std::uint32_t& words) const {
  words = 0;
  if (token >= last || !(a.tokens[token].shape & model::kCapital) || !phrases_.starts(a.tokens[token].hash)) return nullptr;
  auto m = phrases_.longest(std::span<const model::Token>(a.tokens).subspan(token, last - token));
  auto values = phrases_.values(m);
  if (values.empty()) return nullptr;
  const Place& found = places_[values[0]];
  if (found.all_caps && !(a.tokens[token].shape & model::kAllCaps)) return nullptr;
  words = m.words;
  return &found;
}

const Place* Places::named(std::string_view folded) const {
  auto values = phrases_.values(phrases_.find(folded));
  return values.empty() ? nullptr : &places_[values[0]];
}

const Place* Places::state(std::string_view country) const {
  auto p = std::find_if(places_.begin(), places_.end(), [&](const Place& x) { return !x.located && x.country == country; });
  return p == places_.end() ? nullptr : &*p;
}

const Place* Places::capital_of(std::string_view country) const {
  for (const Place& p : places_) {
    if (p.capital && p.country == country) return &p;
  }
  return nullptr;
}

}  // namespace kawat::context
