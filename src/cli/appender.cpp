#include "cli/appender.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/document_json.h"
#include "pipeline/rows.h"

namespace kawat::cli {
namespace {

constexpr std::string_view kHeading = "kawat watch 1";

std::string today() {
  auto day = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  std::chrono::year_month_day d{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                     static_cast<unsigned>(d.day()));
}

// Of one day, a file for events and one for documents. First the new lines are made safe, then the lengths are told in
// watch.files: that is the moment from which the batch is there.
class DayFiles : public Appender {
 public:
  DayFiles(std::string folder, const lexicon::Ontology& ontology)
      : folder_(std::move(folder)), writer_(pipeline::Format::jsonl, ontology) {}
  ~DayFiles() override { close_all(); }

  Status open() {
    auto text = read_file(list());
    if (!text && text.error().code == Code::file_missing) return {};
    if (!text) return fail(text.error());
    std::vector<std::string_view> lines = split(*text, '\n');
    if (lines.empty() || lines[0] != kHeading)
      return fail(Code::write_failed, list(), "is no list of this version of kawat watch", "use another folder, or move it away");
    for (std::size_t i = 1; i < lines.size(); ++i) {
      std::size_t blank = lines[i].find(' ');
      std::uint64_t number = 0;
      if (blank == std::string_view::npos) continue;
      std::from_chars(lines[i].data(), lines[i].data() + blank, number);
      std::string name(lines[i].substr(blank + 1));
      if (name == "batches") {
        batch_ = number;
      } else if (name.find('/') == std::string::npos) {
        if (auto ok = cut(name, number); !ok) return ok;
      }
    }
    return {};
  }

  std::uint64_t last_batch() const override { return batch_; }

  Result<std::uint64_t> append(std::uint64_t batch, std::span<const std::unique_ptr<Coded>> articles) override {
    std::string day = today(), events, documents;
    std::uint64_t rows = 0;
    for (const auto& a : articles) {
      rows += writer_.document(a->document, a->analysis, 0, events);
      append_document(a->document, documents);
    }
    if (day != day_) {
      close_all();
      // The lengths of today's files stand in the list before anything is added to them.
      for (const char* kind : {"events-", "documents-"}) {
        if (auto ok = open_file(kind + day + ".jsonl"); !ok) return fail(ok.error());
      }
      day_ = day;
      if (auto ok = keep_list(batch_); !ok) return fail(ok.error());
    }
    std::map<std::string, File> before = files_;
    auto undone = [&](const Error& e) {
      files_ = before;
      for (auto& [name, file] : files_) {
        if (::ftruncate(file.fd, static_cast<off_t>(file.size)) != 0) continue;  // open() does it the next time
      }
      return fail(e);
    };
    for (auto& [name, file] : files_) {
      std::string_view lines = name.starts_with("events-") ? events : documents;
      if (auto ok = add(name, file, lines); !ok) return undone(ok.error());
      file.size += lines.size();
    }
    if (auto ok = keep_list(batch); !ok) return undone(ok.error());
    batch_ = batch;
    return rows;
  }

 private:
  struct File {
    int fd = -1;
    std::uint64_t size = 0;  // of what is good
  };

  std::string list() const { return folder_ + "/watch.files"; }
  static tl::unexpected<Error> cannot(const std::string& path) {
    return fail(Code::write_failed, path, std::string("cannot write: ") + std::strerror(errno), "check the folder and the disk");
  }

  Status cut(const std::string& name, std::uint64_t size) const {
    std::string path = folder_ + "/" + name;
    struct stat st{};
    if (::stat(path.c_str(), &st) != 0) return errno == ENOENT ? Status{} : Status(cannot(path));
    if (static_cast<std::uint64_t>(st.st_size) <= size) return {};
    return ::truncate(path.c_str(), static_cast<off_t>(size)) == 0 ? Status{} : Status(cannot(path));
  }

  Status open_file(const std::string& name) {
    std::string path = folder_ + "/" + name;
    int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    struct stat st{};
    if (fd < 0 || ::fstat(fd, &st) != 0) {
      if (fd >= 0) ::close(fd);
      return cannot(path);
    }
    files_[name] = {fd, static_cast<std::uint64_t>(st.st_size)};
    return {};
  }

  Status add(const std::string& name, const File& file, std::string_view bytes) const {
    while (!bytes.empty()) {
      ssize_t n = ::write(file.fd, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return cannot(folder_ + "/" + name);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return ::fdatasync(file.fd) == 0 ? Status{} : Status(cannot(folder_ + "/" + name));
  }

  Status keep_list(std::uint64_t batch) const {
    std::string text = fmt::format("{}\n{} batches\n", kHeading, batch);
    for (const auto& [name, file] : files_) text += fmt::format("{} {}\n", file.size, name);
    std::string aside = list() + ".part";
    std::FILE* f = std::fopen(aside.c_str(), "wb");
    if (f == nullptr) return cannot(aside);
    bool ok = std::fwrite(text.data(), 1, text.size(), f) == text.size() && std::fflush(f) == 0 && ::fsync(::fileno(f)) == 0;
    ok = std::fclose(f) == 0 && ok;
    if (!ok || std::rename(aside.c_str(), list().c_str()) != 0) return cannot(list());
    int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) ::fsync(folder), ::close(folder);
    return {};
  }

  void close_all() {
    for (auto& [name, file] : files_) ::close(file.fd);
    files_.clear();
  }

  std::string folder_, day_;
  pipeline::RowWriter writer_;
  std::uint64_t batch_ = 0;
  std::map<std::string, File> files_;  // of today
};

}  // namespace

Result<std::unique_ptr<Appender>> open_appender(const std::string& folder, const lexicon::Ontology& ontology) {
  auto files = std::make_unique<DayFiles>(folder, ontology);
  if (auto ok = files->open(); !ok) return fail(ok.error());
  return std::unique_ptr<Appender>(std::move(files));
}

}  // namespace kawat::cli
