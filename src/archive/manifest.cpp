#include "archive/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/file.h"

namespace kawat::archive {

std::vector<const Part*> take_others(std::vector<const Part*>& parts) {
  const auto others = std::stable_partition(parts.begin(), parts.end(), [](const Part* p) { return p->month != kOtherMonths; });
  std::vector<const Part*> out(others, parts.end());
  parts.erase(others, parts.end());
  return out;
}

std::vector<const Part*> Manifest::of(std::string_view table) const {
  std::vector<const Part*> out;
  for (const Part& p : parts) {
    if (p.table == table) out.push_back(&p);
  }
  return out;
}
std::uint64_t Manifest::rows(std::string_view table) const {
  std::uint64_t n = 0;
  for (const Part* p : of(table)) n += p->rows;
  return n;
}
std::uint64_t Manifest::bytes(std::string_view table) const {
  std::uint64_t n = 0;
  for (const Part* p : of(table)) n += p->bytes;
  return n;
}

std::string Manifest::json() const {
  std::vector<Part> sorted = parts;
  std::sort(sorted.begin(), sorted.end(), [](const Part& a, const Part& b) {
    return std::tie(a.table, a.month, a.generation, a.file) < std::tie(b.table, b.month, b.generation, b.file);
  });
  nlohmann::ordered_json head = {{"format", "kawat archive"}, {"schema", schema},   {"generation", generation},
                                 {"written", written},        {"program", program}, {"retired", retired}};
  // One part a line: the file is for people too.
  std::string out = head.dump(1);
  out.resize(out.rfind('\n'));
  out += ",\n \"parts\": [";
  const char* comma = "\n  ";
  for (const Part& p : sorted) {
    nlohmann::ordered_json part = {
        {"table", p.table}, {"month", p.month},          {"file", p.file}, {"rows", p.rows}, {"bytes", p.bytes},
        {"hash", p.hash},   {"generation", p.generation}};
    out += comma + part.dump();
    comma = ",\n  ";
  }
  return out + "\n ]\n}\n";
}

Result<Manifest> Manifest::parse(std::string_view json, const std::string& where) {
  auto damaged = [&where](const std::string& what) {
    return fail(Code::archive_damaged, where, what, "put back a copy of the manifest");
  };
  Manifest out;
  try {
    auto j = nlohmann::json::parse(json);
    if (j.at("format") != "kawat archive") return damaged("this is no manifest of a Kawat archive");
    out.schema = j.at("schema").get<int>();
    if (out.schema > kSchema) {
      return fail(Code::archive_version, where,
                  "the archive has layout " + std::to_string(out.schema) + ", this program knows layouts up to " +
                      std::to_string(kSchema),
                  "use a newer Kawat");
    }
    out.generation = j.at("generation").get<std::uint64_t>();
    out.written = j.at("written").get<std::string>();
    out.program = j.at("program").get<std::string>();
    out.retired = j.at("retired").get<std::vector<std::string>>();
    for (const auto& p : j.at("parts")) {
      Part part{p.at("table"), p.at("month"), p.at("file"), p.at("rows"), p.at("bytes"), p.at("hash"), p.at("generation")};
      // A manifest from elsewhere must not lead out of the folder.
      if (part.file.empty() || part.file.front() == '/' || part.file.find("..") != std::string::npos)
        return damaged("a part lies outside");
      out.parts.push_back(std::move(part));
    }
  } catch (const nlohmann::json::exception& e) {
    return damaged(std::string("the manifest is damaged: ") + e.what());
  }
  return out;
}

Result<Manifest> read_manifest(const Layout& layout) {
  auto bytes = read_file(layout.manifest());
  if (!bytes && bytes.error().code == Code::file_missing) {
    return fail(Code::archive_missing, layout.folder, "there is no archive",
                "make one with kawat ingest -a " + layout.folder + " FILES");
  }
  if (!bytes) return fail(bytes.error());
  return Manifest::parse(*bytes, layout.manifest());
}

}  // namespace kawat::archive
