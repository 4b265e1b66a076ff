// kawat lint: faults of the frame files under data/.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "events/matcher.h"
#include "lexicon/compile.h"
#include "lexicon/lint.h"
#include "text/segmenter.h"

namespace kawat::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct LintFlags {
  std::string data = "data", language, corpus, format = "text", output;
  std::vector<std::string> only;
  std::size_t most = 20;
  bool quiet = false;
};

struct Line {
  std::string kind, file, phrase, what, other;
  int line = 0;
};

constexpr std::string_view kHints[] = {"overlap", "unfruitful", "unseen"};  // worth a look, no faults

Result<lexicon::Source> read_data(const std::string& folder) {
  lexicon::Source source;
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return fail(Code::file_missing, folder, "the folder is not there", "give the folder that holds lang/ and ontology/");
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    auto bytes = read_file(entry.path().string());
    if (!bytes) return fail(bytes.error());
    source.files.emplace(fs::relative(entry.path(), folder).generic_string(), std::move(*bytes));
  }
  return source;
}

// The pack of the data folder. Its file is gone again at once; what is mapped stays.
Result<lexicon::Pack> pack_of(const lexicon::Source& source) {
  lexicon::PackWriter writer;
  if (auto ok = lexicon::compile(source, writer); !ok) return fail(ok.error());
  std::string path = (fs::temp_directory_path() / "kawat-lint-XXXXXX").string();
  int file = ::mkstemp(path.data());
  if (file < 0) return fail(Code::write_failed, path, "cannot make a temporary file", "check TMPDIR");
  ::close(file);
  auto written = writer.write(path);
  auto pack = written ? lexicon::Pack::open(path) : Result<lexicon::Pack>(fail(written.error()));
  ::unlink(path.c_str());
  return pack;
}

// What the frames of a language do in a corpus.
struct Use {
  struct Count {
    std::uint64_t fired = 0, coded = 0;
    std::map<std::string, std::uint64_t> reasons;
  };
  std::map<std::string, Count, std::less<>> rules;
  std::map<std::string, std::unordered_set<std::uint64_t>> words;  // by language: hashes of all words
  std::uint64_t documents = 0;
};

Result<Use> use_in(const std::string& corpus, const std::string& language, const pipeline::Pipeline& p, bool quiet) {
  InputOptions input;
  input.paths = {corpus};
  input.language = language;
  auto reader = input.open(p);
  if (!reader) return fail(reader.error());
  Use use;
  auto worker = std::make_unique<pipeline::Pipeline::Worker>();
  std::vector<events::Rejected> rejected;
  auto job = [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string&) -> Result<std::uint64_t> {
    rejected.clear();
    w.events.rejected = &rejected;
    auto ok = p.analyse(d, w, pipeline::Depth::events);
    w.events.rejected = nullptr;
    if (!ok) return fail(ok.error());
    auto& words = use.words[w.analysis.language];
    for (const model::Token& t : w.analysis.tokens) words.insert(t.hash);
    std::uint32_t group = 0xFFFFFFFF;
    for (const model::Event& e : w.analysis.events) {
      if (e.group == group) continue;  // one act, several rows
      group = e.group;
      auto& count = use.rules[std::string(e.rule)];
      ++count.fired, ++count.coded;
    }
    for (const events::Rejected& r : rejected) {
      auto& count = use.rules[std::string(r.rule)];
      ++count.fired, ++count.reasons[r.reason];
    }
    return 1;
  };
  Reporter reporter(quiet);
  auto summary = pipeline::run(*reader, 1, job, [](std::string_view) { return Status{}; }, reporter.progress());
  reporter.clear();
  if (!summary) return fail(summary.error());
  use.documents = summary->done;
  if (use.documents == 0 && !summary->first_error.empty()) {
    return fail(Code::nothing_matched, corpus, "the corpus holds no article: " + summary->first_error);
  }
  return use;
}

