// The Python module kawat._kawat over kawat.h: capsules in, batches out. What users see is in python/kawat/*.py.
#include <kawat/kawat.h>
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nb = nanobind;

namespace {

// Becomes kawat.Error.
struct Failure : std::exception {
  kawat_error error{};
  const char* what() const noexcept override { return error.what; }
};

void check(std::int32_t number, const kawat_error& error) {
  if (number == 0) return;
  Failure f;
  f.error = error;
  throw f;
}

Failure bad_input(std::string_view what) {
  Failure f;
  f.error.number = 116;  // bad_arrow
  what.copy(f.error.what, sizeof f.error.what - 1);
  return f;
}

// Owns an Arrow struct and releases it.
template <class T>
class Owned {
 public:
  Owned() = default;
  // Takes what lies at `from` over; that is marked as released.
  explicit Owned(T* from) : it_(*from) { from->release = nullptr; }
  Owned(Owned&& o) noexcept : it_(o.it_) { o.it_.release = nullptr; }
  Owned& operator=(Owned&& o) noexcept {
    if (this != &o) {
      clear();
      it_ = o.it_, o.it_.release = nullptr;
    }
    return *this;
  }
  ~Owned() { clear(); }
  T* get() { return &it_; }
  const T* get() const { return &it_; }
  T* operator->() { return &it_; }
  const T* operator->() const { return &it_; }
  explicit operator bool() const { return it_.release != nullptr; }
  T move_out() {
    T out = it_;
    it_.release = nullptr;
    return out;
  }

 private:
  void clear() {
    if (it_.release != nullptr) it_.release(&it_);
    it_.release = nullptr;
  }
  T it_{};
};
using Array = Owned<ArrowArray>;
using Schema = Owned<ArrowSchema>;
using Stream = Owned<ArrowArrayStream>;

template <class T>
T* capsule_pointer(nb::handle capsule, const char* name) {
  void* p = PyCapsule_GetPointer(capsule.ptr(), name);
  if (p == nullptr) throw nb::python_error();
  T* it = static_cast<T*>(p);
  if (it->release == nullptr) throw bad_input("this Arrow data was read before");
  return it;
}

// A capsule as the Arrow PyCapsule interface wants it: it releases what nobody took.
template <class T>
nb::object make_capsule(T&& value, const char* name) {
  auto* it = new T(value);
  PyObject* capsule = PyCapsule_New(it, name, [](PyObject* c) {
    auto* p = static_cast<T*>(PyCapsule_GetPointer(c, PyCapsule_GetName(c)));
    if (p->release != nullptr) p->release(p);
    delete p;
  });
  if (capsule == nullptr) {
    if (it->release != nullptr) it->release(it);
    delete it;
    throw nb::python_error();
  }
  return nb::steal(capsule);
}

// Batches that stay: read here as often as one likes, lent to others as streams. The arrays are never changed.
class Batches {
 public:
  explicit Batches(std::int32_t (*schema)(ArrowSchema*, kawat_error*)) : schema_of_(schema) {
    kawat_error error;
    check(schema(schema_.get(), &error), error);
  }
  void take(Stream& stream) {
    for (;;) {
      ArrowArray array{};
      if (stream->get_next(stream.get(), &array) != 0) throw std::bad_alloc();
      if (array.release == nullptr) return;
      rows_ += array.length;
      arrays_.push_back(std::make_shared<Array>(&array));
    }
  }
  std::int64_t rows() const { return rows_; }
  std::size_t size() const { return arrays_.size(); }
  std::shared_ptr<Array> at(std::size_t i) const { return arrays_[i]; }

  nb::list columns() const {
    nb::list out;
    for (std::int64_t i = 0; i < schema_->n_children; ++i) out.append(schema_->children[i]->name);
    return out;
  }

