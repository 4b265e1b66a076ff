#include "read/formats.h"

#include "read/csv.h"
#include "read/feed.h"

namespace kawat::read {

namespace {

bool starts(std::string_view s, std::string_view lower) {
  if (s.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    char c = s[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
  }
  return true;
}

}  // namespace

Format sniff(std::string_view head, const FieldNames& names) {
  using namespace std::string_view_literals;
  for (std::string_view magic : {"PK\x03\x04"sv, "BZh"sv,
                                 "\xFD"
                                 "7zXZ"sv,
                                 "7z\xBC\xAF"sv, "Rar!"sv}) {
    if (head.substr(0, magic.size()) == magic) return Format::packed;
  }
  for (std::string_view magic : {"%PDF-"sv, "\x89PNG"sv, "\xFF\xD8\xFF"sv, "GIF8"sv,
                                 "\x7F"
                                 "ELF"sv,
                                 "\xD0\xCF\x11\xE0"sv, "PAR1"sv, "SQLite format"sv, "\xFF\xFE"sv, "\xFE\xFF"sv}) {
    if (head.substr(0, magic.size()) == magic) return Format::binary;
  }
  if (head.substr(0, 5) == "WARC/") return Format::warc;
  if (head.substr(0, 3) == "\xEF\xBB\xBF") head.remove_prefix(3);
  while (!head.empty() && static_cast<unsigned char>(head.front()) <= ' ' && head.front() != '\0') head.remove_prefix(1);
  if (head.empty()) return Format::text;
  if (head.front() == '{') {
    // An object begins with a key or ends at once; anything else in braces is text.
    std::string_view rest = head.substr(1);
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t' || rest.front() == '\r' || rest.front() == '\n'))
      rest.remove_prefix(1);
    if (rest.empty() || rest.front() == '"' || rest.front() == '}') return Format::jsonl;
    return head.find('\n') != std::string_view::npos && head.find("\n{\"") != std::string_view::npos ? Format::jsonl
                                                                                                     : Format::text;
  }
  if (head.front() == '[') {
    std::string_view rest = head.substr(1);
    while (!rest.empty() && static_cast<unsigned char>(rest.front()) <= ' ') rest.remove_prefix(1);
    return !rest.empty() && rest.front() == '{' ? Format::json_array : Format::text;
  }
  if (head.front() == '<') {
    if (looks_like_feed(head)) return Format::feed;
    if (starts(head, "<!doctype html") || starts(head, "<html") || starts(head, "<head") || starts(head, "<body") ||
        starts(head, "<!--") || starts(head, "<div") || starts(head, "<p>") || starts(head, "<article") ||
        starts(head, "<script") || starts(head, "<meta")) {
      return Format::html;
    }
    if (starts(head, "<?xml")) return Format::html;
  }
  return find_columns(head, names) ? Format::csv : Format::text;
}

}  // namespace kawat::read
