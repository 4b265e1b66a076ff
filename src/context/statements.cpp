#include "context/statements.h"

#include <algorithm>
#include <numeric>

namespace kawat::context {

using model::Deprel;
using model::Upos;

void Statements::run(std::vector<model::Quote>& out) {
  const model::Analysis& a = r_.a;
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    const model::Sentence& sentence = a.sentences[s];
    for (std::uint32_t i = sentence.first; i < sentence.last;) {
      Cue c = r_.speech.cue(a, i, sentence.last);
      if (c.words == 0) {
        ++i;
        continue;
      }
      Range cue{i, i + c.words};
      if (c.uses & kSource)
        source_cue(s, cue, c);
      else if (c.uses & kAgent)
        agent_cue(s, cue, c);
      else
        cue_at(s, cue, c);
      i += c.words;
    }
    issued(s);
  }
  dashes_and_colons();
  continue_quotes();
  // In order of content; a statement inside another is relayed by it.
  std::vector<std::size_t> order(quotes_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    const model::Span &p = quotes_[x].content, &q = quotes_[y].content;
    return p.begin != q.begin ? p.begin < q.begin : p.end > q.end;
  });
  std::size_t base = out.size();
  for (std::size_t k : order) out.push_back(quotes_[k]);
  for (std::size_t k = base; k < out.size(); ++k) {
    for (std::size_t o = k; o-- > base;) {
      if (out[o].content.contains(out[k].content) && !(out[o].content == out[k].content)) {
        out[k].via = static_cast<std::int32_t>(o);
        break;
      }
    }
  }
}

std::int32_t Statements::mention_in(Range who, std::uint32_t head) const {
  std::int32_t best = head == kNoToken ? -1 : r_.mention_at(head);
  const bool given = best >= 0;
  std::uint32_t size = 0;
  for (std::uint32_t t = given ? head : who.first; t < who.last; ++t) {
    std::int32_t m = r_.mention_at(t);
    if (m < 0 || m == best) continue;
    std::uint32_t length = r_.a.mentions[m].last - r_.a.mentions[m].first;
    bool longer = length > size && r_.a.mentions[m].kind == model::MentionKind::name && !r_.serves(best, m);
    if (best < 0 || (!given && longer) || r_.bears(best, m)) best = m, size = length;
  }
  return r_.ends_with_name(who, best) ? r_.mention_at(who.last - 1) : best;
}

bool Statements::has_cue(Range range) const {
  for (std::uint32_t t = range.first; t < range.last; ++t) {
    Cue c = r_.speech.cue(r_.a, t, range.last);
    if (c.words && c.kind != CueKind::thought && (c.uses & (kClause | kDirect))) {
      if (!r_.a.sentences[r_.sentence_of(t)].tagged || r_.tok(t).upos == Upos::VERB) return true;
    }
  }
  return false;
}

bool Statements::subject(std::uint32_t verb, const Cue& c, Range& who, std::uint32_t& head) const {
  const model::Analysis& a = r_.a;
  std::uint32_t v = verb;
  for (int steps = 0; steps < 5; ++steps) {
    std::uint32_t s = (c.uses & kPassive) ? r_.child(v, {Deprel::nsubj_pass, Deprel::nsubj}) : r_.child(v, {Deprel::nsubj});
    if (s != kNoToken && s < v) {
      // Of several subjects before the verb the nearest one: the others belong to the clause it reports.
      for (std::uint32_t t = v; t-- > s + 1;) {
        if (a.tokens[t].head == static_cast<std::int32_t>(v) && a.tokens[t].deprel == Deprel::nsubj) {
          s = t;
          break;
        }
      }
    }
    if (s == kNoToken && steps > 0) s = r_.child(v, {Deprel::nsubj_pass});
    if (s == kNoToken && steps == 0 && !(c.uses & kPassive) && r_.child(v, {Deprel::nsubj_pass}) != kNoToken) return false;
    Deprel rel = a.tokens[v].deprel;
    if (s != kNoToken) {
      bool relative = (rel == Deprel::acl_relcl || rel == Deprel::acl) && a.tokens[s].upos == Upos::PRON &&
                      a.tokens[v].head >= 0 && s > static_cast<std::uint32_t>(a.tokens[v].head) && r_.mention_at(s) < 0 &&
                      a.tokens[s].norm.size() > 2 && s < v && s == static_cast<std::uint32_t>(r_.extent(v).first);
      head = relative ? static_cast<std::uint32_t>(a.tokens[v].head) : s;
      who = r_.name_extent(head);
      return !who.empty();
    }
    std::int32_t up = a.tokens[v].head;
    if (up < 0) return false;
    // Wishes and objects belong to their own subject; a participle or infinitive is too weak a sign.
    if ((c.kind == CueKind::thought || !(c.uses & kClause)) && rel != Deprel::conj && rel != Deprel::acl_relcl) return false;
    switch (rel) {
      case Deprel::acl_relcl:
      case Deprel::acl:
        head = static_cast<std::uint32_t>(up);
        if (a.tokens[up].upos == Upos::VERB) {
          v = head;
          continue;
        }
        who = r_.name_extent(head);
        return !who.empty();
      case Deprel::conj:
      case Deprel::xcomp:
      case Deprel::advcl:
      case Deprel::aux:
      case Deprel::compound:
      case Deprel::parataxis:
        // "menolak tuntutan itu, menyebutnya lelucon": with an object of its own the verb goes on with the clause before.
        if (rel == Deprel::parataxis && steps == 0 &&
            (static_cast<std::uint32_t>(up) > v || v + 1 >= a.tokens.size() || !(a.tokens[v + 1].shape & model::kClitic)))
          return false;
        v = static_cast<std::uint32_t>(up);
        break;
      default:
        return false;
    }
  }
  return false;
}

// "kata Kim", "ujar dia", "katanya", "said Smith".
bool Statements::speaker_after(std::uint32_t sentence, Range cue, const Cue& c, Range& who) const {
  const model::Sentence& s = r_.a.sentences[sentence];
  std::uint32_t next = cue.last;
  if (next < s.last && (r_.tok(next).shape & model::kClitic) && (c.uses & kAfter)) return who = {next, next + 1}, true;
  bool behind = cue.first == s.first || r_.is(cue.first - 1, ',') || r_.mark(cue.first - 1) || r_.is(cue.first - 1, '?') ||
                r_.is(cue.first - 1, '!');
  if (!behind) {
    // "…, lanjut dia", "…, also said X": one small word may stand between.
    if (cue.first >= s.first + 2 && (r_.is(cue.first - 2, ',') || r_.mark(cue.first - 2)) && (c.uses & kAfter)) behind = true;
  }
  if (!behind || next >= s.last || r_.punct(next) || r_.mark(next)) return false;
  if (!(c.uses & kAfter)) {
    if (r_.tok(next).shape & model::kClitic) return false;  // "menyebutnya": the one it is called
    std::int32_t m = r_.mention_at(next);
    bool named = (m >= 0) || (r_.tok(next).shape & model::kCapital) || (r_.tok(next).upos == Upos::DET) ||
                 (r_.tok(next).upos == Upos::PRON) || r_.tok(next).upos == Upos::NOUN;
    if (!named || cue.first == s.first) return false;
    if (r_.speech.word(r_.a, next, s.last, kThat)) return false;
  } else if (r_.speech.word(r_.a, next, s.last, kStop) && r_.mention_at(next) < 0) {
    return false;
  }
  who = r_.phrase_from(next, s.last);
  return !who.empty();
}

// "media pemerintah, KCNA", "state news agency SANA": the name behind is the source.
void Statements::named_medium(Range& who, std::int32_t& mention, std::uint32_t last) const {
  if (r_.media(mention) || who.last + 1 >= last || !has_word(who, kMedium)) return;
  std::int32_t m = r_.mention_at(r_.is(who.last, ',') ? who.last + 1 : who.last);
  if (m < 0 || !r_.media(m)) return;
  mention = m, who.last = r_.a.mentions[m].last;
}

// "…, with its secret service, the FSB, saying …": the name between the commas before a participle speaks.
bool Statements::beside(std::uint32_t verb, Range& who, std::uint32_t& head) const {
  if (verb < 4 || r_.tok(verb).deprel != Deprel::advcl || !r_.is(verb - 1, ',')) return false;
  if (r_.child(verb, {Deprel::nsubj, Deprel::nsubj_pass, Deprel::mark, Deprel::aux}) != kNoToken) return false;
  std::int32_t m = r_.mention_at(verb - 2);
  if (m < 0 || r_.a.mentions[m].kind != model::MentionKind::name) return false;
  // The name stands beside a noun: its mention reaches back over the comma, or a comma stands before it.
  std::uint32_t first = verb - 2;
  while (first > r_.a.mentions[m].first && !r_.is(first - 1, ',')) --first;
  std::uint32_t before = first;
  while (before > 0 && r_.tok(before - 1).upos == Upos::DET) --before;
  if (before == 0 || !r_.is(before - 1, ',') || r_.tok(verb - 2).deprel != Deprel::appos) return false;
  who = {r_.a.mentions[m].first, verb - 1}, head = verb - 2;
  return true;
}

// "A said …, adding that …", "A praised … and said …": who spoke in this sentence speaks on.
bool Statements::goes_on(std::uint32_t sentence, std::uint32_t verb, Range& who) const {
  const model::Token& x = r_.tok(verb);
  if (quotes_.empty() || sentence_of_.back() != sentence || (x.deprel != Deprel::advcl && x.deprel != Deprel::conj) || verb == 0)
    return false;
  std::uint32_t before = verb;
  while (before > 0 && r_.tok(before - 1).upos == Upos::ADV) --before;
  if (!r_.is(before - 1, ',') && r_.tok(before - 1).upos != Upos::CCONJ) return false;
  if (r_.child(verb, {Deprel::nsubj, Deprel::nsubj_pass, Deprel::mark, Deprel::aux}) != kNoToken) return false;
  const Said& last = said_.back();
  // The clause it hangs on was told by that speaker, or is his own.
  if (last.cue.last > verb || nested_.back() != (r_.inside[verb] >= 0) || last.who.first > verb || contents_.back().first > verb)
    return false;
  if (r_.tok(last.cue.first).upos != Upos::VERB) return false;
  who = last.who;
  return true;
}

