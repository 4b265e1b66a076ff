#include "read/page_article.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>
#include <vector>

#include "base/text.h"

namespace kawat::read {
namespace {

// Words of class and id that name what is not the article.
const std::unordered_set<std::string_view>& other_parts() {
  static const std::unordered_set<std::string_view> words = {
      "comment",     "comments",   "commenting",  "disqus",      "share",       "sharing",     "sharebar",    "social",
      "related",     "recommend",  "recommended", "recommends",  "newsletter",  "newsletters", "subscribe",   "subscription",
      "promo",       "promos",     "promotion",   "sponsor",     "sponsored",   "advert",      "adverts",     "advertisement",
      "ad",          "ads",        "adslot",      "advertising", "banner",      "cookie",      "cookies",     "consent",
      "gdpr",        "popup",      "modal",       "overlay",     "sidebar",     "breadcrumb",  "breadcrumbs", "menu",
      "nav",         "navbar",     "navigation",  "footer",      "footnav",     "toolbar",     "widget",      "widgets",
      "pagination",  "pager",      "tags",        "taglist",     "caption",     "credit",      "credits",     "copyright",
      "trending",    "popular",    "mostread",    "mostpopular", "readmore",    "bacajuga",    "terkait",     "terpopuler",
      "komentar",    "iklan",      "paywall",     "login",       "signin",      "signup",      "register",    "tooltip",
      "outbrain",    "taboola",    "hidden",      "noprint",     "byline",      "bylines",     "bio",         "authorbio",
      "dateline",    "timestamp",  "teaser",      "teasers",     "infobox",     "callout",     "cta",         "donate",
      "donation",    "feedback",   "rating",      "ratings",     "syndication", "permalink",   "skip",        "jump",
      "masthead",    "slideshow",  "carousel",    "gallery",     "lightbox",    "livefyre",    "nextarticle", "prevnext",
      "morestories", "alsolike",   "suggested",   "topics",      "follow",      "jsonly",      "instapaper",  "email",
      "correction",  "disclaimer", "metadata",    "meta",        "postmeta",    "entrymeta",   "categories",  "seealso"};
  return words;
}

bool dropped(PageTag t) {
  switch (t) {
    case LXB_TAG_SCRIPT:
    case LXB_TAG_STYLE:
    case LXB_TAG_NOSCRIPT:
    case LXB_TAG_TEMPLATE:
    case LXB_TAG_IFRAME:
    case LXB_TAG_OBJECT:
    case LXB_TAG_EMBED:
    case LXB_TAG_SVG:
    case LXB_TAG_MATH:
    case LXB_TAG_CANVAS:
    case LXB_TAG_AUDIO:
    case LXB_TAG_VIDEO:
    case LXB_TAG_BUTTON:
    case LXB_TAG_SELECT:
    case LXB_TAG_TEXTAREA:
    case LXB_TAG_INPUT:
    case LXB_TAG_NAV:
    case LXB_TAG_ASIDE:
    case LXB_TAG_FOOTER:
    case LXB_TAG_FIGURE:
    case LXB_TAG_FIGCAPTION:
    case LXB_TAG_HEAD:
    case LXB_TAG_H1:
      return true;
    default:
      return false;
  }
}

bool is_block(PageTag t) {
  switch (t) {
    case LXB_TAG_A:
    case LXB_TAG_ABBR:
    case LXB_TAG_B:
    case LXB_TAG_BDI:
    case LXB_TAG_BDO:
    case LXB_TAG_CITE:
    case LXB_TAG_CODE:
    case LXB_TAG_DATA:
    case LXB_TAG_DEL:
    case LXB_TAG_DFN:
    case LXB_TAG_EM:
    case LXB_TAG_FONT:
    case LXB_TAG_I:
    case LXB_TAG_INS:
    case LXB_TAG_KBD:
    case LXB_TAG_LABEL:
    case LXB_TAG_MARK:
    case LXB_TAG_Q:
    case LXB_TAG_S:
    case LXB_TAG_SAMP:
    case LXB_TAG_SMALL:
    case LXB_TAG_SPAN:
    case LXB_TAG_STRONG:
    case LXB_TAG_SUB:
    case LXB_TAG_SUP:
    case LXB_TAG_TIME:
    case LXB_TAG_U:
    case LXB_TAG_VAR:
    case LXB_TAG_WBR:
    case LXB_TAG_TT:
    case LXB_TAG_BIG:
    case LXB_TAG_STRIKE:
    case LXB_TAG_ACRONYM:
      return false;
    default:
      return t < LXB_TAG__LAST_ENTRY;  // elements of a page's own making stand mostly within lines
  }
}
bool is_heading(PageTag t) { return t >= LXB_TAG_H1 && t <= LXB_TAG_H6; }

struct Block {
  std::string text;
  std::size_t links = 0;  // bytes of it within links
  int element = 0;
  PageTag tag = LXB_TAG_DIV;
};
struct Element {
  int parent = -1;
  PageTag tag = LXB_TAG__UNDEF;
  double value = 0;
  std::size_t first_block = 0, last_block = 0;
  bool body = false;  // says of itself that it is the article's body
};

class Finder {
 public:
  explicit Finder(std::string_view title) { append_collapsed(title, title_); }

