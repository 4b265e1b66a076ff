#include "read/html_text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>

#include "base/text.h"
#include "read/charset.h"

namespace kawat::read {
namespace {

// U+00A0 … U+00FF, in order.
constexpr std::string_view kLatin[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",   "laquo",
    "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",  "para",   "middot",
    "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
    "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",
    "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",
    "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute",
    "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
static_assert(std::size(kLatin) == 96);

struct Named {
  std::string_view name;
  char32_t character;
};
constexpr Named kOthers[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},     {"OElig", 0x152},
    {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},  {"Yuml", 0x178},    {"fnof", 0x192},    {"circ", 0x2C6},
    {"tilde", 0x2DC},   {"ensp", 0x2002},   {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200C},   {"zwj", 0x200D},
    {"lrm", 0x200E},    {"rlm", 0x200F},    {"ndash", 0x2013},  {"mdash", 0x2014},  {"horbar", 0x2015}, {"lsquo", 0x2018},
    {"rsquo", 0x2019},  {"sbquo", 0x201A},  {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"dagger", 0x2020},
    {"Dagger", 0x2021}, {"bull", 0x2022},   {"hellip", 0x2026}, {"permil", 0x2030}, {"prime", 0x2032},  {"Prime", 0x2033},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"euro", 0x20AC},   {"trade", 0x2122},  {"larr", 0x2190},   {"rarr", 0x2192},
    {"minus", 0x2212},  {"infin", 0x221E},  {"asymp", 0x2248},  {"ne", 0x2260},     {"le", 0x2264},     {"ge", 0x2265},
    {"Cacute", 0x106},  {"cacute", 0x107},  {"Ccaron", 0x10C},  {"ccaron", 0x10D},  {"gbreve", 0x11F},  {"inodot", 0x131},
    {"Lstrok", 0x141},  {"lstrok", 0x142},  {"nacute", 0x144},  {"scedil", 0x15F},  {"Zcaron", 0x17D},  {"zcaron", 0x17E}};

char32_t named(std::string_view name) {
  static const std::unordered_map<std::string_view, char32_t> all = [] {
    std::unordered_map<std::string_view, char32_t> m;
    for (std::size_t i = 0; i < std::size(kLatin); ++i) m.emplace(kLatin[i], static_cast<char32_t>(0xA0 + i));
    for (const Named& n : kOthers) m.emplace(n.name, n.character);
    return m;
  }();
  auto found = all.find(name);
  return found == all.end() ? 0 : found->second;
}

bool is_name(char c) {
  c = lower(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

char32_t numbered(std::string_view digits) {
  bool hex = !digits.empty() && lower(digits[0]) == 'x';
  if (hex) digits.remove_prefix(1);
  if (digits.empty()) return 0;
  char32_t value = 0;
  for (char c : digits) {
    int d = c >= '0' && c <= '9' ? c - '0' : hex && lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
    if (d < 0) return 0;
    value = std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(d), 0x110000);
  }
  if (value >= 0x80 && value < 0xA0) {  // browsers read &#128; … &#159; as Windows-1252
    char16_t meant = kWindows1252[value - 0x80];
    return meant == 0 ? 0xFFFD : meant;
  }
  bool control = value < 0x20 && value != '\t' && value != '\n' && value != '\r';
  bool none = control || (value >= 0xD800 && value < 0xE000) || value > 0x10FFFF || (value & 0xFFFE) == 0xFFFE;
  return none ? 0xFFFD : value;
}

enum class Kind { other, block, line, skipped };

Kind kind_of(std::string_view name) {
  constexpr std::string_view kBlocks[] = {"p",     "div",   "li",         "ul",     "ol",      "h1",        "h2",     "h3",
                                          "h4",    "h5",    "h6",         "tr",     "table",   "section",   "figure", "article",
                                          "aside", "title", "blockquote", "header", "footer",  "main",      "nav",    "pre",
                                          "dl",    "dt",    "dd",         "hr",     "caption", "figcaption"};
  constexpr std::string_view kSkipped[] = {"script", "style", "noscript", "iframe", "template", "svg", "textarea", "object"};
  auto is = [&](std::string_view other) { return name == other; };
  if (name == "br") return Kind::line;
  if (std::any_of(std::begin(kBlocks), std::end(kBlocks), is)) return Kind::block;
  if (std::any_of(std::begin(kSkipped), std::end(kSkipped), is)) return Kind::skipped;
  return Kind::other;
}

// Behind "</name" and its '>', or the end.
std::size_t behind_end_tag(std::string_view html, std::size_t from, std::string_view name) {
  for (std::size_t i = html.find("</", from); i != std::string_view::npos; i = html.find("</", i + 2)) {
    std::size_t n = 0;
    while (n < name.size() && i + 2 + n < html.size() && lower(html[i + 2 + n]) == name[n]) ++n;
    if (n < name.size()) continue;
    std::size_t end = html.find('>', i);
    return end == std::string_view::npos ? html.size() : end + 1;
  }
  return html.size();
}

class Text {
 public:
  void add(std::string_view s) {
    for (std::size_t i = 0; i < s.size(); ++i) {
      char c = s[i];
      bool hard = c == '\xC2' && i + 1 < s.size() && s[i + 1] == '\xA0';
      if (hard) ++i;
      if (hard || c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
        if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n') out_ += ' ';
      } else {
        out_ += c;
      }
    }
  }
  void line() {
    strip();
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }
  void paragraph() {
    strip();
    while (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
  }
  std::string take() {
    out_.resize(out_.size() - (out_.size() - trim(out_).size()));  // blanks stand only at its end
    return std::move(out_);
  }

 private:
  void strip() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
  }
  std::string out_;
};

}  // namespace

std::size_t take_reference(std::string_view s, std::string& out) {
  std::size_t end = s.substr(0, 34).find(';');
  if (s.empty() || s[0] != '&' || end == std::string_view::npos || end < 3) return 0;
  std::string_view name = s.substr(1, end - 1);
  char32_t c = name[0] == '#' ? numbered(name.substr(1)) : named(name);
  if (c == 0) return 0;
  append_utf8(c, out);
  return end + 1;
}

std::string plain_text(std::string_view html) {
  Text text;
  bool quotes = true;  // attributes end as they begin; not when one was left open
  for (std::size_t i = 0; i < html.size();) {
    std::size_t next = std::min(html.find_first_of("<&", i), html.size());
    text.add(html.substr(i, next - i));
    i = next;
    if (i == html.size()) break;
    std::string_view rest = html.substr(i);
    if (rest[0] == '&') {
      std::string character;
      std::size_t n = take_reference(rest, character);
      text.add(n > 0 ? std::string_view(character) : "&");
      i += std::max<std::size_t>(n, 1);
      continue;
    }
    if (rest.starts_with("<!--")) {
      std::size_t end = rest.find("-->", 4);
      i = end == std::string_view::npos ? html.size() : i + end + 3;
      continue;
    }
    bool closing = rest.size() > 1 && rest[1] == '/';
    std::size_t begin = closing ? 2 : 1, end = begin;
    bool declaration = rest.size() > 1 && (rest[1] == '!' || rest[1] == '?');
    while (end < rest.size() && end < begin + 12 && is_name(rest[end])) ++end;
    if (end == begin && !declaration) {
      text.add("<");
      ++i;
      continue;
    }
    std::string name = lower(rest.substr(begin, end - begin));
    std::size_t close = end;
    for (char quote = 0; quotes && close < rest.size() && (quote != 0 || rest[close] != '>'); ++close) {
      if (quote == 0 && (rest[close] == '"' || rest[close] == '\'') && rest[close - 1] == '=')
        quote = rest[close];
      else if (rest[close] == quote)
        quote = 0;
    }
    if (!quotes || close == rest.size()) {
      quotes = false;
      close = std::min(rest.find('>', end), rest.size());
    }
    i = std::min(i + close + 1, html.size());
    switch (kind_of(name)) {
      case Kind::other:
        break;
      case Kind::line:
        text.line();
        break;
      case Kind::block:
        text.paragraph();
        break;
      case Kind::skipped:
        if (!closing) i = behind_end_tag(html, i, name);
        break;
    }
  }
  return text.take();
}

}  // namespace kawat::read
