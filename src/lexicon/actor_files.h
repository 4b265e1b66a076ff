// A user's own actors, laid over those of the pack for one run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"

namespace kawat::lexicon {

// Adds the rows of each file to the actor sections of `pack`, the later file before the earlier. A file is a table in the columns
// of one of data/actors/ (told by its heading line, else its name, else the number of columns), or an actor dictionary of
// PETRARCH or TABARI. A row with the first name of a shipped one takes its place; "-" as country: nobody. Errors: file_missing,
// not_utf8, and bad_table with file and line. Call before stages are built from the pack.
Status add_actor_files(Pack& pack, const std::vector<std::string>& paths);

// One actor of a dictionary, with the rows it makes.
struct DictionaryActor {
  struct Role {
    std::string code;             // as written: "AFGGOV", "IGOUNO"
    std::string country, sector;  // in Kawat's codes; empty = not known there
    std::string from, to;         // YYYY-MM-DD; empty = open
  };
  int line = 0;
  std::vector<std::string> names;  // "Hamid Karzai"
  std::vector<Role> roles;
};

// "HAMID_KARZAI_ [AFGGOV 20011222-20140929]", "+synonym", "   [AFGELI >20140929]": PETRARCH and TABARI alike. `where` names the
// file in errors. Codes that stand for nobody ("[###]", "[---]") are left out.
Result<std::vector<DictionaryActor>> read_actor_dictionary(std::string_view text, const std::string& where);

// CAMEO's actor code → country and sector as in actor_code.
void from_cameo_actor(std::string_view code, std::string& country, std::string& sector);

}  // namespace kawat::lexicon
