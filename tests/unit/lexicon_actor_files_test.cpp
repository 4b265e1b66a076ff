#include "lexicon/actor_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "lexicon/actors.h"
#include "lexicon/compile.h"

namespace kawat::lexicon {
namespace {

namespace fs = std::filesystem;

std::string put(const std::string& name, const std::string& bytes) {
  fs::path path = fs::temp_directory_path() / ("kawat-" + std::to_string(::getpid()) + "-" + name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

Pack small_pack() {
  Source source;
  source.files["actors/persons.tsv"] = "Ana Lima\tBRA\tOPP\t\t\tLima\t\nJoe Falk\tUSA\tGOV\t\t\t\t\n";
  source.files["lang/en/roles.tsv"] = "president\tpresidents\tGOV\toffice\n";
  PackWriter writer;
  EXPECT_TRUE(compile_actors(source, writer));
  std::string path = put("small.pack", "");
  EXPECT_TRUE(writer.write(path));
  auto pack = Pack::open(path);
  EXPECT_TRUE(pack);
  return std::move(*pack);
}

// Codes of the rows that a name matches in English, "own" rows marked.
std::string rows_of(const Pack& pack, std::string_view name) {
  auto table = ActorTable::open(pack, "en");
  EXPECT_TRUE(table);
  std::string out;
  for (std::uint32_t id : table->names().values(table->names().find(name))) {
    const ActorName& n = table->name_rows()[id];
    if ((n.flags & ActorName::kEnglish) == 0) continue;
    const ActorEntry& e = table->entries()[n.entry];
    out +=
        (out.empty() ? "" : " ") + std::string(e.country) + std::string(e.sector) + ((n.flags & ActorName::kOwn) != 0 ? "*" : "");
  }
  return out;
}

TEST(ActorFiles, OutletsAreLookedUpBeforeTheShippedOnes) {
  Pack pack = small_pack();
  ASSERT_TRUE(
      add_actor_files(pack, {put("outlets.tsv", "# name\taliases\tcountry\nDnieper Herald\therald.example\tUKR\ten\toutlet\n")}));
  EXPECT_TRUE(pack.section("actors/outlets.tsv").starts_with("Dnieper Herald\therald.example\tUKR\ten\toutlet\n"));
}

TEST(ActorFiles, RowsAddReplaceAndRemove) {
  Pack pack = small_pack();
  std::string path = put("mine.tsv",
                         "# name\tcountry\tsector\tfrom\tto\taliases\twikidata\n"
                         "Ana Lima\tBRA\tGOV\t2024-01-01\t\t\t\n"
                         "Joe Falk\t-\t\t\t\t\t\n"
                         "Siti Rahma\tIDN\tSOC\t\t\tBu Siti\t\n");
  ASSERT_TRUE(add_actor_files(pack, {path}));
  EXPECT_EQ(rows_of(pack, "ana lima"), "BRAGOV*");
  EXPECT_EQ(rows_of(pack, "lima"), "");  // of the row that was replaced
  EXPECT_EQ(rows_of(pack, "joe falk"), "");
  EXPECT_EQ(rows_of(pack, "bu siti"), "IDNSOC*");
}

TEST(ActorFiles, ErrorsNameTheLine) {
  Pack pack = small_pack();
  for (const auto& [bytes, where] :
       {std::pair{"# name\tcountry\tsector\tfrom\tto\taliases\twikidata\nA B\tBrazil\tGOV\t\t\t\t\n", ":2"},
        std::pair{"# name\tcountry\tsector\tfrom\tto\taliases\twikidata\nA B\tBRA\tGOV\tlast year\t\t\t\n", ":2"},
        std::pair{"just words\n", ":1"}, std::pair{"A_B [BRAGOV >soon]\n", ":1"}, std::pair{"\n+LOST_SYNONYM [BRA]\n", ":2"},
        std::pair{"A_B [BRAGOV\n+C [BRA]\n", ":1"}, std::pair{"\xff\xfe\n", ":1"}}) {
    auto done = add_actor_files(pack, {put("bad.tsv", bytes)});
    ASSERT_FALSE(done) << bytes;
    EXPECT_TRUE(done.error().where.ends_with(where)) << done.error().message();
  }
  EXPECT_FALSE(add_actor_files(pack, {"/nowhere/mine.tsv"}));
}

TEST(ActorFiles, Dictionary) {
  auto actors = read_actor_dictionary(
      "# comment\n"
      "HAMID_KARZAI_ ; Afghan leader\n"
      "+PRESIDENT_KARZAI_\n"
      "  [AFGELI <20011222]\n"
      "  [AFGGOV 20011222-20140929]  # in office\n"
      "UNITED_NATIONS_ [IGOUNO]\n"
      "KENNEDY [USAGOV 610120-631122]\n"
      "NOBODY [###]\n",
      "x");
  ASSERT_TRUE(actors);
  ASSERT_EQ(actors->size(), 4u);
  const DictionaryActor& karzai = actors->front();
  EXPECT_EQ(karzai.names, (std::vector<std::string>{"Hamid Karzai", "President Karzai"}));
  ASSERT_EQ(karzai.roles.size(), 2u);
  EXPECT_EQ(karzai.roles[0].country + karzai.roles[0].sector, "AFGELI");
  EXPECT_EQ(karzai.roles[0].to, "2001-12-22");
  EXPECT_EQ(karzai.roles[1].from, "2001-12-22");
  EXPECT_EQ(karzai.roles[1].to, "2014-09-29");
  EXPECT_EQ((*actors)[1].roles[0].country, "UNO");
  EXPECT_EQ((*actors)[2].roles[0].from, "1961-01-20");
  EXPECT_TRUE((*actors)[3].roles.empty());

  Pack pack = small_pack();
  ASSERT_TRUE(add_actor_files(pack, {put("actors.txt", "ANA_LIMA_ [BRAMED]\n+SENHORA_LIMA_\n")}));
  EXPECT_EQ(rows_of(pack, "senhora lima"), "BRAJRN*");  // CAMEO's MED is the press
}

TEST(ActorFiles, CameoCodes) {
  for (const auto& [code, own] :
       {std::pair{"AFGGOV", "AFGGOV"}, std::pair{"AFG", "AFG"}, std::pair{"IGOUNO", "UNO"}, std::pair{"IGOEUREEC", "EUR"},
        std::pair{"PALREBHMS", "PSEREB"}, std::pair{"USAMEDFOX", "USAJRN"}, std::pair{"NGOHLHIRC", "NGO"}, std::pair{"---", ""},
        std::pair{"", ""}, std::pair{"REB", ""}}) {
    std::string country, sector;
    from_cameo_actor(code, country, sector);
    EXPECT_EQ(country + sector, own) << code;
  }
}

}  // namespace
}  // namespace kawat::lexicon
