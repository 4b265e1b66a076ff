// kawat watch: feeds, as long as it runs, into an archive.
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "base/file.h"
#include "base/text.h"
#include "base/url.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "cli/watcher.h"
#include "read/feed.h"

namespace kawat::cli {
namespace {

struct WatchFlags {
  std::vector<std::string> feeds, actors;
  std::string archive, language, home, user_agent = std::string("kawat/") + KAWAT_VERSION, proxy;
  double every = 15, delay = 1, timeout = 60;
  unsigned jobs = 0, connections = 16;
  std::uint64_t max_bytes = 8 << 20;
  int max_age = 30;
  bool once = false, allow_private = false, keep_text = false, quiet = false;
};

std::atomic<int> asked_to_stop{0};
static_assert(std::atomic<int>::is_always_lock_free);

// The first signal ends the work in good order, the second at once; the memory is good either way.
void on_signal(int) {
  if (asked_to_stop.exchange(1) != 0) ::_exit(kInterrupted);
}

void end_in_good_order() {
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    if (std::signal(number, on_signal) == SIG_IGN) std::signal(number, SIG_IGN);
  }
}

// A line of a list of feeds: the address, and behind blanks the outlet's name.
Status read_lines(const std::string& path, std::string_view text, std::vector<WatchedFeed>& out) {
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = trim(line);
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (line.empty() || line.front() == '#') continue;
    std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    auto url = parse_url(line.substr(0, end));
    if (!url)
      return fail(Code::bad_feed, path + ":" + std::to_string(number), "'" + std::string(line.substr(0, end)) + "' is no address",
                  "write one http or https address a line, without a user's name, and its outlet behind it if you like");
    out.push_back({url->text(), std::string(trim(line.substr(end)))});
  }
  return {};
}

Result<std::vector<WatchedFeed>> read_feeds(const std::vector<std::string>& names) {
  std::vector<WatchedFeed> out;
  for (const std::string& name : names) {
    std::string scheme = scheme_of(name);
    if (name.find("://") != std::string::npos && !scheme.empty()) {
      auto url = parse_url(name);
      if (!url)
        return fail(Code::bad_feed, name, "this address cannot be fetched",
                    "give an http or https address without a user's name");
      out.push_back({url->text(), {}});
      continue;
    }
    auto bytes = read_file(name);
    if (!bytes) return fail(bytes.error());
    if (!read::looks_like_feed(*bytes)) {
      if (auto ok = read_lines(name, *bytes, out); !ok) return fail(ok.error());
      continue;
    }
    auto list = read::parse_feed(*bytes);
    if (!list) {
      Error e = list.error();
      e.where = name;
      return fail(std::move(e));
    }
    if (list->kind != read::FeedKind::opml && list->kind != read::FeedKind::sitemap_index)
      return fail(Code::bad_feed, name, "is a feed, not a list of feeds",
                  "kawat code reads it as a file; watch takes its address");
    for (const read::FeedLink& link : list->feeds) out.push_back({link.url, link.title});
    if (!list->fault.empty()) return fail(Code::bad_feed, name, "the list is broken at " + list->fault, "correct it");
  }
  std::set<std::string> known;
  std::erase_if(out, [&](const WatchedFeed& f) { return !known.insert(f.url).second; });
  if (out.empty()) return fail(Code::bad_feed, names.front(), "there is no feed in the list", "write one address a line");
  return out;
}

std::string reasons(const std::map<std::string, std::uint64_t>& counts) {
  std::string out;
  for (const auto& [reason, n] : counts) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", reason, n);
  return out;
}

std::string summary_line(const WatchSummary& s) {
  std::uint64_t skipped = 0;
  for (const auto& [reason, n] : s.skipped) skipped += n;
  std::string polls = reasons(s.feeds), skips = reasons(s.skipped);
  return fmt::format("polled {}{}; items {}, articles {}, skipped {}{}, waiting {}; {} events; {:.1f} s", s.polls,
                     polls.empty() ? "" : " (" + polls + ")", s.found, s.articles, skipped,
                     skips.empty() ? "" : " (" + skips + ")", s.waiting, s.events, s.seconds);
}

