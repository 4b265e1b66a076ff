// One match of a phrase becomes a draft: who fills its roles, who else is a party, and whether it is an act at all.
#include <algorithm>
#include <climits>

#include "events/coder.h"
#include "events/draft.h"

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

// The steps run in the order of make(); each sees what the ones before have found.
struct Coder::Drafter {
  const Coder& coder;
  const model::Analysis& a;
  std::uint32_t sentence;
  const Scratch& s;
  const Match& m;
  const Frame& f;
  const Classes& classes;
  Draft d;
  // A filler that names nobody political; what the phrase asks for.
  bool foreign_actor = false, foreign_recipient = false;
  bool want_actor = false, want_recipient = false, want_both = false, need_recipient = false;
  int filled = 0;  // roles with somebody in them

  bool make();  // false: a NONE phrase that means something else here

  bool meant() const;
  // Parties.
  void fill_roles();
  void look_in_order();
  void look_at_things();
  void look_in_words();
  void look_around();
  void pair_up();
  void tidy();
  void excuse();
  // Reasons against it.
  void judge_parties();
  void judge_words();
  void judge_sides();
  bool bare_relative() const;
  void score();

  // Who a word that is no filler of the phrase names.
  void ask(int token, Side side) {
    Filler filler;
    filler.token = static_cast<std::int16_t>(token);
    bool foreign = false;
    coder.actors(a, sentence, s, m, filler, side, side == Side::actor ? d.actors : d.recipients, d.descended, foreign,
                 d.of_states);
  }
  bool resolved(const std::vector<std::int32_t>& list) const {
    return std::any_of(list.begin(), list.end(),
                       [&](std::int32_t at) { return a.mentions[static_cast<std::size_t>(at)].actor.resolved(); });
  }
  // "Israeli and Palestinian leaders met": one noun for people of two states.
  bool of_two_states() const {
    if (d.actors.size() != 1 || !d.recipients.empty()) return false;
    const Mention& people = a.mentions[static_cast<std::size_t>(d.actors[0])];
    return people.plural && (coder.owner_before(a, people) >= 0 || !coder.states_behind(a, people).empty());
  }
};

std::vector<Coder::Draft> Coder::drafts(const model::Analysis& a, std::uint32_t sentence, Scratch& s) const {
  std::vector<Draft> out;
  s.matches.clear();
  Matcher(frames_, classes_).find(s.tree, s.matches);
  for (const Match& m : s.matches) {
    Drafter drafter{*this, a, sentence, s, m, *m.frame, classes_, {}};
    if (drafter.make()) out.push_back(std::move(drafter.d));
  }
  return out;
}

bool Coder::Drafter::make() {
  d.match = m;
  if (f.type == EventType::none) {
    d.score = static_cast<float>(m.count) + 1.1f;
    return meant();
  }
  d.symmetric = f.symmetric;
  if (f.imperative) {  // whoever says so appeals; settle() finds out who
    d.modality = Modality::actual;
    d.score = static_cast<float>(m.count) + 6.f;
    return true;
  }
  fill_roles();
  look_in_order();
  look_at_things();
  look_in_words();
  look_around();
  pair_up();
  tidy();
  excuse();
  d.modality = coder.modality(s.tree, m);
  // "would regard it as an act of war" warns, whether it comes to it or not.
  if (d.modality == Modality::hypothetical && f.type == EventType::ACCUSE &&
      has(classes.governs_regard, s.tree.at(m.anchor).hash)) {
    s.tree.children(m.anchor, [&](int c) {
      if (s.tree.rel(c) == Deprel::aux && has(classes.would, s.tree.at(c).hash)) d.modality = Modality::future;
    });
  }
  judge_parties();
  judge_words();
  judge_sides();
  score();
  return true;
}

bool Coder::Drafter::meant() const {
  // "Tamil Tigers were killed", "sebuah bom truk menewaskan": names are no animals, and a bomb is no mishap.
  bool meant = true;
  for (int i = 0; i < m.count && meant; ++i) {
    int w = m.words[static_cast<std::size_t>(i)];
    std::int32_t at = s.mention_at[static_cast<std::size_t>(w)];
    meant = at < 0 || a.mentions[static_cast<std::size_t>(at)].actor.kind != model::ActorKind::armed_group ||
            (s.tree.at(w).shape & model::kCapital) == 0;
    // "opening fire, killing two": the object of another verb kills nobody.
    int before = i > 0 ? m.words[static_cast<std::size_t>(i) - 1] : -1;
    bool object = before > 0 && before < w && s.tree.nominal(before) && !m.has_word(before - 1) &&
                  (s.tree.at(before - 1).upos == Upos::VERB ||
                   (s.tree.rel(before) == Deprel::obj && s.tree.head(before) >= 0 && !m.has_word(s.tree.head(before))));
    meant = meant && !(object && s.tree.verb_like(w) && !s.tree.marked(w));
    int by = s.tree.verb_like(w) ? s.tree.subject(w) : -1;
    meant = meant && (by < 0 || m.has_word(by) || !has(classes.violence, s.tree.at(by).hash) ||
                      !has(classes.instrument, s.tree.at(by).hash));
  }
  return meant;
}

