// Groups by average linkage over pairs that were compared: the two groups whose pairs are likeliest on average are joined, until
// none reach the threshold. The same pairs give the same groups, whatever their order.
#pragma once

#include <compare>
#include <cstdint>
#include <utility>
#include <vector>

namespace kawat::stories {

struct Link {
  std::uint32_t a = 0, b = 0;  // a < b
  float likeness = 0;
  friend auto operator<=>(const Link&, const Link&) = default;
};

struct Linkage {
  double threshold = 0.5;
  // Of much that is told about one matter some is alike by chance: from `many` members on, each doubling of a group asks for
  // `rise` more, up to `highest`.
  std::uint32_t many = 0xFFFFFFFF;
  double rise = 0, highest = 1;
  // With how many others each member was compared at the most: between bigger groups only so many pairs can be expected.
  std::uint32_t most = 0xFFFFFFFF;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> together = {};  // joined in any case
  std::vector<char> closed = {};  // by member, or empty: groups that both hold one of these are not joined, unless together
};

// Members 0 … size - 1; `links` has each pair at most once, pairs that are not in it count as 0. Returns the least member of the
// group of each. O(L log L) for L links.
std::vector<std::uint32_t> average_link(std::uint32_t size, std::vector<Link> links, const Linkage& linkage);

}  // namespace kawat::stories
