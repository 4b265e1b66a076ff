#include "actors/article_day.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace kawat::actors {
namespace lx = lexicon;

namespace {

// The figures at the start of `text`; 0 where there are none or more than `most`.
int leading_number(std::string_view text, std::size_t most, std::size_t& length) {
  int n = 0;
  for (length = 0; length < text.size() && text[length] >= '0' && text[length] <= '9'; ++length)
    n = length < 6 ? n * 10 + (text[length] - '0') : n;
  return length <= most ? n : 0;
}

// 0 = Monday.
int weekday(int year, int month, int day) {
  static constexpr std::array<int, 12> kShift{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  if (month < 3) --year;
  return (year + year / 4 - year / 100 + year / 400 + kShift[static_cast<std::size_t>(month - 1)] + day + 6) % 7;
}

// Days since some day, near enough to tell which of two dates is nearer.
int count_of(std::int32_t n) { return n / 10000 * 372 + n / 100 % 100 * 31 + n % 100; }

constexpr std::int32_t kFirst = 19900101;  // of news that is read

struct Term {
  std::uint32_t person = 0;
  std::int32_t from = 0, to = 0;
  int times = 1;      // named
  bool full = false;  // by more than one word
};
constexpr int kOne = 3;                   // what one officer says for a day
constexpr std::size_t kArticle = 80;      // tokens: a sentence or two do not bear out a day
constexpr std::int32_t kGoesOn = 150000;  // how long a term that goes on says something: years, as in yyyymmdd

// Weighs what such an article says.
class Guess {
 public:
  Guess(const lx::ActorTable& table, std::uint8_t language_bit, const model::Document& document,
        const std::vector<model::Token>& tokens)
      : table_(table), language_bit_(language_bit), document_(document), tokens_(tokens) {}

  std::int32_t day() {
    const auto size = static_cast<std::uint32_t>(tokens_.size());
    for (std::uint32_t t = 0; t < size; ++t) dates(t);
    if (days_.empty() && size < kArticle) return 0;
    for (std::uint32_t t = 0; t < size; ++t) officers(t);
    std::int32_t low = 0, high = 0;
    int most = span_of_terms(low, high);
    if (most > 0 && !days_.empty()) return nearest(low, high);
    // The officers alone: the middle of the years in which all of them served, or the last of these years that the text names.
    if (most < 2 * kOne || tokens_.size() < kArticle || count_of(high) - count_of(low) > 11 * 372) return 0;
    int year = 0;
    for (int y : years_) {
      if (y >= low / 10000 && y <= high / 10000) year = std::max(year, y);
    }
    if (year != 0) return std::clamp(year * 10000 + 701, low, high);
    int middle = (count_of(low) + count_of(high)) / 2;
    return middle / 372 * 10000 + 701;
  }

 private:
  struct Day {
    std::int32_t day = 0;
    int weight = 0;
  };

  const lx::ActorWord* word(std::uint32_t t) const {
    lx::Phrases::Match m = table_.words().find_hash(tokens_[t].hash);
    return m.words == 0 ? nullptr : &table_.word(m);
  }
  int month(std::uint32_t t) const {
    if (t >= tokens_.size() || (table_.classes(tokens_[t].hash) & lx::kWordMonth) == 0) return 0;
    return word(t)->count;
  }
  int number(std::uint32_t t, std::size_t most) const {
    if (t >= tokens_.size()) return 0;
    std::size_t length = 0;
    int n = leading_number(tokens_[t].norm, most, length);
    return length == tokens_[t].norm.size() ? n : 0;
  }
  void add(std::int32_t day, int weight) {
    if (day < kFirst || day >= last_) return;
    for (Day& d : days_) {
      if (d.day != day) continue;
      d.weight = std::max(d.weight, weight);
      return;
    }
    days_.push_back({day, weight});
  }

  void dates(std::uint32_t t) {
    if ((tokens_[t].shape & model::kHasDigit) != 0) {
      int year = number(t, 4);
      bool ends_span = t > 0 && tokens_[t - 1].norm == "-";
      if (year >= kFirst / 10000 && year < last_ / 10000 && !ends_span) years_.push_back(year);
      // "23 September 2019"
      int day = number(t, 2), m = month(t + 1), of = number(t + 2, 4);
      if (day >= 1 && day <= 31 && m != 0 && of >= 1000) add(of * 10000 + m * 100 + day, 1);
      return;
    }
    if ((table_.classes(tokens_[t].hash) & lx::kWordWeekday) == 0) return;
    // "Senin (23/9)", "Senin, 23 September": the years in which it was that day of the week.
    int of_week = word(t)->count - 1, day = 0, m = 0;
    std::string_view text = std::string_view(document_.text).substr(tokens_[t].span.end);
    std::size_t at = text.find_first_not_of(" ,(");
    if (at != std::string_view::npos && at <= 3) {
      text.remove_prefix(at);
      std::size_t length = 0;
      day = leading_number(text, 2, length);
      if (day != 0 && length < text.size() && text[length] == '/') {
        text.remove_prefix(length + 1);
        m = leading_number(text, 2, length);
        if (length < text.size() && text[length] == '/') m = 0;
      } else {
        for (std::uint32_t k = t + 1; day != 0 && m == 0 && k < t + 4; ++k) {
          if (number(k, 2) == day && number(k + 2, 4) < 1000) m = month(k + 1);
        }
      }
    }
    if (day < 1 || day > 31 || m < 1 || m > 12) return;
    for (int year = kFirst / 10000; year < last_ / 10000; ++year) {
      if (weekday(year, m, day) == of_week) add(year * 10000 + m * 100 + day, 0);
    }
  }

  // Terms of the people whom the text names and does not say to be out of office.
  void officers(std::uint32_t t) {
    if ((tokens_[t].shape & model::kCapital) == 0) return;
    lx::Phrases::Match m = table_.names().longest(std::span<const model::Token>(tokens_.data() + t, tokens_.size() - t));
    if (m.words == 0) return;
    for (std::uint32_t back = 1; back <= 4 && back <= t; ++back) {
      if ((table_.classes(tokens_[t - back].hash) & lx::kWordFormer) != 0) return;
    }
    if (m.words == 1 &&
        (table_.classes(tokens_[t].hash) & (lx::kWordGiven | lx::kWordShy | lx::kWordLower | lx::kWordCommon)) != 0)
      return;
    for (std::uint32_t id : table_.names().values(m)) {
      const lx::ActorName& n = table_.name_rows()[id];
      if ((n.flags & language_bit_) == 0) continue;
      const lx::ActorEntry& e = table_.entries()[n.entry];
      if (e.type != lx::EntryType::leader || e.person == 0 || e.to < kFirst) continue;
      auto known =
          std::find_if(terms_.begin(), terms_.end(), [&](const Term& x) { return x.person == e.person && x.from == e.from; });
      if (known == terms_.end()) {
        terms_.push_back({e.person, e.from, e.to == lx::kOpenEnd ? e.from + kGoesOn : e.to, 1, m.words > 1});
      } else {
        known->times = std::min(known->times + 1, 3), known->full = known->full || m.words > 1;
      }
    }
  }
  // How much the officers say for a day.
  int served(std::int32_t day) const {
    int n = 0;
    std::uint32_t last = 0;
    for (const Term& x : terms_) {
      if (x.person == last || day < x.from || day > x.to + 100 || (!x.full && x.times < 2))
        continue;  // who has just left is still in the news
      last = x.person, n += kOne - 1 + x.times;
    }
    return n;
  }
  // When most of the officers served together, and how much that says. Of spans that say as much the latest.
  int span_of_terms(std::int32_t& low, std::int32_t& high) {
    std::sort(terms_.begin(), terms_.end(), [](const Term& x, const Term& y) { return x.person < y.person; });
    int most = 0;
    for (const Term& start : terms_) {
      const std::int32_t from = std::max(start.from, kFirst);
      const int n = served(from);
      if (n < most) continue;
      std::int32_t to = last_, own = 0;
      std::uint32_t person = 0;
      for (const Term& x : terms_) {
        if (from < x.from || from > x.to) continue;
        if (x.person != person && person != 0) to = std::min(to, own);
        own = x.person == person ? std::max(own, x.to) : x.to, person = x.person;
      }
      if (person != 0) to = std::min(to, own);
      if (n == most && from < low) continue;
      most = n, low = from, high = to;
    }
    return most;
  }
  // Of the days that the text may mean the one on which most of its officers served.
  std::int32_t nearest(std::int32_t low, std::int32_t high) const {
    std::int32_t best = 0;
    int score = -100, away = 0;
    for (const Day& d : days_) {
      int n = served(d.day);
      if (n == 0) continue;
      bool named = std::find(years_.begin(), years_.end(), d.day / 10000) != years_.end();
      // A text may name the next year, hardly later ones.
      bool later = std::any_of(years_.begin(), years_.end(), [&](int y) { return y > d.day / 10000 + 1; });
      int points = n + d.weight + (named ? 2 : 0) - (later ? 4 : 0);
      int off = std::abs(2 * count_of(d.day) - count_of(low) - count_of(high));
      if (points < score || (points == score && off >= away)) continue;
      best = d.day, score = points, away = off;
    }
    return best;
  }

  const lx::ActorTable& table_;
  std::uint8_t language_bit_;
  const model::Document& document_;
  const std::vector<model::Token>& tokens_;
  std::int32_t last_ = std::max(kFirst, table_.newest()) + 20000;  // no news is much newer than the table
  std::vector<Day> days_;
  std::vector<int> years_;
  std::vector<Term> terms_;
};

}  // namespace

std::int32_t day_of(const model::Document& document) {
  if (std::int32_t day = day_number(document.published); day != 0) return day;
  std::string_view text = document.text;
  auto figures = [&](std::size_t& at, std::size_t least, std::size_t most) {
    int n = 0;
    std::size_t first = at;
    while (at < text.size() && at - first < most && text[at] >= '0' && text[at] <= '9') n = n * 10 + (text[at++] - '0');
    return at - first >= least ? n : 0;
  };
  for (std::size_t slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/', slash + 1)) {
    std::size_t from = slash;
    while (from > 0 && slash - from < 2 && text[from - 1] >= '0' && text[from - 1] <= '9') --from;
    if (from == slash || (from > 0 && (text[from - 1] == '/' || (text[from - 1] >= '0' && text[from - 1] <= '9')))) continue;
    std::size_t at = from;
    int day = figures(at, 1, 2);
    if (at != slash) continue;
    int month = figures(++at, 1, 2);
    if (at >= text.size() || text[at] != '/') continue;
    int year = figures(++at, 4, 4);
    if (at < text.size() && text[at] >= '0' && text[at] <= '9') continue;
    if (month > 12 && day <= 12) std::swap(day, month);
    if (year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= 31) return year * 10000 + month * 100 + day;
  }
  return 0;
}

std::int32_t supposed_day(const lx::ActorTable& table, std::uint8_t language_bit, const model::Document& document,
                          const std::vector<model::Token>& tokens) {
  return Guess(table, language_bit, document, tokens).day();
}

}  // namespace kawat::actors
