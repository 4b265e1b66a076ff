// Everything the stages know about one document. Each stage fills its part and reads the parts before it.
// One thread at a time per object; reused from document to document, so that memory is taken once.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/arena.h"
#include "model/actor.h"
#include "model/document.h"
#include "model/event.h"
#include "model/syntax.h"

namespace kawat::model {

struct Analysis {
  Arena arena;                      // strings that the arrays below point to
  std::string language;             // pack language in use: "id", "en"
  std::vector<Token> tokens;        // text
  std::vector<Sentence> sentences;  // text; tags, trees: syntax
  std::vector<Mention> mentions;    // actors; sorted by position
  std::vector<Quote> quotes;        // context
  std::vector<Event> events;        // events, completed by context

  void clear() {
    arena.reset();
    language.clear();
    tokens.clear(), sentences.clear(), mentions.clear(), quotes.clear(), events.clear();
  }
  std::span<const Mention> mentions_of(std::uint32_t sentence) const {
    auto [first, last] = std::ranges::equal_range(mentions, sentence, {}, &Mention::sentence);
    return {first, last};
  }
};

}  // namespace kawat::model
