#include "actors/finder.h"

#include <algorithm>
#include <array>

#include "actors/full_name.h"
#include "actors/scanner.h"
#include "base/text.h"

namespace kawat::actors {
namespace lx = lexicon;
using model::ActorKind;
using model::Code3;
using model::Mention;
using model::MentionKind;

namespace {

bool is_state_code(Code3 c) {
  for (std::string_view s : {"IGO", "UNO", "EUR", "NGO", "IMG", "MNC", "ISM"}) {
    if (c == Code3(s)) return false;
  }
  return !c.empty();
}

ActorKind kind_of(lx::EntryType t) {
  switch (t) {
    case lx::EntryType::state:
    case lx::EntryType::capital:
      return ActorKind::state;
    case lx::EntryType::seat:
      return ActorKind::office;
    case lx::EntryType::organisation:
      return ActorKind::organisation;
    case lx::EntryType::party:
      return ActorKind::party;
    case lx::EntryType::armed_group:
      return ActorKind::armed_group;
    case lx::EntryType::media:
      return ActorKind::media;
    case lx::EntryType::place:
    case lx::EntryType::town:
      return ActorKind::place;
    case lx::EntryType::leader:
    case lx::EntryType::person:
      return ActorKind::person;
  }
  return ActorKind::none;
}

bool generic_sector(Code3 s) {
  for (std::string_view g : {"GOV", "LEG", "JUD", "COP", "MIL", "SPY"}) {
    if (s == Code3(g)) return false;
  }
  return true;
}

// Whom a text names without a country because he may be anybody's; students, unions and parties are mostly those of the reader.
bool stranger(Code3 s) {
  return generic_sector(s) && s != Code3("EDU") && s != Code3("SOC") && s != Code3("LAB") && s != Code3("PTY") &&
         s != Code3("ELI");
}

using Home = Finder::Home;

constexpr float kElsewhere = -1.5f;  // see NameOrigin::judge

// The words of a phrase as they stand.
std::string_view words(const model::Document& d, const model::Analysis& a, std::uint32_t first, std::uint32_t last) {
  if (first >= last) return {};
  return model::Span{a.tokens[first].span.begin, a.tokens[last - 1].span.end}.in(d.text);
}

const std::uint64_t kGovernor = word_hash("governor"), kPresident = word_hash("president"), kGeneral = word_hash("general"),
                    kHead = word_hash("head"), kChair = word_hash("chair"), kPrimeMinister = word_hash("prime minister"),
                    kCommissioner = word_hash("komisaris"), kKing = word_hash("king"), kQueen = word_hash("queen");

// Fills the references between phrases of one document.
class Resolver {
 public:
  Resolver(const lx::ActorTable& table, const lx::NameOrigin& origin, const model::Document& document, model::Analysis& analysis,
           std::vector<Phrase>& phrases, Home home, bool indonesian, std::int32_t day)
      : table_(table),
        origin_(origin),
        document_(document),
        a_(analysis),
        p_(phrases),
        home_(home.country),
        supposed_(home.supposed),
        day_(day),
        indonesian_(indonesian),
        from_(phrases.size(), -1),
        members_(phrases.size(), {-1, -1, -1, -1}),
        weight_(phrases.size(), 1),
        derived_(phrases.size(), 0) {}

  void run() {
    namesakes();
    Code3 first_foreigner;
    for (std::size_t i = 0; i < p_.size(); ++i) {
      if (at_home(p_[i])) home_named_ = true;
      if (!is_state_code(p_[i].country) || media(p_[i])) continue;
      if (p_[i].country == home_) {
        home_named_ = true;
      } else if (foreigners_ == 0 || (foreigners_ == 1 && p_[i].country != first_foreigner)) {
        first_foreigner = p_[i].country, ++foreigners_;
      }
    }
    index();
    aliases();
    branches();
    nicknames();
    names();
    ranks();
    unsupported();
    if (indonesian_) introduced(), namesakes_of_today(), other_hats(), speakers(), heads();
    weigh();
    surnames();
    full_names();
    find_elsewhere();
    for (std::size_t i = 0; i < p_.size(); ++i) {
      if (p_[i].shape != Shape::role || !p_[i].country.empty() || p_[i].organisation) continue;
      derived_[i] = 1;
      if (!possessed(i) && !shares_state(i)) owner(i);
      if (!p_[i].country.empty()) own_cause(i);
      if (!p_[i].country.empty() && held_by_others(p_[i])) p_[i].country = p_[i].sector = Code3();
      // "amanat kongres", "kantor sheriff", "raja atau perdana menteri": what the home state has not.
      if (p_[i].country == home_ && !home_.empty() && home_ == Code3(table_.home()) && role_is(p_[i], lx::ActorWord::kForeign) &&
          !role_is(p_[i], lx::ActorWord::kToward) &&
          (p_[i].role_kind == lx::RoleKind::organ || p_[i].sector == Code3("COP") || p_[i].sector == Code3("GOV")))
        p_[i].country = p_[i].sector = Code3();
      // "para presiden dan raja": of several states.
      if (p_[i].country == home_ && p_[i].plural && !p_[i].named && !p_[i].organisation && !p_[i].definite &&
          office_of(p_[i]) == kPresident && p_[i].role_kind == lx::RoleKind::office)
        p_[i].country = p_[i].sector = Code3();
    }
    for (std::size_t i = 0; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      if (p.shape == Shape::pronoun && from_[i] < 0) pronoun(i);
      if (p.shape == Shape::group) group(i);
    }
    // A name that took its office later in the text hands it back.
    for (std::size_t i = 0; i < p_.size(); ++i) {
      if (from_[i] >= 0 && (p_[i].named || p_[i].shape == Shape::unknown)) inherit(i, from_[i]);
    }
  }

  std::int32_t antecedent(std::size_t i) const { return from_[i]; }
  const std::array<std::int32_t, 4>& members(std::size_t i) const { return members_[i]; }

 private:
  bool person_like(const Phrase& p) const {
    if (p.shape == Shape::unknown && p.last - p.first == 1 && (a_.tokens[p.first].shape & model::kAllCaps) != 0) return false;
    return p.named || p.shape == Shape::person ||
           (p.shape == Shape::role && !p.plural && (p.role_kind == lx::RoleKind::office || p.role_kind == lx::RoleKind::weak));
  }
  bool state_level(const Phrase& p) const {
    return (p.shape == Shape::state || p.shape == Shape::capital || p.shape == Shape::demonym) && p.sector.empty() &&
           !p.country.empty();
  }
  bool body_like(const Phrase& p) const {
    return state_level(p) || p.shape == Shape::org || (p.shape == Shape::role && p.role_kind == lx::RoleKind::organ);
  }
  bool media(const Phrase& p) const { return p.sector == Code3("JRN"); }
  // Of the word for a role: the office, 0 = none; a flag of lexicon::ActorWord.
  std::uint64_t office_of(const Phrase& p) const { return p.role < 0 ? 0 : table_.word(p.role).office; }
  template <class Flag>
  bool role_is(const Phrase& p, Flag flag) const {
    return p.role >= 0 && (table_.word(p.role).flags & flag) != 0;
  }

  bool land(const Phrase& p) const {
    return state_level(p) || p.shape == Shape::place || (p.shape == Shape::role && p.entry < 0);
  }
  // "Georgia's governor": an office that states have below them.
  bool regional(const Phrase& p) const { return office_of(p) == kGovernor; }
  // A place in that state is named, other than where states meet.
  bool towns(Code3 country) const {
    return std::any_of(p_.begin(), p_.end(), [&](const Phrase& q) {
      if (q.country != country || q.namesakes[0] >= 0) return false;
      std::int32_t town = q.shape == Shape::place ? static_cast<std::int32_t>(q.first) : q.town_first;
      return town >= 0 && a_.tokens[static_cast<std::size_t>(town)].norm != "new";
    });
  }

  // "Partai Demokrat" in a text of America alone is not the one at home.
  void namesakes() {
    auto named = [&](Code3 c) {
      return std::count_if(p_.begin(), p_.end(),
                           [&](const Phrase& q) { return q.country == c && q.namesakes[0] < 0 && !media(q); });
    };
    std::vector<std::pair<Code3, Code3>> taken;  // for whom another was meant
    for (std::size_t i = 0; i < p_.size(); ++i) {
      const Phrase& p = p_[i];
      if (p.namesakes[0] < 0 || !is_state_code(p.country) || named(p.country) > 0) continue;
      for (std::int32_t other : p.namesakes) {
        if (other < 0) break;
        const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(other)];
        Code3 c{std::string_view(e.country)};
        // "Georgia" in a text about America may still be the state that America talks to.
        bool part = (e.type == lx::EntryType::place || e.type == lx::EntryType::town) &&
                    (p.by_state || p.shape == Shape::state || p.shape == Shape::demonym);
        if (part ? named(c) == 0 || !(regional(p) || towns(c)) : named(c) < (supposed_ || land(p) ? 1 : 3)) continue;
        taken.emplace_back(p.country, c);
        break;
      }
    }
    for (Phrase& p : p_) {
      auto other =
          std::find_if(taken.begin(), taken.end(), [&](const auto& t) { return t.first == p.country && p.namesakes[0] >= 0; });
      if (other == taken.end()) continue;
      for (std::int32_t row : p.namesakes) {
        if (row < 0) break;
        const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(row)];
        if (Code3(std::string_view(e.country)) != other->second) continue;
        p.country = other->second;
        if (p.shape == Shape::org || p.entry >= 0) p.entry = row;
        if (p.shape == Shape::org) p.sector = Code3(std::string_view(e.sector));
        break;
      }
    }
  }

  // "DPR", "Kapolri": a body or office that only the home state of the language has.
  bool at_home(const Phrase& p) const {
    return p.country.empty() && home_ == Code3(table_.home()) && (p.of_home || role_is(p, lx::ActorWord::kHome));
  }

  // Where each sentence's phrases begin, and which tokens stand in quotation marks.
  void index() {
    starts_.assign(a_.sentences.size() + 1, static_cast<std::uint32_t>(p_.size()));
    for (std::size_t i = p_.size(); i-- > 0;) starts_[p_[i].sentence] = static_cast<std::uint32_t>(i);
    for (std::size_t s = a_.sentences.size(); s-- > 0;) starts_[s] = std::min(starts_[s], starts_[s + 1]);
    quoted_.assign(a_.tokens.size(), 0);
    bool open = false;
    for (const model::Sentence& s : a_.sentences) {
      if (s.starts_paragraph) open = false;
      for (std::uint32_t t = s.first; t < s.last; ++t) {
        std::string_view form = a_.tokens[t].span.in(document_.text);
        if (form == "\xE2\x80\x9C") {
          open = true;
        } else if (form == "\xE2\x80\x9D") {
          open = false;
        } else if (form == "\"") {
          open = !open;
        }
        quoted_[t] = open ? 1 : 0;
      }
    }
  }
  bool open_at_start(std::size_t s) const {
    return s < a_.sentences.size() && s > 0 && !a_.sentences[s].starts_paragraph && a_.sentences[s].first > 0 &&
           a_.sentences[s].first < quoted_.size() && quoted_[a_.sentences[s].first - 1] != 0 &&
           quoted_[a_.sentences[s].first] != 0;
  }

  // How much a phrase says about the state a text is about.
  int evidence(std::size_t j) const {
    const Phrase& q = p_[j];
    if (derived_[j] != 0 || !is_state_code(q.country) || media(q) || q.shape == Shape::pronoun || q.shape == Shape::group)
      return 0;
    if (q.inside && q.shape == Shape::role) return 4;  // "warga di Bulawayo"
    if (q.role >= 0) {
      const lx::ActorWord& w = table_.word(q.role);
      if (w.flags & lx::ActorWord::kToward) return 0;  // embassies stand abroad
      if (w.role == lx::RoleKind::people && !q.named) return 1;
    }
    if (q.locative) return q.inside ? 4 : 1;
    if (q.sector == Code3("BUS") && q.shape == Shape::org) return 1;  // "Honda": rather the goods than the state
    if (state_level(q) && q.last < a_.tokens.size() && a_.tokens[q.last].norm == "-") return 0;  // "US-backed"
    if (state_level(q)) return 2;
    if (q.shape == Shape::demonym) return 1;  // "one Filipino": a guest
    return 3;
  }
  void weigh() {
    for (std::size_t j = 0; j < p_.size(); ++j) {
      int e = evidence(j);
      if (e == 0) continue;
      auto it = std::find_if(weights_.begin(), weights_.end(), [&](const auto& w) { return w.first == p_[j].country; });
      if (it == weights_.end()) {
        weights_.emplace_back(p_[j].country, e);
      } else {
        it->second += e;
      }
    }
    int home = 0, top = 0, second = 0;
    for (const auto& [c, w] : weights_) {
      if (c == home_) {
        home = w;
      } else if (w > top) {
        second = top, top = w, focus_ = c;
      } else {
        second = std::max(second, w);
      }
    }
    // Many mentions of one foreign state, few of others.
    if (top < 3 || top * 2 < second * 3 || home * 2 >= top) focus_ = Code3();
    focus_weight_ = focus_.empty() ? 0 : top;
  }

  bool people(const Phrase& q) const { return q.role_kind == lx::RoleKind::people && !q.named && !q.inside; }

