#include "text/segmenter.h"

#include <gtest/gtest.h>

#include <string>

#include "lexicon/pack.h"

namespace kawat {
namespace {

const lexicon::Pack& pack() {
  static const lexicon::Pack p = lexicon::Pack::open(KAWAT_BINARY "/kawat.pack").value();
  return p;
}

// "tokens of one sentence|tokens of the next"
std::string cut(std::string_view language, std::string text, std::vector<model::Span> noise = {}) {
  auto s = text::Segmenter::build(pack(), language);
  if (!s) return s.error().message();
  model::Document d;
  d.text = std::move(text);
  d.noise = std::move(noise);
  model::Analysis a;
  s->segment(d, a);
  std::string out;
  for (const auto& sentence : a.sentences) {
    if (!out.empty()) out += '|';
    for (std::uint32_t i = sentence.first; i < sentence.last; ++i) {
      if (i > sentence.first) out += ' ';
      out += a.tokens[i].span.in(d.text);
    }
  }
  return out;
}

TEST(Segmenter, IndonesianClitics) {
  EXPECT_EQ(cut("id", "Ulang tahunnya dirayakan."), "Ulang tahun nya dirayakan .");
  EXPECT_EQ(cut("id", "Ia hanya bertanya sebelumnya."), "Ia hanya bertanya sebelumnya .");
  EXPECT_EQ(cut("id", "Apakah itu buku ilmu namaku?"), "Apa kah itu buku ilmu nama ku ?");
  EXPECT_EQ(cut("id", "Kenya bukanlah masalah, meskipun sekolah itulah"), "Kenya bukan lah masalah , meski pun sekolah itu lah");
}

TEST(Segmenter, HyphensFollowTheLanguage) {
  EXPECT_EQ(cut("id", "Negara-negara Iran-Irak dan AS-Tiongkok ke-72 tahun 1970-an"),
            "Negara-negara Iran - Irak dan AS - Tiongkok ke-72 tahun 1970-an");
  EXPECT_EQ(cut("id", "PDI-P memakai F-16, APBD-nya Rp5.000 pada 2014-2019"),
            "PDI-P memakai F-16 , APBD - nya Rp 5.000 pada 2014 - 2019");
  EXPECT_EQ(cut("en", "The U.S.-led long-term e-mail of 56-year-old anti-war Kim Jong-un"),
            "The U.S. - led long - term e-mail of 56 - year - old anti-war Kim Jong - un");
}

TEST(Segmenter, EnglishContractions) {
  EXPECT_EQ(cut("en", "China's minister can't say it's over; they'll see, he cannot."),
            "China 's minister ca n't say it 's over ; they 'll see , he can not .");
  EXPECT_EQ(cut("en", "O'Brien doesn’t know the rebels' plan."), "O'Brien does n’t know the rebels ' plan .");
}

// Punctuation in UTF-8 that was read as Mac Roman or as Windows-1252 and written out again.
TEST(Segmenter, MisreadPunctuation) {
  EXPECT_EQ(cut("id", "\u201A\u00C4\u00FAKami tunda,\u201A\u00C4\u00F9 kata Ma\u201A\u00C4\u00F4ruf\u00AC\u2020Amin."),
            "\u201A\u00C4\u00FA Kami tunda , \u201A\u00C4\u00F9 kata Ma\u201A\u00C4\u00F4ruf Amin .");
  EXPECT_EQ(cut("id", "Ia\u201A\u00C4\u00EEkata dia\u201A\u00C4\u00EEpergi."),
            "Ia \u201A\u00C4\u00EE kata dia \u201A\u00C4\u00EE pergi .");
  EXPECT_EQ(cut("en", "\u00E2\u20AC\u0153No,\u00E2\u20AC\u009D he said."),
            "\u00E2\u20AC\u0153 No , \u00E2\u20AC\u009D he said .");
  EXPECT_EQ(cut("en", "\u00C4rzte and ch\u00E2teaux stay."), "\u00C4rzte and ch\u00E2teaux stay .");
}

TEST(Segmenter, NumbersMoneyDates) {
  EXPECT_EQ(cut("id", "Nilai 1.500,75 naik 72% pada Selasa (8/10/2024) pukul 10.30."),
            "Nilai 1.500,75 naik 72 % pada Selasa ( 8/10/2024 ) pukul 10.30 .");
  EXPECT_EQ(cut("en", "It paid $423 and US$5 million in the 1970s."), "It paid $ 423 and US$ 5 million in the 1970s .");
}

TEST(Segmenter, AbbreviationsAndInitials) {
  EXPECT_EQ(cut("id", "Presiden H. M. Soeharto, S.H., M.Si dan Dr. Budi di Jl. Merdeka No. 5."),
            "Presiden H. M. Soeharto , S.H. , M.Si dan Dr. Budi di Jl. Merdeka No. 5 .");
  EXPECT_EQ(cut("en", "The U.S. sent Mr. J. Smith at 5 p.m. The talks ended."),
            "The U.S. sent Mr. J. Smith at 5 p.m.|The talks ended .");
}

TEST(Segmenter, Sentences) {
  EXPECT_EQ(cut("id", "“Kami pergi. Dia tidak,” kata Kim. “Mengapa?” kata dia."),
            "“ Kami pergi .|Dia tidak , ” kata Kim .|“ Mengapa ? ” kata dia .");
  EXPECT_EQ(cut("id", "Ia pergi, kata dia.Menurutnya benar.,Terkait itu, tidak."),
            "Ia pergi , kata dia .|Menurut nya benar . ,|Terkait itu , tidak .");
  EXPECT_EQ(cut("en", "\"We agree.\" The talks go on...\nNext line"), "\" We agree . \"|The talks go on ...|Next line");
  EXPECT_EQ(cut("en", ""), "");
  EXPECT_EQ(cut("en", " \n\t\n"), "");
}

TEST(Segmenter, LinksHandlesTags) {
  EXPECT_EQ(cut("en", "See https://a.org/b-c?d=e, www.b.com or mail x.y@z.org, @kim_1 #peace."),
            "See https://a.org/b-c?d=e , www.b.com or mail x.y@z.org , @kim_1 #peace .");
  EXPECT_EQ(cut("id", "Baca di detik.com dan TEMPO.CO."), "Baca di detik.com dan TEMPO.CO .");
}

TEST(Segmenter, SkipsNoiseAndCutsLongSentences) {
  EXPECT_EQ(cut("id", "Satu dua.\nBACA JUGA: lain\nTiga.", {{10, 25}}), "Satu dua .|Tiga .");
  std::string longest;
  for (int i = 0; i < 1000; ++i) longest += i % 100 == 99 ? "kata, " : "kata ";
  auto s = text::Segmenter::build(pack(), "id");
  model::Document d;
  d.text = longest;
  model::Analysis a;
  s->segment(d, a);
  for (const auto& sentence : a.sentences) EXPECT_LE(sentence.size(), text::Segmenter::kMaxSentence);
  ASSERT_GE(a.sentences.size(), 3u);
  EXPECT_EQ(a.tokens[a.sentences[0].last - 1].norm, ",");
}

TEST(Segmenter, UnknownLanguage) { EXPECT_EQ(text::Segmenter::build(pack(), "xx").error().code, Code::unsupported_language); }

}  // namespace
}  // namespace kawat
