// What an article tells about one event, as the archive keeps it so that later articles can be compared with it: who tells it and
// when, and the rest packed as the stage `stories` has it (stories/packed.h), which the archive does not look into.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "model/document.h"

namespace kawat::archive {

inline constexpr std::int32_t kPeriodDays = 16;  // tellings that are compared lie in the same or in neighbouring periods
inline constexpr std::int32_t kUndatedPeriod = std::numeric_limits<std::int32_t>::min();

struct Telling {
  std::string telling;  // event_group of the event; doc_id of an article without one
  std::string doc_id, copy_of, outlet, language;
  model::Day published;
  std::int32_t period = kUndatedPeriod;  // since 1970
  bool main = false;                     // what the article is about
  std::string event_month;               // part of its rows, filled in by the writer; empty where there is none
  std::string packed;
  std::string story;  // empty: a story of its own, or not linked yet
};

// visit(name, value) for each column, in the order of the table.
template <class Row, class Visit>
void each_telling_column(Row& t, Visit&& visit) {
  visit("telling", t.telling), visit("doc_id", t.doc_id), visit("copy_of", t.copy_of), visit("outlet", t.outlet);
  visit("language", t.language), visit("published", t.published), visit("period", t.period), visit("main", t.main);
  visit("event_month", t.event_month), visit("packed", t.packed), visit("story_id", t.story);
}

// One row of the table of stories: the same event told several times, with all who tell it.
struct StoryRow {
  struct Party {
    std::string name, code;
  };
  struct Source {
    std::string doc_id, event_group, outlet, language;  // event_group is empty where no event was coded
    model::Day published;
    bool main = false;
  };
  struct Value {
    std::string value;
    std::vector<std::string> documents;
  };
  struct Disagreement {
    std::string field;
    std::vector<Value> values;
  };
  std::string story_id, month;
  model::Day first_day, last_day;  // of what happened, as most sources have it
  std::string event_type, event_mode;
  std::vector<Party> actors, recipients;
  std::string place;
  std::int32_t documents = 0, outlets = 0;
  std::vector<std::string> languages;
  std::vector<Source> sources;
  std::vector<Disagreement> disagreements;
};

}  // namespace kawat::archive
