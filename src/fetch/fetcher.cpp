#include "fetch/fetcher.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/url.h"
#include "fetch/address.h"
#include "fetch/robots.h"

namespace kawat::fetch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostHeaderBytes = 256 << 10;
constexpr std::size_t kMostErrorBytes = 64 << 10;  // of a body that is not wanted: read so far, so that the connection can stay
constexpr std::int64_t kLongestWait = 3600;        // seconds that a server may ask for
constexpr Seconds kRobotsDay = 24 * 3600, kRobotsUnreachable = 600;

Seconds now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// One exchange with a server: a hop of a request, or of the robots.txt that requests wait for.
struct Transfer {
  Request request;
  Url url;
  int hops = 0;
  std::string robots_of;  // the origin whose robots.txt this is; empty for a request
  const FetchOptions* options = nullptr;

  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  std::array<char, CURL_ERROR_SIZE> error{};
  std::size_t header_bytes = 0, skipped = 0;
  std::string body, location, etag, last_modified;
  bool too_long = false, no_page = false, enough = false, headers_too_long = false;
  std::string refused;  // the kind of address that was not connected to

  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    if (easy != nullptr) curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
  }
  std::size_t most_bytes() const { return robots_of.empty() ? options->max_bytes : Robots::kMostBytes; }
};

bool may_be_page(std::string_view type) {
  if (type.empty()) return true;
  std::string kind = lower(type.substr(0, type.find(';')));
  while (!kind.empty() && kind.back() == ' ') kind.pop_back();
  return kind == "text/html" || kind == "application/xhtml+xml" || kind == "text/plain";
}

std::size_t on_body(char* bytes, std::size_t, std::size_t n, void* data) {
  Transfer& t = *static_cast<Transfer*>(data);
  long status = 0;
  curl_easy_getinfo(t.easy, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) {
    t.skipped += n;
    t.enough = t.skipped > kMostErrorBytes;
    return t.enough ? 0 : n;
  }
  if (t.body.empty() && t.robots_of.empty() && t.request.wanted == Wanted::page) {
    char* type = nullptr;
    curl_easy_getinfo(t.easy, CURLINFO_CONTENT_TYPE, &type);
    if (type != nullptr && !may_be_page(type)) {
      t.no_page = true;
      return 0;
    }
  }
  if (t.body.size() + n > t.most_bytes()) {
    t.body.append(bytes, t.most_bytes() - t.body.size());
    t.too_long = true;
    return 0;
  }
  t.body.append(bytes, n);
  return n;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t n, void* data) {
  Transfer& t = *static_cast<Transfer*>(data);
  t.header_bytes += n;
  if (t.header_bytes > kMostHeaderBytes) {
    t.headers_too_long = true;
    return 0;
  }
  std::string_view line(bytes, n);
  std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return n;
  std::string key = lower(line.substr(0, colon));
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && static_cast<unsigned char>(value.front()) <= ' ') value.remove_prefix(1);
  while (!value.empty() && static_cast<unsigned char>(value.back()) <= ' ') value.remove_suffix(1);
  if (value.size() > 4096) return n;
  if (key == "location") t.location = value;
  if (key == "etag") t.etag = value;
  if (key == "last-modified") t.last_modified = value;
  return n;
}

// Called with the address that the connection is about to be made to: what a host's name stands for now, whatever it stood for
// a moment ago.
curl_socket_t on_socket(void* data, curlsocktype, curl_sockaddr* address) {
  Transfer& t = *static_cast<Transfer*>(data);
  if (!t.options->allow_private && t.options->proxy.empty()) {
    std::string_view kind = not_public(address->addr);
    if (!kind.empty()) {
      t.refused = kind;
      return CURL_SOCKET_BAD;
    }
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

struct Failure {
  std::string_view reason;
  bool temporary = true;
};

Failure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {"timed_out"};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {"no_host"};
    case CURLE_COULDNT_CONNECT:
      return {"no_connection"};
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return {"closed_early"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return {"bad_certificate", false};
    case CURLE_SSL_CONNECT_ERROR:
      return {"no_connection"};
    case CURLE_BAD_CONTENT_ENCODING:
      return {"bad_encoding", false};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {"bad_answer", false};
    case CURLE_URL_MALFORMAT:
      return {"bad_url", false};
    default:
      return {"failed"};
  }
}

bool is_temporary(int status) {
  return status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501 && status != 505);
}

}  // namespace

struct Fetcher::State {
  FetchOptions options;
  Memory* memory = nullptr;
  std::string token;  // for robots.txt
  CURLM* multi = nullptr;