// "Iran's claim that …", "a warning from the bank that …", "klaim Israel bahwa …", "made a pledge to …".
void Statements::noun_cue(std::uint32_t sentence, Range cue, const Cue& c) {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  std::uint32_t noun = cue.first, after = cue.last;
  Found f;
  f.cue = cue, f.weak = c.kind == CueKind::thought || (c.uses & kFact);
  if (after >= s.last) return;
  std::uint32_t who = r_.child(noun, {Deprel::nmod_poss});
  if ((a.tokens[after].shape & model::kClitic) && a.tokens[after].upos == Upos::PRON) {
    who = after++;
  } else if (std::uint32_t by = r_.speech.word(a, after, s.last, kBy); by || a.tokens[after].deprel == Deprel::nmod) {
    Range phrase = r_.phrase_from(after + by, s.last);
    if (!phrase.empty() && who == kNoToken) f.who = phrase, after = phrase.last;
  }
  if (std::int32_t m = r_.mention_at(after); f.who.empty() && who == kNoToken && m >= 0 && a.mentions[m].first == after &&
                                             r_.speech.word(a, a.mentions[m].last, s.last, kThat))
    f.who = {after, a.mentions[m].last}, after = f.who.last;
  if (f.who.empty() && who != kNoToken) f.who = r_.name_extent(who);
  if (f.who.empty() && noun > s.first && r_.mention_at(noun - 1) >= 0 &&
      a.tokens[noun - 1].head == static_cast<std::int32_t>(noun)) {
    const model::Mention& m = a.mentions[r_.mention_at(noun - 1)];
    if (m.last == noun) f.who = {m.first, m.last};  // "a New York Times report that …"
  }
  std::int32_t up = a.tokens[noun].head;
  if (f.who.empty() && up >= 0 && a.tokens[noun].deprel == Deprel::obj && a.tokens[up].upos == Upos::VERB) {
    std::uint32_t t = r_.child(static_cast<std::uint32_t>(up), {Deprel::nsubj});
    if (t != kNoToken) f.who = r_.name_extent(t);
  }
  if (f.who.empty() || after >= s.last) return;
  std::uint32_t that = r_.speech.word(a, after, s.last, kThat);
  std::uint32_t h = kNoToken;
  if (that && a.tokens[after].head > static_cast<std::int32_t>(after) && a.tokens[after].deprel == Deprel::mark) {
    h = static_cast<std::uint32_t>(a.tokens[after].head);
    f.content = {after + that, r_.extent(h).last};
  } else if (!that && a.tokens[after].deprel == Deprel::mark && a.tokens[after].head > static_cast<std::int32_t>(after) &&
             a.tokens[a.tokens[after].head].deprel == Deprel::acl && c.kind == CueKind::speech) {
    f.content = {after, r_.extent(static_cast<std::uint32_t>(a.tokens[after].head)).last};
    f.weak = true;
  } else if (c.uses & kWords) {
    f.content = {after, object_end(sentence, noun, after)};
  }
  f.content = r_.trim(f.content);
  if (f.content.last < f.content.first + ((c.uses & kWords) ? 1 : 2) || f.content.has(f.who.first)) return;
  f.mention = mention_in(f.who);
  if (f.who.first + 1 == f.who.last && r_.speech.word(a, f.who.first, f.who.last, kNobody)) return;
  add(f);
}

// “…,” Senator Smith, R-Ky., said: the speaker stands between the mark and the cue, whatever the tree says.
bool Statements::frame(std::uint32_t sentence, Range cue, Range& who) const {
  const model::Sentence& s = r_.a.sentences[sentence];
  std::uint32_t from = cue.first;
  while (from > s.first && !r_.mark(from - 1) && cue.first - from < 16) --from;
  if (from <= s.first || !r_.mark(from - 1) || from >= cue.first) return false;
  bool closed = false;
  for (const Segment& g : r_.segments) closed = closed || (g.close == from - 1 && g.statement && g.owner < 0);
  if (!closed) return false;
  std::uint32_t last =
      r_.is(from - 2, ',') || r_.is(from - 2, '?') || r_.is(from - 2, '!') || r_.is(from, ',') || r_.is(from - 2, '.') ? from
                                                                                                                       : kNoToken;
  if (last == kNoToken) return false;
  Range gap = r_.trim({from, cue.first});
  if (gap.empty() || has_cue(gap)) return false;
  if (!r_.is(cue.first - 1, ',') && r_.phrase_before(gap.last, gap.first).empty()) return false;
  std::uint32_t end = gap.last;
  if (r_.a.sentences[sentence].tagged) {
    while (end > gap.first && (r_.tok(end - 1).upos == Upos::ADV || r_.tok(end - 1).upos == Upos::AUX || r_.punct(end - 1)))
      --end;
    bool noun = false;
    for (std::uint32_t t = gap.first; t < end; ++t) {
      Upos u = r_.tok(t).upos;
      noun = noun || u == Upos::PROPN || u == Upos::PRON || u == Upos::NOUN;
    }
    Upos first = r_.tok(gap.first).upos;
    if (!noun || first == Upos::VERB || first == Upos::CCONJ || first == Upos::ADP || first == Upos::SCONJ || first == Upos::ADV)
      return false;
  } else if (r_.speech.word(r_.a, gap.first, gap.last, kStop)) {
    return false;
  }
  who = {gap.first, end};
  return !who.empty();
}

// “…” ― Carla Sanchez; and "TRUMP: We will win." as in transcripts and headlines.
void Statements::dashes_and_colons() {
  const model::Analysis& a = r_.a;
  for (std::size_t k = 0; k < r_.segments.size(); ++k) {
    Segment& g = r_.segments[k];
    std::uint32_t dash = g.close + 1;
    if (g.owner >= 0 || !g.statement || dash >= r_.count()) continue;
    std::string_view x = r_.tok(dash).norm;
    if (x != "-" && x != "--" && x != "\xE2\x80\x93" && x != "\xE2\x80\x94" && x != "\xE2\x80\x95") continue;
    std::uint32_t s = r_.sentence_of(dash);
    std::uint32_t name = dash + 1;
    if (name >= a.sentences[s].last || !(r_.tok(name).shape & model::kCapital)) continue;
    Found f;
    f.cue = {dash, dash + 1}, f.who = r_.phrase_from(name, a.sentences[s].last), f.content = g.words, f.direct = true;
    if (f.who.empty()) continue;
    f.mention = mention_in(f.who);
    g.owner = static_cast<std::int32_t>(quotes_.size());
    add(f);
  }
  for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
    const model::Sentence& x = a.sentences[s];
    named_last(s);
    std::uint32_t first = x.first;
    while (first < x.last && r_.mark(first)) ++first;
    std::uint32_t i = first;
    bool caps = true, names = false;
    while (i < x.last && i < first + 5 && (r_.tok(i).shape & model::kCapital)) {
      caps = caps && (r_.tok(i).shape & model::kAllCaps);
      names = names || r_.mention_at(i) >= 0 || r_.tok(i).upos == Upos::PROPN || r_.speech.word(a, i, x.last, kDocument);
      ++i;
    }
    if (std::int32_t m = r_.mention_at(first); m >= 0 && a.mentions[m].first == first && r_.is(a.mentions[m].last, ':'))
      i = a.mentions[m].last, names = true;  // "Iran minister: …"
    if (i == first || i >= x.last || !r_.is(i, ':') || !x.starts_paragraph || (!caps && !names) || i + 4 > x.last) continue;
    Found f;
    f.who = {first, i}, f.cue = {i, i + 1};
    f.mention = mention_in(f.who);
    if (!caps && f.mention < 0 && !has_word(f.who, kDocument)) continue;  // "Poll: …"
    if (f.mention >= 0 && a.mentions[f.mention].kind == model::MentionKind::unknown && !(s == 0 && i >= first + 2) &&
        (!caps || a.mentions[f.mention].first != first))
      continue;
    std::uint32_t end = x.last;
    if (caps && f.mention < 0 && i == first + 1 && r_.tok(first).norm.size() < 3) continue;
    for (std::uint32_t n = s + 1; n < a.sentences.size() && !a.sentences[n].starts_paragraph; ++n) end = a.sentences[n].last;
    if (first > x.first && end > i + 2 && r_.mark(end - 1)) --end;
    f.content = {i + 1, end};
    bool claimed = false;
    for (Segment& g : r_.segments) {
      if (!f.content.has(g.words.first)) continue;
      claimed = claimed || g.owner >= 0;
      if (g.open == i + 1 && g.owner < 0)
        g.owner = static_cast<std::int32_t>(quotes_.size()), f.direct = true, f.content = g.words;
    }
    if (!claimed || (caps && x.starts_paragraph)) add(f);
  }
}

// "Ukraine attacked Moscow: Putin", "Turkey arrests ten - official": a headline that ends with its source.
void Statements::named_last(std::uint32_t sentence) {
  const model::Sentence& x = r_.a.sentences[sentence];
  if (!x.starts_paragraph || x.size() < 5 || x.size() > 24 || r_.punct(x.last - 1) || r_.mark(x.last - 1)) return;
  std::uint32_t mark = x.last - 1;
  auto parts = [&](std::uint32_t t) {
    std::string_view n = r_.tok(t).norm;
    return n == ":" || n == "-" || n == "\xE2\x80\x93" || n == "\xE2\x80\x94";
  };
  while (mark > x.first && x.last - mark <= 6 && !parts(mark)) --mark;
  if (!parts(mark) || mark < x.first + 3) return;
  Found f;
  f.cue = {mark, mark + 1}, f.who = {mark + 1, x.last}, f.content = r_.trim({x.first, mark});
  f.mention = mention_in(f.who);
  bool whole = f.mention >= 0 && r_.a.mentions[f.mention].first == f.who.first && r_.a.mentions[f.mention].last == f.who.last;
  bool told = false;
  for (std::uint32_t t = f.content.first; t < f.content.last; ++t) told = told || r_.tok(t).upos == Upos::VERB;
  if (told && (whole || r_.speech.word(r_.a, x.last - 1, x.last, kOrigin)) && r_.inside[mark] < 0) add(f);
}

