#include "capi/intake.h"

#include <charconv>

#include "archive/files.h"
#include "base/text.h"
#include "pipeline/run.h"
#include "read/reader.h"

namespace kawat::capi {
namespace {

// Of one batch: large enough that a call costs little, small beside the memory of a worker.
constexpr std::size_t kRows = 1024, kBytes = std::size_t{16} << 20;

void add_text(Column& c, std::string_view text) { text.empty() ? c.null() : c.add(text); }

}  // namespace

Result<std::unique_ptr<Intake>> Intake::build(std::shared_ptr<const Coder> coder, const kawat_intake_options& o) {
  auto teller = intake::Teller::build(coder->pipeline());
  if (!teller) return fail(teller.error());
  intake::CodingOptions coding;
  const std::string languages = text_or_empty(o.only_languages);  // outlives the parts of it
  for (std::string_view code : split(languages, ',')) {
    if (code = trim(code); !code.empty()) coding.languages.emplace_back(code);
  }
  coding.min_confidence = coder->min_confidence(), coding.keep_text = o.keep_text != 0, coding.known = o.known != 0;
  std::unique_ptr<Intake> out(new Intake(std::move(coder), std::move(*teller), std::move(coding)));
  out->read_ = out->coder_->read_options();
  if (o.language != nullptr) out->read_.language = o.language;
  for (std::size_t i = 0; i < o.field_count; ++i) {
    if (auto ok = out->read_.fields.add(text_or_empty(o.fields[i])); !ok) return fail(ok.error());
  }
  for (std::size_t i = 0; i < o.url_filter_count; ++i) out->read_.urls.add(text_or_empty(o.url_filters[i]));
  out->path_ = text_or_empty(o.path), out->first_ = o.first;
  return out;
}

void Intake::code(model::Document&& d, Table& out) {
  intake::Coded coded;
  auto left_out = guarded_article([&] { return articles_.code(std::move(d), coded); });
  if (!left_out || !left_out->empty()) coded.record.clear();  // only what copies are told by
  if (!left_out)
    add(&coded, coded.id, &left_out.error(), pipeline::reason(left_out.error().code), 1, out);
  else
    add(&coded, coded.id, nullptr, *left_out, 1, out);
}

// coded: null where not even a document came of it.
void Intake::add(const intake::Coded* coded, std::string_view id, const Error* error, std::string_view reason, std::int64_t count,
                 Table& out) {
  add_text(out[0], id);
  const bool done = coded != nullptr && reason.empty();
  if (coded != nullptr && !coded->sketch.empty())
    out[1].add(std::string_view(coded->sketch));
  else
    out[1].null();
  if (done)
    out[2].add(std::string_view(coded->record)), out[3].add(static_cast<std::int32_t>(coded->events));
  else
    out[2].null(), out[3].null();
  if (coded != nullptr)
    out[4].add(static_cast<std::int64_t>(coded->hash()));
  else
    out[4].null();
  if (error != nullptr)
    out[5].add(static_cast<std::int32_t>(error->code));
  else
    out[5].null();
  add_text(out[6], reason), add_text(out[7], error == nullptr ? "" : error->what),
      add_text(out[8], error == nullptr ? "" : error->hint);
  out[9].add(count);
}

void Intake::skip(const Error& e, std::string_view where, const std::string& piece, Table& out) const {
  const std::string place = e.where.empty() ? std::string(where) : place_in_whole(e.where, piece);
  add(nullptr, place, &e, pipeline::reason(e.code), 1, out);
}

model::Document Intake::of_whole(model::Document d, const std::string& piece) const {
  if (path_.empty()) return d;
  if (d.id.starts_with(piece)) d.id = place_in_whole(d.id, piece);
  d.path = path_;
  return d;
}

// "piece:3" → "news.jsonl:1003": places of a piece, which ids are made of too, as they would be of the whole.
std::string Intake::place_in_whole(std::string_view place, const std::string& piece) const {
  if (path_.empty() || !place.starts_with(piece)) return std::string(place);
  std::string_view rest = place.substr(piece.size());
  std::uint64_t line = 0;
  if (rest.empty()) return path_;
  if (rest.front() != ':') return std::string(place);
  auto [end, ec] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), line);
  if (ec != std::errc()) return std::string(place);
  return path_ + ':' + std::to_string(first_ + line) + std::string(end, rest.data() + rest.size());
}

