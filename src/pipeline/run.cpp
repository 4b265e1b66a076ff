#include "pipeline/run.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace kawat::pipeline {
namespace {

struct Batch {
  std::vector<model::Document> documents;
  std::string out;
  std::uint64_t done = 0, rows = 0;
  std::vector<Error> errors;
  bool finished = false;
};

constexpr std::size_t kBatchDocuments = 64;
constexpr std::size_t kBatchBytes = 1 << 19;

// A job throws only where the standard library does, or by a fault of ours: one article is lost, not the run.
Result<std::uint64_t> attempt(model::Document& d, const Job& job, Pipeline::Worker& worker, std::string& out) {
  try {
    return job(d, worker, out);
  } catch (const std::exception& e) {
    return fail(Code::internal, d.id, e.what(), "please report it with the article");
  }
}

void work(Batch& batch, const Job& job, Pipeline::Worker& worker) {
  for (model::Document& d : batch.documents) {
    std::size_t before = batch.out.size();
    auto rows = attempt(d, job, worker, batch.out);
    if (rows) {
      batch.rows += *rows;
      ++batch.done;
    } else {
      batch.out.resize(before);
      Error e = rows.error();
      if (e.where.empty()) e.where = d.id;
      batch.errors.push_back(std::move(e));
    }
  }
  batch.documents.clear();
}

// Workers take batches as they come; the caller gets them back in order.
class Crew {
 public:
  Crew(unsigned threads, const Job& job) {
    for (unsigned i = 0; i < threads; ++i) {
      auto take_batches = [this, &job](std::stop_token stop) {
        auto worker = std::make_unique<Pipeline::Worker>();
        for (;;) {
          std::shared_ptr<Batch> batch;
          {
            std::unique_lock lock(mutex_);
            if (!ready_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
            batch = waiting_.front();
            waiting_.pop_front();
          }
          work(*batch, job, *worker);
          {
            std::lock_guard lock(mutex_);
            batch->finished = true;
          }
          finished_.notify_all();
        }
      };
      try {
        threads_.emplace_back(take_batches);
      } catch (const std::system_error&) {
        if (threads_.empty()) throw;
        break;  // as many as the system gives
      }
    }
  }
  ~Crew() {
    for (auto& t : threads_) t.request_stop();
    ready_.notify_all();
  }
  void give(std::shared_ptr<Batch> batch) {
    {
      std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(batch));
    }
    ready_.notify_one();
  }
  void wait(const Batch& batch) {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return batch.finished; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any ready_, finished_;
  std::deque<std::shared_ptr<Batch>> waiting_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

}  // namespace

std::string_view reason(Code code) {
  switch (code) {
    case Code::file_missing:
      return "file_missing";
    case Code::file_unreadable:
      return "file_unreadable";
    case Code::not_utf8:
      return "not_utf8";
    case Code::bad_json:
      return "bad_json";
    case Code::line_too_long:
      return "line_too_long";
    case Code::empty_document:
      return "empty_document";
    case Code::no_text_field:
      return "no_text_field";
    case Code::unsupported_language:
      return "unsupported_language";
    case Code::nul_bytes:
      return "nul_bytes";
    case Code::unsupported_format:
      return "unsupported_format";
    case Code::bad_date:
      return "bad_date";
    case Code::bad_marks:
      return "bad_marks";
    case Code::bad_archive:
      return "bad_archive";
    case Code::nothing_matched:
      return "nothing_matched";
    case Code::internal:
      return "internal";
    default:
      return "other";
  }
}

Result<Summary> run(read::Reader& reader, unsigned threads, const Job& job, const Sink& sink, const Progress& progress,
                    const OnSkip& on_skip) {
  Summary summary;
  auto start = std::chrono::steady_clock::now();
  auto last = start;
  auto skip = [&](const Error& e) {
    ++summary.skipped[std::string(reason(e.code))];
    if (summary.first_error.empty()) summary.first_error = e.message();
    if (on_skip) on_skip(e);
  };
  bool end = false;
  auto next_batch = [&](Batch& batch) {
    std::size_t bytes = 0;
    while (!end && batch.documents.size() < kBatchDocuments && bytes < kBatchBytes) {
      model::Document d;
      switch (reader.next(d)) {
        case read::Step::end:
          end = true;
          break;
        case read::Step::skip:
          ++summary.read;
          skip(reader.error());
          break;
        case read::Step::document:
          ++summary.read;
          bytes += d.text.size();
          batch.documents.push_back(std::move(d));
          break;
      }
    }
  };
  auto take = [&](Batch& batch) -> Status {
    for (const Error& e : batch.errors) skip(e);
    summary.done += batch.done;
    summary.rows += batch.rows;
    if (!batch.out.empty()) {
      if (auto ok = sink(batch.out); !ok) return ok;
    }
    auto now = std::chrono::steady_clock::now();
    if (progress && now - last > std::chrono::milliseconds(200)) {
      last = now;
      summary.bytes = reader.bytes_read();
      summary.seconds = std::chrono::duration<double>(now - start).count();
      progress(summary,
               reader.bytes_total() > 0 ? static_cast<double>(summary.bytes) / static_cast<double>(reader.bytes_total()) : -1);
    }
    return {};
  };
  if (threads <= 1) {
    auto worker = std::make_unique<Pipeline::Worker>();
    Batch batch;
    while (!end) {
      batch.out.clear(), batch.errors.clear(), batch.done = batch.rows = 0;
      next_batch(batch);
      work(batch, job, *worker);
      if (auto ok = take(batch); !ok) return fail(ok.error());
    }
  } else {
    std::deque<std::shared_ptr<Batch>> open;
    Crew crew(threads, job);
    while (!end || !open.empty()) {
      if (!end && open.size() < threads * 3) {
        auto batch = std::make_shared<Batch>();
        next_batch(*batch);
        open.push_back(batch);
        crew.give(std::move(batch));
      } else {
        crew.wait(*open.front());
        if (auto ok = take(*open.front()); !ok) return fail(ok.error());
        open.pop_front();
      }
    }
  }
  summary.bytes = reader.bytes_read();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return summary;
}

}  // namespace kawat::pipeline
