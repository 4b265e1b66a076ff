// Who says what in one document: cues, speakers and contents become model::Quote rows.
#pragma once

#include <vector>

#include "context/reading.h"

namespace kawat::context {

// A source named beside a statement that passes it on: "dikutip Yonhap", "as quoted by Reuters", "told AFP".
struct Relay {
  Range words;
  std::int32_t mention = -1;
  bool inner = false;             // nearer to the origin than the one who tells: "citing KCNA"
  std::uint32_t told = kNoToken;  // cue of the one statement that it passes on ("told AFP"); else all of the sentence
};

class Statements {
 public:
  explicit Statements(Reading& reading) : r_(reading) {}
  void run(std::vector<model::Quote>& out);
  // Relays of one sentence, nearest to the origin first.
  void relays(std::uint32_t sentence, std::vector<Relay>& out) const;
  // "Ini disampaikan oleh KCNA, yang dikutip Yonhap": the sentence points back at the one before it.
  bool points_back(std::uint32_t sentence) const;

 private:
  struct Found {
    Range cue;
    Range who;
    std::int32_t mention = -1;
    Range content;
    bool direct = false;
    bool weak = false;  // no words of the speaker: a wish, or what he does
  };
  struct Said {
    Range cue, who;
  };
  void cue_at(std::uint32_t sentence, Range cue, const Cue& c);
  void source_cue(std::uint32_t sentence, Range cue, const Cue& c);
  void agent_cue(std::uint32_t sentence, Range cue, const Cue& c);
  bool subject(std::uint32_t verb, const Cue& c, Range& who, std::uint32_t& head) const;
  bool speaker_after(std::uint32_t sentence, Range cue, const Cue& c, Range& who) const;
  bool direct_content(std::uint32_t sentence, Range group, const Cue& c, Found& f);
  bool opens_clause(std::uint32_t begin, std::uint32_t end) const;
  std::uint32_t clause_end(std::uint32_t sentence, std::uint32_t verb, std::uint32_t from, std::uint32_t least) const;
  std::uint32_t object_end(std::uint32_t sentence, std::uint32_t verb, std::uint32_t from) const;
  void passive(std::uint32_t sentence, std::uint32_t verb, Range cue, const Cue& c);
  bool aside(std::uint32_t sentence, Range group, Range cue) const;
  bool as_said(std::uint32_t sentence, std::uint32_t verb, Range cue, Found& f) const;
  bool bracketed(std::uint32_t begin, Range cue, Range who) const;
  bool subordinate(std::uint32_t verb) const;
  bool beside(std::uint32_t verb, Range& who, std::uint32_t& head) const;
  bool quoted_as(std::uint32_t verb, Range& who, std::uint32_t& head, Range& relay) const;
  bool goes_on(std::uint32_t sentence, std::uint32_t verb, Range& who) const;
  void noun_cue(std::uint32_t sentence, Range cue, const Cue& c);
  void skip_adjunct(Range& content) const;
  bool tree_content(std::uint32_t sentence, std::uint32_t verb, Range group, const Cue& c, Found& f) const;
  bool plain_content(std::uint32_t sentence, Range group, const Cue& c, Found& f) const;
  bool nearby_content(std::uint32_t sentence, Range group, const Cue& c, Found& f);
  bool frame(std::uint32_t sentence, Range cue, Range& who) const;
  void named_last(std::uint32_t sentence);
  void dashes_and_colons();
  void named_medium(Range& who, std::int32_t& mention, std::uint32_t last) const;
  std::int32_t mention_in(Range who, std::uint32_t head = kNoToken) const;
  bool has_cue(Range r) const;
  void named_behind(Found& f) const;
  void add(const Found& found);
  bool person(std::int32_t mention) const;
  std::int32_t speaker_of(const Found& f, std::uint32_t sentence) const;
  void issued(std::uint32_t sentence);
  bool has_word(Range r, Use use) const;
  void told_before(std::uint32_t sentence, std::uint32_t cue, std::vector<Relay>& out) const;
  bool medium_at(std::uint32_t token, std::uint32_t last, Relay& out) const;
  std::int32_t spoke_out(const model::Sentence& s) const;
  void continue_quotes();

  Reading& r_;
  std::vector<model::Quote> quotes_;
  std::vector<Range> contents_;             // of quotes_, in tokens
  std::vector<std::uint32_t> sentence_of_;  // of the cue of quotes_
  std::vector<Said> said_;                  // words of quotes_
  std::vector<bool> nested_;                // the cue of quotes_ stands in somebody's quotation
  std::int32_t last_speaker_ = -1;          // who spoke last, or issued a statement
  std::uint32_t last_sentence_ = 0;
};

}  // namespace kawat::context
