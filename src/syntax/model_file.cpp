#include "syntax/model_file.h"

#include <cstring>

#include "syntax/features.h"
#include "syntax/kernel.h"

namespace kawat::syntax {
namespace {

constexpr std::uint32_t kMagic = 0x3158534B;  // "KSX1"
struct Header {
  std::uint32_t magic = kMagic;
  std::uint32_t parts = 0;
  std::int32_t embed = 0, hidden = 0, arc = 0, label = 0;
};
struct Entry {
  std::uint32_t array = 0;
  std::int32_t bits = 0;
  std::uint64_t at = 0;
  std::uint64_t size = 0;
};

}  // namespace

Result<ModelFile> ModelFile::open_parts(std::string_view bytes, std::string_view name) {
  auto bad = [&](std::string what) { return fail(Code::bad_model, std::string(name), std::move(what), "train it again"); };
  Header head;
  if (bytes.size() < sizeof head) return bad("the model is empty or cut short");
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.magic != kMagic) return bad("not a syntax model of this version");
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) return bad("the model is not aligned");
  ModelFile m;
  m.dims_ = {head.embed, head.hidden, head.arc, head.label, 0};
  auto sane = [](std::int32_t n) { return n >= 32 && n <= 1024 && n % 32 == 0; };
  if (!sane(head.embed) || !sane(head.hidden) || !sane(head.arc) || !sane(head.label)) return bad("sizes out of range");
  if (head.parts > 1000 || bytes.size() < sizeof head + head.parts * sizeof(Entry)) return bad("the model is cut short");
  for (std::uint32_t i = 0; i < head.parts; ++i) {
    Entry e;
    std::memcpy(&e, bytes.data() + sizeof head + i * sizeof e, sizeof e);
    if (e.at > bytes.size() || e.size > bytes.size() - e.at || e.at % 8 != 0) return bad("the model is cut short");
    if (e.bits < 0 || e.bits > 20) return bad("sizes out of range");
    if (e.array < static_cast<std::uint32_t>(Array::count)) m.views_[e.array] = {bytes.substr(e.at, e.size), e.bits};
  }
  return m;
}

Result<ModelFile> ModelFile::open(std::string_view bytes, std::string_view name) {
  auto parts = open_parts(bytes, name);
  if (!parts) return parts;
  const ModelFile& m = *parts;
  auto bad = [&](std::string what) { return fail(Code::bad_model, std::string(name), std::move(what), "train it again"); };
  const Dimensions& head = m.dims_;
  const auto e = static_cast<std::size_t>(head.embed), h = static_cast<std::size_t>(head.hidden);
  const auto a = static_cast<std::size_t>(head.arc), l = static_cast<std::size_t>(head.label);
  auto holds = [&](Array array, std::size_t size) { return m.views_[static_cast<std::size_t>(array)].bytes.size() == size; };
  std::size_t slots = m.array<std::uint64_t>(Array::keys).size();
  bool ok = slots > 0 && (slots & (slots - 1)) == 0 && holds(Array::rows, slots * 4) && holds(Array::affixes, kAffixRows * e) &&
            holds(Array::constant, e * 2) && holds(Array::conv1, 3 * e * h * 2) && holds(Array::conv1_bias, h * 4) &&
            holds(Array::conv2, 3 * h * h * 2) && holds(Array::conv2_bias, h * 4) && holds(Array::gate1, 2 * h * h * 2) &&
            holds(Array::gate1_bias, 2 * h * 4) && holds(Array::conv3, 3 * h * h * 2) && holds(Array::conv3_bias, h * 4) &&
            holds(Array::tag, h * kTagColumns * 2) && holds(Array::tag_bias, kTagColumns * 4) &&
            holds(Array::gate2, 2 * h * h * 2) && holds(Array::gate2_bias, 2 * h * 4) && holds(Array::conv4, 3 * h * h * 2) &&
            holds(Array::conv4_bias, h * 4) && holds(Array::dependent, h * a * 2) && holds(Array::dependent_bias, a * 4) &&
            holds(Array::head, h * a * 2) && holds(Array::head_bias, a * 4) && holds(Array::key, a * a * 2) &&
            holds(Array::key_bias, a * 4) && holds(Array::root_key, a * 2) && holds(Array::distance, a * kDistanceColumns * 2) &&
            holds(Array::label_dependent, h * l * 2) && holds(Array::label_dependent_bias, l * 4) &&
            holds(Array::label_head, h * l * 2) && holds(Array::label_root, l * 2) &&
            holds(Array::label, l * kLabelColumns * 2) && holds(Array::label_bias, kLabelColumns * 4);
  if (!ok) return bad("an array is missing or has the wrong size");
  std::size_t words = m.array<std::int8_t>(Array::words).size() / e;
  std::uint64_t free = 0;
  auto keys = m.array<std::uint64_t>(Array::keys);
  auto rows = m.array<std::uint32_t>(Array::rows);
  for (std::size_t i = 0; i < slots; ++i) {
    free += keys[i] == 0;
    if (rows[i] >= words) return bad("a word points outside its table");
  }
  if (free == 0) return bad("the word table has no free slot");
  return parts;
}

void ModelWriter::add_bytes(Array a, std::string_view bytes, int bits) { parts_.push_back({a, bits, std::string(bytes)}); }

std::string ModelWriter::finish() const {
  auto align = [](std::size_t n) { return (n + 63) / 64 * 64; };
  Header head;
  head.parts = static_cast<std::uint32_t>(parts_.size());
  head.embed = dims_.embed, head.hidden = dims_.hidden, head.arc = dims_.arc, head.label = dims_.label;
  std::string out(reinterpret_cast<const char*>(&head), sizeof head);
  std::size_t at = align(sizeof head + parts_.size() * sizeof(Entry));
  for (const Part& p : parts_) {
    Entry e;
    e.array = static_cast<std::uint32_t>(p.array), e.bits = p.bits, e.at = at, e.size = p.bytes.size();
    out.append(reinterpret_cast<const char*>(&e), sizeof e);
    at = align(at + p.bytes.size());
  }
  for (const Part& p : parts_) {
    out.resize(align(out.size()));
    out += p.bytes;
  }
  out.resize(align(out.size()));
  return out;
}

}  // namespace kawat::syntax
