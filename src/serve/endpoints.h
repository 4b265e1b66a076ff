// The list of endpoints. A new one is a function, a line here, and its description in openapi.json.
#pragma once

#include <span>
#include <string_view>

#include "serve/service.h"

namespace kawat::serve {

enum class Runs : std::uint8_t { queries, coding };

struct Route {
  std::string_view method, path;  // below /api/v1; {…} stands for one part of it
  unsigned takes = kNone;
  bool list = false;  // may be asked as .json, .csv, .jsonl, .parquet
  bool keep = true;   // the answer depends on the archive and the address alone
  Runs runs = Runs::queries;
  Result<Response> (*run)(Context&) = nullptr;
};
std::span<const Route> routes();

Result<Response> get_overview(Context& c);
Result<Response> get_moving(Context& c);
Result<Response> get_actors(Context& c);
Result<Response> get_actor(Context& c);
Result<Response> get_pairs(Context& c);
Result<Response> get_pair(Context& c);
Result<Response> get_pair_stories(Context& c);
Result<Response> get_stories(Context& c);
Result<Response> get_story(Context& c);
Result<Response> get_events(Context& c);
Result<Response> get_event(Context& c);
Result<Response> get_documents(Context& c);
Result<Response> get_document(Context& c);
Result<Response> get_network(Context& c);
Result<Response> get_map(Context& c);
Result<Response> get_sql(Context& c);
Result<Response> post_code(Context& c);
Result<Response> post_correction(Context& c);
Result<Response> get_corrections(Context& c);
Result<Response> export_corrections(Context& c);

}  // namespace kawat::serve
