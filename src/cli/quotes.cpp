// kawat quotes: who said what.
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

struct QuotesFlags {
  InputOptions input;
  std::string output;
};

void span(const char* name, model::Span s, const CodePointIndex& index, std::string& out) {
  auto offset = [&](std::uint32_t byte) { return s.empty() ? std::string("null") : std::to_string(index.at(byte)); };
  out += std::string(",\"") + name + "_begin\":" + offset(s.begin) + ",\"" + name + "_end\":" + offset(s.end);
}

void text(const char* name, model::Span s, std::string_view whole, std::string& out) {
  out += std::string(",\"") + name + "_text\":";
  if (s.empty())
    out += "null";
  else
    append_json(s.in(whole), out);
}

int quotes(const QuotesFlags& o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  return run_over(p, o.input, o.output, "", "quotes",
                  [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
                    if (auto ok = p.analyse(d, w, pipeline::Depth::quotes); !ok) return fail(ok.error());
                    CodePointIndex index(d.text);
                    std::uint64_t rows = 0;
                    for (const model::Quote& q : w.analysis.quotes) {
                      if (q.speaker.empty() || q.content.empty()) continue;
                      ++rows;
                      out += "{\"doc_id\":";
                      append_json(d.id, out);
                      text("speaker", q.speaker, d.text, out), span("speaker", q.speaker, index, out);
                      text("cue", q.cue, d.text, out), span("content", q.content, index, out);
                      out += q.direct ? ",\"is_quote\":true}\n" : ",\"is_quote\":false}\n";
                    }
                    return rows;
                  });
}

}  // namespace

void add_quotes(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<QuotesFlags>();
  CLI::App* verb = add_verb(app, "quotes", "who said what, directly and indirectly");
  verb->footer("Examples:\n  kawat quotes article.txt\n  kawat quotes news.jsonl -o quotes.jsonl\n");
  o->input.add(*verb);
  add_output(*verb, o->output);
  verb->callback([o, &shared] { shared.chosen = [o] { return quotes(*o); }; });
}

}  // namespace kawat::cli
