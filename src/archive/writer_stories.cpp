// The part of the writer that gives events and documents their stories.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "archive/files.h"
#include "archive/filler.h"
#include "archive/tables.h"
#include "archive/writer_state.h"

namespace kawat::archive {
namespace {

using Json = nlohmann::ordered_json;

Json text(const std::string& s) { return s.empty() ? Json() : Json(s); }
Json text(const model::Day& d) {
  if (!d.known()) return Json();
  return month_of(d) + (d.day < 10 ? "-0" : "-") + std::to_string(std::max(d.day, 1));
}

// A row as JSON, of which DuckDB makes the nested columns.
std::string json(const StoryRow& s) {
  Json out;
  auto parties = [](const std::vector<StoryRow::Party>& all) {
    Json list = Json::array();
    for (const auto& p : all) list.push_back({{"name", text(p.name)}, {"code", text(p.code)}});
    return list;
  };
  out["story_id"] = s.story_id, out["first_day"] = text(s.first_day), out["last_day"] = text(s.last_day);
  out["event_type"] = text(s.event_type), out["event_mode"] = text(s.event_mode);
  out["actors"] = parties(s.actors), out["recipients"] = parties(s.recipients);
  out["place"] = text(s.place), out["documents"] = s.documents, out["outlets"] = s.outlets, out["languages"] = s.languages;
  out["sources"] = Json::array(), out["disagreements"] = Json::array();
  for (const auto& t : s.sources) {
    out["sources"].push_back({{"doc_id", t.doc_id},
                              {"event_group", text(t.event_group)},
                              {"outlet", text(t.outlet)},
                              {"language", text(t.language)},
                              {"published", text(t.published)},
                              {"main", t.main}});
  }
  for (const auto& d : s.disagreements) {
    Json values = Json::array();
    for (const auto& v : d.values) values.push_back({{"value", v.value}, {"documents", v.documents}});
    out["disagreements"].push_back({{"field", d.field}, {"values", std::move(values)}});
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// {"story_id": "VARCHAR", …, "languages": ["VARCHAR"]}: the columns in the words of from_json.
std::string structure_of_stories() {
  Json party = {{"name", "VARCHAR"}, {"code", "VARCHAR"}};
  Json source = {{"doc_id", "VARCHAR"},   {"event_group", "VARCHAR"}, {"outlet", "VARCHAR"},
                 {"language", "VARCHAR"}, {"published", "DATE"},      {"main", "BOOLEAN"}};
  Json value = {{"value", "VARCHAR"}, {"documents", Json::array({"VARCHAR"})}};
  Json disagreement = {{"field", "VARCHAR"}, {"values", Json::array({value})}};
  Json out;
  for (const TableColumn& c : table(kStories).columns) {
    if (c.name == "actors" || c.name == "recipients")
      out[c.name] = Json::array({party});
    else if (c.name == "languages")
      out[c.name] = Json::array({"VARCHAR"});
    else if (c.name == "sources")
      out[c.name] = Json::array({source});
    else if (c.name == "disagreements")
      out[c.name] = Json::array({disagreement});
    else
      out[c.name] = c.type;
  }
  return out.dump();
}

std::string month_of_period(std::int32_t period) {
  if (period == kUndatedPeriod) return "unknown";
  return month_of(model::day_at(std::int64_t{period} * kPeriodDays));
}

std::string column_list(const Table& t, std::string_view story = {}) {
  std::string out;
  for (const TableColumn& c : t.columns) {
    out += out.empty() ? "" : ", ";
    out += c.name == "story_id" && !story.empty() ? std::string(story) : "e." + identifier(c.name);
  }
  return out;
}

Status fill(Database& database, const Table& t, std::size_t rows, const std::function<void(Filler&, std::size_t)>& put) {
  if (auto ok = database.run(create_table(t)); !ok) return ok;
  Filler filler(database, t.name);
  for (std::size_t i = 0; i < rows; ++i) {
    if (auto ok = filler.begin_row(); !ok) return ok;
    put(filler, i);
  }
  return filler.close();
}

Result<std::vector<Telling>> read_tellings(Database& database, const std::string& sql) {
  auto answer = database.ask(sql, true);
  if (!answer) return fail(damaged_part(answer.error()));
  std::vector<Telling> out;
  for (;;) {
    auto chunk = answer->next();
    if (!chunk) return fail(damaged_part(chunk.error()));
    if (*chunk == nullptr) return out;
    idx_t rows = duckdb_data_chunk_get_size(*chunk);
    std::size_t first = out.size();
    out.resize(first + rows);
    for (idx_t r = 0; r < rows; ++r) {
      idx_t column = 0;
      each_telling_column(out[first + r], [&](std::string_view, auto& value) {
        duckdb_vector v = duckdb_data_chunk_get_vector(*chunk, column++);
        if (!is_valid(duckdb_vector_get_validity(v), r)) return;
        const void* data = duckdb_vector_get_data(v);
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          value = text_of(static_cast<const duckdb_string_t*>(data)[r]);
        } else if constexpr (std::is_same_v<Value, model::Day>) {
          duckdb_date_struct d = duckdb_from_date(static_cast<const duckdb_date*>(data)[r]);
          value = {d.year, d.month, d.day};
        } else {
          value = static_cast<const Value*>(data)[r];
        }
      });
    }
  }
}

}  // namespace

void put_telling(const Telling& t, Filler& f) {
  each_telling_column(t, [&](std::string_view name, const auto& value) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::int32_t>) {
      if (name == "period") return value == kUndatedPeriod ? f.null() : f.put_any(value);
    }
    f.put(value);
  });
}

