#include "stories/likeness.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string>

#include "base/text.h"

namespace kawat::stories {
namespace {

constexpr std::array<std::string_view, kFeatures> kNames = {"bias",
                                                            "names",
                                                            "names_apart",
                                                            "countries",
                                                            "countries_apart",
                                                            "topics",
                                                            "topics_alike",
                                                            "acts_alike",
                                                            "answers_alike",
                                                            "answers_apart",
                                                            "places",
                                                            "numbers",
                                                            "numbers_apart",
                                                            "cover",
                                                            "cover_least",
                                                            "title_cover",
                                                            "rest",
                                                            "same_language",
                                                            "subject",
                                                            "subject_apart",
                                                            "title_apart",
                                                            "types_apart",
                                                            "quads_apart",
                                                            "untyped",
                                                            "actors",
                                                            "actors_apart",
                                                            "recipients",
                                                            "recipient_codes",
                                                            "swapped",
                                                            "day_same",
                                                            "day_next",
                                                            "day_apart",
                                                            "days",
                                                            "days_open",
                                                            "published"};

// How much a clue of a kind says.
constexpr std::array<float, kClueKinds> kWeight = {2, 1, 1.5, 1.5, 1, 1, 1, 0.2F};

// As if every lead said so much more that the other does not: half of two words is not half of twenty.
constexpr float kUnsaid = 2;

constexpr std::int64_t kUnknown = 10;  // days between two articles of which one has no day

constexpr std::int64_t kTogether = 3, kSlip = 14;  // days

constexpr std::int64_t kFar = 60;  // days; beyond, farther makes no difference

std::size_t at(ClueKind k) { return static_cast<std::size_t>(k); }

float weight(const Clues& clues) {
  float sum = 0;
  for (Clue c : clues) sum += kWeight[at(c.kind())];
  return sum;
}

enum : std::uint8_t { kInLead = 1, kInTitle = 2 };

// f(i, j) for each a[i] == b[j], both ascending.
template <class F>
void shared(const Clues& a, const Clues& b, F&& f) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Clue x = a[i], y = b[j];
    if (x == y) f(i, j);
    i += x <= y, j += y <= x;  // steps that cannot be foreseen: no branch
  }
}

float cosine(float both, float a, float b) { return a > 0 && b > 0 ? both / std::sqrt(a * b) : 0; }

int quad(model::EventType t) {
  using enum model::EventType;
  switch (t) {
    case none:
      return 0;
    case AGREE:
    case CONSULT:
    case SUPPORT:
    case CONCEDE:
      return 1;
    case COOPERATE:
    case AID:
    case RETREAT:
      return 2;
    case REQUEST:
    case ACCUSE:
    case REJECT:
    case THREATEN:
      return 3;
    default:
      return 4;
  }
}

bool meet(const std::vector<Party>& a, const std::vector<Party>& b, bool by_name) {
  return std::any_of(a.begin(), a.end(), [&](const Party& x) {
    return std::any_of(b.begin(), b.end(), [&](const Party& y) {
      return by_name ? x.identity != 0 && x.identity == y.identity : !x.country.empty() && x.country == y.country;
    });
  });
}

std::uint64_t bits_of(const std::vector<Party>& parties) {
  std::uint64_t out = 0;
  auto add = [&out](std::uint64_t hash) { out |= std::uint64_t{1} << (hash * 0x9E3779B97F4A7C15ull >> 58); };
  for (const Party& p : parties) {
    if (!p.country.empty()) add(word_hash(p.country.view()));
    if (p.identity != 0) add(p.identity);
  }
  return out;
}

// The state that both articles are at home in.
model::Code3 shared_home(const Told& x, const Told& y) { return x.home == y.home ? x.home : model::Code3(); }

// Both turn on the same state, and not on that of their readers.
bool same_subject(const Told& x, const Told& y) {
  return !x.subject.empty() && x.subject == y.subject && x.subject != shared_home(x, y);
}

bool coded(const std::vector<Party>& p) {
  return std::any_of(p.begin(), p.end(), [](const Party& x) { return !x.country.empty(); });
}

