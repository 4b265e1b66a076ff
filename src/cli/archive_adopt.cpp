// kawat archive adopt: takes articles that were coded elsewhere into an archive.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "archive/database.h"
#include "archive/files.h"
#include "archive/sql.h"
#include "archive/writer.h"
#include "cli/committer.h"
#include "cli/common.h"
#include "cli/story_linking.h"
#include "cli/verbs.h"
#include "intake/taking.h"

namespace kawat::cli {
namespace {

struct ArchiveAdoptFlags {
  std::string archive;
  std::vector<std::string> paths;
  Copies copies = Copies::drop;
  std::uint64_t part_rows = 20'000;
  bool quiet = false;
};

// What a file of coded articles says of itself.
struct About {
  std::string input, path;  // hash and path of the input that they are of; hash empty: it is no file
  int part = 0, parts = 1;  // of that input
  bool whole = false;       // the part was read to its end
  std::int32_t documents = 0;
};

tl::unexpected<Error> damaged(const std::string& file, const std::string& what) {
  return fail(Code::coded_damaged, file, what, "remove the file and run the job again, which codes what is missing");
}

// Of a folder the files in the order of their names; a task's half-written file has another ending.
Result<std::vector<std::string>> files_of(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    std::error_code ec;
    if (!fs::exists(path, ec)) return fail(Code::file_missing, path, "there is no such file or folder", "check the path");
    if (!fs::is_directory(path, ec)) {
      out.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (fs::directory_iterator it(path, ec), end; !ec && it != end; it.increment(ec)) {
      if (it->path().extension() == ".parquet") found.push_back(it->path().string());
    }
    if (ec) return fail(Code::file_unreadable, path, "cannot list the folder: " + ec.message(), "check the permissions");
    std::sort(found.begin(), found.end());
    out.insert(out.end(), found.begin(), found.end());
  }
  return out;
}

// Reads files of coded articles, one after the other.
class CodedFiles {
 public:
  static Result<CodedFiles> open() {
    auto database = archive::Database::open({.threads = 1});  // rows in their order
    if (!database) return fail(database.error());
    return CodedFiles(std::move(*database));
  }

  Result<About> about(const std::string& file) {
    auto rows = database_.table("SELECT decode(value) FROM parquet_kv_metadata(" + archive::literal(file) +
                                ") WHERE decode(key) = 'kawat'");
    if (!rows) return damaged(file, rows.error().what);
    if (rows->size() != 1) return damaged(file, "it holds no coded articles");
    auto json = nlohmann::json::parse((*rows)[0][0], nullptr, false);
    if (!json.is_object()) return damaged(file, "what it says of itself cannot be read");
    if (json.value("format", "") != intake::kFormat || json.value("version", "") != KAWAT_VERSION)
      return fail(Code::coded_damaged, file,
                  "it was written by kawat " + json.value("version", "of another kind") + ", and this is " KAWAT_VERSION,
                  "code and adopt with the same version");
    About out;
    out.input = json.value("input", ""), out.path = json.value("path", "");
    out.part = json.value("part", 0), out.parts = json.value("parts", 1), out.whole = json.value("whole", false);
    out.documents = json.value("documents", 0);
    return out;
  }

  // take: (Coded&&) → Status.
  template <class Take>
  Status each(const std::string& file, Take&& take) {
    auto answer = database_.ask("SELECT id, sketch, record, hash FROM read_parquet(" + archive::literal(file) + ")", true);
    if (!answer) return damaged(file, answer.error().what);
    for (;;) {
      auto chunk = answer->next();
      if (!chunk) return damaged(file, chunk.error().what);
      if (*chunk == nullptr) return {};
      idx_t rows = duckdb_data_chunk_get_size(*chunk);
      std::array<duckdb_vector, 4> columns{};
      for (idx_t c = 0; c < columns.size(); ++c) columns[c] = duckdb_data_chunk_get_vector(*chunk, c);
      auto text = [&](idx_t column, idx_t row) -> std::string {
        if (!archive::is_valid(duckdb_vector_get_validity(columns[column]), row)) return {};
        return std::string(archive::text_of(static_cast<const duckdb_string_t*>(duckdb_vector_get_data(columns[column]))[row]));
      };
      for (idx_t r = 0; r < rows; ++r) {
        intake::Coded coded{text(0, r), text(1, r), text(2, r), 0};
        if (!archive::is_valid(duckdb_vector_get_validity(columns[3]), r) ||
            static_cast<const std::int64_t*>(duckdb_vector_get_data(columns[3]))[r] != static_cast<std::int64_t>(coded.hash()))
          return damaged(file, "the article " + coded.id + " is not as it was written");
        if (auto ok = take(std::move(coded)); !ok) return ok;
      }
    }
  }

