// kawat actor: who that is, the candidates, why.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "cli/common.h"
#include "cli/verbs.h"
#include "pipeline/stages.h"

namespace kawat::cli {
namespace {

struct Options {
  std::string name, date, language, format = "text";
};

int actor(const Options& o) {
  auto engine = Engine::open();
  if (!engine) return complain(engine.error());
  model::Day day;
  if (!o.date.empty()) {
    auto parsed = parse_day(*(*engine)->pipeline, o.date);
    if (!parsed) return complain(parsed.error());
    day = *parsed;
  }
  std::vector<std::string> seen;
  for (const std::string& code : (*engine)->pack.languages()) {
    if (!o.language.empty() && code != o.language) continue;
    auto stages = (*engine)->pipeline->language(code);
    if (!stages) return complain(stages.error());
    for (const auto& answer : (*stages)->finder.lookup(o.name, day)) {
      std::string term = answer.from.empty() && answer.to.empty() ? "" : answer.from + "…" + answer.to;
      std::string line = fmt::format("{:<8} {:<34} {:<14} {:<26} {:<24} {}", answer.code.empty() ? "-" : answer.code, answer.name,
                                     answer.kind, answer.office, term, answer.why);
      if (std::find(seen.begin(), seen.end(), line) != seen.end()) continue;
      seen.push_back(line);
    }
  }
  if (seen.empty()) {
    std::fprintf(stderr, "kawat: nobody is known as '%s'\n", o.name.c_str());
    return kNothing;
  }
  std::string out;
  for (const std::string& line : seen) out += line + "\n";
  return print(out);
}

}  // namespace

void add_actor(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("actor", "who a name stands for, the candidates, and why");
  verb->footer("Examples:\n  kawat actor Jokowi\n  kawat actor \"Presiden Rusia\" --date 2010-05-01 --lang id\n");
  verb->add_option("name", o->name, "a name, a short name, an office with its state")->required();
  verb->add_option("--date", o->date, "the day for which it is asked, e.g. 2010-05-01 (default: any)")->type_name("DAY");
  verb->add_option("--lang", o->language, "one language only")->type_name("CODE");
  verb->callback([o, &shared] { shared.chosen = [o] { return actor(*o); }; });
}

}  // namespace kawat::cli
