#include "read/article.h"

#include <algorithm>

#include "base/text.h"

namespace kawat::read {

using model::Day;
using model::Document;
using model::Span;

namespace {

constexpr std::size_t kLongest = 320;  // bytes; no rule takes a longer line as a whole

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }

// Trims blanks, no-break spaces and byte-order marks.
Span trimmed(std::string_view text, Span s) {
  auto wide = [&](std::uint32_t at) {
    std::string_view two = text.substr(at, 2), three = text.substr(at, 3);
    return two == "\xC2\xA0" ? 2u : three == "\xE2\x80\x8B" || three == "\xEF\xBB\xBF" ? 3u : 0u;
  };
  while (s.begin < s.end) {
    if (blank(text[s.begin]))
      ++s.begin;
    else if (std::uint32_t n = wide(s.begin); n != 0 && s.begin + n <= s.end)
      s.begin += n;
    else
      break;
  }
  while (s.begin < s.end) {
    if (blank(text[s.end - 1]))
      --s.end;
    else if (s.end - s.begin >= 2 && wide(s.end - 2) == 2)
      s.end -= 2;
    else if (s.end - s.begin >= 3 && wide(s.end - 3) == 3)
      s.end -= 3;
    else
      break;
  }
  return s;
}

// Folded, runs of blanks made one space.
void fold_line(std::string_view raw, std::string& out) {
  out.clear();
  fold(raw, out);
  std::size_t w = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    char c = blank(out[i]) ? ' ' : out[i];
    if (c == ' ' && (w == 0 || out[w - 1] == ' ')) continue;
    out[w++] = c;
  }
  while (w > 0 && out[w - 1] == ' ') --w;
  out.resize(w);
}

bool any_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool word_char(char c) {
  return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view strip_marks(std::string_view s) {
  constexpr std::string_view kMarks = " .,:;*|-<>()[]{}!?#+=~_\"'/\\";
  // Bullets, arrows and the like are U+2000 … U+2FFF: three bytes that begin with E2.
  while (!s.empty() && (any_of(s.front(), kMarks) || (s.front() == '\xE2' && s.size() >= 3)))
    s.remove_prefix(s.front() == '\xE2' ? 3 : 1);
  while (!s.empty() && any_of(s.back(), kMarks)) s.remove_suffix(1);
  return s;
}

// Ends as a sentence does: a full stop, or one inside closing quotation marks. A headline may end with ? or !.
bool stops(std::string_view raw) {
  while (!raw.empty()) {
    if (any_of(raw.back(), "\"')]"))
      raw.remove_suffix(1);
    else if (raw.size() > 3 && (raw.ends_with("\xE2\x80\x9D") || raw.ends_with("\xE2\x80\x99")))
      raw.remove_suffix(3);
    else
      break;
  }
  return raw.ends_with('.') || raw.ends_with(',') || raw.ends_with("\xE2\x80\xA6");
}

bool ascii_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool ascii_lower(char c) { return c >= 'a' && c <= 'z'; }

// A full stop inside that a new sentence follows.
bool has_inner_sentence(std::string_view s) {
  for (std::size_t i = 3; i + 2 < s.size(); ++i) {
    if (s[i] == '.' && ascii_lower(s[i - 1]) && ascii_lower(s[i - 2]) && ascii_lower(s[i - 3]) && blank(s[i + 1])) return true;
  }
  return false;
}

bool all_caps(std::string_view s) {
  int letters = 0;
  for (char c : s) {
    if (ascii_lower(c)) return false;
    letters += ascii_upper(c);
  }
  return letters >= 2;
}

// "Kuala Lumpur", "St. Petersburg": every word begins with a capital, no digits.
bool capitalised(std::string_view s, int most) {
  int words = 0;
  bool start = true;
  for (char c : s) {
    if (c == ' ' || c == '-') {
      start = true;
      continue;
    }
    if (ascii_digit(c)) return false;
    if (!word_char(c) && c != '.' && c != '\'') return false;
    if (start) {
      if (ascii_lower(c)) return false;
      ++words, start = false;
    }
  }
  return words >= 1 && words <= most;
}

std::string bare_domain(std::string_view s) {
  std::string d = fold(s);
  for (std::string_view p : {"https://", "http://", "www.", "m."}) {
    if (d.starts_with(p)) d.erase(0, p.size());
  }
  if (std::size_t slash = d.find('/'); slash != std::string::npos && d.find('.') < slash) d.resize(slash);
  return d;
}

}  // namespace

