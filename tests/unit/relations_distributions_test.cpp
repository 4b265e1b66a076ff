// Expected numbers: computed apart from this code with SciPy 1.11's distributions, or by hand where a comment says so.
#include "relations/distributions.h"

#include <gtest/gtest.h>

#include <cmath>

namespace kawat::relations {
namespace {

TEST(RelationsDistributions, BetaBinomial) {
  EXPECT_NEAR(log_beta_binomial(3, 10, 0.3, 0.1), -1.71296368128343, 1e-11);
  EXPECT_NEAR(log_beta_binomial(120, 200, 0.6, 0.05), -4.090851010515211, 1e-10);
  EXPECT_NEAR(log_beta_binomial(3, 10, 0.3, 0), -1.321151277766889, 1e-11);
}

TEST(RelationsDistributions, BetaBinomialSumsToOneWithItsMoments) {
  for (double burst : {0.0, 0.02, 0.35}) {
    double sum = 0, mean = 0, square = 0;
    for (std::uint32_t k = 0; k <= 60; ++k) {
      double p = std::exp(log_beta_binomial(k, 60, 0.2, burst));
      sum += p, mean += k * p, square += k * k * p;
    }
    EXPECT_NEAR(sum, 1, 1e-10);
    EXPECT_NEAR(mean, 12, 1e-8);
    EXPECT_NEAR(square - mean * mean, 60 * 0.2 * 0.8 * (1 + 59 * burst), 1e-7);
  }
}

TEST(RelationsDistributions, NegativeBinomial) {
  EXPECT_NEAR(log_negative_binomial(7, 5, 0.4), -2.70529728916849, 1e-11);
  EXPECT_NEAR(log_negative_binomial(7, 5, 0), -2.259095974026712, 1e-11);
  EXPECT_NEAR(log_negative_binomial(0, 5, 0), -5, 1e-12);  // by hand
}

TEST(RelationsDistributions, Quantiles) {
  EXPECT_NEAR(beta_quantile(3.5, 7.5, 0.05), 0.11732938, 1e-8);
  EXPECT_NEAR(beta_quantile(3.5, 7.5, 0.95), 0.55812677, 1e-8);
  EXPECT_NEAR(gamma_quantile(2.5, 0.5, 0.05), 1.14547623, 1e-8);
  EXPECT_NEAR(gamma_quantile(2.5, 0.5, 0.95), 11.07049769, 1e-7);
  EXPECT_NEAR(digamma(3.5), 1.103156640645243, 1e-12);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-10);
}

TEST(RelationsDistributions, Rising) {
  EXPECT_NEAR(log_rising(3, 4), std::log(3 * 4 * 5 * 6), 1e-12);  // by hand
  EXPECT_EQ(log_rising(0.5, 0), 0);
  // The product and the gamma function meet.
  EXPECT_NEAR(log_rising(0.01, 33), log_rising(0.01, 32) + std::log(32.01), 1e-9);
}

TEST(RelationsDistributions, EffectiveStories) {
  EXPECT_DOUBLE_EQ(effective_stories(0, 0.1), 0);
  EXPECT_DOUBLE_EQ(effective_stories(1, 0.1), 1);
  EXPECT_DOUBLE_EQ(effective_stories(21, 0.1), 7);  // 21 / (1 + 20 · 0.1)
  EXPECT_DOUBLE_EQ(effective_stories(40, 0), 40);
}

TEST(RelationsDistributions, LogOdds) {
  EXPECT_NEAR(log_odds(0.75), std::log(3), 1e-12);
  EXPECT_NEAR(share_of(std::log(3)), 0.75, 1e-12);
}

}  // namespace
}  // namespace kawat::relations
