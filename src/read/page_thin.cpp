#include "read/page_thin.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace kawat::read {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

enum class Tag : unsigned char {
  kept,
  bare,    // without attributes
  gone,    // the tag goes, what it holds stays
  code,    // the tag and all to its end tag, or to the end of the page
  box,     // the tag and all to its own end tag; without one only the tag
  raw,     // what it holds is text even where it looks like tags
  link,    // only the canonical one
  script,  // code, but for JSON-LD
  strange  // of the page's own making
};
struct Named {
  std::string_view name;
  Tag tag;
};
// All names that lexbor keeps with a number, by length and letters.
constexpr Named kNamed[] = {
    {"a", Tag::kept},        {"b", Tag::gone},         {"i", Tag::gone},          {"p", Tag::kept},
    {"q", Tag::kept},        {"s", Tag::gone},         {"u", Tag::gone},          {"br", Tag::bare},
    {"dd", Tag::kept},       {"dl", Tag::kept},        {"dt", Tag::kept},         {"em", Tag::gone},
    {"h1", Tag::kept},       {"h2", Tag::kept},        {"h3", Tag::kept},         {"h4", Tag::kept},
    {"h5", Tag::kept},       {"h6", Tag::kept},        {"hr", Tag::bare},         {"li", Tag::kept},
    {"ol", Tag::kept},       {"rb", Tag::kept},        {"rp", Tag::kept},         {"rt", Tag::kept},
    {"td", Tag::kept},       {"th", Tag::kept},        {"tr", Tag::kept},         {"tt", Tag::gone},
    {"ul", Tag::kept},       {"bdi", Tag::kept},       {"bdo", Tag::kept},        {"big", Tag::gone},
    {"col", Tag::gone},      {"del", Tag::kept},       {"dfn", Tag::kept},        {"dir", Tag::kept},
    {"div", Tag::kept},      {"img", Tag::bare},       {"ins", Tag::kept},        {"kbd", Tag::kept},
    {"map", Tag::kept},      {"nav", Tag::box},        {"pre", Tag::kept},        {"rtc", Tag::kept},
    {"sub", Tag::kept},      {"sup", Tag::kept},       {"svg", Tag::box},         {"use", Tag::gone},
    {"var", Tag::kept},      {"wbr", Tag::gone},       {"xmp", Tag::raw},         {"abbr", Tag::kept},
    {"area", Tag::gone},     {"base", Tag::gone},      {"body", Tag::kept},       {"cite", Tag::kept},
    {"code", Tag::gone},     {"data", Tag::kept},      {"font", Tag::gone},       {"form", Tag::kept},
    {"head", Tag::kept},     {"html", Tag::kept},      {"link", Tag::link},       {"main", Tag::kept},
    {"mark", Tag::kept},     {"math", Tag::box},       {"menu", Tag::kept},       {"meta", Tag::kept},
    {"nobr", Tag::gone},     {"path", Tag::gone},      {"ruby", Tag::kept},       {"samp", Tag::kept},
    {"slot", Tag::kept},     {"span", Tag::kept},      {"time", Tag::kept},       {"aside", Tag::kept},
    {"audio", Tag::box},     {"embed", Tag::gone},     {"frame", Tag::gone},      {"input", Tag::gone},
    {"label", Tag::kept},    {"meter", Tag::kept},     {"param", Tag::gone},      {"small", Tag::gone},
    {"style", Tag::code},    {"table", Tag::kept},     {"tbody", Tag::kept},      {"tfoot", Tag::kept},
    {"thead", Tag::kept},    {"title", Tag::raw},      {"track", Tag::gone},      {"video", Tag::box},
    {"applet", Tag::kept},   {"button", Tag::box},     {"canvas", Tag::box},      {"center", Tag::kept},
    {"dialog", Tag::kept},   {"figure", Tag::box},     {"footer", Tag::kept},     {"header", Tag::kept},
    {"hgroup", Tag::kept},   {"iframe", Tag::code},    {"legend", Tag::kept},     {"object", Tag::box},
    {"option", Tag::gone},   {"output", Tag::kept},    {"script", Tag::script},   {"search", Tag::kept},
    {"select", Tag::box},    {"source", Tag::gone},    {"strike", Tag::gone},     {"strong", Tag::gone},
    {"acronym", Tag::kept},  {"address", Tag::kept},   {"article", Tag::kept},    {"caption", Tag::kept},
    {"details", Tag::kept},  {"listing", Tag::kept},   {"marquee", Tag::kept},    {"noembed", Tag::code},
    {"picture", Tag::kept},  {"section", Tag::kept},   {"summary", Tag::kept},    {"colgroup", Tag::kept},
    {"datalist", Tag::kept}, {"fieldset", Tag::kept},  {"frameset", Tag::gone},   {"noframes", Tag::code},
    {"noscript", Tag::code}, {"optgroup", Tag::gone},  {"progress", Tag::kept},   {"template", Tag::box},
    {"textarea", Tag::code}, {"plaintext", Tag::gone}, {"blockquote", Tag::kept}, {"figcaption", Tag::kept}};
