#include "syntax/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <unordered_map>

#include "base/file.h"
#include "base/text.h"
#include "syntax/features.h"
#include "syntax/kernel.h"
#include "syntax/model_file.h"
#include "syntax/network.h"
#include "syntax/parser.h"
#include "syntax/punctuation.h"
#include "syntax/vectors.h"

namespace kawat::syntax {
namespace {

using model::Token;
using Progress = std::function<void(std::string_view)>;

struct Bank {
  std::string bytes;
  Conllu file;
};

Status read_bank(const std::string& path, Bank& to) {
  auto bytes = read_file(path);
  if (!bytes) return fail(bytes.error());
  to.bytes = std::move(*bytes);
  auto file = read_conllu(to.bytes, path);
  if (!file) return fail(file.error());
  to.file = std::move(*file);
  return {};
}

struct Example {
  std::uint32_t bank;
  std::uint32_t sentence;
};

struct Random {
  std::uint64_t state;
  std::uint64_t next() {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
  }
  float uniform() { return static_cast<float>(next() >> 40) / 16777216.0f; }
};

struct Vocabulary {
  std::unordered_map<std::uint64_t, std::int32_t> rows;
  std::vector<std::uint64_t> words{0};  // by row; row 0: unknown
  std::vector<std::uint32_t> counts{0};
};

template <class... Values>
std::string line_of(const char* format, Values... values) {
  char out[256];
  int n = std::snprintf(out, sizeof out, format, values...);
  return {out, static_cast<std::size_t>(std::max(n, 0))};
}

Vocabulary count_words(const std::vector<Bank>& banks, const Vectors& vectors, std::size_t most) {
  std::unordered_map<std::uint64_t, std::uint32_t> counts;
  for (const Bank& b : banks) {
    for (const Token& t : b.file.analysis.tokens) {
      Features f;
      features(t, f);
      ++counts[f.word];
    }
  }
  std::vector<std::pair<std::uint32_t, std::uint64_t>> order;
  for (auto [word, count] : counts) order.emplace_back(count, word);
  std::sort(order.begin(), order.end(), std::greater<>());
  Vocabulary v;
  auto add = [&](std::uint64_t word, std::uint32_t count) {
    if (v.words.size() > most || !v.rows.emplace(word, static_cast<std::int32_t>(v.words.size())).second) return;
    v.words.push_back(word), v.counts.push_back(count);
  };
  // A word seen once and without vector teaches nothing that its affixes do not.
  for (auto [count, word] : order) {
    if (count > 1 || vectors.rows.contains(word)) add(word, count);
  }
  for (std::uint64_t word : vectors.words) add(word, 0);
  return v;
}

class Feeder {
 public:
  Feeder(const std::vector<Bank>& banks, const TrainOptions& options, const Vocabulary& words, const Vectors& vectors,
         Random& random)
      : banks_(banks), options_(options), words_(words), vectors_(vectors), random_(random) {}

  // One sentence, varied: case (headlines, careless writing), final stop, spacing.
  void add(const Example& example, Batch& batch) {
    const model::Analysis& a = banks_[example.bank].file.analysis;
    const model::Sentence& s = a.sentences[example.sentence];
    std::uint32_t last = s.last;
    if (s.size() > 3 && a.tokens[last - 1].upos == model::Upos::PUNCT && random_.uniform() < 0.06f) {
      bool leaf = true;
      for (std::uint32_t i = s.first; i < last; ++i) leaf &= a.tokens[i].head != static_cast<std::int32_t>(last - 1);
      if (leaf) --last;
    }
    float dice = random_.uniform();
    int letter_case = dice < 0.06f ? 1 : dice < 0.10f ? 2 : dice < 0.14f ? 3 : 0;
    bool spaces = random_.uniform() < 0.05f;
    auto begin = static_cast<std::int32_t>(batch.rows.size());
    Features f;
    for (std::uint32_t i = s.first; i < last; ++i) {
      Token t = a.tokens[i];
      char first = t.norm[0];
      bool letters = first >= 'a' && first <= 'z';
      auto set = [&t](int bits) { t.shape = static_cast<std::uint8_t>(t.shape | bits); };
      auto clear = [&t](int bits) { t.shape = static_cast<std::uint8_t>(t.shape & ~bits); };
      if (letter_case == 1) clear(model::kCapital | model::kAllCaps);
      if (letter_case == 2 && letters) set(model::kCapital | (t.norm.size() > 1 ? model::kAllCaps : 0));
      if (letter_case == 3 && letters && (t.norm.size() > 3 || i == s.first)) set(model::kCapital);
      if (spaces) set(model::kSpaceAfter);
      features(t, f);
      Batch::Row row;
      row.real = true;
      row.affix = f.affix;
      auto word = words_.rows.find(f.word);
      if (word != words_.rows.end()) {
        auto count = static_cast<float>(words_.counts[static_cast<std::size_t>(word->second)]);
        if (random_.uniform() >= options_.word_dropout / (options_.word_dropout + count)) row.word = word->second;
      }
      auto vector = vectors_.rows.find(f.word);
      if (vector != vectors_.rows.end() && random_.uniform() >= 0.05f) row.vector = vector->second;
      row.upos = static_cast<std::int32_t>(t.upos);
      row.head = t.head < 0 ? 0 : begin + static_cast<std::int32_t>(static_cast<std::uint32_t>(t.head) - s.first);
      row.deprel = static_cast<std::int32_t>(t.deprel);
      row.weight = options_.train[example.bank].weight;
      row.bank = static_cast<std::int32_t>(example.bank);
      batch.total += row.weight;
      batch.rows.push_back(row);
    }
    batch.sentences.push_back({begin, static_cast<std::int32_t>(batch.rows.size())});
    batch.rows.emplace_back();
  }

