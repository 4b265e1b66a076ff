#include "read/page_article.h"

#include <algorithm>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "read/page_names.h"

namespace kawat::read {
namespace {

bool is_heading(PageTag tag) { return (traits(tag) & kHeading) != 0; }

struct Block {
  std::size_t begin = 0, end = 0;  // of the text of all blocks
  std::size_t links = 0;           // bytes of it within links
  int element = 0;
  PageTag tag = LXB_TAG_DIV;
  bool row = false;     // of a table of data
  bool calls = false;   // links to accounts, letters and subscriptions
  bool teaser = false;  // of another story
  double weight = 0;
  std::size_t size() const { return end - begin; }
};
struct Element {
  int parent = -1;
  PageTag tag = LXB_TAG__UNDEF;
  double value = 0;
  std::size_t first_block = 0, last_block = 0;
  bool body = false;  // says of itself that it is the article's body
};

// Whether it ends as sentences do.
bool is_sentence(std::string_view s) {
  auto drop = [&](std::string_view end) {
    bool there = s.ends_with(end);
    if (there) s.remove_suffix(end.size());
    return there;
  };
  while (drop("\"") || drop("'") || drop(")") || drop("”") || drop("’") || drop("»")) {
  }
  for (std::string_view end : {".", "!", "?", ":", "…", "。", "！", "？", "。", "।", "؟"}) {
    if (s.ends_with(end)) return true;
  }
  return false;
}

class Finder {
 public:
  // trusting: what names and styles say is believed.
  Finder(const Page& page, bool trusting)
      : trusting_(trusting), title_(collapsed(page.title)), description_(collapsed(page.description)) {}

  std::string run(const PageNode* root) {
    all_ink_ = ink(root);
    text_.reserve(all_ink_ + all_ink_ / 4 + 64);
    elements_.push_back({});
    walk(root, 0, false);
    flush(0, LXB_TAG_DIV);
    elements_[0].last_block = blocks_.size();
    find_teasers();
    std::string out = write(choose());
    if (!out.empty()) return out;
    // A page of a line or two: its sentences.
    for (const Block& b : blocks_) {
      if (b.links * 2 > b.size() || !is_sentence(text(b)) || text(b) == title_) continue;
      out.append(out.empty() ? "" : "\n\n").append(text(b));
    }
    return out;
  }

 private:
  std::string_view text(const Block& b) const { return std::string_view(text_).substr(b.begin, b.size()); }

  // Posts of social networks stand in boxes named so.
  static bool holds_quotation(const PageNode* n, int depth = 0) {
    for (const PageNode* c = n->first_child; depth < 4 && c != nullptr; c = c->next) {
      if (tag_of(c) == LXB_TAG_BLOCKQUOTE || holds_quotation(c, depth + 1)) return true;
    }
    return false;
  }

  // A picture with the links that belong to it, put into a line: no words of the sentence around it.
  static bool picture_box(const PageNode* n) {
    bool picture = false;
    std::size_t linked = 0;
    for (const PageNode* c = n->first_child; c != nullptr; c = c->next) {
      picture |= tag_of(c) == LXB_TAG_IMG;
      if (tag_of(c) == LXB_TAG_A) linked += ink(c);
    }
    return picture && linked > 0 && linked * 10 >= ink(n) * 8;
  }

  // Rows of figures and names, and no page laid out in cells.
  static bool is_data(const PageNode* table) {
    std::size_t rows = 0, cells = 0;
    for (const PageNode* n = after(table, table); n != nullptr; n = after(n, table)) {
      switch (tag_of(n)) {
        case LXB_TAG_TABLE:
        case LXB_TAG_FORM:
          return false;
        case LXB_TAG_TR:
          ++rows;
          break;
        case LXB_TAG_TD:
        case LXB_TAG_TH:
          if (ink(n) > 150) return false;
          ++cells;
          break;
        default:
          break;
      }
    }
    return rows > 1 && cells >= rows * 2;
  }

  void flush(int element, PageTag tag) {
    while (text_.size() > line_ && (text_.back() == ' ' || text_.back() == '\n')) text_.pop_back();
    if (text_.size() > line_) blocks_.push_back({line_, text_.size(), links_, element, tag, row_ && tag == LXB_TAG_TR, calls_});
    text_ += '\n';  // no line goes on in the next
    line_ = text_.size(), links_ = 0, calls_ = false;
  }

