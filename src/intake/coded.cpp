#include "intake/coded.h"

#include <algorithm>
#include <type_traits>

#include "archive/document.h"
#include "archive/files.h"

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
  const archive::Origin origin{archive::Document::content_key(d), archive::hash64(d.path)};
  if (options_.known) {
    archive::pack_known(origin, out.record);
    return std::string_view();
  }
  auto rows = make_record(*pipeline_, *teller_, options_, origin, d, false, worker_, out.record);
  if (!rows) return fail(rows.error());
  out.events = static_cast<std::uint32_t>(*rows);
  return std::string_view();
}

}  // namespace kawat::intake
