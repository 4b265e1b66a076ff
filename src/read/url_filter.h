// Which addresses are wanted. "tempo.co" is a site with all below it, "tempo.co/politik/*" or "*/2024/*" a pattern in which '*'
// stands for anything. Of several one has to fit; one that begins with '-' must not fit. Immutable once built.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kawat::read {

class UrlFilter {
 public:
  void add(std::string_view pattern);
  bool empty() const { return wanted_.empty() && unwanted_.empty(); }
  // The scheme and "www." do not count, nor do upper and lower case of the host.
  bool takes(std::string_view url) const;

 private:
  std::vector<std::string> wanted_, unwanted_;
};

}  // namespace kawat::read