 private:
  const std::vector<Bank>& banks_;
  const TrainOptions& options_;
  const Vocabulary& words_;
  const Vectors& vectors_;
  Random& random_;
};

// Most fraction bits under which all but a few values fit.
int fraction_bits(std::vector<float> values, float limit, int most) {
  for (float& v : values) v = std::abs(v);
  std::size_t rank = values.size() - 1 - values.size() / 20000;
  std::nth_element(values.begin(), values.begin() + static_cast<long>(rank), values.end());
  int bits = most;
  while (bits > 0 && values[rank] * static_cast<float>(1 << bits) > limit) --bits;
  return bits;
}

template <class T>
T rounded(float x, int bits) {
  constexpr float kLimit = sizeof(T) == 1 ? 127.0f : sizeof(T) == 2 ? 32767.0f : 1e9f;
  return static_cast<T>(std::lround(std::clamp(x * static_cast<float>(1 << bits), -kLimit, kLimit)));
}

struct LemmaData {
  std::vector<LemmaPair> pairs;
  std::string table;
};

std::string pack_model(const Network& net, const Vocabulary& words, const Vectors& vectors, const std::vector<Bank>& banks,
                       int follow, const LemmaData& lemmas) {
  ModelWriter out(net.dimensions());
  const auto e = static_cast<std::size_t>(net.dimensions().embed);
  std::size_t capacity = 64;
  while (capacity < words.words.size() * 3 / 2) capacity *= 2;
  std::vector<std::uint64_t> keys(capacity, 0);
  std::vector<std::uint32_t> rows(capacity, 0);
  std::vector<float> table(words.words.size() * e, 0);
  for (std::size_t i = 1; i < words.words.size(); ++i) {
    std::uint64_t word = words.words[i], at = word & (capacity - 1);
    while (keys[at] != 0) at = (at + 1) & (capacity - 1);
    keys[at] = word, rows[at] = static_cast<std::uint32_t>(i);
    auto vector = vectors.rows.find(word);
    net.word_row(static_cast<std::int32_t>(i), vector == vectors.rows.end() ? 0 : vector->second, table.data() + i * e);
  }
  out.add(Array::keys, keys), out.add(Array::rows, rows);
  auto bytes = [&](Array array, const std::vector<float>& values) {
    int bits = fraction_bits(values, 127, 7);
    std::vector<std::int8_t> to;
    for (float v : values) to.push_back(rounded<std::int8_t>(v, bits));
    out.add(array, to, bits);
  };
  bytes(Array::words, table), bytes(Array::affixes, net.affixes());
  auto vector16 = [&](Array array, const float* from, std::size_t n) {
    std::vector<std::int16_t> to;
    for (std::size_t i = 0; i < n; ++i) to.push_back(rounded<std::int16_t>(from[i], kActivationBits));
    out.add(array, to, kActivationBits);
  };
  vector16(Array::constant, net.part(Network::kBank) + static_cast<std::size_t>(follow) * e, e);
  vector16(Array::root_key, net.part(Network::kRootKey), static_cast<std::size_t>(net.dimensions().arc));
  vector16(Array::label_root, net.part(Network::kLabelRoot), static_cast<std::size_t>(net.dimensions().label));
  auto matrix = [&](Array array, Network::Part part, Array bias_array, Network::Part bias) {
    Network::Slice s = net.slice(part);
    const float* w = net.part(part);
    int bits = fraction_bits({w, w + s.rows * s.columns}, 32767, 12);
    std::vector<std::int16_t> packed(static_cast<std::size_t>(s.rows) * static_cast<std::size_t>(round_up(s.columns, kBlock)));
    pack_weights(
        s.rows, s.columns, [&](int i, int j) { return rounded<std::int16_t>(w[i * s.columns + j], bits); }, packed.data());
    out.add(array, packed, bits);
    if (bias == Network::kParts) return;
    std::vector<std::int32_t> to;
    for (int j = 0; j < s.columns; ++j) to.push_back(rounded<std::int32_t>(net.part(bias)[j], kActivationBits + bits));
    out.add(bias_array, to, bits);
  };
  using N = Network;
  matrix(Array::conv1, N::kConv1, Array::conv1_bias, N::kConv1Bias);
  matrix(Array::conv2, N::kConv2, Array::conv2_bias, N::kConv2Bias);
  matrix(Array::gate1, N::kGate1, Array::gate1_bias, N::kGate1Bias);
  matrix(Array::conv3, N::kConv3, Array::conv3_bias, N::kConv3Bias);
  matrix(Array::tag, N::kTag, Array::tag_bias, N::kTagBias);
  matrix(Array::gate2, N::kGate2, Array::gate2_bias, N::kGate2Bias);
  matrix(Array::conv4, N::kConv4, Array::conv4_bias, N::kConv4Bias);
  matrix(Array::dependent, N::kDependent, Array::dependent_bias, N::kDependentBias);
  matrix(Array::head, N::kHead, Array::head_bias, N::kHeadBias);
  matrix(Array::key, N::kKey, Array::key_bias, N::kKeyBias);
  matrix(Array::distance, N::kDistance, Array::count, N::kParts);
  matrix(Array::label_dependent, N::kLabelDependent, Array::label_dependent_bias, N::kLabelDependentBias);
  matrix(Array::label_head, N::kLabelHead, Array::count, N::kParts);
  matrix(Array::label, N::kLabel, Array::label_bias, N::kLabelBias);
  PunctuationCounts counts;
  for (std::size_t b = 0; b < banks.size(); ++b) {
    const model::Analysis& a = banks[b].file.analysis;
    for (const model::Sentence& x : a.sentences) {
      counts.add({a.tokens.data() + x.first, x.size()}, static_cast<std::int32_t>(x.first), static_cast<int>(b) == follow);
    }
  }
  out.add(Array::punctuation, counts.decide());
  add_lemmas(lemmas.pairs, lemmas.table, out);
  return out.finish();
}

Scores score(const Parser& parser, const Conllu& gold, std::string_view bytes) {
  Scores out;
  auto guess = read_conllu(bytes);
  if (!guess) return out;
  Parser::Scratch scratch;
  std::size_t upos = 0, uas = 0, las = 0, lemma = 0, lemmas = 0;
  for (std::uint32_t s = 0; s < guess->analysis.sentences.size(); ++s) parser.parse(guess->analysis, s, scratch);
  auto bare = [](model::Deprel d) { return model::name(d).substr(0, model::name(d).find(':')); };
  for (std::size_t i = 0; i < gold.analysis.tokens.size(); ++i) {
    const Token &g = gold.analysis.tokens[i], &p = guess->analysis.tokens[i];
    ++out.words;
    upos += g.upos == p.upos;
    uas += g.head == p.head;
    las += g.head == p.head && bare(g.deprel) == bare(p.deprel);
    if (!g.lemma.empty()) ++lemmas, lemma += g.lemma == p.lemma;
  }
  auto percent = [](std::size_t part, std::size_t whole) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(whole, 1));
  };
  out.upos = percent(upos, out.words), out.uas = percent(uas, out.words), out.las = percent(las, out.words);
  out.lemma = percent(lemma, lemmas);
  return out;
}