void Statements::cue_at(std::uint32_t sentence, Range cue, const Cue& c) {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  std::uint32_t verb = cue.first;
  // What a quoted speaker thinks and wants is his statement already.
  bool nested = r_.inside[cue.first] >= 0 && r_.segments[static_cast<std::size_t>(r_.inside[cue.first])].statement;
  if (nested && (c.kind == CueKind::thought || !(c.uses & kClause))) return;
  if (s.tagged) {
    bool verbal = false;
    for (std::uint32_t t = cue.first; t < cue.last && !verbal; ++t) {
      if (a.tokens[t].upos == Upos::VERB) verb = t, verbal = true;
    }
    if (!verbal && (c.uses & kNoun) && s.parsed && a.tokens[cue.first].upos == Upos::NOUN && !nested)
      return noun_cue(sentence, cue, c);
    if (!verbal && !(c.uses & kAfter)) {
      Upos u = a.tokens[cue.first].upos;
      if (u == Upos::NOUN || u == Upos::PROPN || u == Upos::ADP || u == Upos::DET || u == Upos::AUX || u == Upos::SCONJ ||
          u == Upos::ADV)
        return;
      if (u == Upos::ADJ && c.kind != CueKind::thought) return;
    }
  }
  Found f;
  f.cue = cue;
  std::uint32_t head = kNoToken;
  Range relay;
  if (!nested && (c.uses & kDirect) && frame(sentence, cue, f.who)) {
    f.mention = mention_in(f.who);
    Range group{std::min(cue.first, f.who.first), std::max(cue.last, f.who.last)};
    if (direct_content(sentence, group, c, f)) return add(f);
    f = {};
    f.cue = cue;
  }
  bool after = (c.uses & kAfter) && speaker_after(sentence, cue, c, f.who);
  if (!after && (c.uses & kAfter) && s.tagged && a.tokens[cue.first].upos != Upos::VERB) return;  // the noun "kata"
  bool found = after;
  if (!found && s.parsed && !(c.uses & (kAfter | kHearer)) && (c.uses & kDirect) && cue.first > s.first + 2 &&
      (r_.is(cue.first - 1, ',') || r_.mark(cue.first - 1)) && r_.inside[cue.first] < 0) {
    // "…, said X of the council": a subject right behind the verb speaks, whatever stands before it; not that of a clause behind
    // the verb ("SANA, menyebut Israel menyerang").
    const std::uint32_t first = r_.child(verb, {Deprel::nsubj}), clause = r_.child(verb, {Deprel::ccomp});
    const bool told = clause != kNoToken && clause > cue.last && first < cue.first && r_.tok(clause).upos == Upos::VERB &&
                      r_.child(clause, {Deprel::nsubj, Deprel::nsubj_pass}) == kNoToken;
    for (std::uint32_t t = told ? s.last : cue.last; t < std::min(s.last, cue.last + 8) && !found && !r_.is(t, ','); ++t) {
      if (a.tokens[t].head == static_cast<std::int32_t>(verb) && a.tokens[t].deprel == Deprel::nsubj)
        f.who = r_.name_extent(t), head = t, found = f.who.first == cue.last;
    }
    if (!found) head = kNoToken;
    after = found;
  }
  if (!found && s.parsed) {
    if (!(c.uses & kPassive) &&
        (r_.child(verb, {Deprel::aux_pass}) != kNoToken || r_.child(verb, {Deprel::nsubj_pass}) != kNoToken))
      return nested ? void() : passive(sentence, verb, cue, c);
    found = quoted_as(verb, f.who, head, relay) || beside(verb, f.who, head) || goes_on(sentence, verb, f.who) ||
            subject(verb, c, f.who, head);
  }
  if (!found && !(c.uses & (kAfter | kHearer))) found = speaker_after(sentence, cue, c, f.who);
  if (!found && !s.parsed && !(c.uses & kAfter)) {
    f.who = r_.phrase_before(cue.first, s.first);
    found = !f.who.empty();
  }
  if (!found && s.parsed && !(c.uses & kAfter) && c.kind != CueKind::thought && (c.uses & kClause)) {
    // No subject in the tree: somebody who stands right before the cue.
    std::uint32_t end = cue.first;
    while (end > s.first && (a.tokens[end - 1].upos == Upos::ADV || a.tokens[end - 1].upos == Upos::AUX || r_.is(end - 1, ',')) &&
           cue.first - end < 3)
      --end;
    if (std::int32_t m = end > s.first ? r_.mention_at(end - 1) : -1; m >= 0 && a.mentions[m].last == end)
      f.who = {a.mentions[m].first, end}, head = end - 1, found = true;
  }
  if (!found) return;
  if (!after && mention_in(f.who, head) < 0 && f.who.last <= cue.first) {
    // The tree's subject is nobody, but somebody stands right before the cue.
    std::uint32_t end = cue.first;
    while (end > s.first && (a.tokens[end - 1].upos == Upos::ADV || a.tokens[end - 1].upos == Upos::AUX || r_.is(end - 1, ',')) &&
           cue.first - end < 3)
      --end;
    if (std::int32_t m = end > s.first ? r_.mention_at(end - 1) : -1; m >= 0 && a.mentions[m].last == end)
      f.who = {a.mentions[m].first, end}, head = end - 1;
  }
  if (!after && f.who.last + 1 < cue.first && r_.is(cue.first - 1, ',') && has_cue({f.who.last, cue.first})) {
    // "A said X while B, the commissioner, said": behind another report the name nearest to the comma speaks.
    std::uint32_t from = f.who.last;
    for (std::uint32_t t = from; t < cue.first; ++t) {
      if (has_cue({t, t + 1})) from = t + 1;
    }
    for (std::uint32_t t = from; t < cue.first; ++t) {
      std::int32_t m = r_.mention_at(t);
      if (m >= 0 && a.mentions[m].kind == model::MentionKind::name && person(m)) {
        f.who = {a.mentions[m].first, a.mentions[m].last}, head = t;
        break;
      }
    }
  }
  f.mention = mention_in(f.who, head);
  if (f.mention >= 0) {
    // The whole phrase with title and apposition, where the table of actors knows it.
    const model::Mention& m = a.mentions[f.mention];
    if (m.sentence == sentence) f.who.first = std::min(f.who.first, m.first), f.who.last = std::max(f.who.last, m.last);
  }
  if (s.parsed && !nested && c.kind == CueKind::speech && (c.uses & kClause) && as_said(sentence, verb, cue, f)) return add(f);
  Range group = cue;
  if (f.who.last <= cue.first && f.who.last + 6 >= cue.first) group.first = f.who.first;
  if (!relay.empty() && relay.last <= group.first) group.first = relay.first;
  if (f.who.first >= cue.last && f.who.first <= cue.last + 2) group.last = f.who.last;
  // With the speaker behind it the cue closes the clause: "Israel, sebut Menlu Iran, menyerang …".
  Cue how = c;
  if (after && (c.uses & kAfter)) how.uses &= ~static_cast<std::uint32_t>(kClause);
  bool got =
      (!nested && (how.uses & (kDirect | kClause)) && !aside(sentence, group, cue) && direct_content(sentence, group, how, f)) ||
      (s.parsed && tree_content(sentence, verb, group, how, f)) || plain_content(sentence, group, how, f) ||
      (!nested && nearby_content(sentence, group, how, f));
  if (!got || f.content.empty()) return;
  if (s.parsed && !f.direct && (c.uses & kClause) && f.content.first >= group.last) skip_adjunct(f.content);
  // What somebody wants or does is worth a row where the writer tells it, not where it is only part of another clause.
  if ((f.weak || c.kind == CueKind::thought) && !f.direct && s.parsed && subordinate(verb)) return;
  if (nested && !f.direct) {
    // A report inside a quotation ends with it.
    Range words = r_.segments[static_cast<std::size_t>(r_.inside[cue.first])].words;
    f.content = r_.trim({std::max(f.content.first, words.first), std::min(f.content.last, words.last)});
    if (f.content.last < f.content.first + 2) return;
  }
  if (f.who.first + 1 == f.who.last && r_.speech.word(a, f.who.first, f.who.last, kNobody)) return;
  if (!f.direct && f.content.last == f.content.first + 1 && r_.tok(f.content.first).upos != Upos::PROPN) return;  // "said so"
  if (!f.direct && r_.inside[cue.first] < 0) {
    // "… said it “gives us hope. …”: the statement ends with its quotation, however many sentences that has.
    std::int32_t k = r_.inside[f.content.last - 1];
    if (k >= 0 && r_.segments[static_cast<std::size_t>(k)].owner < 0 &&
        f.content.first < r_.segments[static_cast<std::size_t>(k)].words.first) {
      Segment& g = r_.segments[static_cast<std::size_t>(k)];
      if (g.words.last > s.last) f.content.last = g.words.last, g.owner = static_cast<std::int32_t>(quotes_.size());
    }
  }
  if (f.content.has(f.who.first) && f.content.has(f.who.last - 1) && !f.direct && !(f.content.has(cue.first))) return;
  add(f);
  if (relay.empty()) return;
  f.who = relay, f.mention = mention_in(relay), f.weak = true;
  add(f);
}

// "As Putin said on Monday, …", "…, as Putin said": the rest of the sentence is his statement.
bool Statements::as_said(std::uint32_t sentence, std::uint32_t verb, Range cue, Found& f) const {
  const model::Sentence& s = r_.a.sentences[sentence];
  const std::int32_t head = r_.tok(verb).head;
  std::uint32_t as = r_.child(verb, {Deprel::mark});
  if (head < 0 || r_.tok(verb).deprel != Deprel::advcl || as == kNoToken || !r_.speech.word(r_.a, as, s.last, kAs) ||
      f.who.first != as + 1 || r_.child(verb, {Deprel::ccomp, Deprel::xcomp}) != kNoToken)
    return false;
  if (head > static_cast<std::int32_t>(verb)) {
    std::uint32_t comma = cue.last;
    while (comma < s.last && !r_.is(comma, ',')) ++comma;
    f.content = r_.trim({comma, s.last});
  } else {
    f.content = r_.trim({s.first, as});
  }
  return f.content.last > f.content.first + 2;
}

