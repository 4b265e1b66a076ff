#include "read/page_tree.h"

#include <lexbor/dom/interfaces/comment.h>
#include <lexbor/html/parser.h>
#include <lexbor/html/tokenizer.h>
#include <lexbor/html/tokenizer/state.h>
#include <lexbor/html/tree.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "read/page_thin.h"

namespace kawat::read {
namespace {

constexpr std::size_t kDeepest = 500;
// lexbor copies a text node whenever text is added to it, which is quadratic for pages made to be so.
constexpr std::size_t kLongestText = 2048, kMostTableText = 1 << 16;

constexpr auto kTraits = [] {
  std::array<std::uint8_t, LXB_TAG__LAST_ENTRY> t{};
  for (PageTag tag : {LXB_TAG_SCRIPT, LXB_TAG_STYLE,  LXB_TAG_NOSCRIPT,   LXB_TAG_TEMPLATE, LXB_TAG_IFRAME, LXB_TAG_OBJECT,
                      LXB_TAG_EMBED,  LXB_TAG_SVG,    LXB_TAG_MATH,       LXB_TAG_CANVAS,   LXB_TAG_AUDIO,  LXB_TAG_VIDEO,
                      LXB_TAG_BUTTON, LXB_TAG_SELECT, LXB_TAG_TEXTAREA,   LXB_TAG_INPUT,    LXB_TAG_NAV,    LXB_TAG_ASIDE,
                      LXB_TAG_FOOTER, LXB_TAG_FIGURE, LXB_TAG_FIGCAPTION, LXB_TAG_HEAD,     LXB_TAG_H1})
    t[tag] |= kNoText;
  for (PageTag tag : {LXB_TAG_A,    LXB_TAG_ABBR,  LXB_TAG_ACRONYM, LXB_TAG_B,      LXB_TAG_BDI,    LXB_TAG_BDO, LXB_TAG_BIG,
                      LXB_TAG_CITE, LXB_TAG_CODE,  LXB_TAG_DATA,    LXB_TAG_DEL,    LXB_TAG_DFN,    LXB_TAG_EM,  LXB_TAG_FONT,
                      LXB_TAG_I,    LXB_TAG_INS,   LXB_TAG_KBD,     LXB_TAG_LABEL,  LXB_TAG_MARK,   LXB_TAG_Q,   LXB_TAG_S,
                      LXB_TAG_SAMP, LXB_TAG_SMALL, LXB_TAG_SPAN,    LXB_TAG_STRIKE, LXB_TAG_STRONG, LXB_TAG_SUB, LXB_TAG_SUP,
                      LXB_TAG_TIME, LXB_TAG_TT,    LXB_TAG_U,       LXB_TAG_VAR,    LXB_TAG_WBR})
    t[tag] |= kInline;
  for (PageTag tag : {LXB_TAG_H1, LXB_TAG_H2, LXB_TAG_H3, LXB_TAG_H4, LXB_TAG_H5, LXB_TAG_H6}) t[tag] |= kHeading;
  // Where short lines are text and no labels.
  for (PageTag tag :
       {LXB_TAG_P, LXB_TAG_LI, LXB_TAG_TR, LXB_TAG_TD, LXB_TAG_TH, LXB_TAG_DT, LXB_TAG_DD, LXB_TAG_PRE, LXB_TAG_BLOCKQUOTE})
    t[tag] |= kProse;
  return t;
}();

std::size_t ink_of(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; }));
}

// Children first.
void weigh(PageNode* root) {
  for (PageNode* n = root; n != nullptr;) {
    n->user = reinterpret_cast<void*>(is_text(n) ? ink_of(text(n)) : 0);
    if (n->first_child != nullptr) {
      n = n->first_child;
      continue;
    }
    while (n != root) {
      if (!is_element(n) || (traits(n->local_name) & kNoText) == 0)
        n->parent->user = reinterpret_cast<void*>(ink(n->parent) + ink(n));
      if (n->next != nullptr) break;
      n = n->parent;
    }
    n = n == root ? nullptr : n->next;
  }
}

constexpr std::array kNumbered = {Attribute::class_, Attribute::id,  Attribute::content, Attribute::href, Attribute::http_equiv,
                                  Attribute::lang,   Attribute::rel, Attribute::style,   Attribute::type};
