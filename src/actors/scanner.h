// One document's tokens → noun phrases that name somebody. Internal to actors.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "lexicon/actors.h"
#include "model/analysis.h"

namespace kawat::actors {

inline bool in(model::Code3 c, std::initializer_list<std::string_view> list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view s) { return c == model::Code3(s); });
}
inline bool in_term(const lexicon::ActorEntry& e, std::int32_t day) { return day == 0 || (day >= e.from && day <= e.to); }

// What one stretch of text is for the actor table.
enum class Shape : std::uint8_t {
  other,
  state,
  demonym,
  capital,
  place,
  org,
  person,
  role,
  title,
  pronoun,
  group,
  unknown,
  number,
  open_paren,
  comma,
  hyphen
};

struct Atom {
  std::uint32_t first = 0, last = 0;  // tokens
  std::int32_t list = -1;             // names: first of the readings in Scanner::readings_
  std::uint16_t readings = 0;
  bool town = false;  // of the gazetteer only
  Shape shape = Shape::other;
  std::uint64_t classes = 0;    // WordClass bits of the words themselves
  std::int32_t word = -1;       // row of the words; -1 = none
  std::int32_t word_last = -1;  // token after the words match (may differ from `last` for names)
};

// A phrase that names somebody.
struct Phrase {
  std::uint32_t sentence = 0;
  std::uint32_t first = 0, last = 0, head = 0;
  std::uint32_t name_first = 0, name_last = 0;  // the person's or body's own name
  Shape shape = Shape::other;                   // what the phrase is at its core
  model::Code3 country, sector;
  std::int32_t entry = -1;
  std::int32_t role = -1;  // row of the words
  std::uint32_t role_key = 0;
  lexicon::RoleKind role_kind = lexicon::RoleKind::none;
  lexicon::PronounKind pronoun = lexicon::PronounKind::none;
  lexicon::GroupKind group = lexicon::GroupKind::none;
  std::int32_t town_first = -1;                       // token of the town or region whose state it has
  std::uint64_t alias = 0;                            // hash of "(SBY)"
  std::array<std::int32_t, 3> namesakes{-1, -1, -1};  // bodies of other states by the same name
  std::uint8_t count = 0;
  bool former = false, plural = false, locative = false, definite = false, capital = false, quantity = false;
  bool named = false;         // has a person's name
  bool unknown_name = false;  // … that no table has
  bool open_sector = false;   // weak head, nothing decided it
  bool decided = false;       // … a role after or before it did: "kelompok pengunjuk rasa"
  bool organisation = false;  // a body decided the code
  bool joined = false;        // "A dan B": coordinated with the phrase before
  bool between = false;       // "antara A dan B"
  bool shared = false;        // a name that people of several states have
  bool ambiguous = false;     // a shy surname without support
  bool possessive = false;    // "Russia's" before a noun that is no role
  bool short_name = false;    // one word of a person's name
  bool region = false;        // "Western governments", "para pemimpin dunia": no state's
  bool body_name = false;     // "Dinas Pendidikan dan Olahraga": a body with a name of its own
  bool at_place = false;      // stands after a preposition of place
  bool of_home = false;       // of a body that only the home state has
  bool by_state = false;      // its state is named as such, not by a town
  bool inside = false;        // … of rest: "di", "in", not "ke", "to"
};

class Scanner {
 public:
  Scanner(const lexicon::ActorTable& table, std::uint8_t language_bit, const model::Document& document,
          const model::Analysis& analysis);
  // All phrases in order of the text. Headlines are read again with the names of the body.
  void scan(std::vector<Phrase>& out);
  std::int32_t day() const { return date_; }  // of the document, see article_day.h

 private:
  void scan_headlines(const std::vector<std::uint32_t>& headlines, std::vector<Phrase>& out);
  void scan_sentence(std::uint32_t index, std::vector<Phrase>& out);
  void classify(const model::Sentence& s);
  void find_initials();
  bool plate(std::uint32_t token) const;
  bool lower_seen(std::uint64_t hash) const;
  bool names_at(std::uint32_t token, Atom& out);
  void words_at(std::uint32_t token, Atom& out) const;

