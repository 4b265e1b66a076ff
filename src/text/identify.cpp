#include "text/identify.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "base/text.h"

namespace kawat::text {

Result<Identifier> Identifier::build(const lexicon::Pack& pack) {
  Identifier id;
  for (const lexicon::Row& row : lexicon::rows(pack.section("language-id.tsv"))) {
    auto bad = [&](const char* what) {
      return fail(Code::bad_table, "language-id.tsv:" + std::to_string(row.line), what,
                  "see the head of the file for its columns");
    };
    Weight w;
    for (std::string_view code : split(row.cell(2), ' ')) {
      if (code.empty()) continue;
      auto at = std::find(id.codes_.begin(), id.codes_.end(), code);
      if (at == id.codes_.end()) {
        if (id.codes_.size() == 32) return bad("more than 32 languages");
        at = id.codes_.insert(id.codes_.end(), std::string(code));
      }
      w.languages |= 1u << (at - id.codes_.begin());
    }
    double weight = std::strtod(std::string(row.cell(3)).c_str(), nullptr);
    if (w.languages == 0 || !(weight > 0) || row.cell(1).empty())
      return bad("a row needs a form, languages and a weight above 0");
    w.each = static_cast<float>(weight / std::popcount(w.languages));
    std::string form = fold(row.cell(1));
    if (row.cell(0) == "word")
      id.words_.emplace(word_hash(form), w);
    else if (row.cell(0) == "suffix")
      id.suffixes_.push_back({form, w});
    else if (row.cell(0) == "prefix")
      id.prefixes_.push_back({form, w});
    else
      return bad("unknown kind of row");
  }
  return id;
}

namespace {

// Scripts that (nearly) one language of the news is written in.
struct Script {
  char32_t from, to;
  const char* code;
};
constexpr std::array kScripts = {
    Script{0x370, 0x3FF, "el"},   Script{0x400, 0x52F, "ru"},   Script{0x530, 0x58F, "hy"},   Script{0x590, 0x5FF, "he"},
    Script{0x600, 0x77F, "ar"},   Script{0x900, 0x97F, "hi"},   Script{0x980, 0x9FF, "bn"},   Script{0xB80, 0xBFF, "ta"},
    Script{0xE00, 0xE7F, "th"},   Script{0xE80, 0xEFF, "lo"},   Script{0x1000, 0x109F, "my"}, Script{0x10A0, 0x10FF, "ka"},
    Script{0x1200, 0x137F, "am"}, Script{0x1780, 0x17FF, "km"}, Script{0x3040, 0x30FF, "ja"}, Script{0x3400, 0x9FFF, "zh"},
    Script{0xAC00, 0xD7AF, "ko"},
};

}  // namespace

Guess Identifier::identify(std::string_view text) const {
  std::array<float, 32> score{};
  std::array<std::uint32_t, kScripts.size()> script{};
  std::uint32_t latin = 0, other = 0, words = 0, ukrainian = 0, persian = 0;
  std::string word;
  auto finish = [&] {
    if (word.empty()) return;
    ++words;
    if (auto it = words_.find(word_hash(word)); it != words_.end()) {
      for (std::uint32_t b = it->second.languages; b != 0; b &= b - 1)
        score[static_cast<std::size_t>(std::countr_zero(b))] += it->second.each;
    } else if (word.size() >= 5) {
      auto add = [&](const Weight& w) {
        for (std::uint32_t b = w.languages; b != 0; b &= b - 1)
          score[static_cast<std::size_t>(std::countr_zero(b))] += w.each * 0.5f;
      };
      const Affix *suffix = nullptr, *prefix = nullptr;
      for (const Affix& a : suffixes_) {
        if (word.size() >= a.form.size() + 2 && word.ends_with(a.form) &&
            (suffix == nullptr || a.form.size() > suffix->form.size()))
          suffix = &a;
      }
      for (const Affix& a : prefixes_) {
        if (word.size() >= a.form.size() + 2 && word.starts_with(a.form) &&
            (prefix == nullptr || a.form.size() > prefix->form.size()))
          prefix = &a;
      }
      if (suffix != nullptr) add(suffix->weight);
      if (prefix != nullptr) add(prefix->weight);
    }
    word.clear();
  };
  std::string one;
  for (std::size_t i = 0; i < text.size() && words < 400 && i < 8000;) {
    auto b = static_cast<unsigned char>(text[i]);
    if (b < 0x80) {
      ++i;
      if ((b | 32) >= 'a' && (b | 32) <= 'z')
        word += static_cast<char>(b | 32), ++latin;
      else
        finish();
      continue;
    }
    std::size_t begin = i;
    char32_t c = next_code_point(text, i);
    if (c < 0x250 || (c >= 0x1E00 && c < 0x1F00)) {
      if (!is_letter(c)) {
        finish();
        continue;
      }
      fold(text.substr(begin, i - begin), word);
      ++latin;
      continue;
    }
    finish();
    if (!is_letter(c)) continue;
    ++other;
    for (std::size_t s = 0; s < kScripts.size(); ++s) {
      if (c >= kScripts[s].from && c <= kScripts[s].to) ++script[s];
    }
    ukrainian += c == 0x456 || c == 0x457 || c == 0x454 || c == 0x491;
    persian += c == 0x67E || c == 0x686 || c == 0x6AF || c == 0x6CC || c == 0x6A9;
  }
  finish();
  if (other > latin) {
    auto top = static_cast<std::size_t>(std::max_element(script.begin(), script.end()) - script.begin());
    if (script[top] == 0) return {"und", 0};
    std::string code = kScripts[top].code;
    if (code == "zh" && script[14] * 10 > script[top]) code = "ja";
    if (code == "ru" && ukrainian * 50 > other) code = "uk";
    if (code == "ar" && persian * 30 > other) code = "fa";
    return {code, 0.5 + 0.5 * script[top] / (latin + other)};
  }
  std::size_t best = 0, second = 1;
  for (std::size_t k = 0; k < codes_.size(); ++k) {
    if (k != best && score[k] > score[best])
      second = best, best = k;
    else if (k != best && (second == best || score[k] > score[second]))
      second = k;
  }
  if (codes_.empty() || words == 0 || score[best] <= 0) return {"und", 0};
  double margin = (score[best] - score[second]) / score[best];
  double evidence = std::min(1.0, score[best] / (0.12 * words + 0.8));
  return {codes_[best], evidence * (0.5 + 0.5 * margin)};
}

}  // namespace kawat::text
