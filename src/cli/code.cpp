// kawat code: events of articles.
#include <unistd.h>

#include <memory>

#include "cli/common.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"

namespace kawat::cli {
namespace {

struct CodeFlags {
  InputOptions input;
  std::string format, output;
  double min_confidence = 0;
  Copies copies = Copies::mark;
  Colour colour = Colour::automatic;
};

int code(const CodeFlags& o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  bool terminal = to_terminal(o.output);
  std::string name = o.format.empty() ? (terminal ? "table" : "jsonl") : o.format;
  auto format = name == "csv" ? pipeline::Format::csv : name == "table" ? pipeline::Format::table : pipeline::Format::jsonl;
  pipeline::RowWriter writer(format, (*engine)->pipeline->ontology(), use_colour(o.colour, stdout), terminal_width());
  std::string header;
  writer.header(header);
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  // Not taken apart at the end: what it holds goes with the process.
  static read::CopyFinder& copies = *new read::CopyFinder;
  return run_over(
      p, o.input, o.output, header, "events",
      [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
        if (o.copies == Copies::drop && !d.copy_of.empty()) return 0;
        if (auto ok = p.analyse(d, w, pipeline::Depth::events); !ok) return fail(ok.error());
        return writer.document(d, w.analysis, o.min_confidence, out);
      },
      o.copies == Copies::off ? nullptr : &copies);
}

}  // namespace

void add_code(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<CodeFlags>();
  CLI::App* verb = add_verb(app, "code", "events of articles");
  verb->footer(
      "Examples:\n"
      "  kawat code article.txt --date 2024-10-08\n"
      "  kawat code --format csv -o events.csv news/\n"
      "  kawat code --url-filter tempo.co --language id CC-NEWS-20241008.warc.gz\n"
      "  zcat news.jsonl.gz | kawat code - > events.jsonl\n");
  o->input.add(*verb);
  add_option(*verb, "--format", o->format, "jsonl, csv or table (default: table on a terminal, else jsonl)")
      ->type_name("WORD")
      ->check(one_of({"jsonl", "csv", "table"}));
  add_output(*verb, o->output);
  add_option(*verb, "--min-confidence", o->min_confidence, "leave out events below this confidence (0 to 1)")
      ->check(range(0.0, 1.0));
  add_copies(*verb, o->copies);
  add_colour(*verb, o->colour);
  verb->callback([o, &shared] { shared.chosen = [o] { return code(*o); }; });
}

}  // namespace kawat::cli
