#include "lexicon/ontology.h"

#include <charconv>

namespace kawat::lexicon {
namespace {

double number(std::string_view s) {
  double v = 0;
  if (!s.empty() && s.front() == '+') s.remove_prefix(1);
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}

tl::unexpected<Error> bad(const char* file, const Row& row, std::string what) {
  return fail(Code::bad_ontology, std::string("data/ontology/") + file + ":" + std::to_string(row.line), std::move(what));
}

}  // namespace

Result<Ontology> Ontology::build(const Pack& pack) {
  return read(pack.section("ontology/types.tsv"), pack.section("ontology/modes.tsv"), pack.section("ontology/contexts.tsv"),
              pack.section("ontology/cameo.tsv"));
}

Result<Ontology> Ontology::read(std::string_view types, std::string_view modes, std::string_view contexts,
                                std::string_view cameo) {
  Ontology o;
  for (const Row& row : rows(cameo)) o.cameo_.push_back({row.cell(0), number(row.cell(1))});
  int known = 0;
  for (const Row& row : rows(types)) {
    model::EventType t = model::event_type_from(row.cell(0));
    if (t == model::EventType::none) return bad("types.tsv", row, "unknown event type '" + std::string(row.cell(0)) + "'");
    o.types_[static_cast<std::size_t>(t)] = {static_cast<int>(number(row.cell(1))), number(row.cell(2)), row.cell(3) == "1",
                                             static_cast<std::uint16_t>(o.cameo_row(row.cell(4)))};
    ++known;
  }
  if (known != model::kEventTypeCount - 1) {
    return fail(Code::bad_ontology, "data/ontology/types.tsv", "needs one row for each of the 16 event types");
  }
  for (const Row& row : rows(modes)) {
    model::EventType t = model::event_type_from(row.cell(0));
    if (t == model::EventType::none) return bad("modes.tsv", row, "unknown event type '" + std::string(row.cell(0)) + "'");
    std::string_view intensity = row.cell(2);
    double score = intensity.empty() || intensity == "-" ? o.type(t).intensity : number(intensity);
    o.modes_.push_back({t, row.cell(1), score, static_cast<std::uint16_t>(o.cameo_row(row.cell(3)))});
  }
  for (const Row& row : rows(contexts)) o.contexts_.push_back(row.cell(0));
  if (o.contexts_.size() > 64) return fail(Code::bad_ontology, "data/ontology/contexts.tsv", "more than 64 contexts");
  return o;
}

int Ontology::mode(model::EventType t, std::string_view name) const {
  for (std::size_t i = 0; i < modes_.size(); ++i) {
    if (modes_[i].type == t && modes_[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

int Ontology::context(std::string_view name) const {
  for (std::size_t i = 0; i < contexts_.size(); ++i) {
    if (contexts_[i] == name) return static_cast<int>(i);
  }
  return -1;
}

int Ontology::cameo_row(std::string_view code) const {
  for (std::size_t i = 1; i < cameo_.size(); ++i) {
    if (cameo_[i].code == code) return static_cast<int>(i);
  }
  return 0;
}

}  // namespace kawat::lexicon