void Coder::Drafter::fill_roles() {
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
    // "the controversial raid on B", "reprisal attacks": what only says of what kind is no doer who is unknown.
    bool kind = false, nobody = false;
    if (f.nominal && role.role == Role::actor && role.link == Link::possessor && fill.token >= 0 &&
        !classes.verb_shows_passive() && s.tree.case_of(fill.token) < 0) {
      const Upos u = s.tree.at(fill.token).upos;
      kind = u == Upos::ADJ || u == Upos::VERB || u == Upos::NUM || has(classes.instrument, s.tree.at(fill.token).hash);
    }
    coder.actors(a, sentence, s, m, fill,
                 recipient                                      ? (role.link == Link::oblique ? Side::place : Side::recipient)
                 : role.link == Link::oblique && role.forms > 0 ? Side::source
                                                                : Side::actor,
                 list, d.descended,
                 kind        ? nobody
                 : recipient ? foreign_recipient
                             : foreign_actor,
                 d.of_states);
    d.by_order = d.by_order || fill.by_order || fill.inside;
    filled += list.size() > before;
    if (role.role == Role::both) want_both = true;
    if (role.role == Role::actor) want_actor = true;
    if (recipient) want_recipient = true, need_recipient = need_recipient || !role.optional;
  }
}

void Coder::Drafter::look_in_order() {
  // What the tree left open is looked for in order: the nearest actor before the verb, right behind its object place.
  auto first_word = *std::min_element(m.words.begin(), m.words.begin() + m.count);
  auto last_word = *std::max_element(m.words.begin(), m.words.begin() + m.count);
  bool undergone =
      f.surface && s.tree.passive(m.anchor, coder.frames_.voice(coder.frames_.elements(f)[f.anchor], s.tree.at(m.anchor).hash));
  // "In a Pakistani town, clashes have left 40 dead": where a thing is the subject, nobody else did it.
  const int subject = f.type == EventType::ASSAULT && !f.nominal ? s.tree.subject(m.anchor) : -1;
  const bool thing = subject >= 0 && !m.has_word(subject) && has(classes.instrument, s.tree.at(subject).hash);
  if (want_actor && d.actors.empty() && !foreign_actor && !m.passive && !undergone && !thing && !f.nominal) {
    for (int t = first_word - 1; t >= std::max(0, first_word - 10); --t) {
      const model::Token& token = s.tree.at(t);
      if (token.upos == Upos::VERB || token.norm == ";" || token.norm == "\"" || token.upos == Upos::SCONJ) break;
      std::int32_t at = s.mention_at[static_cast<std::size_t>(t)];
      if (at < 0 || !coder.usable(a, a.mentions[static_cast<std::size_t>(at)], m, Side::actor)) continue;
      if (std::find(d.recipients.begin(), d.recipients.end(), at) != d.recipients.end()) continue;
      const Mention& found = a.mentions[static_cast<std::size_t>(at)];
      int lead = static_cast<int>(found.first - a.sentences[sentence].first);
      // Inside "in Russia", "dari Rusia"; but "pujian untuk Prabowo soal rencana mengirim …": who is spoken of does it.
      const int behind = static_cast<int>(found.last - a.sentences[sentence].first);
      const bool topic = behind < first_word && has(classes.about, s.tree.at(behind).hash);
      if (lead > 0 && s.tree.at(lead - 1).upos == Upos::ADP && !topic) continue;
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
        if (at >= 0 && coder.usable(a, a.mentions[static_cast<std::size_t>(at)], m, Side::recipient)) {
          d.recipients.push_back(at);
          d.by_order = true;
          break;
        }
      }
    }
  }
  // So is who undergoes it, before the word: "Lima warga, Rabu, tewas di Gaza".
  if (need_recipient && d.recipients.empty() && !foreign_recipient && !f.nominal) {
    for (int r = 0; r < m.role_count && d.recipients.empty(); ++r) {
      const Element& role = *m.roles[static_cast<std::size_t>(r)];
      bool undergoes = role.link == Link::subject ? !m.passive : role.link == Link::object && m.passive && !m.before_noun;
      if (role.role != Role::recipient || !undergoes) continue;
      for (int t = first_word - 1; t >= std::max(0, first_word - 10); --t) {
        const model::Token& token = s.tree.at(t);
        if (token.upos == Upos::VERB || token.norm == ";" || token.norm == "\"" || token.upos == Upos::SCONJ) break;
        std::int32_t at = s.mention_at[static_cast<std::size_t>(t)];
        if (at < 0) continue;
        const Mention& found = a.mentions[static_cast<std::size_t>(at)];
        int lead = static_cast<int>(found.first - a.sentences[sentence].first);
        bool adjunct = lead > 0 && s.tree.at(lead - 1).upos == Upos::ADP;
        if (!adjunct && coder.usable(a, found, m, Side::recipient) && found.actor.resolved() && !found.locative &&
            std::find(d.actors.begin(), d.actors.end(), at) == d.actors.end()) {
          d.recipients.push_back(at);
          d.by_order = true;
          break;
        }
        t = std::min(t, lead);
      }
    }
  }
}

