#include "cli/eval_sets.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "lexicon/pack.h"
#include "model/event.h"

namespace kawat::cli::eval {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::string> texts_of(const json& row, const char* key) {
  std::vector<std::string> out;
  if (auto at = row.find(key); at != row.end() && at->is_array()) {
    for (const json& v : *at) {
      if (v.is_string()) out.push_back(v.get<std::string>());
    }
  }
  return out;
}

// Codes of who else it may be; null says that it may be nobody.
std::vector<std::string> codes_of(const json& row, const char* key) {
  std::vector<std::string> out;
  if (auto at = row.find(key); at != row.end() && at->is_array()) {
    for (const json& v : *at) {
      if (v.is_string() || v.is_null()) out.push_back(v.is_null() ? std::string() : v.get<std::string>());
    }
  }
  return out;
}

// A code or id may be written as a number.
std::string word_of(const json& row, const char* key) {
  auto at = row.find(key);
  if (at == row.end() || at->is_null()) return {};
  return at->is_string() ? at->get<std::string>() : at->dump();
}

GoldEvent gold_event(const json& row) {
  GoldEvent e;
  e.type = text_of(row, "event_type"), e.mode = text_of(row, "event_mode");
  e.actor = text_of(row, "actor"), e.recipient = text_of(row, "recipient"), e.modality = text_of(row, "modality");
  e.type_alt = texts_of(row, "event_type_alt"), e.modality_alt = texts_of(row, "modality_alt");
  e.actor_alt = codes_of(row, "actor_alt"), e.recipient_alt = codes_of(row, "recipient_alt");
  auto required = row.find("required");
  e.required = required == row.end() || !required->is_boolean() || required->get<bool>();
  e.actor_text = text_of(row, "actor_text"), e.said_by_text = text_of(row, "said_by_text");
  e.date_text = text_of(row, "date_text"), e.trigger_text = text_of(row, "trigger_text");
  e.date_start = text_of(row, "date_start"), e.date_end = text_of(row, "date_end");
  e.place_country = text_of(row, "place_country");
  if (std::string start = text_of(row, "sentence_start"); !start.empty()) e.tellings.push_back({start, texts_of(row, "said_by")});
  if (auto also = row.find("also"); also != row.end() && also->is_array()) {
    for (const json& a : *also) {
      if (a.is_object()) e.tellings.push_back({text_of(a, "sentence_start"), texts_of(a, "said_by")});
    }
  }
  return e;
}

class Loader {
 public:
  explicit Loader(const SetOptions& options) : options_(options) {}

  Status file(const std::string& path, const std::string& name) {
    auto bytes = read_file(path);
    if (!bytes) return fail(bytes.error());
    if (std::size_t bad = first_invalid_utf8(*bytes); bad != std::string::npos) {
      return fail(Code::not_utf8, path, "byte " + std::to_string(bad) + " is not UTF-8");
    }
    if (path.ends_with(".case")) return cases(path, name, *bytes);
    if (path.ends_with(".tsv")) return examples(path, name, *bytes);
    return jsonl(path, name, *bytes);
  }

  std::vector<Set> take() {
    std::erase_if(sets_, [](const Set& s) { return s.size() == 0; });
    return std::move(sets_);
  }

 private:
  // The set of this name, of this kind.
  Result<Set*> set(std::string name, const char* otherwise, Kind kind, const std::string& path) {
    if (name.empty()) name = otherwise;
    for (Set& s : sets_) {
      if (s.name != name) continue;
      if (s.kind != kind) {
        return fail(Code::bad_option, path, "two kinds of sets are named '" + name + "'", "name them: NAME=FILE");
      }
      if (s.paths.back() != path) s.paths.push_back(path);
      return &s;
    }
    Set s;
    s.name = name, s.kind = kind, s.paths = {path};
    sets_.push_back(std::move(s));
    return &sets_.back();
  }

  bool wanted(const std::string& language) const {
    return options_.language.empty() || language.empty() || language == options_.language;
  }

  Status cases(const std::string& path, const std::string& name, std::string_view bytes) {
    auto read = read_cases(bytes, path);
    if (!read) return fail(read.error());
    auto s = set(name, "cases", Kind::cases, path);
    if (!s) return fail(s.error());
    for (Case& c : *read) {
      if (wanted(c.document["language"])) (*s)->cases.push_back(std::move(c));
    }
    return {};
  }

  // data/lang/id/examples/aid.tsv: the folder says the language.
  Status examples(const std::string& path, const std::string& name, std::string_view bytes) {
    fs::path folder = fs::path(path).parent_path();
    std::string language = folder.filename() == "examples" ? folder.parent_path().filename().string() : options_.language;
    auto s = set(name, "examples", Kind::pairs, path);
    if (!s) return fail(s.error());
    for (const lexicon::Row& row : lexicon::rows(bytes)) {
      std::string where = path + ":" + std::to_string(row.line);
      bool none = row.cell(0) == "NONE";
      if (row.cells.size() != 4 || (!none && model::event_type_from(row.cell(0)) == model::EventType::none)) {
        return fail(Code::bad_table, where, "expected event type, mode, modality, sentence");
      }
      if (!wanted(language)) continue;
      Pair p;
      p.id = where, p.text = row.cell(3), p.language = language, p.label = row.cell(0), p.example = true;
      if (row.cell(1) != "-") p.mode = row.cell(1);
      p.modality = row.cell(2);
      (*s)->pairs.push_back(std::move(p));
    }
    return {};
  }

