#include "syntax/tree.h"

#include <algorithm>
#include <vector>

namespace kawat::syntax {
namespace {

constexpr std::int64_t kNever = INT64_MIN / 4;

// Marks a cycle among the words that do not reach `root`; returns one of its words, or -1.
int find_cycle(const std::vector<int>& head, int root) {
  std::vector<int> seen(head.size(), -1);
  for (int start = 0; start < static_cast<int>(head.size()); ++start) {
    int v = start;
    while (v != root && v >= 0 && seen[static_cast<std::size_t>(v)] == -1) {
      seen[static_cast<std::size_t>(v)] = start;
      v = head[static_cast<std::size_t>(v)];
    }
    if (v != root && v >= 0 && seen[static_cast<std::size_t>(v)] == start) return v;
  }
  return -1;
}

// Best arborescence from `root`; score[d·n + h]. Contracts one cycle at a time.
std::vector<int> arborescence(const std::vector<std::int64_t>& score, int n, int root) {
  auto at = [](int i) { return static_cast<std::size_t>(i); };
  std::vector<int> head(at(n), -1);
  for (int d = 0; d < n; ++d) {
    if (d == root) continue;
    std::int64_t best = INT64_MIN;
    for (int h = 0; h < n; ++h) {
      if (h != d && score[at(d * n + h)] > best) best = score[at(d * n + h)], head[at(d)] = h;
    }
  }
  int on = find_cycle(head, root);
  if (on < 0) return head;
  std::vector<char> inside(at(n), 0);
  std::vector<int> cycle;
  for (int v = on; inside[at(v)] == 0; v = head[at(v)]) inside[at(v)] = 1, cycle.push_back(v);
  std::vector<int> small(at(n), -1), big;
  for (int v = 0; v < n; ++v) {
    if (inside[at(v)] == 0) small[at(v)] = static_cast<int>(big.size()), big.push_back(v);
  }
  const int m = static_cast<int>(big.size()) + 1, c = m - 1;
  std::vector<std::int64_t> next(at(m * m), kNever);
  std::vector<int> enters(at(m), -1), leaves(at(m), -1);
  for (int i = 0; i < c; ++i) {
    for (int j = 0; j < c; ++j) next[at(i * m + j)] = score[at(big[at(i)] * n + big[at(j)])];
    std::int64_t in_best = INT64_MIN, out_best = INT64_MIN;
    for (int v : cycle) {
      std::int64_t in = score[at(v * n + big[at(i)])] - score[at(v * n + head[at(v)])];
      if (in > in_best) in_best = in, enters[at(i)] = v;
      std::int64_t out = score[at(big[at(i)] * n + v)];
      if (out > out_best) out_best = out, leaves[at(i)] = v;
    }
    next[at(c * m + i)] = in_best, next[at(i * m + c)] = out_best;
  }
  std::vector<int> inner = arborescence(next, m, small[at(root)]);
  for (int i = 0; i < c; ++i) {
    if (inner[at(i)] < 0) continue;
    head[at(big[at(i)])] = inner[at(i)] == c ? leaves[at(i)] : big[at(inner[at(i)])];
  }
  int from = inner[at(c)];
  if (from >= 0) head[at(enters[at(from)])] = big[at(from)];
  return head;
}

}  // namespace

void best_tree(const std::int32_t* scores, int n, std::ptrdiff_t stride, std::int32_t* heads) {
  int roots = 0, root = -1;
  std::int64_t best_gain = INT64_MIN;
  for (int d = 0; d < n; ++d) {
    const std::int32_t* s = scores + d * stride;
    int head = -1;
    std::int32_t best = INT32_MIN;
    for (int h = 0; h < n; ++h) {
      if (h != d && s[h] > best) best = s[h], head = h;
    }
    std::int64_t gain = static_cast<std::int64_t>(s[n]) - (head < 0 ? INT32_MIN : best);
    if (gain > best_gain) best_gain = gain, root = d;
    if (head < 0 || s[n] > best) head = -1, ++roots;
    heads[d] = head;
  }
  if (roots == 1) {
    // Trees are shallow: walking up from every word is cheaper than marks. More steps than words: a cycle.
    bool tree = true;
    for (int d = 0; d < n && tree; ++d) {
      int steps = 0, v = d;
      while (v >= 0 && steps <= n) v = heads[v], ++steps;
      tree = steps <= n;
    }
    if (tree) return;
  }
  auto size = static_cast<std::size_t>(n);
  std::vector<std::int64_t> score(size * size);
  for (int d = 0; d < n; ++d) {
    for (int h = 0; h < n; ++h) score[static_cast<std::size_t>(d * n + h)] = scores[d * stride + h];
  }
  std::vector<int> best = arborescence(score, n, root);
  for (int d = 0; d < n; ++d) heads[d] = best[static_cast<std::size_t>(d)];
  heads[root] = -1;
}

}  // namespace kawat::syntax
