#include "events/ranker.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace kawat::events {
namespace {

constexpr std::size_t kTypes = kRankedCount;

}  // namespace

void softmax(TypeScores& s) {
  float top = *std::max_element(s.begin(), s.end()), sum = 0;
  for (float& x : s) sum += x = std::exp(x - top);
  for (float& x : s) x /= sum;
}

// Bytes: magic, u32 rows, f32 scale, rows × types int8.
Result<Ranker> Ranker::open(std::string_view bytes) {
  Ranker r;
  if (bytes.empty()) return r;
  std::uint32_t rows = 0;
  if (bytes.size() < 16 || std::memcmp(bytes.data(), kRankerMagic, 8) != 0)
    return fail(Code::bad_model, "ranker.model", "is not a ranker");
  std::memcpy(&rows, bytes.data() + 8, 4);
  std::memcpy(&r.scale_, bytes.data() + 12, 4);
  if (!std::has_single_bit(rows) || bytes.size() != 16 + static_cast<std::size_t>(rows) * kTypes) {
    return fail(Code::bad_model, "ranker.model", "is damaged", "train it again");
  }
  r.rows_ = rows;
  r.weights_ = reinterpret_cast<const std::int8_t*>(bytes.data() + 16);
  return r;
}

TypeScores Ranker::score(const Features& f) const {
  TypeScores s{};
  if (rows_ == 0) return s;
  std::array<std::int32_t, kTypes> sum{};
  for (std::uint64_t h : f) {
    const std::int8_t* row = weights_ + (h & (rows_ - 1)) * kTypes;
    for (std::size_t t = 0; t < kTypes; ++t) sum[t] += row[t];
  }
  for (std::size_t t = 0; t < kTypes; ++t) s[t] = static_cast<float>(sum[t]) * scale_;
  softmax(s);
  return s;
}

}  // namespace kawat::events
