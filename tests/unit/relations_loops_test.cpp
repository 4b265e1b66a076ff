// The innermost loops against the same sums written plainly, for lengths that do and do not fill registers.
#include "relations/loops.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace kawat::relations {
namespace {

std::vector<double> numbers(std::size_t n, double seed) {
  std::vector<double> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = 1.5 + std::sin(seed + 1.7 * static_cast<double>(i));
  return out;
}

TEST(RelationsLoops, AreWhatTheySay) {
  for (std::size_t n : {1u, 7u, 16u, 23u, 24u, 47u, 131u}) {
    const std::vector<double> a = numbers(n, 1), b = numbers(n, 2), c = numbers(n, 3);
    std::vector<double> w = a, out = c, mixed = a;
    double moved = 0, weighed = 0, products = 0, off = 0, sum = 0, most = 0, lifted = 0;
    for (std::size_t i = 0; i < n; ++i) {
      moved += (0.9 * a[i] + 0.1 * b[i]) * c[i], weighed += a[i] * b[i], products += b[i] * c[i], sum += a[i];
      off += std::abs(2 * a[i] - 3 * b[i]), most = std::max(most, a[i]), lifted += 0.5 * a[i] + 7;
    }
    EXPECT_NEAR(move_on(w.data(), 0.9, 0.1, b.data(), c.data(), n), moved, 1e-11);
    EXPECT_NEAR(w[n - 1], (0.9 * a[n - 1] + 0.1 * b[n - 1]) * c[n - 1], 1e-13);
    w = a;
    EXPECT_NEAR(weigh(w.data(), b.data(), n), weighed, 1e-11);
    EXPECT_NEAR(w[n / 2], a[n / 2] * b[n / 2], 1e-13);
    w = a;
    EXPECT_NEAR(lift(w.data(), 0.5, 7, n), lifted, 1e-11);
    EXPECT_NEAR(product_sum(b.data(), c.data(), n), products, 1e-11);
    EXPECT_NEAR(difference_sum(a.data(), 2, b.data(), 3, n), off, 1e-11);
    EXPECT_NEAR(sum_of(a.data(), n), sum, 1e-11);
    EXPECT_EQ(largest(a.data(), n), most);
    add_product(out.data(), 0.5, a.data(), b.data(), n), add_scaled(out.data(), 2, a.data(), n);
    EXPECT_NEAR(out[n - 1], c[n - 1] + 0.5 * a[n - 1] * b[n - 1] + 2 * a[n - 1], 1e-12);
    blend(mixed.data(), 0.25, b.data(), 0.75, n);
    EXPECT_NEAR(mixed[0], 0.25 * a[0] + 0.75 * b[0], 1e-13);
    scale(a.data(), 3, w.data(), n);
    EXPECT_EQ(w[n - 1], 3 * a[n - 1]);
  }
}

TEST(RelationsLoops, Spread) {
  const std::vector<double> mid = numbers(200, 4), kernel = numbers(9, 5);
  for (std::size_t n : {1u, 20u, 24u, 60u, 131u}) {
    std::vector<double> to(200, -1);
    spread(mid.data(), kernel.data(), 8, 10, 10 + n, to.data());
    for (std::size_t i = 10; i < 10 + n; ++i) {
      double sum = kernel[0] * mid[i];
      for (std::size_t d = 1; d <= 8; ++d) sum += kernel[d] * (mid[i - d] + mid[i + d]);
      EXPECT_NEAR(to[i], sum, 1e-12);
    }
    EXPECT_EQ(to[9], -1);
    EXPECT_EQ(to[10 + n], -1);
  }
}

TEST(RelationsLoops, Exponentials) {
  std::vector<double> v, truth;
  for (double x = -699.9; x < 5; x += 0.37) v.push_back(x), truth.push_back(std::exp(x));
  v.push_back(0), truth.push_back(1), v.push_back(-1e9), truth.push_back(0), v.push_back(-INFINITY), truth.push_back(0);
  exponentials(v.data(), v.size());
  for (std::size_t i = 0; i < v.size(); ++i) EXPECT_NEAR(v[i], truth[i], truth[i] * 1e-15) << i;
}

}  // namespace
}  // namespace kawat::relations
