// A document and its events as bytes, on the way from the threads that code to the one that writes. Internal: never stored.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/document.h"
#include "archive/telling.h"
#include "model/row.h"

namespace kawat::archive {

struct RecordHead {
  std::uint32_t size = 0;  // bytes of the whole record
  std::uint32_t events = 0, tellings = 0, unused = 0;
  std::uint64_t content_key = 0;
  std::uint64_t id_hash = 0;     // 0: the document itself is left out (pack_known)
  std::uint64_t input_hash = 0;  // of the path it was read from
  bool is_known() const { return id_hash == 0; }
};

// What is known of a document before it is coded: its key, and the hash of the path it was read from.
struct Origin {
  std::uint64_t content_key = 0, input_hash = 0;
};
void pack_record(const Origin& origin, const Document& document, std::span<const model::EventRow> events,
                 std::span<const Telling> tellings, bool keep_text, std::string& out);
// Says only that the archive had the document before the run began to code it.
void pack_known(const Origin& origin, std::string& out);

// Null when less than a whole record stands there.
const RecordHead* peek_record(std::string_view bytes, RecordHead& head);
RecordHead unpack_record(std::string_view bytes, Document& document, std::vector<model::EventRow>& events,
                         std::vector<Telling>& tellings);
// The document alone, one event, or one telling; the next one begins where the view that is returned does.
std::string_view unpack_document(std::string_view record, Document& document);
std::string_view unpack_event(std::string_view bytes, model::EventRow& event);
std::string_view unpack_telling(std::string_view bytes, Telling& telling);

}  // namespace kawat::archive
