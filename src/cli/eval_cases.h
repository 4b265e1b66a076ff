// The project's case files (tests/cases/README.md): short texts with what must, and must not, be coded in them.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace kawat::cli::eval {

struct WantedEvent {
  std::vector<std::string> types;  // any of them
  std::string mode;                // empty = any
  std::vector<std::pair<std::string, std::string>> fields;
  std::string line;  // file:line
  std::string text;  // as written
};

struct Case {
  std::string file, label;
  std::map<std::string, std::string> document;  // language, published, outlet, home, title, text
  std::vector<WantedEvent> events;
  std::vector<std::pair<std::string, std::string>> none;  // "TYPE", "TYPE/mode" or "*"; file:line
  bool nothing_else = false;
};

Result<std::vector<Case>> read_cases(std::string_view text, const std::string& file);

struct Complaint {
  std::string gold, coded;  // types; empty = nothing must be there, or nothing was coded
  std::string text;
};
// `rows`: objects as `kawat code` writes them. Empty = the case holds.
std::vector<Complaint> judge(const Case& wanted, const std::vector<nlohmann::json>& rows);

// "ASSAULT/kill RUS → UKR "attacked" (id/frames/…)": a coded row in one line.
std::string show(const nlohmann::json& row);
std::string text_of(const nlohmann::json& row, const char* key);  // "" for null and what is not there

}  // namespace kawat::cli::eval
