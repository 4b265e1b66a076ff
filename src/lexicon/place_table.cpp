#include "lexicon/place_table.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "lexicon/name_list.h"

namespace kawat::lexicon {
namespace {

class PlaceCompiler {
 public:
  Status places(const std::string& name, std::string_view table) {
    for (const Row& row : rows(table)) {
      // name_en|aliases  name_id|aliases  country  kind  latitude  longitude
      PlaceEntry e;
      std::string_view en = row.cell(0), id = row.cell(1).empty() ? en : row.cell(1), country = trim(row.cell(2));
      if (country.size() != 3 || !number(row.cell(4), e.latitude) || !number(row.cell(5), e.longitude)) {
        return fail(Code::bad_table, "data/" + name + ":" + std::to_string(row.line),
                    "a place needs a country of three letters and two numbers");
      }
      country.copy(e.country, 3);
      e.name_en = text(first_name(en)), e.name_id = text(first_name(id));
      if (row.cell(3) == "capital") e.flags |= PlaceEntry::kCapital;
      if (row.cell(3) == "region") e.flags |= PlaceEntry::kRegion;
      auto index = static_cast<std::uint32_t>(entries_.size());
      entries_.push_back(e);
      const std::vector<ListedName> lists[] = {listed_names(row.cell(0)), listed_names(row.cell(1))};
      for (const auto& list : lists) {
        for (const ListedName& one : list) {
          if (one.refused) continue;
          std::string folded = fold(one.text);
          english_.add(folded, index);
          if (!refuses(lists[1], one.text)) indonesian_.add(folded, index);
        }
      }
    }
    return {};
  }

  void states(std::string_view table) {
    for (const Row& row : rows(table)) {
      // code  from  to  names_en  names_id …
      std::string_view code = trim(row.cell(0));
      if (code.size() != 3 || !row.cell(2).empty()) continue;
      std::string_view cells[] = {row.cell(3), row.cell(4).empty() ? row.cell(3) : row.cell(4)};
      for (std::size_t language : {0u, 1u}) {
        for (const ListedName& name : listed_names(cells[language])) {
          std::string_view one = name.text;
          if (one.size() < 2 || name.refused) continue;
          PlaceEntry e;
          code.copy(e.country, 3);
          e.name_en = text(first_name(cells[0])), e.name_id = text(first_name(cells[1]));
          e.flags = PlaceEntry::kState | PlaceEntry::kRegion;
          if (std::all_of(one.begin(), one.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) e.flags |= PlaceEntry::kCapsOnly;
          (language == 0 ? english_ : indonesian_).add(fold(one), static_cast<std::uint32_t>(entries_.size()));
          entries_.push_back(e);
        }
      }
    }
  }

  void finish(PackWriter& out) {
    out.add("places/entries.bin", {reinterpret_cast<const char*>(entries_.data()), entries_.size() * sizeof(PlaceEntry)});
    out.add("places/strings", std::move(strings_));
    out.add("places/en.phrases", english_.finish());
    out.add("places/id.phrases", indonesian_.finish());
  }

 private:
  static bool number(std::string_view s, float& out) {
    s = trim(s);
    auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out);
    return error == std::errc() && end == s.data() + s.size();
  }
  std::uint32_t text(std::string_view s) {
    auto at = static_cast<std::uint32_t>(strings_.size());
    strings_.append(trim(s)).push_back('\0');
    return at;
  }

  std::vector<PlaceEntry> entries_;
  std::string strings_ = std::string(1, '\0');
  PhraseBuilder english_, indonesian_;
};

}  // namespace

Status compile_places(const Source& source, PackWriter& out) {
  PlaceCompiler places;
  for (const char* name : {"actors/places.tsv", "actors/cities.tsv"}) {
    auto it = source.files.find(name);
    if (it == source.files.end()) continue;
    if (Status s = places.places(name, it->second); !s) return s;
  }
  if (auto it = source.files.find("actors/states.tsv"); it != source.files.end()) places.states(it->second);
  places.finish(out);
  return {};
}

PlaceTable::PlaceTable(const Pack& pack, std::string_view language)
    : names_(pack.section(language == "id" ? "places/id.phrases" : "places/en.phrases")),
      strings_(pack.section("places/strings")),
      indonesian_(language == "id") {
  std::string_view bytes = pack.section("places/entries.bin");
  entries_ = {reinterpret_cast<const PlaceEntry*>(bytes.data()), bytes.size() / sizeof(PlaceEntry)};
  auto first = std::partition_point(entries_.begin(), entries_.end(),
                                    [](const PlaceEntry& e) { return (e.flags & PlaceEntry::kState) == 0; });
  states_ = {first, entries_.end()};
}

}  // namespace kawat::lexicon
