// Polite fetching of many addresses at once: robots.txt, one request a time and host, redirects looked at one by one, nothing
// that is not of the public internet.
//
//   auto fetcher = Fetcher::open({.user_agent = "kawat/1.0"}, &memory);
//   fetcher->add({.tag = 7, .url = "https://www.example.org/a.html"});
//   while (fetcher->open_requests() > 0) fetcher->turn(std::chrono::milliseconds(200), [&](Answer&& a) { … });
//
// A request is tried once; whether and when it is worth trying again stands in the answer. One thread at a time. The memory (may
// be null) keeps robots.txt between runs and must outlive the fetcher.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "fetch/memory.h"

namespace kawat::fetch {

struct FetchOptions {
  std::string user_agent;                        // its first word, up to '/', is looked for in robots.txt
  std::string proxy{};                           // none is used unless it is named here, also not that of the environment
  bool allow_private = false;                    // connect to loopback, private and other addresses that are not public
  double delay = 1;                              // seconds between the end of a request and the next to the same host
  double longest_delay = 30;                     // of what robots.txt asks for
  unsigned connections = 16;                     // at once, over all hosts
  std::size_t max_bytes = std::size_t{8} << 20;  // of a body, unpacked
  int max_redirects = 5;
  std::chrono::milliseconds connect_timeout{15000}, timeout{60000};
  int low_speed = 200, low_speed_seconds = 20;  // bytes a second, for so long: given up
};

enum class Wanted { page, feed };

struct Request {
  std::int64_t tag = 0;  // comes back in the answer
  std::string url;
  Wanted wanted = Wanted::page;
  std::string etag{}, last_modified{};  // of the last answer
};

struct Answer {
  std::int64_t tag = 0;
  int status = 0;          // of HTTP; 0 when there was no answer
  std::string reason;      // empty when the body is there; "unchanged" (304); else one word of why not: "status_404", "too_long",
                           // "robots", "private_address", "timed_out", "too_many_redirects", "bad_redirect", "no_page" …
  std::string detail;      // in words, where there is more to say
  bool temporary = false;  // worth trying again
  std::int64_t retry_after = 0;  // seconds that the server asks to wait, capped at an hour; 0 when it does not say
  std::string url;               // after the redirects
  std::string content_type, body, etag, last_modified;
};

class Fetcher {
 public:
  // Error fetch_failed when the library cannot start.
  static Result<Fetcher> open(FetchOptions options, Memory* memory = nullptr);
  Fetcher(Fetcher&&) noexcept;
  ~Fetcher();

  void add(Request request);
  // Does what can be done, waiting at most so long for something to happen, and hands out the answers. Error bad_memory.
  Status turn(std::chrono::milliseconds wait, const std::function<Status(Answer&&)>& take);
  std::size_t open_requests() const;  // added and not answered
  // Gives up all that is open, without answers.
  void abandon();

 private:
  struct State;
  explicit Fetcher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kawat::fetch
