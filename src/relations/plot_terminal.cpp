#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "relations/plot.h"
#include "relations/plot_parts.h"

namespace kawat::relations {
namespace {

constexpr std::string_view kBlocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::string_view kAsciiBlocks[] = {" ", ".", ".", ":", ":", "|", "|", "#", "#"};
constexpr int kMargin = 6;  // "100 % "

// At most `most` code points.
std::string cut(std::string_view s, std::size_t most) {
  std::size_t at = 0, seen = 0;
  while (at < s.size() && seen < most) next_code_point(s, at), ++seen;
  return std::string(s.substr(0, at));
}

std::size_t length(std::string_view s) {
  std::size_t at = 0, seen = 0;
  while (at < s.size()) next_code_point(s, at), ++seen;
  return seen;
}

class Canvas {
 public:
  Canvas(const Relation& r, const Changes& c, const TerminalOptions& o)
      : relation_(r),
        changes_(c),
        options_(o),
        words_(plot_words(o.language)),
        columns_(std::max(o.columns, 40)),
        rows_(std::max(o.rows, 4)) {
    wide_ = columns_ - kMargin;
  }

  std::string draw() {
    if (!options_.title.empty()) line(cut(options_.title, static_cast<std::size_t>(columns_)));
    if (relation_.periods.empty()) {
      line(describe(relation_, changes_, options_.language));
      return std::move(out_);
    }
    line(std::string(kMargin, ' ') + std::string(words_.share));
    level();
    marks();
    volume();
    apart();
    axis();
    legend();
    return std::move(out_);
  }

 private:
  std::size_t periods() const { return relation_.periods.size(); }
  // The periods [first, last] that fall into part `i` of `of` equal parts of the width; at least one.
  std::pair<std::size_t, std::size_t> under(int i, int of) const {
    auto n = static_cast<double>(periods());
    auto first = static_cast<std::size_t>(n * i / of), next = static_cast<std::size_t>(n * (i + 1) / of);
    first = std::min(first, periods() - 1);
    return {first, std::max(first + 1, std::min(next, periods())) - 1};
  }
  int column_of(std::size_t t) const {
    return std::min(static_cast<int>((static_cast<double>(t) + 0.5) * wide_ / static_cast<double>(periods())), wide_ - 1);
  }
  void line(std::string_view s) {
    while (s.ends_with(' ')) s.remove_suffix(1);
    out_ += s, out_ += '\n';
  }
  std::string colored(std::string_view s, int code) const {
    return options_.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, s) : std::string(s);
  }

