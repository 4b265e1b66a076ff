// What the fuzz targets of src/fetch and of addresses do with their bytes; see targets.h.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "base/url.h"
#include "fetch/robots.h"

namespace kawat::fuzz {

inline void keep(bool kept, std::source_location at = std::source_location::current()) {
  if (kept) return;
  std::fprintf(stderr, "broken promise at %s:%u\n", at.file_name(), at.line());
  std::abort();
}

// The same question answered slowly: every way to read the stars.
inline bool matches_slowly(std::string_view pattern, std::string_view target) {
  bool to_the_end = pattern.ends_with('$');
  if (to_the_end) pattern.remove_suffix(1);
  std::vector<char> now(target.size() + 1, 0);
  now[0] = 1;
  for (char p : pattern) {
    std::vector<char> next(target.size() + 1, 0);
    if (p == '*') {
      bool any = false;
      for (std::size_t t = 0; t <= target.size(); ++t) any = any || now[t] != 0, next[t] = any;
    } else {
      for (std::size_t t = 0; t < target.size(); ++t) next[t + 1] = now[t] != 0 && target[t] == p;
    }
    now = std::move(next);
  }
  if (to_the_end) return now[target.size()] != 0;
  for (char reached : now) {
    if (reached != 0) return true;
  }
  return false;
}

// The first line is an address, what follows is a robots.txt.
inline void robots(std::string_view bytes) {
  std::size_t end = std::min(bytes.find('\n'), bytes.size());
  std::string_view line = bytes.substr(0, end), rest = bytes.substr(std::min(end + 1, bytes.size()));
  auto robots = fetch::Robots::parse(rest, "kawat");
  robots.allows(line);
  keep(robots.allows("/robots.txt"));
  keep(!robots.crawl_delay() || *robots.crawl_delay() >= 0);
  // One rule: the quick answer is the slow one. Letters and stars only, so that both spell it alike.
  std::string pattern = "/", target = "/";
  for (char c : rest.substr(0, 40)) pattern += "ab*$"[static_cast<unsigned char>(c) % 4];
  for (char c : line.substr(0, 60)) target += "abc"[static_cast<unsigned char>(c) % 3];
  bool allowed = fetch::Robots::parse("user-agent: *\ndisallow: " + pattern + "\n", "kawat").allows(target);
  keep(allowed != matches_slowly(pattern, target));

  static const Url base = *parse_url("https://www.example.org/a/b?c");
  for (auto url : {parse_url(line), resolve_url(base, line)}) {
    if (!url) continue;
    std::string text = url->text();
    keep(url->path.starts_with('/') && (url->query.empty() || url->query.starts_with('?')) && !url->host.empty());
    for (char c : text) keep(c > ' ' && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>');
    keep(text.find('@') == std::string::npos || text.find('@') > url->origin().size());
    auto again = parse_url(text);
    keep(again.has_value() && again->text() == text);
    keep(parse_url(article_key(*url)).has_value());
  }
}

}  // namespace kawat::fuzz
