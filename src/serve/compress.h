// Bodies packed as the client can take them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace kawat::serve {

// "zstd", "gzip" or "" by an Accept-Encoding header; what has q=0 is not taken.
std::string_view encoding_for(std::string_view accept);

// Packs pieces of one body. One thread at a time.
class Packer {
 public:
  explicit Packer(std::string_view encoding);  // "gzip", "zstd"
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer();
  void add(std::string_view piece, std::string& out);
  void end(std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string pack(std::string_view encoding, std::string_view body);
Result<std::string> gunzip(std::string_view packed);

}  // namespace kawat::serve
