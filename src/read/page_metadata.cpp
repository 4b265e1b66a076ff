#include "read/page_metadata.h"

#define SIMDJSON_EXCEPTIONS 0  // no conversion that throws compiles
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/text.h"

namespace kawat::read {
namespace {

void fill(std::string& to, std::string_view value) {
  if (to.empty()) to = collapsed(value);
}

// JSON that escapes what HTML would.
std::string plain(std::string_view s) {
  std::size_t at = s.find('&');
  if (at == std::string_view::npos || s.find(';', at) == std::string_view::npos) return collapsed(s);
  return text_of(PageTree(s).root());
}

// One name, or the names of several authors, from whatever shape "author" has.
void names(simdjson::dom::element e, std::string& out, int depth = 0) {
  if (depth > 4) return;
  std::string_view s;
  if (e.get_string().get(s) == simdjson::SUCCESS) {
    std::string name = plain(s);
    if (name.empty() || name.starts_with("http")) return;
    if (!out.empty()) out += ", ";
    out += name;
    return;
  }
  simdjson::dom::array list;
  if (e.get_array().get(list) == simdjson::SUCCESS) {
    for (simdjson::dom::element one : list) names(one, out, depth + 1);
    return;
  }
  simdjson::dom::element name;
  if (e.at_key("name").get(name) == simdjson::SUCCESS) names(name, out, depth + 1);
}

struct LinkedData {
  int rank = 0;  // how much the object is the article
  std::string title, author, outlet, section, url, language, published, modified, text;
};

int rank_of(simdjson::dom::element e) {
  auto one = [](std::string_view type) {
    if (type.find("NewsArticle") != std::string_view::npos) return 5;
    if (type == "Article" || type == "Report" || type.find("BlogPosting") != std::string_view::npos) return 4;
    if (type.find("Article") != std::string_view::npos) return 3;
    if (type == "ClaimReview") return 2;
    return type.ends_with("WebPage") || type == "ItemPage" ? 1 : 0;
  };
  simdjson::dom::element type;
  if (e.at_key("@type").get(type) != simdjson::SUCCESS) return 0;
  std::string_view s;
  if (type.get_string().get(s) == simdjson::SUCCESS) return one(s);
  simdjson::dom::array list;
  int best = 0;
  if (type.get_array().get(list) == simdjson::SUCCESS) {
    for (simdjson::dom::element t : list) {
      if (t.get_string().get(s) == simdjson::SUCCESS) best = std::max(best, one(s));
    }
  }
  return best;
}

// Every object of the page is looked at; the one that is most an article counts.
void linked_data(simdjson::dom::element e, LinkedData& best, int depth = 0) {
  if (depth > 6) return;
  simdjson::dom::array list;
  if (e.get_array().get(list) == simdjson::SUCCESS) {
    for (simdjson::dom::element one : list) linked_data(one, best, depth + 1);
    return;
  }
  simdjson::dom::object object;
  if (e.get_object().get(object) != simdjson::SUCCESS) return;
  if (int rank = rank_of(e); rank > best.rank) {
    LinkedData d;
    d.rank = rank;
    auto string = [&](const char* key, std::string& to) {
      std::string_view s;
      simdjson::dom::element value;
      if (e.at_key(key).get(value) != simdjson::SUCCESS) return;
      simdjson::dom::array several;
      if (value.get_array().get(several) == simdjson::SUCCESS && several.at(0).get(value) != simdjson::SUCCESS) return;
      if (value.get_string().get(s) == simdjson::SUCCESS) to = plain(s);
    };
    string("headline", d.title);
    if (d.title.empty()) string("name", d.title);
    string("datePublished", d.published), string("dateModified", d.modified);
    string("inLanguage", d.language), string("url", d.url), string("articleSection", d.section);
    simdjson::dom::element value;
    if (d.url.empty() && e.at_key("mainEntityOfPage").get(value) == simdjson::SUCCESS) {
      std::string_view page;
      if (value.get_string().get(page) == simdjson::SUCCESS || value.at_key("@id").get_string().get(page) == simdjson::SUCCESS)
        d.url = plain(page);
      if (!d.url.starts_with("http")) d.url.clear();
    }
    if (e.at_key("author").get(value) == simdjson::SUCCESS) names(value, d.author);
    if (e.at_key("publisher").get(value) == simdjson::SUCCESS) names(value, d.outlet);
    std::string_view text;
    if (e.at_key("articleBody").get_string().get(text) == simdjson::SUCCESS) d.text = text;
    best = std::move(d);
  }
  for (const char* key : {"@graph", "mainEntity", "itemListElement", "item"}) {
    simdjson::dom::element inner;
    if (e.at_key(key).get(inner) == simdjson::SUCCESS) linked_data(inner, best, depth + 1);
  }
}

// Pages write raw line breaks into strings, and wrap the whole in a comment.
std::string mend_json(std::string_view raw) {
  std::string_view s = trim(raw);
  for (std::string_view open : {"<!--", "//<![CDATA[", "<![CDATA["}) {
    if (s.starts_with(open)) s = trim(s.substr(open.size()));
  }
  for (std::string_view close : {"-->", "//]]>", "]]>", ";"}) {
    if (s.ends_with(close)) s = trim(s.substr(0, s.size() - close.size()));
  }
  std::string out(s);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return out;
}

// The first of the names that a <meta> of the page has wins, whatever the order in the page.
struct Meta {
  std::vector<std::pair<std::string, std::string_view>> rows;
  std::string_view first(std::initializer_list<std::string_view> wanted) const {
    for (std::string_view name : wanted) {
      for (const auto& [key, value] : rows) {
        if (key == name && !trim(value).empty()) return value;
      }
    }
    return {};
  }
};

// "/2019/11/25/", "/2019-11-25-", "20191125": a day in a path.
std::string day_in_url(std::string_view url) {
  auto digit = [&](std::size_t i) { return i < url.size() && url[i] >= '0' && url[i] <= '9'; };
  auto number = [&](std::size_t i, std::size_t n) {
    int v = 0;
    for (std::size_t k = i; k < i + n; ++k) v = v * 10 + (url[k] - '0');
    return v;
  };
  for (std::size_t i = url.find("//") == std::string_view::npos ? 0 : url.find("//") + 2; i + 8 <= url.size(); ++i) {
    if ((i > 0 && digit(i - 1)) || !digit(i) || !digit(i + 1) || !digit(i + 2) || !digit(i + 3)) continue;
    std::size_t at = i + 4;
    bool apart = at < url.size() && (url[at] == '/' || url[at] == '-' || url[at] == '_');
    if (apart) ++at;
    if (!digit(at)) continue;
    std::size_t wide = digit(at + 1) ? 2 : apart ? 1 : 0;
    if (wide == 0) continue;
    int month = number(at, wide);
    at += wide;
    if (apart) {
      if (at >= url.size() || (url[at] != '/' && url[at] != '-' && url[at] != '_')) continue;
      ++at;
    }
    if (!digit(at)) continue;
    std::size_t days = digit(at + 1) ? 2 : apart ? 1 : 0;
    if (days == 0 || digit(at + days)) continue;
    int year = number(i, 4), day = number(at, days);
    if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) continue;
    auto two = [](int v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    return std::to_string(year) + "-" + two(month) + "-" + two(day);
  }
  return {};
}

// Of JSON that cannot be parsed: the string behind a key.
std::string_view loose_string(std::string_view json, std::string_view key) {
  std::size_t at = json.find(key);
  if (at == std::string_view::npos) return {};
  std::size_t from = json.find('"', json.find(':', at));
  if (from == std::string_view::npos) return {};
  std::size_t end = json.find('"', from + 1);
  return end == std::string_view::npos || end - from > 40 ? std::string_view() : json.substr(from + 1, end - from - 1);
}

// A year of our time and another number, in few bytes.
bool looks_like_day(std::string_view s) {
  if (s.size() < 6 || s.size() > 80) return false;
  bool year = false, other = false;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t n = 0;
    while (i + n < s.size() && s[i + n] >= '0' && s[i + n] <= '9') ++n;
    std::string_view number = s.substr(i, n);
    if (n == 8 && (number.starts_with("19") || number.starts_with("20"))) return true;
    if (n == 4 && (number.starts_with("19") || number.starts_with("20")))
      year = true;
    else if (n > 0)
      other = true;
    i += n + 1;
  }
  return year && other;
}
// "entry-date", "post__published", "tanggal".
bool names_date(std::string_view name) {
  std::string n = lower(name);
  for (std::string_view word : {"date", "time", "publish", "posted", "tanggal", "waktu"}) {
    if (n.find(word) != std::string::npos) return true;
  }
  return false;
}

// "Title - Outlet", "Title | Outlet": what stands behind the title, or nothing.
std::string_view behind_title(std::string_view whole, std::string_view title) {
  if (title.empty() || whole.size() <= title.size() || !whole.starts_with(title)) return {};
  std::string_view rest = whole.substr(title.size());
  for (std::string_view mark : {" - ", " | ", " — ", " – ", " :: ", " » ", " · "}) {
    if (rest.starts_with(mark)) return rest.substr(mark.size());
  }
  return {};
}

// "By Ana Putri | Harian Contoh" → "Ana Putri".
void tidy_author(std::string& author) {
  author.resize(std::min(author.size(), author.find(" | ")));
  for (std::string_view by : {"by ", "oleh ", "oleh: ", "penulis: ", "penulis ", "author: "}) {
    if (lower(std::string_view(author).substr(0, by.size())) == by) {
      author.erase(0, by.size());
      break;
    }
  }
  if (author == "admin" || author.starts_with("http")) author.clear();
}
// "https://www.example.org/" → "example.org"; "@example" → "example".
void tidy_outlet(std::string& outlet) {
  std::size_t scheme = outlet.find("://");
  if (scheme != std::string::npos) {
    outlet.erase(0, scheme + 3);
    outlet.resize(std::min(outlet.size(), outlet.find('/')));
  }
  if (outlet.starts_with("www.")) outlet.erase(0, 4);
  if (outlet.starts_with("@")) outlet.erase(0, 1);
}

}  // namespace

