// kawat relate: the act between two marked actors.
#include <nlohmann/json.hpp>

#include <cmath>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "read/source.h"

namespace kawat::cli {
namespace {

struct RelateFlags {
  std::string file, language, output;
  bool quiet = false;
};

constexpr std::size_t kMaxLine = std::size_t{1} << 20;

int relate(const RelateFlags& o) {
  auto engine = Engine::open();
  if (!engine) return complain(engine.error());
  auto source = read::Source::open(o.file);
  if (!source) return complain(source.error());
  Output out;
  if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  const lexicon::Ontology& ontology = (*engine)->pipeline->ontology();
  const std::string shown = o.file == "-" ? "standard input" : o.file;
  std::uint64_t number = 0, read = 0, done = 0;
  int told = 0;
  std::string buffer, line;
  std::size_t at = 0;
  bool whole = false, too_long = false;  // the line: its end was seen; it is passed over
  auto tell = [&](const Error& e) {
    if (++told <= 20) std::fprintf(stderr, "kawat: skipped: %s\n", e.message().c_str());
    if (told == 21) std::fprintf(stderr, "kawat: more is skipped; the summary counts it\n");
  };
  // The next line, of any file, in memory that does not grow with it.
  auto next_line = [&]() -> Result<bool> {
    line.clear(), whole = too_long = false;
    while (!whole) {
      if (at == buffer.size()) {
        buffer.clear(), at = 0;
        auto more = source->read(buffer);
        if (!more) return fail(more.error());
        if (!*more) return !line.empty() || too_long;
        continue;
      }
      std::size_t end = buffer.find('\n', at);
      whole = end != std::string::npos;
      if (!whole) end = buffer.size();
      if (line.size() + end - at > kMaxLine) too_long = true, line.clear();
      if (!too_long) line.append(buffer, at, end - at);
      at = whole ? end + 1 : end;
    }
    return true;
  };
  for (;;) {
    auto more = next_line();
    if (!more) {
      ++read, tell(more.error());
      break;
    }
    if (!*more) break;
    ++number;
    if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (trim(line).empty() && !too_long) continue;
    ++read;
    auto skip = [&](Code code, std::string what) {
      tell(Error{code, shown + ":" + std::to_string(number), std::move(what), {}});
    };
    if (too_long) {
      skip(Code::line_too_long, "the line has more than " + std::to_string(kMaxLine) + " bytes");
      continue;
    }
    auto row = nlohmann::json::parse(line, nullptr, false);
    if (!row.is_object()) {
      skip(Code::bad_json, "not a JSON object");
      continue;
    }
    auto text = row.find("text");
    if (text == row.end() || !text->is_string()) {
      skip(Code::no_text_field, "no key \"text\"");
      continue;
    }
    std::string language = o.language;
    if (language.empty() && row.contains("lang") && row["lang"].is_string()) language = row["lang"].get<std::string>();
    auto relation = (*engine)->pipeline->relate(text->get_ref<const std::string&>(), language, *worker);
    if (!relation) {
      skip(relation.error().code, relation.error().what);
      continue;
    }
    ++done;
    std::string json = "{\"id\":" + (row.contains("id") ? row["id"].dump() : std::to_string(number));
    auto field = [&](const char* name, std::string_view value) {
      json += std::string(",\"") + name + "\":";
      if (value.empty())
        json += "null";
      else
        append_json(value, json);
    };
    bool known = relation->type != model::EventType::none;
    field("event_type", model::name(relation->type));
    field("event_mode",
          relation->mode < 0 ? std::string_view{} : ontology.modes()[static_cast<std::size_t>(relation->mode)].name);
    field("modality", known ? model::name(relation->modality) : std::string_view{});
    json += ",\"quad_class\":" + (known ? std::to_string(ontology.type(relation->type).quad) : std::string("null"));
    json += ",\"confidence\":";
    append_json(std::round(static_cast<double>(relation->confidence) * 1000) / 1000, json);
    field("rule", relation->rule);
    json += "}\n";
    if (auto ok = out.write(json); !ok) return out.failed(ok.error());
  }
  if (auto ok = out.close(); !ok) return out.failed(ok.error());
  if (!o.quiet)
    std::fprintf(stderr, "read %llu, answered %llu\n", static_cast<unsigned long long>(read),
                 static_cast<unsigned long long>(done));
  if (done < read) return done > 0 ? kPartly : kFailure;
  return done > 0 ? kOk : kNothing;
}

}  // namespace

void add_relate(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<RelateFlags>();
  CLI::App* verb = add_verb(app, "relate", "the event type between two marked actors");
  verb->footer(
      "Examples:\n"
      "  echo '{\"id\":1,\"text\":\"<s>Iran</s> condemned <t>Israel</t>.\"}' | kawat relate -\n"
      "  kawat relate pairs.jsonl > answers.jsonl\n");
  add_option(*verb, "file", o->file, "JSONL with id, text with <s>…</s> and <t>…</t>, lang (optional); - for standard input")
      ->required();
  add_option(*verb, "--lang", o->language, "language of all texts (default: each row's lang, else found in the text)")
      ->type_name("CODE");
  add_output(*verb, o->output);
  add_flag(*verb, "-q,--quiet", o->quiet, "no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return relate(*o); }; });
}

}  // namespace kawat::cli
