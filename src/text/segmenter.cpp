#include "text/segmenter.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace kawat::text {

void WordFlags::add(std::uint64_t hash, std::uint32_t flags) {
  if ((used_ + 1) * 2 > slots_.size()) {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1, used_ = 0;
    for (const Slot& s : old) {
      if (s.hash != 0) add(s.hash, s.flags);
    }
  }
  std::size_t at = hash & mask_;
  while (slots_[at].hash != 0 && slots_[at].hash != hash) at = (at + 1) & mask_;
  used_ += slots_[at].hash == 0;
  slots_[at].hash = hash;
  slots_[at].flags |= flags;
}

Result<Segmenter> Segmenter::build(const lexicon::Pack& pack, std::string_view language) {
  std::string folder = "lang/" + std::string(language) + "/";
  std::string_view tokens = pack.section(folder + "tokens.tsv");
  if (tokens.empty()) {
    return fail(Code::unsupported_language, folder + "tokens.tsv",
                "there is no token table for language '" + std::string(language) + "'",
                "choose one of the languages of the pack");
  }
  Segmenter s;
  auto flag = [&](std::string_view form, std::uint32_t flags) { s.words_.add(word_hash(fold(form)), flags); };
  for (const lexicon::Row& row : lexicon::rows(tokens)) {
    std::string_view kind = row.cell(0), form = row.cell(1), detail = row.cell(2);
    auto bad = [&](const char* what) {
      return fail(Code::bad_table, folder + "tokens.tsv:" + std::to_string(row.line), what,
                  "see the head of the file for its columns");
    };
    if (form.empty()) return bad("a row needs a kind and a form");
    if (kind == "hyphen") {
      s.split_hyphens_ = form == "split";
    } else if (kind == "clitic" || kind == "listed") {
      if (s.clitics_.size() == 15) return bad("more than 15 clitics");
      Clitic c{fold(form), kind == "listed", {}};
      for (std::string_view ending : split(detail, ' ')) {
        if (!ending.empty()) c.endings.emplace_back(ending);
      }
      s.clitics_.push_back(std::move(c));
    } else if (kind == "stem") {
      for (std::string_view clitic : split(detail, ' ')) {
        auto c = std::find_if(s.clitics_.begin(), s.clitics_.end(), [&](const Clitic& x) { return x.form == clitic; });
        if (c == s.clitics_.end()) return bad("a stem names a clitic that has no row above");
        flag(form, kStem << (c - s.clitics_.begin()));
      }
    } else if (kind == "cut") {
      std::uint32_t letters = 0;
      std::from_chars(detail.data(), detail.data() + detail.size(), letters);
      if (letters == 0 || letters > 7 || letters >= form.size())
        return bad("a cut needs the number of letters before it, 1 to 7");
      flag(form, letters << kCutShift);
      s.cuts_ = true;
    } else if (kind == "whole") {
      flag(form, kWhole);
    } else if (kind == "prefix") {
      flag(form, kPrefix);
    } else if (kind == "domain") {
      flag(form, kDomain);
    } else if (kind == "starter") {
      flag(form, kStarter);
    } else if (kind == "number") {
      flag(form, kBeforeNumber);
    } else if (kind == "unit") {
      flag(form, kUnit);
    } else if (kind == "currency") {
      flag(form, kJoinCurrency);
    } else if (kind == "apostrophe") {
      flag(form, kAfterApostrophe);
      s.apostrophes_ = true;
    } else if (kind == "negation") {
      flag(form, kNegation);
      s.apostrophes_ = true;
    } else {
      return bad("unknown kind of row");
    }
  }
  for (const lexicon::Row& row : lexicon::rows(pack.section(folder + "abbreviations.tsv"))) {
    std::string_view kind = row.cell(1);
    if (kind == "title")
      flag(row.cell(0), kTitle);
    else if (kind == "word")
      flag(row.cell(0), kAbbreviation);
    else if (kind == "number")
      flag(row.cell(0), kNumberAbbreviation);
    else {
      return fail(Code::bad_table, folder + "abbreviations.tsv:" + std::to_string(row.line), "unknown kind of abbreviation",
                  "write title, word or number");
    }
  }
  return s;
}

namespace {

using model::Span;
using model::Token;

enum Class : std::uint8_t { kOther, kSpace, kLower, kUpper, kDigit, kHigh };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> c{};
  for (int i = 0; i < 256; ++i) {
    std::uint8_t k = kOther;
    if (i <= ' ' || i == 127)
      k = kSpace;
    else if (i >= 'a' && i <= 'z')
      k = kLower;
    else if (i >= 'A' && i <= 'Z')
      k = kUpper;
    else if (i >= '0' && i <= '9')
      k = kDigit;
    else if (i >= 0x80)
      k = kHigh;
    c[static_cast<std::size_t>(i)] = k;
  }
  return c;
}
constexpr auto kClasses = make_classes();