  struct Host {
    std::deque<std::unique_ptr<Transfer>> waiting;
    bool busy = false;
    Clock::time_point free_at{};
    double delay = 0;
  };
  struct Site {
    std::optional<Robots> robots;
    Seconds until = 0;  // as long as the robots are good
    bool unreachable = false;
    bool asked = false;
    std::vector<std::unique_ptr<Transfer>> blocked;
  };
  std::map<std::string, Host> hosts;  // host and port
  std::string last_started;
  std::map<std::string, Site> sites;  // by origin
  std::map<CURL*, std::unique_ptr<Transfer>> active;
  std::vector<Answer> answers;
  std::optional<Error> error;
  std::size_t open = 0;

  ~State() {
    drop_all();
    if (multi != nullptr) curl_multi_cleanup(multi);
  }

  void drop_all() {
    for (auto& [easy, transfer] : active) curl_multi_remove_handle(multi, easy);
    active.clear(), sites.clear(), answers.clear();
    for (auto& [name, host] : hosts) host.waiting.clear(), host.busy = false;
    open = 0;
  }

  static std::string host_of(const Url& url) { return url.host + (url.port.empty() ? "" : ":" + url.port); }

  void answer(const Transfer& t, std::string_view reason, std::string detail = {}, bool temporary = false,
              std::int64_t retry_after = 0, int status = 0) {
    Answer a;
    a.tag = t.request.tag, a.status = status, a.reason = reason, a.detail = std::move(detail);
    a.temporary = temporary, a.retry_after = retry_after, a.url = t.url.text();
    answers.push_back(std::move(a));
  }

  // A request waits for its turn at the host, once robots.txt allows it.
  void admit(std::unique_ptr<Transfer> t) {
    // No feed is served beside mail and the like; a request there may be meant to do harm.
    if (!options.allow_private && !t->url.port.empty() && std::stoi(t->url.port) < 1024 && t->url.port != "80" &&
        t->url.port != "443")
      return answer(*t, "bad_url", "port " + t->url.port + " belongs to another service");
    std::string origin = t->url.origin();
    Site& site = sites[origin];
    Seconds now = now_seconds();
    if (!site.asked && (site.until <= now)) {
      site.robots.reset(), site.unreachable = false;
      recall_robots(origin, site, now);
    }
    if (site.until > now) return judge(site, std::move(t));
    if (!site.asked) {
      site.asked = true;
      auto ask = std::make_unique<Transfer>();
      ask->robots_of = origin, ask->options = &options;
      ask->url = t->url;
      ask->url.path = "/robots.txt", ask->url.query.clear();
      hosts[host_of(ask->url)].waiting.push_front(std::move(ask));
    }
    site.blocked.push_back(std::move(t));
  }

  void judge(const Site& site, std::unique_ptr<Transfer> t) {
    if (site.unreachable)
      return answer(*t, "robots_unreachable", "robots.txt answers with a fault of the server", true, site.until - now_seconds());
    std::string target = t->url.path + t->url.query;
    if (site.robots && !site.robots->allows(target)) return answer(*t, "robots", "robots.txt does not allow it");
    hosts[host_of(t->url)].waiting.push_back(std::move(t));
  }

  void recall_robots(const std::string& origin, Site& site, Seconds now) {
    if (memory == nullptr) return;
    auto entry = memory->robots(origin);
    if (!entry) {
      error = entry.error();
      return;
    }
    if (*entry) take_robots(origin, site, **entry, now);
  }

  void take_robots(const std::string& origin, Site& site, const RobotsEntry& entry, Seconds now) {
    bool unreachable = entry.status >= 500 || entry.status == 429;
    Seconds until = entry.fetched + (unreachable ? kRobotsUnreachable : kRobotsDay);
    if (until <= now || entry.fetched > now + 60) return;
    site.until = until, site.unreachable = unreachable;
    site.robots = entry.status >= 200 && entry.status < 300 ? Robots::parse(entry.body, token) : Robots::allow_all();
    if (auto url = parse_url(origin + "/"); url && site.robots->crawl_delay())
      hosts[host_of(*url)].delay = std::min(*site.robots->crawl_delay(), options.longest_delay);
  }

