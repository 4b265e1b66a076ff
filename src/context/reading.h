// One document while its statements are read: who is mentioned at a token, what stands in quotation marks, trees.
#pragma once

#include <cstdint>
#include <vector>

#include "context/speech.h"
#include "model/analysis.h"

namespace kawat::context {

inline constexpr std::uint32_t kNoToken = 0xFFFFFFFF;

struct Range {
  std::uint32_t first = 0, last = 0;  // tokens, end exclusive
  bool empty() const { return first >= last; }
  bool has(std::uint32_t t) const { return t >= first && t < last; }
};

// Words between quotation marks. A quotation over several paragraphs is one segment.
struct Segment {
  Range words;
  std::uint32_t open = 0, close = 0;  // tokens of the marks; close = words.last when the text ends first
  bool statement = false;             // somebody's words, not a term or title
  std::int32_t owner = -1;            // quote that has taken it
};

class Reading {
 public:
  Reading(const Speech& speech, const model::Document& d, const model::Analysis& a);

  const model::Token& tok(std::uint32_t i) const { return a.tokens[i]; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(a.tokens.size()); }
  bool is(std::uint32_t i, char c) const { return i < count() && a.tokens[i].norm.size() == 1 && a.tokens[i].norm[0] == c; }
  bool punct(std::uint32_t i) const;
  bool mark(std::uint32_t i) const { return i < count() && marks[i] != 0; }
  std::int32_t mention_at(std::uint32_t token) const { return token < count() ? mention_of[token] : -1; }
  // "Kepala Divisi Humas Polri | Irjen Sandi Nugroho": the second mention names the person who holds the first one's office.
  bool bears(std::int32_t office, std::int32_t name) const;
  // "juru bicara | Donald Trump": the first mention speaks for the known person right behind it.
  bool serves(std::int32_t helper, std::int32_t name) const;
  // "spokesperson of the embassy in Australia Eman Amasha": the words end with the name of who holds the office.
  bool ends_with_name(Range words, std::int32_t office) const;
  bool titled(std::uint32_t token) const;
  bool lists(std::uint32_t token) const;
  // The mention that a mention stands for, and what it is called.
  std::int32_t root(std::int32_t mention) const;
  std::string_view name(std::int32_t mention) const;
  bool same(std::int32_t x, std::int32_t y) const;
  bool media(std::int32_t mention) const;

  bool below(std::uint32_t t, std::uint32_t h) const;  // t is h or hangs under it
  Range extent(std::uint32_t h) const;                 // of the subtree
  Range name_extent(std::uint32_t h) const;            // of a noun phrase without the clauses behind it
  std::uint32_t child(std::uint32_t h, std::initializer_list<model::Deprel> rel) const;
  Range trim(Range r) const;  // without punctuation at the ends
  model::Span span(Range r) const;
  std::uint32_t sentence_of(std::uint32_t token) const { return sentence_[token]; }
  // A noun phrase that starts at this token, by mention, tree or small words.
  Range phrase_from(std::uint32_t first, std::uint32_t last) const;
  Range phrase_before(std::uint32_t end, std::uint32_t first) const;

  const Speech& speech;
  const model::Document& d;
  const model::Analysis& a;
  std::vector<Segment> segments;
  std::vector<std::int32_t> mention_of;  // per token
  std::vector<std::int32_t> inside;      // per token: segment, -1 = outside
  std::vector<std::uint8_t> marks;       // per token: 1 opens, 2 closes, 3 neither known

 private:
  void find_segments();
  std::vector<std::uint32_t> sentence_;
};

}  // namespace kawat::context