  // The one foreign state that the sentence of `i`, else the article, is about.
  // guests: whether people of a state say that a text is about it.
  Code3 abroad(std::size_t i, int need, int need_article, bool guests) const {
    Code3 one;
    int weight = 0;
    bool several = false, at_home = false;
    for (std::size_t j = starts_[p_[i].sentence]; j < starts_[p_[i].sentence + 1]; ++j) {
      int e = evidence(j);
      if (e == 0) continue;
      if (p_[j].country == home_) at_home = true;
      if (p_[j].country == home_ || (!guests && people(p_[j]))) continue;
      // After the role stands mostly the guest or the target.
      if (state_level(p_[j]) && !p_[j].locative) e = j < i ? 3 : 1;
      if (p_[j].shape == Shape::role && j > i && !p_[j].organisation && !p_[j].named && !p_[j].inside) e = 1;
      if (one.empty()) one = p_[j].country;
      if (p_[j].country != one) {
        several = true;
        if (p_[j].country == focus_ && focus_weight_ >= 8 && j < i) one = focus_, weight = e;
      } else {
        weight += e;
      }
    }
    if (at_home) return {};
    if (!one.empty() && weight >= need && (!several || (one == focus_ && focus_weight_ >= 8))) return one;
    if (several || (!one.empty() && one != focus_)) return {};
    return focus_weight_ >= need_article ? focus_ : Code3();
  }

  // "its ambassador", "pemimpinnya": the owner's state, and for a weak head the owner's kind.
  bool possessed(std::size_t i) {
    Phrase& p = p_[i];
    std::size_t owner = p_.size();
    if (i > 0 && p_[i - 1].shape == Shape::pronoun && p_[i - 1].last == p.first && p_[i - 1].pronoun != lx::PronounKind::poss) {
      owner = i - 1;
    } else if (i + 1 < p_.size() && p_[i + 1].shape == Shape::pronoun && p_[i + 1].pronoun == lx::PronounKind::poss &&
               p_[i + 1].first == p.last) {
      owner = i + 1;
    }
    if (owner >= p_.size()) return false;
    owned_ = i;
    if (from_[owner] < 0) pronoun(owner);
    owned_ = static_cast<std::size_t>(-1);
    if (from_[owner] < 0) return false;
    const Phrase& q = p_[static_cast<std::size_t>(from_[owner])];
    if (q.country.empty()) return false;
    bool weak = p.open_sector && !q.sector.empty() && !generic_home(q);
    if (!is_state_code(q.country) && !weak) return false;
    p.country = q.country;
    if (weak) p.sector = q.sector, p.open_sector = false;
    return true;
  }
  bool generic_home(const Phrase& q) const { return q.sector == Code3("CVL") || q.sector == Code3("ELI"); }
  bool subject(const Phrase& p) const {
    if (!a_.sentences[p.sentence].parsed) return false;
    for (std::uint32_t t = p.first; t < p.last; ++t) {
      std::int32_t h = a_.tokens[t].head;
      if (h >= static_cast<std::int32_t>(p.first) && h < static_cast<std::int32_t>(p.last)) continue;
      model::Deprel d = a_.tokens[t].deprel;
      if (is_subject(d)) return true;
    }
    return false;
  }

  void inherit(std::size_t i, std::int32_t from) {
    const Phrase& q = p_[static_cast<std::size_t>(from)];
    Phrase& p = p_[i];
    if (q.country.empty() && q.sector.empty()) return;
    bool own = p.shape == Shape::role && !p.sector.empty() && !p.open_sector;
    if (p.country.empty() || !own) p.country = q.country;
    if (!own) p.sector = q.sector, p.open_sector = false;
    if (p.entry < 0 || !own) p.entry = q.entry;
  }

