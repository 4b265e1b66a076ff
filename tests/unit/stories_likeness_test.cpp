#include "stories/likeness.h"

#include <gtest/gtest.h>

#include "stories_helpers.h"

namespace kawat::stories {
namespace {

using model::EventType;

float of(const Features& f, Feature which) { return f[static_cast<std::size_t>(which)]; }

Told visit(std::string id, model::Day published) {
  return told(std::move(id), published, EventType::CONSULT, "RUS", "VNM",
              "country:RUS country:VNM act:visit place:hanoi name:putin");
}

TEST(Likeness, TheOrderOfTwoDoesNotMatter) {
  Told a = visit("a", day(2024, 6, 20)),
       b = told("b", day(2024, 6, 22), EventType::AGREE, "VNM", "RUS", "country:VNM act:sign answer:welcome number:12");
  b.dated_by_text = false;
  EXPECT_EQ(compare(Compared(a), Compared(b)), compare(Compared(b), Compared(a)));
  Likeness likeness = shipped();
  EXPECT_EQ(likeness.of(Compared(a), Compared(b)), likeness.of(Compared(b), Compared(a)));
}

TEST(Likeness, DaysOfTheTextGoBeforeThoseOfTheArticle) {
  Told a = visit("a", day(2024, 6, 20)), b = visit("b", day(2024, 10, 9));
  b.start = b.end = day(2024, 6, 20);
  Features f = compare(Compared(a), Compared(b));
  EXPECT_EQ(of(f, Feature::day_same), 1);
  EXPECT_EQ(of(f, Feature::published), 0);
  b.start = b.end = day(2024, 6, 21);
  EXPECT_EQ(of(compare(Compared(a), Compared(b)), Feature::day_next), 1);
  b.start = b.end = day(2024, 6, 25);
  EXPECT_EQ(of(compare(Compared(a), Compared(b)), Feature::day_apart), 1);
  b.dated_by_text = false;
  EXPECT_EQ(of(compare(Compared(a), Compared(b)), Feature::day_apart), 0);
  EXPECT_GT(of(compare(Compared(a), Compared(b)), Feature::published), 1);
}

TEST(Likeness, AWeekdayAheadMayBeTheOneBefore) {
  Told a = visit("a", day(2025, 5, 10)), b = visit("b", day(2025, 5, 11));
  b.start = b.end = day(2025, 5, 17);
  EXPECT_EQ(of(compare(Compared(a), Compared(b)), Feature::day_same), 1);
}

TEST(Likeness, InPassingAContradictionIsEnough) {
  Told a = visit("a", day(2024, 6, 20)), b = visit("b", day(2024, 6, 20));
  Likeness likeness = shipped();
  double main = likeness.of(Compared(a), Compared(b));
  b.main = false;
  double passing = likeness.of(Compared(a), Compared(b));
  EXPECT_GT(main, passing);
  EXPECT_GT(passing, likeness.threshold());
  b.actors = {party("USA")};
  EXPECT_EQ(likeness.of(Compared(a), Compared(b)), 0);
}

TEST(Likeness, NothingKnownIsNoAgreement) {
  Told a, b;
  a.id = a.doc_id = "a", b.id = b.doc_id = "b", a.main = b.main = true;
  EXPECT_LT(shipped().of(Compared(a), Compared(b)), shipped().threshold());
}

TEST(Likeness, ATableMustHaveEveryWeightOnce) {
  auto table = read_file(KAWAT_SOURCE "/data/stories.tsv");
  ASSERT_TRUE(table);
  auto error = [](const std::string& t) {
    auto read = Likeness::read(t, "stories.tsv");
    return read ? std::string() : read.error().message();
  };
  EXPECT_EQ(error(*table), "");
  EXPECT_NE(error(*table + "charm\t1\n").find("'charm'"), std::string::npos);
  EXPECT_NE(error(*table + "cover\tmuch\n").find("'much' is no number"), std::string::npos);
  std::string without = *table;
  without.erase(without.find("\ncover\t"), without.find('\n', without.find("\ncover\t") + 1) - without.find("\ncover\t"));
  EXPECT_NE(error(without).find("'cover' has no weight"), std::string::npos);
}

}  // namespace
}  // namespace kawat::stories