// Class of a code point beyond ASCII. Joiners count as lower-case letters, so that they do not break words.
Class class_of(char32_t c) {
  if (c == 0xA0 || c == 0x85 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
      c == 0x205F || c == 0x3000) {
    return kSpace;
  }
  if (c == 0xAD || c == 0xB2 || c == 0xB3 || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF) return kLower;
  if (c >= 0x2010 && c <= 0x2BFF) return kOther;
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x900 && c <= 0xFFF)) return kLower;  // marks: no punctuation that matters here
  if (is_upper(c)) return kUpper;
  if (is_letter(c)) return kLower;
  if (is_digit(c)) return kDigit;
  return kOther;
}

// A sign of punctuation whose UTF-8 was read as another encoding ("‚Äú", "â€œ" for an opening quotation mark): what it was, and
// where it ends; 0 = none. Only such sequences as no word has.
char32_t misread(std::string_view text, std::size_t& at, char32_t first) {
  std::size_t q = at;
  if (q >= text.size()) return 0;
  char32_t second = next_code_point(text, q);
  if ((first == 0xAC && second == 0x2020) || (first == 0xC2 && second == 0xA0)) return at = q, 0xA0;
  bool mac = first == 0x201A && second == 0xC4, windows = first == 0xE2 && second == 0x20AC;
  if ((!mac && !windows) || q >= text.size()) return 0;
  char32_t third = next_code_point(text, q);
  struct Reading {
    char32_t mac, windows, meant;
  };
  static constexpr Reading kReadings[] = {
      {0xFA, 0x153, 0x201C},  {0xF9, 0x9D, 0x201D}, {0xF4, 0x2122, 0x2019}, {0xF2, 0x2DC, 0x2018}, {0xEC, 0x201C, 0x2013},
      {0xEE, 0x201D, 0x2014}, {0xB6, 0xA6, 0x2026}, {0xA2, 0xA2, 0x2022},   {0xE3, 0x2039, 0xA0},  {0xE9, 0x17D, 0xA0}};
  for (const Reading& r : kReadings) {
    if (third == (mac ? r.mac : r.windows)) return at = q, r.meant;
  }
  return 0;
}

}  // namespace

// One document on its way through the segmenter.
class Pass {
 public:
  Pass(const Segmenter& s, const model::Document& d, model::Analysis& a) : s_(s), text_(d.text), title_(trim(d.title)), a_(a) {}

  void region(std::uint32_t begin, std::uint32_t end) {
    std::uint32_t at = begin;
    while (at < end) {
      std::size_t nl = text_.find('\n', at);
      std::uint32_t stop = nl == std::string_view::npos || nl > end ? end : static_cast<std::uint32_t>(nl);
      line(at, stop);
      at = stop + 1;
    }
  }

 private:
  using F = Segmenter::Flag;
  enum Mark : std::uint8_t { kAbbreviated = 1 };  // the token ends in a full stop that may end the sentence, too

