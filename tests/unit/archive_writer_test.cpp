// Writers and readers of archives, in one process: what the program's tests cannot time.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "archive/archive.h"
#include "archive/files.h"
#include "archive/hash_set.h"
#include "archive/migrate.h"
#include "archive/query.h"
#include "archive/record.h"
#include "archive/series.h"
#include "archive/story_desk.h"
#include "archive/tables.h"
#include "archive/writer.h"

namespace kawat::archive {
namespace {

namespace fs = std::filesystem;

class ArchiveTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("kawat-archive-" + random_name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string archive() const { return (folder_ / "archive").string(); }
  fs::path folder_;
};

Document document(const std::string& id, const std::string& text = "text") {
  Document d;
  d.doc_id = id, d.outlet = "Kabar", d.language = "id", d.text = text, d.title = "It's \"here\"";
  d.published = {2024, 10, 8};
  return d;
}

model::EventRow event(const std::string& id, const Document& d, model::Day day = {2024, 10, 7}) {
  model::EventRow e;
  e.event_id = id, e.event_group = "g" + id, e.story_id = e.event_group, e.doc_id = d.doc_id, e.title = d.title,
  e.outlet = d.outlet;
  e.language = "id", e.published = d.published, e.sentence = 0, e.evidence_text = "Rusia menyerang Ukraina.",
  e.evidence_begin = 0;
  e.evidence_end = 24, e.event_type = "ASSAULT", e.contexts = {"military", "territory"}, e.quad_class = 4, e.intensity = -9;
  e.cameo_code = "190", e.goldstein = -10, e.modality = "actual", e.actor.name = "Rusia", e.actor.code = "RUS",
  e.actor.country = "RUS";
  e.recipient.name = "Ukraina", e.recipient.code = "UKR", e.recipient.country = "UKR", e.date_start = e.date_end = day;
  e.date_precision = "day", e.attribution = {{"Antara", "", "agency", "kantor berita Antara"}, {"Kabar", "", "outlet", ""}};
  e.confidence = 0.8, e.rule = "id/frames/assault.frames:1", e.kawat_version = "1";
  return e;
}

std::unique_ptr<Writer> writer(const std::string& folder, WriterOptions options = {}) {
  auto w = Writer::open(folder, options);
  EXPECT_TRUE(w) << w.error().message();
  return std::move(*w);
}

std::int64_t number(const std::string& folder, const std::string& sql) {
  auto there = Archive::open(folder);
  EXPECT_TRUE(there) << there.error().message();
  auto n = there->database().number(sql);
  EXPECT_TRUE(n) << n.error().message();
  return n ? *n : -1;
}

bool is_whole(const std::string& folder) {
  auto done = verify(folder);
  EXPECT_TRUE(done);
  for (const Fault& f : done->faults) ADD_FAILURE() << f.where << ": " << f.what;
  return done->faults.empty() && done->strays.empty();
}

TEST(HashSet, HoldsWhatIsAdded) {
  HashSet set;
  EXPECT_FALSE(set.has(1));
  for (std::uint64_t i = 1; i <= 10'000; ++i) EXPECT_TRUE(set.add(i * 0x9E3779B97F4A7C15ull));
  for (std::uint64_t i = 1; i <= 10'000; ++i) EXPECT_FALSE(set.add(i * 0x9E3779B97F4A7C15ull));
  EXPECT_EQ(set.size(), 10'000u);
  EXPECT_FALSE(set.has(12345));
}

TEST(Record, ComesBackAsItWas) {
  Document d = document("1");
  d.captured = "2024-10-08T00:00:00Z";
  std::vector<model::EventRow> rows = {event("a", d), event("b", d, {})};
  rows[1].latitude = -6.2, rows[1].contexts.clear(), rows[1].is_quote = true;
  std::string bytes;
  Telling told{"ga", "1", "", "Kompas", "id", {2024, 10, 8}, -3, true, "", std::string("\0\x7f", 2), ""};
  pack_record({7, 8}, d, rows, std::vector<Telling>{told}, false, bytes);
  pack_known({9, 8}, bytes);
  RecordHead head;
  ASSERT_NE(peek_record(bytes, head), nullptr);
  EXPECT_EQ(head.events, 2u);
  EXPECT_EQ(head.content_key, 7u);
  EXPECT_EQ(head.input_hash, 8u);
  Document back;
  std::vector<model::EventRow> events;
  std::vector<Telling> tellings;
  unpack_record(bytes, back, events, tellings);
  ASSERT_EQ(tellings.size(), 1u);
  EXPECT_EQ(tellings[0].packed, told.packed);
  EXPECT_EQ(tellings[0].period, -3);
  EXPECT_EQ(back.captured, d.captured);
  EXPECT_EQ(back.text, "");  // texts are not kept
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].contexts, rows[0].contexts);
  EXPECT_EQ(events[0].attribution[0].text, "kantor berita Antara");
  EXPECT_EQ(events[1].latitude, -6.2);
  EXPECT_TRUE(events[1].is_quote);
  EXPECT_FALSE(events[1].date_start.known());
  std::string_view rest = std::string_view(bytes).substr(head.size);
  ASSERT_NE(peek_record(rest, head), nullptr);
  EXPECT_TRUE(head.is_known());
  EXPECT_EQ(peek_record(rest.substr(0, rest.size() - 1), head), nullptr);
}

TEST(Document, IsKnownByIdAddressAndText) {
  Document a = document("1"), b = document("1");
  EXPECT_EQ(a.content_key(), b.content_key());
  b.title = "another";
  EXPECT_EQ(a.content_key(), b.content_key());
  b.text = "changed";
  EXPECT_NE(a.content_key(), b.content_key());
  b = document("2");
  EXPECT_NE(a.content_key(), b.content_key());
  a.own_id = b.own_id = false;  // made of a path
  EXPECT_EQ(a.content_key(), b.content_key());
}

TEST_F(ArchiveTest, CommitsDocumentsWithTheirEvents) {
  auto w = writer(archive());
  Document d = document("1");
  std::vector<model::EventRow> rows = {event("a", d), event("b", d, {1999, 1, 31}), event("c", d, {})};
  EXPECT_TRUE(w->add(d, rows));
  EXPECT_FALSE(w->add(d, rows));
  EXPECT_TRUE(w->knows(d.content_key()));
  EXPECT_EQ(w->waiting().documents, 1u);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events"), 0);  // nothing before the commit
  auto done = w->commit();
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(done->generation, 1u);
  EXPECT_EQ(done->events, 3u);
  EXPECT_EQ(w->waiting().documents, 0u);
  EXPECT_EQ(w->commit()->generation, 0u);  // nothing waits
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events WHERE month IN ('1999-01', '2024-10', 'unknown')"), 3);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events WHERE pair = 'RUS-UKR' AND story_id = event_group"), 3);
  EXPECT_EQ(
      number(archive(), "SELECT count(*) FROM event_rows WHERE title = 'It''s \"here\"' AND attribution[1].\"name\" = 'Antara'"),
      3);
  EXPECT_EQ(number(archive(), "SELECT event_count FROM documents WHERE text IS NULL AND author IS NULL"), 3);
  EXPECT_TRUE(is_whole(archive()));
  EXPECT_FALSE(writer(archive())->add(d, rows));  // another run
}

// What an event that is told once says must not hang on the order of its rows.
TEST_F(ArchiveTest, APlaceOfOneRowIsThatOfTheEvent) {
  auto w = writer(archive());
  Document d = document("d");
  model::EventRow nowhere = event("a", d), somewhere = event("b", d);
  somewhere.event_group = somewhere.story_id = nowhere.event_group;
  somewhere.place_name = "Kyiv";
  EXPECT_TRUE(w->add(d, std::vector<model::EventRow>{nowhere, somewhere}));
  EXPECT_TRUE(w->commit());
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM stories"), 1);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM stories WHERE place = 'Kyiv'"), 1);
}

