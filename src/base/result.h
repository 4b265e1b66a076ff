// The one error type of Kawat. Every failure carries a stable number, the place where it happened and,
// where there is one, the next step for the user. Values, no exceptions; share freely.
//
//   Result<Config> c = read_config(path);
//   if (!c) return fail(c.error());
//
// Every number is documented in docs/errors.md; a test compares the two lists.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace kawat {

enum class Code : std::uint16_t {
  // 1xx: input
  file_missing = 101,
  file_unreadable = 102,
  not_utf8 = 103,
  bad_json = 104,
  line_too_long = 105,
  empty_document = 106,
  no_text_field = 107,
  unsupported_language = 108,
  bad_conllu = 109,
  nul_bytes = 110,
  unsupported_format = 111,
  bad_date = 112,
  bad_marks = 113,
  bad_archive = 114,
  bad_row = 115,
  bad_arrow = 116,
  // 2xx: language data and models
  pack_missing = 201,
  pack_damaged = 202,
  bad_frame = 203,
  bad_table = 204,
  bad_model = 205,
  bad_ontology = 206,
  // 3xx: output
  write_failed = 301,
  // 4xx: use of the program
  bad_option = 401,
  nothing_matched = 402,
  stopped = 403,
  // 5xx: archives of events
  archive_missing = 501,
  archive_damaged = 502,
  archive_version = 503,
  archive_busy = 504,
  bad_query = 505,
  query_limit = 506,
  coded_damaged = 507,
  // 6xx: feeds and the network
  bad_feed = 601,
  fetch_failed = 602,
  watch_busy = 603,
  bad_memory = 604,
  // 7xx: the server
  bad_request = 701,
  no_token = 702,
  forbidden = 703,
  no_such_address = 704,
  wrong_method = 705,
  too_large = 706,
  wrong_type = 707,
  wrong_host = 708,
  too_many = 709,
  not_ready = 710,
  cannot_listen = 711,
  // 9xx: Kawat itself
  internal = 901,
};

struct Error {
  Code code = Code::internal;
  std::string where;  // "data/lang/id/frames/aid.frames:12", "news.jsonl:7"; may be empty
  std::string what;   // what is wrong, in one clause
  std::string hint;   // the next step; may be empty

  // "error 203 at data/…:12: a phrase needs a word (write one beside the roles)"
  std::string message() const;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Error e) { return tl::unexpected<Error>(std::move(e)); }
inline tl::unexpected<Error> fail(Code code, std::string where, std::string what, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(where), std::move(what), std::move(hint)});
}

}  // namespace kawat
