// Small analyses for the tests of context: words split at spaces and at punctuation, sentences at ' ¶ ' or line ends.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "lexicon/pack.h"
#include "model/analysis.h"
#include "model/document.h"

namespace context_test {

inline const kawat::lexicon::Pack& pack() {
  static const auto p = kawat::lexicon::Pack::open(std::string(KAWAT_BINARY) + "/kawat.pack");
  if (!p) throw std::runtime_error(p.error().message());
  return *p;
}

inline constexpr kawat::model::Day kTuesday{2024, 10, 8};

struct Text {
  kawat::model::Document d;
  kawat::model::Analysis a;

  explicit Text(std::string text, kawat::model::Day published = {}) {
    using namespace kawat;
    d.text = std::move(text), d.published = published;
    std::string_view t = d.text;
    bool paragraph = true, sentence = true;
    std::size_t i = 0;
    auto end_sentence = [&] {
      if (a.sentences.empty() || a.sentences.back().last != 0) return;
      a.sentences.back().last = static_cast<std::uint32_t>(a.tokens.size());
      a.sentences.back().span.end = a.tokens.empty() ? 0 : a.tokens.back().span.end;
      sentence = true;
    };
    auto is_word = [](unsigned char c) { return c >= 0x80 || std::isalnum(c); };
    while (i < t.size()) {
      if (t[i] == '\n') {
        end_sentence();
        paragraph = true, ++i;
        continue;
      }
      if (t[i] == ' ') {
        ++i;
        continue;
      }
      std::size_t j = i;
      static constexpr std::string_view kMarks[] = {"“", "”", "‘", "’", "…"};
      std::size_t mark = 0;
      for (std::string_view m : kMarks) mark = t.substr(i).starts_with(m) ? m.size() : mark;
      if (mark) {
        j = i + mark;
      } else if (is_word(static_cast<unsigned char>(t[i]))) {
        while (j < t.size()) {
          bool inner = (t[j] == '/' || t[j] == '-' || t[j] == '.' || t[j] == '\'') && j + 1 < t.size() &&
                       is_word(static_cast<unsigned char>(t[j + 1]));
          bool at_mark = false;
          for (std::string_view m : kMarks)
            at_mark = at_mark || t.substr(j).starts_with(m) || (inner && t.substr(j + 1).starts_with(m));
          if (at_mark || (!is_word(static_cast<unsigned char>(t[j])) && !inner)) break;
          ++j;
        }
      } else {
        ++j;
      }
      if (sentence) {
        model::Sentence s;
        s.first = static_cast<std::uint32_t>(a.tokens.size());
        s.span.begin = static_cast<std::uint32_t>(i), s.starts_paragraph = paragraph;
        a.sentences.push_back(s);
      }
      std::string_view form = t.substr(i, j - i);
      // "-nya" is a word of its own in Indonesian trees.
      if (form.size() > 6 && form.ends_with("nya") && form != "sebelumnya" && form != "berikutnya" && form != "harinya" &&
          form != "sebenarnya") {
        push(i, j - 3, sentence, 0), push(j - 3, j, false, model::kClitic);
      } else {
        push(i, j, sentence, 0);
      }
      sentence = paragraph = false;
      i = j;
      bool stop = form == "." || form == "?" || form == "!";
      if (form == "." && a.tokens.size() > 1 && a.tokens[a.tokens.size() - 2].norm.size() <= 3 &&
          (a.tokens[a.tokens.size() - 2].shape & model::kCapital))
        stop = false;
      if (stop) {
        for (std::string_view m : {std::string_view("”"), std::string_view("\"")}) {
          if (t.substr(i).starts_with(m)) {
            push(i, i + m.size(), false, 0), i += m.size();
            break;
          }
        }
        // Lower case goes on: “…?” kata dia.
        std::size_t next = i;
        while (next < t.size() && t[next] == ' ') ++next;
        if (next >= t.size() || !std::islower(static_cast<unsigned char>(t[next]))) end_sentence();
      }
    }
    end_sentence();
  }

