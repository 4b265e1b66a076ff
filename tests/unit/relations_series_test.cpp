#include "relations/series.h"

#include <gtest/gtest.h>

#include "relations_helpers.h"

namespace kawat::relations {
namespace {

TEST(RelationsSeries, WeeksCrossLeapDaysAndYears) {
  EXPECT_EQ(start_of({2024, 2, 26}, Step::week, 1), (model::Day{2024, 3, 4}));
  EXPECT_EQ(start_of({2023, 12, 25}, Step::week, 1), (model::Day{2024, 1, 1}));
  EXPECT_EQ(start_of({2024, 1, 1}, Step::week, -1), (model::Day{2023, 12, 25}));
  EXPECT_EQ(start_of({}, Step::week, 5), model::Day{});
}

TEST(RelationsSeries, MonthsKeepTheDayWhereTheyHaveIt) {
  EXPECT_EQ(start_of({2024, 1, 31}, Step::month, 1), (model::Day{2024, 2, 29}));
  EXPECT_EQ(start_of({2024, 1, 31}, Step::month, 2), (model::Day{2024, 3, 31}));
  EXPECT_EQ(start_of({2024, 11, 1}, Step::month, 14), (model::Day{2026, 1, 1}));
  EXPECT_EQ(start_of({2024, 1, 1}, Step::month, -1), (model::Day{2023, 12, 1}));
}

TEST(RelationsSeries, PeriodOfADay) {
  EXPECT_EQ(period_of({2024, 1, 1}, Step::week, {2024, 1, 7}), 0);
  EXPECT_EQ(period_of({2024, 1, 1}, Step::week, {2024, 1, 8}), 1);
  EXPECT_EQ(period_of({2024, 1, 1}, Step::week, {2023, 12, 31}), -1);
  EXPECT_EQ(period_of({2024, 1, 15}, Step::month, {2024, 2, 14}), 0);
  EXPECT_EQ(period_of({2024, 1, 15}, Step::month, {2024, 2, 15}), 1);
  for (int i = -40; i < 40; ++i) EXPECT_EQ(period_of({2020, 3, 2}, Step::week, start_of({2020, 3, 2}, Step::week, i)), i);
}

TEST(RelationsSeries, ByMonth) {
  // Weeks of 1, 8, 15, 22, 29 January, 5 February; the last was not read, nor were the four after it.
  PairSeries weeks = series_of({{1, 0}, {1, 2}, {0, 0}, {3, 1}, {2, 2}, {-1, 0}, {-1, 0}, {-1, 0}, {-1, 0}, {5, 0}});
  weeks.periods[1].goldstein = -3;
  PairSeries months = by_month(weeks);
  ASSERT_EQ(months.periods.size(), 3u);
  EXPECT_EQ(months.first, (model::Day{2024, 1, 1}));
  EXPECT_EQ(months.periods[0].cooperative(), 7u);
  EXPECT_EQ(months.periods[0].conflictual(), 5u);
  EXPECT_EQ(months.periods[0].goldstein, -3);
  EXPECT_FALSE(months.periods[1].observed);
  EXPECT_TRUE(months.periods[2].observed);  // the week of 4 March
  EXPECT_EQ(months.periods[2].stories(), 5u);
}

}  // namespace
}  // namespace kawat::relations