// Phrases that fire often and never give an event, and phrases whose words do not occur.
void judge_use(const std::vector<lexicon::WrittenFrame>& frames, const std::string& language, const Use& use, std::size_t most,
               const std::function<void(const char*, const std::string&, const std::string&, std::string)>& add) {
  struct Barren {
    const lexicon::WrittenFrame* frame;
    const Use::Count* count;
  };
  std::vector<Barren> barren;
  auto known = use.words.find(language);
  std::string last;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const lexicon::WrittenFrame& f = frames[i];
    if (f.rule == last) continue;
    last = f.rule;
    if (auto at = use.rules.find(f.rule); at != use.rules.end()) {
      if (at->second.coded == 0) barren.push_back({&f, &at->second});
      continue;
    }
    if (known == use.words.end()) continue;
    // Some variant of the line has all its words in the corpus: it may only have had no chance.
    bool possible = false, never_act = f.frame.type == model::EventType::none;
    std::string missing;
    for (std::size_t k = i; k < frames.size() && frames[k].rule == f.rule && !possible; ++k) {
      bool all = true;
      for (const auto& e : frames[k].elements) {
        if (e.element.kind != lexicon::ElementKind::word) continue;
        bool seen = std::any_of(e.forms.begin(), e.forms.end(), [&](const auto& forms) {
          return std::any_of(forms.begin(), forms.end(), [&](std::uint64_t h) { return known->second.contains(h); });
        });
        if (!seen && all) missing = e.words.empty() ? "" : e.words.front();
        all = all && seen;
      }
      possible = all;
    }
    if (possible && never_act) continue;
    add("unseen", f.rule, f.phrase,
        possible ? "never matched in the corpus" : "never matched in the corpus, where \"" + missing + "\" does not occur");
  }
  std::stable_sort(barren.begin(), barren.end(),
                   [](const Barren& x, const Barren& y) { return x.count->fired > y.count->fired; });
  if (most > 0 && barren.size() > most) barren.resize(most);
  for (const Barren& b : barren) {
    auto top = std::max_element(b.count->reasons.begin(), b.count->reasons.end(),
                                [](const auto& x, const auto& y) { return x.second < y.second; });
    add("unfruitful", b.frame->rule, b.frame->phrase,
        fmt::format("found {} times in the corpus{} and never coded, most often for \"{}\"", b.count->fired,
                    b.frame->frame.words == 1 ? ", by one word," : "", top == b.count->reasons.end() ? "" : top->first));
  }
}

