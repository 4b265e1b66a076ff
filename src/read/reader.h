// Files, folders and standard input → documents, one after the other, in flat memory.
//
//   auto reader = Reader::open({"news.jsonl.gz", "articles/"}, {.language = "id"}, &finder);
//   model::Document d;
//   for (;;) {
//     switch (reader->next(d)) {
//       case Step::document: …; break;
//       case Step::skip: report(reader->error()); break;   // one bad article; the run goes on
//       case Step::end: return;
//     }
//   }
//
// The kind of a file is decided by its first bytes: gzip is unpacked; an object '{' begins JSONL (one article a line, or one
// object over several lines); '<' and a tag is a web page, of which the article is taken (page.h); anything else that is text is
// one article. The other formats of kFormats are skipped by name.
// Whatever is wrong with one article, file or line is a skip with its reason; what follows is still read.
// One thread at a time. The finder (may be null) must outlive the reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/document.h"
#include "read/article.h"

namespace kawat::read {

struct ReadOptions {
  // For every document that does not say so itself.
  std::string language{}, published{}, outlet{}, home{};
  std::size_t max_line = std::size_t{4} << 20;  // bytes of one line, or of one text file: far above any article
  bool find_parts = true;                       // title, dateline, noise lines … from the text
};

enum class Step { document, skip, end };

class Reader {
 public:
  // Error bad_option when options.published is no date. Paths are looked at one by one, later: a missing one is a skip.
  static Result<Reader> open(std::vector<std::string> paths, ReadOptions options = {}, const PartFinder* finder = nullptr);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  Step next(model::Document& document);
  const Error& error() const;  // of the last skip

  std::uint64_t documents() const;
  std::uint64_t skips() const;
  const std::vector<std::pair<Code, std::uint64_t>>& reasons() const;  // skips by reason, in order of first appearance

  // Progress, in bytes on disk (packed bytes of gzip files). total is 0 as long as it is unknown (standard input).
  std::uint64_t bytes_read() const;
  std::uint64_t bytes_total() const;

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One JSON object {"id","text","title","url","published","language","outlet","author","home"} → document; only "text" is
// required, or "html", a web page. `json` needs no padding. Errors: bad_json, no_text_field, empty_document, nul_bytes, not_utf8.
Status parse_json_document(std::string_view json, const ReadOptions& options, const PartFinder* finder, model::Document& out);

// One article as plain text. Windows-1252 bytes that are plainly that are decoded; error not_utf8 names the offset else.
Status parse_text_document(std::string_view bytes, const ReadOptions& options, const PartFinder* finder, model::Document& out);

// One web page in whatever character set. Errors: empty_document when there is no article in it, unsupported_format (page.h).
Status parse_html_document(std::string_view bytes, const ReadOptions& options, const PartFinder* finder, model::Document& out);

}  // namespace kawat::read
