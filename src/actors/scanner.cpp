#include "actors/scanner.h"

#include <algorithm>
#include <bit>

#include "actors/article_day.h"
#include "base/text.h"

namespace kawat::actors {
namespace lx = lexicon;
using model::Code3;

namespace {

// Sectors of people who hold an office of a state, and are "former" after it.
bool official(Code3 sector) { return in(sector, {"GOV", "LEG", "MIL", "COP", "JUD", "SPY"}); }
bool armed(Code3 sector) { return in(sector, {"REB", "UAF", "PRM"}); }
bool no_state(Code3 country) { return in(country, {"IGO", "UNO", "EUR", "NGO", "IMG", "MNC", "ISM"}); }
bool is_name(Shape s) {
  return s == Shape::state || s == Shape::demonym || s == Shape::capital || s == Shape::place || s == Shape::org;
}
int years_between(std::int32_t from, std::int32_t to) { return (to - from) / 10000; }
// Days of yyyymmdd, with months of 31: right within a month or two, which is all that is asked.
int days_apart(std::int32_t from, std::int32_t to) {
  auto days = [](std::int32_t n) { return n / 10000 * 372 + n / 100 % 100 * 31 + n % 100; };
  return days(to) - days(from);
}
const std::uint64_t kInspector = word_hash("inspector general");

bool is_head_office(std::string_view office) {
  for (std::string_view s :
       {"president", "prime minister", "king", "queen", "supreme leader", "chancellor", "emperor", "emir", "sultan"}) {
    if (office == s) return true;
  }
  return false;
}

}  // namespace

Standing standing(const lx::ActorTable& table, const lx::ActorEntry& e, std::int32_t date) {
  Code3 sector{std::string_view(e.sector)};
  bool leader = e.type == lx::EntryType::leader;
  int head = leader && is_head_office(table.string(e.office)) ? 4 : leader && official(sector) ? 2 : 0;
  bool dated = e.from != 0 || e.to != lx::kOpenEnd;
  if (!dated) return {sector, date == 0 ? 55 : 85, "undated"};
  if (date == 0) {
    // No day to go by: the highest office, the latest term.
    int late = e.to == lx::kOpenEnd ? 3 : e.to > 20180000 ? 2 : e.to > 20000000 ? 1 : 0;
    return {sector, 60 + head * 2 + late, "date unknown"};
  }
  // News runs ahead of the oath by some days, and tables err by some.
  if (leader && date < e.from && days_apart(date, e.from) <= 7) return {sector, 99 + head, "about to take office"};
  if (date < e.from) return {leader || official(sector) ? Code3() : sector, leader ? 10 : 30, "before the term"};
  if (date <= e.to) return {sector, 100 + head, leader ? "in office on that day" : "active on that day"};
  int since = years_between(e.to, date);
  if (official(sector) && since <= 35) sector = Code3("ELI");
  // Who once led a state is called so, whatever he led after it.
  if (head == 4) head = 20;
  return {sector, std::max(12, 70 - since) + head, "left office before that day"};
}

Scanner::Scanner(const lx::ActorTable& table, std::uint8_t language_bit, const model::Document& document,
                 const model::Analysis& analysis)
    : table_(table),
      language_bit_(language_bit),
      document_(document),
      analysis_(analysis),
      tokens_(analysis.tokens),
      date_(day_of(document)) {
  dated_ = date_ != 0;
  if (!dated_) date_ = supposed_day(table, language_bit, document, tokens_);
  // Words seen in lower case: a capital at the start of a sentence means nothing for them.
  std::size_t size = std::bit_ceil(std::max<std::size_t>(64, tokens_.size() * 2));
  lower_.assign(size, 0);
  lower_mask_ = size - 1;
  for (const model::Token& t : tokens_) {
    if (t.shape & (model::kCapital | model::kHasDigit)) continue;
    std::uint64_t at = t.hash & lower_mask_;
    while (lower_[at] != 0 && lower_[at] != t.hash) at = (at + 1) & lower_mask_;
    lower_[at] = t.hash;
  }
  find_initials();
}

// "berinisial MA", "MA (20)": letters that stand for a person all through the article, not for a body.
void Scanner::find_initials() {
  for (std::size_t t = 0; t + 1 < tokens_.size(); ++t) {
    const model::Token& k = tokens_[t];
    if ((k.shape & model::kAllCaps) == 0 || k.norm.size() > 3) continue;
    bool said = (t > 0 && (table_.classes(tokens_[t - 1].hash) & lx::kWordInitials) != 0) || tokens_[t + 1].norm == "alias";
    bool aged = tokens_[t + 1].norm == "(" && t + 3 < tokens_.size() && tokens_[t + 3].norm == ")" &&
                (tokens_[t + 2].shape & model::kHasDigit) != 0 && tokens_[t + 2].norm.size() <= 2;
    bool spelled = t > 0 && (tokens_[t - 1].norm == "(" || (table_.classes(tokens_[t - 1].hash) & lx::kWordAnd) != 0);
    if (said || aged || (spelled && spelled_otherwise(static_cast<std::uint32_t>(t)))) initials_.push_back(k.hash);
  }
}

// "Madrasah Aliyah (MA)": the words before spell the letters, and are not those of the body that the table knows by them. Of
// three letters the last two will do, as a page may have lost a word.
bool Scanner::spelled_otherwise(std::uint32_t token) const {
  std::string_view letters = tokens_[token].norm;
  if (letters.size() < 2 || token < 3) return false;
  if (letters.size() > 2) letters.remove_prefix(letters.size() - 2);
  std::uint32_t count = static_cast<std::uint32_t>(letters.size());
  std::array<std::uint32_t, 2> spelled{};
  std::uint32_t at = token - 1;
  for (std::uint32_t i = count; i-- > 0;) {
    do {
      if (at == 0) return false;
      --at;
    } while ((table_.classes(tokens_[at].hash) & lx::kWordAnd) != 0);  // "Pajak Bumi dan Bangunan (PBB)"
    const model::Token& word = tokens_[at];
    if (word.norm.size() < 2 || word.norm[0] != letters[i]) return false;
    spelled[i] = at;
  }
  const lx::Phrases& names = table_.names();
  lx::Phrases::Match m = names.find_hash(tokens_[token].hash);
  if (m.words == 0) return false;
  for (std::uint32_t id : names.values(m)) {
    const lx::ActorEntry& e = table_.entries()[table_.name_rows()[id].entry];
    for (std::uint32_t offset : {e.name_en, e.name_id}) {
      std::string name = fold(table_.string(offset));
      if (name.find(' ') == std::string::npos) return false;  // the table knows the letters alone
      std::uint32_t shared = 0;
      for (std::uint32_t i = 0; i < count; ++i) shared += has_word(name, tokens_[spelled[i]].norm) ? 1 : 0;
      if (shared * 2 >= count) return false;
    }
  }
  return true;
}

// "MA 10", "06/DIR-PBB/IX/2019": letters of a measure or of a document's number.
bool Scanner::numbered(std::uint32_t token) const {
  const model::Token& k = tokens_[token];
  if ((k.shape & model::kAllCaps) == 0) return false;
  if (k.norm.size() == 2 && token + 1 < tokens_.size() && (tokens_[token + 1].shape & model::kHasDigit) != 0 &&
      tokens_[token + 1].norm.size() <= 3)
    return true;
  std::string_view text = document_.text;
  std::size_t end = k.span.end;
  if (end + 1 < text.size() && text[end] == '/') {
    std::size_t last = text.find_first_of("/ ,.", end + 1);
    std::string_view part = text.substr(end + 1, last == std::string_view::npos ? last : last - end - 1);
    if (!part.empty() && part.find_first_not_of("IVX0123456789") == std::string_view::npos) return true;
  }
  return k.span.begin > 1 && text[k.span.begin - 1] == '/' && text[k.span.begin - 2] >= '0' && text[k.span.begin - 2] <= '9';
}

// "S 7190 US": letters of a number plate.
bool Scanner::plate(std::uint32_t token) const {
  if (token < 2 || (tokens_[token].shape & model::kAllCaps) == 0 || tokens_[token].norm.size() > 3) return false;
  return (tokens_[token - 1].shape & model::kHasDigit) != 0 && tokens_[token - 2].norm.size() <= 2 &&
         (tokens_[token - 2].shape & model::kCapital) != 0;
}

bool Scanner::lower_seen(std::uint64_t hash) const {
  for (std::uint64_t at = hash & lower_mask_;; at = (at + 1) & lower_mask_) {
    if (lower_[at] == hash) return true;
    if (lower_[at] == 0) return false;
  }
}

// "Yussef will have talks": a word that no list knows opens the sentence as subject of the verb after it, without article or
// ending, whatever the tagger took it for.
bool Scanner::surname(std::uint32_t token) const {
  const model::Token& k = tokens_[token];
  if (token + 1 >= end_ || k.upos != model::Upos::NOUN || k.norm.size() < 3 || (!k.lemma.empty() && k.lemma != k.norm))
    return false;
  if ((k.shape & (model::kCapital | model::kSentenceStart)) != (model::kCapital | model::kSentenceStart)) return false;
  if ((k.shape & (model::kHasDigit | model::kClitic)) != 0 || k.norm.find('-') != std::string_view::npos) return false;
  if (k.deprel != model::Deprel::nsubj && k.deprel != model::Deprel::nsubj_pass) return false;
  const model::Token& verb = tokens_[token + 1];
  if ((verb.upos != model::Upos::VERB && verb.upos != model::Upos::AUX) || (verb.shape & model::kCapital) != 0) return false;
  return !table_.words().starts(k.hash) && !lower_seen(k.hash);
}

std::string_view Scanner::text(std::size_t at) const {
  return model::Span{tokens_[atoms_[at].first].span.begin, tokens_[atoms_[at].last - 1].span.end}.in(document_.text);
}

void Scanner::words_at(std::uint32_t token, Atom& out) const {
  const lx::Phrases& words = table_.words();
  std::span<const model::Token> rest(tokens_.data() + token, end_ - token);
  lx::Phrases::Match m = words.longest(rest);
  if (m.words == 0) {
    // "menteri-menteri": reduplication is a plural.
    std::string_view n = rest[0].norm;
    std::size_t dash = n.find('-');
    if (dash == std::string_view::npos || dash == 0) return;
    m = words.find(n.substr(0, dash));
    if (m.words != 1) return;
    if (n.substr(0, dash) != n.substr(dash + 1)) {
      // "anti-Suriah", "pro-Beijing"
      if ((table_.word(m).classes & lx::kWordMod) != 0) out.classes = lx::kWordMod;
      return;
    }
  }
  out.word = static_cast<std::int32_t>(words.values(m)[0]);
  out.word_last = static_cast<std::int32_t>(token + m.words);
  out.classes = table_.word(out.word).classes;
}

// "US$ 60 juta", "A$5m", "US dollar": what ends here belongs to a sum of money.
bool Scanner::currency(std::uint32_t after) const {
  if (after == 0 || after >= end_) return false;
  std::string_view next = tokens_[after].norm;
  if (next == "$") return (tokens_[after - 1].shape & model::kSpaceAfter) == 0;
  return (next == "dollar" || next == "dollars" || next == "dolar") && (tokens_[after - 1].shape & model::kAllCaps) != 0;
}

bool Scanner::demonym(std::uint32_t token) const {
  lx::Phrases::Match m = table_.names().longest(std::span<const model::Token>(tokens_.data() + token, 1));
  if (m.words == 0) return false;
  auto ids = table_.names().values(m);
  return std::any_of(ids.begin(), ids.end(),
                     [&](std::uint32_t id) { return (table_.name_rows()[id].flags & lx::ActorName::kDemonym) != 0; });
}

// The longest name that starts here and is written as it should be.
bool Scanner::names_at(std::uint32_t token, Atom& out) {
  const lx::Phrases& names = table_.names();
  if (!names.starts(tokens_[token].hash)) return false;
  std::span<const model::Token> rest(tokens_.data() + token, end_ - token);
  std::uint32_t best = 0;
  out.list = static_cast<std::int32_t>(readings_.size());
  out.readings = 0;
  bool plain_word =
      (out.classes & (lx::kWordLower | lx::kWordCommon)) != 0 && out.word_last == static_cast<std::int32_t>(token + 1);
  names.each(rest, [&](lx::Phrases::Match m) {
    if (currency(token + m.words)) return;
    if (m.words == 1 && (plate(token) || numbered(token))) return;
    if (m.words == 1 && std::find(initials_.begin(), initials_.end(), rest[0].hash) != initials_.end()) return;
    bool fresh = true;
    for (std::uint32_t id : names.values(m)) {
      const lx::ActorName& n = table_.name_rows()[id];
      if ((n.flags & language_bit_) == 0) continue;
      // A text does not know the initials of what began in a later year.
      if (m.words == 1 && dated_ && newer(table_.entries()[n.entry])) continue;
      if (caseless_) {
        if (m.words == 1 && !shouting_ && (n.flags & lx::ActorName::kExact) != 0) continue;
        // "isi", "usia": the letters of a little-known body abroad.
        const lx::ActorEntry& lowered = table_.entries()[n.entry];
        if (m.words == 1 && !shouting_ && !table_.home().empty() && (n.flags & lx::ActorName::kCapsOnly) != 0 &&
            lowered.wikidata == 0 && Code3(std::string_view(lowered.country)) != Code3(table_.home()))
          continue;
        if (m.words == 1 && plain_word &&
            !(shouting_ && (n.flags & lx::ActorName::kCapsOnly) != 0 && (out.classes & lx::kWordCommon) == 0))
          continue;
        if (m.words == 1 && rest[0].norm.size() < 3 && !shouting_ && (n.flags & lx::ActorName::kCapsOnly) == 0) continue;
      } else {
        bool good = true;
        for (std::uint32_t i = 0; i < m.words && i < 16 && good; ++i) {
          if ((n.capitals >> i & 1) != 0 && (rest[i].shape & model::kCapital) == 0) good = false;
        }
        if ((n.flags & lx::ActorName::kCapsOnly) != 0) {
          for (std::uint32_t i = 0; i < m.words && good; ++i) {
            std::string_view form = rest[i].span.in(document_.text);
            good = (rest[i].shape & model::kAllCaps) != 0 || form.size() == 1 || (rest[i].shape & model::kHasDigit) != 0;
          }
        }
        if (!good) continue;
        // "Park Jin Young" is not Park Jin: where the family's name comes first a given name may go on.
        if (m.words >= 2 && rest.size() > m.words && !headline_ && lx::is_person(table_.entries()[n.entry]) &&
            lx::family_first(table_.entries()[n.entry].country) && given_goes_on(token + m.words))
          continue;
        if ((n.flags & lx::ActorName::kExact) != 0) {
          model::Span s{rest[0].span.begin, rest[m.words - 1].span.end};
          if (s.in(document_.text) != table_.string(n.text)) continue;
        }
        // "The National League for Democracy": a newspaper's name is not half another's.
        if (m.words == 2 && table_.entries()[n.entry].type == lx::EntryType::media && rest.size() > 2 && rest[0].norm == "the" &&
            !headline_ && (rest[2].shape & (model::kCapital | model::kAllCaps)) == model::kCapital &&
            names.starts(rest[1].hash) && names.longest(rest.subspan(1)).words > 1)
          continue;
        // "The Australian ambassador": no newspaper.
        if (m.words == 2 && table_.entries()[n.entry].type == lx::EntryType::media && rest.size() > 2 &&
            (rest[2].shape & model::kCapital) == 0 && demonym(token + 1)) {
          lx::Phrases::Match after = table_.words().longest(rest.subspan(2));
          if (after.words > 0) {
            const lx::ActorWord& w = table_.word(after);
            if ((w.classes & lx::kWordRole) != 0 && Code3(std::string_view(w.sector, 3)) != Code3("JRN")) continue;
          }
        }
        // "6,9 Detik": an amount of what a newspaper is called by.
        if (m.words == 1 && token > 0 && (tokens_[token - 1].shape & model::kHasDigit) != 0 &&
            (rest[0].shape & model::kAllCaps) == 0 && table_.entries()[n.entry].type == lx::EntryType::media)
          continue;
        // "May" or "Can" at the start of a sentence.
        // "Surya Dharma Ali": a newspaper's name is not half a name.
        if (m.words == 1 && !headline_ && rest.size() > 1 && (rest[0].shape & model::kAllCaps) == 0 &&
            table_.entries()[n.entry].type == lx::EntryType::media && (rest[1].shape & model::kCapital) != 0 &&
            (rest[1].shape & model::kAllCaps) == 0 && !names.starts(rest[1].hash)) {
          continue;
        }
        // "Ali Muhammad Shein": the surname that a company has, too.
        if (m.words == 1 && !headline_ && (rest[0].shape & model::kAllCaps) == 0 && !atoms_.empty() &&
            table_.entries()[n.entry].type == lx::EntryType::organisation && atoms_.back().shape == Shape::unknown &&
            (atoms_.back().classes & lx::kWordGiven) != 0 && atoms_.back().last == token)
          continue;
        // "Istana Balmoral": another house than the seat of the home state.
        if (m.words == 1 && !headline_ && rest.size() > 1 && table_.entries()[n.entry].type == lx::EntryType::seat &&
            given_goes_on(token + 1))
          continue;
        // "Evan Spiegel", "Solih AP"
        // "Jorge Lorenzo SPA Repsol": where an athlete is from.
        bool of_athlete =
            rest[0].norm.size() == 3 && rest.size() > 1 && (rest[1].shape & (model::kCapital | model::kHasDigit)) != 0;
        if (m.words == 1 && !headline_ && ((rest[0].shape & model::kAllCaps) == 0 || rest[0].norm.size() == 2 || of_athlete) &&
            !atoms_.empty() && table_.entries()[n.entry].type == lx::EntryType::media && atoms_.back().shape == Shape::unknown &&
            atoms_.back().last == token && (tokens_[token - 1].shape & (model::kAllCaps | model::kSentenceStart)) == 0)
          continue;
        if (m.words == 1 && (rest[0].shape & model::kSentenceStart) != 0 && (out.classes & lx::kWordCommon) != 0 &&
            (n.flags & lx::ActorName::kCapsOnly) == 0) {
          continue;
        }
        // "Puncak aksi": a place's name that is read as a noun.
        if (m.words == 1 && tagged_ && (rest[0].shape & model::kSentenceStart) != 0 && (rest[0].shape & model::kAllCaps) == 0 &&
            rest[0].upos == model::Upos::NOUN && rest.size() > 1 && rest[1].upos == model::Upos::NOUN &&
            (rest[1].shape & model::kCapital) == 0 && table_.entries()[n.entry].type == lx::EntryType::place)
          continue;
      }
      if (fresh) readings_.resize(static_cast<std::size_t>(out.list)), out.readings = 0, fresh = false;
      readings_.push_back(id);
      ++out.readings;
      best = m.words;
    }
  });
  if (best == 0) return false;
  out.last = token + best;
  return true;
}

bool Scanner::newer(const lx::ActorEntry& e) const {
  using T = lx::EntryType;
  bool body = e.type == T::organisation || e.type == T::party || e.type == T::armed_group || e.type == T::place;
  return body && e.from / 10000 > date_ / 10000;
}

std::int32_t Scanner::best_reading(const Atom& a, const Phrase* context) const {
  std::int32_t best = -1;
  int best_score = -1;
  for (std::uint16_t i = 0; i < a.readings; ++i) {
    std::uint32_t id = readings_[static_cast<std::size_t>(a.list) + i];
    const lx::ActorName& n = table_.name_rows()[id];
    const lx::ActorEntry& e = table_.entries()[n.entry];
    int score = 0;
    switch (e.type) {
      case lx::EntryType::state:
        score = 400;
        break;
      case lx::EntryType::capital:
        score = 380;
        break;
      case lx::EntryType::seat:
        score = 390;
        break;
      case lx::EntryType::organisation:
      case lx::EntryType::party:
      case lx::EntryType::armed_group:
        score = 360;
        break;
      case lx::EntryType::media:
        score = 350;
        break;
      case lx::EntryType::leader:
      case lx::EntryType::person:
        score = 200 + standing(table_, e, date_).score;
        break;
      case lx::EntryType::place:
        score = 150;
        break;
      case lx::EntryType::town:
        score = 100;
        break;
    }
    if (n.rank == 0) score += 5;
    if ((n.flags & lx::ActorName::kOwn) != 0) score += 1000;
    bool body = e.type == lx::EntryType::organisation || e.type == lx::EntryType::party;
    if (body && Code3(std::string_view(e.country)) == Code3(table_.home())) score += 10;
    // "NTB", "DIY": at home initials are the province before a foreign body.
    if (e.type == lx::EntryType::place && (n.flags & lx::ActorName::kCapsOnly) != 0 && !table_.home().empty() &&
        Code3(std::string_view(e.country)) == Code3(table_.home()))
      score += 250;
    bool person = lx::is_person(e);
    // Without a day the text is rather of today than of a state that is no more.
    if (!person && date_ != 0 && (date_ < e.from || date_ > e.to)) score -= 15;
    if (e.type == lx::EntryType::state && date_ == 0 && e.to != lx::kOpenEnd) score -= 7;
    // Nor is it known which of a group's ages is meant: the longest is the likeliest.
    if (!person && e.type != lx::EntryType::state && date_ == 0 && (e.from != 0 || e.to != lx::kOpenEnd))
      score += std::clamp(years_between(e.from, std::min(e.to, 20260000)), 0, 24) / 4 - 3;
    if (context != nullptr) {
      if (person) score += 300;
      // "Wakil Sekjen Angelina Sondakh": of somebody's several hats the one that the title goes with.
      if (person && context->open_sector && !context->sector.empty() && Code3(std::string_view(e.sector)) == context->sector)
        score += 40;
      if (!context->country.empty() && Code3(std::string_view(e.country)) == context->country) score += 250;
    }
    if (score > best_score) best_score = score, best = static_cast<std::int32_t>(id);
  }
  return best;
}

void Scanner::classify(const model::Sentence& s) {
  atoms_.clear();
  readings_.clear();
  end_ = s.last;
  tagged_ = s.tagged;
  std::uint32_t letters = 0, capitals = 0, shouted = 0, lower_long = 0;
  for (std::uint32_t t = s.first; t < s.last; ++t) {
    const model::Token& k = tokens_[t];
    if (k.norm.empty() || (static_cast<unsigned char>(k.norm[0]) < 128 && (k.norm[0] < 'a' || k.norm[0] > 'z'))) continue;
    ++letters;
    if (k.shape & model::kCapital) {
      ++capitals;
      if (k.shape & model::kAllCaps) ++shouted;
    } else if (k.norm.size() > 4) {
      ++lower_long;
    }
  }
  shouting_ = letters >= 3 && shouted * 10 >= letters * 9;
  caseless_ = shouting_ || capitals == 0;
  bool stop = s.last > s.first && tokens_[s.last - 1].norm == ".";
  headline_ = !caseless_ && !stop && letters >= 4 && capitals * 100 >= letters * 65 && lower_long * 5 <= letters;

  for (std::uint32_t t = s.first; t < s.last;) {
    Atom a;
    a.first = t, a.last = t + 1;
    words_at(t, a);
    const model::Token& k = tokens_[t];
    bool name = names_at(t, a);
    bool of_group = (a.classes & lx::kWordGroup) != 0;
    if (a.word >= 0 && (of_group || ((a.classes & lx::kWordRole) != 0 && !name)) &&
        a.word_last - static_cast<std::int32_t>(t) > 1) {
      // "the ministry" of "the Ministry of Foreign Affairs", "sekjen partai" of "Sekjen Partai Demokrat"
      Atom tail;
      std::uint32_t last = static_cast<std::uint32_t>(a.word_last) - 1;
      words_at(last, tail);
      // "juru bicara kementerian" of "juru bicara kementerian luar negeri"
      bool longer = tail.word_last > a.word_last && (of_group || (table_.head_first() && (tail.classes & lx::kWordRole) != 0));
      // "ketua DPD partai" of "Ketua DPD Partai Golkar": the name may begin before the last word.
      for (std::uint32_t from = of_group ? last : t + 1, end = last + 1; !longer && from < end; ++from) {
        if (from + 1 >= end_ || !table_.names().starts(tokens_[from].hash)) continue;
        std::size_t keep = readings_.size();
        Atom probe;
        words_at(from, probe);
        longer = names_at(from, probe) && probe.last > end;
        readings_.resize(keep);
        if (longer) last = from;
      }
      // "the Department of Health"
      if (of_group && !longer && (tokens_[last].shape & model::kCapital) != 0 && last + 2 < end_ &&
          (tokens_[last + 1].shape & model::kCapital) == 0 && (tokens_[last + 2].shape & model::kCapital) != 0) {
        lx::Phrases::Match link = table_.words().longest(std::span<const model::Token>(tokens_.data() + last + 1, 1));
        longer = link.words == 1 && (table_.word(link).classes & lx::kWordLink) != 0 &&
                 (table_.word(link).classes & lx::kWordOwner) != 0;
      }
      // "the leader of the Libyan rebels" is named by what follows.
      if (of_group && !longer && !table_.head_first() && word(a)->group == lx::GroupKind::leader && last + 1 < end_ &&
          tokens_[last + 1].norm == "of")
        longer = true;
      lx::Phrases::Match one = table_.words().longest(std::span<const model::Token>(tokens_.data() + t, of_group ? 1 : last - t));
      if (longer && one.words == (of_group ? 1 : last - t)) {
        a.word = static_cast<std::int32_t>(table_.words().values(one)[0]);
        a.word_last = static_cast<std::int32_t>(t + one.words);
        a.classes = table_.word(a.word).classes;
      }
    }
    std::uint32_t word_end = a.word_last < 0 ? t : static_cast<std::uint32_t>(a.word_last);
    const lx::ActorWord* w = word(a);
    bool strong = w != nullptr && (w->classes & (lx::kWordRole | lx::kWordGroup | lx::kWordPronoun | lx::kWordNot)) != 0;
    if (strong && (w->classes & lx::kWordRole) != 0 && word_end == t + 1 && numbered(t)) strong = false, a.word = -1;  // "PM 2.5"
    if (strong && (w->classes & lx::kWordPronoun) != 0 && !caseless_ && (k.shape & model::kAllCaps) != 0 && !shouting_ && name)
      strong = false;
    // "BPK" is the audit board, "Bpk" is short for Bapak.
    if (strong && name && w->role == lx::RoleKind::title && (w->classes & lx::kWordRole) != 0 && !caseless_ &&
        (k.shape & model::kAllCaps) != 0 && k.norm.size() > 2 && a.last == word_end)
      strong = false;
    // "Taher bin Said" in capitals: letters of a body are not written so.
    if (strong && w->role == lx::RoleKind::organ && (w->classes & lx::kWordRole) != 0 && word_end == t + 1 &&
        k.norm.size() <= 3 && !caseless_ && !headline_ && (k.shape & (model::kCapital | model::kAllCaps)) == model::kCapital)
      strong = false, a.word = -1, a.classes = 0, w = nullptr;
    // "Imam Darto": a given name rather than what he is.
    if (strong && (w->classes & lx::kWordRole) != 0 && (w->classes & lx::kWordGiven) != 0 && word_end == t + 1 && t + 1 < end_ &&
        !caseless_ && !headline_ && (k.shape & (model::kCapital | model::kAllCaps)) == model::kCapital &&
        ((tokens_[t + 1].shape & (model::kCapital | model::kAllCaps)) == model::kCapital ||
         (tokens_[t + 1].norm == "(" && t + 2 < end_ && (tokens_[t + 2].shape & model::kHasDigit) != 0)))
      strong = false;
    // A title inside a person's longer name, or a body's own name, beats the bare noun.
    if (strong && name && a.last > word_end) strong = false;
    if (strong && name && a.last == word_end && (w->classes & (lx::kWordRole | lx::kWordNot)) == lx::kWordRole) {
      const lx::ActorEntry& e = table_.entries()[table_.name_rows()[static_cast<std::size_t>(best_reading(a, nullptr))].entry];
      // "the Security Council", without a state before it: of the United Nations.
      const bool owned =
          !atoms_.empty() && (is_name(atoms_.back().shape) || (atoms_.back().classes & (lx::kWordPoss | lx::kWordMod)) != 0);
      if (!table_.head_first() && w->role == lx::RoleKind::organ && a.last - a.first > 1 && (k.shape & model::kCapital) != 0 &&
          e.type == lx::EntryType::organisation && !owned && no_state(Code3(std::string_view(e.country))))
        strong = false;
      if (e.type != lx::EntryType::organisation && e.type != lx::EntryType::seat && e.type != lx::EntryType::media)
        strong = false;
    }
    if (strong) {
      a.last = word_end;
      a.readings = 0;
      if (w->classes & lx::kWordNot) {
        a.shape = Shape::other, a.classes &= lx::kWordSport;
      } else if (w->classes & lx::kWordGroup) {
        a.shape = Shape::group;
      } else if (w->classes & lx::kWordRole) {
        a.shape = w->role == lx::RoleKind::title ? Shape::title : Shape::role;
        // "May" the month, "us" the pronoun: a word of two classes is the pronoun when in lower case.
      } else {
        a.shape = Shape::pronoun;
        if (w->pronoun == lx::PronounKind::poss && (k.shape & model::kClitic) == 0) a.shape = Shape::other;
      }
    } else if (name) {
      const lx::ActorName& n = table_.name_rows()[static_cast<std::size_t>(best_reading(a, nullptr))];
      const lx::ActorEntry& e = table_.entries()[n.entry];
      switch (e.type) {
        case lx::EntryType::state:
          a.shape = (n.flags & lx::ActorName::kDemonym) != 0 ? Shape::demonym : Shape::state;
          break;
        case lx::EntryType::capital:
          a.shape = Shape::capital;
          break;
        case lx::EntryType::place:
          a.shape = Shape::place;
          break;
        case lx::EntryType::town:
          a.shape = Shape::place, a.town = true;
          break;
        case lx::EntryType::leader:
        case lx::EntryType::person:
          a.shape = Shape::person;
          break;
        default:
          a.shape = Shape::org;
          break;
      }
      if (a.last != word_end) a.classes &= lx::kWordShy | lx::kWordLower;
    } else if (a.word >= 0) {
      a.last = word_end;
    }
    if (a.shape == Shape::other) {
      if (k.norm == "(")
        a.shape = Shape::open_paren;
      else if (k.norm == ",")
        a.shape = Shape::comma;
      else if (k.norm == "-")
        a.shape = Shape::hyphen;
      else if ((k.shape & model::kHasDigit) != 0 && (k.norm[0] >= '0' && k.norm[0] <= '9'))
        a.shape = Shape::number;
      else if ((k.shape & model::kCapital) != 0 &&
               (headline_ || shouting_ ? std::binary_search(body_names_.begin(), body_names_.end(), k.hash) : !caseless_) &&
               (w == nullptr || (w->classes & lx::kWordNot) == 0) && a.last == t + 1 &&
               (a.classes & (lx::kWordStop | lx::kWordCommon | lx::kWordDet | lx::kWordPlace)) == 0 && !currency(t + 1)) {
        bool start =
            (k.shape & model::kSentenceStart) != 0 || t == s.first || tokens_[t - 1].norm == "\"" || tokens_[t - 1].norm == ":";
        // A capital at the start says nothing for an ordinary word; a name is its own lemma.
        bool weak = start && (lower_seen(k.hash) || (a.classes & lx::kWordNoun) != 0);
        if (start && tagged_ && (k.shape & model::kAllCaps) == 0 &&
            ((k.upos != model::Upos::PROPN && k.upos != model::Upos::X) || (!k.lemma.empty() && k.lemma != k.norm)))
          weak = weak || !surname(t);
        if (!weak) a.shape = Shape::unknown;
      } else if (!caseless_ && article(t)) {
        a.shape = Shape::unknown;
      }
    }
    atoms_.push_back(a);
    t = a.last;
  }
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    if (atoms_[i].town && !stands_as_town(i)) {
      atoms_[i].shape = Shape::unknown, atoms_[i].readings = 0;
    }
  }
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    if (in_person_name(i)) {
      atoms_[i].shape = Shape::unknown, atoms_[i].readings = 0;
    }
  }
}

