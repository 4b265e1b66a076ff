// A request and its answer, without the network. Plain values.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace kawat::serve {

struct Request {
  std::string method, target;
  std::string path;                                        // decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in their order
  std::string body;
  std::string accept_encoding, authorization, content_type, cookie, host, if_none_match, origin;
  std::string client;  // address of the peer
  std::string id;      // of this request, for the log
};

// Takes request.target apart. Error bad_request where it is no path of valid UTF-8.
Status parse_target(Request& request);
// %XX and + → bytes; nothing where a %XX is broken.
Result<std::string> decode(std::string_view text, bool plus_is_blank);

using Write = std::function<Status(std::string_view)>;  // fails when the client has left

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Instead of the body: writes it piece by piece, on a thread that may wait for the client.
  std::function<Status(const Write&)> stream;
  std::string encoding;  // "gzip", "zstd" where the body is packed already
  std::string etag;
  bool cached = false;          // it was not computed for this request
  std::string_view route = "";  // name of the endpoint, for metrics
};

// HTTP status of an error.
int status_of(Code code);
// The error as RFC 9457 application/problem+json.
Response problem(const Error& error, const std::string& instance, int status = 0);
Response json(std::string body);

}  // namespace kawat::serve
