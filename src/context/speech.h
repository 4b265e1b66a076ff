// Words that tell who says something, read from data/lang/<code>/speech.tsv. Share freely between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "lexicon/pack.h"
#include "lexicon/phrases.h"
#include "model/analysis.h"

namespace kawat::context {

enum class CueKind : std::uint8_t { none, speech, report, relay, thought, word };

// Uses of a cue; the letters of the table.
enum Use : std::uint32_t {
  kClause = 1,      // c: a clause follows
  kObject = 2,      // o: a noun names the content
  kInfinitive = 4,  // x
  kClauseOnly = 8,  // e: content only where the tree shows a clause
  kDirect = 16,     // q: stands beside quotation marks
  kWords = 32,      // w: what follows is the content
  kSource = 64,     // s: the source follows
  kInner = 128,     // i: that source is nearer to the origin
  kAfter = 256,     // n: the speaker may follow
  kAgent = 512,     // v: passive, the agent speaks
  kPassive = 1024,  // p: passive form, its subject speaks
  kThat = 2048,
  kBy = 4096,
  kThis = 8192,
  kStop = 16384,
  kThatOnly = 32768,     // b: a clause follows, but only after "that"
  kFact = 65536,         // f: what is named happened anyway ("condemn"): the speaker is not the one who tells it
  kDocument = 1 << 17,   // words: what is issued ("statement")
  kMedium = 1 << 18,     // words: what carries words ("television", "Twitter")
  kHe = 1 << 19,         // words: pronouns of one person
  kNobody = 1 << 20,     // words: pronouns that name no speaker ("that", "what")
  kLink = 1 << 22,       // words: prepositions that go on with what is said of an object ("accused him of")
  kNoun = 1 << 23,       // m: a noun; its owner speaks ("Iran's claim that"), what follows is the content
  kHearer = 1 << 21,     // h: who hears it may stand before the clause ("told")
  kDay = 1 << 24,        // words: days and months, before which a verb keeps its plain sense ("reported on Thursday")
  kInterview = 1 << 26,  // words: where a medium hears it ("interview")
  kServant = 1 << 27,    // words: who speaks for somebody else ("spokesman")
  kPlain = 1 << 28,      // l: says only that something is said ("say", not "accuse"): its subject tells what follows
  // Small words and cues are told apart by their kind and so may share bits.
  kOrigin = 1 << 0,      // words: who may be quoted without a name ("sources")
  kAs = 1 << 1,          // words: "as X said, …"
  kMediaOnly = 1 << 25,  // r: the source must be a medium ("documents seen by Reuters")
};

struct Cue {
  CueKind kind = CueKind::none;
  std::uint32_t uses = 0;
  std::uint32_t words = 0;
};

class Speech {
 public:
  static Result<Speech> build(const lexicon::Pack& pack, std::string_view language);
  // The longest cue that starts at this token, before `last`. Small words are no cues.
  Cue cue(const model::Analysis& a, std::uint32_t token, std::uint32_t last) const;
  // The longest small word of this use, in tokens; 0 = none.
  std::uint32_t word(const model::Analysis& a, std::uint32_t token, std::uint32_t last, Use use) const;
  bool starts(std::uint64_t hash) const { return phrases_.starts(hash); }
  bool any_cue(std::uint64_t hash) const { return cues_.starts(hash); }

 private:
  std::unique_ptr<std::string> bytes_, cue_bytes_;
  lexicon::Phrases phrases_;  // value: kind in the top byte, uses below
  lexicon::Phrases cues_;     // first words of cues alone
};

}  // namespace kawat::context
