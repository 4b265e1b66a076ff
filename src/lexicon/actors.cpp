#include "lexicon/actors.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_map>

#include "base/text.h"

namespace kawat::lexicon {
namespace {

constexpr std::int32_t kOpenEnd = 99991231;

class Strings {
 public:
  std::uint32_t add(std::string_view s) {
    if (s.empty()) return 0;
    auto [it, fresh] = known_.try_emplace(std::string(s), static_cast<std::uint32_t>(bytes_.size()));
    if (fresh) bytes_.append(s).push_back('\0');
    return it->second;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_ = std::string(1, '\0');
  std::unordered_map<std::string, std::uint32_t> known_;
};

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

// The ways in which segmenters cut a name into tokens: commas apart; hyphens kept, apart or left out; "'s" apart.
std::vector<std::string> variants(std::string_view name) {
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
  if (plain.find('-') != std::string::npos) add(replace_all(plain, "-", " - ")), add(replace_all(plain, "-", " "));
  for (std::string s : std::vector<std::string>(out)) {
    std::string spaced = s + " ";
    if (spaced.find("'s ") != std::string::npos) add(replace_all(spaced, "'s ", " 's "));
    if (spaced.find("s' ") != std::string::npos) add(replace_all(spaced, "s' ", "s ' "));
  }
  return out;
}

template <class T>
std::string bytes_of(const std::vector<T>& v) {
  return std::string(reinterpret_cast<const char*>(v.data()), v.size() * sizeof(T));
}

class TableCompiler {
 public:
  explicit TableCompiler(const Source& source) : source_(source) {}

  Status run(PackWriter& out) {
    entries_.emplace_back();  // row 0 = nobody
    states();
    capitals();
    for (auto [file, type] : {std::pair{"organisations", EntryType::organisation}, std::pair{"parties", EntryType::party},
                              std::pair{"armed_groups", EntryType::armed_group}, std::pair{"media", EntryType::media},
                              std::pair{"regions", EntryType::place}}) {
      entities(file, type);
    }
    outlets();
    people("leaders", true);
    people("persons", false);
    places();
    out.add("actors/names.phrases", phrases_.finish());
    out.add("actors/names.bin", bytes_of(names_));
    out.add("actors/entries.bin", bytes_of(entries_));
    out.add("actors/strings", strings_.take());
    return {};
  }

 private:
  std::vector<Row> table(const std::string& name) const {
    auto it = source_.files.find("actors/" + name + ".tsv");
    return it == source_.files.end() ? std::vector<Row>{} : rows(it->second);
  }

  std::uint32_t add_entry(EntryType type, std::string_view country, std::string_view sector, std::string_view from,
                          std::string_view to, std::string_view name_en, std::string_view name_id, std::string_view wikidata) {
    ActorEntry e;
    e.type = type;
    auto bare = [](std::string_view s) { return s.starts_with('=') ? s.substr(1) : s; };
    e.name_en = strings_.add(bare(name_en.empty() ? name_id : name_en));
    e.name_id = strings_.add(bare(name_id.empty() ? name_en : name_id));
    e.wikidata = strings_.add(trim(wikidata));
    e.from = day_number(from, false), e.to = day_number(to, true);
    country = trim(country), sector = trim(sector);
    std::memcpy(e.country, country.data(), std::min<std::size_t>(3, country.size()));
    std::memcpy(e.sector, sector.data(), std::min<std::size_t>(3, sector.size()));
    entries_.push_back(e);
    return static_cast<std::uint32_t>(entries_.size() - 1);
  }

  void add_name(std::uint32_t entry, std::string_view name, std::uint8_t flags, bool canonical) {
    name = trim(name);
    if (name.starts_with('=')) name.remove_prefix(1), flags |= ActorName::kExact;
    if (name.empty()) return;
    if (all_capitals(name)) flags |= ActorName::kCapsOnly;
    for (const std::string& v : variants(name)) {
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
      if (i == 1 && (entries_[entry].type == EntryType::leader || entries_[entry].type == EntryType::person))
        row.flags |= ActorName::kShort;
      phrases_.add(fold(v), static_cast<std::uint32_t>(names_.size()));
      names_.push_back(row);
    }
  }

  void add_names(std::uint32_t entry, std::string_view list, std::uint8_t flags) {
    bool first = true;
    for (std::string_view name : split(list, '|')) add_name(entry, name, flags, first), first = false;
  }

  static std::string_view first_of(std::string_view list) { return list.substr(0, list.find('|')); }