Result<PartFinder> PartFinder::build(const lexicon::Pack& pack) {
  PartFinder f;
  f.dates_ = Dates::build(pack);
  for (const std::string& language : pack.languages()) {
    std::string noise = "lang/" + language + "/noise.tsv";
    for (const lexicon::Row& row : lexicon::rows(pack.section(noise))) {
      auto bad = [&](const char* what) {
        return fail(Code::bad_table, noise + ":" + std::to_string(row.line), what, "see the head of the file for its columns");
      };
      Rule rule;
      fold_line(row.cell(1), rule.words);
      std::string_view kind = row.cell(0);
      if (rule.words.size() < (kind == "line" ? 1u : 2u)) return bad("a rule needs words");
      for (std::string_view c : split(row.cell(2), ' ')) {
        if (c == "colon")
          rule.conditions |= kColon;
        else if (c == "short")
          rule.conditions |= kShort;
        else if (c == "nostop")
          rule.conditions |= kNoStop;
        else if (c == "caps")
          rule.conditions |= kCaps;
        else if (c == "rest")
          rule.conditions |= kRest;
        else if (c == "far")
          rule.conditions |= kFar;
        else if (!c.empty())
          return bad("unknown condition");
      }
      if (kind == "suffix") {
        f.suffixes_.push_back(rule);
      } else if (kind == "contains") {
        f.contains_.push_back(rule);
      } else if (kind == "line" || kind == "prefix" || kind == "link") {
        rule.whole = kind == "line";
        rule.link = kind == "link";
        f.rules_.push_back(rule);
      } else {
        return bad("unknown rule");
      }
    }
    for (const lexicon::Row& row : lexicon::rows(pack.section("lang/" + language + "/dateline.tsv"))) {
      if (row.cell(0) == "place") f.places_.emplace(fold(row.cell(1)), row.cell(2));
      if (row.cell(0) == "byline") f.bylines_.push_back({fold(row.cell(1)), row.cell(2) == "author"});
    }
  }
  std::stable_sort(f.bylines_.begin(), f.bylines_.end(),
                   [](const Byline& a, const Byline& b) { return a.words.size() > b.words.size(); });
  auto key = [](std::string_view w) {
    return static_cast<std::size_t>(static_cast<unsigned char>(w[0])) << 8 |
           (w.size() > 1 ? static_cast<unsigned char>(w[1]) : 0u);
  };
  std::stable_sort(f.rules_.begin(), f.rules_.end(), [&](const Rule& a, const Rule& b) { return key(a.words) < key(b.words); });
  if (f.rules_.size() > 60000) return fail(Code::bad_table, "lang/*/noise.tsv", "too many rules", "leave some out");
  for (std::size_t k = 0, r = 0; k < f.first_.size(); ++k) {
    while (r < f.rules_.size() && key(f.rules_[r].words) < k) ++r;
    f.first_[k] = static_cast<std::uint16_t>(r);
  }
  for (const lexicon::Row& row : lexicon::rows(pack.section("actors/outlets.tsv"))) {
    auto number = static_cast<std::uint32_t>(f.outlets_.size());
    f.outlets_.push_back({row.cell(0), row.cell(2), row.cell(3), row.cell(4) == "agency"});
    f.outlet_index_.emplace(fold(row.cell(0)), number);
    for (std::string_view other : split(row.cell(1), '|')) {
      if (!other.empty()) f.outlet_index_.emplace(fold(other), number);
    }
  }
  return f;
}

const Outlet* PartFinder::outlet(std::string_view name) const {
  std::string key = bare_domain(trim(name));
  for (;;) {
    auto it = outlet_index_.find(key);
    if (it != outlet_index_.end()) return &outlets_[it->second];
    // news.detik.com → detik.com
    std::size_t dot = key.find('.');
    if (dot == std::string::npos || key.find('.', dot + 1) == std::string::npos || key.find(' ') != std::string::npos)
      return nullptr;
    key.erase(0, dot + 1);
  }
}

bool PartFinder::month_first(const Document& d) const {
  if (!d.language.starts_with("en")) return false;
  const Outlet* o = d.outlet.empty() ? nullptr : outlet(d.outlet);
  return o == nullptr || o->country == "USA";
}

