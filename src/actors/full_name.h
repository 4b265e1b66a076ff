// A name with more or other words than the table writes: "Vladimir Vladimirovich Putin", "Joao Manuel Lourenco", "Nikos
// Anastasiadis". Internal to actors.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lexicon/actors.h"

namespace kawat::actors {

enum class NameFit : std::uint8_t {
  none,
  similar,  // a word is spelt a little otherwise: "Anastasiadis"
  respelt,  // every word is there and no other, some in another spelling: "Soesilo Bambang Yudoyono"
  longer,   // every word of the table's name is there, in order, among others
};

// `name`: a full name of the table, folded; `words`: the words in the text, folded. Two words at least on both sides; the first
// and the last of the table's must be among them.
NameFit fit(std::string_view name, std::span<const std::string_view> words);

struct Namesake {
  std::uint32_t entry = 0;
  NameFit fit = NameFit::none;
};

// People of the table whom such words may name, by the word that stands for a person alone (which must be spelt as in the table).
std::vector<Namesake> namesakes_of(const lexicon::ActorTable& table, std::span<const std::string_view> words);

// The same over the whole table, however the family's name is spelt: slow, for one name at a time.
std::vector<Namesake> all_namesakes_of(const lexicon::ActorTable& table, std::span<const std::string_view> words);

}  // namespace kawat::actors
