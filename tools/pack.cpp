// kawat-pack DATA_DIR OUT [CITIES]: compiles the text under data/, and the table of cities that the build makes, into one mapped
// file.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "lexicon/compile.h"
#include "lexicon/pack.h"

namespace {

int run(const std::string& data, const std::string& out, const std::string& cities) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), data).string());
  }
  std::sort(names.begin(), names.end());
  kawat::lexicon::PackWriter writer;
  kawat::lexicon::Source source;
  for (const std::string& name : names) {
    auto bytes = kawat::read_file(data + "/" + name);
    if (!bytes) return std::fprintf(stderr, "%s\n", bytes.error().message().c_str()), 1;
    source.files.emplace(name, std::move(*bytes));
  }
  if (!cities.empty()) {
    auto bytes = kawat::read_file(cities);
    if (!bytes) return std::fprintf(stderr, "%s\n", bytes.error().message().c_str()), 1;
    source.files.emplace("actors/cities.tsv", std::move(*bytes));
  }
  auto compiled = kawat::lexicon::compile(source, writer);
  if (!compiled) return std::fprintf(stderr, "%s\n", compiled.error().message().c_str()), 1;
  auto written = writer.write(out);
  if (!written) return std::fprintf(stderr, "%s\n", written.error().message().c_str()), 1;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) return std::fprintf(stderr, "usage: kawat-pack DATA_DIR OUT [CITIES]\n"), 2;
  return run(argv[1], argv[2], argc == 4 ? argv[3] : "");
}
