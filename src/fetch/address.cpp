#include "fetch/address.h"

#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace kawat::fetch {
namespace {

struct Range4 {
  std::uint32_t first;
  int bits;
  std::string_view kind;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c = 0, unsigned d = 0) { return a << 24 | b << 16 | c << 8 | d; }

// IANA IPv4 Special-Purpose Address Registry: what is not globally reachable.
constexpr Range4 kRanges4[] = {{v4(0, 0), 8, "unspecified"},
                               {v4(10, 0), 8, "private"},
                               {v4(100, 64), 10, "shared (carrier NAT)"},
                               {v4(127, 0), 8, "loopback"},
                               {v4(169, 254), 16, "link-local"},
                               {v4(172, 16), 12, "private"},
                               {v4(192, 0, 0), 24, "reserved"},
                               {v4(192, 0, 2), 24, "documentation"},
                               {v4(192, 88, 99), 24, "reserved"},
                               {v4(192, 168), 16, "private"},
                               {v4(198, 18), 15, "benchmarking"},
                               {v4(198, 51, 100), 24, "documentation"},
                               {v4(203, 0, 113), 24, "documentation"},
                               {v4(224, 0), 4, "multicast"},
                               {v4(240, 0), 4, "reserved"}};

std::string_view kind4(std::uint32_t address) {
  for (const Range4& r : kRanges4) {
    if ((address ^ r.first) >> (32 - r.bits) == 0) return r.kind;
  }
  return {};
}

std::string_view kind6(const std::array<std::uint8_t, 16>& a) {
  auto begins = [&](std::initializer_list<int> bytes) {
    std::size_t i = 0;
    for (int b : bytes) {
      if (a[i++] != b) return false;
    }
    return true;
  };
  std::uint32_t last = std::uint32_t{a[12]} << 24 | std::uint32_t{a[13]} << 16 | std::uint32_t{a[14]} << 8 | a[15];
  // NAT64: how a network without IPv4 reaches it. The address inside is the one that counts.
  if (begins({0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) return kind4(last);
  if (begins({0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) {
    if (a[10] == 0xFF && a[11] == 0xFF) return "IPv4 inside IPv6";
    if (a[10] == 0 && a[11] == 0) return last == 0 ? "unspecified" : last == 1 ? "loopback" : "IPv4 inside IPv6";
  }
  if (a[0] == 0xFF) return "multicast";
  if ((a[0] & 0xFE) == 0xFC) return "private";
  if (a[0] == 0xFE && (a[1] & 0xC0) == 0x80) return "link-local";
  if (a[0] == 0xFE && (a[1] & 0xC0) == 0xC0) return "private";  // site-local, as it once was
  if ((a[0] & 0xE0) != 0x20) return "reserved";
  if (begins({0x20, 0x01}) && (a[2] & 0xFE) == 0) return "reserved";  // 2001::/23, Teredo among them
  if (begins({0x20, 0x01, 0x0D, 0xB8})) return "documentation";
  if (begins({0x20, 0x02})) return "IPv4 inside IPv6";  // 6to4
  if (begins({0x3F, 0xFF}) && (a[2] & 0xF0) == 0) return "documentation";
  return {};
}

}  // namespace

std::string_view not_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, &address, sizeof in);
    return kind4(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in;
    std::memcpy(&in, &address, sizeof in);
    std::array<std::uint8_t, 16> bytes;
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return kind6(bytes);
  }
  return "no internet";
}

}  // namespace kawat::fetch
