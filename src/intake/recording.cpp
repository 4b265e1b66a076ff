#include "intake/recording.h"

#include <vector>

#include "archive/document.h"
#include "pipeline/rows.h"

namespace kawat::intake {

Result<std::size_t> make_record(const pipeline::Pipeline& pipeline, const Teller& teller, const RecordOptions& options,
                                const archive::Origin& origin, model::Document& d, bool copy, pipeline::Pipeline::Worker& worker,
                                std::string& out) {
  if (auto ok = pipeline.analyse(d, worker, copy ? pipeline::Depth::tokens : pipeline::Depth::events); !ok)
    return fail(ok.error());
  // After the analysis: title, language and outlet may have been found in the text.
  const archive::Document document = archive::Document::of(d);
  thread_local std::vector<model::EventRow> rows;
  thread_local std::vector<archive::Telling> tellings;
  rows.clear(), tellings.clear();
  if (copy) {
    tellings.push_back(Teller::tell_copy(document));
  } else {
    pipeline::event_rows(d, worker.analysis, pipeline.ontology(), options.min_confidence, rows);
    if (auto ok = teller.tell(d, worker, tellings); !ok) return fail(ok.error());
  }
  archive::pack_record(origin, document, rows, tellings, options.keep_text, out);
  return rows.size();
}

}  // namespace kawat::intake
