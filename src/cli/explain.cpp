// kawat explain: why each event was coded, and what was not.
#include <memory>

#include <fmt/format.h>

#include "cli/common.h"
#include "cli/verbs.h"
#include "pipeline/explanation.h"
#include "pipeline/rows.h"

namespace kawat::cli {
namespace {

struct ExplainFlags {
  InputOptions input;
  std::string sentence, format = "text";
  Colour colour = Colour::automatic;
};

using pipeline::kind_name;

void as_text(const model::Document& d, const model::Analysis& a, const std::vector<events::Rejected>& rejected,
             const lexicon::Ontology& o, bool colour, std::string& out) {
  auto bold = [&](std::string s) { return colour ? "\x1b[1m" + s + "\x1b[0m" : s; };
  out += bold(fmt::format("{} · language {} · published {}\n", d.id, a.language,
                          d.published.known() ? model::iso(d.published) : "unknown"));
  for (model::Span s : d.noise) out += fmt::format("not the article: {}\n", s.in(d.text));
  for (std::uint32_t n = 0; n < a.sentences.size(); ++n) {
    const model::Sentence& s = a.sentences[n];
    out += "\n" + bold(fmt::format("[{}] {}\n", n, s.span.in(d.text)));
    if (!s.parsed) {
      out += "  no act and nobody speaking: not parsed\n";
      continue;
    }
    for (std::uint32_t t = s.first; t < s.last; ++t) {
      const model::Token& token = a.tokens[t];
      out += fmt::format("  {:>3} {:<20} {:<16} {:<6} {:>3} {}\n", t - s.first + 1, token.span.in(d.text), token.lemma,
                         name(token.upos), token.head < 0 ? 0 : token.head - static_cast<std::int32_t>(s.first) + 1,
                         name(token.deprel));
    }
    for (const model::Mention& m : a.mentions) {
      if (m.sentence != n) continue;
      out += fmt::format(
          "  actor   {:<40} {:<8} {:<10} {}{}{}\n", m.span.in(d.text), m.actor.code().empty() ? "-" : m.actor.code(),
          kind_name(m.kind), m.actor.name, m.locative ? " (place)" : "",
          m.antecedent >= 0 ? fmt::format(" = {}", a.mentions[static_cast<std::size_t>(m.antecedent)].span.in(d.text)) : "");
    }
    for (const model::Quote& q : a.quotes) {
      if (!q.content.overlaps(s.span)) continue;
      out += fmt::format("  says    {} | {} | {}{}\n", q.speaker.empty() ? "?" : q.speaker.in(d.text), q.cue.in(d.text),
                         q.direct ? "(direct) " : "", q.content.in(d.text).substr(0, 60));
    }
    for (const model::Event& e : a.events) {
      if (e.sentence != n) continue;
      auto who = [&](std::int32_t at) -> std::string {
        if (at < 0) return "-";
        const model::Mention& m = a.mentions[static_cast<std::size_t>(at)];
        return fmt::format("{} [{}]", m.span.in(d.text), m.actor.code());
      };
      std::string mode = e.mode < 0 ? "" : "/" + std::string(o.modes()[static_cast<std::size_t>(e.mode)].name);
      std::string chain;
      for (const model::Source& x : e.attribution) chain += (chain.empty() ? "" : " › ") + std::string(x.name);
      out += bold(fmt::format("  event   {}{}  {} → {}\n", name(e.type), mode, who(e.actor), who(e.recipient)));
      out += fmt::format("          act \"{}\", {}, {}{}{}, confidence {:.2f}\n          rule {}{}\n", e.trigger.in(d.text),
                         name(e.modality), e.when.start.known() ? model::iso(e.when.start) : "undated",
                         e.when.end.known() && !(e.when.end == e.when.start) ? "…" + model::iso(e.when.end) : "",
                         e.when.text.empty() ? "" : fmt::format(" (\"{}\")", e.when.text.in(d.text)), e.confidence, e.rule,
                         chain.empty() ? "" : "\n          according to " + chain);
    }
    for (const events::Rejected& r : rejected) {
      if (r.sentence == n)
        out += fmt::format("  not     {:<10} \"{}\": {} ({})\n", name(r.type), r.trigger.in(d.text), r.reason, r.rule);
    }
  }
}

int explain(ExplainFlags o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  bool colour = use_colour(o.colour, stdout);
  auto job = [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
    std::vector<events::Rejected> rejected;
    w.events.rejected = &rejected;
    auto ok = p.analyse(d, w, pipeline::Depth::events);
    w.events.rejected = nullptr;
    if (!ok) return fail(ok.error());
    if (o.format == "json")
      pipeline::explain_json(d, w.analysis, rejected, p.ontology(), out);
    else
      as_text(d, w.analysis, rejected, p.ontology(), colour, out);
    return 1;
  };
  if (o.sentence.empty()) {
    if (o.input.paths.empty()) {
      return complain(Error{Code::bad_option, "", "nothing to explain", "name a file, or give a text with -s"});
    }
    o.input.quiet = true;
    return run_over(p, o.input, "", "", "documents", job);
  }
  model::Document d;
  d.id = "sentence";
  d.text = o.sentence;
  d.language = o.input.language;
  d.home = o.input.home;
  d.outlet = o.input.outlet;
  if (!o.input.date.empty()) {
    auto day = parse_day(p, o.input.date);
    if (!day) return complain(day.error());
    d.published = *day;
  }
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  std::string out;
  if (auto done = job(d, *worker, out); !done) return complain(done.error());
  return print(out, worker->analysis.events.empty() ? kNothing : kOk);
}

}  // namespace

void add_explain(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ExplainFlags>();
  CLI::App* verb = add_verb(app, "explain", "why each event was coded, and what was not");
  verb->footer("Examples:\n  kawat explain -s \"Iran condemned Israel.\"\n  kawat explain article.txt --format json\n");
  o->input.add(*verb, false);
  verb->get_option("files")->required(false);
  add_option(*verb, "-s,--sentence", o->sentence, "a text on the command line instead of files")->type_name("TEXT");
  add_option(*verb, "--format", o->format, "text or json")->type_name("WORD")->check(one_of({"text", "json"}));
  add_colour(*verb, o->colour);
  verb->callback([o, &shared] { shared.chosen = [o] { return explain(*o); }; });
}

}  // namespace kawat::cli
