// kawat stories -a: the stories of an archive, or one of them with all its sources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/common.h"

namespace kawat::cli {

struct ArchiveStories {
  std::string archive, format, output, from, to;
  std::vector<std::string> ids;  // empty: a list
  std::uint64_t least = 0, limit = 0;
  bool quiet = false;
  Colour colour = Colour::automatic;
};

int archive_stories(const ArchiveStories& options);

}  // namespace kawat::cli
