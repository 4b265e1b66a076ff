#include "read/page.h"

#include <gtest/gtest.h>

#include "read/charset.h"
#include "read/page_thin.h"
#include "read/reader.h"

namespace kawat::read {
namespace {

Page page(std::string_view html) {
  Page p;
  EXPECT_TRUE(parse_page(html, {}, p).has_value());
  return p;
}

constexpr std::string_view kFirst =
    "Menteri Luar Negeri bertolak ke Tokyo pada Selasa pagi untuk membahas perjanjian perikanan dengan rekannya.";
constexpr std::string_view kSecond =
    "Perjanjian itu, kata juru bicaranya, akan ditandatangani bila kedua parlemen menyetujuinya sebelum akhir tahun.";

std::string p(std::string_view text) { return "<p>" + std::string(text) + "</p>"; }

TEST(Page, TheArticleWithoutWhatStandsAroundIt) {
  Page got = page(
      "<!doctype html><html lang='id'><head><title>Menlu ke Tokyo | Harian Contoh</title></head><body>"
      "<nav><a href='/'>Beranda</a><a href='/dunia'>Dunia</a></nav>"
      "<div id='page'><article><h1>Menlu ke Tokyo</h1><div class='byline'>Oleh Rina Sari</div>" +
      p(kFirst) + "<div class='related-links'><p>Presiden juga akan mengunjungi Seoul pada bulan depan, kata istana.</p></div>" +
      "<figure><img src='a.jpg'><figcaption>Menteri di bandara sebelum berangkat, Selasa.</figcaption></figure>" +
      "<p><strong>Baca juga: <a href='/x'>Kapal Asing Ditahan di Natuna</a></strong></p>" + p(kSecond) +
      "<ul><li>Kuota tangkap dibagi menurut musim dan wilayah.</li></ul><h2>Komentar</h2>"
      "<p>Setuju sekali, semoga cepat selesai ya pak menteri.</p></article></div>"
      "<aside><p>Langganan buletin kami untuk berita pilihan setiap pagi di kotak surat.</p></aside>"
      "<footer><p>Hak cipta dilindungi undang-undang, Harian Contoh 2024.</p></footer></body></html>");
  EXPECT_EQ(got.title, "Menlu ke Tokyo");
  EXPECT_EQ(got.language, "id");
  EXPECT_EQ(got.text,
            std::string(kFirst) + "\n\n" + std::string(kSecond) + "\n\nKuota tangkap dibagi menurut musim dan wilayah.");
}

TEST(Page, MetadataInOrderOfTrust) {
  std::string head =
      "<meta property='og:title' content='From Open Graph'><meta name='author' content='Meta Author'>"
      "<meta property='article:published_time' content='2024-10-07T08:00:00Z'><meta property='og:site_name' content='The "
      "Example'>"
      "<link rel='canonical' href='https://example.org/2023/01/02/story'>";
  std::string body = "<article><time datetime='2024-10-06'>Sunday</time>" + p(kFirst) + "</article>";
  std::string linked =
      "<script "
      "type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"x\"},"
      "{\"@type\":\"NewsArticle\",\"headline\":\"From\nJSON-LD\",\"datePublished\":\"2024-10-08T10:00:00+07:00\","
      "\"author\":[{\"@type\":\"Person\",\"name\":\"Ana\"},{\"name\":\"Ben\"}],\"publisher\":{\"name\":\"Example "
      "News\"}}]}</script>";
  Page all = page("<html><head>" + head + linked + "</head><body>" + body + "</body></html>");
  EXPECT_EQ(all.title, "From JSON-LD");
  EXPECT_EQ(all.author, "Ana, Ben");
  EXPECT_EQ(all.outlet, "Example News");
  EXPECT_EQ(all.published, "2024-10-08T10:00:00+07:00");
  EXPECT_EQ(all.published_source, "json-ld");
  EXPECT_EQ(all.url, "https://example.org/2023/01/02/story");
  Page meta =
      page("<html><head>" + head + "<script type='application/ld+json'>{broken</script></head><body>" + body + "</body></html>");
  EXPECT_EQ(meta.title, "From Open Graph");
  EXPECT_EQ(meta.author, "Meta Author");
  EXPECT_EQ(meta.published_source, "meta");
  EXPECT_EQ(page("<html><body>" + body + "</body></html>").published_source, "element");
  Page url = page("<html><head><link rel='canonical' href='https://example.org/2023/01/02/story'></head><body>" + p(kFirst) +
                  "</body></html>");
  EXPECT_EQ(url.published, "2023-01-02");
  EXPECT_EQ(url.published_source, "url");
}

TEST(Page, BreaksAndPartsOfOneArticle) {
  std::string first(kFirst), second(kSecond);
  EXPECT_EQ(page("<body><div>" + first + "<br><br>" + second + "</div></body>").text, first + "\n\n" + second);
  EXPECT_EQ(page("<body><div><div class='article__body'>" + p(first) + "</div><div>Advert</div><div class='article__body'>" +
                 p(second) + "</div></div></body>")
                .text,
            first + "\n\n" + second);
  EXPECT_EQ(page("<body><p>Iran condemned Israel.</p></body>").text, "Iran condemned Israel.");
  EXPECT_EQ(page("<body><a href=x>Home</a></body>").text, "");
}

constexpr std::string_view kThird =
    "Nelayan di Natuna meminta pemerintah menambah patroli di perairan yang sering dimasuki kapal asing.";
constexpr std::string_view kFourth =
    "Pembicaraan dijadwalkan berlangsung selama dua hari dan ditutup dengan kunjungan ke pelabuhan terbesar di kota itu.";
std::string said(std::initializer_list<std::string_view> paragraphs) {
  std::string out;
  for (std::string_view p : paragraphs) out.append(out.empty() ? "" : "\n\n").append(p);
  return out;
}

TEST(Page, TablesOfFiguresAreReadRowByRow) {
  EXPECT_EQ(page("<body><div>" + p(kFirst) +
                 "<table><tr><th>Zona<th>Kuota<tr><td>Natuna<td>120 ton<tr><td>Laut Sawu<td>80 ton</table></div></body>")
                .text,
            said({kFirst, "Zona Kuota", "Natuna 120 ton", "Laut Sawu 80 ton"}));
  // A page laid out in cells is none.
  EXPECT_EQ(page("<body><table><tr><td><a href=/>Beranda</a><td>" + p(kFirst) + p(kSecond) + "</table></body>").text,
            said({kFirst, kSecond}));
}

TEST(Page, OtherStoriesAreLeftOut) {
  std::string article = p(kFirst) + p(kSecond) + p(kThird) + p(kFourth);
  std::string text = said({kFirst, kSecond, kThird, kFourth});
  auto story = [](int i) {
    return "<h4><a href=/b" + std::to_string(i) + ">Berita lain nomor " + std::to_string(i) +
           "</a></h4><p>Ringkasan singkat berita itu.</p>";
  };
  std::string cards, articles;
  for (int i = 0; i < 5; ++i) {
    cards += "<div class=c>" + story(i) + "</div>";
    articles += "<article>" + story(i) + "</article>";
  }
  EXPECT_EQ(page("<body><div>" + article + "<section>" + cards + "</section></div></body>").text, text);
  EXPECT_EQ(page("<body><article>" + article + "</article>" + articles + "</body>").text, text);
  EXPECT_EQ(page("<body><div>" + article + "<div>" + story(1) + "</div></div></body>").text, text);
  EXPECT_EQ(page("<body><div>" + article +
                 "<ul><li>Satu <a href=/1>hal yang lain</a><li>Dua <a href=/2>hal yang lain</a><li>Tiga <a href=/3>hal yang "
                 "lain</a></ul></div></body>")
                .text,
            text);
  EXPECT_EQ(
      page("<body><div>" + article +
           "<p>Rina Sari menulis tentang laut. Ikuti dia di <a href='https://twitter.com/rina'>Twitter</a>.</p></div></body>")
          .text,
      text);
}

TEST(Page, WhatStandsWithinASentence) {
  EXPECT_EQ(page("<body><p>Kata <span><a href=/t>Menlu</a><span class=x><span><img src=a><a href=/1>Menlu</a><a href=/2>Menlu "
                 "bertolak ke Tokyo lagi</a></span></span></span> perjanjian itu akan ditandatangani sebelum akhir tahun.</p>" +
                 p(kSecond) + "</body>")
                .text,
            said({"Kata Menlu perjanjian itu akan ditandatangani sebelum akhir tahun.", kSecond}));
  EXPECT_EQ(page("<body><div>" + std::string(kFirst) + "<br><br>Ia tiba lewat tengah malam<br><br>" + std::string(kSecond) +
                 "</div></body>")
                .text,
            said({kFirst, "Ia tiba lewat tengah malam", kSecond}));
}

TEST(Page, NamesThatSayNothing) {
  std::string comments;  // more than the article
  for (int i = 0; i < 10; ++i) comments += p(kThird);
  for (std::string_view name : {"elementor-widget", "hidden-xs", "post category-social tag-ads", "paywall"}) {
    EXPECT_EQ(page("<body><div>" + p(kFirst) + "<div class='" + std::string(name) + "'>" + p(kSecond) +
                   "</div></div><div class=comments>" + comments + "</div></body>")
                  .text,
              said({kFirst, kSecond}))
        << name;
  }
  for (std::string_view name : {"widget_recent", "hidden", "block-newsletter", "shareTools"}) {
    EXPECT_EQ(page("<body><div>" + p(kFirst) + "<div class='" + std::string(name) + "'>" + p(kSecond) + "</div>" + p(kThird) +
                   p(kFourth) + "</div></body>")
                  .text,
              said({kFirst, kThird, kFourth}))
        << name;
  }
}

TEST(Page, ArticlesInHiddenBoxes) {
  std::string article = p(kFirst) + p(kSecond) + p(kThird) + p(kFourth);
  EXPECT_EQ(page("<body><p>Memuat …</p><div style='display:none'>" + article + "</div></body>").text,
            said({kFirst, kSecond, kThird, kFourth}));
  EXPECT_EQ(page("<body>" + article + "<div style='display: none'>" + p(kFirst) + "</div></body>").text,
            said({kFirst, kSecond, kThird, kFourth}));
}

TEST(Page, SummariesAndStatedText) {
  std::string head = "<html><head><meta name=description content='" + std::string(kThird) + "'>";
  EXPECT_EQ(page(head + "</head><body><main><div><p>" + std::string(kThird) + "</p></div><div class=t>" + p(kFirst) + p(kSecond) +
                 "</div></main></body>")
                .text,
            said({kFirst, kSecond}));
  EXPECT_EQ(page(head + "</head><body><main>" + p(kThird) + p(kFirst) + "</main></body>").text, said({kThird, kFirst}));
  EXPECT_EQ(page("<html><head><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":\"" +
                 std::string(kFirst) + "\\n" + std::string(kSecond) + "\"}</script></head><body>" + p(kFirst) + "</body>")
                .text,
            said({kFirst, kSecond}));
}

TEST(Page, WhatPagesShowWithoutSayingSo) {
  Page got = page(
      "<html><head><title>Menlu ke Tokyo - Harian Contoh</title><script type='application/ld+json'>{\"@type\":\"NewsArticle\","
      "\"datePublished\":\"0001-01-01T00:00:00Z\",\"author\":\"Oleh Ana &amp; Ben\"}</script></head><body><h1>Menlu ke Tokyo</h1>"
      "<div class='post-date'>Selasa, 8 Oktober 2024</div>" +
      p(kFirst) + "<div class=date>1 Januari 2001</div></body></html>");
  EXPECT_EQ(got.title, "Menlu ke Tokyo");
  EXPECT_EQ(got.outlet, "Harian Contoh");
  EXPECT_EQ(got.author, "Ana & Ben");
  EXPECT_EQ(got.published, "Selasa, 8 Oktober 2024");
  EXPECT_EQ(got.published_source, "element");
  EXPECT_EQ(page("<script type='application/ld+json'>{\"datePublished\": \"2024-10-08\", oops}</script>" + p(kFirst)).published,
            "2024-10-08");
  EXPECT_EQ(page("<meta name=x-post-date content='2024/10/08'>" + p(kFirst)).published, "2024/10/08");
  EXPECT_EQ(page("<meta name=last-updated-date content='2024/10/08'>" + p(kFirst)).published, "");
}

TEST(Page, CharacterSets) {
  auto utf8 = [](std::string_view bytes, std::string_view declared = {}) {
    std::string buffer;
    return std::string(page_to_utf8(bytes, declared, buffer));
  };
  EXPECT_EQ(utf8("caf\xE9 \x93no\x94"), "caf\xC3\xA9 \xE2\x80\x9Cno\xE2\x80\x9D");
  EXPECT_EQ(utf8("<meta charset=\"shift_jis\">\x83\x65"), "<meta charset=\"shift_jis\">\xE3\x83\x86");
  EXPECT_EQ(utf8(std::string_view("\xFF\xFE\x41\x00\xE9\x00", 6)), "A\xC3\xA9");
  EXPECT_EQ(utf8("\xEF\xBB\xBF<p>a"), "<p>a");
  EXPECT_EQ(utf8("<meta charset=utf-8>\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xFF"),
            "<meta charset=utf-8>\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xEF\xBF\xBD");
  EXPECT_EQ(utf8(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(utf8("caf\xE9", "text/html; charset=ISO-8859-1"), "caf\xC3\xA9");
  EXPECT_EQ(utf8("<meta charset=utf-8>caf\xE9"), "<meta charset=utf-8>caf\xC3\xA9");
  EXPECT_EQ(utf8("<meta charset=no-such-set>caf\xE9"), "<meta charset=no-such-set>caf\xC3\xA9");
}

TEST(Page, ThinnedToWhatIsAskedFor) {
  auto thinned = [](std::string_view html) {
    std::string out;
    thin(html, out);
    return out;
  };
  EXPECT_EQ(thinned("<!DOCTYPE html><p>a <b class=x>b</b> c</p>"), "<!DOCTYPE html><p>a b c</p>");
  EXPECT_EQ(thinned("<div class='a b' data-x='</div>' onclick=\"f('>')\" ID=c d>t</div >"), "<div class='a b' ID=c>t</div>");
  EXPECT_EQ(thinned("<a href=x/y title=z>t</a><x-card class=k>u</x-card><br/>"), "<a href=x/y>t</a><span class=k>u</span><br>");
  EXPECT_EQ(thinned("<script>if (a < b) c('<p>')</script><STYLE>p{}</Style><p>t"), "<p>t");
  EXPECT_EQ(thinned("<script type=\"application/LD+json\">{\"a\":\"<p>\"}</script>"), "<script>{\"a\":\"<p>\"}</script>");
  EXPECT_EQ(thinned("<nav>1<nav>2</nav><!-- </nav> --><script>'</nav>'</script>3</nav>t<nav>u"), "tu");
  EXPECT_EQ(thinned("<svg><title>no</title></svg><title>1 < 2 & <b></title>"), "<title>1 < 2 & <b></title>");
  EXPECT_EQ(thinned("a <!-- <p> -->b<!-->c<![if x]>d<?e?>f</ g>h"), "a bcdfh");
  EXPECT_EQ(thinned("1 < 2 <3 <- </p>"), "1 < 2 <3 <- </p>");
  EXPECT_EQ(thinned("<link rel=icon href=i><link href=c rel=Canonical>"), "<link href=c rel=Canonical>");
  EXPECT_EQ(thinned("<p style='color:red'>a<p style='display: none'>b"), "<p>a<p style='display: none'>b");
  EXPECT_EQ(thinned("t<p class=\"unclosed>u</p>"), "t");
  EXPECT_EQ(thinned("t<script>u"), "t");
  EXPECT_EQ(thinned("t<"), "t<");
  EXPECT_EQ(thinned("t</x"), "t");
}

// Each of these takes a parser that is not careful minutes or gigabytes.
TEST(Page, PagesMadeToHurt) {
  auto many = [](std::string_view piece, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += piece;
    return out;
  };
  auto numbered = [](std::string_view before, std::string_view after, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out.append(before).append(std::to_string(i)).append(after);
    return out;
  };
  const std::string said = p(kFirst) + p(kSecond);
  const std::string text = std::string(kFirst) + "\n\n" + std::string(kSecond);
  EXPECT_EQ(page(said + many("<div>", 1000000)).text, text);
  EXPECT_NE(page(many("<div>", 1000000) + said).text.find(kFirst), std::string::npos);
  EXPECT_EQ(page(said + many("<b>", 1000000)).text, text);
  EXPECT_EQ(page(said + many("<font>", 300000) + many("<p>", 200000)).text, text);
  EXPECT_EQ(page(said + many("<svg>", 500000)).text, text);
  EXPECT_EQ(page(said + many("<a>", 200000) + many("<table>", 200000)).text, text);
  EXPECT_EQ(page(said + "<div" + numbered(" a", "=1", 500000) + ">").text, text);
  EXPECT_EQ(page(said + "<div class='" + many("x ", 1000000) + "'>").text, text);
  EXPECT_EQ(page(said + numbered("<x", ">", 200000)).text, text);
  EXPECT_EQ(page(said + "<table>" + many("x</y>", 300000)).text.substr(0, text.size()), text);
  EXPECT_GT(page("<body><div>" + many("kata </y>", 400000)).text.size(), 1000000u);
  EXPECT_GT(page(many("<p>Kalimat yang cukup panjang untuk dibaca sebagai paragraf.<li>", 20000)).text.size(), 100000u);
  EXPECT_EQ(page(said + many("<!--", 600000)).text, text);
  EXPECT_EQ(page(said + "<script>" + many("</scrip", 400000)).text, text);
}

// Found by the fuzzer: a drawing that thinning leaves, with an attribute that lexbor has no number for.
TEST(Page, DrawingsWithAttributesOfOurOwn) {
  const std::string said = p(kFirst) + p(kSecond);
  const std::string text = std::string(kFirst) + "\n\n" + std::string(kSecond);
  EXPECT_EQ(page(said + "<svg ><script type=ld+json></script><svg name=s<script>").text, text);
  EXPECT_EQ(page(said + "<svg ><script type=ld+json></script><g itemprop=b><math role=x><mi hidden></math></svg>").text, text);
}

TEST(Page, InJsonTheTextGoesFirst) {
  model::Document d;
  std::string html = "<html lang='id'><body><article>" + p(kFirst) + p(kSecond) + "</article></body></html>";
  ASSERT_TRUE(parse_json_document("{\"id\":\"a\",\"title\":\"T\",\"html\":\"" + html + "\"}", {}, nullptr, d).has_value());
  EXPECT_EQ(d.text, std::string(kFirst) + "\n\n" + std::string(kSecond));
  EXPECT_EQ(d.title, "T");
  EXPECT_EQ(d.language, "id");
  ASSERT_TRUE(parse_json_document("{\"text\":\"Teks.\",\"html\":\"" + html + "\"}", {}, nullptr, d).has_value());
  EXPECT_EQ(d.text, "Teks.");
}

}  // namespace
}  // namespace kawat::read
