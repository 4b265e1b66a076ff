#include "read/dates.h"

#include <charconv>
#include <vector>

#include "base/text.h"

namespace kawat::read {

using model::Day;

bool valid(Day d) {
  if (d.month < 1 || d.month > 12 || d.day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int days = kDays[d.month - 1];
  bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0 || d.year == 0;
  if (d.month == 2 && leap) ++days;
  return d.day <= days && (d.year == 0 || (d.year >= 1500 && d.year < 2200));
}

Dates Dates::build(const lexicon::Pack& pack) {
  Dates d;
  for (const std::string& language : pack.languages()) {
    for (const lexicon::Row& row : lexicon::rows(pack.section("lang/" + language + "/dateline.tsv"))) {
      std::string form = fold(row.cell(1));
      int number = 0;
      std::from_chars(row.cell(2).data(), row.cell(2).data() + row.cell(2).size(), number);
      if (row.cell(0) == "month")
        d.months_.emplace(form, number);
      else if (row.cell(0) == "weekday")
        d.weekdays_.emplace(form, number);
      else if (row.cell(0) == "label")
        d.labels_.emplace(form, false);
      else if (row.cell(0) == "zone")
        d.labels_.emplace(form, true);
    }
  }
  return d;
}

namespace {

struct Part {
  enum Kind { word, number, mark } kind;
  std::string_view text;
  int value = 0;
  std::uint32_t begin = 0, end = 0;
};

std::vector<Part> parts_of(std::string_view s) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < s.size() && parts.size() < 64;) {
    auto c = static_cast<unsigned char>(s[i]);
    std::size_t b = i;
    if (c >= '0' && c <= '9') {
      while (i < s.size() && s[i] >= '0' && s[i] <= '9') ++i;
      Part p{Part::number, s.substr(b, i - b), 0, static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(i)};
      if (i - b > 8 || std::from_chars(s.data() + b, s.data() + i, p.value).ec != std::errc()) p.value = -1;
      parts.push_back(p);
    } else if (((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0x80) {
      while (i < s.size()) {
        auto x = static_cast<unsigned char>(s[i]);
        bool inner = x == '\'' && i + 1 < s.size() && ((s[i + 1] | 32) >= 'a' && (s[i + 1] | 32) <= 'z');
        if (!(((x | 32) >= 'a' && (x | 32) <= 'z') || x >= 0x80 || inner)) break;
        ++i;
      }
      parts.push_back({Part::word, s.substr(b, i - b), 0, static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(i)});
    } else {
      ++i;
      if (c > ' ') parts.push_back({Part::mark, s.substr(b, 1), 0, static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(i)});
    }
  }
  return parts;
}

int full_year(const Part& p) {
  if (p.text.size() == 4) return p.value;
  if (p.text.size() == 2) return p.value < 70 ? 2000 + p.value : 1900 + p.value;
  return 0;
}

}  // namespace

Dates::Found Dates::find(std::string_view text, bool month_first) const {
  Found found;
  std::vector<Part> parts = parts_of(text.substr(0, 240));
  std::size_t n = parts.size();
  std::vector<char> used(n, 0);
  auto number = [&](std::size_t i) { return i < n && parts[i].kind == Part::number && parts[i].value >= 0; };
  auto is = [&](std::size_t i, std::string_view m) {
    return i < n && parts[i].kind == Part::mark && m.find(parts[i].text) != std::string_view::npos;
  };
  auto month = [&](std::size_t i) {
    if (i >= n || parts[i].kind != Part::word || parts[i].text.size() > 12) return 0;
    auto m = months_.find(fold(parts[i].text));
    return m == months_.end() ? 0 : m->second;
  };
  auto take = [&](Day d, std::size_t from, std::size_t to) {
    if (!valid(d)) return false;
    found.day = d;
    found.span = {parts[from].begin, parts[to - 1].end};
    for (std::size_t k = from; k < to; ++k) used[k] = 1;
    return true;
  };
  // The year behind a time of day, "Nov 20 15:23:07 +0700 2019": its index, or n.
  auto year_behind_time = [&](std::size_t k) {
    if (is(k, ",")) ++k;
    if (!number(k) || !is(k + 1, ":") || !number(k + 2)) return n;
    k += 3;
    if (is(k, ":") && number(k + 1)) k += 2;
    while (is(k, ".") || (k < n && parts[k].kind == Part::word && parts[k].text.size() <= 4 && month(k) == 0)) ++k;  // a.m., WIB
    if (is(k, "+-") && number(k + 1)) k += 2;
    if (is(k, ",")) ++k;
    return number(k) && parts[k].text.size() == 4 && parts[k].value >= 1900 ? k : n;
  };
  bool done = false;
  for (std::size_t i = 0; i < n && !done; ++i) {
    if (number(i) && number(i + 2) && number(i + 4) && is(i + 1, "-/.") && is(i + 3, parts[i + 1].text)) {
      int a = parts[i].value, b = parts[i + 2].value;
      if (parts[i].text.size() == 4) {
        done = take({a, b, parts[i + 4].value}, i, i + 5);
      } else if (int y = full_year(parts[i + 4]); y != 0 && parts[i].text.size() <= 2 && parts[i + 2].text.size() <= 2) {
        bool swap = b > 12 || (month_first && a <= 12);
        done = take(swap ? Day{y, a, b} : Day{y, b, a}, i, i + 5);
      }
    }
    if (!done && number(i) && parts[i].text.size() == 8 && parts[i].value > 15000000) {
      done = take({parts[i].value / 10000, parts[i].value / 100 % 100, parts[i].value % 100}, i, i + 1);
    }
    if (!done && number(i) && parts[i].text.size() <= 2) {
      std::size_t m = i + 1;
      if (m < n && parts[m].kind == Part::word &&
          (parts[m].text == "st" || parts[m].text == "nd" || parts[m].text == "rd" || parts[m].text == "th"))
        ++m;
      if (is(m, "-/.")) ++m;
      if (int mm = month(m); mm != 0) {
        std::size_t y = m + 1;
        if (is(y, ",-/.")) ++y;
        bool year = number(y) && (parts[y].text.size() == 4 || (parts[y].text.size() == 2 && y == m + 2 && !is(m + 1, ".,")));
        if (year && (is(y + 1, ":") || (is(y + 1, ".") && number(y + 2)))) year = parts[y].text.size() == 4;
        if (!year) {
          if (std::size_t behind = year_behind_time(m + 1); behind < n) y = behind, year = true;
        }
        done = year ? take({full_year(parts[y]), mm, parts[i].value}, i, y + 1) : take({0, mm, parts[i].value}, i, m + 1);
      }
    }
    if (!done && month(i) != 0) {
      std::size_t d = i + 1;
      if (is(d, ".")) ++d;
      if (number(d) && parts[d].text.size() <= 2) {
        std::size_t y = d + 1;
        if (y < n && parts[y].kind == Part::word && parts[y].text.size() == 2 && parts[y].begin == parts[d].end) ++y;  // 3rd
        if (is(y, ",")) ++y;
        bool year = number(y) && parts[y].text.size() == 4;
        if (std::size_t behind = year ? n : year_behind_time(d + 1); behind < n) y = behind, year = true;
        done = year ? take({parts[y].value, month(i), parts[d].value}, i, y + 1) : take({0, month(i), parts[d].value}, i, d + 1);
      }
    }
    if (!done && number(i) && is(i + 1, "/") && number(i + 2) && !is(i + 3, "/") && parts[i].text.size() <= 2 &&
        parts[i + 2].text.size() <= 2) {
      int a = parts[i].value, b = parts[i + 2].value;
      bool swap = b > 12 || (month_first && a <= 12);
      done = take(swap ? Day{0, a, b} : Day{0, b, a}, i, i + 3);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (used[i] != 0) continue;
    if (parts[i].kind == Part::word) {
      std::string form = parts[i].text.size() <= 24 ? fold(parts[i].text) : std::string();
      auto label = labels_.find(form);
      if (weekdays_.count(form) != 0)
        found.weekday = true;
      else if (label != labels_.end())
        found.time |= label->second;
      else if (form != "t" && form != "z")
        ++found.others;
    } else if (parts[i].kind == Part::number && (is(i + 1, ":.") && number(i + 2))) {
      found.time = true;
    } else if (parts[i].kind == Part::number && !(i > 0 && is(i - 1, ":.+-"))) {
      found.others += parts[i].text.size() > 2;
    }
  }
  return found;
}

Day Dates::parse(std::string_view text, bool month_first) const {
  Found f = find(text, month_first);
  return f.day.year != 0 && f.day.month != 0 ? f.day : Day{};
}

}  // namespace kawat::read
