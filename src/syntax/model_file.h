// The trained network as bytes: named arrays at multiples of 64, read in place.
//
//   auto m = ModelFile::open(bytes);  m->weights(Array::conv1)
//
// Immutable, shared between threads; the bytes must outlive it. Errors: bad_model.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "syntax/shape.h"

namespace kawat::syntax {

// Activations are int16 with this many fraction bits; weights carry their own number, Entry::bits.
inline constexpr int kActivationBits = 10;

enum class Array : std::uint32_t {
  keys,
  rows,
  words,
  affixes,
  constant,
  conv1,
  conv1_bias,
  conv2,
  conv2_bias,
  gate1,
  gate1_bias,
  conv3,
  conv3_bias,
  tag,
  tag_bias,
  gate2,
  gate2_bias,
  conv4,
  conv4_bias,
  dependent,
  dependent_bias,
  head,
  head_bias,
  key,
  key_bias,
  root_key,
  distance,
  label_dependent,
  label_dependent_bias,
  label_head,
  label_root,
  label,
  label_bias,
  lemma_keys,
  lemma_values,
  lemma_text,
  suffix_keys,
  suffix_values,
  roots,
  punctuation,
  count,
};

class ModelFile {
 public:
  static Result<ModelFile> open(std::string_view bytes, std::string_view name);
  // The arrays alone, whatever they are: the network may be missing.
  static Result<ModelFile> open_parts(std::string_view bytes, std::string_view name = "model");

  template <class T>
  std::span<const T> array(Array a) const {
    const View& v = views_[static_cast<std::size_t>(a)];
    return {reinterpret_cast<const T*>(v.bytes.data()), v.bytes.size() / sizeof(T)};
  }
  int bits(Array a) const { return views_[static_cast<std::size_t>(a)].bits; }
  const Dimensions& dimensions() const { return dims_; }

 private:
  struct View {
    std::string_view bytes;
    int bits = 0;
  };
  std::array<View, static_cast<std::size_t>(Array::count)> views_{};
  Dimensions dims_;
};

class ModelWriter {
 public:
  explicit ModelWriter(const Dimensions& dims) : dims_(dims) {}
  template <class T>
  void add(Array a, const std::vector<T>& values, int bits = 0) {
    add_bytes(a, {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}, bits);
  }
  void add_bytes(Array a, std::string_view bytes, int bits = 0);
  std::string finish() const;

 private:
  struct Part {
    Array array;
    int bits;
    std::string bytes;
  };
  Dimensions dims_;
  std::vector<Part> parts_;
};

}  // namespace kawat::syntax
