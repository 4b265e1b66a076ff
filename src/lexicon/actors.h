// The actor tables of data/actors/ and the words around names of one language, compiled at build time and mapped.
//
// Sections: "actors/names.phrases" + "actors/names.bin" (spelling → row), "actors/entries.bin" (rows), "actors/surnames.bin",
// "actors/offices.bin", "actors/strings";
// per language "lang/<code>/actors.phrases" + "lang/<code>/actors.bin" (roles, pronouns, groups, small words).
// Nothing is parsed at start. Views live as long as the Pack; share freely between threads. A missing table is an empty one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/compile.h"
#include "lexicon/pack.h"
#include "lexicon/phrases.h"

namespace kawat::lexicon {

enum class EntryType : std::uint8_t {
  state,
  capital,
  seat,
  organisation,
  party,
  armed_group,
  media,
  place,
  leader,
  person,
  town
};

constexpr std::int32_t kOpenEnd = 99991231;  // of a row that goes on

struct ActorEntry {
  std::uint32_t name_en = 0, name_id = 0, wikidata = 0, office = 0;  // offsets into the strings
  std::uint32_t person = 0;                                          // rows of one person share it (leaders, persons); else 0
  std::uint32_t first_name = 0;                                      // its names stand together from here on
  std::int32_t from = 0;                                             // yyyymmdd; 0 = open
  std::int32_t to = 0;                                               // yyyymmdd; kOpenEnd = open
  char country[4] = {};
  char sector[4] = {};
  EntryType type = EntryType::state;
  std::uint8_t pad[3] = {};
};

// One spelling of one row.
struct ActorName {
  static constexpr std::uint8_t kEnglish = 1, kIndonesian = 2;  // languages it is used in
  static constexpr std::uint8_t kCapsOnly = 4;                  // only in capitals
  static constexpr std::uint8_t kExact = 8;                     // exact case
  static constexpr std::uint8_t kDemonym = 16;                  // "Russian", "Russians"
  static constexpr std::uint8_t kShort = 32;                    // one word of a person's name
  static constexpr std::uint8_t kOwn = 64;                      // of a user's table: goes before others
  std::uint32_t entry = 0;
  std::uint32_t text = 0;      // the spelling, offset into the strings
  std::uint16_t capitals = 0;  // bit i: word i starts with a capital
  std::uint8_t flags = 0;
  std::uint8_t rank = 0;  // 0 = canonical name, 1 = alias
};

inline bool is_person(const ActorEntry& e) { return e.type == EntryType::leader || e.type == EntryType::person; }

// Whether the family's name comes first there, and short ones name people.
bool family_first(std::string_view country);

// A row by the hash of a word or name.
struct ActorKey {
  std::uint64_t hash = 0;
  std::uint32_t entry = 0;
  std::uint32_t given = 0;  // 1: the first of several words, by which Indonesians are called as well
};

// What a word or phrase of a language may do around names; several at once.
enum WordClass : std::uint64_t {
  kWordRole = 1,
  kWordPronoun = 1 << 1,
  kWordGroup = 1 << 2,
  kWordDet = 1 << 3,
  kWordFormer = 1 << 4,
  kWordQuant = 1 << 5,
  kWordMod = 1 << 6,
  kWordOwner = 1 << 7,
  kWordToward = 1 << 8,
  kWordIn = 1 << 9,
  kWordPoss = 1 << 10,
  kWordAnd = 1 << 11,
  kWordPlace = 1 << 12,
  kWordPlaceOnly = 1 << 13,
  kWordBetween = 1 << 14,
  kWordParticle = 1 << 15,
  kWordStop = 1 << 16,
  kWordCommon = 1 << 17,
  kWordAs = 1 << 18,
  kWordDeictic = 1 << 19,
  kWordThat = 1 << 20,
  kWordSay = 1 << 21,
  kWordBefore = 1 << 22,
  kWordAfter = 1 << 23,
  kWordNot = 1 << 24,
  kWordLower = 1 << 25,
  kWordShy = 1 << 26,
  kWordNoun = 1 << 27,
  kWordRegion = 1 << 28,
  kWordArea = 1 << 29,
  kWordSport = 1 << 30,
  kWordLink = 1ull << 31,
  kWordGiven = 1ull << 32,
  kWordInitials = 1ull << 33,
  kWordOrdinal = 1ull << 34,
  kWordLoose = 1ull << 35,
  kWordCalled = 1ull << 36,
  kWordWeekday = 1ull << 37,
  kWordMonth = 1ull << 38,
  kWordSide = 1ull << 39,
  kWordHouse = 1ull << 40,
};
enum class RoleKind : std::uint8_t { none, office, organ, force, people, weak, title };
enum class PronounKind : std::uint8_t { none, he, it, they, we, i, poss, org };
enum class GroupKind : std::uint8_t { none, countries, leaders, parties, sides, anyone, country, party, group, body, leader };

struct ActorWord {
  static constexpr std::uint8_t kPlural = 1, kNamed = 2, kToward = 4, kForeign = 8, kHome = 16, kKin = 32, kOther = 64,
                                kAnyone = 128;
  std::uint64_t classes = 0;  // WordClass bits
  std::uint32_t key = 0;      // singular and plural of a role share it
  RoleKind role = RoleKind::none;
  PronounKind pronoun = PronounKind::none;
  GroupKind group = GroupKind::none;
  std::uint8_t count = 0;  // of a group; which one an ordinal says
  std::uint8_t flags = 0;
  char sector[3] = {};
  std::uint64_t office = 0;  // hash of the office's name in leaders.tsv
};

class ActorTable {
 public:
  static Result<ActorTable> open(const Pack& pack, std::string_view language);

  const Phrases& names() const { return names_; }
  std::span<const ActorName> name_rows() const { return name_rows_; }
  std::span<const ActorEntry> entries() const { return entries_; }
  std::int32_t newest() const { return newest_; }  // the last day, as yyyymmdd, on which a term begins
  std::span<const ActorKey> surnames(std::uint64_t hash) const {
    return equal(surnames_, hash);
  }  // people by the word that is theirs alone
  std::span<const ActorKey> offices(std::uint64_t hash) const {
    return equal(offices_, hash);
  }  // leaders by the name of the office
  const Phrases& words() const { return words_; }
  std::uint64_t classes(std::uint64_t word) const;  // WordClass bits of one word by itself
  const ActorWord& word(std::int32_t row) const { return word_rows_[static_cast<std::size_t>(row)]; }  // row: a value of words()
  const ActorWord& word(const Phrases::Match& m) const { return word_rows_[words_.values(m)[0]]; }     // m: one of words(), found
  std::string_view string(std::uint32_t offset) const;
  bool holds(const ActorEntry& leader, std::uint64_t office) const;  // the office by the hash of its name
  std::string_view home() const { return home_; }                    // state meant by default; may be empty
  bool head_first() const { return head_first_; }

 private:
  static std::span<const ActorKey> equal(std::span<const ActorKey> list, std::uint64_t hash);

  Phrases names_, words_;
  std::span<const ActorKey> surnames_, offices_;  // sorted by hash
  std::span<const ActorName> name_rows_;
  std::span<const ActorEntry> entries_;
  std::int32_t newest_ = 0;
  std::span<const ActorWord> word_rows_;
  std::string_view strings_;
  std::string home_;
  bool head_first_ = true;
};

// Called by compile(): adds the sections above.
Status compile_actors(const Source& source, PackWriter& out);

}  // namespace kawat::lexicon
