// The numbers of docs/methods/*.md: every line "name = value" of an example is computed from its lines "name: value".
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>

#include "base/file.h"
#include "relations/changes.h"
#include "relations/distributions.h"
#include "relations/forecast.h"
#include "relations/network.h"
#include "relations/plot.h"
#include "relations/relation.h"
#include "relations_helpers.h"

namespace kawat::relations {
namespace {

namespace fs = std::filesystem;

struct Example {
  std::multimap<std::string, std::string> in;
  std::vector<std::pair<std::string, std::string>> out;
  std::string text(const std::string& name) const {
    auto at = in.find(name);
    return at == in.end() ? "" : at->second;
  }
  double number(const std::string& name) const { return std::stod(text(name)); }
};

std::vector<Example> examples_of(const std::string& page) {
  std::vector<Example> out;
  std::istringstream lines(page);
  bool within = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "```example") {
      within = true, out.emplace_back();
    } else if (line == "```") {
      within = false;
    } else if (within) {
      if (auto at = line.find(" = "); at != std::string::npos) {
        out.back().out.emplace_back(line.substr(0, at), line.substr(at + 3));
      } else if (at = line.find(": "); at != std::string::npos) {
        out.back().in.emplace(line.substr(0, at), line.substr(at + 2));
      }
    }
  }
  return out;
}

// "7/10 - 40*2/10": cooperative of all, not observed, forty times.
PairSeries weeks_of(const std::string& text) {
  PairSeries out;
  out.first = {2024, 1, 1};
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    std::size_t times = 1;
    if (auto at = word.find('*'); at != std::string::npos) times = std::stoul(word), word = word.substr(at + 1);
    if (word == "-") {
      out.periods.emplace_back().observed = false;
      continue;
    }
    auto k = static_cast<std::uint32_t>(std::stoul(word)),
         n = static_cast<std::uint32_t>(std::stoul(word.substr(word.find('/') + 1)));
    repeat(out, times, k, n - k);
  }
  return out;
}

Mix mix_from(const std::string& text) {
  Mix out;
  std::istringstream words(text);
  std::string type;
  for (double n = 0; words >> type >> n;) out.stories[static_cast<std::size_t>(model::event_type_from(type))] = n, out.total += n;
  return out;
}

using Numbers = std::map<std::string, double>;

void put(Numbers& to, const std::string& name, const Estimate& e) {
  to[name + " mean"] = to[name] = e.mean, to[name + " low"] = e.low, to[name + " high"] = e.high;
}

