// Finder::lookup: one name outside any article.
#include <algorithm>
#include <string>
#include <vector>

#include "actors/article_day.h"
#include "actors/finder.h"
#include "actors/full_name.h"
#include "actors/scanner.h"
#include "base/text.h"

namespace kawat::actors {
namespace lx = lexicon;
using model::Code3;

namespace {

constexpr std::size_t kMost = 20;  // answers

std::string day_text(std::int32_t n) {
  if (n == 0 || n == lx::kOpenEnd) return {};
  std::string out = "0000-00-00";
  auto two = [&](std::size_t at, int v) {
    out[at] = static_cast<char>('0' + v / 10 % 10), out[at + 1] = static_cast<char>('0' + v % 10);
  };
  two(0, n / 1000000), two(2, n / 10000 % 100), two(5, n / 100 % 100), two(8, n % 100);
  return out;
}

std::string join_norms(const model::Analysis& words) {
  std::string out;
  for (const model::Token& t : words.tokens) out += (out.empty() ? "" : " ") + std::string(t.norm);
  return out;
}

}  // namespace

struct Finder::Ranked {
  struct One {
    int score = 0;
    std::uint32_t entry = 0;
    Answer answer;
  };
  const lx::ActorTable& table;
  bool indonesian;
  std::int32_t day;
  std::vector<One> list;

  bool has(std::uint32_t entry) const {
    return std::any_of(list.begin(), list.end(), [&](const One& x) { return x.entry == entry; });
  }
  // why: put before the reason of the row; penalty: how much worse than a name that is written so.
  void add(std::uint32_t entry, std::string_view matched, const char* why, int penalty, bool fuzzy = false) {
    static constexpr const char* kTypes[] = {"state", "capital", "seat",   "organisation", "party", "armed group",
                                             "media", "place",   "leader", "person",       "place"};
    if (has(entry)) return;
    const lx::ActorEntry& e = table.entries()[entry];
    Answer a;
    a.name = std::string(table.string(indonesian ? e.name_id : e.name_en));
    a.matched = std::string(matched);
    a.kind = kTypes[static_cast<std::size_t>(e.type)];
    a.office = std::string(table.string(e.office));
    a.from = day_text(e.from), a.to = day_text(e.to);
    a.wikidata = std::string(table.string(e.wikidata));
    a.valid = in_term(e, day);
    a.fuzzy = fuzzy;
    Standing s{Code3(std::string_view(e.sector)), 80, "name in the table"};
    if (lx::is_person(e)) {
      s = standing(table, e, day);
    } else if (!a.valid) {
      s.score -= 30, s.why = "not of that day";
    } else if (e.type == lx::EntryType::place || e.type == lx::EntryType::town) {
      s.score -= 20;
    } else if (e.type == lx::EntryType::state || e.type == lx::EntryType::capital) {
      s.score += 25;  // before whoever is called so
    }
    a.code = std::string(Code3(std::string_view(e.country)).view()) + std::string(s.sector.view());
    a.why = *why == 0 ? s.why : std::string(why) + "; " + s.why;
    list.push_back({s.score - penalty, entry, std::move(a)});
  }
};

// Rows that have just this name.
void Finder::add_named(const model::Document& name, const model::Analysis& words, Ranked& out) const {
  for (std::uint32_t id : table_.names().values(table_.names().find(join_norms(words)))) {
    const lx::ActorName& n = table_.name_rows()[id];
    if ((n.flags & language_bit_) == 0) continue;
    bool capitals = (n.flags & lx::ActorName::kCapsOnly) != 0 && (words.tokens[0].shape & model::kAllCaps) == 0;
    bool exact = (n.flags & lx::ActorName::kExact) != 0 && trim(name.text) != table_.string(n.text);
    const char* why = capitals ? "written in capitals only" : exact ? "written otherwise" : "";
    out.add(n.entry, table_.string(n.text), why, capitals || exact ? 60 : 0);
  }
}

// People whom one word of their name stands for.
void Finder::add_surname(const model::Document& name, const model::Analysis& words, Ranked& out) const {
  if (words.tokens.size() != 1) return;
  for (const lx::ActorKey& key : table_.surnames(words.tokens[0].hash))
    out.add(key.entry, trim(name.text), "by that name alone", 15);
}

// Who held the office of that state: on the day, else all who did, the latest first.
void Finder::add_holders(std::uint64_t office, Code3 country, std::string_view matched, Ranked& out) const {
  for (const lx::ActorKey& key : table_.offices(office)) {
    const lx::ActorEntry& e = table_.entries()[key.entry];
    if (Code3(std::string_view(e.country)) != country) continue;
    if (in_term(e, out.day)) out.add(key.entry, matched, "", out.day == 0 ? (lx::kOpenEnd - e.from) / 10000 : 0);
  }
}

// "Presiden Rusia", "President Emmanuel Macron", "juru bicara kementerian luar negeri Rusia": read as in an article.
void Finder::add_composed(const model::Document& name, const model::Analysis& words, Ranked& out) const {
  std::vector<Phrase> phrases;
  Scanner(table_, language_bit_, name, words).scan(phrases);
  std::erase_if(phrases, [](const Phrase& p) { return p.country.empty() && p.sector.empty() && !p.named && p.role < 0; });
  if (phrases.size() != 1) return;
  const Phrase& p = phrases[0];
  std::string_view text = trim(name.text);
  if (p.entry > 0 && !p.unknown_name && (p.named || p.shape != Shape::role)) {
    const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(p.entry)];
    if (!lx::is_person(e)) {
      out.add(static_cast<std::uint32_t>(p.entry), text, "read as a phrase", 0);
      return;
    }
    // All terms and offices of the person.
    for (std::uint32_t i = 1; i < table_.entries().size(); ++i) {
      const lx::ActorEntry& other = table_.entries()[i];
      if (other.person == e.person && other.person != 0) out.add(i, text, "read as a phrase", 0);
    }
    return;
  }
  // "Perdana Menteri Montenegro": the office of that state, or its holder of that name elsewhere.
  if (p.role >= 0 && p.last - p.first > 1) {
    std::uint64_t office = table_.word(p.role).office;
    for (const lx::ActorKey& key : table_.surnames(words.tokens.back().hash)) {
      const lx::ActorEntry& e = table_.entries()[key.entry];
      if (in_term(e, out.day) && e.type == lx::EntryType::leader && table_.holds(e, office))
        out.add(key.entry, text, "title and surname", 5);
    }
  }
  if (p.shape != Shape::role && p.country.empty()) return;
  Code3 country = p.country.empty() ? Code3(table_.home()) : p.country;
  if (p.role >= 0 && !p.named) {
    const std::uint64_t office = table_.word(p.role).office;
    add_holders(office, country, text, out);
    // "the Congolese president": two states are called so.
    for (const model::Token& w : words.tokens) {
      for (std::uint32_t id : table_.names().values(table_.names().find(w.norm))) {
        const lx::ActorName& n = table_.name_rows()[id];
        const lx::ActorEntry& e = table_.entries()[n.entry];
        const Code3 other{std::string_view(e.country)};
        if (e.type == lx::EntryType::state && (n.flags & language_bit_) != 0 && other != country)
          add_holders(office, other, text, out);
      }
    }
  }
  if (p.role >= 0 && p.named && p.unknown_name) {
    // "President Macron": the holder whose name ends so.
    for (const lx::ActorKey& key : table_.surnames(words.tokens[p.name_last - 1].hash)) {
      const lx::ActorEntry& e = table_.entries()[key.entry];
      if (!p.country.empty() && Code3(std::string_view(e.country)) != p.country) continue;
      bool office = table_.holds(e, table_.word(p.role).office);
      out.add(key.entry, text, "title and surname", office ? 0 : 40);
    }
  }
  if (!out.list.empty()) return;
  Answer one;
  one.name = one.matched = std::string(text);
  one.code = std::string(country.view()) + std::string(p.sector.view());
  one.kind = p.named ? "person" : "office";
  one.why = p.named ? "a name that no table has; code from its words" : "composed; no holder in the table for that day";
  if (!one.code.empty()) out.list.push_back({80, 0, std::move(one)});
}