  // An answer, or none, of robots.txt: the requests that waited for it go on.
  void robots_arrived(const Transfer& t, int status, const Failure* failure, std::string detail) {
    Site& site = sites[t.robots_of];
    site.asked = false;
    std::vector<std::unique_ptr<Transfer>> blocked = std::move(site.blocked);
    site.blocked.clear();
    if (failure != nullptr) {
      for (auto& b : blocked) answer(*b, failure->reason, detail, failure->temporary);
      return;
    }
    RobotsEntry entry{now_seconds(), status, t.body};
    if (memory != nullptr) {
      if (auto ok = memory->keep_robots(t.robots_of, entry); !ok) error = ok.error();
    }
    take_robots(t.robots_of, site, entry, entry.fetched);
    for (auto& b : blocked) judge(site, std::move(b));
  }

  void start(std::unique_ptr<Transfer> t) {
    CURL* easy = curl_easy_init();
    if (easy == nullptr) {
      answer(*t, "failed", "out of memory", true);
      return;
    }
    t->easy = easy;
    std::string url = t->url.text();
    bool robots = !t->robots_of.empty();
    auto header = [&](const std::string& line) { t->headers = curl_slist_append(t->headers, line.c_str()); };
    if (robots)
      header("Accept: text/plain,*/*;q=0.5");
    else if (t->request.wanted == Wanted::feed)
      header("Accept: application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5");
    else
      header("Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.1");
    if (!t->request.etag.empty()) header("If-None-Match: " + t->request.etag);
    if (!t->request.last_modified.empty()) header("If-Modified-Since: " + t->request.last_modified);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PRIVATE, t.get());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);  // each hop is looked at here
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy.c_str());  // empty: not that of the environment either
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options.low_speed));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.low_speed_seconds));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t.get());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t.get());
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t.get());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->error.data());
    curl_multi_add_handle(multi, easy);
    active.emplace(easy, std::move(t));
  }

  // Starts what may start; returns when the next host will be free.
  Clock::time_point start_all() {
    Clock::time_point now = Clock::now(), next = now + std::chrono::hours(1);
    // On from where the last time ended, so that every host has its turn when there are more than connections.
    auto at = hosts.upper_bound(last_started);
    for (std::size_t i = 0; i < hosts.size(); ++i, ++at) {
      if (at == hosts.end()) at = hosts.begin();
      Host& host = at->second;
      if (host.waiting.empty() || host.busy) continue;
      if (host.free_at > now) {
        next = std::min(next, host.free_at);
        continue;
      }
      if (active.size() >= options.connections) break;
      host.busy = true;
      auto t = std::move(host.waiting.front());
      host.waiting.pop_front();
      last_started = at->first;
      start(std::move(t));
    }
    return next;
  }

  void finish(CURL* easy, CURLcode code) {
    auto found = active.find(easy);
    if (found == active.end()) return;
    std::unique_ptr<Transfer> t = std::move(found->second);
    active.erase(found);
    long status = 0;
    curl_off_t asked = 0;
    char* type = nullptr;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &asked);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    std::string content_type = type != nullptr ? type : "";
    curl_multi_remove_handle(multi, easy);
    Host& host = hosts[host_of(t->url)];
    host.busy = false;
    double delay = std::max(options.delay, host.delay);
    host.free_at = Clock::now() + std::chrono::milliseconds(static_cast<std::int64_t>(delay * 1000));

    bool robots = !t->robots_of.empty();
    bool stopped = t->too_long || t->no_page || t->enough;  // by us, after the head of the answer
    auto fail_with = [&](Failure f, std::string detail) {
      if (robots) return robots_arrived(*t, 0, &f, std::move(detail));
      answer(*t, f.reason, std::move(detail), f.temporary, 0, static_cast<int>(status));
    };
    if (code != CURLE_OK && !stopped) {
      if (!t->refused.empty()) return fail_with({"private_address", false}, "its address is " + t->refused);
      if (t->headers_too_long) return fail_with({"bad_answer", false}, "the head of the answer does not end");
      return fail_with(failure_of(code), t->error[0] != 0 ? t->error.data() : curl_easy_strerror(code));
    }

    if ((status == 301 || status == 302 || status == 303 || status == 307 || status == 308) && !t->location.empty())
      return redirect(*t, fail_with);
    if (robots) return robots_arrived(*t, static_cast<int>(status), nullptr, {});

    Answer a;
    a.tag = t->request.tag, a.status = static_cast<int>(status), a.url = t->url.text();
    if (status == 304)
      a.reason = "unchanged";
    else if (status != 200)
      a.reason = "status_" + std::to_string(status);
    else if (t->no_page)
      a.reason = "no_page", a.detail = "it is " + content_type;
    else if (t->too_long)
      a.reason = "too_long", a.detail = "it has more than " + std::to_string(options.max_bytes) + " bytes";
    a.temporary = is_temporary(a.status);
    a.retry_after = std::clamp<std::int64_t>(asked, 0, kLongestWait);
    if (a.reason.empty()) a.body = std::move(t->body);
    a.content_type = std::move(content_type), a.etag = t->etag, a.last_modified = t->last_modified;
    // A server that is asked too often is left alone, also with what else waits for it.
    if (a.retry_after > 0 && a.temporary) {
      std::deque<std::unique_ptr<Transfer>> waiting = std::move(host.waiting);
      host.waiting.clear();
      for (auto& w : waiting) {
        Failure later{"host_busy", true};
        if (w->robots_of.empty())
          answer(*w, later.reason, "its server asks to wait", true, a.retry_after);
        else
          robots_arrived(*w, 0, &later, "its server asks to wait");
      }
    }
    answers.push_back(std::move(a));
  }

  template <class FailWith>
  void redirect(Transfer& t, const FailWith& fail_with) {
    bool robots = !t.robots_of.empty();
    if (t.hops >= options.max_redirects) {
      // RFC 9309: a robots.txt that cannot be reached this way is as if there were none.
      if (robots) return robots_arrived(t, 404, nullptr, {});
      return fail_with({"too_many_redirects", false},
                       "it redirects more than " + std::to_string(options.max_redirects) + " times");
    }
    std::optional<Url> to = resolve_url(t.url, t.location);
    if (!to) {
      std::string scheme = scheme_of(t.location);
      if (robots) return robots_arrived(t, 404, nullptr, {});
      return fail_with({"bad_redirect", false}, scheme.empty() || scheme == "http" || scheme == "https"
                                                    ? "it redirects to an address that is none"
                                                    : "it redirects to " + scheme + ":");
    }
    auto next = std::make_unique<Transfer>();
    next->request = std::move(t.request), next->options = t.options;
    next->robots_of = t.robots_of, next->hops = t.hops + 1, next->url = std::move(*to);
    if (robots)
      hosts[host_of(next->url)].waiting.push_front(std::move(next));
    else
      admit(std::move(next));
  }
};

