// The part of the writer that gives events and documents their stories.
#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_set>

#include "archive/files.h"
#include "archive/filler.h"
#include "archive/tables.h"
#include "archive/writer_state.h"

namespace kawat::archive {
namespace {

void put_story_row(const StoryRow& s, Filler& f) {
  f.put(s.story_id), f.put(s.first_day), f.put(s.last_day), f.put(s.event_type), f.put(s.event_mode);
  f.put(s.actors), f.put(s.recipients), f.put(s.place), f.put(s.documents), f.put(s.outlets), f.put(s.languages);
  f.put(s.sources), f.put(s.disagreements);
}

std::string month_of_period(std::int32_t period) {
  if (period == kUndatedPeriod) return "unknown";
  return month_of(model::day_at(std::int64_t{period} * kPeriodDays));
}

// CREATE TABLE … AS …, to be joined with parts.
Status fill(Database& database, const Table& t, std::size_t rows, std::function<void(Filler&, std::size_t)> put) {
  const GivenRows given{&t, rows, std::move(put)};
  return database.run("CREATE OR REPLACE TABLE " + identifier(t.name) + " AS SELECT * FROM " + given.from());
}

template <class Row, class Month>
std::map<std::string, std::vector<const Row*>> by_month(const std::vector<Row>& list, Month&& month) {
  std::map<std::string, std::vector<const Row*>> out;
  for (const Row& row : list) out[month(row)].push_back(&row);
  put_few_together(out);
  return out;
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

// As the table of tellings is sorted.
bool stands_before(const Telling& a, const Telling& b) {
  auto key = [](const Telling& t) {
    return std::tuple(t.period == kUndatedPeriod, t.period, std::string_view(t.doc_id), std::string_view(t.telling));
  };
  return key(a) < key(b);
}

// As the table of stories is.
bool is_told_before(const StoryRow& a, const StoryRow& b) {
  return std::tuple(!a.first_day.known(), a.first_day, std::string_view(a.story_id)) <
         std::tuple(!b.first_day.known(), b.first_day, std::string_view(b.story_id));
}

std::string near(std::int32_t first_period, std::int32_t last_period, bool undated) {
  return " e WHERE e.period BETWEEN " + std::to_string(first_period) + " AND " + std::to_string(last_period) +
         (undated ? " OR e.period IS NULL" : "");
}

// Parts that may hold tellings near these periods.
std::vector<const Part*> parts_near(const Manifest& manifest, std::int32_t first_period, std::int32_t last_period, bool undated) {
  std::vector<const Part*> parts = manifest.of(kTellings);
  const std::string first = month_of_period(first_period), last = month_of_period(last_period);
  keep_months(parts, [&](const std::string& month) {
    return month == "unknown" ? undated : first_period <= last_period && month >= first && month <= last;
  });
  return parts;
}

// What the outcome of a search changes, and (names, where not null) what it calls the stories of rows that are still to be
// written.
StoryChanges changes_of(StoryOutcome outcome, StoryNames* names) {
  StoryChanges c;
  c.of_events.emplace(), c.of_documents.emplace(), c.of_tellings.emplace();
  auto call = [&](const std::string& of, const std::string& story) {
    c.stories.push_back({of, story});
    if (names != nullptr) names->insert_or_assign(of, story);
  };
  auto call_all = [&](const Telling& t) {
    call(t.telling, t.story);
    if (!t.event_month.empty()) c.of_events->insert(t.event_month);
    if (!t.main) return;
    c.of_documents->insert(month_of(t.published));
    if (t.telling != t.doc_id) call(t.doc_id, t.story);
  };
  // What is alone and never was told otherwise stands as it is.
  for (const Telling& t : outcome.fresh) {
    if (!t.story.empty()) call_all(t);
  }
  for (const Telling& t : outcome.changed) call_all(t), c.of_tellings->insert(month_of_period(t.period));
  c.linked = std::move(outcome.fresh);
  c.rows = std::move(outcome.rows), c.gone = std::move(outcome.gone);
  return c;
}

}  // namespace

std::uint64_t version_of_links(const Manifest& manifest) {
  std::vector<std::string_view> files;
  for (const Part* p : manifest.of(kTellings)) files.push_back(p->file);
  std::sort(files.begin(), files.end());
  std::string all;
  for (std::string_view file : files) all += file, all += '\n';
  return hash64(all);
}

std::string column_list(const Table& t, std::string_view story) {
  std::string out;
  for (const TableColumn& c : t.columns) {
    out += out.empty() ? "" : ", ";
    out += c.name == "story_id" && !story.empty() ? std::string(story) : "e." + identifier(c.name);
  }
  return out;
}

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
  std::unique_ptr<StoryDesk> desk(new StoryDesk(s, std::move(**lock)));
  if (auto ok = s.lay_out(*desk, most); !ok) return fail(ok.error());
  if (desk->fresh_.empty() && desk->read_from_.empty()) return std::unique_ptr<StoryDesk>();
  return desk;
}

// What is unlinked, some `most` of it. What another one has linked until it let go of the lock no longer is.
Status Writer::State::lay_out(StoryDesk& desk, std::uint64_t most) {
  auto reading = Lock::take(layout.readers_lock(), Lock::shared, options.lock_seconds);
  if (!reading) return fail(reading.error());
  auto manifest = read_manifest(layout);
  if (!manifest) return fail(manifest.error());
  desk.version_ = version_of_links(*manifest);
  std::vector<const Part*> unlinked = manifest->of(kUnlinked), some;
  std::sort(unlinked.begin(), unlinked.end(), [](const Part* a, const Part* b) { return a->generation < b->generation; });
  std::uint64_t rows = 0;
  for (const Part* p : unlinked) {
    if (!some.empty() && rows + p->rows > most) break;
    rows += p->rows;
    some.push_back(p);
    desk.read_from_.push_back(p->file);
  }
  if (some.empty()) return {};
  const Table& t = table(kUnlinked);
  auto fresh = read_tellings(*database, "SELECT " + column_list(t) + " FROM " + scan(layout, t, some) + " e ORDER BY " + t.order);
  if (!fresh) return fail(fresh.error());
  desk.fresh_ = std::move(*fresh);
  return {};
}

Result<std::vector<Telling>> StoryDesk::linked(std::int32_t first_period, std::int32_t last_period, bool undated) {
  Writer::State& s = *state_;
  std::unique_lock committing(s.committing, std::defer_lock);
  if (!of_commit_) committing.lock();
  auto reading = Lock::take(s.layout.readers_lock(), Lock::shared, s.options.lock_seconds);
  if (!reading) return fail(reading.error());
  auto manifest = read_manifest(s.layout);
  if (!manifest) return fail(manifest.error());
  std::vector<const Part*> parts = parts_near(*manifest, first_period, last_period, undated);
  if (parts.empty()) return std::vector<Telling>();
  const Table& t = table(kTellings);
  return read_tellings(*s.database, "SELECT " + column_list(t) + " FROM " + scan(s.layout, t, parts) +
                                        near(first_period, last_period, undated) + " ORDER BY " + t.order);
}

Result<std::uint64_t> StoryDesk::commit(StoryOutcome outcome) {
  Writer::State& s = *state_;
  std::lock_guard committing(s.committing);
  StoryChanges c = changes_of(std::move(outcome), nullptr);
  c.read_from = read_from_;
  auto done = s.apply(c);
  if (!done) return fail(done.error());
  version_ = done->version;
  return done->rows;
}

std::optional<FoundStories> Writer::State::find_stories(std::vector<Telling>& coming, const StorySearch& search) {
  auto lock = Lock::take(layout.stories_lock(), Lock::exclusive, 0);
  if (!lock || !*lock) return {};
  auto manifest = read_manifest(layout);
  if (!manifest) return {};
  const std::uint64_t unlinked = row_count(manifest->of(kUnlinked));
  if (unlinked + coming.size() > kMostLinked) return {};
  // Parts near them are written anew with this commit. Where nothing more is to come, that would be done right after it; else
  // they would be written again: not where these are more than a quarter of what is new.
  std::int32_t first = std::numeric_limits<std::int32_t>::max(), last = std::numeric_limits<std::int32_t>::min();
  bool undated = false;
  for (const Telling& t : coming) {
    if (t.period == kUndatedPeriod)
      undated = true;
    else
      first = std::min(first, t.period - 2), last = std::max(last, t.period + 2);
  }
  std::vector<const Part*> stored = parts_near(*manifest, first, last, undated);
  const std::vector<const Part*> others = take_others(stored);
  auto among_others =
      others.empty()
          ? Result<std::int64_t>(0)
          : database->number("SELECT count(*) FROM " + scan(layout, table(kTellings), others) + near(first, last, undated));
  if (!among_others) return {};
  const std::uint64_t there = unlinked + row_count(stored) + static_cast<std::uint64_t>(*among_others);
  if (there > (search.last ? kMostLinked : coming.size() / 4)) return {};
  FoundStories out;
  out.desk.reset(new StoryDesk(*this, std::move(**lock)));
  StoryDesk& desk = *out.desk;
  desk.of_commit_ = true, desk.last_ = search.last;
  if (!lay_out(desk, kMostLinked)) return {};
  desk.fresh_.insert(desk.fresh_.end(), std::move_iterator(coming.begin()), std::move_iterator(coming.end()));
  coming.clear();
  auto outcome = search.find(desk);
  if (!outcome) return {};  // those who link what is unlinked will hear of it
  out.changes = changes_of(std::move(*outcome), &out.names);
  out.changes.read_from = desk.read_from_;
  return out;
}

Result<std::uint64_t> Writer::assign_stories(std::span<const StoryOf> stories, std::span<const StoryRow> rows) {
  std::lock_guard committing(state_->committing);
  StoryChanges c;
  c.stories.assign(stories.begin(), stories.end());
  c.rows.assign(rows.begin(), rows.end());
  auto done = state_->apply(c);
  if (!done) return fail(done.error());
  return done->rows;
}

// The changes as tables that parts are joined with.
Status Writer::State::stage(const StoryChanges& changes) {
  static const Table of_changes{"changes", {{"of", "VARCHAR"}, {"story", "VARCHAR"}}, "", {}};
  static const Table of_gone{"gone", {{"story_id", "VARCHAR"}}, "", {}};
  Database& db = *database;
  Status ok = fill(db, of_changes, changes.stories.size(),
                   [&](Filler& f, std::size_t i) { f.put(changes.stories[i].of), f.put(changes.stories[i].story); });
  // The last word counts.
  if (ok)
    ok = db.run(
        "CREATE OR REPLACE TABLE changes AS SELECT \"of\", arg_max(coalesce(story, ''), rowid) AS story FROM changes "
        "GROUP BY \"of\"; UPDATE changes SET story = NULL WHERE story = ''");
  if (ok)
    ok = fill(db, of_gone, changes.gone.size() + changes.rows.size(), [&](Filler& f, std::size_t i) {
      f.put(i < changes.gone.size() ? changes.gone[i] : changes.rows[i - changes.gone.size()].story_id);
    });
  return ok;
}

Result<Writer::State::Applied> Writer::State::apply(const StoryChanges& changes) {
  // With the lock from the second try on: the first may find that its parts were merged meanwhile.
  for (int attempt = 0;; ++attempt) {
    std::optional<Lock> lock;
    if (attempt > 0) {
      auto taken = parts.lock();
      if (!taken) return fail(taken.error());
      lock = std::move(*taken);
    }
    auto manifest = read_manifest(layout);
    if (!manifest) return fail(manifest.error());
    Retold told;
    Status ok = retell(changes, *manifest, {}, told);
    if (ok && !lock && !told.made.empty()) {
      auto taken = parts.lock();
      if (!taken)
        ok = fail(taken.error());
      else
        lock = std::move(*taken);
    }
    auto now = read_manifest(layout);
    bool merged = now && !names_all(*now, told.replaced);
    if (merged && attempt == 0) {
      parts.forget(told.made);
      continue;
    }
    if (!ok || !now || (told.made.empty() && told.replaced.empty() && changes.read_from.empty())) {
      parts.forget(told.made);
      if (!ok) return fail(ok.error());
      if (!now) return fail(now.error());
      return Applied{0, version_of_links(*now)};
    }
    bool ours = now->generation == generation;
    std::vector<std::string> files = changes.read_from;
    for (const Part* p : told.replaced) files.push_back(p->file);
    auto done = parts.publish(std::move(told.made), files);
    if (!done) return fail(done.error());
    if (ours) generation = done->generation;
    return Applied{told.changed, version_of_links(*done)};
  }
}

// What the changes make of the parts that hold such rows, and what is new with them, as new parts; parts of a month that hold
// what changes are merged.
Status Writer::State::retell(const StoryChanges& changes, const Manifest& manifest, std::vector<NewPart> wanted, Retold& out) {
  Clock::time_point start = Clock::now();
  Database& db = *database;
  auto reading = Lock::take(layout.readers_lock(), Lock::shared, options.lock_seconds);
  if (!reading) return fail(reading.error());
  using Affected = std::map<std::string, std::vector<const Part*>>;  // by month
  bool staged = false;
  // condition: over the part `e` and what it is joined with.
  auto find = [&](const Table& t, const Months& months, const std::string& joined, Affected& affected) -> Status {
    std::vector<const Part*> all = manifest.of(t.name);
    if (months) keep_months(all, [&](const std::string& month) { return months->contains(month); });
    if (all.empty()) return {};
    if (!staged) {
      if (auto ok = stage(changes); !ok) return ok;
      staged = true;
    }
    auto found =
        db.table("SELECT e.filename, count(*) FROM " + scan(layout, t, all, true) + " e " + joined + " GROUP BY e.filename");
    if (!found) {
      out.replaced.insert(out.replaced.end(), all.begin(), all.end());
      return fail(damaged_part(found.error()));
    }
    std::map<std::string, std::uint64_t> rows;
    for (const auto& row : *found) rows[row[0]] = std::stoull(row[1]);
    for (const Part* p : all) {
      auto here = rows.find(layout.file(*p));
      if (here == rows.end()) continue;
      affected[p->month].push_back(p);
      if (t.name != kStories) out.changed += here->second;
      out.replaced.push_back(p);
    }
    return {};
  };
  // What `select` makes of parts that go, joined with what changes, and the rows of the same month that come.
  auto add = [&](const Table& t, Affected& affected, auto& coming, auto before, auto put, const std::string& select,
                 const std::string& joined) -> Status {
    for (const auto& [month, rows] : coming) affected[month];
    for (const auto& [month, old] : affected) {
      auto shares = shares_of(t, month, old);
      if (!shares) return fail(shares.error());
      for (const auto& [of, where] : *shares) {
        NewPart& part = wanted.emplace_back();
        part.table = &t, part.month = of, part.rows_there = row_count(old);
        if (!old.empty()) part.select = "SELECT " + select + " FROM " + scan(layout, t, old) + " e " + joined + where;
        auto fresh = coming.find(of);
        if (of != month || fresh == coming.end()) continue;
        part.rows = fresh->second.size();
        part.sort = [&rows = fresh->second, before] {
          std::ranges::sort(rows, [&](auto* a, auto* b) { return before(*a, *b); });
        };
        part.put_row = [&rows = fresh->second, put](Filler& f, std::size_t i) { put(*rows[i], f); };
      }
    }
    return {};
  };
  const std::string story = "CASE WHEN c.\"of\" IS NULL THEN e.story_id ELSE c.story END AS story_id";
  std::map<std::string, std::vector<const Telling*>> none;
  auto linked = by_month(changes.linked, [](const Telling& t) { return month_of_period(t.period); });
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
    auto ok = add(t, affected, told.table == kTellings ? linked : none, stands_before, put_telling, column_list(t, story),
                  "LEFT JOIN " + on);
    if (!ok) return ok;
  }
  const Table& t = table(kStories);
  auto told = by_month(changes.rows, [](const StoryRow& row) { return row.month; });
  Affected affected;
  if (auto ok = find(t, {}, "JOIN gone g ON g.story_id = e.story_id", affected); !ok) return ok;
  if (auto ok =
          add(t, affected, told, is_told_before, put_story_row, column_list(t), "ANTI JOIN gone g ON g.story_id = e.story_id");
      !ok)
    return ok;
  const auto anew = std::ranges::stable_partition(wanted, [](const NewPart& p) { return p.select.empty(); });
  const std::vector<NewPart> of_before(anew.begin(), anew.end());
  wanted.erase(anew.begin(), anew.end());
  out.seconds = since(start);
  if (auto ok = write_parts(wanted, out.made); !ok) return ok;
  start = Clock::now();
  Status ok = write_parts(of_before, out.made);
  out.seconds += since(start);
  return ok;
}

}  // namespace kawat::archive
