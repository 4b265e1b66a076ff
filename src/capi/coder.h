// Batches of articles through the pipeline on several threads, rows in the order of the articles. Internal to the C library.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "capi/arrow.h"
#include "kawat/kawat.h"
#include "lexicon/pack.h"
#include "pipeline/pipeline.h"
#include "read/copies.h"
#include "read/decoder.h"

namespace kawat::capi {

// Immutable once built: share freely between threads.
class Coder {
 public:
  // library: the folder that language data is looked for in.
  static Result<std::unique_ptr<Coder>> build(const kawat_coder_options& options, const std::string& library);

  struct Coded {
    std::vector<Table> events, skipped;
  };
  Result<Coded> code(const ArrowSchema& schema, const ArrowArray& articles, const kawat_code_options& options,
                     read::CopyFinder* copies) const;
  Result<std::string> explain(const kawat_article& article) const;

 private:
  Coder() = default;
  friend class Batch;
  // Whether the article is in a language that is wanted.
  Status check_language(model::Document& document) const;
  lexicon::Pack pack_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
  read::ReadOptions read_;
  std::vector<std::string> languages_;
  double min_confidence_ = 0;
};

}  // namespace kawat::capi
