#include "capi/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "archive/selection.h"
#include "archive/series.h"
#include "archive/tables.h"
#include "base/json.h"
#include "relations/changes.h"
#include "relations/load.h"
#include "relations/plot.h"
#include "relations/relation.h"
#include "relations/relation_json.h"

namespace kawat::capi {
namespace {

using nlohmann::json;

constexpr std::size_t kReasons = 3;  // stories that are told of a change

// The archive with somebody who answers.
class Answering final : public archive::Asked {
 public:
  Answering(const archive::Layout& layout, const archive::Manifest& manifest, const Ask& ask)
      : layout_(layout), manifest_(manifest), ask_(ask) {}
  const archive::Manifest& manifest() const override { return manifest_; }
  const archive::Layout& layout() const override { return layout_; }
  Result<Rows> table(const std::string& sql) override { return ask_(sql); }

 private:
  const archive::Layout& layout_;
  const archive::Manifest& manifest_;
  const Ask& ask_;
};

tl::unexpected<Error> wrong(const std::string& key, const std::string& what) {
  return fail(Code::bad_option, key, what, "see kawat.h");
}

// Values of a request, each of its type; the first that is not is told at the end.
class Request {
 public:
  static Result<Request> parse(const std::string& text) {
    Request r;
    r.all_ = json::parse(text, nullptr, false);
    if (!r.all_.is_object()) return wrong("request", "this is no JSON object");
    return r;
  }
  std::string text(const char* key) {
    const json* v = find(key);
    if (v == nullptr) return "";
    if (v->is_string()) return v->get<std::string>();
    return bad(key, "is no text"), "";
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> out;
    const json* v = find(key);
    if (v == nullptr) return out;
    if (!v->is_array()) return bad(key, "is no list"), out;
    for (const json& item : *v) {
      if (!item.is_string()) return bad(key, "holds something else than texts"), out;
      out.push_back(item.get<std::string>());
    }
    return out;
  }
  double number(const char* key, double without) {
    const json* v = find(key);
    if (v == nullptr) return without;
    if (v->is_number()) return v->get<double>();
    return bad(key, "is no number"), without;
  }
  std::int64_t whole(const char* key, std::int64_t without) {
    const json* v = find(key);
    if (v == nullptr) return without;
    if (v->is_number_integer()) return v->get<std::int64_t>();
    return bad(key, "is no whole number"), without;
  }
  bool yes(const char* key) {
    const json* v = find(key);
    if (v == nullptr) return false;
    if (v->is_boolean()) return v->get<bool>();
    return bad(key, "is neither true nor false"), false;
  }
  model::Day day(const char* key, bool last) {
    std::string s = text(key);
    if (s.empty()) return {};
    auto d = archive::parse_day(key, s, last);
    if (!d && !error_) error_ = d.error();
    return d.value_or(model::Day{});
  }
  Status done() const {
    if (error_) return fail(*error_);
    for (const auto& [key, value] : all_.items()) {
      if (std::find(known_.begin(), known_.end(), key) == known_.end()) return wrong(key, "there is no such key");
    }
    return {};
  }

