// kawat stories: the same event told by many articles.
#include <memory>
#include <mutex>

#include "base/json.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"
#include "pipeline/tellings.h"

namespace kawat::cli {
namespace {

struct Options {
  InputOptions input;
  std::string output;
};

void dump(const std::vector<stories::Told>& tellings, const std::unordered_map<std::uint64_t, std::string>& shown,
          std::string& out) {
  static const char* kinds[] = {"name", "country", "place", "number", "topic", "weak", "word"};
  for (const stories::Told& t : tellings) {
    out += "{\"doc\":" + json_string(t.doc_id) + ",\"id\":" + json_string(t.id) + ",\"lang\":" + json_string(t.language) +
           ",\"main\":" + (t.main ? "true" : "false");
    out += ",\"copy_of\":" + json_string(t.copy_of) + ",\"published\":" + json_string(pipeline::iso(t.published));
    out += ",\"type\":" + json_string(name(t.type)) + ",\"mode\":" + std::to_string(t.mode) +
           ",\"modality\":" + json_string(name(t.modality)) + ",\"types\":" + std::to_string(t.types);
    out += ",\"start\":" + json_string(pipeline::iso(t.start)) + ",\"end\":" + json_string(pipeline::iso(t.end)) +
           ",\"precision\":" + json_string(name(t.precision)) + ",\"dated\":" + (t.dated_by_text ? "true" : "false");
    out += ",\"place\":" + std::to_string(t.place) + ",\"place_country\":" + json_string(t.place_country.view());
    for (auto [key, parties] : {std::pair{"actors", &t.actors}, std::pair{"recipients", &t.recipients}}) {
      out += std::string(",\"") + key + "\":[";
      for (std::size_t i = 0; i < parties->size(); ++i)
        out += (i ? "," : "") + std::string("[\"") + std::string((*parties)[i].country.view()) + "\",\"" +
               std::string((*parties)[i].sector.view()) + "\"," + std::to_string((*parties)[i].name) + "]";
      out += "]";
    }
    for (auto [key, clues] : {std::pair{"lead", &t.lead}, std::pair{"title", &t.title}, std::pair{"rest", &t.rest}}) {
      out += std::string(",\"") + key + "\":[";
      for (std::size_t i = 0; i < clues->size(); ++i)
        out += (i ? "," : "") + std::string("[\"") + std::to_string((*clues)[i].id) + "\",\"" +
               kinds[static_cast<int>((*clues)[i].kind)] + "\"," + json_string(shown.at((*clues)[i].id)) + "]";
      out += "]";
    }
    out += "}\n";
  }
}

int stories(const Options& o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  pipeline::TellingMaker maker(p);
  return run_over(p, o.input, o.output, "", "tellings",
                  [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
                    if (auto ok = p.analyse(d, w, pipeline::Depth::events); !ok) return fail(ok.error());
                    pipeline::TellingMaker::Scratch scratch;
                    std::unordered_map<std::uint64_t, std::string> shown;
                    scratch.shown = &shown;
                    std::vector<stories::Told> tellings;
                    if (auto ok = maker.tell(d, w, scratch, tellings); !ok) return fail(ok.error());
                    dump(tellings, shown, out);
                    return tellings.size();
                  });
}

}  // namespace

void add_stories(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("stories", "the same event told by many articles");
  verb->footer("Examples:\n  kawat stories news.jsonl\n");
  o->input.add(*verb);
  add_output(*verb, o->output);
  verb->callback([o, &shared] { shared.chosen = [o] { return stories(*o); }; });
}

}  // namespace kawat::cli