Fetcher::Fetcher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Fetcher::Fetcher(Fetcher&&) noexcept = default;
Fetcher::~Fetcher() = default;

Result<Fetcher> Fetcher::open(FetchOptions options, Memory* memory) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  auto state = std::make_unique<State>();
  state->multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
  if (state->multi == nullptr) return fail(Code::fetch_failed, "", "libcurl does not start", "check its installation");
  std::string agent = lower(std::string_view(options.user_agent).substr(0, options.user_agent.find_first_of("/ (")));
  state->token = agent.empty() ? "kawat" : agent;
  state->options = std::move(options);
  state->memory = memory;
  curl_multi_setopt(state->multi, CURLMOPT_MAXCONNECTS, static_cast<long>(state->options.connections * 2));
  return Fetcher(std::move(state));
}

void Fetcher::add(Request request) {
  auto t = std::make_unique<Transfer>();
  t->options = &state_->options;
  auto url = parse_url(request.url);
  t->request = std::move(request);
  ++state_->open;
  if (!url) {
    state_->answer(*t, "bad_url", "only http and https addresses without a user's name are fetched");
    return;
  }
  t->url = std::move(*url);
  state_->admit(std::move(t));
}

Status Fetcher::turn(std::chrono::milliseconds wait, const std::function<Status(Answer&&)>& take) {
  State& s = *state_;
  auto collect = [&] {
    int running = 0, left = 0;
    curl_multi_perform(s.multi, &running);
    while (CURLMsg* message = curl_multi_info_read(s.multi, &left)) {
      if (message->msg == CURLMSG_DONE) s.finish(message->easy_handle, message->data.result);
    }
  };
  Clock::time_point next = s.start_all();
  collect();
  if (s.answers.empty()) {
    next = std::min(next, s.start_all());
    auto until_next = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
    auto pause = std::clamp(until_next, std::chrono::milliseconds(0), wait);
    curl_multi_poll(s.multi, nullptr, 0, static_cast<int>(pause.count()), nullptr);
    collect();
  }
  if (s.error) return fail(*s.error);
  std::vector<Answer> answers = std::move(s.answers);
  s.answers.clear();
  s.open -= answers.size();
  for (Answer& a : answers) {
    if (auto ok = take(std::move(a)); !ok) return ok;
  }
  return {};
}

std::size_t Fetcher::open_requests() const { return state_->open; }
void Fetcher::abandon() { state_->drop_all(); }

}  // namespace kawat::fetch
