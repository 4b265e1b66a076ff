#include "lexicon/lint.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "lexicon_helpers.h"

namespace kawat::lexicon {
namespace {

std::vector<Fault> faults(const std::string& phrases, LintOptions options = {}) {
  static std::string types = data("ontology/types.tsv"), modes = data("ontology/modes.tsv"),
                     contexts = data("ontology/contexts.tsv"), cameo = data("ontology/cameo.tsv"),
                     inflection = data("lang/en/inflection.tsv"), grammar = data("lang/en/grammar.tsv");
  auto ontology = Ontology::read(types, modes, contexts, cameo);
  EXPECT_TRUE(ontology);
  auto frames = read_frames({{"lang/en/frames/test.frames", phrases}}, inflection, grammar, *ontology);
  EXPECT_TRUE(frames) << frames.error().message();
  return frames ? lint(*frames, options) : std::vector<Fault>{};
}

using Kind = FaultKind;

TEST(Lint, NothingToSay) { EXPECT_TRUE(faults("CONSULT visit\n  A visits B\n  A's visit to B\nASSAULT\n  A bombs B\n").empty()); }

TEST(Lint, TheSamePhraseTwice) {
  auto f = faults("AID\n  A helps B\n  A (assists|helps) B\n  A's gift to B\n  A's [new] gift to B\n");
  ASSERT_EQ(f.size(), 2u);
  EXPECT_EQ(f[0].kind, Kind::duplicate);
  EXPECT_EQ(f[0].rule, "en/frames/test.frames:2") << "the narrower one is told";
  EXPECT_EQ(f[0].other, "en/frames/test.frames:3");
  EXPECT_EQ(f[1].kind, Kind::duplicate);
  EXPECT_EQ(f[1].rule, "en/frames/test.frames:5") << "of two equal ones the later";
}

TEST(Lint, TenseDoesNotMakeAnotherPhrase) {
  auto f = faults("AID\n  A helps B\n  A help B\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].kind, Kind::duplicate);
}

TEST(Lint, AnOptionalRoleCoversTheOther) {
  auto f = faults("ASSAULT\n  A fires on B?\n  A fires on B\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].rule, "en/frames/test.frames:3");
  f = faults("ASSAULT\n  A fires on B\n  A fires on B?\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].rule, "en/frames/test.frames:2");
}

TEST(Lint, SomeReadingsShared) {
  auto f = faults("AID\n  A (feeds|houses) B\n  A (houses|clothes) B\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].kind, Kind::overlap);
  EXPECT_NE(f[0].what.find("1 of its 2 readings"), std::string::npos) << f[0].what;
}

TEST(Lint, TwoTypes) {
  auto f = faults("AID\n  A shelters B\nREJECT\n  A shelters B\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].kind, Kind::ambiguous);
  EXPECT_NE(f[0].what.find("both are coded"), std::string::npos);
  f = faults("AID\n  A shelters B\nREJECT\n  A shelter B\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_NE(f[0].what.find("only one of them is coded"), std::string::npos);
  EXPECT_TRUE(faults("AID\n  A shelters B | also=REJECT\nREJECT\n  A shelters B\n").empty());
  EXPECT_TRUE(faults("AID\n  A shelters B\nREJECT also=AID\n  A shelters B\n").empty());
}

TEST(Lint, TwoModes) {
  auto f = faults("PROTEST demo\n  A marches\nPROTEST strike\n  A marches\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].kind, Kind::ambiguous);
  EXPECT_NE(f[0].what.find("another mode"), std::string::npos);
}

TEST(Lint, NothingToOwn) {
  auto f = faults("REJECT\n  A vetoes B's *\n  A vetoes B's plan\n");
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].kind, Kind::dead);
  EXPECT_EQ(f[0].rule, "en/frames/test.frames:2");
}

TEST(Lint, TooMuchForTheMatcher) {
  LintOptions small;
  small.max_words = 2;
  auto f = faults("AID\n  A opens field hospital\n  A opens hospital\n", small);
  ASSERT_EQ(f.size(), 1u);
  EXPECT_EQ(f[0].kind, Kind::dead);
}

TEST(Lint, NoWordOfTheTokenizer) {
  LintOptions o;
  o.tokens = [](std::string_view word) {
    std::size_t at = word.find('\'');
    if (at == std::string_view::npos) return std::vector<std::string>{std::string(word)};
    return std::vector<std::string>{std::string(word.substr(0, at)), std::string(word.substr(at))};
  };
  auto f = faults("PROTEST\n  A demands women's rights\n  A seeks (bread|women's rights)\n", o);
  ASSERT_EQ(f.size(), 2u);
  EXPECT_EQ(f[0].what, "\"women's\" is never one word of a text: it is read as women + 's");
  EXPECT_TRUE(f[1].what.ends_with("other words of the line can match")) << f[1].what;
}

TEST(Lint, Silenced) {
  auto f = faults("NONE\n  A kicks off\nASSAULT\n  A kicks off\n  A kicks off B\n");
  ASSERT_EQ(f.size(), 1u) << "two roles are more than a phrase that is no act";
  EXPECT_EQ(f[0].kind, Kind::dead);
  EXPECT_EQ(f[0].other, "en/frames/test.frames:2");
}

}  // namespace
}  // namespace kawat::lexicon
