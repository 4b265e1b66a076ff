#include "archive/writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "archive/files.h"
#include "archive/filler.h"
#include "archive/record.h"
#include "archive/sql.h"
#include "archive/tables.h"
#include "archive/writer_state.h"

namespace kawat::archive {
namespace {

constexpr std::size_t kRoomForRecords = 32 << 20;  // bytes; those of some 20,000 events

std::uint64_t from_hex(std::string_view s) {
  std::uint64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v, 16);
  return v;
}

template <class Visit>
void each_record(std::string_view records, Visit&& visit) {
  RecordHead head;
  while (peek_record(records, head) != nullptr) {
    visit(head, records.substr(0, head.size));
    records.remove_prefix(head.size);
  }
}

// "IDN-MYS", whoever acted; empty where one country is not known.
std::string pair_of(const model::EventRow& e) {
  const std::string &a = e.actor.country, &b = e.recipient.country;
  return a.empty() || b.empty() ? std::string() : std::min(a, b) + "-" + std::max(a, b);
}

// A second document of an id that is taken.
std::string other_id(const std::string& id, std::uint64_t content_key) { return id + "~" + hex64(content_key).substr(0, 8); }

// Sorts as the columns do, what is missing last.
std::string order_key(std::initializer_list<std::string_view> columns) {
  std::string out;
  for (std::string_view c : columns) out += c.empty() ? "\xff" : c, out += '\0';
  return out;
}

std::string day_key(const model::Day& d) {
  return d.known() ? fmt::format("{:08}", 10'000'000 + days_since_1970(d)) : std::string();
}

void repack_under_other_id(std::string_view record, std::string& out) {
  Document d;
  std::vector<model::EventRow> events;
  std::vector<Telling> tellings;
  RecordHead head = unpack_record(record, d, events, tellings);
  const std::string taken = d.doc_id;
  d.doc_id = other_id(d.doc_id, head.content_key);
  for (model::EventRow& e : events) e.doc_id = d.doc_id;
  for (Telling& t : tellings) {
    t.doc_id = d.doc_id;
    if (t.telling == taken) t.telling = d.doc_id;
  }
  pack_record({head.content_key, head.input_hash}, d, events, tellings, true, out);
}

}  // namespace

std::uint64_t row_count(const std::vector<const Part*>& parts) {
  std::uint64_t rows = 0;
  for (const Part* p : parts) rows += p->rows;
  return rows;
}

