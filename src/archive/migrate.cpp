#include "archive/migrate.h"

#include <algorithm>

namespace kawat::archive {

std::span<const Migration> migrations() {
  // Parts of several months came with layout 2; those of before are as they were.
  static constexpr Migration kSteps[] = {{1, [](const Layout&, Manifest&) -> Status { return {}; }}};
  return kSteps;
}

Status migrate(const Layout& layout, Manifest& manifest, std::span<const Migration> steps, int to) {
  while (manifest.schema < to) {
    auto step = std::find_if(steps.begin(), steps.end(), [&](const Migration& m) { return m.from == manifest.schema; });
    if (step == steps.end()) {
      return fail(Code::archive_version, layout.folder,
                  "nothing leads from layout " + std::to_string(manifest.schema) + " to " + std::to_string(to),
                  "ingest the articles into a new archive");
    }
    if (auto ok = step->step(layout, manifest); !ok) return ok;
    ++manifest.schema;
  }
  return {};
}

}  // namespace kawat::archive
