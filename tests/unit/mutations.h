// Random bytes and mutations of seeds for a second: what the fuzz targets check, in every test run.
#pragma once

#include <chrono>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace kawat::fuzz {

// Calls check(bytes) again and again. `likely`: bytes that matter to the format, put in among others.
template <class Check>
void mutate(std::span<const std::string> seeds, std::string_view likely, Check&& check) {
  std::mt19937 random(7);
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  while (std::chrono::steady_clock::now() < end) {
    std::string s = seeds[random() % seeds.size()];
    if (random() % 4 == 0) {
      s.resize(random() % 60);
      for (char& c : s) c = static_cast<char>(random());
    }
    for (std::size_t n = random() % 12; n > 0 && !s.empty(); --n) {
      std::size_t at = random() % s.size();
      switch (random() % 4) {
        case 0:
          s[at] = static_cast<char>(random());
          break;
        case 1:
          s.erase(at, random() % 6);
          break;
        case 2:
          s.insert(at, s.substr(random() % s.size(), random() % 8));
          break;
        default:
          s.insert(at, 1, likely[random() % likely.size()]);
          break;
      }
    }
    check(s);
  }
}

}  // namespace kawat::fuzz