// A word in a capital that can only belong to the name before it.
bool Scanner::given_goes_on(std::uint32_t token) const {
  const model::Token& k = tokens_[token];
  return (k.shape & model::kCapital) != 0 && (k.shape & (model::kAllCaps | model::kHasDigit | model::kSentenceStart)) == 0 &&
         (tokens_[token - 1].shape & model::kSpaceAfter) != 0 && table_.classes(k.hash) == 0 && !lower_seen(k.hash) &&
         table_.names().longest(std::span<const model::Token>(tokens_.data() + token, end_ - token)).words == 0;
}

// "Al-Menfi" in three tokens.
bool Scanner::article(std::uint32_t token) const {
  const model::Token& k = tokens_[token];
  return (k.norm == "al" || k.norm == "el") && (k.shape & model::kSpaceAfter) == 0 && token + 2 < end_ &&
         tokens_[token + 1].norm == "-" && (tokens_[token + 1].shape & model::kSpaceAfter) == 0 &&
         (tokens_[token + 2].shape & model::kCapital) != 0;
}

// "Denzel Washington", "Michael Jordan", "Chad Smith": a state or capital beside a given name or as one.
bool Scanner::in_person_name(std::size_t at) const {
  const Atom& a = atoms_[at];
  if (headline_ || caseless_ || a.last != a.first + 1 || (tokens_[a.first].shape & model::kAllCaps) != 0) return false;
  // "pakar komunikasi Sony Subrata"
  if (is(at, Shape::org))
    return (a.classes & lx::kWordGiven) != 0 && at > 0 && (role(at - 1) != nullptr || is(at - 1, Shape::title)) &&
           is(at + 1, Shape::unknown) && at + 1 < atoms_.size() && (tokens_[atoms_[at + 1].first].shape & model::kAllCaps) == 0 &&
           !lower_seen(tokens_[atoms_[at + 1].first].hash);
  if (!one_of(at, {Shape::state, Shape::capital, Shape::place})) return false;
  auto given = [&](std::size_t i) { return has(i, lx::kWordGiven) && capital(i) && one_of(i, {Shape::unknown, Shape::other}); };
  if (at > 0 && given(at - 1)) return true;
  // "Pdt Darwin Tobing", "Pak Bima"
  if (at > 0 && is(at - 1, Shape::title) && capital(at - 1) && is(at, Shape::place)) return true;
  // "Bennet du Paris"
  if (at > 1 && has(at - 1, lx::kWordParticle) && !capital(at - 1) && is(at - 2, Shape::unknown)) return true;
  if ((a.classes & lx::kWordGiven) == 0 || !is(at + 1, Shape::unknown) || lower_seen(tokens_[atoms_[at + 1].first].hash))
    return false;
  bool inside = false;
  return (tokens_[atoms_[at + 1].first].shape & model::kAllCaps) == 0 && !place_before(at, true, inside) &&
         role(at + 2) == nullptr;
}

