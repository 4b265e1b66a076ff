// Private to events/: one match with its actors, before the rules between matches.
#pragma once

#include <vector>

#include "events/coder.h"

namespace kawat::events {

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

}  // namespace kawat::events
