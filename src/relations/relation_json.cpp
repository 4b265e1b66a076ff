#include "relations/relation_json.h"

#include <fmt/format.h>

#include "base/json.h"

namespace kawat::relations {
namespace {

std::string day(const PairSeries& s, std::size_t period) {
  return iso(start_of(s.first, s.step, static_cast<std::ptrdiff_t>(period)));
}
void number(const std::string& name, double v, std::string& out) {
  out += fmt::format(",\"{}\":", name);
  append_json(v, out);
}
void estimate(const std::string& name, const Estimate& e, std::string& out) {
  number(name, e.mean, out), number(name + "_low", e.low, out), number(name + "_high", e.high, out);
}
std::string head(const char* kind, const PairSeries& s, std::size_t period) {
  return fmt::format("\"kind\":\"{}\",\"a\":{},\"b\":{},\"start\":\"{}\"", kind, json_string(s.a), json_string(s.b),
                     day(s, period));
}

}  // namespace

std::string period_fields(const PairSeries& s, const Relation& r, const Changes& c, std::size_t i) {
  const RelationPeriod& p = r.periods[i];
  std::string out = head("period", s, i) + fmt::format(",\"observed\":{},\"stories\":{}", p.observed, p.stories);
  for (std::size_t q = 0; q < 4; ++q) out += fmt::format(",\"quad{}\":{}", q + 1, p.quads[q]);
  number("effective_stories", p.effective_stories, out);
  estimate("share", p.share, out), estimate("share_log_odds", p.share_log_odds, out);
  estimate("level", p.level, out), estimate("level_log_odds", p.level_log_odds, out);
  estimate("volume", p.volume, out), estimate("volume_level", p.volume_level, out);
  number("goldstein", p.goldstein, out), number("intensity", p.intensity, out);
  number("change_probability", i < c.probability.size() ? c.probability[i] : 0, out);
  return out;
}

std::string change_fields(const PairSeries& s, const Change& c) {
  std::string out = head("change", s, c.at) + fmt::format(",\"from\":\"{}\",\"to\":\"{}\"", day(s, c.from), day(s, c.to));
  number("probability", c.probability, out);
  estimate("before", c.before, out), estimate("after", c.after, out), estimate("size", c.size, out);
  out += ",\"mix\":[";
  for (std::size_t k = 0; k < c.mix.size(); ++k) {
    out += fmt::format("{}{{\"event_type\":\"{}\"", k > 0 ? "," : "", name(c.mix[k].type));
    number("before", c.mix[k].before, out), number("after", c.mix[k].after, out), number("part", c.mix[k].part, out);
    out += '}';
  }
  return out + "]";
}

}  // namespace kawat::relations
