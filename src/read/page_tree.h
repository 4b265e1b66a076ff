// What the two halves of reading a page share: attributes and text of the parsed tree.
#pragma once

#include <gumbo.h>

#include <string>
#include <string_view>

namespace kawat::read {

inline bool is_element(const GumboNode* n) { return n->type == GUMBO_NODE_ELEMENT || n->type == GUMBO_NODE_TEMPLATE; }
inline GumboTag tag_of(const GumboNode* n) { return is_element(n) ? n->v.element.tag : GUMBO_TAG_UNKNOWN; }
inline std::string_view attribute(const GumboNode* n, const char* name) {
  if (!is_element(n)) return {};
  const GumboAttribute* a = gumbo_get_attribute(&n->v.element.attributes, name);
  return a == nullptr ? std::string_view() : std::string_view(a->value);
}
inline unsigned children(const GumboNode* n) {
  return is_element(n) ? n->v.element.children.length : n->type == GUMBO_NODE_DOCUMENT ? n->v.document.children.length : 0;
}
inline const GumboNode* child(const GumboNode* n, unsigned i) {
  return static_cast<const GumboNode*>(n->type == GUMBO_NODE_DOCUMENT ? n->v.document.children.data[i]
                                                                      : n->v.element.children.data[i]);
}

// Runs of blanks become one space; none at the beginning of `out` or after another. U+00A0 is a blank, U+200B and U+FEFF nothing.
void append_collapsed(std::string_view text, std::string& out);
// All text below the node, collapsed.
std::string text_of(const GumboNode* node);

}  // namespace kawat::read
