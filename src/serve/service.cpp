#include "serve/service.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "archive/files.h"
#include "archive/manifest.h"
#include "base/text.h"
#include "serve/embedded.h"
#include "serve/endpoints.h"
#include "serve/list_answer.h"

namespace kawat::serve {
namespace {

constexpr std::string_view kBase = "/api/v1";

// Whether the path fits the route; `names` gets what stands for {…}.
bool fits(std::string_view route, std::string_view path, std::vector<std::string>& names) {
  names.clear();
  auto parts = split(route, '/'), given = split(path, '/');
  if (parts.size() != given.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].empty() && parts[i].front() == '{') {
      if (given[i].empty()) return false;
      names.emplace_back(given[i]);
    } else if (parts[i] != given[i]) {
      return false;
    }
  }
  return true;
}

struct Suffix {
  std::string_view text;
  Format format;
};
constexpr Suffix kSuffixes[] = {
    {".jsonl", Format::jsonl}, {".json", Format::json}, {".csv", Format::csv}, {".parquet", Format::parquet}};

std::uint64_t memory_in_use() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  in >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string etag_of(const std::string& version, const std::string& key) {
  return "\"" + archive::hex64(archive::hash64(version + key)) + "\"";
}

// When the manifest was replaced last; cheap to ask.
std::string mark_of(const std::string& path) {
  struct stat s{};
  if (::stat(path.c_str(), &s) != 0) return {};
  return fmt::format("{}-{}-{}-{}", s.st_ino, s.st_size, s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
}

}  // namespace

Service::Service(ServiceOptions options)
    : options_(std::move(options)), answers_(options_.cache_bytes), lists_(options_.cache_bytes) {}

Result<std::unique_ptr<Service>> Service::start(ServiceOptions options) {
  if (options.threads == 0) options.threads = std::max(1u, std::thread::hardware_concurrency());
  archive::Layout layout{options.folder};
  if (auto manifest = archive::read_manifest(layout); !manifest) return fail(manifest.error());
  std::unique_ptr<Service> out(new Service(std::move(options)));
  const ServiceOptions& o = out->options_;
  const archive::ReadOptions read{.threads = 1, .memory_limit = o.memory_limit};
  out->queries_ = std::make_unique<Pool>(std::max(4u, o.threads), 256, o.folder, read);
  out->coding_ = std::make_unique<Pool>(std::max(1u, o.threads / 2), 32, o.folder, read);
  out->streams_ = std::make_unique<Pool>(4u, 16, o.folder, read);
  out->watcher_ = std::jthread([service = out.get()](std::stop_token stop) { service->watch(stop); });
  return out;
}

Service::~Service() {
  ending_ = true;
  watcher_.request_stop();
  wake_.notify_all();
}

void Service::join() {
  ending_ = true;
  queries_.reset(), coding_.reset(), streams_.reset();
}

std::shared_ptr<const EventIndex> Service::index() const {
  std::scoped_lock lock(mutex_);
  return index_;
}

// Reads a new generation as soon as there is one; requests go on with the one before meanwhile.
void Service::watch(std::stop_token stop) {
  archive::Layout layout{options_.folder};
  std::string known;
  while (!stop.stop_requested()) {
    std::string mark = mark_of(layout.manifest());
    if (mark != known) {
      auto archive =
          archive::Archive::open(options_.folder, {.threads = options_.threads, .memory_limit = options_.memory_limit});
      auto before = index();
      auto built = archive ? EventIndex::build(*archive, before, before ? nullptr : options_.progress)
                           : Result<std::shared_ptr<const EventIndex>>(fail(archive.error()));
      if (built) {
        known = mark;
        std::scoped_lock lock(mutex_);
        index_ = std::move(*built);
      } else if (options_.trouble) {
        options_.trouble(built.error());
      }
      if (built) {
        lists_.clear();
        if (before) prepared_ = true;
        // What is being prepared of the generation before is left.
        preparer_ = std::jthread([this, index = index()](std::stop_token enough) { prepare(index, enough); });
      }
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, std::chrono::milliseconds(mark == known ? 500 : 3000), [] { return false; });
  }
}

// Of a pair's answers only what the pair's own events say, so that they outlive commits that bring nothing about it.
std::string Service::key_of(const Route& route, const Request& r, const std::vector<std::string>& names,
                            const EventIndex& index) const {
  auto parameters = r.query;
  std::sort(parameters.begin(), parameters.end());
  std::string out(route.path);
  for (const std::string& name : names) out += "/" + name;
  out += r.path.substr(r.path.rfind('/'));
  for (const auto& [name, value] : parameters) {
    // What is said as it would be anyway.
    static constexpr std::pair<std::string_view, std::string_view> kUsual[] = {
        {"step", "month"}, {"count", "stories"}, {"order", "newest"}};
    if (std::find(std::begin(kUsual), std::end(kUsual), std::pair<std::string_view, std::string_view>(name, value)) ==
        std::end(kUsual))
      out += "&" + name + "=" + value;
  }
  auto is_code = [](const std::string& s) {
    return s.size() >= 3 && s.size() <= 9 && std::all_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  };
  if (names.size() == 2 && is_code(names[0]) && is_code(names[1])) {
    std::string a = names[0].substr(0, 3), b = names[1].substr(0, 3);
    return fmt::format("{}|{:x}|{}|{}", out, index.version_of_pair(std::min(a, b) + "-" + std::max(a, b)),
                       index.name_of(names[0]), index.name_of(names[1]));
  }
  return fmt::format("{}|{}|{}", out, index.generation(), index.written());
}