struct Own {
  std::string_view name;
  Attribute number;
};
constexpr std::array kOwn = {Own{"name", Attribute::name},
                             Own{"property", Attribute::property},
                             Own{"itemprop", Attribute::itemprop},
                             Own{"datetime", Attribute::datetime},
                             Own{"pubdate", Attribute::pubdate},
                             Own{"role", Attribute::role},
                             Own{"hidden", Attribute::hidden},
                             Own{"aria-hidden", Attribute::aria_hidden},
                             Own{"data-component", Attribute::data_component},
                             Own{"data-module", Attribute::data_module}};

// What lexbor's tree takes for the name of an attribute: of it only the number is read.
const lxb_dom_attr_data_t* own_name(std::string_view name) {
  static const auto names = [] {
    std::array<lxb_dom_attr_data_t, kOwn.size()> all{};
    for (std::size_t i = 0; i < kOwn.size(); ++i) all[i].attr_id = static_cast<lxb_dom_attr_id_t>(kOwn[i].number);
    return all;
  }();
  for (std::size_t i = 0; i < kOwn.size(); ++i) {
    if (kOwn[i].name.size() == name.size() && kOwn[i].name[0] == name[0] && kOwn[i].name == name) return &names[i];
  }
  return nullptr;
}
// What to keep of an attribute as lexbor names it: its name or one of our own; nullptr for nothing.
const lxb_dom_attr_data_t* kept_name(const lxb_dom_attr_data_t* name) {
  static const auto numbered = [] {
    std::array<bool, LXB_DOM_ATTR__LAST_ENTRY> kept{};
    for (Attribute a : kNumbered) kept[static_cast<std::size_t>(a)] = true;
    return kept;
  }();
  if (name == nullptr) return nullptr;
  if (name->attr_id < LXB_DOM_ATTR__LAST_ENTRY) return numbered[name->attr_id] ? name : nullptr;
  if (name->entry.length < 4 || name->entry.length > 14) return nullptr;
  return own_name({reinterpret_cast<const char*>(lexbor_hash_entry_str(&name->entry)), name->entry.length});
}

// Of what thinning leaves.
bool is_void(lxb_tag_id_t tag) {
  switch (tag) {
    case LXB_TAG_BR:
    case LXB_TAG_HR:
    case LXB_TAG_IMG:
    case LXB_TAG_LINK:
    case LXB_TAG_META:
      return true;
    default:
      return false;
  }
}

