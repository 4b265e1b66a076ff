#include "syntax/gemm.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

namespace kawat::syntax {
namespace {

constexpr int kColumns = 32;
constexpr int kRows = 8;

// out[8×32] = rows of A (at rows[i][p·step]) times a packed panel of B with 32 columns.
using Tile = void (*)(const float* const* rows, long step, const float* panel, int k, float* out);

void tile_plain(const float* const* rows, long step, const float* panel, int k, float* out) {
  std::fill(out, out + kRows * kColumns, 0.0f);
  for (int p = 0; p < k; ++p) {
    const float* w = panel + static_cast<long>(p) * kColumns;
    for (int i = 0; i < kRows; ++i) {
      float x = rows[i][p * step];
      float* to = out + i * kColumns;
      for (int j = 0; j < kColumns; ++j) to[j] += x * w[j];
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void tile_avx2(const float* const* rows, long step, const float* panel, int k, float* out) {
  for (int half = 0; half < kColumns; half += 16) {
    for (int i0 = 0; i0 < kRows; i0 += 4) {
      __m256 s[4][2];
      for (auto& v : s) v[0] = _mm256_setzero_ps(), v[1] = _mm256_setzero_ps();
      for (int p = 0; p < k; ++p) {
        const float* w = panel + static_cast<long>(p) * kColumns + half;
        __m256 w0 = _mm256_loadu_ps(w), w1 = _mm256_loadu_ps(w + 8);
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i) {
          __m256 x = _mm256_broadcast_ss(rows[i0 + i] + p * step);
          s[i][0] = _mm256_fmadd_ps(x, w0, s[i][0]);
          s[i][1] = _mm256_fmadd_ps(x, w1, s[i][1]);
        }
      }
      for (int i = 0; i < 4; ++i) {
        _mm256_storeu_ps(out + (i0 + i) * kColumns + half, s[i][0]);
        _mm256_storeu_ps(out + (i0 + i) * kColumns + half + 8, s[i][1]);
      }
    }
  }
}

__attribute__((target("avx512f"))) void tile_avx512(const float* const* rows, long step, const float* panel, int k, float* out) {
  __m512 s[kRows][2];
  for (auto& v : s) v[0] = _mm512_setzero_ps(), v[1] = _mm512_setzero_ps();
  for (int p = 0; p < k; ++p) {
    const float* w = panel + static_cast<long>(p) * kColumns;
    __m512 w0 = _mm512_loadu_ps(w), w1 = _mm512_loadu_ps(w + 16);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      __m512 x = _mm512_set1_ps(rows[i][p * step]);
      s[i][0] = _mm512_fmadd_ps(x, w0, s[i][0]);
      s[i][1] = _mm512_fmadd_ps(x, w1, s[i][1]);
    }
  }
  for (int i = 0; i < kRows; ++i) {
    _mm512_storeu_ps(out + i * kColumns, s[i][0]);
    _mm512_storeu_ps(out + i * kColumns + 16, s[i][1]);
  }
}
#endif

Tile best_tile() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return tile_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return tile_avx2;
#endif
  return tile_plain;
}

}  // namespace

// Panels of 32 columns of B are packed; 8 rows of A at a time keep their sums in registers.
void gemm(int m, int n, int k, Matrix a, Matrix b, float* c, long ldc, bool accumulate, float* panel) {
  const Tile tile = best_tile();
  alignas(64) float out[kRows * kColumns];
  for (int j0 = 0; j0 < n; j0 += kColumns) {
    int width = std::min(kColumns, n - j0);
    for (int p = 0; p < k; ++p) {
      const float* from = b.data + p * b.row + j0 * b.col;
      float* to = panel + static_cast<long>(p) * kColumns;
      for (int j = 0; j < width; ++j) to[j] = from[j * b.col];
      for (int j = width; j < kColumns; ++j) to[j] = 0;
    }
    for (int i0 = 0; i0 < m; i0 += kRows) {
      int height = std::min(kRows, m - i0);
      const float* rows[kRows];
      for (int i = 0; i < kRows; ++i) rows[i] = a.data + (i0 + std::min(i, height - 1)) * a.row;
      tile(rows, a.col, panel, k, out);
      for (int i = 0; i < height; ++i) {
        float* to = c + (i0 + i) * ldc + j0;
        const float* from = out + i * kColumns;
        if (accumulate) {
          for (int j = 0; j < width; ++j) to[j] += from[j];
        } else {
          for (int j = 0; j < width; ++j) to[j] = from[j];
        }
      }
    }
  }
}

}  // namespace kawat::syntax
