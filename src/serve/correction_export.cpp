#include "serve/correction_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kawat::serve {
namespace {

// One line of text: cases and tables know no other.
std::string field(const nlohmann::json& row, const std::string& name) {
  auto at = row.find(name);
  std::string out = at != row.end() && at->is_string() ? at->get<std::string>() : "";
  std::replace_if(out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return out;
}
std::string one_line(std::string s) {
  std::replace_if(s.begin(), s.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return s;
}
const std::string& either(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

// The last word on each event counts.
std::vector<const archive::Correction*> latest(const std::vector<archive::Correction>& all) {
  std::map<std::string, const archive::Correction*> by_event;
  for (const archive::Correction& c : all) by_event[c.event_id] = &c;
  std::vector<const archive::Correction*> out;
  for (const archive::Correction& c : all) {
    if (by_event[c.event_id] == &c) out.push_back(&c);
  }
  return out;
}

std::string act(const std::string& type, const std::string& mode) { return type + (mode.empty() ? "" : "/" + mode); }

}  // namespace

std::string corrections_as_cases(const std::vector<archive::Correction>& all, const CodedEvents& events) {
  std::string out = "# From corrections of an archive. tests/cases/README.md describes the format.\n";
  for (const archive::Correction* c : latest(all)) {
    auto found = events.find(c->event_id);
    if (found == events.end()) continue;
    const nlohmann::json& e = found->second;
    out += fmt::format("\ncase {}\nlang {}\n", c->correction_id, field(e, "language"));
    if (!field(e, "published").empty()) out += "date " + field(e, "published") + "\n";
    if (!field(e, "outlet").empty()) out += "outlet " + field(e, "outlet") + "\n";
    if (!c->note.empty()) out += "# " + one_line(c->note) + "\n";
    out += "text " + field(e, "evidence_text") + "\n";
    if (c->verdict == "wrong") {
      out += "none " + act(field(e, "event_type"), field(e, "event_mode")) + "\n";
      continue;
    }
    // Where the type is another, the mode of the old one says nothing.
    std::string type = either(c->event_type, field(e, "event_type"));
    std::string mode = c->event_type.empty() || c->event_type == field(e, "event_type")
                           ? either(c->event_mode, field(e, "event_mode"))
                           : c->event_mode;
    out += fmt::format("event {}  actor={}  recipient={}  modality={}", act(type, mode),
                       either(either(c->actor_code, field(e, "actor_code")), "-"),
                       either(either(c->recipient_code, field(e, "recipient_code")), "-"),
                       either(c->modality, field(e, "modality")));
    if (!c->date_start.empty()) out += "  date=" + c->date_start;
    out += '\n';
    if (type != field(e, "event_type")) out += "none " + field(e, "event_type") + "\n";
  }
  return out;
}

std::string corrections_as_actors(const std::vector<archive::Correction>& all, const CodedEvents& events) {
  std::string out = "# From corrections of an archive: names that were given another code. For --actors.\n";
  out += "# name\tcountry\tsector\tfrom\tto\taliases\twikidata\n";
  std::set<std::string> lines;
  for (const archive::Correction* c : latest(all)) {
    auto found = events.find(c->event_id);
    if (found == events.end() || c->verdict != "recode") continue;
    const nlohmann::json& e = found->second;
    auto add = [&](const std::string& side, const std::string& code) {
      if (code.empty() || code == field(e, side + "_code")) return;
      std::string name = field(e, side + "_name"), words = field(e, side + "_text");
      if (name.empty()) name = words;
      if (name.empty()) return;
      lines.insert(fmt::format("{}\t{}\t{}\t\t\t{}\t{}\n", name, code.substr(0, 3), code.size() > 3 ? code.substr(3, 3) : "",
                               words == name ? "" : words, field(e, side + "_wikidata")));
    };
    add("actor", c->actor_code), add("recipient", c->recipient_code);
  }
  for (const std::string& line : lines) out += line;
  return out;
}

std::string corrections_as_frames(const std::vector<archive::Correction>& all, const CodedEvents& events) {
  std::string out =
      "# From corrections of an archive: the words of the act under the type that they should have. Put the phrase right (A and "
      "B\n"
      "# where they belong) before it goes into data/lang/*/frames; docs/formats-frames.md describes the format.\n";
  for (const archive::Correction* c : latest(all)) {
    auto found = events.find(c->event_id);
    if (found == events.end()) continue;
    const nlohmann::json& e = found->second;
    const std::string had = act(field(e, "event_type"), field(e, "event_mode"));
    if (c->verdict == "wrong") {
      out += fmt::format("\n# wrong: {} by {} in: {}\n", had, field(e, "rule"), field(e, "evidence_text"));
    } else if (c->verdict == "recode" && (!c->event_type.empty() || !c->event_mode.empty())) {
      std::string type = either(c->event_type, field(e, "event_type"));
      out += fmt::format("\n# was {} by {} in: {}\n{}{}\n  A {}{}\n", had, field(e, "rule"), field(e, "evidence_text"), type,
                         c->event_mode.empty() ? "" : " " + c->event_mode, field(e, "trigger_text"),
                         field(e, "recipient_text").empty() ? "" : " B");
    }
  }
  return out;
}

}  // namespace kawat::serve
