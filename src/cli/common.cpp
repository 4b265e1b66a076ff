#include "cli/common.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "cli/verbs.h"
#include "lexicon/actor_files.h"

namespace kawat::cli {

int complain(const Error& error) {
  std::fprintf(stderr, "kawat: %s\n", error.message().c_str());
  return error.code == Code::bad_option ? kUsage : kFailure;
}

Result<std::unique_ptr<Engine>> Engine::open(const std::vector<std::string>& actors) {
  auto engine = std::make_unique<Engine>();
  auto pack = lexicon::Pack::open_default();
  if (!pack) return fail(pack.error());
  engine->pack = std::move(*pack);
  if (!actors.empty()) {
    if (auto ok = lexicon::add_actor_files(engine->pack, actors); !ok) return fail(ok.error());
  }
  auto pipeline = pipeline::Pipeline::build(engine->pack);
  if (!pipeline) return fail(pipeline.error());
  engine->pipeline = std::make_unique<pipeline::Pipeline>(std::move(*pipeline));
  return engine;
}

void add_actor_files(CLI::App& verb, std::vector<std::string>& files) {
  add_option(verb, "--actors", files, "your own actors: a table like those of data/actors, or a PETRARCH or TABARI dictionary")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void InputOptions::add(CLI::App& verb, bool with_jobs) {
  add_option(verb, "files", paths, "articles: text or JSONL files, folders, - for standard input")->required();
  add_option(verb, "--lang", language, "language of the articles (BCP 47); found in the text where not given")->type_name("CODE");
  add_option(verb, "--date", date, "publication date where the input has none, e.g. 2024-10-08")->type_name("DAY");
  add_option(verb, "--outlet", outlet, "outlet where the input has none")->type_name("NAME");
  add_option(verb, "--home", home, "country whose \"Presiden\", \"DPR\", \"police\" are meant (ISO 3166 alpha-3)")
      ->type_name("CODE");
  add_option(verb, "--field", fields, "a field under a name of your own, e.g. text=isi or published=tgl (CSV, TSV, JSON)")
      ->type_name("NAME=COLUMN")
      ->allow_extra_args(false);
  add_option(verb, "--url-filter", urls,
             "only addresses that fit: a site (tempo.co), or a pattern with * (tempo.co/politik/*); with - before it, none "
             "that fits")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  add_option(verb, "--language", languages, "only articles in these languages, e.g. id,en")->type_name("CODES")->delimiter(',');
  add_actor_files(verb, actors);
  if (with_jobs) {
    add_option(verb, "-j,--jobs", jobs, "threads; the output is the same for any number (default: all cores)")
        ->check(range(1, 1024));
  }
  add_flag(verb, "-q,--quiet", quiet, "no progress and no summary");
}

Result<model::Day> parse_day(const pipeline::Pipeline& pipeline, const std::string& text) {
  model::Day day = pipeline.parts().dates().parse(text);
  if (!day.known()) return fail(Code::bad_option, "--date", "'" + text + "' is no date", "write it as 2024-10-08");
  return day;
}

Result<read::Reader> InputOptions::open(const pipeline::Pipeline& pipeline) const {
  read::ReadOptions o;
  o.language = language;
  o.published = date;
  o.outlet = outlet;
  o.home = home;
  o.find_parts = false;  // what codes does it
  for (const std::string& f : fields) {
    if (auto ok = o.fields.add(f); !ok) return fail(ok.error());
  }
  for (const std::string& u : urls) o.urls.add(u);
  return read::Reader::open(paths, o, &pipeline.parts());
}

pipeline::Job InputOptions::wanted(const pipeline::Pipeline& pipeline, const pipeline::Job& job) const {
  if (languages.empty()) return job;
  return [this, &pipeline, &job](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
    pipeline.identify(d);
    std::string_view found = std::string_view(d.language).substr(0, d.language.find('-'));
    if (std::find(languages.begin(), languages.end(), found) != languages.end()) return job(d, w, out);
    w.left_out = "language";
    return 0;
  };
}

unsigned InputOptions::threads() const { return jobs > 0 ? jobs : std::max(1u, std::thread::hardware_concurrency()); }

bool use_colour(Colour when, std::FILE* stream) {
  if (when != Colour::automatic) return when == Colour::always;
  const char *no = std::getenv("NO_COLOR"), *term = std::getenv("TERM");
  if (no != nullptr && *no != 0) return false;
  if (term != nullptr && std::strcmp(term, "dumb") == 0) return false;
  return ::isatty(::fileno(stream)) != 0;
}

void add_colour(CLI::App& verb, Colour& colour) {
  verb.add_option("--color", colour, "auto, always or never")
      ->type_name("WHEN")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Colour>{{"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}},
          CLI::ignore_case));
}

void add_copies(CLI::App& verb, Copies& copies) {
  verb.add_option(
          "--copies", copies,
          fmt::format("articles with nearly the text of an earlier one: mark them (copy_of), drop their events, or off: do not "
                      "look for them (default: {})",
                      copies == Copies::drop ? "drop" : "mark"))
      ->type_name("WORD")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Copies>{{"mark", Copies::mark}, {"drop", Copies::drop}, {"off", Copies::off}}, CLI::ignore_case));
}

