#include "cli/eval_gates.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace kawat::cli::eval {
namespace {

double rounded(double v) { return std::round(v * 1000) / 1000; }

bool less_is_better(std::string_view name) { return name.ends_with(" noise") || name.ends_with(" false per 100"); }

}  // namespace

bool Floor::fell() const { return !value || (less_is_better ? *value > floor : *value < floor); }

Result<Gates> Gates::read(std::string_view text, const std::string& path) {
  Gates out;
  auto bad = [&](const char* what) { return fail(Code::bad_json, path, what, "see eval/README.md"); };
  out.json_ = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!out.json_.is_object()) return bad("not a JSON object");
  auto floors = out.json_.find("floors");
  if (floors == out.json_.end() || !floors->is_object()) return bad("no object \"floors\"");
  for (const auto& [name, value] : floors->items()) {
    if (!value.is_number()) return bad("a floor is no number");
  }
  auto room = out.json_.find("room");
  if (room == out.json_.end() || !room->is_object() || !room->contains("*")) return bad("no object \"room\" with a \"*\"");
  for (const auto& [name, value] : room->items()) {
    if (!value.is_number()) return bad("a room is no number");
  }
  if (out.json_.contains("lowered") && !out.json_["lowered"].is_array()) return bad("\"lowered\" is no list");
  return out;
}

std::vector<Floor> Gates::compare(const std::vector<Measure>& measures, const std::set<std::string>& sets) const {
  std::vector<Floor> out;
  for (const auto& [name, value] : json_["floors"].items()) {
    if (!sets.contains(name.substr(0, name.find(' ')))) continue;
    Floor f{name, value.get<double>(), {}, less_is_better(name)};
    for (const Measure& m : measures) {
      if (m.name == name) f.value = m.value;
    }
    out.push_back(std::move(f));
  }
  return out;
}

std::vector<std::string> Gates::update(const std::vector<Floor>& floors, std::string_view reason) {
  std::vector<std::string> out;
  for (const Floor& f : floors) {
    if (!f.value) continue;
    const auto& rooms = json_["room"];
    double room = std::abs(*f.value) * rooms[rooms.contains(f.name) ? f.name : "*"].get<double>();
    double reached = rounded(f.less_is_better ? *f.value + room : *f.value - room);
    bool better = f.less_is_better ? reached < f.floor : reached > f.floor;
    if (!better && !(f.fell() && !reason.empty())) continue;
    json_["floors"][f.name] = reached;
    if (!better) {
      json_["lowered"].push_back({{"floor", f.name}, {"from", f.floor}, {"to", reached}, {"reason", reason}});
    }
    out.push_back(fmt::format("{} {}: {:g} → {:g}", better ? "raised" : "lowered", f.name, f.floor, reached));
  }
  return out;
}

std::string Gates::write() const { return json_.dump(2) + "\n"; }

}  // namespace kawat::cli::eval