  nb::dict row(std::int64_t number) const {
    if (number < 0 || number >= rows_) throw nb::index_error("no such row");
    nb::dict out;
    for (const auto& array : arrays_) {
      if (number >= (*array)->length) {
        number -= (*array)->length;
        continue;
      }
      for (std::int64_t c = 0; c < schema_->n_children; ++c)
        out[schema_->children[c]->name] = value(*schema_->children[c], *(*array)->children[c], number);
      break;
    }
    return out;
  }

  nb::list column(const std::string& name) const {
    for (std::int64_t c = 0; c < schema_->n_children; ++c) {
      if (name != schema_->children[c]->name) continue;
      nb::list out;
      for (const auto& array : arrays_) {
        for (std::int64_t i = 0; i < (*array)->length; ++i) out.append(value(*schema_->children[c], *(*array)->children[c], i));
      }
      return out;
    }
    throw nb::key_error(name.c_str());
  }

  nb::object schema_capsule() const {
    ArrowSchema copy{};
    kawat_error error;
    check(schema_of_(&copy, &error), error);
    return make_capsule(std::move(copy), "arrow_schema");
  }

  // Each array is lent: the consumer's release drops its hold on it.
  nb::object stream_capsule() const {
    struct Reading {
      std::vector<std::shared_ptr<Array>> arrays;
      std::int32_t (*schema_of)(ArrowSchema*, kawat_error*);
      std::size_t at = 0;
    };
    ArrowArrayStream out{};
    out.private_data = new Reading{arrays_, schema_of_, 0};
    out.get_schema = [](ArrowArrayStream* s, ArrowSchema* schema) {
      return static_cast<Reading*>(s->private_data)->schema_of(schema, nullptr) == 0 ? 0 : ENOMEM;
    };
    out.get_next = [](ArrowArrayStream* s, ArrowArray* array) {
      auto* r = static_cast<Reading*>(s->private_data);
      *array = {};
      try {
        if (r->at < r->arrays.size()) *array = lend(r->arrays[r->at++]);
      } catch (...) {
        return ENOMEM;
      }
      return 0;
    };
    out.get_last_error = [](ArrowArrayStream*) -> const char* { return "out of memory"; };
    out.release = [](ArrowArrayStream* s) {
      delete static_cast<Reading*>(s->private_data);
      s->release = nullptr;
    };
    return make_capsule(std::move(out), "arrow_array_stream");
  }

  // An array whose buffers are those of `owner`, which lives as long as it or any of its children does.
  static ArrowArray lend(const std::shared_ptr<Array>& owner) { return lend(*owner->get(), owner); }

 private:
  struct Lent {
    std::shared_ptr<Array> owner;
    std::vector<ArrowArray> children;
    std::vector<ArrowArray*> pointers;
  };
  static ArrowArray lend(const ArrowArray& array, const std::shared_ptr<Array>& owner) {
    auto lent = std::make_unique<Lent>();
    lent->owner = owner;
    lent->children.reserve(static_cast<std::size_t>(array.n_children));
    for (std::int64_t i = 0; i < array.n_children; ++i) {
      lent->children.push_back(lend(*array.children[i], owner));
      lent->pointers.push_back(&lent->children.back());
    }
    ArrowArray out = array;
    out.children = lent->pointers.data();
    out.private_data = lent.release();
    out.release = [](ArrowArray* a) {
      for (std::int64_t i = 0; i < a->n_children; ++i) {
        if (a->children[i]->release != nullptr) a->children[i]->release(a->children[i]);
      }
      delete static_cast<Lent*>(a->private_data);
      a->release = nullptr;
    };
    return out;
  }

