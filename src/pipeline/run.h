// Documents from a reader through a job on several threads, results in input order: the same bytes for any number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "pipeline/pipeline.h"
#include "read/copies.h"
#include "read/reader.h"

namespace kawat::pipeline {

struct Summary {
  std::uint64_t read = 0;  // documents the reader gave
  std::uint64_t done = 0;  // documents the job took
  std::uint64_t rows = 0;  // what the job counted
  std::uint64_t bytes = 0;
  double seconds = 0;
  std::map<std::string, std::uint64_t> skipped;   // reason → how many
  std::map<std::string, std::uint64_t> left_out;  // by design: what a filter does not want, pages that a crawler did not get
  std::uint64_t copies = 0;                       // of done: near-copies of documents before them
  std::string first_error;                        // of the first skip, for the user's eye
  bool partly() const { return !skipped.empty(); }
};

// One document: append to `out`, return the rows made or why the document was skipped. A job that does not
// want the document sets worker.left_out to the reason.
using Job = std::function<Result<std::uint64_t>(model::Document&, Pipeline::Worker&, std::string& out)>;
using Sink = std::function<Status(std::string_view)>;                // one thread at a time, in input order
using Progress = std::function<void(const Summary&, double share)>;  // now and then; share of the input, -1 unknown
using OnSkip = std::function<void(const Error&)>;

// copies: finds near-copies in the order of the input and sets document.copy_of before the job sees it; null: none are looked
// for.
Result<Summary> run(read::Reader& reader, unsigned threads, const Job& job, const Sink& sink, const Progress& progress = {},
                    const OnSkip& on_skip = {}, read::CopyFinder* copies = nullptr);

// The word a skip is counted under: "not_utf8", "bad_json", …
std::string_view reason(Code code);

}  // namespace kawat::pipeline
