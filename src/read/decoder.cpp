#include "read/decoder.h"

#define SIMDJSON_EXCEPTIONS 0  // no conversion that throws compiles
#include <fmt/format.h>
#include <simdjson.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <unordered_map>

#include "base/text.h"
#include "read/charset.h"
#include "read/csv.h"
#include "read/feed.h"
#include "read/page.h"
#include "read/warc.h"

namespace kawat::read {

namespace {

using model::Document;

void reset(Document& d) {
  d.id.clear(), d.path.clear(), d.url.clear(), d.copy_of.clear(), d.captured.clear(), d.outlet.clear(), d.title.clear(),
      d.author.clear(), d.language.clear(), d.home.clear(), d.section.clear();
  d.published = d.modified = {}, d.published_source.clear(), d.text.clear(), d.dateline = {}, d.dateline_place.clear(),
  d.noise.clear();
}

bool only_blanks(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    if (static_cast<unsigned char>(s[i]) <= ' ')
      ++i;
    else if (s.substr(i, 2) == "\xC2\xA0")
      i += 2;
    else if (s.substr(i, 3) == "\xEF\xBB\xBF" || s.substr(i, 3) == "\xE2\x80\x8B")
      i += 3;
    else
      return false;
  }
  return true;
}

// Days as databases keep them: seconds or milliseconds since 1970 (the day in UTC), 20241008101500. Else the text itself.
std::string day_of_stamp(std::string_view s) {
  std::int64_t n = 0;
  auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  auto digits = end - s.data();
  if (ec != std::errc() || n < 0 || (digits < std::ssize(s) && *end != '.')) return std::string(s);
  if (digits == 14) return std::string(s.substr(0, 8));
  if (digits != 10 && digits != 13) return std::string(s);
  return model::iso_day(n / (digits == 13 ? 86400000 : 86400));
}

model::Day day_in(std::string_view text, const PartFinder* finder, const Document& d) {
  static const Dates plain;
  return finder != nullptr ? finder->dates().parse(text, finder->month_first(d)) : plain.parse(text);
}

// The first that can be read stays.
void set_published(std::string_view text, std::string_view source, const PartFinder* finder, Document& d) {
  if (d.published.known() || text.empty()) return;
  d.published = day_in(text, finder, d);
  if (d.published.known()) d.published_source = source;
}

// "Indonesian", "indonesia" → "id"; what is a code already stays.
std::string language_code(std::string_view name) {
  if (name.size() <= 3 || name.find_first_of("-_") <= 3) return std::string(name);
  static const std::unordered_map<std::string, std::string> codes = [] {
    std::unordered_map<std::string, std::string> out;
    for (const char* const* code = uloc_getISOLanguages(); *code != nullptr; ++code) {
      for (const char* in : {"en", "id", *code}) {
        UErrorCode ec = U_ZERO_ERROR;
        char16_t shown[96];
        int32_t n = uloc_getDisplayLanguage(*code, in, shown, 96, &ec);
        if (U_FAILURE(ec) || n <= 0 || n >= 96) continue;
        std::string utf8;
        icu::UnicodeString(shown, n).toUTF8String(utf8);
        out.emplace(fold(utf8), *code);
      }
    }
    return out;
  }();
  auto known = codes.find(fold(name));
  return known == codes.end() ? std::string(name) : known->second;
}

// What the options say for documents that say nothing, then what the text shows.
Status complete(Document& d, const ReadOptions& options, const PartFinder* finder) {
  if (d.text.find('\0') != std::string::npos) {
    return fail(Code::nul_bytes, {}, "the text holds a NUL byte at offset " + std::to_string(d.text.find('\0')),
                "remove the NUL bytes");
  }
  if (only_blanks(d.text))
    return fail(Code::empty_document, {}, "there is no text", "nothing to do, or check how the text was taken");
  if (d.text.size() > 0xFFFFFF00u) return fail(Code::line_too_long, {}, "the text has more than 4 GB", "split it");
  if (d.language.empty()) d.language = options.language;
  if (d.outlet.empty()) d.outlet = options.outlet;
  if (d.home.empty()) d.home = options.home;
  set_published(options.published, "option", finder, d);
  if (options.find_parts && finder != nullptr) finder->find(d);
  return {};
}

// "\ud83d" without its other half makes JSON that no parser takes: such escapes become U+FFFD. False when there was none.
bool mend_surrogates(std::string& json) {
  auto unit = [&](std::size_t at) -> int {
    if (at + 6 > json.size() || json[at] != '\\' || json[at + 1] != 'u') return -1;
    int v = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
      char c = json[i];
      int h = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
      if (h < 0) return -1;
      v = v * 16 + h;
    }
    return v;
  };
  bool mended = false;
  for (std::size_t i = 0; i + 1 < json.size(); ++i) {
    if (json[i] != '\\') continue;
    int u = unit(i);
    if (u >= 0xD800 && u < 0xDC00) {
      if (int low = unit(i + 6); low >= 0xDC00 && low < 0xE000) {
        i += 11;
        continue;
      }
    }
    if (u >= 0xD800 && u < 0xE000) {
      std::memcpy(json.data() + i + 2, "fffd", 4);
      mended = true;
    }
    ++i;  // the escaped character
  }
  return mended;
}

