#include "syntax/features.h"

#include <algorithm>

#include "base/text.h"

namespace kawat::syntax {
namespace {

std::uint32_t affix_row(std::uint64_t bytes, std::uint64_t kind) {
  std::uint64_t h = (bytes ^ (kind << 56) ^ 0x51ed270b27b4f3cfull) * 0x9E3779B97F4A7C15ull;
  h ^= h >> 29;
  h *= 0xd6e8feb86659fd93ull;
  return static_cast<std::uint32_t>(h >> (64 - kAffixBits));
}

}  // namespace

void features(const model::Token& token, Features& out) {
  constexpr std::size_t kMax = 40;
  char buffer[kMax];
  std::string_view s = token.norm;
  std::size_t n = std::min(s.size(), kMax);
  bool digits = false;
  for (std::size_t i = 0; i < n; ++i) {
    char c = s[i];
    bool digit = c >= '0' && c <= '9';
    digits |= digit;
    buffer[i] = digit ? '0' : c;
  }
  out.word = digits ? word_hash({buffer, n}) : token.hash;
  std::size_t at = 0;
  std::uint64_t bytes = 0;
  for (std::size_t k = 0; k < 4; ++k) {  // a word shorter than the affix gives the whole word, marked by its kind
    bytes = bytes << 8 | static_cast<unsigned char>(k < n ? buffer[k] : '^');
    out.affix[at++] = affix_row(bytes, k + 1);
  }
  bytes = 0;
  for (std::size_t k = 0; k < 5; ++k) {
    bytes = bytes << 8 | static_cast<unsigned char>(k < n ? buffer[n - 1 - k] : '^');
    out.affix[at++] = affix_row(bytes, k + 9);
  }
  std::uint8_t shape = token.shape;
  if (digits) shape = static_cast<std::uint8_t>(shape | model::kHasDigit);
  out.affix[at] = shape_row(shape);
}

}  // namespace kawat::syntax
