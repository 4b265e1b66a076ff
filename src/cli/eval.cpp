// kawat eval: the program against labelled data: figures, and where it errs.
#include <algorithm>
#include <memory>
#include <set>
#include <span>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/common.h"
#include "cli/eval_gates.h"
#include "cli/eval_score.h"
#include "cli/eval_sets.h"
#include "cli/verbs.h"
#include "pipeline/rows.h"

namespace kawat::cli {
namespace {

using namespace eval;
using nlohmann::json;

// An option whose number may be left out. CLI11 takes the word behind it; a word that is no number is a file.
struct Listing {
  std::vector<std::string> given;
  bool wanted = false;
  std::size_t most = 0;  // 0 = all
};

struct EvalFlags {
  std::vector<std::string> files;
  SetOptions sets;
  std::string format = "table", output, gates, reason, level = "type";
  bool per_type = false, update = false, allow_lower = false, quiet = false;
  Listing confusions, missed, wrong;
  std::size_t sentences = 5;
  Colour colour = Colour::automatic;
};

struct TypeRow {
  std::string type;
  double precision = 0, recall = 0, f1 = 0;
  std::string counts;
  std::vector<std::pair<const char*, int>> numbers;
};

// What came out other than the labels say.
struct Mistake {
  std::string gold, coded;  // types; empty: nothing should be there, or nothing was coded
  std::string id, text;
  std::string should, is;          // in full
  std::vector<std::string> notes;  // what else was seen there
};

struct Report {
  const Set* set = nullptr;
  std::string size;                // "130 sentences, …"
  std::vector<std::string> lines;  // figures for the eye
  std::vector<Measure> measures;
  std::vector<TypeRow> types;
  std::vector<Mistake> mistakes;
};

// What explain would tell of one sentence of a text.
struct Heard {
  std::string text;
  std::vector<std::string> notes;
};

constexpr std::string_view kNobody = "-";

std::string or_nobody(const std::string& s) { return s.empty() ? std::string(kNobody) : s; }
std::string percent(int right, int of) {
  return of == 0 ? "n/a" : fmt::format("{:.1f} % of {}", 100 * Tally::ratio(right, of), of);
}

std::string show(const GoldEvent& e) {
  std::string out = e.type + (e.mode.empty() ? "" : "/" + e.mode) + " " + or_nobody(clean_code(e.actor)) + " → " +
                    or_nobody(clean_code(e.recipient));
  if (e.modality != "actual" && !e.modality.empty()) out += ", " + e.modality;
  if (!e.trigger_text.empty()) out += " \"" + e.trigger_text + "\"";
  return out;
}

std::string show(const CodedEvent& e) {
  std::string out = e.type + (e.mode.empty() ? "" : "/" + e.mode) + " " + or_nobody(e.actor) + " → " + or_nobody(e.recipient);
  if (e.modality != "actual" && !e.modality.empty()) out += ", " + e.modality;
  return out + " \"" + e.trigger + "\" (" + e.rule + ")";
}

CodedEvent coded_event(const json& row) {
  CodedEvent e;
  e.type = text_of(row, "event_type"), e.mode = text_of(row, "event_mode"), e.modality = text_of(row, "modality");
  e.actor = text_of(row, "actor_code"), e.recipient = text_of(row, "recipient_code");
  e.actor_text = text_of(row, "actor_text"), e.recipient_text = text_of(row, "recipient_text");
  e.date_text = text_of(row, "date_text"), e.date_start = text_of(row, "date_start"), e.date_end = text_of(row, "date_end");
  e.place_country = text_of(row, "place_country"), e.evidence = text_of(row, "evidence_text");
  e.trigger = text_of(row, "trigger_text"), e.rule = text_of(row, "rule");
  if (auto chain = row.find("attribution"); chain != row.end() && chain->is_array()) {
    for (const json& link : *chain) {
      e.sources.push_back(text_of(link, "name"));
      if (text_of(link, "kind") != "speaker" || !e.said_by_text.empty()) continue;
      e.said_by_text = text_of(link, "text");
      if (e.said_by_text.empty()) e.said_by_text = text_of(link, "name");
    }
  }
  return e;
}

// Runs the program on what a set holds, as `kawat code` and `kawat relate` do.
class Runner {
 public:
  explicit Runner(const pipeline::Pipeline& pipeline)
      : pipeline_(pipeline), writer_(pipeline::Format::jsonl, pipeline.ontology()) {}