// "Prime Minister Friday", "Presiden Dan", "Prime Minister Montenegro": an ordinary word, or another state, that is the surname
// of who held that office on the day. Where the state follows its office without a word between, the state is meant.
std::int32_t Scanner::holder(std::size_t at, const Phrase& p) const {
  if (p.role < 0 || p.plural || date_ == 0 || at >= atoms_.size() || !capital(at) || headline_ || caseless_) return -1;
  if (!one_of(at, {Shape::other, Shape::title, Shape::state, Shape::capital, Shape::place, Shape::role})) return -1;
  if (table_.head_first() && one_of(at, {Shape::state, Shape::capital})) return -1;
  std::uint64_t office = table_.word(p.role).office;
  if (table_.offices(office).empty() || one_of(at + 1, {Shape::unknown, Shape::person})) return -1;
  for (const lx::ActorKey& key : table_.surnames(tokens_[atoms_[at].first].hash)) {
    const lx::ActorEntry& e = table_.entries()[key.entry];
    if (e.type != lx::EntryType::leader || !in_term(e, date_) || key.given != 0) continue;
    if (!p.country.empty() && Code3(std::string_view(e.country)) != p.country) continue;
    if (table_.holds(e, office)) return static_cast<std::int32_t>(key.entry);
  }
  return -1;
}
bool Scanner::take_holder(std::size_t at, Phrase& p) const {
  std::int32_t row = holder(at, p);
  if (row < 0) return false;
  p.entry = row;
  p.country = Code3(std::string_view(table_.entries()[static_cast<std::size_t>(row)].country));
  p.named = true, p.name_first = atoms_[at].first, p.name_last = atoms_[at].first + 1;
  return true;
}

// Many towns have the names of people, and of ordinary words: the gazetteer's are read where a place is meant. "di Bulawayo",
// "Bulawayo police", "wali kota Bulawayo", "Lodi, California".
bool Scanner::stands_as_town(std::size_t at) const {
  if (headline_ || caseless_) return false;
  // "Kota Udang": an ordinary word; "dari George Washington": a given name.
  if (atoms_[at].word >= 0 && (atoms_[at].classes & lx::kWordGiven) == 0) return false;
  if ((atoms_[at].classes & lx::kWordGiven) != 0 &&
      one_of(at + 1, {Shape::unknown, Shape::person, Shape::capital, Shape::place, Shape::state}))
    return false;
  bool inside = false;
  if (place_before(at, true, inside)) return true;
  const Shape names[] = {Shape::unknown, Shape::person};
  bool in_name =
      std::any_of(std::begin(names), std::end(names), [&](Shape s) { return is(at + 1, s) || (at > 0 && is(at - 1, s)); });
  if (in_name) return false;
  if (is(at + 1, Shape::comma) && one_of(at + 2, {Shape::state, Shape::place, Shape::capital})) return true;
  if (!table_.head_first()) return role(at + 1) != nullptr;
  // "DPD Nasdem Sumenep"
  if (at > 0 && is(at - 1, Shape::org)) return true;
  // "Pangeran George": a given name after what he is.
  if (at > 0 && (atoms_[at].classes & lx::kWordGiven) != 0 && role(at - 1) != nullptr &&
      role(at - 1)->role == lx::RoleKind::office && (role(at - 1)->flags & lx::ActorWord::kNamed) != 0)
    return false;
  // "Presiden Hassan": who leads states has no town.
  return at > 0 && role(at - 1) != nullptr && table_.offices(role(at - 1)->office).empty();
}

bool Scanner::one_of(std::size_t at, std::initializer_list<Shape> list) const {
  return at < atoms_.size() && std::find(list.begin(), list.end(), atoms_[at].shape) != list.end();
}

const lx::ActorWord* Scanner::role(std::size_t at) const { return is(at, Shape::role) ? word(atoms_[at]) : nullptr; }

// "pelabuhan Beirut": a town or state behind a house is where it stands.
bool Scanner::house_of(std::size_t at) const {
  return at > 0 && (atoms_[at - 1].classes & lx::kWordHouse) != 0 && one_of(at, {Shape::state, Shape::capital, Shape::place});
}

bool Scanner::suppressed(std::size_t at) const {
  if (at > 0 && (atoms_[at - 1].classes & lx::kWordBefore) != 0 && atoms_[at - 1].shape != Shape::role && !house_of(at))
    return true;
  if (headline_) return false;
  auto rules_out = [&](std::size_t i) {
    return i < atoms_.size() && (atoms_[i].classes & lx::kWordAfter) != 0 && (capital(i) || caseless_) &&
           atoms_[i].shape != Shape::role;
  };
  if (rules_out(at + 1)) return true;
  // "King Fahd International Stadium"
  return is(at, Shape::person) && at + 1 < atoms_.size() && capital(at + 1) && !caseless_ && rules_out(at + 2);
}

void Scanner::use_entry(Phrase& out, const Atom& a) {
  bool person_context = out.shape == Shape::role || out.shape == Shape::person;
  std::int32_t id = best_reading(a, person_context ? &out : nullptr);
  if (id < 0) return;
  const lx::ActorName& n = table_.name_rows()[static_cast<std::size_t>(id)];
  const lx::ActorEntry& e = table_.entries()[n.entry];
  out.entry = static_cast<std::int32_t>(n.entry);
  out.short_name = (n.flags & lx::ActorName::kShort) != 0;
  Code3 country{std::string_view(e.country)};
  if (lx::is_person(e)) {
    Standing s = standing(table_, e, date_);
    // "Presiden Demokrat Barack Obama": whose party it is his name says.
    if (out.organisation && !out.country.empty() && out.country != country && !out.by_state && !out.short_name &&
        out.sector == Code3("PTY") && e.type == lx::EntryType::leader && a.last - a.first > 1)
      out.country = country, out.sector = s.sector, out.organisation = false;
    if (out.country.empty()) out.country = country;
    // "Syekh Mohammed bin Zayed" is of the state, not of the mosque; nor is "Kepala Eksekutif Carrie Lam" of a company.
    bool other = in(out.sector, {"REL", "EDU", "BUS"}) && !(in(out.sector, {"EDU", "BUS"}) && date_ == 0);
    bool ruler = other && out.named && e.type == lx::EntryType::leader && official(s.sector) && in_term(e, date_);
    // "Jenderal Tito Karnavian" leads the police: a rank says less than the office held on the day.
    bool ranked = out.sector == Code3("MIL") && out.named && official(s.sector) &&
                  ((e.type == lx::EntryType::leader && date_ != 0 && in_term(e, date_)) || s.sector == Code3("COP"));
    if (!out.organisation && (out.sector.empty() || out.open_sector || ruler || ranked))
      out.sector = s.sector, out.open_sector = false;
  } else {
    out.country = country;
    out.sector = Code3(std::string_view(e.sector));
    std::size_t found = 0;
    auto body = [](const lx::ActorEntry& x) { return x.type == lx::EntryType::organisation || x.type == lx::EntryType::party; };
    auto land = [](const lx::ActorEntry& x) {
      return x.type == lx::EntryType::state || x.type == lx::EntryType::capital || x.type == lx::EntryType::place ||
             x.type == lx::EntryType::town;
    };
    for (std::uint16_t i = 0; i < a.readings && found < out.namesakes.size(); ++i) {
      const lx::ActorName& other = table_.name_rows()[readings_[static_cast<std::size_t>(a.list) + i]];
      const lx::ActorEntry& o = table_.entries()[other.entry];
      if (((body(o) && !land(e)) || (land(o) && land(e))) && Code3(std::string_view(o.country)) != country)
        out.namesakes[found++] = static_cast<std::int32_t>(other.entry);
    }
  }
}

// A word for one side of a matter, whose own sector is what follows it.
bool Scanner::has_no_name(const Phrase& p) const {
  if (p.role < 0 || p.role_kind != lx::RoleKind::weak || !table_.head_first()) return false;
  const std::uint8_t flags = table_.word(p.role).flags;
  return (flags & lx::ActorWord::kOther) != 0 || (table_.classes(tokens_[p.head].hash) & lx::kWordSide) != 0;
}

bool Scanner::is_seat(std::size_t at) const {
  std::int32_t id = best_reading(atoms_[at], nullptr);
  return id >= 0 && table_.entries()[table_.name_rows()[static_cast<std::size_t>(id)].entry].type == lx::EntryType::seat;
}

// The person by the name here holds an office on the day.
bool Scanner::leads_now(std::size_t at) const {
  std::int32_t id = best_reading(atoms_[at], nullptr);
  if (id < 0) return false;
  const lx::ActorEntry& e = table_.entries()[table_.name_rows()[static_cast<std::size_t>(id)].entry];
  return e.type == lx::EntryType::leader && in_term(e, date_);
}

bool Scanner::is_name_start(std::size_t at) const { return one_of(at, {Shape::person, Shape::unknown, Shape::title}); }

// Titles, then a known person or a run of capitalised words.
bool Scanner::person_name(std::size_t at, Phrase& out, std::size_t& next) {
  std::size_t j = at;
  Code3 title;
  while (is(j, Shape::title) || (j > at && is(j, Shape::other) && text(j) == ".")) {
    const lx::ActorWord* w = word(atoms_[j]);
    if (w != nullptr && w->sector[0] != 0) title = Code3(std::string_view(w->sector, 3));
    ++j;
  }
  if (!one_of(j, {Shape::person, Shape::unknown})) return false;
  // "anggota DK": letters alone are a body.
  if (out.shape == Shape::role && j == at && is(j, Shape::unknown) && !shouting_ && !headline_ && !caseless_ &&
      (tokens_[atoms_[j].first].shape & model::kAllCaps) != 0 && !one_of(j + 1, {Shape::person, Shape::unknown}))
    return false;
  // "Blok M", "Nomor: P.32": a letter by itself is nobody.
  if (is(j, Shape::unknown) && tokens_[atoms_[j].first].norm.size() == 1 && !one_of(j + 1, {Shape::person, Shape::unknown}) &&
      text(j + 1 < atoms_.size() ? j + 1 : j) != ".")
    return false;
  std::size_t first = j, known = atoms_.size();
  std::size_t words = 0;
  auto glued = [&](std::size_t i) {  // "Min-seok" in three tokens
    return is(i, Shape::hyphen) && i + 1 < atoms_.size() && (tokens_[atoms_[i].first].shape & model::kSpaceAfter) == 0 &&
           (tokens_[atoms_[i].first - 1].shape & model::kSpaceAfter) == 0 &&
           one_of(i + 1, {Shape::other, Shape::unknown, Shape::person});
  };
  while (j < atoms_.size() && words < 8) {
    if (is(j, Shape::person)) {
      // "Jusuf Kalla Joko Widodo" are two; a full name ends the run.
      bool single = atoms_[j].last - atoms_[j].first == 1;
      if (known != atoms_.size() && !single) break;
      // "Presiden Soesilo Bambang Yudhoyono": another spelling of the first name.
      bool respelt = words == 1 && out.shape == Shape::role && atoms_[j].last - atoms_[j].first == 2;
      // "Andi Nur Alam" is not Nur Alam.
      if (words == 1 && !single && table_.head_first() && has(j - 1, lx::kWordGiven) && is(j - 1, Shape::unknown) &&
          !leads_now(j)) {
        ++j, words += 2;
        continue;
      }
      if (words > 0 && !single && !respelt) break;
      known = j, ++j, ++words;
    } else if (is(j, Shape::unknown)) {
      if (words > 0 && known + 1 == j && atoms_[known].last - atoms_[known].first > 1 && !capital(j)) break;
      ++j, ++words;
      // "Kelas III Tuban", "Hamengku Buwono X Budi": a numeral closes a name.
      std::string_view numeral = text(j - 1);
      if (words > 1 && numeral.find_first_not_of("IVX") == std::string_view::npos) break;
    } else if (words > 0 && known == atoms_.size() && has(j, lx::kWordShy) && capital(j) &&
               atoms_[j].last == atoms_[j].first + 1 && one_of(j, {Shape::role, Shape::title, Shape::other})) {
      ++j, ++words;  // "Kevin King"
    } else if (words > 0 && is(j, Shape::title) && (tokens_[atoms_[j].first].shape & model::kAllCaps) != 0 && !shouting_ &&
               tokens_[atoms_[j].first].norm.size() <= 3 && one_of(j + 1, {Shape::unknown, Shape::person})) {
      ++j, ++words;  // "Irianto MS Syafiuddin"
    } else if (words > 0 && known == atoms_.size() && is(j, Shape::title) && capital(j) && text(j) == "Tun" &&
               one_of(j + 1, {Shape::unknown, Shape::person})) {
      ++j, ++words;  // "Naisyah Tun Azikin"
    } else if (has(j, lx::kWordParticle) && words > 0 && !capital(j) && one_of(j + 1, {Shape::unknown, Shape::person})) {
      ++j;
    } else if (words > 0 && known == atoms_.size() && capital(j) && atoms_[j].last - atoms_[j].first == 1 &&
               (is(j, Shape::place) || (table_.head_first() && (is(j, Shape::capital) || is(j, Shape::state)))) &&
               (tokens_[atoms_[first].first].shape & model::kSentenceStart) == 0) {
      ++j, ++words;  // "Ken Okinawa", "Persib Bandung"
    } else if (words > 0 && known == atoms_.size() && tagged_ && is(j, Shape::other) && capital(j) && body_word(j) &&
               tokens_[atoms_[j].first].upos == model::Upos::PROPN && one_of(j + 1, {Shape::unknown, Shape::person})) {
      ++j, ++words;  // "Ali Said Yusuf"
    } else if (glued(j) && words > 0) {
      j += 2;
    } else {
      break;
    }
  }
  next = j;
  out.named = true;
  out.name_first = atoms_[first].first, out.name_last = atoms_[j - 1].last;
  bool start = (tokens_[atoms_[first].first].shape & model::kSentenceStart) != 0;
  // "President Hosny Mubarak": another spelling of the given name, by the office.
  if (known == j - 1 && words >= 2 && words <= 4 && out.role >= 0 && atoms_[known].last - atoms_[known].first == 1 &&
      holds_office(atoms_[known], tokens_[atoms_[first].first].norm, out)) {
    Code3 given = out.country;
    use_entry(out, atoms_[known]);
    if (!given.empty()) out.country = given;
    out.short_name = false;
    return true;
  }
  bool alone =
      known != atoms_.size() && (words == 1 || atoms_[known].last - atoms_[known].first > 1 ||
                                 (start && words == 2 && known == first + 1 && at == first && !has(first, lx::kWordGiven)));
  if (alone) {
    Code3 given = out.sector;
    // "Prof. Habibie": what the table knows of him says more.
    if (given.empty() && !title.empty() && title != Code3("EDU")) out.sector = title;
    use_entry(out, atoms_[known]);
    if (out.sector.empty() && given.empty()) out.sector = title;
    if (words == 2 && known == first + 1) out.name_first = atoms_[known].first;
    for (std::uint16_t i = 0; i < atoms_[known].readings; ++i) {
      const lx::ActorName& n = table_.name_rows()[readings_[static_cast<std::size_t>(atoms_[known].list) + i]];
      if (Code3(std::string_view(table_.entries()[n.entry].country)) != out.country) out.shared = true;
    }
    out.ambiguous = out.short_name && (atoms_[known].classes & lx::kWordShy) != 0 && at == first && out.shape != Shape::role;
    // "Kapolri Tito": nobody abroad holds an office of the home state.
    Code3 home{table_.home()};
    if (out.role >= 0 && out.short_name && !home.empty() && out.country != home &&
        (table_.word(out.role).flags & lx::ActorWord::kHome) != 0)
      out.country = Code3(), out.entry = -1, out.unknown_name = true, out.short_name = false;
  } else {
    out.unknown_name = true;
    if (out.sector.empty()) out.sector = title;
  }
  if (out.shape == Shape::other) out.shape = alone ? Shape::person : Shape::unknown;
  return true;
}

