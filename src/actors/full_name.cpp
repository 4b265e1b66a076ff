#include "actors/full_name.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"

namespace kawat::actors {
namespace lx = lexicon;

namespace {

// One letter more, less or other; two in long words of about one length. The first letter must be the same: "Saad" is not "Asad".
bool alike(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  std::size_t most = b.size() >= 8 ? 2 : b.size() >= 5 ? 1 : 0;
  if (most == 0 || b.size() > 24 || b.size() - a.size() > 1 || a.empty() || a[0] != b[0]) return false;
  return edit_distance(a, b, static_cast<int>(most)) <= static_cast<int>(most);
}

// What the spellings of one Indonesian name have in common: "Soetjipto" and "Sucipto", "Luthfi" and "Lutfi", "Mohamad" and
// "Muhammad".
std::string sound(std::string_view word) {
  static constexpr std::pair<std::string_view, std::string_view> kPairs[] = {
      {"oe", "u"}, {"dj", "j"}, {"tj", "c"}, {"sj", "s"}, {"sy", "s"}, {"sh", "s"}, {"ch", "h"},
      {"kh", "h"}, {"dh", "d"}, {"th", "t"}, {"dz", "z"}, {"ph", "f"}, {"ie", "i"}, {"ei", "i"}};
  std::string out;
  for (std::size_t i = 0; i < word.size();) {
    std::string_view from = word.substr(i, 1), to = from;
    for (const auto& [two, one] : kPairs) {
      if (word.substr(i, 2) == two) from = two, to = one;
    }
    if (to == "o") to = "u";
    if (to == "v" || to == "p") to = "f";
    if (to == "y") to = "i";
    if (to == "q") to = "k";
    if (to == "z") to = "s";
    if (to != "'" && to != "\xE2\x80\x99" && (out.empty() || !out.ends_with(to))) out += to;
    i += from.size();
  }
  return out;
}

bool initial(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && a[0] == b[0] && (a.size() == 1 || (a.size() == 2 && a[1] == '.'));
}

}  // namespace

NameFit fit(std::string_view name, std::span<const std::string_view> words) {
  if (words.size() < 2) return NameFit::none;
  std::size_t at = 0, count = 0, exact = 0;
  bool similar = false, respelt = true;
  for (std::string_view n : split(name, ' ')) {
    if (n.empty()) continue;
    ++count;
    std::size_t k = at;
    while (k < words.size() && words[k] != n) ++k;
    if (k < words.size()) {
      ++exact;
    } else {
      for (k = at; k < words.size() && !alike(n, words[k]) && !initial(words[k], n) && !initial(n, words[k]);) ++k;
      if (k == words.size()) return NameFit::none;
      similar = true;
      // A slip of the pen makes no other name of a long word.
      bool slip = std::min(n.size(), words[k].size()) >= 6;
      respelt = respelt && (slip || sound(n) == sound(words[k]) || initial(words[k], n) || initial(n, words[k]));
    }
    at = k + 1;
  }
  // Of two words one must be right, of "J. Smith" both letters and word say little.
  if (count < 2 || exact == 0 || words.size() > count + 4) return NameFit::none;
  if (!similar) return NameFit::longer;
  return respelt && words.size() == count ? NameFit::respelt : NameFit::similar;
}

namespace {

NameFit best_fit(const lx::ActorTable& table, std::uint32_t entry, std::span<const std::string_view> words, std::string& folded) {
  NameFit best = NameFit::none;
  for (std::uint32_t i = table.entries()[entry].first_name; i < table.name_rows().size(); ++i) {
    const lx::ActorName& n = table.name_rows()[i];
    if (n.entry != entry || best == NameFit::longer) break;
    if ((n.flags & (lx::ActorName::kShort | lx::ActorName::kCapsOnly)) != 0) continue;
    folded.clear();
    fold(table.string(n.text), folded);
    best = std::max(best, fit(folded, words));
  }
  return best;
}

}  // namespace

std::vector<Namesake> namesakes_of(const lx::ActorTable& table, std::span<const std::string_view> words) {
  std::vector<Namesake> out;
  std::string folded;
  for (std::string_view word : words) {
    if (word.size() < 2) continue;
    for (const lx::ActorKey& key : table.surnames(word_hash(word))) {
      if (std::any_of(out.begin(), out.end(), [&](const Namesake& n) { return n.entry == key.entry; })) continue;
      NameFit best = best_fit(table, key.entry, words, folded);
      if (best != NameFit::none) out.push_back({key.entry, best});
    }
  }
  return out;
}

std::vector<Namesake> all_namesakes_of(const lx::ActorTable& table, std::span<const std::string_view> words) {
  std::vector<Namesake> out;
  std::string folded;
  for (std::uint32_t i = 1; i < table.entries().size(); ++i) {
    if (!lx::is_person(table.entries()[i])) continue;
    if (NameFit best = best_fit(table, i, words, folded); best != NameFit::none) out.push_back({i, best});
  }
  return out;
}

}  // namespace kawat::actors
