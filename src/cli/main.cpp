// kawat: reads the news and says who did what to whom, when, where, and according to whom.
#include <string>

#include "cli/common.h"
#include "cli/verbs.h"

namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  kawat code article.txt                        events of an article, as a table on a terminal\n"
    "  kawat code --format csv -o events.csv news/   a folder of articles into a file\n"
    "  zcat news.jsonl.gz | kawat code -             JSONL in, JSONL out\n"
    "  kawat ingest -a archive/ news/                into an archive, then kawat query, kawat export\n"
    "  kawat explain -s \"Iran condemned Israel.\"     why it was coded\n"
    "  kawat actor \"Presiden Rusia\" --date 2010-05-01\n";

}  // namespace

int main(int argc, char** argv) {
  kawat::cli::watch_signals();
  CLI::App app{"Kawat reads the news and says who did what to whom, when, where, and according to whom.", "kawat"};
  app.formatter(kawat::cli::help_layout());  // the verbs take it over
  app.get_help_ptr()->description("this text");
  app.set_version_flag("--version", std::string("kawat ") + KAWAT_VERSION, "the version");
  app.footer(kExamples);
  app.require_subcommand(0, 1);
  kawat::cli::Shared shared;
  kawat::cli::add_code(app, shared);
  kawat::cli::add_explain(app, shared);
  kawat::cli::add_relate(app, shared);
  kawat::cli::add_parse(app, shared);
  kawat::cli::add_quotes(app, shared);
  kawat::cli::add_extract(app, shared);
  kawat::cli::add_watch(app, shared);
  kawat::cli::add_actor(app, shared);
  kawat::cli::add_actors(app, shared);
  kawat::cli::add_stories(app, shared);
  kawat::cli::add_train(app, shared);
  kawat::cli::add_eval(app, shared);
  kawat::cli::add_lint(app, shared);
  kawat::cli::add_ingest(app, shared);
  kawat::cli::add_archive(app, shared);
  kawat::cli::add_query(app, shared);
  kawat::cli::add_export(app, shared);
  kawat::cli::add_dyad(app, shared);
  kawat::cli::add_forecast(app, shared);
  kawat::cli::add_network(app, shared);
  kawat::cli::add_rising(app, shared);
  kawat::cli::add_serve(app, shared);
  kawat::cli::add_doctor(app, shared);
  for (CLI::App* verb : app.get_subcommands([](CLI::App*) { return true; })) verb->group("Verbs");
  return kawat::cli::run_program(app, shared, argc, argv);
}
