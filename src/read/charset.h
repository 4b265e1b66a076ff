// Bytes of a web page → UTF-8: what the page declares, else what the bytes look like.
#pragma once

#include <string>
#include <string_view>

namespace kawat::read {

// declared: of the transport ("text/html; charset=windows-1252"), may be empty. A byte order mark goes before it, it goes before
// the page's own <meta charset>; UTF-8 that is valid is taken as such whatever is declared. Bytes that the character set does not
// have become U+FFFD, NUL bytes too. The view is of `bytes` or of `buffer`. Never fails. Any thread.
std::string_view page_to_utf8(std::string_view bytes, std::string_view declared, std::string& buffer);
inline std::string page_to_utf8(std::string_view bytes, std::string_view declared = {}) {
  std::string buffer;
  return std::string(page_to_utf8(bytes, declared, buffer));
}

}  // namespace kawat::read
