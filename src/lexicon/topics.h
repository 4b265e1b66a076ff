// What words are about, under names that all languages share ("gencatan senjata" and "truce" are both ceasefire), so that texts
// in different languages can be compared: data/lang/<code>/topics.tsv, compiled at build time and mapped.
//
// Section "lang/<code>/topics.phrases". Views live as long as the Pack; share freely between threads. A language without the
// table knows no topics.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "lexicon/compile.h"
#include "lexicon/pack.h"
#include "lexicon/phrases.h"

namespace kawat::lexicon {

enum class TopicKind : std::uint8_t {
  thing,
  act,
  answer,  // an act that answers another: "condemn", "deny"
  weak,    // tells little: "minister", "say"
  number,
  calendar,
  share,  // "percent"
};

struct Topic {
  TopicKind kind = TopicKind::thing;
  std::uint32_t value = 0;  // number: the number itself; else the topic by the hash of its name, the same in every language
};

class Topics {
 public:
  Topics() = default;
  Topics(const Pack& pack, std::string_view language);

  // The longest phrase that starts at tokens[0]; words = 0: none.
  struct Match {
    std::uint32_t words = 0;
    std::span<const std::uint32_t> topics;  // decode with topic()
  };
  Match at(std::span<const model::Token> tokens) const;
  static Topic topic(std::uint32_t code) { return {static_cast<TopicKind>(code >> kShift), code & kValue}; }

 private:
  friend Status compile_topics(const Source& source, PackWriter& out);
  static constexpr std::uint32_t kShift = 29, kValue = (1u << kShift) - 1;
  Phrases phrases_;
};

// Called by compile(). Error bad_table where a row cannot be understood, or two topics share a hash.
Status compile_topics(const Source& source, PackWriter& out);

}  // namespace kawat::lexicon
