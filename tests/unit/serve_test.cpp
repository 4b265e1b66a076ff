#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "archive/corrections.h"
#include "relations/series.h"
#include "serve/cache.h"
#include "serve/compress.h"
#include "serve/correction_export.h"
#include "serve/event_index.h"
#include "serve/http.h"
#include "serve/query.h"
#include "serve/selection.h"
#include "serve/server.h"

namespace kawat::serve {
namespace {

Request request(const std::string& target) {
  Request r;
  r.method = "GET", r.target = target;
  return r;
}

TEST(Http, TargetsAreTakenApart) {
  Request r = request("/api/v1/pairs/PRK/R%C3%BCssia?q=a+b%26c&from=2024");
  ASSERT_TRUE(parse_target(r));
  EXPECT_EQ(r.path, "/api/v1/pairs/PRK/Rüssia");
  ASSERT_EQ(r.query.size(), 2u);
  EXPECT_EQ(r.query[0], (std::pair<std::string, std::string>("q", "a b&c")));
  for (const char* bad : {"", "x", "/%", "/%g0", "/%ff", "/%00", "/?a=%zz", "/?%c3=1"}) {
    Request wrong = request(bad);
    auto ok = parse_target(wrong);
    ASSERT_FALSE(ok) << bad;
    EXPECT_EQ(ok.error().code, Code::bad_request);
  }
}

TEST(Http, ErrorsAreProblems) {
  Response r = problem({Code::nothing_matched, "id", "no \"x\"", "look"}, "/a");
  auto body = nlohmann::json::parse(r.body);
  EXPECT_EQ(r.status, 404);
  EXPECT_EQ(r.type, "application/problem+json");
  EXPECT_EQ(body["code"], 402);
  EXPECT_EQ(body["status"], 404);
  EXPECT_EQ(body["detail"], "id: no \"x\" (look)");
}

TEST(Query, ParametersAreCheckedAsFlagsAre) {
  Request r = request("/x?pair=IDN,MYS&type=consult,ASSAULT&quad=3&from=2024-02&to=2024-02&limit=7");
  ASSERT_TRUE(parse_target(r));
  auto q = read_query(r, kFilter | kWindow | kPage);
  ASSERT_TRUE(q) << q.error().message();
  EXPECT_EQ(q->filter.one, "IDN");
  EXPECT_EQ(q->filter.types, (std::vector<std::string>{"CONSULT", "ASSAULT"}));
  EXPECT_EQ(q->filter.from, (model::Day{2024, 2, 1}));
  EXPECT_EQ(q->filter.to, (model::Day{2024, 2, 29}));
  EXPECT_EQ(q->limit, 7u);
  EXPECT_FALSE(read_query(r, kWindow | kPage)) << "a filter where none is taken";
  for (const char* bad :
       {"/x?quad=5", "/x?type=SLEEP", "/x?from=soon", "/x?limit=0", "/x?limit=x", "/x?pair=IDN", "/x?min_confidence=2",
        "/x?min_confidence=nan", "/x?from=2024&from=2025", "/x?modality=maybe", "/x?y=1"}) {
    Request wrong = request(bad);
    ASSERT_TRUE(parse_target(wrong));
    auto fault = read_query(wrong, kFilter | kWindow | kPage);
    ASSERT_FALSE(fault) << bad;
    EXPECT_EQ(fault.error().code, Code::bad_option);
  }
}

TEST(Query, PlacesComeBackFromTheirTokens) {
  for (const Place& p : {Place{0, ""}, Place{-17, "IDN-MYS"}, Place{INT64_MIN, "a b\tc"}, Place{INT64_MAX, "ü"}}) {
    auto back = place_of(token_of(p));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->major, p.major);
    EXPECT_EQ(back->minor, p.minor);
  }
  for (const char* bad : {"", "!", "AAAA", "MTIg*", "IA"}) EXPECT_FALSE(place_of(bad)) << bad;
}

TEST(Cache, KeepsWhatWasAskedLastWithinItsBytes) {
  Cache<std::string> cache(10'000);
  for (int i = 0; i < 100; ++i) {
    cache.put(std::to_string(i), std::make_shared<std::string>(std::to_string(i)), 1000);
    EXPECT_TRUE(cache.get("0")) << "asked all the time, and yet dropped after " << i;
    EXPECT_LE(cache.figures().bytes, 10'000u);
  }
  EXPECT_FALSE(cache.get("50"));
  EXPECT_EQ(*cache.get("99"), "99");
  cache.put("large", std::make_shared<std::string>("x"), 9000);
  EXPECT_FALSE(cache.get("large"));
  cache.put("99", std::make_shared<std::string>("new"), 10);
  EXPECT_EQ(*cache.get("99"), "new");
}

TEST(Compress, PacksAsTheClientAllows) {
  EXPECT_EQ(encoding_for("gzip, deflate, br"), "gzip");
  EXPECT_EQ(encoding_for("gzip, zstd"), "zstd");
  EXPECT_EQ(encoding_for("gzip;q=0, zstd; q=0.000"), "");
  EXPECT_EQ(encoding_for("gzip;q=0.5"), "gzip");
  EXPECT_EQ(encoding_for(""), "");
  std::string body;
  for (int i = 0; i < 20'000; ++i) body += std::to_string(i * 7919);
  std::string packed = pack("gzip", body);
  EXPECT_LT(packed.size(), body.size());
  auto back = gunzip(packed);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, body);
  EXPECT_FALSE(gunzip(packed.substr(0, packed.size() / 2)));
  EXPECT_FALSE(gunzip("no gzip"));
}

TEST(Server, SecretsAndAddresses) {
  EXPECT_TRUE(same_secret("abc", "abc"));
  for (const char* other : {"", "ab", "abcd", "abd", "Abc"}) EXPECT_FALSE(same_secret(other, "abc")) << other;
  EXPECT_FALSE(same_secret("", ""));
  for (const char* here : {"127.0.0.1", "127.9.9.9", "::1", "localhost"}) EXPECT_TRUE(is_loopback(here)) << here;
  for (const char* there : {"0.0.0.0", "::", "192.168.1.2", "127.0.0.1.example", ""}) EXPECT_FALSE(is_loopback(there)) << there;
}

TEST(EventIndex, DaysAndPeriods) {
  for (model::Day d : {model::Day{1969, 12, 31}, model::Day{1970, 1, 1}, model::Day{2024, 2, 29}, model::Day{1947, 8, 15}}) {
    EXPECT_EQ(day_of(days_of(d)), d);
    model::Day monday = day_of(period_begin(days_of(d), relations::Step::week));
    EXPECT_EQ((days_of(monday) % 7 + 7) % 7, 4) << "1970-01-05 was a Monday";
    EXPECT_LE(days_of(d) - days_of(monday), 6);
    EXPECT_GE(days_of(d), days_of(monday));
    EXPECT_EQ(day_of(period_begin(days_of(d), relations::Step::month)), (model::Day{d.year, d.month, 1}));
  }
  EXPECT_EQ(iso(days_of({987, 6, 5})), "0987-06-05");
  EXPECT_EQ(iso(kNoDay), "");
}

TEST(EventIndex, HashesAreInTheOrderOfIds) {
  EXPECT_LT(EventIndex::hash("00ff00000000000011111111"), EventIndex::hash("0100000000000000aaaaaaaa"));
  EXPECT_EQ(EventIndex::hash("00000000000000ff"), 255u);
  EXPECT_NE(EventIndex::hash("an id of somebody else"), EventIndex::hash("an id of somebody elsf"));
}

TEST(Selection, StoriesCountOnce) {
  std::vector<EventRef> events(5);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EventRef& e = events[i];
    e.event = i, e.group = i / 2, e.story = i < 4 ? 1 : 2, e.doc = static_cast<std::uint32_t>(i / 2), e.outlet = 1;
    e.day = 100 + static_cast<std::int32_t>(i), e.type = model::EventType::CONSULT, e.quad = 1,
    e.goldstein = static_cast<float>(i);
    e.confidence = i == 2 ? 0.9f : 0.5f;
  }
  Refs refs;
  for (const EventRef& e : events) refs.push_back(&e);
  auto stories = stories_of(refs);
  ASSERT_EQ(stories.size(), 2u);
  EXPECT_EQ(stories[0].documents, 2u);
  EXPECT_EQ(stories[0].outlets, 1u);
  EXPECT_EQ(stories[0].first, 100);
  EXPECT_EQ(stories[0].last, 103);
  EXPECT_EQ(stories[0].best, refs[2]);
  EXPECT_EQ(units_of(refs, relations::Counting::stories).size(), 2u);
  EXPECT_EQ(units_of(refs, relations::Counting::groups).size(), 3u);
  EXPECT_EQ(units_of(refs, relations::Counting::rows).size(), 5u);
  EXPECT_DOUBLE_EQ(units_of(refs, relations::Counting::stories)[0].goldstein, 1.5);
  events[4].day = kNoDay, events[4].published = 300;
  EXPECT_EQ(units_of(refs, relations::Counting::stories).size(), 1u);
  EXPECT_EQ(units_of(refs, relations::Counting::stories, true)[1].day, 300);
}

TEST(Corrections, AreAddedAndReadAndMended) {
  std::string folder = (std::filesystem::temp_directory_path() / ("kawat-corrections-" + std::to_string(::getpid()))).string();
  std::filesystem::remove_all(folder);
  archive::Layout layout{folder};
  EXPECT_TRUE(archive::read_corrections(layout)->empty());
  archive::Correction wrong;
  wrong.event_id = "e1", wrong.verdict = "wrong", wrong.note = "a film\n\"shown\"";
  auto added = archive::add_correction(layout, wrong);
  ASSERT_TRUE(added) << added.error().message();
  // What a killed process left is not read, and goes with the next line.
  std::ofstream(archive::corrections_file(layout), std::ios::app) << "{\"correction_id\":\"ha";
  EXPECT_EQ(archive::read_corrections(layout)->size(), 1u);
  archive::Correction other;
  other.event_id = "e2", other.verdict = "recode", other.event_type = "PROTEST", other.actor_code = "IDNCVL";
  ASSERT_TRUE(archive::add_correction(layout, other));
  auto all = archive::read_corrections(layout);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[0].note, wrong.note);
  EXPECT_EQ((*all)[1].event_type, "PROTEST");
  for (auto bad : {archive::Correction{"", "", "e", "maybe", "", "", "", "", "", "", ""},
                   archive::Correction{"", "", "e", "recode", "", "", "", "", "", "", ""},
                   archive::Correction{"", "", "e", "recode", "SLEEP", "", "", "", "", "", ""},
                   archive::Correction{"", "", "", "wrong", "", "", "", "", "", "", ""},
                   archive::Correction{"", "", "e", "recode", "", "", "", "idn", "", "", ""}})
    EXPECT_FALSE(archive::add_correction(layout, bad));

  CodedEvents events;
  events["e1"] = {{"event_id", "e1"}, {"event_type", "ASSAULT"},      {"event_mode", nullptr},
                  {"language", "id"}, {"evidence_text", "Film itu."}, {"rule", "r:1"}};
  events["e2"] = {{"event_id", "e2"},      {"event_type", "ASSAULT"}, {"event_mode", "armed"},    {"language", "en"},
                  {"evidence_text", "X."}, {"modality", "actual"},    {"actor_name", "Warga"},    {"actor_code", "IDNREB"},
                  {"actor_text", "warga"}, {"trigger_text", "stood"}, {"published", "2024-01-02"}};
  std::string cases = corrections_as_cases(*all, events);
  EXPECT_NE(cases.find("lang id\n# a film \"shown\"\ntext Film itu.\nnone ASSAULT\n"), std::string::npos) << cases;
  EXPECT_NE(cases.find("event PROTEST  actor=IDNCVL  recipient=-  modality=actual\nnone ASSAULT\n"), std::string::npos) << cases;
  EXPECT_NE(corrections_as_actors(*all, events).find("Warga\tIDN\tCVL\t\t\twarga\t\n"), std::string::npos);
  EXPECT_NE(corrections_as_frames(*all, events).find("PROTEST\n  A stood\n"), std::string::npos);
  std::ofstream(archive::corrections_file(layout), std::ios::app) << "nonsense\n";
  EXPECT_FALSE(archive::read_corrections(layout));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace kawat::serve
