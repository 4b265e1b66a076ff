#include "cli/filter_options.h"

#include <algorithm>
#include <cctype>

#include "model/event.h"

namespace kawat::cli {
namespace {

// "assault" is as good as "ASSAULT".
std::string upper(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return s;
}

}  // namespace

Result<model::Day> day_of(const std::string& flag, const std::string& text, bool last) {
  return archive::parse_day(flag, text, last);
}

void FilterOptions::add(CLI::App& verb, bool to_is_free) {
  auto many = [&verb](const char* flag, std::vector<std::string>& into, const char* what, const char* word) {
    add_option(verb, flag, into, what)->type_name(word)->delimiter(',')->allow_extra_args(false);
  };
  many("--actor", filter.actors, "who acted: a code (RUS also finds RUSGOV), a Wikidata item, or part of a name", "WHO");
  many("--recipient", filter.recipients, "to whom, likewise", "WHO");
  add_option(verb, "--pair", pair, "both, in either direction: IDN,MYS")->type_name("A,B")->delimiter(',')->expected(2);
  many("--type", filter.types, "event types, with commas between them", "TYPE");
  many("--mode", filter.modes, "modes", "MODE");
  many("--context", filter.contexts, "contexts", "WORD");
  add_option(verb, "--quad", filter.quads, "quad classes, 1 to 4")
      ->type_name("N")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(range(1, 4));
  add_option(verb, "--modality", filter.modalities, "actual, future, hypothetical, negated, historical")
      ->type_name("WORD")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"actual", "future", "hypothetical", "negated", "historical"}));
  add_option(verb, "--from", from, "first day: 2024-10-08, 2024-10 or 2024")->type_name("DAY");
  add_option(verb, to_is_free ? "--to,--until" : "--until", to, "last day, likewise")->type_name("DAY");
  many("--place", filter.places, "where: a country code or part of a name", "PLACE");
  many("--outlet", filter.outlets, "part of the outlet's name", "NAME");
  many("--speaker", filter.speakers, "who says so: part of a name, or a code", "WHO");
  add_option(verb, "--min-confidence", filter.min_confidence, "leave out events below this confidence (0 to 1)")
      ->check(range(0.0, 1.0));
  add_option(verb, "--text", filter.text, "words that all stand in the title or the sentence")->type_name("WORDS");
}

Result<archive::Filter> FilterOptions::read() const {
  archive::Filter out = filter;
  for (std::string& t : out.types) {
    t = upper(t);
    if (model::event_type_from(t) == model::EventType::none)
      return fail(Code::bad_option, "--type", "'" + t + "' is no event type", "docs/codebook.md lists them");
  }
  if (!pair.empty()) out.one = pair[0], out.other = pair[1];
  if (!from.empty()) {
    auto day = day_of("--from", from, false);
    if (!day) return fail(day.error());
    out.from = *day;
  }
  if (!to.empty()) {
    auto day = day_of("--until", to, true);
    if (!day) return fail(day.error());
    out.to = *day;
  }
  return out;
}

}  // namespace kawat::cli