// "was condemned by the council", "is expected by many to fail": the agent speaks of the subject.
void Statements::passive(std::uint32_t sentence, std::uint32_t verb, Range cue, const Cue& c) {
  const model::Sentence& s = r_.a.sentences[sentence];
  if (!(c.uses & (kObject | kClause))) return;
  std::uint32_t agent = r_.child(verb, {Deprel::obl_agent, Deprel::obl});
  std::uint32_t about = r_.child(verb, {Deprel::nsubj_pass, Deprel::nsubj});
  if (agent == kNoToken || about == kNoToken || agent < verb || about > verb) return;
  std::uint32_t by = cue.last;
  while (by < agent && !r_.speech.word(r_.a, by, s.last, kBy)) ++by;
  if (by >= agent || by > cue.last + 3) return;
  Found f;
  f.cue = cue, f.who = r_.name_extent(agent), f.content = r_.name_extent(about);
  f.who.first = std::max(f.who.first, by + 1);
  f.mention = mention_in(f.who, agent);
  // "That was confirmed by the minister": what the sentence before tells.
  std::uint32_t back = r_.speech.word(r_.a, f.content.first, s.last, kThis);
  if (back && f.content.first == s.first && f.content.last <= s.first + back && sentence > 0) {
    const model::Sentence& before = r_.a.sentences[sentence - 1];
    f.content = r_.trim({before.first, before.last});
  }
  if (!f.who.empty() && !f.content.empty()) add(f);
}

// "SANA quoted an officer as saying …": the object of the verb above speaks, and its subject passes it on.
bool Statements::quoted_as(std::uint32_t verb, Range& who, std::uint32_t& head, Range& relay) const {
  const model::Token& x = r_.tok(verb);
  if (x.head < 0 || x.deprel != Deprel::advcl || r_.tok(static_cast<std::uint32_t>(x.head)).upos != Upos::VERB) return false;
  std::uint32_t as = r_.child(verb, {Deprel::mark});
  auto above = static_cast<std::uint32_t>(x.head);
  if (as == kNoToken || above > as || as + 1 != verb || !r_.speech.word(r_.a, as, r_.count(), kAs)) return false;
  head = r_.child(above, {Deprel::obj});
  if (head == kNoToken || head < above || head > verb) return false;
  who = r_.name_extent(head);
  who.last = std::min(who.last, as);
  std::uint32_t by = r_.child(above, {Deprel::nsubj});
  relay = by == kNoToken ? Range{} : r_.name_extent(by);
  return !who.empty();
}

// "And perhaps, he said, it could …": the statement goes on behind the cue, and no quotation mark stands there.
bool Statements::aside(std::uint32_t sentence, Range group, Range cue) const {
  const model::Sentence& s = r_.a.sentences[sentence];
  if (group.first <= s.first + 1 || group.last + 1 >= s.last || !r_.is(group.first - 1, ',') || !r_.is(group.last, ','))
    return false;
  if (group.last - group.first >= 8 || group.first == cue.first || r_.inside[group.first] >= 0 || has_cue({s.first, group.first}))
    return false;
  for (std::uint32_t t : {group.first - 2, group.first - 1, group.last, group.last + 1}) {
    if (r_.mark(t)) return false;
  }
  Range left = r_.trim({s.first, group.first});
  if (r_.speech.cue(r_.a, group.last + 1, s.last).uses & kSource) return false;  // "…, A told B, according to C"
  bool told = false;  // the words before the cue have a verb: "He left, she said, leaving …", not "Israel, she said, attacked …"
  for (std::uint32_t t = left.first; t < left.last; ++t)
    told = told || r_.tok(t).upos == Upos::VERB || r_.tok(t).upos == Upos::AUX;
  const model::Token& next = r_.tok(group.last + 1);
  return left.last >= left.first + 1 && next.upos != Upos::CCONJ &&
         (!told || next.upos != Upos::VERB || next.deprel == Deprel::case_);
}

bool Statements::direct_content(std::uint32_t sentence, Range group, const Cue& c, Found& f) {
  const model::Sentence& s = r_.a.sentences[sentence];
  std::int32_t before = -1, after = -1;
  for (std::size_t k = 0; k < r_.segments.size(); ++k) {
    const Segment& g = r_.segments[k];
    if (g.close < s.first) continue;
    if (g.open >= s.last) break;
    if (g.close < group.first && g.close >= s.first) {
      std::uint32_t gap = 0;
      bool clean = true;
      for (std::uint32_t t = g.close + 1; t < group.first; ++t) gap += r_.punct(t) ? 0 : 1;
      bool clause = false;  // "A man who “steals” is held to account, Warren said"
      for (std::uint32_t t = g.close + 1; t < group.first; ++t)
        clause = clause || r_.tok(t).upos == Upos::AUX || r_.tok(t).upos == Upos::VERB || r_.tok(t).upos == Upos::SCONJ;
      if (gap > 3 || g.owner >= 0 || (clause && s.tagged && !r_.is(g.words.last - 1, ','))) clean = false;
      if (clean) before = static_cast<std::int32_t>(k);
    } else if (g.open >= group.last && after < 0 && g.owner < 0) {
      if (has_cue({group.last, g.open})) break;
      bool leads = g.open == group.last || r_.is(g.open - 1, ':') || r_.is(g.open - 1, ',') ||
                   (before >= 0 && (r_.punct(g.open - 1) || (g.open <= group.last + 4 && r_.is(group.last, ',') &&
                                                             r_.tok(group.last + 1).upos == Upos::CCONJ)));
      // “…” against what he calls: the clause goes on after the mark, the quotation is only part of it.
      bool partial = g.close + 1 < s.last && !r_.punct(g.close + 1) && !r_.mark(g.close + 1) && !r_.is(g.words.last - 1, '.') &&
                     !r_.is(g.words.last - 1, ',') && !r_.is(g.words.last - 1, '?') && !r_.is(g.words.last - 1, '!') &&
                     !r_.is(g.open - 1, ':');
      if (leads && !partial && g.open - group.last < 25) after = static_cast<std::int32_t>(k);
      if (!leads || partial) break;
    }
  }
  if (before >= 0 && !r_.segments[static_cast<std::size_t>(before)].statement) {
    // A quoted term at the end of the clause before the cue is no statement by itself.
    before = -1;
  }
  if (after >= 0 && !r_.segments[static_cast<std::size_t>(after)].statement &&
      !r_.is(r_.segments[static_cast<std::size_t>(after)].open - 1, ':'))
    after = -1;
  if (before >= 0 && after >= 0 && r_.is(r_.segments[static_cast<std::size_t>(after)].open - 1, ':')) {
    // "… “peace”, while B said: “…”": only the quotation behind the colon.
    for (std::uint32_t t = r_.segments[static_cast<std::size_t>(before)].close + 1; t < group.first && before >= 0; ++t)
      before = r_.punct(t) ? before : -1;
  }
  if (before < 0 && after < 0) return false;
  if ((c.uses & (kDirect | kClause)) == 0) return false;
  f.direct = true;
  if (before >= 0) {
    Segment& g = r_.segments[static_cast<std::size_t>(before)];
    f.content = g.words;
    std::uint32_t from = s.first;
    while (from < g.open && r_.punct(from) && !r_.mark(from)) ++from;
    if (g.open > from && r_.sentence_of(g.open) == sentence && !has_cue({from, g.open})) {
      // Words before the mark belong to the statement: The deal “is dead,” he said.
      bool lead_in = r_.is(g.open - 1, ',') || r_.is(g.open - 1, ':');
      if (!lead_in || (r_.is(g.open - 1, ',') && g.open - from >= 4)) f.content.first = from, f.direct = false;
    }
  }
  if (after >= 0) {
    Segment& g = r_.segments[static_cast<std::size_t>(after)];
    if (before >= 0)
      f.content.last = g.words.last;
    else
      f.content = g.words;
    std::uint32_t from = s.first;
    while (from < group.first && r_.punct(from)) ++from;
    if (before < 0 && from + 2 < group.first && r_.is(group.first - 1, ',') && !(r_.tok(g.words.first).shape & model::kCapital) &&
        r_.sentence_of(g.open) == sentence && !has_cue({from, group.first}) && r_.tok(g.words.first).upos != Upos::VERB)
      f.content.first = from, f.direct = false;  // "So when the firm sold, he said, “we were floored.”"
    // "…said: “We will,” and then" ends with the mark; a clause that goes on after a short quotation does not.
  }
  auto owner = static_cast<std::int32_t>(quotes_.size());
  if (before >= 0) r_.segments[static_cast<std::size_t>(before)].owner = owner;
  if (after >= 0) r_.segments[static_cast<std::size_t>(after)].owner = owner;
  return true;
}

// A report right behind its verb, without "that": "says the claims about … are unfounded".
bool Statements::opens_clause(std::uint32_t begin, std::uint32_t end) const {
  const model::Token& x = r_.tok(r_.mark(begin) ? begin + 1 : begin);
  if (x.upos != Upos::PRON && x.upos != Upos::DET && x.upos != Upos::PROPN && x.upos != Upos::NOUN && x.upos != Upos::ADJ &&
      x.upos != Upos::NUM)
    return false;
  if (r_.speech.word(r_.a, begin, end, kStop) || r_.speech.word(r_.a, end, r_.count(), kThat)) return false;
  for (std::uint32_t t = begin; t < end; ++t) {
    if (r_.is(t, ':') || r_.speech.word(r_.a, t, end, kThat)) return false;
    std::uint32_t top = t;
    while (top > begin && r_.tok(top).head >= static_cast<std::int32_t>(begin) && r_.tok(top).deprel != Deprel::obl_tmod)
      top = static_cast<std::uint32_t>(r_.tok(top).head);
    if (r_.tok(top).deprel == Deprel::obl_tmod) return false;
  }
  return true;
}

