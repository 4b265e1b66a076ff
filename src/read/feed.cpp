#include "read/feed.h"

#include <expat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/text.h"
#include "base/url.h"
#include "read/charset.h"
#include "read/html_text.h"

namespace kawat::read {
namespace {

constexpr int kDeepest = 200;
constexpr std::size_t kLongestField = std::size_t{4} << 20;
constexpr std::size_t kWhole = 1000;  // bytes of text from which on an item carries its article
constexpr std::size_t kLongestTitle = 2000;

bool is_letter_or_digit(char c) {
  c = lower(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::optional<std::string> unpack(std::string_view packed, std::size_t most) {
  z_stream z{};
  if (inflateInit2(&z, 15 + 16) != Z_OK) return std::nullopt;
  std::unique_ptr<z_stream, decltype(&inflateEnd)> guard(&z, &inflateEnd);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  z.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), 1u << 30));
  std::string out;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    z.next_out = reinterpret_cast<Bytef*>(buffer.data());
    z.avail_out = static_cast<uInt>(buffer.size());
    int code = inflate(&z, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - z.avail_out);
    if (out.size() > most) return std::nullopt;
    if (code == Z_STREAM_END || (code != Z_OK && !out.empty())) return out;  // what is cut off is read up to there
    if (code != Z_OK) return std::nullopt;
  }
}

// encoding="…" of the XML declaration.
std::string declared_encoding(std::string_view bytes) {
  std::string_view head = bytes.substr(0, 200);
  std::size_t begin = head.find("<?xml"), end = head.find("?>");
  if (begin == std::string_view::npos || end == std::string_view::npos || begin > end) return {};
  head = head.substr(begin, end - begin);
  std::size_t at = head.find("encoding");
  if (at == std::string_view::npos) return {};
  at = head.find_first_of("\"'", at);
  if (at == std::string_view::npos) return {};
  std::size_t close = head.find(head[at], at + 1);
  return close == std::string_view::npos ? std::string() : "charset=" + std::string(head.substr(at + 1, close - at - 1));
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("<\0?\0"sv)) return page_to_utf8("\xFF\xFE" + std::string(bytes));
  if (bytes.starts_with("\0<\0?"sv)) return page_to_utf8("\xFE\xFF" + std::string(bytes));
  if (charset.find("charset") == std::string_view::npos) return page_to_utf8(bytes, declared_encoding(bytes));
  return page_to_utf8(bytes, charset);
}

// Length of a reference that XML knows, "&amp;" or "&#8217;", at the start of `s`; 0 when it is none.
std::size_t reference(std::string_view s) {
  std::size_t end = s.substr(0, 12).find(';');
  if (end == std::string_view::npos) return 0;
  std::string_view name = s.substr(1, end - 1);
  for (std::string_view known : {"amp", "lt", "gt", "quot", "apos"}) {
    if (name == known) return end + 1;
  }
  if (name.size() < 2 || name[0] != '#') return 0;
  bool hex = name[1] == 'x';
  name.remove_prefix(hex ? 2 : 1);
  char32_t value = 0;
  if (name.empty()) return 0;
  for (char c : name) {
    int digit = c >= '0' && c <= '9' ? c - '0' : hex && lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
    if (digit < 0 || value > 0x10FFFF) return 0;
    value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
  }
  bool character = value == 9 || value == 10 || value == 13 || (value >= 0x20 && value < 0xD800) ||
                   (value >= 0xE000 && value < 0xFFFE) || (value >= 0x10000 && value <= 0x10FFFF);
  return character ? end + 1 : 0;
}