// A page shows what its text is: lines that are not the article go, with the empty line after them.
void cut_noise(const PartFinder& finder, const ReadOptions& options, Document& out) {
  Document probe;
  probe.text = std::move(out.text);
  probe.language = out.language.empty() ? options.language : out.language;
  probe.outlet = out.outlet, probe.title = out.title, probe.author = "-";
  finder.find(probe);
  out.text.clear();
  // Where much would go, the page is a list of short lines rather than an article with some such lines.
  std::size_t cut = 0, at = 0;
  for (const model::Span& n : probe.noise) cut += n.end - n.begin;
  if (cut * 8 > probe.text.size()) probe.noise.clear();
  for (const model::Span& n : probe.noise) {
    if ((n.begin > 0 && probe.text[n.begin - 1] != '\n') || (n.end < probe.text.size() && probe.text[n.end] != '\n')) continue;
    if (n.begin < at) continue;
    out.text.append(probe.text, at, n.begin - at);
    at = n.end;
    while (at < probe.text.size() && probe.text[at] == '\n') ++at;
  }
  out.text.append(probe.text, at);
  while (!out.text.empty() && out.text.back() == '\n') out.text.pop_back();
}

// A page's article and metadata; what is there already (of the JSON around it) is kept.
Status take_page(std::string_view html, const ReadOptions& options, const PartFinder* finder, Document& out,
                 std::string_view charset = {}) {
  Page page;
  if (auto ok = parse_page(html, charset, page); !ok) return ok;
  if (page.text.empty())
    return fail(Code::empty_document, {}, "the page has no article", "nothing to do, or give the text of the article");
  auto fill = [](std::string& to, std::string& from) {
    if (to.empty()) to = std::move(from);
  };
  fill(out.title, page.title), fill(out.author, page.author), fill(out.outlet, page.outlet);
  fill(out.url, page.url), fill(out.language, page.language), fill(out.section, page.section);
  out.text = std::move(page.text);
  if (finder != nullptr) cut_noise(*finder, options, out);
  set_published(page.published, page.published_source, finder, out);
  if (!page.modified.empty()) out.modified = day_in(page.modified, finder, out);
  return complete(out, options, finder);
}

// The fields of one record, whatever their names were.
class Record {
 public:
  Record() = default;
  explicit Record(FieldValues& fields) : values_(std::move(fields.values)) {
    ranks_.fill(kNone);
    if (fields.has_text) ranks_[static_cast<std::size_t>(Field::text)] = 0;
  }
  void clear() {
    for (std::string& v : values_) v.clear();
    ranks_.fill(kNone);
  }
  // Where to put the field's value, or null when a better name has one already.
  std::string* take(FieldNames::Found f) {
    int& rank = ranks_[static_cast<std::size_t>(f.field)];
    if (rank < f.rank) return nullptr;
    rank = f.rank;
    return &of(f.field);
  }
  std::string& of(Field f) { return values_[static_cast<std::size_t>(f)]; }
  bool has(Field f) const { return ranks_[static_cast<std::size_t>(f)] != kNone; }

  Status into(Document& d, const ReadOptions& options, const PartFinder* finder) {
    if (!has(Field::text) && of(Field::html).empty())
      return fail(Code::no_text_field, {}, "the record has no \"text\"",
                  "give the article under \"text\", or its page under \"html\"; or say where it is with --field text=NAME");
    d.id = std::move(of(Field::id)), d.title = std::move(of(Field::title)), d.url = std::move(of(Field::url));
    d.outlet = std::move(of(Field::outlet)), d.author = std::move(of(Field::author)), d.home = std::move(of(Field::home));
    d.language = language_code(of(Field::language)), d.text = std::move(of(Field::text));
    set_published(day_of_stamp(of(Field::published)), "input", finder, d);
    bool page = d.text.empty() && !of(Field::html).empty();
    return page ? take_page(of(Field::html), options, finder, d) : complete(d, options, finder);
  }