  struct Char {
    Class cls;
    std::uint32_t size;
    char32_t c;
  };
  Char at(std::uint32_t p) const {
    auto b = static_cast<unsigned char>(text_[p]);
    auto k = static_cast<Class>(kClasses[b]);
    if (k != kHigh) return {k, 1, b};
    std::size_t q = p;
    char32_t c = next_code_point(text_, q);
    if (c == 0x201A || c == 0xE2 || c == 0xAC || c == 0xC2) {
      if (char32_t meant = misread(text_, q, c); meant != 0) c = meant;
    }
    auto size = static_cast<std::uint32_t>(std::min<std::size_t>(q, end_) - p);
    return {class_of(c), size == 0 ? 1 : size, c};
  }
  bool alnum(std::uint32_t p) const {
    if (p >= end_) return false;
    Class k = at(p).cls;
    return k == kLower || k == kUpper || k == kDigit;
  }
  bool letter(std::uint32_t p) const {
    if (p >= end_) return false;
    Class k = at(p).cls;
    return k == kLower || k == kUpper;
  }
  bool upper(std::uint32_t p) const { return p < end_ && at(p).cls == kUpper; }
  bool digit(std::uint32_t p) const { return p < end_ && kClasses[static_cast<unsigned char>(text_[p])] == kDigit; }
  char byte(std::uint32_t p) const { return p < end_ ? text_[p] : '\0'; }
  std::string_view part(std::uint32_t b, std::uint32_t e) const { return text_.substr(b, e - b); }
  bool starts(std::uint32_t p, std::string_view lower) const {
    if (p + lower.size() > end_) return false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
      char c = text_[p + i];
      if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
    }
    return true;
  }
  // First position from p on that holds no letter or digit.
  std::uint32_t run(std::uint32_t p) const {
    while (p < end_) {
      std::uint8_t k = kClasses[static_cast<unsigned char>(text_[p])];
      if (k == kLower || k == kUpper || k == kDigit) {
        ++p;
      } else if (k == kHigh) {
        Char c = at(p);
        if (c.cls != kLower && c.cls != kUpper && c.cls != kDigit) break;
        p += c.size;
      } else if (text_[p] == '_') {
        ++p;
      } else {
        break;
      }
    }
    return p;
  }
  std::uint32_t skip_space(std::uint32_t p) const {
    while (p < end_) {
      Char c = at(p);
      if (c.cls != kSpace) break;
      p += c.size;
    }
    return p;
  }
  std::uint32_t flags(std::uint32_t b, std::uint32_t e) {
    if (e - b > 40) return 0;
    fold_.clear();
    fold(part(b, e), fold_);
    return s_.words_.of(word_hash(fold_));
  }
  // The bytes of an apostrophe inside a word, 0 where there is none.
  std::uint32_t apostrophe(std::uint32_t p) const {
    if (byte(p) == '\'' || byte(p) == '`') return 1;
    if (p >= end_ || kClasses[static_cast<unsigned char>(text_[p])] != kHigh) return 0;
    Char c = at(p);
    return c.c == 0x2019 ? c.size : 0;
  }
  std::uint32_t hyphen(std::uint32_t p) const {
    if (byte(p) == '-') return 1;
    return p + 2 < end_ && (part(p, p + 3) == "\xE2\x80\x90" || part(p, p + 3) == "\xE2\x80\x91") ? 3 : 0;
  }

  void emit(std::uint32_t b, std::uint32_t e, std::uint8_t shape = 0, std::uint8_t mark = 0) {
    e = std::min(e, end_);
    if (b >= e) return;
    Token t;
    t.span = {b, e};
    char* out = a_.arena.take(e - b);
    std::uint32_t uppers = 0, letters = 0;
    bool plain = true, first = false;
    for (std::uint32_t i = b; i < e; ++i) {
      auto c = static_cast<unsigned char>(text_[i]);
      switch (kClasses[c]) {
        case kUpper:
          first |= letters == 0, ++uppers, ++letters;
          out[i - b] = static_cast<char>(c + 32);
          continue;
        case kLower:
          ++letters;
          break;
        case kDigit:
          shape |= model::kHasDigit;
          break;
        case kHigh:
          plain = false;
          break;
        default:
          plain &= c != '`';
      }
      out[i - b] = static_cast<char>(c);
    }
    t.norm = {out, e - b};
    if (!plain) {
      spelt_.clear();
      uppers = letters = 0, first = false;
      for (std::uint32_t i = b; i < e;) {
        Char c = at(i);
        if (c.cls == kUpper) first |= letters == 0, ++uppers;
        letters += c.cls == kUpper || c.cls == kLower;
        append_utf8(c.c, spelt_);
        i += c.size;
      }
      fold_.clear();
      fold(spelt_, fold_);
      t.norm = a_.arena.copy(fold_);
    }
    if (first) shape |= model::kCapital;
    if (uppers >= 2 && uppers == letters) shape |= model::kAllCaps;
    t.shape = shape;
    t.hash = word_hash(t.norm);
    a_.tokens.push_back(t);
    marks_.push_back(mark);
  }

  void line(std::uint32_t b, std::uint32_t e) {
    end_ = e;
    while (e > b && kClasses[static_cast<unsigned char>(text_[e - 1])] == kSpace) --e;
    end_ = e;
    b = skip_space(b);
    if (b >= e) return;
    first_ = static_cast<std::uint32_t>(a_.tokens.size());
    line_begin_ = b;
    marks_.clear();
    tokens(b);
    if (a_.tokens.size() > first_) sentences();
  }

  // ---- tokens of one line ----

  void tokens(std::uint32_t p) {
    while (p < end_) {
      Char c = at(p);
      switch (c.cls) {
        case kSpace:
          p += c.size;
          if (a_.tokens.size() > first_) a_.tokens.back().shape |= model::kSpaceAfter;
          break;
        case kLower:
        case kUpper:
          p = word(p);
          break;
        case kDigit:
          p = number(p);
          break;
        default:
          p = sign(p, c);
      }
    }
    if (a_.tokens.size() > first_) a_.tokens.back().shape |= model::kSpaceAfter;
  }

  std::uint32_t link_end(std::uint32_t p) const {
    std::uint32_t q = p;
    while (q < end_) {
      Char c = at(q);
      if (c.cls == kSpace || c.c == '"' || c.c == '<' || c.c == '>' || c.c == 0x201C || c.c == 0x201D || c.c == '|') break;
      q += c.size;
    }
    while (q > p + 1 && std::string_view(".,;:!?)]}'").find(text_[q - 1]) != std::string_view::npos) --q;
    return q;
  }

  // End of an address whose @ stands at `sign`; 0 when it is none.
  std::uint32_t mail_end(std::uint32_t sign) const {
    std::uint32_t q = sign + 1;
    while (q < end_ && (alnum(q) || byte(q) == '.' || byte(q) == '-' || byte(q) == '_')) q += at(q).size;
    while (q > sign + 1 && (text_[q - 1] == '.' || text_[q - 1] == '-')) --q;
    return q > sign + 1 ? q : 0;
  }

  std::uint32_t word(std::uint32_t p) {
    char c0 = text_[p];
    if ((c0 | 32) == 'h' || (c0 | 32) == 'w' || (c0 | 32) == 'f') {
      if (starts(p, "http://") || starts(p, "https://") || starts(p, "www.") || starts(p, "ftp://")) {
        std::uint32_t q = link_end(p);
        return emit(p, q), q;
      }
    }
    parts_.clear();
    parts_.push_back(p);
    std::uint32_t q = run(p);
    if (q - p >= 3 && kClasses[static_cast<unsigned char>(text_[q - 1])] == kDigit) {  // Rp5.000
      std::uint32_t d = p + 1;
      while (!digit(d)) ++d;
      if (d - p <= 4 && (flags(p, d) & F::kBeforeNumber) != 0) return emit(p, d), d;
    }
    std::uint32_t segment = p;  // start of the letters after the last inner dot
    bool dotted = false;        // U.S, M.Si: the last dot belongs to it, too
    for (;;) {
      char c = byte(q);
      if (c == '.') {
        if (alnum(q + 1)) {
          std::uint32_t next = run(q + 1);
          std::uint32_t left = q - segment, right = next - q - 1;
          if (parts_.size() > 1) segment = parts_.back(), left = q - segment;
          bool both_short = left <= 3 && right <= 3 && (left == 1 || right == 1 || dotted) && letter(q + 1);
          if (both_short && (upper(segment) == upper(q + 1) || left > 1 || right == 1) && (left == 1 || upper(segment)) &&
              (right == 1 || upper(q + 1))) {
            dotted = true;
          } else if (left == 1 && upper(segment) && upper(q + 1) && right > 1) {
            // H.Agus: an initial glued to the name
            if (parts_.size() > 1) break;
            emit(p, q + 1);
            return q + 1;
          } else if (left >= 2 && byte(next) == '.' && !upper(p) && at(q + 1).cls == kLower && letter(next + 1) &&
                     !upper(next + 1)) {
            dotted = false;  // mail.google.com, alt.animals.cat
          } else if ((flags(q + 1, next) & F::kDomain) != 0 && (left >= 2 || dotted) && (!upper(q + 1) || upper(q + 2))) {
            dotted = false;
          } else {
            break;
          }
          segment = q + 1;
          q = next;
          if (!dotted) {
            while (byte(q) == '.' && at(q + 1 < end_ ? q + 1 : q).cls == kLower && !upper(p)) q = run(q + 1);
          }
          continue;
        }
        if (dotted) {
          bool more = q + 1 < end_ && (byte(q + 1) == '.' && byte(q + 2) == '.');
          if (!more) return chain(p, q, q + 1, kAbbreviated);
          break;
        }
        if (byte(q + 1) == '.') break;  // ellipsis
        std::uint32_t begin = parts_.back();
        std::uint32_t follow = skip_space(q + 1);
        std::uint32_t f = q - begin <= 12 ? flags(begin, q) : 0;
        if ((f & F::kAbbreviation) != 0) return chain(p, q, q + 1, kAbbreviated);
        if ((f & F::kTitle) != 0 && follow < end_ && at(follow).c != '"') return chain(p, q, q + 1, 0);
        if ((f & F::kNumberAbbreviation) != 0 && digit(follow)) return chain(p, q, q + 1, 0);
        if (parts_.size() == 1 && q - begin == at(begin).size && upper(begin) && initial(begin, q, follow))
          return chain(p, q, q + 1, 0);
        break;
      }
      if (std::uint32_t n = apostrophe(q); n != 0 && letter(q + n) && letter(q - 1 < p ? p : last_letter(p, q))) {
        q = run(q + n);
        continue;
      }
      if (std::uint32_t n = hyphen(q); n != 0 && alnum(q + n)) {
        parts_.push_back(q + n);
        q = run(q + n);
        dotted = false;
        segment = parts_.back();
        continue;
      }
      if (c == '@' && alnum(q + 1)) {
        if (std::uint32_t m = mail_end(q); m != 0) return emit(p, m), m;
      }
      if (c == '&' && upper(q + 1) && q - p <= 3 && upper(q - 1)) {
        q = run(q + 1);
        continue;
      }
      if (c == '$' && (flags(p, q) & F::kJoinCurrency) != 0) return emit(p, q + 1), q + 1;
      if (c == '/' && digit(q + 1) && roman(p, q)) {
        q = run(q + 1);
        continue;
      }
      break;
    }
    return chain(p, q, q, 0);
  }

  // Position of the last code point of [p, q).
  std::uint32_t last_letter(std::uint32_t p, std::uint32_t q) const {
    --q;
    while (q > p && (static_cast<unsigned char>(text_[q]) & 0xC0) == 0x80) --q;
    return q;
  }
  bool roman(std::uint32_t p, std::uint32_t q) const {
    for (std::uint32_t i = p; i < q; ++i) {
      if (text_[i] != 'I' && text_[i] != 'V' && text_[i] != 'X') return false;
    }
    return true;
  }

  // A single capital and a full stop: part of a name ("H. Agus", "J. K. Rowling"), or the last word of a sentence ("vitamin C.
  // Namun").
  bool initial(std::uint32_t begin, std::uint32_t q, std::uint32_t follow) {
    if (!upper(follow)) return false;
    std::uint32_t next = run(follow);
    bool next_initial = next - follow == at(follow).size && byte(next) == '.';
    if (next_initial) return true;
    if ((flags(follow, next) & F::kStarter) != 0) return false;
    if ((flags(begin, q) & F::kStarter) != 0) {  // "I."
      return !marks_.empty() && (a_.tokens.back().shape & model::kCapital) != 0 && marks_.size() > 1;
    }
    return true;
  }

  // A word with its hyphenated parts: [p, q), and up to `end` when a full stop belongs to it.
  std::uint32_t chain(std::uint32_t p, std::uint32_t q, std::uint32_t end, std::uint8_t mark) {
    if (parts_.size() == 1) return piece(p, q, end, mark), end;
    if (keep_whole(q)) return piece(p, q, end, mark), end;
    std::size_t n = parts_.size(), from = 0;
    if (n == 3 && (flags(parts_[0], hyphen_before(parts_[1])) & F::kPrefix) != 0) from = 1;  // "non-proliferation-era"
    for (std::size_t i = from; i < n; ++i) {
      std::uint32_t b = i == from ? p : parts_[i];
      std::uint32_t e = i + 1 < n ? hyphen_before(parts_[i + 1]) : q;
      bool glued = i > 0 && !s_.clitics_.empty() && is_clitic(b, e);  // "APBD-nya"
      if (i + 1 == n) {
        if (glued)
          emit(b, end, model::kClitic, mark);
        else
          piece(b, e, end, mark);
      } else {
        piece(b, e, e, 0);
        emit(e, parts_[i + 1]);
      }
    }
    return end;
  }
  std::uint32_t hyphen_before(std::uint32_t p) const { return text_[p - 1] == '-' ? p - 1 : p - 3; }
  bool is_clitic(std::uint32_t b, std::uint32_t e) {
    fold_.clear();
    fold(part(b, e), fold_);
    for (const auto& c : s_.clitics_) {
      if (c.form == fold_) return true;
    }
    return false;
  }

  // Whether the parts of a hyphenated word ending at q stay one token.
  bool keep_whole(std::uint32_t q) {
    std::uint32_t l = parts_[0], le = hyphen_before(parts_[1]), r = parts_[1];
    std::uint32_t re = parts_.size() > 2 ? hyphen_before(parts_[2]) : q;
    std::uint32_t first = flags(l, le);
    if (s_.split_hyphens_) return parts_.size() == 2 && (first & F::kPrefix) != 0 && re - r > 1;
    if (is_clitic(r, re)) return false;
    if ((first & F::kPrefix) != 0) return true;
    if (digit(r)) return le - l <= 2 && upper(l);  // F-16, G-20
    if (re - r == 1 && upper(r)) return true;      // PDI-P
    if (!upper(l) && !upper(r)) return true;       // negara-negara, kerja-sama
    return alike(l, le, r, re, upper(r));          // Negara-negara, Undang-Undang
  }
  // Doubling, with or without affixes: the parts share their first or last three letters; two names must be equal.
  bool alike(std::uint32_t l, std::uint32_t le, std::uint32_t r, std::uint32_t re, bool names) {
    fold_.clear();
    fold(part(l, le), fold_);
    std::size_t n = fold_.size();
    fold(part(r, re), fold_);
    std::string_view a(fold_.data(), n), b(fold_.data() + n, fold_.size() - n);
    if (names) return b.starts_with(a);
    std::size_t k = std::min<std::size_t>({3, a.size(), b.size()});
    return k >= 2 && (a.substr(0, k) == b.substr(0, k) || a.substr(a.size() - k) == b.substr(b.size() - k));
  }

  // One part of a word: cut off money words and clitics. The token ends at `end` (q, or the full stop after it).
  void piece(std::uint32_t b, std::uint32_t q, std::uint32_t end, std::uint8_t mark) {
    std::uint32_t size = q - b;
    if (size < 2 || end != q) return emit(b, end, 0, mark);
    if (s_.apostrophes_) {
      std::uint32_t a = q;
      while (a > b + 1 && q - a <= 3 && apostrophe(a) == 0) --a;
      if (std::uint32_t n = apostrophe(a); n != 0 && a > b) {
        if (byte(a - 1) == 'n' || byte(a - 1) == 'N') {
          fold_.clear();
          fold(part(a - 1, q), fold_);
          if ((s_.words_.of(word_hash(fold_)) & F::kNegation) != 0 && a - 1 > b)
            return emit(b, a - 1), emit(a - 1, q, model::kClitic);
        }
        if ((flags(a + n, q) & F::kAfterApostrophe) != 0) return piece(b, a, a, 0), emit(a, q, model::kClitic);
        return emit(b, q);
      }
    }
    if (s_.cuts_) {
      if (std::uint32_t cut = flags(b, q) >> F::kCutShift & 7; cut != 0)
        return emit(b, b + cut), emit(b + cut, q, model::kClitic);
    }
    if (size >= 5 && !s_.clitics_.empty() &&
        cut_clitic(b, q, parts_.empty() || parts_.back() <= b || parts_.back() >= q ? b : parts_.back()))
      return;
    emit(b, q);
  }

  // `last` is where the last hyphenated part of [b, q) begins: "bertanya-tanya" is whole because "tanya" is.
  bool cut_clitic(std::uint32_t b, std::uint32_t q, std::uint32_t last) {
    // Cheap refusal first: does it end like any clitic?
    auto tail = [&](std::uint32_t back) { return static_cast<char>(text_[q - back] | 32); };
    for (std::size_t i = 0; i < s_.clitics_.size(); ++i) {
      const auto& c = s_.clitics_[i];
      auto n = static_cast<std::uint32_t>(c.form.size());
      if (q - b < n + 2 || tail(1) != c.form[n - 1] || tail(2) != c.form[n - 2]) continue;
      fold_.clear();
      fold(part(b, q), fold_);
      std::string_view word = fold_;
      if (word.size() != q - b || word.substr(word.size() - n) != c.form) continue;
      std::string_view stem = word.substr(0, word.size() - n);
      if ((s_.words_.of(word_hash(word)) & F::kWhole) != 0) return false;
      if (last > b && (s_.words_.of(word_hash(word.substr(last - b))) & F::kWhole) != 0) return false;
      if (stem.find_first_of("aiueo") == std::string_view::npos && at(b).cls != kUpper) return false;
      if (c.listed && (s_.words_.of(word_hash(stem)) & (F::kStem << i)) == 0) {
        bool ends = false;
        for (const std::string& x : c.endings) ends |= stem.size() >= x.size() + 4 && stem.ends_with(x);
        if (!ends || at(b).cls == kUpper) continue;
      }
      std::uint32_t cut = q - n;
      emit(b, cut);
      emit(cut, q, model::kClitic);
      return true;
    }
    return false;
  }

  std::uint32_t number(std::uint32_t p) {
    std::uint32_t q = p;
    auto digits = [&](std::uint32_t from) {
      while (digit(from)) ++from;
      return from;
    };
    q = digits(q);
    if (q == p) q = run(p);  // digits of another script
    // 8/10/2024, 8/10
    if (byte(q) == '/' && digit(q + 1) && q - p <= 4) {
      std::uint32_t second = digits(q + 1), n = second - q - 1;
      if (byte(second) == '/' && digit(second + 1) && n <= 2) {
        std::uint32_t third = digits(second + 1);
        if (third - second - 1 <= 4 && !letter(third)) return emit(p, third), third;
      } else if (q - p <= 2 && n <= 2 && !letter(second) && byte(second) != '/') {
        return emit(p, second), second;
      }
    }
    while (q < end_) {
      char c = text_[q];
      if ((c == '.' || c == ',' || c == ':') && digit(q + 1))
        q = digits(q + 1);
      else
        break;
    }
    bool plain = q == digits(p);
    std::uint32_t letters = run(q);
    if (letters > q) {
      if (letters - q <= 3 && (flags(q, letters) & F::kUnit) != 0) return emit(p, q), emit(q, letters), letters;
      q = letters;
    }
    if (std::uint32_t n = hyphen(q); n != 0 && alnum(q + n)) {
      parts_.clear();
      parts_.push_back(p);
      std::uint32_t e = q;
      bool all_digits = true;
      while (std::uint32_t m = hyphen(e)) {
        if (!alnum(e + m)) break;
        parts_.push_back(e + m);
        std::uint32_t stop = e + m;
        if (digit(stop)) {
          stop = digits(stop);
          while ((byte(stop) == '.' || byte(stop) == ',') && digit(stop + 1)) stop = digits(stop + 1);
          stop = run(stop);
        } else {
          stop = run(stop);
          all_digits = false;
        }
        e = stop;
      }
      bool phone = all_digits && (parts_.size() > 2 || (plain && q - p == 3 && e - parts_[1] == 4));
      // "1970-an" stays whole where hyphens are kept.
      bool suffix = !s_.split_hyphens_ && parts_.size() == 2 && at(parts_[1]).cls == kLower && !is_clitic(parts_[1], e);
      if (phone || suffix) return emit(p, e), e;
      for (std::size_t i = 0; i < parts_.size(); ++i) {
        bool last = i + 1 == parts_.size();
        std::uint32_t stop = last ? e : hyphen_before(parts_[i + 1]);
        bool glued = i > 0 && is_clitic(parts_[i], stop);
        emit(parts_[i], stop, static_cast<std::uint8_t>(glued ? model::kClitic : 0));
        if (!last) emit(stop, parts_[i + 1]);
      }
      return e;
    }
    return emit(p, q), q;
  }

  // Punctuation and symbols.
  std::uint32_t sign(std::uint32_t p, Char c) {
    std::uint32_t q = p + c.size;
    switch (c.c) {
      case '.':
      case '-':
      case '!':
      case '?':
      case '*':
      case '=':
      case '~':
      case '_':
      case '+':
      case 0x2026:
        if (c.c == '!' || c.c == '?') {
          while (byte(q) == '!' || byte(q) == '?') ++q;
        } else {
          while (q < end_ && at(q).c == c.c) q += at(q).size;
        }
        break;
      case '\'':
      case '`':
        if (byte(q) == text_[p]) {
          ++q;
        } else if (s_.apostrophes_ && !marks_.empty() && (a_.tokens.back().shape & model::kSpaceAfter) == 0) {
          std::uint32_t e = run(q);
          if (e > q && (flags(q, e) & F::kAfterApostrophe) != 0 && !letter(p - 1)) return emit(p, e, model::kClitic), e;
        }
        break;
      case '[':
        if (byte(q) == '.' && starts(q, "...]")) q += 4;
        break;
      case '@':
      case '#':
        if (letter(q) || byte(q) == '_') {
          q = run(q);
          while (byte(q) == '.' && letter(q + 1) && c.c == '@') q = run(q + 1);
        }
        break;
      case ':':
      case ';': {
        // :) and :-(
        std::uint32_t e = byte(q) == '-' ? q + 1 : q;
        char m = byte(e);
        bool face = m == ')' || m == '(' || m == 'D' || m == 'P';
        if (face && (e + 1 >= end_ || kClasses[static_cast<unsigned char>(text_[e + 1])] == kSpace) && !open_bracket_here())
          q = e + 1;
        break;
      }
      default:
        break;
    }
    emit(p, q);
    return q;
  }
  bool open_bracket_here() const {
    int depth = 0;
    for (std::size_t i = first_; i < a_.tokens.size(); ++i) {
      char c = text_[a_.tokens[i].span.begin];
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return depth > 0;
  }

  // ---- sentences of one line ----

  char32_t first_char(std::uint32_t token) const {
    std::size_t at = a_.tokens[token].span.begin;
    return next_code_point(text_, at);
  }
  bool space_before(std::uint32_t token) const {
    return token == first_ || (a_.tokens[token - 1].shape & model::kSpaceAfter) != 0;
  }
  bool is_end(std::uint32_t token) const {
    const Token& t = a_.tokens[token];
    char c = text_[t.span.begin];
    if (c == '.' || c == '!' || c == '?') return true;
    return static_cast<unsigned char>(c) >= 0x80 && first_char(token) == 0x2026;
  }

  void sentences() {
    auto last = static_cast<std::uint32_t>(a_.tokens.size());
    std::uint32_t start = first_;
    bool quote = false;  // inside straight quotation marks
    std::uint32_t depth = 0, opened = 0;
    for (std::uint32_t i = first_; i < last;) {
      char32_t c = first_char(i);
      if (c == '"' && a_.tokens[i].span.end - a_.tokens[i].span.begin == 1) quote = !quote;
      if (c == '(') {
        if (depth++ == 0) opened = i;
      } else if (c == ')') {
        depth -= depth > 0;
      } else if ((c == 0x2022 || c == 0x25CF) && i > start) {
        cut(start, i), start = i;
      }
      bool abbreviated = (marks_[i - first_] & kAbbreviated) != 0;
      if (!abbreviated && !is_end(i)) {
        ++i;
        continue;
      }
      std::uint32_t j = i + 1;
      bool strong = c == '!' || c == '?';  // may stand inside a sentence before a lower-case word
      bool dots = c == 0x2026 || (c == '.' && !abbreviated && a_.tokens[i].span.end - a_.tokens[i].span.begin > 1);
      bool closed = false;
      while (j < last) {
        char32_t n = first_char(j);
        bool glued = !space_before(j);
        if (is_end(j) && glued) {
          strong = true;
        } else if (n == ')' || n == ']') {
          if (!glued && depth == 0) break;
          depth -= depth > 0 && n == ')';
        } else if (n == 0x201D || n == 0x2019 || n == 0xBB) {
          closed = true;
        } else if (n == '"' && ((glued && space_after(j)) || (quote && (glued || space_after(j))))) {
          quote = false, closed = true;
        } else if (n == '\'' && glued && space_after(j)) {
          closed = true;
        } else {
          break;
        }
        ++j;
      }
      if (j < last && boundary(i, j, start, abbreviated, strong || closed, dots, depth > 0 && opened > start)) {
        if (first_char(j) == ',') j = after_lost_breaks(j);
        cut(start, j);
        start = j;
        if (depth > 0) depth = 0;
      }
      i = j;
    }
    cut(start, last);
    a_.sentences[line_first_sentence_].starts_paragraph = true;
    line_first_sentence_ = static_cast<std::uint32_t>(a_.sentences.size());
  }
  bool space_after(std::uint32_t token) const { return (a_.tokens[token].shape & model::kSpaceAfter) != 0; }

  // Whether a new sentence begins at token j, after the end mark i (and what closes with it).
  bool boundary(std::uint32_t i, std::uint32_t j, std::uint32_t start, bool abbreviated, bool soft, bool dots, bool inside) {
    char32_t n = first_char(j);
    auto last = static_cast<std::uint32_t>(a_.tokens.size());
    Class k = n < 0x80 ? static_cast<Class>(kClasses[n]) : class_of(n);
    bool spaced = space_before(j);
    if (n == ',') {
      // ".,Kata", ".,,- Kata": commas that stand for lost line breaks
      std::uint32_t next = after_lost_breaks(j);
      return !spaced && !abbreviated && next < last && opens(next) && (!soft || next > j + 1 || !space_after(j));
    }
    if (n == ';' || n == ':' || n == ')' || n == ']' || n == '%') return false;
    if (inside) return false;
    if (n == '-' || n == 0x2013 || n == 0x2014 || n == '/') {
      return spaced && !abbreviated && j + 1 < last && opens(j + 1) && !soft;
    }
    if (abbreviated) {
      if (k == kUpper) return (s_.words_.of(a_.tokens[j].hash) & F::kStarter) != 0;
      return (n == 0x201C || n == '"') && spaced && j + 1 < last && opens(j + 1);
    }
    // "1. Ekonomi", "a. Bahan"
    if (i == start + 1 && text_[a_.tokens[i].span.begin] == '.' && a_.tokens[start].span.end - a_.tokens[start].span.begin <= 2 &&
        ((a_.tokens[start].shape & model::kHasDigit) != 0 || letter(a_.tokens[start].span.begin))) {
      return false;
    }
    if (k == kLower) {
      if (soft || dots || !spaced || i == start) return false;
      const Token& before = a_.tokens[i - 1];
      return before.span.end - before.span.begin >= 4 && (before.shape & model::kCapital) == 0;
    }
    if (!spaced && (k == kUpper || k == kDigit)) return k == kUpper && !dots;  // "dia.Menurutnya"
    return true;
  }
  std::uint32_t after_lost_breaks(std::uint32_t token) const {
    auto last = static_cast<std::uint32_t>(a_.tokens.size());
    while (token < last && (first_char(token) == ',' || first_char(token) == '-')) ++token;
    return token;
  }
  bool opens(std::uint32_t token) const {
    char32_t c = first_char(token);
    Class k = c < 0x80 ? static_cast<Class>(kClasses[c]) : class_of(c);
    return k == kUpper || k == kDigit || c == '"' || c == 0x201C || c == '\'' || c == 0x2018 || c == '(';
  }

  // Tokens [from, to) become one sentence, or several when there are too many of them.
  void cut(std::uint32_t from, std::uint32_t to) {
    while (to - from > Segmenter::kMaxSentence) {
      std::uint32_t at = from + Segmenter::kMaxSentence;
      while (at > from + 1 && text_[a_.tokens[at - 1].span.begin] != ',') --at;
      if (at == from + 1) at = from + Segmenter::kMaxSentence;
      add(from, at);
      from = at;
    }
    if (from < to) add(from, to);
  }
  void add(std::uint32_t from, std::uint32_t to) {
    model::Sentence s;
    s.span = {a_.tokens[from].span.begin, a_.tokens[to - 1].span.end};
    s.first = from;
    s.last = to;
    if (a_.sentences.empty() && !title_.empty() && s.span.begin == line_begin_) {
      s.title = text_.substr(line_begin_, end_ - line_begin_) == title_;
    }
    for (std::uint32_t i = from; i < to; ++i) {
      a_.tokens[i].shape |= model::kSentenceStart;
      if (alnum(a_.tokens[i].span.begin)) break;
    }
    a_.sentences.push_back(s);
  }

  const Segmenter& s_;
  std::string_view text_;
  std::string_view title_;
  model::Analysis& a_;
  std::uint32_t end_ = 0;  // of the line
  std::uint32_t line_begin_ = 0;
  std::uint32_t first_ = 0;  // first token of the line
  std::uint32_t line_first_sentence_ = 0;
  std::vector<std::uint8_t> marks_;   // beside the tokens of the line
  std::vector<std::uint32_t> parts_;  // starts of the hyphenated parts of the word
  std::string fold_, spelt_;
};

void Segmenter::segment(const model::Document& document, model::Analysis& analysis) const {
  analysis.tokens.clear();
  analysis.sentences.clear();
  constexpr std::size_t kMost = 0xFFFFFFF0u;
  auto size = static_cast<std::uint32_t>(std::min(document.text.size(), kMost));
  Pass pass(*this, document, analysis);
  std::uint32_t at = 0;
  bool dateline = document.dateline.empty();
  auto skip = [&](Span s) {
    if (s.begin > at) pass.region(at, std::min(s.begin, size));
    at = std::max(at, std::min(s.end, size));
  };
  for (Span s : document.noise) {
    if (s.empty()) continue;
    if (!dateline && document.dateline.begin <= s.begin) skip(document.dateline), dateline = true;
    skip(s);
  }
  if (!dateline) skip(document.dateline);
  if (at < size) pass.region(at, size);
}

}  // namespace kawat::text
