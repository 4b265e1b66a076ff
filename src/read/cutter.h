// Cuts the bytes of one file into pieces, an article each. A format is one class here (cutter.cpp) and its row in formats.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "read/decoder.h"
#include "read/formats.h"
#include "read/input.h"
#include "read/piece.h"

namespace kawat::read {

struct Cut {
  enum What { piece, fault, left_out, end } what = end;
  Error error{};              // of a fault: one article, line or record that cannot be read; the next may be
  std::string_view reason{};  // of what is left out
};

class Cutter {
 public:
  virtual ~Cutter() = default;
  // Fills piece.kind, bytes, where and what the file says of the article.
  virtual Cut next(Piece& piece) = 0;
};

// `name` is the file as users are told it. Both references must outlive the cutter.
std::unique_ptr<Cutter> make_cutter(Format format, Input& input, const ReadOptions& options, std::string name);

}  // namespace kawat::read