 private:
  explicit CodedFiles(archive::Database database) : database_(std::move(database)) {}
  archive::Database database_;
};

int adopt(const ArchiveAdoptFlags& o) {
  auto files = files_of(o.paths);
  if (!files) return complain(files.error());
  if (files->empty()) {
    std::fprintf(stderr, "kawat: there are no coded articles\n");
    return kNothing;
  }
  auto coded_files = CodedFiles::open();
  if (!coded_files) return complain(coded_files.error());
  // Before anything is changed: a file of another version is found now and not in the middle.
  std::vector<About> abouts;
  for (const std::string& file : *files) {
    auto about = coded_files->about(file);
    if (!about) return complain(about.error());
    abouts.push_back(std::move(*about));
  }
  auto engine = Engine::open();
  if (!engine) return complain(engine.error());
  auto linking = StoryLinking::build(*(*engine)->pipeline, InputOptions().threads());
  if (!linking) return complain(linking.error());
  auto opened = archive::Writer::open(o.archive);
  if (!opened) return complain(opened.error());
  archive::Writer& writer = **opened;
  const bool live = !o.quiet && ::isatty(STDERR_FILENO) != 0;
  const auto start = std::chrono::steady_clock::now();
  auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  auto clear = [live] {
    if (live) std::fprintf(stderr, "\r\x1b[K");
  };

  intake::Taking taking(writer, o.copies);
  std::uint64_t known = 0, read = 0;
  StoryMemory stories;
  Linked found;
  {
    Committer committer(writer, *linking, stories, o.part_rows, 1e9);
    std::size_t parts_of_input = 0;
    std::int32_t documents_of_input = 0;
    for (std::size_t i = 0; i < files->size(); ++i) {
      auto ok = coded_files->each((*files)[i], [&](intake::Coded&& coded) -> Status {
        ++read;
        bool counts = !coded.record.empty();
        auto added = taking.take(std::move(coded));
        if (!added) return fail(added.error());
        known += counts && !*added;
        if (live && read % 4096 == 0)
          std::fprintf(stderr, "\r%llu articles, %.0f a second, file %zu of %zu\x1b[K", static_cast<unsigned long long>(read),
                       static_cast<double>(read) / seconds(), i + 1, files->size());
        return committer.keep_pace();
      });
      if (!ok) {
        clear();
        return complain(ok.error());
      }
      // An input counts as read when all of its parts have come, in their order.
      const About& about = abouts[i];
      if (about.part == 0) parts_of_input = 0, documents_of_input = 0;
      if (about.whole && static_cast<std::size_t>(about.part) == parts_of_input) ++parts_of_input;
      documents_of_input += about.documents;
      if (!about.input.empty() && parts_of_input == static_cast<std::size_t>(about.parts))
        writer.add_input({about.input, about.path, documents_of_input});
    }
    if (auto ok = committer.finish(); !ok) {
      clear();
      return complain(ok.error());
    }
    clear();
    found = committer.linked();
    if (!o.quiet) {
      known += committer.known();
      std::fprintf(stderr,
                   "%s: %llu documents and %llu events added in %llu commits, copies %llu; %llu documents were there; %.1f s\n",
                   o.archive.c_str(), static_cast<unsigned long long>(committer.documents()),
                   static_cast<unsigned long long>(committer.events()), static_cast<unsigned long long>(committer.commits()),
                   static_cast<unsigned long long>(taking.copies()), static_cast<unsigned long long>(known), seconds());
    }
  }
  auto linked = linking->link_and_merge(writer, stories, found, live);
  if (!linked) return complain(linked.error());
  if (!o.quiet) tell(*linked);
  return kOk;
}

}  // namespace

void add_archive_adopt(CLI::App& archive, Shared& shared) {
  auto o = std::make_shared<ArchiveAdoptFlags>();
  CLI::App* verb = add_verb(archive, "adopt", "take in articles that a Spark job has coded; nothing comes in twice");
  verb->footer(
      "Examples:\n"
      "  kawat archive adopt -a news/ news.spark/coded/\n"
      "kawat-spark does it at its end (docs/spark.md).\n");
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive; made where it is missing")->type_name("DIR")->required();
  add_option(*verb, "files", o->paths, "files of coded articles, or folders of them, in the order of the input")->required();
  add_copies(*verb, o->copies);
  add_option(*verb, "--part-rows", o->part_rows, "commit when so many events wait (20000)")->check(range(1, 10'000'000));
  add_flag(*verb, "-q,--quiet", o->quiet, "no progress and no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return adopt(*o); }; });
}

}  // namespace kawat::cli
