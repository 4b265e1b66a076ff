// One row of the contract with its values typed, as docs/codebook.md describes them: an event between one actor and one
// recipient. Plain data that owns what it holds. Null is the empty string, -1 of a position or number of a sentence, NaN of a
// number, the unknown day.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/document.h"

namespace kawat::model {

inline constexpr double kNull = std::numeric_limits<double>::quiet_NaN();

// One link of the attribution chain.
struct RowSource {
  std::string name, code, kind, text;
};

struct RowParty {
  std::string text;
  std::int32_t begin = -1, end = -1;
  std::string name, code, country, sector, wikidata;
};

struct EventRow {
  std::string event_id, event_group, story_id;
  std::string doc_id, url, outlet, title, author, language;
  Day published;
  std::int32_t sentence = -1;
  std::string evidence_text;
  std::int32_t evidence_begin = -1, evidence_end = -1;
  std::string event_type, event_mode;
  std::vector<std::string> contexts;
  std::int32_t quad_class = -1;
  double intensity = kNull;
  std::string cameo_code;
  double goldstein = kNull;
  std::string modality;
  RowParty actor, recipient;
  std::string trigger_text;
  std::int32_t trigger_begin = -1, trigger_end = -1;
  Day date_start, date_end;
  std::string date_precision, date_text;
  std::string place_text, place_name, place_country;
  double latitude = kNull, longitude = kNull;
  std::vector<RowSource> attribution;
  bool is_quote = false;
  double confidence = kNull;
  std::string rule, kawat_version, copy_of;
};

// The only list of the columns: visit(name, value) for each, in the order of the contract. Row is EventRow or const EventRow.
template <class Row, class Visit>
void each_column(Row& r, Visit&& visit) {
  visit("event_id", r.event_id), visit("event_group", r.event_group), visit("story_id", r.story_id);
  visit("doc_id", r.doc_id), visit("url", r.url), visit("outlet", r.outlet), visit("title", r.title);
  visit("author", r.author), visit("language", r.language), visit("published", r.published);
  visit("sentence", r.sentence), visit("evidence_text", r.evidence_text);
  visit("evidence_begin", r.evidence_begin), visit("evidence_end", r.evidence_end);
  visit("event_type", r.event_type), visit("event_mode", r.event_mode), visit("contexts", r.contexts);
  visit("quad_class", r.quad_class), visit("intensity", r.intensity);
  visit("cameo_code", r.cameo_code), visit("goldstein", r.goldstein), visit("modality", r.modality);
  visit("actor_text", r.actor.text), visit("actor_begin", r.actor.begin), visit("actor_end", r.actor.end);
  visit("actor_name", r.actor.name), visit("actor_code", r.actor.code), visit("actor_country", r.actor.country);
  visit("actor_sector", r.actor.sector), visit("actor_wikidata", r.actor.wikidata);
  visit("recipient_text", r.recipient.text), visit("recipient_begin", r.recipient.begin), visit("recipient_end", r.recipient.end);
  visit("recipient_name", r.recipient.name), visit("recipient_code", r.recipient.code);
  visit("recipient_country", r.recipient.country), visit("recipient_sector", r.recipient.sector);
  visit("recipient_wikidata", r.recipient.wikidata);
  visit("trigger_text", r.trigger_text), visit("trigger_begin", r.trigger_begin), visit("trigger_end", r.trigger_end);
  visit("date_start", r.date_start), visit("date_end", r.date_end), visit("date_precision", r.date_precision);
  visit("date_text", r.date_text);
  visit("place_text", r.place_text), visit("place_name", r.place_name), visit("place_country", r.place_country);
  visit("latitude", r.latitude), visit("longitude", r.longitude);
  visit("attribution", r.attribution), visit("is_quote", r.is_quote), visit("confidence", r.confidence);
  visit("rule", r.rule), visit("kawat_version", r.kawat_version), visit("copy_of", r.copy_of);
}

}  // namespace kawat::model
