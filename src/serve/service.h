// Requests to an archive and their answers, without the network: which endpoint, from memory or by a thread of the pools.
//
//   auto service = Service::start({.folder = "news"});
//   (*service)->handle(request, [](Response r) { … });     // now, or later from another thread
//
// Any number of threads may call handle(). A new generation of the archive is picked up while it runs.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "pipeline/pipeline.h"
#include "serve/cache.h"
#include "serve/event_index.h"
#include "serve/http.h"
#include "serve/metrics.h"
#include "serve/pool.h"
#include "serve/query.h"
#include "serve/selection.h"

namespace kawat::serve {

struct ServiceOptions {
  std::string folder;
  const pipeline::Pipeline* pipeline = nullptr;  // null: POST /code is not there
  unsigned threads = 0;                          // that answer; 0 = cores
  std::uint64_t cache_bytes = 256 << 20;
  bool allow_sql = false;
  double sql_seconds = 10;
  std::uint64_t sql_rows = 100'000;
  std::string memory_limit = "1GB";  // of each thread that asks DuckDB
  std::uint64_t most_code_bytes = 200'000;
  std::string version;
  std::function<void(std::uint64_t done, std::uint64_t all)> progress;  // of the first reading
  std::function<void(const Error&)> trouble;                            // with later ones
};

// The stories of a filter, in their order.
struct StoryList {
  Refs events;
  std::vector<Story> stories;
};

class Service;
struct Context {
  Service& service;
  const Request& request;
  Query query;
  Format format = Format::json;
  bool whole = false;              // not paged: a suffix and no limit
  std::vector<std::string> names;  // what stands for {…} in the path
  std::shared_ptr<const EventIndex> index;
  Worker& worker;
};

class Service {
 public:
  using Done = std::function<void(Response)>;
  // Error archive_missing and its like. The index is read in the background; until then requests are answered with 503.
  static Result<std::unique_ptr<Service>> start(ServiceOptions options);
  ~Service();

  void handle(std::shared_ptr<const Request> request, Done done);
  // Runs what writes a long answer. False when too many do.
  bool stream(std::function<void(Worker&)> job) { return streams_->add(std::move(job)); }

  std::shared_ptr<const EventIndex> index() const;
  const ServiceOptions& options() const { return options_; }
  Metrics& metrics() { return metrics_; }
  std::string metrics_text() const;
  // The archive is read, and what is asked most is prepared.
  bool ready() const { return prepared_ && !ending_; }
  void end() { ending_ = true; }  // /readyz says no from here on
  void join();                    // waits for what runs; nothing may be asked afterwards

  // The stories of a filter, kept for the next page of them.
  Result<std::shared_ptr<const StoryList>> stories(const EventIndex& index, Worker& worker, const archive::Filter& filter,
                                                   Order order);

 private:
  explicit Service(ServiceOptions options);
  void watch(std::stop_token stop);
  // What an answer depends on, as a key.
  std::string key_of(const struct Route& route, const Request& request, const std::vector<std::string>& names,
                     const EventIndex& index) const;
  void prepare(const std::shared_ptr<const EventIndex>& index, std::stop_token stop);
  void finish(const std::string& key, const std::shared_ptr<Done>& first, Response response);
  ServiceOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<const EventIndex> index_;
  Cache<Response> answers_;
  Cache<StoryList> lists_;
  std::unordered_map<std::string, std::vector<std::shared_ptr<Done>>> running_;  // those who wait for the same answer
  Metrics metrics_;
  std::atomic<bool> ending_{false}, prepared_{false};
  std::condition_variable_any wake_;
  std::unique_ptr<Pool> queries_, coding_, streams_;
  std::jthread preparer_, watcher_;
};

}  // namespace kawat::serve