 private:
  const json* find(const char* key) {
    known_.emplace_back(key);
    auto it = all_.find(key);
    return it == all_.end() || it->is_null() ? nullptr : &*it;
  }
  void bad(const char* key, const char* what) {
    if (!error_) error_ = wrong(key, what).value();
  }
  json all_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

archive::Filter filter_of(Request& r) {
  archive::Filter f;
  f.actors = r.texts("actor"), f.recipients = r.texts("recipient");
  if (auto pair = r.texts("pair"); !pair.empty()) f.one = pair.front(), f.other = pair.back();
  f.types = r.texts("type"), f.modes = r.texts("mode"), f.contexts = r.texts("context"), f.modalities = r.texts("modality");
  f.places = r.texts("place"), f.outlets = r.texts("outlet"), f.speakers = r.texts("speaker"), f.languages = r.texts("language");
  for (const std::string& q : r.texts("quad")) f.quads.push_back(q.size() == 1 ? q[0] - '0' : 0);
  f.from = r.day("from", false), f.to = r.day("to", true), f.min_confidence = r.number("min_confidence", 0),
  f.text = r.text("text");
  return f;
}

Result<relations::SeriesQuery> series_query(Request& r) {
  relations::SeriesQuery q;
  q.a = r.text("a"), q.b = r.text("b"), q.one_way = r.yes("one_way");
  if (q.a.empty() || q.b.empty()) return wrong("a, b", "two actors are needed");
  std::string step = r.text("step"), count = r.text("count");
  auto known_step = step.empty() ? relations::Step::month : relations::step_of(step);
  if (!known_step) return wrong("step", "is neither month nor week");
  auto known_count = count.empty() ? relations::Counting::stories : relations::counting_of(count);
  if (!known_count) return wrong("count", "is none of stories, groups, rows");
  q.step = *known_step, q.counting = *known_count;
  q.from = r.day("from", false), q.to = r.day("to", true), q.min_confidence = r.number("min_confidence", 0);
  if (auto modalities = r.texts("modality"); !modalities.empty()) q.modalities = std::move(modalities);
  return q;
}

// One JSON object, key by key.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  Object& text(std::string_view key, std::string_view v) { return begin(key), append_json(v, out_), *this; }
  Object& text_or_null(std::string_view key, std::string_view v) {
    begin(key);
    if (v.empty())
      out_ += "null";
    else
      append_json(v, out_);
    return *this;
  }
  Object& number(std::string_view key, double v) { return begin(key), append_json(v, out_), *this; }
  Object& whole(std::string_view key, std::int64_t v) { return begin(key), out_ += std::to_string(v), *this; }
  std::string& begin(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json(key, out_);
    return out_ += ':';
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

template <class List, class F>
void list(const List& items, std::string& out, F&& f) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    f(item);
  }
  out += ']';
}

void stories_json(const std::vector<relations::StoryLine>& stories, std::string& out) {
  list(stories, out, [&](const relations::StoryLine& s) {
    Object o(out);
    o.text("story_id", s.story_id).text("day", iso(s.day)).text("event_type", s.type).whole("quad_class", s.quad);
    o.text_or_null("actor", s.actor).text_or_null("recipient", s.recipient).whole("articles", s.articles);
    o.text("text", s.evidence).text("doc_id", s.doc_id).text_or_null("outlet", s.outlet).text_or_null("title", s.title);
    o.text_or_null("url", s.url);
    o.end();
  });
}

Result<std::string> dyad(archive::Asked& archive, Request& r) {
  auto query = series_query(r);
  if (!query) return fail(query.error());
  relations::RelationOptions options;
  relations::ChangeOptions change_options;
  change_options.interval = options.interval = r.number("interval", 0.9);
  if (auto ok = r.done(); !ok) return fail(ok.error());
  auto series = relations::load_pair(archive, *query);
  if (!series) return fail(series.error());
  relations::Relation relation = relations::relate(*series, options);
  relations::Changes changes = relations::find_changes(*series, change_options);
  std::string out;
  Object all(out);
  all.text("a", query->a).text("b", query->b).text("step", name(query->step));
  all.begin("periods") += '[';
  for (std::size_t i = 0; i < relation.periods.size(); ++i)
    out += (i > 0 ? ",{" : "{") + relations::period_fields(*series, relation, changes, i) + "}";
  out += ']';
  all.begin("changes") += '[';
  for (std::size_t i = 0; i < changes.changes.size(); ++i) {
    const relations::Change& c = changes.changes[i];
    auto why = relations::load_reasons(archive, *query, *series, c, kReasons);
    if (!why) return fail(why.error());
    out += (i > 0 ? ",{" : "{") + relations::change_fields(*series, c) + ",\"stories\":";
    stories_json(*why, out);
    out += '}';
  }
  out += ']';
  all.text("words", series->periods.empty() ? "" : relations::describe(relation, changes, relations::PlotLanguage::en));
  all.text("svg", series->periods.empty() ? "" : relations::plot_svg(relation, changes, {.title = query->a + " – " + query->b}));
  all.end();
  return out;
}

Result<std::string> pairs(archive::Asked& archive, Request& r) {
  archive::Filter filter = filter_of(r);
  if (auto ok = r.done(); !ok) return fail(ok.error());
  auto found = archive::pairs(archive, filter);
  if (!found) return fail(found.error());
  std::string out;
  list(*found, out, [&](const archive::PairCount& p) {
    Object o(out);
    o.text("pair", p.pair).whole("stories", p.stories).whole("events", p.events);
    for (int q = 0; q < 4; ++q) o.whole("quad" + std::to_string(q + 1), p.quads[q]);
    o.number("goldstein", p.goldstein).text_or_null("first", iso(p.first));
    o.text_or_null("last", iso(p.last));
    o.end();
  });
  return out;
}

Result<std::string> stories(archive::Asked& archive, Request& r) {
  auto query = series_query(r);
  if (!query) return fail(query.error());
  std::int64_t most = r.whole("most", 20);
  if (auto ok = r.done(); !ok) return fail(ok.error());
  auto found = relations::load_stories(archive, *query, static_cast<std::size_t>(std::max<std::int64_t>(0, most)));
  if (!found) return fail(found.error());
  std::string out;
  stories_json(*found, out);
  return out;
}

}  // namespace

Result<std::unique_ptr<ForeignArchive>> ForeignArchive::open(const std::string& folder) {
  auto out = std::make_unique<ForeignArchive>();
  out->layout_ = archive::Layout{folder};
  auto there = archive::read_manifest(out->layout_);
  if (!there) return fail(there.error());
  // The lock comes before what counts as read: what that manifest names stays until it is dropped.
  auto lock = archive::Lock::take(out->layout_.readers_lock(), archive::Lock::shared, 10);
  if (lock && *lock) out->reading_ = std::move(**lock);  // on a medium that cannot be written nothing is removed either
  auto manifest = archive::read_manifest(out->layout_);
  if (!manifest) return fail(manifest.error());
  out->manifest_ = std::move(*manifest);
  return out;
}

Result<std::string> ForeignArchive::sql(const std::string& text) const {
  auto r = Request::parse(text);
  if (!r) return fail(r.error());
  std::string what = r->text("what");
  if (what == "views") {
    if (auto ok = r->done(); !ok) return fail(ok.error());
    return archive::create_views(layout_, manifest_);
  }
  if (what == "events") {
    archive::Filter filter = filter_of(*r);
    std::int64_t most = r->whole("most", 0);
    if (auto ok = r->done(); !ok) return fail(ok.error());
    Ask nobody = [](const std::string&) -> Result<Rows> { return Rows(); };
    Answering archive(layout_, manifest_, nobody);
    return "SELECT " + archive::contract_select(true) + " " + archive::Selection(archive, filter).from(true) +
           " ORDER BY e.date_start NULLS LAST, e.event_id" + (most > 0 ? " LIMIT " + std::to_string(most) : "");
  }
  return wrong("what", "is neither views nor events");
}

Result<std::string> ForeignArchive::answer(const std::string& text, const Ask& ask) const {
  auto r = Request::parse(text);
  if (!r) return fail(r.error());
  Answering archive(layout_, manifest_, ask);
  std::string what = r->text("what");
  if (what == "dyad") return dyad(archive, *r);
  if (what == "pairs") return pairs(archive, *r);
  if (what == "stories") return stories(archive, *r);
  return wrong("what", "is none of dyad, pairs, stories");
}

}  // namespace kawat::capi
