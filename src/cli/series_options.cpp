#include "cli/series_options.h"

#include "cli/filter_options.h"

namespace kawat::cli {

void SeriesOptions::add(CLI::App& verb, bool with_step, bool with_days) {
  if (with_step) add_option(verb, "--step", step, "week or month (month)")->check(one_of({"week", "month"}));
  if (with_days) {
    add_option(verb, "--from", from, "first day, month or year")->type_name("DAY");
    add_option(verb, "--to", to, "last day, month or year")->type_name("DAY");
  }
  add_option(verb, "--count", count, "stories, groups (events of each article) or rows (stories)")
      ->check(one_of({"stories", "groups", "rows"}));
  add_option(verb, "--modality", modalities, "which events count: actual, future, hypothetical, negated, historical (actual)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"actual", "future", "hypothetical", "negated", "historical"}));
  add_option(verb, "--min-confidence", min_confidence, "leave out events below this confidence (0 to 1)")->check(range(0.0, 1.0));
}

Result<relations::SeriesQuery> SeriesOptions::read() const {
  relations::SeriesQuery q;
  q.step = relations::step_of(step).value_or(relations::Step::month);
  q.counting = relations::counting_of(count).value_or(relations::Counting::stories);
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
