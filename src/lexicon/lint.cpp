#include "lexicon/lint.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"

namespace kawat::lexicon {
namespace {

using model::EventType;

// Readings of one line beyond this many are not compared.
constexpr std::size_t kMaxReadings = 20000;

struct Meaning {
  EventType type = EventType::none;
  int mode = -1;
  int cameo = 0;
  std::uint64_t contexts = 0;
  int modality = 0xFF;
  bool symmetric = false;
  bool imperative = false;
  friend bool operator==(const Meaning&, const Meaning&) = default;
};

struct Reading {
  std::uint32_t optional = 0;  // which elements may be missing
  std::string words;           // for the eye: "A visits B"
};

// One line of a file with all its readings.
struct Line {
  std::string rule, phrase;
  Meaning meaning;
  std::vector<EventType> also;
  std::map<std::uint64_t, Reading> readings;
};

std::string file_of(const std::string& rule) { return rule.substr(0, rule.rfind(':')); }
int line_of(const std::string& rule) {
  std::size_t colon = rule.rfind(':');
  return colon == std::string::npos ? 0 : std::atoi(rule.c_str() + colon + 1);
}

std::string sign(const Element& e) {
  std::string s = e.role == Role::actor ? "A" : e.role == Role::recipient ? "B" : "A and B";
  if (e.optional != 0) s += "?";
  if (e.link == Link::possessor || e.link == Link::owner) s += "'s";
  return s;
}

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h ^= v + 0x9e3779b97f4a7c15ull + (h << 6) + (h >> 2);
  return h * 0xff51afd7ed558ccdull;
}

std::uint64_t hash_of(const std::vector<std::uint64_t>& forms) {
  std::uint64_t h = 7;
  for (std::uint64_t f : forms) h = mix(h, f);
  return h;
}

// All ways to take one alternative of each element.
void expand(const WrittenFrame& f, Line& line) {
  std::size_t n = f.elements.size();
  std::vector<std::size_t> pick(n, 0);
  for (std::size_t count = 0; count < kMaxReadings; ++count) {
    std::uint64_t key = mix(mix(3, f.frame.nominal), mix(f.frame.anchor, f.frame.surface));
    Reading r;
    for (std::size_t e = 0; e < n; ++e) {
      const WrittenElement& w = f.elements[e];
      key = mix(key, static_cast<std::uint64_t>(w.element.kind));
      bool role = w.element.kind == ElementKind::role;
      if (role) {
        key = mix(mix(key, static_cast<std::uint64_t>(w.element.role)), static_cast<std::uint64_t>(w.element.link));
        if (w.element.optional != 0) r.optional |= 1u << (e & 31);
      }
      std::string word = w.words.empty() ? "" : w.words[pick[e]];
      if (!w.words.empty()) key = mix(key, hash_of(w.forms[pick[e]]));
      if (role) word += (word.empty() ? "" : " ") + sign(w.element);
      r.words += (r.words.empty() || word.empty() ? "" : " ") + word;
    }
    line.readings.emplace(key, std::move(r));
    std::size_t e = 0;
    for (; e < n; ++e) {
      if (++pick[e] < f.elements[e].words.size()) break;
      pick[e] = 0;
    }
    if (e == n) return;
  }
}

std::vector<Line> lines_of(const std::vector<WrittenFrame>& frames) {
  std::vector<Line> out;
  for (const WrittenFrame& f : frames) {
    if (out.empty() || out.back().rule != f.rule) {
      Line line;
      line.rule = f.rule, line.phrase = f.phrase, line.also = f.also;
      line.meaning = {f.frame.type,     f.frame.mode,           f.frame.cameo,          f.frame.contexts,
                      f.frame.modality, f.frame.symmetric != 0, f.frame.imperative != 0};
      out.push_back(std::move(line));
    }
    expand(f, out.back());
  }
  return out;
}

bool allowed(const Line& a, const Line& b) {
  auto says = [](const Line& x, EventType t) { return std::find(x.also.begin(), x.also.end(), t) != x.also.end(); };
  return says(a, b.meaning.type) || says(b, a.meaning.type);
}

std::string title(const Meaning& m) { return m.type == EventType::none ? "NONE" : std::string(model::name(m.type)); }

class Linter {
 public:
  Linter(const std::vector<WrittenFrame>& frames, const LintOptions& options) : frames_(frames), options_(options) {}

  std::vector<Fault> run() {
    same_words();
    for (std::size_t i = 0, end = 0; i < frames_.size(); i = end) {
      while (end < frames_.size() && frames_[end].rule == frames_[i].rule) ++end;
      dead_line(i, end);
    }
    silenced();
    std::stable_sort(faults_.begin(), faults_.end(), [](const Fault& a, const Fault& b) {
      auto key = [](const Fault& f) { return std::tuple(file_of(f.rule), line_of(f.rule), f.kind, f.what); };
      return key(a) < key(b);
    });
    return std::move(faults_);
  }

 private:
  void add(FaultKind kind, const std::string& rule, const std::string& phrase, std::string what, const std::string& other = {}) {
    // The variants of a line share their faults.
    std::string key = std::string(name(kind)) + "\t" + rule + "\t" + what;
    if (told_.insert(key).second) faults_.push_back({kind, rule, phrase, std::move(what), other});
  }

