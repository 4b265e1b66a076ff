// Bytes and code points: validation, folding and hashing of words. Pure functions, no locale.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kawat {

// Offset of the first byte that is not valid UTF-8, or npos.
std::size_t first_invalid_utf8(std::string_view s);

// The form under which words are compared: lower case, Latin diacritics off, ’‘ʼ as ', “”„« » as ", –—‑ as -.
// "Erdoğan" → "erdogan", "Côte d’Ivoire" → "cote d'ivoire". Appends to `out`.
void fold(std::string_view s, std::string& out);
inline std::string fold(std::string_view s) {
  std::string out;
  fold(s, out);
  return out;
}

// 64-bit hash of folded bytes; the same on every machine, stored in packs. Never 0.
std::uint64_t word_hash(std::string_view folded);

// Code point under `at`, which is moved past it. The input must be valid UTF-8.
char32_t next_code_point(std::string_view s, std::size_t& at);
void append_utf8(char32_t c, std::string& out);

// ASCII only.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string lower(std::string_view s);

bool is_upper(char32_t c);
bool is_letter(char32_t c);
bool is_digit(char32_t c);

// Byte offset → code point offset, for one text. Free for ASCII.
class CodePointIndex {
 public:
  explicit CodePointIndex(std::string_view text);
  std::uint32_t at(std::uint32_t byte) const;

 private:
  std::string_view text_;
  bool ascii_ = true;
  std::vector<std::uint32_t> every_;  // code points before byte 64·i
};

// Bytes put in, taken out or exchanged between two words; most + 1 when there are more than `most`.
int edit_distance(std::string_view a, std::string_view b, int most);

// Whether `words`, separated by single spaces, has this word.
bool has_word(std::string_view words, std::string_view word);

std::string_view trim(std::string_view s);
std::vector<std::string_view> split(std::string_view s, char by);
// The parts would point into a text that is gone.
template <std::same_as<std::string> Temporary>
std::vector<std::string_view> split(Temporary&& s, char by) = delete;

}  // namespace kawat
