#include "relations/network.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <tuple>

#include "relations/distributions.h"

namespace kawat::relations {
namespace {

using Pair = std::pair<std::string, std::string>;

std::map<Pair, Tie> joined(std::span<const Tie> ties) {
  // Sorted before they are added up: sums of doubles depend on the order.
  std::vector<const Tie*> order;
  for (const Tie& t : ties) {
    if (t.a != t.b && t.stories > 0) order.push_back(&t);
  }
  auto key = [](const Tie& t) { return t.a < t.b ? std::tie(t.a, t.b) : std::tie(t.b, t.a); };
  std::sort(order.begin(), order.end(), [&](const Tie* x, const Tie* y) {
    return std::tuple_cat(key(*x), std::tie(x->stories, x->cooperative, x->conflictual)) <
           std::tuple_cat(key(*y), std::tie(y->stories, y->cooperative, y->conflictual));
  });
  std::map<Pair, Tie> out;
  for (const Tie* t : order) {
    auto [a, b] = key(*t);
    Tie& to = out[{a, b}];
    to.a = a, to.b = b, to.stories += t->stories;
    to.cooperative += t->cooperative, to.conflictual += t->conflictual;
  }
  return out;
}

// Mean and spread of the shares of all pairs by moments: what the shares vary beyond what their counts explain.
SharePrior prior_of(std::span<const Tie* const> ties) {
  constexpr std::size_t kFewest = 5;
  if (ties.size() < kFewest) return {};
  double stories = 0, cooperative = 0;
  for (const Tie* t : ties) cooperative += t->cooperative, stories += t->cooperative + t->conflictual;
  if (stories <= 0) return {};
  double mean = std::clamp(cooperative / stories, 0.02, 0.98), square = 0, squares = 0;
  for (const Tie* t : ties) {
    double n = t->cooperative + t->conflictual;
    if (n <= 0) continue;
    double off = t->cooperative / n - mean;
    square += n * off * off, squares += n * n;
  }
  // E[Σ n (p − m)²] = m(1−m) · (pairs − 1 + correlation · (stories − Σn²/stories − pairs + 1))
  double pairs = static_cast<double>(ties.size());
  double spare = stories - squares / stories - (pairs - 1);
  double correlation = spare > 0 ? (square / (mean * (1 - mean)) - (pairs - 1)) / spare : 1;
  double weight = 1 / std::clamp(correlation, 0.02, 0.5) - 1;  // worth 1 to 49 stories
  return {mean * weight, (1 - mean) * weight};
}

struct Beta {
  double a, b;
  double mean() const { return a / (a + b); }
  double variance() const { return a * b / ((a + b) * (a + b) * (a + b + 1)); }
};
Beta posterior(const Tie& t, const SharePrior& prior) { return {prior.a + t.cooperative, prior.b + t.conflictual}; }
Estimate estimate(const Beta& p, double tail) {
  return {p.mean(), beta_quantile(p.a, p.b, tail), beta_quantile(p.a, p.b, 1 - tail)};
}

double tail_of(const NetworkOptions& o) { return (1 - std::clamp(o.interval, 0.01, 0.999)) / 2; }

// Largest eigenvector of the positive weights by repeated multiplication; the weight each vertex gives itself keeps it from
// swinging between the two sides of a graph that has two.
std::vector<double> eigenvector(const std::vector<std::vector<Edge>>& graph) {
  std::vector<double> now(graph.size(), 1), next(graph.size());
  double most = 0;
  for (const auto& edges : graph) {
    double sum = 0;
    for (const Edge& e : edges) sum += e.positive;
    most = std::max(most, sum);
  }
  if (most <= 0) return std::vector<double>(graph.size(), 0);
  for (int round = 0; round < 10000; ++round) {
    double top = 0, moved = 0;
    for (std::size_t v = 0; v < graph.size(); ++v) {
      next[v] = now[v] * most / 2;
      for (const Edge& e : graph[v]) next[v] += e.positive * now[e.to];
      top = std::max(top, next[v]);
    }
    for (std::size_t v = 0; v < graph.size(); ++v) next[v] /= top, moved = std::max(moved, std::abs(next[v] - now[v]));
    now.swap(next);
    if (moved < 1e-12) break;
  }
  return now;
}

// Brandes 2001 on distances 1 / positive weight; lengths within a billionth of each other are equal.
std::vector<double> betweenness(const std::vector<std::vector<Edge>>& graph) {
  const std::size_t n = graph.size();
  std::vector<double> out(n, 0), distance(n), paths(n), share(n);
  std::vector<std::vector<std::size_t>> before(n);
  for (std::size_t from = 0; from < n; ++from) {
    std::fill(distance.begin(), distance.end(), INFINITY), std::fill(paths.begin(), paths.end(), 0);
    std::fill(share.begin(), share.end(), 0);
    for (auto& b : before) b.clear();
    std::vector<std::size_t> order;
    std::vector<char> done(n, 0);
    using Way = std::pair<double, std::size_t>;
    std::priority_queue<Way, std::vector<Way>, std::greater<>> open;
    distance[from] = 0, paths[from] = 1, open.push({0, from});
    while (!open.empty()) {
      std::size_t v = open.top().second;
      open.pop();
      if (done[v]) continue;
      done[v] = 1, order.push_back(v);
      for (const Edge& e : graph[v]) {
        if (e.positive <= 0 || done[e.to]) continue;
        double way = distance[v] + 1 / e.positive;
        double slack = 1e-9 * way;
        if (way < distance[e.to] - slack) {
          distance[e.to] = way, paths[e.to] = paths[v], before[e.to] = {v}, open.push({way, e.to});
        } else if (way <= distance[e.to] + slack) {
          paths[e.to] += paths[v], before[e.to].push_back(v);
        }
      }
    }
    for (std::size_t i = order.size(); i-- > 1;) {
      std::size_t v = order[i];
      for (std::size_t b : before[v]) share[b] += paths[b] / paths[v] * (1 + share[v]);
      out[v] += share[v];
    }
  }
  double pairs = n > 2 ? static_cast<double>((n - 1) * (n - 2)) : 1;
  for (double& x : out) x /= pairs;
  return out;
}

struct Sums {
  std::vector<double> positive, negative;  // of each vertex
  double all_positive = 0, all_negative = 0;
  explicit Sums(const std::vector<std::vector<Edge>>& graph) : positive(graph.size(), 0), negative(graph.size(), 0) {
    for (std::size_t v = 0; v < graph.size(); ++v) {
      for (const Edge& e : graph[v]) positive[v] += e.positive, negative[v] += e.negative;
      all_positive += positive[v], all_negative += negative[v];
    }
  }
  double total() const { return all_positive + all_negative; }
};

// Numbers groups by size, then by their first vertex.
void renumber(std::vector<std::size_t>& groups) {
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> seen;  // group → members, first vertex
  for (std::size_t v = 0; v < groups.size(); ++v) {
    auto [at, is_new] = seen.try_emplace(groups[v], 0, v);
    ++at->second.first;
  }
  std::vector<std::pair<std::size_t, std::pair<std::size_t, std::size_t>>> order(seen.begin(), seen.end());
  std::sort(order.begin(), order.end(), [](const auto& x, const auto& y) {
    return x.second.first != y.second.first ? x.second.first > y.second.first : x.second.second < y.second.second;
  });
  std::map<std::size_t, std::size_t> number;
  for (std::size_t i = 0; i < order.size(); ++i) number[order[i].first] = i;
  for (std::size_t& g : groups) g = number[g];
}

// So many vertices may also join groups that they have no edge to: two that quarrel with the same third.
constexpr std::size_t kFewVertices = 400;

// Vertices move to the neighbouring group that gains most, until none gains. Whether any moved.
bool move_vertices(const std::vector<std::vector<Edge>>& graph, double resolution, std::vector<std::size_t>& group) {
  const std::size_t n = graph.size();
  Sums sums(graph);
  std::vector<double> positive(n, 0), negative(n, 0);  // of groups
  std::vector<std::size_t> members(n, 0);
  for (std::size_t v = 0; v < n; ++v) {
    positive[group[v]] += sums.positive[v], negative[group[v]] += sums.negative[v], ++members[group[v]];
  }
  std::set<std::size_t> empty;
  for (std::size_t g = 0; g < n; ++g) {
    if (!members[g]) empty.insert(empty.end(), g);
  }
  bool any = false;
  // What a vertex gains by belonging to a group, beyond a constant.
  auto gain = [&](std::size_t v, std::size_t g, double tie) {
    double expected = 0;
    if (sums.all_positive > 0) expected += sums.positive[v] * positive[g] / sums.all_positive;
    if (sums.all_negative > 0) expected -= sums.negative[v] * negative[g] / sums.all_negative;
    return tie - resolution * expected;
  };
  const double least = 1e-10 * std::max(sums.total(), 1e-300);
  for (int round = 0; round < 1000; ++round) {
    bool moved = false;
    for (std::size_t v = 0; v < n; ++v) {
      std::map<std::size_t, double> ties{{group[v], 0}};
      for (const Edge& e : graph[v]) {
        if (e.to != v) ties[group[e.to]] += e.positive - e.negative;
      }
      if (n <= kFewVertices) {
        for (std::size_t g = 0; g < n; ++g) {
          if (members[g]) ties.try_emplace(g, 0);
        }
      }
      positive[group[v]] -= sums.positive[v], negative[group[v]] -= sums.negative[v];
      if (members[group[v]] > 1 && !empty.empty()) ties.try_emplace(*empty.begin(), 0);  // alone
      std::size_t best = group[v];
      double most = gain(v, best, ties[best]);
      for (auto [g, tie] : ties) {
        double here = gain(v, g, tie);
        if (here > most + least) best = g, most = here;
      }
      positive[best] += sums.positive[v], negative[best] += sums.negative[v];
      if (best == group[v]) continue;
      if (--members[group[v]] == 0) empty.insert(group[v]);
      if (members[best]++ == 0) empty.erase(best);
      group[v] = best, moved = any = true;
    }
    if (!moved) break;
  }
  return any;
}

}  // namespace

std::vector<std::size_t> communities(const std::vector<std::vector<Edge>>& graph, double resolution) {
  std::vector<std::size_t> out(graph.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  // Single vertices, then groups as vertices, then single vertices again from where that led, until nothing moves.
  for (int round = 0; round < 100; ++round) {
    bool moved = move_vertices(graph, resolution, out);
    for (;;) {
      renumber(out);
      std::size_t groups = out.empty() ? 0 : *std::max_element(out.begin(), out.end()) + 1;
      std::vector<std::map<std::size_t, Edge>> joint(groups);
      for (std::size_t v = 0; v < graph.size(); ++v) {
        for (const Edge& e : graph[v]) {
          Edge& to = joint[out[v]][out[e.to]];
          to.to = out[e.to], to.positive += e.positive, to.negative += e.negative;
        }
      }
      std::vector<std::vector<Edge>> whole(groups);
      for (std::size_t g = 0; g < groups; ++g) {
        for (const auto& [to, edge] : joint[g]) whole[g].push_back(edge);
      }
      std::vector<std::size_t> merged(groups);
      std::iota(merged.begin(), merged.end(), std::size_t{0});
      if (!move_vertices(whole, resolution, merged)) break;
      for (std::size_t& g : out) g = merged[g];
      moved = true;
    }
    if (!moved) break;
  }
  renumber(out);
  return out;
}

double modularity(const std::vector<std::vector<Edge>>& graph, const std::vector<std::size_t>& groups, double resolution) {
  Sums sums(graph);
  if (sums.total() <= 0) return 0;
  std::map<std::size_t, std::pair<double, double>> of_group;
  double inside = 0;
  for (std::size_t v = 0; v < graph.size(); ++v) {
    of_group[groups[v]].first += sums.positive[v], of_group[groups[v]].second += sums.negative[v];
    for (const Edge& e : graph[v]) {
      if (groups[e.to] == groups[v]) inside += e.positive - e.negative;
    }
  }
  for (const auto& [g, sum] : of_group) {
    if (sums.all_positive > 0) inside -= resolution * sum.first * sum.first / sums.all_positive;
    if (sums.all_negative > 0) inside += resolution * sum.second * sum.second / sums.all_negative;
  }
  return inside / sums.total();
}

Tie tie_of(const PairSeries& series, std::size_t begin, std::size_t end, double burst) {
  Tie out{series.a, series.b, 0, 0, 0};
  for (std::size_t t = begin; t < std::min(end, series.periods.size()); ++t) {
    const PeriodCounts& p = series.periods[t];
    if (!p.observed || p.stories() == 0) continue;
    double worth = effective_stories(p.stories(), std::clamp(burst, 0.0, 1.0)) / p.stories();
    out.stories += p.stories();
    out.cooperative += worth * p.cooperative(), out.conflictual += worth * p.conflictual();
  }
  return out;
}

Network network_of(std::span<const Tie> ties, const NetworkOptions& o) {
  Network out;
  const double tail = tail_of(o), width = normal_quantile(1 - tail);
  auto pairs = joined(ties);
  std::vector<const Tie*> all;
  for (const auto& [key, tie] : pairs) all.push_back(&tie);
  out.prior = prior_of(all);
  std::map<std::string, std::size_t> number;
  for (const auto& [key, tie] : pairs) number.try_emplace(tie.a, 0), number.try_emplace(tie.b, 0);
  for (auto& [name, at] : number) at = out.actors.size(), out.actors.emplace_back().name = name;
  std::vector<std::vector<Edge>> graph(out.actors.size());
  std::vector<double> variance(out.actors.size(), 0);
  for (const auto& [key, tie] : pairs) {
    Beta p = posterior(tie, out.prior);
    PairScore score{tie.a, tie.b, tie.stories, estimate(p, tail), {}};
    double volume = std::log1p(tie.stories);
    auto closeness = [&](double share) { return volume * (2 * share - 1); };
    score.closeness = {closeness(score.share.mean), closeness(score.share.low), closeness(score.share.high)};
    out.pairs.push_back(score);
    double positive = volume * p.mean(), negative = volume * (1 - p.mean());
    for (auto [from, to] : {std::pair(number[tie.a], number[tie.b]), std::pair(number[tie.b], number[tie.a])}) {
      graph[from].push_back({to, positive, negative});
      ActorScore& actor = out.actors[from];
      ++actor.degree, actor.stories += tie.stories;
      actor.cooperation.mean += positive, actor.conflict.mean += negative;
      variance[from] += volume * volume * p.variance();
    }
  }
  out.has_betweenness = out.actors.size() <= o.most_for_betweenness;
  std::vector<double> central = eigenvector(graph);
  std::vector<double> between = out.has_betweenness ? betweenness(graph) : std::vector<double>(graph.size(), 0);
  // Groups by how far pairs lean: a pair as often friend as foe binds and parts nobody.
  auto leaning = graph;
  for (auto& edges : leaning) {
    for (Edge& e : edges) {
      double lean = e.positive - e.negative;
      e.positive = std::max(lean, 0.0), e.negative = std::max(-lean, 0.0);
    }
  }
  std::vector<std::size_t> groups = communities(leaning, o.resolution);
  out.modularity = modularity(leaning, groups, o.resolution);
  for (std::size_t v = 0; v < out.actors.size(); ++v) {
    ActorScore& actor = out.actors[v];
    double half = width * std::sqrt(variance[v]);
    for (Estimate* e : {&actor.cooperation, &actor.conflict}) e->low = std::max(0.0, e->mean - half), e->high = e->mean + half;
    actor.eigenvector = central[v], actor.betweenness = between[v], actor.community = groups[v];
    out.communities = std::max(out.communities, groups[v] + 1);
  }
  return out;
}

Shifts shifts_between(std::span<const Tie> before, std::span<const Tie> after, double certain, const NetworkOptions& o) {
  Shifts out;
  const double tail = tail_of(o), width = normal_quantile(1 - tail);
  auto first = joined(before), second = joined(after);
  std::vector<const Tie*> all;
  for (const auto& [key, tie] : first) all.push_back(&tie);
  for (const auto& [key, tie] : second) all.push_back(&tie);
  const SharePrior prior = prior_of(all);
  for (const auto& [key, from] : first) {
    auto found = second.find(key);
    if (found == second.end()) continue;
    ++out.compared;
    Beta x = posterior(from, prior), y = posterior(found->second, prior);
    // The log-odds of a Beta share have mean ψ(a) − ψ(b) and variance ψ′(a) + ψ′(b), and are nearly normal; their difference more
    // so.
    double mean = digamma(y.a) - digamma(y.b) - digamma(x.a) + digamma(x.b);
    double deviation = std::sqrt(trigamma(x.a) + trigamma(x.b) + trigamma(y.a) + trigamma(y.b));
    Shift s{key.first, key.second, from.stories, found->second.stories, estimate(x, tail), estimate(y, tail), {}, 0};
    s.change = {mean, mean - width * deviation, mean + width * deviation};
    s.probability = normal_below(std::abs(mean) / deviation);
    if (s.probability < certain) continue;
    out.expected_wrong += 1 - s.probability;
    (mean > 0 ? out.rising : out.falling).push_back(s);
  }
  auto credible = [](const Shift& s) { return s.change.mean > 0 ? s.change.low : -s.change.high; };
  for (auto* list : {&out.rising, &out.falling}) {
    std::stable_sort(list->begin(), list->end(), [&](const Shift& a, const Shift& b) { return credible(a) > credible(b); });
  }
  return out;
}

}  // namespace kawat::relations