  // "(SBY)" after a name makes a short name for the rest of the article.
  void aliases() {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      const Phrase& p = p_[i];
      if (p.last - p.first != 1 ||
          (p.shape != Shape::unknown && p.shape != Shape::org && p.shape != Shape::person && p.shape != Shape::role))
        continue;
      std::uint64_t hash = a_.tokens[p.first].hash;
      for (std::size_t j = 0; j < p_.size(); ++j) {
        if (p_[j].alias != hash || j == i) continue;
        // The table knows the letters; beside a person's name they are those of his body.
        bool crowd = p_[j].shape == Shape::role && p_[j].role_kind == lx::RoleKind::people;
        if (p.shape == Shape::org && p.entry > 0 &&
            (p_[j].entry < 0 || p_[j].named || p_[j].former || crowd || state_level(p_[j])))
          continue;
        from_[i] = static_cast<std::int32_t>(j);
        if (!p_[j].country.empty() || p.shape == Shape::unknown) inherit(i, from_[i]);
        break;
      }
    }
  }

  // "Sok Chann alias Bong", "the man better known as Tiger": a name that this text gives somebody.
  void nicknames() {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      if (from_[i] >= 0 || p.plural || p.shape == Shape::pronoun || p.shape == Shape::group || p.last - p.first > 3 ||
          !(p.named || p.shape == Shape::unknown || p.shape == Shape::person))
        continue;
      const std::uint32_t begin = a_.sentences[p.sentence].first;
      std::uint32_t name = p.first, cue = name;
      while (name > begin && a_.tokens[name - 1].upos == model::Upos::PUNCT && a_.tokens[name - 1].norm == "\"") --name;
      for (std::uint32_t t = name; t-- > begin && name - t <= 5;) {
        if (const std::uint32_t words = word_of(t, lx::kWordCalled, 6); words > 0 && t + words == name) cue = t;
      }
      if (cue == p.first) continue;
      auto someone = [&](std::size_t j) {
        const Phrase& q = p_[j];
        return j != i && (q.named || q.shape == Shape::person) && !q.plural && !media(q) && quoted_[q.first] == 0;
      };
      // Who is so called stands right before it, or is a noun for somebody met before.
      std::int32_t whom = -1;
      std::uint32_t noun = cue;
      for (std::uint32_t t = cue; t-- > begin && cue - t <= 5;) {
        if (a_.tokens[t].upos == model::Upos::NOUN || a_.tokens[t].upos == model::Upos::PROPN) {
          noun = t;
          break;
        }
        if (a_.tokens[t].upos == model::Upos::VERB) break;
      }
      std::size_t before = i;  // the phrase that the noun belongs to
      for (std::size_t j = i; j-- > 0 && p_[j].sentence == p.sentence && before == i;) {
        if (p_[j].first <= noun && noun < p_[j].last) before = j;
      }
      if (before != i && someone(before)) {
        whom = static_cast<std::int32_t>(before);
      } else if (noun < cue) {
        whom = search(i, 3, someone);
        if (whom >= 0 && before != i && p_[before].shape == Shape::role && from_[before] < 0) from_[before] = root(whom);
        if (whom >= 0 && before == i) p.first = noun;
      }
      if (whom < 0) continue;
      from_[i] = root(whom);
      inherit(i, from_[i]);
      if (p.shape != Shape::role) p.named = p.unknown_name = true;
    }
  }

  // "DPD" where the text speaks of "DPD Golkar" and of no "DPD RI": letters of a party's branch, not of the chamber.
  void branches() {
    for (Phrase& p : p_) {
      bool letters_alone = p.last - p.first == 1 && (a_.tokens[p.first].shape & model::kAllCaps) != 0 &&
                           (p.shape == Shape::org || (p.shape == Shape::role && p.role_kind == lx::RoleKind::organ));
      if (!letters_alone || p.sector == Code3("PTY") || media(p)) continue;
      std::uint64_t letters = a_.tokens[p.first].hash;
      const Phrase* party = nullptr;
      bool chamber = false;
      for (const Phrase& q : p_) {
        if (q.last - q.first < 2) continue;
        for (std::uint32_t t = q.first; t + 1 < q.last; ++t) {
          if (a_.tokens[t].hash != letters) continue;
          if (q.sector == Code3("PTY")) party = party == nullptr ? &q : party;
          if (q.sector == p.sector) chamber = true;
        }
      }
      if (party == nullptr || chamber) continue;
      p.country = party->country, p.sector = party->sector, p.entry = party->entry;
    }
  }

  std::uint32_t name_words(const Phrase& p) const { return p.name_last - p.name_first; }
  bool name_contains(const Phrase& full, const Phrase& part) const {
    for (std::uint32_t t = part.name_first; t < part.name_last; ++t) {
      bool found = false;
      for (std::uint32_t u = full.name_first; u < full.name_last && !found; ++u) found = a_.tokens[u].hash == a_.tokens[t].hash;
      if (!found) return false;
    }
    return true;
  }

  // "Al-Menfi": one name in three tokens.
  bool article(const Phrase& p) const {
    return name_words(p) == 3 && a_.tokens[p.name_first + 1].norm == "-" &&
           (a_.tokens[p.name_first].norm == "al" || a_.tokens[p.name_first].norm == "el");
  }

  // "Bush" in a text that speaks of the United States is who bears that name there.
  bool spoken_of(Code3 country, std::size_t besides) const {
    for (std::size_t j = 0; j < p_.size(); ++j) {
      if (j != besides && p_[j].country == country && !p_[j].ambiguous && !media(p_[j])) return true;
    }
    return false;
  }

  // Leads a state on that day.
  bool leads(const lx::ActorEntry& e) const {
    if (day_ == 0 || e.type != lx::EntryType::leader || !in_term(e, day_)) return false;
    std::string_view office = table_.string(e.office);
    return office == "president" || office == "prime minister" || office == "chancellor" || office == "supreme leader";
  }
  // Long enough to bear out whom it means; a lone sentence cannot.
  bool long_text() const { return a_.sentences.size() >= 4; }
  // A party, a body or an officer of the home state is named in the sentence.
  bool among_politicians(std::size_t i) const {
    for (std::size_t j = starts_[p_[i].sentence]; j < starts_[p_[i].sentence + 1]; ++j) {
      const Phrase& q = p_[j];
      bool politics = q.sector == Code3("GOV") || q.sector == Code3("LEG") || q.sector == Code3("PTY");
      if (j != i && q.country == home_ && politics && (q.named || q.shape == Shape::org || q.shape == Shape::person || q.capital))
        return true;
    }
    return false;
  }
  // What the table says of the name is not meant here.
  static void forget(Phrase& p) {
    p.country = p.sector = Code3(), p.entry = -1, p.shape = Shape::unknown, p.named = p.unknown_name = true;
  }
  // "Wakil Ketua" after "DPRD", "Direktur Layanan" after an airline: a head that says nothing of its body is of the last one
  // named.
  void heads() {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      if (p.shape != Shape::role || p.plural || !p.capital || p.organisation || p.decided || !p.country.empty() ||
          p.sector != Code3("GOV") || (office_of(p) != kHead && office_of(p) != kChair))
        continue;
      for (std::size_t j = i; j-- > 0 && p_[j].sentence + 2 >= p.sentence;) {
        const Phrase& q = p_[j];
        bool body = (q.shape == Shape::org && q.entry > 0) || (q.shape == Shape::role && q.role_kind == lx::RoleKind::organ);
        if (!body || q.locative || media(q) || (q.country != home_ && !q.country.empty())) continue;
        if (in(q.sector, {"LEG", "PTY", "BUS", "SOC", "EDU", "MED"})) p.country = home_, p.sector = q.sector;
        break;
      }
    }
  }
  // "Brigjen Toni": army and police share the highest ranks; in a text of the police alone he is theirs.
  void ranks() {
    auto rank = [&](const Phrase& p) {
      return p.shape == Shape::role && p.sector == Code3("MIL") && !p.organisation && office_of(p) == kGeneral;
    };
    bool police = false, army = false;
    for (const Phrase& p : p_) {
      if (!p.country.empty() && p.country != home_) continue;
      police = police || (p.sector == Code3("COP") && p.shape == Shape::role);
      army = army || (p.sector == Code3("MIL") && !rank(p));
    }
    // "Komisaris Rasyid": where the police are spoken of a rank of theirs, not the board of a company.
    for (Phrase& p : p_) {
      if (police && p.shape == Shape::role && p.sector == Code3("BUS") && p.named && p.unknown_name && !p.organisation &&
          office_of(p) == kCommissioner && (p.country.empty() || p.country == home_) && !of_firm(p))
        p.sector = Code3("COP");
    }
    if (!police || army) return;
    for (Phrase& p : p_) {
      if (p.named && p.unknown_name && (p.country.empty() || p.country == home_) && p.sector == Code3("MIL"))
        p.sector = Code3("COP");
    }
  }
  // "kata Agus Salim": who held office two generations ago says nothing today; "Luhut (33)": nor is a minister told by his age.
  void namesakes_of_today() {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      const Phrase& p = p_[i];
      if (p.entry <= 0 || p.country != home_ || (p.shape != Shape::person && p.shape != Shape::role) || !p.named ||
          p.unknown_name)
        continue;
      const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(p.entry)];
      const bool old = day_ != 0 && p.shape == Shape::person && e.type == lx::EntryType::leader &&
                       e.to / 10000 + 45 < day_ / 10000 && says_beside(p);
      const bool aged = p.short_name && name_words(p) == 1 && p.name_last + 2 < a_.tokens.size() &&
                        a_.tokens[p.name_last].norm == "(" && a_.tokens[p.name_last + 2].norm == ")" &&
                        a_.tokens[p.name_last + 1].norm.size() == 2 && (a_.tokens[p.name_last + 1].shape & model::kHasDigit) != 0;
      if (!old && !aged) continue;
      const std::int32_t entry = p.entry;
      for (Phrase& q : p_) {
        if (q.entry == entry && q.shape == Shape::person) forget(q);
      }
    }
  }
  // "Kepala Perwakilan Muhaimin": the one word that is also the name of somebody out of that kind of office is another's.
  void other_hats() {
    for (Phrase& p : p_) {
      if (p.shape != Shape::role || !p.named || p.unknown_name || !p.short_name || name_words(p) != 1 || p.country != home_ ||
          p.entry <= 0 || day_ == 0 || p.former)
        continue;
      const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(p.entry)];
      if (office_of(p) != 0 && table_.holds(e, office_of(p))) continue;
      const Code3 own = standing(table_, e, day_).sector;
      if (!in(own, {"PTY", "ELI", "SOC", "REL", "OPP"}) || !in(p.sector, {"GOV", "COP", "MIL", "JUD", "BUS", "EDU"})) continue;
      p.entry = -1, p.unknown_name = true, p.short_name = false;
    }
  }
  // "tutur Bima": what says something right behind the verb is a person, a town only by the same name.
  void speakers() {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      const Phrase& p = p_[i];
      if (p.last - p.first != 1 || p.first == 0 || !says(p.first - 1)) continue;
      const model::Token& token = a_.tokens[p.first];
      bool company = p.shape == Shape::org && (table_.classes(token.hash) & lx::kWordGiven) != 0;
      if ((p.shape != Shape::place && !company) || (token.shape & (model::kCapital | model::kAllCaps)) != model::kCapital)
        continue;
      const Shape shape = p.shape;
      for (Phrase& q : p_) {
        if (q.shape == shape && q.last - q.first == 1 && !q.locative && a_.tokens[q.first].hash == token.hash) forget(q);
      }
    }
  }
  // "Kepala Biro Humas Pemprov Jabar Hermansyah": right behind his office stands somebody's whole name, not the last word of
  // another's.
  void introduced() {
    for (std::size_t i = 1; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      const Phrase& q = p_[i - 1];
      if (p.shape != Shape::person || !p.short_name || name_words(p) != 1 || p.country != home_ || from_[i] >= 0) continue;
      if (q.last != p.first || q.sentence != p.sentence || q.named || q.plural || q.sector == p.sector) continue;
      bool office = q.shape == Shape::org || (q.shape == Shape::role && q.role_kind != lx::RoleKind::people);
      if (office && !generic_sector(q.sector)) forget_entry(i);
    }
  }
  // Initials that are a foreign body's ("AKP", "KIA") and lone names of people out of office ("Tito") mean something else in a
  // text that never speaks of their state. A body that everybody knows has a number of Wikidata in the table.
  void unsupported() {
    if (home_.empty() || !long_text()) return;
    for (std::size_t i = 0; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      if (p.entry <= 0) continue;
      if (p.shape == Shape::org && p.country != home_ && in_parentheses(i)) {
        forget_entry(i);
        continue;
      }
      if (media(p)) {
        if (p.shape == Shape::org && p.country != home_ && home_named_ && foreigners_ == 0 && !quoted_medium(p)) forget_entry(i);
        continue;
      }
      const bool body = p.shape == Shape::org || (p.shape == Shape::role && p.organisation && !p.named);
      if (body && p.country != home_ && foreign_letters(p)) {
        p.sector = Code3();
        forget_entry(i);
        continue;
      }
      if (!is_state_code(p.country)) continue;
      const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(p.entry)];
      // "Jenderal Polisi Tito": an officer by the name of somebody abroad who is long out of office.
      bool officer = p.shape == Shape::role && p.short_name && name_words(p) == 1 && !p.by_state && !p.organisation &&
                     p.town_first < 0 && day_ != 0 && e.type == lx::EntryType::leader && !in_term(e, day_);
      // "Chris Evans" the actor: somebody of elsewhere, out of office, of whose state the text says nothing.
      bool long_gone = p.shape == Shape::person && !p.short_name && name_words(p) > 1 && day_ != 0 && e.wikidata == 0 &&
                       e.type == lx::EntryType::leader && !in_term(e, day_);
      if ((p.last - p.first != 1 && !officer && !long_gone) || p.country == home_ || (from_[i] >= 0 && !long_gone)) continue;
      // "Victoria", "Lima korban": a capital by a word that is a given name or an amount.
      bool word = (p.shape == Shape::capital || p.shape == Shape::place) &&
                  (table_.classes(a_.tokens[p.first].hash) & (lx::kWordGiven | lx::kWordQuant)) != 0;
      bool letters = p.shape == Shape::org && (a_.tokens[p.first].shape & model::kAllCaps) != 0;
      // "ke Bata", "dari Puri": a town of the gazetteer by the name of something nearer.
      bool town = p.shape == Shape::place && e.type == lx::EntryType::town;
      bool lone = p.shape == Shape::person &&
                  (e.type == lx::EntryType::person || day_ == 0 || !in_term(e, day_) || nickname(e, p.first) ||
                   // "Jesus": a word that is a given name as well, of a state that is not spoken of.
                   (e.wikidata == 0 &&
                    (table_.classes(a_.tokens[p.first].hash) & (lx::kWordGiven | lx::kWordShy | lx::kWordCommon)) != 0));
      if ((!letters && !lone && !town && !officer && !word && !long_gone) || (letters && e.wikidata != 0)) continue;
      bool elsewhere = false;
      bool retired = (lone || officer) && (e.type != lx::EntryType::leader || (day_ != 0 && !in_term(e, day_)));
      for (std::size_t j = 0; j < p_.size() && !elsewhere; ++j)
        elsewhere = j != i && p_[j].country == p.country && p_[j].entry != p.entry && !media(p_[j]) &&
                    !speaks_of(p_[j], p.first) &&
                    (!retired || !generic_sector(p_[j].sector) || state_level(p_[j]) || p_[j].sector == Code3("PTY"));
      if (elsewhere) continue;
      if (long_gone) {
        const std::int32_t entry = p.entry;
        for (Phrase& q : p_) {
          if (q.entry == entry && q.shape != Shape::role) forget(q);
        }
      } else {
        forget_entry(i);
      }
    }
  }
  void forget_entry(std::size_t i) {
    const std::int32_t entry = p_[i].entry;
    for (std::size_t j = i; j < p_.size(); ++j) {
      Phrase& q = p_[j];
      if (q.entry != entry || (j != i && from_[j] != static_cast<std::int32_t>(i))) continue;
      if (q.shape == Shape::role) {
        q.country = Code3(), q.entry = -1, q.unknown_name = true, q.short_name = false;
      } else {
        forget(q);
      }
    }
  }
  // "kepada BBC", "dikutip dari AFP": where letters can be no document's.
  bool quoted_medium(const Phrase& p) const {
    if (p.last - p.first != 1 || (a_.tokens[p.first].shape & model::kAllCaps) == 0 || a_.tokens[p.first].norm.size() > 3)
      return true;
    if (p.first == 0) return false;
    const model::Token& before = a_.tokens[p.first - 1];
    return (table_.classes(before.hash) & (lx::kWordSay | lx::kWordOwner | lx::kWordPlaceOnly)) != 0 ||
           before.upos == model::Upos::ADP || before.upos == model::Upos::VERB;
  }
  // "Samarinda (AAP)": letters behind a name are its own.
  bool in_parentheses(std::size_t i) const {
    const Phrase& p = p_[i];
    if (i == 0 || p.last - p.first != 1 || (a_.tokens[p.first].shape & model::kAllCaps) == 0) return false;
    const Phrase& q = p_[i - 1];
    return p.first > 0 && p.last < a_.tokens.size() && a_.tokens[p.first - 1].norm == "(" && a_.tokens[p.last].norm == ")" &&
           q.last + 1 == p.first && q.shape == Shape::place && q.country != p.country;
  }
  // "ayah Victoria": has its state from the word at that token or its like.
  bool speaks_of(const Phrase& q, std::uint32_t token) const {
    if (q.shape != Shape::role || q.named) return false;
    for (std::uint32_t t = q.first; t < q.last; ++t) {
      if (a_.tokens[t].hash == a_.tokens[token].hash) return true;
    }
    return false;
  }
  // "DAP" in a text of "Dewan Adat Papua", "IRC" of a tyre: letters of a body abroad that stand for something else here. What the
  // words of the text spell with them goes before the table; of a body of no state the full name must stand somewhere.
  bool foreign_letters(const Phrase& p) const {
    const model::Token& letters = a_.tokens[p.last - 1];
    if ((p.last - p.first != 1 && p.shape == Shape::org) || (letters.shape & model::kAllCaps) == 0 || letters.norm.size() < 3)
      return false;
    const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(p.entry)];
    const std::string name_en = fold(table_.string(e.name_en)), name_id = fold(table_.string(e.name_id));
    bool own = false, other = false;
    for (std::uint32_t t = 0; t + letters.norm.size() <= a_.tokens.size(); ++t) {
      if (a_.tokens[t].norm.empty() || a_.tokens[t].norm[0] != letters.norm[0] || (a_.tokens[t].shape & model::kCapital) == 0 ||
          a_.tokens[t].norm.size() < 3)
        continue;
      std::uint32_t at = t, shared = 0;
      std::size_t k = 0;
      for (; k < letters.norm.size() && at < a_.tokens.size(); ++at) {
        const model::Token& w = a_.tokens[at];
        if (k > 0 && (table_.classes(w.hash) & (lx::kWordAnd | lx::kWordLink)) != 0 && (w.shape & model::kCapital) == 0) continue;
        if (w.norm.size() < 2 || w.norm[0] != letters.norm[k] || (w.shape & model::kCapital) == 0) break;
        shared += has_word(name_en, w.norm) || has_word(name_id, w.norm) ? 1 : 0;
        ++k;
      }
      if (k < letters.norm.size()) continue;
      // Letters that everybody knows are another's only where they stand right behind.
      const bool behind = at + 1 < a_.tokens.size() && a_.tokens[at].norm == "(" && a_.tokens[at + 1].hash == letters.hash;
      if (shared * 2 >= letters.norm.size()) {
        own = true;
      } else if (e.wikidata == 0 || behind) {
        other = true;
      }
    }
    if (own) return false;
    if (other) return true;
    return p.country == Code3("NGO") && p.shape == Shape::org && e.wikidata == 0 && name_en.find(' ') != std::string::npos;
  }
  // "Bibi": a word that is not of the name itself.
  bool nickname(const lx::ActorEntry& e, std::uint32_t token) const {
    std::string_view word = a_.tokens[token].norm;
    return !has_word(fold(table_.string(e.name_en)), word) && !has_word(fold(table_.string(e.name_id)), word);
  }
  // An officer, party or force of that state is in view; of people out of office only its politics bears out a lone surname.
  bool politics_of(Code3 country, std::size_t besides) const {
    const Code3 kinds[] = {Code3("GOV"), Code3("LEG"), Code3("MIL"), Code3("PTY"), Code3("OPP"), Code3("ELI"),
                           Code3("JUD"), Code3("COP"), Code3("SPY"), Code3("REB"), Code3("UAF")};
    for (std::size_t j = 0; j < p_.size(); ++j) {
      if (j != besides && p_[j].country == country && p_[j].shape != Shape::pronoun && !p_[j].unknown_name &&
          std::find(std::begin(kinds), std::end(kinds), p_[j].sector) != std::end(kinds))
        return true;
    }
    return false;
  }
  // A foreign state or its government is named in the sentence.
  bool in_company(std::size_t i) const {
    for (std::size_t j = starts_[p_[i].sentence]; j < starts_[p_[i].sentence + 1]; ++j) {
      const Phrase& q = p_[j];
      if (j != i && is_state_code(q.country) && q.country != home_ && (state_level(q) || q.sector == Code3("GOV"))) return true;
    }
    return false;
  }
  // "Bush met Blair": where the word can only be a name.
  bool in_power(const Phrase& p) const {
    if (p.entry <= 0 || !leads(table_.entries()[static_cast<std::size_t>(p.entry)])) return false;
    const model::Token& token = a_.tokens[p.name_first];
    return (token.shape & model::kSentenceStart) == 0 || (a_.sentences[p.sentence].tagged && token.upos == model::Upos::PROPN);
  }

  // "staf YG Entertainment": the name is whom they work for. "MRI Duri": a body by its letters, and its place.
  bool employer(const Phrase& q) const {
    const model::Token& letters = a_.tokens[q.name_first];
    if (q.named && q.unknown_name && name_words(q) == 2 && (letters.shape & model::kAllCaps) != 0 && letters.norm.size() >= 3 &&
        (a_.tokens[q.name_last - 1].shape & model::kAllCaps) == 0)
      return true;
    if (q.shape != Shape::role || !q.named || !q.unknown_name || q.organisation) return false;
    // "pelajar Kota Bogor"
    bool area = false;
    for (std::uint32_t t = q.name_first; t < q.name_last && !area; ++t)
      area = (table_.classes(a_.tokens[t].hash) & lx::kWordArea) != 0;
    // "Polsek Banda Sakti", "SDN Cilincing": the place that the house is called by.
    bool house = q.role_kind == lx::RoleKind::organ;
    // "perwakilan Miley": for whom, not who.
    bool agent = q.role_kind == lx::RoleKind::weak && q.sector.empty();
    return area || house || agent || q.sector == Code3("LAB");
  }

  // "Trian" after "Dian Triansyah Djani": the one person named before by a word that begins so.
  void clipped(std::size_t i, std::size_t first) {
    const Phrase& p = p_[i];
    const model::Token& word = a_.tokens[p.name_first];
    if (p.shape != Shape::unknown || word.norm.size() < 4 || (word.shape & model::kAllCaps) != 0 ||
        (word.shape & model::kCapital) == 0 || !says_beside(p))
      return;
    std::int32_t whom = -1;
    for (std::size_t j = first; j < i; ++j) {
      const Phrase& q = p_[j];
      if (!q.named || name_words(q) < 2 || !(q.shape == Shape::role || q.shape == Shape::person)) continue;
      bool begins = false;
      for (std::uint32_t t = q.name_first; t < q.name_last && !begins; ++t)
        begins = a_.tokens[t].norm.size() > word.norm.size() + 1 && a_.tokens[t].norm.starts_with(word.norm);
      if (!begins) continue;
      std::int32_t root = from_[j] >= 0 ? from_[j] : static_cast<std::int32_t>(j);
      if (whom >= 0 && whom != root) return;
      whom = root;
    }
    if (whom < 0) return;
    from_[i] = whom;
    inherit(i, whom);
  }
  bool says_beside(const Phrase& p) const {
    return (p.first > 0 && says(p.first - 1)) || (p.last < a_.tokens.size() && says(p.last));
  }

  // "anggota Polsek Pagedangan", "Lurah Mekarjaya": the one word may be where they serve.
  bool called_by_place(const Phrase& q) const {
    return q.shape == Shape::role && q.unknown_name && name_words(q) == 1 && in(q.sector, {"COP", "MIL", "JUD", "GOV", "EDU"}) &&
           (table_.classes(a_.tokens[q.name_first].hash) & lx::kWordGiven) == 0;
  }
  // "di Pagedangan", "warga Pagedangan": where a place is meant.
  bool where(std::size_t i) const {
    const Phrase& p = p_[i];
    if (p.first == 0 || says_beside(p) || p.shape == Shape::role) return false;
    const model::Token& before = a_.tokens[p.first - 1];
    return (table_.classes(before.hash) & (lx::kWordPlace | lx::kWordArea)) != 0 ||
           (i > 0 && p_[i - 1].last == p.first && p_[i - 1].role_kind == lx::RoleKind::people);
  }

  // Surnames and repeated names → the fuller or first naming.
  void names() {
    std::size_t limit = 4000;
    std::vector<char> employs(p_.size());
    for (std::size_t i = 0; i < p_.size(); ++i) employs[i] = employer(p_[i]) ? 1 : 0;
    for (std::size_t i = 0; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      if (p.shape == Shape::place && !p.locative && p.last - p.first == 1) {
        // "Okinawa" after "Ken Okinawa", "Darwin" after "Darwin Siagian"
        for (std::size_t j = i; j-- > 0 && i - j < 200;) {
          if (!p_[j].named || !p_[j].unknown_name || employs[j] != 0 || name_words(p_[j]) < 2 ||
              (a_.tokens[p_[j].name_last - 1].hash != a_.tokens[p.first].hash &&
               a_.tokens[p_[j].name_first].hash != a_.tokens[p.first].hash))
            continue;
          forget(p);
          break;
        }
      }
      if (!p.named || from_[i] >= 0 || employs[i] != 0) continue;
      std::uint32_t words = name_words(p);
      bool needs = p.unknown_name || p.short_name || p.ambiguous;
      // "Tito" after "Tito Karnavian" is no Tito of elsewhere.
      auto of_elsewhere = [&](const Phrase& q) {
        return p.short_name && q.entry > 0 && q.country != p.country && name_words(q) > words;
      };
      const bool place = indonesian_ && words == 1 && p.unknown_name && where(i);
      std::int32_t best = -1;
      int best_score = -1;
      std::size_t first = i > limit ? i - limit : 0;
      for (std::size_t j = first; j < i; ++j) {
        const Phrase& q = p_[j];
        if (!q.named || employs[j] != 0 || (place && called_by_place(q))) continue;
        bool same = p.entry > 0 && q.entry > 0 && !p.unknown_name && !q.unknown_name &&
                    table_.entries()[static_cast<std::size_t>(p.entry)].person ==
                        table_.entries()[static_cast<std::size_t>(q.entry)].person &&
                    table_.entries()[static_cast<std::size_t>(p.entry)].person != 0;
        bool fits = same || (needs && name_words(q) >= words && name_contains(q, p) &&
                             (p.unknown_name || q.unknown_name || p.ambiguous || of_elsewhere(q)));
        if (!fits) continue;
        std::int32_t root = from_[j] >= 0 ? from_[j] : static_cast<std::int32_t>(j);
        int score = weight_[static_cast<std::size_t>(root)] * 4 + (same ? 100 : 0) + (name_words(q) > words ? 2 : 0);
        if (score >= best_score) best_score = score, best = root;
      }
      if (best >= 0 && best != static_cast<std::int32_t>(i)) {
        from_[i] = best;
        ++weight_[static_cast<std::size_t>(best)];
        const Phrase& q = p_[static_cast<std::size_t>(best)];
        bool stronger = p.unknown_name || p.ambiguous || q.shape == Shape::role || of_elsewhere(q);
        if (stronger && !(p.shape == Shape::role && !p.country.empty() && !p.unknown_name)) inherit(i, best);
        // The office stands at the later naming: the first one learns it.
        Phrase& origin = p_[static_cast<std::size_t>(best)];
        if (origin.country.empty() && origin.sector.empty() && p.shape == Shape::role)
          origin.country = p.country, origin.sector = p.sector, origin.role_key = p.role_key;
        p.ambiguous = false;
      } else if (needs) {
        // A headline may name before the text explains.
        for (std::size_t j = i + 1; j < p_.size() && j < i + 60; ++j) {
          const Phrase& q = p_[j];
          if (!q.named || employs[j] != 0 || name_words(q) <= words || !name_contains(q, p)) continue;
          if (!p.unknown_name && !q.unknown_name && !p.ambiguous) break;
          from_[i] = static_cast<std::int32_t>(j);
          inherit(i, from_[i]);
          p.ambiguous = false;
          break;
        }
      }
      if (from_[i] < 0 && p.unknown_name && words == 1) clipped(i, first);
      if (p.ambiguous && from_[i] < 0 && !p.shared && (spoken_of(p.country, i) || in_power(p))) p.ambiguous = false;
      if (p.ambiguous && from_[i] < 0) forget(p);
    }
  }

  // "South Korea's defence minister … Kim said": many are called so, but of one state; an office without a name just before is
  // his.
  void whose(std::size_t i, Code3 state) {
    Phrase& p = p_[i];
    p.country = state;
    for (std::size_t j = i; j-- > 0 && p_[j].sentence + 2 >= p.sentence;) {
      const Phrase& q = p_[j];
      if (q.named && !media(q) && q.country == state) return;
      if (q.shape != Shape::role || q.role_kind != lx::RoleKind::office || q.plural || q.country != state) continue;
      from_[i] = from_[j] >= 0 ? from_[j] : static_cast<std::int32_t>(j);
      inherit(i, static_cast<std::int32_t>(j));
      return;
    }
  }

  // "Gates" beside "the United States", "Conte" in a text about Guinea: the table's person of that name whose state is in view.
  void surnames() {
    for (std::size_t i = 0; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      if (!p.unknown_name || from_[i] >= 0 || (name_words(p) != 1 && !article(p)) || !p.country.empty()) continue;
      if (p.shape != Shape::unknown && p.shape != Shape::person) continue;
      const model::Token& token = a_.tokens[p.name_last - 1];
      if ((token.shape & model::kCapital) == 0 || (token.shape & model::kAllCaps) != 0) continue;
      // What begins a sentence may be any word; there it must be read as a name.
      const model::Sentence& s = a_.sentences[p.sentence];
      if (p.first == s.first && (!s.parsed || token.upos != model::Upos::PROPN)) continue;
      // "Marks & Spencer"; "Kim" and "Lee" are given names in the West.
      auto amp = [&](std::uint32_t t) { return t < a_.tokens.size() && a_.tokens[t].norm == "&"; };
      if (amp(p.last) || (p.first > 0 && amp(p.first - 1))) continue;
      bool common = (table_.classes(token.hash) & lx::kWordGiven) != 0;
      std::int32_t best = -1;
      int score = 0;
      bool torn = false, one_state = true, given = false;
      std::uint32_t people = 0, last_person = 0, sole = 0;  // sole: the one of them in office on that day
      bool several = false;
      Code3 state;
      for (const lx::ActorKey& key : table_.surnames(token.hash)) {
        const lx::ActorEntry& e = table_.entries()[key.entry];
        Code3 country{std::string_view(e.country)};
        if (token.norm.size() < 4 &&
            (!lx::family_first(country.view()) || token.norm.size() != token.span.end - token.span.begin))
          continue;
        auto seen = std::find_if(weights_.begin(), weights_.end(), [&](const auto& w) { return w.first == country; });
        int weight = seen == weights_.end() ? 0 : seen->second;
        bool held = in_term(e, day_);
        if ((!held && e.type == lx::EntryType::leader) || (common && !lx::family_first(country.view()))) continue;
        if (country == home_ && e.type != lx::EntryType::leader) continue;  // at home many are called so
        bool at_home = country == home_ && e.type == lx::EntryType::leader && held && day_ != 0;
        if (country == home_ && long_text() && !among_politicians(i)) continue;
        if (e.type != lx::EntryType::leader && country != home_ && long_text() && !politics_of(country, i)) continue;
        if (weight == 0 && !at_home && !(token.norm.size() >= 4 && leads(e) && in_company(i))) continue;
        if (e.person != last_person) ++people, last_person = e.person;
        given = given || key.given != 0;
        if (e.type == lx::EntryType::leader && held && day_ != 0) {
          several = several || (sole != 0 && sole != e.person);
          sole = e.person;
        }
        one_state = one_state && (state.empty() || state == country);
        state = country;
        int points = std::min(weight, 20) + (e.type == lx::EntryType::leader ? 10 : 0) + (held ? 10 : 0) +
                     (table_.string(e.office) == "supreme leader" ? 10 : 0);
        bool same = best >= 0 && table_.entries()[static_cast<std::size_t>(best)].person == e.person && e.person != 0;
        if (points > score) {
          torn = best >= 0 && !same && points - score < 5;
          best = static_cast<std::int32_t>(key.entry), score = points;
        } else if (!same && score - points < 5) {
          torn = true;
        }
      }
      // Where many are called so, who is meant is not known, but for who leads the state.
      // Known by a given name alone is who bears a rare one; the one "Siswono" in office is he.
      if (given && people > 1) {
        if (best < 0 || sole == 0 || several || table_.entries()[static_cast<std::size_t>(best)].person != sole) continue;
        torn = false, people = 1;
      }
      torn = torn || (best >= 0 && people > 3 && !leads(table_.entries()[static_cast<std::size_t>(best)]));
      if (torn && one_state && (!long_text() || politics_of(state, i))) whose(i, state);
      if (best < 0 || torn) continue;
      const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(best)];
      Standing standing_ = standing(table_, e, day_);
      p.country = Code3(std::string_view(e.country)), p.sector = standing_.sector, p.entry = best;
      p.shape = Shape::person, p.unknown_name = false;
      for (std::size_t j = i + 1; j < p_.size(); ++j) {
        if (from_[j] == static_cast<std::int32_t>(i)) inherit(j, static_cast<std::int32_t>(i));
      }
    }
  }

  // "Presiden Vladimir Vladimirovich Putin", "Javier Gerardo Milei" in a text about Argentina: the one person of the table whose
  // name is among the words, where office or country bear it out.
  void full_names() {
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < p_.size(); ++i) {
      Phrase& p = p_[i];
      std::uint64_t office = office_of(p);
      bool alone = name_words(p) == 1 || article(p);  // "Presiden Al-Menfi": the office must be the same
      if (!p.named || !p.unknown_name || from_[i] >= 0 || (alone && office == 0) || name_words(p) > 7) continue;
      words.clear();
      for (std::uint32_t t = p.name_first; t < p.name_last; ++t) words.push_back(a_.tokens[t].norm);
      std::vector<Namesake> found;
      if (!alone) {
        found = namesakes_of(table_, words);
      } else {
        for (const lx::ActorKey& key : table_.surnames(word_hash(words.back()))) found.push_back({key.entry, NameFit::longer});
      }
      std::int32_t best = -1;
      int score = 0;
      bool torn = false;
      for (const Namesake& n : found) {
        const lx::ActorEntry& e = table_.entries()[n.entry];
        Code3 country{std::string_view(e.country)};
        if (!p.country.empty() && country != p.country) continue;
        bool leader = e.type == lx::EntryType::leader, held = in_term(e, day_);
        bool holds = leader && office != 0 && table_.holds(e, office);
        bool seen = !p.country.empty() || country == home_ ||
                    std::any_of(weights_.begin(), weights_.end(), [&](const auto& w) { return w.first == country; });
        // Many at home bear like names: there the office must be the same.
        auto abroad = [&](const Namesake& other, const lx::ActorEntry& who, std::size_t count) {
          // "Park Jin Young" is not Park Jin.
          if (other.fit == NameFit::longer) return !lx::family_first(who.country) || count < 3;
          return held && day_ != 0;
        };
        bool good = alone ? holds && (held || !p.country.empty())
                          : holds || (seen && (leader || country == home_) &&
                                      (country != home_ ? abroad(n, e, words.size())
                                                        : n.fit == NameFit::respelt && (day_ >= e.from || !leader)));
        if (!good) continue;
        int points = (holds ? 8 : 0) + (n.fit == NameFit::longer ? 4 : 0) + (held ? 2 : 0) + (seen ? 1 : 0);
        bool same = best >= 0 && table_.entries()[static_cast<std::size_t>(best)].person == e.person && e.person != 0;
        if (points > score) {
          torn = false, best = static_cast<std::int32_t>(n.entry), score = points;
        } else if (points == score && !same) {
          torn = true;
        }
      }
      if (best < 0 || torn) continue;
      const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(best)];
      p.country = Code3(std::string_view(e.country)), p.entry = best, p.unknown_name = false;
      if (p.sector.empty() || p.open_sector) p.sector = standing(table_, e, day_).sector, p.open_sector = false;
      if (p.shape == Shape::unknown) p.shape = Shape::person;
      for (std::size_t j = i + 1; j < p_.size(); ++j) {
        if (from_[j] == static_cast<std::int32_t>(i)) inherit(j, static_cast<std::int32_t>(i));
      }
    }
  }

  // "Presiden Iajuddin Ahmad": the table knows who held the highest offices at home, and it is not he.
  // "President Hiroto Saikawa": the table knows who led that state on the day, and it was not he: of a company, of a club.
  bool held_by_others(const Phrase& p) const {
    if (!p.named || !p.unknown_name || p.role < 0 || day_ == 0) return false;
    std::uint64_t office = office_of(p);
    if (office == kKing || office == kQueen) return true;  // "Raja Assist": the table has them all
    if (office != kPresident && office != kPrimeMinister) return false;
    bool held = false;
    for (const lx::ActorKey& key : table_.offices(office)) {
      const lx::ActorEntry& e = table_.entries()[key.entry];
      if (Code3(std::string_view(e.country)) != p.country || !in_term(e, day_)) continue;
      held = true;
      std::string name = fold(table_.string(e.name_en));
      for (std::uint32_t t = p.name_first; t < p.name_last; ++t) {
        if (has_word(name, a_.tokens[t].norm)) return false;
      }
    }
    return held;
  }
  bool head_of_elsewhere(const Phrase& p) const {
    if (!p.named || !p.unknown_name || p.role < 0 || home_.empty()) return false;
    std::uint64_t office = office_of(p);
    if (office == 0) return false;
    int holders = 0;
    for (const lx::ActorKey& key : table_.offices(office)) {
      const lx::ActorEntry& e = table_.entries()[key.entry];
      if (Code3(std::string_view(e.country)) != home_ || !in_term(e, day_)) continue;
      ++holders;
    }
    return holders >= (day_ != 0 ? 1 : 5);
  }

  // "pro-Syrian ministers": the state that they are for or against is not theirs; the other state in view is.
  void own_cause(std::size_t i) {
    Phrase& p = p_[i];
    for (std::uint32_t t = p.first; t < p.last; ++t) {
      std::string_view word = a_.tokens[t].norm;
      std::size_t dash = word.find('-');
      if (dash == std::string_view::npos || (word.substr(0, dash) != "pro" && word.substr(0, dash) != "anti")) continue;
      lx::Phrases::Match m = table_.names().find(word.substr(dash + 1));
      if (m.words != 1) continue;
      const lx::ActorName& name = table_.name_rows()[table_.names().values(m)[0]];
      Code3 cause{std::string_view(table_.entries()[name.entry].country)};
      if (cause != p.country) continue;
      p.country = {};
      for (std::size_t j = i; j-- > 0 && p_[j].sentence + 2 >= p.sentence && p.country.empty();) {
        if (is_state_code(p_[j].country) && p_[j].country != cause && !media(p_[j])) p.country = p_[j].country;
      }
      return;
    }
  }

  // "kapal induk dan pangkalan AS": the state stands after the second of two alike.
  bool shares_state(std::size_t i) {
    Phrase& p = p_[i];
    if (!indonesian_ || i + 1 >= p_.size() || p.named || p.capital || p.definite) return false;
    const Phrase& q = p_[i + 1];
    if (!q.joined || q.shape != Shape::role || q.named || q.sector != p.sector || !q.by_state || q.inside || p.sector.empty())
      return false;
    p.country = q.country;
    return true;
  }

  // "negeri ini", not "negara itu", which in a text that never names the home state is another.
  bool here(const Phrase& group) const { return a_.tokens[group.last - 1].norm == "ini"; }

  // "kata Kapolda" after "Kapolda Papua Irjen Mathius Fakhiri": the one holder at home whom the text has named.
  bool named_holder(std::size_t i) {
    Phrase& p = p_[i];
    if (p.named || p.plural || !p.capital || p.role_kind != lx::RoleKind::office) return false;
    std::int32_t holder = -1;
    for (std::size_t j = i; j-- > 0 && p_[j].sentence + 8 >= p.sentence;) {
      const Phrase& q = p_[j];
      const std::int32_t whom = root(static_cast<std::int32_t>(j));
      if (q.shape != Shape::role || q.role_key != p.role_key || q.former || q.country != home_ ||
          !p_[static_cast<std::size_t>(whom)].named)
        continue;
      if (holder >= 0 && holder != whom) return false;
      holder = whom;
    }
    if (holder < 0) return false;
    p.country = home_, from_[i] = holder;
    if (p.entry < 0) p.entry = p_[static_cast<std::size_t>(holder)].entry;
    return true;
  }

  // "PT Zorvex", "Zorvex Tbk", "Zorvex Indonesia": a firm by the law of the home state.
  bool of_firm(const Phrase& p) const {
    for (std::uint32_t t = p.first; t < std::min<std::size_t>(p.last + 2, a_.tokens.size()); ++t) {
      std::string_view w = a_.tokens[t].norm;
      if (w == "pt" || w == "pt." || w == "cv" || w == "tbk" || w == "persero" || w == "perum" || w == "indonesia") return true;
    }
    return false;
  }

  // "Walikota Mauricio Piovezan", "perdana menteri", "gerilyawan": officers with names of elsewhere, what the home state has not.
  void find_elsewhere() {
    if (!supposed_ || home_named_ || home_.empty()) return;
    for (const Phrase& p : p_) {
      if (!p.country.empty() && p.country != home_) continue;
      if (!elsewhere_.empty() && elsewhere_.back() == p.sentence) continue;
      if (foreign_office(p) || foreign_name(p)) elsewhere_.push_back(p.sentence);
    }
  }
  bool foreign_office(const Phrase& p) const {
    return p.shape == Shape::role && (role_is(p, lx::ActorWord::kForeign) || p.sector == Code3("REB"));
  }
  bool foreign_name(const Phrase& p) const {
    if (p.role >= 0 && p.named && p.unknown_name && !p.organisation)
      return origin_.judge(words(document_, a_, p.name_first, p.name_last)) < kElsewhere;
    // An unknown name by itself may be a firm's or a street's.
    return p.shape == Shape::unknown && (a_.tokens[p.first].shape & model::kAllCaps) == 0 &&
           origin_.judge(words(document_, a_, p.first, p.last)) < kElsewhere - 1;
  }
  bool told_elsewhere(const Phrase& p) const {
    return std::any_of(elsewhere_.begin(), elsewhere_.end(),
                       [&](std::uint32_t s) { return s <= p.sentence + 3 && p.sentence <= s + 3; });
  }
  // "menteri itu", "dua pejabat", "puluhan pekerja": the office of no state in particular.
  bool spoken_of_again_or_some(const Phrase& p) const {
    return indonesian_ && (p.definite || (p.quantity && in(p.sector, {"GOV", "LAB"})));
  }

  // The country that an unmarked office or people belongs to.
  bool in_place(std::size_t i) const {
    const Phrase& p = p_[i];
    return i + 1 < p_.size() && p.role_kind == lx::RoleKind::organ && p_[i + 1].inside && p_[i + 1].first == p.last + 1 &&
           is_state_code(p_[i + 1].country) && p_[i + 1].sector.empty();
  }
  // "Jaksa …" after "pengadilan di Singapura": the one foreign state whose police or courts the text has named, and none of home.
  Code3 justice(std::size_t i) const {
    auto of_law = [](const Phrase& q) { return q.sector == Code3("JUD") || q.sector == Code3("COP"); };
    if (!of_law(p_[i]) || at_home(p_[i])) return {};
    Code3 one;
    for (std::size_t j = 0; j < i; ++j) {
      const Phrase& q = p_[j];
      if (!of_law(q)) continue;
      if (at_home(q)) return {};
      if (q.country.empty() || (derived_[j] != 0 && !in_place(j))) continue;
      if (q.country == home_ || (!one.empty() && one != q.country) || !is_state_code(q.country)) return {};
      one = q.country;
    }
    return one;
  }
  void owner(std::size_t i) {
    Phrase& p = p_[i];
    // "anggota Zorvex": of a body that nobody knows; at home as far as can be told.
    if (p.sector.empty() && p.named && p.unknown_name) {
      bool abroad = std::any_of(p_.begin(), p_.begin() + static_cast<std::ptrdiff_t>(i),
                                [&](const Phrase& q) { return is_state_code(q.country) && q.country != home_; });
      // "personel Blackpink", "pihak Apple": may be anybody's.
      bool agent = p.role_kind == lx::RoleKind::weak && table_.word(p.role).sector[0] == 0;
      if (!abroad && !agent && (p.capital || !indonesian_)) p.country = home_;
      return;
    }
    // "pengadilan di Paris"
    if (in_place(i)) {
      p.country = p_[i + 1].country;
      return;
    }
    if ((p.of_home || role_is(p, lx::ActorWord::kHome)) && !table_.home().empty()) {
      if (named_holder(i)) return;
      p.country = Code3(table_.home());
      return;
    }
    // "CEO Zorvex": of whom the words do not say, but for "CEO PT Zorvex".
    if (role_is(p, lx::ActorWord::kAnyone) && !p.organisation) {
      if (indonesian_ && of_firm(p)) p.country = Code3(table_.home());
      return;
    }
    // "karyawan Amazon": of a company that nobody knows.
    if (p.sector == Code3("LAB") && p.named && p.unknown_name) return;
    if (p.region) return;
    // "the secretary general", of no state or body told: of the United Nations.
    if (!indonesian_ && p.open_sector && p.definite && !p.plural && p.head > 0 && a_.tokens[p.head].norm == "general") {
      const std::uint32_t before = p.head > 1 && a_.tokens[p.head - 1].norm == "-" ? p.head - 2 : p.head - 1;
      if (a_.tokens[before].norm == "secretary") {
        const bool told = std::any_of(p_.begin(), p_.begin() + static_cast<std::ptrdiff_t>(i),
                                      [&](const Phrase& q) { return q.shape == Shape::org && !media(q); });
        if (!told) {
          p.country = Code3("UNO"), p.sector = Code3(), p.open_sector = false;
          return;
        }
      }
    }
    // "Departemen Luar Negeri" after "Departemen Luar Negeri AS"
    if (p.role_kind == lx::RoleKind::organ) {
      std::uint32_t words = p.last - p.first;
      for (std::size_t j = i; j-- > 0 && i - j < 120;) {
        const Phrase& q = p_[j];
        if (q.shape != Shape::org || q.last - q.first <= words || media(q)) continue;
        bool same = true;
        for (std::uint32_t k = 0; k < words && same; ++k) same = a_.tokens[q.first + k].hash == a_.tokens[p.first + k].hash;
        if (!same) continue;
        p.country = q.country, from_[i] = from_[j] >= 0 ? from_[j] : static_cast<std::int32_t>(j);
        if (p.sector.empty() || p.open_sector) p.sector = q.sector, p.open_sector = false;
        return;
      }
    }
    bool crowd =
        p.plural || p.role_kind == lx::RoleKind::people || p.role_kind == lx::RoleKind::force || generic_sector(p.sector);
    std::int32_t same = -1;
    bool same_home = false;
    for (std::size_t j = i; j-- > 0 && p_[j].sentence + 8 >= p.sentence;) {
      const Phrase& q = p_[j];
      if (q.shape != Shape::role || q.role_key != p.role_key || q.country.empty()) continue;
      if (same < 0) same = static_cast<std::int32_t>(j);
      if (q.country == home_) same_home = true;
    }
    bool take_same = same >= 0 && (!p.named || p.unknown_name);
    if (take_same && p.capital && !p.definite && same_home && indonesian_) {
      if (named_holder(i)) return;
      take_same = false;
    }
    if (take_same && p.named && p_[static_cast<std::size_t>(same)].named) take_same = false;
    if (take_same) {
      const Phrase& q = p_[static_cast<std::size_t>(same)];
      p.country = q.country;
      if (p.open_sector && q.organisation) p.sector = q.sector, p.open_sector = false;
      if (!p.plural && !p.named && !q.plural && p.role_kind != lx::RoleKind::people) {
        from_[i] = from_[static_cast<std::size_t>(same)] >= 0 ? from_[static_cast<std::size_t>(same)] : same;
        if (p.entry < 0) p.entry = q.entry;
      }
      return;
    }
    // A spokesman of nobody speaks for the body last named.
    if (p.open_sector && !p.named && p.definite) {
      for (std::size_t j = i; j-- > 0 && p_[j].sentence + 2 >= p.sentence;) {
        if (p_[j].shape == Shape::org && !media(p_[j])) {
          p.country = p_[j].country, p.sector = p_[j].sector, p.open_sector = false;
          return;
        }
      }
    }
    if (media(p) && (!p.named || p.unknown_name)) return;  // "reporters", "media": anybody's
    // One foreign state in view: its police, its rebels. Rebels are hardly the home state's; its president is written in
    // capitals.
    bool fighters = p.sector == Code3("REB") || p.sector == Code3("UAF");
    // "Sudan dan kelompok-kelompok pemberontak": its own rebels.
    if (fighters && p.joined && i > 0 && is_state_code(p_[i - 1].country) && p_[i - 1].sentence == p.sentence && !p.inside &&
        (state_level(p_[i - 1]) || p_[i - 1].sector == Code3("GOV")) && !media(p_[i - 1])) {
      p.country = p_[i - 1].country;
      return;
    }
    // A home that only the language suggests, and that the article never names, has offices; people and fighters may be
    // anybody's.
    bool nowhere = home_.empty() || (!home_named_ && (supposed_ || foreigners_ > 0));
    bool anybody =
        nowhere && (told_elsewhere(p) || p.role_kind == lx::RoleKind::people || stranger(p.sector) || head_of_elsewhere(p) ||
                    (p.role_kind == lx::RoleKind::force && p.sector != Code3("COP")) || spoken_of_again_or_some(p));
    bool holder = p.capital && !fighters && !p.plural && !home_.empty() && indonesian_ && !p.definite &&
                  p.role_kind != lx::RoleKind::people && p.role_kind != lx::RoleKind::force &&
                  (p.role_kind == lx::RoleKind::office || !crowd);
    if (Code3 c = indonesian_ ? justice(i) : Code3(); !c.empty()) {
      p.country = c;
      return;
    }
    int need = holder ? (p.named ? 3 : 6) : fighters || nowhere ? (p.named ? 2 : 1) : 3;
    if (Code3 c = abroad(i, need, holder ? 8 : nowhere ? (anybody ? 2 : 4) : fighters ? 3 : 4, !nowhere || anybody); !c.empty()) {
      p.country = c;
      return;
    }
    std::int32_t near = -1, place = -1;
    for (std::size_t j = i; j-- > 0 && p_[j].sentence + 3 >= p.sentence && near < 0;) {
      if (is_state_code(p_[j].country) && !media(p_[j]) && evidence(j) > 1) near = static_cast<std::int32_t>(j);
    }
    for (std::size_t j = 0; j < p_.size() && p_[j].sentence <= p.sentence; ++j) {
      const Phrase& q = p_[j];
      if (q.sentence != p.sentence || !is_state_code(q.country)) continue;
      // "shelled Kherson and killed three civilians": people of the town that was hit.
      bool hit = j < i && j > 0 && p_[j - 1].sentence == p.sentence && q.shape == Shape::place && !q.locative &&
                 (p.role_kind == lx::RoleKind::people || p.sector == Code3("CVL"));
      if (!(q.locative && q.inside) && !hit) continue;
      // Of several places the nearest.
      auto away = [&](std::size_t x) { return p_[x].first > p.first ? p_[x].first - p.first : p.first - p_[x].first; };
      if (indonesian_ || place < 0 || away(j) <= away(static_cast<std::size_t>(place))) place = static_cast<std::int32_t>(j);
    }
    if (crowd && place >= 0 && (!p.capital || nowhere)) {
      p.country = p_[static_cast<std::size_t>(place)].country;
      return;
    }
    bool foreign = role_is(p, lx::ActorWord::kForeign);
    bool abroad = !home_named_ || foreign;
    if (near >= 0 && p.named && foreigners_ > 1) near = -1;
    if (near >= 0 && ((nowhere && !holder) || (abroad && (!p.capital || p.named || p.definite)) || (abroad && crowd))) {
      p.country = p_[static_cast<std::size_t>(near)].country;
      return;
    }
    // Nor are those of a sentence that names other states alone, or their news agencies, surely at home.
    bool elsewhere = false;
    for (std::size_t j = starts_[p.sentence]; j < starts_[p.sentence + 1] && nowhere && indonesian_ && !elsewhere; ++j) {
      const Phrase& q = p_[j];
      if (q.shape == Shape::group && q.group == lx::GroupKind::country && !here(q)) elsewhere = !holder;  // "negara itu"
      if (j == i || derived_[j] != 0 || !is_state_code(q.country) || q.country == home_) continue;
      // Guests and what is spoken of stand behind: "Polisi menahan dua warga Polandia", "Pemerintah mengecam Israel".
      bool spoken_of = people(q) || (j > i && state_level(q) && !q.locative);
      elsewhere = !holder && !spoken_of;
    }
    if (!home_.empty() && !anybody && !elsewhere && !(foreign && home_ == Code3(table_.home()))) {
      p.country = home_;
      return;
    }
    if (crowd) {
      for (std::size_t j = i + 1; j < p_.size() && p_[j].sentence == p.sentence; ++j) {
        if (is_state_code(p_[j].country) && !media(p_[j])) {
          p.country = p_[j].country;
          return;
        }
      }
    }
  }

  // In the sentence of `i` before it, then up to `back` sentences before: subjects first, then first named.
  template <class F>
  std::int32_t search(std::size_t i, std::uint32_t back, F&& fits) const {
    std::int32_t best = -1;
    int score = -1;
    std::uint32_t in = p_[i].sentence;
    for (std::size_t j = i; j-- > 0;) {
      const Phrase& q = p_[j];
      if (q.sentence != in) {
        if (best >= 0) return best;
        if (p_[i].sentence - q.sentence > back) return -1;
        in = q.sentence, score = -1;
      }
      if (j == owned_ || !fits(j) || (p_[i].shape == Shape::pronoun && bound(i, j))) continue;
      int s = subject(q) ? 2 : 1;
      if (s >= score) score = s, best = static_cast<std::int32_t>(j);  // walking back: the first in the sentence wins
    }
    return best;
  }

  // "said that Putin during his visit", "the rebels fled after they had burned": whom an owner's clause is about, and who does
  // what the clause around it tells; -1 = the tree does not say.
  template <class F>
  std::int32_t clause_owner(std::size_t i, F&& fits) const {
    const Phrase& p = p_[i];
    if (!a_.sentences[p.sentence].parsed) return -1;
    using model::Deprel;
    auto holding = [&](std::int32_t token) {
      for (std::size_t j = starts_[p.sentence]; j < i; ++j) {
        if (p_[j].first <= static_cast<std::uint32_t>(token) && static_cast<std::uint32_t>(token) < p_[j].last)
          return j != owned_ && fits(j) ? static_cast<std::int32_t>(j) : -1;
      }
      return -1;
    };
    const bool owner = a_.tokens[p.first].deprel == Deprel::nmod_poss;
    std::int32_t at = a_.tokens[p.first].head;
    if (!owner) {
      if (a_.tokens[p.first].deprel != Deprel::nsubj || at < 0 || a_.tokens[at].deprel != Deprel::advcl) return -1;
      at = a_.tokens[at].head;
    }
    // Between a subject and its verb the owner is that subject, whatever the tree hangs him on.
    for (std::uint32_t t = p.first; owner && t-- > a_.sentences[p.sentence].first;) {
      if (is_subject(a_.tokens[t].deprel) && a_.tokens[t].head > static_cast<std::int32_t>(p.first)) {
        if (std::int32_t j = holding(static_cast<std::int32_t>(t)); j >= 0) return j;
      }
    }
    for (int steps = 0; steps < 6 && at >= 0; ++steps, at = a_.tokens[at].head) {
      if (std::int32_t j = owner ? holding(at) : -1; j >= 0) return j;
      for (std::uint32_t t = a_.sentences[p.sentence].first; t < p.first; ++t) {
        if (a_.tokens[t].head == at && is_subject(a_.tokens[t].deprel)) return holding(static_cast<std::int32_t>(t));
      }
    }
    return -1;
  }

  // "Nixon asked him to …": an argument of the verb is not the verb's own subject.
  bool bound(std::size_t i, std::size_t j) const {
    const Phrase &p = p_[i], &q = p_[j];
    if (p.sentence != q.sentence || !a_.sentences[p.sentence].parsed) return false;
    const model::Token& it = a_.tokens[p.first];
    using model::Deprel;
    if (it.deprel != Deprel::obj && it.deprel != Deprel::iobj && it.deprel != Deprel::obl) return false;
    std::int32_t verb = it.head;
    auto subject_of = [&](std::uint32_t t) { return a_.tokens[t].head == verb && is_subject(a_.tokens[t].deprel); };
    // "met Kim and urged him": a verb joined to another has its subject there.
    for (int steps = 0; steps < 3 && verb >= 0; ++steps) {
      for (std::uint32_t t = q.first; t < q.last; ++t) {
        if (subject_of(t)) return true;
      }
      bool own = false;
      for (std::uint32_t t = a_.sentences[p.sentence].first; t < a_.sentences[p.sentence].last && !own; ++t) own = subject_of(t);
      if (own || a_.tokens[static_cast<std::size_t>(verb)].deprel != Deprel::conj) return false;
      verb = a_.tokens[static_cast<std::size_t>(verb)].head;
    }
    return false;
  }

  std::int32_t root(std::int32_t j) const {
    while (j >= 0 && from_[static_cast<std::size_t>(j)] >= 0 && from_[static_cast<std::size_t>(j)] != j) {
      std::int32_t up = from_[static_cast<std::size_t>(j)];
      if (up >= j) break;
      j = up;
    }
    return j;
  }

  void point(std::size_t i, std::int32_t j) {
    if (j < 0) return;
    j = root(j);
    from_[i] = j;
    const Phrase& q = p_[static_cast<std::size_t>(j)];
    p_[i].country = q.country, p_[i].sector = q.sector, p_[i].entry = q.entry;
    members_[i] = members_[static_cast<std::size_t>(j)];
  }

  // Words of the longest phrase at `t`, of at most so many, if it is of this class, else 0.
  std::uint32_t word_of(std::uint32_t t, std::uint64_t of, std::size_t most) const {
    const std::size_t left = std::min(a_.tokens.size() - t, most);
    lx::Phrases::Match m = table_.words().longest(std::span<const model::Token>(a_.tokens.data() + t, left));
    return m.words != 0 && (table_.word(m).classes & of) != 0 ? m.words : 0;
  }
  bool says(std::uint32_t t) const { return word_of(t, lx::kWordSay, 1) != 0; }
  bool after_say(std::uint32_t t) const { return (a_.tokens[t].shape & model::kClitic) != 0 && says(t - 1); }

  // Who speaks in this sentence, outside the words quoted: the subject of a verb of saying, who stands beside one, the subject.
  // In words told without quotation marks only who stands by the verb of saying ("we urge Hamas to …, he said").
  std::int32_t speaker(std::size_t i, std::size_t sentence, int least = 1) const {
    const model::Sentence& s = a_.sentences[sentence];
    std::int32_t best = -1;
    int score = least - 1;
    for (std::size_t j = starts_[sentence]; j < starts_[sentence + 1]; ++j) {
      const Phrase& q = p_[j];
      if (j == i || quoted_[q.first] != 0) continue;
      bool he =
          q.shape == Shape::pronoun && (q.pronoun == lx::PronounKind::he || q.pronoun == lx::PronounKind::poss) && from_[j] >= 0;
      if (!he && (!(person_like(q) || body_like(q)) || q.shape == Shape::pronoun || q.locative)) continue;
      // "a resident told Reuters": who hears it does not speak.
      if (media(q) && q.shape == Shape::org && s.parsed && q.first > s.first && says(q.first - 1) &&
          a_.tokens[q.last - 1].deprel != model::Deprel::nsubj)
        continue;
      int points = 0;
      if (s.parsed) {
        for (std::uint32_t t = q.first; t < q.last && points == 0; ++t) {
          std::int32_t h = a_.tokens[t].head;
          if (h < 0 || (h >= static_cast<std::int32_t>(q.first) && h < static_cast<std::int32_t>(q.last))) continue;
          model::Deprel d = a_.tokens[t].deprel;
          if (!is_subject(d)) continue;
          points = says(static_cast<std::uint32_t>(h)) ? 3 : 1;
        }
      }
      auto beside = [&](std::uint32_t t) { return t >= s.first && t < s.last && says(t); };
      if (points < 3 && (beside(q.last) || (q.first > s.first && beside(q.first - 1)) || beside(q.last + 1))) points = 2;
      if (points == 0 && !s.parsed && person_like(q)) points = 1;
      if (points > score) score = points, best = he ? from_[j] : static_cast<std::int32_t>(j);
    }
    return best;
  }

  // The speaker of the quotation that phrase `i` stands in.
  std::int32_t quoted_speaker(std::size_t i) const {
    std::size_t s = p_[i].sentence, count = a_.sentences.size();
    std::int32_t j = speaker(i, s, quoted_[p_[i].first] != 0 ? 1 : 2);
    // The quotation began in a sentence before, or goes on in the next.
    for (std::size_t t = s; j < 0 && t > 0 && s - t < 8 && open_at_start(t); --t) j = speaker(i, t - 1);
    for (std::size_t t = s + 1; j < 0 && t < count && t - s < 8 && open_at_start(t); ++t) j = speaker(i, t);
    if (j < 0 && s > 0 && !a_.sentences[s].starts_paragraph) j = speaker(i, s - 1);
    if (j < 0 && s + 1 < count && !a_.sentences[s + 1].starts_paragraph) j = speaker(i, s + 1);
    for (std::size_t t = s; j < 0 && t > 0 && s - t < 3; --t) j = speaker(i, t - 1);
    if (j < 0 && s + 1 < count) j = speaker(i, s + 1);
    return j;
  }

  void pronoun(std::size_t i) {
    Phrase& p = p_[i];
    auto person = [&](std::size_t j) {
      if (p_[j].shape == Shape::pronoun) return p_[j].pronoun == lx::PronounKind::he && from_[j] >= 0;
      return person_like(p_[j]) && !p_[j].plural;
    };
    // "pemimpinnya" is not its own owner.
    std::size_t outer = owned_;
    if (p.pronoun == lx::PronounKind::poss && i > 0 && p_[i - 1].last == p.first && p_[i - 1].shape == Shape::role)
      owned_ = i - 1;
    resolve_pronoun(i, person);
    owned_ = outer;
  }

  template <class F>
  void resolve_pronoun(std::size_t i, F&& person) {
    Phrase& p = p_[i];
    switch (p.pronoun) {
      case lx::PronounKind::he: {
        const std::int32_t j = clause_owner(i, person);
        point(i, j >= 0 ? j : search(i, 3, person));
        break;
      }
      case lx::PronounKind::it: {
        // "The army said it had killed …"
        auto body = [&](const Phrase& q) {
          return (body_like(q) || (q.shape == Shape::role && q.role_kind == lx::RoleKind::force)) && !q.plural && !q.locative &&
                 !q.at_place && !q.possessive && !media(q);
        };
        if (a_.sentences[p.sentence].parsed && a_.tokens[p.first].deprel == model::Deprel::expl) break;
        // "sanctions on Iran for its refusal": an owner is rather the one named last.
        if (a_.sentences[p.sentence].parsed && a_.tokens[p.first].deprel == model::Deprel::nmod_poss) {
          for (std::size_t j = i; j-- > 0 && p_[j].sentence == p.sentence && from_[i] < 0;) {
            const Phrase& q = p_[j];
            if (j != owned_ && body(q) && a_.tokens[q.head].deprel != model::Deprel::amod &&
                a_.tokens[q.head].deprel != model::Deprel::compound)
              point(i, static_cast<std::int32_t>(j));
          }
          if (from_[i] >= 0) break;
        }
        point(i, search(i, 1, [&](std::size_t j) { return body(p_[j]); }));
        break;
      }
      case lx::PronounKind::poss:
        // A clitic owner is mostly the one named last in its own sentence.
        if (p.first > 0 && after_say(p.first)) {
          // "katanya" after the words said: whoever spoke before.
          point(i, search(i, 3, [&](std::size_t j) { return person(j) && quoted_[p_[j].first] == 0; }));
          break;
        }
        // "memburuknya hubungan": no owner.
        if (p.first > 0 && a_.sentences[p.sentence].parsed && p.first == a_.sentences[p.sentence].first + 1 &&
            (a_.tokens[p.first - 1].upos == model::Upos::VERB || a_.tokens[p.first - 1].upos == model::Upos::ADJ))
          break;
        // "dua polisi lainnya": the others, of nobody.
        if (p.first > 0 && a_.tokens[p.first - 1].norm == "lain") break;
        for (std::size_t j = i; j-- > 0 && p_[j].sentence == p.sentence && from_[i] < 0;) {
          if (j == owned_ || bound(i, j)) continue;
          if (person(j) || (body_like(p_[j]) && !p_[j].locative)) point(i, static_cast<std::int32_t>(j));
        }
        if (from_[i] < 0)
          point(i, search(i, 1, [&](std::size_t j) { return person(j) || (body_like(p_[j]) && !p_[j].locative); }));
        break;
      case lx::PronounKind::they:
        they(i);
        break;
      case lx::PronounKind::we:
      case lx::PronounKind::i:
      case lx::PronounKind::org: {
        std::int32_t j = p.pronoun == lx::PronounKind::org ? body_speaking(i) : -1;
        if (j < 0) j = quoted_speaker(i);
        if (j < 0) j = search(i, 3, person);
        if (j >= 0) point(i, j);
        break;
      }
      case lx::PronounKind::none:
        break;
    }
  }

  // "Polisi mengatakan, mereka masih menyelidiki …": who speaks for a body speaks of it; -1 = nobody does right before.
  std::int32_t body_speaking(std::size_t i) const {
    std::uint32_t t = p_[i].first;
    const std::uint32_t first = a_.sentences[p_[i].sentence].first;
    while (t > first && (a_.tokens[t - 1].norm == "," || a_.tokens[t - 1].upos == model::Upos::SCONJ)) --t;
    if (t <= first || !says(t - 1)) return -1;
    for (std::size_t j = i; j-- > starts_[p_[i].sentence];) {
      const Phrase& q = p_[j];
      if (q.last >= t || q.shape == Shape::pronoun || q.locative || q.at_place) continue;
      const bool force = q.shape == Shape::role && (q.role_kind == lx::RoleKind::force || q.organisation);
      return (body_like(q) || force) && !media(q) && !q.plural ? static_cast<std::int32_t>(j) : -1;
    }
    return -1;
  }

  void they(std::size_t i) {
    // "mereka yang mendukung oposisi": whoever does so.
    const std::uint32_t end = p_[i].last;
    if (indonesian_ && end < a_.sentences[p_[i].sentence].last && a_.tokens[end].norm == "yang") return;
    if (const std::int32_t j = body_speaking(i); j >= 0) return point(i, j);
    std::uint32_t here = p_[i].sentence;
    if (a_.tokens[p_[i].first].deprel == model::Deprel::nsubj) {
      const std::int32_t doers = clause_owner(i, [&](std::size_t j) {
        const Phrase& q = p_[j];
        return !media(q) && !q.locative && ((q.plural && q.shape == Shape::role) || q.shape == Shape::org);
      });
      if (doers >= 0) return point(i, doers);
    }
    for (std::uint32_t back = 0; back <= 2 && back <= here; ++back) {
      std::size_t first = starts_[here - back], last = back == 0 ? i : starts_[here - back + 1];
      std::int32_t body = -1, one = -1, two = -1;
      for (std::size_t j = last; j-- > first;) {
        const Phrase& q = p_[j];
        if (j == owned_ || bound(i, j)) continue;
        if (q.shape == Shape::pronoun && q.pronoun == lx::PronounKind::they && (from_[j] >= 0 || members_[j][0] >= 0)) {
          if (from_[j] >= 0) return point(i, from_[j]);
          members_[i] = members_[j];
          return;
        }
        if (q.shape == Shape::group && q.count != 1 && members_[j][0] >= 0) {
          from_[i] = static_cast<std::int32_t>(j), members_[i] = members_[j];
          return;
        }
        bool pair = q.joined && j > 0 && (person_like(q) || body_like(q)) && (person_like(p_[j - 1]) || body_like(p_[j - 1])) &&
                    !q.locative;
        if (pair) {
          members_[i] = {root(static_cast<std::int32_t>(j - 1)), root(static_cast<std::int32_t>(j)), -1, -1};
          return;
        }
        if (q.plural && q.shape == Shape::role) return point(i, static_cast<std::int32_t>(j));
        if (body < 0 && q.shape == Shape::org && !media(q) && !q.at_place && !q.locative) body = static_cast<std::int32_t>(j);
        if (q.named && person_like(q)) {
          std::int32_t who = root(static_cast<std::int32_t>(j));
          if (one < 0) {
            one = who;
          } else if (two < 0 && who != one) {
            two = who;
          }
        }
      }
      if (body >= 0) return point(i, body);
      // "An adviser to Abbas said they had talks": whoever speaks speaks of his own side.
      if (back == 0 && one >= 0 && two < 0 && p_[i].first > 0 && says(p_[i].first - 1)) return point(i, one);
      // "Prabowo memberi hormat kepada Macron. Mereka berjabat tangan."
      if (back > 0 && one >= 0 && two >= 0) {
        members_[i] = {two, one, -1, -1};
        return;
      }
    }
  }

  // The naming of a country itself: nearest before, else anywhere, else whoever has its code.
  std::int32_t naming(Code3 country, std::size_t before, std::int32_t otherwise) const {
    // "Uni Soviet" is not what a text of today means by "kedua negara", where Russia is named too.
    std::int32_t past = -1;
    auto fits = [&](std::size_t j) {
      if (!state_level(p_[j]) || p_[j].country != country) return false;
      if (p_[j].entry > 0 && table_.entries()[static_cast<std::size_t>(p_[j].entry)].to == lx::kOpenEnd) return true;
      if (past < 0) past = static_cast<std::int32_t>(j);
      return false;
    };
    for (std::size_t j = before; j-- > 0;) {
      if (fits(j)) return static_cast<std::int32_t>(j);
    }
    for (std::size_t j = before; j < p_.size(); ++j) {
      if (fits(j)) return static_cast<std::int32_t>(j);
    }
    return past >= 0 ? past : otherwise;
  }

  void group(std::size_t i) {
    Phrase& p = p_[i];
    using G = lx::GroupKind;
    bool any_side = false;  // "the two parties" where no party is named
    auto fits = [&](const Phrase& q) {
      if (q.shape == Shape::pronoun || q.shape == Shape::group || media(q)) return false;
      switch (p.group) {
        case G::countries:
        case G::country:
          if (supposed_ && !home_named_ && q.country == home_ && !here(p)) return false;
          return is_state_code(q.country) && !(p.group == G::countries && q.locative && !q.joined);
        case G::leaders:
        case G::leader:
          return person_like(q) && (q.named || !q.country.empty());
        case G::parties:
          if (any_side) return (person_like(q) || body_like(q)) && !q.country.empty() && !q.locative;
          [[fallthrough]];
        case G::party:
          return q.sector == Code3("PTY") && q.shape == Shape::org;
        case G::group:
          return q.shape == Shape::org || (q.shape == Shape::role && q.organisation && !q.plural &&
                                           (q.role_kind == lx::RoleKind::organ || q.role_kind == lx::RoleKind::weak));
        case G::body:
          return q.shape == Shape::org || (q.shape == Shape::role && q.role_kind == lx::RoleKind::organ);
        case G::sides:
        case G::anyone:
          return (person_like(q) || body_like(q)) && (!q.country.empty() || !q.sector.empty()) && !q.locative;
        case G::none:
          return false;
      }
      return false;
    };
    if (p.count == 1) {
      // "departemen itu" is rather the department than another body.
      auto shares = [&](const Phrase& q) {
        for (std::uint32_t x = p.first; x < p.last; ++x) {
          if (a_.tokens[x].norm.size() < 5) continue;
          for (std::uint32_t y = q.first; y < q.last; ++y) {
            if (a_.tokens[x].hash == a_.tokens[y].hash) return true;
          }
        }
        return false;
      };
      // "the North": only the state that has the word in its name.
      lx::Phrases::Match tail = table_.words().longest(std::span<const model::Token>(a_.tokens.data() + p.last - 1, 1));
      bool must = tail.words == 1 && (table_.word(tail).classes & lx::kWordStop) != 0;
      if (must && (a_.tokens[p.last - 1].shape & model::kCapital) == 0) return;
      bool word = false;
      for (std::size_t j = i; j-- > 0 && !word && p_[j].sentence + 4 >= p.sentence;) word = fits(p_[j]) && shares(p_[j]);
      // "A Hamas official said the group had …": whose official it is.
      auto outlaw = [&](const Phrase& q) {
        return p.group == G::group && q.shape == Shape::role && !q.plural && !q.country.empty() &&
               in(q.sector, {"REB", "UAF", "CRM"});
      };
      for (std::size_t j = i; j-- > 0 && p_[j].sentence + 4 >= p.sentence;) {
        if (outlaw(p_[j])) return point(i, static_cast<std::int32_t>(j));
        if (!fits(p_[j]) || ((must || (word && p.group != G::country)) && !shares(p_[j]))) continue;
        if (p.group == G::country) {
          std::int32_t state = naming(p_[j].country, i, static_cast<std::int32_t>(j));
          from_[i] = state;
          p.country = p_[j].country;
          p.entry = state_level(p_[static_cast<std::size_t>(state)]) ? p_[static_cast<std::size_t>(state)].entry : -1;
        } else {
          point(i, static_cast<std::int32_t>(j));
        }
        return;
      }
      return;
    }
    std::size_t want = p.count == 0 ? 2 : p.count;
    want = std::min<std::size_t>(want, 4);
    std::array<std::int32_t, 4> found{-1, -1, -1, -1};
    std::size_t n = 0;
    auto key_same = [&](const Phrase& x, const Phrase& y) {
      std::ptrdiff_t i1 = &x - p_.data(), i2 = &y - p_.data();
      if (p.group == G::leaders && x.named && y.named)
        return root(static_cast<std::int32_t>(i1)) == root(static_cast<std::int32_t>(i2));
      return x.country == y.country &&
             (p.group == G::countries || p.group == G::leaders || x.sector == y.sector || p.group == G::sides);
    };
    auto add = [&](std::size_t j, bool people = false) {
      // "Two Armenian soldiers": people of a state stand for it among sides.
      const Phrase& q = p_[j];
      bool of_state = people && q.shape != Shape::pronoun && q.shape != Shape::group && !media(q) && !q.locative;
      if (n >= want || (!fits(q) && !of_state)) return;
      for (std::size_t k = 0; k < n; ++k) {
        if (key_same(p_[static_cast<std::size_t>(found[k])], p_[j])) return;
      }
      found[n++] = static_cast<std::int32_t>(j);
    };
    // A pair named together, not long ago.
    // Sides may be of one country ("Kibaki and opposition leader Odinga"), and stay the same for long.
    const bool sides = p.group == G::sides || p.group == G::parties;
    auto one = [&](const Phrase& x, const Phrase& y) {
      return sides ? x.country == y.country && x.sector == y.sector : key_same(x, y);
    };
    auto together = [&](std::uint32_t reach) {
      for (std::size_t j = i; j-- > 1 && p_[j].sentence + reach >= p.sentence;) {
        if (!p_[j].joined || !fits(p_[j]) || !fits(p_[j - 1]) || one(p_[j], p_[j - 1])) continue;
        found[0] = static_cast<std::int32_t>(j - 1), found[1] = static_cast<std::int32_t>(j), n = 2;
        return;
      }
    };
    if (want == 2) together(sides ? 25 : 3);
    // Rather two states than one of them and the body that speaks to both.
    for (int states = sides ? 1 : 0; states >= 0 && n < want; --states) {
      n = 0, found = {-1, -1, -1, -1};
      for (std::size_t j = i; j-- > 0 && n < want && p_[j].sentence + 12 >= p.sentence;) {
        if (states == 0 || is_state_code(p_[j].country)) add(j, states == 1);
      }
      std::reverse(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n));
    }
    if (n < 2 && p.group == G::parties) {
      any_side = true, n = 0, found = {-1, -1, -1, -1};
      together(8);
      for (std::size_t j = i; j-- > 0 && n < want && p_[j].sentence + 12 >= p.sentence;) add(j);
      std::reverse(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n));
    }
    if (n < 2) return;
    for (std::size_t k = 0; k < n; ++k) {
      std::int32_t j = found[k];
      members_[i][k] = p.group == G::countries ? naming(p_[static_cast<std::size_t>(j)].country, i, j) : root(j);
    }
  }

  const lx::ActorTable& table_;
  const lx::NameOrigin& origin_;
  const model::Document& document_;
  model::Analysis& a_;
  std::vector<Phrase>& p_;
  Code3 home_;
  bool supposed_;
  std::int32_t day_;  // yyyymmdd; 0 = unknown
  bool indonesian_;
  bool home_named_ = false;
  int foreigners_ = 0;                    // other states than home that the text names: none, one, more
  std::vector<std::uint32_t> elsewhere_;  // sentences that speak of offices and people of another state, though of none by name
  std::vector<std::int32_t> from_;
  std::vector<std::array<std::int32_t, 4>> members_;
  std::vector<int> weight_;
  std::vector<char> derived_;                   // owner found by context
  std::vector<std::uint32_t> starts_;           // first phrase of each sentence
  std::vector<char> quoted_;                    // per token
  std::vector<std::pair<Code3, int>> weights_;  // how much the article speaks of each state
  Code3 focus_;                                 // the foreign state that it is about
  int focus_weight_ = 0;
  std::size_t owned_ = static_cast<std::size_t>(-1);  // the role whose possessive is being resolved
};

