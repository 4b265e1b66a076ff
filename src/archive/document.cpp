#include "archive/document.h"

#include "archive/files.h"

namespace kawat::archive {

namespace {

// The input gave it; else it is made of a path.
bool has_own_id(const model::Document& d) { return d.path.empty() || d.id.compare(0, d.path.size(), d.path) != 0; }

std::uint64_t key_of(bool own_id, const std::string& id, const std::string& url, const std::string& text) {
  std::string all = own_id ? id : std::string();
  all += '\x1f' + url + '\x1f';
  all += hex64(hash64(text));
  std::uint64_t key = hash64(all);
  return key == 0 ? 1 : key;
}

}  // namespace

std::uint64_t Document::content_key() const { return key_of(own_id, doc_id, url, text); }
std::uint64_t Document::content_key(const model::Document& d) { return key_of(has_own_id(d), d.id, d.url, d.text); }

Document Document::of(const model::Document& d) {
  Document out;
  out.doc_id = d.id;
  out.own_id = has_own_id(d);
  out.url = d.url, out.outlet = d.outlet, out.title = d.title, out.author = d.author, out.language = d.language;
  out.published = d.published, out.captured = d.captured, out.text = d.text;
  out.section = d.section, out.copy_of = d.copy_of;
  return out;
}

}  // namespace kawat::archive