bool names_all(const Manifest& manifest, const std::vector<const Part*>& parts) {
  std::set<std::string> named;
  for (const Part& p : manifest.parts) named.insert(p.file);
  return std::all_of(parts.begin(), parts.end(), [&](const Part* p) { return named.contains(p->file); });
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Writer::~Writer() = default;

Result<std::unique_ptr<Writer>> Writer::open(const std::string& folder, const WriterOptions& options) {
  auto state = std::make_unique<State>();
  state->layout = Layout{folder};
  state->options = options;
  auto parts = PartFolder::open(state->layout, options.lock_seconds);
  if (!parts) return fail(parts.error());
  state->parts = std::move(*parts);
  DatabaseOptions database;
  database.threads = options.threads;
  database.temporary_folder = state->parts.aside() + "/spill";
  auto opened = Database::open(database);
  if (!opened) return fail(opened.error());
  state->database.emplace(std::move(*opened));
  if (auto ok = allow_given_rows(*state->database); !ok) return fail(ok.error());
  auto manifest = read_manifest(state->layout);
  if (!manifest) return fail(manifest.error());
  if (auto ok = state->learn(*manifest, nullptr); !ok) return fail(ok.error());
  return std::unique_ptr<Writer>(new Writer(std::move(state)));
}

bool Writer::knows(std::uint64_t content_key) const {
  std::lock_guard lock(state_->mutex);
  return state_->keys.has(content_key);
}

bool Writer::knows_input(const std::string& hash) const {
  std::lock_guard lock(state_->mutex);
  return state_->inputs.contains(hash);
}

bool Writer::add(const Document& document, std::span<const model::EventRow> events, std::span<const Telling> tellings) {
  std::string record;
  pack_record({document.content_key(), 0}, document, events, tellings, state_->options.keep_text, record);
  return add_record(record);
}

bool Writer::add_record(std::string_view record) {
  RecordHead head;
  if (peek_record(record, head) == nullptr) return false;
  return state_->add(head, record);
}

bool Writer::State::add(const RecordHead& head, std::string_view record) {
  std::lock_guard lock(mutex);
  if (!keys.add(head.content_key)) return false;
  if (waiting.empty()) waiting.first = Clock::now();
  // What is not filled is no memory yet; to grow would copy what is there, to pages that the system has to clear.
  if (waiting.records.empty()) waiting.records.reserve(kRoomForRecords);
  if (ids.add(head.id_hash))
    waiting.records += record;
  else
    repack_under_other_id(record, waiting.records);
  ++waiting.documents;
  waiting.events += head.events;
  return true;
}

void Writer::add_input(Input input) {
  std::lock_guard lock(state_->mutex);
  if (!state_->inputs.insert(input.hash).second) return;
  if (state_->waiting.empty()) state_->waiting.first = Clock::now();
  state_->waiting.inputs.push_back(std::move(input));
}

Waiting Writer::waiting() const {
  std::lock_guard lock(state_->mutex);
  const Batch& b = state_->waiting;
  return {b.documents, b.events, b.records.size(), b.empty() ? 0 : since(b.first)};
}

void Writer::look_ahead(const std::function<void(std::span<const Telling>)>& tell) {
  std::lock_guard committing(state_->committing);
  Batch& waiting = state_->waiting;
  std::string records;
  {
    std::lock_guard lock(state_->mutex);
    records = waiting.records.substr(waiting.found);
  }
  if (records.empty()) return;
  const std::size_t told = waiting.rows.tellings.size();
  State::find_rows(records, waiting.found, waiting.rows);
  waiting.found += records.size();
  tell(std::span(waiting.rows.tellings).subspan(told));
}

Result<std::uint64_t> Writer::linked_version() const {
  auto manifest = read_manifest(state_->layout);
  if (!manifest) return fail(manifest.error());
  return version_of_links(*manifest);
}

Result<Commit> Writer::commit(const StorySearch* search) {
  std::lock_guard committing(state_->committing);
  Batch batch;
  {
    std::lock_guard lock(state_->mutex);
    std::swap(batch, state_->waiting);
  }
  if (batch.empty()) return Commit{};
  auto done = state_->write(batch, search);
  if (!done) {
    // It waits again, before what came meanwhile.
    std::lock_guard lock(state_->mutex);
    Batch& later = state_->waiting;
    batch.records += later.records;
    batch.documents += later.documents, batch.events += later.events;
    batch.inputs.insert(batch.inputs.end(), later.inputs.begin(), later.inputs.end());
    later = std::move(batch);
  }
  return done;
}

Status Writer::State::at_once(std::size_t jobs, const std::function<Status(std::size_t, Database&, unsigned)>& make) {
  const std::size_t threads = std::min<std::size_t>({jobs, std::max(1U, std::thread::hardware_concurrency()), 8});
  while (helpers.size() + 1 < threads) {
    auto another = database->beside();
    if (!another) return fail(another.error());
    helpers.push_back(std::move(*another));
  }
  std::atomic<std::size_t> next = 0;
  std::mutex of_out;
  Status out;
  auto work = [&](unsigned thread) {
    for (std::size_t i = next++; i < jobs; i = next++) {
      Status ok = make(i, thread == 0 ? *database : helpers[thread - 1], thread);
      if (ok) continue;
      std::lock_guard lock(of_out);
      if (out) out = ok;
      next = jobs;
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      while (others.size() + 1 < threads) others.emplace_back(work, static_cast<unsigned>(others.size() + 1));
    } catch (const std::system_error&) {
      // as many as the system gives
    }
    work(0);
  }
  return out;
}

// Takes in what parts newer than our generation hold.
Status Writer::State::learn(const Manifest& manifest, News* news) {
  std::vector<const Part*> documents, done;
  for (const Part& p : manifest.parts) {
    if (p.generation <= generation && generation != 0) continue;
    if (p.table == kDocuments) documents.push_back(&p);
    if (p.table == kInputs) done.push_back(&p);
  }
  if (!documents.empty()) {
    auto answer = database->ask("SELECT content_key, doc_id FROM " + scan(layout, table(kDocuments), documents), true);
    if (!answer) return fail(damaged_part(answer.error()));
    for (;;) {
      auto chunk = answer->next();
      if (!chunk) return fail(damaged_part(chunk.error()));
      if (*chunk == nullptr) break;
      idx_t rows = duckdb_data_chunk_get_size(*chunk);
      const auto* key = static_cast<const duckdb_string_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(*chunk, 0)));
      const auto* id = static_cast<const duckdb_string_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(*chunk, 1)));
      std::lock_guard lock(mutex);
      for (idx_t r = 0; r < rows; ++r) {
        std::uint64_t k = from_hex(text_of(key[r])), i = hash64(text_of(id[r]));
        keys.add(k), ids.add(i);
        if (news != nullptr) news->keys.insert(k), news->ids.insert(i);
      }
    }
  }
  if (!done.empty()) {
    auto rows = database->table("SELECT input FROM " + scan(layout, table(kInputs), done));
    if (!rows) return fail(damaged_part(rows.error()));
    std::lock_guard lock(mutex);
    for (auto& row : *rows) {
      if (news != nullptr) news->inputs.insert(row[0]);
      inputs.insert(std::move(row[0]));
    }
  }
  generation = manifest.generation;
  return {};
}

