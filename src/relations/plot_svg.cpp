#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/escape.h"
#include "relations/plot.h"
#include "relations/plot_parts.h"

namespace kawat::relations {
namespace {

// Colours after Okabe and Ito, lighter on dark ground; every text has a contrast of 4.5 or more to its ground. Plain rules and no
// CSS variables, which converters do not know.
constexpr std::string_view kStyle = R"(<style>
.kawat text{font-family:system-ui,"DejaVu Sans",sans-serif;font-size:12px;fill:#595959}
.kawat .title{font-size:15px;font-weight:600;fill:#1b1b1b}
.kawat .ground{fill:#ffffff}
.kawat .grid{stroke:#d9d9d9;stroke-width:1}
.kawat .gap{fill:#efefef}
.kawat .band{fill:#0072b2;fill-opacity:.22}
.kawat .level{fill:none;stroke:#0072b2;stroke-width:2;stroke-linejoin:round}
.kawat .single{fill:#0072b2;fill-opacity:.4}
.kawat .bar{fill:#7a7a7a}
.kawat .when{fill:#b84a00;fill-opacity:.15}
.kawat .with{fill:#0072b2}
.kawat .against{fill:#b84a00}
.kawat .change{stroke:#b84a00;stroke-width:1.5;stroke-dasharray:5 3}
.kawat .label{fill:#b84a00;font-weight:600}
@media (prefers-color-scheme:dark){
.kawat text{fill:#b5b5b5}
.kawat .title{fill:#ededed}
.kawat .ground{fill:#121212}
.kawat .grid{stroke:#3a3a3a}
.kawat .gap{fill:#222222}
.kawat .band,.kawat .single{fill:#56b4e9}
.kawat .level{stroke:#6cc4f5}
.kawat .bar{fill:#9a9a9a}
.kawat .when,.kawat .label{fill:#ff9a57}
.kawat .with{fill:#56b4e9}
.kawat .against{fill:#ff9a57}
.kawat .change{stroke:#ff9a57}
}
</style>
)";

constexpr double kApartRow = 18;  // pixels

// The round number at or above `most` that an axis ends with.
double round_up(double most) {
  double unit = std::pow(10, std::floor(std::log10(std::max(most, 1.0))));
  for (double by : {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
    if (by * unit >= most) return by * unit;
  }
  return 10 * unit;
}

class Svg {
 public:
  Svg(const Relation& r, const Changes& c, const SvgOptions& o)
      : relation_(r),
        changes_(c),
        options_(o),
        words_(plot_words(o.language)),
        width_(std::max(o.width, 320)),
        height_(std::max(o.height, 240)) {
    left_ = 52, right_ = width_ - 16.0;
    top_ = o.title.empty() ? 28 : 52;
    if (o.apart && o.apart->periods.size() == periods()) {
      for (model::Modality m : o.apart->modalities) {
        if (std::any_of(o.apart->periods.begin(), o.apart->periods.end(),
                        [&](const ApartCounts& p) { return p.of(m).stories() > 0; }))
          apart_.push_back(m);
      }
    }
    bottom_ = height_ - 28.0 - kApartRow * static_cast<double>(apart_.size());
    split_ = top_ + (bottom_ - top_) * 0.74;
  }

  std::string draw() {
    put(R"(<svg xmlns="http://www.w3.org/2000/svg" class="kawat" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" aria-labelledby="kawat-title kawat-desc">)"
        "\n",
        width_, height_);
    put("<title id=\"kawat-title\">{}</title>\n",
        xml_escaped(options_.title.empty() ? words_.share : std::string_view(options_.title)));
    put("<desc id=\"kawat-desc\">{}</desc>\n", xml_escaped(describe(relation_, changes_, options_.language)));
    out_ += kStyle;
    put("<rect class=\"ground\" width=\"{}\" height=\"{}\"/>\n", width_, height_);
    if (!options_.title.empty())
      put("<text class=\"title\" x=\"{:.0f}\" y=\"22\">{}</text>\n", left_, xml_escaped(options_.title));
    if (!relation_.periods.empty()) {
      gaps(), axes(), whens(), band(), singles(), level(), bars(), apart(), labels();
    }
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }
  std::size_t periods() const { return relation_.periods.size(); }
  double slot() const { return (right_ - left_) / static_cast<double>(periods()); }
  double x_begin(std::size_t t) const { return left_ + slot() * static_cast<double>(t); }
  double x(std::size_t t) const { return x_begin(t) + slot() / 2; }
  double y(double share) const { return split_ - (split_ - top_) * share; }
  double base() const { return bottom_; }
  double roof() const { return split_ + 18; }

  void gaps() {
    for (std::size_t t = 0; t < periods();) {
      std::size_t end = t + 1;
      if (relation_.periods[t].observed) {
        t = end;
        continue;
      }
      while (end < periods() && !relation_.periods[end].observed) ++end;
      put("<rect class=\"gap\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{}</title></rect>\n",
          x_begin(t), top_, x_begin(end - 1) + slot() - x_begin(t), bottom_ - top_, words_.unseen);
      t = end;
    }
  }

  void axes() {
    for (int i = 0; i <= 4; ++i) {
      double at = y(i / 4.0);
      put("<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{2:.1f}\" y2=\"{1:.1f}\"/>", left_, at, right_);
      put("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{} %</text>\n", left_ - 6, at + 4, 25 * i);
    }
    put("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", left_, top_ - 8, words_.share);
    put("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", left_, roof() - 4,
        relation_.step == Step::week ? words_.weekly : words_.monthly);
    // A tick where a year begins, or where a month does in a short series; as many as have room.
    bool years = periods() * (relation_.step == Step::week ? 7 : 30) > 900;
    double last = -1e9;
    for (std::size_t t = 0; t < periods(); ++t) {
      model::Day now = relation_.periods[t].start, before = t ? relation_.periods[t - 1].start : model::Day{};
      if (!now.known() || (years ? now.year == before.year : now.year == before.year && now.month == before.month)) continue;
      if (t == 0 && (years ? now.month > 1 : now.day > 7)) continue;  // begun before
      if (x_begin(t) - last < (years ? 44 : 60)) continue;
      last = x_begin(t);
      put("<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\"/>", last, top_, bottom_ + 4);
      put("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", last + 2, bottom_ + 16,
          years ? fmt::format("{:04}", now.year) : fmt::format("{:04}-{:02}", now.year, now.month));
    }
  }

  void whens() {
    for (const Change& c : changes_.changes) {
      if (c.to >= periods()) continue;
      put("<rect class=\"when\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n", x_begin(c.from), top_,
          x_begin(c.to) + slot() - x_begin(c.from), split_ - top_);
    }
  }

  void band() {
    out_ += "<path class=\"band\" d=\"";
    for (std::size_t t = 0; t < periods(); ++t) put("{}{:.1f} {:.1f}", t ? "L" : "M", x(t), y(relation_.periods[t].level.high));
    for (std::size_t t = periods(); t-- > 0;) put("L{:.1f} {:.1f}", x(t), y(relation_.periods[t].level.low));
    out_ += "Z\"/>\n";
  }
  // A dot for each period, larger where it is worth more stories.
  void singles() {
    out_ += "<g class=\"single\">";
    for (std::size_t t = 0; t < periods(); ++t) {
      const RelationPeriod& p = relation_.periods[t];
      if (!p.stories) continue;
      double share = static_cast<double>(p.quads[0] + p.quads[1]) / p.stories;
      put("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/>", x(t), y(share),
          std::min(4.0, 0.8 + 0.5 * std::sqrt(p.effective_stories)));
    }
    out_ += "</g>\n";
  }
  void level() {
    out_ += "<path class=\"level\" d=\"";
    for (std::size_t t = 0; t < periods(); ++t) put("{}{:.1f} {:.1f}", t ? "L" : "M", x(t), y(relation_.periods[t].level.mean));
    put("\"><title>{}</title></path>\n", words_.level);
  }
  void bars() {
    double most = 1;
    for (const RelationPeriod& p : relation_.periods) most = std::max(most, static_cast<double>(p.stories));
    double top = round_up(most);
    put("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{:.0f}</text>\n", left_ - 6, roof() + 10, top);
    put("<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{2:.1f}\" y2=\"{1:.1f}\"/>\n", left_, base(), right_);
    out_ += "<g class=\"bar\">";
    double wide = std::max(slot() * 0.85, 0.6);
    for (std::size_t t = 0; t < periods(); ++t) {
      const RelationPeriod& p = relation_.periods[t];
      if (!p.stories) continue;
      double high = (base() - roof()) * p.stories / top;
      put("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", x(t) - wide / 2, base() - high, wide, high);
    }
    out_ += "</g>\n";
  }
  // What is told and not counted: a row for each modality, cooperation above its line and conflict below it.
  void apart() {
    double most = 1;
    for (const ApartCounts& p : apart_.empty() ? std::vector<ApartCounts>{} : options_.apart->periods) {
      for (model::Modality m : apart_) most = std::max({most, double{1} * p.of(m).cooperative, double{1} * p.of(m).conflictual});
    }
    double wide = std::clamp(slot() * 0.85, 1.5, 12.0), half = kApartRow / 2 - 1, middle = bottom_ + 18 + kApartRow / 2;
    for (model::Modality m : apart_) {
      put("<g class=\"apart\"><title>{}</title>", modality_word(m, options_.language));
      put("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", left_ - 6, middle + 4,
          modality_mark(m, options_.language));
      put("<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{2:.1f}\" y2=\"{1:.1f}\"/>", left_, middle, right_);
      for (std::size_t t = 0; t < periods(); ++t) {
        const auto& sides = options_.apart->periods[t].of(m);
        for (auto [n, up] : {std::pair(sides.cooperative, true), std::pair(sides.conflictual, false)}) {
          if (!n) continue;
          double high = std::max(2.0, half * std::sqrt(n / most));
          put("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", up ? "with" : "against",
              x(t) - wide / 2, up ? middle - high : middle, wide, high);
        }
      }
      out_ += "</g>\n", middle += kApartRow;
    }
  }
  // Labels of changes one below the other where they would touch; left of their line where there is no room to the right.
  void labels() {
    std::vector<double> rows;  // right end of the last label of each row
    for (const Change& c : changes_.changes) {
      if (c.to >= periods()) continue;
      std::string text = change_label(relation_, c);
      double at = x_begin(c.at), wide = 7.2 * 24;
      bool before = at + wide > right_;
      double begin = before ? at - wide - 4 : at + 4;
      std::size_t row = 0;
      while (row < rows.size() && rows[row] > begin) ++row;
      if (row == rows.size()) rows.push_back(0);
      rows[row] = begin + wide;
      put("<g><title>{}</title>",
          xml_escaped(fmt::format("{}: {} … {}, {} %", words_.change, shown(relation_.periods[c.from].start),
                                  shown(relation_.periods[c.to].start), percent(c.probability))));
      put("<line class=\"change\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\"/>", at, top_, bottom_);
      put("<text class=\"label\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text></g>\n", before ? at - 4 : at + 4,
          top_ + 13 + 15 * static_cast<double>(row), before ? "end" : "start", text);
    }
  }

  const Relation& relation_;
  const Changes& changes_;
  const SvgOptions& options_;
  const PlotWords& words_;
  int width_, height_;
  double left_, right_, top_, split_, bottom_;
  std::vector<model::Modality> apart_;  // that have any
  std::string out_;
};

}  // namespace

std::string plot_svg(const Relation& relation, const Changes& changes, const SvgOptions& o) {
  return Svg(relation, changes, o).draw();
}

}  // namespace kawat::relations
