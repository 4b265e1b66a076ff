// The formats of input, told apart by their first bytes. The only list: a new format is a row here and a step in reader.cpp.
#pragma once

#include <array>
#include <string_view>

namespace kawat::read {

enum class Format { jsonl, text, html, warc, feed, json_array, packed, binary };

struct FormatInfo {
  Format format;
  std::string_view name;
  bool supported;
};

inline constexpr std::array kFormats = {
    FormatInfo{Format::jsonl, "JSONL", true},
    FormatInfo{Format::text, "plain text", true},
    FormatInfo{Format::html, "HTML", true},
    FormatInfo{Format::warc, "WARC", true},
    FormatInfo{Format::feed, "RSS or Atom", false},
    FormatInfo{Format::json_array, "a JSON array", false},
    FormatInfo{Format::packed, "a packed archive", false},
    FormatInfo{Format::binary, "a binary file", false},
};

inline const FormatInfo& info(Format f) {
  for (const FormatInfo& i : kFormats) {
    if (i.format == f) return i;
  }
  return kFormats[0];
}

// `head`: the first bytes of the unpacked file, up to a few KiB.
Format sniff(std::string_view head);

}  // namespace kawat::read
