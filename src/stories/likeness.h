// How likely it is that two tellings are of the same event: a logistic score over a few comparisons. The weights are data
// (data/stories.tsv), learned by tools/train_stories.py.
//
//   auto likeness = Likeness::build(pack);
//   double p = likeness->of(Compared(a), Compared(b));    // 0 … 1; the same for (b, a)
//
// Immutable once built: share freely between threads.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "lexicon/pack.h"
#include "stories/told.h"

namespace kawat::stories {

enum class Feature : std::uint8_t {
  bias,             // 1
  names,            // shared names of the two lead sentences, up to three
  names_apart,      // each names somebody first who does not occur in the other
  countries,        // shared states there but for the home of both, as a cosine
  countries_apart,  // both name states, none in common
  topics,           // shared things, acts and answers, up to four
  topics_alike,     // as a cosine
  acts_alike,
  answers_alike,
  answers_apart,    // answers of one that stand nowhere in the other
  places,           // a shared place
  numbers,          // a shared number
  numbers_apart,    // both count, nothing in common
  cover,            // what the lead says and the other article says anywhere, by weight; the mean of both directions
  cover_least,      // the lesser of the two
  title_cover,      // the same of the titles
  rest,             // shared names and places of the whole articles, as a cosine
  same_language,    // 1 or 0
  subject,          // the same state is named first, not the home of both
  subject_apart,    // another
  title_apart,      // another in the titles
  types_apart,      // both have event types, none in common
  quads_apart,      // and of another quad class
  untyped,          // no event was coded in the lead of one
  actors,           // the same actor by name
  actors_apart,     // actors of other states
  recipients,       // the same recipient by name
  recipient_codes,  // of the same state
  swapped,          // actor and recipient the other way round
  day_same,         // both dated by their text: the same day
  day_next,         // … the next
  day_apart,        // … others
  days,             // … how far, log
  days_open,        // not both dated: how far the days that they may mean are, log
  published,        // … and how far their publication, log
};
inline constexpr std::size_t kFeatures = 35;
std::string_view name(Feature f);

using Features = std::array<float, kFeatures>;

// The little of a telling that tells most of those apart which share nothing.
struct Glance {
  // Bits for the states and the names of each side: where two have none in common, so have the sides.
  std::uint64_t actors = 0, recipients = 0;
  std::uint32_t types = 0;
  model::Code3 subject;
  bool main = false;
  bool actors_coded = false;  // a state is known of one

  // Whether Likeness::of() them is 0 for sure.
  bool apart(const Glance& other) const;
};

// A telling made ready: what many comparisons need is worked out once. Refers to the telling, which must stay.
class Compared {
 public:
  Compared() = default;  // of nothing yet
  explicit Compared(const Told& told);
  const Told& told() const { return *told_; }
  std::int64_t published() const { return published_; }  // INT64_MIN = unknown
  const Glance& glance() const { return glance_; }

 private:
  friend class Likeness;
  friend Features compare(const Compared& a, const Compared& b);
  // What keeps two tellings apart whatever else they share, where one of them is told in passing; cheaper than to compare them.
  static bool apart_in_passing(const Compared& a, const Compared& b);
  const Told* told_ = nullptr;
  Clues all_;                                     // lead (the title is part of it) and rest
  std::vector<std::uint8_t> stands_;              // by clue of all_: kInLead, kInTitle
  std::array<std::uint16_t, kClueKinds> lead_{};  // how many by kind
  float lead_weight_ = 0, title_weight_ = 0;
  float names_and_places_ = 0;  // of all_
  Glance glance_;
  Clue home_;                // the state that the article is at home in, where it is known
  bool names_home_ = false;  // in its lead
  // Days since 1970 that it may be about, end included; the article's where the text gives none.
  std::int64_t first_ = 0, last_ = 0, published_ = INT64_MIN;
  bool has_days_ = false, exact_ = false, ahead_ = false;
};

// Symmetric: compare(a, b) == compare(b, a).
Features compare(const Compared& a, const Compared& b);

class Likeness {
 public:
  // Error bad_table where a weight is missing or unknown.
  static Result<Likeness> build(const lexicon::Pack& pack);
  static Result<Likeness> read(std::string_view table, const std::string& where);

  double of(const Compared& a, const Compared& b) const;
  // For tellings that are not both what their articles are about: without a contradiction, and with more agreement.
  double threshold() const { return threshold_; }  // from which a mean likeness joins

 private:
  Features weights_{};
  double threshold_ = 0.5;
};

}  // namespace kawat::stories
