// From an older layout to this one. Internal to the archive.
#pragma once

#include <span>

#include "archive/manifest.h"
#include "base/result.h"

namespace kawat::archive {

// One step changes a manifest of its layout into one of the next: it may write new parts and name them instead of the old ones,
// whose files go into `retired`. It runs under the commit lock, and again from the start when it was killed.
struct Migration {
  int from = 0;
  Status (*step)(const Layout& layout, Manifest& manifest) = nullptr;
};

// Those of this program.
std::span<const Migration> migrations();

// Applies the steps until `manifest` has layout `to`. Error archive_version where a step is missing.
Status migrate(const Layout& layout, Manifest& manifest, std::span<const Migration> steps, int to);

}  // namespace kawat::archive
