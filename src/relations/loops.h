// The innermost loops over the points of a lattice, for the widest registers that the processor has. Sums are added up in the
// same order everywhere, so that the bits are the same on every machine.
#pragma once

#include <cstddef>

namespace kawat::relations {

// to[i] = kernel[0] · mid[i] + Σ kernel[d] · (mid[i − d] + mid[i + d]), d up to `reach`, for begin ≤ i < end. `mid` has points up
// to `reach` beyond both ends, and does not overlap with `to`.
void spread(const double* mid, const double* kernel, std::size_t reach, std::size_t begin, std::size_t end, double* to);

// w[i] = (keep · w[i] + fresh · prior[i]) · counts[i]; returns the sum.
double move_on(double* w, double keep, double fresh, const double* prior, const double* counts, std::size_t n);
// w[i] *= by[i]; returns the sum.
double weigh(double* w, const double* by, std::size_t n);
// w[i] = by · w[i] + plus; returns the sum.
double lift(double* w, double by, double plus, std::size_t n);
void scale(const double* from, double by, double* to, std::size_t n);
// out[i] += by · a[i] · b[i].
void add_product(double* out, double by, const double* a, const double* b, std::size_t n);
// out[i] += by · a[i].
void add_scaled(double* out, double by, const double* a, std::size_t n);
// a[i] = by_a · a[i] + by_b · b[i].
void blend(double* a, double by_a, const double* b, double by_b, std::size_t n);

double sum_of(const double* v, std::size_t n);
double product_sum(const double* a, const double* b, std::size_t n);
// Σ |by_a · a[i] − by_b · b[i]|.
double difference_sum(const double* a, double by_a, const double* b, double by_b, std::size_t n);
double largest(const double* v, std::size_t n);  // n > 0

// v[i] = e^v[i]; to within two units of the last place, 0 below −700. Not for what is above 700.
void exponentials(double* v, std::size_t n);

}  // namespace kawat::relations