void Writer::State::leave_out(Batch& batch, const News& news, std::uint64_t& known) const {
  std::string kept;
  batch.documents = batch.events = 0;
  each_record(batch.records, [&](const RecordHead& head, std::string_view record) {
    if (news.keys.contains(head.content_key)) {
      ++known;
      return;
    }
    if (news.ids.contains(head.id_hash))
      repack_under_other_id(record, kept);
    else
      kept += record;
    ++batch.documents;
    batch.events += head.events;
  });
  batch.records = std::move(kept);
  batch.rows = {}, batch.found = 0;
  std::erase_if(batch.inputs, [&](const Input& i) { return news.inputs.contains(i.hash); });
}

void Writer::State::find_rows(std::string_view records, std::size_t offset, BatchRows& out) {
  Document d;
  model::EventRow e;
  std::set<std::string> seen;
  std::map<std::string, std::string> month_of_event;
  each_record(records, [&](const RecordHead& head, std::string_view record) {
    auto place = [&](std::string_view at) { return offset + static_cast<std::size_t>(at.data() - records.data()); };
    std::string_view rest = unpack_document(record, d);
    out.documents[month_of(d.published)].push_back({order_key({d.outlet, d.doc_id}), place(record)});
    seen.clear(), month_of_event.clear();
    for (std::uint32_t i = 0; i < head.events; ++i) {
      std::string_view here = rest;
      rest = unpack_event(rest, e);
      std::string month = month_of(e.date_start), pair = pair_of(e);
      if (head.tellings > 0) month_of_event.emplace(e.event_group, month);
      const bool first = seen.insert(e.event_group + pair).second;
      out.events[month].push_back(
          {order_key({pair, e.actor.code, e.recipient.code, day_key(e.date_start), e.event_id}), place(here), first});
    }
    for (std::uint32_t i = 0; i < head.tellings; ++i) {
      Telling& t = out.tellings.emplace_back();
      rest = unpack_telling(rest, t);
      if (auto found = month_of_event.find(t.telling); found != month_of_event.end()) t.event_month = found->second;
    }
  });
}

