#include "context/dates.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string>

#include "base/text.h"
#include "lexicon/phrases.h"

namespace kawat::context {

using model::Day;
using model::Precision;
using model::Token;

int days_in_month(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

bool valid(Day d) {
  return d.year != 0 && d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= days_in_month(d.year, d.month);
}

namespace {

enum Cat : std::uint8_t {
  kMonth,
  kMonthShort,
  kWeekday,
  kWeekdayShort,
  kUnit,
  kNum,
  kOrd,
  kOne,
  kDay,
  kRel,
  kAgo,
  kSooner,
  kHence,
  kPrePrev,
  kPreLast,
  kPreNext,
  kPreThis,
  kPostPrev,
  kPostLast,
  kPostNext,
  kPostSpan,
  kPostThis,
  kPart,
  kSince,
  kUntil,
  kAfter,
  kBefore,
  kFrom,
  kTo,
  kAnd,
  kBetween,
  kAt,
  kOf,
  kThe,
  kDate,
  kOrdinal,
  kSeason,
  kEra,
  kFuture,
  kCount,
  kHappen,
  kOrder,
  kCommit,
  kFeast,
  kCats,
};
constexpr std::string_view kCatNames[] = {
    "month",     "month_short", "weekday",   "weekday_short", "unit",     "num",      "ord",      "one",      "day",
    "rel",       "ago",         "sooner",    "hence",         "pre_prev", "pre_last", "pre_next", "pre_this", "post_prev",
    "post_last", "post_next",   "post_span", "post_this",     "part",     "since",    "until",    "after",    "before",
    "from",      "to",          "and",       "between",       "at",       "of",       "the",      "date",     "ordinal",
    "season",    "era",         "future",    "count",         "happen",   "order",    "commit",   "feast",
};
static_assert(std::size(kCatNames) == kCats);

enum Unit { kUDay, kUWeek, kUMonth, kUYear, kUDecade, kUCentury, kUWeekend, kUHour, kUQuarter, kUHalf };
constexpr std::string_view kUnitNames[] = {"day",     "week",    "month", "year",    "decade",
                                           "century", "weekend", "hour",  "quarter", "half"};
enum Part { kStart, kMid, kEnd, kSoFar, kRest };
constexpr std::string_view kPartNames[] = {"start", "mid", "end", "so_far", "rest"};

struct Entry {
  Cat cat = kCats;
  bool capital = false;
  int lo = 0;
  int hi = 0;
};

bool number(std::string_view s, int& out) {
  auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out);
  return error == std::errc() && end == s.data() + s.size() && !s.empty();
}

Day add_days(Day d, std::int64_t n) { return model::day_at(days_since_1970(d) + n); }
int weekday(Day d) { return static_cast<int>(((days_since_1970(d) + 3) % 7 + 7) % 7) + 1; }  // Monday = 1
void add_months(int& year, int& month, int n) {
  int at = year * 12 + month - 1 + n;
  year = at / 12, month = at % 12 + 1;
}

struct Range {
  Day a, b;
  Precision p = Precision::none;
};
Range month_range(int y, int m) { return {{y, m, 1}, {y, m, days_in_month(y, m)}, Precision::month}; }
Range year_range(int y) { return {{y, 1, 1}, {y, 12, 31}, Precision::year}; }
Range years(int a, int b) { return {{a, 1, 1}, {b, 12, 31}, Precision::decade}; }
Range one_day(Day d) { return {d, d, Precision::day}; }

// The unit `k` steps from `base`: last week, this year, next month.
Range unit_range(int unit, int k, Day base) {
  if (!base.known()) return {{}, {}, Precision::none};
  switch (unit) {
    case kUDay:
      return one_day(add_days(base, k));
    case kUWeek: {
      Day monday = add_days(base, 1 - weekday(base) + 7 * k);
      return {monday, add_days(monday, 6), Precision::week};
    }
    case kUWeekend: {
      Day saturday = add_days(base, 6 - weekday(base) + 7 * k);
      return {saturday, add_days(saturday, 1), Precision::day};
    }
    case kUMonth: {
      int y = base.year, m = base.month;
      add_months(y, m, k);
      return month_range(y, m);
    }
    case kUQuarter: {
      int y = base.year, m = (base.month - 1) / 3 * 3 + 1;
      add_months(y, m, 3 * k);
      int y2 = y, m2 = m;
      add_months(y2, m2, 2);
      return {{y, m, 1}, {y2, m2, days_in_month(y2, m2)}, Precision::season};
    }
    case kUYear:
      return year_range(base.year + k);
    case kUDecade:
      return years(base.year / 10 * 10 + 10 * k, base.year / 10 * 10 + 10 * k + 9);
    case kUCentury:
      return years(base.year / 100 * 100 + 100 * k, base.year / 100 * 100 + 100 * k + 99);
    default:
      return one_day(base);
  }
}

// The day `k` units from `base`, for the far end of "the past three months".
Day step(int unit, int k, Day base) {
  switch (unit) {
    case kUDay:
      return add_days(base, k);
    case kUWeek:
    case kUWeekend:
      return add_days(base, 7 * k);
    case kUHour:
      return base;
    default: {
      int months = unit == kUMonth ? 1 : unit == kUQuarter ? 3 : unit == kUYear ? 12 : unit == kUDecade ? 120 : 1200;
      int y = base.year, m = base.month;
      add_months(y, m, months * k);
      return {y, m, std::min(base.day, days_in_month(y, m))};
    }
  }
}

Precision precision_of(int unit) {
  switch (unit) {
    case kUWeek:
      return Precision::week;
    case kUMonth:
      return Precision::month;
    case kUQuarter:
      return Precision::season;
    case kUYear:
      return Precision::year;
    case kUDecade:
    case kUCentury:
      return Precision::decade;
    default:
      return Precision::day;
  }
}

Range part_of(Range r, int part, Day anchor) {
  if (!r.a.known() || !r.b.known()) return r;
  if (part == kSoFar) return {r.a, anchor.known() ? std::max(r.a, std::min(r.b, anchor)) : r.b, r.p};
  if (part == kRest) return {anchor.known() ? std::min(r.b, std::max(r.a, anchor)) : r.a, r.b, r.p};
  std::int64_t first = days_since_1970(r.a), n = days_since_1970(r.b) - first + 1;
  if (r.p == Precision::year && r.a.month == 1 && r.b.month == 12 && r.a.year == r.b.year) {
    int m = part == kStart ? 1 : part == kMid ? 5 : 9;
    return {{r.a.year, m, 1}, {r.a.year, m + 3, days_in_month(r.a.year, m + 3)}, Precision::season};
  }
  if (r.p == Precision::month && r.a.day == 1) {
    int a = part == kStart ? 1 : part == kMid ? 11 : 21;
    return {{r.a.year, r.a.month, a}, part == kEnd ? r.b : Day{r.a.year, r.a.month, a + 9}, Precision::week};
  }
  std::int64_t third = std::max<std::int64_t>(1, n / 3);
  Day from = part == kStart ? r.a : part == kMid ? model::day_at(first + third) : model::day_at(first + 2 * third);
  Day to = part == kStart ? model::day_at(first + third) : part == kMid ? model::day_at(first + 2 * third) : r.b;
  if (r.p == Precision::decade) from.month = 1, from.day = 1, to.month = 12, to.day = 31;
  return {from, to, r.p == Precision::week ? Precision::day : r.p};
}

}  // namespace

struct DateFinder::Words {
  std::vector<Entry> entries;
  std::string bytes, core_bytes;
  lexicon::Phrases phrases;
  lexicon::Phrases core;  // words without which there is no date
  bool month_first = false;
};

DateFinder::DateFinder() : words_(std::make_unique<Words>()) {}
DateFinder::DateFinder(DateFinder&&) noexcept = default;
DateFinder& DateFinder::operator=(DateFinder&&) noexcept = default;
DateFinder::~DateFinder() = default;

Result<DateFinder> DateFinder::build(const lexicon::Pack& pack, std::string_view language) {
  DateFinder f;
  Words& w = *f.words_;
  std::string name = "lang/" + std::string(language) + "/dates.tsv";
  lexicon::PhraseBuilder all, core;
  for (const lexicon::Row& row : lexicon::rows(pack.section(name))) {
    std::string at = "data/" + name + ":" + std::to_string(row.line);
    auto cat = std::find(std::begin(kCatNames), std::end(kCatNames), row.cell(1));
    if (cat == std::end(kCatNames)) {
      return fail(Code::bad_table, at, "unknown category '" + std::string(row.cell(1)) + "'", "see the head of the file");
    }
    Entry e;
    e.cat = static_cast<Cat>(cat - std::begin(kCatNames));
    std::string_view value = trim(row.cell(2));
    if (e.cat == kOrder) {
      w.month_first = value == "mdy";
      continue;
    }
    auto named = [&](auto& names) {
      auto it = std::find(std::begin(names), std::end(names), value);
      e.lo = e.hi = it == std::end(names) ? -1 : static_cast<int>(it - std::begin(names));
      return e.lo >= 0;
    };
    bool good = true;
    if (e.cat == kUnit || e.cat == kOne) {
      good = named(kUnitNames);
    } else if (e.cat == kPart) {
      good = named(kPartNames);
    } else if (!value.empty()) {
      std::size_t dash = e.cat == kNum ? value.find('-') : std::string_view::npos;
      good = number(value.substr(0, dash), e.lo);
      e.hi = e.lo;
      if (dash != std::string_view::npos) good = good && number(value.substr(dash + 1), e.hi);
    }
    if (!good) return fail(Code::bad_table, at, "bad value '" + std::string(value) + "'");
    for (std::string_view phrase : split(row.cell(0), '|')) {
      Entry own = e;
      if (phrase.ends_with('!')) own.capital = true, phrase.remove_suffix(1);
      std::string folded = fold(trim(phrase));
      if (folded.empty()) continue;
      all.add(folded, static_cast<std::uint32_t>(w.entries.size()));
      bool is_core = e.cat <= kUnit || e.cat == kOne || e.cat == kDay || e.cat == kRel || e.cat == kSeason || e.cat == kFeast;
      if (is_core) core.add(folded.substr(0, folded.find(' ')), 0);
      w.entries.push_back(own);
    }
  }
  w.bytes = all.finish(), w.core_bytes = core.finish();
  w.phrases = lexicon::Phrases(w.bytes), w.core = lexicon::Phrases(w.core_bytes);
  return f;
}

// One sentence being read: its tokens, with joined forms ("Mei-Juni", "8/10/2024", "mid-1980s") taken apart.
class DateFinder::Reading {
 public:
  Reading(const Words& w, const model::Analysis& a, std::uint32_t sentence, DateState& state)
      : w_(w), a_(a), s_(a.sentences[sentence]), state_(state), anchor_(state.anchor) {
    take_apart();
    look_up();
  }

