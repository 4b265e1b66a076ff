#include "context/reading.h"

#include <algorithm>

namespace kawat::context {

using model::Deprel;
using model::Span;
using model::Token;
using model::Upos;

namespace {

// 0 = no quotation mark, else 1 opening, 2 closing, 3 either.
int mark_kind(const Token& t, std::string_view text, bool& single) {
  std::string_view raw = t.span.in(text);
  single = false;
  if (raw.empty() || raw.size() > 3) return 0;
  if (raw == "\"") return 3;
  if (raw == "\xE2\x80\x9C" || raw == "``" || raw == "\xE2\x80\x9E") return 1;  // “ „
  if (raw == "\xE2\x80\x9D") return 2;                                          // ”
  if (raw == "''") return 3;
  if (raw == "\xC2\xAB") return 1;  // «
  if (raw == "\xC2\xBB") return 2;
  single = true;
  if (raw == "\xE2\x80\x98" || raw == "`") return 1;  // ‘
  if (raw == "\xE2\x80\x99") return 2;
  if (raw == "'") return 3;
  return 0;
}

}  // namespace

Reading::Reading(const Speech& words, const model::Document& document, const model::Analysis& analysis)
    : speech(words), d(document), a(analysis) {
  mention_of.assign(a.tokens.size(), -1);
  for (std::size_t m = 0; m < a.mentions.size(); ++m) {
    for (std::uint32_t t = a.mentions[m].first; t < a.mentions[m].last && t < mention_of.size(); ++t)
      mention_of[t] = static_cast<std::int32_t>(m);
  }
  sentence_.assign(a.tokens.size(), 0);
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    for (std::uint32_t t = a.sentences[s].first; t < a.sentences[s].last; ++t) sentence_[t] = s;
  }
  find_segments();
}