  // Parsing: positions are indices into atoms_.
  bool phrase(std::size_t at, int depth, bool allow_name, Phrase& out, std::size_t& next);
  bool head_first(std::size_t at, std::size_t start, int depth, bool allow_name, Phrase& out, std::size_t& next);
  bool head_last(std::size_t at, std::size_t start, int depth, bool allow_name, Phrase& out, std::size_t& next);
  bool head_count(std::size_t at) const;
  bool acts(std::uint32_t token) const;
  bool subject(std::uint32_t token) const;
  bool of_noun(std::size_t at, std::uint32_t head) const;
  bool given_name(std::size_t at) const;
  bool stands_as_town(std::size_t at) const;
  bool in_person_name(std::size_t at) const;
  bool spelled_otherwise(std::uint32_t token) const;
  bool numbered(std::uint32_t token) const;
  bool newer(const lexicon::ActorEntry& e) const;
  bool article(std::uint32_t token) const;
  bool given_goes_on(std::uint32_t token) const;
  std::int32_t holder(std::size_t at, const Phrase& p) const;  // row; -1 = nobody
  bool take_holder(std::size_t at, Phrase& p) const;           // false: nobody's
  bool surname(std::uint32_t token) const;
  bool holds_office(const Atom& surname, std::string_view given, const Phrase& p) const;
  bool simple(std::size_t at, Phrase& out, std::size_t& next);
  bool person_name(std::size_t at, Phrase& out, std::size_t& next);
  void complement(Phrase& out, const Phrase& part);
  void take_state(Phrase& out, const Phrase& part);
  void finish_role(Phrase& out) const;
  std::size_t body_words(std::size_t at, bool strict) const;
  bool body_word(std::size_t at) const;
  std::size_t past_nouns(std::size_t at) const;
  std::size_t past_unit(std::size_t at) const;
  bool noun_like(std::size_t at) const;
  bool place_before(std::size_t at, bool city, bool& inside) const;
  bool sport() const;
  std::size_t past_score(std::size_t at) const;
  std::uint32_t ordinal(std::uint32_t token) const;
  void past_holder(Phrase& p) const;
  void no_teams(std::vector<Phrase>& out, std::size_t from, bool keep_places) const;
  void no_namesakes(std::vector<Phrase>& out) const;
  bool only_nouns(const Phrase& p) const;
  bool bears_name(std::size_t at) const;
  void apposition(Phrase& out, std::size_t& next);
  void parenthesis(Phrase& out, std::size_t& next);
  void use_entry(Phrase& out, const Atom& a);
  std::int32_t best_reading(const Atom& a, const Phrase* context) const;
  bool house_of(std::size_t at) const;
  bool suppressed(std::size_t at) const;
  bool is_name_start(std::size_t at) const;
  bool is_seat(std::size_t at) const;
  bool has_no_name(const Phrase& p) const;
  bool leads_now(std::size_t at) const;
  bool currency(std::uint32_t after) const;
  bool demonym(std::uint32_t token) const;
  const lexicon::ActorWord* word(const Atom& a) const { return a.word < 0 ? nullptr : &table_.word(a.word); }
  const lexicon::ActorWord* role(std::size_t at) const;
  bool has(std::size_t at, std::uint64_t classes) const { return at < atoms_.size() && (atoms_[at].classes & classes) != 0; }
  bool is(std::size_t at, Shape s) const { return at < atoms_.size() && atoms_[at].shape == s; }
  bool one_of(std::size_t at, std::initializer_list<Shape> list) const;
  bool capital(std::size_t at) const { return at < atoms_.size() && (tokens_[atoms_[at].first].shape & model::kCapital) != 0; }
  std::string_view text(std::size_t at) const;

  const lexicon::ActorTable& table_;
  std::uint8_t language_bit_;
  const model::Document& document_;
  const model::Analysis& analysis_;
  const std::vector<model::Token>& tokens_;
  std::int32_t date_;
  bool dated_ = false;  // … as the document itself says
  std::uint32_t sentence_ = 0;
  std::uint32_t end_ = 0;
  bool caseless_ = false;  // no capitals, or nothing but capitals
  bool shouting_ = false;  // nothing but capitals
  bool headline_ = false;  // most words begin with a capital
  bool tagged_ = false;
  std::size_t sports_ = 0;                 // sentences about sport
  std::size_t sport_words_ = 0;            // words of sport in the article
  std::vector<std::int32_t> sport_kinds_;  // … the different ones, no more than four
  std::vector<Atom> atoms_;
  std::vector<std::uint32_t> readings_;
  std::vector<std::uint64_t> body_names_;  // words of names found outside headlines, sorted
  std::vector<std::uint64_t> initials_;    // letters that stand for people in this article
  std::vector<std::uint64_t> lower_;       // open hash set of words seen in lower case
  std::uint64_t lower_mask_ = 0;
};

// In office on the day, after it, before it: the code of a dated row.
struct Standing {
  model::Code3 sector;
  int score = 0;  // bigger = likelier to be meant
  const char* why = "";
};
Standing standing(const lexicon::ActorTable& table, const lexicon::ActorEntry& e, std::int32_t date);

}  // namespace kawat::actors
