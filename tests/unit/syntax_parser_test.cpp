#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "base/file.h"
#include "base/text.h"
#include "syntax/conllu.h"
#include "syntax/network.h"
#include "syntax/parser.h"
#include "syntax/trainer.h"

namespace kawat::syntax {
namespace {

// A toy language with one rule: the last word in -ed is the root, everything hangs from it.
std::string toy(int sentences, unsigned seed) {
  std::mt19937 random(seed);
  const std::vector<std::string> nouns = {"cat", "dog", "ship", "envoy"}, verbs = {"walked", "signed", "landed"};
  std::string out;
  for (int i = 0; i < sentences; ++i) {
    out += "1\tthe\tthe\tDET\t_\t_\t2\tdet\t_\t_\n2\t" + nouns[random() % 4] + "\t_\tNOUN\t_\t_\t3\tnsubj\t_\t_\n";
    const std::string& verb = verbs[random() % 3];
    out += "3\t" + verb + "\t" + verb.substr(0, verb.size() - 2) +
           "\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_\n\n";
  }
  return out;
}

class ToyModel : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string folder = ::testing::TempDir();
    ASSERT_TRUE(write_file(folder + "/toy.conllu", toy(60, 1)).has_value());
    TrainOptions o;
    o.train = {{folder + "/toy.conllu", 1, 1}};
    o.output = folder + "/toy.model";
    o.epochs = 25, o.batch = 60, o.dropout = 0.1f, o.rate = 0.001f;
    o.dimensions = {32, 32, 32, 32, 0};
    auto trained = train(o, [](std::string_view) {});
    ASSERT_TRUE(trained.has_value()) << trained.error().message();
    auto read = read_file(o.output);
    ASSERT_TRUE(read.has_value());
    bytes_ = new std::string(std::move(*read));
    ASSERT_TRUE(train(o, [](std::string_view) {}).has_value());
    auto again = read_file(o.output);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(*bytes_, *again) << "training is not repeatable";
  }
  static void TearDownTestSuite() { delete bytes_; }
  static std::string* bytes_;
};
std::string* ToyModel::bytes_ = nullptr;

TEST_F(ToyModel, LearnsTheToyLanguage) {
  auto parser = Parser::from_bytes(*bytes_, "toy");
  ASSERT_TRUE(parser.has_value()) << parser.error().message();
  std::string input = toy(10, 9);
  auto out = parse_conllu(*parser, input);
  ASSERT_TRUE(out.has_value());
  auto gold = read_conllu(input), guess = read_conllu(*out);
  ASSERT_TRUE(gold.has_value() && guess.has_value());
  for (std::size_t i = 0; i < gold->analysis.tokens.size(); ++i) {
    EXPECT_EQ(gold->analysis.tokens[i].head, guess->analysis.tokens[i].head);
    EXPECT_EQ(gold->analysis.tokens[i].upos, guess->analysis.tokens[i].upos);
    EXPECT_EQ(gold->analysis.tokens[i].deprel, guess->analysis.tokens[i].deprel);
    if (i % 4 == 2) {
      EXPECT_EQ(gold->analysis.tokens[i].lemma, guess->analysis.tokens[i].lemma);
    }
  }
}

TEST_F(ToyModel, AlwaysGivesATree) {
  auto parser = Parser::from_bytes(*bytes_, "toy");
  ASSERT_TRUE(parser.has_value());
  std::mt19937 random(5);
  Parser::Scratch scratch;
  for (int n : {1, 2, 3, 40, 255, 256, 257, 700}) {
    std::string input;
    for (int i = 1; i <= n; ++i) {
      std::string word(1 + random() % 60, static_cast<char>('a' + random() % 26));
      if (random() % 5 == 0) word = "“é—";
      input += std::to_string(i) + "\t" + word + "\t_\t_\t_\t_\t_\t_\t_\t_\n";
    }
    auto file = read_conllu(input);
    ASSERT_TRUE(file.has_value()) << file.error().message();
    auto& a = file->analysis;
    parser->parse(a, 0, scratch);
    EXPECT_TRUE(a.sentences[0].parsed && a.sentences[0].tagged);
    int roots = 0;
    for (const auto& t : a.tokens) {
      roots += t.head < 0;
      EXPECT_EQ(t.head < 0, t.deprel == model::Deprel::root);
      EXPECT_FALSE(t.lemma.empty());
      int steps = 0;
      for (std::int32_t v = t.head; v >= 0 && steps <= n; v = a.tokens[static_cast<std::size_t>(v)].head) ++steps;
      EXPECT_LE(steps, n);
    }
    EXPECT_EQ(roots, 1) << n << " words";
  }
}