// What XML does not allow and feeds have all the same. Comments go too: "--" inside them is a fault, and nothing is lost.
std::string mended(std::string_view xml) {
  std::string out;
  out.reserve(xml.size() + xml.size() / 16);
  std::size_t first = xml.find('<');
  if (first == std::string_view::npos) return out;
  auto copy = [&](std::string_view s) {
    for (std::size_t i = 0; i < s.size(); ++i) {
      auto c = static_cast<unsigned char>(s[i]);
      if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        out += ' ';
      else if (c == 0xEF && (s.substr(i, 3) == "\xEF\xBF\xBE" || s.substr(i, 3) == "\xEF\xBF\xBF"))
        out += "\xEF\xBF\xBD", i += 2;
      else
        out += s[i];
    }
  };
  for (std::size_t i = first; i < xml.size();) {
    std::size_t next = std::min(xml.find_first_of("<&", i), xml.size());
    copy(xml.substr(i, next - i));
    i = next;
    std::string_view rest = xml.substr(i);
    if (rest.empty()) break;
    if (rest[0] == '&') {
      std::size_t n = reference(rest);
      if (n > 0)
        out += rest.substr(0, n);
      else if (n = rest.starts_with("&#") ? 0 : take_reference(rest, out); n == 0)
        out += "&amp;";
      i += std::max<std::size_t>(n, 1);
    } else if (rest.starts_with("<!--")) {
      std::size_t end = rest.find("-->", 4);
      std::string_view comment = rest.substr(0, end == std::string_view::npos ? end : end + 3);
      out.append(static_cast<std::size_t>(std::count(comment.begin(), comment.end(), '\n')), '\n');
      i += comment.size();
    } else if (rest.starts_with("<![CDATA[")) {
      std::size_t end = rest.find("]]>", 9);
      std::string_view data = rest.substr(0, end == std::string_view::npos ? end : end + 3);
      copy(data);
      i += data.size();
    } else {
      char c = rest.size() > 1 ? rest[1] : ' ';
      bool tag = is_letter_or_digit(c) || c == '/' || c == '!' || c == '?' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
      out += tag ? "<" : "&lt;";
      ++i;
    }
  }
  return out;
}

enum class Space { plain, atom, dc, content, news, xhtml, other };

Space space_of(std::string_view uri) {
  constexpr std::pair<std::string_view, Space> kSpaces[] = {
      {"http://www.w3.org/2005/Atom", Space::atom},
      {"http://purl.org/atom/ns#", Space::atom},
      {"http://purl.org/dc/", Space::dc},
      {"http://purl.org/rss/1.0/modules/content", Space::content},
      {"http://www.google.com/schemas/sitemap-news", Space::news},
      {"http://www.sitemaps.org/schemas/sitemap", Space::plain},
      {"http://www.google.com/schemas/sitemap/", Space::plain},
      {"http://purl.org/rss/1.0/modules/", Space::other},
      {"http://purl.org/rss/1.0/", Space::plain},
      {"http://my.netscape.com/", Space::plain},
      {"http://purl.org/net/rss", Space::plain},
      {"http://backend.userland.com/", Space::plain},
      {"http://www.w3.org/1999/xhtml", Space::xhtml},
  };
  std::string text(uri);
  if (text.starts_with("https://")) text.erase(4, 1);
  for (const auto& [begin, space] : kSpaces) {
    if (text.starts_with(begin)) return space;
  }
  return uri.empty() ? Space::plain : Space::other;
}
// A prefix that nobody declared means what it usually means.
Space usual_space(std::string_view prefix) {
  constexpr std::pair<std::string_view, Space> kPrefixes[] = {
      {"", Space::plain},          {"atom", Space::atom}, {"dc", Space::dc},       {"dcterms", Space::dc},
      {"content", Space::content}, {"news", Space::news}, {"xhtml", Space::xhtml}, {"rdf", Space::plain}};
  for (const auto& [name, space] : kPrefixes) {
    if (name == prefix) return space;
  }
  return Space::other;
}

enum class FeedField {
  none,
  feed_title,
  feed_link,
  feed_language,
  url,
  permanent,  // <guid> that is an address
  original,   // <feedburner:origLink>
  id,
  title,
  summary,
  content,
  published,
  created,  // dc:date: of publication where nothing else says it
  updated,
  author,
  language,
  sub_url,
  sub_updated
};