// The series and stories of the pairs that are told about most, before anybody asks; in the background.
void Service::prepare(const std::shared_ptr<const EventIndex>& index, std::stop_token stop) {
  const auto begun = std::chrono::steady_clock::now();
  Worker worker(options_.folder, {.threads = 1, .memory_limit = options_.memory_limit});
  for (const std::string& pair : index->most_told_pairs(300)) {
    // A few seconds are worth waiting for; the rest comes while others are served, and behind them.
    if (prepared_ || std::chrono::steady_clock::now() - begun > std::chrono::seconds(3)) {
      prepared_ = true;
      ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);  // of this thread alone
    }
    const std::size_t dash = pair.find('-');
    const std::vector<std::string> names{pair.substr(0, dash), pair.substr(dash + 1)};
    for (const char* behind : {"", "/stories"}) {
      if (stop.stop_requested()) return;
      Request request;
      request.path = request.target = fmt::format("{}/pairs/{}/{}{}", kBase, names[0], names[1], behind);
      for (const Route& route : routes()) {
        if (route.path != std::string("/pairs/{a}/{b}") + behind) continue;
        const std::string key = key_of(route, request, names, *index);
        if (answers_.get(key)) break;
        Context context{*this, request, {}, Format::json, false, names, index, worker};
        auto made = route.run(context);
        if (!made) break;
        made->route = route.path, made->etag = etag_of(options_.version, key);
        answers_.put(key, std::make_shared<Response>(*made), made->body.size());
      }
    }
  }
  prepared_ = true;
}

void Service::finish(const std::string& key, const std::shared_ptr<Done>& first, Response response) {
  std::vector<std::shared_ptr<Done>> waiting;
  if (!key.empty()) {
    std::scoped_lock lock(mutex_);
    if (auto at = running_.find(key); at != running_.end()) {
      waiting = std::move(at->second);
      running_.erase(at);
    }
  }
  for (const auto& done : waiting) {
    Response copy = response;
    copy.cached = true;
    (*done)(std::move(copy));
  }
  (*first)(std::move(response));
}

