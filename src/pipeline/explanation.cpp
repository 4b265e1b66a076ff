#include "pipeline/explanation.h"

#include <fmt/format.h>

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

}  // namespace kawat::pipeline