TEST_F(ArchiveTest, TextsAreKeptWhereAsked) {
  WriterOptions keep;
  keep.keep_text = true;
  auto w = writer(archive(), keep);
  w->add(document("1", "isi berita"), {});
  ASSERT_TRUE(w->commit());
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM documents WHERE text = 'isi berita' AND event_count = 0"), 1);
}

TEST_F(ArchiveTest, AnotherWriterBringsTheSameDocumentAtWhateverMoment) {
  auto one = writer(archive()), other = writer(archive());
  Document a = document("a"), b = document("b"), c = document("c");
  std::vector<model::EventRow> of_a = {event("a", a)}, of_b = {event("b", b)}, of_c = {event("c", c)};
  one->add(a, of_a), one->add(b, of_b);
  other->add(b, of_b), other->add(c, of_c);
  ASSERT_TRUE(one->commit());
  auto done = other->commit();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->known, 1u);
  EXPECT_EQ(done->documents, 1u);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events"), 3);
  EXPECT_TRUE(is_whole(archive()));
}

TEST_F(ArchiveTest, NewsOfOthersReachesWhatIsAddedWhileCommitting) {
  // Documents wait in both writers while each commits again and again.
  auto one = writer(archive()), other = writer(archive());
  auto work = [](Writer& w, int first) {
    std::jthread commits([&w](std::stop_token stop) {
      while (!stop.stop_requested()) EXPECT_TRUE(w.commit());
    });
    for (int i = first; i < first + 300; ++i) {
      Document d = document("d" + std::to_string(i));
      std::vector<model::EventRow> rows = {event("e" + std::to_string(i), d)};
      w.add(d, rows);
      if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    commits.request_stop();
    commits.join();
    EXPECT_TRUE(w.commit());
  };
  std::thread first([&] { work(*one, 0); }), second([&] { work(*other, 100); });
  first.join(), second.join();
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM documents"), 400);
  EXPECT_TRUE(is_whole(archive()));
}

TEST_F(ArchiveTest, OneIdForTwoTexts) {
  auto w = writer(archive());
  Document a = document("same", "one text"), b = document("same", "another text");
  std::vector<model::EventRow> of_a = {event("a", a)}, of_b = {event("b", b)};
  w->add(a, of_a), w->add(b, of_b);
  ASSERT_TRUE(w->commit());
  EXPECT_EQ(number(archive(), "SELECT count(DISTINCT doc_id) FROM documents"), 2);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events e JOIN documents d USING (doc_id) WHERE d.doc_id LIKE 'same~%'"), 1);
  EXPECT_TRUE(is_whole(archive()));
}

TEST_F(ArchiveTest, InputsAreRememberedWithTheNextCommit) {
  auto w = writer(archive());
  w->add_input({"abc", "news.jsonl", 3});
  EXPECT_TRUE(w->knows_input("abc"));
  EXPECT_FALSE(writer(archive())->knows_input("abc"));
  ASSERT_TRUE(w->commit());
  EXPECT_TRUE(writer(archive())->knows_input("abc"));
  std::string path = (folder_ / "file").string();
  std::ofstream(path) << "content";
  std::string hash = input_hash(path, "id");
  EXPECT_EQ(hash, input_hash(path, "id"));
  EXPECT_NE(hash, input_hash(path, "en"));
  std::ofstream(path) << "another content";
  EXPECT_NE(hash, input_hash(path, "id"));
  EXPECT_EQ(input_hash(folder_.string(), ""), "");
}

TEST_F(ArchiveTest, CompactMergesAndReadersGoOn) {
  auto w = writer(archive());
  for (int i = 0; i < 5; ++i) {
    Document d = document("d" + std::to_string(i));
    std::vector<model::EventRow> rows = {event("e" + std::to_string(i), d)};
    w->add(d, rows);
    ASSERT_TRUE(w->commit());
  }
  auto reader = Archive::open(archive());
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->manifest().of(kEvents).size(), 5u);
  auto merged = w->compact();
  ASSERT_TRUE(merged) << merged.error().message();
  EXPECT_EQ(*merged, 10u);
  // The files of the old generation stay while somebody reads them.
  auto n = reader->database().number("SELECT count(*) FROM events");
  ASSERT_TRUE(n) << n.error().message();
  EXPECT_EQ(*n, 5);
  EXPECT_EQ(read_manifest(Layout{archive()})->retired.size(), 10u);
  ASSERT_TRUE(reader->refresh());
  EXPECT_EQ(reader->manifest().of(kEvents).size(), 1u);
  EXPECT_EQ(*reader->database().number("SELECT count(*) FROM events"), 5);
  {
    Archive gone = std::move(*reader);
  }
  w->add(document("last"), {});
  ASSERT_TRUE(w->commit());
  EXPECT_TRUE(read_manifest(Layout{archive()})->retired.empty());
  EXPECT_TRUE(is_whole(archive()));
}

