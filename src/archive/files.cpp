#include "archive/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <random>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace kawat::archive {
namespace {

tl::unexpected<Error> cannot(const std::string& path, const char* verb) {
  int why = errno;
  const char* hint =
      why == ENOSPC || why == EDQUOT || why == EFBIG ? "the archive is as it was before; make room and run it again" : "";
  return fail(Code::write_failed, path, std::string("cannot ") + verb + ": " + std::strerror(why), hint);
}

Status sync_path(const std::string& path, int flags) {
  int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return cannot(path, "open");
  bool ok = ::fsync(fd) == 0 || errno == EINVAL;  // some network file systems cannot
  Status out = ok ? Status{} : Status(cannot(path, "write"));
  ::close(fd);
  return out;
}

}  // namespace

Result<std::optional<Lock>> Lock::take(const std::string& path, Kind kind, double seconds) {
  int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0 && kind == shared) fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);  // readers of a folder they may not write to
  if (fd < 0) return cannot(path, "open");
  auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (::flock(fd, (kind == shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      auto error = cannot(path, "lock");
      ::close(fd);
      return error;
    }
    if (std::chrono::steady_clock::now() >= until) {
      ::close(fd);
      return std::optional<Lock>{};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return std::optional<Lock>(Lock(fd));
}

Lock::Lock(Lock&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
Lock& Lock::operator=(Lock&& o) noexcept {
  std::swap(fd_, o.fd_);
  return *this;
}
Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

Status make_folders(const std::string& path) {
  std::error_code ec;
  std::filesystem::create_directories(path, ec);
  if (ec) return fail(Code::write_failed, path, "cannot make the folder: " + ec.message());
  return {};
}

Status sync_all(const std::vector<std::string>& paths) {
#ifdef SYNC_FILE_RANGE_WRITE
  // All are on their way before the first is waited for, so that the file system commits once for many.
  for (const std::string& path : paths) {
    int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return cannot(path, "open");
    (void)::sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    ::close(fd);
  }
#endif
  // Many at once wait for the same commit of the file system's journal.
  constexpr std::size_t kAtOnce = 16;
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  Status out;
  auto sync_some = [&] {
    for (std::size_t i = next++; i < paths.size(); i = next++) {
      Status ok = sync_path(paths[i], O_RDONLY);
      if (ok) continue;
      std::lock_guard lock(mutex);
      if (out) out = ok;
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      while (others.size() + 1 < std::min(kAtOnce, paths.size())) others.emplace_back(sync_some);
    } catch (const std::system_error&) {
      // as many as the system gives
    }
    sync_some();
  }
  return out;
}

Status rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return cannot(to, "write");
  return {};
}

Status write_durably(const std::string& path, std::string_view bytes) {
  std::string part = path + ".part";
  int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return cannot(path, "write");
  Status out;
  while (!bytes.empty() && out) {
    ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      out = cannot(path, "write");
    else
      bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (out && ::fsync(fd) != 0 && errno != EINVAL) out = cannot(path, "write");
  if (::close(fd) != 0 && out) out = cannot(path, "write");
  if (out) out = rename_file(part, path);
  if (!out) {
    ::unlink(part.c_str());
    return out;
  }
  (void)sync_all({std::filesystem::path(path).parent_path().string()});  // it is there, whatever the folder says
  return {};
}

Result<FileMark> mark_file(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fail(errno == ENOENT ? Code::file_missing : Code::file_unreadable, path,
                std::string("cannot open: ") + std::strerror(errno));
  XXH3_state_t* state = XXH3_createState();
  XXH3_64bits_reset(state);
  FileMark out;
  std::array<char, 1 << 16> buffer;
  Status ok;
  for (;;) {
    ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) ok = fail(Code::file_unreadable, path, std::string("cannot read: ") + std::strerror(errno));
    if (n <= 0) break;
    out.bytes += static_cast<std::uint64_t>(n);
    XXH3_64bits_update(state, buffer.data(), static_cast<std::size_t>(n));
  }
  out.hash = hex64(XXH3_64bits_digest(state));
  XXH3_freeState(state);
  ::close(fd);
  if (!ok) return fail(ok.error());
  return out;
}

std::string sample_hash(const std::string& path, std::string_view also) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat st{};
  if (fd < 0) return {};
  if (::fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
    ::close(fd);
    return {};
  }
  constexpr std::int64_t kSamples = 16, kSample = 1 << 16;
  std::string all(also);
  for (std::int64_t v : {std::int64_t{st.st_size}, std::int64_t{st.st_mtim.tv_sec}, std::int64_t{st.st_mtim.tv_nsec}})
    all += '\x1f' + std::to_string(v);
  std::string buffer(kSample, 0);
  for (std::int64_t i = 0; i < kSamples; ++i) {
    std::int64_t at = st.st_size <= kSample ? 0 : (st.st_size - kSample) / (kSamples - 1) * i;
    ssize_t n = ::pread(fd, buffer.data(), buffer.size(), at);
    if (n > 0) all += hex64(hash64(std::string_view(buffer.data(), static_cast<std::size_t>(n))));
    if (st.st_size <= kSample) break;
  }
  ::close(fd);
  return hex64(hash64(all));
}

std::string input_hash(const std::string& path, std::string_view also) {
  return sample_hash(path, std::string(KAWAT_VERSION) + '\x1f' + std::string(also));
}

std::uint64_t hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string hex64(std::uint64_t v) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; v >>= 4) out[i] = digits[v & 15];
  return out;
}

std::string random_name() {
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::random_device device;
  std::string out;
  for (int i = 0; i < 12; ++i) out += letters[device() % letters.size()];
  return out;
}

}  // namespace kawat::archive
