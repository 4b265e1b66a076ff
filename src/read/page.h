// A web page → the article in it and what the page says about it.
//
//   Page page;
//   if (auto ok = parse_page(bytes, "", page); !ok) …
//   page.text   paragraphs, separated by an empty line
//
// Metadata is trusted in this order: JSON-LD of schema.org → <meta> (Open Graph, Dublin Core, article:…) → elements (<time>,
// itemprop) → URL. page.published_source says which: "json-ld", "meta", "element", "url".
// The article is the element whose paragraphs weigh most against its links, menus and short lines; of it the paragraphs, lists,
// quotations, subheadings and tables of figures are kept; what is named or shaped as something else (related, share, comments,
// newsletter, teasers …) is not. docs/decisions/0009-pages.md tells how.
// Any thread; no state.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace kawat::read {

struct Page {
  std::string title, author, outlet, section, url, language;  // url: canonical; language: BCP 47 as declared
  std::string published, modified;                            // as written there
  std::string published_source;
  std::string description;  // what the page says of itself in its head
  std::string text;
};

// charset: of the transport, may be empty. No page is an error: one without an article has an empty text. Time and memory grow
// with its bytes, whatever they are.
Status parse_page(std::string_view bytes, std::string_view charset, Page& page);

}  // namespace kawat::read
