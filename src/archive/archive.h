// An archive to read: the generation that was the newest when it was opened, whatever is written meanwhile.
//
//   auto archive = Archive::open("news");
//   archive->manifest().rows("events");
//
// One thread at a time. While it lives, no file of its generation is removed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/asked.h"
#include "archive/database.h"
#include "archive/manifest.h"
#include "base/result.h"

namespace kawat::archive {

struct ReadOptions {
  unsigned threads = 0;        // 0 = all cores
  std::string memory_limit{};  // "2GB"; empty = 80 % of the machine's
};

class Archive final : public Asked {
 public:
  // Errors: archive_missing, archive_damaged, archive_version.
  static Result<Archive> open(const std::string& folder, const ReadOptions& options = {});
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) noexcept;
  ~Archive();

  // Goes to the newest generation; costs next to nothing where it is at that already.
  Status refresh();
  // Lets writers remove what they have replaced; nothing may be read until the next refresh(). For those that run for long.
  void let_go();

  const Manifest& manifest() const override;
  const Layout& layout() const override;
  Result<std::vector<std::vector<std::string>>> table(const std::string& sql) override;
  // DuckDB over the parts; views "events", "documents", "event_rows" (docs/archive.md).
  Database& database();

 private:
  struct State;
  explicit Archive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A fault that verify() found.
struct Fault {
  std::string where, what;
};
struct Verified {
  std::uint64_t parts = 0, bytes = 0, documents = 0, events = 0;
  std::vector<Fault> faults;
  std::vector<std::string> strays;  // files that no manifest names: left by a killed writer, or about to be committed
};
// Reads every part: whether all are there and unchanged, ids are unique, and each event has its document.
Result<Verified> verify(const std::string& folder,
                        const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

}  // namespace kawat::archive
