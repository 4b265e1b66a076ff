#include "context/speech.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/text.h"

namespace kawat::context {

namespace {
constexpr std::uint32_t kKindShift = 29, kUses = (1u << kKindShift) - 1;
}  // namespace

Result<Speech> Speech::build(const lexicon::Pack& pack, std::string_view language) {
  static constexpr std::string_view kKinds[] = {"none", "speech", "report", "relay", "thought", "word"};
  static constexpr std::string_view kLetters = "coxeqwsinvp";
  std::string name = "lang/" + std::string(language) + "/speech.tsv";
  lexicon::PhraseBuilder all, cues;
  for (const lexicon::Row& row : lexicon::rows(pack.section(name))) {
    std::string at = "data/" + name + ":" + std::to_string(row.line);
    auto kind = std::find(std::begin(kKinds), std::end(kKinds), row.cell(1));
    if (kind == std::end(kKinds))
      return fail(Code::bad_table, at, "unknown kind '" + std::string(row.cell(1)) + "'", "see the head of the file");
    std::uint32_t uses = 0;
    std::string_view letters = trim(row.cell(2));
    if (*kind == "word") {
      static constexpr std::pair<std::string_view, std::uint32_t> kSmall[] = {
          {"that", kThat},           {"by", kBy},           {"this", kThis},     {"stop", kStop}, {"document", kDocument},
          {"medium", kMedium},       {"he", kHe},           {"nobody", kNobody}, {"link", kLink}, {"day", kDay},
          {"interview", kInterview}, {"servant", kServant}, {"origin", kOrigin}, {"as", kAs}};
      for (auto [word, use] : kSmall) uses |= letters == word ? use : 0u;
      if (uses == 0)
        return fail(Code::bad_table, at, "unknown small word '" + std::string(letters) + "'", "see the head of the file");
    } else {
      for (char c : letters) {
        static constexpr std::pair<char, std::uint32_t> kMore[] = {{'b', kThatOnly}, {'f', kFact},      {'h', kHearer},
                                                                   {'m', kNoun},     {'r', kMediaOnly}, {'l', kPlain}};
        auto more = std::find_if(std::begin(kMore), std::end(kMore), [c](const auto& x) { return x.first == c; });
        if (more != std::end(kMore)) {
          uses |= more->second;
          continue;
        }
        std::size_t bit = kLetters.find(c);
        if (bit == kLetters.npos)
          return fail(Code::bad_table, at, std::string("unknown use '") + c + "'", "see the head of the file");
        uses |= 1u << bit;
      }
    }
    auto value = static_cast<std::uint32_t>(kind - std::begin(kKinds)) << kKindShift | uses;
    for (std::string_view phrase : split(row.cell(0), '|')) {
      std::string folded = fold(trim(phrase));
      if (folded.empty()) continue;
      all.add(folded, value);
      if (*kind != "word") cues.add(folded.substr(0, folded.find(' ')), 0);
    }
  }
  Speech s;
  s.bytes_ = std::make_unique<std::string>(all.finish());
  s.cue_bytes_ = std::make_unique<std::string>(cues.finish());
  s.phrases_ = lexicon::Phrases(*s.bytes_), s.cues_ = lexicon::Phrases(*s.cue_bytes_);
  return s;
}

Cue Speech::cue(const model::Analysis& a, std::uint32_t token, std::uint32_t last) const {
  Cue best;
  if (token >= last || !cues_.starts(a.tokens[token].hash)) return best;
  phrases_.each(std::span<const model::Token>(a.tokens).subspan(token, last - token), [&](lexicon::Phrases::Match m) {
    for (std::uint32_t v : phrases_.values(m)) {
      auto kind = static_cast<CueKind>(v >> kKindShift);
      if (kind == CueKind::word) continue;
      if (m.words > 1 && kind != CueKind::relay && word(a, token + m.words, last, kDay)) continue;
      // The first row of a word gives its kind; later rows add uses. Relays come before all others.
      if (m.words > best.words || (kind == CueKind::relay && best.kind != CueKind::relay))
        best = {kind, v & kUses, m.words};
      else if (best.kind == CueKind::relay && kind != CueKind::relay)
        continue;
      else if (m.words == best.words)
        best.uses |= v & kUses;
    }
  });
  return best;
}

std::uint32_t Speech::word(const model::Analysis& a, std::uint32_t token, std::uint32_t last, Use use) const {
  std::uint32_t words = 0;
  if (token >= last) return words;
  phrases_.each(std::span<const model::Token>(a.tokens).subspan(token, last - token), [&](lexicon::Phrases::Match m) {
    for (std::uint32_t v : phrases_.values(m)) {
      if (static_cast<CueKind>(v >> kKindShift) == CueKind::word && (v & use)) words = m.words;
    }
  });
  return words;
}

}  // namespace kawat::context
