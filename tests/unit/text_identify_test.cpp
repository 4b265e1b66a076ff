#include "text/identify.h"

#include <gtest/gtest.h>

#include "lexicon/pack.h"

namespace kawat::text {
namespace {

std::string code(std::string_view s) {
  static const lexicon::Pack pack = lexicon::Pack::open(KAWAT_BINARY "/kawat.pack").value();
  static const Identifier identifier = Identifier::build(pack).value();
  return identifier.identify(s).code;
}

TEST(Identify, Sentences) {
  EXPECT_EQ(code("Presiden itu mengatakan bahwa kedua negara akan meningkatkan kerja sama."), "id");
  EXPECT_EQ(code("The president said that both countries will expand their cooperation."), "en");
  EXPECT_EQ(code("Perdana Menteri berkata kerajaan tidak akan membenarkan perkara itu kerana bimbang keselamatan rakyat."), "ms");
  EXPECT_EQ(code("Polis menahan dua lelaki selepas kejadian itu, menurut kenyataan pejabat beliau pada bulan Ogos."), "ms");
  EXPECT_EQ(code("Le président a déclaré que les deux pays vont renforcer leur coopération."), "fr");
  EXPECT_EQ(code("Der Präsident sagte, dass die beiden Länder nicht mehr mit den Rebellen sprechen werden."), "de");
  EXPECT_EQ(code("El presidente dijo que los dos países van a reforzar la cooperación entre sus gobiernos."), "es");
  EXPECT_EQ(code("O presidente disse que não vai assinar o acordo com os dois países."), "pt");
  EXPECT_EQ(code("De president zei dat het land niet met de rebellen zal praten."), "nl");
  EXPECT_EQ(code("Wong-wong kuwi wis ora ana ing desa iki amarga banjir sing gedhe."), "jv");
  EXPECT_EQ(code("Urang teu bisa indit ka kota kusabab jalan anu rusak geus lila teu dibenerkeun."), "su");
}

TEST(Identify, ScriptsAndNothing) {
  EXPECT_EQ(code("Президент заявил о новых переговорах"), "ru");
  EXPECT_EQ(code("قال الرئيس إن المحادثات مستمرة"), "ar");
  EXPECT_EQ(code("总统表示会谈将继续"), "zh");
  EXPECT_EQ(code("大統領は会談を続けると述べた"), "ja");
  EXPECT_EQ(code(""), "und");
  EXPECT_EQ(code("12345 !!! 67"), "und");
}

}  // namespace
}  // namespace kawat::text
