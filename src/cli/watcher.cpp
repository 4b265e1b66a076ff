#include "cli/watcher.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/url.h"
#include "pipeline/run.h"
#include "read/charset.h"
#include "read/copies.h"
#include "read/feed.h"

namespace kawat::cli {
namespace {

using fetch::Answer;
using fetch::FeedState;
using fetch::QueuedPage;
using fetch::Seconds;
using Clock = std::chrono::steady_clock;

constexpr int kMostPageAttempts = 9;  // over about six hours
constexpr int kQuickFeedAttempts = 3;
constexpr Seconds kSoon = 5;  // a single run waits so long for what is to be tried again
constexpr Seconds kLongestWait = 6 * 3600;
constexpr Seconds kLongestPause = 86400;  // of a feed that fails
constexpr std::size_t kBatchArticles = 200;
constexpr std::chrono::seconds kBatchAge{10};
constexpr std::chrono::seconds kBusyPause{2};  // until the archive is asked again, when others were writing to it
constexpr std::size_t kMostUncoded = 64;       // pages fetched and not coded yet
constexpr int kPagesPerHost = 2;               // given to the fetcher ahead
constexpr std::size_t kMostChildren = 500;
constexpr int kDeepestList = 3;

Seconds now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Not earlier than in n seconds, in whole ones.
Seconds in_seconds(Seconds n) { return now_seconds() + 1 + n; }

std::uint64_t key_of(std::string_view kind, std::string_view text) {
  return word_hash(std::string(kind) + '\x1f' + std::string(text));
}
std::uint64_t address_key(const Url& url) { return key_of("url", article_key(url)); }

// A page, or an item that carries its article, on its way to the coders.
struct Uncoded {
  QueuedPage page;
  Answer answer;  // empty where the item has the article
};

struct Done {
  QueuedPage page;
  std::string url;  // after the redirects
  std::unique_ptr<Coded> coded;
  read::Sketch sketch;
  Error error;  // where there is no `coded`
};

// Threads that read and code pages in whatever order they end.
class Coders {
 public:
  Coders(const WatchOptions& options, const pipeline::Pipeline& pipeline) : options_(options), pipeline_(pipeline) {
    for (unsigned i = 0; i < std::max(1u, options.threads); ++i)
      threads_.emplace_back([this](std::stop_token stop) { run(stop); });
  }
  ~Coders() {
    for (auto& t : threads_) t.request_stop();
    ready_.notify_all();
  }
  void give(Uncoded page) {
    {
      std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(page));
      ++open_;
    }
    ready_.notify_one();
  }
  std::optional<Done> take() {
    std::lock_guard lock(mutex_);
    if (done_.empty()) return std::nullopt;
    Done d = std::move(done_.front());
    done_.pop_front();
    --open_;
    return d;
  }
  // Given and not taken back.
  std::size_t open() {
    std::lock_guard lock(mutex_);
    return open_;
  }
  // What no thread has begun goes back to the queue, where it still is.
  void drop_waiting() {
    std::lock_guard lock(mutex_);
    open_ -= waiting_.size();
    waiting_.clear();
  }

