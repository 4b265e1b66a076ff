#include "lexicon/actor_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "lexicon/actor_tables.h"

namespace kawat::lexicon {
namespace {

// The tables of data/actors/ that a user may write, by their columns.
struct Columns {
  std::string_view table, heading;
  std::size_t count, country;
};
constexpr std::array<Columns, 7> kTables = {{{"leaders", "name\tcountry\toffice", 8, 1},
                                             {"persons", "name\tcountry\tsector", 7, 1},
                                             {"organisations", "id\tcountry\tsector", 9, 1},
                                             {"states", "code\tfrom\tto\tnames_en", 8, 0},
                                             {"capitals", "code\tsector\tfrom", 7, 0},
                                             {"outlets", "name\taliases\tcountry", 5, 2},
                                             {"places", "name_en\tname_id\tcountry", 6, 2}}};

Status bad(const std::string& where, int line, std::string what, std::string hint) {
  return fail(Code::bad_table, where + ":" + std::to_string(line), std::move(what), std::move(hint));
}

bool is_dictionary(std::string_view text) {
  int seen = 0;
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '+' && line.find('\t') == std::string_view::npos) return true;
    std::size_t open = line.find('['), close = line.find(']');
    if (open != std::string_view::npos && close != std::string_view::npos && open < close) return true;
    if (++seen == 200) break;
  }
  return false;
}

// Heading line first, then the name of the file, then the number of columns.
const Columns* table_of(std::string_view text, const std::string& path) {
  for (std::string_view line : split(text, '\n')) {
    if (!line.starts_with('#')) continue;
    for (const Columns& c : kTables) {
      if (trim(line.substr(1)).starts_with(c.heading)) return &c;
    }
  }
  std::string name = std::filesystem::path(path).filename().string();
  for (const Columns& c : kTables) {
    if (name.find(c.table) != std::string::npos) return &c;
  }
  for (std::string_view other : {"parties", "armed_groups", "media", "regions"}) {
    if (name.find(other) != std::string::npos) return &kTables[2];
  }
  for (std::string_view line : split(text, '\n')) {
    if (trim(line).empty() || line.front() == '#') continue;
    std::size_t columns = split(line, '\t').size();
    for (const Columns& c : kTables) {
      if (c.count == columns) return &c;
    }
    return nullptr;
  }
  return nullptr;
}

bool is_code(std::string_view s) {
  return s.size() == 3 && std::all_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_day(std::string_view s) {
  if (s.empty()) return true;
  if (s.size() != 4 && s.size() != 7 && s.size() != 10) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    bool dash = i == 4 || i == 7;
    if (dash ? s[i] != '-' : s[i] < '0' || s[i] > '9') return false;
  }
  return true;
}

// `outlets`: those rows as text, for who looks outlets up by name and web domain.
Status add_table(ActorTableCompiler& out, std::string_view text, const std::string& path, std::string& outlets) {
  const Columns* table = table_of(text, path);
  if (table == nullptr) {
    return bad(path, 1, "the columns are those of no actor table",
               "begin with a heading such as \"# name<TAB>country<TAB>sector<TAB>from<TAB>to<TAB>aliases<TAB>wikidata\"");
  }
  for (const Row& row : rows(text)) {
    if (row.cells.size() > table->count)
      return bad(path, row.line, std::to_string(row.cells.size()) + " columns, not " + std::to_string(table->count),
                 "the columns are those of data/actors/" + std::string(table->table) + ".tsv");
    std::string_view country = trim(row.cell(table->country));
    if (country != "-" && !is_code(country))
      return bad(path, row.line, "'" + std::string(country) + "' is no country",
                 "three capital letters (ISO 3166), or - for nobody");
    if (table->table == "leaders" || table->table == "persons" || table->table == "organisations") {
      std::size_t sector = table->table == "leaders" ? 3 : 2;
      std::size_t from = table->table == "organisations" ? 4 : sector + 1;
      if (!trim(row.cell(sector)).empty() && !is_code(trim(row.cell(sector))))
        return bad(path, row.line, "'" + std::string(row.cell(sector)) + "' is no sector",
                   "three capital letters, such as GOV or REB");
      for (std::size_t k : {from, from + 1}) {
        if (!is_day(trim(row.cell(k))))
          return bad(path, row.line, "'" + std::string(row.cell(k)) + "' is no day", "write 2014-10-20, 2014-10 or 2014");
      }
    }
    out.add(table->table, row, true);
    if (table->table != "outlets") continue;
    for (std::size_t i = 0; i < row.cells.size(); ++i) outlets += (i > 0 ? "\t" : "") + std::string(row.cells[i]);
    outlets += '\n';
  }
  return {};
}

