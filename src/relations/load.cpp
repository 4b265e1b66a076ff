#include "relations/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "archive/filter.h"
#include "archive/selection.h"
#include "archive/tables.h"

namespace kawat::relations {
namespace {

using Rows = std::vector<std::vector<std::string>>;

model::Day plus_days(model::Day d, int days) { return model::day_at(days_since_1970(d) + days); }

template <class T>
T number(const std::string& s) {
  T n{};
  std::from_chars(s.data(), s.data() + s.size(), n);
  return n;
}

std::string sql_date(model::Day d) { return "DATE '" + iso(d) + "'"; }

std::string period_of_date(Step step, const std::string& column) {
  return "CAST(date_trunc('" + std::string(name(step)) + "', " + column + ") AS DATE)";
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
  auto observe = [&](model::Day start) {
    std::ptrdiff_t at = period_of(first, q.step, start);
    if (start.known() && at >= 0 && at < std::ssize(series.periods)) series.periods[static_cast<std::size_t>(at)].observed = true;
  };
  std::string documents = "documents";
  if (q.step == Step::month) {  // what is in a part of one month need not be read
    std::vector<const archive::Part*> parts = archive.manifest().of(archive::kDocuments);
    const std::vector<const archive::Part*> others = archive::take_others(parts);
    for (const archive::Part* part : parts) observe(model::day_from_iso(part->month + "-01"));
    if (others.empty()) return series;
    documents = archive::scan(archive.layout(), archive::table(archive::kDocuments), others);
  }
  auto read = archive.table("SELECT DISTINCT " + period_of_date(q.step, "published") + " FROM " + documents +
                            " WHERE published IS NOT NULL");
  if (!read) return fail(read.error());
  for (const auto& row : *read) observe(model::day_from_iso(row[0]));
  return series;
}

// First day of the last period that the archive has read to its end. One article in a thousand may have a day that is not yet.
Result<model::Day> last_complete(archive::Asked& archive, const SeriesQuery& q) {
  auto rows = archive.table("SELECT quantile_disc(published, 0.999) FROM documents WHERE published IS NOT NULL");
  if (!rows) return fail(rows.error());
  if (rows->empty() || (*rows)[0][0].empty()) return model::Day{};
  const model::Day epoch{2001, 1, 1};  // a Monday, and a first of the month
  model::Day last = model::day_from_iso((*rows)[0][0]);
  if (q.to.known() && q.to < last) last = q.to;
  std::ptrdiff_t at = period_of(epoch, q.step, last);
  // Nothing may have been published on its very last days.
  constexpr int kSpareDays[] = {1, 4};
  bool complete = !(plus_days(last, kSpareDays[q.step == Step::month]) < start_of(epoch, q.step, at + 1));
  return start_of(epoch, q.step, complete ? at : at - 1);
}

PeriodCounts& period(PairSeries& series, const std::string& day) {
  PeriodCounts& p = series.periods[static_cast<std::size_t>(period_of(series.first, series.step, model::day_from_iso(day)))];
  p.observed = true;
  return p;
}

}  // namespace

std::string_view name(Step step) { return step == Step::week ? "week" : "month"; }
std::string_view name(Counting counting) {
  return counting == Counting::rows ? "rows" : counting == Counting::groups ? "groups" : "stories";
}
std::optional<Step> step_of(std::string_view word) {
  for (Step s : {Step::week, Step::month})
    if (word == name(s)) return s;
  return {};
}
std::optional<Counting> counting_of(std::string_view word) {
  for (Counting c : {Counting::stories, Counting::groups, Counting::rows})
    if (word == name(c)) return c;
  return {};
}

Result<PairSeries> load_pair(archive::Asked& archive, const SeriesQuery& query) {
  archive::Selection selection(archive, filter_of(query));
  auto rows = archive.table(counts_sql(selection.from(false), query, false));
  if (!rows) return fail(rows.error());
  PairSeries none;
  none.a = query.a, none.b = query.b, none.step = query.step;
  if (rows->empty()) return none;
  model::Day first = model::day_from_iso(rows->front()[0]), last = model::day_from_iso(rows->back()[0]);
  if (query.to_the_end) {
    auto end = last_complete(archive, query);
    if (!end) return fail(end.error());
    if (end->known()) last = *end;
    if (last < first) return none;
  }
  auto series = frame(archive, query, first, last);
  if (!series) return series;
  for (const auto& row : *rows) {
    if (model::day_from_iso(row[0]) <= last) add(period(*series, row[0]), row, 1);
  }
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
  auto whole = frame(archive, query, model::day_from_iso((*first)[1]), model::day_from_iso((*last)[1]));
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

Result<ApartSeries> load_apart(archive::Asked& archive, const SeriesQuery& query, const PairSeries& series) {
  ApartSeries out;
  out.periods.resize(series.periods.size());
  for (std::size_t t = 0; t < out.periods.size(); ++t) {
    out.periods[t].start = start_of(series.first, series.step, static_cast<std::ptrdiff_t>(t));
  }
  if (query.modalities.empty()) return out;
  archive::Filter filter = filter_of(query);
  filter.modalities.clear();
  std::map<std::string, std::size_t> slots;
  for (int i = 0; i < kModalityCount; ++i) {
    auto modality = static_cast<model::Modality>(i);
    std::string word(name(modality));
    if (std::find(query.modalities.begin(), query.modalities.end(), word) != query.modalities.end()) continue;
    out.modalities.push_back(modality), filter.modalities.push_back(word), slots[word] = static_cast<std::size_t>(i);
  }
  if (slots.empty()) return out;
  // What was never done often has no day; then it stands on the one it was told on.
  filter.from = filter.to = {};
  std::string day = "coalesce(e.date_start, e.published)", within = " AND " + day + " IS NOT NULL";
  if (query.from.known()) within += " AND " + day + " >= " + sql_date(query.from);
  if (query.to.known()) within += " AND " + day + " <= " + sql_date(query.to);
  archive::Selection selection(archive, filter);
  auto rows = archive.table("SELECT modality, period, quad_class, count(*) FROM (SELECT e.modality AS modality, " +
                            unit(query.counting) + " AS unit, e.event_type AS event_type, e.quad_class AS quad_class, " +
                            period_of_date(query.step, "min(" + day + ")") + " AS period " + selection.from(false) + within +
                            " AND e.quad_class BETWEEN 1 AND 4 GROUP BY e.modality, unit, e.event_type, "
                            "e.quad_class) GROUP BY ALL ORDER BY ALL");
  if (!rows) return fail(rows.error());
  std::map<std::ptrdiff_t, ApartCounts> outside;
  for (const auto& row : *rows) {
    auto slot = slots.find(row[0]);
    if (slot == slots.end()) continue;
    model::Day start = model::day_from_iso(row[1]);
    std::ptrdiff_t at = series.periods.empty() ? 0 : period_of(series.first, series.step, start);
    bool inside = at >= 0 && at < std::ssize(out.periods);
    ApartCounts& to = inside ? out.periods[static_cast<std::size_t>(at)] : outside[period_of({2000, 1, 3}, series.step, start)];
    if (!inside) to.start = start;
    ApartCounts::Sides& sides = to.by[slot->second];
    (number<int>(row[2]) <= 2 ? sides.cooperative : sides.conflictual) += number<std::uint32_t>(row[3]);
  }
  for (auto& [at, counts] : outside) out.outside.push_back(counts);
  return out;
}

namespace {

// Each story once for each of its types; the most told first.
Result<std::vector<StoryLine>> told(archive::Asked& archive, const SeriesQuery& query, std::size_t most) {
  archive::Selection selection(archive, filter_of(query));
  // The surest row stands for the story; of several alike the one whose id comes first, so that the answer is always the same.
  std::string key = "printf('%.4f', 1 - coalesce(e.confidence, 0)) || e.event_id";
  auto rows = archive.table(
      "SELECT s.unit, s.day, s.event_type, s.quad_class, s.best.actor, s.best.recipient, s.best.evidence, s.best.doc_id, "
      "s.best.outlet, d.title, d.url, s.n FROM (SELECT coalesce(e.story_id, e.event_group) AS unit, e.event_type AS event_type, "
      "e.quad_class AS quad_class, min(e.date_start) AS day, count(DISTINCT e.doc_id) AS n, min_by(struct_pack("
      "actor := coalesce(e.actor_name, e.actor_code, e.actor_text), recipient := coalesce(e.recipient_name, e.recipient_code, "
      "e.recipient_text), evidence := e.evidence_text, doc_id := e.doc_id, outlet := e.outlet), " +
      key + ") AS best " + selection.from(false) +
      " AND e.date_start IS NOT NULL GROUP BY unit, e.event_type, e.quad_class ORDER BY n DESC, day, unit, e.event_type LIMIT " +
      std::to_string(most) +
      ") s LEFT JOIN documents d ON d.doc_id = s.best.doc_id ORDER BY s.n DESC, s.day, s.unit, s.event_type");
  if (!rows) return fail(rows.error());
  std::vector<StoryLine> out;
  for (const auto& r : *rows) {
    out.push_back({r[0], model::day_from_iso(r[1]), r[2], number<int>(r[3]), r[4], r[5], r[6], r[7], r[8], r[9], r[10],
                   number<std::int64_t>(r[11])});
  }
  return out;
}

// The first of each story.
void keep_stories(std::vector<StoryLine>& lines, std::size_t most) {
  std::set<std::string> seen;
  std::erase_if(lines, [&](const StoryLine& line) { return !seen.insert(line.story_id).second; });
  if (lines.size() > most) lines.resize(most);
}

}  // namespace

Result<std::vector<StoryLine>> load_stories(archive::Asked& archive, const SeriesQuery& query, std::size_t most) {
  auto lines = told(archive, query, most * model::kEventTypeCount);
  if (lines) keep_stories(*lines, most);
  return lines;
}

Result<std::vector<StoryLine>> load_reasons(archive::Asked& archive, const SeriesQuery& query, const PairSeries& series,
                                            const Change& change, std::size_t most) {
  SeriesQuery here = query;
  std::size_t end = std::max(change.to, change.at) + 1;
  std::uint32_t seen = 0;
  for (std::size_t t = change.at; t < end && t < series.periods.size(); ++t) seen += series.periods[t].stories();
  for (; end < series.periods.size() && seen < 3; ++end) seen += series.periods[end].stories();
  here.from = start_of(series.first, series.step, static_cast<std::ptrdiff_t>(change.from));
  here.to = plus_days(start_of(series.first, series.step, static_cast<std::ptrdiff_t>(end)), -1);
  if (query.from.known() && here.from < query.from) here.from = query.from;
  if (query.to.known() && query.to < here.to) here.to = query.to;
  auto lines = told(archive, here, 1000);
  if (!lines) return lines;
  const bool closer = change.size.mean > 0;
  auto rank = [&](const StoryLine& line) {
    bool ours = (line.quad == 1 || line.quad == 2) == closer;
    double grew = 0;
    for (const MixPart& part : change.mix) {
      if (name(part.type) == line.type && part.after > part.before) grew = part.part;
    }
    return std::pair(ours ? 0 : 1, -grew * std::log1p(static_cast<double>(line.articles)));
  };
  std::stable_sort(lines->begin(), lines->end(), [&](const StoryLine& x, const StoryLine& y) { return rank(x) < rank(y); });
  keep_stories(*lines, most);
  return lines;
}

}  // namespace kawat::relations