float log_days(std::int64_t d) {
  static const auto kLog = [] {
    std::array<float, kFar + 1> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(std::log1p(static_cast<double>(i)));
    return out;
  }();
  return kLog[static_cast<std::size_t>(std::min(d, kFar))];
}

}  // namespace

Clue country_clue(model::Code3 country) { return {ClueKind::country, word_hash("country " + std::string(country.view()))}; }

std::string_view name(Feature f) { return kNames[static_cast<std::size_t>(f)]; }

Compared::Compared(const Told& t) : told_(&t) {
  all_.reserve(t.lead.size() + t.rest.size());
  std::set_union(t.lead.begin(), t.lead.end(), t.rest.begin(), t.rest.end(), std::back_inserter(all_));
  stands_.resize(all_.size());
  shared(all_, t.lead, [&](std::size_t i, std::size_t) { stands_[i] |= kInLead; });
  shared(all_, t.title, [&](std::size_t i, std::size_t) { stands_[i] |= kInTitle; });
  if (!t.home.empty()) home_ = country_clue(t.home), names_home_ = std::ranges::binary_search(t.lead, home_);
  glance_ = {bits_of(t.actors), bits_of(t.recipients), t.types, t.subject, t.main, coded(t.actors)};
  for (Clue c : t.lead) ++lead_[at(c.kind())];
  lead_weight_ = weight(t.lead), title_weight_ = weight(t.title);
  for (Clue c : all_) names_and_places_ += c.kind() == ClueKind::name || c.kind() == ClueKind::place ? 1.0F : 0.0F;
  if (t.published.known()) published_ = days_since_1970(t.published);
  if (t.start.known()) {
    first_ = days_since_1970(t.start), last_ = std::max(first_, t.end.known() ? days_since_1970(t.end) : first_);
    has_days_ = true;
    exact_ = t.dated_by_text && t.precision == model::Precision::day;
    // "on Saturday" in a planned act may be last Saturday as well.
    ahead_ = published_ != INT64_MIN && first_ > published_ && first_ - 7 <= published_;
  } else if (published_ != INT64_MIN) {
    first_ = last_ = published_, has_days_ = true;
  }
}

