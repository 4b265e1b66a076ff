// Stories found with what earlier searches have left in memory: the same as without.
#include "cli/story_linking.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "archive/archive.h"
#include "archive/files.h"
#include "archive/record.h"
#include "intake/recording.h"
#include "pipeline_helpers.h"
#include "read/reader.h"

namespace kawat::cli {
namespace {

namespace fs = std::filesystem;

class StoryLinkingTest : public Shipped {
 protected:
  static void SetUpTestSuite() {
    ASSERT_NO_FATAL_FAILURE(Shipped::SetUpTestSuite());
    auto linking = StoryLinking::build(*pipeline_, 2);
    ASSERT_TRUE(linking) << linking.error().message();
    linking_ = new StoryLinking(std::move(*linking));
    // Told by several articles each, in two languages, over years; beside others much like them.
    auto reader = read::Reader::open({std::string(KAWAT_SOURCE) + "/tests/stories/dev.jsonl"});
    ASSERT_TRUE(reader) << reader.error().message();
    model::Document d;
    pipeline::Pipeline::Worker worker;
    while (reader->next(d) == read::Step::document) {
      if (d.published.year != 2023 && d.published.year != 2024) continue;  // a month of its own costs time
      if (d.id == "dev-100") d.published = {};                             // without any day, one at least
      const archive::Origin origin{archive::Document::content_key(d), 0};
      std::string record;
      auto made = intake::make_record(*pipeline_, linking_->teller(), {}, origin, d, false, worker, record);
      ASSERT_TRUE(made) << made.error().message();
      records_->push_back(std::move(record));
    }
    ASSERT_GT(records_->size(), 80U);
    once_ = new fs::path(fs::path(testing::TempDir()) / ("kawat-linking-" + archive::random_name()));
    auto once = writer(*once_);
    feed(*once, [](std::size_t) {});
    StoryMemory memory;
    link(*once, memory);
    ASSERT_GT(rows(*once_, "SELECT 1 FROM stories").size(), 20U);
  }
  static void TearDownTestSuite() {
    fs::remove_all(*once_);
    delete once_;
    records_->clear();
    delete linking_;
    Shipped::TearDownTestSuite();
  }
  void SetUp() override { folder_ = fs::path(testing::TempDir()) / ("kawat-linking-" + archive::random_name()); }
  void TearDown() override { fs::remove_all(folder_); }

  static std::unique_ptr<archive::Writer> writer(const fs::path& folder) {
    auto w = archive::Writer::open(folder.string());
    EXPECT_TRUE(w) << w.error().message();
    return std::move(*w);
  }
  // What is unlinked; with what the memory holds.
  static void link(archive::Writer& w, StoryMemory& memory) {
    auto desk = w.story_desk();
    ASSERT_TRUE(desk) << desk.error().message();
    ASSERT_NE(*desk, nullptr);
    auto found = linking_->find(**desk, memory);
    ASSERT_TRUE(found) << found.error().message();
    auto changed = (*desk)->commit(std::move(*found));
    ASSERT_TRUE(changed) << changed.error().message();
    memory.keep((*desk)->version());
  }
  using Rows = std::vector<std::vector<std::string>>;
  static Rows rows(const fs::path& folder, const std::string& sql) {
    auto a = archive::Archive::open(folder.string());
    EXPECT_TRUE(a) << a.error().message();
    auto out = a->database().table(sql);
    EXPECT_TRUE(out) << out.error().message();
    return *out;
  }
  // As if all had come at once.
  void expect_same_stories() const {
    for (const char* sql :
         {"SELECT doc_id, story_id FROM documents ORDER BY ALL", "SELECT event_id, story_id FROM events ORDER BY ALL",
          "SELECT story_id, documents, event_type, first_day, last_day, place, sources::VARCHAR FROM stories ORDER BY ALL"})
      EXPECT_EQ(rows(folder_, sql), rows(*once_, sql)) << sql;
  }
  // Articles in portions, the later ones between the earlier; after(n) follows portion n once it is committed.
  static void feed(archive::Writer& w, const std::function<void(std::size_t)>& after) {
    constexpr std::size_t kPortions = 6;
    for (std::size_t n = 0; n < kPortions; ++n) {
      for (std::size_t i = n; i < records_->size(); i += kPortions) w.add_record((*records_)[i]);
      auto done = w.commit();
      ASSERT_TRUE(done) << done.error().message();
      after(n);
    }
  }

