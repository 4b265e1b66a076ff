#include "serve/server.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

#include "archive/files.h"
#include "base/json.h"
#include "base/text.h"
#include "serve/compress.h"

namespace kawat::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kWorthPacking = 1000;
constexpr std::size_t kAhead = 256 << 10;  // bytes that a long answer may be ahead of its client

std::chrono::milliseconds ms(double seconds) { return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)); }

std::string_view view(boost::string_view s) { return {s.data(), s.size()}; }

std::string cookie_of(std::string_view cookies, std::string_view name) {
  for (std::string_view part : split(cookies, ';')) {
    part = trim(part);
    std::size_t equal = part.find('=');
    if (equal != std::string_view::npos && part.substr(0, equal) == name) return std::string(part.substr(equal + 1));
  }
  return {};
}

// "example.org:8080", "[::1]:8080" → without the port, in lower case.
std::string host_of(std::string_view host) {
  std::size_t end = host.size();
  if (!host.empty() && host.front() == '[') {
    std::size_t close = host.find(']');
    return lower(host.substr(0, close == std::string_view::npos ? end : close + 1));
  }
  std::size_t colon = host.rfind(':');
  return lower(host.substr(0, colon));
}

bool is_address(const std::string& host) {
  boost::system::error_code ec;
  std::string bare = host.size() > 2 && host.front() == '[' ? host.substr(1, host.size() - 2) : host;
  asio::ip::make_address(bare, ec);
  return !ec;
}

// Bytes of a long answer on their way from the thread that makes them to the connection.
struct Pipe {
  std::mutex mutex;
  std::condition_variable room;
  std::string waiting;
  bool ended = false, failed = false, closed = false;
  std::optional<Error> error;
};

}  // namespace

bool is_loopback(const std::string& address) {
  boost::system::error_code ec;
  auto a = asio::ip::make_address(address, ec);
  return address == "localhost" || (!ec && a.is_loopback());
}

bool same_secret(std::string_view a, std::string_view b) {
  volatile unsigned different = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < b.size(); ++i) {
    unsigned char x = i < a.size() ? static_cast<unsigned char>(a[i]) : 0;
    different = different | (x ^ static_cast<unsigned char>(b[i]));
  }
  return different == 0 && !b.empty();
}

class Session;

struct Server::State {
  Service& service;
  ServerOptions options;
  Cache<std::string> packed{64 << 20};
  std::atomic<bool> draining{false};
  std::mutex mutex;
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions;
  std::map<std::string, std::size_t> of_client, running_of_client;
  std::atomic<std::uint64_t> counter{0};
  std::string prefix;  // of request ids
  // Behind what sessions use until their end: the last of them end with it.
  asio::io_context io;
  tcp::acceptor acceptor{io};
  asio::steady_timer deadline{io}, pause{io};

  State(Service& s, ServerOptions o)
      : service(s), options(std::move(o)), prefix(archive::random_name().substr(0, 6)), io(static_cast<int>(options.threads)) {}
  void accept();
  bool host_is_ours(std::string_view host) const;
};

