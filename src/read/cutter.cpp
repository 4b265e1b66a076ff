#include "read/cutter.h"

#include <algorithm>

#include "base/text.h"
#include "read/csv.h"
#include "read/feed.h"
#include "read/warc.h"

namespace kawat::read {
namespace {

bool white(char c) { return static_cast<unsigned char>(c) <= ' ' && c != '\0'; }

std::string_view strip(std::string_view s) {
  while (!s.empty() && white(s.back())) s.remove_suffix(1);
  while (!s.empty() && white(s.front())) s.remove_prefix(1);
  return s;
}

class Base : public Cutter {
 public:
  Base(Input& input, const ReadOptions& options, std::string name) : input_(input), options_(options), name_(std::move(name)) {}

 protected:
  Cut fault(Code code, std::string where, std::string what, std::string hint) {
    return {Cut::fault, {code, std::move(where), std::move(what), std::move(hint)}};
  }
  Cut end() {
    auto why = input_.take_fault();
    return why ? Cut{Cut::fault, std::move(*why)} : Cut{};
  }
  // Line or record numbers are how users find the place.
  std::string place(std::string_view unit = ":") const { return name_ + std::string(unit) + std::to_string(number_); }
  Cut too_long(const std::string& where, std::string_view what, std::string_view hint) {
    return fault(Code::line_too_long, where,
                 "the " + std::string(what) + " has more than " + std::to_string(options_.max_line) + " bytes",
                 std::string(hint));
  }
  // The next line without its break. False at the end; `long_line`: it was passed over.
  bool line(std::string& out, bool& long_line) {
    long_line = false;
    std::size_t seen = 0;
    for (;;) {
      std::size_t nl = input_.rest().find('\n', seen);
      bool whole = nl != std::string_view::npos;
      if (!whole && input_.size() <= options_.max_line) {
        seen = input_.size();
        if (input_.more()) continue;
        if (input_.size() == 0) return false;
        nl = input_.size();
      }
      ++number_;
      if (nl <= options_.max_line) {
        out.assign(input_.take(nl));
      } else {
        long_line = true;
        out.clear();
        while (!whole) {
          input_.drop(input_.size());
          if (!input_.more()) return true;
          nl = input_.rest().find('\n');
          whole = nl != std::string_view::npos;
        }
        input_.drop(nl);
      }
      input_.drop(std::min<std::size_t>(1, input_.size()));
      return true;
    }
  }

  Input& input_;
  const ReadOptions& options_;
  std::string name_;
  std::uint64_t number_ = 0;
};

// The file is one article, or one object.
class Whole : public Base {
 public:
  Whole(Input& input, const ReadOptions& options, std::string name, Piece::Kind kind)
      : Base(input, options, std::move(name)), kind_(kind) {}
  Cut next(Piece& piece) override {
    if (std::exchange(done_, true)) return {};
    bool more = input_.ensure(options_.max_line + 1);
    if (input_.faulty()) return end();
    if (more) {
      return kind_ == Piece::Kind::object ? too_long(name_, "object", "split the file")
                                          : too_long(name_, "file", "split it, or write its articles as JSONL");
    }
    std::string_view bytes = input_.take(input_.size());
    piece.kind = kind_, piece.bytes = kind_ == Piece::Kind::object ? strip(bytes) : bytes, piece.where = name_;
    return {Cut::piece};
  }

 private:
  Piece::Kind kind_;
  bool done_ = false;
};

class JsonLines : public Base {
 public:
  using Base::Base;
  Cut next(Piece& piece) override {
    bool long_line = false;
    while (line(piece.bytes, long_line)) {
      if (long_line) return too_long(place(), "line", "one article a line; split what is longer");
      std::string_view bytes = strip(piece.bytes);
      if (bytes.empty()) continue;
      if (std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
        return fault(Code::nul_bytes, place(), "there is a NUL byte at offset " + std::to_string(nul) + " of the line",
                     "remove the NUL bytes");
      }
      if (bytes.size() != piece.bytes.size()) piece.bytes = std::string(bytes);
      piece.kind = Piece::Kind::object, piece.where = place();
      return {Cut::piece};
    }
    return end();
  }
};

// [ {…}, {…} ]: the objects one after the other, without holding the rest.
class JsonArray : public Base {
 public:
  JsonArray(Input& input, const ReadOptions& options, std::string name) : Base(input, options, std::move(name)) {
    input_.drop(input_.rest().find('[') + 1);
  }
  Cut next(Piece& piece) override {
    // To where the next element begins.
    for (;;) {
      std::string_view rest = input_.rest();
      std::size_t i = 0;
      while (i < rest.size() && (white(rest[i]) || rest[i] == ',')) ++i;
      input_.drop(i);
      if (input_.size() > 0) break;
      if (!input_.more()) return end();
    }
    if (input_.rest().front() == ']') {
      input_.skip(~std::uint64_t{0});
      return end();
    }
    ++number_;
    return element(piece);
  }

