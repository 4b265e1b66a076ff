#include "lexicon/frames.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "lexicon/inflect.h"
#include "lexicon_helpers.h"

namespace kawat::lexicon {
namespace {

Result<Frames> compile(const std::string& language, std::string_view phrases, std::string& bytes) {
  static std::string types = data("ontology/types.tsv"), modes = data("ontology/modes.tsv"),
                     contexts = data("ontology/contexts.tsv"), cameo = data("ontology/cameo.tsv");
  auto ontology = Ontology::read(types, modes, contexts, cameo);
  if (!ontology) return fail(ontology.error());
  auto out = compile_frames({{"lang/" + language + "/frames/test.frames", phrases}}, data("lang/" + language + "/inflection.tsv"),
                            data("lang/" + language + "/grammar.tsv"), *ontology);
  if (!out) return fail(out.error());
  bytes = std::move(*out);
  return Frames::open(bytes);
}

bool triggers(const Frames& f, const char* word) {
  for (std::uint16_t choice : f.choices(word_hash(word))) {
    if (!f.triggered(choice).empty()) return true;
  }
  return false;
}

TEST(Inflector, EnglishVerbs) {
  auto table = data("lang/en/inflection.tsv");
  auto inflector = Inflector::read(table, "inflection.tsv");
  ASSERT_TRUE(inflector);
  auto has = [&](const char* word, const char* form) {
    for (const auto& [f, v] : inflector->forms(word)) {
      if (f == form) return true;
    }
    return false;
  };
  EXPECT_TRUE(has("visits", "visited"));
  EXPECT_TRUE(has("visits", "visiting"));
  EXPECT_TRUE(has("meets", "met"));
  EXPECT_TRUE(has("denies", "denied"));
  EXPECT_TRUE(has("pushes", "pushed"));
  EXPECT_TRUE(has("accuses", "accusing"));
  EXPECT_TRUE(has("bans", "banned"));
  EXPECT_TRUE(has("withdraws", "withdrew"));
  EXPECT_FALSE(has("press", "pres"));
}

TEST(Inflector, IndonesianVoices) {
  auto table = data("lang/id/inflection.tsv");
  auto inflector = Inflector::read(table, "inflection.tsv");
  ASSERT_TRUE(inflector);
  auto voice = [&](const char* word, const char* form) {
    for (const auto& [f, v] : inflector->forms(word)) {
      if (f == form) return static_cast<int>(v);
    }
    return -1;
  };
  int passive = static_cast<int>(Voice::passive), bare = static_cast<int>(Voice::bare);
  EXPECT_EQ(voice("mengunjungi", "dikunjungi"), passive);
  EXPECT_EQ(voice("menyerang", "diserang"), passive);
  EXPECT_EQ(voice("menyerang", "serang"), bare);
  EXPECT_EQ(voice("memukul", "dipukul"), passive);
  EXPECT_EQ(voice("menangkap", "ditangkap"), passive);
  EXPECT_EQ(voice("menangkap", "tertangkap"), passive);
  EXPECT_EQ(voice("membunuh", "terbunuh"), passive);
  EXPECT_EQ(voice("mengecam", "dikecam"), passive);
  EXPECT_EQ(voice("mengebom", "dibom"), passive);
  EXPECT_EQ(voice("melarang", "dilarang"), passive);
  EXPECT_EQ(voice("merusak", "dirusak"), passive);
  EXPECT_EQ(voice("memperkuat", "diperkuat"), passive);
}

TEST(Frames, RolesHangOnTheirWords) {
  std::string bytes;
  auto frames = compile("en", "CONSULT visit\n  A (pays|makes) [an official] visit to B\n", bytes);
  ASSERT_TRUE(frames) << frames.error().message();
  ASSERT_EQ(frames->all().size(), 1u);  // an optional plain word makes no second frame
  const Frame& f = frames->all()[0];
  auto elements = frames->elements(f);
  EXPECT_EQ(elements.front().link, Link::subject);
  EXPECT_EQ(elements.back().link, Link::oblique);
  EXPECT_EQ(elements.back().role, Role::recipient);
  EXPECT_TRUE(frames->matches(elements.back(), word_hash("to")));
  EXPECT_TRUE(triggers(*frames, "visit"));
  EXPECT_EQ(frames->rule(f), "en/frames/test.frames:2");
}

TEST(Frames, SymmetricPartiesAndNouns) {
  std::string bytes;
  auto frames = compile("id", "CONSULT\n  pertemuan antara A dan B\nASSAULT\n  serangan A terhadap B\n", bytes);
  ASSERT_TRUE(frames) << frames.error().message();
  ASSERT_EQ(frames->all().size(), 2u);
  EXPECT_TRUE(frames->all()[0].symmetric);
  EXPECT_EQ(frames->elements(frames->all()[0]).back().role, Role::both);
  EXPECT_TRUE(frames->all()[1].nominal);
  EXPECT_EQ(frames->elements(frames->all()[1])[1].link, Link::possessor);
}

TEST(Frames, NamesTheLineThatIsWrong) {
  std::string bytes;
  auto no_word = compile("en", "AID\n  A B\n", bytes);
  ASSERT_FALSE(no_word);
  EXPECT_NE(no_word.error().what.find("test.frames:2"), std::string::npos);
  auto no_type = compile("en", "HELP\n  A helps B\n", bytes);
  ASSERT_FALSE(no_type);
  EXPECT_EQ(no_type.error().code, Code::bad_frame);
  auto open = compile("en", "AID\n  A (helps B\n", bytes);
  ASSERT_FALSE(open);
  auto mode = compile("en", "AID visit\n  A helps B\n", bytes);
  ASSERT_FALSE(mode);
}

TEST(Frames, DamagedBytesAreRefused) {
  std::string bytes;
  ASSERT_TRUE(compile("en", "AID\n  A helps B\n", bytes));
  for (std::size_t n = 1; n < bytes.size(); n += 7) EXPECT_FALSE(Frames::open(std::string_view(bytes).substr(0, n))) << n;
}

}  // namespace
}  // namespace kawat::lexicon