// Whether the office before a surname is that of a holder of the name, whose given name begins alike.
bool Scanner::holds_office(const Atom& surname, std::string_view given, const Phrase& p) const {
  std::uint64_t office = table_.word(p.role).office;
  std::int32_t id = best_reading(surname, &p);
  if (id < 0 || office == 0 || given.empty()) return false;
  const lx::ActorEntry& e = table_.entries()[table_.name_rows()[static_cast<std::size_t>(id)].entry];
  if (e.type != lx::EntryType::leader || (!p.country.empty() && Code3(std::string_view(e.country)) != p.country)) return false;
  return table_.holds(e, office) && fold(table_.string(e.name_en)).starts_with(given.substr(0, 2));
}

// "(SBY)", "(72)", "(R-Ariz.)" after a name.
void Scanner::parenthesis(Phrase& out, std::size_t& next) {
  if (!is(next, Shape::open_paren)) return;
  std::size_t close = next + 1;
  while (close < atoms_.size() && close < next + 6 && text(close) != ")") ++close;
  if (close >= atoms_.size() || text(close) != ")" || close == next + 1) return;
  std::uint32_t first = atoms_[next + 1].first, last = atoms_[close].first;
  if (last - first == 1) {
    const model::Token& t = tokens_[first];
    bool age = is(next + 1, Shape::number) && t.norm.size() <= 3;
    bool initials = (t.shape & model::kAllCaps) != 0 || (t.shape & model::kCapital) != 0;
    if (!age && !initials) return;
    if (is(next + 1, Shape::state) && out.shape != Shape::state) return;  // "Gates (AS)"
    // "Pasukan Demokratik Suriah (SDF)": letters of more words than the state has.
    if (out.shape == Shape::state && initials && !age && (t.shape & model::kAllCaps) != 0 && !is(next + 1, Shape::state) &&
        t.norm.size() > atoms_[next].first - out.name_first)
      return;
    // "Kredit Usaha Rakyat (KUR)": letters of more words than the phrase has.
    if ((t.shape & model::kAllCaps) != 0 && t.norm.size() > 1 && out.shape == Shape::role && !out.named && table_.head_first() &&
        std::none_of(tokens_.begin() + static_cast<std::ptrdiff_t>(out.head),
                     tokens_.begin() + static_cast<std::ptrdiff_t>(atoms_[next].first),
                     [&](const model::Token& w) { return !w.norm.empty() && w.norm[0] == t.norm[0]; }))
      return;
    if (initials) out.alias = t.hash;
    next = close + 1;
  } else if (out.named && last - first <= 4 && (tokens_[first].shape & model::kAllCaps) == 0 && is(next + 2, Shape::hyphen)) {
    next = close + 1;
  }
}

void Scanner::take_state(Phrase& out, const Phrase& part) {
  out.country = part.country;
  out.by_state = part.by_state || part.shape == Shape::state || part.shape == Shape::demonym;
  if (part.shape == Shape::role || part.shape == Shape::org || part.shape == Shape::person) {
    out.town_first = part.town_first;
  } else if (part.shape == Shape::place && part.name_last > part.name_first) {
    out.town_first = static_cast<std::int32_t>(part.name_first);
  }
  if (out.entry < 0) out.namesakes = part.namesakes;
}

void Scanner::complement(Phrase& out, const Phrase& part) {
  if (part.shape == Shape::org || part.organisation) {
    bool soft = out.open_sector || out.sector.empty() || in(out.sector, {"GOV", "REB", "UAF", "OPP", "PTY", "SOC", "EDU", "ELI"});
    // "Direktur Eksekutif Walhi" leads no company.
    if (out.sector == Code3("BUS") && out.role_kind == lx::RoleKind::office && part.entry > 0 &&
        (part.shape == Shape::org || part.organisation))
      soft = true;
    if (out.sector == Code3("COP") && part.sector == Code3("GOV") && out.role >= 0 && table_.word(out.role).office == kInspector)
      soft = true;
    // "Russian military analysts" are no soldiers.
    if (out.sector == Code3("EDU") &&
        (official(part.sector) || part.sector == Code3("REL") || out.role_kind == lx::RoleKind::organ))
      soft = false;
    // "dua orang tentara Pakistan": counted soldiers.
    const bool counted = out.sector == Code3("CVL") && out.role_kind == lx::RoleKind::people && in(part.sector, {"MIL", "COP"}) &&
                         (table_.classes(tokens_[out.head].hash) & lx::kWordQuant) != 0;
    if (soft || armed(part.sector) || counted) {
      out.country = part.country, out.sector = part.sector;
      out.open_sector = false, out.organisation = true;
    } else if (out.country.empty()) {
      out.country = part.country;
    }
    if (out.entry < 0) out.entry = part.entry, out.namesakes = part.namesakes;
    return;
  }
  if (out.country.empty()) take_state(out, part);
  if (part.shape == Shape::role) {
    // "delegasi Komisi I DPR": the body is of the home state, whatever the text is about.
    out.of_home = out.of_home || part.of_home || (part.role >= 0 && (table_.word(part.role).flags & lx::ActorWord::kHome) != 0);
    // "Inspektur Jenderal KLHK" inspects a ministry.
    if (out.sector == Code3("COP") && part.role_kind == lx::RoleKind::organ && part.sector == Code3("GOV") && out.role >= 0 &&
        table_.word(out.role).office == kInspector)
      out.sector = part.sector;
    // "interior ministry employees"
    if (out.sector == Code3("LAB") && part.role_kind == lx::RoleKind::organ && official(part.sector)) out.sector = part.sector;
    if (out.open_sector) {
      out.sector = part.sector, out.open_sector = part.open_sector;
      out.decided = !part.open_sector;
      if (part.organisation) out.organisation = true;
    } else if (in(out.sector, {"CVL"}) && in(part.sector, {"REL", "REF"})) {
      out.sector = part.sector;
    }
  }
}

void Scanner::finish_role(Phrase& out) const {
  // "KJRI Chicago": of the home state, wherever it stands.
  if (out.role >= 0 && !out.organisation && !table_.home().empty() &&
      (table_.word(out.role).flags & (lx::ActorWord::kHome | lx::ActorWord::kToward)) ==
          (lx::ActorWord::kHome | lx::ActorWord::kToward))
    out.country = Code3(table_.home());
  // "Dubes Bratislava", "Konjen Jeddah": where the home state's envoy serves.
  if (table_.head_first() && out.role >= 0 && out.role_kind == lx::RoleKind::office && !out.organisation && !out.by_state &&
      !out.country.empty() && !table_.home().empty() && out.capital && (!out.named || out.unknown_name) &&
      (table_.word(out.role).flags & lx::ActorWord::kToward) != 0)
    out.country = Code3(table_.home());
  if (out.former && official(out.sector)) out.sector = Code3("ELI");
  // "the Dominican prime minister": of the two states of that people only one has the office.
  if (out.role < 0 || out.namesakes[0] < 0 || !out.by_state) return;
  if (out.named && !out.unknown_name && out.entry > 0) {
    Code3 own{std::string_view(table_.entries()[static_cast<std::size_t>(out.entry)].country)};
    for (std::int32_t row : out.namesakes) {
      if (row >= 0 && Code3(std::string_view(table_.entries()[static_cast<std::size_t>(row)].country)) == own) out.country = own;
    }
  }
  if (out.named || out.entry >= 0) return;
  std::span<const lx::ActorKey> offices = table_.offices(table_.word(out.role).office);
  auto has_office = [&](Code3 country) {
    return std::any_of(offices.begin(), offices.end(), [&](const lx::ActorKey& key) {
      const lx::ActorEntry& e = table_.entries()[key.entry];
      return Code3(std::string_view(e.country)) == country && in_term(e, date_);
    });
  };
  if (offices.empty() || has_office(out.country)) return;
  for (std::int32_t row : out.namesakes) {
    if (row < 0) break;
    const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(row)];
    if (e.type != lx::EntryType::state || !has_office(Code3(std::string_view(e.country)))) continue;
    out.country = Code3(std::string_view(e.country));
    return;
  }
}

// "Milan Rocen", "Florence Parly": a town abroad that a surname follows, and no office after it.
bool Scanner::given_name(std::size_t at) const {
  if (!one_of(at, {Shape::capital, Shape::place}) || headline_ || caseless_ || !capital(at) ||
      atoms_[at].last != atoms_[at].first + 1 || (tokens_[atoms_[at].first].shape & model::kAllCaps) != 0)
    return false;
  std::size_t next = at + 1;
  while (is(next, Shape::unknown) && (tokens_[atoms_[next].first].shape & model::kAllCaps) == 0) ++next;
  if (next == at + 1 || next > at + 3 || role(next) != nullptr || one_of(next, {Shape::org, Shape::place, Shape::state}))
    return false;
  bool inside = false;
  if (place_before(at, true, inside)) return false;
  const lx::ActorName& n = table_.name_rows()[static_cast<std::size_t>(best_reading(atoms_[at], nullptr))];
  return Code3(std::string_view(table_.entries()[n.entry].country)) != Code3(table_.home());
}

// State, body, place, person, pronoun or group by itself.
bool Scanner::simple(std::size_t at, Phrase& out, std::size_t& next) {
  if (at >= atoms_.size()) return false;
  const Atom& a = atoms_[at];
  out.head = a.first;
  switch (a.shape) {
    case Shape::state:
    case Shape::demonym:
    case Shape::capital:
    case Shape::place:
    case Shape::org:
      if (suppressed(at)) return false;
      if (given_name(at)) {
        atoms_[at].shape = Shape::unknown;
        return simple(at, out, next);
      }
      out.shape = a.shape;
      use_entry(out, a);
      out.name_first = a.first, out.name_last = a.last;
      if (!table_.head_first()) out.head = a.last - 1;
      next = at + 1;
      if (a.shape == Shape::org) {
        // "Mahkamah Agung Amerika Serikat": the same body of another state.
        if (table_.head_first() && is(next, Shape::state) && official(out.sector) && !no_state(out.country)) {
          Phrase state;
          use_entry(state, atoms_[next]);
          out.country = state.country, out.entry = -1, ++next;
        }
        // "Citilink Indonesia", "Toyota Indonesia": the country is part of the name.
        if (table_.head_first() && is(next, Shape::state) && in(out.sector, {"BUS", "JRN", "SOC", "EDU"}) && !headline_ &&
            !caseless_ && (tokens_[atoms_[next].first].shape & model::kAllCaps) == 0)
          ++next;
        if (table_.head_first() && official(out.sector) && a.last - a.first > 1 && has(next, lx::kWordAnd) && !headline_ &&
            !caseless_ && noun_like(next + 1))
          next = body_words(next + 1, true);
        // "Partai Demokrat Jawa Timur", "DPD Nasdem Sumenep": the branch of a place.
        if (table_.head_first() && one_of(next, {Shape::place, Shape::capital}) && !no_state(out.country) &&
            out.sector != Code3("JRN") && !headline_ && !suppressed(next)) {
          Phrase place;
          use_entry(place, atoms_[next]);
          if (place.country == out.country) ++next;
        }
        std::size_t before = next;
        parenthesis(out, next);
        // "Rumah Sakit Pusat Angkatan Darat (RSPAD) Gatot Soebroto"
        if (next != before && table_.head_first() && out.sector == Code3("MED")) {
          while (capital(next) && one_of(next, {Shape::person, Shape::unknown})) ++next;
        }
        // "Dewan Keamanan (DK) PBB"
        if (next != before && table_.head_first() && is(next, Shape::org) && no_state(out.country) && !suppressed(next)) {
          Phrase whole;
          use_entry(whole, atoms_[next]);
          if (whole.country == out.country) ++next;
        }
      }
      if (a.shape == Shape::state && is(next, Shape::open_paren)) parenthesis(out, next);
      return true;
    case Shape::person:
    case Shape::unknown:
    case Shape::title:
      if (!person_name(at, out, next)) return false;
      if (a.shape != Shape::title && suppressed(at)) return false;
      parenthesis(out, next);
      return true;
    case Shape::pronoun:
      out.shape = Shape::pronoun, out.pronoun = word(a)->pronoun;
      out.plural = out.pronoun == lx::PronounKind::they || out.pronoun == lx::PronounKind::we;
      next = at + 1;
      return true;
    case Shape::group:
      // "the rebel group Hezbollah"
      if (is(at + 1, Shape::org) && !suppressed(at + 1)) {
        lx::GroupKind kind = word(a)->group;
        if (kind == lx::GroupKind::group || kind == lx::GroupKind::body || kind == lx::GroupKind::party)
          return simple(at + 1, out, next);
      }
      out.shape = Shape::group, out.group = word(a)->group, out.count = word(a)->count;
      out.plural = out.count != 1;
      next = at + 1;
      return true;
    default:
      return false;
  }
}

