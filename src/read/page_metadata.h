// What a parsed page says about its article (see page.h).
#pragma once

#include "read/page.h"
#include "read/page_tree.h"

namespace kawat::read {

// Fills everything of `page` but the text. Returns the text that JSON-LD states, as it stands there: often none, or its
// beginning.
std::string read_metadata(const PageNode* root, Page& page);

}  // namespace kawat::read