  void walk(const PageNode* n, int element, bool link) {
    if (is_text(n)) {
      std::size_t before = text_.size();
      append_collapsed(read::text(n), text_);
      if (link) links_ += text_.size() - before;
      return;
    }
    if (!is_element(n)) {
      for (const PageNode* c = n->first_child; c != nullptr; c = c->next) walk(c, element, link);
      return;
    }
    PageTag tag = tag_of(n);
    bool within_line = (traits(tag) & kInline) != 0;
    Said said = look_at(n);
    // A name says nothing of what holds most of the page.
    bool small = ink(n) * 3 < all_ink_;
    bool comments = said.comments && ink(n) * 10 < all_ink_ * 9;
    bool top = tag == LXB_TAG_HTML || tag == LXB_TAG_BODY || tag == LXB_TAG_BLOCKQUOTE;
    bool word = tag == LXB_TAG_A && text_.size() > line_;  // of a sentence, whatever it is named
    if (!top && ((traits(tag) & kNoText) != 0 || comments ||
                 (trusting_ && (said.hidden || (small && said.other && !word && !holds_quotation(n)))) ||
                 (tag == LXB_TAG_FORM && small) || (tag == LXB_TAG_SPAN && picture_box(n)))) {
      if (!within_line) flush(element, current_);
      return;
    }
    if (tag == LXB_TAG_BR) {
      // Two in a row end a paragraph.
      if (text_.size() > line_ && text_.back() == '\n') {
        text_.pop_back();
        flush(element, current_);
      } else if (text_.size() > line_) {
        text_ += '\n';
      }
      return;
    }
    // A row of a table is a line.
    if (tag == LXB_TAG_TD || tag == LXB_TAG_TH) within_line = row_;
    if (row_ && !within_line && tag != LXB_TAG_TR && tag != LXB_TAG_TBODY && tag != LXB_TAG_THEAD) within_line = true;
    if (within_line) {
      if (row_ && text_.size() > line_ && text_.back() != ' ') text_ += ' ';
      calls_ = calls_ || (tag == LXB_TAG_A && is_call(attribute(n, Attribute::href)));
      for (const PageNode* c = n->first_child; c != nullptr; c = c->next) walk(c, element, link || tag == LXB_TAG_A);
      return;
    }
    PageTag outer = current_;
    flush(element, current_);
    current_ = tag;
    auto own = elements_.size();
    elements_.push_back({element, tag, 0, blocks_.size(), 0, said.body});
    bool in_row = row_;
    if (tag == LXB_TAG_TABLE) row_ = is_data(n);
    for (const PageNode* c = n->first_child; c != nullptr; c = c->next) walk(c, static_cast<int>(own), link);
    flush(static_cast<int>(own), tag);
    current_ = outer, row_ = in_row;
    elements_[own].last_block = blocks_.size();
  }

  // What a block says for or against being the article.
  double weight(const Block& b) const {
    double size = static_cast<double>(b.size());
    double linked = static_cast<double>(b.links) / std::max(1.0, size);
    if (is_heading(b.tag)) return linked > 0.5 ? -10 : 0;
    if (b.teaser) return -10;
    if (b.tag == LXB_TAG_TR && b.row) return linked > 0.5 ? 0 : std::min(size, 100.0) * 0.5;
    if (linked > 0.5) return -20 - size * 0.3;
    bool prose = size >= 80 || (size >= 30 && is_sentence(text(b)));
    if (b.tag == LXB_TAG_LI) return prose ? size * 0.5 : b.links == 0 ? 0 : -5;
    if (prose) return std::min(size, 1500.0) * (1 - linked);
    return b.tag == LXB_TAG_P ? 0 : -5;
  }

  double linked(const Block& b) const { return static_cast<double>(b.links) / static_cast<double>(b.size()); }

