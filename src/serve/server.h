// HTTP/1.1 over TCP: connections, limits, time, tokens. Requests that pass go to a Service.
//
//   auto server = Server::start(*service, {.port = 8080});
//   (*server)->run();       // until stop(), then until what runs is answered
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "serve/service.h"

namespace kawat::serve {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;       // 0: any that is free
  std::string token;               // empty: none is asked for
  std::vector<std::string> hosts;  // names that requests may give besides the address
  unsigned threads = 1;            // for connections
  std::size_t most_connections = 4000;
  std::size_t most_of_client = 64;           // requests at once of one address
  std::uint64_t most_header_bytes = 16'384;  // with the request's line
  std::uint64_t most_body_bytes = 1 << 20;
  double idle_seconds = 75, header_seconds = 10, body_seconds = 30, write_seconds = 30, drain_seconds = 20;
  std::function<void(std::string_view line)> log;  // one JSON object for each request; any thread
};

bool is_loopback(const std::string& address);
// In a time that does not tell where they differ.
bool same_secret(std::string_view a, std::string_view b);

class Server {
 public:
  // Error cannot_listen.
  static Result<std::unique_ptr<Server>> start(Service& service, ServerOptions options);
  ~Server();
  std::uint16_t port() const;
  void run();
  // From any thread: no new connections; run() returns when what runs is answered, or drain_seconds are over.
  void stop();

  struct State;  // of server.cpp

 private:
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kawat::serve
