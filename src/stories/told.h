// What one article tells about one event, in the form in which tellings are compared: codes, dates, places, and hashes of the
// words that carry over between languages. Plain values.
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
  topic,    // what a word is about, whatever the language (lexicon/topics.h)
  weak,     // a topic that tells little: "minister", "says"
  word,     // any other word; comparable within a language only
};
inline constexpr int kClueKinds = 7;

struct Clue {
  std::uint64_t id = 0;  // hash that says kind and word
  ClueKind kind = ClueKind::word;
  friend bool operator==(const Clue&, const Clue&) = default;
};

struct Party {
  model::Code3 country, sector;
  std::uint64_t name = 0;  // hash of who that is, the same in every language; 0 = no name
  friend bool operator==(const Party&, const Party&) = default;
};

// Sorted by id, each once.
using Clues = std::vector<Clue>;

struct Told {
  std::string id;  // event_group of the event; of an article in which no event was coded its doc_id
  std::string doc_id;
  std::string copy_of;  // doc_id of the article that this one is a copy of; empty = none
  std::string outlet, language;
  model::Day published;
  std::uint32_t sequence = 0;  // of the event within its article

  model::EventType type = model::EventType::none;
  std::int16_t mode = -1;
  model::Modality modality = model::Modality::actual;
  std::vector<Party> actors, recipients;
  model::Day start, end;  // unknown start = undated
  model::Precision precision = model::Precision::none;
  bool dated_by_text = false;  // else the date is the article's
  std::uint64_t place = 0;     // hash of where; 0 = not said
  model::Code3 place_country;

  bool main = false;        // what the article is about: told by its title or first sentence
  std::uint32_t types = 0;  // bit set of the event types of the title and first sentence; of others their own type
  Clues lead;               // of the sentence of the event; of main ones with the title
  Clues title;              // of the title; main ones only
  Clues rest;               // of the other sentences near it
};

}  // namespace kawat::stories
