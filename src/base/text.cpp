#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <bit>
#include <span>

namespace kawat {

std::size_t first_invalid_utf8(std::string_view s) {
  std::size_t i = 0;
  auto byte = [&](std::size_t at) { return static_cast<unsigned char>(s[at]); };
  auto tail = [&](std::size_t at) { return at < s.size() && (byte(at) & 0xC0) == 0x80; };
  while (i < s.size()) {
    unsigned char c = byte(i);
    if (c < 0x80) {
      ++i;
    } else if (c >= 0xC2 && c < 0xE0) {
      if (!tail(i + 1)) return i;
      i += 2;
    } else if (c >= 0xE0 && c < 0xF0) {
      if (!tail(i + 1) || !tail(i + 2)) return i;
      if ((c == 0xE0 && byte(i + 1) < 0xA0) || (c == 0xED && byte(i + 1) > 0x9F)) return i;
      i += 3;
    } else if (c >= 0xF0 && c < 0xF5) {
      if (!tail(i + 1) || !tail(i + 2) || !tail(i + 3)) return i;
      if ((c == 0xF0 && byte(i + 1) < 0x90) || (c == 0xF4 && byte(i + 1) > 0x8F)) return i;
      i += 4;
    } else {
      return i;
    }
  }
  return std::string_view::npos;
}

char32_t next_code_point(std::string_view s, std::size_t& at) {
  auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  char32_t c = byte(at);
  if (c < 0x80) return ++at, c;
  if (c < 0xE0) {
    c = ((c & 0x1F) << 6) | (byte(at + 1) & 0x3F);
    at += 2;
  } else if (c < 0xF0) {
    c = ((c & 0x0F) << 12) | ((byte(at + 1) & 0x3Fu) << 6) | (byte(at + 2) & 0x3F);
    at += 3;
  } else {
    c = ((c & 0x07) << 18) | ((byte(at + 1) & 0x3Fu) << 12) | ((byte(at + 2) & 0x3Fu) << 6) | (byte(at + 3) & 0x3F);
    at += 4;
  }
  if (at > s.size()) at = s.size();
  return c;
}

void append_utf8(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

namespace {

void fold_one(char32_t c, std::string& out) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x02BB:
    case 0x0060:
    case 0x00B4:
      out += '\'';
      return;
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x00AB:
    case 0x00BB:
      out += '"';
      return;
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
      out += '-';
      return;
    case 0x00A0:
      out += ' ';
      return;
    case 0x0131:
      out += 'i';
      return;  // ı
    case 0x0141:
    case 0x0142:
      out += 'l';
      return;  // ł
    case 0x00D8:
    case 0x00F8:
      out += 'o';
      return;  // ø
    case 0x0110:
    case 0x0111:
      out += 'd';
      return;  // đ
    case 0x00DF:
      out += "ss";
      return;
    case 0x00C6:
    case 0x00E6:
      out += "ae";
      return;
    case 0x0152:
    case 0x0153:
      out += "oe";
      return;
    case 0x00AD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0xFEFF:
      return;  // soft hyphen, joiners, BOM
    default:
      break;
  }
  if (u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK) return;
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString parts;
  if (nfd != nullptr && nfd->getDecomposition(static_cast<UChar32>(c), parts)) {
    c = static_cast<char32_t>(parts.char32At(0));
  }
  append_utf8(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))), out);
}

}  // namespace

void fold(std::string_view s, std::string& out) {
  for (std::size_t i = 0; i < s.size();) {
    unsigned char c = static_cast<unsigned char>(s[i]);
    if (c < 0x80) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '`' ? '\'' : static_cast<char>(c);
      ++i;
    } else {
      fold_one(next_code_point(s, i), out);
    }
  }
}

std::uint64_t word_hash(std::string_view s) {
  // Eight bytes at a time, multiply and fold: quick on short words, the same everywhere (little-endian reads by hand).
  std::uint64_t h = 0x9E3779B97F4A7C15ull ^ (s.size() * 0xff51afd7ed558ccdull);
  auto mix = [&h](std::uint64_t w) {
    h ^= w;
    h *= 0xd6e8feb86659fd93ull;
    h = std::rotl(h, 31) ^ (h >> 29);
  };
  std::size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    std::uint64_t w = 0;
    for (int b = 0; b < 8; ++b)
      w |= static_cast<std::uint64_t>(static_cast<unsigned char>(s[i + static_cast<std::size_t>(b)])) << (8 * b);
    mix(w);
  }
  std::uint64_t w = 0;
  for (int b = 0; i < s.size(); ++i, ++b) w |= static_cast<std::uint64_t>(static_cast<unsigned char>(s[i])) << (8 * b);
  mix(w);
  h ^= h >> 32;
  h *= 0xd6e8feb86659fd93ull;
  h ^= h >> 32;
  return h == 0 ? 1 : h;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = lower(c);
  return out;
}

bool is_upper(char32_t c) { return c < 0x80 ? c >= 'A' && c <= 'Z' : u_isupper(static_cast<UChar32>(c)) != 0; }
bool is_letter(char32_t c) { return c < 0x80 ? (c | 32) >= 'a' && (c | 32) <= 'z' : u_isalpha(static_cast<UChar32>(c)) != 0; }
bool is_digit(char32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : u_isdigit(static_cast<UChar32>(c)) != 0; }

CodePointIndex::CodePointIndex(std::string_view text) : text_(text) {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((i & 63) == 0) every_.push_back(n);
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80) ascii_ = false;
    n += (c & 0xC0) != 0x80;
  }
  every_.push_back(n);
}

std::uint32_t CodePointIndex::at(std::uint32_t byte) const {
  if (ascii_) return byte;
  std::uint32_t n = every_[byte / 64];
  for (std::size_t i = byte / 64 * 64; i < byte && i < text_.size(); ++i) {
    n += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
  }
  return n;
}

int edit_distance(std::string_view a, std::string_view b, int most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > static_cast<std::size_t>(most)) return most + 1;
  std::array<int, 64> few{};
  std::vector<int> many;
  std::span<int> row(few);
  if (a.size() >= few.size()) many.resize(a.size() + 1), row = many;
  for (std::size_t i = 0; i <= a.size(); ++i) row[i] = static_cast<int>(i);
  for (std::size_t j = 1; j <= b.size(); ++j) {
    int diagonal = row[0], least = static_cast<int>(j);
    row[0] = least;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      int keep = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[i];
      row[i] = std::min({keep, row[i] + 1, row[i - 1] + 1});
      least = std::min(least, row[i]);
    }
    if (least > most) return most + 1;
  }
  return row[a.size()];
}

bool has_word(std::string_view words, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

std::string_view trim(std::string_view s) {
  auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

std::vector<std::string_view> split(std::string_view s, char by) {
  std::vector<std::string_view> out;
  for (;;) {
    std::size_t at = s.find(by);
    out.push_back(s.substr(0, at));
    if (at == std::string_view::npos) return out;
    s.remove_prefix(at + 1);
  }
}

}  // namespace kawat
