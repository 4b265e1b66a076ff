#include "read/reader.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lexicon/pack.h"

namespace kawat::read {
namespace {

namespace fs = std::filesystem;

class ReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("kawat_read_" + std::to_string(::getpid()));
    fs::remove_all(dir_);
    fs::create_directories(dir_);
  }
  void TearDown() override { fs::remove_all(dir_); }

  std::string write(const std::string& name, const std::string& bytes) {
    fs::create_directories((dir_ / name).parent_path());
    std::ofstream(dir_ / name, std::ios::binary) << bytes;
    return (dir_ / name).string();
  }
  std::string write_gz(const std::string& name, const std::string& bytes, const char* mode = "wb") {
    std::string path = (dir_ / name).string();
    gzFile f = gzopen(path.c_str(), mode);
    gzwrite(f, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(f);
    return path;
  }
  // "text|text|!103|text": documents and the codes of skips, in order.
  std::string run(std::vector<std::string> paths, ReadOptions options = {}) {
    auto reader = Reader::open(std::move(paths), std::move(options));
    if (!reader) return reader.error().message();
    std::string out;
    model::Document d;
    for (;;) {
      Step s = reader->next(d);
      if (s == Step::end) break;
      if (!out.empty()) out += '|';
      out += s == Step::document ? d.text : "!" + std::to_string(static_cast<int>(reader->error().code));
      ids_.push_back(d.id);
      wheres_.push_back(reader->error().where);
    }
    read_ = reader->bytes_read(), total_ = reader->bytes_total();
    return out;
  }

  fs::path dir_;
  std::vector<std::string> ids_, wheres_;
  std::uint64_t read_ = 0, total_ = 0;
};

TEST_F(ReaderTest, JsonLines) {
  std::string f = write(
      "a.txt",
      "{\"text\":\"satu\",\"id\":7,\"x\":{\"y\":[1,null,true]}}\n\n {\"id\":\"b\",\"text\":\"dua\"}\r\n{\"text\":\"tiga\"}");
  EXPECT_EQ(run({f}), "satu|dua|tiga");
  EXPECT_EQ(ids_, (std::vector<std::string>{"7", "b", f + ":4"}));
  EXPECT_EQ(read_, total_);
}

TEST_F(ReaderTest, BadLinesAreSkippedAndTheRestIsRead) {
  std::string f = write(
      "a.jsonl",
      std::string("{\"text\":\"a\"}\n{\"text\":\"b\n{\"text\":5}\n{\"title\":\"t\"}\n[1]\n{\"text\":\"\"}\n{\"html\":\"<p>\"}\n"
                  "{\"text\":\"\\u0000\"}\n{\"text\":\"\xFF\"}\n{\"text\":\"x\"} {\n{\"text\":\"\\ud83dz\"}\n{\"text\":\"") +
          '\0' + "\"}\n{\"text\":\"e\",\"z\":[1,}\n{\"text\":\"end\"}\n");
  EXPECT_EQ(run({f}), "a|!104|!107|!107|!104|!106|!106|!110|!103|!104|\xEF\xBF\xBDz|!110|!104|end");
  EXPECT_EQ(wheres_[1], f + ":2");
}

TEST_F(ReaderTest, LongLinesKeepMemoryFlat) {
  std::string f = write("a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"" + std::string(3 << 20, 'x') +
                                       "\"}\n{\"text\":\"b\"}\n{\"text\":\"" + std::string(3 << 20, 'y'));
  ReadOptions o;
  o.max_line = 1 << 20;
  EXPECT_EQ(run({f}, o), "a|!105|b|!105");
  EXPECT_EQ(wheres_[1], f + ":2");
}

TEST_F(ReaderTest, Gzip) {
  std::string f = write_gz("a.gz", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
  write_gz("a.gz", "{\"text\":\"c\"}\n", "ab");
  EXPECT_EQ(run({f}), "a|b|c");
  std::string text = write_gz("t.gz", "Satu dua tiga.");
  EXPECT_EQ(run({text}), "Satu dua tiga.");
  std::string noisy;
  for (int i = 0; i < 20000; ++i) noisy += "{\"text\":\"" + std::to_string(i * 7919 % 10007) + "\"}\n";
  std::string whole = write_gz("w.gz", noisy);
  std::ifstream in(whole, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  std::string cut = run({write("cut.gz", bytes.substr(0, bytes.size() / 2))});
  EXPECT_TRUE(cut.starts_with("0|7919|"));
  EXPECT_NE(cut.find("!102"), std::string::npos);
}

TEST_F(ReaderTest, PlainTextFilesAndFolders) {
  std::string b = write("d/b.txt", "dua"), a = write("d/a.md", "\xEF\xBB\xBFsatu"), c = write("d/e/c", "tiga");
  write("d/.hidden", "x");
  EXPECT_EQ(run({(dir_ / "d").string()}), "satu|dua|tiga");
  EXPECT_EQ(ids_[1], b);
  fs::create_directories(dir_ / "empty");
  EXPECT_EQ(run({(dir_ / "empty").string(), (dir_ / "missing").string(), write("zero", ""), write("blank", " \n\t\n"), a}),
            "!402|!101|!106|!106|satu");
}

TEST_F(ReaderTest, BytesThatAreNotText) {
  EXPECT_EQ(run({write("w.txt", "Pr\xE9sident Macron said \x93no\x94 to the caf\xE9 owners of Paris.")}),
            "Pr\xC3\xA9sident Macron said \xE2\x80\x9Cno\xE2\x80\x9D to the caf\xC3\xA9 owners of Paris.");
  EXPECT_EQ(run({write("bad.txt", "abc \xC3\x28\xFF\xFE\x81\x81")}), "!103");
  EXPECT_EQ(run({write("nul.txt", std::string("abc\0def", 7))}), "!110");
  EXPECT_EQ(run({write("p.pdf", "%PDF-1.4 …"), write("h.html", "<!DOCTYPE html><html>"), write("w.warc", "WARC/1.0\r\n"),
                 write("f.xml", "<?xml version=\"1.0\"?><rss version=\"2.0\">")}),
            "!111|!106|!114|!601");
  EXPECT_EQ(run({write("t.txt", "[Jakarta] text"), write("u.txt", "{kurung} text")}), "[Jakarta] text|{kurung} text");
}

TEST_F(ReaderTest, OneObjectOverSeveralLines) {
  EXPECT_EQ(run({write("o.json", "{\n  \"id\": \"x\",\n  \"text\": \"satu\"\n}\n")}), "satu");
  EXPECT_EQ(ids_[0], "x");
}

TEST_F(ReaderTest, JsonArrays) {
  EXPECT_EQ(
      run({write(
          "a.json",
          "[\n {\"text\":\"a, ] }\\\" b\"} , {\"text\":\"c\",\"x\":[{}]},\n7,{\"title\":\"t\"},[1,{}], {\"text\":\"d\"}]\n")}),
      "a, ] }\" b|c|!104|!107|!104|d");
  EXPECT_EQ(ids_[1], (dir_ / "a.json").string() + ", element 2");
  ReadOptions o;
  o.max_line = 2000;
  EXPECT_EQ(run({write("long.json", "[{\"text\":\"" + std::string(3000, 'x') + "\"},{\"text\":\"b\"},{\"text\":\"c")}, o),
            "!105|b|!104");
  EXPECT_EQ(run({write("odd.json", "[{\"text\":\"a\"}},{\"text\":\"b\"}]")}), "a|!104|b");
}

TEST_F(ReaderTest, Tables) {
  std::string f = write(
      "a.csv",
      "\xEF\xBB\xBFJudul,Isi,Tanggal,Sumber\r\n\"Satu, dua\",\"Presiden berkata \"\"ya\"\".\nLalu pergi.\",08/10/2024,Antara\r\n"
      "\r\nTiga,Menteri datang.,2024-10-09,\r\n");
  EXPECT_EQ(run({f}), "Presiden berkata \"ya\".\nLalu pergi.|Menteri datang.");
  EXPECT_EQ(ids_, (std::vector<std::string>{f + ":2", f + ":5"}));
  EXPECT_EQ(run({write("a.tsv", "id\ttext\nx\tsatu\ny\t\"dua\" kata\nz\n")}), "satu|\"dua\" kata|!107");
  EXPECT_EQ(ids_[2], "x");
  EXPECT_EQ(run({write("s.csv", "url;body\nhttp://a/;satu\n")}), "satu");
  EXPECT_EQ(run({write("own.csv", "nomor,naskah\n1,satu\n")}), "nomor,naskah\n1,satu\n");
  ReadOptions o;
  ASSERT_TRUE(o.fields.add("text=Naskah"));
  EXPECT_EQ(run({(dir_ / "own.csv").string()}, o), "satu");
  EXPECT_EQ(o.fields.add("teks=naskah").error().code, Code::bad_option);
  // An article whose first line has commas is no table.
  EXPECT_EQ(run({write("t.txt", "Berita, Jakarta\nPresiden datang.")}), "Berita, Jakarta\nPresiden datang.");
}

TEST_F(ReaderTest, AQuotationMarkThatIsNeverClosedCostsItsLine) {
  EXPECT_EQ(run({write("q.csv", "title,text\na,satu\nb,\"dua\nc,tiga\nd,empat\n")}), "satu|!115|tiga|empat");
  ReadOptions o;
  o.max_line = 3000;
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "e,lima\n";
  std::string got = run({write("r.csv", "title,text\na,satu\nb,\"dua\nc,tiga\n" + many)}, o);
  EXPECT_TRUE(got.starts_with("satu|!105|tiga|lima|")) << got.substr(0, 60);
}

TEST_F(ReaderTest, FieldsUnderTheNamesOfOtherPrograms) {
  std::string f =
      write("n.jsonl",
            "{\"maintext\":\"satu\",\"date_publish\":\"2024-10-08 10:00:00\",\"source_domain\":\"tempo.co\",\"authors\":[\"A "
            "B\",\"C\"],\"language\":\"Indonesian\"}\n"
            "{\"text\":\"dua\",\"raw_text\":\"x\",\"date\":1728345600,\"sitename\":\"BBC\",\"author\":null}\n"
            "{\"source\":{\"id\":\"r\",\"name\":\"Reuters\"},\"publishedAt\":\"2024-10-08T00:00:00Z\",\"content\":\"tiga\"}\n"
            "{\"text\":[\"empat\",\"lima\"],\"seendate\":\"20241008T101500Z\",\"domain\":\"x.com\"}\n");
  auto reader = Reader::open({f});
  ASSERT_TRUE(reader);
  model::Document d;
  for (const char* expected : {"satu|tempo.co|A B, C|id", "dua|BBC||", "tiga|Reuters||", "empat\n\nlima|x.com||"}) {
    ASSERT_EQ(reader->next(d), Step::document) << reader->error().message();
    EXPECT_EQ(d.text + "|" + d.outlet + "|" + d.author + "|" + d.language, expected);
    EXPECT_EQ(d.published, (model::Day{2024, 10, 8})) << expected;
  }
}

TEST_F(ReaderTest, Zstd) {
  auto pack = [](const std::string& s) {
    std::string out(ZSTD_compressBound(s.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), s.data(), s.size(), 3));
    return out;
  };
  std::string many;
  for (int i = 0; i < 20000; ++i) many += "{\"text\":\"" + std::to_string(i * 7919 % 10007) + "\"}\n";
  EXPECT_EQ(run({write("a.zst", pack("{\"text\":\"a\"}\n") + pack("{\"text\":\"b\"}\n"))}), "a|b");
  std::string whole = pack(many);
  EXPECT_TRUE(run({write("w.zst", whole)}).ends_with("|" + std::to_string(19999 * 7919 % 10007)));
  EXPECT_TRUE(run({write("cut.zst", whole.substr(0, whole.size() / 2))}).ends_with("!102"));
}

TEST_F(ReaderTest, UrlFilter) {
  std::string f = write(
      "u.jsonl",
      "{\"text\":\"a\",\"url\":\"https://www.tempo.co/politik/1\"}\n{\"text\":\"b\",\"url\":\"http://nasional.Tempo.co/x\"}\n"
      "{\"text\":\"c\",\"url\":\"https://notempo.co/\"}\n{\"text\":\"d\"}\n");
  ReadOptions o;
  o.urls.add("tempo.co");
  EXPECT_EQ(run({f}, o), "a|b");
  o.urls.add("-*/politik/*");
  EXPECT_EQ(run({f}, o), "b");
}

TEST_F(ReaderTest, UnreadableFile) {
  std::string f = write("secret", "x");
  ::chmod(f.c_str(), 0);
  if (::access(f.c_str(), R_OK) == 0) GTEST_SKIP() << "this user reads everything";
  EXPECT_EQ(run({f}), "!102");
}

TEST_F(ReaderTest, OptionsFillWhatIsMissing) {
  auto reader = Reader::open(
      {write("a.jsonl", "{\"text\":\"a\",\"published\":\"2024-10-08T10:00:00+07:00\",\"language\":\"en\"}\n{\nx\n{}\n")},
      {.language = "id", .published = "2020-01-02", .outlet = "Tempo", .home = "IDN"});
  ASSERT_TRUE(reader);
  model::Document d;
  ASSERT_EQ(reader->next(d), Step::document);
  EXPECT_EQ(d.language, "en");
  EXPECT_EQ(d.published, (model::Day{2024, 10, 8}));
  EXPECT_EQ(d.published_source, "input");
  EXPECT_EQ(d.outlet, "Tempo");
  EXPECT_EQ(d.home, "IDN");
  while (reader->next(d) != Step::end) {
  }
  EXPECT_EQ(Reader::open({}, {.published = "soon"}).error().code, Code::bad_option);
}

}  // namespace
}  // namespace kawat::read
