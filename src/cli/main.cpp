// kawat: reads the news and says who did what to whom, when, where, and according to whom.
#include <csignal>
#include <cstdio>
#include <string>

#include "cli/verbs.h"

namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  kawat code article.txt                        events of an article, as a table on a terminal\n"
    "  kawat code --format csv -o events.csv news/   a folder of articles into a file\n"
    "  zcat news.jsonl.gz | kawat code -             JSONL in, JSONL out\n"
    "  kawat explain -s \"Iran condemned Israel.\"     why it was coded\n"
    "  kawat actor \"Presiden Rusia\" --date 2010-05-01\n";

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Kawat reads the news and says who did what to whom, when, where, and according to whom.", "kawat"};
  app.set_version_flag("--version", std::string("kawat ") + KAWAT_VERSION);
  app.footer(kExamples);
  app.require_subcommand(0, 1);
  kawat::cli::Shared shared;
  kawat::cli::add_code(app, shared);
  kawat::cli::add_explain(app, shared);
  kawat::cli::add_relate(app, shared);
  kawat::cli::add_parse(app, shared);
  kawat::cli::add_quotes(app, shared);
  kawat::cli::add_actor(app, shared);
  kawat::cli::add_train(app, shared);
  kawat::cli::add_doctor(app, shared);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    int code = app.exit(e);
    return code == 0 ? kawat::cli::kOk : kawat::cli::kUsage;
  }
  if (!shared.chosen) {
    std::fputs(app.help().c_str(), stderr);
    return kawat::cli::kUsage;
  }
  return shared.chosen();
}
