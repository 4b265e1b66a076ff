// What the archive holds, who is in it, who moves.
#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "model/row.h"
#include "relations/network.h"
#include "serve/endpoints.h"
#include "serve/list_answer.h"
#include "serve/names.h"

namespace kawat::serve {

struct MonthItem {
  std::string month;
  std::int64_t events = 0, documents = 0;
};
struct NamedCount {
  std::string name;
  std::int64_t n = 0;
};

Result<Response> get_overview(Context& c) {
  const EventIndex& index = *c.index;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> months;  // events, documents
  std::map<std::string, std::uint64_t> languages;
  std::map<std::string, bool> outlets;
  std::vector<char> seen;
  std::array<std::uint64_t, model::kEventTypeCount> types{};
  std::int32_t first = kNoDay, last = kNoDay;
  std::unordered_map<std::int32_t, std::uint64_t> days;
  std::uint64_t story = 0;
  std::uint32_t types_seen = 0;
  for (std::size_t i = 0; i < index.all().size(); ++i) {
    const EventRef& e = *index.all()[i];
    ++days[e.day];
    if (e.outlet >= seen.size()) seen.resize(e.outlet + 1024);
    seen[e.outlet] = 1;
    if (i == 0 || e.story != story) story = e.story, types_seen = 0;
    auto type = static_cast<std::size_t>(e.type);
    if ((types_seen >> type & 1) == 0) types_seen |= 1u << type, ++types[type];
  }
  auto month_of = [](std::int32_t day) { return iso(day).substr(0, 7); };
  for (const auto& [day, n] : days) {
    if (day != kNoDay) months[month_of(day)].first += n;
  }
  for (const DayCount& d : index.published()) {
    languages[index.language(d.language)] += d.documents;
    if (d.day == kNoDay) continue;
    months[month_of(d.day)].second += d.documents;
    first = first == kNoDay ? d.day : std::min(first, d.day);
    last = std::max(last, d.day);
  }
  std::int64_t outlet_count = std::count(seen.begin() + (seen.empty() ? 0 : 1), seen.end(), 1);
  std::string out = "{\"generation\":" + std::to_string(index.generation()) + ",\"written\":" + json_string(index.written()) +
                    ",\"events\":" + std::to_string(index.events()) + ",\"documents\":" + std::to_string(index.documents()) +
                    ",\"stories\":" + std::to_string(index.stories()) +
                    ",\"first_day\":" + (first == kNoDay ? "null" : json_string(iso(first))) +
                    ",\"last_day\":" + (last == kNoDay ? "null" : json_string(iso(last))) +
                    ",\"outlets\":" + std::to_string(outlet_count) + ",\"languages\":[";
  bool begun = false;
  for (const auto& [language, n] : languages) {
    if (language.empty()) continue;
    out +=
        (begun ? "," : "") + std::string("{\"language\":") + json_string(language) + ",\"documents\":" + std::to_string(n) + "}";
    begun = true;
  }
  out += "],\"months\":[", begun = false;
  for (const auto& [month, n] : months) {
    out += (begun ? "," : "") + std::string("{\"month\":") + json_string(month) + ",\"events\":" + std::to_string(n.first) +
           ",\"documents\":" + std::to_string(n.second) + "}";
    begun = true;
  }
  out += "],\"types\":[", begun = false;
  for (std::size_t t = 1; t < types.size(); ++t) {
    if (types[t] == 0) continue;
    out += (begun ? "," : "") + std::string("{\"event_type\":") + json_string(name(static_cast<model::EventType>(t))) +
           ",\"stories\":" + std::to_string(types[t]) + "}";
    begun = true;
  }
  return json(out + "]}\n");
}

// Countries and the like by the name that the news give them most, and how many stories they are in.
struct ActorItem {
  std::string code, name, country, sector, wikidata;
  std::int64_t stories = 0;
};
template <class Visit>
void each_field(const ActorItem& a, Visit&& visit) {
  visit("code", a.code), visit("name", a.name), visit("country", a.country), visit("sector", a.sector);
  visit("wikidata", a.wikidata), visit("stories", a.stories);
}

namespace {

struct Count {
  std::uint64_t last_story = 0;
  std::int64_t stories = 0;
};

// By code and name.
std::vector<ActorItem> all_actors(const EventIndex& index) {
  std::unordered_map<std::uint32_t, Count> parties;
  for (const EventRef* e : index.all()) {
    for (std::uint32_t id : {e->actor, e->recipient}) {
      if (id == 0) continue;
      Count& n = parties[id];
      if (n.stories == 0 || n.last_story != e->story) n.last_story = e->story, ++n.stories;
    }
  }
  std::vector<ActorItem> out;
  for (const auto& [id, n] : parties) {
    Party p = index.party(id);
    out.push_back({std::string(p.code), std::string(p.name), std::string(p.country), std::string(p.sector),
                   std::string(p.wikidata), n.stories});
  }
  // One name has one line, whatever items it was found with.
  std::sort(out.begin(), out.end(), [](const ActorItem& a, const ActorItem& b) {
    return std::tie(a.code, a.name, b.stories, a.wikidata) < std::tie(b.code, b.name, a.stories, b.wikidata);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (kept > 0 && out[kept - 1].code == out[i].code && out[kept - 1].name == out[i].name) {
      out[kept - 1].stories += out[i].stories;
      if (out[kept - 1].wikidata.empty()) out[kept - 1].wikidata = out[i].wikidata;
    } else {
      if (kept != i) out[kept] = std::move(out[i]);
      ++kept;
    }
  }
  out.resize(kept);
  return out;
}

Place by_stories(std::int64_t stories, std::string name) { return {-stories, std::move(name)}; }

}  // namespace

Result<Response> get_actors(Context& c) {
  auto all = std::make_shared<std::vector<ActorItem>>(all_actors(*c.index));
  if (!c.query.q.empty()) {
    std::vector<std::string> words;
    const std::string folded = fold(c.query.q);
    for (std::string_view w : split(folded, ' ')) {
      if (!w.empty()) words.emplace_back(w);
    }
    std::erase_if(*all, [&](const ActorItem& a) {
      std::string text = fold(a.name + " " + a.code + " " + a.wikidata);
      return !std::all_of(words.begin(), words.end(), [&](const std::string& w) { return text.find(w) != std::string::npos; });
    });
  }
  auto key = [](const ActorItem& a) { return by_stories(a.stories, a.code + "\t" + a.name); };
  std::sort(all->begin(), all->end(), [&](const ActorItem& a, const ActorItem& b) {
    Place x = key(a), y = key(b);
    return std::tie(x.major, x.minor) < std::tie(y.major, y.minor);
  });
  return list_answer<ActorItem>(c, all, [](const ActorItem& a) { return a; }, key);
}

struct MovingItem {
  std::string a, b, a_name, b_name;
  std::int64_t stories = 0, stories_before = 0;
  double share = 0, share_low = 0, share_high = 0, share_before = 0, change = 0, change_low = 0, change_high = 0, probability = 0;
};
template <class Visit>
void each_field(const MovingItem& m, Visit&& visit) {
  visit("a", m.a), visit("b", m.b), visit("a_name", m.a_name), visit("b_name", m.b_name), visit("stories", m.stories);
  visit("stories_before", m.stories_before), visit("share", m.share), visit("share_low", m.share_low);
  visit("share_high", m.share_high), visit("share_before", m.share_before), visit("change", m.change);
  visit("change_low", m.change_low), visit("change_high", m.change_high), visit("probability", m.probability);
}

// The last months against all that was before them, or as many before.
Result<Response> get_moving(Context& c) {
  const EventIndex& index = *c.index;
  std::int32_t last = days_of(c.query.filter.to);
  if (last == kNoDay) {
    for (const DayCount& d : index.published()) last = std::max(last, d.day);
  }
  auto all = std::make_shared<std::vector<MovingItem>>();
  if (last != kNoDay) {
    const int periods = c.query.periods == 0 ? 12 : c.query.periods;
    model::Day begin =
        relations::start_of(day_of(period_begin(last, relations::Step::month)), relations::Step::month, 1 - periods);
    Window after{begin, day_of(last), c.query.counting, 0};
    Window before{{}, day_of(days_of(begin) - 1), c.query.counting, 0};
    auto old = ties_of(index, before, 3), now = ties_of(index, after, 3);
    relations::Shifts shifts = relations::shifts_between(old, now, 0.8);
    for (const auto* list : {&shifts.rising, &shifts.falling}) {
      for (const relations::Shift& s : *list) {
        all->push_back({s.a, s.b, state_name(c, s.a), state_name(c, s.b), s.stories_after, s.stories_before, s.after.mean,
                        s.after.low, s.after.high, s.before.mean, s.change.mean, s.change.low, s.change.high, s.probability});
      }
    }
  }
  // What is still credible of the change decides.
  auto key = [](const MovingItem& m) {
    double sure = m.change > 0 ? std::max(0.0, m.change_low) : std::max(0.0, -m.change_high);
    return Place{-static_cast<std::int64_t>(sure * 1e6) * 1000 - static_cast<std::int64_t>(m.probability * 999), m.a + "-" + m.b};
  };
  std::sort(all->begin(), all->end(), [&](const MovingItem& a, const MovingItem& b) {
    Place x = key(a), y = key(b);
    return std::tie(x.major, x.minor) < std::tie(y.major, y.minor);
  });
  return list_answer<MovingItem>(c, all, [](const MovingItem& m) { return m; }, key);
}

struct MapItem {
  std::string country, place_name;
  double latitude = model::kNull, longitude = model::kNull;
  std::int64_t stories = 0, cooperative = 0, conflictual = 0;
};
template <class Visit>
void each_field(const MapItem& m, Visit&& visit) {
  visit("country", m.country), visit("place_name", m.place_name), visit("latitude", m.latitude), visit("longitude", m.longitude);
  visit("stories", m.stories), visit("cooperative", m.cooperative), visit("conflictual", m.conflictual);
}

Result<Response> get_map(Context& c) {
  if (c.query.filter.modalities.empty()) c.query.filter.modalities = {"actual"};
  auto events = matching_events(c);
  if (!events) return fail(events.error());
  struct Sides {
    std::uint64_t last[3] = {0, 0, 0};
    std::int64_t n[3] = {0, 0, 0};
  };
  std::unordered_map<std::uint32_t, Sides> places;
  for (const EventRef* e : *events) {
    if (e->place == 0) continue;
    Sides& s = places[e->place];
    for (int side : {0, e->quad == 1 || e->quad == 2 ? 1 : 2}) {
      if (s.n[side] == 0 || s.last[side] != e->story) s.last[side] = e->story, ++s.n[side];
    }
  }
  auto all = std::make_shared<std::vector<MapItem>>();
  for (const auto& [id, s] : places) {
    Site site = c.index->site(id);
    all->push_back({std::string(site.country), std::string(site.name), site.latitude, site.longitude, s.n[0], s.n[1], s.n[2]});
  }
  auto key = [](const MapItem& m) {
    return by_stories(m.stories,
                      m.country + "\t" + m.place_name + "\t" + std::to_string(m.latitude) + std::to_string(m.longitude));
  };
  std::sort(all->begin(), all->end(), [&](const MapItem& a, const MapItem& b) {
    Place x = key(a), y = key(b);
    return std::tie(x.major, x.minor) < std::tie(y.major, y.minor);
  });
  return list_answer<MapItem>(c, all, [](const MapItem& m) { return m; }, key);
}

}  // namespace kawat::serve
