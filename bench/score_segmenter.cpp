// score_segmenter PACK LANGUAGE FILE.conllu… [--show N] [--only PREFIX]: token and sentence F1 of the segmenter against
// treebanks.
//
// The raw text of the sentences is joined into paragraphs (a "# newpar"/"# newdoc" line starts one; else every five sentences
// do). A token counts when both ends agree. Also prints the speed.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lexicon/pack.h"
#include "text/segmenter.h"

namespace {

using kawat::model::Span;

struct Gold {
  std::string text;
  std::vector<Span> tokens, sentences;
};

struct Word {
  std::string form;
  bool space = true;
};

Gold read(const char* path, const std::string& only) {
  Gold g;
  std::ifstream in(path);
  std::string line, text, id;
  std::vector<std::string> forms;
  bool paragraph = true;
  int in_paragraph = 0, range_end = 0;
  auto flush = [&] {
    if (!text.empty() && (only.empty() || id.compare(0, only.size(), only) == 0)) {
      if (!g.text.empty()) g.text += paragraph || in_paragraph >= 5 ? '\n' : ' ';
      if (paragraph || in_paragraph >= 5) in_paragraph = 0;
      ++in_paragraph;
      auto base = static_cast<std::uint32_t>(g.text.size());
      std::size_t at = 0;
      for (const std::string& f : forms) {
        std::size_t found = text.find(f, at);
        if (found == std::string::npos || found > at + 4) continue;
        g.tokens.push_back({base + static_cast<std::uint32_t>(found), base + static_cast<std::uint32_t>(found + f.size())});
        at = found + f.size();
      }
      g.text += text;
      g.sentences.push_back({base, static_cast<std::uint32_t>(g.text.size())});
      paragraph = false;
    }
    text.clear(), forms.clear(), range_end = 0;
  };
  while (std::getline(in, line)) {
    if (line.empty()) {
      flush();
    } else if (line.rfind("# text = ", 0) == 0) {
      text = line.substr(9);
    } else if (line.rfind("# sent_id = ", 0) == 0) {
      id = line.substr(12);
    } else if (line.rfind("# newpar", 0) == 0 || line.rfind("# newdoc", 0) == 0) {
      paragraph = true;
    } else if (line[0] != '#') {
      std::size_t tab = line.find('\t'), next = line.find('\t', tab + 1);
      std::string number = line.substr(0, tab);
      if (number.find('-') == std::string::npos && number.find('.') == std::string::npos)
        forms.push_back(line.substr(tab + 1, next - tab - 1));
    }
  }
  flush();
  return g;
}

double f1(const std::vector<Span>& gold, const std::vector<Span>& mine, const std::string& text, int show) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> g, m;
  for (Span s : gold) g.insert({s.begin, s.end});
  for (Span s : mine) m.insert({s.begin, s.end});
  std::size_t both = 0;
  for (auto& s : m) both += g.count(s);
  if (show > 0) {
    for (auto& s : g) {
      if (m.count(s) || show-- <= 0) continue;
      std::string shown;
      std::uint32_t end = s.first;
      for (auto it = m.lower_bound({s.first > 30 ? s.first - 30 : 0, 0}); it != m.end() && it->first < s.second + 6; ++it) {
        if (it->second > s.first)
          shown += " <" + text.substr(it->first, std::min(it->second - it->first, 60u)) + ">", end = it->second;
      }
      std::printf("gold <%s>  mine%s   …%s\n", text.substr(s.first, std::min(s.second - s.first, 200u)).c_str(), shown.c_str(),
                  text.substr(end, 20).c_str());
    }
  }
  return 200.0 * static_cast<double>(both) / static_cast<double>(g.size() + m.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4)
    return std::fprintf(stderr,
                        "usage: score_segmenter PACK LANGUAGE FILE.conllu… [--show N] [--only ID-PREFIX] [--sentences]\n"),
           2;
  auto pack = kawat::lexicon::Pack::open(argv[1]);
  if (!pack) return std::fprintf(stderr, "%s\n", pack.error().message().c_str()), 1;
  auto segmenter = kawat::text::Segmenter::build(*pack, argv[2]);
  if (!segmenter) return std::fprintf(stderr, "%s\n", segmenter.error().message().c_str()), 1;
  int show = 0;
  bool show_sentences = false;
  std::string only;
  std::vector<const char*> files;
  for (int i = 3; i < argc; ++i) {
    std::string a = argv[i];
    if (a == "--show" && i + 1 < argc)
      show = std::atoi(argv[++i]);
    else if (a == "--only" && i + 1 < argc)
      only = argv[++i];
    else if (a == "--sentences")
      show_sentences = true;
    else
      files.push_back(argv[i]);
  }
  for (const char* file : files) {
    Gold g = read(file, only);
    kawat::model::Document d;
    d.text = g.text;
    kawat::model::Analysis a;
    auto begin = std::chrono::steady_clock::now();
    int rounds = 0;
    do {
      a.clear();
      segmenter->segment(d, a);
      ++rounds;
    } while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(300));
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / rounds;
    std::vector<Span> tokens, sentences;
    for (const auto& t : a.tokens) tokens.push_back(t.span);
    for (const auto& s : a.sentences) sentences.push_back(s.span);
    double t = f1(g.tokens, tokens, g.text, show_sentences ? 0 : show),
           s = f1(g.sentences, sentences, g.text, show_sentences ? show : 0);
    std::printf("%s %s: tokens %.2f  sentences %.2f  (%zu tokens, %zu sentences)  %.2f million words/s\n", file, only.c_str(), t,
                s, g.tokens.size(), g.sentences.size(), static_cast<double>(a.tokens.size()) / seconds / 1e6);
  }
  return 0;
}
