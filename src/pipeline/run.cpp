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
  std::uint64_t number = 0;
  std::vector<read::Piece> pieces;
  std::vector<model::Document> documents;
  std::string out;
  std::uint64_t done = 0, rows = 0, copies = 0;
  std::vector<Error> errors;
  std::map<std::string_view, std::uint64_t> left_out;
  bool finished = false;
};

constexpr std::size_t kBatchPieces = 16;  // few, so that all threads end at the same time
constexpr std::size_t kBatchBytes = 1 << 20;

// Lets batches through one after the other, in the order of their numbers.
class Gate {
 public:
  template <class F>
  void pass(std::uint64_t number, F&& f) {
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return next_ == number; });
    f();
    ++next_;
    turn_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  std::uint64_t next_ = 0;
};

// What becomes of a batch on one thread: pieces are decoded, copies found in the order of the input, and the job done.
class Work {
 public:
  Work(read::Decoder decoder, const Job& job, Gate& gate, read::CopyFinder* copies)
      : decoder_(std::move(decoder)), job_(job), gate_(gate), copies_(copies), worker_(std::make_unique<Pipeline::Worker>()) {}

  void operator()(Batch& batch) {
    for (read::Piece& piece : batch.pieces) {
      std::string where = piece.where;
      model::Document d;
      auto left_out = guarded(where, [&] { return decoder_.decode(std::move(piece), d); });
      if (!left_out)
        batch.errors.push_back(left_out.error());
      else if (!left_out->empty())
        ++batch.left_out[*left_out];
      else
        batch.documents.push_back(std::move(d));
    }
    batch.pieces.clear();
    if (copies_ != nullptr) find_copies(batch);
    for (model::Document& d : batch.documents) code(d, batch);
    batch.documents.clear();
  }

 private:
  // Standard library and our own faults throw, nothing else: one article is lost, not the run.
  template <class F>
  static auto guarded(const std::string& where, F&& f) -> decltype(f()) {
    try {
      return f();
    } catch (const std::exception& e) {
      return fail(Code::internal, where, e.what(), "please report it with the article");
    }
  }

  void find_copies(Batch& batch) {
    sketches_.clear();
    for (const model::Document& d : batch.documents) sketches_.push_back(read::sketch_of(d));
    gate_.pass(batch.number, [&] {
      for (std::size_t i = 0; i < batch.documents.size(); ++i) {
        batch.documents[i].copy_of = copies_->find_or_add(batch.documents[i], sketches_[i]);
        batch.copies += !batch.documents[i].copy_of.empty();
      }
    });
  }

  void code(model::Document& d, Batch& batch) {
    std::size_t before = batch.out.size();
    worker_->left_out = {};
    auto rows = guarded(d.id, [&] { return job_(d, *worker_, batch.out); });
    if (rows && !worker_->left_out.empty()) {
      ++batch.left_out[worker_->left_out];
    } else if (rows) {
      batch.rows += *rows;
      ++batch.done;
      return;
    } else {
      Error e = rows.error();
      if (e.where.empty()) e.where = d.id;
      batch.errors.push_back(std::move(e));
    }
    batch.out.resize(before);
    batch.copies -= !d.copy_of.empty();
  }

  read::Decoder decoder_;
  const Job& job_;
  Gate& gate_;
  read::CopyFinder* copies_;
  std::unique_ptr<Pipeline::Worker> worker_;
  std::vector<read::Sketch> sketches_;
};

// Workers take batches as they come; the caller gets them back in order.
class Crew {
 public:
  template <class MakeWork>
  Crew(unsigned threads, const MakeWork& make_work) {
    for (unsigned i = 0; i < threads; ++i) {
      auto take_batches = [this, &make_work](std::stop_token stop) {
        Work work = make_work();
        for (;;) {
          std::shared_ptr<Batch> batch;
          {
            std::unique_lock lock(mutex_);
            if (!ready_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
            batch = waiting_.front();
            waiting_.pop_front();
          }
          work(*batch);
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
    case Code::bad_row:
      return "bad_row";
    case Code::nothing_matched:
      return "nothing_matched";
    case Code::internal:
      return "internal";
    default:
      return "other";
  }
}

Result<Summary> run(read::Reader& reader, unsigned threads, const Job& job, const Sink& sink, const Progress& progress,
                    const OnSkip& on_skip, read::CopyFinder* copies) {
  Summary summary;
  auto start = std::chrono::steady_clock::now();
  auto last = start;
  auto skip = [&](const Error& e) {
    ++summary.skipped[std::string(reason(e.code))];
    if (summary.first_error.empty()) summary.first_error = e.message();
    if (on_skip) on_skip(e);
  };
  bool end = false;
  std::uint64_t batches = 0;
  auto next_batch = [&](Batch& batch) {
    batch.number = batches++;
    std::size_t bytes = 0;
    while (!end && batch.pieces.size() < kBatchPieces && bytes < kBatchBytes) {
      read::Piece piece;
      switch (reader.take(piece)) {
        case read::Step::end:
          end = true;
          break;
        case read::Step::skip:
          ++summary.read;
          skip(reader.error());
          break;
        case read::Step::document:
          ++summary.read;
          bytes += piece.bytes.size();
          batch.pieces.push_back(std::move(piece));
          break;
      }
    }
  };
  auto take = [&](Batch& batch) -> Status {
    for (const Error& e : batch.errors) skip(e);
    summary.done += batch.done;
    summary.rows += batch.rows;
    summary.copies += batch.copies;
    for (auto [why, n] : batch.left_out) summary.left_out[std::string(why)] += n;
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
  Gate gate;
  auto make_work = [&] { return Work(reader.decoder(), job, gate, copies); };
  if (threads <= 1) {
    Work work = make_work();
    while (!end) {
      Batch batch;
      next_batch(batch);
      work(batch);
      if (auto ok = take(batch); !ok) return fail(ok.error());
    }
  } else {
    std::deque<std::shared_ptr<Batch>> open;
    Crew crew(threads, make_work);
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
  for (auto [why, n] : reader.left_out()) summary.left_out[std::string(why)] += n, summary.read += n;
  summary.bytes = reader.bytes_read();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return summary;
}

}  // namespace kawat::pipeline
