// An article as the archive keeps it: where it came from, not what it says.
#pragma once

#include <cstdint>
#include <string>

#include "model/document.h"

namespace kawat::archive {

struct Document {
  std::string doc_id;  // unique in an archive: a second article of the same id gets "~" and digits of its hash behind it
  bool own_id = true;  // the input gave the id; where it was made of a path, content alone says which article it is
  std::string url, outlet, title, author, language;
  model::Day published;
  std::string captured;  // when a crawler fetched it, ISO 8601
  std::string section;   // of the newspaper
  std::string copy_of;   // doc_id of the article of which this is a near copy
  std::string text;      // kept only where the archive keeps texts, but always part of the content key

  // Two articles are the same when id, address and text are.
  std::uint64_t content_key() const;
  static std::uint64_t content_key(const model::Document& d);  // of what of(d) would be

  static Document of(const model::Document& d);
};

// visit(name, value) for each column that the input fills, in the order of the table.
template <class Row, class Visit>
void each_document_column(Row& d, Visit&& visit) {
  visit("doc_id", d.doc_id), visit("url", d.url), visit("outlet", d.outlet), visit("title", d.title), visit("author", d.author);
  visit("language", d.language), visit("published", d.published), visit("captured", d.captured), visit("section", d.section);
  visit("copy_of", d.copy_of), visit("text", d.text);
}

}  // namespace kawat::archive
