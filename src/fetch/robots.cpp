#include "fetch/robots.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace kawat::fetch {
namespace {

constexpr std::size_t kLongestPattern = 2048;
constexpr std::size_t kMostRules = 20000;

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// One spelling for both sides: what is not ASCII as %XX, hexadecimal digits large, %XX of letters and digits as themselves.
std::string normalised(std::string_view s) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    auto b = static_cast<unsigned char>(s[i]);
    if (s[i] == '%' && i + 2 < s.size() && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
      int value = hex(s[i + 1]) * 16 + hex(s[i + 2]);
      auto c = static_cast<char>(value);
      bool unreserved = value < 0x80 && ((lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                                         c == '_' || c == '~');
      if (unreserved) {
        out += c;
      } else {
        out += '%';
        out += digits[static_cast<std::size_t>(value >> 4)];
        out += digits[static_cast<std::size_t>(value & 15)];
      }
      i += 2;
    } else if (b >= 0x80 || b <= 0x20) {
      out += '%';
      out += digits[b >> 4];
      out += digits[b & 15];
    } else {
      out += s[i];
    }
  }
  return out;
}

// '*' is tried as short as possible first; only the last one needs to be tried again.
bool matches(std::string_view pattern, std::string_view target) {
  bool to_the_end = pattern.ends_with('$');
  if (to_the_end) pattern.remove_suffix(1);
  std::size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
  for (;;) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++, from = t;
      continue;
    }
    if (p == pattern.size() && (!to_the_end || t == target.size())) return true;
    if (p < pattern.size() && t < target.size() && pattern[p] == target[t]) {
      ++p, ++t;
      continue;
    }
    if (star == std::string_view::npos || from >= target.size()) return false;
    p = star + 1, t = ++from;
  }
}

// "Kawat/1.0 (news)" → "Kawat"
std::string_view token_of(std::string_view value) {
  std::size_t n = 0;
  while (n < value.size() && ((lower(value[n]) >= 'a' && lower(value[n]) <= 'z') || value[n] == '-' || value[n] == '_')) ++n;
  return value.substr(0, n);
}

}  // namespace

Robots Robots::refuse_all() {
  Robots r;
  r.rules_.push_back({"/", false});
  return r;
}

Robots Robots::parse(std::string_view body, std::string_view token) {
  struct Group {
    std::vector<Rule> rules;
    std::optional<double> delay;
  } own, all;
  bool is_own = false, is_all = false, found_own = false;
  bool in_rules = true;  // the next user-agent line begins a group
  // Half a line could refuse more than the whole one.
  if (body.size() > kMostBytes) body = body.substr(0, body.substr(0, kMostBytes).find_last_of("\r\n") + 1);
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  while (!body.empty()) {
    std::size_t end = std::min(body.find_first_of("\r\n"), body.size());
    std::string_view line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    line = trim(line.substr(0, line.find('#')));
    std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string_view key = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
    if (same(key, "user-agent") || same(key, "useragent")) {
      if (in_rules) is_own = is_all = in_rules = false;
      if (value.starts_with('*'))
        is_all = true;
      else if (same(token_of(value), token))
        is_own = found_own = true;
      continue;
    }
    bool allow = same(key, "allow");
    if (allow || same(key, "disallow")) {
      in_rules = true;
      if (value.empty() || value.size() > kLongestPattern) continue;  // an empty pattern matches nothing
      std::string pattern = value.front() == '/' || value.front() == '*' ? normalised(value) : "/" + normalised(value);
      if (is_own && own.rules.size() < kMostRules) own.rules.push_back({pattern, allow});
      if (is_all && all.rules.size() < kMostRules) all.rules.push_back({pattern, allow});
    } else if (same(key, "crawl-delay")) {
      double seconds = -1;
      auto read = std::from_chars(value.data(), value.data() + value.size(), seconds);
      if (read.ec != std::errc() || !(seconds >= 0)) continue;
      if (is_own) own.delay = std::max(own.delay.value_or(0), seconds);
      if (is_all) all.delay = std::max(all.delay.value_or(0), seconds);
    }
  }
  Group& chosen = found_own ? own : all;
  Robots r;
  r.rules_ = std::move(chosen.rules);
  r.delay_ = chosen.delay;
  // The first that matches decides.
  std::stable_sort(r.rules_.begin(), r.rules_.end(), [](const Rule& a, const Rule& b) {
    return a.pattern.size() != b.pattern.size() ? a.pattern.size() > b.pattern.size() : a.allow > b.allow;
  });
  return r;
}

bool Robots::allows(std::string_view target) const {
  if (rules_.empty() || target == "/robots.txt") return true;
  std::string path = normalised(target);
  for (const Rule& rule : rules_) {
    if (matches(rule.pattern, path)) return rule.allow;
  }
  return true;
}

}  // namespace kawat::fetch