  // The types that the library gives, and no others; its arrays have no offset.
  static nb::object value(const ArrowSchema& schema, const ArrowArray& array, std::int64_t at) {
    const auto* valid = static_cast<const std::uint8_t*>(array.buffers[0]);
    if (valid != nullptr && (valid[at / 8] >> (at % 8) & 1) == 0) return nb::none();
    const void* data = array.n_buffers > 1 ? array.buffers[1] : nullptr;
    std::string_view format = schema.format;
    if (format == "u") {
      const auto* ends = static_cast<const std::int32_t*>(data);
      const char* bytes = static_cast<const char*>(array.buffers[2]);
      PyObject* s = PyUnicode_DecodeUTF8(ends[at + 1] > ends[at] ? bytes + ends[at] : "", ends[at + 1] - ends[at], "strict");
      if (s == nullptr) throw nb::python_error();
      return nb::steal(s);
    }
    if (format == "i") return nb::int_(static_cast<const std::int32_t*>(data)[at]);
    if (format == "l") return nb::int_(static_cast<const std::int64_t*>(data)[at]);
    if (format == "g") return nb::float_(static_cast<const double*>(data)[at]);
    if (format == "b") return nb::bool_((static_cast<const std::uint8_t*>(data)[at / 8] >> (at % 8) & 1) != 0);
    if (format == "tdD") {
      // Days since 1970 → those since the year 1, of which Python's ordinal 1 is the first.
      static nb::object& date = *new nb::object(nb::module_::import_("datetime").attr("date"));
      return date.attr("fromordinal")(static_cast<const std::int32_t*>(data)[at] + 719163);
    }
    if (format == "+l") {
      const auto* ends = static_cast<const std::int32_t*>(data);
      nb::list out;
      for (std::int32_t i = ends[at]; i < ends[at + 1]; ++i) out.append(value(*schema.children[0], *array.children[0], i));
      return out;
    }
    if (format == "+s") {
      nb::dict out;
      for (std::int64_t c = 0; c < schema.n_children; ++c)
        out[schema.children[c]->name] = value(*schema.children[c], *array.children[c], at);
      return out;
    }
    throw std::runtime_error("unexpected column type");
  }

  std::int32_t (*schema_of_)(ArrowSchema*, kawat_error*);
  Schema schema_;
  std::vector<std::shared_ptr<Array>> arrays_;
  std::int64_t rows_ = 0;
};

// Lists of Python strings as an Arrow struct array.
class Records {
 public:
  Records(nb::dict columns, std::int64_t rows) {
    columns_.reserve(columns.size());
    for (auto [key, values] : columns) {
      Column& c = columns_.emplace_back();
      c.name = nb::cast<std::string>(key);
      c.valid.assign(static_cast<std::size_t>((rows + 7) / 8), 0);
      c.ends.push_back(0);
      std::size_t at = 0;
      for (nb::handle value : nb::cast<nb::list>(values)) {
        if (!value.is_none()) {
          Py_ssize_t size = 0;
          const char* text = nullptr;
          nb::object encoded;
          if (PyBytes_Check(value.ptr())) {
            char* bytes = nullptr;
            if (PyBytes_AsStringAndSize(value.ptr(), &bytes, &size) != 0) throw nb::python_error();
            text = bytes;
          } else {
            text = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
            if (text == nullptr) {
              // Half a surrogate pair, or no string at all. The former makes one article that is skipped as not_utf8.
              if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0) throw nb::python_error();
              PyErr_Clear();
              encoded = nb::steal(PyUnicode_AsEncodedString(value.ptr(), "utf-8", "surrogatepass"));
              if (!encoded.is_valid()) throw nb::python_error();
              text = PyBytes_AS_STRING(encoded.ptr()), size = PyBytes_GET_SIZE(encoded.ptr());
            }
          }
          c.bytes.append(text, static_cast<std::size_t>(size));
          c.valid[at / 8] = static_cast<std::uint8_t>(c.valid[at / 8] | 1 << (at % 8));
        }
        c.ends.push_back(static_cast<std::int64_t>(c.bytes.size()));
        ++at;
      }
      if (at != static_cast<std::size_t>(rows)) throw bad_input("columns of unequal length");
    }
    for (Column& c : columns_) {
      c.schema = {};
      c.schema.format = "Z", c.schema.name = c.name.c_str(), c.schema.flags = ARROW_FLAG_NULLABLE, c.schema.release = nothing;
      c.buffers[0] = c.valid.data(), c.buffers[1] = c.ends.data(), c.buffers[2] = c.bytes.data();
      c.array = {};
      c.array.length = rows, c.array.null_count = -1, c.array.n_buffers = 3, c.array.buffers = c.buffers,
      c.array.release = nothing;
      schemas_.push_back(&c.schema), arrays_.push_back(&c.array);
    }
    schema_.format = "+s", schema_.name = "", schema_.n_children = static_cast<std::int64_t>(schemas_.size());
    schema_.children = schemas_.data(), schema_.release = nothing;
    array_.length = rows, array_.n_buffers = 1, array_.buffers = no_buffers_, array_.n_children = schema_.n_children;
    array_.children = arrays_.data(), array_.release = nothing;
  }
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;
  const ArrowSchema& schema() const { return schema_; }
  const ArrowArray& array() const { return array_; }