Features compare(const Compared& a, const Compared& b) {
  const Told &x = *a.told_, &y = *b.told_;
  Features f{};
  auto set = [&f](Feature which, float value) { f[static_cast<std::size_t>(which)] = value; };
  auto flag = [&](Feature which, bool on) { set(which, on ? 1.0F : 0.0F); };
  set(Feature::bias, 1);

  std::array<float, kClueKinds> both{};
  // That two Indonesian articles name Indonesia says nothing.
  const model::Code3 home = shared_home(x, y);
  const Clue at_home = home.empty() ? Clue() : a.home_;
  float answers = 0, cover_a = 0, cover_b = 0, title_a = 0, title_b = 0, rest = 0;
  shared(a.all_, b.all_, [&](std::size_t i, std::size_t j) {
    const Clue c = a.all_[i];
    const std::uint8_t in_x = a.stands_[i], in_y = b.stands_[j];
    const std::size_t kind = at(c.kind());
    const float answer = c.kind() == ClueKind::answer ? 1.0F : 0.0F;
    if (in_x & kInLead) cover_a += kWeight[kind], answers -= answer;
    if (in_y & kInLead) cover_b += kWeight[kind], answers -= answer;
    if (in_x & in_y & kInLead) both[kind] += c != at_home ? 1.0F : 0.0F;
    if (in_x & kInTitle) title_a += kWeight[kind];
    if (in_y & kInTitle) title_b += kWeight[kind];
    rest += c.kind() == ClueKind::name || c.kind() == ClueKind::place ? 1.0F : 0.0F;
  });
  auto shared_of = [&](ClueKind k) { return both[at(k)]; };
  auto in_a = [&](ClueKind k) { return static_cast<float>(a.lead_[at(k)]); };
  auto in_b = [&](ClueKind k) { return static_cast<float>(b.lead_[at(k)]); };
  auto alike = [&](ClueKind k) { return cosine(shared_of(k), in_a(k), in_b(k)); };
  auto apart = [&](ClueKind k) { return in_a(k) > 0 && in_b(k) > 0 && shared_of(k) == 0; };
  set(Feature::names, std::min(shared_of(ClueKind::name), 3.0F) / 3);
  auto unknown = [](Clue c, const Clues& to) { return c != Clue() && !std::binary_search(to.begin(), to.end(), c); };
  flag(Feature::names_apart, unknown(x.first_name, b.all_) && unknown(y.first_name, a.all_));
  set(Feature::countries, alike(ClueKind::country)),
      flag(Feature::countries_apart, apart(ClueKind::country) && !(!home.empty() && a.names_home_ && b.names_home_));
  float topics = 0, topics_a = 0, topics_b = 0;
  for (ClueKind k : {ClueKind::thing, ClueKind::act, ClueKind::answer})
    topics += shared_of(k), topics_a += in_a(k), topics_b += in_b(k);
  set(Feature::topics, std::min(topics, 4.0F) / 4), set(Feature::topics_alike, cosine(topics, topics_a, topics_b));
  set(Feature::acts_alike, alike(ClueKind::act)), set(Feature::answers_alike, alike(ClueKind::answer));
  flag(Feature::places, shared_of(ClueKind::place) > 0);
  flag(Feature::numbers, shared_of(ClueKind::number) > 0), flag(Feature::numbers_apart, apart(ClueKind::number));

  answers += in_a(ClueKind::answer) + in_b(ClueKind::answer);
  set(Feature::answers_apart, std::min(answers, 3.0F) / 3);
  cover_a /= a.lead_weight_ + kUnsaid, cover_b /= b.lead_weight_ + kUnsaid;
  set(Feature::cover, (cover_a + cover_b) / 2), set(Feature::cover_least, std::min(cover_a, cover_b));
  title_a /= a.title_weight_ + kUnsaid, title_b /= b.title_weight_ + kUnsaid;
  set(Feature::title_cover, (title_a + title_b) / 2);
  set(Feature::rest, cosine(rest, a.names_and_places_, b.names_and_places_));
  flag(Feature::same_language, x.language == y.language);

  flag(Feature::subject, same_subject(x, y));
  flag(Feature::subject_apart, !x.subject.empty() && !y.subject.empty() && x.subject != y.subject);
  flag(Feature::title_apart, !x.title_subject.empty() && !y.title_subject.empty() && x.title_subject != y.title_subject);
  bool typed = x.types != 0 && y.types != 0;
  flag(Feature::untyped, !typed), flag(Feature::types_apart, typed && (x.types & y.types) == 0);
  auto has = [](std::uint32_t types, model::EventType t) { return (types >> static_cast<unsigned>(t) & 1) != 0; };
  flag(Feature::quads_apart, x.type != model::EventType::none && y.type != model::EventType::none && !has(y.types, x.type) &&
                                 !has(x.types, y.type) && quad(x.type) != quad(y.type));
  const Glance &g = a.glance_, &h = b.glance_;
  const bool actors = (g.actors & h.actors) != 0, recipients = (g.recipients & h.recipients) != 0;
  const bool actor_codes = actors && meet(x.actors, y.actors, false);
  flag(Feature::actors, actors && meet(x.actors, y.actors, true));
  flag(Feature::actors_apart, g.actors_coded && h.actors_coded && !actor_codes);
  flag(Feature::recipients, recipients && meet(x.recipients, y.recipients, true));
  flag(Feature::recipient_codes, recipients && meet(x.recipients, y.recipients, false));
  flag(Feature::swapped, !actor_codes && (g.actors & h.recipients) != 0 && (g.recipients & h.actors) != 0 &&
                             meet(x.actors, y.recipients, false) && meet(x.recipients, y.actors, false));

  if (a.has_days_ && b.has_days_) {
    std::int64_t gap = kFar;
    for (std::int64_t back_a : {0, 7}) {
      if (back_a != 0 && !a.ahead_) continue;
      for (std::int64_t back_b : {0, 7}) {
        if (back_b != 0 && !b.ahead_) continue;
        std::int64_t between = std::max(a.first_ - back_a, b.first_ - back_b) - std::min(a.last_ - back_a, b.last_ - back_b);
        gap = std::min(gap, std::max<std::int64_t>(0, between));
      }
    }
    if (a.exact_ && b.exact_) {
      // News is of these days: of two articles that date the same far apart, one errs.
      if (a.published_ != INT64_MIN && b.published_ != INT64_MIN && std::abs(a.published_ - b.published_) <= kTogether)
        gap = std::min(gap, kSlip);
      flag(Feature::day_same, gap == 0), flag(Feature::day_next, gap == 1), flag(Feature::day_apart, gap > 1);
      set(Feature::days, log_days(gap));
    } else {
      set(Feature::days_open, log_days(gap));
      if (a.published_ != INT64_MIN && b.published_ != INT64_MIN)
        set(Feature::published, log_days(std::abs(a.published_ - b.published_)));
    }
  } else {
    set(Feature::days_open, log_days(kUnknown)), set(Feature::published, log_days(kUnknown));
  }
  return f;
}