 private:
  void run(const std::stop_token& stop) {
    auto worker = std::make_unique<pipeline::Pipeline::Worker>();
    for (;;) {
      Uncoded next;
      {
        std::unique_lock lock(mutex_);
        if (!ready_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
        next = std::move(waiting_.front());
        waiting_.pop_front();
      }
      Done done;
      done.url = next.answer.url.empty() ? next.page.url : next.answer.url;
      auto coded = std::make_unique<Coded>();
      Status ok;
      try {
        ok = code(next, *coded, *worker);
      } catch (const std::exception& e) {
        ok = fail(Code::internal, {}, e.what(), "please report it with the page");
      }
      done.page = std::move(next.page);
      if (ok) {
        done.sketch = read::sketch_of(coded->document);
        done.coded = std::move(coded);
      } else {
        done.error = ok.error();
        done.error.where = done.url;
      }
      std::lock_guard lock(mutex_);
      done_.push_back(std::move(done));
    }
  }

  Status code(const Uncoded& in, Coded& out, pipeline::Pipeline::Worker& worker) const {
    const QueuedPage& page = in.page;
    const read::PartFinder& finder = pipeline_.parts();
    read::ReadOptions options;
    options.language = options_.language, options.home = options_.home;
    options.find_parts = false;  // analyse() does it, when all is known
    model::Document& d = out.document;
    if (!page.content.empty()) {
      read::FeedItem item;
      item.url = page.url, item.id = page.guid, item.title = page.title, item.author = page.author;
      item.language = page.language, item.published = page.published, item.content = page.content;
      if (auto ok = read::item_document(item, {}, options, &finder, d); !ok) return ok;
    } else {
      // What the server says of the character set is known only here.
      std::string text = read::page_to_utf8(in.answer.body, in.answer.content_type);
      Status read = in.answer.content_type.starts_with("text/plain") ? read::parse_text_document(text, options, &finder, d)
                                                                     : read::parse_html_document(text, options, &finder, d);
      if (!read) return read;
      bool said = d.published_source == "json-ld" || d.published_source == "meta";
      if (model::Day day = finder.dates().parse(page.published); !said && day.known())
        d.published = day, d.published_source = "feed";
      if (d.title.empty()) d.title = page.title;
      if (d.author.empty()) d.author = page.author;
      d.url = in.answer.url;
      d.captured = model::iso_time(now_seconds());
    }
    d.id = page.url.empty() ? page.guid : page.url;
    d.path = page.feed;
    if (d.url.empty()) d.url = page.url;
    auto url = parse_url(d.url);
    const read::Outlet* known = url ? finder.outlet(url->host) : nullptr;
    std::size_t mark = page.outlet.find('\n');  // "name of the user \n title of the feed"
    std::string named = page.outlet.substr(0, mark), title = mark == std::string::npos ? "" : page.outlet.substr(mark + 1);
    if (!named.empty())
      d.outlet = named;
    else if (known != nullptr)
      d.outlet = known->name;
    else if (d.outlet.empty())
      d.outlet = title;
    if (auto ok = pipeline_.analyse(d, worker, pipeline::Depth::events); !ok) return ok;
    out.analysis = std::move(worker.analysis);
    worker.analysis = {};
    return {};
  }

  const WatchOptions& options_;
  const pipeline::Pipeline& pipeline_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<Uncoded> waiting_;
  std::deque<Done> done_;
  std::size_t open_ = 0;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

struct PlannedFeed {
  FeedState state;
  std::string outlet;
  int level = 0;  // 0: the user's own
  bool open = false;
  bool done = false;  // asked in this run, with success
};

// An article that is coded and not in the store yet.
struct Ready {
  std::int64_t page = 0;
  std::vector<std::uint64_t> keys;
  std::unique_ptr<Coded> coded;
};

class Watcher {
 public:
  Watcher(const WatchOptions& options, const pipeline::Pipeline& pipeline, fetch::Memory& memory, fetch::Fetcher fetcher,
          Appender& appender, const std::atomic<int>& stop, const WatchReports& reports)
      : options_(options),
        pipeline_(pipeline),
        memory_(memory),
        fetcher_(std::move(fetcher)),
        appender_(appender),
        stop_(stop),
        reports_(reports),
        coders_(options, pipeline) {}

  Result<WatchSummary> run() {
    if (auto ok = settle_last_batch(); !ok) return fail(ok.error());
    if (auto ok = plan(); !ok) return fail(ok.error());
    for (;;) {
      if (stop_ != 0) {
        if (auto ok = wind_up(); !ok) return fail(ok.error());
        break;
      }
      if (auto ok = poll_feeds(); !ok) return fail(ok.error());
      if (auto ok = load_pages(); !ok) return fail(ok.error());
      auto turned = fetcher_.turn(std::chrono::milliseconds(coders_.open() > 0 ? 20 : 200), [&](Answer&& a) {
        return a.tag < 0 ? feed_arrived(std::move(a)) : page_arrived(std::move(a));
      });
      if (!turned) return fail(turned.error());
      if (auto ok = collect(); !ok) return fail(ok.error());
      auto idle = is_idle();
      if (!idle) return fail(idle.error());
      if (auto ok = append(*idle); !ok) return fail(ok.error());
      report();
      if (*idle && ready_.empty()) {
        if (options_.once) break;
        if (worked_) {
          worked_ = false;
          if (auto ok = count(); !ok) return fail(ok.error());
          if (reports_.idle) reports_.idle(summary_);
        }
      }
    }
    if (auto ok = count(); !ok) return fail(ok.error());
    return summary_;
  }

 private:
  // The user's feeds and those that their lists named the last time.
  Status plan() {
    Seconds now = now_seconds();
    for (const WatchedFeed& f : options_.feeds) {
      if (auto ok = plan_feed(f.url, "", f.outlet, 0); !ok) return ok;
    }
    for (auto& [url, feed] : feeds_) {
      // A single run asks all, but for servers that asked to wait.
      bool asked_to_wait = feed.state.result == "status_429" || feed.state.result == "status_503";
      if (options_.once && !asked_to_wait) feed.state.due = std::min(feed.state.due, now);
      if (options_.once && feed.state.due > now + kSoon) ++summary_.feeds["postponed"];
      // A clock that was wrong, or a shorter interval than last time.
      if (feed.state.failures == 0) feed.state.due = std::min(feed.state.due, now + options_.every);
      if (feed.state.gone) tell(Code::fetch_failed, url, "the feed is gone (410): it is not asked again", "take it off the list");
    }
    return {};
  }

  Status plan_feed(const std::string& url, const std::string& parent, const std::string& outlet, int level) {
    if (feeds_.count(url) != 0) return {};
    auto known = memory_.feed(url);
    if (!known) return fail(known.error());
    PlannedFeed feed;
    if (*known) feed.state = std::move(**known);
    feed.state.url = url, feed.state.parent = parent;
    feed.outlet = outlet, feed.level = level;
    feeds_.emplace(url, std::move(feed));
    if (level >= kDeepestList) return {};
    auto children = memory_.children(url);
    if (!children) return fail(children.error());
    for (const FeedState& child : *children) {
      if (auto ok = plan_feed(child.url, url, outlet, level + 1); !ok) return ok;
    }
    return {};
  }

  Status poll_feeds() {
    Seconds now = now_seconds();
    for (auto& [url, feed] : feeds_) {
      if (feed.open || feed.state.gone || feed.state.due > now || (options_.once && feed.done)) continue;
      feed.open = true;
      open_feeds_.emplace(--last_feed_tag_, url);
      fetch::Request request;
      request.tag = last_feed_tag_, request.url = url, request.wanted = fetch::Wanted::feed;
      request.etag = feed.state.etag, request.last_modified = feed.state.last_modified;
      fetcher_.add(std::move(request));
      worked_ = true;
    }
    return {};
  }

  Status load_pages() {
    auto now = Clock::now();
    if (now < next_load_) return {};
    next_load_ = now + std::chrono::milliseconds(50);
    if (coders_.open() >= kMostUncoded || ready_.size() >= 2 * kBatchArticles) return {};
    auto hosts = memory_.hosts();
    if (!hosts) return fail(hosts.error());
    Seconds seconds = now_seconds();
    for (const std::string& host : *hosts) {
      int room = host.empty() ? static_cast<int>(kMostUncoded - coders_.open()) : kPagesPerHost - open_by_host_[host];
      if (room <= 0) continue;
      auto pages = memory_.next_pages(host, seconds, room, [&](std::int64_t n) { return open_pages_.count(n) != 0; });
      if (!pages) return fail(pages.error());
      for (QueuedPage& page : *pages) {
        worked_ = true;
        std::int64_t number = page.number;
        if (!page.content.empty()) {
          open_pages_.emplace(number, QueuedPage());
          coders_.give({std::move(page), {}});
          continue;
        }
        fetch::Request request;
        request.tag = number, request.url = page.url;
        fetcher_.add(std::move(request));
        ++open_by_host_[host];
        open_pages_.emplace(number, std::move(page));
      }
    }
    return {};
  }

  Status feed_arrived(Answer&& a) {
    auto open = open_feeds_.find(a.tag);
    if (open == open_feeds_.end()) return {};
    PlannedFeed& feed = feeds_.at(open->second);
    open_feeds_.erase(open);
    feed.open = false;
    FeedState& state = feed.state;
    Seconds now = now_seconds();
    if (a.reason != "host_busy") ++summary_.polls;
    state.polled = now;
    if (a.reason == "unchanged") return feed_done(feed, "unchanged", now);
    if (!a.reason.empty()) {
      if (a.status == 410) {
        state.gone = true;
        tell(Code::fetch_failed, state.url, "the feed is gone (410): it is not asked again", "take it off the list");
        return feed_done(feed, "status_410", now);
      }
      return feed_failed(feed, a.reason, a.temporary, a.retry_after,
                         Error{Code::fetch_failed, state.url, words(a), a.temporary ? "it is tried again later" : ""});
    }
    std::uint64_t hash = word_hash(a.body);
    bool same = hash == state.body_hash && state.body_hash != 0;
    state.etag = a.etag, state.last_modified = a.last_modified;
    if (same) return feed_done(feed, "unchanged", now);
    read::FeedOptions options;
    options.url = a.url, options.charset = a.content_type;
    auto parsed = read::parse_feed(a.body, options);
    if (!parsed) {
      state.etag.clear(), state.last_modified.clear();
      Error e = parsed.error();
      e.where = state.url;
      return feed_failed(feed, "bad_feed", false, 0, std::move(e));
    }
    if (!parsed->fault.empty())
      tell(Code::bad_feed, state.url, "the feed is broken at " + parsed->fault, "the items before that were read");
    state.title = parsed->title;
    bool first = state.body_hash == 0;
    state.body_hash = hash;
    std::uint64_t before = summary_.found;
    auto kept = memory_.together([&]() -> Status {
      for (const read::FeedItem& item : parsed->items) {
        if (auto ok = take_item(item, *parsed, feed, first, now); !ok) return ok;
      }
      if (auto ok = take_children(*parsed, feed); !ok) return ok;
      return feed_done(feed, summary_.found > before || !parsed->feeds.empty() ? "new" : "nothing_new", now);
    });
    return kept;
  }

  Status feed_done(PlannedFeed& feed, const std::string& result, Seconds now) {
    ++summary_.feeds[result];
    feed.done = true;
    feed.state.failures = 0, feed.state.result = result, feed.state.due = now + options_.every;
    if (feed.state.gone)
      failed_.insert(feed.state.url);
    else
      failed_.erase(feed.state.url);
    return memory_.keep_feed(feed.state);
  }

  Status feed_failed(PlannedFeed& feed, const std::string& reason, bool temporary, Seconds retry_after, Error error) {
    FeedState& state = feed.state;
    if (reason != "host_busy") ++state.failures;
    Seconds pause = 0;
    if (temporary && state.failures <= kQuickFeedAttempts - 1) {
      pause = backoff(state.failures - 1);
    } else {
      int more = std::clamp(state.failures - (temporary ? kQuickFeedAttempts : 1), 0, 20);
      pause = std::min<Seconds>(options_.every << more, kLongestPause);
    }
    state.due = in_seconds(std::max({pause, retry_after, Seconds{1}}));
    state.result = reason;
    failed_.insert(state.url);
    // It was not asked at all, because of what another of its server was told.
    if (reason != "host_busy") {
      ++summary_.feeds[reason];
      if (reports_.skipped) reports_.skipped(error);
    }
    return memory_.keep_feed(state);
  }

  Status take_item(const read::FeedItem& item, const read::Feed& feed, PlannedFeed& from, bool first, Seconds now) {
    auto url = parse_url(item.url);
    std::vector<std::uint64_t> keys;
    if (url) keys.push_back(address_key(*url));
    // A guid that is a number may be another feed's number too.
    if (!item.id.empty()) keys.push_back(key_of("guid", from.state.url + "\n" + item.id));
    if (keys.empty()) keys.push_back(key_of("text", item.content + item.summary));
    bool known = false;
    for (std::uint64_t key : keys) {
      auto seen = memory_.seen(key);
      if (!seen) return fail(seen.error());
      known = known || *seen;
    }
    if (known) return {};
    ++summary_.found;
    const std::string& when = item.published.empty() ? item.updated : item.published;
    model::Day day = pipeline_.parts().dates().parse(when);
    std::string reason;
    if (options_.max_age_days > 0 && day.known() && is_old(day)) reason = "old";
    // A sitemap may name all that a site ever had: without dates, what it has at first is not news.
    if (feed.kind == read::FeedKind::sitemap && !day.known() && first) reason = "undated";
    for (std::uint64_t key : keys) {
      if (auto ok = memory_.see(key, reason.empty() ? "waiting" : reason, now); !ok) return ok;
    }
    if (!reason.empty()) {
      ++summary_.skipped[reason];
      return {};
    }
    QueuedPage page;
    page.url = url ? url->text() : std::string();
    page.feed = from.state.url, page.guid = item.id, page.title = item.title, page.author = item.author;
    page.language = item.language, page.published = when, page.outlet = from.outlet + "\n" + feed.title;
    if (!url || read::is_whole(item))
      page.content = item.content.empty() ? item.summary : item.content;
    else
      page.host = url->host + (url->port.empty() ? "" : ":" + url->port);
    page.due = now;
    if (!url && page.guid.empty()) page.guid = fmt::format("{}#{:016x}", from.state.url, keys.front());
    auto number = memory_.add_page(page);
    return number ? Status{} : Status(fail(number.error()));
  }

  bool is_old(model::Day day) const {
    std::int64_t today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch().count();
    return today - days_since_1970(day) > options_.max_age_days;
  }

  // The feeds that a list or an index names now; those that it names no longer are forgotten.
  Status take_children(const read::Feed& list, PlannedFeed& from) {
    std::set<std::string> named;
    std::size_t taken = 0;
    for (const read::FeedLink& link : list.feeds) {
      if (from.level >= kDeepestList) break;
      model::Day day = pipeline_.parts().dates().parse(link.updated);
      if (options_.max_age_days > 0 && day.known() && is_old(day)) continue;
      if (++taken > kMostChildren) {
        tell(Code::bad_feed, from.state.url, fmt::format("it names more than {} feeds", kMostChildren),
             "the others are left out");
        break;
      }
      named.insert(link.url);
      if (feeds_.count(link.url) != 0) continue;
      added_.push_back({link.url, from.state.url,
                        from.outlet.empty() && list.kind == read::FeedKind::opml ? link.title : from.outlet, from.level + 1});
      FeedState child;
      child.url = link.url, child.parent = from.state.url;
      auto known = memory_.feed(link.url);
      if (!known) return fail(known.error());
      if (!*known) {
        if (auto ok = memory_.keep_feed(child); !ok) return ok;
      }
    }
    for (auto& [url, feed] : feeds_) {
      if (feed.state.parent != from.state.url || named.count(url) != 0 || feed.open) continue;
      dropped_.push_back(url);
      if (auto ok = memory_.forget_feed(url); !ok) return ok;
    }
    return {};
  }

  Status page_arrived(Answer&& a) {
    auto open = open_pages_.find(a.tag);
    if (open == open_pages_.end()) return {};
    QueuedPage& page = open->second;
    --open_by_host_[page.host];
    if (a.reason.empty()) {
      coders_.give({std::move(page), std::move(a)});
      return {};  // open until it is in the store
    }
    QueuedPage left = std::move(page);
    open_pages_.erase(open);
    bool tried = a.reason != "host_busy";
    if (a.temporary && left.attempts + 1 < kMostPageAttempts) {
      // A server that asks to wait again and again is asked more and more seldom.
      Seconds wait = std::min<Seconds>(a.retry_after << std::min(2 * left.attempts, 12), kLongestWait);
      Seconds due = in_seconds(std::max<Seconds>({tried ? backoff(left.attempts) : 1, wait, a.retry_after}));
      return memory_.together([&]() -> Status {
        if (a.retry_after > 0) {
          if (auto ok = memory_.postpone_host(left.host, in_seconds(a.retry_after)); !ok) return ok;
        }
        return memory_.postpone_page(left.number, due, left.attempts + (tried ? 1 : 0));
      });
    }
    return give_up(left, a.reason, Error{Code::fetch_failed, left.url, words(a), {}});
  }

  static std::string words(const Answer& a) {
    std::string out = a.reason.starts_with("status_") ? "the server answers with status " + a.reason.substr(7) : a.reason;
    return a.detail.empty() ? out : out + ": " + a.detail;
  }

  Status give_up(const QueuedPage& page, const std::string& reason, const Error& error) {
    ++summary_.skipped[reason];
    if (reports_.skipped && reason != "duplicate") reports_.skipped(error);
    return memory_.together([&]() -> Status {
      if (auto url = parse_url(page.url)) {
        if (auto ok = memory_.see(address_key(*url), reason, now_seconds()); !ok) return ok;
      }
      return memory_.remove_page(page.number);
    });
  }

  // 1, 4, 16, 64 … seconds, a little more or less, so that what failed together is not tried together.
  Seconds backoff(int attempts) {
    double seconds = std::pow(4.0, std::clamp(attempts, 0, 7));
    return static_cast<Seconds>(std::ceil(seconds * std::uniform_real_distribution<double>(0.5, 1.25)(random_)));
  }

  // What the coders have done.
  Status collect() {
    while (auto done = coders_.take()) {
      worked_ = true;
      if (done->coded == nullptr) {
        open_pages_.erase(done->page.number);
        if (auto ok = give_up(done->page, std::string(pipeline::reason(done->error.code)), done->error); !ok) return ok;
        continue;
      }
      Ready ready;
      ready.page = done->page.number;
      ready.keys.push_back(key_of("text", done->coded->document.text));
      auto asked = parse_url(done->page.url), got = parse_url(done->url);
      if (asked && got && address_key(*asked) != address_key(*got)) ready.keys.push_back(address_key(*got));
      bool duplicate = false;
      for (std::uint64_t key : ready.keys) {
        auto seen = memory_.seen(key);
        if (!seen) return fail(seen.error());
        duplicate = duplicate || *seen || ready_keys_.count(key) != 0;
      }
      if (duplicate) {
        open_pages_.erase(done->page.number);
        if (auto ok = give_up(done->page, "duplicate", {}); !ok) return ok;
        continue;
      }
      done->coded->document.copy_of = copies_.find_or_add(done->coded->document, done->sketch);
      ready_keys_.insert(ready.keys.begin(), ready.keys.end());
      if (asked) ready.keys.push_back(address_key(*asked));
      ready.coded = std::move(done->coded);
      if (ready_.empty()) ready_since_ = Clock::now();
      ready_.push_back(std::move(ready));
    }
    return {};
  }

  // Into the store. What the batch holds is written down first: whoever finds that after a crash asks the store whether it has
  // it.
  Status append(bool all) {
    if (ready_.empty() || (Clock::now() < busy_until_ && stop_ == 0)) return {};
    if (!all && ready_.size() < kBatchArticles && Clock::now() - ready_since_ < kBatchAge) return {};
    std::string list;
    std::vector<std::unique_ptr<Coded>> articles;
    for (Ready& r : ready_) {
      list += fmt::format("\n{}", r.page);
      for (std::uint64_t key : r.keys) list += fmt::format(" {}", key);
      articles.push_back(std::move(r.coded));
    }
    std::string batch = fmt::format("watch-{:016x}", word_hash(fmt::format("{}{}", now_seconds(), list)));
    list.insert(0, batch);
    if (auto ok = memory_.keep_value("batch", list); !ok) return ok;
    auto events = appender_.append(batch, articles);
    if (!events && events.error().code == Code::archive_busy && stop_ == 0) {
      for (std::size_t i = 0; i < ready_.size(); ++i) ready_[i].coded = std::move(articles[i]);
      busy_until_ = Clock::now() + kBusyPause;
      if (reports_.skipped) reports_.skipped(events.error());
      return {};
    }
    if (!events) return fail(events.error());
    if (auto ok = batch_is_there(list); !ok) return ok;
    summary_.articles += articles.size(), summary_.events += *events;
    for (const Ready& r : ready_) open_pages_.erase(r.page);
    ready_.clear(), ready_keys_.clear();
    return {};
  }

  Status batch_is_there(const std::string& list) {
    Seconds now = now_seconds();
    return memory_.together([&]() -> Status {
      std::vector<std::string_view> lines = split(list, '\n');
      for (std::size_t i = 1; i < lines.size(); ++i) {
        bool first = true;
        for (std::string_view word : split(lines[i], ' ')) {
          std::uint64_t number = 0;
          std::from_chars(word.data(), word.data() + word.size(), number);
          auto ok = first ? memory_.remove_page(static_cast<std::int64_t>(number)) : memory_.see(number, "coded", now);
          if (!ok) return ok;
          first = false;
        }
      }
      return memory_.keep_value("batch", "");
    });
  }

  Status settle_last_batch() {
    auto list = memory_.value("batch");
    if (!list) return fail(list.error());
    if (list->empty()) return {};
    if (appender_.has(list->substr(0, list->find('\n')))) return batch_is_there(*list);
    return memory_.keep_value("batch", "");
  }

  // The end, asked for by a signal: what is fetched is coded and stored, what is not stays in the queue.
  Status wind_up() {
    fetcher_.abandon();
    coders_.drop_waiting();
    while (coders_.open() > 0) {
      if (auto ok = collect(); !ok) return ok;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (auto ok = collect(); !ok) return ok;
    return append(true);
  }

  // Nothing is under way or due; with `once`, nothing will be soon.
  Result<bool> is_idle() {
    apply_changes();
    if (fetcher_.open_requests() > 0 || coders_.open() > 0) return false;
    Seconds horizon = now_seconds() + (options_.once ? kSoon : 0);
    for (const auto& [url, feed] : feeds_) {
      bool again = options_.once && feed.done;
      if (!feed.state.gone && !again && feed.state.due <= horizon) return false;
    }
    auto first = memory_.first_due_page();
    if (!first) return fail(first.error());
    // Pages that are coded and wait for the store are in the queue too.
    if (!*first || **first > horizon) return true;
    auto waiting = memory_.waiting_pages();
    if (!waiting) return fail(waiting.error());
    return *waiting <= ready_.size();
  }

  // Feeds that lists named or dropped: not while the plan is being walked over.
  void apply_changes() {
    for (const std::string& url : dropped_) feeds_.erase(url);
    dropped_.clear();
    std::vector<Added> added = std::move(added_);
    added_.clear();
    for (const Added& a : added) plan_feed(a.url, a.parent, a.outlet, a.level);
  }

  void report() {
    if (!reports_.progress) return;
    auto now = Clock::now();
    if (now - last_report_ < std::chrono::milliseconds(200)) return;
    last_report_ = now;
    if (!count()) return;
    Seconds next = -1, seconds = now_seconds();
    for (const auto& [url, feed] : feeds_) {
      if (feed.state.gone) continue;
      Seconds wait = std::max<Seconds>(feed.state.due - seconds, 0);
      next = next < 0 ? wait : std::min(next, wait);
    }
    reports_.progress(summary_, next);
  }

  Status count() {
    auto waiting = memory_.waiting_pages();
    if (!waiting) return fail(waiting.error());
    summary_.waiting = *waiting;
    summary_.failed_feeds = failed_.size();
    summary_.seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    return {};
  }

  void tell(Code code, const std::string& where, const std::string& what, const std::string& hint) const {
    if (reports_.skipped) reports_.skipped(Error{code, where, what, hint});
  }

  struct Added {
    std::string url, parent, outlet;
    int level;
  };

  const WatchOptions& options_;
  const pipeline::Pipeline& pipeline_;
  fetch::Memory& memory_;
  fetch::Fetcher fetcher_;
  Appender& appender_;
  const std::atomic<int>& stop_;
  const WatchReports& reports_;
  Coders coders_;

  std::map<std::string, PlannedFeed> feeds_;
  std::map<std::int64_t, std::string> open_feeds_;  // tags are below 0
  std::int64_t last_feed_tag_ = 0;
  std::vector<Added> added_;
  std::vector<std::string> dropped_;
  std::set<std::string> failed_;

  std::map<std::int64_t, QueuedPage> open_pages_;  // given to the fetcher or the coders, or ready
  std::map<std::string, int> open_by_host_;
  std::vector<Ready> ready_;
  std::set<std::uint64_t> ready_keys_;
  read::CopyFinder copies_;  // among the articles of this run
  Clock::time_point ready_since_{}, busy_until_{}, next_load_{}, last_report_{}, start_ = Clock::now();
  WatchSummary summary_;
  bool worked_ = false;
  std::mt19937 random_{std::random_device{}()};
};

}  // namespace

Result<WatchSummary> watch(const WatchOptions& options, const pipeline::Pipeline& pipeline, fetch::Memory& memory,
                           Appender& appender, const std::atomic<int>& stop, const WatchReports& reports) {
  auto fetcher = fetch::Fetcher::open(options.fetch, &memory);
  if (!fetcher) return fail(fetcher.error());
  return Watcher(options, pipeline, memory, std::move(*fetcher), appender, stop, reports).run();
}

}  // namespace kawat::cli
