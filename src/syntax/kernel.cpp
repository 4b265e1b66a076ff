#include "syntax/kernel.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/clones.h"

namespace kawat::syntax {
namespace {

constexpr int kRows = 8;

// One block of 32 columns for up to eight rows: sums of row i go to y + i·stride. rows[i] beyond `count` repeat the last one.
using Tile = void (*)(const std::int16_t* const* rows, int count, const std::int16_t* block, int in, const std::int32_t* bias,
                      std::int32_t* y, std::ptrdiff_t stride);

inline std::int32_t pair_at(const std::int16_t* x) {
  std::int32_t v = 0;
  std::memcpy(&v, x, sizeof v);
  return v;
}

#if !defined(__x86_64__)
void tile_plain(const std::int16_t* const* rows, int count, const std::int16_t* block, int in, const std::int32_t* bias,
                std::int32_t* y, std::ptrdiff_t stride) {
  for (int r = 0; r < count; ++r) {
    std::int32_t* to = y + r * stride;
    std::copy(bias, bias + kBlock, to);
    const std::int16_t* w = block;
    for (int i = 0; i < in; i += 2, w += 2 * kBlock) {
      std::int32_t a = rows[r][i], b = rows[r][i + 1];
      for (int j = 0; j < kBlock; ++j) to[j] += a * w[2 * j] + b * w[2 * j + 1];
    }
  }
}
#else
void tile_sse2(const std::int16_t* const* rows, int count, const std::int16_t* block, int in, const std::int32_t* bias,
               std::int32_t* y, std::ptrdiff_t stride) {
  for (int r0 = 0; r0 < count; r0 += 4) {
    for (int part = 0; part < kBlock; part += 8) {
      __m128i s[4][2];
      const auto* start = reinterpret_cast<const __m128i*>(bias + part);
      for (auto& v : s) v[0] = _mm_loadu_si128(start), v[1] = _mm_loadu_si128(start + 1);
      const std::int16_t* w = block + 2 * part;
      for (int i = 0; i < in; i += 2, w += 2 * kBlock) {
        __m128i w0 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(w));
        __m128i w1 = _mm_loadu_si128(reinterpret_cast<const __m128i*>(w + 8));
#pragma GCC unroll 4
        for (int r = 0; r < 4; ++r) {
          __m128i x = _mm_set1_epi32(pair_at(rows[r0 + r] + i));
          s[r][0] = _mm_add_epi32(s[r][0], _mm_madd_epi16(x, w0));
          s[r][1] = _mm_add_epi32(s[r][1], _mm_madd_epi16(x, w1));
        }
      }
      for (int r = 0; r < 4 && r0 + r < count; ++r) {
        auto* to = reinterpret_cast<__m128i*>(y + (r0 + r) * stride + part);
        _mm_storeu_si128(to, s[r][0]), _mm_storeu_si128(to + 1, s[r][1]);
      }
    }
  }
}

__attribute__((target("avx2"))) void tile_avx2(const std::int16_t* const* rows, int count, const std::int16_t* block, int in,
                                               const std::int32_t* bias, std::int32_t* y, std::ptrdiff_t stride) {
  for (int r0 = 0; r0 < count; r0 += 4) {
    for (int part = 0; part < kBlock; part += 16) {
      __m256i s[4][2];
      const auto* start = reinterpret_cast<const __m256i*>(bias + part);
      for (auto& v : s) v[0] = _mm256_loadu_si256(start), v[1] = _mm256_loadu_si256(start + 1);
      const std::int16_t* w = block + 2 * part;
      for (int i = 0; i < in; i += 2, w += 2 * kBlock) {
        __m256i w0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w));
        __m256i w1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(w + 16));
#pragma GCC unroll 4
        for (int r = 0; r < 4; ++r) {
          __m256i x = _mm256_set1_epi32(pair_at(rows[r0 + r] + i));
          s[r][0] = _mm256_add_epi32(s[r][0], _mm256_madd_epi16(x, w0));
          s[r][1] = _mm256_add_epi32(s[r][1], _mm256_madd_epi16(x, w1));
        }
      }
      for (int r = 0; r < 4 && r0 + r < count; ++r) {
        auto* to = reinterpret_cast<__m256i*>(y + (r0 + r) * stride + part);
        _mm256_storeu_si256(to, s[r][0]), _mm256_storeu_si256(to + 1, s[r][1]);
      }
    }
  }
}

