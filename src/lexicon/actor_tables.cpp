#include "lexicon/actor_tables.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace kawat::lexicon {
namespace {

// "2014", "2014-10" or "2014-10-20" → yyyymmdd.
std::int32_t day_number(std::string_view s, bool end) {
  s = trim(s);
  std::int32_t part[3] = {0, end ? 12 : 1, end ? 31 : 1};
  int n = 0;
  for (std::string_view piece : split(s, '-')) {
    std::int32_t v = 0;
    for (char c : piece) v = c >= '0' && c <= '9' ? v * 10 + (c - '0') : v;
    if (n < 3 && v > 0) part[n] = v;
    ++n;
  }
  if (part[0] == 0) return end ? kOpenEnd : 0;
  return part[0] * 10000 + part[1] * 100 + part[2];
}

bool upper_start(std::string_view s) {
  std::size_t at = 0;
  return !s.empty() && is_upper(next_code_point(s, at));
}

// Two letters at least, all of them capitals.
bool all_capitals(std::string_view s) {
  int letters = 0;
  for (std::size_t at = 0; at < s.size();) {
    char32_t c = next_code_point(s, at);
    if (!is_letter(c)) continue;
    if (!is_upper(c)) return false;
    ++letters;
  }
  return letters >= 2;
}

std::string replace_all(std::string_view s, std::string_view what, std::string_view by) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    if (s.substr(i, what.size()) == what) {
      out += by, i += what.size();
    } else {
      out += s[i++];
    }
  }
  return out;
}

// English names are read in Indonesian news too; Indonesian ones in English where they are the name at home.
constexpr std::uint8_t kBoth = ActorName::kEnglish | ActorName::kIndonesian;

void sort(std::vector<ActorKey>& list) {
  std::stable_sort(list.begin(), list.end(), [](const ActorKey& x, const ActorKey& y) { return x.hash < y.hash; });
}

constexpr std::pair<std::string_view, EntryType> kEntities[] = {{"organisations", EntryType::organisation},
                                                                {"parties", EntryType::party},
                                                                {"armed_groups", EntryType::armed_group},
                                                                {"media", EntryType::media},
                                                                {"regions", EntryType::place}};
constexpr std::string_view kOthers[] = {"states", "capitals", "outlets", "leaders", "persons", "places", "cities"};

}  // namespace

std::vector<std::string> name_variants(std::string_view name) {
  std::string plain = replace_all(replace_all(replace_all(trim(name), ",", " , "), "–", "-"), "’", "'");
  std::vector<std::string> out;
  auto add = [&out](std::string s) {
    std::string tidy;
    for (std::string_view w : split(s, ' ')) {
      if (!w.empty()) tidy += (tidy.empty() ? "" : " ") + std::string(w);
    }
    if (!tidy.empty() && std::find(out.begin(), out.end(), tidy) == out.end()) out.push_back(std::move(tidy));
  };
  add(plain);
  for (std::string_view word : {" and ", " dan "}) {
    if (plain.find(word) != std::string::npos) add(replace_all(plain, word, " & "));
  }
  if (plain.find('-') != std::string::npos) add(replace_all(plain, "-", " - ")), add(replace_all(plain, "-", " "));
  for (std::string s : std::vector<std::string>(out)) {
    std::string spaced = s + " ";
    if (spaced.find("'s ") != std::string::npos) add(replace_all(spaced, "'s ", " 's "));
    if (spaced.find("s' ") != std::string::npos) add(replace_all(spaced, "s' ", "s ' "));
  }
  return out;
}

std::uint32_t ActorTableCompiler::Strings::add(std::string_view s) {
  if (s.empty()) return 0;
  auto [it, fresh] = known_.try_emplace(std::string(s), static_cast<std::uint32_t>(bytes_.size()));
  if (fresh) bytes_.append(s).push_back('\0');
  return it->second;
}

