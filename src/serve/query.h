// What a request asks for: the parameters of its address, checked as strictly as the flags of a verb.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "archive/filter.h"
#include "base/result.h"
#include "relations/load.h"
#include "serve/http.h"

namespace kawat::serve {

enum class Format : std::uint8_t { json, jsonl, csv, parquet };

// Which parameters an endpoint takes.
enum Takes : unsigned {
  kNone = 0,
  kWindow = 1,         // from, to
  kFilter = 2,         // which events (with the window)
  kPage = 4,           // limit, next
  kCount = 8,          // count
  kStep = 16,          // step
  kSearch = 32,        // q
  kPeriods = 64,       // periods
  kAs = 128,           // as
  kOrder = 256,        // order
  kDocument = 512,     // outlet, language, text
  kConfidence = 1024,  // min_confidence
};

enum class Order : std::uint8_t { newest, oldest, told };

struct Query {
  archive::Filter filter;
  relations::Counting counting = relations::Counting::stories;
  relations::Step step = relations::Step::month;
  Order order = Order::newest;
  std::uint64_t limit = 50;
  bool limited = false;  // the request says how many
  std::string next, q, as;
  int periods = 0;  // 0 = not said
};

// Errors bad_option, with the parameter as the place.
Result<Query> read_query(const Request& request, unsigned takes);

// Where a list goes on: behind the item with this key. Opaque to clients.
struct Place {
  std::int64_t major = 0;
  std::string minor;
};
std::string token_of(const Place& place);
Result<Place> place_of(const std::string& token);

}  // namespace kawat::serve
