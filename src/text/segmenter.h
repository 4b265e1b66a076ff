// Text → sentences and tokens, in the manner of the language's Universal Dependencies treebanks.
//
//   auto segmenter = Segmenter::build(pack, "id");
//   segmenter->segment(document, analysis);   // fills analysis.sentences and analysis.tokens
//
// One pass over the bytes; the dateline and the noise spans of the document are left out. A line break ends a sentence.
// Tokens are stretches of the text: clitics are cut off ("tahun|nya", "do|n't") and nothing is rewritten.
// Immutable once built: share freely between threads (one Analysis per thread). Any bytes are safe; the text should be UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"
#include "model/analysis.h"

namespace kawat::text {

// Word hash → flags, flat. 0 = not there.
class WordFlags {
 public:
  void add(std::uint64_t hash, std::uint32_t flags);
  std::uint32_t of(std::uint64_t hash) const {
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      if (slots_[at].hash == hash) return slots_[at].flags;
      if (slots_[at].hash == 0) return 0;
    }
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t flags = 0;
  };
  std::vector<Slot> slots_ = std::vector<Slot>(64);
  std::size_t mask_ = 63;
  std::size_t used_ = 0;
};

class Segmenter {
 public:
  // Reads lang/<language>/{abbreviations,tokens}.tsv. Error unsupported_language where they are missing, bad_table where a row
  // cannot be understood.
  static Result<Segmenter> build(const lexicon::Pack& pack, std::string_view language);

  // Replaces analysis.tokens and analysis.sentences; norms go into analysis.arena, which is not reset here.
  void segment(const model::Document& document, model::Analysis& analysis) const;

  static constexpr std::uint32_t kMaxSentence = 400;  // longer ones are cut, at a comma where there is one

 private:
  friend class Pass;
  enum Flag : std::uint32_t {
    kTitle = 1,                 // abbreviation that a name or number follows: never ends a sentence
    kAbbreviation = 2,          // abbreviation that may end a sentence
    kStarter = 4,               // word that often opens a sentence
    kWhole = 8,                 // looks like word + clitic, but is not
    kPrefix = 16,               // stays joined to what follows its hyphen
    kDomain = 32,               // "com" in kompas.com
    kBeforeNumber = 64,         // "Rp" in Rp5.000
    kJoinCurrency = 128,        // "US" in US$
    kNumberAbbreviation = 512,  // abbreviation only before a number
    kAfterApostrophe = 1024,    // "s" in China's
    kNegation = 2048,           // "n't"
    kUnit = 1u << 15,           // "kg" in 5kg
    kCutShift = 12,             // three bits: letters before the cut (not a bit of its own)
    kStem = 1u << 16,           // kStem << n: takes the n-th clitic
  };
  struct Clitic {
    std::string form;     // folded
    bool listed = false;  // only after listed stems, or stems that end in one of `endings`
    std::vector<std::string> endings;
  };

  WordFlags words_;
  std::vector<Clitic> clitics_;
  bool cuts_ = false;
  bool apostrophes_ = false;    // some clitic follows an apostrophe
  bool split_hyphens_ = false;  // "long-term": three tokens
};

}  // namespace kawat::text
