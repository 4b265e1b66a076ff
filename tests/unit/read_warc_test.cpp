#include "read/warc.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "read/reader.h"

namespace kawat::read {
namespace {

namespace fs = std::filesystem;

std::string record(const std::string& type, const std::string& url, const std::string& body, long extra = 0,
                   const std::string& content = "application/http; msgtype=response") {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Target-URI: " + url +
         "\r\nWARC-Date: 2024-10-08T01:02:03Z\r\nContent-Type: " + content +
         "\r\nContent-Length: " + std::to_string(static_cast<long>(body.size()) + extra) + "\r\n\r\n" + body + "\r\n\r\n";
}
std::string page_with(const std::string& word) {
  return "<html lang=en><title>T</title><body><p>The minister " + word +
         " the attack on Monday, a spokesman said in a statement to reporters.</p></body></html>";
}
std::string http(const std::string& body, const std::string& head = "Content-Type: text/html; charset=utf-8\r\n",
                 int status = 200) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + head + "\r\n" + body;
}

class WarcTest : public ::testing::Test {
 protected:
  void SetUp() override { path_ = (fs::temp_directory_path() / ("kawat_warc_" + std::to_string(::getpid()))).string(); }
  void TearDown() override { fs::remove(path_); }
  // "url url !114 …"
  std::string run(const std::string& bytes, bool packed = false) {
    if (packed) {
      gzFile f = gzopen(path_.c_str(), "wb");
      gzwrite(f, bytes.data(), static_cast<unsigned>(bytes.size()));
      gzclose(f);
    } else {
      std::ofstream(path_, std::ios::binary) << bytes;
    }
    Reader reader = Reader::open({path_}).value();
    std::string out;
    for (;;) {
      switch (reader.next(last_)) {
        case Step::document:
          out += (out.empty() ? "" : " ") + last_.url;
          texts_.push_back(last_.text);
          break;
        case Step::skip:
          out += std::string(out.empty() ? "" : " ") + "!" + std::to_string(static_cast<int>(reader.error().code));
          break;
        case Step::end:
          return out;
      }
    }
  }
  std::string path_;
  model::Document last_;
  std::vector<std::string> texts_;
};

TEST_F(WarcTest, PagesOfAnArchive) {
  std::string info = record("warcinfo", "", "software: x", 0, "application/warc-fields");
  std::string bytes = info + record("request", "r", "GET / HTTP/1.1\r\n\r\n") +
                      record("response", "a", http(page_with("condemned"))) +
                      record("response", "b", http(page_with("praised"), "Content-Type: text/html\r\n", 404)) +
                      record("response", "c", http("\x89PNG", "Content-Type: image/png\r\n")) +
                      record("response", "d", http(page_with("visited"))) +
                      record("conversion", "e", "A text of a page, as the crawl took it.", 0, "text/plain");
  EXPECT_EQ(run(bytes), "a d e");
  EXPECT_EQ(last_.captured, "2024-10-08T01:02:03Z");
  EXPECT_EQ(texts_[0], "The minister condemned the attack on Monday, a spokesman said in a statement to reporters.");
  EXPECT_EQ(run(bytes, true), "a d e");
}

TEST_F(WarcTest, DamageCostsOnlyTheRecord) {
  std::string a = record("response", "a", http(page_with("condemned"))), c = record("response", "c", http(page_with("visited")));
  EXPECT_EQ(run(a + record("response", "b", http(page_with("praised")), 40) + c), "a !114 c");
  EXPECT_EQ(run(a + record("response", "b", http(page_with("praised")), -40) + c), "a !114 c");
  EXPECT_EQ(run(a + "rubbish between\r\n" + c), "a !114 c");
  EXPECT_EQ(run(a + "WARC/1.0\r\nWARC-Type: response\r\n\r\nno length\r\n\r\n" + c), "a !114 c");
  EXPECT_EQ(run(a + c.substr(0, c.size() - 60)), "a !114");
  EXPECT_EQ(run(a + record("response", "b", "no http at all") + c), "a !114 c");
}

// A member of gzip for every record, as crawlers write them: damage within one.
TEST_F(WarcTest, DamagedMembersOfGzip) {
  auto member = [](const std::string& bytes) {
    std::string packed(compressBound(bytes.size()) + 64, 0);
    z_stream z{};
    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())), z.avail_in = static_cast<uInt>(bytes.size());
    z.next_out = reinterpret_cast<Bytef*>(packed.data()), z.avail_out = static_cast<uInt>(packed.size());
    deflate(&z, Z_FINISH);
    packed.resize(packed.size() - z.avail_out);
    deflateEnd(&z);
    return packed;
  };
  std::string a = member(record("response", "a", http(page_with("condemned")))),
              b = member(record("response", "b", http(page_with("praised")))),
              c = member(record("response", "c", http(page_with("visited"))));
  EXPECT_EQ(run(a + b + c), "a b c");
  for (std::size_t at = 12; at + 12 < b.size(); at += 7) {
    std::string broken = b;
    broken[at] = static_cast<char>(broken[at] ^ 0x5A);
    std::string got = run(a + broken + c);
    EXPECT_TRUE(got.starts_with("a") && got.ends_with("c")) << at << ": " << got;
  }
}

TEST(Warc, BodiesChunkedAndPacked) {
  std::string plain = page_with("condemned");
  auto chunked = [](const std::string& s) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", s.size());
    return size + s + "\r\n0\r\n\r\n";
  };
  auto body = [](const std::string& bytes) {
    auto r = parse_http_response(bytes, 1 << 20);
    return r ? r->body : "!" + r.error().what;
  };
  EXPECT_EQ(body(http(chunked(plain), "Transfer-Encoding: chunked\r\n")), plain);
  EXPECT_EQ(body(http(plain, "Transfer-Encoding: chunked\r\n")), plain);  // stored plain
  std::string packed(compressBound(plain.size()) + 64, 0);
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(plain.data()), z.avail_in = static_cast<uInt>(plain.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data()), z.avail_out = static_cast<uInt>(packed.size());
  deflate(&z, Z_FINISH);
  packed.resize(packed.size() - z.avail_out);
  deflateEnd(&z);
  EXPECT_EQ(body(http(packed, "Content-Encoding: gzip\r\n")), plain);
  EXPECT_EQ(body(http(chunked(packed), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n")), plain);
}

}  // namespace
}  // namespace kawat::read
