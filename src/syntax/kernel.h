// Integer products of the parser: int16 × int16 summed in int32, the same result on every processor.
//
//   y[r][j] = bias[j] + Σ x[r][i]·w[i][j]
//
// Weights are packed: blocks of 32 columns, in each the inputs two by two, [column][2]. `in` is even, `out` a multiple of 32.
// Pure functions; widest vectors of the processor.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kawat::syntax {

inline constexpr int kBlock = 32;
inline constexpr int round_up(int n, int by) { return (n + by - 1) / by * by; }

struct Rows {
  const std::int16_t* x;
  int count;
  std::ptrdiff_t stride;  // from one row to the next
};
struct Weights {
  const std::int16_t* packed;
  int in, out;
  int block_in;  // inputs that a block was packed for: more than `in` where only a part of them is meant
};
struct Sums {
  std::int32_t* y;
  std::ptrdiff_t stride;
};
// A null bias counts as 0.
void multiply(const Rows& rows, const Weights& weights, const std::int32_t* bias, const Sums& sums);
inline void multiply(const std::int16_t* x, int rows, std::ptrdiff_t stride, const std::int16_t* packed, int in, int out,
                     const std::int32_t* bias, std::int32_t* y) {
  multiply({x, rows, stride}, {packed, in, out, in}, bias, {y, out});
}

// to = bias + before + middle + after, n values; `before` and `after` may be null.
void sum_products(int n, const std::int32_t* bias, const std::int32_t* before, const std::int32_t* middle,
                  const std::int32_t* after, std::int32_t* to);

// One step of a gated running mean, in plain IEEE operations that are never fused: c = v + f·(c − v) with v = value·unit and
// f = ½ + ½·g/√(1 + g²), g = gate·unit; then io += c·one, cut to int16.
void gated_step(int n, const std::int32_t* value, const std::int32_t* gate, float unit, float one, float* c, std::int16_t* io);

// Index of the first of the largest values; n > 0.
int first_largest(const std::int32_t* x, int n);

// In place, n a multiple of 4.
void square_roots(float* x, int n);

// out = start + Σ of int8 rows, n values each; `weight` multiplies the first row, `shared` the others.
void sum_rows(int n, const std::int16_t* start, const std::int8_t* first, int weight, const std::int8_t* const* rows, int count,
              int shared, std::int16_t* out);

// to = (old +) max(low, from rounded off by `bits`), cut to int16.
void narrow(const std::int32_t* from, std::size_t n, int bits, int low, const std::int16_t* old, std::int16_t* to);

// w[in][out] → packed, missing columns 0.
template <class At>
void pack_weights(int in, int out, At&& at, std::int16_t* packed) {
  for (int block = 0; block < out; block += kBlock) {
    for (int i = 0; i < in; i += 2) {
      for (int j = 0; j < kBlock; ++j) {
        *packed++ = block + j < out ? at(i, block + j) : std::int16_t{0};
        *packed++ = block + j < out && i + 1 < in ? at(i + 1, block + j) : std::int16_t{0};
      }
    }
  }
}

}  // namespace kawat::syntax