  void run(std::vector<TimeExpression>& out) {
    for (std::uint32_t i = 0; i < n();) {
      link_ = kCats;
      std::uint32_t at = i;
      for (Cat c : {kSince, kUntil, kAfter, kBefore, kFrom, kBetween}) {
        if (const Hit* h = hit(i, c)) {
          link_ = c, at = i + h->words;
          break;
        }
      }
      if (at >= n()) break;
      Core found;
      if (link_ != kCats) {
        std::uint32_t skip = at;
        if (hit(skip, kThe) && !hit(skip, kRel)) skip++;
        if (!core(skip, found) && !core(at, found)) {
          link_ = kCats;
          if (!core(i, found)) {
            i = std::max(i + 1, skip_);
            continue;
          }
          at = i;
        }
      } else if (!core(i, found)) {
        i = std::max(i + 1, skip_);
        continue;
      }
      std::uint32_t begin = link_ == kSince || link_ == kUntil || link_ == kAfter || link_ == kBefore ? i : found.from;
      extend(found);
      emit(begin, found, out);
      i = std::max(i + 1, found.next);
    }
  }

 private:
  struct Hit {
    Cat cat;
    std::uint8_t words;
    int lo, hi;
  };
  struct Core {
    Range r;
    std::uint32_t from = 0, next = 0;
    bool weak = false;  // a bare year, may be part of a name
    bool open = false;  // fuzzy ends: "in recent months"
    bool day_named = false;
    bool guessed = false;  // the year is not in the text
    bool pivot = false;
    int shift = 0;
  };

  std::uint32_t n() const { return static_cast<std::uint32_t>(toks_.size()); }

  void take_apart() {
    toks_.reserve(s_.size() + 8), origin_.reserve(s_.size() + 8);
    for (std::uint32_t i = s_.first; i < s_.last; ++i) {
      const Token& t = a_.tokens[i];
      std::string_view x = t.norm;
      std::size_t cut = x.size() > 2 ? x.find_first_of("-/", 1) : std::string_view::npos;
      bool digits = (t.shape & model::kHasDigit) != 0;
      bool dots = digits && std::count(x.begin(), x.end(), '.') == 2 && x.size() >= 6 && x.size() <= 10 &&
                  x.find_first_not_of("0123456789.") == x.npos;
      if ((cut == std::string_view::npos && !dots) || x.size() > 24 ||
          (!digits && !w_.core.starts(word_hash(x.substr(0, cut))) && !w_.core.starts(word_hash(x.substr(cut + 1))))) {
        toks_.push_back(t), origin_.push_back(i);
        continue;
      }
      std::size_t from = 0;
      auto add = [&](std::size_t to, bool mark) {
        if (to <= from) return;
        Token piece = t;
        piece.norm = x.substr(from, to - from);
        piece.hash = word_hash(piece.norm);
        piece.shape = static_cast<std::uint8_t>(mark ? 0 : t.shape & ~model::kSpaceAfter);
        toks_.push_back(piece), origin_.push_back(i);
        from = to;
      };
      for (std::size_t k = 0; k < x.size(); ++k) {
        if (x[k] == '-' || x[k] == '/' || (dots && x[k] == '.')) add(k, false), add(k + 1, true);
      }
      add(x.size(), false);
      toks_.back().shape = t.shape;
    }
  }

  void look_up() {
    begin_.resize(toks_.size() + 1);
    std::span<const Token> all(toks_);
    for (std::uint32_t i = 0; i < n(); ++i) {
      begin_[i] = static_cast<std::uint32_t>(hits_.size());
      w_.phrases.each(all.subspan(i), [&](lexicon::Phrases::Match m) {
        for (std::uint32_t v : w_.phrases.values(m)) {
          const Entry& e = w_.entries[v];
          // "era" wants the name after it in capitals, all others themselves.
          // Months and weekdays also count in text without capitals; month() and weekday_at() ask for more there.
          bool small = e.cat == kMonth || e.cat == kWeekday;
          if (e.capital && !small && e.cat != kEra && !(toks_[i].shape & model::kCapital)) continue;
          hits_.push_back({e.cat, static_cast<std::uint8_t>(m.words), e.lo, e.hi});
        }
      });
    }
    begin_[n()] = static_cast<std::uint32_t>(hits_.size());
  }

  // Longest word of this category at i.
  const Hit* hit(std::uint32_t i, Cat c) const {
    const Hit* best = nullptr;
    if (i >= n()) return best;
    for (std::uint32_t k = begin_[i]; k < begin_[i + 1]; ++k) {
      if (hits_[k].cat == c && (best == nullptr || hits_[k].words > best->words)) best = &hits_[k];
    }
    return best;
  }
  std::string_view norm(std::uint32_t i) const { return i < n() ? toks_[i].norm : std::string_view{}; }
  bool is(std::uint32_t i, char c) const { return norm(i).size() == 1 && norm(i)[0] == c; }
  bool hyphen(std::uint32_t i) const { return is(i, '-'); }

