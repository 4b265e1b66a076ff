// Finds time expressions among the tokens of a sentence and works out which days they mean.
//
//   DateFinder f = *DateFinder::build(pack, "id");
//   DateState state{.anchor = document.published};
//   std::vector<TimeExpression> found;
//   f.find(analysis, sentence, state, found);   // "Selasa (8/10/2024)" → 2024-10-08, day
//
// Relative words ("pekan lalu", "on Monday") need an anchor day, the article's; without one their days stay unknown and only
// their words are kept. Weeks run from Monday to Sunday. Share freely between threads; a DateState belongs to one document.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"
#include "model/analysis.h"

namespace kawat::context {

struct TimeExpression {
  model::When when;
  std::uint32_t first = 0;  // tokens [first, last) of Analysis::tokens
  std::uint32_t last = 0;
  bool attributive = false;  // part of a name or description: "Pemilu 2014", "the 2015 election"
  bool ongoing = false;      // "sejak 2014": begins then and lasts
  bool pivot = false;        // "two days after …": no day by itself; what follows lies `shift` days before the rest
  int shift = 0;
};

// What the dates so far in a document say about the next one.
struct DateState {
  model::Day anchor;   // the article's day; may be unknown
  model::Day named;    // first day of the date named last: "the same day", "two years earlier"
  bool exact = false;  // that date was a day, not a month or year
  bool month = false;  // it was a month
  // An article without a day was written between these, by the terms of the leaders that it names; unknown otherwise.
  model::Day earliest{}, latest{};
  int year = 0;  // year of such an article, once one of its days can lie in one year only
};

class DateFinder {
 public:
  static Result<DateFinder> build(const lexicon::Pack& pack, std::string_view language);
  // Appends the expressions of one sentence, in order; they do not overlap.
  void find(const model::Analysis& a, std::uint32_t sentence, DateState& state, std::vector<TimeExpression>& out) const;
  // A verb that only says that something takes place: "dimulai", "held".
  bool happens(const model::Analysis& a, std::uint32_t token) const;
  // The sentence speaks of a past age without a date: "pada masa itu", "era Soeharto", "in the Soviet era".
  bool past_age(const model::Analysis& a, std::uint32_t sentence) const;

  DateFinder(DateFinder&&) noexcept;
  DateFinder& operator=(DateFinder&&) noexcept;
  ~DateFinder();

 private:
  struct Words;
  class Reading;
  DateFinder();
  std::unique_ptr<Words> words_;
};

bool valid(model::Day d);
int days_in_month(int year, int month);

// The event of an article of this day, dated so, is background: about a year or more before it. Without an article day a year
// well before `newest`, the latest year that the text names, counts.
bool is_historical(const model::When& when, model::Day published, int newest);

}  // namespace kawat::context
