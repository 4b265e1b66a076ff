#include "read/page_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace kawat::read {
namespace {

// Words of class and id that name what is not the article.
constexpr std::string_view kOtherParts[] = {
    "comment",    "comments",  "commenting",  "disqus",      "share",      "sharing",     "sharebar",    "social",
    "related",    "recommend", "recommended", "recommends",  "newsletter", "newsletters", "subscribe",   "subscription",
    "promo",      "promos",    "promotion",   "sponsor",     "sponsored",  "advert",      "adverts",     "advertisement",
    "ad",         "ads",       "adslot",      "advertising", "banner",     "cookie",      "cookies",     "consent",
    "gdpr",       "popup",     "modal",       "overlay",     "sidebar",    "breadcrumb",  "breadcrumbs", "menu",
    "nav",        "navbar",    "navigation",  "footer",      "footnav",    "toolbar",     "widget",      "widgets",
    "pagination", "pager",     "tags",        "taglist",     "caption",    "credit",      "credits",     "copyright",
    "trending",   "popular",   "mostread",    "mostpopular", "readmore",   "bacajuga",    "terkait",     "terpopuler",
    "komentar",   "iklan",     "login",       "signin",      "signup",     "register",    "tooltip",     "outbrain",
    "taboola",    "hidden",    "noprint",     "byline",      "bylines",    "bio",         "authorbio",   "dateline",
    "timestamp",  "teaser",    "teasers",     "infobox",     "callout",    "cta",         "donate",      "donation",
    "feedback",   "rating",    "ratings",     "syndication", "permalink",  "skip",        "jump",        "masthead",
    "slideshow",  "carousel",  "gallery",     "lightbox",    "livefyre",   "nextarticle", "prevnext",    "morestories",
    "alsolike",   "suggested", "topics",      "follow",      "jsonly",     "instapaper",  "email",       "correction",
    "disclaimer", "metadata",  "meta",        "postmeta",    "entrymeta",  "categories",  "seealso",     "popover",
    "hovercard",  "flyout",    "dropdown"};

// By first letter and length, which turn down most words.
class Words {
 public:
  Words() {
    for (std::string_view w : kOtherParts) {
      lengths_[index(w[0])] |= 1U << w.size();
      rows_[index(w[0])].push_back(w);
    }
  }
  bool has(std::string_view w) const {
    if (w.size() > 20 || (lengths_[index(w[0])] >> w.size() & 1) == 0) return false;
    const auto& row = rows_[index(w[0])];
    return std::find(row.begin(), row.end(), w) != row.end();
  }

