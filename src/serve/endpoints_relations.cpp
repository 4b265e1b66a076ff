// Pairs: how they stand, and over time; the network of all.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "relations/changes.h"
#include "relations/network.h"
#include "relations/relation.h"
#include "relations/relation_json.h"
#include "serve/endpoints.h"
#include "serve/list_answer.h"
#include "serve/names.h"

namespace kawat::serve {

struct PairItem {
  std::string a, b, a_name, b_name;
  std::int64_t stories = 0, cooperative = 0, conflictual = 0;
  double share = 0, share_low = 0, share_high = 0;
};
template <class Visit>
void each_field(const PairItem& p, Visit&& visit) {
  visit("a", p.a), visit("b", p.b), visit("a_name", p.a_name), visit("b_name", p.b_name), visit("stories", p.stories);
  visit("cooperative", p.cooperative), visit("conflictual", p.conflictual), visit("share", p.share);
  visit("share_low", p.share_low), visit("share_high", p.share_high);
}

namespace {

bool is_state(const std::string& s) {
  return s.size() == 3 && std::all_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Window window_of(const Query& q) { return {q.filter.from, q.filter.to, q.counting, q.filter.min_confidence}; }

// Stories of each quad class in a window, by pair.
struct Sides {
  std::int64_t stories = 0, cooperative = 0, conflictual = 0;
};
Sides sides_of(const std::vector<Unit>& units) {
  Sides out;
  for (const Unit& u : units) ++out.stories, ++(u.quad <= 2 ? out.cooperative : out.conflictual);
  return out;
}

// Cut between words, so that a list of reasons stays short.
std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t cut = text.rfind(' ', most);
  if (cut == std::string::npos || cut == 0) {
    cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  }
  return text.substr(0, cut) + " …";
}

}  // namespace

std::string state_name(const Context& c, const std::string& code) {
  std::string name = c.index->name_of(code);
  return name.empty() ? code : name;
}

Result<Response> get_pairs(Context& c) {
  auto all = std::make_shared<std::vector<PairItem>>();
  relations::Network network = relations::network_of(ties_of(*c.index, window_of(c.query), 1));
  const std::int32_t from = days_of(c.query.filter.from), to = days_of(c.query.filter.to);
  Refs kept;
  for (const relations::PairScore& p : network.pairs) {
    kept.clear();
    for (const EventRef* e : c.index->of_pair(std::min(p.a, p.b) + "-" + std::max(p.a, p.b))) {
      if (e->modality == model::Modality::actual && e->day != kNoDay && (from == kNoDay || e->day >= from) &&
          (to == kNoDay || e->day <= to) && static_cast<double>(e->confidence) >= c.query.filter.min_confidence - 1e-6)
        kept.push_back(e);
    }
    Sides sides = sides_of(units_of(kept, c.query.counting));
    all->push_back({p.a, p.b, state_name(c, p.a), state_name(c, p.b), sides.stories, sides.cooperative, sides.conflictual,
                    p.share.mean, p.share.low, p.share.high});
  }
  auto key = [](const PairItem& p) { return Place{-p.stories, p.a + "-" + p.b}; };
  std::sort(all->begin(), all->end(), [&](const PairItem& x, const PairItem& y) {
    return x.stories != y.stories ? x.stories > y.stories : x.a + "-" + x.b < y.a + "-" + y.b;
  });
  return list_answer<PairItem>(c, all, [](const PairItem& p) { return p; }, key);
}

Result<Response> get_pair(Context& c) {
  using relations::Step;
  const EventIndex& index = *c.index;
  const std::string &a = c.names[0], &b = c.names[1];
  if (a == b) return fail(Code::bad_option, "pair", "these are the same", "name two");
  archive::Filter& filter = c.query.filter;
  filter.one = a, filter.other = b;
  // The window is looked at below: what was never done often has no day, and stands on the one it was told on.
  const std::int32_t from = days_of(filter.from), to = days_of(filter.to);
  filter.from = filter.to = {};
  auto events = matching_events(c);
  if (!events) return fail(events.error());
  if (events->empty())
    return fail(Code::nothing_matched, "", "the archive tells nothing about these two", "look them up in actors");

  Refs actual, others[5];
  for (const EventRef* e : *events) {
    std::int32_t day = e->day == kNoDay && e->modality != model::Modality::actual ? e->published : e->day;
    if ((from != kNoDay && (day == kNoDay || day < from)) || (to != kNoDay && day > to)) continue;
    (e->modality == model::Modality::actual ? actual : others[static_cast<int>(e->modality)]).push_back(e);
  }
  std::vector<Unit> units = units_of(actual, c.query.counting);
  relations::PairSeries series = series_of(index, units, a, b, c.query.step);
  relations::Relation relation = relations::relate(series);
  relations::Changes changes = relations::find_changes(series);

  std::string out = fmt::format("{{\"a\":{},\"b\":{},\"a_name\":{},\"b_name\":{},\"step\":\"{}\",\"count\":\"{}\",\"periods\":[",
                                json_string(a), json_string(b), json_string(state_name(c, a)), json_string(state_name(c, b)),
                                name(c.query.step), name(c.query.counting));
  for (std::size_t i = 0; i < relation.periods.size(); ++i)
    out += (i > 0 ? ",{" : "{") + relations::period_fields(series, relation, changes, i) + "}";
  out += "],\"changes\":[";
  std::vector<Story> stories = stories_of(actual);
  for (std::size_t k = 0; k < changes.changes.size(); ++k) {
    const relations::Change& change = changes.changes[k];
    out += (k > 0 ? ",{" : "{") + relations::change_fields(series, change) + ",\"stories\":[";
    // From where it may have begun, far enough into what followed to see what that is made of; those on its side first.
    std::size_t end = std::max(change.to, change.at) + 1;
    for (std::uint32_t seen = 0; end < series.periods.size() && seen < 3; ++end) seen += series.periods[end].stories();
    const std::int32_t begin = days_of(relations::start_of(series.first, series.step, static_cast<std::ptrdiff_t>(change.from)));
    const std::int32_t behind = days_of(relations::start_of(series.first, series.step, static_cast<std::ptrdiff_t>(end)));
    std::array<double, model::kEventTypeCount> parts{};
    for (const relations::MixPart& part : change.mix)
      parts[static_cast<std::size_t>(part.type)] = part.after > part.before ? part.part : 0;
    std::vector<const Story*> here;
    for (const Story& s : stories) {
      if (s.first != kNoDay && s.first >= begin && s.first < behind) here.push_back(&s);
    }
    const bool closer = change.size.mean > 0;
    auto rank = [&](const Story* s) {
      bool fits = (s->best->quad <= 2) == closer;
      return std::make_tuple(!fits, -parts[static_cast<std::size_t>(s->best->type)], -static_cast<int>(s->documents), s->first,
                             s->story);
    };
    std::sort(here.begin(), here.end(), [&](const Story* x, const Story* y) { return rank(x) < rank(y); });
    for (std::size_t i = 0; i < std::min<std::size_t>(5, here.size()); ++i) {
      const Story& s = *here[i];
      EventText text = index.text(*s.best);
      out += fmt::format("{}{{\"story_id\":{},\"event_type\":{},\"day\":{},\"text\":{},\"documents\":{}}}", i > 0 ? "," : "",
                         json_string(text.story_id), json_string(name(s.best->type)), json_string(iso(s.first)),
                         json_string(shortened(text.evidence, 320)), s.documents);
    }
    out += "]}";
  }
  out += "],\"types\":[";
  std::array<std::int64_t, model::kEventTypeCount> types{};
  for (const Unit& u : units) ++types[static_cast<std::size_t>(u.type)];
  bool begun = false;
  for (std::size_t t = 1; t < types.size(); ++t) {
    if (types[t] == 0) continue;
    out += fmt::format("{}{{\"event_type\":\"{}\",\"stories\":{}}}", begun ? "," : "", name(static_cast<model::EventType>(t)),
                       types[t]);
    begun = true;
  }
  out += "],\"speakers\":[";
  std::map<std::string, std::set<std::uint64_t>> speakers;
  for (const EventRef* e : actual) {
    if (e->speaker != 0) speakers[index.word(e->speaker)].insert(unit_of(*e, c.query.counting));
  }
  std::vector<std::pair<std::int64_t, std::string>> most;
  for (const auto& [who, told] : speakers) most.emplace_back(-static_cast<std::int64_t>(told.size()), who);
  std::sort(most.begin(), most.end());
  for (std::size_t i = 0; i < std::min<std::size_t>(20, most.size()); ++i)
    out += fmt::format("{}{{\"name\":{},\"stories\":{}}}", i > 0 ? "," : "", json_string(most[i].second), -most[i].first);
  out += "],\"other\":[";
  // What was planned, possible, denied or long ago, by period; never part of the share.
  std::map<std::int32_t, std::array<std::int64_t, 5>> other;
  for (int m = 1; m < 5; ++m) {
    for (const Unit& u : units_of(others[m], c.query.counting, true))
      ++other[period_begin(u.day, c.query.step)][static_cast<std::size_t>(m)];
  }
  begun = false;
  for (const auto& [start, n] : other) {
    out += fmt::format("{}{{\"start\":\"{}\",\"future\":{},\"hypothetical\":{},\"negated\":{},\"historical\":{}}}",
                       begun ? "," : "", iso(start), n[1], n[2], n[3], n[4]);
    begun = true;
  }
  return json(out + "]}\n");
}

Result<Response> get_network(Context& c) {
  auto ties = ties_of(*c.index, window_of(c.query), 3);
  // The pairs that are told about most, so that it can be drawn.
  std::uint64_t most = c.query.limited ? std::min<std::uint64_t>(c.query.limit, 5000) : 300;
  std::sort(ties.begin(), ties.end(), [](const relations::Tie& x, const relations::Tie& y) {
    return x.stories != y.stories ? x.stories > y.stories : std::tie(x.a, x.b) < std::tie(y.a, y.b);
  });
  const std::size_t all = ties.size();
  if (ties.size() > most) ties.resize(static_cast<std::size_t>(most));
  relations::Network n = relations::network_of(ties);
  std::string out = fmt::format("{{\"pairs\":{},\"communities\":{},\"modularity\":", all, n.communities);
  append_json(n.modularity, out);
  out += ",\"nodes\":[";
  auto put = [&out](const char* name, const relations::Estimate& e) {
    out += fmt::format(",\"{}\":", name);
    append_json(e.mean, out);
    out += fmt::format(",\"{}_low\":", name);
    append_json(e.low, out);
    out += fmt::format(",\"{}_high\":", name);
    append_json(e.high, out);
  };
  auto number = [&out](const char* name, double v) {
    out += fmt::format(",\"{}\":", name);
    append_json(v, out);
  };
  for (std::size_t i = 0; i < n.actors.size(); ++i) {
    const relations::ActorScore& a = n.actors[i];
    out += fmt::format("{}{{\"code\":{},\"name\":{},\"stories\":{},\"partners\":{},\"community\":{}", i > 0 ? "," : "",
                       json_string(a.name), json_string(state_name(c, a.name)), a.stories, a.degree, a.community);
    number("strength", a.cooperation.mean + a.conflict.mean);
    put("cooperation", a.cooperation), put("conflict", a.conflict), number("eigenvector", a.eigenvector);
    n.has_betweenness ? number("betweenness", a.betweenness) : void(out += ",\"betweenness\":null");
    out += '}';
  }
  out += "],\"edges\":[";
  for (std::size_t i = 0; i < n.pairs.size(); ++i) {
    const relations::PairScore& p = n.pairs[i];
    out += fmt::format("{}{{\"a\":{},\"b\":{},\"stories\":{}", i > 0 ? "," : "", json_string(p.a), json_string(p.b), p.stories);
    put("share", p.share), put("closeness", p.closeness);
    out += '}';
  }
  return json(out + "]}\n");
}

Result<Response> get_actor(Context& c) {
  const EventIndex& index = *c.index;
  const std::string& code = c.names[0];
  std::unordered_map<std::uint32_t, bool> is_him;
  auto has = [&](std::uint32_t id) {
    auto [at, is_new] = is_him.try_emplace(id, false);
    if (is_new) {
      Party p = index.party(id);
      at->second = id != 0 && (p.code == code || (is_state(code) && p.country == code));
    }
    return at->second;
  };
  struct Partner {
    std::set<std::uint64_t> stories;
    std::int64_t cooperative = 0, conflictual = 0;
  };
  std::map<std::string, Refs, std::less<>> partners;
  std::array<std::int64_t, model::kEventTypeCount> types{};
  std::map<std::string, std::int64_t, std::less<>> names;
  std::string country, sector, wikidata;
  std::int64_t stories = 0;
  std::uint64_t last = 0;
  std::uint32_t seen = 0;
  for (const EventRef* e : index.all()) {
    bool acts = has(e->actor), receives = has(e->recipient);
    if (!acts && !receives) continue;
    if (stories == 0 || e->story != last) ++stories, last = e->story, seen = 0;
    auto type = static_cast<std::size_t>(e->type);
    if ((seen >> type & 1) == 0) seen |= 1u << type, ++types[type];
    Party me = index.party(acts ? e->actor : e->recipient);
    if (me.code == code) {
      ++names[std::string(me.name)];
      country = me.country, sector = me.sector;
      if (wikidata.empty()) wikidata = me.wikidata;
    }
    std::uint32_t with = acts ? e->recipient : e->actor;
    if (with == 0 || has(with) || e->modality != model::Modality::actual) continue;
    Party other = index.party(with);
    std::string_view who = is_state(code) ? other.country : other.code;
    if (!who.empty()) partners[std::string(who)].push_back(e);
  }
  if (stories == 0) return fail(Code::nothing_matched, "", "the archive does not know this code", "look it up in actors");
  if (is_state(code)) country = code;
  std::string usual = index.name_of(code);
  std::string out = fmt::format("{{\"code\":{},\"name\":{},", json_string(code), json_string(usual.empty() ? code : usual));
  out += actor_facts(c, code);
  auto text = [](std::string_view s) { return s.empty() ? std::string("null") : json_string(s); };
  out += fmt::format(",\"country\":{},\"sector\":{},\"wikidata\":{},\"called\":[", text(country), text(sector), text(wikidata));
  std::vector<std::pair<std::int64_t, std::string>> called;
  for (const auto& [n, times] : names) {
    if (!n.empty()) called.emplace_back(-times, n);
  }
  std::sort(called.begin(), called.end());
  for (std::size_t i = 0; i < std::min<std::size_t>(20, called.size()); ++i)
    out += fmt::format("{}{{\"name\":{},\"events\":{}}}", i > 0 ? "," : "", json_string(called[i].second), -called[i].first);
  out += "],\"partners\":[";
  std::vector<std::pair<Sides, std::string>> sides;
  for (const auto& [who, events] : partners) sides.emplace_back(sides_of(units_of(events, relations::Counting::stories)), who);
  std::sort(sides.begin(), sides.end(), [](const auto& x, const auto& y) {
    return x.first.stories != y.first.stories ? x.first.stories > y.first.stories : x.second < y.second;
  });
  for (std::size_t i = 0; i < std::min<std::size_t>(50, sides.size()); ++i) {
    const auto& [n, who] = sides[i];
    relations::Estimate share =
        relations::share_of_counts(static_cast<std::uint32_t>(n.cooperative), static_cast<std::uint32_t>(n.stories), 0.05, 0.9);
    out += fmt::format("{}{{\"code\":{},\"name\":{},\"stories\":{},\"share\":", i > 0 ? "," : "", json_string(who),
                       json_string(state_name(c, who)), n.stories);
    append_json(share.mean, out);
    out += ",\"share_low\":";
    append_json(share.low, out);
    out += ",\"share_high\":";
    append_json(share.high, out);
    out += '}';
  }
  out += "],\"types\":[";
  bool begun = false;
  for (std::size_t t = 1; t < types.size(); ++t) {
    if (types[t] == 0) continue;
    out += fmt::format("{}{{\"event_type\":\"{}\",\"stories\":{}}}", begun ? "," : "", name(static_cast<model::EventType>(t)),
                       types[t]);
    begun = true;
  }
  return json(out + fmt::format("],\"stories\":{}}}\n", stories));
}

}  // namespace kawat::serve
