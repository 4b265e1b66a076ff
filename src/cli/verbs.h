// The verbs of the program, one file each. A verb adds its subcommand and options to the parser; when it is chosen its
// function runs and returns the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace kawat::cli {

// Exit codes of the contract.
enum Exit { kOk = 0, kFailure = 1, kUsage = 2, kNothing = 3, kPartly = 4, kInterrupted = 130 };

// What --help prints: purpose, usage, examples (the footer), then arguments, options and verbs.
std::shared_ptr<CLI::FormatterBase> help_layout();

struct Shared {
  std::function<int()> chosen;  // set by the verb that was named
};

// Parses the command line and runs the verb that it names; returns the exit code. Mistyped verbs and flags are answered with
// the nearest that there is.
int run_program(CLI::App& app, const Shared& shared, int argc, char** argv);

void add_code(CLI::App& app, Shared& shared);
void add_explain(CLI::App& app, Shared& shared);
void add_relate(CLI::App& app, Shared& shared);
void add_parse(CLI::App& app, Shared& shared);
void add_quotes(CLI::App& app, Shared& shared);
void add_extract(CLI::App& app, Shared& shared);
void add_watch(CLI::App& app, Shared& shared);
void add_actor(CLI::App& app, Shared& shared);
void add_actors(CLI::App& app, Shared& shared);
void add_train(CLI::App& app, Shared& shared);
void add_eval(CLI::App& app, Shared& shared);
void add_lint(CLI::App& app, Shared& shared);
void add_ingest(CLI::App& app, Shared& shared);
void add_archive(CLI::App& app, Shared& shared);
void add_archive_adopt(CLI::App& archive, Shared& shared);
void add_query(CLI::App& app, Shared& shared);
void add_export(CLI::App& app, Shared& shared);
void add_stories(CLI::App& app, Shared& shared);
void add_dyad(CLI::App& app, Shared& shared);
void add_forecast(CLI::App& app, Shared& shared);
void add_network(CLI::App& app, Shared& shared);
void add_rising(CLI::App& app, Shared& shared);
void add_serve(CLI::App& app, Shared& shared);
void add_doctor(CLI::App& app, Shared& shared);

}  // namespace kawat::cli