ActorTableCompiler::ActorTableCompiler() { entries_.emplace_back(); }  // row 0 = nobody

ActorTableCompiler::ActorTableCompiler(const Pack& pack) {
  auto copy = [&](const char* section, auto& out) {
    std::string_view bytes = pack.section(section);
    out.resize(bytes.size() / sizeof(out[0]));
    if (!bytes.empty()) std::memcpy(static_cast<void*>(out.data()), bytes.data(), out.size() * sizeof(out[0]));
  };
  strings_.assign(pack.section("actors/strings"));
  copy("actors/entries.bin", entries_);
  copy("actors/names.bin", names_);
  if (entries_.empty()) entries_.emplace_back();
  // The ways of writing a name stand in their order.
  for (std::uint32_t i = 0; i < names_.size();) {
    for (const std::string& v : name_variants(strings_.at(names_[i].text))) {
      if (i < names_.size()) phrases_.add(fold(v), i++);
    }
  }
  for (std::uint32_t i = 1; i < entries_.size(); ++i) {
    if (!is_person(entries_[i])) continue;
    persons_.try_emplace(fold(strings_.at(entries_[i].name_en)) + "/" + std::string(entries_[i].country), entries_[i].person);
  }
  index();
}

bool ActorTableCompiler::known(std::string_view table) {
  auto same = [&](const auto& e) { return e.first == table; };
  return std::any_of(std::begin(kEntities), std::end(kEntities), same) ||
         std::find(std::begin(kOthers), std::end(kOthers), table) != std::end(kOthers);
}

void ActorTableCompiler::add(std::string_view table, const Row& row, bool own) {
  own_ = own;
  if (table == "states") return state(row);
  if (table == "capitals") return capital(row);
  if (table == "outlets") return outlet(row);
  if (table == "leaders") return person(row, true);
  if (table == "persons") return person(row, false);
  if (table == "places") return place(row, EntryType::place);
  if (table == "cities") return place(row, EntryType::town);
  for (const auto& [name, type] : kEntities) {
    if (name == table) entity(row, type);
  }
}

std::vector<std::pair<std::string, std::string>> ActorTableCompiler::finish() {
  std::vector<ActorKey> surnames, offices;
  for (std::uint32_t i = 1; i < entries_.size(); ++i) {
    const ActorEntry& e = entries_[i];
    if (!is_person(e) || e.country[0] == 0) continue;
    if (e.type == EntryType::leader) offices.push_back({word_hash(fold(strings_.at(e.office))), i, 0});
    std::string name = fold(strings_.at(e.name_en));
    std::size_t first = name.find(' '), last = name.rfind(' ');
    if (first == std::string::npos) continue;
    std::string own = family_first(e.country) ? name.substr(0, first) : name.substr(last + 1);
    surnames.push_back({word_hash(own), i, 0});
    if (std::string_view(e.country) == "IDN" && first >= 2) surnames.push_back({word_hash(name.substr(0, first)), i, 1});
    // "al-Menfi" is three tokens.
    if (own.starts_with("al-") || own.starts_with("el-")) surnames.push_back({word_hash(own.substr(3)), i, 0});
  }
  sort(surnames), sort(offices);
  return {{"actors/names.phrases", phrases_.finish()}, {"actors/names.bin", bytes_of(names_)},
          {"actors/entries.bin", bytes_of(entries_)},  {"actors/surnames.bin", bytes_of(surnames)},
          {"actors/offices.bin", bytes_of(offices)},   {"actors/strings", strings_.take()}};
}

void ActorTableCompiler::index() {
  for (std::uint32_t i = 0; i < names_.size(); ++i) spelled_[fold(strings_.at(names_[i].text))].push_back(i);
  for (std::uint32_t i = 1; i < entries_.size(); ++i) called_[fold(strings_.at(entries_[i].name_en))].push_back(i);
}

