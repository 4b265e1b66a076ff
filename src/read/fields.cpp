#include "read/fields.h"

#include <array>

namespace kawat::read {
namespace {

struct Known {
  Field field;
  std::string_view name;  // the contract's own
  std::string_view others;
};

// In the order of trust: a record with "text" and "raw_text" means the first.
constexpr std::array<Known, kFields> kKnown = {{
    {Field::id, "id", "doc_id docid article_id articleid uuid guid uid fingerprint filename key"},
    {Field::text, "text",
     "maintext cleaned_text clean_text article_text full_text fulltext body_text plain_text plaintext content_text body content "
     "article article_body articlebody isi isi_berita teks konten berita raw_text story"},
    {Field::html, "html", "raw_html page_html body_html content_html article_html"},
    {Field::title, "title", "headline judul judul_berita page_title title_page heading"},
    {Field::url, "url", "link source_url url_source canonical_url canonical_link original_link uri permalink tautan"},
    {Field::outlet, "outlet",
     "sitename site_name publisher publication source_domain source domain source_name media media_name hostname newspaper "
     "sumber nama_media situs"},
    {Field::author, "author", "authors byline by creator penulis wartawan"},
    {Field::language, "language", "lang meta_lang language_code sourcelang bahasa"},
    {Field::home, "home", ""},
    {Field::published, "published",
     "date_publish publish_date published_at publishedat published_date date_published datepublished publication_date pub_date "
     "pubdate publishdate seendate date datetime tanggal tanggal_terbit waktu timestamp created_at first_publication_date"},
}};

std::string plain(std::string_view name) {
  std::string out;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c + 32);
    else
      out += c == ' ' || c == '-' ? '_' : c;
  }
  return out;
}

}  // namespace

FieldNames::FieldNames() {
  for (const Known& k : kKnown) {
    int rank = 0;
    names_.emplace(k.name, Found{k.field, rank});
    for (std::string_view rest = k.others; !rest.empty();) {
      std::size_t end = std::min(rest.find(' '), rest.size());
      names_.emplace(rest.substr(0, end), Found{k.field, ++rank});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

Status FieldNames::add(std::string_view mapping) {
  std::size_t equals = mapping.find('=');
  if (equals != std::string_view::npos && equals + 1 < mapping.size()) {
    for (const Known& k : kKnown) {
      if (k.name != mapping.substr(0, equals)) continue;
      names_[plain(mapping.substr(equals + 1))] = Found{k.field, -1};
      return {};
    }
  }
  return fail(Code::bad_option, "--field", "'" + std::string(mapping) + "' names no field",
              "write NAME=COLUMN, with one of id, text, html, title, url, outlet, author, language, home, published");
}

const FieldNames::Found* FieldNames::find(std::string_view name) const {
  auto found = names_.find(name);
  if (found == names_.end()) found = names_.find(plain(name));
  return found == names_.end() ? nullptr : &found->second;
}

}  // namespace kawat::read