 private:
  static constexpr int kNone = 1000;
  std::array<std::string, kFields> values_;
  std::array<int, kFields> ranks_{};
};

struct JsonReader {
  simdjson::ondemand::parser parser;
  std::string copy;
  Record record;

  // `json` is followed by at least SIMDJSON_PADDING readable bytes.
  Status parse(std::string_view json, std::size_t capacity, const ReadOptions& options, const PartFinder* finder, Document& out) {
    reset(out);
    Status s = attempt(json, capacity, options, finder, out);
    if (s || s.error().code != Code::bad_json || json.find("\\u") == std::string_view::npos) return s;
    copy.assign(json);
    if (!mend_surrogates(copy)) return s;
    std::size_t size = copy.size();
    copy.reserve(size + simdjson::SIMDJSON_PADDING);
    reset(out);
    return attempt({copy.data(), size}, copy.capacity(), options, finder, out);
  }

 private:
  static tl::unexpected<Error> broken(simdjson::error_code e) {
    if (e == simdjson::UTF8_ERROR) return fail(Code::not_utf8, {}, "the line is not UTF-8", "convert it");
    return fail(Code::bad_json, {}, std::string("not a JSON object: ") + simdjson::error_message(e), "write one object a line");
  }

  Status attempt(std::string_view json, std::size_t capacity, const ReadOptions& options, const PartFinder* finder,
                 Document& out) {
    simdjson::ondemand::document doc;
    if (auto e = parser.iterate(json.data(), json.size(), capacity).get(doc)) return broken(e);
    simdjson::ondemand::object object;
    if (auto e = doc.get_object().get(object)) return broken(e);
    record.clear();
    for (auto field : object) {
      std::string_view key;
      if (auto e = field.unescaped_key().get(key)) return broken(e);
      // The key is gone with the next string that is parsed: look at it first.
      const FieldNames::Found* known = options.fields.find(key);
      simdjson::ondemand::value value;
      if (auto e = field.value().get(value)) return broken(e);
      simdjson::ondemand::json_type type;
      if (auto e = value.type().get(type)) return broken(e);
      if (auto e = known == nullptr ? skip(value, type, 0) : keep(value, type, *known)) return broken(e);
    }
    const char* rest = nullptr;
    if (doc.current_location().get(rest) == simdjson::SUCCESS && rest < json.data() + json.size())
      return fail(Code::bad_json, {}, "something follows the object", "write one object a line");
    return record.into(out, options, finder);
  }

  // Strings as they are; numbers where a number makes sense; of lists the strings, of objects the name.
  simdjson::error_code keep(simdjson::ondemand::value value, simdjson::ondemand::json_type type, FieldNames::Found known) {
    using simdjson::ondemand::json_type;
    if (type == json_type::string) {
      std::string_view s;
      if (auto e = value.get_string().get(s)) return e;
      if (!s.empty() || known.rank <= 0) {
        if (std::string* to = record.take(known)) to->assign(s);
      }
      return simdjson::SUCCESS;
    }
    if (type == json_type::number && (known.field == Field::id || known.field == Field::published)) {
      if (std::string* to = record.take(known)) to->assign(trim(value.raw_json_token()));
      return simdjson::SUCCESS;
    }
    if (type == json_type::array && known.field != Field::id) {
      simdjson::ondemand::array list;
      if (auto e = value.get_array().get(list)) return e;
      std::string all;
      for (auto item : list) {
        simdjson::ondemand::value v;
        if (auto e = item.get(v)) return e;
        json_type t;
        if (auto e = v.type().get(t)) return e;
        if (t != json_type::string) {
          if (auto e = skip(v, t, 1)) return e;
          continue;
        }
        std::string_view s;
        if (auto e = v.get_string().get(s)) return e;
        if (!all.empty()) all += known.field == Field::text ? "\n\n" : ", ";
        all += s;
      }
      if (std::string* to = all.empty() ? nullptr : record.take(known)) *to = std::move(all);
      return simdjson::SUCCESS;
    }
    if (type == json_type::object && (known.field == Field::outlet || known.field == Field::author)) {
      simdjson::ondemand::object inner;
      if (auto e = value.get_object().get(inner)) return e;
      for (auto field : inner) {
        std::string_view key;
        if (auto e = field.unescaped_key().get(key)) return e;
        bool name = key == "name";
        simdjson::ondemand::value v;
        if (auto e = field.value().get(v)) return e;
        json_type t;
        if (auto e = v.type().get(t)) return e;
        if (auto e = name && t == json_type::string ? keep(v, t, known) : skip(v, t, 1)) return e;
      }
      return simdjson::SUCCESS;
    }
    return skip(value, type, 0);
  }

