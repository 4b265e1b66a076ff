#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "syntax/kernel.h"
#include "syntax/tree.h"

namespace kawat::syntax {
namespace {

bool is_tree(const std::vector<std::int32_t>& heads) {
  int roots = 0, n = static_cast<int>(heads.size());
  for (int d = 0; d < n; ++d) {
    roots += heads[static_cast<std::size_t>(d)] < 0;
    int v = d;
    for (int steps = 0; v >= 0; ++steps) {
      if (steps > n) return false;
      v = heads[static_cast<std::size_t>(v)];
    }
  }
  return roots == 1;
}

// Tries every assignment of heads with the given root.
std::int64_t best_by_force(const std::vector<std::int32_t>& scores, int n, int root) {
  std::vector<std::int32_t> heads(static_cast<std::size_t>(n), 0);
  std::int64_t best = INT64_MIN;
  auto visit = [&](auto&& self, int d, std::int64_t sum) -> void {
    if (d >= n) {
      if (is_tree(heads)) best = std::max(best, sum);
      return;
    }
    auto at = static_cast<std::size_t>(d);
    if (d == root) {
      heads.at(at) = -1;
      return self(self, d + 1, sum);
    }
    for (int h = 0; h < n; ++h) {
      if (h == d) continue;
      heads.at(at) = h;
      self(self, d + 1, sum + scores[static_cast<std::size_t>(d * (n + 1) + h)]);
    }
  };
  visit(visit, 0, 0);
  return best;
}

TEST(Tree, IsTheBestForItsRoot) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> score(-50, 50);
  for (int round = 0; round < 400; ++round) {
    int n = 1 + round % 6;
    std::vector<std::int32_t> scores(static_cast<std::size_t>(n * (n + 1)));
    for (auto& s : scores) s = score(random);
    std::vector<std::int32_t> heads(static_cast<std::size_t>(n));
    best_tree(scores.data(), n, n + 1, heads.data());
    ASSERT_TRUE(is_tree(heads)) << "round " << round;
    int root = static_cast<int>(std::find(heads.begin(), heads.end(), -1) - heads.begin());
    std::int64_t sum = 0;
    for (int d = 0; d < n; ++d) {
      if (d != root) sum += scores[static_cast<std::size_t>(d * (n + 1) + heads[static_cast<std::size_t>(d)])];
    }
    EXPECT_EQ(sum, best_by_force(scores, n, root)) << "round " << round;
  }
}

TEST(Kernel, MultipliesLikeTheSchoolMethod) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> value(-2000, 2000);
  for (int rows : {1, 2, 3, 5, 7, 8, 9, 23}) {
    const int in = 96, out = 64;
    std::vector<std::int16_t> x(static_cast<std::size_t>(rows * in)), w(static_cast<std::size_t>(in * out)), packed(w.size());
    std::vector<std::int32_t> bias(out), y(static_cast<std::size_t>(rows * out));
    for (auto& v : x) v = static_cast<std::int16_t>(value(random));
    for (auto& v : w) v = static_cast<std::int16_t>(value(random));
    for (auto& v : bias) v = value(random);
    pack_weights(in, out, [&](int i, int j) { return w[static_cast<std::size_t>(i * out + j)]; }, packed.data());
    multiply(x.data(), rows, in, packed.data(), in, out, bias.data(), y.data());
    for (int r = 0; r < rows; ++r) {
      for (int j = 0; j < out; ++j) {
        std::int32_t sum = bias[static_cast<std::size_t>(j)];
        for (int i = 0; i < in; ++i) sum += x[static_cast<std::size_t>(r * in + i)] * w[static_cast<std::size_t>(i * out + j)];
        ASSERT_EQ(y[static_cast<std::size_t>(r * out + j)], sum) << rows << " rows, at " << r << "," << j;
      }
    }
  }
}

}  // namespace
}  // namespace kawat::syntax