Result<Likeness> Likeness::build(const lexicon::Pack& pack) { return read(pack.section("stories.tsv"), "data/stories.tsv"); }

Result<Likeness> Likeness::read(std::string_view table, const std::string& where) {
  Likeness out;
  std::bitset<kFeatures + 1> seen;
  for (const lexicon::Row& row : lexicon::rows(table)) {
    auto bad = [&](const std::string& what) {
      return fail(Code::bad_table, where + ":" + std::to_string(row.line), what,
                  "learn the weights again: tools/train_stories.py");
    };
    std::string number(row.cell(1));
    char* end = nullptr;
    double value = std::strtod(number.c_str(), &end);
    if (number.empty() || *end != 0 || !std::isfinite(value)) return bad("'" + number + "' is no number");
    if (row.cell(0) == "threshold") {
      out.threshold_ = value, seen.set(kFeatures);
      continue;
    }
    auto found = std::find(kNames.begin(), kNames.end(), row.cell(0));
    if (found == kNames.end()) return bad("there is no comparison '" + std::string(row.cell(0)) + "'");
    auto i = static_cast<std::size_t>(found - kNames.begin());
    out.weights_[i] = static_cast<float>(value), seen.set(i);
  }
  for (std::size_t i = 0; i <= kFeatures; ++i) {
    if (!seen.test(i)) {
      return fail(Code::bad_table, where, "'" + std::string(i < kFeatures ? kNames[i] : "threshold") + "' has no weight",
                  "learn the weights again: tools/train_stories.py");
    }
  }
  return out;
}

bool Glance::apart(const Glance& other) const {
  if (main && other.main) return false;
  if ((types & other.types) == 0) return true;
  if ((actors & other.actors) != 0) return false;
  if (actors_coded && other.actors_coded) return true;
  return (recipients & other.recipients) == 0 && subject != other.subject;
}

bool Compared::apart_in_passing(const Compared& a, const Compared& b) {
  if (a.glance_.apart(b.glance_)) return true;
  const Told &x = *a.told_, &y = *b.told_;
  const bool actors = (a.glance_.actors & b.glance_.actors) != 0, recipients = (a.glance_.recipients & b.glance_.recipients) != 0;
  const bool actor_codes = actors && meet(x.actors, y.actors, false);
  // Feature::actors_apart: a contradiction.
  if (!actor_codes && a.glance_.actors_coded && b.glance_.actors_coded) return true;
  return !same_subject(x, y) && !(recipients && meet(x.recipients, y.recipients, false)) &&
         !(actors && meet(x.actors, y.actors, true)) && !(recipients && meet(x.recipients, y.recipients, true));
}

double Likeness::of(const Compared& a, const Compared& b) const {
  const bool main = a.told().main && b.told().main;
  if (!main && Compared::apart_in_passing(a, b)) return 0;
  Features f = compare(a, b);
  double sum = 0;
  for (std::size_t i = 0; i < kFeatures; ++i) sum += static_cast<double>(weights_[i]) * static_cast<double>(f[i]);
  if (!main) {
    // Learned from what articles are about. What stands further down has no title and fewer words to go by: a contradiction
    // is enough to keep it apart, and more has to agree.
    auto on = [&](Feature which) { return f[static_cast<std::size_t>(which)] > 0; };
    if (on(Feature::countries_apart) || on(Feature::day_apart) || on(Feature::swapped)) return 0;
    sum -= 1;
  }
  return 1 / (1 + std::exp(-sum));
}

}  // namespace kawat::stories
