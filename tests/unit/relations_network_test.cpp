// Expected numbers: NetworkX 3 and SciPy on the same ties, unless a comment says otherwise.
#include "relations/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "relations/distributions.h"
#include "relations_helpers.h"

namespace kawat::relations {
namespace {

std::vector<Tie> four() { return {{"A", "B", 10, 8, 2}, {"B", "C", 4, 3, 1}, {"A", "C", 2, 1, 1}, {"C", "D", 7, 5, 2}}; }

TEST(RelationsNetwork, PairScores) {
  Network n = network_of(four());
  ASSERT_EQ(n.pairs.size(), 4u);
  EXPECT_EQ(n.prior.a, 1);  // too few pairs to learn from
  const PairScore& ab = n.pairs[0];
  EXPECT_EQ(ab.a + ab.b, "AB");
  EXPECT_NEAR(ab.share.mean, 0.75, 1e-12);
  EXPECT_NEAR(ab.share.low, 0.5299132, 1e-6);
  EXPECT_NEAR(ab.share.high, 0.92117995, 1e-6);
  EXPECT_NEAR(ab.closeness.mean, 1.1989476363991853, 1e-10);  // log 11 · (2 · 0.75 − 1)
  EXPECT_NEAR(n.pairs[1].closeness.mean, 0, 1e-12);
}

TEST(RelationsNetwork, Centralities) {
  Network n = network_of(four());
  ASSERT_EQ(n.actors.size(), 4u);
  const double strength[] = {2.347727598932833, 2.871380062888178, 3.0085591137433454, 1.3862943611198904};
  const double eigen[] = {0.894738183659919, 1, 0.8733238516619869, 0.4754946683550917};
  const double between[] = {0, 0.6666666666666666, 0.6666666666666666, 0};
  for (std::size_t v = 0; v < 4; ++v) {
    EXPECT_NEAR(n.actors[v].cooperation.mean, strength[v], 1e-10);
    EXPECT_NEAR(n.actors[v].eigenvector, eigen[v], 1e-8);
    EXPECT_NEAR(n.actors[v].betweenness, between[v], 1e-12);
  }
  EXPECT_EQ(n.actors[2].degree, 3u);
  EXPECT_EQ(n.actors[2].stories, 13u);
  EXPECT_NEAR(n.actors[2].cooperation.high - n.actors[2].cooperation.mean, 0.8035736938890288, 1e-8);
}

TEST(RelationsNetwork, EqualPathsAreShared) {
  std::vector<Tie> ties;
  for (const char* e : {"AB", "BC", "CD", "DA", "DE"}) ties.push_back({std::string(1, e[0]), std::string(1, e[1]), 10, 6, 4});
  Network n = network_of(ties);
  const double between[] = {1.0 / 6, 1.0 / 12, 1.0 / 6, 7.0 / 12, 0};
  for (std::size_t v = 0; v < 5; ++v) EXPECT_NEAR(n.actors[v].betweenness, between[v], 1e-9) << v;
  NetworkOptions few;
  few.most_for_betweenness = 4;
  EXPECT_FALSE(network_of(ties, few).has_betweenness);
}

TEST(RelationsNetwork, DirectionsAreAddedAndOrderDoesNotMatter) {
  std::vector<Tie> ties = four();
  ties.push_back({"B", "A", 5, 0.3, 4.1}), ties.push_back({"C", "C", 9, 9, 0}), ties.push_back({"A", "Z", 0, 0, 0});
  Network n = network_of(ties);
  ASSERT_EQ(n.pairs.size(), 4u);
  EXPECT_EQ(n.pairs[0].stories, 15u);
  EXPECT_NEAR(n.pairs[0].share.mean, 9.3 / 16.4, 1e-12);
  std::reverse(ties.begin(), ties.end());
  Network m = network_of(ties);
  for (std::size_t i = 0; i < n.pairs.size(); ++i) EXPECT_EQ(n.pairs[i].share.high, m.pairs[i].share.high);
  for (std::size_t i = 0; i < n.actors.size(); ++i) EXPECT_EQ(n.actors[i].eigenvector, m.actors[i].eigenvector);
  EXPECT_TRUE(network_of({}).actors.empty());
}

TEST(RelationsNetwork, TwoCampsAtOdds) {
  std::vector<Tie> ties;
  auto tie = [&](const char* a, const char* b, double c, double d) {
    ties.push_back({a, b, static_cast<std::uint32_t>(c + d), c, d});
  };
  tie("A", "B", 9, 1), tie("B", "C", 8, 2), tie("A", "C", 9, 1);
  tie("X", "Y", 9, 1), tie("Y", "Z", 9, 1), tie("X", "Z", 8, 2), tie("X", "W", 9, 1), tie("W", "Z", 9, 1);
  tie("A", "X", 1, 19), tie("B", "Y", 2, 18), tie("C", "Z", 1, 9);
  Network n = network_of(ties);
  EXPECT_EQ(n.communities, 2u);
  for (const ActorScore& a : n.actors) EXPECT_EQ(a.community, a.name >= "W" ? 0u : 1u) << a.name;
  EXPECT_GT(n.modularity, 0.4);
}

// Small random signed graphs: what is found is never better than the best of all partitions, and rarely far below it.
TEST(RelationsNetwork, CommunitiesAgainstAllPartitions) {
  std::uint32_t state = 7;
  auto next = [&] { return state = state * 1664525 + 1013904223, state >> 16; };
  int best_found = 0;
  constexpr int kGraphs = 60;
  for (int graph = 0; graph < kGraphs; ++graph) {
    constexpr std::size_t n = 7;
    std::vector<std::vector<Edge>> g(n);
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = a + 1; b < n; ++b) {
        if (next() % 10 < 4) continue;
        double w = static_cast<double>(next() % 9 + 1), p = next() % 10 < 6 ? w : 0;
        g[a].push_back({b, p, w - p}), g[b].push_back({a, p, w - p});
      }
    }
    double best = -1;
    std::vector<std::size_t> groups(n, 0);
    // Restricted growth strings: each partition once.
    auto walk = [&](auto&& self, std::size_t v, std::size_t used) -> void {
      if (v == n) {
        best = std::max(best, modularity(g, groups, 1));
        return;
      }
      for (std::size_t k = 0; k <= used && k < n; ++k) groups[v] = k, self(self, v + 1, std::max(used, k + 1));
    };
    walk(walk, 0, 0);
    double found = modularity(g, communities(g, 1), 1);
    EXPECT_LE(found, best + 1e-12);
    EXPECT_GE(found, best - 0.15);
    best_found += found > best - 1e-9;
  }
  EXPECT_GE(best_found, kGraphs * 8 / 10);
}