 private:
  static std::size_t index(char c) { return static_cast<unsigned char>(c - 'a') % 26; }
  std::array<std::uint32_t, 26> lengths_{};
  std::array<std::vector<std::string_view>, 26> rows_;
};

bool is_lower_case(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper_case(char c) { return c >= 'A' && c <= 'Z'; }

// Whether one of the words is named as a menu, comments, an advertisement …: "article-related_links", "shareTools".
bool names_other(std::string_view value) {
  static const Words words;
  std::array<char, 24> word;
  std::size_t size = 0, name = 0;  // name: where the class begins that the word is part of
  auto other = [&](std::size_t end) {
    std::string_view w(word.data(), size);
    if (size < 2 || size == word.size() || !words.has(w)) return false;
    // "elementor-widget" may hold anything, and so may "hidden-xs"; "category-social" and "tag-ads" tell what an article is
    // about.
    bool first = end - size == name;
    if (w == "widget" || w == "widgets") return first;
    if (w == "hidden") return first && (end == value.size() || value[end] == ' ');
    std::string_view whole = value.substr(name);
    return !whole.starts_with("category-") && !whole.starts_with("tag-");
  };
  for (std::size_t i = 0; i <= value.size(); ++i) {
    char c = i < value.size() ? value[i] : ' ';
    bool upper = is_upper_case(c), letter = upper || is_lower_case(c);
    if (!letter || (upper && size > 0 && is_lower_case(value[i - 1]))) {
      if (other(i)) return true;
      size = 0;
      if (c == ' ') name = i + 1;
    }
    if (letter && size < word.size()) word[size++] = lower(c);
  }
  return false;
}

// Whether it is named as the comments of readers, and no more: "comments-open" is said of an article.
bool names_comments(std::string_view value) {
  for (std::string_view name : {"comments", "comment-list", "commentlist", "comments-area", "comments-section", "comment-section",
                                "disqus_thread", "komentar"}) {
    std::size_t at = value.find(name), end = at + name.size();
    if (at != std::string_view::npos && (at == 0 || value[at - 1] == ' ') && (end == value.size() || value[end] == ' '))
      return true;
  }
  return false;
}

// "article-body", "entry-content", "storyBody", "isi-berita": what calls itself the text of an article.
bool names_body(std::string_view value) {
  constexpr std::string_view kNames[] = {
      "articlebody",  "articlecontent", "articletext", "articlemain",   "postcontent",  "postbody",      "posttext",
      "entrycontent", "entrybody",      "storybody",   "storycontent",  "storytext",    "bodycopy",      "newscontent",
      "newsbody",     "newstext",       "contentbody", "detailtext",    "detailbody",   "detailcontent", "readcontent",
      "isiberita",    "isiartikel",     "txtarticle",  "singlecontent", "pagecontent",  "artikelbody",   "kontenberita",
      "itemfulltext", "fieldnamebody",  "bodytext",    "bodycontent",   "detailkonten", "beritacontent"};
  std::array<char, 64> word;
  std::size_t size = 0;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    char c = i < value.size() ? value[i] : ' ';
    if (c == '-' || c == '_') continue;
    if (static_cast<unsigned char>(c) > ' ') {
      if (size < word.size()) word[size++] = lower(c);
      continue;
    }
    std::string_view w(word.data(), size);
    for (std::string_view name : kNames) {
      if (size >= 8 && size < word.size() && name.back() == w.back() && w.ends_with(name)) return true;
    }
    size = 0;
  }
  return false;
}

bool style_hides(std::string_view style) {
  if (style.find(':') == std::string_view::npos) return false;
  std::string s = lower(style);
  std::erase(s, ' ');
  return s.find("display:none") != std::string::npos || s.find("visibility:hidden") != std::string::npos;
}

}  // namespace

Said look_at(const PageNode* n) {
  Said said;
  for (const lxb_dom_attr_t* a = first_attribute(n); a != nullptr; a = a->next) {
    switch (static_cast<Attribute>(a->node.local_name)) {
      case Attribute::class_:
      case Attribute::id:
        said.body |= names_body(value(a));
        said.comments |= names_comments(value(a));
        [[fallthrough]];
      case Attribute::role:
      case Attribute::data_component:
      case Attribute::data_module:
        said.other = said.other || names_other(value(a));
        break;
      case Attribute::itemprop:
        said.body |= value(a).find("articleBody") != std::string_view::npos;
        break;
      case Attribute::hidden:
        said.hidden = true;
        break;
      case Attribute::aria_hidden:
        said.hidden |= value(a) == "true";
        break;
      case Attribute::style:
        said.hidden = said.hidden || style_hides(value(a));
        break;
      default:
        break;
    }
  }
  return said;
}

bool is_call(std::string_view href) {
  if (href.starts_with("mailto:")) return true;
  for (std::string_view post : {"/status/", "/posts/", "/p/", "/watch", "/photo", "/video", "/hashtag/"}) {
    if (href.find(post) != std::string_view::npos) return false;
  }
  for (std::string_view place : {"twitter.com/", "facebook.com/", "instagram.com/", "//t.me/", "wa.me/", "whatsapp.com/",
                                 "linkedin.com/", "tiktok.com/", "//x.com/", "newsletter", "subscri", "signup", "sign-up",
                                 "langganan", "play.google.com/", "apps.apple.com/", "itunes.apple.com/", "news.google.com/"}) {
    if (href.find(place) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace kawat::read
