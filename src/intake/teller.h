// What an article tells, as an archive keeps it so that stories can be found later (archive/telling.h).
#pragma once

#include <vector>

#include "archive/document.h"
#include "archive/telling.h"
#include "base/result.h"
#include "model/document.h"
#include "pipeline/pipeline.h"
#include "pipeline/tellings.h"

namespace kawat::intake {

// Share freely between threads.
class Teller {
 public:
  static Result<Teller> build(const pipeline::Pipeline& pipeline);

  // What a document tells, to be added with it. The worker holds its analysis, in which sentences may be parsed; after the rows
  // were made.
  Status tell(const model::Document& document, pipeline::Pipeline::Worker& worker, std::vector<archive::Telling>& out) const;
  // A near copy that is not analysed tells what its original tells.
  static archive::Telling tell_copy(const archive::Document& document);

 private:
  explicit Teller(pipeline::TellingMaker maker) : maker_(std::move(maker)) {}
  pipeline::TellingMaker maker_;
};

}  // namespace kawat::intake
