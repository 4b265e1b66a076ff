// What a crash at each of the moments between memory and store costs, and that several threads code. The server is a thread of
// this process, on a loopback address.
#include "cli/watcher.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "lexicon/pack.h"

namespace kawat::cli {
namespace {

// GET only, one request a connection.
class Server {
 public:
  using Answer = std::function<std::string(const std::string& path)>;
  explicit Server(Answer answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET, address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 64), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        pollfd p{listener_, POLLIN, 0};
        if (::poll(&p, 1, 20) <= 0) continue;
        int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) serve(client);
      }
    });
  }
  ~Server() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  std::map<std::string, int> asked() {
    std::lock_guard lock(mutex_);
    return asked_;
  }
  std::string url;

 private:
  void serve(int client) {
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
      ssize_t n = ::read(client, buffer, sizeof buffer);
      if (n <= 0) break;
      head.append(buffer, static_cast<std::size_t>(n));
    }
    std::string path = head.size() > 4 ? head.substr(4, head.find(' ', 4) - 4) : "";
    {
      std::lock_guard lock(mutex_);
      ++asked_[path];
    }
    std::string body = answer_(path);
    std::string out = (body.empty() ? "HTTP/1.1 404 No\r\n" : "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n") +
                      ("Content-Length: " + std::to_string(body.size())) + "\r\nConnection: close\r\n\r\n" + body;
    for (std::size_t at = 0; at < out.size();) {
      ssize_t n = ::send(client, out.data() + at, out.size() - at, MSG_NOSIGNAL);
      if (n <= 0) break;
      at += static_cast<std::size_t>(n);
    }
    ::close(client);
  }
  Answer answer_;
  int listener_ = -1;
  std::mutex mutex_;
  std::map<std::string, int> asked_;
  std::jthread thread_;
};

// A store in memory, which can die before or after a batch has come into it.
struct Store : Appender {
  enum Death { none, before, after, busy_once } death = none;
  std::set<std::string> batches;
  std::multiset<std::string> ids;
  std::uint64_t events = 0;

  Result<std::uint64_t> append(const std::string& batch, std::span<const std::unique_ptr<Coded>> articles) override {
    if (death == before) return fail(Code::write_failed, "store", "died before the batch");
    if (death == busy_once) {
      death = none;
      return fail(Code::archive_busy, "store", "somebody else is writing");
    }
    std::uint64_t rows = 0;
    for (const auto& a : articles) ids.insert(a->document.id), rows += a->analysis.events.size();
    batches.insert(batch);
    events += rows;
    if (death == after) return fail(Code::write_failed, "store", "died after the batch");
    return rows;
  }
  bool has(const std::string& batch) const override { return batches.contains(batch); }
};

class WatcherTest : public testing::Test {
 protected:
  static constexpr int kPages = 24;

  static void SetUpTestSuite() {
    ::setenv("KAWAT_PACK", KAWAT_BINARY "/kawat.pack", 0);
    pack_ = new lexicon::Pack(lexicon::Pack::open_default().value());
    pipeline_ = new pipeline::Pipeline(pipeline::Pipeline::build(*pack_).value());
  }
  static void TearDownTestSuite() {
    delete pipeline_;
    delete pack_;
  }
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("kawat-watcher-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string answer(const std::string& path) {
    if (path == "/robots.txt") return "";
    if (path == "/rss") {
      std::string items;
      for (int i = 0; i < kPages; ++i) items += "<item><link>/" + std::to_string(i) + "</link></item>";
      return "<rss><channel><title>Uji</title>" + items + "</channel></rss>";
    }
    return "<html><head><title>Berita</title></head><body><article><p>Presiden Rusia Vladimir Putin mengunjungi Korea Utara "
           "untuk "
           "membahas perkara nomor " +
           path.substr(1) + " dengan Kim Jong Un pada hari itu.</p></article></body></html>";
  }

  Result<WatchSummary> run(const Server& server, Store& store) {
    auto memory = fetch::Memory::open((folder_ / "watch.sqlite").string());
    if (!memory) return fail(memory.error());
    WatchOptions options;
    options.feeds = {{server.url + "/rss", ""}};
    options.fetch.user_agent = "kawat/test", options.fetch.allow_private = true, options.fetch.delay = 0;
    options.once = true, options.threads = 4;
    return watch(options, *pipeline_, *memory, store, stop_, {});
  }

  static lexicon::Pack* pack_;
  static pipeline::Pipeline* pipeline_;
  std::filesystem::path folder_;
  std::atomic<int> stop_{0};
};
lexicon::Pack* WatcherTest::pack_ = nullptr;
pipeline::Pipeline* WatcherTest::pipeline_ = nullptr;

TEST_F(WatcherTest, EveryArticleOnce) {
  Server server(answer);
  Store store;
  auto first = run(server, store);
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_EQ(first->articles, kPages);
  EXPECT_EQ(first->events, store.events);
  EXPECT_GE(store.events, kPages);
  EXPECT_EQ(std::set<std::string>(store.ids.begin(), store.ids.end()).size(), store.ids.size());
  auto second = run(server, store);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->articles, 0u);
  EXPECT_EQ(server.asked()["/5"], 1);
}

TEST_F(WatcherTest, AStoreThatDiesBeforeTheBatchGetsItAgain) {
  Server server(answer);
  Store store;
  store.death = Store::before;
  ASSERT_FALSE(run(server, store));
  EXPECT_TRUE(store.ids.empty());
  store.death = Store::none;
  auto again = run(server, store);
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(store.ids.size(), kPages);
  EXPECT_EQ(again->waiting, 0u);
}

TEST_F(WatcherTest, AStoreThatDiesAfterTheBatchDoesNotGetItTwice) {
  Server server(answer);
  Store store;
  store.death = Store::after;
  ASSERT_FALSE(run(server, store));
  std::size_t had = store.ids.size();
  EXPECT_GT(had, 0u);
  store.death = Store::none;
  auto again = run(server, store);
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(store.ids.size(), kPages);
  EXPECT_EQ(std::set<std::string>(store.ids.begin(), store.ids.end()).size(), kPages);
  EXPECT_EQ(again->articles, kPages - had);
}

TEST_F(WatcherTest, AStoreThatIsBusyIsAskedAgain) {
  Server server(answer);
  Store store;
  store.death = Store::busy_once;
  auto done = run(server, store);
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(store.ids.size(), kPages);
  EXPECT_EQ(done->waiting, 0u);
}

TEST_F(WatcherTest, StoppedAtOnceItDoesNothing) {
  Server server(answer);
  Store store;
  stop_ = 1;
  auto done = run(server, store);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->polls, 0u);
  EXPECT_TRUE(server.asked().empty());
}

}  // namespace
}  // namespace kawat::cli
