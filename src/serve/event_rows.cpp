#include "serve/event_rows.h"

#include <algorithm>
#include <map>
#include <set>

#include "archive/answer_text.h"
#include "archive/filler.h"
#include "archive/tables.h"

namespace kawat::serve {
namespace {

std::string month(std::int32_t day) { return archive::month_of(day_of(day)); }

}  // namespace

Result<std::vector<std::string>> event_objects(archive::Archive& archive, const EventIndex& index,
                                               std::span<const EventRef* const> events) {
  std::vector<std::string> out;
  if (events.empty()) return out;
  std::set<std::string> months, published, pairs;
  std::vector<std::string> ids;
  std::int32_t first = kNoDay, last = kNoDay;
  bool undated = false, unpaired = false;
  for (const EventRef* e : events) {
    ids.push_back(index.text(*e).event_id);
    months.insert(month(e->day)), published.insert(month(e->published));
    e->pair == 0 ? void(unpaired = true) : void(pairs.insert(index.word(e->pair)));
    if (e->day == kNoDay) {
      undated = true;
    } else {
      first = first == kNoDay ? e->day : std::min(first, e->day);
      last = std::max(last, e->day);
    }
  }
  auto parts = [&](std::string_view table, const std::set<std::string>& wanted) {
    std::vector<const archive::Part*> all = archive.manifest().of(table);
    archive::keep_months(all, [&](const std::string& of) { return wanted.contains(of); });
    return archive::scan(archive.layout(), archive::table(table), all);
  };
  // Pairs and days first: the statistics of a part tell where they are, those of ids do not.
  std::string where;
  auto in = [](const auto& values) {
    std::string list;
    for (const std::string& v : values) list += (list.empty() ? "" : ", ") + archive::literal(v);
    return " IN (" + list + ")";
  };
  if (!unpaired && pairs.size() <= 20) where += "e.pair" + in(pairs) + " AND ";
  if (!undated)
    where += "e.date_start BETWEEN DATE " + archive::literal(iso(first)) + " AND DATE " + archive::literal(iso(last)) + " AND ";
  where += "e.event_id" + in(ids);
  auto answer = archive.database().ask("SELECT " + archive::contract_select(true) + " FROM (SELECT * FROM " +
                                       parts(archive::kEvents, months) + " e WHERE " + where + ") e LEFT JOIN " +
                                       parts(archive::kDocuments, published) + " d ON d.doc_id = e.doc_id");
  if (!answer) return fail(answer.error());
  archive::AnswerText text(*answer);
  std::map<std::uint64_t, std::string> found;
  for (;;) {
    auto chunk = answer->next();
    if (!chunk) return fail(chunk.error());
    if (*chunk == nullptr) break;
    duckdb_vector id = duckdb_data_chunk_get_vector(*chunk, 0);
    for (idx_t r = 0; r < duckdb_data_chunk_get_size(*chunk); ++r) {
      std::string row;
      text.json_row(*chunk, r, row);
      row.pop_back();  // the end of the line
      found.emplace(EventIndex::hash(archive::text_of(static_cast<const duckdb_string_t*>(duckdb_vector_get_data(id))[r])),
                    std::move(row));
    }
  }
  for (const EventRef* e : events) {
    if (auto at = found.find(e->event); at != found.end()) out.push_back(std::move(at->second));
  }
  return out;
}

Status write_rows(archive::Answer& answer, Format format, const std::function<Status(std::string_view)>& write, bool& begun,
                  std::uint64_t& rows) {
  archive::AnswerText text(answer);
  std::string out;
  if (!begun && format == Format::csv) text.csv_header(out);
  bool first = !begun;
  begun = true;
  for (;;) {
    auto chunk = answer.next();
    if (!chunk) return fail(chunk.error());
    if (*chunk == nullptr) break;
    const idx_t n = duckdb_data_chunk_get_size(*chunk);
    for (idx_t r = 0; r < n; ++r) {
      if (format == Format::csv) {
        text.csv_row(*chunk, r, out);
        continue;
      }
      if (format == Format::json && !first) out += ',';
      first = false;
      text.json_row(*chunk, r, out);
      if (format == Format::json) out.pop_back();
    }
    rows += n;
    if (out.size() > 60'000) {
      if (auto ok = write(out); !ok) return ok;
      out.clear();
    }
  }
  return out.empty() ? Status{} : write(out);
}

}  // namespace kawat::serve
