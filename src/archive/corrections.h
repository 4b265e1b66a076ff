// What readers say about events: wrong, right, or another event. A table of its own in the archive's folder, corrections.jsonl,
// one object a line, only ever added to; the events stay as they were coded.
//
// Any number of processes may add at once. Plain functions, any thread.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

#include "archive/manifest.h"
#include "base/result.h"

namespace kawat::archive {

// Empty: not said.
struct Correction {
  std::string correction_id, created;  // given by add_correction(); when, UTC, ISO 8601
  std::string event_id, verdict;       // "wrong", "recode", "right"
  std::string event_type, event_mode, modality, actor_code, recipient_code, date_start, note;
};
template <class Row, class Visit>
  requires std::same_as<std::remove_cvref_t<Row>, Correction>
void each_field(Row&& c, Visit&& visit) {
  visit("correction_id", c.correction_id), visit("created", c.created), visit("event_id", c.event_id);
  visit("verdict", c.verdict), visit("event_type", c.event_type), visit("event_mode", c.event_mode);
  visit("modality", c.modality), visit("actor_code", c.actor_code), visit("recipient_code", c.recipient_code);
  visit("date_start", c.date_start), visit("note", c.note);
}

std::string corrections_file(const Layout& layout);
// In the order they were given; none where there is no file. Error archive_damaged names the line.
Result<std::vector<Correction>> read_corrections(const Layout& layout);
// On disk when it returns. Errors bad_option (an unknown verdict, type or modality), write_failed, archive_busy.
Result<Correction> add_correction(const Layout& layout, Correction correction);

}  // namespace kawat::archive
