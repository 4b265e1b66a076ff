#include "read/feed.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "lexicon/pack.h"
#include "read/html_text.h"
#include "read/reader.h"

namespace kawat::read {
namespace {

Feed feed(std::string_view xml, std::string url = "https://www.example.org/news/feed.xml", std::string charset = {}) {
  FeedOptions options;
  options.url = std::move(url), options.charset = std::move(charset);
  auto f = parse_feed(xml, options);
  EXPECT_TRUE(f) << (f ? "" : f.error().message());
  return f ? *f : Feed{};
}

constexpr std::string_view kArticle =
    "<p>Menteri Luar Negeri bertolak ke Tokyo pada Selasa pagi untuk membahas perjanjian perikanan dengan rekannya.</p>"
    "<p>Perjanjian itu, kata juru bicaranya, akan ditandatangani bila kedua parlemen menyetujuinya sebelum akhir tahun.</p>";

TEST(Feed, Rss) {
  Feed f = feed(
      "<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
      "xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/' "
      "xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Warta Contoh</title><link>https://www.example.org/</link>"
      "<atom:link href='feed.xml' rel='self'/><language>id</language>"
      "<image><title>Logo</title><url>x.png</url><link>https://www.example.org/logo</link></image>"
      "<item><title><![CDATA[Menlu &amp; rekannya]]></title><link> /2024/10/menlu </link><guid isPermaLink='false'>77</guid>"
      "<media:title>Foto</media:title><description>&lt;p&gt;Ringkas &amp;mdash; saja&lt;/p&gt;</description>"
      "<content:encoded><![CDATA[<p>Isi</p>]]></content:encoded><pubDate>Tue, 08 Oct 2024 10:32:00 +0700</pubDate>"
      "<d:creator>Rina Sari</d:creator></item>"
      "<item><title>Dua</title><guid>https://www.example.org/2</guid><author>red@example.org (Budi)</author>"
      "<source url='https://b.example/'>Lain</source></item>"
      "<item><title>Tanpa alamat dan isi</title></item></channel></rss>");
  EXPECT_EQ(f.kind, FeedKind::rss);
  EXPECT_EQ(f.title, "Warta Contoh");
  EXPECT_EQ(f.link, "https://www.example.org/");
  EXPECT_EQ(f.language, "id");
  EXPECT_EQ(f.fault, "");
  ASSERT_EQ(f.items.size(), 2u);
  EXPECT_EQ(f.items[0].url, "https://www.example.org/2024/10/menlu");
  EXPECT_EQ(f.items[0].id, "77");
  EXPECT_EQ(f.items[0].title, "Menlu & rekannya");
  EXPECT_EQ(f.items[0].summary, "Ringkas \xE2\x80\x94 saja");
  EXPECT_EQ(f.items[0].content, "<p>Isi</p>");
  EXPECT_EQ(f.items[0].published, "Tue, 08 Oct 2024 10:32:00 +0700");
  EXPECT_EQ(f.items[0].author, "Rina Sari");
  EXPECT_EQ(f.items[1].url, "https://www.example.org/2");
  EXPECT_EQ(f.items[1].author, "Budi");
}

TEST(Feed, Rdf) {
  Feed f = feed(
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='x'><title>Tua</title><link>http://a.example/</link>"
      "<dc:language>en</dc:language></channel><item rdf:about='y'><title>One</title><link>http://a.example/1</link>"
      "<dc:date>2024-10-08T01:00:00Z</dc:date></item></rdf:RDF>");
  EXPECT_EQ(f.kind, FeedKind::rdf);
  EXPECT_EQ(f.title, "Tua");
  EXPECT_EQ(f.language, "en");
  ASSERT_EQ(f.items.size(), 1u);
  EXPECT_EQ(f.items[0].published, "2024-10-08T01:00:00Z");
}

TEST(Feed, Atom) {
  Feed f = feed(
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://b.example/blog/' xml:lang='en'><title type='text'>A &lt;b&gt; "
      "C</title><link rel='self' href='feed'/><link href='/'/>"
      "<entry xml:base='2024/'><title type='html'>Minister &amp;amp; &lt;i&gt;envoy&lt;/i&gt;</title>"
      "<link rel='enclosure' href='a.mp3'/><link rel='alternate' type='application/json' href='a.json'/>"
      "<link rel='alternate' type='text/html' href='a.html'/><id>tag:b.example,2024:1</id>"
      "<published>2024-10-08T10:00:00Z</published><updated>2024-10-09T10:00:00Z</updated>"
      "<author><name>Ann Lee</name><email>a@b.example</email></author><contributor><name>Nobody</name></contributor>"
      "<content type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>One &amp; <x:b>two</x:b></x:p></x:div></content>"
      "<source><title>Elsewhere</title><id>z</id></source></entry>"
      "<entry><title>Plain</title><link href='b'/><content>1 &lt; 2</content></entry></feed>");
  EXPECT_EQ(f.kind, FeedKind::atom);
  EXPECT_EQ(f.title, "A <b> C");
  EXPECT_EQ(f.link, "https://b.example/");
  ASSERT_EQ(f.items.size(), 2u);
  EXPECT_EQ(f.items[0].title, "Minister & envoy");
  EXPECT_EQ(f.items[0].url, "https://b.example/blog/2024/a.html");
  EXPECT_EQ(f.items[0].id, "tag:b.example,2024:1");
  EXPECT_EQ(f.items[0].author, "Ann Lee");
  EXPECT_EQ(f.items[0].content, "<div><p>One &amp; <b>two</b></p></div>");
  EXPECT_EQ(f.items[0].published, "2024-10-08T10:00:00Z");
  EXPECT_EQ(f.items[1].url, "https://b.example/blog/b");
  EXPECT_EQ(plain_text(f.items[1].content), "1 < 2");
}

TEST(Feed, Sitemaps) {
  Feed news = feed(
      "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' "
      "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'><url><loc>https://c.example/1</loc>"
      "<image:image><image:loc>https://c.example/1.jpg</image:loc></image:image><lastmod>2024-10-09</lastmod><n:news>"
      "<n:publication><n:name>Contoh</n:name><n:language>id</n:language></n:publication>"
      "<n:publication_date>2024-10-08T10:00:00+07:00</n:publication_date><n:title>Satu</n:title></n:news></url></urlset>");
  EXPECT_EQ(news.kind, FeedKind::sitemap);
  EXPECT_EQ(news.title, "Contoh");
  ASSERT_EQ(news.items.size(), 1u);
  EXPECT_EQ(news.items[0].url, "https://c.example/1");
  EXPECT_EQ(news.items[0].title, "Satu");
  EXPECT_EQ(news.items[0].language, "id");
  EXPECT_EQ(news.items[0].published, "2024-10-08T10:00:00+07:00");
  EXPECT_EQ(news.items[0].updated, "2024-10-09");
  Feed index = feed(
      "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>/s/1.xml.gz</loc><lastmod>2024-10-08"
      "</lastmod></sitemap><sitemap><loc>javascript:x</loc></sitemap></sitemapindex>");
  EXPECT_EQ(index.kind, FeedKind::sitemap_index);
  ASSERT_EQ(index.feeds.size(), 1u);
  EXPECT_EQ(index.feeds[0].url, "https://www.example.org/s/1.xml.gz");
  EXPECT_EQ(index.feeds[0].updated, "2024-10-08");
}

TEST(Feed, Opml) {
  Feed f = feed(
      "<?xml version='1.0'?><opml version='2.0'><head><title>Daftar</title></head><body><outline text='Grup'>"
      "<outline type='rss' text='A' title='Harian A &amp; B' xmlUrl='https://a.example/rss'/></outline>"
      "<outline text='C' xmlurl='https://c.example/rss'/><outline text='bukan' htmlUrl='https://d.example/'/></body></opml>");
  EXPECT_EQ(f.kind, FeedKind::opml);
  ASSERT_EQ(f.feeds.size(), 2u);
  EXPECT_EQ(f.feeds[0].title, "Harian A & B");
  EXPECT_EQ(f.feeds[1].title, "C");
}

TEST(Feed, CharacterSets) {
  auto title = [](std::string_view xml, std::string charset = {}) {
    Feed f = feed(xml, "https://a.example/", std::move(charset));
    return f.items.empty() ? std::string("none") : f.items[0].title;
  };
  EXPECT_EQ(title("<?xml version=\"1.0\" encoding=\"windows-1252\"?><rss><channel><item><title>\x93"
                  "Caf\xE9\x94</title>"
                  "<link>https://a.example/1</link></item></channel></rss>"),
            "\xE2\x80\x9C"
            "Caf\xC3\xA9\xE2\x80\x9D");
  EXPECT_EQ(title("<rss><channel><item><title>\xCC\xE8\xF0</title><link>https://a.example/1</link></item></channel></rss>",
                  "text/xml; charset=windows-1251"),
            "\xD0\x9C\xD0\xB8\xD1\x80");
  std::string wide;
  for (char c : std::string("<?xml version='1.0' encoding='utf-16'?><rss><channel><item><title>Rapat</title>"
                            "<link>https://a.example/1</link></item></channel></rss>"))
    wide += c, wide += '\0';
  EXPECT_EQ(title(wide), "Rapat");
  EXPECT_EQ(title("\xFF\xFE" + wide), "Rapat");
}

TEST(Feed, FaultsThatAreMended) {
  Feed f = feed(
      "\n\n \xEF\xBB\xBF<?xml version='1.0'?><!-- a -- b --><rss><channel><item><title>Ibu & Anak &nbsp;&copy; a < b "
      "&#8;\x08</title><link>https://a.example/?a=1&b=2</link><feedburner:origLink>https://a.example/asli"
      "</feedburner:origLink><description>Kata <b>tebal</b> dan &eacute;</description></item></channel></rss>");
  EXPECT_EQ(f.fault, "");
  ASSERT_EQ(f.items.size(), 1u);
  EXPECT_TRUE(f.items[0].title.starts_with("Ibu & Anak \xC2\xA9 a < b")) << f.items[0].title;
  EXPECT_EQ(f.items[0].url, "https://a.example/asli");
  EXPECT_EQ(f.items[0].summary, "Kata tebal dan \xC3\xA9");
}

TEST(Feed, BrokenFeedsKeepWhatStandsBefore) {
  std::string good = "<rss><channel><item><title>Satu</title><link>https://a.example/1</link></item>";
  Feed f = feed(good + "\n<item><title>Dua</titel></item></channel></rss>");
  ASSERT_EQ(f.items.size(), 1u);
  EXPECT_NE(f.fault.find("line 2"), std::string::npos) << f.fault;
  f = feed(good + "<item><title>Dua");
  EXPECT_EQ(f.items.size(), 1u);
  EXPECT_NE(f.fault, "");
}

TEST(Feed, WhatIsNoFeed) {
  for (std::string_view s :
       {"", "hello", "<html><body>x</body></html>", "<?xml version='1.0'?><note/>", "{\"a\":1}", "<rss", "\x1F\x8B\x08 broken"}) {
    auto f = parse_feed(s);
    ASSERT_FALSE(f) << s;
    EXPECT_EQ(f.error().code, Code::bad_feed);
  }
  EXPECT_NE(parse_feed("<!doctype html><html><p>a</html>").error().what.find("web page"), std::string::npos);
  FeedOptions at;
  at.url = "https://a.example/news/";
  auto page = parse_feed(
      "<html><head><link rel='stylesheet' href='x'><link type='application/rss+xml' rel=alternate href='feed?a=1&amp;b'>", at);
  ASSERT_FALSE(page);
  EXPECT_NE(page.error().hint.find("https://a.example/news/feed?a=1&b"), std::string::npos) << page.error().hint;
  FeedOptions small;
  small.most_bytes = 100;
  EXPECT_FALSE(parse_feed("<rss>" + std::string(200, ' ') + "</rss>", small));
}

TEST(Feed, Bombs) {
  std::string bomb = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a0 'lol'>";
  for (int i = 1; i < 10; ++i) {
    bomb += "<!ENTITY a" + std::to_string(i) + " '";
    for (int k = 0; k < 10; ++k) bomb += "&a" + std::to_string(i - 1) + ";";
    bomb += "'>";
  }
  bomb += "]><rss><channel><item><title>&a9;</title><link>https://a.example/</link></item></channel></rss>";
  auto f = parse_feed(bomb);
  ASSERT_FALSE(f);
  EXPECT_NE(f.error().what.find("entities"), std::string::npos);
  Feed external = feed(
      "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title>"
      "<link>https://a.example/</link></item></channel></rss>");
  ASSERT_EQ(external.items.size(), 1u);
  EXPECT_EQ(external.items[0].title, "&x;");
  std::string deep = "<rss><channel><item><title>t</title><link>https://a.example/</link></item>";
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  Feed d = feed(deep);
  EXPECT_EQ(d.items.size(), 1u);
  EXPECT_NE(d.fault.find("deep"), std::string::npos);
  FeedOptions few;
  few.most_items = 3;
  std::string many = "<rss><channel>";
  for (int i = 0; i < 10; ++i) many += "<item><link>https://a.example/" + std::to_string(i) + "</link></item>";
  auto three = parse_feed(many + "</channel></rss>", few);
  ASSERT_TRUE(three);
  EXPECT_EQ(three->items.size(), 3u);
  EXPECT_EQ(three->fault, "");
}

TEST(Feed, WholeArticles) {
  FeedItem item;
  for (int i = 0; i < 8; ++i) item.content += kArticle;
  EXPECT_TRUE(is_whole(item));
  item.content += "<p>The post <a href='x'>Menlu</a> appeared first on <a href='y'>Warta</a>.</p>";
  EXPECT_TRUE(is_whole(item));
  item.content += "<p>Dan lagi [&hellip;]</p>";
  EXPECT_FALSE(is_whole(item));
  item.content = std::string(kArticle);
  EXPECT_FALSE(is_whole(item));
  item.content.clear();
  for (int i = 0; i < 8; ++i) item.content += kArticle;
  item.content += "<a href='x'>Baca Selengkapnya &raquo;</a>";
  EXPECT_FALSE(is_whole(item));
}

TEST(Feed, Documents) {
  ::setenv("KAWAT_PACK", KAWAT_BINARY "/kawat.pack", 0);
  auto pack = lexicon::Pack::open_default();
  ASSERT_TRUE(pack);
  auto finder = PartFinder::build(*pack);
  ASSERT_TRUE(finder);
  std::string xml =
      "<rss><channel><title>Warta Contoh</title><language>en-US</language><item><title>Menlu ke Tokyo</title>"
      "<link>https://a.example/1</link><guid>https://a.example/?p=1</guid><pubDate>Tue, 08 Oct 2024 23:32:00 +0700</pubDate>"
      "<content:encoded><![CDATA[" +
      std::string(kArticle) + std::string(kArticle) +
      "]]></content:encoded></item>"
      "<item><title>Singkat</title><link>https://a.example/2</link><description>Menteri bertolak ke Tokyo.</description>"
      "<dc:date>2024-10-09</dc:date></item><item><title>Kosong</title><link>https://a.example/3</link></item><item>";
  std::string path = (std::filesystem::temp_directory_path() / ("kawat_feed_" + std::to_string(::getpid()) + ".xml")).string();
  std::ofstream(path, std::ios::binary) << xml;
  auto reader = Reader::open({path}, {}, &*finder);
  ASSERT_TRUE(reader);
  model::Document one;
  ASSERT_EQ(reader->next(one), Step::document);
  EXPECT_EQ(one.id, "https://a.example/?p=1");
  EXPECT_EQ(one.url, "https://a.example/1");
  EXPECT_EQ(one.path, path);
  EXPECT_EQ(one.title, "Menlu ke Tokyo");
  EXPECT_EQ(one.outlet, "Warta Contoh");
  EXPECT_EQ(one.published, (model::Day{2024, 10, 8}));
  EXPECT_EQ(one.published_source, "feed");
  EXPECT_EQ(one.language, "");  // what the words say goes before what the feed says
  EXPECT_TRUE(one.text.starts_with("Menteri Luar Negeri bertolak")) << one.text;
  ASSERT_EQ(reader->next(one), Step::document);
  EXPECT_EQ(one.text, "Menteri bertolak ke Tokyo.");
  EXPECT_EQ(one.published, (model::Day{2024, 10, 9}));
  ASSERT_EQ(reader->next(one), Step::skip);
  EXPECT_EQ(reader->error().code, Code::empty_document);
  EXPECT_EQ(reader->error().where, path + "#3");
  ASSERT_EQ(reader->next(one), Step::skip);
  EXPECT_EQ(reader->error().code, Code::bad_feed);
  EXPECT_EQ(reader->next(one), Step::end);
  std::filesystem::remove(path);
}

TEST(Feed, LooksLikeOne) {
  EXPECT_TRUE(looks_like_feed("<?xml version='1.0'?>\n<!-- made by -->\n<?xml-stylesheet href='x'?><urlset xmlns='y'>"));
  EXPECT_TRUE(looks_like_feed("<rdf:RDF xmlns='y'>"));
  EXPECT_TRUE(looks_like_feed("\xEF\xBB\xBF<OPML version='1.0'>"));
  EXPECT_FALSE(looks_like_feed("<!doctype html><html><rss>"));
  EXPECT_FALSE(looks_like_feed("https://a.example/feed # <rss>"));
  EXPECT_FALSE(looks_like_feed(""));
}

}  // namespace
}  // namespace kawat::read
