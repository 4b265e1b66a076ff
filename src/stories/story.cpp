#include "stories/story.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>
#include <tuple>

#include "stories/linker.h"

namespace kawat::stories {
namespace {

// Values in the order in which they are first told, with who tells them.
template <class Key>
class Tally {
 public:
  void add(const Key& key, const std::string& shown, const Told& t) {
    auto [it, fresh] = at_.emplace(key, values_.size());
    if (fresh) values_.push_back({shown, {}});
    auto& documents = values_[it->second].documents;
    if (documents.empty() || documents.back() != t.doc_id) documents.push_back(t.doc_id);
  }
  std::size_t size() const { return values_.size(); }
  std::vector<Disagreement::Value> by_most() const {
    auto out = values_;
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.documents.size() > b.documents.size(); });
    return out;
  }

 private:
  std::map<Key, std::size_t> at_;
  std::vector<Disagreement::Value> values_;
};

std::string iso(model::Day d, model::Precision p) {
  std::array<char, 48> buffer;
  const char* form = p == model::Precision::month ? "%04d-%02d" : p == model::Precision::year ? "%04d" : "%04d-%02d-%02d";
  int n = std::snprintf(buffer.data(), buffer.size(), form, d.year, d.month, d.day);
  return {buffer.data(), static_cast<std::size_t>(n)};
}

bool overlap(const Told& a, const Told& b) {
  auto end = [](const Told& t) { return t.end.known() ? t.end : t.start; };
  return a.start <= end(b) && b.start <= end(a);
}

std::string shown(const Party& p) {
  std::string code = std::string(p.country.view()) + std::string(p.sector.view());
  if (p.name.empty()) return code;
  return code.empty() ? p.name : p.name + " [" + code + "]";
}

// Two parties may be the same: a state and its officials, a name and its office.
bool compatible(const Party& a, const Party& b) {
  if (a.identity != 0 && a.identity == b.identity) return true;
  return a.country.empty() || b.country.empty() || a.country == b.country;
}

// Actors contradict each other when those of one telling cannot be those of another.
void parties(const std::vector<const Told*>& members, model::EventType type, std::vector<Party> Told::* which, const char* field,
             std::vector<Disagreement>& out) {
  Tally<std::string> tally;
  bool apart = false;
  const std::vector<Party>* first = nullptr;
  for (const Told* t : members) {
    const std::vector<Party>& these = t->*which;
    if (t->type != type || these.empty()) continue;
    for (const Party& p : these) tally.add(std::string(p.country.view()), shown(p), *t);
    if (first != nullptr) {
      apart = apart || std::none_of(these.begin(), these.end(), [&](const Party& p) {
                return std::any_of(first->begin(), first->end(), [&](const Party& q) { return compatible(p, q); });
              });
    } else {
      first = &these;
    }
  }
  if (apart) out.push_back({field, tally.by_most()});
}

}  // namespace

std::vector<Disagreement> disagreements(const std::vector<const Told*>& members) {
  std::vector<Disagreement> out;
  // What an article mentions in passing is no other version of what it is about: the main tellings, where there are some.
  std::vector<const Told*> told;
  for (const Told* t : members) {
    if (t->main) told.push_back(t);
  }
  if (told.size() < 2) told = members;
  auto exact = [](const Told& t) {
    return t.dated_by_text && !t.dated_loosely && t.start.known() &&
           (t.precision == model::Precision::day || t.precision == model::Precision::month);
  };
  Tally<std::string> dates;
  bool apart = false;
  for (const Told* t : told) {
    if (!exact(*t)) continue;
    dates.add(iso(t->start, t->precision), iso(t->start, t->precision), *t);
    apart = apart || std::any_of(told.begin(), told.end(), [&](const Told* o) { return exact(*o) && !overlap(*t, *o); });
  }
  if (apart) out.push_back({"date", dates.by_most()});

  Tally<std::uint64_t> places;
  for (const Told* t : told) {
    if (t->place != 0) places.add(t->place, t->place_name, *t);
  }
  if (places.size() > 1) out.push_back({"place", places.by_most()});

  std::map<std::uint64_t, std::pair<std::string, Tally<std::uint64_t>>> counts;
  for (const Told* t : told) {
    for (const Count& c : t->counts) {
      auto& [what, tally] = counts[c.of];
      if (what.empty()) what = c.what;
      tally.add(c.value, std::to_string(c.value), *t);
    }
  }
  std::vector<Disagreement> numbers;
  for (const auto& [of, entry] : counts) {
    if (entry.second.size() < 2) continue;
    auto values = entry.second.by_most();
    // One article with two numbers of the same thing speaks of two things.
    std::set<std::string> who;
    for (const auto& v : values) who.insert(v.documents.begin(), v.documents.end());
    if (who.size() > 1) numbers.push_back({"number of " + entry.first, std::move(values)});
  }
  std::sort(numbers.begin(), numbers.end(), [](const auto& a, const auto& b) { return a.field < b.field; });
  out.insert(out.end(), numbers.begin(), numbers.end());

  model::EventType type = told.front()->type;
  for (const Told* t : told) {
    if (type == model::EventType::none) type = t->type;
  }
  if (type != model::EventType::none) {
    parties(told, type, &Told::actors, "actor", out);
    parties(told, type, &Told::recipients, "recipient", out);
  }
  return out;
}

Story summarise(const std::vector<const Told*>& members) {
  Story s;
  s.id = story_id(members.front()->id);
  s.tellings = members;
  std::set<std::string> documents, outlets, languages;
  std::map<model::EventType, int> types;
  for (const Told* t : members) {
    documents.insert(t->doc_id), languages.insert(t->language);
    if (!t->outlet.empty()) outlets.insert(t->outlet);
    if (t->type != model::EventType::none) types[t->type] += t->main ? 2 : 1;
  }
  s.documents = documents.size(), s.outlets = outlets.size();
  s.languages.assign(languages.begin(), languages.end());
  int most = 0;
  for (const Told* t : members) {  // of equals the earliest
    if (t->type != model::EventType::none && types[t->type] > most) most = types[t->type], s.type = t->type;
  }
  for (auto [from, to] : {std::pair{&Told::actors, &s.actors}, std::pair{&Told::recipients, &s.recipients}}) {
    std::vector<std::pair<Party, int>> tally;
    for (const Told* t : members) {
      if (t->type != s.type) continue;
      for (const Party& p : t->*from) {
        auto same = std::find_if(tally.begin(), tally.end(), [&](const auto& e) {
          return e.first.identity == p.identity && e.first.country == p.country && e.first.sector == p.sector;
        });
        if (same == tally.end())
          tally.emplace_back(p, 1);
        else
          ++same->second;
      }
    }
    std::stable_sort(tally.begin(), tally.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    for (auto& e : tally) to->push_back(std::move(e.first));
  }
  std::map<std::pair<model::Day, model::Day>, int> days;
  auto span = [](const Told& t) { return std::pair(t.start, t.end.known() ? t.end : t.start); };
  for (const Told* t : members) {
    if (t->start.known()) days[span(*t)] += t->dated_by_text ? 2 : 1;
  }
  most = 0;
  for (const Told* t : members) {
    if (t->start.known() && days[span(*t)] > most) most = days[span(*t)], std::tie(s.start, s.end) = span(*t);
  }
  if (!s.start.known()) s.start = s.end = members.front()->published;
  return s;
}

}  // namespace kawat::stories
