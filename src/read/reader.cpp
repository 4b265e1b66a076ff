#include "read/reader.h"

#define SIMDJSON_EXCEPTIONS 0  // no conversion that throws compiles
#include <simdjson.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "read/formats.h"
#include "read/page.h"
#include "read/source.h"
#include "read/warc.h"

namespace kawat::read {

namespace {

namespace fs = std::filesystem;
using model::Document;

void reset(Document& d) {
  d.id.clear(), d.path.clear(), d.url.clear(), d.captured.clear(), d.outlet.clear(), d.title.clear(), d.author.clear(),
      d.language.clear(), d.home.clear();
  d.published = {}, d.published_source.clear(), d.text.clear(), d.dateline = {}, d.dateline_place.clear(), d.noise.clear();
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
  if (!d.published.known() && !options.published.empty()) {
    static const Dates plain;
    d.published = (finder != nullptr ? finder->dates() : plain).parse(options.published);
    if (d.published.known()) d.published_source = "option";
  }
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
  fill(out.url, page.url), fill(out.language, page.language);
  out.text = std::move(page.text);
  if (finder != nullptr) cut_noise(*finder, options, out);
  if (!out.published.known() && !page.published.empty()) {
    static const Dates plain;
    out.published =
        (finder != nullptr ? finder->dates() : plain).parse(page.published, finder != nullptr && finder->month_first(out));
    if (out.published.known()) out.published_source = page.published_source;
  }
  return complete(out, options, finder);
}

struct JsonReader {
  simdjson::ondemand::parser parser;
  std::string copy;

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
    bool text = false;
    std::string published, html;
    for (auto field : object) {
      std::string_view key;
      if (auto e = field.unescaped_key().get(key)) return broken(e);
      // The key is gone with the next string that is parsed: look at it first.
      std::string* to = key == "text"        ? &out.text
                        : key == "id"        ? &out.id
                        : key == "title"     ? &out.title
                        : key == "url"       ? &out.url
                        : key == "outlet"    ? &out.outlet
                        : key == "author"    ? &out.author
                        : key == "language"  ? &out.language
                        : key == "home"      ? &out.home
                        : key == "published" ? &published
                                             : nullptr;
      bool is_html = key == "html";
      simdjson::ondemand::value value;
      if (auto e = field.value().get(value)) return broken(e);
      simdjson::ondemand::json_type type;
      if (auto e = value.type().get(type)) return broken(e);
      if (to == nullptr && !is_html) {
        if (auto e = skip(value, type, 0)) return broken(e);
        continue;
      }
      if (type == simdjson::ondemand::json_type::string) {
        std::string_view s;
        if (auto e = value.get_string().get(s)) return broken(e);
        if (is_html)
          html.assign(s);
        else
          to->assign(s), text |= to == &out.text;
      } else if (type == simdjson::ondemand::json_type::number && to == &out.id) {
        out.id = std::string(trim(value.raw_json_token()));
      } else if (auto e = skip(value, type, 0)) {
        return broken(e);
      }
    }
    const char* rest = nullptr;
    if (doc.current_location().get(rest) == simdjson::SUCCESS && rest < json.data() + json.size())
      return fail(Code::bad_json, {}, "something follows the object", "write one object a line");
    if (!text && html.empty())
      return fail(Code::no_text_field, {}, "the object has no \"text\"",
                  "give the article under \"text\", or its page under \"html\"");
    if (!published.empty()) {
      static const Dates plain;
      out.published =
          (finder != nullptr ? finder->dates() : plain).parse(published, finder != nullptr && finder->month_first(out));
      if (out.published.known()) out.published_source = "input";
    }
    return text ? complete(out, options, finder) : take_page(html, options, finder, out);
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

// Windows-1252: bytes ≥ 0x80 that stand alone between ASCII letters and spaces. 0 = not a character of it.
constexpr char16_t kWindows[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                   0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                   0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool from_windows(std::string_view bytes, std::string& out) {
  std::size_t high = 0, common = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto b = static_cast<unsigned char>(bytes[i]);
    if (b < 0x80) {
      if (b == 0) return false;
      continue;
    }
    ++high;
    if (b < 0xA0 && kWindows[b - 0x80] == 0) return false;
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
      append_utf8(b < 0xA0 ? kWindows[b - 0x80] : b, out);
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

struct Reader::State {
  ReadOptions options;
  const PartFinder* finder = nullptr;
  std::vector<std::string> paths;  // as given; the next one to look at is at next_path
  std::size_t next_path = 0;
  std::deque<std::string> files;  // of the folder that is being read
  std::optional<Source> source;
  std::string path;
  Format format = Format::text;
  std::string buffer;  // unread bytes of the file start at `at`
  std::size_t at = 0;
  bool source_ended = false;
  std::optional<Error> broken;  // the file cannot be read on: told once the lines before it are done
  bool whole_object = false;    // one JSON object over several lines
  std::uint64_t line = 0;
  JsonReader json;
  Error error;
  std::uint64_t documents = 0, skips = 0, done = 0, total = 0;
  bool counted = false, standard_input = false;
  std::vector<std::pair<Code, std::uint64_t>> reasons;

  Step skip(Error e) {
    error = std::move(e);
    ++skips;
    for (auto& [code, count] : reasons) {
      if (code == error.code) return ++count, Step::skip;
    }
    reasons.emplace_back(error.code, 1);
    return Step::skip;
  }
  Step skip(Code code, std::string where, std::string what, std::string hint) {
    return skip(Error{code, std::move(where), std::move(what), std::move(hint)});
  }
  std::string here() const { return path == "-" ? "standard input" : path; }

  void close() {
    if (source) done += source->bytes_read();
    source.reset();
    buffer.clear();
    if (buffer.capacity() > (std::size_t{4} << 20)) buffer.shrink_to_fit();
    at = 0, source_ended = false, line = 0, whole_object = false;
    broken.reset();
  }

  // Reads on; false when nothing more comes.
  bool more() {
    if (source_ended) return false;
    if (at > 0 && at * 2 >= buffer.size()) buffer.erase(0, at), at = 0;
    auto r = source->read(buffer);
    if (!r) {
      broken = r.error();
      source_ended = true;
      return false;
    }
    if (!*r) source_ended = true;
    return *r;
  }

  // The next file, opened and sniffed. Skips become `step`.
  enum class Opened { yes, skipped, none };
  Opened open_next() {
    std::string name;
    if (!files.empty()) {
      name = std::move(files.front());
      files.pop_front();
    } else if (next_path < paths.size()) {
      name = paths[next_path++];
      std::error_code ec;
      if (name != "-" && fs::is_directory(name, ec)) {
        std::vector<std::string> found;
        fs::recursive_directory_iterator it(name, fs::directory_options::skip_permission_denied, ec), end;
        std::string trouble = ec ? ec.message() : "";
        while (!ec && it != end) {
          std::error_code one;
          std::string leaf = it->path().filename().string();
          if (it->is_regular_file(one) && !leaf.starts_with('.')) found.push_back(it->path().string());
          it.increment(ec);
        }
        if (ec) trouble = ec.message();
        std::sort(found.begin(), found.end());
        if (found.empty()) {
          if (!trouble.empty())
            skip(Code::file_unreadable, name, "cannot list the folder: " + trouble, "check the permissions");
          else
            skip(Code::nothing_matched, name, "the folder holds no files", "check the path");
          return Opened::skipped;
        }
        files.assign(found.begin(), found.end());
        return open_next();
      }
    } else {
      return Opened::none;
    }
    path = name;
    auto opened = Source::open(name);
    if (!opened) return skip(opened.error()), Opened::skipped;
    source.emplace(std::move(*opened));
    // Enough to see what it is.
    while (buffer.size() < 4096 && more()) {
    }
    if (broken && buffer.empty()) {
      Error e = std::move(*broken);
      close();
      return skip(std::move(e)), Opened::skipped;
    }
    format = sniff(std::string_view(buffer).substr(0, 4096));
    if (!info(format).supported) {
      std::string what = std::string(info(format).name) + " is not read yet";
      close();
      return skip(Code::unsupported_format, here(), what, "give plain text, HTML, WARC or JSONL"), Opened::skipped;
    }
    if (format == Format::jsonl) {
      if (buffer.starts_with("\xEF\xBB\xBF")) at = 3;
      // "{" alone on the first line that is not blank: one object over several lines.
      std::size_t open = buffer.find('{'), nl = buffer.find('\n', open);
      whole_object = nl != std::string::npos && trim(std::string_view(buffer).substr(open + 1, nl - open - 1)).empty();
    }
    return Opened::yes;
  }

  Step next_text(Document& d) {
    while (buffer.size() <= options.max_line && more()) {
    }
    if (buffer.size() > options.max_line) {
      close();
      return skip(Code::line_too_long, here(), "the file has more than " + std::to_string(options.max_line) + " bytes",
                  "split it, or write its articles as JSONL");
    }
    if (broken) {
      Error e = std::move(*broken);
      close();
      return skip(std::move(e));
    }
    Status s = format == Format::html ? parse_html_document(buffer, options, finder, d)
                                      : parse_text_document(buffer, options, finder, d);
    close();
    return finish(s, d, here());
  }

  Step finish(const Status& s, Document& d, const std::string& where) {
    if (!s) {
      Error e = s.error();
      e.where = where;
      return skip(std::move(e));
    }
    d.path = path;
    if (d.id.empty()) d.id = where == "standard input" ? "-" : where;
    ++documents;
    return Step::document;
  }

  // The next line [from, to) of the buffer. False at the end of the file. `long_line`: it was passed over.
  bool next_line(std::size_t& from, std::size_t& to, bool& long_line) {
    long_line = false;
    std::size_t seen = at;
    for (;;) {
      std::size_t nl = buffer.find('\n', seen);
      if (nl != std::string::npos) {
        from = at, to = nl, at = nl + 1;
        ++line;
        if (to - from > options.max_line) long_line = true;
        return true;
      }
      if (buffer.size() - at > options.max_line) {
        // Forget it up to its end.
        long_line = true;
        ++line;
        for (;;) {
          buffer.clear(), at = 0;
          if (!more()) return from = to = 0, true;
          std::size_t end = buffer.find('\n');
          if (end != std::string::npos) return at = end + 1, from = to = 0, true;
        }
      }
      std::size_t unread = buffer.size() - at;
      if (!more()) {
        if (unread == 0 || at >= buffer.size()) return false;
        from = at, to = buffer.size(), at = buffer.size();
        ++line;
        return true;
      }
      seen = at + unread;
    }
  }

  Step next_json(Document& d, bool& file_done) {
    file_done = false;
    if (whole_object) {
      while (buffer.size() <= options.max_line && more()) {
      }
      Status s = buffer.size() > options.max_line
                     ? Status(fail(Code::line_too_long, {},
                                   "the object has more than " + std::to_string(options.max_line) + " bytes", "split the file"))
                     : parse_json_document(trim(std::string_view(buffer).substr(at)), options, finder, d);
      if (broken) s = fail(*broken);
      close();
      file_done = true;
      return finish(s, d, here());
    }
    std::size_t from = 0, to = 0;
    bool long_line = false;
    while (next_line(from, to, long_line)) {
      if (long_line) {
        return skip(Code::line_too_long, here() + ":" + std::to_string(line),
                    "the line has more than " + std::to_string(options.max_line) + " bytes",
                    "one article a line; split what is longer");
      }
      while (to > from && static_cast<unsigned char>(buffer[to - 1]) <= ' ' && buffer[to - 1] != '\0') --to;
      while (from < to && static_cast<unsigned char>(buffer[from]) <= ' ' && buffer[from] != '\0') ++from;
      if (from == to) continue;
      if (buffer.capacity() - to < simdjson::SIMDJSON_PADDING) buffer.reserve(buffer.size() + 2 * simdjson::SIMDJSON_PADDING);
      std::string where = here() + ":" + std::to_string(line);
      std::string_view bytes(buffer.data() + from, to - from);
      if (std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
        return skip(Code::nul_bytes, where, "there is a NUL byte at offset " + std::to_string(nul) + " of the line",
                    "remove the NUL bytes");
      }
      // simdjson looks a few bytes beyond the line: what is there does not matter, as long as it can be read.
      return finish(json.parse(bytes, buffer.capacity() - from, options, finder, d), d, where);
    }
    std::optional<Error> e = std::move(broken);
    close();
    file_done = true;
    if (e) return skip(std::move(*e));
    return Step::end;  // of the file
  }

  // The next page or text of a web archive. Requests, revisits, pictures and errors of servers are no documents.
  Step next_warc(Document& d, bool& file_done) {
    file_done = false;
    auto ended = [&] {
      std::optional<Error> e = std::move(broken);
      close();
      file_done = true;
      return e ? skip(std::move(*e)) : Step::end;
    };
    for (;;) {
      // Between records stand line breaks.
      for (;;) {
        while (at < buffer.size() && (buffer[at] == '\r' || buffer[at] == '\n')) ++at;
        if (at < buffer.size() || !more()) break;
      }
      if (at >= buffer.size()) return ended();
      bool needs_more = false;
      Result<WarcHead> head = parse_warc_head(std::string_view(buffer).substr(at), needs_more);
      while (!head && (needs_more || buffer.size() - at < 5) && more())
        head = parse_warc_head(std::string_view(buffer).substr(at), needs_more);
      ++line;
      std::string where = here() + ", record " + std::to_string(line);
      if (!head) {
        // Passed over up to where another begins.
        std::size_t from = at + 1, found = 0;
        while ((found = next_warc_record(buffer, from)) == std::string::npos) {
          if (buffer.size() > 16) at = buffer.size() - 16;
          if (!more()) {
            at = buffer.size();
            break;
          }
          from = at;
        }
        if (found != std::string::npos) at = found;
        Error e = head.error();
        e.where = where;
        return skip(std::move(e));
      }
      at += head->size;
      bool wanted = head->type == "response" || head->type == "conversion" || head->type == "resource";
      bool too_long = head->length > std::uint64_t{options.max_line} * 4;
      if (!wanted || too_long) {
        std::uint64_t left = head->length;
        while (left > 0) {
          std::uint64_t here_now = std::min<std::uint64_t>(left, buffer.size() - at);
          at += here_now, left -= here_now;
          if (left > 0 && !more()) break;
        }
        if (wanted)
          return skip(Code::line_too_long, where, "the record has " + std::to_string(head->length) + " bytes",
                      "no article is so long");
        continue;
      }
      while (buffer.size() - at < head->length + 5 && more()) {
      }
      std::string_view rest = std::string_view(buffer).substr(at);
      std::string_view body = rest.substr(0, head->length);
      std::string_view after = rest.substr(body.size());
      bool cut = body.size() < head->length;
      bool wrong = !cut && !after.empty() && !after.starts_with("\r\n") && !after.starts_with("\n");
      if (cut || wrong) {
        // A length that is too long swallows the next record; one that is too short leaves a rest.
        std::size_t found = next_warc_record(buffer, at);
        at = found != std::string::npos ? found : at + body.size();
        return skip(Code::bad_archive, where, cut ? "the archive ends within the record" : "the record is not as long as it says",
                    "the record is passed over; fetch the archive again if there are many");
      }
      reset(d);
      d.url = head->url, d.captured = head->date, d.id = head->url;
      Status s;
      bool other = false;
      if (head->type == "conversion") {
        s = parse_conversion(body, d);
      } else {
        Result<HttpResponse> r = head->content_type.find("http") != std::string::npos || body.starts_with("HTTP/")
                                     ? parse_http_response(body, options.max_line * 4)
                                     : Result<HttpResponse>(HttpResponse{200, head->content_type, std::string(body)});
        if (!r) {
          s = fail(r.error());
        } else if (r->status != 200 || (r->content_type.find("html") == std::string::npos && !r->content_type.empty())) {
          other = true;
        } else {
          s = take_page(r->body, options, finder, d, r->content_type);
        }
      }
      at += body.size();
      if (other) continue;
      return finish(s, d, where);
    }
  }
  // WET: the text of a page, as a crawl has taken it.
  Status parse_conversion(std::string_view bytes, Document& d) {
    std::string url = std::move(d.url), captured = std::move(d.captured);
    Status s = parse_text_document(bytes, options, finder, d);
    d.url = url, d.captured = std::move(captured), d.id = std::move(url);
    return s;
  }

  Step next(Document& d) {
    for (;;) {
      if (!source) {
        switch (open_next()) {
          case Opened::none:
            return Step::end;
          case Opened::skipped:
            return Step::skip;
          case Opened::yes:
            break;
        }
      }
      if (format == Format::text || format == Format::html) return next_text(d);
      bool file_done = false;
      Step s = format == Format::warc ? next_warc(d, file_done) : next_json(d, file_done);
      if (s != Step::end) return s;
    }
  }
};

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(std::vector<std::string> paths, ReadOptions options, const PartFinder* finder) {
  auto state = std::make_unique<State>();
  if (!options.published.empty()) {
    Dates plain;
    if (!(finder != nullptr ? finder->dates() : plain).parse(options.published).known()) {
      return fail(Code::bad_option, {}, "'" + options.published + "' is not a date", "write it as 2024-10-08");
    }
  }
  state->options = std::move(options);
  state->finder = finder;
  for (const std::string& p : paths) {
    std::error_code ec;
    if (p == "-") {
      state->standard_input = true;
    } else if (fs::is_directory(p, ec)) {
      fs::recursive_directory_iterator it(p, fs::directory_options::skip_permission_denied, ec), end;
      while (!ec && it != end) {
        std::error_code one;
        if (it->is_regular_file(one)) {
          std::uintmax_t size = it->file_size(one);
          if (!one) state->total += size;
        }
        it.increment(ec);
      }
    } else {
      std::uintmax_t size = fs::file_size(p, ec);
      if (!ec) state->total += size;
    }
  }
  state->paths = std::move(paths);
  return Reader(std::move(state));
}

Step Reader::next(Document& document) { return state_->next(document); }
const Error& Reader::error() const { return state_->error; }
std::uint64_t Reader::documents() const { return state_->documents; }
std::uint64_t Reader::skips() const { return state_->skips; }
const std::vector<std::pair<Code, std::uint64_t>>& Reader::reasons() const { return state_->reasons; }
std::uint64_t Reader::bytes_read() const { return state_->done + (state_->source ? state_->source->bytes_read() : 0); }
std::uint64_t Reader::bytes_total() const { return state_->standard_input ? 0 : state_->total; }

}  // namespace kawat::read