TEST_F(ArchiveTest, MonthsOfFewRowsShareAPart) {
  auto w = writer(archive());
  auto add = [&](const std::string& id, int of_october) {
    Document d = document(id, "text of " + id);
    std::vector<model::EventRow> rows = {event(id + "-old", d, {1950, 6, 25}), event(id + "-none", d, {})};
    for (int i = 0; i < of_october; ++i) rows.push_back(event(id + "-" + std::to_string(i), d));
    EXPECT_TRUE(w->add(d, rows));
    EXPECT_TRUE(w->commit());
  };
  auto labels = [&] {
    std::set<std::string> out;
    const Manifest manifest = *read_manifest(Layout{archive()});
    for (const Part* p : manifest.of(kEvents)) out.insert(p->month + " " + std::to_string(p->rows));
    return out;
  };
  using Labels = std::set<std::string>;
  add("a", 130);
  EXPECT_EQ(labels(), (Labels{"2024-10 130", "other 2"}));
  add("b", 60), add("c", 70);
  EXPECT_EQ(labels(), (Labels{"2024-10 130", "other 2", "other 62", "other 72"}));
  auto count = [&](const std::string& where) { return number(archive(), "SELECT count(*) FROM events WHERE " + where); };
  auto reads_each_month = [&] {
    EXPECT_EQ(count("month = '2024-10'"), 260);
    EXPECT_EQ(count("month = '1950-06'"), 3);
    EXPECT_EQ(count("month = 'unknown'"), 3);
    auto there = Archive::open(archive());
    ASSERT_TRUE(there);
    Filter filter;
    filter.from = {1950, 1, 1}, filter.to = {2024, 10, 7};
    const Selection some(*there, filter);
    EXPECT_EQ(*some.months(), (std::vector<std::string>{"1950-06", "2024-10"}));
    EXPECT_EQ(*there->database().number("SELECT count(*) " + some.from(false, "1950-06")), 3);
    EXPECT_EQ(*there->database().number("SELECT count(*) " + some.from(false, "2024-10")), 260);
  };
  reads_each_month();
  EXPECT_TRUE(is_whole(archive()));

  // What has grown to be enough gets a part of its own.
  ASSERT_TRUE(w->compact());
  EXPECT_EQ(labels(), (Labels{"2024-10 260", "other 6"}));
  reads_each_month();
  EXPECT_TRUE(is_whole(archive()));
}

