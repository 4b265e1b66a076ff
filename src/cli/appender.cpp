#include "cli/appender.h"

#include <utility>
#include <vector>

#include "archive/writer.h"
#include "pipeline/rows.h"

namespace kawat::cli {
namespace {

// Batches are small. After so many of them their parts are merged, down to a few for each month.
constexpr int kBatchesUntilMerged = 64;
constexpr std::uint64_t kPartsOfMonth = 4;

class ArchiveAppender : public Appender {
 public:
  ArchiveAppender(std::unique_ptr<archive::Writer> writer, const lexicon::Ontology& ontology)
      : writer_(std::move(writer)), ontology_(&ontology) {}

  bool has(const std::string& batch) const override { return writer_->knows_input(batch); }

  Result<std::uint64_t> append(const std::string& batch, std::span<const std::unique_ptr<Coded>> articles) override {
    std::vector<model::EventRow> rows;
    for (const auto& a : articles) {
      rows.clear();
      // Of a near-copy the article is kept, its events are those of the original.
      if (a->document.copy_of.empty()) pipeline::event_rows(a->document, a->analysis, *ontology_, 0, rows);
      writer_->add(archive::Document::of(a->document), rows);
    }
    writer_->add_input({batch, "kawat watch", static_cast<std::int32_t>(articles.size())});
    auto done = writer_->commit();
    if (!done) return fail(done.error());
    if (++batches_ % kBatchesUntilMerged == 0) {
      if (auto merged = writer_->compact(kPartsOfMonth); !merged) return fail(merged.error());
    }
    return done->events;
  }

 private:
  std::unique_ptr<archive::Writer> writer_;
  const lexicon::Ontology* ontology_;
  int batches_ = 0;
};

}  // namespace

Result<std::unique_ptr<Appender>> open_appender(const std::string& folder, const lexicon::Ontology& ontology, bool keep_text) {
  archive::WriterOptions options;
  options.keep_text = keep_text;
  auto writer = archive::Writer::open(folder, options);
  if (!writer) return fail(writer.error());
  return std::unique_ptr<Appender>(std::make_unique<ArchiveAppender>(std::move(*writer), ontology));
}

}  // namespace kawat::cli
