// Longest-match dictionary of word sequences, flat and mappable: built once, looked up by token hashes.
//
//   PhraseBuilder b;  b.add("korea utara", 7);  std::string bytes = b.finish();
//   Phrases p(bytes);  p.longest(hashes)  →  {words 2, value 7}
//
// Words are separated by single spaces in folded form (base/text.h). A value is any number the caller likes; the same phrase
// added twice keeps every value (Match::value is the first, next() gives the others).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/syntax.h"

namespace kawat::lexicon {

class Phrases {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Match {
    std::uint32_t words = 0;     // 0 = no match
    std::uint32_t list = kNone;  // position in the value lists
  };

  Phrases() = default;
  explicit Phrases(std::string_view bytes);  // 8-byte aligned; an empty view is an empty dictionary

  // The longest phrase that starts at tokens[0].
  Match longest(std::span<const model::Token> tokens) const;
  // Every phrase that starts at tokens[0], shortest first; calls f(Match).
  template <class F>
  void each(std::span<const model::Token> tokens, F&& f) const;
  Match find(std::string_view folded) const;  // the whole phrase only
  Match find_hash(std::uint64_t word) const;  // a phrase of one word
  std::span<const std::uint32_t> values(Match m) const;
  bool starts(std::uint64_t hash) const { return first(hash) != nullptr; }  // some phrase begins with this word
  bool empty() const { return mask_ == 0; }

 private:
  struct Edge {
    std::uint64_t key = 0;   // mix(node, word hash); 0 = free
    std::uint32_t next = 0;  // the node that follows, and above it bits of the words that do
    std::uint32_t list = kNone;

    static constexpr int kNodeBits = 24;
    std::uint32_t node() const { return next & ((1u << kNodeBits) - 1); }
    static std::uint32_t bit(std::uint64_t hash) { return 1u << kNodeBits << (hash >> 61); }
  };
  friend class PhraseBuilder;
  static std::uint64_t mix(std::uint32_t node, std::uint64_t hash) {
    std::uint64_t h = (hash ^ (node * 0x9E3779B97F4A7C15ull)) * 0xd6e8feb86659fd93ull;
    h ^= h >> 32;
    return h == 0 ? 1 : h;
  }
  const Edge* step(std::uint32_t node, std::uint64_t hash) const {
    if (mask_ == 0) return nullptr;
    std::uint64_t key = mix(node, hash);
    for (std::uint64_t at = key & mask_;; at = (at + 1) & mask_) {
      if (edges_[at].key == key) return &edges_[at];
      if (edges_[at].key == 0) return nullptr;
    }
  }
  // step(0, hash): most words begin nothing, which few bits tell without a look at the edges.
  const Edge* first(std::uint64_t hash) const {
    if (mask_ == 0) return nullptr;
    const std::uint64_t bit = beginning(mix(0, hash)) & beginnings_mask_;
    return (beginnings_[bit / 64] >> bit % 64 & 1) == 0 ? nullptr : step(0, hash);
  }
  // The edge of a word behind another's: most words go on with nothing, which their bits tell.
  const Edge* step(const Edge& e, std::uint64_t hash) const {
    return (e.next & Edge::bit(hash)) == 0 ? nullptr : step(e.node(), hash);
  }
  static std::uint64_t beginning(std::uint64_t key) { return key >> 32; }

  const std::uint64_t* beginnings_ = nullptr;  // bits, of the keys of first words
  std::uint64_t beginnings_mask_ = 0;
  const Edge* edges_ = nullptr;
  const std::uint32_t* lists_ = nullptr;  // per list: count, values…
  std::uint64_t mask_ = 0;
};

template <class F>
void Phrases::each(std::span<const model::Token> tokens, F&& f) const {
  std::uint32_t words = 0;
  const Edge* e = nullptr;
  for (const model::Token& t : tokens) {
    e = e == nullptr ? first(t.hash) : step(*e, t.hash);
    if (e == nullptr) return;
    ++words;
    if (e->list != kNone) f(Match{words, e->list});
  }
}

class PhraseBuilder {
 public:
  // Throws std::length_error beyond 16 million words in phrases.
  void add(std::string_view folded_words, std::uint32_t value);
  std::string finish() const;

 private:
  struct Slot {
    std::uint32_t node = 0;
    std::uint32_t follow = 0;  // bits of the words that do
    std::vector<std::uint32_t> values;
  };
  std::unordered_map<std::uint64_t, Slot> slots_;
  std::unordered_set<std::uint64_t> beginnings_;  // keys of first words
  std::uint32_t nodes_ = 1;
};

}  // namespace kawat::lexicon