bool PartFinder::holds(const Rule& rule, const Line& line, std::string_view rest) const {
  std::uint8_t c = rule.conditions;
  if ((c & kColon) != 0) {
    std::string_view r = rest;
    while (!r.empty() && any_of(r.front(), " *)]")) r.remove_prefix(1);
    if (!r.empty() && r.front() != ':') return false;
  }
  if ((c & kShort) != 0 && line.raw.size() > 80) return false;
  if ((c & kNoStop) != 0 && (stops(line.raw) || line.raw.size() > 200)) return false;
  if ((c & kCaps) != 0 && !all_caps(line.raw.substr(0, std::min(line.raw.size(), rule.words.size())))) return false;
  if ((c & kRest) != 0 && strip_marks(rest).empty()) return false;
  if ((c & kFar) != 0 && line.index < 3) return false;
  return true;
}

bool PartFinder::is_noise(const Line& line) const {
  if (line.folded.empty()) return false;
  std::string_view whole = line.folded;
  std::string_view inner = strip_marks(whole);
  if (inner.empty()) return true;  // "***"
  // The line as it is (rules may begin with a bracket), then without the bullets and brackets before its first word.
  for (std::string_view s : {whole, whole.substr(static_cast<std::size_t>(inner.data() - whole.data()))}) {
    std::size_t key = static_cast<std::size_t>(static_cast<unsigned char>(s[0])) << 8;
    for (int two = 0; two < 2; ++two) {
      std::size_t k = two == 0 ? key : key | (s.size() > 1 ? static_cast<unsigned char>(s[1]) : 0u);
      for (std::size_t r = first_[k]; r < first_[k + 1]; ++r) {
        const Rule& rule = rules_[r];
        if (rule.whole) {
          if (inner == rule.words && holds(rule, line, {})) return true;
        } else if (s.starts_with(rule.words) &&
                   (s.size() == rule.words.size() || !word_char(s[rule.words.size()]) || !word_char(rule.words.back()))) {
          if (!holds(rule, line, s.substr(rule.words.size()))) continue;
          if (rule.link && (line.raw.size() > 220 || has_inner_sentence(line.raw))) continue;
          return true;
        }
      }
    }
    if (s.size() == inner.size()) break;
  }
  for (const Rule& rule : suffixes_) {
    if (whole.ends_with(rule.words) && holds(rule, line, {}) && !has_inner_sentence(line.raw)) return true;
  }
  if (whole.size() <= 160) {
    for (const Rule& rule : contains_) {
      if (whole.find(rule.words) != std::string_view::npos && holds(rule, line, {}) && !has_inner_sentence(line.raw)) return true;
    }
    // Tags, embeds: "[Gambas:Video 20detik]", "#tag #tag"
    if (whole.front() == '[' && whole.back() == ']' && whole.size() <= 60 && whole.find(':') != std::string_view::npos)
      return true;
    if (whole.front() == '#') {
      bool tags = true;
      for (std::string_view w : split(whole, ' ')) tags &= w.empty() || w.front() == '#';
      if (tags) return true;
    }
    // A lone link or address.
    if (whole.find(' ') == std::string_view::npos &&
        (whole.starts_with("http") || whole.starts_with("www.") || whole.find('@') != std::string_view::npos)) {
      return true;
    }
  }
  return false;
}

// Words that could be people and places only: capitalised, joined by "and", commas and the like.
bool PartFinder::names_only(std::string_view words) const {
  int names = 0;
  for (std::string_view w : split(words, ' ')) {
    while (!w.empty() && any_of(w.back(), ",;.|)")) w.remove_suffix(1);
    while (!w.empty() && any_of(w.front(), "(|")) w.remove_prefix(1);
    if (w.empty() || w == "-" || w == "&" || w == "/" || w == "dan" || w == "and" || w == "in" || w == "di" || w == "bin" ||
        w == "al" || w == "de" || w == "\xE2\x80\x93") {
      continue;
    }
    if (ascii_lower(w.front()) || ascii_digit(w.front())) return false;
    ++names;
  }
  return names >= 1 && names <= 8;
}