  // Walks over a value, so that what is broken inside it is found.
  simdjson::error_code skip(simdjson::ondemand::value value, simdjson::ondemand::json_type type, int depth) {
    using simdjson::ondemand::json_type;
    if (depth > 200) return simdjson::DEPTH_ERROR;
    switch (type) {
      case json_type::object: {
        simdjson::ondemand::object o;
        if (auto e = value.get_object().get(o)) return e;
        for (auto field : o) {
          simdjson::ondemand::value v;
          if (auto e = field.value().get(v)) return e;
          json_type t;
          if (auto e = v.type().get(t)) return e;
          if (auto e = skip(v, t, depth + 1)) return e;
        }
        return simdjson::SUCCESS;
      }
      case json_type::array: {
        simdjson::ondemand::array a;
        if (auto e = value.get_array().get(a)) return e;
        for (auto item : a) {
          simdjson::ondemand::value v;
          if (auto e = item.get(v)) return e;
          json_type t;
          if (auto e = v.type().get(t)) return e;
          if (auto e = skip(v, t, depth + 1)) return e;
        }
        return simdjson::SUCCESS;
      }
      case json_type::string: {
        std::string_view s;
        return value.get_string().get(s);
      }
      case json_type::number: {
        double n = 0;
        auto e = value.get_double().get(n);
        return e == simdjson::NUMBER_ERROR || e == simdjson::INCORRECT_TYPE ? simdjson::SUCCESS : e;  // big integers are fine
      }
      case json_type::boolean: {
        bool b = false;
        return value.get_bool().get(b);
      }
      case json_type::null: {
        bool null = false;
        auto e = simdjson::simdjson_result<bool>(value.is_null()).get(null);
        return e != simdjson::SUCCESS ? e : null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
      }
    }
    return simdjson::TAPE_ERROR;
  }
};

// Windows-1252: bytes ≥ 0x80 that stand alone between ASCII letters and spaces.
bool from_windows(std::string_view bytes, std::string& out) {
  std::size_t high = 0, common = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto b = static_cast<unsigned char>(bytes[i]);
    if (b < 0x80) {
      if (b == 0) return false;
      continue;
    }
    ++high;
    if (b < 0xA0 && kWindows1252[b - 0x80] == 0) return false;
    // Two in a row are rare in Western text (“…”: a quotation mark beside an ellipsis).
    bool lone = i == 0 || i + 1 == bytes.size() ||
                (static_cast<unsigned char>(bytes[i - 1]) < 0x80 && static_cast<unsigned char>(bytes[i + 1]) < 0x80);
    common += lone;
  }
  if (high == 0 || high * 10 > bytes.size() || common * 10 < high * 9) return false;
  out.clear();
  out.reserve(bytes.size() + high * 2);
  for (char c : bytes) {
    auto b = static_cast<unsigned char>(c);
    if (b < 0x80)
      out += c;
    else
      append_utf8(b < 0xA0 ? kWindows1252[b - 0x80] : b, out);
  }
  return true;
}

}  // namespace

Status parse_json_document(std::string_view json, const ReadOptions& options, const PartFinder* finder, Document& out) {
  JsonReader reader;
  std::string padded;
  padded.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  padded.assign(json);
  return reader.parse(padded, padded.capacity(), options, finder, out);
}

Status parse_fields_document(FieldValues& fields, const ReadOptions& options, const PartFinder* finder, Document& out) {
  reset(out);
  for (std::size_t f = 0; f < kFields; ++f) {
    if (f == static_cast<std::size_t>(Field::html)) continue;  // says its character set itself
    if (std::size_t bad = first_invalid_utf8(fields.values[f]); bad != std::string_view::npos)
      return fail(Code::not_utf8, {}, "byte " + std::to_string(bad) + " is not UTF-8", "convert it to UTF-8");
  }
  return Record(fields).into(out, options, finder);
}

