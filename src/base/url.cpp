#include "base/url.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace kawat {
namespace {

constexpr std::size_t kLongest = 4096;

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_number(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_number(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

// Without blanks around it and without the line breaks that templates leave inside.
std::string clean(std::string_view s) {
  std::string out;
  for (char c : trim(s)) {
    if (c != '\n' && c != '\r' && c != '\t') out += c;
  }
  return out;
}

std::string encode(std::string_view s) {
  constexpr std::string_view hex = "0123456789ABCDEF", bad = " \"<>`{}|^\\";
  std::string out;
  for (char c : s) {
    auto b = static_cast<unsigned char>(c);
    if (b <= 0x20 || b >= 0x7F || bad.find(c) != std::string_view::npos) {
      out += '%';
      out += hex[b >> 4];
      out += hex[b & 15];
    } else {
      out += c;
    }
  }
  return out;
}

std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    std::size_t next = path.find('/', 1);
    std::string_view part = path.substr(0, next);
    bool last = next == std::string_view::npos;
    path = last ? std::string_view() : path.substr(next);
    if (part == "/." || part == "/..") {
      if (part == "/..") out.resize(std::min(out.size(), out.rfind('/') == std::string::npos ? 0 : out.rfind('/')));
      if (last) out += '/';
    } else {
      out += part;
    }
  }
  return out.empty() ? "/" : out;
}

std::optional<std::string> ascii_host(std::string_view host) {
  std::string out;
  if (std::all_of(host.begin(), host.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    out = lower(host);
  } else {
    if (first_invalid_utf8(host) != std::string_view::npos || host.size() > 1000) return std::nullopt;
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<UIDNA, decltype(&uidna_close)> idna(
        uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &status), &uidna_close);
    if (U_FAILURE(status)) return std::nullopt;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    std::array<char, 512> buffer;
    std::int32_t n = uidna_nameToASCII_UTF8(idna.get(), host.data(), static_cast<std::int32_t>(host.size()), buffer.data(),
                                            static_cast<std::int32_t>(buffer.size()), &info, &status);
    if (U_FAILURE(status) || info.errors != 0 || n <= 0 || n > 253) return std::nullopt;
    out.assign(buffer.data(), static_cast<std::size_t>(n));
  }
  if (out.size() > 1 && out.back() == '.') out.pop_back();
  if (out.empty() || out.size() > 253 || out.front() == '.' || out.back() == '.' || out.find("..") != std::string::npos)
    return std::nullopt;
  if (out.front() == '[') {
    if (out.size() < 4 || out.back() != ']') return std::nullopt;
    for (char c : std::string_view(out).substr(1, out.size() - 2)) {
      if (!is_hex(c) && c != ':' && c != '.') return std::nullopt;
    }
    return out;
  }
  for (char c : out) {
    if (!is_alpha(c) && !is_number(c) && c != '.' && c != '-' && c != '_') return std::nullopt;
  }
  return out;
}

// "host:port" into the URL. False when it is none.
bool take_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos) return false;
  std::size_t colon = authority.rfind(':'), bracket = authority.rfind(']');
  std::string_view host = authority, port;
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket))
    host = authority.substr(0, colon), port = authority.substr(colon + 1);
  if (!std::all_of(port.begin(), port.end(), is_number) || port.size() > 5) return false;
  int number = 0;
  for (char c : port) number = number * 10 + (c - '0');
  if (number > 65535 || (!port.empty() && number == 0)) return false;
  auto ascii = ascii_host(host);
  if (!ascii) return false;
  url.host = std::move(*ascii);
  bool usual = port.empty() || number == (url.scheme == "https" ? 443 : 80);
  url.port = usual ? std::string() : std::to_string(number);
  return true;
}

void take_path(std::string_view rest, Url& url) {
  rest = rest.substr(0, rest.find('#'));
  std::size_t question = rest.find('?');
  url.path = without_dots(encode(rest.substr(0, question)));
  url.query = question == std::string_view::npos ? std::string() : encode(rest.substr(question));
  if (url.query == "?") url.query.clear();
}

}  // namespace

std::string Url::origin() const { return scheme + "://" + host + (port.empty() ? "" : ":" + port); }
std::string Url::text() const { return origin() + path + query; }

std::string scheme_of(std::string_view text) {
  std::string out;
  for (char c : trim(text)) {
    if (c == ':') return out;
    if (!is_alpha(c) && (out.empty() || (!is_number(c) && c != '+' && c != '-' && c != '.'))) return {};
    out += lower(c);
  }
  return {};
}

std::optional<Url> parse_url(std::string_view raw) {
  if (raw.size() > kLongest) return std::nullopt;
  std::string text = clean(raw);
  Url url;
  url.scheme = scheme_of(text);
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  std::string_view rest = std::string_view(text).substr(url.scheme.size() + 1);
  if (!rest.starts_with("//")) return std::nullopt;
  rest.remove_prefix(2);
  std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  if (!take_authority(rest.substr(0, end), url)) return std::nullopt;
  take_path(rest.substr(end), url);
  if (url.text().size() > kLongest) return std::nullopt;
  return url;
}

std::optional<Url> resolve_url(const Url& base, std::string_view reference) {
  if (reference.size() > kLongest) return std::nullopt;
  std::string text = clean(reference);
  if (!scheme_of(text).empty()) return parse_url(text);
  if (text.starts_with("//")) return parse_url(base.scheme + ":" + text);
  Url url = base;
  if (text.empty() || text.front() == '#') return url;
  if (text.front() == '?')
    take_path(base.path + text, url);
  else if (text.front() == '/')
    take_path(text, url);
  else
    take_path(base.path.substr(0, base.path.rfind('/') + 1) + text, url);
  if (url.text().size() > kLongest) return std::nullopt;
  return url;
}

std::string article_key(const Url& url) {
  std::string query;
  std::string_view rest = url.query.empty() ? std::string_view() : std::string_view(url.query).substr(1);
  for (std::string_view part : split(rest, '&')) {
    std::string_view name = part.substr(0, part.find('='));
    bool visit = name.starts_with("utm_") || name == "fbclid" || name == "gclid" || part.empty();
    if (!visit) query += (query.empty() ? "?" : "&") + std::string(part);
  }
  return "https://" + url.host + (url.port.empty() ? "" : ":" + url.port) + url.path + query;
}

}  // namespace kawat
