#include "read/reader.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

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
                 write("f.xml", "<?xml version=\"1.0\"?><rss version=\"2.0\">"), write("j.json", "[\n {\"text\":\"a\"}]")}),
            "!111|!106|!114|!111|!111");
  EXPECT_EQ(run({write("t.txt", "[Jakarta] text"), write("u.txt", "{kurung} text")}), "[Jakarta] text|{kurung} text");
}

TEST_F(ReaderTest, OneObjectOverSeveralLines) {
  EXPECT_EQ(run({write("o.json", "{\n  \"id\": \"x\",\n  \"text\": \"satu\"\n}\n")}), "satu");
  EXPECT_EQ(ids_[0], "x");
}

TEST_F(ReaderTest, UnreadableFile) {
  std::string f = write("secret", "x");
  ::chmod(f.c_str(), 0);
  if (::access(f.c_str(), R_OK) == 0) GTEST_SKIP() << "this user reads everything";
  EXPECT_EQ(run({f}), "!102");
}

TEST_F(ReaderTest, CountsReasonsAndOptions) {
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
  EXPECT_EQ(reader->documents(), 1u);
  EXPECT_EQ(reader->skips(), 3u);
  EXPECT_EQ(reader->reasons(), (std::vector<std::pair<Code, std::uint64_t>>{{Code::bad_json, 2}, {Code::no_text_field, 1}}));
  EXPECT_EQ(Reader::open({}, {.published = "soon"}).error().code, Code::bad_option);
}

}  // namespace
}  // namespace kawat::read