  Result<std::vector<json>> code(const json& document, std::vector<Heard>* heard) {
    read::ReadOptions options;
    options.find_parts = false;
    model::Document d;
    if (auto ok = read::parse_json_document(document.dump(), options, &pipeline_.parts(), d); !ok) return fail(ok.error());
    std::vector<events::Rejected> rejected;
    worker_->events.rejected = heard == nullptr ? nullptr : &rejected;
    auto ok = pipeline_.analyse(d, *worker_, pipeline::Depth::events);
    worker_->events.rejected = nullptr;
    if (!ok) return fail(ok.error());
    const model::Analysis& a = worker_->analysis;
    std::string out;
    writer_.document(d, a, 0, out);
    std::vector<json> rows;
    for (std::string_view line : split(out, '\n')) {
      if (!line.empty()) rows.push_back(json::parse(line));
    }
    if (heard != nullptr) listen(d, a, rejected, *heard);
    return rows;
  }

  Result<events::Relation> relate(const Pair& p) { return pipeline_.relate(p.text, p.language, *worker_); }
  const lexicon::Ontology& ontology() const { return pipeline_.ontology(); }

 private:
  static void listen(const model::Document& d, const model::Analysis& a, const std::vector<events::Rejected>& rejected,
                     std::vector<Heard>& heard) {
    for (std::uint32_t n = 0; n < a.sentences.size(); ++n) {
      Heard h;
      h.text = a.sentences[n].span.in(d.text);
      std::string who;
      for (const model::Mention& m : a.mentions) {
        if (m.sentence != n || m.last == m.first) continue;
        who += fmt::format("{}{} [{}]", who.empty() ? "" : ", ", m.span.in(d.text), or_nobody(m.actor.code()));
      }
      h.notes.push_back("actors   " + (who.empty() ? "nobody" : who));
      // The phrases that were turned down for one reason make one line.
      std::vector<std::pair<std::string, std::string>> turned_down;
      for (const events::Rejected& r : rejected) {
        if (r.sentence != n) continue;
        std::string what = fmt::format("not      {} \"{}\": {}", name(r.type), r.trigger.in(d.text), r.reason);
        auto at = std::find_if(turned_down.begin(), turned_down.end(), [&](const auto& t) { return t.first == what; });
        if (at == turned_down.end()) {
          turned_down.emplace_back(std::move(what), r.rule);
        } else if (at->second.find(r.rule) == std::string::npos) {
          at->second += ", " + std::string(r.rule);
        }
      }
      for (const auto& [what, rules] : turned_down) h.notes.push_back(what + " (" + rules + ")");
      if (rejected.empty() && !a.sentences[n].parsed) h.notes.emplace_back("not parsed: no phrase of the lexicon begins here");
      heard.push_back(std::move(h));
    }
  }