std::string shown(const Scores& s) { return line_of("UPOS %.2f  UAS %.2f  LAS %.2f  lemma %.2f", s.upos, s.uas, s.las, s.lemma); }

}  // namespace

Result<Scores> evaluate(const Parser& parser, const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return fail(bytes.error());
  auto gold = read_conllu(*bytes, path);
  if (!gold) return fail(gold.error());
  return score(parser, *gold, *bytes);
}

Status train(const TrainOptions& o, const Progress& progress) {
  if (o.train.empty()) return fail(Code::bad_option, "", "no treebank to train on");
  if (o.follow < 0 || o.follow >= static_cast<int>(o.train.size()))
    return fail(Code::bad_option, "", "no such treebank to follow");
  std::vector<Bank> banks(o.train.size());
  std::vector<Example> examples;
  for (std::size_t b = 0; b < banks.size(); ++b) {
    if (auto read = read_bank(o.train[b].path, banks[b]); !read) return read;
    for (int r = 0; r < o.train[b].repeat; ++r) {
      for (std::uint32_t s = 0; s < banks[b].file.analysis.sentences.size(); ++s)
        examples.push_back({static_cast<std::uint32_t>(b), s});
    }
  }
  if (examples.empty()) return fail(Code::bad_option, "", "the treebanks are empty");
  Bank dev;
  if (!o.dev.empty()) {
    if (auto read = read_bank(o.dev, dev); !read) return read;
  }
  LemmaData lemmas;
  auto take_lemmas = [&](const Conllu& file) {
    for (const Token& t : file.analysis.tokens) lemmas.pairs.push_back({t.norm, t.lemma, t.upos});
  };
  for (const Bank& b : banks) take_lemmas(b.file);
  std::vector<Bank> lemma_files(o.lemmas.size());
  for (std::size_t i = 0; i < o.lemmas.size(); ++i) {
    if (auto read = read_bank(o.lemmas[i], lemma_files[i]); !read) return read;
    take_lemmas(lemma_files[i].file);
  }
  if (!o.lemma_table.empty()) {
    auto bytes = read_file(o.lemma_table);
    if (!bytes) return fail(bytes.error());
    lemmas.table = std::move(*bytes);
  }
  Vectors vectors;
  if (!o.vectors.empty()) {
    auto read = read_vectors(o.vectors, o.words * 3);
    if (!read) return fail(read.error());
    vectors = std::move(*read);
  } else if (!o.raw.empty()) {
    std::vector<std::string> texts;
    for (const std::string& path : o.raw) {
      auto bytes = read_file(path);
      if (!bytes) return fail(bytes.error());
      texts.push_back(std::move(*bytes));
    }
    for (const Bank& b : banks) texts.push_back(*b.file.text);
    VectorOptions v;
    v.seed = o.seed;
    vectors = train_vectors(texts, v, progress);
    if (!o.save_vectors.empty()) {
      if (auto saved = write_vectors(vectors, o.save_vectors); !saved) return fail(saved.error());
    }
  }
  Vocabulary words = count_words(banks, vectors, o.words);
  progress(line_of("%zu sentences, %zu words with rows, %zu vectors of %d", examples.size(), words.words.size() - 1,
                   vectors.words.size(), vectors.dimension));

  Dimensions dims = o.dimensions;
  dims.vector = vectors.dimension;
  if (vectors.values.empty()) vectors.values.assign(1, 0);
  Network net(dims, static_cast<std::int32_t>(words.words.size()), static_cast<std::int32_t>(banks.size()), vectors.values,
              o.seed);
  Random random{o.seed * 0x9E3779B97F4A7C15ull | 1};
  Feeder feeder(banks, o, words, vectors, random);
  double per_epoch = 0;
  for (const Example& x : examples) per_epoch += banks[x.bank].file.analysis.sentences[x.sentence].size();
  const double total = per_epoch * o.epochs;
  double done = 0;
  Batch batch;
  for (int epoch = 1; epoch <= o.epochs; ++epoch) {
    for (std::size_t i = examples.size(); i > 1; --i) std::swap(examples[i - 1], examples[random.next() % i]);
    Loss sum;
    int batches = 0;
    for (std::size_t at = 0; at < examples.size();) {
      batch.clear();
      while (at < examples.size() && static_cast<int>(batch.rows.size()) < o.batch) feeder.add(examples[at++], batch);
      double part = done / total;
      auto rate = o.rate * static_cast<float>(std::min(part / 0.03 + 0.01, 1.0) * std::max(1 - part, 0.002));
      Loss loss = net.train(batch, rate, o.dropout);
      sum.tag += loss.tag, sum.arc += loss.arc, sum.label += loss.label, ++batches;
      done += static_cast<double>(batch.rows.size() - batch.sentences.size() - 1);
    }
    std::string line =
        line_of("epoch %d  tag %.3f  arc %.3f  label %.3f", epoch, sum.tag / batches, sum.arc / batches, sum.label / batches);
    if (!o.dev.empty() && (epoch % 3 == 0 || epoch == o.epochs)) {
      std::string bytes = pack_model(net, words, vectors, banks, o.follow, lemmas);
      if (auto parser = Parser::from_bytes(bytes, o.output, lemmas.table))
        line += "  dev " + shown(score(*parser, dev.file, dev.bytes));
    }
    progress(line);
  }
  if (!o.dev.empty() && banks.size() > 1) {
    for (std::size_t b = 0; b < banks.size(); ++b) {
      std::string bytes = pack_model(net, words, vectors, banks, static_cast<int>(b), lemmas);
      if (auto parser = Parser::from_bytes(bytes, o.output, lemmas.table)) {
        progress("in the way of " + o.train[b].path + "  dev " + shown(score(*parser, dev.file, dev.bytes)));
      }
    }
  }
  return write_file(o.output, pack_model(net, words, vectors, banks, o.follow, lemmas));
}

}  // namespace kawat::syntax
