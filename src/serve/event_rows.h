// Whole rows of the archive, every column, for events that the index found.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "serve/event_index.h"
#include "serve/query.h"

namespace kawat::serve {

// As JSON objects, in the order asked for; what the archive no longer has is left out.
Result<std::vector<std::string>> event_objects(archive::Archive& archive, const EventIndex& index,
                                               std::span<const EventRef* const> events);
// Rows of any answer, as `format` has them; json: with commas between them.
Status write_rows(archive::Answer& answer, Format format, const std::function<Status(std::string_view)>& write, bool& begun,
                  std::uint64_t& rows);

}  // namespace kawat::serve
