#include "read/page.h"

#include "read/charset.h"
#include "read/page_article.h"
#include "read/page_metadata.h"

namespace kawat::read {
namespace {

// A page may show the beginning only and load or lock the rest, which JSON-LD has.
std::string stated_text(std::string_view stated, const Page& page) {
  std::string html;
  for (char c : stated) c == '\n' ? html += "<br><br>" : html += c;
  return article_text(PageTree(html).root(), page);
}

}  // namespace

Status parse_page(std::string_view bytes, std::string_view charset, Page& page) {
  page = {};
  std::string buffer;
  PageTree tree(page_to_utf8(bytes, charset, buffer));
  std::string stated = read_metadata(tree.root(), page);
  page.text = article_text(tree.root(), page);
  if (stated.size() > page.text.size() + page.text.size() / 2) {
    stated = stated_text(stated, page);
    if (stated.size() > page.text.size() + page.text.size() / 2) page.text = std::move(stated);
  }
  return {};
}

}  // namespace kawat::read
