// A document as a line of JSON: what `kawat extract` prints and `kawat watch` keeps.
#pragma once

#include <string>

#include "model/document.h"

namespace kawat::cli {

// {"id","path","url","title","author","outlet","section","published","date_source","modified","captured","language","copy_of",
// "text"} and a line break; null where nothing is known.
void append_document(const model::Document& d, std::string& out);

}  // namespace kawat::cli