// What was hit, and whose land it is in.
void Coder::Drafter::look_at_things() {
  // "Konvoi pegawai PBB diserang di Baghdad": whose the thing is that was attacked goes before where that was.
  if (f.type == EventType::ASSAULT && !f.nominal && (m.passive || !classes.verb_shows_passive()) && !d.recipients.empty() &&
      std::all_of(d.recipients.begin(), d.recipients.end(),
                  [&](std::int32_t r) { return a.mentions[static_cast<std::size_t>(r)].locative; })) {
    for (int i = 0; i < m.count; ++i) {
      int w = m.words[static_cast<std::size_t>(i)];
      if (w == m.anchor || !s.tree.nominal(w) || s.tree.case_of(w) >= 0) continue;
      std::vector<int> owners{w};
      s.tree.possessors(w, classes.agent, owners);
      for (int o : owners) {
        std::int32_t at = s.mention_at[static_cast<std::size_t>(o)];
        if (at < 0 || a.mentions[static_cast<std::size_t>(at)].locative ||
            !a.mentions[static_cast<std::size_t>(at)].actor.resolved() ||
            std::find(d.actors.begin(), d.actors.end(), at) != d.actors.end())
          continue;
        d.recipients.assign(1, at);
        break;
      }
    }
  }
  // "visited the main US base in Afghanistan": who visits his own forces abroad is a guest of the state where they stand.
  if (f.type == EventType::CONSULT && !d.symmetric && !f.symmetric && d.actors.size() == 1 && d.recipients.size() == 1 &&
      !classes.verb_shows_passive()) {
    const Mention by = a.mentions[static_cast<std::size_t>(d.actors[0])],
                  to = a.mentions[static_cast<std::size_t>(d.recipients[0])];
    if (to.sentence == sentence && !to.locative && !to.actor.country.empty() && to.actor.country == by.actor.country) {
      const model::Sentence& in = a.sentences[sentence];
      for (std::uint32_t t = to.last; t < std::min(in.last, to.last + 6); ++t) {
        const std::int32_t at = s.mention_at[t - in.first];
        if (at < 0 || !a.mentions[static_cast<std::size_t>(at)].locative ||
            a.mentions[static_cast<std::size_t>(at)].actor.country == by.actor.country)
          continue;
        d.recipients[0] = at;
        break;
      }
    }
  }
}

