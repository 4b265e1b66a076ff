// Where `kawat watch` puts what it has coded. open_appender() is the only place that knows what kind of store that is.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "lexicon/ontology.h"
#include "model/analysis.h"
#include "model/document.h"

namespace kawat::cli {

struct Coded {
  model::Document document;
  model::Analysis analysis;
};

// A batch is there whole or not at all, also after the process was killed or the power failed. Batches have numbers that grow, so
// that the caller can ask after a crash whether the last one had arrived.
struct Appender {
  virtual ~Appender() = default;
  // Returns the events written. Error write_failed.
  virtual Result<std::uint64_t> append(std::uint64_t batch, std::span<const std::unique_ptr<Coded>> articles) = 0;
  // The last batch that is there; 0 before the first.
  virtual std::uint64_t last_batch() const = 0;
};

// Under `folder`, for each day (UTC) on which something was read: events-YYYY-MM-DD.jsonl with the columns of `kawat code`, and
// documents-YYYY-MM-DD.jsonl as `kawat extract` prints them. How far the files are good stands in watch.files; what a killed run
// left behind that is cut off. The ontology must outlive it.
Result<std::unique_ptr<Appender>> open_appender(const std::string& folder, const lexicon::Ontology& ontology);

}  // namespace kawat::cli
