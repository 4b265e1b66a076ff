// The models that are shipped, on plain sentences.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "syntax/conllu.h"
#include "syntax/parser.h"

namespace kawat::syntax {
namespace {

// "word/lemma/TAG/head/relation" per word; empty parts are not looked at.
void expect(const std::string& language, const std::string& sentence) {
  const std::string folder = std::string(KAWAT_SOURCE) + "/data/lang/" + language;
  auto model = MappedFile::open(folder + "/syntax.model");
  ASSERT_TRUE(model.has_value()) << model.error().message();
  auto table = read_file(folder + "/lemmas.tsv");
  ASSERT_TRUE(table.has_value());
  auto parser = Parser::from_bytes(model->bytes(), language, *table);
  ASSERT_TRUE(parser.has_value()) << parser.error().message();
  std::string input;
  auto words = split(sentence, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    input += std::to_string(i + 1) + "\t" + std::string(split(words[i], '/')[0]) + "\t_\t_\t_\t_\t_\t_\t_\t_\n";
  }
  auto file = read_conllu(input);
  ASSERT_TRUE(file.has_value());
  Parser::Scratch scratch;
  parser->parse(file->analysis, 0, scratch);
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto parts = split(words[i], '/');
    const model::Token& t = file->analysis.tokens[i];
    auto check = [&](std::size_t part, std::string_view got) {
      if (part < parts.size() && !parts[part].empty()) {
        EXPECT_EQ(got, parts[part]) << words[i] << " in: " << sentence;
      }
    };
    check(1, t.lemma), check(2, model::name(t.upos)), check(3, std::to_string(t.head + 1)), check(4, model::name(t.deprel));
  }
}

TEST(Shipped, Indonesian) {
  expect("id", "Presiden/presiden//2/nsubj mengunjungi/kunjung/VERB/0/root Jepang//PROPN/2/obj .///2/punct");
  expect("id", "Menteri//NOUN itu mengecam/kecam/VERB/0/root serangan/serang/NOUN/3/obj di/di/ADP/6/case Gaza//PROPN .");
  expect("id", "Gedung/gedung//2/nsubj:pass diserang/serang/VERB/0/root pengunjuk/unjuk/NOUN rasa kemarin .");
}

TEST(Shipped, English) {
  expect("en",
         "The/the/DET/2/det president/president/NOUN/3/nsubj visited/visit/VERB/0/root Japan/japan/PROPN/3/obj .///3/punct");
  expect("en",
         "The building/building/NOUN/4/nsubj:pass was/be/AUX/4/aux:pass attacked/attack/VERB/0/root by/by/ADP/6/case "
         "protesters/protester/NOUN/4/ .");
  expect("en", "Troops//NOUN/2/nsubj fled/flee/VERB/0/root the city .");
}

TEST(Shipped, VerbsThatLookLikeNouns) {
  expect("en", "Kenyan//ADJ/2/amod police//NOUN/3/nsubj shot/shoot/VERB/0/root protesters//NOUN/3/obj .///3/punct");
  expect("en",
         "Police//NOUN/2/nsubj shot/shoot/VERB/9/ccomp three//NUM/4/nummod demonstrators//NOUN/2/obj in//ADP/6/case "
         "Nairobi//PROPN/2/obl , witnesses//NOUN/9/nsubj said/say/VERB/0/root .");
  expect("en", "Court//NOUN/2/nsubj jails/jail/VERB/0/root opposition activist//NOUN/2/obj in//ADP/6/case Belarus//PROPN/2/obl");
  expect("en", "Leaders//NOUN/5/nsubj of the opposition//NOUN/1/nmod called/call/VERB/0/root for a general strike//NOUN/5/obl .");
  // A phrase without a verb stays one.
  expect("en", "Air strikes//NOUN/0/root on Gaza//PROPN/2/nmod .");
  expect("en", "US arms sales//NOUN/0/root to Taiwan//PROPN/3/nmod .");
}

}  // namespace
}  // namespace kawat::syntax