  // English names are read in Indonesian news too; Indonesian ones in English where they are the name at home.
  static constexpr std::uint8_t kBoth = ActorName::kEnglish | ActorName::kIndonesian;

  void states() {
    for (const Row& r : table("states")) {
      std::uint32_t e =
          add_entry(EntryType::state, r.cell(0), "", r.cell(1), r.cell(2), first_of(r.cell(3)), first_of(r.cell(4)), r.cell(7));
      for (std::string_view n : split(r.cell(3), '|')) {
        bool initials = n.size() <= 4 && all_capitals(n);
        add_name(e, n, initials ? ActorName::kEnglish : kBoth, false);
      }
      add_names(e, r.cell(4), ActorName::kIndonesian);
      for (std::string_view n : split(r.cell(5), '|')) add_name(e, n, ActorName::kEnglish | ActorName::kDemonym, false);
      for (std::string_view n : split(r.cell(6), '|')) add_name(e, n, ActorName::kIndonesian | ActorName::kDemonym, false);
    }
  }

  void capitals() {
    for (const Row& r : table("capitals")) {
      std::string_view id = r.cell(5).empty() ? r.cell(4) : r.cell(5);
      EntryType type = r.cell(6) == "seat" ? EntryType::seat : EntryType::capital;
      std::uint32_t e = add_entry(type, r.cell(0), r.cell(1), r.cell(2), r.cell(3), first_of(r.cell(4)), first_of(id), "");
      add_names(e, r.cell(4), kBoth);
      add_names(e, id, ActorName::kIndonesian);
    }
  }

  void entities(const char* file, EntryType fallback) {
    for (const Row& r : table(file)) {
      std::string_view kind = r.cell(3), en = r.cell(7), id = r.cell(8);
      EntryType type = kind == "party"          ? EntryType::party
                       : kind == "armed_group"  ? EntryType::armed_group
                       : kind == "media"        ? EntryType::media
                       : kind == "place"        ? EntryType::place
                       : kind == "state"        ? EntryType::organisation
                       : kind == "organisation" ? EntryType::organisation
                                                : fallback;
      if (r.cell(1).empty() || (en.empty() && id.empty())) continue;
      std::uint32_t e = add_entry(type, r.cell(1), r.cell(2), r.cell(4), r.cell(5), first_of(en), first_of(id), r.cell(6));
      add_names(e, en, kBoth);
      bool at_home = r.cell(1) == "IDN" || en.empty();
      add_names(e, id, at_home ? kBoth : ActorName::kIndonesian);
    }
  }

  void people(const char* file, bool dated) {
    for (const Row& r : table(file)) {
      std::size_t k = dated ? 3 : 2;  // column of the sector
      std::string_view name = r.cell(0), country = r.cell(1);
      if (name.empty() || country.empty()) continue;
      std::uint32_t e = add_entry(dated ? EntryType::leader : EntryType::person, country, r.cell(k), r.cell(k + 1), r.cell(k + 2),
                                  name, name, r.cell(k + 4));
      if (dated) entries_[e].office = strings_.add(r.cell(2));
      auto [it, fresh] = persons_.try_emplace(fold(name) + "/" + std::string(country), e);
      entries_[e].person = it->second;
      add_name(e, name, kBoth, true);
      for (std::string_view alias : split(r.cell(k + 3), '|')) add_name(e, alias, kBoth, false);
    }
  }

  // Outlets speak and are spoken about; their web domains are no names.
  void outlets() {
    for (const Row& r : table("outlets")) {
      if (r.cell(2).empty()) continue;
      std::uint32_t e = add_entry(EntryType::media, r.cell(2), "JRN", "", "", r.cell(0), "", "");
      add_name(e, r.cell(0), kBoth, false);  // the name in media.tsv is the one to give
      for (std::string_view alias : split(r.cell(1), '|')) {
        if (upper_start(alias)) add_name(e, alias, kBoth, false);
      }
    }
  }

  // Cities and provinces of the gazetteer, where no better row has the name.
  void places() {
    for (const Row& r : table("places")) {
      std::string_view en = r.cell(0), id = r.cell(1), country = r.cell(2);
      if (country.size() != 3 || en.empty()) continue;
      std::uint32_t e = add_entry(EntryType::place, country, "", "", "", first_of(en), first_of(id), "");
      add_names(e, en, kBoth);
      add_names(e, id, ActorName::kIndonesian);
    }
  }

  const Source& source_;
  Strings strings_;
  PhraseBuilder phrases_;
  std::vector<ActorName> names_;
  std::vector<ActorEntry> entries_;
  std::map<std::string, std::uint32_t> persons_;
};

class WordCompiler {
 public:
  WordCompiler(const Source& source, const std::string& folder) : source_(source), folder_(folder) {}

