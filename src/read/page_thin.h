// A page without what no reader of articles asks for, which is most of its bytes: programs, styles, drawings, comments, form
// fields, how words look, and most attributes. What a parser makes of the rest is what it makes of that part of the whole page.
#pragma once

#include <string>
#include <string_view>

namespace kawat::read {

// Appends to `out`. Of elements of a page's own making the name becomes "span". Scripts that hold JSON-LD stay. Time grows with
// the bytes, whatever they are.
void thin(std::string_view html, std::string& out);

}  // namespace kawat::read
