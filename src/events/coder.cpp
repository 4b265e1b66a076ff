#include "events/coder.h"

#include "base/text.h"
#include "events/draft.h"

#include <algorithm>
#include <cmath>

namespace kawat::events {

using lexicon::Element;
using lexicon::Frame;
using lexicon::Link;
using lexicon::Role;
using model::Deprel;
using model::EventType;
using model::Mention;
using model::MentionKind;
using model::Modality;
using model::Upos;

Coder::Coder(lexicon::Frames frames, lexicon::Grammar grammar, lexicon::Grammar governors, Ranker ranker,
             const lexicon::Ontology& ontology)
    : frames_(frames), grammar_(std::move(grammar)), governors_(std::move(governors)), ontology_(&ontology), ranker_(ranker) {
  classes_ = classes();
}

Result<Coder> Coder::build(const lexicon::Pack& pack, std::string_view language, const lexicon::Ontology& ontology) {
  std::string folder = "lang/" + std::string(language) + "/";
  auto frames = lexicon::Frames::open(pack.section(folder + "frames.bin"));
  if (!frames) return fail(frames.error());
  auto ranker = Ranker::open(pack.section(folder + "ranker.model"));
  if (!ranker) return fail(ranker.error());
  std::vector<std::pair<std::uint64_t, std::uint64_t>> contexts;
  for (const lexicon::Row& row : lexicon::rows(pack.section(folder + "contexts.tsv"))) {
    int bit = ontology.context(row.cell(0));
    if (bit < 0) {
      return fail(Code::bad_table, "data/" + folder + "contexts.tsv", "unknown context '" + std::string(row.cell(0)) + "'");
    }
    for (std::string_view word : split(row.cell(1), ' ')) {
      if (!word.empty()) contexts.emplace_back(word_hash(word), 1ull << bit);
    }
  }
  std::sort(contexts.begin(), contexts.end());
  Coder coder(*frames, lexicon::Grammar::read(pack.section(folder + "grammar.tsv")),
              lexicon::Grammar::read(pack.section(folder + "governors.tsv")), *ranker, ontology);
  coder.contexts_ = std::move(contexts);
  return coder;
}

Classes Coder::classes() const {
  Classes c;
  c.agent = grammar_.words("agentprep");
  c.by = grammar_.words("by");
  c.relative = grammar_.words("relative");
  c.object_control = governors_.words("object_control");
  c.light = governors_.words("light");
  c.negation = grammar_.words("negation");
  c.future = grammar_.words("future");
  c.future_word = grammar_.words("future_word");
  c.hypothetical_aux = grammar_.words("hypothetical_aux");
  c.sport = grammar_.words("sport");
  c.only = grammar_.words("only");
  c.condition = grammar_.words("condition");
  c.purpose = grammar_.words("purpose");
  c.passive = grammar_.words("passive");
  c.possessor = grammar_.words("possessor");
  c.reciprocal = grammar_.words("reciprocal");
  c.with = grammar_.words("with");
  c.instrument = grammar_.words("instrument");
  c.day = grammar_.words("day");
  c.intent = grammar_.words("intent");
  c.between = grammar_.words("between");
  c.charge = governors_.words("charge");
  c.namely = grammar_.words("namely");
  c.mishap = grammar_.words("mishap");
  c.clock = grammar_.words("clock");
  c.complement = grammar_.words("mark");
  c.hearsay = grammar_.words("hearsay");
  c.exists = grammar_.words("exists");
  c.aim = grammar_.words("aim");
  c.war = grammar_.words("war");
  c.effect = grammar_.words("effect");
  c.governs_flight = governors_.words("flight");
  c.semimodal = grammar_.words("semimodal");
  c.object_mark = grammar_.words("object_mark");
  c.governs_future = governors_.words("future");
  c.governs_hypothetical = governors_.words("hypothetical");
  c.governs_negated = governors_.words("negated");
  c.governs_denied = governors_.words("denied");
  c.governs_report = governors_.words("report");
  c.governs_past = governors_.words("past");
  return c;
}

namespace {

// Mentions are sorted by sentence.
auto first_mention(const model::Analysis& a, std::uint32_t sentence) {
  return std::lower_bound(a.mentions.begin(), a.mentions.end(), sentence,
                          [](const Mention& m, std::uint32_t n) { return m.sentence < n; });
}

}  // namespace

Promise Coder::promise(const model::Analysis& a, std::uint32_t sentence) const {
  auto at = first_mention(a, sentence);
  bool actor = false;
  for (; at != a.mentions.end() && at->sentence == sentence && !actor; ++at) {
    actor = at->actor.resolved() || at->kind == MentionKind::pronoun || at->kind == MentionKind::group;
  }
  return actor ? Matcher(frames_, classes_).promise(a, sentence) : Promise::none;
}

void Coder::prepare(const model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  const model::Sentence& sentence_ = a.sentences[sentence];
  s.tree.set(a, sentence, classes_);
  s.mention_at.assign(sentence_.size(), -1);
  auto at = first_mention(a, sentence);
  for (; at != a.mentions.end() && at->sentence == sentence; ++at) {
    for (std::uint32_t t = std::max(at->first, sentence_.first); t < std::min(at->last, sentence_.last); ++t) {
      s.mention_at[t - sentence_.first] = static_cast<std::int32_t>(at - a.mentions.begin());
    }
  }
}

bool Coder::usable(const Mention& m, const Match& match, Side side) const {
  if (m.kind == MentionKind::pronoun && m.antecedent < 0 && !m.actor.resolved()) return false;
  if (m.actor.kind == model::ActorKind::place && m.actor.country.empty()) return false;
  if (m.locative) {
    // A place stands for its state as the target of a visit or of force, not as a doer.
    EventType t = match.frame->type;
    return side == Side::place || (side == Side::source && m.actor.kind == model::ActorKind::state) ||
           (side == Side::recipient &&
            (t == EventType::CONSULT || t == EventType::ASSAULT || t == EventType::COERCE || t == EventType::AGREE ||
             t == EventType::AID || t == EventType::MOBILIZE || t == EventType::RETREAT || t == EventType::SANCTION));
  }
  return m.actor.resolved() || m.kind == MentionKind::unknown || m.kind == MentionKind::group;
}

// The actor that a noun phrase names: its head, else the nearest owner or member inside it ("keputusan Mahkamah Agung AS").
std::int32_t Coder::mention_in(const model::Analysis& a, const Scratch& s, int head, const Match& m, Side side,
                               bool& descended) const {
  auto mention = [&](int t) { return t >= 0 && t < s.tree.size() ? s.mention_at[static_cast<std::size_t>(t)] : -1; };
  std::int32_t at = mention(head);
  // A capital at the start of a sentence makes no name: "Kedatangan PPP …".
  if (at >= 0) {
    const Mention& x = a.mentions[static_cast<std::size_t>(at)];
    if (x.kind == MentionKind::unknown && x.last - x.first == 1 && s.tree.at(head).upos != Upos::PROPN) at = -1;
  }
  // "those involved, such as X and Y": a pronoun that stands for nobody yet stands for those named behind it.
  bool open = at >= 0 && a.mentions[static_cast<std::size_t>(at)].kind == MentionKind::pronoun &&
              a.mentions[static_cast<std::size_t>(at)].antecedent < 0 &&
              !a.mentions[static_cast<std::size_t>(at)].actor.resolved();
  if (at >= 0 && !open) return usable(a.mentions[static_cast<std::size_t>(at)], m, side) ? at : -1;
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
      // "at the cathedral of Jolo, which …": a place inside a place does nothing.
      if (found >= 0 && side == Side::actor && m.frame->type == EventType::ASSAULT && s.tree.case_of(head) >= 0 &&
          a.mentions[static_cast<std::size_t>(found)].actor.kind == model::ActorKind::place)
        continue;
      if (found >= 0 && r == Deprel::compound && m.has_word(x) &&
          a.mentions[static_cast<std::size_t>(found)].kind == MentionKind::generic)
        continue;  // "vowed to wage a guerrilla war"
      if (found >= 0 && r == Deprel::compound && m.has_word(x) && side != Side::actor && m.frame->symmetric && !m.frame->nominal)
        continue;  // "held joint coast guard drills"
      if (found >= 0 && usable(a.mentions[static_cast<std::size_t>(found)], m, side) &&
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
        if (found < 0 || !usable(a.mentions[static_cast<std::size_t>(found)], m, side)) continue;
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
    for (int t = f.token; t < end; ++t) {
      if (s.tree.at(t).norm == ";" || (s.tree.at(t).norm == "\"" && t > f.token + 1)) break;
      // Near, or hanging on the phrase: another clause's people are not meant.
      bool hangs = t < f.token + 6;
      for (int i = 0; i < m.count && !hangs; ++i) hangs = s.tree.below(t, m.words[static_cast<std::size_t>(i)]);
      if (!hangs) break;
      std::int32_t at = s.mention_at[static_cast<std::size_t>(t)];
      // "voiced his anger at …": the owner of the phrase's own word is the doer.
      if (s.tree.rel(t) == Deprel::nmod_poss && m.has_word(s.tree.head(t))) continue;
      if (at >= 0 && usable(a.mentions[static_cast<std::size_t>(at)], m, side)) {
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
  auto conjuncts = [&](auto& self, int of, int depth) -> void {
    for (int c = s.tree.first_child(of); c >= 0; c = s.tree.next(c)) {
      if (s.tree.rel(c) != Deprel::conj || !s.tree.nominal(c)) continue;
      found = one(c) || found;
      if (depth < 4) self(self, c, depth + 1);
    }
  };
  conjuncts(conjuncts, head, 0);
  // Mentions may begin elsewhere than the head: conjuncts of any token of the mention count too.
  if (found && out.size() == 1) {
    const Mention& only = a.mentions[static_cast<std::size_t>(out[0])];
    std::uint32_t first = a.sentences[sentence].first;
    for (std::uint32_t t = only.first; t < only.last && only.sentence == sentence; ++t) {
      int local = static_cast<int>(t - first);
      if (local == head) continue;
      for (int c = s.tree.first_child(local); c >= 0; c = s.tree.next(c)) {
        if (s.tree.rel(c) == Deprel::conj && s.tree.nominal(c)) one(c);
      }
    }
    // "X and Y signed": the tree may make two subjects of them.
    int next = static_cast<int>(only.last - first) + 1;
    if (out.size() == 1 && only.sentence == sentence && next < s.tree.size() && s.tree.at(next - 1).upos == Upos::CCONJ) {
      if (s.tree.at(next).upos == Upos::DET && next + 1 < s.tree.size()) ++next;
      std::int32_t beside = s.mention_at[static_cast<std::size_t>(next)];
      int top = next;
      while (beside >= 0 && s.tree.head(top) >= 0 && s.mention_at[static_cast<std::size_t>(s.tree.head(top))] == beside)
        top = s.tree.head(top);
      bool subjects = beside >= 0 && s.tree.rel(top) == s.tree.rel(head) && s.tree.head(top) == s.tree.head(head) &&
                      (s.tree.rel(head) == Deprel::nsubj || s.tree.rel(head) == Deprel::nsubj_pass);
      if (subjects) one(top);
    }
  }
  // "Kibaki and opposition leader Odinga signed": side by side in the text though not in the tree.
  if (found && out.size() == 1 && s.tree.rel(head) != Deprel::root) {
    const Mention& one_ = a.mentions[static_cast<std::size_t>(out[0])];
    const model::Sentence& in = a.sentences[sentence];
    std::uint32_t t = one_.last;
    if (one_.sentence == sentence && t + 1 < in.last && a.tokens[t].upos == Upos::CCONJ) {
      std::int32_t at = s.mention_at[t + 1 - in.first];
      const Mention* next = at >= 0 ? &a.mentions[static_cast<std::size_t>(at)] : nullptr;
      if (next != nullptr && at != out[0] && next->first <= t + 2 && usable(*next, m, side)) {
        int x = static_cast<int>(next->head - in.first);
        Deprel r = s.tree.rel(x);
        bool elsewhere = (r == Deprel::nsubj || r == Deprel::nsubj_pass) && s.tree.head(x) != s.tree.head(head);
        if (!elsewhere && !s.tree.verb_like(x)) add(at);
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
  if (!between && !m.frame->nominal) return -1;
  int end = std::min(s.tree.size() - 1, static_cast<int>(x.last - in.first) + (between ? 12 : 1));
  for (int t = static_cast<int>(x.last - in.first); t < end; ++t) {
    if (s.tree.at(t).norm == ";" || s.tree.at(t).norm == "\"") return -1;
    if (s.tree.at(t).upos != Upos::CCONJ && !(between && has(classes_.with, s.tree.at(t).hash))) continue;
    for (int u = t + 1; u < std::min(s.tree.size(), t + 3); ++u) {
      std::int32_t at = s.mention_at[static_cast<std::size_t>(u)];
      if (at >= 0 && at != one && usable(a.mentions[static_cast<std::size_t>(at)], m, Side::actor)) return at;
    }
  }
  return -1;
}

// "accused Russia of waging a campaign of aggression", "tuduhan bahwa Iran menyerang": told as a charge, not as done.
bool Coder::claimed(const Tree& tree, const Match& m) const {
  // "…, sementara Moskow mengusir diplomat": another's act behind a comma.
  auto apart = [&](int verb) {
    int first = tree.first_child(verb);
    if (first <= 0 || first >= verb || !beside(tree, verb)) return false;
    return (tree.at(first).norm == "," || tree.at(first - 1).norm == ",") && tree.subject(verb) > first;
  };
  int x = m.anchor;
  for (int steps = 0; steps < 12 && x >= 0; ++steps) {
    int h = tree.head(x);
    if (h < 0) return false;
    Deprel r = tree.rel(x);
    bool clause = r == Deprel::ccomp || r == Deprel::xcomp || r == Deprel::acl ||
                  (r == Deprel::advcl && h < x && tree.marked(x) && !apart(x));
    // "accused of a campaign of aggression"
    clause = clause || (r == Deprel::obl && tree.has_case(x, classes_.agent));
    if (clause && h < x && !m.has_word(h) && has(classes_.charge, tree.at(h).hash)) return true;
    if (r == Deprel::acl_relcl || apart(x)) return false;  // a relative clause states, "while Moscow expelled …" too
    x = h;
  }
  return false;
}

// "An earthquake killed 20": what does it is no one. Of those killed by nobody told, a word of mishap and none of arms decides.
bool Coder::mishap(const Tree& tree, const Match& m, bool nobody) const {
  int by = m.passive ? tree.agent(m.anchor) : tree.subject(m.anchor);
  if (by >= 0 && has(classes_.mishap, tree.at(by).hash)) return true;
  if (!nobody || m.frame->nominal) return false;
  bool found = false;
  for (int t = 0; t < tree.size(); ++t) {
    if (has(classes_.instrument, tree.at(t).hash)) return false;
    found = found || has(classes_.mishap, tree.at(t).hash);
  }
  return found;
}

// Forces that are moved and streets that are marched in suffer nothing: "put its troops on alert", "rallied in Madrid".
void Coder::drop_own(const model::Analysis& a, const Scratch& s, Draft& d) {
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
    int head = static_cast<int>(m.head) - static_cast<int>(in.first);
    bool moved = forces && (sector == "MIL" || sector == "COP" || head == object || d.match.has_word(head));
    bool place = m.capital || m.locative || m.actor.kind == model::ActorKind::place;
    place = place && s.tree.case_of(head) >= 0;  // "seized Damascus" is another matter
    bool street = sector.empty() && (type == EventType::COERCE     ? place
                                     : type == EventType::THREATEN ? m.actor.kind == model::ActorKind::place
                                                                   : type != EventType::REJECT);
    bool side = type == EventType::REJECT &&
                (sector.empty() || sector == "GOV" || sector == "MIL" || sector == "COP");  // "denied any role of its troops"
    if (moved && (own || d.actors.empty())) {
      if (d.actors.empty()) d.actors.push_back(at);
      at = -1;
    } else if ((street || side) && own && !m.actor.country.empty()) {
      at = -1;
    }
  }
  std::erase(d.recipients, -1);
}

Modality Coder::modality(const Tree& tree, const Match& m) const {
  if (m.frame->modality != 0xFF) return static_cast<Modality>(m.frame->modality);
  bool negated = false, hypothetical = false, future = false;
  int x = m.anchor;
  // A particle that the phrase itself has ("tidak mengakui") is part of the act; "not only" denies nothing.
  auto negates = [&](int t) {
    if (!has(classes_.negation, tree.at(t).hash)) return false;
    if (m.has_word(t)) return false;
    return t + 1 >= tree.size() || !has(classes_.only, tree.at(t + 1).hash);
  };
  // Particles right before the act, whatever the tree says.
  for (int t = x - 1; t >= std::max(0, x - 2); --t) {
    std::uint64_t h = tree.at(t).hash;
    if (negates(t)) negated = true;
    if (has(classes_.future, h)) future = true;
    if (has(classes_.hypothetical_aux, h)) hypothetical = true;
    if (!has(classes_.negation, h) && !has(classes_.future, h) && !has(classes_.hypothetical_aux, h) &&
        tree.at(t).upos != Upos::ADV && tree.at(t).upos != Upos::AUX && tree.at(t).upos != Upos::PART) {
      break;
    }
  }
  // "is to hold talks"
  auto is_to = [&](int verb) {
    bool be = false, to_do = false;
    for (int c = tree.first_child(verb); c >= 0 && c < verb; c = tree.next(c)) {
      be = be || ((tree.rel(c) == Deprel::cop || tree.rel(c) == Deprel::aux) && has(classes_.passive, tree.at(c).hash));
      to_do = to_do || (be && tree.rel(c) == Deprel::mark && has(classes_.purpose, tree.at(c).hash));
    }
    return to_do;
  };
  future = is_to(x);
  // "had no contacts", "tidak ada kesepakatan": the noun of the phrase is denied.
  for (int i = 0; i < m.count; ++i) {
    int w = m.words[static_cast<std::size_t>(i)];
    if (w == m.anchor) continue;
    for (int c = tree.first_child(w); c >= 0; c = tree.next(c)) {
      if (tree.rel(c) == Deprel::det && c < w && negates(c)) negated = true;
    }
  }
  // What stands inside a condition has not happened: "jika terjadi agresi", "if there are attacks".
  for (int up = x, steps = 0; steps < 5 && up >= 0; ++steps, up = tree.head(up)) {
    for (int c = tree.first_child(up); c >= 0; c = tree.next(c)) {
      if (tree.rel(c) == Deprel::mark && c < x && has(classes_.condition, tree.at(c).hash)) hypothetical = true;
    }
    Deprel r = tree.rel(up);
    if (r == Deprel::advcl || r == Deprel::conj || r == Deprel::ccomp || r == Deprel::acl_relcl || r == Deprel::parataxis) break;
  }
  bool through_conj = false;
  // "membantah akan bertemu": the plan is denied with its verb.
  if (int verb = tree.head(x); tree.rel(x) == Deprel::aux && verb >= 0 && m.has_word(verb) && tree.head(verb) >= 0 &&
                               has(classes_.governs_denied, tree.at(tree.head(verb)).hash)) {
    x = verb;
  }
  for (int steps = 0; steps < 6 && x >= 0; ++steps) {
    for (int c = tree.first_child(x); c >= 0; c = tree.next(c)) {
      Deprel r = tree.rel(c);
      std::uint64_t h = tree.at(c).hash;
      if (r == Deprel::advcl) {
        for (int k = tree.first_child(c); k >= 0; k = tree.next(k)) {
          // A threat with a condition is made all the same.
          if (tree.rel(k) == Deprel::mark && has(classes_.condition, tree.at(k).hash) && m.frame->type != EventType::THREATEN)
            hypothetical = true;
        }
        continue;
      }
      bool particle = r == Deprel::advmod || r == Deprel::aux || r == Deprel::aux_pass || r == Deprel::det || r == Deprel::mark ||
                      r == Deprel::cop || r == Deprel::dep || r == Deprel::case_ || r == Deprel::amod || r == Deprel::cc;
      if (!particle || c > x + 1) continue;
      if (!through_conj && negates(c)) negated = true;
      if (has(classes_.future, h)) future = true;
      if (has(classes_.hypothetical_aux, h) && r != Deprel::mark) hypothetical = true;
      if (has(classes_.condition, h)) hypothetical = true;
      if (r == Deprel::amod && has(classes_.future_word, h)) future = true;
    }
    int h = tree.head(x);
    if (h < 0) break;
    Deprel r = tree.rel(x);
    std::uint64_t g = tree.at(h).hash;
    bool complement = r == Deprel::xcomp || r == Deprel::ccomp || r == Deprel::csubj || r == Deprel::acl || r == Deprel::obj ||
                      r == Deprel::nsubj_pass || r == Deprel::advcl || r == Deprel::obl || r == Deprel::nmod ||
                      r == Deprel::csubj_pass;
    if (r == Deprel::conj) {
      through_conj = true;
      x = h;
      continue;
    }
    // "belum ada pembicaraan", "no clashes took place": that there is none is said of the verb.
    if (r == Deprel::nsubj && m.frame->nominal && has(classes_.exists, g)) {
      for (int c = tree.first_child(h); c >= 0 && c < h; c = tree.next(c)) negated = negated || negates(c);
    }
    // "menepis kabar bahwa A akan bertemu B": the verb over the rumour tells.
    if ((r == Deprel::acl || r == Deprel::ccomp || r == Deprel::advcl) && has(classes_.hearsay, g)) {
      x = h;
      continue;
    }
    if (!complement) break;
    if (r == Deprel::advcl || r == Deprel::obl || r == Deprel::nmod || r == Deprel::acl) {
      bool to = false, other = false, that = false;
      for (int c = tree.first_child(x); c >= 0; c = tree.next(c)) {
        if (tree.rel(c) != Deprel::mark && tree.rel(c) != Deprel::case_) continue;
        bool purpose = has(classes_.purpose, tree.at(c).hash);
        // "will fly there for talks"
        bool talks = m.frame->type == EventType::CONSULT && m.frame->nominal && r == Deprel::obl;
        purpose = purpose || (talks && has(classes_.aim, tree.at(c).hash));
        that = that || (!purpose && has(classes_.complement, tree.at(c).hash));
        to = to || purpose, other = other || (!purpose && tree.rel(c) == Deprel::mark);
      }
      // "menepis kabar bahwa A akan bertemu B" may hang on the verb.
      if (r == Deprel::advcl && that && has(classes_.governs_denied, g)) negated = true;
      if (r == Deprel::advcl && other && !to) break;  // "plans to leave after visiting Cairo"
      bool governed =
          has(classes_.governs_future, g) || has(classes_.governs_hypothetical, g) || has(classes_.governs_negated, g);
      // One who flew to meet somebody has met him, as far as news tells; one who will fly has not.
      if (to && !governed && m.frame->type == EventType::CONSULT) {
        future = future || is_to(h);
        x = h;
        continue;
      }
      if (to && !governed) future = true;
      if (!governed) break;
    }
    if (m.has_word(h)) {
      x = h;  // "rencana pertemuan", "agrees to visit": the phrase says so itself
      continue;
    }
    // "ordered the expulsion of", "melakukan pengusiran": done as far as news tells.
    if (m.frame->nominal && (r == Deprel::obj || r == Deprel::nsubj_pass) && has(classes_.light, g)) {
      x = h;
      continue;
    }
    if (has(classes_.governs_report, g)) break;
    if (has(classes_.governs_negated, g) || has(classes_.governs_denied, g)) {
      negated = true;
    } else if (has(classes_.governs_hypothetical, g)) {
      hypothetical = true;
    } else if (has(classes_.governs_future, g)) {
      future = true;
    } else if (!has(classes_.governs_past, g) && !has(classes_.light, g) && (r == Deprel::obj || r == Deprel::nsubj_pass)) {
      break;
    }
    x = h;
  }
  return negated ? Modality::negated : hypothetical ? Modality::hypothetical : future ? Modality::future : Modality::actual;
}

std::vector<Coder::Draft> Coder::drafts(const model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  std::vector<Draft> out;
  s.matches.clear();
  Matcher(frames_, classes_).find(s.tree, s.matches);
  for (const Match& m : s.matches) {
    Draft d;
    d.match = m;
    const Frame& f = *m.frame;
    if (f.type == EventType::none) {
      d.score = static_cast<float>(m.count) + 1.1f;
      out.push_back(std::move(d));
      continue;
    }
    d.symmetric = f.symmetric;
    bool foreign_actor = false, foreign_recipient = false, want_both = false, want_recipient = false, need_recipient = false,
         want_actor = false;
    int filled = 0;
    for (int r = 0; r < m.role_count; ++r) {
      const Element& role = *m.roles[static_cast<std::size_t>(r)];
      Filler fill = m.fillers[static_cast<std::size_t>(r)];
      bool recipient = role.role == Role::recipient;
      // "ordered the invasion of B": who stands behind the recipient's own preposition is no doer.
      for (int q = 0; q < m.role_count && f.nominal && role.role == Role::actor && fill.token >= 0; ++q) {
        bool taken = m.roles[static_cast<std::size_t>(q)]->role == Role::recipient &&
                     m.roles[static_cast<std::size_t>(q)]->link == Link::oblique &&
                     m.fillers[static_cast<std::size_t>(q)].token == fill.token;
        if (!taken) continue;
        fill.token = fill.others.front();
        std::rotate(fill.others.begin(), fill.others.begin() + 1, fill.others.end());
        fill.others.back() = -1;
      }
      auto& list = recipient ? d.recipients : d.actors;
      std::size_t before = list.size();
      actors(a, sentence, s, m, fill,
             recipient                                      ? (role.link == Link::oblique ? Side::place : Side::recipient)
             : role.link == Link::oblique && role.forms > 0 ? Side::source
                                                            : Side::actor,
             list, d.descended, recipient ? foreign_recipient : foreign_actor, d.of_states);
      d.by_order = d.by_order || fill.by_order || fill.inside;
      filled += list.size() > before;
      if (role.role == Role::both) want_both = true;
      if (role.role == Role::actor) want_actor = true;
      if (recipient) want_recipient = true, need_recipient = need_recipient || !role.optional;
    }
    // What the tree left open is looked for in order: the nearest actor before the verb, right behind its object place.
    auto first_word = *std::min_element(m.words.begin(), m.words.begin() + m.count);
    auto last_word = *std::max_element(m.words.begin(), m.words.begin() + m.count);
    bool undergone =
        f.surface && s.tree.passive(m.anchor, frames_.voice(frames_.elements(f)[f.anchor], s.tree.at(m.anchor).hash));
    if (want_actor && d.actors.empty() && !foreign_actor && !m.passive && !undergone && !f.nominal) {
      for (int t = first_word - 1; t >= std::max(0, first_word - 10); --t) {
        const model::Token& token = s.tree.at(t);
        if (token.upos == Upos::VERB || token.norm == ";" || token.norm == "\"" || token.upos == Upos::SCONJ) break;
        std::int32_t at = s.mention_at[static_cast<std::size_t>(t)];
        if (at < 0 || !usable(a.mentions[static_cast<std::size_t>(at)], m, Side::actor)) continue;
        if (std::find(d.recipients.begin(), d.recipients.end(), at) != d.recipients.end()) continue;
        const Mention& found = a.mentions[static_cast<std::size_t>(at)];
        int lead = static_cast<int>(found.first - a.sentences[sentence].first);
        if (lead > 0 && s.tree.at(lead - 1).upos == Upos::ADP) continue;  // inside "in Russia", "dari Rusia"
        d.actors.push_back(at);
        d.by_order = true;
        break;
      }
    }
    if (need_recipient && d.recipients.empty() && !foreign_recipient) {
      for (int r = 0; r < m.role_count; ++r) {
        const Element& role = *m.roles[static_cast<std::size_t>(r)];
        if (role.role != Role::recipient || role.link != Link::object || m.passive) continue;
        for (int t = last_word + 1; t < std::min(s.tree.size(), last_word + 4); ++t) {
          Upos u = s.tree.at(t).upos;
          if (u == Upos::VERB || u == Upos::PUNCT || u == Upos::ADP || u == Upos::SCONJ) break;
          std::int32_t at = s.mention_at[static_cast<std::size_t>(t)];
          if (at >= 0 && usable(a.mentions[static_cast<std::size_t>(at)], m, Side::recipient)) {
            d.recipients.push_back(at);
            d.by_order = true;
            break;
          }
        }
      }
    }
    // The victim or addressee may be in the word of the phrase itself: "expelled two Russian diplomats", "freed Palestinian
    // prisoners". Troops that are sent and crowds that march are doers, not victims.
    bool own_people = f.type == EventType::MOBILIZE || f.type == EventType::PROTEST ||
                      (f.type == EventType::RETREAT &&
                       !(f.mode >= 0 && ontology_->modes()[static_cast<std::size_t>(f.mode)].name == "release"));
    if ((own_people ? d.actors.empty() : d.recipients.empty()) && !want_both) {
      for (int i = 0; i < m.count; ++i) {
        int w = m.words[static_cast<std::size_t>(i)];
        std::int32_t at = w == m.anchor && !f.nominal ? -1 : s.mention_at[static_cast<std::size_t>(w)];
        // "a guerrilla war", "a police raid": the first word of a compound only says of what kind.
        if (at >= 0 && s.tree.rel(w) == Deprel::compound && m.has_word(s.tree.head(w))) continue;
        if (at < 0 || !a.mentions[static_cast<std::size_t>(at)].actor.resolved() ||
            a.mentions[static_cast<std::size_t>(at)].locative)
          continue;
        auto& list = own_people ? d.actors : d.recipients;
        if (std::find(d.actors.begin(), d.actors.end(), at) != d.actors.end()) continue;
        if (std::find(d.recipients.begin(), d.recipients.end(), at) != d.recipients.end()) continue;
        list.push_back(at);
        (own_people ? foreign_actor : foreign_recipient) = false;
        break;
      }
    }
    // "B divonis … oleh A": the phrase names no doer, the sentence does.
    if (!want_actor && !want_both && d.actors.empty() && !f.nominal) {
      if (int by = s.tree.agent(m.anchor); by >= 0 && s.tree.has_case(by, classes_.by)) {
        Filler doer;
        doer.token = static_cast<std::int16_t>(by);
        bool foreign = false;
        actors(a, sentence, s, m, doer, Side::actor, d.actors, d.descended, foreign, d.of_states);
      }
    }
    // "ordered the expulsion of B": the verb that carries the noun knows who.
    if (int h = s.tree.head(m.anchor); !foreign_actor && !want_both && d.actors.empty() && f.nominal && h >= 0 &&
                                       s.tree.rel(m.anchor) == Deprel::obj && has(classes_.light, s.tree.at(h).hash)) {
      Filler doer;
      doer.token = static_cast<std::int16_t>(s.tree.subject(h));
      bool foreign = false;
      actors(a, sentence, s, m, doer, Side::actor, d.actors, d.descended, foreign, d.of_states);
    }
    // The act's own object where the phrase ends in a verb: "threatened to attack B".
    if (d.recipients.empty() && !want_both && m.count > 1 && f.type != EventType::MOBILIZE) {
      int w = m.words[static_cast<std::size_t>(m.count - 1)];
      if (w != m.anchor && s.tree.verb_like(w)) {
        Filler object;
        object.token = static_cast<std::int16_t>(s.tree.object(w));
        bool foreign = false;
        actors(a, sentence, s, m, object, Side::recipient, d.recipients, d.descended, foreign, d.of_states);
      }
    }
    // "killed in an Israeli air strike": the doer owns one of the phrase's nouns.
    if ((!want_actor || m.passive) && !want_both && d.actors.empty()) {
      for (int i = 0; i < m.count && d.actors.empty(); ++i) {
        int w = m.words[static_cast<std::size_t>(i)];
        if (!s.tree.nominal(w) || s.tree.rel(w) == Deprel::nsubj_pass || s.tree.rel(w) == Deprel::nsubj) continue;
        if (m.before_noun && s.tree.head(m.anchor) == w) continue;  // the victim
        std::vector<int> owners;
        s.tree.possessors(w, classes_.agent, owners);
        for (int o : owners) {
          std::int32_t at = mention_in(a, s, o, m, Side::actor, d.descended);
          if (at < 0 || std::find(d.recipients.begin(), d.recipients.end(), at) != d.recipients.end()) continue;
          d.actors.push_back(at);
          break;
        }
      }
    }
    // "saling mendukung", "each other": both sides are in the subject.
    bool reciprocal = false;
    for (int t = std::max(0, m.anchor - 2); t < std::min(s.tree.size(), m.anchor + 3); ++t) {
      reciprocal = reciprocal || (t != m.anchor && has(classes_.reciprocal, s.tree.at(t).hash));
    }
    if (reciprocal && d.actors.size() >= 2 && d.recipients.empty()) {
      d.symmetric = true, want_both = true, need_recipient = false;
    }
    if (want_both && d.actors.size() == 1 && d.recipients.empty()) {
      if (std::int32_t at = joined(a, sentence, s, m, d.actors[0]); at >= 0) d.actors.push_back(at);
    }
    if (want_both && d.actors.size() < 2 && d.recipients.empty()) {
      // The partner may follow: "A holds talks with B".
      for (int i = 0; i < m.count && d.recipients.empty(); ++i) {
        s.tree.children(m.words[static_cast<std::size_t>(i)], [&](int c) {
          int k = s.tree.case_of(c);
          if (d.recipients.empty() && k >= 0 && has(classes_.with, s.tree.at(k).hash)) {
            Filler partner;
            partner.token = static_cast<std::int16_t>(c);
            bool foreign = false;
            actors(a, sentence, s, m, partner, Side::recipient, d.recipients, d.descended, foreign, d.of_states);
          }
        });
      }
    }
    // "seized the town after days of fighting with the army": who does the one fights in the other.
    if (f.nominal && f.symmetric && f.type == EventType::ASSAULT && d.actors.size() + d.recipients.size() == 1) {
      const Mention& one = a.mentions[static_cast<std::size_t>(d.actors.empty() ? d.recipients[0] : d.actors[0])];
      int k = one.sentence == sentence ? s.tree.case_of(static_cast<int>(one.head - a.sentences[sentence].first)) : -1;
      int verb = k >= 0 && has(classes_.with, s.tree.at(k).hash) ? m.anchor : -1;
      for (int steps = 0; steps < 3 && verb >= 0 && !s.tree.verb_like(verb); ++steps) {
        Deprel r = s.tree.rel(verb);
        verb = r == Deprel::obl || r == Deprel::nmod ? s.tree.head(verb) : -1;
      }
      if (verb >= 0) {
        Filler doer;
        doer.token = static_cast<std::int16_t>(s.tree.subject(verb));
        bool foreign = false;
        actors(a, sentence, s, m, doer, Side::actor, d.actors, d.descended, foreign, d.of_states);
      }
    }
    if (f.type == EventType::MOBILIZE || f.type == EventType::PROTEST || f.type == EventType::COERCE ||
        f.type == EventType::THREATEN ||
        (f.type == EventType::REJECT && has(classes_.governs_denied, s.tree.at(m.anchor).hash))) {
      drop_own(a, s, d);
    }
    // "the Madrid bombings": the city was hit and hit nobody.
    if (f.nominal && f.type == EventType::ASSAULT && d.actors.size() == 1 &&
        a.mentions[static_cast<std::size_t>(d.actors[0])].capital) {
      const Mention& city = a.mentions[static_cast<std::size_t>(d.actors[0])];
      int t = static_cast<int>(city.head - a.sentences[sentence].first);
      if (city.sentence == sentence &&
          (s.tree.rel(t) == Deprel::compound || (s.tree.rel(t) == Deprel::nmod && d.recipients.empty())) &&
          s.tree.case_of(t) < 0) {
        if (d.recipients.empty()) d.recipients = d.actors;
        d.actors.clear();
      }
    }
    // "commended the two parties, Kenya and Uganda": who is known stands for the group.
    for (auto* list : {&d.actors, &d.recipients}) {
      if (list->size() < 2) continue;
      auto known = [&](std::int32_t at) { return a.mentions[static_cast<std::size_t>(at)].actor.resolved(); };
      if (std::any_of(list->begin(), list->end(), known)) {
        std::erase_if(*list, [&](std::int32_t at) {
          return a.mentions[static_cast<std::size_t>(at)].kind == MentionKind::group && !known(at);
        });
      }
    }
    std::erase_if(d.recipients, [&](std::int32_t r) {
      const Mention& x = a.mentions[static_cast<std::size_t>(r)];
      return std::any_of(d.actors.begin(), d.actors.end(), [&](std::int32_t at) {
        const Mention& y = a.mentions[static_cast<std::size_t>(at)];
        return at == r || x.antecedent == at || y.antecedent == r || (x.antecedent >= 0 && x.antecedent == y.antecedent) ||
               (!x.actor.name.empty() && x.actor.name == y.actor.name && x.actor.country == y.actor.country &&
                x.actor.sector == y.actor.sector) ||
               (x.first < y.last && y.first < x.last && x.sentence == y.sentence);
      });
    });
    // "meminta semua pihak menahan diri", "urged all sides": everybody and so nobody.
    if (need_recipient && d.recipients.empty()) {
      for (int r = 0; r < m.role_count; ++r) {
        const Filler& fill = m.fillers[static_cast<std::size_t>(r)];
        if (m.roles[static_cast<std::size_t>(r)]->role != Role::recipient || fill.token < 0) continue;
        std::int32_t at = s.mention_at[static_cast<std::size_t>(fill.token)];
        if (at < 0) continue;
        const Mention& x = a.mentions[static_cast<std::size_t>(at)];
        if (x.kind == MentionKind::group && x.members[0] < 0 && !x.actor.resolved()) need_recipient = foreign_recipient = false;
      }
    }
    // "Ia menuduh menteri itu": somebody did, though the text does not tell who.
    if (foreign_actor && d.actors.empty() && !d.recipients.empty()) {
      for (int r = 0; r < m.role_count; ++r) {
        const Filler& fill = m.fillers[static_cast<std::size_t>(r)];
        if (m.roles[static_cast<std::size_t>(r)]->role != Role::actor || fill.token < 0) continue;
        std::int32_t at = s.mention_at[static_cast<std::size_t>(fill.token)];
        if (at < 0) continue;
        const Mention& x = a.mentions[static_cast<std::size_t>(at)];
        if (x.kind == MentionKind::pronoun && x.antecedent < 0 && !x.actor.resolved()) foreign_actor = false;
      }
    }
    // "A car bomb killed two policemen", "serangan udara menewaskan": what did it is named, who did it may not be.
    if (foreign_actor && d.actors.empty() && f.type == EventType::ASSAULT && !d.recipients.empty() && !m.passive) {
      if (int by = s.tree.subject(m.anchor); by >= 0 && has(classes_.instrument, s.tree.at(by).hash)) foreign_actor = false;
    }
    if (want_both && d.actors.size() < 2 && d.recipients.empty())
      d.reason = "only one party named";
    else if (need_recipient && d.recipients.empty())
      d.reason = foreign_recipient ? "recipient is no political actor" : "no recipient";
    else if (want_actor && d.actors.empty() && foreign_actor)
      d.reason = "subject is no political actor";
    else if (d.actors.empty() && d.recipients.empty())
      d.reason = "no actor";
    else if (want_actor && d.actors.empty() && !m.passive && !f.nominal && s.tree.subject(m.anchor) < 0 && d.recipients.empty())
      d.reason = "no actor";
    auto resolved = [&](const std::vector<std::int32_t>& list) {
      return std::any_of(list.begin(), list.end(),
                         [&](std::int32_t at) { return a.mentions[static_cast<std::size_t>(at)].actor.resolved(); });
    };
    if (d.reason == nullptr && !resolved(d.actors) && !resolved(d.recipients)) d.reason = "nobody known";
    // "Susi Air landed in Nduga": somebody unknown visits no one by coming to a place.
    bool place_only = std::all_of(d.recipients.begin(), d.recipients.end(),
                                  [&](std::int32_t at) { return a.mentions[static_cast<std::size_t>(at)].locative; });
    if (d.reason == nullptr && f.type == EventType::CONSULT && !d.symmetric && !resolved(d.actors) && place_only)
      d.reason = "nobody known";
    if (d.reason == nullptr && want_actor && d.actors.empty() && !want_recipient) d.reason = "no actor";
    if (d.reason == nullptr && d.symmetric && f.type != EventType::ASSAULT && d.actors.size() + d.recipients.size() < 2) {
      d.reason = "only one party named";
    }
    // "Macan Pembebasan Tamil Eelam", "Security Assistance Force": words of a name do nothing.
    if (std::int32_t at = s.mention_at[static_cast<std::size_t>(m.anchor)]; d.reason == nullptr && at >= 0) {
      const Mention& x = a.mentions[static_cast<std::size_t>(at)];
      bool name = x.kind == MentionKind::name && x.last - x.first > 1 && (s.tree.at(m.anchor).shape & model::kCapital) != 0;
      name = name || (x.kind == MentionKind::office && !f.nominal && !s.tree.verb_like(m.anchor) && m.count == 1);
      if (name && x.actor.kind != model::ActorKind::person) d.reason = "part of a name";
    }
    // "the Rapid Support Forces": nor does a word inside a name give part of a phrase.
    for (int i = 0; i < m.count && d.reason == nullptr; ++i) {
      int w = m.words[static_cast<std::size_t>(i)];
      std::int32_t at = s.mention_at[static_cast<std::size_t>(w)];
      if (at < 0 || w == m.anchor) continue;
      const Mention& x = a.mentions[static_cast<std::size_t>(at)];
      bool inner = x.kind == MentionKind::name && x.last - x.first > 2 &&
                   x.head != a.sentences[sentence].first + static_cast<std::uint32_t>(w) && x.actor.entry >= 0 &&
                   (x.actor.kind == model::ActorKind::armed_group || x.actor.kind == model::ActorKind::organisation);
      if (inner && (s.tree.at(w).shape & model::kCapital) != 0) d.reason = "part of a name";
    }
    d.modality = modality(s.tree, m);
    if (d.reason == nullptr && f.type == EventType::ASSAULT && mishap(s.tree, m, d.actors.empty()))
      d.reason = "a mishap, nobody's act";
    // "talks on the war in Ukraine": who wages it is not told.
    if (d.reason == nullptr && f.type == EventType::ASSAULT && f.nominal && d.actors.empty() && m.count == 1 &&
        has(classes_.war, s.tree.at(m.anchor).hash)) {
      d.reason = "a war, nobody's act";
    }
    // "pukul 09.00": a time of day.
    if (d.reason == nullptr && m.anchor + 1 < s.tree.size() && has(classes_.clock, s.tree.at(m.anchor).hash) &&
        (s.tree.at(m.anchor + 1).shape & model::kHasDigit) != 0) {
      d.reason = "a time of day";
    }
    // Somebody must promise, meet, help or demand; force and judgement are told without saying whose.
    bool doer_may_be_hidden = f.type == EventType::ASSAULT || f.type == EventType::COERCE || f.type == EventType::SANCTION ||
                              f.type == EventType::RETREAT || f.type == EventType::ACCUSE || f.type == EventType::PROTEST;
    // "Russia must stop this, the minister said": whoever says so demands it; settle() finds out who.
    bool speaker_demands = f.type == EventType::REQUEST && !want_actor && !want_both && !d.recipients.empty();
    if (d.reason == nullptr && d.actors.empty() && !doer_may_be_hidden && !speaker_demands) d.reason = "no actor";
    // A mere possibility is worth telling only of known sides.
    if (d.reason == nullptr && d.modality == Modality::hypothetical && (d.actors.empty() || d.recipients.empty()) &&
        !d.symmetric) {
      d.reason = "a possibility without two sides";
    }
    int functions = 0;  // "the attack on *" says more than "the attack B"
    for (const Element& e : frames_.elements(f)) functions += e.kind == lexicon::ElementKind::function;
    // More of the phrase and more of the tree is better evidence; order is weaker than structure.
    d.score = static_cast<float>(m.count) + 0.7f * static_cast<float>(functions) + 0.6f * static_cast<float>(filled) -
              (d.by_order ? 0.5f : 0.f) - (d.descended ? 0.2f : 0.f) - (m.loose ? 0.4f : 0.f) + (f.nominal ? -0.1f : 0.f) -
              (d.reason != nullptr ? 3.f : 0.f);
    out.push_back(std::move(d));
  }
  return out;
}

// "fired rockets at the city, killing ten", "turun ke jalan, menuntut pencabutan": what an attack did and what a protest is for
// are no further acts.
bool Coder::part_of(const model::Analysis& a, const Tree& tree, const Draft& part, Draft& whole) const {
  EventType type = whole.match.frame->type, of = part.match.frame->type;
  // "menggelar aksi unjuk rasa": one protest in two nouns.
  if (type == EventType::PROTEST && of == type && part.actors.empty()) {
    int noun = part.match.anchor;
    for (int steps = 0; steps < 2 && noun >= 0 && tree.rel(noun) == Deprel::nmod; ++steps) noun = tree.head(noun);
    return noun >= 0 && noun != part.match.anchor && whole.match.has_word(noun);
  }
  if (part.match.frame->nominal || part.actors != whole.actors || part.actors.empty() || part.modality != whole.modality) {
    bool aim =
        type == EventType::PROTEST && of == EventType::PROTEST && part.actors == whole.actors;  // "blocked a road to protest"
    if (!aim) return false;
  }
  std::string_view mode = part.match.frame->mode < 0
                              ? std::string_view()
                              : std::string_view(ontology_->modes()[static_cast<std::size_t>(part.match.frame->mode)].name);
  bool effect =
      type == EventType::ASSAULT && of == EventType::ASSAULT && (mode.empty() || mode == "destroy" || mode == "targeted");
  bool aim = type == EventType::PROTEST && (of == EventType::REQUEST || of == EventType::REJECT || of == EventType::PROTEST);
  if (!effect && !aim) return false;
  bool hangs = false;
  int x = part.match.anchor;
  for (int steps = 0; steps < 4 && x >= 0 && x != whole.match.anchor && !whole.match.has_word(x); ++steps) {
    Deprel r = tree.rel(x);
    bool clause = r == Deprel::advcl || r == Deprel::parataxis || (aim && (r == Deprel::xcomp || r == Deprel::acl));
    bool subject = false, marked = false, joined = false;
    for (int c = tree.first_child(x); c >= 0; c = tree.next(c)) {
      subject = subject || tree.rel(c) == Deprel::nsubj || tree.rel(c) == Deprel::nsubj_pass;
      marked = marked || (tree.rel(c) == Deprel::mark && !(aim && has(classes_.purpose, tree.at(c).hash)));
      joined = joined || tree.rel(c) == Deprel::cc;
    }
    bool listed = r == Deprel::conj && !joined;  // a comma alone may join what hangs on the verb
    if (subject || marked || (!clause && r != Deprel::conj)) return false;
    hangs = hangs || clause || (listed && (aim || has(classes_.effect, tree.at(x).hash)));
    int below = x;
    x = tree.head(x);
    // "…, killing ten, officials said": the words told stand before.
    for (int c = x >= 0 && has(classes_.governs_report, tree.at(x).hash) ? tree.first_child(x) : -1; c >= 0 && c < below;
         c = tree.next(c)) {
      if (tree.rel(c) == Deprel::ccomp) x = c;
    }
  }
  if (!hangs || x < 0 || (x != whole.match.anchor && !whole.match.has_word(x))) return false;
  if (!effect || part.recipients.empty()) return effect || aim;
  // The people hurt say more than the place that was hit; others than those hit are victims of their own.
  auto who = [&](std::int32_t at) -> const model::ActorRef& { return a.mentions[static_cast<std::size_t>(at)].actor; };
  const model::ActorRef& hurt = who(part.recipients[0]);
  bool same = std::all_of(whole.recipients.begin(), whole.recipients.end(), [&](std::int32_t at) {
    return who(at).country == hurt.country && (who(at).sector.empty() || who(at).sector == hurt.sector);
  });
  if (same) whole.recipients = part.recipients;
  return same;
}

// One reading for each act: the frame with most of its words and roles wins over those that share a word with it.
void Coder::choose(std::vector<Draft>& drafts, const model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  auto governs = [](const Draft& d) {
    EventType t = d.match.frame->type;
    return t == EventType::REQUEST || t == EventType::THREATEN || t == EventType::ACCUSE || t == EventType::REJECT ||
           t == EventType::AGREE || t == EventType::CONCEDE;
  };
  // "condemned the attack on *": who stands behind "on" was attacked and is not blamed.
  auto victim = [&](const Draft& blame, std::int32_t at) {
    const Mention& x = a.mentions[static_cast<std::size_t>(at)];
    const Match& m = blame.match;
    if (m.frame->type != EventType::ACCUSE || m.count < 2 || x.sentence != sentence) return false;
    int last = *std::max_element(m.words.begin(), m.words.begin() + m.count);
    int place = static_cast<int>(x.first - a.sentences[sentence].first);
    for (const Element& e : frames_.elements(*m.frame)) {
      if (e.kind != lexicon::ElementKind::function) continue;
      for (int t = last + 1; t < place; ++t) {
        if (frames_.matches(e, s.tree.at(t).hash)) return true;
      }
    }
    return false;
  };
  // "mengancam akan memecat anggota DPR": the threat, which knows the deed by name, before the deed.
  for (Draft& d : drafts) {
    if (d.reason != nullptr || !governs(d) || d.match.count < 2) continue;
    // "Israel must stop the attacks": that it stops them is demanded, not told.
    bool must = d.match.frame->type == EventType::REQUEST && d.actors.empty() && d.match.frame->modality != 0xFF;
    for (const Draft& deed : drafts) {
      if (must && deed.reason == nullptr && !governs(deed) && deed.match.frame->type != EventType::none &&
          deed.score >= d.score && deed.modality != Modality::actual && deed.match.anchor != d.match.anchor &&
          d.match.has_word(deed.match.anchor)) {
        d.score = deed.score + 0.05f;
        continue;
      }
      if (deed.reason == nullptr && !governs(deed) && deed.match.frame->type != EventType::none && deed.score >= d.score &&
          deed.match.anchor != d.match.anchor && s.tree.below(deed.match.anchor, d.match.anchor) &&
          d.match.has_word(deed.match.anchor)) {
        d.score = deed.score + 0.05f;
      }
    }
  }
  // "the two sides agreed to create the post of prime minister": both parties are known, one of their own offices is no third.
  auto own = [&](const Draft& d) {
    auto ref = [&](std::int32_t at) -> const model::ActorRef& { return a.mentions[static_cast<std::size_t>(at)].actor; };
    return !d.recipients.empty() && std::all_of(d.recipients.begin(), d.recipients.end(), [&](std::int32_t y) {
      return std::any_of(d.actors.begin(), d.actors.end(),
                         [&](std::int32_t x) { return ref(x).country == ref(y).country && ref(x).sector == ref(y).sector; });
    });
  };
  for (Draft& d : drafts) {
    if (d.reason != nullptr || !d.symmetric || d.actors.size() < 2) continue;
    for (const Draft& k : drafts) {
      if (k.reason == nullptr && !k.symmetric && k.match.anchor == d.match.anchor && k.match.frame->type == d.match.frame->type &&
          k.score >= d.score && own(k))
        d.score = k.score + 0.05f;
    }
  }
  // An exercise of two states is a joint one: "Vietnam and the Philippines held their first drills".
  for (Draft& joint : drafts) {
    if (joint.reason != nullptr || joint.match.frame->type != EventType::COOPERATE || !joint.symmetric) continue;
    if (joint.actors.size() < 2) continue;
    auto state = [&](std::size_t i) { return a.mentions[static_cast<std::size_t>(joint.actors[i])].actor.country; };
    for (const Draft& d : drafts) {
      bool alone = d.reason == nullptr && d.match.frame->type == EventType::MOBILIZE && d.match.anchor == joint.match.anchor &&
                   d.actors == joint.actors && state(0) != state(1);
      if (alone) joint.score = std::max(joint.score, d.score + 0.05f);
    }
  }
  std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& x, const Draft& y) { return x.score > y.score; });
  std::vector<Draft> kept;
  auto reject = [&](const Draft& d, const char* why) {
    if (s.rejected == nullptr || d.match.frame->type == EventType::none) return;
    std::uint32_t token = a.sentences[sentence].first + static_cast<std::uint32_t>(d.match.anchor);
    s.rejected->push_back({sentence, a.tokens[token].span, d.match.frame->type, frames_.rule(*d.match.frame), why});
  };
  auto same_words = [](const Match& x, const Match& y) {
    return x.count == y.count && std::equal(x.words.begin(), x.words.begin() + x.count, y.words.begin());
  };
  for (Draft& d : drafts) {
    if (d.reason != nullptr) {
      reject(d, d.reason);
      continue;
    }
    const char* why = nullptr;
    for (Draft& k : kept) {
      if (!d.match.shares_word(k.match)) continue;
      // "condemned the arrest of ten monks": the arrest is condemned and was made.
      if (k.match.frame->type == EventType::ACCUSE && d.match.frame->nominal && !d.recipients.empty() &&
          d.match.frame->type != EventType::ACCUSE && d.match.frame->type != EventType::none &&
          k.match.anchor != d.match.anchor && k.recipients != d.recipients && !d.symmetric) {
        continue;
      }
      bool twin = same_words(d.match, k.match) && d.match.frame->pattern == k.match.frame->pattern &&
                  d.match.frame->type != k.match.frame->type && k.match.frame->type != EventType::none;
      if (!twin) {
        why = k.match.frame->type == EventType::none ? "silenced: no act here" : "a better phrase covers it";
        // The longer phrase may know less of who: it learns from the shorter one.
        if (k.match.frame->type == d.match.frame->type && k.match.anchor == d.match.anchor && !k.symmetric && !d.symmetric &&
            k.recipients.empty() && !d.recipients.empty() && !victim(k, d.recipients[0]) &&
            (k.actors == d.actors || k.actors.empty() || d.actors.empty())) {
          k.recipients = d.recipients;
          if (k.actors.empty()) k.actors = d.actors;
        }
        // "A and B agreed to end the crisis": with each other, as the shorter phrase knows.
        if (k.match.frame->type == d.match.frame->type && k.match.anchor == d.match.anchor && d.symmetric && !k.symmetric &&
            k.recipients.empty() && d.recipients.empty() && k.actors.size() > 1 && k.actors == d.actors) {
          k.symmetric = true;
        }
        break;
      }
    }
    if (why != nullptr) {
      reject(d, why);
      continue;
    }
    kept.push_back(std::move(d));
  }
  std::erase_if(kept, [](const Draft& d) { return d.match.frame->type == EventType::none; });
  // What is demanded, threatened, denied or complained of is no act of its own.
  std::vector<bool> drop(kept.size(), false);
  for (std::size_t j = 0; j < kept.size(); ++j) {
    if (!claimed(s.tree, kept[j].match)) continue;
    drop[j] = true;
    reject(kept[j], "is only alleged");
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EventType t = kept[i].match.frame->type;
    if (!governs(kept[i])) continue;
    // "mengecam penangkapan X": what is condemned did happen; what is alleged or demanded need not.
    bool denies = has(classes_.governs_denied, s.tree.at(kept[i].match.anchor).hash);
    bool condemns = t == EventType::ACCUSE && kept[i].match.frame->mode >= 0 &&
                    ontology_->modes()[static_cast<std::size_t>(kept[i].match.frame->mode)].name == "disapprove";
    for (std::size_t j = 0; j < kept.size(); ++j) {
      if (i == j || kept[i].match.shares_word(kept[j].match)) continue;
      if (condemns && kept[j].match.frame->nominal && !kept[j].recipients.empty()) continue;
      // "memerintahkan pengusiran dua diplomat": ordered is the deed, not the diplomats to do something.
      if (t == EventType::REQUEST && kept[i].descended && kept[j].match.frame->nominal && !kept[j].recipients.empty() &&
          s.tree.head(kept[j].match.anchor) == kept[i].match.anchor && s.tree.rel(kept[j].match.anchor) == Deprel::obj &&
          has(classes_.light, s.tree.at(kept[i].match.anchor).hash)) {
        drop[i] = true;
        reject(kept[i], "the ordered act is coded");
        break;
      }
      int x = kept[j].match.anchor;
      int top = kept[i].match.anchor;
      if (!s.tree.below(x, top) || x == top) continue;
      // Climb to the edge under the governing act; another act beside it stays.
      bool told = false;  // "talks with rebels who have fought the army": a relative clause states
      while (s.tree.head(x) != top && s.tree.head(x) >= 0) {
        told = told || s.tree.rel(x) == Deprel::acl_relcl || beside(s.tree, x);
        x = s.tree.head(x);
      }
      if (told) continue;
      Deprel r = s.tree.rel(x);
      if (r == Deprel::conj || r == Deprel::parataxis || r == Deprel::nsubj || r == Deprel::nsubj_pass) continue;
      if (denies && kept[j].modality == Modality::negated) {
        drop[i] = true;
        reject(kept[i], "the denied act is coded");
        continue;
      }
      bool temporal =
          r == Deprel::advcl && !has(classes_.purpose, s.tree.first_child(x) >= 0 ? s.tree.at(s.tree.first_child(x)).hash : 0);
      if (temporal) continue;
      drop[j] = true;
      reject(kept[j], "is what another act is about");
    }
  }
  for (std::size_t j = 0; j < kept.size(); ++j) {
    for (std::size_t i = 0; i < kept.size() && !drop[j]; ++i) {
      if (i == j || drop[i] || !part_of(a, s.tree, kept[j], kept[i])) continue;
      drop[j] = true;
      reject(kept[j], "is part of another act");
    }
  }
  drafts.clear();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!drop[i]) drafts.push_back(std::move(kept[i]));
  }
  std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& x, const Draft& y) { return x.match.anchor < y.match.anchor; });
}