// Where a reported clause ends that the tree lets end at `least`: the sentence, unless its verb goes on or stands below another.
std::uint32_t Statements::clause_end(std::uint32_t sentence, std::uint32_t verb, std::uint32_t from, std::uint32_t least) const {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  std::uint32_t end = s.last;
  auto bare = [&](std::uint32_t t) {
    return r_.child(t, {Deprel::nsubj, Deprel::nsubj_pass, Deprel::mark, Deprel::aux, Deprel::cop}) == kNoToken;
  };
  auto same_clause = [&](std::uint32_t t) {
    return r_.child(t, {Deprel::nsubj, Deprel::nsubj_pass}) == kNoToken ? r_.child(t, {Deprel::aux, Deprel::mark}) != kNoToken
                                                                        : r_.child(t, {Deprel::mark}) != kNoToken;
  };
  for (std::uint32_t t = least; t < s.last; ++t) {
    if (a.tokens[t].head != static_cast<std::int32_t>(verb)) continue;
    Deprel rel = a.tokens[t].deprel;
    // "said he would not come but would first …" goes on, "said he would not come and left" does not.
    std::uint32_t first = r_.extent(t).first;
    if ((rel == Deprel::advcl && first > 0 && r_.is(first - 1, ',')) || (rel == Deprel::conj && !same_clause(t))) {
      end = std::min(end, first);
      break;
    }
  }
  // "While A admitted …, B said": the clause above the verb goes on.
  std::uint32_t top = verb;
  while (a.tokens[top].head >= 0 && a.tokens[top].head < static_cast<std::int32_t>(verb) && a.tokens[top].deprel == Deprel::conj)
    top = static_cast<std::uint32_t>(a.tokens[top].head);
  std::int32_t up = a.tokens[top].head;
  if (up > static_cast<std::int32_t>(least) &&
      (a.tokens[top].deprel == Deprel::advcl || a.tokens[top].deprel == Deprel::acl_relcl)) {
    for (std::uint32_t t = std::max(from, least); t < static_cast<std::uint32_t>(up); ++t) {
      if (r_.is(t, ',') && r_.inside[t] < 0) {
        end = std::min(end, t);
        break;
      }
    }
  }
  // "A said … whilst B said …": the marker of the clause above.
  for (std::uint32_t t = least;
       up > static_cast<std::int32_t>(least) && t < std::min<std::uint32_t>(end, static_cast<std::uint32_t>(up)); ++t) {
    if (a.tokens[t].head == up && a.tokens[t].deprel == Deprel::mark && r_.inside[t] < 0) end = t;
  }
  for (std::uint32_t t = from; t + 1 < end; ++t) {
    if (r_.inside[t] >= 0) continue;
    if (r_.is(t, ';')) {
      end = t;
      break;
    }
    bool comma = r_.is(t, ','), joins = a.tokens[t].upos == Upos::CCONJ;
    if ((!comma && !joins) || a.tokens[t + 1].upos != Upos::VERB || r_.inside[t + 1] >= 0) continue;
    // "…, citing …", "…, adding …", "… and says": another report of the same speaker ends this one.
    Cue next = r_.speech.cue(a, t + 1, end);
    if (next.words == 0 || next.kind == CueKind::thought || !bare(t + 1)) continue;
    if (comma ? a.tokens[t + 1].deprel == Deprel::advcl
              : (next.uses & kClause) && a.tokens[t + 1].norm.back() == a.tokens[verb].norm.back()) {
      end = t;
      break;
    }
  }
  return end;
}

// "suggested ahead of this trip that Moscow would regard it as …": a clause that lacks nothing behind its "that" is no relative
// one, though the tree hangs it on the noun before it.
void Statements::skip_adjunct(Range& content) const {
  constexpr std::uint32_t kNear = 8;
  const model::Analysis& a = r_.a;
  for (std::uint32_t t = content.first; t < std::min(content.last, content.first + kNear) && !r_.punct(t); ++t) {
    const std::uint32_t that = r_.speech.word(a, t, content.last, kThat);
    const std::int32_t verb = a.tokens[t].head;
    if (that == 0 || verb <= static_cast<std::int32_t>(t) || a.tokens[verb].deprel != Deprel::acl_relcl) continue;
    const std::uint32_t subject = r_.child(static_cast<std::uint32_t>(verb), {Deprel::nsubj});
    if (subject == kNoToken || subject < t + that) continue;
    for (auto k = static_cast<std::uint32_t>(verb) + 1; k < content.last; ++k) {
      if (a.tokens[k].head != verb || a.tokens[k].deprel != Deprel::obj) continue;
      content.first = t + that;
      return;
    }
  }
}

bool Statements::tree_content(std::uint32_t sentence, std::uint32_t verb, Range group, const Cue& c, Found& f) const {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  auto take = [&](std::uint32_t h) {
    Range e = r_.extent(h);
    // Of a subtree around the cue only the side of its head counts.
    if (e.has(group.first) || e.has(group.last - 1)) {
      if (h < group.first)
        e.last = group.first;
      else
        e.first = group.last;
    }
    if (e.first < group.first && e.last > group.last) return false;
    bool marked = r_.speech.word(a, group.last, s.last, kThat) != 0;
    if (h > verb && (c.uses & kClause) && (c.kind != CueKind::thought || marked)) {
      // The clause lasts until the reporting verb goes on: trees often cut it short.
      std::uint32_t end = clause_end(sentence, verb, std::max(h, e.first) + 1, e.last);
      e.last = std::min(e.last, end);
      e.last = std::max(e.last, end);
      // It begins right behind the cue and its complements, where the tree has lost its first words.
      std::uint32_t begin = std::max(group.last, verb + 1);
      bool lost = begin < e.first && c.kind != CueKind::thought;
      if (lost && !(c.uses & kHearer) && opens_clause(begin, e.first)) {
        e.first = begin, lost = false;
      }
      for (std::uint32_t t = begin; t < e.first && lost; ++t) {
        if (a.tokens[t].head == static_cast<std::int32_t>(verb) || r_.below(t, verb)) {
          std::uint32_t top = t;
          while (a.tokens[top].head >= 0 && a.tokens[top].head != static_cast<std::int32_t>(verb))
            top = static_cast<std::uint32_t>(a.tokens[top].head);
          Deprel rel = a.tokens[top].deprel;
          if (rel == Deprel::iobj || rel == Deprel::obj || rel == Deprel::obl || rel == Deprel::obl_tmod ||
              rel == Deprel::advmod || rel == Deprel::compound_prt || rel == Deprel::punct || rel == Deprel::mark)
            begin = std::max(begin, t + 1);
        }
        if (r_.is(t, ',') || r_.is(t, ':') || r_.mark(t)) lost = false;
      }
      if (lost && begin < e.first && e.first - begin < 16) e.first = begin;
    }
    while (!e.empty() && r_.punct(e.last - 1) && !r_.mark(e.last - 1)) --e.last;
    while (!e.empty() && r_.punct(e.first) && !r_.mark(e.first)) ++e.first;
    std::uint32_t that = r_.speech.word(a, e.first, e.last, kThat);
    if (that && a.tokens[e.first].deprel == Deprel::mark) e.first += that;
    if (!e.empty() && e.last <= group.first && !has_cue({s.first, e.first})) {
      // Before the cue the whole beginning of the sentence is the statement.
      e.first = s.first;
      while (e.first < e.last && r_.punct(e.first) && !r_.mark(e.first)) ++e.first;
    }
    f.content = e;
    return !e.empty();
  };
  // "…, Tompkins said, …": what stands around the cue is one statement.
  if ((c.uses & kClause) && c.kind == CueKind::speech && aside(sentence, group, f.cue)) {
    f.content = r_.trim({s.first, s.last});
    return true;
  }
  std::uint32_t h = r_.child(verb, {Deprel::ccomp});
  Upos opening = a.tokens[r_.trim({s.first, s.last}).first].upos;
  bool framed = opening == Upos::SCONJ || (opening == Upos::ADV && h != kNoToken && h < verb && f.who.first > 0 &&
                                           r_.is(f.who.first - 1, ','));  // "When he left, she said …"
  if (h != kNoToken && h < verb && f.who.last <= f.cue.first && (h + 8 > f.cue.first || (framed && f.who.first > s.first))) {
    // The tree has made a clause of words beside the speaker; the statement follows.
    for (std::uint32_t t = verb + 1; t < s.last; ++t) {
      if (a.tokens[t].head == static_cast<std::int32_t>(verb) && a.tokens[t].deprel == Deprel::ccomp) {
        h = t;
        break;
      }
    }
    if (h < verb && r_.below(h, verb) && (f.who.last <= h || framed)) h = kNoToken;
  }
  // "…, KCNA reported, citing an official": a participle behind the comma is no content.
  if (h != kNoToken && h == group.last + 1 && r_.is(group.last, ',') && a.tokens[h].upos == Upos::VERB &&
      r_.child(h, {Deprel::nsubj, Deprel::aux, Deprel::mark}) == kNoToken)
    h = kNoToken;
  if (h != kNoToken && (c.uses & (kClause | kDirect)) && !(c.uses & kThatOnly) && take(h)) return true;
  if (c.uses & kThatOnly) return false;
  if (c.uses & (kInfinitive | kClause)) {
    h = r_.child(verb, {Deprel::xcomp});
    if (h != kNoToken && h > verb && take(h)) return f.weak = true;
  }
  if (a.tokens[verb].deprel == Deprel::parataxis && (c.uses & kClause) && a.tokens[verb].head >= 0) {
    h = static_cast<std::uint32_t>(a.tokens[verb].head);
    if (h < verb) {
      Range e{s.first, group.first};
      f.content = r_.trim(e);
      return f.content.last - f.content.first >= 3;
    }
  }
  if ((c.kind == CueKind::thought || (c.uses & kClauseOnly)) && !(c.uses & kObject)) return false;
  if (c.uses & kWords) {
    f.content = r_.trim({f.cue.last, object_end(sentence, verb, f.cue.last)});
    f.weak = (c.uses & kFact) != 0;
    return !f.content.empty();
  }
  if (c.uses & (kObject | kInfinitive)) {
    h = r_.child(verb, {Deprel::obj, Deprel::obl});
    if (h != kNoToken && h > verb && (a.tokens[h].upos != Upos::PRON || r_.child(verb, {Deprel::xcomp}) != kNoToken) && take(h)) {
      std::uint32_t begin = std::max(group.last, verb + 1);
      Upos lead = a.tokens[begin].upos;
      bool nominal = lead == Upos::DET || lead == Upos::NOUN || lead == Upos::PROPN || lead == Upos::PRON || lead == Upos::ADJ ||
                     lead == Upos::NUM;
      if (begin < f.content.first && nominal && f.content.first - begin < 16) f.content.first = begin;
      f.content = r_.trim({f.content.first, object_end(sentence, verb, f.content.first)});
      f.weak = (c.uses & kFact) != 0;
      return !f.content.empty();
    }
  }
  return false;
}