// One connection, one request after the other.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket&& socket, Server::State& server, std::string client)
      : stream_(std::move(socket)), server_(server), client_(std::move(client)) {
    ++server_.service.metrics().connections;
  }
  ~Session() {
    --server_.service.metrics().connections;
    std::scoped_lock lock(server_.mutex);
    server_.sessions.erase(this);
    if (auto at = server_.of_client.find(client_); at != server_.of_client.end() && --at->second == 0)
      server_.of_client.erase(at);
    if (server_.draining && server_.sessions.empty()) asio::post(server_.io, [&server = server_] { server.deadline.cancel(); });
  }

  void start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->wait(); });
  }
  // When the server stops: whoever waits for a request is let go.
  void close_if_idle() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (self->idle_) self->stream_.cancel();
    });
  }

 private:
  using Parser = http::request_parser<http::string_body>;
  using Answer = http::response<http::string_body>;
  using Head = http::response<http::empty_body>;

  void wait() {
    if (buffer_.size() > 0) return read_header();
    if (server_.draining) return close();
    idle_ = true;
    stream_.expires_after(ms(server_.options.idle_seconds));
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](beast::error_code ec, std::size_t n) {
      self->idle_ = false;
      if (ec) return self->close();
      self->buffer_.commit(n);
      self->read_header();
    });
  }

  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(server_.options.most_header_bytes));
    parser_->body_limit(server_.options.most_body_bytes);
    stream_.expires_after(ms(server_.options.header_seconds));
    http::async_read_header(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
      self->begun_ = Clock::now();
      if (ec) return self->refuse_broken(ec);
      self->take_header();
    });
  }

  void take_header() {
    const auto& m = parser_->get();
    request_ = std::make_shared<Request>();
    Request& r = *request_;
    r.method = std::string(view(m.method_string())), r.target = std::string(view(m.target()));
    r.client = client_;
    r.id = fmt::format("{}-{}", server_.prefix, ++server_.counter);
    auto field = [&m](auto name) { return std::string(view(m[name])); };
    r.accept_encoding = field(http::field::accept_encoding), r.authorization = field(http::field::authorization);
    r.content_type = field(http::field::content_type), r.cookie = field(http::field::cookie), r.host = field(http::field::host);
    r.if_none_match = field(http::field::if_none_match), r.origin = field(http::field::origin);
    head_only_ = m.method() == http::verb::head;
    version_ = m.version();
    keep_ = m.keep_alive() && !server_.draining;
    begun_ = Clock::now();
    for (const std::string* s : {&r.accept_encoding, &r.if_none_match, &r.content_type}) {
      if (first_invalid_utf8(*s) != std::string_view::npos) return refuse({Code::bad_request, "", "a header is not UTF-8", ""});
    }
    if (first_invalid_utf8(r.target) != std::string_view::npos || first_invalid_utf8(r.method) != std::string_view::npos) {
      r.target = "/";
      return refuse({Code::bad_request, "", "the address is not UTF-8", "encode it as %XX"});
    }
    if (auto ok = parse_target(r); !ok) return refuse(ok.error());
    if (auto ok = may_ask(r, m); !ok) return refuse(ok.error());
    if (m.count(http::field::host) > 1) return refuse({Code::bad_request, "", "two hosts", ""});
    if (parser_->is_done()) return take_body();
    if (parser_->content_length() && *parser_->content_length() > server_.options.most_body_bytes)
      return refuse(
          {Code::too_large, "", "the body is too long", fmt::format("at most {} bytes", server_.options.most_body_bytes)});
    stream_.expires_after(ms(server_.options.body_seconds));
    if (beast::iequals(m[http::field::expect], "100-continue")) {
      auto go_on = std::make_shared<Head>(http::status::continue_, version_);
      http::async_write(stream_, *go_on, [self = shared_from_this(), go_on](beast::error_code ec, std::size_t) {
        if (ec) return self->close();
        self->read_body();
      });
      return;
    }
    read_body();
  }

  void read_body() {
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code ec, std::size_t) {
      if (ec) return self->refuse_broken(ec);
      self->take_body();
    });
  }

  Status may_ask(const Request& r, const Parser::value_type& m) const {
    if (!server_.host_is_ours(r.host)) {
      return fail(Code::wrong_host, "Host", "'" + r.host.substr(0, 100) + "' is not this server",
                  "use the address that it printed, or start it with --host NAME");
    }
    const bool api = r.path.starts_with("/api/") || r.path == "/metrics";
    if (!server_.options.token.empty() && api) {
      std::string_view given = r.authorization;
      std::string cookie = cookie_of(r.cookie, "kawat_token");
      given = given.size() > 7 && beast::iequals(boost::string_view(given.data(), 7), "bearer ") ? trim(given.substr(7))
                                                                                                 : std::string_view(cookie);
      if (!same_secret(given, server_.options.token))
        return fail(Code::no_token, "", "a token is needed", "Authorization: Bearer TOKEN, or open /?token=TOKEN in a browser");
    }
    // A browser says from which page it asks. Other pages may not, whoever sits before it.
    if (!r.origin.empty() && m.method() != http::verb::get && m.method() != http::verb::head) {
      std::size_t at = r.origin.find("://");
      if (at == std::string::npos || lower(r.origin.substr(at + 3)) != lower(r.host))
        return fail(Code::forbidden, "Origin", "another site asks", "open the page of this server");
    }
    if (view(m["Sec-Fetch-Site"]) == "cross-site" && api)
      return fail(Code::forbidden, "", "another site asks", "open the page of this server");
    return {};
  }

  void take_body() {
    request_->body = std::move(parser_->get().body());
    stream_.expires_never();
    // `/?token=…` once, and the browser keeps it where scripts cannot read it.
    if (!server_.options.token.empty() && request_->path == "/" && request_->query.size() == 1 &&
        request_->query[0].first == "token") {
      Response out;
      if (!same_secret(request_->query[0].second, server_.options.token))
        return refuse({Code::no_token, "", "this is not the token", ""});
      out.status = 303, out.type = "text/plain; charset=utf-8", out.body = "see /\n", out.route = "page";
      out.headers.emplace_back("Location", "/");
      out.headers.emplace_back("Set-Cookie", "kawat_token=" + server_.options.token + "; Path=/; HttpOnly; SameSite=Strict");
      out.headers.emplace_back("Cache-Control", "no-store");
      return send(std::move(out));
    }
    {
      std::scoped_lock lock(server_.mutex);
      std::size_t& n = server_.running_of_client[client_];
      if (n >= server_.options.most_of_client) {
        ++server_.service.metrics().refused;
        Response out =
            problem({Code::too_many, "", "too many requests at once from this address", "wait for the others"}, request_->path);
        out.route = "none";
        return asio::post(stream_.get_executor(),
                          [self = shared_from_this(), out = std::move(out)]() mutable { self->send(std::move(out)); });
      }
      ++n, counted_ = true;
    }
    server_.service.handle(request_, [self = shared_from_this()](Response response) { self->prepare(std::move(response)); });
  }

  // On the thread that made the answer: packing is work.
  void prepare(Response response) {
    if (!response.stream && response.encoding.empty() && response.body.size() >= kWorthPacking) {
      std::string_view encoding = encoding_for(request_->accept_encoding);
      if (!encoding.empty()) {
        std::string key = response.etag.empty() ? "" : response.etag + std::string(encoding);
        if (auto known = key.empty() ? nullptr : server_.packed.get(key)) {
          response.body = *known;
        } else {
          response.body = pack(encoding, response.body);
          if (!key.empty()) server_.packed.put(key, std::make_shared<std::string>(response.body), response.body.size());
        }
        response.encoding = encoding;
      }
    }
    asio::post(stream_.get_executor(),
               [self = shared_from_this(), response = std::move(response)]() mutable { self->send(std::move(response)); });
  }

  void refuse_broken(beast::error_code ec) {
    if (ec == http::error::end_of_stream || ec == asio::error::operation_aborted || ec == asio::error::connection_reset)
      return close();
    if (!request_) request_ = std::make_shared<Request>();
    request_->client = client_;
    if (request_->id.empty()) request_->id = fmt::format("{}-{}", server_.prefix, ++server_.counter);
    version_ = 11, keep_ = false;
    if (ec == beast::error::timeout) {
      // The stream is closed already; there is nobody to tell.
      ++server_.service.metrics().slow;
      return close();
    }
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow)
      return refuse(
          {Code::too_large, "", "the headers are too long", fmt::format("at most {} bytes", server_.options.most_header_bytes)},
          431);
    if (ec == http::error::body_limit)
      return refuse(
          {Code::too_large, "", "the body is too long", fmt::format("at most {} bytes", server_.options.most_body_bytes)});
    if (ec == http::error::partial_message) return close();
    refuse({Code::bad_request, "", "this is no HTTP: " + ec.message(), ""});
  }

  // The rest of the request is not read, so the connection ends.
  void refuse(const Error& error, int status = 0) {
    keep_ = false;
    Response out = problem(error, request_->path, status);
    out.route = "refused";
    send(std::move(out));
  }

  template <class Message>
  void fill(Message& m, const Response& r) {
    m.result(static_cast<unsigned>(r.status));
    m.version(version_);
    m.set(http::field::date, fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::time(nullptr))));
    if (r.status != 304) m.set(http::field::content_type, r.type);
    m.set("X-Request-Id", request_->id);
    m.set("X-Content-Type-Options", "nosniff");
    m.set("X-Frame-Options", "DENY");
    m.set("Referrer-Policy", "no-referrer");
    m.set("Cross-Origin-Resource-Policy", "same-origin");
    m.set("Cross-Origin-Opener-Policy", "same-origin");
    m.set("Content-Security-Policy",
          "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
          "frame-ancestors 'none'");
    if (!r.etag.empty()) {
      std::string etag = r.etag;
      if (!r.encoding.empty()) etag.insert(etag.size() - 1, "-" + r.encoding);
      m.set(http::field::etag, etag);
    }
    if (!r.encoding.empty()) m.set(http::field::content_encoding, r.encoding);
    m.set(http::field::vary, "Accept-Encoding");
    bool cache = false;
    for (const auto& [name, value] : r.headers) {
      m.set(name, value);
      cache = cache || name == "Cache-Control";
    }
    if (!cache) m.set(http::field::cache_control, r.etag.empty() ? "no-store" : "private, no-cache");
    m.keep_alive(keep_);
  }

  void send(Response response) {
    if (response.stream) return send_stream(std::move(response));
    auto answer = std::make_shared<Answer>();
    fill(*answer, response);
    const std::size_t bytes = response.body.size();
    if (response.status != 304) {
      answer->content_length(bytes);
      if (!head_only_) answer->body() = std::move(response.body);
    }
    told(response, bytes);
    stream_.expires_after(ms(server_.options.write_seconds + static_cast<double>(bytes) / 20'000));
    auto serializer = std::make_shared<http::response_serializer<http::string_body>>(*answer);
    auto then = [self = shared_from_this(), answer, serializer](beast::error_code ec, std::size_t) {
      self->release();
      if (ec || !self->keep_) return self->close();
      self->request_.reset();
      self->wait();
    };
    if (head_only_)
      http::async_write_header(stream_, *serializer, then);
    else
      http::async_write(stream_, *serializer, then);
  }

  void send_stream(Response response) {
    auto pipe = std::make_shared<Pipe>();
    pipe_ = pipe;
    std::string_view encoding = response.type.find("parquet") == std::string::npos ? encoding_for(request_->accept_encoding) : "";
    response.encoding = encoding;
    if (version_ < 11) keep_ = false;
    response_ = std::make_shared<Response>(response);
    sent_ = 0, head_sent_ = false, writing_ = false;
    if (head_only_) {
      Response only = response;
      only.stream = nullptr;
      pipe_.reset();
      auto head = std::make_shared<Head>();
      fill(*head, only);
      if (version_ >= 11) head->chunked(true);
      told(only, 0);
      auto serializer = std::make_shared<http::response_serializer<http::empty_body>>(*head);
      http::async_write_header(stream_, *serializer,
                               [self = shared_from_this(), head, serializer](beast::error_code ec, std::size_t) {
                                 self->release();
                                 if (ec || !self->keep_) return self->close();
                                 self->request_.reset();
                                 self->wait();
                               });
      return;
    }
    auto work = [self = shared_from_this(), pipe, make = response.stream, encoding = std::string(encoding)](Worker&) {
      std::optional<Packer> packer;
      if (!encoding.empty()) packer.emplace(encoding);
      auto push = [&](std::string_view piece) -> Status {
        std::unique_lock lock(pipe->mutex);
        pipe->room.wait(lock, [&] { return pipe->closed || pipe->waiting.size() < kAhead; });
        if (pipe->closed) return fail(Code::write_failed, "", "the client has left");
        bool was_empty = pipe->waiting.empty();
        if (packer) {
          packer->add(piece, pipe->waiting);
        } else {
          pipe->waiting += piece;
        }
        bool tell = was_empty && !pipe->waiting.empty();
        lock.unlock();
        if (tell) asio::post(self->stream_.get_executor(), [self] { self->pull(); });
        return {};
      };
      Status done;
      try {
        done = make(push);
      } catch (const std::exception& e) {
        done = fail(Code::internal, "", e.what());
      }
      {
        std::scoped_lock lock(pipe->mutex);
        if (done && packer) packer->end(pipe->waiting);
        if (!done) pipe->failed = true, pipe->error = done.error();
        pipe->ended = true;
      }
      asio::post(self->stream_.get_executor(), [self] { self->pull(); });
    };
    if (!server_.service.stream(work)) {
      pipe_.reset();
      ++server_.service.metrics().refused;
      Response out = problem({Code::too_many, "", "too many long answers are on their way", "try again"}, request_->path, 503);
      out.route = response.route;
      send(std::move(out));
    }
  }

  // On the connection's strand: sends what is there.
  void pull() {
    if (!pipe_ || writing_) return;
    std::string piece;
    bool ended = false, failed = false;
    std::optional<Error> error;
    {
      std::scoped_lock lock(pipe_->mutex);
      piece.swap(pipe_->waiting);
      ended = pipe_->ended, failed = pipe_->failed, error = pipe_->error;
    }
    pipe_->room.notify_one();
    if (!head_sent_) {
      if (failed && piece.empty()) {
        // Nothing was said yet, so the failure can be told as such.
        pipe_.reset();
        Response out = problem(*error, request_->path);
        out.route = response_->route;
        return send(std::move(out));
      }
      if (piece.empty() && !ended) return;
      head_sent_ = true;
      auto head = std::make_shared<Head>();
      fill(*head, *response_);
      if (version_ >= 11) head->chunked(true);
      auto serializer = std::make_shared<http::response_serializer<http::empty_body>>(*head);
      writing_ = true;
      stream_.expires_after(ms(server_.options.write_seconds));
      http::async_write_header(
          stream_, *serializer,
          [self = shared_from_this(), head, serializer, piece = std::move(piece)](beast::error_code ec, std::size_t) mutable {
            self->writing_ = false;
            if (ec) return self->leave_stream();
            self->write_piece(std::move(piece));
          });
      return;
    }
    write_piece(std::move(piece));
  }

  void write_piece(std::string piece) {
    if (piece.empty()) return end_stream();
    sent_ += piece.size();
    auto bytes = std::make_shared<std::string>(std::move(piece));
    writing_ = true;
    stream_.expires_after(ms(server_.options.write_seconds));
    auto then = [self = shared_from_this(), bytes](beast::error_code ec, std::size_t) {
      self->writing_ = false;
      if (ec) return self->leave_stream();
      self->pull();
    };
    if (version_ >= 11)
      asio::async_write(stream_, http::make_chunk(asio::buffer(*bytes)), then);
    else
      asio::async_write(stream_, asio::buffer(*bytes), then);
  }

  void end_stream() {
    bool failed = false;
    {
      std::scoped_lock lock(pipe_->mutex);
      if (!pipe_->waiting.empty() || !pipe_->ended) {
        if (pipe_->waiting.empty()) return;  // more will come
      } else {
        failed = pipe_->failed;
      }
      if (!pipe_->waiting.empty()) {
        asio::post(stream_.get_executor(), [self = shared_from_this()] { self->pull(); });
        return;
      }
    }
    told(*response_, sent_, failed);
    pipe_.reset();
    // Cut off rather than ended well: the client sees that something is missing.
    if (failed || version_ < 11) return release(), close();
    stream_.expires_after(ms(server_.options.write_seconds));
    asio::async_write(stream_, http::make_chunk_last(), [self = shared_from_this()](beast::error_code ec, std::size_t) {
      self->release();
      if (ec || !self->keep_) return self->close();
      self->request_.reset();
      self->wait();
    });
  }

  void leave_stream() {
    {
      std::scoped_lock lock(pipe_->mutex);
      pipe_->closed = true;
    }
    pipe_->room.notify_all();
    told(*response_, sent_, true);
    pipe_.reset();
    release();
    close();
  }

  void release() {
    if (!counted_) return;
    counted_ = false;
    std::scoped_lock lock(server_.mutex);
    if (auto at = server_.running_of_client.find(client_); at != server_.running_of_client.end() && --at->second == 0)
      server_.running_of_client.erase(at);
  }

  void told(const Response& r, std::size_t bytes, bool cut = false) {
    double seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
    server_.service.metrics().request(r.route.empty() ? "none" : r.route, r.status, seconds, bytes, r.cached);
    if (!server_.options.log) return;
    auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto millis = now.time_since_epoch().count() % 1000;
    // A token in the address is nobody's business.
    std::string target = request_->target.substr(0, 500);
    if (target.find("token=") != std::string::npos) target = request_->path;
    if (first_invalid_utf8(target) != std::string_view::npos) target = "(not UTF-8)";
    std::string method = first_invalid_utf8(request_->method) == std::string_view::npos ? request_->method.substr(0, 20) : "?";
    server_.options.log(
        fmt::format("{{\"time\":\"{:%Y-%m-%dT%H:%M:%S}.{:03}Z\",\"level\":\"{}\",\"id\":{},\"client\":{},\"method\":{},"
                    "\"target\":{},\"status\":{},"
                    "\"bytes\":{},\"ms\":{:.2f},\"kept\":{}{}}}",
                    fmt::gmtime(std::chrono::system_clock::to_time_t(now)), millis, r.status >= 500 ? "error" : "info",
                    json_string(request_->id), json_string(client_), json_string(method), json_string(target), r.status, bytes,
                    seconds * 1000, r.cached, cut ? ",\"cut\":true" : ""));
  }

  void close() {
    release();
    beast::error_code ec;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ec);
    if (!draining_input_ && !ec) {
      // What the client still sends is read for a moment, so that it sees the answer and not a reset.
      draining_input_ = true;
      stream_.expires_after(std::chrono::seconds(2));
      drain(0);
      return;
    }
    stream_.close();
  }
  void drain(std::size_t read) {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(8192), [self = shared_from_this(), read](beast::error_code ec, std::size_t n) {
      if (ec || read + n > (8u << 20)) return self->stream_.close();
      self->drain(read + n);
    });
  }

  beast::tcp_stream stream_;
  Server::State& server_;
  std::string client_;
  beast::flat_buffer buffer_{64 << 10};
  std::optional<Parser> parser_;
  std::shared_ptr<Request> request_;
  std::shared_ptr<Response> response_;
  std::shared_ptr<Pipe> pipe_;
  Clock::time_point begun_ = Clock::now();
  unsigned version_ = 11;
  std::size_t sent_ = 0;
  bool idle_ = false, keep_ = false, head_only_ = false, head_sent_ = false, writing_ = false, counted_ = false,
       draining_input_ = false;
};

