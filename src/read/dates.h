// Calendar days as articles write them: "2024-10-08T10:00:00+07:00", "8 Oktober 2024", "Oct 8, 2024", "8/10/2024".
//
//   dates.parse("Selasa, 8 Oktober 2024 | 10:32 WIB")  →  2024-10-08
//
// Month and weekday names of all languages of the pack together. Immutable once built: share freely between threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "lexicon/pack.h"
#include "model/document.h"

namespace kawat::read {

class Dates {
 public:
  static Dates build(const lexicon::Pack& pack);

  struct Found {
    model::Day day;        // year 0: the text gives day and month only
    model::Span span;      // of the date itself, in the text given
    bool weekday = false;  // the text names a weekday
    bool time = false;     // … or a time of day, or a zone
    int others = 0;        // words that are neither date nor time nor label
  };
  // The first date of a short text; day.month 0 when there is none. `month_first` decides 8/10/2024 where both readings are
  // possible.
  Found find(std::string_view text, bool month_first = false) const;
  // A day with its year, or an unknown day.
  model::Day parse(std::string_view text, bool month_first = false) const;
  bool is_weekday(std::string_view folded) const { return weekdays_.count(std::string(folded)) != 0; }

 private:
  std::unordered_map<std::string, int> months_, weekdays_;
  std::unordered_map<std::string, bool> labels_;  // true: a zone
};

// A day that the calendar has.
bool valid(model::Day day);

}  // namespace kawat::read