void Reading::find_segments() {
  inside.assign(a.tokens.size(), -1), marks.assign(a.tokens.size(), 0);
  bool open = false, open_single = false;
  Segment now;
  std::vector<bool> paragraph_start(a.tokens.size() + 1, false);
  for (const model::Sentence& s : a.sentences) {
    if (s.starts_paragraph && s.first < paragraph_start.size()) paragraph_start[s.first] = true;
  }
  auto unclosed = [&](std::uint32_t at) {
    for (std::uint32_t t = at + 1; t < count() && !paragraph_start[t]; ++t) {
      bool other = false;
      if (mark_kind(a.tokens[t], d.text, other) != 0 && !other) return false;
    }
    return true;
  };
  auto close = [&](std::uint32_t at) {
    now.words.last = at, now.close = at;
    open = false;
    if (!now.words.empty()) segments.push_back(now);
  };
  for (std::uint32_t i = 0; i < count(); ++i) {
    bool single = false;
    int kind = mark_kind(a.tokens[i], d.text, single);
    bool spaced = i == 0 || (a.tokens[i - 1].shape & model::kSpaceAfter) || a.tokens[i - 1].span.end < a.tokens[i].span.begin ||
                  paragraph_start[i];
    bool after = (a.tokens[i].shape & model::kSpaceAfter) != 0;
    if (open && paragraph_start[i]) {
      // A quotation goes on in the next paragraph only if a mark opens there too; otherwise the closing mark was forgotten.
      bool goes_on = kind != 0 && kind != 2 && !single == !open_single && !after;
      if (!goes_on) {
        std::uint32_t end = i;
        close(end);
      } else {
        marks[i] = 1;
        continue;
      }
    }
    if (kind == 0) continue;
    if (!open) {
      // ”…”: the closing mark at the start of a paragraph opens.
      bool turned = kind == 2 && !single && paragraph_start[i] && !after;
      bool opens =
          kind == 1 || turned || (kind == 3 && ((spaced && !after) || (i > 0 && (is(i - 1, '(') || is(i - 1, '-')) && !after)));
      if (single && (!spaced || after)) opens = false;
      if (kind == 3 && !single && !opens && spaced && after) opens = true;  // " spaced both sides "
      if (kind == 3 && !single && !opens && !spaced && !after && i > 0 && (is(i - 1, ',') || is(i - 1, ':'))) opens = true;
      if (!opens) {
        if (!single) marks[i] = 3;
        continue;
      }
      if (single) {
        // An apostrophe opens nothing: the partner must stand in this sentence.
        bool found = false;
        const model::Sentence& s = a.sentences[sentence_[i]];
        for (std::uint32_t k = i + 1; k < s.last && !found; ++k) {
          bool other = false;
          int close_kind = mark_kind(a.tokens[k], d.text, other);
          found = other && close_kind >= 2 && (a.tokens[k].shape & model::kSpaceAfter || k + 1 == s.last || punct(k + 1)) &&
                  !(a.tokens[k].shape & model::kClitic);
        }
        if (!found) continue;
      }
      open = true, open_single = single;
      now = Segment{};
      now.open = i, now.words.first = i + 1;
      marks[i] = 1;
      continue;
    }
    if (single && !open_single && kind >= 2 && !spaced && i > 0 && punct(i - 1) && unclosed(i)) {
      // “…,’ kata X: the wrong mark, but no other one closes the quotation.
      marks[i] = 2;
      close(i);
      continue;
    }
    if (single != open_single) continue;
    if (single && !(after || i + 1 == count() || punct(i + 1))) continue;
    bool closes = kind == 2 || (kind == 3 && (!spaced || after));
    if (kind == 1) {
      // A second opening mark: the first was never closed.
      close(i);
      open = true;
      now = Segment{};
      now.open = i, now.words.first = i + 1;
      marks[i] = 1;
      continue;
    }
    if (!closes) continue;
    marks[i] = 2;
    close(i);
  }
  if (open) close(count());
  for (std::size_t k = 0; k < segments.size(); ++k) {
    Segment& s = segments[k];
    for (std::uint32_t t = s.words.first; t < s.words.last; ++t) inside[t] = static_cast<std::int32_t>(k);
    std::uint32_t words = 0;
    for (std::uint32_t t = s.words.first; t < s.words.last; ++t) words += punct(t) ? 0 : 1;
    std::uint32_t end = s.words.last - 1;
    bool ended = is(end, '.') || is(end, ',') || is(end, '?') || is(end, '!') || is(s.close + 1, ',');
    bool begins = s.open == a.sentences[sentence_[s.open]].first || (s.open > 0 && (is(s.open - 1, ':') || is(s.open - 1, ',')));
    // On “Meet the Press,” Kim said: a title behind a preposition.
    bool title = s.open > 0 && a.tokens[s.open - 1].upos == Upos::ADP && words < 8;
    std::uint32_t capitals = 0;
    for (std::uint32_t t = s.words.first; t < s.words.last; ++t) capitals += (a.tokens[t].shape & model::kCapital) ? 1 : 0;
    if (title && capitals + 1 >= words && capitals > 0) continue;
    s.statement = words >= 6 || (words >= 2 && ended) || (begins && words >= 4) || (begins && ended && words >= 1);
  }
}

bool Reading::punct(std::uint32_t i) const {
  if (i >= count()) return false;
  if (a.tokens[i].upos == Upos::PUNCT) return true;
  std::string_view x = a.tokens[i].norm;
  if (x.empty() || x.size() > 3) return false;
  for (char c : x) {
    if (std::string_view(".,;:!?()[]{}\"'`-/").find(c) == std::string_view::npos) return false;
  }
  return true;
}

std::int32_t Reading::root(std::int32_t m) const {
  for (int steps = 0; steps < 8 && m >= 0 && a.mentions[m].antecedent >= 0 && a.mentions[m].antecedent != m; ++steps)
    m = a.mentions[m].antecedent;
  return m;
}

std::string_view Reading::name(std::int32_t m) const {
  if (m < 0) return {};
  if (!a.mentions[m].actor.name.empty()) return a.mentions[m].actor.name;
  std::int32_t r = root(m);
  if (!a.mentions[r].actor.name.empty()) return a.mentions[r].actor.name;
  return a.mentions[r].span.in(d.text);
}

bool Reading::same(std::int32_t x, std::int32_t y) const {
  if (x < 0 || y < 0) return false;
  if (root(x) == root(y)) return true;
  const model::ActorRef &p = a.mentions[x].actor, &q = a.mentions[y].actor;
  return !p.name.empty() && p.name == q.name && p.country == q.country;
}

