#include "pipeline/rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <variant>

#include "base/escape.h"
#include "base/json.h"
#include "base/text.h"

namespace kawat::pipeline {
namespace {

using model::Span;

std::string hex96(std::uint64_t a, std::uint64_t b) {
  std::array<char, 32> buffer;
  int n = std::snprintf(buffer.data(), buffer.size(), "%016llx%08llx", static_cast<unsigned long long>(a),
                        static_cast<unsigned long long>(b & 0xffffffffu));
  return {buffer.data(), static_cast<std::size_t>(n)};
}

// A growing key of the things that make an event this event.
class Key {
 public:
  Key& add(std::string_view s) {
    text_ += s;
    text_ += '\x1f';
    return *this;
  }
  Key& add(std::uint64_t v) { return add(std::to_string(v)); }
  std::string id() const { return hex96(word_hash(text_), word_hash("b" + text_)); }

 private:
  std::string text_;
};

Key group_key(std::string_view document, const model::Analysis& a, const model::Event& e) {
  Key group;
  group.add(document)
      .add(a.sentences[e.sentence].span.begin)
      .add(e.trigger.begin)
      .add(e.trigger.end)
      .add(name(e.type))
      .add(e.rule);
  return group;
}

}  // namespace

std::string document_key(const model::Document& d) { return Key().add(d.id).add(d.url).add(word_hash(d.text)).id(); }

std::string group_id(std::string_view document_key, const model::Analysis& a, const model::Event& e) {
  return group_key(document_key, a, e).id();
}

const std::vector<std::string_view>& columns() {
  static const std::vector<std::string_view> names = {"event_id",
                                                      "event_group",
                                                      "story_id",
                                                      "doc_id",
                                                      "url",
                                                      "outlet",
                                                      "title",
                                                      "author",
                                                      "language",
                                                      "published",
                                                      "sentence",
                                                      "evidence_text",
                                                      "evidence_begin",
                                                      "evidence_end",
                                                      "event_type",
                                                      "event_mode",
                                                      "contexts",
                                                      "quad_class",
                                                      "intensity",
                                                      "cameo_code",
                                                      "goldstein",
                                                      "modality",
                                                      "actor_text",
                                                      "actor_begin",
                                                      "actor_end",
                                                      "actor_name",
                                                      "actor_code",
                                                      "actor_country",
                                                      "actor_sector",
                                                      "actor_wikidata",
                                                      "recipient_text",
                                                      "recipient_begin",
                                                      "recipient_end",
                                                      "recipient_name",
                                                      "recipient_code",
                                                      "recipient_country",
                                                      "recipient_sector",
                                                      "recipient_wikidata",
                                                      "trigger_text",
                                                      "trigger_begin",
                                                      "trigger_end",
                                                      "date_start",
                                                      "date_end",
                                                      "date_precision",
                                                      "date_text",
                                                      "place_text",
                                                      "place_name",
                                                      "place_country",
                                                      "latitude",
                                                      "longitude",
                                                      "attribution",
                                                      "is_quote",
                                                      "confidence",
                                                      "rule",
                                                      "kawat_version",
                                                      "copy_of"};
  return names;
}

// Gives the value of each column in turn to a sink with null(), text(), integer(), number(), boolean(), list(), sources().
template <class Sink>
class RowMaker {
 public:
  RowMaker(const model::Document& d, const model::Analysis& a, const lexicon::Ontology& o, const CodePointIndex& index,
           std::string_view doc_key)
      : d_(d), a_(a), o_(o), index_(index), doc_key_(doc_key) {}

