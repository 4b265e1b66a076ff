// A list as an answer: a page of JSON, or all of it as a file.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "archive/database.h"
#include "serve/items.h"
#include "serve/service.h"

namespace kawat::serve {

inline constexpr std::uint64_t kMostOfPage = 1000;

const char* type_of(Format format);
// The answer of a file that `make` writes to the path it is given, and its name for who saves it.
Response file_answer(Format format, std::function<Status(const std::string& path)> make);

// Light: what the list holds; item(light) → what is shown of it; key(light) → Place, ascending in the order of the list.
template <class Light, class MakeItem, class Key>
Result<Response> list_answer(Context& c, std::shared_ptr<const std::vector<Light>> all, MakeItem item, Key key) {
  std::size_t first = 0;
  if (!c.query.next.empty()) {
    auto place = place_of(c.query.next);
    if (!place) return fail(place.error());
    first =
        static_cast<std::size_t>(std::partition_point(all->begin(), all->end(),
                                                      [&](const Light& light) {
                                                        Place p = key(light);
                                                        return std::tie(p.major, p.minor) <= std::tie(place->major, place->minor);
                                                      }) -
                                 all->begin());
  }
  const std::size_t most =
      c.whole ? all->size()
              : static_cast<std::size_t>(c.format == Format::json ? std::min(c.query.limit, kMostOfPage) : c.query.limit);
  const std::size_t last = std::min(all->size(), first + std::min(most, all->size()));
  if (c.format == Format::json && !c.whole) {
    std::string out = "{\"items\":[";
    for (std::size_t i = first; i < last; ++i) {
      if (i > first) out += ',';
      append_item(item((*all)[i]), out);
    }
    out += "],\"total\":" + std::to_string(all->size()) + ",\"next\":";
    out += last < all->size() && last > first ? json_string(token_of(key((*all)[last - 1]))) : "null";
    out += "}\n";
    return json(std::move(out));
  }
  Response out;
  if (c.format == Format::parquet) {
    return file_answer(c.format, [=, index = c.index](const std::string& path) -> Status {
      auto database = archive::Database::open({.threads = 1, .memory_limit = "512MB"});
      if (!database) return fail(database.error());
      std::string columns;
      each_field(decltype(item((*all)[0])){}, SqlColumns{columns});
      if (auto ok = database->run("CREATE TABLE items (" + columns + ")"); !ok) return ok;
      duckdb_appender appender = nullptr;
      duckdb_appender_create(database->connection(), nullptr, "items", &appender);
      for (std::size_t i = first; i < last; ++i) {
        duckdb_appender_begin_row(appender);
        each_field(item((*all)[i]), SqlRow{appender});
        duckdb_appender_end_row(appender);
      }
      bool ok = duckdb_appender_flush(appender) == DuckDBSuccess;
      duckdb_appender_destroy(&appender);
      if (!ok) return fail(Code::internal, "", "the list does not fit into a table");
      return database->run("COPY items TO " + archive::literal(path) + " (FORMAT parquet, COMPRESSION zstd)");
    });
  }
  out.type = type_of(c.format);
  out.stream = [=, format = c.format, index = c.index](const Write& write) -> Status {
    std::string text;
    if (format == Format::csv) each_field(decltype(item((*all)[0])){}, CsvHead{text}), text += "\n";
    if (format == Format::json) text += "{\"items\":[";
    for (std::size_t i = first; i < last; ++i) {
      if (format == Format::csv) {
        each_field(item((*all)[i]), CsvItem{text});
        text += "\n";
      } else {
        if (format == Format::json && i > first) text += ',';
        append_item(item((*all)[i]), text);
        if (format == Format::jsonl) text += '\n';
      }
      if (text.size() > 60'000) {
        if (auto ok = write(text); !ok) return ok;
        text.clear();
      }
    }
    if (format == Format::json) text += "],\"total\":" + std::to_string(all->size()) + ",\"next\":null}\n";
    return write(text);
  };
  return out;
}

}  // namespace kawat::serve
