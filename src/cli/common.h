// What the verbs share: the language pack, options of the input, progress and summary on standard error, output that is whole
// or not there.
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/options.h"
#include "lexicon/pack.h"
#include "pipeline/pipeline.h"
#include "pipeline/run.h"
#include "read/copies.h"
#include "read/reader.h"

namespace kawat::cli {

// Prints "kawat: error …" on standard error; returns the exit code that fits the error.
int complain(const Error& error);

// The pack and the pipeline over it.
struct Engine {
  lexicon::Pack pack;
  std::unique_ptr<pipeline::Pipeline> pipeline;
  // actors: the user's own tables, which go before the shipped ones.
  static Result<std::unique_ptr<Engine>> open(const std::vector<std::string>& actors = {});
};

// --actors
void add_actor_files(CLI::App& verb, std::vector<std::string>& files);

struct InputOptions {
  std::vector<std::string> paths, actors, fields, urls, languages;
  std::string language, date, outlet, home;
  unsigned jobs = 0;
  bool quiet = false;
  void add(CLI::App& verb, bool with_jobs = true);
  Result<read::Reader> open(const pipeline::Pipeline& pipeline) const;
  // The job for documents that --language wants; it and the pipeline must outlive what is returned.
  pipeline::Job wanted(const pipeline::Pipeline& pipeline, const pipeline::Job& job) const;
  unsigned threads() const;
};

enum class Colour { automatic, always, never };
bool use_colour(Colour when, std::FILE* stream);
void add_colour(CLI::App& verb, Colour& colour);
// --copies
using Copies = read::CopyRule;
void add_copies(CLI::App& verb, Copies& copies);  // what stands there is the default
// -o: where the rows go.
void add_output(CLI::App& verb, std::string& path);
int terminal_width();
// Whether somebody will read what goes to this output (-o) on a terminal.
bool to_terminal(const std::string& output);

// Standard output, or a file that appears whole under its name when close() succeeds. One at a time: the half-written file is
// removed when the run fails, and when the user interrupts it.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  Status open(const std::string& path);  // "" or "-" = standard output
  Status write(std::string_view bytes);
  Status close();
  // What the verb returns when writing failed: silence and 0 when the reader of a pipe has seen enough (`| head`).
  int failed(const Error& error) const;
  ~Output();

 private:
  tl::unexpected<Error> cannot(int why);
  std::FILE* file_ = nullptr;
  std::string path_, part_;
  bool reader_left_ = false;
};

// Writes all of it to the output (-o; "" = standard output); returns `exit`, or what a failure to write makes of it.
int write_all(const std::string& output, std::string_view text, int exit = 0);
inline int print(std::string_view text, int exit = 0) { return write_all("", text, exit); }

// From here on SIGINT, SIGTERM and SIGHUP remove the half-written output and end the program with 130.
void watch_signals();

// A progress line on a terminal, a summary at the end; nothing when quiet.
class Reporter {
 public:
  explicit Reporter(bool quiet);
  pipeline::Progress progress();
  void clear();                  // the progress line, before other words
  void skipped(const Error& e);  // tells the first twenty
  void summary(const pipeline::Summary& s, const char* rows_are);

 private:
  bool quiet_, live_;
  int told_ = 0;
};

// A day as the user wrote it; error bad_option when it is none.
Result<model::Day> parse_day(const pipeline::Pipeline& pipeline, const std::string& text);

// Runs `job` over the input and returns the verb's exit code. finish: writes what can only be said when all was read.
int run_over(const pipeline::Pipeline& pipeline, const InputOptions& input, const std::string& output, const std::string& header,
             const char* rows_are, const pipeline::Job& job, read::CopyFinder* copies = nullptr,
             const std::function<Status(Output&)>& finish = {});

}  // namespace kawat::cli