  void row(const model::Event& e, Sink& out) const {
    const model::Sentence& s = a_.sentences[e.sentence];
    Key group = group_key(doc_key_, a_, e), id = group;
    auto mention = [&](std::int32_t at) { return at < 0 ? nullptr : &a_.mentions[static_cast<std::size_t>(at)]; };
    const model::Mention *actor = mention(e.actor), *recipient = mention(e.recipient);
    auto add = [&id](const model::Mention* m) {
      if (m == nullptr)
        id.add("-");
      else
        id.add(m->span.begin).add(m->span.end).add(m->actor.code());
    };
    add(actor), add(recipient);
    out.text(id.id());
    out.text(group.id());
    out.text(group.id());  // an event stands for its own story until archives merge them
    out.text(d_.id);
    text_or_null(d_.url, out), text_or_null(d_.outlet, out), text_or_null(d_.title, out), text_or_null(d_.author, out);
    out.text(d_.language.empty() ? std::string_view(a_.language) : std::string_view(d_.language));
    text_or_null(iso(d_.published), out);
    out.integer(static_cast<std::uint64_t>(e.sentence));
    span(s.span, out);
    out.text(name(e.type));
    const lexicon::Ontology::Type& type = o_.type(e.type);
    const lexicon::Ontology::Mode* mode = e.mode < 0 ? nullptr : &o_.modes()[static_cast<std::size_t>(e.mode)];
    if (mode == nullptr)
      out.null();
    else
      out.text(mode->name);
    std::vector<std::string_view> contexts;
    for (std::size_t c = 0; c < o_.contexts().size(); ++c) {
      if ((e.contexts >> c & 1) != 0) contexts.push_back(o_.contexts()[c]);
    }
    out.list(contexts);
    out.integer(type.quad);
    out.number(mode == nullptr ? type.intensity : mode->intensity);
    if (e.cameo == 0)
      out.null(), out.null();
    else
      out.text(o_.cameo()[e.cameo].code), out.number(o_.cameo()[e.cameo].goldstein);
    out.text(name(e.modality));
    party(actor, out), party(recipient, out);
    span(e.trigger, out);
    if (e.when.start.known())
      out.text(iso(e.when.start)), out.text(iso(e.when.end.known() ? e.when.end : e.when.start));
    else
      out.null(), out.null();
    out.text(name(e.when.precision));
    text_or_null(e.when.text.in(d_.text), out);
    text_or_null(e.where.text.in(d_.text), out), text_or_null(e.where.name, out), text_or_null(e.where.country, out);
    if (e.where.located)
      out.number(e.where.latitude), out.number(e.where.longitude);
    else
      out.null(), out.null();
    out.sources(e.attribution, d_.text);
    out.boolean(e.is_quote);
    out.number(std::round(static_cast<double>(e.confidence) * 1000) / 1000);
    out.text(e.rule);
    out.text(KAWAT_VERSION);
    text_or_null(d_.copy_of, out);
  }

 private:
  static void text_or_null(std::string_view s, Sink& out) {
    if (s.empty())
      out.null();
    else
      out.text(s);
  }
  void span(Span s, Sink& out) const {
    if (s.empty()) return out.null(), out.null(), out.null();
    out.text(s.in(d_.text));
    out.integer(static_cast<std::uint64_t>(index_.at(s.begin)));
    out.integer(static_cast<std::uint64_t>(index_.at(s.end)));
  }
  void party(const model::Mention* m, Sink& out) const {
    if (m == nullptr) {
      for (int i = 0; i < 8; ++i) out.null();
      return;
    }
    span(m->span, out);
    text_or_null(m->actor.name.empty() ? m->span.in(d_.text) : m->actor.name, out);
    text_or_null(m->actor.code(), out), text_or_null(m->actor.country.view(), out), text_or_null(m->actor.sector.view(), out);
    text_or_null(m->actor.wikidata, out);
  }

  const model::Document& d_;
  const model::Analysis& a_;
  const lexicon::Ontology& o_;
  const CodePointIndex& index_;
  std::string_view doc_key_;
};

namespace {

class JsonSink {
 public:
  explicit JsonSink(std::string& out) : out_(out) {}
  void begin() { out_ += '{', at_ = 0; }
  void end() { out_ += "}\n"; }
  void null() { key(), out_ += "null"; }
  void text(std::string_view s) { key(), append_json(s, out_); }
  void integer(std::uint64_t v) { key(), out_ += std::to_string(v); }
  void integer(int v) { key(), out_ += std::to_string(v); }
  void number(double v) { key(), append_json(v, out_); }
  void boolean(bool v) { key(), out_ += v ? "true" : "false"; }
  void list(const std::vector<std::string_view>& items) {
    key();
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ',';
      append_json(items[i], out_);
    }
    out_ += ']';
  }
  void sources(const std::vector<model::Source>& chain, std::string_view text) {
    key();
    out_ += '[';
    for (std::size_t i = 0; i < chain.size(); ++i) {
      if (i > 0) out_ += ',';
      out_ += "{\"name\":";
      append_json(chain[i].name, out_);
      out_ += ",\"code\":";
      if (chain[i].code.empty())
        out_ += "null";
      else
        append_json(chain[i].code, out_);
      out_ += ",\"kind\":";
      append_json(name(chain[i].kind), out_);
      out_ += ",\"text\":";
      if (chain[i].text.empty())
        out_ += "null";
      else
        append_json(chain[i].text.in(text), out_);
      out_ += '}';
    }
    out_ += ']';
  }

