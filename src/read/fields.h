// Names under which tables and JSON of other programs keep an article's text, title, date …: "maintext" and "date_publish" of
// news-please, "publish_date" of newspaper4k, "sitename" of trafilatura, "seendate" of GDELT.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace kawat::read {

enum class Field : std::uint8_t { id, text, html, title, url, outlet, author, language, home, published };
constexpr std::size_t kFields = 10;

class FieldNames {
 public:
  FieldNames();  // the known names

  // "text=isi": the article is under "isi". Such names go before the known ones. Errors: bad_option.
  Status add(std::string_view mapping);

  struct Found {
    Field field = Field::id;
    int rank = 0;  // of several names for one field the lowest is meant
  };
  // Upper and lower case, blanks and '_' are the same. Null when the name is none of them.
  const Found* find(std::string_view name) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  std::unordered_map<std::string, Found, Hash, std::equal_to<>> names_;
};

}  // namespace kawat::read
