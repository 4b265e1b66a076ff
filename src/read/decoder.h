// One piece of the input → a document. What a reader cuts off (reader.h) is understood here, on any thread.
//
//   Decoder decoder(options, &finder);              // one for each thread
//   auto left_out = decoder.decode(std::move(piece), document);
//   if (!left_out) …                                // one bad article, with its place; the run goes on
//   else if (!left_out->empty()) …                  // no article by design: "http_status", "not_html", "url_filter"
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/document.h"
#include "read/article.h"
#include "read/fields.h"
#include "read/piece.h"
#include "read/url_filter.h"

namespace kawat::read {

struct ReadOptions {
  // For every document that does not say so itself.
  std::string language{}, published{}, outlet{}, home{};
  std::size_t max_line = std::size_t{4} << 20;  // bytes of one line, or of one text file: far above any article
  bool find_parts = true;                       // title, dateline, noise lines … from the text
  FieldNames fields{};                          // of JSON and of tables
  UrlFilter urls{};
};

class Decoder {
 public:
  // Both must outlive the decoder; the finder may be null.
  Decoder(const ReadOptions& options, const PartFinder* finder);
  Decoder(Decoder&&) noexcept;
  ~Decoder();

  // Why the piece is left out, or nothing when it became a document. Errors: bad_json, no_text_field, empty_document, nul_bytes,
  // not_utf8, bad_archive, unsupported_format.
  Result<std::string_view> decode(Piece&& piece, model::Document& document);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One JSON object {"id","text","title","url","published","language","outlet","author","home"} → document; only "text" is
// required, or "html", a web page. `json` needs no padding. Errors: bad_json, no_text_field, empty_document, nul_bytes, not_utf8.
Status parse_json_document(std::string_view json, const ReadOptions& options, const PartFinder* finder, model::Document& out);

// The values of one article by field, wherever they came from; what is not there is empty. Taken apart by the call.
struct FieldValues {
  std::array<std::string, kFields> values;
  bool has_text = false;  // there is a text, though it may be empty
  std::string& operator[](Field f) { return values[static_cast<std::size_t>(f)]; }
};
// Errors: no_text_field, empty_document, nul_bytes, not_utf8, unsupported_format.
Status parse_fields_document(FieldValues& fields, const ReadOptions& options, const PartFinder* finder, model::Document& out);

// One article as plain text. Windows-1252 bytes that are plainly that are decoded; error not_utf8 names the offset else.
Status parse_text_document(std::string_view bytes, const ReadOptions& options, const PartFinder* finder, model::Document& out);

// One web page in whatever character set. Errors: empty_document when there is no article in it, unsupported_format (page.h).
Status parse_html_document(std::string_view bytes, const ReadOptions& options, const PartFinder* finder, model::Document& out);

}  // namespace kawat::read
