#include "lexicon/actors.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "lexicon/actor_tables.h"

namespace kawat::lexicon {
namespace {

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
    for (const std::string& v : name_variants(phrase)) f(words_[fold(v)]);
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
      if (r.cell(4).find("other") != std::string_view::npos) flags |= ActorWord::kOther;
      if (r.cell(4).find("anyone") != std::string_view::npos) flags |= ActorWord::kAnyone;
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
    static constexpr std::pair<std::string_view, std::uint64_t> kClasses[] = {{"det", kWordDet},
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
                                                                              {"bodypart", kWordLink},
                                                                              {"given", kWordGiven},
                                                                              {"initials", kWordInitials},
                                                                              {"ordinal", kWordOrdinal},
                                                                              {"loose", kWordLoose},
                                                                              {"called", kWordCalled},
                                                                              {"weekday", kWordWeekday},
                                                                              {"month", kWordMonth},
                                                                              {"side", kWordSide}};
    for (const Row& r : table("actor_words.tsv")) {
      if (r.cell(0) == "home") {
        home_ = r.cell(1);
      } else if (r.cell(0) == "order") {
        head_first_ = r.cell(1) != "last";
      } else {
        auto it = std::find_if(std::begin(kClasses), std::end(kClasses), [&](const auto& c) { return c.first == r.cell(0); });
        if (it == std::end(kClasses)) return bad("actor_words.tsv", r, "unknown class of words");
        std::uint8_t place = 0;
        for (std::string_view phrase : split(r.cell(1), '|')) {
          ++place;
          if (phrase.empty()) continue;
          each(phrase, [&](ActorWord& w) {
            w.classes |= it->second;
            if (it->second == kWordOrdinal || it->second == kWordWeekday || it->second == kWordMonth) w.count = place;
          });
        }
      }
    }
    return {};
  }

  Status not_actors() {
    for (const Row& r : table("not_actors.tsv")) {
      std::string_view k = r.cell(1);
      std::uint64_t bit = 0;
      if (k == "before") bit = kWordBefore;
      if (k == "house") bit = kWordBefore | kWordHouse;
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
  ActorTableCompiler tables;
  // Of two rows with one name the earlier table's counts, if nothing else decides.
  for (std::string_view table : {"states", "capitals", "organisations", "parties", "armed_groups", "media", "regions", "outlets",
                                 "leaders", "persons", "places", "cities"}) {
    auto it = source.files.find("actors/" + std::string(table) + ".tsv");
    if (it == source.files.end()) continue;
    for (const Row& row : rows(it->second)) tables.add(table, row);
  }
  for (auto& [name, bytes] : tables.finish()) out.add(std::move(name), std::move(bytes));
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
  for (const ActorEntry& e : t.entries_) t.newest_ = std::max(t.newest_, e.from);
  t.surnames_ = rows_of<ActorKey>(pack.section("actors/surnames.bin"));
  t.offices_ = rows_of<ActorKey>(pack.section("actors/offices.bin"));
  t.strings_ = pack.section("actors/strings");
  t.words_ = Phrases(pack.section(folder + "actors.phrases"));
  t.word_rows_ = rows_of<ActorWord>(words.substr(8));
  t.home_ = std::string(words.substr(0, 3).substr(0, words.substr(0, 3).find('\0')));
  t.head_first_ = words[4] != 0;
  return t;
}

std::span<const ActorKey> ActorTable::equal(std::span<const ActorKey> list, std::uint64_t hash) {
  auto less = [](const ActorKey& x, std::uint64_t h) { return x.hash < h; };
  auto first = std::lower_bound(list.begin(), list.end(), hash, less), last = first;
  while (last != list.end() && last->hash == hash) ++last;
  return {first, last};
}

bool family_first(std::string_view country) {
  for (std::string_view c : {"CHN", "TWN", "HKG", "MAC", "PRK", "KOR", "VNM"}) {
    if (country == c) return true;
  }
  return false;
}

bool ActorTable::holds(const ActorEntry& leader, std::uint64_t office) const {
  return word_hash(fold(string(leader.office))) == office;
}

std::uint64_t ActorTable::classes(std::uint64_t word) const {
  Phrases::Match m = words_.find_hash(word);
  return m.words == 0 ? 0 : word_rows_[words_.values(m)[0]].classes;
}

std::string_view ActorTable::string(std::uint32_t offset) const {
  if (offset >= strings_.size()) return {};
  return {strings_.data() + offset};
}

}  // namespace kawat::lexicon
