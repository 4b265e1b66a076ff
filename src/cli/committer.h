// Commits in a thread of its own while documents are added to a writer: what `kawat ingest` and `kawat archive adopt` share.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "archive/writer.h"
#include "base/result.h"
#include "cli/story_linking.h"

namespace kawat::cli {

// The first commit that fails ends the run.
class Committer {
 public:
  // Commits when so many events wait, or the first of them so long; with their stories where that costs no part twice. Both the
  // writer and the linking must outlive it, and so must what searches for stories keep: nobody else may use it meanwhile.
  Committer(archive::Writer& writer, const StoryLinking& linking, StoryMemory& memory, std::uint64_t rows, double seconds);
  // From the thread that adds: waits where adding is far ahead of writing.
  Status keep_pace();
  Status finish();
  std::uint64_t commits() const { return commits_; }
  double slowest() const { return slowest_; }  // seconds
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t known() const { return known_; }
  std::uint64_t documents() const { return documents_; }
  std::uint64_t events() const { return events_; }
  const Linked& linked() const { return linked_; }

 private:
  bool is_due(const archive::Waiting& w) const;
  Status commit(bool last);
  void work(const std::stop_token& stop);

  archive::Writer& writer_;
  const StoryLinking& linking_;
  StoryMemory& memory_;
  std::uint64_t rows_;
  double seconds_;
  std::mutex mutex_;
  std::condition_variable_any wake_, done_;
  std::optional<Error> failure_;
  std::uint64_t commits_ = 0, bytes_ = 0, known_ = 0, documents_ = 0, events_ = 0;
  double slowest_ = 0;
  Linked linked_;
  std::jthread thread_;
};

}  // namespace kawat::cli