 private:
  // What is only read by kawat_code is never released.
  static void nothing(ArrowSchema*) {}
  static void nothing(ArrowArray*) {}
  struct Column {
    std::string name, bytes;
    std::vector<std::uint8_t> valid;
    std::vector<std::int64_t> ends;
    const void* buffers[3] = {};
    ArrowSchema schema{};
    ArrowArray array{};
  };
  std::vector<Column> columns_;
  std::vector<ArrowSchema*> schemas_;
  std::vector<ArrowArray*> arrays_;
  const void* no_buffers_[1] = {nullptr};
  ArrowSchema schema_{};
  ArrowArray array_{};
};

struct Free {
  void operator()(kawat_coder* c) const { kawat_coder_free(c); }
  void operator()(kawat_copies* c) const { kawat_copies_free(c); }
  void operator()(kawat_archive* a) const { kawat_archive_free(a); }
  void operator()(char* text) const { kawat_free(text); }
};
using SharedCoder = std::shared_ptr<kawat_coder>;
using SharedCopies = std::shared_ptr<kawat_copies>;

enum class CopyRule { off, mark, drop };
CopyRule copy_rule(const std::string& word) {
  if (word == "off") return CopyRule::off;
  if (word == "mark") return CopyRule::mark;
  if (word == "drop") return CopyRule::drop;
  throw nb::value_error("copies is \"mark\", \"drop\" or \"off\"");
}

SharedCopies new_copies(CopyRule rule) {
  if (rule == CopyRule::off) return {};
  kawat_copies* out = nullptr;
  kawat_error error;
  check(kawat_copies_new(&out, &error), error);
  return SharedCopies(out, Free{});
}

// Python's side of the progress: (done) → None. What it raises, or Ctrl-C, ends the call.
struct Watcher {
  nb::object call;
  std::uint64_t before = 0;  // of earlier batches
  std::optional<nb::python_error> raised;

  static std::int32_t progress(void* user, std::uint64_t done, std::uint64_t) {
    auto* w = static_cast<Watcher*>(user);
    nb::gil_scoped_acquire gil;
    try {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      if (!w->call.is_none()) w->call(w->before + done);
      return 0;
    } catch (nb::python_error& e) {
      w->raised.emplace(std::move(e));
      return 1;
    }
  }
};

// A dict of the fields of kawat_intake_options that are not as they are by default; the texts live as long as this.
class IntakeOptions {
 public:
  explicit IntakeOptions(nb::dict given) {
    options_.struct_size = sizeof options_;
    for (auto [key, value] : given) {
      const std::string name = nb::cast<std::string>(key);
      if (name == "keep_text") {
        options_.keep_text = nb::cast<bool>(value);
      } else if (name == "known") {
        options_.known = nb::cast<bool>(value);
      } else if (name == "first") {
        options_.first = nb::cast<std::uint64_t>(value);
      } else if (name == "fields") {
        options_.fields = list(value, fields_), options_.field_count = fields_.size();
      } else if (name == "url_filters") {
        options_.url_filters = list(value, filters_), options_.url_filter_count = filters_.size();
      } else if (name == "language" || name == "only_languages" || name == "path") {
        const char*& to = name == "path" ? options_.path : name == "language" ? options_.language : options_.only_languages;
        if (!value.is_none()) to = keep(nb::cast<std::string>(value));
      } else {
        throw nb::value_error(("no option of an intake: " + name).c_str());
      }
    }
  }
  IntakeOptions(const IntakeOptions&) = delete;
  IntakeOptions& operator=(const IntakeOptions&) = delete;
  const kawat_intake_options& get() const { return options_; }

