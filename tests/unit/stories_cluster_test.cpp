#include "stories/cluster.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace kawat::stories {
namespace {

using Groups = std::vector<std::uint32_t>;

TEST(AverageLink, JoinsTheLikeliestFirst) {
  // 0-1 and 2-3 are sure; 1-2 alone does not carry the two groups.
  EXPECT_EQ(average_link(4, {{0, 1, 0.9F}, {2, 3, 0.9F}, {1, 2, 0.8F}}, {.threshold = 0.4}), (Groups{0, 0, 2, 2}));
  EXPECT_EQ(average_link(4, {{0, 1, 0.9F}, {2, 3, 0.9F}, {1, 2, 0.8F}, {0, 2, 0.8F}, {0, 3, 0.3F}}, {.threshold = 0.4}),
            (Groups{0, 0, 0, 0}));
}

TEST(AverageLink, NothingBelowTheThreshold) {
  EXPECT_EQ(average_link(3, {{0, 1, 0.39F}, {1, 2, 0.1F}}, {.threshold = 0.4}), (Groups{0, 1, 2}));
  EXPECT_EQ(average_link(0, {}, {.threshold = 0.4}), Groups{});
}

TEST(AverageLink, WhatBelongsTogetherIsJoinedInAnyCase) {
  EXPECT_EQ(average_link(3, {}, {.threshold = 0.4, .together = {{0, 2}}}), (Groups{0, 1, 0}));
}

TEST(AverageLink, ClosedGroupsAreNotJoined) {
  Linkage linkage{.threshold = 0.4, .closed = {1, 0, 1}};
  EXPECT_EQ(average_link(3, {{0, 1, 0.9F}, {1, 2, 0.8F}, {0, 2, 0.9F}}, linkage), (Groups{0, 0, 2}));
}

TEST(AverageLink, BigGroupsNeedNotHaveEveryPairCompared) {
  // A chain in which each is compared with the next four only.
  std::vector<Link> links;
  for (std::uint32_t i = 0; i < 60; ++i) {
    for (std::uint32_t k = 1; k <= 4 && i + k < 60; ++k) links.push_back({i, i + k, 0.95F});
  }
  auto few = average_link(60, links, {.threshold = 0.5}), enough = average_link(60, links, {.threshold = 0.5, .most = 2});
  EXPECT_GT(std::set<std::uint32_t>(few.begin(), few.end()).size(), 5u);
  EXPECT_LE(std::set<std::uint32_t>(enough.begin(), enough.end()).size(), 3u);
}

// The same by its definition: all means anew in every round.
Groups slow(std::uint32_t size, const std::vector<Link>& links, double threshold) {
  std::vector<std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < size; ++i) groups.push_back({i});
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> pair;
  for (const Link& l : links) pair[{l.a, l.b}] = static_cast<double>(l.likeness);
  for (;;) {
    double best = -1;
    std::size_t x = 0, y = 0;
    for (std::size_t a = 0; a < groups.size(); ++a) {
      for (std::size_t b = a + 1; b < groups.size(); ++b) {
        double sum = 0;
        for (std::uint32_t m : groups[a]) {
          for (std::uint32_t n : groups[b]) {
            auto found = pair.find({std::min(m, n), std::max(m, n)});
            if (found != pair.end()) sum += found->second;
          }
        }
        double mean = sum / static_cast<double>(groups[a].size() * groups[b].size());
        if (mean > best) best = mean, x = a, y = b;
      }
    }
    if (best < threshold) break;
    groups[x].insert(groups[x].end(), groups[y].begin(), groups[y].end());
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(y));
  }
  Groups out(size);
  for (const auto& g : groups) {
    for (std::uint32_t m : g) out[m] = *std::min_element(g.begin(), g.end());
  }
  return out;
}

TEST(AverageLink, AsItsDefinition) {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    auto size = static_cast<std::uint32_t>(2 + random() % 14);
    std::vector<Link> links;
    for (std::uint32_t a = 0; a < size; ++a) {
      for (std::uint32_t b = a + 1; b < size; ++b) {
        if (random() % 3 != 0) links.push_back({a, b, static_cast<float>(random() % 100000) / 100000});
      }
    }
    auto shuffled = links;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    EXPECT_EQ(average_link(size, shuffled, {.threshold = 0.45}), slow(size, links, 0.45)) << round;
  }
}

}  // namespace
}  // namespace kawat::stories
