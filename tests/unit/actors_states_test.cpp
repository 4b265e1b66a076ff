// Every country that ICU knows, by the names that ICU gives it in both languages, and every state of the table by its people and
// seat.
#include <gtest/gtest.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "actors_helpers.h"
#include "base/text.h"

namespace kawat::actors {
namespace {

std::string in_language(const icu::Locale& country, const char* language) {
  icu::UnicodeString name;
  country.getDisplayCountry(icu::Locale(language), name);
  std::string out;
  name.toUTF8String(out);
  return out;
}

// "Myanmar (Burma)" → "Myanmar"; "Cocos (Keeling) Islands" → "Cocos Islands"; "St. Lucia" → "St Lucia", as these tests cut words.
std::vector<std::string> forms(std::string name) {
  auto put = [&](std::string_view what, std::string_view by) {
    for (std::size_t at; (at = name.find(what)) != std::string::npos;) name.replace(at, what.size(), by);
  };
  put(" - ", "-"), put("St. ", "St "), put("Kep. ", "Kepulauan ");
  std::size_t open = name.find(" ("), close = name.find(')');
  if (open == std::string::npos || close == std::string::npos) return {name};
  return {name.substr(0, open) + name.substr(close + 1), name.substr(0, open)};
}

std::string country_of(const Finder& finder, const std::string& name, model::Day day = {2024, 5, 1}) {
  for (const Answer& a : lookup(finder, name, day)) {
    if (!a.fuzzy) return a.code.substr(0, 3);
  }
  return "";
}

TEST(States, EveryCountryOfIcu) {
  auto en = Finder::build(pack(), "en"), id = Finder::build(pack(), "id");
  ASSERT_TRUE(en && id);
  std::set<std::string> own;  // codes of the table
  for (const lexicon::Row& row : lexicon::rows(table("states"))) own.insert(std::string(row.cell(0)));
  int asked = 0;
  for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
    icu::Locale country("", *code);
    std::string alpha3 = std::string(*code) == "XK" ? "KOS" : country.getISO3Country();
    if (alpha3 == "ATA" || alpha3 == "BVT" || alpha3.empty()) continue;  // nobody lives there
    for (const auto& [finder, language] : {std::pair{&*en, "en"}, std::pair{&*id, "id"}}) {
      std::string found;
      for (const std::string& form : forms(in_language(country, language))) {
        if (found.empty()) found = country_of(*finder, form);
      }
      ++asked;
      EXPECT_FALSE(found.empty()) << alpha3 << " " << in_language(country, language);
      // Territories count for the state that governs them.
      if (own.contains(alpha3)) {
        EXPECT_EQ(found, alpha3) << in_language(country, language);
      }
    }
  }
  EXPECT_GT(asked, 480);
}

TEST(States, PeopleAndCapitals) {
  auto en = Finder::build(pack(), "en"), id = Finder::build(pack(), "id");
  std::set<std::string> people, states;
  for (const lexicon::Row& row : lexicon::rows(table("states"))) {
    std::string code(row.cell(0));
    states.insert(code);
    std::string demonyms(row.cell(5));
    for (std::string_view name : split(demonyms, '|')) {
      if (name.starts_with('=')) name.remove_prefix(1);
      if (name.empty() || !row.cell(2).empty()) continue;
      for (const Answer& a : lookup(*en, std::string(name), {2024, 5, 1})) {
        if (a.code == code) people.insert(code);
      }
    }
  }
  std::set<std::string> seats;
  for (const lexicon::Row& row : lexicon::rows(table("capitals"))) {
    if (row.cell(6) != "capital") continue;  // some small capitals, whose names mean others first, are places
    auto first = [](std::string_view list) {
      if (list.starts_with('=')) list.remove_prefix(1);
      return std::string(list.substr(0, list.find('|')));
    };
    std::string code(row.cell(0)), name = first(row.cell(4)), there = row.cell(5).empty() ? name : first(row.cell(5));
    // Brussels is the European Union's seat as well, Victoria somebody's name.
    auto found = [&](const Finder& finder, const std::string& asked) {
      auto answers = lookup(finder, asked, {2024, 5, 1});
      return std::any_of(answers.begin(), answers.end(), [&](const Answer& a) { return !a.fuzzy && a.code == code; });
    };
    if (found(*en, name) && found(*id, there)) seats.insert(code);
  }
  for (const lexicon::Row& row : lexicon::rows(table("places"))) {
    if (row.cell(3) == "capital") seats.insert(std::string(row.cell(2)));
  }
  for (const std::string& code : states) {
    if (code == "ATA") continue;
    EXPECT_TRUE(people.contains(code)) << code << " has no people";
    EXPECT_TRUE(seats.contains(code)) << code << " has no capital";
  }
}

}  // namespace
}  // namespace kawat::actors
