// Parts on disk: written aside, moved in, named by the manifest. Internal to the archive.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/database.h"
#include "archive/files.h"
#include "archive/manifest.h"

namespace kawat::archive {

// A part that cannot be read is a damaged archive, whatever DuckDB calls it.
Error damaged_part(Error e);

// The right to write into an archive, with a folder of its own for parts that nobody sees yet.
class PartFolder {
 public:
  PartFolder() = default;
  PartFolder(PartFolder&&) = default;
  PartFolder& operator=(PartFolder&&) = default;
  ~PartFolder();

  // Makes the archive where the folder is missing or empty, brings an older layout up to date, removes what killed writers left.
  static Result<PartFolder> open(const Layout& layout, double lock_seconds);

  const std::string& aside() const { return aside_; }

  // One part of `table` and `month`, aside, by several threads at once, each with a database of its own, from a SELECT of its
  // columns in their order; nothing where that has no row. Part::file is the path that publish() will give it.
  Result<std::optional<Part>> write_part(Database& database, std::string_view table, const std::string& month,
                                         const std::string& select, int level);
  // Must be done before publish(); slow, and needs no lock.
  Status sync(const std::vector<Part>& parts) const;
  void forget(const std::vector<Part>& parts);

  // Commits of other processes wait while it is held.
  Result<Lock> lock() const;
  // With the lock: moves the parts in, names them in a new manifest instead of those of the files `replaced`, and returns that.
  Result<Manifest> publish(std::vector<Part> parts, const std::vector<std::string>& replaced);

 private:
  std::string path_aside(const Part& part) const;
  Layout layout_;
  double lock_seconds_ = 60;
  std::string name_, aside_;
  std::optional<Lock> own_;  // while it is held, the folder aside is ours
  std::unique_ptr<std::atomic<unsigned>> counter_ = std::make_unique<std::atomic<unsigned>>(0);
};

}  // namespace kawat::archive
