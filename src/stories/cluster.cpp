#include "stories/cluster.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <tuple>
#include <utility>

namespace kawat::stories {
namespace {

class Groups {
 public:
  Groups(std::uint32_t size, const Linkage& linkage)
      : linkage_(linkage),
        most_(std::max(linkage.most, 1u)),
        joined_to_(size),
        members_(size),
        version_(size, 0),
        closed_(linkage.closed),
        near_(size) {
    std::iota(joined_to_.begin(), joined_to_.end(), 0u);
    for (std::uint32_t i = 0; i < size; ++i) members_[i] = {i};
    closed_.resize(size, 0);
  }

  void link(const std::vector<Link>& links) {
    std::vector<std::uint32_t> count(near_.size(), 0);
    for (const Link& l : links) ++count[l.a], ++count[l.b];
    for (std::size_t i = 0; i < near_.size(); ++i) near_[i].reserve(count[i]);
    for (const Link& l : links) {
      near_[l.a].push_back({static_cast<double>(l.likeness), 1, l.b});
      near_[l.b].push_back({static_cast<double>(l.likeness), 1, l.a});
    }
  }

  // Joins whatever the likeness; before run().
  void force(std::uint32_t a, std::uint32_t b) {
    a = group(a), b = group(b);
    if (a != b) join(a, b);
  }

  // Returns the least member of the group of each.
  std::vector<std::uint32_t> run() {
    running_ = true;
    for (std::uint32_t a = 0; a < near_.size(); ++a) {
      if (members_[a].empty()) continue;
      tidy(a);
      for (const Near& n : near_[a]) {
        if (a < n.group) push(a, n);
      }
    }
    while (!heap_.empty()) {
      Pair p = heap_.top();
      heap_.pop();
      if (version_[p.a] == p.version_a && version_[p.b] == p.version_b) join(p.a, p.b);
    }
    std::vector<std::uint32_t> least(members_.size());
    for (const auto& group : members_) {
      for (std::uint32_t m : group) least[m] = group.front();
    }
    return least;
  }

 private:
  // Another group and the pairs between it and this one. The group may have become part of another: see tidy().
  struct Near {
    double likeness = 0;  // sum
    std::uint32_t pairs = 0;
    std::uint32_t group = 0;
  };
  struct Pair {
    double mean = 0;
    std::uint32_t a = 0, b = 0, version_a = 0, version_b = 0, least_a = 0, least_b = 0;
    // The top of the heap: the likeliest; of equals the one with the first members.
    bool operator<(const Pair& o) const {
      if (mean != o.mean) return mean < o.mean;
      return std::tie(o.least_a, o.least_b) < std::tie(least_a, least_b);
    }
  };

  std::uint32_t group(std::uint32_t of) {
    while (joined_to_[of] != of) of = joined_to_[of] = joined_to_[joined_to_[of]];
    return of;
  }

  // Each group once, by number, under the name that it has now.
  void tidy(std::uint32_t a) {
    auto& near = near_[a];
    for (Near& n : near) n.group = group(n.group);
    if (!std::ranges::is_sorted(near, {}, &Near::group)) std::ranges::stable_sort(near, {}, &Near::group);
    std::size_t kept = 0;
    for (const Near& n : near) {
      if (n.group == a) continue;
      if (kept > 0 && near[kept - 1].group == n.group)
        near[kept - 1].likeness += n.likeness, near[kept - 1].pairs += n.pairs;
      else
        near[kept++] = n;
    }
    near.resize(kept);
  }

  double threshold(double size) const {
    if (size <= linkage_.many) return linkage_.threshold;
    double raised = linkage_.threshold + linkage_.rise * std::log2(size / linkage_.many);
    return std::max(linkage_.threshold, std::min(raised, linkage_.highest));
  }

  void push(std::uint32_t a, const Near& n) {
    std::uint32_t b = n.group;
    if (closed_[a] && closed_[b]) return;
    auto x = static_cast<double>(members_[a].size()), y = static_cast<double>(members_[b].size());
    double mean = n.likeness / std::max<double>(n.pairs, std::min(x * y, std::min(x, y) * most_));
    if (mean < threshold(x + y)) return;
    if (members_[b].front() < members_[a].front()) std::swap(a, b);
    heap_.push({mean, a, b, version_[a], version_[b], members_[a].front(), members_[b].front()});
  }

  // The group with fewer neighbours becomes part of the other. The first member of a group is its least.
  void join(std::uint32_t a, std::uint32_t b) {
    if (std::pair(near_[a].size(), a) < std::pair(near_[b].size(), b)) std::swap(a, b);
    joined_to_[b] = a;
    closed_[a] = closed_[a] || closed_[b];
    if (members_[b].front() < members_[a].front()) std::swap(members_[a], members_[b]);
    members_[a].insert(members_[a].end(), members_[b].begin(), members_[b].end());
    near_[a].insert(near_[a].end(), near_[b].begin(), near_[b].end());
    members_[b] = {}, near_[b] = {};
    ++version_[a], ++version_[b];
    if (!running_) return;
    tidy(a);
    for (const Near& n : near_[a]) push(a, n);
  }

  const Linkage& linkage_;
  double most_;
  std::vector<std::uint32_t> joined_to_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<std::uint32_t> version_;
  std::vector<char> closed_;
  std::vector<std::vector<Near>> near_;
  std::priority_queue<Pair> heap_;
  bool running_ = false;
};

}  // namespace

std::vector<std::uint32_t> average_link(std::uint32_t size, std::vector<Link> links, const Linkage& linkage) {
  // Sums are of the same numbers in the same order, so that they are the same to the last bit.
  std::sort(links.begin(), links.end());
  Groups groups(size, linkage);
  groups.link(links);
  links = {};
  for (const auto& [a, b] : linkage.together) groups.force(a, b);
  return groups.run();
}

}  // namespace kawat::stories
