// What the server counts about itself, in the text format of Prometheus. Share freely between threads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace kawat::serve {

class Metrics {
 public:
  void request(std::string_view route, int status, double seconds, std::uint64_t bytes, bool cached);
  // One line of a figure; `labels` as route="x".
  static void line(std::string& out, std::string_view name, std::string_view labels, double value);
  static void head(std::string& out, std::string_view name, std::string_view kind, std::string_view help);
  std::string text() const;

  std::atomic<std::int64_t> connections{0}, running{0};
  std::atomic<std::uint64_t> refused{0}, slow{0};  // connections over a limit; clients that took too long

 private:
  static constexpr std::array<double, 12> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
  struct Times {
    std::array<std::uint64_t, kBounds.size() + 1> below{};
    double sum = 0;
    std::uint64_t count = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Times> times_;
  std::uint64_t bytes_ = 0, cached_ = 0;
};

}  // namespace kawat::serve