bool Statements::subordinate(std::uint32_t verb) const {
  auto at = verb;
  while (r_.tok(at).head >= 0 && (r_.tok(at).deprel == Deprel::conj || r_.tok(at).deprel == Deprel::xcomp))
    at = static_cast<std::uint32_t>(r_.tok(at).head);
  switch (r_.tok(at).deprel) {
    case Deprel::ccomp:
    case Deprel::csubj:
    case Deprel::acl:
    case Deprel::acl_relcl:
    case Deprel::nmod:
      return true;
    default:
      return false;
  }
}

// Where the object of a verb and what it is said to be or do end: "called him a liar", "accused Iran of lying | on Monday".
std::uint32_t Statements::object_end(std::uint32_t sentence, std::uint32_t verb, std::uint32_t from) const {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  auto of_verb = [&](std::uint32_t t) { return a.tokens[t].head == static_cast<std::int32_t>(verb); };
  for (std::uint32_t t = from; t < s.last; ++t) {
    if (std::int32_t k = r_.inside[t]; k >= 0 && r_.inside[from] != k) {
      t = std::min(s.last, r_.segments[static_cast<std::size_t>(k)].close);
      continue;
    }
    const model::Token& x = a.tokens[t];
    if (r_.is(t, ',') || r_.is(t, ';') || r_.is(t, '(') || r_.is(t, '.') || x.norm == "--" || x.norm == "\xE2\x80\x94" ||
        x.norm == "\xE2\x80\x93" || x.norm == "\xE2\x80\x95")
      return t;
    if (t == from || x.head < 0) continue;
    auto h = static_cast<std::uint32_t>(x.head);
    if (x.deprel == Deprel::obl_tmod && of_verb(t)) return r_.name_extent(t).first;
    if (x.upos == Upos::CCONJ && h > t && a.tokens[h].deprel == Deprel::conj && a.tokens[h].upos == Upos::VERB &&
        (of_verb(h) || r_.child(h, {Deprel::nsubj, Deprel::aux}) != kNoToken ||
         (r_.speech.cue(a, h, s.last).words && a.tokens[h].norm.back() == a.tokens[verb].norm.back())))
      return t;
    bool links = r_.speech.word(a, t, s.last, kLink) != 0;
    if (links || h <= t) continue;
    if (x.deprel == Deprel::case_ && a.tokens[h].deprel == Deprel::obl && of_verb(h)) return t;
    if ((x.upos == Upos::SCONJ || x.upos == Upos::ADV) && a.tokens[h].deprel == Deprel::advcl) return t;
  }
  return s.last;
}

// By position alone: the clause before a cue at the end, or the words after it.
bool Statements::plain_content(std::uint32_t sentence, Range group, const Cue& c, Found& f) const {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  if (!(c.uses & (kClause | kThatOnly)) && !(c.uses & kAfter)) return false;
  if (c.kind == CueKind::thought || (c.uses & kClauseOnly)) return false;
  // "… bahwa …"
  std::uint32_t near = std::min(s.last, f.cue.last + (s.parsed ? 8u : 6u));
  for (std::uint32_t t = std::max(f.cue.last, group.last); t < near && (c.uses & (kClause | kThatOnly)); ++t) {
    std::uint32_t that = r_.speech.word(a, t, s.last, kThat);
    if (that && t + that < s.last) return f.content = r_.trim({t + that, s.last}), f.content.last > f.content.first + 1;
    if (r_.punct(t)) break;
  }
  Range left = r_.trim({s.first, group.first});
  if (c.uses & kThatOnly) return false;
  if ((c.uses & kAfter) && r_.is(group.last, ',') && left.last < left.first + 3 && r_.inside[group.first] < 0) {
    // "Diketahui, kata Basarah, …"
    f.content = r_.trim({left.empty() ? group.last : s.first, s.last});
    return f.content.last > group.last + 2;
  }
  bool behind = group.first > s.first && (r_.is(group.first - 1, ',') || r_.mark(group.first - 1));
  bool sayer_after = f.who.first >= f.cue.last;
  if (behind && left.last >= left.first + 3 && ((sayer_after && (c.uses & kAfter)) || !has_cue(left)) &&
      r_.inside[group.first] < 0) {
    if (sayer_after || group.last + 8 >= s.last || (c.uses & kAfter)) return f.content = left, true;
  }
  if (s.parsed && behind && !sayer_after && group.last + 1 >= s.last && left.last >= left.first + 5 &&
      r_.inside[group.first] < 0 && a.tokens[left.first].upos != Upos::SCONJ)
    return f.content = left, true;
  if (c.uses & kAfter) return false;
  Range right = r_.trim({group.last, s.last});
  if (right.last < right.first + 3) return false;
  if (s.parsed) {
    // The tree has no clause here; believe it unless a finite verb with its own subject follows.
    for (std::uint32_t t = right.first; t < right.last; ++t) {
      if (a.tokens[t].upos == Upos::VERB && (r_.child(t, {Deprel::nsubj, Deprel::nsubj_pass}) != kNoToken) &&
          r_.below(t, f.cue.first))
        return f.content = right, true;
    }
    // A verb that reports clauses only, with a clause behind it that the tree has torn apart.
    Upos lead = a.tokens[right.first].upos;
    if (c.kind != CueKind::speech || (c.uses & (kObject | kInfinitive)) || group.last > f.cue.last || right.first != group.last ||
        r_.speech.word(a, right.first, right.last, kStop))
      return false;
    if (lead != Upos::PRON && lead != Upos::DET && lead != Upos::PROPN && lead != Upos::NOUN && lead != Upos::ADJ) return false;
    std::uint32_t comma = right.first;
    while (comma < right.last && !r_.is(comma, ',')) ++comma;
    for (std::uint32_t t = right.first + 1; t < comma; ++t) {
      if (a.tokens[t].upos == Upos::AUX ||
          (a.tokens[t].upos == Upos::VERB && a.tokens[t - 1].upos != Upos::PART && a.tokens[t].deprel != Deprel::acl &&
           a.tokens[t].deprel != Deprel::acl_relcl && a.tokens[t].deprel != Deprel::advcl &&
           (a.tokens[t].deprel != Deprel::amod || a.tokens[t - 1].upos == Upos::NOUN || a.tokens[t - 1].upos == Upos::PROPN)))
        return f.content = right, true;
    }
    return false;
  }
  if (r_.speech.word(a, right.first, right.last, kStop) && !r_.is(group.last, ',')) return false;
  f.content = right;
  return true;
}

// The quotation stands in the sentence before or after the one that names the speaker.
bool Statements::nearby_content(std::uint32_t sentence, Range group, const Cue& c, Found& f) {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  if (!(c.uses & kDirect) || c.kind == CueKind::thought) return false;
  bool colon = s.last > s.first &&
               (r_.is(s.last - 1, ':') || (r_.is(s.last - 1, '.') == false && r_.punct(s.last - 1) && r_.is(s.last - 2, ':')));
  for (std::size_t k = 0; k < r_.segments.size(); ++k) {
    Segment& g = r_.segments[k];
    if (!g.statement || g.owner >= 0) continue;
    bool before = g.close < s.first && g.close + 2 >= s.first && !s.starts_paragraph && group.first <= s.first + 2 &&
                  s.size() < 40 && !colon;
    bool next = g.open == s.last && (colon || group.last + 6 >= s.last);
    if (before || next) {
      f.content = g.words, f.direct = true;
      g.owner = static_cast<std::int32_t>(quotes_.size());
      return true;
    }
  }
  return false;
}

// "At least 26 people, according to officials, have been killed": the whole sentence is the statement.
bool Statements::bracketed(std::uint32_t begin, Range cue, Range who) const {
  if (cue.first <= begin + 1 || !r_.is(cue.first - 1, ',') || !r_.is(who.last, ',') || r_.inside[cue.first] >= 0) return false;
  for (std::uint32_t t = begin; t < cue.first; ++t) {
    Upos u = r_.tok(t).upos;
    if (u == Upos::VERB || u == Upos::AUX || u == Upos::SCONJ || r_.mark(t) || (r_.is(t, ',') && t + 1 < cue.first)) return false;
  }
  return true;
}

// "menurut X", "according to X", "dikutip dari X".
void Statements::source_cue(std::uint32_t sentence, Range cue, const Cue& c) {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  if (c.kind == CueKind::relay) {  // read by relays()
    Found f;
    f.cue = cue, f.weak = true;
    // "…, citing the lack of evidence": no source, but what the speaker points to.
    bool named = false;
    Range source = r_.phrase_from(cue.last, s.last);
    for (std::uint32_t t = source.first; t < source.last && !named; ++t) {
      std::int32_t m = r_.mention_at(t);
      named = m >= 0 && a.mentions[m].kind != model::MentionKind::pronoun;
    }
    if (!(c.uses & kInner) || !s.parsed || named || r_.tok(cue.first).upos != Upos::VERB || !goes_on(sentence, cue.first, f.who))
      return;
    f.content = r_.trim({cue.last, object_end(sentence, cue.first, cue.last)});
    f.mention = mention_in(f.who);
    if (f.content.last > f.content.first + 1) add(f);
    return;
  }
  std::uint32_t from = cue.last;
  if (from < s.last) from += r_.speech.word(a, from, s.last, kBy);  // "sebagaimana disampaikan oleh X"
  if (from >= s.last) return;
  Found f;
  f.cue = cue;
  f.who = r_.phrase_from(from, s.last);
  if (f.who.empty()) return;
  f.mention = mention_in(f.who);
  named_medium(f.who, f.mention, s.last);
  std::uint32_t begin = s.first;
  while (begin < cue.first && r_.punct(begin)) ++begin;
  if (bracketed(begin, cue, f.who)) {
    f.content = r_.trim({s.first, s.last});
    return add(f);
  }
  std::uint32_t rest = 0;
  std::uint32_t comma = f.who.last;
  while (comma < s.last && !r_.is(comma, ',') && comma < f.who.last + 15) ++comma;
  for (std::uint32_t t = f.who.last; t < s.last; ++t) rest += r_.punct(t) ? 0 : 1;
  if (cue.first <= begin + 1 && rest >= 3) {
    f.content = r_.trim({comma < s.last && comma < f.who.last + 12 ? comma : f.who.last, s.last});
    if (f.content.last < f.content.first + 2) f.content = r_.trim({f.who.last, s.last});
    // A quotation after it: Menurut dia, “…”.
  } else {
    f.content = r_.trim({s.first, cue.first});
    if (rest >= 3 && r_.is(f.who.last, ',') && f.who.last + 1 < s.last && r_.tok(f.who.last + 1).upos == Upos::CCONJ) {
      f.content.last = r_.trim({s.first, s.last}).last;
    } else if (s.parsed && rest > 6) {
      // In the middle: the side on which the governing clause stands.
      std::uint32_t h = cue.first;
      for (int steps = 0; steps < 4; ++steps) {
        std::int32_t up = a.tokens[h].head;
        if (up < 0) break;
        h = static_cast<std::uint32_t>(up);
        if (a.tokens[h].upos == Upos::VERB || !(Range{cue.first, f.who.last}.has(h))) break;
      }
      if (h >= f.who.last) f.content = r_.trim({f.who.last, s.last});
    }
    if (f.content.last < f.content.first + 2) f.content = r_.trim({f.who.last, s.last});
  }
  if (f.content.last < f.content.first + 2) return;
  for (Segment& g : r_.segments) {
    if (g.owner < 0 && g.statement && f.content.has(g.words.first)) {
      std::uint32_t own = 0;
      for (std::uint32_t t = f.content.first; t < g.open; ++t) own += r_.punct(t) ? 0 : 1;
      if (own == 0 && g.words.last + 2 >= f.content.last) f.direct = true, f.content = g.words;
      g.owner = static_cast<std::int32_t>(quotes_.size());
    }
  }
  add(f);
}