  // A link and a line or two about what it leads to, as one of a row of such elements: teasers of other stories, unless the page
  // has nothing else.
  void find_teasers() {
    std::vector<char> card(elements_.size(), 0);
    std::vector<int> cards(elements_.size(), 0), children(elements_.size(), 0);
    for (std::size_t i = 1; i < elements_.size(); ++i) {
      const Element& e = elements_[i];
      if (e.last_block == e.first_block) continue;
      ++children[static_cast<std::size_t>(e.parent)];
      if (e.last_block - e.first_block > 6) continue;
      std::size_t title = e.first_block, prose = 0;
      while (title < e.last_block && (linked(blocks_[title]) < 0.8 || blocks_[title].size() < 15)) ++title;
      if (title == e.last_block || title > e.first_block + 1) continue;
      for (std::size_t b = e.first_block; b < e.last_block; ++b) prose += blocks_[b].size() - blocks_[b].links;
      card[i] = prose >= 20 && prose <= 350;
      cards[static_cast<std::size_t>(e.parent)] += card[i];
    }
    std::size_t all = 0, within = 0;
    for (const Block& b : blocks_) all += b.size() - b.links;
    std::vector<std::size_t> found;
    for (std::size_t i = 1; i < elements_.size(); ++i) {
      auto parent = static_cast<std::size_t>(elements_[i].parent);
      if (card[i] == 0 || cards[parent] < 3 || cards[parent] * 10 < children[parent] * 6) continue;
      found.push_back(i);
      for (std::size_t b = elements_[i].first_block; b < elements_[i].last_block; ++b)
        within += blocks_[b].size() - blocks_[b].links;
    }
    if (within * 2 > all) return;
    for (std::size_t i : found) {
      for (std::size_t b = elements_[i].first_block; b < elements_[i].last_block; ++b) blocks_[b].teaser = true;
    }
  }

  std::size_t choose() {
    for (Block& b : blocks_) {
      b.weight = weight(b);
      elements_[static_cast<std::size_t>(b.element)].value += b.weight;
    }
    // Parents stand before their children.
    for (std::size_t i = elements_.size(); i-- > 1;)
      elements_[static_cast<std::size_t>(elements_[i].parent)].value += elements_[i].value;
    std::size_t best = 0;
    for (std::size_t i = 1; i < elements_.size(); ++i) {
      if (elements_[i].value >= elements_[best].value) best = i;
    }
    std::size_t body = 0;
    for (std::size_t i = 1; i < elements_.size(); ++i) {
      const Element& e = elements_[i];
      if (!e.body || e.value * 4 < elements_[best].value) continue;
      if (body == 0 || e.value > elements_[body].value * 1.5) body = i;
    }
    if (body != 0) body = whole(body);
    return one_of_several(body != 0 ? body : best);
  }

  // The text may stand in several such parts: what holds them all, unless they are articles of their own.
  std::size_t whole(std::size_t body) const {
    auto story = [&](std::size_t i) {
      for (int e = elements_[i].parent; e >= 0; e = elements_[static_cast<std::size_t>(e)].parent) {
        if (elements_[static_cast<std::size_t>(e)].tag == LXB_TAG_ARTICLE) return e;
      }
      return -1;
    };
    double sum = 0;
    std::size_t common = body;
    for (std::size_t i = 1; i < elements_.size(); ++i) {
      const Element& e = elements_[i];
      if (!e.body || e.value * 6 < elements_[body].value || story(i) != story(body)) continue;
      bool inside = i != body && e.first_block >= elements_[body].first_block && e.last_block <= elements_[body].last_block;
      if (inside) continue;
      sum += e.value;
      while (e.first_block < elements_[common].first_block || e.last_block > elements_[common].last_block)
        common = static_cast<std::size_t>(std::max(0, elements_[common].parent));
    }
    return sum > elements_[body].value * 1.3 && elements_[common].value > sum * 0.7 ? common : body;
  }