// Two triangles joined by one edge, by hand: 7 edges; each triangle has 3 inside and a degree of 7.
TEST(RelationsNetwork, ModularityByHand) {
  std::vector<std::vector<Edge>> g(6);
  auto edge = [&](std::size_t a, std::size_t b) { g[a].push_back({b, 1, 0}), g[b].push_back({a, 1, 0}); };
  edge(0, 1), edge(1, 2), edge(0, 2), edge(3, 4), edge(4, 5), edge(3, 5), edge(2, 3);
  EXPECT_NEAR(modularity(g, {0, 0, 0, 1, 1, 1}, 1), 6.0 / 7 - 0.5, 1e-12);
  EXPECT_EQ(communities(g, 1), (std::vector<std::size_t>{0, 0, 0, 1, 1, 1}));
}

// Beta(9, 3) against Beta(3, 9); four million draws give −2.435, 90 % between −4.17 and −0.85, the sign sure to 0.9955.
TEST(RelationsNetwork, Shifts) {
  std::vector<Tie> before = {{"A", "B", 10, 8, 2}, {"Q", "R", 3, 1, 2}};
  std::vector<Tie> after = {{"B", "A", 10, 2, 8}, {"A", "D", 9, 9, 0}};
  Shifts s = shifts_between(before, after);
  EXPECT_EQ(s.compared, 1u);
  EXPECT_TRUE(s.rising.empty());
  ASSERT_EQ(s.falling.size(), 1u);
  const Shift& x = s.falling[0];
  EXPECT_NEAR(x.change.mean, -2.435714285714285, 1e-9);  // 2 (ψ(3) − ψ(9))
  EXPECT_NEAR(x.change.low, -4.100914031125492, 1e-6);   // the normal's
  EXPECT_NEAR(x.change.low, -4.17, 0.1);                 // the draws'
  EXPECT_NEAR(x.change.high, -0.85, 0.1);
  EXPECT_NEAR(x.probability, 0.9955, 0.006);
  EXPECT_NEAR(s.expected_wrong, 1 - x.probability, 1e-12);
  std::swap(before, after);
  EXPECT_EQ(shifts_between(before, after).rising.size(), 1u);
}

TEST(RelationsNetwork, FewStoriesArePulledToWhatIsUsual) {
  std::vector<Tie> ties;
  for (char c = 'A'; c <= 'T'; ++c) ties.push_back({std::string(1, c), "hub", 40, 32 + (c % 3) - 1.0, 8 - (c % 3) + 1.0});
  ties.push_back({"few", "hub", 1, 0, 1});
  Network n = network_of(ties);
  auto few = std::find_if(n.pairs.begin(), n.pairs.end(), [](const PairScore& p) { return p.a == "few"; });
  ASSERT_NE(few, n.pairs.end());
  EXPECT_GT(few->share.mean, 0.7);
}

TEST(RelationsNetwork, TiesTemperEachPeriod) {
  PairSeries s = series_of({{10, 1}, {-1, 0}, {0, 0}, {5, 16}, {9, 9}});
  Tie t = tie_of(s, 0, 4, 0.1);
  EXPECT_EQ(t.stories, 32u);
  EXPECT_NEAR(t.cooperative, 10.0 / 2 + 5.0 / 3, 1e-12);  // 11 stories count half, 21 a third
  EXPECT_NEAR(t.conflictual, 1.0 / 2 + 16.0 / 3, 1e-12);
}

}  // namespace
}  // namespace kawat::relations
