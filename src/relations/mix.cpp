#include "relations/mix.h"

#include <algorithm>
#include <cmath>

namespace kawat::relations {

Mix mix_of(const PairSeries& series, std::size_t begin, std::size_t end) {
  Mix out;
  for (std::size_t t = begin; t < std::min(end, series.periods.size()); ++t) {
    if (!series.periods[t].observed) continue;
    for (std::size_t i = 0; i < out.stories.size(); ++i) out.stories[i] += series.periods[t].types[i];
  }
  for (double n : out.stories) out.total += n;
  return out;
}

double divergence(const Mix& before, const Mix& after, std::vector<MixPart>& parts) {
  parts.clear();
  if (before.total <= 0 || after.total <= 0) return 0;
  constexpr double kMore = 0.5;
  std::size_t types = 0;
  for (std::size_t i = 0; i < before.stories.size(); ++i) types += before.stories[i] + after.stories[i] > 0;
  double more = kMore * static_cast<double>(types), sum = 0;
  for (std::size_t i = 0; i < before.stories.size(); ++i) {
    if (before.stories[i] + after.stories[i] <= 0) continue;
    double p = (before.stories[i] + kMore) / (before.total + more), q = (after.stories[i] + kMore) / (after.total + more);
    double middle = (p + q) / 2;
    // Never negative, type by type (log sum inequality), so that the parts can be read as parts.
    double part = std::max(0.0, (p * std::log2(p / middle) + q * std::log2(q / middle)) / 2);
    parts.push_back({static_cast<model::EventType>(i), before.stories[i] / before.total, after.stories[i] / after.total, part});
    sum += part;
  }
  for (MixPart& part : parts) part.part = sum > 0 ? part.part / sum : 0;
  std::stable_sort(parts.begin(), parts.end(), [](const MixPart& a, const MixPart& b) { return a.part > b.part; });
  return sum;
}

}  // namespace kawat::relations