// The head comes first: "juru bicara Kementerian Luar Negeri Iran Abbas Mousavi".
bool Scanner::head_first(std::size_t at, std::size_t, int depth, bool allow_name, Phrase& out, std::size_t& next) {
  const lx::ActorWord* r = role(at);
  if (r == nullptr) return (allow_name || !is_name_start(at)) && simple(at, out, next);
  out.shape = Shape::role;
  out.role = atoms_[at].word, out.role_key = r->key, out.role_kind = r->role;
  out.capital = capital(at);
  out.head = atoms_[at].first;
  out.sector = Code3(std::string_view(r->sector, 3));
  out.open_sector = r->role == lx::RoleKind::weak;
  if (r->flags & lx::ActorWord::kPlural) out.plural = true;
  if (tokens_[atoms_[at].first].norm.find('-') != std::string_view::npos && atoms_[at].last == atoms_[at].first + 1)
    out.plural = true;
  bool person = r->role == lx::RoleKind::office || r->role == lx::RoleKind::weak;
  bool crowd = out.quantity || r->role == lx::RoleKind::people || r->role == lx::RoleKind::force || out.sector == Code3("REB") ||
               out.sector == Code3("OPP") || out.sector == Code3("REF") || out.sector == Code3("UAF");
  std::size_t j = at + 1;
  bool closed = false;
  // "Kementerian Energi dan Sumber Daya Mineral": capitals go on as long as the name does.
  bool opening = (tokens_[atoms_[at].first].shape & model::kSentenceStart) != 0;  // its capital says nothing
  bool body = (r->role == lx::RoleKind::organ || (r->role == lx::RoleKind::weak && out.sector != Code3("CVL") && !opening)) &&
              out.capital && !out.plural && !headline_ && !caseless_;
  bool camp = (r->role == lx::RoleKind::organ && out.sector == Code3("GOV")) ||
              (r->role == lx::RoleKind::weak && out.sector == Code3("PTY"));
  bool kin = (r->flags & lx::ActorWord::kKin) != 0;
  // "Presiden UFC": letters that no table has are no state.
  if (r->office == word_hash("president") && official(out.sector) && is(j, Shape::unknown) && !shouting_ && !headline_ &&
      !caseless_ && out.capital && atoms_[at].last == atoms_[at].first + 1 && text(j).size() >= 3 &&
      (tokens_[atoms_[j].first].shape & model::kAllCaps) != 0 && text(j).find_first_not_of("IVX") != std::string_view::npos) {
    out.sector = Code3("BUS"), out.body_name = true, ++j;
  }
  for (int step = 0; step < 10 && j < atoms_.size(); ++step) {
    if (body && !closed && !out.body_name && j == at + 1 && atoms_[at].last - atoms_[at].first > 1 && has(j, lx::kWordAnd) &&
        noun_like(j + 1)) {
      // "Dinas Pendidikan dan Kebudayaan"
      j = body_words(j + 1, depth > 0);
      out.body_name = true;
      continue;
    }
    // "Universitas Slamet Riyadi", "RSUD Dr Soetomo": the school bears somebody's name.
    if (body && !closed && j == at + 1 && r->role == lx::RoleKind::organ && in(out.sector, {"EDU", "MED"}) &&
        (capital(j) || (is(j, Shape::title) && capital(j + 1))) && one_of(j, {Shape::person, Shape::unknown, Shape::title}) &&
        depth < 3) {
      ++j;
      while (j < atoms_.size() && capital(j) && one_of(j, {Shape::person, Shape::unknown, Shape::title})) ++j;
      out.body_name = true;
      continue;
    }
    // "anggota Polsek Pagedangan": the place that a station, court or school is called by.
    if (!closed && depth > 0 && !allow_name && j == at + 1 && out.capital && !out.plural && !headline_ && !caseless_ &&
        (r->role == lx::RoleKind::organ || r->role == lx::RoleKind::force) && in(out.sector, {"COP", "MIL", "JUD", "EDU"}) &&
        is(j, Shape::unknown) && capital(j) && (tokens_[atoms_[j].first].shape & model::kAllCaps) == 0 &&
        !has(j, lx::kWordGiven) && !one_of(j + 1, {Shape::unknown, Shape::person})) {
      ++j;
      out.body_name = true;
      continue;
    }
    if (allow_name && person && !out.named && j == at + 1 && take_holder(j, out)) {
      ++j;
      break;
    }
    // Inside another phrase capitals may be the name of its holder.
    if (body && !closed && (depth > 0 ? noun_like(j) : body_word(j)) && text(j).size() > 3) {
      j = body_words(j, depth > 0);
      out.body_name = true;
      continue;
    }
    if (camp && !closed && out.country.empty() && role(j) != nullptr && role(j)->role == lx::RoleKind::office && depth < 3) {
      // "pemerintahan Presiden Donald Trump"
      Phrase part;
      std::size_t after = j;
      if (head_first(j, j, depth + 1, true, part, after) && part.named && !part.unknown_name) {
        out.country = part.country;
        if (out.open_sector && !part.sector.empty()) out.sector = part.sector, out.open_sector = false;
        closed = true, j = after;
        continue;
      }
    }
    if (role(j) != nullptr || (is_name(atoms_[j].shape) && !suppressed(j))) {
      const lx::ActorWord* inner = role(j);
      if (closed && !(out.open_sector && is(j, Shape::org))) break;
      // Two holders side by side are two, unless the first only says who speaks for the second.
      if (inner != nullptr && r->role != lx::RoleKind::weak && inner->role == lx::RoleKind::office &&
          r->role != lx::RoleKind::people)
        break;
      if (inner != nullptr && inner->role == lx::RoleKind::people && r->role != lx::RoleKind::people) break;
      if (inner != nullptr && r->role != lx::RoleKind::weak && in(Code3(std::string_view(inner->sector, 3)), {"OPP", "JRN"}) &&
          !person)
        break;
      if (depth >= 4) break;
      Phrase part;
      std::size_t after = j;
      if (!head_first(j, j, depth + 1, kin, part, after)) break;
      if (is(j, Shape::place) && !out.country.empty()) break;
      complement(out, part);
      if (out.alias == 0) out.alias = part.alias;
      closed = is_name(part.shape) || !part.country.empty() || part.named;
      if (kin && part.named) out.body_name = true;
      j = after;
    } else if (has(j, lx::kWordMod) && !(capital(j) && !headline_ && !out.capital && is(j, Shape::unknown))) {
      if (has(j, lx::kWordRegion)) out.region = true;
      ++j;
    } else if (is(j, Shape::unknown) && !out.named && [&] {  // "Komisi X", "Kodam IX"
                 std::string_view t = text(j);
                 return t.size() <= 4 && t.find_first_not_of("IVX") == std::string_view::npos;
               }()) {
      ++j;
    } else if (tokens_[atoms_[j].first].norm.starts_with("ke-") && (tokens_[atoms_[j].first].shape & model::kHasDigit) != 0) {
      ++j;
    } else if (!out.named && has(j, lx::kWordOrdinal) && one_of(j, {Shape::other, Shape::unknown}) &&
               atoms_[j].last == atoms_[j].first + 1) {
      ++j;  // "Presiden ketiga B.J. Habibie", "Armada Ketujuh Angkatan Laut AS"
    } else if (is(j, Shape::pronoun) && (tokens_[atoms_[j].first].shape & model::kClitic) != 0 && !closed &&
               r->role == lx::RoleKind::weak && has(j + 1, lx::kWordOwner) && j + 2 < atoms_.size() &&
               is_name(atoms_[j + 2].shape)) {
      ++j;  // "mitranya dari Vietnam"
    } else if (has(j, lx::kWordOwner) || (has(j, lx::kWordToward) && (r->flags & lx::ActorWord::kToward) != 0)) {
      std::size_t k = j + 1;
      while (has(k, lx::kWordDet) && !is_name(atoms_[k].shape) && role(k) == nullptr) ++k;
      if (k >= atoms_.size() || depth >= 3) break;
      bool at_place = has(j, lx::kWordPlace);
      // "tokoh Papua di Istana Negara": where they are.
      if (at_place && is(k, Shape::org) && is_seat(k)) break;
      bool toward = (r->flags & lx::ActorWord::kToward) != 0 && (has(j, lx::kWordToward));
      bool seat = camp && is(k, Shape::capital);  // "pemerintah di Teheran"
      if (at_place && !crowd && !toward && !seat) break;
      bool good = is_name(atoms_[k].shape) || (!at_place && role(k) != nullptr && role(k)->role == lx::RoleKind::organ) ||
                  (!at_place && is(k, Shape::person));
      if (!good || (is_name(atoms_[k].shape) && suppressed(k))) break;
      if (has(j, lx::kWordPlace) && !toward && !out.country.empty()) break;
      // "dari" before a place is where somebody comes from only for crowds and members.
      Phrase part;
      std::size_t after = k;
      if (is(k, Shape::person)) {
        if (!simple(k, part, after)) break;
        if (out.country.empty()) out.country = part.country;
      } else {
        if (!head_first(k, k, depth + 1, false, part, after)) break;
        // "penarikan pasukan Inggris dari Irak": who has a state of his own comes or goes from the other.
        if (!toward && has(j, lx::kWordPlaceOnly) && one_of(k, {Shape::state, Shape::capital, Shape::place}) &&
            !out.country.empty() && !no_state(part.country) && part.country != out.country)
          break;
        if (toward && !out.country.empty()) {
        } else if (out.country.empty() || out.open_sector) {
          complement(out, part);
        }
      }
      if (at_place && !toward && has(k - 1, lx::kWordIn)) out.inside = true;
      closed = true;
      j = after;
    } else if (std::size_t unit = past_unit(j); person && !out.named && !closed && unit > j) {
      j = unit;
    } else if (allow_name && person && !out.named && is_name_start(j)) {
      std::size_t after = j;
      if (!person_name(j, out, after)) break;
      j = after;
    } else if (kin && !closed && is_name_start(j) && (!out.capital || is(j, Shape::person))) {
      // "kakek Kim Jong Un": not he, but of his state; in a capital the word may be part of the name.
      Phrase part;
      std::size_t after = j;
      if (!person_name(j, part, after)) break;
      if (out.country.empty()) out.country = part.country;
      out.body_name = closed = true, j = after;
    } else if (r->role == lx::RoleKind::organ && out.sector == Code3("GOV") && out.country.empty() && is(j, Shape::person)) {
      // "pemerintahan Jokowi"
      Phrase part;
      use_entry(part, atoms_[j]);
      out.country = part.country, ++j;
    } else if (has(j, lx::kWordFormer) && !closed && !is(j, Shape::unknown) &&
               (role(j + 1) != nullptr || is_name_start(j + 1) || (j + 1 < atoms_.size() && is_name(atoms_[j + 1].shape)))) {
      // "perdana menteri terguling Thailand", "istri mantan presiden"
      out.former = true, ++j;
    } else if (is(j, Shape::open_paren)) {
      std::size_t after = j;
      parenthesis(out, after);
      if (after == j) break;
      // "Komite Olahraga Nasional (KONI)": the table knows the letters.
      if (out.body_name && !out.organisation && !out.named && after == j + 3 && is(j + 1, Shape::org) &&
          (tokens_[atoms_[j + 1].first].shape & model::kAllCaps) != 0) {
        Phrase known;
        use_entry(known, atoms_[j + 1]);
        if (known.country == Code3(table_.home())) {
          out.country = known.country, out.sector = known.sector, out.entry = known.entry;
          out.organisation = true, out.open_sector = false;
        }
      }
      j = after;
    } else if (std::size_t k = past_nouns(j);
               k > j && !closed && depth < 4 && is_name(atoms_[k].shape) && !suppressed(k) && !is(k, Shape::place)) {
      // "pekerja telekomunikasi China", "pejabat perbatasan Pakistan"
      j = k;
    } else {
      break;
    }
    if (out.named) {
      parenthesis(out, j);
      // "Raja Abdullah dari Arab Saudi", "Profesor Weintraub dari Pittsburgh University, Amerika Serikat"
      if (out.country.empty() && has(j, lx::kWordPlaceOnly) && has(j, lx::kWordOwner)) {
        std::size_t k = j + 1;
        while (k < j + 6 &&
               ((capital(k) && one_of(k, {Shape::unknown, Shape::role, Shape::other, Shape::place, Shape::capital})) ||
                (k > j + 1 && is(k, Shape::comma) && is(k + 1, Shape::state))))
          ++k;
        if (is(k, Shape::state) && !suppressed(k)) {
          Phrase part;
          use_entry(part, atoms_[k]);
          out.country = part.country;
          if (k == j + 1) j += 2;
        }
      }
      break;
    }
  }
  if (has(j, lx::kWordRegion) && out.country.empty()) out.region = true;
  // "Ketua Umum PII": the parties are known.
  if (out.body_name && !out.organisation && out.open_sector && out.sector == Code3("PTY")) out.sector = Code3("SOC");
  // "Ketua GENPRO": letters that no table has are hardly the government's.
  if (out.body_name && !out.organisation && out.open_sector && out.sector == Code3("GOV") && out.capital &&
      r->office == word_hash("chair") && at + 1 < atoms_.size() && is(at + 1, Shape::unknown) && !shouting_ && !headline_ &&
      (tokens_[atoms_[at + 1].first].shape & model::kAllCaps) != 0)
    out.sector = Code3("SOC");
  // "Dewan Kopi Indonesia": a council of its own name is no house of parliament.
  if (out.body_name && !out.organisation && r->role == lx::RoleKind::organ && out.sector == Code3("LEG") &&
      (r->flags & (lx::ActorWord::kNamed | lx::ActorWord::kForeign)) != 0)
    out.sector = Code3("SOC");
  if (out.body_name && !out.organisation) out.open_sector = false;
  // "Direktur Regional di Zorvex": of a body that no table has.
  if (out.open_sector && !out.named && !out.plural && out.country.empty() && r->role == lx::RoleKind::weak && !headline_ &&
      !caseless_ && (has(j, lx::kWordOwner) || has(j, lx::kWordToward)) && is(j + 1, Shape::unknown))
    out.sector = Code3();
  next = j;
  finish_role(out);
  return true;
}

// The end of a short run of ordinary nouns and adjectives, of which no table knows anything.
std::size_t Scanner::past_nouns(std::size_t at) const {
  if (!tagged_ || headline_ || caseless_) return at;
  std::size_t j = at;
  for (; j < at + 3 && is(j, Shape::other) && !capital(j) && atoms_[j].last == atoms_[j].first + 1; ++j) {
    const model::Token& k = tokens_[atoms_[j].first];
    if ((k.upos != model::Upos::NOUN && k.upos != model::Upos::ADJ) || (k.shape & (model::kHasDigit | model::kClitic)) != 0 ||
        (atoms_[j].classes & ~(lx::kWordMod | lx::kWordNoun | lx::kWordLink)) != 0)
      break;
  }
  return j < atoms_.size() ? j : at;
}

// The end of what a part of a body is for: "Deputi Pencegahan KPK", "Kepala Sub Bidang Keselamatan Dinas Perhubungan".
std::size_t Scanner::past_unit(std::size_t at) const {
  if (headline_ || caseless_) return at;
  auto ordinary = [&](std::size_t i) {
    return is(i, Shape::unknown) && !has(i, lx::kWordGiven) && noun_like(i) &&
           (tokens_[atoms_[i].first].shape & model::kAllCaps) == 0;
  };
  std::size_t j = at;
  while (ordinary(j)) {
    ++j;
    if (has(j, lx::kWordAnd) && !capital(j) && ordinary(j + 1)) ++j;
  }
  bool body = is(j, Shape::org) || (role(j) != nullptr && role(j)->role == lx::RoleKind::organ);
  return j > at && body && !suppressed(j) ? j : at;
}

// A capitalised word that may be part of a body's name.
bool Scanner::body_word(std::size_t at) const {
  if (!one_of(at, {Shape::unknown, Shape::other}) || !capital(at)) return false;
  const model::Token& k = tokens_[atoms_[at].first];
  if ((k.shape & model::kHasDigit) != 0) return false;
  return (atoms_[at].classes & (lx::kWordStop | lx::kWordDet | lx::kWordFormer | lx::kWordNot)) == 0;
}

// The end of a run of such words, joined by "dan", "and", "untuk", "for".
std::size_t Scanner::body_words(std::size_t at, bool strict) const {
  std::size_t j = at;
  while (strict ? noun_like(j) : body_word(j)) {
    ++j;
    std::size_t k = j;
    while (k < j + 2 && has(k, lx::kWordLink) && !capital(k)) ++k;
    if (k > j && body_word(k) && !suppressed(k) && (!has(k - 1, lx::kWordAnd) || noun_like(k))) j = k;
    // "Hukum dan HAM": letters that stand for ordinary words.
    if (k > j && has(k - 1, lx::kWordAnd) && is(k, Shape::other) && has(k, lx::kWordStop) && capital(k) &&
        (tokens_[atoms_[k].first].shape & model::kAllCaps) != 0)
      j = k + 1;
    // "Health and Human Services": a common head closes the name.
    const lx::ActorWord* tail = role(j);
    if (!table_.head_first() && tail != nullptr && capital(j) && (tail->flags & lx::ActorWord::kPlural) != 0 &&
        (tail->role == lx::RoleKind::weak || tail->role == lx::RoleKind::organ))
      ++j;
  }
  return j;
}

// An ordinary word in a capital, where a name would be somebody else's: "… dan Kebudayaan", not "… dan Susilo".
bool Scanner::noun_like(std::size_t at) const {
  if (!body_word(at)) return false;
  const model::Token& k = tokens_[atoms_[at].first];
  return (atoms_[at].classes & (lx::kWordNoun | lx::kWordCommon | lx::kWordMod)) != 0 || lower_seen(k.hash) ||
         (k.shape & model::kAllCaps) != 0 || (!k.lemma.empty() && k.lemma != k.norm);
}

