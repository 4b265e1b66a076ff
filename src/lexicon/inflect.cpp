#include "lexicon/inflect.h"

#include "base/text.h"
#include "lexicon/pack.h"

namespace kawat::lexicon {
namespace {

Voice voice_from(std::string_view s) {
  return s == "active" ? Voice::active : s == "passive" ? Voice::passive : s == "bare" ? Voice::bare : Voice::any;
}

}  // namespace

Result<Inflector> Inflector::read(std::string_view table, const std::string& where) {
  Inflector out;
  for (const Row& row : rows(table)) {
    auto bad = [&](const char* what) { return fail(Code::bad_table, where + ":" + std::to_string(row.line), what); };
    std::string_view kind = row.cell(0);
    try {
      if (kind == "base" && row.cells.size() == 3) {
        out.base_.push_back({std::regex(std::string(row.cell(1))), std::string(row.cell(2)), Voice::any});
      } else if (kind == "form" && row.cells.size() == 4) {
        out.form_.push_back({std::regex(std::string(row.cell(2))), std::string(row.cell(3)), voice_from(row.cell(1))});
      } else if (kind == "irregular" && row.cells.size() == 3) {
        std::string base(row.cell(1));
        for (std::string_view form : split(row.cell(2), ' ')) {
          if (form.empty()) continue;
          out.irregular_[base].emplace_back(form);
          out.irregular_base_.emplace(std::string(form), base);
        }
        out.irregular_base_.emplace(base, base);
      } else {
        return bad("expected 'base', 'form' or 'irregular' with its columns");
      }
    } catch (const std::regex_error&) {
      return bad("the pattern is not a regular expression");
    }
  }
  return out;
}

const std::vector<std::pair<std::string, Voice>>& Inflector::forms(const std::string& word) const {
  auto [it, fresh] = known_.try_emplace(word);
  if (!fresh) return it->second;
  auto& out = it->second;
  auto add = [&](std::string form, Voice voice) {
    for (const auto& [f, v] : out) {
      if (f == form) return;
    }
    out.emplace_back(std::move(form), voice);
  };
  add(word, Voice::any);
  std::string base = word;
  if (auto known = irregular_base_.find(word); known != irregular_base_.end()) {
    base = known->second;
  } else {
    for (const Rule& rule : base_) {
      if (std::regex_match(word, rule.pattern)) {
        base = std::regex_replace(word, rule.pattern, rule.replacement);
        break;  // "wounds" is of "wound", whatever "wound" is a form of
      }
    }
  }
  add(base, Voice::any);
  if (auto irregular = irregular_.find(base); irregular != irregular_.end()) {
    for (const std::string& form : irregular->second) add(form, Voice::any);
  }
  for (const Rule& rule : form_) {
    if (std::regex_match(base, rule.pattern)) add(std::regex_replace(base, rule.pattern, rule.replacement), rule.voice);
  }
  return out;
}

}  // namespace kawat::lexicon
