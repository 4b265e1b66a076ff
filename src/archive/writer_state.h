// What a writer holds. Internal to writer.cpp and writer_stories.cpp.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "archive/database.h"
#include "archive/filler.h"
#include "archive/hash_set.h"
#include "archive/manifest.h"
#include "archive/part_files.h"
#include "archive/record.h"
#include "archive/story_desk.h"
#include "archive/writer.h"

namespace kawat::archive {

// Levels of zstd: what is merged is packed once and read often.
inline constexpr int kCommitLevel = 3, kCompactLevel = 9;

using Clock = std::chrono::steady_clock;
inline double since(Clock::time_point t) { return std::chrono::duration<double>(Clock::now() - t).count(); }

// Where the rows of a batch begin in its records, by month; and what its articles tell.
struct BatchRows {
  struct Row {
    std::string order;  // as their table is sorted
    std::size_t at = 0;
    bool first = false;  // of its event, between these two countries
  };
  std::map<std::string, std::vector<Row>> documents, events;
  std::vector<Telling> tellings;
};

// What waits for a commit.
struct Batch {
  std::string records;
  std::uint64_t documents = 0, events = 0;
  BatchRows rows;         // of the first records, in their order; with Writer::State::committing
  std::size_t found = 0;  // bytes of these
  std::vector<Input> inputs;
  Clock::time_point first{};
  bool empty() const { return documents == 0 && inputs.empty(); }
};

// Rows from which on a month has a part of its own in a commit.
inline constexpr std::size_t kFewRows = 128;

// Puts the rows of months that have few under kOtherMonths, where several have: small files are slow to write and to read.
template <class Row>
void put_few_together(std::map<std::string, std::vector<Row>>& months) {
  auto few = [](const auto& month) { return month.second.size() < kFewRows; };
  if (std::ranges::count_if(months, few) < 2) return;
  std::vector<Row> together;
  for (auto& month : months) {
    if (few(month)) std::ranges::move(month.second, std::back_inserter(together));
  }
  // Moved from or not, each still has as many rows.
  std::erase_if(months, few);
  months.emplace(kOtherMonths, std::move(together));
}

// What came from elsewhere since we last looked.
struct News {
  std::unordered_set<std::uint64_t> keys, ids;
  std::unordered_set<std::string> inputs;
  bool none() const { return keys.empty() && ids.empty() && inputs.empty(); }
};

std::uint64_t row_count(const std::vector<const Part*>& parts);

// Whether it still names them all: somebody else may have merged some.
bool names_all(const Manifest& manifest, const std::vector<const Part*>& parts);

// StoryDesk::version() of an archive of this manifest.
std::uint64_t version_of_links(const Manifest& manifest);

// Which parts can hold what changes; null: any.
using Months = std::optional<std::set<std::string>>;

// Stories by event_group and doc_id.
using StoryNames = std::unordered_map<std::string, std::string>;

struct StoryChanges {
  std::vector<StoryOf> stories;
  Months of_events, of_documents, of_tellings;
  std::vector<Telling> linked;         // for the first time
  std::vector<std::string> read_from;  // parts that these came from
  std::vector<StoryRow> rows;
  std::vector<std::string> gone;  // stories whose rows are to be removed; those of `rows` are replaced anyway
};

// A part to be written: rows of parts that are there, and new ones in the order of the table.
struct NewPart {
  const Table* table = nullptr;
  std::string month;
  std::string select;  // empty: none are there
  std::uint64_t rows_there = 0;
  std::size_t rows = 0;
  std::function<void()> sort;  // before the first put_row(), by the thread that writes the part
  std::function<void(Filler&, std::size_t)> put_row;
};

// The columns of a row `e`; story: an expression in place of its story.
std::string column_list(const Table& t, std::string_view story = {});

// What a search has found for a commit.
struct FoundStories {
  std::unique_ptr<StoryDesk> desk;  // others wait for its lock
  StoryChanges changes;
  StoryNames names;
};

// What a change of stories makes of parts.
struct Retold {
  std::vector<Part> made;
  std::vector<const Part*> replaced;
  std::uint64_t changed = 0;  // rows of before
  double seconds = 0;         // to find these and write their parts anew
};

struct Writer::State {
  Layout layout;
  WriterOptions options;
  PartFolder parts;
  std::optional<Database> database;
  std::vector<Database> helpers;  // connections of other threads that write parts

  mutable std::mutex mutex;  // of what follows
  HashSet keys, ids;
  std::unordered_set<std::string> inputs;
  Batch waiting;

  std::mutex committing;  // of what follows; taken before `mutex`
  std::uint64_t generation = 0;

  // Calls make(i, database, number of the thread) for 0 … jobs - 1, several at a time; the first error ends it.
  Status at_once(std::size_t jobs, const std::function<Status(std::size_t, Database&, unsigned)>& make);

  bool add(const RecordHead& head, std::string_view record);
  Status learn(const Manifest& manifest, News* news);
  void leave_out(Batch& batch, const News& news, std::uint64_t& known) const;
  // Those of more records, which begin at `offset`.
  static void find_rows(std::string_view records, std::size_t offset, BatchRows& rows);
  static BatchRows rows_of(Batch& batch);
  // Refer to the batch, its rows and the names, which may be null.
  std::vector<NewPart> parts_of(const Batch& batch, BatchRows& rows, const StoryNames* names) const;
  // What rows of parts of `month` go to: the same month, or where it stands for several also those that have enough by now.
  // By month the condition on `e`; empty: all.
  Result<std::map<std::string, std::string>> shares_of(const Table& t, const std::string& month,
                                                       const std::vector<const Part*>& from);
  // The parts aside and synced; none of them where it fails.
  Status write_parts(const std::vector<NewPart>& wanted, std::vector<Part>& made);
  Result<Commit> write(Batch& batch, const StorySearch* search);
  // Parts of one month as one; of several months as one, and others for what has grown. Appends what it has made, also on
  // failure.
  Status merge(const Table& t, const std::string& month, const std::vector<const Part*>& from, std::vector<Part>& made);
  // Merges parts of each month that has more than `most`, in commits of their own; counts the parts that went.
  Status merge_small(const Table& t, bool of_several_months, std::uint64_t most, std::uint64_t& merged);
  // writer_stories.cpp
  Status lay_out(StoryDesk& desk, std::uint64_t most);
  // Nothing where they are to be linked later. May take them.
  std::optional<FoundStories> find_stories(std::vector<Telling>& coming, const StorySearch& search);
  struct Applied {
    std::uint64_t rows = 0;     // that changed
    std::uint64_t version = 0;  // StoryDesk::version() then
  };
  Result<Applied> apply(const StoryChanges& changes);
  Status stage(const StoryChanges& changes);
  // On failure too, `out` names the parts that it may have been about.
  Status retell(const StoryChanges& changes, const Manifest& manifest, std::vector<NewPart> wanted, Retold& out);
  // Takes apart what a commit leaves behind, while others go on.
  std::jthread tidier;
};

}  // namespace kawat::archive