// The head comes last: "South Korean Defense Ministry spokesman Kim Min-seok", then "of" and "for".
bool Scanner::head_last(std::size_t at, std::size_t, int depth, bool allow_name, Phrase& out, std::size_t& next) {
  std::size_t j = at, last_role = atoms_.size(), previous_role = atoms_.size(), first_name = atoms_.size();
  Phrase owner;  // the state before the head
  Phrase body;   // the body before the head
  bool former = false, possessive = false;
  std::size_t none = atoms_.size();
  bool body_name = false;
  auto body_head = [&](std::size_t i) {
    const lx::ActorWord* w = role(i);
    return w != nullptr && capital(i) && (w->flags & lx::ActorWord::kPlural) == 0 &&
           (w->role == lx::RoleKind::organ ||
            (w->role == lx::RoleKind::weak && Code3(std::string_view(w->sector, 3)) != Code3("CVL")));
  };
  if (!headline_ && !caseless_ && body_word(j) && allow_name) {
    // "Food and Drug Administration", "Khyber Welfare Association"
    std::size_t k = j + 1;
    bool linked = false;
    while (k < at + 6 && !body_head(k)) {
      if (body_word(k) || (has(k, lx::kWordMod) && capital(k))) {
        ++k;
      } else if (has(k, lx::kWordAnd) && !capital(k) && !linked && body_word(k + 1) && has(j, lx::kWordNoun)) {
        linked = true, ++k;
      } else {
        break;
      }
    }
    if (body_head(k) && (tokens_[atoms_[j].first].shape & model::kAllCaps) == 0) body_name = true, j = k;
  }
  // "Hawiye elders", "Sadr supporters": whose people they are says a name that no noun precedes.
  bool whose = false;
  if (!headline_ && !caseless_ && allow_name && one_of(j, {Shape::unknown, Shape::person}) && role(j + 1) != nullptr &&
      !capital(j + 1) && (role(j + 1)->flags & lx::ActorWord::kPlural) != 0 && role(j + 1)->role != lx::RoleKind::organ &&
      (j == 0 || !one_of(j - 1, {Shape::unknown, Shape::person}))) {
    if (is(j, Shape::person)) {
      use_entry(owner, atoms_[j]);
      owner.sector = Code3(), owner.shape = Shape::state;
    }
    whose = true, ++j;
  }
  // "Arab governments", "European leaders": where a noun for people follows, the word only says from which part of the world.
  auto region = [&](std::size_t i) {
    if (!has(i, lx::kWordMod) || (role(i)->flags & lx::ActorWord::kPlural) != 0) return false;
    // "the Islamist Hamas movement": of what kind the body is.
    const bool kind = role(i)->role == lx::RoleKind::office && is(i + 1, Shape::org);
    return kind || (has(i, lx::kWordRegion) && role(i + 1) != nullptr);
  };
  while (j < atoms_.size() && j < at + 12) {
    if (role(j) != nullptr && !region(j)) {
      // After a person's office a name or a new phrase begins: "the president officials" are two.
      if (last_role != none && !has(j - 1, lx::kWordPoss)) {
        const lx::ActorWord* p = role(last_role);
        if (p->flags & lx::ActorWord::kPlural && p->role != lx::RoleKind::force) break;
        // "Prime Minister Shah": the word is the holder's name.
        Phrase office;
        office.role = atoms_[last_role].word;
        if (owner.shape != Shape::other) office.country = owner.country;
        if (allow_name && holder(j, office) >= 0) break;
      }
      previous_role = last_role, last_role = j, ++j;
      if (has(j, lx::kWordPoss)) {
        if (j + 1 < atoms_.size() && (role(j + 1) != nullptr || has(j + 1, lx::kWordMod | lx::kWordFormer)))
          ++j;
        else
          break;
      }
    } else if (is_name(atoms_[j].shape)) {
      if (suppressed(j)) break;
      if (last_role != none && !has(j - 1, lx::kWordPoss)) break;
      bool org = is(j, Shape::org);
      bool backed = is(j + 1, Shape::hyphen) && has(j + 2, lx::kWordMod) && !has(j + 2, lx::kWordOwner);
      if (!org && owner.shape != Shape::other && !backed) break;
      if (org && body.shape != Shape::other) break;
      Phrase part;
      part.shape = Shape::other;
      use_entry(part, atoms_[j]);
      part.shape = atoms_[j].shape;
      if (first_name == none) first_name = j;
      if (!backed) (org ? body : owner) = part;
      ++j;
      // "International Atomic Energy Agency (IAEA) Director-General X"
      if (org && is(j, Shape::open_paren) && role(j + 3) != nullptr && atoms_[j + 1].last == atoms_[j + 1].first + 1 &&
          tokens_[atoms_[j + 2].first].norm == ")")
        j += 3;
      if (is(j, Shape::hyphen) && (has(j + 1, lx::kWordMod) || has(j + 1, lx::kWordOwner)) && role(j + 1) == nullptr) j += 2;
      if (has(j, lx::kWordPoss)) possessive = true, ++j;
    } else if (is(j, Shape::person) && last_role == none && owner.shape == Shape::other &&
               ((has(j + 1, lx::kWordPoss) &&
                 [&] {
                   std::size_t k = j + 2;
                   while (has(k, lx::kWordMod | lx::kWordFormer)) ++k;
                   return role(k) != nullptr;
                 }()) ||
                (role(j + 1) != nullptr && role(j + 1)->role == lx::RoleKind::organ))) {
      Phrase part;
      use_entry(part, atoms_[j]);
      part.sector = Code3();
      owner = part, owner.shape = Shape::state;
      ++j;
      if (has(j, lx::kWordPoss)) ++j;
    } else if (has(j, lx::kWordFormer) && !is(j, Shape::unknown)) {
      former = true, ++j;
    } else if (has(j, lx::kWordMod) && (last_role == none || has(j - 1, lx::kWordPoss))) {
      if (has(j, lx::kWordRegion)) out.region = true;
      ++j;
    } else if (is(j, Shape::hyphen) && j > at && has(j - 1, lx::kWordFormer | lx::kWordMod)) {
      ++j;
    } else if (std::size_t k = past_nouns(j); k > j && last_role == none && first_name != none && role(k) != nullptr) {
      j = k;  // "five Chinese telecom workers", "Pakistani border officials"
    } else {
      break;
    }
  }
  if (last_role == none) {
    // "Philippine Supreme Court", "Britain's Labour Party": a body under its state is one.
    if (owner.shape != Shape::other && owner.shape != Shape::org && body.shape == Shape::org && !no_state(body.country) &&
        first_name != none && is(j - 1, Shape::org) && !owner.sector.view().size()) {
      Phrase whole;
      std::size_t after = j - 1;
      if (!suppressed(j - 1) && simple(j - 1, whole, after)) {
        out.shape = Shape::org, out.entry = whole.entry, out.alias = whole.alias, out.head = whole.head;
        out.name_first = whole.name_first, out.name_last = whole.name_last;
        out.country = whole.country, out.sector = whole.sector;
        if (out.country != owner.country && (official(out.sector) || out.sector == Code3("PTY")))
          out.country = owner.country, out.entry = -1;
        next = after;
        return true;
      }
    }
    // "American Kevin King": a person of that state.
    if (is(at, Shape::demonym) && !suppressed(at) && allow_name && is(at + 1, Shape::unknown) &&
        (is(at + 2, Shape::unknown) || has(at + 2, lx::kWordShy)) && capital(at + 2) && !headline_) {
      Phrase person;
      std::size_t after = at + 1;
      if (person_name(at + 1, person, after) && person.unknown_name) {
        Phrase state;
        use_entry(state, atoms_[at]);
        out = person;
        out.shape = Shape::unknown, out.country = state.country, out.sector = Code3("CVL"), out.head = person.name_first;
        next = after;
        return true;
      }
    }
    if (!allow_name && is_name_start(at)) return false;
    if (first_name == at || (!is_name(atoms_[at].shape) && !has(at, lx::kWordMod | lx::kWordFormer)))
      return simple(at, out, next);
    if (is_name(atoms_[at].shape) || is_name_start(at) || one_of(at, {Shape::pronoun, Shape::group}))
      return simple(at, out, next);
    return false;
  }
  const lx::ActorWord* r = role(last_role);
  out.shape = Shape::role;
  out.role = atoms_[last_role].word, out.role_key = r->key, out.role_kind = r->role;
  out.capital = capital(last_role);
  out.head = atoms_[last_role].last - 1;
  out.sector = Code3(std::string_view(r->sector, 3));
  out.open_sector = r->role == lx::RoleKind::weak;
  out.former = out.former || former;
  if (r->flags & lx::ActorWord::kPlural) out.plural = true;
  if (previous_role != none) {
    const lx::ActorWord* p = role(previous_role);
    Phrase part;
    part.shape = Shape::role;
    part.sector = Code3(std::string_view(p->sector, 3));
    part.role_kind = p->role;
    part.open_sector = p->role == lx::RoleKind::weak;
    complement(out, part);
  }
  if (body.shape != Shape::other) complement(out, body);
  // "Russian Wagner fighters": the body decides; "German Greens lawmakers" keep the state.
  if (owner.shape == Shape::org)
    complement(out, owner);
  else if (owner.shape != Shape::other && (out.country.empty() || (possessive && !no_state(out.country) && !out.organisation))) {
    take_state(out, owner);
    // "Kremlin spokesman", "Pentagon official"
  }
  bool person = r->role == lx::RoleKind::office || r->role == lx::RoleKind::weak;
  bool crowd = r->role == lx::RoleKind::people || r->role == lx::RoleKind::force || r->role == lx::RoleKind::organ || out.plural;
  bool camp = r->role == lx::RoleKind::organ && out.sector == Code3("GOV");
  bool kin = (r->flags & lx::ActorWord::kKin) != 0;
  j = last_role + 1;
  // "the rights group Amnesty International": what a body is, then its name.
  if (r->role == lx::RoleKind::organ && !out.plural && !out.organisation && is(j, Shape::org) && !suppressed(j)) {
    Phrase own;
    std::size_t after = j;
    if (simple(j, own, after) && role(after) == nullptr && (!official(out.sector) || own.sector == out.sector)) {
      out.country = Code3();
      complement(out, own);
      j = after;
    }
  }
  if (body_head(last_role) && !headline_ && !caseless_ && has(j, lx::kWordLink) && !capital(j)) {
    // "Department of Health and Human Services"
    std::size_t k = j + 1;
    while (k < j + 3 && has(k, lx::kWordLink) && !capital(k)) ++k;
    if (body_word(k)) {
      std::size_t end = body_words(k, false);
      bool name_like = r->role == lx::RoleKind::weak && end == k + 1 && is(k, Shape::unknown) && !has(k, lx::kWordNoun);
      if (!name_like) body_name = true, j = end;
    }
  }
  if (body_name) {
    out.body_name = true, person = false;
    if (!out.organisation) out.open_sector = false;
  }
  for (int step = 0; step < 4 && j < atoms_.size(); ++step) {
    // "Foreign Minister Milan Rocen": no place follows an office without a word between.
    if (allow_name && person && !out.plural && out.capital && one_of(j, {Shape::capital, Shape::place}) &&
        is(j + 1, Shape::unknown) && !headline_ && !caseless_ && atoms_[j].last == atoms_[j].first + 1)
      atoms_[j].shape = Shape::unknown;
    if (allow_name && person && !out.named && take_holder(j, out)) {
      ++j;
      break;
    }
    if (allow_name && person && !out.named && is_name_start(j)) {
      std::size_t after = j;
      if (!person_name(j, out, after)) break;
      j = after;
      parenthesis(out, j);
      // "King Abdullah of Jordan"
      if (out.country.empty() && out.unknown_name && out.capital && has(j, lx::kWordOwner) && has(j, lx::kWordLink) &&
          is(j + 1, Shape::state) && !suppressed(j + 1)) {
        Phrase state;
        use_entry(state, atoms_[j + 1]);
        state.shape = Shape::state;
        take_state(out, state);
        j += 2;
      }
      break;
    }
    bool toward = has(j, lx::kWordToward) && (r->flags & lx::ActorWord::kToward) != 0;
    if (!has(j, lx::kWordOwner) && !toward) {
      if (is(j, Shape::open_paren)) {
        std::size_t after = j;
        parenthesis(out, after);
        if (after != j) {
          j = after;
          continue;
        }
      }
      break;
    }
    // "shared intelligence with Ukraine": what only a state beside it makes a body is none by being shared.
    const bool loose = has(j, lx::kWordLoose);
    if (loose && r->role == lx::RoleKind::organ && (r->flags & lx::ActorWord::kNamed) != 0 && !capital(last_role)) break;
    bool at_place = has(j, lx::kWordPlace) || has(j, lx::kWordIn);
    bool of = has(j, lx::kWordOwner) && !has(j, lx::kWordPlace);
    if (at_place && !of && !crowd && !toward) break;
    std::size_t k = j + 1;
    while (has(k, lx::kWordDet) && !is_name(atoms_[k].shape) && role(k) == nullptr) ++k;
    if (k >= atoms_.size() || depth >= 3) break;
    Phrase part;
    std::size_t after = k;
    if (!head_last(k, k, depth + 1, camp || (kin && of), part, after)) break;
    if (kin && part.named) {
      // "the wife of Bashar al-Assad"
      if (out.country.empty()) out.country = part.country;
      out.body_name = true, j = after;
      break;
    }
    if (camp && part.named) {
      // "the administration of President Trump"
      if (part.unknown_name && part.country.empty()) break;
      if (out.country.empty()) out.country = part.country;
      j = after;
      break;
    }
    if (part.shape == Shape::role && !kin &&
        (part.role_kind == lx::RoleKind::people || (part.role_kind == lx::RoleKind::office && !out.open_sector)))
      break;
    if (part.shape == Shape::pronoun || part.shape == Shape::group || part.shape == Shape::unknown) break;
    if (loose && part.shape == Shape::role && part.role_kind == lx::RoleKind::force && part.plural) break;  // "allies for jets"
    // "the president of the Italian senate"
    if (of && part.role_kind == lx::RoleKind::organ && part.shape == Shape::role && r->office == word_hash("president"))
      out.sector = part.sector;
    // "the ambassador to Mexico": where he serves, not whose he is.
    // "our diplomatic missions in Russia": nor is the place where one stands.
    const bool stands = at_place && !of && r->role == lx::RoleKind::organ && (r->flags & lx::ActorWord::kToward) != 0;
    bool serves = (stands || (toward && !of)) && part.shape != Shape::org && !part.organisation;
    // "sent an envoy to Iran", "recalled its ambassador to Iran": where the one goes who is sent is a party itself.
    if (serves && out.country.empty() && !capital(last_role)) {
      bool sent = false;
      for (std::uint32_t t = atoms_[last_role].first, back = 0; t > 0 && back < 3 && !sent; --t, ++back) {
        std::string_view word = tokens_[t - 1].norm;
        if (word == "the") break;
        sent = word == "a" || word == "an" || word == "its" || word == "their" || word == "his" || word == "her" || word == "our";
      }
      if (sent) break;
    }
    if (serves || (toward && !out.country.empty())) {
    } else if (out.country.empty() || out.open_sector) {
      complement(out, part);
    } else {
      break;
    }
    if (at_place && has(j, lx::kWordPlace) && !toward && !out.organisation) out.inside = true;
    j = after;
  }
  if (whose) out.body_name = true;
  if (has(last_role, lx::kWordRegion) && out.country.empty()) out.region = true;  // "five Europeans"
  if (out.named && has(j, lx::kWordPoss)) {
    // "President Assad's wife"
    std::size_t k = j + 1;
    while (has(k, lx::kWordMod | lx::kWordFormer)) ++k;
    Phrase relative;
    std::size_t after = k;
    if (role(k) != nullptr && (role(k)->flags & lx::ActorWord::kKin) != 0 &&
        head_last(j + 1, j + 1, depth + 1, allow_name, relative, after)) {
      if (relative.country.empty()) relative.country = out.country;
      out = relative, out.body_name = true, j = after;
    }
  }
  next = j;
  finish_role(out);
  return true;
}

// "Pemimpin Korea Utara, Kim Jong Un" and "Ken Okinawa, pejabat Kedutaan Besar Jepang": name and office join.
void Scanner::apposition(Phrase& out, std::size_t& next) {
  if (!is(next, Shape::comma) || next + 1 >= atoms_.size()) return;
  bool office = out.shape == Shape::role && !out.named &&
                (out.role_kind == lx::RoleKind::office || out.role_kind == lx::RoleKind::weak) && !out.plural && !out.quantity;
  // "pihak perusahaan, Prasetyo pun …": a side has no name.
  if (office && has_no_name(out)) return;
  bool name = out.named;
  if (!office && !name) return;
  std::size_t at = next + 1;
  bool det = false;
  Phrase part;
  while (has(at, lx::kWordDet | lx::kWordFormer) && role(at) == nullptr && !is_name(atoms_[at].shape) && at < next + 4) {
    if (atoms_[at].classes & lx::kWordFormer) part.former = true;
    det = true, ++at;
  }
  if (at >= atoms_.size()) return;
  std::size_t after = at;
  bool read = table_.head_first() ? head_first(at, at, 1, true, part, after) : head_last(at, at, 1, true, part, after);
  if (!read) return;
  // A list, not an apposition: "Presiden Rusia, Kim Jong Un, dan …", "A, B and C".
  auto listed = [&](std::size_t i) {
    if (has(i, lx::kWordAnd)) return true;
    if (!is(i, Shape::comma)) return false;
    return has(i + 1, lx::kWordAnd) && !has(i + 1, lx::kWordOwner) &&
           (is_name_start(i + 2) || (i + 2 < atoms_.size() && is_name(atoms_[i + 2].shape)));
  };
  bool conflict = !out.country.empty() && !part.country.empty() && out.country != part.country;
  if (office && part.named) {
    if (conflict || (listed(after) && part.unknown_name && out.country.empty())) return;
    if (is(after, Shape::comma) && has(after + 1, lx::kWordAnd) && part.unknown_name) return;
    // "informasi mengenai gerilyawan, Richards mengatakan": fighters hold no office.
    bool fighters = out.sector == Code3("REB") || out.sector == Code3("UAF");
    bool closed = after >= atoms_.size() || is(after, Shape::comma) || text(after) == "." || text(after) == "\"";
    if (fighters && !closed && out.role_kind == lx::RoleKind::office) return;
    // The office decides, the person gives the name.
    bool table_person = part.entry >= 0 && !part.unknown_name;
    if (table_person) out.entry = part.entry;
    if (out.country.empty()) out.country = part.country;
    if (out.open_sector && !part.sector.empty()) out.sector = part.sector, out.open_sector = false;
    out.named = true, out.unknown_name = part.unknown_name, out.name_first = part.name_first, out.name_last = part.name_last;
    out.short_name = part.short_name;
    if (part.alias != 0) out.alias = part.alias;
    next = after;
  } else if (name && part.shape == Shape::role && !part.named &&
             (part.role_kind == lx::RoleKind::office || part.role_kind == lx::RoleKind::weak) && !part.plural) {
    bool composed = !part.country.empty() || part.organisation || det || part.former;
    bool ends = after >= atoms_.size() || is(after, Shape::comma) || text(after) == "." || text(after) == "\"";
    // "Ambassador X, the UN undersecretary and envoy of …": holds two offices.
    const bool two = !table_.head_first() && det && out.country.empty() && (part.organisation || !part.country.empty()) &&
                     !is_name_start(after + 1);
    if (conflict || !(composed || ends) || (has(after, lx::kWordAnd) && !ends && !two)) return;
    std::uint32_t words = out.name_last - out.name_first;
    if (out.unknown_name && words < 2 && !(composed && ends) && out.role < 0) return;
    if (table_.head_first() == false && !det && part.country.empty() && !part.organisation && !ends) return;
    if (out.unknown_name || out.role < 0) {
      if (out.unknown_name || out.entry < 0) {
        if (out.role < 0 || out.sector.empty()) out.sector = part.sector, out.open_sector = part.open_sector;
        if (out.country.empty()) out.country = part.country;
      } else {
        // What the text says of a known person counts for the day of the text.
        if (!part.open_sector && !part.sector.empty()) out.sector = part.sector;
      }
      if (out.role < 0) out.role = part.role, out.role_key = part.role_key, out.role_kind = part.role_kind;
      if (out.shape == Shape::unknown) out.shape = Shape::role;
      out.organisation = out.organisation || part.organisation;
    }
    next = after;
  }
}

