// The manifest of an archive: which parts it consists of. It is replaced as a whole, so that whoever reads it sees one generation
// and never half a commit. docs/archive.md shows the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kawat::archive {

// Of the layout; a newer one is refused, an older one is brought up to date by the next writer (migrate.cpp).
inline constexpr int kSchema = 2;

inline constexpr std::string_view kDocuments = "documents";
inline constexpr std::string_view kEvents = "events";
inline constexpr std::string_view kInputs = "inputs";
inline constexpr std::string_view kStories = "stories";
inline constexpr std::string_view kTellings = "tellings";
inline constexpr std::string_view kUnlinked = "unlinked";  // tellings that are not yet part of a story

// What stands for the month of a part that holds rows of several.
inline constexpr std::string_view kOtherMonths = "other";

struct Part {
  std::string table;  // "events", "documents", "inputs", …
  std::string month;  // "2024-10", "unknown", kOtherMonths; empty where a table is not by month
  std::string file;   // path below the archive's folder
  std::uint64_t rows = 0, bytes = 0;
  std::string hash;              // XXH3 of the file, 16 hexadecimal digits
  std::uint64_t generation = 0;  // the commit that brought it
};

// Leaves of `parts` those that may hold rows of a month for which wanted(month).
template <class Wanted>
void keep_months(std::vector<const Part*>& parts, Wanted&& wanted) {
  std::erase_if(parts, [&](const Part* p) { return p->month != kOtherMonths && !wanted(p->month); });
}
// Takes those of several months out of `parts`.
std::vector<const Part*> take_others(std::vector<const Part*>& parts);

struct Manifest {
  int schema = kSchema;
  std::uint64_t generation = 0;      // grows by one with each commit
  std::string written;               // when, UTC, ISO 8601
  std::string program;               // "kawat 0.1.0"
  std::vector<Part> parts;           // by table, month, generation
  std::vector<std::string> retired;  // files of earlier generations that somebody was still reading

  std::vector<const Part*> of(std::string_view table) const;
  std::uint64_t rows(std::string_view table) const;
  std::uint64_t bytes(std::string_view table) const;

  std::string json() const;
  // Errors: archive_damaged, archive_version.
  static Result<Manifest> parse(std::string_view json, const std::string& where);
};

// Paths of an archive.
struct Layout {
  std::string folder;
  std::string manifest() const { return folder + "/manifest.json"; }
  std::string commit_lock() const { return folder + "/locks/commit"; }
  std::string readers_lock() const { return folder + "/locks/readers"; }
  std::string stories_lock() const { return folder + "/locks/stories"; }
  std::string aside() const { return folder + "/aside"; }  // parts that are being written
  std::string file(const Part& part) const { return folder + "/" + part.file; }
};

// Error archive_missing when there is none.
Result<Manifest> read_manifest(const Layout& layout);

}  // namespace kawat::archive
