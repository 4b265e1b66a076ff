// kawat parse: CoNLL-U of raw text, or of words that are given.
#include <memory>

#include "cli/common.h"
#include "cli/verbs.h"
#include "pipeline/stages.h"
#include "syntax/conllu.h"

namespace kawat::cli {
namespace {

struct ParseFlags {
  InputOptions input;
  std::string tokens = "raw", output;
};

int parse_words(const ParseFlags& o, const pipeline::Pipeline& p) {
  auto stages = p.language(o.input.language);
  if (!stages) return complain(stages.error());
  Output out;
  if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
  std::size_t written = 0;
  for (const std::string& path : o.input.paths) {
    auto bytes = read_file(path == "-" ? "/dev/stdin" : path);
    if (!bytes) return complain(bytes.error());
    auto result = syntax::parse_conllu((*stages)->parser, *bytes, path);
    if (!result) return complain(result.error());
    written += result->size();
    if (auto ok = out.write(*result); !ok) return out.failed(ok.error());
  }
  if (auto ok = out.close(); !ok) return out.failed(ok.error());
  return written > 0 ? kOk : kNothing;
}

int parse(const ParseFlags& o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  if (o.tokens == "gold") {
    if (o.input.language.empty())
      return complain(Error{Code::bad_option, "", "--tokens gold needs a language", "add --lang id or --lang en"});
    return parse_words(o, p);
  }
  return run_over(p, o.input, o.output, "", "sentences",
                  [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
                    if (auto ok = p.analyse(d, w, pipeline::Depth::trees); !ok) return fail(ok.error());
                    for (std::uint32_t s = 0; s < w.analysis.sentences.size(); ++s) {
                      if (s == 0) out += "# newdoc id = " + d.id + "\n";
                      std::string text(w.analysis.sentences[s].span.in(d.text));
                      for (char& c : text) c = c == '\n' || c == '\r' ? ' ' : c;
                      out += "# sent_id = " + d.id + "-" + std::to_string(s + 1) + "\n# text = " + text + "\n";
                      syntax::write_conllu(w.analysis, s, d.text, out);
                    }
                    return w.analysis.sentences.size();
                  });
}

}  // namespace

void add_parse(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ParseFlags>();
  CLI::App* verb = add_verb(app, "parse", "sentences, words, tags and trees as CoNLL-U");
  verb->footer("Examples:\n  kawat parse article.txt\n  kawat parse --lang id --tokens gold words.conllu\n");
  o->input.add(*verb);
  add_option(*verb, "--tokens", o->tokens, "raw: cut the text; gold: FILE is CoNLL-U and its words are kept")
      ->type_name("WORD")
      ->check(one_of({"raw", "gold"}));
  add_output(*verb, o->output);
  verb->callback([o, &shared] { shared.chosen = [o] { return parse(*o); }; });
}

}  // namespace kawat::cli
