#include "serve/selection.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <tuple>
#include <unordered_map>

#include "archive/query.h"

namespace kawat::serve {
namespace {

bool is_known(const std::string& s) { return archive::is_code(s) || archive::is_item(s); }

// Whether a party is one of those asked for; each different party is looked at once.
class Parties {
 public:
  Parties(const EventIndex& index, std::vector<std::string> wanted) : index_(index), wanted_(std::move(wanted)) {}
  bool has(std::uint32_t id) {
    auto [at, is_new] = known_.try_emplace(id, false);
    if (is_new) {
      Party p = index_.party(id);
      at->second = std::any_of(wanted_.begin(), wanted_.end(), [&](const std::string& w) {
        return archive::is_item(w) ? p.wikidata == w : p.code.starts_with(w);
      });
    }
    return at->second;
  }
  bool any() const { return wanted_.empty(); }

 private:
  const EventIndex& index_;
  std::vector<std::string> wanted_;
  std::unordered_map<std::uint32_t, bool> known_;
};

class Matcher {
 public:
  Matcher(const EventIndex& index, const archive::Filter& f)
      : index_(index),
        f_(f),
        actors_(index, f.actors),
        recipients_(index, f.recipients),
        one_(index, {f.one}),
        other_(index, {f.other}),
        from_(days_of(f.from)),
        to_(days_of(f.to)) {
    for (const std::string& t : f.types) types_ |= 1u << static_cast<unsigned>(model::event_type_from(t));
    for (int q : f.quads) quads_ |= 1u << static_cast<unsigned>(q);
    for (const std::string& m : f.modalities) {
      for (int i = 0; i < 5; ++i) {
        if (name(static_cast<model::Modality>(i)) == m) modalities_ |= 1u << static_cast<unsigned>(i);
      }
    }
    has_pair_ = !f.one.empty() || !f.other.empty();
    both_states_ = f.one.size() == 3 && f.other.size() == 3 && archive::is_code(f.one) && archive::is_code(f.other);
  }
  bool operator()(const EventRef& e) {
    if (f_.from.known() && (e.day == kNoDay || e.day < from_)) return false;
    if (f_.to.known() && (e.day == kNoDay || e.day > to_)) return false;
    if (types_ != 0 && (types_ >> static_cast<unsigned>(e.type) & 1) == 0) return false;
    if (quads_ != 0 && (quads_ >> e.quad & 1) == 0) return false;
    if (modalities_ != 0 && (modalities_ >> static_cast<unsigned>(e.modality) & 1) == 0) return false;
    if (f_.min_confidence > 0 && static_cast<double>(e.confidence) < f_.min_confidence - 1e-6) return false;
    if (!f_.modes.empty() && std::find(f_.modes.begin(), f_.modes.end(), index_.word(e.mode)) == f_.modes.end()) return false;
    if (!f_.languages.empty() &&
        std::find(f_.languages.begin(), f_.languages.end(), index_.language(e.language)) == f_.languages.end())
      return false;
    if (!actors_.any() && !actors_.has(e.actor)) return false;
    if (!recipients_.any() && !recipients_.has(e.recipient)) return false;
    if (has_pair_ && !both_states_) {
      if (!((one_.has(e.actor) && other_.has(e.recipient)) || (other_.has(e.actor) && one_.has(e.recipient)))) return false;
    }
    return true;
  }