void Coder::Drafter::look_in_words() {
  // The victim or addressee may be in the word of the phrase itself: "expelled two Russian diplomats", "freed Palestinian
  // prisoners". Troops that are sent and crowds that march are doers, not victims.
  bool own_people = f.type == EventType::MOBILIZE || f.type == EventType::PROTEST ||
                    (f.type == EventType::RETREAT && !coder.has_mode(f.mode, "release"));
  if ((own_people ? d.actors.empty() : d.recipients.empty() && !(foreign_recipient && m.passive)) && !want_both &&
      !(f.symmetric && d.actors.size() > 1)) {
    for (int i = 0; i < m.count; ++i) {
      int w = m.words[static_cast<std::size_t>(i)];
      bool act = w == m.anchor && (!f.nominal || m.count == 1);
      std::int32_t at = act ? -1 : s.mention_at[static_cast<std::size_t>(w)];
      // "waged a deadly insurgency": what is fought is not whom.
      if (w != m.anchor && has(classes.war, s.tree.at(w).hash)) continue;
      // "a guerrilla war", "a police raid", "darurat militer": a word beside another only says of what kind.
      Deprel kind = s.tree.rel(w);
      if (at >= 0 && kind == Deprel::compound && m.has_word(s.tree.head(w))) continue;
      if (at >= 0 && !own_people && (kind == Deprel::nmod || kind == Deprel::amod) && s.tree.head(w) != m.anchor &&
          s.tree.case_of(w) < 0 && m.has_word(s.tree.head(w)) &&
          a.mentions[static_cast<std::size_t>(at)].kind != MentionKind::name)
        continue;
      if (at < 0 || !a.mentions[static_cast<std::size_t>(at)].actor.resolved() ||
          a.mentions[static_cast<std::size_t>(at)].locative)
        continue;
      // "asked allies for fighter jets": what is asked for or given is not asked.
      if (s.tree.case_of(w) >= 0 && (f.type == EventType::REQUEST || f.type == EventType::AID || f.type == EventType::REJECT) &&
          a.mentions[static_cast<std::size_t>(at)].actor.sector == model::Code3("MIL"))
        continue;
      // "diajukan ke pengadilan", "goes to court": nor is the court accused.
      if (s.tree.case_of(w) >= 0 && a.mentions[static_cast<std::size_t>(at)].actor.sector == model::Code3("JUD") &&
          (f.type == EventType::ACCUSE || f.type == EventType::COERCE || f.type == EventType::SANCTION))
        continue;
      auto& list = own_people ? d.actors : d.recipients;
      if (std::find(d.actors.begin(), d.actors.end(), at) != d.actors.end()) continue;
      if (std::find(d.recipients.begin(), d.recipients.end(), at) != d.recipients.end()) continue;
      list.push_back(at);
      (own_people ? foreign_actor : foreign_recipient) = false;
      // "spoke to the prime minister of X and the commander of Y"
      if (!own_people) {
        s.tree.children(w, [&](int c) {
          if (s.tree.rel(c) == Deprel::conj && s.tree.nominal(c) && !m.has_word(c)) ask(c, Side::recipient);
        });
      }
      break;
    }
  }
  // "pengebom bunuh diri menyerang B": the phrase's own subject, or the word it opens with, is the doer. The tree may take
  // "bunuh" for the verb.
  int opening = m.words[0];
  bool opens = coder.frames_.elements(f)[0].kind == lexicon::ElementKind::word && m.count > 1 && opening < m.words[1] &&
               s.tree.nominal(opening);
  if (!want_actor && want_recipient && d.actors.empty() && (!f.nominal || opens) && !m.passive && f.type == EventType::ASSAULT) {
    int by = opens ? opening : s.tree.subject(m.anchor);
    if (!opens && (by < 0 || by > m.anchor || !m.has_word(by))) by = opening < m.anchor ? opening : -1;
    std::int32_t at = by >= 0 ? s.mention_at[static_cast<std::size_t>(by)] : -1;
    if (at >= 0 && coder.usable(a, a.mentions[static_cast<std::size_t>(at)], m, Side::actor) &&
        a.mentions[static_cast<std::size_t>(at)].actor.resolved() &&
        std::find(d.recipients.begin(), d.recipients.end(), at) == d.recipients.end())
      d.actors.push_back(at);
  }
}

