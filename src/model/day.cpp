#include "model/day.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace kawat::model {

// Years that start in March, so that the leap day comes last, in eras of 400 years, which all have as many days.
namespace {
constexpr std::int64_t kEra = 146097, kEpoch = 719468;  // days of an era; from 0000-03-01 to 1970-01-01
}

std::int64_t days_since_1970(const Day& d) {
  std::int64_t month = std::max(d.month, 1), day = std::max(d.day, 1);
  std::int64_t year = month <= 2 ? d.year - 1 : d.year;
  std::int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
  std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * kEra + of_era * 365 + of_era / 4 - of_era / 100 + of_year - kEpoch;
}

Day day_at(std::int64_t n) {
  n += kEpoch;
  std::int64_t era = (n >= 0 ? n : n - (kEra - 1)) / kEra, of_era = n - era * kEra;
  std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  std::int64_t march = (5 * of_year + 2) / 153;  // months since March
  int month = static_cast<int>(march < 10 ? march + 3 : march - 9);
  return {static_cast<int>(year + era * 400 + (month <= 2 ? 1 : 0)), month,
          static_cast<int>(of_year - (153 * march + 2) / 5 + 1)};
}

std::string iso(const Day& d) {
  if (!d.known()) return {};
  std::array<char, 40> buffer;
  int n = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", d.year, std::max(d.month, 1), std::max(d.day, 1));
  return {buffer.data(), static_cast<std::size_t>(n)};
}

std::string iso_day(std::int64_t days) { return iso(day_at(days)); }

std::string iso_time(std::int64_t seconds) {
  constexpr std::int64_t kDay = 86'400;
  std::int64_t days = seconds / kDay - (seconds % kDay < 0 ? 1 : 0);
  int rest = static_cast<int>(seconds - days * kDay);
  std::array<char, 48> buffer;
  int n = std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d:%02dZ", rest / 3600, rest / 60 % 60, rest % 60);
  return iso_day(days) + std::string(buffer.data(), static_cast<std::size_t>(n));
}

Day day_from_iso(std::string_view text) {
  Day out;
  const char *at = text.data(), *end = at + text.size();
  for (int* part : {&out.year, &out.month, &out.day}) {
    auto got = std::from_chars(at, end, *part);
    if (got.ec != std::errc()) return {};
    at = got.ptr == end ? end : got.ptr + 1;
  }
  return out;
}

}  // namespace kawat::model