  const pipeline::Pipeline& pipeline_;
  pipeline::RowWriter writer_;
  std::unique_ptr<pipeline::Pipeline::Worker> worker_ = std::make_unique<pipeline::Pipeline::Worker>();
};

// Figures as the outside scorers print them, so that floors mean the same to both.
double to_places(double v, int places) { return std::stod(fmt::format("{:.{}f}", v, places)); }

TypeRow type_row(const std::string& type, const Tally& t) {
  return {type,
          t.precision(),
          t.recall(),
          t.f1(),
          fmt::format("{:>6}{:>8}{:>7}", t.right, t.missed, t.wrong),
          {{"right", t.right}, {"missed", t.missed}, {"false", t.wrong}}};
}

Level level_from(const std::string& name) { return name == "dyad" ? Level::dyad : name == "codes" ? Level::codes : Level::type; }

Result<Report> events_report(Set& set, Runner& runner, const EvalFlags& o) {
  bool documents = set.kind == Kind::documents;
  Rules rules = documents ? Rules::documents : Rules::sentences;
  std::vector<std::vector<Heard>> heard(set.items.size());
  for (std::size_t i = 0; i < set.items.size(); ++i) {
    auto rows = runner.code(set.documents[i], &heard[i]);
    if (!rows) {
      Error e = rows.error();
      if (e.where.empty()) e.where = set.items[i].id;
      return fail(std::move(e));
    }
    for (const json& row : *rows) set.items[i].coded.push_back(coded_event(row));
  }
  Score s = score(set.items, rules);
  Report out;
  out.set = &set;
  out.size = fmt::format("{} {}, {} events and {} that may be left out; {} coded", set.size(),
                         documents ? "documents" : "sentences", s.required, s.optional, s.predicted);
  out.lines.push_back(fmt::format("{:<28}{:>6}{:>7}{:>7}{:>8}{:>8}{:>7}", "", "P", "R", "F1", "right", "missed", "false"));
  struct Row {
    Level level;
    const char *label, *measure;
  };
  const Row rows[] = {{Level::type, "type", "type"},
                      {Level::dyad, "type and both countries", "dyad"},
                      {Level::codes, "type and both codes", "codes"},
                      {Level::other, documents ? "  GOV as good as none" : "  to the letter", ""}};
  double scale = documents ? 100 : 1;
  int places = documents ? 1 : 3;
  auto measure = [&](const std::string& name, double v, int decimals) {
    out.measures.push_back({set.name + " " + name, to_places(v, decimals)});
  };
  for (const Row& r : rows) {
    const Tally& t = s.at(r.level);
    out.lines.push_back(fmt::format("{:<28}{:>6.1f}{:>7.1f}{:>7.1f}{:>8}{:>8}{:>7}", r.label, 100 * t.precision(),
                                    100 * t.recall(), 100 * t.f1(), t.right, t.missed, t.wrong));
    if (*r.measure == 0) continue;
    measure(std::string(r.measure) + " P", scale * t.precision(), places);
    measure(std::string(r.measure) + " R", scale * t.recall(), places);
    measure(std::string(r.measure) + " F1", scale * t.f1(), places);
  }
  for (const Share& share : s.shares) {
    if (share.of == 0) continue;
    out.lines.push_back(fmt::format("{:<28}{:>6.1f} % of {}", share.name, 100 * Tally::ratio(share.right, share.of), share.of));
    measure(share.name, scale * Tally::ratio(share.right, share.of), places);
  }
  if (s.empty > 0) {
    double per = 100 * Tally::ratio(s.on_empty, s.empty);
    out.lines.push_back(fmt::format("{:<28}{:>6.1f} per 100 {} without an event ({} on {})", "false there", per,
                                    documents ? "documents" : "sentences", s.on_empty, s.empty));
    if (!documents) measure("false per 100", per, 3);
  }
  if (documents) {
    out.lines.push_back(fmt::format("{:<28}{:>6}   (must be 0)", "out of noise lines", s.noise));
    measure("noise", s.noise, 0);
  }
  for (const auto& [type, tally] : s.types) out.types.push_back(type_row(type, tally));

  for (std::size_t i = 0; i < set.items.size(); ++i) {
    const Item& item = set.items[i];
    for (auto [g, c] : confused(item, s.matched[i][static_cast<std::size_t>(level_from(o.level))], rules)) {
      Mistake m;
      m.id = item.id;
      const GoldEvent* gold = g < 0 ? nullptr : &item.gold[static_cast<std::size_t>(g)];
      const CodedEvent* coded = c < 0 ? nullptr : &item.coded[static_cast<std::size_t>(c)];
      if (gold != nullptr) m.gold = gold->type, m.should = show(*gold);
      if (coded != nullptr) m.coded = coded->type, m.is = show(*coded);
      // The sentence, and what else was seen in it.
      std::string_view start = gold != nullptr && !gold->tellings.empty() ? std::string_view(gold->tellings.front().start)
                               : coded != nullptr                         ? std::string_view(coded->evidence)
                                                                          : std::string_view();
      std::string text = coded != nullptr && gold == nullptr ? coded->evidence : "";
      for (const Heard& h : heard[i]) {
        if (!start.empty() && !begins(h.text, start)) continue;
        text += (text.empty() || text == h.text ? "" : " ") + (text == h.text ? "" : h.text);
        m.notes.insert(m.notes.end(), h.notes.begin(), h.notes.end());
      }
      if (text.empty()) text = start;
      for (const CodedEvent& other : item.coded) {
        if (&other == coded || (documents && text.find(other.evidence) == std::string::npos)) continue;
        m.notes.push_back("coded    " + show(other));
      }
      m.text = std::move(text);
      out.mistakes.push_back(std::move(m));
    }
  }
  return out;
}

int quad_of(const std::string& label, const lexicon::Ontology& o) {
  if (label == "YIELD") return o.type(model::EventType::RETREAT).quad;
  return o.type(model::event_type_from(label)).quad;
}

// Types between two marked actors.
Result<Report> pairs_report(const Set& set, Runner& runner, const EvalFlags&) {
  Report out;
  out.set = &set;
  const lexicon::Ontology& ontology = runner.ontology();
  bool sides = set.kind == Kind::sides;
  bool folded = std::any_of(set.pairs.begin(), set.pairs.end(), [](const Pair& p) { return p.label == "YIELD"; });
  std::vector<std::string> root, root_said, quad, quad_said, side, side_said;
  Share mode{"mode"}, modality{"modality"}, silent{"NONE left without an answer"};
  int answered = 0;
  auto side_name = [](int q) -> std::string { return q == 0 ? "" : q > 2 ? "conflict" : "cooperation"; };
  for (const Pair& p : set.pairs) {
    auto r = runner.relate(p);
    // What cannot be asked is not answered; the figures count it so.
    std::string why = r ? "" : r.error().message();
    if (!r) r = events::Relation{};
    std::string said(model::name(r->type));
    int said_quad = said.empty() ? 0 : ontology.type(r->type).quad;
    if (folded && (said == "CONCEDE" || said == "RETREAT")) said = "YIELD", said_quad = quad_of(said, ontology);
    answered += !said.empty();
    std::string coded_mode = r->mode < 0 ? "" : std::string(ontology.modes()[static_cast<std::size_t>(r->mode)].name);
    Mistake m;
    if (p.label == "NONE") {
      // It is always asked what the act is, so silence is rare: counted apart.
      ++silent.of, silent.right += said.empty();
    } else if (sides) {
      side.push_back(p.conflict ? "conflict" : "cooperation");
      side_said.push_back(side_name(said_quad));
      m.gold = side.back(), m.coded = side_said.back();
    } else {
      root.push_back(p.label), root_said.push_back(said);
      int q = p.quad != 0 ? p.quad : quad_of(p.label, ontology);
      quad.push_back(std::to_string(q)), quad_said.push_back(said_quad == 0 ? "" : std::to_string(said_quad));
      side.push_back(side_name(q)), side_said.push_back(side_name(said_quad));
      m.gold = p.label, m.coded = said;
      if (p.example && said == p.label) {
        ++modality.of, modality.right += model::name(r->modality) == p.modality;
        if (!p.mode.empty()) ++mode.of, mode.right += coded_mode == p.mode;
      }
    }
    if (p.label == "NONE" ? said.empty() : m.gold == m.coded) continue;
    if (p.label == "NONE") m.coded = said;
    m.id = p.id, m.text = p.text, m.should = p.label.empty() ? m.gold : p.label;
    if (!said.empty()) {
      m.is = fmt::format("{}{}, confidence {:.2f} ({})", model::name(r->type), coded_mode.empty() ? "" : "/" + coded_mode,
                         r->confidence, r->rule);
    }
    if (!why.empty()) m.notes.push_back(why);
    out.mistakes.push_back(std::move(m));
  }
  out.size = fmt::format("{} pairs, {} answered", set.size(), answered);
  out.lines.push_back(fmt::format("{:<28}{:>6}{:>7}{:>7}", "", "P", "R", "F1"));
  auto figures = [&](const char* measure, const char* label, const std::vector<std::string>& gold,
                     const std::vector<std::string>& said) {
    auto rows = per_class(gold, said);
    Macro m = macro(rows);
    out.lines.push_back(fmt::format("{:<28}{:>6.1f}{:>7.1f}{:>7.1f}", label, 100 * m.precision, 100 * m.recall, 100 * m.f1));
    const std::pair<const char*, double> values[] = {{"P", m.precision}, {"R", m.recall}, {"F1", m.f1}};
    for (auto [name, v] : values)
      out.measures.push_back({fmt::format("{} {} {}", set.name, measure, name), to_places(100 * v, 1)});
    return rows;
  };
  auto share = [&](const Share& s, const std::string& measure) {
    if (s.of == 0) return;
    out.lines.push_back(fmt::format("{:<28}{:>6.1f} % of {}", s.name, 100 * Tally::ratio(s.right, s.of), s.of));
    out.measures.push_back({set.name + " " + measure, to_places(100 * Tally::ratio(s.right, s.of), 1)});
  };
  std::vector<ClassRow> classes;
  if (sides) {
    classes = figures("macro", "both sides", side, side_said);
    for (const ClassRow& row : classes) {
      out.lines.push_back(
          fmt::format("{:<28}{:>6.1f}{:>7.1f}{:>7.1f}", row.label, 100 * row.precision(), 100 * row.recall(), 100 * row.f1()));
      out.measures.push_back({set.name + " " + row.label + " F1", to_places(100 * row.f1(), 1)});
    }
  } else if (!root.empty()) {
    figures("binary", "cooperation or conflict", side, side_said);
    figures("quad", "quad class", quad, quad_said);
    classes = figures("root", "type", root, root_said);
  }
  share(mode, "mode"), share(modality, "modality"), share(silent, "none");
  for (const ClassRow& row : classes) {
    out.types.push_back({row.label,
                         row.precision(),
                         row.recall(),
                         row.f1(),
                         fmt::format("{:>6}{:>8}{:>7}", row.right, row.is - row.right, row.said - row.right),
                         {{"right", row.right}, {"missed", row.is - row.right}, {"false", row.said - row.right}}});
  }
  return out;
}

Result<Report> cases_report(const Set& set, Runner& runner, const EvalFlags&) {
  Report out;
  out.set = &set;
  std::size_t hold = 0;
  std::map<std::string, std::pair<int, int>> files;
  std::map<std::string, Tally> types;
  for (const Case& c : set.cases) {
    json d = json::object({{"id", c.file + " " + c.label}});
    for (const auto& [key, value] : c.document) d[key] = value;
    std::vector<Heard> heard;
    auto rows = runner.code(d, &heard);
    if (!rows) return fail(rows.error());
    auto complaints = judge(c, *rows);
    hold += complaints.empty();
    auto& [good, all] = files[c.file];
    ++all, good += complaints.empty();
    for (const WantedEvent& w : c.events) ++types[w.types.front()].right;
    for (const Complaint& k : complaints) {
      Tally& gold = types[k.gold.empty() ? k.coded : k.gold];
      if (k.gold.empty())
        ++gold.wrong;
      else
        --gold.right, ++gold.missed;
      Mistake m;
      m.gold = k.gold, m.coded = k.coded, m.id = c.file + " " + c.label, m.text = c.document.at("text");
      m.should = k.text;
      for (const json& row : *rows) m.notes.push_back("coded    " + eval::show(row));
      for (const Heard& h : heard) m.notes.insert(m.notes.end(), h.notes.begin(), h.notes.end());
      out.mistakes.push_back(std::move(m));
    }
  }
  out.size = fmt::format("{} cases", set.size());
  out.lines.push_back(fmt::format("{:<28}{}", "hold", percent(static_cast<int>(hold), static_cast<int>(set.size()))));
  for (const auto& [file, count] : files) {
    if (count.first < count.second) out.lines.push_back(fmt::format("  {}: {} of {}", file, count.first, count.second));
  }
  out.measures.push_back({set.name + " hold", to_places(100 * static_cast<double>(hold) / static_cast<double>(set.size()), 1)});
  for (const auto& [type, tally] : types) out.types.push_back(type_row(type, tally));
  return out;
}

// --- how it is told -----------------------------------------------------------------------------------------------------

class Teller {
 public:
  Teller(const EvalFlags& o, bool colour) : o_(o), colour_(colour) {}

