#include "read/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>

namespace kawat::read {

namespace {
constexpr std::size_t kChunk = std::size_t{256} << 10;
}

Result<Source> Source::open(const std::string& path) {
  Source s;
  s.path_ = path;
  if (path == "-") {
    s.fd_ = 0, s.owned_ = false;
    return s;
  }
  s.fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (s.fd_ < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return fail(Code::file_missing, path, "there is no such file", "check the path");
    return fail(Code::file_unreadable, path, std::string("cannot open: ") + std::strerror(errno), "check the permissions");
  }
  return s;
}

Source::Source(Source&& o) noexcept
    : fd_(o.fd_),
      owned_(o.owned_),
      path_(std::move(o.path_)),
      raw_(std::move(o.raw_)),
      at_(o.at_),
      taken_(o.taken_),
      members_(o.members_),
      packing_(o.packing_),
      ended_(o.ended_),
      in_frame_(o.in_frame_),
      z_(std::move(o.z_)),
      zstd_(std::move(o.zstd_)) {
  o.fd_ = -1;
}

Source::~Source() {
  if (z_) inflateEnd(z_.get());
  if (fd_ >= 0 && owned_) ::close(fd_);
}

// Reads the next raw chunk; false at the end.
Result<bool> Source::fill() {
  if (ended_) return false;
  if (at_ > 0) raw_.erase(0, at_), at_ = 0;
  std::size_t have = raw_.size();
  raw_.resize(have + kChunk);
  ssize_t n;
  do n = ::read(fd_, raw_.data() + have, kChunk);
  while (n < 0 && errno == EINTR);
  if (n < 0) {
    raw_.resize(have);
    ended_ = true;
    return fail(Code::file_unreadable, path_, std::string("cannot read: ") + std::strerror(errno), "check the file and the disk");
  }
  raw_.resize(have + static_cast<std::size_t>(n));
  taken_ += static_cast<std::uint64_t>(n);
  if (n == 0) ended_ = true;
  return n > 0;
}

// Moves to where another gzip member may begin; false when none does before the end.
Result<bool> Source::next_member() {
  for (std::size_t from = at_;;) {
    std::size_t head = raw_.find("\x1f\x8b\x08", from);
    if (head != std::string::npos) return at_ = head, true;
    at_ = raw_.size() > at_ + 2 ? raw_.size() - 2 : at_;
    auto more = fill();
    if (!more) return more;
    if (!*more) return at_ = raw_.size(), false;
    from = at_;
  }
}

Result<bool> Source::read(std::string& out) {
  using namespace std::string_view_literals;
  while (packing_ == Packing::unknown) {
    auto more = fill();
    if (!more) return more;
    std::string_view head = std::string_view(raw_).substr(at_);
    if (head.size() < 4 && *more) continue;
    // Web archives in zstd may begin with a frame that holds their dictionary.
    packing_ = head.starts_with("\x1f\x8b"sv)                                                     ? Packing::gzip
               : head.starts_with("\x28\xB5\x2F\xFD"sv) || head.starts_with("\x5D\x2A\x4D\x18"sv) ? Packing::zstd
                                                                                                  : Packing::none;
  }
  if (packing_ == Packing::gzip) return ungzip(out);
  if (packing_ == Packing::zstd) return unzstd(out);
  if (at_ == raw_.size()) {
    auto more = fill();
    if (!more || !*more) return more;
  }
  out.append(raw_, at_, std::string::npos);
  at_ = raw_.size();
  return true;
}

tl::unexpected<Error> Source::damaged(const char* what) {
  ended_ = true, raw_.clear(), at_ = 0, packing_ = Packing::none;
  return fail(Code::file_unreadable, path_, what, "fetch it again; what came before the damage has been read");
}

void Source::ZstdEnd::operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }

// The first frame of a .warc.zst: a skippable one, with the dictionary of all others, which may itself be packed.
Status Source::take_dictionary() {
  while (raw_.size() - at_ < 8) {
    auto more = fill();
    if (!more) return fail(more.error());
    if (!*more) return damaged("the zstd file breaks off");
  }
  std::uint32_t size = 0;
  for (int i = 3; i >= 0; --i) size = size << 8 | static_cast<unsigned char>(raw_[at_ + 4 + static_cast<std::size_t>(i)]);
  if (size > (16u << 20)) return damaged("the dictionary of the zstd file is larger than any");
  while (raw_.size() - at_ < 8 + std::size_t{size}) {
    auto more = fill();
    if (!more) return fail(more.error());
    if (!*more) return damaged("the zstd file breaks off");
  }
  std::string dictionary = raw_.substr(at_ + 8, size);
  at_ += 8 + std::size_t{size};
  if (dictionary.starts_with("\x28\xB5\x2F\xFD")) {
    std::string plain(std::size_t{16} << 20, '\0');
    std::size_t n = ZSTD_decompress(plain.data(), plain.size(), dictionary.data(), dictionary.size());
    if (ZSTD_isError(n)) return damaged("the dictionary of the zstd file is damaged");
    plain.resize(n);
    dictionary = std::move(plain);
  }
  if (ZSTD_isError(ZSTD_DCtx_loadDictionary(zstd_.get(), dictionary.data(), dictionary.size())))
    return damaged("the dictionary of the zstd file is damaged");
  return {};
}

