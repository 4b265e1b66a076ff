// Where tellings get their stories: those that came in since, those of before to compare them with, and one commit of what comes
// of it. Which tell the same is not the archive's business (pipeline and stories know).
//
//   while (auto desk = *writer.story_desk()) {
//     … desk->fresh(), desk->linked(first, last, undated) …
//     desk->commit(std::move(outcome));
//   }
//
// One desk at a time in an archive: it holds a lock until it is gone. What is not committed stays unlinked, and comes again.
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

class StoryDesk {
 public:
  // By period, then document.
  const std::vector<Telling>& fresh() const { return fresh_; }
  // Tellings of these periods that were linked before, with their stories (empty: of its own); undated: those without a period.
  Result<std::vector<Telling>> linked(std::int32_t first_period, std::int32_t last_period, bool undated);

  struct Outcome {
    std::vector<Telling> tellings;  // all fresh ones, and those linked before whose story is another now
    std::vector<StoryRow> rows;     // new or changed stories
    std::vector<std::string> gone;  // stories that are no more
  };
  // Returns the rows of events, documents and tellings that changed. Errors as of Writer::commit().
  Result<std::uint64_t> commit(Outcome outcome);

 private:
  friend class Writer;
  StoryDesk(Writer& writer, Lock lock) : writer_(&writer), lock_(std::move(lock)) {}
  Writer* writer_;
  Lock lock_;
  std::vector<Telling> fresh_;
  std::vector<std::string> read_from_;
};

}  // namespace kawat::archive
