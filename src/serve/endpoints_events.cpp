// Events, stories, documents.
#include <algorithm>
#include <map>

#include "archive/answer_text.h"
#include "archive/query.h"
#include "archive/tables.h"
#include "base/text.h"
#include "model/row.h"
#include "serve/endpoints.h"
#include "serve/event_rows.h"
#include "serve/list_answer.h"
#include "serve/names.h"

namespace kawat::serve {

struct StoryItem {
  std::string story_id;
  Date first_day, last_day;
  std::string event_type, event_mode;
  std::int64_t quad_class = 0;
  std::string modality, a, b, actor_name, recipient_name;
  double goldstein = model::kNull;
  std::int64_t documents = 0;
  std::vector<std::string> outlets, languages;
  std::string text, event_id;
};
template <class Visit>
void each_field(const StoryItem& s, Visit&& visit) {
  visit("story_id", s.story_id), visit("first_day", s.first_day), visit("last_day", s.last_day);
  visit("event_type", s.event_type), visit("event_mode", s.event_mode), visit("quad_class", s.quad_class);
  visit("modality", s.modality), visit("a", s.a), visit("b", s.b), visit("actor_name", s.actor_name);
  visit("recipient_name", s.recipient_name), visit("goldstein", s.goldstein), visit("documents", s.documents);
  visit("outlets", s.outlets), visit("languages", s.languages), visit("text", s.text), visit("event_id", s.event_id);
}

namespace {

// Two digits behind the point: what was a double with few digits reads as that again.
double rounded(float v) { return std::isnan(v) ? model::kNull : std::round(static_cast<double>(v) * 1000) / 1000; }

StoryItem story_item(const EventIndex& index, std::span<const EventRef* const> events, const Story& s) {
  const EventRef& best = *s.best;
  EventText text = index.text(best);
  Party actor = index.party(best.actor), recipient = index.party(best.recipient);
  StoryItem out;
  out.story_id = text.story_id, out.event_id = text.event_id, out.text = text.evidence;
  out.first_day.days = s.first, out.last_day.days = s.last;
  out.event_type = name(best.type), out.event_mode = index.word(best.mode), out.quad_class = best.quad;
  out.modality = name(best.modality);
  out.a = actor.code, out.b = recipient.code, out.actor_name = actor.name, out.recipient_name = recipient.name;
  out.goldstein = rounded(best.goldstein);
  out.documents = s.documents;
  auto told = events.subspan(s.begin, s.end - s.begin);
  out.outlets = outlets_of(index, told), out.languages = languages_of(index, told);
  return out;
}

std::string hex(std::uint64_t v) {
  static const char digits[] = "0123456789abcdef";
  std::string out(16, '0');
  for (int i = 15; i >= 0; --i, v >>= 4) out[static_cast<std::size_t>(i)] = digits[v & 15];
  return out;
}

// Where a story stands in an order; those without a day are the last.
std::int64_t major_of(const Story& s, Order order) {
  if (order == Order::told)
    return -static_cast<std::int64_t>(s.documents) * (std::int64_t{1} << 24) - (s.first == kNoDay ? 0 : s.first);
  if (s.first == kNoDay) return std::int64_t{1} << 40;
  return order == Order::oldest ? std::int64_t{s.first} : -static_cast<std::int64_t>(s.first);
}

Result<Response> story_list(Context& c) {
  auto list = c.service.stories(*c.index, c.worker, c.query.filter, c.query.order);
  if (!list) return fail(list.error());
  std::shared_ptr<const std::vector<Story>> stories(*list, &(*list)->stories);
  return list_answer<Story>(
      c, stories, [index = c.index, list = *list](const Story& s) { return story_item(*index, list->events, s); },
      [order = c.query.order](const Story& s) { return Place{major_of(s, order), hex(s.story)}; });
}

bool is_state_or_code(const std::string& s) { return s.size() <= 64 && !s.empty(); }

}  // namespace

Result<std::shared_ptr<const StoryList>> Service::stories(const EventIndex& index, Worker& worker, const archive::Filter& filter,
                                                          Order order) {
  const std::string key =
      std::to_string(index.generation()) + "|" + std::to_string(static_cast<int>(order)) + "|" + archive::condition(filter);
  if (auto known = lists_.get(key)) return known;
  archive::Archive* archive = nullptr;
  if (!known_to_index(filter)) {
    auto opened = worker.archive();
    if (!opened) return fail(opened.error());
    archive = *opened;
  }
  auto events = matching(index, filter, archive);
  if (!events) return fail(events.error());
  auto out = std::make_shared<StoryList>();
  out->events = std::move(*events);
  out->stories = stories_of(out->events);
  std::sort(out->stories.begin(), out->stories.end(), [order](const Story& x, const Story& y) {
    std::int64_t a = major_of(x, order), b = major_of(y, order);
    return a != b ? a < b : x.story < y.story;
  });
  lists_.put(key, out, out->events.size() * sizeof(void*) + out->stories.size() * sizeof(Story));
  return std::shared_ptr<const StoryList>(std::move(out));
}

Result<Refs> matching_events(Context& c) {
  archive::Archive* archive = nullptr;
  if (!known_to_index(c.query.filter)) {
    auto opened = c.worker.archive();
    if (!opened) return fail(opened.error());
    archive = *opened;
  }
  return matching(*c.index, c.query.filter, archive);
}

Result<Response> get_stories(Context& c) { return story_list(c); }

Result<Response> get_pair_stories(Context& c) {
  if (!is_state_or_code(c.names[0]) || !is_state_or_code(c.names[1]))
    return fail(Code::bad_option, "pair", "this is nobody", "a code, a Wikidata item, or part of a name");
  c.query.filter.one = c.names[0], c.query.filter.other = c.names[1];
  return story_list(c);
}

// Where the sources of a story say different things: the columns that a reader would compare.
Result<Response> get_story(Context& c) {
  auto events = c.index->of_story(c.names[0]);
  if (events.empty()) return fail(Code::nothing_matched, "", "there is no story of this id", "take it from a list of stories");
  std::vector<Story> stories = stories_of(events);
  auto archive = c.worker.archive();
  if (!archive) return fail(archive.error());
  std::vector<const EventRef*> ordered(events.begin(), events.end());
  std::sort(ordered.begin(), ordered.end(), [](const EventRef* a, const EventRef* b) {
    return std::tie(a->published, a->doc, a->row) < std::tie(b->published, b->doc, b->row);
  });
  if (ordered.size() > kMostOfPage) ordered.resize(kMostOfPage);
  auto objects = event_objects(**archive, *c.index, ordered);
  if (!objects) return fail(objects.error());
  std::string out;
  append_item(story_item(*c.index, events, stories.front()), out);
  out.back() = ',';
  out += "\"sources\":[";
  for (std::size_t i = 0; i < objects->size(); ++i) out += (i > 0 ? "," : "") + (*objects)[i];
  out += "],\"disagreements\":" + disagreements(*objects) + "}\n";
  return json(std::move(out));
}

Result<Response> get_event(Context& c) {
  const EventRef* e = c.index->event(c.names[0]);
  if (e == nullptr || c.index->text(*e).event_id != c.names[0])
    return fail(Code::nothing_matched, "", "there is no event of this id", "take it from a list of events");
  auto archive = c.worker.archive();
  if (!archive) return fail(archive.error());
  auto objects = event_objects(**archive, *c.index, {&e, 1});
  if (!objects) return fail(objects.error());
  if (objects->empty()) return fail(Code::not_ready, "", "the archive is just changing", "try again");
  return json(std::move(objects->front()) + "\n");
}

Result<Response> get_events(Context& c) {
  if (c.format == Format::json && !c.whole) {
    auto events = matching_events(c);
    if (!events) return fail(events.error());
    // By day, then id, as `kawat query` has them; those without a day last.
    auto key = [](const EventRef* e) {
      return std::pair<std::int64_t, std::uint64_t>(e->day == kNoDay ? std::int64_t{1} << 40 : e->day, e->event);
    };
    std::size_t total = events->size();
    if (!c.query.next.empty()) {
      auto place = place_of(c.query.next);
      if (!place) return fail(place.error());
      const std::pair<std::int64_t, std::uint64_t> from(place->major, EventIndex::hash(place->minor));
      std::erase_if(*events, [&](const EventRef* e) { return key(e) <= from; });
    }
    std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>({c.query.limit, kMostOfPage, events->size()}));
    std::partial_sort(events->begin(), events->begin() + static_cast<std::ptrdiff_t>(n), events->end(),
                      [&](const EventRef* a, const EventRef* b) { return key(a) < key(b); });
    bool more = events->size() > n;
    events->resize(n);
    auto archive = c.worker.archive();
    if (!archive) return fail(archive.error());
    auto objects = event_objects(**archive, *c.index, *events);
    if (!objects) return fail(objects.error());
    std::string out = "{\"items\":[";
    for (std::size_t i = 0; i < objects->size(); ++i) out += (i > 0 ? "," : "") + (*objects)[i];
    out += "],\"total\":" + std::to_string(total) + ",\"next\":";
    out += more ? json_string(token_of({key(events->back()).first, hex(events->back()->event)})) : "null";
    return json(out + "}\n");
  }
  const std::uint64_t limit = c.whole ? 0 : c.query.limit;
  if (c.format == Format::parquet) {
    return file_answer(c.format,
                       [folder = c.service.options().folder, filter = c.query.filter, limit](const std::string& path) -> Status {
                         auto archive = archive::Archive::open(folder, {.threads = 1, .memory_limit = "1GB"});
                         if (!archive) return fail(archive.error());
                         archive::Selection selection(*archive, filter);
                         return archive->database().run("COPY (SELECT " + archive::contract_select(true) + " " +
                                                        selection.from(true) + " ORDER BY e.date_start NULLS LAST, e.event_id" +
                                                        (limit > 0 ? " LIMIT " + std::to_string(limit) : "") + ") TO " +
                                                        archive::literal(path) + " (FORMAT parquet, COMPRESSION zstd)");
                       });
  }
  Response out;
  out.type = type_of(c.format);
  out.stream = [folder = c.service.options().folder, filter = c.query.filter, limit,
                format = c.format](const Write& write) -> Status {
    auto archive = archive::Archive::open(folder, {.threads = 1, .memory_limit = "1GB"});
    if (!archive) return fail(archive.error());
    archive::Selection selection(*archive, filter);
    auto total = archive::count(*archive, selection);
    if (!total) return fail(total.error());
    bool begun = false;
    std::uint64_t rows = 0;
    if (format == Format::json) {
      if (auto ok = write("{\"items\":["); !ok) return ok;
    }
    auto done = archive::each_answer(*archive, selection, {archive::contract_select(true), {}, true}, *total, limit,
                                     [&](archive::Answer& answer) -> Result<bool> {
                                       auto ok = write_rows(answer, format, write, begun, rows);
                                       if (!ok) return fail(ok.error());
                                       return true;
                                     });
    if (!done) return done;
    if (format == Format::json) return write("],\"total\":" + std::to_string(*total) + ",\"next\":null}\n");
    return {};
  };
  return out;
}

