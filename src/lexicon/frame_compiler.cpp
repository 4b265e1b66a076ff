// Frame phrases → flat frames. Build time only: plain containers, errors with file and line.
#include <algorithm>
#include <bit>
#include <climits>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "lexicon/frames.h"
#include "lexicon/inflect.h"
#include "lexicon/pack.h"

namespace kawat::lexicon {

class FrameCompiler {
 public:
  FrameCompiler(const Inflector& inflector, const Grammar& grammar, std::vector<std::string> passive_prefixes,
                std::vector<std::string> appeal_suffixes, const Ontology& ontology)
      : inflector_(inflector),
        grammar_(grammar),
        prefixes_(std::move(passive_prefixes)),
        suffixes_(std::move(appeal_suffixes)),
        ontology_(ontology) {}

  Status file(const std::string& name, std::string_view text);
  Result<std::string> finish();
  std::vector<WrittenFrame> written();
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  struct Options {
    model::EventType type = model::EventType::none;
    int mode = -1;
    std::uint16_t cameo = 0;
    std::uint64_t contexts = 0;
    std::uint8_t modality = 0xFF;
    bool symmetric = false;
    bool imperative = false;
    std::vector<model::EventType> also;
  };
  struct Part {  // one position of a phrase: its alternatives, each a row of words
    std::vector<std::string> alternatives;
  };
  struct Draft {
    Frame frame;
    std::vector<Element> elements;
    std::vector<std::vector<std::uint64_t>> forms;  // per element
    std::vector<std::vector<Voice>> voices;
    std::vector<std::string> spelled;  // per element: "x|y" as written, of an oblique role its prepositions
    std::vector<model::EventType> also;
    std::string rule;
    std::uint32_t phrase = 0;  // of phrases_
  };

  Status head(std::string_view line, const std::string& where, Options& o) const;
  Status option(std::string_view word, const std::string& where, Options& o) const;
  Status phrase(std::string_view text, const std::string& where, const std::string& rule, const Options& o);
  Status variant(const std::vector<std::string>& words, const std::string& where, const std::string& rule, const Options& o,
                 std::uint32_t pattern);
  static Result<std::vector<Part>> parts(std::string_view text, const std::string& where);
  static bool is_role(std::string_view w) {
    return w == "A" || w == "B" || w == "A?" || w == "B?" || w == "A's" || w == "B's" || w == "B?'s";
  }
  bool in(const char* cls, std::string_view word) const { return grammar_.is(cls, word_hash(word)); }
  void add_word(Draft& d, ElementKind kind, const std::string& alternatives, bool inflect, bool imperative = false) const;
  // How many phrases each form stands in.
  std::unordered_map<std::uint64_t, int> choose_keys();

