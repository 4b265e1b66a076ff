// Which tellings are of the same event: their stories. Documents may come in any order and in any portions; the stories are
// those of all tellings so far, the same as if all had come at once.
//
//   Linker linker(*Likeness::build(pack));
//   linker.add(std::move(tellings));
//   for (const Linker::Change& c : linker.link()) …     // what has another story than before
//
// Blocks. A telling stands in the blocks of its names, places, pairs of states, and states with acts, each for the period of
// kPeriod days that its article's day lies in and for the one after it, so that two tellings up to kPeriod days apart share one.
// Within a block each is compared with the kWindow tellings after it by day, and altogether with the kMost that it shares most
// blocks with. A new telling therefore touches its own blocks only: there comparisons are made again, and the stories that hang
// together with them are linked again. Time grows with the number of tellings times kMost, however large a block is.
//
// Not all tellings need be at hand: those of two periods before and after the new ones are enough, unless stories that are
// linked again reach further (add_linked, reach, link_again).
//
// A story is named by its earliest member (day of publication, then id). The name changes when an earlier article comes to be
// known, or when stories join or part because of new ones.
//
// One thread at a time per object; comparisons are shared out to as many threads as it was given, with the same result.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "stories/cluster.h"
#include "stories/likeness.h"
#include "stories/told.h"

namespace kawat::stories {

// The period that a telling lies in: of its article's day, else of its own; Linker::kUndated.
std::int64_t period_of(const Told& telling);
// Blocks of a telling, each once.
std::vector<std::uint64_t> blocks(const Compared& telling);
// "5c0d…": the name of the story whose earliest member is the telling with this id.
std::string story_id(std::string_view telling_id);

class Linker {
 public:
  static constexpr std::int64_t kPeriod = 16;  // days
  static constexpr std::int64_t kUndated = INT64_MIN / 2;
  static constexpr std::uint32_t kWindow = 48;  // tellings of a block
  static constexpr std::uint32_t kMost = 64;    // comparisons of a telling with later ones

  struct Change {
    std::string_view telling;  // its id
    std::string_view story;    // until something is linked again
  };
  struct Reach {
    std::int64_t first = INT64_MAX, last = INT64_MIN;  // periods
  };

  explicit Linker(Likeness likeness, unsigned threads = 1) : likeness_(likeness), threads_(threads) {}
  // A telling with an id that is there already is passed over.
  void add(std::vector<Told> tellings);
  // Links what add() has touched; returns the changes, by telling in the order of days.
  std::vector<Change> link();
  // A telling of before, with the story that all tellings so far gave it: compared with, and linked again where a new one asks
  // for it.
  void add_linked(Told telling, std::string story);
  // The periods of all that the last link() or link_again() looked at. Its stories are right when every telling from one period
  // before to one period after is at hand; otherwise add_linked() those and link_again().
  Reach reach() const { return {first_period_, last_period_}; }
  std::vector<Change> link_again();

  std::size_t size() const { return nodes_.size(); }
  // Places number the tellings in the order in which they came.
  using Place = std::uint32_t;
  static constexpr Place kNowhere = UINT32_MAX;
  // Of a telling by its id; kNowhere: it is not there. `guess`: where it may well be, which is looked at first.
  Place place(std::string_view telling, Place guess = kNowhere) const;
  const Told& told(Place place) const { return nodes_[place].told; }
  // Of a telling, until something is linked again; empty when unknown or not linked yet.
  std::string_view story(Place place) const;
  std::string_view story(std::string_view telling) const { return story(place(telling)); }
  // All tellings of each story, the earliest first; stories in the order of their earliest.
  std::vector<std::vector<const Told*>> stories() const;
  // The same as places; of the stories of these names only.
  std::vector<std::vector<Place>> places() const;
  std::vector<std::vector<Place>> places(const std::unordered_set<std::string_view>& names) const;
  const Likeness& likeness() const { return likeness_; }
  // How many pairs were compared so far.
  std::uint64_t compared() const { return compared_; }

  // Pairs that were compared, with their likeness; without those told in passing that are as good as unlike.
  template <class F>
  void each_pair(F&& f) const {
    for (const Node& n : nodes_) {
      for (const auto& [other, likeness] : n.later) f(n.compared, nodes_[other].compared, likeness);
    }
  }

 private:
  using Index = Place;
  struct Node {
    explicit Node(Told t) : told(std::move(t)) {}
    Told told;
    Compared compared;
    std::vector<std::uint64_t> blocks;           // until it arrives there
    std::vector<std::vector<Index>*> among;      // the blocks that it stands in
    std::vector<std::pair<Index, float>> later;  // compared with, further on by day
    std::vector<Index> earlier;                  // the other ends of strong ones
    std::int64_t period = kUndated;
    std::string story;
    bool touched = false, linked = false;
  };
  using Order = std::tuple<std::int64_t, std::string_view, std::uint32_t, std::string_view>;
  // No two groups join without a pair as likely as the threshold, so that what holds together by less is of no matter beyond.
  bool strong(float likeness) const { return likeness >= static_cast<float>(likeness_.threshold()) - 1e-5F; }
  Order order(Index i) const;  // by day, document, place in it
  bool before(Index a, Index b) const { return rank_[a] < rank_[b]; }
  void rank();
  // Scratch of one thread.
  struct Meeting {
    std::vector<std::uint32_t> met;  // blocks shared with the telling being compared; 0 between two of them
    std::vector<Index> near;
    std::vector<std::pair<Index, float>> alike;
  };
  void compare(const std::vector<Index>& all);
  std::size_t compare(Index i, Meeting& scratch);
  template <class F>
  void twins(Index i, F&& f) const;
  void put(Told telling, std::string story);
  void prepare(Index i);  // what follows from the telling; any number of them at once
  struct Arrival {
    std::uint64_t block = 0;
    std::uint32_t place = 0, nth = 0;  // among those that come; of its blocks
    auto operator<=>(const Arrival&) const = default;
  };
  std::vector<Index> fill(std::size_t shelf, std::vector<Arrival>& arrivals, const std::vector<Index>& coming);
  std::vector<Index> arrive(std::vector<Index>& coming);
  void settle();
  std::vector<std::uint32_t> group(const std::vector<Index>& component) const;
  std::vector<Index> relink(std::vector<Index>& component);
  bool call(Index i, std::string story);  // whether it is another one than before
  template <class Wanted>
  std::vector<std::vector<Place>> places_where(Wanted&& wanted) const;

  Likeness likeness_;
  unsigned threads_ = 1;
  std::deque<Node> nodes_;       // stay where they are
  std::vector<Glance> glances_;  // of each node
  std::unordered_map<std::string_view, Index> by_id_;
  std::unordered_map<std::string, std::vector<Index>> by_document_, copies_of_;
  static constexpr std::size_t kShelves = 16;                                           // which different threads fill
  std::array<std::unordered_map<std::uint64_t, std::vector<Index>>, kShelves> blocks_;  // by day
  std::vector<Index> fresh_, settling_, open_;
  std::vector<Index> by_day_;        // all nodes that were there at the last rank()
  std::vector<std::uint32_t> rank_;  // the place of each in it
  std::int64_t first_period_ = INT64_MAX, last_period_ = INT64_MIN;
  std::uint64_t compared_ = 0;
};

}  // namespace kawat::stories
