// Small pieces of HTML, as feeds have them in titles and summaries, as plain text. For whole pages see page.h.
// Time grows with the bytes, whatever they are. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kawat::read {

// Without markup, programs and comments; references are characters; blocks stand apart by an empty line.
//
//   plain_text("<p>Satu &amp; dua</p><p>Tiga<br>empat</p>")  →  "Satu & dua\n\nTiga\nempat"
std::string plain_text(std::string_view html);

// The reference at the start of `s`, "&eacute;", "&#8217;", "&#x2019;": appends its character and returns its length; 0 when it
// is none. The names are those of HTML 4 that stand for letters, punctuation and blanks.
std::size_t take_reference(std::string_view s, std::string& out);

}  // namespace kawat::read