MentionKind mention_kind(const Phrase& p) {
  switch (p.shape) {
    case Shape::pronoun:
      return MentionKind::pronoun;
    case Shape::group:
      return p.count == 1 ? MentionKind::pronoun : MentionKind::group;
    case Shape::unknown:
      return p.country.empty() && p.sector.empty() ? MentionKind::unknown : MentionKind::name;
    case Shape::role:
      if (p.named) return MentionKind::name;
      return generic_sector(p.sector) && !p.organisation ? MentionKind::generic : MentionKind::office;
    default:
      return MentionKind::name;
  }
}

ActorKind actor_kind(const lx::ActorTable& table, const Phrase& p) {
  if (p.group == lx::GroupKind::countries) return ActorKind::state;  // the members' countries are meant, not their offices
  if (p.country.empty() && p.sector.empty()) return ActorKind::none;
  if (p.named) return ActorKind::person;
  if (p.shape == Shape::role) return generic_sector(p.sector) && !p.organisation ? ActorKind::agent : ActorKind::office;
  if (p.entry > 0) return kind_of(table.entries()[static_cast<std::size_t>(p.entry)].type);
  if (p.shape == Shape::state || p.shape == Shape::demonym || p.shape == Shape::capital || p.group == lx::GroupKind::country)
    return ActorKind::state;
  return ActorKind::office;
}

