#include "cli/document_json.h"

#include <fmt/format.h>

#include "base/json.h"

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
  field("author", d.author, out), field("outlet", d.outlet, out);
  field("published",
        d.published.known() ? d.published.day != 0
                                  ? fmt::format("{:04}-{:02}-{:02}", d.published.year, d.published.month, d.published.day)
                                  : fmt::format("{:04}-{:02}", d.published.year, d.published.month)
                            : std::string(),
        out);
  field("date_source", d.published_source, out), field("captured", d.captured, out), field("language", d.language, out);
  out += ",\"text\":";
  append_json(d.text, out);
  out += "}\n";
}

}  // namespace kawat::cli
