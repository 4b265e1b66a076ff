#include "serve/compress.h"

#include <zlib.h>
#include <zstd.h>

#include <array>

#include "base/text.h"

namespace kawat::serve {

std::string_view encoding_for(std::string_view accept) {
  bool gzip = false, zstd = false;
  for (std::string_view part : split(accept, ',')) {
    std::string_view name = trim(part.substr(0, part.find(';')));
    std::size_t q = part.find("q=");
    bool refused = q != std::string_view::npos && trim(part.substr(q + 2)).find_first_not_of("0.") == std::string_view::npos;
    if (refused) continue;
    gzip = gzip || name == "gzip", zstd = zstd || name == "zstd";
  }
  return zstd ? "zstd" : gzip ? "gzip" : "";
}

struct Packer::State {
  z_stream gzip{};
  ZSTD_CCtx* zstd = nullptr;
  std::array<char, 1 << 15> buffer;
};

Packer::Packer(std::string_view encoding) : state_(std::make_unique<State>()) {
  if (encoding == "zstd")
    state_->zstd = ZSTD_createCCtx();
  else
    deflateInit2(&state_->gzip, 3, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
Packer::~Packer() {
  if (state_->zstd != nullptr)
    ZSTD_freeCCtx(state_->zstd);
  else
    deflateEnd(&state_->gzip);
}

void Packer::add(std::string_view piece, std::string& out) {
  if (state_->zstd != nullptr) {
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    while (in.pos < in.size) {
      ZSTD_outBuffer to{state_->buffer.data(), state_->buffer.size(), 0};
      ZSTD_compressStream2(state_->zstd, &to, &in, ZSTD_e_continue);
      out.append(state_->buffer.data(), to.pos);
    }
    return;
  }
  z_stream& z = state_->gzip;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  z.avail_in = static_cast<uInt>(piece.size());
  while (z.avail_in > 0) {
    z.next_out = reinterpret_cast<Bytef*>(state_->buffer.data()), z.avail_out = static_cast<uInt>(state_->buffer.size());
    deflate(&z, Z_NO_FLUSH);
    out.append(state_->buffer.data(), state_->buffer.size() - z.avail_out);
  }
}

void Packer::end(std::string& out) {
  if (state_->zstd != nullptr) {
    ZSTD_inBuffer in{nullptr, 0, 0};
    std::size_t left = 1;
    while (left > 0 && ZSTD_isError(left) == 0) {
      ZSTD_outBuffer to{state_->buffer.data(), state_->buffer.size(), 0};
      left = ZSTD_compressStream2(state_->zstd, &to, &in, ZSTD_e_end);
      out.append(state_->buffer.data(), to.pos);
    }
    return;
  }
  z_stream& z = state_->gzip;
  int state = Z_OK;
  while (state == Z_OK) {
    z.next_out = reinterpret_cast<Bytef*>(state_->buffer.data()), z.avail_out = static_cast<uInt>(state_->buffer.size());
    state = deflate(&z, Z_FINISH);
    out.append(state_->buffer.data(), state_->buffer.size() - z.avail_out);
  }
}

std::string pack(std::string_view encoding, std::string_view body) {
  Packer packer(encoding);
  std::string out;
  packer.add(body, out);
  packer.end(out);
  return out;
}

Result<std::string> gunzip(std::string_view packed) {
  z_stream z{};
  if (inflateInit2(&z, 15 + 16) != Z_OK) return fail(Code::internal, "", "zlib does not start");
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data())), z.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::array<char, 1 << 15> buffer;
  int state = Z_OK;
  while (state == Z_OK) {
    z.next_out = reinterpret_cast<Bytef*>(buffer.data()), z.avail_out = static_cast<uInt>(buffer.size());
    state = inflate(&z, Z_NO_FLUSH);
    out.append(buffer.data(), buffer.size() - z.avail_out);
  }
  inflateEnd(&z);
  if (state != Z_STREAM_END) return fail(Code::internal, "", "a file of the program is damaged");
  return out;
}

}  // namespace kawat::serve
