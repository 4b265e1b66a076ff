// What watching remembers between runs, in one SQLite file: the feeds and when they are due, what has been seen, the pages that
// wait to be fetched, robots.txt of each site. A process that dies loses nothing that was told to it; the file is never
// half-written.
//
//   auto memory = Memory::open("archive/watch.sqlite");
//   auto feed = memory->feed(url);
//
// One process at a time: a lock beside the file (watch.sqlite.lock) is held as long as the object lives. One thread at a time.
// Every call fails with bad_memory when the file is damaged or the disk full.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace kawat::fetch {

using Seconds = std::int64_t;  // since 1970, UTC

struct FeedState {
  std::string url;
  std::string parent;  // the list or index that named it; empty for the user's own
  std::string title;
  std::string etag, last_modified;  // of the last answer, for asking whether there is anything new
  std::uint64_t body_hash = 0;
  Seconds due = 0;
  int failures = 0;    // polls in a row that failed
  bool gone = false;   // answered 410: not asked again
  std::string result;  // of the last poll: "new", "unchanged", "status_404" …
  Seconds polled = 0;
};

// A page that waits, with what its feed said about it.
struct QueuedPage {
  std::int64_t number = 0;  // given by add_page
  std::string url, host, feed, guid, title, author, language, published, outlet;
  std::string content;  // the article, where the feed carries it whole: nothing is fetched then
  Seconds due = 0;
  int attempts = 0;
};

struct RobotsEntry {
  Seconds fetched = 0;
  int status = 0;  // 0: not reached
  std::string body;
};

class Memory {
 public:
  static constexpr int kVersion = 1;
  // Errors: watch_busy when another process has it, bad_memory when it is none of ours, damaged, or of a later version.
  static Result<Memory> open(const std::string& path);
  Memory(Memory&&) noexcept;
  ~Memory();

  // Everything in `work` is kept, or nothing when it fails or the process dies.
  Status together(const std::function<Status()>& work);

  Result<std::optional<FeedState>> feed(const std::string& url);
  Status keep_feed(const FeedState& feed);
  Result<std::vector<FeedState>> children(const std::string& parent);
  Status forget_feed(const std::string& url);

  // Keys of what is done or waiting: addresses, guids, texts.
  Result<bool> seen(std::uint64_t key);
  Status see(std::uint64_t key, std::string_view result, Seconds now);

  Result<std::int64_t> add_page(const QueuedPage& page);
  // Sites that have pages waiting, and the next of one site that are due and not among `taken`.
  Result<std::vector<std::string>> hosts();
  Result<std::vector<QueuedPage>> next_pages(const std::string& host, Seconds now, int most,
                                             const std::function<bool(std::int64_t)>& taken);
  Status postpone_page(std::int64_t number, Seconds due, int attempts);
  Status postpone_host(const std::string& host, Seconds due);  // all its pages that are due before
  Status remove_page(std::int64_t number);
  Result<std::uint64_t> waiting_pages();
  Result<std::optional<Seconds>> first_due_page();

  Result<std::optional<RobotsEntry>> robots(const std::string& origin);
  Status keep_robots(const std::string& origin, const RobotsEntry& entry);

  // Small values by name, e.g. of the batch that is being written.
  Result<std::string> value(const std::string& name);
  Status keep_value(const std::string& name, const std::string& value);

 private:
  struct State;
  explicit Memory(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kawat::fetch
