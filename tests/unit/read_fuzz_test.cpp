#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#define KAWAT_FUZZ_READ_ONLY
#include "../../fuzz/targets.h"
#include "mutations.h"

namespace kawat {
namespace {

TEST(ReadFuzz, RandomAndMutatedBytes) {
  ::setenv("KAWAT_PACK", KAWAT_BINARY "/kawat.pack", 0);
  const std::string seeds[] = {
      "{\"id\":7,\"text\":\"JAKARTA, KOMPAS.com - Menteri\\npergi \\ud83d.\",\"published\":\"8 Oktober "
      "2024\",\"x\":[1,{\"y\":null}]}\n{\"text\":1e5}",
      "Judul Berita\nOleh: Budi\nSelasa, 8 Oktober 2024 | 10:32 WIB\nJAKARTA, X: Ia pergi. Baca juga: Y\n[Gambas: "
      "a]\n(ant/rep)\xE2\x80\x94",
      "<!doctype html><html lang=id><meta charset=latin1><title>Judul</title><script type='application/ld+json'>{\"@type\":"
      "[\"NewsArticle\"],\"datePublished\":\"2024-10-08\",\"author\":[{\"name\":\"Budi\"}]}</script><div class=\"article-body\">"
      "<p>Menteri pergi ke Tokyo &amp; kembali pada hari Selasa.<br><br>Ia &#233; <a href=x>Baca</a></p></div><p hidden>",
      "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://a>\r\nContent-Length: 90\r\n\r\nx",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n1a\r\n\x1f\x8b\x08 abc\r\n0\r\n\r\n",
      "judul,isi,tanggal\n\"Satu, dua\",\"Presiden berkata \"\"ya\"\".\nLalu pergi.\",2024-10-08\nb,\"dua\nc,tiga,x\n",
      "[{\"text\":\"a ] \\\" b\"}, {\"maintext\":[\"c\",\"d\"],\"source\":{\"name\":\"X\"}},\n7]",
      "<?xml version='1.0'?><rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title><item><title>A "
      "&amp; "
      "b</title><link>/1</link><c:encoded><![CDATA[<p>Isi</p>]]></c:encoded></item><item><description>Presiden pergi ke Tokyo."
      "</description></item></channel></rss>",
      "shift_jis\n<meta charset=windows-1252>\x83\x4b\x95\xd1 caf\xe9 \x1b$B\x30\x21\x1b(B",
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.example/'><entry><title type='html'>&lt;b&gt;x</title><link "
      "href='b'/><content type='xhtml'><div><p>Isi</p></div></content></entry></feed>"};
  fuzz::mutate(seeds, ".-'\"@/\n,)(8A\xE2", [](const std::string& s) {
    fuzz::reader(s);
    fuzz::article(s);
    fuzz::page(s);
    fuzz::archive(s);
    fuzz::table(s);
    fuzz::file(s);
    fuzz::feed(s);
    fuzz::charset(s);
  });
}

}  // namespace
}  // namespace kawat
