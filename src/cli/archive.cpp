// kawat archive info|verify|compact: what an archive holds, whether it is whole, fewer and larger parts. adopt: archive_adopt.cpp
#include <unistd.h>

#include <fmt/format.h>

#include <memory>

#include "archive/archive.h"
#include "archive/writer.h"
#include "cli/common.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

struct ArchiveFlags {
  std::string archive;
  bool quiet = false;
};

int info(const ArchiveFlags& o) {
  auto there = archive::Archive::open(o.archive);
  if (!there) return complain(there.error());
  const archive::Manifest& m = there->manifest();
  std::string out = fmt::format("archive     {}\ngeneration  {}, written {} by {}, layout {}\n", o.archive, m.generation,
                                m.written, m.program, m.schema);
  for (const char* table : {"documents", "events"}) {
    std::uint64_t rows = m.rows(table), bytes = m.bytes(table);
    out += fmt::format("{:<11} {}, {:.1f} MB in {} parts", table, rows, static_cast<double>(bytes) / 1e6, m.of(table).size());
    if (rows > 0) out += fmt::format(", {:.0f} bytes each", static_cast<double>(bytes) / static_cast<double>(rows));
    out += '\n';
  }
  auto& db = there->database();
  auto days = db.table("SELECT min(date_start), max(date_start), count(DISTINCT pair) FROM events");
  if (!days) return complain(days.error());
  auto outlets = db.table("SELECT coalesce(outlet, '-'), count(*) FROM documents GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5");
  if (!outlets) return complain(outlets.error());
  if (m.rows("events") > 0)
    out += fmt::format("days        {} to {}\npairs       {} of countries\n", (*days)[0][0], (*days)[0][1], (*days)[0][2]);
  for (std::size_t i = 0; i < outlets->size(); ++i)
    out += fmt::format("{:<11} {} ({})\n", i == 0 ? "outlets" : "", (*outlets)[i][0], (*outlets)[i][1]);
  return print(out);
}

int verify(const ArchiveFlags& o) {
  bool live = !o.quiet && ::isatty(STDERR_FILENO) != 0;
  auto done = archive::verify(o.archive, [&](std::uint64_t bytes, std::uint64_t all) {
    if (live)
      std::fprintf(stderr, "\r%.0f %% of %.1f MB\x1b[K",
                   100.0 * static_cast<double>(bytes) / static_cast<double>(std::max<std::uint64_t>(all, 1)),
                   static_cast<double>(all) / 1e6);
  });
  if (live) std::fprintf(stderr, "\r\x1b[K");
  if (!done) return complain(done.error());
  std::string out;
  for (const archive::Fault& f : done->faults) out += f.where + ": " + f.what + "\n";
  int exit = print(out, done->faults.empty() ? kOk : kFailure);
  for (const std::string& s : done->strays)
    std::fprintf(stderr, "kawat: %s: no commit names it; the next ingest removes it\n", s.c_str());
  if (!o.quiet) {
    std::fprintf(stderr, "%llu parts, %.1f MB, %llu documents, %llu events: %s\n", static_cast<unsigned long long>(done->parts),
                 static_cast<double>(done->bytes) / 1e6, static_cast<unsigned long long>(done->documents),
                 static_cast<unsigned long long>(done->events),
                 done->faults.empty() ? "whole" : fmt::format("{} faults", done->faults.size()).c_str());
  }
  return exit;
}

int compact(const ArchiveFlags& o) {
  if (auto there = archive::Archive::open(o.archive); !there) return complain(there.error());
  archive::WriterOptions w;
  w.threads = 0;
  auto writer = archive::Writer::open(o.archive, w);
  if (!writer) return complain(writer.error());
  auto merged = (*writer)->compact();
  if (!merged) return complain(merged.error());
  auto after = archive::Archive::open(o.archive);
  if (!after) return complain(after.error());
  if (!o.quiet) {
    const archive::Manifest& m = after->manifest();
    std::fprintf(stderr, "%llu parts merged; %zu are left, %.1f MB\n", static_cast<unsigned long long>(*merged), m.parts.size(),
                 static_cast<double>(m.bytes("events") + m.bytes("documents") + m.bytes("inputs")) / 1e6);
  }
  return kOk;
}

}  // namespace

void add_archive(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ArchiveFlags>();
  CLI::App* verb = add_verb(app, "archive", "what an archive holds, whether it is whole, fewer and larger parts");
  verb->require_subcommand(1);
  verb->footer(
      "Examples:\n"
      "  kawat archive info -a news/\n"
      "  kawat archive verify -a news/\n"
      "  kawat archive compact -a news/\n"
      "  kawat archive adopt -a news/ news.spark/coded/\n");
  auto add = [&](const char* name, const char* what, int (*run)(const ArchiveFlags&)) {
    CLI::App* sub = add_verb(*verb, name, what);
    add_option(*sub, "-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
    add_flag(*sub, "-q,--quiet", o->quiet, "no progress and no summary");
    sub->callback([o, run, &shared] { shared.chosen = [o, run] { return run(*o); }; });
  };
  add("info", "generation, rows, bytes, days, outlets", info);
  add("verify", "read every part and compare; exit code 1 when something is damaged", verify);
  add("compact", "merge the parts of each month", compact);
  add_archive_adopt(*verb, shared);
}

}  // namespace kawat::cli
