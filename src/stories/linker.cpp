#include "stories/linker.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/share_out.h"
#include "base/text.h"

namespace kawat::stories {
namespace {

constexpr float kLeast = 0.02F;         // likeness below is as good as none
constexpr std::size_t kNamesMost = 12;  // of one telling, of each sort: sentences that list half the world
constexpr std::size_t kPortion = 64;    // tellings: a thread is worth its start from several portions on

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t h = (a ^ (b + 0x9E3779B97F4A7C15ull + (a << 6) + (a >> 2))) * 0xd6e8feb86659fd93ull;
  return h ^ (h >> 32);
}

}  // namespace

std::int64_t period_of(const Told& telling) {
  const model::Day& of = telling.published.known() ? telling.published : telling.start;
  if (!of.known()) return Linker::kUndated;
  const std::int64_t day = days_since_1970(of);
  return day >= 0 ? day / Linker::kPeriod : -((-day + Linker::kPeriod - 1) / Linker::kPeriod);
}

std::vector<std::uint64_t> blocks(const Compared& telling) {
  const Told& t = telling.told();
  std::vector<std::uint64_t> keys, countries, acts;
  std::size_t names = 0, places = 0;
  for (Clue c : t.lead) {
    if (c.kind() == ClueKind::name && names++ < kNamesMost) keys.push_back(c.bits());
    if (c.kind() == ClueKind::place && places++ < kNamesMost) keys.push_back(c.bits());
    if (c.kind() == ClueKind::country && countries.size() < kNamesMost) countries.push_back(c.bits());
    if ((c.kind() == ClueKind::act || c.kind() == ClueKind::answer) && acts.size() < kNamesMost) acts.push_back(c.bits());
  }
  for (std::size_t i = 0; i < countries.size(); ++i) {
    for (std::size_t j = i + 1; j < countries.size(); ++j) keys.push_back(mix(countries[i], countries[j]));
    for (std::uint64_t act : acts) keys.push_back(mix(act, countries[i]));
  }
  const std::int64_t p = period_of(t);
  std::vector<std::uint64_t> out;
  out.reserve(keys.size() * 2);
  for (std::uint64_t key : keys) {
    if (p == Linker::kUndated) {
      out.push_back(key);  // compared among themselves
    } else {
      out.push_back(mix(key, static_cast<std::uint64_t>(p) + 1)), out.push_back(mix(key, static_cast<std::uint64_t>(p) + 2));
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string story_id(std::string_view telling_id) {
  std::string key = "story\x1f" + std::string(telling_id);
  std::array<char, 32> buffer;
  int n = std::snprintf(buffer.data(), buffer.size(), "%016llx%08llx", static_cast<unsigned long long>(word_hash(key)),
                        static_cast<unsigned long long>(word_hash("b" + key) & 0xffffffffu));
  return {buffer.data(), static_cast<std::size_t>(n)};
}

Linker::Order Linker::order(Index i) const {
  const Node& n = nodes_[i];
  // Unknown days come last: they must not name a story.
  std::int64_t day = n.compared.published() == INT64_MIN ? INT64_MAX : n.compared.published();
  return {day, n.told.doc_id, n.told.sequence, n.told.id};
}

// All in the order of days, once: comparing days and names each time costs more.
void Linker::rank() {
  if (rank_.size() == nodes_.size()) return;
  const auto ranked = static_cast<std::ptrdiff_t>(by_day_.size());
  by_day_.resize(nodes_.size());
  const auto fresh = by_day_.begin() + ranked;
  std::iota(fresh, by_day_.end(), static_cast<Index>(ranked));
  auto earlier = [this](Index a, Index b) { return order(a) < order(b); };
  // In pieces by several threads, then these together.
  constexpr std::ptrdiff_t kPieces = 8;
  const std::ptrdiff_t count = by_day_.end() - fresh;
  auto piece = [&](std::ptrdiff_t k) { return fresh + count * std::min(k, kPieces) / kPieces; };
  share_out(threads_, kPieces, 1, [&] {
    return [&](std::size_t k) {
      const auto at = static_cast<std::ptrdiff_t>(k);
      std::sort(piece(at), piece(at + 1), earlier);
    };
  });
  for (std::ptrdiff_t step = 1; step < kPieces; step *= 2) {
    for (std::ptrdiff_t k = 0; k < kPieces; k += 2 * step)
      std::inplace_merge(piece(k), piece(k + step), piece(k + 2 * step), earlier);
  }
  std::inplace_merge(by_day_.begin(), fresh, by_day_.end(), earlier);
  rank_.resize(by_day_.size());
  for (std::uint32_t k = 0; k < by_day_.size(); ++k) rank_[by_day_[k]] = k;
}

void Linker::prepare(Index i) {
  Node& n = nodes_[i];
  n.compared = Compared(n.told);
  n.period = period_of(n.told);
  n.blocks = blocks(n.compared);
  n.told.lead = {}, n.told.title = {}, n.told.rest = {};  // compared has what they say
  glances_[i] = n.compared.glance();
}

void Linker::add(std::vector<Told> tellings) {
  const std::size_t first = nodes_.size();
  for (Told& t : tellings) put(std::move(t), {});
  share_out(threads_, nodes_.size() - first, kPortion,
            [&] { return [&](std::size_t k) { prepare(static_cast<Index>(first + k)); }; });
}

void Linker::add_linked(Told telling, std::string story) {
  const std::size_t first = nodes_.size();
  put(std::move(telling), std::move(story));
  if (nodes_.size() > first) prepare(static_cast<Index>(first));
}

void Linker::put(Told t, std::string story) {
  if (by_id_.count(t.id) != 0) return;
  auto i = static_cast<Index>(nodes_.size());
  nodes_.emplace_back(std::move(t)), glances_.emplace_back();
  Node& n = nodes_.back();
  n.linked = !story.empty();
  n.story = std::move(story);
  by_id_.emplace(n.told.id, i);
  by_document_[n.told.doc_id].push_back(i);
  if (!n.told.copy_of.empty()) copies_of_[n.told.copy_of].push_back(i);
  (n.linked ? settling_ : fresh_).push_back(i);
}

// Those of one telling with the ones after it, and how many these are; touches nothing else.
std::size_t Linker::compare(Index i, Meeting& scratch) {
  Node& n = nodes_[i];
  auto& [met, near, alike] = scratch;
  near.clear(), alike.clear();
  for (const std::vector<Index>* block : n.among) {
    auto at = std::lower_bound(block->begin(), block->end(), i, [this](Index a, Index b) { return before(a, b); }) + 1;
    for (auto end = at + std::min<std::ptrdiff_t>(kWindow, block->end() - at); at != end; ++at) {
      if (met[*at]++ == 0) near.push_back(*at);
    }
  }
  // Those that share most blocks first; of equals the nearest by day.
  if (near.size() > kMost) {
    std::nth_element(near.begin(), near.begin() + kMost, near.end(),
                     [&](Index a, Index b) { return met[a] != met[b] ? met[a] > met[b] : before(a, b); });
    for (auto left_out = near.begin() + kMost; left_out != near.end(); ++left_out) met[*left_out] = 0;
    near.resize(kMost);
  }
  std::sort(near.begin(), near.end());
  const Glance& glance = glances_[i];
  for (Index other : near) {
    met[other] = 0;
    if (glance.apart(glances_[other])) continue;
    const Node& o = nodes_[other];
    const auto likeness = static_cast<float>(likeness_.of(n.compared, o.compared));
    // Of what is told in passing most is as good as unlike: not worth its memory.
    if (likeness >= kLeast || (n.told.main && o.told.main)) alike.emplace_back(other, likeness);
  }
  n.later.assign(alike.begin(), alike.end());
  return near.size();
}

void Linker::compare(const std::vector<Index>& all) {
  for (Index i : all) {
    for (const auto& [other, likeness] : nodes_[i].later) {
      if (strong(likeness)) std::erase(nodes_[other].earlier, i);
    }
    nodes_[i].later.clear();
  }
  std::atomic<std::uint64_t> compared{0};
  share_out(threads_, all.size(), kPortion, [&] {
    Meeting scratch;
    scratch.met.resize(nodes_.size());
    return [&, scratch = std::move(scratch)](std::size_t k) mutable { compared += compare(all[k], scratch); };
  });
  compared_ += compared;
  for (Index i : all) {
    for (const auto& [other, likeness] : nodes_[i].later) {
      if (strong(likeness)) nodes_[other].earlier.push_back(i);
    }
  }
}

// The same telling in the original and in its copies.
template <class F>
void Linker::twins(Index i, F&& f) const {
  const Told& t = nodes_[i].told;
  auto each = [&](const std::unordered_map<std::string, std::vector<Index>>& map, const std::string& document) {
    auto found = map.find(document);
    if (found == map.end()) return;
    for (Index o : found->second) {
      const Told& other = nodes_[o].told;
      bool near = std::abs(nodes_[o].period - nodes_[i].period) <= 1;  // undated ones are far from all that have a day
      bool alike = other.sequence == t.sequence && other.main == t.main && (t.main || other.type == t.type);
      if (o != i && near && alike) f(o);
    }
  };
  if (!t.copy_of.empty()) each(by_document_, t.copy_of);
  each(copies_of_, t.doc_id);
}

// Puts those that arrive into the blocks of a shelf and returns those of before whose windows reach one, not each once.
std::vector<Linker::Index> Linker::fill(std::size_t shelf, std::vector<Arrival>& arrivals, const std::vector<Index>& coming) {
  std::vector<Index> reached;
  std::sort(arrivals.begin(), arrivals.end());
  for (auto from = arrivals.begin(), to = from; from != arrivals.end(); from = to) {
    std::vector<Index>& block = blocks_[shelf][from->block];
    const auto middle = static_cast<std::ptrdiff_t>(block.size());
    for (; to != arrivals.end() && to->block == from->block; ++to) {
      block.push_back(coming[to->place]);
      nodes_[block.back()].among[to->nth] = &block;
    }
    if (middle == 0) continue;
    std::inplace_merge(block.begin(), block.begin() + middle, block.end(), [this](Index a, Index b) { return before(a, b); });
    std::size_t reach = 0;  // how far before the last arrival its window ends
    auto left = to;         // arrivals further on by day
    for (std::size_t at = block.size(); at-- > 0;) {
      if (left != from && block[at] == coming[(left - 1)->place]) {
        reach = kWindow, --left;
      } else if (reach > 0) {
        --reach;
        reached.push_back(block[at]);
      }
    }
  }
  return reached;
}

// Puts the tellings that come into their blocks and returns those of before that may now be compared with others.
std::vector<Linker::Index> Linker::arrive(std::vector<Index>& coming) {
  rank();
  std::sort(coming.begin(), coming.end(), [this](Index a, Index b) { return before(a, b); });
  std::array<std::vector<Arrival>, kShelves> arrivals;
  for (std::uint32_t k = 0; k < coming.size(); ++k) {
    Node& n = nodes_[coming[k]];
    n.touched = true;
    n.among.resize(n.blocks.size());
    for (std::uint32_t nth = 0; nth < n.blocks.size(); ++nth)
      arrivals[mix(n.blocks[nth], 0) % kShelves].push_back({n.blocks[nth], k, nth});
    n.blocks = {};
  }
  std::array<std::vector<Index>, kShelves> reached;
  share_out(threads_, kShelves, coming.size() < kPortion * kShelves ? kShelves : 1,
            [&] { return [&](std::size_t shelf) { reached[shelf] = fill(shelf, arrivals[shelf], coming); }; });
  std::vector<Index> again;
  for (const std::vector<Index>& of_shelf : reached) {
    for (Index i : of_shelf) {
      if (!std::exchange(nodes_[i].touched, true)) again.push_back(i);
    }
  }
  for (Index i : coming) nodes_[i].touched = false;
  for (Index i : again) nodes_[i].touched = false;
  return again;
}

void Linker::settle() {
  std::vector<Index> again = arrive(settling_);
  compare(settling_);
  compare(again);
  settling_.clear();
}

std::vector<Linker::Change> Linker::link() {
  settle();
  std::vector<Index> again = arrive(fresh_);
  open_ = std::move(fresh_);
  fresh_.clear();
  open_.insert(open_.end(), again.begin(), again.end());
  // A comparison may also be lost, to nearer ones: both of its ends are linked again.
  std::vector<Index> ends;
  for (Index i : again) {
    for (const auto& [other, likeness] : nodes_[i].later) {
      if (likeness >= kLeast) ends.push_back(other);
    }
  }
  compare(open_);
  open_.insert(open_.end(), ends.begin(), ends.end());
  return link_again();
}

std::vector<Linker::Change> Linker::link_again() {
  settle();
  first_period_ = INT64_MAX, last_period_ = INT64_MIN;
  std::vector<std::vector<Index>> components;
  std::vector<Index> component, alone;
  std::vector<char> seen(nodes_.size(), 0);
  for (Index start : open_) {
    if (seen[start]) continue;
    component.assign(1, start);
    seen[start] = 1;
    auto reach = [&](Index other) {
      if (!seen[other]) seen[other] = 1, component.push_back(other);
    };
    for (std::size_t k = 0; k < component.size(); ++k) {
      const Node& n = nodes_[component[k]];
      if (n.period != kUndated)
        first_period_ = std::min(first_period_, n.period), last_period_ = std::max(last_period_, n.period);
      for (const auto& [other, likeness] : n.later) {
        if (strong(likeness)) reach(other);
      }
      for (Index other : n.earlier) reach(other);
      twins(component[k], reach);
    }
    if (component.size() == 1)
      alone.push_back(start);
    else
      components.push_back(component);
  }
  // The largest first: one of them may take as long as all others.
  std::ranges::sort(components, std::greater(), &std::vector<Index>::size);
  std::vector<char> renamed(alone.size(), 0);
  share_out(threads_, components.size() + alone.size(), kPortion / 4, [&] {
    return [&](std::size_t k) {
      if (k < components.size()) {
        components[k] = relink(components[k]);
      } else {
        const std::size_t a = k - components.size();
        renamed[a] = call(alone[a], story_id(nodes_[alone[a]].told.id));
      }
    };
  });
  std::vector<Index> changed;
  for (std::size_t k = 0; k < alone.size(); ++k) {
    if (renamed[k] != 0) changed.push_back(alone[k]);
  }
  for (const std::vector<Index>& of_one : components) changed.insert(changed.end(), of_one.begin(), of_one.end());
  std::sort(changed.begin(), changed.end(), [this](Index a, Index b) { return before(a, b); });
  std::vector<Change> out;
  out.reserve(changed.size());
  for (Index i : changed) out.push_back({nodes_[i].told.id, nodes_[i].story});
  return out;
}

// By member the first one of its story.
std::vector<std::uint32_t> Linker::group(const std::vector<Index>& component) const {
  std::vector<Link> links, main_links;
  Linkage linkage;
  linkage.threshold = likeness_.threshold(), linkage.most = kWindow / 2;
  linkage.many = 8, linkage.rise = 0.08, linkage.highest = 0.75;
  std::unordered_map<Index, std::uint32_t> position;
  auto size = static_cast<std::uint32_t>(component.size());
  for (std::uint32_t k = 0; k < size; ++k) position.emplace(component[k], k);
  for (std::uint32_t k = 0; k < size; ++k) {
    for (const auto& [other, likeness] : nodes_[component[k]].later) {
      if (likeness < kLeast) continue;
      auto at = position.find(other);
      if (at == position.end()) continue;
      Link l{k, at->second, likeness};
      links.push_back(l);
      if (nodes_[component[k]].told.main && nodes_[other].told.main) main_links.push_back(l);
    }
    twins(component[k], [&](Index o) {
      if (position.at(o) > k) linkage.together.emplace_back(k, position.at(o));
    });
  }
  // First what articles are about; then what they mention in passing is added to these stories or makes others, but does not
  // join them.
  bool passing = main_links.size() < links.size() || !linkage.together.empty();
  auto least = average_link(size, std::move(main_links), linkage);
  if (passing) {
    linkage.together.clear();
    linkage.closed.resize(size);
    for (std::uint32_t k = 0; k < size; ++k) {
      if (least[k] != k) linkage.together.emplace_back(least[k], k);
      linkage.closed[k] = nodes_[component[k]].told.main;
    }
    least = average_link(size, std::move(links), linkage);
  }
  return least;
}

// Those whose story is another now. Touches nothing but these nodes.
std::vector<Linker::Index> Linker::relink(std::vector<Index>& component) {
  std::sort(component.begin(), component.end(), [this](Index a, Index b) { return before(a, b); });
  const std::vector<std::uint32_t> least = group(component);
  std::vector<Index> changed;
  for (std::uint32_t k = 0; k < component.size(); ++k) {
    const Node& first = nodes_[component[least[k]]];
    if (call(component[k], least[k] == k ? story_id(first.told.id) : first.story)) changed.push_back(component[k]);
  }
  return changed;
}

bool Linker::call(Index i, std::string story) {
  Node& n = nodes_[i];
  n.linked = true;
  if (n.story == story) return false;
  n.story = std::move(story);
  return true;
}

Linker::Place Linker::place(std::string_view telling, Place guess) const {
  if (guess < nodes_.size() && nodes_[guess].told.id == telling) return guess;
  auto found = by_id_.find(telling);
  return found == by_id_.end() ? kNowhere : found->second;
}

std::string_view Linker::story(Place place) const {
  return place == kNowhere || !nodes_[place].linked ? std::string_view() : nodes_[place].story;
}

std::vector<std::vector<const Told*>> Linker::stories() const {
  std::vector<std::vector<const Told*>> out;
  for (const std::vector<Place>& members : places()) {
    std::vector<const Told*>& story = out.emplace_back();
    for (Place i : members) story.push_back(&told(i));
  }
  return out;
}

std::vector<std::vector<Linker::Place>> Linker::places() const {
  return places_where([](const std::string&) { return true; });
}

std::vector<std::vector<Linker::Place>> Linker::places(const std::unordered_set<std::string_view>& names) const {
  return places_where([&names](const std::string& story) { return names.contains(story); });
}

template <class Wanted>
std::vector<std::vector<Linker::Place>> Linker::places_where(Wanted&& wanted) const {
  std::vector<Index> members;
  for (Index i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].linked && wanted(nodes_[i].story)) members.push_back(i);
  }
  const bool ranked = rank_.size() == nodes_.size();
  std::sort(members.begin(), members.end(), [&](Index a, Index b) { return ranked ? before(a, b) : order(a) < order(b); });
  std::unordered_map<std::string_view, std::size_t> of_story;
  std::vector<std::vector<Place>> out;
  for (Index i : members) {
    auto [it, fresh] = of_story.emplace(nodes_[i].story, out.size());
    if (fresh) out.emplace_back();
    out[it->second].push_back(i);
  }
  return out;
}

}  // namespace kawat::stories
