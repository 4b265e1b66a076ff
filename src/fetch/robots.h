// robots.txt as RFC 9309 has it: what a site allows this program to fetch.
//
//   Robots robots = Robots::parse(body, "kawat");
//   robots.allows("/news/2024/10/a.html?page=2")
//
// Of all groups for this program the rules count together, else those of all groups for "*". The longest pattern decides; between
// two of one length the one that allows. '*' stands for any bytes, '$' for the end. Immutable once built, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kawat::fetch {

class Robots {
 public:
  static constexpr std::size_t kMostBytes = 500 << 10;  // what stands behind them is not read

  // token: the program's name as it stands in user-agent lines, "kawat".
  static Robots parse(std::string_view body, std::string_view token);
  static Robots allow_all() { return {}; }
  static Robots refuse_all();

  // target: path and query, beginning with '/'. robots.txt itself is always allowed.
  bool allows(std::string_view target) const;
  // Seconds between two requests that the site asks for.
  std::optional<double> crawl_delay() const { return delay_; }

 private:
  struct Rule {
    std::string pattern;  // normalised
    bool allow = false;
  };
  std::vector<Rule> rules_;
  std::optional<double> delay_;
};

}  // namespace kawat::fetch
