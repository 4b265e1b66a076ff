// A cell of names, as all tables of actors and places write them: "Da Nang|-Danang|=Oman".
#pragma once

#include <string_view>
#include <vector>

namespace kawat::lexicon {

struct ListedName {
  std::string_view text;  // without marks and spaces around; a view into the cell
  bool exact = false;     // "=": only with exactly these letters
  bool refused = false;   // "-": no name in this language, though another language's cell has it
};

// The names of a cell in their order; empty ones are left out.
std::vector<ListedName> listed_names(std::string_view cell);

// Whether a cell refuses a name.
bool refuses(const std::vector<ListedName>& cell, std::string_view name);

// What the row is called by: the first name that the cell does not refuse; empty where there is none.
std::string_view first_name(std::string_view cell);

}  // namespace kawat::lexicon