// Doers and victims that the words around the phrase name.
void Coder::Drafter::look_around() {
  // "B divonis … oleh A": the phrase names no doer, the sentence does.
  if (!want_actor && !want_both && d.actors.empty() && !f.nominal) {
    if (int by = s.tree.agent(m.anchor); by >= 0 && s.tree.has_case(by, classes.by)) {
      ask(by, Side::actor);
    }
  }
  // "ordered the expulsion of B": the verb that carries the noun knows who.
  if (int h = s.tree.head(m.anchor); !foreign_actor && !want_both && d.actors.empty() && f.nominal && h >= 0 &&
                                     s.tree.rel(m.anchor) == Deprel::obj && has(classes.light, s.tree.at(h).hash)) {
    ask(s.tree.subject(h), Side::actor);
  }
  // The act's own object where the phrase ends in a verb: "threatened to attack B".
  if (d.recipients.empty() && !want_both && m.count > 1 && f.type != EventType::MOBILIZE) {
    int w = m.words[static_cast<std::size_t>(m.count - 1)];
    if (w != m.anchor && s.tree.verb_like(w)) {
      ask(s.tree.object(w), Side::recipient);
    }
  }
  // "killed in an Israeli air strike": the doer owns one of the phrase's nouns.
  if ((!want_actor || m.passive) && !want_both && d.actors.empty()) {
    for (int i = 0; i < m.count && d.actors.empty(); ++i) {
      int w = m.words[static_cast<std::size_t>(i)];
      if (!s.tree.nominal(w) || is_subject(s.tree.rel(w))) continue;
      if (m.before_noun && s.tree.head(m.anchor) == w) continue;  // the victim
      std::vector<int> owners;
      s.tree.possessors(w, classes.agent, owners);
      for (int o : owners) {
        std::int32_t at = coder.mention_in(a, s, o, m, Side::actor, d.descended);
        if (at < 0 || std::find(d.recipients.begin(), d.recipients.end(), at) != d.recipients.end()) continue;
        // "shot in his car": whose the car is did not shoot.
        const int victim = m.passive ? s.tree.subject(m.anchor) : -1;
        const std::int32_t of = a.mentions[static_cast<std::size_t>(at)].antecedent;
        if (of >= 0 && victim >= 0 && s.mention_at[static_cast<std::size_t>(victim)] == of) continue;
        d.actors.push_back(at);
        break;
      }
    }
  }
}

// Joint acts.
void Coder::Drafter::pair_up() {
  // "saling mendukung", "each other": both sides are in the subject.
  bool reciprocal = false;
  for (int t = std::max(0, m.anchor - 2); t < std::min(s.tree.size(), m.anchor + 3); ++t) {
    reciprocal = reciprocal || (t != m.anchor && has(classes.reciprocal, s.tree.at(t).hash));
  }
  if (reciprocal && d.actors.size() >= 2 && d.recipients.empty()) {
    d.symmetric = true, want_both = true, need_recipient = false;
  }
  if (want_both && d.actors.size() == 1 && d.recipients.empty()) {
    if (std::int32_t at = coder.joined(a, sentence, s, m, d.actors[0]); at >= 0) d.actors.push_back(at);
  }
  if (want_both && d.actors.size() < 2 && d.recipients.empty()) {
    // The partner may follow: "A holds talks with B".
    for (int i = 0; i < m.count && d.recipients.empty(); ++i) {
      s.tree.children(m.words[static_cast<std::size_t>(i)], [&](int c) {
        int k = s.tree.case_of(c);
        if (d.recipients.empty() && k >= 0 && has(classes.with, s.tree.at(k).hash)) {
          ask(c, Side::recipient);
        }
      });
    }
  }
  // "seized the town after days of fighting with the army": who does the one fights, or meets, in the other.
  if (f.nominal && f.symmetric && (f.type == EventType::ASSAULT || f.type == EventType::CONSULT) &&
      d.actors.size() + d.recipients.size() == 1) {
    const Mention& one = a.mentions[static_cast<std::size_t>(d.actors.empty() ? d.recipients[0] : d.actors[0])];
    int k = one.sentence == sentence ? s.tree.case_of(static_cast<int>(one.head - a.sentences[sentence].first)) : -1;
    int verb = k >= 0 && has(classes.with, s.tree.at(k).hash) ? m.anchor : -1;
    for (int steps = 0; steps < 3 && verb >= 0 && !s.tree.verb_like(verb); ++steps) {
      Deprel r = s.tree.rel(verb);
      verb = r == Deprel::obl || r == Deprel::nmod ? s.tree.head(verb) : -1;
    }
    if (verb >= 0) {
      ask(s.tree.subject(verb), Side::actor);
    }
  }
}