bool PartFinder::is_byline(const Line& line, std::string& author) const {
  if (line.raw.size() > 100 || line.folded.empty()) return false;
  bool edge = line.index < 6 || line.from_end < 6;
  for (const Byline& b : bylines_) {
    if (!std::string_view(line.folded).starts_with(b.words)) continue;
    if (line.raw.size() < b.words.size()) continue;
    std::string_view rest = line.raw.substr(b.words.size());
    bool colon = false;
    std::string_view r = rest;
    while (!r.empty() && (blank(r.front()) || r.front() == ':')) colon |= r.front() == ':', r.remove_prefix(1);
    if (r.size() == rest.size() && !rest.empty()) continue;  // a longer word
    if (r.empty() || stops(line.raw)) continue;
    // Without a colon only names may follow, near the top or the end.
    if (!colon && !(edge && capitalised(line.raw.substr(0, 1), 1) && names_only(r))) continue;
    if (colon && r.size() > 80) continue;
    if (b.author && author.empty()) {
      std::string_view name = r.substr(0, r.find_first_of("|;(/"));
      author = trim(name.substr(0, name.find(" - ")));
    }
    return true;
  }
  // "(Agung)", "(ant/rep)" on a line of its own, at the end
  if (line.from_end < 4 && line.raw.size() >= 3 && line.raw.size() <= 48 && any_of(line.raw.front(), "([") &&
      any_of(line.raw.back(), ")]")) {
    std::string_view name = trim(line.raw.substr(1, line.raw.size() - 2));
    if (author.empty() && name.size() > 3 && capitalised(name, 4) && !all_caps(name)) author = name;
    return true;
  }
  return false;
}

bool PartFinder::is_date_line(const Line& line, Document& d) const {
  if (line.raw.size() > 110 || (line.index > 7 && line.from_end > 2) || stops(line.raw)) return false;
  if (std::ranges::none_of(line.raw, ascii_digit)) return false;
  Dates::Found f = dates_.find(line.raw, month_first(d));
  if (f.day.month == 0) return false;
  bool sure = f.weekday || f.time;
  if (f.others > (sure ? 3 : 0) || (f.day.year == 0 && !sure)) return false;
  if (!d.published.known() && f.day.year != 0) d.published = f.day, d.published_source = "text";
  return true;
}

// Whether `head` is nothing but outlet, place and date. The sure signs: a known outlet, a known place, capitals throughout.
bool PartFinder::dateline_head(std::string_view head, bool dash, std::string_view& place, std::string_view& outlet_name, Day& day,
                               bool months_first) const {
  bool sure = false;
  int caps = 0, guesses = 0, pieces = 0;
  std::size_t at = 0;
  while (at <= head.size()) {
    std::size_t stop = at;
    std::size_t skip = 1;
    for (; stop < head.size(); ++stop) {
      if (any_of(head[stop], ",()/|[]:")) break;
      if (head.substr(stop, 3) == "\xE2\x80\x93" || head.substr(stop, 3) == "\xE2\x80\x94") {
        skip = 3;
        break;
      }
      if (head[stop] == '-' &&
          ((stop > 0 && blank(head[stop - 1])) || (stop + 1 < head.size() && (blank(head[stop + 1]) || head[stop + 1] == '-'))))
        break;
    }
    Span t = trimmed(head, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(stop)});
    std::string_view piece = t.in(head);
    at = stop + skip;
    if (piece.empty()) continue;
    ++pieces;
    std::string folded;
    fold_line(piece, folded);
    bool domain = false;
    if (folded.find(' ') == std::string::npos) {
      for (std::string_view end : {".com", ".co", ".id", ".net", ".org", ".tv", ".news", ".my"})
        domain |= folded.ends_with(end) && folded.size() > end.size() + 1;
    }
    if (places_.count(folded) != 0 && place.empty()) {
      place = piece;
      sure |= dash || all_caps(piece);
    } else if (domain || (outlet_index_.count(folded) != 0 && (ascii_upper(piece.front()) || domain))) {
      if (outlet_name.empty()) outlet_name = piece;
      sure = true;
    } else if (Dates::Found f = dates_.find(piece, months_first); f.day.month != 0 && f.others == 0) {
      day = f.day;
    } else if (dates_.is_weekday(folded)) {
      continue;
    } else if (all_caps(piece) && capitalised(piece, 4) && piece.size() >= 3) {
      ++caps;
      if (place.empty())
        place = piece;
      else if (outlet_name.empty())
        outlet_name = piece;
    } else if (capitalised(piece, 4)) {
      ++guesses;
      if (place.empty())
        place = piece;
      else if (outlet_name.empty() && t.begin > 0 && head[t.begin - 1] == '(')
        outlet_name = piece;  // "MANILA (Archipelago News)"
    } else {
      return false;
    }
  }
  if (pieces == 0 || pieces > 6) return false;
  if (sure) return guesses <= 2;
  return guesses == 0 && (caps >= 2 || (caps == 1 && dash && head.size() >= 4));
}

