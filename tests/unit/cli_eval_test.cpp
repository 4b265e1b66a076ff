#include <gtest/gtest.h>

#include "cli/eval_cases.h"
#include "cli/eval_gates.h"
#include "cli/eval_score.h"
#include "cli/eval_sets.h"

namespace kawat::cli::eval {
namespace {

GoldEvent gold(std::string type, std::string actor, std::string recipient, bool required = true) {
  GoldEvent e;
  e.type = std::move(type), e.actor = std::move(actor), e.recipient = std::move(recipient), e.required = required;
  return e;
}

CodedEvent coded(std::string type, std::string actor, std::string recipient) {
  CodedEvent e;
  e.type = std::move(type), e.actor = std::move(actor), e.recipient = std::move(recipient), e.modality = "actual";
  return e;
}

TEST(EvalParts, Codes) {
  EXPECT_EQ(clean_code(" --- "), "");
  EXPECT_EQ(clean_code("none"), "");
  EXPECT_EQ(clean_code("rusGOV"), "RUSGOV");
  EXPECT_EQ(country_of("RUSGOV"), "RUS");
  EXPECT_EQ(country_of("COP"), "");  // a sector alone
}

TEST(EvalParts, Stretch) {
  using P = std::pair<std::string, std::string>;
  EXPECT_EQ(stretch("2024-02", ""), P("2024-02-01", "2024-02-29"));
  EXPECT_EQ(stretch("2023", "2023"), P("2023-01-01", "2023-12-31"));
  EXPECT_EQ(stretch("2024-06-03", "2024-06-01"), P("2024-06-01", "2024-06-03"));
  EXPECT_FALSE(stretch("", ""));
  EXPECT_FALSE(stretch("soon", ""));
}

TEST(EvalParts, WordsAreComparedByTheShorter) {
  EXPECT_DOUBLE_EQ(word_overlap("the foreign minister", "Minister"), 1);
  EXPECT_DOUBLE_EQ(word_overlap("kementerian luar negeri", "luar kota"), 0.5);
  EXPECT_DOUBLE_EQ(word_overlap("", "x"), 0);
}

TEST(EvalSentences, LevelsAndCountryAsGovernment) {
  Item item{"1", {gold("ACCUSE", "RUSGOV", "USA")}, {coded("ACCUSE", "RUS", "USAGOV")}, {}};
  Score s = score({item}, Rules::sentences);
  EXPECT_EQ(s.at(Level::type).right, 1);
  EXPECT_EQ(s.at(Level::dyad).right, 1);
  EXPECT_EQ(s.at(Level::codes).right, 1);  // a bare country is as good as its government
  EXPECT_EQ(s.at(Level::other).right, 0);  // to the letter
  EXPECT_EQ(s.at(Level::other).missed, 1);
  EXPECT_EQ(s.at(Level::other).wrong, 1);
}

TEST(EvalSentences, OptionalIsNeitherMissedNorFalse) {
  Item absent{"1", {gold("AID", "JPN", "IDN", false)}, {}, {}};
  Item there{"2", {gold("AID", "JPN", "IDN", false)}, {coded("AID", "JPN", "IDN")}, {}};
  const Tally t = score({absent, there}, Rules::sentences).at(Level::type);
  EXPECT_EQ(t.right, 0);
  EXPECT_EQ(t.missed, 0);
  EXPECT_EQ(t.wrong, 0);
  EXPECT_EQ(t.optional, 1);
}

TEST(EvalSentences, RequiredEventsAreServedFirst) {
  Item item{"1", {gold("AID", "JPN", "IDN", false), gold("AID", "USA", "PHL")}, {coded("AID", "JPN", "IDN")}, {}};
  EXPECT_EQ(score({item}, Rules::sentences).at(Level::type).right, 1);
  EXPECT_EQ(score({item}, Rules::sentences).at(Level::dyad).right, 0);
}

TEST(EvalSentences, OneToOneAndFalseOnEmpty) {
  Item twice{"1", {gold("AID", "JPN", "IDN")}, {coded("AID", "JPN", "IDN"), coded("AID", "JPN", "IDN")}, {}};
  Item empty{"2", {}, {coded("REJECT", "JPN", "")}, {}};
  Score s = score({twice, empty}, Rules::sentences);
  EXPECT_EQ(s.at(Level::type).right, 1);
  EXPECT_EQ(s.at(Level::type).wrong, 2);
  EXPECT_EQ(s.at(Level::dyad).repeats, 1);
  EXPECT_EQ(s.empty, 1);
  EXPECT_EQ(s.on_empty, 1);
  EXPECT_EQ(s.types.at("REJECT").wrong, 1);
  EXPECT_NEAR(s.at(Level::type).precision(), 1.0 / 3, 1e-9);
}

TEST(EvalSentences, Attributes) {
  GoldEvent g = gold("AGREE", "JPN", "IDN");
  g.modality = "future", g.said_by_text = "the foreign ministry in Tokyo", g.actor_text = "Japan";
  CodedEvent c = coded("AGREE", "JPN", "IDN");
  c.said_by_text = "Foreign Ministry";
  Score s = score({{"1", {g}, {c}, {}}}, Rules::sentences);
  auto share = [&](const std::string& name) {
    for (const Share& x : s.shares) {
      if (x.name == name) return x;
    }
    return Share{};
  };
  EXPECT_EQ(share("modality").right, 0);
  EXPECT_EQ(share("modality lenient").right, 1);  // an agreement is about what is to come
  EXPECT_EQ(share("speaker").right, 1);
  EXPECT_EQ(share("mode").of, 0);  // the gold event has none
  g.said_by_text = "";
  c.said_by_text = "Japan";  // the actor as its own speaker counts like nobody
  EXPECT_EQ(score({{"1", {g}, {c}, {}}}, Rules::sentences).shares[3].right, 1);
}

TEST(EvalDocuments, OtherTypesTellingsAndNoise) {
  GoldEvent g = gold("COERCE", "RUS", "UKR");
  g.type_alt = {"ASSAULT"};
  g.tellings = {{"Russia took", {}}, {"“The town fell”", {"Ivan Petrov"}}};
  CodedEvent c = coded("ASSAULT", "RUSGOV", "UKR");
  c.evidence = "\"The town  fell\", said Mr Petrov.";
  c.sources = {"Petrov", "Reuters"};
  CodedEvent advert = coded("AID", "USA", "");
  advert.evidence = "READ ALSO: more aid";
  Score s = score({{"d", {g}, {c, advert}, {"read also"}}}, Rules::documents);
  EXPECT_EQ(s.at(Level::dyad).right, 1);
  EXPECT_EQ(s.at(Level::codes).right, 0);
  EXPECT_EQ(s.at(Level::other).right, 1);  // a country is its government
  EXPECT_EQ(s.noise, 1);
  for (const Share& x : s.shares) {
    if (x.name == "whole chains found") {
      EXPECT_EQ(x.right, 1) << "the telling that was read decides who is asked for";
    }
  }
}

TEST(EvalConfusions, WhatSharesAnActorIsPutTogether) {
  Item item{"1",
            {gold("COERCE", "IDN", "PNG"), gold("AID", "JPN", "IDN")},
            {coded("ASSAULT", "IDN", "PNG"), coded("REJECT", "FRA", "")},
            {}};
  Pairs pairs = confused(item, {}, Rules::sentences);
  EXPECT_EQ(pairs, (Pairs{{0, 0}, {1, -1}, {-1, 1}}));
  EXPECT_EQ(confused(item, {{0, 0}}, Rules::sentences), (Pairs{{1, -1}, {-1, 1}}));
}

TEST(EvalPairs, MacroIsOverTheLabelsOfTheGold) {
  auto rows = per_class({"AID", "AID", "REJECT", "REJECT"}, {"AID", "", "REJECT", "CONSULT"});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].label, "AID");
  EXPECT_DOUBLE_EQ(rows[0].precision(), 1);
  EXPECT_DOUBLE_EQ(rows[0].recall(), 0.5);
  EXPECT_NEAR(macro(rows).f1, 2.0 / 3, 1e-9);
}