int watch_feeds(const WatchFlags& o) {
  auto feeds = read_feeds(o.feeds);
  if (!feeds) return complain(feeds.error());
  std::error_code ec;
  std::filesystem::create_directories(o.archive, ec);
  if (!std::filesystem::is_directory(o.archive))
    return complain(Error{Code::write_failed, o.archive, "cannot make this folder", "check the path"});
  auto engine = Engine::open(o.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& pipeline = *(*engine)->pipeline;
  auto appender = open_appender(o.archive, pipeline, o.keep_text);
  if (!appender) return complain(appender.error());
  auto memory = fetch::Memory::open(o.archive + "/watch.sqlite");
  if (!memory) return complain(memory.error());

  WatchOptions w;
  w.feeds = std::move(*feeds);
  w.fetch.user_agent = o.user_agent, w.fetch.proxy = o.proxy, w.fetch.allow_private = o.allow_private;
  w.fetch.delay = o.delay, w.fetch.connections = o.connections, w.fetch.max_bytes = o.max_bytes;
  w.fetch.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(o.timeout * 1000));
  w.fetch.connect_timeout = std::min(w.fetch.connect_timeout, w.fetch.timeout);
  w.every = static_cast<fetch::Seconds>(o.every * 60);
  w.max_age_days = o.max_age, w.once = o.once, w.language = o.language, w.home = o.home;
  w.threads = o.jobs > 0 ? o.jobs : std::max(1u, std::thread::hardware_concurrency());

  bool live = !o.quiet && ::isatty(STDERR_FILENO) != 0;
  auto clear = [&] {
    if (live) std::fprintf(stderr, "\r\x1b[K");
  };
  int told = 0;
  WatchReports reports;
  if (live) {
    reports.progress = [](const WatchSummary& s, fetch::Seconds next) {
      std::string line =
          fmt::format("\r{} polls, {} pages wait, {} articles, {} events", s.polls, s.waiting, s.articles, s.events);
      if (next >= 60)
        line += fmt::format("; next poll in {} min", (next + 59) / 60);
      else if (next > 0)
        line += fmt::format("; next poll in {} s", next);
      std::fprintf(stderr, "%s\x1b[K", line.c_str());
    };
  }
  reports.skipped = [&](const Error& e) {
    clear();
    if (++told <= 20) std::fprintf(stderr, "kawat: skipped: %s\n", e.message().c_str());
    if (told == 21) std::fprintf(stderr, "kawat: more is skipped; the summary counts it\n");
  };
  if (!o.quiet && !o.once) {
    reports.idle = [&](const WatchSummary& s) {
      clear();
      std::fprintf(stderr, "%s\n", summary_line(s).c_str());
    };
  }
  end_in_good_order();
  auto summary = watch(w, pipeline, *memory, **appender, asked_to_stop, reports);
  clear();
  if (!summary) return complain(summary.error());
  if (auto ok = (*appender)->finish(); !ok) return complain(ok.error());
  if (!o.quiet) std::fprintf(stderr, "%s\n", summary_line(*summary).c_str());
  if (summary->failed_feeds == 0 || asked_to_stop != 0) return kOk;
  return summary->failed_feeds < w.feeds.size() ? kPartly : kFailure;
}

}  // namespace

void add_watch(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<WatchFlags>();
  CLI::App* verb = add_verb(app, "watch", "feeds, sitemaps: new articles are fetched and coded as they appear");
  verb->footer(
      "Examples:\n"
      "  kawat watch -a news feeds.txt                      until Ctrl-C; starts again where it stopped\n"
      "  kawat watch -a news subscriptions.opml --every 5   each feed every five minutes\n"
      "  kawat watch -a news --once https://www.example.org/feed.xml   one round, for cron\n");
  add_option(*verb, "feeds", o->feeds, "addresses of feeds or sitemaps, text files with one address a line, or OPML files")
      ->required();
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive; made where it is missing")->type_name("DIR")->required();
  add_flag(*verb, "--once", o->once, "one round: ends when everything new is coded");
  add_flag(*verb, "--keep-text", o->keep_text, "keep the text of the articles too");
  add_option(*verb, "--every", o->every, "minutes between two polls of a feed (15)")->check(range(0.01, 10080.0));
  add_option(*verb, "--max-age", o->max_age, "days: older items are passed over (30; 0 is any age)")->check(range(0, 36500));
  add_option(*verb, "--delay", o->delay, "seconds between two requests to one host (1); robots.txt may ask for more")
      ->check(range(0.0, 3600.0));
  add_option(*verb, "--timeout", o->timeout, "seconds for one request, all in all (60)")->check(range(1.0, 3600.0));
  add_option(*verb, "--connections", o->connections, "requests at once over all hosts, one a host (16)")->check(range(1, 256));
  add_option(*verb, "--max-bytes", o->max_bytes, "bytes of a page or feed; larger ones are cut off and skipped (8388608)")
      ->check(range(std::uint64_t{1024}, std::uint64_t{1} << 30));
  add_option(*verb, "--user-agent", o->user_agent, "what the program calls itself; its first word counts in robots.txt")
      ->type_name("TEXT");
  add_option(*verb, "--proxy", o->proxy, "proxy for all requests, e.g. http://proxy.example.org:3128 (none)")->type_name("URL");
  add_flag(*verb, "--allow-private", o->allow_private, "also connect to addresses that are not of the public internet");
  add_option(*verb, "--lang", o->language,
             "language of the articles that do not say it (BCP 47); found in the text where not given")
      ->type_name("CODE");
  add_option(*verb, "--home", o->home, "country whose \"Presiden\", \"DPR\", \"police\" are meant (ISO 3166 alpha-3)")
      ->type_name("CODE");
  add_actor_files(*verb, o->actors);
  add_option(*verb, "-j,--jobs", o->jobs, "threads that code (default: all cores)")->check(range(1, 1024));
  add_flag(*verb, "-q,--quiet", o->quiet, "no progress and no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return watch_feeds(*o); }; });
}

}  // namespace kawat::cli
