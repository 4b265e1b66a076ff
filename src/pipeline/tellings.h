// From an analysed document to what the stage `stories` compares: one Told per event, the first of them the article's main one.
//
//   TellingMaker maker(pipeline);
//   TellingMaker::Scratch scratch;                       // one per thread
//   auto ok = maker.tell(document, worker, scratch, out);   // worker.analysis must be complete (Depth::events)
//
// Share freely between threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "lexicon/place_table.h"
#include "lexicon/topics.h"
#include "model/analysis.h"
#include "model/document.h"
#include "pipeline/pipeline.h"
#include "stories/told.h"

namespace kawat::pipeline {

class TellingMaker {
 public:
  struct Scratch {
    Pipeline::Worker title;
    // Clue id → its words, for the eye; filled when not null.
    std::unordered_map<std::uint64_t, std::string>* shown = nullptr;
  };
  explicit TellingMaker(const Pipeline& pipeline);
  ~TellingMaker();
  // Appends the main telling first, which is there even where no event was coded. May parse the first sentence.
  Status tell(const model::Document& document, Pipeline::Worker& worker, Scratch& scratch, std::vector<stories::Told>& out) const;

 private:
  struct Language;
  const Pipeline* pipeline_;
  std::map<std::string, std::unique_ptr<Language>, std::less<>> languages_;
};

}  // namespace kawat::pipeline
