#include "pipeline/actor_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "lexicon/actors.h"

namespace kawat::pipeline {
namespace {

namespace lx = lexicon;

std::string day_text(std::int32_t n) {
  return n == 0 || n == lx::kOpenEnd ? std::string() : fmt::format("{:04}-{:02}-{:02}", n / 10000, n / 100 % 100, n % 100);
}

}  // namespace

Result<ActorCard> actor_card(const lexicon::Pack& pack, std::string_view code, std::size_t most_offices) {
  auto table = lx::ActorTable::open(pack, "en");
  if (!table) return fail(table.error());
  const std::string_view country = code.substr(0, 3), sector = code.size() > 3 ? code.substr(3) : std::string_view();
  ActorCard out;
  std::vector<const lx::ActorEntry*> leaders;
  const lx::ActorEntry* named = nullptr;
  for (const lx::ActorEntry& e : table->entries()) {
    if (country != std::string_view(e.country)) continue;
    const bool here = sector.empty() || sector == std::string_view(e.sector);
    if (e.type == lx::EntryType::leader && here) leaders.push_back(&e);
    // The state itself before a body; of two states with one code the one that there is still.
    const bool whole = (e.type == lx::EntryType::state || e.type == lx::EntryType::organisation) && e.to == lx::kOpenEnd &&
                       sector == std::string_view(e.sector);
    if (whole && (named == nullptr || (named->type != lx::EntryType::state && e.type == lx::EntryType::state))) named = &e;
  }
  if (named != nullptr) {
    out.name_id = table->string(named->name_id), out.name_en = table->string(named->name_en);
    out.wikidata = table->string(named->wikidata);
  }
  std::stable_sort(leaders.begin(), leaders.end(), [](const auto* a, const auto* b) { return a->from > b->from; });
  if (leaders.size() > most_offices) leaders.resize(most_offices);
  for (const lx::ActorEntry* e : leaders) {
    out.offices.push_back({std::string(table->string(e->name_en)), std::string(table->string(e->office)), day_text(e->from),
                           day_text(e->to), std::string(table->string(e->wikidata))});
  }
  return out;
}

}  // namespace kawat::pipeline