void Service::handle(std::shared_ptr<const Request> request, Done done) {
  const Request& r = *request;
  auto refuse = [&](const Error& e, std::string_view route = "none") {
    Response out = problem(e, r.path);
    out.route = route;
    done(std::move(out));
  };
  const bool reads = r.method == "GET" || r.method == "HEAD";
  std::string_view path = r.path;
  if (!path.starts_with(kBase) || (path.size() > kBase.size() && path[kBase.size()] != '/')) {
    if (!reads) return refuse({Code::wrong_method, "", "only GET here", ""});
    Response out;
    out.headers.emplace_back("Cache-Control", "no-store");
    if (path == "/healthz") {
      out.type = "text/plain; charset=utf-8", out.body = "ok\n", out.route = "/healthz";
    } else if (path == "/readyz") {
      if (!ready())
        return refuse({Code::not_ready, "", ending_ ? "the server is about to stop" : "the archive is being read", ""},
                      "/readyz");
      out.type = "text/plain; charset=utf-8", out.body = "ready\n", out.route = "/readyz";
    } else if (path == "/metrics") {
      out.type = "text/plain; version=0.0.4; charset=utf-8", out.body = metrics_text(), out.route = "/metrics";
    } else {
      out = page_answer(r);
      out.route = "page";
    }
    return done(std::move(out));
  }
  path.remove_prefix(kBase.size());
  if (path == "/openapi.json" && reads) {
    Response out;
    out.body = openapi();
    out.etag = "\"" + archive::hex64(archive::hash64(openapi())) + "\"";
    out.route = "/openapi.json";
    if (r.if_none_match.find(out.etag) != std::string::npos) out.status = 304, out.body.clear();
    return done(std::move(out));
  }

  const Route* route = nullptr;
  std::string allowed;
  std::vector<std::string> names, found;
  Format format = Format::json;
  bool suffix = false;
  for (const Route& candidate : routes()) {
    bool here = fits(candidate.path, path, names);
    Format as = Format::json;
    bool with_suffix = false;
    if (!here && candidate.list) {
      for (const Suffix& s : kSuffixes) {
        if (path.ends_with(s.text) && fits(candidate.path, path.substr(0, path.size() - s.text.size()), names)) {
          here = true, with_suffix = true, as = s.format;
          break;
        }
      }
    }
    // "/actors.csv" is a list before it is anything else.
    if (!here || (route != nullptr && (suffix || !with_suffix))) {
      if (here) allowed += (allowed.empty() ? "" : ", ") + std::string(candidate.method);
      continue;
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(candidate.method);
    if (candidate.method != (r.method == "HEAD" ? "GET" : r.method)) continue;
    route = &candidate, found = names, format = as, suffix = with_suffix;
  }
  if (route == nullptr) {
    if (allowed.empty()) return refuse({Code::no_such_address, "", "nothing is there", "docs/api.md lists the endpoints"});
    Response out = problem({Code::wrong_method, "", "not with " + r.method, "use " + allowed}, r.path);
    out.headers.emplace_back("Allow", allowed);
    out.route = "none";
    return done(std::move(out));
  }
  auto query = read_query(r, route->takes);
  if (!query) return refuse(query.error(), route->path);
  if (route->list && !suffix && query->limit > kMostOfPage)
    return refuse({Code::bad_option, "limit", "a page has at most 1000 items", "go on with next, or ask for all of it as .jsonl"},
                  route->path);
  auto index = this->index();
  if (!index && route->runs == Runs::queries)
    return refuse({Code::not_ready, "", "the archive is being read", "try again"}, route->path);

  std::string key, etag;
  if (route->keep && index) {
    key = key_of(*route, r, found, *index);
    etag = etag_of(options_.version, key);
    if (!r.if_none_match.empty() && (r.if_none_match == "*" || r.if_none_match.find(etag.substr(0, 17)) != std::string::npos)) {
      Response out;
      out.status = 304, out.etag = etag, out.cached = true, out.route = route->path;
      return done(std::move(out));
    }
    if (auto known = answers_.get(key)) {
      Response out = *known;
      out.cached = true;
      return done(std::move(out));
    }
  }
  Pool& pool = route->runs == Runs::coding ? *coding_ : *queries_;
  auto shared = std::make_shared<Done>(std::move(done));
  const bool alone = key.empty() || suffix;  // files are written to each client for itself
  if (!alone) {
    std::scoped_lock lock(mutex_);
    auto [at, is_new] = running_.try_emplace(key);
    if (!is_new) return at->second.push_back(shared);
  }
  ++metrics_.running;
  const bool whole = suffix && !query->limited;
  bool added =
      pool.add([this, request, route, query = *query, format, whole, found, index, key, etag, alone, shared](Worker& worker) {
        Context context{*this, *request, query, format, whole, found, index, worker};
        Response out;
        // What the standard library throws (no memory) is an answer as well.
        try {
          auto made = route->run(context);
          out = made ? std::move(*made) : problem(made.error(), request->path);
        } catch (const std::exception& e) {
          out = problem({Code::internal, "", e.what(), "please report it"}, request->path);
        }
        out.route = route->path;
        if (out.status == 200 && !key.empty()) {
          out.etag = etag;
          if (!out.stream) answers_.put(key, std::make_shared<Response>(out), out.body.size());
        }
        --metrics_.running;
        finish(alone ? "" : key, shared, std::move(out));
      });
  if (!added) {
    --metrics_.running;
    ++metrics_.refused;
    Response out = problem({Code::too_many, "", "too many requests wait", "try again"}, r.path, 503);
    out.route = route->path;
    finish(alone ? "" : key, shared, std::move(out));
  }
}

std::string Service::metrics_text() const {
  std::string out = metrics_.text();
  auto figure = [&out](const char* name, const char* kind, const char* help, double value) {
    Metrics::head(out, name, kind, help);
    Metrics::line(out, name, "", value);
  };
  auto index = this->index();
  figure("kawat_ready", "gauge", "1 when the archive is read.", ready() ? 1 : 0);
  if (index) {
    figure("kawat_archive_generation", "gauge", "Generation of the archive that answers.",
           static_cast<double>(index->generation()));
    figure("kawat_archive_events", "gauge", "Events.", static_cast<double>(index->events()));
    figure("kawat_archive_documents", "gauge", "Documents.", static_cast<double>(index->documents()));
    figure("kawat_archive_stories", "gauge", "Stories.", static_cast<double>(index->stories()));
    figure("kawat_index_bytes", "gauge", "Memory of the index of events.", static_cast<double>(index->bytes()));
  }
  auto answers = answers_.figures();
  auto lists = lists_.figures();
  figure("kawat_cache_bytes", "gauge", "Memory of answers and lists that are kept.",
         static_cast<double>(answers.bytes + lists.bytes));
  figure("kawat_cache_found_total", "counter", "Answers found in the cache.", static_cast<double>(answers.found));
  figure("kawat_cache_missed_total", "counter", "Answers not found in the cache.", static_cast<double>(answers.missed));
  figure("kawat_queries_waiting", "gauge", "Requests that wait for a thread.",
         static_cast<double>(queries_->waiting() + coding_->waiting()));
  figure("kawat_memory_bytes", "gauge", "Resident memory of the process.", static_cast<double>(memory_in_use()));
  return out;
}

}  // namespace kawat::serve