TEST_F(ArchiveTest, FailedCommitLosesNothing) {
  auto w = writer(archive());
  Document d = document("1");
  std::vector<model::EventRow> rows = {event("a", d)};
  w->add(d, rows);
  fs::rename(archive() + "/manifest.json", archive() + "/hidden");
  EXPECT_FALSE(w->commit());
  EXPECT_EQ(w->waiting().documents, 1u);
  fs::rename(archive() + "/hidden", archive() + "/manifest.json");
  ASSERT_TRUE(w->commit());
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events"), 1);
  EXPECT_TRUE(is_whole(archive()));
}

TEST_F(ArchiveTest, LeftoversOfTheDeadGoThoseOfTheLivingStay) {
  auto alive = writer(archive());
  auto count = [&] { return std::distance(fs::directory_iterator(archive() + "/aside"), fs::directory_iterator()); };
  const auto own = count();
  std::ofstream(archive() + "/aside/dead1.lock") << "";
  fs::create_directories(archive() + "/aside/dead2");
  fs::create_directories(archive() + "/events/month=2024-10");
  std::ofstream(archive() + "/events/month=2024-10/dead-1.parquet") << "half";
  {
    auto next = writer(archive());
  }
  EXPECT_EQ(count(), own);
  EXPECT_FALSE(fs::exists(archive() + "/events/month=2024-10/dead-1.parquet"));
  alive->add(document("1"), {});
  EXPECT_TRUE(alive->commit());
}

TEST_F(ArchiveTest, WhoHoldsTheLockTooLongIsSaid) {
  auto w = writer(archive());
  WriterOptions hasty;
  hasty.lock_seconds = 0.05;
  auto lock = Lock::take(Layout{archive()}.commit_lock(), Lock::exclusive, 1);
  ASSERT_TRUE(lock && *lock);
  auto other = Writer::open(archive(), hasty);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::archive_busy);
}