// Whether the number before this atom stands for the people it counts: an object that no noun follows.
bool Scanner::head_count(std::size_t at) const {
  if (!tagged_ || at == 0) return false;
  const model::Token& n = tokens_[atoms_[at - 1].last - 1];
  if (n.upos != model::Upos::NUM || (n.deprel != model::Deprel::obj && n.deprel != model::Deprel::nsubj_pass) || n.head < 0 ||
      tokens_[static_cast<std::size_t>(n.head)].upos != model::Upos::VERB)
    return false;
  // "several hundred thousand", "February 23"
  if (at >= 2 &&
      (tokens_[atoms_[at - 2].last - 1].upos == model::Upos::NUM || tokens_[atoms_[at - 2].last - 1].upos == model::Upos::PROPN))
    return false;
  if (at < atoms_.size()) {
    model::Upos u = tokens_[atoms_[at].first].upos;
    if (u == model::Upos::NOUN || u == model::Upos::PROPN || u == model::Upos::ADJ || u == model::Upos::NUM ||
        u == model::Upos::SYM)
      return false;
  }
  // No year, no share, no fraction: "12", "3.000", "3,000".
  std::size_t digits = 0, since = 0;
  for (char c : n.norm) {
    if (c >= '0' && c <= '9') {
      ++digits, ++since;
    } else if ((c != '.' && c != ',') || (digits > 3 && since != 3)) {
      return false;
    } else {
      since = 0;
    }
  }
  return digits == n.norm.size() ? digits != 4 : since == 3;
}

bool Scanner::phrase(std::size_t at, int depth, bool allow_name, Phrase& out, std::size_t& next) {
  std::size_t j = at;
  while (j < atoms_.size() && j < at + 6) {
    const Atom& a = atoms_[j];
    if (a.shape != Shape::other && a.shape != Shape::number && a.shape != Shape::unknown) break;
    if (a.shape == Shape::unknown && (a.classes & lx::kWordFormer) == 0) break;
    if ((a.classes & (lx::kWordDet | lx::kWordFormer | lx::kWordQuant)) == 0 && a.shape != Shape::number) break;
    if (a.classes & lx::kWordFormer) out.former = true;
    if (a.classes & lx::kWordQuant || a.shape == Shape::number) out.quantity = true;
    if (a.classes & lx::kWordThat) out.definite = true;
    ++j;
  }
  if (out.quantity && depth == 0 && head_count(j)) {
    // "killing three", "menewaskan 60": people.
    const Atom& n = atoms_[j - 1];
    out.shape = Shape::role, out.role_kind = lx::RoleKind::people, out.sector = Code3("CVL");
    out.plural = true, out.head = n.last - 1, out.sentence = sentence_;
    out.first = atoms_[at].first, out.last = n.last;
    next = j;
    return true;
  }
  if (j >= atoms_.size()) return false;
  // "dua orang prajurit": counted people of a trade are that; the tree hangs the trade on the people.
  const std::size_t counted = j;
  if (out.quantity && table_.head_first() && role(j) != nullptr && role(j)->role == lx::RoleKind::people &&
      role(j + 1) != nullptr && (role(j)->flags & lx::ActorWord::kKin) == 0 &&
      Code3(std::string_view(role(j)->sector, 3)) == Code3("CVL") &&
      (role(j + 1)->role == lx::RoleKind::office || role(j + 1)->role == lx::RoleKind::force))
    ++j;
  bool prefixed = j > at;
  bool good =
      table_.head_first() ? head_first(j, at, depth, allow_name, out, next) : head_last(j, at, depth, allow_name, out, next);
  if (!good) return false;
  if (j > counted && out.shape == Shape::role) out.head = atoms_[counted].first;
  if (prefixed && one_of(j, {Shape::pronoun, Shape::group})) return false;
  if (out.quantity) out.plural = true;
  if (out.shape == Shape::role && out.country.empty()) {
    if (at > 0 && has(at - 1, lx::kWordRegion)) out.region = true;
    for (std::size_t k = at; k < j; ++k) {
      if (has(k, lx::kWordRegion)) out.region = true;
    }
  }
  // "an Australian", "two Russians": people of that state, where no noun follows.
  if (out.shape == Shape::demonym && prefixed && tagged_ && (out.quantity || table_.head_first() == false)) {
    const Atom& d = atoms_[j];
    model::Upos own = tokens_[d.last - 1].upos;
    bool noun_after = false;
    if (next < atoms_.size()) {
      model::Upos u = tokens_[atoms_[next].first].upos;
      noun_after = u == model::Upos::NOUN || u == model::Upos::PROPN || u == model::Upos::ADJ || u == model::Upos::NUM ||
                   is(next, Shape::hyphen);
    }
    // "Thousands of Serbians" are counted, whatever they are counted by.
    bool one = (atoms_[at].classes & lx::kWordThat) == 0 &&
               (out.quantity || (atoms_[at].last - atoms_[at].first == 1 && tokens_[atoms_[at].first].norm.size() <= 2));
    if (!noun_after && one && (own == model::Upos::NOUN || own == model::Upos::PROPN)) out.sector = Code3("CVL"), out.entry = -1;
  }
  // Determiners and amounts belong to offices and peoples, hardly to names.
  std::size_t from = at;
  if (out.shape != Shape::role && !(out.former && out.shape == Shape::person) && !(out.quantity && out.shape == Shape::demonym)) {
    from = j;
    if (out.shape == Shape::person && out.former && official(out.sector)) out.sector = Code3("ELI");
  }
  if (out.shape == Shape::person && out.former && official(out.sector)) out.sector = Code3("ELI");
  // "mantan tentara Kolombia"
  if (out.shape == Shape::org && out.former && in(out.sector, {"MIL", "COP"})) out.sector = Code3("ELI"), from = at;
  if (depth == 0) {
    // "Sebagai perwakilan Indonesia, Luna dan Rio …": what they are, then others.
    if (!(table_.head_first() && from > 0 && has(from - 1, lx::kWordAs) && !out.named)) apposition(out, next);
    if (has(next, lx::kWordDeictic) && out.shape == Shape::role && !out.named) out.definite = true, ++next;
  }
  out.sentence = sentence_;
  out.first = atoms_[from].first, out.last = atoms_[next - 1].last;
  if (depth == 0) past_holder(out);
  return true;
}

// "ke-3", "45th", "ketiga": which one; 0 = no ordinal.
std::uint32_t Scanner::ordinal(std::uint32_t token) const {
  std::string_view n = tokens_[token].norm;
  if ((tokens_[token].shape & model::kHasDigit) != 0) {
    bool marked = n.starts_with("ke-") || n.ends_with("th") || n.ends_with("st") || n.ends_with("nd") || n.ends_with("rd");
    if (!marked) return 0;
    if (n.starts_with("ke-")) n.remove_prefix(3);
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < n.size() && i < 3 && n[i] >= '0' && n[i] <= '9'; ++i)
      number = number * 10 + static_cast<std::uint32_t>(n[i] - '0');
    return number;
  }
  lx::Phrases::Match m = table_.words().find_hash(tokens_[token].hash);
  if (m.words == 0) return 0;
  const lx::ActorWord& w = table_.word(m);
  return (w.classes & lx::kWordOrdinal) != 0 ? w.count : 0;
}

// "Presiden ke-3 RI BJ Habibie", "almarhum Habibie": says which holder of the office he was, or that he is dead, and not that he
// holds it on the day.
void Scanner::past_holder(Phrase& p) const {
  if (!official(p.sector)) return;
  if (p.named) {
    for (std::uint32_t t = p.first; t < p.name_first; ++t) {
      if ((table_.classes(tokens_[t].hash) & lx::kWordFormer) == 0) continue;
      // "Jenderal (Purn) Wiranto" may hold another office; "Kepala BNPT Komjen (Purn) …" does.
      bool retired = tokens_[t - (t > p.first ? 1 : 0)].norm == "(";
      if (retired && !in(p.sector, {"MIL", "COP"})) continue;
      const lx::ActorEntry* e = p.entry < 0 ? nullptr : &table_.entries()[static_cast<std::size_t>(p.entry)];
      bool holds_office = retired && e != nullptr && e->type == lx::EntryType::leader && date_ != 0 && in_term(*e, date_);
      p.sector = holds_office ? Code3(std::string_view(e->sector)) : Code3("ELI");
    }
  }
  if (p.shape != Shape::role || p.role < 0 || p.plural || (p.named && p.unknown_name) || p.former) return;
  std::uint64_t office = table_.word(p.role).office;
  if (office == 0 || table_.offices(office).empty()) return;
  std::uint32_t which = 0;
  for (std::uint32_t t = p.first; t < p.last && which == 0; ++t) {
    if (!p.named || t < p.name_first || t >= p.name_last) which = ordinal(t);
  }
  // "Presiden BJ Habibie" a generation later: of the home state's officers the day is told rightly.
  Code3 home{table_.home()};
  const bool generation = which == 0 && p.named && dated_ && p.entry > 0 && !home.empty() && p.country == home;
  if (which == 0 && !generation) return;
  bool found = false, holds = false;
  std::vector<const lx::ActorEntry*> holders;
  for (const lx::ActorKey& key : table_.offices(office)) {
    const lx::ActorEntry& e = table_.entries()[key.entry];
    if (e.type != lx::EntryType::leader) continue;
    if (p.named) {
      if (p.entry < 0 || e.person != table_.entries()[static_cast<std::size_t>(p.entry)].person) continue;
      found = true;
      holds = holds || (generation   ? date_ < e.from || years_between(e.to, date_) < 15
                        : date_ == 0 ? e.to == lx::kOpenEnd
                                     : in_term(e, date_));
    } else if (!home.empty() && Code3(std::string_view(e.country)) == home && (p.country.empty() || p.country == home)) {
      holders.push_back(&e);
    }
  }
  if (p.named) {
    if (!found || holds) return;
    // He may lead something else by now.
    const lx::ActorEntry& e = table_.entries()[static_cast<std::size_t>(p.entry)];
    bool busy = date_ != 0 && e.type == lx::EntryType::leader && in_term(e, date_);
    p.sector = busy ? Code3(std::string_view(e.sector)) : Code3("ELI");
    return;
  }
  // The table has all heads of the home state, from the first one on.
  std::sort(holders.begin(), holders.end(), [](const lx::ActorEntry* x, const lx::ActorEntry* y) { return x->from < y->from; });
  std::uint32_t count = 0, last = 0;
  for (const lx::ActorEntry* e : holders) {
    if (e->person != last) ++count;
    last = e->person;
    if (count != which) continue;
    if (date_ == 0 ? e->to == lx::kOpenEnd : e->to >= date_) return;
    p.entry = static_cast<std::int32_t>(e - table_.entries().data());
    p.country = home, p.sector = Code3("ELI");
    return;
  }
}

void Scanner::scan(std::vector<Phrase>& out) {
  out.clear();
  std::vector<std::uint32_t> headlines;
  for (std::uint32_t i = 0; i < analysis_.sentences.size(); ++i) {
    scan_sentence(i, out);
    if (headline_ || shouting_) headlines.push_back(i);
  }
  if (!headlines.empty()) scan_headlines(headlines, out);
  // An article about sport speaks of teams in its other sentences too.
  std::size_t sentences = analysis_.sentences.size();
  bool sport = (sports_ >= 3 && sports_ * 4 >= sentences) || (sports_ == 2 && sentences <= 4) ||
               (sport_kinds_.size() >= 4 && sport_words_ >= 6 && sport_words_ * 40 >= tokens_.size());
  if (!sport) return;
  no_teams(out, 0, true);
  no_namesakes(out);
}

// Headlines once more, with the names that the other sentences have taught.
void Scanner::scan_headlines(const std::vector<std::uint32_t>& headlines, std::vector<Phrase>& out) {
  for (const Phrase& p : out) {
    if (!p.named || std::binary_search(headlines.begin(), headlines.end(), p.sentence)) continue;
    for (std::uint32_t t = p.name_first; t < p.name_last; ++t) {
      if (tokens_[t].shape & model::kCapital) body_names_.push_back(tokens_[t].hash);
    }
  }
  if (body_names_.empty()) return;
  std::sort(body_names_.begin(), body_names_.end());
  std::vector<Phrase> again;
  std::size_t from = 0, sports = sports_, words = sport_words_;
  for (std::uint32_t h : headlines) {
    while (from < out.size() && out[from].sentence < h) again.push_back(out[from++]);
    while (from < out.size() && out[from].sentence == h) ++from;
    scan_sentence(h, again);
  }
  again.insert(again.end(), out.begin() + static_cast<std::ptrdiff_t>(from), out.end());
  out.swap(again);
  sports_ = sports, sport_words_ = words;  // they have been counted
}

