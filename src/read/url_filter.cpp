#include "read/url_filter.h"

#include <algorithm>

namespace kawat::read {
namespace {

// "https://www.Tempo.co/a?b" → "tempo.co/a?b"
std::string bare(std::string_view url) {
  if (std::size_t scheme = url.find("://"); scheme < 8) url.remove_prefix(scheme + 3);
  std::string out(url);
  for (char& c : out) {
    if (c == '/') break;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  if (out.starts_with("www.")) out.erase(0, 4);
  return out;
}

// '*' stands for any run of characters.
bool matches(std::string_view pattern, std::string_view s) {
  std::size_t p = 0, at = 0, star = std::string_view::npos, resume = 0;
  while (at < s.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++, resume = at;
    } else if (p < pattern.size() && pattern[p] == s[at]) {
      ++p, ++at;
    } else if (star != std::string_view::npos) {
      p = star + 1, at = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool fits(const std::string& pattern, std::string_view url) {
  if (pattern.find_first_of("/*") != std::string::npos) return matches(pattern, url);
  std::string_view host = url.substr(0, std::min(url.find_first_of(":/?#"), url.size()));
  return host == pattern ||
         (host.size() > pattern.size() && host.ends_with(pattern) && host[host.size() - pattern.size() - 1] == '.');
}

}  // namespace

void UrlFilter::add(std::string_view pattern) {
  bool without = pattern.starts_with('-');
  (without ? unwanted_ : wanted_).push_back(bare(pattern.substr(without)));
}

bool UrlFilter::takes(std::string_view url) const {
  if (empty()) return true;
  std::string address = bare(url);
  auto any = [&](const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) { return fits(p, address); });
  };
  return (wanted_.empty() || any(wanted_)) && !any(unwanted_);
}

}  // namespace kawat::read