bool Server::State::host_is_ours(std::string_view given) const {
  std::string host = host_of(given);
  if (std::find(options.hosts.begin(), options.hosts.end(), host) != options.hosts.end()) return true;
  if (host == "localhost") return true;
  if (!is_address(host)) return false;
  // By number: nobody can make a name of his lead here. On loopback only loopback is meant.
  std::string bare = host.front() == '[' ? host.substr(1, host.size() - 2) : host;
  return is_loopback(options.address) ? is_loopback(bare) : true;
}

void Server::State::accept() {
  acceptor.async_accept(asio::make_strand(io), [this](beast::error_code ec, tcp::socket socket) {
    if (draining) return;
    if (ec) {
      // No file descriptors left, most likely: wait for some.
      pause.expires_after(std::chrono::milliseconds(50));
      pause.async_wait([this](beast::error_code) { accept(); });
      return;
    }
    beast::error_code nobody;
    auto peer = socket.remote_endpoint(nobody);
    std::string client = nobody ? "" : peer.address().to_string();
    socket.set_option(tcp::no_delay(true), nobody);
    {
      std::unique_lock lock(mutex);
      if (sessions.size() >= options.most_connections ||
          of_client[client] >= std::max<std::size_t>(1, options.most_connections / 2)) {
        ++service.metrics().refused;
        lock.unlock();
        socket.close(nobody);
        return accept();
      }
      ++of_client[client];
    }
    auto session = std::make_shared<Session>(std::move(socket), *this, client);
    {
      std::scoped_lock lock(mutex);
      sessions.emplace(session.get(), session);
    }
    session->start();
    accept();
  });
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(Service& service, ServerOptions options) {
  auto state = std::make_unique<State>(service, std::move(options));
  const ServerOptions& o = state->options;
  beast::error_code ec;
  auto address = asio::ip::make_address(o.address == "localhost" ? "127.0.0.1" : o.address, ec);
  const std::string where = o.address + ":" + std::to_string(o.port);
  if (ec)
    return fail(Code::bad_option, "--listen", "'" + o.address + "' is no address", "an IPv4 or IPv6 address of this machine");
  tcp::endpoint endpoint(address, o.port);
  state->acceptor.open(endpoint.protocol(), ec);
  if (!ec) state->acceptor.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) state->acceptor.bind(endpoint, ec);
  if (!ec) state->acceptor.listen(1024, ec);
  if (ec) return fail(Code::cannot_listen, where, ec.message(), "another --port or --listen");
  state->accept();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::uint16_t Server::port() const {
  beast::error_code ec;
  return state_->acceptor.local_endpoint(ec).port();
}

void Server::run() {
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < state_->options.threads; ++i) others.emplace_back([this] { state_->io.run(); });
  state_->io.run();
}

void Server::stop() {
  asio::post(state_->io, [this] {
    if (state_->draining.exchange(true)) return;
    state_->service.end();
    beast::error_code ec;
    state_->acceptor.close(ec);
    state_->pause.cancel();
    std::vector<std::shared_ptr<Session>> all;
    {
      std::scoped_lock lock(state_->mutex);
      for (auto& [at, session] : state_->sessions) {
        if (auto alive = session.lock()) all.push_back(std::move(alive));
      }
    }
    for (auto& session : all) session->close_if_idle();
    if (all.empty()) return;
    state_->deadline.expires_after(ms(state_->options.drain_seconds));
    state_->deadline.async_wait([this](beast::error_code late) {
      if (!late) state_->io.stop();
    });
  });
}

}  // namespace kawat::serve
