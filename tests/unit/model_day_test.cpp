#include <gtest/gtest.h>

#include "model/day.h"

namespace kawat::model {

TEST(Day, NumbersAndBack) {
  for (std::int64_t n = -800000; n < 200000; n += 137) EXPECT_EQ(days_since_1970(day_at(n)), n);
  EXPECT_EQ(days_since_1970({1970, 1, 1}), 0);
  EXPECT_EQ(days_since_1970({1945, 8, 17}), -8903);
  EXPECT_EQ(day_at(days_since_1970({2024, 2, 28}) + 1), (Day{2024, 2, 29}));
  EXPECT_EQ(day_at(days_since_1970({1900, 2, 28}) + 1), (Day{1900, 3, 1}));
}

TEST(Day, Text) {
  EXPECT_EQ(iso(Day{}), "");
  EXPECT_EQ(iso(Day{2024, 10, 8}), "2024-10-08");
  EXPECT_EQ(iso(Day{2024, 10, 0}), "2024-10-01");
  EXPECT_EQ(iso(Day{476, 0, 0}), "0476-01-01");
  EXPECT_EQ(iso_day(19'999), "2024-10-03");
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(iso_time(1'728'379'805), "2024-10-08T09:30:05Z");
}

TEST(Day, FromText) {
  EXPECT_EQ(day_from_iso("2024-10-08"), (Day{2024, 10, 8}));
  EXPECT_EQ(day_from_iso("2024-10-08T09:30:00Z"), (Day{2024, 10, 8}));
  for (const char* not_a_day : {"", "2024", "2024-10", "unknown", "2024-x-1"}) EXPECT_FALSE(day_from_iso(not_a_day).known());
}

}  // namespace kawat::model
