// Floors under what is measured (eval/gates.json): comparing, raising, and lowering with a reason.
//
// {"room": {"*": 0.02, "NAME": 0.1}, "floors": {"events type F1": 0.8, …}, "lowered": [{"floor", "from", "to", "reason"}], …}
// The first word of a measure is its set. Other keys are kept as they are.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kawat::cli::eval {

struct Measure {
  std::string name;  // "events type F1"
  double value = 0;
};

struct Floor {
  std::string name;
  double floor = 0;
  std::optional<double> value;  // nothing: not measured
  bool less_is_better = false;
  bool fell() const;
};

class Gates {
 public:
  static Result<Gates> read(std::string_view json, const std::string& path);
  // The floors of these sets, in the order of the file.
  std::vector<Floor> compare(const std::vector<Measure>& measures, const std::set<std::string>& sets) const;
  // Lifts floors to what is measured, less the room each is given. With a reason, those that fell are lowered to that as well,
  // and the reason is written down. Returns what changed, a line each.
  std::vector<std::string> update(const std::vector<Floor>& floors, std::string_view reason_to_lower);
  std::string write() const;

 private:
  nlohmann::ordered_json json_;
};

}  // namespace kawat::cli::eval
