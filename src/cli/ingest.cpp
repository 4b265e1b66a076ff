// kawat ingest: codes articles into an archive.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>

#include "archive/archive.h"
#include "archive/files.h"
#include "archive/record.h"
#include "archive/writer.h"
#include "cli/committer.h"
#include "cli/common.h"
#include "cli/story_linking.h"
#include "cli/verbs.h"
#include "intake/recording.h"

namespace kawat::cli {
namespace {

struct IngestFlags {
  InputOptions input;
  std::string archive;
  double min_confidence = 0;
  Copies copies = Copies::drop;
  bool keep_text = false, dry_run = false;
  std::uint64_t part_rows = 20'000;
  double part_seconds = 30;
};

// The files of an ingest, and which of them were read to their end.
class Inputs {
 public:
  // whole: when anything is new, all is read again, so that copies are told from originals in the order of the input.
  Inputs(archive::Writer* writer, const InputOptions& input, bool whole) : writer_(writer) {
    for (const std::string& path : input.paths) list(path, input.language);
    if (!whole || paths_.empty() || known_ == 0) return;
    writer_ = nullptr, known_ = 0;
    paths_.clear(), files_.clear();
    for (const std::string& path : input.paths) list(path, input.language);
    writer_ = writer;
  }
  // Those that are to be read.
  const std::vector<std::string>& paths() const { return paths_; }
  std::uint64_t known() const { return known_; }

  // In the order of the input: a document of this file has been added.
  void at(std::uint64_t path_hash) {
    if (path_hash != current_) finish();
    current_ = path_hash;
    ++documents_;
  }
  // What may go better the next time keeps its file from counting as read.
  void skipped(const Error& e) {
    if (e.code != Code::file_missing && e.code != Code::file_unreadable && e.code != Code::internal) return;
    std::string where = e.where;
    for (;;) {
      auto found = files_.find(archive::hash64(where));
      if (found != files_.end()) {
        found->second.hash.clear();
        return;
      }
      std::size_t colon = where.rfind(':');
      if (colon == std::string::npos) break;
      where.resize(colon);
    }
    lost_ = true;  // nobody knows of which file
  }
  // Also at the end of the input.
  void finish() {
    auto found = files_.find(current_);
    if (found != files_.end() && !found->second.hash.empty() && !lost_) {
      writer_->add_input({found->second.hash, found->second.path, static_cast<std::int32_t>(documents_)});
    }
    current_ = 0, documents_ = 0;
  }

 private:
  struct File {
    std::string path, hash;
  };
  void list(const std::string& path, const std::string& also) {
    namespace fs = std::filesystem;
    std::error_code ec;
    if (!fs::is_directory(path, ec)) return take(path, also);
    // As the reader does it.
    std::vector<std::string> found;
    for (fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, ec), end; !ec && it != end;
         it.increment(ec)) {
      std::error_code one;
      if (it->is_regular_file(one) && !it->path().filename().string().starts_with('.')) found.push_back(it->path().string());
    }
    if (ec || found.empty()) return paths_.push_back(path);  // the reader says why
    std::sort(found.begin(), found.end());
    for (const std::string& file : found) take(file, also);
  }
  void take(const std::string& path, const std::string& also) {
    std::string hash = archive::input_hash(path, also);
    if (writer_ != nullptr && !hash.empty() && writer_->knows_input(hash)) {
      ++known_;
      return;
    }
    paths_.push_back(path);
    files_.emplace(archive::hash64(path), File{path, hash});
  }