// A scratch that has seen other sentences, and those of another model, reads a sentence as a new one does.
TEST_F(ToyModel, WhatAThreadHasSeenChangesNothing) {
  auto parser = Parser::from_bytes(*bytes_, "toy");
  std::string other_bytes = *bytes_;
  auto weights = ModelFile::open(other_bytes, "other")->array<std::int16_t>(Array::conv1);
  auto at = static_cast<std::size_t>(reinterpret_cast<const char*>(weights.data()) - other_bytes.data());
  for (std::size_t i = 0; i < weights.size_bytes(); i += 2) other_bytes[at + i] = static_cast<char>(~other_bytes[at + i]);
  auto other = Parser::from_bytes(other_bytes, "other");
  ASSERT_TRUE(parser.has_value() && other.has_value());
  std::mt19937 random(8);
  Parser::Scratch used;
  bool differ = false;
  for (int round = 0; round < 200; ++round) {
    std::string input;
    for (int i = 1, n = 1 + static_cast<int>(random() % 12); i <= n; ++i) {
      std::string word(1 + random() % 2, static_cast<char>((random() % 3 == 0 ? 'A' : 'a') + random() % 26));
      input += std::to_string(i) + "\t" + word + "\t_\t_\t_\t_\t_\t_\t_\t_\n";
    }
    const Parser& one = round % 2 == 0 ? *parser : *other;
    auto warm = read_conllu(input), cold = read_conllu(input), wrong = read_conllu(input);
    Parser::Scratch empty;
    one.parse(warm->analysis, 0, used);
    one.parse(cold->analysis, 0, empty);
    (round % 2 == 0 ? *other : *parser).parse(wrong->analysis, 0, empty);
    for (std::size_t i = 0; i < warm->analysis.tokens.size(); ++i) {
      const auto &w = warm->analysis.tokens[i], &c = cold->analysis.tokens[i], &x = wrong->analysis.tokens[i];
      EXPECT_TRUE(w.upos == c.upos && w.head == c.head && w.deprel == c.deprel) << round;
      differ |= x.head != c.head || x.upos != c.upos;
    }
  }
  EXPECT_TRUE(differ);  // else the second model would test nothing
}

TEST_F(ToyModel, RefusesDamagedModels) {
  for (std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{500}, bytes_->size() / 2}) {
    std::string cut = bytes_->substr(0, size);
    auto parser = Parser::from_bytes(cut, "cut");
    ASSERT_FALSE(parser.has_value()) << size;
    EXPECT_EQ(parser.error().code, Code::bad_model);
  }
}

// The hand-written gradient against differences of the loss.
TEST(Network, GradientIsRight) {
  Network net({32, 32, 32, 32, 4}, 5, 2, std::vector<float>(12, 0.3f), 3);
  Batch b;
  b.clear();
  std::mt19937 random(1);
  for (int s = 0; s < 2; ++s) {
    auto first = static_cast<std::int32_t>(b.rows.size());
    for (int i = 0; i < 4; ++i) {
      Batch::Row r;
      r.real = true, r.weight = 1, r.word = static_cast<std::int32_t>(random() % 5),
      r.vector = static_cast<std::int32_t>(random() % 3);
      for (auto& f : r.affix) f = static_cast<std::uint32_t>(random() % 100);
      r.upos = static_cast<std::int32_t>(random() % 17), r.deprel = static_cast<std::int32_t>(random() % 47);
      r.head = i == 0 ? 0 : first + static_cast<std::int32_t>(random() % static_cast<unsigned>(i));
      r.bank = s;
      b.rows.push_back(r), b.total += 1;
    }
    b.sentences.push_back({first, first + 4});
    b.rows.emplace_back();
  }
  auto loss = [&] {
    Loss l = net.forward_backward(b, 0);
    return l.tag + l.arc + l.label;
  };
  for (float& g : net.gradient()) g = 0;
  loss();
  std::vector<float> gradient(net.gradient().begin(), net.gradient().end());
  for (int part = 0; part < Network::kParts; ++part) {
    Network::Slice s = net.slice(static_cast<Network::Part>(part));
    double near = 0, far = 0;
    for (int k = 0; k < 12; ++k) {
      std::size_t at = s.at + random() % static_cast<std::size_t>(s.rows * s.columns);
      float old = net.weights()[at];
      const float step = 4e-3f;
      net.weights()[at] = old + step;
      double up = loss();
      net.weights()[at] = old - step;
      double down = loss();
      net.weights()[at] = old;
      double measured = (up - down) / (2 * static_cast<double>(step)), computed = static_cast<double>(gradient[at]);
      near += (measured - computed) * (measured - computed), far += measured * measured + computed * computed;
    }
    EXPECT_LT(near, 0.02 * far + 1e-6) << "part " << part;
  }
}

}  // namespace
}  // namespace kawat::syntax