  // Lines that share readings: said twice, or said under two types.
  void same_words() {
    std::vector<Line> lines = lines_of(frames_);
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> where;
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
      for (const auto& [key, reading] : lines[i].readings) {
        auto& list = where[key];
        for (std::uint32_t j : list) pairs.emplace(j, i);
        list.push_back(i);
      }
    }
    for (auto [i, j] : pairs) compare(lines[i], lines[j]);
  }

  // `a` stands before `b`.
  void compare(const Line& a, const Line& b) {
    std::size_t shared = 0;
    bool covers_a = true, covers_b = true;  // the other one matches wherever this one does
    const std::string* example = nullptr;
    for (const auto& [key, reading] : b.readings) {
      auto at = a.readings.find(key);
      if (at == a.readings.end()) continue;
      if (shared++ == 0) example = &reading.words;
      covers_a = covers_a && (at->second.optional & ~reading.optional) == 0;
      covers_b = covers_b && (reading.optional & ~at->second.optional) == 0;
    }
    covers_a = covers_a && shared == a.readings.size();
    covers_b = covers_b && shared == b.readings.size();
    const Line &less = covers_b || !covers_a ? b : a, &more = &less == &b ? a : b;
    std::string how_much =
        std::to_string(shared) + " of its " + std::to_string(less.readings.size()) + " readings, as \"" + *example + "\",";
    bool whole = covers_a || covers_b;
    if (a.meaning == b.meaning) {
      add(whole ? FaultKind::duplicate : FaultKind::overlap, less.rule, less.phrase,
          whole ? "says what " + more.rule + " says" : how_much + " stand in " + more.rule + " too", more.rule);
      return;
    }
    if (a.meaning.type == EventType::none || b.meaning.type == EventType::none) return;  // silenced() looks at those
    if (allowed(a, b)) return;
    std::string text = whole ? "stands in " + more.rule + " too" : how_much + " stand in " + more.rule + " too";
    if (a.meaning.type != b.meaning.type) {
      text += " as " + title(more.meaning);
      text += a.phrase == b.phrase ? ": both are coded" : ", written otherwise: only one of them is coded";
    } else {
      text += a.meaning.mode != b.meaning.mode ? " with another mode: only one of them is coded"
                                               : " with another code, context or modality: only one of them is coded";
    }
    add(FaultKind::ambiguous, less.rule, less.phrase, std::move(text), more.rule);
  }

  // The variants of one line: what no sentence can fulfil, and whether the rest of the line can be.
  void dead_line(std::size_t from, std::size_t to) {
    std::vector<std::string> why;
    bool alive = false;
    for (std::size_t i = from; i < to; ++i) alive = dead(frames_[i], why) || alive;
    for (std::string& what : why) {
      if (alive) what += "; other words of the line can match";
      add(FaultKind::dead, frames_[from].rule, frames_[from].phrase, std::move(what));
    }
  }

  // Adds what is wrong; true when something of the variant can match.
  bool dead(const WrittenFrame& f, std::vector<std::string>& why) {
    bool alive = true;
    auto say = [&](std::string what) { why.push_back(std::move(what)); };
    std::size_t words = 0, roles = 0;
    for (std::size_t e = 0; e < f.elements.size(); ++e) {
      const Element& element = f.elements[e].element;
      words += element.kind == ElementKind::word;
      roles += element.kind == ElementKind::role;
      if (element.kind == ElementKind::role && element.link == Link::owner && element.optional == 0 &&
          f.frame.type != EventType::none) {
        bool owned = std::any_of(f.elements.begin() + static_cast<std::ptrdiff_t>(e), f.elements.end(),
                                 [](const WrittenElement& w) { return w.element.kind == ElementKind::word; });
        if (!owned) say("nothing follows that " + sign(element) + " could own"), alive = false;
      }
    }
    if (words > options_.max_words) {
      say("has " + std::to_string(words) + " words; a phrase may have " + std::to_string(options_.max_words));
      alive = false;
    }
    if (roles > options_.max_roles && f.frame.type != EventType::none) {
      say("has " + std::to_string(roles) + " roles; a phrase may have " + std::to_string(options_.max_roles));
      alive = false;
    }
    if (!options_.tokens) return alive;
    for (const WrittenElement& w : f.elements) {
      std::size_t never = 0;
      for (std::size_t i = 0; i < w.words.size(); ++i) {
        if (is_token(w.words[i], w.forms[i])) continue;
        ++never;
        std::string cut;
        for (const std::string& t : options_.tokens(w.words[i])) cut += (cut.empty() ? "" : " + ") + t;
        say("\"" + w.words[i] + "\" is never one word of a text: it is read as " + cut);
      }
      alive = alive && (never == 0 || never < w.words.size());
    }
    return alive;
  }

