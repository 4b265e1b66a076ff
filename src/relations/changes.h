// When a relation changed: regimes within which the share of cooperation is level, and the breaks between them.
//
//   Changes c = find_changes(series);
//   c.changes[0].at             first period of the new regime
//   c.changes[0].probability    that there is a change within [from, to]
//
// Bayesian change-point detection (Adams and MacKay 2007): after each period the run length, how long the present regime has
// lasted, has a distribution. The same distributions read backwards give the changes as known from the whole series (Fearnhead
// 2006). docs/methods/changes.md has the formulas and what was measured. Pure functions, any thread. Regimes of nearly the same
// level are carried on as one, which costs at most 0.001 of any probability told (docs/decisions/0013): 0.1 s for ten years of
// weeks, 0.3 s for 77 years of months.
#pragma once

#include <vector>

#include "relations/mix.h"
#include "relations/series.h"

namespace kawat::relations {

struct ChangeOptions {
  double interval = 0.9;                                         // probability of every interval, in (0, 1)
  double changes_a_year = 0.3;                                   // expected before anything was seen
  double least_probability = 0.5;                                // of a change that is told
  double alarm_probability = 0.65;                               // at which an alarm is raised while the series is still growing
  std::vector<double> bursts = {0, 0.02, 0.05, 0.1, 0.2, 0.35};  // correlations within a period that are tried
  std::vector<double> drifts = {0, 0.03, 0.06, 0.12, 0.24};      // of the level within a regime, log-odds a week, that are tried
  std::vector<double> dispersions = {0, 0.05, 0.15, 0.3, 0.6, 1.2};  // the same for find_volume_changes
};

struct Change {
  std::size_t at = 0;            // first period of the new regime: the one that has the most within two periods of it
  std::size_t from = 0, to = 0;  // interval for it, both ends included
  double probability = 0;        // that there is any change within [from, to]
  Estimate before, after;        // share of cooperation on either side
  Estimate size;                 // after − before, log-odds; its sign is the direction
  std::vector<MixPart> mix;      // largest part first; empty where the series has no types
  double divergence = 0;         // of the mixes, bits, 0 to 1
};

// Told while the series grew: from what was known at the end of period `raised`.
struct Alarm {
  std::size_t raised = 0;
  std::size_t at = 0;      // where the change was thought to be then
  double probability = 0;  // that there was one since the last alarm
};

struct Changes {
  std::vector<Change> changes;      // as known from the whole series, in order of time
  std::vector<Alarm> alarms;        // as one would have been told along the way
  std::vector<double> probability;  // period → that a new regime begins with it
  double expected = 0;              // number of changes
};

// Options outside their range are brought into it. Fewer than two periods have no change.
Changes find_changes(const PairSeries&, const ChangeOptions& = {});
// The same of the volume: `before` and `after` are stories a period, `size` is the log of their ratio.
Changes find_volume_changes(const PairSeries&, const ChangeOptions& = {});

}  // namespace kawat::relations
