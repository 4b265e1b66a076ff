#include "archive/document.h"

#include "archive/files.h"

namespace kawat::archive {

std::uint64_t Document::content_key() const {
  std::string all = own_id ? doc_id : std::string();
  all += '\x1f' + url + '\x1f';
  all += hex64(hash64(text));
  std::uint64_t key = hash64(all);
  return key == 0 ? 1 : key;
}

Document Document::of(const model::Document& d) {
  Document out;
  out.doc_id = d.id;
  out.own_id = d.path.empty() || d.id.compare(0, d.path.size(), d.path) != 0;
  out.url = d.url, out.outlet = d.outlet, out.title = d.title, out.author = d.author, out.language = d.language;
  out.published = d.published, out.captured = d.captured, out.text = d.text;
  out.section = d.section, out.copy_of = d.copy_of;
  return out;
}

}  // namespace kawat::archive
