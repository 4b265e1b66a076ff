// Articles coded for an archive that is elsewhere (intake/coded.h), as Arrow data. Internal to the C library.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "capi/arrow.h"
#include "capi/coder.h"
#include "intake/coded.h"
#include "kawat/kawat.h"

namespace kawat::capi {

// One thread.
class Intake {
 public:
  // Errors: bad_option, those of the language pack.
  static Result<std::unique_ptr<Intake>> build(std::shared_ptr<const Coder> coder, const kawat_intake_options& options);

  using Next = std::function<Result<std::optional<Table>>()>;
  // Reads and codes while it is asked.
  static Result<Next> files(std::unique_ptr<Intake> intake, std::vector<std::string> paths);
  Result<std::vector<Table>> batch(const ArrowSchema& schema, const ArrowArray& articles);

  static std::string input_hash(const std::string& path, const std::string& language);

 private:
  Intake(std::shared_ptr<const Coder> coder, intake::Teller teller, intake::CodingOptions options)
      : coder_(std::move(coder)), teller_(std::move(teller)), articles_(coder_->pipeline(), teller_, std::move(options)) {}
  void code(model::Document&& document, Table& out);
  // Rows of coded_fields().
  static void add(const intake::Coded* coded, std::string_view id, const Error* error, std::string_view reason,
                  std::int64_t count, Table& out);
  void skip(const Error& e, std::string_view where, const std::string& piece, Table& out) const;
  std::string place_in_whole(std::string_view place, const std::string& piece) const;
  model::Document of_whole(model::Document document, const std::string& piece) const;

  std::shared_ptr<const Coder> coder_;
  intake::Teller teller_;
  intake::ArticleCoder articles_;
  read::ReadOptions read_;
  std::string path_;
  std::uint64_t first_ = 0;
};

}  // namespace kawat::capi
