// Threads that answer questions, each with the archive open for itself; what waits is bounded.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "archive/archive.h"
#include "base/result.h"

namespace kawat::serve {

// One thread's own things.
class Worker {
 public:
  Worker(std::string folder, archive::ReadOptions read) : folder_(std::move(folder)), read_(std::move(read)) {}
  // The newest generation; stays as it is until the job ends.
  Result<archive::Archive*> archive();
  // Lets writers remove what they replaced.
  void rest();

 private:
  std::string folder_;
  archive::ReadOptions read_;
  std::optional<archive::Archive> archive_;
  bool fresh_ = false;
};

class Pool {
 public:
  using Job = std::function<void(Worker&)>;
  Pool(unsigned threads, std::size_t most_waiting, const std::string& folder, const archive::ReadOptions& read);
  // What waits is done first.
  ~Pool();
  // False when too much waits already.
  bool add(Job job);
  std::size_t waiting() const;
  std::size_t busy() const;

 private:
  void work(Worker& worker);
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  std::size_t busy_ = 0;
  bool ending_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::jthread> threads_;
};

}  // namespace kawat::serve
