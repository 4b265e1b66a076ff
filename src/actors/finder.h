// Mentions → who. Names, offices, peoples, pronouns and groups of one language, and the codes they stand for on the article's
// day.
//
//   auto finder = Finder::build(pack, "id");
//   finder->find(document, analysis);      // tokens → analysis.mentions, before parsing
//   finder->resolve(document, analysis);   // trees where there are some → heads, home country, who "ia" or "kedua negara" is
//
// resolve() looks at the text again with tags at hand: indices of mentions may change between the two calls, not after.
// Immutable once built: share freely between threads (one Analysis per thread).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/actors.h"
#include "lexicon/name_origin.h"
#include "lexicon/pack.h"
#include "model/analysis.h"

namespace kawat::actors {

// One way to read a name.
struct Answer {
  std::string name;      // canonical
  std::string matched;   // the spelling in the table
  std::string code;      // on that day
  std::string kind;      // "leader", "state", "organisation", …
  std::string office;    // leaders only
  std::string from, to;  // YYYY-MM-DD; empty = open
  std::string wikidata;
  std::string why;    // "in office on that day", "left office before", "similar spelling", …
  bool valid = true;  // on that day
  bool fuzzy = false;
};

class Finder {
 public:
  // Error unsupported_language where the pack has no data/lang/<code>/roles.tsv.
  static Result<Finder> build(const lexicon::Pack& pack, std::string_view language);

  void find(const model::Document& document, model::Analysis& analysis) const;
  void resolve(const model::Document& document, model::Analysis& analysis) const;
  // Who a name, a name with its title, an office with its state or a phrase of roles stands for: candidates first to last by how
  // well they fit on the day `name.published`; near spellings where nothing else is found. `words`: the tokens of `name.text`.
  // An unknown day asks for today's holder.
  std::vector<Answer> lookup(const model::Document& name, const model::Analysis& words) const;

  // The state that unmarked offices of an article belong to; supposed: only its language says so.
  struct Home {
    model::Code3 country;
    bool supposed = false;
  };
  Home home(const model::Document& document) const;

 private:
  struct Outlet {
    std::uint64_t hash = 0;  // of the folded name
    model::Code3 country;
  };
  struct Ranked;  // answers in the making: lookup.cpp
  void add_named(const model::Document& name, const model::Analysis& words, Ranked& out) const;
  void add_surname(const model::Document& name, const model::Analysis& words, Ranked& out) const;
  void add_composed(const model::Document& name, const model::Analysis& words, Ranked& out) const;
  void add_holders(std::uint64_t office, model::Code3 country, std::string_view matched, Ranked& out) const;
  void add_longer(const model::Analysis& words, Ranked& out) const;
  void add_similar(std::string_view folded, Ranked& out) const;

  lexicon::ActorTable table_;
  lexicon::NameOrigin origin_;
  std::vector<Outlet> outlets_;  // sorted by hash
  bool indonesian_ = true;       // which canonical names to show
  std::uint8_t language_bit_ = 0;
};

}  // namespace kawat::actors