 private:
  const char* keep(std::string text) { return texts_.emplace_back(std::make_unique<std::string>(std::move(text)))->c_str(); }
  const char* const* list(nb::handle values, std::vector<const char*>& to) {
    for (nb::handle v : values) to.push_back(keep(nb::cast<std::string>(v)));
    return to.data();
  }
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<const char*> fields_, filters_;
  kawat_intake_options options_{};
};

using Answer = std::pair<std::shared_ptr<Batches>, std::shared_ptr<Batches>>;

class Coder {
 public:
  Coder(std::optional<std::string> pack, std::optional<std::string> languages, std::optional<std::string> home,
        std::optional<std::string> outlet, std::optional<std::string> published, const std::vector<std::string>& actors,
        double min_confidence) {
    auto text = [](const std::optional<std::string>& s) { return s ? s->c_str() : nullptr; };
    std::vector<const char*> files;
    for (const std::string& a : actors) files.push_back(a.c_str());
    kawat_coder_options o{};
    o.struct_size = sizeof o;
    o.pack = text(pack), o.languages = text(languages), o.home = text(home), o.outlet = text(outlet);
    o.published = text(published), o.actors = files.data(), o.actor_count = files.size(), o.min_confidence = min_confidence;
    kawat_error error;
    kawat_coder* coder = nullptr;
    std::int32_t number = 0;
    {
      nb::gil_scoped_release free;
      number = kawat_coder_new(&o, &coder, &error);
    }
    check(number, error);
    coder_ = SharedCoder(coder, Free{});
  }

  Answer code_columns(nb::dict columns, std::int64_t rows, unsigned threads, const std::string& copies,
                      nb::object progress) const {
    Records records(columns, rows);
    Call call(*this, threads, copies, progress);
    call.batch(records.schema(), records.array());
    return call.answer();
  }

  Answer code_array(nb::handle schema, nb::handle array, unsigned threads, const std::string& copies, nb::object progress) const {
    Schema s(capsule_pointer<ArrowSchema>(schema, "arrow_schema"));
    Array a(capsule_pointer<ArrowArray>(array, "arrow_array"));
    Call call(*this, threads, copies, progress);
    call.batch(*s.get(), *a.get());
    return call.answer();
  }

  Answer code_stream(nb::handle stream, unsigned threads, const std::string& copies, nb::object progress) const {
    Stream in(capsule_pointer<ArrowArrayStream>(stream, "arrow_array_stream"));
    Schema schema;
    Call call(*this, threads, copies, progress);
    bool failed = false;
    std::string why;
    auto pull = [&](auto&& f) {
      nb::gil_scoped_release free;
      failed = f() != 0;
      if (failed) {
        const char* text = in->get_last_error(in.get());
        why = text == nullptr ? "the Arrow stream cannot be read" : text;
      }
    };
    pull([&] { return in->get_schema(in.get(), schema.get()); });
    if (failed) throw bad_input(why);
    for (;;) {
      Array batch;
      pull([&] { return in->get_next(in.get(), batch.get()); });
      if (failed) throw bad_input(why);
      if (!batch) break;
      call.batch(*schema.get(), *batch.get());
    }
    return call.answer();
  }

