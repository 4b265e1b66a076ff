#include "read/article.h"

#include <gtest/gtest.h>

#include <string>

#include "lexicon/pack.h"

namespace kawat::read {
namespace {

const PartFinder& finder() {
  static const lexicon::Pack pack = lexicon::Pack::open(KAWAT_BINARY "/kawat.pack").value();
  static const PartFinder f = PartFinder::build(pack).value();
  return f;
}

model::Document found(std::string text, std::string language = "id") {
  model::Document d;
  d.text = std::move(text);
  d.language = std::move(language);
  finder().find(d);
  return d;
}
// The text without dateline and noise.
std::string kept(const model::Document& d) {
  std::string out;
  for (std::uint32_t i = 0; i < d.text.size(); ++i) {
    bool out_of = d.dateline.begin <= i && i < d.dateline.end;
    for (auto s : d.noise) out_of |= s.begin <= i && i < s.end;
    if (!out_of) out += d.text[i];
  }
  return out;
}
const std::string kBody = "Menteri itu mengunjungi kota pelabuhan dan bertemu para nelayan pada hari Senin.\n";

TEST(Article, Datelines) {
  struct Case {
    const char *text, *dateline, *place, *outlet;
  };
  const Case cases[] = {
      {"JAKARTA, PANJIRAKYAT: Menteri itu pergi.", "JAKARTA, PANJIRAKYAT:", "JAKARTA", "Panjirakyat"},
      {"JAKARTA, KOMPAS.com - Menteri itu pergi.", "JAKARTA, KOMPAS.com -", "JAKARTA", "Kompas.com"},
      {"Liputan6.com, Jakarta - Menteri itu pergi.", "Liputan6.com, Jakarta -", "Jakarta", "Liputan6.com"},
      {"TEMPO.CO, Jakarta - Menteri itu pergi.", "TEMPO.CO, Jakarta -", "Jakarta", "Tempo"},
      {"WASHINGTON (Reuters) - The minister left.", "WASHINGTON (Reuters) -", "WASHINGTON", "Reuters"},
      {"MOSCOW, June 3 (Xinhua) -- The minister left.", "MOSCOW, June 3 (Xinhua) --", "MOSCOW", "Xinhua"},
      {"KYIV, Ukraine (AP) — The minister left.", "KYIV, Ukraine (AP) —", "KYIV", "Associated Press"},
      {"Jakarta (ANTARA) - Menteri itu pergi.", "Jakarta (ANTARA) -", "Jakarta", "ANTARA"},
      {"VOA – Menteri itu pergi.", "VOA –", "", "VOA"},
      {"Bisnis.com, JAKARTA – Menteri itu pergi.", "Bisnis.com, JAKARTA –", "JAKARTA", "Bisnis.com"},
      {"Jakarta, CNBC Indonesia - Menteri itu pergi.", "Jakarta, CNBC Indonesia -", "Jakarta", "CNBC Indonesia"},
      {"TANJUNG SELOR – Menteri itu pergi.", "TANJUNG SELOR –", "TANJUNG SELOR", ""},
      {"- Menteri itu pergi.", "-", "", ""},
  };
  for (const Case& c : cases) {
    auto d = found(c.text);
    EXPECT_EQ(d.dateline.in(d.text), c.dateline);
    EXPECT_EQ(d.dateline_place, c.place) << c.text;
    EXPECT_EQ(d.outlet, c.outlet) << c.text;
  }
}

TEST(Article, SentencesAreNoDatelines) {
  for (const char* s : {"Presiden Rusia - yang berkunjung - pulang.", "Kim Jong Un: kami siap.", "He said: we will go to Moscow.",
                        "Iran-Irak berdamai - akhirnya.",
                        "Menteri Luar Negeri, Retno Marsudi, pergi ke Jakarta - kota itu ramai.", "AS: kami pergi."}) {
    auto d = found(s);
    EXPECT_TRUE(d.dateline.empty()) << s << " → " << d.dateline.in(d.text);
  }
}

TEST(Article, TitleBylineDate) {
  auto d =
      found("Menteri Kunjungi Kota Pelabuhan\nSelasa, 8 Oktober 2024 | 10:32 WIB\nPenulis: Budi Santoso\n" + kBody + "(Agung)");
  EXPECT_EQ(d.title, "Menteri Kunjungi Kota Pelabuhan");
  EXPECT_EQ(d.author, "Budi Santoso");
  EXPECT_EQ(d.published, (model::Day{2024, 10, 8}));
  EXPECT_EQ(d.published_source, "text");
  EXPECT_EQ(kept(d), "Menteri Kunjungi Kota Pelabuhan\n\n\n" + kBody);
  auto e = found(
      "Minister visits port\nBy Jane Doe\nPublished 8 October 2024\nThe minister visited the port city and met its fishermen on "
      "Monday.",
      "en");
  EXPECT_EQ(e.author, "Jane Doe");
  EXPECT_EQ(e.published, (model::Day{2024, 10, 8}));
  EXPECT_EQ(e.noise.size(), 2u);
}

TEST(Article, DayNamedInTheText) {
  auto d = found("Menteri itu pergi, Senin (7/10/2024).\nIa kembali pada Selasa (8/10/2024). Undang-undang (1/2/2030) itu lama.");
  EXPECT_EQ(d.published, (model::Day{2024, 10, 8}));
}

TEST(Article, NoiseLines) {
  for (const char* s : {"BACA JUGA: Judul lain?",
                        "Baca juga: Judul lain",
                        "Baca Juga",
                        "Simak Video 'Judul lain':",
                        "Lihat juga video berikut",
                        "ADVERTISEMENT",
                        "SCROLL TO CONTINUE WITH CONTENT",
                        "Halaman selanjutnya",
                        "Foto: Budi/Getty Images",
                        "[Gambas:Video 20detik]",
                        "Tags: satu, dua",
                        "Editor: Budi",
                        "Copyright © 2024 Contoh",
                        "Artikel ini telah tayang di Contoh.com dengan judul Satu Dua",
                        "#satu #dua",
                        "***",
                        "Follow us on Instagram",
                        "Read also: Another headline",
                        "Sign up for our newsletter",
                        "All rights reserved.",
                        "Related: Another headline",
                        "redaksi@contoh.com",
                        "Reporting by Jane Doe; Editing by John Roe",
                        "Share this article",
                        "• Baca juga: Judul lain"}) {
    auto d = found(kBody + s + "\n" + kBody);
    ASSERT_EQ(d.noise.size(), 1u) << s;
    EXPECT_EQ(d.noise[0].in(d.text), s);
  }
}

TEST(Article, OrdinarySentencesStay) {
  for (const char* s :
       {"Baca juga buku itu sebelum menilai, kata menteri.", "Editor surat kabar itu ditahan polisi.",
        "Foto yang beredar menunjukkan tank di perbatasan.", "Copyright law was changed by parliament on Monday.",
        "Related parties must report to the court, the minister said.", "Video itu diunggah pada Senin (7/10).",
        "Share prices fell after the attack.", "By Monday the troops had left.", "Advertisement spending rose.",
        "Oleh karena itu, kami menolak.", "Terkait hal itu, polisi menahan tiga orang.", "Pada 8 Oktober 2024 ia dilantik.",
        "Sebelumnya, Iran mengecam serangan itu.", "Watch dealers were robbed.",
        "Tanggal 8 Oktober 2024 menjadi hari bersejarah bagi negara itu dan rakyatnya"}) {
    auto d = found(kBody + s + "\n" + kBody);
    EXPECT_TRUE(d.noise.empty()) << s << " → " << d.noise[0].in(d.text);
  }
}

TEST(Article, GluedLinksAndSignatures) {
  EXPECT_EQ(kept(found("Kami pergi, kata dia. Baca juga: Judul Lain Yang Menarik\n" + kBody)),
            "Kami pergi, kata dia. \n" + kBody);
  EXPECT_EQ(kept(found("Kami pergi, kata dia. Baca juga:,,Sementara itu, polisi datang.")),
            "Kami pergi, kata dia. Sementara itu, polisi datang.");
  EXPECT_EQ(kept(found(kBody + "Kami pergi, kata dia. (ant/rep)")), kBody + "Kami pergi, kata dia. ");
  EXPECT_EQ(kept(found(kBody + "Mereka anggota partai itu (PKS)")), kBody + "Mereka anggota partai itu (PKS)");
}

TEST(Article, DeclaredPartsAreKept) {
  model::Document d;
  d.text = "Judul\nJAKARTA, KOMPAS.com - Menteri itu pergi.\nPenulis: Budi";
  d.title = "Judul", d.outlet = "Tempo", d.author = "Siti", d.published = {2020, 1, 2};
  finder().find(d);
  EXPECT_EQ(d.outlet, "Tempo");
  EXPECT_EQ(d.author, "Siti");
  EXPECT_EQ(d.dateline_place, "JAKARTA");
  EXPECT_EQ(d.published, (model::Day{2020, 1, 2}));
}

TEST(Dates, Forms) {
  const Dates& x = finder().dates();
  for (const char* s : {"2024-10-08T10:00:00+07:00", "8 Oktober 2024", "Oct 8, 2024", "October 8, 2024", "8/10/2024",
                        "08-10-2024", "Selasa, 8 Oktober 2024 | 10:32 WIB", "Tue, 08 Oct 2024 10:00:00 GMT",
                        "October 8 15:23 2024", "Tue Oct 8 15:23:07 +0700 2024", "Oct 8, 11:08 a.m., 2024", "2024/10/08",
                        "20241008", "8 Okt 2024", "8-Oct-2024", "8th October 2024", "8.10.2024"}) {
    EXPECT_EQ(x.parse(s), (model::Day{2024, 10, 8})) << s;
  }
  EXPECT_EQ(x.parse("10/8/2024", true), (model::Day{2024, 10, 8}));
  EXPECT_EQ(x.parse("10/28/2024"), (model::Day{2024, 10, 28}));
  for (const char* s : {"", "31 Februari 2024", "Oktober", "8 Oktober", "45/45/2024", "99999999999999"})
    EXPECT_FALSE(x.parse(s).known()) << s;
}

TEST(Outlets, ByNameAndDomain) {
  EXPECT_EQ(finder().outlet("www.tempo.co")->name, "Tempo");
  EXPECT_EQ(finder().outlet("https://news.detik.com/berita/1")->country, "IDN");
  EXPECT_TRUE(finder().outlet("kcna")->agency);
  EXPECT_EQ(finder().outlet("nobody.example"), nullptr);
}

}  // namespace
}  // namespace kawat::read
