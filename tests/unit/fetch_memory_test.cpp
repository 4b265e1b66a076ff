#include "fetch/memory.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace kawat::fetch {
namespace {

class MemoryTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("kawat-memory-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "watch.sqlite").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Code why(const std::string& path) {
    auto m = Memory::open(path);
    return m ? Code::internal : m.error().code;
  }
  static QueuedPage page(const std::string& host, int n, Seconds due) {
    QueuedPage p;
    p.url = "https://" + host + "/" + std::to_string(n), p.host = host, p.due = due;
    return p;
  }
  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(MemoryTest, RemembersOverRuns) {
  {
    auto m = Memory::open(path_);
    ASSERT_TRUE(m) << m.error().message();
    FeedState f;
    f.url = "https://a.example/feed", f.etag = "\"x\"", f.due = 77, f.failures = 2, f.body_hash = ~std::uint64_t{0},
    f.gone = true;
    ASSERT_TRUE(m->keep_feed(f));
    ASSERT_TRUE(m->see(~std::uint64_t{1}, "coded", 5));
    QueuedPage p = page("a.example", 1, 9);
    p.content = "<p>Isi</p>", p.title = "Judul";
    ASSERT_TRUE(m->add_page(p));
    ASSERT_TRUE(m->keep_robots("https://a.example", {4, 200, std::string("a\0b", 3)}));
    ASSERT_TRUE(m->keep_value("batch", "7"));
  }
  auto m = Memory::open(path_);
  ASSERT_TRUE(m);
  auto f = m->feed("https://a.example/feed");
  ASSERT_TRUE(f && *f);
  EXPECT_EQ((*f)->etag, "\"x\"");
  EXPECT_EQ((*f)->body_hash, ~std::uint64_t{0});
  EXPECT_EQ((*f)->failures, 2);
  EXPECT_TRUE((*f)->gone);
  EXPECT_FALSE(*m->feed("https://b.example/feed"));
  EXPECT_TRUE(*m->seen(~std::uint64_t{1}));
  EXPECT_FALSE(*m->seen(1));
  auto pages = m->next_pages("a.example", 9, 5, {});
  ASSERT_EQ(pages->size(), 1u);
  EXPECT_EQ((*pages)[0].content, "<p>Isi</p>");
  EXPECT_EQ((*m->robots("https://a.example"))->body, std::string("a\0b", 3));
  EXPECT_EQ(*m->value("batch"), "7");
  EXPECT_EQ(*m->value("other"), "");
}

TEST_F(MemoryTest, TheQueueBySite) {
  auto m = Memory::open(path_);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(m->add_page(page("b.example", i, 10 - i)));
    ASSERT_TRUE(m->add_page(page("a.example", i, 5)));
  }
  EXPECT_EQ(*m->hosts(), (std::vector<std::string>{"a.example", "b.example"}));
  auto pages = m->next_pages("b.example", 9, 5, {});
  ASSERT_EQ(pages->size(), 2u);
  EXPECT_EQ((*pages)[0].url, "https://b.example/2");  // the one that is due first
  std::int64_t first = (*pages)[0].number;
  EXPECT_EQ(m->next_pages("b.example", 9, 5, [&](std::int64_t n) { return n == first; })->size(), 1u);
  ASSERT_TRUE(m->postpone_host("b.example", 50));
  EXPECT_EQ(m->next_pages("b.example", 49, 5, {})->size(), 0u);
  EXPECT_EQ(*m->first_due_page(), 5);
  ASSERT_TRUE(m->postpone_page(first, 60, 3));
  EXPECT_EQ(m->next_pages("b.example", 60, 5, {})->back().attempts, 3);
  ASSERT_TRUE(m->remove_page(first));
  EXPECT_EQ(*m->waiting_pages(), 5u);
}

TEST_F(MemoryTest, TogetherOrNotAtAll) {
  auto m = Memory::open(path_);
  auto failed = m->together([&]() -> Status {
    EXPECT_TRUE(m->see(1, "x", 0));
    return fail(Code::internal, "", "no");
  });
  EXPECT_FALSE(failed);
  EXPECT_FALSE(*m->seen(1));
  EXPECT_TRUE(m->together([&] { return m->see(2, "x", 0); }));
  EXPECT_TRUE(*m->seen(2));
}

TEST_F(MemoryTest, OneProcessAtATime) {
  auto m = Memory::open(path_);
  ASSERT_TRUE(m);
  EXPECT_EQ(why(path_), Code::watch_busy);
  // A process that is killed holds nothing.
  std::string other = (folder_ / "other.sqlite").string();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  pid_t child = ::fork();
  if (child == 0) {
    auto held = Memory::open(other);
    char c = held ? 'y' : 'n';
    if (::write(ends[1], &c, 1) == 1) ::pause();
    ::_exit(0);
  }
  char c = 0;
  ASSERT_EQ(::read(ends[0], &c, 1), 1);
  EXPECT_EQ(c, 'y');
  EXPECT_EQ(why(other), Code::watch_busy);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(Memory::open(other));
  ::close(ends[0]), ::close(ends[1]);
}

TEST_F(MemoryTest, WhatIsNotOurs) {
  std::string text = (folder_ / "text.sqlite").string();
  std::ofstream(text) << std::string(4000, 'x');
  EXPECT_EQ(why(text), Code::bad_memory);
  auto made = [&](const char* name, const char* sql) {
    std::string path = (folder_ / name).string();
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
    return path;
  };
  EXPECT_EQ(why(made("foreign.sqlite", "CREATE TABLE a (b)")), Code::bad_memory);
  EXPECT_EQ(why(made("later.sqlite", "PRAGMA application_id = 1264678772; PRAGMA user_version = 99; CREATE TABLE a (b)")),
            Code::bad_memory);
  EXPECT_EQ(why((folder_ / "no" / "such.sqlite").string()), Code::bad_memory);
}

}  // namespace
}  // namespace kawat::fetch
