// Feeds: RSS 0.9x, 1.0 and 2.0, Atom, sitemaps (of news, of pages, of sitemaps), and OPML lists of feeds → their items.
//
//   auto feed = parse_feed(bytes, {.url = "https://www.example.org/feed.xml"});
//   for (const FeedItem& item : feed->items) …
//
// Any character set; an address is made absolute with xml:base and the feed's own URL. Faults that feeds often have are mended:
// an ampersand that stands alone, names of HTML entities, control characters, blanks before the XML declaration, undeclared
// prefixes. What remains broken costs the items from there on: those before it are kept and `fault` says what is wrong. Entities
// that the feed defines itself are not expanded; definitions that build on each other are refused. Any thread; no state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/document.h"
#include "read/article.h"
#include "read/decoder.h"

namespace kawat::read {

enum class FeedKind { rss, rdf, atom, sitemap, sitemap_index, opml };

struct FeedItem {
  std::string url;                 // absolute, or empty
  std::string id;                  // guid of RSS, id of Atom
  std::string title;               // plain text
  std::string summary;             // plain text
  std::string content;             // HTML, where the feed carries the article or a good part of it
  std::string published, updated;  // as written there: RFC 822, ISO 8601
  std::string author, language;
};

// Another feed that this one names: an outline of OPML, a sitemap of an index.
struct FeedLink {
  std::string url, title, updated;
};

struct Feed {
  FeedKind kind = FeedKind::rss;
  std::string title, link, language;
  std::vector<FeedItem> items;
  std::vector<FeedLink> feeds;
  std::string fault;  // what ended the reading before the end of the feed; empty when nothing did
};

struct FeedOptions {
  std::string url{};               // where the feed is: relative addresses begin there
  std::string charset{};           // of the transport, as a content type ("text/xml; charset=windows-1252") or empty
  std::size_t most_items = 50000;  // a sitemap has no more
  std::size_t most_bytes = std::size_t{64} << 20;
};

// Error bad_feed: not XML, no feed, or larger than most_bytes. Gzip (sitemap.xml.gz) is unpacked.
Result<Feed> parse_feed(std::string_view bytes, const FeedOptions& options = {});

// The article that an item carries itself, whole: its content is long enough and does not end in "read more".
bool is_whole(const FeedItem& item);

// An item as a document: its content, else its summary, as the text. Error empty_document when it has neither.
Status item_document(const FeedItem& item, const Feed& feed, const ReadOptions& options, const PartFinder* finder,
                     model::Document& out);

// Whether the first bytes are those of a feed, a sitemap or an OPML list.
bool looks_like_feed(std::string_view head);

}  // namespace kawat::read
