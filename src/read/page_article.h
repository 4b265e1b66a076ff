// The article of a parsed page (see page.h).
#pragma once

#include <string>
#include <string_view>

#include "read/page_tree.h"

namespace kawat::read {

// Paragraphs separated by an empty line; empty when the page has none. title: of the page, which is left out of the text.
std::string article_text(const PageNode* root, std::string_view title);

}  // namespace kawat::read