Status parse_text_document(std::string_view bytes, const ReadOptions& options, const PartFinder* finder, Document& out) {
  reset(out);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    return fail(Code::nul_bytes, {}, "there is a NUL byte at offset " + std::to_string(nul), "give text, not a binary file");
  }
  std::size_t bad = first_invalid_utf8(bytes);
  if (bad == std::string_view::npos) {
    out.text.assign(bytes);
  } else if (!from_windows(bytes, out.text)) {
    return fail(Code::not_utf8, {}, "byte " + std::to_string(bad) + " is not UTF-8", "convert the file to UTF-8");
  }
  return complete(out, options, finder);
}

Status parse_html_document(std::string_view bytes, const ReadOptions& options, const PartFinder* finder, Document& out) {
  reset(out);
  return take_page(bytes, options, finder, out);
}

struct Decoder::State {
  State(const ReadOptions* o, const PartFinder* f) : options(o), finder(f) {}
  const ReadOptions* options;
  const PartFinder* finder;
  JsonReader json;
  Record record;
  std::vector<std::string> cells;

  Status row(const Piece& piece, Document& d) {
    reset(d);
    if (std::size_t bad = first_invalid_utf8(piece.bytes); bad != std::string_view::npos)
      return fail(Code::not_utf8, {}, "the row is not UTF-8", "convert the table");
    split_record(piece.bytes, piece.columns->delimiter, cells);
    record.clear();
    for (std::size_t i = 0; i < std::min(cells.size(), piece.columns->fields.size()); ++i) {
      const auto& field = piece.columns->fields[i];
      if (!field || (cells[i].empty() && field->rank > 0)) continue;
      if (std::string* to = record.take(*field)) *to = std::move(cells[i]);
    }
    return record.into(d, *options, finder);
  }

  // A response without an article in it is no fault.
  Result<std::string_view> response(const Piece& piece, Document& d) {
    auto r = parse_http_response(piece.bytes, options->max_line * 4);
    if (!r) return fail(r.error());
    if (!r->unwanted.empty()) return r->unwanted;
    if (auto ok = take_page(r->body, *options, finder, d, r->content_type); !ok) return fail(ok.error());
    return std::string_view();
  }

  Result<std::string_view> decode(Piece& piece, Document& d) {
    Status s;
    switch (piece.kind) {
      case Piece::Kind::object:
        // simdjson looks a few bytes beyond the object: what is there does not matter, as long as it can be read.
        piece.bytes.reserve(piece.bytes.size() + simdjson::SIMDJSON_PADDING);
        s = json.parse(piece.bytes, piece.bytes.capacity(), *options, finder, d);
        break;
      case Piece::Kind::row:
        s = row(piece, d);
        break;
      case Piece::Kind::item:
        reset(d);
        s = item_document(piece.feed->items[piece.item], *piece.feed, *options, finder, d);
        break;
      case Piece::Kind::text:
        s = parse_text_document(piece.bytes, *options, finder, d);
        break;
      case Piece::Kind::conversion:
        s = parse_text_document(piece.bytes, *options, finder, d);
        d.url = piece.url, d.captured = piece.captured, d.id = piece.url;
        break;
      case Piece::Kind::page:
      case Piece::Kind::response:
        reset(d);
        d.url = piece.url, d.captured = piece.captured, d.id = piece.url;
        if (piece.kind == Piece::Kind::response) {
          auto left_out = response(piece, d);
          if (!left_out || !left_out->empty()) return left_out;
        } else {
          s = take_page(piece.bytes, *options, finder, d, piece.content_type);
        }
        break;
    }
    if (!s) return fail(s.error());
    if (!options->urls.takes(d.url)) return "url_filter";
    return std::string_view();
  }
};

Decoder::Decoder(const ReadOptions& options, const PartFinder* finder) : state_(std::make_unique<State>(&options, finder)) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

Result<std::string_view> Decoder::decode(Piece&& piece, Document& document) {
  auto left_out = state_->decode(piece, document);
  if (!left_out) {
    Error e = left_out.error();
    e.where = piece.where;
    return fail(std::move(e));
  }
  document.path = std::move(piece.path);
  if (document.id.empty()) document.id = piece.where == "standard input" ? "-" : std::move(piece.where);
  return left_out;
}

}  // namespace kawat::read