TEST_F(ArchiveTest, SeriesCountsStoriesOnce) {
  auto w = writer(archive());
  Document a = document("a"), b = document("b");
  std::vector<model::EventRow> of_a = {event("1", a, {2024, 1, 31}), event("2", a, {2024, 2, 1}), event("3", a, {})};
  std::vector<model::EventRow> of_b = {event("4", b, {2024, 1, 30}), event("5", b, {2024, 2, 2})};
  of_b[0].goldstein = -6;
  of_b[1].event_type = "CONSULT", of_b[1].quad_class = 1;
  of_b.push_back(of_b[1]);  // the other direction of one event
  of_b[2].event_id = "5b";
  std::swap(of_b[2].actor, of_b[2].recipient);
  model::EventRow planned = event("6", b, {2024, 2, 3});
  planned.modality = "future";
  of_b.push_back(planned);
  w->add(a, of_a), w->add(b, of_b);
  ASSERT_TRUE(w->commit());
  // The first events of both articles are the same, told twice.
  const std::vector<StoryOf> told = {{"g1", "story"}, {"g4", "story"}, {"nobody", "x"}};
  StoryRow row;
  row.story_id = "story", row.month = "2024-01", row.first_day = row.last_day = {2024, 1, 31}, row.documents = 2;
  row.sources = {{"a", "g1", "", "en", a.published, true}, {"b", "g4", "", "en", b.published, true}};
  row.disagreements = {{"date", {{"2024-01-31", {"a"}}, {"2024-01-30", {"b"}}}}};
  auto changed = w->assign_stories(told, std::vector<StoryRow>{row});
  ASSERT_TRUE(changed) << changed.error().message();
  EXPECT_EQ(*changed, 2u);
  EXPECT_EQ(*w->assign_stories(told), 0u);
  EXPECT_TRUE(is_whole(archive()));

  auto there = Archive::open(archive());
  ASSERT_TRUE(there);
  EXPECT_EQ(*there->database().number("SELECT count(*) FROM stories"), 5);
  Filter f, one_way;
  f.one = "UKR", f.other = "RUS";
  one_way.actors = {"RUS"}, one_way.recipients = {"UKR"};
  for (const Filter& filter : {f, one_way}) {
    auto rows = series(*there, filter, Period::month);
    ASSERT_TRUE(rows) << rows.error().message();
    ASSERT_EQ(rows->size(), 3u);
    EXPECT_EQ((*rows)[0].period, (model::Day{2024, 1, 1}));
    EXPECT_EQ((*rows)[0].stories, 1);
    EXPECT_EQ((*rows)[0].events, 2);
    EXPECT_DOUBLE_EQ((*rows)[0].goldstein, -8);
    EXPECT_EQ((*rows)[1].event_type, "ASSAULT");
    EXPECT_DOUBLE_EQ((*rows)[1].intensity, -9);
    EXPECT_EQ((*rows)[2].event_type, "CONSULT");
    EXPECT_EQ((*rows)[2].quad_class, 1);
    EXPECT_EQ((*rows)[2].events, 1);
    EXPECT_EQ((*rows)[2].stories, 1);
  }
  std::swap(one_way.actors, one_way.recipients);
  auto rows = series(*there, one_way, Period::week);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1u);                              // only the meeting goes that way
  EXPECT_EQ((*rows)[0].period, (model::Day{2024, 1, 29}));  // a Monday
  auto all = pairs(*there, {});
  ASSERT_TRUE(all) << all.error().message();
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].pair, "RUS-UKR");
  EXPECT_EQ((*all)[0].stories, 4);
  EXPECT_EQ((*all)[0].events, 5);
  EXPECT_EQ((*all)[0].quads[3], 4);
  EXPECT_EQ((*all)[0].last, (model::Day{2024, 2, 2}));
}

