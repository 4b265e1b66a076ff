#include "lexicon/name_list.h"

#include <algorithm>

#include "base/text.h"

namespace kawat::lexicon {

std::vector<ListedName> listed_names(std::string_view cell) {
  std::vector<ListedName> out;
  for (std::string_view one : split(cell, '|')) {
    ListedName name;
    name.text = trim(one);
    if (name.text.starts_with('=')) name.exact = true;
    if (name.text.starts_with('-')) name.refused = true;
    if (name.exact || name.refused) name.text = trim(name.text.substr(1));
    if (!name.text.empty()) out.push_back(name);
  }
  return out;
}

bool refuses(const std::vector<ListedName>& cell, std::string_view name) {
  return std::any_of(cell.begin(), cell.end(), [&](const ListedName& n) { return n.refused && n.text == name; });
}

std::string_view first_name(std::string_view cell) {
  for (const ListedName& n : listed_names(cell)) {
    if (!n.refused) return n.text;
  }
  return {};
}

}  // namespace kawat::lexicon
