#include "stories/story.h"

#include <gtest/gtest.h>

#include "stories/linker.h"
#include "stories_helpers.h"

namespace kawat::stories {
namespace {

using model::EventType;

std::vector<const Told*> pointers(const std::vector<Told>& tellings) {
  std::vector<const Told*> out;
  for (const Told& t : tellings) out.push_back(&t);
  return out;
}

const Disagreement* on(const std::vector<Disagreement>& all, std::string_view field) {
  for (const Disagreement& d : all) {
    if (d.field == field) return &d;
  }
  return nullptr;
}

// A treaty that three place in June and one in January.
std::vector<Told> treaty() {
  std::vector<Told> out;
  for (const char* id : {"a", "b", "c", "d"})
    out.push_back(told(id, day(2024, 10, 9), EventType::AGREE, "RUS", "PRK", "country:RUS country:PRK act:sign"));
  for (Told& t : out) t.start = t.end = day(2024, 6, 19);
  out[1].start = day(2024, 1, 1), out[1].end = day(2024, 1, 31), out[1].precision = model::Precision::month;
  out[3].language = "en";
  return out;
}

TEST(Story, WhatItsTellingsHaveInCommon) {
  auto tellings = treaty();
  Story s = summarise(pointers(tellings));
  EXPECT_EQ(s.id, story_id("a#0"));
  EXPECT_EQ(s.type, EventType::AGREE);
  EXPECT_EQ(s.documents, 4u);
  EXPECT_EQ(s.outlets, 4u);
  EXPECT_EQ(s.languages, (std::vector<std::string>{"en", "id"}));
  EXPECT_EQ(s.start, day(2024, 6, 19));
  ASSERT_EQ(s.actors.size(), 1u);
  EXPECT_EQ(s.actors[0].country.view(), "RUS");
}

TEST(Story, OneSaysJanuaryThreeSayJune) {
  auto tellings = treaty();
  auto found = disagreements(pointers(tellings));
  const Disagreement* date = on(found, "date");
  ASSERT_NE(date, nullptr);
  ASSERT_EQ(date->values.size(), 2u);
  EXPECT_EQ(date->values[0].value, "2024-06-19");
  EXPECT_EQ(date->values[0].documents, (std::vector<std::string>{"a", "c", "d"}));
  EXPECT_EQ(date->values[1].value, "2024-01");
  EXPECT_EQ(date->values[1].documents, std::vector<std::string>{"b"});
}

TEST(Story, AMonthThatHoldsTheDayIsNoDisagreement) {
  auto tellings = treaty();
  tellings[1].start = day(2024, 6, 1), tellings[1].end = day(2024, 6, 30);
  EXPECT_EQ(on(disagreements(pointers(tellings)), "date"), nullptr);
}

TEST(Story, NumbersPlacesAndActors) {
  std::vector<Told> t = {told("a", day(2025, 1, 25), EventType::ASSAULT, "", "SDN", "country:SDN act:attack"),
                         told("b", day(2025, 1, 25), EventType::ASSAULT, "SDN", "SDN", "country:SDN act:attack"),
                         told("c", day(2025, 1, 25), EventType::ASSAULT, "TCD", "SDN", "country:SDN act:attack")};
  t[0].counts = {{1, 30, "tewas"}}, t[1].counts = {{1, 70, "killed"}}, t[2].counts = {{1, 70, "killed"}};
  t[0].place = 1, t[0].place_name = "El Fasher", t[1].place = 2, t[1].place_name = "Nyala";
  auto found = disagreements(pointers(t));
  const Disagreement* number = on(found, "number of tewas");
  ASSERT_NE(number, nullptr);
  EXPECT_EQ(number->values[0].value, "70");
  EXPECT_EQ(number->values[0].documents, (std::vector<std::string>{"b", "c"}));
  EXPECT_NE(on(found, "place"), nullptr);
  const Disagreement* actor = on(found, "actor");
  ASSERT_NE(actor, nullptr);
  EXPECT_EQ(actor->values.size(), 2u);
  EXPECT_EQ(on(found, "recipient"), nullptr);
}

TEST(Story, OneArticleDoesNotContradictItself) {
  std::vector<Told> t = {told("a", day(2025, 1, 25), EventType::ASSAULT, "", "SDN", "country:SDN"),
                         told("b", day(2025, 1, 25), EventType::ASSAULT, "", "SDN", "country:SDN")};
  t[0].counts = {{1, 30, "tewas"}, {1, 12, "tewas"}};
  EXPECT_TRUE(disagreements(pointers(t)).empty());
}

}  // namespace
}  // namespace kawat::stories