  Status run(PackWriter& out) {
    for (Status s : {roles(), pronouns(), groups(), small_words(), not_actors()}) {
      if (!s) return s;
    }
    PhraseBuilder phrases;
    std::vector<ActorWord> list;
    for (auto& [phrase, word] : words_) {
      phrases.add(phrase, static_cast<std::uint32_t>(list.size()));
      list.push_back(word);
    }
    std::string body(8, '\0');
    std::memcpy(body.data(), home_.data(), std::min<std::size_t>(3, home_.size()));
    body[4] = head_first_ ? 1 : 0;
    body += bytes_of(list);
    out.add(folder_ + "actors.phrases", phrases.finish());
    out.add(folder_ + "actors.bin", std::move(body));
    return {};
  }

 private:
  std::vector<Row> table(const std::string& name) const {
    auto it = source_.files.find(folder_ + name);
    return it == source_.files.end() ? std::vector<Row>{} : rows(it->second);
  }
  Status bad(const std::string& name, const Row& r, std::string what) const {
    return fail(Code::bad_table, "data/" + folder_ + name + ":" + std::to_string(r.line), std::move(what));
  }
  template <class F>
  void each(std::string_view phrase, F&& f) {
    for (const std::string& v : variants(phrase)) f(words_[fold(v)]);
  }

  Status roles() {
    static constexpr std::string_view kKinds[] = {"", "office", "organ", "force", "people", "weak", "title"};
    for (const Row& r : table("roles.tsv")) {
      auto kind = std::find(std::begin(kKinds), std::end(kKinds), r.cell(3));
      if (kind == std::end(kKinds) || kind == std::begin(kKinds)) return bad("roles.tsv", r, "unknown kind of role");
      ++key_;
      std::uint8_t flags = 0;
      if (r.cell(4).find("plural") != std::string_view::npos) flags |= ActorWord::kPlural;
      if (r.cell(4).find("named") != std::string_view::npos) flags |= ActorWord::kNamed;
      if (r.cell(4).find("toward") != std::string_view::npos) flags |= ActorWord::kToward;
      if (r.cell(4).find("foreign") != std::string_view::npos) flags |= ActorWord::kForeign;
      if (r.cell(4).find("home") != std::string_view::npos) flags |= ActorWord::kHome;
      if (r.cell(4).find("kin") != std::string_view::npos) flags |= ActorWord::kKin;
      for (std::size_t c : {0u, 1u}) {
        if (r.cell(c).empty()) continue;
        each(r.cell(c), [&](ActorWord& w) {
          if (w.classes & kWordRole) return;
          w.classes |= kWordRole;
          w.role = static_cast<RoleKind>(kind - std::begin(kKinds));
          w.key = key_;
          w.office = word_hash(fold(r.cell(5).empty() ? r.cell(0) : r.cell(5)));
          w.flags = static_cast<std::uint8_t>(flags | (c == 1 ? ActorWord::kPlural : 0));
          std::memcpy(w.sector, r.cell(2).data(), std::min<std::size_t>(3, r.cell(2).size()));
        });
      }
    }
    return {};
  }

  Status pronouns() {
    static constexpr std::string_view kKinds[] = {"", "he", "it", "they", "we", "i", "poss", "org"};
    for (const Row& r : table("pronouns.tsv")) {
      auto kind = std::find(std::begin(kKinds), std::end(kKinds), r.cell(1));
      if (kind == std::end(kKinds)) return bad("pronouns.tsv", r, "unknown kind of pronoun");
      each(r.cell(0),
           [&](ActorWord& w) { w.classes |= kWordPronoun, w.pronoun = static_cast<PronounKind>(kind - std::begin(kKinds)); });
    }
    return {};
  }

  Status groups() {
    static constexpr std::string_view kKinds[] = {"",        "countries", "leaders", "parties", "sides", "anyone",
                                                  "country", "party",     "group",   "body",    "leader"};
    for (const Row& r : table("groups.tsv")) {
      auto kind = std::find(std::begin(kKinds), std::end(kKinds), r.cell(1));
      if (kind == std::end(kKinds)) return bad("groups.tsv", r, "unknown kind of group");
      each(r.cell(0), [&](ActorWord& w) {
        w.classes |= kWordGroup, w.group = static_cast<GroupKind>(kind - std::begin(kKinds));
        w.count = r.cell(2).empty() ? 0 : static_cast<std::uint8_t>(r.cell(2)[0] - '0');
      });
    }
    return {};
  }

