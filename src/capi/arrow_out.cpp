#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>

#include "capi/arrow.h"

namespace kawat::capi {
namespace {

// Memory of one array or schema. What the consumer moves elsewhere keeps it; its release callback frees it.
struct ArrayHolder {
  std::string validity, values;
  std::vector<std::int32_t> ends;
  std::array<const void*, 3> buffers{};
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};
struct SchemaHolder {
  std::string format, name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

template <class Holder, class T>
void release(T* it) {
  for (std::int64_t i = 0; i < it->n_children; ++i) {
    if (it->children[i]->release != nullptr) it->children[i]->release(it->children[i]);
  }
  delete static_cast<Holder*>(it->private_data);
  it->release = nullptr;
}

std::string bits(const std::vector<std::uint8_t>& bytes) {
  std::string out((bytes.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != 0) out[i / 8] = static_cast<char>(out[i / 8] | 1 << (i % 8));
  }
  return out;
}

std::string bits_of(const std::string& bytes) { return bits(std::vector<std::uint8_t>(bytes.begin(), bytes.end())); }

void schema_of(const Field& field, ArrowSchema& out) {
  auto holder = std::make_unique<SchemaHolder>();
  holder->format = field.format, holder->name = field.name;
  holder->children.resize(field.children.size());
  out = {};
  for (std::size_t i = 0; i < field.children.size(); ++i) {
    schema_of(field.children[i], holder->children[i]);
    holder->pointers.push_back(&holder->children[i]);
  }
  out.format = holder->format.c_str(), out.name = holder->name.c_str();
  out.flags = field.nullable ? ARROW_FLAG_NULLABLE : 0;
  out.n_children = static_cast<std::int64_t>(holder->pointers.size()), out.children = holder->pointers.data();
  out.release = release<SchemaHolder, ArrowSchema>;
  out.private_data = holder.release();
}

struct StreamHolder {
  std::vector<Field> fields;
  std::function<Result<std::optional<Table>>()> next;
  std::string error = "out of memory";  // whatever is thrown is that
};

// Nothing may be thrown into the consumer.
template <class F>
int guarded(ArrowArrayStream* stream, F&& f) {
  try {
    return f(*static_cast<StreamHolder*>(stream->private_data));
  } catch (...) {
    return ENOMEM;
  }
}

struct Adder {
  Column& c;
  void operator()(const std::string& s) const { s.empty() ? c.null() : c.add(std::string_view(s)); }
  void operator()(std::int32_t v) const { v < 0 ? c.null() : c.add(v); }
  void operator()(double v) const { std::isnan(v) ? c.null() : c.add(v); }
  void operator()(bool v) const { c.add(v); }
  void operator()(const model::Day& d) const { d.known() ? c.add(d) : c.null(); }
  void operator()(const std::vector<std::string>& v) const { c.add(v); }
  void operator()(const std::vector<model::RowSource>& v) const { c.add(v); }
};

const char* format_of(const std::string&) { return "u"; }
const char* format_of(std::int32_t) { return "i"; }
const char* format_of(double) { return "g"; }
const char* format_of(bool) { return "b"; }
const char* format_of(const model::Day&) { return "tdD"; }
const char* format_of(const std::vector<std::string>&) { return "+l"; }
const char* format_of(const std::vector<model::RowSource>&) { return "+l"; }

std::vector<Field> make_event_fields() {
  std::vector<Field> out;
  model::EventRow row;
  model::each_column(row, [&](std::string_view name, const auto& value) {
    Field f{std::string(name), format_of(value)};
    if (name == "contexts") f.children = {{"item", "u"}};
    if (name == "attribution") f.children = {{"item", "+s", {{"name", "u"}, {"code", "u"}, {"kind", "u"}, {"text", "u"}}}};
    out.push_back(std::move(f));
  });
  return out;
}

}  // namespace

const std::vector<Field>& event_fields() {
  static const std::vector<Field> fields = make_event_fields();
  return fields;
}

const std::vector<Field>& skipped_fields() {
  static const std::vector<Field> fields = {{"row", "l"},    {"id", "u"},   {"number", "i"},
                                            {"reason", "u"}, {"what", "u"}, {"next", "u"}};
  return fields;
}

const std::vector<Field>& coded_fields() {
  static const std::vector<Field> fields = {{"id", "u"},     {"sketch", "z"}, {"record", "z"}, {"events", "i"}, {"hash", "l"},
                                            {"number", "i"}, {"reason", "u"}, {"what", "u"},   {"next", "u"},   {"count", "l"}};
  return fields;
}

Column::Column(const Field& field) {
  kind_ = field.format == "u" || field.format == "z" ? 'u'
          : field.format == "+l"                     ? 'l'
          : field.format == "+s"                     ? 's'
          : field.format == "b"                      ? 'b'
                                                     : 'f';
  if (kind_ == 'u' || kind_ == 'l') ends_.push_back(0);
  for (const Field& child : field.children) children_.emplace_back(child);
  width_ = field.format == "i" || field.format == "tdD" ? 4 : 8;
}

template <class T>
void Column::put(T v) {
  bytes_.append(reinterpret_cast<const char*>(&v), sizeof v);
  valid_.push_back(1);
}

void Column::null() {
  if (kind_ == 'f')
    bytes_.append(width_, '\0');
  else if (kind_ == 'b')
    bytes_ += '\0';
  else if (kind_ != 's')
    ends_.push_back(ends_.back());
  valid_.push_back(0);
}

void Column::add(std::string_view text) {
  bytes_ += text;
  ends_.push_back(static_cast<std::int32_t>(bytes_.size()));
  valid_.push_back(1);
}
void Column::add(std::int32_t v) { put(v); }
void Column::add(std::int64_t v) { put(v); }
void Column::add(double v) { put(v); }
void Column::add(bool v) { put(static_cast<char>(v ? 1 : 0)); }
void Column::add(const model::Day& day) { put(static_cast<std::int32_t>(days_since_1970(day))); }

void Column::end_list() {
  ends_.push_back(static_cast<std::int32_t>(children_.front().length()));
  valid_.push_back(1);
}
void Column::add(const std::vector<std::string>& list) {
  for (const std::string& item : list) children_.front().add(std::string_view(item));
  end_list();
}
void Column::add(const std::vector<model::RowSource>& list) {
  Column& item = children_.front();
  for (const model::RowSource& s : list) {
    std::size_t at = 0;
    for (const std::string* text : {&s.name, &s.code, &s.kind, &s.text}) {
      Column& c = item.children_[at++];
      if (text->empty())
        c.null();
      else
        c.add(std::string_view(*text));
    }
    item.valid_.push_back(1);
  }
  end_list();
}

void Column::append(const Column& other) {
  valid_.insert(valid_.end(), other.valid_.begin(), other.valid_.end());
  bytes_ += other.bytes_;
  if (kind_ == 'u' || kind_ == 'l') {
    std::int32_t before = ends_.back();
    for (std::size_t i = 1; i < other.ends_.size(); ++i) ends_.push_back(before + other.ends_[i]);
  }
  for (std::size_t i = 0; i < children_.size(); ++i) children_[i].append(other.children_[i]);
}

std::size_t Column::text_bytes() const {
  std::size_t most = bytes_.size();
  for (const Column& c : children_) most = std::max(most, c.text_bytes());
  return most;
}

void Column::move_to(ArrowArray& out) {
  auto holder = std::make_unique<ArrayHolder>();
  out = {};
  out.length = static_cast<std::int64_t>(valid_.size());
  for (std::uint8_t v : valid_) out.null_count += v == 0;
  if (out.null_count > 0) {
    holder->validity = bits(valid_);
    holder->buffers[0] = holder->validity.data();
  }
  if (kind_ == 'u' || kind_ == 'l') {
    holder->ends = std::move(ends_);
    holder->buffers[1] = holder->ends.data();
    ends_.assign(1, 0);
  }
  if (kind_ != 'l' && kind_ != 's') {
    holder->values = kind_ == 'b' ? bits_of(bytes_) : std::move(bytes_);
    holder->buffers[kind_ == 'u' ? 2 : 1] = holder->values.data();
  }
  out.n_buffers = kind_ == 'u' ? 3 : kind_ == 's' ? 1 : 2;
  out.buffers = holder->buffers.data();
  holder->children.resize(children_.size());
  for (std::size_t i = 0; i < children_.size(); ++i) {
    children_[i].move_to(holder->children[i]);
    holder->pointers.push_back(&holder->children[i]);
  }
  out.n_children = static_cast<std::int64_t>(children_.size()), out.children = holder->pointers.data();
  out.release = release<ArrayHolder, ArrowArray>;
  out.private_data = holder.release();
  valid_.clear(), bytes_.clear();
}

Table::Table(const std::vector<Field>& fields) {
  for (const Field& f : fields) columns_.emplace_back(f);
}
void Table::append(const Table& other) {
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].append(other.columns_[i]);
}
std::size_t Table::text_bytes() const {
  std::size_t most = 0;
  for (const Column& c : columns_) most = std::max(most, c.text_bytes());
  return most;
}
void Table::move_to(ArrowArray& out) {
  auto holder = std::make_unique<ArrayHolder>();
  out = {};
  out.length = static_cast<std::int64_t>(rows());
  holder->children.resize(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].move_to(holder->children[i]);
    holder->pointers.push_back(&holder->children[i]);
  }
  out.n_buffers = 1, out.buffers = holder->buffers.data();
  out.n_children = static_cast<std::int64_t>(columns_.size()), out.children = holder->pointers.data();
  out.release = release<ArrayHolder, ArrowArray>;
  out.private_data = holder.release();
}