BatchRows Writer::State::rows_of(Batch& batch) {
  find_rows(std::string_view(batch.records).substr(batch.found), batch.found, batch.rows);
  batch.found = 0;
  BatchRows out = std::exchange(batch.rows, {});
  put_few_together(out.documents), put_few_together(out.events);
  return out;
}

std::vector<NewPart> Writer::State::parts_of(const Batch& batch, BatchRows& rows, const StoryNames* names) const {
  const std::int64_t now =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const std::string_view records = batch.records;
  // An event that stands for its own story says so by saying nothing.
  auto put_story = [names](Filler& f, const std::string& of) {
    if (names == nullptr) return f.null();
    auto found = names->find(of);
    found == names->end() ? f.null() : f.put(found->second);
  };
  auto sort = [](std::vector<BatchRows::Row>& list) { return [&list] { std::ranges::sort(list, {}, &BatchRows::Row::order); }; };
  std::vector<NewPart> out;
  for (auto& month : rows.documents) {
    const std::vector<BatchRows::Row>* at = &month.second;
    out.push_back({&table(kDocuments), month.first, {}, 0, at->size(), sort(month.second), [=](Filler& f, std::size_t i) {
                     thread_local Document row;
                     RecordHead head;
                     const std::string_view record = records.substr((*at)[i].at);
                     peek_record(record, head);
                     unpack_document(record, row);
                     each_document_column(row, [&](std::string_view, const auto& value) { f.put(value); });
                     put_story(f, row.doc_id);
                     f.put(hex64(head.content_key));
                     f.put(std::string(KAWAT_VERSION));
                     f.put(static_cast<std::int32_t>(head.events));
                     f.put_timestamp(now);
                   }});
  }
  for (auto& month : rows.events) {
    const std::vector<BatchRows::Row>* at = &month.second;
    out.push_back({&table(kEvents), month.first, {}, 0, at->size(), sort(month.second), [=](Filler& f, std::size_t i) {
                     thread_local model::EventRow row;
                     unpack_event(records.substr((*at)[i].at), row);
                     model::each_column(row, [&](std::string_view name, const auto& value) {
                       if (is_of_document(name)) return;
                       if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::string>) {
                         if (name == "story_id" && value == row.event_group) return put_story(f, value);
                       }
                       f.put(value);
                     });
                     f.put(pair_of(row));
                     f.put((*at)[i].first);
                   }});
  }
  if (!batch.inputs.empty()) {
    out.push_back({&table(kInputs), {}, {}, 0, batch.inputs.size(), {}, [&batch, now](Filler& f, std::size_t i) {
                     const Input& input = batch.inputs[i];
                     f.put(input.hash), f.put(input.path), f.put(input.documents), f.put_timestamp(now);
                   }});
  }
  return out;
}

Result<std::map<std::string, std::string>> Writer::State::shares_of(const Table& t, const std::string& month,
                                                                    const std::vector<const Part*>& from) {
  std::map<std::string, std::string> out;
  std::vector<std::string> grown;
  if (month == kOtherMonths && row_count(from) >= kFewRows) {
    auto read = database->table("SELECT " + t.month + " AS month FROM " + scan(layout, t, from) +
                                " e GROUP BY ALL HAVING count(*) >= " + std::to_string(kFewRows));
    if (!read) return fail(damaged_part(read.error()));
    for (auto& row : *read) grown.push_back(std::move(row[0]));
  }
  for (const std::string& of : grown) out[of] = " WHERE " + t.month + " = " + literal(of);
  out[month] = grown.empty() ? "" : " WHERE NOT list_contains(" + list_of(grown) + ", " + t.month + ")";
  return out;
}