// "HAMID_KARZAI_" → "Hamid Karzai". Dictionaries are in capitals throughout and match in any case; a name wants its capitals
// here.
std::string readable(std::string_view raw) {
  std::string words;
  for (char c : raw) words += c == '_' || c == ' ' ? ' ' : c;
  std::string out;
  for (std::string_view word : split(words, ' ')) {
    if (word.empty()) continue;
    std::string w;
    bool small = false;
    for (std::string_view s : {"OF", "THE", "AND", "FOR", "IN", "TO", "ON", "DE", "LA", "DEL", "DI", "DAN", "UNTUK"})
      small = small || word == s;
    // Words between capitals only: what is outside ASCII stays as it is.
    bool first = true;
    for (char c : word) {
      bool letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
      w += letter && (small || !first) ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : c;
      first = c == '-' || c == '\'' ? true : letter ? false : first;
    }
    out += (out.empty() ? "" : " ") + w;
  }
  return out;
}

// "20111222", "111222" (TABARI's two-digit years: 45 and later are of the last century).
std::string day_of(std::string_view digits) {
  std::string d(digits);
  if (d.size() == 6) d = (d < "45" ? "20" : "19") + d;
  if (d.size() != 8 || !std::all_of(d.begin(), d.end(), [](char c) { return c >= '0' && c <= '9'; })) return {};
  std::string month = d.substr(4, 2), day = d.substr(6, 2);
  if (month < "01" || month > "12") return d.substr(0, 4);
  if (day < "01" || day > "31") return d.substr(0, 4) + "-" + month;
  return d.substr(0, 4) + "-" + month + "-" + day;
}

// "AFGGOV 20011222-20140929", "USAGOV >090120", "AFG"
Result<DictionaryActor::Role> read_role(std::string_view inside, const std::string& where, int line) {
  DictionaryActor::Role role;
  std::size_t space = inside.find_first_of(" \t");
  role.code = std::string(trim(inside.substr(0, space)));
  from_cameo_actor(role.code, role.country, role.sector);
  std::string_view dates = space == std::string_view::npos ? std::string_view{} : trim(inside.substr(space));
  if (dates.empty()) return role;
  auto wrong = [&] {
    return fail(Code::bad_table, where + ":" + std::to_string(line), "'" + std::string(dates) + "' is no date of a code",
                "write <20010911, >20010911 or 19930120-20010120");
  };
  std::string* one = dates.front() == '<' ? &role.to : dates.front() == '>' ? &role.from : nullptr;
  if (one != nullptr) {
    *one = day_of(trim(dates.substr(1)));
    if (one->empty()) return wrong();
    return role;
  }
  std::size_t dash = dates.find('-');
  if (dash == std::string_view::npos) return wrong();
  role.from = day_of(trim(dates.substr(0, dash))), role.to = day_of(trim(dates.substr(dash + 1)));
  if (role.from.empty() || role.to.empty()) return wrong();
  return role;
}

Status add_dictionary(ActorTableCompiler& out, std::string_view text, const std::string& path) {
  auto actors = read_actor_dictionary(text, path);
  if (!actors) return fail(actors.error());
  for (const DictionaryActor& a : *actors) {
    std::string names;
    for (const std::string& n : a.names) names += (names.empty() ? "" : "|") + n;
    for (const DictionaryActor::Role& r : a.roles) {
      if (r.country.empty()) continue;
      Row row;
      row.line = a.line;
      // id, country, sector, kind, from, to, wikidata, names_en, names_id
      row.cells = {"", r.country, r.sector, "organisation", r.from, r.to, "", names, names};
      out.add("organisations", row, true);
    }
  }
  return {};
}

}  // namespace

