#include "lexicon/pack.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text.h"

namespace kawat::lexicon {
namespace {

constexpr char kMagic[8] = {'k', 'a', 'w', 'a', 't', 'p', 'k', '3'};

template <class T>
T get(std::string_view bytes, std::size_t at) {
  T v{};
  std::memcpy(&v, bytes.data() + at, sizeof v);
  return v;
}
template <class T>
void put(std::string& out, T v) {
  out.append(reinterpret_cast<const char*>(&v), sizeof v);
}

}  // namespace

// Layout: magic, u32 count, then per section {u64 offset, u64 size, u32 name size, name}, then the sections.
Result<Pack> Pack::open(const std::string& path) {
  auto file = MappedFile::open(path);
  if (!file) {
    Error e = file.error();
    e.code = Code::pack_missing;
    e.hint = "build it with script/build, or set KAWAT_PACK";
    return fail(std::move(e));
  }
  Pack pack;
  pack.file_ = std::move(*file);
  pack.path_ = path;
  std::string_view all = pack.file_.bytes();
  auto damaged = [&] {
    return fail(Code::pack_damaged, path, "is not a language pack of this version", "rebuild it with script/build");
  };
  if (all.size() < 12 || std::memcmp(all.data(), kMagic, 8) != 0) return damaged();
  std::uint32_t count = get<std::uint32_t>(all, 8);
  std::size_t at = 12;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (at + 20 > all.size()) return damaged();
    auto offset = get<std::uint64_t>(all, at), size = get<std::uint64_t>(all, at + 8);
    auto length = get<std::uint32_t>(all, at + 16);
    at += 20;
    if (length > all.size() - at || offset > all.size() || size > all.size() - offset) return damaged();
    pack.sections_.emplace_back(all.substr(at, length), all.substr(offset, size));
    at += length;
  }
  return pack;
}

Result<Pack> Pack::open_default(const std::string& folder) {
  if (const char* path = std::getenv("KAWAT_PACK"); path != nullptr && *path != 0) return open(path);
  std::error_code none;
  std::filesystem::path self = folder;
  if (folder.empty()) self = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  for (const auto& candidate : {self / "kawat.pack", self / "../share/kawat/kawat.pack"}) {
    if (std::filesystem::exists(candidate, none)) return open(candidate.string());
  }
  return fail(Code::pack_missing, (self / "kawat.pack").string(), "no language pack",
              "build it with script/build, or set KAWAT_PACK");
}

std::string_view Pack::section(std::string_view name) const {
  auto it =
      std::lower_bound(sections_.begin(), sections_.end(), name, [](const auto& s, std::string_view n) { return s.first < n; });
  return it != sections_.end() && it->first == name ? it->second : std::string_view{};
}

void Pack::replace(std::string name, std::string bytes) {
  const auto& [key, value] = replaced_.emplace_back(std::move(name), std::move(bytes));
  auto it = std::lower_bound(sections_.begin(), sections_.end(), std::string_view(key),
                             [](const auto& s, std::string_view n) { return s.first < n; });
  if (it != sections_.end() && it->first == key) {
    it->second = value;
  } else {
    sections_.emplace(it, key, value);
  }
}

std::vector<std::string_view> Pack::list(std::string_view prefix) const {
  std::vector<std::string_view> out;
  for (const auto& [name, bytes] : sections_) {
    if (name.starts_with(prefix)) out.push_back(name);
  }
  return out;
}

std::vector<std::string> Pack::languages() const {
  std::vector<std::string> out;
  for (std::string_view name : list("lang/")) {
    std::string code(name.substr(5, name.find('/', 5) - 5));
    if (out.empty() || out.back() != code) out.push_back(code);
  }
  return out;
}

void PackWriter::add(std::string name, std::string bytes) { sections_.emplace_back(std::move(name), std::move(bytes)); }

Status PackWriter::write(const std::string& path) {
  std::sort(sections_.begin(), sections_.end());
  std::size_t head = 12;
  for (const auto& [name, bytes] : sections_) head += 20 + name.size();
  auto aligned = [](std::size_t n) { return (n + 63) / 64 * 64; };
  std::string out(kMagic, 8);
  put(out, static_cast<std::uint32_t>(sections_.size()));
  std::size_t at = aligned(head);
  for (const auto& [name, bytes] : sections_) {
    put(out, static_cast<std::uint64_t>(at));
    put(out, static_cast<std::uint64_t>(bytes.size()));
    put(out, static_cast<std::uint32_t>(name.size()));
    out += name;
    at = aligned(at + bytes.size());
  }
  for (const auto& [name, bytes] : sections_) {
    out.resize(aligned(out.size()));
    out += bytes;
  }
  return write_file(path, out);
}

std::vector<Row> rows(std::string_view table) {
  std::vector<Row> out;
  int number = 0;
  while (!table.empty()) {
    std::size_t end = table.find('\n');
    std::string_view line = table.substr(0, end);
    table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (trim(line).empty() || line.front() == '#') continue;
    out.push_back({number, split(line, '\t')});
  }
  return out;
}

}  // namespace kawat::lexicon