void escape(std::string_view s, std::string& out) {
  for (char c : s) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

class Parser {
 public:
  Parser(const FeedOptions& options, Feed& feed) : options_(options), feed_(feed), base_(parse_url(options.url)) {}

  // Why this is no feed at all; nothing when it is one.
  std::string run(const std::string& xml) {
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"), &XML_ParserFree);
    if (parser == nullptr) return "there is no memory for it";
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_, [](void* self, const char* name, const char** attributes) { of(self).start(name, attributes); },
        [](void* self, const char*) { of(self).end(); });
    XML_SetCharacterDataHandler(parser_,
                                [](void* self, const char* s, int n) { of(self).text({s, static_cast<std::size_t>(n)}); });
    XML_SetEntityDeclHandler(parser_, [](void* self, const char*, int, const char* value, int size, const char*, const char*,
                                         const char*, const char*) {
      std::string_view v(value == nullptr ? "" : value, value == nullptr ? 0 : static_cast<std::size_t>(size));
      if (v.find_first_of("&%") != std::string_view::npos) of(self).stop("it defines entities by means of each other");
    });
    constexpr std::size_t kPiece = 1 << 16;
    for (std::size_t at = 0; at < xml.size() || at == 0; at += kPiece) {
      std::size_t n = std::min(kPiece, xml.size() - std::min(at, xml.size()));
      bool last = at + n >= xml.size();
      if (XML_Parse(parser_, xml.data() + at, static_cast<int>(n), last ? 1 : 0) == XML_STATUS_OK && !stopped_) continue;
      if (why_.empty()) why_ = XML_ErrorString(XML_GetErrorCode(parser_));
      if (why_ != kEnough) feed_.fault = "line " + std::to_string(XML_GetCurrentLineNumber(parser_)) + ": " + why_;
      break;
    }
    return known_ ? std::string() : feed_.fault.empty() ? "it is empty" : feed_.fault;
  }

 private:
  static constexpr std::string_view kEnough = "enough items";
  static Parser& of(void* self) { return *static_cast<Parser*>(self); }

  struct Binding {
    int depth;
    std::string prefix;
    Space space;
  };
  struct Name {
    Space space;
    std::string local;
  };

  void stop(std::string_view why) {
    if (stopped_) return;
    why_ = why;
    stopped_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }

  Name resolve(std::string_view name) const {
    std::size_t colon = name.find(':');
    std::string_view prefix = colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
    std::string local = lower(colon == std::string_view::npos ? name : name.substr(colon + 1));
    for (auto b = bindings_.rbegin(); b != bindings_.rend(); ++b) {
      if (b->prefix == prefix) return {b->space, std::move(local)};
    }
    return {usual_space(prefix), std::move(local)};
  }

  static std::string_view attribute(const char** attributes, std::string_view name) {
    for (const char** a = attributes; a[0] != nullptr; a += 2) {
      if (lower(a[0]) == name) return a[1];
    }
    return {};
  }

  std::string absolute(std::string_view address) const {
    if (trim(address).empty()) return {};
    const std::optional<Url>& base = bases_.empty() ? base_ : bases_.back().second;
    std::optional<Url> url = base ? resolve_url(*base, address) : parse_url(address);
    return url ? url->text() : std::string();
  }

  void begin_field(FeedField field, bool inner_markup = false) {
    field_ = field, field_depth_ = depth_, value_.clear(), open_.clear(), markup_ = inner_markup, literal_ = false;
  }

  void start(const char* raw, const char** attributes) {
    if (stopped_) return;
    if (++depth_ > kDeepest) return stop("elements are nested more than " + std::to_string(kDeepest) + " deep");
    for (const char** a = attributes; a[0] != nullptr; a += 2) {
      std::string_view key = a[0];
      if (key == "xmlns")
        bindings_.push_back({depth_, "", space_of(a[1])});
      else if (key.starts_with("xmlns:"))
        bindings_.push_back({depth_, std::string(key.substr(6)), space_of(a[1])});
      else if (key == "xml:base") {
        const std::optional<Url>& now = bases_.empty() ? base_ : bases_.back().second;
        bases_.emplace_back(depth_, now ? resolve_url(*now, a[1]) : parse_url(a[1]));
      }
    }
    if (field_ != FeedField::none) return markup(raw, attributes);
    Name name = resolve(raw);
    if (depth_ == 1) return root(name);
    parents_.resize(static_cast<std::size_t>(depth_) - 1);
    parents_.push_back(name.local);
    switch (feed_.kind) {
      case FeedKind::rss:
      case FeedKind::rdf:
        return rss(name, attributes);
      case FeedKind::atom:
        return atom(name, attributes);
      case FeedKind::sitemap:
        return sitemap(name);
      case FeedKind::sitemap_index:
        return sitemap_index(name);
      case FeedKind::opml:
        return opml(name, attributes);
    }
  }

  void root(const Name& name) {
    constexpr std::pair<std::string_view, FeedKind> kRoots[] = {{"rss", FeedKind::rss},
                                                                {"rdf", FeedKind::rdf},
                                                                {"feed", FeedKind::atom},
                                                                {"urlset", FeedKind::sitemap},
                                                                {"sitemapindex", FeedKind::sitemap_index},
                                                                {"opml", FeedKind::opml}};
    for (const auto& [local, kind] : kRoots) {
      if (name.local == local) feed_.kind = kind, known_ = true;
    }
    if (!known_) stop("<" + name.local + "> begins no feed");
  }

  // Elements inside a field: XHTML of Atom, or markup that somebody forgot to escape.
  void markup(std::string_view raw, const char** attributes) {
    if (value_.size() > kLongestField) return;
    if (!markup_) {
      // What was text up to here becomes markup.
      std::string before;
      escape(value_, before);
      value_ = std::move(before), markup_ = true, literal_ = false;
    }
    std::size_t colon = raw.find(':');
    value_ += '<';
    value_ += raw.substr(colon == std::string_view::npos ? 0 : colon + 1);
    for (const char** a = attributes; a[0] != nullptr; a += 2) {
      if (std::string_view(a[0]).starts_with("xml")) continue;
      value_ += std::string(" ") + a[0] + "=\"";
      escape(a[1], value_);
      value_ += '"';
    }
    value_ += '>';
    open_.emplace_back(raw.substr(colon == std::string_view::npos ? 0 : colon + 1));
  }

  void text(std::string_view s) {
    if (stopped_ || field_ == FeedField::none || value_.size() > kLongestField) return;
    if (markup_)
      escape(s, value_);
    else
      value_ += s;
  }

  void end() {
    if (stopped_) return;
    if (field_ != FeedField::none && depth_ > field_depth_) {
      if (!open_.empty()) {
        value_ += "</" + open_.back() + ">";
        open_.pop_back();
      }
    } else if (field_ != FeedField::none) {
      finish(field_);
      field_ = FeedField::none, open_.clear();
    }
    if (depth_ == item_depth_) end_item();
    while (!bindings_.empty() && bindings_.back().depth == depth_) bindings_.pop_back();
    while (!bases_.empty() && bases_.back().first == depth_) bases_.pop_back();
    --depth_;
  }

  void begin_item() {
    item_ = {}, original_.clear(), permanent_.clear(), created_.clear(), sub_ = {};
    alternate_ = 0, item_depth_ = depth_;
  }

  void end_item() {
    item_depth_ = 0;
    if (feed_.kind == FeedKind::sitemap_index) {
      if (!sub_.url.empty()) feed_.feeds.push_back(std::move(sub_));
    } else {
      if (!original_.empty()) item_.url = original_;
      if (item_.url.empty()) item_.url = permanent_;
      if (item_.published.empty()) item_.published = created_;
      if (!item_.url.empty() || !item_.content.empty() || !item_.summary.empty()) feed_.items.push_back(std::move(item_));
    }
    if (feed_.items.size() >= options_.most_items || feed_.feeds.size() >= options_.most_items) stop(kEnough);
  }

  void finish(FeedField field) {
    std::string value = std::move(value_);
    value_.clear();
    std::string words(trim(value));
    auto fill = [](std::string& to, std::string from) {
      if (to.empty()) to = std::move(from);
    };
    auto line = [&] { return plain_line(value); };
    switch (field) {
      case FeedField::none:
        break;
      case FeedField::feed_title:
        fill(feed_.title, line());
        break;
      case FeedField::feed_link:
        fill(feed_.link, absolute(words));
        break;
      case FeedField::feed_language:
        fill(feed_.language, words);
        break;
      case FeedField::url:
        fill(item_.url, absolute(words));
        break;
      case FeedField::permanent:
        item_.id = words;
        if (parse_url(words)) permanent_ = absolute(words);
        break;
      case FeedField::original:
        original_ = absolute(words);
        break;
      case FeedField::id:
        fill(item_.id, words);
        break;
      case FeedField::title:
        fill(item_.title, line());
        break;
      case FeedField::summary: {
        std::string shown = literal_ ? escape_all(value) : std::move(value);
        std::string plain = plain_text(shown);
        if (item_.content.empty() && plain.size() >= kWhole) item_.content = std::move(shown);
        fill(item_.summary, std::move(plain));
        break;
      }
      case FeedField::content:
        if (literal_) value = escape_all(value);
        if (value.size() > item_.content.size()) item_.content = std::move(value);
        break;
      case FeedField::published:
        fill(item_.published, words);
        break;
      case FeedField::created:
        fill(created_, words);
        break;
      case FeedField::updated:
        fill(item_.updated, words);
        break;
      case FeedField::author: {
        std::string name = line();
        // "editor@example.org (Rina Sari)"
        std::size_t open = name.find('('), close = name.rfind(')');
        if (name.find('@') != std::string::npos && open != std::string::npos && close != std::string::npos && close > open)
          name = name.substr(open + 1, close - open - 1);
        if (name.find('@') != std::string::npos || name.empty()) break;
        if (item_.author.size() < kLongestTitle) item_.author += (item_.author.empty() ? "" : ", ") + name;
        break;
      }
      case FeedField::language:
        fill(item_.language, words);
        break;
      case FeedField::sub_url:
        sub_.url = absolute(words);
        break;
      case FeedField::sub_updated:
        sub_.updated = words;
        break;
    }
  }

  static std::string escape_all(std::string_view s) {
    std::string out;
    escape(s, out);
    return out;
  }
  std::string plain_line(std::string_view value) const {
    std::string text = literal_ ? std::string(value) : plain_text(value);
    std::string out;
    for (char c : text) {
      bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (blank && (out.empty() || out.back() == ' ')) continue;
      out += blank ? ' ' : c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    if (out.size() > kLongestTitle) {
      std::size_t cut = kLongestTitle;
      while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
      out.resize(cut);
    }
    return out;
  }

  bool in_item() const { return item_depth_ > 0; }
  bool child_of_item() const { return item_depth_ > 0 && depth_ == item_depth_ + 1; }
  std::string_view parent() const {
    return parents_.size() >= 2 ? std::string_view(parents_[parents_.size() - 2]) : std::string_view();
  }

  void rss(const Name& name, const char** attributes) {
    const std::string& local = name.local;
    if (name.space == Space::plain && local == "item" && !in_item()) return begin_item();
    if (!in_item()) {
      if (parent() != "channel") return;
      if (name.space == Space::plain && local == "title") begin_field(FeedField::feed_title);
      if (name.space == Space::plain && local == "link") begin_field(FeedField::feed_link);
      if ((name.space == Space::plain || name.space == Space::dc) && local == "language") begin_field(FeedField::feed_language);
      return;
    }
    if (!child_of_item()) return;
    if (name.space == Space::plain) {
      if (local == "title") begin_field(FeedField::title);
      if (local == "link") begin_field(FeedField::url);
      if (local == "description") begin_field(FeedField::summary);
      if (local == "guid") {
        bool address = attribute(attributes, "ispermalink") != "false";
        begin_field(address ? FeedField::permanent : FeedField::id);
      }
      if (local == "pubdate") begin_field(FeedField::published);
      if (local == "author") begin_field(FeedField::author);
      if (local == "fulltext" || local == "content") begin_field(FeedField::content);
    } else if (name.space == Space::content && local == "encoded") {
      begin_field(FeedField::content);
    } else if (name.space == Space::dc) {
      if (local == "creator") begin_field(FeedField::author);
      if (local == "date" || local == "issued" || local == "created") begin_field(FeedField::created);
      if (local == "modified") begin_field(FeedField::updated);
      if (local == "language") begin_field(FeedField::language);
    } else if (name.space == Space::atom) {
      if (local == "updated") begin_field(FeedField::updated);
      if (local == "published") begin_field(FeedField::published);
      if (local == "content") atom_text(FeedField::content, attributes);
    } else if (local == "origlink") {
      begin_field(FeedField::original);
    }
  }

  // Text of Atom: type="text" (the default) is no markup, "html" is escaped markup, "xhtml" is markup.
  void atom_text(FeedField field, const char** attributes) {
    std::string type = lower(attribute(attributes, "type"));
    bool xhtml = type == "xhtml" || type == "application/xhtml+xml";
    bool html = type == "html" || type == "text/html";
    bool text = type.empty() || type == "text" || type == "text/plain";
    if (!xhtml && !html && !text) return;
    begin_field(field, xhtml);
    // Atom 0.3 says mode="escaped" instead.
    literal_ = text && lower(attribute(attributes, "mode")) != "escaped";
  }

  void atom(const Name& name, const char** attributes) {
    if (name.space != Space::atom && name.space != Space::plain) {
      if (child_of_item() && name.local == "origlink") begin_field(FeedField::original);
      return;
    }
    const std::string& local = name.local;
    if (local == "entry" && !in_item()) {
      begin_item();
      item_.language = attribute(attributes, "xml:lang");
      return;
    }
    if (!in_item()) {
      if (depth_ != 2) return;
      if (local == "title") atom_text(FeedField::feed_title, attributes);
      if (local == "link" && is_alternate(attributes)) feed_.link = absolute(attribute(attributes, "href"));
      return;
    }
    if (depth_ == item_depth_ + 2 && local == "name" && parent() == "author") return begin_field(FeedField::author);
    if (!child_of_item()) return;
    if (local == "title") atom_text(FeedField::title, attributes);
    if (local == "summary") atom_text(FeedField::summary, attributes);
    if (local == "content") atom_text(FeedField::content, attributes);
    if (local == "id") begin_field(FeedField::id);
    if (local == "published" || local == "issued") begin_field(FeedField::published);
    if (local == "created") begin_field(FeedField::created);
    if (local == "updated" || local == "modified") begin_field(FeedField::updated);
    if (local == "link" && is_alternate(attributes)) {
      std::string type = lower(attribute(attributes, "type"));
      int rank = type.empty() || type.find("html") != std::string::npos ? 2 : 1;
      if (rank > alternate_) item_.url = absolute(attribute(attributes, "href")), alternate_ = rank;
    }
  }
  static bool is_alternate(const char** attributes) {
    std::string_view rel = attribute(attributes, "rel");
    return rel.empty() || rel == "alternate";
  }

  void sitemap(const Name& name) {
    const std::string& local = name.local;
    if (local == "url" && !in_item() && depth_ == 2) return begin_item();
    if (!in_item()) return;
    if (child_of_item() && name.space == Space::plain) {
      if (local == "loc") begin_field(FeedField::url);
      if (local == "lastmod") begin_field(FeedField::updated);
    } else if (name.space == Space::news) {
      if (local == "title") begin_field(FeedField::title);
      if (local == "publication_date") begin_field(FeedField::published);
      if (local == "language") begin_field(FeedField::language);
      if (local == "name") begin_field(FeedField::feed_title);
    }
  }

  void sitemap_index(const Name& name) {
    if (name.local == "sitemap" && !in_item()) return begin_item();
    if (!child_of_item()) return;
    if (name.local == "loc") begin_field(FeedField::sub_url);
    if (name.local == "lastmod") begin_field(FeedField::sub_updated);
  }

  void opml(const Name& name, const char** attributes) {
    if (name.local == "title" && parent() == "head") return begin_field(FeedField::feed_title);
    if (name.local != "outline") return;
    std::string url = absolute(attribute(attributes, "xmlurl"));
    if (url.empty()) return;
    std::string_view title = attribute(attributes, "title");
    if (title.empty()) title = attribute(attributes, "text");
    feed_.feeds.push_back({std::move(url), plain_line(title), {}});
    if (feed_.feeds.size() >= options_.most_items) stop(kEnough);
  }

  const FeedOptions& options_;
  Feed& feed_;
  std::optional<Url> base_;
  XML_Parser parser_ = nullptr;
  bool known_ = false, stopped_ = false;
  std::string why_;
  int depth_ = 0;
  std::vector<std::string> parents_;  // local names down to here, without the root
  std::vector<Binding> bindings_;
  std::vector<std::pair<int, std::optional<Url>>> bases_;

  FeedItem item_;
  FeedLink sub_;
  std::string original_, permanent_, created_;
  int alternate_ = 0, item_depth_ = 0;

  FeedField field_ = FeedField::none;
  int field_depth_ = 0;
  std::string value_;
  bool markup_ = false;   // value_ is HTML, written here from elements
  bool literal_ = false;  // value_ is plain text, not escaped HTML
  std::vector<std::string> open_;
};

// The last line that is not empty, folded; `text` loses it.
std::string last_line(std::string_view& text) {
  text = trim(text);
  std::size_t begin = text.rfind('\n') + 1;
  std::string line = fold(trim(text.substr(begin)));
  text = text.substr(0, begin);
  return line;
}

// The feed that a web page names: <link rel="alternate" type="application/rss+xml" href="…">. Empty when it names none.
std::string named_feed(std::string_view html, const std::string& url) {
  auto value = [](std::string_view tag, std::string_view name) -> std::string_view {
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
      std::size_t begin = at + name.size();
      if (begin + 1 >= tag.size() || tag[begin] != '=' || (tag[begin + 1] != '"' && tag[begin + 1] != '\'')) continue;
      std::size_t end = tag.find(tag[begin + 1], begin + 2);
      return end == std::string_view::npos ? std::string_view() : tag.substr(begin + 2, end - begin - 2);
    }
    return {};
  };
  html = html.substr(0, 1 << 18);
  std::optional<Url> base = parse_url(url);
  for (std::size_t at = html.find("<link"); at != std::string_view::npos; at = html.find("<link", at + 1)) {
    std::string_view tag = html.substr(at, html.substr(at, 2000).find('>'));
    std::string_view type = value(tag, "type");
    if (type != "application/rss+xml" && type != "application/atom+xml") continue;
    std::optional<Url> feed = base ? resolve_url(*base, plain_text(value(tag, "href"))) : parse_url(value(tag, "href"));
    if (feed) return feed->text();
  }
  return {};
}

}  // namespace

