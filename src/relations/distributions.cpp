#include "relations/distributions.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

namespace kawat::relations {
namespace {

// Out of range gives infinity or NaN instead of an exception; long double gains nothing here.
using Policy = boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                             boost::math::policies::pole_error<boost::math::policies::ignore_error>,
                                             boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                             boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
                                             boost::math::policies::promote_double<false>>;

// std::lgamma writes to a global.
double log_gamma(double x) { return boost::math::lgamma(x, Policy()); }
double log_choose(std::uint32_t n, std::uint32_t k) { return log_rising(n - k + 1.0, k) - log_rising(1, k); }

}  // namespace

double log_odds(double share) { return std::log(share / (1 - share)); }
double share_of(double x) { return 1 / (1 + std::exp(-x)); }

double beta_quantile(double a, double b, double p) {
  return boost::math::quantile(boost::math::beta_distribution<double, Policy>(a, b), p);
}
double gamma_quantile(double shape, double rate, double p) {
  return boost::math::quantile(boost::math::gamma_distribution<double, Policy>(shape, 1 / rate), p);
}
double digamma(double x) { return boost::math::digamma(x, Policy()); }
double trigamma(double x) { return boost::math::trigamma(x, Policy()); }
double normal_quantile(double p) { return boost::math::quantile(boost::math::normal_distribution<double, Policy>(), p); }
double normal_below(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

double log_rising(double a, std::uint32_t n) {
  if (n > 32) return log_gamma(a + n) - log_gamma(a);
  // A product of 16 factors stays far from the limits of a double for any a that occurs.
  double sum = 0;
  for (std::uint32_t i = 0; i < n;) {
    double product = 1;
    for (std::uint32_t end = std::min(n, i + 16); i < end; ++i) product *= a + i;
    sum += std::log(product);
  }
  return sum;
}

double log_beta_binomial(std::uint32_t k, std::uint32_t n, double share, double burst) {
  double choose = log_choose(n, std::min(k, n - k));
  if (burst <= 0) return choose + (k ? k * std::log(share) : 0) + (n > k ? (n - k) * std::log1p(-share) : 0);
  double size = (1 - burst) / burst;
  return choose + log_rising(share * size, k) + log_rising((1 - share) * size, n - k) - log_rising(size, n);
}

double log_negative_binomial(std::uint32_t n, double rate, double dispersion) {
  if (dispersion <= 0) return n * std::log(rate) - rate - log_rising(1, n);
  double size = 1 / dispersion;
  return log_rising(size, n) - log_rising(1, n) - size * std::log1p(rate * dispersion) +
         n * (std::log(rate * dispersion) - std::log1p(rate * dispersion));
}

}  // namespace kawat::relations
