// The float form of the network, with its gradients: used by the trainer only. The parser runs the int16 form (model_file.h).
//
//   word rows + affix rows + projected static vectors → x
//   x → conv(3) → conv(3)+ → gated recurrence both ways+ → conv(3)+ → [tags]
//     → gated recurrence+ → conv(3)+ → arcs (low-rank bilinear + distance), labels      (+ = added to its input)
//
// One thread per object.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "syntax/features.h"
#include "syntax/shape.h"

namespace kawat::syntax {

// Sentences laid one after the other; row 0 and the row after each sentence are empty.
struct Batch {
  struct Row {
    std::int32_t word = 0;    // row of the word table; 0 = unknown
    std::int32_t vector = 0;  // row of the static vectors; 0 = none
    std::array<std::uint32_t, kAffixes> affix{};
    std::int32_t upos = -1;
    std::int32_t head = 0;  // row; 0 = root
    std::int32_t deprel = 0;
    float weight = 0;       // of the losses; 0 for empty rows
    std::int32_t bank = 0;  // treebank the sentence comes from
    bool real = false;
  };
  struct Range {
    std::int32_t first;
    std::int32_t last;
  };
  std::vector<Row> rows;
  std::vector<Range> sentences;
  float total = 0;  // sum of weights
  void clear() { rows.assign(1, {}), sentences.clear(), total = 0; }
};

struct Loss {
  double tag = 0, arc = 0, label = 0;
};

class Network {
 public:
  // `vectors` is static: words × dimension, row 0 zero.
  Network(Dimensions dims, std::int32_t words, std::int32_t banks, std::vector<float> vectors, std::uint64_t seed);

  Loss train(const Batch& batch, float rate, float dropout);
  // For tests: the loss without dropout, and with gradients left in `gradient()`.
  Loss forward_backward(const Batch& batch, float dropout);
  std::span<float> weights() { return w_; }
  std::span<float> gradient() { return g_; }

  struct Slice {
    std::size_t at = 0;
    int rows = 0;  // inputs
    int columns = 0;
  };
  enum Part {
    kConv1,
    kConv1Bias,
    kConv2,
    kConv2Bias,
    kGate1,
    kGate1Bias,
    kConv3,
    kConv3Bias,
    kTag,
    kTagBias,
    kGate2,
    kGate2Bias,
    kConv4,
    kConv4Bias,
    kDependent,
    kDependentBias,
    kHead,
    kHeadBias,
    kKey,
    kKeyBias,
    kRootKey,
    kDistance,
    kLabelDependent,
    kLabelDependentBias,
    kLabelHead,
    kLabelRoot,
    kLabel,
    kLabelBias,
    kProjection,
    kBank,
    kParts,
  };
  Slice slice(Part p) const { return slices_[p]; }
  const float* part(Part p) const { return w_.data() + slices_[p].at; }
  // The finished row of a word: trained part plus projected vector.
  void word_row(std::int32_t word, std::int32_t vector, float* out) const;
  const std::vector<float>& affixes() const { return affix_.w; }
  const Dimensions& dimensions() const { return dims_; }

 private:
  struct Table {  // sparse rows with their own Adam state
    int width = 0;
    std::vector<float> w, g, m, v;
    std::vector<std::uint32_t> touched;
    std::vector<std::uint8_t> mark;
    float* grad(std::uint32_t row);
    void step(float rate, float bias1, float bias2);
  };
  void product(int m, int n, int k, const float* a, long a_row, long a_col, const float* b, long b_row, long b_col, float* c,
               long ldc, bool add);
  void conv(const Batch& b, const float* in, int width, Part weights, Part bias, const float* residual, float* act, float* out,
            float dropout);
  void conv_back(const Batch& b, const float* in, int width, Part weights, Part bias, bool residual, const float* act,
                 const float* dout, float* din, float keep);
  void gated(const Batch& b, const float* in, Part weights, Part bias, float* pre, float* roots, float* state, float* act,
             float* out, float dropout);
  void gated_back(const Batch& b, const float* in, Part weights, Part bias, const float* pre, const float* roots,
                  const float* state, const float* act, const float* dout, float* din, float keep);
  void dense(int rows, const float* in, int width, Part weights, Part bias, float* out);
  void dense_back(int rows, const float* in, int width, Part weights, int bias, const float* dout, float* din);
  void drop(float* x, std::size_t n, float dropout);

  Dimensions dims_;
  std::vector<float> vectors_;
  std::vector<float> w_, g_, m_, v_;
  std::array<Slice, kParts> slices_{};
  Table word_, affix_;
  long steps_ = 0;
  std::uint64_t random_ = 1;
  std::vector<float> panel_;
  std::vector<std::vector<float>> buffers_;
  float* buffer(std::size_t i, std::size_t n);
  float* fresh(std::size_t i, std::size_t n);
};

}  // namespace kawat::syntax
