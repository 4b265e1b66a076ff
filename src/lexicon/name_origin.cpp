#include "lexicon/name_origin.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "base/text.h"

namespace kawat::lexicon {

Result<NameOrigin> NameOrigin::open(const Pack& pack, std::string_view language) {
  const std::string file = "lang/" + std::string(language) + "/name_origin.tsv";
  NameOrigin out;
  for (const Row& r : rows(pack.section(file))) {
    float weight = 0;
    const std::string_view letters = r.cell(0), number = r.cell(1);
    auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
    if (error != std::errc() || end != number.data() + number.size())
      return fail(Code::bad_table, "data/" + file, "'" + std::string(number) + "' is no number");
    if (letters == "*")
      out.bias_ = weight;
    else
      out.weights_.emplace_back(word_hash(letters), weight);
  }
  std::sort(out.weights_.begin(), out.weights_.end());
  return out;
}

float NameOrigin::judge(std::string_view name) const {
  if (weights_.empty()) return 0;
  std::vector<std::uint64_t> seen;
  float sum = 0;
  const std::string folded = fold(name);
  std::string word;
  auto add = [&](std::string_view letters) {
    const std::uint64_t hash = word_hash(letters);
    if (std::find(seen.begin(), seen.end(), hash) != seen.end()) return;
    seen.push_back(hash);
    auto at =
        std::lower_bound(weights_.begin(), weights_.end(), hash, [](const auto& w, std::uint64_t h) { return w.first < h; });
    if (at != weights_.end() && at->first == hash) sum += at->second;
  };
  auto close = [&] {
    if (word.size() > 2) {
      word = "^" + word + "$";
      if (word.size() > 5) add(word);
      for (std::size_t n = 2; n <= 4; ++n) {
        for (std::size_t i = 0; i + n <= word.size(); ++i) add(std::string_view(word).substr(i, n));
      }
    }
    word.clear();
  };
  for (char c : folded) {
    if (c >= 'a' && c <= 'z')
      word += c;
    else if (c == ' ' || c == '-')
      close();
  }
  close();
  return seen.empty() ? 0 : bias_ + sum / std::sqrt(static_cast<float>(seen.size()));
}

}  // namespace kawat::lexicon
