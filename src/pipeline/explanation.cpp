#include "pipeline/explanation.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "pipeline/rows.h"

namespace kawat::pipeline {

std::string_view kind_name(model::MentionKind k) {
  switch (k) {
    case model::MentionKind::name:
      return "name";
    case model::MentionKind::office:
      return "office";
    case model::MentionKind::generic:
      return "generic";
    case model::MentionKind::pronoun:
      return "pronoun";
    case model::MentionKind::group:
      return "group";
    case model::MentionKind::unknown:
      return "unknown";
  }
  return "";
}

std::vector<std::string> sentence_notes(const model::Document& d, const model::Analysis& a,
                                        const std::vector<events::Rejected>& rejected, const lexicon::Ontology& o,
                                        std::uint32_t n) {
  std::vector<std::string> out;
  const model::Sentence& s = a.sentences[n];
  if (!s.parsed) out.emplace_back("not parsed: no act and nobody speaking");
  for (const model::Mention& m : a.mentions) {
    if (m.sentence != n) continue;
    std::string code = m.actor.code();
    out.push_back(fmt::format("actor \"{}\": {}{} ({}{})", m.span.in(d.text),
                              m.actor.name.empty() ? "nobody known" : m.actor.name, code.empty() ? "" : " [" + code + "]",
                              kind_name(m.kind), m.locative ? ", as a place" : ""));
  }
  for (const model::Quote& q : a.quotes) {
    if (!q.content.overlaps(s.span)) continue;
    out.push_back(fmt::format("says {}: \"{}\"{}", q.speaker.empty() ? "somebody" : q.speaker.in(d.text), q.cue.in(d.text),
                              q.direct ? ", in quotation marks" : ""));
  }
  auto who = [&](std::int32_t at) -> std::string {
    if (at < 0) return "-";
    const model::Mention& m = a.mentions[static_cast<std::size_t>(at)];
    std::string code = m.actor.code();
    return fmt::format("{}{}", m.span.in(d.text), code.empty() ? "" : " [" + code + "]");
  };
  for (const model::Event& e : a.events) {
    if (e.sentence != n) continue;
    std::string mode = e.mode < 0 ? "" : "/" + std::string(o.modes()[static_cast<std::size_t>(e.mode)].name);
    out.push_back(fmt::format("event {}{} {} → {}: act \"{}\", {}, confidence {:.2f}, rule {}", name(e.type), mode, who(e.actor),
                              who(e.recipient), e.trigger.in(d.text), name(e.modality), e.confidence, e.rule));
  }
  for (const events::Rejected& r : rejected) {
    if (r.sentence == n)
      out.push_back(fmt::format("not {} \"{}\": {} ({})", name(r.type), r.trigger.in(d.text), r.reason, r.rule));
  }
  return out;
}

void explain_json(const model::Document& d, const model::Analysis& a, const std::vector<events::Rejected>& rejected,
                  const lexicon::Ontology& o, std::string& out) {
  CodePointIndex index(d.text);
  auto span = [&](model::Span s) { return fmt::format("[{},{}]", index.at(s.begin), index.at(s.end)); };
  auto quoted = [](std::string_view s) {
    std::string q;
    append_json(s, q);
    return q;
  };
  out += fmt::format("{{\"doc_id\":{},\"language\":{},\"published\":{},\"text\":{},\"noise\":[", quoted(d.id), quoted(a.language),
                     d.published.known() ? quoted(iso(d.published)) : "null", quoted(d.text));
  for (std::size_t i = 0; i < d.noise.size(); ++i) out += (i > 0 ? "," : "") + span(d.noise[i]);
  out += "],\"sentences\":[";
  for (std::uint32_t n = 0; n < a.sentences.size(); ++n) {
    const model::Sentence& s = a.sentences[n];
    out += fmt::format("{}{{\"span\":{},\"text\":{},\"parsed\":{},\"tokens\":[", n > 0 ? "," : "", span(s.span),
                       quoted(s.span.in(d.text)), s.parsed);
    for (std::uint32_t t = s.first; t < s.last; ++t) {
      const model::Token& k = a.tokens[t];
      out += fmt::format(
          "{}{{\"span\":{},\"form\":{},\"lemma\":{},\"upos\":\"{}\",\"head\":{},\"deprel\":\"{}\"}}", t > s.first ? "," : "",
          span(k.span), quoted(k.span.in(d.text)), quoted(k.lemma), s.parsed ? name(k.upos) : "_",
          !s.parsed || k.head < 0 ? 0 : k.head - static_cast<std::int32_t>(s.first) + 1, s.parsed ? name(k.deprel) : "_");
    }
    out += "],\"actors\":[";
    bool first = true;
    for (const model::Mention& m : a.mentions) {
      if (m.sentence != n) continue;
      out += fmt::format("{}{{\"span\":{},\"text\":{},\"kind\":\"{}\",\"code\":{},\"name\":{},\"place\":{}}}", first ? "" : ",",
                         span(m.span), quoted(m.span.in(d.text)), kind_name(m.kind), quoted(m.actor.code()), quoted(m.actor.name),
                         m.locative);
      first = false;
    }
    out += "],\"rejected\":[";
    first = true;
    for (const events::Rejected& r : rejected) {
      if (r.sentence != n) continue;
      out += fmt::format("{}{{\"event_type\":\"{}\",\"trigger\":{},\"rule\":{},\"reason\":{}}}", first ? "" : ",", name(r.type),
                         span(r.trigger), quoted(r.rule), quoted(r.reason));
      first = false;
    }
    out += "]}";
  }
  out += "],\"events\":[";
  std::string rows;
  RowWriter(Format::jsonl, o).document(d, a, 0, rows);
  bool first = true;
  for (std::string_view row : split(rows, '\n')) {
    if (row.empty()) continue;
    out += (first ? "" : ",") + std::string(row);
    first = false;
  }
  out += "]}\n";
}

}  // namespace kawat::pipeline
