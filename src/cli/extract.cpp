// kawat extract: the articles of web pages, as they would be coded.
#include <memory>

#include "cli/common.h"
#include "cli/document_json.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

struct ExtractFlags {
  InputOptions input;
  std::string output, format = "jsonl";
  Copies copies = Copies::mark;
};

int extract(const ExtractFlags& o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  bool text = o.format == "text";
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  read::CopyFinder copies;
  return run_over(
      p, o.input, o.output, "", "articles",
      [&](model::Document& d, pipeline::Pipeline::Worker&, std::string& out) -> Result<std::uint64_t> {
        if (o.copies == Copies::drop && !d.copy_of.empty()) return 0;
        p.parts().find(d);
        p.identify(d);
        if (text) {
          if (!d.title.empty()) out += d.title + "\n\n";
          out += d.text + "\n\n";
          return 1;
        }
        append_document(d, out);
        return 1;
      },
      o.copies == Copies::off ? nullptr : &copies);
}

}  // namespace

void add_extract(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ExtractFlags>();
  CLI::App* verb = add_verb(app, "extract", "the articles of web pages and other input, with what is known about them");
  verb->footer(
      "Examples:\n  kawat extract page.html\n  kawat extract pages/ -o articles.jsonl\n  kawat extract --format text "
      "page.html\n");
  o->input.add(*verb);
  add_option(*verb, "--format", o->format, "jsonl: one article a line; text: title and text only")
      ->check(one_of({"jsonl", "text"}))
      ->capture_default_str();
  add_copies(*verb, o->copies);
  add_output(*verb, o->output);
  verb->callback([o, &shared] { shared.chosen = [o] { return extract(*o); }; });
}

}  // namespace kawat::cli