  void table(const Report& r, std::string& out) const {
    std::string paths;
    for (std::size_t i = 0; i < r.set->paths.size() && i < 2; ++i) paths += (i > 0 ? ", " : "") + r.set->paths[i];
    if (r.set->paths.size() > 2) paths += fmt::format(", … ({} files)", r.set->paths.size());
    out += (out.empty() ? "" : "\n") + bold(fmt::format("{} · {}\n", r.set->name, paths)) + "  " + r.size + "\n";
    for (const std::string& line : r.lines) out += "  " + line + "\n";
    if (o_.per_type && !r.types.empty()) {
      out += fmt::format("\n  {:<14}{:>6}{:>7}{:>7}{:>6}{:>8}{:>7}\n", "type", "P", "R", "F1", "right", "missed", "false");
      for (const TypeRow& t : r.types) {
        out +=
            fmt::format("  {:<14}{:>6.1f}{:>7.1f}{:>7.1f}{}\n", t.type, 100 * t.precision, 100 * t.recall, 100 * t.f1, t.counts);
      }
    }
    if (o_.confusions.wanted) confusions(r, out);
    if (o_.missed.wanted) listing("missed", r, o_.missed.most, [](const Mistake& m) { return !m.gold.empty(); }, out);
    if (o_.wrong.wanted) listing("false", r, o_.wrong.most, [](const Mistake& m) { return !m.coded.empty(); }, out);
  }