  // Pages that go on with the next story, or with a list of others: of several articles side by side the first that is long is
  // the page's.
  std::size_t one_of_several(std::size_t best) const {
    std::vector<std::size_t> parts;
    double most = 0;
    for (std::size_t i = best + 1; i < elements_.size(); ++i) {
      const Element& e = elements_[i];
      if (e.first_block < elements_[best].first_block || e.last_block > elements_[best].last_block) continue;
      if (e.tag != LXB_TAG_ARTICLE || e.first_block == e.last_block) continue;
      if (!parts.empty() && e.last_block <= elements_[parts.back()].last_block) continue;  // inside the one before
      parts.push_back(i);
      most = std::max(most, e.value);
    }
    std::size_t first = 0;
    auto is_long = [&](double value) { return value > 400 && value * 8 > elements_[best].value; };
    while (first < parts.size() && elements_[parts[first]].value < most && !is_long(elements_[parts[first]].value)) ++first;
    if (parts.size() < 2 || most < 400) return best;
    double value = elements_[parts[first]].value, others = 0;
    for (std::size_t p : parts) others = p == parts[first] ? others : std::max(others, elements_[p].value);
    bool next_stories = is_long(others) && value * 5 > elements_[best].value;
    bool list = parts.size() > 3 && value > others * 3 && value * 3 > elements_[best].value;
    return next_stories || list ? parts[first] : best;
  }

  // Headings under which other stories stand.
  static bool elsewhere(std::string_view heading) {
    std::string h = fold(trim(heading));
    while (!h.empty() && (h.back() == ':' || h.back() == '.')) h.pop_back();
    if (h.size() > 60) return false;
    static const std::unordered_set<std::string_view> whole = {"related",
                                                               "features",
                                                               "more",
                                                               "latest",
                                                               "latest news",
                                                               "top stories",
                                                               "trending",
                                                               "most popular",
                                                               "most read",
                                                               "popular",
                                                               "comments",
                                                               "leave a reply",
                                                               "leave a comment",
                                                               "tags",
                                                               "breaking news",
                                                               "newsletter",
                                                               "about us",
                                                               "about the author",
                                                               "share this",
                                                               "topics",
                                                               "see also",
                                                               "terkait",
                                                               "berita terkait",
                                                               "artikel terkait",
                                                               "berita lainnya",
                                                               "artikel lainnya",
                                                               "terpopuler",
                                                               "terkini",
                                                               "berita terpopuler",
                                                               "komentar",
                                                               "tinggalkan balasan",
                                                               "rekomendasi",
                                                               "lihat juga",
                                                               "video pilihan",
                                                               "pilihan editor"};
    if (whole.contains(h)) return true;
    for (std::string_view start :
         {"related ",     "more on this",   "more stories", "more from",  "more news",      "read more",       "recommended",
          "you may also", "you might also", "baca juga",    "simak juga", "berita terkait", "artikel terkait", "also on ",
          "also read",    "sign up for",    "subscribe",    "don't miss", "up next",        "next article"}) {
      if (h.starts_with(start)) return true;
    }
    return false;
  }
  // Short lines of no sentence, outside paragraphs and lists: "Advert", "Image 1 of 5", "Close".
  bool label(std::size_t i) const {
    const Block& b = blocks_[i];
    if ((traits(b.tag) & (kProse | kHeading)) != 0 || b.size() >= 80 || is_sentence(text(b))) return false;
    // Between lines of prose of one element it is a line of it.
    auto prose = [&](std::size_t k) { return k < blocks_.size() && blocks_[k].element == b.element && blocks_[k].weight > 0; };
    return b.links > 0 || !prose(i - 1) || !prose(i + 1);
  }

  // What the page says of itself in its head, above the text and apart from it.
  bool summary(std::size_t i, std::size_t end) const {
    std::string_view said = text(blocks_[i]), start = std::string_view(description_).substr(0, 60);
    if (start.size() < 40 || !said.starts_with(start) || said.size() > description_.size() + 20) return false;
    std::size_t next = i + 1;
    while (next < end && blocks_[next].weight <= 0) ++next;
    auto parent = [&](const Block& x) { return elements_[static_cast<std::size_t>(x.element)].parent; };
    return next < end && parent(blocks_[next]) != parent(blocks_[i]);
  }
  bool quoted(const Block& b) const {
    for (int e = b.element, up = 0; e > 0 && up < 3; e = elements_[static_cast<std::size_t>(e)].parent, ++up) {
      if (elements_[static_cast<std::size_t>(e)].tag == LXB_TAG_BLOCKQUOTE) return true;
    }
    return false;
  }
  // Behind a heading that is a link stands what that leads to.
  bool of_linked_heading(std::size_t i) const {
    const Block& b = blocks_[i];
    auto parent = [&](const Block& x) { return elements_[static_cast<std::size_t>(x.element)].parent; };
    return i > 0 && is_heading(blocks_[i - 1].tag) && linked(blocks_[i - 1]) > 0.8 && b.size() < 200 && !is_heading(b.tag) &&
           parent(b) == parent(blocks_[i - 1]);
  }
  // A list of links from here on, such as close an article: three lines and more, of which none is a sentence without them.
  std::size_t behind_links(std::size_t i, std::size_t end) const {
    std::size_t k = i;
    while (k < end && blocks_[k].tag == LXB_TAG_LI && blocks_[k].links * 10 >= blocks_[k].size() * 3 &&
           !is_sentence(text(blocks_[k])))
      ++k;
    return k >= i + 3 ? k : i;
  }

