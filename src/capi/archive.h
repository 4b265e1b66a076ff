// Questions to an archive whose SQL the caller of the C library runs. Internal to the C library.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/asked.h"
#include "archive/files.h"
#include "base/result.h"

namespace kawat::capi {

using Rows = std::vector<std::vector<std::string>>;
using Ask = std::function<Result<Rows>(const std::string& sql)>;

// The generation that was the newest when it was opened; none of its files is removed meanwhile. One thread at a time.
class ForeignArchive {
 public:
  static Result<std::unique_ptr<ForeignArchive>> open(const std::string& folder);
  // kawat_archive_sql and kawat_archive_answer of kawat.h.
  Result<std::string> sql(const std::string& request) const;
  Result<std::string> answer(const std::string& request, const Ask& ask) const;

 private:
  archive::Layout layout_;
  archive::Manifest manifest_;
  std::optional<archive::Lock> reading_;
};

}  // namespace kawat::capi
