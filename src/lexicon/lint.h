// Faults of frame files that the compiler lets pass: phrases said twice, phrases that nothing can match, phrases that stand under
// several types. Pure functions of the frames; slow and simple.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lexicon/frames.h"

namespace kawat::lexicon {

enum class FaultKind : std::uint8_t {
  duplicate,  // another line says all of it, with the same type and mode
  overlap,    // another line says some of it
  ambiguous,  // another line says it with another type or mode, and neither says `also=`
  dead,       // no sentence can match it
};
std::string_view name(FaultKind);

struct Fault {
  FaultKind kind = FaultKind::duplicate;
  std::string rule;    // "id/frames/aid.frames:12"
  std::string phrase;  // as written
  std::string what;    // in one clause
  std::string other;   // rule of the other line; empty = there is none
};

struct LintOptions {
  std::size_t max_words = 8;  // what the matcher can hold of one phrase
  std::size_t max_roles = 4;
  // How the language's tokenizer cuts a word; empty = not looked at.
  std::function<std::vector<std::string>(std::string_view)> tokens;
};

// By file and line.
std::vector<Fault> lint(const std::vector<WrittenFrame>& frames, const LintOptions& options);

}  // namespace kawat::lexicon