std::string read_metadata(const PageNode* root, Page& page) {
  Meta meta;
  LinkedData data;
  std::string title, heading, canonical, element_date, shown_date, broken_date, element_author;
  std::size_t behind = 0;  // ink since the title
  simdjson::dom::parser parser;
  auto author = [&](const PageNode* n) {
    if (element_author.empty() && ink(n) <= 100) element_author = text_of(n);
  };
  for (const PageNode* n = root; n != nullptr; n = after(n, root)) {
    if (is_text(n) && !heading.empty()) behind += ink(n);
    if (!is_element(n)) continue;
    switch (tag_of(n)) {
      case LXB_TAG_META: {
        std::string_view content = attribute(n, Attribute::content);
        for (Attribute name : {Attribute::property, Attribute::name, Attribute::itemprop, Attribute::http_equiv}) {
          if (std::string_view key = attribute(n, name); !key.empty()) meta.rows.emplace_back(lower(key), content);
        }
        continue;
      }
      case LXB_TAG_SCRIPT: {
        std::string json;
        for (const PageNode* c = n->first_child; c != nullptr; c = c->next) {
          if (is_text(c)) json += text(c);
        }
        json = mend_json(json);
        simdjson::dom::element e;
        if (parser.parse(json).get(e) == simdjson::SUCCESS)
          linked_data(e, data);
        else if (broken_date.empty())
          broken_date = loose_string(json, "\"datePublished\"");
        break;
      }
      case LXB_TAG_TITLE:
        if (title.empty()) title = text_of(n);
        break;
      case LXB_TAG_H1:
        if (heading.empty()) heading = text_of(n);
        break;
      case LXB_TAG_LINK:
        if (canonical.empty() && lower(attribute(n, Attribute::rel)) == "canonical")
          canonical = collapsed(attribute(n, Attribute::href));
        break;
      case LXB_TAG_HTML:
        page.language = collapsed(attribute(n, Attribute::lang));
        break;
      case LXB_TAG_TIME: {
        std::string_view when = attribute(n, Attribute::datetime);
        bool said = attribute(n, Attribute::itemprop) == "datePublished" || has_attribute(n, Attribute::pubdate);
        std::string day = when.empty() && ink(n) < 80 ? text_of(n) : collapsed(when);
        if (when.empty() && !looks_like_day(day)) break;
        if (!day.empty() && (element_date.empty() || said)) element_date = day;
        break;
      }
      default:
        break;
    }
    for (const lxb_dom_attr_t* a = first_attribute(n); a != nullptr; a = a->next) {
      switch (static_cast<Attribute>(a->node.local_name)) {
        case Attribute::itemprop:
          if (value(a) == "datePublished" && element_date.empty()) {
            std::string_view content = attribute(n, Attribute::content);
            element_date = content.empty() ? text_of(n) : collapsed(content);
          }
          if (value(a) == "author") author(n);
          break;
        case Attribute::rel:
          if (lower(value(a)) == "author") author(n);
          break;
        case Attribute::class_:
        case Attribute::id:
          // Soon after the title; later there are dates of other stories.
          if (shown_date.empty() && !heading.empty() && behind < 300 && ink(n) >= 6 && ink(n) <= 60 && names_date(value(a))) {
            std::string shown = text_of(n);
            if (looks_like_day(shown)) shown_date = shown;
          }
          break;
        default:
          break;
      }
    }
  }

  if (data.rank > 1) page.title = data.title;
  fill(page.title, meta.first({"og:title", "twitter:title", "dc.title", "dcterms.title"}));
  fill(page.title, heading);
  fill(page.title, title);
  // The outlet's name is no part of the title.
  if (!behind_title(page.title, heading).empty()) page.title = heading;

  fill(page.description, meta.first({"og:description", "description", "twitter:description", "dc.description"}));

  if (data.rank > 1) page.author = data.author;
  for (std::string_view name :
       {"author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author"}) {
    std::string_view value = meta.first({name});
    if (!value.starts_with("http")) fill(page.author, value);
  }
  fill(page.author, element_author);
  tidy_author(page.author);

  fill(page.outlet, meta.first({"og:site_name", "application-name", "dc.publisher"}));
  if (!data.outlet.empty() && data.rank > 1) page.outlet = data.outlet;
  if (std::string_view name = behind_title(title, page.title); name.size() < 40) fill(page.outlet, name);
  tidy_outlet(page.outlet);
  if (data.rank > 1) page.section = data.section;
  fill(page.section, meta.first({"article:section", "section", "parsely-section"}));
  page.url = canonical;
  fill(page.url, meta.first({"og:url"}));
  if (data.rank > 1) fill(page.url, data.url);
  if (page.language.empty()) {
    page.language = data.language;
    fill(page.language, meta.first({"content-language", "og:locale", "dc.language", "language"}));
  }
  std::replace(page.language.begin(), page.language.end(), '_', '-');

  auto published = [&](std::string_view value, const char* source) {
    std::string_view day = trim(value);
    if (!page.published.empty() || day.empty() || day.starts_with("0001-") || day.starts_with("1970-01-01")) return;
    page.published = collapsed(day), page.published_source = source;
  };
  if (data.rank > 0) published(data.published, "json-ld");
  published(broken_date, "json-ld");
  published(meta.first({"article:published_time",
                        "og:article:published_time",
                        "article:published",
                        "datepublished",
                        "pubdate",
                        "publishdate",
                        "publish-date",
                        "publish_date",
                        "published-date",
                        "date-published",
                        "dc.date.issued",
                        "dcterms.created",
                        "dc.date.created",
                        "dc.date",
                        "dcterms.date",
                        "dcterms.issued",
                        "sailthru.date",
                        "parsely-pub-date",
                        "cxenseparse:recs:publishtime",
                        "originalpublicationdate",
                        "article_date_original",
                        "article.published",
                        "rnews:datepublished",
                        "og:pubdate",
                        "timestamp",
                        "date"}),
            "meta");
  published(element_date, "element");
  for (const auto& [key, value] : meta.rows) {
    // "post-date", "shareaholic:article_published_time"
    bool other = false;
    for (std::string_view word : {"modif", "updat", "expir", "valid", "found", "copyright", "event", "start", "end", "birth"})
      other |= key.find(word) != std::string::npos;
    if (!other && names_date(key) && looks_like_day(value)) published(value, "meta");
  }
  published(shown_date, "element");
  published(day_in_url(page.url), "url");
  page.modified = data.modified;
  fill(page.modified, meta.first({"article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"}));
  return std::move(data.text);
}

}  // namespace kawat::read
