// Text as a cell of CSV and TSV, and as text of XML. (JSON: base/json.h.)
#pragma once

#include <string>
#include <string_view>

namespace kawat {

// One cell, appended to `out`; a line break becomes a space. Separated by tabs there are no quotation marks, and a tab becomes a
// space too.
void append_csv(std::string_view s, char separator, std::string& out);

// Element text or attribute value of XML; control characters, which XML does not know, are dropped.
std::string xml_escaped(std::string_view s);

}  // namespace kawat