// A row that a user's row replaces is nobody's name any more.
void ActorTableCompiler::silence(EntryType type, std::string_view name, std::string_view office) {
  auto same = called_.find(fold(name));
  if (same == called_.end()) return;
  for (std::uint32_t entry : same->second) {
    if (entries_[entry].type != type || fold(strings_.at(entries_[entry].office)) != fold(office)) continue;
    for (std::uint32_t i = entries_[entry].first_name; i < names_.size() && names_[i].entry == entry; ++i)
      names_[i].flags &= static_cast<std::uint8_t>(~kBoth);
  }
}

void ActorTableCompiler::silence_names(std::string_view list) {
  for (const ListedName& name : listed_names(list)) {
    auto same = spelled_.find(fold(name.text));
    if (same == spelled_.end()) continue;
    for (std::uint32_t i : same->second) names_[i].flags &= static_cast<std::uint8_t>(~kBoth);
  }
}

std::uint32_t ActorTableCompiler::add_entry(EntryType type, std::string_view country, std::string_view sector,
                                            std::string_view from, std::string_view to, std::string_view name_en,
                                            std::string_view name_id, std::string_view wikidata) {
  ActorEntry e;
  e.type = type;
  e.name_en = strings_.add(name_en.empty() ? name_id : name_en);
  e.name_id = strings_.add(name_id.empty() ? name_en : name_id);
  e.wikidata = strings_.add(trim(wikidata));
  e.from = day_number(from, false), e.to = day_number(to, true);
  country = trim(country), sector = trim(sector);
  std::memcpy(e.country, country.data(), std::min<std::size_t>(3, country.size()));
  std::memcpy(e.sector, sector.data(), std::min<std::size_t>(3, sector.size()));
  e.first_name = static_cast<std::uint32_t>(names_.size());
  entries_.push_back(e);
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

void ActorTableCompiler::add_name(std::uint32_t entry, const ListedName& listed, std::uint8_t flags, bool canonical) {
  if (listed.refused) return;
  std::string_view name = listed.text;
  if (listed.exact) flags |= ActorName::kExact;
  if (all_capitals(name)) flags |= ActorName::kCapsOnly;
  if (own_) flags |= ActorName::kOwn;
  for (const std::string& v : name_variants(name)) {
    ActorName row;
    row.entry = entry;
    row.flags = flags;
    row.rank = canonical ? 0 : 1;
    row.text = strings_.add(name);
    std::uint32_t i = 0;
    for (std::string_view w : split(v, ' ')) {
      if (i < 16 && upper_start(w)) row.capitals = static_cast<std::uint16_t>(row.capitals | (1u << i));
      ++i;
    }
    if (i == 1 && is_person(entries_[entry])) row.flags |= ActorName::kShort;
    phrases_.add(fold(v), static_cast<std::uint32_t>(names_.size()));
    names_.push_back(row);
  }
}

void ActorTableCompiler::add_names(std::uint32_t entry, std::string_view list, std::uint8_t flags, bool first) {
  for (const ListedName& name : listed_names(list)) {
    add_name(entry, name, flags, first);
    if (!name.refused) first = false;
  }
}

// English names serve Indonesian too, but for those that its list refuses: "-AKP", where that is a rank of the police.
void ActorTableCompiler::add_english(std::uint32_t entry, std::string_view en, std::string_view id) {
  std::vector<ListedName> other = listed_names(id);
  bool first = true;
  for (const ListedName& name : listed_names(en)) {
    add_name(entry, name, refuses(other, name.text) ? ActorName::kEnglish : kBoth, first);
    first = false;
  }
}

void ActorTableCompiler::state(const Row& r) {
  std::uint32_t e =
      add_entry(EntryType::state, r.cell(0), "", r.cell(1), r.cell(2), first_name(r.cell(3)), first_name(r.cell(4)), r.cell(7));
  for (const ListedName& n : listed_names(r.cell(3))) {
    bool initials = n.text.size() <= 4 && all_capitals(n.text);
    add_name(e, n, initials ? ActorName::kEnglish : kBoth, false);
  }
  add_names(e, r.cell(4), ActorName::kIndonesian);
  add_names(e, r.cell(5), ActorName::kEnglish | ActorName::kDemonym, false);
  add_names(e, r.cell(6), ActorName::kIndonesian | ActorName::kDemonym, false);
}

void ActorTableCompiler::capital(const Row& r) {
  std::string_view id = r.cell(5).empty() ? r.cell(4) : r.cell(5);
  EntryType type = r.cell(6) == "seat" ? EntryType::seat : EntryType::capital;
  std::uint32_t e = add_entry(type, r.cell(0), r.cell(1), r.cell(2), r.cell(3), first_name(r.cell(4)), first_name(id), "");
  add_english(e, r.cell(4), id);
  add_names(e, id, ActorName::kIndonesian);
}

void ActorTableCompiler::entity(const Row& r, EntryType fallback) {
  std::string_view country = r.cell(1), kind = r.cell(3), en = r.cell(7), id = r.cell(8);
  EntryType type = kind == "party"          ? EntryType::party
                   : kind == "armed_group"  ? EntryType::armed_group
                   : kind == "media"        ? EntryType::media
                   : kind == "place"        ? EntryType::place
                   : kind == "state"        ? EntryType::organisation
                   : kind == "organisation" ? EntryType::organisation
                                            : fallback;
  if (country.empty() || (en.empty() && id.empty())) return;
  if (own_) silence(type, first_name(en.empty() ? id : en), "");
  if (own_ && country == "-") return silence_names(en), silence_names(id);
  std::uint32_t e = add_entry(type, country, r.cell(2), r.cell(4), r.cell(5), first_name(en), first_name(id), r.cell(6));
  add_english(e, en, id);
  bool at_home = country == "IDN" || en.empty();
  add_names(e, id, at_home ? kBoth : ActorName::kIndonesian);
}

void ActorTableCompiler::person(const Row& r, bool dated) {
  std::size_t k = dated ? 3 : 2;  // column of the sector
  std::string_view name = r.cell(0), country = r.cell(1);
  if (name.empty() || country.empty()) return;
  EntryType type = dated ? EntryType::leader : EntryType::person;
  if (own_) silence(type, name, dated ? r.cell(2) : "");
  if (own_ && country == "-") return silence_names(name), silence_names(r.cell(k + 3));
  std::uint32_t e = add_entry(type, country, r.cell(k), r.cell(k + 1), r.cell(k + 2), first_name(name), "", r.cell(k + 4));
  if (dated) entries_[e].office = strings_.add(r.cell(2));
  auto [it, fresh] = persons_.try_emplace(fold(name) + "/" + std::string(country), e);
  entries_[e].person = it->second;
  add_names(e, name, kBoth);
  add_names(e, r.cell(k + 3), kBoth, false);
}

// Outlets speak and are spoken about; their web domains are no names.
void ActorTableCompiler::outlet(const Row& r) {
  if (r.cell(2).empty()) return;
  std::uint32_t e = add_entry(EntryType::media, r.cell(2), "JRN", "", "", first_name(r.cell(0)), "", "");
  add_names(e, r.cell(0), kBoth, false);  // the name in media.tsv is the one to give
  for (const ListedName& alias : listed_names(r.cell(1))) {
    if (upper_start(alias.text)) add_name(e, alias, kBoth, false);
  }
}

// Cities and provinces of the gazetteer, where no better row has the name.
void ActorTableCompiler::place(const Row& r, EntryType type) {
  std::string_view en = r.cell(0), id = r.cell(1), country = r.cell(2);
  if (country.size() != 3 || en.empty()) return;
  std::uint32_t e = add_entry(type, country, "", "", "", first_name(en), first_name(id), "");
  add_english(e, en, id);
  add_names(e, id, ActorName::kIndonesian);
}

}  // namespace kawat::lexicon
