#include "syntax/conllu.h"

#include <charconv>

#include "base/text.h"
#include "syntax/parser.h"

namespace kawat::syntax {
namespace {

// A whole decimal number, or -1.
long number(std::string_view s) {
  long n = -1;
  auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  return error == std::errc() && end == s.data() + s.size() && n >= 0 ? n : -1;
}

std::string at_line(std::string_view name, std::size_t line) { return std::string(name) + ":" + std::to_string(line); }

void append_word(const model::Token& t, std::size_t id, std::size_t first, std::string_view form, std::string& out) {
  out += std::to_string(id);
  out += '\t';
  out += form;
  out += '\t';
  out += t.lemma.empty() ? std::string_view("_") : t.lemma;
  out += '\t';
  out += model::name(t.upos);
  out += "\t_\t_\t";
  out += std::to_string(t.head < 0 ? 0 : static_cast<std::size_t>(t.head) - first + 1);
  out += '\t';
  out += model::name(t.deprel);
  out += (t.shape & model::kSpaceAfter) != 0 ? "\t_\t_\n" : "\t_\tSpaceAfter=No\n";
}

}  // namespace

std::uint8_t word_shape(std::string_view word) {
  int letters = 0, upper = 0;
  bool first = true, capital = false, digit = false;
  for (std::size_t i = 0; i < word.size();) {
    char32_t c = next_code_point(word, i);
    bool up = is_upper(c);
    if (first) capital = up;
    first = false;
    upper += up;
    letters += is_letter(c);
    digit |= is_digit(c);
  }
  return static_cast<std::uint8_t>((capital ? model::kCapital : 0) | (letters >= 2 && upper == letters ? model::kAllCaps : 0) |
                                   (digit ? model::kHasDigit : 0));
}

Result<Conllu> read_conllu(std::string_view input, std::string_view name) {
  Conllu out;
  if (std::size_t bad = first_invalid_utf8(input); bad != std::string_view::npos) {
    return fail(Code::not_utf8, std::string(name), "byte " + std::to_string(bad) + " is not UTF-8");
  }
  model::Analysis& a = out.analysis;
  struct Gap {
    std::uint32_t token;
    long head;
    std::size_t line;
  };
  std::vector<Gap> heads;
  std::string folded;
  std::size_t line_number = 0, begin_line = out.lines.size(), range_end = 0;
  std::uint32_t first = 0;
  auto space_after = [](std::string_view misc) {
    for (std::string_view part : split(misc, '|')) {
      if (part == "SpaceAfter=No") return false;
    }
    return true;
  };
  bool range_space = true;
  auto finish = [&]() -> Status {
    auto last = static_cast<std::uint32_t>(a.tokens.size());
    if (last == first) return {};  // comments alone wait for the next words
    for (const Gap& g : heads) {
      if (g.head > static_cast<long>(last - first))
        return fail(Code::bad_conllu, at_line(name, g.line), "the head is not a word of the sentence");
      a.tokens[g.token].head = g.head <= 0 ? -1 : static_cast<std::int32_t>(first + static_cast<std::uint32_t>(g.head) - 1);
    }
    heads.clear();
    a.tokens[first].shape |= model::kSentenceStart;
    a.tokens[last - 1].shape |= model::kSpaceAfter;
    model::Sentence s;
    s.first = first, s.last = last;
    s.span = {a.tokens[first].span.begin, a.tokens[last - 1].span.end};
    a.sentences.push_back(s);
    out.line_begin.push_back(static_cast<std::uint32_t>(begin_line));
    out.text->push_back('\n');
    first = last, begin_line = out.lines.size(), range_end = 0;
    return {};
  };
  for (std::size_t at = 0; at < input.size();) {
    std::size_t end = input.find('\n', at);
    if (end == std::string_view::npos) end = input.size();
    std::string_view line = input.substr(at, end - at);
    at = end + 1, ++line_number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (trim(line).empty()) {
      if (auto done = finish(); !done) return fail(done.error());
      continue;
    }
    if (line[0] == '#') {
      if (a.tokens.size() > first)
        return fail(Code::bad_conllu, at_line(name, line_number), "a comment inside a sentence", "put an empty line before it");
      out.lines.push_back({Conllu::Kind::comment, line, 0});
      continue;
    }
    auto cells = split(line, '\t');
    if (cells.size() != 10) {
      return fail(Code::bad_conllu, at_line(name, line_number), std::to_string(cells.size()) + " columns instead of 10",
                  "separate the columns by tabs");
    }
    std::size_t words = a.tokens.size() - first;
    if (std::size_t dash = cells[0].find('-'); dash != std::string_view::npos) {
      long from = number(cells[0].substr(0, dash)), to = number(cells[0].substr(dash + 1));
      if (from != static_cast<long>(words) + 1 || to < from)
        return fail(Code::bad_conllu, at_line(name, line_number), "a range that does not start at the next word");
      range_end = static_cast<std::size_t>(to);
      range_space = space_after(cells[9]);
      out.lines.push_back({Conllu::Kind::range, line, 0});
      continue;
    }
    if (cells[0].find('.') != std::string_view::npos) continue;  // empty node
    if (number(cells[0]) != static_cast<long>(words) + 1) {
      return fail(Code::bad_conllu, at_line(name, line_number), "word numbers must count 1, 2, 3, …");
    }
    if (cells[1].empty()) return fail(Code::bad_conllu, at_line(name, line_number), "a word without form");
    model::Token t;
    bool inside = words + 1 < range_end, closing = words + 1 == range_end;
    bool in_range = inside || closing;
    bool space = inside ? false : closing ? range_space : space_after(cells[9]);
    t.span.begin = static_cast<std::uint32_t>(out.text->size());
    *out.text += cells[1];
    t.span.end = static_cast<std::uint32_t>(out.text->size());
    if (space) *out.text += ' ';
    folded.clear();
    fold(cells[1], folded);
    if (folded.empty()) folded = cells[1];
    t.norm = a.arena.copy(folded);
    t.hash = word_hash(t.norm);
    if (cells[2] != "_" || cells[1] == "_") {
      folded.clear();
      fold(cells[2], folded);
      t.lemma = a.arena.copy(folded);
    }
    t.upos = model::upos_from(cells[3]);
    t.deprel = model::deprel_from(cells[7]);
    t.shape = static_cast<std::uint8_t>(word_shape(cells[1]) | (space ? model::kSpaceAfter : 0));
    if (in_range && !a.tokens.empty() && words > 0 && out.lines.back().kind != Conllu::Kind::range) t.shape |= model::kClitic;
    auto index = static_cast<std::uint32_t>(a.tokens.size());
    if (cells[6] != "_") {
      long head = number(cells[6]);
      if (head < 0) return fail(Code::bad_conllu, at_line(name, line_number), "the head is not a number");
      heads.push_back({index, head, line_number});
    }
    a.tokens.push_back(t);
    out.lines.push_back({Conllu::Kind::word, line, index});
  }
  if (auto done = finish(); !done) return fail(done.error());
  out.line_begin.push_back(static_cast<std::uint32_t>(begin_line));
  return out;
}

void write_conllu(const model::Analysis& analysis, std::uint32_t sentence, std::string_view text, std::string& out) {
  const model::Sentence& s = analysis.sentences[sentence];
  auto clitic = [&](std::uint32_t i) { return i < s.last && i > s.first && (analysis.tokens[i].shape & model::kClitic) != 0; };
  for (std::uint32_t i = s.first; i < s.last; ++i) {
    const model::Token& t = analysis.tokens[i];
    if (!clitic(i) && clitic(i + 1)) {
      std::uint32_t last = i + 1;
      while (clitic(last + 1)) ++last;
      const model::Token& end = analysis.tokens[last];
      out += std::to_string(i - s.first + 1) + "-" + std::to_string(last - s.first + 1) + "\t";
      out += model::Span{t.span.begin, end.span.end}.in(text);
      out += "\t_\t_\t_\t_\t_\t_\t_\t";
      out += (end.shape & model::kSpaceAfter) != 0 ? "_\n" : "SpaceAfter=No\n";
    }
    append_word(t, i - s.first + 1, s.first, t.span.in(text), out);
  }
  out += '\n';
}

Result<std::string> parse_conllu(const Parser& parser, std::string_view input, std::string_view name) {
  auto file = read_conllu(input, name);
  if (!file) return fail(file.error());
  model::Analysis& a = file->analysis;
  Parser::Scratch scratch;
  std::string out;
  out.reserve(input.size());
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    parser.parse(a, s, scratch);
    for (std::uint32_t l = file->line_begin[s]; l < file->line_begin[s + 1]; ++l) {
      const Conllu::Line& line = file->lines[l];
      if (line.kind == Conllu::Kind::word) {
        const model::Token& t = a.tokens[line.token];
        std::uint32_t first = a.sentences[s].first;
        append_word(t, line.token - first + 1, first, t.span.in(*file->text), out);
      } else {
        out += line.raw;
        out += '\n';
      }
    }
    out += '\n';
  }
  return out;
}

}  // namespace kawat::syntax
