#include "syntax/vectors.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/file.h"
#include "base/text.h"
#include "syntax/features.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3", "fast-math")
#endif

namespace kawat::syntax {
namespace {

void rescale(Vectors& v) {
  double sum = 0;
  for (float x : v.values) sum += static_cast<double>(x) * static_cast<double>(x);
  float scale = sum > 0 ? 0.4f / static_cast<float>(std::sqrt(sum / static_cast<double>(v.values.size()))) : 1;
  for (float& x : v.values) x *= scale;
}

// Runs of letters and digits with inner hyphens and apostrophes are words; every other visible character stands alone.
void words_of(std::string_view text, std::string& folded, std::vector<std::uint64_t>& out,
              std::unordered_map<std::uint64_t, std::string>& spelled) {
  folded.clear();
  fold(text, folded);
  auto inside = [&](std::size_t i) {
    auto c = static_cast<unsigned char>(folded[i]);
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  auto joins = [&](std::size_t i) {
    char c = folded[i];
    if (i == 0 || i + 1 >= folded.size() || !inside(i - 1) || !inside(i + 1)) return false;
    if (c == '-' || c == '\'') return true;
    auto digit = [](char d) { return d >= '0' && d <= '9'; };
    return (c == '.' || c == ',') && digit(folded[i - 1]) && digit(folded[i + 1]);
  };
  for (std::size_t i = 0; i < folded.size();) {
    if (folded[i] == ' ' || folded[i] == '\t' || folded[i] == '\r') {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    if (inside(i)) {
      while (end < folded.size() && (inside(end) || joins(end))) ++end;
    }
    std::string_view word = std::string_view(folded).substr(i, end - i);
    out.push_back(vector_key(word));
    spelled.try_emplace(out.back(), word);
    i = end;
  }
}

}  // namespace

std::uint64_t vector_key(std::string_view folded) {
  model::Token t;
  t.norm = folded, t.hash = word_hash(folded);
  Features f;
  features(t, f);
  return f.word;
}

Result<Vectors> read_vectors(const std::string& path, std::size_t most) {
  auto bytes = read_file(path);
  if (!bytes) return fail(bytes.error());
  Vectors v;
  std::string folded;
  std::size_t line_number = 0;
  std::string_view text = *bytes;
  for (std::size_t at = 0; at < text.size() && v.words.size() < most;) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1, ++line_number;
    auto cells = split(trim(line), ' ');
    if (cells.size() <= 2) continue;  // a header of sizes
    if (v.dimension == 0) {
      v.dimension = static_cast<int>(cells.size()) - 1;
      v.values.assign(static_cast<std::size_t>(v.dimension), 0);
    }
    if (static_cast<int>(cells.size()) != v.dimension + 1)
      return fail(Code::bad_table, path + ":" + std::to_string(line_number), "rows of different length");
    folded.clear();
    fold(cells[0], folded);
    std::uint64_t key = vector_key(folded);
    if (!v.rows.emplace(key, static_cast<std::int32_t>(v.words.size() + 1)).second) continue;
    v.words.push_back(key), v.spelled.emplace_back(folded);
    for (std::size_t i = 1; i < cells.size(); ++i) {
      float x = 0;
      auto got = std::from_chars(cells[i].data(), cells[i].data() + cells[i].size(), x);
      if (got.ec != std::errc()) return fail(Code::bad_table, path + ":" + std::to_string(line_number), "not a number");
      v.values.push_back(x);
    }
  }
  rescale(v);
  return v;
}

Status write_vectors(const Vectors& v, const std::string& path) {
  std::string out;
  char number[32];
  const auto d = static_cast<std::size_t>(v.dimension);
  for (std::size_t i = 0; i < v.words.size(); ++i) {
    out += v.spelled[i];
    for (std::size_t j = 0; j < d; ++j) {
      int n = std::snprintf(number, sizeof number, " %.4f", static_cast<double>(v.values[(i + 1) * d + j]));
      out.append(number, static_cast<std::size_t>(n));
    }
    out += '\n';
  }
  return write_file(path, out);
}

Vectors train_vectors(const std::vector<std::string>& texts, const VectorOptions& o,
                      const std::function<void(std::string_view)>& progress) {
  Vectors v;
  v.dimension = o.dimension;
  std::string folded;
  std::vector<std::uint64_t> keys;
  std::vector<std::size_t> ends;
  std::unordered_map<std::uint64_t, std::string> spelled;
  for (const std::string& text : texts) {
    for (std::string_view line : split(text, '\n')) {
      words_of(line, folded, keys, spelled);
      ends.push_back(keys.size());
    }
  }
  std::unordered_map<std::uint64_t, std::uint32_t> counts;
  for (std::uint64_t k : keys) ++counts[k];
  std::vector<std::pair<std::uint32_t, std::uint64_t>> order;
  for (auto [k, c] : counts) {
    if (c >= static_cast<std::uint32_t>(o.least)) order.emplace_back(c, k);
  }
  std::sort(order.begin(), order.end(), std::greater<>());
  if (order.size() > o.most) order.resize(o.most);
  for (auto [c, k] : order) {
    v.words.push_back(k), v.spelled.push_back(spelled[k]);
    v.rows.emplace(k, static_cast<std::int32_t>(v.words.size()));
  }
  const std::size_t n = v.words.size() + 1, d = static_cast<std::size_t>(o.dimension),
                    places = static_cast<std::size_t>(2 * o.window);
  progress("vectors: " + std::to_string(keys.size()) + " words, " + std::to_string(n - 1) + " kinds");
  std::uint64_t random = o.seed * 2 + 1;
  auto next = [&random] {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    return random;
  };
  auto uniform = [&] { return static_cast<float>(next() >> 40) / 16777216.0f; };
  v.values.assign(n * d, 0);
  for (std::size_t i = d; i < v.values.size(); ++i) v.values[i] = (uniform() - 0.5f) / static_cast<float>(d);
  std::vector<float> out(places * n * d, 0), change(d);
  // Negatives by frequency to the power 3/4, frequent words thinned.
  std::vector<std::int32_t> lottery;
  std::vector<float> keep(n, 1);
  const auto total = static_cast<double>(keys.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    auto share = static_cast<double>(order[i].first);
    lottery.insert(lottery.end(), static_cast<std::size_t>(std::pow(share, 0.75)) + 1, static_cast<std::int32_t>(i + 1));
    double limit = 3e-4 * total / share;
    keep[i + 1] = static_cast<float>(std::min(1.0, std::sqrt(limit) + limit));
  }
  std::vector<std::int32_t> ids(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto at = v.rows.find(keys[i]);
    ids[i] = at == v.rows.end() ? 0 : at->second;
  }
  const long steps = static_cast<long>(ids.size()) * o.epochs;
  long done = 0;
  for (int epoch = 0; epoch < o.epochs; ++epoch) {
    std::size_t begin = 0;
    for (std::size_t end : ends) {
      for (std::size_t i = begin; i < end; ++i, ++done) {
        std::int32_t word = ids[i];
        if (word == 0 || uniform() > keep[static_cast<std::size_t>(word)]) continue;
        float rate = 0.03f * std::max(0.02f, 1 - static_cast<float>(done) / static_cast<float>(steps));
        float* in = v.values.data() + static_cast<std::size_t>(word) * d;
        for (int w = -o.window; w <= o.window; ++w) {
          auto there = static_cast<long>(i) + w;
          if (w == 0 || there < static_cast<long>(begin) || there >= static_cast<long>(end)) continue;
          std::int32_t near = ids[static_cast<std::size_t>(there)];
          if (near == 0) continue;
          auto place = static_cast<std::size_t>(w < 0 ? w + o.window : w + o.window - 1);
          std::fill(change.begin(), change.end(), 0.0f);
          for (int k = 0; k <= o.negatives; ++k) {
            std::int32_t target = k == 0 ? near : lottery[next() % lottery.size()];
            if (k > 0 && target == near) continue;
            float* to = out.data() + (place * n + static_cast<std::size_t>(target)) * d;
            float dot = 0;
            for (std::size_t j = 0; j < d; ++j) dot += in[j] * to[j];
            float g = rate * ((k == 0 ? 1.0f : 0.0f) - 1 / (1 + std::exp(-std::clamp(dot, -8.0f, 8.0f))));
            for (std::size_t j = 0; j < d; ++j) change[j] += g * to[j], to[j] += g * in[j];
          }
          for (std::size_t j = 0; j < d; ++j) in[j] += change[j];
        }
      }
      begin = end;
    }
    progress("vectors: pass " + std::to_string(epoch + 1) + " of " + std::to_string(o.epochs));
  }
  rescale(v);
  return v;
}

}  // namespace kawat::syntax
