// Calendar days: as three numbers, as days since 1970-01-01, and as ISO 8601 text.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace kawat::model {

// A day of the Gregorian calendar, for any year. Year 0 = unknown; month or day 0 = not told.
struct Day {
  int year = 0;
  int month = 0;
  int day = 0;
  bool known() const { return year != 0; }
  friend auto operator<=>(const Day&, const Day&) = default;
};

// A month or day that is not told counts as 1.
std::int64_t days_since_1970(const Day& day);
Day day_at(std::int64_t days_since_1970);

// "2024-10-08"; a month or day that is not told is 01; "" of an unknown day.
std::string iso(const Day& day);
// The same of a number of days; of seconds since 1970 "2024-10-08T09:30:00Z".
std::string iso_day(std::int64_t days_since_1970);
std::string iso_time(std::int64_t seconds_since_1970);
// "2024-10-08", also with something after it; an unknown day if there are not three numbers.
Day day_from_iso(std::string_view text);

}  // namespace kawat::model