  void jsonl(const Report& r, std::string& out) const {
    for (const Measure& m : r.measures) {
      row(out, json{{"kind", "measure"}, {"set", r.set->name}, {"measure", m.name}, {"value", m.value}});
    }
    if (o_.per_type) {
      for (const TypeRow& t : r.types) {
        json j{{"kind", "type"},
               {"set", r.set->name},
               {"event_type", t.type},
               {"precision", to_places(t.precision, 4)},
               {"recall", to_places(t.recall, 4)},
               {"f1", to_places(t.f1, 4)}};
        for (auto [name, n] : t.numbers) j[name] = n;
        row(out, j);
      }
    }
    if (o_.confusions.wanted) {
      for (const auto& [pair, list] : grouped(r)) {
        row(out, json{{"kind", "confusion"},
                      {"set", r.set->name},
                      {"gold_type", or_null(pair.first)},
                      {"event_type", or_null(pair.second)},
                      {"count", list.size()}});
      }
    }
    for (const Mistake& m : r.mistakes) {
      bool wanted = o_.confusions.wanted || (o_.missed.wanted && !m.gold.empty()) || (o_.wrong.wanted && !m.coded.empty());
      if (!wanted) continue;
      row(out, json{{"kind", "mistake"},
                    {"set", r.set->name},
                    {"id", m.id},
                    {"gold_type", or_null(m.gold)},
                    {"event_type", or_null(m.coded)},
                    {"gold", or_null(m.should)},
                    {"coded", or_null(m.is)},
                    {"text", m.text},
                    {"notes", m.notes}});
    }
  }