 private:
  const EventIndex& index_;
  const archive::Filter& f_;
  Parties actors_, recipients_, one_, other_;
  std::int32_t from_, to_;
  unsigned types_ = 0, quads_ = 0, modalities_ = 0;
  bool has_pair_ = false, both_states_ = false;
};

}  // namespace

bool known_to_index(const archive::Filter& f) {
  if (!f.contexts.empty() || !f.speakers.empty() || !f.places.empty() || !f.outlets.empty() || !f.text.empty()) return false;
  for (const auto* list : {&f.actors, &f.recipients}) {
    if (!std::all_of(list->begin(), list->end(), is_known)) return false;
  }
  return (f.one.empty() && f.other.empty()) || (is_known(f.one) && is_known(f.other));
}

Result<Refs> matching(const EventIndex& index, const archive::Filter& f, archive::Archive* archive) {
  Refs out;
  std::span<const EventRef* const> from = index.all();
  if (archive::is_code(f.one) && archive::is_code(f.other)) {
    std::string a = f.one.substr(0, 3), b = f.other.substr(0, 3);
    from = index.of_pair(std::min(a, b) + "-" + std::max(a, b));
  }
  if (known_to_index(f)) {
    Matcher matcher(index, f);
    for (const EventRef* e : from) {
      if (matcher(*e)) out.push_back(e);
    }
    return out;
  }
  constexpr double kSeconds = 20;
  archive::Deadline deadline(*archive, kSeconds);
  auto too_long = [](Error e) {
    if (e.code == Code::query_limit)
      e = {Code::query_limit, "", "it took longer than 20 seconds", "ask for less: a window of time, codes instead of names"};
    return fail(std::move(e));
  };
  archive::Selection selection(*archive, f);
  auto answer = archive->database().ask("SELECT e.event_id " + selection.from(false), true);
  if (!answer) return too_long(answer.error());
  std::vector<std::uint64_t> ids;
  for (;;) {
    auto chunk = answer->next();
    if (!chunk) return too_long(chunk.error());
    if (*chunk == nullptr) break;
    const auto* data = static_cast<const duckdb_string_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(*chunk, 0)));
    for (idx_t r = 0; r < duckdb_data_chunk_get_size(*chunk); ++r) ids.push_back(EventIndex::hash(archive::text_of(data[r])));
  }
  std::sort(ids.begin(), ids.end());
  for (const EventRef* e : from) {
    if (std::binary_search(ids.begin(), ids.end(), e->event)) out.push_back(e);
  }
  return out;
}

std::vector<Story> stories_of(std::span<const EventRef* const> events) {
  std::vector<Story> out;
  std::vector<std::uint32_t> docs, outlets;
  for (std::size_t i = 0; i < events.size();) {
    std::size_t end = i;
    while (end < events.size() && events[end]->story == events[i]->story) ++end;
    Story s;
    s.story = events[i]->story, s.begin = static_cast<std::uint32_t>(i), s.end = static_cast<std::uint32_t>(end);
    std::array<std::uint32_t, model::kEventTypeCount> types{};
    docs.clear(), outlets.clear();
    for (std::size_t k = i; k < end; ++k) {
      const EventRef& e = *events[k];
      ++types[static_cast<std::size_t>(e.type)];
      docs.push_back(e.doc), outlets.push_back(e.outlet);
      if (e.day != kNoDay) {
        s.first = s.first == kNoDay ? e.day : std::min(s.first, e.day);
        s.last = std::max(s.last, e.day);
      }
    }
    auto different = [](std::vector<std::uint32_t>& v) {
      if (v.size() == 1) return std::uint32_t{1};
      std::sort(v.begin(), v.end());
      return static_cast<std::uint32_t>(std::unique(v.begin(), v.end()) - v.begin());
    };
    s.documents = different(docs), s.outlets = different(outlets);
    const std::uint32_t most = *std::max_element(types.begin(), types.end());
    for (std::size_t k = i; k < end; ++k) {
      const EventRef* e = events[k];
      if (types[static_cast<std::size_t>(e->type)] != most) continue;
      if (s.best == nullptr || e->confidence > s.best->confidence) s.best = e;
    }
    out.push_back(s);
    i = end;
  }
  return out;
}

std::vector<std::string> outlets_of(const EventIndex& index, std::span<const EventRef* const> events) {
  std::set<std::string> all;
  for (const EventRef* e : events) {
    if (e->outlet != 0) all.insert(index.word(e->outlet));
  }
  return {all.begin(), all.end()};
}
std::vector<std::string> languages_of(const EventIndex& index, std::span<const EventRef* const> events) {
  std::set<std::string> all;
  for (const EventRef* e : events) {
    if (!index.language(e->language).empty()) all.insert(index.language(e->language));
  }
  return {all.begin(), all.end()};
}

std::uint64_t unit_of(const EventRef& e, relations::Counting counting) {
  return counting == relations::Counting::stories ? e.story : counting == relations::Counting::groups ? e.group : e.event;
}