  // Plain digits.
  bool digits(std::uint32_t i, int& value, std::size_t most = 4) const {
    std::string_view x = norm(i);
    return !x.empty() && x.size() <= most && x[0] >= '0' && x[0] <= '9' && number(x, value);
  }
  bool year(std::uint32_t i, int& y) const { return norm(i).size() == 4 && digits(i, y) && y >= 1000 && y < 2200; }
  // Day of the month, also "3rd".
  bool day_of_month(std::uint32_t i, int& d) const {
    std::string_view x = norm(i);
    if (x.size() > 2 && (x.ends_with("st") || x.ends_with("nd") || x.ends_with("rd") || x.ends_with("th"))) x.remove_suffix(2);
    return !x.empty() && x.size() <= 2 && number(x, d) && d >= 1 && d <= 31;
  }
  bool ordinal(std::uint32_t i, int& value, std::uint32_t& next) const {
    if (const Hit* o = hit(i, kOrd)) return value = o->lo, next = i + o->words, true;
    std::string_view x = norm(i);
    if (x.size() > 2 && x[0] >= '0' && x[0] <= '9' &&
        (x.ends_with("st") || x.ends_with("nd") || x.ends_with("rd") || x.ends_with("th"))) {
      if (number(x.substr(0, x.size() - 2), value)) return next = i + 1, true;
    }
    if (hit(i, kOrdinal) && hyphen(i + 1) && digits(i + 2, value, 2)) return next = i + 3, true;
    if (hit(i, kOrdinal) && digits(i + 1, value, 2)) return next = i + 2, true;
    if (x == "xix") return value = 19, next = i + 1, true;
    if (x == "xx") return value = 20, next = i + 1, true;
    if (x == "xviii") return value = 18, next = i + 1, true;
    return false;
  }
  // A count: "4", "tiga", "dua puluh tiga", "several".
  bool count(std::uint32_t i, int& lo, int& hi, std::uint32_t& next) const {
    if (digits(i, lo, 3)) {
      hi = lo, next = i + 1;
      if (hyphen(i + 1) && digits(i + 2, hi, 3) && hi > lo) next = i + 3;
      return lo > 0 && hi >= lo;
    }
    const Hit* h = hit(i, kNum);
    if (h == nullptr) return false;
    lo = h->lo, hi = h->hi, next = i + h->words;
    if (lo == hi && lo >= 20 && lo % 10 == 0 && lo < 100) {
      std::uint32_t k = hyphen(next) ? next + 1 : next;
      const Hit* ones = hit(k, kNum);
      if (ones != nullptr && ones->lo == ones->hi && ones->lo < 10) lo += ones->lo, hi = lo, next = k + ones->words;
    }
    return true;
  }

  bool numeric(std::uint32_t i) const {
    int v = 0;
    return day_of_month(i, v) || year(i, v);
  }

  bool month(std::uint32_t i, int& m) const {
    if (const Hit* h = hit(i, kMonth)) {
      m = h->lo;
      std::uint32_t dot = i + 1;
      bool beside = numeric(dot) || (i > 0 && numeric(i - 1)) || hyphen(dot);
      if (beside) return true;
      bool small = !(toks_[i].shape & model::kCapital);
      bool after = hit(dot, kPostPrev) || hit(dot, kPostNext) || hit(dot, kPostThis) || hit(dot, kAgo);
      if (const Hit* u = hit(dot, kUnit); u && u->lo == kUYear) {
        int shift = 0;
        std::uint32_t end = 0;
        after = after || year(dot + u->words, shift) || post(dot + u->words, shift, end);
      }
      if (small) return after && !hit(dot, kPostNext);
      std::uint8_t shape = toks_[i].shape;
      if ((shape & model::kSentenceStart) || (shape & model::kAllCaps)) {
        return after || is(dot, ',') || (hit(dot, kOf) && numeric(dot + 1)) || hit(dot, kUnit);
      }
      // "Theresa May", "Mrs May": a capital before it that is no date word.
      if (i > 1 && is(i - 1, '.') && (toks_[i - 2].shape & model::kCapital) && !hit(i - 2, kMonthShort)) return after;
      if (i > 0 && (toks_[i - 1].shape & model::kCapital) && !(toks_[i - 1].shape & model::kSentenceStart) &&
          begin_[i] == begin_[i - 1])
        return after;
      return true;
    }
    if (const Hit* h = hit(i, kMonthShort)) {
      m = h->lo;
      std::uint32_t next = i + h->words;
      if (is(next, '.')) ++next;
      return numeric(next) || (i > 0 && numeric(i - 1));
    }
    return false;
  }
  std::uint32_t after_month(std::uint32_t i) const {
    const Hit* h = hit(i, kMonth);
    if (h == nullptr) h = hit(i, kMonthShort);
    std::uint32_t next = i + (h ? h->words : 1u);
    return hit(i, kMonthShort) && is(next, '.') ? next + 1 : next;
  }

  bool weekday_at(std::uint32_t i, int& d, std::uint32_t& next) const {
    if (const Hit* h = hit(i, kWeekday)) {
      next = i + h->words;
      if (hit(i, kUnit) && !(toks_[i].shape & model::kCapital)) return false;
      if (hit(i, kUnit)) {
        // One word for Sunday and week. At the start of a sentence only a day number decides for Sunday.
        bool day_follows = is(next, '(') || (is(next, ',') && numeric(next + 1)) || numeric(next);
        if ((toks_[i].shape & (model::kSentenceStart | model::kAllCaps)) && !day_follows) return false;
      }
      d = h->lo;
      return true;
    }
    if (const Hit* h = hit(i, kWeekdayShort)) {
      next = i + h->words;
      if (is(next, '.')) ++next;
      int v = 0;
      bool beside = is(next, ',') || is(next, '(') || numeric(next) || month(next, v);
      d = h->lo;
      return beside && (numeric(next) || numeric(next + 1) || month(next + 1, v));
    }
    return false;
  }

  int full_year(int y) const {
    if (y >= 100) return y;
    int newest = (anchor_.known() ? anchor_.year : 2030) + 1;
    return y + 2000 <= newest ? y + 2000 : y + 1900;
  }

  // Numbers joined by / - or . : day/month/year, day/month, ISO. `year_needed` keeps fractions out.
  bool joined(std::uint32_t i, bool year_needed, Range& r, std::uint32_t& next, int wanted_weekday) const {
    int x = 0, y = 0, z = 0;
    if (year(i, x) && (hyphen(i + 1) || is(i + 1, '/')) && digits(i + 2, y, 2) && norm(i + 3) == norm(i + 1) &&
        digits(i + 4, z, 2)) {
      if (valid({x, y, z})) return r = one_day({x, y, z}), next = i + 5, true;
      return false;
    }
    if (!digits(i, x, 2) || !digits(i + 2, y, 2)) return false;
    std::string_view mark = norm(i + 1);
    if (mark != "/" && mark != "-" && mark != ".") return false;
    bool with_year = norm(i + 3) == mark && digits(i + 4, z) && (norm(i + 4).size() == 2 || norm(i + 4).size() == 4);
    if (!with_year && (year_needed || mark != "/")) return false;
    int d = x, m = y;
    if ((w_.month_first && x <= 12) || y > 12) d = y, m = x;
    if (with_year) {
      Day day{full_year(z), m, d};
      if (!valid(day)) return false;
      return r = one_day(day), next = i + 5, true;
    }
    if (m < 1 || m > 12 || d < 1 || d > 31) return false;
    next = i + 3;
    r = one_day(near(m, d, false, wanted_weekday));
    if (wanted_weekday && r.a.known() && weekday(r.a) != wanted_weekday && d <= 12) {
      Day other = near(d, m, false, wanted_weekday);  // the other order fits the weekday
      if (other.known() && weekday(other) == wanted_weekday) r = one_day(other);
    }
    return true;
  }

  // A day of an article without a day: the only one between the bounds.
  Day within_terms(int m, int d, int wanted_weekday) const {
    Day only;
    if (!state_.earliest.known() || !state_.latest.known()) return only;
    for (int y = state_.earliest.year; y <= state_.latest.year; ++y) {
      Day day{y, m, d};
      if (!valid(day) || day < state_.earliest || day > state_.latest || (wanted_weekday && weekday(day) != wanted_weekday))
        continue;
      if (only.known()) return {};
      only = day;
    }
    if (only.known()) state_.year = only.year;
    return only;
  }
  // What "this year" counts from.
  Day year_base(int unit) const {
    return !anchor_.known() && unit == kUYear && state_.year != 0 ? Day{state_.year, 1, 1} : anchor_;
  }

  // A day without year: the nearest one before the article, or after it where the clause looks ahead; a weekday decides.
  Day near(int m, int d, bool future, int wanted_weekday) const {
    if (!anchor_.known()) return within_terms(m, d, wanted_weekday);
    Day best;
    std::int64_t cost = 0, base = days_since_1970(anchor_);
    for (int y = anchor_.year - (wanted_weekday ? 6 : 1); y <= anchor_.year + 1; ++y) {
      Day day{y, m, d};
      if (!valid(day)) continue;
      std::int64_t gap = days_since_1970(day) - base, c = gap > 0 ? gap * (future ? 1 : 7) : -gap * (future ? 3 : 1);
      if (wanted_weekday && weekday(day) != wanted_weekday) c += 100000;
      if (!best.known() || c < cost) best = day, cost = c;
    }
    return best;
  }
  Range near_month(int m, bool future) const {
    if (!anchor_.known()) return {{}, {}, Precision::none};
    int gap = m - anchor_.month;  // this year
    int y = anchor_.year;
    if (future) {
      if (gap < 0) ++y;
    } else if (gap > 1) {
      --y;  // a month further ahead than the next one belongs to last year
    } else if (gap == 1 && !future) {
      --y;
    }
    return month_range(y, m);
  }