namespace {

constexpr const char* kDocumentColumns =
    "d.doc_id, d.url, d.outlet, d.title, d.author, d.language, d.published, d.section, d.copy_of, d.event_count";

std::string document_condition(const archive::Filter& f) {
  std::string out = "true";
  auto any = [&out](const std::vector<std::string>& values, auto make) {
    std::string all;
    for (const std::string& v : values) all += (all.empty() ? "" : " OR ") + make(v);
    if (!all.empty()) out += " AND (" + all + ")";
  };
  auto holds = [](const std::string& column, std::string_view words) {
    return "contains(lower(strip_accents(" + column + ")), " + archive::literal(fold(words)) + ")";
  };
  any(f.outlets, [&](const std::string& o) { return holds("d.outlet", o); });
  any(f.languages, [](const std::string& l) { return "d.language = " + archive::literal(l); });
  if (f.from.known()) out += " AND d.published >= DATE " + archive::literal(iso(days_of(f.from)));
  if (f.to.known()) out += " AND d.published <= DATE " + archive::literal(iso(days_of(f.to)));
  for (std::string_view word : split(f.text, ' ')) {
    if (!trim(word).empty()) out += " AND " + holds("coalesce(d.title, '')", trim(word));
  }
  return out;
}

}  // namespace

// The newest first.
Result<Response> get_documents(Context& c) {
  const std::string condition = document_condition(c.query.filter);
  const std::string order = " ORDER BY d.published DESC NULLS LAST, d.doc_id";
  if (c.format == Format::json && !c.whole) {
    auto archive = c.worker.archive();
    if (!archive) return fail(archive.error());
    archive::Database& database = (*archive)->database();
    auto total = database.number("SELECT count(*) FROM documents d WHERE " + condition);
    if (!total) return fail(total.error());
    std::string behind;
    constexpr std::int64_t kLast = std::int64_t{1} << 40;
    if (!c.query.next.empty()) {
      auto place = place_of(c.query.next);
      if (!place) return fail(place.error());
      const std::string id = "d.doc_id > " + archive::literal(place->minor);
      if (place->major == kLast) {
        behind = " AND d.published IS NULL AND " + id;
      } else if (place->major > -4'000'000 && place->major < 4'000'000) {
        const std::string day = "DATE " + archive::literal(iso(static_cast<std::int32_t>(place->major)));
        behind = " AND (d.published < " + day + " OR d.published IS NULL OR (d.published = " + day + " AND " + id + "))";
      } else {
        return fail(Code::bad_option, "next", "this is no place in a list", "take it from an answer, or leave it out");
      }
    }
    const std::uint64_t limit = std::min(c.query.limit, kMostOfPage);
    auto answer = database.ask(std::string("SELECT ") + kDocumentColumns + " FROM documents d WHERE " + condition + behind +
                               order + " LIMIT " + std::to_string(limit + 1));
    if (!answer) return fail(answer.error());
    archive::AnswerText text(*answer);
    std::string out = "{\"items\":[", next = "null";
    std::uint64_t n = 0;
    Place last;
    for (;;) {
      auto chunk = answer->next();
      if (!chunk) return fail(chunk.error());
      if (*chunk == nullptr) break;
      for (idx_t r = 0; r < duckdb_data_chunk_get_size(*chunk); ++r) {
        if (n == limit) {
          next = json_string(token_of(last));
          break;
        }
        if (n++ > 0) out += ',';
        text.json_row(*chunk, r, out);
        out.pop_back();
        duckdb_vector id = duckdb_data_chunk_get_vector(*chunk, 0), day = duckdb_data_chunk_get_vector(*chunk, 6);
        last.minor = archive::text_of(static_cast<const duckdb_string_t*>(duckdb_vector_get_data(id))[r]);
        last.major = archive::is_valid(duckdb_vector_get_validity(day), r)
                         ? static_cast<const std::int32_t*>(duckdb_vector_get_data(day))[r]
                         : kLast;
      }
    }
    return json(out + "],\"total\":" + std::to_string(*total) + ",\"next\":" + next + "}\n");
  }
  const std::string sql = std::string("SELECT ") + kDocumentColumns + " FROM documents d WHERE " + condition + order +
                          (c.whole ? "" : " LIMIT " + std::to_string(c.query.limit));
  return sql_answer(c, sql);
}

