// The tree that browsers build of a page, thinned (page_thin.h).
//
//   PageTree tree(html);
//   for (const PageNode* n = tree.root(); n != nullptr; n = after(n, tree.root())) …
//
// Elements nested more than 500 deep are taken for siblings, as browsers do. Time and memory grow with the bytes, whatever they
// are. A tree belongs to one thread; the parser behind it stays with the thread for its next page.
#pragma once

#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/dom/interfaces/element.h>
#include <lexbor/html/interfaces/document.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kawat::read {

using PageNode = lxb_dom_node_t;
using PageTag = lxb_tag_id_t;

// The attributes that the tree keeps. Those without a number in lexbor have one of their own.
enum class Attribute : lxb_dom_attr_id_t {
  none = 0,
  class_ = LXB_DOM_ATTR_CLASS,
  id = LXB_DOM_ATTR_ID,
  content = LXB_DOM_ATTR_CONTENT,
  href = LXB_DOM_ATTR_HREF,
  http_equiv = LXB_DOM_ATTR_HTTP_EQUIV,
  lang = LXB_DOM_ATTR_LANG,
  rel = LXB_DOM_ATTR_REL,
  style = LXB_DOM_ATTR_STYLE,
  type = LXB_DOM_ATTR_TYPE,
  own = 0x1000,  // lexbor's end below
  name,
  property,
  itemprop,
  datetime,
  pubdate,
  role,
  hidden,
  aria_hidden,
  data_component,
  data_module,
};

class PageTree {
 public:
  explicit PageTree(std::string_view html);
  const PageNode* root() const { return &document_->dom_document.node; }

 private:
  struct Destroy {
    void operator()(lxb_html_document_t* d) const { lxb_html_document_destroy(d); }
  };
  std::unique_ptr<lxb_html_document_t, Destroy> document_;
};

// What a tag says of what it holds.
enum Trait : std::uint8_t {
  kNoText = 1,  // programs, menus, pictures, titles: never a line of the article
  kInline = 2,  // stands within lines
  kHeading = 4,
  kProse = 8,  // short lines in it are text and no labels
};
std::uint8_t traits(PageTag tag);

inline bool is_element(const PageNode* n) { return n->type == LXB_DOM_NODE_TYPE_ELEMENT; }
inline bool is_text(const PageNode* n) { return n->type == LXB_DOM_NODE_TYPE_TEXT; }
inline PageTag tag_of(const PageNode* n) { return is_element(n) ? PageTag{n->local_name} : PageTag{LXB_TAG__UNDEF}; }
inline std::string_view text(const PageNode* n) {
  const lexbor_str_t& s = reinterpret_cast<const lxb_dom_character_data_t*>(n)->data;
  return {reinterpret_cast<const char*>(s.data), s.length};
}
inline const lxb_dom_attr_t* first_attribute(const PageNode* n) {
  return is_element(n) ? reinterpret_cast<const lxb_dom_element_t*>(n)->first_attr : nullptr;
}
inline std::string_view value(const lxb_dom_attr_t* a) {
  if (a->value == nullptr || a->value->data == nullptr) return {};
  return {reinterpret_cast<const char*>(a->value->data), a->value->length};
}
inline const lxb_dom_attr_t* find_attribute(const PageNode* n, Attribute name) {
  const lxb_dom_attr_t* a = first_attribute(n);
  while (a != nullptr && a->node.local_name != static_cast<lxb_dom_attr_id_t>(name)) a = a->next;
  return a;
}
inline bool has_attribute(const PageNode* n, Attribute name) { return find_attribute(n, name) != nullptr; }
// Bytes of text below the node that are no blanks. Elements that show nothing of the article (programs, menus, pictures) count
// for themselves and not for what holds them.
inline std::size_t ink(const PageNode* n) { return reinterpret_cast<std::size_t>(n->user); }
// Empty where there is none.
inline std::string_view attribute(const PageNode* n, Attribute name) {
  const lxb_dom_attr_t* a = find_attribute(n, name);
  return a == nullptr ? std::string_view() : value(a);
}

// The next node in the order of the page that is not below `n`, within `root`; nullptr at the end.
inline const PageNode* past(const PageNode* n, const PageNode* root) {
  while (n != root && n->next == nullptr) n = n->parent;
  return n == root ? nullptr : n->next;
}
// The next node in the order of the page, within `root`; nullptr at the end.
inline const PageNode* after(const PageNode* n, const PageNode* root) {
  return n->first_child != nullptr ? n->first_child : past(n, root);
}

// Runs of blanks become one space; none at the beginning of `out` or after another. U+00A0 is a blank, U+200B and U+FEFF nothing.
void append_collapsed(std::string_view text, std::string& out);
// The text, collapsed, without blanks at its ends.
std::string collapsed(std::string_view text);
// All text below the node, collapsed.
std::string text_of(const PageNode* node);

}  // namespace kawat::read
