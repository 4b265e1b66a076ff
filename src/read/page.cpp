#include "read/page.h"

#include "read/charset.h"
#include "read/page_article.h"
#include "read/page_metadata.h"

namespace kawat::read {

Status parse_page(std::string_view bytes, std::string_view charset, Page& page) {
  page = {};
  PageTree tree(page_to_utf8(bytes, charset));
  read_metadata(tree.root(), page);
  page.text = article_text(tree.root(), page);
  return {};
}

}  // namespace kawat::read
