// When, where and according to whom: quotations of a document, and the circumstances of its events.
//
//   Context c = *Context::build(pack, "id");
//   c.quotes(document, analysis);     // fills analysis.quotes
//   c.complete(document, analysis);   // fills when, where, attribution, is_quote of analysis.events
//
// Sentences may be parsed or not; where there is no tree, token patterns decide. Share freely between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "lexicon/pack.h"
#include "model/analysis.h"

namespace kawat::context {

class Context {
 public:
  static Result<Context> build(const lexicon::Pack& pack, std::string_view language);
  // Direct and indirect statements with speaker, cue and content; in order of their contents.
  void quotes(const model::Document& d, model::Analysis& a) const;
  // Dates, places and sources of a.events, which may become `historical`. Needs quotes().
  void complete(const model::Document& d, model::Analysis& a) const;
  // Can the sentence tell who says something? A sentence that cannot needs no tree for that.
  bool may_speak(const model::Analysis& a, std::uint32_t sentence) const;

  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;
  ~Context();

 private:
  struct Parts;
  Context();
  std::unique_ptr<Parts> parts_;
};

}  // namespace kawat::context
