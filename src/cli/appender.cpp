#include "cli/appender.h"

#include <chrono>
#include <utility>
#include <vector>

#include "archive/writer.h"
#include "cli/story_linking.h"
#include "pipeline/rows.h"

namespace kawat::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Batches are small. After so many of them their parts are merged, down to a few for each month.
constexpr int kBatchesUntilMerged = 64;
constexpr std::uint64_t kPartsOfMonth = 4;
// Stories are linked when so many times as long has passed as the last time took.
constexpr int kPause = 20;

class ArchiveAppender : public Appender {
 public:
  ArchiveAppender(std::unique_ptr<archive::Writer> writer, const pipeline::Pipeline& pipeline, StoryLinking linking)
      : writer_(std::move(writer)), pipeline_(&pipeline), linking_(std::move(linking)) {}

  bool has(const std::string& batch) const override { return writer_->knows_input(batch); }

  Result<std::uint64_t> append(const std::string& batch, std::span<const std::unique_ptr<Coded>> articles) override {
    std::vector<model::EventRow> rows;
    std::vector<archive::Telling> tellings;
    for (const auto& a : articles) {
      rows.clear(), tellings.clear();
      if (a->document.copy_of.empty()) {
        pipeline::event_rows(a->document, a->analysis, pipeline_->ontology(), 0, rows);
        std::swap(worker_.analysis, a->analysis);
        auto ok = linking_.teller().tell(a->document, worker_, tellings);
        std::swap(worker_.analysis, a->analysis);
        if (!ok) return fail(ok.error());
      } else {
        // Of a near-copy the article is kept, its events are those of the original.
        tellings.push_back(intake::Teller::tell_copy(archive::Document::of(a->document)));
      }
      writer_->add(archive::Document::of(a->document), rows, tellings);
    }
    writer_->add_input({batch, "kawat watch", static_cast<std::int32_t>(articles.size())});
    auto done = writer_->commit();
    if (!done) return fail(done.error());
    if (Clock::now() >= next_) {
      if (auto ok = link(); !ok) return fail(ok.error());
    }
    if (++batches_ % kBatchesUntilMerged == 0) {
      if (auto merged = writer_->compact(kPartsOfMonth); !merged) return fail(merged.error());
    }
    return done->events;
  }

  Status finish() override { return link(); }

 private:
  Status link() {
    Clock::time_point start = Clock::now();
    StoryMemory memory;  // not for all the time that a watcher runs
    auto linked = linking_.link(*writer_, memory);
    next_ = Clock::now() + kPause * (Clock::now() - start);
    if (!linked) return fail(linked.error());
    return {};
  }

  std::unique_ptr<archive::Writer> writer_;
  const pipeline::Pipeline* pipeline_;
  StoryLinking linking_;
  pipeline::Pipeline::Worker worker_;
  Clock::time_point next_{};
  int batches_ = 0;
};

}  // namespace

Result<std::unique_ptr<Appender>> open_appender(const std::string& folder, const pipeline::Pipeline& pipeline, bool keep_text) {
  archive::WriterOptions options;
  options.keep_text = keep_text;
  auto writer = archive::Writer::open(folder, options);
  if (!writer) return fail(writer.error());
  auto linking = StoryLinking::build(pipeline, 1);
  if (!linking) return fail(linking.error());
  return std::unique_ptr<Appender>(std::make_unique<ArchiveAppender>(std::move(*writer), pipeline, std::move(*linking)));
}

}  // namespace kawat::cli
