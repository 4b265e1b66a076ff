#include "relations/series.h"

#include <chrono>

namespace kawat::relations {
namespace {

namespace chrono = std::chrono;

chrono::year_month_day civil(model::Day d) {
  return {chrono::year(d.year), chrono::month(static_cast<unsigned>(d.month)), chrono::day(static_cast<unsigned>(d.day))};
}
model::Day day_of(chrono::year_month_day d) {
  return {static_cast<int>(d.year()), static_cast<int>(static_cast<unsigned>(d.month())),
          static_cast<int>(static_cast<unsigned>(d.day()))};
}

}  // namespace

std::uint32_t ApartCounts::stories() const {
  std::uint32_t out = 0;
  for (const Sides& s : by) out += s.stories();
  return out;
}

model::Day start_of(model::Day first, Step step, std::ptrdiff_t index) {
  if (!first.known()) return first;
  if (step == Step::week) return day_of(chrono::sys_days(civil(first)) + chrono::days(7 * index));
  chrono::year_month_day day = civil(first) + chrono::months(index);
  return day_of(day.ok() ? day : chrono::year_month_day(chrono::sys_days(day.year() / day.month() / chrono::last)));
}

std::ptrdiff_t period_of(model::Day first, Step step, model::Day day) {
  if (step == Step::week)
    return chrono::floor<chrono::weeks>(chrono::sys_days(civil(day)) - chrono::sys_days(civil(first))).count();
  std::ptrdiff_t months = (day.year - first.year) * 12 + day.month - first.month;
  return day < start_of(first, step, months) ? months - 1 : months;
}

PairSeries by_month(const PairSeries& weeks) {
  PairSeries out{weeks.a, weeks.b, Step::month, {weeks.first.year, weeks.first.month, 1}, {}};
  for (std::size_t i = 0; i < weeks.periods.size(); ++i) {
    model::Day start = start_of(weeks.first, weeks.step, static_cast<std::ptrdiff_t>(i));
    auto at = static_cast<std::size_t>(period_of(out.first, Step::month, start));
    while (out.periods.size() <= at) out.periods.emplace_back().observed = false;
    const PeriodCounts& from = weeks.periods[i];
    if (!from.observed) continue;
    PeriodCounts& to = out.periods[at];
    to.observed = true;
    for (std::size_t q = 0; q < to.quads.size(); ++q) to.quads[q] += from.quads[q];
    for (std::size_t t = 0; t < to.types.size(); ++t) to.types[t] += from.types[t];
    to.goldstein += from.goldstein, to.intensity += from.intensity;
  }
  return out;
}

}  // namespace kawat::relations
