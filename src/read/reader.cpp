#include "read/reader.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <optional>

#include "read/cutter.h"
#include "read/formats.h"
#include "read/input.h"

namespace kawat::read {

namespace fs = std::filesystem;

struct Reader::State {
  ReadOptions options;
  const PartFinder* finder = nullptr;
  std::vector<std::string> paths;  // as given; the next one to look at is at next_path
  std::size_t next_path = 0;
  std::deque<std::string> files;  // of the folder that is being read
  std::optional<Input> input;
  std::unique_ptr<Cutter> cutter;
  std::string path;
  std::optional<Decoder> decoder;
  Error error;
  std::map<std::string_view, std::uint64_t> left_out;
  std::uint64_t done = 0, total = 0;
  bool standard_input = false;

  Step skip(Error e) {
    error = std::move(e);
    return Step::skip;
  }
  Step skip(Code code, std::string where, std::string what, std::string hint) {
    return skip(Error{code, std::move(where), std::move(what), std::move(hint)});
  }

  void close() {
    cutter.reset();
    if (input) done += input->bytes_read();
    input.reset();
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
    auto opened = Input::open(name);
    if (!opened) return skip(opened.error()), Opened::skipped;
    input.emplace(std::move(*opened));
    input->ensure(kSniffed);  // to see what it is
    if (input->faulty() && input->size() == 0) {
      skip(*input->take_fault());
      close();
      return Opened::skipped;
    }
    Format format = sniff(input->rest().substr(0, kSniffed), options.fields);
    std::string shown = path == "-" ? "standard input" : path;
    if (!info(format).supported) {
      close();
      return skip(Code::unsupported_format, shown, std::string(info(format).name) + " is not read",
                  "give plain text, HTML, WARC, feeds, CSV, JSON or JSONL"),
             Opened::skipped;
    }
    cutter = make_cutter(format, *input, options, std::move(shown));
    return Opened::yes;
  }

  Step take(Piece& piece) {
    for (;;) {
      if (!cutter) {
        switch (open_next()) {
          case Opened::none:
            return Step::end;
          case Opened::skipped:
            return Step::skip;
          case Opened::yes:
            break;
        }
      }
      piece.url.clear(), piece.captured.clear(), piece.content_type.clear(), piece.columns.reset(), piece.feed.reset();
      Cut cut = cutter->next(piece);
      switch (cut.what) {
        case Cut::piece:
          piece.path = path;
          return Step::document;
        case Cut::fault:
          return skip(std::move(cut.error));
        case Cut::left_out:
          ++left_out[cut.reason];
          break;
        case Cut::end:
          close();
          break;
      }
    }
  }

  Step next(model::Document& document) {
    for (Piece piece;;) {
      Step step = take(piece);
      if (step != Step::document) return step;
      if (!decoder) decoder.emplace(options, finder);
      auto why = decoder->decode(std::move(piece), document);
      if (!why) return skip(why.error());
      if (why->empty()) return Step::document;
      ++left_out[*why];
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

Step Reader::take(Piece& piece) { return state_->take(piece); }
Decoder Reader::decoder() const { return {state_->options, state_->finder}; }
Step Reader::next(model::Document& document) { return state_->next(document); }
const Error& Reader::error() const { return state_->error; }
const std::map<std::string_view, std::uint64_t>& Reader::left_out() const { return state_->left_out; }
std::uint64_t Reader::bytes_read() const { return state_->done + (state_->input ? state_->input->bytes_read() : 0); }
std::uint64_t Reader::bytes_total() const { return state_->standard_input ? 0 : state_->total; }

}  // namespace kawat::read