  const Inflector& inflector_;
  const Grammar& grammar_;
  std::vector<std::string> prefixes_;  // of passive verbs, as written: "di", "ter"
  std::vector<std::string> suffixes_;  // of imperatives: "lah"
  const Ontology& ontology_;
  std::vector<Draft> drafts_;
  std::map<std::string, std::uint32_t> patterns_;
  std::vector<std::string> phrases_;
  std::vector<std::string> errors_;  // of single phrases: all are told at once
};

Status FrameCompiler::option(std::string_view word, const std::string& where, Options& o) const {
  std::size_t eq = word.find('=');
  std::string_view key = word.substr(0, eq), value = eq == std::string_view::npos ? std::string_view{} : word.substr(eq + 1);
  auto bad = [&](std::string what) { return fail(Code::bad_frame, where, std::move(what)); };
  if (key == "symmetric") {
    o.symmetric = true;
  } else if (key == "imperative") {
    o.imperative = true;
  } else if (key == "cameo") {
    int row = ontology_.cameo_row(value);
    if (row == 0) return bad("unknown CAMEO code '" + std::string(value) + "'");
    o.cameo = static_cast<std::uint16_t>(row);
  } else if (key == "context" || key == "contexts") {
    for (std::string_view c : split(value, ',')) {
      int bit = ontology_.context(c);
      if (bit < 0) return bad("unknown context '" + std::string(c) + "'");
      o.contexts |= 1ull << bit;
    }
  } else if (key == "modality") {
    for (std::uint8_t m = 0; m < 5; ++m) {
      if (name(static_cast<model::Modality>(m)) == value) o.modality = m;
    }
    if (o.modality == 0xFF) return bad("unknown modality '" + std::string(value) + "'");
  } else if (key == "also") {
    for (std::string_view t : split(value, ',')) {
      o.also.push_back(model::event_type_from(t));
      if (o.also.back() == model::EventType::none) return bad("unknown event type '" + std::string(t) + "'");
    }
  } else if (key == "mode") {
    o.mode = ontology_.mode(o.type, value);
    if (o.mode < 0) return bad("type has no mode '" + std::string(value) + "'");
  } else {
    return bad("unknown key '" + std::string(key) + "'");
  }
  return {};
}

Status FrameCompiler::head(std::string_view line, const std::string& where, Options& o) const {
  auto words = split(trim(line), ' ');
  o.type = model::event_type_from(words[0]);
  if (o.type == model::EventType::none && words[0] != "NONE") {
    return fail(Code::bad_frame, where, "unknown event type '" + std::string(words[0]) + "'", "phrases must be indented");
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].empty()) continue;
    if (i == 1 && words[i] != "symmetric" && words[i] != "imperative" && words[i].find('=') == std::string_view::npos) {
      o.mode = ontology_.mode(o.type, words[i]);
      if (o.mode < 0) return fail(Code::bad_frame, where, std::string(words[0]) + " has no mode '" + std::string(words[i]) + "'");
    } else if (auto ok = option(words[i], where, o); !ok) {
      return ok;
    }
  }
  return {};
}

Status FrameCompiler::file(const std::string& name, std::string_view text) {
  Options block;
  bool have_block = false;
  int number = 0;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (trim(line).empty() || trim(line).front() == '#') continue;
    std::string where = "data/" + name + ":" + std::to_string(number);
    std::string rule = name.substr(name.find('/') + 1) + ":" + std::to_string(number);
    if (line.front() != ' ' && line.front() != '\t') {
      block = {};
      have_block = true;
      if (auto ok = head(line, where, block); !ok) return ok;
      continue;
    }
    if (!have_block) return fail(Code::bad_frame, where, "a phrase before any block head");
    Options own = block;
    std::size_t bar = line.find(" | ");
    if (bar != std::string_view::npos) {
      for (std::string_view word : split(trim(line.substr(bar + 3)), ' ')) {
        if (word.empty()) continue;
        if (auto ok = option(word, where, own); !ok) return ok;
      }
      line = line.substr(0, bar);
    }
    if (auto ok = phrase(trim(line), where, rule, own); !ok) errors_.push_back(ok.error().message());
  }
  return {};
}

Result<std::vector<FrameCompiler::Part>> FrameCompiler::parts(std::string_view text, const std::string& where) {
  std::vector<Part> out;
  for (std::size_t i = 0; i < text.size();) {
    char c = text[i];
    if (c == ' ') {
      ++i;
    } else if (c == '(' || c == '[') {
      std::size_t close = text.find(c == '(' ? ')' : ']', i);
      if (close == std::string_view::npos) return fail(Code::bad_frame, where, "a bracket is not closed");
      Part part;
      if (c == '[') part.alternatives.emplace_back();
      for (std::string_view a : split(text.substr(i + 1, close - i - 1), '|')) part.alternatives.emplace_back(trim(a));
      out.push_back(std::move(part));
      i = close + 1;
      // "(A|B)'s" is not a thing; a suffix stuck to a bracket is an error worth naming.
      if (i < text.size() && text[i] != ' ' && text[i] != '(' && text[i] != '[') {
        return fail(Code::bad_frame, where, "put a space after a bracket");
      }
    } else {
      std::size_t end = text.find_first_of(" ([", i);
      if (end == std::string_view::npos) end = text.size();
      out.push_back({{std::string(text.substr(i, end - i))}});
      i = end;
    }
  }
  return out;
}

