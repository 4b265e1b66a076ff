// From an archive to series: what it tells about a pair, or about all pairs, counted period by period.
//
//   auto series = load_pair(archive, {.a = "PRK", .b = "RUS", .step = Step::month});
//   Relation r = relate(*series);
//
// One thread at a time for one archive.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/asked.h"
#include "base/result.h"
#include "relations/changes.h"
#include "relations/series.h"

namespace kawat::relations {

enum class Counting : std::uint8_t {
  stories,  // the same event in many articles counts once
  groups,   // once for each article
  rows,     // once for each pair of an article's actors
};

// "week", "month"; "stories", "groups", "rows": as flags, addresses and bindings say it. Nothing if it is another word.
std::optional<Step> step_of(std::string_view word);
std::optional<Counting> counting_of(std::string_view word);
std::string_view name(Step step);
std::string_view name(Counting counting);

struct SeriesQuery {
  std::string a, b;        // codes, Wikidata items or parts of a name (archive/filter.h); of load_pairs empty
  bool one_way = false;    // only what a did to b
  Step step = Step::week;  // weeks begin on Monday
  model::Day from, to;     // of the events; open where unknown
  Counting counting = Counting::stories;
  std::vector<std::string> modalities = {"actual"};  // planned, denied and hypothetical events are no acts
  double min_confidence = 0;
  // load_pair: the series goes on after the pair's last act, to the last period that the archive has read to its end; what was
  // only begun is left off. For forecasts, which must know of the silence too.
  bool to_the_end = false;
};

// Empty when nothing is told about the pair. A period in which the archive has no article at all is not observed.
Result<PairSeries> load_pair(archive::Asked& archive, const SeriesQuery& query);

// What is told of the pair in the modalities that `query` leaves out, over the periods of its `series`. A story that is told as
// planned and as done counts on both sides; what has no day stands on the day it was told. Nothing is counted where
// query.modalities is empty, which means all.
Result<ApartSeries> load_apart(archive::Asked& archive, const SeriesQuery& query, const PairSeries& series);

// All pairs of two different states, by their names, each over the same periods.
Result<std::vector<PairSeries>> load_pairs(archive::Asked& archive, const SeriesQuery& query);

// A story of a pair, for those who ask what made a change.
struct StoryLine {
  std::string story_id;
  model::Day day;
  std::string type;
  int quad = 0;
  std::string actor, recipient, evidence;  // of the row that is surest
  std::string doc_id, outlet, title, url;  // of the article that has it
  std::int64_t articles = 0;
};
// The most told first; each story once, as its most told type of event.
Result<std::vector<StoryLine>> load_stories(archive::Asked& archive, const SeriesQuery& query, std::size_t most);

// The stories that made a change of the share of `series`, which load_pair() gave for `query`: those from where it may have begun
// until three stories into what followed; first those on the side that it went to, of these the ones whose type made more of
// the change and that more articles tell.
Result<std::vector<StoryLine>> load_reasons(archive::Asked& archive, const SeriesQuery& query, const PairSeries& series,
                                            const Change& change, std::size_t most);

}  // namespace kawat::relations
