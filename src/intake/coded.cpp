#include "intake/coded.h"

#include <algorithm>
#include <type_traits>

#include "archive/files.h"
#include "pipeline/rows.h"

namespace kawat::intake {

static_assert(std::is_trivially_copyable_v<read::Sketch>);

std::uint64_t Coded::hash() const {
  std::string all;
  all.reserve(24 + sketch.size());
  for (std::string_view part : {std::string_view(id), std::string_view(sketch), std::string_view(record)}) {
    std::uint64_t h = archive::hash64(part);
    all.append(reinterpret_cast<const char*>(&h), sizeof h);
  }
  return archive::hash64(all);
}

ArticleCoder::ArticleCoder(const pipeline::Pipeline& pipeline, const Teller& teller, CodingOptions options)
    : pipeline_(&pipeline), teller_(&teller), options_(std::move(options)) {}

Result<std::string_view> ArticleCoder::code(model::Document&& d, Coded& out) {
  out = {};
  out.id = d.id;
  // Of the text as it was read: what is found in it later is no part of it.
  const read::Sketch sketch = read::sketch_of(d);
  out.sketch.assign(reinterpret_cast<const char*>(&sketch), sizeof sketch);
  if (!options_.languages.empty()) {
    pipeline_->identify(d);
    const std::string primary = d.language.substr(0, d.language.find('-'));
    if (std::find(options_.languages.begin(), options_.languages.end(), primary) == options_.languages.end()) return "language";
  }
  archive::Document document = archive::Document::of(d);
  const archive::Origin origin{document.content_key(), archive::hash64(d.path)};
  if (options_.known) {
    archive::pack_known(origin, out.record);
    return std::string_view();
  }
  if (auto ok = pipeline_->analyse(d, worker_, pipeline::Depth::events); !ok) return fail(ok.error());
  document = archive::Document::of(d);  // title, language and outlet may have been found in the text
  rows_.clear(), tellings_.clear();
  pipeline::event_rows(d, worker_.analysis, pipeline_->ontology(), options_.min_confidence, rows_);
  if (auto ok = teller_->tell(d, worker_, tellings_); !ok) return fail(ok.error());
  archive::pack_record(origin, document, rows_, tellings_, options_.keep_text, out.record);
  out.events = static_cast<std::uint32_t>(rows_.size());
  return std::string_view();
}

}  // namespace kawat::intake
