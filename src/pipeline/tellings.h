// From an analysed document to what the stage `stories` compares: one Told per event, the first of them what the article is
// about.
//
//   auto maker = TellingMaker::build(pipeline);
//   Pipeline::Worker worker;                          // of one thread
//   pipeline.analyse(document, worker, Depth::events);
//   auto ok = maker->tell(document, worker, out);
//
// Share freely between threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/document.h"
#include "pipeline/pipeline.h"
#include "stories/told.h"

namespace kawat::pipeline {

class TellingMaker {
 public:
  static Result<TellingMaker> build(const Pipeline& pipeline);
  TellingMaker(TellingMaker&&) noexcept;
  ~TellingMaker();
  // Appends the tellings of a document: the main one first, which is there even where no event was coded (its id is the
  // document's then, else event_group). Errors are those of the language pack.
  Status tell(const model::Document& document, Pipeline::Worker& worker, std::vector<stories::Told>& out) const;

 private:
  struct Language;
  explicit TellingMaker(const Pipeline& pipeline);
  const Pipeline* pipeline_;
  std::map<std::string, std::unique_ptr<Language>, std::less<>> languages_;
};

}  // namespace kawat::pipeline
