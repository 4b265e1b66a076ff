#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace kawat {
namespace {

tl::unexpected<Error> cannot(const std::string& path, const char* verb) {
  Code code = errno == ENOENT ? Code::file_missing : Code::file_unreadable;
  return fail(code, path, std::string("cannot ") + verb + ": " + std::strerror(errno));
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannot(path, "open");
  std::string out;
  struct stat st{};
  if (::fstat(fd, &st) == 0 && st.st_size > 0) out.reserve(static_cast<std::size_t>(st.st_size) + 1);
  char buffer[1 << 16];
  for (;;) {
    ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      auto error = cannot(path, "read");
      ::close(fd);
      return error;
    }
    if (n == 0) break;
    out.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return out;
}

Status write_file(const std::string& path, std::string_view bytes) {
  std::string aside = path + ".part";
  std::FILE* f = std::fopen(aside.c_str(), "wb");
  if (f == nullptr) return fail(Code::write_failed, path, std::string("cannot write: ") + std::strerror(errno));
  bool ok = std::fwrite(bytes.data(), 1, bytes.size(), f) == bytes.size();
  ok = std::fclose(f) == 0 && ok;
  if (!ok || std::rename(aside.c_str(), path.c_str()) != 0) {
    std::string why = std::strerror(errno);
    std::remove(aside.c_str());
    return fail(Code::write_failed, path, "cannot write: " + why);
  }
  return {};
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannot(path, "open");
  struct stat st{};
  if (::fstat(fd, &st) != 0 || st.st_size == 0) {
    ::close(fd);
    return fail(Code::file_unreadable, path, "is empty");
  }
  MappedFile out;
  out.size_ = static_cast<std::size_t>(st.st_size);
  void* data = ::mmap(nullptr, out.size_, PROT_READ, MAP_PRIVATE, fd, 0);
  ::close(fd);
  if (data == MAP_FAILED) return cannot(path, "map");
  out.data_ = data;
  return out;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

}  // namespace kawat
