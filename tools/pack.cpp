// kawat-pack DATA_DIR OUT: compiles the text under data/ into one mapped file. Run by the build.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "lexicon/compile.h"
#include "lexicon/pack.h"

namespace {

int run(const std::string& data, const std::string& out) {
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
  auto compiled = kawat::lexicon::compile(source, writer);
  if (!compiled) return std::fprintf(stderr, "%s\n", compiled.error().message().c_str()), 1;
  auto written = writer.write(out);
  if (!written) return std::fprintf(stderr, "%s\n", written.error().message().c_str()), 1;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "usage: kawat-pack DATA_DIR OUT\n"), 2;
  return run(argv[1], argv[2]);
}
