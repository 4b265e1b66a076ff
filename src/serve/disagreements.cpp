#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "serve/names.h"

namespace kawat::serve {

// An article may say several things of one story (each direction of a meeting is a row of its own), so what is compared is all
// that an article says in a column.
std::string disagreements(const std::vector<std::string>& objects) {
  static constexpr const char* kFields[] = {"date_start", "event_type", "modality", "place_name", "parties"};
  std::vector<nlohmann::json> rows;
  for (const std::string& o : objects) rows.push_back(nlohmann::json::parse(o, nullptr, false));
  auto out = nlohmann::json::array();
  for (const char* field : kFields) {
    std::map<std::string, std::set<std::string>> said;  // doc_id → values
    for (const nlohmann::json& row : rows) {
      if (!row.is_object() || !row["doc_id"].is_string()) continue;
      auto add = [&](const char* column) {
        if (row.contains(column) && row[column].is_string()) said[row["doc_id"]].insert(row[column].get<std::string>());
      };
      std::string_view(field) == "parties" ? (add("actor_code"), add("recipient_code")) : add(field);
    }
    std::map<std::string, std::vector<std::string>> values;
    for (const auto& [doc, all] : said) {
      std::string value;
      for (const std::string& v : all) value += (value.empty() ? "" : ", ") + v;
      values[value].push_back(doc);
    }
    if (values.size() < 2) continue;
    auto list = nlohmann::json::array();
    for (const auto& [value, documents] : values) list.push_back({{"value", value}, {"documents", documents}});
    out.push_back({{"field", field}, {"values", list}});
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace kawat::serve
