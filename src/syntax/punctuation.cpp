#include "syntax/punctuation.h"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace kawat::syntax {
namespace {

using model::Deprel;
using model::Token;
using Scratch = PunctuationRules::Scratch;

enum Kind : std::size_t { comma, dash, colon, semicolon, stop, other, quotes, brackets, lone_quote };
enum Side : std::size_t { right_depends, left_depends, neither, edge };

// Words as seen here: indices and heads from 0, -1 the root.
struct View {
  const Token* tokens;
  int n;
  std::int32_t offset;
  int head(int i) const { return tokens[i].head < 0 ? -1 : tokens[i].head - offset; }
};

int bracket(std::string_view s) { return s == "(" || s == "[" || s == "{" ? 1 : s == ")" || s == "]" || s == "}" ? -1 : 0; }
bool quote(std::string_view s) { return s == "\"" || s == "'" || s == "''" || s == "``"; }

Kind kind_of(const Token& t) {
  std::string_view s = t.norm;
  if (s == ",") return comma;
  if (s == "-" || s == "--") return dash;
  if (s == ":") return colon;
  if (s == ";") return semicolon;
  if (s == "." || s == "?" || s == "!" || s == "...") return stop;
  return quote(s) || bracket(s) != 0 ? lone_quote : other;
}

// Marks the leaves with relation punct, and pairs quotes and brackets among them.
void prepare(const View& v, Scratch& s) {
  s.partner.assign(static_cast<std::size_t>(v.n), -1);
  s.mark.assign(static_cast<std::size_t>(v.n), 0);
  for (int i = 0; i < v.n; ++i) s.mark[static_cast<std::size_t>(i)] = v.tokens[i].deprel == Deprel::punct && v.head(i) >= 0;
  for (int i = 0; i < v.n; ++i) {
    if (v.head(i) >= 0) s.mark[static_cast<std::size_t>(v.head(i))] = 0;
  }
  int open_quote = -1, open_bracket = -1;
  for (int i = 0; i < v.n; ++i) {
    if (s.mark[static_cast<std::size_t>(i)] == 0) continue;
    std::string_view form = v.tokens[i].norm;
    int* open = quote(form) ? &open_quote : bracket(form) != 0 ? &open_bracket : nullptr;
    if (open == nullptr) continue;
    if (bracket(form) > 0 || (*open < 0 && bracket(form) == 0)) {
      *open = i;
    } else if (*open >= 0) {
      s.partner[static_cast<std::size_t>(i)] = *open;
      s.partner[static_cast<std::size_t>(*open)] = i;
      *open = -1;
    }
  }
}

struct Case {
  std::size_t cell = 0;
  std::array<int, PunctuationRules::kTargets> targets{-1, -1, -1, -1, -1, -1};  // word, or -1: not to be had
};

Case look(const View& v, const Scratch& s, int p, int root) {
  auto marked = [&](int i) { return s.mark[static_cast<std::size_t>(i)] != 0; };
  Case c;
  c.targets[PunctuationRules::keep] = v.head(p);
  c.targets[PunctuationRules::root] = root;
  auto place = [&](std::size_t kind, std::size_t side, Deprel relation) {
    c.cell = (kind * PunctuationRules::kSides + side) * static_cast<std::size_t>(model::kDeprelCount) +
             static_cast<std::size_t>(relation);
  };
  if (int q = s.partner[static_cast<std::size_t>(p)]; q >= 0) {
    int from = std::min(p, q), to = std::max(p, q), top = -1, tops = 0;
    for (int i = from + 1; i < to; ++i) {
      int h = v.head(i);
      if (marked(i) || (h > from && h < to)) continue;
      if (tops++ == 0 || h < 0) top = i;
    }
    if (top >= 0) {
      c.targets[PunctuationRules::right] = top;
      c.targets[PunctuationRules::right_head] = v.head(top);
      place(quote(v.tokens[p].norm) ? quotes : brackets, tops == 1 ? 0 : 1, v.tokens[top].deprel);
      return c;
    }
  }
  int l = p - 1, r = p + 1;
  while (l >= 0 && marked(l)) --l;
  while (r < v.n && marked(r)) ++r;
  // Bounded climbs: the tree has no cycles, so each ends.
  if (l >= 0) {
    while (v.head(l) >= 0 && v.head(l) < p) l = v.head(l);
    c.targets[PunctuationRules::left] = l, c.targets[PunctuationRules::left_head] = v.head(l);
  }
  if (r < v.n) {
    while (v.head(r) > p) r = v.head(r);
    c.targets[PunctuationRules::right] = r, c.targets[PunctuationRules::right_head] = v.head(r);
  }
  Kind kind = kind_of(v.tokens[p]);
  if (l < 0 || r >= v.n) {
    place(kind, edge, l < 0 ? Deprel::dep : Deprel::root);
  } else if (v.head(r) >= 0 && v.head(r) < p) {
    place(kind, right_depends, v.tokens[r].deprel);
  } else if (v.head(l) > p) {
    place(kind, left_depends, v.tokens[l].deprel);
  } else {
    place(kind, neither, Deprel::dep);
  }
  return c;
}

int root_of(const View& v) {
  for (int i = 0; i < v.n; ++i) {
    if (v.head(i) < 0) return i;
  }
  return -1;
}

}  // namespace

void PunctuationRules::apply(model::Token* tokens, int n, std::int32_t offset, Scratch& scratch) const {
  if (table_.empty()) return;
  View v{tokens, n, offset};
  const int top = root_of(v);
  prepare(v, scratch);
  for (int p = 0; p < n; ++p) {
    if (scratch.mark[static_cast<std::size_t>(p)] == 0) continue;
    Case c = look(v, scratch, p, top);
    std::uint8_t choice = table_[c.cell];
    if (choice >= kTargets || c.targets[choice] < 0 || c.targets[choice] == p) continue;
    tokens[p].head = offset + c.targets[choice];
  }
}

void PunctuationCounts::add(std::span<const model::Token> sentence, std::int32_t offset, bool follow) {
  View v{sentence.data(), static_cast<int>(sentence.size()), offset};
  const int top = root_of(v);
  prepare(v, scratch_);
  for (int p = 0; p < v.n; ++p) {
    if (scratch_.mark[static_cast<std::size_t>(p)] == 0) continue;
    Case c = look(v, scratch_, p, top);
    for (std::size_t t = PunctuationRules::right; t < PunctuationRules::kTargets; ++t) {
      if (c.targets[t] != v.head(p)) continue;
      ++all_[c.cell][t];
      if (follow) ++followed_[c.cell][t];
    }
    ++all_[c.cell][PunctuationRules::keep];  // all cases
    if (follow) ++followed_[c.cell][PunctuationRules::keep];
  }
}

std::vector<std::uint8_t> PunctuationCounts::decide() const {
  std::vector<std::uint8_t> table(PunctuationRules::kCells, PunctuationRules::keep);
  auto best = [](const Votes& votes, std::uint32_t least, double share) -> std::uint8_t {
    auto top = std::max_element(votes.begin() + 1, votes.end());
    bool clear = votes[0] >= least && static_cast<double>(*top) >= share * static_cast<double>(votes[0]);
    return clear ? static_cast<std::uint8_t>(top - votes.begin()) : std::uint8_t{PunctuationRules::keep};
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = best(followed_[i], 4, 0.75);
    if (followed_[i][0] < 4) table[i] = best(all_[i], 8, 0.95);
  }
  return table;
}

}  // namespace kawat::syntax
