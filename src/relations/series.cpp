#include "relations/series.h"

#include <algorithm>
#include <chrono>

namespace kawat::relations {

std::uint32_t ApartCounts::stories() const {
  std::uint32_t out = 0;
  for (const Sides& s : by) out += s.stories();
  return out;
}

model::Day start_of(model::Day first, Step step, std::ptrdiff_t index) {
  if (!first.known()) return first;
  if (step == Step::week) return model::day_at(days_since_1970(first) + 7 * index);
  using namespace std::chrono;
  auto then = year(first.year) / first.month + months(index);
  unsigned last = static_cast<unsigned>((then / std::chrono::last).day());
  return {static_cast<int>(then.year()), static_cast<int>(static_cast<unsigned>(then.month())),
          std::min(first.day, static_cast<int>(last))};
}

std::ptrdiff_t period_of(model::Day first, Step step, model::Day day) {
  if (step == Step::week) {
    std::int64_t days = days_since_1970(day) - days_since_1970(first);
    return (days - (days < 0 ? 6 : 0)) / 7;
  }
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
