#include "read/copies.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace kawat::read {
namespace {

// 16 bands of 4 bins: texts that share 70 % of their runs meet in a band with probability 0.99, 30 % in one of 8.
constexpr std::size_t kBands = 16, kRows = Sketch::kBins / kBands;

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 33, x *= 0xff51afd7ed558ccdull, x ^= x >> 33, x *= 0xc4ceb9fe1a85ec53ull;
  return x ^ (x >> 33);
}

// One permutation for all bins: the upper bits choose the bin, the smallest rest stays. Empty bins borrow from the next full one.
template <std::size_t N>
class Minima {
 public:
  void add(std::uint64_t hash) {
    std::uint64_t& least = least_[hash >> 32 & (N - 1)];
    least = std::min(least, mix(hash));
  }
  std::array<std::uint16_t, N> take() const {
    std::array<std::uint16_t, N> out{};
    for (std::size_t i = 0; i < N; ++i) {
      std::size_t from = i, step = 0;
      while (least_[from] == kNone && step < N) from = (from + 1) % N, ++step;
      if (step < N) out[i] = static_cast<std::uint16_t>(mix(least_[from] + step) >> 48);
    }
    return out;
  }

 private:
  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  std::array<std::uint64_t, N> least_ = [] {
    std::array<std::uint64_t, N> none;
    none.fill(kNone);
    return none;
  }();
};

template <class A>
double equal_share(const A& a, const A& b) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) n += a[i] == b[i];
  return static_cast<double>(n) / static_cast<double>(a.size());
}

}  // namespace

Sketch sketch_of(const model::Document& document) {
  Sketch s;
  Minima<Sketch::kBins> runs;
  Minima<std::tuple_size_v<decltype(s.numbers)>> numbers;
  std::array<std::uint64_t, 4> last{};
  // Words are runs of letters and digits; of what stands between them nothing counts, for outlets set quotation marks anew.
  std::uint64_t word = 0;
  bool figures = false;
  auto end_word = [&] {
    if (word == 0) return;
    word = mix(word);
    last[s.words++ % 4] = word;
    s.text = mix(s.text * 31 + word);
    if (figures) numbers.add(word), ++s.figures;
    if (s.words >= 4) {
      std::uint64_t run = 0;
      for (std::size_t i = 0; i < 4; ++i) run = mix(run + last[(s.words + i) % 4]);
      runs.add(run);
    }
    word = 0, figures = false;
  };
  std::size_t noise = 0;
  const std::string& text = document.text;
  for (std::size_t i = document.dateline.end; i < text.size(); ++i) {
    while (noise < document.noise.size() && document.noise[noise].end <= i) ++noise;
    if (noise < document.noise.size() && document.noise[noise].begin <= i) {
      end_word();
      i = document.noise[noise].end - 1;
      continue;
    }
    auto c = static_cast<unsigned char>(text[i]);
    bool digit = c >= '0' && c <= '9', letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    // U+2000–U+206F are spaces, dashes and quotation marks.
    bool punctuation = c == 0xE2 && i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) | 1) == 0x81;
    if (punctuation) {
      end_word();
      i += 2;
    } else if (c >= 0x80 || digit || letter) {
      word = word * 1099511628211ull + (letter ? c | 32 : c) + 1;
      figures |= digit;
    } else {
      end_word();
    }
  }
  end_word();
  s.bins = runs.take(), s.numbers = numbers.take();
  return s;
}

double likeness(const Sketch& a, const Sketch& b) {
  if (a.text == b.text && a.words == b.words) return 1;
  double alike = equal_share(a.bins, b.bins);
  // Copies keep their numbers, also when they are cut.
  if (std::min(a.figures, b.figures) >= 3 && equal_share(a.numbers, b.numbers) < 0.35) return 0;
  return alike;
}

struct CopyFinder::State {
  struct Kept {
    Sketch sketch;
    std::string id;
  };
  std::size_t size = kRemembered;
  std::vector<Kept> kept;  // a ring of that size
  std::uint64_t added = 0;
  std::unordered_multimap<std::uint64_t, std::uint32_t> bands;

  static std::uint64_t band(const Sketch& s, std::size_t b) {
    std::uint64_t h = b + 1;
    for (std::size_t r = 0; r < kRows; ++r) h = mix(h * 65537 + s.bins[b * kRows + r]);
    return h;
  }
  // The keys under which a sketch is found: its bands, or, of a short text, the text itself.
  static std::size_t keys(const Sketch& s, std::array<std::uint64_t, kBands>& out) {
    if (s.words < kTooShort) return 0;
    if (s.words < kShortest) return out[0] = s.text, 1;
    for (std::size_t b = 0; b < kBands; ++b) out[b] = band(s, b);
    return kBands;
  }
};

CopyFinder::CopyFinder(std::size_t remembered) : state_(std::make_unique<State>()) { state_->size = remembered; }
CopyFinder::CopyFinder(CopyFinder&&) noexcept = default;
CopyFinder::~CopyFinder() = default;

std::string CopyFinder::find_or_add(const model::Document& document, const Sketch& sketch) {
  State& s = *state_;
  std::array<std::uint64_t, kBands> keys{};
  std::size_t n = State::keys(sketch, keys);
  if (n == 0) return {};
  // The best, and of equals the oldest, so that all copies name the same original.
  const State::Kept* best = nullptr;
  double alike = 0;
  std::uint64_t age = 0;
  for (std::size_t k = 0; k < n; ++k) {
    auto [from, to] = s.bands.equal_range(keys[k]);
    for (auto it = from; it != to; ++it) {
      const State::Kept& other = s.kept[it->second];
      double here = likeness(sketch, other.sketch);
      std::uint64_t old = (s.added + s.size - it->second) % s.size;
      if (here > alike || (here == alike && old > age)) best = &other, alike = here, age = old;
    }
  }
  if (best != nullptr && alike >= kAlike) return best->id;
  auto slot = static_cast<std::uint32_t>(s.added % s.size);
  if (slot < s.kept.size()) {
    std::array<std::uint64_t, kBands> old{};
    std::size_t m = State::keys(s.kept[slot].sketch, old);
    for (std::size_t k = 0; k < m; ++k) {
      auto [from, to] = s.bands.equal_range(old[k]);
      for (auto it = from; it != to; ++it) {
        if (it->second == slot) {
          s.bands.erase(it);
          break;
        }
      }
    }
    s.kept[slot] = {sketch, document.id};
  } else {
    s.kept.push_back({sketch, document.id});
  }
  for (std::size_t k = 0; k < n; ++k) s.bands.emplace(keys[k], slot);
  ++s.added;
  return {};
}

}  // namespace kawat::read
