// One article → its record (archive/record.h). What `kawat ingest` adds and what is coded elsewhere are made here alike.
#pragma once

#include <cstddef>
#include <string>

#include "archive/record.h"
#include "base/result.h"
#include "intake/teller.h"
#include "model/document.h"
#include "pipeline/pipeline.h"

namespace kawat::intake {

struct RecordOptions {
  double min_confidence = 0;
  bool keep_text = false;
};

// Analyses the document and appends its record to `out`; returns the number of its rows. copy: it tells what its original tells,
// and has no rows of its own. Errors: those of the analysis, with nothing appended. Each thread with a worker of its own.
Result<std::size_t> make_record(const pipeline::Pipeline& pipeline, const Teller& teller, const RecordOptions& options,
                                const archive::Origin& origin, model::Document& document, bool copy,
                                pipeline::Pipeline::Worker& worker, std::string& out);

}  // namespace kawat::intake
