// Coded events against labelled ones: matching and figures. Pure functions, no input or output.
//
// Two ways of matching, as the labelled sets ask for it. Both pair one gold event with one coded event, greedily, best agreement
// first, once for each level (type; type and both countries; type and both full codes); an optional gold event is neither missed
// when absent nor false when coded.
//   sentences  required events are served first; a bare country is as good as the country's government; attributes are judged
//              over the required events that were matched by type
//   documents  other types may be allowed; agreement weighs the sentence too; attributes are judged over all events that were
//              matched by countries
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kawat::cli::eval {

// A place in the article that tells the event, by the first words of its sentence.
struct Telling {
  std::string start;
  std::vector<std::string> said_by;
};

struct GoldEvent {
  std::string type, mode, actor, recipient, modality = "actual";
  std::vector<std::string> type_alt, actor_alt, recipient_alt, modality_alt;  // right as well
  bool required = true;
  std::string actor_text, said_by_text, date_text, trigger_text;  // sentences
  std::string date_start, date_end, place_country;                // documents
  std::vector<Telling> tellings;
};

struct CodedEvent {
  std::string type, mode, actor, recipient, modality;
  std::string said_by_text, date_text, date_start, date_end, place_country;
  std::vector<std::string> sources;  // names of the attribution chain
  std::string evidence, trigger, actor_text, recipient_text, rule;
};

// One sentence or one article.
struct Item {
  std::string id;
  std::vector<GoldEvent> gold;
  std::vector<CodedEvent> coded;
  std::vector<std::string> noise;  // beginnings of lines that must give no event
};

struct Tally {
  int right = 0, optional = 0, missed = 0, wrong = 0, repeats = 0;
  double precision() const { return ratio(right, right + wrong); }
  double recall() const { return ratio(right, right + missed); }
  double f1() const;
  static double ratio(int part, int whole) { return whole == 0 ? 0 : static_cast<double>(part) / whole; }
};

struct Share {
  std::string name;
  int right = 0, of = 0;
};

enum class Level { type, dyad, codes, other };  // other: strict codes of sentences, "GOV = none" of documents
inline constexpr std::array<Level, 4> kLevels{Level::type, Level::dyad, Level::codes, Level::other};

using Pairs = std::vector<std::pair<int, int>>;  // gold, coded

struct Score {
  std::array<Tally, 4> levels;
  std::map<std::string, Tally> types;         // at the level of types; `wrong` by the coded type
  std::vector<Share> shares;                  // of attributes; `of` 0 = nothing to judge
  int empty = 0, on_empty = 0;                // items without gold events; coded events on them
  int noise = 0;                              // coded events out of noise
  std::vector<std::array<Pairs, 4>> matched;  // per item, per level
  int required = 0, optional = 0, predicted = 0;
  const Tally& at(Level l) const { return levels[static_cast<std::size_t>(l)]; }
};

enum class Rules { sentences, documents };
Score score(const std::vector<Item>& items, Rules rules);

// Gold events and coded events of one item that were not matched, put together where they may be the same act: they share a
// country, a word of the act, or the sentence's only act. -1 on one side: nothing was coded, or nothing is there.
Pairs confused(const Item& item, const Pairs& matched, Rules rules);

// Labels of pairs, "" = no answer.
struct ClassRow {
  std::string label;
  int right = 0, said = 0, is = 0;
  double precision() const { return Tally::ratio(right, said); }
  double recall() const { return Tally::ratio(right, is); }
  double f1() const;
};
// One row per label of the gold, in order of name.
std::vector<ClassRow> per_class(const std::vector<std::string>& gold, const std::vector<std::string>& said);
struct Macro {
  double precision = 0, recall = 0, f1 = 0;
};
Macro macro(const std::vector<ClassRow>& rows);

// The parts that the matching rests on.
std::string clean_code(std::string_view code);                   // "---", "-", "none" → ""
std::string country_of(std::string_view code);                   // "RUSGOV" → "RUS"; "COP" → "", a sector is no country
double word_overlap(std::string_view a, std::string_view b);     // shared words / words of the shorter
bool begins(std::string_view sentence, std::string_view start);  // or holds it: quotation marks, blanks and case aside
// "2024-06", "" → first and last day; nothing when it is no date.
std::optional<std::pair<std::string, std::string>> stretch(std::string_view from, std::string_view to);

}  // namespace kawat::cli::eval
