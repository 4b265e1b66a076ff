#include "stories/packed.h"

#include <cstring>

namespace kawat::stories {
namespace {

constexpr std::uint8_t kForm = 1;  // of the bytes

// Archives of before also hold words that belong to no topic, which nothing compares.
constexpr auto kWord = static_cast<ClueKind>(kClueKinds);

// pack() and unpack() walk the same list of fields, each() below.
class Out {
 public:
  std::string bytes;
  template <class T>
  void raw(const T& v) {
    bytes.append(reinterpret_cast<const char*>(&v), sizeof v);
  }
  void text(const std::string& s) { size(s.size()), bytes += s; }
  // Most are small: seven bits a byte.
  void size(std::size_t n) {
    for (; n >= 0x80; n >>= 7) bytes += static_cast<char>(n | 0x80);
    bytes += static_cast<char>(n);
  }
  template <class T, class F>
  void list(const std::vector<T>& all, F&& one) {
    size(all.size());
    for (const T& item : all) one(item);
  }
  void clues(const Clues& all) {
    size(all.size());
    for (Clue c : all) clue(c);
  }
  void clue(Clue c) { raw(c.kind()), raw(static_cast<std::uint32_t>(c.bits())); }
};

class In {
 public:
  explicit In(std::string_view bytes) : left_(bytes) {}
  bool good = true;
  bool at_end() const { return left_.empty(); }
  template <class T>
  void raw(T& v) {
    if (!has(sizeof v)) return;
    std::memcpy(&v, left_.data(), sizeof v);
    left_.remove_prefix(sizeof v);
  }
  void raw(bool& v) {
    std::uint8_t byte = 0;
    raw(byte);
    v = byte != 0;
  }
  void text(std::string& s) {
    std::size_t n = size();
    if (!has(n)) return;
    s.assign(left_.substr(0, n));
    left_.remove_prefix(n);
  }
  std::size_t size() {
    std::size_t n = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      std::uint8_t byte = 0;
      raw(byte);
      n |= static_cast<std::size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return n;
    }
    good = false;
    return 0;
  }
  template <class T, class F>
  void list(std::vector<T>& all, F&& one) {
    std::size_t n = size();
    all.clear();
    for (std::size_t i = 0; i < n && good; ++i) one(all.emplace_back());
  }
  void clues(Clues& all) {
    list(all, [this](Clue& c) { clue(c); });
    std::erase_if(all, [](Clue c) { return c.kind() == kWord; });
  }
  void clue(Clue& c) {
    ClueKind kind{};
    std::uint32_t hash = 0;
    raw(kind), raw(hash);
    good = good && kind <= kWord;
    if (good) c = Clue(kind, hash);
  }

 private:
  bool has(std::size_t n) { return good = good && n <= left_.size(); }
  std::string_view left_;
};

template <class Bytes, class Telling>
void each(Bytes& b, Telling& t) {
  b.raw(t.sequence), b.raw(t.type), b.raw(t.mode), b.raw(t.modality);
  auto party = [&b](auto& p) { b.raw(p.country), b.raw(p.sector), b.raw(p.identity), b.text(p.name); };
  b.list(t.actors, party), b.list(t.recipients, party);
  b.raw(t.start), b.raw(t.end), b.raw(t.precision), b.raw(t.dated_by_text), b.raw(t.dated_loosely);
  b.raw(t.place), b.text(t.place_name);
  b.raw(t.main), b.raw(t.types), b.raw(t.subject), b.raw(t.title_subject), b.raw(t.home);
  b.clue(t.first_name), b.clues(t.lead), b.clues(t.title), b.clues(t.rest);
  b.list(t.counts, [&b](auto& c) { b.raw(c.of), b.raw(c.value), b.text(c.what); });
}

}  // namespace

std::string pack(const Told& telling) {
  Out out;
  out.raw(kForm);
  each(out, telling);
  return std::move(out.bytes);
}

bool unpack(std::string_view bytes, Told& telling) {
  In in(bytes);
  std::uint8_t form = 0;
  in.raw(form);
  if (form != kForm) return false;
  each(in, telling);
  return in.good && in.at_end();
}

}  // namespace kawat::stories