bool Statements::points_back(std::uint32_t sentence) const {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  std::uint32_t i = s.first;
  while (i < s.last && r_.punct(i)) ++i;
  std::uint32_t words = r_.speech.word(a, i, s.last, kThis);
  if (words == 0) return false;
  for (std::uint32_t t = i + words; t < std::min(s.last, i + words + 4); ++t) {
    Cue c = r_.speech.cue(a, t, s.last);
    if (c.words && ((c.uses & kAgent) || c.kind == CueKind::relay)) return true;
  }
  return false;
}

// "Hal itu disampaikan Trump saat …": the sentence before is his statement.
void Statements::agent_cue(std::uint32_t sentence, Range cue, const Cue&) {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  if (sentence == 0 || !points_back(sentence) || cue.first > s.first + 6) {
    // "… yang disebut Trump sudah mati": the agent right behind the verb speaks.
    std::uint32_t from = cue.last;
    if (std::uint32_t by = r_.speech.word(a, from, s.last, kBy)) from += by;
    std::int32_t m = r_.mention_at(from);
    std::uint32_t lead = cue.first;
    if (lead > s.first && r_.speech.word(a, lead - 1, lead, kThis)) --lead;
    if (lead > s.first + 3 && r_.is(lead - 1, ',') && m >= 0 && a.mentions[m].first == from && r_.inside[from] < 0) {
      Found f;  // "…, demikian diungkapkan Menteri Darmanin"
      f.cue = cue, f.who = r_.phrase_from(from, s.last), f.content = r_.trim({s.first, lead});
      f.mention = mention_in(f.who);
      return add(f);
    }
    if (m < 0 || a.mentions[m].first != from || r_.inside[from] >= 0 || a.mentions[m].last + 2 > s.last ||
        (a.mentions[m].kind != model::MentionKind::name && a.mentions[m].kind != model::MentionKind::office))
      return;
    Found f;
    f.cue = cue, f.who = {from, a.mentions[m].last}, f.mention = m;
    std::uint32_t end = f.who.last;
    while (end < s.last && !r_.is(end, ',') && !r_.mark(end)) ++end;
    f.content = r_.trim({f.who.last, end});
    if (f.content.last > f.content.first + 1) add(f);
    return;
  }
  std::uint32_t from = cue.last;
  for (std::uint32_t t = cue.last; t < std::min(s.last, cue.last + 12); ++t) {
    if (std::uint32_t by = r_.speech.word(a, t, s.last, kBy)) {
      from = t + by;
      break;
    }
    if (r_.punct(t)) break;
  }
  if (from == cue.last && (from >= s.last || r_.speech.word(a, from, s.last, kStop))) return;
  Found f;
  f.cue = cue;
  f.who = r_.phrase_from(from, s.last);
  if (f.who.empty()) return;
  f.mention = mention_in(f.who);
  named_medium(f.who, f.mention, s.last);
  const model::Sentence& before = a.sentences[sentence - 1];
  f.content = r_.trim({before.first, before.last});
  if (!f.content.empty()) add(f);
}

// "their lawyer, Emanuel Gobay": whoever has only an office before a comma has his name behind it.
void Statements::named_behind(Found& f) const {
  const model::Analysis& a = r_.a;
  if (f.who.empty() || f.who.last + 1 >= r_.count() || !r_.is(f.who.last, ',')) return;
  const std::int32_t m = r_.mention_at(f.who.last + 1);
  if (m < 0 || f.content.has(f.who.last + 1) || a.mentions[m].first != f.who.last + 1 || a.mentions[m].locative) return;
  const model::Mention& x = a.mentions[m];
  if ((x.kind != model::MentionKind::name && x.kind != model::MentionKind::unknown) ||
      (x.actor.kind != model::ActorKind::person && x.actor.kind != model::ActorKind::none))
    return;
  if (x.last < a.sentences[x.sentence].last && !r_.punct(x.last) && !r_.mark(x.last)) return;
  if (!(r_.tok(x.first).shape & model::kCapital) || r_.tok(f.who.last - 1).upos == Upos::PROPN) return;
  const model::Token& h = r_.tok(x.head);
  if (!a.sentences[x.sentence].parsed || h.deprel != Deprel::appos || !f.who.has(static_cast<std::uint32_t>(h.head))) return;
  const std::int32_t known = f.mention;
  if (known >= 0 && a.mentions[known].kind == model::MentionKind::name) return;
  f.who.last = x.last, f.mention = m;
}

void Statements::add(const Found& found) {
  Found f = found;
  named_behind(f);
  model::Quote q;
  std::uint32_t here = r_.sentence_of(f.cue.first);
  q.speaker_mention = speaker_of(f, here);
  if (std::int32_t m = r_.root(q.speaker_mention); m >= 0 && r_.inside[f.cue.first] < 0 && !r_.media(m) &&
                                                   r_.a.mentions[m].kind != model::MentionKind::pronoun &&
                                                   r_.a.mentions[m].kind != model::MentionKind::group && !f.weak &&
                                                   (f.direct || last_speaker_ < 0 || last_sentence_ != here)) {
    last_speaker_ = m, last_sentence_ = here;
  }
  q.speaker = r_.span(f.who);
  q.cue = r_.span(f.cue);
  q.content = r_.span(f.content);
  q.direct = f.direct;
  quotes_.push_back(q);
  contents_.push_back(f.content);
  sentence_of_.push_back(r_.sentence_of(f.cue.first));
  said_.push_back({f.cue, f.who});
  nested_.push_back(f.weak || r_.inside[f.cue.first] >= 0);
}

bool Statements::person(std::int32_t mention) const {
  std::int32_t m = r_.root(mention);
  if (m < 0) return false;
  const model::Mention& x = r_.a.mentions[m];
  if (x.kind == model::MentionKind::pronoun || x.kind == model::MentionKind::group || x.plural || x.locative) return false;
  model::ActorKind k = x.actor.kind;
  return k == model::ActorKind::person || k == model::ActorKind::office || k == model::ActorKind::agent ||
         k == model::ActorKind::none;
}

bool Statements::has_word(Range r, Use use) const {
  for (std::uint32_t t = r.first; t < r.last; ++t) {
    if (r_.speech.word(r_.a, t, r.last, use)) return true;
  }
  return false;
}

// Who a pronoun or a document stands for: "katanya", "he said", "the statement said".
std::int32_t Statements::speaker_of(const Found& f, std::uint32_t here) const {
  const model::Analysis& a = r_.a;
  bool nested = r_.inside[f.cue.first] >= 0;
  if (nested) return f.mention;
  bool recent = last_speaker_ >= 0 && here >= last_sentence_ && here - last_sentence_ <= 3;
  if (f.mention < 0 && recent && has_word(f.who, kDocument)) return last_speaker_;
  if (f.who.last != f.who.first + 1 || !r_.speech.word(a, f.who.first, f.who.last, kHe)) return f.mention;
  std::int32_t m = r_.root(f.mention);
  // Who is named only inside the quotation is not the one who speaks.
  bool fits = person(m) && !(f.direct && f.content.has(a.mentions[m].first));
  if (!fits && !f.direct) {
    // "When Ghani announced the swap, he said …": somebody named before the pronoun in its own sentence.
    for (std::uint32_t t = a.sentences[here].first; t < f.who.first; ++t) {
      std::int32_t k = r_.mention_at(t);
      if (k >= 0 && r_.inside[t] < 0 && !f.content.has(t) && person(k) && a.mentions[k].kind == model::MentionKind::name)
        return k;
    }
  }
  if (recent && person(last_speaker_)) {
    // "…," katanya goes on with the speaker before it.
    bool clitic = (r_.tok(f.who.first).shape & model::kClitic) != 0;
    if (!fits || (clitic && here - last_sentence_ <= 2)) return last_speaker_;
  }
  if (fits) return f.mention;
  for (std::uint32_t back = 1; back <= 2 && back <= here; ++back) {
    const model::Sentence& s = a.sentences[here - back];
    for (std::uint32_t t = s.first; t < s.last; ++t) {
      std::int32_t k = r_.mention_at(t);
      if (k < 0 || r_.inside[t] >= 0 || !person(k) || f.content.has(t)) continue;
      model::MentionKind kind = a.mentions[k].kind;
      if (kind == model::MentionKind::name || (kind == model::MentionKind::unknown && !f.direct)) return k;
    }
  }
  return f.mention;
}

