#include "events/matcher.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <string>

#include "lexicon/pack.h"

namespace kawat::events {
namespace {

using lexicon::Element;
using lexicon::ElementKind;
using lexicon::Frames;

// The frames of a language, once as they are and once with nothing told of their other words, so that each is tried in full.
struct Both {
  std::string bytes, blind_bytes;
  Frames frames, blind;
  lexicon::Grammar grammar;

  Both(const lexicon::Pack& pack, const std::string& language)
      : bytes(pack.section("lang/" + language + "/frames.bin")),
        blind_bytes(bytes),
        frames(Frames::open(bytes).value()),
        blind(Frames::open(blind_bytes).value()),
        grammar(lexicon::Grammar::read(pack.section("lang/" + language + "/grammar.tsv"))) {
    for (std::size_t c = 0; c < blind.choice_count(); ++c) {
      for (const lexicon::Trigger& t : blind.triggered(static_cast<std::uint16_t>(c)))
        const_cast<lexicon::Trigger&>(t).needs = {};
    }
  }
};

class Random {
 public:
  explicit Random(std::uint32_t seed) : random_(seed) {}
  int below(std::size_t n) { return static_cast<int>(random_() % n); }

  // Words of a few frames, some left out, some moved, with any tree above them.
  void sentence(const Frames& frames, model::Analysis& a) {
    a.clear();
    std::vector<std::uint64_t> words;
    for (int n = 1 + below(3); n > 0; --n) {
      for (const Element& e : frames.elements(frames.all()[static_cast<std::size_t>(below(frames.all().size()))])) {
        if (below(4) == 0) words.push_back(word(frames));
        if (e.kind == ElementKind::role || below(12) == 0) continue;
        words.push_back(frames.forms(e)[static_cast<std::size_t>(below(e.forms))]);
      }
    }
    if (words.empty()) words.push_back(word(frames));
    if (below(3) == 0) std::swap(words[static_cast<std::size_t>(below(words.size()))], words.back());
    std::vector<int> order(words.size());
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random_);
    a.tokens.resize(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
      model::Token& t = a.tokens[static_cast<std::size_t>(order[i])];
      t.hash = words[static_cast<std::size_t>(order[i])];
      t.norm = t.lemma = "x";
      t.upos = static_cast<model::Upos>(below(model::kUposCount));
      t.head = i == 0 ? -1 : order[static_cast<std::size_t>(below(i))];
      t.deprel = i == 0 ? model::Deprel::root : static_cast<model::Deprel>(1 + below(model::kDeprelCount - 1));
    }
    a.sentences.push_back({});
    a.sentences[0].last = static_cast<std::uint32_t>(words.size());
  }

 private:
  std::uint64_t word(const Frames& frames) {
    auto all = frames.all();
    for (;;) {
      for (const Element& e : frames.elements(all[static_cast<std::size_t>(below(all.size()))])) {
        if (e.kind == ElementKind::word && below(2) == 0) return frames.forms(e)[static_cast<std::size_t>(below(e.forms))];
      }
    }
  }
  std::mt19937 random_;
};

TEST(Matcher, PassesOverNoFrameThatIsThere) {
  auto pack = lexicon::Pack::open(std::string(KAWAT_BINARY) + "/kawat.pack");
  ASSERT_TRUE(pack);
  for (const char* language : {"id", "en"}) {
    Both both(*pack, language);
    Classes classes;
    classes.by = both.grammar.words("by");
    classes.agent = both.grammar.words("agentprep");
    classes.passive = both.grammar.words("passive");
    Matcher quick(both.frames, classes), slow(both.blind, classes);
    Random random(7);
    model::Analysis a;
    Tree tree;
    std::vector<Match> found, expected;
    std::size_t longer = 0, sentences_without = 0;
    for (int round = 0; round < 4000; ++round) {
      random.sentence(both.frames, a);
      tree.set(a, 0, classes);
      found.clear(), expected.clear();
      quick.find(tree, found);
      slow.find(tree, expected);
      ASSERT_EQ(found.size(), expected.size()) << language << " " << round;
      bool act = false;
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_EQ(found[i].frame - both.frames.all().data(), expected[i].frame - both.blind.all().data());
        ASSERT_EQ(found[i].words, expected[i].words);
        longer += found[i].count > 1;
        act = act || found[i].frame->type != model::EventType::none;
      }
      Promise promise = quick.promise(a, 0);
      if (act) {
        EXPECT_EQ(promise, Promise::act);
      }
      sentences_without += promise != Promise::act;
    }
    // The sentences are such that both happen.
    EXPECT_GT(longer, 1000u);
    EXPECT_GT(sentences_without, 50u);
  }
}

}  // namespace
}  // namespace kawat::events