// A parser, and what stands between its tokenizer and its tree.
class Parser {
 public:
  Parser() : parser_(lxb_html_parser_create()) {
    ready_ = parser_ != nullptr && lxb_html_parser_init(parser_) == LXB_STATUS_OK;
    if (!ready_) return;
    lxb_html_tokenizer_t* t = parser_->tkz;
    t->parse_errors = lexbor_array_obj_destroy(t->parse_errors, true);
    parser_->tree->parse_errors = lexbor_array_obj_destroy(parser_->tree->parse_errors, true);
    parser_->dom_opt = LXB_DOM_DOCUMENT_OPT_WO_EVENTS;
    to_tree_ = t->callback_token_done;
    lxb_html_tokenizer_callback_token_done_set(t, &Parser::token, this);
  }
  ~Parser() {
    if (parser_ != nullptr) lxb_html_parser_destroy(parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  lxb_html_document_t* parse(std::string_view html) {
    run_ = table_text_ = too_deep_ = 0;
    thinned_.clear();
    thin(html, thinned_);
    lxb_html_document_t* document = ready_ ? lxb_html_parse_chunk_begin(parser_) : nullptr;
    if (document == nullptr) throw std::bad_alloc();
    // What was read before a failure counts.
    auto* data = reinterpret_cast<const lxb_char_t*>(thinned_.data());
    if (lxb_html_parse_chunk_process(parser_, data, thinned_.size()) == LXB_STATUS_OK) lxb_html_parse_chunk_end(parser_);
    return document;
  }

 private:
  static lxb_html_token_t* token(lxb_html_tokenizer_t* t, lxb_html_token_t* token, void* self) {
    return static_cast<Parser*>(self)->filter(token) ? static_cast<Parser*>(self)->to_tree_(t, token, t->tree) : token;
  }

  // Whether the tree shall have it.
  bool filter(lxb_html_token_t* token) {
    lxb_tag_id_t tag = token->tag_id;
    if (tag == LXB_TAG__TEXT) return room_for(static_cast<std::size_t>(token->text_end - token->text_start));
    if (tag == LXB_TAG__EM_COMMENT || tag == LXB_TAG__PROCESSINGINSTRUCTION) return false;
    if (tag < LXB_TAG__BEGIN) return true;
    bool end_tag = (token->type & LXB_HTML_TOKEN_TYPE_CLOSE) != 0;
    if (!end_tag) keep_attributes(token, foreign(tag));
    if (is_void(tag)) return true;
    if (!end_tag && parser_->tree->open_elements->length >= kDeepest) {
      ++too_deep_;
      return false;
    }
    if (end_tag && too_deep_ > 0) {
      --too_deep_;
      return false;
    }
    return true;
  }
  // The innermost open element; nullptr before the first.
  const PageNode* current() const {
    return parser_->tree->open_elements->length > 0 ? lxb_html_tree_current_node(parser_->tree) : nullptr;
  }
  // Inside drawings and formulas lexbor looks attributes up by number, and ours are not in its table.
  bool foreign(lxb_tag_id_t tag) const {
    if (tag == LXB_TAG_SVG || tag == LXB_TAG_MATH) return true;
    const PageNode* current = this->current();
    return current != nullptr && current->ns != LXB_NS_HTML;
  }
  static void keep_attributes(lxb_html_token_t* token, bool foreign) {
    lxb_html_token_attr_t* last = nullptr;
    lxb_html_token_attr_t* next = nullptr;
    lxb_html_token_attr_t* first = nullptr;
    for (lxb_html_token_attr_t* a = token->attr_first; a != nullptr; a = next) {
      next = a->next;
      const lxb_dom_attr_data_t* name = kept_name(a->name);
      if (name == nullptr || (foreign && name != a->name)) continue;
      a->name = name, a->prev = last, a->next = nullptr;
      (last == nullptr ? first : last->next) = a;
      last = a;
    }
    token->attr_first = first, token->attr_last = last;
  }
  bool room_for(std::size_t size) {
    const PageNode* current = this->current();
    if (current == nullptr) return true;
    switch (current->local_name) {
      case LXB_TAG_TABLE:
      case LXB_TAG_TBODY:
      case LXB_TAG_THEAD:
      case LXB_TAG_TFOOT:
      case LXB_TAG_TR:
      case LXB_TAG_COLGROUP:
        return (table_text_ += size) < kMostTableText;
      default:
        break;
    }
    if ((run_ += size) > kLongestText) {
      run_ = 0;
      lxb_dom_document_t* d = &parser_->tree->document->dom_document;
      if (lxb_dom_comment_t* c = lxb_dom_comment_interface_create(d); c != nullptr)
        lxb_dom_node_insert_child_wo_events(const_cast<PageNode*>(current), &c->char_data.node);
    }
    return true;
  }

  lxb_html_parser_t* parser_;
  bool ready_ = false;
  lxb_html_tokenizer_token_f to_tree_ = nullptr;
  std::size_t run_ = 0, table_text_ = 0, too_deep_ = 0;
  std::string thinned_;
};

}  // namespace

PageTree::PageTree(std::string_view html) {
  thread_local Parser parser;
  document_.reset(parser.parse(html));
  weigh(&document_->dom_document.node);
}

// Elements of a page's own making stand mostly within lines.
std::uint8_t traits(PageTag tag) { return tag < kTraits.size() ? kTraits[tag] : std::uint8_t{kInline}; }

void append_collapsed(std::string_view text, std::string& out) {
  std::size_t size = out.size();
  out.resize(size + text.size());
  char* to = out.data() + size;
  // As if a blank stood before the beginning.
  char before = size == 0 ? ' ' : to[-1];
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    auto u = static_cast<unsigned char>(c);
    if (u > ' ' && u != 0xC2 && u != 0xE2 && u != 0xEF) {
      *to++ = before = c;
      continue;
    }
    bool blank = u <= ' ';
    if (u == 0xC2 && i + 1 < text.size() && text[i + 1] == '\xA0') blank = true, ++i;
    if ((u == 0xE2 && text.substr(i, 3) == "\xE2\x80\x8B") || (u == 0xEF && text.substr(i, 3) == "\xEF\xBB\xBF")) {
      i += 2;
      continue;
    }
    if (!blank)
      *to++ = before = c;
    else if (before != ' ' && before != '\n')
      *to++ = before = ' ';
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

std::string collapsed(std::string_view text) {
  std::string out;
  append_collapsed(text, out);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string text_of(const PageNode* node) {
  std::string out;
  for (const PageNode* n = node; n != nullptr; n = after(n, node)) {
    if (is_text(n)) append_collapsed(text(n), out);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace kawat::read