// "Brown released a statement": whoever issues it speaks where "the statement" does.
void Statements::issued(std::uint32_t sentence) {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  if (!s.parsed) return;
  for (std::uint32_t t = s.first; t < s.last; ++t) {
    if (a.tokens[t].deprel != Deprel::obj || a.tokens[t].head < 0 || r_.inside[t] >= 0 ||
        !r_.speech.word(a, t, s.last, kDocument))
      continue;
    std::uint32_t who = r_.child(static_cast<std::uint32_t>(a.tokens[t].head), {Deprel::nsubj});
    std::int32_t m = who == kNoToken ? -1 : r_.root(r_.mention_at(who));
    if (m >= 0 && a.mentions[m].kind != model::MentionKind::pronoun) last_speaker_ = m, last_sentence_ = sentence;
  }
}

// Who judges or speaks in the main clause of a sentence, by its own name: "The minister praised the deal."; -1 = nobody.
std::int32_t Statements::spoke_out(const model::Sentence& s) const {
  for (std::uint32_t t = s.first; t < s.last; ++t) {
    if (r_.tok(t).deprel != Deprel::root || r_.tok(t).upos != Upos::VERB) continue;
    const Cue c = r_.speech.cue(r_.a, t, s.last);
    if (c.words == 0 || c.kind != CueKind::speech || (c.uses & kAgent) || r_.inside[t] >= 0) return -1;
    const std::uint32_t who = r_.child(t, {Deprel::nsubj});
    const std::int32_t m = who == kNoToken ? -1 : r_.mention_at(who);
    return m >= 0 && person(m) && r_.inside[who] < 0 ? m : -1;
  }
  return -1;
}

// Quotations that nobody has claimed go on with the speaker before them.
void Statements::continue_quotes() {
  const model::Analysis& a = r_.a;
  for (Segment& g : r_.segments) {
    if (!g.statement || g.owner >= 0) continue;
    std::uint32_t here = r_.sentence_of(g.open);
    const model::Sentence& s = a.sentences[here];
    std::uint32_t first = s.first;
    while (first < g.open && r_.punct(first)) ++first;
    if (first != g.open || here == 0) continue;  // stands within a sentence: a term, or already part of a clause
    bool new_paragraph = s.starts_paragraph;
    std::uint32_t rest = 0;  // "“…” of the word, she said": no quotation by itself
    for (std::uint32_t t = g.close + 1; t < s.last; ++t) rest += r_.punct(t) || r_.mark(t) ? 0 : 1;
    if (rest > 2) continue;
    // The last direct statement that ended in the sentence before, or whose cue stands there.
    std::int32_t best = -1;
    for (std::size_t q = 0; q < quotes_.size(); ++q) {
      if (!quotes_[q].direct && !new_paragraph) {
        if (sentence_of_[q] + 1 != here) continue;
      }
      if (quotes_[q].speaker.empty() || contents_[q].first > g.open || nested_[q]) continue;
      std::uint32_t end = std::max(sentence_of_[q], r_.sentence_of(contents_[q].last - 1));
      if (end + 1 != here && end != here) continue;
      // Direct statements first, then the main clause's one.
      bool better =
          best < 0 || (quotes_[q].direct && contents_[q].first >= contents_[static_cast<std::size_t>(best)].first) ||
          (!quotes_[static_cast<std::size_t>(best)].direct && sentence_of_[q] > sentence_of_[static_cast<std::size_t>(best)]);
      if (better) best = static_cast<std::int32_t>(q);
    }
    if (best < 0) {
      // "Ukraine's president hailed the deal. “…”": with no words of speech anywhere, who spoke out right before it.
      const model::Sentence& before = a.sentences[here - 1];
      std::int32_t who = before.parsed && !new_paragraph ? spoke_out(before) : -1;
      if (who < 0) continue;
      const model::Mention& m = a.mentions[who];
      Found f;
      f.cue = {g.open, g.open}, f.who = {m.first, m.last}, f.mention = who, f.content = g.words, f.direct = true;
      g.owner = static_cast<std::int32_t>(quotes_.size());
      add(f);
      quotes_.back().cue = {};
      continue;
    }
    auto b = static_cast<std::size_t>(best);
    g.owner = best;
    if (!new_paragraph && (quotes_[b].direct || r_.inside[contents_[b].last - 1] >= 0)) {
      contents_[b].last = g.words.last;
      quotes_[b].content = r_.span(contents_[b]);
    } else {
      Found f;
      f.content = g.words, f.direct = true;
      model::Quote q = quotes_[b];
      q.cue = {}, q.content = r_.span(f.content), q.direct = true, q.via = -1;
      g.owner = static_cast<std::int32_t>(quotes_.size());
      quotes_.push_back(q), contents_.push_back(g.words), nested_.push_back(false), said_.push_back({}),
          sentence_of_.push_back(r_.sentence_of(g.words.last - 1));
    }
  }
}

// A news agency, newspaper or broadcaster whose name starts here, known or called so: "televisi pemerintah Iran", "Twitter".
bool Statements::medium_at(std::uint32_t token, std::uint32_t last, Relay& out) const {
  const model::Analysis& a = r_.a;
  std::int32_t m = r_.mention_at(token);
  if (m >= 0 && r_.media(m)) {
    out.words = {token, a.mentions[m].last}, out.mention = m;
    return true;
  }
  if (m >= 0 && a.mentions[m].first == token && has_word({token, a.mentions[m].last}, kMedium)) {
    out.words = {token, a.mentions[m].last}, out.mention = m;  // "the Reuters news agency"
    return true;
  }
  std::uint32_t words = r_.speech.word(a, token, last, kMedium);
  if (words == 0) {
    // "the BBC", "state television", "akun Twitter"
    bool lead = token + 1 < last && !r_.punct(token) && (!(r_.tok(token).shape & model::kCapital) || r_.mention_at(token) >= 0) &&
                r_.speech.word(a, token, last, kStop) == 0;
    if (!lead) return false;
    if (std::int32_t n = r_.mention_at(token + 1); n >= 0 && n != m && r_.media(n) && a.mentions[n].first == token + 1) {
      out.words = {a.mentions[n].first, a.mentions[n].last}, out.mention = n;
      return true;
    }
    if (r_.speech.word(a, token + 1, last, kMedium) == 0) return false;
  }
  out.words = r_.phrase_from(token, last);
  if (words && (r_.tok(token).shape & model::kCapital)) out.words = {token, token + words};
  out.words.last = std::max(out.words.last, token + words);
  out.mention = -1;
  return !out.words.empty();
}

// "In an interview with the BBC, X said …": the medium that heard it stands before the cue.
void Statements::told_before(std::uint32_t sentence, std::uint32_t cue, std::vector<Relay>& out) const {
  const model::Sentence& s = r_.a.sentences[sentence];
  for (std::uint32_t t = s.first; t < cue; ++t) {
    if (r_.inside[t] >= 0 || !r_.speech.word(r_.a, t, cue, kInterview)) continue;
    for (std::uint32_t k = t + 1; k < std::min(cue, t + 7) && !r_.is(k, ','); ++k) {
      Relay x;
      if (!medium_at(k, cue, x)) continue;
      x.told = cue;
      return out.push_back(x);
    }
  }
}

void Statements::relays(std::uint32_t sentence, std::vector<Relay>& out) const {
  const model::Analysis& a = r_.a;
  const model::Sentence& s = a.sentences[sentence];
  std::size_t base = out.size();
  for (std::uint32_t i = s.first; i < s.last;) {
    Cue c = r_.speech.cue(a, i, s.last);
    if (c.words == 0) {
      ++i;
      continue;
    }
    std::uint32_t next = i + c.words;
    if (c.kind == CueKind::relay && (c.uses & kSource)) {
      if (std::uint32_t by = r_.speech.word(a, next, s.last, kBy)) next += by;
      if ((c.uses & kInner) && s.tagged && a.tokens[i].upos == Upos::NOUN) {
        i = next;
        continue;
      }
      Range who = r_.phrase_from(next, s.last);
      if (!who.empty() && next < s.last && !r_.speech.word(a, next, s.last, kStop)) {
        std::int32_t m = mention_in(who);
        named_medium(who, m, s.last);
        bool named = m >= 0;
        for (std::uint32_t t = who.first; t < who.last && !named; ++t)
          named = (a.tokens[t].shape & model::kCapital) != 0 || ((c.uses & kInner) && r_.speech.word(a, t, who.last, kOrigin));
        // "dilansir, Kamis (19/9)": a day or "this" is no source.
        for (Use no : {kDay, kStop, kThis, kNobody}) {
          if (!who.empty() && m < 0 && r_.speech.word(a, who.first, s.last, no)) named = false;
        }
        if (c.uses & kMediaOnly) named = r_.media(m) || has_word(who, kMedium);
        if (named) out.push_back({who, m, (c.uses & kInner) != 0, kNoToken});
        // "seperti diberitakan Times of Israel dan AFP"
        for (std::uint32_t t = who.last; named && r_.media(m) && t + 1 < s.last;) {
          Relay other;
          if ((!r_.is(t, ',') && a.tokens[t].upos != Upos::CCONJ) || !medium_at(t + 1, s.last, other) || other.mention < 0) break;
          out.push_back(other), t = other.words.last;
        }
      }
    } else if (c.kind == CueKind::speech && (c.uses & (kClause | kDirect | kSource))) {
      // "told Reuters", "kata Kim kepada AFP", "… dalam wawancara dengan TV One": a medium that hears it passes it on.
      model::Span content, cue = r_.span({i, next});
      for (const model::Quote& q : a.quotes) {
        if (q.cue.overlaps(cue)) content = q.content;
      }
      bool source = (c.uses & kSource) != 0;  // "menurut X kepada AFP", not "menurut AFP"
      bool reached = false;                   // a small word or the cue itself stands before the name
      for (std::uint32_t t = next; t < std::min(s.last, next + 16); ++t) {
        if (r_.inside[t] >= 0 || r_.mark(t) || (!content.empty() && content.overlaps(a.tokens[t].span))) break;
        Relay x;
        if (source && r_.is(t, ',')) break;
        if (((t == next && !source) || reached) && medium_at(t, s.last, x)) {
          x.told = i;
          out.push_back(x);
          break;
        }
        reached = r_.speech.word(a, t, s.last, kStop) != 0 || r_.speech.word(a, t, s.last, kBy) != 0;
      }
      told_before(sentence, i, out);
    }
    i = std::max(i + 1, next);
  }
  std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(base), out.end(),
                   [](const Relay& x, const Relay& y) { return x.inner > y.inner; });
}

}  // namespace kawat::context
