// kawat actors: who is named in articles, and whom no table knows.
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/verbs.h"

namespace kawat::cli {
namespace {

struct ActorsFlags {
  InputOptions input;
  std::string which, output, format;
  std::size_t top = 100;
};

bool has_name(const model::Mention& m) {
  return m.kind == model::MentionKind::name || m.kind == model::MentionKind::unknown ||
         (m.kind == model::MentionKind::office && m.actor.kind == model::ActorKind::person);
}
// A name that stands for itself and that no table has.
bool unknown(const model::Mention& m) { return has_name(m) && m.actor.entry < 0 && !m.actor.name.empty(); }

// A single word at the start of a sentence, or of one or two letters, need not be a name at all.
bool doubtful(const model::Analysis& a, const model::Mention& m) {
  if (m.last - m.first != 1) return false;
  const model::Token& token = a.tokens[m.first];
  int letters = 0;
  for (std::size_t at = 0; at < token.norm.size();) {
    if (is_letter(next_code_point(token.norm, at))) ++letters;
  }
  return letters < 3 || ((token.shape & model::kSentenceStart) != 0 && m.kind == model::MentionKind::unknown);
}

void mention_row(const model::Document& d, const model::Mention& m, const CodePointIndex& index, std::string& out) {
  static constexpr const char* kKinds[] = {"name", "office", "generic", "pronoun", "group", "unknown"};
  out += fmt::format(
      "{{\"doc_id\":{},\"text\":{},\"begin\":{},\"end\":{},\"mention\":\"{}\",\"code\":{},\"name\":{},\"wikidata\":{},\"place\":{"
      "},\"known\":{}}}\n",
      json_string(d.id), json_string(m.span.in(d.text)), index.at(m.span.begin), index.at(m.span.end),
      kKinds[static_cast<std::size_t>(m.kind)], json_string(m.actor.code()), json_string(m.actor.name),
      json_string(m.actor.wikidata), m.locative, m.actor.entry >= 0);
}

// One actor of the whole input.
struct Counted {
  std::string name, code, example, document;
  std::map<std::string, std::uint64_t> codes;
  std::uint64_t mentions = 0, documents = 0, acts = 0;