Result<bool> Source::unzstd(std::string& out) {
  if (!zstd_) {
    zstd_.reset(ZSTD_createDCtx());
    if (!zstd_) return fail(Code::file_unreadable, path_, "cannot unpack: out of memory", "free some memory");
    ZSTD_DCtx_setParameter(zstd_.get(), ZSTD_d_windowLogMax, 27);  // 128 MB, what the zstd program takes by itself
    if (raw_.compare(at_, 4, "\x5D\x2A\x4D\x18") == 0) {
      if (auto ok = take_dictionary(); !ok) return fail(ok.error());
    }
  }
  for (;;) {
    if (at_ == raw_.size()) {
      auto more = fill();
      if (!more) return more;
      if (!*more) {
        if (!in_frame_) return false;
        in_frame_ = false;
        return damaged("the zstd file breaks off");
      }
    }
    std::size_t have = out.size();
    out.resize(have + kChunk);
    ZSTD_inBuffer in{raw_.data() + at_, raw_.size() - at_, 0};
    ZSTD_outBuffer to{out.data() + have, kChunk, 0};
    std::size_t rc = ZSTD_decompressStream(zstd_.get(), &to, &in);
    at_ += in.pos;
    out.resize(have + to.pos);
    if (ZSTD_isError(rc)) {
      in_frame_ = false;
      return damaged("the zstd file is damaged");
    }
    in_frame_ = rc != 0;
    if (to.pos > 0) return true;
  }
}

Result<bool> Source::ungzip(std::string& out) {
  for (;;) {
    if (at_ == raw_.size()) {
      auto more = fill();
      if (!more) return more;
      if (!*more) {
        if (!z_) return false;
        inflateEnd(z_.get());
        z_.reset();
        return fail(Code::file_unreadable, path_, "the gzip file breaks off",
                    "fetch it again; what came before the break has been read");
      }
    }
    if (!z_) {
      // A new member; zeros after the last one are padding.
      while (at_ < raw_.size() && raw_[at_] == '\0') ++at_;
      if (at_ == raw_.size()) continue;
      z_ = std::make_unique<z_stream>();
      std::memset(z_.get(), 0, sizeof(z_stream));
      if (inflateInit2(z_.get(), 15 + 16) != Z_OK) {
        z_.reset();
        return fail(Code::file_unreadable, path_, "cannot unpack: out of memory", "free some memory");
      }
    }
    std::size_t have = out.size();
    out.resize(have + kChunk);
    z_->next_in = reinterpret_cast<Bytef*>(raw_.data() + at_);
    z_->avail_in = static_cast<uInt>(raw_.size() - at_);
    z_->next_out = reinterpret_cast<Bytef*>(out.data() + have);
    z_->avail_out = static_cast<uInt>(kChunk);
    int rc = inflate(z_.get(), Z_NO_FLUSH);
    at_ = raw_.size() - z_->avail_in;
    std::size_t got = kChunk - z_->avail_out;
    out.resize(have + got);
    if (rc == Z_STREAM_END) {
      inflateEnd(z_.get());
      z_.reset();
      ++members_;
    } else if (rc != Z_OK && rc != Z_BUF_ERROR && members_ > 0) {
      // Archives have a member for every record: what is damaged costs that one, the next begins with its own head.
      inflateEnd(z_.get());
      z_.reset();
      auto found = next_member();
      if (!found) return found;
      if (!*found)
        return fail(Code::file_unreadable, path_, "the gzip file is damaged, and no whole part follows",
                    "fetch it again; what came before the damage has been read");
      out += '\n';
      return true;
    } else if (rc != Z_OK && rc != Z_BUF_ERROR) {
      inflateEnd(z_.get());
      z_.reset();
      return damaged("the gzip file is damaged");
    }
    if (got > 0) return true;
  }
}

}  // namespace kawat::read