Status FrameCompiler::phrase(std::string_view text, const std::string& where, const std::string& rule, const Options& o) {
  auto ps = parts(text, where);
  if (!ps) return fail(ps.error());
  std::uint32_t pattern = patterns_.emplace(std::string(text), static_cast<std::uint32_t>(patterns_.size())).first->second;
  phrases_.emplace_back(text);
  // Alternatives that are single words of one class stay together ("x|y"); all others are multiplied out.
  std::vector<std::vector<std::string>> variants{{}};
  for (const Part& p : *ps) {
    // Words between words are passed over anyway: an optional "[official]" changes nothing.
    if (p.alternatives.front().empty()) {
      bool plain = true;
      for (const std::string& a : p.alternatives) {
        for (std::string_view w : split(a, ' ')) {
          std::string folded = fold(w);
          plain = plain && !is_role(w) && w != "*" && !in("prep", folded) && !in("mark", folded) && !in("particle", folded) &&
                  !in("and", folded);
        }
      }
      if (plain) continue;
    }
    std::vector<std::string> choices;
    std::map<int, std::string> merged;
    for (const std::string& a : p.alternatives) {
      bool single =
          !a.empty() && a.find_first_of(" -") == std::string::npos && !is_role(a) && a != "*" && p.alternatives.size() > 1;
      if (!single) {
        choices.push_back(a);
        continue;
      }
      std::string folded = fold(a);
      int cls = in("skip", folded)       ? 1
                : in("prep", folded)     ? 2
                : in("mark", folded)     ? 3
                : in("particle", folded) ? 4
                : in("and", folded)      ? 5
                                         : 0;
      std::string& m = merged[cls];
      m += m.empty() ? a : "|" + a;
    }
    for (const auto& [cls, m] : merged) choices.push_back(m);
    std::vector<std::vector<std::string>> next;
    for (const auto& v : variants) {
      for (const std::string& c : choices) {
        auto longer = v;
        for (std::string_view w : split(c, ' ')) {
          if (!w.empty()) longer.emplace_back(w);
        }
        next.push_back(std::move(longer));
      }
    }
    if (next.size() > 3000) return fail(Code::bad_frame, where, "too many alternatives", "write it as several phrases");
    variants = std::move(next);
  }
  for (const auto& v : variants) {
    if (auto ok = variant(v, where, rule, o, pattern); !ok) return ok;
  }
  return {};
}

void FrameCompiler::add_word(Draft& d, ElementKind kind, const std::string& alternatives, bool inflect, bool imperative) const {
  Element e;
  e.kind = kind;
  std::vector<std::uint64_t> hashes;
  std::vector<Voice> voices;
  auto add = [&](const std::string& form, Voice voice) {
    std::uint64_t h = word_hash(form);
    if (std::find(hashes.begin(), hashes.end(), h) == hashes.end()) hashes.push_back(h), voices.push_back(voice);
  };
  for (std::string_view a : split(alternatives, '|')) {
    std::string folded = fold(a);
    if (!inflect) {
      add(folded, Voice::any);
    } else {
      for (const auto& [form, voice] : inflector_.forms(folded)) {
        add(form, voice);
        // "Dukunglah", "Bersatulah"
        for (const std::string& suffix : suffixes_) {
          if (imperative && (voice == Voice::bare || form == folded)) add(form + suffix, Voice::bare);
        }
      }
    }
  }
  d.elements.push_back(e);
  d.forms.push_back(std::move(hashes));
  d.voices.push_back(std::move(voices));
  d.spelled.push_back(alternatives);
}

