#include "cli/series_options.h"

#include "cli/filter_options.h"

namespace kawat::cli {

void SeriesOptions::add(CLI::App& verb, bool with_step, bool with_days) {
  if (with_step) verb.add_option("--step", step, "week or month (month)")->check(CLI::IsMember({"week", "month"}));
  if (with_days) {
    verb.add_option("--from", from, "first day, month or year")->type_name("DAY");
    verb.add_option("--to", to, "last day, month or year")->type_name("DAY");
  }
  verb.add_option("--count", count, "stories, groups (events of each article) or rows (stories)")
      ->check(CLI::IsMember({"stories", "groups", "rows"}));
  verb.add_option("--modality", modalities, "which events count: actual, future, hypothetical, negated, historical (actual)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"actual", "future", "hypothetical", "negated", "historical"}));
  verb.add_option("--min-confidence", min_confidence, "leave out events below this confidence (0 to 1)")
      ->check(CLI::Range(0.0, 1.0));
}

Result<relations::SeriesQuery> SeriesOptions::read() const {
  relations::SeriesQuery q;
  q.step = step == "week" ? relations::Step::week : relations::Step::month;
  q.counting = count == "rows"     ? relations::Counting::rows
               : count == "groups" ? relations::Counting::groups
                                   : relations::Counting::stories;
  q.modalities = modalities, q.min_confidence = min_confidence;
  if (!from.empty()) {
    auto day = day_of("--from", from, false);
    if (!day) return fail(day.error());
    q.from = *day;
  }
  if (!to.empty()) {
    auto day = day_of("--to", to, true);
    if (!day) return fail(day.error());
    q.to = *day;
  }
  return q;
}

}  // namespace kawat::cli
