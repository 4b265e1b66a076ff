// The actor tables → their sections of the pack. Internal to lexicon: the build compiles data/actors/ with it, a user's own
// tables are laid over the compiled ones with it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "lexicon/actors.h"
#include "lexicon/compile.h"
#include "lexicon/name_list.h"
#include "lexicon/pack.h"
#include "lexicon/phrases.h"

namespace kawat::lexicon {

// The ways in which segmenters cut a name into tokens: commas apart; hyphens kept, apart or left out; "'s" apart; "&" for "and".
std::vector<std::string> name_variants(std::string_view name);

template <class T>
std::string bytes_of(const std::vector<T>& v) {
  return std::string(reinterpret_cast<const char*>(v.data()), v.size() * sizeof(T));
}

class ActorTableCompiler {
 public:
  // "states", "capitals", "seats", "organisations", … as the files of data/actors/ are called.
  static bool known(std::string_view table);

  ActorTableCompiler();                           // no rows yet
  explicit ActorTableCompiler(const Pack& pack);  // the pack's rows, to which others are added

  // One row in the columns of that table. own: a user's; it goes before the others, takes the place of the row of the same first
  // name, and with "-" as its country stands for nobody.
  void add(std::string_view table, const Row& row, bool own = false);
  // Sections by name.
  std::vector<std::pair<std::string, std::string>> finish();

 private:
  class Strings {
   public:
    std::uint32_t add(std::string_view s);
    void assign(std::string_view bytes) { bytes_ = bytes; }
    std::string_view at(std::uint32_t offset) const { return bytes_.data() + offset; }
    std::string take() { return std::move(bytes_); }

   private:
    std::string bytes_ = std::string(1, '\0');
    std::unordered_map<std::string, std::uint32_t> known_;
  };

  std::uint32_t add_entry(EntryType type, std::string_view country, std::string_view sector, std::string_view from,
                          std::string_view to, std::string_view name_en, std::string_view name_id, std::string_view wikidata);
  void add_name(std::uint32_t entry, const ListedName& listed, std::uint8_t flags, bool canonical);
  void add_names(std::uint32_t entry, std::string_view list, std::uint8_t flags, bool first = true);
  void add_english(std::uint32_t entry, std::string_view en, std::string_view id);
  void state(const Row& r);
  void capital(const Row& r);
  void entity(const Row& r, EntryType fallback);
  void person(const Row& r, bool dated);
  void outlet(const Row& r);
  void place(const Row& r, EntryType type);
  void silence(EntryType type, std::string_view name, std::string_view office);
  void silence_names(std::string_view list);
  void index();

  Strings strings_;
  PhraseBuilder phrases_;
  std::vector<ActorName> names_;
  std::vector<ActorEntry> entries_;
  std::map<std::string, std::uint32_t> persons_;  // "name/country" → first row
  bool own_ = false;
  // Of the rows that were there before a user's: names by spelling, entries by first name.
  std::unordered_map<std::string, std::vector<std::uint32_t>> spelled_, called_;
};

}  // namespace kawat::lexicon
