#include "relations/load.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

#include "archive/filter.h"
#include "archive/selection.h"

namespace kawat::relations {
namespace {

using Rows = std::vector<std::vector<std::string>>;

model::Day day_of(std::string_view s) {
  int parts[3] = {};
  const char *at = s.data(), *end = at + s.size();
  for (int& part : parts) {
    auto got = std::from_chars(at, end, part);
    if (got.ec != std::errc()) return {};
    at = got.ptr == end ? end : got.ptr + 1;
  }
  return {parts[0], parts[1], parts[2]};
}

template <class T>
T number(const std::string& s) {
  T n{};
  std::from_chars(s.data(), s.data() + s.size(), n);
  return n;
}

std::string period_of_date(Step step, const std::string& column) {
  return "CAST(date_trunc('" + std::string(step == Step::week ? "week" : "month") + "', " + column + ") AS DATE)";
}

archive::Filter filter_of(const SeriesQuery& q) {
  archive::Filter f;
  if (q.one_way)
    f.actors = {q.a}, f.recipients = {q.b};
  else
    f.one = q.a, f.other = q.b;
  f.modalities = q.modalities, f.from = q.from, f.to = q.to, f.min_confidence = q.min_confidence;
  return f;
}

std::string unit(Counting counting) {
  return counting == Counting::stories  ? "coalesce(e.story_id, e.event_group)"
         : counting == Counting::groups ? "e.event_group"
                                        : "e.event_id";
}

// One row for each (pair,) period, type and quad class: what is counted there.
std::string counts_sql(const std::string& from, const SeriesQuery& q, bool pairs) {
  std::string pair = pairs ? "pair, " : "";
  return "SELECT " + pair + "period, event_type, quad_class, count(*), sum(goldstein), sum(intensity) FROM (SELECT " +
         (pairs ? "e.pair AS pair, " : "") + unit(q.counting) +
         " AS unit, e.event_type AS event_type, e.quad_class AS quad_class, " + period_of_date(q.step, "min(e.date_start)") +
         " AS period, avg(coalesce(e.goldstein, 0)) AS goldstein, avg(coalesce(e.intensity, 0)) AS intensity " + from +
         " AND e.date_start IS NOT NULL AND e.quad_class BETWEEN 1 AND 4" + (pairs ? " AND e.pair IS NOT NULL" : "") +
         " GROUP BY " + (pairs ? "e.pair, " : "") + "unit, e.event_type, e.quad_class) GROUP BY ALL ORDER BY ALL";
}

void add(PeriodCounts& to, const std::vector<std::string>& row, std::size_t at) {
  auto n = number<std::uint32_t>(row[at + 2]);
  auto quad = number<std::size_t>(row[at + 1]);
  to.quads[quad - 1] += n;
  to.types[static_cast<std::size_t>(model::event_type_from(row[at]))] += n;
  to.goldstein += number<double>(row[at + 3]);
  to.intensity += number<double>(row[at + 4]);
}

// Periods from the first to the last, those without an article marked.
Result<PairSeries> frame(archive::Asked& archive, const SeriesQuery& q, model::Day first, model::Day last) {
  PairSeries series;
  series.a = q.a, series.b = q.b, series.step = q.step, series.first = first;
  series.periods.resize(static_cast<std::size_t>(period_of(first, q.step, last)) + 1);
  for (PeriodCounts& p : series.periods) p.observed = false;
  auto read =
      archive.table("SELECT DISTINCT " + period_of_date(q.step, "published") + " FROM documents WHERE published IS NOT NULL");
  if (!read) return fail(read.error());
  for (const auto& row : *read) {
    std::ptrdiff_t at = period_of(first, q.step, day_of(row[0]));
    if (at >= 0 && at < std::ssize(series.periods)) series.periods[static_cast<std::size_t>(at)].observed = true;
  }
  return series;
}

PeriodCounts& period(PairSeries& series, const std::string& day) {
  PeriodCounts& p = series.periods[static_cast<std::size_t>(period_of(series.first, series.step, day_of(day)))];
  p.observed = true;
  return p;
}

}  // namespace

Result<PairSeries> load_pair(archive::Asked& archive, const SeriesQuery& query) {
  archive::Selection selection(archive, filter_of(query));
  auto rows = archive.table(counts_sql(selection.from(false), query, false));
  if (!rows) return fail(rows.error());
  PairSeries none;
  none.a = query.a, none.b = query.b, none.step = query.step;
  if (rows->empty()) return none;
  auto series = frame(archive, query, day_of(rows->front()[0]), day_of(rows->back()[0]));
  if (!series) return series;
  for (const auto& row : *rows) add(period(*series, row[0]), row, 1);
  return series;
}

Result<std::vector<PairSeries>> load_pairs(archive::Asked& archive, const SeriesQuery& query) {
  archive::Filter filter;
  filter.modalities = query.modalities, filter.from = query.from, filter.to = query.to,
  filter.min_confidence = query.min_confidence;
  archive::Selection selection(archive, filter);
  auto rows = archive.table(counts_sql(selection.from(false), query, true));
  if (!rows) return fail(rows.error());
  std::vector<PairSeries> out;
  if (rows->empty()) return out;
  auto by_day = [](const auto& x, const auto& y) { return x[1] < y[1]; };
  auto [first, last] = std::minmax_element(rows->begin(), rows->end(), by_day);
  auto whole = frame(archive, query, day_of((*first)[1]), day_of((*last)[1]));
  if (!whole) return fail(whole.error());
  for (const auto& row : *rows) {
    std::size_t dash = row[0].find('-');
    if (dash == std::string::npos || row[0].substr(0, dash) == row[0].substr(dash + 1)) continue;
    if (out.empty() || out.back().a + "-" + out.back().b != row[0]) {
      out.push_back(*whole);
      out.back().a = row[0].substr(0, dash), out.back().b = row[0].substr(dash + 1);
    }
    add(period(out.back(), row[1]), row, 2);
  }
  return out;
}

Result<std::vector<StoryLine>> load_stories(archive::Asked& archive, const SeriesQuery& query, std::size_t most) {
  archive::Selection selection(archive, filter_of(query));
  auto rows = archive.table(
      "SELECT min(e.date_start) AS day, min(e.event_type), min_by(coalesce(e.actor_name, e.actor_code), e.event_id), "
      "min_by(coalesce(e.recipient_name, e.recipient_code), e.event_id), min_by(e.evidence_text, e.event_id), "
      "min_by(e.outlet, e.event_id), min_by(e.doc_id, e.event_id), count(DISTINCT e.doc_id) AS n " +
      selection.from(false) + " AND e.date_start IS NOT NULL GROUP BY " + unit(query.counting) +
      " ORDER BY n DESC, day, 7 LIMIT " + std::to_string(most));
  if (!rows) return fail(rows.error());
  std::vector<StoryLine> out;
  for (const auto& r : *rows) out.push_back({day_of(r[0]), r[1], r[2], r[3], r[4], r[5], r[6], number<std::int64_t>(r[7])});
  return out;
}

}  // namespace kawat::relations
