#include "events/tree.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/text.h"

namespace kawat::events {
namespace {

using model::Deprel;

// "form/UPOS/head/deprel …", heads counted from 1, 0 = root.
class Parsed {
 public:
  Parsed(const std::string& language, const std::string& words)
      : grammar_(lexicon::Grammar::read(table(language, "grammar"))),
        governors_(lexicon::Grammar::read(table(language, "governors"))) {
    for (std::string_view word : split(words, ' ')) {
      auto cells = split(word, '/');
      model::Token t;
      forms_.push_back(std::make_unique<std::string>(fold(cells[0])));
      t.norm = *forms_.back();
      t.lemma = cells.size() > 4 ? std::string_view(*forms_.emplace_back(std::make_unique<std::string>(cells[4]))) : t.norm;
      t.hash = word_hash(t.norm);
      t.upos = model::upos_from(cells[1]);
      t.head = std::stoi(std::string(cells[2])) - 1;
      t.deprel = model::deprel_from(cells[3]);
      analysis_.tokens.push_back(t);
    }
    analysis_.sentences.push_back({});
    analysis_.sentences[0].last = static_cast<std::uint32_t>(analysis_.tokens.size());
    classes_.agent = grammar_.words("agentprep");
    classes_.by = grammar_.words("by");
    classes_.relative = grammar_.words("relative");
    classes_.purpose = grammar_.words("purpose");
    classes_.passive = grammar_.words("passive");
    classes_.object_control = governors_.words("object_control");
    classes_.light = governors_.words("light");
    tree.set(analysis_, 0, classes_);
  }
  std::string word(int i) const { return i < 0 ? "-" : std::string(tree.at(i).norm); }

  Tree tree;

 private:
  static std::string table(const std::string& language, const std::string& name) {
    return *read_file(std::string(KAWAT_SOURCE) + "/data/lang/" + language + "/" + name + ".tsv");
  }
  std::vector<std::unique_ptr<std::string>> forms_;
  lexicon::Grammar grammar_, governors_;
  model::Analysis analysis_;
  Classes classes_;
};

TEST(Tree, SubjectAndObjectOfAPlainVerb) {
  Parsed p("en", "Iran/PROPN/2/nsubj condemned/VERB/0/root Israel/PROPN/2/obj");
  EXPECT_EQ(p.word(p.tree.subject(1)), "iran");
  EXPECT_EQ(p.word(p.tree.object(1)), "israel");
  EXPECT_FALSE(p.tree.passive(1, lexicon::Voice::any));
}

TEST(Tree, PassiveWithAgent) {
  Parsed en("en", "Gaza/PROPN/3/nsubj:pass was/AUX/3/aux:pass bombed/VERB/0/root by/ADP/5/case Israel/PROPN/3/obl");
  EXPECT_TRUE(en.tree.passive(2, lexicon::Voice::any));
  EXPECT_EQ(en.word(en.tree.agent(2)), "israel");
  // Indonesian leaves "oleh" out.
  Parsed id("id", "Moskow/PROPN/2/nsubj:pass dikunjungi/VERB/0/root Prabowo/PROPN/2/obl");
  EXPECT_EQ(id.word(id.tree.agent(1)), "prabowo");
}

TEST(Tree, RelativeClauses) {
  Parsed subject("id", "Israel/PROPN/5/nsubj yang/PRON/3/nsubj menyerang/VERB/1/acl:relcl Gaza/PROPN/3/obj menolak/VERB/0/root");
  EXPECT_EQ(subject.word(subject.tree.subject(2)), "israel");
  Parsed object("en", "Iraq/PROPN/0/root which/PRON/4/obj America/PROPN/4/nsubj invaded/VERB/1/acl:relcl");
  EXPECT_EQ(object.word(object.tree.subject(3)), "america");
}

TEST(Tree, Control) {
  Parsed subject("en", "France/PROPN/2/nsubj vowed/VERB/0/root to/PART/4/mark help/VERB/2/xcomp Mali/PROPN/4/obj");
  EXPECT_EQ(subject.word(subject.tree.subject(3)), "france");
  Parsed object("en", "France/PROPN/2/nsubj urge/VERB/0/root Iran/PROPN/2/obj to/PART/5/mark stop/VERB/2/xcomp");
  EXPECT_EQ(object.word(object.tree.subject(4)), "iran");
}

TEST(Tree, CoordinationSharesSubjectAndObject) {
  Parsed p("en", "Israel/PROPN/2/nsubj attacked/VERB/0/root and/CCONJ/4/cc destroyed/VERB/2/conj villages/NOUN/4/obj");
  EXPECT_EQ(p.word(p.tree.subject(3)), "israel");
  EXPECT_EQ(p.word(p.tree.object(1)), "villages");
}

TEST(Tree, OwnersOfNouns) {
  Parsed owner("en", "Israel/PROPN/3/nmod:poss 's/PART/1/case attack/NOUN/0/root on/ADP/5/case Gaza/PROPN/3/nmod");
  std::vector<int> all;
  std::vector<std::uint64_t> by = {word_hash("by")};
  owner.tree.possessors(2, by, all);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(owner.word(all[0]), "israel");
}

TEST(Tree, ReducedRelativeIsPassive) {
  Parsed p("en", "town/NOUN/0/root bombed/VERB/1/acl/bomb by/ADP/4/case rebels/NOUN/2/obl");
  EXPECT_TRUE(p.tree.passive(1, lexicon::Voice::any));
  EXPECT_EQ(p.word(p.tree.subject(1)), "town");
}

}  // namespace
}  // namespace kawat::events
