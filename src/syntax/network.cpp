#include "syntax/network.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/clones.h"
#include "syntax/gemm.h"
#include "syntax/kernel.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

namespace kawat::syntax {
namespace {

constexpr float kBeta1 = 0.9f, kBeta2 = 0.99f, kEpsilon = 1e-8f, kDecay = 0.01f;

// Adam with decoupled weight decay; the gradient is emptied. n is a multiple of 4.
KAWAT_CLONES void adam(std::size_t n, float* __restrict w, float* __restrict m, float* __restrict v, float* __restrict g,
                       float clip, float rate, float bias1, float bias2, float decay) {
  constexpr std::size_t kPart = 256;
  alignas(64) float root[kPart];
  for (std::size_t at = 0; at < n; at += kPart) {
    std::size_t count = n - at < kPart ? n - at : kPart;
    for (std::size_t i = 0; i < count; ++i) {
      float x = g[at + i] * clip;
      m[at + i] += (1 - kBeta1) * (x - m[at + i]);
      v[at + i] += (1 - kBeta2) * (x * x - v[at + i]);
      root[i] = v[at + i] / bias2;
      g[at + i] = 0;
    }
    square_roots(root, static_cast<int>(count));
    for (std::size_t i = 0; i < count; ++i) w[at + i] -= rate * ((m[at + i] / bias1) / (root[i] + kEpsilon) + decay * w[at + i]);
  }
}

// root = √(1 + x²), from which a gate is ½ + ½·x/root and its slope ½/root³.
KAWAT_CLONES void gate_roots(int n, const float* x, float* root) {
  for (int j = 0; j < n; ++j) root[j] = 1 + x[j] * x[j];
  square_roots(root, n);
}

KAWAT_CLONES void gate_forward(int q, const float* z, const float* root, const float* before, float* c) {
  for (int j = 0; j < q; ++j) {
    float f = 0.5f + 0.5f * z[q + j] / root[j];
    c[j] = z[j] + f * (before[j] - z[j]);
  }
}

KAWAT_CLONES void gate_backward(int q, const float* z, const float* root, const float* before, const float* up, const float* kept,
                                float scale, float* __restrict carry, float* __restrict dz) {
  for (int j = 0; j < q; ++j) {
    float dc = carry[j] + (kept[j] != 0 ? up[j] * scale : 0);
    float r = root[j], f = 0.5f + 0.5f * z[q + j] / r;
    dz[j] = dc * (1 - f);
    dz[q + j] = dc * (before[j] - z[j]) * (0.5f / (r * r * r));
    carry[j] = dc * f;
  }
}

// Turns scores into probabilities minus the truth; returns the loss.
float softmax_gradient(float* scores, int n, int gold, int forbidden = -1) {
  float top = -1e30f, sum = 0;
  for (int i = 0; i < n; ++i) {
    if (i != forbidden) top = std::max(top, scores[i]);
  }
  for (int i = 0; i < n; ++i) {
    scores[i] = i == forbidden ? 0 : std::exp(scores[i] - top);
    sum += scores[i];
  }
  for (int i = 0; i < n; ++i) scores[i] /= sum;
  float loss = -std::log(std::max(scores[gold], 1e-20f));
  scores[gold] -= 1;
  return loss;
}

}  // namespace

Network::Network(Dimensions dims, std::int32_t words, std::int32_t banks, std::vector<float> vectors, std::uint64_t seed)
    : dims_(dims), vectors_(std::move(vectors)), random_(seed * 2 + 1) {
  const int e = dims.embed, h = dims.hidden, a = dims.arc, l = dims.label;
  std::size_t total = 0;
  auto put = [&](Part p, int rows, int columns) {
    slices_[p] = {total, rows, columns};
    total += static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  };
  put(kConv1, 3 * e, h), put(kConv1Bias, 1, h);
  put(kConv2, 3 * h, h), put(kConv2Bias, 1, h);
  put(kGate1, h, 2 * h), put(kGate1Bias, 1, 2 * h);
  put(kConv3, 3 * h, h), put(kConv3Bias, 1, h);
  put(kTag, h, kTagColumns), put(kTagBias, 1, kTagColumns);
  put(kGate2, h, 2 * h), put(kGate2Bias, 1, 2 * h);
  put(kConv4, 3 * h, h), put(kConv4Bias, 1, h);
  put(kDependent, h, a), put(kDependentBias, 1, a);
  put(kHead, h, a), put(kHeadBias, 1, a);
  put(kKey, a, a), put(kKeyBias, 1, a), put(kRootKey, 1, a);
  put(kDistance, a, kDistanceColumns);
  put(kLabelDependent, h, l), put(kLabelDependentBias, 1, l);
  put(kLabelHead, h, l), put(kLabelRoot, 1, l);
  put(kLabel, l, kLabelColumns), put(kLabelBias, 1, kLabelColumns);
  put(kProjection, std::max(dims.vector, 1), e), put(kBank, std::max(banks, 1), e);
  w_.assign(total, 0), g_.assign(total, 0), m_.assign(total, 0), v_.assign(total, 0);
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  auto init = [&](Part p, float gain) {
    const Slice& s = slices_[p];
    float scale = gain / std::sqrt(static_cast<float>(s.rows));
    for (int i = 0; i < s.rows * s.columns; ++i) w_[s.at + static_cast<std::size_t>(i)] = scale * normal(random);
  };
  for (Part p : {kConv1, kConv2, kConv3, kConv4, kDependent, kHead, kLabelDependent, kLabelHead}) init(p, 1.2f);
  for (Part p : {kGate1, kGate2, kTag, kLabel}) init(p, 1.0f);
  init(kKey, 0.5f), init(kDistance, 0.3f), init(kRootKey, 0.1f), init(kLabelRoot, 0.1f), init(kProjection, 0.7f);
  for (Part p : {kGate1Bias, kGate2Bias}) {
    for (int half = 0; half < 2; ++half) {
      for (int i = 0; i < h / 2; ++i) w_[slices_[p].at + static_cast<std::size_t>(half * h + h / 2 + i)] = 0.4f;
    }
  }
  word_.width = affix_.width = e;
  auto width = static_cast<std::size_t>(e);
  word_.w.assign(static_cast<std::size_t>(words) * width, 0);
  affix_.w.resize(kAffixRows * width);
  for (float& x : affix_.w) x = 0.15f * normal(random);
  for (Table* t : {&word_, &affix_}) {
    t->g.assign(t->w.size(), 0), t->m.assign(t->w.size(), 0), t->v.assign(t->w.size(), 0);
    t->mark.assign(t->w.size() / width, 0);
  }
}

float* Network::Table::grad(std::uint32_t row) {
  if (mark[row] == 0) mark[row] = 1, touched.push_back(row);
  return g.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(width);
}

void Network::Table::step(float rate, float bias1, float bias2) {
  for (std::uint32_t row : touched) {
    mark[row] = 0;
    std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(width);
    adam(static_cast<std::size_t>(width), &w[at], &m[at], &v[at], &g[at], 1, rate, bias1, bias2, 0);
  }
  touched.clear();
}

float* Network::buffer(std::size_t i, std::size_t n) {
  if (buffers_.size() <= i) buffers_.resize(i + 1);
  buffers_[i].assign(n, 0);
  return buffers_[i].data();
}

// The same without emptying it first.
float* Network::fresh(std::size_t i, std::size_t n) {
  if (buffers_.size() <= i) buffers_.resize(i + 1);
  if (buffers_[i].size() < n) buffers_[i].resize(n);
  return buffers_[i].data();
}

void Network::drop(float* x, std::size_t n, float dropout) {
  if (dropout <= 0) return;
  float scale = 1 / (1 - dropout);
  const auto limit = static_cast<std::uint32_t>(dropout * 65536);
  for (std::size_t at = 0; at < n; at += 4) {
    random_ ^= random_ << 13, random_ ^= random_ >> 7, random_ ^= random_ << 17;
    std::uint64_t bits = random_ * 0x2545F4914F6CDD1Dull;
    for (std::size_t i = at; i < std::min(at + 4, n); ++i, bits >>= 16) x[i] = (bits & 0xFFFF) < limit ? 0 : x[i] * scale;
  }
}

void Network::product(int m, int n, int k, const float* a, long a_row, long a_col, const float* b, long b_row, long b_col,
                      float* c, long ldc, bool add) {
  if (panel_.size() < static_cast<std::size_t>(k) * 32) panel_.resize(static_cast<std::size_t>(k) * 32);
  gemm(m, n, k, {a, a_row, a_col}, {b, b_row, b_col}, c, ldc, add, panel_.data());
}

void Network::dense(int rows, const float* in, int width, Part weights, Part bias, float* out) {
  const Slice& s = slices_[weights];
  product(rows, s.columns, width, in, width, 1, part(weights), s.columns, 1, out, s.columns, false);
  const float* b = part(bias);
  for (int r = 0; r < rows; ++r) {
    for (int j = 0; j < s.columns; ++j) out[r * s.columns + j] += b[j];
  }
}

// bias < 0: none. din may be null; else it is added to.
void Network::dense_back(int rows, const float* in, int width, Part weights, int bias, const float* dout, float* din) {
  const Slice& s = slices_[weights];
  product(width, s.columns, rows, in, 1, width, dout, s.columns, 1, g_.data() + s.at, s.columns, true);
  if (bias >= 0) {
    float* gb = g_.data() + slices_[static_cast<std::size_t>(bias)].at;
    for (int r = 0; r < rows; ++r) {
      for (int j = 0; j < s.columns; ++j) gb[j] += dout[r * s.columns + j];
    }
  }
  if (din != nullptr) product(rows, width, s.columns, dout, s.columns, 1, part(weights), 1, s.columns, din, width, true);
}

void Network::conv(const Batch& b, const float* in, int width, Part weights, Part bias, const float* residual, float* act,
                   float* out, float dropout) {
  const int rows = static_cast<int>(b.rows.size()), h = dims_.hidden;
  product(rows - 2, h, 3 * width, in, width, 1, part(weights), h, 1, act + h, h, false);
  const float* wb = part(bias);
  for (int r = 0; r < rows; ++r) {
    float* to = act + r * h;
    if (!b.rows[static_cast<std::size_t>(r)].real) {
      std::fill(to, to + h, 0.0f);
      continue;
    }
    for (int j = 0; j < h; ++j) to[j] = std::max(0.0f, to[j] + wb[j]);
  }
  std::size_t n = static_cast<std::size_t>(rows) * static_cast<std::size_t>(h);
  drop(act, n, dropout);
  for (std::size_t i = 0; i < n; ++i) out[i] = residual != nullptr ? residual[i] + act[i] : act[i];
}

void Network::conv_back(const Batch& b, const float* in, int width, Part weights, Part bias, bool residual, const float* act,
                        const float* dout, float* din, float keep) {
  const int rows = static_cast<int>(b.rows.size()), h = dims_.hidden;
  std::size_t n = static_cast<std::size_t>(rows) * static_cast<std::size_t>(h);
  float* dz = fresh(60, n);
  float* window = fresh(61, static_cast<std::size_t>(rows) * static_cast<std::size_t>(3 * width));
  for (std::size_t i = 0; i < n; ++i) dz[i] = act[i] != 0 ? dout[i] / keep : 0;
  product(3 * width, h, rows - 2, in, 1, width, dz + h, h, 1, g_.data() + slices_[weights].at, h, true);
  float* gb = g_.data() + slices_[bias].at;
  for (int r = 0; r < rows; ++r) {
    for (int j = 0; j < h; ++j) gb[j] += dz[r * h + j];
  }
  product(rows - 2, 3 * width, h, dz + h, h, 1, part(weights), 1, h, window, 3 * width, false);
  for (int r = 0; r + 2 < rows; ++r) {
    for (int j = 0; j < 3 * width; ++j) din[r * width + j] += window[static_cast<long>(r) * 3 * width + j];
  }
  if (residual) {
    for (std::size_t i = 0; i < n; ++i) din[i] += dout[i];
  }
  for (int r = 0; r < rows; ++r) {
    if (!b.rows[static_cast<std::size_t>(r)].real) std::fill(din + r * width, din + (r + 1) * width, 0.0f);
  }
}

void Network::gated(const Batch& b, const float* in, Part weights, Part bias, float* pre, float* roots, float* state, float* act,
                    float* out, float dropout) {
  const int rows = static_cast<int>(b.rows.size()), h = dims_.hidden, q = h / 2;
  dense(rows, in, h, weights, bias, pre);
  const float* zero = buffer(64, static_cast<std::size_t>(q));
  for (const Batch::Range& s : b.sentences) {
    for (int way = 0; way < 2; ++way) {
      for (int t = 0; t < s.last - s.first; ++t) {
        int r = way == 0 ? s.first + t : s.last - 1 - t;
        const float* z = pre + r * 2 * h + way * h;
        float* root = roots + r * h + way * q;
        gate_roots(q, z + q, root);
        gate_forward(q, z, root, t == 0 ? zero : state + (way == 0 ? r - 1 : r + 1) * h + way * q, state + r * h + way * q);
      }
    }
  }
  std::size_t n = static_cast<std::size_t>(rows) * static_cast<std::size_t>(h);
  std::copy(state, state + n, act);
  drop(act, n, dropout);
  for (std::size_t i = 0; i < n; ++i) out[i] = in[i] + act[i];
}

void Network::gated_back(const Batch& b, const float* in, Part weights, Part bias, const float* pre, const float* roots,
                         const float* state, const float* act, const float* dout, float* din, float keep) {
  const int rows = static_cast<int>(b.rows.size()), h = dims_.hidden, q = h / 2;
  std::size_t n = static_cast<std::size_t>(rows) * static_cast<std::size_t>(h);
  float* dpre = buffer(62, n * 2);
  float* carry = buffer(63, static_cast<std::size_t>(q));
  const float* zero = buffer(64, static_cast<std::size_t>(q));
  for (const Batch::Range& s : b.sentences) {
    for (int way = 0; way < 2; ++way) {
      std::fill(carry, carry + q, 0.0f);
      for (int t = s.last - s.first - 1; t >= 0; --t) {
        int r = way == 0 ? s.first + t : s.last - 1 - t;
        const float* z = pre + r * 2 * h + way * h;
        float* dz = dpre + r * 2 * h + way * h;
        const float* before = t == 0 ? zero : state + (way == 0 ? r - 1 : r + 1) * h + way * q;
        gate_backward(q, z, roots + r * h + way * q, before, dout + r * h + way * q, act + r * h + way * q, 1 / keep, carry, dz);
      }
    }
  }
  dense_back(rows, in, h, weights, bias, dpre, din);
  for (std::size_t i = 0; i < n; ++i) din[i] += dout[i];
  for (int r = 0; r < rows; ++r) {
    if (!b.rows[static_cast<std::size_t>(r)].real) std::fill(din + r * h, din + (r + 1) * h, 0.0f);
  }
}

void Network::word_row(std::int32_t word, std::int32_t vector, float* out) const {
  const int e = dims_.embed;
  std::copy(word_.w.begin() + static_cast<long>(word) * e, word_.w.begin() + static_cast<long>(word + 1) * e, out);
  const float* p = part(kProjection);
  for (int d = 0; d < dims_.vector; ++d) {
    float x = vectors_[static_cast<std::size_t>(vector) * static_cast<std::size_t>(dims_.vector) + static_cast<std::size_t>(d)];
    for (int j = 0; j < e; ++j) out[j] += x * p[d * e + j];
  }
}

Loss Network::forward_backward(const Batch& b, float dropout) {
  const int rows = static_cast<int>(b.rows.size());
  const int e = dims_.embed, h = dims_.hidden, a = dims_.arc, l = dims_.label, sd = dims_.vector;
  const auto n = static_cast<std::size_t>(rows);
  auto wide = [](int x) { return static_cast<std::size_t>(x); };
  const float keep = 1 - dropout;

  float* x = buffer(0, n * wide(e));
  float* fixed = buffer(1, n * wide(std::max(sd, 1)));
  for (int r = 0; r < rows; ++r) {
    const Batch::Row& row = b.rows[wide(r)];
    if (!row.real) continue;
    float* to = x + r * e;
    const float* w = word_.w.data() + static_cast<long>(row.word) * e;
    const float* bank = part(kBank) + row.bank * e;
    for (int j = 0; j < e; ++j) to[j] = w[j] + bank[j];
    for (std::uint32_t f : row.affix) {
      const float* from = affix_.w.data() + static_cast<long>(f) * e;
      for (int j = 0; j < e; ++j) to[j] += from[j];
    }
    if (sd > 0) std::copy_n(vectors_.data() + static_cast<long>(row.vector) * sd, sd, fixed + r * sd);
  }
  if (sd > 0) product(rows, e, sd, fixed, sd, 1, part(kProjection), e, 1, x, e, true);
  drop(x, n * wide(e), dropout);

  std::size_t nh = n * wide(h);
  float *h1 = fresh(2, nh), *act1 = fresh(3, nh), *h2 = fresh(4, nh), *act2 = fresh(5, nh), *h3 = fresh(6, nh),
        *act3 = fresh(7, nh), *h4 = fresh(8, nh), *act4 = fresh(9, nh), *h5 = fresh(10, nh), *act5 = fresh(11, nh),
        *h6 = fresh(12, nh), *act6 = fresh(13, nh), *pre1 = fresh(14, 2 * nh), *pre2 = fresh(15, 2 * nh),
        *state1 = buffer(16, nh), *state2 = buffer(17, nh), *root1 = fresh(18, nh), *root2 = fresh(19, nh);
  conv(b, x, e, kConv1, kConv1Bias, nullptr, act1, h1, dropout);
  conv(b, h1, h, kConv2, kConv2Bias, h1, act2, h2, dropout);
  gated(b, h2, kGate1, kGate1Bias, pre1, root1, state1, act3, h3, dropout);
  conv(b, h3, h, kConv3, kConv3Bias, h3, act4, h4, dropout);
  gated(b, h4, kGate2, kGate2Bias, pre2, root2, state2, act5, h5, dropout);
  conv(b, h5, h, kConv4, kConv4Bias, h5, act6, h6, dropout);

  float *d4 = buffer(20, nh), *d6 = buffer(21, nh);
  Loss loss;
  const float unit = 1 / std::max(b.total, 1.0f);

  // Tags.
  float* tags = fresh(22, n * kTagColumns);
  dense(rows, h4, h, kTag, kTagBias, tags);
  for (int r = 0; r < rows; ++r) {
    const Batch::Row& row = b.rows[wide(r)];
    float* s = tags + r * kTagColumns;
    float w = row.weight * unit;
    if (w > 0 && row.upos >= 0) {
      loss.tag += static_cast<double>(w * softmax_gradient(s, model::kUposCount, row.upos));
      for (int j = 0; j < kTagColumns; ++j) s[j] = j < model::kUposCount ? s[j] * w : 0;
    } else {
      std::fill(s, s + kTagColumns, 0.0f);
    }
  }
  dense_back(rows, h4, h, kTag, kTagBias, tags, d4);

  // Arcs.
  std::size_t na = n * wide(a);
  float *dep = fresh(23, na), *head = fresh(24, na), *key = fresh(25, na), *near = fresh(26, n * kDistanceColumns);
  auto rectify = [&](float* v, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) v[i] = std::max(v[i], 0.0f);
    drop(v, count, dropout);
  };
  dense(rows, h6, h, kDependent, kDependentBias, dep), rectify(dep, na);
  dense(rows, h6, h, kHead, kHeadBias, head), rectify(head, na);
  dense(rows, head, a, kKey, kKeyBias, key);
  product(rows, kDistanceColumns, a, dep, a, 1, part(kDistance), kDistanceColumns, 1, near, kDistanceColumns, false);
  float *ddep = buffer(27, na), *dkey = buffer(28, na), *dhead = buffer(29, na), *dnear = buffer(30, n * kDistanceColumns);
  const float* root = part(kRootKey);
  float* groot = g_.data() + slices_[kRootKey].at;
  for (const Batch::Range& s : b.sentences) {
    int count = s.last - s.first, columns = count + 1;
    float* scores = fresh(31, wide(count) * wide(columns));
    product(count, count, a, dep + s.first * a, a, 1, key + s.first * a, 1, a, scores + 1, columns, false);
    for (int i = 0; i < count; ++i) {
      const Batch::Row& row = b.rows[wide(s.first + i)];
      float* line = scores + i * columns;
      const float* q = dep + (s.first + i) * a;
      const float* close = near + (s.first + i) * kDistanceColumns;
      line[0] = close[0];
      for (int j = 0; j < a; ++j) line[0] += q[j] * root[j];
      for (int j = 0; j < count; ++j) line[j + 1] += close[distance_bucket(j - i)];
      float w = row.weight * unit;
      int gold = row.head == 0 ? 0 : row.head - s.first + 1;
      loss.arc += static_cast<double>(w * softmax_gradient(line, columns, gold, i + 1));
      float* dclose = dnear + (s.first + i) * kDistanceColumns;
      float* dq = ddep + (s.first + i) * a;
      for (int j = 0; j < columns; ++j) line[j] *= w;
      dclose[0] += line[0];
      for (int j = 0; j < a; ++j) dq[j] += line[0] * root[j], groot[j] += line[0] * q[j];
      for (int j = 0; j < count; ++j) dclose[distance_bucket(j - i)] += line[j + 1];
    }
    product(count, a, count, scores + 1, columns, 1, key + s.first * a, a, 1, ddep + s.first * a, a, true);
    product(count, a, count, scores + 1, 1, columns, dep + s.first * a, a, 1, dkey + s.first * a, a, true);
  }
  dense_back(rows, dep, a, kDistance, -1, dnear, ddep);
  dense_back(rows, head, a, kKey, kKeyBias, dkey, dhead);
  auto unrectify = [&](float* dv, const float* v, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) dv[i] = v[i] != 0 ? dv[i] / keep : 0;
  };
  unrectify(ddep, dep, na), unrectify(dhead, head, na);
  dense_back(rows, h6, h, kDependent, kDependentBias, ddep, d6);
  dense_back(rows, h6, h, kHead, kHeadBias, dhead, d6);

  // Labels of the gold arcs.
  std::size_t nl = n * wide(l);
  float *ld = fresh(32, nl), *lh = fresh(33, nl), *mid = fresh(34, nl), *logits = fresh(35, n * kLabelColumns);
  dense(rows, h6, h, kLabelDependent, kLabelDependentBias, ld);
  product(rows, l, h, h6, h, 1, part(kLabelHead), l, 1, lh, l, false);
  const float* label_root = part(kLabelRoot);
  for (int r = 0; r < rows; ++r) {
    const Batch::Row& row = b.rows[wide(r)];
    const float* from = row.head == 0 ? label_root : lh + row.head * l;
    for (int j = 0; j < l; ++j) mid[r * l + j] = ld[r * l + j] + from[j];
  }
  rectify(mid, nl);
  dense(rows, mid, l, kLabel, kLabelBias, logits);
  for (int r = 0; r < rows; ++r) {
    const Batch::Row& row = b.rows[wide(r)];
    float* s = logits + r * kLabelColumns;
    float w = row.weight * unit;
    if (w > 0) {
      loss.label += static_cast<double>(w * softmax_gradient(s, model::kDeprelCount, row.deprel));
      for (int j = 0; j < kLabelColumns; ++j) s[j] = j < model::kDeprelCount ? s[j] * w : 0;
    } else {
      std::fill(s, s + kLabelColumns, 0.0f);
    }
  }
  float *dmid = buffer(36, nl), *dlh = buffer(37, nl);
  dense_back(rows, mid, l, kLabel, kLabelBias, logits, dmid);
  unrectify(dmid, mid, nl);
  float* glabel_root = g_.data() + slices_[kLabelRoot].at;
  for (int r = 0; r < rows; ++r) {
    const Batch::Row& row = b.rows[wide(r)];
    float* to = row.head == 0 ? glabel_root : dlh + row.head * l;
    for (int j = 0; j < l; ++j) to[j] += dmid[r * l + j];
  }
  dense_back(rows, h6, h, kLabelDependent, kLabelDependentBias, dmid, d6);
  dense_back(rows, h6, h, kLabelHead, -1, dlh, d6);

  // Back through the layers.
  for (int r = 0; r < rows; ++r) {
    if (!b.rows[wide(r)].real) {
      std::fill(d6 + r * h, d6 + (r + 1) * h, 0.0f);
      std::fill(d4 + r * h, d4 + (r + 1) * h, 0.0f);
    }
  }
  float *d5 = buffer(38, nh), *d3 = buffer(39, nh), *d2 = buffer(40, nh), *d1 = buffer(41, nh), *dx = buffer(42, n * wide(e));
  conv_back(b, h5, h, kConv4, kConv4Bias, true, act6, d6, d5, keep);
  gated_back(b, h4, kGate2, kGate2Bias, pre2, root2, state2, act5, d5, d4, keep);
  conv_back(b, h3, h, kConv3, kConv3Bias, true, act4, d4, d3, keep);
  gated_back(b, h2, kGate1, kGate1Bias, pre1, root1, state1, act3, d3, d2, keep);
  conv_back(b, h1, h, kConv2, kConv2Bias, true, act2, d2, d1, keep);
  conv_back(b, x, e, kConv1, kConv1Bias, false, act1, d1, dx, keep);
  for (std::size_t i = 0; i < n * wide(e); ++i) dx[i] = x[i] != 0 ? dx[i] / keep : 0;
  if (sd > 0) product(sd, e, rows, fixed, 1, sd, dx, e, 1, g_.data() + slices_[kProjection].at, e, true);
  for (int r = 0; r < rows; ++r) {
    const Batch::Row& row = b.rows[wide(r)];
    if (!row.real) continue;
    const float* d = dx + r * e;
    float* gbank = g_.data() + slices_[kBank].at + row.bank * e;
    for (int j = 0; j < e; ++j) gbank[j] += d[j];
    if (row.word > 0) {
      float* gw = word_.grad(static_cast<std::uint32_t>(row.word));
      for (int j = 0; j < e; ++j) gw[j] += d[j];
    }
    for (std::uint32_t f : row.affix) {
      float* ga = affix_.grad(f);
      for (int j = 0; j < e; ++j) ga[j] += d[j];
    }
  }
  return loss;
}

Loss Network::train(const Batch& batch, float rate, float dropout) {
  Loss loss = forward_backward(batch, dropout);
  ++steps_;
  float bias1 = 1 - std::pow(kBeta1, static_cast<float>(steps_)), bias2 = 1 - std::pow(kBeta2, static_cast<float>(steps_));
  double norm = 0;
  for (float x : g_) norm += static_cast<double>(x * x);
  float clip = norm > 25 ? 5 / static_cast<float>(std::sqrt(norm)) : 1;
  adam(w_.size(), w_.data(), m_.data(), v_.data(), g_.data(), clip, rate, bias1, bias2, kDecay);
  word_.step(rate, bias1, bias2), affix_.step(rate, bias1, bias2);
  return loss;
}

}  // namespace kawat::syntax