Numbers compute(const std::string& page, const Example& x) {
  Numbers out;
  Estimate e;
  bool plain = false;
  if (page == "share") {
    auto k = static_cast<std::uint32_t>(x.number("cooperative")), n = static_cast<std::uint32_t>(x.number("stories"));
    e = share_of_counts(k, n, x.number("burst"), 0.9), plain = true;
    out["effective"] = effective_stories(n, x.number("burst"));
    out["log_odds"] = share_log_odds_of_counts(k, n, x.number("burst"), 0.9).mean;
  } else if (page == "volume" && !x.text("stories").empty()) {
    e = rate_of_count(static_cast<std::uint32_t>(x.number("stories")), x.number("dispersion"), x.number("usual"), 0.9),
    plain = true;
  } else if (page == "level" || page == "volume") {
    Relation r = relate(weeks_of(x.text("weeks")));
    for (std::size_t t = 0; t < r.periods.size(); ++t) {
      put(out, "level " + std::to_string(t), r.periods[t].level),
          put(out, "volume " + std::to_string(t), r.periods[t].volume_level);
    }
  } else if (page == "views") {
    PairSeries s;
    PeriodCounts& p = s.periods.emplace_back();
    std::istringstream quads(x.text("quads")), goldstein(x.text("goldstein")), intensity(x.text("intensity"));
    for (auto& q : p.quads) quads >> q;
    for (double v = 0; goldstein >> v;) p.goldstein += v;
    for (double v = 0; intensity >> v;) p.intensity += v;
    Relation r = relate(s);
    out["net_goldstein"] = r.periods[0].goldstein, out["mean_intensity"] = r.periods[0].intensity;
    out["cooperative"] = r.periods[0].quads[0] + r.periods[0].quads[1],
    out["conflictual"] = r.periods[0].quads[2] + r.periods[0].quads[3];
  } else if (page == "changes") {
    Changes c = find_changes(weeks_of(x.text("weeks")));
    out["changes"] = static_cast<double>(c.changes.size());
    if (!c.changes.empty()) {
      const Change& first = c.changes[0];
      out["at"] = static_cast<double>(first.at), out["from"] = static_cast<double>(first.from),
      out["to"] = static_cast<double>(first.to);
      out["probability"] = first.probability;
      put(out, "before", first.before), put(out, "after", first.after), put(out, "size", first.size);
    }
    if (!c.alarms.empty()) out["alarm"] = static_cast<double>(c.alarms[0].raised);
  } else if (page == "mix") {
    std::vector<MixPart> parts;
    out["divergence"] = divergence(mix_from(x.text("before")), mix_from(x.text("after")), parts);
    for (const MixPart& p : parts) out[std::string(model::name(p.type))] = p.part;
  } else if (page == "network") {
    std::vector<Tie> ties;
    for (auto [at, end] = x.in.equal_range("tie"); at != end; ++at) {
      Tie& t = ties.emplace_back();
      std::istringstream(at->second) >> t.a >> t.b >> t.stories >> t.cooperative >> t.conflictual;
    }
    Network n = network_of(ties);
    for (const PairScore& p : n.pairs) put(out, "closeness " + p.a + " " + p.b, p.closeness);
    for (const ActorScore& a : n.actors) {
      put(out, "strength " + a.name, a.cooperation);
      out["eigenvector " + a.name] = a.eigenvector, out["betweenness " + a.name] = a.betweenness;
    }
    out["communities"] = static_cast<double>(n.communities);
  } else if (page == "shifts") {
    auto tie = [&](const char* name) {
      Tie t{"A", "B", 0, 0, 0};
      std::istringstream(x.text(name)) >> t.cooperative >> t.conflictual;
      t.stories = static_cast<std::uint32_t>(t.cooperative + t.conflictual);
      return std::vector<Tie>{t};
    };
    Shifts s = shifts_between(tie("before"), tie("after"), 0);
    const Shift& first = s.rising.empty() ? s.falling.at(0) : s.rising[0];
    e = first.change, plain = true;
    out["change"] = e.mean, out["probability"] = first.probability;
  } else if (page == "forecast") {
    Forecast f = forecast(weeks_of(x.text("weeks")), static_cast<std::size_t>(x.number("ahead")));
    for (std::size_t h = 1; h <= f.periods.size(); ++h) {
      put(out, "level " + std::to_string(h), f.periods[h - 1].level),
          put(out, "stories " + std::to_string(h), f.periods[h - 1].stories);
      out["conflict_prevails " + std::to_string(h)] = f.periods[h - 1].conflict_prevails;
    }
  } else if (page == "plots") {
    PairSeries s = weeks_of(x.text("weeks"));
    std::string text = describe(relate(s), find_changes(s), PlotLanguage::en);
    // "… to …, 800 stories. Share of cooperation 80 % … at the beginning, 20 % …"
    out["stories"] = std::stod(text.substr(text.find(", ") + 2));
    out["first"] = std::stod(text.substr(text.find("cooperation ") + 12));
    out["last"] = std::stod(text.substr(text.find("beginning, ") + 11));
  }
  if (plain) out["mean"] = e.mean, out["low"] = e.low, out["high"] = e.high;
  return out;
}

TEST(RelationsMethods, ExamplesAreRight) {
  std::size_t pages = 0, numbers = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(KAWAT_SOURCE) / "docs/methods")) {
    std::string page = entry.path().stem().string();
    if (entry.path().extension() != ".md" || page == "README") continue;
    ++pages;
    auto text = read_file(entry.path().string());
    ASSERT_TRUE(text);
    auto examples = examples_of(*text);
    EXPECT_FALSE(examples.empty()) << page << ".md has no example";
    for (const Example& x : examples) {
      EXPECT_FALSE(x.out.empty()) << page;
      Numbers computed = compute(page, x);
      for (const auto& [name, told] : x.out) {
        auto found = computed.find(name);
        ASSERT_NE(found, computed.end()) << page << ".md: " << name << " is nothing that this test computes";
        auto dot = told.find('.');
        double half = dot == std::string::npos ? 0.5 : 0.5 * std::pow(10, -static_cast<double>(told.size() - dot - 1));
        EXPECT_NEAR(std::stod(told), found->second, half * 1.0001) << page << ".md: " << name;
        ++numbers;
      }
    }
  }
  EXPECT_GE(pages, 10u);
  EXPECT_GE(numbers, 50u);
}

}  // namespace
}  // namespace kawat::relations
