#include "lexicon/compile.h"

#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "lexicon/actors.h"
#include "lexicon/frames.h"
#include "lexicon/inflect.h"
#include "lexicon/ontology.h"
#include "lexicon/place_table.h"
#include "lexicon/topics.h"

namespace kawat::lexicon {
namespace {

std::string_view file(const Source& source, const std::string& name) {
  auto it = source.files.find(name);
  return it == source.files.end() ? std::string_view{} : std::string_view(it->second);
}

bool is_frames(std::string_view name) { return name.starts_with("lang/") && name.ends_with(".frames"); }

// Tables that are compiled whole; outlets are looked up by their web domains as well.
bool is_actors(std::string_view name) { return name.starts_with("actors/") && name != "actors/outlets.tsv"; }

// Tables of words that are needed in all their forms.
bool is_inflected(std::string_view name) {
  return name.starts_with("lang/") &&
         (name.ends_with("/governors.tsv") || name.ends_with("/contexts.tsv") || name.ends_with("/topics.tsv"));
}

// Every word of the table with all its forms, so that a text is matched by hashes alone.
Result<std::string> inflect_table(std::string_view table, std::string_view inflection) {
  auto inflector = Inflector::read(inflection, "inflection.tsv");
  if (!inflector) return fail(inflector.error());
  std::string out;
  for (const Row& row : rows(table)) {
    out += row.cell(0);
    out += '\t';
    for (std::string_view word : split(row.cell(1), ' ')) {
      if (word.empty()) continue;
      for (const auto& [form, voice] : inflector->forms(std::string(word))) out += form + " ";
    }
    out += '\n';
  }
  return out;
}

Status add_frames(const Source& source, PackWriter& out) {
  auto ontology = Ontology::read(file(source, "ontology/types.tsv"), file(source, "ontology/modes.tsv"),
                                 file(source, "ontology/contexts.tsv"), file(source, "ontology/cameo.tsv"));
  if (!ontology) return fail(ontology.error());
  std::map<std::string, std::vector<std::pair<std::string, std::string_view>>> by_language;
  for (const auto& [name, bytes] : source.files) {
    if (is_frames(name)) by_language[name.substr(5, name.find('/', 5) - 5)].emplace_back(name, bytes);
  }
  for (const auto& [language, files] : by_language) {
    std::string folder = "lang/" + language + "/";
    auto compiled =
        compile_frames(files, file(source, folder + "inflection.tsv"), file(source, folder + "grammar.tsv"), *ontology);
    if (!compiled) return fail(compiled.error());
    out.add(folder + "frames.bin", std::move(*compiled));
    for (const char* table : {"governors.tsv", "contexts.tsv"}) {
      auto inflected = inflect_table(file(source, folder + table), file(source, folder + "inflection.tsv"));
      if (!inflected) return fail(inflected.error());
      out.add(folder + table, std::move(*inflected));
    }
  }
  return {};
}

}  // namespace

Status compile(const Source& source, PackWriter& out) {
  for (const auto& [name, bytes] : source.files) {
    if (!is_frames(name) && !is_inflected(name) && !is_actors(name) && name.find("/examples/") == std::string::npos)
      out.add(name, bytes);
  }
  if (Status s = compile_actors(source, out); !s) return s;
  if (Status s = compile_places(source, out); !s) return s;
  if (Status s = compile_topics(source, out); !s) return s;
  return add_frames(source, out);
}

}  // namespace kawat::lexicon
