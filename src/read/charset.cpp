#include "read/charset.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace kawat::read {
namespace {

// The value after "charset=" in the first bytes, as <meta> and content types write it.
std::string charset_in(std::string_view head) {
  std::string low = lower(head);
  for (std::size_t at = low.find("charset"); at != std::string::npos; at = low.find("charset", at + 7)) {
    std::size_t i = at + 7;
    while (i < low.size() && (low[i] == ' ' || low[i] == '\t')) ++i;
    if (i >= low.size() || low[i] != '=') continue;
    ++i;
    while (i < low.size() && (low[i] == ' ' || low[i] == '"' || low[i] == '\'')) ++i;
    std::size_t from = i;
    while (i < low.size() && (std::isalnum(static_cast<unsigned char>(low[i])) != 0 || low[i] == '-' || low[i] == '_' ||
                              low[i] == ':' || low[i] == '.'))
      ++i;
    if (i > from) return low.substr(from, i - from);
  }
  return {};
}

// The Web's "iso-8859-1" and "ascii" are Windows-1252.
std::string_view web_name(std::string_view name) {
  for (std::string_view latin : {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"}) {
    if (name == latin) return "windows-1252";
  }
  return name;
}

bool decode(std::string_view bytes, const std::string& name, std::string& out) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UConverter, decltype(&ucnv_close)> from(ucnv_open(name.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status) || from == nullptr) return false;
  std::array<char16_t, 4096> units;
  const char* in = bytes.data();
  const char* end = in + bytes.size();
  char32_t high = 0;
  out.clear();
  out.reserve(bytes.size() + bytes.size() / 8);
  for (bool more = true; more;) {
    char16_t* to = units.data();
    status = U_ZERO_ERROR;
    ucnv_toUnicode(from.get(), &to, units.data() + units.size(), &in, end, nullptr, 1, &status);
    more = status == U_BUFFER_OVERFLOW_ERROR;
    if (U_FAILURE(status) && !more) return false;
    for (const char16_t* u = units.data(); u < to; ++u) {
      char32_t c = *u;
      if (c >= 0xD800 && c < 0xDC00) {
        high = c;
      } else if (c >= 0xDC00 && c < 0xE000) {
        append_utf8(high != 0 ? 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00) : 0xFFFD, out);
        high = 0;
      } else {
        append_utf8(c == 0 ? 0xFFFD : c, out);
      }
    }
  }
  return true;
}

}  // namespace

std::string_view page_to_utf8(std::string_view bytes, std::string_view declared, std::string& buffer) {
  if (bytes.starts_with("\xFF\xFE") && decode(bytes.substr(2), "UTF-16LE", buffer)) return buffer;
  if (bytes.starts_with("\xFE\xFF") && decode(bytes.substr(2), "UTF-16BE", buffer)) return buffer;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) {
    if (bytes.find('\0') == std::string_view::npos) return bytes;
    buffer.clear();
    for (char c : bytes) c == '\0' ? buffer += "\xEF\xBF\xBD" : buffer += c;
    return buffer;
  }
  std::string name = charset_in(declared);
  if (name.empty()) name = charset_in(bytes.substr(0, 4096));
  bool unsaid = name.empty();
  if (unsaid || name == "utf-8" || name == "utf8") {
    // Mostly UTF-8 with a broken byte stays UTF-8; when nobody says that it is, it must be more so.
    std::size_t high = 0, bad = 0;
    for (std::size_t at = 0; at < bytes.size();) {
      std::size_t next = first_invalid_utf8(bytes.substr(at));
      std::size_t end = next == std::string_view::npos ? bytes.size() : at + next;
      for (std::size_t i = at; i < end; ++i) high += static_cast<unsigned char>(bytes[i]) >= 0xC0 ? 1 : 0;
      if (next == std::string_view::npos) break;
      ++bad, at = end + 1;
    }
    name = bad * (unsaid ? 4 : 2) <= high ? "utf-8" : "windows-1252";
  }
  if (!decode(bytes, std::string(web_name(name)), buffer)) decode(bytes, "windows-1252", buffer);
  return buffer;
}

}  // namespace kawat::read