  bool future_word(std::uint64_t token, Cat cat = kFuture) const {
    std::span<const Token> one(&a_.tokens[token], 1);
    auto m = w_.phrases.longest(one);
    for (std::uint32_t v : w_.phrases.values(m)) {
      if (w_.entries[v].cat == cat) return true;
    }
    return false;
  }
  bool looks_ahead(std::uint32_t i) const {
    std::uint32_t at = origin_[std::min<std::uint32_t>(i, n() - 1)];
    if (s_.parsed) {
      std::int32_t v = static_cast<std::int32_t>(at);
      int steps = 0;
      for (; steps < 5 && v >= 0 && (steps == 0 || a_.tokens[v].upos != model::Upos::VERB); ++steps) v = a_.tokens[v].head;
      for (int up = 0; up < 2 && v >= 0; ++up) {
        if (future_word(static_cast<std::uint64_t>(v))) return true;
        // "agreed to hold talks in July", "agreed on talks in July", but not "agreed in July".
        if ((up > 0 || steps > 1) && future_word(static_cast<std::uint64_t>(v), kCommit)) return true;
        for (std::uint32_t k = s_.first; k < s_.last; ++k) {
          if (a_.tokens[k].head == v && k < static_cast<std::uint32_t>(v) &&
              (a_.tokens[k].deprel == model::Deprel::aux || a_.tokens[k].deprel == model::Deprel::advmod ||
               a_.tokens[k].deprel == model::Deprel::mark) &&
              future_word(k))
            return true;
        }
        if (a_.tokens[v].deprel != model::Deprel::xcomp && a_.tokens[v].deprel != model::Deprel::ccomp &&
            a_.tokens[v].deprel != model::Deprel::advcl)
          break;
        bool clause = a_.tokens[v].deprel != model::Deprel::xcomp;
        v = a_.tokens[v].head;
        if (clause) {
          // "sepakat untuk bertemu pada Juli": only what somebody commits himself to looks ahead.
          return v >= 0 && future_word(static_cast<std::uint64_t>(v), kCommit);
        }
      }
      return false;
    }
    std::uint32_t from = at > s_.first + 9 ? at - 9 : s_.first, to = std::min(s_.last, at + 7);
    for (std::uint32_t k = from; k < to; ++k) {
      if (future_word(k)) return true;
    }
    return false;
  }

  // month [year | deixis]
  bool month_rest(std::uint32_t i, int m, Core& c) {
    std::uint32_t j = after_month(i);
    int y = 0;
    std::uint32_t k = j;
    if (hit(k, kOf) || is(k, ',')) ++k;
    const Hit* u = hit(k, kUnit);
    if (u && u->lo == kUYear && k == j) k += u->words;  // "Juni tahun 2014"
    if (year(k, y)) return c.r = month_range(y, m), c.next = k + 1, true;
    if (u && u->lo == kUYear && k > j) {
      int shift = 0;
      std::uint32_t end = k;
      if (post(k, shift, end)) return c.r = anchor_.known() ? month_range(anchor_.year + shift, m) : Range{}, c.next = end, true;
    }
    // "June last year"
    int shift = 0;
    if (pre(j, shift)) {
      const Hit* unit = hit(j + 1, kUnit);
      if (unit && unit->lo == kUYear)
        return c.r = anchor_.known() ? month_range(anchor_.year + shift, m) : Range{}, c.next = j + 1 + unit->words, true;
    }
    std::uint32_t end = j;
    if (post(j, shift, end)) {
      c.next = end;
      if (shift == 0) return c.r = anchor_.known() ? month_range(anchor_.year, m) : Range{}, true;
      return c.r = near_month(m, shift > 0), true;
    }
    c.next = j, c.guessed = true;
    c.r = near_month(m, looks_ahead(i));
    return true;
  }

  bool pre(std::uint32_t i, int& shift) const {
    if (hit(i, kPrePrev)) return shift = -1, true;
    if (hit(i, kPreNext)) return shift = 1, true;
    if (hit(i, kPreThis)) return shift = 0, true;
    return false;
  }
  bool post(std::uint32_t i, int& shift, std::uint32_t& end) const {
    for (auto [cat, by] : {std::pair{kPostPrev, -1}, std::pair{kPostNext, 1}, std::pair{kPostThis, 0}}) {
      if (const Hit* h = hit(i, cat)) return shift = by, end = i + h->words, true;
    }
    return false;
  }

  bool weekday_core(std::uint32_t i, Core& c) {
    std::uint32_t at = i;
    const Hit* u = hit(at, kUnit);
    int shift = 9;
    if (u && u->lo == kUDay && !hit(at, kWeekday))
      at += u->words;  // "hari Selasa"
    else if (pre(at, shift))
      ++at;  // "last Monday"
    int d = 0;
    std::uint32_t j = at;
    if (!weekday_at(at, d, j)) return false;
    c.from = i, c.day_named = true;
    // A date right behind: "Selasa, 8 Oktober 2024", "Selasa (8/10/2024)", "Tuesday, June 3".
    std::uint32_t k = j;
    if (hit(k, kUnit) == nullptr && !is(k, '(') && !is(k, ',') && is(k + 1, '(') && (toks_[k].shape & model::kHasDigit) == 0)
      ++k;  // "Selasa malam (8/10)"
    else if (const Hit* part = hit(k, kUnit); part && part->lo == kUDay && is(k + part->words, '('))
      k += part->words;
    bool paren = is(k, '(');
    if (paren || is(k, ',')) ++k;
    if (hit(k, kDate)) ++k;
    Core inner;
    if (joined(k, false, inner.r, inner.next, d) || dated(k, inner, d)) {
      c.r = inner.r, c.next = inner.next;
      if (paren && is(c.next, ')')) ++c.next;
      return true;
    }
    int dom = 0;
    if (paren && day_of_month(k, dom) && is(k + 1, ')')) {
      c.next = k + 2;
      if (!anchor_.known()) return true;
      int y = anchor_.year, m = anchor_.month;
      for (int back = 0; back < 3; ++back, add_months(y, m, -1)) {
        if (valid({y, m, dom}) && weekday({y, m, dom}) == d) return c.r = one_day({y, m, dom}), true;
      }
    }
    // "Senin pekan lalu", "Monday last week", "Monday of next week"
    k = j;
    if (hit(k, kOf)) ++k;
    std::uint32_t end = k;
    int week = 9;
    const Hit* unit = hit(k, kUnit);
    if (unit && unit->lo == kUWeek && post(k + unit->words, week, end)) {
      c.next = end;
    } else if (pre(k, week) && (unit = hit(k + 1, kUnit)) != nullptr && unit->lo == kUWeek) {
      c.next = k + 1 + unit->words;
    } else {
      week = 9;
    }
    if (week != 9) return c.r = anchor_.known() ? one_day(add_days(unit_range(kUWeek, week, anchor_).a, d - 1)) : Range{}, true;
    c.next = j;
    if (shift == 9 && post(j, shift, end)) c.next = end;
    if (!anchor_.known()) return true;
    int gap = d - weekday(anchor_);  // -6 … 6
    bool ahead = shift == 1 || (shift != -1 && looks_ahead(i));
    if (shift == 9 && hit(j, kDay)) {  // "Senin kemarin", "Senin besok"
      const Hit* day = hit(j, kDay);
      if (day->lo != 0) ahead = day->lo > 0, shift = ahead ? 1 : -1, c.next = j + day->words;
    }
    if (ahead) {
      if (gap < 0 || (gap == 0 && shift == 1)) gap += 7;
    } else if (gap > 0 || (gap == 0 && shift == -1)) {
      gap -= 7;
    }
    c.r = one_day(add_days(anchor_, gap));
    return true;
  }

