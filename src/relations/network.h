// The relations of many pairs in one window of time: who is close to whom, who stands between, which groups there are, what
// moved.
//
//   std::vector<Tie> ties;
//   for (const PairSeries& s : all) ties.push_back(tie_of(s, begin, end));
//   Network n = network_of(ties);
//
// docs/methods/network.md has the formulas. Pure functions, any thread; the same ties in any order give the same figures.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relations/series.h"

namespace kawat::relations {

// What a window holds about a pair, in whichever direction: (a, b) and (b, a) are added together. Ties of an actor with itself
// and ties without stories are passed over.
struct Tie {
  std::string a, b;
  std::uint32_t stories = 0;
  double cooperative = 0, conflictual = 0;  // effective stories: tempered for bursts, not negative
};
// Of the periods [begin, end) of a series; each period is tempered for itself.
Tie tie_of(const PairSeries&, std::size_t begin, std::size_t end, double burst = 0.05);

struct NetworkOptions {
  double interval = 0.9;                    // probability of every interval, in (0, 1)
  double resolution = 1;                    // of the communities: above 1 more and smaller ones
  std::size_t most_for_betweenness = 4000;  // actors; beyond, betweenness is left out
};

// What the pairs of a window have in common: shares of cooperation are drawn from this Beta. A pair with few stories is pulled to
// it.
struct SharePrior {
  double a = 1, b = 1;
};

struct PairScore {
  std::string a, b;  // a < b
  std::uint32_t stories = 0;
  Estimate share;      // of cooperation
  Estimate closeness;  // log(1 + stories) · (2 · share − 1): above 0 friends, below 0 foes, near 0 neither or unknown
};

struct ActorScore {
  std::string name;
  std::size_t degree = 0;  // partners
  std::uint32_t stories = 0;
  Estimate cooperation;       // strength: sum of log(1 + stories) · share over its pairs
  Estimate conflict;          // the same of 1 − share
  double eigenvector = 0;     // on cooperation; the largest is 1
  double betweenness = 0;     // share of the shortest cooperative paths between two others that lead over it, 0 to 1
  std::size_t community = 0;  // 0, 1, …: the largest first
};

struct Network {
  std::vector<PairScore> pairs;    // by names
  std::vector<ActorScore> actors;  // by name
  std::size_t communities = 0;
  double modularity = 0;  // signed, −1 to 1
  bool has_betweenness = true;
  SharePrior prior;
};
Network network_of(std::span<const Tie>, const NetworkOptions& = {});

// A pair in two windows.
struct Shift {
  std::string a, b;
  std::uint32_t stories_before = 0, stories_after = 0;
  Estimate before, after;  // share of cooperation
  Estimate change;         // log-odds
  double probability = 0;  // that it went in the direction told
};
struct Shifts {
  std::vector<Shift> rising, falling;  // those at least `certain`; the largest change that is still credible first
  std::size_t compared = 0;            // pairs with stories in both windows
  double expected_wrong = 0;           // of rising and falling together, how many are likely to have gone the other way
};
Shifts shifts_between(std::span<const Tie> before, std::span<const Tie> after, double certain = 0.95, const NetworkOptions& = {});

// Groups that cooperate within and quarrel between: for each vertex its group, 0 the largest. `positive` and `negative` are
// symmetric weights as lists of (other vertex, weight), none negative. Modularity for signed weights (Gómez, Jensen, Arenas
// 2009), raised by moving vertices in order and then whole groups (Louvain) until nothing helps. In graphs of more than 400
// vertices a vertex only joins groups that it has an edge to.
struct Edge {
  std::size_t to = 0;
  double positive = 0, negative = 0;
};
std::vector<std::size_t> communities(const std::vector<std::vector<Edge>>& graph, double resolution);
double modularity(const std::vector<std::vector<Edge>>& graph, const std::vector<std::size_t>& groups, double resolution);

}  // namespace kawat::relations