  void push(std::size_t i, std::size_t j, bool first, std::uint8_t extra) {
    using namespace kawat;
    std::string_view form = std::string_view(d.text).substr(i, j - i);
    model::Token token;
    token.span = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)};
    token.norm = a.arena.copy(fold(form));
    token.hash = word_hash(token.norm);
    token.shape = extra;
    std::size_t at = 0;
    char32_t c = next_code_point(form, at);
    if (is_upper(c)) token.shape |= model::kCapital;
    bool upper = form.size() > 1;
    for (char x : form) {
      if (x >= '0' && x <= '9') token.shape |= model::kHasDigit;
      if (!(x >= 'A' && x <= 'Z')) upper = false;
    }
    if (upper) token.shape |= model::kAllCaps;
    if (first) token.shape |= model::kSentenceStart;
    if (j >= d.text.size() || d.text[j] == ' ' || d.text[j] == '\n') token.shape |= model::kSpaceAfter;
    a.tokens.push_back(token);
  }

  // The token whose text is `form`, the n-th one.
  std::uint32_t token(std::string_view form, int n = 0) const {
    for (std::uint32_t i = 0; i < a.tokens.size(); ++i) {
      if (a.tokens[i].span.in(d.text) == form && n-- == 0) return i;
    }
    ADD_FAILURE() << "no token " << form;
    return 0;
  }
  std::uint32_t sentence_of(std::uint32_t token) const {
    for (std::uint32_t s = 0; s < a.sentences.size(); ++s) {
      if (token >= a.sentences[s].first && token < a.sentences[s].last) return s;
    }
    return 0;
  }
  // A mention over the tokens that spell `phrase`.
  std::int32_t mention(std::string_view phrase, std::string_view name, kawat::model::ActorKind kind,
                       std::string_view country = {}, std::string_view sector = {}, int n = 0) {
    using namespace kawat;
    std::size_t at = d.text.find(phrase);
    while (n-- > 0 && at != std::string::npos) at = d.text.find(phrase, at + 1);
    if (at == std::string::npos) {
      ADD_FAILURE() << "no phrase " << phrase;
      return -1;
    }
    model::Mention m;
    m.span = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + phrase.size())};
    for (std::uint32_t i = 0; i < a.tokens.size(); ++i) {
      if (a.tokens[i].span.begin == m.span.begin) m.first = i;
      if (a.tokens[i].span.end == m.span.end) m.last = i + 1;
    }
    m.head = m.last - 1, m.sentence = sentence_of(m.first), m.kind = model::MentionKind::name;
    m.actor.name = name, m.actor.kind = kind, m.actor.country = model::Code3(country), m.actor.sector = model::Code3(sector);
    a.mentions.push_back(m);
    std::sort(a.mentions.begin(), a.mentions.end(), [](const auto& x, const auto& y) { return x.span.begin < y.span.begin; });
    for (std::size_t k = 0; k < a.mentions.size(); ++k) {
      if (a.mentions[k].span == m.span) return static_cast<std::int32_t>(k);
    }
    return -1;
  }
  kawat::model::Event& event(kawat::model::EventType type, std::string_view trigger, int n = 0) {
    kawat::model::Event e;
    e.type = type, e.trigger_token = token(trigger, n), e.sentence = sentence_of(e.trigger_token),
    e.trigger = a.tokens[e.trigger_token].span;
    a.events.push_back(e);
    return a.events.back();
  }
  std::string_view in(kawat::model::Span s) const { return s.in(d.text); }
};

// "?" of an unknown day, and "2024-00-00" where only the year is known.
inline std::string shown(kawat::model::Day d) {
  if (!d.known()) return "?";
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", d.year, d.month, d.day);
  return buffer;
}
inline std::string iso(const kawat::model::When& w) {
  std::string a = shown(w.start), b = shown(w.end);
  return a == b ? a : a + ".." + b;
}

}  // namespace context_test