bool looks_like_feed(std::string_view head) {
  head = head.substr(0, 4096);
  std::string start = lower(head);
  if (start.starts_with("\xEF\xBB\xBF")) start.erase(0, 3);
  if (!trim(start).starts_with('<')) return false;
  for (std::size_t at = start.find('<'); at != std::string::npos; at = start.find('<', at + 1)) {
    std::string_view rest = std::string_view(start).substr(at + 1);
    if (rest.starts_with("?") || rest.starts_with("!doctype") || rest.starts_with("!entity")) continue;
    if (rest.starts_with("!--")) {
      std::size_t end = start.find("-->", at);
      if (end == std::string::npos) return false;
      at = end;
      continue;
    }
    std::string_view name = rest.substr(0, std::min(rest.find_first_of(" \t\r\n>/"), rest.size()));
    if (std::size_t colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
    for (std::string_view root : {"rss", "rdf", "feed", "urlset", "sitemapindex", "opml"}) {
      if (name == root) return true;
    }
    return false;
  }
  return false;
}

Result<Feed> parse_feed(std::string_view bytes, const FeedOptions& options) {
  std::string unpacked;
  if (bytes.starts_with("\x1F\x8B")) {
    auto out = unpack(bytes, options.most_bytes);
    if (!out) return fail(Code::bad_feed, options.url, "it is damaged, or unpacks to too much", "look at the address");
    unpacked = std::move(*out);
    bytes = unpacked;
  }
  if (bytes.size() > options.most_bytes)
    return fail(Code::bad_feed, options.url, "it has more than " + std::to_string(options.most_bytes >> 20) + " MB",
                "a feed is smaller");
  Feed feed;
  std::string why = Parser(options, feed).run(mended(to_utf8(bytes, options.charset)));
  if (!why.empty()) {
    bool page = lower(bytes.substr(0, 512)).find("<html") != std::string::npos;
    std::string named = page ? named_feed(bytes, options.url) : std::string();
    return fail(Code::bad_feed, options.url, page ? "it is a web page, no feed" : "it is no feed: " + why,
                named.empty() ? "give the address of its RSS, Atom or sitemap" : "it names this feed: " + named);
  }
  return feed;
}

bool is_whole(const FeedItem& item) {
  if (item.content.size() < kWhole) return false;
  std::string text = plain_text(item.content);
  if (text.size() < kWhole) return false;
  std::string_view rest = text;
  std::string end = last_line(rest);
  // WordPress adds this line to whole articles, too.
  if (end.find("appeared first on") != std::string::npos) end = last_line(rest);
  for (std::string_view cut : {"...", "\xE2\x80\xA6", "[...]", "[\xE2\x80\xA6]"}) {
    if (end.ends_with(cut)) return false;
  }
  while (!end.empty() && (static_cast<unsigned char>(end.back()) >= 0x80 || !is_letter_or_digit(end.back()))) end.pop_back();
  for (std::string_view more : {"read more", "continue reading", "keep reading", "read the full story", "read full article",
                                "baca selengkapnya", "selengkapnya", "lanjutkan membaca"}) {
    if (end.ends_with(more)) return false;
  }
  return true;
}

Status item_document(const FeedItem& item, const Feed& feed, const ReadOptions& options, const PartFinder* finder,
                     model::Document& out) {
  ReadOptions inner = options;
  inner.find_parts = false;
  Status read = fail(Code::empty_document, {}, "the item has no text", "fetch its page instead: kawat watch");
  if (!item.content.empty())
    read = parse_html_document("<!doctype html><meta charset=utf-8><article itemprop=articleBody>" + item.content + "</article>",
                               inner, finder, out);
  if (!read) {
    // Too short for the weights by which an article is found among what stands around it; here is nothing around it.
    std::string text = item.content.empty() ? item.summary : plain_text(item.content);
    if (text.empty()) text = item.summary;
    if (!text.empty()) read = parse_text_document(text, inner, finder, out);
  }
  if (!read) return read;
  static const Dates plain;
  const Dates& dates = finder != nullptr ? finder->dates() : plain;
  for (const std::string* when : {&item.published, &item.updated}) {
    if (when->empty()) continue;
    if (model::Day day = dates.parse(*when); day.known()) {
      out.published = day, out.published_source = "feed";
      break;
    }
  }
  out.id = !item.id.empty() ? item.id : item.url;
  out.url = item.url;
  out.title = item.title;
  if (!item.author.empty()) out.author = item.author;
  if (options.outlet.empty()) out.outlet = feed.title;
  // Many sites leave the language of their software in the feed. Words say more, where there are enough of them.
  const std::string& said = item.language.empty() ? feed.language : item.language;
  if (options.language.empty()) out.language = out.text.size() < 200 ? lower(said) : std::string();
  if (options.find_parts && finder != nullptr) finder->find(out);
  return {};
}

}  // namespace kawat::read