 private:
  void key() {
    if (at_ > 0) out_ += ',';
    append_json(columns()[at_++], out_);
    out_ += ':';
  }
  std::string& out_;
  std::size_t at_ = 0;
};

class CsvSink {
 public:
  explicit CsvSink(std::string& out) : out_(out) {}
  void begin() { first_ = true; }
  void end() { out_ += '\n'; }
  void null() { comma(); }
  void text(std::string_view s) { comma(), append_csv(s, ',', out_); }
  void integer(std::uint64_t v) { comma(), out_ += std::to_string(v); }
  void integer(int v) { comma(), out_ += std::to_string(v); }
  void number(double v) { comma(), append_json(v, out_); }
  void boolean(bool v) { comma(), out_ += v ? "true" : "false"; }
  void list(const std::vector<std::string_view>& items) {
    std::string joined;
    for (std::string_view item : items) joined += (joined.empty() ? "" : ";") + std::string(item);
    text(joined);
  }
  void sources(const std::vector<model::Source>& chain, std::string_view) {
    std::string joined;
    for (const model::Source& s : chain)
      joined += (joined.empty() ? "" : ";") + std::string(name(s.kind)) + ":" + std::string(s.name);
    text(joined);
  }

 private:
  void comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

// Values in the order of the columns into the fields of a row.
class RowSink {
 public:
  void begin(model::EventRow& row) {
    fields_.clear(), at_ = 0;
    model::each_column(row, [this](std::string_view, auto& field) { fields_.emplace_back(&field); });
  }
  void null() { ++at_; }
  void text(std::string_view s) {
    Field field = fields_[at_++];
    if (auto* text = std::get_if<std::string*>(&field))
      **text = s;
    else
      **std::get_if<model::Day*>(&field) = model::day_from_iso(s);
  }
  void integer(std::uint64_t v) { *std::get<std::int32_t*>(fields_[at_++]) = static_cast<std::int32_t>(v); }
  void integer(int v) { *std::get<std::int32_t*>(fields_[at_++]) = v; }
  void number(double v) { *std::get<double*>(fields_[at_++]) = v; }
  void boolean(bool v) { *std::get<bool*>(fields_[at_++]) = v; }
  void list(const std::vector<std::string_view>& items) {
    std::get<std::vector<std::string>*>(fields_[at_++])->assign(items.begin(), items.end());
  }
  void sources(const std::vector<model::Source>& chain, std::string_view text) {
    auto& out = *std::get<std::vector<model::RowSource>*>(fields_[at_++]);
    for (const model::Source& s : chain)
      out.push_back({std::string(s.name), s.code, std::string(name(s.kind)), std::string(s.text.in(text))});
  }

