// The one matrix product that training needs: C (+)= A·B in floats, any strides. Picks the widest vectors of the processor.
#pragma once

namespace kawat::syntax {

// C[m×n, rows ldc apart] = or += A·B, A(i,k) = a[i·a_row + k·a_col], B(k,j) = b[k·b_row + j·b_col].
// `panel` is scratch of at least 32·k floats.
struct Matrix {
  const float* data;
  long row;
  long col;
};
void gemm(int m, int n, int k, Matrix a, Matrix b, float* c, long ldc, bool accumulate, float* panel);

}  // namespace kawat::syntax