void add_row(const model::EventRow& row, Table& table) {
  std::size_t at = 0;
  model::each_column(row, [&](std::string_view, const auto& value) { Adder{table[at++]}(value); });
}

void make_schema(const std::vector<Field>& fields, ArrowSchema& out) { schema_of(Field{"", "+s", fields, false}, out); }

void make_stream(const std::vector<Field>& fields, std::function<Result<std::optional<Table>>()> next, ArrowArrayStream& out) {
  auto holder = std::make_unique<StreamHolder>(StreamHolder{fields, std::move(next)});
  out.get_schema = [](ArrowArrayStream* s, ArrowSchema* schema) {
    return guarded(s, [&](StreamHolder& h) {
      make_schema(h.fields, *schema);
      return 0;
    });
  };
  out.get_next = [](ArrowArrayStream* s, ArrowArray* array) {
    return guarded(s, [&](StreamHolder& h) {
      *array = {};
      if (!h.next) return 0;
      auto batch = h.next();
      if (batch && *batch) {
        (*batch)->move_to(*array);
        return 0;
      }
      h.next = {};
      if (batch) return 0;
      h.error = batch.error().message();
      return EIO;
    });
  };
  out.get_last_error = [](ArrowArrayStream* s) -> const char* {
    return static_cast<StreamHolder*>(s->private_data)->error.c_str();
  };
  out.release = [](ArrowArrayStream* s) {
    delete static_cast<StreamHolder*>(s->private_data);
    s->release = nullptr;
  };
  out.private_data = holder.release();
}

void make_stream(const std::vector<Field>& fields, std::vector<Table>&& batches, ArrowArrayStream& out) {
  auto left = std::make_shared<std::vector<Table>>(std::move(batches));
  auto next = [left, at = std::size_t{0}]() mutable -> Result<std::optional<Table>> {
    if (at == left->size()) return std::optional<Table>();
    return std::optional<Table>(std::move((*left)[at++]));
  };
  make_stream(fields, std::move(next), out);
}

}  // namespace kawat::capi
