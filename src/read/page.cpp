#include "read/page.h"

#include <algorithm>
#include <memory>

#include "read/charset.h"
#include "read/page_article.h"
#include "read/page_metadata.h"

namespace kawat::read {
namespace {

constexpr int kDeepest = 2000;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Whether the tag's name, after '<' or "</", is this one.
bool named(std::string_view html, std::size_t at, std::string_view name) {
  if (at + name.size() > html.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (lower(html[at + i]) != name[i]) return false;
  }
  return at + name.size() == html.size() || !is_letter_or_digit(html[at + name.size()]);
}
// Where "</name" begins, or npos.
std::size_t end_tag(std::string_view html, std::size_t from, std::string_view name) {
  for (std::size_t i = html.find("</", from); i != std::string_view::npos; i = html.find("</", i + 2)) {
    if (named(html, i + 2, name)) return i;
  }
  return std::string_view::npos;
}

// The page without programs, styles, drawings and comments, which are most of its bytes and none of its text. JSON-LD stays.
std::string without_code(std::string_view html) {
  std::string out;
  out.reserve(html.size() / 2);
  std::size_t kept = 0;  // up to here it has been copied or dropped
  for (std::size_t i = html.find('<'); i != std::string_view::npos;) {
    std::size_t next = i + 1;
    if (html.substr(i, 4) == "<!--") {
      std::size_t end = html.find("-->", i + 4);
      if (end == std::string_view::npos) break;
      out.append(html, kept, i - kept);
      kept = next = end + 3;
    } else {
      for (std::string_view name : {"script", "style", "svg"}) {
        if (!named(html, i + 1, name)) continue;
        std::size_t body = html.find('>', i), end = body == std::string_view::npos ? body : end_tag(html, body, name);
        if (end == std::string_view::npos) break;
        std::string_view opening = html.substr(i, body - i);
        bool data = name == "script" && opening.find("ld+json") != std::string_view::npos;
        if (!data) {
          out.append(html, kept, body + 1 - kept);
          kept = end;
        }
        next = end + 2;
        break;
      }
    }
    i = html.find('<', next);
  }
  out.append(html, kept);
  return out;
}

// Elements that are open at once, at the worst. The parser walks its tree by recursion, so a page made to be deep is not given to
// it. What needs no end tag is not counted.
int depth(std::string_view html) {
  constexpr std::string_view kNoEnd[] = {"br",    "img",   "input", "meta",  "link",   "hr",    "p",     "li",   "td",
                                         "tr",    "th",    "dt",    "dd",    "option", "wbr",   "area",  "base", "col",
                                         "embed", "param", "track", "tbody", "thead",  "tfoot", "source"};
  int open = 0, most = 0;
  for (std::size_t i = html.find('<'); i != std::string_view::npos; i = html.find('<', i + 1)) {
    bool end = i + 1 < html.size() && html[i + 1] == '/';
    std::size_t name = i + (end ? 2 : 1);
    if (name >= html.size() || !is_letter_or_digit(html[name])) continue;
    if (std::any_of(std::begin(kNoEnd), std::end(kNoEnd), [&](std::string_view n) { return named(html, name, n); })) continue;
    open = std::max(0, open + (end ? -1 : 1));
    most = std::max(most, open);
  }
  return most;
}

}  // namespace

Status parse_page(std::string_view bytes, std::string_view charset, Page& page) {
  page = {};
  std::string html = without_code(page_to_utf8(bytes, charset));
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