  Status jsonl(const std::string& path, const std::string& name, std::string_view bytes) {
    int number = 0;
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    for (std::string_view line : split(bytes, '\n')) {
      std::string where = path + ":" + std::to_string(++number);
      if (trim(line).empty()) continue;
      json row = json::parse(line, nullptr, false);
      if (!row.is_object()) return fail(Code::bad_json, where, "not a JSON object");
      if (auto ok = this->row(row, path, where, name); !ok) return ok;
    }
    return {};
  }

  Status row(const json& row, const std::string& path, const std::string& where, const std::string& name) {
    std::string language = text_of(row, "lang");
    if (language.empty()) language = text_of(row, "language");
    bool events = row.contains("events") && row["events"].is_array();
    if (events) {
      bool document = row.contains("doc_id");
      auto s = document ? set(name, "docs", Kind::documents, path) : set(name, "events", Kind::sentences, path);
      if (!s) return fail(s.error());
      if (!wanted(language)) return {};
      Item item;
      item.id = word_of(row, document ? "doc_id" : "id");
      for (const json& e : row["events"]) {
        item.gold.push_back(gold_event(e.is_object() ? e : json::object()));
        const std::string& type = item.gold.back().type;
        if (model::event_type_from(type) == model::EventType::none) {
          return fail(Code::bad_json, where, "'" + type + "' is no event type");
        }
      }
      item.noise = texts_of(row, "noise");
      std::string text = text_of(row, "text");
      if (text.empty() && document) {
        auto read = text_beside(path, item.id);
        if (!read) return fail(read.error());
        text = std::move(*read);
      }
      if (trim(text).empty()) return fail(Code::no_text_field, where, "no key \"text\"");
      json d{{"id", item.id}, {"text", std::move(text)}};
      if (!language.empty() || !options_.language.empty()) d["language"] = language.empty() ? options_.language : language;
      for (const char* key : {"published", "outlet", "home", "title"}) {
        if (std::string value = text_of(row, key); !value.empty()) d[key] = value;
      }
      (*s)->documents.push_back(std::move(d));
      (*s)->items.push_back(std::move(item));
      return {};
    }
    std::string label = text_of(row, "label");
    if (label.empty() && !row.contains("conflict")) {
      return fail(Code::bad_json, where, "neither \"events\" nor \"label\" nor \"conflict\": not a labelled set");
    }
    if (text_of(row, "text").empty()) return fail(Code::no_text_field, where, "no key \"text\"");
    auto s = label.empty() ? set(name, "binary", Kind::sides, path) : set(name, "relate", Kind::pairs, path);
    if (!s) return fail(s.error());
    if (!wanted(language)) return {};
    Pair p;
    p.id = word_of(row, "id"), p.text = text_of(row, "text"), p.label = label;
    p.language = language.empty() ? options_.language : language;
    if (p.id.empty()) p.id = where;
    if (label.empty()) {
      const json& c = row["conflict"];
      p.conflict = (c.is_number() && c.get<double>() > 0) || (c.is_boolean() && c.get<bool>());
    } else if (label != "NONE" && label != "YIELD" && model::event_type_from(label) == model::EventType::none) {
      return fail(Code::bad_json, where, "'" + label + "' is no event type");
    }
    if (row.contains("quad") && row["quad"].is_number_integer()) p.quad = row["quad"].get<int>();
    (*s)->pairs.push_back(std::move(p));
    return {};
  }

  Result<std::string> text_beside(const std::string& path, const std::string& id) const {
    fs::path folder = fs::path(path).parent_path();
    std::vector<fs::path> places{folder / "texts" / (id + ".txt"), folder / (id + ".txt")};
    if (!options_.texts.empty()) {
      places = {fs::is_directory(options_.texts) ? fs::path(options_.texts) / (id + ".txt") : fs::path(options_.texts)};
    }
    for (const fs::path& p : places) {
      if (fs::exists(p)) return read_file(p.string());
    }
    return fail(Code::file_missing, places.front().string(), "the text of document " + id + " is not there",
                "say where the texts are with --texts");
  }

  const SetOptions& options_;
  std::vector<Set> sets_;
};

// "id-cases=tests/cases/id" → name, path.
std::pair<std::string, std::string> name_and_path(const std::string& given) {
  std::size_t equals = given.find('=');
  if (equals == std::string::npos || equals == 0 || fs::exists(given)) return {"", given};
  std::string name = given.substr(0, equals);
  bool good = std::all_of(name.begin(), name.end(),
                          [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
  if (!good) return {"", given};
  return {name, given.substr(equals + 1)};
}

}  // namespace

Result<std::vector<Set>> read_sets(const std::vector<std::string>& paths, const SetOptions& options) {
  Loader loader(options);
  for (const std::string& given : paths) {
    auto [name, path] = name_and_path(given);
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (auto ok = loader.file(path, name); !ok) return fail(ok.error());
      continue;
    }
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      std::string ending = entry.path().extension().string();
      if (entry.is_regular_file() && (ending == ".case" || ending == ".tsv" || ending == ".jsonl")) {
        files.push_back(entry.path().string());
      }
    }
    if (error) return fail(Code::file_unreadable, path, error.message());
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
      if (auto ok = loader.file(file, name); !ok) return fail(ok.error());
    }
  }
  return loader.take();
}

}  // namespace kawat::cli::eval