void add_output(CLI::App& verb, std::string& path) {
  add_option(verb, "-o,--output", path, "file to write; it appears when it is complete (default: standard output)")
      ->type_name("FILE");
}

bool to_terminal(const std::string& output) { return (output.empty() || output == "-") && ::isatty(STDOUT_FILENO) != 0; }

int terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
  return 140;
}

namespace {

// A signal handler can reach nothing but globals: the name of the file that is being written, and whether it counts.
std::array<char, 4096> half_written;
std::atomic<bool> is_half_written{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  if (is_half_written) ::unlink(half_written.data());
  ::_exit(kInterrupted);
}

}  // namespace

void watch_signals() {
  std::signal(SIGPIPE, SIG_IGN);  // writing fails instead, and Output says so
  std::signal(SIGXFSZ, SIG_IGN);  // likewise, where a file may not grow
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    if (std::signal(number, on_signal) == SIG_IGN) std::signal(number, SIG_IGN);  // nohup, or a job in the background
  }
}

tl::unexpected<Error> Output::cannot(int why) {
  reader_left_ = why == EPIPE && path_.empty();
  return fail(Code::write_failed, path_.empty() ? "standard output" : path_, std::string("cannot write: ") + std::strerror(why));
}

Status Output::open(const std::string& path) {
  path_ = path == "-" ? "" : path;
  if (path_.empty()) {
    file_ = stdout;
    return {};
  }
  std::error_code ec;
  // A link keeps pointing to what is written; a device or pipe is written as it is, and never replaced by a file.
  std::filesystem::path target = std::filesystem::canonical(path_, ec);
  std::filesystem::file_status status = std::filesystem::status(path_, ec);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) && !std::filesystem::is_directory(status)) {
    part_.clear();
    file_ = std::fopen(path_.c_str(), "wb");
    return file_ == nullptr ? Status(cannot(errno)) : Status{};
  }
  if (!target.empty()) path_ = target.string();
  part_ = path_ + ".part";
  file_ = std::fopen(part_.c_str(), "wb");
  if (file_ == nullptr) return cannot(errno);
  if (part_.size() < half_written.size()) {
    half_written[part_.copy(half_written.data(), part_.size())] = 0;
    is_half_written = true;
  }
  return {};
}

Status Output::write(std::string_view bytes) {
  errno = 0;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return {};
  return cannot(errno);
}

Status Output::close() {
  if (file_ == nullptr) return {};
  errno = 0;
  bool ok = std::fflush(file_) == 0 && std::ferror(file_) == 0;
  int why = errno;
  if (file_ == stdout) {
    file_ = nullptr;
    return ok ? Status{} : Status(cannot(why));
  }
  if (std::fclose(file_) != 0 && ok) ok = false, why = errno;
  file_ = nullptr;
  if (part_.empty()) return ok ? Status{} : Status(cannot(why));
  if (ok && std::rename(part_.c_str(), path_.c_str()) != 0) ok = false, why = errno;
  if (!ok) std::remove(part_.c_str());
  is_half_written = false;
  return ok ? Status{} : Status(cannot(why));
}

int Output::failed(const Error& error) const { return reader_left_ ? static_cast<int>(kOk) : complain(error); }

Output::~Output() {
  if (file_ == nullptr || file_ == stdout) return;
  std::fclose(file_);
  if (!part_.empty()) std::remove(part_.c_str());
  is_half_written = false;
}

