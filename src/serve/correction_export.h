// Corrections as text for those who mend Kawat. `events`: the coded rows by their id, as the codebook has them.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "archive/corrections.h"

namespace kawat::serve {

using CodedEvents = std::map<std::string, nlohmann::json>;

// tests/cases: what must, or must not, be coded.
std::string corrections_as_cases(const std::vector<archive::Correction>& all, const CodedEvents& events);
// A table for `--actors`: names that were given another code.
std::string corrections_as_actors(const std::vector<archive::Correction>& all, const CodedEvents& events);
// Phrases for data/lang/*/frames, to be looked at and put right by hand.
std::string corrections_as_frames(const std::vector<archive::Correction>& all, const CodedEvents& events);

}  // namespace kawat::serve