bool Reading::bears(std::int32_t office, std::int32_t name) const {
  if (office < 0 || name < 0 || office == name) return false;
  using K = model::ActorKind;
  const model::Mention &x = a.mentions[office], &y = a.mentions[name];
  const K k = y.actor.kind;
  bool named = y.kind == model::MentionKind::name || y.kind == model::MentionKind::unknown;
  if (!named || x.plural || k == K::state || k == K::place || k == K::media || k == K::organisation || y.first < x.last ||
      y.first > x.last + 8)
    return false;
  auto words = static_cast<std::uint32_t>(std::count(y.actor.name.begin(), y.actor.name.end(), ' ')) + 1;
  const bool ranked = y.last - y.first > words, beside = is(y.first - 1, ',');
  bool title = x.kind == model::MentionKind::office || x.kind == model::MentionKind::generic;
  // "Kasat Reskrim Polres Metro | Jakarta Timur | AKBP Hery Purnomo": a place in the title may pass for a name.
  if (!title && (x.kind != model::MentionKind::name || x.actor.entry >= 0 || !ranked || beside)) return false;
  // A name that the tables know has an office of its own ("pengacara Donald Trump"), unless a rank stands before it.
  auto armed = [](const model::ActorRef& p) { return p.sector.view() == "COP" || p.sector.view() == "MIL"; };
  bool alike = x.actor.country == y.actor.country && (x.actor.sector == y.actor.sector || armed(y.actor));
  if (y.actor.entry >= 0 && !(alike && ((ranked && (x.actor.entry >= 0 || armed(y.actor))) || beside || y.first >= x.last + 2)))
    return false;
  for (std::uint32_t t = x.last; t < y.first; ++t) {
    // "Direktur Perlindungan WNI, Judha Nugraha, …": the name may stand between commas.
    bool comma = t + 1 == y.first && beside && (y.last >= count() || punct(y.last) || mark(y.last));
    if (!titled(t) && !comma && !(lists(t) && !beside)) return false;
  }
  return true;
}

// "Menteri Riset, Teknologi, dan Pendidikan Tinggi": what joins the parts of a title.
bool Reading::lists(std::uint32_t t) const {
  std::uint32_t next = is(t, ',') && t + 1 < count() && a.tokens[t + 1].upos == Upos::CCONJ ? t + 2 : t + 1;
  bool joins = is(t, ',') || a.tokens[t].upos == Upos::CCONJ;
  return joins && t > 0 && next < count() && (titled(t - 1) || is(t - 1, ',')) && titled(next);
}

bool Reading::ends_with_name(Range words, std::int32_t office) const {
  const std::int32_t name = words.empty() ? -1 : mention_at(words.last - 1);
  if (office < 0 || name < 0 || name == office) return false;
  const model::Mention &x = a.mentions[office], &y = a.mentions[name];
  using K = model::ActorKind;
  bool title = (x.kind == model::MentionKind::office || x.kind == model::MentionKind::generic) && !x.plural;
  bool person = y.actor.kind == K::person || (y.kind == model::MentionKind::unknown && y.last >= y.first + 2);
  if (!title || !person || x.first < words.first || y.first < x.last || y.last != words.last) return false;
  // "a lawyer for X", "officials and X" name somebody else.
  const model::Token& before = a.tokens[y.first - 1];
  if (is(y.first - 1, ',')) return y.last < count() && is(y.last, ',');
  bool servant = false;
  for (std::uint32_t t = x.first; t < x.last; ++t) servant = servant || speech.word(a, t, x.last, kServant);
  auto words_in = static_cast<std::uint32_t>(std::count(y.actor.name.begin(), y.actor.name.end(), ' ')) + 1;
  bool titled_name = y.actor.kind == K::person && y.last - y.first > words_in + 1 && !servant;
  return y.first > x.last && (before.upos == Upos::PROPN || before.upos == Upos::NOUN || titled_name) && !serves(office, name);
}

bool Reading::serves(std::int32_t helper, std::int32_t name) const {
  if (helper < 0 || name < 0) return false;
  const model::Mention &x = a.mentions[helper], &y = a.mentions[name];
  bool title = x.kind == model::MentionKind::office || x.kind == model::MentionKind::generic;
  return title && x.last == y.first && y.kind == model::MentionKind::name && y.actor.kind == model::ActorKind::person &&
         y.actor.entry >= 0 && !bears(helper, name);
}