 private:
  Cut element(Piece& piece) {
    piece.bytes.clear();
    int depth = 0;
    bool string = false, escaped = false, long_one = false;
    for (;;) {
      std::string_view rest = input_.rest();
      std::size_t i = 0;
      bool done = false;
      for (; i < rest.size() && !done; ++i) {
        char c = rest[i];
        if (string) {
          if (escaped)
            escaped = false;
          else if (c == '\\')
            escaped = true;
          else if (c == '"')
            string = false;
        } else if (c == '"') {
          string = true;
        } else if (c == '{' || c == '[') {
          ++depth;
        } else if (c == '}' || c == ']' || c == ',') {
          if (depth == 0) {
            done = piece.bytes.empty() && i == 0;  // a bracket that closes nothing: an element of its own, and no JSON
            if (!done) break;
            continue;
          }
          if (c != ',') done = --depth == 0;
        }
      }
      long_one |= piece.bytes.size() + i > options_.max_line;
      if (!long_one) piece.bytes.append(rest, 0, i);
      done |= i < rest.size();
      input_.drop(i);
      std::string where = place(", element ");
      if (done) {
        if (long_one) return too_long(where, "object", "split it");
        piece.bytes = std::string(strip(piece.bytes));
        piece.kind = Piece::Kind::object, piece.where = std::move(where);
        return {Cut::piece};
      }
      if (!input_.more()) {
        if (input_.faulty()) return end();
        return fault(Code::bad_json, where, "the array breaks off", "fetch or write the file again");
      }
    }
  }
};

class Table : public Base {
 public:
  Table(Input& input, const ReadOptions& options, std::string name) : Base(input, options, std::move(name)) {
    auto columns = find_columns(input_.rest(), options_.fields);
    columns_ = std::make_shared<const Columns>(columns ? std::move(*columns) : Columns{});
    std::string head;
    bool long_line = false;
    line(head, long_line);
  }
  Cut next(Piece& piece) override {
    for (;;) {
      bool last = false;
      std::size_t to = record_end(input_.rest(), 0, columns_->delimiter);
      while ((to == std::string_view::npos || to == input_.size()) && input_.size() <= options_.max_line) {
        last = !input_.more();
        to = record_end(input_.rest(), 0, columns_->delimiter);
        if (last) break;
      }
      if (input_.size() == 0) return end();
      if (to == std::string_view::npos || to > options_.max_line) {
        // A mark that is never closed would take all that follows with it.
        bool open = to == std::string_view::npos && last;
        bool long_line = false;
        line(piece.bytes, long_line);
        if (open) return fault(Code::bad_row, place(), "a quotation mark is not closed", "double the marks inside a cell");
        return too_long(place(), "row", "split it, or close its quotation marks");
      }
      std::string_view record = input_.take(to);
      std::uint64_t first = number_ + 1;
      number_ += 1 + static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n'));
      piece.bytes = std::string(record);
      input_.drop(std::min<std::size_t>(1, input_.size()));
      if (strip(piece.bytes).empty()) continue;
      piece.kind = Piece::Kind::row, piece.columns = columns_, piece.where = name_ + ":" + std::to_string(first);
      if (std::size_t nul = piece.bytes.find('\0'); nul != std::string::npos)
        return fault(Code::nul_bytes, piece.where, "there is a NUL byte in the row", "remove the NUL bytes");
      return {Cut::piece};
    }
  }

 private:
  std::shared_ptr<const Columns> columns_;
};

// A feed is read whole: its items share what it says of itself.
class FeedFile : public Base {
 public:
  using Base::Base;
  Cut next(Piece& piece) override {
    if (!feed_) {
      FeedOptions options;
      if (input_.ensure(options.most_bytes + 1))
        return input_.skip(~std::uint64_t{0}), done(Code::line_too_long, "the feed has more than 64 MB", "split it");
      if (input_.faulty()) return end();
      auto feed = parse_feed(input_.rest(), options);
      if (!feed) return done(feed.error().code, feed.error().what, feed.error().hint);
      feed_ = std::make_shared<const Feed>(std::move(*feed));
      input_.drop(input_.size());
    }
    if (number_ < feed_->items.size()) {
      piece.bytes.clear();
      piece.kind = Piece::Kind::item, piece.feed = feed_, piece.item = number_++, piece.where = place("#");
      return {Cut::piece};
    }
    if (feed_->fault.empty() || std::exchange(told_, true)) return end();
    return fault(Code::bad_feed, name_, "the feed is broken at " + feed_->fault,
                 "the items before that were read; nothing to do, or get the feed again");
  }

