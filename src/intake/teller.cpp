#include "intake/teller.h"

#include "stories/linker.h"
#include "stories/packed.h"

namespace kawat::intake {
namespace {

using stories::Linker;
using stories::Told;

static_assert(archive::kPeriodDays == Linker::kPeriod);

archive::Telling packed(const Told& t) {
  const std::int64_t period = stories::period_of(t);
  archive::Telling out;
  out.telling = t.id, out.doc_id = t.doc_id, out.copy_of = t.copy_of, out.outlet = t.outlet, out.language = t.language;
  out.published = t.published, out.main = t.main;
  out.period = period == Linker::kUndated ? archive::kUndatedPeriod : static_cast<std::int32_t>(period);
  out.packed = stories::pack(t);
  return out;
}

}  // namespace

Result<Teller> Teller::build(const pipeline::Pipeline& pipeline) {
  auto maker = pipeline::TellingMaker::build(pipeline);
  if (!maker) return fail(maker.error());
  return Teller(std::move(*maker));
}

Status Teller::tell(const model::Document& document, pipeline::Pipeline::Worker& worker,
                    std::vector<archive::Telling>& out) const {
  std::vector<Told> told;
  if (auto ok = maker_.tell(document, worker, told); !ok) return ok;
  for (const Told& t : told) out.push_back(packed(t));
  return {};
}

archive::Telling Teller::tell_copy(const archive::Document& d) {
  Told t;
  t.id = t.doc_id = d.doc_id, t.copy_of = d.copy_of, t.outlet = d.outlet, t.language = d.language, t.published = d.published;
  t.main = true;
  return packed(t);
}

}  // namespace kawat::intake