  std::string run(const PageNode* root) {
    count(root);
    at_ = 0;
    elements_.push_back({});
    walk(root, 0, false);
    flush(0, LXB_TAG_DIV);
    elements_[0].last_block = blocks_.size();
    std::string out = write(choose());
    if (!out.empty()) return out;
    // A page of a line or two: its sentences.
    for (const Block& b : blocks_) {
      if (b.links * 2 > b.text.size() || !sentence(b.text) || b.text == title_) continue;
      out += (out.empty() ? "" : "\n\n") + b.text;
    }
    return out;
  }

 private:
  // Bytes that are no blanks.
  static std::size_t ink(std::string_view s) {
    return static_cast<std::size_t>(
        std::count_if(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; }));
  }
  // Ink below every node, in the order of the walk.
  std::size_t count(const PageNode* n) {
    std::size_t slot = sizes_.size();
    sizes_.push_back(0);
    std::size_t sum = is_text(n) ? ink(text(n)) : 0;
    bool none = tag_of(n) != LXB_TAG__UNDEF && dropped(tag_of(n));
    for (const PageNode* c = n->first_child; c != nullptr; c = c->next) {
      std::size_t below = count(c);
      if (!none) sum += below;
    }
    return sizes_[slot] = sum;
  }
  void pass(const PageNode* n) {
    for (const PageNode* c = n; c != nullptr; c = after(c, n)) ++at_;
  }

