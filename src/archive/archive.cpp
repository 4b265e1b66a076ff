#include "archive/archive.h"

#include <sys/stat.h>

#include <optional>
#include <string>

#include "archive/files.h"
#include "archive/tables.h"

namespace kawat::archive {
namespace {

// What changes whenever the file is replaced; empty where it is not there.
std::string mark_of(const std::string& path) {
  struct stat s{};
  if (::stat(path.c_str(), &s) != 0) return {};
  return std::to_string(s.st_ino) + " " + std::to_string(s.st_size) + " " + std::to_string(s.st_mtim.tv_sec) + "." +
         std::to_string(s.st_mtim.tv_nsec);
}

}  // namespace

struct Archive::State {
  Layout layout;
  Manifest manifest;
  std::optional<Lock> reading;
  std::optional<Database> database;
  std::string mark;  // of the manifest that is open
};

Archive::Archive(std::unique_ptr<State> state) : state_(std::move(state)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;
Archive::~Archive() = default;

const Manifest& Archive::manifest() const { return state_->manifest; }
const Layout& Archive::layout() const { return state_->layout; }
Database& Archive::database() { return *state_->database; }
Result<std::vector<std::vector<std::string>>> Archive::table(const std::string& sql) { return database().table(sql); }

Result<Archive> Archive::open(const std::string& folder, const ReadOptions& options) {
  auto state = std::make_unique<State>();
  state->layout = Layout{folder};
  DatabaseOptions o;
  o.threads = options.threads;
  o.memory_limit = options.memory_limit;
  auto database = Database::open(o);
  if (!database) return fail(database.error());
  state->database.emplace(std::move(*database));
  Archive out(std::move(state));
  if (auto ok = out.refresh(); !ok) return fail(ok.error());
  return out;
}

void Archive::let_go() { state_->reading.reset(); }

Status Archive::refresh() {
  // The lock comes first: what the manifest names stays until it is dropped.
  if (!state_->reading) {
    if (state_->mark.empty()) {  // a lock is no reason to make files in a folder that is no archive
      auto there = read_manifest(state_->layout);
      if (!there) return fail(there.error());
    }
    auto lock = Lock::take(state_->layout.readers_lock(), Lock::shared, 10);
    if (lock && *lock)
      state_->reading = std::move(**lock);  // without it, on a medium that cannot be written, nothing is removed either
  }
  std::string mark = mark_of(state_->layout.manifest());
  if (!mark.empty() && mark == state_->mark) return {};
  auto manifest = read_manifest(state_->layout);
  if (!manifest) return fail(manifest.error());
  state_->mark = std::move(mark);
  state_->manifest = std::move(*manifest);
  for (const char* setting : {"SET parquet_metadata_cache = true", "SET preserve_insertion_order = true"}) {
    if (auto ok = state_->database->run(setting); !ok) return ok;
  }
  return state_->database->run(create_views(state_->layout, state_->manifest));
}

}  // namespace kawat::archive
