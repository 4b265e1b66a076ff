// A telling as bytes, to be kept and compared again: all but what stands beside it in a table (id, doc_id, copy_of, outlet,
// language, published) and what is only shown (evidence, attribution). Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "stories/told.h"

namespace kawat::stories {

std::string pack(const Told& telling);
// false: these are no bytes of pack(); the telling is then half filled.
bool unpack(std::string_view bytes, Told& telling);

}  // namespace kawat::stories
