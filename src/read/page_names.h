// What the attributes of an element say of what it holds: names of classes, styles, addresses of links. Pure functions.
#pragma once

#include <string_view>

#include "read/page_tree.h"

namespace kawat::read {

// What an element's attributes say of it.
struct Said {
  bool hidden = false;
  bool other = false;     // a menu, an advertisement, links to other stories …
  bool comments = false;  // of readers, and nothing else
  bool body = false;      // the text of the article
};
Said look_at(const PageNode* element);

// Whether a link leads to somebody's account, address or subscription, and not to what was said there.
bool is_call(std::string_view href);

}  // namespace kawat::read
