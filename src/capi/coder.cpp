#include "capi/coder.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "base/text.h"
#include "lexicon/actor_files.h"
#include "pipeline/explanation.h"
#include "pipeline/rows.h"
#include "pipeline/run.h"

namespace kawat::capi {
namespace {

constexpr std::int64_t kSlice = 64;                        // articles that a thread takes at once
constexpr std::size_t kBatchRows = 65'536;                 // of an answer: few large batches are what readers like
constexpr std::size_t kBatchBytes = std::size_t{1} << 28;  // of one column, far from the 2 GB that offsets can tell

// Appends, and begins a new batch where the last one is full.
void gather(std::vector<Table>& to, Table&& rows, std::size_t most) {
  if (rows.rows() == 0) return;
  if (to.empty() || to.back().rows() + rows.rows() > most || to.back().text_bytes() + rows.text_bytes() > kBatchBytes)
    to.push_back(std::move(rows));
  else
    to.back().append(rows);
}

}  // namespace

Result<Articles> Articles::open(const ArrowSchema& schema, const ArrowArray& array, const read::FieldNames& names) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s" || schema.n_children != array.n_children ||
      schema.release == nullptr || array.release == nullptr)
    return fail(Code::bad_arrow, "articles", "this is no table", "give a struct array, as a record batch is one");
  Articles out;
  out.rows_ = array.length;
  if (array.n_buffers > 0 && array.buffers != nullptr && array.null_count != 0)
    out.validity_ = static_cast<const std::uint8_t*>(array.buffers[0]);
  out.offset_ = array.offset;
  bool text = false;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const read::FieldNames::Found* known = names.find(text_or_empty(schema.children[i]->name));
    if (known == nullptr) continue;
    auto column = TextColumn::open(*schema.children[i], *array.children[i], array.offset, array.length);
    if (!column) return fail(column.error());
    text |= known->field == read::Field::text || known->field == read::Field::html;
    out.columns_.push_back({*known, std::move(*column)});
  }
  if (!text)
    return fail(Code::bad_arrow, "articles", "no column holds the articles",
                "name it \"text\", or \"html\" where it holds web pages");
  std::stable_sort(out.columns_.begin(), out.columns_.end(),
                   [](const Named& a, const Named& b) { return a.field.rank < b.field.rank; });
  return out;
}

std::size_t Articles::get(std::int64_t row, read::FieldValues& out) const {
  out = {};
  if (validity_ != nullptr && (validity_[(row + offset_) / 8] >> ((row + offset_) % 8) & 1) == 0) return 0;
  std::size_t bytes = 0;
  for (const Named& c : columns_) {
    std::string& value = out[c.field.field];
    if (!value.empty() || !c.column.get(row, value)) continue;
    if (c.field.field == read::Field::text) out.has_text = true;
    bytes += value.size();
  }
  return bytes;
}

Status parse_article(std::size_t bytes, read::FieldValues& fields, const read::ReadOptions& options,
                     const read::PartFinder& parts, model::Document& out) {
  if (bytes > options.max_line)
    return fail(Code::line_too_long, "", "the article has " + std::to_string(bytes) + " bytes", "split it");
  return guarded_article([&] { return read::parse_fields_document(fields, options, &parts, out); });
}

Result<std::unique_ptr<Coder>> Coder::build(const kawat_coder_options& o, const std::string& library) {
  std::unique_ptr<Coder> coder(new Coder);
  auto pack = o.pack != nullptr ? lexicon::Pack::open(o.pack) : lexicon::Pack::open_default(library);
  if (!pack) return fail(pack.error());
  coder->pack_ = std::move(*pack);
  if (o.actor_count > 0) {
    std::vector<std::string> files;
    for (std::size_t i = 0; i < o.actor_count; ++i) files.push_back(text_or_empty(o.actors[i]));
    if (auto ok = lexicon::add_actor_files(coder->pack_, files); !ok) return fail(ok.error());
  }
  auto pipeline = pipeline::Pipeline::build(coder->pack_);
  if (!pipeline) return fail(pipeline.error());
  coder->pipeline_ = std::make_unique<pipeline::Pipeline>(std::move(*pipeline));
  const std::string languages = text_or_empty(o.languages);  // outlives the parts of it
  for (std::string_view code : split(languages, ',')) {
    code = trim(code);
    if (code.empty()) continue;
    if (auto there = coder->pipeline_->language(code); !there) return fail(there.error());
    coder->languages_.emplace_back(code.substr(0, code.find_first_of("-_")));
  }
  if (coder->languages_.size() == 1) coder->read_.language = coder->languages_.front();
  coder->read_.home = text_or_empty(o.home), coder->read_.outlet = text_or_empty(o.outlet);
  coder->read_.published = text_or_empty(o.published);
  if (!coder->read_.published.empty() && !coder->pipeline_->parts().dates().parse(coder->read_.published).known())
    return fail(Code::bad_date, "published", "'" + coder->read_.published + "' is no date", "write it as 2024-10-08");
  coder->read_.find_parts = false;  // analyse() does it
  coder->min_confidence_ = o.min_confidence;
  return coder;
}