  static bool hidden(const PageNode* n) {
    if (has_attribute(n, Attribute::hidden)) return true;
    if (attribute(n, Attribute::aria_hidden) == "true") return true;
    std::string style;
    for (char c : attribute(n, Attribute::style))
      if (c != ' ') style += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return style.find("display:none") != std::string::npos || style.find("visibility:hidden") != std::string::npos;
  }
  // Named as a menu, comments, an advertisement …: "article-related_links", "shareTools".
  static bool named_otherwise(const PageNode* n) {
    for (Attribute name :
         {Attribute::class_, Attribute::id, Attribute::role, Attribute::data_component, Attribute::data_module}) {
      std::string_view value = attribute(n, name);
      std::string word;
      for (std::size_t i = 0; i <= value.size(); ++i) {
        char c = i < value.size() ? value[i] : ' ';
        bool letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        bool hump = letter && std::isupper(static_cast<unsigned char>(c)) != 0 && !word.empty() && i > 0 &&
                    std::islower(static_cast<unsigned char>(value[i - 1])) != 0;
        if (!letter || hump) {
          if (other_parts().contains(word)) return true;
          word.clear();
        }
        if (letter) word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
    }
    return false;
  }

  // Posts of social networks stand in boxes named so.
  static bool holds_quotation(const PageNode* n, int depth = 0) {
    for (const PageNode* c = n->first_child; depth < 4 && c != nullptr; c = c->next) {
      if (tag_of(c) == LXB_TAG_BLOCKQUOTE || holds_quotation(c, depth + 1)) return true;
    }
    return false;
  }
  // "article-body", "entry-content", "storyBody", "isi-berita": what calls itself the text of an article.
  static bool named_body(const PageNode* n) {
    if (attribute(n, Attribute::itemprop).find("articleBody") != std::string_view::npos) return true;
    for (Attribute name : {Attribute::class_, Attribute::id}) {
      std::string value;
      for (char c : attribute(n, name)) {
        if (c != '-' && c != '_') value += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
      for (std::string_view known :
           {"articlebody",   "articlecontent", "articletext", "articlemain",  "postcontent",  "postbody",
            "posttext",      "entrycontent",   "entrybody",   "storybody",    "storycontent", "storytext",
            "bodycopy",      "newscontent",    "newsbody",    "newstext",     "contentbody",  "detailtext",
            "detailbody",    "detailcontent",  "readcontent", "isiberita",    "isiartikel",   "txtarticle",
            "singlecontent", "pagecontent",    "artikelbody", "kontenberita", "itemfulltext", "fieldnamebody"}) {
        std::size_t at = value.find(known);
        if (at != std::string::npos && (at + known.size() == value.size() || value[at + known.size()] == ' ')) return true;
      }
    }
    return false;
  }

  void flush(int element, PageTag tag) {
    while (!line_.empty() && line_.back() == ' ') line_.pop_back();
    if (!line_.empty()) blocks_.push_back({std::move(line_), links_, element, tag});
    line_.clear(), links_ = 0;
  }

  void walk(const PageNode* n, int element, bool link) {
    if (is_text(n)) {
      ++at_;
      std::size_t before = line_.size();
      append_collapsed(text(n), line_);
      if (link) links_ += line_.size() - before;
      return;
    }
    if (!is_element(n)) {
      ++at_;
      for (const PageNode* c = n->first_child; c != nullptr; c = c->next) walk(c, element, link);
      return;
    }
    PageTag tag = tag_of(n);
    std::size_t size = sizes_[at_];
    // A name says nothing of what holds most of the page.
    bool small = size * 3 < sizes_[0];
    bool top = tag == LXB_TAG_HTML || tag == LXB_TAG_BODY || tag == LXB_TAG_BLOCKQUOTE;
    if (!top &&
        (dropped(tag) || hidden(n) || (small && named_otherwise(n) && !holds_quotation(n)) || (tag == LXB_TAG_FORM && small))) {
      if (is_block(tag)) flush(element, current_);
      pass(n);
      return;
    }
    ++at_;
    if (tag == LXB_TAG_BR) {
      // Two in a row end a paragraph.
      if (!line_.empty() && line_.back() == '\n') {
        line_.pop_back();
        flush(element, current_);
      } else if (!line_.empty()) {
        line_ += '\n';
      }
      return;
    }
    if (!is_block(tag)) {
      for (const PageNode* c = n->first_child; c != nullptr; c = c->next) walk(c, element, link || tag == LXB_TAG_A);
      return;
    }
    PageTag outer = current_;
    flush(element, current_);
    current_ = tag;
    int own = static_cast<int>(elements_.size());
    Element e;
    e.parent = element, e.tag = tag, e.first_block = blocks_.size();
    e.body = named_body(n);
    elements_.push_back(e);
    for (const PageNode* c = n->first_child; c != nullptr; c = c->next) walk(c, own, link);
    flush(own, tag);
    current_ = outer;
    elements_[static_cast<std::size_t>(own)].last_block = blocks_.size();
  }

  static bool sentence(std::string_view s) {
    while (!s.empty() &&
           (s.back() == '"' || s.back() == '\'' || s.back() == ')' || s.ends_with("\xE2\x80\x9D") || s.ends_with("\xE2\x80\x99")))
      s.remove_suffix(s.back() == '"' || s.back() == '\'' || s.back() == ')' ? 1 : 3);
    return !s.empty() &&
           (s.back() == '.' || s.back() == '!' || s.back() == '?' || s.back() == ':' || s.ends_with("\xE2\x80\xA6"));
  }
  // What a block says for or against being the article.
  double weight(const Block& b) const {
    double size = static_cast<double>(b.text.size());
    double linked = static_cast<double>(b.links) / std::max(1.0, size);
    if (is_heading(b.tag)) return linked > 0.5 ? -10 : 0;
    if (linked > 0.5) return -20 - size * 0.3;
    bool prose = size >= 80 || (size >= 30 && sentence(b.text));
    if (b.tag == LXB_TAG_LI) return prose ? size * 0.5 : -5;
    if (prose) return std::min(size, 1500.0) * (1 - linked);
    return b.tag == LXB_TAG_P ? 0 : -5;
  }

  std::size_t choose() {
    for (const Block& b : blocks_) {
      double w = weight(b);
      for (int e = b.element; e >= 0; e = elements_[static_cast<std::size_t>(e)].parent)
        elements_[static_cast<std::size_t>(e)].value += w;
    }
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

  // Pages that go on with the next story: of several articles side by side the first is the page's.
  std::size_t one_of_several(std::size_t best) const {
    std::vector<std::size_t> parts;
    for (std::size_t i = best + 1; i < elements_.size(); ++i) {
      const Element& e = elements_[i];
      if (e.first_block < elements_[best].first_block || e.last_block > elements_[best].last_block) continue;
      if (e.tag != LXB_TAG_ARTICLE) continue;
      if (!parts.empty() && e.last_block <= elements_[parts.back()].last_block) continue;  // inside the one before
      if (e.value > 400 && e.value * 8 > elements_[best].value) parts.push_back(i);
    }
    return parts.size() > 1 && elements_[parts[0]].value * 5 > elements_[best].value ? parts[0] : best;
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
  static bool label(const Block& b) {
    switch (b.tag) {
      case LXB_TAG_P:
      case LXB_TAG_LI:
      case LXB_TAG_TD:
      case LXB_TAG_TH:
      case LXB_TAG_DT:
      case LXB_TAG_DD:
      case LXB_TAG_PRE:
      case LXB_TAG_BLOCKQUOTE:
        return false;
      default:
        return !is_heading(b.tag) && b.text.size() < 80 && !sentence(b.text);
    }
  }

  std::string write(std::size_t best) const {
    const Element& e = elements_[best];
    std::vector<char> keep(blocks_.size(), 0);
    std::size_t last = e.first_block;
    double before = 0, all = 0;
    for (std::size_t i = e.first_block; i < e.last_block; ++i) all += std::max(0.0, weight(blocks_[i]));
    for (std::size_t i = e.first_block; i < e.last_block; ++i) {
      const Block& b = blocks_[i];
      double w = weight(b);
      if (before > 0 && b.text.size() < 80 && b.tag != LXB_TAG_LI && elsewhere(b.text)) {
        if (before > all * (is_heading(b.tag) ? 0.6 : 0.85)) break;
        continue;
      }
      // "About the company"
      if (before > all * 0.7 && is_heading(b.tag) && (fold(b.text).starts_with("about ") || fold(b.text).starts_with("tentang ")))
        break;
      // By-lines, dates and labels above the first paragraph.
      if (before == 0 && w <= 0 && b.text.size() < 100 && !is_heading(b.tag) && !sentence(b.text)) continue;
      before += std::max(0.0, w);
      if (label(b)) continue;
      double linked = static_cast<double>(b.links) / static_cast<double>(b.text.size());
      if (linked > 0.6 && (b.text.size() < 250 || b.tag != LXB_TAG_P)) continue;
      if (b.text == title_) continue;
      if (b.text.starts_with("http") && b.text.find(' ') == std::string::npos) continue;
      keep[i] = is_heading(b.tag) ? 2 : 1;
      if (weight(b) > 0) last = i + 1;
    }
    std::string out;
    for (std::size_t i = e.first_block; i < last; ++i) {
      if (keep[i] == 0) continue;
      // A subheading that nothing of the article follows.
      if (keep[i] == 2 && (i + 1 >= last || keep[i + 1] == 0)) continue;
      if (!out.empty()) out += "\n\n";
      out += blocks_[i].text;
    }
    return out;
  }

  std::string title_;
  std::vector<std::size_t> sizes_;
  std::size_t at_ = 0;
  std::vector<Element> elements_;
  std::vector<Block> blocks_;
  std::string line_;
  std::size_t links_ = 0;
  PageTag current_ = LXB_TAG_DIV;
};

}  // namespace

std::string article_text(const PageNode* root, std::string_view title) { return Finder(title).run(root); }

}  // namespace kawat::read
