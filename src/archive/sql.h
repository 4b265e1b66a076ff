// Texts and names as SQL. Internal to the archive.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kawat::archive {

std::string literal(std::string_view text);                  // 'it''s'
std::string identifier(std::string_view name);               // "name"
std::string list_of(const std::vector<std::string>& texts);  // ['a', 'b']

}  // namespace kawat::archive
