// A relation over time as a picture: the level with its band, the single periods, the changes with labels, the volume below.
//
// Pure functions: text in, text out. The same relation gives the same bytes.
#pragma once

#include <string>

#include "relations/changes.h"
#include "relations/relation.h"

namespace kawat::relations {

enum class PlotLanguage : std::uint8_t { en, id };

struct SvgOptions {
  std::string title;  // above the picture and for screen readers; may be empty
  PlotLanguage language = PlotLanguage::en;
  int width = 960, height = 480;       // pixels; at least 320 × 240
  const ApartSeries* apart = nullptr;  // what is told but is no act, as marks below; of the same periods
};
// One SVG document that needs nothing else. Colours hold on light and dark ground and for colour-blind readers; <title> and
// <desc> say in words what is seen. Other formats: librsvg makes PNG and PDF of it.
std::string plot_svg(const Relation&, const Changes&, const SvgOptions& = {});

struct TerminalOptions {
  std::string title;
  PlotLanguage language = PlotLanguage::en;
  int columns = 80, rows = 12;  // of the whole and of the upper part; at least 40 and 4
  bool color = false;
  bool ascii = false;  // no braille, no blocks
  const ApartSeries* apart = nullptr;
};
// Lines of at most `columns` characters.
std::string plot_terminal(const Relation&, const Changes&, const TerminalOptions& = {});

// What the picture shows, in a few sentences: first and last level, changes, volume.
std::string describe(const Relation&, const Changes&, PlotLanguage);
// What is told but not counted: "Not in the share: planned 12 (11 cooperation, 1 conflict), denied 2 (…)". Empty where there is
// none.
std::string describe(const ApartSeries&, PlotLanguage);

}  // namespace kawat::relations
