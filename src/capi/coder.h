// Batches of articles through the pipeline on several threads, rows in the order of the articles. Internal to the C library.
#pragma once

#include <exception>
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

// The columns of the input that are fields of an article; of several for one field the best name that holds something is taken.
// Schema and array must outlive it.
class Articles {
 public:
  // Error bad_arrow.
  static Result<Articles> open(const ArrowSchema& schema, const ArrowArray& array, const read::FieldNames& names = {});
  std::int64_t rows() const { return rows_; }
  // Returns the bytes of all fields.
  std::size_t get(std::int64_t row, read::FieldValues& out) const;

 private:
  struct Named {
    read::FieldNames::Found field;
    TextColumn column;
  };
  std::int64_t rows_ = 0, offset_ = 0;
  const std::uint8_t* validity_ = nullptr;
  std::vector<Named> columns_;
};

inline std::string text_or_empty(const char* s) { return s == nullptr ? "" : s; }

// Our own faults throw, and the standard library: one article is lost, not the run.
template <class F>
auto guarded_article(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const std::exception& e) {
    return fail(Code::internal, "", e.what(), "please report it with the article");
  }
}

// The fields that Articles::get gave, of so many bytes, → a document.
Status parse_article(std::size_t bytes, read::FieldValues& fields, const read::ReadOptions& options,
                     const read::PartFinder& parts, model::Document& out);

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

  const pipeline::Pipeline& pipeline() const { return *pipeline_; }
  // How articles are read that do not say themselves.
  const read::ReadOptions& read_options() const { return read_; }
  double min_confidence() const { return min_confidence_; }

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
