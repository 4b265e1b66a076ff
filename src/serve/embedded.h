// Files that are part of the program: the page (web/dist) and the description of the API.
#pragma once

#include <span>
#include <string_view>

#include "serve/http.h"

namespace kawat::serve {

struct EmbeddedFile {
  std::string_view path;     // "/index.html"
  std::string_view type;     // "text/html; charset=utf-8"
  std::string_view packed;   // gzip
  std::string_view hash;     // of the content, 16 hexadecimal digits
  std::size_t bytes = 0;     // of the content
  bool hashed_name = false;  // the name changes with the content: to be kept for ever
};
std::span<const EmbeddedFile> embedded_files();  // written by tools/embed.py; sorted by path
std::string_view openapi();

// The page, or one of its files. Every address that is no file is the page: it looks at the address itself.
Response page_answer(const Request& request);

}  // namespace kawat::serve