 private:
  using Field = std::variant<std::string*, std::int32_t*, double*, bool*, model::Day*, std::vector<std::string>*,
                             std::vector<model::RowSource>*>;
  std::vector<Field> fields_;
  std::size_t at_ = 0;
};

std::string cut(std::string_view s, std::size_t most) {
  std::string out;
  std::size_t n = 0;
  for (std::size_t at = 0; at < s.size();) {
    std::size_t from = at;
    char32_t c = next_code_point(s, at);
    if (++n > most) {
      out.resize(out.empty() ? 0 : out.size());
      return out + "…";
    }
    if (c == '\n' || c == '\t' || c == '\r')
      out += ' ';
    else
      out.append(s.substr(from, at - from));
  }
  return out;
}

std::string padded(std::string s, std::size_t width) {
  std::size_t n = 0;
  for (char c : s) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  if (n < width) s.append(width - n, ' ');
  return s;
}

}  // namespace

void RowWriter::header(std::string& out) const {
  if (format_ == Format::csv) {
    for (std::size_t i = 0; i < columns().size(); ++i) out += (i > 0 ? "," : "") + std::string(columns()[i]);
    out += '\n';
  } else if (format_ == Format::table) {
    if (colour_) out += "\x1b[1m";
    out +=
        padded("when", 24) + padded("what", 22) + padded("who", 30) + padded("to whom", 30) + padded("how", 13) + "according to";
    if (colour_) out += "\x1b[0m";
    out += '\n';
  }
}

std::size_t RowWriter::document(const model::Document& d, const model::Analysis& a, double min_confidence,
                                std::string& out) const {
  if (a.events.empty()) return 0;
  CodePointIndex index(d.text);
  std::string doc_key = document_key(d);
  std::size_t rows = 0;
  JsonSink json(out);
  CsvSink csv(out);
  RowMaker<JsonSink> make_json(d, a, *ontology_, index, doc_key);
  RowMaker<CsvSink> make_csv(d, a, *ontology_, index, doc_key);
  std::uint32_t shown = 0xFFFFFFFF;
  if (format_ == Format::table) {
    std::string head = d.id;
    if (!d.outlet.empty()) head += " · " + d.outlet;
    if (d.published.known()) head += " · " + iso(d.published);
    out += (colour_ ? "\x1b[1;34m" : "") + head + (colour_ ? "\x1b[0m" : "") + "\n";
  }
  for (const model::Event& e : a.events) {
    if (e.confidence < min_confidence) continue;
    ++rows;
    if (format_ == Format::jsonl) {
      json.begin(), make_json.row(e, json), json.end();
    } else if (format_ == Format::csv) {
      csv.begin(), make_csv.row(e, csv), csv.end();
    } else {
      std::string when = iso(e.when.start);
      if (e.when.end.known() && !(e.when.end == e.when.start)) when += "…" + iso(e.when.end);
      if (when.empty()) when = "-";
      std::string what(name(e.type));
      if (e.mode >= 0) what += "/" + std::string(ontology_->modes()[static_cast<std::size_t>(e.mode)].name);
      auto who = [&](std::int32_t at) -> std::string {
        if (at < 0) return "-";
        const model::Mention& m = a.mentions[static_cast<std::size_t>(at)];
        std::string code = m.actor.code();
        return cut(m.actor.name.empty() ? m.span.in(d.text) : m.actor.name, 18) + (code.empty() ? "" : " [" + code + "]");
      };
      std::string said;
      for (const model::Source& s : e.attribution) said += (said.empty() ? "" : " › ") + std::string(s.name);
      if (e.sentence != shown) {
        shown = e.sentence;
        out += (colour_ ? "\x1b[2m" : "") + std::string("  ") +
               cut(a.sentences[e.sentence].span.in(d.text), static_cast<std::size_t>(std::max(40, width_ - 4))) +
               (colour_ ? "\x1b[0m" : "") + "\n";
      }
      out += padded(when, 24) + padded(what, 22) + padded(who(e.actor), 30) + padded(who(e.recipient), 30) +
             padded(std::string(name(e.modality)), 13) + said + "\n";
    }
  }
  if (format_ == Format::table && rows > 0) out += "\n";
  return rows;
}

std::size_t event_rows(const model::Document& d, const model::Analysis& a, const lexicon::Ontology& ontology,
                       double min_confidence, std::vector<model::EventRow>& out) {
  if (a.events.empty()) return 0;
  CodePointIndex index(d.text);
  std::string doc_key = Key().add(d.id).add(d.url).add(word_hash(d.text)).id();
  RowMaker<RowSink> make(d, a, ontology, index, doc_key);
  RowSink sink;
  std::size_t before = out.size();
  for (const model::Event& e : a.events) {
    if (e.confidence < min_confidence) continue;
    sink.begin(out.emplace_back());
    make.row(e, sink);
  }
  return out.size() - before;
}

}  // namespace kawat::pipeline
