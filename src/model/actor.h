// Who: political actors and where the text names them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/span.h"

namespace kawat::model {

// Up to three capital letters in place: "RUS", "GOV". Empty = all zero.
struct Code3 {
  std::array<char, 3> c{};
  Code3() = default;
  explicit Code3(std::string_view s) {
    for (std::size_t i = 0; i < 3 && i < s.size(); ++i) c[i] = s[i];
  }
  bool empty() const { return c[0] == 0; }
  std::string_view view() const { return {c.data(), c[0] == 0 ? 0u : c[1] == 0 ? 1u : c[2] == 0 ? 2u : 3u}; }
  friend bool operator==(Code3, Code3) = default;
};

enum class ActorKind : std::uint8_t {
  none,    // not resolved
  state,   // a country named as such, or its capital, or its people
  person,  // a named person
  office,  // "Presiden Rusia", "the foreign ministry": a role of a state
  organisation,
  armed_group,
  party,
  media,  // news agencies, newspapers, broadcasters: speakers before actors
  agent,  // generic people: "pengunjuk rasa", "warga sipil", "police"
  place,  // a city or region that stands for no state by itself
};

struct ActorRef {
  Code3 country;  // ISO 3166 alpha-3, or IGO NGO IMG MNC UNO EUR …; empty = unknown
  Code3 sector;   // PLOVER sector; empty = the state as such
  ActorKind kind = ActorKind::none;
  std::int32_t entry = -1;  // row of the actor table the name came from; -1 = composed or unlisted
  std::string_view name;    // canonical name, owned by the pack or the document's arena
  std::string_view wikidata;
  // "RUSGOV"; empty when nothing is known
  std::string code() const { return std::string(country.view()) + std::string(sector.view()); }
  bool resolved() const { return !country.empty() || !sector.empty(); }
};

enum class MentionKind : std::uint8_t {
  name,     // "Vladimir Putin", "Korea Utara", "KCNA"
  office,   // role noun with or without its state: "Presiden Rusia", "polisi"
  generic,  // people without office: "pengunjuk rasa", "8000 Muslim Bosnia"
  pronoun,  // "ia", "they", "kami"
  group,    // "kedua negara", "both sides": stands for several actors
  unknown,  // capitalised name that no table knows
};

// One place where the text names an actor. Mentions of a sentence are in order and do not overlap
// (an apposition or title joins the name: "Presiden Rusia, Vladimir Putin" is one mention).
struct Mention {
  Span span;                   // full phrase, in Document::text
  std::uint32_t sentence = 0;  // index into Analysis::sentences
  std::uint32_t first = 0;     // tokens [first, last) of Analysis::tokens
  std::uint32_t last = 0;
  std::uint32_t head = 0;  // token that carries the syntax (set again once the sentence is parsed)
  MentionKind kind = MentionKind::unknown;
  ActorRef actor;
  std::int32_t antecedent = -1;  // mention it was resolved through (pronouns, short names, roles); -1 = itself
  std::array<std::int32_t, 4> members{-1, -1, -1, -1};  // group: mentions it stands for
  bool locative = false;  // a place name used as a place ("di Jakarta", "in Moscow"), not as an actor
  bool plural = false;
  bool capital = false;  // a state named by its capital: "Madrid"

  // A pronoun that stands for nobody known yet.
  bool open_pronoun() const { return kind == MentionKind::pronoun && antecedent < 0 && !actor.resolved(); }
};

}  // namespace kawat::model
