#include "lexicon/topics.h"

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "lexicon/inflect.h"

namespace kawat::lexicon {
namespace {

// Every form of a phrase: of a single word all of them, of more the first and the last word in turn ("stepped down", "prime
// ministers"), the rest as written.
std::vector<std::string> forms(std::string_view phrase, const Inflector& inflector) {
  std::vector<std::string> words;
  for (std::string_view w : split(phrase, ' ')) {
    if (!w.empty()) words.emplace_back(w);
  }
  std::vector<std::string> out;
  if (words.empty()) return out;
  auto joined = [&](std::size_t at, const std::string& form) {
    std::string s;
    for (std::size_t i = 0; i < words.size(); ++i) s += (s.empty() ? "" : " ") + (i == at ? form : words[i]);
    return s;
  };
  for (std::size_t at : {std::size_t{0}, words.size() - 1}) {
    for (const auto& [form, voice] : inflector.forms(words[at])) out.push_back(joined(at, form));
    if (words.size() == 1) break;
  }
  return out;
}

std::string apart(std::string_view hyphened) {
  std::string out;
  for (char c : hyphened) {
    if (c == '-')
      out += " - ";
    else
      out += c;
  }
  return out;
}

}  // namespace

Topics::Topics(const Pack& pack, std::string_view language)
    : phrases_(pack.section("lang/" + std::string(language) + "/topics.phrases")) {}

Topics::Match Topics::at(std::span<const model::Token> tokens) const {
  Phrases::Match m = phrases_.longest(tokens);
  return {m.words, phrases_.values(m)};
}

Status compile_topics(const Source& source, PackWriter& out) {
  std::map<std::uint32_t, std::string> names;  // of all languages: a hash stands for one name
  for (const auto& [file, bytes] : source.files) {
    if (!file.starts_with("lang/") || !file.ends_with("/topics.tsv")) continue;
    std::string folder = file.substr(0, file.rfind('/') + 1);
    auto inflection = source.files.find(folder + "inflection.tsv");
    auto inflector =
        Inflector::read(inflection == source.files.end() ? "" : inflection->second, "data/" + folder + "inflection.tsv");
    if (!inflector) return fail(inflector.error());
    PhraseBuilder phrases;
    for (const Row& row : rows(bytes)) {
      auto bad = [&](const std::string& what) {
        return fail(Code::bad_table, "data/" + file + ":" + std::to_string(row.line), what,
                    "write: topic, phrases, and perhaps act, answer or weak");
      };
      std::string_view name = row.cell(0), word = row.cell(2);
      if (name.size() < 2 || row.cell(1).empty()) return bad("a topic needs a name and phrases");
      auto kind = TopicKind::thing;
      if (name[0] == '#')
        kind = TopicKind::number;
      else if (name[0] == '@')
        kind = TopicKind::calendar;
      else if (name[0] == '%')
        kind = TopicKind::share;
      else if (word == "act")
        kind = TopicKind::act;
      else if (word == "answer")
        kind = TopicKind::answer;
      else if (word == "weak")
        kind = TopicKind::weak;
      else if (!word.empty())
        return bad("'" + std::string(word) + "' is no kind of topic");
      std::uint32_t value = 0;
      if (kind == TopicKind::number) {
        for (char c : name.substr(1)) {
          if (c < '0' || c > '9' || value > 100'000'000) return bad("'" + std::string(name) + "' is no number");
          value = value * 10 + static_cast<std::uint32_t>(c - '0');
        }
      } else {
        value = static_cast<std::uint32_t>(word_hash(name)) & Topics::kValue;
        auto [it, fresh] = names.try_emplace(value, name);
        if (!fresh && it->second != name)
          return bad("the names '" + it->second + "' and '" + std::string(name) + "' share a hash; choose another");
      }
      for (std::string_view phrase : split(row.cell(1), ',')) {
        for (const std::string& form : forms(fold(trim(phrase)), *inflector)) {
          phrases.add(form, static_cast<std::uint32_t>(kind) << Topics::kShift | value);
          // Some languages cut words at hyphens.
          if (form.find('-') != std::string::npos)
            phrases.add(apart(form), static_cast<std::uint32_t>(kind) << Topics::kShift | value);
        }
      }
    }
    out.add(folder + "topics.phrases", phrases.finish());
  }
  return {};
}

}  // namespace kawat::lexicon