int write_all(const std::string& output, std::string_view text, int exit) {
  Output out;
  auto ok = out.open(output);
  if (ok) ok = out.write(text);
  if (ok) ok = out.close();
  return ok ? exit : out.failed(ok.error());
}

Reporter::Reporter(bool quiet) : quiet_(quiet), live_(!quiet && ::isatty(STDERR_FILENO) != 0) {}

pipeline::Progress Reporter::progress() {
  if (!live_) return {};
  return [](const pipeline::Summary& s, double share) {
    double rate = s.seconds > 0 ? static_cast<double>(s.done) / s.seconds : 0;
    std::string line = fmt::format("\r{} documents, {:.1f} MB, {} rows, {:.0f} documents/s", s.read,
                                   static_cast<double>(s.bytes) / 1e6, s.rows, rate);
    if (share > 0.01) line += fmt::format(", {:.0f} %, about {:.0f} s left", share * 100, s.seconds * (1 - share) / share);
    std::fprintf(stderr, "%s\x1b[K", line.c_str());
  };
}

void Reporter::skipped(const Error& e) {
  clear();
  if (++told_ <= 20) std::fprintf(stderr, "kawat: skipped: %s\n", e.message().c_str());
  if (told_ == 21) std::fprintf(stderr, "kawat: more is skipped; the summary counts it\n");
}

void Reporter::clear() {
  if (live_) std::fprintf(stderr, "\r\x1b[K");
}

void Reporter::summary(const pipeline::Summary& s, const char* rows_are) {
  if (quiet_) return;
  clear();
  // "5 (bad_json 3, not_utf8 2)"
  auto counted = [](const std::map<std::string, std::uint64_t>& by_reason) {
    std::uint64_t all = 0;
    std::string reasons;
    for (const auto& [reason, n] : by_reason) {
      all += n;
      reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", reason, n);
    }
    return std::to_string(all) + (reasons.empty() ? "" : " (" + reasons + ")");
  };
  std::string line = fmt::format("read {}, coded {}, skipped {}", s.read, s.done, counted(s.skipped));
  if (!s.left_out.empty()) line += ", left out " + counted(s.left_out);
  if (s.copies > 0) line += fmt::format(", copies {}", s.copies);
  line += fmt::format("; {} {}; {:.1f} s", s.rows, rows_are, s.seconds);
  std::fprintf(stderr, "%s\n", line.c_str());
}

int run_over(const pipeline::Pipeline& pipeline, const InputOptions& input, const std::string& output, const std::string& header,
             const char* rows_are, const pipeline::Job& job, read::CopyFinder* copies,
             const std::function<Status(Output&)>& finish) {
  auto reader = input.open(pipeline);
  if (!reader) return complain(reader.error());
  Output out;
  if (auto ok = out.open(output); !ok) return out.failed(ok.error());
  if (!header.empty()) {
    if (auto ok = out.write(header); !ok) return out.failed(ok.error());
  }
  Reporter reporter(input.quiet);
  auto summary = pipeline::run(
      *reader, input.threads(), input.wanted(pipeline, job), [&](std::string_view bytes) { return out.write(bytes); },
      reporter.progress(), [&](const Error& e) { reporter.skipped(e); }, copies);
  if (!summary) {
    reporter.clear();
    return out.failed(summary.error());
  }
  if (finish) {
    if (auto ok = finish(out); !ok) return out.failed(ok.error());
  }
  if (auto ok = out.close(); !ok) return out.failed(ok.error());
  reporter.summary(*summary, rows_are);
  if (summary->done == 0 && summary->left_out.empty()) {
    // Nothing there to read is one thing, something there that cannot be read another.
    std::uint64_t empty = 0, all = 0;
    for (const auto& [reason, n] : summary->skipped) {
      all += n;
      if (reason == pipeline::reason(Code::empty_document) || reason == pipeline::reason(Code::nothing_matched)) empty += n;
    }
    if (all > empty) return kFailure;
    std::fprintf(stderr, "kawat: the input holds no article\n");
    return kNothing;
  }
  if (summary->partly()) return kPartly;
  return summary->rows > 0 ? kOk : kNothing;
}

}  // namespace kawat::cli
