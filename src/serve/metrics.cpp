#include "serve/metrics.h"

#include <fmt/format.h>

namespace kawat::serve {

void Metrics::request(std::string_view route, int status, double seconds, std::uint64_t bytes, bool cached) {
  std::string name(route);
  std::scoped_lock lock(mutex_);
  ++requests_[{name, status}];
  Times& t = times_[name];
  std::size_t i = 0;
  while (i < kBounds.size() && seconds > kBounds[i]) ++i;
  ++t.below[i];
  t.sum += seconds;
  ++t.count;
  bytes_ += bytes;
  if (cached) ++cached_;
}

void Metrics::head(std::string& out, std::string_view name, std::string_view kind, std::string_view help) {
  out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, kind);
}
void Metrics::line(std::string& out, std::string_view name, std::string_view labels, double value) {
  out += fmt::format("{}{}{}{} {}\n", name, labels.empty() ? "" : "{", labels, labels.empty() ? "" : "}", value);
}

std::string Metrics::text() const {
  std::string out;
  std::scoped_lock lock(mutex_);
  head(out, "kawat_http_requests_total", "counter", "Requests by endpoint and status.");
  for (const auto& [key, n] : requests_)
    line(out, "kawat_http_requests_total", fmt::format("route=\"{}\",status=\"{}\"", key.first, key.second),
         static_cast<double>(n));
  head(out, "kawat_http_request_seconds", "histogram", "From the end of the request to the first byte of the answer.");
  for (const auto& [route, t] : times_) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i <= kBounds.size(); ++i) {
      sum += t.below[i];
      line(out, "kawat_http_request_seconds_bucket",
           fmt::format("route=\"{}\",le=\"{}\"", route, i < kBounds.size() ? fmt::format("{}", kBounds[i]) : "+Inf"),
           static_cast<double>(sum));
    }
    line(out, "kawat_http_request_seconds_sum", fmt::format("route=\"{}\"", route), t.sum);
    line(out, "kawat_http_request_seconds_count", fmt::format("route=\"{}\"", route), static_cast<double>(t.count));
  }
  auto figure = [&out](const char* name, const char* kind, const char* help, double value) {
    head(out, name, kind, help);
    line(out, name, "", value);
  };
  figure("kawat_http_answer_bytes_total", "counter", "Bytes of bodies.", static_cast<double>(bytes_));
  figure("kawat_http_answers_kept_total", "counter", "Answers that were not computed anew.", static_cast<double>(cached_));
  figure("kawat_http_connections", "gauge", "Open connections.", static_cast<double>(connections.load()));
  figure("kawat_http_requests_running", "gauge", "Requests that are not answered yet.", static_cast<double>(running.load()));
  figure("kawat_http_refused_total", "counter", "Connections and requests over a limit.", static_cast<double>(refused.load()));
  figure("kawat_http_slow_total", "counter", "Clients that took too long.", static_cast<double>(slow.load()));
  return out;
}

}  // namespace kawat::serve
