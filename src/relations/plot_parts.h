// What the two kinds of pictures share; for plot_*.cpp only.
#pragma once

#include <string>
#include <string_view>

#include "relations/plot.h"

namespace kawat::relations {

struct PlotWords {
  std::string_view share, weekly, monthly, level, single, unseen, change;
};
const PlotWords& plot_words(PlotLanguage);

std::string_view modality_word(model::Modality, PlotLanguage);
// Five characters at most.
std::string_view modality_mark(model::Modality, PlotLanguage);
std::string shown(model::Day);  // "?" if unknown
int percent(double share);
// "2022-02-21 ↓ 61 → 12 %"
std::string change_label(const Relation&, const Change&);

}  // namespace kawat::relations
