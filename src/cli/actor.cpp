// kawat actor: who that is, the candidates, why.
#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"
#include "pipeline/stages.h"

namespace kawat::cli {
namespace {

using actors::Answer;

struct ActorFlags {
  std::string name, date, language, file, format = "text";
  std::vector<std::string> actors;
};

// One name, asked for one day.
struct Question {
  std::string name;
  model::Day day;
};

std::string as_text(const Answer& a) {
  std::string term = a.from.empty() && a.to.empty() ? "" : a.from + "…" + a.to;
  return fmt::format("{:<8} {:<34} {:<14} {:<26} {:<24} {}{}\n", a.code.empty() ? "-" : a.code, a.name, a.kind, a.office, term,
                     a.why, a.wikidata.empty() ? "" : "  " + a.wikidata);
}

std::string as_json(const Question& q, const std::vector<Answer>& answers) {
  std::string out = fmt::format("{{\"name\":{},\"date\":{},\"candidates\":[", json_string(q.name),
                                q.day.known() ? json_string(model::iso(q.day)) : "null");
  bool first = true;
  for (const Answer& a : answers) {
    out += fmt::format(
        "{}{{\"code\":{},\"name\":{},\"kind\":{},\"office\":{},\"from\":{},\"to\":{},\"wikidata\":{},\"valid\":{},\"similar\":{},"
        "\"why\":{}}}",
        first ? "" : ",", json_string(a.code), json_string(a.name), json_string(a.kind), json_string(a.office),
        json_string(a.from), json_string(a.to), json_string(a.wikidata), a.valid, a.fuzzy, json_string(a.why));
    first = false;
  }
  return out + "]}\n";
}

Result<std::vector<Answer>> ask(const pipeline::Pipeline& p, const Question& q, const std::string& language) {
  std::vector<Answer> out;
  for (const std::string& code : p.pack().languages()) {
    if (!language.empty() && code != language) continue;
    auto stages = p.language(code);
    if (!stages) return fail(stages.error());
    model::Document name;
    name.text = q.name, name.published = q.day;
    model::Analysis words;
    (*stages)->segmenter.segment(name, words);
    for (Answer& a : (*stages)->finder.lookup(name, words)) {
      // Both languages have most rows; what only looks similar is no answer beside what is the same.
      bool known = std::any_of(out.begin(), out.end(), [&](const Answer& x) {
        return x.code == a.code && x.kind == a.kind && x.office == a.office && x.from == a.from &&
               (x.name == a.name || x.office.empty());
      });
      if (!known) out.push_back(std::move(a));
    }
  }
  auto exact = [](const Answer& a) { return !a.fuzzy; };
  if (std::any_of(out.begin(), out.end(), exact)) std::erase_if(out, [](const Answer& a) { return a.fuzzy; });
  return out;
}

// Lines "name" or "name<TAB>day".
Result<std::vector<Question>> read_questions(const pipeline::Pipeline& p, const std::string& path, model::Day day) {
  auto bytes = read_file(path == "-" ? "/dev/stdin" : path);
  if (!bytes) return fail(bytes.error());
  std::vector<Question> out;
  int number = 0;
  for (std::string_view line : split(*bytes, '\n')) {
    ++number;
    std::size_t tab = line.find('\t');
    std::string_view name = trim(line.substr(0, tab));
    if (name.empty() || name.front() == '#') continue;
    if (first_invalid_utf8(name) != std::string_view::npos)
      return fail(Code::not_utf8, fmt::format("{}:{}", path, number), "the name is not UTF-8", "convert the file");
    Question q{std::string(name), day};
    if (tab != std::string_view::npos && !trim(line.substr(tab + 1)).empty()) {
      q.day = p.parts().dates().parse(trim(line.substr(tab + 1)));
      if (!q.day.known())
        return fail(Code::bad_date, fmt::format("{}:{}", path, number), "the second column is no date", "write it as 2024-10-08");
    }
    out.push_back(std::move(q));
  }
  return out;
}

int actor(const ActorFlags& o) {
  auto engine = Engine::open(o.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  model::Day day;
  if (!o.date.empty()) {
    auto parsed = parse_day(p, o.date);
    if (!parsed) return complain(parsed.error());
    day = *parsed;
  }
  std::vector<Question> questions;
  if (!o.name.empty()) questions.push_back({o.name, day});
  if (!o.file.empty()) {
    auto read = read_questions(p, o.file, day);
    if (!read) return complain(read.error());
    questions.insert(questions.end(), read->begin(), read->end());
  }
  if (questions.empty()) return complain(Error{Code::bad_option, "", "no name given", "kawat actor NAME, or --file FILE"});
  std::string out;
  std::size_t unknown = 0;
  for (const Question& q : questions) {
    auto answers = ask(p, q, o.language);
    if (!answers) return complain(answers.error());
    if (answers->empty()) {
      ++unknown;
      if (o.format == "text") std::fprintf(stderr, "kawat: nobody is known as '%s'\n", q.name.c_str());
    }
    if (o.format == "json") {
      out += as_json(q, *answers);
      continue;
    }
    if (questions.size() > 1) out += q.name + "\n";
    for (const Answer& a : *answers) out += (questions.size() > 1 ? "  " : "") + as_text(a);
  }
  return print(out, unknown == questions.size() ? kNothing : kOk);
}

}  // namespace

void add_actor(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ActorFlags>();
  CLI::App* verb = add_verb(app, "actor", "who a name stands for, the candidates, and why");
  verb->footer(
      "Examples:\n"
      "  kawat actor Jokowi\n"
      "  kawat actor \"Presiden Rusia\" --date 2010-05-01 --lang id\n"
      "  kawat actor --file names.tsv --format json     # a name, a tab and a day on each line\n");
  add_option(*verb, "name", o->name, "a name, a short name, an office with its state");
  add_option(*verb, "--date", o->date, "the day for which it is asked, e.g. 2010-05-01 (default: any)")->type_name("DAY");
  add_option(*verb, "--lang", o->language, "one language only")->type_name("CODE");
  add_option(*verb, "--file", o->file,
             "names to ask for, one a line, with a tab and a day where it matters; - for standard input")
      ->type_name("FILE");
  add_option(*verb, "--format", o->format, "text or json (one object a name)")
      ->type_name("WORD")
      ->check(one_of({"text", "json"}));
  add_actor_files(*verb, o->actors);
  verb->callback([o, &shared] { shared.chosen = [o] { return actor(*o); }; });
}

}  // namespace kawat::cli