Status Coder::check_language(model::Document& d) const {
  if (languages_.empty()) return {};
  pipeline_->identify(d);
  std::string_view primary = std::string_view(d.language).substr(0, d.language.find_first_of("-_"));
  if (std::find(languages_.begin(), languages_.end(), primary) != languages_.end()) return {};
  return fail(Code::unsupported_language, d.id, "language '" + d.language + "' is none of those asked for",
              "make the coder with it, or name the article's language");
}

// One call of code(): slices of the input that threads take in order.
class Batch {
 public:
  Batch(const Coder& coder, const Articles& articles, const kawat_code_options& options, read::CopyFinder* copies)
      : coder_(coder), articles_(articles), options_(options), copies_(copies) {
    std::int64_t threads = options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    std::int64_t slices = (articles.rows() + kSlice - 1) / kSlice;
    threads_ = static_cast<unsigned>(std::clamp<std::int64_t>(threads, 1, std::max<std::int64_t>(1, slices)));
    slices_.resize(static_cast<std::size_t>(slices));
  }

  Result<Coder::Coded> run() {
    if (threads_ == 1) {
      Worker worker;
      auto last = std::chrono::steady_clock::now();
      while (take(worker)) {
        auto now = std::chrono::steady_clock::now();
        if (now - last < kPause) continue;
        last = now;
        report();
      }
    } else {
      std::vector<std::jthread> threads;
      for (unsigned i = 0; i < threads_; ++i) {
        try {
          threads.emplace_back([this] { work(); });
        } catch (const std::system_error&) {
          if (threads.empty()) return fail(Code::internal, "", "no thread can be started", "use fewer threads");
          break;  // as many as the system gives
        }
      }
      std::unique_lock lock(mutex_);
      while (working_ < threads.size() || finished_ < working_) {
        changed_.wait_for(lock, kPause);
        lock.unlock();
        report();
        lock.lock();
      }
    }
    report();
    if (failure_) return fail(*failure_);
    if (stop_) return fail(Code::stopped, "", "the caller ended it", "");
    Coder::Coded out;
    for (Slice& s : slices_) {
      for (Table& t : s.events) gather(out.events, std::move(t), kBatchRows);
      for (Table& t : s.skipped) gather(out.skipped, std::move(t), kBatchRows);
      s = {};
    }
    return out;
  }

 private:
  static constexpr auto kPause = std::chrono::milliseconds(50);
  struct Slice {
    std::vector<Table> events, skipped;
  };
  struct Worker {
    pipeline::Pipeline::Worker stages;
    std::vector<model::Document> documents;
    std::vector<std::int64_t> numbers;  // of the documents
    std::vector<read::Sketch> sketches;
    std::vector<model::EventRow> rows;
    read::FieldValues fields;
  };

  void work() {
    {
      std::lock_guard lock(mutex_);
      ++working_;
    }
    try {
      auto worker = std::make_unique<Worker>();
      while (take(*worker)) changed_.notify_one();
    } catch (const std::exception& e) {
      give_up(e.what());
    }
    std::lock_guard lock(mutex_);
    ++finished_;
    changed_.notify_all();
  }

  void give_up(const char* why) {
    std::lock_guard lock(mutex_);
    stop_ = true;
    if (!failure_) failure_ = Error{Code::internal, "", why, "please report it"};
    turn_.notify_all();
  }

  void report() {
    if (options_.progress == nullptr) return;
    if (options_.progress(options_.user, done_, static_cast<std::uint64_t>(articles_.rows())) != 0) stop_ = true;
  }

  // Codes the next slice; false when there is none.
  bool take(Worker& w) {
    std::size_t number = next_++;
    if (stop_ || number >= slices_.size()) return false;
    Slice& slice = slices_[number];
    std::int64_t from = static_cast<std::int64_t>(number) * kSlice, to = std::min(articles_.rows(), from + kSlice);
    w.documents.clear(), w.numbers.clear();
    for (std::int64_t row = from; row < to; ++row) {
      model::Document d;
      if (auto ok = read_article(row, w, d); ok) {
        w.documents.push_back(std::move(d)), w.numbers.push_back(row);
      } else {
        skip(row, d.id, ok.error(), slice);
      }
    }
    if (copies_ != nullptr && !find_copies(number, w)) return false;
    Table events(event_fields());
    for (std::size_t i = 0; i < w.documents.size() && !stop_; ++i) {
      model::Document& d = w.documents[i];
      w.rows.clear();
      auto ok = code_article(d, w);
      if (!ok) skip(w.numbers[i], d.id, ok.error(), slice);
      for (const model::EventRow& row : w.rows) {
        add_row(row, events);
        if (events.text_bytes() < kBatchBytes) continue;
        slice.events.push_back(std::move(events));
        events = Table(event_fields());
      }
      ++done_;
    }
    if (events.rows() > 0) slice.events.push_back(std::move(events));
    return true;
  }

