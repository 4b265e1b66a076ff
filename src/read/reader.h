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
// The kind of a file is decided by its first bytes: gzip and zstd are unpacked; an object '{' begins JSONL (one article a line,
// or one object over several lines), '[' and an object a JSON array; a line of column names a table; "WARC/" a web archive; '<'
// and a tag is a web page, of which the article is taken (page.h); anything else that is text is one article. The other formats
// of kFormats are skipped by name.
// Whatever is wrong with one article, file or line is a skip with its reason; what follows is still read.
// One thread at a time. The finder (may be null) must outlive the reader.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/document.h"
#include "read/decoder.h"
#include "read/piece.h"

namespace kawat::read {

enum class Step { document, skip, end };

class Reader {
 public:
  // Error bad_option when options.published is no date. Paths are looked at one by one, later: a missing one is a skip.
  static Result<Reader> open(std::vector<std::string> paths, ReadOptions options = {}, const PartFinder* finder = nullptr);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  // The next article, not yet decoded: cheap, so that one thread feeds many. Only the skips of this half are told.
  Step take(Piece& piece);
  // For a thread that decodes pieces. The reader must outlive it.
  Decoder decoder() const;

  // Both halves at once.
  Step next(model::Document& document);

  const Error& error() const;  // of the last skip
  // What was no article by design, by reason ("http_status", "url_filter" …); what a Decoder leaves out is not in it.
  const std::map<std::string_view, std::uint64_t>& left_out() const;

  // Progress, in bytes on disk (packed bytes of gzip files). total is 0 as long as it is unknown (standard input).
  std::uint64_t bytes_read() const;
  std::uint64_t bytes_total() const;

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kawat::read
