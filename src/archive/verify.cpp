#include <filesystem>
#include <set>

#include "archive/archive.h"
#include "archive/corrections.h"
#include "archive/files.h"
#include "archive/sql.h"
#include "archive/tables.h"

namespace kawat::archive {

Result<Verified> verify(const std::string& folder, const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto archive = Archive::open(folder);
  // Views need the heads of the parts: where one is damaged the files say more.
  Layout layout{folder};
  auto manifest = archive ? Result<Manifest>(archive->manifest()) : read_manifest(layout);
  if (!manifest) return fail(manifest.error());
  auto database = Database::open();
  if (!database) return fail(database.error());

  Verified out;
  std::uint64_t all = 0;
  for (const Part& p : manifest->parts) all += p.bytes;
  std::set<std::string> named(manifest->retired.begin(), manifest->retired.end());
  for (const Part& p : manifest->parts) {
    named.insert(p.file);
    ++out.parts;
    std::size_t before = out.faults.size();
    auto mark = mark_file(layout.file(p));
    if (!mark) {
      out.faults.push_back({p.file, mark.error().code == Code::file_missing ? "is missing" : mark.error().what});
    } else if (mark->bytes != p.bytes) {
      out.faults.push_back({p.file, "has " + std::to_string(mark->bytes) + " bytes instead of " + std::to_string(p.bytes)});
    } else if (mark->hash != p.hash) {
      out.faults.push_back({p.file, "its content has changed"});
    } else {
      auto rows = database->number("SELECT count(*) FROM " + scan(layout, table(p.table), {&p}));
      if (!rows)
        out.faults.push_back({p.file, "cannot be read: " + rows.error().what});
      else if (static_cast<std::uint64_t>(*rows) != p.rows)
        out.faults.push_back({p.file, "has " + std::to_string(*rows) + " rows instead of " + std::to_string(p.rows)});
    }
    out.bytes += p.bytes;
    if (out.faults.size() == before) {
      if (p.table == kEvents) out.events += p.rows;
      if (p.table == kDocuments) out.documents += p.rows;
    }
    if (progress) progress(out.bytes, all);
  }
  // Between the parts: only where each is whole.
  if (out.faults.empty()) {
    struct Rule {
      const char *what, *sql;
    };
    const std::string events = scan(layout, table(kEvents), manifest->of(kEvents));
    const std::string stories = scan(layout, table(kStories), manifest->of(kStories));
    const std::string documents = scan(layout, table(kDocuments), manifest->of(kDocuments));
    const std::pair<std::string, std::string> rules[] = {
        {"events more than once", "SELECT count(*) - count(DISTINCT event_id) FROM " + events},
        {"documents more than once", "SELECT count(*) - count(DISTINCT doc_id) FROM " + documents},
        {"texts more than once", "SELECT count(*) - count(DISTINCT content_key) FROM " + documents},
        {"events without their document",
         "SELECT count(*) FROM " + events + " e ANTI JOIN " + documents + " d ON d.doc_id = e.doc_id"},
        {"events that documents promise are not there",
         "SELECT coalesce(abs((SELECT sum(event_count) FROM " + documents + ") - (SELECT count(*) FROM " + events + ")), 0)"},
        {"stories more than once", "SELECT count(*) - count(DISTINCT story_id) FROM " + stories},
        {"events of a story that is not there", "SELECT count(*) FROM " + events + " e ANTI JOIN " + stories +
                                                    " s ON s.story_id = e.story_id WHERE e.story_id IS NOT NULL"},
        {"events that their story does not know, or another one does",
         "SELECT count(*) FROM (SELECT DISTINCT event_group, story_id FROM " + events +
             ") e LEFT JOIN (SELECT story_id, unnest(sources).event_group AS event_group FROM " + stories +
             ") s ON s.event_group = e.event_group WHERE s.story_id IS DISTINCT FROM e.story_id"},
        {"events in the part of another month", "SELECT count(*) FROM " + events + " e WHERE month NOT IN (" +
                                                    table(kEvents).month + ", " + literal(kOtherMonths) + ")"},
    };
    for (const auto& [what, sql] : rules) {
      auto n = database->number(sql);
      if (!n) return fail(n.error());
      if (*n != 0) out.faults.push_back({folder, std::to_string(*n) + " " + what});
    }
  }
  if (auto corrections = read_corrections(layout); !corrections)
    out.faults.push_back({corrections.error().where, corrections.error().what});
  std::error_code ec;
  for (const Table& t : tables()) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder + "/" + std::string(t.name), ec)) {
      if (!entry.is_regular_file(ec)) continue;
      std::string file = entry.path().lexically_relative(folder).string();
      if (!named.contains(file)) out.strays.push_back(file);
    }
  }
  return out;
}

}  // namespace kawat::archive
