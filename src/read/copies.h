// Near-copies: the same wire text in many outlets, under other headlines, cut or lengthened.
//
//   Sketch sketch = sketch_of(document);                   // any thread
//   std::string original = copies.find_or_add(document, sketch);   // one thread, in the order of the input
//
// A text is sketched by MinHash over its runs of four words; texts that share most of them are copies, unless their numbers
// differ: bulletins of one form (earthquakes, exchange rates) are not copies of each other. Memory is bounded: the newest
// kRemembered texts are compared, about 100 MB when that many have come.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "model/document.h"

namespace kawat::read {

struct Sketch {
  static constexpr std::size_t kBins = 64;
  std::array<std::uint16_t, kBins> bins{};
  std::array<std::uint16_t, 16> numbers{};  // of the words with digits
  std::uint64_t text = 0;                   // hash of the words in their order
  std::uint32_t words = 0, figures = 0;
};

Sketch sketch_of(const model::Document& document);

// What is done with a copy: it keeps its events and names its original, it has none, or copies are not looked for.
enum class CopyRule { mark, drop, off };

// How alike two texts are: the estimated share of common runs of words, 0 where their numbers say that they tell different
// things.
double likeness(const Sketch& a, const Sketch& b);

class CopyFinder {
 public:
  static constexpr std::size_t kRemembered = std::size_t{1} << 18;
  static constexpr double kAlike = 0.65;
  static constexpr std::uint32_t kShortest = 40;  // words; below, only equal texts are copies …
  static constexpr std::uint32_t kTooShort = 12;  // … and below this, none

  explicit CopyFinder(std::size_t remembered = kRemembered);  // texts
  CopyFinder(CopyFinder&&) noexcept;
  ~CopyFinder();
  // The id of the document that this one is a copy of; else it is remembered, and the answer is empty.
  std::string find_or_add(const model::Document& document, const Sketch& sketch);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kawat::read
