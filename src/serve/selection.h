// From the events of an index to what a request means: which match, which stories they make, what they count.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/filter.h"
#include "relations/load.h"
#include "relations/network.h"
#include "relations/series.h"
#include "serve/event_index.h"

namespace kawat::serve {

using Refs = std::vector<const EventRef*>;  // by story, then event

// Whether the index alone can tell which events match. It does not know contexts, speakers, words of a text, nor names that are
// only part of a name; those are asked of the archive.
bool known_to_index(const archive::Filter& filter);

// The events that match. `archive` is asked where the index does not know, and may be null otherwise.
Result<Refs> matching(const EventIndex& index, const archive::Filter& filter, archive::Archive* archive);

// A story as the events at hand tell it.
struct Story {
  std::uint64_t story = 0;
  std::int32_t first = kNoDay, last = kNoDay;
  std::uint32_t documents = 0, outlets = 0, begin = 0, end = 0;  // of the events it was made of
  const EventRef* best = nullptr;                                // the surest of its most told type
  std::int64_t order_day() const { return first; }
};
// `events` as matching() gives them.
std::vector<Story> stories_of(std::span<const EventRef* const> events);
std::vector<std::string> outlets_of(const EventIndex& index, std::span<const EventRef* const> events);
std::vector<std::string> languages_of(const EventIndex& index, std::span<const EventRef* const> events);

// Counted as relations::load_pair and load_pairs count.
std::uint64_t unit_of(const EventRef& e, relations::Counting counting);
// What is counted once: a story, event or row of one type.
struct Unit {
  std::uint64_t unit = 0;
  model::EventType type = model::EventType::none;
  int quad = 0;
  std::int32_t day = kNoDay;
  double goldstein = 0, intensity = 0;
};
// as_told: what has no day stands on the day it was told; else it is left out.
std::vector<Unit> units_of(std::span<const EventRef* const> events, relations::Counting counting, bool as_told = false);

// The series of a pair's events of one modality or several.
relations::PairSeries series_of(const EventIndex& index, const std::vector<Unit>& units, const std::string& a,
                                const std::string& b, relations::Step step);
// All pairs of different states in a window: one tie each, of at least `least` stories.
struct Window {
  model::Day from, to;
  relations::Counting counting = relations::Counting::stories;
  double min_confidence = 0;
};
std::vector<relations::Tie> ties_of(const EventIndex& index, const Window& window, std::uint32_t least);

}  // namespace kawat::serve