// The same tile for two instruction sets: with and without the fused "multiply pairs and add", which gives the same integers.
// Each sum is a variable of its own: g++ 12 keeps those of an array in memory, or copies them from register to register.
#define KAWAT_EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#define KAWAT_BEGIN(r)                                        \
  [[maybe_unused]] __m512i low##r = start0, high##r = start1; \
  [[maybe_unused]] const std::int16_t* x##r = rows[r < N ? r : 0];
#define KAWAT_STORE(r)                                   \
  if constexpr (r < N) {                                 \
    if (r < count) {                                     \
      _mm512_storeu_si512(y + r * stride, low##r);       \
      _mm512_storeu_si512(y + r * stride + 16, high##r); \
    }                                                    \
  }
#define KAWAT_TILE_512(rows_name, tile_name, features, STEP)                                                                     \
  template <int N>                                                                                                               \
  __attribute__((target(features))) inline void rows_name(const std::int16_t* const* rows, int count, const std::int16_t* block, \
                                                          int in, const std::int32_t* bias, std::int32_t* y,                     \
                                                          std::ptrdiff_t stride) {                                               \
    const __m512i start0 = _mm512_loadu_si512(bias), start1 = _mm512_loadu_si512(bias + 16);                                     \
    KAWAT_EACH_ROW(KAWAT_BEGIN)                                                                                                  \
    const std::int16_t* w = block;                                                                                               \
    for (int i = 0; i < in; i += 2, w += 2 * kBlock) {                                                                           \
      __m512i w0 = _mm512_loadu_si512(w), w1 = _mm512_loadu_si512(w + kBlock);                                                   \
      KAWAT_EACH_ROW(STEP)                                                                                                       \
    }                                                                                                                            \
    KAWAT_EACH_ROW(KAWAT_STORE)                                                                                                  \
  }                                                                                                                              \
  __attribute__((target(features))) void tile_name(const std::int16_t* const* rows, int count, const std::int16_t* block,        \
                                                   int in, const std::int32_t* bias, std::int32_t* y, std::ptrdiff_t stride) {   \
    if (count > 6) return rows_name<8>(rows, count, block, in, bias, y, stride);                                                 \
    if (count > 4) return rows_name<6>(rows, count, block, in, bias, y, stride);                                                 \
    if (count > 2) return rows_name<4>(rows, count, block, in, bias, y, stride);                                                 \
    rows_name<2>(rows, count, block, in, bias, y, stride);                                                                       \
  }

#define KAWAT_MADD(r)                                              \
  if constexpr (r < N) {                                           \
    __m512i x = _mm512_set1_epi32(pair_at(x##r + i));              \
    low##r = _mm512_add_epi32(low##r, _mm512_madd_epi16(x, w0));   \
    high##r = _mm512_add_epi32(high##r, _mm512_madd_epi16(x, w1)); \
  }
// Not the intrinsic, whose sum g++ 12 copies too.
#define KAWAT_DPWSSD(r)                                               \
  if constexpr (r < N) {                                              \
    __m512i x = _mm512_set1_epi32(pair_at(x##r + i));                 \
    __asm__("vpdpwssd %2, %1, %0" : "+v"(low##r) : "v"(x), "v"(w0));  \
    __asm__("vpdpwssd %2, %1, %0" : "+v"(high##r) : "v"(x), "v"(w1)); \
  }
KAWAT_TILE_512(rows_avx512, tile_avx512, "avx512f,avx512bw", KAWAT_MADD)
KAWAT_TILE_512(rows_vnni, tile_vnni, "avx512f,avx512bw,avx512vnni", KAWAT_DPWSSD)
#undef KAWAT_TILE_512
#undef KAWAT_DPWSSD
#undef KAWAT_MADD
#undef KAWAT_STORE
#undef KAWAT_BEGIN
#undef KAWAT_EACH_ROW
#endif

Tile best_tile() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")) return tile_vnni;
  if (__builtin_cpu_supports("avx512bw")) return tile_avx512;
  if (__builtin_cpu_supports("avx2")) return tile_avx2;
  return tile_sse2;
#else
  return tile_plain;
#endif
}

}  // namespace

void multiply(const Rows& rows, const Weights& weights, const std::int32_t* bias, const Sums& sums) {
  static constexpr std::int32_t kNone[kBlock] = {};
  const Tile tile = best_tile();
  for (int j = 0; j < weights.out; j += kBlock) {
    const std::int16_t* block = weights.packed + static_cast<std::ptrdiff_t>(j) * weights.block_in;
    for (int r0 = 0; r0 < rows.count; r0 += kRows) {
      int count = std::min(kRows, rows.count - r0);
      const std::int16_t* at[kRows];
      for (int r = 0; r < kRows; ++r) at[r] = rows.x + (r0 + std::min(r, count - 1)) * rows.stride;
      tile(at, count, block, weights.in, bias != nullptr ? bias + j : kNone, sums.y + r0 * sums.stride + j, sums.stride);
    }
  }
}

// A loop over the library function would not be widened, since that may set errno.
void square_roots(float* x, int n) {
#if defined(__x86_64__)
  for (int j = 0; j < n; j += 4) _mm_storeu_ps(x + j, _mm_sqrt_ps(_mm_loadu_ps(x + j)));
#else
  for (int j = 0; j < n; ++j) x[j] = __builtin_sqrtf(x[j]);
#endif
}

namespace {

KAWAT_CLONES void gate_squares(int n, const std::int32_t* gate, float unit, float* root) {
  for (int j = 0; j < n; ++j) {
    float x = static_cast<float>(gate[j]) * unit;
    root[j] = 1.0f + x * x;
  }
}

KAWAT_CLONES void gate_means(int n, const std::int32_t* value, const std::int32_t* gate, float unit, float one, const float* root,
                             float* __restrict c, std::int16_t* __restrict io) {
  for (int j = 0; j < n; ++j) {
    float x = static_cast<float>(gate[j]) * unit, v = static_cast<float>(value[j]) * unit;
    float f = 0.5f + 0.5f * (x / root[j]);
    c[j] = v + f * (c[j] - v);
    std::int32_t sum = static_cast<std::int32_t>(c[j] * one) + io[j];  // a mean is no larger than its values: no overflow
    sum = sum < -32767 ? -32767 : sum;
    io[j] = static_cast<std::int16_t>(sum > 32767 ? 32767 : sum);
  }
}

}  // namespace

void gated_step(int n, const std::int32_t* value, const std::int32_t* gate, float unit, float one, float* c, std::int16_t* io) {
  constexpr int kPart = 64;
  for (int at = 0; at < n; at += kPart) {
    int count = std::min(kPart, n - at);
    alignas(64) float root[kPart] = {};
    gate_squares(count, gate + at, unit, root);
    square_roots(root, count);
    gate_means(count, value + at, gate + at, unit, one, root, c + at, io + at);
  }
}

KAWAT_CLONES void sum_products(int n, const std::int32_t* bias, const std::int32_t* before, const std::int32_t* middle,
                               const std::int32_t* after, std::int32_t* to) {
  if (before != nullptr && after != nullptr) {
    for (int j = 0; j < n; ++j) to[j] = bias[j] + before[j] + middle[j] + after[j];
    return;
  }
  for (int j = 0; j < n; ++j) to[j] = bias[j] + middle[j];
  for (const std::int32_t* side : {before, after}) {
    for (int j = 0; side != nullptr && j < n; ++j) to[j] += side[j];
  }
}

KAWAT_CLONES int first_largest(const std::int32_t* x, int n) {
  std::int32_t most = x[0];
  for (int j = 1; j < n; ++j) most = x[j] > most ? x[j] : most;  // in wide registers, unlike a search for the place
  int at = 0;
  while (x[at] != most) ++at;
  return at;
}

KAWAT_CLONES void sum_rows(int n, const std::int16_t* start, const std::int8_t* first, int weight, const std::int8_t* const* rows,
                           int count, int shared, std::int16_t* out) {
  for (int part = 0; part < n; part += 32) {
    std::int16_t sum[32] = {};
    for (int r = 0; r < count; ++r) {
      const std::int8_t* from = rows[r] + part;
      for (int j = 0; j < 32; ++j) sum[j] = static_cast<std::int16_t>(sum[j] + from[j]);
    }
    for (int j = 0; j < 32; ++j) {
      out[part + j] = static_cast<std::int16_t>(start[part + j] + first[part + j] * weight + sum[j] * shared);
    }
  }
}

KAWAT_CLONES void narrow(const std::int32_t* from, std::size_t n, int bits, int low, const std::int16_t* old, std::int16_t* to) {
  const std::int32_t half = (1 << bits) >> 1;
  if (old == nullptr) {
    for (std::size_t i = 0; i < n; ++i) {
      std::int32_t v = (from[i] + half) >> bits;
      v = v < low ? low : v;
      to[i] = static_cast<std::int16_t>(v > 32767 ? 32767 : v);
    }
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    std::int32_t v = (from[i] + half) >> bits;
    v = (v < low ? low : v) + old[i];
    v = v < -32767 ? -32767 : v;
    to[i] = static_cast<std::int16_t>(v > 32767 ? 32767 : v);
  }
}

}  // namespace kawat::syntax