constexpr std::size_t kLongest = 10;

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
// What a byte ends within a tag.
enum Ends : unsigned char { kName = 1, kAttribute = 2, kValue = 4, kBlank = 8 };
constexpr auto kEnds = [] {
  std::array<unsigned char, 256> e{};
  for (unsigned char c : {' ', '\n', '\t', '\r', '\f'}) e[c] = kName | kAttribute | kValue | kBlank;
  e['>'] = kName | kAttribute | kValue;
  e['/'] = kName | kAttribute;
  e['='] = kAttribute;
  return e;
}();
bool ends(char c, Ends what) { return (kEnds[static_cast<unsigned char>(c)] & what) != 0; }
bool same(std::string_view s, std::string_view lower_case) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (lower(s[i]) != lower_case[i]) return false;
  }
  return true;
}
bool equal(std::string_view s, std::string_view lower_case) { return s.size() == lower_case.size() && same(s, lower_case); }

// By length and first letter, which turn down most names; nullptr for names of a page's own making.
const Named* known(std::string_view name) {
  struct Row {
    unsigned char begin = 0, end = 0;
  };
  static const auto rows = [] {
    std::array<std::array<Row, 26>, kLongest + 1> r{};
    for (std::size_t i = 0; i < std::size(kNamed); ++i) {
      Row& row = r[kNamed[i].name.size()][static_cast<std::size_t>(kNamed[i].name[0] - 'a')];
      if (row.end == 0) row.begin = static_cast<unsigned char>(i);
      row.end = static_cast<unsigned char>(i + 1);
    }
    return r;
  }();
  static_assert(std::size(kNamed) < 256);
  if (name.size() > kLongest) return nullptr;
  Row row = rows[name.size()][static_cast<std::size_t>(lower(name[0]) - 'a')];
  for (std::size_t i = row.begin; i < row.end; ++i) {
    if (same(name, kNamed[i].name)) return &kNamed[i];
  }
  return nullptr;
}

bool keeps(std::string_view attribute) {
  switch (attribute.size()) {
    case 2:
      return equal(attribute, "id");
    case 3:
      return equal(attribute, "rel");
    case 4:
      return equal(attribute, "href") || equal(attribute, "name") || equal(attribute, "role") || equal(attribute, "lang");
    case 5:
      return equal(attribute, "class");
    case 6:
      return equal(attribute, "hidden");
    case 7:
      return equal(attribute, "content") || equal(attribute, "pubdate");
    case 8:
      return equal(attribute, "property") || equal(attribute, "itemprop") || equal(attribute, "datetime");
    case 10:
      return equal(attribute, "http-equiv");
    case 11:
      return equal(attribute, "aria-hidden") || equal(attribute, "data-module");
    case 14:
      return equal(attribute, "data-component");
    default:
      return false;
  }
}

class Thinner {
 public:
  Thinner(std::string_view html, std::string& out) : html_(html), out_(out) {}

  void run() {
    std::size_t kept = 0;  // up to here it has been copied or left out
    for (std::size_t i = html_.find('<'); i != kNone; i = html_.find('<', i)) {
      std::size_t next = i + 1;
      char c = next < html_.size() ? html_[next] : '\0';
      bool end_tag = c == '/';
      if (end_tag && ++next < html_.size()) c = html_[next];
      if (!is_letter(c) && !end_tag && c != '!' && c != '?') {
        i = next;  // a sign, and no tag
        continue;
      }
      out_.append(html_, kept, i - kept);
      if (is_letter(c))
        i = tag(next, end_tag);
      else
        i = other(i);
      kept = i = std::min(i, html_.size());
    }
    out_.append(html_, kept);
  }

 private:
  // Behind a comment, or what is taken for one. Doctypes are copied.
  std::size_t other(std::size_t i) {
    if (html_.substr(i, 4) == "<!--") {
      if (html_.substr(i + 4, 1) == ">") return i + 5;
      if (html_.substr(i + 4, 2) == "->") return i + 6;
      std::size_t end = html_.find("-->", i + 4);
      return end == kNone ? kNone : end + 3;
    }
    std::size_t end = html_.find('>', i);
    if (end == kNone) return kNone;
    if (equal(html_.substr(i + 2, 7), "doctype")) out_.append(html_, i, end + 1 - i);
    return end + 1;
  }

