#include "actors/finder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "actors/article_day.h"
#include "actors_helpers.h"

namespace kawat::actors {
namespace {

struct Read {
  model::Document document;
  model::Analysis analysis;

  Read(std::string language, std::string text, std::string day = "2024-10-08", std::string home = "", bool resolve = true) {
    document.text = std::move(text);
    document.home = std::move(home);
    document.published = {std::stoi(day.substr(0, 4)), std::stoi(day.substr(5, 2)), std::stoi(day.substr(8, 2))};
    tokenise(document, analysis);
    auto finder = Finder::build(pack(), language);
    EXPECT_TRUE(finder);
    finder->find(document, analysis);
    if (resolve) finder->resolve(document, analysis);
  }
  // The n-th mention with exactly these words.
  const model::Mention* at(std::string_view words, int n = 0) const {
    for (const model::Mention& m : analysis.mentions) {
      if (m.span.in(document.text) == words && n-- == 0) return &m;
    }
    return nullptr;
  }
  std::string code(std::string_view words, int n = 0) const {
    const model::Mention* m = at(words, n);
    return m == nullptr ? "(none)" : m->actor.code();
  }
  // Codes of all mentions in order, for a failure's message.
  std::string all() const {
    std::string out;
    for (const model::Mention& m : analysis.mentions) {
      out += "[" + std::string(m.span.in(document.text)) + " " + m.actor.code() + "] ";
    }
    return out;
  }
  std::string members(std::string_view words) const {
    const model::Mention* m = at(words);
    std::string out;
    if (m == nullptr) return "(none)";
    for (std::int32_t i : m->members) {
      if (i >= 0)
        out += (out.empty() ? "" : " ") + std::string(analysis.mentions[static_cast<std::size_t>(i)].actor.country.view());
    }
    return out;
  }
};

TEST(Actors, StatesCapitalsAndPeoples) {
  Read id(
      "id",
      "Korea Utara dan Tiongkok bertemu di Moskow. Pyongyang menolak. Warga Rusia dan wartawan asal Jepang ditahan. AS diam.");
  EXPECT_EQ(id.code("Korea Utara"), "PRK") << id.all();
  EXPECT_EQ(id.code("Tiongkok"), "CHN");
  EXPECT_EQ(id.code("Moskow"), "RUS");
  EXPECT_TRUE(id.at("Moskow")->locative);
  EXPECT_EQ(id.code("Pyongyang"), "PRK");
  EXPECT_FALSE(id.at("Pyongyang")->locative);
  EXPECT_EQ(id.code("Warga Rusia"), "RUSCVL");
  EXPECT_EQ(id.code("wartawan asal Jepang"), "JPNJRN");
  EXPECT_EQ(id.code("AS"), "USA");

  Read en("en", "North Korea and China met in Moscow. Pyongyang refused. Russian citizens left. The US said nothing to us.");
  EXPECT_EQ(en.code("North Korea"), "PRK") << en.all();
  EXPECT_EQ(en.code("China"), "CHN");
  EXPECT_TRUE(en.at("Moscow")->locative);
  EXPECT_EQ(en.code("Pyongyang"), "PRK");
  EXPECT_EQ(en.code("Russian citizens"), "RUSCVL");
  EXPECT_EQ(en.code("US"), "USA");
}

TEST(Actors, FormerStates) {
  Read id("id", "Uni Soviet membantu Jerman Timur dan Yugoslavia.");
  EXPECT_EQ(id.code("Uni Soviet"), "RUS") << id.all();
  EXPECT_EQ(id.code("Jerman Timur"), "DEU");
  EXPECT_EQ(id.code("Yugoslavia"), "SRB");
  Read en("en", "The Soviet Union armed Czechoslovakia and North Vietnam.");
  EXPECT_EQ(en.code("Soviet Union"), "RUS") << en.all();
  EXPECT_EQ(en.code("Czechoslovakia"), "CZE");
  EXPECT_EQ(en.code("North Vietnam"), "VNM");
}

TEST(Actors, LeadersByDate) {
  EXPECT_EQ(Read("id", "Kemarin Joko Widodo berpidato.", "2020-03-01").code("Joko Widodo"), "IDNGOV");
  EXPECT_EQ(Read("id", "Kemarin Susilo Bambang Yudhoyono berpidato.", "2020-03-01").code("Susilo Bambang Yudhoyono").substr(0, 3),
            "IDN");
  EXPECT_EQ(Read("en", "Yesterday Barack Obama spoke.", "2012-03-01").code("Barack Obama"), "USAGOV");
  EXPECT_EQ(Read("en", "Yesterday Barack Obama spoke.", "2023-03-01").code("Barack Obama"), "USAELI");
  EXPECT_EQ(Read("en", "Yesterday Vladimir Putin spoke.").at("Vladimir Putin")->actor.name, "Vladimir Putin");
}

TEST(Actors, RolesWithStatesAndNames) {
  Read id("id",
          "Menteri Luar Negeri Rusia Sergei Lavrov menerima juru bicara Kementerian Luar Negeri Tiongkok. Pasukan Israel dan "
          "polisi Prancis mundur. "
          "Mantan presiden AS itu menyapa anggota parlemen Inggris. Pengunjuk rasa Palestina dan 8000 Muslim Bosnia tiba bersama "
          "warga Gaza.");
  EXPECT_EQ(id.code("Menteri Luar Negeri Rusia Sergei Lavrov"), "RUSGOV") << id.all();
  EXPECT_EQ(id.code("juru bicara Kementerian Luar Negeri Tiongkok"), "CHNGOV");
  EXPECT_EQ(id.code("Pasukan Israel"), "ISRMIL");
  EXPECT_EQ(id.code("polisi Prancis"), "FRACOP");
  EXPECT_EQ(id.code("Mantan presiden AS itu"), "USAELI");
  EXPECT_EQ(id.code("anggota parlemen Inggris"), "GBRLEG");
  EXPECT_EQ(id.code("Pengunjuk rasa Palestina"), "PSEOPP");
  EXPECT_EQ(id.code("8000 Muslim Bosnia"), "BIHREL");
  EXPECT_EQ(id.code("warga Gaza"), "PSECVL");

  Read en(
      "en",
      "Russian Foreign Minister Sergei Lavrov met the foreign minister of China. Israeli troops and French police withdrew. "
      "Former US President Donald Trump spoke to a spokesman for the Kenyan army. Gaza residents saw Palestinian protesters.");
  EXPECT_EQ(en.code("Russian Foreign Minister Sergei Lavrov"), "RUSGOV") << en.all();
  EXPECT_EQ(en.code("the foreign minister of China"), "CHNGOV");
  EXPECT_EQ(en.code("Israeli troops"), "ISRMIL");
  EXPECT_EQ(en.code("French police"), "FRACOP");
  EXPECT_EQ(en.code("Former US President Donald Trump"), "USAELI");
  EXPECT_EQ(en.code("a spokesman for the Kenyan army"), "KENMIL");
  EXPECT_EQ(en.code("Gaza residents"), "PSECVL");
  EXPECT_EQ(en.code("Palestinian protesters"), "PSEOPP");
}

TEST(Actors, BodiesAndParties) {
  Read id("id", "KPK menahan politikus Golkar. Anggota Hamas bertemu utusan PBB. Mahkamah Agung Amerika Serikat memutuskan.");
  EXPECT_EQ(id.code("KPK"), "IDNGOV") << id.all();
  EXPECT_EQ(id.code("politikus Golkar"), "IDNPTY");
  EXPECT_EQ(id.code("Anggota Hamas"), "PSEREB");
  EXPECT_EQ(id.code("utusan PBB").substr(0, 3), "UNO");
  EXPECT_EQ(id.code("Mahkamah Agung Amerika Serikat"), "USAJUD");
  Read en("en",
          "A Hamas official met the UN envoy. The Kremlin and the Pentagon denied it. Philippine Supreme Court justices agreed.");
  EXPECT_EQ(en.code("A Hamas official"), "PSEREB") << en.all();
  EXPECT_EQ(en.code("the UN envoy").substr(0, 3), "UNO");
  EXPECT_EQ(en.code("The Kremlin"), "RUSGOV");
  EXPECT_EQ(en.code("the Pentagon"), "USAMIL");
  EXPECT_EQ(en.code("Philippine Supreme Court justices"), "PHLJUD");
}

TEST(Actors, UnmarkedOfficesBelongHome) {
  Read id("id", "Presiden menerima Menlu Rusia. DPR menolak. Polisi berjaga.");
  EXPECT_EQ(id.code("Presiden"), "IDNGOV") << id.all();
  EXPECT_EQ(id.code("DPR"), "IDNLEG");
  Read malaysia("id", "Polisi menangkap tiga orang.", "2024-10-08", "MYS");
  EXPECT_EQ(malaysia.code("Polisi"), "MYSCOP");
  EXPECT_EQ(Read("en", "The president spoke.", "2024-10-08", "KEN").code("The president"), "KENGOV");
  EXPECT_EQ(Read("en", "The president spoke.").code("The president"), "GOV");
}

TEST(Actors, UnmarkedOfficesFollowTheText) {
  Read id("id", "Presiden Prancis Emmanuel Macron tiba. Sang presiden disambut.");
  EXPECT_EQ(id.code("Sang presiden"), "FRAGOV") << id.all();
  EXPECT_EQ(id.at("Sang presiden")->actor.name, "Emmanuel Macron");
  Read en("en", "French President Emmanuel Macron arrived. The president was welcomed. Clashes with police broke out in Athens.");
  EXPECT_EQ(en.code("The president"), "FRAGOV") << en.all();
  EXPECT_EQ(en.code("police"), "GRCCOP");
}

TEST(Actors, UnknownNamesTakeTheirOffice) {
  Read id("id",
          "Ketua Umum Partai Nasdem, Budi Wirakusuma, bertemu Ken Satoyama, pejabat Kedutaan Besar Jepang. Wirakusuma pulang. "
          "Satoyama tidak.");
  EXPECT_EQ(id.code("Ketua Umum Partai Nasdem, Budi Wirakusuma"), "IDNPTY") << id.all();
  EXPECT_EQ(id.code("Ken Satoyama, pejabat Kedutaan Besar Jepang"), "JPNGOV");
  EXPECT_EQ(id.code("Wirakusuma"), "IDNPTY");
  EXPECT_EQ(id.code("Satoyama"), "JPNGOV");
  Read en("en", "\"No,\" said John Smithson, a spokesman for the Kenyan army. Smithson left. Jane Dolittle stayed.");
  EXPECT_EQ(en.code("John Smithson, a spokesman for the Kenyan army"), "KENMIL") << en.all();
  EXPECT_EQ(en.code("Smithson"), "KENMIL");
  ASSERT_NE(en.at("Jane Dolittle"), nullptr);
  EXPECT_EQ(en.at("Jane Dolittle")->kind, model::MentionKind::unknown);
}

TEST(Actors, ListsAreNoAppositions) {
  Read id("id", "Presiden Rusia, Kim Jong Un, dan Xi Jinping hadir.");
  EXPECT_EQ(id.code("Presiden Rusia"), "RUSGOV") << id.all();
  EXPECT_EQ(id.code("Kim Jong Un"), "PRKGOV");
  Read en("en", "The Russian president, Kim Jong Un and Xi Jinping attended.");
  EXPECT_EQ(en.code("The Russian president"), "RUSGOV") << en.all();
  EXPECT_EQ(en.code("Xi Jinping"), "CHNGOV");
}

TEST(Actors, ShortNamesAndPronouns) {
  Read id("id",
          "Pemimpin Korea Utara, Kim Jong Un, menyurati Presiden Rusia, Vladimir Putin. Kim memuji Putin. Ia berjanji datang.");
  EXPECT_EQ(id.code("Pemimpin Korea Utara, Kim Jong Un"), "PRKGOV") << id.all();
  EXPECT_EQ(id.code("Kim"), "PRKGOV");
  EXPECT_EQ(id.at("Kim")->antecedent, 0);
  EXPECT_EQ(id.code("Ia"), "PRKGOV");
  Read en("en", "North Korean leader Kim Jong Un wrote to Vladimir Putin. Kim praised Putin. He promised to come.");
  EXPECT_EQ(en.code("Kim"), "PRKGOV") << en.all();
  EXPECT_EQ(en.code("He"), "PRKGOV");
  EXPECT_EQ(en.at("He")->actor.name, en.at("Kim")->actor.name);
}

TEST(Actors, InitialsInBrackets) {
  Read id("id", "Serikat Nelayan Pantura (SNPT) marah. SNPT mogok. Susilo Bambang Yudhoyono (SBY) datang.", "2010-01-01");
  EXPECT_GE(id.at("SNPT")->antecedent, 0) << id.all();
  EXPECT_EQ(id.code("Susilo Bambang Yudhoyono (SBY)"), "IDNGOV");
}

TEST(Actors, SpeakersSide) {
  Read id("id", "\"Kami menolak,\" kata juru bicara militer Israel Avi Raman. Pihaknya akan membalas.");
  EXPECT_EQ(id.code("Kami"), "ISRMIL") << id.all();
  Read en("en", "\"We refuse,\" said Israeli army spokesman Avi Raman.");
  EXPECT_EQ(en.code("We"), "ISRMIL") << en.all();
}

TEST(Actors, Groups) {
  Read id("id",
          "Kim Jong Un dan Vladimir Putin menandatangani perjanjian. Kedua negara akan bekerja sama. Kedua pemimpin pulang. "
          "Mereka senang.");
  EXPECT_EQ(id.members("Kedua negara"), "PRK RUS") << id.all();
  EXPECT_EQ(id.members("Kedua pemimpin"), "PRK RUS");
  EXPECT_EQ(id.members("Mereka"), "PRK RUS");
  Read en("en", "Iran and Iraq signed a treaty. The two countries will cooperate. Both sides were pleased. They met.");
  EXPECT_EQ(en.members("The two countries"), "IRN IRQ") << en.all();
  EXPECT_EQ(en.members("Both sides"), "IRN IRQ");
  EXPECT_EQ(en.members("They"), "IRN IRQ");
  EXPECT_EQ(en.at("The two countries")->kind, model::MentionKind::group);
}

TEST(Actors, ThatCountry) {
  Read id("id", "Presiden Rusia mengunjungi Korea Utara. Ia memuji negara itu.");
  EXPECT_EQ(id.code("negara itu"), "PRK") << id.all();
  Read en("en", "The Russian president visited Myanmar. He praised the country.");
  EXPECT_EQ(en.code("the country"), "MMR") << en.all();
}

TEST(Actors, CoordinationAndHyphens) {
  Read id("id", "Rusia dan Tiongkok serta hubungan AS-Iran dibahas.");
  EXPECT_EQ(id.code("Rusia"), "RUS") << id.all();
  EXPECT_EQ(id.code("Tiongkok"), "CHN");
  EXPECT_EQ(id.code("AS"), "USA");
  EXPECT_EQ(id.code("Iran"), "IRN");
  Read en("en", "Talks on US-China relations stalled.");
  EXPECT_EQ(en.code("US"), "USA") << en.all();
  EXPECT_EQ(en.code("China"), "CHN");
}

TEST(Actors, NotActors) {
  Read id("id",
          "Bahasa Inggris diajarkan di Jalan Diponegoro dekat Hotel Indonesia. Timnas Indonesia menang di Laut China Selatan. "
          "Harga 200 dolar AS.");
  for (const model::Mention& m : id.analysis.mentions) EXPECT_EQ(m.actor.code(), "") << id.all();
  Read en("en", "China Airlines served turkey near Hotel Indonesia. Manchester United sailed the South China Sea.");
  for (const model::Mention& m : en.analysis.mentions) EXPECT_EQ(m.actor.code(), "") << en.all();
}

TEST(Actors, WithoutCapitals) {
  Read id("id", "presiden joko widodo bertemu putin di jakarta", "2020-01-01");
  EXPECT_EQ(id.code("presiden joko widodo"), "IDNGOV") << id.all();
  EXPECT_EQ(id.code("putin"), "RUSGOV");
  Read loud("en", "RUSSIA ATTACKS UKRAINE WITH DRONES");
  EXPECT_EQ(loud.code("RUSSIA"), "RUS") << loud.all();
  EXPECT_EQ(loud.code("UKRAINE"), "UKR");
}

TEST(Actors, HeadlinesKnowTheNamesOfTheBody) {
  Read id("id",
          "Wirakusuma Temui Menteri Luar Negeri Jepang\nKetua Umum Partai Nasdem Budi Wirakusuma bertemu menteri itu kemarin di "
          "Tokyo.");
  EXPECT_EQ(id.code("Wirakusuma"), "IDNPTY") << id.all();
}

TEST(Actors, SurnamesThatAreWords) {
  Read en("en", "May was cold. Theresa May spoke on Friday.", "2018-03-01");
  EXPECT_EQ(en.at("May"), nullptr) << en.all();
  EXPECT_EQ(en.code("Theresa May"), "GBRGOV");
  EXPECT_NE(Read("en", "Laura Bush met reporters.", "2006-03-01").code("Laura Bush"), "USAGOV");
}

TEST(Actors, MentionsAreOrderedAndApart) {
  Read en("en", "Britain's ambassador to Iraq, Jane Dolittle, met Iran's president and the two countries' envoys in Baghdad.");
  std::uint32_t end = 0;
  for (const model::Mention& m : en.analysis.mentions) {
    EXPECT_GE(m.first, end) << en.all();
    EXPECT_LT(m.first, m.last);
    EXPECT_GE(m.head, m.first);
    EXPECT_LT(m.head, m.last);
    end = m.last;
  }
  EXPECT_EQ(en.code("Britain's ambassador to Iraq, Jane Dolittle"), "GBRGOV") << en.all();
}

TEST(Actors, HeadComesFromTheTree) {
  Read en("en", "Russian Foreign Minister Sergei Lavrov spoke.", "2020-01-01", "", false);
  // Russian Foreign Minister ← Sergei → Lavrov; spoke is the root.
  const int heads[] = {3, 3, 3, 5, 3, -1, 5};
  for (std::size_t i = 0; i < en.analysis.tokens.size(); ++i)
    en.analysis.tokens[i].head = heads[i], en.analysis.tokens[i].upos = model::Upos::PROPN;
  en.analysis.tokens[3].deprel = model::Deprel::nsubj;
  en.analysis.sentences[0].parsed = true;
  auto finder = Finder::build(pack(), "en");
  finder->resolve(en.document, en.analysis);
  ASSERT_EQ(en.analysis.mentions.size(), 1u) << en.all();
  EXPECT_EQ(en.analysis.mentions[0].head, 3u);
}

TEST(Actors, Lookup) {
  auto finder = Finder::build(pack(), "en");
  ASSERT_TRUE(finder);
  auto answers = lookup(*finder, "Barack Obama", {2012, 5, 1});
  ASSERT_FALSE(answers.empty());
  EXPECT_EQ(answers[0].code, "USAGOV");
  EXPECT_TRUE(answers[0].valid);
  EXPECT_EQ(lookup(*finder, "Barack Obama", {2023, 5, 1})[0].code, "USAELI");
  auto near = lookup(*finder, "Vladimir Putni", {2020, 1, 1});
  ASSERT_FALSE(near.empty());
  EXPECT_TRUE(near[0].fuzzy);
  EXPECT_EQ(near[0].name, "Vladimir Putin");
  EXPECT_TRUE(lookup(*finder, "").empty());
  auto held = lookup(*finder, "president of Russia", {2010, 5, 1});
  ASSERT_FALSE(held.empty());
  EXPECT_EQ(held[0].name, "Dmitry Medvedev");
  auto indonesian = Finder::build(pack(), "id");
  held = lookup(*indonesian, "Presiden Rusia", {2010, 5, 1});
  ASSERT_FALSE(held.empty());
  EXPECT_EQ(held[0].name, "Dmitry Medvedev");
  // A capital comes before who is called like it.
  EXPECT_EQ(lookup(*finder, "Wellington", {2025, 5, 1})[0].code, "NZL");
  EXPECT_EQ(lookup(*indonesian, "Lima", {2020, 5, 1})[0].code, "PER");
}

// Names longer than the table's, a surname alone, a surname with its title, a body composed of its words.
TEST(Actors, LookupOfOtherForms) {
  auto en = Finder::build(pack(), "en"), id = Finder::build(pack(), "id");
  struct Case {
    const Finder& finder;
    std::string text, name, code;
  };
  for (const Case& c :
       {Case{*en, "Javier Gerardo Milei", "Javier Milei", "ARGGOV"}, Case{*en, "President Macron", "Emmanuel Macron", "FRAGOV"},
        Case{*id, "Presiden Macron", "Emmanuel Macron", "FRAGOV"},
        Case{*id, "juru bicara kementerian luar negeri Rusia", "", "RUSGOV"}, Case{*en, "Kim", "Kim Jong-un", "PRKGOV"}}) {
    auto answers = lookup(c.finder, c.text, {2024, 5, 1});
    ASSERT_FALSE(answers.empty()) << c.text;
    auto one = std::find_if(answers.begin(), answers.end(), [&](const Answer& a) { return c.name.empty() || a.name == c.name; });
    ASSERT_NE(one, answers.end()) << c.text;
    EXPECT_EQ(one->code, c.code) << c.text;
    EXPECT_FALSE(one->fuzzy) << c.text;
  }
}

TEST(Actors, EmptyAndBroken) {
  for (std::string_view text : {"", " ", ",", "the", "(", "Presiden", "mantan", "of the", "a (b", "- - -", "president of the"}) {
    for (std::string language : {"id", "en"}) Read(language, std::string(text));
  }
  EXPECT_FALSE(Finder::build(pack(), "xx"));
}

// One foreign state in view: its police and its rebels, not the home state's.
TEST(Actors, UnmarkedPeopleBelongToTheStateInView) {
  Read id("id", "Bentrokan pecah antara polisi dan pendukung oposisi di Bulawayo.");
  EXPECT_EQ(id.code("polisi"), "ZWECOP") << id.all();
  Read essen("id", "Menurut data itu, polisi Essen menyelidiki empat orang.");
  EXPECT_EQ(essen.code("polisi Essen"), "DEUCOP") << essen.all();
  Read home("id", "Polisi menangkap dua warga Malaysia. Presiden menerima Menlu Rusia.");
  EXPECT_EQ(home.code("Polisi"), "IDNCOP") << home.all();
  EXPECT_EQ(home.code("Presiden"), "IDNGOV");
  Read en("en", "Gunmen killed a teacher in the city of Quetta, Pakistan. Police blamed the rebels.");
  EXPECT_EQ(en.code("Gunmen").substr(0, 3), "PAK") << en.all();
  EXPECT_EQ(en.code("Police"), "PAKCOP");
  EXPECT_EQ(en.code("the rebels"), "PAKREB");
  Read west("en", "Zimbabwe accused Western governments of plots.");
  EXPECT_EQ(west.code("Western governments"), "GOV") << west.all();
  Read barat("id", "Pemerintah Barat mengecam Zimbabwe.");
  EXPECT_EQ(barat.code("Pemerintah Barat"), "GOV") << barat.all();
}

TEST(Actors, PossessivesGiveTheState) {
  Read en("en", "Russia recalled its ambassador.");
  EXPECT_EQ(en.code("ambassador"), "RUSGOV") << en.all();
  Read id("id", "Rusia memanggil duta besar nya.");
  EXPECT_EQ(id.code("duta besar"), "RUSGOV") << id.all();
}

TEST(Actors, OrdinaryWordsAreNoNames) {
  for (std::string_view text : {"Kedatangan itu mengejutkan.", "Pertemuan itu batal.", "Serangan itu gagal."}) {
    Read id("id", std::string(text));
    EXPECT_TRUE(id.analysis.mentions.empty()) << id.all();
  }
  Read en("en", "Peace would help. Compromise was needed.");
  EXPECT_TRUE(en.analysis.mentions.empty()) << en.all();
}

TEST(Actors, LongNamesOfBodiesAreOne) {
  Read id(
      "id",
      "Menteri itu bertemu Dinas Pendidikan dan Kebudayaan. Ia meminta Pusat Pelaporan Analisis dan Transaksi Keuangan membantu. "
      "Menurut Badan Pengawasan Obat dan Makanan hal itu benar.");
  EXPECT_EQ(id.code("Pusat Pelaporan Analisis dan Transaksi Keuangan"), "IDNGOV") << id.all();
  EXPECT_EQ(id.code("Badan Pengawasan Obat dan Makanan"), "IDNGOV");
  Read en("en",
          "The Canadian minister met the Department of Health and Human Services. The Khyber Welfare Association protested.");
  EXPECT_EQ(en.code("the Department of Health and Human Services").substr(3), "GOV") << en.all();
  EXPECT_EQ(en.code("The Khyber Welfare Association").substr(3), "SOC");
  Read two(
      "id",
      "Menurut Departemen Luar Negeri AS hal itu benar. Karena itu Departemen Luar Negeri menolak. Namun departemen itu diam.");
  EXPECT_EQ(two.code("Departemen Luar Negeri AS"), "USAGOV") << two.all();
  EXPECT_EQ(two.code("departemen itu"), "USAGOV");
}

TEST(Actors, GovernmentsOfPersons) {
  Read id("id", "Menurut berita, pemerintahan Presiden Donald Trump menolak.", "2019-09-20");
  EXPECT_EQ(id.code("pemerintahan Presiden Donald Trump"), "USAGOV") << id.all();
  Read en("en", "The administration of President Joe Biden agreed.", "2023-05-01");
  EXPECT_EQ(en.code("The administration of President Joe Biden"), "USAGOV") << en.all();
}

TEST(Actors, BuildingsAndClubsAreNoPartOfNames) {
  Read id("id", "Ia bertemu Menteri Keuangan Sri Mulyani di Gedung Merdeka.", "2018-03-01");
  EXPECT_EQ(id.code("Menteri Keuangan Sri Mulyani"), "IDNGOV") << id.all();
  Read club("id", "persija jakarta akan bertemu psms medan pada babak semifinal.");
  EXPECT_TRUE(club.analysis.mentions.empty()) << club.all();
  Read en("en", "Brazil beat Germany in the semifinal after two goals.");
  EXPECT_TRUE(en.analysis.mentions.empty()) << en.all();
  Read norway("en", "Talks were held in Oslo, Norway.");
  EXPECT_TRUE(norway.at("Norway") != nullptr && norway.at("Norway")->locative) << norway.all();
}

TEST(Actors, SpeakersOfQuotations) {
  Read en("en",
          "\"We pray,\" said White House Press Secretary Stephanie Grisham. \"We thank them . \" Later Afghan President Ashraf "
          "Ghani arrived.",
          "2019-11-20");
  ASSERT_GE(en.analysis.mentions.size(), 3u);
  for (const model::Mention& m : en.analysis.mentions) {
    if (m.kind == model::MentionKind::pronoun && m.span.in(en.document.text) == "We") {
      EXPECT_EQ(m.actor.name, "Stephanie Grisham") << en.all();
    }
  }
}

TEST(Actors, ArticlesAboutSport) {
  const std::string match =
      "Inter menang di laga pekan ketiga. Pelatih Inter, Conte, memuji kiper dan striker barunya. Gol itu lahir dari umpan "
      "Brozovic. "
      "Klub itu memuncaki klasemen liga. Conte puas dengan skor 2-0.";
  Read sport("id", match, "2019-09-15");
  EXPECT_EQ(sport.code("Conte"), "") << sport.all();
  Read politics(
      "id", "Italia membentuk kabinet baru. Perdana Menteri Giuseppe Conte menemui presiden. Conte mengecam oposisi. Ia pergi.",
      "2019-09-15");
  EXPECT_EQ(politics.code("Conte"), "ITAGOV") << politics.all();
}

TEST(Actors, StatesInNamesOfCompanies) {
  Read read("id", "Citilink Indonesia menambah pesawat. Toyota Indonesia mengekspor mobil.", "2019-09-15");
  EXPECT_EQ(read.code("Citilink Indonesia"), "IDNBUS") << read.all();
  EXPECT_EQ(read.code("Toyota Indonesia"), "JPNBUS") << read.all();
}

TEST(Actors, RanksThatArmyAndPoliceShare) {
  Read head("id", "Jenderal Tito Karnavian menolak tuduhan itu.", "2019-09-15");
  EXPECT_EQ(head.code("Jenderal Tito Karnavian"), "IDNCOP") << head.all();
  Read office("id", "Wakil Kepala Kepolisian Daerah Jawa Timur Brigadir Jenderal Sapto Wirya memimpin apel.", "2019-09-15");
  EXPECT_EQ(office.code("Wakil Kepala Kepolisian Daerah Jawa Timur Brigadir Jenderal Sapto Wirya"), "IDNCOP") << office.all();
  Read police("id", "Kepolisian memanggil dua saksi. Brigjen Sapto Wirya menjelaskan hal itu. Polisi menunggu.", "2019-09-15");
  EXPECT_EQ(police.code("Brigjen Sapto Wirya"), "IDNCOP") << police.all();
  Read army("id", "TNI mengirim prajurit. Brigjen Sapto Wirya menjelaskan hal itu. Polisi menunggu.", "2019-09-15");
  EXPECT_EQ(army.code("Brigjen Sapto Wirya"), "IDNMIL") << army.all();
  Read fleet("id", "Armada Ketujuh Angkatan Laut AS berlayar ke Guam. Perusahaan itu menambah armada taksi.", "2019-09-15");
  EXPECT_EQ(fleet.code("Armada Ketujuh Angkatan Laut AS"), "USAMIL") << fleet.all();
  EXPECT_EQ(fleet.code("armada"), "(none)") << fleet.all();
  Read retired("id", "Mayjen TNI (Purnawirawan) Kivlan Zen diperiksa.", "2019-09-15");
  EXPECT_EQ(retired.code("Mayjen TNI (Purnawirawan) Kivlan Zen"), "IDNELI") << retired.all();
}

TEST(Actors, NamesakesAbroadNeedTheirState) {
  Read home("id", "Kapolri Tito memimpin rapat. Tito meminta warga tenang. Rapat itu lama. Semua pulang.", "2019-09-15");
  EXPECT_EQ(home.code("Kapolri Tito"), "IDNCOP") << home.all();
  EXPECT_EQ(home.code("Tito").substr(0, 3), "IDN") << home.all();
  Read marshal("id", "Yugoslavia berduka. Presiden Tito wafat di Ljubljana. Ia memimpin lama. Dunia mengenangnya.", "1980-05-05");
  EXPECT_NE(marshal.code("Presiden Tito").substr(0, 3), "IDN") << marshal.all();
  Read names("id", "Anwar Hadid tampil di Milan. Muhammad Luthfi Indrawan menang.", "2019-09-15");
  EXPECT_EQ(names.code("Anwar Hadid"), "") << names.all();
  EXPECT_EQ(names.code("Muhammad Luthfi Indrawan"), "") << names.all();
  Read spelt("id", "Muhammad Luthfi hadir.", "2021-09-15");
  EXPECT_EQ(spelt.code("Muhammad Luthfi"), "IDNGOV") << spelt.all();
  Read longer("id", "Kim Tae Young Ho bernyanyi. Park Jin Young menari.", "2023-05-01");
  EXPECT_EQ(longer.code("Park Jin Young"), "") << longer.all();
}

TEST(Actors, BeforeTheirTerm) {
  Read read("id", "Raffi Ahmad berlibur. Veronica Tan berdoa. Raffi Ahmad pulang.", "2019-09-15");
  EXPECT_NE(read.code("Raffi Ahmad"), "IDNGOV") << read.all();
  EXPECT_NE(read.code("Veronica Tan"), "IDNGOV") << read.all();
  Read later("id", "Raffi Ahmad menemui menteri.", "2025-02-15");
  EXPECT_EQ(later.code("Raffi Ahmad"), "IDNGOV") << later.all();
}

TEST(Actors, StreetsHousesAndHotelsBearNames) {
  Read read(
      "id",
      "Mereka bertemu di Gatot Subroto. Warga berkumpul di kawasan Kapten Tendean. Rapat digelar di Hotel Sultan. Konser di "
      "Gelora Bung Karno batal.",
      "2019-09-15");
  EXPECT_EQ(read.code("Gatot Subroto"), "(none)") << read.all();
  EXPECT_EQ(read.code("Kapten Tendean"), "(none)") << read.all();
  EXPECT_EQ(read.code("Sultan"), "(none)") << read.all();
  EXPECT_EQ(read.code("Bung Karno"), "(none)") << read.all();
  Read palace("id", "Ratu beristirahat di Istana Balmoral. Presiden berpidato di Istana.", "2019-09-15");
  EXPECT_EQ(palace.code("Istana"), "IDNGOV") << palace.all();
  EXPECT_EQ(palace.code("Istana Balmoral"), "") << palace.all();
}

TEST(Actors, GivenNamesThatAreOtherWords) {
  Read imam("id", "Imam Wibowo membuka toko. Imam masjid itu datang. Pangeran George bersekolah.", "2019-09-15");
  EXPECT_EQ(imam.code("Imam Wibowo"), "") << imam.all();
  EXPECT_NE(imam.code("Pangeran George").substr(0, 3), "ZAF") << imam.all();
  Read bima("id", "Kondisi toko itu baik, kata Bima. Bima menunggu tamu. Gempa terasa di Bima.", "2019-09-15");
  EXPECT_EQ(bima.code("Bima"), "") << bima.all();
  EXPECT_EQ(bima.code("Bima", 2), "IDN") << bima.all();
  Read darwin("id", "Pendeta Darwin Lumban menyambut tamu. Darwin berterima kasih.", "2019-09-15");
  EXPECT_NE(darwin.code("Darwin"), "AUS") << darwin.all();
  Read bin("id", "Menteri Taher Bin Benten hadir.", "2019-09-15");
  for (const model::Mention& m : bin.analysis.mentions) EXPECT_NE(m.span.in(bin.document.text), "Bin") << bin.all();
}

TEST(Actors, LettersOfBodies) {
  Read read("id",
            "Kader PKK memasak. PPIH Arab Saudi menyiapkan bus. Korban dirawat di kawasan RT 05. Rekaman CCTV diputar. Defisit "
            "neraca berjalan (CAD) naik. TNI AD, AL dan AU hadir.",
            "2019-09-15");
  EXPECT_EQ(read.code("Kader PKK").substr(0, 3), "IDN") << read.all();
  EXPECT_EQ(read.code("PPIH Arab Saudi"), "IDNGOV") << read.all();
  EXPECT_EQ(read.code("CCTV"), "") << read.all();
  EXPECT_EQ(read.code("CAD"), "") << read.all();
  Read alias("id", "Pasukan Demokratik Suriah (SDF) maju. SDF merebut desa. Suriah diam. Warga lari.", "2019-09-15");
  EXPECT_NE(alias.code("SDF"), "SYR") << alias.all();
  Read known("id", "Rumah Sakit Cipto Wirya (RSCM) penuh. Ketua Umum APJATEL Rano Wirya hadir.", "2019-09-15");
  EXPECT_EQ(known.code("Rumah Sakit Cipto Wirya (RSCM)"), "IDNMED") << known.all();
  EXPECT_EQ(known.code("Ketua Umum APJATEL Rano Wirya"), "IDNSOC") << known.all();
  Read small("id", "warga menunggu di sana. usia mereka muda, isi toko habis.", "2019-09-15");
  EXPECT_EQ(small.code("isi"), "(none)") << small.all();
  EXPECT_EQ(small.code("usia"), "(none)") << small.all();
}

TEST(Actors, HeadsOfTheBodyNamedBefore) {
  Read read("id", "DPRD Bekasi rapat. Wakil Ketua membuka sidang.", "2019-09-15");
  EXPECT_EQ(read.code("Wakil Ketua"), "IDNLEG") << read.all();
  Read unit("id", "Deputi Pencegahan KPK menolak. Pencegahan itu perlu, pencegahan dini.", "2019-09-15");
  EXPECT_EQ(unit.code("Deputi Pencegahan KPK"), "IDNGOV") << unit.all();
  Read party("id", "PDI Perjuangan menggelar kongres di Bali. Amanat kongres itu jelas.", "2019-09-15");
  EXPECT_EQ(party.code("kongres"), "") << party.all();
}

TEST(Actors, MonarchsAndTwoStatesOfOnePeople) {
  Read king("en", "King Abdullah of Jordan met the president.", "2023-05-10");
  EXPECT_EQ(king.code("King Abdullah of Jordan"), "JORGOV") << king.all();
  Read island("en", "Dominican Prime Minister Roosevelt Skerrit won. The Dominican prime minister spoke.", "2023-05-10");
  EXPECT_EQ(island.code("Dominican Prime Minister Roosevelt Skerrit"), "DMAGOV") << island.all();
  EXPECT_EQ(island.code("The Dominican prime minister"), "DMAGOV") << island.all();
  Read envoy("en", "The ambassador to Mexico spoke.", "2023-05-10");
  EXPECT_NE(envoy.code("The ambassador to Mexico").substr(0, 3), "MEX") << envoy.all();
  Read league("en", "The National League for Democracy was dissolved.", "2023-05-10");
  EXPECT_EQ(league.code("National League for Democracy"), "MMRPTY") << league.all();
  Read shah("en", "Prime Minister Shah resigned.", "2026-11-01");
  EXPECT_EQ(shah.code("Prime Minister Shah"), "NPLGOV") << shah.all();
}

// An article of a home that it never names, about one other state: people and fighters are that state's, or anybody's.
TEST(Actors, HomesThatArticlesNeverName) {
  Read abroad("id", "Badai melanda Jepang. Sekolah ditutup. Warga menonton televisi.", "2019-09-15", "IDN");
  EXPECT_EQ("JPNCVL", abroad.code("Warga")) << abroad.all();
  Read home("id", "Badai melanda Surabaya. Sekolah ditutup. Warga menonton televisi.", "2019-09-15", "IDN");
  EXPECT_EQ("IDNCVL", home.code("Warga")) << home.all();
  Read sport("id", "Pemain itu tiba di Madrid. Para penggemar menyambutnya.", "2019-09-15", "IDN");
  EXPECT_NE("IDNCVL", sport.code("Para penggemar")) << sport.all();
}

// Articles that carry no day: who held which office follows from weekdays, dates in words, years and the other officers.
TEST(Actors, DayOfUndatedArticles) {
  auto undated = [](std::string text) {
    model::Document d;
    d.text = std::move(text);
    return d;
  };
  const std::string rest =
      " Rapat itu dibuka dengan doa. Para hadirin diminta menunggu di luar ruangan karena tempat duduk sudah penuh. Setelah itu "
      "acara dilanjutkan dengan makan siang bersama. Tidak ada keterangan lain yang diberikan kepada wartawan sampai sore hari. "
      "Warga yang datang dari desa sekitar pulang dengan bus yang disediakan panitia sejak pagi, dan jalan kembali lengang pada "
      "malam harinya seperti hari biasa di kota kecil itu.";
  struct Case {
    const char* text;
    int year;
  };
  for (const Case& c :
       {Case{"Presiden Joko Widodo dan Wakil Presiden Jusuf Kalla menerima Menteri Susi Pudjiastuti, Senin (23/9).", 2019},
        Case{"Presiden Susilo Bambang Yudhoyono bertemu Wakil Presiden Boediono pada Selasa (13/3).", 2012}}) {
    model::Document document = undated(c.text + rest);
    model::Analysis analysis;
    tokenise(document, analysis);
    auto table = lexicon::ActorTable::open(pack(), "id");
    ASSERT_TRUE(table);
    EXPECT_EQ(supposed_day(*table, lexicon::ActorName::kIndonesian, document, analysis.tokens) / 10000, c.year) << c.text;
  }
  // A sentence or two bear out nothing, nor do people who are said to be out of office.
  for (const char* text : {"Presiden Joko Widodo menolak.", "Mantan Presiden Susilo Bambang Yudhoyono hadir, Senin (23/9)."}) {
    model::Document document = undated(text);
    model::Analysis analysis;
    tokenise(document, analysis);
    auto table = lexicon::ActorTable::open(pack(), "id");
    ASSERT_TRUE(table);
    EXPECT_EQ(supposed_day(*table, lexicon::ActorName::kIndonesian, document, analysis.tokens), 0) << text;
  }
}

TEST(Actors, AlliesManagersAndEnvoys) {
  Read allies("id", "Sekutu AS menolak usul itu. Rusia dan sekutunya diam. Ia bertemu mitranya dari Vietnam.", "2023-05-10");
  EXPECT_EQ(allies.code("Sekutu AS"), "(none)") << allies.all();
  EXPECT_EQ(allies.code("sekutunya"), "(none)") << allies.all();
  EXPECT_EQ(allies.code("mitranya dari Vietnam"), "VNMGOV") << allies.all();
  Read english("en", "Israel and its allies condemned the attack. NATO allies sent aid.", "2023-05-10");
  EXPECT_EQ(english.code("allies"), "(none)") << english.all();
  Read bosses("id", "Indonesia menang. CEO Zorvex Rano Wirya hadir. CEO PT Gandarasa Rano Bima hadir.", "2019-09-15");
  EXPECT_EQ(bosses.code("CEO Zorvex Rano Wirya"), "BUS") << bosses.all();
  EXPECT_EQ(bosses.code("CEO PT Gandarasa Rano Bima"), "IDNBUS") << bosses.all();
  Read envoy("id", "Konjen Jeddah menyambut jemaah. Dubes Australia datang.", "2019-09-15");
  EXPECT_EQ(envoy.code("Konjen Jeddah"), "IDNGOV") << envoy.all();
  EXPECT_EQ(envoy.code("Dubes Australia"), "AUSGOV") << envoy.all();
  Read abroad("id", "Papua Nugini menjamu tamu. Delegasi Komisi I DPR bertemu Pemerintah Papua Nugini.", "2019-09-15");
  EXPECT_EQ(abroad.code("Delegasi Komisi I DPR"), "IDNLEG") << abroad.all();
  Read heads("id", "Warga memilih raja, presiden atau perdana menteri. Jakarta sepi. Indonesia diam.", "2019-09-15");
  EXPECT_NE(heads.code("perdana menteri").substr(0, 3), "IDN") << heads.all();
}

TEST(Actors, HousesAndTheirPlaces) {
  Read read("id", "Anggota Polsek Pagedangan datang. Warga Pagedangan senang. Rapat digelar di Gedung DPR.", "2019-09-15");
  EXPECT_EQ(read.code("Anggota Polsek Pagedangan"), "IDNCOP") << read.all();
  EXPECT_NE(read.code("Pagedangan"), "IDNCOP") << read.all();
  ASSERT_NE(read.at("Gedung DPR"), nullptr) << read.all();
  EXPECT_EQ(read.at("Gedung DPR")->actor.name, "Dewan Perwakilan Rakyat");
  EXPECT_TRUE(read.at("Gedung DPR")->locative);
  Read hospital("id", "Korban dirawat di RSUD dr Soetomo.", "2019-09-15");
  EXPECT_EQ(hospital.code("RSUD dr Soetomo"), "MED") << hospital.all();
}

// Letters, ages and generations tell who is not meant.
TEST(Actors, NamesakesOfOtherKinds) {
  Read letters("id", "Dewan Adat Papua rapat. Ketua DAP berpidato. Warga pulang. Malaysia diam. Indonesia menang.", "2019-09-15");
  EXPECT_NE(letters.code("Ketua DAP").substr(0, 3), "MYS") << letters.all();
  Read aged("id", "Polisi menangkap Luhut (31). Luhut mencuri ponsel. Warga marah. Jakarta sepi.", "2019-09-15");
  EXPECT_NE(aged.code("Luhut", 1), "IDNGOV") << aged.all();
  Read rank("id", "Kepala Polsek Cipayung Komisaris Rano Wirya hadir. Komisaris Rano menolak. Polisi pulang.", "2019-09-15");
  EXPECT_EQ(rank.code("Komisaris Rano"), "IDNCOP") << rank.all();
  Read side("id", "Menurut pihak perusahaan, Prasetyo menolak.", "2019-09-15");
  EXPECT_NE(side.code("Prasetyo"), "IDNBUS") << side.all();
  Read party("id", "Presiden Demokrat Barack Obama berpidato.", "2015-09-15");
  EXPECT_EQ(party.code("Presiden Demokrat Barack Obama"), "USAGOV") << party.all();
}

}  // namespace
}  // namespace kawat::actors
