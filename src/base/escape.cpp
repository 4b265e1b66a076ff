#include "base/escape.h"

namespace kawat {

void append_csv(std::string_view s, char separator, std::string& out) {
  if (separator == '\t') {
    for (char c : s) out += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
    return;
  }
  if (s.find_first_of("\"\n\r") == std::string_view::npos && s.find(separator) == std::string_view::npos) {
    out += s;
    return;
  }
  out += '"';
  for (char c : s) {
    if (c == '"') out += '"';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  out += '"';
}

std::string xml_escaped(std::string_view s) {
  std::string out;
  for (char c : s) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
      out += c;
  }
  return out;
}

}  // namespace kawat
