#include "cli/eval_score.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace kawat::cli::eval {
namespace {

using Words = std::set<std::string>;

std::string upper(std::string_view s) {
  std::string out(trim(s));
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

// "Martial_law" → "martial-law".
std::string name_of(std::string_view s) {
  std::string out = fold(trim(s));
  for (char& c : out) c = c == '_' || c == ' ' ? '-' : c;
  return out;
}

Words words(std::string_view text) {
  Words out;
  std::string folded = fold(text), word;
  for (std::size_t at = 0; at < folded.size();) {
    char32_t c = next_code_point(folded, at);
    if (is_letter(c) || is_digit(c) || c == '_') {
      append_utf8(c, word);
    } else if (!word.empty()) {
      out.insert(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) out.insert(std::move(word));
  return out;
}

// Words of a name that tell who it is.
Words telling_words(std::string_view text) {
  static const Words dull{"the", "an",   "of",  "and",  "in",   "on",    "for",    "to",   "by",   "from", "with", "at", "di",
                          "ke",  "dari", "dan", "yang", "oleh", "untuk", "kepada", "atau", "pada", "mr",   "mrs",  "ms"};
  Words out = words(text);
  std::erase_if(out, [](const std::string& w) {
    std::size_t at = 0;
    if (!w.empty()) next_code_point(w, at);
    return at == w.size() || dull.contains(w);
  });
  return out;
}

bool share_word(const Words& a, const Words& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& w) { return b.contains(w); });
}

// Text as it is compared: without quotation marks, blanks made one, letter case aside.
std::string plain(std::string_view text) {
  std::string out;
  bool blank = false;
  for (char c : fold(text)) {
    if (c == '"' || c == '\'' || c == '`') continue;
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

bool is_sector(std::string_view code) {
  static const std::set<std::string_view> sectors{"COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY",
                                                  "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "JRN",
                                                  "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC"};
  return sectors.contains(code);
}

std::string with_government(std::string code) { return code.size() == 3 && !is_sector(code) ? code + "GOV" : code; }
std::string without_government(const std::string& code) {
  return code.size() > 3 && code.ends_with("GOV") ? code.substr(0, code.size() - 3) : code;
}

using Dates = std::optional<std::pair<std::string, std::string>>;
bool meet(const Dates& a, const Dates& b) { return a && b && a->first <= b->second && b->first <= a->second; }

struct Gold {
  const GoldEvent* event;
  std::vector<std::string> actors, recipients;  // the event's own first
  std::set<std::string> types, modalities;
  Dates dates;
  std::vector<std::string> starts;  // of its sentences
};

struct Coded {
  const CodedEvent* event;
  std::string type, mode, modality, actor, recipient, place, text;
  Dates dates;
};

Gold prepare(const GoldEvent& e) {
  Gold g{&e, {clean_code(e.actor)}, {clean_code(e.recipient)}, {e.type}, {name_of(e.modality)}, stretch(e.date_start, e.date_end),
         {}};
  for (const std::string& c : e.actor_alt) g.actors.push_back(clean_code(c));
  for (const std::string& c : e.recipient_alt) g.recipients.push_back(clean_code(c));
  g.types.insert(e.type_alt.begin(), e.type_alt.end());
  if (e.modality.empty()) g.modalities = {"actual"};
  for (const std::string& m : e.modality_alt) g.modalities.insert(name_of(m));
  for (const Telling& t : e.tellings) g.starts.push_back(plain(t.start));
  return g;
}

Coded prepare(const CodedEvent& e) {
  return {&e,
          upper(e.type),
          name_of(e.mode),
          e.modality.empty() ? "actual" : name_of(e.modality),
          clean_code(e.actor),
          clean_code(e.recipient),
          clean_code(e.place_country),
          plain(e.evidence),
          stretch(e.date_start, e.date_end)};
}

template <class F>
bool any(const std::vector<std::string>& codes, const std::string& code, F&& form) {
  return std::any_of(codes.begin(), codes.end(), [&](const std::string& c) { return form(c) == form(code); });
}

std::string same(const std::string& c) { return c; }
std::string first_three(const std::string& c) { return c.substr(0, 3); }
std::string state(const std::string& c) { return country_of(c); }
std::string or_government(const std::string& c) { return with_government(c); }
std::string bare(const std::string& c) { return without_government(c); }

bool own_speaker(const std::string& speaker, const GoldEvent& g) { return word_overlap(speaker, g.actor_text) >= 0.5; }

bool speaker_right(const GoldEvent& g, const CodedEvent& c) {
  if (g.said_by_text.empty()) return trim(c.said_by_text).empty() || own_speaker(c.said_by_text, g);
  if (trim(c.said_by_text).empty()) return own_speaker(g.said_by_text, g);
  return word_overlap(g.said_by_text, c.said_by_text) >= 0.5;
}

// How the two kinds of sets judge a pair.
class Judge {
 public:
  explicit Judge(Rules rules) : rules_(rules) {}

  bool agrees(const Gold& g, const Coded& c, Level level) const {
    bool typed = rules_ == Rules::documents ? g.types.contains(c.type) : g.event->type == c.type;
    if (!typed || level == Level::type) return typed;
    auto both = [&](auto form) { return any(g.actors, c.actor, form) && any(g.recipients, c.recipient, form); };
    if (rules_ == Rules::documents) {
      return level == Level::dyad ? both(first_three) : level == Level::codes ? both(same) : both(bare);
    }
    if (level == Level::other) return g.actors.front() == c.actor && g.recipients.front() == c.recipient;
    return level == Level::dyad ? both(state) : both(or_government);
  }

  double agreement(const Gold& g, const Coded& c) const {
    auto one = [](bool yes) { return yes ? 1.0 : 0.0; };
    const GoldEvent& e = *g.event;
    bool mode = name_of(e.mode) == c.mode, modality = g.modalities.contains(c.modality);
    if (rules_ == Rules::sentences) {
      return 2 * one(any(g.actors, c.actor, state)) + 2 * one(any(g.recipients, c.recipient, state)) +
             one(any(g.actors, c.actor, or_government)) + one(any(g.recipients, c.recipient, or_government)) + 0.5 * one(mode) +
             0.25 * one(modality) + 0.125 * one(speaker_right(e, *c.event));
    }
    double v = 64 * one(agrees(g, c, Level::codes)) + 32 * one(agrees(g, c, Level::dyad));
    v += 10 * one(any(g.actors, c.actor, first_three)) + 10 * one(any(g.recipients, c.recipient, first_three));
    v += 5 * one(any(g.actors, c.actor, same)) + 5 * one(any(g.recipients, c.recipient, same));
    v += 4 * one(telling(g, c) != nullptr) + 2 * one(c.type == e.type) + 2 * one(mode) + 2 * one(modality);
    v += one(meet(g.dates, c.dates)) + one(g.dates && g.dates == c.dates) + one(c.place == clean_code(e.place_country));
    v += 0.6 * one(c.actor == g.actors.front()) + 0.6 * one(c.recipient == g.recipients.front());
    return v + 0.5 * one(e.required);
  }

  Pairs match(const std::vector<Gold>& gold, const std::vector<Coded>& coded, Level level) const {
    struct Candidate {
      bool first;  // required events go before optional ones, in sentences
      double agreement;
      int g, c;
    };
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < gold.size(); ++i) {
      for (std::size_t j = 0; j < coded.size(); ++j) {
        if (!agrees(gold[i], coded[j], level)) continue;
        bool first = rules_ == Rules::sentences && gold[i].event->required;
        candidates.push_back({first, agreement(gold[i], coded[j]), static_cast<int>(i), static_cast<int>(j)});
      }
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& x, const Candidate& y) {
      return x.first != y.first ? x.first : x.agreement > y.agreement;  // then in the order of the lists
    });
    std::vector<char> taken_gold(gold.size()), taken_coded(coded.size());
    Pairs out;
    for (const Candidate& k : candidates) {
      char &g = taken_gold[static_cast<std::size_t>(k.g)], &c = taken_coded[static_cast<std::size_t>(k.c)];
      if (g != 0 || c != 0) continue;
      g = c = 1;
      out.emplace_back(k.g, k.c);
    }
    return out;
  }

  // The telling of the event that the coded one was read from.
  static const Telling* telling(const Gold& g, const Coded& c) {
    for (std::size_t i = 0; i < g.starts.size(); ++i) {
      if (c.text.find(g.starts[i]) != std::string::npos) return &g.event->tellings[i];
    }
    return nullptr;
  }

 private:
  Rules rules_;
};

// The attributes, counted over matched pairs.
class Attributes {
 public:
  void sentence(const Gold& g, const Coded& c) {
    const GoldEvent& e = *g.event;
    bool said = speaker_right(e, *c.event);
    count(modality_, g.modalities.contains(c.modality));
    std::set<std::string> lenient = g.modalities;
    bool folded = e.type == "AGREE" || e.type == "CONCEDE" || e.type == "THREATEN";
    if (folded && (lenient.contains("actual") || lenient.contains("future"))) lenient.insert({"actual", "future"});
    count(lenient_, lenient.contains(c.modality));
    if (!e.mode.empty()) count(mode_, name_of(e.mode) == c.mode);
    count(speaker_, said);
    if (!e.said_by_text.empty()) count(named_, said);
    if (!e.date_text.empty()) count(date_, word_overlap(e.date_text, c.event->date_text) >= 0.5);
  }

  void document(const Gold& g, const Coded& c) {
    const GoldEvent& e = *g.event;
    count(mode_, name_of(e.mode) == c.mode);
    count(modality_, g.modalities.contains(c.modality));
    if (g.dates) count(exact_, c.dates == g.dates), count(overlap_, meet(c.dates, g.dates));
    if (!e.place_country.empty()) count(place_, c.place == clean_code(e.place_country));
    const Telling* t = Judge::telling(g, c);
    if (t == nullptr && !e.tellings.empty()) t = &e.tellings.front();
    if (t == nullptr || t->said_by.empty()) return;
    std::vector<Words> have;
    for (const std::string& s : c.event->sources) have.push_back(telling_words(s));
    bool whole = true;
    for (const std::string& wanted : t->said_by) {
      Words w = telling_words(wanted);
      bool found = std::any_of(have.begin(), have.end(), [&](const Words& h) { return share_word(w, h); });
      count(found_, found);
      whole = whole && found;
    }
    count(chain_, whole);
  }

  std::vector<Share> shares(Rules rules) const {
    if (rules == Rules::sentences) return {modality_, lenient_, mode_, speaker_, named_, date_};
    return {mode_, exact_, overlap_, modality_, place_, found_, chain_};
  }

 private:
  static void count(Share& s, bool right) { s.right += right, ++s.of; }
  Share modality_{"modality"}, lenient_{"modality lenient"}, mode_{"mode"}, speaker_{"speaker"}, named_{"speaker where named"},
      date_{"date"}, exact_{"date exact"}, overlap_{"date overlap"}, place_{"place country"}, found_{"gold speakers found"},
      chain_{"whole chains found"};
};

double harmonic(double p, double r) { return p + r > 0 ? 2 * p * r / (p + r) : 0; }

}  // namespace

double Tally::f1() const { return harmonic(precision(), recall()); }
double ClassRow::f1() const { return harmonic(precision(), recall()); }

std::string clean_code(std::string_view code) {
  std::string c = upper(code);
  bool nobody = c.find_first_not_of('-') == std::string::npos || c == "NONE" || c == "NULL";
  return nobody ? std::string() : c;
}

std::string country_of(std::string_view code) { return is_sector(code) ? std::string() : std::string(code.substr(0, 3)); }

double word_overlap(std::string_view a, std::string_view b) {
  Words x = words(a), y = words(b);
  if (x.empty() || y.empty()) return 0;
  auto shared = std::count_if(x.begin(), x.end(), [&](const std::string& w) { return y.contains(w); });
  return static_cast<double>(shared) / static_cast<double>(std::min(x.size(), y.size()));
}

bool begins(std::string_view sentence, std::string_view start) { return plain(sentence).find(plain(start)) != std::string::npos; }

Dates stretch(std::string_view from, std::string_view to) {
  if (from.empty() && to.empty()) return {};
  std::string a(from.empty() ? to.substr(0, 10) : from.substr(0, 10)), b(to.empty() ? from.substr(0, 10) : to.substr(0, 10));
  auto number = [](const std::string& s, std::size_t at, std::size_t size) {
    int n = 0;
    for (std::size_t i = at; i < at + size && i < s.size(); ++i) n = n * 10 + (s[i] - '0');
    return n;
  };
  for (const std::string* s : {&a, &b}) {
    bool good = s->size() == 4 || s->size() == 7 || s->size() == 10;
    for (std::size_t i = 0; good && i < s->size(); ++i)
      good = i == 4 || i == 7 ? (*s)[i] == '-' : (*s)[i] >= '0' && (*s)[i] <= '9';
    if (!good) return {};
  }
  if (a.size() < 10) a += a.size() == 4 ? "-01-01" : "-01";
  if (b.size() == 4) b += "-12-31";
  if (b.size() == 7) {
    int year = number(b, 0, 4), month = number(b, 5, 2);
    if (month < 1 || month > 12) return {};
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    b += "-" + std::to_string(days[static_cast<std::size_t>(month - 1)] + leap);
  }
  return a <= b ? std::pair{a, b} : std::pair{b, a};
}

Score score(const std::vector<Item>& items, Rules rules) {
  Score out;
  out.matched.resize(items.size());
  Judge judge(rules);
  Attributes attributes;
  for (std::size_t n = 0; n < items.size(); ++n) {
    const Item& item = items[n];
    std::vector<Gold> gold;
    std::vector<Coded> coded;
    for (const GoldEvent& e : item.gold) gold.push_back(prepare(e));
    for (const CodedEvent& e : item.coded) coded.push_back(prepare(e));
    for (const Gold& g : gold) ++(g.event->required ? out.required : out.optional);
    out.predicted += static_cast<int>(coded.size());
    if (gold.empty()) ++out.empty, out.on_empty += static_cast<int>(coded.size());
    for (const Coded& c : coded) {
      out.noise += std::any_of(item.noise.begin(), item.noise.end(), [&](const std::string& line) {
        std::string start = plain(line);
        return !start.empty() && c.text.starts_with(start);
      });
    }
    for (Level level : kLevels) {
      std::size_t l = static_cast<std::size_t>(level);
      Tally& tally = out.levels[l];
      Pairs pairs = judge.match(gold, coded, level);
      std::vector<int> of_gold(gold.size(), -1), of_coded(coded.size(), -1);
      for (auto [g, c] : pairs) of_gold[static_cast<std::size_t>(g)] = c, of_coded[static_cast<std::size_t>(c)] = g;
      for (std::size_t i = 0; i < gold.size(); ++i) {
        bool hit = of_gold[i] >= 0;
        if (!gold[i].event->required) {
          tally.optional += hit;
          continue;
        }
        ++(hit ? tally.right : tally.missed);
        if (level != Level::type) continue;
        Tally& type = out.types[gold[i].event->type];
        ++(hit ? type.right : type.missed);
        if (hit && rules == Rules::sentences) attributes.sentence(gold[i], coded[static_cast<std::size_t>(of_gold[i])]);
      }
      for (std::size_t j = 0; j < coded.size(); ++j) {
        if (of_coded[j] >= 0) continue;
        ++tally.wrong;
        if (level == Level::type) ++out.types[coded[j].type].wrong;
        for (std::size_t i = 0; i < gold.size(); ++i) {
          if (level == Level::type || of_gold[i] < 0 || !judge.agrees(gold[i], coded[j], level)) continue;
          ++tally.repeats;
          break;
        }
      }
      if (level == Level::dyad && rules == Rules::documents) {
        for (auto [g, c] : pairs) attributes.document(gold[static_cast<std::size_t>(g)], coded[static_cast<std::size_t>(c)]);
      }
      out.matched[n][l] = std::move(pairs);
    }
  }
  out.shares = attributes.shares(rules);
  return out;
}

Pairs confused(const Item& item, const Pairs& matched, Rules rules) {
  std::vector<char> done_gold(item.gold.size()), done_coded(item.coded.size());
  for (auto [g, c] : matched) done_gold[static_cast<std::size_t>(g)] = done_coded[static_cast<std::size_t>(c)] = 1;
  struct Candidate {
    int likeness, g, c;
  };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < item.gold.size(); ++i) {
    // What may be left out is not missed.
    if (done_gold[i] != 0 || !item.gold[i].required) continue;
    Gold g = prepare(item.gold[i]);
    for (std::size_t j = 0; j < item.coded.size(); ++j) {
      if (done_coded[j] != 0) continue;
      Coded c = prepare(item.coded[j]);
      if (rules == Rules::documents && Judge::telling(g, c) == nullptr) continue;
      int likeness = 0;
      if (!c.actor.empty()) likeness += 2 * any(g.actors, c.actor, state);
      if (!c.recipient.empty()) likeness += 2 * any(g.recipients, c.recipient, state);
      if (!g.event->trigger_text.empty() && word_overlap(g.event->trigger_text, c.event->trigger) > 0) likeness += 4;
      if (likeness == 0) continue;
      if (g.event->type == c.type) likeness += 3;
      candidates.push_back({likeness, static_cast<int>(i), static_cast<int>(j)});
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& x, const Candidate& y) { return x.likeness > y.likeness; });
  Pairs out;
  for (const Candidate& k : candidates) {
    char &g = done_gold[static_cast<std::size_t>(k.g)], &c = done_coded[static_cast<std::size_t>(k.c)];
    if (g != 0 || c != 0) continue;
    g = c = 1;
    out.emplace_back(k.g, k.c);
  }
  for (std::size_t i = 0; i < item.gold.size(); ++i) {
    if (done_gold[i] == 0 && item.gold[i].required) out.emplace_back(static_cast<int>(i), -1);
  }
  for (std::size_t j = 0; j < item.coded.size(); ++j) {
    if (done_coded[j] == 0) out.emplace_back(-1, static_cast<int>(j));
  }
  return out;
}

std::vector<ClassRow> per_class(const std::vector<std::string>& gold, const std::vector<std::string>& said) {
  std::map<std::string, ClassRow> rows;
  for (const std::string& g : gold) ++rows.try_emplace(g, ClassRow{g}).first->second.is;
  for (std::size_t i = 0; i < said.size() && i < gold.size(); ++i) {
    auto row = rows.find(said[i]);
    if (row == rows.end()) continue;
    ++row->second.said;
    row->second.right += said[i] == gold[i];
  }
  std::vector<ClassRow> out;
  for (auto& [label, row] : rows) out.push_back(std::move(row));
  return out;
}

Macro macro(const std::vector<ClassRow>& rows) {
  Macro out;
  for (const ClassRow& r : rows) out.precision += r.precision(), out.recall += r.recall(), out.f1 += r.f1();
  auto n = static_cast<double>(std::max<std::size_t>(1, rows.size()));
  out.precision /= n, out.recall /= n, out.f1 /= n;
  return out;
}

}  // namespace kawat::cli::eval