// A word in capitals that may be part of a title with its name.
bool Reading::titled(std::uint32_t t) const {
  const model::Sentence& s = a.sentences[sentence_[t]];
  return (a.tokens[t].shape & model::kCapital) && !punct(t) && !mark(t) && !speech.word(a, t, s.last, kDay) &&
         !speech.word(a, t, s.last, kStop);
}

bool Reading::media(std::int32_t m) const {
  if (m < 0) return false;
  return a.mentions[m].actor.kind == model::ActorKind::media || a.mentions[root(m)].actor.kind == model::ActorKind::media;
}

bool Reading::below(std::uint32_t t, std::uint32_t h) const {
  auto at = static_cast<std::int32_t>(t);
  for (int steps = 0; at >= 0 && steps < 500; ++steps) {
    if (at == static_cast<std::int32_t>(h)) return true;
    at = a.tokens[at].head;
  }
  return false;
}

Range Reading::extent(std::uint32_t h) const {
  const model::Sentence& s = a.sentences[sentence_[h]];
  Range r{h, h + 1};
  for (std::uint32_t t = s.first; t < s.last; ++t) {
    if (!r.has(t) && below(t, h)) r.first = std::min(r.first, t), r.last = std::max(r.last, t + 1);
  }
  return r;
}

Range Reading::name_extent(std::uint32_t h) const {
  const model::Sentence& s = a.sentences[sentence_[h]];
  Range r{h, h + 1};
  // Outwards from the head while words belong to it and start no clause.
  auto part = [&](std::uint32_t t) {
    auto at = static_cast<std::int32_t>(t);
    for (int steps = 0; at >= 0 && steps < 60; ++steps) {
      if (at == static_cast<std::int32_t>(h)) return true;
      switch (a.tokens[at].deprel) {
        case Deprel::acl_relcl:
        case Deprel::acl:
        case Deprel::ccomp:
        case Deprel::parataxis:
        case Deprel::advcl:
        case Deprel::csubj:
        case Deprel::cop:
        case Deprel::nsubj:
        case Deprel::aux:
        case Deprel::advmod:
        case Deprel::mark:
          return false;
        default:
          break;
      }
      at = a.tokens[at].head;
    }
    return false;
  };
  while (r.first > s.first && !mark(r.first - 1) && part(r.first - 1)) --r.first;
  while (r.last < s.last && !mark(r.last) && part(r.last)) ++r.last;
  return trim(r);
}

std::uint32_t Reading::child(std::uint32_t h, std::initializer_list<Deprel> rel) const {
  const model::Sentence& s = a.sentences[sentence_[h]];
  for (Deprel want : rel) {
    for (std::uint32_t t = s.first; t < s.last; ++t) {
      if (a.tokens[t].head == static_cast<std::int32_t>(h) && a.tokens[t].deprel == want) return t;
    }
  }
  return kNoToken;
}

Range Reading::trim(Range r) const {
  while (!r.empty() && (punct(r.last - 1) || mark(r.last - 1))) --r.last;
  while (!r.empty() && (punct(r.first) || mark(r.first))) ++r.first;
  return r;
}

Span Reading::span(Range r) const {
  if (r.empty()) return {};
  return {a.tokens[r.first].span.begin, a.tokens[r.last - 1].span.end};
}

