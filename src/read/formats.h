// The formats of input, told apart by their first bytes. The only list: a new format is a row here and a class in cutter.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "read/fields.h"

namespace kawat::read {

enum class Format { jsonl, json_array, csv, text, html, warc, feed, packed, binary };

struct FormatInfo {
  Format format;
  std::string_view name;
  bool supported;
};

inline constexpr std::array kFormats = {
    FormatInfo{Format::jsonl, "JSONL", true},
    FormatInfo{Format::json_array, "a JSON array", true},
    FormatInfo{Format::csv, "CSV or TSV", true},
    FormatInfo{Format::text, "plain text", true},
    FormatInfo{Format::html, "HTML", true},
    FormatInfo{Format::warc, "WARC", true},
    FormatInfo{Format::feed, "RSS, Atom or a sitemap", true},
    FormatInfo{Format::packed, "a packed archive", false},
    FormatInfo{Format::binary, "a binary file", false},
};

inline const FormatInfo& info(Format f) {
  for (const FormatInfo& i : kFormats) {
    if (i.format == f) return i;
  }
  return kFormats[0];
}

constexpr std::size_t kSniffed = 4096;

// `head`: the first bytes of the unpacked file, up to kSniffed. `names`: of columns.
Format sniff(std::string_view head, const FieldNames& names);

}  // namespace kawat::read
