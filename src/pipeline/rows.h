// Events of an analysed document as rows of the contract: one row per (actor, recipient) pair, in JSONL, CSV or for the eye.
// Pure functions of their input: the same document gives the same bytes on every thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lexicon/ontology.h"
#include "model/analysis.h"
#include "model/document.h"
#include "model/row.h"

namespace kawat::pipeline {

enum class Format { jsonl, csv, table };

class RowWriter {
 public:
  RowWriter(Format format, const lexicon::Ontology& ontology, bool colour = false, int width = 120)
      : format_(format), ontology_(&ontology), colour_(colour), width_(width) {}
  void header(std::string& out) const;
  // Appends one row per event; returns how many.
  std::size_t document(const model::Document& d, const model::Analysis& a, double min_confidence, std::string& out) const;

 private:
  Format format_;
  const lexicon::Ontology* ontology_;
  bool colour_;
  int width_;
};

// The same rows as typed values, appended to `out`; returns how many.
std::size_t event_rows(const model::Document& d, const model::Analysis& a, const lexicon::Ontology& ontology,
                       double min_confidence, std::vector<model::EventRow>& out);

// Names of the contract's columns, in order.
const std::vector<std::string_view>& columns();

// What event ids of a document begin with: its id, address and text.
std::string document_key(const model::Document& d);
// The column event_group.
std::string group_id(std::string_view document_key, const model::Analysis& a, const model::Event& e);

}  // namespace kawat::pipeline
