#include "fetch/memory.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

namespace kawat::fetch {
namespace {

constexpr int kApplication = 0x4b617774;  // "Kawt"

constexpr const char* kSchema = R"sql(
CREATE TABLE feeds (
  url TEXT PRIMARY KEY, parent TEXT NOT NULL, title TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
  body_hash INTEGER NOT NULL, due INTEGER NOT NULL, failures INTEGER NOT NULL, gone INTEGER NOT NULL, result TEXT NOT NULL,
  polled INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX feeds_parent ON feeds (parent);
CREATE TABLE seen (key INTEGER PRIMARY KEY, at INTEGER NOT NULL, result TEXT NOT NULL);
CREATE TABLE queue (
  number INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, host TEXT NOT NULL, feed TEXT NOT NULL, guid TEXT NOT NULL,
  title TEXT NOT NULL, author TEXT NOT NULL, language TEXT NOT NULL, published TEXT NOT NULL, outlet TEXT NOT NULL,
  content TEXT NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL);
CREATE INDEX queue_host ON queue (host, due, number);
CREATE INDEX queue_due ON queue (due);
CREATE TABLE robots (origin TEXT PRIMARY KEY, fetched INTEGER NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql";

using Prepared = std::map<std::string, sqlite3_stmt*, std::less<>>;

// A prepared statement in use: values are bound in order, rows read column by column; reset at the end.
class Statement {
 public:
  Statement(sqlite3* db, Prepared& prepared, std::string_view sql) {
    auto found = prepared.find(sql);
    if (found == prepared.end()) {
      sqlite3_stmt* statement = nullptr;
      sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
      found = prepared.emplace(std::string(sql), statement).first;
    }
    s_ = found->second;
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() {
    if (s_ != nullptr) sqlite3_reset(s_), sqlite3_clear_bindings(s_);
  }
  Statement& bind(std::int64_t v) {
    if (s_ != nullptr) sqlite3_bind_int64(s_, ++bound_, v);
    return *this;
  }
  Statement& bind(std::string_view v) {
    if (s_ != nullptr)
      sqlite3_bind_text(s_, ++bound_, v.data() == nullptr ? "" : v.data(), static_cast<int>(v.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind_bytes(std::string_view v) {
    if (s_ != nullptr)
      sqlite3_bind_blob(s_, ++bound_, v.data() == nullptr ? "" : v.data(), static_cast<int>(v.size()), SQLITE_TRANSIENT);
    return *this;
  }
  // SQLITE_ROW, SQLITE_DONE or an error.
  int step() {
    column_ = -1;
    return s_ == nullptr ? SQLITE_ERROR : sqlite3_step(s_);
  }
  std::int64_t number() { return sqlite3_column_int64(s_, ++column_); }
  std::string text() {
    const void* bytes = sqlite3_column_blob(s_, ++column_);
    int n = sqlite3_column_bytes(s_, column_);
    return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(n));
  }
  bool null() { return sqlite3_column_type(s_, column_ + 1) == SQLITE_NULL; }

 private:
  sqlite3_stmt* s_ = nullptr;
  int bound_ = 0, column_ = -1;
};

}  // namespace

struct Memory::State {
  std::string path;
  int lock = -1;
  sqlite3* db = nullptr;
  Prepared prepared;

  ~State() {
    for (auto& [text, statement] : prepared) sqlite3_finalize(statement);
    if (db != nullptr) sqlite3_close(db);
    if (lock >= 0) ::close(lock);
  }

  Statement statement(std::string_view sql) { return {db, prepared, sql}; }
  tl::unexpected<Error> broken() const {
    int code = sqlite3_errcode(db) & 0xFF;
    const char* hint = code == SQLITE_FULL                               ? "free some space on the disk"
                       : code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? "move it away: feeds are then read anew"
                       : code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_IOERR
                           ? "check the folder's permissions and the disk"
                           : "please report it";
    return fail(Code::bad_memory, path, std::string("cannot be used: ") + sqlite3_errmsg(db), hint);
  }
  Status run(const char* sql) {
    return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? Status{} : Status(broken());
  }
};

namespace {

FeedState read_feed(Statement& s) {
  FeedState f;
  f.url = s.text(), f.parent = s.text(), f.title = s.text(), f.etag = s.text(), f.last_modified = s.text();
  f.body_hash = static_cast<std::uint64_t>(s.number());
  f.due = s.number(), f.failures = static_cast<int>(s.number()), f.gone = s.number() != 0, f.result = s.text();
  f.polled = s.number();
  return f;
}

constexpr std::string_view kFeedColumns =
    "url, parent, title, etag, last_modified, body_hash, due, failures, gone, result, polled";

}  // namespace

Memory::Memory(std::unique_ptr<State> state) : state_(std::move(state)) {}
Memory::Memory(Memory&&) noexcept = default;
Memory::~Memory() = default;

Result<Memory> Memory::open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  std::string lock = path + ".lock";
  state->lock = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (state->lock < 0)
    return fail(Code::bad_memory, lock, std::string("cannot open: ") + std::strerror(errno), "check the folder's permissions");
  if (::flock(state->lock, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> buffer{};
    ssize_t n = ::pread(state->lock, buffer.data(), buffer.size() - 1, 0);
    std::string who(buffer.data(), static_cast<std::size_t>(n > 0 ? n : 0));
    return fail(Code::watch_busy, path,
                "another kawat watch" + (who.empty() ? "" : " (process " + who + ")") + " is at work here",
                "wait for it, stop it, or use another folder");
  }
  std::string self = std::to_string(::getpid());
  if (::ftruncate(state->lock, 0) != 0 || ::pwrite(state->lock, self.data(), self.size(), 0) < 0) {
    // Only the number in the other's message is missing.
  }
  if (sqlite3_open_v2(path.c_str(), &state->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr) !=
      SQLITE_OK)
    return state->broken();
  sqlite3_busy_timeout(state->db, 5000);
  auto pragma = [&](const char* sql) -> std::int64_t {
    Statement s = state->statement(sql);
    return s.step() == SQLITE_ROW ? s.number() : -1;
  };
  std::int64_t version = pragma("PRAGMA user_version"), application = pragma("PRAGMA application_id");
  if (version < 0) return state->broken();
  if (version == 0 && application == 0 && pragma("SELECT count(*) FROM sqlite_master") != 0)
    return fail(Code::bad_memory, path, "is a database of another program", "use another folder");
  if (version != 0 && application != kApplication)
    return fail(Code::bad_memory, path, "is a database of another program", "use another folder");
  if (version > kVersion)
    return fail(Code::bad_memory, path, "was written by a later version of Kawat", "use that version, or another folder");
  if (auto ok = state->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"); !ok) return fail(ok.error());
  if (version == 0) {
    std::string sql = "BEGIN IMMEDIATE;" + std::string(kSchema) + "PRAGMA application_id = " + std::to_string(kApplication) +
                      "; PRAGMA user_version = " + std::to_string(kVersion) + "; COMMIT;";
    if (auto ok = state->run(sql.c_str()); !ok) return fail(ok.error());
  }
  return Memory(std::move(state));
}

Status Memory::together(const std::function<Status()>& work) {
  if (auto ok = state_->run("BEGIN IMMEDIATE"); !ok) return ok;
  if (auto ok = work(); !ok) {
    state_->run("ROLLBACK");
    return ok;
  }
  auto ok = state_->run("COMMIT");
  if (!ok) state_->run("ROLLBACK");
  return ok;
}

Result<std::optional<FeedState>> Memory::feed(const std::string& url) {
  Statement s = state_->statement("SELECT " + std::string(kFeedColumns) + " FROM feeds WHERE url = ?");
  int code = s.bind(url).step();
  if (code == SQLITE_DONE) return std::optional<FeedState>();
  if (code != SQLITE_ROW) return state_->broken();
  return std::optional<FeedState>(read_feed(s));
}

Status Memory::keep_feed(const FeedState& f) {
  Statement s =
      state_->statement("INSERT OR REPLACE INTO feeds (" + std::string(kFeedColumns) + ") VALUES (?,?,?,?,?,?,?,?,?,?,?)");
  s.bind(f.url).bind(f.parent).bind(f.title).bind(f.etag).bind(f.last_modified).bind(static_cast<std::int64_t>(f.body_hash));
  s.bind(f.due).bind(f.failures).bind(f.gone ? 1 : 0).bind(f.result).bind(f.polled);
  return s.step() == SQLITE_DONE ? Status{} : Status(state_->broken());
}

Result<std::vector<FeedState>> Memory::children(const std::string& parent) {
  Statement s = state_->statement("SELECT " + std::string(kFeedColumns) + " FROM feeds WHERE parent = ? ORDER BY url");
  s.bind(parent);
  std::vector<FeedState> out;
  int code;
  while ((code = s.step()) == SQLITE_ROW) out.push_back(read_feed(s));
  if (code != SQLITE_DONE) return state_->broken();
  return out;
}

Status Memory::forget_feed(const std::string& url) {
  Statement s = state_->statement("DELETE FROM feeds WHERE url = ?");
  return s.bind(url).step() == SQLITE_DONE ? Status{} : Status(state_->broken());
}

Result<bool> Memory::seen(std::uint64_t key) {
  Statement s = state_->statement("SELECT 1 FROM seen WHERE key = ?");
  int code = s.bind(static_cast<std::int64_t>(key)).step();
  if (code != SQLITE_ROW && code != SQLITE_DONE) return state_->broken();
  return code == SQLITE_ROW;
}

Status Memory::see(std::uint64_t key, std::string_view result, Seconds now) {
  Statement s = state_->statement("INSERT OR REPLACE INTO seen (key, at, result) VALUES (?,?,?)");
  return s.bind(static_cast<std::int64_t>(key)).bind(now).bind(result).step() == SQLITE_DONE ? Status{}
                                                                                             : Status(state_->broken());
}

Result<std::int64_t> Memory::add_page(const QueuedPage& p) {
  Statement s = state_->statement(
      "INSERT INTO queue (url, host, feed, guid, title, author, language, published, outlet, content, due, attempts) "
      "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
  s.bind(p.url).bind(p.host).bind(p.feed).bind(p.guid).bind(p.title).bind(p.author).bind(p.language).bind(p.published);
  s.bind(p.outlet).bind(p.content).bind(p.due).bind(p.attempts);
  if (s.step() != SQLITE_DONE) return state_->broken();
  return static_cast<std::int64_t>(sqlite3_last_insert_rowid(state_->db));
}

Result<std::vector<std::string>> Memory::hosts() {
  // From one host to the next along the index: as many steps as hosts, not as pages.
  Statement s = state_->statement(
      "WITH RECURSIVE h(x) AS (SELECT min(host) FROM queue UNION ALL SELECT (SELECT min(host) FROM queue WHERE host > "
      "x) FROM h WHERE x IS NOT NULL) SELECT x FROM h WHERE x IS NOT NULL");
  std::vector<std::string> out;
  int code;
  while ((code = s.step()) == SQLITE_ROW) out.push_back(s.text());
  if (code != SQLITE_DONE) return state_->broken();
  return out;
}

Result<std::vector<QueuedPage>> Memory::next_pages(const std::string& host, Seconds now, int most,
                                                   const std::function<bool(std::int64_t)>& taken) {
  Statement s = state_->statement(
      "SELECT number, url, host, feed, guid, title, author, language, published, outlet, content, due, attempts FROM "
      "queue WHERE host = ? AND due <= ? ORDER BY due, number");
  s.bind(host).bind(now);
  std::vector<QueuedPage> out;
  int code = SQLITE_DONE;
  while (static_cast<int>(out.size()) < most && (code = s.step()) == SQLITE_ROW) {
    QueuedPage p;
    p.number = s.number();
    if (taken && taken(p.number)) continue;
    p.url = s.text(), p.host = s.text(), p.feed = s.text(), p.guid = s.text(), p.title = s.text(), p.author = s.text();
    p.language = s.text(), p.published = s.text(), p.outlet = s.text(), p.content = s.text();
    p.due = s.number(), p.attempts = static_cast<int>(s.number());
    out.push_back(std::move(p));
  }
  if (code != SQLITE_DONE && code != SQLITE_ROW) return state_->broken();
  return out;
}

Status Memory::postpone_page(std::int64_t number, Seconds due, int attempts) {
  Statement s = state_->statement("UPDATE queue SET due = ?, attempts = ? WHERE number = ?");
  return s.bind(due).bind(attempts).bind(number).step() == SQLITE_DONE ? Status{} : Status(state_->broken());
}

Status Memory::postpone_host(const std::string& host, Seconds due) {
  Statement s = state_->statement("UPDATE queue SET due = ? WHERE host = ? AND due < ?");
  return s.bind(due).bind(host).bind(due).step() == SQLITE_DONE ? Status{} : Status(state_->broken());
}

Status Memory::remove_page(std::int64_t number) {
  Statement s = state_->statement("DELETE FROM queue WHERE number = ?");
  return s.bind(number).step() == SQLITE_DONE ? Status{} : Status(state_->broken());
}

Result<std::uint64_t> Memory::waiting_pages() {
  Statement s = state_->statement("SELECT count(*) FROM queue");
  if (s.step() != SQLITE_ROW) return state_->broken();
  return static_cast<std::uint64_t>(s.number());
}

Result<std::optional<Seconds>> Memory::first_due_page() {
  Statement s = state_->statement("SELECT min(due) FROM queue");
  if (s.step() != SQLITE_ROW) return state_->broken();
  return s.null() ? std::optional<Seconds>() : std::optional<Seconds>(s.number());
}

Result<std::optional<RobotsEntry>> Memory::robots(const std::string& origin) {
  Statement s = state_->statement("SELECT fetched, status, body FROM robots WHERE origin = ?");
  int code = s.bind(origin).step();
  if (code == SQLITE_DONE) return std::optional<RobotsEntry>();
  if (code != SQLITE_ROW) return state_->broken();
  RobotsEntry e;
  e.fetched = s.number(), e.status = static_cast<int>(s.number()), e.body = s.text();
  return std::optional<RobotsEntry>(std::move(e));
}

Status Memory::keep_robots(const std::string& origin, const RobotsEntry& e) {
  Statement s = state_->statement("INSERT OR REPLACE INTO robots (origin, fetched, status, body) VALUES (?,?,?,?)");
  s.bind(origin).bind(e.fetched).bind(e.status).bind_bytes(e.body);
  return s.step() == SQLITE_DONE ? Status{} : Status(state_->broken());
}

Result<std::string> Memory::value(const std::string& name) {
  Statement s = state_->statement("SELECT value FROM kept WHERE name = ?");
  int code = s.bind(name).step();
  if (code == SQLITE_DONE) return std::string();
  if (code != SQLITE_ROW) return state_->broken();
  return s.text();
}

Status Memory::keep_value(const std::string& name, const std::string& value) {
  Statement s = state_->statement("INSERT OR REPLACE INTO kept (name, value) VALUES (?,?)");
  return s.bind(name).bind(value).step() == SQLITE_DONE ? Status{} : Status(state_->broken());
}

}  // namespace kawat::fetch
