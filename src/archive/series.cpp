#include "archive/series.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "archive/selection.h"

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

bool is_country(const std::string& s) {
  return s.size() == 3 && std::all_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
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

Result<std::vector<PeriodCount>> series(Asked& archive, Filter filter, Period period) {
  if (filter.modalities.empty()) filter.modalities = {"actual"};
  const bool both_ways = filter.actors.empty() && filter.recipients.empty() &&
                         ((filter.one.empty() && filter.other.empty()) || (is_country(filter.one) && is_country(filter.other)));
  Selection selection(archive, std::move(filter));
  const std::string day = std::string("CAST(date_trunc('") + word(period) + "', e.date_start) AS DATE) AS period";
  const std::string from = selection.from(false) + " AND e.date_start IS NOT NULL";
  // Where all rows of an event between two countries are asked for, the flag on the first of them saves reading its id.
  const std::string told =
      both_ways
          ? "SELECT " + day +
                ", e.event_type, e.quad_class, e.story_id, count(*) FILTER (e.event_first) AS events, sum(e.goldstein) FILTER "
                "(e.event_first) "
                "AS goldstein, sum(e.intensity) FILTER (e.event_first) AS intensity " +
                from + " GROUP BY period, e.event_type, e.quad_class, e.story_id"
          : "SELECT period, event_type, quad_class, story_id, count(*) AS events, sum(goldstein) AS goldstein, sum(intensity) AS "
            "intensity "
            "FROM (SELECT " +
                day + ", e.event_type, e.quad_class, e.story_id, avg(e.goldstein) AS goldstein, avg(e.intensity) AS intensity " +
                from + " GROUP BY period, e.event_type, e.quad_class, e.story_id, e.event_group) GROUP BY ALL";
  // Without a name each event is a story of its own.
  auto rows = archive.table(
      "SELECT period, event_type, quad_class, sum(CASE WHEN story_id IS NULL THEN events ELSE 1 END), sum(events), "
      "sum(CASE WHEN story_id IS NULL THEN goldstein ELSE goldstein / events END), "
      "sum(CASE WHEN story_id IS NULL THEN intensity ELSE intensity / events END) FROM (" +
      told + ") WHERE events > 0 GROUP BY period, event_type, quad_class ORDER BY period, event_type, quad_class");
  if (!rows) return fail(rows.error());
  std::vector<PeriodCount> out;
  for (const auto& r : *rows) {
    out.push_back(
        {model::day_from_iso(r[0]), r[1], static_cast<int>(integer(r[2])), integer(r[3]), integer(r[4]), real(r[5]), real(r[6])});
  }
  return out;
}

Result<std::vector<PairCount>> pairs(Asked& archive, Filter filter) {
  if (filter.modalities.empty()) filter.modalities = {"actual"};
  Selection selection(archive, std::move(filter));
  std::string sql =
      "SELECT e.pair, count(*) FILTER (e.story_id IS NULL) + count(DISTINCT e.story_id), count(*) AS n, count(*) FILTER "
      "(e.quad_class = 1), "
      "count(*) FILTER (e.quad_class = 2), count(*) FILTER (e.quad_class = 3), count(*) FILTER (e.quad_class = 4), "
      "avg(e.goldstein), "
      "min(e.date_start), max(e.date_start) " +
      selection.from(false) + " AND e.event_first AND e.pair IS NOT NULL GROUP BY e.pair ORDER BY n DESC, e.pair";
  auto rows = archive.table(sql);
  if (!rows) return fail(rows.error());
  std::vector<PairCount> out;
  for (const auto& r : *rows) {
    out.push_back({r[0],
                   integer(r[1]),
                   integer(r[2]),
                   {integer(r[3]), integer(r[4]), integer(r[5]), integer(r[6])},
                   real(r[7]),
                   model::day_from_iso(r[8]),
                   model::day_from_iso(r[9])});
  }
  return out;
}

}  // namespace kawat::archive
