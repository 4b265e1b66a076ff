// The distributions behind the figures. Natural logarithms; pure functions, safe on any thread.
#pragma once

#include <cstdint>

namespace kawat::relations {

double log_odds(double share);  // share in (0, 1)
double share_of(double log_odds);

double beta_quantile(double a, double b, double p);
double gamma_quantile(double shape, double rate, double p);
double digamma(double x);
double trigamma(double x);
double normal_quantile(double p);
double normal_below(double x);  // chance that a standard normal is below x

// log of a·(a+1)…(a+n−1).
double log_rising(double a, std::uint32_t n);

// Chance of k cooperative stories of n when the share is `share` and two stories of one period lean the same way with correlation
// `burst` in [0, 1): beta-binomial with mean n·share and variance n·share·(1−share)·(1+(n−1)·burst). burst 0 is the binomial.
double log_beta_binomial(std::uint32_t k, std::uint32_t n, double share, double burst);

// Chance of n stories at rate `rate` with variance rate + dispersion·rate²: negative binomial; dispersion 0 is Poisson's.
double log_negative_binomial(std::uint32_t n, double rate, double dispersion);

// How many independent stories n stories of one period are worth: n / (1 + (n−1)·burst).
inline double effective_stories(double n, double burst) { return n <= 0 ? 0 : n / (1 + (n > 1 ? n - 1 : 0) * burst); }

}  // namespace kawat::relations
