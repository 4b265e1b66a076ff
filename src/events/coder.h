// Tree + actors → coded events of one sentence, and the rules between the events of an article. Language-neutral: everything
// particular to a language comes from its folder. Share freely; the scratch belongs to one thread.
//
//   Coder::Scratch scratch;
//   if (coder.promise(analysis, s) == Promise::act) { …parse s…; coder.code(analysis, s, scratch); }
//   …when, where, who says so…;  coder.settle(analysis);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/matcher.h"
#include "events/ranker.h"
#include "lexicon/frames.h"
#include "lexicon/ontology.h"
#include "lexicon/pack.h"
#include "model/analysis.h"

namespace kawat::events {

// Why a phrase that was found gave no event; kept only when asked for.
struct Rejected {
  std::uint32_t sentence = 0;
  model::Span trigger;
  model::EventType type = model::EventType::none;
  std::string_view rule;
  const char* reason = "";
};

struct Relation {
  model::EventType type = model::EventType::none;
  std::int16_t mode = -1;
  model::Modality modality = model::Modality::actual;
  float confidence = 0;
  std::string_view rule;
};

class Coder {
 public:
  struct Scratch {
    Tree tree;
    std::vector<Match> matches;
    std::vector<std::int32_t> mention_at;  // per token of the sentence
    std::vector<Rejected>* rejected = nullptr;
  };

  Coder(const Coder&) = delete;
  Coder(Coder&&) = default;
  static Result<Coder> build(const lexicon::Pack& pack, std::string_view language, const lexicon::Ontology& ontology);

  // None without an actor in the sentence; without an act promised there is none.
  Promise promise(const model::Analysis& a, std::uint32_t sentence) const;
  // Appends to a.events. The sentence must be parsed.
  void code(model::Analysis& a, std::uint32_t sentence, Scratch& s) const;
  // Rules between the events of an article, once they are dated: tellings of one event become one.
  void settle(model::Analysis& a) const;
  // The act between two given mentions of a text whose sentences are parsed, whatever the evidence; type none only without any.
  // `features`: what the learned model saw, for its training.
  Relation relate(const model::Analysis& a, std::int32_t from, std::int32_t to, Scratch& s, Features* features = nullptr) const;

 private:
  // place: a recipient behind a preposition of the phrase; source: an actor behind one
  enum class Side : std::uint8_t { actor, recipient, place, source };
  struct Draft;    // one match with its actors, before the rules
  struct Drafter;  // makes it
  struct Reading;  // a draft as an answer about two given actors
  std::vector<Reading> readings(const model::Analysis& a, std::uint32_t sentence, const std::vector<Draft>& found,
                                std::int32_t from, std::int32_t to) const;
  void pair_features(const model::Analysis& a, std::int32_t from, std::int32_t to, const std::vector<Reading>& readings,
                     const Scratch& s, Features& out) const;
  // Where no frame gives an event: the learned model's surest one between two actors of the sentence, if it is sure enough.
  void infer(model::Analysis& a, std::uint32_t sentence, Scratch& s) const;
  // A plan of a friendly act is an agreement; a plan to yield is a concession (PLOVER). True when it was one.
  static bool plan(model::EventType& type, std::int16_t& mode, model::Modality& modality);
  Coder(lexicon::Frames frames, lexicon::Grammar grammar, lexicon::Grammar governors, Ranker ranker,
        const lexicon::Ontology& ontology);
  void prepare(const model::Analysis& a, std::uint32_t sentence, Scratch& s) const;
  std::vector<Draft> drafts(const model::Analysis& a, std::uint32_t sentence, Scratch& s) const;
  void choose(std::vector<Draft>& drafts, const model::Analysis& a, std::uint32_t sentence, Scratch& s) const;
  std::int32_t joined(const model::Analysis& a, std::uint32_t sentence, const Scratch& s, const Match& m, std::int32_t one) const;
  bool mishap(const Tree& tree, const Match& m, bool nobody) const;
  bool violent(const model::Analysis& a, std::uint32_t sentence, const Tree& tree) const;
  bool part_of(const model::Analysis& a, const Tree& tree, const Draft& part, Draft& whole) const;
  bool beside(const Tree& tree, int verb) const;
  bool has_mode(std::int16_t mode, std::string_view name) const;
  void recode(model::Event& e, model::EventType type, std::string_view mode = {}) const;  // a mode of the ontology, or none
  void outlawed(const model::Analysis& a, const model::Mention& who, model::Event& e) const;
  void owners_of_words(model::Analysis& a, std::uint32_t sentence, const Scratch& s, Draft& d) const;
  bool claimed(const Tree& tree, const Match& m) const;
  bool untrue(const Tree& tree, const Match& m) const;
  void drop_own(const model::Analysis& a, const Scratch& s, Draft& d) const;
  model::Modality modality(const Tree& tree, const Match& m) const;
  void actors(const model::Analysis& a, std::uint32_t sentence, const Scratch& s, const Match& m, const Filler& f, Side side,
              std::vector<std::int32_t>& out, bool& descended, bool& foreign, bool& states) const;
  std::int32_t mention_in(const model::Analysis& a, const Scratch& s, int head, const Match& m, Side side, bool& descended) const;
  bool usable(const model::Analysis& a, const model::Mention& m, const Match& match, Side side) const;
  void emit(model::Analysis& a, std::uint32_t sentence, const Draft& draft) const;
  void of_many_states(model::Analysis& a, std::vector<std::int32_t>& list) const;
  static void of_one_side(model::Analysis& a, std::vector<std::int32_t>& list);
  std::vector<std::int32_t> states_behind(const model::Analysis& a, const model::Mention& m) const;
  std::int32_t owner_before(const model::Analysis& a, const model::Mention& m) const;
  std::vector<std::int32_t> parts_of(const model::Analysis& a, const model::Mention& m) const;
  static std::int32_t unplaced(model::Analysis& a, model::Mention m);
  std::int32_t state_of(model::Analysis& a, std::int32_t member) const;
  std::uint64_t contexts(const model::Analysis& a, std::uint32_t sentence) const;
  Classes classes() const;  // views into the grammars

  lexicon::Frames frames_;
  lexicon::Grammar grammar_, governors_;
  const lexicon::Ontology* ontology_;
  Classes classes_;
  Ranker ranker_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> contexts_;  // word hash, context bit; sorted
};

}  // namespace kawat::events