  // A stream that codes a batch of `stream` whenever the next one is asked for; skipped articles are counted, and their rows
  // kept in `skipped`.
  nb::object lazy_stream(nb::handle stream, unsigned threads, const std::string& copies, std::shared_ptr<Batches> skipped) const {
    struct Lazy {
      SharedCoder coder;
      SharedCopies copies;
      kawat_code_options options{};
      Stream in, coded;
      Schema schema;
      std::shared_ptr<Batches> skipped;
      std::string error;

      int next(ArrowArray* out) {
        *out = {};
        for (;;) {
          if (coded) {
            if (coded->get_next(coded.get(), out) != 0) return told("out of memory", ENOMEM);
            if (out->release != nullptr) return 0;
            coded = Stream();
          }
          if (!schema && in->get_schema(in.get(), schema.get()) != 0) return of_input();
          Array batch;
          if (in->get_next(in.get(), batch.get()) != 0) return of_input();
          if (!batch) return 0;
          kawat_error e;
          Stream left_out;
          if (kawat_code(coder.get(), schema.get(), batch.get(), &options, coded.get(), left_out.get(), &e) != 0)
            return told("error " + std::to_string(e.number) + ": " + e.what, EINVAL);
          nb::gil_scoped_acquire gil;
          skipped->take(left_out);
        }
      }
      int of_input() {
        const char* text = in->get_last_error(in.get());
        return told(text == nullptr ? "the Arrow stream cannot be read" : text, EIO);
      }
      int told(std::string why, int number) {
        error = std::move(why);
        return number;
      }
    };
    auto lazy = std::make_unique<Lazy>();
    CopyRule rule = copy_rule(copies);
    lazy->coder = coder_, lazy->copies = new_copies(rule), lazy->skipped = std::move(skipped);
    lazy->options.struct_size = sizeof lazy->options, lazy->options.threads = threads;
    lazy->options.drop_copies = rule == CopyRule::drop, lazy->options.copies = lazy->copies.get();
    lazy->in = Stream(capsule_pointer<ArrowArrayStream>(stream, "arrow_array_stream"));
    ArrowArrayStream out{};
    out.private_data = lazy.release();
    out.get_schema = [](ArrowArrayStream*, ArrowSchema* schema) { return kawat_event_schema(schema, nullptr) == 0 ? 0 : ENOMEM; };
    out.get_next = [](ArrowArrayStream* s, ArrowArray* array) {
      auto* l = static_cast<Lazy*>(s->private_data);
      try {
        return l->next(array);
      } catch (const std::exception& e) {
        return l->told(e.what(), ENOMEM);
      }
    };
    out.get_last_error = [](ArrowArrayStream* s) -> const char* { return static_cast<Lazy*>(s->private_data)->error.c_str(); };
    out.release = [](ArrowArrayStream* s) {
      delete static_cast<Lazy*>(s->private_data);
      s->release = nullptr;
    };
    return make_capsule(std::move(out), "arrow_array_stream");
  }

  // Articles for an archive that is elsewhere: see kawat_intake_files.
  nb::object intake_files(const std::vector<std::string>& paths, nb::dict given) const {
    std::vector<const char*> files;
    for (const std::string& p : paths) files.push_back(p.c_str());
    return intake(given, [&](const kawat_intake_options* o, ArrowArrayStream* coded, kawat_error* error) {
      return kawat_intake_files(coder_.get(), files.data(), files.size(), o, coded, error);
    });
  }

  nb::object intake_batch(nb::handle schema, nb::handle array, nb::dict given) const {
    Schema s(capsule_pointer<ArrowSchema>(schema, "arrow_schema"));
    Array a(capsule_pointer<ArrowArray>(array, "arrow_array"));
    return intake(given, [&](const kawat_intake_options* o, ArrowArrayStream* coded, kawat_error* error) {
      return kawat_intake_batch(coder_.get(), s.get(), a.get(), o, coded, error);
    });
  }

