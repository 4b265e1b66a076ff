// Adds documents and their events to an archive; a commit brings them all or none.
//
//   auto writer = Writer::open("news", {});
//   (*writer)->add(Document::of(article), rows);      // rows: pipeline::event_rows()
//   if (auto done = (*writer)->commit(); !done) …     // on failure the archive is as before, and what waits still waits
//
// A document that the archive holds already, by the same id, address and text, is left out with its events, also when another
// process has just added it: any number of writers may work on one archive at once. What was not committed when a process dies
// is not there; nothing of it stays behind, and adding it again does no harm.
//
// knows(), add() and add_input() may be called from any thread while another one commits; commits wait for each other.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "archive/document.h"
#include "archive/telling.h"
#include "base/result.h"
#include "model/row.h"

namespace kawat::archive {

struct WriterOptions {
  bool keep_text = false;    // articles with their text
  unsigned threads = 1;      // that sort and pack a part
  double lock_seconds = 60;  // how long to wait for another writer's commit; then error archive_busy
};

// An input file that was read to its end, by a hash that changes when the file does: input_hash() of files.h.
struct Input {
  std::string hash, path;
  std::int32_t documents = 0;
};

// Of an event by its event_group, or of a document by its doc_id.
struct StoryOf {
  std::string of;
  std::string story;  // empty: it stands for a story of its own
};

struct Waiting {
  std::uint64_t documents = 0, events = 0, bytes = 0;
  double seconds = 0;  // since the first of them was added
};

struct Commit {
  std::uint64_t generation = 0;  // 0 = there was nothing to commit
  std::uint64_t documents = 0, events = 0, parts = 0, bytes = 0;
  std::uint64_t known = 0;                  // documents that somebody else had added meanwhile
  double seconds = 0;                       // without what stories take:
  double story_seconds = 0;                 // to write parts of before anew, whose stories changed; the search counts for neither
  std::uint64_t tellings = 0, stories = 0;  // linked with it; stories told several times, new or changed
  std::uint64_t linked_version = 0;         // StoryDesk::version() of what it left; 0 = nothing was linked with it
};

// Tellings that are linked at once: they are in memory then.
inline constexpr std::uint64_t kMostLinked = 100'000;

class StoryDesk;
struct StoryOutcome;

// Finds the stories of what a commit is about to bring, so that its parts are written with them once and for all.
struct StorySearch {
  std::function<Result<StoryOutcome>(StoryDesk&)> find;
  bool last = false;  // no more is coming that could as well be linked later
};

class Writer {
 public:
  // Opens the archive, or makes one where the folder is missing or empty. Clears away what killed writers left.
  // Errors: write_failed, archive_damaged, archive_version, archive_busy.
  static Result<std::unique_ptr<Writer>> open(const std::string& folder, const WriterOptions& options = {});
  ~Writer();

  // Whether a document of this key is in the archive or waits.
  bool knows(std::uint64_t content_key) const;
  bool knows_input(const std::string& hash) const;

  // Keeps a copy until the next commit. False: known already, nothing is kept.
  // Tellings come into stories with the next story_desk().
  bool add(const Document& document, std::span<const model::EventRow> events, std::span<const Telling> tellings = {});
  // The same for a document that pack_record() (record.h) made bytes of.
  bool add_record(std::string_view record);
  // Comes into the archive with the next commit; call it after the documents of the input were added.
  void add_input(Input input);

  Waiting waiting() const;
  // Reads what waits, so that the commit has less to do, and passes on the tellings that came since the last time. From a
  // thread that would wait otherwise.
  void look_ahead(const std::function<void(std::span<const Telling>)>& tell);
  // What StoryDesk::version() would say now.
  Result<std::uint64_t> linked_version() const;
  // search: null leaves tellings unlinked, and so does a commit that cannot link them: where another process is at it, where
  // more is stored near them than kMostLinked (or a quarter of them, where they are not the last), where the search fails.
  // Error write_failed (a full disk), archive_busy, archive_damaged.
  Result<Commit> commit(const StorySearch* search = nullptr);

  // Committed tellings that no story has been looked for yet, some `most` of them: story_desk.h. Null when there are none, or
  // when another process is at it.
  Result<std::unique_ptr<StoryDesk>> story_desk(std::uint64_t most = kMostLinked);

  // Says of committed events and documents which story they tell, in a commit of its own; parts that hold such are written anew.
  // `rows`: what is known of these stories. Every member of a story must be given its name, and an event alone in its story none.
  // What is not in the archive is passed over; the last word on each counts. Returns the rows that changed.
  Result<std::uint64_t> assign_stories(std::span<const StoryOf> stories, std::span<const StoryRow> rows = {});

  // Merges small parts of a month, until no month has more than `most` parts of a table; returns the parts merged.
  Result<std::uint64_t> compact(std::uint64_t most = 1);

 private:
  friend class StoryDesk;
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kawat::archive
