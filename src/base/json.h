// Writing JSON piece by piece into a buffer. The input must be valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace kawat {

void append_json(std::string_view s, std::string& out);  // with its quotation marks
inline std::string json_string(std::string_view s) {
  std::string out;
  append_json(s, out);
  return out;
}
void append_json(double v, std::string& out);  // shortest form that reads back the same; null when not finite

}  // namespace kawat
