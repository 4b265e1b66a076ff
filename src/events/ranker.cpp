#include "events/ranker.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <random>

#include <fmt/format.h>

namespace kawat::events {
namespace {

constexpr char kMagic[8] = {'k', 'w', 'r', 'a', 'n', 'k', '0', '1'};
constexpr std::size_t kTypes = model::kEventTypeCount;

void softmax(TypeScores& s) {
  float top = *std::max_element(s.begin(), s.end()), sum = 0;
  for (float& x : s) sum += x = std::exp(x - top);
  for (float& x : s) x /= sum;
}

}  // namespace

// Bytes: magic, u32 rows, f32 scale, rows × types int8.
Result<Ranker> Ranker::open(std::string_view bytes) {
  Ranker r;
  if (bytes.empty()) return r;
  std::uint32_t rows = 0;
  if (bytes.size() < 16 || std::memcmp(bytes.data(), kMagic, 8) != 0)
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

std::string train_ranker(const std::vector<Example>& examples, const RankerOptions& o,
                         const std::function<void(std::string_view)>& progress) {
  std::vector<float> w(static_cast<std::size_t>(o.rows) * kTypes), g(w.size(), 1e-6f);
  std::vector<std::size_t> order(examples.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937_64 random(o.seed);
  std::vector<std::size_t> rows;
  for (int epoch = 0; epoch < o.epochs; ++epoch) {
    std::shuffle(order.begin(), order.end(), random);
    double loss = 0;
    std::size_t right = 0;
    for (std::size_t i : order) {
      const Example& e = examples[i];
      rows.clear();
      for (std::uint64_t h : e.features) {
        if (static_cast<float>(random() >> 40) / 16777216.f >= o.dropout) rows.push_back((h & (o.rows - 1)) * kTypes);
      }
      TypeScores s{};
      for (std::size_t r : rows) {
        for (std::size_t t = 0; t < kTypes; ++t) s[t] += w[r + t];
      }
      softmax(s);
      auto gold = static_cast<std::size_t>(e.type);
      loss -= std::log(std::max(1e-9f, s[gold]));
      right += std::max_element(s.begin(), s.end()) - s.begin() == static_cast<std::ptrdiff_t>(gold);
      for (std::size_t t = 0; t < kTypes; ++t) {
        float d = (s[t] - (t == gold ? 1.f : 0.f)) * e.weight;
        if (std::fabs(d) < 1e-4f) continue;
        for (std::size_t r : rows) {
          float step = d + o.decay * w[r + t];
          g[r + t] += step * step;
          w[r + t] -= o.rate * step / std::sqrt(g[r + t]);
        }
      }
    }
    if (progress && (epoch + 1) % 2 == 0) {
      progress(fmt::format("epoch {}: loss {:.3f}, right {:.1f} %", epoch + 1,
                           loss / static_cast<double>(std::max<std::size_t>(1, order.size())),
                           100.0 * static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(1, order.size()))));
    }
  }
  float top = 1e-6f;
  for (float x : w) top = std::max(top, std::fabs(x));
  float scale = top / 127.f;
  std::string out(kMagic, 8);
  out.append(reinterpret_cast<const char*>(&o.rows), 4);
  out.append(reinterpret_cast<const char*>(&scale), 4);
  for (float x : w) out += static_cast<char>(static_cast<std::int8_t>(std::lround(x / scale)));
  return out;
}

}  // namespace kawat::events
