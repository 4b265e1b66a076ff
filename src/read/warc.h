// Records of web archives (WARC 0.17–1.1, and the WET texts of crawls).
//
// Only the shapes of what is in memory: the reader brings the bytes (reader.cpp). Pure functions, no state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace kawat::read {

struct WarcHead {
  std::size_t size = 0;      // bytes of the head, its empty line included
  std::uint64_t length = 0;  // of what follows
  std::string type, url, date, content_type;
};

// The record head at the front of `bytes`. Errors: bad_archive when it is none, or says no length; needs_more when its empty line
// is not there yet.
Result<WarcHead> parse_warc_head(std::string_view bytes, bool& needs_more);

// Where the next record begins at or after `from`, or npos.
std::size_t next_warc_record(std::string_view bytes, std::size_t from);

// By the head of a response alone: why it holds no page ("http_status", "not_html"), or nothing.
std::string_view unwanted_response(std::string_view bytes);

struct HttpResponse {
  int status = 0;
  std::string content_type;
  std::string_view unwanted;  // as unwanted_response says
  std::string body;           // unchunked, unpacked; empty when unwanted
};
// The body of a "response" record. Error bad_archive when it is no HTTP, or does not unpack; at most `most` bytes are unpacked.
Result<HttpResponse> parse_http_response(std::string_view bytes, std::size_t most);

}  // namespace kawat::read