  fs::path folder_;
  static inline StoryLinking* linking_ = nullptr;
  static inline fs::path* once_ = nullptr;  // an archive whose stories were all found at once
  static inline std::vector<std::string>* records_ = new std::vector<std::string>();
};

TEST_F(StoryLinkingTest, WhatIsKeptInMemoryFindsTheSameStories) {
  auto w = writer(folder_);
  StoryMemory memory;
  feed(*w, [&](std::size_t) { link(*w, memory); });
  expect_same_stories();
}

TEST_F(StoryLinkingTest, SoDoesBeginningAnewEachTime) {
  auto w = writer(folder_);
  feed(*w, [&](std::size_t) {
    StoryMemory none;
    link(*w, none);
  });
  expect_same_stories();
}

TEST_F(StoryLinkingTest, MemoryIsOfNoUseOnceOthersHaveLinked) {
  auto ours = writer(folder_), theirs = writer(folder_);
  StoryMemory our_memory, their_memory;
  feed(*ours, [&](std::size_t n) { n % 3 == 1 ? link(*theirs, their_memory) : link(*ours, our_memory); });
  expect_same_stories();
}

// Each commit after a look at what waited half way; between(n) comes between the look and the commit.
class LookAheadTest : public StoryLinkingTest {
 protected:
  static void feed(archive::Writer& w, const std::function<void(std::size_t)>& between) {
    constexpr std::size_t kPortions = 4;
    StoryMemory memory;
    auto version = w.linked_version();
    ASSERT_TRUE(version) << version.error().message();
    linking_->begin(memory, *version);
    archive::StorySearch search;
    search.find = [&](archive::StoryDesk& desk) { return linking_->find(desk, memory); };
    for (std::size_t n = 0; n < kPortions; ++n) {
      const std::size_t first = records_->size() * n / kPortions, last = records_->size() * (n + 1) / kPortions;
      for (std::size_t i = first; i < last; ++i) {
        w.add_record((*records_)[i]);
        if (i == (first + last) / 2)
          w.look_ahead([&](std::span<const archive::Telling> tellings) { linking_->look_ahead(tellings, memory); });
      }
      between(n);
      search.last = n + 1 == kPortions;
      auto done = w.commit(&search);
      ASSERT_TRUE(done) << done.error().message();
      if (done->linked_version != 0) memory.keep(done->linked_version);
    }
    auto linked = linking_->link(w, memory);
    ASSERT_TRUE(linked) << linked.error().message();
  }
};

TEST_F(LookAheadTest, FindsTheSameStories) {
  auto w = writer(folder_);
  feed(*w, [](std::size_t) {});
  expect_same_stories();
}

TEST_F(LookAheadTest, OthersMayBringTheSameArticlesMeanwhile) {
  auto ours = writer(folder_), theirs = writer(folder_);
  feed(*ours, [&](std::size_t n) {
    if (n == 3) return;
    theirs->add_record((*records_)[records_->size() * n / 4 + 1]);
    auto done = theirs->commit();
    ASSERT_TRUE(done) << done.error().message();
  });
  expect_same_stories();
}

TEST_F(StoryLinkingTest, WhatWasFoundButNotCommittedIsForgotten) {
  auto w = writer(folder_);
  StoryMemory memory;
  feed(*w, [&](std::size_t n) {
    if (n % 2 == 0) {
      auto desk = w->story_desk();
      ASSERT_TRUE(desk);
      ASSERT_TRUE(linking_->find(**desk, memory));  // and nothing comes of it
    } else {
      link(*w, memory);
    }
  });
  expect_same_stories();
}

}  // namespace
}  // namespace kawat::cli
