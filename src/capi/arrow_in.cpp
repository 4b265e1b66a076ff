#include <algorithm>
#include <chrono>
#include <cstring>

#include <fmt/format.h>

#include "capi/arrow.h"

namespace kawat::capi {
namespace {

tl::unexpected<Error> bad(std::string_view column, const std::string& what) {
  return fail(Code::bad_arrow, "column " + std::string(column), what,
              "give strings (utf8, large_utf8, utf8_view or dictionaries of them)");
}

template <class T>
T value(const void* buffer, std::int64_t at) {
  T v;
  std::memcpy(&v, static_cast<const char*>(buffer) + at * static_cast<std::int64_t>(sizeof(T)), sizeof v);
  return v;
}

std::int64_t integer(char width, const void* buffer, std::int64_t at) {
  switch (width) {
    case 'c':
      return value<std::int8_t>(buffer, at);
    case 'C':
      return value<std::uint8_t>(buffer, at);
    case 's':
      return value<std::int16_t>(buffer, at);
    case 'S':
      return value<std::uint16_t>(buffer, at);
    case 'i':
      return value<std::int32_t>(buffer, at);
    case 'I':
      return value<std::uint32_t>(buffer, at);
    default:
      return value<std::int64_t>(buffer, at);
  }
}

bool is_integer(std::string_view format) { return format.size() == 1 && std::strchr("cCsSiIlL", format[0]) != nullptr; }

void put_day(std::int64_t days, std::string& out) {
  out.clear();
  if (days < -719'468 || days > 2'932'896) return;  // years 0 to 9999
  out = model::iso_day(days);
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Result<TextColumn> TextColumn::open(const ArrowSchema& schema, const ArrowArray& array, std::int64_t first, std::int64_t rows) {
  std::string_view format = schema.format == nullptr ? "" : schema.format, name = schema.name == nullptr ? "" : schema.name;
  TextColumn c;
  c.array_ = &array, c.first_ = first + array.offset;
  if (array.length < first + rows) return bad(name, "the column is shorter than its table");
  std::int64_t buffers = 2;
  if (schema.dictionary != nullptr) {
    if (!is_integer(format) || array.dictionary == nullptr) return bad(name, "the dictionary cannot be read");
    auto values = open(*schema.dictionary, *array.dictionary, 0, array.dictionary->length);
    if (!values) return bad(name, values.error().what);
    c.kind_ = Kind::dictionary, c.width_ = format[0];
    c.values_.push_back(std::move(*values));
  } else if (format == "n") {
    c.kind_ = Kind::none, buffers = 0;
  } else if (format == "u" || format == "z") {
    c.kind_ = Kind::text32, buffers = 3;
  } else if (format == "U" || format == "Z") {
    c.kind_ = Kind::text64, buffers = 3;
  } else if (format == "vu" || format == "vz") {
    c.kind_ = Kind::view, buffers = 3;
    if (array.n_buffers < 3) return bad(name, "the string views have no buffers");
  } else if (is_integer(format)) {
    c.kind_ = Kind::integer, c.width_ = format[0];
  } else if (format == "tdD") {
    c.kind_ = Kind::day;
  } else if (format == "tdm") {
    c.kind_ = Kind::milliseconds;
  } else if (format.size() >= 3 && format.starts_with("ts")) {
    c.kind_ = Kind::timestamp;
    c.per_day_ = format[2] == 'm'   ? 86'400'000LL
                 : format[2] == 'u' ? 86'400'000'000LL
                 : format[2] == 'n' ? 86'400'000'000'000LL
                                    : 86'400;
  } else {
    return bad(name, "the type '" + std::string(format) + "' cannot be read as text");
  }
  if (array.n_buffers < buffers) return bad(name, "buffers are missing");
  for (std::int64_t i = 1; rows > 0 && i < std::min<std::int64_t>(buffers, 2); ++i) {
    if (array.buffers == nullptr || array.buffers[i] == nullptr) return bad(name, "a buffer is missing");
  }
  return c;
}

bool TextColumn::get(std::int64_t row, std::string& out) const { return get_at(first_ + row, out); }

bool TextColumn::get_at(std::int64_t at, std::string& out) const {
  if (kind_ == Kind::none) return false;
  const auto* validity = static_cast<const std::uint8_t*>(array_->buffers[0]);
  if (validity != nullptr && (validity[at / 8] >> (at % 8) & 1) == 0) return false;
  const void* data = array_->buffers[1];
  auto text = [&](std::int64_t begin, std::int64_t end) {
    out.assign(end > begin ? static_cast<const char*>(array_->buffers[2]) + begin : "",
               static_cast<std::size_t>(std::max<std::int64_t>(0, end - begin)));
  };
  switch (kind_) {
    case Kind::none:
      return false;
    case Kind::text32:
      text(value<std::int32_t>(data, at), value<std::int32_t>(data, at + 1));
      return true;
    case Kind::text64:
      text(value<std::int64_t>(data, at), value<std::int64_t>(data, at + 1));
      return true;
    case Kind::view: {
      // 16 bytes: the length, then the text itself up to 12 bytes, or its beginning, buffer and offset.
      const char* view = static_cast<const char*>(data) + at * 16;
      auto length = value<std::int32_t>(view, 0);
      const char* from = view + 4;
      if (length > 12)
        from = static_cast<const char*>(array_->buffers[2 + value<std::int32_t>(view, 2)]) + value<std::int32_t>(view, 3);
      out.assign(from, static_cast<std::size_t>(std::max(0, length)));
      return true;
    }
    case Kind::integer:
      out = std::to_string(integer(width_, data, at));
      return true;
    case Kind::day:
      put_day(value<std::int32_t>(data, at), out);
      return true;
    case Kind::milliseconds:
      put_day(floor_divide(value<std::int64_t>(data, at), 86'400'000), out);
      return true;
    case Kind::timestamp:
      put_day(floor_divide(value<std::int64_t>(data, at), per_day_), out);
      return true;
    case Kind::dictionary: {
      std::int64_t key = integer(width_, data, at);
      if (key < 0 || key >= array_->dictionary->length) return false;
      return values_.front().get(key, out);
    }
  }
  return false;
}

}  // namespace kawat::capi
