// What a reader hands on: one article, its metadata, and the parts of its text that are not the article.
#pragma once

#include <string>
#include <vector>

#include "model/day.h"
#include "model/span.h"

namespace kawat::model {

struct Document {
  std::string id;
  std::string path;  // file it came from, "-" for standard input
  std::string url;
  std::string copy_of;   // id of an earlier document with nearly the same text; empty = none
  std::string captured;  // when a crawler fetched it, ISO 8601 as in the archive; may be empty
  std::string outlet;
  std::string title;
  std::string author;
  std::string language;  // BCP 47; declared by the input or found by text::identify
  std::string home;      // ISO 3166 alpha-3 whose "Presiden", "DPR", "police" are meant; may be empty
  std::string section;   // of the outlet: "Politik", "World"; may be empty
  Day published, modified;
  std::string published_source;  // "input", "text", "option"; of web pages "json-ld", "meta", "element", "url"; "" = unknown
  std::string text;              // valid UTF-8
  Span dateline;                 // "JAKARTA, PANJIRAKYAT:" – not part of the first sentence
  std::string dateline_place;
  bool headline = false;    // of an article, alone: it has no parts
  std::vector<Span> noise;  // whole lines that are not the article, in order, never coded
};

}  // namespace kawat::model