  archive::Writer* writer_;
  std::vector<std::string> paths_;
  std::unordered_map<std::uint64_t, File> files_;
  std::uint64_t known_ = 0, current_ = 0, documents_ = 0;
  bool lost_ = false;
};

int dry_run(const IngestFlags& o, const pipeline::Pipeline& p) {
  std::optional<std::unique_ptr<archive::Writer>> writer;
  auto there = archive::Archive::open(o.archive);
  if (!there && there.error().code != Code::archive_missing) return complain(there.error());
  if (there) {
    auto opened = archive::Writer::open(o.archive);
    if (!opened) return complain(opened.error());
    writer = std::move(*opened);
  }
  Inputs inputs(writer ? writer->get() : nullptr, o.input, o.copies != Copies::off);
  InputOptions input = o.input;
  input.paths = inputs.paths();
  auto reader = input.open(p);
  if (!reader) return complain(reader.error());
  std::atomic<std::uint64_t> known = 0;
  Reporter reporter(o.input.quiet);
  auto summary = pipeline::run(
      *reader, o.input.threads(),
      [&](model::Document& d, pipeline::Pipeline::Worker&, std::string&) -> Result<std::uint64_t> {
        if (writer && (*writer)->knows(archive::Document::content_key(d))) ++known;
        return 0;
      },
      [](std::string_view) -> Status { return {}; }, reporter.progress());
  reporter.clear();
  if (!summary) return complain(summary.error());
  if (inputs.known() > 0)
    std::fprintf(stderr, "%llu files were read to their end before\n", static_cast<unsigned long long>(inputs.known()));
  std::fprintf(stderr, "would read %llu documents: %llu are new, %llu are in the archive\n",
               static_cast<unsigned long long>(summary->done), static_cast<unsigned long long>(summary->done - known),
               static_cast<unsigned long long>(known.load()));
  if (summary->done == 0 && inputs.known() == 0) return summary->partly() ? kFailure : kNothing;
  return summary->partly() ? kPartly : kOk;
}

int ingest(const IngestFlags& o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  if (o.dry_run) return dry_run(o, p);
  archive::WriterOptions w;
  w.keep_text = o.keep_text;
  auto opened = archive::Writer::open(o.archive, w);
  if (!opened) return complain(opened.error());
  archive::Writer& writer = **opened;
  auto linking = StoryLinking::build(p, o.input.threads());
  if (!linking) return complain(linking.error());
  Inputs inputs(&writer, o.input, o.copies != Copies::off);
  InputOptions input = o.input;
  input.paths = inputs.paths();
  auto reader = input.open(p);
  if (!reader) return complain(reader.error());
  // Not taken apart at the end: what they hold goes with the process.
  static StoryMemory& stories = *new StoryMemory;
  static read::CopyFinder& copies = *new read::CopyFinder;
  Committer committer(writer, *linking, stories, o.part_rows, o.part_seconds);
  Reporter reporter(o.input.quiet);

  pipeline::Job job = [&](model::Document& d, pipeline::Pipeline::Worker& worker, std::string& out) -> Result<std::uint64_t> {
    const archive::Origin origin{archive::Document::content_key(d), archive::hash64(d.path)};
    if (writer.knows(origin.content_key)) {
      archive::pack_known(origin, out);
      return 0;
    }
    // Coded once, kept for every outlet.
    const bool copy = o.copies == Copies::drop && !d.copy_of.empty();
    return intake::make_record(p, linking->teller(), {o.min_confidence, o.keep_text}, origin, d, copy, worker, out);
  };
  std::uint64_t known = 0;
  auto sink = [&](std::string_view bytes) -> Status {
    archive::RecordHead head;
    while (archive::peek_record(bytes, head) != nullptr) {
      std::string_view record = bytes.substr(0, head.size);
      inputs.at(head.input_hash);
      if (head.is_known() || !writer.add_record(record)) ++known;
      bytes.remove_prefix(head.size);
    }
    return committer.keep_pace();
  };
  auto on_skip = [&](const Error& e) {
    inputs.skipped(e);
    reporter.skipped(e);
  };
  auto summary = pipeline::run(*reader, o.input.threads(), o.input.wanted(p, job), sink, reporter.progress(), on_skip,
                               o.copies == Copies::off ? nullptr : &copies);
  reporter.clear();
  if (!summary) return complain(summary.error());
  inputs.finish();
  if (auto ok = committer.finish(); !ok) return complain(ok.error());
  const bool live = !o.input.quiet && ::isatty(STDERR_FILENO) != 0;
  auto linked = linking->link_and_merge(writer, stories, committer.linked(), live);
  if (!linked) return complain(linked.error());
  if (!o.input.quiet) {
    reporter.summary(*summary, "events");
    if (inputs.known() > 0)
      std::fprintf(stderr, "%llu files were read to their end before\n", static_cast<unsigned long long>(inputs.known()));
    known += committer.known();
    std::fprintf(
        stderr,
        "%s: %llu documents and %llu events added in %llu commits (%.1f MB, the slowest %.2f s); %llu documents were there\n",
        o.archive.c_str(), static_cast<unsigned long long>(committer.documents()),
        static_cast<unsigned long long>(committer.events()), static_cast<unsigned long long>(committer.commits()),
        static_cast<double>(committer.bytes()) / 1e6, committer.slowest(), static_cast<unsigned long long>(known));
    tell(*linked);
  }
  if (summary->done == 0) {
    if (summary->partly()) return kFailure;
    if (inputs.known() > 0) return kOk;
    std::fprintf(stderr, "kawat: the input holds no article\n");
    return kNothing;
  }
  return summary->partly() ? kPartly : kOk;
}

}  // namespace

void add_ingest(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<IngestFlags>();
  CLI::App* verb = add_verb(app, "ingest", "code articles into an archive");
  verb->footer(
      "Examples:\n"
      "  kawat ingest -a news/ articles.jsonl.gz\n"
      "  kawat ingest -a news/ pages/ --outlet Kompas\n"
      "  kawat ingest -a news/ articles.jsonl.gz        again: nothing comes in twice\n"
      "  kawat ingest -a news/ articles.jsonl.gz --dry-run\n");
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive; made where it is missing")->type_name("DIR")->required();
  o->input.add(*verb);
  add_option(*verb, "--min-confidence", o->min_confidence, "leave out events below this confidence (0 to 1)")
      ->check(range(0.0, 1.0));
  add_copies(*verb, o->copies);
  add_flag(*verb, "--keep-text", o->keep_text, "keep the text of the articles too");
  add_flag(*verb, "--dry-run", o->dry_run, "only say how much is new");
  add_option(*verb, "--part-rows", o->part_rows, "commit when so many events wait (20000)")->check(range(1, 10'000'000));
  add_option(*verb, "--part-seconds", o->part_seconds, "commit at the latest after so many seconds (30)")
      ->check(range(0.01, 86400.0));
  verb->callback([o, &shared] { shared.chosen = [o] { return ingest(*o); }; });
}

}  // namespace kawat::cli
