#include "context/context.h"

#include "context_helpers.h"

namespace {

using namespace kawat;
using context_test::iso;
using context_test::kTuesday;
using context_test::Text;
using model::ActorKind;
using model::EventType;
using model::Modality;

void complete(std::string_view language, Text& t) {
  auto c = context::Context::build(context_test::pack(), language);
  ASSERT_TRUE(c) << c.error().message();
  c->quotes(t.d, t.a);
  c->complete(t.d, t.a);
}

std::string chain(const model::Event& e) {
  std::string out;
  for (const model::Source& s : e.attribution)
    out += (out.empty() ? "" : " > ") + std::string(model::name(s.kind)) + " " + std::string(s.name);
  return out;
}

// A sentence's tree from "head" per token, 1-based, 0 = root, with relations.
struct Arc {
  int head;
  model::Deprel rel;
  model::Upos upos;
};
void parse(Text& t, std::uint32_t sentence, std::initializer_list<Arc> arcs) {
  model::Sentence& s = t.a.sentences[sentence];
  ASSERT_EQ(s.size(), arcs.size());
  std::uint32_t i = s.first;
  for (const Arc& arc : arcs) {
    t.a.tokens[i].head = arc.head == 0 ? -1 : static_cast<std::int32_t>(s.first) + arc.head - 1;
    t.a.tokens[i].deprel = arc.rel, t.a.tokens[i].upos = arc.upos;
    ++i;
  }
  s.parsed = s.tagged = true;
}

TEST(When, ArticleDateWhereTheTextHasNone) {
  Text t("Rusia menyerang Ukraina.", kTuesday);
  t.event(EventType::ASSAULT, "menyerang");
  complete("id", t);
  EXPECT_EQ(iso(t.a.events[0].when), "2024-10-08");
  EXPECT_TRUE(t.a.events[0].when.text.empty());
}

TEST(When, NoArticleDateForThePlannedAndThePast) {
  Text t("Rusia akan menyerang Ukraina.", kTuesday);
  t.event(EventType::ASSAULT, "menyerang").modality = Modality::future;
  complete("id", t);
  EXPECT_FALSE(t.a.events[0].when.start.known());
  Text past("Pada masa itu Uni Soviet membantu Korea Utara.", kTuesday);
  past.event(EventType::AID, "membantu");
  complete("id", past);
  EXPECT_EQ(past.a.events[0].modality, Modality::historical);
  EXPECT_FALSE(past.a.events[0].when.start.known());
}

TEST(When, Historical) {
  Text id("Rusia menyerang Ukraina pada 2014.", kTuesday);
  id.event(EventType::ASSAULT, "menyerang");
  complete("id", id);
  EXPECT_EQ(id.a.events[0].modality, Modality::historical);
  Text en("Russia attacked Ukraine two years ago.", kTuesday);
  en.event(EventType::ASSAULT, "attacked");
  complete("en", en);
  EXPECT_EQ(en.a.events[0].modality, Modality::historical);
  Text recent("Russia attacked Ukraine in June.", kTuesday);
  recent.event(EventType::ASSAULT, "attacked");
  complete("en", recent);
  EXPECT_EQ(recent.a.events[0].modality, Modality::actual);
  EXPECT_EQ(iso(recent.a.events[0].when), "2024-06-01..2024-06-30");
}

TEST(When, DateOfAnotherClauseStaysThere) {
  using enum model::Deprel;
  using U = model::Upos;
  // He said on Monday that Russia attacked Ukraine .
  Text t("He said on Monday that Russia attacked Ukraine.", kTuesday);
  parse(t, 0,
        {{2, nsubj, U::PRON},
         {0, root, U::VERB},
         {4, case_, U::ADP},
         {2, obl, U::PROPN},
         {7, mark, U::SCONJ},
         {7, nsubj, U::PROPN},
         {2, ccomp, U::VERB},
         {7, obj, U::PROPN},
         {2, punct, U::PUNCT}});
  t.event(EventType::ASSAULT, "attacked");
  complete("en", t);
  EXPECT_TRUE(t.a.events[0].when.text.empty());
  EXPECT_EQ(iso(t.a.events[0].when), "2024-10-08");
}

TEST(When, LightVerbSharesItsDate) {
  using enum model::Deprel;
  using U = model::Upos;
  // Putin melakukan kunjungan ke Pyongyang pada Juni .
  Text t("Putin melakukan kunjungan ke Pyongyang pada Juni.", kTuesday);
  parse(t, 0,
        {{2, nsubj, U::PROPN},
         {0, root, U::VERB},
         {2, obj, U::NOUN},
         {5, case_, U::ADP},
         {3, nmod, U::PROPN},
         {7, case_, U::ADP},
         {2, obl, U::PROPN},
         {2, punct, U::PUNCT}});
  t.event(EventType::CONSULT, "kunjungan");
  complete("id", t);
  EXPECT_EQ(iso(t.a.events[0].when), "2024-06-01..2024-06-30");
  EXPECT_EQ(t.a.events[0].where.country, "PRK");
}

TEST(Where, Places) {
  Text id("Kedua menteri bertemu di Jenewa.", kTuesday);
  id.event(EventType::CONSULT, "bertemu");
  complete("id", id);
  EXPECT_EQ(id.a.events[0].where.country, "CHE");
  EXPECT_EQ(id.a.events[0].where.name, "Jenewa");
  EXPECT_TRUE(id.a.events[0].where.located);
  Text en("The ministers met in Geneva.", kTuesday);
  en.event(EventType::CONSULT, "met");
  complete("en", en);
  EXPECT_EQ(en.a.events[0].where.name, "Geneva");
}

TEST(Where, CapitalsByTheirState) {
  Text id("Bom meledak di ibu kota Suriah.", kTuesday);
  id.mention("Suriah", "Suriah", ActorKind::state, "SYR");
  id.event(EventType::ASSAULT, "meledak");
  complete("id", id);
  EXPECT_EQ(id.a.events[0].where.name, "Damaskus");
  Text en("Bombs exploded in the Syrian capital.", kTuesday);
  en.mention("Syrian", "Syria", ActorKind::state, "SYR");
  en.event(EventType::ASSAULT, "exploded");
  complete("en", en);
  EXPECT_EQ(en.a.events[0].where.name, "Damascus");
}

TEST(Where, NothingIsBetterThanAGuess) {
  Text t("Rusia menyerang Ukraina.", kTuesday);
  t.event(EventType::ASSAULT, "menyerang");
  complete("id", t);
  EXPECT_TRUE(t.a.events[0].where.country.empty());
}

TEST(Sources, SpeakerThenOutlet) {
  Text t("Rusia menyerang Ukraina, kata Zelensky.", kTuesday);
  t.d.outlet = "Antara";
  t.mention("Zelensky", "Volodymyr Zelensky", ActorKind::person, "UKR", "GOV");
  t.event(EventType::ASSAULT, "menyerang");
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker Volodymyr Zelensky > outlet Antara");
  EXPECT_EQ(t.a.events[0].attribution[0].code, "UKRGOV");
  EXPECT_FALSE(t.a.events[0].is_quote);
}

TEST(Sources, RelaySentenceExtendsTheChain) {
  Text t(
      "Kim mengumumkan bahwa negaranya akan menguji senjata. Ini disampaikan oleh media pemerintah, KCNA, yang dikutip oleh "
      "Yonhap News.",
      kTuesday);
  t.mention("Kim", "Kim Jong Un", ActorKind::person, "PRK", "GOV");
  t.mention("KCNA", "KCNA", ActorKind::media, "PRK", "MED");
  t.mention("Yonhap News", "Yonhap News", ActorKind::media, "KOR", "MED");
  t.event(EventType::MOBILIZE, "menguji");
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker Kim Jong Un > agency KCNA > agency Yonhap News");
}

TEST(Sources, AgencyAloneSpeaks) {
  Text t("Menurut KCNA yang dikutip Yonhap, Kim menguji senjata.", kTuesday);
  t.mention("KCNA", "KCNA", ActorKind::media, "PRK", "MED");
  t.mention("Yonhap", "Yonhap", ActorKind::media, "KOR", "MED");
  t.event(EventType::MOBILIZE, "menguji");
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker KCNA > agency Yonhap");
}

TEST(Sources, CitedAgencyStandsNearerToTheOrigin) {
  Text t("Russia attacked the town, according to Yonhap, citing KCNA.", kTuesday);
  t.mention("Yonhap", "Yonhap", ActorKind::media, "KOR", "MED");
  t.mention("KCNA", "KCNA", ActorKind::media, "PRK", "MED");
  t.event(EventType::ASSAULT, "attacked");
  complete("en", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker KCNA > agency Yonhap");
}

TEST(Sources, NestedStatements) {
  Text t("Reuters reported that Smith said that Russia attacked the town.", kTuesday);
  t.mention("Reuters", "Reuters", ActorKind::media, "GBR", "MED");
  t.mention("Smith", "John Smith", ActorKind::person, "USA", "GOV");
  t.event(EventType::ASSAULT, "attacked");
  complete("en", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker John Smith > agency Reuters");
}

TEST(Sources, ToldToAnAgency) {
  Text t("Smith told Reuters that Russia attacked the town.", kTuesday);
  t.mention("Smith", "John Smith", ActorKind::person, "USA", "GOV");
  t.mention("Reuters", "Reuters", ActorKind::media, "GBR", "MED");
  t.event(EventType::ASSAULT, "attacked");
  complete("en", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker John Smith > agency Reuters");
}

TEST(Sources, TheSpeechActItselfHasNoSpeaker) {
  Text t("Iran menuduh Israel menyerang kapal.", kTuesday);
  std::int32_t iran = t.mention("Iran", "Iran", ActorKind::state, "IRN");
  model::Event& e = t.event(EventType::ACCUSE, "menuduh");
  e.actor = iran;
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "");
}

TEST(Sources, WhatOneStatesToDoIsNotWitnessed) {
  Text t("Kim menyatakan mendukung Rusia.", kTuesday);
  std::int32_t kim = t.mention("Kim", "Kim Jong Un", ActorKind::person, "PRK", "GOV");
  t.event(EventType::SUPPORT, "mendukung").actor = kim;
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "");
}

TEST(Sources, DirectQuotation) {
  Text t("“Kami akan membantu Rusia,” kata Kim.", kTuesday);
  t.mention("Kim", "Kim Jong Un", ActorKind::person, "PRK", "GOV");
  t.event(EventType::AID, "membantu");
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker Kim Jong Un");
  EXPECT_TRUE(t.a.events[0].is_quote);
}

TEST(Sources, AnonymousSourcesKeepTheirWords) {
  Text t("Rusia menyerang kota itu, kata seorang pejabat yang enggan disebut namanya.", kTuesday);
  t.event(EventType::ASSAULT, "menyerang");
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]).substr(0, 23), "speaker seorang pejabat");
  Text en("Russia attacked the town, a senior official said.", kTuesday);
  en.event(EventType::ASSAULT, "attacked");
  complete("en", en);
  EXPECT_EQ(chain(en.a.events[0]), "speaker a senior official");
}