Mention make(const lx::ActorTable& table, const Phrase& p, const model::Document& d, model::Analysis& a, bool indonesian) {
  Mention m;
  m.span = {a.tokens[p.first].span.begin, a.tokens[p.last - 1].span.end};
  m.sentence = p.sentence;
  m.first = p.first, m.last = p.last;
  m.head = p.head >= p.first && p.head < p.last ? p.head : p.first;
  m.kind = mention_kind(p);
  // "Moldovans": people, where "Moldova" is the state.
  const bool people = p.shape == Shape::demonym && !indonesian && a.tokens[p.last - 1].norm.ends_with('s');
  m.locative = p.locative, m.plural = p.plural || people;
  m.actor.country = p.country, m.actor.sector = p.sector;
  m.actor.kind = actor_kind(table, p);
  m.capital = p.shape == Shape::capital ||
              (p.entry > 0 && table.entries()[static_cast<std::size_t>(p.entry)].type == lx::EntryType::capital);
  m.actor.entry = p.entry;
  bool table_name = p.entry > 0 && !(p.named && p.unknown_name) && !(p.shape == Shape::role && !p.named);
  if (table_name) {
    const lx::ActorEntry& e = table.entries()[static_cast<std::size_t>(p.entry)];
    m.actor.name = table.string(indonesian ? e.name_id : e.name_en);
    m.actor.wikidata = table.string(e.wikidata);
  } else if (p.named) {
    m.actor.name = a.arena.copy(words(d, a, p.name_first, p.name_last));
  } else if (p.shape == Shape::role) {
    m.actor.name = a.arena.copy(words(d, a, p.first, p.last));
  } else if (p.shape == Shape::unknown) {
    m.actor.name = a.arena.copy(words(d, a, p.first, p.last));
  }
  return m;
}

}  // namespace