 private:
  Cut done(Code code, std::string what, std::string hint) {
    feed_ = std::make_shared<const Feed>();
    input_.drop(input_.size());
    return fault(code, name_, std::move(what), std::move(hint));
  }
  std::shared_ptr<const Feed> feed_;
  bool told_ = false;
};

// Web archives. Requests, revisits and metadata are no documents and not counted; what a filter leaves out is.
class Archive : public Base {
 public:
  using Base::Base;
  Cut next(Piece& piece) override {
    for (;;) {
      // Between records stand line breaks.
      for (;;) {
        std::string_view rest = input_.rest();
        input_.drop(std::min(rest.find_first_not_of("\r\n"), rest.size()));
        if (input_.size() > 0 || !input_.more()) break;
      }
      if (input_.size() == 0) return end();
      bool needs_more = false;
      Result<WarcHead> head = parse_warc_head(input_.rest(), needs_more);
      while (!head && (needs_more || input_.size() < 5) && input_.more()) head = parse_warc_head(input_.rest(), needs_more);
      ++number_;
      if (!head) {
        pass_over();
        Error e = head.error();
        e.where = place(", record ");
        return {Cut::fault, std::move(e)};
      }
      input_.drop(head->size);
      bool wanted = head->type == "response" || head->type == "conversion" || head->type == "resource";
      if (wanted && !options_.urls.takes(head->url)) {
        input_.skip(head->length);
        return {Cut::left_out, {}, "url_filter"};
      }
      if (wanted && head->length > std::uint64_t{options_.max_line} * 4) {
        input_.skip(head->length);
        return fault(Code::line_too_long, place(", record "), "the record has " + std::to_string(head->length) + " bytes",
                     "no article is so long");
      }
      if (!wanted) {
        input_.skip(head->length);
        continue;
      }
      return record(*head, piece);
    }
  }

 private:
  Cut record(const WarcHead& head, Piece& piece) {
    input_.ensure(head.length + 5);
    std::string_view body = input_.rest().substr(0, head.length), after = input_.rest().substr(body.size());
    bool cut = body.size() < head.length;
    bool wrong = !cut && !after.empty() && !after.starts_with("\r\n") && !after.starts_with("\n");
    piece.where = place(", record ");
    if (cut || wrong) {
      // A length that is too long swallows the next record; one that is too short leaves a rest.
      std::size_t found = next_warc_record(input_.rest(), 0);
      input_.drop(found != std::string_view::npos ? found : body.size());
      return fault(Code::bad_archive, piece.where,
                   cut ? "the archive ends within the record" : "the record is not as long as it says",
                   "the record is passed over; fetch the archive again if there are many");
    }
    bool http = head.content_type.find("http") != std::string::npos || body.starts_with("HTTP/");
    bool html = head.content_type.empty() || head.content_type.find("html") != std::string::npos;
    std::string_view left_out = head.type == "conversion" ? std::string_view()
                                : http                    ? unwanted_response(body)
                                : html                    ? ""
                                                          : "not_html";
    if (left_out.empty()) {
      piece.kind = head.type == "conversion" ? Piece::Kind::conversion : http ? Piece::Kind::response : Piece::Kind::page;
      piece.bytes = std::string(body), piece.url = head.url, piece.captured = head.date, piece.content_type = head.content_type;
    }
    input_.drop(body.size());
    return left_out.empty() ? Cut{Cut::piece} : Cut{Cut::left_out, {}, left_out};
  }

  // Up to where another record begins.
  void pass_over() {
    std::size_t from = 1, found = 0;
    while ((found = next_warc_record(input_.rest(), from)) == std::string_view::npos) {
      if (input_.size() > 16) input_.drop(input_.size() - 16);
      from = 0;
      if (!input_.more()) return input_.drop(input_.size());
    }
    input_.drop(found);
  }
};

}  // namespace

std::unique_ptr<Cutter> make_cutter(Format format, Input& input, const ReadOptions& options, std::string name) {
  switch (format) {
    case Format::jsonl: {
      if (input.rest().starts_with("\xEF\xBB\xBF")) input.drop(3);
      // "{" alone on the first line that is not blank: one object over several lines.
      std::string_view head = input.rest();
      std::size_t open = head.find('{'), nl = head.find('\n', open);
      if (nl != std::string_view::npos && trim(head.substr(open + 1, nl - open - 1)).empty())
        return std::make_unique<Whole>(input, options, std::move(name), Piece::Kind::object);
      return std::make_unique<JsonLines>(input, options, std::move(name));
    }
    case Format::json_array:
      return std::make_unique<JsonArray>(input, options, std::move(name));
    case Format::csv:
      return std::make_unique<Table>(input, options, std::move(name));
    case Format::feed:
      return std::make_unique<FeedFile>(input, options, std::move(name));
    case Format::warc:
      return std::make_unique<Archive>(input, options, std::move(name));
    case Format::html:
      return std::make_unique<Whole>(input, options, std::move(name), Piece::Kind::page);
    default:
      return std::make_unique<Whole>(input, options, std::move(name), Piece::Kind::text);
  }
}

}  // namespace kawat::read
