#include "cli/eval_cases.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/eval_score.h"
#include "model/event.h"

namespace kawat::cli::eval {
namespace {

using nlohmann::json;

constexpr std::string_view kFields[] = {"actor", "recipient", "modality",   "date",          "said_by",
                                        "chain", "place",     "actor_text", "actor_name",    "recipient_text",
                                        "cameo", "context",   "trigger",    "recipient_name"};

bool is_type(std::string_view word) { return model::event_type_from(word) != model::EventType::none; }

// `actor=RUS said_by="the ministry"` → pairs; false where it cannot be read.
bool read_fields(std::string_view text, std::vector<std::pair<std::string, std::string>>& out) {
  for (text = trim(text); !text.empty(); text = trim(text)) {
    std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    std::string key(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    bool quoted = text.starts_with('"');
    if (quoted) text.remove_prefix(1);
    std::size_t end = text.find(quoted ? '"' : ' ');
    if (end == std::string_view::npos) {
      if (quoted) return false;
      end = text.size();
    }
    out.emplace_back(std::move(key), text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return true;
}

bool holds(std::string_view text, std::string_view part) { return fold(text).find(fold(part)) != std::string::npos; }

std::vector<json> chain_of(const json& row) {
  std::vector<json> out;
  if (auto chain = row.find("attribution"); chain != row.end() && chain->is_array()) {
    for (const json& link : *chain) {
      if (link.is_object() && text_of(link, "kind") != "outlet") out.push_back(link);
    }
  }
  return out;
}

bool named(const json& source, std::string_view part) {
  return holds(text_of(source, "name"), part) || holds(text_of(source, "text"), part);
}

bool date_holds(const std::string& wanted, const json& row) {
  std::string start = text_of(row, "date_start"), end = text_of(row, "date_end");
  if (wanted == "-") return start.empty();
  std::size_t dots = wanted.find("..");
  auto days = stretch(wanted.substr(0, dots), dots == std::string::npos ? wanted : wanted.substr(dots + 2));
  return days && days->first == start && days->second == end;
}

bool field_holds(const std::string& key, const std::string& wanted, const json& row) {
  if (wanted.find('|') != std::string::npos) {
    for (std::string_view one : split(wanted, '|')) {
      if (field_holds(key, std::string(one), row)) return true;
    }
    return false;
  }
  if (key == "actor" || key == "recipient") {
    std::string code = text_of(row, (key + "_code").c_str());
    if (code.empty()) code = "-";
    return wanted == "*" ? code != "-" : code == wanted;
  }
  if (key == "modality") return (text_of(row, "modality").empty() ? "actual" : text_of(row, "modality")) == wanted;
  if (key == "date") return date_holds(wanted, row);
  if (key == "said_by") {
    auto chain = chain_of(row);
    if (wanted == "-") return chain.empty();
    return std::any_of(chain.begin(), chain.end(), [&](const json& s) { return named(s, wanted); });
  }
  if (key == "chain") {
    auto chain = chain_of(row);
    auto parts = split(wanted, '>');
    if (chain.size() != parts.size()) return false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!named(chain[i], trim(parts[i]))) return false;
    }
    return true;
  }
  if (key == "place") {
    bool country = wanted.size() == 3 && std::all_of(wanted.begin(), wanted.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (country) return text_of(row, "place_country") == wanted;
    return holds(text_of(row, "place_name"), wanted) || holds(text_of(row, "place_text"), wanted);
  }
  if (key == "trigger") return holds(text_of(row, "trigger_text"), wanted);
  if (key == "cameo") return text_of(row, "cameo_code") == wanted;
  if (key == "context") {
    auto list = row.find("contexts");
    return list != row.end() && list->is_array() && std::find(list->begin(), list->end(), json(wanted)) != list->end();
  }
  return holds(text_of(row, key.c_str()), wanted);
}

bool type_holds(const WantedEvent& w, const json& row) {
  return std::find(w.types.begin(), w.types.end(), text_of(row, "event_type")) != w.types.end();
}

bool matches(const WantedEvent& w, const json& row) {
  return type_holds(w, row) && (w.mode.empty() || text_of(row, "event_mode") == w.mode) &&
         std::all_of(w.fields.begin(), w.fields.end(), [&](const auto& f) { return field_holds(f.first, f.second, row); });
}

}  // namespace

std::string text_of(const json& row, const char* key) {
  auto at = row.find(key);
  return at != row.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::string show(const json& row) {
  auto or_dash = [](std::string s) { return s.empty() ? std::string("-") : s; };
  std::string mode = text_of(row, "event_mode"), modality = text_of(row, "modality");
  return fmt::format("{}{} {} → {}{} \"{}\" ({})", text_of(row, "event_type"), mode.empty() ? "" : "/" + mode,
                     or_dash(text_of(row, "actor_code")), or_dash(text_of(row, "recipient_code")),
                     modality.empty() || modality == "actual" ? "" : ", " + modality, text_of(row, "trigger_text"),
                     or_dash(text_of(row, "rule")));
}

Result<std::vector<Case>> read_cases(std::string_view text, const std::string& file) {
  static const std::map<std::string_view, const char*> document = {
      {"lang", "language"}, {"date", "published"}, {"outlet", "outlet"}, {"home", "home"}, {"title", "title"}};
  std::vector<Case> out;
  std::map<std::string, std::string> common;
  bool open = false;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    std::string where = file + ":" + std::to_string(++number);
    auto bad = [&](std::string what) { return fail(Code::bad_table, where, std::move(what), "see tests/cases/README.md"); };
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line == "---") {
      open = false;
      continue;
    }
    std::size_t blank = line.find(' ');
    std::string_view word = line.substr(0, blank), rest = blank == std::string_view::npos ? "" : trim(line.substr(blank + 1));
    auto key = document.find(word);
    if (key != document.end() && !open && out.empty()) {
      common[key->second] = rest;
      continue;
    }
    if (word == "case" || !open) {
      Case c;
      c.file = file;
      c.label = word == "case" ? std::string(rest) : "case" + std::to_string(out.size() + 1);
      if (std::any_of(out.begin(), out.end(), [&](const Case& other) { return other.label == c.label; })) {
        return bad("two cases named '" + c.label + "'");
      }
      c.document = common;
      out.push_back(std::move(c));
      open = true;
      if (word == "case") continue;
    }
    Case& c = out.back();
    if (key != document.end()) {
      c.document[key->second] = rest;
    } else if (word == "text") {
      std::string& all = c.document["text"];
      all += (all.empty() ? "" : "\n") + std::string(rest);
    } else if (word == "event") {
      WantedEvent w;
      w.line = where, w.text = rest;
      std::size_t end = rest.find(' ');
      std::string_view kind = rest.substr(0, end);
      std::size_t slash = kind.find('/');
      if (slash != std::string_view::npos) w.mode = kind.substr(slash + 1);
      for (std::string_view type : split(kind.substr(0, slash), '|')) {
        if (!is_type(type)) return bad("'" + std::string(type) + "' is no event type");
        w.types.emplace_back(type);
      }
      if (end != std::string_view::npos && !read_fields(rest.substr(end), w.fields)) return bad("cannot read the fields");
      for (const auto& [name, value] : w.fields) {
        if (std::find(std::begin(kFields), std::end(kFields), name) == std::end(kFields))
          return bad("unknown field '" + name + "'");
      }
      c.events.push_back(std::move(w));
    } else if (word == "none") {
      std::string_view type = rest.substr(0, rest.find('/'));
      if (type != "*" && !is_type(type)) return bad("'" + std::string(rest) + "' is no event type");
      c.none.emplace_back(rest, where);
    } else if (line == "nothing else") {
      c.nothing_else = true;
    } else {
      return bad("unknown word '" + std::string(word) + "'");
    }
  }
  for (const Case& c : out) {
    auto bad = [&](std::string what) { return fail(Code::bad_table, file, "case " + c.label + " " + what); };
    if (!c.document.contains("text")) return bad("has no text");
    if (c.events.empty() && c.none.empty() && !c.nothing_else) return bad("says nothing about events");
  }
  return out;
}

std::vector<Complaint> judge(const Case& wanted, const std::vector<json>& rows) {
  std::vector<Complaint> out;
  std::vector<const json*> free;  // coded and asked for by nobody
  for (const json& row : rows) {
    bool asked = std::any_of(wanted.events.begin(), wanted.events.end(), [&](const auto& w) { return matches(w, row); });
    if (!asked) free.push_back(&row);
  }
  for (const WantedEvent& w : wanted.events) {
    if (std::any_of(rows.begin(), rows.end(), [&](const json& row) { return matches(w, row); })) continue;
    // What stands there instead: the same type with other fields, else another act.
    auto near = std::find_if(free.begin(), free.end(), [&](const json* row) { return type_holds(w, *row); });
    if (near == free.end()) near = free.begin();
    std::string gold = near != free.end() && type_holds(w, **near) ? text_of(**near, "event_type") : w.types.front();
    std::string coded = near == free.end() ? "" : text_of(**near, "event_type");
    out.push_back({gold, coded, w.line + ": not coded: " + w.text});
  }
  for (const auto& [kind, line] : wanted.none) {
    std::size_t slash = kind.find('/');
    std::string type = kind.substr(0, slash), mode = slash == std::string::npos ? "" : kind.substr(slash + 1);
    for (const json& row : rows) {
      if ((type != "*" && text_of(row, "event_type") != type) || (!mode.empty() && text_of(row, "event_mode") != mode)) continue;
      out.push_back({"", text_of(row, "event_type"), line + ": must not be coded: " + show(row)});
    }
  }
  if (wanted.nothing_else) {
    for (const json* row : free) {
      out.push_back(
          {"", text_of(*row, "event_type"), wanted.file + " " + wanted.label + ": coded beside what is listed: " + show(*row)});
    }
  }
  return out;
}

}  // namespace kawat::cli::eval