Result<Finder> Finder::build(const lx::Pack& pack, std::string_view language) {
  auto table = lx::ActorTable::open(pack, language);
  if (!table) return fail(table.error());
  Finder f;
  f.table_ = std::move(*table);
  auto origin = lx::NameOrigin::open(pack, language);
  if (!origin) return fail(origin.error());
  f.origin_ = std::move(*origin);
  f.indonesian_ = language == "id";
  f.language_bit_ = f.indonesian_ ? lx::ActorName::kIndonesian : lx::ActorName::kEnglish;
  for (const lx::Row& r : lx::rows(pack.section("actors/outlets.tsv"))) {
    if (r.cell(2).size() != 3) continue;
    f.outlets_.push_back({word_hash(fold(trim(r.cell(0)))), Code3(r.cell(2))});
    for (std::string_view alias : split(r.cell(1), '|')) f.outlets_.push_back({word_hash(fold(trim(alias))), Code3(r.cell(2))});
  }
  std::sort(f.outlets_.begin(), f.outlets_.end(), [](const Outlet& a, const Outlet& b) { return a.hash < b.hash; });
  return f;
}

Finder::Home Finder::home(const model::Document& d) const {
  if (d.home.size() == 3) return {Code3(d.home)};
  auto outlet = [&](std::string_view name) {
    std::uint64_t h = word_hash(fold(trim(name)));
    auto it = std::lower_bound(outlets_.begin(), outlets_.end(), h, [](const Outlet& o, std::uint64_t v) { return o.hash < v; });
    return it != outlets_.end() && it->hash == h ? it->country : Code3();
  };
  if (!d.outlet.empty()) {
    if (Code3 c = outlet(d.outlet); !c.empty()) return {c};
  }
  if (std::string_view u = d.url; !u.empty()) {
    // The host, then the host without its first labels.
    if (std::size_t at = u.find("://"); at != std::string_view::npos) u.remove_prefix(at + 3);
    u = u.substr(0, u.find_first_of("/?#:"));
    while (u.find('.') != std::string_view::npos) {
      if (Code3 c = outlet(u); !c.empty()) return {c};
      u.remove_prefix(u.find('.') + 1);
    }
  }
  if (!d.dateline_place.empty()) {
    lx::Phrases::Match m = table_.names().find(fold(trim(d.dateline_place)));
    for (std::uint32_t id : table_.names().values(m)) {
      const lx::ActorEntry& e = table_.entries()[table_.name_rows()[id].entry];
      if (e.type == lx::EntryType::capital || e.type == lx::EntryType::place || e.type == lx::EntryType::state) {
        Code3 c{std::string_view(e.country)};
        // A foreign dateline of a home outlet says where the reporter is, not whose president is meant.
        if (table_.home().empty() || c == Code3(table_.home())) return {c};
      }
    }
  }
  return {Code3(table_.home()), true};
}