Status FrameCompiler::variant(const std::vector<std::string>& words, const std::string& where, const std::string& rule,
                              const Options& o, std::uint32_t pattern) {
  Draft d;
  d.rule = rule;
  d.also = o.also;
  d.phrase = static_cast<std::uint32_t>(phrases_.size() - 1);
  Frame& f = d.frame;
  f.type = o.type;
  f.mode = static_cast<std::int16_t>(o.mode);
  f.contexts = o.contexts;
  f.modality = o.modality;
  f.symmetric = o.symmetric;
  f.imperative = o.imperative;
  f.pattern = pattern;
  f.cameo = o.cameo;
  if (f.cameo == 0 && o.mode >= 0) f.cameo = ontology_.modes()[static_cast<std::size_t>(o.mode)].cameo;
  if (f.cameo == 0) f.cameo = ontology_.type(o.type).cameo;
  int anchor = -1;
  std::vector<std::uint64_t> preps;  // waiting for their role
  std::vector<bool> after_prep;      // per element: a preposition or mark stood before it
  bool star = false, marked = false;
  std::string pending, before_role;  // the function word as written; the prepositions in `preps`
  auto add_role = [&](Role role, Link link, bool optional, std::vector<std::uint64_t> hashes) {
    Element e;
    e.kind = ElementKind::role, e.role = role, e.link = link, e.optional = optional;
    d.voices.emplace_back(hashes.size(), Voice::any);
    d.elements.push_back(e);
    d.spelled.push_back(link == Link::oblique ? before_role : "");
    d.forms.push_back(std::move(hashes));
  };
  bool be = false;
  auto set_anchor = [&](std::string_view word) {
    anchor = static_cast<int>(d.elements.size());
    bool prefixed = false;
    for (std::string_view prefix : prefixes_)
      prefixed = prefixed || (word.size() > prefix.size() + 3 && word.starts_with(prefix));
    f.surface = be || prefixed;
    f.nominal = !o.imperative &&
                (d.elements.empty() || (d.elements[0].kind == ElementKind::role && d.elements[0].link == Link::possessor));
  };
  auto spell = [](std::string_view alternatives) {
    std::vector<std::uint64_t> out;
    for (std::string_view a : split(alternatives, '|')) out.push_back(word_hash(fold(a)));
    return out;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    after_prep.resize(d.elements.size() + 1, false);
    after_prep.back() = !pending.empty() || star;
    const std::string& w = words[i];
    std::string first = fold(std::string_view(w).substr(0, w.find('|')));
    if (is_role(w)) {
      Role role = w[0] == 'A' ? Role::actor : Role::recipient;
      bool optional = w.find('?') != std::string::npos, owner = w.ends_with("'s");
      if (i + 2 < words.size() && in("and", fold(words[i + 1])) && is_role(words[i + 2])) {
        role = Role::both;
        owner = words[i + 2].ends_with("'s");
        i += 2;
      }
      if (role == Role::both) f.symmetric = 1;
      if (owner) {
        add_role(role, anchor < 0 ? Link::possessor : Link::owner, optional, {});
      } else if (anchor < 0) {
        add_role(role, Link::subject, optional, {});
      } else if (star) {
        add_role(role, Link::inside, optional, {});
      } else if (marked && preps.empty()) {
        add_word(d, ElementKind::function, pending, false);
        add_role(role, Link::clause_subject, optional, {});
      } else if (!preps.empty()) {
        add_role(role, Link::oblique, optional, preps);
      } else {
        bool second = d.elements.back().kind == ElementKind::word && static_cast<int>(d.elements.size()) - 1 != anchor;
        add_role(role, f.nominal ? Link::possessor : second ? Link::behind : Link::object, optional, {});
      }
      preps.clear(), pending.clear(), star = false, marked = false;
    } else if (w == "*") {
      if (!pending.empty()) add_word(d, ElementKind::function, pending, false);
      preps.clear(), pending.clear();
      star = true, marked = false;
    } else if (in("skip", first) && w.size() > 1) {
      continue;
    } else if ((in("prep", first) || in("mark", first)) && anchor >= 0) {
      // English "to" is both: before a role it is a preposition, before a word it opens a complement.
      bool role_next = i + 1 < words.size() && is_role(words[i + 1]);
      if (in("prep", first) && (role_next || !in("mark", first))) {
        // "closes in on": the first of two belongs to the verb.
        if (!preps.empty() && !pending.empty()) add_word(d, ElementKind::function, pending, false);
        preps = spell(w);
        before_role = w;
        star = false;  // "menuduh * kepada B": the preposition says where B is
      } else {
        marked = true;
        // "has to stop": without its "to" it is "has stopped".
        if (!role_next && in("semimodal", fold(words[i - 1]))) add_word(d, ElementKind::function, w, false);
      }
      pending = w;
      if (i + 1 == words.size()) add_word(d, ElementKind::function, w, false);
    } else {
      if (in("particle", first) && anchor >= 0) {
        add_word(d, ElementKind::function, w, false);
        continue;
      }
      // Before the first word a preposition says nothing ("under threat from …"), unless it is that word ("sampai di B").
      if (anchor < 0 && i + 1 < words.size() && (in("prep", first) || in("mark", first) || in("passive", first))) {
        std::string next = fold(std::string_view(words[i + 1]).substr(0, words[i + 1].find('|')));
        if (!is_role(words[i + 1]) && words[i + 1] != "*" && !in("prep", next) && !in("mark", next)) {
          if (in("passive", first)) be = true;
          continue;
        }
      }
      // "calls for talks": the preposition belongs to the phrase.
      if (anchor >= 0 && !preps.empty() && !pending.empty()) add_word(d, ElementKind::function, pending, false);
      // Hyphens that are tokens of their own in a text: "cease-fire" is found as cease + fire, "2-0" is so in any language.
      bool kept = !grammar_.words("hyphen").empty() && !w.ends_with('-') && w.find_first_of("0123456789") == std::string::npos;
      if (!kept && w.find('|') == std::string::npos && w.find('-') != std::string::npos) {
        for (std::string_view part : split(w, '-')) {
          if (part.empty()) continue;
          if (anchor < 0) set_anchor(part);
          add_word(d, ElementKind::word, std::string(part), true);
        }
      } else {
        const bool opens = anchor < 0;
        if (opens) set_anchor(first);
        add_word(d, ElementKind::word, w, true, opens && o.imperative);
      }
      preps.clear(), pending.clear(), star = false, marked = false;
    }
  }
  if (anchor < 0) return fail(Code::bad_frame, where, "a phrase needs a word beside its roles");
  // English compounds carry their owner on the last noun: "A's air strike on B".
  if (f.nominal && grammar_.words("possessor").size() > 1) {
    after_prep.resize(d.elements.size() + 1, false);
    while (static_cast<std::size_t>(anchor) + 1 < d.elements.size() &&
           d.elements[static_cast<std::size_t>(anchor) + 1].kind == ElementKind::word &&
           !after_prep[static_cast<std::size_t>(anchor) + 1]) {
      ++anchor;
    }
  }
  f.anchor = static_cast<std::uint8_t>(anchor);
  f.elements = static_cast<std::uint8_t>(d.elements.size());
  f.words = static_cast<std::uint8_t>(
      std::count_if(d.elements.begin(), d.elements.end(), [](const Element& e) { return e.kind == ElementKind::word; }));
  drafts_.push_back(std::move(d));
  return {};
}

