// Tellings in few words.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "stories/likeness.h"
#include "stories/told.h"

namespace kawat::stories {

inline Likeness shipped() {
  auto table = read_file(KAWAT_SOURCE "/data/stories.tsv");
  EXPECT_TRUE(table);
  auto likeness = Likeness::read(*table, "data/stories.tsv");
  EXPECT_TRUE(likeness) << (likeness ? "" : likeness.error().message());
  return *likeness;
}

// "country:IDN place:natuna act:expel" → clues.
inline Clues clues(std::string_view words) {
  static const std::vector<std::pair<std::string_view, ClueKind>> kinds = {{"name", ClueKind::name},
                                                                           {"place", ClueKind::place},
                                                                           {"thing", ClueKind::thing},
                                                                           {"act", ClueKind::act},
                                                                           {"answer", ClueKind::answer}};
  Clues out;
  for (std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    std::string_view kind = word.substr(0, word.find(':')), rest = word.substr(word.find(':') + 1);
    if (kind == "number") {
      out.emplace_back(ClueKind::number, std::stoul(std::string(rest)));
      continue;
    }
    if (kind == "country") out.push_back(country_clue(model::Code3(rest)));
    for (const auto& [name, k] : kinds) {
      if (name == kind) out.emplace_back(k, word_hash(word));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

inline model::Day day(int year, int month, int day_of_month) { return {year, month, day_of_month}; }

inline Party party(std::string_view country, std::string_view sector = "", std::string_view name = "") {
  return {model::Code3(country), model::Code3(sector), name.empty() ? 0 : word_hash(name), std::string(name)};
}

// What an article is about, on the day it was published.
inline Told told(std::string id, model::Day published, model::EventType type, std::string_view actor, std::string_view recipient,
                 std::string_view lead) {
  Told t;
  t.id = id + "#0", t.doc_id = std::move(id), t.outlet = "Warta " + t.doc_id, t.language = "id", t.published = published;
  t.type = type, t.types = 1u << static_cast<unsigned>(type), t.main = true;
  if (!actor.empty()) t.actors = {party(actor)}, t.subject = model::Code3(actor);
  if (!recipient.empty()) t.recipients = {party(recipient)};
  t.start = t.end = published, t.precision = model::Precision::day, t.dated_by_text = true;
  t.lead = clues(lead), t.evidence = std::string(lead);
  return t;
}

}  // namespace kawat::stories
