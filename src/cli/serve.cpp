// kawat serve: an archive over HTTP, with the page.
#include "serve/server.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

struct ServeFlags {
  std::string archive, listen = "127.0.0.1", token, token_file, memory = "1GB";
  std::vector<std::string> hosts, actors;
  unsigned port = 8080, jobs = 0;
  std::size_t connections = 4000, per_client = 64;
  std::uint64_t cache_mb = 256, body = 1 << 20, sql_rows = 100'000;
  double sql_seconds = 10;
  bool allow_sql = false, quiet = false;
};

// As many files as the system lets us open; connections are files.
std::size_t raise_file_limit(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  rlim_t need = wanted + 256;
  if (limit.rlim_cur < need) {
    limit.rlim_cur = std::min<rlim_t>(need, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur >= need ? wanted : static_cast<std::size_t>(std::max<rlim_t>(limit.rlim_cur, 300) - 256);
}

Result<std::string> token_of(const ServeFlags& o) {
  std::string token = o.token;
  if (!o.token_file.empty()) {
    auto text = read_file(o.token_file);
    if (!text) return fail(text.error());
    token = trim(*text);
    if (token.empty()) return fail(Code::bad_option, "--token-file", "the file is empty", "write the token into it");
  }
  if (!token.empty() && !std::all_of(token.begin(), token.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
      }))
    return fail(Code::bad_option, "--token", "a token has letters, digits, - _ . ~ only", "openssl rand -hex 24 makes one");
  if (!token.empty() && token.size() < 16)
    return fail(Code::bad_option, "--token", "the token is too short to be one",
                "at least 16 letters; openssl rand -hex 24 makes one");
  if (token.empty() && !serve::is_loopback(o.listen))
    return fail(Code::bad_option, "--listen", "whoever reaches this machine could read the archive",
                "give a token with --token-file");
  return token;
}

int serve_archive(const ServeFlags& o) {
  auto token = token_of(o);
  if (!token) return complain(token.error());
  // Signals come to one thread that waits for them; the others begin with them blocked.
  sigset_t stops;
  sigemptyset(&stops);
  for (int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&stops, number);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

#if defined(__GLIBC__)
  // What a request needed is kept for the next: giving pages back and asking for them anew was an eighth of its time.
  constexpr int kKept = 32 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kKept), ::mallopt(M_TRIM_THRESHOLD, kKept);
#endif
  auto engine = Engine::open(o.actors);
  if (!engine) return complain(engine.error());
  std::mutex mutex;  // of stderr
  auto say = [&mutex](std::string line) {
    line += '\n';
    std::scoped_lock lock(mutex);
    std::fwrite(line.data(), 1, line.size(), stderr);
  };
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  serve::ServiceOptions service_options;
  service_options.folder = o.archive;
  service_options.pipeline = (*engine)->pipeline.get();
  service_options.threads = o.jobs;
  service_options.cache_bytes = o.cache_mb << 20;
  service_options.allow_sql = o.allow_sql;
  service_options.sql_seconds = o.sql_seconds;
  service_options.sql_rows = o.sql_rows;
  service_options.memory_limit = o.memory;
  service_options.most_code_bytes = std::min<std::uint64_t>(200'000, o.body);
  service_options.version = KAWAT_VERSION;
  if (terminal && !o.quiet) {
    service_options.progress = [&mutex](std::uint64_t done, std::uint64_t all) {
      std::scoped_lock lock(mutex);
      std::fprintf(stderr, "\rreading %llu of %llu events%s", static_cast<unsigned long long>(done),
                   static_cast<unsigned long long>(all), done >= all ? "\r\x1b[K" : "");
    };
  }
  service_options.trouble = [&say](const Error& e) {
    say(fmt::format("{{\"level\":\"error\",\"error\":{}}}", json_string(e.message())));
  };
  auto service = serve::Service::start(std::move(service_options));
  if (!service) return complain(service.error());

  serve::ServerOptions server_options;
  server_options.address = o.listen, server_options.port = static_cast<std::uint16_t>(o.port), server_options.token = *token;
  for (const std::string& host : o.hosts) server_options.hosts.push_back(lower(host));
  server_options.most_connections = raise_file_limit(o.connections);
  server_options.most_of_client = o.per_client;
  server_options.most_body_bytes = o.body;
  if (!o.quiet) server_options.log = [&say](std::string_view line) { say(std::string(line)); };
  auto server = serve::Server::start(**service, std::move(server_options));
  if (!server) return complain(server.error());
  const std::string host = o.listen.find(':') != std::string::npos ? "[" + o.listen + "]" : o.listen;
  // On standard output, so that a script can wait for it and read the port.
  std::string address = fmt::format("http://{}:{}/", host, (*server)->port());
  if (int exit = print(address + "\n"); exit != 0) return exit;
  if (terminal && !o.quiet) say("open " + address + (token->empty() ? "" : "?token=…") + " in a browser; Ctrl-C ends it");

  std::jthread signals([&stops, &server](std::stop_token ended) {
    timespec moment{0, 200'000'000};
    while (!ended.stop_requested()) {
      if (int number = sigtimedwait(&stops, nullptr, &moment); number > 0) {
        (*server)->stop();
        // A second one does not wait for what runs.
        while (!ended.stop_requested()) {
          if (sigtimedwait(&stops, nullptr, &moment) > 0) ::_exit(kInterrupted);
        }
      }
    }
  });
  (*server)->run();
  (*service)->join();
  return kOk;
}

}  // namespace