// The key of a frame is its rarest word: light verbs and auxiliaries stand in hundreds of frames, nouns in few.
std::unordered_map<std::uint64_t, int> FrameCompiler::choose_keys() {
  std::unordered_map<std::uint64_t, int> use;
  for (const Draft& d : drafts_) {
    for (std::size_t e = 0; e < d.elements.size(); ++e) {
      if (d.elements[e].kind == ElementKind::word) {
        for (std::uint64_t h : d.forms[e]) ++use[h];
      }
    }
  }
  for (Draft& d : drafts_) {
    int best = -1;
    for (std::size_t e = 0; e < d.elements.size(); ++e) {
      if (d.elements[e].kind != ElementKind::word) continue;
      int most = 0;
      for (std::uint64_t h : d.forms[e]) most = std::max(most, use[h]);
      if (best < 0 || most <= best) best = most, d.frame.key = static_cast<std::uint8_t>(e);
    }
  }
  return use;
}

Result<std::string> FrameCompiler::finish() {
  auto use = choose_keys();
  std::vector<Frame> frames;
  std::vector<Element> elements;
  std::vector<std::uint64_t> forms;
  std::vector<Voice> voices;
  std::string strings;
  std::map<std::string, std::uint32_t> rules;
  std::map<std::vector<std::uint64_t>, std::uint16_t> choices;  // sorted forms → number, from 1
  std::map<std::uint64_t, std::vector<std::uint16_t>> lists;    // form → choices
  std::vector<std::vector<Trigger>> triggers(1);                // by choice
  std::map<std::vector<std::uint64_t>, std::uint32_t> shared;   // equal form lists are stored once
  for (Draft& d : drafts_) {
    Frame f = d.frame;
    f.first_element = static_cast<std::uint32_t>(elements.size());
    auto [at, fresh] = rules.emplace(d.rule, static_cast<std::uint32_t>(strings.size()));
    if (fresh) strings += d.rule;
    f.rule = at->second;
    f.rule_size = static_cast<std::uint16_t>(d.rule.size());
    for (std::size_t e = 0; e < d.elements.size(); ++e) {
      Element element = d.elements[e];
      element.forms = static_cast<std::uint32_t>(d.forms[e].size());
      std::vector<std::uint64_t> key = d.forms[e];
      for (Voice v : d.voices[e]) key.push_back(static_cast<std::uint64_t>(v));
      auto [where, first_time] = shared.emplace(std::move(key), static_cast<std::uint32_t>(forms.size()));
      if (first_time) {
        forms.insert(forms.end(), d.forms[e].begin(), d.forms[e].end());
        voices.insert(voices.end(), d.voices[e].begin(), d.voices[e].end());
      }
      element.first_form = where->second;
      elements.push_back(element);
    }
    auto choice = [&](std::size_t e) {
      std::vector<std::uint64_t> sorted = d.forms[e];
      std::sort(sorted.begin(), sorted.end());
      auto [entry, added] = choices.emplace(std::move(sorted), static_cast<std::uint16_t>(triggers.size()));
      if (added) {
        triggers.emplace_back();
        for (std::uint64_t h : d.forms[e]) lists[h].push_back(entry->second);
      }
      return entry->second;
    };
    Trigger trigger;
    trigger.frame = static_cast<std::uint32_t>(frames.size());
    std::vector<std::pair<int, std::uint16_t>> needs;
    for (std::size_t e = 0; e < d.elements.size(); ++e) {
      bool word = d.elements[e].kind == ElementKind::word;
      // A function before both key and anchor is never looked for.
      if (d.elements[e].kind == ElementKind::role || e == f.key || (!word && e < std::min(f.key, f.anchor))) continue;
      int most = word ? 0 : INT_MAX;
      for (std::uint64_t h : d.forms[e]) most = std::max(most, use[h]);
      needs.emplace_back(most, choice(e));
    }
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
    for (std::size_t i = 0; i < std::min(needs.size(), trigger.needs.size()); ++i) trigger.needs[i] = needs[i].second;
    triggers[choice(f.key)].push_back(trigger);
    if (triggers.size() > 0xFFFF) return fail(Code::bad_frame, "data/lang", "more different words than can be numbered");
    frames.push_back(f);
  }
  std::uint64_t size = std::bit_ceil(std::max<std::uint64_t>(2, lists.size() * 2));
  std::vector<Frames::Slot> slots(size);
  std::vector<std::uint16_t> all_lists;
  for (const auto& [hash, list] : lists) {
    std::uint64_t at = hash & (size - 1);
    while (slots[at].hash != 0) at = (at + 1) & (size - 1);
    slots[at] = {hash, static_cast<std::uint32_t>(all_lists.size()), static_cast<std::uint32_t>(list.size())};
    all_lists.insert(all_lists.end(), list.begin(), list.end());
  }
  std::vector<Frames::Choice> all_choices;
  std::vector<Trigger> all_triggers;
  for (const auto& list : triggers) {
    all_choices.push_back({static_cast<std::uint32_t>(all_triggers.size()), static_cast<std::uint32_t>(list.size())});
    all_triggers.insert(all_triggers.end(), list.begin(), list.end());
  }
  std::string out;
  std::uint64_t sizes[9] = {frames.size(),      elements.size(),     forms.size(),  slots.size(),  all_lists.size(),
                            all_choices.size(), all_triggers.size(), voices.size(), strings.size()};
  out.append(reinterpret_cast<const char*>(sizes), sizeof sizes);
  auto put = [&out](const auto* data, std::size_t bytes) {
    out.append(reinterpret_cast<const char*>(data), bytes);
    out.resize((out.size() + 7) / 8 * 8);
  };
  put(frames.data(), frames.size() * sizeof(Frame));
  put(elements.data(), elements.size() * sizeof(Element));
  put(forms.data(), forms.size() * 8);
  put(slots.data(), slots.size() * sizeof(Frames::Slot));
  put(all_lists.data(), all_lists.size() * sizeof(std::uint16_t));
  put(all_choices.data(), all_choices.size() * sizeof(Frames::Choice));
  put(all_triggers.data(), all_triggers.size() * sizeof(Trigger));
  put(voices.data(), voices.size());
  put(strings.data(), strings.size());
  return out;
}

