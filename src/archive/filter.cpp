#include "archive/filter.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>

#include "archive/sql.h"
#include "archive/tables.h"
#include "base/text.h"

namespace kawat::archive {
bool is_code(const std::string& s) {
  return s.size() >= 3 && s.size() <= 9 && std::all_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}
bool is_item(const std::string& s) {
  return s.size() > 1 && s[0] == 'Q' && std::all_of(s.begin() + 1, s.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

namespace {

// As a range, which the statistics of a part understand.
std::string begins_with(const std::string& column, const std::string& prefix) {
  std::string after = prefix;
  ++after.back();
  return "(" + column + " >= " + literal(prefix) + " AND " + column + " < " + literal(after) + ")";
}

std::string holds(const std::string& column, std::string_view words) {
  return "contains(lower(strip_accents(" + column + ")), " + literal(fold(words)) + ")";
}

std::string party(const std::string& side, const std::string& who) {
  if (is_item(who)) return "e." + side + "_wikidata = " + literal(who);
  if (is_code(who)) return begins_with("e." + side + "_code", who);
  return "(" + holds("e." + side + "_name", who) + " OR " + holds("e." + side + "_text", who) + ")";
}

template <class List, class Make>
void any(const List& list, Make&& make, std::vector<std::string>& out) {
  if (list.empty()) return;
  std::string all;
  for (const auto& item : list) all += (all.empty() ? "(" : " OR ") + make(item);
  out.push_back(all + ")");
}

std::string equals(const std::string& column, const std::vector<std::string>& values) {
  std::string out = column + " IN (";
  for (std::size_t i = 0; i < values.size(); ++i) out += (i > 0 ? ", " : "") + literal(values[i]);
  return out + ")";
}

std::string date(const model::Day& d) { return "DATE '" + iso(d) + "'"; }

}  // namespace

Result<model::Day> parse_day(const std::string& where, const std::string& text, bool last) {
  using namespace std::chrono;
  int parts[3] = {0, last ? 12 : 1, 0};
  const char *at = text.data(), *end = at + text.size();
  int n = 0;
  bool ok = true;
  for (; n < 3; ++n) {
    auto got = std::from_chars(at, end, parts[n]);
    if (got.ec != std::errc() || got.ptr == at) {
      ok = false;
      break;
    }
    at = got.ptr;
    if (at == end) {
      ++n;
      break;
    }
    if (*at++ != '-') {
      ok = false;
      break;
    }
  }
  year y{parts[0]};
  month m{static_cast<unsigned>(parts[1])};
  if (ok && n < 3 && y.ok() && m.ok())
    parts[2] = last ? static_cast<int>(static_cast<unsigned>((y / m / std::chrono::last).day())) : 1;
  if (!ok || at != end || !(y / m / day{static_cast<unsigned>(parts[2])}).ok() || parts[0] < 1 || parts[0] > 9999)
    return fail(Code::bad_option, where, "'" + text + "' is no date", "write it as 2024-10-08, 2024-10 or 2024");
  return model::Day{parts[0], parts[1], parts[2]};
}

bool needs_documents(const Filter& filter) { return !filter.text.empty(); }

std::string condition(const Filter& f) {
  std::vector<std::string> all;
  any(f.actors, [](const std::string& who) { return party("actor", who); }, all);
  any(f.recipients, [](const std::string& who) { return party("recipient", who); }, all);
  if (!f.one.empty() || !f.other.empty()) {
    if (is_code(f.one) && is_code(f.other) && !f.one.empty()) {
      std::string a = f.one.substr(0, 3), b = f.other.substr(0, 3);
      all.push_back("e.pair = " + literal(std::min(a, b) + "-" + std::max(a, b)));
    }
    if (!(is_code(f.one) && is_code(f.other) && f.one.size() == 3 && f.other.size() == 3)) {
      all.push_back("((" + party("actor", f.one) + " AND " + party("recipient", f.other) + ") OR (" + party("actor", f.other) +
                    " AND " + party("recipient", f.one) + "))");
    }
  }
  if (!f.types.empty()) all.push_back(equals("e.event_type", f.types));
  if (!f.modes.empty()) all.push_back(equals("e.event_mode", f.modes));
  if (!f.modalities.empty()) all.push_back(equals("e.modality", f.modalities));
  if (!f.languages.empty()) all.push_back(equals("e.language", f.languages));
  any(f.contexts, [](const std::string& c) { return "list_contains(e.contexts, " + literal(c) + ")"; }, all);
  any(f.quads, [](int q) { return "e.quad_class = " + std::to_string(q); }, all);
  any(
      f.places,
      [](const std::string& p) {
        return is_code(p) && p.size() == 3 ? "e.place_country = " + literal(p)
                                           : "(" + holds("e.place_name", p) + " OR " + holds("e.place_text", p) + ")";
      },
      all);
  any(f.outlets, [](const std::string& o) { return holds("e.outlet", o); }, all);
  any(
      f.speakers,
      [](const std::string& s) {
        std::string link = is_code(s) ? "starts_with(s.code, " + literal(s) + ")" : holds("s.\"name\"", s);
        return "len(list_filter(e.attribution, lambda s: s.kind <> 'outlet' AND " + link + ")) > 0";
      },
      all);
  if (f.from.known()) all.push_back("e.date_start >= " + date(f.from));
  if (f.to.known()) all.push_back("e.date_start <= " + date(f.to));
  if (f.min_confidence > 0) all.push_back("e.confidence >= " + std::to_string(f.min_confidence));
  for (std::string_view word : split(f.text, ' ')) {
    if (!trim(word).empty())
      all.push_back("(" + holds("e.evidence_text", trim(word)) + " OR " + holds("coalesce(d.title, '')", trim(word)) + ")");
  }
  if (all.empty()) return "true";
  std::string out;
  for (const std::string& c : all) out += (out.empty() ? "" : " AND ") + c;
  return out;
}

std::vector<const Part*> parts_for(const Filter& f, const Manifest& manifest) {
  std::vector<const Part*> out = manifest.of(kEvents);
  keep_months(out, [&](const std::string& month) { return may_be_of(f, month); });
  return out;
}

bool may_be_of(const Filter& f, const std::string& month) {
  if (!f.from.known() && !f.to.known()) return true;
  if (month == "unknown") return false;
  return !(f.from.known() && month < month_of(f.from)) && !(f.to.known() && month > month_of(f.to));
}

}  // namespace kawat::archive
