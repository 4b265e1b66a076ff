// Addresses of the Web: taken apart, made absolute, written in one way. Only http and https; no user names or passwords.
//
//   auto base = parse_url("https://www.example.org/news/feed.xml");
//   resolve_url(*base, "../2024/10/a.html")->text()   →  "https://www.example.org/2024/10/a.html"
//
// Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kawat {

struct Url {
  std::string scheme;  // "http", "https"
  std::string host;    // lower case, in ASCII ("xn--…"); IPv6 in brackets
  std::string port;    // empty where it is the scheme's own
  std::string path;    // begins with '/', no "." and ".." in it, what is not ASCII as %XX
  std::string query;   // with its '?', or empty

  std::string origin() const;  // "https://www.example.org:8443"
  std::string text() const;    // without a fragment
};

// Nothing when it is no absolute http or https URL, names a user, has no host, or is longer than 4096 bytes.
std::optional<Url> parse_url(std::string_view text);

// What a reference on the page `base` means; nothing when that is no http or https URL.
std::optional<Url> resolve_url(const Url& base, std::string_view reference);

// The scheme that the text begins with, in lower case: "file" of "file:///etc"; empty when there is none.
std::string scheme_of(std::string_view text);

// The address under which an article is remembered: without the parameters that only say where the reader came from (utm_…,
// fbclid, gclid), and with http as https.
std::string article_key(const Url& url);

}  // namespace kawat