TEST_F(ArchiveTest, StoriesChangeTheirNames) {
  auto w = writer(archive());
  Document a = document("a"), b = document("b");
  std::vector<model::EventRow> of_a = {event("1", a)}, of_b = {event("2", b, {2024, 11, 1})};
  w->add(a, of_a);
  ASSERT_TRUE(w->commit());
  w->add(b, of_b);
  ASSERT_TRUE(w->commit());
  ASSERT_TRUE(w->assign_stories(std::vector<StoryOf>{{"g1", "x"}, {"g2", "x"}, {"b", "x"}}));
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events WHERE story_id = 'x'"), 2);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM documents WHERE story_id = 'x' AND doc_id = 'b'"), 1);
  auto changed = w->assign_stories(std::vector<StoryOf>{{"g2", "y"}, {"g2", ""}});  // the last counts
  ASSERT_TRUE(changed);
  EXPECT_EQ(*changed, 1u);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events WHERE story_id = event_group"), 1);
  // Another writer that merged meanwhile is no obstacle.
  ASSERT_TRUE(writer(archive())->compact());
  ASSERT_TRUE(w->assign_stories(std::vector<StoryOf>{{"g2", "z"}}));
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events WHERE story_id = 'z'"), 1);
  EXPECT_FALSE(verify(archive())->faults.empty());  // nothing is known of the stories
  std::vector<StoryRow> rows(2);
  rows[0].story_id = "x", rows[0].sources = {{"a", "g1", "", "en", {}, true}, {"b", "", "", "en", {}, false}};
  rows[1].story_id = "z", rows[1].sources = {{"b", "g2", "", "en", {}, true}};
  for (StoryRow& row : rows) row.month = "2024-10", row.first_day = row.last_day = {2024, 10, 8};
  ASSERT_TRUE(w->assign_stories({}, rows));
  EXPECT_TRUE(is_whole(archive()));
}

// One story of all that is on a desk and near it.
StoryOutcome one_story(StoryDesk& desk) {
  StoryOutcome out;
  auto before = desk.linked(1250, 1260, true);
  EXPECT_TRUE(before);
  StoryRow row;
  row.story_id = "s", row.month = "2024-10", row.first_day = row.last_day = {2024, 10, 7};
  out.fresh = desk.take_fresh(), out.changed = std::move(*before);
  for (std::vector<Telling>* tellings : {&out.fresh, &out.changed}) {
    for (Telling& t : *tellings) {
      t.story = "s";
      row.sources.push_back({t.doc_id, t.telling, t.outlet, t.language, t.published, t.main});
    }
  }
  out.rows.push_back(row);
  return out;
}

TEST_F(ArchiveTest, StoriesComeWithTheCommit) {
  auto w = writer(archive());
  int searches = 0;
  auto add = [&](const std::string& id, std::int32_t period = 1250) {
    Document d = document(id, "text of " + id);
    std::vector<model::EventRow> rows = {event(id, d)};
    std::vector<Telling> told = {{"g" + id, id, "", "Kabar", "id", d.published, period, true, "", "packed", ""}};
    EXPECT_TRUE(w->add(d, rows, told));
  };
  auto count = [&](const std::string& sql) { return number(archive(), sql); };
  auto unlinked = [&] { return read_manifest(Layout{archive()})->rows(kUnlinked); };
  StorySearch search;
  search.find = [&](StoryDesk& desk) -> Result<StoryOutcome> { return ++searches, one_story(desk); };

  // Nothing is stored near them: at once.
  add("a"), add("b");
  auto done = w->commit(&search);
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(done->tellings, 2u);
  EXPECT_EQ(done->stories, 1u);
  EXPECT_EQ(unlinked(), 0u);
  EXPECT_EQ(read_manifest(Layout{archive()})->generation, done->generation);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE story_id = 's'"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM documents WHERE story_id = 's'"), 2);
  EXPECT_TRUE(is_whole(archive()));

  // Much is stored near it: later, unless it is the last; then with what others left.
  add("c");
  ASSERT_TRUE(w->commit(&search));
  EXPECT_EQ(searches, 1);
  EXPECT_EQ(unlinked(), 1u);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE story_id = 's'"), 2);
  add("d"), add("h"), add("i");
  search.last = true;
  done = w->commit(&search);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->tellings, 4u);
  EXPECT_EQ(unlinked(), 0u);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE story_id = 's'"), 6);
  EXPECT_EQ(count("SELECT len(sources) FROM stories WHERE story_id = 's'"), 6);
  EXPECT_TRUE(is_whole(archive()));

  // A search that fails costs no article, and neither does another process that links.
  add("e", 5);
  search.find = [](StoryDesk&) -> Result<StoryOutcome> { return fail(Code::archive_damaged, "", "unreadable", ""); };
  ASSERT_TRUE(w->commit(&search));
  EXPECT_EQ(unlinked(), 1u);
  auto desk = *w->story_desk();
  ASSERT_NE(desk, nullptr);
  search.find = [&](StoryDesk& d) -> Result<StoryOutcome> { return ++searches, one_story(d); };
  add("f");
  ASSERT_TRUE(w->commit(&search));
  EXPECT_EQ(searches, 2);
  EXPECT_EQ(unlinked(), 2u);
  EXPECT_EQ(count("SELECT count(*) FROM documents"), 8);

  // Somebody else brings the same article while its story is looked for.
  desk.reset();
  desk = *w->story_desk();
  ASSERT_TRUE(desk->commit(one_story(*desk)));
  desk.reset();
  add("g", 900);
  search.find = [&](StoryDesk& d) -> Result<StoryOutcome> {
    auto other = writer(archive());
    Document same = document("g", "text of g");
    EXPECT_TRUE(other->add(same, std::vector<model::EventRow>{event("g", same)}));
    EXPECT_TRUE(other->commit());
    return one_story(d);
  };
  done = w->commit(&search);
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(done->known, 1u);
  EXPECT_EQ(unlinked(), 0u);
  EXPECT_EQ(count("SELECT count(*) FROM documents"), 9);
  EXPECT_TRUE(is_whole(archive()));
}

