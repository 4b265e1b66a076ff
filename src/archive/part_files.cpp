#include "archive/part_files.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <set>

#include "archive/migrate.h"
#include "archive/tables.h"

namespace kawat::archive {
namespace {

namespace fs = std::filesystem;

constexpr int kRowGroup = 16384;

std::string now_utc() { return model::iso_time(std::time(nullptr)); }

Result<Lock> take_commit_lock(const Layout& layout, double seconds) {
  auto lock = Lock::take(layout.commit_lock(), Lock::exclusive, seconds);
  if (!lock) return fail(lock.error());
  if (!*lock)
    return fail(Code::archive_busy, layout.folder, "another process is writing to the archive and does not finish",
                "try again later");
  return std::move(**lock);
}

// Folders aside whose writers are dead, and parts that were moved in but never named.
void clear_leftovers(const Layout& layout, const Manifest& manifest) {
  std::error_code ec;
  // A writer may have died between making its lock and its folder, or between removing them.
  std::set<std::string> writers;
  for (const auto& entry : fs::directory_iterator(layout.aside(), ec)) writers.insert(entry.path().stem().string());
  for (const std::string& name : writers) {
    std::string folder = layout.aside() + "/" + name, lock_path = folder + ".lock";
    auto lock = Lock::take(lock_path, Lock::exclusive, 0);
    if (!lock || !*lock) continue;
    fs::remove_all(folder, ec);
    fs::remove(lock_path, ec);
  }
  std::set<std::string> named(manifest.retired.begin(), manifest.retired.end());
  for (const Part& p : manifest.parts) named.insert(p.file);
  for (const Table& t : tables()) {
    for (const auto& entry : fs::recursive_directory_iterator(layout.folder + "/" + std::string(t.name), ec)) {
      if (entry.path().extension() != ".parquet") continue;
      if (!named.contains(entry.path().lexically_relative(layout.folder).string())) fs::remove(entry.path(), ec);
    }
  }
}

}  // namespace

Error damaged_part(Error e) {
  if (e.code != Code::bad_query) return e;
  e.code = Code::archive_damaged;
  e.hint = "kawat archive verify says what else is";
  return e;
}

PartFolder::~PartFolder() {
  if (!own_ || aside_.empty()) return;  // moved from
  std::error_code ec;
  fs::remove_all(aside_, ec);
  fs::remove(aside_ + ".lock", ec);
}

Result<PartFolder> PartFolder::open(const Layout& layout, double lock_seconds) {
  std::error_code ec;
  if (fs::exists(layout.folder, ec) && !fs::is_directory(layout.folder, ec))
    return fail(Code::write_failed, layout.folder, "is a file, no folder", "");
  bool there = fs::exists(layout.manifest(), ec);
  if (!there && fs::is_directory(layout.folder, ec)) {
    // Two processes may be making it at the same time; then these two are there.
    for (const auto& entry : fs::directory_iterator(layout.folder, ec)) {
      std::string name = entry.path().filename().string();
      if (name != "locks" && name != "aside" && name != "manifest.json" && name != "manifest.json.part")
        return fail(Code::archive_missing, layout.folder, "the folder holds other files and no archive", "name a new folder");
    }
  }
  for (const std::string& folder : {layout.folder + "/locks", layout.aside()}) {
    if (auto ok = make_folders(folder); !ok) return fail(ok.error());
  }
  PartFolder out;
  out.layout_ = layout;
  out.lock_seconds_ = lock_seconds;
  auto lock = take_commit_lock(layout, lock_seconds);
  if (!lock) return fail(lock.error());
  if (!fs::exists(layout.manifest(), ec)) {
    Manifest first;
    first.written = now_utc();
    first.program = std::string("kawat ") + KAWAT_VERSION;
    if (auto ok = write_durably(layout.manifest(), first.json()); !ok) return fail(ok.error());
  }
  auto manifest = read_manifest(layout);
  if (!manifest) return fail(manifest.error());
  if (manifest->schema < kSchema) {
    if (auto ok = migrate(layout, *manifest, migrations(), kSchema); !ok) return fail(ok.error());
    ++manifest->generation;
    if (auto ok = write_durably(layout.manifest(), manifest->json()); !ok) return fail(ok.error());
  }
  clear_leftovers(layout, *manifest);
  out.name_ = random_name();
  out.aside_ = layout.aside() + "/" + out.name_;
  auto own = Lock::take(out.aside_ + ".lock", Lock::exclusive, 0);
  if (!own) return fail(own.error());
  out.own_ = std::move(*own);
  if (auto ok = make_folders(out.aside_); !ok) return fail(ok.error());
  return out;
}

std::string PartFolder::path_aside(const Part& part) const {
  return aside_ + "/" + part.table + "-" + fs::path(part.file).filename().string();
}

Result<std::optional<Part>> PartFolder::write_part(Database& database, std::string_view name, const std::string& month,
                                                   const std::string& select, int level) {
  const Table& t = table(name);
  Part part;
  part.table = name;
  part.month = t.by_month() ? month : "";
  part.file =
      part.table + "/" + (t.by_month() ? "month=" + month + "/" : "") + name_ + "-" + std::to_string(++*counter_) + ".parquet";
  std::string path = path_aside(part);
  auto written = database.number_of_copy("COPY (" + select + ") TO " + literal(path) +
                                         " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL " + std::to_string(level) +
                                         ", ROW_GROUP_SIZE " + std::to_string(kRowGroup) + ")");
  if (!written || *written == 0) {
    forget({part});
    if (!written) return fail(written.error());
    return std::optional<Part>();
  }
  part.rows = *written;
  auto mark = mark_file(path);
  if (!mark) return fail(mark.error());
  part.bytes = mark->bytes, part.hash = mark->hash;
  return part;
}

Status PartFolder::sync(const std::vector<Part>& parts) const {
  std::vector<std::string> paths;
  for (const Part& p : parts) paths.push_back(path_aside(p));
  return sync_all(paths);
}

void PartFolder::forget(const std::vector<Part>& parts) {
  std::error_code ec;
  for (const Part& p : parts) fs::remove(path_aside(p), ec);
}

Result<Lock> PartFolder::lock() const { return take_commit_lock(layout_, lock_seconds_); }

Result<Manifest> PartFolder::publish(std::vector<Part> parts, const std::vector<std::string>& replaced) {
  auto manifest = read_manifest(layout_);
  if (!manifest) return fail(manifest.error());
  std::error_code ec;
  std::set<std::string> folders;
  std::vector<std::string> moved;
  auto give_up = [&](Error e) {
    for (const std::string& path : moved) fs::remove(path, ec);
    return fail(std::move(e));
  };
  for (const Part& p : parts) {
    std::string target = layout_.file(p), folder = fs::path(target).parent_path().string();
    if (folders.insert(folder).second) {
      if (auto ok = make_folders(folder); !ok) return give_up(ok.error());
    }
    if (auto ok = rename_file(path_aside(p), target); !ok) return give_up(ok.error());
    moved.push_back(target);
  }
  for (const Table& t : tables()) {
    std::string folder = layout_.folder + "/" + std::string(t.name);
    if (fs::exists(folder, ec)) folders.insert(folder);
  }
  if (auto ok = sync_all({folders.begin(), folders.end()}); !ok) return give_up(ok.error());

  ++manifest->generation;
  manifest->schema = kSchema;
  manifest->written = now_utc();
  manifest->program = std::string("kawat ") + KAWAT_VERSION;
  std::erase_if(manifest->parts,
                [&](const Part& p) { return std::find(replaced.begin(), replaced.end(), p.file) != replaced.end(); });
  for (Part& p : parts) {
    p.generation = manifest->generation;
    manifest->parts.push_back(std::move(p));
  }
  // Files of earlier generations go as soon as nobody reads; who comes now waits with the lock until they are gone, and then
  // reads the new manifest.
  std::vector<std::string> old = manifest->retired;
  old.insert(old.end(), replaced.begin(), replaced.end());
  manifest->retired = old;
  if (auto ok = write_durably(layout_.manifest(), manifest->json()); !ok) return give_up(ok.error());
  if (!old.empty()) {
    auto nobody = Lock::take(layout_.readers_lock(), Lock::exclusive, 0);
    if (nobody && *nobody) {
      for (const std::string& file : old) fs::remove(layout_.folder + "/" + file, ec);
      manifest->retired.clear();
      // Without it the next commit tries to remove what is gone: no harm.
      (void)write_durably(layout_.manifest(), manifest->json());
    }
  }
  return manifest;
}

}  // namespace kawat::archive