// Who is no party after all.
void Coder::Drafter::tidy() {
  if (f.type == EventType::MOBILIZE || f.type == EventType::PROTEST || f.type == EventType::COERCE ||
      f.type == EventType::THREATEN || f.type == EventType::AID ||
      (f.type == EventType::REJECT && has(classes.governs_denied, s.tree.at(m.anchor).hash))) {
    coder.drop_own(a, s, d);
  }
  // "the Madrid bombings": the city was hit and hit nobody.
  if (f.nominal && f.type == EventType::ASSAULT && d.actors.size() == 1 &&
      a.mentions[static_cast<std::size_t>(d.actors[0])].capital) {
    const Mention& city = a.mentions[static_cast<std::size_t>(d.actors[0])];
    int t = static_cast<int>(city.head - a.sentences[sentence].first);
    if (city.sentence == sentence &&
        (s.tree.rel(t) == Deprel::compound || (s.tree.rel(t) == Deprel::nmod && d.recipients.empty())) && s.tree.case_of(t) < 0) {
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
  // "pembicaraannya dengan PM Y": a pronoun that stands for the other party is none beside it.
  std::erase_if(d.actors, [&](std::int32_t x) {
    std::int32_t of = a.mentions[static_cast<std::size_t>(x)].antecedent;
    return of >= 0 && of != x && std::find(d.actors.begin(), d.actors.end(), of) != d.actors.end();
  });
  // "menyerang diplomat yang mengunjungi Sri Lanka, yang mencederai dua orang": the attack did, not the place.
  if (f.type == EventType::ASSAULT && !f.nominal && !m.passive && d.actors.size() == 1 && !d.recipients.empty() &&
      s.tree.rel(m.anchor) == Deprel::acl_relcl) {
    bool effect = has(classes.effect, s.tree.at(m.anchor).hash);
    const Mention& by = a.mentions[static_cast<std::size_t>(d.actors[0])];
    std::uint32_t behind = by.last;
    bool comma = by.sentence == sentence && behind < a.sentences[sentence].last && a.tokens[behind].norm == ",";
    bool land = by.actor.sector.empty() && (by.actor.kind == model::ActorKind::state || by.actor.kind == model::ActorKind::place);
    // "the bombing of a Pakistani train which killed": nor the state that a thing of the phrase belongs to.
    int head = s.tree.subject(m.anchor);
    bool thing = head >= 0 && s.mention_at[static_cast<std::size_t>(head)] < 0 && !has(classes.instrument, s.tree.at(head).hash);
    if (land && ((comma && effect) || thing)) d.actors.clear(), foreign_actor = false;
  }
  // "the Madrid bombings killed 191", "Guatemala's civil war": where it went off or was fought tells no doer.
  if (f.type == EventType::ASSAULT && !f.nominal && !m.passive && d.actors.size() == 1) {
    const int by = s.tree.subject(m.anchor);
    const std::int32_t at = d.actors[0];
    const Mention& owner = a.mentions[static_cast<std::size_t>(at)];
    const bool of_thing =
        by >= 0 && has(classes.instrument, s.tree.at(by).hash) && s.mention_at[static_cast<std::size_t>(by)] != at;
    const bool of_war = by >= 0 && has(classes.war, s.tree.at(by).hash);
    if (of_thing && (owner.actor.kind == model::ActorKind::place || of_war)) d.actors.clear(), foreign_actor = false;
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
  // "ingin B menghentikan …": who shall act stands before what he shall do; "ingin membantu B" wants nothing of B.
  for (int r = 0; r < m.role_count && !m.passive && !f.nominal; ++r) {
    const Element& role = *m.roles[static_cast<std::size_t>(r)];
    if (role.role != Role::recipient || (role.link != Link::object && role.link != Link::clause_subject)) continue;
    const int act = word_after(coder.frames_.elements(f), m, static_cast<int>(&role - coder.frames_.elements(f).data()));
    if (act == INT_MAX || !s.tree.verb_like(act)) continue;
    std::erase_if(d.recipients, [&](std::int32_t at) {
      const Mention& x = a.mentions[static_cast<std::size_t>(at)];
      return x.sentence == sentence && static_cast<int>(x.first - a.sentences[sentence].first) > act;
    });
  }
}

// Where a party may stay unknown.
void Coder::Drafter::excuse() {
  auto filled_by = [&](Role role, auto&& fits) {
    for (int r = 0; r < m.role_count; ++r) {
      int token = m.fillers[static_cast<std::size_t>(r)].token;
      std::int32_t at = token < 0 ? -1 : s.mention_at[static_cast<std::size_t>(token)];
      if (at >= 0 && m.roles[static_cast<std::size_t>(r)]->role == role && fits(a.mentions[static_cast<std::size_t>(at)]))
        return true;
    }
    return false;
  };
  // "meminta semua pihak menahan diri", "urged all sides": everybody and so nobody.
  if (need_recipient && d.recipients.empty() && filled_by(Role::recipient, [](const Mention& x) {
        return x.kind == MentionKind::group && x.members[0] < 0 && !x.actor.resolved();
      })) {
    need_recipient = foreign_recipient = false;
  }
  // "asked its allies for arms": so are they whose names the text does not tell.
  if (need_recipient && d.recipients.empty() && f.type == EventType::REQUEST) {
    for (int r = 0; r < m.role_count; ++r) {
      const int token = m.fillers[static_cast<std::size_t>(r)].token;
      if (m.roles[static_cast<std::size_t>(r)]->role == Role::recipient && token >= 0 &&
          has(classes.others, s.tree.at(token).hash))
        need_recipient = foreign_recipient = false;
    }
  }
  // "Ia menuduh menteri itu": somebody did, though the text does not tell who.
  if (foreign_actor && d.actors.empty() && !d.recipients.empty() &&
      filled_by(Role::actor, [](const Mention& x) { return x.open_pronoun(); })) {
    foreign_actor = false;
  }
  // "A car bomb killed two policemen", "serangan udara menewaskan": what did it is named, who did it may not be.
  if (foreign_actor && d.actors.empty() && f.type == EventType::ASSAULT && !d.recipients.empty() && !m.passive) {
    auto instrument = [&](int by) { return by >= 0 && has(classes.instrument, s.tree.at(by).hash); };
    const int by = s.tree.subject(m.anchor);
    if (instrument(by)) foreign_actor = false;
    // "operasi itu menewaskan dua orang", "yang pada 2004 menewaskan …": a thing, where words of violence stand around.
    if (by >= 0 && s.mention_at[static_cast<std::size_t>(by)] < 0 && has(classes.effect, s.tree.at(m.anchor).hash) &&
        coder.violent(a, sentence, s.tree))
      foreign_actor = false;
    for (int r = 0; r < m.role_count; ++r) {
      if (m.roles[static_cast<std::size_t>(r)]->role == Role::actor && instrument(m.fillers[static_cast<std::size_t>(r)].token))
        foreign_actor = false;
    }
  }
}

void Coder::Drafter::judge_parties() {
  const bool shared = of_two_states();
  if (want_both && d.actors.size() < 2 && d.recipients.empty() && !shared)
    d.reason = "only one party named";
  else if (need_recipient && d.recipients.empty())
    d.reason = foreign_recipient ? "recipient is no political actor" : "no recipient";
  else if (want_actor && d.actors.empty() && foreign_actor)
    d.reason = "subject is no political actor";
  else if (d.actors.empty() && d.recipients.empty())
    d.reason = "no actor";
  else if (want_actor && d.actors.empty() && !m.passive && !f.nominal && s.tree.subject(m.anchor) < 0 && d.recipients.empty())
    d.reason = "no actor";
  if (d.reason == nullptr && !resolved(d.actors) && !resolved(d.recipients)) d.reason = "nobody known";
  // "Polisi tiba di TKP": coming to a place of nobody in particular is no visit.
  if (d.reason == nullptr && need_recipient && f.type == EventType::CONSULT && coder.has_mode(f.mode, "visit") &&
      !resolved(d.recipients))
    d.reason = "recipient is no political actor";
  // "seorang terdakwa": a noun that looks like the passive of its verb names somebody.
  if (d.reason == nullptr && !f.nominal && classes.verb_shows_passive() && s.tree.at(m.anchor).upos == Upos::NOUN &&
      s.tree.at(m.anchor).norm.starts_with("ter"))
    d.reason = "names somebody";
  // "mengakui pencarian itu lambat": admits, recognises nobody.
  if (d.reason == nullptr && f.type == EventType::SUPPORT && f.words == 1 &&
      has(classes.governs_report, s.tree.at(m.anchor).hash)) {
    s.tree.children(m.anchor, [&](int c) {
      if (c > m.anchor && s.tree.rel(c) == Deprel::ccomp) d.reason = "tells something";
    });
  }
  // "Susi Air landed in Nduga": somebody unknown visits no one by coming to a place.
  if (d.reason == nullptr && f.type == EventType::CONSULT && !d.symmetric && !resolved(d.actors) &&
      std::all_of(d.recipients.begin(), d.recipients.end(),
                  [&](std::int32_t at) { return a.mentions[static_cast<std::size_t>(at)].locative; })) {
    d.reason = "nobody known";
  }
  if (d.reason == nullptr && want_actor && d.actors.empty() && !want_recipient) d.reason = "no actor";
  if (d.reason == nullptr && d.symmetric && f.type != EventType::ASSAULT && d.actors.size() + d.recipients.size() < 2 &&
      !shared) {
    d.reason = "only one party named";
  }
}

// Words that look like an act and are none.
void Coder::Drafter::judge_words() {
  // "Macan Pembebasan Tamil Eelam", "Security Assistance Force": words of a name do nothing.
  if (std::int32_t at = s.mention_at[static_cast<std::size_t>(m.anchor)]; d.reason == nullptr && at >= 0) {
    const Mention& x = a.mentions[static_cast<std::size_t>(at)];
    bool name = x.kind == MentionKind::name && x.last - x.first > 1 && (s.tree.at(m.anchor).shape & model::kCapital) != 0;
    name = name || (x.kind == MentionKind::office && !f.nominal && !s.tree.verb_like(m.anchor) && m.count == 1);
    // "pihak Pembebasan Macan Tamil Eelam"
    name = name || (x.last - x.first > 2 && x.actor.sector.view().starts_with("REB") && m.count == 1 && m.anchor > 0 &&
                    (s.tree.at(m.anchor).shape & model::kCapital) != 0);
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

  if (d.reason == nullptr && f.type == EventType::ASSAULT && coder.mishap(s.tree, m, d.actors.empty()))
    d.reason = "a mishap, nobody's act";
  auto armed = [&](const std::vector<std::int32_t>& list) {
    return std::any_of(list.begin(), list.end(), [&](std::int32_t at) {
      std::string_view sector = a.mentions[static_cast<std::size_t>(at)].actor.sector.view().substr(0, 3);
      return sector == "MIL" || sector == "COP";
    });
  };
  // "Two men died": at somebody's hands only where the words around tell of violence.
  if (d.reason == nullptr && f.type == EventType::ASSAULT && m.count == 1 && has(classes.death, s.tree.at(m.anchor).hash) &&
      d.actors.empty() && !coder.violent(a, sentence, s.tree) && !armed(d.recipients)) {
    d.reason = "a death without violence";
  }
  // "talks on the war in Ukraine": who wages it is not told.
  if (d.reason == nullptr && f.type == EventType::ASSAULT && f.nominal && d.actors.empty() && m.count == 1 &&
      has(classes.war, s.tree.at(m.anchor).hash)) {
    d.reason = "a war, nobody's act";
  }
  // "pukul 09.00": a time of day.
  if (d.reason == nullptr && m.anchor + 1 < s.tree.size() && has(classes.clock, s.tree.at(m.anchor).hash) &&
      (s.tree.at(m.anchor + 1).shape & model::kHasDigit) != 0) {
    d.reason = "a time of day";
  }
}

// "released two captured pilots", "pilot yang ditangkap": what they are, told of them in passing; here the second.
bool Coder::Drafter::bare_relative() const {
  if (!classes.verb_shows_passive() || s.tree.rel(m.anchor) != Deprel::acl_relcl ||
      !s.tree.passive(m.anchor, lexicon::Voice::any))
    return false;
  bool bare = true;
  s.tree.children(m.anchor, [&](int c) {
    const Deprel r = s.tree.rel(c);
    bare = bare && (is_subject(r) || r == Deprel::aux || r == Deprel::aux_pass || r == Deprel::mark || r == Deprel::punct);
  });
  return bare;
}

void Coder::Drafter::judge_sides() {
  // Somebody must promise, meet, help or demand; force and judgement are told without saying whose.
  bool doer_may_be_hidden = f.type == EventType::ASSAULT || f.type == EventType::COERCE || f.type == EventType::SANCTION ||
                            f.type == EventType::RETREAT || f.type == EventType::ACCUSE || f.type == EventType::PROTEST;
  // "Russia must stop this, the minister said": whoever says so demands it; settle() finds out who.
  bool speaker_demands = f.type == EventType::REQUEST && !want_actor && !want_both && !d.recipients.empty();
  if (d.reason == nullptr && d.actors.empty() && !doer_may_be_hidden && !speaker_demands) d.reason = "no actor";
  if (d.reason == nullptr && d.actors.empty() && (m.before_noun || bare_relative())) d.reason = "a trait of those it befell";
  // A mere possibility is worth telling only of known sides.
  if (d.reason == nullptr && d.modality == Modality::hypothetical && (d.actors.empty() || d.recipients.empty()) && !d.symmetric) {
    d.reason = "a possibility without two sides";
  }
}

void Coder::Drafter::score() {
  int functions = 0;  // "the attack on *" says more than "the attack B"
  for (const Element& e : coder.frames_.elements(f)) functions += e.kind == lexicon::ElementKind::function;
  // More of the phrase and more of the tree is better evidence; order is weaker than structure.
  d.score = static_cast<float>(m.count) + 0.7f * static_cast<float>(functions) + 0.6f * static_cast<float>(filled) -
            (d.by_order ? 0.5f : 0.f) - (d.descended ? 0.2f : 0.f) - (m.loose ? 0.4f : 0.f) + (f.nominal ? -0.1f : 0.f) -
            (d.reason != nullptr ? 3.f : 0.f);
}

}  // namespace kawat::events