TEST(Manifest, ReadsWhatItWrites) {
  Manifest m;
  m.generation = 3, m.written = "2024-10-08T00:00:00Z", m.program = "kawat 1";
  m.parts = {{"events", "2024-10", "events/month=2024-10/x-1.parquet", 5, 100, "00ff", 3}};
  m.retired = {"events/month=2024-10/old.parquet"};
  auto back = Manifest::parse(m.json(), "here");
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->generation, 3u);
  EXPECT_EQ(back->rows(kEvents), 5u);
  EXPECT_EQ(back->retired, m.retired);
  m.parts[0].file = "/etc/passwd";
  EXPECT_FALSE(Manifest::parse(m.json(), "here"));
  EXPECT_FALSE(Manifest::parse("{}", "here"));
  EXPECT_FALSE(Manifest::parse(R"({"format": "kawat archive", "schema": "1"})", "here"));
}

TEST_F(ArchiveTest, AnArchiveOfTheFirstLayoutGoesOn) {
  {
    auto w = writer(archive());
    Document d = document("1");
    EXPECT_TRUE(w->add(d, std::vector<model::EventRow>{event("a", d)}));
    ASSERT_TRUE(w->commit());
  }
  Manifest before = *read_manifest(Layout{archive()});
  before.schema = 1;
  ASSERT_TRUE(write_durably(Layout{archive()}.manifest(), before.json()));
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events"), 1);
  writer(archive());
  EXPECT_EQ(read_manifest(Layout{archive()})->schema, kSchema);
  EXPECT_EQ(number(archive(), "SELECT count(*) FROM events WHERE month = '2024-10'"), 1);
  EXPECT_TRUE(is_whole(archive()));
}

TEST(Migrate, GoesStepByStep) {
  Manifest m;
  m.schema = 1;
  m.parts = {{"events", "2024-10", "old", 5, 100, "", 3}};
  const Migration steps[] = {{2, [](const Layout&, Manifest& x) -> Status { return x.parts[0].rows = 7, Status{}; }},
                             {1, [](const Layout&, Manifest& x) -> Status { return x.parts[0].file = "new", Status{}; }}};
  ASSERT_TRUE(migrate(Layout{"x"}, m, steps, 3));
  EXPECT_EQ(m.schema, 3);
  EXPECT_EQ(m.parts[0].file, "new");
  EXPECT_EQ(m.parts[0].rows, 7u);
  auto stuck = migrate(Layout{"x"}, m, steps, 4);
  ASSERT_FALSE(stuck);
  EXPECT_EQ(stuck.error().code, Code::archive_version);
  ASSERT_TRUE(migrate(Layout{"x"}, m, steps, 3));  // nothing to do
}

TEST(Filter, PartsAreThoseOfTheMonths) {
  Manifest m;
  for (const char* month : {"2024-09", "2024-10", "2024-11", "unknown"}) m.parts.push_back({"events", month, month, 1, 1, "", 1});
  Filter f;
  EXPECT_EQ(parts_for(f, m).size(), 4u);
  f.from = {2024, 10, 31};
  EXPECT_EQ(parts_for(f, m).size(), 2u);
  f.to = {2024, 10, 31};
  ASSERT_EQ(parts_for(f, m).size(), 1u);
  EXPECT_EQ(parts_for(f, m)[0]->month, "2024-10");
}

}  // namespace
}  // namespace kawat::archive