std::vector<WrittenFrame> FrameCompiler::written() {
  choose_keys();
  std::vector<WrittenFrame> out;
  for (const Draft& d : drafts_) {
    WrittenFrame w{d.frame, d.rule, phrases_[d.phrase], {}, d.also};
    for (std::size_t e = 0; e < d.elements.size(); ++e) {
      WrittenElement element{d.elements[e], {}, {}};
      for (std::string_view word : split(d.spelled[e], '|')) {
        if (word.empty()) continue;
        std::string folded = fold(word);
        std::vector<std::uint64_t> forms;
        if (d.elements[e].kind == ElementKind::word) {
          for (const auto& [form, voice] : inflector_.forms(folded)) forms.push_back(word_hash(form));
          std::sort(forms.begin(), forms.end());
        } else {
          forms.push_back(word_hash(folded));
        }
        element.words.push_back(std::move(folded));
        element.forms.push_back(std::move(forms));
      }
      w.elements.push_back(std::move(element));
    }
    out.push_back(std::move(w));
  }
  return out;
}

namespace {

// Compiles the files and hands the compiler on.
template <class F>
auto with_compiler(const std::vector<std::pair<std::string, std::string_view>>& files, std::string_view inflection,
                   std::string_view grammar, const Ontology& ontology, F&& use)
    -> Result<decltype(use(std::declval<FrameCompiler&>()))> {
  auto inflector = Inflector::read(inflection, "inflection.tsv");
  if (!inflector) return fail(inflector.error());
  Grammar g = Grammar::read(grammar);
  std::vector<std::string> prefixes, suffixes;
  for (const Row& row : rows(grammar)) {
    if (row.cell(0) != "passive_prefix" && row.cell(0) != "appeal_suffix") continue;
    for (std::string_view part : split(row.cell(1), ' '))
      (row.cell(0) == "passive_prefix" ? prefixes : suffixes).emplace_back(part);
  }
  FrameCompiler compiler(*inflector, g, std::move(prefixes), std::move(suffixes), ontology);
  for (const auto& [name, text] : files) {
    if (auto ok = compiler.file(name, text); !ok) return fail(ok.error());
  }
  if (!compiler.errors().empty()) {
    std::string all = std::to_string(compiler.errors().size()) + " phrases cannot be used";
    for (const std::string& e : compiler.errors()) all += "\n  " + e;
    return fail(Code::bad_frame, "data/lang", std::move(all));
  }
  return use(compiler);
}

}  // namespace

Result<std::string> compile_frames(const std::vector<std::pair<std::string, std::string_view>>& files,
                                   std::string_view inflection, std::string_view grammar, const Ontology& ontology) {
  auto packed = with_compiler(files, inflection, grammar, ontology, [](FrameCompiler& c) { return c.finish(); });
  if (!packed) return fail(packed.error());
  return std::move(*packed);
}

Result<std::vector<WrittenFrame>> read_frames(const std::vector<std::pair<std::string, std::string_view>>& files,
                                              std::string_view inflection, std::string_view grammar, const Ontology& ontology) {
  return with_compiler(files, inflection, grammar, ontology, [](FrameCompiler& c) { return c.written(); });
}

}  // namespace kawat::lexicon