  std::string explain(const std::string& text, std::optional<std::string> title, std::optional<std::string> published,
                      std::optional<std::string> language, std::optional<std::string> outlet,
                      std::optional<std::string> home) const {
    auto part = [](const std::optional<std::string>& s) { return s ? s->c_str() : nullptr; };
    kawat_article a{};
    a.struct_size = sizeof a;
    a.text = text.c_str(), a.title = part(title), a.published = part(published), a.language = part(language);
    a.outlet = part(outlet), a.home = part(home);
    kawat_error error;
    char* json = nullptr;
    std::int32_t number = 0;
    {
      nb::gil_scoped_release free;
      number = kawat_explain(coder_.get(), &a, &json, &error);
    }
    std::unique_ptr<char, Free> owned(json);
    check(number, error);
    return json;
  }

 private:
  // What the batches of one call share.
  class Call {
   public:
    Call(const Coder& coder, unsigned threads, const std::string& copies, nb::object progress) : coder_(coder) {
      CopyRule rule = copy_rule(copies);
      copies_ = new_copies(rule);
      watcher_.call = std::move(progress);
      options_.struct_size = sizeof options_, options_.threads = threads, options_.drop_copies = rule == CopyRule::drop;
      options_.copies = copies_.get(), options_.progress = Watcher::progress, options_.user = &watcher_;
    }
    void batch(const ArrowSchema& schema, const ArrowArray& array) {
      Stream events, skipped;
      kawat_error error;
      std::int32_t number = 0;
      {
        nb::gil_scoped_release free;
        number = kawat_code(coder_.coder_.get(), &schema, &array, &options_, events.get(), skipped.get(), &error);
      }
      if (watcher_.raised) throw std::move(*watcher_.raised);
      check(number, error);
      watcher_.before += static_cast<std::uint64_t>(array.length);
      events_->take(events), skipped_->take(skipped);
    }
    Answer answer() { return {events_, skipped_}; }

   private:
    const Coder& coder_;
    SharedCopies copies_;
    Watcher watcher_;
    kawat_code_options options_{};
    std::shared_ptr<Batches> events_ = std::make_shared<Batches>(kawat_event_schema);
    std::shared_ptr<Batches> skipped_ = std::make_shared<Batches>(kawat_skipped_schema);
  };

  // call: (options, coded stream, error) → its number.
  template <class Call>
  static nb::object intake(const nb::dict& given, Call&& call) {
    IntakeOptions o(given);
    Stream coded;
    kawat_error error;
    std::int32_t number = 0;
    {
      nb::gil_scoped_release free;
      number = call(&o.get(), coded.get(), &error);
    }
    check(number, error);
    return make_capsule(coded.move_out(), "arrow_array_stream");
  }

  SharedCoder coder_;
};

// An archive whose SQL Python runs. Holds the lock of a reader.
class Archive {
 public:
  explicit Archive(const std::string& folder) {
    kawat_archive* archive = nullptr;
    kawat_error error;
    std::int32_t number = 0;
    {
      nb::gil_scoped_release free;
      number = kawat_archive_open(folder.c_str(), &archive, &error);
    }
    check(number, error);
    archive_.reset(archive);
  }

  std::string sql(const std::string& request) const {
    char* out = nullptr;
    kawat_error error;
    std::int32_t number = kawat_archive_sql(archive_.get(), request.c_str(), &out, &error);
    std::unique_ptr<char, Free> owned(out);
    check(number, error);
    return out;
  }

  // ask: SQL → rows of texts or None.
  std::string answer(const std::string& request, nb::object ask) const {
    struct Asking {
      nb::object ask;
      std::optional<nb::python_error> raised;
    } asking{std::move(ask), std::nullopt};
    auto call = [](void* user, const char* sql, kawat_rows* rows) -> std::int32_t {
      auto* a = static_cast<Asking*>(user);
      nb::gil_scoped_acquire gil;
      try {
        std::vector<const char*> values;
        for (nb::handle row : a->ask(sql)) {
          values.clear();
          for (nb::handle value : row) {
            const char* text = value.is_none() ? nullptr : PyUnicode_AsUTF8(value.ptr());
            if (text == nullptr && !value.is_none()) throw nb::python_error();
            values.push_back(text);
          }
          kawat_rows_add(rows, values.size(), values.data());
        }
        return 0;
      } catch (nb::python_error& e) {
        a->raised.emplace(std::move(e));
        return 1;
      }
    };
    char* out = nullptr;
    kawat_error error;
    std::int32_t number = 0;
    {
      nb::gil_scoped_release free;
      number = kawat_archive_answer(archive_.get(), request.c_str(), call, &asking, &out, &error);
    }
    std::unique_ptr<char, Free> owned(out);
    if (asking.raised) throw std::move(*asking.raised);
    check(number, error);
    return out;
  }

