// What happened, when, where, according to whom.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/document.h"
#include "model/span.h"

namespace kawat::model {

enum class EventType : std::uint8_t {
  none,
  AGREE,
  CONSULT,
  SUPPORT,
  CONCEDE,
  COOPERATE,
  AID,
  RETREAT,
  REQUEST,
  ACCUSE,
  REJECT,
  THREATEN,
  PROTEST,
  SANCTION,
  MOBILIZE,
  COERCE,
  ASSAULT,
};
inline constexpr int kEventTypeCount = 17;
std::string_view name(EventType);  // "" for none
EventType event_type_from(std::string_view);

enum class Modality : std::uint8_t { actual, future, hypothetical, negated, historical };
std::string_view name(Modality);

enum class Precision : std::uint8_t { none, day, week, month, season, year, decade, open };
std::string_view name(Precision);

struct When {
  Day start, end;  // unknown start = unknown
  Precision precision = Precision::none;
  Span text;  // words in Document::text; empty = taken from the article's date
};

struct Where {
  Span text;
  std::string_view name;
  std::string_view country;  // ISO 3166 alpha-3
  double latitude = 0, longitude = 0;
  bool located = false;  // coordinates known
};

enum class SourceKind : std::uint8_t { speaker, agency, outlet };
std::string_view name(SourceKind);

// One link of the attribution chain, original speaker first.
struct Source {
  SourceKind kind = SourceKind::speaker;
  std::int32_t mention = -1;  // index into Analysis::mentions, where the source is a known actor
  Span text;                  // empty for the outlet
  std::string_view name;
  std::string code;
};

// A statement with its speaker: direct or indirect.
struct Quote {
  std::int32_t speaker_mention = -1;
  Span speaker;  // empty = nobody named
  Span cue;      // "kata", "said", "according to"
  Span content;
  bool direct = false;    // in quotation marks
  std::int32_t via = -1;  // index into Analysis::quotes: who relays this statement ("KCNA yang dikutip Yonhap")
};

struct Event {
  std::uint32_t sentence = 0;
  EventType type = EventType::none;
  std::int16_t mode = -1;  // index into the ontology's modes; -1 = none
  Modality modality = Modality::actual;
  std::uint64_t contexts = 0;  // bit set over the ontology's contexts
  std::uint16_t cameo = 0;     // row of the ontology's CAMEO table; 0 = none
  std::int32_t actor = -1;     // mention; -1 = nobody
  std::int32_t recipient = -1;
  std::uint32_t trigger_token = 0;
  Span trigger;
  std::uint32_t group = 0;  // rows of one event share it
  When when;
  Where where;
  std::vector<Source> attribution;
  bool is_quote = false;  // the evidence stands in quotation marks
  float confidence = 0;
  std::string_view rule;  // "id/frames/consult.frames:4", "model"
};

}  // namespace kawat::model