  Status small_words() {
    static constexpr std::pair<std::string_view, std::uint32_t> kClasses[] = {{"det", kWordDet},
                                                                              {"former", kWordFormer},
                                                                              {"quant", kWordQuant},
                                                                              {"mod", kWordMod},
                                                                              {"owner", kWordOwner},
                                                                              {"toward", kWordToward},
                                                                              {"in", kWordIn},
                                                                              {"poss", kWordPoss},
                                                                              {"and", kWordAnd},
                                                                              {"place", kWordPlace},
                                                                              {"placeonly", kWordPlaceOnly},
                                                                              {"between", kWordBetween},
                                                                              {"particle", kWordParticle},
                                                                              {"stop", kWordStop},
                                                                              {"common", kWordCommon},
                                                                              {"as", kWordAs},
                                                                              {"deictic", kWordDeictic},
                                                                              {"that", kWordThat},
                                                                              {"say", kWordSay},
                                                                              {"noun", kWordNoun},
                                                                              {"region", kWordRegion},
                                                                              {"area", kWordArea},
                                                                              {"sport", kWordSport},
                                                                              {"bodypart", kWordLink}};
    for (const Row& r : table("actor_words.tsv")) {
      if (r.cell(0) == "home") {
        home_ = r.cell(1);
      } else if (r.cell(0) == "order") {
        head_first_ = r.cell(1) != "last";
      } else {
        auto it = std::find_if(std::begin(kClasses), std::end(kClasses), [&](const auto& c) { return c.first == r.cell(0); });
        if (it == std::end(kClasses)) return bad("actor_words.tsv", r, "unknown class of words");
        for (std::string_view phrase : split(r.cell(1), '|')) {
          if (!phrase.empty()) each(phrase, [&](ActorWord& w) { w.classes |= it->second; });
        }
      }
    }
    return {};
  }

  Status not_actors() {
    for (const Row& r : table("not_actors.tsv")) {
      std::string_view k = r.cell(1);
      std::uint32_t bit = 0;
      if (k == "before") bit = kWordBefore;
      if (k == "after") bit = kWordAfter;
      if (k == "phrase") bit = kWordNot;
      if (k == "lower") bit = kWordLower;
      if (k == "shy") bit = kWordShy;
      if (bit == 0) return bad("not_actors.tsv", r, "unknown kind");
      each(r.cell(0), [&](ActorWord& w) { w.classes |= bit; });
    }
    return {};
  }

  const Source& source_;
  std::string folder_;
  std::map<std::string, ActorWord> words_;
  std::uint32_t key_ = 0;
  std::string home_;
  bool head_first_ = true;
};

template <class T>
std::span<const T> rows_of(std::string_view bytes) {
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

}  // namespace

Status compile_actors(const Source& source, PackWriter& out) {
  if (Status s = TableCompiler(source).run(out); !s) return s;
  std::string last;
  for (const auto& [name, bytes] : source.files) {
    if (!name.starts_with("lang/")) continue;
    std::string folder = name.substr(0, name.find('/', 5) + 1);
    if (folder == last || !source.files.contains(folder + "roles.tsv")) continue;
    last = folder;
    if (Status s = WordCompiler(source, folder).run(out); !s) return s;
  }
  return {};
}

Result<ActorTable> ActorTable::open(const Pack& pack, std::string_view language) {
  std::string folder = "lang/" + std::string(language) + "/";
  std::string_view words = pack.section(folder + "actors.bin");
  if (words.size() < 8) {
    return fail(Code::unsupported_language, std::string(language), "the pack has no words around names for this language",
                "add data/" + folder + "roles.tsv");
  }
  ActorTable t;
  t.names_ = Phrases(pack.section("actors/names.phrases"));
  t.name_rows_ = rows_of<ActorName>(pack.section("actors/names.bin"));
  t.entries_ = rows_of<ActorEntry>(pack.section("actors/entries.bin"));
  t.strings_ = pack.section("actors/strings");
  t.words_ = Phrases(pack.section(folder + "actors.phrases"));
  t.word_rows_ = rows_of<ActorWord>(words.substr(8));
  t.home_ = std::string(words.substr(0, 3).substr(0, words.substr(0, 3).find('\0')));
  t.head_first_ = words[4] != 0;
  return t;
}

std::string_view ActorTable::string(std::uint32_t offset) const {
  if (offset >= strings_.size()) return {};
  return {strings_.data() + offset};
}

}  // namespace kawat::lexicon
