#include <algorithm>
#include <cmath>
#include <deque>

#include <fmt/format.h>

#include "events/ranker.h"

namespace kawat::events {
namespace {

constexpr std::size_t kTypes = kRankedCount;
using Vector = std::vector<double>;

double dot(const Vector& x, const Vector& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

// The examples with their features as numbers of used rows, and the loss over them.
struct Problem {
  std::vector<std::vector<std::uint32_t>> features;
  std::vector<std::uint32_t> rows;  // of the model, by number
  const std::vector<Example>* examples = nullptr;
  double decay = 0;

  Problem(const std::vector<Example>& all, const RankerOptions& o) : examples(&all), decay(o.decay) {
    std::vector<std::uint32_t> seen(o.rows, 0);
    auto own_rows = [&](const Example& e) {
      std::vector<std::uint32_t> r;
      for (std::uint64_t h : e.features) r.push_back(static_cast<std::uint32_t>(h & (o.rows - 1)));
      std::sort(r.begin(), r.end());
      r.erase(std::unique(r.begin(), r.end()), r.end());
      return r;
    };
    for (const Example& e : all) {
      for (std::uint32_t r : own_rows(e)) ++seen[r];
    }
    std::vector<std::uint32_t> number(o.rows, UINT32_MAX);
    for (const Example& e : all) {
      auto& to = features.emplace_back();
      for (std::uint32_t r : own_rows(e)) {
        if (seen[r] < static_cast<std::uint32_t>(o.least)) continue;
        if (number[r] == UINT32_MAX) number[r] = static_cast<std::uint32_t>(rows.size()), rows.push_back(r);
        to.push_back(number[r]);
      }
    }
  }

  // Loss at `w`, its slope into `g`; `right` counts the examples whose type scores highest.
  double loss(const Vector& w, Vector& g, std::size_t& right) const {
    double sum = 0;
    right = 0;
    for (std::size_t i = 0; i < w.size(); ++i) sum += 0.5 * decay * w[i] * w[i], g[i] = decay * w[i];
    for (std::size_t i = 0; i < features.size(); ++i) {
      TypeScores s{};
      for (std::uint32_t f : features[i]) {
        const double* row = &w[f * kTypes];
        for (std::size_t t = 0; t < kTypes; ++t) s[t] += static_cast<float>(row[t]);
      }
      softmax(s);
      const Example& e = (*examples)[i];
      std::size_t gold = e.type;
      sum -= static_cast<double>(e.weight) * std::log(std::max(1e-9, static_cast<double>(s[gold])));
      right += static_cast<std::size_t>(std::max_element(s.begin(), s.end()) - s.begin()) == gold;
      for (std::uint32_t f : features[i]) {
        double* row = &g[f * kTypes];
        for (std::size_t t = 0; t < kTypes; ++t) row[t] += static_cast<double>((s[t] - (t == gold ? 1.f : 0.f)) * e.weight);
      }
    }
    return sum;
  }
};

// L-BFGS: the step's direction from the last few changes of weights and slope.
struct Memory {
  std::deque<std::pair<Vector, Vector>> changes;  // of weights, of slope

  Vector direction(const Vector& g) const {
    Vector d = g;
    std::vector<double> alpha(changes.size());
    for (std::size_t k = changes.size(); k-- > 0;) {
      const auto& [s, y] = changes[k];
      alpha[k] = dot(s, d) / dot(s, y);
      for (std::size_t i = 0; i < d.size(); ++i) d[i] -= alpha[k] * y[i];
    }
    if (!changes.empty()) {
      const auto& [s, y] = changes.back();
      double scale = dot(s, y) / dot(y, y);
      for (double& x : d) x *= scale;
    }
    for (std::size_t k = 0; k < changes.size(); ++k) {
      const auto& [s, y] = changes[k];
      double beta = dot(y, d) / dot(s, y);
      for (std::size_t i = 0; i < d.size(); ++i) d[i] += (alpha[k] - beta) * s[i];
    }
    for (double& x : d) x = -x;
    return d;
  }
};

}  // namespace

std::string train_ranker(const std::vector<Example>& examples, const RankerOptions& o,
                         const std::function<void(std::string_view)>& progress) {
  Problem problem(examples, o);
  std::size_t size = problem.rows.size() * kTypes, right = 0;
  Vector w(size, 0), g(size), next(size), slope(size);
  double loss = problem.loss(w, g, right);
  Memory memory;
  auto tell = [&](int step) {
    if (!progress) return;
    double n = static_cast<double>(std::max<std::size_t>(1, examples.size()));
    progress(fmt::format("step {}: loss {:.4f}, right {:.1f} %", step, loss / n, 100.0 * static_cast<double>(right) / n));
  };
  for (int step = 1; step <= o.steps; ++step) {
    Vector d = memory.direction(g);
    double along = dot(d, g), length = memory.changes.empty() ? 1.0 / std::max(1.0, std::sqrt(dot(g, g))) : 1.0, found = loss;
    bool lower = false;
    for (int tries = 0; tries < 20 && !lower; ++tries, length *= lower ? 1.0 : 0.5) {
      for (std::size_t i = 0; i < size; ++i) next[i] = w[i] + length * d[i];
      found = problem.loss(next, slope, right);
      lower = found <= loss + 1e-4 * length * along;
    }
    if (!lower) break;
    Vector s(size), y(size);
    for (std::size_t i = 0; i < size; ++i) s[i] = next[i] - w[i], y[i] = slope[i] - g[i];
    if (dot(s, y) > 1e-10) memory.changes.emplace_back(std::move(s), std::move(y));
    if (memory.changes.size() > 8) memory.changes.pop_front();
    bool flat = loss - found < 1e-7 * std::fabs(loss);
    loss = found;
    std::swap(w, next), std::swap(g, slope);
    if (flat || step % 20 == 0) tell(step);
    if (flat) break;
  }
  double top = 1e-6;
  for (double x : w) top = std::max(top, std::fabs(x));
  auto scale = static_cast<float>(top / 127);
  std::vector<std::int8_t> small(static_cast<std::size_t>(o.rows) * kTypes, 0);
  for (std::size_t r = 0; r < problem.rows.size(); ++r) {
    for (std::size_t t = 0; t < kTypes; ++t) {
      small[problem.rows[r] * kTypes + t] = static_cast<std::int8_t>(std::lround(w[r * kTypes + t] / static_cast<double>(scale)));
    }
  }
  std::string out(kRankerMagic, 8);
  out.append(reinterpret_cast<const char*>(&o.rows), 4);
  out.append(reinterpret_cast<const char*>(&scale), 4);
  out.append(reinterpret_cast<const char*>(small.data()), small.size());
  return out;
}

}  // namespace kawat::events