Range Reading::phrase_from(std::uint32_t first, std::uint32_t last) const {
  while (first < last && punct(first) && !mark(first)) ++first;
  if (first >= last) return {};
  std::int32_t m = mention_at(first);
  if (m < 0)
    m = mention_at(first + 1) >= 0 && a.mentions[mention_at(first + 1)].first == first + 1 &&
                !(a.tokens[first].shape & model::kCapital)
            ? mention_at(first + 1)
            : -1;
  // "their lawyer": the owner is not the one meant.
  if (m >= 0 && a.tokens[first].upos == Upos::PRON && a.tokens[first].deprel == Deprel::nmod_poss &&
      a.tokens[first].head > static_cast<std::int32_t>(first))
    m = -1;
  if (m >= 0 && a.mentions[m].last <= last) {
    std::uint32_t end = a.mentions[m].last;
    if (end < last && a.tokens[end].upos == Upos::PRON && a.tokens[end].deprel == Deprel::nmod_poss &&
        a.tokens[end].head == static_cast<std::int32_t>(a.mentions[m].head))
      ++end;  // "pengacara mereka"
    // "Kepala Bidang Humas Polda Metro Jaya Komisaris Besar Ade Ary": title and name are one phrase.
    std::uint32_t most = std::min(last, end + 12);
    for (std::uint32_t t = end; t < most && (titled(t) || is(t, ',') || lists(t)); ++t) {
      if (is(t, ',') && !(lists(t) && (mention_at(t + 1) < 0 || !bears(m, mention_at(t + 1))))) {
        std::int32_t n = t + 1 < most ? mention_at(t + 1) : -1;
        if (n >= 0 && a.mentions[n].last <= last && bears(m, n)) end = a.mentions[n].last;
        break;
      }
      std::int32_t n = mention_at(t);
      bool owner = n >= 0 && t == end && a.mentions[n].first == t && serves(m, n);  // "pengacara Donald Trump"
      if (owner || bears(m, n)) end = std::min(last, a.mentions[n].last), t = end - 1;
    }
    // "a New York Times poll", "the UK Maritime Trade Operations agency": the name is only part of the phrase.
    const std::int32_t noun = a.tokens[a.mentions[m].head].head;
    bool part = a.mentions[m].kind == model::MentionKind::name && a.sentences[sentence_[first]].parsed &&
                a.tokens[a.mentions[m].head].deprel == Deprel::compound;
    if (part && noun >= static_cast<std::int32_t>(end) && noun < static_cast<std::int32_t>(std::min(last, end + 5)) &&
        a.tokens[noun].upos == Upos::NOUN && !speech.any_cue(a.tokens[noun].hash))
      end = static_cast<std::uint32_t>(noun) + 1;
    return {std::min(first, a.mentions[m].first), end};
  }
  if (a.sentences[sentence_[first]].parsed) {
    // The highest noun whose phrase starts here.
    std::uint32_t h = first;
    for (int steps = 0; steps < 6; ++steps) {
      std::int32_t up = a.tokens[h].head;
      if (up < static_cast<std::int32_t>(first) || up >= static_cast<std::int32_t>(last)) break;
      Upos u = a.tokens[up].upos;
      if (u != Upos::NOUN && u != Upos::PROPN && u != Upos::PRON && u != Upos::ADJ && u != Upos::NUM) break;
      // "according to an analysis": the words of the cue may hang on the name as its case.
      Range whole = name_extent(static_cast<std::uint32_t>(up));
      bool foreign = false;
      for (std::uint32_t t = whole.first; t < first && !foreign; ++t)
        foreign =
            a.tokens[t].deprel != Deprel::case_ && a.tokens[t].deprel != Deprel::fixed && a.tokens[t].deprel != Deprel::mark;
      if (foreign) break;
      h = static_cast<std::uint32_t>(up);
    }
    Range r = name_extent(h);
    if (r.last > first && r.last <= last && !r.empty()) return {first, r.last};
  }
  Range r{first, first};
  while (r.last < last && !punct(r.last) && !mark(r.last) && r.last < first + 12) {
    if (r.last > first && speech.word(a, r.last, last, kStop)) break;
    if (r.last > first && speech.any_cue(a.tokens[r.last].hash) && !(a.tokens[r.last].shape & model::kCapital)) break;
    ++r.last;
  }
  return r;
}

Range Reading::phrase_before(std::uint32_t end, std::uint32_t first) const {
  while (end > first && !mark(end - 1) &&
         (speech.word(a, end - 1, end, kStop) || a.tokens[end - 1].upos == Upos::ADV || a.tokens[end - 1].upos == Upos::AUX))
    --end;
  if (end <= first) return {};
  std::int32_t m = mention_at(end - 1);
  if (m >= 0 && a.mentions[m].first >= first) return {a.mentions[m].first, end};
  bool comma = is(end - 1, ',');
  if (comma && (m = mention_at(end - 2)) >= 0 && a.mentions[m].first >= first) return {a.mentions[m].first, end - 1};
  Range r{end, end};
  while (r.first > first && !punct(r.first - 1) && !mark(r.first - 1) && r.first + 12 > end) {
    if (r.first < end && speech.word(a, r.first - 1, end, kThat)) break;
    --r.first;
  }
  return r;
}

}  // namespace kawat::context
