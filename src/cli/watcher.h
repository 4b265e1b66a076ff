// The work of `kawat watch`: polls feeds, fetches the pages that are new, codes them, hands them to the appender. What waits and
// what is done is in the memory at every moment, so that the process may end at any.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/appender.h"
#include "fetch/fetcher.h"
#include "fetch/memory.h"
#include "pipeline/pipeline.h"

namespace kawat::cli {

struct WatchedFeed {
  std::string url;
  std::string outlet;  // name for its articles; empty: what the page, else the feed says
};

struct WatchOptions {
  std::vector<WatchedFeed> feeds;
  fetch::FetchOptions fetch;
  fetch::Seconds every = 900;
  int max_age_days = 30;  // 0: any
  bool once = false;
  unsigned threads = 1;
  std::string language, home;  // for articles that do not say so themselves
};

struct WatchSummary {
  std::uint64_t polls = 0, found = 0, articles = 0, events = 0, waiting = 0;
  std::map<std::string, std::uint64_t> feeds;    // by what came of a poll: "new", "unchanged", "status_404" …
  std::map<std::string, std::uint64_t> skipped;  // items and pages without an article in the end, by reason
  std::uint64_t failed_feeds = 0;                // that could not be read at the last try
  double seconds = 0;
};

struct WatchReports {
  std::function<void(const WatchSummary&, fetch::Seconds next)> progress;  // now and then; next: seconds to the next poll
  std::function<void(const WatchSummary&)> idle;                           // everything is done until the next poll
  std::function<void(const Error&)> skipped;
};

// Runs until `stop` is set, or with `once` until nothing is left that could be done soon. Errors: bad_memory, write_failed.
Result<WatchSummary> watch(const WatchOptions& options, const pipeline::Pipeline& pipeline, fetch::Memory& memory,
                           Appender& appender, const std::atomic<int>& stop, const WatchReports& reports);

}  // namespace kawat::cli
