// Who is actor and who recipient: from a noun phrase of the tree to the parties of an act.
#include <algorithm>
#include <array>

#include "events/coder.h"
#include "events/draft.h"

namespace kawat::events {

using lexicon::Role;
using model::Deprel;
using model::EventType;
using model::Mention;
using model::MentionKind;
using model::Upos;

bool Coder::usable(const model::Analysis& a, const Mention& m, const Match& match, Side side) const {
  if (m.open_pronoun()) return false;
  if (m.actor.kind == model::ActorKind::place && m.actor.country.empty()) return false;
  if (m.locative) {
    // A place stands for its state as the target of a visit or of force, not as a doer.
    EventType t = match.frame->type;
    return side == Side::place || (side == Side::source && m.actor.kind == model::ActorKind::state) ||
           (side == Side::recipient &&
            (t == EventType::CONSULT || t == EventType::ASSAULT || t == EventType::COERCE || t == EventType::AGREE ||
             t == EventType::AID || t == EventType::MOBILIZE || t == EventType::RETREAT || t == EventType::SANCTION));
  }
  // "Lee said he would meet …": a pronoun for one whom no table knows is somebody too.
  return m.actor.resolved() || m.kind == MentionKind::unknown || m.kind == MentionKind::group ||
         (m.kind == MentionKind::pronoun && m.antecedent >= 0 &&
          a.mentions[static_cast<std::size_t>(m.antecedent)].kind == MentionKind::unknown);
}

// The actor that a noun phrase names: its head, else the nearest owner or member inside it ("keputusan Mahkamah Agung AS").
std::int32_t Coder::mention_in(const model::Analysis& a, const Scratch& s, int head, const Match& m, Side side,
                               bool& descended) const {
  // "their car hit a mine in Mali": where it explodes is not what was attacked.
  const bool explosive = side == Side::recipient && m.frame->type == EventType::ASSAULT && m.count == 1 && !m.frame->nominal &&
                         !m.passive && head == s.tree.object(m.anchor) && has(classes_.instrument, s.tree.at(head).hash);
  auto mention = [&](int t) { return t >= 0 && t < s.tree.size() ? s.mention_at[static_cast<std::size_t>(t)] : -1; };
  std::int32_t at = mention(head);
  // A capital at the start of a sentence makes no name: "Kedatangan PPP …".
  if (at >= 0) {
    const Mention& x = a.mentions[static_cast<std::size_t>(at)];
    if (x.kind == MentionKind::unknown && x.last - x.first == 1 && s.tree.at(head).upos != Upos::PROPN) at = -1;
  }
  // "those involved, such as X and Y": a pronoun that stands for nobody yet stands for those named behind it.
  bool open = at >= 0 && a.mentions[static_cast<std::size_t>(at)].open_pronoun();
  // "killed himself": of one whom no table knows nobody else is told.
  if (at >= 0 && a.mentions[static_cast<std::size_t>(at)].kind == MentionKind::pronoun &&
      has(classes_.self, s.tree.at(head).hash) && !a.mentions[static_cast<std::size_t>(at)].actor.resolved())
    return -1;
  if (at >= 0 && !open) return usable(a, a.mentions[static_cast<std::size_t>(at)], m, side) ? at : -1;
  std::int32_t pronoun = -1;  // "timpalannya dari Tiongkok": an owner known by name goes before one known by a pronoun
  std::array<int, 24> queue{};
  std::size_t first = 0, last = 0;
  queue[last++] = head;
  while (first < last) {
    int x = queue[first++];
    for (int c = s.tree.first_child(x); c >= 0; c = s.tree.next(c)) {
      Deprel r = s.tree.rel(c);
      bool inside = r == Deprel::nmod || r == Deprel::nmod_poss || r == Deprel::compound || r == Deprel::amod ||
                    r == Deprel::appos || r == Deprel::flat || r == Deprel::nummod || r == Deprel::det;
      if (!inside || m.has_word(c)) continue;
      int k = s.tree.case_of(c);
      bool owner = open ? k >= 0 && has(classes_.namely, s.tree.at(k).hash)
                        : k < 0 || has(classes_.agent, s.tree.at(k).hash) || has(classes_.possessor, s.tree.at(k).hash);
      std::int32_t found = mention(c);
      // "its allies", "sekutunya": they are others than whose they are.
      if (found >= 0 && a.mentions[static_cast<std::size_t>(found)].kind == MentionKind::pronoun &&
          has(classes_.others, s.tree.at(x).hash))
        continue;
      // "at the cathedral of Jolo, which …": a place inside a place does nothing.
      if (found >= 0 && side == Side::actor && m.frame->type == EventType::ASSAULT && s.tree.case_of(head) >= 0 &&
          a.mentions[static_cast<std::size_t>(found)].actor.kind == model::ActorKind::place)
        continue;
      if (found >= 0 && explosive && a.mentions[static_cast<std::size_t>(found)].locative) continue;
      if (found >= 0 && r == Deprel::compound && m.has_word(x) &&
          a.mentions[static_cast<std::size_t>(found)].kind == MentionKind::generic)
        continue;  // "vowed to wage a guerrilla war"
      if (found >= 0 && r == Deprel::compound && m.has_word(x) && side != Side::actor && m.frame->symmetric && !m.frame->nominal)
        continue;  // "held joint coast guard drills"
      // "bertemu dengan kuartet di Berlin": the place of a meeting is no party.
      if (found >= 0 && m.frame->symmetric && m.frame->type == EventType::CONSULT && !owner) continue;
      if (found >= 0 && usable(a, a.mentions[static_cast<std::size_t>(found)], m, side) &&
          (owner || a.mentions[static_cast<std::size_t>(found)].locative)) {
        if (side == Side::recipient && a.mentions[static_cast<std::size_t>(found)].kind == MentionKind::pronoun) {
          if (pronoun < 0) pronoun = found;
          continue;
        }
        descended = true;
        return found;
      }
      if (owner && last < queue.size()) queue[last++] = c;
    }
    // "gagasan yang dilontarkan oleh Presiden X", "remarks made by the minister": their maker is meant.
    if (side == Side::recipient || side == Side::place) {
      for (int c = s.tree.first_child(x); c >= 0; c = s.tree.next(c)) {
        if ((s.tree.rel(c) != Deprel::acl && s.tree.rel(c) != Deprel::acl_relcl) || m.has_word(c)) continue;
        int by = s.tree.agent(c);
        std::int32_t found = by >= 0 && s.tree.passive(c, lexicon::Voice::any) ? mention(by) : -1;
        if (found < 0 || !usable(a, a.mentions[static_cast<std::size_t>(found)], m, side)) continue;
        descended = true;
        return found;
      }
    }
  }
  descended = descended || pronoun >= 0;
  return pronoun;
}

void Coder::actors(const model::Analysis& a, std::uint32_t sentence, const Scratch& s, const Match& m, const Filler& f, Side side,
                   std::vector<std::int32_t>& out, bool& descended, bool& foreign, bool& states) const {
  if (f.token < 0) return;
  auto add = [&](std::int32_t at) {
    const Mention& mention = a.mentions[static_cast<std::size_t>(at)];
    if (mention.kind == MentionKind::group && mention.members[0] >= 0) {
      states = states || mention.actor.kind == model::ActorKind::state;
      for (std::int32_t member : mention.members) {
        if (member >= 0 && std::find(out.begin(), out.end(), member) == out.end()) out.push_back(member);
      }
    } else if (std::find(out.begin(), out.end(), at) == out.end()) {
      out.push_back(at);
    }
  };
  if (f.inside) {
    int end = std::min(s.tree.size(), f.token + 16);
    int marks = 0;  // with one open before it, a mark closes
    for (int t = 0; t < f.token; ++t) marks += s.tree.at(t).norm == "\"";
    for (int t = f.token; t < end; ++t) {
      if (s.tree.at(t).norm == ";" || s.tree.at(t).norm == ":" ||
          (s.tree.at(t).norm == "\"" && (t > f.token + 1 || marks % 2 == 1)))
        break;
      // "mengecam serangan itu dan mendesak B": with an object of its own before, the next act has its own parties.
      if (s.tree.verb_like(t) && s.tree.rel(t) == Deprel::conj && m.has_word(s.tree.head(t)) && !m.has_word(t)) {
        const int own = s.tree.object(s.tree.head(t));
        if (own >= 0 && own < t) break;
      }
      // "…, kata militer B": who tells it is no part of it.
      if (t > f.token && t > 0 && s.tree.verb_like(t) && s.tree.at(t - 1).norm == "," && s.tree.rel(t) != Deprel::conj &&
          has(classes_.governs_report, s.tree.at(t).hash))
        break;
      // "…, the agency said": nor is who said it.
      if (s.tree.rel(t) == Deprel::nsubj && s.tree.head(t) > t && has(classes_.governs_report, s.tree.at(s.tree.head(t)).hash) &&
          (s.tree.below(m.anchor, s.tree.head(t)) || s.tree.rel(s.tree.head(t)) == Deprel::parataxis))
        return;
      if (t > f.token && s.tree.at(t).norm == "," && t + 1 < end) {
        int x = t + 1;
        while (x + 1 < end && s.tree.rel(x) != Deprel::nsubj && !s.tree.verb_like(x)) ++x;
        const int says = s.tree.rel(x) == Deprel::nsubj ? s.tree.head(x) : -1;
        if (says > x && has(classes_.governs_report, s.tree.at(says).hash) && s.tree.below(m.anchor, says)) return;
      }
      // Near, or hanging on the phrase: another clause's people are not meant.
      bool hangs = t < f.token + 6;
      for (int i = 0; i < m.count && !hangs; ++i) hangs = s.tree.below(t, m.words[static_cast<std::size_t>(i)]);
      if (!hangs) break;
      std::int32_t at = s.mention_at[static_cast<std::size_t>(t)];
      // "voiced his anger at …": the owner of the phrase's own word is the doer.
      if (s.tree.rel(t) == Deprel::nmod_poss && m.has_word(s.tree.head(t))) continue;
      if (at >= 0 && usable(a, a.mentions[static_cast<std::size_t>(at)], m, side)) {
        add(at);
        return;
      }
    }
    return;
  }
  auto one = [&](int head) {
    std::int32_t at = mention_in(a, s, head, m, side, descended);
    if (at >= 0) add(at);
    return at >= 0;
  };
  bool found = one(f.token);
  int head = f.token;
  for (std::size_t i = 0; i < f.others.size() && !found && f.others[i] >= 0; ++i) {
    head = f.others[i];
    found = one(head);
  }
  // "Sekjen PBB, Ban Ki-moon": behind a comma the holder's name is no second party.
  auto names_holder = [&](int of, int c) {
    std::int32_t x = s.mention_at[static_cast<std::size_t>(of)], y = s.mention_at[static_cast<std::size_t>(c)];
    if (x < 0 || y < 0 || x == y) return false;
    const Mention &office = a.mentions[static_cast<std::size_t>(x)], &name = a.mentions[static_cast<std::size_t>(y)];
    // "the gunmen and X's guards": who owns is no party.
    if (name.last < a.sentences[sentence].last && a.tokens[name.last].norm == "'s") return true;
    if (office.kind != MentionKind::office || office.plural || name.kind != MentionKind::name ||
        name.actor.kind != model::ActorKind::person || name.first != office.last + 1)
      return false;
    return a.tokens[office.last].norm == ",";
  };
  auto conjuncts = [&](auto& self, int of, int depth) -> void {
    for (int c = s.tree.first_child(of); c >= 0; c = s.tree.next(c)) {
      if (s.tree.rel(c) != Deprel::conj || !s.tree.nominal(c) || names_holder(of, c)) continue;
      // "relations between Sudan and Chad and enhancement of the Tripoli Agreement": what is joined names a party itself.
      std::int32_t at = mention_in(a, s, c, m, side, descended);
      const Mention* y = at >= 0 ? &a.mentions[static_cast<std::size_t>(at)] : nullptr;
      bool near = y != nullptr && (s.mention_at[static_cast<std::size_t>(c)] == at || y->sentence != sentence ||
                                   s.tree.head(static_cast<int>(y->head - a.sentences[sentence].first)) == c);
      if (near) add(at), found = true;
      if (depth < 7) self(self, c, depth + 1);
      // "AS, kedua negara Korea, Rusia dan Jepang": the list may go on from another word of the name.
      for (std::uint32_t t = near && y->sentence == sentence && depth < 7 ? y->first : 0; near && t < y->last; ++t) {
        const int local = static_cast<int>(t - a.sentences[sentence].first);
        if (local > c && local < s.tree.size() && s.mention_at[static_cast<std::size_t>(local)] == at)
          self(self, local, depth + 1);
      }
    }
  };
  conjuncts(conjuncts, head, 0);
  // Mentions may begin elsewhere than the head: conjuncts of any token of the mention count too.
  if (found && out.size() == 1) {
    const Mention& only = a.mentions[static_cast<std::size_t>(out[0])];
    std::uint32_t first = a.sentences[sentence].first;
    std::uint32_t end = only.last;
    // "komandan AS Jenderal X dan Y": the list may go on from the holder's name behind the office.
    if (only.sentence == sentence && only.kind == MentionKind::office && end < a.sentences[sentence].last) {
      const std::int32_t at = s.mention_at[end - first];
      if (at >= 0 && at != out[0] && a.mentions[static_cast<std::size_t>(at)].first == end &&
          a.mentions[static_cast<std::size_t>(at)].actor.kind == model::ActorKind::person)
        end = a.mentions[static_cast<std::size_t>(at)].last;
    }
    for (std::uint32_t t = only.first; t < end && only.sentence == sentence; ++t) {
      int local = static_cast<int>(t - first);
      if (local == head) continue;
      for (int c = s.tree.first_child(local); c >= 0; c = s.tree.next(c)) {
        if (s.tree.rel(c) == Deprel::conj && s.tree.nominal(c)) one(c);
      }
    }
  }
  // "France, the United Nations, Russia and Japan": names in a row that "and" closes are one list, whatever the tree makes of it.
  if (found) {
    const model::Sentence& in = a.sentences[sentence];
    std::uint32_t t = in.last;
    std::int32_t of = -1;
    for (std::int32_t at : out) {
      const Mention& x = a.mentions[static_cast<std::size_t>(at)];
      if (x.sentence == sentence && (of < 0 || x.last > t)) of = at, t = x.last;
    }
    std::vector<std::int32_t> more;
    bool closed = false;
    while (of >= 0 && !closed && more.size() < 8 && t + 2 < in.last) {
      const bool comma = a.tokens[t].norm == ",";
      t += comma;
      closed = a.tokens[t].upos == Upos::CCONJ;
      t += closed;
      if ((!comma && !closed) || t + 1 >= in.last) break;
      t += a.tokens[t].upos == Upos::DET;
      const std::int32_t at = s.mention_at[t - in.first];
      const Mention* next = at >= 0 ? &a.mentions[static_cast<std::size_t>(at)] : nullptr;
      if (next == nullptr || next->first != t || next->kind != MentionKind::name || !next->actor.resolved() ||
          next->actor.kind == model::ActorKind::person || !usable(a, *next, m, side) ||
          std::find(out.begin(), out.end(), at) != out.end() || (next->last < in.last && a.tokens[next->last].norm == "'s")) {
        closed = false;
        break;
      }
      const int x = static_cast<int>(next->head - in.first);
      if (is_subject(s.tree.rel(x)) && s.tree.head(x) != s.tree.head(head)) {
        closed = false;
        break;
      }
      more.push_back(at);
      t = next->last;
    }
    if (closed && more.size() + out.size() > 2) {
      for (std::int32_t at : more) add(at);
    }
  }
  // "Kibaki and opposition leader Odinga signed": side by side in the text though not in the tree; behind an article only where
  // the tree makes two subjects of them ("Russia and the EU signed").
  if (found && out.size() == 1 && s.tree.rel(head) != Deprel::root) {
    const Mention& first = a.mentions[static_cast<std::size_t>(out[0])];
    const model::Sentence& in = a.sentences[sentence];
    std::uint32_t t = first.last;
    // "The US and South Korea began": the first of two may hang on the second like a part of its name.
    if (first.sentence == sentence && first.first >= in.first + 2 && a.tokens[first.first - 1].upos == Upos::CCONJ) {
      const std::int32_t at = s.mention_at[first.first - 2 - in.first];
      if (at >= 0 && at != out[0]) {
        const Mention& before = a.mentions[static_cast<std::size_t>(at)];
        const int x = static_cast<int>(before.head - in.first);
        const int up = s.tree.head(x);
        const bool inside = up >= 0 && in.first + static_cast<std::uint32_t>(up) >= first.first &&
                            in.first + static_cast<std::uint32_t>(up) < first.last;
        // "Sudan and rebel groups", but not "US and rebel forces": initials serve as an adjective.
        const bool state = before.actor.kind == model::ActorKind::state && !before.capital &&
                           a.tokens[before.last - 1].upos == Upos::PROPN &&
                           (a.tokens[before.last - 1].shape & model::kAllCaps) == 0;
        if (inside && s.tree.case_of(x) < 0 && s.tree.rel(x) == Deprel::compound && before.kind == MentionKind::name &&
            (first.kind == MentionKind::name || (state && first.plural)) && usable(a, before, m, side)) {
          out.insert(out.begin(), at);
          return;
        }
      }
    }
    // "Russia, China hold drills": so headlines write "and".
    const bool listed = first.sentence == sentence && t + 1 < in.last && a.tokens[t].norm == "," &&
                        s.tree.rel(head) == Deprel::nsubj && first.kind == MentionKind::name;
    if (listed) {
      const std::int32_t at = s.mention_at[t + 1 - in.first];
      const Mention* next = at >= 0 ? &a.mentions[static_cast<std::size_t>(at)] : nullptr;
      const int x = next != nullptr ? static_cast<int>(next->head - in.first) : -1;
      if (next != nullptr && at != out[0] && next->first == t + 1 && next->kind == MentionKind::name &&
          usable(a, *next, m, side) && s.tree.rel(x) == Deprel::nsubj && s.tree.head(x) == s.tree.head(head))
        add(at);
    }
    if (first.sentence == sentence && t + 1 < in.last && a.tokens[t].upos == Upos::CCONJ) {
      std::int32_t at = s.mention_at[t + 1 - in.first];
      bool article = at < 0 && a.tokens[t + 1].upos == Upos::DET && t + 2 < in.last;
      if (article) at = s.mention_at[t + 2 - in.first];
      const Mention* next = at >= 0 ? &a.mentions[static_cast<std::size_t>(at)] : nullptr;
      if (next != nullptr && at != out[0] && next->first <= t + 2 && usable(a, *next, m, side)) {
        int x = static_cast<int>(next->head - in.first);
        bool subject = is_subject(s.tree.rel(x));
        bool beside = subject ? s.tree.head(x) == s.tree.head(head) : !article;
        // "the gunmen and the minister's guards": who owns is no party.
        if (beside && !s.tree.verb_like(x) && s.tree.rel(x) != Deprel::nmod_poss) add(at);
      }
    }
  }
  foreign = foreign || !found;
}

// "pertemuan X dan Y", "clashes between troops backed by X and rebels": the tree may hang the partner elsewhere; -1 = none.
std::int32_t Coder::joined(const model::Analysis& a, std::uint32_t sentence, const Scratch& s, const Match& m,
                           std::int32_t one) const {
  const Mention& x = a.mentions[static_cast<std::size_t>(one)];
  const model::Sentence& in = a.sentences[sentence];
  if (x.sentence != sentence) return -1;
  int first = static_cast<int>(x.first - in.first);
  bool between = false;
  for (int t = first - 1; t >= std::max(0, first - 3); --t) between = between || has(classes_.between, s.tree.at(t).hash);
  // "Abbas and Hamas leader Meshaal held talks": side by side, whatever the tree makes of the first.
  if (first > 1 && s.tree.at(first - 1).upos == Upos::CCONJ && owner_before(a, x) < 0) {
    std::int32_t at = s.mention_at[static_cast<std::size_t>(first) - 2];
    const Mention* y = at >= 0 && at != one ? &a.mentions[static_cast<std::size_t>(at)] : nullptr;
    if (y != nullptr && y->last + 1 == x.first && y->actor.resolved() && usable(a, *y, m, Side::actor)) return at;
  }
  if (!between && !m.frame->nominal) return -1;
  int end = std::min(s.tree.size() - 1, static_cast<int>(x.last - in.first) + (between ? 12 : 1));
  for (int t = static_cast<int>(x.last - in.first); t < end; ++t) {
    if (s.tree.at(t).norm == ";" || s.tree.at(t).norm == "\"") return -1;
    if (s.tree.at(t).upos != Upos::CCONJ && !(between && has(classes_.with, s.tree.at(t).hash))) continue;
    for (int u = t + 1; u < std::min(s.tree.size(), t + 3); ++u) {
      std::int32_t at = s.mention_at[static_cast<std::size_t>(u)];
      if (at >= 0 && at != one && usable(a, a.mentions[static_cast<std::size_t>(at)], m, Side::actor)) return at;
    }
  }
  return -1;
}

// Forces that are moved and streets that are marched in suffer nothing: "put its troops on alert", "rallied in Madrid".
void Coder::drop_own(const model::Analysis& a, const Scratch& s, Draft& d) const {
  auto of = [&](std::int32_t at) -> const Mention& { return a.mentions[static_cast<std::size_t>(at)]; };
  EventType type = d.match.frame->type;
  bool forces = type == EventType::MOBILIZE;
  const model::Sentence& in = a.sentences[s.tree.sentence()];
  int object = s.tree.object(d.match.anchor);
  for (std::int32_t& at : d.recipients) {
    const Mention& m = of(at);
    std::string_view sector = m.actor.sector.view().substr(0, 3);
    bool own = m.actor.country.empty() || std::any_of(d.actors.begin(), d.actors.end(),
                                                      [&](std::int32_t by) { return of(by).actor.country == m.actor.country; });
    const bool here = m.sentence == s.tree.sentence();  // else it is what a pronoun stands for
    int head = here ? static_cast<int>(m.head) - static_cast<int>(in.first) : -1;
    bool moved = forces && (sector == "MIL" || sector == "COP" || (here && (head == object || d.match.has_word(head))));
    bool place = m.capital || m.locative || m.actor.kind == model::ActorKind::place;
    int marked = here ? s.tree.case_of(head) : -1;  // "seized Damascus" and "the city of Kunduz" are another matter
    place = place && marked >= 0 &&
            (type != EventType::COERCE || !has(classes_.agent, s.tree.at(marked).hash) || d.match.frame->nominal);
    bool street = sector.empty() && (type == EventType::COERCE     ? place
                                     : type == EventType::THREATEN ? m.actor.kind == model::ActorKind::place
                                                                   : type != EventType::REJECT && type != EventType::AID);
    bool side = type == EventType::REJECT &&
                (sector.empty() || sector == "GOV" || sector == "MIL" || sector == "COP");  // "denied any role of its troops"
    // "to train its spies": no aid, but its own business.
    side = side || (type == EventType::AID && (sector == "MIL" || sector == "COP" || sector == "SPY"));
    // "hospitals crippled by a strike of doctors": nobody strikes against his own.
    side = side ||
           (type == EventType::PROTEST && !sector.empty() && std::any_of(d.actors.begin(), d.actors.end(), [&](std::int32_t by) {
              return of(by).actor.country == m.actor.country && of(by).actor.sector == m.actor.sector;
            }));
    if (moved && (own || d.actors.empty())) {
      if (d.actors.empty()) d.actors.push_back(at);
      at = -1;
    } else if ((street || side) && own && !m.actor.country.empty()) {
      at = -1;
    }
  }
  std::erase(d.recipients, -1);
}

// "kedua negara" found through their leaders: the states are meant, not the persons.
std::int32_t Coder::state_of(model::Analysis& a, std::int32_t member) const {
  const Mention& m = a.mentions[static_cast<std::size_t>(member)];
  if (m.actor.sector.empty() || m.actor.country.empty()) return member;
  Mention state = m;
  state.actor = {};
  state.actor.country = m.actor.country;
  state.actor.kind = model::ActorKind::state;
  state.actor.name = a.arena.copy(m.actor.country.view());
  for (const Mention& other : a.mentions) {
    if (other.actor.country == m.actor.country && other.actor.kind == model::ActorKind::state && other.actor.sector.empty()) {
      state.actor = other.actor;
      break;
    }
  }
  state.antecedent = member;
  return unplaced(a, state);
}

// At the end of the last sentence: mentions stay sorted by sentence, and no token points here.
std::int32_t Coder::unplaced(model::Analysis& a, Mention m) {
  m.sentence = static_cast<std::uint32_t>(a.sentences.size() - 1);
  m.first = m.last = m.head = a.sentences.back().last;
  a.mentions.push_back(m);
  return static_cast<std::int32_t>(a.mentions.size() - 1);
}

// "Israeli and Palestinian leaders", "three foreigners: a Croatian, a Hungarian and …": one noun for people of several states.
void Coder::of_many_states(model::Analysis& a, std::vector<std::int32_t>& list) const {
  std::vector<std::int32_t> out;
  for (std::int32_t at : list) {
    const Mention m = a.mentions[static_cast<std::size_t>(at)];
    bool people = (m.kind == MentionKind::office || m.kind == MentionKind::generic) && m.plural && m.antecedent < 0;
    // "para pemimpin Israel dan Palestina": the second state shares the noun of the first.
    if (m.actor.kind == model::ActorKind::state && m.actor.sector.empty() && m.first >= 2 && !out.empty() &&
        a.tokens[m.first - 1].upos == Upos::CCONJ) {
      const Mention before = a.mentions[static_cast<std::size_t>(out.back())];
      if (before.plural && before.kind == MentionKind::office && before.last + 1 == m.first && !before.actor.country.empty()) {
        Mention shared = m;
        shared.actor.sector = before.actor.sector;
        shared.actor.kind = before.actor.kind;
        shared.actor.entry = -1;
        out.push_back(unplaced(a, shared));
        continue;
      }
    }
    std::vector<std::int32_t> parts = people ? parts_of(a, m) : std::vector<std::int32_t>{};
    if (parts.empty()) {
      out.push_back(at);
      for (std::int32_t state : people ? states_behind(a, m) : std::vector<std::int32_t>{}) {
        if (std::find(list.begin(), list.end(), state) != list.end()) continue;
        Mention shared = a.mentions[static_cast<std::size_t>(state)];
        shared.actor.sector = m.actor.sector;
        shared.actor.kind = m.actor.kind;
        shared.actor.entry = -1;
        out.push_back(unplaced(a, shared));
      }
      for (std::int32_t owner = people ? owner_before(a, m) : -1; owner >= 0;) {
        Mention shared = m;
        const Mention& state = a.mentions[static_cast<std::size_t>(owner)];
        if (state.actor.kind != model::ActorKind::state) shared.actor = state.actor;
        shared.actor.country = state.actor.country;
        shared.actor.name = state.actor.name;
        shared.actor.entry = -1;
        shared.span = {state.span.begin, m.span.end};
        std::int32_t next = owner_before(a, state);
        out.push_back(unplaced(a, shared));
        owner = next;
      }
    }
    for (std::int32_t part : parts) out.push_back(part);
  }
  list = std::move(out);
}

// "the foreign ministers of Canada, Mexico and the United States": the states that share the noun with the first.
std::vector<std::int32_t> Coder::states_behind(const model::Analysis& a, const Mention& m) const {
  std::vector<std::int32_t> states;
  const model::Sentence& in = a.sentences[m.sentence];
  if (m.actor.country.empty() || m.last <= m.first + 1 || a.tokens[m.last - 1].upos != Upos::PROPN) return states;
  bool closed = false;
  for (std::uint32_t t = m.last; t + 1 < in.last && !closed;) {
    if (a.tokens[t].norm == ",") ++t;
    if (t < in.last && a.tokens[t].upos == Upos::CCONJ) closed = true, ++t;
    if (t < in.last && a.tokens[t].upos == Upos::DET) ++t;
    std::int32_t found = -1;
    for (const Mention& x : a.mentions_of(m.sentence)) {
      if (x.first <= t && t < x.last && x.actor.kind == model::ActorKind::state && x.actor.sector.empty() && t > m.last)
        found = index_of(a, x);
    }
    if (found < 0) return {};
    states.push_back(found);
    t = a.mentions[static_cast<std::size_t>(found)].last;
  }
  // "the leaders of France and Germany's chancellor", "…, Mexico and US farmers": an owner is no second owner.
  if (!closed || states.empty()) return {};
  const Mention& last = a.mentions[static_cast<std::size_t>(states.back())];
  const bool owner = last.last < in.last && (a.tokens[last.last].norm == "'s" || a.tokens[last.last].upos == Upos::NOUN) &&
                     !classes_.verb_shows_passive();
  if (owner) states.clear();
  return states;
}

// "[Israeli] and Palestinian leaders": the adjective of another state that is joined to this one; -1 = none.
std::int32_t Coder::owner_before(const model::Analysis& a, const Mention& m) const {
  std::uint32_t first = a.sentences[m.sentence].first;
  if (m.first < first + 2 || m.actor.country.empty()) return -1;
  const model::Token& joint = a.tokens[m.first - 1];
  if (joint.upos != Upos::CCONJ && joint.norm != ",") return -1;
  const model::Token& word = a.tokens[m.first - 2];
  if (word.upos != Upos::ADJ && word.deprel != Deprel::amod && word.deprel != Deprel::compound) return -1;
  for (const Mention& x : a.mentions_of(m.sentence)) {
    if (x.last != m.first - 1 || x.last - x.first > 2) continue;
    bool state = x.actor.kind == model::ActorKind::state && x.actor.sector.empty() && x.actor.country != m.actor.country;
    // "Hamas and Fatah officials"
    bool group = x.actor.kind == model::ActorKind::party || x.actor.kind == model::ActorKind::armed_group ||
                 (x.actor.sector == model::Code3("REL") && x.actor.name != m.actor.name);
    // "government and opposition leaders"
    group = group || (x.kind == MentionKind::office && x.actor.sector == model::Code3("GOV") &&
                      m.actor.sector == model::Code3("OPP") && x.actor.country == m.actor.country);
    return state || group ? index_of(a, x) : -1;
  }
  return -1;
}

// The people told one by one behind a plural: "two hostages — an American and an Australian —".
std::vector<std::int32_t> Coder::parts_of(const model::Analysis& a, const Mention& m) const {
  std::vector<std::int32_t> parts;
  const model::Sentence& in = a.sentences[m.sentence];
  std::uint32_t t = m.last;
  bool announced = false;
  for (std::uint32_t end = std::min(in.last, t + 5); t < end; ++t) {
    bool word = has(classes_.namely, a.tokens[t].hash);
    if (!word && a.tokens[t].upos != Upos::PUNCT) break;
    announced = true;
  }
  if (!announced) return parts;
  auto starting = [&](std::uint32_t at) {
    for (const Mention& x : a.mentions_of(m.sentence)) {
      if (x.first <= at && at < x.last && (x.first == at || a.tokens[x.first].upos == Upos::DET)) return index_of(a, x);
    }
    return std::int32_t{-1};
  };
  while (t + 1 < in.last && parts.size() < 6) {
    bool one = a.tokens[t].upos == Upos::DET || a.tokens[t].upos == Upos::NUM;  // "an American", "seorang Kroasia"
    std::int32_t at = starting(t);
    if (at < 0 && one) at = starting(t + 1);
    if (at < 0) break;
    const Mention& x = a.mentions[static_cast<std::size_t>(at)];
    one = one || a.tokens[x.first].upos == Upos::DET || a.tokens[x.first].upos == Upos::NUM;
    if (!one || x.actor.country.empty() || x.locative || x.kind == MentionKind::office || x.kind == MentionKind::pronoun) break;
    parts.push_back(at);
    t = x.last;
    while (t < in.last && (a.tokens[t].norm == "," || a.tokens[t].upos == Upos::CCONJ)) ++t;
  }
  if (parts.size() < 2) parts.clear();
  return parts;
}

// "withdrew its troops from Iraq", "darurat militer di Aceh": the noun is the phrase's own, the state beside it is meant.
void Coder::owners_of_words(model::Analysis& a, std::uint32_t sentence, const Scratch& s, Draft& d) const {
  for (std::int32_t& at : d.recipients) {
    const Mention& m = a.mentions[static_cast<std::size_t>(at)];
    if (m.sentence != sentence || m.kind == MentionKind::name || m.actor.sector.view().substr(0, 3) != "MIL") continue;
    int head = static_cast<int>(m.head - a.sentences[sentence].first);
    if (!d.match.has_word(head)) continue;
    bool beside = d.match.frame->type == EventType::RETREAT && !has_mode(d.match.frame->mode, "release");
    for (int r = 0; r < d.match.role_count && !beside; ++r) {
      int token = d.match.fillers[static_cast<std::size_t>(r)].token;
      beside = d.match.roles[static_cast<std::size_t>(r)]->role == Role::recipient && token >= 0 && token != head &&
               s.mention_at[static_cast<std::size_t>(token)] == at && s.tree.case_of(token) >= 0 && s.tree.case_of(token) < token;
    }
    if (!beside) continue;
    bool own = std::any_of(d.actors.begin(), d.actors.end(), [&](std::int32_t by) {
      return a.mentions[static_cast<std::size_t>(by)].actor.country == m.actor.country;
    });
    at = own ? -1 : state_of(a, at);
  }
  std::erase(d.recipients, -1);
}

// "Minister X and Secretary Y were accused": two persons of one government are one party, told together.
void Coder::of_one_side(model::Analysis& a, std::vector<std::int32_t>& list) {
  constexpr std::uint32_t kBeside = 60;  // bytes between two who are named together
  for (std::size_t i = 0; i + 1 < list.size();) {
    const Mention x = a.mentions[static_cast<std::size_t>(list[i])], y = a.mentions[static_cast<std::size_t>(list[i + 1])];
    bool one = !x.actor.sector.empty() && !x.actor.country.empty() && x.actor.country == y.actor.country &&
               x.actor.sector == y.actor.sector && x.antecedent < 0 && y.antecedent < 0 && x.span.end <= y.span.begin &&
               y.span.begin - x.span.end < kBeside;
    if (!one) {
      ++i;
      continue;
    }
    Mention both = x;
    both.span.end = y.span.end;
    list[i] = unplaced(a, both);
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

}  // namespace kawat::events
