#include "cli/story_linking.h"

#include <fmt/format.h>
#include <cstdio>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "base/share_out.h"
#include "stories/linker.h"
#include "stories/packed.h"
#include "stories/story.h"

namespace kawat::cli {
namespace {

using archive::Telling;
using stories::Linker;
using stories::Told;

Result<Told> unpacked(const Telling& t) {
  Told out;
  if (!stories::unpack(t.packed, out))
    return fail(Code::archive_damaged, t.doc_id, "what the article tells cannot be read",
                "kawat archive verify says what else is");
  out.id = t.telling, out.doc_id = t.doc_id, out.copy_of = t.copy_of, out.outlet = t.outlet, out.language = t.language;
  out.published = t.published;
  return out;
}

// They mostly came there in this order: each is likely to stand behind the one before it.
std::vector<Linker::Place> places_of(std::span<const Telling> tellings, const Linker& linker) {
  std::vector<Linker::Place> out;
  out.reserve(tellings.size());
  Linker::Place place = Linker::kNowhere;  // 0 comes next
  for (const Telling& t : tellings) out.push_back(place = linker.place(t.telling, place + 1));
  return out;
}

// Those that are not there yet.
Status add(std::span<const Telling> tellings, Linker& linker) {
  std::vector<Told> fresh;
  const std::vector<Linker::Place> places = places_of(tellings, linker);
  for (std::size_t i = 0; i < tellings.size(); ++i) {
    if (places[i] != Linker::kNowhere) continue;
    auto told = unpacked(tellings[i]);
    if (!told) return fail(told.error());
    fresh.push_back(std::move(*told));
  }
  linker.add(std::move(fresh));
  return {};
}

// The name of the story that a stored telling is in.
std::string story_of(const Telling& t) { return t.story.empty() ? stories::story_id(t.telling) : t.story; }

std::string code(const stories::Party& p) { return std::string(p.country.view()) + std::string(p.sector.view()); }

// What most say; of equals what is said first.
template <class Of>
std::string most_say(const std::vector<const Told*>& members, Of&& of) {
  std::map<std::string, int> says;
  std::string best;
  for (const Told* t : members) {
    if (std::string s = of(*t); !s.empty()) ++says[s];
  }
  for (const Told* t : members) {
    std::string s = of(*t);
    if (!s.empty() && (best.empty() || says[s] > says[best])) best = s;
  }
  return best;
}

// A stretch of periods (stories/linker.h), ends included; and what has none.
struct Periods {
  std::int64_t first = INT32_MAX, last = INT32_MIN + 1;
  bool undated = false;
  bool empty() const { return first > last; }
  friend bool operator==(const Periods&, const Periods&) = default;
};

// Tellings in memory, beyond which those of periods no longer asked for are let go.
constexpr std::size_t kMostHeld = 400'000;
// Periods between two stretches that are read rather than to begin anew.
constexpr std::int64_t kGap = 4;

}  // namespace

struct StoryMemory::Held {
  explicit Held(Linker l) : linker(std::move(l)) {}

  // Whether it may be gone on with.
  bool serves(std::uint64_t now, const Periods& wanted) const {
    if (version != now) return false;
    if (periods.empty() || wanted.empty()) return true;
    if (wanted.first > periods.last + kGap || wanted.last < periods.first - kGap) return false;
    return linker.size() <= kMostHeld || (wanted.first <= periods.first && wanted.last >= periods.last);
  }

  // Whether all came that were looked at ahead: others may have brought the same articles, or an article comes by another name.
  bool expected(std::span<const Telling> fresh) const {
    const std::vector<Linker::Place> places = places_of(fresh, linker);
    return places.size() - static_cast<std::size_t>(std::ranges::count(places, Linker::kNowhere)) == ahead;
  }

  // What is linked there and not at hand yet.
  Status load(archive::StoryDesk& desk, const Periods& wanted) {
    const bool and_undated = wanted.undated && !periods.undated;
    Status ok;
    if (periods.empty()) {
      if (!wanted.empty() || and_undated) ok = load(desk, wanted.first, wanted.last, and_undated);
    } else {
      const bool earlier = periods.first > wanted.first;
      const bool later = periods.last < wanted.last;
      if (earlier) ok = load(desk, wanted.first, periods.first - 1, false);
      if (ok && later) ok = load(desk, periods.last + 1, wanted.last, false);
      if (ok && and_undated) ok = load(desk, INT32_MAX, INT32_MIN + 1, true);
    }
    periods = {std::min(periods.first, wanted.first), std::max(periods.last, wanted.last), periods.undated || wanted.undated};
    return ok;
  }

  Linker linker;
  std::unordered_map<std::string, Telling> known;  // with their stories as stored, without what is packed
  Periods periods;                                 // that are at hand
  std::size_t ahead = 0;                           // tellings that are to come to the desk
  bool last = false;                               // nothing is to come, and `known` lacks what came last
  std::optional<std::uint64_t> version;            // of the archive that it is true of

