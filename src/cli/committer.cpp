#include "cli/committer.h"

#include <algorithm>
#include <chrono>

namespace kawat::cli {
namespace {

constexpr std::uint64_t kMostBytes = 256 << 20;

}  // namespace

Committer::Committer(archive::Writer& writer, const StoryLinking& linking, StoryMemory& memory, std::uint64_t rows,
                     double seconds)
    : writer_(writer), linking_(linking), memory_(memory), rows_(rows), seconds_(seconds) {
  if (auto version = writer.linked_version()) linking.begin(memory, *version);
  thread_ = std::jthread([this](std::stop_token stop) { work(stop); });
}

Status Committer::keep_pace() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (failure_) return fail(*failure_);
    auto waiting = writer_.waiting();
    bool due = is_due(waiting);
    if (due) wake_.notify_one();
    if (!due || (waiting.events < rows_ * 2 && waiting.bytes < kMostBytes * 2)) return {};
    done_.wait_for(lock, std::chrono::milliseconds(50));
  }
}

Status Committer::finish() {
  thread_.request_stop();
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (failure_) return fail(*failure_);
  return commit(true);
}

bool Committer::is_due(const archive::Waiting& w) const {
  return w.events >= rows_ || w.bytes >= kMostBytes || w.seconds >= seconds_;
}

Status Committer::commit(bool last) {
  double seconds = 0;
  archive::StorySearch search;
  search.last = last;
  search.find = [&](archive::StoryDesk& desk) {
    auto start = std::chrono::steady_clock::now();
    auto found = linking_.find(desk, memory_);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return found;
  };
  auto done = writer_.commit(&search);
  if (!done) return fail(done.error());
  if (done->linked_version != 0) memory_.keep(done->linked_version);
  if (done->generation > 0) ++commits_;
  slowest_ = std::max(slowest_, done->seconds);
  bytes_ += done->bytes, known_ += done->known, documents_ += done->documents, events_ += done->events;
  linked_.tellings += done->tellings, linked_.stories += done->stories, linked_.seconds += seconds + done->story_seconds;
  return {};
}

void Committer::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, std::chrono::milliseconds(200), [this] { return is_due(writer_.waiting()); });
      if (stop.stop_requested()) return;
    }
    if (!is_due(writer_.waiting())) {
      writer_.look_ahead([this](std::span<const archive::Telling> tellings) { linking_.look_ahead(tellings, memory_); });
      continue;
    }
    auto ok = commit(false);
    std::lock_guard lock(mutex_);
    if (!ok) failure_ = ok.error();
    done_.notify_all();
    if (!ok) return;
  }
}

}  // namespace kawat::cli
