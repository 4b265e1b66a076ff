// What the fuzz targets do with their bytes. The unit tests do the same for a second, with random and mutated bytes.
// A broken promise ends the program, so that the fuzzer sees it. The pack: $KAWAT_PACK, or beside the program.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string>
#include <string_view>

#include "base/text.h"
#include "lexicon/pack.h"

#if __has_include("read/reader.h") && !defined(KAWAT_FUZZ_TEXT_ONLY)
#include <sys/mman.h>
#include <unistd.h>

#include "read/charset.h"
#include "read/copies.h"
#include "read/csv.h"
#include "read/feed.h"
#include "read/html_text.h"
#include "read/page.h"
#include "read/reader.h"
#include "read/warc.h"
#define KAWAT_FUZZ_READ 1
#endif
#if !defined(KAWAT_FUZZ_READ_ONLY)
#include "text/identify.h"
#include "text/segmenter.h"
#endif

namespace kawat::fuzz {

inline void promise(bool kept, std::source_location at = std::source_location::current()) {
  if (kept) return;
  std::fprintf(stderr, "broken promise at %s:%u\n", at.file_name(), at.line());
  std::abort();
}

inline const lexicon::Pack& pack() {
  static const lexicon::Pack p = [] {
    auto opened = lexicon::Pack::open_default();
    promise(opened.has_value());
    return std::move(*opened);
  }();
  return p;
}

#if defined(KAWAT_FUZZ_READ)
inline void check(const model::Document& d) {
  auto size = static_cast<std::uint32_t>(d.text.size());
  promise(d.dateline.begin <= d.dateline.end && d.dateline.end <= size);
  std::uint32_t last = 0;
  for (model::Span s : d.noise) {
    promise(s.begin <= s.end && s.end <= size && s.begin >= last);
    last = s.begin;
  }
}

inline const read::PartFinder& finder() {
  static const read::PartFinder f = read::PartFinder::build(pack()).value();
  return f;
}

inline void article(std::string_view bytes) {
  model::Document d;
  d.text = bytes;
  d.language = bytes.size() % 2 == 0 ? "id" : "en";
  finder().find(d);
  check(d);
  finder().outlet(bytes);
  finder().dates().find(bytes);
}

inline void reader(std::string_view bytes) {
  read::ReadOptions options;
  model::Document d;
  for (std::string_view line : split(bytes, '\n')) {
    if (read::parse_json_document(line, options, &finder(), d)) {
      check(d);
      promise(first_invalid_utf8(d.text) == std::string_view::npos && d.text.find('\0') == std::string::npos && !d.text.empty());
    }
  }
  if (read::parse_text_document(bytes, options, &finder(), d)) {
    check(d);
    promise(first_invalid_utf8(d.text) == std::string_view::npos);
  }
}

inline void archive(std::string_view bytes) {
  bool needs_more = false;
  if (auto head = read::parse_warc_head(bytes, needs_more)) {
    promise(head->size <= bytes.size() && first_invalid_utf8(head->url) == std::string_view::npos);
  }
  std::size_t next = read::next_warc_record(bytes, bytes.size() / 2);
  promise(next == std::string_view::npos || next < bytes.size());
  if (auto r = read::parse_http_response(bytes, 1 << 16)) promise(r->body.size() <= std::size_t{1} << 16);
}

// A whole file of any kind: packing, format, cutting, decoding. Copies and filters too.
inline void file(std::string_view bytes) {
  int fd = ::memfd_create("fuzz", MFD_CLOEXEC);
  promise(fd >= 0 && ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  read::ReadOptions options;
  options.max_line = 1 << 14;
  options.urls.add("-*x*");
  {
    auto reader = read::Reader::open({"/proc/self/fd/" + std::to_string(fd)}, options, &finder());
    promise(reader.has_value());
    read::CopyFinder copies(8);
    model::Document d;
    // Every step takes bytes off the input, of which packed ones may hold many.
    for (std::size_t steps = 0;; ++steps) {
      read::Step s = reader->next(d);
      if (s == read::Step::end) break;
      promise(steps < 1 << 20);
      if (s == read::Step::skip) {
        promise(!reader->error().what.empty());
        continue;
      }
      check(d);
      promise(!d.text.empty() && !d.id.empty() && first_invalid_utf8(d.text) == std::string_view::npos);
      copies.find_or_add(d, read::sketch_of(d));
    }
  }
  ::close(fd);
}

// Rows and cells: what is cut off is what there is, and no cell is longer than its row.
inline void table(std::string_view bytes) {
  static const read::FieldNames names;
  auto columns = read::find_columns(bytes, names);
  char delimiter = columns ? columns->delimiter : ',';
  std::vector<std::string> cells;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t end = read::record_end(bytes, at, delimiter);
    if (end == std::string_view::npos) break;
    promise(end >= at && end <= bytes.size());
    read::split_record(bytes.substr(at, end - at), delimiter, cells);
    std::size_t all = 0;
    for (const std::string& c : cells) all += c.size();
    promise(!cells.empty() && all <= end - at);
    at = end + 1;
  }
}

inline void feed(std::string_view bytes) {
  auto sound = [](const std::string& s) {
    return first_invalid_utf8(s) == std::string_view::npos && s.find('\0') == std::string::npos;
  };
  read::looks_like_feed(bytes);
  read::FeedOptions options;
  options.url = "https://www.example.org/news/feed.xml";
  options.most_items = 50, options.most_bytes = 1 << 20;
  auto f = read::parse_feed(bytes, options);
  if (!f) {
    promise(f.error().code == Code::bad_feed && !f.error().what.empty());
    return;
  }
  promise(f->items.size() <= 50 && f->feeds.size() <= 50 && sound(f->title) && sound(f->link) && sound(f->language));
  for (const read::FeedItem& i : f->items) {
    for (const std::string* s :
         {&i.url, &i.id, &i.title, &i.summary, &i.content, &i.published, &i.updated, &i.author, &i.language})
      promise(sound(*s));
    promise(i.url.empty() || i.url.starts_with("http"));
    promise(i.title.find('\n') == std::string::npos);
    read::is_whole(i);
  }
  for (const read::FeedLink& l : f->feeds) promise(l.url.starts_with("http") && sound(l.title));
  for (const read::FeedItem& i : f->items) {
    model::Document d;
    if (!read::item_document(i, *f, {}, &finder(), d)) continue;
    check(d);
    promise(!d.text.empty() && sound(d.text) && sound(d.title) && sound(d.id));
  }
}

// The first line is what the transport declares, the rest the page.
inline void charset(std::string_view bytes) {
  std::size_t line = bytes.find('\n');
  std::string declared = line == std::string_view::npos ? "" : "text/html; charset=" + std::string(bytes.substr(0, line));
  bytes.remove_prefix(line == std::string_view::npos ? 0 : line + 1);
  std::string buffer;
  std::string_view text = read::page_to_utf8(bytes, declared, buffer);
  promise(first_invalid_utf8(text) == std::string_view::npos && text.find('\0') == std::string_view::npos);
  promise(!text.empty() || bytes.size() < 8);
}

inline void page(std::string_view bytes) {
  read::Page p;
  if (read::parse_page(bytes, {}, p)) {
    for (const std::string* s : {&p.title, &p.author, &p.outlet, &p.section, &p.url, &p.language, &p.published, &p.text})
      promise(first_invalid_utf8(*s) == std::string_view::npos && s->find('\0') == std::string::npos);
  }
  model::Document d;
  if (read::parse_html_document(bytes, {}, &finder(), d)) {
    check(d);
    promise(!d.text.empty() && first_invalid_utf8(d.text) == std::string_view::npos);
  }
}
#endif

#if !defined(KAWAT_FUZZ_READ_ONLY)
inline void segmenter(std::string_view bytes) {
  static const text::Segmenter segmenters[] = {text::Segmenter::build(pack(), "id").value(),
                                               text::Segmenter::build(pack(), "en").value()};
  static const text::Identifier identifier = text::Identifier::build(pack()).value();
  model::Document d;
  d.text = bytes;
  auto size = static_cast<std::uint32_t>(d.text.size());
  if (size > 20) d.dateline = {2, 5}, d.noise = {{7, 9}, {12, size - 3}};
  if (size % 3 == 0) d.noise.clear(), d.dateline = {};
  for (const text::Segmenter& s : segmenters) {
    model::Analysis a;
    s.segment(d, a);
    std::uint32_t at = 0, token = 0;
    for (const model::Token& t : a.tokens) {
      promise(t.span.begin >= at && t.span.begin < t.span.end && t.span.end <= size && t.hash != 0);
      for (model::Span n : d.noise) promise(!n.overlaps(t.span));
      promise(!d.dateline.overlaps(t.span));
      at = t.span.end;
    }
    for (const model::Sentence& sentence : a.sentences) {
      promise(sentence.first == token && sentence.last > sentence.first && sentence.size() <= text::Segmenter::kMaxSentence);
      token = sentence.last;
    }
    promise(token == a.tokens.size());
  }
  identifier.identify(bytes);
}
#endif

}  // namespace kawat::fuzz
