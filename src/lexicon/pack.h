// The compiled language data: one read-only file, mapped, made of named sections.
//
// A section is bytes under a path-like name: raw text of small tables ("lang/id/dates.tsv", "ontology/plover.toml"), learned
// models ("lang/id/syntax.model"), or tables compiled at build time ("actors/names.phrases", "lang/id/frames.bin").
// Sections start at multiples of 64 bytes. Views live as long as the Pack. Share freely between threads.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace kawat::lexicon {

class Pack {
 public:
  static Result<Pack> open(const std::string& path);
  // $KAWAT_PACK, else kawat.pack in `folder` (that of the program where it is empty), else ../share/kawat/kawat.pack.
  static Result<Pack> open_default(const std::string& folder = {});

  // Empty when there is no such section.
  std::string_view section(std::string_view name) const;
  // Names that start with `prefix`, in order.
  std::vector<std::string_view> list(std::string_view prefix) const;
  // Languages with a folder: "en", "id".
  std::vector<std::string> languages() const;
  const std::string& path() const { return path_; }
  // Puts other bytes in the place of a section, for this run. Not while others read.
  void replace(std::string name, std::string bytes);

 private:
  MappedFile file_;
  std::string path_;
  std::vector<std::pair<std::string_view, std::string_view>> sections_;  // sorted by name
  std::deque<std::pair<std::string, std::string>> replaced_;             // what some of them point to
};

class PackWriter {
 public:
  void add(std::string name, std::string bytes);
  Status write(const std::string& path);

 private:
  std::vector<std::pair<std::string, std::string>> sections_;
};

// The rows of a plain table: '#' starts a comment line, empty lines are skipped, columns are tab-separated.
struct Row {
  int line = 0;  // 1-based
  std::vector<std::string_view> cells;
  std::string_view cell(std::size_t i) const { return i < cells.size() ? cells[i] : std::string_view{}; }
};
std::vector<Row> rows(std::string_view table);

}  // namespace kawat::lexicon
