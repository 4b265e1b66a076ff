#include "serve/embedded.h"

#include <algorithm>

#include "serve/compress.h"

namespace kawat::serve {
namespace {

const EmbeddedFile* find(std::string_view path) {
  auto all = embedded_files();
  auto at = std::lower_bound(all.begin(), all.end(), path, [](const EmbeddedFile& f, std::string_view p) { return f.path < p; });
  return at != all.end() && at->path == path ? &*at : nullptr;
}

constexpr const char* kNoPage =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kawat</title><h1>Kawat</h1>"
    "<p>This program was built without its page, since there was no Node.js. The API is at "
    "<a href=\"/api/v1/overview\">/api/v1</a>, its description at <a "
    "href=\"/api/v1/openapi.json\">openapi.json</a>.</p></html>\n";

}  // namespace

std::string_view openapi() {
  static const std::string text = [] {
    const EmbeddedFile* f = find("openapi.json");
    return f == nullptr ? std::string("{}") : gunzip(f->packed).value_or("{}");
  }();
  return text;
}

Response page_answer(const Request& request) {
  Response out;
  const EmbeddedFile* f = request.path == "/" ? nullptr : find(request.path);
  if (request.path == "/favicon.ico") {  // what browsers ask for beside a file that names no icon
    for (const EmbeddedFile& file : embedded_files()) {
      if (file.path.starts_with("/icon-")) f = &file;
    }
  }
  std::size_t slash = request.path.rfind('/');
  bool names_file = request.path.find('.', slash == std::string::npos ? 0 : slash) != std::string::npos;
  const bool climbs = request.path.find("..") != std::string::npos;  // nothing would come of it; but no client means it well
  if (f == nullptr && !names_file && !climbs) {
    f = find("/index.html");
    if (f == nullptr) {
      out.type = "text/html; charset=utf-8", out.body = kNoPage;
      out.headers.emplace_back("Cache-Control", "no-store");
      return out;
    }
  }
  if (f == nullptr) return problem({Code::no_such_address, "", "nothing is there", ""}, request.path);
  out.type = f->type;
  out.etag = "\"" + std::string(f->hash) + "\"";
  out.headers.emplace_back("Cache-Control", f->hashed_name ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.if_none_match.find(std::string(f->hash)) != std::string::npos) {
    out.status = 304;
    return out;
  }
  if (request.accept_encoding.find("gzip") != std::string::npos) {
    out.body = f->packed, out.encoding = "gzip";
  } else {
    auto text = gunzip(f->packed);
    if (!text) return problem(text.error(), request.path);
    out.body = std::move(*text);
  }
  return out;
}

}  // namespace kawat::serve
