// The event ontology as data: types, modes, contexts, CAMEO codes (data/ontology/*.tsv). Read once at start; share freely.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lexicon/pack.h"
#include "model/event.h"

namespace kawat::lexicon {

class Ontology {
 public:
  struct Type {
    int quad = 0;          // 1 verbal cooperation … 4 material conflict
    double intensity = 0;  // PLOVER scale, -10 … +10
    bool needs_recipient = false;
    std::uint16_t cameo = 0;  // row of cameo(), the code used where nothing says better
  };
  struct Mode {
    model::EventType type = model::EventType::none;
    std::string_view name;
    double intensity = 0;
    std::uint16_t cameo = 0;
  };
  struct Cameo {
    std::string_view code;
    double goldstein = 0;
  };

  static Result<Ontology> build(const Pack& pack);
  // The same from the bytes of types.tsv, modes.tsv, contexts.tsv, cameo.tsv (used by the pack compiler).
  static Result<Ontology> read(std::string_view types, std::string_view modes, std::string_view contexts, std::string_view cameo);

  const Type& type(model::EventType t) const { return types_[static_cast<std::size_t>(t)]; }
  const std::vector<Mode>& modes() const { return modes_; }
  const std::vector<std::string_view>& contexts() const { return contexts_; }
  const std::vector<Cameo>& cameo() const { return cameo_; }

  int mode(model::EventType t, std::string_view name) const;  // -1 when the type has no such mode
  int context(std::string_view name) const;                   // -1 when unknown
  int cameo_row(std::string_view code) const;                 // 0 when unknown

 private:
  std::array<Type, model::kEventTypeCount> types_{};
  std::vector<Mode> modes_;
  std::vector<std::string_view> contexts_;
  std::vector<Cameo> cameo_{{}};  // row 0 = none
};

}  // namespace kawat::lexicon
