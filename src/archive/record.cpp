#include "archive/record.h"

#include <cstring>

#include "archive/files.h"

namespace kawat::archive {
namespace {

class Packer {
 public:
  explicit Packer(std::string& out) : out_(out) {}
  template <class T>
  void operator()(std::string_view, const T& value) {
    put(value);
  }
  template <class T>
  void raw(const T& value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }

 private:
  void put(const std::string& s) { raw(static_cast<std::uint32_t>(s.size())), out_ += s; }
  void put(std::int32_t v) { raw(v); }
  void put(double v) { raw(v); }
  void put(bool v) { raw(v); }
  void put(const model::Day& d) { raw(d.year), raw(d.month), raw(d.day); }
  void put(const model::RowSource& s) { put(s.name), put(s.code), put(s.kind), put(s.text); }
  template <class T>
  void put(const std::vector<T>& list) {
    raw(static_cast<std::uint32_t>(list.size()));
    for (const T& item : list) put(item);
  }
  std::string& out_;
};

class Unpacker {
 public:
  explicit Unpacker(const char* at) : at_(at) {}
  template <class T>
  void operator()(std::string_view, T& value) {
    get(value);
  }
  template <class T>
  void raw(T& value) {
    std::memcpy(&value, at_, sizeof value);
    at_ += sizeof value;
  }
  const char* at() const { return at_; }

 private:
  void get(std::string& s) {
    std::uint32_t size = 0;
    raw(size);
    s.assign(at_, size);
    at_ += size;
  }
  void get(std::int32_t& v) { raw(v); }
  void get(double& v) { raw(v); }
  void get(bool& v) { raw(v); }
  void get(model::Day& d) { raw(d.year), raw(d.month), raw(d.day); }
  void get(model::RowSource& s) { get(s.name), get(s.code), get(s.kind), get(s.text); }
  template <class T>
  void get(std::vector<T>& list) {
    std::uint32_t size = 0;
    raw(size);
    list.resize(size);
    for (T& item : list) get(item);
  }
  const char* at_;
};

void put_head(const RecordHead& head, std::size_t at, std::string& out) { std::memcpy(out.data() + at, &head, sizeof head); }

}  // namespace

void pack_record(const Origin& origin, const Document& document, std::span<const model::EventRow> events,
                 std::span<const Telling> tellings, bool keep_text, std::string& out) {
  std::size_t begin = out.size();
  out.resize(begin + sizeof(RecordHead));
  Packer packer(out);
  each_document_column(document, [&](std::string_view name, const auto& value) {
    if (name == "text" && !keep_text)
      packer(name, std::string());
    else
      packer(name, value);
  });
  for (const model::EventRow& e : events) model::each_column(e, packer);
  for (const Telling& t : tellings) each_telling_column(t, packer);
  put_head({static_cast<std::uint32_t>(out.size() - begin), static_cast<std::uint32_t>(events.size()),
            static_cast<std::uint32_t>(tellings.size()), 0, origin.content_key, hash64(document.doc_id), origin.input_hash},
           begin, out);
}

void pack_known(const Origin& origin, std::string& out) {
  std::size_t begin = out.size();
  out.resize(begin + sizeof(RecordHead));
  put_head({sizeof(RecordHead), 0, 0, 0, origin.content_key, 0, origin.input_hash}, begin, out);
}

const RecordHead* peek_record(std::string_view bytes, RecordHead& head) {
  if (bytes.size() < sizeof head) return nullptr;
  std::memcpy(&head, bytes.data(), sizeof head);
  return head.size >= sizeof head && head.size <= bytes.size() ? &head : nullptr;
}

std::string_view unpack_document(std::string_view record, Document& document) {
  Unpacker unpack(record.data() + sizeof(RecordHead));
  each_document_column(document, unpack);
  return record.substr(static_cast<std::size_t>(unpack.at() - record.data()));
}

std::string_view unpack_event(std::string_view bytes, model::EventRow& event) {
  Unpacker unpack(bytes.data());
  model::each_column(event, unpack);
  return bytes.substr(static_cast<std::size_t>(unpack.at() - bytes.data()));
}

std::string_view unpack_telling(std::string_view bytes, Telling& telling) {
  Unpacker unpack(bytes.data());
  each_telling_column(telling, unpack);
  return bytes.substr(static_cast<std::size_t>(unpack.at() - bytes.data()));
}

RecordHead unpack_record(std::string_view bytes, Document& document, std::vector<model::EventRow>& events,
                         std::vector<Telling>& tellings) {
  RecordHead head;
  std::memcpy(&head, bytes.data(), sizeof head);
  std::string_view rest = unpack_document(bytes, document);
  events.resize(head.events);
  for (model::EventRow& e : events) rest = unpack_event(rest, e);
  tellings.resize(head.tellings);
  for (Telling& t : tellings) rest = unpack_telling(rest, t);
  return head;
}

}  // namespace kawat::archive
