#include "read/warc.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace kawat::read {
namespace {

constexpr std::size_t kLongestHead = 64 << 10;

tl::unexpected<Error> damaged(std::string what) {
  return fail(Code::bad_archive, {}, std::move(what), "the record is passed over; fetch the archive again if there are many");
}

// The end of a head, after its empty line; npos when that is not there.
std::size_t head_end(std::string_view bytes) {
  for (std::size_t nl = bytes.find('\n'); nl != std::string_view::npos; nl = bytes.find('\n', nl + 1)) {
    if (bytes.substr(nl + 1, 1) == "\n") return nl + 2;
    if (bytes.substr(nl + 1, 2) == "\r\n") return nl + 3;
  }
  return std::string_view::npos;
}

// Calls take(name in lower case, value) for every line "Name: value" after the first.
template <class F>
void fields(std::string_view head, F&& take) {
  std::size_t at = head.find('\n');
  while (at != std::string_view::npos && at + 1 < head.size()) {
    std::size_t end = std::min(head.find('\n', at + 1), head.size());
    std::string_view line = trim(head.substr(at + 1, end - at - 1));
    if (std::size_t colon = line.find(':'); colon != std::string_view::npos)
      take(lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
    at = end == head.size() ? std::string_view::npos : end;
  }
}

bool unchunk(std::string_view in, std::string& out) {
  while (!in.empty()) {
    std::size_t nl = in.find('\n');
    if (nl == std::string_view::npos) return !out.empty();
    std::string_view size = trim(in.substr(0, nl));
    std::uint64_t n = 0;
    auto [end, ec] = std::from_chars(size.data(), size.data() + size.size(), n, 16);
    if (ec != std::errc() || end == size.data()) return false;
    if (n == 0) return true;
    in.remove_prefix(nl + 1);
    out.append(in.substr(0, std::min<std::uint64_t>(n, in.size())));
    if (n >= in.size()) return true;
    in.remove_prefix(n);
    if (in.starts_with("\r\n")) in.remove_prefix(2);
  }
  return true;
}

// gzip and zlib by their own heads, else raw deflate. What was unpacked before a fault is kept.
bool unpack(std::string_view in, std::size_t most, std::string& out) {
  for (int window : {15 + 32, -15}) {
    z_stream z{};
    if (inflateInit2(&z, window) != Z_OK) return false;
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    z.avail_in = static_cast<uInt>(in.size());
    out.clear();
    int state = Z_OK;
    char block[16384];
    while (state == Z_OK && out.size() < most) {
      z.next_out = reinterpret_cast<Bytef*>(block), z.avail_out = sizeof block;
      state = inflate(&z, Z_NO_FLUSH);
      out.append(block, sizeof block - z.avail_out);
    }
    inflateEnd(&z);
    if (!out.empty()) return true;
  }
  return false;
}

}  // namespace

Result<WarcHead> parse_warc_head(std::string_view bytes, bool& needs_more) {
  needs_more = false;
  if (!bytes.starts_with("WARC/")) return damaged("no record begins here");
  std::size_t end = head_end(bytes.substr(0, kLongestHead));
  if (end == std::string_view::npos) {
    needs_more = bytes.size() < kLongestHead;
    return damaged("the head of the record has no end");
  }
  WarcHead head;
  head.size = end;
  bool sized = false;
  fields(bytes.substr(0, end), [&](const std::string& name, std::string_view value) {
    if (name == "content-length") {
      auto [p, ec] = std::from_chars(value.data(), value.data() + value.size(), head.length);
      sized = ec == std::errc() && p == value.data() + value.size();
    } else if (name == "warc-type") {
      head.type = lower(value);
    } else if (name == "warc-target-uri") {
      if (value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
      head.url = value;
    } else if (name == "warc-date") {
      head.date = value;
    } else if (name == "content-type") {
      head.content_type = lower(value);
    }
  });
  if (!sized) return damaged("the record does not say how long it is");
  if (first_invalid_utf8(head.url) != std::string_view::npos) head.url.clear();
  return head;
}

std::size_t next_warc_record(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find("WARC/", from); at != std::string_view::npos; at = bytes.find("WARC/", at + 5)) {
    bool line = at == 0 || bytes[at - 1] == '\n';
    if (line && at + 6 < bytes.size() && (bytes[at + 5] == '0' || bytes[at + 5] == '1') && bytes[at + 6] == '.') return at;
  }
  return std::string_view::npos;
}

namespace {

struct HttpHead {
  std::size_t size = 0;
  int status = 0;
  std::string content_type, transfer, encoding;
};

Result<HttpHead> parse_http_head(std::string_view bytes) {
  if (!bytes.starts_with("HTTP/")) return damaged("the response is no HTTP");
  HttpHead h;
  h.size = head_end(bytes);
  if (h.size == std::string_view::npos) return damaged("the head of the response has no end");
  std::string_view first = bytes.substr(0, bytes.find('\n'));
  if (std::size_t space = first.find(' '); space != std::string_view::npos)
    std::from_chars(first.data() + space + 1, first.data() + first.size(), h.status);
  fields(bytes.substr(0, h.size), [&](const std::string& name, std::string_view value) {
    if (name == "content-type") h.content_type = lower(value);
    if (name == "transfer-encoding") h.transfer = lower(value);
    if (name == "content-encoding") h.encoding = lower(value);
  });
  return h;
}

std::string_view unwanted(const HttpHead& h) {
  if (h.status != 200) return "http_status";
  return h.content_type.empty() || h.content_type.find("html") != std::string::npos ? "" : "not_html";
}

}  // namespace

std::string_view unwanted_response(std::string_view bytes) {
  auto head = parse_http_head(bytes);
  return head ? unwanted(*head) : std::string_view();
}

Result<HttpResponse> parse_http_response(std::string_view bytes, std::size_t most) {
  auto head = parse_http_head(bytes);
  if (!head) return fail(head.error());
  HttpResponse r;
  r.status = head->status, r.content_type = head->content_type, r.unwanted = unwanted(*head);
  if (!r.unwanted.empty()) return r;
  std::string_view body = bytes.substr(head->size);
  // Crawlers store bodies plain as often as they keep the head that says otherwise: what does not fit is taken as it is.
  if (head->transfer.find("chunked") == std::string::npos || !unchunk(body, r.body)) r.body = body;
  bool gzip = std::string_view(r.body).starts_with("\x1f\x8b");
  if (gzip || head->encoding == "deflate") {
    std::string unpacked;
    if (unpack(r.body, most, unpacked))
      r.body = std::move(unpacked);
    else if (gzip)
      return damaged("the body of the response does not unpack");
  }
  if (r.body.size() > most) r.body.resize(most);
  return r;
}

}  // namespace kawat::read
