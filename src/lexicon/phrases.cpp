#include "lexicon/phrases.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <stdexcept>

#include "base/text.h"

namespace kawat::lexicon {

// Bytes: u64 table size, u64 bits of beginnings, these bits, edges, value lists.
Phrases::Phrases(std::string_view bytes) {
  std::uint64_t size = 0, bits = 0;
  if (bytes.size() < 16) return;
  std::memcpy(&size, bytes.data(), 8), std::memcpy(&bits, bytes.data() + 8, 8);
  if (!std::has_single_bit(size) || !std::has_single_bit(bits) || bits < 64) return;
  if (bits / 8 > bytes.size() || size > bytes.size() / sizeof(Edge)) return;
  const std::uint64_t edges = 16 + bits / 8, lists = edges + size * sizeof(Edge);
  if (lists > bytes.size()) return;
  beginnings_ = reinterpret_cast<const std::uint64_t*>(bytes.data() + 16);
  edges_ = reinterpret_cast<const Edge*>(bytes.data() + edges);
  lists_ = reinterpret_cast<const std::uint32_t*>(bytes.data() + lists);
  mask_ = size - 1, beginnings_mask_ = bits - 1;
}

Phrases::Match Phrases::longest(std::span<const model::Token> tokens) const {
  Match best;
  each(tokens, [&](Match m) { best = m; });
  return best;
}

Phrases::Match Phrases::find_hash(std::uint64_t word) const {
  const Edge* e = first(word);
  return e == nullptr || e->list == kNone ? Match{} : Match{1, e->list};
}

Phrases::Match Phrases::find(std::string_view folded) const {
  std::uint32_t words = 0;
  const Edge* e = nullptr;
  for (std::string_view word : split(folded, ' ')) {
    e = e == nullptr ? first(word_hash(word)) : step(*e, word_hash(word));
    if (e == nullptr) return {};
    ++words;
  }
  return e == nullptr || e->list == kNone ? Match{} : Match{words, e->list};
}

std::span<const std::uint32_t> Phrases::values(Match m) const {
  if (m.list == kNone) return {};
  return {lists_ + m.list + 1, lists_[m.list]};
}

void PhraseBuilder::add(std::string_view words, std::uint32_t value) {
  std::uint32_t node = 0;
  Slot* slot = nullptr;
  for (std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    const std::uint64_t hash = word_hash(word), key = Phrases::mix(node, hash);
    if (slot == nullptr)
      beginnings_.insert(key);
    else
      slot->follow |= Phrases::Edge::bit(hash);
    auto [it, fresh] = slots_.try_emplace(key);
    slot = &it->second;
    if (fresh && nodes_ >> Phrases::Edge::kNodeBits != 0) throw std::length_error("too many phrases for one table");
    if (fresh) slot->node = nodes_++;
    node = slot->node;
  }
  if (slot != nullptr && std::find(slot->values.begin(), slot->values.end(), value) == slot->values.end())
    slot->values.push_back(value);
}

std::string PhraseBuilder::finish() const {
  std::uint64_t size = std::bit_ceil(std::max<std::uint64_t>(2, slots_.size() * 2));
  std::vector<Phrases::Edge> edges(size);
  std::vector<std::uint32_t> lists;
  // In key order, so that the same phrases give the same bytes.
  std::map<std::uint64_t, const Slot*> ordered;
  for (const auto& [key, slot] : slots_) ordered.emplace(key, &slot);
  for (const auto& [key, slot] : ordered) {
    std::uint64_t at = key & (size - 1);
    while (edges[at].key != 0) at = (at + 1) & (size - 1);
    edges[at] = {key, slot->node | slot->follow, Phrases::kNone};
    if (!slot->values.empty()) {
      edges[at].list = static_cast<std::uint32_t>(lists.size());
      lists.push_back(static_cast<std::uint32_t>(slot->values.size()));
      lists.insert(lists.end(), slot->values.begin(), slot->values.end());
    }
  }
  const std::uint64_t bits = std::bit_ceil(std::max<std::uint64_t>(64, beginnings_.size() * 8));
  std::vector<std::uint64_t> beginnings(bits / 64);
  for (std::uint64_t key : beginnings_) {
    const std::uint64_t bit = Phrases::beginning(key) & (bits - 1);
    beginnings[bit / 64] |= std::uint64_t{1} << bit % 64;
  }
  std::string out(16, 0);
  std::memcpy(out.data(), &size, 8), std::memcpy(out.data() + 8, &bits, 8);
  out.append(reinterpret_cast<const char*>(beginnings.data()), beginnings.size() * 8);
  out.append(reinterpret_cast<const char*>(edges.data()), edges.size() * sizeof(Phrases::Edge));
  out.append(reinterpret_cast<const char*>(lists.data()), lists.size() * 4);
  return out;
}

}  // namespace kawat::lexicon
