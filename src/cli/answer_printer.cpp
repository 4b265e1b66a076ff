#include "cli/answer_printer.h"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "archive/answer_text.h"
#include "base/text.h"

namespace kawat::cli {
namespace {

// Code points, near enough to columns for the languages that are coded.
std::size_t width_of(std::string_view s) {
  std::size_t n = 0;
  for (char c : s) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

std::string fit(std::string_view s, std::size_t width, bool pad) {
  std::string out;
  std::size_t n = 0, all = width_of(s);
  for (std::size_t at = 0; at < s.size() && n < (all > width ? width - 1 : width);) {
    std::size_t from = at;
    next_code_point(s, at);
    out += s.substr(from, at - from);
    ++n;
  }
  if (all > width) out += "…", ++n;
  if (pad) out.append(width - n, ' ');
  return out;
}

}  // namespace

// Rows for the eye, columns as wide as the first rows need.
class AnswerPrinter::Table {
 public:
  Table(const std::vector<std::string>& names, bool colour, int width) : names_(names), colour_(colour), width_(width) {}
  void row(std::vector<std::string> cells, std::string& out) {
    for (std::string& cell : cells) {
      for (char& c : cell) {
        if (c == '\n' || c == '\t' || c == '\r') c = ' ';
      }
    }
    if (widths_.empty()) {
      waiting_.push_back(std::move(cells));
      if (waiting_.size() >= 200) settle(out);
    } else {
      line(cells, out, false);
    }
  }
  void end(std::string& out) {
    if (widths_.empty()) settle(out);
  }

 private:
  void settle(std::string& out) {
    for (const std::string& name : names_) widths_.push_back(width_of(name));
    for (const auto& cells : waiting_) {
      for (std::size_t i = 0; i < cells.size(); ++i)
        widths_[i] = std::max(widths_[i], std::min<std::size_t>(width_of(cells[i]), 40));
    }
    line(names_, out, true);
    for (const auto& cells : waiting_) line(cells, out, false);
    waiting_.clear();
  }
  void line(const std::vector<std::string>& cells, std::string& out, bool head) const {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += "  ";
      text += fit(cells[i], widths_[i], i + 1 < cells.size());
    }
    if (width_ > 0) text = fit(text, static_cast<std::size_t>(width_), false);
    out += (colour_ && head ? "\x1b[1m" : "") + text + (colour_ && head ? "\x1b[0m" : "") + "\n";
  }
  std::vector<std::string> names_;
  bool colour_;
  int width_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> waiting_;
};

AnswerPrinter::AnswerPrinter(Style style, Output& out) : style_(std::move(style)), out_(out) {
  style_.progress = style_.progress && ::isatty(STDERR_FILENO) != 0;
}
AnswerPrinter::~AnswerPrinter() = default;

Result<bool> AnswerPrinter::take(archive::Answer& answer) {
  archive::AnswerText text(answer);
  std::string buffer;
  const char by = style_.format == "tsv" ? '\t' : ',';
  const bool cells = style_.format == "csv" || style_.format == "tsv";
  if (!begun_) {
    begun_ = true;
    if (cells && style_.header) text.csv_header(buffer, by);
    if (style_.format == "table") table_ = std::make_unique<Table>(text.names(), style_.colour, style_.width);
  }
  auto last = std::chrono::steady_clock::now();
  for (;;) {
    auto chunk = answer.next();
    if (!chunk) return fail(chunk.error());
    if (*chunk == nullptr) break;
    idx_t n = duckdb_data_chunk_get_size(*chunk);
    for (idx_t r = 0; r < n; ++r) {
      if (cells)
        text.csv_row(*chunk, r, buffer, by);
      else if (table_)
        table_->row(text.cells(*chunk, r), buffer);
      else
        text.json_row(*chunk, r, buffer);
    }
    rows_ += n;
    if (auto ok = out_.write(buffer); !ok) return fail(ok.error());
    buffer.clear();
    auto now = std::chrono::steady_clock::now();
    if (style_.progress && style_.total > 0 && now - last > std::chrono::milliseconds(200)) {
      last = now;
      std::fprintf(stderr, "\r%llu rows, %.0f %%\x1b[K", static_cast<unsigned long long>(rows_),
                   100.0 * static_cast<double>(rows_) / static_cast<double>(style_.total));
    }
  }
  if (auto ok = out_.write(buffer); !ok) return fail(ok.error());
  return true;
}

Status AnswerPrinter::end() {
  if (style_.progress) std::fprintf(stderr, "\r\x1b[K");
  if (!table_) return {};
  std::string buffer;
  table_->end(buffer);
  return out_.write(buffer);
}

Result<std::uint64_t> write_parquet(archive::Archive& archive, const std::string& sql, const std::string& path) {
  std::string part = path + ".part";
  std::error_code ec;
  auto rows = archive.database().number_of_copy("COPY (" + sql + "\n) TO " + archive::literal(part) +
                                                " (FORMAT parquet, COMPRESSION zstd)");
  if (!rows) {
    std::filesystem::remove(part, ec);
    return rows;
  }
  std::filesystem::rename(part, path, ec);
  if (ec) return fail(Code::write_failed, path, "cannot write: " + ec.message());
  return rows;
}

}  // namespace kawat::cli