Result<std::unique_ptr<StoryDesk>> Writer::story_desk(std::uint64_t most) {
  std::lock_guard committing(state_->committing);
  State& s = *state_;
  auto manifest = read_manifest(s.layout);
  if (!manifest) return fail(manifest.error());
  if (manifest->of(kUnlinked).empty()) return std::unique_ptr<StoryDesk>();
  auto lock = Lock::take(s.layout.stories_lock(), Lock::exclusive, 0);
  if (!lock) return fail(lock.error());
  if (!*lock) return std::unique_ptr<StoryDesk>();
  // What another one has linked until it let go of the lock is no longer unlinked.
  auto reading = Lock::take(s.layout.readers_lock(), Lock::shared, s.options.lock_seconds);
  if (!reading) return fail(reading.error());
  manifest = read_manifest(s.layout);
  if (!manifest) return fail(manifest.error());
  std::unique_ptr<StoryDesk> desk(new StoryDesk(*this, std::move(**lock)));
  std::vector<const Part*> parts = manifest->of(kUnlinked), some;
  std::sort(parts.begin(), parts.end(), [](const Part* a, const Part* b) { return a->generation < b->generation; });
  std::uint64_t rows = 0;
  for (const Part* p : parts) {
    if (!some.empty() && rows + p->rows > most) break;
    rows += p->rows;
    some.push_back(p);
    desk->read_from_.push_back(p->file);
  }
  if (some.empty()) return std::unique_ptr<StoryDesk>();
  const Table& t = table(kUnlinked);
  auto fresh =
      read_tellings(*s.database, "SELECT " + column_list(t) + " FROM " + scan(s.layout, t, some) + " e ORDER BY " + t.order);
  if (!fresh) return fail(fresh.error());
  desk->fresh_ = std::move(*fresh);
  return desk;
}

Result<std::vector<Telling>> StoryDesk::linked(std::int32_t first_period, std::int32_t last_period, bool undated) {
  Writer::State& s = *writer_->state_;
  std::lock_guard committing(s.committing);
  auto reading = Lock::take(s.layout.readers_lock(), Lock::shared, s.options.lock_seconds);
  if (!reading) return fail(reading.error());
  auto manifest = read_manifest(s.layout);
  if (!manifest) return fail(manifest.error());
  std::vector<const Part*> parts = manifest->of(kTellings);
  const std::string first = month_of_period(first_period), last = month_of_period(last_period);
  std::erase_if(parts, [&](const Part* p) {
    return p->month == "unknown" ? !undated : first_period > last_period || p->month < first || p->month > last;
  });
  if (parts.empty()) return std::vector<Telling>();
  const Table& t = table(kTellings);
  return read_tellings(*s.database, "SELECT " + column_list(t) + " FROM " + scan(s.layout, t, parts) +
                                        " e WHERE e.period BETWEEN " + std::to_string(first_period) + " AND " +
                                        std::to_string(last_period) + (undated ? " OR e.period IS NULL" : "") + " ORDER BY " +
                                        t.order);
}

