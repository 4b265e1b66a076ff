// Writing JSON piece by piece into a buffer. The input must be valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace kawat {

void append_json(std::string_view s, std::string& out);  // with its quotation marks
void append_json(double v, std::string& out);            // shortest form that reads back the same; null when not finite

}  // namespace kawat
