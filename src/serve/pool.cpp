#include "serve/pool.h"

namespace kawat::serve {

Result<archive::Archive*> Worker::archive() {
  if (!archive_) {
    auto opened = archive::Archive::open(folder_, read_);
    if (!opened) return fail(opened.error());
    archive_.emplace(std::move(*opened));
    fresh_ = true;
  } else if (!fresh_) {
    if (auto ok = archive_->refresh(); !ok) return fail(ok.error());
    fresh_ = true;
  }
  return &*archive_;
}

void Worker::rest() {
  if (archive_ && fresh_) archive_->let_go();
  fresh_ = false;
}

Pool::Pool(unsigned threads, std::size_t most_waiting, const std::string& folder, const archive::ReadOptions& read)
    : most_(most_waiting) {
  for (unsigned i = 0; i < threads; ++i) workers_.push_back(std::make_unique<Worker>(folder, read));
  for (auto& worker : workers_) threads_.emplace_back([this, &worker] { work(*worker); });
}

Pool::~Pool() {
  {
    std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
}

bool Pool::add(Job job) {
  {
    std::scoped_lock lock(mutex_);
    if (ending_ || jobs_.size() >= most_) return false;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

std::size_t Pool::waiting() const {
  std::scoped_lock lock(mutex_);
  return jobs_.size();
}
std::size_t Pool::busy() const {
  std::scoped_lock lock(mutex_);
  return busy_;
}

void Pool::work(Worker& worker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    ++busy_;
    lock.unlock();
    job(worker);
    job = nullptr;
    worker.rest();
    lock.lock();
    --busy_;
  }
}

}  // namespace kawat::serve
