// Frames by example, compiled: what docs/formats-frames.md describes, as flat arrays in the pack. Share freely between threads.
//
// A frame is a row of elements in the order of its phrase. Words carry every form they may take; roles say how they hang on
// the words. `key` is the rarest word: the one that is looked up; `anchor` the word that carries subject and object.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "lexicon/ontology.h"
#include "model/event.h"

namespace kawat::lexicon {

enum class ElementKind : std::uint8_t {
  word,      // a word of the act
  function,  // preposition or mark that must follow, nothing recorded ("to *")
  role,
};
enum class Role : std::uint8_t { actor, recipient, both };  // both: "A and B"
enum class Link : std::uint8_t {
  subject,         // of the anchor
  object,          // of the anchor
  oblique,         // by one of the element's prepositions
  possessor,       // of the nominal anchor: "A's visit", "serangan A", "by A", "oleh A"
  clause_subject,  // of the complement: "demands that B *"
  inside,          // anywhere in what follows: "* B"
  behind,          // right behind a word that is not the anchor: "tewas dalam serangan A"
  owner,           // of the word that comes next: "turns down B's request"
};
enum class Voice : std::uint8_t { any, active, passive, bare };

struct Element {
  ElementKind kind = ElementKind::word;
  Role role = Role::actor;
  Link link = Link::subject;
  std::uint8_t optional = 0;
  std::uint32_t first_form = 0;  // word, function: its forms; oblique role: its prepositions
  std::uint32_t forms = 0;
};

struct Frame {
  std::uint64_t contexts = 0;
  std::uint32_t first_element = 0;
  std::uint32_t rule = 0;     // offset and size of "id/frames/aid.frames:12"
  std::uint32_t pattern = 0;  // equal for phrases that are the same in several files
  std::uint16_t rule_size = 0;
  std::uint16_t cameo = 0;
  std::int16_t mode = -1;
  std::uint8_t elements = 0;
  std::uint8_t key = 0;  // element indices
  std::uint8_t anchor = 0;
  std::uint8_t words = 0;    // word elements: how specific the frame is
  std::uint8_t nominal = 0;  // the anchor is a noun
  std::uint8_t symmetric = 0;
  std::uint8_t surface = 0;      // written in the passive ("A is expected to …", "B ditetapkan …"): its subject is the sentence's
  std::uint8_t modality = 0xFF;  // a model::Modality that the frame forces; 0xFF = as the sentence says
  model::EventType type = model::EventType::none;  // none: the phrase is no act
  std::uint8_t imperative = 0;                     // "Stop the war": an appeal of whoever says so
  std::array<std::uint8_t, 4> unused{};            // no byte of a pack is left to chance
};
static_assert(std::has_unique_object_representations_v<Frame> && std::has_unique_object_representations_v<Element>);

// Elements with equal forms are one choice of words. A frame stands under the choice of its key; `needs` names those that it has
// besides, the rarest first. 0 = none.
struct Trigger {
  std::uint32_t frame = 0;
  std::array<std::uint16_t, 4> needs{};
};

class Frames {
 public:
  Frames() = default;
  static Result<Frames> open(std::string_view bytes);

  std::span<const Frame> all() const { return {frames_, count_}; }
  std::span<const Element> elements(const Frame& f) const { return {elements_ + f.first_element, f.elements}; }
  // The choices of words that a form is in.
  std::span<const std::uint16_t> choices(std::uint64_t hash) const {
    if (mask_ == 0) return {};
    for (std::uint64_t at = hash & mask_; slots_[at].hash != 0; at = (at + 1) & mask_) {
      if (slots_[at].hash == hash) return {lists_ + slots_[at].first, slots_[at].count};
    }
    return {};
  }
  std::size_t choice_count() const { return choice_count_; }
  // Frames whose key is this choice.
  std::span<const Trigger> triggered(std::uint16_t choice) const {
    return {triggers_ + choices_[choice].first, choices_[choice].count};
  }
  std::span<const std::uint64_t> forms(const Element& e) const { return {forms_ + e.first_form, e.forms}; }
  bool matches(const Element& e, std::uint64_t hash) const {
    for (std::uint32_t i = 0; i < e.forms; ++i) {
      if (forms_[e.first_form + i] == hash) return true;
    }
    return false;
  }
  Voice voice(const Element& e, std::uint64_t hash) const {
    for (std::uint32_t i = 0; i < e.forms; ++i) {
      if (forms_[e.first_form + i] == hash) return voices_[e.first_form + i];
    }
    return Voice::any;
  }
  std::string_view rule(const Frame& f) const { return {strings_ + f.rule, f.rule_size}; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  struct Choice {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };
  friend class FrameCompiler;
  const Frame* frames_ = nullptr;
  const Element* elements_ = nullptr;
  const std::uint64_t* forms_ = nullptr;
  const Slot* slots_ = nullptr;
  const std::uint16_t* lists_ = nullptr;  // of choices, by slot
  const Choice* choices_ = nullptr;
  const Trigger* triggers_ = nullptr;
  const Voice* voices_ = nullptr;
  const char* strings_ = nullptr;
  std::size_t count_ = 0, choice_count_ = 0;
  std::uint64_t mask_ = 0;
};

// The choices of words that a sentence holds. Most frames that a word calls up lack another of their words: this tells so without
// a look at the frame.
class WordSet {
 public:
  explicit WordSet(const Frames& frames) : frames_(&frames) { std::fill_n(bits_.begin(), (frames.choice_count() + 63) / 64, 0); }
  void add(std::uint64_t hash) {
    for (std::uint16_t c : frames_->choices(hash)) bits_[c / 64] |= 1ull << c % 64;
  }
  // False only where a word of the frame is not there.
  bool may_hold(const Trigger& t) const {
    for (std::uint16_t c : t.needs) {
      if (c == 0) return true;
      if ((bits_[c / 64] >> c % 64 & 1) == 0) return false;
    }
    return true;
  }

 private:
  const Frames* frames_;
  std::array<std::uint64_t, 1024> bits_;  // emptied as far as it is used
};

// The closed classes of data/lang/<code>/grammar.tsv as sorted word hashes.
class Grammar {
 public:
  static Grammar read(std::string_view table);
  bool is(std::string_view cls, std::uint64_t hash) const;
  // Sorted hashes of one class; keep the span, not the name, on hot paths.
  std::span<const std::uint64_t> words(std::string_view cls) const;

 private:
  std::vector<std::pair<std::string, std::vector<std::uint64_t>>> classes_;
};

// A phrase as it is compiled, with its words as they were written: for tools that look at frame files. A line with alternatives
// gives several.
struct WrittenElement {
  Element element;
  std::vector<std::string> words;                 // alternatives, folded; of an oblique role: its prepositions
  std::vector<std::vector<std::uint64_t>> forms;  // of each, sorted
};
struct WrittenFrame {
  Frame frame;  // key and anchor as compiled; offsets are not set
  std::string rule, phrase;
  std::vector<WrittenElement> elements;
  std::vector<model::EventType> also;  // `also=TYPE`: that it stands under these types too is meant
};

// The phrases of the files in their order; arguments as of compile_frames.
Result<std::vector<WrittenFrame>> read_frames(const std::vector<std::pair<std::string, std::string_view>>& files,
                                              std::string_view inflection, std::string_view grammar, const Ontology& ontology);

// `files`: frame files by path ("lang/id/frames/aid.frames"); inflection, grammar: the language's tables.
Result<std::string> compile_frames(const std::vector<std::pair<std::string, std::string_view>>& files,
                                   std::string_view inflection, std::string_view grammar, const Ontology& ontology);

}  // namespace kawat::lexicon