Status Writer::State::write_parts(const std::vector<NewPart>& wanted, std::vector<Part>& made) {
  std::mutex of_made;
  // The largest first, so that no thread is left with one of them at the end.
  std::vector<const NewPart*> order;
  for (const NewPart& w : wanted) order.push_back(&w);
  std::stable_sort(order.begin(), order.end(),
                   [](const NewPart* a, const NewPart* b) { return a->rows + a->rows_there > b->rows + b->rows_there; });
  Status done = at_once(order.size(), [&](std::size_t i, Database& mine, unsigned) -> Status {
    const NewPart& w = *order[i];
    if (w.sort) w.sort();
    const GivenRows given{w.table, w.rows, w.put_row};
    std::string select = w.select;
    if (w.rows > 0) {
      if (!select.empty()) select += " UNION ALL ";
      select += "SELECT * FROM " + given.from();
    }
    if (!w.select.empty()) select += " ORDER BY " + w.table->order;
    auto part = parts.write_part(mine, w.table->name, w.month, select, kCommitLevel);
    if (!part) return fail(w.select.empty() ? part.error() : damaged_part(part.error()));
    if (!*part) return {};
    std::lock_guard lock(of_made);
    made.push_back(std::move(**part));
    return {};
  });
  if (done) done = parts.sync(made);
  if (!done) parts.forget(made), made.clear();
  return done;
}

Result<Commit> Writer::State::write(Batch& batch, const StorySearch* search) {
  Commit out;
  bool news_for_us = false;
  auto look = [&]() -> Status {
    auto reading = Lock::take(layout.readers_lock(), Lock::shared, options.lock_seconds);
    if (!reading) return fail(reading.error());
    auto manifest = read_manifest(layout);
    if (!manifest) return fail(manifest.error());
    if (manifest->generation == generation) return {};
    News news;
    if (auto ok = learn(*manifest, &news); !ok) return ok;
    if (news.none()) return {};
    news_for_us = true;
    leave_out(batch, news, out.known);
    // What was added since waits for the next commit, which will not hear of this again.
    std::lock_guard still(mutex);
    if (!waiting.empty()) leave_out(waiting, news, out.known);
    return {};
  };
  if (auto ok = look(); !ok) return fail(ok.error());
  if (batch.empty()) return out;
  BatchRows rows = rows_of(batch);
  std::optional<FoundStories> found;
  const bool searched = search != nullptr && !rows.tellings.empty();
  if (searched) found = find_stories(rows.tellings, *search);

  const Clock::time_point start = Clock::now();
  Retold now;
  auto unlinked = [&]() -> Status {
    parts.forget(now.made);
    now = {}, found.reset();
    if (searched && rows.tellings.empty()) rows = rows_of(batch);  // the search has taken them
    std::vector<NewPart> wanted = parts_of(batch, rows, nullptr);
    if (!rows.tellings.empty()) {
      wanted.push_back({&table(kUnlinked), {}, {}, 0, rows.tellings.size(), {}, [&rows](Filler& f, std::size_t i) {
                          put_telling(rows.tellings[i], f);
                        }});
    }
    return write_parts(wanted, now.made);
  };
  auto before = read_manifest(layout);
  if (!before) return fail(before.error());
  Status ok;
  if (found) ok = retell(found->changes, *before, parts_of(batch, rows, &found->names), now);
  if (!found || !ok) ok = unlinked();
  if (!ok) return fail(ok.error());

  auto lock = parts.lock();
  if (!lock) return fail(lock.error());
  news_for_us = false;
  if (ok = look(); !ok) return fail(ok.error());
  if (batch.empty()) {
    parts.forget(now.made);
    return out;
  }
  bool merged = false;
  if (found) {
    auto newest = read_manifest(layout);
    merged = !newest || !names_all(*newest, now.replaced);
  }
  if (news_for_us || merged) {
    // Somebody committed while we wrote: what both have is in our parts and must not be.
    rows = rows_of(batch);
    if (ok = unlinked(); !ok) return fail(ok.error());
  }
  for (const Part& p : now.made) out.bytes += p.bytes;
  out.parts = now.made.size(), out.documents = batch.documents, out.events = batch.events;
  std::vector<std::string> gone;
  if (found) {
    gone = found->changes.read_from;
    for (const Part* p : now.replaced) gone.push_back(p->file);
    out.tellings = found->changes.linked.size(), out.stories = found->changes.rows.size();
  }
  auto manifest = parts.publish(std::move(now.made), gone);
  if (!manifest) return fail(manifest.error());
  generation = out.generation = manifest->generation;
  if (found) out.linked_version = version_of_links(*manifest), found->desk.reset();
  out.story_seconds = now.seconds, out.seconds = since(start) - now.seconds;
  try {
    tidier = std::jthread([stories = std::move(found), of_batch = std::move(rows)] {});
  } catch (const std::system_error&) {
    // then it is done here
  }
  return out;
}

