#include "read/page.h"

#include <algorithm>
#include <memory>

#include "read/charset.h"
#include "read/page_article.h"
#include "read/page_metadata.h"

namespace kawat::read {
namespace {

constexpr int kDeepest = 2000;

// Elements that are open at once, at the worst. The parser walks its tree by recursion, so a page made to be deep is not given to
// it. What needs no end tag is not counted.
int depth(std::string_view html) {
  auto name_at = [&](std::size_t i) {
    std::string name;
    for (; i < html.size() && name.size() < 12; ++i) {
      char c = html[i];
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) break;
      name += c;
    }
    return name;
  };
  auto closes_itself = [](const std::string& n) {
    for (std::string_view s :
         {"br",     "img", "input",  "meta", "link", "hr",  "p",     "li",    "td",    "tr",    "th",    "dt",   "dd",
          "option", "wbr", "source", "area", "base", "col", "embed", "param", "track", "tbody", "thead", "tfoot"}) {
      if (n == s) return true;
    }
    return false;
  };
  int open = 0, most = 0;
  for (std::size_t i = html.find('<'); i != std::string_view::npos; i = html.find('<', i + 1)) {
    bool end = i + 1 < html.size() && html[i + 1] == '/';
    std::string name = name_at(i + (end ? 2 : 1));
    if (name.empty() || closes_itself(name)) continue;
    if (name == "script" || name == "style") {
      if (end) continue;
      std::size_t close = html.find("</" + name, i);
      if (close == std::string_view::npos) break;
      i = close;
      continue;
    }
    open = std::max(0, open + (end ? -1 : 1));
    most = std::max(most, open);
  }
  return most;
}

}  // namespace

Status parse_page(std::string_view bytes, std::string_view charset, Page& page) {
  page = {};
  std::string html = page_to_utf8(bytes, charset);
  if (depth(html) > kDeepest)
    return fail(Code::unsupported_format, {}, "elements are nested more than " + std::to_string(kDeepest) + " deep",
                "this is no page of a newspaper");
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  auto destroy = [&](GumboOutput* o) { gumbo_destroy_output(&options, o); };
  std::unique_ptr<GumboOutput, decltype(destroy)> output(gumbo_parse_with_options(&options, html.data(), html.size()), destroy);
  read_metadata(output->document, page);
  page.text = article_text(output->document, page.title);
  return {};
}

}  // namespace kawat::read