  // Some form of the word is a token. The word as written is looked at; its other forms are made by rules, and cut alike.
  bool is_token(const std::string& word, const std::vector<std::uint64_t>& forms) {
    auto [at, fresh] = tokens_.try_emplace(word, false);
    if (!fresh) return at->second;
    for (const std::string& t : options_.tokens(word)) {
      if (std::find(forms.begin(), forms.end(), word_hash(t)) != forms.end()) return at->second = true;
    }
    return false;
  }

  // A NONE phrase with the same words wins over a phrase that has at most one role to show for itself.
  void silenced() {
    ByFirstWord none;
    for (const WrittenFrame& f : frames_) {
      if (f.frame.type != EventType::none) continue;
      // What is nothing but words must stand together in the text, so that it does not match wherever the other does.
      if (f.frame.words > 1 && f.frame.words == f.elements.size()) continue;
      const WrittenElement* first = first_word(f);
      for (const auto& forms : first->forms) {
        for (std::uint64_t h : forms) {
          auto& list = none[h];
          if (list.empty() || list.back() != &f) list.push_back(&f);
        }
      }
    }
    for (std::size_t i = 0, end = 0; i < frames_.size(); i = end) {
      std::vector<std::pair<const WrittenFrame*, const WrittenFrame*>> lost;  // variant, the phrase that silences it
      while (end < frames_.size() && frames_[end].rule == frames_[i].rule) {
        if (const WrittenFrame* n = silencer(frames_[end], none); n != nullptr) lost.emplace_back(&frames_[end], n);
        ++end;
      }
      bool whole = lost.size() == end - i;
      for (auto [f, n] : lost) {
        std::string what = "silenced wherever it matches: " + n->rule + " says that this is no act";
        if (!whole) what = "\"" + spelled(*f) + "\" is " + what + "; other words of the line can match";
        add(FaultKind::dead, f->rule, f->phrase, std::move(what), n->rule);
      }
    }
  }

  using ByFirstWord = std::unordered_map<std::uint64_t, std::vector<const WrittenFrame*>>;
  static const WrittenFrame* silencer(const WrittenFrame& f, const ByFirstWord& none) {
    if (f.frame.type == EventType::none) return nullptr;
    auto roles = std::count_if(f.elements.begin(), f.elements.end(),
                               [](const WrittenElement& w) { return w.element.kind == ElementKind::role; });
    if (roles > 1) return nullptr;
    for (std::uint64_t h : first_word(f)->forms.front()) {
      auto at = none.find(h);
      if (at == none.end()) continue;
      for (const WrittenFrame* n : at->second) {
        if (covered(f, *n)) return n;
      }
    }
    return nullptr;
  }

  static std::string spelled(const WrittenFrame& f) {
    std::string out;
    for (const WrittenElement& w : f.elements) {
      std::string part = w.words.empty() ? "" : w.words.front();
      for (std::size_t i = 1; i < w.words.size(); ++i) part += "|" + w.words[i];
      if (w.element.kind == ElementKind::role) part += (part.empty() ? "" : " ") + sign(w.element);
      out += (out.empty() ? "" : " ") + part;
    }
    return out;
  }

  static const WrittenElement* first_word(const WrittenFrame& f) {
    auto at = std::find_if(f.elements.begin(), f.elements.end(),
                           [](const WrittenElement& w) { return w.element.kind == ElementKind::word; });
    return &*at;  // the compiler takes no phrase without
  }

  // Every word of `f` is one of the NONE phrase's, in the same places, and what else that one asks for is there.
  static bool covered(const WrittenFrame& f, const WrittenFrame& none) {
    if (f.frame.words != none.frame.words) return false;
    auto next = [](const WrittenFrame& x, std::size_t& at) {
      while (at < x.elements.size() && x.elements[at].element.kind == ElementKind::role) ++at;
      return at < x.elements.size();
    };
    std::size_t i = 0, j = 0;
    for (; next(none, j); ++i, ++j) {
      // A preposition that only `f` asks for does not matter.
      while (next(f, i) && f.elements[i].element.kind == ElementKind::function &&
             none.elements[j].element.kind == ElementKind::word)
        ++i;
      if (!next(f, i) || f.elements[i].element.kind != none.elements[j].element.kind) return false;
      for (const auto& forms : f.elements[i].forms) {
        for (std::uint64_t h : forms) {
          bool there = std::any_of(none.elements[j].forms.begin(), none.elements[j].forms.end(),
                                   [&](const auto& list) { return std::binary_search(list.begin(), list.end(), h); });
          if (!there) return false;
        }
      }
    }
    return true;
  }

  const std::vector<WrittenFrame>& frames_;
  const LintOptions& options_;
  std::vector<Fault> faults_;
  std::set<std::string> told_;
  std::unordered_map<std::string, bool> tokens_;
};

}  // namespace

std::string_view name(FaultKind kind) {
  switch (kind) {
    case FaultKind::duplicate:
      return "duplicate";
    case FaultKind::overlap:
      return "overlap";
    case FaultKind::ambiguous:
      return "ambiguous";
    case FaultKind::dead:
      return "dead";
  }
  return "";
}

std::vector<Fault> lint(const std::vector<WrittenFrame>& frames, const LintOptions& options) {
  return Linter(frames, options).run();
}

}  // namespace kawat::lexicon
