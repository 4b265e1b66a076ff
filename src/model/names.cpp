// Names of the model's enumerations, in the order of their declarations.
#include <array>
#include <string_view>

#include "model/event.h"
#include "model/syntax.h"

namespace kawat::model {
namespace {

constexpr std::array<std::string_view, kUposCount> kUpos = {"ADJ",   "ADP",   "ADV", "AUX",  "CCONJ", "DET",
                                                            "INTJ",  "NOUN",  "NUM", "PART", "PRON",  "PROPN",
                                                            "PUNCT", "SCONJ", "SYM", "VERB", "X"};
constexpr std::array<std::string_view, kDeprelCount> kDeprel = {
    "root",        "nsubj",        "nsubj:pass", "obj",      "iobj",       "csubj",     "csubj:pass", "ccomp",
    "xcomp",       "obl",          "obl:agent",  "obl:tmod", "vocative",   "expl",      "dislocated", "advcl",
    "advcl:relcl", "advmod",       "discourse",  "aux",      "aux:pass",   "cop",       "mark",       "nmod",
    "nmod:poss",   "nmod:tmod",    "appos",      "nummod",   "acl",        "acl:relcl", "amod",       "det",
    "clf",         "case",         "conj",       "cc",       "fixed",      "flat",      "list",       "parataxis",
    "compound",    "compound:prt", "orphan",     "goeswith", "reparandum", "punct",     "dep"};
constexpr std::array<std::string_view, kEventTypeCount> kTypes = {
    "",       "AGREE",  "CONSULT",  "SUPPORT", "CONCEDE",  "COOPERATE", "AID",    "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE",  "COERCE", "ASSAULT"};

template <class Table>
int find(const Table& table, std::string_view s) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] == s) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

std::string_view name(Upos u) { return kUpos[static_cast<std::size_t>(u)]; }
Upos upos_from(std::string_view s) {
  int i = find(kUpos, s);
  return i < 0 ? Upos::X : static_cast<Upos>(i);
}

std::string_view name(Deprel d) { return kDeprel[static_cast<std::size_t>(d)]; }
Deprel deprel_from(std::string_view s) {
  int i = find(kDeprel, s);
  if (i < 0) i = find(kDeprel, s.substr(0, s.find(':')));
  return i < 0 ? Deprel::dep : static_cast<Deprel>(i);
}

std::string_view name(EventType t) { return kTypes[static_cast<std::size_t>(t)]; }
EventType event_type_from(std::string_view s) {
  int i = find(kTypes, s);
  return i < 0 ? EventType::none : static_cast<EventType>(i);
}

std::string_view name(Modality m) {
  constexpr std::array<std::string_view, 5> k = {"actual", "future", "hypothetical", "negated", "historical"};
  return k[static_cast<std::size_t>(m)];
}
std::string_view name(Precision p) {
  constexpr std::array<std::string_view, 8> k = {"none", "day", "week", "month", "season", "year", "decade", "open"};
  return k[static_cast<std::size_t>(p)];
}
std::string_view name(SourceKind s) {
  constexpr std::array<std::string_view, 3> k = {"speaker", "agency", "outlet"};
  return k[static_cast<std::size_t>(s)];
}

}  // namespace kawat::model
