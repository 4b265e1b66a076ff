#include "relations/plot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "relations_helpers.h"

namespace kawat::relations {
namespace {

struct Shown {
  PairSeries series;
  Relation relation;
  Changes changes;
};
Shown shown(Step step = Step::week) {
  Shown out;
  out.series.first = {2022, 1, 3}, out.series.step = step;
  repeat(out.series, 40, 8, 2), repeat(out.series, 6, 0, 0), repeat(out.series, 40, 2, 10);
  for (std::size_t t = 10; t < 14; ++t) out.series.periods[t].observed = false;
  out.relation = relate(out.series), out.changes = find_changes(out.series);
  return out;
}

std::size_t width(const std::string& line) {
  std::size_t at = 0, seen = 0;
  while (at < line.size()) next_code_point(line, at), ++seen;
  return seen;
}

// Every element that is opened is closed in its turn, and there is one root.
bool well_formed(const std::string& xml) {
  std::vector<std::string> open;
  int roots = 0;
  for (std::size_t at = 0; (at = xml.find('<', at)) != std::string::npos;) {
    std::size_t end = xml.find('>', at);
    if (end == std::string::npos) return false;
    std::string tag = xml.substr(at + 1, end - at - 1);
    at = end;
    std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag[0] == '/') {
      if (open.empty() || "/" + open.back() != tag) return false;
      open.pop_back();
    } else {
      roots += open.empty();
      if (tag.back() != '/') open.push_back(name);
    }
  }
  return open.empty() && roots == 1;
}
std::size_t count(const std::string& text, const std::string& what) {
  std::size_t out = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++out;
  return out;
}

TEST(RelationsPlot, Svg) {
  Shown s = shown();
  ASSERT_EQ(s.changes.changes.size(), 1u);
  SvgOptions o;
  o.title = "Trade & \"talks\" <A–B>";
  std::string svg = plot_svg(s.relation, s.changes, o);
  EXPECT_TRUE(well_formed(svg));
  EXPECT_NE(svg.find("Trade &amp; &quot;talks&quot; &lt;A–B&gt;"), std::string::npos);
  EXPECT_NE(svg.find("role=\"img\""), std::string::npos);
  EXPECT_NE(svg.find("prefers-color-scheme:dark"), std::string::npos);
  EXPECT_EQ(count(svg, "<circle "), 76u);  // 86 periods: four were not observed, six had no stories
  EXPECT_EQ(count(svg, "class=\"change\""), 1u);
  EXPECT_EQ(count(svg, "class=\"gap\""), 1u);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg, plot_svg(s.relation, s.changes, o));
  EXPECT_TRUE(well_formed(plot_svg({}, {}, {})));
}

TEST(RelationsPlot, WordsSayWhatIsSeen) {
  Shown s = shown();
  std::string en = describe(s.relation, s.changes, PlotLanguage::en), id = describe(s.relation, s.changes, PlotLanguage::id);
  EXPECT_EQ(en.find("2022-01-03 to 2023-08-21, 840 stories."), 0u) << en;
  EXPECT_NE(en.find("from 80 to 17 %"), std::string::npos) << en;
  EXPECT_NE(id.find("dari 80 menjadi 17 %"), std::string::npos) << id;
}

TEST(RelationsPlot, TerminalKeepsItsWidth) {
  for (Step step : {Step::week, Step::month}) {
    Shown s = shown(step);
    for (int columns : {40, 61, 80, 200}) {
      TerminalOptions o;
      o.columns = columns, o.title = "Indonesia – Australia, seluruh hubungan kedua negara sejak 2022";
      std::istringstream lines(plot_terminal(s.relation, s.changes, o));
      std::size_t rows = 0;
      for (std::string line; std::getline(lines, line); ++rows) EXPECT_LE(width(line), static_cast<std::size_t>(columns)) << line;
      EXPECT_GE(rows, 17u);
    }
  }
}

TEST(RelationsPlot, TerminalShowsTheFall) {
  Shown s = shown();
  TerminalOptions o;
  o.ascii = true, o.rows = 10, o.columns = 92;  // a column for each period
  std::string text = plot_terminal(s.relation, s.changes, o);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  // A line of words, then ten rows: 80 % at the top of the third, 17 % in the ninth.
  EXPECT_EQ(lines[3].find('*'), 6u);
  EXPECT_EQ(lines[9].rfind('*'), 91u);
  std::size_t mark = lines[11].find('v');
  EXPECT_GE(mark, 6u + 40);
  EXPECT_LE(mark, 6u + 46);
  EXPECT_NE(text.find("80 -> 17 %"), std::string::npos) << text;
}

TEST(RelationsPlot, WhatWasNotDoneStandsApart) {
  Shown s = shown();
  ApartSeries apart;
  apart.modalities = {model::Modality::future, model::Modality::hypothetical, model::Modality::negated};
  apart.periods.resize(s.series.periods.size());
  apart.periods[20].by[1] = {2, 0}, apart.periods[50].by[1] = {1, 3}, apart.periods[50].by[3] = {0, 4};
  apart.outside.resize(1);
  apart.outside[0].by[1] = {1, 0};
  EXPECT_EQ(apart.periods[50].stories(), 8u);
  SvgOptions svg;
  svg.apart = &apart;
  std::string picture = plot_svg(s.relation, s.changes, svg);
  EXPECT_TRUE(well_formed(picture));
  EXPECT_EQ(count(picture, "class=\"apart\""), 2u);  // nothing was possible
  EXPECT_EQ(count(picture, "class=\"with\""), 2u);
  EXPECT_EQ(count(picture, "class=\"against\""), 2u);
  TerminalOptions o;
  o.apart = &apart, o.columns = 92;
  std::istringstream lines(plot_terminal(s.relation, s.changes, o));
  std::string plan, deny;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(width(line), 92u);
    if (line.find(" plan ") == 0) plan = line;
    if (line.find(" deny ") == 0) deny = line;
    EXPECT_NE(line.find("maybe"), 0u);
  }
  EXPECT_EQ(width(plan), 57u);  // a column for each period: the last mark is the 51st
  EXPECT_EQ(plan.find("▄"), 26u);
  EXPECT_EQ(width(deny), 57u);
  EXPECT_EQ(
      describe(apart, PlotLanguage::en),
      "Not in the share: planned 7 (4 cooperation, 3 conflict; 1 outside these periods); denied 4 (0 cooperation, 4 conflict).");
  EXPECT_EQ(describe(apart, PlotLanguage::id).find("Di luar porsi: rencana 7 (4 kerja sama, 3 konflik; 1 di luar periode ini)"),
            0u);
  EXPECT_EQ(describe(ApartSeries{}, PlotLanguage::en), "");
}

TEST(RelationsPlot, TerminalColours) {
  Shown s = shown();
  TerminalOptions o;
  EXPECT_EQ(plot_terminal(s.relation, s.changes, o).find('\x1b'), std::string::npos);
  o.color = true;
  EXPECT_NE(plot_terminal(s.relation, s.changes, o).find('\x1b'), std::string::npos);
  EXPECT_EQ(plot_terminal({}, {}, {}), "No periods.\n");
}

}  // namespace
}  // namespace kawat::relations
