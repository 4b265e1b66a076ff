// The article of a parsed page (see page.h).
#pragma once

#include <string>

#include "read/page.h"
#include "read/page_tree.h"

namespace kawat::read {

// Paragraphs separated by an empty line; empty when the page has none. The page's metadata, already read, tells what to leave
// out.
std::string article_text(const PageNode* root, const Page& page);

}  // namespace kawat::read
