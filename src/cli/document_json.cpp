#include "cli/document_json.h"

#include "base/json.h"
#include "pipeline/rows.h"

namespace kawat::cli {
namespace {

void field(const char* name, const std::string& value, std::string& out) {
  out += std::string(",\"") + name + "\":";
  if (value.empty())
    out += "null";
  else
    append_json(value, out);
}

}  // namespace

void append_document(const model::Document& d, std::string& out) {
  out += "{\"id\":";
  append_json(d.id, out);
  field("path", d.path, out), field("url", d.url, out), field("title", d.title, out);
  field("author", d.author, out), field("outlet", d.outlet, out), field("section", d.section, out);
  field("published", model::iso(d.published), out), field("date_source", d.published_source, out);
  field("modified", model::iso(d.modified), out), field("captured", d.captured, out);
  field("language", d.language == "und" ? "" : d.language, out), field("copy_of", d.copy_of, out);
  out += ",\"text\":";
  append_json(d.text, out);
  out += "}\n";
}

}  // namespace kawat::cli
