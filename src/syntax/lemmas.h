// The dictionary form of a word, from three sources in turn:
//   1. irregular forms (data/lang/<code>/lemmas.tsv), then words of the treebanks whose lemma the rest gets wrong (in the model),
//      both by form and part of speech;
//   2. affixes of the language (lemmas.tsv), taken off until a known root is left (lemmas.tsv and the model);
//   3. endings and what replaces them, by part of speech, learned from the treebanks (in the model).
// Rows of lemmas.tsv: "forms UPOS lemma form form…", "upos UPOS…" (takes affixes), "prefix strip put-instead", "suffix strip",
// "root word word…", "verbal kind form form…" (verbless.h).
// Immutable, shared between threads; the model and the table must outlive it. Does not fail: a word without better answer is its
// own lemma.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "model/syntax.h"
#include "syntax/model_file.h"
#include "syntax/verbless.h"

namespace kawat::syntax {

// Open-addressing table of nonzero keys, in the model or in memory.
struct KeyTable {
  std::span<const std::uint64_t> keys;
  std::span<const std::uint64_t> values;
  const std::uint64_t* find(std::uint64_t key) const;
};

// What lemmas are learned from: folded form and lemma.
struct LemmaPair {
  std::string_view form;
  std::string_view lemma;
  model::Upos upos;
};
class Lemmas {
 public:
  // The table may be empty. Errors: bad_table with the line, bad_model.
  static Result<Lemmas> build(const ModelFile& file, std::string_view table, std::string_view name);

  // Memory of one thread, for any number of languages; it never changes a result. Taking affixes off is the dearest source, and
  // most words of a text are few: what it gave for words met lately is kept.
  class Scratch {
    friend class Lemmas;
    struct Slot {
      std::uint64_t key = 0;
      std::uint8_t size = 0;  // 0: no root was found
      std::array<char, 31> lemma{};
    };
    std::string text_;
    std::vector<Slot> known_;
  };
  // A view into the model, the token's own form, or the arena.
  std::string_view find(const model::Token& token, Arena& arena, Scratch& scratch) const;
  const HiddenVerbs& hidden_verbs() const { return hidden_; }

  friend void add_lemmas(const std::vector<LemmaPair>& pairs, std::string_view table, ModelWriter& writer);
  static std::uint64_t word_key(std::uint64_t hash, model::Upos upos);
  static std::uint64_t ending_key(std::string_view ending, model::Upos upos);

 private:
  struct Affix {
    std::string_view strip;
    std::string_view add;
  };
  bool root(std::string_view word) const;
  bool strip_affixes(std::string_view word, std::string& lemma) const;
  std::string_view without_affixes(std::string_view word, std::uint64_t key, Scratch& scratch) const;
  void strip_prefixes(std::string_view word, int depth, int taken, std::pair<int, std::string>& best) const;
  std::string_view text(std::uint64_t value) const { return text_.substr(value >> 16 & 0xFFFFFFFF, value & 0xFF); }

  KeyTable words_, endings_;
  std::vector<std::uint64_t> form_keys_;  // irregular forms; form_lemmas_ has the same places
  std::vector<std::string_view> form_lemmas_;
  std::string_view text_;
  std::span<const std::uint64_t> model_roots_;  // open addressing, as keys
  std::vector<std::uint64_t> roots_;            // the same for those of the table
  std::vector<Affix> prefixes_, suffixes_;
  HiddenVerbs hidden_;
  std::uint32_t affix_upos_ = 0;  // parts of speech that take affixes
  std::uint64_t identity_ = 0;    // of the model and the table
};

// Writes the arrays of the model.
void add_lemmas(const std::vector<LemmaPair>& pairs, std::string_view table, ModelWriter& writer);

}  // namespace kawat::syntax
