// What one article tells about one event, in the form in which tellings are compared: codes, dates, places, and hashes of the
// words that carry over between languages. Plain values; copies are deep.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/actor.h"
#include "model/document.h"
#include "model/event.h"

namespace kawat::stories {

enum class ClueKind : std::uint8_t {
  name,     // a person, organisation or unlisted name
  country,  // a state named as such, or through its capital, people or officials
  place,    // a town, region or island
  number,   // a count: "13", "thirteen", "tiga belas"
  thing,    // what a word is about, whatever the language (lexicon/topics.h)
  act,      // the same of what is done: "sign", "arrest"
  answer,   // … and answers what others did: "condemn", "deny"
  weak,     // … and tells little: "minister", "say"
};
inline constexpr std::size_t kClueKinds = 8;

// Kind and hash of a word in one number, so that sorted clues stand by kind.
class Clue {
 public:
  Clue() = default;
  Clue(ClueKind kind, std::uint64_t hash) : bits_(static_cast<std::uint64_t>(kind) << kShift | (hash & kHash)) {}
  ClueKind kind() const { return static_cast<ClueKind>(bits_ >> kShift); }
  std::uint64_t bits() const { return bits_; }
  friend auto operator<=>(Clue, Clue) = default;

 private:
  static constexpr int kShift = 60;
  static constexpr std::uint64_t kHash = 0xFFFFFFFF;  // enough to tell the words of two tellings apart, and half to keep
  std::uint64_t bits_ = 0;
};
using Clues = std::vector<Clue>;  // sorted, each once

Clue country_clue(model::Code3 country);  // one for each state

struct Party {
  model::Code3 country, sector;
  std::uint64_t identity = 0;  // hash of who that is, the same in every language; 0 = nobody by name
  std::string name;            // for the eye
};

// "30 killed": how many of what.
struct Count {
  std::uint64_t of = 0;  // hash of what is counted
  std::uint64_t value = 0;
  std::string what;  // for the eye
};

struct Told {
  std::string id;  // event_group of the event; of an article in which no event was coded its doc_id. No two tellings share one
  std::string doc_id;
  std::string copy_of;  // doc_id of the article that this one is a copy of; empty = none
  std::string outlet, language;
  model::Day published;
  std::uint32_t sequence = 0;  // of the event within its article; the main one is 0

  model::EventType type = model::EventType::none;
  std::int16_t mode = -1;  // index into the ontology's modes
  model::Modality modality = model::Modality::actual;
  std::vector<Party> actors, recipients;
  model::Day start, end;  // unknown start = undated
  model::Precision precision = model::Precision::none;
  bool dated_by_text = false;  // else the date is the article's
  bool dated_loosely = false;  // by its sentence, not by the act: good to compare with, no testimony
  std::uint64_t place = 0;     // hash of where; 0 = not said
  std::string place_name;

  bool main = false;                     // what the article is about: told by its title or first sentence
  std::uint32_t types = 0;               // bit set of event types: of the main one those of its first sentence, else of the title
  model::Code3 subject, title_subject;   // the first state that the sentence, and the title, name
  model::Code3 home;                     // whose "president" the article means; empty = unknown
  Clue first_name;                       // the first person or organisation of the sentence; Clue() = none
  Clues lead;                            // of the sentence of the event; of the main one with the title
  Clues title;                           // of the title; main ones only
  Clues rest;                            // of the sentences near it
  std::vector<Count> counts;             // of all these sentences
  std::string evidence;                  // the sentence
  std::vector<std::string> attribution;  // from the original speaker to the outlet
};

}  // namespace kawat::stories
