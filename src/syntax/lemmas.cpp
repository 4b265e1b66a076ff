#include "syntax/lemmas.h"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "lexicon/pack.h"

namespace kawat::syntax {
namespace {

constexpr std::size_t kLongestEnding = 6;
constexpr std::size_t kShortestRoot = 3;
constexpr int kMostPrefixes = 3;

// Values: text position << 16 | bytes to cut << 8 | length of the text.
std::uint64_t value_of(std::size_t at, std::size_t cut, std::size_t length) { return at << 16 | cut << 8 | length; }

bool holds(std::span<const std::uint64_t> table, std::uint64_t key) {
  if (table.empty()) return false;
  const std::uint64_t mask = table.size() - 1;
  for (std::uint64_t at = key & mask; table[at] != 0; at = (at + 1) & mask) {
    if (table[at] == key) return true;
  }
  return false;
}

std::vector<std::uint64_t> key_set(const std::vector<std::uint64_t>& keys) {
  std::vector<std::uint64_t> out(std::bit_ceil(keys.size() * 2 + 2), 0);
  const std::uint64_t mask = out.size() - 1;
  for (std::uint64_t key : keys) {
    std::uint64_t at = key & mask;
    while (out[at] != 0 && out[at] != key) at = (at + 1) & mask;
    out[at] = key;
  }
  return out;
}

// A table in memory or in the model may be damaged: it must have a power of two of slots, one of them free.
bool sound(std::span<const std::uint64_t> keys) {
  return keys.empty() || (std::has_single_bit(keys.size()) && std::find(keys.begin(), keys.end(), 0u) != keys.end());
}

}  // namespace

const std::uint64_t* KeyTable::find(std::uint64_t key) const {
  if (keys.empty()) return nullptr;
  const std::uint64_t mask = keys.size() - 1;
  for (std::uint64_t at = key & mask; keys[at] != 0; at = (at + 1) & mask) {
    if (keys[at] == key) return &values[at];
  }
  return nullptr;
}

std::uint64_t Lemmas::word_key(std::uint64_t hash, model::Upos upos) {
  std::uint64_t h = (hash ^ (static_cast<std::uint64_t>(upos) + 1)) * 0x9E3779B97F4A7C15ull;
  h ^= h >> 32;
  return h == 0 ? 1 : h;
}

std::uint64_t Lemmas::ending_key(std::string_view ending, model::Upos upos) {
  return word_key(word_hash(ending) + 0x5bd1e995, upos);
}

Result<Lemmas> Lemmas::build(const ModelFile& file, std::string_view table, std::string_view name) {
  Lemmas l;
  l.words_ = {file.array<std::uint64_t>(Array::lemma_keys), file.array<std::uint64_t>(Array::lemma_values)};
  l.endings_ = {file.array<std::uint64_t>(Array::suffix_keys), file.array<std::uint64_t>(Array::suffix_values)};
  auto text = file.array<char>(Array::lemma_text);
  l.text_ = {text.data(), text.size()};
  l.model_roots_ = file.array<std::uint64_t>(Array::roots);
  auto roots = file.array<char>(Array::roots);
  l.identity_ = word_hash({roots.data(), roots.size()}) ^ word_hash(table);  // all that affixes are taken off by
  bool ok = sound(l.words_.keys) && sound(l.endings_.keys) && sound(l.model_roots_);
  for (const KeyTable* t : {&l.words_, &l.endings_}) {
    ok &= t->keys.size() == t->values.size();
    for (std::uint64_t v : t->values) ok &= (v >> 16) <= text.size() && (v & 0xFF) <= text.size() - (v >> 16);
  }
  if (!ok) return fail(Code::bad_model, std::string(name), "the lemma tables are damaged", "train it again");
  std::vector<std::uint64_t> hashes;
  std::vector<std::pair<std::uint64_t, std::string_view>> forms;
  for (const lexicon::Row& row : lexicon::rows(table)) {
    std::string_view kind = row.cell(0), first = row.cell(1), second = row.cell(2);
    if (kind == "upos") {
      for (std::string_view u : split(first, ' ')) l.affix_upos_ |= 1u << static_cast<unsigned>(model::upos_from(u));
    } else if ((kind == "prefix" || kind == "suffix") && !first.empty()) {
      (kind == "prefix" ? l.prefixes_ : l.suffixes_).push_back({first, second});
    } else if (kind == "root") {
      for (std::string_view word : split(first, ' ')) {
        if (!word.empty()) hashes.push_back(word_hash(word));
      }
    } else if (kind == "forms" && !second.empty()) {
      for (std::string_view form : split(row.cell(3), ' ')) {
        if (!form.empty()) forms.emplace_back(word_key(word_hash(form), model::upos_from(first)), second);
      }
    } else if (kind == "verbal" && HiddenVerbs::kind(first) != 0) {
      for (std::string_view word : split(second, ' ')) {
        if (!word.empty()) l.hidden_.add(word_hash(word), HiddenVerbs::kind(first));
      }
    } else {
      return fail(Code::bad_table, "lemmas.tsv:" + std::to_string(row.line),
                  "a row starts with upos, prefix, suffix, root, forms or verbal");
    }
  }
  if (!forms.empty()) {
    l.form_keys_.assign(std::bit_ceil(forms.size() * 2 + 2), 0), l.form_lemmas_.resize(l.form_keys_.size());
    for (auto [key, lemma] : forms) {
      std::uint64_t at = key & (l.form_keys_.size() - 1);
      while (l.form_keys_[at] != 0 && l.form_keys_[at] != key) at = (at + 1) & (l.form_keys_.size() - 1);
      l.form_keys_[at] = key, l.form_lemmas_[at] = lemma;
    }
  }
  if (!hashes.empty()) l.roots_ = key_set(hashes);
  return l;
}

namespace {

// Nearly all affixes fail at their first letter; no call for those.
bool begins(std::string_view word, std::string_view affix) {
  return affix.empty() || (!word.empty() && word.front() == affix.front() && word.starts_with(affix));
}
bool ends(std::string_view word, std::string_view affix) {
  return affix.empty() || (!word.empty() && word.back() == affix.back() && word.ends_with(affix));
}

}  // namespace

bool Lemmas::root(std::string_view word) const {
  std::uint64_t hash = word_hash(word);
  return holds(roots_, hash) || holds(model_roots_, hash);
}

// Keeps in `best` the root reached with the fewest affixes, the longest among equals.
void Lemmas::strip_prefixes(std::string_view word, int depth, int taken, std::pair<int, std::string>& best) const {
  if (taken > best.first || word.size() < kShortestRoot) return;
  if (root(word) && (taken < best.first || word.size() > best.second.size())) best = {taken, std::string(word)};
  if (depth == kMostPrefixes) return;
  for (const Affix& p : prefixes_) {
    if (!begins(word, p.strip) || word.size() < p.strip.size() + 2) continue;
    if (p.add.empty()) {
      strip_prefixes(word.substr(p.strip.size()), depth + 1, taken + 1, best);
    } else {
      std::string rest(p.add);
      rest += word.substr(p.strip.size());
      strip_prefixes(rest, depth + 1, taken + 1, best);
    }
  }
}

bool Lemmas::strip_affixes(std::string_view word, std::string& lemma) const {
  std::pair<int, std::string> best{100, {}};
  auto both_ends = [&](std::string_view w, int taken) {
    strip_prefixes(w, 0, taken, best);
    for (const Affix& s : suffixes_) {
      if (!ends(w, s.strip) || w.size() < s.strip.size() + kShortestRoot) continue;
      std::string_view shorter = w.substr(0, w.size() - s.strip.size());
      strip_prefixes(shorter, 0, taken + 1, best);
      for (const Affix& t : suffixes_) {
        if (ends(shorter, t.strip) && shorter.size() >= t.strip.size() + kShortestRoot) {
          strip_prefixes(shorter.substr(0, shorter.size() - t.strip.size()), 0, taken + 2, best);
        }
      }
    }
  };
  both_ends(word, 0);
  // Reduplication: the half that leads to a root with the fewest affixes.
  if (std::size_t dash = word.find('-'); dash != std::string_view::npos && dash >= 2 && best.first > 0) {
    both_ends(word.substr(0, dash), 1);
    both_ends(word.substr(dash + 1), 1);
  }
  if (best.second.empty()) return false;
  lemma = std::move(best.second);
  return true;
}

// Empty where no root is left; valid until the next call.
std::string_view Lemmas::without_affixes(std::string_view word, std::uint64_t key, Scratch& scratch) const {
  constexpr int kBits = 12;
  if (scratch.known_.empty()) scratch.known_.resize(std::size_t{1} << kBits);
  key = (key ^ identity_) | 1;
  Scratch::Slot& slot = scratch.known_[key * 0x9E3779B97F4A7C15ull >> (64 - kBits)];
  if (slot.key == key) return {slot.lemma.data(), slot.size};
  std::string& lemma = scratch.text_;
  if (!strip_affixes(word, lemma)) lemma.clear();
  if (lemma.size() <= slot.lemma.size()) {
    slot.key = key, slot.size = static_cast<std::uint8_t>(lemma.size());
    std::copy(lemma.begin(), lemma.end(), slot.lemma.begin());
  }
  return lemma;
}

std::string_view Lemmas::find(const model::Token& token, Arena& arena, Scratch& scratch) const {
  const std::string_view form = token.norm;
  const std::uint64_t key = word_key(token.hash, token.upos);
  if (!form_keys_.empty()) {
    const std::uint64_t mask = form_keys_.size() - 1;
    for (std::uint64_t at = key & mask; form_keys_[at] != 0; at = (at + 1) & mask) {
      if (form_keys_[at] == key) return form_lemmas_[at];
    }
  }
  if (const std::uint64_t* v = words_.find(key)) return text(*v);
  if ((affix_upos_ >> static_cast<unsigned>(token.upos) & 1) != 0 && form.size() > kShortestRoot) {
    if (std::string_view lemma = without_affixes(form, key, scratch); !lemma.empty())
      return lemma == form ? form : arena.copy(lemma);
  }
  for (std::size_t n = std::min(kLongestEnding, form.size());; --n) {
    if (const std::uint64_t* v = endings_.find(ending_key(form.substr(form.size() - n), token.upos))) {
      std::size_t cut = *v >> 8 & 0xFF;
      std::string_view add = text(*v & ~std::uint64_t{0xFF00});
      if (cut > form.size() || (cut == 0 && add.empty())) return form;
      if (add.empty() && cut < form.size()) return form.substr(0, form.size() - cut);
      std::string& lemma = scratch.text_;
      lemma.assign(form.substr(0, form.size() - cut));
      lemma += add;
      return lemma.empty() ? form : arena.copy(lemma);
    }
    if (n == 0) return form;
  }
}

namespace {

class TextPool {
 public:
  std::size_t add(std::string_view s) {
    auto [at, fresh] = places_.try_emplace(std::string(s), bytes_.size());
    if (fresh) bytes_ += s;
    return at->second;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::unordered_map<std::string, std::size_t> places_;
  std::string bytes_;
};

void add_table(const std::map<std::uint64_t, std::uint64_t>& entries, Array key_array, Array value_array, ModelWriter& out) {
  std::vector<std::uint64_t> keys(std::bit_ceil(entries.size() * 3 / 2 + 2), 0), values(keys.size(), 0);
  for (auto [key, value] : entries) {
    std::uint64_t at = key & (keys.size() - 1);
    while (keys[at] != 0) at = (at + 1) & (keys.size() - 1);
    keys[at] = key, values[at] = value;
  }
  out.add(key_array, keys), out.add(value_array, values);
}

using Rule = std::pair<std::size_t, std::string>;  // bytes to cut, text to add

Rule rule_of(const LemmaPair& p) {
  std::size_t same = 0;
  while (same < p.form.size() && same < p.lemma.size() && p.form[same] == p.lemma[same]) ++same;
  return {p.form.size() - same, std::string(p.lemma.substr(same))};
}

}  // namespace

void add_lemmas(const std::vector<LemmaPair>& pairs, std::string_view table, ModelWriter& writer) {
  // Most frequent lemma per form and part of speech.
  std::map<std::pair<std::string_view, model::Upos>, std::map<std::string_view, int>> forms;
  for (const LemmaPair& p : pairs) {
    if (!p.lemma.empty() && p.form.size() < 200 && p.lemma.size() < 200) ++forms[{p.form, p.upos}][p.lemma];
  }
  std::vector<std::pair<LemmaPair, int>> best;
  std::map<std::string_view, bool> roots_seen;  // true: some other form leads to it
  for (const auto& [key, lemmas] : forms) {
    auto top = std::max_element(lemmas.begin(), lemmas.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    best.push_back({{key.first, top->first, key.second}, top->second});
    if (key.second != model::Upos::PROPN && key.second != model::Upos::X) {
      roots_seen[top->first] = roots_seen[top->first] || top->first != key.first;
    }
  }
  std::vector<std::uint64_t> root_hashes;
  for (auto [lemma, proven] : roots_seen) {
    if (proven) root_hashes.push_back(word_hash(lemma));
  }
  // Ending rules: each kind of word counts once, so that rules speak for words not seen. Longer endings only where they differ.
  TextPool pool;
  std::map<std::uint64_t, std::uint64_t> endings;
  std::map<std::pair<model::Upos, std::string_view>, std::map<Rule, int>> votes;
  for (const auto& [p, count] : best) {
    Rule rule = rule_of(p);
    for (std::size_t n = std::max<std::size_t>(rule.first, 0); n <= std::min(kLongestEnding, p.form.size()); ++n) {
      ++votes[{p.upos, p.form.substr(p.form.size() - n)}][rule];
    }
    for (std::size_t n = 0; n < std::min(rule.first, kLongestEnding); ++n) {  // a rule that cuts more than it sees: own form
      if (n <= p.form.size()) ++votes[{p.upos, p.form.substr(p.form.size() - n)}][{0, {}}];
    }
  }
  std::map<std::pair<model::Upos, std::string_view>, Rule> chosen;
  std::vector<std::pair<std::size_t, std::pair<model::Upos, std::string_view>>> by_length;
  for (const auto& [key, rules] : votes) by_length.push_back({key.second.size(), key});
  std::sort(by_length.begin(), by_length.end());
  for (const auto& [length, key] : by_length) {
    const auto& rules = votes[key];
    int total = 0;
    auto top = rules.begin();
    for (auto r = rules.begin(); r != rules.end(); ++r) {
      total += r->second;
      if (r->second > top->second) top = r;
    }
    if (length > 0 && (total < 2 || top->second * 3 < total * 2)) continue;
    Rule below{0, {}};
    for (std::size_t n = length; n-- > 0;) {
      auto shorter = chosen.find({key.first, key.second.substr(length - n)});
      if (shorter == chosen.end()) continue;
      below = shorter->second;
      break;
    }
    if (length > 0 && below == top->first) continue;
    chosen[key] = top->first;
    endings[Lemmas::ending_key(key.second, key.first)] =
        value_of(pool.add(top->first.second), top->first.first, top->first.second.size());
  }
  auto emit = [&](const std::map<std::uint64_t, std::uint64_t>& words, ModelWriter& to) {
    add_table(endings, Array::suffix_keys, Array::suffix_values, to);
    add_table(words, Array::lemma_keys, Array::lemma_values, to);
    to.add(Array::roots, key_set(root_hashes));
    to.add_bytes(Array::lemma_text, pool.bytes());
  };
  // A lemma that only stands for itself is a root unless the proven roots explain it: "kesempatan" is none.
  {
    ModelWriter proven{{}};
    emit({}, proven);
    std::string bytes = proven.finish();
    std::string scratch;
    if (auto file = ModelFile::open_parts(bytes); file) {
      if (auto built = Lemmas::build(*file, table, "draft"); built) {
        for (auto [lemma, known] : roots_seen) {
          if (!known && !(built->affix_upos_ != 0 && built->strip_affixes(lemma, scratch)))
            root_hashes.push_back(word_hash(lemma));
        }
      }
    }
  }
  // What the rules get wrong goes into the dictionary: ask the lemmatiser itself.
  Lemmas trial;
  ModelWriter draft{{}};
  emit({}, draft);
  std::string bytes = draft.finish();
  if (auto file = ModelFile::open_parts(bytes); file) {
    if (auto built = Lemmas::build(*file, table, "draft"); built) trial = *built;
  }
  std::map<std::uint64_t, std::uint64_t> words;
  Arena arena;
  Lemmas::Scratch scratch;
  for (const auto& [p, count] : best) {
    model::Token t;
    t.norm = p.form, t.hash = word_hash(p.form), t.upos = p.upos;
    if (trial.find(t, arena, scratch) != p.lemma)
      words[Lemmas::word_key(t.hash, p.upos)] = value_of(pool.add(p.lemma), 0, p.lemma.size());
  }
  emit(words, writer);
}

}  // namespace kawat::syntax