TEST(EvalCases, ReadAndJudge) {
  auto cases = read_cases(
      "# comment\nlang id\ndate 2024-08-22\n\ncase one\ntext Polisi menahan mahasiswa.\n"
      "event COERCE/arrest actor=IDNCOP|COP recipient=* said_by=- date=2024-08\nnone PROTEST\n\n"
      "case two\nlang en\ntext Nothing happens.\nnothing else\n",
      "x.case");
  ASSERT_TRUE(cases) << cases.error().message();
  ASSERT_EQ(cases->size(), 2u);
  const Case& one = (*cases)[0];
  EXPECT_EQ(one.document.at("language"), "id");
  EXPECT_EQ((*cases)[1].document.at("language"), "en");
  nlohmann::json row{{"event_type", "COERCE"},     {"event_mode", "arrest"},
                     {"actor_code", "IDNCOP"},     {"recipient_code", "IDNEDU"},
                     {"date_start", "2024-08-01"}, {"date_end", "2024-08-31"},
                     {"modality", "actual"},       {"attribution", {{{"kind", "outlet"}, {"name", "Kompas"}}}}};
  EXPECT_TRUE(judge(one, {row}).empty());
  row["event_mode"] = "seize";
  auto complaints = judge(one, {row});
  ASSERT_EQ(complaints.size(), 1u);
  EXPECT_EQ(complaints[0].gold, "COERCE");
  EXPECT_EQ(complaints[0].coded, "COERCE");
  row["event_type"] = "PROTEST";
  complaints = judge(one, {row});
  ASSERT_EQ(complaints.size(), 2u);
  EXPECT_EQ(complaints[1].gold, "");
  EXPECT_EQ(judge((*cases)[1], {row}).size(), 1u);
  EXPECT_TRUE(judge((*cases)[1], {}).empty());
}