  std::string write(std::size_t best) const {
    const Element& e = elements_[best];
    std::vector<char> keep(blocks_.size(), 0);
    std::size_t last = e.first_block;
    double before = 0, all = 0;
    for (std::size_t i = e.first_block; i < e.last_block; ++i) all += std::max(0.0, blocks_[i].weight);
    for (std::size_t i = e.first_block; i < e.last_block; ++i) {
      const Block& b = blocks_[i];
      std::string_view said = text(b);
      if (before > 0 && b.size() < 80 && b.tag != LXB_TAG_LI && elsewhere(said)) {
        if (before > all * (is_heading(b.tag) ? 0.6 : 0.85)) break;
        continue;
      }
      if (is_heading(b.tag) && before > all * 0.7) {
        // "About the company"
        std::string h = fold(said);
        if (h.starts_with("about ") || h.starts_with("tentang ")) break;
      }
      if (before > all * 0.6) {
        if (std::size_t behind = behind_links(i, e.last_block); behind > i) {
          i = behind - 1;
          continue;
        }
        if (of_linked_heading(i)) continue;
      }
      // By-lines, dates and labels above the first paragraph.
      if (before == 0 && !is_heading(b.tag) && !is_sentence(said) && b.size() < (b.weight <= 0 || b.links > 0 ? 100 : 0))
        continue;
      before += std::max(0.0, b.weight);
      if (b.teaser || label(i)) continue;
      bool line = b.tag == LXB_TAG_LI && b.size() >= 100 && is_sentence(said);
      if (linked(b) > 0.6 && !b.row && !line && (b.size() < 250 || b.tag != LXB_TAG_P)) continue;
      if (said == title_ || (before == b.weight && summary(i, e.last_block))) continue;
      if (said.starts_with("http") && said.find(' ') == std::string_view::npos) continue;
      keep[i] = is_heading(b.tag) ? 2 : 1;
      bool item = b.tag == LXB_TAG_LI && b.links == 0 && last == i;  // of a list that closes the article
      if (b.weight > 0 || line || item) last = i + 1;
    }
    // Who wrote it, and where to follow, write and subscribe.
    while (last > e.first_block + 1 && (keep[last - 1] == 0 || (blocks_[last - 1].calls && blocks_[last - 1].size() < 260)))
      --last;
    std::string out;
    for (std::size_t i = e.first_block; i < last; ++i) {
      if (keep[i] == 0) continue;
      // A subheading that nothing of the article follows.
      if (keep[i] == 2 && (i + 1 >= last || keep[i + 1] == 0)) continue;
      if (!out.empty()) out += "\n\n";
      out += text(blocks_[i]);
    }
    return out;
  }

  bool trusting_;
  std::string title_, description_;
  std::size_t all_ink_ = 0;
  std::vector<Element> elements_;
  std::vector<Block> blocks_;
  std::string text_;      // of all blocks, one after another
  std::size_t line_ = 0;  // where the block begins that is being read
  std::size_t links_ = 0;
  PageTag current_ = LXB_TAG_DIV;
  bool row_ = false;    // within a table of data
  bool calls_ = false;  // of the block that is being read
};

}  // namespace

std::string article_text(const PageNode* root, const Page& page) {
  std::string text = Finder(page, true).run(root);
  if (text.size() >= 100) return text;
  // Next to nothing: the article may stand in a box that is hidden until a program shows it, or named as something else.
  std::string more = Finder(page, false).run(root);
  return more.size() > text.size() * 2 + 200 ? more : text;
}

}  // namespace kawat::read
