#include "kawat/kawat.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>

#include "capi/archive.h"
#include "capi/coder.h"
#include "capi/intake.h"

struct kawat_coder {
  std::shared_ptr<const kawat::capi::Coder> coder;  // streams that code while they are read keep it
};
struct kawat_archive {
  std::unique_ptr<kawat::capi::ForeignArchive> archive;
};
struct kawat_rows {
  kawat::capi::Rows rows;
  std::string failure;
  bool failed = false;
};
struct kawat_copies {
  kawat::read::CopyFinder finder;
};

namespace kawat::capi {
namespace {

// As much as fits, and no half character.
template <std::size_t N>
void copy(std::string_view text, char (&to)[N]) {
  std::size_t n = std::min(text.size(), N - 1);
  while (n < text.size() && n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  std::memcpy(to, text.data(), n);
  to[n] = 0;
}

std::int32_t failed(const Error& e, kawat_error* error) {
  if (error != nullptr) {
    error->number = static_cast<std::int32_t>(e.code);
    copy(e.where, error->where), copy(e.what, error->what), copy(e.hint, error->next);
  }
  return static_cast<std::int32_t>(e.code);
}

// The border: what is thrown ends here.
template <class F>
std::int32_t guarded(kawat_error* error, F&& f) noexcept {
  try {
    if (error != nullptr) error->number = 0, error->where[0] = error->what[0] = error->next[0] = 0;
    Status ok = f();
    return ok ? 0 : failed(ok.error(), error);
  } catch (const std::exception& e) {
    return failed({Code::internal, "", e.what(), "please report it"}, error);
  } catch (...) {
    return failed({Code::internal, "", "unknown", "please report it"}, error);
  }
}

// The caller's struct as far as it goes: older callers know fewer fields, newer ones more.
template <class T>
Result<T> known_part(const T* given, const char* name) {
  T out{};
  if (given == nullptr) return out;
  if (given->struct_size < sizeof(std::size_t) || given->struct_size > 4096)
    return fail(Code::bad_option, name, "struct_size is not set", std::string("set it to sizeof(struct ") + name + ")");
  std::memcpy(&out, given, std::min(given->struct_size, sizeof out));
  return out;
}

std::string library_folder() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&kawat_version), &info) == 0 || info.dli_fname == nullptr) return "";
  std::error_code none;
  auto path = std::filesystem::canonical(info.dli_fname, none);
  return none ? std::string() : path.parent_path().string();
}

// A copy that the caller frees with kawat_free.
Status give(const std::string& text, char** to) {
  char* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) return fail(Code::internal, "", "out of memory", "");
  std::memcpy(copy, text.c_str(), text.size() + 1);
  *to = copy;
  return {};
}

tl::unexpected<Error> missing(const char* what) { return fail(Code::bad_option, what, "must not be NULL", "see kawat.h"); }

}  // namespace
}  // namespace kawat::capi

using namespace kawat;
using namespace kawat::capi;

extern "C" {

const char* kawat_version(void) { return KAWAT_VERSION; }
std::int32_t kawat_abi(void) { return KAWAT_ABI; }

std::int32_t kawat_coder_new(const kawat_coder_options* options, kawat_coder** coder, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (coder == nullptr) return missing("coder");
    auto known = known_part(options, "kawat_coder_options");
    if (!known) return fail(known.error());
    auto built = Coder::build(*known, library_folder());
    if (!built) return fail(built.error());
    *coder = new kawat_coder{std::move(*built)};
    return {};
  });
}

void kawat_coder_free(kawat_coder* coder) { delete coder; }

std::int32_t kawat_copies_new(kawat_copies** copies, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (copies == nullptr) return missing("copies");
    *copies = new kawat_copies;
    return {};
  });
}

void kawat_copies_free(kawat_copies* copies) { delete copies; }

std::int32_t kawat_code(const kawat_coder* coder, const ArrowSchema* schema, const ArrowArray* articles,
                        const kawat_code_options* options, ArrowArrayStream* events, ArrowArrayStream* skipped,
                        kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (coder == nullptr || schema == nullptr || articles == nullptr || events == nullptr)
      return missing("coder, schema, articles, events");
    auto known = known_part(options, "kawat_code_options");
    if (!known) return fail(known.error());
    auto coded = coder->coder->code(*schema, *articles, *known, known->copies == nullptr ? nullptr : &known->copies->finder);
    if (!coded) return fail(coded.error());
    make_stream(event_fields(), std::move(coded->events), *events);
    if (skipped != nullptr) make_stream(skipped_fields(), std::move(coded->skipped), *skipped);
    return {};
  });
}