Result<Response> get_document(Context& c) {
  auto archive = c.worker.archive();
  if (!archive) return fail(archive.error());
  auto answer = (*archive)->database().ask(std::string("SELECT ") + kDocumentColumns +
                                           ", d.text FROM documents d WHERE d.doc_id = " + archive::literal(c.names[0]));
  if (!answer) return fail(answer.error());
  archive::AnswerText text(*answer);
  std::string out;
  for (;;) {
    auto chunk = answer->next();
    if (!chunk) return fail(chunk.error());
    if (*chunk == nullptr) break;
    for (idx_t r = 0; r < duckdb_data_chunk_get_size(*chunk) && out.empty(); ++r) text.json_row(*chunk, r, out);
  }
  if (out.empty()) return fail(Code::nothing_matched, "", "there is no document of this id", "take it from a list of documents");
  const auto doc = static_cast<std::uint32_t>(EventIndex::hash(c.names[0]));
  std::vector<const EventRef*> events;
  for (const EventRef* e : c.index->all()) {
    if (e->doc == doc) events.push_back(e);
  }
  std::sort(events.begin(), events.end(), [](const EventRef* a, const EventRef* b) { return a->event < b->event; });
  auto objects = event_objects(**archive, *c.index, events);
  if (!objects) return fail(objects.error());
  out.pop_back(), out.pop_back();
  out += ",\"events\":[";
  bool begun = false;
  for (const std::string& o : *objects) {
    // The hash of the id is short; the id decides.
    if (o.find("\"doc_id\":" + json_string(c.names[0])) == std::string::npos) continue;
    out += (begun ? "," : "") + o;
    begun = true;
  }
  return json(out + "]}\n");
}

}  // namespace kawat::serve