void from_cameo_actor(std::string_view code, std::string& country, std::string& sector) {
  country.clear(), sector.clear();
  // CAMEO's code for the press is MED, PLOVER's MED are health workers; settlers, the unemployed and the like are people.
  static constexpr std::pair<std::string_view, std::string_view> kSectors[] = {
      {"GOV", "GOV"}, {"MIL", "MIL"}, {"REB", "REB"}, {"OPP", "OPP"}, {"PTY", "PTY"}, {"COP", "COP"}, {"JUD", "JUD"},
      {"SPY", "SPY"}, {"MED", "JRN"}, {"EDU", "EDU"}, {"BUS", "BUS"}, {"CRM", "CRM"}, {"CVL", "CVL"}, {"ELI", "ELI"},
      {"LAB", "LAB"}, {"LEG", "LEG"}, {"REF", "REF"}, {"REL", "REL"}, {"HLH", "MED"}, {"AGR", "AGR"}, {"UAF", "UAF"},
      {"INS", "REB"}, {"SEP", "REB"}, {"RAD", "REB"}, {"MOD", "SOC"}, {"NGO", "SOC"}, {"NGM", "SOC"}, {"HRI", "SOC"},
      {"ENV", "SOC"}, {"SET", "CVL"}, {"MOS", "REL"}, {"CHR", "REL"}, {"JEW", "REL"}, {"HIN", "REL"}, {"BUD", "REL"},
      {"SIK", "REL"}, {"PRM", "PRM"}, {"JRN", "JRN"}, {"PRE", "PRE"}, {"SOC", "SOC"}};
  static constexpr std::string_view kGroups[] = {"IGO", "NGO", "IMG", "MNC"};
  auto part = [&](std::size_t i) { return code.size() >= i + 3 ? code.substr(i, 3) : std::string_view{}; };
  std::string_view first = part(0);
  if (!is_code(first)) return;
  auto sector_of = [&](std::string_view c) -> std::string_view {
    for (const auto& [from, to] : kSectors) {
      if (from == c) return to;
    }
    return {};
  };
  if (std::find(std::begin(kGroups), std::end(kGroups), first) != std::end(kGroups)) {
    bool europe = code.find("EUR") != std::string_view::npos || code.find("EEC") != std::string_view::npos;
    country = code.find("UNO") != std::string_view::npos ? "UNO" : first == "IGO" && europe ? "EUR" : std::string(first);
    return;
  }
  if (!sector_of(first).empty() && first != "CHR") return;  // an agent without a state
  country = std::string(first == "GZS" || first == "PAL" ? "PSE" : first == "ROM" ? "ROU" : first == "TMP" ? "TLS" : first);
  for (std::size_t i = 3; i + 3 <= code.size() && sector.empty(); i += 3) sector = std::string(sector_of(part(i)));
}

Result<std::vector<DictionaryActor>> read_actor_dictionary(std::string_view text, const std::string& where) {
  std::vector<DictionaryActor> out;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    // Comments: a whole line with #, and what follows ; or " #" after the codes.
    std::size_t after = line.find(']');
    std::size_t cut = line.find(';');
    if (cut == std::string_view::npos && after != std::string_view::npos) cut = line.find('#', after);
    bool indented = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    std::string_view body = trim(line.substr(0, cut));
    if (body.empty() || body.front() == '#' || body.front() == '<') continue;
    std::size_t open = body.find('[');
    std::string_view name = trim(body.substr(0, open));
    bool synonym = !name.empty() && name.front() == '+';
    if (synonym) name.remove_prefix(1), name = trim(name);
    if (!name.empty() && !synonym && !indented) out.emplace_back().line = number;
    if (out.empty()) {
      return fail(Code::bad_table, where + ":" + std::to_string(number), "a code or synonym before any actor",
                  "an actor begins at the start of its line");
    }
    DictionaryActor& actor = out.back();
    if (std::string readable_name = readable(name); !readable_name.empty() && !(indented && !synonym))
      actor.names.push_back(std::move(readable_name));
    while (open != std::string_view::npos) {
      std::size_t close = body.find(']', open);
      if (close == std::string_view::npos) {
        return fail(Code::bad_table, where + ":" + std::to_string(number), "a code without its closing bracket",
                    "write [AFGGOV]");
      }
      std::string_view inside = trim(body.substr(open + 1, close - open - 1));
      bool somebody = !inside.empty() && std::isalpha(static_cast<unsigned char>(inside.front())) != 0;
      if (somebody) {
        auto role = read_role(inside, where, number);
        if (!role) return fail(role.error());
        actor.roles.push_back(std::move(*role));
      }
      open = body.find('[', close);
    }
  }
  return out;
}

Status add_actor_files(Pack& pack, const std::vector<std::string>& paths) {
  ActorTableCompiler tables(pack);
  std::string outlets;
  for (const std::string& path : paths) {
    auto bytes = read_file(path);
    if (!bytes) return fail(bytes.error());
    if (std::size_t at = first_invalid_utf8(*bytes); at != std::string_view::npos) {
      auto line = std::count(bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
      return fail(Code::not_utf8, path + ":" + std::to_string(line), "the table is not UTF-8", "convert it, e.g. with iconv");
    }
    Status ok = is_dictionary(*bytes) ? add_dictionary(tables, *bytes, path) : add_table(tables, *bytes, path, outlets);
    if (!ok) return ok;
  }
  for (auto& [name, section] : tables.finish()) pack.replace(std::move(name), std::move(section));
  if (!outlets.empty()) {
    outlets += pack.section("actors/outlets.tsv");  // the first of a name counts
    pack.replace("actors/outlets.tsv", std::move(outlets));
  }
  return {};
}

}  // namespace kawat::lexicon
