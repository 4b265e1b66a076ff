#include "stories/packed.h"

#include <gtest/gtest.h>

#include "stories_helpers.h"

namespace kawat::stories {
namespace {

Told full() {
  Told t = told("a", day(2024, 6, 20), model::EventType::AGREE, "RUS", "PRK",
                "country:RUS country:PRK act:sign place:pyongyang name:kim number:12");
  t.actors.push_back(party("RUS", "GOV", "Vladimir Putin"));
  t.mode = 3, t.modality = model::Modality::future, t.sequence = 2, t.dated_loosely = true, t.main = false;
  t.place = 77, t.place_name = "Pyongyang", t.home = model::Code3("IDN"), t.title_subject = model::Code3("PRK");
  t.first_name = Clue(ClueKind::name, 5), t.title = clues("act:sign"), t.rest = clues("thing:treaty");
  t.counts = {{9, 30, "tentara"}};
  return t;
}

TEST(PackedTelling, IsComparedLikeTheOriginal) {
  Told t = full(),
       other = told("b", day(2024, 6, 21), model::EventType::AGREE, "PRK", "RUS", "country:RUS act:sign place:pyongyang");
  Told back;
  ASSERT_TRUE(unpack(pack(t), back));
  // What stands beside it.
  back.id = t.id, back.doc_id = t.doc_id, back.outlet = t.outlet, back.language = t.language, back.published = t.published;
  EXPECT_EQ(pack(back), pack(t));
  EXPECT_EQ(compare(Compared(back), Compared(other)), compare(Compared(t), Compared(other)));
  EXPECT_EQ(back.lead, t.lead);
  EXPECT_EQ(back.counts[0].what, "tentara");
  EXPECT_EQ(back.actors[1].name, "Vladimir Putin");
  EXPECT_TRUE(back.dated_by_text && back.dated_loosely && !back.main);
}

TEST(PackedTelling, WordsOfEarlierVersionsAreLeftOut) {
  Told t = full(), back;
  const Clues lead = t.lead;
  t.lead.emplace_back(static_cast<ClueKind>(kClueKinds), 4711);
  ASSERT_TRUE(unpack(pack(t), back));
  EXPECT_EQ(back.lead, lead);
}

TEST(PackedTelling, OtherBytesAreRefused) {
  const std::string bytes = pack(full());
  Told t;
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(unpack(bytes.substr(0, n), t)) << n;
  EXPECT_FALSE(unpack(bytes + "x", t));
  EXPECT_FALSE(unpack("\x02" + bytes.substr(1), t));
  for (std::size_t n = 0; n < bytes.size(); ++n) {  // whatever comes of it, no harm
    std::string other = bytes;
    other[n] = static_cast<char>(other[n] ^ 0xFF);
    (void)unpack(other, t);
  }
}

}  // namespace
}  // namespace kawat::stories