void Scanner::scan_sentence(std::uint32_t index, std::vector<Phrase>& out) {
  sentence_ = index;
  headline_ = shouting_ = false;
  const model::Sentence& s = analysis_.sentences[index];
  if (s.last <= s.first) return;
  classify(s);
  std::size_t before = out.size();
  for (std::size_t at = 0; at < atoms_.size();) {
    const Atom& a = atoms_[at];
    // "Jalan Diponegoro", "bahasa Inggris": nothing after the word is an actor.
    if ((a.classes & lx::kWordBefore) != 0 && a.shape != Shape::role && !headline_) {
      ++at;
      if (house_of(at)) continue;
      while (at < atoms_.size() && capital(at) && !caseless_ &&
             (is(at, Shape::unknown) || is_name(atoms_[at].shape) || is(at, Shape::person) ||
              ((a.classes & lx::kWordBefore) != 0 && (tokens_[a.first].shape & model::kCapital) != 0 &&
               one_of(at, {Shape::role, Shape::title}))))
        ++at;
      if (caseless_ && at < atoms_.size() && is_name(atoms_[at].shape)) ++at;
      continue;
    }
    bool opens = a.shape != Shape::other && a.shape != Shape::open_paren && a.shape != Shape::comma && a.shape != Shape::hyphen;
    if (!opens && (a.classes & (lx::kWordDet | lx::kWordFormer | lx::kWordQuant | lx::kWordMod)) == 0) {
      ++at;
      continue;
    }
    Phrase p;
    std::size_t next = at;
    if (!phrase(at, 0, true, p, next)) {
      ++at;
      continue;
    }
    // Words with other meanings, and heads that say nothing by themselves.
    if (p.shape == Shape::role && !p.named && p.role >= 0) {
      const lx::ActorWord& w = table_.word(p.role);
      bool composed = !p.country.empty() || p.organisation || p.body_name || (p.decided && w.role == lx::RoleKind::weak);
      bool drop = (w.flags & lx::ActorWord::kNamed) != 0 && !composed && !p.former &&
                  !(p.quantity && w.role != lx::RoleKind::weak) && !(p.definite && w.role == lx::RoleKind::office) &&
                  !(w.role == lx::RoleKind::people && (p.first < p.head || p.definite) && acts(p.head)) &&
                  !(p.plural && w.role == lx::RoleKind::people && p.definite) &&
                  !(w.role == lx::RoleKind::force && (p.plural || p.first == p.head) && subject(p.head)) &&
                  !(w.role == lx::RoleKind::office && table_.head_first() && !headline_ && acts(p.head)) &&
                  !(w.role == lx::RoleKind::office && p.capital && !caseless_ && !headline_ &&
                    (tokens_[p.first].shape & model::kSentenceStart) == 0 && table_.head_first());
      // "ledakan lain di Irak": a word of many meanings that only a place makes a people.
      if ((w.flags & lx::ActorWord::kNamed) != 0 && w.role == lx::RoleKind::people && p.inside && !p.plural && p.first == p.head)
        drop = true;
      if (w.role == lx::RoleKind::weak && !composed && p.sector == Code3()) drop = true;
      // "juru bicara aliansi tersebut": of a body that is no state's.
      if (w.role == lx::RoleKind::weak && !composed && !p.plural && p.sector == Code3("GOV") && table_.head_first() &&
          of_noun(next, p.head))
        drop = true;
      if (tagged_ && p.last - p.first == 1) {
        model::Upos u = tokens_[p.first].upos;
        if (u == model::Upos::VERB || u == model::Upos::AUX || u == model::Upos::ADV || u == model::Upos::ADP ||
            u == model::Upos::SCONJ)
          drop = true;
      }
      // "a military operation", not "16 lainnya"
      bool counted = p.quantity && table_.head_first();
      if (tagged_ && !composed && !counted && tokens_[p.head].upos == model::Upos::ADJ) drop = true;
      // "sekutu AS", "its allies": which state's, the words do not say. "mitranya dari Vietnam" is Vietnam's.
      if ((w.flags & lx::ActorWord::kOther) != 0) {
        bool from_state = no_state(p.country);  // "NATO allies" are its members
        for (std::uint32_t t = p.first; t < p.last && !p.country.empty(); ++t)
          from_state = from_state || (tokens_[t].shape & model::kClitic) != 0;
        if (!from_state) {
          at = next;
          continue;
        }
      }
      // "Divisi Investigasi": of what, the words do not say.
      if (w.role == lx::RoleKind::force && (w.flags & lx::ActorWord::kNamed) != 0 && p.body_name && p.country.empty() &&
          !p.organisation)
        drop = true;
      if (drop) {
        bool bears = (a.classes & lx::kWordBefore) != 0;  // "Hotel Sultan"
        ++at;
        while (bears && !caseless_ && capital(at) && one_of(at, {Shape::role, Shape::title, Shape::person, Shape::unknown})) ++at;
        continue;
      }
    }
    if (tagged_ && p.shape == Shape::person && p.short_name && p.last - p.first == 1 &&
        (tokens_[p.first].shape & model::kSentenceStart) != 0) {
      model::Upos u = tokens_[p.first].upos;
      if (u == model::Upos::VERB || u == model::Upos::AUX || u == model::Upos::ADP || u == model::Upos::SCONJ) {
        ++at;
        continue;
      }
    }
    if (p.shape == Shape::unknown && p.country.empty() && p.sector.empty() && p.name_first == p.first) {
      // Ordinary words in capitals ("Hak Asasi"), and single words that no tagger takes for a name.
      bool single = p.last - p.first == 1;
      bool tag = !tagged_ || tokens_[p.first].upos == model::Upos::PROPN || tokens_[p.first].upos == model::Upos::X ||
                 (tokens_[p.first].shape & model::kAllCaps) != 0 || surname(p.first);
      if (only_nouns(p) || (single && !tag)) {
        at = next;
        continue;
      }
    }
    // "anggota Twice", "Direktur Budi": of what, the words do not say. The sector of such a head is that of a body.
    if (p.shape == Shape::role && p.named && p.unknown_name && p.open_sector && !p.organisation && p.country.empty() &&
        p.role >= 0 && (table_.word(p.role).sector[0] == 'G'))
      p.sector = Code3();
    // "Ketua Umum APJATEL Muhammad Arif": a body's letters before the name, and no party's.
    if (p.shape == Shape::role && p.named && p.unknown_name && p.open_sector && !p.organisation && p.sector == Code3("PTY") &&
        p.name_last - p.name_first > 1 && (tokens_[p.name_first].shape & model::kAllCaps) != 0 && !shouting_ && !headline_ &&
        tokens_[p.name_first].norm.size() > 2)
      p.sector = Code3("SOC");
    std::size_t start = at;
    while (start < atoms_.size() && atoms_[start].first < p.first) ++start;
    if (start > 0 && has(start - 1, lx::kWordPlace)) p.at_place = true;
    // "di Gatot Subroto", "di kawasan Kapten Tendean": a street or house that bears the name.
    bool ranked = p.shape == Shape::role && p.role_kind == lx::RoleKind::office && p.sector == Code3("MIL");
    if (p.named && (p.shape == Shape::person || ranked) && table_.head_first() && !headline_ && !caseless_ && bears_name(start)) {
      at = next;
      continue;
    }
    // "ditetapkan sebagai tersangka", "elected as president": what somebody is, not who.
    if (tagged_ && start > 0 && has(start - 1, lx::kWordAs) && p.shape == Shape::role && !p.named && !p.plural &&
        tokens_[atoms_[start - 1].first].upos != model::Upos::SCONJ && tokens_[p.head].deprel != model::Deprel::nsubj &&
        tokens_[p.head].deprel != model::Deprel::nsubj_pass) {
      at = next;
      continue;
    }
    if (p.shape == Shape::org && p.at_place && p.entry > 0 &&
        (table_.entries()[static_cast<std::size_t>(p.entry)].type == lx::EntryType::seat ||
         (p.last - p.first > 1 && (table_.classes(tokens_[p.first].hash) & lx::kWordBefore) != 0)))
      p.locative = p.inside = true;  // "di Gedung Putih"
    // "Istora, Senayan, Jakarta", "kawasan Senayan": the part of the town that the house stands in.
    if (p.shape == Shape::org && p.entry > 0 && p.last - p.first == 1 &&
        table_.entries()[static_cast<std::size_t>(p.entry)].type == lx::EntryType::seat &&
        ((start > 0 && has(start - 1, lx::kWordArea)) ||
         (is(next, Shape::hyphen) && one_of(next + 1, {Shape::place, Shape::capital})) ||
         (is(next, Shape::comma) && one_of(next + 1, {Shape::place, Shape::capital}) && start > 0 &&
          (is(start - 1, Shape::comma) || p.at_place || is(start - 1, Shape::unknown))))) {
      p.shape = Shape::place, p.sector = Code3(), p.locative = p.inside = true;
    }
    if (p.shape == Shape::state || p.shape == Shape::capital || p.shape == Shape::place) {
      // "over Japan's decision": the decision is no place.
      const bool owner = p.shape == Shape::state && has(next, lx::kWordPoss) && !p.inside;
      bool inside = p.inside;
      // "in a US air strike": the strike is no place.
      const bool article = start > 0 && !table_.head_first() && p.shape == Shape::state &&
                           (tokens_[atoms_[start - 1].first].norm == "a" || tokens_[atoms_[start - 1].first].norm == "an");
      p.locative = place_before(start, p.shape != Shape::state, inside) && (!owner || inside) && !article;
      p.inside = inside;
      if (house_of(start)) p.locative = p.inside = true;
      // "in Oslo, Norway"
      if (out.size() > before && out.back().locative && start >= 1 && is(start - 1, Shape::comma) &&
          atoms_[start - 1].first == out.back().last && out.back().country == p.country &&
          !(p.shape == Shape::state && acts(p.head)))  // "In Paris, France condemned …"
        p.locative = true, p.inside = out.back().inside;
    }
    if (out.size() > before) {
      const Phrase& q = out.back();
      if (start >= 1 && atoms_[start - 1].last == p.first && atoms_[start - 1].first == q.last &&
          (has(start - 1, lx::kWordAnd) || is(start - 1, Shape::hyphen))) {
        p.joined = true;
      }
      if (start >= 2 && (has(start - 1, lx::kWordDet) && has(start - 2, lx::kWordAnd)) && atoms_[start - 2].first == q.last)
        p.joined = true;
      if (p.joined && q.locative && !p.locative &&
          (p.shape == Shape::state || p.shape == Shape::capital || p.shape == Shape::place))
        p.locative = true, p.inside = q.inside;
    }
    if (start >= 1 && has(start - 1, lx::kWordBetween)) p.between = true;
    // "Wakil Kepala Kepolisian Daerah Jawa Timur Brigadir Jenderal Toni Harmanto": the rank is of the office before it.
    if (out.size() > before && p.shape == Shape::role && p.named && p.unknown_name && !p.organisation &&
        p.sector == Code3("MIL")) {
      const Phrase& q = out.back();
      bool office = q.role_kind == lx::RoleKind::office || (q.role_kind == lx::RoleKind::weak && !q.open_sector);
      if (q.last == p.first && q.shape == Shape::role && !q.named && !q.plural && office && official(q.sector))
        p.country = q.country, p.sector = q.sector;
    }
    // "Russia's attack": the owner of an act.
    if (is(next, Shape::other) && has(next, lx::kWordPoss)) p.possessive = true;
    out.push_back(p);
    at = next;
  }
  for (const Atom& a : atoms_) {
    if ((a.classes & lx::kWordSport) == 0) continue;
    ++sport_words_;
    if (sport_kinds_.size() < 4 && std::find(sport_kinds_.begin(), sport_kinds_.end(), a.word) == sport_kinds_.end())
      sport_kinds_.push_back(a.word);
  }
  if (sport()) {
    ++sports_;
    no_teams(out, before, false);
  }
}

// In an article about sport a lone surname ("Conte", "Wang") is a player's, a word that is also a name ("Fajar", "Garuda") a
// player or a team, and a president that of a club, unless the article says it in full.
void Scanner::no_namesakes(std::vector<Phrase>& out) const {
  auto in_full = [&](const Phrase& p) {
    return std::any_of(out.begin(), out.end(), [&](const Phrase& q) {
      return q.entry > 0 && p.entry > 0 && (q.shape == Shape::person || q.shape == Shape::role) && q.named && !q.unknown_name &&
             (q.shape == Shape::role || q.name_last - q.name_first > 1) &&
             table_.entries()[static_cast<std::size_t>(q.entry)].person ==
                 table_.entries()[static_cast<std::size_t>(p.entry)].person;
    });
  };
  auto word_of_all = [&](const Phrase& p) {
    return p.shape == Shape::org && p.last - p.first == 1 && (tokens_[p.first].shape & model::kAllCaps) == 0 &&
           (table_.classes(tokens_[p.first].hash) & (lx::kWordShy | lx::kWordGiven | lx::kWordNoun)) != 0;
  };
  const std::uint64_t president = word_hash("president");
  for (Phrase& p : out) {
    bool lone = p.shape == Shape::person && p.short_name && p.name_last - p.name_first == 1 && !in_full(p);
    bool of_club = p.shape == Shape::role && p.named && p.unknown_name && p.role >= 0 && table_.word(p.role).office == president;
    if (!lone && !of_club && !word_of_all(p)) continue;
    p.shape = Shape::unknown, p.role = -1, p.entry = -1, p.country = p.sector = Code3();
    p.named = p.unknown_name = true, p.short_name = p.ambiguous = p.open_sector = p.organisation = false;
  }
}

// "Indonesia mengalahkan Thailand 2-0": teams, not states; "wakil Jepang, Takuro Hoki": a player is no officer.
void Scanner::no_teams(std::vector<Phrase>& out, std::size_t from, bool keep_places) const {
  auto team = [&](const Phrase& p) {
    if (keep_places && p.inside) return false;
    // "di Stadion Madya, Jakarta, Rabu": where they played.
    bool address = (p.shape == Shape::place || p.shape == Shape::capital) && p.first > 0 && tokens_[p.first - 1].norm == "," &&
                   p.last < tokens_.size() && (tokens_[p.last].norm == "," || tokens_[p.last].norm == "(");
    if (address) return false;
    return !p.named &&
           (p.shape == Shape::state || p.shape == Shape::capital || p.shape == Shape::place || p.shape == Shape::demonym ||
            (p.shape == Shape::role && (p.role_kind == lx::RoleKind::weak || p.role_kind == lx::RoleKind::people ||
                                        (p.role_kind == lx::RoleKind::force && p.sector == Code3("MIL")))));
  };
  out.erase(std::remove_if(out.begin() + static_cast<std::ptrdiff_t>(from), out.end(), team), out.end());
  for (std::size_t i = from; i < out.size(); ++i) {
    Phrase& p = out[i];
    if (!p.named || !p.unknown_name || p.shape != Shape::role) continue;
    if (p.role_kind != lx::RoleKind::weak && !in(p.sector, {"BUS", "MIL", "CVL"})) continue;
    p.shape = Shape::unknown, p.role = -1, p.country = p.sector = Code3(), p.open_sector = false;
  }
}

// Whether a name here is that of a place: behind "di", or behind a kind of place that follows it.
bool Scanner::bears_name(std::size_t at) const {
  auto rest = [&](std::size_t i) { return has(i, lx::kWordIn) && has(i, lx::kWordToward) && has(i, lx::kWordPlace); };
  if (at > 0 && rest(at - 1)) return true;
  return at > 1 && has(at - 1, lx::kWordArea) && !has(at - 1, lx::kWordIn) && rest(at - 2);
}

// A noun right behind the head that goes with it.
bool Scanner::of_noun(std::size_t at, std::uint32_t head) const {
  if (!tagged_ || !is(at, Shape::other) || capital(at)) return false;
  const model::Token& k = tokens_[atoms_[at].first];
  return k.upos == model::Upos::NOUN && (k.shape & model::kHasDigit) == 0 && k.head == static_cast<std::int32_t>(head) &&
         (k.deprel == model::Deprel::nmod || k.deprel == model::Deprel::compound);
}

bool Scanner::subject(std::uint32_t token) const {
  if (!tagged_) return false;
  model::Deprel d = tokens_[token].deprel;
  return d == model::Deprel::nsubj || d == model::Deprel::nsubj_pass;
}

// Subject or object of a verb.
bool Scanner::acts(std::uint32_t token) const {
  if (!tagged_) return false;
  model::Deprel d = tokens_[token].deprel;
  return d == model::Deprel::nsubj || d == model::Deprel::nsubj_pass || d == model::Deprel::obj;
}

// A preposition of place, then perhaps "kota", "the city of".
bool Scanner::place_before(std::size_t at, bool city, bool& inside) const {
  bool found = false;
  for (std::size_t back = at; back > 0 && back + 5 > at;) {
    --back;
    if (has(back, lx::kWordPlace) || (city && has(back, lx::kWordPlaceOnly))) {
      // "in southern Iraq": the word of rest may stand further to the left.
      found = true, inside = inside || has(back, lx::kWordIn);
      if (inside || !(has(back, lx::kWordArea | lx::kWordMod) || table_.head_first() == false)) return true;
    } else if (!has(back, lx::kWordDet | lx::kWordArea | lx::kWordMod) || role(back) != nullptr) {
      return found;
    }
  }
  return found;
}

// At least two different words of sport; a score counts as one, and as two between teams: "Polandia 0 - 0 Austria".
bool Scanner::sport() const {
  std::int32_t first = -1;
  bool scored = false;
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    const Atom& a = atoms_[i];
    if (std::size_t after = past_score(i); after > i) {
      if (first >= 0) return true;
      if (i > 0 && is_name(atoms_[i - 1].shape) && after < atoms_.size() && is_name(atoms_[after].shape)) return true;
      scored = true;
    }
    if ((a.classes & lx::kWordSport) == 0 || a.word == first) continue;
    if (first >= 0 || scored) return true;
    first = a.word;
  }
  return false;
}

// "4-0", "4 - 0": the atom after a score; `at` where there is none.
std::size_t Scanner::past_score(std::size_t at) const {
  if (!is(at, Shape::number)) return at;
  auto goals = [](std::string_view s) { return !s.empty() && s.size() <= 2 && s.find_first_not_of("0123456789") == s.npos; };
  std::string_view one = text(at);
  if (std::size_t dash = one.find_first_of("-"); dash != one.npos)
    return goals(one.substr(0, dash)) && goals(one.substr(dash + 1)) ? at + 1 : at;
  if (goals(one) && is(at + 1, Shape::hyphen) && is(at + 2, Shape::number) && goals(text(at + 2))) return at + 3;
  return at;
}

bool Scanner::only_nouns(const Phrase& p) const {
  for (std::uint32_t t = p.first; t < p.last; ++t) {
    lx::Phrases::Match m = table_.words().longest(std::span<const model::Token>(tokens_.data() + t, 1));
    if (m.words == 0 || (table_.word(m).classes & (lx::kWordNoun | lx::kWordCommon)) == 0) return false;
  }
  return true;
}

}  // namespace kawat::actors
