#include "serve/http.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace kawat::serve {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char* title_of(int status) {
  switch (status) {
    case 400:
      return "The request cannot be understood";
    case 401:
      return "A token is needed";
    case 403:
      return "Not allowed";
    case 404:
      return "Nothing is there";
    case 405:
      return "Not with this method";
    case 413:
      return "Too long";
    case 415:
      return "Not of this type";
    case 421:
      return "Another host is meant";
    case 422:
      return "The request cannot be fulfilled";
    case 429:
      return "Too many requests";
    case 503:
      return "Not now";
    default:
      return "The server failed";
  }
}

}  // namespace

Result<std::string> decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      int high = i + 2 < text.size() ? hex(text[i + 1]) : -1, low = i + 2 < text.size() ? hex(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(Code::bad_request, "", "a % without two hexadecimal digits behind it", "write %25");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (first_invalid_utf8(out) != std::string_view::npos || out.find('\0') != std::string::npos)
    return fail(Code::bad_request, "", "the address is not UTF-8", "encode it as UTF-8, then as %XX");
  return out;
}

Status parse_target(Request& request) {
  std::string_view rest = request.target;
  if (rest.empty() || rest.front() != '/') return fail(Code::bad_request, "", "the address is no path", "begin it with /");
  std::size_t mark = rest.find('?');
  auto path = decode(rest.substr(0, mark), false);
  if (!path) return fail(path.error());
  request.path = std::move(*path);
  request.query.clear();
  if (mark == std::string_view::npos) return {};
  for (std::string_view pair : split(rest.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    std::size_t equal = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equal), true);
    if (!name) return fail(name.error());
    auto value = decode(pair.substr(std::min(equal + 1, pair.size())), true);
    if (!value) return fail(value.error());
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  return {};
}

int status_of(Code code) {
  switch (code) {
    case Code::bad_option:
    case Code::bad_query:
    case Code::bad_request:
    case Code::bad_json:
    case Code::not_utf8:
    case Code::nul_bytes:
    case Code::bad_date:
    case Code::no_text_field:
      return 400;
    case Code::no_token:
      return 401;
    case Code::forbidden:
      return 403;
    case Code::nothing_matched:
    case Code::no_such_address:
      return 404;
    case Code::wrong_method:
      return 405;
    case Code::line_too_long:
    case Code::too_large:
      return 413;
    case Code::wrong_type:
      return 415;
    case Code::wrong_host:
      return 421;
    case Code::query_limit:
    case Code::empty_document:
    case Code::unsupported_language:
      return 422;
    case Code::too_many:
      return 429;
    case Code::not_ready:
    case Code::archive_busy:
      return 503;
    default:
      return 500;
  }
}

Response problem(const Error& error, const std::string& instance, int status) {
  Response out;
  out.status = status != 0 ? status : status_of(error.code);
  out.type = "application/problem+json";
  std::string detail = error.where.empty() ? "" : error.where + ": ";
  detail += error.what;
  if (!error.hint.empty()) detail += " (" + error.hint + ")";
  const int number = static_cast<int>(error.code);
  out.body =
      fmt::format("{{\"type\":\"urn:kawat:error:{}\",\"title\":{},\"status\":{},\"detail\":{},\"instance\":{},\"code\":{}}}\n",
                  number, json_string(title_of(out.status)), out.status, json_string(detail), json_string(instance), number);
  if (out.status == 429 || out.status == 503) out.headers.emplace_back("Retry-After", "2");
  if (out.status == 401) out.headers.emplace_back("WWW-Authenticate", "Bearer");
  return out;
}

Response json(std::string body) {
  Response out;
  out.body = std::move(body);
  return out;
}

}  // namespace kawat::serve