  // Two dots across and four down in each character.
  void level() {
    const int dots = 2 * wide_, tall = 4 * rows_;
    std::vector<int> line_at(static_cast<std::size_t>(dots)), low(line_at), high(line_at);
    auto dot = [&](double share) { return std::clamp(static_cast<int>((1 - share) * tall), 0, tall - 1); };
    for (int i = 0; i < dots; ++i) {
      auto [first, last] = under(i, dots);
      double sum = 0, least = 1, most = 0;
      for (std::size_t t = first; t <= last; ++t) {
        const Estimate& e = relation_.periods[t].level;
        sum += e.mean, least = std::min(least, e.low), most = std::max(most, e.high);
      }
      auto at = static_cast<std::size_t>(i);
      line_at[at] = dot(sum / static_cast<double>(last - first + 1)), low[at] = dot(least), high[at] = dot(most);
    }
    for (int row = 0; row < rows_; ++row) {
      int share = row == 0 ? 100 : row == rows_ / 2 ? 100 - 100 * row / rows_ : row == rows_ - 1 ? 0 : -1;
      std::string text = share < 0 ? std::string(kMargin, ' ') : fmt::format("{:>3} % ", share);
      for (int column = 0; column < wide_; ++column) {
        unsigned braille = 0;
        bool within = false;
        for (int half = 0; half < 2; ++half) {
          auto at = static_cast<std::size_t>(2 * column + half);
          // Joined to the dot before it, so that a break is a line and not two points.
          int begin = line_at[at], end = line_at[at];
          if (at)
            begin = std::min(begin, line_at[at - 1] + (line_at[at - 1] < end)),
            end = std::max(end, line_at[at - 1] - (line_at[at - 1] > begin));
          for (int d = 0; d < 4; ++d) {
            int y = 4 * row + d;
            if (y < begin || y > end) continue;
            constexpr unsigned kDots[2][4] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
            braille |= kDots[half][d];
          }
          within = within || (high[at] < 4 * row + 4 && low[at] >= 4 * row);
        }
        std::string cell;
        if (braille && options_.ascii) {
          cell = "*";
        } else if (braille) {
          append_utf8(static_cast<char32_t>(0x2800 + braille), cell);
        } else if (within) {
          cell = options_.ascii ? "." : "░";
        }
        if (!cell.empty()) {
          text += colored(cell, braille ? 36 : 34);
        } else {
          text += mark_in(column) ? colored(options_.ascii ? "|" : "┊", 33) : " ";
        }
      }
      line(text);
    }
  }
  const Change* mark_in(int column) const {
    for (const Change& c : changes_.changes) {
      if (c.at < periods() && column_of(c.at) == column) return &c;
    }
    return nullptr;
  }
  void marks() {
    if (changes_.changes.empty()) return;
    std::string text(kMargin, ' ');
    for (int column = 0; column < wide_; ++column) {
      const Change* c = mark_in(column);
      if (!c) {
        text += ' ';
      } else {
        bool fell = c->size.mean < 0;
        text += colored(options_.ascii ? (fell ? "v" : "^") : (fell ? "▼" : "▲"), 33);
      }
    }
    line(text);
  }
  void volume() {
    constexpr int kRows = 2;
    std::vector<double> mean(static_cast<std::size_t>(wide_));
    std::vector<char> seen(mean.size(), 0);
    double most = 0;
    for (int i = 0; i < wide_; ++i) {
      auto [first, last] = under(i, wide_);
      double sum = 0, observed = 0;
      for (std::size_t t = first; t <= last; ++t) {
        if (relation_.periods[t].observed) sum += relation_.periods[t].stories, ++observed;
      }
      auto at = static_cast<std::size_t>(i);
      mean[at] = observed > 0 ? sum / observed : 0, seen[at] = observed > 0;
      most = std::max(most, mean[at]);
    }
    std::string top = fmt::format("{:.0f}", most);
    for (int row = 0; row < kRows; ++row) {
      std::string text = row == 0 ? fmt::format("{:>5} ", cut(top, 5)) : fmt::format("{:>5} ", 0);
      for (std::size_t i = 0; i < mean.size(); ++i) {
        if (!seen[i]) {
          text += row + 1 == kRows ? (options_.ascii ? "-" : "·") : " ";
          continue;
        }
        double eighths = most > 0 ? mean[i] / most * 8 * kRows : 0;
        int here = std::clamp(static_cast<int>(std::ceil(eighths)) - 8 * (kRows - 1 - row), 0, 8);
        text += (options_.ascii ? kAsciiBlocks : kBlocks)[here];
      }
      line(text);
    }
  }
  // A row for each modality that is told of and not counted: how much there is in each column, against the most in any.
  void apart() {
    if (!options_.apart || options_.apart->periods.size() != periods()) return;
    std::vector<std::pair<model::Modality, std::vector<double>>> rows;
    double most = 0;
    for (model::Modality m : options_.apart->modalities) {
      std::vector<double> sums(static_cast<std::size_t>(wide_), 0);
      double all = 0;
      for (std::size_t t = 0; t < periods(); ++t) {
        double n = options_.apart->periods[t].of(m).stories();
        all += n, most = std::max(most, sums[static_cast<std::size_t>(column_of(t))] += n);
      }
      if (all > 0) rows.emplace_back(m, std::move(sums));
    }
    for (const auto& [m, sums] : rows) {
      std::string text = fmt::format("{:>5} ", modality_mark(m, options_.language));
      for (double n : sums) {
        auto height = static_cast<std::size_t>(std::ceil(n / most * 8));
        text += n > 0 ? colored((options_.ascii ? kAsciiBlocks : kBlocks)[height], 35) : " ";
      }
      line(text);
    }
  }
  void axis() {
    std::string text(static_cast<std::size_t>(columns_), ' ');
    std::size_t free = 0;
    bool years = periods() * (relation_.step == Step::week ? 7 : 30) > 900;
    for (std::size_t t = 0; t < periods(); ++t) {
      model::Day now = relation_.periods[t].start, before = t ? relation_.periods[t - 1].start : model::Day{};
      if (!now.known() || (years ? now.year == before.year : now.year == before.year && now.month == before.month)) continue;
      std::string label = years ? fmt::format("{:04}", now.year) : fmt::format("{:04}-{:02}", now.year, now.month);
      auto at = static_cast<std::size_t>(kMargin + column_of(t));
      if (at < free || at + label.size() > text.size()) continue;
      text.replace(at, label.size(), label), free = at + label.size() + 2;
    }
    line(text);
  }
  void legend() {
    line(fmt::format("{}{}", std::string(kMargin, ' '), relation_.step == Step::week ? words_.weekly : words_.monthly));
    for (const Change& c : changes_.changes) {
      if (c.to >= periods()) continue;
      std::string text =
          fmt::format("{}{}   {} … {}, {} %", std::string(kMargin, ' '), change_label(relation_, c),
                      shown(relation_.periods[c.from].start), shown(relation_.periods[c.to].start), percent(c.probability));
      if (options_.ascii) {
        for (auto [from, to] : {std::pair("↓", "v"), std::pair("↑", "^"), std::pair("→", "->"), std::pair("…", "to")}) {
          for (std::size_t at; (at = text.find(from)) != std::string::npos;) text.replace(at, std::string_view(from).size(), to);
        }
      }
      if (length(text) > static_cast<std::size_t>(columns_)) text = cut(text, static_cast<std::size_t>(columns_));
      line(text);
    }
  }

  const Relation& relation_;
  const Changes& changes_;
  const TerminalOptions& options_;
  const PlotWords& words_;
  int columns_, rows_, wide_;
  std::string out_;
};

}  // namespace

std::string plot_terminal(const Relation& relation, const Changes& changes, const TerminalOptions& o) {
  return Canvas(relation, changes, o).draw();
}

}  // namespace kawat::relations