std::int32_t kawat_event_schema(ArrowSchema* schema, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (schema == nullptr) return missing("schema");
    make_schema(event_fields(), *schema);
    return {};
  });
}

std::int32_t kawat_skipped_schema(ArrowSchema* schema, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (schema == nullptr) return missing("schema");
    make_schema(skipped_fields(), *schema);
    return {};
  });
}

std::int32_t kawat_intake_files(const kawat_coder* coder, const char* const* paths, std::size_t path_count,
                                const kawat_intake_options* options, ArrowArrayStream* coded, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (coder == nullptr || (paths == nullptr && path_count > 0) || coded == nullptr) return missing("coder, paths, coded");
    auto known = known_part(options, "kawat_intake_options");
    if (!known) return fail(known.error());
    auto intake = Intake::build(coder->coder, *known);
    if (!intake) return fail(intake.error());
    std::vector<std::string> files;
    for (std::size_t i = 0; i < path_count; ++i) files.emplace_back(paths[i] == nullptr ? "" : paths[i]);
    auto next = Intake::files(std::move(*intake), std::move(files));
    if (!next) return fail(next.error());
    make_stream(coded_fields(), std::move(*next), *coded);
    return {};
  });
}

std::int32_t kawat_intake_batch(const kawat_coder* coder, const ArrowSchema* schema, const ArrowArray* articles,
                                const kawat_intake_options* options, ArrowArrayStream* coded, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (coder == nullptr || schema == nullptr || articles == nullptr || coded == nullptr)
      return missing("coder, schema, articles, coded");
    auto known = known_part(options, "kawat_intake_options");
    if (!known) return fail(known.error());
    auto intake = Intake::build(coder->coder, *known);
    if (!intake) return fail(intake.error());
    auto batches = (*intake)->batch(*schema, *articles);
    if (!batches) return fail(batches.error());
    make_stream(coded_fields(), std::move(*batches), *coded);
    return {};
  });
}

std::int32_t kawat_input_hash(const char* path, const char* language, char** hash, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (path == nullptr || hash == nullptr) return missing("path, hash");
    return give(Intake::input_hash(path, language == nullptr ? "" : language), hash);
  });
}

std::int32_t kawat_explain(const kawat_coder* coder, const kawat_article* article, char** json, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (coder == nullptr || article == nullptr || json == nullptr) return missing("coder, article, json");
    auto known = known_part(article, "kawat_article");
    if (!known) return fail(known.error());
    auto out = coder->coder->explain(*known);
    if (!out) return fail(out.error());
    return give(*out, json);
  });
}

std::int32_t kawat_archive_open(const char* folder, kawat_archive** archive, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (folder == nullptr || archive == nullptr) return missing("folder, archive");
    auto opened = ForeignArchive::open(folder);
    if (!opened) return fail(opened.error());
    *archive = new kawat_archive{std::move(*opened)};
    return {};
  });
}

void kawat_archive_free(kawat_archive* archive) { delete archive; }

std::int32_t kawat_archive_sql(const kawat_archive* archive, const char* request, char** sql, kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (archive == nullptr || request == nullptr || sql == nullptr) return missing("archive, request, sql");
    auto out = archive->archive->sql(request);
    if (!out) return fail(out.error());
    return give(*out, sql);
  });
}

void kawat_rows_add(kawat_rows* rows, std::size_t count, const char* const* values) {
  try {
    auto& row = rows->rows.emplace_back();
    for (std::size_t i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
  } catch (...) {
    rows->failed = true;
  }
}

void kawat_rows_fail(kawat_rows* rows, const char* why) {
  rows->failed = true;
  try {
    rows->failure = why == nullptr ? "" : why;
  } catch (...) {  // it has failed, if without a reason
  }
}

std::int32_t kawat_archive_answer(const kawat_archive* archive, const char* request, kawat_ask ask, void* user, char** json,
                                  kawat_error* error) {
  return guarded(error, [&]() -> Status {
    if (archive == nullptr || request == nullptr || ask == nullptr || json == nullptr)
      return missing("archive, request, ask, json");
    auto out = archive->archive->answer(request, [&](const std::string& sql) -> Result<Rows> {
      kawat_rows rows;
      if (ask(user, sql.c_str(), &rows) != 0 || rows.failed)
        return fail(Code::bad_query, "", rows.failure.empty() ? "the query failed" : rows.failure, "");
      return std::move(rows.rows);
    });
    if (!out) return fail(out.error());
    return give(*out, json);
  });
}

void kawat_free(char* text) { std::free(text); }

}  // extern "C"
