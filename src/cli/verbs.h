// The verbs of the program, one file each. A verb adds its subcommand and options to the parser; when it is chosen its
// function runs and returns the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace kawat::cli {

// Exit codes of the contract.
enum Exit { kOk = 0, kFailure = 1, kUsage = 2, kNothing = 3, kPartly = 4 };

struct Shared {
  std::function<int()> chosen;  // set by the verb that was named
};

void add_code(CLI::App& app, Shared& shared);
void add_explain(CLI::App& app, Shared& shared);
void add_relate(CLI::App& app, Shared& shared);
void add_parse(CLI::App& app, Shared& shared);
void add_quotes(CLI::App& app, Shared& shared);
void add_actor(CLI::App& app, Shared& shared);
void add_train(CLI::App& app, Shared& shared);
void add_doctor(CLI::App& app, Shared& shared);

}  // namespace kawat::cli