Result<std::uint64_t> StoryDesk::commit(Outcome outcome) {
  Writer::State& s = *writer_->state_;
  std::lock_guard committing(s.committing);
  StoryChanges c;
  c.of_events.emplace(), c.of_documents.emplace(), c.of_tellings.emplace();
  std::set<std::string> fresh;
  for (const Telling& t : fresh_) fresh.insert(t.telling);
  for (Telling& t : outcome.tellings) {
    bool is_fresh = fresh.contains(t.telling);
    // What is alone and never was told otherwise stands as it is.
    if (!t.story.empty() || !is_fresh) {
      c.stories.push_back({t.telling, t.story});
      if (!t.event_month.empty()) c.of_events->insert(t.event_month);
      if (t.main) {
        c.of_documents->insert(month_of(t.published));
        if (t.telling != t.doc_id) c.stories.push_back({t.doc_id, t.story});
      }
    }
    if (is_fresh)
      c.linked.push_back(std::move(t));
    else
      c.of_tellings->insert(month_of_period(t.period));
  }
  c.read_from = read_from_;
  c.rows = std::move(outcome.rows), c.gone = std::move(outcome.gone);
  return s.apply(c);
}

Result<std::uint64_t> Writer::assign_stories(std::span<const StoryOf> stories, std::span<const StoryRow> rows) {
  std::lock_guard committing(state_->committing);
  StoryChanges c;
  c.stories.assign(stories.begin(), stories.end());
  c.rows.assign(rows.begin(), rows.end());
  return state_->apply(c);
}

Result<std::uint64_t> Writer::State::apply(const StoryChanges& changes) {
  Database& db = *database;
  static const Table of_changes{"changes", {{"of", "VARCHAR"}, {"story", "VARCHAR"}}, "", false};
  static const Table of_rows{"story_rows", {{"month", "VARCHAR"}, {"data", "VARCHAR"}}, "", false};
  static const Table of_gone{"gone", {{"story_id", "VARCHAR"}}, "", false};
  static const Table of_linked = [] {
    Table t{"linked", {{"month", "VARCHAR"}}, "", false};
    t.columns.insert(t.columns.end(), table(kTellings).columns.begin(), table(kTellings).columns.end());
    return t;
  }();
  auto stage = [&]() -> Status {
    Status ok = fill(db, of_changes, changes.stories.size(),
                     [&](Filler& f, std::size_t i) { f.put(changes.stories[i].of), f.put(changes.stories[i].story); });
    // The last word counts.
    if (ok)
      ok = db.run(
          "CREATE OR REPLACE TABLE changes AS SELECT \"of\", arg_max(coalesce(story, ''), rowid) AS story FROM changes "
          "GROUP BY \"of\"; UPDATE changes SET story = NULL WHERE story = ''");
    if (ok)
      ok = fill(db, of_rows, changes.rows.size(),
                [&](Filler& f, std::size_t i) { f.put(changes.rows[i].month), f.put(json(changes.rows[i])); });
    if (ok)
      ok = fill(db, of_gone, changes.gone.size() + changes.rows.size(), [&](Filler& f, std::size_t i) {
        f.put(i < changes.gone.size() ? changes.gone[i] : changes.rows[i - changes.gone.size()].story_id);
      });
    if (ok)
      ok = fill(db, of_linked, changes.linked.size(), [&](Filler& f, std::size_t i) {
        f.put(month_of_period(changes.linked[i].period));
        put_telling(changes.linked[i], f);
      });
    return ok;
  };
  if (auto ok = stage(); !ok) return fail(ok.error());

  // With the lock from the second try on: the first may find that its parts were merged meanwhile.
  for (int attempt = 0;; ++attempt) {
    std::optional<Lock> lock;
    if (attempt > 0) {
      auto taken = parts.lock();
      if (!taken) return fail(taken.error());
      lock = std::move(*taken);
    }
    std::vector<Part> made;
    std::vector<const Part*> replaced;
    std::uint64_t changed = 0;
    auto manifest = read_manifest(layout);
    if (!manifest) return fail(manifest.error());
    Status ok = retell(changes, *manifest, made, replaced, changed);
    if (ok) ok = parts.sync(made);
    if (ok && !lock && !made.empty()) {
      auto taken = parts.lock();
      if (!taken)
        ok = fail(taken.error());
      else
        lock = std::move(*taken);
    }
    auto now = read_manifest(layout);
    bool merged = now && !names_all(*now, replaced);
    if (merged && attempt == 0) {
      parts.forget(made);
      continue;
    }
    if (!ok || !now || (made.empty() && replaced.empty() && changes.read_from.empty())) {
      parts.forget(made);
      if (!ok) return fail(ok.error());
      if (!now) return fail(now.error());
      return 0;
    }
    bool ours = now->generation == generation;
    std::vector<std::string> files = changes.read_from;
    for (const Part* p : replaced) files.push_back(p->file);
    auto done = parts.publish(std::move(made), files);
    if (!done) return fail(done.error());
    if (ours) generation = done->generation;
    return changed;
  }
}