Status Writer::State::merge(const Table& t, const std::string& month, const std::vector<const Part*>& from,
                            std::vector<Part>& made) {
  auto shares = shares_of(t, month, from);
  if (!shares) return fail(shares.error());
  for (const auto& [of, where] : *shares) {
    auto part = parts.write_part(
        *database, t.name, of,
        "SELECT " + column_list(t) + " FROM " + scan(layout, t, from) + " e" + where + " ORDER BY " + t.order, kCompactLevel);
    if (!part) return fail(part.error());
    if (*part) made.push_back(std::move(**part));
  }
  return {};
}

Status Writer::State::merge_small(const Table& t, bool of_several_months, std::uint64_t most, std::uint64_t& merged) {
  auto manifest = read_manifest(layout);
  if (!manifest) return fail(manifest.error());
  std::map<std::string, std::vector<const Part*>> months;
  for (const Part* p : manifest->of(t.name)) {
    if ((p->month == kOtherMonths) == of_several_months) months[p->month].push_back(p);
  }
  std::vector<Part> made;
  std::vector<const Part*> replaced;
  auto publish = [&]() -> Status {
    if (made.empty()) return {};
    if (auto ok = parts.sync(made); !ok) return ok;
    auto lock = parts.lock();
    if (!lock) return fail(lock.error());
    auto now = read_manifest(layout);
    if (!now) return fail(now.error());
    if (!names_all(*now, replaced)) {
      parts.forget(made);  // somebody else merged them meanwhile
    } else {
      merged += replaced.size();
      bool ours = now->generation == generation;
      std::vector<std::string> files;
      for (const Part* p : replaced) files.push_back(p->file);
      auto done = parts.publish(std::move(made), files);
      if (!done) return fail(done.error());
      if (ours) generation = done->generation;  // no news in it
    }
    made.clear(), replaced.clear();
    return {};
  };
  for (const auto& [month, of_month] : months) {
    if (of_month.size() <= most) continue;
    auto reading = Lock::take(layout.readers_lock(), Lock::shared, options.lock_seconds);
    if (!reading) return fail(reading.error());
    std::vector<Part> merged_ones;
    if (auto ok = merge(t, month, of_month, merged_ones); !ok) {
      parts.forget(merged_ones);
      // Somebody may have merged them meanwhile, and removed what we were about to read.
      auto now = read_manifest(layout);
      if (now && !names_all(*now, of_month)) continue;
      parts.forget(made);
      return fail(damaged_part(ok.error()));
    }
    std::ranges::move(merged_ones, std::back_inserter(made));
    replaced.insert(replaced.end(), of_month.begin(), of_month.end());
    reading = std::optional<Lock>{};
    if (made.size() >= 64) {
      if (auto ok = publish(); !ok) return ok;
    }
  }
  return publish();
}

Result<std::uint64_t> Writer::compact(std::uint64_t most) {
  std::lock_guard committing(state_->committing);
  std::uint64_t merged = 0;
  for (const Table& t : tables()) {
    if (t.name == kUnlinked) continue;  // goes away as a whole
    // Parts of several months first: what leaves them is merged with its month.
    for (bool of_several_months : {true, false}) {
      if (auto ok = state_->merge_small(t, of_several_months, most, merged); !ok) return fail(ok.error());
    }
  }
  return merged;
}

}  // namespace kawat::archive