void Finder::find(const model::Document& document, model::Analysis& analysis) const {
  std::vector<Phrase> phrases;
  Scanner(table_, language_bit_, document, analysis).scan(phrases);
  analysis.mentions.clear();
  for (const Phrase& p : phrases) analysis.mentions.push_back(make(table_, p, document, analysis, indonesian_));
}

namespace {

// "Kapolda Papua Irjen Mathius Fakhiri": rank and name behind an office are its holder's, and the whole is one phrase.
void join_ranks(std::vector<Phrase>& phrases) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < phrases.size(); ++i, ++to) {
    if (to != i) phrases[to] = std::move(phrases[i]);
    if (i + 1 >= phrases.size()) continue;
    Phrase& p = phrases[to];
    const Phrase& q = phrases[i + 1];
    const bool office = p.shape == Shape::role && !p.named && !p.plural && p.capital &&
                        (p.role_kind == lx::RoleKind::office || p.role_kind == lx::RoleKind::weak);
    const bool rank = q.shape == Shape::role && q.named && q.first == p.last && q.sentence == p.sentence &&
                      q.name_first > q.first && !q.former &&
                      (q.sector == Code3("MIL") || q.sector == Code3("COP") || q.sector == p.sector);
    if (!office || !rank) continue;
    p.named = true, p.unknown_name = q.unknown_name, p.short_name = q.short_name, p.ambiguous = q.ambiguous;
    p.name_first = q.name_first, p.name_last = q.name_last, p.last = q.last;
    if (p.country.empty()) p.country = q.country;
    if (p.open_sector) p.sector = q.sector, p.open_sector = false;
    if (q.entry > 0) p.entry = q.entry;
    if (q.alias != 0) p.alias = q.alias;
    ++i;
  }
  phrases.resize(to);
}

}  // namespace

