#include "relations/loops.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "base/clones.h"

namespace kawat::relations {
namespace {

// So many sums at once, on any machine.
constexpr std::size_t kSums = 16;
inline double total(const double* sums) {
  double four[4];
  for (std::size_t j = 0; j < 4; ++j) four[j] = (sums[j] + sums[j + 8]) + (sums[j + 4] + sums[j + 12]);
  return (four[0] + four[2]) + (four[1] + four[3]);
}

// Sum of term(i), in an order that is the same on any machine. Into each clone with it, so that its loops are as wide.
template <class Term>
[[gnu::always_inline]] inline double summed(std::size_t n, Term term) {
  double sums[kSums] = {}, rest = 0;
  std::size_t i = 0;
  for (; i + kSums <= n; i += kSums) {
    for (std::size_t j = 0; j < kSums; ++j) sums[j] += term(i + j);
  }
  for (; i < n; ++i) rest += term(i);
  return total(sums) + rest;
}

}  // namespace

KAWAT_CLONES void spread(const double* __restrict mid, const double* __restrict kernel, std::size_t reach, std::size_t begin,
                         std::size_t end, double* __restrict to) {
  constexpr std::size_t kBlock = 24;  // sums that stay in registers, enough of them to hide how long a sum takes
  std::size_t i = begin;
  while (i < end && end - begin >= kBlock) {
    if (i + kBlock > end) i = end - kBlock;  // some again, to the same result
    double sums[kBlock];
    for (std::size_t j = 0; j < kBlock; ++j) sums[j] = kernel[0] * mid[i + j];
    for (std::size_t d = 1; d <= reach; ++d) {
      const double k = kernel[d], *left = mid + i - d, *right = mid + i + d;
      for (std::size_t j = 0; j < kBlock; ++j) sums[j] += k * (left[j] + right[j]);
    }
    for (std::size_t j = 0; j < kBlock; ++j) to[i + j] = sums[j];
    i += kBlock;
  }
  for (; i < end; ++i) {
    double sum = kernel[0] * mid[i];
    for (std::size_t d = 1; d <= reach; ++d) sum += kernel[d] * (mid[i - d] + mid[i + d]);
    to[i] = sum;
  }
}

KAWAT_CLONES double move_on(double* __restrict w, double keep, double fresh, const double* __restrict prior,
                            const double* __restrict counts, std::size_t n) {
  return summed(n, [=](std::size_t i) { return w[i] = (keep * w[i] + fresh * prior[i]) * counts[i]; });
}

KAWAT_CLONES double weigh(double* __restrict w, const double* __restrict by, std::size_t n) {
  return summed(n, [=](std::size_t i) { return w[i] *= by[i]; });
}

KAWAT_CLONES double lift(double* __restrict w, double by, double plus, std::size_t n) {
  return summed(n, [=](std::size_t i) { return w[i] = by * w[i] + plus; });
}

KAWAT_CLONES double sum_of(const double* __restrict v, std::size_t n) {
  return summed(n, [=](std::size_t i) { return v[i]; });
}

KAWAT_CLONES double product_sum(const double* __restrict a, const double* __restrict b, std::size_t n) {
  return summed(n, [=](std::size_t i) { return a[i] * b[i]; });
}

KAWAT_CLONES double difference_sum(const double* __restrict a, double by_a, const double* __restrict b, double by_b,
                                   std::size_t n) {
  return summed(n, [=](std::size_t i) { return std::abs(by_a * a[i] - by_b * b[i]); });
}

KAWAT_CLONES void scale(const double* from, double by, double* to, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] = by * from[i];
}

KAWAT_CLONES void add_product(double* __restrict out, double by, const double* __restrict a, const double* __restrict b,
                              std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] += by * (a[i] * b[i]);
}

KAWAT_CLONES void add_scaled(double* __restrict out, double by, const double* __restrict a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] += by * a[i];
}

KAWAT_CLONES void blend(double* __restrict a, double by_a, const double* __restrict b, double by_b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) a[i] = by_a * a[i] + by_b * b[i];
}

KAWAT_CLONES double largest(const double* __restrict v, std::size_t n) {
  double most[kSums], out = v[0];
  std::size_t i = 0;
  for (double& m : most) m = v[0];
  for (; i + kSums <= n; i += kSums) {
    for (std::size_t j = 0; j < kSums; ++j) most[j] = v[i + j] > most[j] ? v[i + j] : most[j];
  }
  for (; i < n; ++i) out = v[i] > out ? v[i] : out;
  for (double m : most) out = m > out ? m : out;
  return out;
}

KAWAT_CLONES void exponentials(double* v, std::size_t n) {
  // e^x = 2^k · e^r with |r| at most half of log 2; the series of e^r ends where a double does.
  constexpr double kPerTwo = 1.4426950408889634, kHigh = 0x1.62e42fee00000p-1, kLow = 0x1.a39ef35793c76p-33;
  constexpr double kWhole = 0x1.8p52;  // adding it rounds to whole numbers, which are then the last bits
  constexpr double kSeries[] = {
      1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
      1.0 / 720,        1.0 / 120,       1.0 / 24,       1.0 / 6,       1.0 / 2,      1,           1};
  constexpr std::size_t kTerms = sizeof kSeries / sizeof *kSeries;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = v[i], clamped = x < -700 ? -700 : x;
    const double rounded = clamped * kPerTwo + kWhole, k = rounded - kWhole;
    const double r = (clamped - k * kHigh) - k * kLow;
    double sum = kSeries[0];
    for (std::size_t s = 1; s < kTerms; ++s) sum = sum * r + kSeries[s];
    // 2^k: its exponent's bits are those that k was rounded into.
    const double power = std::bit_cast<double>((std::bit_cast<std::uint64_t>(rounded) + 1023) << 52);
    v[i] = x < -700 ? 0 : sum * power;
  }
}

}  // namespace kawat::relations
