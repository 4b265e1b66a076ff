// Bytes of a web page → UTF-8: what the page declares, else what the bytes look like.
#pragma once

#include <string>
#include <string_view>

namespace kawat::read {

// Windows-1252 from 0x80 to 0x9F. 0: it has no character there.
inline constexpr char16_t kWindows1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

// declared: of the transport ("text/html; charset=windows-1252"), may be empty. A byte order mark goes before it, it goes before
// the page's own <meta charset>; UTF-8 that is valid is taken as such whatever is declared. Bytes that the character set does not
// have become U+FFFD, NUL bytes too. The view is of `bytes` or of `buffer`. Never fails. Any thread.
std::string_view page_to_utf8(std::string_view bytes, std::string_view declared, std::string& buffer);
inline std::string page_to_utf8(std::string_view bytes, std::string_view declared = {}) {
  std::string buffer;
  return std::string(page_to_utf8(bytes, declared, buffer));
}

}  // namespace kawat::read