void PartFinder::find_dateline(std::string_view line, std::uint32_t begin, Document& d) const {
  std::string_view window = line.substr(0, 110);
  std::size_t best = 0;
  std::string_view place, outlet_name;
  Day day;
  bool months_first = month_first(d);
  // The last separator up to which everything is outlet, place or date.
  for (std::size_t i = 1, tries = 0; i < window.size() && tries < 8; ++i) {
    std::size_t size = 0;
    bool dash = true;
    std::string_view rest = window.substr(i);
    if (rest.starts_with("--"))
      size = 2;
    else if (rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94"))
      size = 3;
    else if (rest[0] == '-' && (blank(window[i - 1]) || window[i - 1] == ')' || (i + 1 < window.size() && blank(window[i + 1])) ||
                                rest.starts_with("-\xC2\xA0")))
      size = 1;
    else if (rest[0] == ':')
      size = 1, dash = false;
    if (size == 0) continue;
    ++tries;
    std::string_view p, o;
    Day y;
    if (!dateline_head(window.substr(0, i), dash, p, o, y, months_first)) {
      if (best != 0) break;
      i += size - 1;
      continue;
    }
    best = i + size, place = p, outlet_name = o, day = y;
    i += size - 1;
  }
  if (best == 0) {
    // What scraping leaves of one: ", - The president", "- The president"
    std::size_t i = 0, dash = 0;  // dash: after the last one
    while (i < window.size()) {
      std::string_view rest = window.substr(i);
      if (rest[0] == '-')
        dash = ++i;
      else if (rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94"))
        dash = i += 3;
      else if (rest.starts_with("\xC2\xA0"))
        i += 2;
      else if (rest[0] == ',' || blank(rest[0]))
        ++i;
      else
        break;
    }
    if (i < window.size()) best = dash;
  }
  if (best == 0 || best >= line.size()) return;
  d.dateline = {begin, begin + static_cast<std::uint32_t>(best)};
  if (d.dateline_place.empty()) d.dateline_place = place;
  if (d.outlet.empty() && !outlet_name.empty()) {
    const Outlet* known = outlet(outlet_name);
    d.outlet = known != nullptr ? known->name : outlet_name;
  }
  if (!d.published.known() && day.year != 0) d.published = day, d.published_source = "text";
}

// Calls to read something else that were glued into a line: "… kata dia. Baca juga: Judul lain"
void PartFinder::cut_links(std::string_view text, Span line, std::vector<Span>& noise) const {
  for (std::uint32_t i = line.begin; i + 4 < line.end; ++i) {
    if (!ascii_upper(text[i])) continue;
    char a = static_cast<char>(text[i] | 32);
    std::size_t key = static_cast<std::size_t>(static_cast<unsigned char>(a)) << 8 | static_cast<unsigned char>(text[i + 1] | 32);
    if (first_[key] == first_[key + 1] || (i > line.begin && word_char(text[i - 1]))) continue;
    for (std::size_t r = first_[key]; r < first_[key + 1]; ++r) {
      const Rule& rule = rules_[r];
      if (!rule.link || line.end - i < rule.words.size()) continue;
      bool same = true;
      for (std::size_t k = 0; k < rule.words.size() && same; ++k) {
        char c = text[i + k];
        same = (ascii_upper(c) ? static_cast<char>(c + 32) : blank(c) ? ' ' : c) == rule.words[k];
      }
      if (!same) continue;
      std::uint32_t p = i + static_cast<std::uint32_t>(rule.words.size());
      std::uint32_t colon = p;
      while (colon < line.end && text[colon] == ' ') ++colon;
      if (colon < line.end && text[colon] != ':' && text[colon] != ',') continue;
      // After the end of a sentence, or first on its line.
      std::uint32_t before = i;
      while (before > line.begin && blank(text[before - 1])) --before;
      if (before > line.begin && !any_of(text[before - 1], ".!?\"',)]>*") && static_cast<unsigned char>(text[before - 1]) < 0x80)
        continue;
      std::uint32_t rest = colon;
      while (rest < line.end && (blank(text[rest]) || text[rest] == ':')) ++rest;
      std::string_view title = text.substr(rest, line.end - rest);
      bool lost = !title.empty() && title.front() == ',';  // the title went missing, the article goes on
      bool link = !lost && title.size() <= 160 && !has_inner_sentence(title) && !stops(title);
      if (lost) {
        while (rest < line.end && (blank(text[rest]) || text[rest] == ',')) ++rest;
      }
      noise.push_back({i, link ? line.end : rest});
      i = noise.back().end - 1;
      break;
    }
  }
}

// "… kata dia. (ant/rep)" at the end of the article: the writer, not the sentence.
void PartFinder::cut_signature(std::string_view text, Span line, Document& d) const {
  std::string_view s = line.in(text);
  if (s.size() < 8 || !any_of(s.back(), ")]")) return;
  std::size_t open = s.find_last_of("([");
  if (open == std::string_view::npos || open < 4 || s.size() - open > 48) return;
  std::size_t before = open;
  while (before > 0 && blank(s[before - 1])) --before;
  if (before == 0) return;
  bool ended = any_of(s[before - 1], ".!?\"'") || s.substr(0, before).ends_with("\xE2\x80\x9D");
  std::string_view name = trim(s.substr(open + 1, s.size() - open - 2));
  for (char c : name) {
    if (ascii_digit(c)) return;
  }
  if (!ended || std::count(name.begin(), name.end(), ' ') > 3) return;
  d.noise.push_back({line.begin + static_cast<std::uint32_t>(open), line.end});
  if (d.author.empty() && name.size() > 3 && capitalised(name, 4) && !all_caps(name)) d.author = name;
}

void PartFinder::find(Document& d) const {
  std::string_view text = d.text;
  if (text.size() > 0xFFFFFFF0u) return;
  std::vector<Span> given;
  given.swap(d.noise);
  std::vector<Span> lines;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t nl = std::min(text.find('\n', at), text.size());
    Span s = trimmed(text, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(nl)});
    if (!s.empty()) lines.push_back(s);
    at = nl + 1;
  }
  std::string_view declared = trim(d.title);
  bool titled = !declared.empty(), body = !d.dateline.empty();
  Line line;
  Span last;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    line.span = lines[i];
    line.raw = line.span.in(text);
    line.index = i, line.from_end = lines.size() - 1 - i;
    line.folded.clear();
    if (line.raw.size() <= kLongest) fold_line(line.raw, line.folded);
    bool skip = std::any_of(given.begin(), given.end(), [&](Span g) { return g.overlaps(line.span); });
    if (skip) continue;
    if (!body && line.raw == declared) continue;  // the headline, repeated
    if (is_noise(line) || is_byline(line, d.author) || is_date_line(line, d)) {
      d.noise.push_back(line.span);
      continue;
    }
    if (!body && !titled && i + 1 < lines.size() && line.raw.size() <= 180 && !stops(line.raw) && line.raw.back() != ':' &&
        line.raw.back() != ';') {
      // A short first line without a full stop, and a longer text below it: the headline.
      bool longer = false;
      for (std::size_t k = i + 1; k < std::min(lines.size(), i + 6); ++k) {
        longer |= lines[k].end - lines[k].begin > 80 || stops(lines[k].in(text));
      }
      if (longer && !has_inner_sentence(line.raw) && line.raw.find(' ') != std::string_view::npos) {
        d.title = line.raw;
        titled = true;
        continue;
      }
    }
    if (!body) {
      body = true;
      find_dateline(line.raw, line.span.begin, d);
    }
    cut_links(text, line.span, d.noise);
    last = line.span;
  }
  if (!last.empty() && (d.noise.empty() || d.noise.back().end <= last.begin || d.noise.back().begin >= last.end))
    cut_signature(text, last, d);
  if (!d.published.known()) {
    // "Selasa (8/10/2024)": the days that the article calls by name are recent; the latest of them stands for its own.
    Day latest;
    for (std::size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1)) {
      if (at < 4 || at + 1 >= text.size() || text[at + 1] < '0' || text[at + 1] > '9') continue;
      std::size_t close = text.find(')', at);
      if (close == std::string_view::npos || close - at > 14) continue;
      std::size_t w = at;
      while (w > 0 && blank(text[w - 1])) --w;
      std::size_t b = w;
      while (b > 0 && w - b < 12 && (word_char(text[b - 1]) || text[b - 1] == '\'')) --b;
      if (!dates_.is_weekday(fold(text.substr(b, w - b)))) continue;
      latest = std::max(latest, dates_.parse(text.substr(at + 1, close - at - 1), month_first(d)));
    }
    if (latest.known()) d.published = latest, d.published_source = "text";
  }
  d.noise.insert(d.noise.end(), given.begin(), given.end());
  std::sort(d.noise.begin(), d.noise.end(), [](Span a, Span b) { return a.begin < b.begin; });
}

}  // namespace kawat::read