  // day month [year], month day [year]; ranges of days.
  bool dated(std::uint32_t i, Core& c, int wanted_weekday) {
    int d = 0, d2 = 0, m = 0, y = 0;
    std::uint32_t j = i;
    if (day_of_month(i, d)) {
      j = i + 1;
      bool range = (hyphen(j) || hit(j, kTo) || hit(j, kUntil) || hit(j, kAnd)) && day_of_month(j + 1, d2) && d2 > d;
      std::uint32_t k = range ? j + 2 : j;
      if (hit(k, kOf)) ++k;
      if (is(k, '-') || is(k, '/')) ++k;
      if (!month(k, m)) return false;
      j = after_month(k);
      if (!range) d2 = d;
    } else if (month(i, m)) {
      j = after_month(i);
      if (hit(j, kThe)) ++j;
      if (!day_of_month(j, d)) return false;
      ++j;
      d2 = d;
      int last = 0;
      if ((hyphen(j) || hit(j, kTo)) && day_of_month(j + 1, last) && last > d) d2 = last, j += 2;
      int clock = 0;
      if (is(j, ':') && digits(j + 1, clock, 2)) return false;
    } else {
      return false;
    }
    c.from = i, c.day_named = true;
    std::uint32_t k = j;
    if (is(k, ',')) ++k;
    if (is(k, '-') || is(k, '/')) ++k;
    if (const Hit* u = hit(k, kUnit); u && u->lo == kUYear && !is(j, ',')) k += u->words;
    int shift = 0;
    std::uint32_t end = k;
    if (year(k, y)) {
      c.next = k + 1;
    } else if (k > j && !is(j, ',') && !is(j, '-') && !is(j, '/') && post(k, shift, end)) {  // "8 Oktober tahun lalu"
      y = anchor_.year + shift, c.next = end;
      if (!anchor_.known()) return true;
    } else if (pre(j, shift) && hit(j + 1, kUnit) && hit(j + 1, kUnit)->lo == kUYear) {  // "June 3 last year"
      y = anchor_.year + shift, c.next = j + 2;
      if (!anchor_.known()) return true;
    } else if (norm(k).size() == 2 && (is(j, '-') || is(j, '/')) && digits(k, y, 2)) {
      y = full_year(y), c.next = k + 1;
    } else {
      c.next = j;
      bool ahead = false;
      if (post(j, shift, end) && shift != 0)
        c.next = end, ahead = shift > 0;
      else
        ahead = looks_ahead(i);
      Day from = near(m, d, ahead, wanted_weekday);
      c.guessed = true;
      if (from.known()) c.r = {from, {from.year, m, d2}, Precision::day};
      return true;
    }
    if (!valid({y, m, d}) || !valid({y, m, d2})) return false;
    c.r = {{y, m, d}, {y, m, d2}, Precision::day};
    return true;
  }

  // "1990-an", "1980s", "90s"
  bool decade(std::uint32_t i, Core& c) const {
    std::string_view x = norm(i);
    int y = 0;
    std::uint32_t next = 0;
    if (x.size() >= 3 && x.ends_with('s') && number(x.substr(0, x.size() - 1), y) && y % 10 == 0) {
      next = i + 1;
    } else if (digits(i, y) && y % 10 == 0 && (x.size() == 4 || x.size() == 2) && hyphen(i + 1) && norm(i + 2) == "an") {
      next = i + 3;
    } else if (x.size() >= 4 && x.ends_with("an") && number(x.substr(0, x.size() - 2), y) && y % 10 == 0) {
      next = i + 1;
    } else if (digits(i, y) && y % 10 == 0 && x.size() == 4 && norm(i + 1) == "an") {
      next = i + 2;
    } else {
      return false;
    }
    if (y < 100) y += y < 30 ? 2000 : 1900;
    if (y < 1000 || y > 2100) return false;
    c.from = i, c.next = next;
    c.r = years(y, y % 100 == 0 && y < 1900 ? y + 99 : y + 9);
    return true;
  }

  bool bare_year(std::uint32_t i, bool named, Core& c) const {
    int y = 0;
    if (!year(i, y)) return false;
    std::uint32_t next = i + 1;
    c.from = i, c.next = next, c.r = year_range(y);
    int y2 = 0;
    if ((hyphen(next) || is(next, '/')) && (year(next + 1, y2) || (digits(next + 1, y2, 2) && norm(next + 1).size() == 2))) {
      if (y2 < 100) y2 += y / 100 * 100;
      if (y2 > y && y2 - y < 200) return c.r = {{y, 1, 1}, {y2, 12, 31}, Precision::year}, c.next = next + 2, true;
    }
    if (named) return true;
    if (hit(next, kCount) || hit(next, kUnit) || is(next, '%') || is(next, '/') ||
        (hyphen(next) && !(toks_[i].shape & model::kSpaceAfter)))
      return false;
    if (i > 0 && (norm(i - 1) == "$" || norm(i - 1) == "." || norm(i - 1) == "/" || norm(i - 1) == "#")) return false;
    const Token& t = toks_[i];
    bool linked = i > 0 && (hit(i - 1, kAt) || hit(i - 1, kSince) || hit(i - 1, kUntil) || hit(i - 1, kAfter) ||
                            hit(i - 1, kBefore) || hit(i - 1, kFrom) || hit(i - 1, kTo) || hit(i - 1, kBetween) ||
                            hit(i - 1, kPart) || hit(i - 1, kAnd) || hit(i - 1, kOf));
    bool closed = i == 0 || is(i - 1, '(') || is(i - 1, ',') || is(next, ')');
    if (s_.parsed && t.deprel == model::Deprel::nummod && t.head > static_cast<std::int32_t>(origin_[i])) {
      // Numbers that count the noun after them; years stand so only before names.
      if (!(a_.tokens[t.head].shape & model::kCapital) && !linked) return false;
      c.weak = true;
    }
    if (y < 1900 || y > 2060) return linked || (closed && y >= 1500 && y < 2060);
    if (linked && next < n() && s_.parsed) {
      // "in the 2015 election" is no "in 2015".
      c.weak = t.head > static_cast<std::int32_t>(origin_[i]) && a_.tokens[t.head].upos != model::Upos::VERB &&
               a_.tokens[t.head].upos != model::Upos::AUX &&
               (t.deprel == model::Deprel::nummod || t.deprel == model::Deprel::compound || t.deprel == model::Deprel::nmod);
    } else if (!linked && !closed) {
      c.weak = true;
    }
    return true;
  }

  // What stands behind "awal", "early", "the end of": a year, month, unit or decade.
  bool part_core(std::uint32_t i, Core& c) {
    const Hit* p = hit(i, kPart);
    if (p == nullptr) return false;
    if (const Hit* u = hit(i, kUnit); u && u->words > p->words) return false;  // "akhir pekan"
    std::uint32_t k = i + p->words;
    while (k < n() && (hit(k, kOf) || hit(k, kThe) || hyphen(k)) && k < i + p->words + 3) ++k;
    Core inner;
    const Hit* u = hit(k, kUnit);
    bool plain = u && (u->lo == kUYear || u->lo == kUMonth || u->lo == kUWeek || u->lo == kUDecade || u->lo == kUCentury) &&
                 k > i + p->words;
    int m = 0;
    if (p->lo == kSoFar || p->lo == kRest) {
      int shift = 0;
      if (!(pre(k, shift) && hit(k + 1, kUnit)) && !hit(k, kPreLast)) return false;
      if (!unit_core(k, inner)) return false;
    } else if (!century(k, inner) && !decade(k, inner) && !bare_year(k, true, inner) &&
               !(month(k, m) && month_rest(k, m, inner)) && !unit_core(k, inner)) {
      if (!plain) return false;
      inner.next = k + u->words;  // "the end of the year": this one
      inner.r = unit_range(u->lo, 0, year_base(u->lo));
    }
    c.from = i, c.next = inner.next;
    // "early this year" and "earlier this year" are said of any day of the year so far: the whole year stands.
    const int year = year_base(kUYear).year;
    bool this_year = year != 0 && inner.r.p == Precision::year && inner.r.a == Day{year, 1, 1} && inner.r.b.year == year;
    c.r = this_year && (p->lo == kStart || p->lo == kSoFar) && !bare_year(inner.next - 1, true, inner)
              ? year_range(year)
              : part_of(inner.r, p->lo, anchor_);
    return true;
  }

  bool century(std::uint32_t i, Core& c) const {
    int v = 0;
    std::uint32_t next = i;
    const Hit* u = hit(i, kUnit);
    if (u && u->lo == kUCentury && ordinal(i + u->words, v, next)) {
      c.next = next;
    } else if (ordinal(i, v, next)) {
      if (hyphen(next)) ++next;
      u = hit(next, kUnit);
      if (!u || u->lo != kUCentury) return false;
      c.next = next + u->words;
    } else {
      return false;
    }
    if (v < 1 || v > 22) return false;
    c.from = i, c.r = years((v - 1) * 100, (v - 1) * 100 + 99);
    if (v == 1) c.r.a.year = 1;
    return true;
  }

