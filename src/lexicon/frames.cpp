#include "lexicon/frames.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "lexicon/pack.h"

namespace kawat::lexicon {

// Bytes: nine u64 sizes (frames, elements, forms, slots, lists, choices, triggers, voices, strings), then the arrays in that
// order, each 8-byte aligned.
Result<Frames> Frames::open(std::string_view bytes) {
  Frames out;
  if (bytes.empty()) return out;
  auto damaged = [] {
    return fail(Code::pack_damaged, "frames", "the compiled frames are damaged", "rebuild with script/build");
  };
  std::uint64_t size[9];
  if (bytes.size() < sizeof size) return damaged();
  std::memcpy(size, bytes.data(), sizeof size);
  std::size_t at = sizeof size;
  bool whole = true;
  auto take = [&](auto*& p, std::uint64_t n) {
    using T = std::remove_cvref_t<decltype(*p)>;
    p = reinterpret_cast<const T*>(bytes.data() + at);
    whole = whole && n <= bytes.size() / sizeof(T);
    at += (n * sizeof(T) + 7) / 8 * 8;
    whole = whole && at <= bytes.size();
  };
  take(out.frames_, size[0]);
  if (whole) take(out.elements_, size[1]);
  if (whole) take(out.forms_, size[2]);
  if (whole) take(out.slots_, size[3]);
  if (whole) take(out.lists_, size[4]);
  if (whole) take(out.choices_, size[5]);
  if (whole) take(out.triggers_, size[6]);
  if (whole) take(out.voices_, size[7]);
  if (whole) take(out.strings_, size[8]);
  if (!whole || size[5] > 0x10000) return damaged();
  out.count_ = size[0];
  out.choice_count_ = size[5];
  out.mask_ = size[3] == 0 ? 0 : size[3] - 1;
  return out;
}

Grammar Grammar::read(std::string_view table) {
  Grammar out;
  for (const Row& row : rows(table)) {
    auto it = std::find_if(out.classes_.begin(), out.classes_.end(), [&](const auto& c) { return c.first == row.cell(0); });
    if (it == out.classes_.end()) it = out.classes_.insert(it, {std::string(row.cell(0)), {}});
    for (std::string_view word : split(row.cell(1), ' ')) {
      if (!word.empty()) it->second.push_back(word_hash(fold(word)));
    }
    std::sort(it->second.begin(), it->second.end());
  }
  return out;
}

std::span<const std::uint64_t> Grammar::words(std::string_view cls) const {
  for (const auto& [name, hashes] : classes_) {
    if (name == cls) return hashes;
  }
  return {};
}

bool Grammar::is(std::string_view cls, std::uint64_t hash) const {
  auto w = words(cls);
  return std::binary_search(w.begin(), w.end(), hash);
}

}  // namespace kawat::lexicon
