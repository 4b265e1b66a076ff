// Coded articles into an archive (coded.h). Near-copies are found here, since they need the order of the input.
#pragma once

#include <cstdint>

#include "archive/writer.h"
#include "base/result.h"
#include "intake/coded.h"
#include "read/copies.h"

namespace kawat::intake {

// One thread, documents in the order of the input.
class Taking {
 public:
  Taking(archive::Writer& writer, read::CopyRule copies) : writer_(&writer), copies_(copies) {}
  // False: the archive had it, or it holds nothing to be added. Error coded_damaged.
  Result<bool> take(Coded&& coded);
  std::uint64_t copies() const { return found_; }

 private:
  archive::Writer* writer_;
  read::CopyRule copies_;
  read::CopyFinder finder_;
  std::uint64_t found_ = 0;
};

}  // namespace kawat::intake