  Status read_article(std::int64_t row, Worker& w, model::Document& d) const {
    std::size_t bytes = articles_.get(row, w.fields);
    std::string id = w.fields[read::Field::id].empty() ? std::to_string(row) : w.fields[read::Field::id];
    auto ok = parse_article(bytes, w.fields, coder_.read_, coder_.pipeline_->parts(), d);
    if (d.id.empty()) d.id = std::move(id);
    return ok;
  }

  Status code_article(model::Document& d, Worker& w) const {
    return guarded_article([&]() -> Status {
      if (auto ok = coder_.check_language(d); !ok) return ok;
      if (options_.drop_copies != 0 && !d.copy_of.empty()) return {};
      if (auto ok = coder_.pipeline_->analyse(d, w.stages, pipeline::Depth::events); !ok) return ok;
      pipeline::event_rows(d, w.stages.analysis, coder_.pipeline_->ontology(), coder_.min_confidence_, w.rows);
      return {};
    });
  }

  // In the order of the input. False when another thread has failed, whose turn will not come.
  bool find_copies(std::size_t number, Worker& w) {
    w.sketches.clear();
    for (const model::Document& d : w.documents) w.sketches.push_back(read::sketch_of(d));
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return turn_of_ == number || failure_; });
    if (failure_) return false;
    for (std::size_t i = 0; i < w.documents.size(); ++i)
      w.documents[i].copy_of = copies_->find_or_add(w.documents[i], w.sketches[i]);
    ++turn_of_;
    turn_.notify_all();
    return true;
  }

  void skip(std::int64_t row, const std::string& id, const Error& e, Slice& slice) {
    if (slice.skipped.empty()) slice.skipped.emplace_back(skipped_fields());
    Table& t = slice.skipped.back();
    t[0].add(row), t[1].add(std::string_view(id)), t[2].add(static_cast<std::int32_t>(e.code));
    t[3].add(pipeline::reason(e.code)), t[4].add(std::string_view(e.what));
    if (e.hint.empty())
      t[5].null();
    else
      t[5].add(std::string_view(e.hint));
  }

  const Coder& coder_;
  const Articles& articles_;
  const kawat_code_options& options_;
  read::CopyFinder* copies_;
  unsigned threads_ = 1;
  std::vector<Slice> slices_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_, turn_;
  std::size_t working_ = 0, finished_ = 0, turn_of_ = 0;
  std::optional<Error> failure_;
};

Result<Coder::Coded> Coder::code(const ArrowSchema& schema, const ArrowArray& array, const kawat_code_options& options,
                                 read::CopyFinder* copies) const {
  auto articles = Articles::open(schema, array);
  if (!articles) return fail(articles.error());
  return Batch(*this, *articles, options, copies).run();
}

Result<std::string> Coder::explain(const kawat_article& article) const {
  read::FieldValues fields;
  using read::Field;
  fields[Field::id] = text_or_empty(article.id), fields[Field::text] = text_or_empty(article.text);
  fields[Field::title] = text_or_empty(article.title), fields[Field::url] = text_or_empty(article.url);
  fields[Field::published] = text_or_empty(article.published), fields[Field::language] = text_or_empty(article.language);
  fields[Field::outlet] = text_or_empty(article.outlet), fields[Field::author] = text_or_empty(article.author);
  fields[Field::home] = text_or_empty(article.home);
  fields.has_text = article.text != nullptr;
  model::Document d;
  if (auto ok = read::parse_fields_document(fields, read_, &pipeline_->parts(), d); !ok) return fail(ok.error());
  if (d.id.empty()) d.id = "sentence";
  if (auto ok = check_language(d); !ok) return fail(ok.error());
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  std::vector<events::Rejected> rejected;
  worker->events.rejected = &rejected;
  if (auto ok = pipeline_->analyse(d, *worker, pipeline::Depth::events); !ok) return fail(ok.error());
  std::string out;
  pipeline::explain_json(d, worker->analysis, rejected, pipeline_->ontology(), out);
  return out;
}

}  // namespace kawat::capi