  bool quarter(std::uint32_t i, Core& c) {
    int v = 0, y = 0;
    std::uint32_t next = i;
    const Hit* u = hit(i, kUnit);
    auto wanted = [](const Hit* h) { return h != nullptr && (h->lo == kUQuarter || h->lo == kUHalf); };
    if (wanted(u)) {
      std::uint32_t k = i + u->words;
      if (!ordinal(k, v, next)) {
        std::string_view x = norm(k);
        v = x == "i" || x == "1" ? 1 : x == "ii" || x == "2" ? 2 : x == "iii" || x == "3" ? 3 : x == "iv" || x == "4" ? 4 : 0;
        next = k + 1;
      }
    } else if (ordinal(i, v, next)) {
      u = hit(next, kUnit);
      if (!wanted(u)) return false;
      next += u->words;
    } else {
      return false;
    }
    const bool half = u->lo == kUHalf;
    if (v < 1 || v > (half ? 2 : 4)) return false;
    std::uint32_t k = next, after = next;
    while (k < next + 2 && (hit(k, kOf) || (hit(k, kUnit) && hit(k, kUnit)->lo == kUYear))) ++k;
    if (int m = 0; half && month(k, m)) {
      // "the first half of February"
      Core inner;
      if (!month_rest(k, m, inner)) return false;
      c.from = i, c.next = inner.next, c.r = inner.r;
      if (!c.r.a.known()) return true;
      (v == 1 ? c.r.b.day : c.r.a.day) = v == 1 ? 15 : 16;
      return c.r.p = Precision::week, true;
    }
    if (year(k, y))
      after = k + 1;
    else if (relative_year(next, y, after))
      ;  // "the second quarter of last year"
    else if (half && !of_the_year(k))
      return false;  // "the first half" of a match
    else
      y = anchor_.year;
    c.from = i, c.next = after;
    const int length = half ? 6 : 3;
    int last = v * length;
    if (y) c.r = {{y, last - length + 1, 1}, {y, last, days_in_month(y, last)}, Precision::season};
    return true;
  }

  bool of_the_year(std::uint32_t i) const {
    const Hit* u = hit(hit(i, kThe) ? i + 1 : i, kUnit);
    return u != nullptr && u->lo == kUYear;
  }

  // "of last year", "tahun lalu"
  bool relative_year(std::uint32_t i, int& y, std::uint32_t& next) const {
    std::uint32_t k = hit(i, kOf) ? i + 1 : i;
    int shift = 0;
    std::uint32_t end = k;
    const Hit* u = hit(k, kUnit);
    if (u && u->lo == kUYear && post(k + u->words, shift, end)) {
      next = end;
    } else if (pre(k, shift) && (u = hit(k + 1, kUnit)) != nullptr && u->lo == kUYear) {
      next = k + 1 + u->words;
    } else {
      return false;
    }
    y = year_base(kUYear).year;
    if (y) y += shift;
    return true;
  }

  // "the first week of March", "pekan pertama Maret": its days 1 to 7.
  bool week_of_month(std::uint32_t i, Core& c) {
    int v = 0, m = 0;
    std::uint32_t k = i;
    const Hit* u = hit(i, kUnit);
    if (u && u->lo == kUWeek) {
      if (!ordinal(i + u->words, v, k)) return false;
    } else if (ordinal(i, v, k) && (u = hit(k, kUnit)) != nullptr && u->lo == kUWeek) {
      k += u->words;
    } else {
      return false;
    }
    while (hit(k, kOf) || (hit(k, kUnit) && hit(k, kUnit)->lo == kUMonth && month(k + 1, m))) ++k;
    Core inner;
    if (v < 1 || v > 4 || !month(k, m) || !month_rest(k, m, inner)) return false;
    c.from = i, c.next = inner.next, c.r = inner.r, c.guessed = inner.guessed;
    if (c.r.a.known()) c.r.a.day = 7 * v - 6, c.r.b.day = 7 * v;
    return c.r.p = Precision::week, true;
  }

  bool season(std::uint32_t i, Core& c) const {
    std::uint32_t k = i;
    int shift = 9;
    if (pre(k, shift)) ++k;
    const Hit* s = hit(k, kSeason);
    if (s == nullptr) return false;
    std::uint32_t j = k + s->words;
    int y = 0;
    std::uint32_t end = j;
    if (hit(j, kOf)) ++j;
    if (const Hit* u = hit(j, kUnit); u && u->lo == kUYear) j += u->words;
    if (year(j, y)) {
      end = j + 1;
    } else if (shift != 9 || post(j, shift, end)) {
      if (!anchor_.known()) return c.from = i, c.next = end, true;
      y = anchor_.year + (shift > 0 ? (s->lo <= anchor_.month ? 1 : 0) : shift < 0 ? (s->lo + 3 > anchor_.month ? -1 : 0) : 0);
    } else {
      return false;
    }
    int y2 = y, m2 = s->lo;
    add_months(y2, m2, 2);
    c.from = i, c.next = end, c.r = {{y, s->lo, 1}, {y2, m2, days_in_month(y2, m2)}, Precision::season};
    return true;
  }

  // "last week", "bulan ini", "the past year"
  bool unit_core(std::uint32_t i, Core& c) {
    int shift = 0;
    std::uint32_t end = i;
    if (const Hit* u = hit(i, kUnit); u && u->lo != kUHour) {
      std::uint32_t k = i + u->words;
      if (u->lo == kUDay && !hit(k, kPostNext)) return false;  // "hari ini" is a word of its own
      if (const Hit* last = hit(k, kPostLast)) return c.from = i, c.next = k + last->words, spread(u->lo, 1, 1, -1, c), true;
      if (!post(k, shift, end)) return false;
      if (u->lo == kUDay) return false;
      c.from = i, c.next = end;
      c.r = unit_range(u->lo, shift, year_base(u->lo));
      return true;
    }
    if (const Hit* last = hit(i, kPreLast); last && !(hit(i, kPrePrev) && hit(i + 1, kUnit))) {
      const Hit* u = hit(i + last->words, kUnit);
      if (u && u->lo == kUWeekend && !norm(i + last->words).ends_with('s'))
        return c.from = i, c.next = i + last->words + u->words, c.r = unit_range(kUWeekend, past_weekend(), anchor_), true;
      if (u && u->lo != kUHour) {
        bool many = norm(i + last->words).ends_with('s');
        c.from = i, c.next = i + last->words + u->words;
        spread(u->lo, many ? 2 : 1, many ? 6 : 1, -1, c);
        return true;
      }
    }
    if (pre(i, shift)) {
      const Hit* u = hit(i + 1, kUnit);
      if (!u || u->lo == kUHour || (u->lo == kUDay && shift != 0)) return false;
      if (u->lo == kUDay) return false;
      c.from = i, c.next = i + 1 + u->words;
      if (norm(i + 1).ends_with('s') && shift > 0) return spread(u->lo, 2, 6, 1, c), true;
      c.r = unit_range(u->lo, shift, year_base(u->lo));
      return true;
    }
    return false;
  }

  // Steps to the weekend that is on or was last.
  int past_weekend() const { return anchor_.known() && weekday(anchor_) < 6 ? -1 : 0; }

  // The last or the next few units.
  void spread(int unit, int, int hi, int way, Core& c) {
    c.open = true;
    if (!anchor_.known()) return;
    if (way < 0)
      c.r = {step(unit, -hi, anchor_), anchor_, precision_of(unit)};
    else
      c.r = {anchor_, step(unit, hi, anchor_), precision_of(unit)};
  }

  // A unit so many steps away: "4 tahun lalu" is the year 4 years before.
  void shifted(int unit, int lo, int hi, int way, Day base, Core& c) {
    if (!base.known()) return;
    if (unit == kUHour) return void(c.r = one_day(add_days(base, way * (lo / 24))));
    if (lo == hi && unit != kUDecade && unit != kUCentury) return void(c.r = unit_range(unit, way * lo, base));
    Day near = step(unit, way * lo, base), far = step(unit, way * hi, base);
    c.r = {std::min(near, far), std::max(near, far), precision_of(unit)};
    if (lo == hi) c.r = unit_range(kUYear, way * lo * (unit == kUDecade ? 10 : 100), base);
  }