TEST(EvalCases, WhatIsWrongIsNamed) {
  for (const char* text :
       {"case a\ntext x\nevent NOTHING", "case a\ntext x\nevent AID colour=red", "case a\ntext x", "case a\nnone *",
        "case a\ntext x\nnone *\ncase a\ntext y\nnone *", "case a\ntext x\nevnt AID", "case a\ntext x\nevent AID actor"}) {
    auto cases = read_cases(text, "x.case");
    ASSERT_FALSE(cases) << text;
    EXPECT_TRUE(cases.error().where.starts_with("x.case")) << text;
  }
}

constexpr const char* kGates =
    R"({"measure": ["events"], "room": {"*": 0.02, "events noise": 0}, "floors": {"events type F1": 0.8,
  "events false per 100": 2.5, "docs type F1": 70}, "kept": [1]})";

TEST(EvalGates, CompareAndRaise) {
  auto gates = Gates::read(kGates, "gates.json");
  ASSERT_TRUE(gates);
  std::vector<Measure> measures{{"events type F1", 0.9}, {"events false per 100", 3}};
  auto floors = gates->compare(measures, {"events"});
  ASSERT_EQ(floors.size(), 2u);  // docs were not measured
  EXPECT_FALSE(floors[0].fell());
  EXPECT_TRUE(floors[1].fell());  // less is better
  auto changes = gates->update(floors, "");
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0], "raised events type F1: 0.8 → 0.882");
  EXPECT_TRUE(gates->compare(measures, {"events"})[1].fell()) << "no floor is lowered without a reason";
  EXPECT_EQ(gates->write().find("lowered"), std::string::npos);
  EXPECT_NE(gates->write().find("\"kept\""), std::string::npos);
}

TEST(EvalGates, LoweringIsWrittenDown) {
  auto gates = Gates::read(kGates, "gates.json");
  ASSERT_TRUE(gates);
  std::vector<Measure> measures{{"events type F1", 0.5}};
  auto floors = gates->compare(measures, {"events"});
  EXPECT_TRUE(floors[0].fell());
  EXPECT_TRUE(floors[1].fell()) << "what is not measured has fallen";
  gates->update(floors, "the set was corrected");
  auto json = nlohmann::json::parse(gates->write());
  EXPECT_DOUBLE_EQ(json["floors"]["events type F1"].get<double>(), 0.49);
  EXPECT_DOUBLE_EQ(json["floors"]["events false per 100"].get<double>(), 2.5);
  ASSERT_EQ(json["lowered"].size(), 1u);
  EXPECT_EQ(json["lowered"][0]["reason"], "the set was corrected");
  EXPECT_DOUBLE_EQ(json["lowered"][0]["from"].get<double>(), 0.8);
}

TEST(EvalGates, BadFiles) {
  for (const char* text : {"", "[]", "{}", R"({"floors": {"a b": "x"}, "room": {"*": 0}})", R"({"floors": {}, "room": {}})"}) {
    EXPECT_FALSE(Gates::read(text, "gates.json")) << text;
  }
}

TEST(EvalSets, TheProjectsOwn) {
  const std::string root = KAWAT_SOURCE;
  auto sets = read_sets({"mine=" + root + "/data/lang/id/examples", root + "/tests/cases"}, {"id", ""});
  ASSERT_TRUE(sets) << sets.error().message();
  ASSERT_EQ(sets->size(), 2u);
  EXPECT_EQ((*sets)[0].name, "mine");
  EXPECT_EQ((*sets)[0].kind, Kind::pairs);
  EXPECT_EQ((*sets)[0].pairs.front().language, "id");
  EXPECT_EQ((*sets)[1].name, "cases");
  for (const Case& c : (*sets)[1].cases) EXPECT_EQ(c.document.at("language"), "id");
  auto clash = read_sets({"x=" + root + "/data/lang/id/examples", "x=" + root + "/tests/cases"}, {});
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().code, Code::bad_option);
  EXPECT_FALSE(read_sets({root + "/no-such-file"}, {}));
}

}  // namespace
}  // namespace kawat::cli::eval
