#include "stories/cluster.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace kawat::stories {
namespace {

class Groups {
 public:
  Groups(std::uint32_t size, double threshold, std::uint32_t most)
      : threshold_(threshold), most_(std::max(most, 1u)), of_(size), members_(size), version_(size, 0), sums_(size) {
    std::iota(of_.begin(), of_.end(), 0u);
    for (std::uint32_t i = 0; i < size; ++i) members_[i] = {i};
  }

  void link(const Link& l) {
    if (l.a == l.b) return;
    sums_[l.a][l.b] += Sum{static_cast<double>(l.likeness), 1}, sums_[l.b][l.a] += Sum{static_cast<double>(l.likeness), 1};
  }

  // Joins whatever the likeness; before run().
  void force(std::uint32_t a, std::uint32_t b) {
    a = of_[a], b = of_[b];
    if (a != b) join(a, b, nullptr);
  }

  std::vector<std::uint32_t> run() {
    for (std::uint32_t a = 0; a < sums_.size(); ++a) {
      for (const auto& [b, sum] : sums_[a]) {
        if (a < b) push(a, b, sum, &heap_);
      }
    }
    while (!heap_.empty()) {
      Pair p = heap_.top();
      heap_.pop();
      if (version_[p.a] != p.version_a || version_[p.b] != p.version_b) continue;
      join(p.a, p.b, &heap_);
    }
    std::vector<std::uint32_t> least(of_.size());
    for (const auto& group : members_) {
      if (group.empty()) continue;
      std::uint32_t first = *std::min_element(group.begin(), group.end());
      for (std::uint32_t m : group) least[m] = first;
    }
    return least;
  }

 private:
  // Of the pairs between two groups.
  struct Sum {
    double likeness = 0, pairs = 0;
    Sum& operator+=(const Sum& o) {
      likeness += o.likeness, pairs += o.pairs;
      return *this;
    }
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
  using Heap = std::priority_queue<Pair>;

  double mean(std::uint32_t a, std::uint32_t b, const Sum& sum) const {
    auto x = static_cast<double>(members_[a].size()), y = static_cast<double>(members_[b].size());
    return sum.likeness / std::max(sum.pairs, std::min(x * y, std::min(x, y) * most_));
  }

  void push(std::uint32_t a, std::uint32_t b, const Sum& sum, Heap* heap) {
    if (heap == nullptr) return;
    double m = mean(a, b, sum);
    if (m < threshold_) return;
    // The first member stands first in its list.
    if (members_[b].front() < members_[a].front()) std::swap(a, b);
    heap->push({m, a, b, version_[a], version_[b], members_[a].front(), members_[b].front()});
  }

  // The smaller group becomes part of the other.
  void join(std::uint32_t a, std::uint32_t b, Heap* heap) {
    if (std::pair(sums_[a].size(), a) < std::pair(sums_[b].size(), b)) std::swap(a, b);
    for (std::uint32_t m : members_[b]) of_[m] = a;
    if (members_[b].front() < members_[a].front()) std::swap(members_[a], members_[b]);
    members_[a].insert(members_[a].end(), members_[b].begin(), members_[b].end());
    members_[b].clear();
    ++version_[a], ++version_[b];
    sums_[a].erase(b);
    for (const auto& [c, sum] : sums_[b]) {
      if (c == a) continue;
      sums_[a][c] += sum;
      sums_[c].erase(b);
      sums_[c][a] += sum;
    }
    sums_[b].clear();
    if (heap == nullptr) return;
    for (const auto& [c, sum] : sums_[a]) push(a, c, sum, heap);
  }

  double threshold_;
  double most_;
  std::vector<std::uint32_t> of_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<std::uint32_t> version_;
  std::vector<std::unordered_map<std::uint32_t, Sum>> sums_;
  Heap heap_;
};

}  // namespace

std::vector<std::uint32_t> average_link(std::uint32_t size, std::vector<Link> links, double threshold, std::uint32_t most,
                                        const std::vector<Link>& together) {
  // Sums are of the same numbers in the same order, so that they are the same to the last bit.
  std::sort(links.begin(), links.end());
  Groups groups(size, threshold, most);
  for (const Link& l : links) groups.link(l);
  for (const Link& l : together) groups.force(l.a, l.b);
  return groups.run();
}

}  // namespace kawat::stories
