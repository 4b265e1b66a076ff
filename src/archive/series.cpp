#include "archive/series.h"

#include <charconv>
#include <cstdlib>

#include "archive/query.h"

namespace kawat::archive {
namespace {

std::int64_t integer(const std::string& s) {
  std::int64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}
double real(const std::string& s) {
  double v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}
model::Day day(const std::string& iso) {
  model::Day d;
  if (iso.size() >= 10) {
    d.year = static_cast<int>(integer(iso.substr(0, iso.size() - 6)));
    d.month = static_cast<int>(integer(iso.substr(iso.size() - 5, 2)));
    d.day = static_cast<int>(integer(iso.substr(iso.size() - 2)));
  }
  return d;
}

const char* word(Period p) {
  switch (p) {
    case Period::day:
      return "day";
    case Period::week:
      return "week";
    case Period::month:
      return "month";
    case Period::year:
      return "year";
  }
  return "month";
}

}  // namespace

Result<std::vector<PeriodCount>> series(Archive& archive, Filter filter, Period period) {
  if (filter.modalities.empty()) filter.modalities = {"actual"};
  Selection selection(archive, std::move(filter));
  // First each story, so that one told forty times weighs no more than one told once.
  std::string sql =
      std::string("WITH told AS (SELECT CAST(date_trunc('") + word(period) +
      "', e.date_start) AS DATE) AS period, e.event_type, e.quad_class, count(*) AS n, avg(e.goldstein) AS goldstein, "
      "avg(e.intensity) AS intensity " +
      selection.from(false) +
      " AND e.date_start IS NOT NULL GROUP BY period, e.event_type, e.quad_class, coalesce(e.story_id, e.event_group)) "
      "SELECT period, event_type, quad_class, count(*), sum(n), sum(goldstein), sum(intensity) FROM told "
      "GROUP BY period, event_type, quad_class ORDER BY period, event_type, quad_class";
  auto rows = archive.database().table(sql);
  if (!rows) return fail(rows.error());
  std::vector<PeriodCount> out;
  for (const auto& r : *rows) {
    out.push_back({day(r[0]), r[1], static_cast<int>(integer(r[2])), integer(r[3]), integer(r[4]), real(r[5]), real(r[6])});
  }
  return out;
}

Result<std::vector<PairCount>> pairs(Archive& archive, Filter filter) {
  if (filter.modalities.empty()) filter.modalities = {"actual"};
  Selection selection(archive, std::move(filter));
  std::string sql =
      "SELECT e.pair, count(*) AS n, count(*) FILTER (e.quad_class = 1), "
      "count(*) FILTER "
      "(e.quad_class = 2), count(*) FILTER (e.quad_class = 3), count(*) FILTER (e.quad_class = 4), avg(e.goldstein), "
      "min(e.date_start), "
      "max(e.date_start) " +
      selection.from(false) + " AND e.pair IS NOT NULL GROUP BY e.pair ORDER BY n DESC, e.pair";
  auto rows = archive.database().table(sql);
  if (!rows) return fail(rows.error());
  std::vector<PairCount> out;
  for (const auto& r : *rows) {
    out.push_back(
        {r[0], integer(r[1]), {integer(r[2]), integer(r[3]), integer(r[4]), integer(r[5])}, real(r[6]), day(r[7]), day(r[8])});
  }
  return out;
}

}  // namespace kawat::archive
