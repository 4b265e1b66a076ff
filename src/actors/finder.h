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
  // Candidates first to last by how well they fit; near spellings where there is no exact one. An unknown date asks for today's
  // holder.
  std::vector<Answer> lookup(std::string_view name, model::Day date) const;

  // The state that unmarked offices of an article belong to; supposed: only its language says so.
  struct Home {
    model::Code3 country;
    bool supposed = false;
  };
  Home home(const model::Document& document) const;

  // A row of the table by the hash of a word or name.
  struct Keyed {
    std::uint64_t hash = 0;
    std::uint32_t entry = 0;
  };

 private:
  struct Outlet {
    std::uint64_t hash = 0;  // of the folded name
    model::Code3 country;
  };
  std::vector<Answer> office(std::string_view words, model::Day date) const;
  Answer answer(std::uint32_t entry, std::string_view matched, std::int32_t day, int& score) const;

  lexicon::ActorTable table_;
  std::vector<Keyed> surnames_;  // a person's rows by the word that stands for the person alone; sorted by hash
  std::vector<Keyed> offices_;   // leaders' rows by the name of their office; sorted by hash
  std::vector<Outlet> outlets_;  // sorted by hash
  bool indonesian_ = true;       // which canonical names to show
  std::uint8_t language_bit_ = 0;
};

}  // namespace kawat::actors
