// An article that is given is coded; what readers say about events is kept.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "archive/corrections.h"
#include "archive/filter.h"
#include "base/json.h"
#include "base/text.h"
#include "pipeline/explanation.h"
#include "pipeline/rows.h"
#include "serve/correction_export.h"
#include "serve/endpoints.h"
#include "serve/event_rows.h"
#include "serve/list_answer.h"

namespace kawat::serve {
namespace {

// The body as an object that has no other fields than these, all of them strings or null.
Result<nlohmann::json> object_of(const Request& r, std::initializer_list<std::string_view> fields) {
  std::string type = lower(std::string_view(r.content_type).substr(0, r.content_type.find(';')));
  if (trim(type) != "application/json")
    return fail(Code::wrong_type, "Content-Type", "the body is to be JSON", "send Content-Type: application/json");
  if (first_invalid_utf8(r.body) != std::string_view::npos)
    return fail(Code::not_utf8, "", "the body is not UTF-8", "convert it");
  auto out = nlohmann::json::parse(r.body, [](int depth, auto, auto&) { return depth < 8; }, false);
  if (!out.is_object()) return fail(Code::bad_json, "", "the body is no JSON object", "docs/api.md has an example");
  for (const auto& [name, value] : out.items()) {
    if (std::find(fields.begin(), fields.end(), name) == fields.end())
      return fail(Code::bad_option, name.substr(0, 60), "there is no such field", "docs/api.md lists them");
    if (!value.is_string() && !value.is_null()) return fail(Code::bad_option, name, "this is no string", "");
    if (value.is_string() && value.get_ref<const std::string&>().find('\0') != std::string::npos)
      return fail(Code::nul_bytes, name, "it holds NUL bytes", "");
  }
  return out;
}

std::string text(const nlohmann::json& object, const char* name) {
  auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

Result<Response> post_code(Context& c) {
  const ServiceOptions& o = c.service.options();
  if (o.pipeline == nullptr) return fail(Code::no_such_address, "", "this server does not code", "");
  auto body = object_of(c.request, {"text", "language", "published", "home", "title", "outlet"});
  if (!body) return fail(body.error());
  model::Document d;
  d.id = "request";
  d.text = text(*body, "text"), d.title = text(*body, "title"), d.language = text(*body, "language");
  d.home = text(*body, "home"), d.outlet = text(*body, "outlet");
  if (d.text.size() > o.most_code_bytes)
    return fail(Code::too_large, "text", "the text is too long", fmt::format("at most {} bytes", o.most_code_bytes));
  if (d.text.find_first_not_of(" \t\r\n") == std::string::npos) return fail(Code::empty_document, "text", "there is no text", "");
  if (std::string day = text(*body, "published"); !day.empty()) {
    auto parsed = archive::parse_day("published", day, false);
    if (!parsed) return fail(parsed.error());
    d.published = *parsed;
  }
  const bool is_code =
      d.home.size() == 3 && std::all_of(d.home.begin(), d.home.end(), [](char x) { return x >= 'A' && x <= 'Z'; });
  if (!d.home.empty() && !is_code) return fail(Code::bad_option, "home", "this is no country", "three capitals, as IDN");
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  std::vector<events::Rejected> rejected;
  worker->events.rejected = &rejected;
  auto done = o.pipeline->analyse(d, *worker, pipeline::Depth::events);
  worker->events.rejected = nullptr;
  if (!done) return fail(done.error());
  const model::Analysis& a = worker->analysis;
  std::string rows;
  pipeline::RowWriter(pipeline::Format::jsonl, o.pipeline->ontology()).document(d, a, 0, rows);
  std::string out = fmt::format("{{\"document\":{{\"language\":{},\"published\":{},\"text\":{}}},\"events\":[",
                                d.language.empty() ? "null" : json_string(d.language),
                                d.published.known() ? json_string(model::iso(d.published)) : "null", json_string(d.text));
  bool begun = false;
  for (std::string_view row : split(rows, '\n')) {
    if (row.empty()) continue;
    out += begun ? "," : "";
    out += row;
    begun = true;
  }
  out += "],\"explanation\":[";
  CodePointIndex index(d.text);
  for (std::uint32_t n = 0; n < a.sentences.size(); ++n) {
    const model::Span span = a.sentences[n].span;
    out += fmt::format("{}{{\"sentence\":{},\"begin\":{},\"end\":{},\"text\":{},\"notes\":[", n > 0 ? "," : "", n,
                       index.at(span.begin), index.at(span.end), json_string(span.in(d.text)));
    auto notes = pipeline::sentence_notes(d, a, rejected, o.pipeline->ontology(), n);
    for (std::size_t i = 0; i < notes.size(); ++i) out += (i > 0 ? "," : "") + json_string(notes[i]);
    out += "]}";
  }
  return json(out + "]}\n");
}

Result<Response> post_correction(Context& c) {
  auto body = object_of(c.request, {"event_id", "verdict", "event_type", "event_mode", "modality", "actor_code", "recipient_code",
                                    "date_start", "note"});
  if (!body) return fail(body.error());
  archive::Correction correction;
  each_field(correction, [&body](std::string_view name, std::string& value) { value = text(*body, std::string(name).c_str()); });
  if (correction.event_id.empty()) return fail(Code::bad_option, "event_id", "the id of an event is missing", "");
  const EventRef* e = c.index->event(correction.event_id);
  if (e == nullptr || c.index->text(*e).event_id != correction.event_id)
    return fail(Code::nothing_matched, "event_id", "there is no event of this id", "take it from a list of events");
  auto added = archive::add_correction({c.service.options().folder}, std::move(correction));
  if (!added) return fail(added.error());
  std::string out;
  append_item(*added, out);
  Response response = json(out + "\n");
  response.status = 201;
  return response;
}

Result<Response> get_corrections(Context& c) {
  auto read = archive::read_corrections({c.service.options().folder});
  if (!read) return fail(read.error());
  std::reverse(read->begin(), read->end());
  struct Numbered {
    std::int64_t number;
    archive::Correction correction;
  };
  auto all = std::make_shared<std::vector<Numbered>>();
  for (auto& one : *read) all->push_back({-static_cast<std::int64_t>(read->size() - all->size()), std::move(one)});
  return list_answer<Numbered>(
      c, all, [](const Numbered& n) { return n.correction; },
      [](const Numbered& n) { return Place{n.number, n.correction.correction_id}; });
}

Result<Response> export_corrections(Context& c) {
  auto corrections = archive::read_corrections({c.service.options().folder});
  if (!corrections) return fail(corrections.error());
  std::vector<const EventRef*> events;
  for (const archive::Correction& one : *corrections) {
    if (const EventRef* e = c.index->event(one.event_id)) events.push_back(e);
  }
  auto archive = c.worker.archive();
  if (!archive) return fail(archive.error());
  std::map<std::string, nlohmann::json> rows;
  for (std::size_t at = 0; at < events.size(); at += kMostOfPage) {
    auto objects =
        event_objects(**archive, *c.index, std::span(events).subspan(at, std::min<std::size_t>(kMostOfPage, events.size() - at)));
    if (!objects) return fail(objects.error());
    for (const std::string& o : *objects) {
      auto row = nlohmann::json::parse(o, nullptr, false);
      if (row.is_object()) rows[row["event_id"]] = row;
    }
  }
  Response out;
  out.type = "text/plain; charset=utf-8";
  out.body = c.query.as == "actors"   ? corrections_as_actors(*corrections, rows)
             : c.query.as == "frames" ? corrections_as_frames(*corrections, rows)
                                      : corrections_as_cases(*corrections, rows);
  return out;
}

}  // namespace kawat::serve