  // From the name on; returns what is behind the tag, or behind the element.
  std::size_t tag(std::size_t from, bool end_tag) {
    std::size_t i = from;
    while (i < html_.size() && !ends(html_[i], kName)) ++i;
    std::string_view name = html_.substr(from, i - from);
    const Named* named = known(name);
    Tag k = named == nullptr ? Tag::strange : named->tag;
    std::size_t start = out_.size();
    out_ += end_tag ? "</" : "<";
    out_ += k == Tag::strange ? std::string_view("span") : name;
    bool with = !end_tag && k != Tag::bare && k != Tag::gone && k != Tag::code && k != Tag::box;
    bool linked_data = false, canonical = false;
    for (;;) {
      while (i < html_.size() && (ends(html_[i], kBlank) || html_[i] == '/')) ++i;
      if (i == html_.size()) {
        out_.resize(start);
        return kNone;
      }
      if (html_[i] == '>') break;
      std::size_t begin = i++;  // a '=' here is a letter of the name
      while (i < html_.size() && !ends(html_[i], kAttribute)) ++i;
      std::string_view attribute = html_.substr(begin, i - begin);
      std::size_t end = i;
      while (i < html_.size() && ends(html_[i], kBlank)) ++i;
      std::string_view value;
      if (i < html_.size() && html_[i] == '=') {
        ++i;
        while (i < html_.size() && ends(html_[i], kBlank)) ++i;
        if (i < html_.size() && (html_[i] == '"' || html_[i] == '\'')) {
          std::size_t close = html_.find(html_[i], i + 1);
          if (close == kNone) {
            out_.resize(start);
            return kNone;
          }
          value = html_.substr(i + 1, close - i - 1);
          end = i = close + 1;
        } else {
          std::size_t first = i;
          while (i < html_.size() && !ends(html_[i], kValue)) ++i;
          value = html_.substr(first, i - first);
          end = i;
        }
      }
      if (!with) continue;
      if (k == Tag::script) {
        if (equal(attribute, "type")) linked_data = lower(value).find("ld+json") != kNone;
        continue;
      }
      if (k == Tag::link && equal(attribute, "rel")) canonical = equal(value, "canonical");
      // Of styles only what hides.
      if (keeps(attribute) || (equal(attribute, "style") && (value.find("none") != kNone || value.find("hidden") != kNone)))
        out_.append(" ").append(html_, begin, end - begin);
    }
    ++i;
    out_ += '>';
    if (k == Tag::kept || k == Tag::bare || k == Tag::strange || (end_tag && k == Tag::raw)) return i;
    if (!end_tag && (k == Tag::raw || (k == Tag::script && linked_data))) {
      std::size_t end = end_of(*named, i);
      out_.append(html_, i, end == kNone ? kNone : end - i);
      return end;
    }
    if (k == Tag::link && canonical) return i;
    out_.resize(start);
    if (end_tag || k == Tag::gone || k == Tag::link) return i;
    std::size_t end = end_of(*named, i);
    return end == kNone && k == Tag::box ? i : end;
  }

  bool stands(std::string_view name, std::size_t i) const {
    return html_.size() - i > name.size() && same(html_.substr(i, name.size()), name) && ends(html_[i + name.size()], kName);
  }
  // Behind the end tag, the next of its name or, of boxes, the one that belongs to it; or npos. Where there is none it is not
  // looked for again, or not often.
  std::size_t end_of(const Named& named, std::size_t from) {
    int& fails = fails_[static_cast<std::size_t>(&named - kNamed)];
    bool nested = named.tag == Tag::box;
    if (fails > (nested ? 8 : 0)) return kNone;
    int open = 1;
    for (std::size_t i = html_.find('<', from); i != kNone && i + 1 < html_.size(); i = html_.find('<', i + 1)) {
      if (nested && (html_[i + 1] == '!' || stands("script", i + 1))) {
        // What looks like tags in it is none.
        std::size_t end =
            html_[i + 1] == '!' ? html_.find(html_.substr(i, 4) == "<!--" ? "-->" : ">", i) : end_of(*known("script"), i);
        if (end == kNone) break;
        i = end - 1;
      } else if (html_[i + 1] != '/') {
        open += nested && stands(named.name, i + 1) ? 1 : 0;
      } else if (stands(named.name, i + 2) && --open == 0) {
        i = html_.find('>', i);
        if (i == kNone) break;
        return i + 1;
      }
    }
    ++fails;
    return kNone;
  }

  std::string_view html_;
  std::string& out_;
  std::array<int, std::size(kNamed)> fails_{};
};

}  // namespace

void thin(std::string_view html, std::string& out) { Thinner(html, out).run(); }

}  // namespace kawat::read
