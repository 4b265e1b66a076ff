// Questions to an archive.
//
//   Selection all = select(*archive, filter);
//   auto n = count(*archive, all);
//   each_answer(*archive, all, limit, [&](Answer& a) { … });   // rows of the contract, by day, then id
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "archive/selection.h"

namespace kawat::archive {

struct Limits {
  double seconds = 0;  // 0 = none
};

Result<std::uint64_t> count(Archive& archive, const Selection& selection);

struct Columns {
  std::string select;   // list over the events e and, with `documents`, the documents d
  std::string joins{};  // what it needs beside these
  bool documents = true;
};
// The events by day, then id. Large answers are sorted month by month, so that memory stays small. `each` gets one or several
// answers of the same columns, and says whether it wants more.
Status each_answer(Archive& archive, const Selection& selection, const Columns& columns, std::uint64_t total, std::uint64_t limit,
                   const std::function<Result<bool>(Answer&)>& each);

// Locks the database for statements of strangers: nothing but the parts of this archive can be read, nothing written but
// `writes`, no setting changed. Not to be undone.
Status lock_down(Archive& archive, const std::vector<std::string>& writes = {});
// Error bad_query unless `sql` is one SELECT.
Status check_select(Archive& archive, const std::string& sql);

// While it lives, what runs on the database is interrupted after `seconds` (0 = never).
class Deadline {
 public:
  Deadline(Archive& archive, double seconds);
  ~Deadline();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kawat::archive
