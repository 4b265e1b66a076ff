#include "stories/linker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "stories_helpers.h"

namespace kawat::stories {
namespace {

using model::EventType;

constexpr const char* kExpelled = "country:IDN country:CHN place:natuna name:bakamla act:expel thing:ship thing:coastguard";

// Four states deal with each other on many days in a few ways: much that is nearly the same.
std::vector<Told> many(unsigned seed, int count) {
  static const std::vector<std::string> states = {"IDN", "CHN", "RUS", "PRK"},
                                        acts = {"expel", "meet", "sign", "test", "arrest", "send"},
                                        things = {"ship", "treaty", "missile", "summit", "aid", "border", "oil"},
                                        names = {"putin", "kim", "xi", "prabowo", "bakamla"};
  static const std::vector<EventType> types = {EventType::COERCE,   EventType::CONSULT, EventType::AGREE,
                                               EventType::MOBILIZE, EventType::ASSAULT, EventType::AID};
  std::mt19937 random(seed);
  auto pick = [&](const auto& from) -> const auto& { return from[random() % from.size()]; };
  std::vector<Told> out;
  for (int i = 0; i < count; ++i) {
    const std::string &a = pick(states), &b = pick(states);
    std::size_t act = random() % acts.size();
    std::string lead = "country:" + a + " country:" + b + " act:" + acts[act] + " thing:" + pick(things) + " name:" + pick(names);
    if (random() % 2 != 0) lead += " thing:" + pick(things);
    Told t = told("doc" + std::to_string(i), day(2024, 1 + static_cast<int>(random() % 3), 1 + static_cast<int>(random() % 28)),
                  types[act], a, b, lead);
    t.main = random() % 4 != 0;
    if (random() % 10 == 0 && i > 0) t.copy_of = "doc" + std::to_string(random() % static_cast<unsigned>(i));
    if (random() % 20 == 0) t.published = {};
    if (random() % 3 == 0) t.dated_by_text = false;
    out.push_back(std::move(t));
  }
  return out;
}

std::map<std::string, std::string> stories_of(const Linker& linker, const std::vector<Told>& tellings) {
  std::map<std::string, std::string> out;
  for (const Told& t : tellings) out[t.id] = linker.story(t.id);
  return out;
}

std::map<std::string, std::string> linked_at_once(const std::vector<Told>& tellings) {
  Linker linker(shipped());
  linker.add(tellings);
  linker.link();
  return stories_of(linker, tellings);
}

TEST(StoryLinker, TheSameEventInTwoOutletsIsOneStory) {
  std::vector<Told> t = {told("a", day(2024, 10, 22), EventType::COERCE, "IDN", "CHN", kExpelled),
                         told("b", day(2024, 10, 22), EventType::COERCE, "IDN", "CHN", kExpelled)};
  auto stories = linked_at_once(t);
  EXPECT_FALSE(stories["a#0"].empty());
  EXPECT_EQ(stories["a#0"], stories["b#0"]);
  EXPECT_EQ(stories["a#0"], story_id("a#0"));  // named by the earlier one
}

TEST(StoryLinker, NearMissesStayApart) {
  std::string about = "country:USA country:MMR thing:company act:sanction thing:army",
              london = "country:GBR country:MMR thing:company act:sanction thing:army";
  struct Case {
    const char* what;
    Told one, other;
  };
  std::vector<Case> cases = {
      {"another actor on the same day", told("a", day(2021, 3, 25), EventType::SANCTION, "USA", "MMR", about),
       told("b", day(2021, 3, 25), EventType::SANCTION, "GBR", "MMR", london)},
      {"another act",
       told("a", day(2023, 11, 4), EventType::AID, "TUR", "PSE", "country:TUR country:PSE act:send thing:hospital thing:ship"),
       told("b", day(2023, 11, 4), EventType::REJECT, "TUR", "ISR", "country:TUR country:ISR act:recall-envoy thing:ambassador")},
      {"another round",
       told("a", day(2024, 10, 22), EventType::CONSULT, "IDN", "CHN", "country:IDN country:CHN act:talks thing:sea"),
       told("b", day(2024, 11, 2), EventType::CONSULT, "IDN", "CHN", "country:IDN country:CHN act:talks thing:trade")},
      {"the answer", told("a", day(2017, 7, 14), EventType::MOBILIZE, "IDN", "", "country:IDN act:rename place:natuna thing:map"),
       told("b", day(2017, 7, 15), EventType::ACCUSE, "CHN", "IDN",
            "country:CHN country:IDN answer:criticise act:rename place:natuna")},
  };
  for (Case& c : cases) {
    auto stories = linked_at_once({c.one, c.other});
    EXPECT_NE(stories["a#0"], stories["b#0"]) << c.what;
  }
}

TEST(StoryLinker, BothDirectionsOfAPairAreOneStory) {
  // The coder may turn a meeting round.
  auto stories = linked_at_once({told("a", day(2018, 4, 27), EventType::CONSULT, "IND", "CHN",
                                      "country:IND country:CHN act:meet place:wuhan name:modi name:xi"),
                                 told("b", day(2018, 4, 27), EventType::CONSULT, "CHN", "IND",
                                      "country:IND country:CHN act:meet place:wuhan name:modi name:xi")});
  EXPECT_EQ(stories["a#0"], stories["b#0"]);
}

TEST(StoryLinker, CopiesShareTheStoryOfTheOriginal) {
  Told original = told("a", day(2024, 10, 22), EventType::COERCE, "IDN", "CHN", kExpelled), copy = original;
  copy.id = "z#0", copy.doc_id = "z", copy.copy_of = "a";
  copy.lead = clues("country:FRA act:meet");  // whatever was read out of it
  for (bool first : {true, false}) {
    Linker linker(shipped());
    linker.add({first ? copy : original});
    linker.link();
    linker.add({first ? original : copy});
    linker.link();
    EXPECT_EQ(linker.story("a#0"), linker.story("z#0")) << first;
  }
}

TEST(StoryLinker, TheSameStoriesInWhateverOrder) {
  std::vector<Told> tellings = many(1, 400);
  auto wanted = linked_at_once(tellings);
  std::set<std::string> names;
  for (const auto& [telling, story] : wanted) names.insert(story);
  EXPECT_LT(names.size(), tellings.size() * 9 / 10);  // something was joined
  EXPECT_GT(names.size(), tellings.size() / 20);      // not all of it
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(tellings.begin(), tellings.end(), random);
    EXPECT_EQ(linked_at_once(tellings), wanted) << round;
  }
}

TEST(StoryLinker, InPortionsAsAtOnce) {
  for (unsigned seed : {1u, 2u, 3u}) {
    std::vector<Told> tellings = many(seed, 500);
    auto wanted = linked_at_once(tellings);
    std::mt19937 random(seed);
    for (int round = 0; round < 4; ++round) {
      std::shuffle(tellings.begin(), tellings.end(), random);
      Linker linker(shipped());
      std::map<std::string, std::string> told_so_far;  // by the changes alone
      for (std::size_t at = 0; at < tellings.size();) {
        std::size_t n = std::min<std::size_t>(1 + random() % 120, tellings.size() - at);
        linker.add({tellings.begin() + static_cast<std::ptrdiff_t>(at), tellings.begin() + static_cast<std::ptrdiff_t>(at + n)});
        for (const Linker::Change& c : linker.link()) told_so_far[std::string(c.telling)] = c.story;
        at += n;
      }
      EXPECT_EQ(stories_of(linker, tellings), wanted);
      EXPECT_EQ(told_so_far, wanted);
    }
  }
}

TEST(StoryLinker, OnlyTouchedBlocksAreComparedAgain) {
  Linker linker(shipped());
  std::vector<Told> tellings;
  for (int i = 0; i < 300; ++i) {
    std::string n = std::to_string(i);
    tellings.push_back(
        told("doc" + n, day(2024, 1 + i % 12, 1 + i % 28), EventType::CONSULT, "", "", "name:a" + n + " place:b" + n));
  }
  linker.add(tellings);
  linker.link();
  std::uint64_t before = linker.compared();
  Told one = told("late", day(2024, 1, 1), EventType::CONSULT, "", "", "name:a0 place:b0");
  linker.add({one});
  auto changes = linker.link();
  EXPECT_LE(linker.compared() - before, 4u);
  EXPECT_LE(changes.size(), 2u);
  EXPECT_EQ(linker.story("late#0"), linker.story("doc0#0"));
}

TEST(StoryLinker, AStoryIsNamedByItsEarliestArticle) {
  Linker linker(shipped());
  linker.add({told("b", day(2024, 10, 23), EventType::COERCE, "IDN", "CHN", kExpelled)});
  linker.link();
  const std::string name(linker.story("b#0"));
  Told earlier = told("c", day(2024, 10, 22), EventType::COERCE, "IDN", "CHN", kExpelled);
  earlier.start = earlier.end = day(2024, 10, 23);
  linker.add({earlier});
  auto changes = linker.link();
  EXPECT_EQ(changes.size(), 2u);  // the later one changed its story's name
  EXPECT_NE(linker.story("b#0"), name);
  EXPECT_EQ(linker.story("b#0"), story_id("c#0"));
  linker.add({earlier});  // once more: nothing
  EXPECT_TRUE(linker.link().empty());
}

TEST(StoryLinker, ALargeBlockIsComparedWithinBounds) {
  constexpr int kCount = 10'000;
  std::mt19937 random(3);
  std::vector<Told> tellings;
  tellings.reserve(kCount);
  for (int i = 0; i < kCount; ++i) {
    std::string lead = "country:IDN country:CHN act:a" + std::to_string(random() % 40) + " thing:t" +
                       std::to_string(random() % 200) + " thing:u" + std::to_string(random() % 200);
    tellings.push_back(told("doc" + std::to_string(i), day(2024, 10, 1 + static_cast<int>(random() % 16)), EventType::CONSULT,
                            "IDN", "CHN", lead));
  }
  Linker linker(shipped());
  linker.add(std::move(tellings));
  linker.link();
  EXPECT_LE(linker.compared(), std::uint64_t{kCount} * Linker::kMost);
}

// New tellings beside those of a few periods, more of them only where the stories reach further: as if all were at hand.
TEST(StoryLinker, WithOnlyTheNeighbourhoodAtHand) {
  for (unsigned seed : {1u, 2u, 3u}) {
    std::vector<Told> tellings = many(seed, 500);
    auto wanted = linked_at_once(tellings);
    std::mt19937 random(seed);
    std::shuffle(tellings.begin(), tellings.end(), random);
    std::map<std::string, std::string> stories;
    std::size_t left_out = 0;
    for (std::size_t at = 0; at < tellings.size();) {
      std::size_t n = std::min<std::size_t>(1 + random() % 40, tellings.size() - at);
      Linker linker(shipped());
      Linker::Reach has;
      bool undated = false;
      for (std::size_t i = at; i < at + n; ++i) {
        std::int64_t p = period_of(tellings[i]);
        if (p == Linker::kUndated)
          undated = true;
        else
          has.first = std::min(has.first, p - 2), has.last = std::max(has.last, p + 2);
      }
      std::set<std::string> there;
      auto load = [&] {
        for (std::size_t i = 0; i < at; ++i) {
          std::int64_t p = period_of(tellings[i]);
          bool wants = p == Linker::kUndated ? undated : p >= has.first && p <= has.last;
          if (wants && there.insert(tellings[i].id).second) linker.add_linked(tellings[i], stories[tellings[i].id]);
        }
      };
      load();
      linker.add({tellings.begin() + static_cast<std::ptrdiff_t>(at), tellings.begin() + static_cast<std::ptrdiff_t>(at + n)});
      std::set<std::string> changed;
      for (const Linker::Change& c : linker.link()) changed.emplace(c.telling);
      for (;;) {
        Linker::Reach reach = linker.reach();
        if (reach.first > reach.last || (reach.first - 1 >= has.first && reach.last + 1 <= has.last)) break;
        has.first = std::min(has.first, reach.first - 1), has.last = std::max(has.last, reach.last + 1);
        load();
        for (const Linker::Change& c : linker.link_again()) changed.emplace(c.telling);
      }
      for (const std::string& id : changed) stories[id] = linker.story(id);
      left_out += at - there.size();
      at += n;
    }
    EXPECT_EQ(stories, wanted) << seed;
    EXPECT_GT(left_out, 0u);
  }
}

}  // namespace
}  // namespace kawat::stories