  bool counted(std::uint32_t i, Core& c) {
    int lo = 1, hi = 1, unit = 0;
    std::uint32_t k = i, u_at = i;
    bool pre_last = false, pre_next = false, given = false;
    if (const Hit* last = hit(i, kPreLast))
      pre_last = true, k += last->words;
    else if (const Hit* next = hit(i, kPreNext))
      pre_next = true, k += next->words;
    if (const Hit* one = hit(k, kOne)) {
      unit = one->lo, u_at = k + one->words, given = true;
    } else if (count(k, lo, hi, u_at)) {
      if (hyphen(u_at)) ++u_at;
      const Hit* u = hit(u_at, kUnit);
      if (u == nullptr) return false;
      unit = u->lo, u_at += u->words, given = true;
    } else if (const Hit* u = hit(k, kUnit); u && !pre_last && !pre_next && (norm(k).ends_with('s'))) {
      unit = u->lo, u_at = k + u->words, lo = 2, hi = unit == kUDecade ? 9 : 6, given = true;  // "years ago"
      if (!hit(u_at, kAgo)) return false;
    }
    if (!given) return false;
    c.from = i, c.next = u_at;
    // "tahun" of "tiga tahun tahun lalu" never happens; "years" may carry "of".
    if (pre_last) return spread(unit, lo, hi, -1, c), true;
    if (pre_next) return spread(unit, lo, hi, 1, c), true;
    if (const Hit* h = hit(u_at, kPostSpan)) return c.next += h->words, spread(unit, lo, hi, 1, c), true;
    const Hit* ago = hit(u_at, kAgo);
    const Hit* last = hit(u_at, kPostLast);
    if (last && (!ago || last->words > ago->words)) return c.next += last->words, spread(unit, lo, hi, -1, c), true;
    if (ago) {
      if (unit == kUDecade && lo == 2 && hi == 6) hi = 9;
      return c.next += ago->words, shifted(unit, lo, hi, -1, anchor_, c), true;
    }
    if (const Hit* h = hit(u_at, kPostNext); h && !hit(u_at, kHence))
      return c.next += h->words, shifted(unit, lo, hi, 1, anchor_, c), true;
    bool fine = state_.exact || (state_.month && unit == kUMonth) || unit == kUYear || unit == kUDecade || unit == kUCentury;
    Day base = state_.named.known() && fine ? state_.named : state_.named.known() ? Day{} : anchor_;
    if (const Hit* h = hit(u_at, kSooner)) {
      // "two years before the war", "weeks before being expelled" hang on something else than a date.
      std::uint32_t next = u_at + h->words;
      bool goes_on = next < n() && hit(u_at, kBefore) && !is(next, ',') && !is(next, '.') && !is(next, ';') && !hit(next, kAnd);
      if (h->words == 1 && (hit(next, kThe) || goes_on)) return pivot(u_at, unit, lo, hi, c) || (skip_ = next, false);
      return c.next = next, shifted(unit, lo, hi, -1, base, c), true;
    }
    if (const Hit* h = hit(u_at, kHence)) return c.next += h->words, shifted(unit, lo, hi, 1, base, c), true;
    if (pivot(u_at, unit, lo, hi, c)) return true;
    skip_ = u_at;  // a duration, not a date
    return false;
  }

  // "two days after …": with a date behind it that date shifted, else what hangs on another act.
  bool pivot(std::uint32_t i, int unit, int lo, int hi, Core& c) {
    const Hit* after = hit(i, kAfter);
    const Hit* word = after ? after : hit(i, kBefore);
    if (word == nullptr || (lo != hi && unit != kUHour)) return false;
    if (unit != kUDay && unit != kUWeek && unit != kUHour) return false;
    const int days = unit == kUDay ? lo : unit == kUWeek ? 7 * lo : lo / 24;
    return hang(i + word->words, after ? days : -days, c);
  }
  bool hang(std::uint32_t k, int days, Core& c) {
    if (k >= n() || is(k, ',') || is(k, '.') || is(k, ';') || is(k, ')') || hit(k, kAnd)) return false;
    const std::uint32_t from = c.from;
    Core inner;
    if (core(k, inner) && inner.r.p == Precision::day && inner.r.a.known() && inner.r.a == inner.r.b)
      return c.from = from, c.next = inner.next, c.r = one_day(add_days(inner.r.a, days)), true;
    return c.next = k, c.pivot = true, c.shift = days, true;
  }

  bool core(std::uint32_t i, Core& c) {
    skip_ = 0;
    if (i >= n()) return false;
    bool digit = (toks_[i].shape & model::kHasDigit) != 0;
    if (!digit && begin_[i] == begin_[i + 1]) return false;
    c = {};
    c.from = i;
    if (const Hit* d = hit(i, kDay)) {
      c.next = i + d->words, c.day_named = true;
      if (anchor_.known()) c.r = one_day(add_days(anchor_, d->lo));
      std::uint32_t k = c.next;
      Core inner;
      bool paren = is(k, '(');
      int wd = 0;
      std::uint32_t after = k;
      if (is(k, ',') || paren) ++k;
      if (weekday_at(k, wd, after)) {
        if (is(after, '(') || is(after, ','))
          paren = is(after, '('), k = after + 1;
        else
          k = after;
      }
      if (k > c.next && (joined(k, false, inner.r, inner.next, wd) || dated(k, inner, wd)) && inner.r.a.known()) {
        c.r = inner.r, c.next = inner.next;
        if (paren && is(c.next, ')')) ++c.next;
      }
      return true;
    }
    if (const Hit* r = hit(i, kRel)) {
      c.next = i + r->words, c.day_named = r->lo != 0;
      // "a day before the leaders were due to meet"
      if ((hit(c.next - 1, kBefore) || hit(c.next - 1, kAfter)) && r->words > 1 && !hit(c.next, kAt) && hang(c.next, r->lo, c))
        return true;
      Day base = state_.named.known() && state_.exact ? state_.named : anchor_;
      if (base.known()) c.r = one_day(add_days(base, r->lo));
      // "the same day, Tuesday (8/10/2024)" names the day itself.
      std::uint32_t k = is(c.next, ',') ? c.next + 1 : c.next;
      Core inner;
      if (is(c.next, '(') && joined(c.next + 1, false, inner.r, inner.next, 0))
        c.r = inner.r, c.next = inner.next + (is(inner.next, ')') ? 1 : 0);
      else if (weekday_core(k, inner) && inner.next > k + 1)
        c.r = inner.r, c.next = inner.next;
      return true;
    }
    if (weekday_core(i, c)) return true;
    if (digit && joined(i, true, c.r, c.next, 0)) return c.day_named = true, true;
    bool bracketed = digit && i > 0 && is(i - 1, '(') && is(i + 1, '/') && is(i + 3, ')') && !w_.month_first;
    if (bracketed && joined(i, false, c.r, c.next, 0)) return c.day_named = true, true;  // "(12/3)"
    if (hit(i, kDate)) {
      Core inner;
      int d = 0;
      if (dated(i + 1, inner, 0) || joined(i + 1, false, inner.r, inner.next, 0))
        return c = inner, c.from = i, c.day_named = true, true;
      if (day_of_month(i + 1, d)) {
        c.next = i + 2, c.day_named = true;
        if (anchor_.known()) {
          int y = anchor_.year, m = anchor_.month;
          if (d > anchor_.day && !looks_ahead(i)) add_months(y, m, -1);
          if (valid({y, m, d})) c.r = one_day({y, m, d});
        }
        return true;
      }
      return false;
    }
    if (dated(i, c, 0)) return true;
    if (const Hit* f = hit(i, kFeast)) {
      c.next = i + f->words, c.day_named = true;
      int y = 0;
      std::uint32_t k = hit(c.next, kOf) || is(c.next, ',') ? c.next + 1 : c.next, after = k;
      int m = f->lo / 100, d = f->lo % 100;
      if (year(k, y))
        c.r = one_day({y, m, d}), c.next = k + 1;
      else if (relative_year(c.next, y, after) && y)
        c.r = one_day({y, m, d}), c.next = after;
      else if (Day day = near(m, d, looks_ahead(i), 0); day.known())
        c.r = one_day(day);
      return true;
    }
    if (century(i, c) || quarter(i, c) || week_of_month(i, c) || season(i, c)) return true;
    if (part_core(i, c)) return true;
    if (decade(i, c)) return true;
    int m = 0;
    if (month(i, m)) {
      // "Mei-Juni 2019"
      std::uint32_t j = after_month(i);
      int m2 = 0;
      if ((hyphen(j) || hit(j, kTo) || hit(j, kUntil) || hit(j, kAnd)) && month(j + 1, m2) && !numeric(j)) {
        Core last;
        std::uint32_t mark = j;
        if (month_rest(j + 1, m2, last)) {
          c.next = last.next;
          if (last.r.b.known()) {
            int y = last.r.b.year - (m > m2 ? 1 : 0);
            c.r = {{y, m, 1}, last.r.b, Precision::month};
          }
          return mark > 0;
        }
      }
      return month_rest(i, m, c);
    }
    int shift = 0;
    if (pre(i, shift) && month(i + 1, m)) {  // "last June"
      c.next = after_month(i + 1);
      c.r = shift == 0 && anchor_.known() ? month_range(anchor_.year, m) : near_month(m, shift > 0);
      return true;
    }
    if (counted(i, c)) return true;
    if (skip_ > i) return false;
    if (unit_core(i, c)) return true;
    if (const Hit* u = hit(i, kUnit)) {
      std::uint32_t k = i + u->words;
      Core inner;
      if (u->lo == kUYear || u->lo == kUDecade) {
        // "tahun 2014", "tahun 1990-an", "tahun 98"
        if (decade(k, inner) || bare_year(k, true, inner)) return c = inner, c.from = i, true;
        int y = 0;
        if (u->lo == kUYear && norm(k).size() == 2 && digits(k, y, 2) && y > 40 && !w_.month_first)
          return c.next = k + 1, c.r = year_range(1900 + y), true;
        if (u->lo == kUYear && hit(k, kPart) == nullptr && hit(k, kThe) == nullptr) return false;
      }
      if (u->lo == kUMonth && month(k, m)) return month_rest(k, m, c), c.from = i, true;
      if (u->lo == kUWeekend && i > 0 && (hit(i - 1, kThe) || hit(i - 1, kAt)))
        return c.next = k, c.r = unit_range(kUWeekend, looks_ahead(i) ? 0 : past_weekend(), anchor_), true;
    }
    if (hit(i, kEra) && decade(i + 1, c)) return c.from = i, true;
    return digit && bare_year(i, false, c);
  }