int lint(const LintFlags& o) {
  auto source = read_data(o.data);
  if (!source) return complain(source.error());
  auto compiled = pack_of(*source);
  if (!compiled) return complain(compiled.error());
  const lexicon::Pack& pack = *compiled;
  auto ontology = lexicon::Ontology::build(pack);
  if (!ontology) return complain(ontology.error());
  auto pipeline = pipeline::Pipeline::build(pack);
  if (!pipeline) return complain(pipeline.error());
  std::optional<Use> use;
  if (!o.corpus.empty()) {
    auto counted = use_in(o.corpus, o.language, *pipeline, o.quiet);
    if (!counted) return complain(counted.error());
    use = std::move(*counted);
  }
  std::map<std::string, std::vector<std::pair<std::string, std::string_view>>> languages;
  for (const auto& [name, bytes] : source->files) {
    if (name.starts_with("lang/") && name.ends_with(".frames")) {
      languages[name.substr(5, name.find('/', 5) - 5)].emplace_back(name, bytes);
    }
  }
  if (!o.language.empty()) std::erase_if(languages, [&](const auto& l) { return l.first != o.language; });
  if (languages.empty()) {
    std::fprintf(stderr, "kawat: %s holds no frames%s\n", o.data.c_str(), o.language.empty() ? "" : " of that language");
    return kNothing;
  }
  std::vector<Line> found;
  std::uint64_t phrases = 0;
  for (const auto& [code, files] : languages) {
    std::string folder = "lang/" + code + "/";
    auto frames =
        lexicon::read_frames(files, source->files[folder + "inflection.tsv"], source->files[folder + "grammar.tsv"], *ontology);
    if (!frames) return complain(frames.error());
    auto segmenter = text::Segmenter::build(pack, code);
    if (!segmenter) return complain(segmenter.error());
    auto add = [&](const char* kind, const std::string& rule, const std::string& phrase, std::string what,
                   const std::string& other) {
      std::size_t colon = rule.rfind(':');
      auto shown = [&](const std::string& r) { return (fs::path(o.data) / "lang" / r).generic_string(); };
      // The other line is told with its path, so that an editor can follow it.
      if (std::size_t at = other.empty() ? std::string::npos : what.find(other); at != std::string::npos)
        what.replace(at, other.size(), shown(other));
      found.push_back({kind, shown(rule.substr(0, colon)), phrase, std::move(what), other.empty() ? "" : shown(other),
                       std::atoi(rule.c_str() + colon + 1)});
    };
    lexicon::LintOptions options;
    options.max_words = events::Match{}.words.size();
    options.max_roles = events::Match{}.fillers.size();
    model::Analysis a;
    options.tokens = [&](std::string_view word) {
      model::Document d;
      d.text = word;
      a.clear();
      segmenter->segment(d, a);
      std::vector<std::string> out;
      for (const model::Token& t : a.tokens) out.emplace_back(t.norm);
      return out;
    };
    for (const lexicon::Fault& f : lexicon::lint(*frames, options)) {
      add(std::string(name(f.kind)).c_str(), f.rule, f.phrase, f.what, f.other);
    }
    if (use) {
      judge_use(*frames, code, *use, o.most,
                [&](const char* kind, const std::string& rule, const std::string& phrase, std::string what) {
                  add(kind, rule, phrase, std::move(what), "");
                });
    }
    for (std::size_t i = 0; i < frames->size(); ++i) phrases += i == 0 || (*frames)[i].rule != (*frames)[i - 1].rule;
  }
  if (!o.only.empty()) {
    std::erase_if(found, [&](const Line& l) { return std::find(o.only.begin(), o.only.end(), l.kind) == o.only.end(); });
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Line& x, const Line& y) { return x.file != y.file ? x.file < y.file : x.line < y.line; });
  Output file;
  if (auto ok = file.open(o.output); !ok) return file.failed(ok.error());
  std::string out;
  std::map<std::string, std::size_t> counts;
  bool bad = false;
  for (const Line& l : found) {
    ++counts[l.kind];
    bad = bad || std::find(std::begin(kHints), std::end(kHints), l.kind) == std::end(kHints);
    if (o.format == "jsonl") {
      json row{{"kind", l.kind}, {"file", l.file}, {"line", l.line}, {"phrase", l.phrase}, {"message", l.what}};
      row["other"] = l.other.empty() ? json(nullptr) : json(l.other);
      out += row.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    } else {
      out += fmt::format("{}:{}: {}: {}: {}\n", l.file, l.line, l.kind, l.phrase, l.what);
    }
  }
  auto ok = file.write(out);
  if (ok) ok = file.close();
  if (!ok) return file.failed(ok.error());
  if (!o.quiet) {
    std::string line = fmt::format("{} phrases", phrases);
    if (use) line += fmt::format(", {} articles", use->documents);
    for (const auto& [kind, n] : counts) line += fmt::format(", {} {}", n, kind);
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  return bad ? kFailure : kOk;
}

}  // namespace

void add_lint(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<LintFlags>();
  CLI::App* verb = add_verb(app, "lint", "faults of the frame files: said twice, never matching, ambiguous");
  verb->footer(
      "Examples:\n"
      "  kawat lint                                            all of data/\n"
      "  kawat lint --lang id --only duplicate,dead            some faults of one language\n"
      "  kawat lint --corpus news.jsonl.gz --only unfruitful   phrases that fire often and never give an event\n");
  add_option(*verb, "data", o->data, "the folder with lang/ and ontology/ (data)");
  add_option(*verb, "--lang", o->language, "the frames of this language only")->type_name("CODE");
  add_option(*verb, "--only", o->only, "kinds, with commas: duplicate, overlap, ambiguous, dead, unfruitful, unseen (all)")
      ->type_name("KINDS")
      ->delimiter(',')
      ->check(one_of({"duplicate", "overlap", "ambiguous", "dead", "unfruitful", "unseen"}));
  add_option(*verb, "--corpus", o->corpus, "articles to see the phrases at work in: finds unfruitful and unseen ones")
      ->type_name("FILE");
  add_option(*verb, "--most", o->most, "unfruitful phrases to tell, the most frequent first (20; 0 all)")->type_name("N");
  add_option(*verb, "--format", o->format, "text or jsonl (text)")->type_name("WORD")->check(one_of({"text", "jsonl"}));
  add_output(*verb, o->output);
  add_flag(*verb, "-q,--quiet", o->quiet, "no progress and no summary");
  verb->callback([o, &shared] { shared.chosen = [o] { return lint(*o); }; });
}

}  // namespace kawat::cli