TEST(Sources, ChannelsPassOn) {
  Text id("“Kami menolak sanksi itu,” kata Mousavi dalam pernyataan di televisi pemerintah Iran.", kTuesday);
  id.mention("Mousavi", "Abbas Mousavi", ActorKind::person, "IRN", "GOV");
  id.event(EventType::REJECT, "menolak");
  complete("id", id);
  EXPECT_EQ(chain(id.a.events[0]), "speaker Abbas Mousavi > agency televisi pemerintah Iran");
  Text en("“We reject the sanctions fully,” Smith said in an interview with Reuters.", kTuesday);
  en.mention("Smith", "John Smith", ActorKind::person, "USA", "GOV");
  en.mention("Reuters", "Reuters", ActorKind::media, "GBR", "MED");
  en.event(EventType::REJECT, "reject");
  complete("en", en);
  EXPECT_EQ(chain(en.a.events[0]), "speaker John Smith > agency Reuters");
}

TEST(Sources, ChannelOfALaterSentence) {
  Text t("“Rusia menyerang kami kemarin. Kami akan membalas,” kata Zelensky kepada Reuters.", kTuesday);
  t.mention("Zelensky", "Volodymyr Zelensky", ActorKind::person, "UKR", "GOV");
  t.mention("Reuters", "Reuters", ActorKind::media, "GBR", "MED");
  t.event(EventType::ASSAULT, "menyerang");
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker Volodymyr Zelensky > agency Reuters");
}