std::uint64_t Coder::contexts(const model::Analysis& a, std::uint32_t sentence) const {
  std::uint64_t out = 0;
  for (std::uint32_t t = a.sentences[sentence].first; t < a.sentences[sentence].last; ++t) {
    std::uint64_t h = a.tokens[t].hash;
    for (auto at = std::lower_bound(contexts_.begin(), contexts_.end(), std::pair{h, std::uint64_t{0}});
         at != contexts_.end() && at->first == h; ++at) {
      out |= at->second;
    }
  }
  return out;
}

bool Coder::plan(EventType& type, std::int16_t& mode, Modality& modality) {
  if (modality != Modality::future) return false;
  switch (type) {
    case EventType::AGREE:
    case EventType::CONCEDE:
      modality = Modality::actual;
      return false;
    case EventType::CONSULT:
    case EventType::SUPPORT:
    case EventType::COOPERATE:
    case EventType::AID:
      type = EventType::AGREE;
      break;
    case EventType::RETREAT:
      type = EventType::CONCEDE;
      break;
    default:
      return false;
  }
  mode = -1;
  modality = Modality::actual;
  return true;
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

void Coder::emit(model::Analysis& a, std::uint32_t sentence, const Draft& d) const {
  const Frame& f = *d.match.frame;
  const model::Sentence& in = a.sentences[sentence];
  model::Event e;
  e.sentence = sentence;
  e.type = f.type;
  e.mode = f.mode;
  e.modality = d.modality;
  e.contexts = f.contexts | contexts(a, sentence);
  e.cameo = f.cameo;
  e.rule = frames_.rule(f);
  if (plan(e.type, e.mode, e.modality)) e.cameo = ontology_->type(e.type).cameo;
  int low = d.match.anchor, high = d.match.anchor;
  for (int i = 0; i < d.match.count; ++i) {
    low = std::min<int>(low, d.match.words[static_cast<std::size_t>(i)]);
    high = std::max<int>(high, d.match.words[static_cast<std::size_t>(i)]);
  }
  if (high - low > 8) low = high = d.match.anchor;
  e.trigger_token = in.first + static_cast<std::uint32_t>(d.match.anchor);
  e.trigger = {a.tokens[in.first + static_cast<std::uint32_t>(low)].span.begin,
               a.tokens[in.first + static_cast<std::uint32_t>(high)].span.end};
  float c = 0.62f + 0.08f * static_cast<float>(std::min<int>(d.match.count - 1, 2)) + (d.by_order ? -0.15f : 0.1f) +
            (d.descended ? -0.08f : 0.f) + (d.match.loose ? -0.12f : 0.f);
  e.confidence = std::clamp(c, 0.05f, 0.97f);
  e.group = a.events.empty() ? 0 : a.events.back().group + 1;
  int rows = 0;
  auto row = [&](std::int32_t actor, std::int32_t recipient) {
    if (actor >= 0 && recipient >= 0) {
      const model::ActorRef &x = a.mentions[static_cast<std::size_t>(actor)].actor,
                            &y = a.mentions[static_cast<std::size_t>(recipient)].actor;
      // A state does nothing to itself; it is one party named twice.
      if (!x.country.empty() && x.country == y.country && x.sector.empty() && y.sector.empty() &&
          x.kind == model::ActorKind::state && y.kind == model::ActorKind::state) {
        return;
      }
    }
    if (actor >= 0 && actor == recipient) return;
    if (++rows > 12) return;
    e.actor = actor, e.recipient = recipient;
    a.events.push_back(e);
    if (actor >= 0) outlawed(a.mentions[static_cast<std::size_t>(actor)].actor, a.events.back());
  };
  if (d.symmetric && d.recipients.empty()) {
    for (std::int32_t x : d.actors) {
      for (std::int32_t y : d.actors) {
        if (x != y) row(x, y);
      }
    }
    return;
  }
  if (d.actors.empty()) {
    for (std::int32_t y : d.recipients) row(-1, y);
  } else if (d.recipients.empty()) {
    for (std::int32_t x : d.actors) row(x, -1);
  }
  for (std::int32_t x : d.actors) {
    for (std::int32_t y : d.recipients) {
      row(x, y);
      if (d.symmetric) row(y, x);
    }
  }
}

// "agreed after weeks of pressure": a clause of time or cause tells what happened.
bool Coder::beside(const Tree& tree, int verb) const {
  if (tree.rel(verb) != Deprel::advcl) return false;
  for (int c = tree.first_child(verb); c >= 0 && c < verb; c = tree.next(c)) {
    std::uint64_t h = tree.at(c).hash;
    if (tree.rel(c) == Deprel::mark && tree.at(c).upos == Upos::SCONJ && !has(classes_.purpose, h) &&
        !has(classes_.condition, h) && !has(classes_.complement, h))
      return true;
  }
  return false;
}

// Who holds people without the power of a state has abducted them.
void Coder::outlawed(const model::ActorRef& by, model::Event& e) const {
  bool arrest =
      e.type == EventType::COERCE && e.mode >= 0 && ontology_->modes()[static_cast<std::size_t>(e.mode)].name == "arrest";
  std::string_view sector = by.sector.view().substr(0, 3);
  if (!arrest || (sector != "REB" && sector != "CRM" && sector != "UAF" && by.country != model::Code3("IMG"))) return;
  e.type = EventType::ASSAULT;
  e.mode = static_cast<std::int16_t>(ontology_->mode(EventType::ASSAULT, "abduct"));
  e.cameo = ontology_->type(e.type).cameo;
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
      for (std::int32_t owner = people ? owner_before(a, m) : -1; owner >= 0;) {
        Mention shared = m;
        const Mention& state = a.mentions[static_cast<std::size_t>(owner)];
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

// "[Israeli] and Palestinian leaders": the adjective of another state that is joined to this one; -1 = none.
std::int32_t Coder::owner_before(const model::Analysis& a, const Mention& m) const {
  std::uint32_t first = a.sentences[m.sentence].first;
  if (m.first < first + 2 || m.actor.country.empty()) return -1;
  const model::Token& joint = a.tokens[m.first - 1];
  if (joint.upos != Upos::CCONJ && joint.norm != ",") return -1;
  const model::Token& word = a.tokens[m.first - 2];
  if (word.upos != Upos::ADJ && word.deprel != Deprel::amod && word.deprel != Deprel::compound) return -1;
  for (std::size_t i = 0; i < a.mentions.size(); ++i) {
    const Mention& x = a.mentions[i];
    if (x.sentence != m.sentence || x.last != m.first - 1 || x.last - x.first != 1) continue;
    bool state = x.actor.kind == model::ActorKind::state && x.actor.sector.empty() && x.actor.country != m.actor.country;
    return state ? static_cast<std::int32_t>(i) : -1;
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
    for (std::size_t i = 0; i < a.mentions.size(); ++i) {
      const Mention& x = a.mentions[i];
      if (x.sentence == m.sentence && x.first <= at && at < x.last && (x.first == at || a.tokens[x.first].upos == Upos::DET)) {
        return static_cast<std::int32_t>(i);
      }
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
    bool beside = d.match.frame->type == EventType::RETREAT;
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

void Coder::code(model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  prepare(a, sentence, s);
  int sport = 0;
  for (int t = 0; t < s.tree.size(); ++t) sport += has(classes_.sport, s.tree.at(t).hash);
  if (sport > 1) return;
  std::vector<Draft> found = drafts(a, sentence, s);
  choose(found, a, sentence, s);
  if (found.empty() && ranker_.known()) infer(a, sentence, s);
  for (Draft& d : found) {
    for (auto* list : {&d.actors, &d.recipients}) {
      for (std::int32_t& at : *list) {
        if (d.of_states) at = state_of(a, at);
      }
      of_many_states(a, *list);
      if (!d.symmetric) of_one_side(a, *list);
    }
    if (!d.of_states) owners_of_words(a, sentence, s, d);
    emit(a, sentence, d);
  }
}

void Coder::settle(model::Analysis& a) const {
  auto who = [&](std::int32_t at) -> const model::ActorRef* {
    return at < 0 ? nullptr : &a.mentions[static_cast<std::size_t>(at)].actor;
  };
  auto same = [&](std::int32_t x, std::int32_t y) {
    const model::ActorRef *p = who(x), *q = who(y);
    if (p == nullptr || q == nullptr) return p == q;
    // A state as such and its government are one party.
    auto party = [](const model::ActorRef& r) {
      return r.sector == model::Code3("GOV") && !r.country.empty() ? model::Code3() : r.sector;
    };
    if (p->country != q->country || party(*p) != party(*q)) return false;
    // Two ministers of one government are two actors; a minister and "the government" may be one.
    bool persons = p->kind == model::ActorKind::person && q->kind == model::ActorKind::person;
    // So are two parties or two armed groups.
    auto named = [](const model::ActorRef& r) {
      return r.entry >= 0 && (r.kind == model::ActorKind::party || r.kind == model::ActorKind::armed_group);
    };
    persons = persons || (named(*p) && named(*q));
    return !(persons || !p->resolved()) || p->name == q->name;
  };
  auto sector = [&](std::int32_t at) { return who(at) == nullptr ? model::Code3() : who(at)->sector; };
  auto meet = [](const model::When& x, const model::When& y) {
    if (!x.start.known() || !y.start.known()) return true;
    if (!(x.end < y.start) && !(y.end < x.start)) return true;
    // A day taken from the article is no more than near.
    auto days = [](model::Day d) { return d.year * 372 + d.month * 31 + d.day; };
    bool taken = x.text.empty() || y.text.empty();
    int gap = x.end < y.start ? days(y.start) - days(x.end) : days(x.start) - days(y.end);
    return taken && gap <= 7;
  };
  std::vector<bool> drop(a.events.size(), false);
  // A demand without a doer is its speaker's.
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    model::Event& e = a.events[i];
    if (e.type != EventType::REQUEST || e.actor >= 0) continue;
    for (const model::Source& source : e.attribution) {
      if (source.kind == model::SourceKind::speaker && source.mention >= 0 &&
          a.mentions[static_cast<std::size_t>(source.mention)].actor.resolved()) {
        e.actor = source.mention;
        break;
      }
    }
    drop[i] = e.actor < 0 || same(e.actor, e.recipient);
  }
  for (std::size_t j = 1; j < a.events.size(); ++j) {
    if (drop[j]) continue;
    for (std::size_t i = 0; i < j; ++i) {
      if (drop[i]) continue;
      model::Event& x = a.events[i];
      const model::Event& y = a.events[j];
      if (x.type != y.type || x.modality != y.modality || !same(x.actor, y.actor) || !same(x.recipient, y.recipient) ||
          !meet(x.when, y.when))
        continue;
      if (x.mode >= 0 && y.mode >= 0 && x.mode != y.mode) continue;
      if (x.cameo != y.cameo && x.type != EventType::AGREE && x.type != EventType::CONSULT &&
          (sector(x.actor) != sector(y.actor) || sector(x.recipient) != sector(y.recipient)))
        continue;
      // "congratulated" on the day and "signed a treaty" some time this year are two acts; a loose span makes them no one.
      if (x.cameo != y.cameo && (x.when.precision != y.when.precision)) {
        bool loose = std::max(x.when.precision, y.when.precision) > model::Precision::week;
        if (loose && (x.when.text.empty() != y.when.text.empty())) continue;
      }
      drop[j] = true;
      // The fuller telling wins its fields.
      if (x.mode < 0 && y.mode >= 0) x.mode = y.mode, x.cameo = y.cameo;
      if (x.when.text.empty() && !y.when.text.empty()) x.when = y.when;
      if (x.where.country.empty()) x.where = y.where;
      if (sector(x.actor).empty() && !sector(y.actor).empty()) x.actor = y.actor;
      if (sector(x.recipient).empty() && !sector(y.recipient).empty()) x.recipient = y.recipient;
      x.contexts |= y.contexts;
      break;
    }
  }
  // "ditahan KPK usai terjaring operasi": told once with its doer and once without.
  for (std::size_t j = 0; j < a.events.size(); ++j) {
    for (std::size_t i = 0; i < a.events.size() && !drop[j]; ++i) {
      const model::Event &x = a.events[i], &y = a.events[j];
      if (i == j || drop[i] || y.type == EventType::ASSAULT || y.actor >= 0 || y.recipient < 0 || x.actor < 0 ||
          x.sentence != y.sentence)
        continue;
      drop[j] = x.type == y.type && x.modality == y.modality && same(x.recipient, y.recipient) &&
                (x.mode == y.mode || x.mode < 0 || y.mode < 0);
      if (drop[j] && x.mode < 0) a.events[i].mode = y.mode, a.events[i].cameo = y.cameo;
      if (drop[j] && x.when.text.empty() && !y.when.text.empty()) a.events[i].when = y.when;
    }
  }
  // Forces on the move are part of the attack that the same article reports.
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    if (a.events[i].type != EventType::MOBILIZE || drop[i]) continue;
    for (std::size_t j = 0; j < a.events.size(); ++j) {
      if (!drop[j] && a.events[j].type == EventType::ASSAULT && a.events[j].modality == Modality::actual &&
          a.events[i].modality == Modality::actual && same(a.events[i].actor, a.events[j].actor)) {
        drop[i] = true;
      }
    }
  }
  std::size_t to = 0;
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    if (drop[i]) continue;
    if (to != i) a.events[to] = std::move(a.events[i]);
    ++to;
  }
  a.events.resize(to);
}

}  // namespace kawat::events
