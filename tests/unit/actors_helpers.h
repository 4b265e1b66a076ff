// The actor tables of data/ and a segmenter of a few rules, so that these tests do not wait for frames or models.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "actors/finder.h"
#include "base/text.h"
#include "lexicon/actors.h"
#include "lexicon/compile.h"

namespace kawat::actors {

inline const std::string& table(const std::string& name) {
  static std::map<std::string, std::string> known;
  std::string& bytes = known[name];
  if (bytes.empty()) {
    std::ifstream in(std::string(KAWAT_SOURCE) + "/data/actors/" + name + ".tsv", std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  return bytes;
}

inline const lexicon::Pack& pack() {
  static const lexicon::Pack p = [] {
    namespace fs = std::filesystem;
    lexicon::Source source;
    const fs::path data = fs::path(KAWAT_SOURCE) / "data";
    for (const auto& entry : fs::recursive_directory_iterator(data)) {
      if (entry.path().extension() != ".tsv") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::stringstream bytes;
      bytes << in.rdbuf();
      source.files.emplace(fs::relative(entry.path(), data).string(), bytes.str());
    }
    lexicon::PackWriter writer;
    writer.add("actors/outlets.tsv", source.files["actors/outlets.tsv"]);
    EXPECT_TRUE(lexicon::compile_actors(source, writer));
    std::string path = (fs::temp_directory_path() / ("kawat-actors-" + std::to_string(::getpid()) + ".pack")).string();
    EXPECT_TRUE(writer.write(path));
    auto opened = lexicon::Pack::open(path);
    EXPECT_TRUE(opened);
    fs::remove(path);
    return std::move(*opened);
  }();
  return p;
}

// White space, punctuation, "'s", "-nya" and hyphens between capitals: enough for these sentences.
inline void tokenise(const model::Document& d, model::Analysis& a) {
  std::string_view t = d.text;
  auto add = [&](std::size_t b, std::size_t e, bool start, bool clitic) {
    model::Token k;
    k.span = {static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(e)};
    k.norm = a.arena.copy(fold(t.substr(b, e - b)));
    k.hash = word_hash(k.norm);
    std::string_view form = t.substr(b, e - b);
    int upper = 0, letters = 0;
    for (std::size_t at = 0; at < form.size();) {
      char32_t c = next_code_point(form, at);
      if (is_digit(c)) k.shape |= model::kHasDigit;
      if (!is_letter(c)) continue;
      ++letters;
      if (is_upper(c)) {
        ++upper;
        if (letters == 1) k.shape |= model::kCapital;
      }
    }
    if (letters >= 2 && upper == letters) k.shape |= model::kAllCaps;
    if (e >= t.size() || t[e] == ' ' || t[e] == '\n') k.shape |= model::kSpaceAfter;
    if (start) k.shape |= model::kSentenceStart;
    if (clitic) k.shape |= model::kClitic;
    a.tokens.push_back(k);
  };
  auto mark = [](char c) { return std::string_view(",.;:()\"!?").find(c) != std::string_view::npos; };
  bool start = true;
  model::Sentence s;
  auto close = [&] {
    s.last = static_cast<std::uint32_t>(a.tokens.size());
    if (s.last > s.first) {
      s.span = {a.tokens[s.first].span.begin, a.tokens[s.last - 1].span.end};
      a.sentences.push_back(s);
    }
    s = {}, s.first = static_cast<std::uint32_t>(a.tokens.size()), start = true;
  };
  for (std::size_t i = 0; i < t.size();) {
    if (t[i] == ' ') {
      ++i;
      continue;
    }
    if (t[i] == '\n') {
      close(), ++i;
      continue;
    }
    std::size_t e = i;
    if (mark(t[i])) {
      add(i, i + 1, start, false);
      start = start && t[i] != '.';
      bool end = t[i] == '.' && (i + 1 >= t.size() || t[i + 1] == ' ' || t[i + 1] == '\n');
      ++i;
      if (end) close();
      continue;
    }
    while (e < t.size() && t[e] != ' ' && t[e] != '\n' &&
           !(mark(t[e]) && !(t[e] == '.' && e + 1 < t.size() && t[e + 1] != ' ' && t[e + 1] != '\n') &&
             !(t[e] == '.' && e == i + 3 && t[i + 1] == '.'))) {
      ++e;
    }
    std::string_view w = t.substr(i, e - i);
    std::size_t cut = w.size() > 5 && w.ends_with("nya") ? w.size() - 3 : w.ends_with("'s") ? w.size() - 2 : w.size();
    if (w == "hanya" || w == "tanya") cut = w.size();
    std::size_t dash = w.find('-');
    if (dash != std::string_view::npos && dash + 1 < w.size() && is_upper(static_cast<unsigned char>(w[0])) && cut == w.size() &&
        (is_upper(static_cast<unsigned char>(w[dash + 1])) || w.substr(dash) == "-led")) {
      add(i, i + dash, start, false), add(i + dash, i + dash + 1, false, false), add(i + dash + 1, e, false, false);
    } else {
      add(i, i + cut, start, false);
      if (cut < w.size()) add(i + cut, e, false, true);
    }
    start = false;
    i = e;
  }
  close();
}

inline std::vector<Answer> lookup(const Finder& finder, std::string name, model::Day day = {}) {
  model::Document d;
  d.text = std::move(name), d.published = day;
  model::Analysis words;
  tokenise(d, words);
  return finder.lookup(d, words);
}

}  // namespace kawat::actors