 private:
  Status load(archive::StoryDesk& desk, std::int64_t from, std::int64_t to, bool and_undated) {
    auto before = desk.linked(static_cast<std::int32_t>(from), static_cast<std::int32_t>(to), and_undated);
    if (!before) return fail(before.error());
    for (Telling& t : *before) {
      auto told = unpacked(t);
      if (!told) return fail(told.error());
      linker.add_linked(std::move(*told), story_of(t));
      t.packed = {};
      std::string id = t.telling;
      known.emplace(std::move(id), std::move(t));
    }
    return {};
  }
};

StoryMemory::StoryMemory() = default;
StoryMemory::~StoryMemory() = default;
StoryMemory::StoryMemory(StoryMemory&&) noexcept = default;
StoryMemory& StoryMemory::operator=(StoryMemory&&) noexcept = default;
void StoryMemory::keep(std::uint64_t version) {
  if (held_ && !held_->last) held_->version = version;
}

Result<StoryLinking> StoryLinking::build(const pipeline::Pipeline& pipeline, unsigned threads) {
  auto teller = intake::Teller::build(pipeline);
  if (!teller) return fail(teller.error());
  auto likeness = stories::Likeness::build(pipeline.pack());
  if (!likeness) return fail(likeness.error());
  return StoryLinking(pipeline.ontology(), std::move(*teller), *likeness, threads);
}

Result<Linked> StoryLinking::link_and_merge(archive::Writer& writer, StoryMemory& memory, const Linked& before, bool live) const {
  auto linked = link(writer, memory, [live](std::uint64_t tellings) {
    if (live)
      std::fprintf(stderr, "\rlooking for stories in %llu new tellings …\x1b[K", static_cast<unsigned long long>(tellings));
  });
  if (live) std::fprintf(stderr, "\r\x1b[K");
  if (!linked) return linked;
  linked->tellings += before.tellings, linked->stories += before.stories, linked->seconds += before.seconds;
  // Many small parts make queries slow; what was committed is safe whatever becomes of this.
  constexpr std::uint64_t kMostParts = 24;  // of a month
  if (auto merged = writer.compact(kMostParts); !merged) return fail(merged.error());
  return linked;
}

void tell(const Linked& linked) {
  std::fprintf(stderr, "stories: %llu new tellings linked in %.1f s; %llu stories told several times are new or have changed\n",
               static_cast<unsigned long long>(linked.tellings), linked.seconds, static_cast<unsigned long long>(linked.stories));
}

Result<Linked> StoryLinking::link(archive::Writer& writer, StoryMemory& memory,
                                  const std::function<void(std::uint64_t)>& progress) const {
  auto start = std::chrono::steady_clock::now();
  Linked out;
  for (;;) {
    auto desk = writer.story_desk();
    if (!desk) return fail(desk.error());
    if (*desk == nullptr) break;
    if (progress) progress((*desk)->fresh().size());
    if (auto ok = link(**desk, memory, out); !ok) return fail(ok.error());
  }
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return out;
}

Status StoryLinking::link(archive::StoryDesk& desk, StoryMemory& memory, Linked& linked) const {
  linked.tellings += desk.fresh().size();
  auto outcome = find(desk, memory);
  if (!outcome) return fail(outcome.error());
  linked.stories += outcome->rows.size();
  auto changed = desk.commit(std::move(*outcome));
  if (!changed) return fail(changed.error());
  memory.keep(desk.version());
  linked.changed += *changed;
  return {};
}

void StoryLinking::begin(StoryMemory& memory, std::uint64_t version) const {
  memory.held_ = std::make_unique<StoryMemory::Held>(Linker(likeness_, threads_));
  memory.held_->version = version;
}

void StoryLinking::look_ahead(std::span<const Telling> tellings, StoryMemory& memory) const {
  // Where the last search came to nothing, the next one begins anew.
  if (!memory.held_ || !memory.held_->version || memory.held_->ahead + tellings.size() > archive::kMostLinked) return;
  Linker& linker = memory.held_->linker;
  const std::size_t before = linker.size();
  if (add(tellings, linker))
    memory.held_->ahead += linker.size() - before;
  else
    memory.held_.reset();
}

Result<archive::StoryOutcome> StoryLinking::find(archive::StoryDesk& desk, StoryMemory& memory) const {
  archive::StoryOutcome outcome;
  outcome.fresh = desk.take_fresh();
  Periods wanted;
  for (const Telling& t : outcome.fresh) {
    if (t.period == archive::kUndatedPeriod)
      wanted.undated = true;
    else
      wanted.first = std::min<std::int64_t>(wanted.first, t.period - 2),
      wanted.last = std::max<std::int64_t>(wanted.last, t.period + 2);
  }
  if (!memory.held_ || !memory.held_->serves(desk.version(), wanted) || !memory.held_->expected(outcome.fresh))
    memory.held_ = std::make_unique<StoryMemory::Held>(Linker(likeness_, threads_));
  StoryMemory::Held& held = *memory.held_;
  held.ahead = 0, held.last = desk.last();
  held.version.reset();  // until this is committed
  if (auto ok = held.load(desk, wanted); !ok) return fail(ok.error());

  Linker& linker = held.linker;
  if (auto ok = add(outcome.fresh, linker); !ok) return fail(ok.error());
  std::vector<Telling*> new_ones(linker.size());  // by place
  const std::vector<Linker::Place> places = places_of(outcome.fresh, linker);
  for (std::size_t i = places.size(); i-- > 0;) new_ones[places[i]] = &outcome.fresh[i];
  std::vector<std::string_view> moved;   // tellings of before whose story is another now
  std::unordered_set<std::string> left;  // which these were in
  auto look = [&](const std::vector<Linker::Change>& changes) {
    if (held.known.empty()) return;
    for (const Linker::Change& c : changes) {
      auto at = held.known.find(std::string(c.telling));
      if (at != held.known.end()) moved.push_back(c.telling), left.insert(story_of(at->second));
    }
  };
  look(linker.link());
  for (;;) {
    Linker::Reach reach = linker.reach();
    if (reach.first > reach.last) break;
    const Periods before = held.periods;
    if (auto ok = held.load(desk, {reach.first - 1, reach.last + 1, false}); !ok) return fail(ok.error());
    if (held.periods == before) break;
    look(linker.link_again());
  }
  // Stories that gain or lose: all, where nothing is from before.
  auto touched = [&] {
    if (held.known.empty()) return linker.places();
    std::unordered_set<std::string_view> names(left.begin(), left.end(), 2 * outcome.fresh.size());
    for (std::string_view telling : moved) names.insert(linker.story(telling));
    for (Linker::Place p = 0; p < new_ones.size(); ++p) {
      if (new_ones[p] != nullptr) names.insert(linker.story(p));
    }
    return linker.places(names);
  };
  std::vector<std::vector<const Told*>> shared;
  for (const std::vector<Linker::Place>& members : touched()) {
    const bool several = members.size() > 1;
    const std::string stored(several ? linker.story(members.front()) : std::string_view());
    if (several) shared.emplace_back();
    for (Linker::Place p : members) {
      const Told& told = linker.told(p);
      if (several) shared.back().push_back(&told);
      if (p < new_ones.size() && new_ones[p] != nullptr) {
        new_ones[p]->story = stored;
        if (!held.last) (held.known[told.id] = *new_ones[p]).packed = {};
      } else if (Telling& known = held.known[told.id]; known.story != stored) {
        known.story = stored;
        outcome.changed.push_back(known);
      }
    }
    if (several) left.erase(stored);
  }
  outcome.rows.resize(shared.size());
  share_out(threads_, shared.size(), 16, [&] { return [&](std::size_t k) { outcome.rows[k] = row(shared[k]); }; });
  outcome.gone.assign(left.begin(), left.end());
  std::sort(outcome.gone.begin(), outcome.gone.end());
  return outcome;
}

archive::StoryRow StoryLinking::row(const std::vector<const Told*>& members) const {
  stories::Story s = stories::summarise(members);
  archive::StoryRow out;
  const model::Day& named = members.front()->published;
  out.story_id = s.id;
  out.month = named.known() ? fmt::format("{:04}-{:02}", named.year, std::max(named.month, 1)) : "unknown";
  out.first_day = s.start, out.last_day = s.end.known() ? s.end : s.start;
  if (s.type != model::EventType::none) out.event_type = name(s.type);
  out.event_mode = most_say(members, [&](const Told& t) {
    return t.type == s.type && t.mode >= 0 ? std::string(ontology_->modes()[static_cast<std::size_t>(t.mode)].name)
                                           : std::string();
  });
  for (auto [from, to] : {std::pair{&s.actors, &out.actors}, std::pair{&s.recipients, &out.recipients}}) {
    for (const stories::Party& p : *from) to->push_back({p.name, code(p)});
  }
  out.place = most_say(members, [](const Told& t) { return t.place_name; });
  out.documents = static_cast<std::int32_t>(s.documents), out.outlets = static_cast<std::int32_t>(s.outlets);
  out.languages = s.languages;
  for (const Told* t : members)
    out.sources.push_back({t->doc_id, t->id == t->doc_id ? "" : t->id, t->outlet, t->language, t->published, t->main});
  for (stories::Disagreement& d : stories::disagreements(members)) {
    archive::StoryRow::Disagreement to{d.field, {}};
    for (stories::Disagreement::Value& v : d.values) to.values.push_back({std::move(v.value), std::move(v.documents)});
    out.disagreements.push_back(std::move(to));
  }
  return out;
}

}  // namespace kawat::cli
