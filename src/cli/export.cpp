// kawat export: events of an archive as files for other programs, with a codebook beside them.
#include <unistd.h>

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "archive/export.h"
#include "archive/query.h"
#include "base/file.h"
#include "cli/answer_printer.h"
#include "cli/common.h"
#include "cli/filter_options.h"
#include "cli/verbs.h"
#include "lexicon/ontology.h"
#include "lexicon/pack.h"

namespace kawat::cli {
namespace {

struct ExportFlags {
  std::string archive, to = "csv", level = "code", output;
  FilterOptions filter;
  std::uint64_t limit = 0;
  bool quiet = false;
};

archive::Names names_of(const lexicon::Pack& pack) {
  archive::Names out;
  for (const lexicon::Row& r : lexicon::rows(pack.section("ontology/countries.tsv")))
    out.countries.push_back({std::string(r.cell(0)), std::string(r.cell(1)), std::string(r.cell(2)), std::string(r.cell(3))});
  for (const lexicon::Row& r : lexicon::rows(pack.section("ontology/cameo.tsv"))) out.cameo.emplace_back(r.cell(0), r.cell(4));
  for (const lexicon::Row& r : lexicon::rows(pack.section("ontology/sectors.tsv")))
    out.sectors.emplace_back(r.cell(0), r.cell(1));
  return out;
}

std::vector<std::string> types_of(const lexicon::Pack& pack) {
  std::vector<std::string> out;
  for (const lexicon::Row& r : lexicon::rows(pack.section("ontology/types.tsv")))
    out.push_back(fmt::format("| `{}` {} | {} | {} |", r.cell(0), r.cell(5), r.cell(1), r.cell(2)));
  return out;
}

// The flags that say which events, as the user could write them again.
std::string asked(const FilterOptions& f) {
  std::string out;
  auto add = [&out](const char* flag, const std::string& value) {
    if (!value.empty())
      out +=
          fmt::format("{}{} {}", out.empty() ? "" : " ", flag, value.find(' ') == std::string::npos ? value : '"' + value + '"');
  };
  auto many = [&add](const char* flag, const std::vector<std::string>& values) {
    std::string all;
    for (const std::string& v : values) all += (all.empty() ? "" : ",") + v;
    add(flag, all);
  };
  const archive::Filter& x = f.filter;
  many("--actor", x.actors), many("--recipient", x.recipients), many("--pair", f.pair), many("--type", x.types);
  many("--mode", x.modes), many("--context", x.contexts), many("--modality", x.modalities);
  std::vector<std::string> quads;
  for (int q : x.quads) quads.push_back(std::to_string(q));
  many("--quad", quads);
  add("--from", f.from), add("--until", f.to);
  many("--place", x.places), many("--outlet", x.outlets), many("--speaker", x.speakers);
  if (x.min_confidence > 0) add("--min-confidence", fmt::format("{}", x.min_confidence));
  add("--text", x.text);
  return out;
}

int export_events(const ExportFlags& o) {
  auto filter = o.filter.read();
  if (!filter) return complain(filter.error());
  bool to_stdout = o.output.empty() || o.output == "-";
  if (o.to == "parquet" && to_stdout) return complain({Code::bad_option, "--to", "parquet is no text", "name a file with -o"});
  auto pack = lexicon::Pack::open_default();
  if (!pack) return complain(pack.error());
  auto there = archive::Archive::open(o.archive);
  if (!there) return complain(there.error());

  if (o.to == "graphml" || o.to == "gexf") {
    archive::Selection selection(*there, *filter);
    Output out;
    if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
    auto size =
        archive::write_graph(*there, selection, o.to == "gexf" ? archive::GraphFormat::gexf : archive::GraphFormat::graphml,
                             o.level, [&](std::string_view bytes) { return out.write(bytes); });
    if (!size) return out.failed(size.error());
    if (auto ok = out.close(); !ok) return out.failed(ok.error());
    if (!o.quiet)
      std::fprintf(stderr, "%llu actors, %llu directed pairs\n", static_cast<unsigned long long>(size->nodes),
                   static_cast<unsigned long long>(size->edges));
    return size->edges > 0 ? kOk : kNothing;
  }

  const bool plain = o.to == "csv" || o.to == "jsonl" || o.to == "parquet";
  const archive::ExportLayout& layout = *archive::export_layout(plain ? "events" : o.to);
  if (layout.only_actual && filter->modalities.empty()) filter->modalities = {"actual"};
  archive::Selection selection(*there, *filter);
  auto total = archive::count(*there, selection);
  if (!total) return complain(total.error());
  std::uint64_t rows = o.limit > 0 ? std::min(o.limit, *total) : *total;
  if (!o.quiet)
    std::fprintf(stderr, "%llu events of %llu\n", static_cast<unsigned long long>(rows),
                 static_cast<unsigned long long>(there->manifest().rows(archive::kEvents)));
  archive::Columns columns{layout.select()};
  if (!plain) {
    if (auto ok = archive::add_names(*there, names_of(*pack)); !ok) return complain(ok.error());
    columns.joins = archive::name_joins();
  }
  if (o.to == "parquet") {
    // A large answer is sorted beside the file.
    std::string spill = o.output + ".spill";
    std::error_code ec;
    if (auto ok = there->database().run("SET temp_directory = " + archive::literal(spill)); !ok) return complain(ok.error());
    auto written = write_parquet(*there,
                                 "SELECT " + columns.select + " " + selection.from(true) +
                                     " ORDER BY e.date_start NULLS LAST, e.event_id LIMIT " + std::to_string(rows),
                                 o.output);
    std::filesystem::remove_all(spill, ec);
    if (!written) return complain(written.error());
  } else {
    Output out;
    if (auto ok = out.open(o.output); !ok) return out.failed(ok.error());
    AnswerPrinter printer({o.to == "jsonl"     ? "jsonl"
                           : layout.by == '\t' ? "tsv"
                                               : "csv",
                           layout.header, false, 0, !o.quiet, rows},
                          out);
    auto done = archive::each_answer(*there, selection, columns, *total, o.limit,
                                     [&](archive::Answer& answer) { return printer.take(answer); });
    if (!done) return out.failed(done.error());
    if (auto ok = printer.end(); !ok) return out.failed(ok.error());
    if (auto ok = out.close(); !ok) return out.failed(ok.error());
  }
  if (!to_stdout) {
    std::string book = o.output + ".codebook.md";
    archive::CodebookFacts facts{o.archive, std::filesystem::path(o.output).filename().string(), asked(o.filter), rows,
                                 there->manifest().generation};
    if (auto ok = write_file(book, archive::codebook(layout, facts, types_of(*pack))); !ok) return complain(ok.error());
    if (!o.quiet) std::fprintf(stderr, "%s, %s\n", o.output.c_str(), book.c_str());
  }
  return *total > 0 ? kOk : kNothing;
}

}  // namespace

void add_export(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ExportFlags>();
  CLI::App* verb = add_verb(app, "export", "events of an archive as files for other programs");
  verb->footer(
      "Examples:\n"
      "  kawat export -a news/ --to csv -o events.csv                       for Stata, R, a spreadsheet\n"
      "  kawat export -a news/ --to parquet --from 2024 -o events.parquet\n"
      "  kawat export -a news/ --to gdelt2 -o events.export.CSV             as GDELT 2.0\n"
      "  kawat export -a news/ --to gexf --level country -o network.gexf    for Gephi\n");
  add_option(*verb, "-a,--archive", o->archive, "folder of the archive")->type_name("DIR")->required();
  add_option(*verb, "--to", o->to, "csv, jsonl, parquet; gdelt1, gdelt2, icews, polecat; graphml, gexf (default: csv)")
      ->type_name("WORD")
      ->check(one_of({"csv", "jsonl", "parquet", "gdelt1", "gdelt2", "icews", "polecat", "graphml", "gexf"}));
  add_output(*verb, o->output);
  add_option(*verb, "--level", o->level, "actors of a graph: country, code or name (default: code)")
      ->type_name("WORD")
      ->check(one_of({"country", "code", "name"}));
  o->filter.add(*verb, false);
  add_option(*verb, "--limit", o->limit, "at most so many rows")
      ->type_name("N")
      ->check(range(std::uint64_t{1}, std::uint64_t{1} << 62));
  add_flag(*verb, "-q,--quiet", o->quiet, "no progress and no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return export_events(*o); }; });
}

}  // namespace kawat::cli