void Finder::resolve(const model::Document& document, model::Analysis& analysis) const {
  std::vector<Phrase> phrases;
  Scanner scanner(table_, language_bit_, document, analysis);
  scanner.scan(phrases);
  if (indonesian_) join_ranks(phrases);
  Resolver resolver(table_, origin_, document, analysis, phrases, home(document), indonesian_, scanner.day());
  resolver.run();
  analysis.mentions.clear();
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    const Phrase& p = phrases[i];
    Mention m = make(table_, p, document, analysis, indonesian_);
    m.antecedent = resolver.antecedent(i);
    m.members = resolver.members(i);
    if (analysis.sentences[p.sentence].parsed) {
      for (std::uint32_t t = p.first; t < p.last; ++t) {
        std::int32_t h = analysis.tokens[t].head;
        if (h >= static_cast<std::int32_t>(p.first) && h < static_cast<std::int32_t>(p.last)) continue;
        model::Deprel d = analysis.tokens[t].deprel;
        if (d == model::Deprel::punct || d == model::Deprel::case_ || d == model::Deprel::det) continue;
        m.head = t;
        break;
      }
    }
    // The shape and place of a word say that it is a name: so shall its tag.
    if (m.kind == MentionKind::unknown && p.last - p.first == 1 && analysis.tokens[p.first].upos == model::Upos::NOUN &&
        (analysis.tokens[p.first].shape & model::kAllCaps) == 0)
      analysis.tokens[p.first].upos = model::Upos::PROPN;
    analysis.mentions.push_back(m);
  }
  // Short names and pronouns are called by the name they stand for.
  for (Mention& m : analysis.mentions) {
    if (m.antecedent < 0) continue;
    const Mention& a = analysis.mentions[static_cast<std::size_t>(m.antecedent)];
    if (a.actor.name.empty()) continue;
    if (m.kind == MentionKind::pronoun || m.actor.name.empty() ||
        (a.actor.kind == ActorKind::person &&
         (a.actor.name.size() > m.actor.name.size() ||
          (m.actor.entry < 0 && m.actor.name.find(a.actor.name) == std::string_view::npos))) ||
        (m.kind == MentionKind::office && a.actor.kind == ActorKind::person)) {
      m.actor.name = a.actor.name;
      if (m.actor.wikidata.empty()) m.actor.wikidata = a.actor.wikidata;
      if (m.kind == MentionKind::pronoun && m.actor.kind != ActorKind::none) m.actor.kind = a.actor.kind;
    }
  }
}

}  // namespace kawat::actors