std::vector<Unit> units_of(std::span<const EventRef* const> events, relations::Counting counting, bool as_told) {
  struct Row {
    std::uint64_t unit;
    int kind;  // type and quad class
    std::int32_t day;
    double goldstein, intensity;
  };
  std::vector<Row> rows;
  rows.reserve(events.size());
  for (const EventRef* e : events) {
    const std::int32_t day = e->day == kNoDay && as_told ? e->published : e->day;
    if (day == kNoDay || e->quad < 1 || e->quad > 4) continue;
    auto known = [](float v) { return std::isnan(v) ? 0.0 : static_cast<double>(v); };
    rows.push_back(
        {unit_of(*e, counting), static_cast<int>(e->type) * 8 + e->quad, day, known(e->goldstein), known(e->intensity)});
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.unit, a.kind, a.day, a.goldstein, a.intensity) < std::tie(b.unit, b.kind, b.day, b.goldstein, b.intensity);
  });
  std::vector<Unit> out;
  for (std::size_t i = 0; i < rows.size();) {
    Unit u{rows[i].unit, static_cast<model::EventType>(rows[i].kind / 8), rows[i].kind % 8, rows[i].day, 0, 0};
    std::size_t end = i;
    for (; end < rows.size() && rows[end].unit == u.unit && rows[end].kind == rows[i].kind; ++end)
      u.goldstein += rows[end].goldstein, u.intensity += rows[end].intensity;
    u.goldstein /= static_cast<double>(end - i), u.intensity /= static_cast<double>(end - i);
    out.push_back(u);
    i = end;
  }
  return out;
}

relations::PairSeries series_of(const EventIndex& index, const std::vector<Unit>& units, const std::string& a,
                                const std::string& b, relations::Step step) {
  relations::PairSeries out;
  out.a = a, out.b = b, out.step = step;
  if (units.empty()) return out;
  auto [first, last] =
      std::minmax_element(units.begin(), units.end(), [](const Unit& x, const Unit& y) { return x.day < y.day; });
  out.first = day_of(period_begin(first->day, step));
  out.periods.resize(static_cast<std::size_t>(relations::period_of(out.first, step, day_of(last->day))) + 1);
  for (auto& p : out.periods) p.observed = false;
  const std::vector<std::int32_t>& observed = index.observed(step);
  for (auto at = std::lower_bound(observed.begin(), observed.end(), days_of(out.first)); at != observed.end(); ++at) {
    std::ptrdiff_t period = relations::period_of(out.first, step, day_of(*at));
    if (period >= std::ssize(out.periods)) break;
    out.periods[static_cast<std::size_t>(period)].observed = true;
  }
  for (const Unit& u : units) {
    auto& p = out.periods[static_cast<std::size_t>(relations::period_of(out.first, step, day_of(u.day)))];
    p.observed = true;
    ++p.quads[static_cast<std::size_t>(u.quad - 1)];
    ++p.types[static_cast<std::size_t>(u.type)];
    p.goldstein += u.goldstein, p.intensity += u.intensity;
  }
  return out;
}

std::vector<relations::Tie> ties_of(const EventIndex& index, const Window& window, std::uint32_t least) {
  std::vector<relations::Tie> out;
  const std::int32_t from = days_of(window.from), to = days_of(window.to);
  Refs kept;
  for (const auto& [pair, events] : index.pairs()) {
    std::size_t dash = pair.find('-');
    if (dash == std::string::npos || pair.substr(0, dash) == pair.substr(dash + 1) || events.size() < least) continue;
    kept.clear();
    for (const EventRef* e : events) {
      if (e->modality != model::Modality::actual || e->day == kNoDay) continue;
      if ((window.from.known() && e->day < from) || (window.to.known() && e->day > to)) continue;
      if (static_cast<double>(e->confidence) < window.min_confidence - 1e-6) continue;
      kept.push_back(e);
    }
    if (kept.size() < least) continue;
    relations::PairSeries series =
        series_of(index, units_of(kept, window.counting), pair.substr(0, dash), pair.substr(dash + 1), relations::Step::month);
    relations::Tie tie = relations::tie_of(series, 0, series.periods.size());
    if (tie.stories >= least) out.push_back(std::move(tie));
  }
  return out;
}

}  // namespace kawat::serve
