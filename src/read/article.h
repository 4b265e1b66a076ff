// The parts of an article that its plain text carries without saying so: title, dateline, by-line, date, and the lines that are
// not the article ("Baca juga: …", photo credits, calls to subscribe).
//
//   auto finder = PartFinder::build(pack);
//   finder->find(document);   // fills what is still empty: title, author, outlet, published, dateline; and noise
//
// What the input has declared is kept. No byte of the text is changed. Prefers to keep a line: only what follows a rule of
// lang/*/noise.tsv, or has the shape of a by-line or date line, is noise. Immutable once built: share freely between threads.
// The pack must outlive the finder.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"
#include "model/document.h"
#include "read/dates.h"

namespace kawat::read {

struct Outlet {
  std::string_view name, country, language;
  bool agency = false;
};

class PartFinder {
 public:
  // Error bad_table names the row that cannot be understood. Languages without tables have no rules.
  static Result<PartFinder> build(const lexicon::Pack& pack);

  void find(model::Document& document) const;

  const Dates& dates() const { return dates_; }
  // By name, other name or web domain ("www.tempo.co" too); null when unknown.
  const Outlet* outlet(std::string_view name) const;
  // "en" writes the month first unless the outlet's country does not; used for 10/8/2024.
  bool month_first(const model::Document& document) const;

 private:
  enum Condition : std::uint8_t { kColon = 1, kShort = 2, kNoStop = 4, kCaps = 8, kRest = 16, kFar = 32 };
  struct Rule {
    std::string words;
    std::uint8_t conditions = 0;
    bool link = false;
    bool whole = false;
  };
  struct Byline {
    std::string words;
    bool author = false;
  };
  struct Line {
    model::Span span;  // without the blanks at its ends
    std::string_view raw;
    std::string folded;     // empty for long lines, which no rule takes as a whole
    std::size_t index = 0;  // among the lines that are not empty
    std::size_t from_end = 0;
  };

  bool is_noise(const Line& line) const;
  bool holds(const Rule& rule, const Line& line, std::string_view rest) const;
  bool is_byline(const Line& line, std::string& author) const;
  bool is_date_line(const Line& line, model::Document& document) const;
  void find_dateline(std::string_view line, std::uint32_t at, model::Document& document) const;
  bool dateline_head(std::string_view head, bool dash, std::string_view& place, std::string_view& outlet, model::Day& day,
                     bool months_first) const;
  void cut_links(std::string_view text, model::Span line, std::vector<model::Span>& noise) const;
  void cut_signature(std::string_view text, model::Span line, model::Document& document) const;
  bool names_only(std::string_view words) const;

  std::vector<Rule> rules_;                   // line, prefix, link: sorted by their first two bytes
  std::array<std::uint16_t, 65537> first_{};  // where the rules of two first bytes begin
  std::vector<Rule> suffixes_, contains_;
  std::vector<Byline> bylines_;
  std::unordered_map<std::string, std::string_view> places_;  // folded → country
  std::unordered_map<std::string, std::uint32_t> outlet_index_;
  std::vector<Outlet> outlets_;
  Dates dates_;
};

}  // namespace kawat::read
