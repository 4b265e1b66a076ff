#include "syntax/kernel.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

namespace kawat::syntax {
namespace {

constexpr int kRows = 8;

// One block of 32 columns for up to eight rows; sums[row][column]. rows[i] beyond `count` repeat the last one.
using Tile = void (*)(const std::int16_t* const* rows, int count, const std::int16_t* block, int in, std::int32_t* sums);

inline std::int32_t pair_at(const std::int16_t* x) {
  std::int32_t v = 0;
  std::memcpy(&v, x, sizeof v);
  return v;
}

#if !defined(__x86_64__)
void tile_plain(const std::int16_t* const* rows, int count, const std::int16_t* block, int in, std::int32_t* sums) {
  for (int r = 0; r < count; ++r) {
    std::int32_t* to = sums + r * kBlock;
    std::fill(to, to + kBlock, 0);
    const std::int16_t* w = block;
    for (int i = 0; i < in; i += 2, w += 2 * kBlock) {
      std::int32_t a = rows[r][i], b = rows[r][i + 1];
      for (int j = 0; j < kBlock; ++j) to[j] += a * w[2 * j] + b * w[2 * j + 1];
    }
  }
}
#else
void tile_sse2(const std::int16_t* const* rows, int count, const std::int16_t* block, int in, std::int32_t* sums) {
  for (int r0 = 0; r0 < count; r0 += 4) {
    for (int part = 0; part < kBlock; part += 8) {
      __m128i s[4][2];
      for (auto& v : s) v[0] = _mm_setzero_si128(), v[1] = _mm_setzero_si128();
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
      for (int r = 0; r < 4; ++r) {
        auto* to = reinterpret_cast<__m128i*>(sums + (r0 + r) * kBlock + part);
        _mm_storeu_si128(to, s[r][0]), _mm_storeu_si128(to + 1, s[r][1]);
      }
    }
  }
}

__attribute__((target("avx2"))) void tile_avx2(const std::int16_t* const* rows, int count, const std::int16_t* block, int in,
                                               std::int32_t* sums) {
  for (int r0 = 0; r0 < count; r0 += 4) {
    for (int part = 0; part < kBlock; part += 16) {
      __m256i s[4][2];
      for (auto& v : s) v[0] = _mm256_setzero_si256(), v[1] = _mm256_setzero_si256();
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
      for (int r = 0; r < 4; ++r) {
        auto* to = reinterpret_cast<__m256i*>(sums + (r0 + r) * kBlock + part);
        _mm256_storeu_si256(to, s[r][0]), _mm256_storeu_si256(to + 1, s[r][1]);
      }
    }
  }
}

template <int N>
__attribute__((target("avx512f,avx512bw"))) inline void rows_avx512(const std::int16_t* const* rows, const std::int16_t* block, int in,
                                                                     std::int32_t* sums) {
  __m512i s[N][2];
  for (auto& v : s) v[0] = _mm512_setzero_si512(), v[1] = _mm512_setzero_si512();
  const std::int16_t* w = block;
  for (int i = 0; i < in; i += 2, w += 2 * kBlock) {
    __m512i w0 = _mm512_loadu_si512(w), w1 = _mm512_loadu_si512(w + kBlock);
#pragma GCC unroll 8
    for (int r = 0; r < N; ++r) {
      __m512i x = _mm512_set1_epi32(pair_at(rows[r] + i));
      s[r][0] = _mm512_add_epi32(s[r][0], _mm512_madd_epi16(x, w0));
      s[r][1] = _mm512_add_epi32(s[r][1], _mm512_madd_epi16(x, w1));
    }
  }
  for (int r = 0; r < N; ++r) {
    _mm512_storeu_si512(sums + r * kBlock, s[r][0]);
    _mm512_storeu_si512(sums + r * kBlock + 16, s[r][1]);
  }
}

__attribute__((target("avx512f,avx512bw"))) void tile_avx512(const std::int16_t* const* rows, int count, const std::int16_t* block,
                                                             int in, std::int32_t* sums) {
  if (count > 4) return rows_avx512<8>(rows, block, in, sums);
  if (count > 2) return rows_avx512<4>(rows, block, in, sums);
  rows_avx512<2>(rows, block, in, sums);
}
#endif

Tile best_tile() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw")) return tile_avx512;
  if (__builtin_cpu_supports("avx2")) return tile_avx2;
  return tile_sse2;
#else
  return tile_plain;
#endif
}

}  // namespace

void multiply(const std::int16_t* x, int rows, std::ptrdiff_t stride, const std::int16_t* packed, int in, int out,
              const std::int32_t* bias, std::int32_t* y) {
  const Tile tile = best_tile();
  alignas(64) std::int32_t sums[kRows * kBlock];
  for (int j = 0; j < out; j += kBlock) {
    const std::int16_t* block = packed + static_cast<std::ptrdiff_t>(j) * in;
    for (int r0 = 0; r0 < rows; r0 += kRows) {
      int count = std::min(kRows, rows - r0);
      const std::int16_t* at[kRows];
      for (int r = 0; r < kRows; ++r) at[r] = x + (r0 + std::min(r, count - 1)) * stride;
      tile(at, count, block, in, sums);
      for (int r = 0; r < count; ++r) {
        std::int32_t* to = y + static_cast<std::ptrdiff_t>(r0 + r) * out + j;
        const std::int32_t* from = sums + r * kBlock;
        if (bias != nullptr) {
          for (int c = 0; c < kBlock; ++c) to[c] = from[c] + bias[j + c];
        } else {
          for (int c = 0; c < kBlock; ++c) to[c] = from[c];
        }
      }
    }
  }
}

}  // namespace kawat::syntax
