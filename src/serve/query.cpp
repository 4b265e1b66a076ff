#include "serve/query.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/text.h"
#include "model/event.h"

namespace kawat::serve {
namespace {

constexpr std::size_t kMostValues = 100;  // of a list

std::vector<std::string> list(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view part : split(text, ',')) {
    if (!trim(part).empty()) out.emplace_back(trim(part));
  }
  return out;
}

tl::unexpected<Error> bad(const std::string& name, const std::string& value, std::string hint) {
  return fail(Code::bad_option, name, "'" + value.substr(0, 80) + "' is not understood", std::move(hint));
}

template <class T>
bool number(const std::string& s, T low, T high, T& out) {
  auto got = std::from_chars(s.data(), s.data() + s.size(), out);
  return got.ec == std::errc() && got.ptr == s.data() + s.size() && out >= low && out <= high;
}

std::string upper(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return s;
}

constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

Result<Query> read_query(const Request& request, unsigned takes) {
  Query out;
  archive::Filter& f = out.filter;
  std::set<std::string> seen;
  for (const auto& [name, value] : request.query) {
    auto takes_it = [&name, takes](const char* here, unsigned group) { return name == here && (takes & group) != 0; };
    if (!seen.insert(name).second) return fail(Code::bad_option, name, "it is given twice", "put commas between the values");
    std::vector<std::string> values = list(value);
    if (values.size() > kMostValues) return fail(Code::bad_option, name, "too many values", "at most 100");
    if (takes_it("actor", kFilter)) {
      f.actors = values;
    } else if (takes_it("recipient", kFilter)) {
      f.recipients = values;
    } else if (takes_it("pair", kFilter)) {
      if (values.size() != 2) return bad(name, value, "two, with a comma between them: IDN,MYS");
      f.one = values[0], f.other = values[1];
    } else if (takes_it("type", kFilter)) {
      for (std::string& t : values) {
        t = upper(t);
        if (model::event_type_from(t) == model::EventType::none) return bad(name, t, "docs/codebook.md lists the event types");
      }
      f.types = values;
    } else if (takes_it("mode", kFilter)) {
      f.modes = values;
    } else if (takes_it("context", kFilter)) {
      f.contexts = values;
    } else if (takes_it("quad", kFilter)) {
      for (const std::string& v : values) {
        int quad = 0;
        if (!number(v, 1, 4, quad)) return bad(name, v, "1 to 4");
        f.quads.push_back(quad);
      }
    } else if (takes_it("modality", kFilter)) {
      for (const std::string& v : values) {
        if (!has_word("actual future hypothetical negated historical", v))
          return bad(name, v, "actual, future, hypothetical, negated, historical");
      }
      f.modalities = values;
    } else if (takes_it("place", kFilter)) {
      f.places = values;
    } else if (takes_it("outlet", kFilter | kDocument)) {
      f.outlets = values;
    } else if (takes_it("speaker", kFilter)) {
      f.speakers = values;
    } else if (takes_it("language", kFilter | kDocument)) {
      f.languages = values;
    } else if (takes_it("text", kFilter | kDocument)) {
      f.text = value;
    } else if (takes_it("min_confidence", kFilter | kConfidence)) {
      if (!number(value, 0.0, 1.0, f.min_confidence)) return bad(name, value, "0 to 1");
    } else if (takes_it("from", kWindow | kFilter | kDocument) || takes_it("to", kWindow | kFilter | kDocument)) {
      auto day = archive::parse_day(name, value, name == "to");
      if (!day) return fail(day.error());
      (name == "to" ? f.to : f.from) = *day;
    } else if (takes_it("count", kCount)) {
      auto counting = relations::counting_of(value);
      if (!counting) return bad(name, value, "stories, groups or rows");
      out.counting = *counting;
    } else if (takes_it("step", kStep)) {
      auto step = relations::step_of(value);
      if (!step) return bad(name, value, "month or week");
      out.step = *step;
    } else if (takes_it("order", kOrder)) {
      if (!has_word("newest oldest told", value)) return bad(name, value, "newest, oldest or told");
      out.order = value == "told" ? Order::told : value == "oldest" ? Order::oldest : Order::newest;
    } else if (takes_it("limit", kPage)) {
      if (!number(value, std::uint64_t{1}, std::uint64_t{1'000'000'000}, out.limit)) return bad(name, value, "1 to 1000");
      out.limited = true;
    } else if (takes_it("next", kPage)) {
      out.next = value;
    } else if (takes_it("q", kSearch)) {
      out.q = value;
    } else if (takes_it("as", kAs)) {
      if (!has_word("cases actors frames", value)) return bad(name, value, "cases, actors or frames");
      out.as = value;
    } else if (takes_it("periods", kPeriods)) {
      if (!number(value, 1, 1200, out.periods)) return bad(name, value, "months of the later window, 1 to 1200");
    } else {
      return fail(Code::bad_option, name, "there is no such parameter here", "docs/api.md lists them");
    }
  }
  return out;
}

std::string token_of(const Place& place) {
  std::string text = std::to_string(place.major) + " " + place.minor, out;
  unsigned held = 0, bits = 0;
  for (unsigned char c : text) {
    held = (held << 8 | c) & 0xFFFF, bits += 8;
    while (bits >= 6) bits -= 6, out += kLetters[held >> bits & 63];
  }
  if (bits > 0) out += kLetters[held << (6 - bits) & 63];
  return out;
}

Result<Place> place_of(const std::string& token) {
  std::string text;
  unsigned held = 0, bits = 0;
  const std::string_view letters(kLetters, 64);
  bool ok = token.size() < 400;
  for (char c : token) {
    std::size_t at = letters.find(c);
    ok = ok && at != std::string_view::npos;
    held = (held << 6 | static_cast<unsigned>(at & 63)) & 0xFFFF, bits += 6;
    if (bits >= 8) bits -= 8, text += static_cast<char>(held >> bits & 255);
  }
  Place out;
  std::size_t blank = text.find(' ');
  ok = ok && blank != std::string::npos && number(text.substr(0, blank), INT64_MIN, INT64_MAX, out.major) &&
       first_invalid_utf8(text) == std::string_view::npos && text.find('\0') == std::string::npos;
  if (!ok) return fail(Code::bad_option, "next", "this is no place in a list", "take it from an answer, or leave it out");
  out.minor = text.substr(blank + 1);
  return out;
}

}  // namespace kawat::serve