void add_serve(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ServeFlags>();
  CLI::App* verb = add_verb(app, "serve", "an archive over HTTP: the page, and an API in JSON");
  verb->footer(
      "Examples:\n"
      "  kawat serve -a news/                              then open http://127.0.0.1:8080/\n"
      "  curl 'http://127.0.0.1:8080/api/v1/pairs/PRK/RUS?step=month'\n"
      "  kawat serve -a news/ --listen 0.0.0.0 --token-file token.txt --host news.example.org\n");
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
  add_option(*verb, "--port", o->port, "port (8080); 0: any that is free")->check(range(0, 65535));
  add_option(*verb, "--listen", o->listen, "address of this machine (127.0.0.1); others than loopback need a token")
      ->type_name("ADDRESS");
  add_option(*verb, "--token", o->token, "what a request must bring; others see it in the list of processes, so rather:")
      ->type_name("TEXT");
  add_option(*verb, "--token-file", o->token_file, "file that holds the token")->type_name("FILE");
  add_option(*verb, "--host", o->hosts, "name under which the server is asked for, besides localhost and addresses; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add_flag(*verb, "--allow-sql", o->allow_sql, "answer SELECT statements at /api/v1/sql");
  add_option(*verb, "--sql-seconds", o->sql_seconds, "longest time of a statement (10)")->check(range(0.1, 3600.0));
  add_option(*verb, "--sql-rows", o->sql_rows, "most rows of a statement (100000)")->check(range(1, 100'000'000));
  add_option(*verb, "--max-memory", o->memory, "memory of each query, e.g. 2GB (1GB)")->type_name("SIZE");
  add_option(*verb, "--cache", o->cache_mb, "memory for answers that are kept, in MB (256)")->check(range(1, 1 << 20));
  add_option(*verb, "--max-body", o->body, "bytes of a request's body at most (1048576)")->check(range(1000, 1 << 30));
  add_option(*verb, "--max-connections", o->connections, "connections at once (4000)")->check(range(10, 1'000'000));
  add_option(*verb, "--per-client", o->per_client, "requests at once of one address (64)")->check(range(1, 1'000'000));
  add_option(*verb, "-j,--jobs", o->jobs, "threads that answer (all cores)")->check(range(1, 1024));
  add_actor_files(*verb, o->actors);
  add_flag(*verb, "-q,--quiet", o->quiet, "no log of requests");
  verb->callback([o, &shared] { shared.chosen = [o] { return serve_archive(*o); }; });
}

}  // namespace kawat::cli