  void merge(const Counted& other) {
    if (name.empty() || std::tie(other.document, other.example) < std::tie(document, example))
      name = other.name, example = other.example, document = other.document;
    for (const auto& [c, n] : other.codes) codes[c] += n;
    mentions += other.mentions, documents += other.documents, acts += other.acts;
  }
  // The code that its mentions have most often.
  std::string best() const {
    auto most = std::max_element(codes.begin(), codes.end(), [](const auto& x, const auto& y) { return x.second < y.second; });
    return most == codes.end() ? "" : most->first;
  }
};

std::map<std::string, Counted> count(const model::Document& d, const model::Analysis& a, bool wanted_unknown) {
  std::map<std::string, Counted> here;
  std::vector<std::uint64_t> acts(a.mentions.size());
  for (const model::Event& e : a.events) {
    for (std::int32_t party : {e.actor, e.recipient}) {
      if (party >= 0) ++acts[static_cast<std::size_t>(party)];
    }
  }
  for (const model::Mention& m : a.mentions) {
    // Short names and pronouns count for whom they stand.
    const model::Mention& who = m.antecedent >= 0 ? a.mentions[static_cast<std::size_t>(m.antecedent)] : m;
    if (!has_name(who) || unknown(who) != wanted_unknown || who.actor.name.empty()) continue;
    if (!wanted_unknown && who.actor.entry < 0) continue;
    if (wanted_unknown && doubtful(a, who)) continue;
    std::string key = fold(who.actor.name) + (wanted_unknown ? "" : "/" + who.actor.code());
    Counted& c = here[key];
    if (c.mentions == 0) {
      const model::Sentence& s = a.sentences[who.sentence];
      c.name = std::string(who.actor.name), c.example = std::string(s.span.in(d.text)), c.document = d.id, c.documents = 1;
    }
    ++c.mentions;
    c.acts += acts[static_cast<std::size_t>(&m - a.mentions.data())];
    ++c.codes[who.actor.code()];
  }
  return here;
}

int actors(const ActorsFlags& o) {
  auto engine = Engine::open(o.input.actors);
  if (!engine) return complain(engine.error());
  const pipeline::Pipeline& p = *(*engine)->pipeline;
  if (o.which == "mentions") {
    return run_over(p, o.input, o.output, "", "mentions",
                    [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string& out) -> Result<std::uint64_t> {
                      if (auto ok = p.analyse(d, w, pipeline::Depth::events); !ok) return fail(ok.error());
                      CodePointIndex index(d.text);
                      for (const model::Mention& m : w.analysis.mentions) mention_row(d, m, index, out);
                      return w.analysis.mentions.size();
                    });
  }
  std::mutex guard;
  std::map<std::string, Counted> all;
  bool wanted_unknown = o.which == "unknown";
  int exit = run_over(p, o.input, "", "", "mentions",
                      [&](model::Document& d, pipeline::Pipeline::Worker& w, std::string&) -> Result<std::uint64_t> {
                        if (auto ok = p.analyse(d, w, pipeline::Depth::events); !ok) return fail(ok.error());
                        std::map<std::string, Counted> here = count(d, w.analysis, wanted_unknown);
                        std::uint64_t mentions = 0;
                        std::lock_guard lock(guard);
                        for (const auto& [key, c] : here) mentions += c.mentions, all[key].merge(c);
                        return mentions;
                      });
  if (exit != kOk && exit != kPartly) return exit;
  std::vector<const Counted*> list;
  for (const auto& [key, c] : all) list.push_back(&c);
  std::stable_sort(list.begin(), list.end(), [](const Counted* x, const Counted* y) {
    return std::tie(x->acts, x->documents, x->mentions) > std::tie(y->acts, y->documents, y->mentions);
  });
  if (list.size() > o.top) list.resize(o.top);
  std::string out;
  if (o.format == "rows") out += "# name\tcountry\tsector\tfrom\tto\taliases\twikidata\n";
  if (o.format == "text")
    out += fmt::format("{:>5} {:>9} {:>8}  {:<8} {:<32} {}\n", "acts", "documents", "mentions", "code", "name", "for example");
  for (const Counted* c : list) {
    std::string code = c->best();
    if (o.format == "rows") {
      // What is not known is for the user to fill in: "?" is no country and is refused until then.
      std::string country = code.size() == 3 || code.size() == 6 ? code.substr(0, 3) : "?",
                  sector = code.size() == 6 ? code.substr(3) : "";
      out += fmt::format("{}\t{}\t{}\t\t\t\t\n", c->name, country, sector);
    } else if (o.format == "json") {
      out +=
          fmt::format("{{\"name\":{},\"code\":{},\"acts\":{},\"documents\":{},\"mentions\":{},\"doc_id\":{},\"example\":{}}}\n",
                      json_string(c->name), json_string(code), c->acts, c->documents, c->mentions, json_string(c->document),
                      json_string(c->example));
    } else {
      std::string example = c->example;
      std::replace(example.begin(), example.end(), '\n', ' ');
      out += fmt::format("{:>5} {:>9} {:>8}  {:<8} {:<32} {}\n", c->acts, c->documents, c->mentions, code.empty() ? "-" : code,
                         c->name, example);
    }
  }
  Output file;
  if (auto ok = file.open(o.output); !ok) return file.failed(ok.error());
  auto ok = file.write(out);
  if (ok) ok = file.close();
  return ok ? exit : file.failed(ok.error());
}

}  // namespace

void add_actors(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<ActorsFlags>();
  CLI::App* verb = add_verb(app, "actors", "who is named in articles, and whom no table knows");
  verb->footer(
      "Examples:\n"
      "  kawat actors unknown news/                             names that no table has, the most frequent first\n"
      "  kawat actors unknown news/ --format rows > mine.tsv    … as rows to complete and give to --actors\n"
      "  kawat actors known news.jsonl --top 20\n"
      "  kawat actors mentions article.txt                      every mention and whom it stands for, as JSONL\n");
  add_option(*verb, "which", o->which, "unknown, known or mentions")->required()->check(one_of({"unknown", "known", "mentions"}));
  o->input.add(*verb);
  add_output(*verb, o->output);
  add_option(*verb, "--format", o->format, "text, json, or rows in the columns of data/actors/persons.tsv (default: text)")
      ->type_name("WORD")
      ->default_str("text")
      ->check(one_of({"text", "json", "rows"}));
  add_option(*verb, "--top", o->top, "how many names at most (default: 100)")->check(range(1, 1'000'000'000));
  verb->callback([o, &shared] {
    shared.chosen = [o] {
      if (o->format.empty()) o->format = "text";
      return actors(*o);
    };
  });
}

}  // namespace kawat::cli