Result<Intake::Next> Intake::files(std::unique_ptr<Intake> intake, std::vector<std::string> paths) {
  struct Reading {
    std::unique_ptr<Intake> intake;
    read::Reader reader;
    read::Decoder decoder;
    std::string piece_path;  // where the one file is a piece of another
    bool ended = false;
  };
  intake->read_.find_parts = false;  // analyse() does it
  if (!intake->path_.empty() && paths.size() != 1)
    return fail(Code::bad_option, "path", "names the file of which one other is a piece", "give that one alone");
  std::string piece_path = intake->path_.empty() ? std::string() : paths.front();
  auto reader = read::Reader::open(std::move(paths), intake->read_, &intake->coder_->pipeline().parts());
  if (!reader) return fail(reader.error());
  auto decoder = reader->decoder();
  std::shared_ptr<Reading> r(new Reading{std::move(intake), std::move(*reader), std::move(decoder), std::move(piece_path)});

  return Next([r]() -> Result<std::optional<Table>> {
    if (r->ended) return std::optional<Table>();
    Table out(coded_fields());
    while (!r->ended && out.rows() < kRows && out.text_bytes() < kBytes) {
      read::Piece piece;
      switch (r->reader.take(piece)) {
        case read::Step::skip:
          r->intake->skip(r->reader.error(), "", r->piece_path, out);
          break;
        case read::Step::document: {
          const std::string where = r->intake->place_in_whole(piece.where, r->piece_path);
          model::Document d;
          auto left_out = guarded_article([&] { return r->decoder.decode(std::move(piece), d); });
          if (!left_out)
            r->intake->skip(left_out.error(), where, r->piece_path, out);
          else if (!left_out->empty())
            r->intake->add(nullptr, where, nullptr, *left_out, 1, out);
          else
            r->intake->code(r->intake->of_whole(std::move(d), r->piece_path), out);
          break;
        }
        case read::Step::end:
          r->ended = true;
          for (const auto& [why, count] : r->reader.left_out())
            r->intake->add(nullptr, "", nullptr, why, static_cast<std::int64_t>(count), out);
          break;
      }
    }
    if (out.rows() == 0) return std::optional<Table>();
    return std::optional<Table>(std::move(out));
  });
}

Result<std::vector<Table>> Intake::batch(const ArrowSchema& schema, const ArrowArray& array) {
  auto articles = Articles::open(schema, array, read_.fields);
  if (!articles) return fail(articles.error());
  std::vector<Table> out;
  read::FieldValues fields;
  for (std::int64_t row = 0; row < articles->rows(); ++row) {
    if (out.empty() || out.back().rows() >= kRows || out.back().text_bytes() >= kBytes) out.emplace_back(coded_fields());
    std::size_t bytes = articles->get(row, fields);
    const std::string number = std::to_string(first_ + static_cast<std::uint64_t>(row) + 1);
    const std::string place = path_.empty() ? number : path_ + ":" + number;
    const std::string id = fields[read::Field::id].empty() ? place : fields[read::Field::id];
    model::Document d;
    if (auto ok = parse_article(bytes, fields, read_, coder_->pipeline().parts(), d); !ok) {
      skip(ok.error(), id, "", out.back());
      continue;
    }
    if (d.id.empty()) d.id = id;
    d.path = path_;
    code(std::move(d), out.back());
  }
  return out;
}

std::string Intake::input_hash(const std::string& path, const std::string& language) {
  return archive::input_hash(path, language);
}

}  // namespace kawat::capi
