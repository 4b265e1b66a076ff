// What a reader cuts off its input for one article, before anything of it is understood. Cheap to take, so that one thread feeds
// many that decode (decoder.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kawat::read {

struct Columns;  // csv.h
struct Feed;     // feed.h

struct Piece {
  enum class Kind : std::uint8_t {
    object,      // JSON
    row,         // CSV or TSV, under `columns`
    item,        // of a feed, the one numbered `item`
    text,        // one article as plain text
    page,        // HTML
    response,    // an HTTP response as a crawler stored it
    conversion,  // the text of a page as a crawler took it
  };
  Kind kind = Kind::text;
  std::string bytes;
  std::string where;                        // "news.jsonl:7": the place told when something is wrong; the id of what has none
  std::string path;                         // of the file
  std::string url, captured, content_type;  // what a web archive says beside the bytes
  std::shared_ptr<const Columns> columns;
  std::shared_ptr<const Feed> feed;
  std::size_t item = 0;
};

}  // namespace kawat::read
