// What is counted about a pair of actors, period by period: the input of everything in this folder.
//
// A story is one event told by any number of articles; whoever fills a series counts stories, not articles. Plain values, no I/O.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/document.h"
#include "model/event.h"

namespace kawat::relations {

enum class Step : std::uint8_t { week, month };

struct PeriodCounts {
  std::array<std::uint32_t, 4> quads{};                       // stories by PLOVER quad class, 1 to 4
  std::array<std::uint32_t, model::kEventTypeCount> types{};  // stories by event type; may be left empty
  double goldstein = 0;                                       // sum over the stories
  double intensity = 0;                                       // sum over the stories
  bool observed = true;                                       // false: no news of that period was read; unknown, not zero

  std::uint32_t cooperative() const { return quads[0] + quads[1]; }
  std::uint32_t conflictual() const { return quads[2] + quads[3]; }
  std::uint32_t stories() const { return cooperative() + conflictual(); }
};

// One direction (actor → recipient) or both together, as the caller counted them.
struct PairSeries {
  std::string a, b;
  Step step = Step::week;
  model::Day first;                   // first day of periods[0]
  std::vector<PeriodCounts> periods;  // without gaps; what was not read is there with observed = false
};

inline constexpr int kModalityCount = 5;  // of model::Modality

// What is told of a pair in one period without being an act of it: planned, possible, denied, of long ago. Never part of a share.
struct ApartCounts {
  struct Sides {
    std::uint32_t cooperative = 0, conflictual = 0;
    std::uint32_t stories() const { return cooperative + conflictual; }
  };
  model::Day start;                      // first day of the period
  std::array<Sides, kModalityCount> by;  // by model::Modality; those that the series itself counts stay 0
  const Sides& of(model::Modality m) const { return by[static_cast<std::size_t>(m)]; }
  std::uint32_t stories() const;
};
struct ApartSeries {
  std::vector<model::Modality> modalities;  // that are counted here
  std::vector<ApartCounts> periods;         // one for each of the pair's series
  std::vector<ApartCounts> outside;         // before its first and after its last, those that have any; ascending
};

// First day of the period `index` steps after `first`; months keep the day of `first` where the month has it, else its last day.
// Unknown days stay unknown.
model::Day start_of(model::Day first, Step step, std::ptrdiff_t index);
// Whole periods from `first` to `day`, rounded down; negative before it.
std::ptrdiff_t period_of(model::Day first, Step step, model::Day day);

// Weeks → months: every week counts in the month of its first day. A month is observed when any of its weeks is.
PairSeries by_month(const PairSeries& weeks);

// A value with the interval that holds it with the probability asked for (RelationOptions::interval).
struct Estimate {
  double mean = 0, low = 0, high = 0;
};

}  // namespace kawat::relations