  void floors(const std::vector<Floor>& floors, std::string& out) const {
    if (o_.format == "table") out += (out.empty() ? "" : "\n") + bold("floors · " + o_.gates + "\n");
    for (const Floor& f : floors) {
      if (o_.format == "jsonl") {
        json value = f.value ? json(*f.value) : json(nullptr);
        row(out, json{{"kind", "floor"}, {"measure", f.name}, {"value", value}, {"floor", f.floor}, {"fell", f.fell()}});
      } else {
        out += fmt::format("  {:<5}{:>10} {} {:<8g} {}\n", f.fell() ? "FELL" : "ok",
                           f.value ? fmt::format("{:g}", *f.value) : "-", f.less_is_better ? "≤" : "≥", f.floor, f.name);
      }
    }
  }

 private:
  using Group = std::pair<std::pair<std::string, std::string>, std::vector<const Mistake*>>;

  std::string bold(std::string s) const { return colour_ ? "\x1b[1m" + s + "\x1b[0m" : s; }
  static json or_null(const std::string& s) { return s.empty() ? json(nullptr) : json(s); }
  static void row(std::string& out, const json& j) { out += j.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"; }

  static std::vector<Group> grouped(const Report& r) {
    std::map<std::pair<std::string, std::string>, std::vector<const Mistake*>> all;
    for (const Mistake& m : r.mistakes) all[{m.gold, m.coded}].push_back(&m);
    std::vector<Group> out(all.begin(), all.end());
    std::stable_sort(out.begin(), out.end(), [](const Group& x, const Group& y) { return x.second.size() > y.second.size(); });
    return out;
  }

  void confusions(const Report& r, std::string& out) const {
    auto groups = grouped(r);
    std::size_t most = o_.confusions.most == 0 ? groups.size() : std::min(groups.size(), o_.confusions.most);
    out += "\n  " + bold("labelled → coded\n");
    for (std::size_t i = 0; i < most; ++i) {
      const auto& [pair, list] = groups[i];
      out += fmt::format("  {:>4}  {} → {}\n", list.size(), pair.first.empty() ? "(nothing)" : pair.first,
                         pair.second.empty() ? "(nothing)" : pair.second);
    }
    if (most < groups.size()) out += fmt::format("        and {} kinds more\n", groups.size() - most);
    for (std::size_t i = 0; i < most; ++i) {
      const auto& [pair, list] = groups[i];
      out += "\n  " + bold(fmt::format("{} → {} ({})\n", pair.first.empty() ? "(nothing)" : pair.first,
                                       pair.second.empty() ? "(nothing)" : pair.second, list.size()));
      mistakes(list, o_.sentences, out);
    }
  }

  template <class F>
  void listing(const char* what, const Report& r, std::size_t most, F&& wanted, std::string& out) const {
    std::vector<const Mistake*> list;
    for (const Mistake& m : r.mistakes) {
      if (wanted(m)) list.push_back(&m);
    }
    out += "\n  " + bold(fmt::format("{} ({})\n", what, list.size()));
    mistakes(list, most, out);
  }

  static void mistakes(const std::vector<const Mistake*>& list, std::size_t most, std::string& out) {
    std::size_t n = most == 0 ? list.size() : std::min(most, list.size());
    for (std::size_t i = 0; i < n; ++i) {
      const Mistake& m = *list[i];
      std::string text = m.text;
      std::replace(text.begin(), text.end(), '\n', ' ');
      out += fmt::format("    {}  {}\n", m.id, text);
      if (!m.should.empty()) out += "        wanted   " + m.should + "\n";
      if (!m.is.empty()) out += "        got      " + m.is + "\n";
      for (const std::string& note : m.notes) out += "        " + note + "\n";
    }
    if (n < list.size()) out += fmt::format("    and {} more\n", list.size() - n);
  }

  const EvalFlags& o_;
  bool colour_;
};

// The number behind --missed and the like; another word there was a file.
Status settle(Listing& listing, std::size_t otherwise, const CLI::App& verb, const char* flag, std::vector<std::string>& files) {
  listing.wanted = verb.get_option(flag)->count() > 0;
  listing.most = otherwise;
  for (const std::string& word : listing.given) {
    if (word.empty()) continue;
    if (word.find_first_not_of("0123456789") != std::string::npos) {
      if (word.starts_with('-') && word != "-") return fail(Code::bad_option, flag, "'" + word + "' is no number");
      files.insert(files.begin(), word);
    } else if (!CLI::detail::lexical_cast(word, listing.most)) {
      return fail(Code::bad_option, flag, "'" + word + "' is too big");
    }
  }
  return {};
}

int evaluate(const EvalFlags& o) {
  if (o.files.empty()) return complain(Error{Code::bad_option, "", "nothing to score", "name a labelled file or folder"});
  if (o.gates.empty() && o.update) return complain(Error{Code::bad_option, "", "--update needs --gates FILE", ""});
  if (!o.update && o.allow_lower) return complain(Error{Code::bad_option, "", "--allow-lower needs --update", ""});
  if (o.allow_lower != !trim(o.reason).empty()) {
    return complain(Error{Code::bad_option, "", "--allow-lower and --reason go together", "say why the floor may be lower"});
  }
  std::optional<Gates> gates;
  if (!o.gates.empty()) {
    auto bytes = read_file(o.gates);
    if (!bytes) return complain(bytes.error());
    auto read = Gates::read(*bytes, o.gates);
    if (!read) return complain(read.error());
    gates = std::move(*read);
  }
  auto sets = read_sets(o.files, o.sets);
  if (!sets) return complain(sets.error());
  if (sets->empty()) {
    std::fprintf(stderr, "kawat: nothing labelled in the input\n");
    return kNothing;
  }
  auto engine = Engine::open();
  if (!engine) return complain(engine.error());
  Runner runner(*(*engine)->pipeline);
  Output file;
  if (auto ok = file.open(o.output); !ok) return file.failed(ok.error());
  Teller teller(o, o.output.empty() && use_colour(o.colour, stdout));
  std::string out;
  std::vector<Measure> measures;
  std::set<std::string> names;
  for (Set& set : *sets) {
    auto report = set.kind == Kind::cases                              ? cases_report(set, runner, o)
                  : set.kind == Kind::pairs || set.kind == Kind::sides ? pairs_report(set, runner, o)
                                                                       : events_report(set, runner, o);
    if (!report) return complain(report.error());
    if (o.format == "jsonl")
      teller.jsonl(*report, out);
    else
      teller.table(*report, out);
    measures.insert(measures.end(), report->measures.begin(), report->measures.end());
    names.insert(set.name);
  }
  int exit = kOk;
  if (gates) {
    auto floors = gates->compare(measures, names);
    if (floors.empty()) {
      std::fprintf(stderr, "kawat: %s has no floor for these sets\n", o.gates.c_str());
      exit = kNothing;
    }
    if (o.update) {
      auto changes = gates->update(floors, o.allow_lower ? trim(o.reason) : std::string_view{});
      if (!changes.empty()) {
        if (auto ok = write_file(o.gates, gates->write()); !ok) return complain(ok.error());
      }
      for (const std::string& line : changes) {
        if (!o.quiet) std::fprintf(stderr, "%s\n", line.c_str());
      }
      floors = gates->compare(measures, names);
    }
    teller.floors(floors, out);
    if (std::any_of(floors.begin(), floors.end(), [](const Floor& f) { return f.fell(); })) exit = kFailure;
  }
  auto ok = file.write(out);
  if (ok) ok = file.close();
  return ok ? exit : file.failed(ok.error());
}

}  // namespace

void add_eval(CLI::App& app, Shared& shared) {
  auto o = std::make_shared<EvalFlags>();
  CLI::App* verb = add_verb(app, "eval", "score against labelled data, and show where it errs");
  verb->footer(
      "Examples:\n"
      "  kawat eval gold.jsonl --per-type                      events of labelled sentences or articles\n"
      "  kawat eval gold.jsonl --confusions 5                  what is taken for what, with the sentences\n"
      "  kawat eval data/lang/id/examples --missed             labelled pairs of actors\n"
      "  kawat eval tests/cases --false                        case files\n"
      "  kawat eval tests/cases --gates eval/gates.json        exit code 1 when a floor is missed\n");
  add_option(*verb, "files", o->files,
             "labelled sets: JSONL, tables of examples, case files, folders; NAME=PATH names a set (default: by kind)");
  add_flag(*verb, "--per-type", o->per_type, "figures of each event type");
  auto listing = [&](const char* flag, Listing& l, const char* text) {
    add_option(*verb, flag, l.given, text)->type_name("[N]")->expected(0, 1)->allow_extra_args(false);
  };
  listing("--confusions", o->confusions, "what is taken for what: the N most frequent (10; 0 all), with their sentences");
  listing("--missed", o->missed, "the events that were not coded, N of them (20; 0 all)");
  listing("--false", o->wrong, "the events that should not have been coded, N of them (20; 0 all)");
  add_option(*verb, "--sentences", o->sentences, "sentences of each confusion (5; 0 all)")->type_name("N");
  add_option(*verb, "--level", o->level, "what must be right in the listings: type, dyad or codes (type)")
      ->type_name("WORD")
      ->check(one_of({"type", "dyad", "codes"}));
  add_option(*verb, "--lang", o->sets.language, "only what is in this language; the language of what does not say")
      ->type_name("CODE");
  add_option(*verb, "--texts", o->sets.texts,
             "texts of the articles: a folder, or the file of the only one (texts/ID.txt beside)")
      ->type_name("PATH");
  add_option(*verb, "--gates", o->gates, "compare with the floors of this file (eval/gates.json)")->type_name("FILE");
  add_flag(*verb, "--update", o->update, "lift the floors to what is measured, less their room");
  add_flag(*verb, "--allow-lower", o->allow_lower, "let --update lower the floors that are missed");
  add_option(*verb, "--reason", o->reason, "why they may be lower; it is kept in the file")->type_name("TEXT");
  add_option(*verb, "--format", o->format, "table or jsonl (table)")->type_name("WORD")->check(one_of({"table", "jsonl"}));
  add_output(*verb, o->output);
  add_colour(*verb, o->colour);
  add_flag(*verb, "-q,--quiet", o->quiet, "no words about floors that change");
  verb->callback([o, verb, &shared] {
    shared.chosen = [o, verb] {
      for (auto [l, most, flag] :
           {std::tuple{&o->confusions, std::size_t{10}, "--confusions"}, std::tuple{&o->missed, std::size_t{20}, "--missed"},
            std::tuple{&o->wrong, std::size_t{20}, "--false"}}) {
        if (auto ok = settle(*l, most, *verb, flag, o->files); !ok) return complain(ok.error());
      }
      return evaluate(*o);
    };
  });
}

}  // namespace kawat::cli
