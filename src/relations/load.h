// From an archive to series: what it tells about a pair, or about all pairs, counted period by period.
//
//   auto series = load_pair(archive, {.a = "PRK", .b = "RUS", .step = Step::month});
//   Relation r = relate(*series);
//
// One thread at a time for one archive.
#pragma once

#include <string>
#include <vector>

#include "archive/asked.h"
#include "base/result.h"
#include "relations/series.h"

namespace kawat::relations {

enum class Counting : std::uint8_t {
  stories,  // the same event in many articles counts once
  groups,   // once for each article
  rows,     // once for each pair of an article's actors
};

struct SeriesQuery {
  std::string a, b;        // codes, Wikidata items or parts of a name (archive/filter.h); of load_pairs empty
  bool one_way = false;    // only what a did to b
  Step step = Step::week;  // weeks begin on Monday
  model::Day from, to;     // of the events; open where unknown
  Counting counting = Counting::stories;
  std::vector<std::string> modalities = {"actual"};  // planned, denied and hypothetical events are no acts
  double min_confidence = 0;
};

// Empty when nothing is told about the pair. A period in which the archive has no article at all is not observed.
Result<PairSeries> load_pair(archive::Asked& archive, const SeriesQuery& query);

// All pairs of two different states, by their names, each over the same periods.
Result<std::vector<PairSeries>> load_pairs(archive::Asked& archive, const SeriesQuery& query);

// A story of a pair, for those who ask what made a change.
struct StoryLine {
  model::Day day;
  std::string type, actor, recipient, evidence, outlet, doc_id;
  std::int64_t articles = 0;
};
// The most told first.
Result<std::vector<StoryLine>> load_stories(archive::Asked& archive, const SeriesQuery& query, std::size_t most);

}  // namespace kawat::relations