// What the tables "changes", "linked", "story_rows" and "gone" change, as new parts; those that hold what changes are merged,
// month by month.
Status Writer::State::retell(const StoryChanges& changes, const Manifest& manifest, std::vector<Part>& made,
                             std::vector<const Part*>& replaced, std::uint64_t& changed) {
  Database& db = *database;
  auto reading = Lock::take(layout.readers_lock(), Lock::shared, options.lock_seconds);
  if (!reading) return fail(reading.error());
  struct Affected {
    std::map<std::string, std::vector<const Part*>> by_month;
  };
  // condition: over the part `e` and what it is joined with.
  auto find = [&](const Table& t, const Months& months, const std::string& joined, Affected& out) -> Status {
    std::vector<const Part*> all = manifest.of(t.name);
    if (months) std::erase_if(all, [&](const Part* p) { return !months->contains(p->month); });
    if (all.empty()) return {};
    auto found =
        db.table("SELECT e.filename, count(*) FROM " + scan(layout, t, all, true) + " e " + joined + " GROUP BY e.filename");
    if (!found) {
      replaced.insert(replaced.end(), all.begin(), all.end());  // tells the caller which parts it may have been
      return fail(damaged_part(found.error()));
    }
    std::map<std::string, std::uint64_t> rows;
    for (const auto& row : *found) rows[row[0]] = std::stoull(row[1]);
    for (const Part* p : all) {
      auto here = rows.find(layout.file(*p));
      if (here == rows.end()) continue;
      out.by_month[p->month].push_back(p);
      if (t.name != kStories) changed += here->second;
      replaced.push_back(p);
    }
    return {};
  };
  struct NewPart {
    const Table* table;
    std::string month, select;
  };
  std::vector<NewPart> wanted;
  const std::string story = "CASE WHEN c.\"of\" IS NULL THEN e.story_id ELSE c.story END AS story_id";
  struct Told {
    std::string_view table, key;
    const Months* months;
  };
  for (const Told& told : {Told{kEvents, "event_group", &changes.of_events}, Told{kDocuments, "doc_id", &changes.of_documents},
                           Told{kTellings, "telling", &changes.of_tellings}}) {
    const Table& t = table(told.table);
    const std::string on = "changes c ON c.\"of\" = e." + std::string(told.key);
    Affected affected;
    if (!changes.stories.empty()) {
      auto ok = find(t, *told.months, "JOIN " + on + " WHERE e.story_id IS DISTINCT FROM c.story", affected);
      if (!ok) return ok;
    }
    if (told.table == kTellings) {
      for (const Telling& fresh : changes.linked) affected.by_month[month_of_period(fresh.period)];
    }
    for (const auto& [month, old] : affected.by_month) {
      std::string select;
      if (!old.empty()) select = "SELECT " + column_list(t, story) + " FROM " + scan(layout, t, old) + " e LEFT JOIN " + on;
      if (told.table == kTellings) {
        select += std::string(old.empty() ? "" : " UNION ALL ") + "SELECT " + column_list(t) +
                  " FROM linked e WHERE e.\"month\" = " + literal(month);
      }
      wanted.push_back({&t, month, std::move(select)});
    }
  }
  const Table& t = table(kStories);
  Affected affected;
  if (auto ok = find(t, {}, "JOIN gone g ON g.story_id = e.story_id", affected); !ok) return ok;
  for (const StoryRow& row : changes.rows) affected.by_month[row.month];
  for (const auto& [month, old] : affected.by_month) {
    std::string select = "SELECT " + column_list(t) + " FROM (SELECT unnest(from_json(\"data\", " +
                         literal(structure_of_stories()) + ")) FROM story_rows WHERE \"month\" = " + literal(month) + ") e";
    if (!old.empty())
      select += " UNION ALL SELECT " + column_list(t) + " FROM " + scan(layout, t, old) +
                " e ANTI JOIN gone g ON g.story_id = e.story_id";
    wanted.push_back({&t, month, std::move(select)});
  }
  std::mutex of_made;
  return at_once(wanted.size(), [&](std::size_t i, Database& mine, unsigned) -> Status {
    const NewPart& w = wanted[i];
    auto part = parts.write_part(mine, w.table->name, w.month, w.select + " ORDER BY " + w.table->order, kCommitLevel);
    if (!part) return fail(damaged_part(part.error()));
    if (part->rows == 0) {
      parts.forget({*part});
      return {};
    }
    std::lock_guard lock_made(of_made);
    made.push_back(std::move(*part));
    return {};
  });
}

}  // namespace kawat::archive