TEST(Sources, WhatIsCondemnedHappenedAnyway) {
  Text id("Kim mengecam bahwa Rusia menyerang kota itu.", kTuesday);
  id.mention("Kim", "Kim Jong Un", ActorKind::person, "PRK", "GOV");
  id.event(EventType::ASSAULT, "menyerang");
  complete("id", id);
  EXPECT_EQ(chain(id.a.events[0]), "");
}

TEST(Sources, PronounGoesOnWithTheLastSpeaker) {
  Text t("“Kami akan menang besok,” kata Kim.\n“Rusia menyerang pasukan kita kemarin,” ujarnya.", kTuesday);
  t.mention("Kim", "Kim Jong Un", ActorKind::person, "PRK", "GOV");
  t.event(EventType::ASSAULT, "menyerang");
  complete("id", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker Kim Jong Un");
}

TEST(Sources, TheStatementIsItsAuthors) {
  Text t("Smith said the town was safe.\n“Russia attacked the harbour yesterday,” the statement said.", kTuesday);
  t.mention("Smith", "John Smith", ActorKind::person, "USA", "GOV");
  t.event(EventType::ASSAULT, "attacked");
  complete("en", t);
  EXPECT_EQ(chain(t.a.events[0]), "speaker John Smith");
}

TEST(When, GoalsOfCommitmentsLieAhead) {
  using enum model::Deprel;
  using U = model::Upos;
  // Trump agreed to hold talks in July .
  Text t("Trump agreed to hold talks in November.", kTuesday);
  parse(t, 0,
        {{2, nsubj, U::PROPN},
         {0, root, U::VERB},
         {4, mark, U::PART},
         {2, xcomp, U::VERB},
         {4, obj, U::NOUN},
         {7, case_, U::ADP},
         {4, obl, U::PROPN},
         {2, punct, U::PUNCT}});
  t.event(EventType::AGREE, "agreed");
  complete("en", t);
  EXPECT_EQ(iso(t.a.events[0].when), "2024-11-01..2024-11-30");
  // Trump agreed in November to hold talks .
  Text past("Trump agreed in November to hold talks.", kTuesday);
  parse(past, 0,
        {{2, nsubj, U::PROPN},
         {0, root, U::VERB},
         {4, case_, U::ADP},
         {2, obl, U::PROPN},
         {6, mark, U::PART},
         {2, xcomp, U::VERB},
         {6, obj, U::NOUN},
         {2, punct, U::PUNCT}});
  past.event(EventType::AGREE, "agreed");
  complete("en", past);
  EXPECT_EQ(iso(past.a.events[0].when), "2023-11-01..2023-11-30");
}

TEST(When, SameActHasOneDay) {
  Text t("Rusia menyerang Ukraina.\nRusia menyerang Ukraina pada Senin.", kTuesday);
  for (int n : {0, 1})
    t.mention("Rusia", "Rusia", ActorKind::state, "RUS", {}, n), t.mention("Ukraina", "Ukraina", ActorKind::state, "UKR", {}, n);
  for (int n : {0, 1}) {
    model::Event& e = t.event(EventType::ASSAULT, "menyerang", n);
    e.actor = 2 * n, e.recipient = 2 * n + 1;
  }
  complete("id", t);
  EXPECT_EQ(iso(t.a.events[0].when), "2024-10-07");
  EXPECT_EQ(iso(t.a.events[1].when), "2024-10-07");
}

TEST(Where, OfParties) {
  Text t("Poland expelled diplomats.", kTuesday);
  std::int32_t poland = t.mention("Poland", "Poland", ActorKind::state, "POL");
  std::int32_t diplomats = t.mention("diplomats", "diplomats", ActorKind::office, "RUS", "GOV");
  model::Event& e = t.event(EventType::SANCTION, "expelled");
  e.actor = poland, e.recipient = diplomats;
  complete("en", t);
  EXPECT_EQ(t.a.events[0].where.country, "POL");
  Text id("Pemerintah bertemu oposisi.", kTuesday);
  std::int32_t a = id.mention("Pemerintah", "", ActorKind::office, "KEN", "GOV"),
               b = id.mention("oposisi", "", ActorKind::party, "KEN", "OPP");
  model::Event& f = id.event(EventType::CONSULT, "bertemu");
  f.actor = a, f.recipient = b;
  complete("id", id);
  EXPECT_EQ(id.a.events[0].where.country, "KEN");
  EXPECT_TRUE(id.a.events[0].where.text.empty());
}

TEST(Where, AMonthIsNoPlace) {
  Text t("The rebels released the hostages in April.", kTuesday);
  t.event(EventType::RETREAT, "released");
  complete("en", t);
  EXPECT_TRUE(t.a.events[0].where.text.empty());
}

TEST(Where, TheSpeakersOwnAct) {
  Text t("“Kami menolak langkah itu,” kata Hua di Beijing.", kTuesday);
  std::int32_t hua = t.mention("Hua", "Hua Chunying", ActorKind::person, "CHN", "GOV");
  t.event(EventType::REJECT, "menolak").actor = hua;
  complete("id", t);
  EXPECT_EQ(t.a.events[0].where.country, "CHN");
}

}  // namespace