 private:
  std::unique_ptr<kawat_archive, Free> archive_;
};

void raise(const std::exception_ptr& p, void*) {
  try {
    std::rethrow_exception(p);
  } catch (const Failure& f) {
    nb::object type = nb::module_::import_("kawat._error").attr("Error");
    nb::object error = type(f.error.number, f.error.what, f.error.where, f.error.next);
    PyErr_SetObject(type.ptr(), error.ptr());
  }
}

}  // namespace

NB_MODULE(_kawat, m) {
  nb::register_exception_translator(raise);
  m.def("version", &kawat_version);
  m.def("abi", &kawat_abi);
  nb::class_<Batches>(m, "Batches")
      .def("rows", &Batches::rows)
      .def("columns", &Batches::columns)
      .def("row", &Batches::row)
      .def("column", &Batches::column)
      .def("schema_capsule", &Batches::schema_capsule)
      .def("stream_capsule", &Batches::stream_capsule);
  m.def("no_skipped", [] { return std::make_shared<Batches>(kawat_skipped_schema); });
  m.def("no_events", [] { return std::make_shared<Batches>(kawat_event_schema); });
  m.def(
      "input_hash",
      [](const std::string& path, std::optional<std::string> language) {
        char* out = nullptr;
        kawat_error error;
        std::int32_t number = 0;
        {
          nb::gil_scoped_release free;
          number = kawat_input_hash(path.c_str(), language ? language->c_str() : nullptr, &out, &error);
        }
        std::unique_ptr<char, Free> owned(out);
        check(number, error);
        return std::string(out);
      },
      nb::arg("path"), nb::arg("language").none());
  nb::class_<Archive>(m, "Archive")
      .def(nb::init<const std::string&>(), nb::arg("folder"))
      .def("sql", &Archive::sql, nb::arg("request"))
      .def("answer", &Archive::answer, nb::arg("request"), nb::arg("ask"));
  nb::class_<Coder>(m, "Coder")
      .def(nb::init<std::optional<std::string>, std::optional<std::string>, std::optional<std::string>,
                    std::optional<std::string>, std::optional<std::string>, const std::vector<std::string>&, double>(),
           nb::arg("pack").none(), nb::arg("languages").none(), nb::arg("home").none(), nb::arg("outlet").none(),
           nb::arg("published").none(), nb::arg("actors"), nb::arg("min_confidence"))
      .def("code_columns", &Coder::code_columns, nb::arg("columns"), nb::arg("rows"), nb::arg("threads"), nb::arg("copies"),
           nb::arg("progress").none())
      .def("code_array", &Coder::code_array, nb::arg("schema"), nb::arg("array"), nb::arg("threads"), nb::arg("copies"),
           nb::arg("progress").none())
      .def("code_stream", &Coder::code_stream, nb::arg("stream"), nb::arg("threads"), nb::arg("copies"),
           nb::arg("progress").none())
      .def("lazy_stream", &Coder::lazy_stream, nb::arg("stream"), nb::arg("threads"), nb::arg("copies"), nb::arg("skipped"))
      .def("intake_files", &Coder::intake_files, nb::arg("paths"), nb::arg("options"))
      .def("intake_batch", &Coder::intake_batch, nb::arg("schema"), nb::arg("array"), nb::arg("options"))
      .def("explain", &Coder::explain, nb::arg("text"), nb::arg("title").none(), nb::arg("published").none(),
           nb::arg("language").none(), nb::arg("outlet").none(), nb::arg("home").none());
}
