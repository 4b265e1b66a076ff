// Where tellings get their stories: those that came in since, those of before to compare them with, and one commit of what comes
// of it. Which tell the same is not the archive's business (pipeline and stories know).
//
//   while (auto desk = *writer.story_desk()) {
//     … desk->fresh(), desk->linked(first, last, undated) …
//     desk->commit(std::move(outcome));
//   }
//
// One desk at a time in an archive: it holds a lock until it is gone. What is not committed stays unlinked, and comes again.
// The desk of a StorySearch holds what its commit brings too, and the commit takes the outcome.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "archive/files.h"
#include "archive/telling.h"
#include "archive/writer.h"
#include "base/result.h"

namespace kawat::archive {

struct StoryOutcome {
  std::vector<Telling> fresh;     // all of them, with their stories
  std::vector<Telling> changed;   // linked before, whose story is another now; what is packed may be left out
  std::vector<StoryRow> rows;     // new or changed stories
  std::vector<std::string> gone;  // stories that are no more
};

class StoryDesk {
 public:
  const std::vector<Telling>& fresh() const { return fresh_; }
  // The same, for the outcome to bring them back.
  std::vector<Telling> take_fresh() { return std::move(fresh_); }
  // Nothing is known to come after it: what was read for it need not be kept.
  bool last() const { return last_; }
  // Tellings of these periods that were linked before, with their stories (empty: of its own); undated: those without a period.
  Result<std::vector<Telling>> linked(std::int32_t first_period, std::int32_t last_period, bool undated);

  // Names what is linked as this desk was laid, and once it has committed, as its commit left it. Of a later desk that says
  // the same, linked() returns what it did of this one, and what this one committed.
  std::uint64_t version() const { return version_; }

  // Returns the rows of events, documents and tellings that changed. Errors as of Writer::commit().
  Result<std::uint64_t> commit(StoryOutcome outcome);

 private:
  friend class Writer;
  StoryDesk(Writer::State& state, Lock lock) : state_(&state), lock_(std::move(lock)) {}
  Writer::State* state_;
  Lock lock_;
  bool of_commit_ = false;  // which holds the writer
  bool last_ = false;
  std::uint64_t version_ = 0;
  std::vector<Telling> fresh_;
  std::vector<std::string> read_from_;
};

}  // namespace kawat::archive
