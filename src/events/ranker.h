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

using Features = std::vector<std::uint64_t>;                   // word_hash of feature names
using TypeScores = std::array<float, model::kEventTypeCount>;  // probabilities, by EventType; none = no act

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
  model::EventType type = model::EventType::none;
  float weight = 1;
};
struct RankerOptions {
  int epochs = 6;
  std::uint32_t rows = 1u << 16;
  float rate = 0.05f;
  float decay = 3e-3f;
  float dropout = 0.5f;  // share of features left out at random
  std::uint64_t seed = 1;
};
// Bytes of a model. Deterministic.
std::string train_ranker(const std::vector<Example>& examples, const RankerOptions& options,
                         const std::function<void(std::string_view)>& progress);

}  // namespace kawat::events
