// Counts over time out of an archive: what the study of relations begins with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/asked.h"
#include "archive/filter.h"

namespace kawat::archive {

enum class Period { day, week, month, year };  // weeks begin on Monday

// What happened of one type in one period. A story that several articles tell counts once; so does an event, whichever of its
// parties stand in several rows.
struct PeriodCount {
  model::Day period;  // its first day
  std::string event_type;
  int quad_class = 0;
  std::int64_t stories = 0, events = 0;
  double goldstein = 0, intensity = 0;  // sums over stories, each with the mean of its events
};

// By period, then type; periods without an event are not there. What happened without a date is left out. The filter says whose
// (one and other, actors, …); modality is "actual" unless it says otherwise.
Result<std::vector<PeriodCount>> series(Asked& archive, Filter filter, Period period);

struct PairCount {
  std::string pair;  // "IDN-MYS"
  std::int64_t stories = 0, events = 0;
  std::int64_t quads[4] = {0, 0, 0, 0};  // events of quad class 1 to 4
  double goldstein = 0;                  // mean over events
  model::Day first, last;
};

// Pairs of countries, those with most events first.
Result<std::vector<PairCount>> pairs(Asked& archive, Filter filter);

}  // namespace kawat::archive
