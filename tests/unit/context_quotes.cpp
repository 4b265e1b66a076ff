#include "context/context.h"

#include "context_helpers.h"

namespace {

using namespace kawat;
using context_test::Text;

// "speaker | cue | content" of every statement; direct ones carry a star.
std::vector<std::string> quotes(std::string_view language, Text& t) {
  auto c = context::Context::build(context_test::pack(), language);
  if (!c) {
    ADD_FAILURE() << c.error().message();
    return {};
  }
  c->quotes(t.d, t.a);
  std::vector<std::string> out;
  for (const model::Quote& q : t.a.quotes) {
    out.push_back(std::string(q.direct ? "*" : "") + std::string(t.in(q.speaker)) + " | " + std::string(t.in(q.cue)) + " | " +
                  std::string(t.in(q.content)));
  }
  return out;
}
std::vector<std::string> quotes(std::string_view language, std::string text) {
  Text t(std::move(text));
  return quotes(language, t);
}
using List = std::vector<std::string>;

TEST(QuotesId, SpeakerAfter) {
  EXPECT_EQ(quotes("id", "“Kami akan menang besok,” kata Kim kepada wartawan."), (List{"*Kim | kata | Kami akan menang besok,"}));
  EXPECT_EQ(quotes("id", "\"Kami akan menang besok,\" ujar dia."), (List{"*dia | ujar | Kami akan menang besok,"}));
  EXPECT_EQ(quotes("id", "Pasukan asing harus segera pergi, kata Kim."), (List{"Kim | kata | Pasukan asing harus segera pergi"}));
}

TEST(QuotesId, SpeakerBefore) {
  EXPECT_EQ(quotes("id", "Kim mengatakan bahwa pasukan asing harus pergi."),
            (List{"Kim | mengatakan | pasukan asing harus pergi"}));
  EXPECT_EQ(quotes("id", "Kim menegaskan: “Pasukan asing harus pergi.”"),
            (List{"*Kim | menegaskan | Pasukan asing harus pergi."}));
}

TEST(QuotesId, ClauseAfterThatOnly) {
  EXPECT_EQ(quotes("id", "Kim menyampaikan ucapan selamat kepada Putin."), List{});
  EXPECT_EQ(quotes("id", "Kim menyampaikan bahwa pasukan asing harus pergi."),
            (List{"Kim | menyampaikan | pasukan asing harus pergi"}));
}

TEST(QuotesId, Source) {
  EXPECT_EQ(quotes("id", "Menurut KCNA, pasukan asing sudah pergi."), (List{"KCNA | Menurut | pasukan asing sudah pergi"}));
  EXPECT_EQ(quotes("id", "Pasukan asing sudah pergi menurut KCNA."), (List{"KCNA | menurut | Pasukan asing sudah pergi"}));
}

TEST(QuotesId, SplitQuotationIsOneStatement) {
  EXPECT_EQ(quotes("id", "“Kami menang,” kata Kim. “Mereka kalah telak.”"),
            (List{"*Kim | kata | Kami menang,” kata Kim. “Mereka kalah telak."}));
}

TEST(QuotesId, ContinuesInTheNextParagraph) {
  EXPECT_EQ(quotes("id", "“Kami akan menang besok,” kata Kim.\n“Mereka pasti kalah telak nanti.”"),
            (List{"*Kim | kata | Kami akan menang besok,", "*Kim |  | Mereka pasti kalah telak nanti."}));
}

TEST(QuotesId, OpenMarksAtEachParagraph) {
  EXPECT_EQ(quotes("id", "“Kami akan menang besok.\n“Mereka akan kalah,” kata Kim."),
            (List{"*Kim | kata | Kami akan menang besok.\n“Mereka akan kalah,"}));
}

TEST(QuotesId, PointsBack) {
  EXPECT_EQ(quotes("id", "Pasukan asing sudah pergi dari sana. Hal itu disampaikan oleh Kim."),
            (List{"Kim | disampaikan | Pasukan asing sudah pergi dari sana"}));
}

TEST(QuotesId, TheNounIsNoCue) { EXPECT_EQ(quotes("id", "Arti kata itu sudah lama berubah."), List{}); }

TEST(QuotesId, WrongClosingMark) {
  EXPECT_EQ(quotes("id", "“Kami tidak akan datang,’ kata Kim."), (List{"*Kim | kata | Kami tidak akan datang,"}));
}

TEST(QuotesEn, SpeakerAfter) {
  EXPECT_EQ(quotes("en", "“We will win the war,” said Kim."), (List{"*Kim | said | We will win the war,"}));
  EXPECT_EQ(quotes("en", "\"We will win the war,\" Kim said."), (List{"*Kim | said | We will win the war,"}));
  EXPECT_EQ(quotes("en", "“We will win the war,” Senator Smith, an old friend, said on Monday."),
            (List{"*Senator Smith, an old friend | said | We will win the war,"}));
}

TEST(QuotesEn, SpeakerBefore) {
  EXPECT_EQ(quotes("en", "Kim said that foreign troops must leave."), (List{"Kim | said | foreign troops must leave"}));
  EXPECT_EQ(quotes("en", "Kim told reporters: “Foreign troops must leave.”"),
            (List{"*Kim | told reporters | Foreign troops must leave."}));
}

TEST(QuotesEn, Source) {
  EXPECT_EQ(quotes("en", "Foreign troops have left the town, according to KCNA."),
            (List{"KCNA | according to | Foreign troops have left the town"}));
  EXPECT_EQ(quotes("en", "According to KCNA, foreign troops have left."),
            (List{"KCNA | According to | foreign troops have left"}));
}

TEST(QuotesEn, SplitQuotationIsOneStatement) {
  EXPECT_EQ(quotes("en", "“We won,” Kim said. “They lost the whole war.”"),
            (List{"*Kim | said | We won,” Kim said. “They lost the whole war."}));
}

TEST(QuotesEn, TermsAreNoStatements) { EXPECT_EQ(quotes("en", "Many people like “the deal” very much."), List{}); }

TEST(Quotes, MaySpeak) {
  auto id = context::Context::build(context_test::pack(), "id");
  Text yes("Kim mengatakan bahwa ia pergi."), no("Pasukan itu pergi.");
  EXPECT_TRUE(id->may_speak(yes.a, 0));
  EXPECT_FALSE(id->may_speak(no.a, 0));
}

TEST(Quotes, OddTextIsHarmless) {
  auto id = context::Context::build(context_test::pack(), "id");
  for (const char* text : {"", "“", "”", "\"", "kata", "kata,", "“” kata Kim.", "menurut", "dikutip", "Ini disampaikan",
                           "“““ kata ”””", "' '", "kata kata kata kata", "Kim:"}) {
    Text t(text);
    id->quotes(t.d, t.a);
    id->complete(t.d, t.a);
  }
}

TEST(QuotesEn, ClosingMarkOpensAParagraph) {
  EXPECT_EQ(quotes("en", "Jones said that all was well.\n”He has been open with us all along.” - Smith"),
            (List{"Jones | said | all was well", "*Smith | - | He has been open with us all along."}));
}

TEST(QuotesEn, ThatIsNobody) { EXPECT_EQ(quotes("en", "That said the town was safe."), List{}); }

TEST(QuotesId, PassiveWithItsAgentBehind) {
  Text t("Perundingan yang dibilang Trump sudah mati bulan ini.");
  t.mention("Trump", "Donald Trump", model::ActorKind::person, "USA", "GOV");
  EXPECT_EQ(quotes("id", t), (List{"Trump | dibilang | sudah mati bulan ini"}));
}

TEST(QuotesEn, LabelsOfATranscript) {
  EXPECT_EQ(quotes("en", "“WALLACE: Will she be there tomorrow?\n“PENCE: We will not invite her.”"),
            (List{"WALLACE | : | Will she be there tomorrow?", "PENCE | : | We will not invite her."}));
}

TEST(QuotesEn, ATitleBehindAPrepositionIsNoStatement) {
  Text t("On “Meet the Press,” Kim said that the war was over.");
  t.a.tokens[0].upos = model::Upos::ADP;
  EXPECT_EQ(quotes("en", t), (List{"Kim | said | the war was over"}));
}

}  // namespace
