#include "archive/corrections.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>

#include "archive/files.h"
#include "archive/filter.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "model/event.h"

namespace kawat::archive {
namespace {

std::string line_of(const Correction& c) {
  std::string out;
  each_field(c, [&out](std::string_view name, const std::string& value) {
    out += out.empty() ? "{" : ",";
    out += json_string(name) + ":" + (value.empty() ? "null" : json_string(value));
  });
  return out + "}\n";
}

Status check(const Correction& c) {
  auto bad = [](const char* field, const char* what) {
    return fail(Code::bad_option, field, what, "docs/api.md says what may stand there");
  };
  if (!has_word("wrong recode right", c.verdict)) return bad("verdict", "it is wrong, recode or right");
  if (c.event_id.empty() || c.event_id.size() > 200) return bad("event_id", "the id of an event is missing");
  if (!c.event_type.empty() && model::event_type_from(c.event_type) == model::EventType::none)
    return bad("event_type", "no such type");
  if (!c.modality.empty() && !has_word("actual future hypothetical negated historical", c.modality))
    return bad("modality", "no such modality");
  if (!c.date_start.empty()) {
    if (auto day = parse_day("date_start", c.date_start, false); !day) return fail(day.error());
  }
  for (const std::string* code : {&c.actor_code, &c.recipient_code}) {
    if (code->size() > 9 || !std::all_of(code->begin(), code->end(), [](char x) { return x >= 'A' && x <= 'Z'; }))
      return bad("actor_code", "a code has three to nine capitals");
  }
  if (c.event_mode.size() > 60 || !std::all_of(c.event_mode.begin(), c.event_mode.end(),
                                               [](char x) { return (x >= 'a' && x <= 'z') || x == '-' || x == '_'; }))
    return bad("event_mode", "no such mode");
  if (c.note.size() > 8000) return bad("note", "the note is too long");
  if (c.verdict == "recode" && c.event_type.empty() && c.event_mode.empty() && c.modality.empty() && c.actor_code.empty() &&
      c.recipient_code.empty() && c.date_start.empty())
    return bad("verdict", "nothing is said of what it should be");
  return {};
}

}  // namespace

std::string corrections_file(const Layout& layout) { return layout.folder + "/corrections.jsonl"; }

Result<std::vector<Correction>> read_corrections(const Layout& layout) {
  std::vector<Correction> out;
  const std::string path = corrections_file(layout);
  auto text = read_file(path);
  if (!text) {
    if (text.error().code == Code::file_missing) return out;
    return fail(text.error());
  }
  std::size_t number = 0;
  std::string_view rest = *text;
  // A line without its end is one that somebody is writing, or did not finish.
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    ++number;
    auto row = nlohmann::json::parse(rest.substr(0, end), nullptr, false);
    rest.remove_prefix(end + 1);
    if (!row.is_object())
      return fail(Code::archive_damaged, path + ":" + std::to_string(number), "this is no JSON object",
                  "put the file back from a copy, or mend the line");
    Correction c;
    each_field(c, [&row](std::string_view name, std::string& value) {
      if (auto at = row.find(std::string(name)); at != row.end() && at->is_string()) value = at->get<std::string>();
    });
    out.push_back(std::move(c));
  }
  return out;
}

Result<Correction> add_correction(const Layout& layout, Correction c) {
  if (auto ok = check(c); !ok) return fail(ok.error());
  c.correction_id = random_name();
  c.created = model::iso_time(std::time(nullptr));
  if (auto ok = make_folders(layout.folder + "/locks"); !ok) return fail(ok.error());
  auto lock = Lock::take(layout.folder + "/locks/corrections", Lock::exclusive, 10);
  if (!lock) return fail(lock.error());
  if (!*lock)
    return fail(Code::archive_busy, layout.folder, "another process writes corrections and does not finish", "try again later");
  const std::string path = corrections_file(layout);
  auto cannot = [&path] {
    return fail(Code::write_failed, path, std::string("cannot write: ") + std::strerror(errno),
                "make room, or see who may write there");
  };
  int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) return cannot();
  // What a killed process left of a line goes.
  off_t size = ::lseek(file, 0, SEEK_END);
  char last = '\n';
  while (size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n') --size;
  std::string line = line_of(c);
  bool ok = ::ftruncate(file, size) == 0;
  for (std::size_t done = 0; ok && done < line.size();) {
    ssize_t n = ::pwrite(file, line.data() + done, line.size() - done, size + static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    ok = n > 0;
    if (ok) done += static_cast<std::size_t>(n);
  }
  ok = ok && (::fsync(file) == 0 || errno == EINVAL);
  if (!ok) {
    auto error = cannot();
    if (::ftruncate(file, size) != 0) errno = 0;
    ::close(file);
    return error;
  }
  ::close(file);
  return c;
}

}  // namespace kawat::archive