// "Vladimir Vladimirovich Putin", "Nikos Anastasiadis"
void Finder::add_longer(const model::Analysis& words, Ranked& out) const {
  std::vector<std::string_view> norms;
  for (const model::Token& t : words.tokens) norms.push_back(t.norm);
  for (const Namesake& n : all_namesakes_of(table_, norms)) {
    bool longer = n.fit == NameFit::longer;
    out.add(n.entry, table_.string(table_.entries()[n.entry].name_en), longer ? "with other words" : "similar spelling",
            longer ? 10 : 100, !longer);
  }
}

void Finder::add_similar(std::string_view folded, Ranked& out) const {
  int most = static_cast<int>(std::clamp<std::size_t>(folded.size() / 5, 1, 3));
  std::string other, padded = " " + std::string(folded) + " ";
  for (const lx::ActorName& n : table_.name_rows()) {
    if ((n.flags & language_bit_) == 0) continue;
    other = " ";
    fold(table_.string(n.text), other);
    other += ' ';
    int d = edit_distance(padded, other, most);
    if (d <= most) {
      out.add(n.entry, table_.string(n.text), "similar spelling", 100 * d, true);
    } else if (folded.size() >= 4 && other.find(padded) != std::string::npos) {
      out.add(n.entry, table_.string(n.text), "part of the name", 350, true);
    }
  }
}

std::vector<Answer> Finder::lookup(const model::Document& name, const model::Analysis& words) const {
  if (words.tokens.empty()) return {};
  Ranked ranked{table_, indonesian_, day_number(name.published), {}};
  add_named(name, words, ranked);
  add_surname(name, words, ranked);
  if (ranked.list.empty()) add_composed(name, words, ranked);
  // What only its words say is no answer where the table has somebody of nearly that name.
  bool unlisted = ranked.list.size() == 1 && ranked.list[0].entry == 0;
  if (ranked.list.empty() || unlisted) add_longer(words, ranked);
  if (ranked.list.empty()) add_similar(join_norms(words), ranked);
  std::stable_sort(ranked.list.begin(), ranked.list.end(), [](const auto& x, const auto& y) { return x.score > y.score; });
  if (unlisted && ranked.list.size() > 1) std::erase_if(ranked.list, [](const auto& x) { return x.entry == 0; });
  std::vector<Answer> out;
  for (Ranked::One& one : ranked.list) {
    if (out.size() < kMost) out.push_back(std::move(one.answer));
  }
  return out;
}

}  // namespace kawat::actors
