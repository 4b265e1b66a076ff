// Private to events/: one match with its actors, before the rules between matches.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "events/coder.h"

namespace kawat::events {

inline std::int32_t index_of(const model::Analysis& a, const model::Mention& m) {
  return static_cast<std::int32_t>(&m - a.mentions.data());
}

struct Coder::Draft {
  Match match;
  std::vector<std::int32_t> actors, recipients;
  bool symmetric = false;
  bool of_states = false;  // "kedua negara": members stand for their states
  bool by_order = false, descended = false;
  model::Modality modality = model::Modality::actual;
  float score = 0;
  const char* reason = nullptr;  // why it gives no event
};

// A draft as an answer about two given actors.
struct Coder::Reading {
  const lexicon::Frame* frame = nullptr;
  model::Modality modality = model::Modality::actual;
  float score = -1e9f;
  int anchor = -1;  // the act's word, when it stands in the sentence of both
  bool actor = false, recipient = false, reversed = false, silenced = false;
};

}  // namespace kawat::events
