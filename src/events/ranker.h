// A linear model over hashed features that ranks the event types between two actors. Weights are small integers in the pack
// section "lang/<code>/ranker.model"; scores become probabilities by softmax. Share freely; microseconds per pair.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace kawat::events {

using Features = std::vector<std::uint64_t>;  // word_hash of feature names

// What is told apart: the event types; none = the two have to do with each other without an act of any type (work, family,
// trade); apart = nothing stands between them, the sentence tells of acts of others or of one the other way round.
inline constexpr std::size_t kApart = model::kEventTypeCount, kRankedCount = kApart + 1;
using TypeScores = std::array<float, kRankedCount>;  // probabilities, by EventType and kApart

inline constexpr char kRankerMagic[8] = {'k', 'w', 'r', 'a', 'n', 'k', '0', '2'};

void softmax(TypeScores& s);

class Ranker {
 public:
  Ranker() = default;  // knows nothing
  static Result<Ranker> open(std::string_view bytes);
  bool known() const { return rows_ != 0; }
  TypeScores score(const Features& f) const;

 private:
  const std::int8_t* weights_ = nullptr;  // rows × types
  std::uint32_t rows_ = 0;                // a power of two
  float scale_ = 1;
};

struct Example {
  Features features;
  std::size_t type = 0;  // EventType or kApart
  float weight = 1;
};
struct RankerOptions {
  std::uint32_t rows = 1u << 17;  // a power of two
  int least = 2;                  // examples that a feature must stand in
  float decay = 14;               // pull of the weights towards zero, in examples
  int steps = 120;                // at most
};
// Multinomial logistic regression, to its optimum (L-BFGS). Bytes of a model; the same for the same input.
std::string train_ranker(const std::vector<Example>& examples, const RankerOptions& options,
                         const std::function<void(std::string_view)>& progress);

}  // namespace kawat::events
