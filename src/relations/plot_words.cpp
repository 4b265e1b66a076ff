// What a picture says in words, for those who do not see it and for the labels in it.
#include <fmt/format.h>

#include <cmath>

#include "relations/plot.h"
#include "relations/plot_parts.h"

namespace kawat::relations {

const PlotWords& plot_words(PlotLanguage language) {
  static constexpr PlotWords kEnglish = {"share of cooperation", "stories a week", "stories a month", "level of the relation",
                                         "single period",        "not observed",   "change"};
  static constexpr PlotWords kIndonesian = {"porsi kerja sama", "peristiwa per minggu", "peristiwa per bulan",
                                            "tingkat hubungan", "satu periode",         "tidak teramati",
                                            "perubahan"};
  return language == PlotLanguage::id ? kIndonesian : kEnglish;
}

std::string shown(model::Day d) { return d.known() ? iso(d) : "?"; }

int percent(double share) { return static_cast<int>(std::lround(100 * share)); }

std::string change_label(const Relation& r, const Change& c) {
  return fmt::format("{} {} {} → {} %", shown(r.periods[c.at].start), c.size.mean < 0 ? "↓" : "↑", percent(c.before.mean),
                     percent(c.after.mean));
}

std::string describe(const Relation& r, const Changes& changes, PlotLanguage language) {
  if (r.periods.empty()) return language == PlotLanguage::id ? "Tidak ada periode." : "No periods.";
  const RelationPeriod &first = r.periods.front(), &last = r.periods.back();
  double stories = 0;
  for (const RelationPeriod& p : r.periods) stories += p.stories;
  bool id = language == PlotLanguage::id;
  std::string out = fmt::format(
      fmt::runtime(
          id ? "{} sampai {}, {} peristiwa. Porsi kerja sama {} % ({} sampai {}) di awal, {} % ({} sampai {}) di akhir."
             : "{} to {}, {} stories. Share of cooperation {} % ({} to {}) at the beginning, {} % ({} to {}) at the end."),
      shown(first.start), shown(last.start), stories, percent(first.level.mean), percent(first.level.low),
      percent(first.level.high), percent(last.level.mean), percent(last.level.low), percent(last.level.high));
  for (const Change& c : changes.changes) {
    if (c.to >= r.periods.size()) continue;
    out += fmt::format(fmt::runtime(id ? " Perubahan sekitar {} ({} sampai {}, kemungkinan {} %): dari {} menjadi {} %."
                                       : " Change about {} ({} to {}, probability {} %): from {} to {} %."),
                       shown(r.periods[c.at].start), shown(r.periods[c.from].start), shown(r.periods[c.to].start),
                       percent(c.probability), percent(c.before.mean), percent(c.after.mean));
  }
  return out;
}

std::string_view modality_word(model::Modality m, PlotLanguage language) {
  constexpr std::string_view kWords[2][kModalityCount] = {{"done", "planned", "possible", "denied", "long past"},
                                                          {"terjadi", "rencana", "mungkin", "dibantah", "masa lalu"}};
  return kWords[language == PlotLanguage::id][static_cast<std::size_t>(m)];
}

std::string_view modality_mark(model::Modality m, PlotLanguage language) {
  constexpr std::string_view kMarks[2][kModalityCount] = {{"done", "plan", "maybe", "deny", "past"},
                                                          {"jadi", "akan", "bisa", "bukan", "dulu"}};
  return kMarks[language == PlotLanguage::id][static_cast<std::size_t>(m)];
}

std::string describe(const ApartSeries& apart, PlotLanguage language) {
  bool id = language == PlotLanguage::id;
  std::string out;
  for (model::Modality m : apart.modalities) {
    ApartCounts::Sides all, beyond;
    for (auto [list, to] : {std::pair(&apart.periods, &all), std::pair(&apart.outside, &beyond)}) {
      for (const ApartCounts& counts : *list)
        to->cooperative += counts.of(m).cooperative, to->conflictual += counts.of(m).conflictual;
    }
    if (all.stories() + beyond.stories() == 0) continue;
    out += fmt::format(
        fmt::runtime(id ? "{}{} {} ({} kerja sama, {} konflik{})" : "{}{} {} ({} cooperation, {} conflict{})"),
        out.empty() ? (id ? "Di luar porsi: " : "Not in the share: ") : "; ", modality_word(m, language),
        all.stories() + beyond.stories(), all.cooperative + beyond.cooperative, all.conflictual + beyond.conflictual,
        beyond.stories() == 0
            ? std::string()
            : fmt::format(fmt::runtime(id ? "; {} di luar periode ini" : "; {} outside these periods"), beyond.stories()));
  }
  return out.empty() ? out : out + ".";
}

}  // namespace kawat::relations
