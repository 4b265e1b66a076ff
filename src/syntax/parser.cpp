#include "syntax/parser.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "syntax/kernel.h"
#include "syntax/tree.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")
#endif

namespace kawat::syntax {
namespace {

// Longer sentences (lists, tables without full stops) are parsed in pieces of this many words.
constexpr int kMaxWords = 256;

// From a sum with `bits` fraction bits beyond those of activations, rounded.
std::int32_t scaled(std::int32_t v, int bits) { return (v + ((1 << bits) >> 1)) >> bits; }

constexpr int kKeyBits = kActivationBits - 3;

// distance_bucket() of every way within a piece, from −kMaxWords on.
constexpr auto kBuckets = [] {
  std::array<std::uint8_t, 2 * kMaxWords + 1> out{};
  for (int d = -kMaxWords; d <= kMaxWords; ++d)
    out[static_cast<std::size_t>(d + kMaxWords)] = static_cast<std::uint8_t>(distance_bucket(d));
  return out;
}();

}  // namespace

Result<Parser> Parser::from_bytes(std::string_view bytes, std::string_view name, std::string_view lemma_table) {
  auto file = ModelFile::open(bytes, name);
  if (!file) return fail(file.error());
  auto lemmas = Lemmas::build(*file, lemma_table, name);
  if (!lemmas) return fail(lemmas.error());
  return Parser(*file, std::move(*lemmas));
}

Result<Parser> Parser::build(const lexicon::Pack& pack, std::string_view language) {
  std::string name = "lang/" + std::string(language) + "/syntax.model";
  std::string_view bytes = pack.section(name);
  if (bytes.empty())
    return fail(Code::unsupported_language, name, "no syntax model for this language", "train one, or choose another language");
  return from_bytes(bytes, name, pack.section("lang/" + std::string(language) + "/lemmas.tsv"));
}

Parser::Parser(ModelFile file, Lemmas lemmas)
    : file_(file), lemmas_(std::move(lemmas)), punctuation_(file.array<std::uint8_t>(Array::punctuation)) {
  auto bytes = file_.array<char>(Array::conv1);
  identity_ = word_hash({bytes.data(), bytes.size()});
}

// x: a row for each of the missing words.
void Parser::embed(const model::Token* tokens, Scratch& s) const {
  const auto e = static_cast<std::size_t>(file_.dimensions().embed);
  auto keys = file_.array<std::uint64_t>(Array::keys);
  auto rows = file_.array<std::uint32_t>(Array::rows);
  const std::int8_t* words = file_.array<std::int8_t>(Array::words).data();
  const std::int8_t* affixes = file_.array<std::int8_t>(Array::affixes).data();
  const std::int16_t* constant = file_.array<std::int16_t>(Array::constant).data();
  const int word_scale = 1 << (kActivationBits - file_.bits(Array::words));
  const int affix_scale = 1 << (kActivationBits - file_.bits(Array::affixes));
  const std::uint64_t mask = keys.size() - 1;
  const std::size_t count = s.missing.size();
  s.features.resize(count), s.rows.resize(count), s.x.resize(count * e);
  // A row lies in two lines of the cache or more.
  auto fetch = [e](const std::int8_t* row) {
    for (std::size_t at = 0; at < e; at += 64) __builtin_prefetch(row + at);
  };
  for (std::size_t i = 0; i < count; ++i) {
    Features& f = s.features[i];
    features(tokens[s.missing[i]], f);
    __builtin_prefetch(&keys[f.word & mask]);
    for (std::uint32_t row : f.affix) fetch(affixes + row * e);
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t word = s.features[i].word, at = word & mask;
    while (keys[at] != word && keys[at] != 0) at = (at + 1) & mask;
    s.rows[i] = keys[at] == word ? rows[at] : 0;
    fetch(words + s.rows[i] * e);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::int8_t* from[kAffixes];
    for (std::size_t k = 0; k < kAffixes; ++k) from[k] = affixes + s.features[i].affix[k] * e;
    sum_rows(static_cast<int>(e), constant, words + s.rows[i] * e, word_scale, from, kAffixes, affix_scale, s.x.data() + i * e);
  }
}

// out[1…n] = max(0, window of words·weights + bias), the sums of the three words' products, which are made for new forms only;
// rows 0 and n+1 of `out` are emptied.
void Parser::first_layer(const model::Token* tokens, int n, std::int16_t* out, Scratch& s) const {
  const int e = file_.dimensions().embed, h = file_.dimensions().hidden;
  const auto count = static_cast<std::size_t>(n), wide = static_cast<std::size_t>(h);
  s.cache.ready(3 * wide);
  s.forms.resize(count), s.products.resize(count), s.missing.clear();
  for (std::size_t i = 0; i < count; ++i) {
    s.forms[i] = FormCache::key(tokens[i].hash, tokens[i].shape, identity_);
    s.products[i] = s.cache.find(s.forms[i]);
    if (s.products[i] == nullptr) s.missing.push_back(static_cast<std::uint32_t>(i));
  }
  if (!s.missing.empty()) {
    embed(tokens, s);
    const std::size_t fresh = s.missing.size();
    s.fresh.resize(fresh * 3 * wide);
    const std::int16_t* weights = file_.array<std::int16_t>(Array::conv1).data();
    for (int k = 0; k < 3; ++k) {
      multiply({s.x.data(), static_cast<int>(fresh), e}, {weights + k * e * kBlock, e, h, 3 * e}, nullptr,
               {s.fresh.data() + k * h, 3 * h});
    }
    for (std::size_t i = 0; i < fresh; ++i) s.products[s.missing[i]] = s.fresh.data() + i * 3 * wide;
  }
  s.sums.resize(std::max(s.sums.size(), count * wide));
  const std::int32_t* bias = file_.array<std::int32_t>(Array::conv1_bias).data();
  for (std::size_t i = 0; i < count; ++i) {
    sum_products(h, bias, i > 0 ? s.products[i - 1] : nullptr, s.products[i] + wide,
                 i + 1 < count ? s.products[i + 1] + 2 * wide : nullptr, s.sums.data() + i * wide);
  }
  for (std::size_t i = 0; i < s.missing.size(); ++i) s.cache.keep(s.forms[s.missing[i]], s.fresh.data() + i * 3 * wide);
  std::fill(out, out + h, std::int16_t{0});
  std::fill(out + (count + 1) * wide, out + (count + 2) * wide, std::int16_t{0});
  narrow(s.sums.data(), count * wide, file_.bits(Array::conv1), 0, nullptr, out + h);
}

// out[1…n] = in[1…n] + max(0, window·weights + bias); rows 0 and n+1 of `out` are emptied.
void Parser::conv(int n, const std::int16_t* in, Array weights, Array bias, std::int16_t* out, Scratch& s) const {
  const int h = file_.dimensions().hidden;
  const auto count = static_cast<std::size_t>(n) * static_cast<std::size_t>(h);
  s.sums.resize(std::max(s.sums.size(), count));
  multiply(in, n, h, file_.array<std::int16_t>(weights).data(), 3 * h, h, file_.array<std::int32_t>(bias).data(), s.sums.data());
  std::fill(out, out + h, std::int16_t{0});
  std::fill(out + h + count, out + 2 * h + count, std::int16_t{0});
  narrow(s.sums.data(), count, file_.bits(weights), 0, in + h, out + h);
}

// io[1…n] += states of a gated running mean from the left (first half) and from the right (second half).
void Parser::gated(int n, std::int16_t* io, Array weights, Array bias, Scratch& s) const {
  const int h = file_.dimensions().hidden, q = h / 2;
  s.sums.resize(std::max(s.sums.size(), static_cast<std::size_t>(n) * static_cast<std::size_t>(2 * h)));
  multiply(io + h, n, h, file_.array<std::int16_t>(weights).data(), h, 2 * h, file_.array<std::int32_t>(bias).data(),
           s.sums.data());
  const float unit = 1.0f / static_cast<float>(1 << (kActivationBits + file_.bits(weights)));
  constexpr float kOne = 1 << kActivationBits;
  s.state.resize(static_cast<std::size_t>(q));
  float* c = s.state.data();
  for (int way = 0; way < 2; ++way) {
    std::fill(c, c + q, 0.0f);
    for (int t = 0; t < n; ++t) {
      int r = way == 0 ? t : n - 1 - t;
      const std::int32_t* z = s.sums.data() + r * 2 * h + way * h;
      gated_step(q, z, z + q, unit, kOne, c, io + (r + 1) * h + way * q);
    }
  }
}

// Layers up to the tags; leaves the shared representation in s.a.
void Parser::lower(model::Token* tokens, int n, bool keep_tags, Scratch& s) const {
  const Dimensions& d = file_.dimensions();
  const std::size_t size = static_cast<std::size_t>(n + 2) * static_cast<std::size_t>(d.hidden);
  s.a.resize(std::max(s.a.size(), size)), s.b.resize(std::max(s.b.size(), size));
  first_layer(tokens, n, s.a.data(), s);
  conv(n, s.a.data(), Array::conv2, Array::conv2_bias, s.b.data(), s);
  gated(n, s.b.data(), Array::gate1, Array::gate1_bias, s);
  conv(n, s.b.data(), Array::conv3, Array::conv3_bias, s.a.data(), s);
  if (keep_tags) return;
  multiply(s.a.data() + d.hidden, n, d.hidden, file_.array<std::int16_t>(Array::tag).data(), d.hidden, kTagColumns,
           file_.array<std::int32_t>(Array::tag_bias).data(), s.sums.data());
  for (int i = 0; i < n; ++i) {
    const std::int32_t* t = s.sums.data() + i * kTagColumns;
    tokens[i].upos = static_cast<model::Upos>(first_largest(t, model::kUposCount));
  }
}

// Layers above, heads and labels. `offset`: index of tokens[0] in the analysis.
void Parser::upper(model::Token* tokens, int n, std::int32_t offset, Scratch& s) const {
  const Dimensions& d = file_.dimensions();
  const int h = d.hidden, a = d.arc, l = d.label;
  auto wide = [](int x) { return static_cast<std::size_t>(x); };
  gated(n, s.a.data(), Array::gate2, Array::gate2_bias, s);
  conv(n, s.a.data(), Array::conv4, Array::conv4_bias, s.b.data(), s);
  const std::int16_t* top = s.b.data() + h;
  auto layer = [&](const std::int16_t* in, int width, Array weights, Array bias, int out, bool rectify,
                   std::vector<std::int16_t>& to) {
    std::size_t count = wide(n) * wide(out);
    s.sums.resize(std::max(s.sums.size(), count)), to.resize(std::max(to.size(), count));
    multiply(in, n, width, file_.array<std::int16_t>(weights).data(), width, out,
             bias == Array::count ? nullptr : file_.array<std::int32_t>(bias).data(), s.sums.data());
    narrow(s.sums.data(), count, file_.bits(weights), rectify ? 0 : -32767, nullptr, to.data());
  };
  layer(top, h, Array::dependent, Array::dependent_bias, a, true, s.dependent);
  layer(top, h, Array::head, Array::head_bias, a, true, s.label_mid);
  layer(s.label_mid.data(), a, Array::key, Array::key_bias, a, false, s.key);
  // Scores can be large: three bits of the keys are given up so that their sums stay far from the limits of int32.
  s.key.resize(std::max(s.key.size(), wide(n + 1) * wide(a)));
  std::copy_n(file_.array<std::int16_t>(Array::root_key).data(), a, s.key.data() + n * a);
  for (std::size_t i = 0; i < wide(n + 1) * wide(a); ++i) s.key[i] = static_cast<std::int16_t>((s.key[i] + 4) >> 3);

  // Every word against every head; column n is the root, those after it are filling.
  const int columns = round_up(n + 1, kBlock);
  s.packed.resize(std::max(s.packed.size(), wide(columns) * wide(a)));
  for (int column = 0; column < columns; ++column) {
    std::int16_t* to = s.packed.data() + column / kBlock * kBlock * a + column % kBlock * 2;
    const std::int16_t* from = s.key.data() + std::min(column, n) * a;
    for (int i = 0; i < a; i += 2, to += 2 * kBlock) to[0] = from[i], to[1] = from[i + 1];
  }
  s.scores.resize(std::max(s.scores.size(), wide(n) * wide(columns)));
  multiply(s.dependent.data(), n, a, s.packed.data(), a, columns, nullptr, s.scores.data());
  s.near.resize(std::max(s.near.size(), wide(n) * kDistanceColumns));
  multiply(s.dependent.data(), n, a, file_.array<std::int16_t>(Array::distance).data(), a, kDistanceColumns, nullptr,
           s.near.data());
  const int near_bits = file_.bits(Array::distance);
  for (int i = 0; i < n; ++i) {
    std::int32_t* line = s.scores.data() + i * columns;
    std::int32_t close[kDistanceColumns];
    for (int j = 0; j < kDistanceColumns; ++j) {
      std::int32_t v = s.near[wide(i * kDistanceColumns + j)];
      close[j] = near_bits >= kKeyBits ? scaled(v, near_bits - kKeyBits) : v * (1 << (kKeyBits - near_bits));
    }
    const std::uint8_t* bucket = kBuckets.data() + kMaxWords - i;
    for (int j = 0; j < n; ++j) line[j] += close[bucket[j]];
    line[n] += close[0];
  }
  s.heads.resize(std::max(s.heads.size(), wide(n)));
  best_tree(s.scores.data(), n, columns, s.heads.data());

  // Labels of the chosen arcs.
  layer(top, h, Array::label_head, Array::count, l, false, s.label_head);
  layer(top, h, Array::label_dependent, Array::label_dependent_bias, l, false, s.label_mid);
  const std::int16_t* label_root = file_.array<std::int16_t>(Array::label_root).data();
  for (int i = 0; i < n; ++i) {
    std::int32_t head = s.heads[wide(i)];
    const std::int16_t* from = head < 0 ? label_root : s.label_head.data() + head * l;
    std::int16_t* mid = s.label_mid.data() + i * l;
    for (int j = 0; j < l; ++j) mid[j] = static_cast<std::int16_t>(std::min(std::max(mid[j] + from[j], 0), 32767));
  }
  s.sums.resize(std::max(s.sums.size(), wide(n) * kLabelColumns));
  multiply(s.label_mid.data(), n, l, file_.array<std::int16_t>(Array::label).data(), l, kLabelColumns,
           file_.array<std::int32_t>(Array::label_bias).data(), s.sums.data());
  for (int i = 0; i < n; ++i) {
    std::int32_t head = s.heads[wide(i)];
    const std::int32_t* t = s.sums.data() + i * kLabelColumns;
    static_assert(static_cast<int>(model::Deprel::root) == 0);
    tokens[i].head = head < 0 ? -1 : offset + head;
    tokens[i].deprel =
        head < 0 ? model::Deprel::root : static_cast<model::Deprel>(1 + first_largest(t + 1, model::kDeprelCount - 1));
  }
  punctuation_.apply(tokens, n, offset, s.punctuation);
}

void Parser::tag(model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  model::Sentence& sent = a.sentences[sentence];
  if (sent.tagged) return;
  for (std::uint32_t at = sent.first; at < sent.last; at += kMaxWords) {
    int n = static_cast<int>(std::min<std::uint32_t>(kMaxWords, sent.last - at));
    lower(a.tokens.data() + at, n, false, s);
  }
  for (std::uint32_t i = sent.first; i < sent.last; ++i) a.tokens[i].lemma = lemmas_.find(a.tokens[i], a.arena, s.lemmas);
  sent.tagged = true;
}

void Parser::parse(model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  model::Sentence& sent = a.sentences[sentence];
  const bool tagged = sent.tagged;
  std::int32_t top = -1;  // root of the first piece; later pieces hang from it
  for (std::uint32_t at = sent.first; at < sent.last; at += kMaxWords) {
    int n = static_cast<int>(std::min<std::uint32_t>(kMaxWords, sent.last - at));
    model::Token* tokens = a.tokens.data() + at;
    lower(tokens, n, tagged, s);
    upper(tokens, n, static_cast<std::int32_t>(at), s);
    if (int verb = lemmas_.hidden_verbs().mend(tokens, n, static_cast<std::int32_t>(at)); verb >= 0 && tagged)
      tokens[verb].lemma = lemmas_.find(tokens[verb], a.arena, s.lemmas);
    for (int i = 0; i < n; ++i) {
      if (tokens[i].head >= 0) continue;
      if (top < 0) {
        top = static_cast<std::int32_t>(at) + i;
      } else {
        tokens[i].head = top, tokens[i].deprel = model::Deprel::parataxis;
      }
    }
  }
  if (!tagged) {
    for (std::uint32_t i = sent.first; i < sent.last; ++i) a.tokens[i].lemma = lemmas_.find(a.tokens[i], a.arena, s.lemmas);
    sent.tagged = true;
  }
  sent.parsed = true;
}

}  // namespace kawat::syntax
