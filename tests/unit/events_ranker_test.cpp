#include "events/ranker.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace kawat::events {
namespace {

using model::EventType;

TEST(Ranker, LearnsWhatTellsTypesApart) {
  std::vector<Example> examples;
  auto add = [&](std::initializer_list<const char*> words, EventType type) {
    Example e;
    for (const char* w : words) e.features.push_back(word_hash(w));
    e.type = static_cast<std::size_t>(type);
    examples.push_back(e);
  };
  for (int i = 0; i < 20; ++i) {
    add({"condemn", "sharply"}, EventType::ACCUSE);
    add({"condemn", "attack"}, EventType::ACCUSE);
    add({"bomb", "attack"}, EventType::ASSAULT);
    add({"bomb", "sharply"}, EventType::ASSAULT);
    add({"goal", "sharply"}, EventType::none);
  }
  RankerOptions o;
  o.rows = 1024, o.decay = 1;
  std::string bytes = train_ranker(examples, o, {});
  EXPECT_EQ(bytes, train_ranker(examples, o, {}));
  auto ranker = Ranker::open(bytes);
  ASSERT_TRUE(ranker);
  auto p = ranker->score({word_hash("condemn"), word_hash("attack")});
  EXPECT_GT(p[static_cast<std::size_t>(EventType::ACCUSE)], 0.8f);
  p = ranker->score({word_hash("bomb")});
  EXPECT_GT(p[static_cast<std::size_t>(EventType::ASSAULT)], 0.6f);
  p = ranker->score({word_hash("goal")});
  EXPECT_GT(p[static_cast<std::size_t>(EventType::none)], 0.5f);
}

TEST(Ranker, RefusesDamage) {
  EXPECT_TRUE(Ranker::open("")->known() == false);
  EXPECT_FALSE(Ranker::open("kwrank01"));
  EXPECT_FALSE(Ranker::open(std::string(100, 'x')));
}

}  // namespace
}  // namespace kawat::events
