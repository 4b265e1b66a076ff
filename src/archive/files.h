// Files of an archive: locks, writes that survive a power cut, hashes. Internal to the archive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kawat::archive {

// A lock on a file (flock) for as long as the object lives; the system drops it when the process dies, however it dies.
class Lock {
 public:
  enum Kind { shared, exclusive };
  // Waits at most `seconds`; nothing when somebody else still holds it.
  static Result<std::optional<Lock>> take(const std::string& path, Kind kind, double seconds);
  Lock(Lock&& o) noexcept;
  Lock& operator=(Lock&& o) noexcept;
  ~Lock();

 private:
  explicit Lock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

Status make_folders(const std::string& path);
Status sync_all(const std::vector<std::string>& paths);  // files and folders
Status rename_file(const std::string& from, const std::string& to);
// Writes beside, syncs, renames, syncs the folder.
Status write_durably(const std::string& path, std::string_view bytes);

struct FileMark {
  std::uint64_t bytes = 0;
  std::string hash;  // XXH3, 16 hexadecimal digits
};
Result<FileMark> mark_file(const std::string& path);

// Of size, time of change and samples of the content; empty for what is no file.
std::string sample_hash(const std::string& path, std::string_view also);
// By what an archive knows an input file that was read to its end: the same, and the version; `also` is whatever else decides how
// the file is read.
std::string input_hash(const std::string& path, std::string_view also);

std::uint64_t hash64(std::string_view bytes);
std::string hex64(std::uint64_t v);
std::string random_name();  // 12 letters and digits that no other process has

}  // namespace kawat::archive