  // "X to Y", "X hingga Y", "between X and Y".
  void extend(Core& c) {
    std::uint32_t j = c.next;
    bool joins = hit(j, kTo) || hit(j, kUntil) || (hyphen(j) && c.r.p != Precision::none) || (link_ == kBetween && hit(j, kAnd));
    if (!joins) return;
    Core other;
    Cat link = link_;
    std::uint32_t k = j + (hit(j, kUntil) ? hit(j, kUntil)->words : 1u);
    if (hit(k, kThe)) ++k;
    bool second = core(k, other) && other.r.b.known();
    if (int d = 0; !second && c.r.p == Precision::day && c.r.a.known() && day_of_month(k, d) && d > c.r.a.day) {
      // "between May 20 and 24"
      other.r = one_day({c.r.a.year, c.r.a.month, d}), other.next = k + 1;
      second = valid(other.r.b) && !hit(k + 1, kUnit) && !hit(k + 1, kCount);
    }
    if (second && c.guessed && !other.guessed && other.r.p <= Precision::month && c.r.p <= Precision::month) {
      // "1 Mei hingga 3 Juni 2023": the year stands only at the end.
      c.r.a = link == kCats || c.r.a.known() ? c.r.a : other.r.a;
      c.r.a.year = other.r.b.year;
      if (c.r.a > other.r.b) --c.r.a.year;
    }
    if (second && c.r.a.known() && c.r.a <= other.r.b) {
      c.next = other.next, c.r.b = other.r.b;
      c.r.p = std::max(c.r.p, other.r.p);
    } else if (other.next > k && c.r.a.known() && link == kFrom) {
      c.r.b = {};
    }
    link_ = link;
  }

  void emit(std::uint32_t begin, const Core& c, std::vector<TimeExpression>& out) {
    TimeExpression e;
    e.first = origin_[begin];
    e.last = origin_[std::min(c.next, n()) - 1] + 1;
    e.when.start = c.r.a, e.when.end = c.r.b, e.when.precision = c.r.p;
    e.when.text = {a_.tokens[e.first].span.begin, a_.tokens[e.last - 1].span.end};
    e.attributive = c.weak && link_ == kCats;
    e.pivot = c.pivot, e.shift = c.shift;
    if (c.pivot) return out.push_back(e);
    if (c.day_named && c.r.p == Precision::day && c.r.a == c.r.b && valid(c.r.a))
      state_.named = c.r.a, state_.exact = true, state_.month = false;
    else if ((c.r.p == Precision::year || c.r.p == Precision::month) && valid(c.r.a) && !c.weak && !c.open)
      state_.named = c.r.a, state_.exact = false, state_.month = c.r.p == Precision::month;
    if (c.open) e.ongoing = c.r.b == anchor_;
    if (c.r.a.known() || c.r.b.known()) {
      switch (link_) {
        case kSince:
          e.ongoing = true, e.when.precision = Precision::open;
          if (!(c.r.b > anchor_)) e.when.end = anchor_;
          break;
        case kUntil:
          e.when.precision = Precision::open;
          if (anchor_.known() && c.r.b > anchor_ && c.r.a < anchor_) e.when.start = anchor_;
          break;
        case kAfter:
          e.when.precision = Precision::open;
          break;
        case kBefore:
          e.when.precision = Precision::open;
          break;
        default:
          break;
      }
    }
    if (!out.empty() && out.back().last > e.first && out.back().first >= s_.first) return;
    out.push_back(e);
  }

  const Words& w_;
  const model::Analysis& a_;
  const model::Sentence& s_;
  DateState& state_;
  Day anchor_;
  std::vector<Token> toks_;
  std::vector<std::uint32_t> origin_;
  std::vector<Hit> hits_;
  std::vector<std::uint32_t> begin_;
  std::uint32_t skip_ = 0;
  Cat link_ = kCats;
};

void DateFinder::find(const model::Analysis& a, std::uint32_t sentence, DateState& state,
                      std::vector<TimeExpression>& out) const {
  const model::Sentence& s = a.sentences[sentence];
  bool any = false;
  for (std::uint32_t i = s.first; i < s.last && !any; ++i) {
    const Token& t = a.tokens[i];
    any = (t.shape & model::kHasDigit) != 0 || words_->core.starts(t.hash);
    if (!any && t.norm.find('-', 1) != std::string_view::npos)
      any = words_->core.starts(word_hash(t.norm.substr(0, t.norm.find('-', 1))));
  }
  if (any) Reading(*words_, a, sentence, state).run(out);
}

bool DateFinder::past_age(const model::Analysis& a, std::uint32_t sentence) const {
  const model::Sentence& s = a.sentences[sentence];
  std::span<const Token> all(a.tokens);
  for (std::uint32_t i = s.first; i < s.last; ++i) {
    bool found = false;
    words_->phrases.each(all.subspan(i, s.last - i), [&](lexicon::Phrases::Match m) {
      for (std::uint32_t v : words_->phrases.values(m)) {
        const Entry& e = words_->entries[v];
        if (e.cat != kEra) continue;
        std::uint32_t next = i + m.words;
        // "era Soeharto"; "era digital" is the present.
        if (!e.capital || (next < s.last && (a.tokens[next].shape & model::kCapital))) found = true;
      }
    });
    if (found) return true;
  }
  return false;
}

bool DateFinder::happens(const model::Analysis& a, std::uint32_t token) const {
  auto m = words_->phrases.longest(std::span<const Token>(&a.tokens[token], 1));
  for (std::uint32_t v : words_->phrases.values(m)) {
    if (words_->entries[v].cat == kHappen) return true;
  }
  return false;
}

bool is_historical(const model::When& when, Day published, int newest) {
  if (!when.end.known() || when.precision == Precision::none) return false;
  if (published.known()) {
    if (when.end > published) return false;
    std::int64_t end = days_since_1970(when.end), now = days_since_1970(published);
    std::int64_t start = when.start.known() ? days_since_1970(when.start) : end;
    std::int64_t mid = when.precision == Precision::open ? end : start + (end - start) / 2;
    return now - mid >= 330;
  }
  return when.end.year < 2000 || (newest != 0 && when.end.year + 3 <= newest);
}

}  // namespace kawat::context
