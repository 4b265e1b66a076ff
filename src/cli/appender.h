// Where `kawat watch` puts what it has coded. open_appender() is the only place that knows what kind of store that is.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "model/analysis.h"
#include "model/document.h"
#include "pipeline/pipeline.h"

namespace kawat::cli {

struct Coded {
  model::Document document;
  model::Analysis analysis;
};

// A batch is there whole or not at all, also after the process was killed or the power failed; under its name the caller can ask
// after a crash whether the last one had arrived.
struct Appender {
  virtual ~Appender() = default;
  // Returns the events written. Errors: write_failed, archive_busy, archive_damaged.
  virtual Result<std::uint64_t> append(const std::string& batch, std::span<const std::unique_ptr<Coded>> articles) = 0;
  virtual bool has(const std::string& batch) const = 0;
  // What need not be done with each batch; at the end.
  virtual Status finish() { return {}; }
};

// An archive (archive/writer.h), made where there is none: each batch is a commit, now and then stories are linked and small
// parts merged. The pipeline must outlive it.
Result<std::unique_ptr<Appender>> open_appender(const std::string& folder, const pipeline::Pipeline& pipeline, bool keep_text);

}  // namespace kawat::cli
